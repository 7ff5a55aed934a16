"""Runs the files of a CPython Lib/test folder, each in a process of its own with a time limit, and tells what passes.

    krait tests/conformance.py [--record] [-j N] [--timeout SECONDS] [--minutes N] [--allow N] [--all] SUITE [NAME...]

SUITE is a folder such as /usr/lib/python3.6/test; a NAME (test_list) selects files. A line a file: its outcome, how many of
its tests pass, and what the record (tests/conformance/SUITE-VERSION.txt) says passed before. A test that passed before and no
longer does, not even when its file is run once more alone, makes the run fail and is named; --record writes down what passes
now. --all names every test that does not pass. After --minutes no more files are begun; those left out are counted.
--allow: so many lost tests are named only, for machines without a network, a terminal and the like.
"""
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RECORDS = os.path.join(HERE, "conformance")
SKIPPED = {"test_tk", "test_ttk_guionly", "test_idle", "test_gdb", "test_bigmem", "test_zipfile64"}


# ---- one file: in the child process, which writes a line for each test to the file named `report` ----

class SubSuites:
    """Finds the tests that lie in packages of the library beside the suite, so that they test our packages."""

    NAMES = {"ctypes.test", "distutils.tests", "lib2to3.tests", "sqlite3.test", "unittest.test"}

    def __init__(self, library):
        self.library = library

    def find_spec(self, name, path=None, target=None):
        folder = os.path.join(self.library, *name.split("."))
        init = os.path.join(folder, "__init__.py")
        if name not in self.NAMES or not os.path.isfile(init):
            return None
        return importlib.util.spec_from_file_location(name, init, submodule_search_locations=[folder])


def run_file(folder, name, report):
    import unittest
    sys.path.append(os.path.dirname(folder))
    sys.meta_path.append(SubSuites(os.path.dirname(folder)))
    sys.argv[1:] = []
    out = open(report, "a", 1)

    def tell(outcome, test, note=""):
        out.write("{0}\t{1}\t{2}\n".format(outcome, test, str(note).split("\n")[0][:200]))
        out.flush()

    def ident(test):
        prefix = "test." + name + "."
        text = test.id()
        return text[len(prefix):] if text.startswith(prefix) else text

    class Result(unittest.TestResult):
        def startTest(self, test):
            super().startTest(test)
            self.outcome = "pass"
            self.note = ""
            tell("start", ident(test))

        def stopTest(self, test):
            super().stopTest(test)
            tell(self.outcome, ident(test), self.note)

        def bad(self, outcome, test, error):
            failures.append(test)
            self.outcome, self.note = outcome, "{0}: {1}".format(error[0].__name__, error[1])
            if not hasattr(test, "_testMethodName"):        # setUpClass and the like
                tell(outcome, ident(test), self.note)

        def addError(self, test, error):
            self.bad("error", test, error)

        def addFailure(self, test, error):
            self.bad("fail", test, error)

        def addSkip(self, test, reason):
            self.outcome, self.note = "skip", reason

        def addSubTest(self, test, subtest, error):
            if error is not None:
                self.bad("fail", test, error)

    failures = []

    def run_unittest(*classes):
        """For test.support: what a file's test_main() wants to be run is told test by test."""
        loader, suite = unittest.TestLoader(), unittest.TestSuite()
        for cls in classes:
            if isinstance(cls, str):
                suite.addTest(loader.loadTestsFromModule(sys.modules[cls]))
            elif isinstance(cls, (unittest.TestSuite, unittest.TestCase)):
                suite.addTest(cls)
            else:
                suite.addTest(loader.loadTestsFromTestCase(cls))
        suite.run(Result())

    try:
        import test.support
        test.support.run_unittest = run_unittest
        module = __import__("test." + name, fromlist=["*"])
        if hasattr(module, "load_tests") or unittest.TestLoader().loadTestsFromModule(module).countTestCases() or not hasattr(module, "test_main"):
            unittest.TestLoader().loadTestsFromModule(module).run(Result())
        else:
            tell("start", "<main>")
            module.test_main()
            if failures:
                tell("fail", "<main>", "{0} tests".format(len(failures)))
            else:
                tell("pass", "<main>")
    except unittest.SkipTest as e:
        tell("skip", "<import>", e)
    except Exception as e:
        tell("error", "<import>", "{0}: {1}".format(type(e).__name__, e))
    tell("end", "<file>")
    out.close()


# ---- all files: in the parent ----

