"""build_ext: extension modules in C, compiled and linked in the build folder, or beside the sources."""
import contextlib
import os
import re
import sys
from site import USER_BASE

from distutils import log
from distutils.core import Command
from distutils.dep_util import newer_group
from distutils.errors import (CCompilerError, CompileError, DistutilsError, DistutilsOptionError, DistutilsPlatformError,
                              DistutilsSetupError)
from distutils.extension import Extension
from distutils.sysconfig import customize_compiler, get_config_h_filename, get_python_version  # noqa: some import them from here
from distutils.util import get_platform

extension_name_re = re.compile(r"^[a-zA-Z_][a-zA-Z_0-9]*(\.[a-zA-Z_][a-zA-Z_0-9]*)*$")


def show_compilers():
    from distutils.ccompiler import show_compilers
    show_compilers()


class build_ext(Command):

    description = "build C/C++ extensions (compile/link to build directory)"
    sep_by = " (separated by '%s')" % os.pathsep
    user_options = [
        ("build-lib=", "b", "directory for compiled extension modules"),
        ("build-temp=", "t", "directory for temporary files (build by-products)"),
        ("plat-name=", "p", "platform name to cross-compile for, if supported (default: %s)" % get_platform()),
        ("inplace", "i", "ignore build-lib and put compiled extensions into the source directory alongside your pure Python modules"),
        ("include-dirs=", "I", "list of directories to search for header files" + sep_by),
        ("define=", "D", "C preprocessor macros to define"),
        ("undef=", "U", "C preprocessor macros to undefine"),
        ("libraries=", "l", "external C libraries to link with"),
        ("library-dirs=", "L", "directories to search for external C libraries" + sep_by),
        ("rpath=", "R", "directories to search for shared C libraries at runtime"),
        ("link-objects=", "O", "extra explicit link objects to include in the link"),
        ("debug", "g", "compile/link with debugging information"),
        ("force", "f", "forcibly build everything (ignore file timestamps)"),
        ("compiler=", "c", "specify the compiler type"),
        ("parallel=", "j", "number of parallel build jobs"),
        ("swig-cpp", None, "make SWIG create C++ files (default is C)"),
        ("swig-opts=", None, "list of SWIG command line options"),
        ("swig=", None, "path to the SWIG executable"),
        ("user", None, "add user include, library and rpath"),
    ]
    boolean_options = ["inplace", "debug", "force", "swig-cpp", "user"]
    help_options = [("help-compiler", None, "list available compilers", show_compilers)]

    def initialize_options(self):
        self.extensions = None
        self.build_lib = None
        self.plat_name = None
        self.build_temp = None
        self.inplace = 0
        self.package = None
        self.include_dirs = None
        self.define = None
        self.undef = None
        self.libraries = None
        self.library_dirs = None
        self.rpath = None
        self.link_objects = None
        self.debug = None
        self.force = None
        self.compiler = None
        self.swig = None
        self.swig_cpp = None
        self.swig_opts = None
        self.user = None
        self.parallel = None

    def finalize_options(self):
        from distutils import sysconfig
        self.set_undefined_options("build", ("build_lib", "build_lib"), ("build_temp", "build_temp"), ("compiler", "compiler"),
                                   ("debug", "debug"), ("force", "force"), ("parallel", "parallel"), ("plat_name", "plat_name"))
        if self.package is None:
            self.package = self.distribution.ext_package
        self.extensions = self.distribution.ext_modules
        if self.include_dirs is None:
            self.include_dirs = self.distribution.include_dirs or []
        if isinstance(self.include_dirs, str):
            self.include_dirs = self.include_dirs.split(os.pathsep)
        # Python.h comes last, so that the sources' own headers are found before
        for plat_specific in (0, 1):
            folder = sysconfig.get_python_inc(plat_specific=plat_specific)
            if plat_specific == 0 or folder not in self.include_dirs:
                self.include_dirs.extend(folder.split(os.path.pathsep))
        self.ensure_string_list("libraries")
        self.ensure_string_list("link_objects")
        self.libraries = self.libraries or []
        self.library_dirs = self._paths(self.library_dirs)
        self.rpath = self._paths(self.rpath)
        if sysconfig.get_config_var("Py_ENABLE_SHARED"):
            self.library_dirs.append(sysconfig.get_config_var("LIBDIR") if sys.executable else ".")
        if self.define:
            self.define = [(symbol, "1") for symbol in self.define.split(",")]
        if self.undef:
            self.undef = self.undef.split(",")
        self.swig_opts = [] if self.swig_opts is None else self.swig_opts.split(" ")
        if self.user:
            include, library = os.path.join(USER_BASE, "include"), os.path.join(USER_BASE, "lib")
            if os.path.isdir(include):
                self.include_dirs.append(include)
            if os.path.isdir(library):
                self.library_dirs.append(library)
                self.rpath.append(library)
        if isinstance(self.parallel, str):
            try:
                self.parallel = int(self.parallel)
            except ValueError:
                raise DistutilsOptionError("parallel should be an integer")

    def _paths(self, value):
        return value.split(os.pathsep) if isinstance(value, str) else value or []

    def run(self):
        from distutils.ccompiler import new_compiler
        if not self.extensions:
            return
        if self.distribution.has_c_libraries():
            build_clib = self.get_finalized_command("build_clib")
            self.libraries.extend(build_clib.get_library_names() or [])
            self.library_dirs.append(build_clib.build_clib)
        self.compiler = new_compiler(compiler=self.compiler, verbose=self.verbose, dry_run=self.dry_run, force=self.force)
        customize_compiler(self.compiler)
        self.compiler.take_preprocessor_options(self)
        if self.libraries is not None:
            self.compiler.set_libraries(self.libraries)
        if self.library_dirs is not None:
            self.compiler.set_library_dirs(self.library_dirs)
        if self.rpath is not None:
            self.compiler.set_runtime_library_dirs(self.rpath)
        if self.link_objects is not None:
            self.compiler.set_link_objects(self.link_objects)
        self.build_extensions()

    def check_extensions_list(self, extensions):
        """See that all is well with ext_modules; the tuples that older setup scripts have are made Extensions."""
        if not isinstance(extensions, list):
            raise DistutilsSetupError("'ext_modules' option must be a list of Extension instances")
        for i, extension in enumerate(extensions):
            if isinstance(extension, Extension):
                continue
            if not isinstance(extension, tuple) or len(extension) != 2:
                raise DistutilsSetupError("each element of 'ext_modules' option must be an Extension instance or 2-tuple")
            name, info = extension
            log.warn("old-style (ext_name, build_info) tuple found in ext_modules for extension '%s' "
                     "-- please convert to Extension instance", name)
            if not (isinstance(name, str) and extension_name_re.match(name)):
                raise DistutilsSetupError("first element of each tuple in 'ext_modules' must be the extension name (a string)")
            if not isinstance(info, dict):
                raise DistutilsSetupError("second element of each tuple in 'ext_modules' must be a dictionary (build info)")
            extensions[i] = self._from_tuple(name, info)

    def _from_tuple(self, name, info):
        extension = Extension(name, info["sources"])
        for key in ("include_dirs", "library_dirs", "libraries", "extra_objects", "extra_compile_args", "extra_link_args"):
            if info.get(key) is not None:
                setattr(extension, key, info[key])
        extension.runtime_library_dirs = info.get("rpath")
        if "def_file" in info:
            log.warn("'def_file' element of build info dict no longer supported")
        macros = info.get("macros")
        if macros:
            extension.define_macros, extension.undef_macros = [], []
            for macro in macros:
                if not (isinstance(macro, tuple) and len(macro) in (1, 2)):
                    raise DistutilsSetupError("'macros' element of build info dict must be 1- or 2-tuple")
                if len(macro) == 1:
                    extension.undef_macros.append(macro[0])
                else:
                    extension.define_macros.append(macro)
        return extension

    def get_source_files(self):
        self.check_extensions_list(self.extensions)
        return [source for extension in self.extensions for source in extension.sources]

    def get_outputs(self):
        self.check_extensions_list(self.extensions)
        return [self.get_ext_fullpath(extension.name) for extension in self.extensions]

    # ---- the work ----

    def build_extensions(self):
        self.check_extensions_list(self.extensions)
        if self.parallel:
            self._build_extensions_parallel()
        else:
            self._build_extensions_serial()

    def _build_extensions_parallel(self):
        from concurrent.futures import ThreadPoolExecutor
        workers = os.cpu_count() if self.parallel is True else self.parallel
        with ThreadPoolExecutor(max_workers=workers) as executor:
            jobs = [executor.submit(self.build_extension, extension) for extension in self.extensions]
            for extension, job in zip(self.extensions, jobs):
                with self._filter_build_errors(extension):
                    job.result()

    def _build_extensions_serial(self):
        for extension in self.extensions:
            with self._filter_build_errors(extension):
                self.build_extension(extension)

    @contextlib.contextmanager
    def _filter_build_errors(self, ext):
        """An optional extension that cannot be built is only told."""
        try:
            yield
        except (CCompilerError, DistutilsError, CompileError) as e:
            if not ext.optional:
                raise
            self.warn('building extension "%s" failed: %s' % (ext.name, e))

    def build_extension(self, ext):
        sources = ext.sources
        if sources is None or not isinstance(sources, (list, tuple)):
            raise DistutilsSetupError("in 'ext_modules' option (extension '%s'), 'sources' must be present and must be a list of source "
                                      "filenames" % ext.name)
        sources = list(sources)
        path = self.get_ext_fullpath(ext.name)
        depends = sources + ext.depends
        if not (self.force or newer_group(depends, path, "newer")):
            log.debug("skipping '%s' extension (up-to-date)", ext.name)
            return
        log.info("building '%s' extension", ext.name)
        sources = self.swig_sources(sources, ext)
        arguments = ext.extra_compile_args or []
        macros = ext.define_macros[:] + [(undefined,) for undefined in ext.undef_macros]
        objects = self.compiler.compile(sources, output_dir=self.build_temp, macros=macros, include_dirs=ext.include_dirs,
                                        debug=self.debug, extra_postargs=arguments, depends=ext.depends)
        self._built_objects = objects[:]
        if ext.extra_objects:
            objects.extend(ext.extra_objects)
        self.compiler.link_shared_object(
            objects, path, libraries=self.get_libraries(ext), library_dirs=ext.library_dirs, runtime_library_dirs=ext.runtime_library_dirs,
            extra_postargs=ext.extra_link_args or [], export_symbols=self.get_export_symbols(ext), debug=self.debug,
            build_temp=self.build_temp, target_lang=ext.language or self.compiler.detect_language(sources))

    def swig_sources(self, sources, extension):
        """The sources with those of SWIG (.i) replaced by the C files that it makes of them."""
        if self.swig_cpp:
            log.warn("--swig-cpp is deprecated - use --swig-opts=-c++")
        cpp = self.swig_cpp or "-c++" in self.swig_opts or "-c++" in extension.swig_opts
        new, targets = [], []
        for source in sources:
            base, suffix = os.path.splitext(source)
            if suffix == ".i":
                new.append(base + "_wrap" + (".cpp" if cpp else ".c"))
                targets.append((source, new[-1]))
            else:
                new.append(source)
        if not targets:
            return new
        command = [self.swig or self.find_swig(), "-python"] + self.swig_opts
        if self.swig_cpp:
            command.append("-c++")
        if not self.swig_opts:
            command.extend(extension.swig_opts)
        for source, target in targets:
            log.info("swigging %s to %s", source, target)
            self.spawn(command + ["-o", target, source])
        return new

    def find_swig(self):
        if os.name == "posix":
            return "swig"
        if os.name == "nt":
            return "swig.exe"
        raise DistutilsPlatformError("I don't know how to find (much less run) SWIG on platform '%s'" % os.name)

    # ---- names ----

    def get_ext_fullpath(self, ext_name):
        """The file of an extension: in the build folder, or, inplace, in that of its package's sources."""
        fullname = self.get_ext_fullname(ext_name)
        path = fullname.split(".")
        filename = self.get_ext_filename(path[-1])
        if not self.inplace:
            return os.path.join(self.build_lib, *path[:-1] + [filename])
        build_py = self.get_finalized_command("build_py")
        folder = os.path.abspath(build_py.get_package_dir(".".join(path[:-1])))
        return os.path.join(folder, filename)

    def get_ext_fullname(self, ext_name):
        return ext_name if self.package is None else self.package + "." + ext_name

    def get_ext_filename(self, ext_name):
        from distutils.sysconfig import get_config_var
        return os.path.join(*ext_name.split(".")) + get_config_var("EXT_SUFFIX")

    def get_export_symbols(self, ext):
        """What the library must export: its initialisation function."""
        name = "PyInit_" + ext.name.split(".")[-1]
        if name not in ext.export_symbols:
            ext.export_symbols.append(name)
        return ext.export_symbols

    def get_libraries(self, ext):
        """The libraries to link with; Python itself is the program that loads the module."""
        from distutils.sysconfig import get_config_var
        if get_config_var("Py_ENABLE_SHARED"):
            return ext.libraries + ["python%d.%d" % sys.version_info[:2]]
        return ext.libraries
