"""Abstract base classes of finders and loaders."""

from . import _bootstrap, _bootstrap_external, machinery
import abc
import warnings

__all__ = ['Loader', 'Finder', 'MetaPathFinder', 'PathEntryFinder',
           'ResourceLoader', 'InspectLoader', 'ExecutionLoader', 'FileLoader',
           'SourceLoader', 'PyLoader', 'PyPycLoader', 'ResourceReader']


def _register(abstract_cls, *classes):
    """Register classes, and their twins in the running import system."""
    for cls in classes:
        abstract_cls.register(cls)
        for name in '_frozen_importlib', '_frozen_importlib_external':
            try:
                module = __import__(name)
            except ImportError:
                continue
            twin = getattr(module, cls.__name__, None)
            if twin is not None:
                abstract_cls.register(twin)


class Finder(metaclass=abc.ABCMeta):
    """The finder of Python 3.2: has find_module()."""

    @abc.abstractmethod
    def find_module(self, fullname, path=None):
        """The loader of a module, or None."""


class MetaPathFinder(Finder):
    """A finder for sys.meta_path."""

    def find_module(self, fullname, path):
        """The loader of a module, by means of find_spec()."""
        if not hasattr(self, 'find_spec'):
            return None
        found = self.find_spec(fullname, path)
        return found.loader if found is not None else None

    def invalidate_caches(self):
        """Hook: look anew."""


_register(MetaPathFinder, machinery.BuiltinImporter, machinery.FrozenImporter,
          machinery.PathFinder, machinery.WindowsRegistryFinder)


class PathEntryFinder(Finder):
    """A finder of one entry of a path."""

    def find_loader(self, fullname):
        """(loader, portions of a namespace package), by means of find_spec()."""
        if not hasattr(self, 'find_spec'):
            return None, []
        found = self.find_spec(fullname)
        if found is None:
            return None, []
        return found.loader, found.submodule_search_locations or []

    find_module = _bootstrap_external._find_module_shim

    def invalidate_caches(self):
        """Hook: look anew."""


_register(PathEntryFinder, machinery.FileFinder)


class Loader(metaclass=abc.ABCMeta):
    """A loader."""

    def create_module(self, spec):
        """Make the module; None asks for the default."""
        return None

    # There is no exec_module() here: whether it exists matters.

    def load_module(self, fullname):
        """Load a module into sys.modules and return it."""
        if not hasattr(self, 'exec_module'):
            raise ImportError
        return _bootstrap._load_module_shim(self, fullname)

    def module_repr(self, module):
        """repr() of a module, if the loader is in charge of it."""
        raise NotImplementedError


class ResourceLoader(Loader):
    """A loader that can read data."""

    @abc.abstractmethod
    def get_data(self, path):
        """The bytes of a file."""
        raise OSError


class InspectLoader(Loader):
    """A loader that can be asked about modules."""

    def is_package(self, fullname):
        """Whether a module is a package."""
        raise ImportError

    def get_code(self, fullname):
        """The code object of a module, None if it has none."""
        source = self.get_source(fullname)
        if source is None:
            return None
        return self.source_to_code(source)

    @abc.abstractmethod
    def get_source(self, fullname):
        """The source of a module, None if it has none."""
        raise ImportError

    @staticmethod
    def source_to_code(data, path='<string>'):
        """Compile source."""
        return compile(data, path, 'exec', dont_inherit=True)

    exec_module = _bootstrap_external._LoaderBasics.exec_module
    load_module = _bootstrap_external._LoaderBasics.load_module


_register(InspectLoader, machinery.BuiltinImporter, machinery.FrozenImporter,
          machinery.NamespaceLoader)


class ExecutionLoader(InspectLoader):
    """A loader whose modules can be run as scripts."""

    @abc.abstractmethod
    def get_filename(self, fullname):
        """What __file__ is to be."""
        raise ImportError

    def get_code(self, fullname):
        """The code object of a module."""
        source = self.get_source(fullname)
        if source is None:
            return None
        try:
            path = self.get_filename(fullname)
        except ImportError:
            return self.source_to_code(source)
        return self.source_to_code(source, path)


_register(ExecutionLoader, machinery.ExtensionFileLoader)


class FileLoader(_bootstrap_external.FileLoader, ResourceLoader, ExecutionLoader):
    """A loader of a file."""


_register(FileLoader, machinery.SourceFileLoader, machinery.SourcelessFileLoader)


