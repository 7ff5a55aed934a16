"""config: for subclasses that ask what the system's compiler and libraries can do, as configure scripts do."""
import os
import re

from distutils import log
from distutils.core import Command
from distutils.errors import DistutilsExecError
from distutils.sysconfig import customize_compiler

LANG_EXT = {"c": ".c", "c++": ".cxx"}


class config(Command):

    description = "prepare to build"
    user_options = [
        ("compiler=", None, "specify the compiler type"),
        ("cc=", None, "specify the compiler executable"),
        ("include-dirs=", "I", "list of directories to search for header files"),
        ("define=", "D", "C preprocessor macros to define"),
        ("undef=", "U", "C preprocessor macros to undefine"),
        ("libraries=", "l", "external C libraries to link with"),
        ("library-dirs=", "L", "directories to search for external C libraries"),
        ("noisy", None, "show every action (compile, link, run, ...) taken"),
        ("dump-source", None, "dump generated source files before attempting to compile them"),
    ]

    def initialize_options(self):
        self.compiler = None
        self.cc = None
        self.include_dirs = None
        self.libraries = None
        self.library_dirs = None
        self.noisy = 1
        self.dump_source = 1
        self.temp_files = []

    def finalize_options(self):
        for name in ("include_dirs", "library_dirs"):
            value = getattr(self, name)
            if value is None:
                value = (self.distribution.include_dirs or []) if name == "include_dirs" else []
            setattr(self, name, value.split(os.pathsep) if isinstance(value, str) else value)
        if self.libraries is None:
            self.libraries = []
        elif isinstance(self.libraries, str):
            self.libraries = [self.libraries]

    def run(self):
        pass

    def _check_compiler(self):
        """Make self.compiler a compiler object."""
        from distutils.ccompiler import CCompiler, new_compiler
        if isinstance(self.compiler, CCompiler):
            return
        self.compiler = new_compiler(compiler=self.compiler, dry_run=self.dry_run, force=1)
        customize_compiler(self.compiler)
        if self.include_dirs:
            self.compiler.set_include_dirs(self.include_dirs)
        if self.libraries:
            self.compiler.set_libraries(self.libraries)
        if self.library_dirs:
            self.compiler.set_library_dirs(self.library_dirs)

    def _gen_temp_sourcefile(self, body, headers, lang):
        name = "_configtest" + LANG_EXT[lang]
        with open(name, "w") as f:
            if headers:
                f.write("".join("#include <%s>\n" % header for header in headers) + "\n")
            f.write(body)
            if body[-1] != "\n":
                f.write("\n")
        return name

    def _preprocess(self, body, headers, include_dirs, lang):
        source, out = self._gen_temp_sourcefile(body, headers, lang), "_configtest.i"
        self.temp_files.extend([source, out])
        self.compiler.preprocess(source, out, include_dirs=include_dirs)
        return source, out

    def _compile(self, body, headers, include_dirs, lang):
        source = self._gen_temp_sourcefile(body, headers, lang)
        if self.dump_source:
            dump_file(source, "compiling '%s':" % source)
        object, = self.compiler.object_filenames([source])
        self.temp_files.extend([source, object])
        self.compiler.compile([source], include_dirs=include_dirs)
        return source, object

    def _link(self, body, headers, include_dirs, libraries, library_dirs, lang):
        source, object = self._compile(body, headers, include_dirs, lang)
        program = os.path.splitext(os.path.basename(source))[0]
        self.compiler.link_executable([object], program, libraries=libraries, library_dirs=library_dirs, target_lang=lang)
        if self.compiler.exe_extension is not None:
            program += self.compiler.exe_extension
        self.temp_files.append(program)
        return source, object, program

    def _clean(self, *filenames):
        if not filenames:
            filenames, self.temp_files = self.temp_files, []
        log.info("removing: %s", " ".join(filenames))
        for name in filenames:
            try:
                os.remove(name)
            except OSError:
                pass

    # ---- questions ----

    def _try(self, work, *args):
        """Does it work? What it made is removed."""
        from distutils.ccompiler import CompileError, LinkError
        self._check_compiler()
        try:
            work(*args)
            ok = True
        except (CompileError, LinkError, DistutilsExecError):
            ok = False
        log.info("success!" if ok else "failure.")
        self._clean()
        return ok

    def try_cpp(self, body=None, headers=None, include_dirs=None, lang="c"):
        """Can this be preprocessed? (Are the headers there?)"""
        return self._try(self._preprocess, body or "\n", headers, include_dirs, lang)

    def search_cpp(self, pattern, body=None, headers=None, include_dirs=None, lang="c"):
        """Does a line of the preprocessed text match?"""
        self._check_compiler()
        source, out = self._preprocess(body or "\n", headers, include_dirs, lang)
        with open(out) as f:
            found = any(re.search(pattern, line) for line in f)
        self._clean()
        return found

    def try_compile(self, body, headers=None, include_dirs=None, lang="c"):
        return self._try(self._compile, body, headers, include_dirs, lang)

    def try_link(self, body, headers=None, include_dirs=None, libraries=None, library_dirs=None, lang="c"):
        return self._try(self._link, body, headers, include_dirs, libraries, library_dirs, lang)

    def try_run(self, body, headers=None, include_dirs=None, libraries=None, library_dirs=None, lang="c"):
        def link_and_run():
            program = self._link(body, headers, include_dirs, libraries, library_dirs, lang)[2]
            self.spawn([os.path.join(os.curdir, program)], search_path=0)

        return self._try(link_and_run)

    def check_func(self, func, headers=None, include_dirs=None, libraries=None, library_dirs=None, decl=0, call=0):
        """Is there such a function in the libraries? decl: declare it; call: call it, instead of only naming it."""
        lines = ["int %s ();" % func] if decl else []
        lines += ["int main () {", "  %s();" % func if call else "  %s;" % func, "}"]
        return self.try_link("\n".join(lines) + "\n", headers, include_dirs, libraries, library_dirs)

    def check_lib(self, library, library_dirs=None, headers=None, include_dirs=None, other_libraries=[]):
        return self.try_link("int main (void) { }", headers, include_dirs, [library] + other_libraries, library_dirs)

    def check_header(self, header, include_dirs=None, library_dirs=None, lang="c"):
        return self.try_cpp(body="/* No body */", headers=[header], include_dirs=include_dirs)


def dump_file(filename, head=None):
    """Tell what is in a file."""
    log.info(filename if head is None else head)
    with open(filename) as f:
        log.info(f.read())
