"""Tools for functions: partial, caches, generic functions, orderings."""

__all__ = ['update_wrapper', 'wraps', 'WRAPPER_ASSIGNMENTS', 'WRAPPER_UPDATES',
           'total_ordering', 'cache', 'cmp_to_key', 'lru_cache', 'reduce',
           'partial', 'partialmethod', 'singledispatch',
           'singledispatchmethod', 'cached_property']

from abc import get_cache_token
from collections import namedtuple
from reprlib import recursive_repr
from _thread import RLock

try:
    from types import GenericAlias as _GenericAlias
except ImportError:
    _GenericAlias = None


# update_wrapper() and wraps()

WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__',
                       '__annotations__', '__type_params__')
WRAPPER_UPDATES = ('__dict__',)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS,
                   updated=WRAPPER_UPDATES):
    """Make a wrapper look like the function it wraps, and return it."""
    for name in assigned:
        try:
            value = getattr(wrapped, name)
        except AttributeError:
            continue
        setattr(wrapper, name, value)
    for name in updated:
        new = getattr(wrapped, name, {})
        # A function without attributes of its own needs no dictionary for them.
        if new or name != '__dict__':
            getattr(wrapper, name).update(new)
    # After the update: the wrapped __dict__ may have a __wrapped__ of its own.
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    """A decorator that applies update_wrapper() to the decorated function."""
    return partial(update_wrapper, wrapped=wrapped, assigned=assigned,
                   updated=updated)


# total_ordering()

# What each of the four can be made into: name -> [(derived, function)].
_orderings = {
    '__lt__': [('__gt__', lambda s, o, r: not r and s != o),
               ('__le__', lambda s, o, r: r or s == o),
               ('__ge__', lambda s, o, r: not r)],
    '__le__': [('__ge__', lambda s, o, r: not r or s == o),
               ('__lt__', lambda s, o, r: r and s != o),
               ('__gt__', lambda s, o, r: not r)],
    '__gt__': [('__lt__', lambda s, o, r: not r and s != o),
               ('__ge__', lambda s, o, r: r or s == o),
               ('__le__', lambda s, o, r: not r)],
    '__ge__': [('__le__', lambda s, o, r: not r or s == o),
               ('__gt__', lambda s, o, r: r and s != o),
               ('__lt__', lambda s, o, r: not r)],
}


def _make_comparison(root, name, compute):
    # A function of the module with a true name, so that it can be pickled.
    def comparison(self, other):
        result = getattr(type(self), root)(self, other)
        if result is NotImplemented:
            return result
        return compute(self, other, result)
    comparison.__name__ = name
    comparison.__qualname__ = f'{name}_from{root}'
    comparison.__doc__ = getattr(int, name).__doc__
    return comparison


def _install_comparisons():
    for root, derived in _orderings.items():
        made = []
        for name, compute in derived:
            function = _make_comparison(root, name, compute)
            globals()[function.__qualname__] = function
            made.append((name, function))
        _orderings[root] = made


_install_comparisons()
del _install_comparisons


def total_ordering(cls):
    """Class decorator that fills in missing ordering methods."""
    roots = [op for op in _orderings
             if getattr(cls, op, None) is not getattr(object, op, None)]
    if not roots:
        raise ValueError('must define at least one ordering operation: < > <= >=')
    for root in '__lt__', '__le__', '__gt__', '__ge__':
        if root in roots:
            break
    for name, function in _orderings[root]:
        if name not in roots:
            setattr(cls, name, function)
    return cls


# cmp_to_key()

def cmp_to_key(mycmp):
    """Turn an old comparison function into a key function."""
    class K:
        __slots__ = ['obj']

        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

        def __gt__(self, other):
            return mycmp(self.obj, other.obj) > 0

        def __eq__(self, other):
            return mycmp(self.obj, other.obj) == 0

        def __le__(self, other):
            return mycmp(self.obj, other.obj) <= 0

        def __ge__(self, other):
            return mycmp(self.obj, other.obj) >= 0

        __hash__ = None
    return K


try:
    from _functools import cmp_to_key
except ImportError:
    pass


# reduce()

_nothing = object()


def reduce(function, sequence, initial=_nothing):
    """Apply a function of two arguments cumulatively, from left to right."""
    it = iter(sequence)
    if initial is _nothing:
        try:
            value = next(it)
        except StopIteration:
            raise TypeError('reduce() of empty iterable with no initial value') from None
    else:
        value = initial
    for element in it:
        value = function(value, element)
    return value


try:
    from _functools import reduce
except ImportError:
    pass


# partial()

