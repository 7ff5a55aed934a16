"""bdist: distributions that are built already; the work is done by a command for each format."""
import os

from distutils.core import Command
from distutils.errors import DistutilsOptionError, DistutilsPlatformError
from distutils.util import get_platform


def show_formats():
    """Print the formats there are: what --help-formats does."""
    from distutils.fancy_getopt import FancyGetopt
    rows = [("formats=" + name, None, bdist.format_command[name][1]) for name in bdist.format_commands]
    FancyGetopt(rows).print_help("List of available distribution formats:")


class bdist(Command):

    description = "create a built (binary) distribution"
    user_options = [
        ("bdist-base=", "b", "temporary directory for creating built distributions"),
        ("plat-name=", "p", "platform name to embed in generated filenames (default: %s)" % get_platform()),
        ("formats=", None, "formats for distribution (comma-separated list)"),
        ("dist-dir=", "d", "directory to put final built distributions in [default: dist]"),
        ("skip-build", None, "skip rebuilding everything (for testing/debugging)"),
        ("owner=", "u", "Owner name used when creating a tar file [default: current user]"),
        ("group=", "g", "Group name used when creating a tar file [default: current group]"),
    ]
    boolean_options = ["skip-build"]
    help_options = [("help-formats", None, "lists available distribution formats", show_formats)]
    no_format_option = ("bdist_rpm",)       # commands that make one format only
    default_format = {"posix": "gztar", "nt": "zip"}
    format_commands = ["rpm", "gztar", "bztar", "xztar", "ztar", "tar", "wininst", "zip", "msi"]
    format_command = {
        "rpm": ("bdist_rpm", "RPM distribution"),
        "gztar": ("bdist_dumb", "gzip'ed tar file"),
        "bztar": ("bdist_dumb", "bzip2'ed tar file"),
        "xztar": ("bdist_dumb", "xz'ed tar file"),
        "ztar": ("bdist_dumb", "compressed tar file"),
        "tar": ("bdist_dumb", "tar file"),
        "wininst": ("bdist_wininst", "Windows executable installer"),
        "zip": ("bdist_dumb", "ZIP file"),
        "msi": ("bdist_msi", "Microsoft Installer"),
    }

    def initialize_options(self):
        self.bdist_base = None
        self.plat_name = None
        self.formats = None
        self.dist_dir = None
        self.skip_build = 0
        self.group = None
        self.owner = None

    def finalize_options(self):
        if self.plat_name is None:
            self.plat_name = get_platform() if self.skip_build else self.get_finalized_command("build").plat_name
        if self.bdist_base is None:
            self.bdist_base = os.path.join(self.get_finalized_command("build").build_base, "bdist." + self.plat_name)
        self.ensure_string_list("formats")
        if self.formats is None:
            try:
                self.formats = [self.default_format[os.name]]
            except KeyError:
                raise DistutilsPlatformError("don't know how to create built distributions on platform %s" % os.name)
        if self.dist_dir is None:
            self.dist_dir = "dist"

    def run(self):
        commands = []
        for format in self.formats:
            try:
                commands.append(self.format_command[format][0])
            except KeyError:
                raise DistutilsOptionError("invalid format '%s'" % format)
        for i, (name, format) in enumerate(zip(commands, self.formats)):
            command = self.reinitialize_command(name)
            if name not in self.no_format_option:
                command.format = format
            if name == "bdist_dumb":
                command.owner = self.owner
                command.group = self.group
            if name in commands[i + 1:]:
                command.keep_temp = 1       # it will be run again
            self.run_command(name)
