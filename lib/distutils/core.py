"""setup(): what a setup script calls."""
import os
import sys

from distutils.cmd import Command
from distutils.config import PyPIRCCommand
from distutils.debug import DEBUG
from distutils.dist import Distribution
from distutils.errors import CCompilerError, DistutilsArgError, DistutilsError, DistutilsSetupError
from distutils.extension import Extension

USAGE = """\
usage: %(script)s [global_opts] cmd1 [cmd1_opts] [cmd2 [cmd2_opts] ...]
   or: %(script)s --help [cmd1 cmd2 ...]
   or: %(script)s --help-commands
   or: %(script)s cmd --help
"""


def gen_usage(script_name):
    return USAGE % {"script": os.path.basename(script_name)}


_setup_stop_after = None                    # for run_setup(): how far setup() shall go, and the distribution it made
_setup_distribution = None

setup_keywords = ("distclass", "script_name", "script_args", "options", "name", "version", "author", "author_email", "maintainer",
                  "maintainer_email", "url", "license", "description", "long_description", "keywords", "platforms", "classifiers",
                  "download_url", "requires", "provides", "obsoletes")
extension_keywords = ("name", "sources", "include_dirs", "define_macros", "undef_macros", "library_dirs", "libraries",
                      "runtime_library_dirs", "extra_objects", "extra_compile_args", "extra_link_args", "swig_opts", "export_symbols",
                      "depends", "language")


def setup(**attrs):
    """Describe a distribution, and do what the command line says; the Distribution."""
    global _setup_distribution
    cls = attrs.pop("distclass", None) or Distribution
    attrs.setdefault("script_name", os.path.basename(sys.argv[0]))
    attrs.setdefault("script_args", sys.argv[1:])
    try:
        _setup_distribution = dist = cls(attrs)
    except DistutilsSetupError as e:
        if "name" not in attrs:
            raise SystemExit("error in setup command: %s" % e)
        raise SystemExit("error in %s setup command: %s" % (attrs["name"], e))
    if _setup_stop_after == "init":
        return dist
    dist.parse_config_files()
    if DEBUG:
        print("options (after parsing config files):")
        dist.dump_option_dicts()
    if _setup_stop_after == "config":
        return dist
    try:
        ok = dist.parse_command_line()
    except DistutilsArgError as e:
        raise SystemExit(gen_usage(dist.script_name) + "\nerror: %s" % e)
    if DEBUG:
        print("options (after parsing command line):")
        dist.dump_option_dicts()
    if _setup_stop_after == "commandline":
        return dist
    if ok:
        try:
            dist.run_commands()
        except KeyboardInterrupt:
            raise SystemExit("interrupted")
        except OSError as e:
            if DEBUG:
                sys.stderr.write("error: %s\n" % (e,))
                raise
            raise SystemExit("error: %s" % (e,))
        except (DistutilsError, CCompilerError) as e:
            if DEBUG:
                raise
            raise SystemExit("error: " + str(e))
    return dist


def run_setup(script_name, script_args=None, stop_after="run"):
    """Run a setup script, as far as stop_after says ("init", "config", "commandline", "run"); its Distribution."""
    if stop_after not in ("init", "config", "commandline", "run"):
        raise ValueError("invalid value for 'stop_after': %r" % (stop_after,))
    global _setup_stop_after, _setup_distribution
    _setup_stop_after = stop_after
    saved = sys.argv.copy()
    names = {"__file__": script_name}
    try:
        try:
            sys.argv[0] = script_name
            if script_args is not None:
                sys.argv[1:] = script_args
            with open(script_name, "rb") as f:
                exec(f.read(), names)
        finally:
            sys.argv = saved
            _setup_stop_after = None
    except SystemExit:
        pass                                # errors are told by exiting; some scripts exit by themselves
    if _setup_distribution is None:
        raise RuntimeError("'distutils.core.setup()' was never called -- perhaps '%s' is not a Distutils setup script?" % script_name)
    return _setup_distribution
