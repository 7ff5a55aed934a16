"""The abstract base classes of collections, exported by collections.abc."""

import sys
from abc import ABCMeta, abstractmethod

__all__ = ['Awaitable', 'Coroutine', 'AsyncIterable', 'AsyncIterator',
           'AsyncGenerator', 'Hashable', 'Iterable', 'Iterator', 'Generator',
           'Reversible', 'Sized', 'Container', 'Callable', 'Collection',
           'Set', 'MutableSet', 'Mapping', 'MutableMapping', 'MappingView',
           'KeysView', 'ItemsView', 'ValuesView', 'Sequence',
           'MutableSequence', 'ByteString', 'Buffer']

# The classes show themselves as members of the public module.
__name__ = 'collections.abc'

GenericAlias = type(list[int])
_generic = classmethod(GenericAlias)


def _has_methods(C, *names):
    """True if C defines all names (None counts as a refusal), else NotImplemented."""
    mro = C.__mro__
    for name in names:
        for B in mro:
            if name in B.__dict__:
                if B.__dict__[name] is None:
                    return NotImplemented
                break
        else:
            return NotImplemented
    return True


def _structural(*names):
    """Class decorator: a class with these methods counts as a subclass."""
    def decorate(cls):
        def __subclasshook__(asked, C):
            # A class derived from this one may ask for more.
            return _has_methods(C, *names) if asked is cls else NotImplemented
        cls.__subclasshook__ = classmethod(__subclasshook__)
        return cls
    return decorate


def _subscriptable(cls):
    cls.__class_getitem__ = _generic
    return cls


@_structural('__hash__')
class Hashable(metaclass=ABCMeta):
    """Has __hash__."""

    __slots__ = ()

    @abstractmethod
    def __hash__(self):
        return 0


@_subscriptable
@_structural('__await__')
class Awaitable(metaclass=ABCMeta):
    """Can be used with await."""

    __slots__ = ()

    @abstractmethod
    def __await__(self):
        yield


def _drive_close(throw):
    """close() of a generator or coroutine in terms of its throw()."""
    try:
        throw(GeneratorExit)
    except (GeneratorExit, StopIteration):
        return True
    return False


def _raise_thrown(typ, val, tb):
    if val is None:
        if tb is None:
            raise typ
        val = typ()
    if tb is not None:
        val = val.with_traceback(tb)
    raise val


@_structural('__await__', 'send', 'throw', 'close')
class Coroutine(Awaitable):
    """An awaitable driven by send(), throw() and close()."""

    __slots__ = ()

    @abstractmethod
    def send(self, value):
        """Resume with a value; return the next yielded one or raise StopIteration."""
        raise StopIteration

    @abstractmethod
    def throw(self, typ, val=None, tb=None):
        """Raise an exception inside; return the next yielded value."""
        _raise_thrown(typ, val, tb)

    def close(self):
        """Raise GeneratorExit inside and expect it to end."""
        if not _drive_close(self.throw):
            raise RuntimeError('coroutine ignored GeneratorExit')


@_subscriptable
@_structural('__aiter__')
class AsyncIterable(metaclass=ABCMeta):
    """Can be used with async for."""

    __slots__ = ()

    @abstractmethod
    def __aiter__(self):
        return AsyncIterator()


@_structural('__anext__', '__aiter__')
class AsyncIterator(AsyncIterable):
    """Has __anext__ and __aiter__."""

    __slots__ = ()

    @abstractmethod
    async def __anext__(self):
        """Return the next item or raise StopAsyncIteration."""
        raise StopAsyncIteration

    def __aiter__(self):
        return self


@_structural('__aiter__', '__anext__', 'asend', 'athrow', 'aclose')
class AsyncGenerator(AsyncIterator):
    """An asynchronous generator."""

    __slots__ = ()

    async def __anext__(self):
        """Return the next item or raise StopAsyncIteration."""
        return await self.asend(None)

    @abstractmethod
    async def asend(self, value):
        """Resume with a value; return the next yielded one."""
        raise StopAsyncIteration

    @abstractmethod
    async def athrow(self, typ, val=None, tb=None):
        """Raise an exception inside; return the next yielded value."""
        _raise_thrown(typ, val, tb)

    async def aclose(self):
        """Raise GeneratorExit inside and expect it to end."""
        try:
            await self.athrow(GeneratorExit)
        except (GeneratorExit, StopAsyncIteration):
            pass
        else:
            raise RuntimeError('asynchronous generator ignored GeneratorExit')


@_subscriptable
@_structural('__iter__')
class Iterable(metaclass=ABCMeta):
    """Has __iter__."""

    __slots__ = ()

    @abstractmethod
    def __iter__(self):
        while False:
            yield None


