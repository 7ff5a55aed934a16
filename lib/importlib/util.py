"""Utilities for importers, and the decorators of Python 3.2's loaders."""

from . import abc
from ._bootstrap import module_from_spec, _resolve_name, spec_from_loader, _find_spec
from ._bootstrap_external import (MAGIC_NUMBER, cache_from_source, decode_source,
                                  source_from_cache, spec_from_file_location)

import functools
import sys
import types
import warnings

__all__ = ['LazyLoader', 'MAGIC_NUMBER', 'cache_from_source', 'decode_source',
           'find_spec', 'module_from_spec', 'module_for_loader',
           'resolve_name', 'set_loader', 'set_package', 'source_from_cache',
           'source_hash', 'spec_from_file_location', 'spec_from_loader']


def source_hash(source_bytes):
    """The hash of source for hash-based bytecode files."""
    import _imp
    return _imp.source_hash(int.from_bytes(MAGIC_NUMBER, 'little'), source_bytes)


def resolve_name(name, package):
    """Turn a relative name into an absolute one."""
    if not name.startswith('.'):
        return name
    if not package:
        raise ValueError(f'no package specified for {name!r} (required for relative '
                         'module names)')
    level = 0
    for character in name:
        if character != '.':
            break
        level += 1
    return _resolve_name(name[level:], package, level)


def _spec_of_loaded(name):
    module = sys.modules[name]
    if module is None:
        return None
    try:
        spec = module.__spec__
    except AttributeError:
        raise ValueError(f'{name}.__spec__ is not set') from None
    if spec is None:
        raise ValueError(f'{name}.__spec__ is None')
    return spec


def _find_spec_from_path(name, path=None):
    """find_spec() without importing parents."""
    if name not in sys.modules:
        return _find_spec(name, path)
    return _spec_of_loaded(name)


def find_spec(name, package=None):
    """The spec of a module, None if there is none; its parents are imported."""
    fullname = resolve_name(name, package) if name.startswith('.') else name
    if fullname in sys.modules:
        return _spec_of_loaded(fullname)
    parent_name = fullname.rpartition('.')[0]
    if not parent_name:
        return _find_spec(fullname, None)
    parent = __import__(parent_name, fromlist=['__path__'])
    try:
        parent_path = parent.__path__
    except AttributeError as e:
        raise ModuleNotFoundError(f'__path__ attribute not found on {parent_name!r} while '
                                  f'trying to find {fullname!r}', name=fullname) from e
    return _find_spec(fullname, parent_path)


def set_package(fxn):
    """Decorator of load_module() that sets __package__."""
    @functools.wraps(fxn)
    def set_package_wrapper(*args, **kwargs):
        warnings.warn('The import system now takes care of this automatically.',
                      DeprecationWarning, stacklevel=2)
        module = fxn(*args, **kwargs)
        if getattr(module, '__package__', None) is None:
            module.__package__ = module.__name__
            if not hasattr(module, '__path__'):
                module.__package__ = module.__package__.rpartition('.')[0]
        return module
    return set_package_wrapper


def set_loader(fxn):
    """Decorator of load_module() that sets __loader__."""
    @functools.wraps(fxn)
    def set_loader_wrapper(self, *args, **kwargs):
        warnings.warn('The import system now takes care of this automatically.',
                      DeprecationWarning, stacklevel=2)
        module = fxn(self, *args, **kwargs)
        if getattr(module, '__loader__', None) is None:
            module.__loader__ = self
        return module
    return set_loader_wrapper


def module_for_loader(fxn):
    """Decorator of load_module() that passes it the module instead of its name.

    A new module is put into sys.modules, and taken out again if loading fails.
    """
    warnings.warn('The import system now takes care of this automatically.',
                  DeprecationWarning, stacklevel=2)

    @functools.wraps(fxn)
    def module_for_loader_wrapper(self, fullname, *args, **kwargs):
        is_reload = fullname in sys.modules
        if is_reload:
            module = sys.modules[fullname]
        else:
            module = type(sys)(fullname)
            module.__initializing__ = True
            sys.modules[fullname] = module
        try:
            module.__loader__ = self
            try:
                is_package = self.is_package(fullname)
            except (ImportError, AttributeError):
                pass
            else:
                module.__package__ = fullname if is_package else fullname.rpartition('.')[0]
            return fxn(self, module, *args, **kwargs)
        except:
            if not is_reload:
                sys.modules.pop(fullname, None)
            raise
        finally:
            try:
                module.__initializing__ = False
            except AttributeError:
                pass
    return module_for_loader_wrapper


class _LazyModule(types.ModuleType):
    """A module that loads itself when an attribute is first asked for."""

    def __getattribute__(self, attr):
        state = object.__getattribute__(self, '__spec__').loader_state
        lock = state['lock']
        with lock:
            if object.__getattribute__(self, '__class__') is _LazyModule:
                own = object.__getattribute__(self, '__dict__')
                # While it is loading, its own code sees what is there.
                if state.get('is_loading') and attr.startswith('__') and attr.endswith('__'):
                    return object.__getattribute__(self, attr)
                state['is_loading'] = True
                original_name = own['__spec__'].name
                attrs_then = state['__dict__']
                changed = {}
                for key, value in own.items():
                    if key not in attrs_then or attrs_then[key] is not value:
                        changed[key] = value
                own['__spec__'].loader.exec_module(self)
                if original_name in sys.modules and sys.modules[original_name] is not self:
                    raise ValueError(f'module object for {original_name!r} substituted in '
                                     'sys.modules during a lazy load')
                # What was assigned before the load stays.
                own.update(changed)
                object.__setattr__(self, '__class__', types.ModuleType)
        return getattr(self, attr)

    def __delattr__(self, attr):
        self.__getattribute__(attr)
        delattr(self, attr)


class LazyLoader(abc.Loader):
    """A loader that puts off the execution of a module until it is used."""

    @staticmethod
    def __check_eager_loader(loader):
        if not hasattr(loader, 'exec_module'):
            raise TypeError('loader must define exec_module()')

    @classmethod
    def factory(cls, loader):
        """A function that makes lazy loaders from the arguments of the loader."""
        cls.__check_eager_loader(loader)
        return lambda *args, **kwargs: cls(loader(*args, **kwargs))

    def __init__(self, loader):
        self.__check_eager_loader(loader)
        self.loader = loader

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        from _thread import RLock
        module.__spec__.loader = self.loader
        module.__loader__ = self.loader
        module.__spec__.loader_state = {
            '__dict__': module.__dict__.copy(), 'lock': RLock(), 'is_loading': False}
        module.__class__ = _LazyModule
