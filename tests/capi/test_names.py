import os
import re
import subprocess
import sys
import unittest

import extension


def declared():
    """The names that Python.h declares as functions or data."""
    with open(os.path.join(extension.ROOT, "include", "Python.h")) as f:
        text = re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)
    text = re.sub(r"# *define PyAPI_\w+\(type\).*", "", text.replace("\\\n", " "))
    names = set(re.findall(r"PyAPI_FUNC\([^()]*\) (\w+)\(", text))
    for rest in re.findall(r"PyAPI_DATA\([^()]*\) ([^;]*);", text):
        names.update(re.findall(r"\w+", re.sub(r"\w*##\w*", "", rest).replace("void", "")))
    exceptions = re.search(r"define Py_EXCEPTIONS_\(EXC\)(.*)", text).group(1)
    names.update("PyExc_" + name for name in re.findall(r"EXC\((\w+)\)", exceptions))
    function = re.compile(r"PyUnicode##kind##Error_(\w+)\(")
    names.update("PyUnicode{0}Error_{1}".format(kind, name) for kind in ("Decode", "Encode", "Translate") for name in function.findall(text))
    return {name for name in names if "##" not in name and name not in ("PyUnicode", "PyExc_")}


class NamesTest(unittest.TestCase):
    def test_declared_names_are_exported_but_for_those_known_to_be_missing(self):
        output = subprocess.check_output(["nm", "-D", "--defined-only", os.path.realpath(sys.executable)]).decode()
        exported = {line.split()[-1] for line in output.splitlines()}
        with open(os.path.join(extension.HERE, "missing_names.txt")) as f:
            missing = set(f.read().split())
        self.assertEqual(sorted(declared() - exported - missing), [], "declared in Python.h, not there")
        self.assertEqual(sorted(missing & exported), [], "there now: to be taken off tests/capi/missing_names.txt")
        self.assertEqual(sorted(missing - declared()), [], "in missing_names.txt, but not declared")

    def test_nothing_else_is_exported_that_could_be_taken_for_an_extensions(self):
        output = subprocess.check_output(["nm", "-D", "--defined-only", os.path.realpath(sys.executable)]).decode()
        names = {line.split()[-1].split("@")[0] for line in output.splitlines()}
        self.assertFalse(names & {"vm_run", "compile_source", "gc_collect"}, "the executable's innards")


if __name__ == "__main__":
    unittest.main()