@_structural('__iter__', '__next__')
class Iterator(Iterable):
    """Has __next__ and __iter__."""

    __slots__ = ()

    @abstractmethod
    def __next__(self):
        'Return the next item from the iterator. When exhausted, raise StopIteration'
        raise StopIteration

    def __iter__(self):
        return self


@_structural('__reversed__', '__iter__')
class Reversible(Iterable):
    """Has __reversed__."""

    __slots__ = ()

    @abstractmethod
    def __reversed__(self):
        while False:
            yield None


@_structural('__iter__', '__next__', 'send', 'throw', 'close')
class Generator(Iterator):
    """An iterator driven by send(), throw() and close()."""

    __slots__ = ()

    def __next__(self):
        """Return the next item or raise StopIteration."""
        return self.send(None)

    @abstractmethod
    def send(self, value):
        """Resume with a value; return the next yielded one or raise StopIteration."""
        raise StopIteration

    @abstractmethod
    def throw(self, typ, val=None, tb=None):
        """Raise an exception inside; return the next yielded value."""
        _raise_thrown(typ, val, tb)

    def close(self):
        """Raise GeneratorExit inside and expect it to end."""
        if not _drive_close(self.throw):
            raise RuntimeError('generator ignored GeneratorExit')


@_structural('__len__')
class Sized(metaclass=ABCMeta):
    """Has __len__."""

    __slots__ = ()

    @abstractmethod
    def __len__(self):
        return 0


@_subscriptable
@_structural('__contains__')
class Container(metaclass=ABCMeta):
    """Has __contains__."""

    __slots__ = ()

    @abstractmethod
    def __contains__(self, x):
        return False


@_structural('__len__', '__iter__', '__contains__')
class Collection(Sized, Iterable, Container):
    """A sized iterable container."""

    __slots__ = ()


@_structural('__buffer__')
class Buffer(metaclass=ABCMeta):
    """Offers the buffer protocol."""

    __slots__ = ()

    @abstractmethod
    def __buffer__(self, flags):
        raise NotImplementedError


class _CallableGenericAlias(GenericAlias):
    """Callable[[int, str], bool]: the parameter types are kept flat."""

    __slots__ = ()

    def __new__(cls, origin, args):
        if not (isinstance(args, tuple) and len(args) == 2):
            raise TypeError('Callable must be used as Callable[[arg, ...], result].')
        params, result = args
        if isinstance(params, (list, tuple)):
            args = (*params, result)
        elif not _names_parameters(params):
            raise TypeError('Expected a list of types, an ellipsis, '
                            f'ParamSpec, or Concatenate. Got {params}')
        return super().__new__(cls, origin, args)

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and _names_parameters(args[0]):
            return super().__repr__()
        return ('collections.abc.Callable'
                f'[[{", ".join(map(_type_repr, args[:-1]))}], {_type_repr(args[-1])}]')

    def __reduce__(self):
        args = self.__args__
        if not (len(args) == 2 and _names_parameters(args[0])):
            args = list(args[:-1]), args[-1]
        return _CallableGenericAlias, (Callable, args)

    def __getitem__(self, item):
        # Substitution goes through the flat arguments, then is regrouped.
        if not isinstance(item, tuple):
            item = (item,)
        args = super().__getitem__(item).__args__
        if not (len(args) == 2 and _names_parameters(args[0])):
            args = list(args[:-1]), args[-1]
        return _CallableGenericAlias(Callable, tuple(args))

def _names_parameters(obj):
    """Whether obj stands for a whole parameter list."""
    if obj is Ellipsis:
        return True
    kind = type(obj)
    return (kind.__module__ == 'typing'
            and kind.__name__ in ('ParamSpec', '_ConcatenateGenericAlias'))

def _type_repr(obj):
    if isinstance(obj, GenericAlias):
        return repr(obj)
    if isinstance(obj, type):
        if obj.__module__ == 'builtins':
            return obj.__qualname__
        return f'{obj.__module__}.{obj.__qualname__}'
    if obj is Ellipsis:
        return '...'
    return repr(obj)


