"""Runs the project's tests: unittest files test_*.py below this folder, each in a process of its own.

    krait tests/run.py [-v] [-j N] [--timeout SECONDS] [NAME...]

A NAME selects files by the start of their path below tests/, with or without `test_` and `.py`: `object` (a folder),
`object/str` (tests/object/test_str.py). Failures are told as file:line, and the run goes on; a file that crashes or hangs
is one failure. The last line is `N passed, N failed`, with `, N skipped` if there are any.
"""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


# ---- one file: in the child process ----

def place_of(traceback, path):
    """The line of the test file that a traceback goes through last."""
    line = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def make_result(unittest, path, shown, verbose):
    class Result(unittest.TestResult):
        passed = 0

        def addSuccess(self, test):
            self.passed += 1
            if verbose:
                print("ok   {0}".format(test))

        def tell(self, test, error):
            kind, value, traceback = error
            message = "{0}: {1}".format(kind.__name__, value).split("\n\n")[0]
            print("{0}:{1}: {2}: {3}".format(shown, place_of(traceback, path), test, message))
            if verbose:
                print(self._exc_info_to_string(error, test))
            sys.stdout.flush()

        def addError(self, test, error):
            super().addError(test, error)
            self.tell(test, error)

        def addFailure(self, test, error):
            super().addFailure(test, error)
            self.tell(test, error)

        def addSubTest(self, test, subtest, error):
            super().addSubTest(test, subtest, error)
            if error is not None:
                self.tell(subtest, error)

        def addUnexpectedSuccess(self, test):
            super().addUnexpectedSuccess(test)
            print("{0}: {1}: unexpected success".format(shown, test))

    return Result()


def run_file(path, verbose):
    import unittest
    shown = os.path.relpath(path, os.path.dirname(HERE))
    sys.path[:0] = [os.path.dirname(path), HERE]
    sys.argv[1:] = []
    module = __import__(os.path.basename(path)[:-len(".py")])
    result = make_result(unittest, module.__file__, shown, verbose)
    unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    failed = len(result.failures) + len(result.errors) + len(getattr(result, "unexpectedSuccesses", ()))
    passed = result.passed + len(getattr(result, "expectedFailures", ()))
    print("{0} passed, {1} failed, {2} skipped".format(passed, failed, len(result.skipped)))


# ---- all files: in the parent ----

def find_files(names):
    found = []
    for folder, folders, files in os.walk(HERE):
        folders.sort()
        for name in sorted(files):
            if name.startswith("test_") and name.endswith(".py"):
                found.append(os.path.join(folder, name))
    if names:
        wanted = [normal_name(name) for name in names]
        found = [path for path in found if matches(normal_name(os.path.relpath(path, HERE)), wanted)]
    return found


def normal_name(name):
    if name.startswith("tests/"):
        name = name[len("tests/"):]
    if name.endswith(".py"):
        name = name[:-len(".py")]
    folder, base = os.path.split(name.rstrip("/"))
    if base.startswith("test_"):
        base = base[len("test_"):]
    return os.path.join(folder, base)


def matches(name, wanted):
    return any(name == w or name.startswith(w + "/") or (name.startswith(w + "_")) for w in wanted)


class Job:
    def __init__(self, path, verbose, timeout):
        self.path = path
        self.shown = os.path.relpath(path, os.path.dirname(HERE))
        self.output_path = "/tmp/krait-test-{0}-{1}".format(os.getpid(), self.shown.replace("/", "-"))
        self.output = open(self.output_path, "wb")
        command = [sys.executable, os.path.abspath(__file__), "--child", path] + (["-v"] if verbose else [])
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.STDOUT)
        self.deadline = time.time() + timeout

    def is_done(self):
        if self.process.poll() is not None:
            return True
        if time.time() < self.deadline:
            return False
        self.process.kill()
        self.process.wait()
        return True

    def finish(self):
        """Prints what the file printed; gives its counts."""
        self.output.close()
        with open(self.output_path, "rb") as f:
            text = f.read().decode("utf-8", "replace")
        os.unlink(self.output_path)
        lines = text.rstrip("\n").split("\n")
        counts, complete = [0, 0, 0], False
        for i in range(len(lines) - 1, -1, -1):         # what a sanitizer has to say comes after it
            words = lines[i].replace(",", "").split()
            if len(words) == 6 and words[1::2] == ["passed", "failed", "skipped"]:
                counts, complete = [int(word) for word in words[0::2]], True
                del lines[i]
                break
        body = "\n".join(lines).strip()
        status = self.process.returncode
        if body:
            print(body)
        if not complete or status != 0:
            counts[1] += 1
            print("{0}: {1}".format(self.shown, "killed by signal {0}".format(-status) if status < 0
                                    else "ended with status {0}".format(status)))
        return counts


def run_all(names, verbose, jobs, timeout):
    files = find_files(names)
    totals = [0, 0, 0]
    running = []
    while files or running:
        while files and len(running) < jobs:
            running.append(Job(files.pop(0), verbose, timeout))
        done = [job for job in running if job.is_done()]
        running = [job for job in running if job not in done]
        for job in done:
            totals = [a + b for a, b in zip(totals, job.finish())]
            sys.stdout.flush()
        if not done:
            time.sleep(0.005)
    skipped = ", {0} skipped".format(totals[2]) if totals[2] else ""
    print("{0} passed, {1} failed{2}".format(totals[0], totals[1], skipped))
    return 1 if totals[1] or not any(totals) else 0


def main(args):
    names, verbose, jobs, timeout = [], False, min(os.cpu_count() or 1, 4) if hasattr(os, "cpu_count") else 1, 300
    while args:
        arg = args.pop(0)
        if arg == "--child":
            return run_file(args[0], "-v" in args)
        elif arg == "-v":
            verbose = True
        elif arg == "-j":
            jobs = int(args.pop(0))
        elif arg == "--timeout":
            timeout = float(args.pop(0))
        else:
            names.append(arg)
    return run_all(names, verbose, jobs, timeout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
