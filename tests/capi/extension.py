"""Builds and imports the extension modules of these tests: tests/capi/NAME.c, compiled against include/."""
import atexit
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def folder():
    """Where the modules are built: gone at exit, on sys.path."""
    global _folder
    if _folder is None:
        _folder = tempfile.mkdtemp(prefix="krait-capi-")
        atexit.register(shutil.rmtree, _folder, True)
        sys.path.insert(0, _folder)
    return _folder


_folder = None


def build(name, module=None, flags=(), suffix=".abi3.so"):
    """Compiles tests/capi/NAME.c; the path of the module."""
    target = os.path.join(folder(), (module or name) + suffix)
    command = [os.environ.get("CC", "gcc"), "-std=gnu11", "-shared", "-fPIC", "-O1", "-g", "-Wall", "-Wextra", "-Werror",
               "-Wno-unused-parameter", "-Wno-missing-field-initializers", "-Wno-cast-function-type",
               "-DPy_LIMITED_API=0x03020000", "-I", os.environ.get("KRAIT_INCLUDE", os.path.join(ROOT, "include"))]
    subprocess.check_call(command + list(flags) + ["-o", target, os.path.join(HERE, name + ".c")])
    return target


def load(name, module=None, flags=()):
    """Builds and imports it."""
    build(name, module, flags)
    return importlib.import_module(module or name)
