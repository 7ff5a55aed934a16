"""Running other programs."""
import os
import subprocess
import sys

from distutils import log
from distutils.debug import DEBUG
from distutils.errors import DistutilsExecError, DistutilsPlatformError


def spawn(cmd, search_path=1, verbose=0, dry_run=0):
    """Run a command, a list of words, and wait for it; an error where it fails. With search_path the program is looked for on PATH."""
    cmd = list(cmd)
    log.info(" ".join(cmd))
    if dry_run:
        return
    if search_path:
        executable = find_executable(cmd[0])
        if executable is not None:
            cmd[0] = executable
    shown = cmd if DEBUG else cmd[0]
    try:
        status = subprocess.call(_nt_quote_args(cmd) if os.name == "nt" else cmd)
    except OSError as e:
        raise DistutilsExecError("command %r failed: %s" % (shown, e.args[-1])) from e
    if status < 0:
        raise DistutilsExecError("command %r terminated by signal %d" % (shown, -status))
    if status:
        raise DistutilsExecError("command %r failed with exit status %d" % (shown, status))


def _nt_quote_args(args):
    """Words with blanks put in quotes, as Windows' functions that start programs want them; args itself is changed."""
    args[:] = ['"%s"' % arg if " " in arg else arg for arg in args]
    return args


def find_executable(executable, path=None):
    """The file of a program, looked for in the folders of path (by default PATH); None where there is none."""
    if sys.platform == "win32" and os.path.splitext(executable)[1] != ".exe":
        executable += ".exe"
    if os.path.isfile(executable):
        return executable
    if path is None:
        path = os.environ.get("PATH", os.defpath)
    if not path:
        return None
    for folder in path.split(os.pathsep):
        name = os.path.join(folder, executable)
        if os.path.isfile(name):
            return name
    return None
