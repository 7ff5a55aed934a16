"""The core of import: specs, module locks, built-in and frozen modules.

This is the import system itself, so it imports nothing: the interpreter passes
sys and _imp to _install(), which finds the rest among the built-in modules.
What reads files is in _bootstrap_external.
"""

# Set by _setup().
sys = _imp = _thread = _warnings = _weakref = None
_bootstrap_external = None


def _new_module(name):
    return type(sys)(name)


# Module locks
#
# Each import holds the lock of its module.  A thread that would wait for a lock
# held by a thread that, perhaps through others, waits for one of its own locks
# gets _DeadlockError instead, and then sees a partly initialized module.

_module_locks = {}      # name -> weak reference to the lock
_blocking_on = {}       # thread -> the lock it waits for


class _DeadlockError(RuntimeError):
    pass


class _ModuleLock:
    """A recursive lock that detects deadlocks."""

    def __init__(self, name):
        self.lock = _thread.allocate_lock()
        self.wakeup = _thread.allocate_lock()
        self.name = name
        self.owner = None
        self.count = 0
        self.waiters = 0

    def has_deadlock(self):
        me = _thread.get_ident()
        tid = self.owner
        seen = set()
        while True:
            lock = _blocking_on.get(tid)
            if lock is None:
                return False
            tid = lock.owner
            if tid == me:
                return True
            if tid in seen:
                # A cycle without us: the others will sort it out.
                return False
            seen.add(tid)

    def acquire(self):
        tid = _thread.get_ident()
        _blocking_on[tid] = self
        try:
            while True:
                with self.lock:
                    if self.count == 0 or self.owner == tid:
                        self.owner = tid
                        self.count += 1
                        return True
                    if self.has_deadlock():
                        raise _DeadlockError(f'deadlock detected by {self!r}')
                    if self.wakeup.acquire(False):
                        self.waiters += 1
                # Wait until release() is called.
                self.wakeup.acquire()
                self.wakeup.release()
        finally:
            del _blocking_on[tid]

    def release(self):
        tid = _thread.get_ident()
        with self.lock:
            if self.owner != tid:
                raise RuntimeError('cannot release un-acquired lock')
            assert self.count > 0
            self.count -= 1
            if self.count == 0:
                self.owner = None
                if self.waiters:
                    self.waiters -= 1
                    self.wakeup.release()

    def __repr__(self):
        return f'_ModuleLock({self.name!r}) at {id(self)}'


class _DummyModuleLock:
    """The same where there are no threads."""

    def __init__(self, name):
        self.name = name
        self.count = 0

    def acquire(self):
        self.count += 1
        return True

    def release(self):
        if self.count == 0:
            raise RuntimeError('cannot release un-acquired lock')
        self.count -= 1

    def __repr__(self):
        return f'_DummyModuleLock({self.name!r}) at {id(self)}'


class _ModuleLockManager:
    """Holds the lock of a module for a with block."""

    def __init__(self, name):
        self._name = name
        self._lock = None

    def __enter__(self):
        self._lock = _get_module_lock(self._name)
        self._lock.acquire()

    def __exit__(self, *args):
        self._lock.release()


class _ImportLockContext:
    """Holds the global import lock for a with block."""

    def __enter__(self):
        _imp.acquire_lock()

    def __exit__(self, exc_type, exc_value, exc_traceback):
        _imp.release_lock()


def _get_module_lock(name):
    """The lock of a module, made if need be; it lives as long as it is used."""
    _imp.acquire_lock()
    try:
        try:
            lock = _module_locks[name]()
        except KeyError:
            lock = None
        if lock is None:
            lock = _DummyModuleLock(name) if _thread is None else _ModuleLock(name)

            def forget(ref, name=name):
                _imp.acquire_lock()
                try:
                    # Another lock may have taken the place meanwhile.
                    if _module_locks.get(name) is ref:
                        del _module_locks[name]
                finally:
                    _imp.release_lock()

            _module_locks[name] = _weakref.ref(lock, forget)
    finally:
        _imp.release_lock()
    return lock


def _lock_unlock_module(name):
    """Wait until another thread has initialized a module."""
    lock = _get_module_lock(name)
    try:
        lock.acquire()
    except _DeadlockError:
        pass        # then a partly initialized module has to do
    else:
        lock.release()


