"""The old interface to import; importlib is the new one."""

from _imp import (lock_held, acquire_lock, release_lock, get_frozen_object,
                  is_frozen_package, init_frozen, is_builtin, is_frozen)
try:
    from _imp import create_dynamic
except ImportError:
    create_dynamic = None

import importlib
import io
import os
import sys
import tokenize
import types
import warnings
from importlib import util, machinery
from importlib._bootstrap import _exec, _load, _builtin_from_name
from importlib._bootstrap_external import SourcelessFileLoader

warnings.warn("the imp module is deprecated in favour of importlib; see the module's "
              'documentation for alternative uses', PendingDeprecationWarning, stacklevel=2)

# Types of modules
SEARCH_ERROR = 0
PY_SOURCE = 1
PY_COMPILED = 2
C_EXTENSION = 3
PY_RESOURCE = 4
PKG_DIRECTORY = 5
C_BUILTIN = 6
PY_FROZEN = 7
PY_CODERESOURCE = 8
IMP_HOOK = 9


def new_module(name):
    """A new empty module, which is not in sys.modules."""
    return types.ModuleType(name)


def get_magic():
    """The magic number of bytecode files."""
    return util.MAGIC_NUMBER


def get_tag():
    """The tag in the names of bytecode files."""
    return sys.implementation.cache_tag


