"""Utilities for packages: extended paths, walks over modules, data."""

from collections import namedtuple
from functools import singledispatch as simplegeneric
import importlib
import importlib.machinery
import importlib.util
import os
import os.path
import sys
from types import ModuleType
import warnings

__all__ = ['get_importer', 'iter_importers', 'get_loader', 'find_loader',
           'walk_packages', 'iter_modules', 'get_data', 'ImpImporter',
           'ImpLoader', 'read_code', 'extend_path', 'ModuleInfo',
           'resolve_name']


class ModuleInfo(namedtuple('_ModuleInfo', 'module_finder name ispkg')):
    """What is known of a module without importing it."""


def _get_spec(finder, name):
    """The spec of a module from a finder, old ones too."""
    try:
        find_spec = finder.find_spec
    except AttributeError:
        loader = finder.find_module(name)
        if loader is None:
            return None
        return importlib.util.spec_from_loader(name, loader)
    return find_spec(name)


def read_code(stream):
    """The code object in an open bytecode file; None if it is not ours."""
    import marshal
    magic = stream.read(4)
    if magic != importlib.util.MAGIC_NUMBER:
        return None
    stream.read(8)              # time and size
    return marshal.load(stream)


def walk_packages(path=None, prefix='', onerror=None):
    """Yield ModuleInfo of all modules, recursively; packages are imported.

    onerror is called with the name of a package that cannot be imported; if
    it is None, ImportErrors are ignored and other exceptions passed on.
    """
    seen = set()

    def is_new(p):
        if p in seen:
            return False
        seen.add(p)
        return True

    for info in iter_modules(path, prefix):
        yield info
        if not info.ispkg:
            continue
        try:
            __import__(info.name)
        except ImportError:
            if onerror is not None:
                onerror(info.name)
        except Exception:
            if onerror is None:
                raise
            onerror(info.name)
        else:
            sub = getattr(sys.modules[info.name], '__path__', None) or []
            # A path that was walked before must not be walked again.
            sub = [p for p in sub if is_new(p)]
            yield from walk_packages(sub, info.name + '.', onerror)


def iter_modules(path=None, prefix=''):
    """Yield ModuleInfo of the modules on a path, by default sys.path."""
    if path is None:
        importers = iter_importers()
    elif isinstance(path, str):
        raise ValueError('path must be None or list of paths to look for modules in')
    else:
        importers = map(get_importer, path)
    yielded = set()
    for i in importers:
        for name, ispkg in iter_importer_modules(i, prefix):
            if name not in yielded:
                yielded.add(name)
                yield ModuleInfo(i, name, ispkg)


@simplegeneric
def iter_importer_modules(importer, prefix=''):
    """(name, is it a package) of the modules of an importer."""
    if not hasattr(importer, 'iter_modules'):
        return []
    return importer.iter_modules(prefix)


def _modules_in_directory(path, prefix):
    """Yield (name, is it a package) of the modules in a directory."""
    if path is None or not os.path.isdir(path):
        return
    import inspect
    yielded = set()
    try:
        filenames = os.listdir(path)
    except OSError:
        filenames = []
    filenames.sort()            # packages before modules of the same name
    for filename in filenames:
        modname = inspect.getmodulename(filename)
        if modname == '__init__' or modname in yielded:
            continue
        sub = os.path.join(path, filename)
        ispkg = False
        if not modname and os.path.isdir(sub) and '.' not in filename:
            modname = filename
            try:
                contents = os.listdir(sub)
            except OSError:
                contents = []
            for name in contents:
                if inspect.getmodulename(name) == '__init__':
                    ispkg = True
                    break
            else:
                continue        # not a package
        if modname and '.' not in modname:
            yielded.add(modname)
            yield prefix + modname, ispkg


def _iter_file_finder_modules(importer, prefix=''):
    return _modules_in_directory(importer.path, prefix)


iter_importer_modules.register(importlib.machinery.FileFinder, _iter_file_finder_modules)


def _iter_library_modules(importer, prefix=''):
    """Those in the executable, then those that lie on disk at the same place."""
    yielded = set()
    for name, ispkg in importer.iter_modules(prefix):
        yielded.add(name)
        yield name, ispkg
    for name, ispkg in _modules_in_directory(importer.path, prefix):
        if name not in yielded:
            yield name, ispkg


iter_importer_modules.register(importlib.machinery.LibraryImporter, _iter_library_modules)