def _call_with_frames_removed(f, *args, **kwds):
    """Call f; the interpreter cuts tracebacks of import at frames of this name."""
    return f(*args, **kwds)


def _verbose_message(message, *args, verbosity=1):
    """Print a message if -v was given often enough."""
    if sys.flags.verbose >= verbosity:
        if not message.startswith(('#', 'import ')):
            message = '# ' + message
        print(message.format(*args), file=sys.stderr)


def _copy_names(new, old):
    for name in ('__module__', '__name__', '__qualname__', '__doc__'):
        if hasattr(old, name):
            setattr(new, name, getattr(old, name))
    new.__dict__.update(old.__dict__)


def _requires_builtin(fxn):
    """Decorator: the named module must be built in."""
    def wrapper(self, fullname):
        if fullname not in sys.builtin_module_names:
            raise ImportError(f'{fullname!r} is not a built-in module', name=fullname)
        return fxn(self, fullname)
    _copy_names(wrapper, fxn)
    return wrapper


def _requires_frozen(fxn):
    """Decorator: the named module must be frozen."""
    def wrapper(self, fullname):
        if not _imp.is_frozen(fullname):
            raise ImportError(f'{fullname!r} is not a frozen module', name=fullname)
        return fxn(self, fullname)
    _copy_names(wrapper, fxn)
    return wrapper


def _load_module_shim(self, fullname):
    """load_module() in terms of exec_module()."""
    spec = spec_from_loader(fullname, self)
    if fullname in sys.modules:
        module = sys.modules[fullname]
        _exec(spec, module)
        return sys.modules[fullname]
    return _load(spec)


# Specs

def _module_repr(module):
    """repr() of a module."""
    loader = getattr(module, '__loader__', None)
    spec = getattr(module, '__spec__', None)
    if spec is None and hasattr(loader, 'module_repr'):
        # Only loaders that know nothing of specs decide for themselves.
        try:
            return loader.module_repr(module)
        except Exception:
            pass
    if spec is not None:
        return _module_repr_from_spec(spec)
    try:
        name = module.__name__
    except AttributeError:
        name = '?'
    try:
        filename = module.__file__
    except AttributeError:
        if loader is None:
            return f'<module {name!r}>'
        return f'<module {name!r} ({loader!r})>'
    return f'<module {name!r} from {filename!r}>'


def _module_repr_from_spec(spec):
    name = '?' if spec.name is None else spec.name
    if spec.origin is None:
        if spec.loader is None:
            return f'<module {name!r}>'
        return f'<module {name!r} ({spec.loader!r})>'
    if spec.has_location:
        return f'<module {name!r} from {spec.origin!r}>'
    return f'<module {spec.name!r} ({spec.origin})>'


class ModuleSpec:
    """How to load a module, and what to set on it.

    name: the full name.  loader: what loads it.  origin: where it comes from.
    submodule_search_locations: where to look for submodules, None if it is no
    package.  loader_state: for the loader.  cached: the file with its bytecode.
    has_location: whether origin can be given to the loader.
    """

    def __init__(self, name, loader, *, origin=None, loader_state=None,
                 is_package=None):
        self.name = name
        self.loader = loader
        self.origin = origin
        self.loader_state = loader_state
        self.submodule_search_locations = [] if is_package else None
        self._uninitialized_submodules = []
        self._set_fileattr = False
        self._cached = None

    def __repr__(self):
        args = [f'name={self.name!r}', f'loader={self.loader!r}']
        if self.origin is not None:
            args.append(f'origin={self.origin!r}')
        if self.submodule_search_locations is not None:
            args.append(f'submodule_search_locations={self.submodule_search_locations}')
        return f'{self.__class__.__name__}({", ".join(args)})'

    def __eq__(self, other):
        try:
            return (self.name == other.name and self.loader == other.loader
                    and self.origin == other.origin
                    and (self.submodule_search_locations
                         == other.submodule_search_locations)
                    and self.cached == other.cached
                    and self.has_location == other.has_location)
        except AttributeError:
            return False

    __hash__ = None

    @property
    def cached(self):
        if self._cached is None and self.origin is not None and self._set_fileattr:
            if _bootstrap_external is None:
                raise NotImplementedError
            self._cached = _bootstrap_external._get_cached(self.origin)
        return self._cached

    @cached.setter
    def cached(self, cached):
        self._cached = cached

    @property
    def parent(self):
        """The name of the package the module is in, or that it is."""
        if self.submodule_search_locations is None:
            return self.name.rpartition('.')[0]
        return self.name

    @property
    def has_location(self):
        return self._set_fileattr

    @has_location.setter
    def has_location(self, value):
        self._set_fileattr = bool(value)


