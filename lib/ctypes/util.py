"""Finding shared libraries by the name that a linker knows them by."""
import os
import re
import shutil
import subprocess
import tempfile


def _run(arguments):
    """What a program writes to its output, errors included; empty when it cannot be run."""
    environment = dict(os.environ, LC_ALL="C", LANG="C")
    try:
        with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment) as process:
            return process.communicate()[0]
    except OSError:
        return b""


def _cached(name):
    """As the cache of the dynamic linker says (ldconfig -p), for this machine."""
    kind = {"x86_64": b"libc6,x86-64", "aarch64": b"libc6,AArch64", "ppc64": b"libc6,64bit", "s390x": b"libc6,64bit"}
    abi = kind.get(os.uname().machine, b"libc6")
    for program in "/sbin/ldconfig", "/usr/sbin/ldconfig":
        if os.path.exists(program):
            pattern = br"\s+(lib" + re.escape(os.fsencode(name)) + br"\.[^\s]+)\s+\(" + re.escape(abi)
            found = re.search(pattern, _run([program, "-p"]))
            return os.fsdecode(found.group(1)) if found else None
    return None


def _compiled(name):
    """The file a compiler links with for -lNAME."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        return None
    with tempfile.TemporaryDirectory() as folder:
        log = _run([compiler, "-Wl,-t", "-o", os.path.join(folder, "out"), "-l" + name])
    return _first_library(name, log)


def _linked(name):
    """The file the linker finds, also along LD_LIBRARY_PATH."""
    linker = shutil.which("ld")
    if not linker:
        return None
    arguments = [linker, "-t"]
    for folder in filter(None, os.environ.get("LD_LIBRARY_PATH", "").split(":")):
        arguments += ["-L", folder]
    return _first_library(name, _run(arguments + ["-o", os.devnull, "-l" + name]))


def _first_library(name, log):
    pattern = br"[^\(\)\s]*lib" + re.escape(os.fsencode(name)) + br"\.[^\(\)\s]*"
    for found in re.findall(pattern, log):
        if _is_elf(found):
            return os.fsdecode(found)
    return None


def _is_elf(path):
    """Not a script for the linker, nor a static library."""
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False


def _soname(path):
    """The name that a library calls itself by."""
    dumper = path and shutil.which("objdump")
    if not dumper:
        return None
    found = re.search(br"\sSONAME\s+([^\s]+)", _run([dumper, "-p", "-j", ".dynamic", path]))
    return os.fsdecode(found.group(1)) if found else None


def find_library(name):
    """The file name to load the library `name` by ("m" -> "libm.so.6"), or None."""
    return _cached(name) or _soname(_compiled(name)) or _soname(_linked(name))


def test():
    from ctypes import cdll
    for name in "m", "c", "bz2":
        print(find_library(name))
    print(cdll.LoadLibrary("libm.so.6"))


if __name__ == "__main__":
    test()
