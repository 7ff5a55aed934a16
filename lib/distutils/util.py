"""Helpers that fit nowhere else: platforms, paths, words, byte compilation, 2to3."""
import importlib.util
import os
import re
import string
import sys

from distutils import log
from distutils.dep_util import newer
from distutils.errors import DistutilsByteCompileError, DistutilsPlatformError
from distutils.spawn import spawn


def get_platform():
    """What tells this platform from others for built distributions: linux-x86_64, win32, macosx-10.4-fat."""
    if os.name == "nt":
        machine = re.search(r"\((Amd64|AMD64|Itanium|[^)]*)\)\]?$", sys.version.split("bit")[-1]) if "bit" in sys.version else None
        kind = machine.group(1).lower() if machine else ""
        return {"amd64": "win-amd64", "itanium": "win-ia64"}.get(kind, sys.platform)
    if "_PYTHON_HOST_PLATFORM" in os.environ:
        return os.environ["_PYTHON_HOST_PLATFORM"]
    if os.name != "posix" or not hasattr(os, "uname"):
        return sys.platform
    name, host, release, version, machine = os.uname()
    name = name.lower().replace("/", "")
    machine = machine.replace(" ", "_").replace("/", "-")
    if name[:5] == "linux":
        return "%s-%s" % (name, machine)
    if name[:6] == "darwin":
        from distutils.sysconfig import get_config_vars
        return _mac_platform(get_config_vars(), release, machine)
    if name[:5] == "sunos" and release[0] >= "5":
        name, release = "solaris", "%d.%s" % (int(release[0]) - 3, release[2:])
        machine += ".%s" % {2147483647: "32bit", 9223372036854775807: "64bit"}[sys.maxsize]
    elif name[:3] == "aix":
        return "%s-%s.%s" % (name, version, release)
    elif name[:6] == "cygwin":
        match = re.match(r"[\d.]+", release, re.ASCII)
        release = match.group() if match else release
    return "%s-%s-%s" % (name, release, machine)


_FAT = {("i386", "ppc"): "fat", ("i386", "x86_64"): "intel", ("i386", "ppc", "x86_64"): "fat3", ("ppc64", "x86_64"): "fat64",
        ("i386", "ppc", "ppc64", "x86_64"): "universal"}


def _mac_platform(variables, release, machine):
    target = variables.get("MACOSX_DEPLOYMENT_TARGET", "") or release
    archs = tuple(sorted(set(re.findall(r"-arch\s+(\S+)", variables.get("CFLAGS", "")))))
    if len(archs) == 1:
        machine = archs[0]
    elif archs in _FAT:
        machine = _FAT[archs]
    elif archs:
        raise ValueError("Don't know machine value for archs=%r" % (archs,))
    elif machine == "i386" and sys.maxsize >= 2 ** 32:
        machine = "x86_64"
    elif machine in ("PowerPC", "Power_Macintosh"):
        machine = "ppc64" if sys.maxsize >= 2 ** 32 else "ppc"
    return "macosx-%s-%s" % (target, machine)


def convert_path(pathname):
    """A path with slashes, as setup scripts have them, made one of this system."""
    if os.sep == "/" or not pathname:
        return pathname
    if pathname[0] == "/":
        raise ValueError("path '%s' cannot be absolute" % pathname)
    if pathname[-1] == "/":
        raise ValueError("path '%s' cannot end with '/'" % pathname)
    parts = [part for part in pathname.split("/") if part != "."]
    return os.path.join(*parts) if parts else os.curdir


def change_root(new_root, pathname):
    """The path put below new_root, even if it is absolute."""
    if os.name == "posix":
        return os.path.join(new_root, pathname[1:] if os.path.isabs(pathname) else pathname)
    if os.name == "nt":
        drive, path = os.path.splitdrive(pathname)
        return os.path.join(new_root, path[1:] if path[0] == "\\" else path)
    raise DistutilsPlatformError("nothing known about platform '%s'" % os.name)


_environ_checked = 0


def check_environ():
    """See that HOME and PLAT are in the environment, for configuration files."""
    global _environ_checked
    if _environ_checked:
        return
    if os.name == "posix" and "HOME" not in os.environ:
        try:
            import pwd
            os.environ["HOME"] = pwd.getpwuid(os.getuid())[5]
        except (ImportError, KeyError):
            pass                            # there is none to be known
    if "PLAT" not in os.environ:
        os.environ["PLAT"] = get_platform()
    _environ_checked = 1


def subst_vars(s, local_vars):
    """The text with $NAME replaced by local variables, or those of the environment."""
    check_environ()

    def value(match):
        name = match.group(1)
        return str(local_vars[name] if name in local_vars else os.environ[name])

    try:
        return re.sub(r"\$([a-zA-Z_][a-zA-Z_0-9]*)", value, s)
    except KeyError as e:
        raise ValueError("invalid variable '$%s'" % e)


def grok_environment_error(exc, prefix="error: "):
    return prefix + str(exc)


_word = re.compile(r"""(?:[^\\'"\s]+|\\.|'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*")+""", re.DOTALL)
_piece = re.compile(r"""\\(.)|'([^'\\]*(?:\\.[^'\\]*)*)'|"([^"\\]*(?:\\.[^"\\]*)*)\"""", re.DOTALL)