class SourceLoader(_bootstrap_external.SourceLoader, ResourceLoader, ExecutionLoader):
    """A loader of source that may keep bytecode.

    To be defined: get_data() and get_filename(); for bytecode path_stats() and
    set_data().
    """

    def path_mtime(self, path):
        """When a path was modified."""
        if self.path_stats.__func__ is SourceLoader.path_stats:
            raise OSError
        return int(self.path_stats(path)['mtime'])

    def path_stats(self, path):
        """The dict of time and size of a path."""
        if self.path_mtime.__func__ is SourceLoader.path_mtime:
            raise OSError
        return {'mtime': self.path_mtime(path)}

    def set_data(self, path, data):
        """Write a file, if the loader can."""


_register(SourceLoader, machinery.SourceFileLoader)


class PyLoader(SourceLoader):
    """The loader of source of Python 3.1: define source_path()."""

    @abc.abstractmethod
    def is_package(self, fullname):
        raise NotImplementedError

    @abc.abstractmethod
    def source_path(self, fullname):
        """The path of the source, None if it has none."""
        raise NotImplementedError

    def get_filename(self, fullname):
        """The path of the source; having none is an ImportError."""
        warnings.warn('importlib.abc.PyLoader is deprecated and is slated for removal in '
                      'Python 3.4; use SourceLoader instead.', DeprecationWarning)
        path = self.source_path(fullname)
        if path is None:
            raise ImportError(name=fullname)
        return path


class PyPycLoader(PyLoader):
    """The loader of source and bytecode of Python 3.1."""

    def get_filename(self, fullname):
        """The path of the source, else of the bytecode."""
        path = self.source_path(fullname)
        if path is not None:
            return path
        path = self.bytecode_path(fullname)
        if path is not None:
            return path
        raise ImportError(f'no source or bytecode path available for {fullname!r}',
                          name=fullname)

    def get_code(self, fullname):
        """The code object, from fresh bytecode if there is any."""
        warnings.warn('importlib.abc.PyPycLoader is deprecated and slated for removal in '
                      'Python 3.4; use SourceLoader instead.', DeprecationWarning)
        source_timestamp = self.source_mtime(fullname)
        bytecode_path = self.bytecode_path(fullname)
        if bytecode_path:
            data = self.get_data(bytecode_path)
            stats = None if source_timestamp is None else {'mtime': source_timestamp}
            try:
                rest = _bootstrap_external._validate_bytecode_header(
                    data, source_stats=stats, name=fullname, path=bytecode_path)
                return _bootstrap_external._compile_bytecode(rest, fullname, bytecode_path)
            except (ImportError, EOFError):
                if source_timestamp is None:
                    raise
        elif source_timestamp is None:
            raise ImportError('no source or bytecode available to create code object '
                              f'for {fullname!r}', name=fullname)
        source_path = self.source_path(fullname)
        if source_path is None:
            raise ImportError(f'no source path available for {fullname!r}', name=fullname)
        source = self.get_data(source_path)
        code = compile(source, source_path, 'exec', dont_inherit=True)
        import sys
        if not sys.dont_write_bytecode:
            data = _bootstrap_external._code_to_bytecode(code, source_timestamp, len(source))
            self.write_bytecode(fullname, data)
        return code

    @abc.abstractmethod
    def source_mtime(self, fullname):
        """When the source was modified, None if there is none."""
        raise NotImplementedError

    @abc.abstractmethod
    def bytecode_path(self, fullname):
        """The path of the bytecode, None if it has none."""
        raise NotImplementedError

    @abc.abstractmethod
    def write_bytecode(self, fullname, bytecode):
        """Write bytecode; says whether it could."""
        raise NotImplementedError


class ResourceReader(metaclass=abc.ABCMeta):
    """Reads the resources of a package."""

    @abc.abstractmethod
    def open_resource(self, resource):
        """A binary file of a resource."""
        raise FileNotFoundError

    @abc.abstractmethod
    def resource_path(self, resource):
        """The path of a resource in the file system, if it has one."""
        raise FileNotFoundError

    @abc.abstractmethod
    def is_resource(self, path):
        """Whether a name is a resource; directories are none."""
        raise FileNotFoundError

    @abc.abstractmethod
    def contents(self):
        """The names in the package."""
        raise FileNotFoundError


def __getattr__(name):
    """Traversable and TraversableResources are in importlib.resources.abc now."""
    if name in ('Traversable', 'TraversableResources'):
        from .resources import abc as moved
        return getattr(moved, name)
    raise AttributeError('module %r has no attribute %r' % (__name__, name))
