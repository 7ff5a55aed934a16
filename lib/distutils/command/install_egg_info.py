"""install_egg_info: writes the metadata of the distribution beside its modules."""
import os
import re
import sys

from distutils import dir_util, log
from distutils.cmd import Command


class install_egg_info(Command):

    description = "Install package's PKG-INFO metadata as an .egg-info file"
    user_options = [("install-dir=", "d", "directory to install to")]

    def initialize_options(self):
        self.install_dir = None

    def finalize_options(self):
        self.set_undefined_options("install_lib", ("install_dir", "install_dir"))
        name = "%s-%s-py%d.%d.egg-info" % (to_filename(safe_name(self.distribution.get_name())),
                                           to_filename(safe_version(self.distribution.get_version())), *sys.version_info[:2])
        self.target = os.path.join(self.install_dir, name)
        self.outputs = [self.target]

    def run(self):
        target = self.target
        if os.path.isdir(target) and not os.path.islink(target):
            dir_util.remove_tree(target, dry_run=self.dry_run)
        elif os.path.exists(target):
            self.execute(os.unlink, (self.target,), "Removing " + target)
        elif not os.path.isdir(self.install_dir):
            self.execute(os.makedirs, (self.install_dir,), "Creating " + self.install_dir)
        log.info("Writing %s", target)
        if not self.dry_run:
            with open(target, "w", encoding="UTF-8") as f:
                self.distribution.metadata.write_pkg_file(f)

    def get_outputs(self):
        return self.outputs


def safe_name(name):
    """The name with runs of anything but letters, digits and dots made a hyphen."""
    return re.sub("[^A-Za-z0-9.]+", "-", name)


def safe_version(version):
    """The version with blanks made dots, and other runs a hyphen."""
    return re.sub("[^A-Za-z0-9.]+", "-", version.replace(" ", "."))


def to_filename(name):
    """Hyphens separate the parts of the file's name, so they become underscores."""
    return name.replace("-", "_")
