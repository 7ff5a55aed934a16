"""bdist_wininst: an installer for Windows. It needs programs for Windows that are no part of this library, so it only refuses."""
from distutils.core import Command
from distutils.errors import DistutilsPlatformError


class bdist_wininst(Command):

    description = "create an executable installer for MS Windows"
    user_options = [
        ("bdist-dir=", None, "temporary directory for creating the distribution"),
        ("keep-temp", "k", "keep the pseudo-installation tree around after creating the distribution archive"),
        ("dist-dir=", "d", "directory to put final built distributions in"),
        ("skip-build", None, "skip rebuilding everything (for testing/debugging)"),
    ]
    boolean_options = ["keep-temp", "skip-build"]

    def initialize_options(self):
        self.bdist_dir = None
        self.keep_temp = 0
        self.dist_dir = None
        self.skip_build = None

    def finalize_options(self):
        self.set_undefined_options("bdist", ("skip_build", "skip_build"), ("dist_dir", "dist_dir"))

    def run(self):
        raise DistutilsPlatformError("installers for Windows cannot be made: the programs they consist of are missing")