class partial:
    """A function with some of its arguments already given."""

    __slots__ = 'func', 'args', 'keywords', '__dict__', '__weakref__'

    def __new__(cls, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError('the first argument must be callable')
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self = super().__new__(cls)
        self.func = func
        self.args = args
        self.keywords = keywords
        return self

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    @recursive_repr()
    def __repr__(self):
        cls = type(self)
        pieces = [repr(self.func), *map(repr, self.args)]
        pieces.extend(f'{k}={v!r}' for k, v in self.keywords.items())
        prefix = 'functools.' if cls.__module__ == 'functools' else ''
        return f'{prefix}{cls.__qualname__}({", ".join(pieces)})'

    def __get__(self, obj, objtype=None):
        return self

    def __reduce__(self):
        return (type(self), (self.func,),
                (self.func, self.args, self.keywords or None, self.__dict__ or None))

    def __setstate__(self, state):
        if not isinstance(state, tuple):
            raise TypeError('argument to __setstate__ must be a tuple')
        if len(state) != 4:
            raise TypeError(f'expected 4 items in state, got {len(state)}')
        func, args, keywords, namespace = state
        if (not callable(func) or not isinstance(args, tuple)
                or (keywords is not None and not isinstance(keywords, dict))
                or (namespace is not None and not isinstance(namespace, dict))):
            raise TypeError('invalid partial state')
        self.func = func
        self.args = tuple(args)
        self.keywords = {} if keywords is None else (
            keywords if type(keywords) is dict else dict(keywords))
        self.__dict__ = {} if namespace is None else namespace

    if _GenericAlias:
        __class_getitem__ = classmethod(_GenericAlias)


try:
    from _functools import partial
except ImportError:
    pass


class partialmethod:
    """Like partial() for use as a method definition."""

    def __init__(self, func, /, *args, **keywords):
        if not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'{func!r} is not callable or a descriptor')
        if isinstance(func, partialmethod):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __repr__(self):
        cls = type(self)
        args = ', '.join(map(repr, self.args))
        keywords = ', '.join(f'{k}={v!r}' for k, v in self.keywords.items())
        return f'{cls.__module__}.{cls.__qualname__}({self.func}, {args}, {keywords})'

    def _make_unbound_method(self):
        def _method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args,
                             **{**self.keywords, **keywords})
        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method._partialmethod = self
        _method.__partialmethod__ = self
        return _method

    def __get__(self, obj, cls=None):
        get = getattr(self.func, '__get__', None)
        if get is not None:
            new_func = get(obj, cls)
            if new_func is not self.func:
                # A descriptor decided what to bind to.
                result = partial(new_func, *self.args, **self.keywords)
                try:
                    result.__self__ = new_func.__self__
                except AttributeError:
                    pass
                return result
        return self._make_unbound_method().__get__(obj, cls)

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, '__isabstractmethod__', False)

    if _GenericAlias:
        __class_getitem__ = classmethod(_GenericAlias)


def _unwrap_partial(func):
    """The function under any number of partials."""
    while isinstance(func, partial):
        func = func.func
    return func


# lru_cache()

_CacheInfo = namedtuple('CacheInfo', ['hits', 'misses', 'maxsize', 'currsize'])


class _HashedSeq(list):
    """A list that computes its hash once."""

    __slots__ = ('hashvalue',)

    def __init__(self, values):
        self[:] = values
        self.hashvalue = hash(values)

    def __hash__(self):
        return self.hashvalue


_keyword_mark = (object(),)


def _make_key(args, kwds, typed):
    """A flat cache key; a lone int or str is its own key."""
    key = args
    if kwds:
        key += _keyword_mark
        for item in kwds.items():
            key += item
    if typed:
        key += tuple(type(v) for v in args)
        key += tuple(type(v) for v in kwds.values())
    elif args and not kwds and not args[1:] and type(key[0]) in (int, str):
        return key[0]
    return _HashedSeq(key)


def lru_cache(maxsize=128, typed=False):
    """Remember the results of the most recent calls.

    With maxsize None the cache grows without limit.  The decorated function
    has cache_info(), cache_clear(), cache_parameters() and __wrapped__.
    """
    if isinstance(maxsize, int):
        maxsize = max(maxsize, 0)
    elif callable(maxsize) and isinstance(typed, bool):
        function, maxsize = maxsize, 128
        return _decorate_with_cache(function, maxsize, typed)
    elif maxsize is not None:
        raise TypeError('Expected first argument to be an integer, a callable, or None')

    def decorate(function):
        return _decorate_with_cache(function, maxsize, typed)
    return decorate


def _decorate_with_cache(function, maxsize, typed):
    wrapper = _lru_cache_wrapper(function, maxsize, typed, _CacheInfo)
    wrapper.cache_parameters = lambda: {'maxsize': maxsize, 'typed': typed}
    return update_wrapper(wrapper, function)


