"""Where this Python is installed, and how extension modules are to be built for it; see also the module sysconfig."""
import os
import re
import sys

import sysconfig as _sysconfig

from .errors import DistutilsPlatformError

PREFIX = os.path.normpath(sys.prefix)
EXEC_PREFIX = os.path.normpath(sys.exec_prefix)
BASE_PREFIX = os.path.normpath(sys.base_prefix)
BASE_EXEC_PREFIX = os.path.normpath(sys.base_exec_prefix)
project_base = os.path.dirname(os.path.abspath(sys.executable)) if sys.executable else os.getcwd()
python_build = False                        # what is run from a build folder is used as it is installed
build_flags = getattr(sys, "abiflags", "")


def _is_python_source_dir(d):
    return False


def get_python_version():
    """Major and minor version."""
    return "%d.%d" % sys.version_info[:2]


def get_python_inc(plat_specific=0, prefix=None):
    """The folder of Python.h."""
    if prefix is None:
        prefix = BASE_EXEC_PREFIX if plat_specific else BASE_PREFIX
    if os.name == "posix":
        return os.path.join(prefix, "include", "python" + get_python_version() + build_flags)
    if os.name == "nt":
        return os.path.join(prefix, "include")
    raise DistutilsPlatformError("I don't know where Python installs its C header files on platform '%s'" % os.name)


def get_python_lib(plat_specific=0, standard_lib=0, prefix=None):
    """The folder of the library's modules, or that where modules are installed."""
    if prefix is None:
        if standard_lib:
            prefix = BASE_EXEC_PREFIX if plat_specific else BASE_PREFIX
        else:
            prefix = EXEC_PREFIX if plat_specific else PREFIX
    if os.name == "posix":
        folder = os.path.join(prefix, "lib", "python" + get_python_version())
        return folder if standard_lib else os.path.join(folder, "site-packages")
    if os.name == "nt":
        return os.path.join(prefix, "Lib") if standard_lib else os.path.join(prefix, "Lib", "site-packages")
    raise DistutilsPlatformError("I don't know where Python installs its library on platform '%s'" % os.name)


def customize_compiler(compiler):
    """Tell a Unix compiler the programs and flags this Python was built with; CC, CFLAGS and the like in the environment go before."""
    if compiler.compiler_type != "unix":
        return
    cc, cxx, opt, cflags, ccshared, ldshared, shlib_suffix, ar, ar_flags = get_config_vars(
        "CC", "CXX", "OPT", "CFLAGS", "CCSHARED", "LDSHARED", "SHLIB_SUFFIX", "AR", "ARFLAGS")
    env = os.environ
    if "CC" in env:
        if "LDSHARED" not in env and ldshared.startswith(cc):
            ldshared = env["CC"] + ldshared[len(cc):]
        cc = env["CC"]
    cxx = env.get("CXX", cxx)
    ldshared = env.get("LDSHARED", ldshared)
    cpp = env.get("CPP", cc + " -E")
    if "LDFLAGS" in env:
        ldshared += " " + env["LDFLAGS"]
    if "CFLAGS" in env:
        cflags = opt + " " + env["CFLAGS"]
        ldshared += " " + env["CFLAGS"]
    if "CPPFLAGS" in env:
        cpp += " " + env["CPPFLAGS"]
        cflags += " " + env["CPPFLAGS"]
        ldshared += " " + env["CPPFLAGS"]
    archiver = env.get("AR", ar) + " " + env.get("ARFLAGS", ar_flags)
    command = cc + " " + cflags
    compiler.set_executables(preprocessor=cpp, compiler=command, compiler_so=command + " " + ccshared, compiler_cxx=cxx,
                             linker_so=ldshared, linker_exe=cc, archiver=archiver)
    compiler.shared_lib_extension = shlib_suffix


def get_config_h_filename():
    return _sysconfig.get_config_h_filename()


def get_makefile_filename():
    return _sysconfig.get_makefile_filename()


