"""Shallow and deep copies of any object.

Classes control their copies with __copy__ and __deepcopy__, or by what they
define for pickle.
"""

import weakref
from copyreg import dispatch_table, __newobj__

__all__ = ['Error', 'copy', 'deepcopy', 'replace']


class Error(Exception):
    """Raised for objects that cannot be copied."""


error = Error


def _classes_shared():
    """Types whose objects are never copied."""
    def function():
        pass
    kinds = [type(None), int, float, bool, complex, str, bytes, tuple,
             frozenset, type, range, slice, property, type(Ellipsis),
             type(NotImplemented), type(len), type(function), weakref.ref,
             type(function.__code__)]
    try:
        kinds += type(list[int]), type(int | str)
    except TypeError:
        pass
    return kinds


_atomic = frozenset(_classes_shared())
_never_deep = _atomic - {tuple, frozenset, slice, range}


_copiers = {cls: cls.copy for cls in (list, dict, set, bytearray)}


def copy(x):
    """A shallow copy: a new object with the same contents."""
    cls = type(x)
    copier = _copiers.get(cls)
    if copier is not None:
        return copier(x)
    if cls in _atomic or issubclass(cls, type):
        return x
    copier = getattr(cls, '__copy__', None)
    if copier is not None:
        return copier(x)
    reduced = _reduce(x, cls)
    if isinstance(reduced, str):
        return x
    return _reconstruct(x, None, *reduced)


def _reduce(x, cls):
    """What the pickle protocol says of x."""
    reductor = dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    reductor = getattr(x, '__reduce_ex__', None)
    if reductor is not None:
        return reductor(4)
    reductor = getattr(x, '__reduce__', None)
    if reductor is not None:
        return reductor()
    raise Error(f'un(deep)copyable object of type {cls}')


_nil = []


def deepcopy(x, memo=None, _nil=_nil):
    """A deep copy: the contents are copied too.

    memo maps the id of each object copied so far to its copy.
    """
    cls = type(x)
    if cls in _never_deep:
        return x
    key = id(x)
    if memo is None:
        memo = {}
    else:
        known = memo.get(key, _nil)
        if known is not _nil:
            return known
    copier = _deepcopy_dispatch.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif issubclass(cls, type):
        y = x
    else:
        copier = getattr(x, '__deepcopy__', None)
        if copier is not None:
            y = copier(memo)
        else:
            reduced = _reduce(x, cls)
            if isinstance(reduced, str):
                y = x
            else:
                y = _reconstruct(x, memo, *reduced)
    if y is not x:
        memo[key] = y
        _keep_alive(x, memo)
    return y


def _copy_list(x, memo):
    y = []
    memo[id(x)] = y
    for item in x:
        y.append(deepcopy(item, memo))
    return y


def _copy_tuple(x, memo):
    y = [deepcopy(item, memo) for item in x]
    # A tuple that contains itself through something else is done by now.
    try:
        return memo[id(x)]
    except KeyError:
        pass
    for old, new in zip(x, y):
        if old is not new:
            return tuple(y)
    return x


def _copy_dict(x, memo):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _copy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


_deepcopy_dispatch = {list: _copy_list, tuple: _copy_tuple, dict: _copy_dict,
                      type(_classes_shared.__get__(0)): _copy_method}


def _keep_alive(x, memo):
    """Keep x alive as long as memo, so that its id is not used again."""
    try:
        memo[id(memo)].append(x)
    except KeyError:
        memo[id(memo)] = [x]


def _reconstruct(x, memo, func, args, state=None, listiter=None, dictiter=None,
                 *, deepcopy=deepcopy):
    """Make a copy from the parts of a reduce value; deep if memo is not None."""
    deep = memo is not None
    if deep and args:
        args = tuple(deepcopy(arg, memo) for arg in args)
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if hasattr(y, '__setstate__'):
            y.__setstate__(state)
        else:
            slots = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slots = state
            if state is not None:
                y.__dict__.update(state)
            if slots is not None:
                for name, value in slots.items():
                    setattr(y, name, value)
    if listiter is not None:
        for item in listiter:
            y.append(deepcopy(item, memo) if deep else item)
    if dictiter is not None:
        for key, value in dictiter:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y


def replace(obj, /, **changes):
    """A copy of obj with some fields replaced."""
    cls = obj.__class__
    method = getattr(cls, '__replace__', None)
    if method is None:
        raise TypeError(f'replace() does not support {cls.__name__} objects')
    return method(obj, **changes)