def split_quoted(s):
    """The words of a text, as a shell has them: quotes join, a backslash takes the meaning of the character after it."""
    s = s.strip()
    words = []
    pos = 0
    while pos < len(s):
        match = _word.match(s, pos)
        if match is None:
            raise ValueError("bad string (mismatched %s quotes?)" % s[pos])
        words.append(_piece.sub(lambda m: next(group for group in m.groups() if group is not None), match.group()))
        pos = match.end()
        while pos < len(s) and s[pos] in string.whitespace:
            pos += 1
    return words


def execute(func, args, msg=None, verbose=0, dry_run=0):
    """Call func(*args), telling what is done; only tell it with dry_run."""
    if msg is None:
        msg = "%s%r" % (func.__name__, args)
        if msg[-2:] == ",)":
            msg = msg[:-2] + ")"
    log.info(msg)
    if not dry_run:
        func(*args)


def strtobool(val):
    """1 for y, yes, t, true, on, 1; 0 for n, no, f, false, off, 0."""
    word = val.lower()
    if word in ("y", "yes", "t", "true", "on", "1"):
        return 1
    if word in ("n", "no", "f", "false", "off", "0"):
        return 0
    raise ValueError("invalid truth value %r" % (val,))


def byte_compile(py_files, optimize=0, force=0, prefix=None, base_dir=None, verbose=1, dry_run=0, direct=None):
    """Compile files to __pycache__. prefix is taken off the names that go into the code, base_dir is put before them.

    With another level of optimization than that of this process, a process of its own does it, unless direct says otherwise.
    """
    if sys.dont_write_bytecode:
        raise DistutilsByteCompileError("byte-compiling is disabled.")
    if direct is None:
        direct = __debug__ and optimize == 0
    if not direct:
        script = ("from distutils.util import byte_compile\n"
                  "byte_compile(%r, optimize=%r, force=%r, prefix=%r, base_dir=%r, verbose=%r, dry_run=0, direct=1)\n"
                  % (list(py_files), optimize, force, prefix, base_dir, verbose))
        options = ["-" + "O" * optimize] if optimize else []
        if not dry_run:
            spawn([sys.executable] + options + ["-c", script], dry_run=dry_run)
        return
    from py_compile import compile
    for file in py_files:
        if file[-3:] != ".py":
            continue                        # a Python source file, we hope
        optimization = {} if optimize < 0 else {"optimization": "" if optimize == 0 else optimize}
        compiled = importlib.util.cache_from_source(file, **optimization)
        name = file
        if prefix:
            if not file.startswith(prefix):
                raise ValueError("invalid prefix: filename %r doesn't start with %r" % (file, prefix))
            name = name[len(prefix):]
        if base_dir:
            name = os.path.join(base_dir, name)
        base = os.path.basename(compiled)
        if force or newer(file, compiled):
            log.info("byte-compiling %s to %s", file, base)
            if not dry_run:
                compile(file, compiled, name)
        else:
            log.debug("skipping byte-compilation of %s to %s", file, base)


def rfc822_escape(header):
    """A text of several lines for a header: the lines after the first are indented."""
    return ("\n" + 8 * " ").join(header.split("\n"))


# ---- 2to3 ----

def run_2to3(files, fixer_names=None, options=None, explicit=None):
    """Translate Python files, in place, to Python 3."""
    if not files:
        return
    from lib2to3.refactor import RefactoringTool, get_fixers_from_package

    class Tool(RefactoringTool):
        def log_error(self, msg, *args, **kw):
            log.error(msg, *args)

        def log_message(self, msg, *args):
            log.info(msg, *args)

        def log_debug(self, msg, *args):
            log.debug(msg, *args)

    if fixer_names is None:
        fixer_names = get_fixers_from_package("lib2to3.fixes")
    Tool(fixer_names, options=options).refactor(files, write=True)


def copydir_run_2to3(src, dest, template=None, fixer_names=None, options=None, explicit=None):
    """Copy what a manifest template (its lines as text) says, and translate the Python files; the files that were copied."""
    from distutils.dir_util import mkpath
    from distutils.file_util import copy_file
    from distutils.filelist import FileList
    filelist = FileList()
    before = os.getcwd()
    os.chdir(src)
    try:
        filelist.findall()
    finally:
        os.chdir(before)
    filelist.files[:] = filelist.allfiles
    if template:
        for line in template.splitlines():
            line = line.strip()
            if line:
                filelist.process_template_line(line)
    copied = []
    for name in filelist.files:
        target = os.path.join(dest, name)
        mkpath(os.path.dirname(target))
        if copy_file(os.path.join(src, name), target, update=1)[1]:
            copied.append(target)
    run_2to3([name for name in copied if name.lower().endswith(".py")], fixer_names=fixer_names, options=options, explicit=explicit)
    return copied


class Mixin2to3:
    """For commands: run_2to3() with the attributes below."""

    fixer_names = None                      # all of lib2to3.fixes
    options = None
    explicit = None

    def run_2to3(self, files):
        return run_2to3(files, self.fixer_names, self.options, self.explicit)
