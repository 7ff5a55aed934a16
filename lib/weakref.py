"""Weak references: mappings and finalizers on top of _weakref."""

from _weakref import (getweakrefcount, getweakrefs, ref, proxy,
                      CallableProxyType, ProxyType, ReferenceType)
from _weakrefset import WeakSet, _IterationGuard
import _collections_abc
import sys

ProxyTypes = ProxyType, CallableProxyType

__all__ = ['ref', 'proxy', 'getweakrefcount', 'getweakrefs',
           'WeakKeyDictionary', 'ReferenceType', 'ProxyType',
           'CallableProxyType', 'ProxyTypes', 'WeakValueDictionary',
           'WeakSet', 'WeakMethod', 'finalize', 'KeyedRef',
           'ReferenceError']

ReferenceError = ReferenceError
_MutableMapping = _collections_abc.MutableMapping


class WeakMethod(ref):
    """A weak reference to a bound method, which lives as long as its object."""

    __slots__ = '_func_ref', '_meth_type', '_alive', '__weakref__'

    def __new__(cls, meth, callback=None):
        try:
            obj = meth.__self__
            func = meth.__func__
        except AttributeError:
            raise TypeError(f'argument should be a bound method, not {type(meth)}') from None

        def died(arg):
            self = self_ref()
            if self._alive:
                self._alive = False
                if callback is not None:
                    callback(self)

        self = ref.__new__(cls, obj, died)
        self._func_ref = ref(func, died)
        self._meth_type = type(meth)
        self._alive = True
        self_ref = ref(self)
        return self

    def __call__(self):
        obj = super().__call__()
        func = self._func_ref()
        if obj is None or func is None:
            return None
        return self._meth_type(func, obj)

    def __eq__(self, other):
        if not isinstance(other, WeakMethod):
            return NotImplemented
        if not self._alive or not other._alive:
            return self is other
        return ref.__eq__(self, other) and self._func_ref == other._func_ref

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = ref.__hash__


class KeyedRef(ref):
    """A weak reference that knows its key, so that it needs no closure."""

    __slots__ = ('key',)

    def __new__(cls, ob, callback, key):
        self = ref.__new__(cls, ob, callback)
        self.key = key
        return self

    def __init__(self, ob, callback, key):
        super().__init__(ob, callback)


def _remove_dead(d, key):
    """Delete d[key] if it holds a dead reference."""
    wr = d.get(key)
    if wr is not None and wr() is None:
        d.pop(key, None)


try:
    from _weakref import _remove_dead_weakref as _remove_dead
except ImportError:
    pass


class _WeakDictionary(_MutableMapping):
    """What both dictionaries share: removals wait while someone iterates."""

    def _note_death(self, item):
        if self._iterating:
            self._pending_removals.append(item)
        else:
            self._remove_item(item)

    def _commit_removals(self):
        pending = self._pending_removals
        while True:
            try:
                item = pending.pop()
            except IndexError:
                return
            self._remove_item(item)

    def __or__(self, other):
        if not isinstance(other, _collections_abc.Mapping):
            return NotImplemented
        new = self.copy()
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, _collections_abc.Mapping):
            return NotImplemented
        new = self.__class__()
        new.update(other)
        new.update(self)
        return new

    def __ior__(self, other):
        self.update(other)
        return self

    def __repr__(self):
        return f'<{self.__class__.__name__} at {id(self):#x}>'

    def keys(self):
        """Iterate over the keys."""
        for key, value in self._live_items():
            yield key

    __iter__ = keys

    def values(self):
        """Iterate over the values."""
        for key, value in self._live_items():
            yield value

    def items(self):
        """Iterate over the (key, value) pairs."""
        return self._live_items()

    def __copy__(self):
        return self.copy()