def spec_from_loader(name, loader, *, origin=None, is_package=None):
    """Make a spec from what a loader can tell."""
    if origin is None:
        origin = getattr(loader, '_ORIGIN', None)
    if not origin and hasattr(loader, 'get_filename'):
        if _bootstrap_external is None:
            raise NotImplementedError
        spec_from_file_location = _bootstrap_external.spec_from_file_location
        if is_package is None:
            return spec_from_file_location(name, loader=loader)
        search = [] if is_package else None
        return spec_from_file_location(name, loader=loader,
                                       submodule_search_locations=search)
    if is_package is None:
        if hasattr(loader, 'is_package'):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                is_package = None
        else:
            is_package = False
    return ModuleSpec(name, loader, origin=origin, is_package=is_package)


def _spec_from_module(module, loader=None, origin=None):
    """The spec of a module, made from its attributes if it has none."""
    spec = getattr(module, '__spec__', None)
    if spec is not None:
        return spec
    name = module.__name__
    if loader is None:
        loader = getattr(module, '__loader__', None)
    location = getattr(module, '__file__', None)
    if origin is None:
        origin = location if location is not None else getattr(loader, '_ORIGIN', None)
    cached = getattr(module, '__cached__', None)
    try:
        search = list(module.__path__)
    except (AttributeError, TypeError):
        search = None
    spec = ModuleSpec(name, loader, origin=origin)
    spec._set_fileattr = location is not None and origin == location
    spec.cached = cached
    spec.submodule_search_locations = search
    return spec


def _init_module_attrs(spec, module, *, override=False):
    """Set the attributes of a module that its spec determines."""
    def missing(name):
        return override or getattr(module, name, None) is None

    def put(name, value):
        try:
            setattr(module, name, value)
        except AttributeError:
            pass                    # an odd thing in place of a module

    if missing('__name__'):
        put('__name__', spec.name)
    if missing('__loader__'):
        loader = spec.loader
        if loader is None and spec.submodule_search_locations is not None:
            # A namespace package.
            if _bootstrap_external is None:
                raise NotImplementedError
            NamespaceLoader = _bootstrap_external.NamespaceLoader
            loader = NamespaceLoader.__new__(NamespaceLoader)
            loader._path = spec.submodule_search_locations
            spec.loader = loader
            # __file__ of None says that the package has no file.
        put('__loader__', loader)
    if missing('__package__'):
        put('__package__', spec.parent)
    put('__spec__', spec)
    if missing('__path__') and spec.submodule_search_locations is not None:
        put('__path__', spec.submodule_search_locations)
    if spec.has_location:
        if missing('__file__'):
            put('__file__', spec.origin)
        if missing('__cached__') and spec.cached is not None:
            put('__cached__', spec.cached)
    return module


def module_from_spec(spec):
    """Make a module as its spec says, ready for execution."""
    module = None
    if hasattr(spec.loader, 'create_module'):
        module = spec.loader.create_module(spec)
    elif hasattr(spec.loader, 'exec_module'):
        raise ImportError('loaders that define exec_module() must also define '
                          'create_module()')
    if module is None:
        module = _new_module(spec.name)
    _init_module_attrs(spec, module)
    return module


def _exec(spec, module):
    """Execute the module's code in its existing namespace, as reload() does."""
    name = spec.name
    with _ModuleLockManager(name):
        if sys.modules.get(name) is not module:
            raise ImportError(f'module {name!r} not in sys.modules', name=name)
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError('missing loader', name=spec.name)
                _init_module_attrs(spec, module, override=True)     # a namespace package
            else:
                _init_module_attrs(spec, module, override=True)
                if not hasattr(spec.loader, 'exec_module'):
                    spec.loader.load_module(name)
                else:
                    spec.loader.exec_module(module)
        finally:
            # The module may have replaced itself; it goes to the end.
            module = sys.modules.pop(spec.name)
            sys.modules[spec.name] = module
    return module


