"""The Borland C++ compiler (bcc32, ilink32, tlib) for Windows (Distributing Python Modules, "distutils.bcppcompiler")."""
import os

from distutils.ccompiler import CCompiler, gen_preprocess_options
from distutils.dep_util import newer
from distutils.errors import CompileError, DistutilsExecError, LibError, LinkError
from distutils.file_util import write_file


class BCPPCompiler(CCompiler):
    """A compiler whose programs are found on PATH. Resources (.rc, .res) are not compiled."""

    compiler_type = 'bcpp'
    executables = {}
    src_extensions = ['.c', '.cc', '.cpp', '.cxx']
    obj_extension = '.obj'
    static_lib_extension = '.lib'
    shared_lib_extension = '.dll'
    static_lib_format = shared_lib_format = '%s%s'
    exe_extension = '.exe'

    def __init__(self, verbose=0, dry_run=0, force=0):
        CCompiler.__init__(self, verbose, dry_run, force)
        self.cc, self.linker, self.lib = 'bcc32.exe', 'ilink32.exe', 'tlib.exe'
        self.preprocess_options = None
        self.compile_options = ['/tWM', '/O2', '/q', '/g0']
        self.compile_options_debug = ['/tWM', '/Od', '/q', '/g0']
        self.ldflags_shared = ['/Tpd', '/Gn', '/q', '/x']
        self.ldflags_exe = ['/Tpe', '/Gn', '/q', '/x']

    def compile(self, sources, output_dir=None, macros=None, include_dirs=None, debug=0, extra_preargs=None, extra_postargs=None,
                depends=None):
        macros, objects, extra_postargs, pp_opts, build = self._setup_compile(output_dir, macros, include_dirs, sources, depends,
                                                                              extra_postargs)
        options = list(extra_preargs or []) + ['-c'] + (self.compile_options_debug if debug else self.compile_options)
        for obj, (source, extension) in build.items():
            self.mkpath(os.path.dirname(obj))
            language = [] if extension.lower() == '.c' else ['-P']
            try:
                self.spawn([self.cc] + options + pp_opts + ['-o' + os.path.normpath(obj)] + language + extra_postargs
                           + [os.path.normpath(source)])
            except DistutilsExecError as error:
                raise CompileError(error)
        return objects

    def create_static_lib(self, objects, output_libname, output_dir=None, debug=0, target_lang=None):
        objects, output_dir = self._fix_object_args(objects, output_dir)
        library = self.library_filename(output_libname, output_dir=output_dir)
        if self._need_link(objects, library):
            try:
                self.spawn([self.lib, library, '/u'] + objects)
            except DistutilsExecError as error:
                raise LibError(error)

    def link(self, target_desc, objects, output_filename, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
             export_symbols=None, debug=0, extra_preargs=None, extra_postargs=None, build_temp=None, target_lang=None):
        objects, output_dir = self._fix_object_args(objects, output_dir)
        libraries, library_dirs, runtime_library_dirs = self._fix_lib_args(libraries, library_dirs, runtime_library_dirs)
        if runtime_library_dirs:
            self.warn('runtime library directories are of no use here: {0}'.format(runtime_library_dirs))
        if output_dir is not None:
            output_filename = os.path.join(output_dir, output_filename)
        if not self._need_link(objects, output_filename):
            return
        program = target_desc == CCompiler.EXECUTABLE
        definitions = ''
        if export_symbols and not program:
            definitions = os.path.join(build_temp or os.path.dirname(objects[0]),
                                       os.path.splitext(os.path.basename(output_filename))[0] + '.def')
            self.execute(write_file, (definitions, ['EXPORTS'] + ['  {0}=_{0}'.format(name) for name in export_symbols]),
                         'writing ' + definitions)
        # ilink32 OPTIONS STARTUP OBJECTS, RESULT, MAP, LIBRARIES, DEFINITIONS
        arguments = list(extra_preargs or []) + (self.ldflags_exe if program else self.ldflags_shared) + (['/v'] if debug else [])
        arguments += ['/L' + os.path.normpath(folder) for folder in library_dirs] + ['/L.']
        arguments += ['c0w32' if program else 'c0d32'] + [os.path.normpath(name) for name in objects]
        arguments += [',', output_filename, ',,']
        arguments += [self.find_library_file(library_dirs, name, debug) or name for name in libraries] + ['import32', 'cw32mt']
        arguments += [',', definitions] if definitions else []
        self.mkpath(os.path.dirname(output_filename))
        try:
            self.spawn([self.linker] + arguments + list(extra_postargs or []))
        except DistutilsExecError as error:
            raise LinkError(error)

    def find_library_file(self, dirs, lib, debug=0):
        names = [lib + '_d', lib + '_bcpp', lib] if debug else [lib + '_bcpp', lib]
        found = (os.path.join(folder, self.library_filename(name)) for folder in dirs for name in names)
        return next(filter(os.path.exists, found), None)

    def object_filenames(self, source_filenames, strip_dir=0, output_dir=''):
        made = []
        for source in source_filenames:
            base = os.path.splitext(os.path.normcase(source))[0]
            made.append(os.path.join(output_dir or '', (os.path.basename(base) if strip_dir else base) + self.obj_extension))
        return made

    def preprocess(self, source, output_file=None, macros=None, include_dirs=None, extra_preargs=None, extra_postargs=None):
        ignored, macros, include_dirs = self._fix_compile_args(None, macros, include_dirs)
        command = ['cpp32.exe'] + gen_preprocess_options(macros, include_dirs)
        command += ['-o' + output_file] if output_file is not None else []
        if self.force or output_file is None or newer(source, output_file):
            if output_file:
                self.mkpath(os.path.dirname(output_file))
            try:
                self.spawn(command + list(extra_preargs or []) + list(extra_postargs or []) + [source])
            except DistutilsExecError as error:
                raise CompileError(error)
