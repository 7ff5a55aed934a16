"""install_headers: copies C header files."""
from distutils.core import Command


class install_headers(Command):

    description = "install C/C++ header files"
    user_options = [
        ("install-dir=", "d", "directory to install header files to"),
        ("force", "f", "force installation (overwrite existing files)"),
    ]
    boolean_options = ["force"]

    def initialize_options(self):
        self.install_dir = None
        self.force = 0
        self.outfiles = []

    def finalize_options(self):
        self.set_undefined_options("install", ("install_headers", "install_dir"), ("force", "force"))

    def run(self):
        headers = self.distribution.headers
        if headers:
            self.mkpath(self.install_dir)
            for header in headers:
                self.outfiles.append(self.copy_file(header, self.install_dir)[0])

    def get_inputs(self):
        return self.distribution.headers or []

    def get_outputs(self):
        return self.outfiles