class WeakValueDictionary(_WeakDictionary):
    """A mapping that holds its values weakly.

    An entry is discarded when no strong reference to its value is left.
    """

    def __init__(self, other=(), /, **kw):
        def died(wr, selfref=ref(self)):
            self = selfref()
            if self is not None:
                self._note_death(wr.key)
        self._remove = died
        self._pending_removals = []
        self._iterating = set()
        self.data = {}
        self.update(other, **kw)

    def _remove_item(self, key):
        _remove_dead(self.data, key)

    def __getitem__(self, key):
        if self._pending_removals:
            self._commit_removals()
        obj = self.data[key]()
        if obj is None:
            raise KeyError(key)
        return obj

    def __delitem__(self, key):
        if self._pending_removals:
            self._commit_removals()
        del self.data[key]

    def __len__(self):
        if self._pending_removals:
            self._commit_removals()
        return len(self.data)

    def __contains__(self, key):
        if self._pending_removals:
            self._commit_removals()
        wr = self.data.get(key)
        return wr is not None and wr() is not None

    def __setitem__(self, key, value):
        if self._pending_removals:
            self._commit_removals()
        self.data[key] = KeyedRef(value, self._remove, key)

    def copy(self):
        """A shallow copy."""
        if self._pending_removals:
            self._commit_removals()
        new = WeakValueDictionary()
        with _IterationGuard(self):
            for key, wr in self.data.items():
                obj = wr()
                if obj is not None:
                    new[key] = obj
        return new

    def __deepcopy__(self, memo):
        from copy import deepcopy
        if self._pending_removals:
            self._commit_removals()
        new = self.__class__()
        with _IterationGuard(self):
            for key, wr in self.data.items():
                obj = wr()
                if obj is not None:
                    new[deepcopy(key, memo)] = obj
        return new

    def get(self, key, default=None):
        """The value of key if it is alive, else default."""
        if self._pending_removals:
            self._commit_removals()
        wr = self.data.get(key)
        obj = None if wr is None else wr()
        return default if obj is None else obj

    def _live_items(self):
        if self._pending_removals:
            self._commit_removals()
        with _IterationGuard(self):
            for key, wr in self.data.items():
                obj = wr()
                if obj is not None:
                    yield key, obj

    def keys(self):
        """Iterate over the keys."""
        if self._pending_removals:
            self._commit_removals()
        with _IterationGuard(self):
            for key, wr in self.data.items():
                if wr() is not None:
                    yield key

    __iter__ = keys

    def itervaluerefs(self):
        """Iterate over the weak references to the values; some may be dead."""
        if self._pending_removals:
            self._commit_removals()
        with _IterationGuard(self):
            yield from self.data.values()

    def valuerefs(self):
        """A list of the weak references to the values; some may be dead."""
        if self._pending_removals:
            self._commit_removals()
        return list(self.data.values())

    def popitem(self):
        """Remove and return some live (key, value) pair."""
        if self._pending_removals:
            self._commit_removals()
        while True:
            key, wr = self.data.popitem()
            obj = wr()
            if obj is not None:
                return key, obj

    def pop(self, key, *args):
        """Remove a key and return its value."""
        if self._pending_removals:
            self._commit_removals()
        wr = self.data.pop(key, None)
        obj = None if wr is None else wr()
        if obj is not None:
            return obj
        if args:
            return args[0]
        raise KeyError(key)

    def setdefault(self, key, default=None):
        """The value of key, which is set to default if missing or dead."""
        obj = self.get(key)
        if obj is None:
            self[key] = obj = default
        return obj

    def update(self, other=None, /, **kwargs):
        """Add the items of a mapping or of an iterable of pairs."""
        if self._pending_removals:
            self._commit_removals()
        if other is not None:
            if not hasattr(other, 'items'):
                other = dict(other)
            for key, value in other.items():
                self.data[key] = KeyedRef(value, self._remove, key)
        for key, value in kwargs.items():
            self.data[key] = KeyedRef(value, self._remove, key)


class WeakKeyDictionary(_WeakDictionary):
    """A mapping that holds its keys weakly.

    An entry is discarded when no strong reference to its key is left.
    """

    def __init__(self, dict=None):
        self.data = {}

        def died(wr, selfref=ref(self)):
            self = selfref()
            if self is not None:
                self._note_death(wr)
        self._remove = died
        self._pending_removals = []
        self._iterating = set()
        self._dirty_len = False
        if dict is not None:
            self.update(dict)

    def _remove_item(self, wr):
        self.data.pop(wr, None)

    def _scrub_removals(self):
        """Forget deaths of keys that were deleted in the meantime."""
        self._pending_removals = [wr for wr in self._pending_removals if wr in self.data]
        self._dirty_len = False

    def __delitem__(self, key):
        self._dirty_len = True
        del self.data[ref(key)]

    def __getitem__(self, key):
        return self.data[ref(key)]

    def __len__(self):
        if self._dirty_len and self._pending_removals:
            self._scrub_removals()
        return len(self.data) - len(self._pending_removals)

    def __setitem__(self, key, value):
        self.data[ref(key, self._remove)] = value

    def copy(self):
        """A shallow copy."""
        new = WeakKeyDictionary()
        with _IterationGuard(self):
            for wr, value in self.data.items():
                obj = wr()
                if obj is not None:
                    new[obj] = value
        return new

    def __deepcopy__(self, memo):
        from copy import deepcopy
        new = self.__class__()
        with _IterationGuard(self):
            for wr, value in self.data.items():
                obj = wr()
                if obj is not None:
                    new[obj] = deepcopy(value, memo)
        return new

    def get(self, key, default=None):
        """The value of key, or default."""
        return self.data.get(ref(key), default)

    def __contains__(self, key):
        try:
            wr = ref(key)
        except TypeError:
            return False
        return wr in self.data

    def _live_items(self):
        with _IterationGuard(self):
            for wr, value in self.data.items():
                key = wr()
                if key is not None:
                    yield key, value

    def keyrefs(self):
        """A list of the weak references to the keys; some may be dead."""
        return list(self.data)

    def popitem(self):
        """Remove and return some live (key, value) pair."""
        self._dirty_len = True
        while True:
            wr, value = self.data.popitem()
            key = wr()
            if key is not None:
                return key, value

    def pop(self, key, *args):
        """Remove a key and return its value."""
        self._dirty_len = True
        return self.data.pop(ref(key), *args)

    def setdefault(self, key, default=None):
        """The value of key, which is set to default if missing."""
        return self.data.setdefault(ref(key, self._remove), default)

    def update(self, dict=None, /, **kwargs):
        """Add the items of a mapping or of an iterable of pairs."""
        if dict is not None:
            if not hasattr(dict, 'items'):
                dict = type({})(dict)
            for key, value in dict.items():
                self.data[ref(key, self._remove)] = value
        if kwargs:
            self.update(kwargs)