def cache_from_source(path, debug_override=None):
    """The path of the bytecode file of a source file."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        return util.cache_from_source(path, debug_override)


def source_from_cache(path):
    """The path of the source of a bytecode file."""
    return util.source_from_cache(path)


def get_suffixes():
    """A list of (suffix, mode to open with, type)."""
    extensions = [(s, 'rb', C_EXTENSION) for s in machinery.EXTENSION_SUFFIXES]
    source = [(s, 'r', PY_SOURCE) for s in machinery.SOURCE_SUFFIXES]
    bytecode = [(s, 'rb', PY_COMPILED) for s in machinery.BYTECODE_SUFFIXES]
    return extensions + source + bytecode


class NullImporter:
    """An importer that finds nothing, for paths that are no directories."""

    def __init__(self, path):
        if path == '':
            raise ImportError('empty pathname', path='')
        if os.path.isdir(path):
            raise ImportError('existing directory', path=path)

    def find_module(self, fullname):
        """None."""
        return None


class _LibraryFile(io.TextIOWrapper):
    """A source of the library in the executable, as an open file."""

    mode = 'r'

    def __init__(self, data):
        self.data = data
        buffer = io.BytesIO(data)
        encoding = tokenize.detect_encoding(buffer.readline)[0]
        buffer.seek(0)
        super().__init__(buffer, encoding)


def _find_in_library(name, entry):
    """What find_module() returns for a module that only the executable has; or None."""
    if os.path.exists(entry):
        return None
    finder = machinery.PathFinder._path_importer_cache(entry)
    if not isinstance(finder, machinery.LibraryImporter):
        return None
    spec = finder.find_spec(name)
    if spec is None:
        return None
    if spec.submodule_search_locations is not None:
        return None, spec.submodule_search_locations[0], ('', '', PKG_DIRECTORY)
    data = finder.get_data(spec.origin)
    return _LibraryFile(data), spec.origin, ('.py', 'r', PY_SOURCE)


class _HackedGetData:
    """A loader that may have an open file instead of a path."""

    def __init__(self, fullname, path, file=None):
        super().__init__(fullname, path)
        self.file = file

    def get_data(self, path):
        if isinstance(self.file, _LibraryFile) and path == self.path:
            return self.file.data
        if self.file and path == self.path:
            if not self.file.closed:
                file = self.file
                if 'b' not in file.mode:
                    file.close()
            if self.file.closed:
                self.file = file = open(self.path, 'rb')
            with file:
                return file.read()
        return super().get_data(path)


class _LoadSourceCompatibility(_HackedGetData, machinery.SourceFileLoader):
    """The loader of load_source()."""


class _LoadCompiledCompatibility(_HackedGetData, SourcelessFileLoader):
    """The loader of load_compiled()."""


def _load_or_exec(name, spec, loader):
    if name in sys.modules:
        module = _exec(spec, sys.modules[name])
    else:
        module = _load(spec)
    return module


def load_source(name, pathname, file=None):
    """Load a module from source."""
    loader = _LoadSourceCompatibility(name, pathname, file)
    spec = util.spec_from_file_location(name, pathname, loader=loader)
    module = _load_or_exec(name, spec, loader)
    # So that reload() works: the file is closed.
    module.__loader__ = machinery.SourceFileLoader(name, pathname)
    module.__spec__.loader = module.__loader__
    return module


def load_compiled(name, pathname, file=None):
    """Load a module from bytecode."""
    loader = _LoadCompiledCompatibility(name, pathname, file)
    spec = util.spec_from_file_location(name, pathname, loader=loader)
    module = _load_or_exec(name, spec, loader)
    module.__loader__ = SourcelessFileLoader(name, pathname)
    module.__spec__.loader = module.__loader__
    return module


def load_package(name, path):
    """Load a package from its directory."""
    if os.path.isdir(path):
        for extension in machinery.SOURCE_SUFFIXES + machinery.BYTECODE_SUFFIXES:
            init_path = os.path.join(path, '__init__' + extension)
            if os.path.exists(init_path):
                path = init_path
                break
        else:
            raise ValueError(f'{path!r} is not a package')
    else:
        parent, _, tail = path.rpartition('/')
        finder = machinery.PathFinder._path_importer_cache(parent)
        if isinstance(finder, machinery.LibraryImporter):
            return _load_or_exec(name, finder.find_spec(tail), finder)
    spec = util.spec_from_file_location(name, path, submodule_search_locations=[])
    return _load_or_exec(name, spec, None)


def load_module(name, file, filename, details):
    """Load what find_module() found."""
    suffix, mode, type_ = details
    if mode and (not mode.startswith('r') or '+' in mode):
        raise ValueError(f'invalid file open mode {mode!r}')
    if file is None and type_ in (PY_SOURCE, PY_COMPILED):
        raise ValueError(f'file object required for import (type code {type_})')
    if type_ == PY_SOURCE:
        return load_source(name, filename, file)
    if type_ == PY_COMPILED:
        return load_compiled(name, filename, file)
    if type_ == C_EXTENSION and load_dynamic is not None:
        if file is None:
            with open(filename, 'rb') as opened_file:
                return load_dynamic(name, filename, opened_file)
        return load_dynamic(name, filename, file)
    if type_ == PKG_DIRECTORY:
        return load_package(name, filename)
    if type_ == C_BUILTIN:
        return init_builtin(name)
    if type_ == PY_FROZEN:
        return init_frozen(name)
    raise ImportError(f"Don't know how to import {name} (type code {type_})", name=name)


def find_module(name, path=None):
    """(open file, path, (suffix, mode, type)) of a module on a path.

    The name has no dots; without a path built-in and frozen modules are found,
    then sys.path is searched.
    """
    if not isinstance(name, str):
        raise TypeError(f"'name' must be a str, not {type(name)}")
    if not isinstance(path, (type(None), list)):
        raise RuntimeError(f"'path' must be None or a list, not {type(path)}")
    if path is None:
        if is_builtin(name):
            return None, None, ('', '', C_BUILTIN)
        if is_frozen(name):
            return None, None, ('', '', PY_FROZEN)
        path = sys.path
    for entry in path:
        found = _find_in_library(name, entry)
        if found is not None:
            return found
        package_directory = os.path.join(entry, name)
        for suffix in ['.py', machinery.BYTECODE_SUFFIXES[0]]:
            if os.path.isfile(os.path.join(package_directory, '__init__' + suffix)):
                return None, package_directory, ('', '', PKG_DIRECTORY)
        for suffix, mode, type_ in get_suffixes():
            file_path = os.path.join(entry, name + suffix)
            if os.path.isfile(file_path):
                encoding = None
                if 'b' not in mode:
                    with open(file_path, 'rb') as file:
                        encoding = tokenize.detect_encoding(file.readline)[0]
                return open(file_path, mode, encoding=encoding), file_path, (suffix, mode, type_)
    raise ImportError(f'No module named {name!r}', name=name)


def reload(module):
    """Load a module again, in its namespace."""
    return importlib.reload(module)


def init_builtin(name):
    """Load a built-in module; None if there is none of that name."""
    try:
        return _builtin_from_name(name)
    except ImportError:
        return None


if create_dynamic:
    def load_dynamic(name, path, file=None):
        """Load an extension module."""
        loader = machinery.ExtensionFileLoader(name, path)
        # The loader itself reuses what is loaded.
        spec = machinery.ModuleSpec(name=name, loader=loader, origin=path)
        return _load(spec)
else:
    load_dynamic = None