def _lru_cache_wrapper(user_function, maxsize, typed, _CacheInfo):
    # A dict in order of use: a hit moves its entry to the end.
    from collections import OrderedDict
    cache = OrderedDict()
    hits = misses = 0
    lock = RLock()              # __hash__ and __eq__ may come back here
    make_key = _make_key
    size = cache.__len__        # len() may be replaced, and call us
    nothing = object()

    def wrapper(*args, **kwds):
        nonlocal hits, misses
        if maxsize == 0:
            misses += 1
            return user_function(*args, **kwds)
        key = make_key(args, kwds, typed)
        with lock:
            result = cache.get(key, nothing)
            if result is not nothing:
                if maxsize is not None:
                    cache.move_to_end(key)
                hits += 1
                return result
            misses += 1
        result = user_function(*args, **kwds)
        with lock:
            if key not in cache:
                if maxsize is not None and size() >= maxsize:
                    cache.popitem(last=False)
                cache[key] = result
        return result

    def cache_info():
        """Report cache statistics."""
        with lock:
            return _CacheInfo(hits, misses, maxsize, size())

    def cache_clear():
        """Clear the cache and its statistics."""
        nonlocal hits, misses
        with lock:
            cache.clear()
            hits = misses = 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return wrapper


try:
    from _functools import _lru_cache_wrapper
except ImportError:
    pass


def cache(user_function, /):
    """A cache without a limit: lru_cache(maxsize=None)."""
    return lru_cache(maxsize=None)(user_function)


# singledispatch()

def _merge_mros(sequences):
    """Merge linearizations by the C3 algorithm."""
    result = []
    while True:
        sequences = [s for s in sequences if s]
        if not sequences:
            return result
        for seq in sequences:
            candidate = seq[0]
            if not any(candidate in s[1:] for s in sequences):
                break
        else:
            raise RuntimeError('Inconsistent hierarchy')
        result.append(candidate)
        for seq in sequences:
            if seq[0] is candidate:
                del seq[0]


def _c3_mro(cls, abcs=None):
    """The C3 linearization of cls with extra abstract bases inserted.

    An abstract base goes in where cls begins to implement it, that is, after
    the last explicit base that is itself a subclass of it.
    """
    for i, base in enumerate(reversed(cls.__bases__)):
        if hasattr(base, '__abstractmethods__'):
            boundary = len(cls.__bases__) - i
            break       # bases up to the last explicit ABC come first
    else:
        boundary = 0
    abcs = list(abcs) if abcs else []
    explicit_bases = list(cls.__bases__[:boundary])
    abstract_bases = []
    other_bases = list(cls.__bases__[boundary:])
    for base in abcs:
        if issubclass(cls, base) and not any(issubclass(b, base) for b in cls.__bases__):
            abstract_bases.append(base)
    for base in abstract_bases:
        abcs.remove(base)
    return _merge_mros(
        [[cls]]
        + [_c3_mro(base, abcs) for base in explicit_bases]
        + [_c3_mro(base, abcs) for base in abstract_bases]
        + [_c3_mro(base, abcs) for base in other_bases]
        + [explicit_bases] + [abstract_bases] + [other_bases])


def _compose_mro(cls, types):
    """The MRO of cls with the relevant abstract classes among types in it."""
    bases = set(cls.__mro__)

    def related(typ):
        return (typ not in bases and hasattr(typ, '__mro__')
                and not (_GenericAlias and isinstance(typ, _GenericAlias))
                and issubclass(cls, typ))

    types = [t for t in types if related(t)]
    # Drop those that are bases of others: they come in with them.
    types = [t for t in types
             if not any(t is not o and t in o.__mro__ for o in types)]
    type_set = set(types)
    mro = []
    for typ in types:
        found = []
        for sub in typ.__subclasses__():
            if sub not in bases and issubclass(cls, sub):
                found.append([s for s in sub.__mro__ if s in type_set])
        if not found:
            mro.append(typ)
            continue
        found.sort(key=len, reverse=True)
        for sub in found:
            for subcls in sub:
                if subcls not in mro:
                    mro.append(subcls)
    return _c3_mro(cls, abcs=mro)


def _find_impl(cls, registry):
    """The implementation in registry that fits cls best."""
    mro = _compose_mro(cls, registry.keys())
    match = None
    for t in mro:
        if match is not None:
            # A second candidate that is neither ordered by the class nor by
            # inheritance makes the choice ambiguous.
            if (t in registry and t not in cls.__mro__ and match not in cls.__mro__
                    and not issubclass(match, t)):
                raise RuntimeError(f'Ambiguous dispatch: {match} or {t}')
            break
        if t in registry:
            match = t
    return registry.get(match)


def _union_members(cls):
    """The classes of a union, or None if cls is not one."""
    import types
    import sys
    if isinstance(cls, getattr(types, 'UnionType', ())):
        return cls.__args__
    typing = sys.modules.get('typing')
    if typing is not None and typing.get_origin(cls) is typing.Union:
        return typing.get_args(cls)
    return None