class ImpImporter:
    """The importer of Python 2's algorithm (deprecated)."""

    def __init__(self, path=None):
        warnings.warn("This emulation is deprecated, use 'importlib' instead",
                      DeprecationWarning)
        self.path = path

    def find_module(self, fullname, path=None):
        subname = fullname.split('.')[-1]
        if subname != fullname and self.path is None:
            return None
        imp = _import_imp()
        path = None if self.path is None else [os.path.realpath(self.path)]
        try:
            file, filename, etc = imp.find_module(subname, path)
        except ImportError:
            return None
        return ImpLoader(fullname, file, filename, etc)

    def iter_modules(self, prefix=''):
        return _modules_in_directory(self.path, prefix)


def _import_imp():
    with warnings.catch_warnings():
        warnings.simplefilter('ignore', DeprecationWarning)
        warnings.simplefilter('ignore', PendingDeprecationWarning)
        import imp
    return imp


class ImpLoader:
    """The loader of ImpImporter (deprecated)."""

    code = source = None

    def __init__(self, fullname, file, filename, etc):
        warnings.warn("This emulation is deprecated, use 'importlib' instead",
                      DeprecationWarning)
        self.file = file
        self.filename = filename
        self.fullname = fullname
        self.etc = etc

    def load_module(self, fullname):
        self._reopen()
        try:
            return _import_imp().load_module(fullname, self.file, self.filename, self.etc)
        finally:
            if self.file:
                self.file.close()

    def get_data(self, pathname):
        with open(pathname, 'rb') as file:
            return file.read()

    def _reopen(self):
        if self.file and self.file.closed:
            imp = _import_imp()
            mod_type = self.etc[2]
            if mod_type == imp.PY_SOURCE:
                self.file = open(self.filename, 'r')
            elif mod_type in (imp.PY_COMPILED, imp.C_EXTENSION):
                self.file = open(self.filename, 'rb')

    def _fix_name(self, fullname):
        if fullname is None:
            fullname = self.fullname
        elif fullname != self.fullname:
            raise ImportError(f'Loader for module {self.fullname} cannot handle module '
                              f'{fullname}')
        return fullname

    def is_package(self, fullname):
        fullname = self._fix_name(fullname)
        return self.etc[2] == _import_imp().PKG_DIRECTORY

    def get_code(self, fullname=None):
        fullname = self._fix_name(fullname)
        if self.code is None:
            imp = _import_imp()
            mod_type = self.etc[2]
            if mod_type == imp.PY_SOURCE:
                self.code = compile(self.get_source(fullname), self.filename, 'exec')
            elif mod_type == imp.PY_COMPILED:
                self._reopen()
                try:
                    self.code = read_code(self.file)
                finally:
                    self.file.close()
            elif mod_type == imp.PKG_DIRECTORY:
                self.code = self._get_delegate().get_code('__init__')
        return self.code

    def get_source(self, fullname=None):
        fullname = self._fix_name(fullname)
        if self.source is None:
            imp = _import_imp()
            mod_type = self.etc[2]
            if mod_type == imp.PY_SOURCE:
                self._reopen()
                try:
                    self.source = self.file.read()
                finally:
                    self.file.close()
            elif mod_type == imp.PY_COMPILED:
                if os.path.exists(self.filename[:-1]):
                    with open(self.filename[:-1], 'r') as f:
                        self.source = f.read()
            elif mod_type == imp.PKG_DIRECTORY:
                self.source = self._get_delegate().get_source('__init__')
        return self.source

    def _get_delegate(self):
        finder = importlib.machinery.FileFinder(
            self.filename, (importlib.machinery.SourceFileLoader, ['.py']),
            (importlib.machinery.SourcelessFileLoader, ['.pyc']))
        return _get_spec(finder, '__init__').loader

    def get_filename(self, fullname=None):
        fullname = self._fix_name(fullname)
        imp = _import_imp()
        mod_type = self.etc[2]
        if mod_type == imp.PKG_DIRECTORY:
            return self._get_delegate().get_filename('__init__')
        if mod_type in (imp.PY_SOURCE, imp.PY_COMPILED, imp.C_EXTENSION):
            return self.filename
        return None


def get_importer(path_item):
    """The importer of a path entry, from the cache or made by a hook."""
    path_item = os.fsdecode(path_item) if isinstance(path_item, os.PathLike) else path_item
    try:
        importer = sys.path_importer_cache[path_item]
    except KeyError:
        for path_hook in sys.path_hooks:
            try:
                importer = path_hook(path_item)
                sys.path_importer_cache.setdefault(path_item, importer)
                break
            except ImportError:
                pass
        else:
            importer = None
    return importer


