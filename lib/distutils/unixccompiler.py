"""UnixCCompiler: cc with the options -D, -I, -c, -o, -L, -l, and ar for static libraries."""
import os
import sys

from distutils import log, sysconfig
from distutils.ccompiler import CCompiler, gen_lib_options, gen_preprocess_options
from distutils.dep_util import newer
from distutils.errors import CompileError, DistutilsExecError, LibError, LinkError


class UnixCCompiler(CCompiler):

    compiler_type = "unix"
    executables = {"preprocessor": None, "compiler": ["cc"], "compiler_so": ["cc"], "compiler_cxx": ["cc"], "linker_so": ["cc", "-shared"],
                   "linker_exe": ["cc"], "archiver": ["ar", "-cr"], "ranlib": None}
    src_extensions = [".c", ".C", ".cc", ".cxx", ".cpp", ".m"]
    obj_extension = ".o"
    static_lib_extension = ".a"
    shared_lib_extension = ".so"
    dylib_lib_extension = ".dylib"
    xcode_stub_lib_extension = ".tbd"
    static_lib_format = shared_lib_format = dylib_lib_format = xcode_stub_lib_format = "lib%s%s"

    def preprocess(self, source, output_file=None, macros=None, include_dirs=None, extra_preargs=None, extra_postargs=None):
        _, macros, include_dirs = self._fix_compile_args(None, macros, include_dirs)
        args = self.preprocessor + gen_preprocess_options(macros, include_dirs)
        if output_file:
            args.extend(["-o", output_file])
        if extra_preargs:
            args[:0] = extra_preargs
        if extra_postargs:
            args.extend(extra_postargs)
        args.append(source)
        if self.force or output_file is None or newer(source, output_file):
            if output_file:
                self.mkpath(os.path.dirname(output_file))
            try:
                self.spawn(args)
            except DistutilsExecError as e:
                raise CompileError(e)

    def _compile(self, obj, src, ext, cc_args, extra_postargs, pp_opts):
        try:
            self.spawn(self.compiler_so + cc_args + [src, "-o", obj] + extra_postargs)
        except DistutilsExecError as e:
            raise CompileError(e)

    def create_static_lib(self, objects, output_libname, output_dir=None, debug=0, target_lang=None):
        objects, output_dir = self._fix_object_args(objects, output_dir)
        name = self.library_filename(output_libname, output_dir=output_dir or "")
        if not self._need_link(objects, name):
            log.debug("skipping %s (up-to-date)", name)
            return
        self.mkpath(os.path.dirname(name))
        try:
            self.spawn(self.archiver + [name] + objects + self.objects)
            if self.ranlib:
                self.spawn(self.ranlib + [name])
        except DistutilsExecError as e:
            raise LibError(e)

    def link(self, target_desc, objects, output_filename, output_dir=None, libraries=None, library_dirs=None, runtime_library_dirs=None,
             export_symbols=None, debug=0, extra_preargs=None, extra_postargs=None, build_temp=None, target_lang=None):
        objects, output_dir = self._fix_object_args(objects, output_dir)
        libraries, library_dirs, runtime_library_dirs = self._fix_lib_args(libraries, library_dirs, runtime_library_dirs)
        options = gen_lib_options(self, library_dirs, runtime_library_dirs, libraries)
        if not isinstance(output_dir, (str, type(None))):
            raise TypeError("'output_dir' must be a string or None")
        if output_dir is not None:
            output_filename = os.path.join(output_dir, output_filename)
        if not self._need_link(objects, output_filename):
            log.debug("skipping %s (up-to-date)", output_filename)
            return
        args = objects + self.objects + options + ["-o", output_filename]
        if debug:
            args[:0] = ["-g"]
        if extra_preargs:
            args[:0] = extra_preargs
        if extra_postargs:
            args.extend(extra_postargs)
        self.mkpath(os.path.dirname(output_filename))
        linker = (self.linker_exe if target_desc == CCompiler.EXECUTABLE else self.linker_so)[:]
        if target_lang == "c++" and self.compiler_cxx:
            # env NAME=VALUE ... cc: the program comes after the variables
            i = 0
            if os.path.basename(linker[0]) == "env":
                i = 1
                while "=" in linker[i]:
                    i += 1
            linker[i] = self.compiler_cxx[i]
        try:
            self.spawn(linker + args)
        except DistutilsExecError as e:
            raise LinkError(e)

    def library_dir_option(self, dir):
        return "-L" + dir

    def _is_gcc(self, compiler_name):
        return "gcc" in compiler_name or "g++" in compiler_name

    def runtime_library_dir_option(self, dir):
        """What makes the linker note where libraries are at run time; systems differ."""
        compiler = os.path.basename(sysconfig.get_config_var("CC"))
        gcc = self._is_gcc(compiler)
        if sys.platform[:6] == "darwin":
            return "-L" + dir
        if sys.platform[:7] == "freebsd":
            return "-Wl,-rpath=" + dir
        if sys.platform[:5] == "hp-ux":
            return ["-Wl,+s" if gcc else "+s", "-L" + dir]
        if sys.platform[:7] == "irix646" or sys.platform[:6] == "osf1V5":
            return ["-rpath", dir]
        if gcc:
            return "-Wl,--enable-new-dtags,-R" + dir if sysconfig.get_config_var("GNULD") == "yes" else "-Wl,-R" + dir
        return "-R" + dir

    def library_option(self, lib):
        return "-l" + lib

    def find_library_file(self, dirs, lib, debug=0):
        for folder in dirs:
            for kind in ("dylib", "xcode_stub", "shared", "static"):
                path = os.path.join(folder, self.library_filename(lib, lib_type=kind))
                if os.path.exists(path):
                    return path
        return None
