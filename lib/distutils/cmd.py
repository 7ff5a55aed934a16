"""Command: what the commands of a setup script have in common.

initialize_options() sets all options to their defaults, the command line and configuration files set some, finalize_options() fills in what
depends on others, run() does the work.
"""
import os
import re

from distutils import archive_util, dep_util, dir_util, file_util, log, util
from distutils.errors import DistutilsOptionError


class Command:

    sub_commands = []                       # (name of a command, None or function of self: shall it run?)

    def __init__(self, dist):
        from distutils.dist import Distribution
        if not isinstance(dist, Distribution):
            raise TypeError("dist must be a Distribution instance")
        if self.__class__ is Command:
            raise RuntimeError("Command is an abstract class")
        self.distribution = dist
        self.initialize_options()
        self._dry_run = None                # dry_run is the distribution's unless set here
        self.verbose = dist.verbose
        self.force = None                   # some commands let it be set, others ignore it
        self.help = 0
        self.finalized = 0

    def __getattr__(self, attr):
        if attr == "dry_run":
            value = getattr(self, "_" + attr)
            return getattr(self.distribution, attr) if value is None else value
        raise AttributeError(attr)

    def ensure_finalized(self):
        if not self.finalized:
            self.finalize_options()
        self.finalized = 1

    def initialize_options(self):
        raise RuntimeError("abstract method -- subclass %s must override" % self.__class__)

    def finalize_options(self):
        raise RuntimeError("abstract method -- subclass %s must override" % self.__class__)

    def dump_options(self, header=None, indent=""):
        from distutils.fancy_getopt import longopt_xlate
        if header is None:
            header = "command options for '%s':" % self.get_command_name()
        self.announce(indent + header, level=log.INFO)
        indent += "  "
        for option, _, _ in self.user_options:
            option = option.translate(longopt_xlate)
            if option[-1] == "=":
                option = option[:-1]
            self.announce(indent + "%s = %s" % (option, getattr(self, option)), level=log.INFO)

    def run(self):
        raise RuntimeError("abstract method -- subclass %s must override" % self.__class__)

    def announce(self, msg, level=1):
        log.log(level, msg)

    def debug_print(self, msg):
        from distutils.debug import DEBUG
        if DEBUG:
            print(msg)

    # ---- for finalize_options() ----

    def _ensure_stringlike(self, option, what, default=None):
        value = getattr(self, option)
        if value is None:
            setattr(self, option, default)
            return default
        if not isinstance(value, str):
            raise DistutilsOptionError("'%s' must be a %s (got `%s`)" % (option, what, value))
        return value

    def ensure_string(self, option, default=None):
        self._ensure_stringlike(option, "string", default)

    def ensure_string_list(self, option):
        """A text is split at commas and blanks."""
        value = getattr(self, option)
        if value is None:
            return
        if isinstance(value, str):
            setattr(self, option, re.split(r",\s*|\s+", value))
        elif not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise DistutilsOptionError("'%s' must be a list of strings (got %r)" % (option, value))

    def _ensure_tested_string(self, option, tester, what, error_fmt, default=None):
        value = self._ensure_stringlike(option, what, default)
        if value is not None and not tester(value):
            raise DistutilsOptionError(("error in '%s' option: " + error_fmt) % (option, value))

    def ensure_filename(self, option):
        self._ensure_tested_string(option, os.path.isfile, "filename", "'%s' does not exist or is not a file")

    def ensure_dirname(self, option):
        self._ensure_tested_string(option, os.path.isdir, "directory name", "'%s' does not exist or is not a directory")

    # ---- other commands ----

    def get_command_name(self):
        return getattr(self, "command_name", self.__class__.__name__)

    def set_undefined_options(self, src_cmd, *option_pairs):
        """Take options that are not set from another command: (its option, ours)."""
        source = self.distribution.get_command_obj(src_cmd)
        source.ensure_finalized()
        for theirs, ours in option_pairs:
            if getattr(self, ours) is None:
                setattr(self, ours, getattr(source, theirs))

    def get_finalized_command(self, command, create=1):
        object = self.distribution.get_command_obj(command, create)
        object.ensure_finalized()
        return object

    def reinitialize_command(self, command, reinit_subcommands=0):
        return self.distribution.reinitialize_command(command, reinit_subcommands)

    def run_command(self, command):
        self.distribution.run_command(command)

    def get_sub_commands(self):
        """The names of the sub-commands that shall run."""
        return [name for name, wanted in self.sub_commands if wanted is None or wanted(self)]

    # ---- helpers for run() ----

    def warn(self, msg):
        log.warn("warning: %s: %s\n", self.get_command_name(), msg)

    def execute(self, func, args, msg=None, level=1):
        util.execute(func, args, msg, dry_run=self.dry_run)

    def mkpath(self, name, mode=0o777):
        dir_util.mkpath(name, mode, dry_run=self.dry_run)

    def copy_file(self, infile, outfile, preserve_mode=1, preserve_times=1, link=None, level=1):
        return file_util.copy_file(infile, outfile, preserve_mode, preserve_times, not self.force, link, dry_run=self.dry_run)

    def copy_tree(self, infile, outfile, preserve_mode=1, preserve_times=1, preserve_symlinks=0, level=1):
        return dir_util.copy_tree(infile, outfile, preserve_mode, preserve_times, preserve_symlinks, not self.force, dry_run=self.dry_run)

    def move_file(self, src, dst, level=1):
        return file_util.move_file(src, dst, dry_run=self.dry_run)

    def spawn(self, cmd, search_path=1, level=1):
        from distutils.spawn import spawn
        spawn(cmd, search_path, dry_run=self.dry_run)

    def make_archive(self, base_name, format, root_dir=None, base_dir=None, owner=None, group=None):
        return archive_util.make_archive(base_name, format, root_dir, base_dir, dry_run=self.dry_run, owner=owner, group=group)

    def make_file(self, infiles, outfile, func, args, exec_msg=None, skip_msg=None, level=1):
        """Call func(*args), which makes outfile of infiles, where it is out of date."""
        if skip_msg is None:
            skip_msg = "skipping %s (inputs unchanged)" % outfile
        if isinstance(infiles, str):
            infiles = (infiles,)
        elif not isinstance(infiles, (list, tuple)):
            raise TypeError("'infiles' must be a string, or a list or tuple of strings")
        if exec_msg is None:
            exec_msg = "generating %s from %s" % (outfile, ", ".join(infiles))
        if self.force or dep_util.newer_group(infiles, outfile):
            self.execute(func, args, exec_msg, level)
        else:
            log.debug(skip_msg)


class install_misc(Command):
    """For commands that only copy files into a folder."""

    user_options = [("install-dir=", "d", "directory to install the files to")]

    def initialize_options(self):
        self.install_dir = None
        self.outfiles = []

    def _install_dir_from(self, dirname):
        self.set_undefined_options("install", (dirname, "install_dir"))

    def _copy_files(self, filelist):
        self.outfiles = []
        if filelist:
            self.mkpath(self.install_dir)
            for name in filelist:
                self.copy_file(name, self.install_dir)
                self.outfiles.append(os.path.join(self.install_dir, name))

    def get_outputs(self):
        return self.outfiles