@_structural('__call__')
class Callable(metaclass=ABCMeta):
    """Has __call__."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, *args, **kwds):
        return False

    __class_getitem__ = classmethod(_CallableGenericAlias)


class Set(Collection):
    """A set in terms of __contains__, __iter__ and __len__.

    A concrete class whose constructor does not take an iterable must override
    _from_iterable().
    """

    __slots__ = ()

    def __le__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) <= len(other) and all(elem in other for elem in self)

    def __lt__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) < len(other) and self.__le__(other)

    def __gt__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) > len(other) and self.__ge__(other)

    def __ge__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) >= len(other) and all(elem in self for elem in other)

    def __eq__(self, other):
        if not isinstance(other, Set):
            return NotImplemented
        return len(self) == len(other) and self.__le__(other)

    @classmethod
    def _from_iterable(cls, it):
        """Make an instance from any iterable."""
        return cls(it)

    def __and__(self, other):
        if not isinstance(other, Iterable):
            return NotImplemented
        return self._from_iterable(value for value in other if value in self)

    __rand__ = __and__

    def isdisjoint(self, other):
        'Return True if two sets have a null intersection.'
        return not any(value in self for value in other)

    def __or__(self, other):
        if not isinstance(other, Iterable):
            return NotImplemented
        return self._from_iterable(e for s in (self, other) for e in s)

    __ror__ = __or__

    def __sub__(self, other):
        if not isinstance(other, Set):
            if not isinstance(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return self._from_iterable(value for value in self if value not in other)

    def __rsub__(self, other):
        if not isinstance(other, Set):
            if not isinstance(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return self._from_iterable(value for value in other if value not in self)

    def __xor__(self, other):
        if not isinstance(other, Set):
            if not isinstance(other, Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return (self - other) | (other - self)

    __rxor__ = __xor__

    def _hash(self):
        """A hash for immutable subclasses, the one of an equal frozenset."""
        return hash(frozenset(self))


class MutableSet(Set):
    """A set with add() and discard() besides."""

    __slots__ = ()

    @abstractmethod
    def add(self, value):
        """Add an element."""
        raise NotImplementedError

    @abstractmethod
    def discard(self, value):
        """Remove an element.  Do not raise an exception if absent."""
        raise NotImplementedError

    def remove(self, value):
        """Remove an element, which must be present."""
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self):
        """Remove and return an arbitrary element."""
        for value in self:
            break
        else:
            raise KeyError
        self.discard(value)
        return value

    def clear(self):
        """Remove all elements."""
        try:
            while True:
                self.pop()
        except KeyError:
            pass

    def __ior__(self, it):
        for value in it:
            self.add(value)
        return self

    def __iand__(self, it):
        for value in self - it:
            self.discard(value)
        return self

    def __ixor__(self, it):
        if it is self:
            self.clear()
            return self
        if not isinstance(it, Set):
            it = self._from_iterable(it)
        for value in it:
            if value in self:
                self.discard(value)
            else:
                self.add(value)
        return self

    def __isub__(self, it):
        if it is self:
            self.clear()
        else:
            for value in it:
                self.discard(value)
        return self


class Mapping(Collection):
    """A mapping in terms of __getitem__, __iter__ and __len__."""

    __slots__ = ()
    __abc_tpflags__ = 1 << 6        # matches mapping patterns

    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def get(self, key, default=None):
        'D.get(k[,d]) -> D[k] if k in D, else d.  d defaults to None.'
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        "D.keys() -> a set-like object providing a view on D's keys"
        return KeysView(self)

    def items(self):
        "D.items() -> a set-like object providing a view on D's items"
        return ItemsView(self)

    def values(self):
        "D.values() -> an object providing a view on D's values"
        return ValuesView(self)

    def __eq__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __reversed__ = None


class MappingView(Sized):
    """What keys(), items() and values() return."""

    __slots__ = ('_mapping',)

    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return f'{self.__class__.__name__}({self._mapping!r})'


class KeysView(MappingView, Set):
    """The keys of a mapping."""

    __slots__ = ()

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        yield from self._mapping


class ItemsView(MappingView, Set):
    """The (key, value) pairs of a mapping."""

    __slots__ = ()

    @classmethod
    def _from_iterable(cls, it):
        return set(it)

    def __contains__(self, item):
        key, value = item
        try:
            found = self._mapping[key]
        except KeyError:
            return False
        return found is value or found == value

    def __iter__(self):
        for key in self._mapping:
            yield key, self._mapping[key]


class ValuesView(MappingView, Collection):
    """The values of a mapping."""

    __slots__ = ()

    def __contains__(self, value):
        for key in self._mapping:
            found = self._mapping[key]
            if found is value or found == value:
                return True
        return False

    def __iter__(self):
        for key in self._mapping:
            yield self._mapping[key]


if _generic is not None:
    MappingView.__class_getitem__ = _generic


class MutableMapping(Mapping):
    """A mapping with __setitem__ and __delitem__ besides."""

    __slots__ = ()

    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    _missing = object()

    def pop(self, key, default=_missing):
        '''D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
          If key is not found, d is returned if given, otherwise KeyError is raised.
        '''
        try:
            value = self[key]
        except KeyError:
            if default is self._missing:
                raise
            return default
        del self[key]
        return value

    def popitem(self):
        '''D.popitem() -> (k, v), remove and return some (key, value) pair
           as a 2-tuple; but raise KeyError if D is empty.
        '''
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        'D.clear() -> None.  Remove all items from D.'
        try:
            while True:
                self.popitem()
        except KeyError:
            pass

    def update(self, other=(), /, **kwds):
        ''' D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
            If E present and has a .keys() method, does:     for k in E: D[k] = E[k]
            If E present and lacks .keys() method, does:     for (k, v) in E: D[k] = v
            In either case, this is followed by: for k, v in F.items(): D[k] = v
        '''
        if isinstance(other, Mapping):
            for key in other:
                self[key] = other[key]
        elif hasattr(other, 'keys'):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def setdefault(self, key, default=None):
        'D.setdefault(k[,d]) -> D.get(k,d), also set D[k]=d if k not in D'
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class Sequence(Reversible, Collection):
    """A sequence in terms of __getitem__ and __len__."""

    __slots__ = ()
    __abc_tpflags__ = 1 << 5        # matches sequence patterns

    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        i = 0
        try:
            while True:
                yield self[i]
                i += 1
        except IndexError:
            return

    def __contains__(self, value):
        for v in self:
            if v is value or v == value:
                return True
        return False

    def __reversed__(self):
        for i in range(len(self) - 1, -1, -1):
            yield self[i]

    def index(self, value, start=0, stop=None):
        '''S.index(value, [start, [stop]]) -> integer -- return first index of value.
           Raises ValueError if the value is not present.
        '''
        if start is not None and start < 0:
            start = max(len(self) + start, 0)
        if stop is not None and stop < 0:
            stop += len(self)
        i = start
        while stop is None or i < stop:
            try:
                v = self[i]
            except IndexError:
                break
            if v is value or v == value:
                return i
            i += 1
        raise ValueError

    def count(self, value):
        'S.count(value) -> integer -- return number of occurrences of value'
        return sum(1 for v in self if v is value or v == value)


class ByteString(Sequence):
    """bytes and bytearray."""

    __slots__ = ()


class MutableSequence(Sequence):
    """A sequence with __setitem__, __delitem__ and insert() besides."""

    __slots__ = ()

    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        'S.insert(index, value) -- insert value before index'
        raise IndexError

    def append(self, value):
        'S.append(value) -- append value to the end of the sequence'
        self.insert(len(self), value)

    def clear(self):
        'S.clear() -> None -- remove all items from S'
        try:
            while True:
                self.pop()
        except IndexError:
            pass

    def reverse(self):
        'S.reverse() -- reverse *IN PLACE*'
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]

    def extend(self, values):
        'S.extend(iterable) -- extend sequence by appending elements from the iterable'
        if values is self:
            values = list(values)
        for v in values:
            self.append(v)

    def pop(self, index=-1):
        '''S.pop([index]) -> item -- remove and return item at index (default last).
           Raise IndexError if list is empty or index is out of range.
        '''
        v = self[index]
        del self[index]
        return v

    def remove(self, value):
        '''S.remove(value) -- remove first occurrence of value.
           Raise ValueError if the value is not present.
        '''
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


def _register_builtins():
    """Tell the classes above of the built-in types that implement them."""
    def generator():
        yield

    async def coroutine():
        pass

    async def async_generator():
        yield

    def kind_of_iterator(*iterables):
        for obj in iterables:
            Iterator.register(type(obj))

    kind_of_iterator(iter(b''), iter(bytearray()), iter({}.keys()),
                     iter({}.values()), iter({}.items()), iter([]),
                     iter(reversed([])), iter(range(0)),
                     iter(range(1 << 1000)), iter(set()), iter(''),
                     iter(()), zip())
    Generator.register(type(generator()))
    coro = coroutine()
    Coroutine.register(type(coro))
    coro.close()
    AsyncGenerator.register(type(async_generator()))
    Set.register(frozenset)
    MutableSet.register(set)
    KeysView.register(type({}.keys()))
    ItemsView.register(type({}.items()))
    ValuesView.register(type({}.values()))
    Mapping.register(type(type.__dict__))
    MutableMapping.register(dict)
    for kind in tuple, str, range, memoryview:
        Sequence.register(kind)
    ByteString.register(bytes)
    ByteString.register(bytearray)
    MutableSequence.register(list)
    MutableSequence.register(bytearray)
    for kind in bytes, bytearray, memoryview:
        Buffer.register(kind)


_register_builtins()
# Under the names other modules know.
_check_methods = _has_methods
dict_keys = type({}.keys())
dict_values = type({}.values())
dict_items = type({}.items())
mappingproxy = type(type.__dict__)