def iter_importers(fullname=''):
    """The importers that would be asked for a module."""
    if fullname.startswith('.'):
        raise ImportError(f'Relative module name {fullname!r} not supported')
    if '.' in fullname:
        pkg_name = fullname.rpartition('.')[0]
        pkg = importlib.import_module(pkg_name)
        path = getattr(pkg, '__path__', None)
        if path is None:
            return
    else:
        yield from sys.meta_path
        path = sys.path
    for item in path:
        yield get_importer(item)


def get_loader(module_or_name):
    """The loader of a module, None if it cannot be found."""
    if module_or_name in sys.modules:
        module_or_name = sys.modules[module_or_name]
        if module_or_name is None:
            return None
    if isinstance(module_or_name, ModuleType):
        module = module_or_name
        loader = getattr(module, '__loader__', None)
        if loader is not None:
            return loader
        if getattr(module, '__spec__', None) is None:
            return None
        fullname = module.__name__
    else:
        fullname = module_or_name
    return find_loader(fullname)


def find_loader(fullname):
    """The loader of a module by name, None if it cannot be found."""
    if fullname.startswith('.'):
        raise ImportError(f'Relative module name {fullname!r} not supported')
    try:
        spec = importlib.util.find_spec(fullname)
    except (ImportError, AttributeError, TypeError, ValueError) as ex:
        # The parent may not be what it should.
        raise ImportError(f'Error while finding loader for {fullname!r} ({type(ex)}: '
                          f'{ex})') from ex
    return spec.loader if spec is not None else None


def extend_path(path, name):
    """The __path__ of a package, with all directories of its name on sys.path.

    __path__ = extend_path(__path__, __name__) lets parts of a package be in
    several places; *.pkg files add more.
    """
    if not isinstance(path, list):
        return path
    sname_pkg = name + '.pkg'
    path = path[:]
    parent_package, _, final_name = name.rpartition('.')
    if parent_package:
        try:
            search_path = sys.modules[parent_package].__path__
        except (KeyError, AttributeError):
            return path
    else:
        search_path = sys.path
    for dir in search_path:
        if not isinstance(dir, str):
            continue
        finder = get_importer(dir)
        if finder is not None:
            portions = []
            if hasattr(finder, 'find_spec'):
                spec = finder.find_spec(final_name)
                if spec is not None:
                    portions = spec.submodule_search_locations or []
            elif hasattr(finder, 'find_loader'):
                _, portions = finder.find_loader(final_name)
            for portion in portions:
                if portion not in path:
                    path.append(portion)
        pkgfile = os.path.join(dir, sname_pkg)
        if os.path.isfile(pkgfile):
            try:
                f = open(pkgfile)
            except OSError as msg:
                sys.stderr.write(f"Can't open {pkgfile}: {msg}\n")
            else:
                with f:
                    for line in f:
                        line = line.rstrip('\n')
                        if line and not line.startswith('#'):
                            path.append(line)
    return path


def get_data(package, resource):
    """The bytes of a file of a package; None if its loader cannot give them."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        return None
    loader = spec.loader
    if loader is None or not hasattr(loader, 'get_data'):
        return None
    mod = sys.modules.get(package) or importlib._bootstrap._load(spec)
    if mod is None or not hasattr(mod, '__file__'):
        return None
    parts = resource.split('/')
    parts.insert(0, os.path.dirname(mod.__file__))
    return loader.get_data(os.path.join(*parts))


def resolve_name(name):
    """The object that 'pkg.mod:attr.attr' or 'pkg.mod.attr' means."""
    module_name, colon, attributes = name.partition(':')
    parts = module_name.split('.')
    if not all(part.isidentifier() for part in parts) or (
            colon and attributes
            and not all(part.isidentifier() for part in attributes.split('.'))):
        raise ValueError(f'invalid format: {name!r}')
    if colon:
        result = importlib.import_module(module_name)
        parts = attributes.split('.') if attributes else []
    else:
        modname = parts.pop(0)
        result = importlib.import_module(modname)
        # Import as far as that goes; the rest are attributes.
        while parts:
            s = f'{modname}.{parts[0]}'
            try:
                result = importlib.import_module(s)
                parts.pop(0)
                modname = s
            except ImportError:
                break
    for part in parts:
        result = getattr(result, part)
    return result
