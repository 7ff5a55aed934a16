"""build_clib: static libraries in C that extension modules of the distribution use."""
import os

from distutils import log
from distutils.core import Command
from distutils.errors import DistutilsSetupError
from distutils.sysconfig import customize_compiler


def show_compilers():
    from distutils.ccompiler import show_compilers
    show_compilers()


class build_clib(Command):

    description = "build C/C++ libraries used by Python extensions"
    user_options = [
        ("build-clib=", "b", "directory to build C/C++ libraries to"),
        ("build-temp=", "t", "directory to put temporary build by-products"),
        ("debug", "g", "compile with debugging information"),
        ("force", "f", "forcibly build everything (ignore file timestamps)"),
        ("compiler=", "c", "specify the compiler type"),
    ]
    boolean_options = ["debug", "force"]
    help_options = [("help-compiler", None, "list available compilers", show_compilers)]

    def initialize_options(self):
        self.build_clib = None
        self.build_temp = None
        self.libraries = None               # list of (name, dict with "sources" and perhaps "macros", "include_dirs")
        self.include_dirs = None
        self.define = None
        self.undef = None
        self.debug = None
        self.force = 0
        self.compiler = None

    def finalize_options(self):
        # beside the objects: the libraries are only needed to link the extensions
        self.set_undefined_options("build", ("build_temp", "build_clib"), ("build_temp", "build_temp"), ("compiler", "compiler"),
                                   ("debug", "debug"), ("force", "force"))
        self.libraries = self.distribution.libraries
        if self.libraries:
            self.check_library_list(self.libraries)
        if self.include_dirs is None:
            self.include_dirs = self.distribution.include_dirs or []
        if isinstance(self.include_dirs, str):
            self.include_dirs = self.include_dirs.split(os.pathsep)

    def run(self):
        if not self.libraries:
            return
        from distutils.ccompiler import new_compiler
        self.compiler = new_compiler(compiler=self.compiler, dry_run=self.dry_run, force=self.force)
        customize_compiler(self.compiler)
        self.compiler.take_preprocessor_options(self)
        self.build_libraries(self.libraries)

    def check_library_list(self, libraries):
        if not isinstance(libraries, list):
            raise DistutilsSetupError("'libraries' option must be a list of tuples")
        for library in libraries:
            if not isinstance(library, tuple) or len(library) != 2:
                raise DistutilsSetupError("each element of 'libraries' must a 2-tuple")
            name, info = library
            if not isinstance(name, str):
                raise DistutilsSetupError("first element of each tuple in 'libraries' must be a string (the library name)")
            if "/" in name or (os.sep != "/" and os.sep in name):
                raise DistutilsSetupError("bad library name '%s': may not contain directory separators" % name)
            if not isinstance(info, dict):
                raise DistutilsSetupError("second element of each tuple in 'libraries' must be a dictionary (build info)")

    def get_library_names(self):
        return [name for name, _ in self.libraries] if self.libraries else None

    def _sources(self, name, info):
        sources = info.get("sources")
        if sources is None or not isinstance(sources, (list, tuple)):
            raise DistutilsSetupError("in 'libraries' option (library '%s'), 'sources' must be present and must be a list of source filenames"
                                      % name)
        return list(sources)

    def get_source_files(self):
        self.check_library_list(self.libraries)
        return [source for name, info in self.libraries for source in self._sources(name, info)]

    def build_libraries(self, libraries):
        for name, info in libraries:
            sources = self._sources(name, info)
            log.info("building '%s' library", name)
            objects = self.compiler.compile(sources, output_dir=self.build_temp, macros=info.get("macros"),
                                            include_dirs=info.get("include_dirs"), debug=self.debug)
            self.compiler.create_static_lib(objects, name, output_dir=self.build_clib, debug=self.debug)