def parse_config_h(fp, g=None):
    """The definitions in a file as configure makes it: a name and a number, or 0 where it is not defined."""
    g = {} if g is None else g
    for line in fp:
        match = re.match(r"#define ([A-Z][A-Za-z0-9_]+) (.*)\n", line)
        if match:
            name, value = match.groups()
            try:
                value = int(value)
            except ValueError:
                pass
            g[name] = value
            continue
        match = re.match(r"/[*] #undef ([A-Z][A-Za-z0-9_]+) [*]/\n", line)
        if match:
            g[match.group(1)] = 0
    return g


_variable_rx = re.compile(r"([a-zA-Z][a-zA-Z0-9_]+)\s*=\s*(.*)")
_findvar1_rx = re.compile(r"\$\(([A-Za-z][A-Za-z0-9_]*)\)")
_findvar2_rx = re.compile(r"\${([A-Za-z][A-Za-z0-9_]*)}")
_reference = re.compile(r"\$\(([A-Za-z][A-Za-z0-9_]*)\)|\${([A-Za-z][A-Za-z0-9_]*)}")


def parse_makefile(fn, g=None):
    """The variables of a make file: numbers as int, references to others replaced."""
    from distutils.text_file import TextFile
    file = TextFile(fn, strip_comments=1, skip_blanks=1, join_lines=1, errors="surrogateescape")
    plain, open_ = {}, {}
    for line in file.readlines():
        match = _variable_rx.match(line)
        if match:
            name, value = match.group(1), match.group(2).strip()
            if "$" in value.replace("$$", ""):
                open_[name] = value
            else:
                plain[name] = _number(value.replace("$$", "$"))
    file.close()

    def lookup(name, active):
        """The text of a variable; None where it refers to itself."""
        if name in plain:
            return str(plain[name])
        if name in active:
            return None
        if name in open_:
            return expand(open_[name], active + (name,))
        if name in os.environ:
            return os.environ[name]
        py_name = "PY_" + name
        if name in ("CFLAGS", "LDFLAGS", "CPPFLAGS") and (py_name in plain or py_name in open_):
            return lookup(py_name, active)
        return ""

    def expand(value, active):
        parts = []
        pos = 0
        for match in _reference.finditer(value):
            text = lookup(match.group(1) or match.group(2), active)
            if text is None:
                return None
            parts += [value[pos:match.start()], text]
            pos = match.end()
        return "".join(parts) + value[pos:]

    done = dict(plain)
    for name, value in open_.items():
        if not _reference.search(value):
            continue                        # a reference that is none of ours: the variable is left out
        text = expand(value, (name,))
        if text is not None:
            done[name] = _number(text.strip())
    for name, value in done.items():
        if isinstance(value, str):
            done[name] = value.strip()
    if g is None:
        return done
    g.update(done)
    return g


def _number(value):
    try:
        return int(value)
    except ValueError:
        return value


def expand_makefile_vars(s, vars):
    """The text with ${NAME} and $(NAME) replaced, until none is left; what is not known is empty."""
    while True:
        match = _reference.search(s)
        if not match:
            return s
        s = s[:match.start()] + str(vars.get(match.group(1) or match.group(2), "")) + s[match.end():]


_config_vars = None


def get_config_vars(*args):
    """All variables as a dict, or the values of those named."""
    global _config_vars
    if _config_vars is None:
        _config_vars = dict(_sysconfig.get_config_vars())
        _config_vars["prefix"] = PREFIX
        _config_vars["exec_prefix"] = EXEC_PREFIX
        suffix = _config_vars.get("EXT_SUFFIX")
        if suffix is not None:
            _config_vars["SO"] = suffix
    return [_config_vars.get(name) for name in args] if args else _config_vars


def get_config_var(name):
    if name == "SO":
        import warnings
        warnings.warn("SO is deprecated, use EXT_SUFFIX", DeprecationWarning, 2)
    return get_config_vars().get(name)
