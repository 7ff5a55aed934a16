"""Extension: what is to be built of C sources."""
import os
import warnings


class Extension:
    """A module in C: its full name, its sources, and what the compiler and linker shall be told."""

    def __init__(self, name, sources, include_dirs=None, define_macros=None, undef_macros=None, library_dirs=None, libraries=None,
                 runtime_library_dirs=None, extra_objects=None, extra_compile_args=None, extra_link_args=None, export_symbols=None,
                 swig_opts=None, depends=None, language=None, optional=None, **kw):
        if not isinstance(name, str):
            raise AssertionError("'name' must be a string")
        if not (isinstance(sources, list) and all(isinstance(source, str) for source in sources)):
            raise AssertionError("'sources' must be a list of strings")
        self.name = name
        self.sources = sources
        self.include_dirs = include_dirs or []
        self.define_macros = define_macros or []
        self.undef_macros = undef_macros or []
        self.library_dirs = library_dirs or []
        self.libraries = libraries or []
        self.runtime_library_dirs = runtime_library_dirs or []
        self.extra_objects = extra_objects or []
        self.extra_compile_args = extra_compile_args or []
        self.extra_link_args = extra_link_args or []
        self.export_symbols = export_symbols or []
        self.swig_opts = swig_opts or []
        self.depends = depends or []
        self.language = language
        self.optional = optional
        if kw:
            warnings.warn("Unknown Extension options: %s" % ", ".join(sorted(map(repr, kw))))

    def __repr__(self):
        return "<%s.%s(%r) at %#x>" % (self.__class__.__module__, self.__class__.__qualname__, self.name, id(self))


_LISTS = {"-I": "include_dirs", "-U": "undef_macros", "-C": "extra_compile_args", "-l": "libraries", "-L": "library_dirs",
          "-R": "runtime_library_dirs"}


def read_setup_file(filename):
    """The Extensions that the lines of a Setup file describe."""
    from distutils.sysconfig import _variable_rx, expand_makefile_vars, parse_makefile
    from distutils.text_file import TextFile
    from distutils.util import split_quoted
    variables = parse_makefile(filename)
    file = TextFile(filename, strip_comments=1, skip_blanks=1, join_lines=1, lstrip_ws=1, rstrip_ws=1)
    extensions = []
    try:
        while True:
            line = file.readline()
            if line is None:
                return extensions
            if _variable_rx.match(line):
                continue                    # parse_makefile() had it
            if line[0] == line[-1] == "*":
                file.warn("'%s' lines not handled yet" % line)
                continue
            words = split_quoted(expand_makefile_vars(line, variables))
            ext = Extension(words[0], [])
            append_next = None
            for word in words[1:]:
                if append_next is not None:
                    append_next.append(word)
                    append_next = None
                    continue
                suffix = os.path.splitext(word)[1]
                option, value = word[:2], word[2:]
                if suffix in (".c", ".cc", ".cpp", ".cxx", ".c++", ".m", ".mm"):
                    ext.sources.append(word)
                elif option == "-D":
                    name, equals, definition = value.partition("=")
                    ext.define_macros.append((name, definition if equals else None))
                elif option == "-C":
                    ext.extra_compile_args.append(word)
                elif option in _LISTS:
                    getattr(ext, _LISTS[option]).append(value)
                elif word == "-rpath":
                    append_next = ext.runtime_library_dirs
                elif word == "-Xlinker":
                    append_next = ext.extra_link_args
                elif word == "-Xcompiler":
                    append_next = ext.extra_compile_args
                elif option == "-u":
                    ext.extra_link_args.append(word)
                    if not value:
                        append_next = ext.extra_link_args
                elif suffix in (".a", ".so", ".sl", ".o", ".dylib"):
                    ext.extra_objects.append(word)
                else:
                    file.warn("unrecognized argument '%s'" % word)
            extensions.append(ext)
    finally:
        file.close()
