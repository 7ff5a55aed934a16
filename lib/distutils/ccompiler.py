"""CCompiler: what all compilers have in common, and the choice of one for this system."""
import os
import re
import sys

from distutils import log
from distutils.dep_util import newer_group
from distutils.dir_util import mkpath
from distutils.errors import CompileError, DistutilsModuleError, DistutilsPlatformError, LinkError, UnknownFileError
from distutils.file_util import move_file
from distutils.spawn import spawn
from distutils.util import execute, split_quoted


def _strings(name, value):
    if value is not None and not isinstance(value, (list, tuple)):
        raise TypeError("'%s' (if supplied) must be a list of strings" % name)
    return list(value or [])


class CCompiler:
    """The operations of a compiler; a subclass says how they are done.

    What is set with add_include_dir() and the like is used in every operation, beside what the operation is given.
    """

    compiler_type = None
    src_extensions = None
    obj_extension = None
    static_lib_extension = None
    shared_lib_extension = None
    static_lib_format = None                # of the base name and the extension
    shared_lib_format = None
    exe_extension = None
    language_map = {".c": "c", ".cc": "c++", ".cpp": "c++", ".cxx": "c++", ".m": "objc"}
    language_order = ["c++", "objc", "c"]   # sources of several languages are linked as the first of them

    SHARED_OBJECT = "shared_object"
    SHARED_LIBRARY = "shared_library"
    EXECUTABLE = "executable"

    def __init__(self, verbose=0, dry_run=0, force=0):
        self.dry_run = dry_run
        self.force = force
        self.verbose = verbose
        self.output_dir = None
        self.macros = []                    # (name, value or None) defines, (name,) undefines
        self.include_dirs = []
        self.libraries = []
        self.library_dirs = []
        self.runtime_library_dirs = []
        self.objects = []
        for key in self.executables:
            self.set_executable(key, self.executables[key])

    executables = {}

    def set_executables(self, **kwargs):
        for key in kwargs:
            if key not in self.executables:
                raise ValueError("unknown executable '%s' for class %s" % (key, self.__class__.__name__))
            self.set_executable(key, kwargs[key])

    def set_executable(self, key, value):
        setattr(self, key, split_quoted(value) if isinstance(value, str) else value)

    # ---- what holds for every operation ----

    def _find_macro(self, name):
        for i, definition in enumerate(self.macros):
            if definition[0] == name:
                return i
        return None

    def _check_macro_definitions(self, definitions):
        for definition in definitions:
            if not (isinstance(definition, tuple)
                    and (len(definition) == 1 or (len(definition) == 2 and (isinstance(definition[1], str) or definition[1] is None)))
                    and isinstance(definition[0], str)):
                raise TypeError("invalid macro definition '%s': must be tuple (string,), (string, string), or (string, None)"
                                % (definition,))

    def define_macro(self, name, value=None):
        i = self._find_macro(name)
        if i is not None:
            del self.macros[i]
        self.macros.append((name, value))

    def undefine_macro(self, name):
        i = self._find_macro(name)
        if i is not None:
            del self.macros[i]
        self.macros.append((name,))

    def take_preprocessor_options(self, command):
        """What the options include_dirs, define and undef of a command ask for."""
        if command.include_dirs is not None:
            self.set_include_dirs(command.include_dirs)
        for name, value in command.define or ():
            self.define_macro(name, value)
        for macro in command.undef or ():
            self.undefine_macro(macro)

    def add_include_dir(self, dir):
        self.include_dirs.append(dir)

    def set_include_dirs(self, dirs):
        self.include_dirs = dirs[:]

    def add_library(self, libname):
        self.libraries.append(libname)

    def set_libraries(self, libnames):
        self.libraries = libnames[:]

    def add_library_dir(self, dir):
        self.library_dirs.append(dir)

    def set_library_dirs(self, dirs):
        self.library_dirs = dirs[:]

    def add_runtime_library_dir(self, dir):
        self.runtime_library_dirs.append(dir)

    def set_runtime_library_dirs(self, dirs):
        self.runtime_library_dirs = dirs[:]

    def add_link_object(self, object):
        self.objects.append(object)

    def set_link_objects(self, objects):
        self.objects = objects[:]

    # ---- arguments of operations ----

    def _setup_compile(self, outdir, macros, incdirs, sources, depends, extra):
        """(macros, objects, extra arguments, preprocessor's options, object -> (source, extension)) for compile()."""
        outdir, macros, incdirs = self._fix_compile_args(outdir, macros, incdirs)
        objects = self.object_filenames(sources, strip_dir=0, output_dir=outdir)
        assert len(objects) == len(sources)
        options = gen_preprocess_options(macros, incdirs)
        build = {}
        for object, source in zip(objects, sources):
            self.mkpath(os.path.dirname(object))
            build[object] = (source, os.path.splitext(source)[1])
        return macros, objects, extra or [], options, build

    def _get_cc_args(self, pp_opts, debug, before):
        args = pp_opts + ["-c"]
        if debug:
            args[:0] = ["-g"]
        if before:
            args[:0] = before
        return args

    def _fix_compile_args(self, output_dir, macros, include_dirs):
        if output_dir is None:
            output_dir = self.output_dir
        elif not isinstance(output_dir, str):
            raise TypeError("'output_dir' must be a string or None")
        if macros is not None and not isinstance(macros, list):
            raise TypeError("'macros' (if supplied) must be a list of tuples")
        return output_dir, (macros or []) + (self.macros or []), _strings("include_dirs", include_dirs) + (self.include_dirs or [])

    def _prep_compile(self, sources, output_dir, depends=None):
        """(objects, {}): all sources are compiled again."""
        return self.object_filenames(sources, output_dir=output_dir), {}

    def _fix_object_args(self, objects, output_dir):
        if not isinstance(objects, (list, tuple)):
            raise TypeError("'objects' must be a list or tuple of strings")
        if output_dir is None:
            output_dir = self.output_dir
        elif not isinstance(output_dir, str):
            raise TypeError("'output_dir' must be a string or None")
        return list(objects), output_dir

    def _fix_lib_args(self, libraries, library_dirs, runtime_library_dirs):
        return (_strings("libraries", libraries) + list(self.libraries or []),
                _strings("library_dirs", library_dirs) + list(self.library_dirs or []),
                _strings("runtime_library_dirs", runtime_library_dirs) + list(self.runtime_library_dirs or []))

    def _need_link(self, objects, output_file):
        """Is the output older than an object?"""
        return True if self.force else newer_group(objects, output_file, missing="newer" if self.dry_run else "error")

    def detect_language(self, sources):
        """The language of a source, or of several the one they are linked as."""
        found = None
        for source in [sources] if isinstance(sources, str) else sources:
            language = self.language_map.get(os.path.splitext(source)[1])
            if language in self.language_order and \
                    (found is None or self.language_order.index(language) < self.language_order.index(found)):
                found = language
        return found

    # ---- operations ----

    def preprocess(self, source, output_file=None, macros=None, include_dirs=None, extra_preargs=None, extra_postargs=None):
        pass

    def compile(self, sources, output_dir=None, macros=None, include_dirs=None, debug=0, extra_preargs=None, extra_postargs=None,
                depends=None):
        """Compile sources; the names of the objects."""
        macros, objects, extra, options, build = self._setup_compile(output_dir, macros, include_dirs, sources, depends, extra_postargs)
        arguments = self._get_cc_args(options, debug, extra_preargs)
        for object in objects:
            if object in build:
                source, extension = build[object]
                self._compile(object, source, extension, arguments, extra, options)
        return objects

    def _compile(self, obj, src, ext, cc_args, extra_postargs, pp_opts):
        pass

    def create_static_lib(self, objects, output_libname, output_dir=None, debug=0, target_lang=None):
        pass

    def link(self, target_desc, objects, output_filename, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
             export_symbols=None, debug=0, extra_preargs=None, extra_postargs=None, build_temp=None, target_lang=None):
        raise NotImplementedError

    def link_shared_lib(self, objects, output_libname, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
                        export_symbols=None, debug=0, extra_preargs=None, extra_postargs=None, build_temp=None, target_lang=None):
        self.link(CCompiler.SHARED_LIBRARY, objects, self.library_filename(output_libname, lib_type="shared"), output_dir, libraries,
                  library_dirs, runtime_library_dirs, export_symbols, debug, extra_preargs, extra_postargs, build_temp, target_lang)

    def link_shared_object(self, objects, output_filename, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
                           export_symbols=None, debug=0, extra_preargs=None, extra_postargs=None, build_temp=None, target_lang=None):
        self.link(CCompiler.SHARED_OBJECT, objects, output_filename, output_dir, libraries, library_dirs, runtime_library_dirs,
                  export_symbols, debug, extra_preargs, extra_postargs, build_temp, target_lang)

    def link_executable(self, objects, output_progname, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
                        debug=0, extra_preargs=None, extra_postargs=None, target_lang=None):
        self.link(CCompiler.EXECUTABLE, objects, self.executable_filename(output_progname), output_dir, libraries, library_dirs,
                  runtime_library_dirs, None, debug, extra_preargs, extra_postargs, None, target_lang)

    # ---- options, for gen_lib_options() ----

    def library_dir_option(self, dir):
        raise NotImplementedError

    def runtime_library_dir_option(self, dir):
        raise NotImplementedError

    def library_option(self, lib):
        raise NotImplementedError

    def has_function(self, funcname, includes=None, include_dirs=None, libraries=None, library_dirs=None):
        """Can a program that calls the function be compiled and linked?"""
        import tempfile
        fd, name = tempfile.mkstemp(".c", funcname, text=True)
        with os.fdopen(fd, "w") as f:
            for include in includes or []:
                f.write('#include "%s"\n' % include)
            f.write("int main(int argc, char **argv) {\n    %s();\n    return 0;\n}\n" % funcname)
        try:
            objects = self.compile([name], include_dirs=include_dirs or [])
        except CompileError:
            return False
        finally:
            os.remove(name)
        try:
            self.link_executable(objects, "a.out", libraries=libraries or [], library_dirs=library_dirs or [])
            os.remove(self.executable_filename("a.out", output_dir=self.output_dir or ""))
        except (LinkError, TypeError):
            return False
        finally:
            for object in objects:
                os.remove(object)
        return True

    def find_library_file(self, dirs, lib, debug=0):
        raise NotImplementedError

    # ---- names of files ----

    def object_filenames(self, source_filenames, strip_dir=0, output_dir=""):
        output_dir = "" if output_dir is None else output_dir
        names = []
        for source in source_filenames:
            base, extension = os.path.splitext(source)
            base = os.path.splitdrive(base)[1]
            base = base[os.path.isabs(base):]           # below output_dir, whatever it was
            if extension not in self.src_extensions:
                raise UnknownFileError("unknown file type '%s' (from '%s')" % (extension, source))
            if strip_dir:
                base = os.path.basename(base)
            names.append(os.path.join(output_dir, base + self.obj_extension))
        return names

    def shared_object_filename(self, basename, strip_dir=0, output_dir=""):
        assert output_dir is not None
        return os.path.join(output_dir, (os.path.basename(basename) if strip_dir else basename) + self.shared_lib_extension)

    def executable_filename(self, basename, strip_dir=0, output_dir=""):
        assert output_dir is not None
        return os.path.join(output_dir, (os.path.basename(basename) if strip_dir else basename) + (self.exe_extension or ""))

    def library_filename(self, libname, lib_type="static", strip_dir=0, output_dir=""):
        assert output_dir is not None
        if lib_type not in ("static", "shared", "dylib", "xcode_stub"):
            raise ValueError("'lib_type' must be \"static\", \"shared\", \"dylib\", or \"xcode_stub\"")
        folder, base = os.path.split(libname)
        name = getattr(self, lib_type + "_lib_format") % (base, getattr(self, lib_type + "_lib_extension"))
        return os.path.join(output_dir, "" if strip_dir else folder, name)

    # ---- helpers ----

    def announce(self, msg, level=1):
        log.debug(msg)

    def debug_print(self, msg):
        from distutils.debug import DEBUG
        if DEBUG:
            print(msg)

    def warn(self, msg):
        sys.stderr.write("warning: %s\n" % msg)

    def execute(self, func, args, msg=None, level=1):
        execute(func, args, msg, self.dry_run)

    def spawn(self, cmd):
        spawn(cmd, dry_run=self.dry_run)

    def move_file(self, src, dst):
        return move_file(src, dst, dry_run=self.dry_run)

    def mkpath(self, name, mode=0o777):
        mkpath(name, mode, dry_run=self.dry_run)