def _load_backward_compatible(spec):
    """Load by load_module(), which does everything itself."""
    try:
        spec.loader.load_module(spec.name)
    except:
        if spec.name in sys.modules:
            module = sys.modules.pop(spec.name)
            sys.modules[spec.name] = module
        raise
    module = sys.modules.pop(spec.name)
    sys.modules[spec.name] = module

    def put(name, value):
        if getattr(module, name, None) is None:
            try:
                setattr(module, name, value)
            except AttributeError:
                pass
    put('__loader__', spec.loader)
    if getattr(module, '__package__', None) is None:
        if hasattr(module, '__path__'):
            put('__package__', module.__name__)
        else:
            put('__package__', spec.name.rpartition('.')[0])
    put('__spec__', spec)
    return module


def _load_unlocked(spec):
    if spec.loader is not None and not hasattr(spec.loader, 'exec_module'):
        return _load_backward_compatible(spec)
    module = module_from_spec(spec)
    # Others that ask for the module meanwhile wait for its lock.
    spec._initializing = True
    try:
        sys.modules[spec.name] = module
        try:
            if spec.loader is None:
                if spec.submodule_search_locations is None:
                    raise ImportError('missing loader', name=spec.name)
            else:
                spec.loader.exec_module(module)
        except:
            try:
                del sys.modules[spec.name]
            except KeyError:
                pass
            raise
        module = sys.modules.pop(spec.name)
        sys.modules[spec.name] = module
        _verbose_message('import {!r} # {!r}', spec.name, spec.loader)
    finally:
        spec._initializing = False
    return module


def _load(spec):
    """Load a module anew and return it, whatever sys.modules has."""
    with _ModuleLockManager(spec.name):
        return _load_unlocked(spec)


# Importers of what is in the executable

class BuiltinImporter:
    """Finder and loader of built-in modules; all its methods are static."""

    _ORIGIN = 'built-in'

    @staticmethod
    def module_repr(module):
        return f'<module {module.__name__!r} ({BuiltinImporter._ORIGIN})>'

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if path is not None:
            return None
        if _imp.is_builtin(fullname):
            return spec_from_loader(fullname, cls, origin=cls._ORIGIN)
        return None

    @classmethod
    def find_module(cls, fullname, path=None):
        """Find the loader; the old form of find_spec()."""
        spec = cls.find_spec(fullname, path)
        return spec.loader if spec is not None else None

    @staticmethod
    def create_module(spec):
        if spec.name not in sys.builtin_module_names:
            raise ImportError(f'{spec.name!r} is not a built-in module', name=spec.name)
        return _call_with_frames_removed(_imp.create_builtin, spec)

    @staticmethod
    def exec_module(module):
        _call_with_frames_removed(_imp.exec_builtin, module)

    @classmethod
    @_requires_builtin
    def get_code(cls, fullname):
        """None: there is no code object."""
        return None

    @classmethod
    @_requires_builtin
    def get_source(cls, fullname):
        """None: there is no source."""
        return None

    @classmethod
    @_requires_builtin
    def is_package(cls, fullname):
        """False: built-in modules are no packages."""
        return False

    load_module = classmethod(_load_module_shim)


class FrozenImporter:
    """Finder and loader of modules frozen into the executable."""

    _ORIGIN = 'frozen'

    @staticmethod
    def module_repr(m):
        return f'<module {m.__name__!r} ({FrozenImporter._ORIGIN})>'

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        if not _imp.is_frozen(fullname):
            return None
        spec = spec_from_loader(fullname, cls, origin=cls._ORIGIN)
        location = cls._location(fullname)
        if location is not None:
            # The source is there, so the module shows where.
            spec.origin = location
            spec.has_location = True
            spec.cached = None
            if spec.submodule_search_locations is not None:
                spec.submodule_search_locations.append(location.rpartition('/')[0])
        return spec

    @staticmethod
    def _location(fullname):
        """The path of the source, if the interpreter knows one."""
        get = getattr(_imp, 'frozen_filename', None)
        return None if get is None else get(fullname)

    @classmethod
    def find_module(cls, fullname, path=None):
        """Find the loader; the old form of find_spec()."""
        return cls if _imp.is_frozen(fullname) else None

    @staticmethod
    def create_module(spec):
        """None: the default will do."""

    @staticmethod
    def exec_module(module):
        name = module.__spec__.name
        if not _imp.is_frozen(name):
            raise ImportError(f'{name!r} is not a frozen module', name=name)
        code = _call_with_frames_removed(_imp.get_frozen_object, name)
        exec(code, module.__dict__)

    load_module = classmethod(_load_module_shim)

    @classmethod
    @_requires_frozen
    def get_code(cls, fullname):
        """The code object."""
        return _imp.get_frozen_object(fullname)

    @classmethod
    @_requires_frozen
    def get_source(cls, fullname):
        """The source if it can be had, else None."""
        get = getattr(_imp, 'frozen_source', None)
        return None if get is None else get(fullname)

    @classmethod
    @_requires_frozen
    def is_package(cls, fullname):
        """Whether the module is a package."""
        return _imp.is_frozen_package(fullname)


