"""install_lib: copies modules from the build folder, and compiles them."""
import importlib.util
import os
import sys

from distutils.core import Command
from distutils.errors import DistutilsOptionError

PYTHON_SOURCE_EXTENSION = ".py"


class install_lib(Command):

    description = "install all Python modules (extensions and pure Python)"
    user_options = [
        ("install-dir=", "d", "directory to install to"),
        ("build-dir=", "b", "build directory (where to install from)"),
        ("force", "f", "force installation (overwrite existing files)"),
        ("compile", "c", "compile .py to .pyc [default]"),
        ("no-compile", None, "don't compile .py files"),
        ("optimize=", "O", 'also compile with optimization: -O1 for "python -O", -O2 for "python -OO", and -O0 to disable [default: -O0]'),
        ("skip-build", None, "skip the build steps"),
    ]
    boolean_options = ["force", "compile", "skip-build"]
    negative_opt = {"no-compile": "compile"}

    def initialize_options(self):
        self.install_dir = None
        self.build_dir = None
        self.force = 0
        self.compile = None
        self.optimize = None
        self.skip_build = None

    def finalize_options(self):
        self.set_undefined_options("install", ("build_lib", "build_dir"), ("install_lib", "install_dir"), ("force", "force"),
                                   ("compile", "compile"), ("optimize", "optimize"), ("skip_build", "skip_build"))
        if self.compile is None:
            self.compile = True
        if self.optimize is None:
            self.optimize = False
        if not isinstance(self.optimize, int):
            try:
                self.optimize = int(self.optimize)
            except ValueError:
                raise DistutilsOptionError("optimize must be 0, 1, or 2")
            if self.optimize not in (0, 1, 2):
                raise DistutilsOptionError("optimize must be 0, 1, or 2")

    def run(self):
        self.build()
        outfiles = self.install()
        if outfiles is not None and self.distribution.has_pure_modules():
            self.byte_compile(outfiles)

    def build(self):
        if not self.skip_build:
            if self.distribution.has_pure_modules():
                self.run_command("build_py")
            if self.distribution.has_ext_modules():
                self.run_command("build_ext")

    def install(self):
        if os.path.isdir(self.build_dir):
            return self.copy_tree(self.build_dir, self.install_dir)
        self.warn("'%s' does not exist -- no Python modules to install" % self.build_dir)

    def byte_compile(self, files):
        if sys.dont_write_bytecode:
            self.warn("byte-compiling is disabled, skipping.")
            return
        from distutils.util import byte_compile
        # the root is not part of the names that tracebacks show
        root = self.get_finalized_command("install").root
        if self.compile:
            byte_compile(files, optimize=0, force=self.force, prefix=root, dry_run=self.dry_run)
        if self.optimize > 0:
            byte_compile(files, optimize=self.optimize, force=self.force, prefix=root, verbose=self.verbose, dry_run=self.dry_run)

    def _mutate_outputs(self, has_any, build_cmd, cmd_option, output_dir):
        """The outputs of a build command, as they are named in output_dir."""
        if not has_any:
            return []
        command = self.get_finalized_command(build_cmd)
        skip = len(getattr(command, cmd_option)) + len(os.sep)
        return [os.path.join(output_dir, name[skip:]) for name in command.get_outputs()]

    def _bytecode_filenames(self, py_filenames):
        names = []
        for file in py_filenames:
            if os.path.splitext(os.path.normcase(file))[1] != PYTHON_SOURCE_EXTENSION:
                continue
            if self.compile:
                names.append(importlib.util.cache_from_source(file, optimization=""))
            if self.optimize > 0:
                names.append(importlib.util.cache_from_source(file, optimization=self.optimize))
        return names

    def get_outputs(self):
        pure = self._mutate_outputs(self.distribution.has_pure_modules(), "build_py", "build_lib", self.install_dir)
        compiled = self._bytecode_filenames(pure) if self.compile else []
        extensions = self._mutate_outputs(self.distribution.has_ext_modules(), "build_ext", "build_lib", self.install_dir)
        return pure + compiled + extensions

    def get_inputs(self):
        inputs = []
        if self.distribution.has_pure_modules():
            inputs.extend(self.get_finalized_command("build_py").get_outputs())
        if self.distribution.has_ext_modules():
            inputs.extend(self.get_finalized_command("build_ext").get_outputs())
        return inputs