_default_compilers = (("cygwin.*", "unix"), ("posix", "unix"), ("nt", "msvc"))


def get_default_compiler(osname=None, platform=None):
    """The type of compiler for a system, by default this one."""
    osname = os.name if osname is None else osname
    platform = sys.platform if platform is None else platform
    for pattern, compiler in _default_compilers:
        if re.match(pattern, platform) is not None or re.match(pattern, osname) is not None:
            return compiler
    return "unix"


compiler_class = {                          # type -> module, class, what it is
    "unix": ("unixccompiler", "UnixCCompiler", "standard UNIX-style compiler"),
    "cygwin": ("cygwinccompiler", "CygwinCCompiler", "Cygwin port of GNU C Compiler for Win32"),
    "mingw32": ("cygwinccompiler", "Mingw32CCompiler", "Mingw32 port of GNU C Compiler for Win32"),
    "bcpp": ("bcppcompiler", "BCPPCompiler", "Borland C++ Compiler"),
}


def show_compilers():
    """Print the compilers there are: what --help-compiler does."""
    from distutils.fancy_getopt import FancyGetopt
    rows = sorted(("compiler=" + name, None, text) for name, (_, _, text) in compiler_class.items())
    FancyGetopt(rows).print_help("List of available compilers:")


def new_compiler(plat=None, compiler=None, verbose=0, dry_run=0, force=0):
    """An object for a type of compiler, by default that of the system."""
    plat = os.name if plat is None else plat
    if compiler is None:
        compiler = get_default_compiler(plat)
    try:
        module_name, class_name, _ = compiler_class[compiler]
    except KeyError:
        raise DistutilsPlatformError("don't know how to compile C/C++ code on platform '%s' with '%s' compiler" % (plat, compiler))
    module_name = "distutils." + module_name
    try:
        __import__(module_name)
        cls = vars(sys.modules[module_name])[class_name]
    except ImportError:
        raise DistutilsModuleError("can't compile C/C++ code: unable to load module '%s'" % module_name)
    except KeyError:
        raise DistutilsModuleError("can't compile C/C++ code: unable to find class '%s' in module '%s'" % (class_name, module_name))
    return cls(None, dry_run, force)


def gen_preprocess_options(macros, include_dirs):
    """The options -D, -U and -I."""
    options = []
    for macro in macros:
        if not (isinstance(macro, tuple) and 1 <= len(macro) <= 2):
            raise TypeError("bad macro definition '%s': each element of 'macros' list must be a 1- or 2-tuple" % (macro,))
        if len(macro) == 1:
            options.append("-U%s" % macro[0])
        elif macro[1] is None:
            options.append("-D%s" % macro[0])
        else:
            options.append("-D%s=%s" % macro)
    return options + ["-I%s" % folder for folder in include_dirs]


def gen_lib_options(compiler, library_dirs, runtime_library_dirs, libraries):
    """The options that tell a linker of libraries and where they are."""
    options = [compiler.library_dir_option(folder) for folder in library_dirs]
    for folder in runtime_library_dirs:
        option = compiler.runtime_library_dir_option(folder)
        options.extend(option if isinstance(option, list) else [option])
    for library in libraries:
        folder, name = os.path.split(library)
        if folder:
            path = compiler.find_library_file([folder], name)
            if path:
                options.append(path)
            else:
                compiler.warn("no library file corresponding to '%s' found (skipping)" % library)
        else:
            options.append(compiler.library_option(library))
    return options