# The importer of the library in the executable: the interpreter puts its class here.
LibraryImporter = type(None)


# Import itself

def _resolve_name(name, package, level):
    """Turn a relative name into an absolute one."""
    bits = package.rsplit('.', level - 1)
    if len(bits) < level:
        raise ValueError('attempted relative import beyond top-level package')
    base = bits[0]
    return f'{base}.{name}' if name else base


def _find_spec_legacy(finder, name, path):
    loader = finder.find_module(name, path)
    if loader is None:
        return None
    return spec_from_loader(name, loader)


def _find_spec(name, path, target=None):
    """Ask the finders of sys.meta_path."""
    meta_path = sys.meta_path
    if meta_path is None:
        raise ImportError('sys.meta_path is None, Python is likely shutting down')
    if not meta_path:
        _warnings.warn('sys.meta_path is empty', ImportWarning)
    is_reload = name in sys.modules
    for finder in meta_path:
        with _ImportLockContext():
            try:
                find_spec = finder.find_spec
            except AttributeError:
                if not hasattr(finder, 'find_module'):
                    continue
                spec = _find_spec_legacy(finder, name, path)
            else:
                spec = find_spec(name, path, target)
        if spec is None:
            continue
        # The parent's import may have replaced the module meanwhile.
        if not is_reload and name in sys.modules:
            module = sys.modules[name]
            try:
                __spec__ = module.__spec__
            except AttributeError:
                return spec
            return spec if __spec__ is None else __spec__
        return spec
    return None


def _sanity_check(name, package, level):
    """Check the types of the arguments of __import__()."""
    if not isinstance(name, str):
        raise TypeError(f'module name must be str, not {type(name)}')
    if level < 0:
        raise ValueError('level must be >= 0')
    if level > 0:
        if not isinstance(package, str):
            raise TypeError('__package__ not set to a string')
        if not package:
            raise ImportError('attempted relative import with no known parent package')
    if not name and level == 0:
        raise ValueError('Empty module name')


_ERR_MSG_PREFIX = 'No module named '


def _find_and_load_unlocked(name, import_):
    path = None
    parent = name.rpartition('.')[0]
    parent_spec = None
    if parent:
        if parent not in sys.modules:
            _call_with_frames_removed(import_, parent)
        # Importing the parent may have imported the module.
        if name in sys.modules:
            return sys.modules[name]
        parent_module = sys.modules[parent]
        try:
            path = parent_module.__path__
        except AttributeError:
            raise ModuleNotFoundError(
                f'{_ERR_MSG_PREFIX}{name!r}; {parent!r} is not a package',
                name=name) from None
        parent_spec = getattr(parent_module, '__spec__', None)
    spec = _find_spec(name, path)
    if spec is None:
        raise ModuleNotFoundError(f'{_ERR_MSG_PREFIX}{name!r}', name=name)
    child = name.rpartition('.')[2]
    pending = getattr(parent_spec, '_uninitialized_submodules', None)
    if pending is not None:
        # For the message about a partly initialized package.
        pending.append(child)
    try:
        module = _load_unlocked(spec)
    finally:
        if pending is not None:
            pending.pop()
    if parent:
        parent_module = sys.modules[parent]
        try:
            setattr(parent_module, child, module)
        except AttributeError:
            _warnings.warn(f'Cannot set an attribute on {parent!r} for child module '
                           f'{child!r}', ImportWarning)
    return module


_NEEDS_LOADING = object()


