"""distutils: setup scripts, file lists, versions, make files, compilers."""
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest

from distutils import core, fancy_getopt, sysconfig, text_file, util, version
from distutils.ccompiler import gen_preprocess_options, new_compiler
from distutils.dist import Distribution
from distutils.errors import DistutilsOptionError, DistutilsTemplateError
from distutils.filelist import FileList
from distutils.versionpredicate import VersionPredicate

SETUP = """\
from distutils.core import setup
setup(name="demo", version="1.2", url="u", author="a", author_email="e", packages=["pkg"], package_data={"pkg": ["*.dat"]},
      scripts=["run.py"], data_files=[("share", ["notes.txt"])])
"""


class SetupTest(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for name, text in (("setup.py", SETUP), ("pkg/__init__.py", "x = 1\n"), ("pkg/a.dat", "data"), ("run.py", "#!/usr/bin/python\n"),
                           ("notes.txt", "n"), ("README", "r")):
            path = os.path.join(self.folder.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as f:
                f.write(text)

    def run_setup(self, *args):
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        p = subprocess.run([sys.executable, "setup.py"] + list(args), cwd=self.folder.name, env=environment,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return p.returncode, p.stdout.decode()

    def test_install_below_a_root(self):
        status, out = self.run_setup("install", "--root", "tree", "--prefix", "/usr", "--record", "files")
        self.assertEqual(status, 0, out)
        with open(os.path.join(self.folder.name, "files")) as f:
            files = f.read().splitlines()
        for name in ("site-packages/pkg/__init__.py", "site-packages/pkg/a.dat", "/usr/bin/run.py", "/usr/share/notes.txt"):
            self.assertTrue(any(file.endswith(name) for file in files), (name, files))
        for file in files:
            self.assertTrue(os.path.exists(os.path.join(self.folder.name, "tree" + file)), file)
        with open(os.path.join(self.folder.name, "tree/usr/bin/run.py")) as f:
            self.assertEqual(f.readline(), "#!%s\n" % os.path.normpath(sys.executable))

    def test_source_distribution(self):
        status, out = self.run_setup("sdist")
        self.assertEqual(status, 0, out)
        with tarfile.open(os.path.join(self.folder.name, "dist/demo-1.2.tar.gz")) as tar:
            names = tar.getnames()
        for name in ("PKG-INFO", "README", "notes.txt", "pkg/a.dat", "run.py", "setup.py"):
            self.assertIn("demo-1.2/" + name, names)

    def test_questions_and_errors(self):
        self.assertEqual(self.run_setup("--name", "--version"), (0, "demo\n1.2\n"))
        status, out = self.run_setup("nonsense")
        self.assertEqual(status, 1)
        self.assertIn("error: invalid command 'nonsense'", out)
        status, out = self.run_setup("--help-commands")
        self.assertIn("build_ext", out)

    def test_run_setup_stops_where_asked(self):
        before = os.getcwd()
        os.chdir(self.folder.name)
        try:
            dist = core.run_setup("setup.py", ["build"], stop_after="commandline")
        finally:
            os.chdir(before)
        self.assertEqual(dist.commands, ["build"])
        self.assertEqual(dist.get_fullname(), "demo-1.2")


class PiecesTest(unittest.TestCase):

    def test_file_list(self):
        files = FileList()
        files.set_allfiles(["a.py", "b.txt", "d/c.py", "d/e/f.py", ".git/x"])
        files.process_template_line("include *.py")
        self.assertEqual(files.files, ["a.py"])
        files.process_template_line("recursive-include d *.py")
        self.assertEqual(files.files, ["a.py", "d/c.py", "d/e/f.py"])
        files.process_template_line("prune d/e")
        self.assertEqual(files.files, ["a.py", "d/c.py"])
        self.assertRaises(DistutilsTemplateError, files.process_template_line, "graft")

    def test_versions(self):
        self.assertLess(version.StrictVersion("1.2a1"), "1.2")
        self.assertEqual(str(version.StrictVersion("1.2.0")), "1.2")
        self.assertLess(version.LooseVersion("1.9"), version.LooseVersion("1.10"))
        self.assertTrue(VersionPredicate("a (>=1.0, !=1.5)").satisfied_by("1.4"))
        self.assertFalse(VersionPredicate("a (>=1.0, !=1.5)").satisfied_by("1.5"))

    def test_words(self):
        self.assertEqual(util.split_quoted("a 'b c' d\\ e \"f\"g"), ["a", "b c", "d e", "fg"])
        self.assertEqual(util.subst_vars("$a/$b", {"a": 1, "b": 2}), "1/2")
        self.assertRaises(ValueError, util.strtobool, "maybe")

    def test_make_file_variables(self):
        with tempfile.NamedTemporaryFile("w", suffix=".mk") as f:
            f.write("CC= gcc\nAB= $(CC) ${NUM} $$x\nNUM=3\nLOOP=$(LOOP)\n")
            f.flush()
            self.assertEqual(sysconfig.parse_makefile(f.name), {"CC": "gcc", "AB": "gcc 3 $$x", "NUM": 3})

    def test_text_file_joins_lines(self):
        f = text_file.TextFile(filename="x", file=io.StringIO("a # c\n\nb \\\n  c\n"), join_lines=1, collapse_join=1)
        self.assertEqual(f.readlines(), ["a", "b c"])

    def test_options_table(self):
        parser = fancy_getopt.FancyGetopt([("quiet", "q", "less"), ("verbose", "v", "more"), ("out=", "o", "file")])
        parser.set_negative_aliases({"quiet": "verbose"})
        args, options = parser.getopt(["-q", "--out", "f", "rest"])
        self.assertEqual((args, options.verbose, options.out), (["rest"], 0, "f"))
        self.assertIn("  --out (-o)      file", parser.generate_help())

    def test_compiler_options(self):
        self.assertEqual(gen_preprocess_options([("A",), ("B", None), ("C", "1")], ["i"]), ["-UA", "-DB", "-DC=1", "-Ii"])
        compiler = new_compiler(compiler="unix", dry_run=1)
        self.assertEqual(compiler.object_filenames(["/a/b.c"], output_dir="o"), ["o/a/b.o"])
        self.assertEqual(compiler.detect_language(["a.c", "b.cpp"]), "c++")

    def test_command_options(self):
        dist = Distribution({"options": {"install": {"install_base": "x", "prefix": "y"}}})
        self.assertRaises(DistutilsOptionError, dist.get_command_obj("install").ensure_finalized)


if __name__ == "__main__":
    unittest.main()
