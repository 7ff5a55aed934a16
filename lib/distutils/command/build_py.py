"""build_py: copies Python modules and the data of packages to the build folder."""
import glob
import importlib.util
import os
import sys

from distutils import log
from distutils.core import Command
from distutils.errors import DistutilsFileError, DistutilsOptionError
from distutils.util import Mixin2to3, convert_path


class build_py(Command):

    description = '"build" pure Python modules (copy to build directory)'
    user_options = [
        ("build-lib=", "d", 'directory to "build" (copy) to'),
        ("compile", "c", "compile .py to .pyc"),
        ("no-compile", None, "don't compile .py files [default]"),
        ("optimize=", "O", 'also compile with optimization: -O1 for "python -O", -O2 for "python -OO", and -O0 to disable [default: -O0]'),
        ("force", "f", "forcibly build everything (ignore file timestamps)"),
    ]
    boolean_options = ["compile", "force"]
    negative_opt = {"no-compile": "compile"}

    def initialize_options(self):
        self.build_lib = None
        self.py_modules = None
        self.package = None
        self.package_data = None
        self.package_dir = None
        self.compile = 0
        self.optimize = 0
        self.force = None

    def finalize_options(self):
        self.set_undefined_options("build", ("build_lib", "build_lib"), ("force", "force"))
        self.packages = self.distribution.packages
        self.py_modules = self.distribution.py_modules
        self.package_data = self.distribution.package_data
        self.package_dir = {name: convert_path(path) for name, path in (self.distribution.package_dir or {}).items()}
        self.data_files = self.get_data_files()
        if not isinstance(self.optimize, int):
            try:
                self.optimize = int(self.optimize)
                assert 0 <= self.optimize <= 2
            except (ValueError, AssertionError):
                raise DistutilsOptionError("optimize must be 0, 1, or 2")

    def run(self):
        if self.py_modules:
            self.build_modules()
        if self.packages:
            self.build_packages()
            self.build_package_data()
        self.byte_compile(self.get_outputs(include_bytecode=0))

    # ---- where things are ----

    def get_data_files(self):
        """(package, its folder, build folder, names) of the data of each package."""
        data = []
        for package in self.packages or ():
            source = self.get_package_dir(package)
            target = os.path.join(*([self.build_lib] + package.split(".")))
            skip = len(source) + 1 if source else 0
            data.append((package, source, target, [name[skip:] for name in self.find_data_files(package, source)]))
        return data

    def find_data_files(self, package, src_dir):
        found = []
        for pattern in self.package_data.get("", []) + self.package_data.get(package, []):
            names = glob.glob(os.path.join(glob.escape(src_dir), convert_path(pattern)))
            found.extend(name for name in names if name not in found and os.path.isfile(name))
        return found

    def build_package_data(self):
        for package, source, target, names in self.data_files:
            for name in names:
                file = os.path.join(target, name)
                self.mkpath(os.path.dirname(file))
                self.copy_file(os.path.join(source, name), file, preserve_mode=False)

    def get_package_dir(self, package):
        """The folder of a package, by what package_dir says of it or of a package above it."""
        path = package.split(".")
        if not self.package_dir:
            return os.path.join(*path) if path else ""
        tail = []
        while path:
            folder = self.package_dir.get(".".join(path))
            if folder is not None:
                return os.path.join(folder, *tail)
            tail.insert(0, path.pop())
        folder = self.package_dir.get("")
        if folder is not None:
            tail.insert(0, folder)
        return os.path.join(*tail) if tail else ""

    def check_package(self, package, package_dir):
        """The package's __init__.py; None where it has none."""
        if package_dir != "":
            if not os.path.exists(package_dir):
                raise DistutilsFileError("package directory '%s' does not exist" % package_dir)
            if not os.path.isdir(package_dir):
                raise DistutilsFileError("supposed package directory '%s' exists, but is not a directory" % package_dir)
        if package:
            init = os.path.join(package_dir, "__init__.py")
            if os.path.isfile(init):
                return init
            log.warn("package init file '%s' not found (or not a regular file)", init)
        return None

    def check_module(self, module, module_file):
        if not os.path.isfile(module_file):
            log.warn("file %s (for module %s) not found", module_file, module)
            return False
        return True

    def find_package_modules(self, package, package_dir):
        """(package, module, file) of the modules of a package."""
        self.check_package(package, package_dir)
        script = os.path.abspath(self.distribution.script_name)
        modules = []
        for file in glob.glob(os.path.join(glob.escape(package_dir), "*.py")):
            if os.path.abspath(file) != script:
                modules.append((package, os.path.splitext(os.path.basename(file))[0], file))
            else:
                self.debug_print("excluding %s" % script)
        return modules

    def find_modules(self):
        """(package, module, file) of what py_modules names, with the __init__ of each package once."""
        packages = {}
        modules = []
        for name in self.py_modules:
            package, _, base = name.rpartition(".")
            if package in packages:
                folder, checked = packages[package]
            else:
                folder, checked = self.get_package_dir(package), 0
            if not checked:
                init = self.check_package(package, folder)
                packages[package] = (folder, 1)
                if init:
                    modules.append((package, "__init__", init))
            file = os.path.join(folder, base + ".py")
            if self.check_module(name, file):
                modules.append((package, base, file))
        return modules

    def find_all_modules(self):
        modules = []
        if self.py_modules:
            modules.extend(self.find_modules())
        for package in self.packages or ():
            modules.extend(self.find_package_modules(package, self.get_package_dir(package)))
        return modules

    def get_source_files(self):
        return [file for _, _, file in self.find_all_modules()]

    def get_module_outfile(self, build_dir, package, module):
        return os.path.join(*([build_dir] + list(package) + [module + ".py"]))

    def get_outputs(self, include_bytecode=1):
        outputs = []
        for package, module, _ in self.find_all_modules():
            file = self.get_module_outfile(self.build_lib, package.split(".") if package else [], module)
            outputs.append(file)
            if include_bytecode:
                if self.compile:
                    outputs.append(importlib.util.cache_from_source(file, optimization=""))
                if self.optimize > 0:
                    outputs.append(importlib.util.cache_from_source(file, optimization=self.optimize))
        return outputs + [os.path.join(target, name) for _, _, target, names in self.data_files for name in names]

    # ---- the work ----

    def build_module(self, module, module_file, package):
        if isinstance(package, str):
            package = package.split(".") if package else []
        elif not isinstance(package, (list, tuple)):
            raise TypeError("'package' must be a string (dot-separated), list, or tuple")
        file = self.get_module_outfile(self.build_lib, package, module)
        self.mkpath(os.path.dirname(file))
        return self.copy_file(module_file, file, preserve_mode=0)

    def build_modules(self):
        for package, module, file in self.find_modules():
            self.build_module(module, file, package)

    def build_packages(self):
        for package in self.packages:
            for owner, module, file in self.find_package_modules(package, self.get_package_dir(package)):
                assert package == owner
                self.build_module(module, file, package)

    def byte_compile(self, files):
        if sys.dont_write_bytecode:
            self.warn("byte-compiling is disabled, skipping.")
            return
        from distutils.util import byte_compile
        prefix = self.build_lib
        if prefix[-1] != os.sep:
            prefix += os.sep
        if self.compile:
            byte_compile(files, optimize=0, force=self.force, prefix=prefix, dry_run=self.dry_run)
        if self.optimize > 0:
            byte_compile(files, optimize=self.optimize, force=self.force, prefix=prefix, dry_run=self.dry_run)


class build_py_2to3(build_py, Mixin2to3):
    """build_py that translates what it copied with 2to3."""

    def run(self):
        self.updated_files = []
        if self.py_modules:
            self.build_modules()
        if self.packages:
            self.build_packages()
            self.build_package_data()
        self.run_2to3(self.updated_files)
        self.byte_compile(self.get_outputs(include_bytecode=0))

    def build_module(self, module, module_file, package):
        result = build_py.build_module(self, module, module_file, package)
        if result[1]:
            self.updated_files.append(result[0])
        return result