def _find_and_load(name, import_):
    """Find and load a module, unless it is there."""
    module = sys.modules.get(name, _NEEDS_LOADING)
    if (module is _NEEDS_LOADING
            or getattr(getattr(module, '__spec__', None), '_initializing', False)):
        with _ModuleLockManager(name):
            module = sys.modules.get(name, _NEEDS_LOADING)
            if module is _NEEDS_LOADING:
                return _find_and_load_unlocked(name, import_)
        _lock_unlock_module(name)
    if module is None:
        raise ModuleNotFoundError(f'import of {name} halted; None in sys.modules',
                                  name=name)
    return module


def _gcd_import(name, package=None, level=0):
    """Import a module and return it: the common part of all ways to import."""
    _sanity_check(name, package, level)
    if level > 0:
        name = _resolve_name(name, package, level)
    return _find_and_load(name, _gcd_import)


def _handle_fromlist(module, fromlist, import_, *, recursive=False):
    """Import the submodules that `from module import ...` names."""
    for x in fromlist:
        if not isinstance(x, str):
            where = f'{module.__name__}.__all__' if recursive else "``from list''"
            raise TypeError(f'Item in {where} must be str, not {type(x).__name__}')
        if x == '*':
            if not recursive and hasattr(module, '__all__'):
                _handle_fromlist(module, module.__all__, import_, recursive=True)
        elif not hasattr(module, x):
            from_name = f'{module.__name__}.{x}'
            try:
                _call_with_frames_removed(import_, from_name)
            except ModuleNotFoundError as exc:
                # The name may be set to None in sys.modules to block it.
                if (exc.name == from_name
                        and sys.modules.get(from_name, _NEEDS_LOADING) is not None):
                    continue
                raise
    return module


def _calc___package__(globals):
    """The package that relative imports of a module start from."""
    package = globals.get('__package__')
    spec = globals.get('__spec__')
    if package is not None:
        if spec is not None and package != spec.parent:
            _warnings.warn(f'__package__ != __spec__.parent ({package!r} != '
                           f'{spec.parent!r})', ImportWarning, stacklevel=3)
        return package
    if spec is not None:
        return spec.parent
    _warnings.warn("can't resolve package from __spec__ or __package__, falling back "
                   'on __name__ and __path__', ImportWarning, stacklevel=3)
    package = globals['__name__']
    if '__path__' not in globals:
        package = package.rpartition('.')[0]
    return package


def __import__(name, globals=None, locals=None, fromlist=(), level=0):
    """Import a module, as the import statement does.

    Without a fromlist the result is the top-level package of the name.
    """
    if level == 0:
        module = _gcd_import(name)
    else:
        package = _calc___package__(globals if globals is not None else {})
        module = _gcd_import(name, package, level)
    if fromlist:
        if hasattr(module, '__path__'):
            return _handle_fromlist(module, fromlist, _gcd_import)
        return module
    if level == 0:
        return _gcd_import(name.partition('.')[0])
    if not name:
        return module
    # Cut off as much of the absolute name as of the relative one.
    cut_off = len(name) - len(name.partition('.')[0])
    return sys.modules[module.__name__[:len(module.__name__) - cut_off]]


def _builtin_from_name(name):
    spec = BuiltinImporter.find_spec(name)
    if spec is None:
        raise ImportError('no built-in module named ' + name)
    return _load_unlocked(spec)


def _setup(sys_module, _imp_module):
    """Take sys and _imp, find the other modules needed, fix what is loaded."""
    global sys, _imp
    sys = sys_module
    _imp = _imp_module
    module_type = type(sys)
    for name, module in list(sys.modules.items()):
        if not isinstance(module, module_type):
            continue
        if name in sys.builtin_module_names:
            loader = BuiltinImporter
        elif _imp.is_frozen(name):
            loader = FrozenImporter
        else:
            continue
        spec = _spec_from_module(module, loader)
        _init_module_attrs(spec, module)
    namespace = globals()
    for name in '_thread', '_warnings', '_weakref':
        if name in sys.modules:
            namespace[name] = sys.modules[name]
        else:
            namespace[name] = _builtin_from_name(name)


def _install(sys_module, _imp_module):
    """Install the importers of built-in and frozen modules."""
    _setup(sys_module, _imp_module)
    sys.meta_path.append(BuiltinImporter)
    sys.meta_path.append(FrozenImporter)


def _install_external_importers():
    """Install the importers of files."""
    global _bootstrap_external
    import _frozen_importlib_external
    _bootstrap_external = _frozen_importlib_external
    _frozen_importlib_external._install(sys.modules[__name__])
