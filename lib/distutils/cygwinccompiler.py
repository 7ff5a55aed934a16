"""GNU compilers on Windows: Cygwin and MinGW."""
import copy
import os
import re
import sys
from subprocess import PIPE, Popen

import distutils.sysconfig
from distutils.ccompiler import gen_lib_options, gen_preprocess_options  # noqa: for those who import them from here
from distutils.errors import CCompilerError, CompileError, DistutilsExecError, UnknownFileError
from distutils.file_util import write_file
from distutils.spawn import find_executable
from distutils.unixccompiler import UnixCCompiler
from distutils.version import LooseVersion

_MSVCR = {"1300": "msvcr70", "1310": "msvcr71", "1400": "msvcr80", "1500": "msvcr90", "1600": "msvcr100"}


def get_msvcr():
    """The C library that Python was linked with, as a list, by its version text; None where it is none of Microsoft's."""
    match = re.search(r"MSC v\.(\d{4})", sys.version)
    if match is None:
        return None
    try:
        return [_MSVCR[match.group(1)]]
    except KeyError:
        raise ValueError("Unknown MS Compiler version %s " % match.group(1))


class CygwinCCompiler(UnixCCompiler):

    compiler_type = "cygwin"
    obj_extension = ".o"
    static_lib_extension = ".a"
    shared_lib_extension = ".dll"
    static_lib_format = "lib%s%s"
    shared_lib_format = "%s%s"
    exe_extension = ".exe"

    def __init__(self, verbose=0, dry_run=0, force=0):
        super().__init__(verbose, dry_run, force)
        status, details = check_config_h()
        self.debug_print("Python's GCC status: %s (details: %s)" % (status, details))
        if status is not CONFIG_H_OK:
            self.warn("Python's pyconfig.h doesn't seem to support your compiler. Reason: %s. "
                      "Compiling may fail because of undefined preprocessor macros." % details)
        self.gcc_version, self.ld_version, self.dllwrap_version = get_versions()
        self.linker_dll = "gcc"
        self.set_executables(compiler="gcc -mcygwin -O -Wall", compiler_so="gcc -mcygwin -mdll -O -Wall", compiler_cxx="g++ -mcygwin -O -Wall",
                             linker_exe="gcc -mcygwin", linker_so="gcc -mcygwin -shared")
        self.dll_libraries = get_msvcr()

    def _compile(self, obj, src, ext, cc_args, extra_postargs, pp_opts):
        try:
            if ext in (".rc", ".res"):
                self.spawn(["windres", "-i", src, "-o", obj])
            else:
                self.spawn(self.compiler_so + cc_args + [src, "-o", obj] + extra_postargs)
        except DistutilsExecError as e:
            raise CompileError(e)

    def link(self, target_desc, objects, output_filename, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
             export_symbols=None, debug=0, extra_preargs=None, extra_postargs=None, build_temp=None, target_lang=None):
        extra_preargs = copy.copy(extra_preargs or [])
        libraries = copy.copy(libraries or []) + list(self.dll_libraries or [])
        objects = copy.copy(objects or [])
        if export_symbols is not None and target_desc != self.EXECUTABLE:
            # a file that names what the library exports
            folder = os.path.dirname(objects[0])
            base = os.path.splitext(os.path.basename(output_filename))[0]
            def_file = os.path.join(folder, base + ".def")
            lines = ["LIBRARY %s" % os.path.basename(output_filename), "EXPORTS"] + list(export_symbols)
            self.execute(write_file, (def_file, lines), "writing %s" % def_file)
            objects.append(def_file)
        if not debug:
            extra_preargs.append("-s")
        UnixCCompiler.link(self, target_desc, objects, output_filename, output_dir, libraries, library_dirs, runtime_library_dirs, None,
                           debug, extra_preargs, extra_postargs, build_temp, target_lang)

    def object_filenames(self, source_filenames, strip_dir=0, output_dir=""):
        names = []
        for source in source_filenames:
            base, extension = os.path.splitext(os.path.normcase(source))
            if extension not in self.src_extensions + [".rc", ".res"]:
                raise UnknownFileError("unknown file type '%s' (from '%s')" % (extension, source))
            if strip_dir:
                base = os.path.basename(base)
            kept = extension if extension in (".res", ".rc") else ""
            names.append(os.path.join(output_dir or "", base + kept + self.obj_extension))
        return names


class Mingw32CCompiler(CygwinCCompiler):

    compiler_type = "mingw32"

    def __init__(self, verbose=0, dry_run=0, force=0):
        super().__init__(verbose, dry_run, force)
        if is_cygwingcc():
            raise CCompilerError("Cygwin gcc cannot be used with --compiler=mingw32")
        self.set_executables(compiler="gcc -O -Wall", compiler_so="gcc -mdll -O -Wall", compiler_cxx="g++ -O -Wall",
                             linker_exe="gcc", linker_so="gcc -shared")
        self.dll_libraries = get_msvcr()


CONFIG_H_OK = "ok"
CONFIG_H_NOTOK = "not ok"
CONFIG_H_UNCERTAIN = "uncertain"


def check_config_h():
    """(status, details): can extensions for this Python be compiled with GCC? By its version text, then by pyconfig.h."""
    if "GCC" in sys.version:
        return CONFIG_H_OK, "sys.version mentions 'GCC'"
    name = distutils.sysconfig.get_config_h_filename()
    try:
        with open(name) as f:
            if "__GNUC__" in f.read():
                return CONFIG_H_OK, "'%s' mentions '__GNUC__'" % name
            return CONFIG_H_NOTOK, "'%s' does not mention '__GNUC__'" % name
    except OSError as e:
        return CONFIG_H_UNCERTAIN, "couldn't read '%s': %s" % (name, e.strerror)


RE_VERSION = re.compile(br"(\d+\.\d+(\.\d+)*)")


def _find_exe_version(cmd):
    """The version a program tells; None where there is no program or no version."""
    if find_executable(cmd.split()[0]) is None:
        return None
    out = Popen(cmd, shell=True, stdout=PIPE).stdout
    try:
        text = out.read()
    finally:
        out.close()
    match = RE_VERSION.search(text)
    return LooseVersion(match.group(1).decode()) if match else None


def get_versions():
    """The versions of gcc, ld and dllwrap."""
    return tuple(_find_exe_version(cmd) for cmd in ("gcc -dumpversion", "ld -v", "dllwrap --version"))


def is_cygwingcc():
    """Is gcc that of Cygwin?"""
    from subprocess import check_output
    return check_output(["gcc", "-dumpmachine"]).strip().endswith(b"cygwin")