def singledispatch(func):
    """Turn a function into a generic one.

    The type of the first argument decides which of the implementations,
    registered with the function's register attribute, is called.
    """
    import types
    import weakref

    registry = {}
    dispatch_cache = weakref.WeakKeyDictionary()
    cache_token = None

    def dispatch(cls):
        """The implementation for a class."""
        nonlocal cache_token
        if cache_token is not None:
            current_token = get_cache_token()
            if cache_token != current_token:
                dispatch_cache.clear()
                cache_token = current_token
        try:
            return dispatch_cache[cls]
        except KeyError:
            pass
        impl = registry.get(cls)
        if impl is None:
            impl = _find_impl(cls, registry)
        dispatch_cache[cls] = impl
        return impl

    def is_class(cls):
        return isinstance(cls, type) and not (
            _GenericAlias and isinstance(cls, _GenericAlias))

    def is_dispatchable(cls):
        if is_class(cls):
            return True
        members = _union_members(cls)
        return members is not None and all(map(is_class, members))

    def register(cls, func=None):
        """Register an implementation for a class; usable as a decorator."""
        nonlocal cache_token
        if is_dispatchable(cls):
            if func is None:
                return lambda f: register(cls, f)
        else:
            if func is not None:
                raise TypeError('Invalid first argument to `register()`. '
                                f'{cls!r} is not a class or union type.')
            annotations = getattr(cls, '__annotations__', {})
            if not annotations:
                raise TypeError(f'Invalid first argument to `register()`: {cls!r}. '
                                'Use either `@register(some_class)` or plain '
                                '`@register` on an annotated function.')
            func = cls
            from typing import get_type_hints
            argname, cls = next(iter(get_type_hints(func).items()))
            if not is_dispatchable(cls):
                if _union_members(cls) is not None:
                    raise TypeError(f'Invalid annotation for {argname!r}. '
                                    f'{cls!r} not all arguments are classes.')
                raise TypeError(f'Invalid annotation for {argname!r}. '
                                f'{cls!r} is not a class.')
        members = None if is_class(cls) else _union_members(cls)
        for member in (cls,) if members is None else members:
            registry[member] = func
            if cache_token is None and hasattr(member, '__abstractmethods__'):
                cache_token = get_cache_token()
        dispatch_cache.clear()
        return func

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f'{funcname} requires at least 1 positional argument')
        return dispatch(args[0].__class__)(*args, **kw)

    funcname = getattr(func, '__name__', 'singledispatch function')
    registry[object] = func
    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = types.MappingProxyType(registry)
    wrapper._clear_cache = dispatch_cache.clear
    update_wrapper(wrapper, func)
    return wrapper


class singledispatchmethod:
    """A generic method: the type of its first argument after self decides."""

    def __init__(self, func):
        if not callable(func) and not hasattr(func, '__get__'):
            raise TypeError(f'{func!r} is not callable or a descriptor')
        self.dispatcher = singledispatch(func)
        self.func = func

    def register(self, cls, method=None):
        """Register an implementation for a class."""
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        dispatch = self.dispatcher.dispatch
        funcname = getattr(self.func, '__name__', 'singledispatchmethod method')

        def _method(*args, **kwargs):
            if not args:
                raise TypeError(f'{funcname} requires at least 1 positional argument')
            method = dispatch(args[0].__class__)
            return method.__get__(obj, cls)(*args, **kwargs)

        _method.__isabstractmethod__ = self.__isabstractmethod__
        _method.register = self.register
        update_wrapper(_method, self.func)
        return _method

    @property
    def __isabstractmethod__(self):
        return getattr(self.func, '__isabstractmethod__', False)


# cached_property

class cached_property:
    """A property computed once and then kept in the instance's __dict__."""

    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__
        self.__module__ = getattr(func, '__module__', None)

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError('Cannot assign the same cached_property to two '
                            f'different names ({self.attrname!r} and {name!r}).')

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.attrname
        if name is None:
            raise TypeError('Cannot use cached_property instance without '
                            'calling __set_name__ on it.')
        try:
            cache = instance.__dict__
        except AttributeError:
            raise TypeError(f"No '__dict__' attribute on {type(instance).__name__!r} "
                            f'instance to cache {name!r} property.') from None
        value = cache.get(name, _nothing)
        if value is _nothing:
            value = self.func(instance)
            try:
                cache[name] = value
            except TypeError:
                raise TypeError(f"The '__dict__' attribute on {type(instance).__name__!r} "
                                'instance does not support item assignment for '
                                f'caching {name!r} property.') from None
        return value

    if _GenericAlias:
        __class_getitem__ = classmethod(_GenericAlias)