class Job:
    def __init__(self, folder, name, timeout):
        self.name = name
        self.folder = tempfile.mkdtemp(prefix="krait-conformance-")
        self.report = os.path.join(self.folder, "report")
        work = os.path.join(self.folder, "work")
        os.mkdir(work)
        open(self.report, "w").close()
        environment = dict(os.environ, HOME=self.folder, TMPDIR=work, PYTHONDONTWRITEBYTECODE="1")
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--child", folder, name, self.report], cwd=work,
                                        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        self.started = time.time()
        self.timeout = timeout
        self.outcome = ""

    def is_done(self):
        if self.process.poll() is None:
            if time.time() - self.started < self.timeout:
                return False
            self.outcome = "timeout"
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return True

    def finish(self):
        """Gives {test: (outcome, note)}; a test that began and did not end is the one that crashed or hung."""
        import shutil
        tests, last, complete = {}, None, False
        with open(self.report, errors="replace") as f:
            for line in f:
                outcome, test, note = (line.rstrip("\n") + "\t\t").split("\t")[:3]
                if outcome == "end":
                    complete = True
                elif outcome == "start":
                    last = test
                else:
                    tests[test] = outcome, note
                    last = None
        shutil.rmtree(self.folder, ignore_errors=True)
        if not complete:
            self.outcome = self.outcome or ("crash" if self.process.returncode < 0 else "exit")
            tests[last or "<file>"] = self.outcome, "status {0}".format(self.process.returncode)
        elif not self.outcome:
            bad = any(outcome not in ("pass", "skip") for outcome, note in tests.values())
            self.outcome = "fail" if bad else "ok" if any(o == "pass" for o, n in tests.values()) else "skip"
        return tests


def record_path(suite):
    version = os.path.basename(os.path.dirname(suite)) or "suite"
    return os.path.join(RECORDS, version + ".txt")


def read_record(path):
    """{file: set of its tests that pass}. A line is a file's name or, after a blank, a test of it."""
    record, tests = {}, set()
    if os.path.exists(path):
        with open(path) as f:
            for line in f:
                if line.startswith(" "):
                    tests.add(line.strip())
                elif line.strip():
                    tests = record[line.strip()] = set()
    return record


def write_record(path, record):
    os.makedirs(RECORDS, exist_ok=True)
    with open(path, "w") as f:
        for name in sorted(record):
            if record[name]:
                f.write("{0}\n{1}".format(name, "".join(" {0}\n".format(test) for test in sorted(record[name]))))


def run_all(suite, names, jobs, timeout, record_them, show_all, minutes, allowed):
    suite = os.path.abspath(suite)
    files = names or sorted(os.path.splitext(n)[0] for n in os.listdir(suite) if n.startswith("test_"))
    waiting = [n for n in files if names or n not in SKIPPED]
    record = read_record(record_path(suite))
    running, good_files, passed, total, lost = [], 0, 0, 0, []
    count, end = len(waiting), time.time() + 60 * minutes
    first, again = {}, []                   # what passed in the first run of files that lost something; those to be run again
    while waiting or running or again:
        if waiting and time.time() > end:
            print("{0} files left out: time is up".format(len(waiting)))
            count -= len(waiting)
            waiting = []
        while waiting and len(running) < jobs:
            running.append(Job(suite, waiting.pop(0), timeout))
        if not running:
            running.append(Job(suite, again.pop(0), 2 * timeout))
        done = [job for job in running if job.is_done()]
        running = [job for job in running if job not in done]
        for job in done:
            tests = job.finish()
            passing = {test for test, (outcome, note) in tests.items() if outcome == "pass"}
            known = record.get(job.name, set())
            if not record_them and job.name not in first and not known <= passing:
                first[job.name] = passing
                again.append(job.name)
                continue
            passing |= first.get(job.name, set())
            good_files += job.outcome == "ok"
            passed += len(passing)
            total += sum(outcome != "skip" for outcome, note in tests.values())
            missing = sorted(known - passing)
            lost += [(job.name, test) for test in missing]
            print("{0:32} {1:8} {2:5} of {3:5}{4}".format(job.name, job.outcome, len(passing), len(tests),
                                                          "   lost {0}".format(len(missing)) if missing else ""))
            for test in sorted(tests) if show_all else missing:
                outcome, note = tests.get(test, ("missing", ""))
                if outcome not in ("pass", "skip"):
                    print("    {0:8} {1}: {2}".format(outcome, test, note))
            sys.stdout.flush()
            if record_them:
                record[job.name] = passing
        if not done:
            time.sleep(0.02)
    print("{0} of {1} files, {2} of {3} tests pass; {4} lost".format(good_files, count, passed, total, len(lost)))
    if record_them:
        write_record(record_path(suite), record)
        return 0
    return 1 if len(lost) > allowed or not passed else 0


def main(args):
    jobs, timeout, minutes, allowed, record_them, show_all, rest = 2, 120.0, 600.0, 0, False, False, []
    while args:
        arg = args.pop(0)
        if arg == "--child":
            run_file(*args)
            return 0
        elif arg == "--record":
            record_them = True
        elif arg == "--all":
            show_all = True
        elif arg == "-j":
            jobs = int(args.pop(0))
        elif arg == "--timeout":
            timeout = float(args.pop(0))
        elif arg == "--allow":
            allowed = int(args.pop(0))
        elif arg == "--minutes":
            minutes = float(args.pop(0))
        else:
            rest.append(arg)
    if not rest:
        print(__doc__)
        return 2
    return run_all(rest[0], rest[1:], jobs, timeout, record_them, show_all, minutes, allowed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