class finalize:
    """Call func(*args, **kwargs) when obj dies, or at exit at the latest.

    The finalizer is kept alive until then; it runs at most once.
    """

    __slots__ = ()
    _registry = {}
    _shutdown = False
    _index_iter = None
    _dirty = False
    _registered_with_atexit = False

    class _Info:
        __slots__ = 'weakref', 'func', 'args', 'kwargs', 'atexit', 'index'

    def __init__(self, obj, func, /, *args, **kwargs):
        if not finalize._registered_with_atexit:
            import atexit
            import itertools
            atexit.register(finalize._exitfunc)
            finalize._index_iter = itertools.count()
            finalize._registered_with_atexit = True
        info = self._Info()
        info.weakref = ref(obj, self)
        info.func = func
        info.args = args
        info.kwargs = kwargs or None
        info.atexit = True
        info.index = next(finalize._index_iter)
        self._registry[self] = info
        finalize._dirty = True

    def __call__(self, _=None):
        """If alive, mark as dead and return func(*args, **kwargs)."""
        info = self._registry.pop(self, None)
        if info is not None and not self._shutdown:
            return info.func(*info.args, **(info.kwargs or {}))

    def _alive_info(self):
        info = self._registry.get(self)
        obj = None if info is None else info.weakref()
        return info, obj

    def detach(self):
        """If alive, mark as dead and return (obj, func, args, kwargs)."""
        info, obj = self._alive_info()
        if obj is not None and self._registry.pop(self, None):
            return obj, info.func, info.args, info.kwargs or {}

    def peek(self):
        """If alive, return (obj, func, args, kwargs)."""
        info, obj = self._alive_info()
        if obj is not None:
            return obj, info.func, info.args, info.kwargs or {}

    @property
    def alive(self):
        """Whether the finalizer is still to run."""
        return self in self._registry

    @property
    def atexit(self):
        """Whether the finalizer runs at exit."""
        info = self._registry.get(self)
        return bool(info) and info.atexit

    @atexit.setter
    def atexit(self, value):
        info = self._registry.get(self)
        if info:
            info.atexit = bool(value)

    def __repr__(self):
        info, obj = self._alive_info()
        if obj is None:
            return f'<{type(self).__name__} object at {id(self):#x}; dead>'
        return (f'<{type(self).__name__} object at {id(self):#x}; '
                f'for {type(obj).__name__!r} at {id(obj):#x}>')

    @classmethod
    def _select_for_exit(cls):
        chosen = [(f, i) for f, i in cls._registry.items() if i.atexit]
        chosen.sort(key=lambda item: item[1].index)
        return [f for f, i in chosen]

    @classmethod
    def _exitfunc(cls):
        """Run what is left, the youngest first, without interference by gc."""
        gc_was_enabled = False
        try:
            if cls._registry:
                import gc
                if gc.isenabled():
                    gc_was_enabled = True
                    gc.disable()
                pending = None
                while True:
                    if pending is None or finalize._dirty:
                        pending = cls._select_for_exit()
                        finalize._dirty = False
                    if not pending:
                        break
                    f = pending.pop()
                    try:
                        f()         # the registry entry goes with the call
                    except Exception:
                        sys.excepthook(*sys.exc_info())
                    assert f not in cls._registry
        finally:
            finalize._shutdown = True
            if gc_was_enabled:
                gc.enable()
