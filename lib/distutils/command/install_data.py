"""install_data: copies data files; data_files is a list of files and of (folder, files)."""
import os

from distutils.core import Command
from distutils.util import change_root, convert_path


class install_data(Command):

    description = "install data files"
    user_options = [
        ("install-dir=", "d", "base directory for installing data files (default: installation base dir)"),
        ("root=", None, "install everything relative to this alternate root directory"),
        ("force", "f", "force installation (overwrite existing files)"),
    ]
    boolean_options = ["force"]

    def initialize_options(self):
        self.install_dir = None
        self.outfiles = []
        self.root = None
        self.force = 0
        self.data_files = self.distribution.data_files
        self.warn_dir = 1

    def finalize_options(self):
        self.set_undefined_options("install", ("install_data", "install_dir"), ("root", "root"), ("force", "force"))

    def run(self):
        self.mkpath(self.install_dir)
        for entry in self.data_files:
            if isinstance(entry, str):
                if self.warn_dir:
                    self.warn("setup script did not provide a directory for '%s' -- installing right in '%s'" % (entry, self.install_dir))
                self.outfiles.append(self.copy_file(convert_path(entry), self.install_dir)[0])
                continue
            folder = convert_path(entry[0])
            if not os.path.isabs(folder):
                folder = os.path.join(self.install_dir, folder)
            elif self.root:
                folder = change_root(self.root, folder)
            self.mkpath(folder)
            if not entry[1]:
                self.outfiles.append(folder)        # an empty folder is all that is wanted
            for name in entry[1]:
                self.outfiles.append(self.copy_file(convert_path(name), folder)[0])

    def get_inputs(self):
        return self.data_files or []

    def get_outputs(self):
        return self.outfiles
