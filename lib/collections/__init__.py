"""Container datatypes beyond the built-in ones.

deque and defaultdict come from C; OrderedDict does too, with a Python version
for interpreters without it.  As in Python 3.2 the abstract base classes are
here as well as in collections.abc.
"""

import _collections_abc
from _collections_abc import *
from itertools import chain as _chain, repeat as _repeat, starmap as _starmap
from keyword import iskeyword as _iskeyword
from operator import itemgetter as _itemgetter, eq as _eq
from reprlib import recursive_repr as _recursive_repr
import sys as _sys

__all__ = ['ChainMap', 'Counter', 'OrderedDict', 'UserDict', 'UserList',
           'UserString', 'defaultdict', 'deque', 'namedtuple']
__all__ += _collections_abc.__all__

try:
    from _collections import deque, defaultdict
except ImportError:
    pass
else:
    MutableSequence.register(deque)

_generic = _collections_abc._generic

try:
    from _collections import _deque_iterator
except ImportError:
    pass


class _OrderedKeys(KeysView):
    __slots__ = ()

    def __reversed__(self):
        yield from reversed(self._mapping)


class _OrderedItems(ItemsView):
    __slots__ = ()

    def __reversed__(self):
        for key in reversed(self._mapping):
            yield key, self._mapping[key]


class _OrderedValues(ValuesView):
    __slots__ = ()

    def __reversed__(self):
        for key in reversed(self._mapping):
            yield self._mapping[key]


class _Link:
    __slots__ = ('prev', 'next', 'key', '__weakref__')


class OrderedDict(dict):
    """A dictionary that remembers insertion order and can change it.

    A circular doubly linked list of keys with a sentinel runs beside the dict,
    so that every operation keeps its O(1).
    """

    def __new__(cls, /, *args, **kwds):
        self = dict.__new__(cls)
        root = self.__root = _Link()
        root.prev = root.next = root
        self.__map = {}
        return self

    def __init__(self, other=(), /, **kwds):
        """Like dict's constructor; keyword order is kept."""
        self.__update(other, **kwds)

    def __setitem__(self, key, value, dict_setitem=dict.__setitem__):
        if key not in self:
            link = self.__map[key] = _Link()
            link.key = key
            self.__insert_before(link, self.__root)
        dict_setitem(self, key, value)

    def __delitem__(self, key, dict_delitem=dict.__delitem__):
        dict_delitem(self, key)
        self.__unlink(self.__map.pop(key))

    def __insert_before(self, link, place):
        link.prev, link.next = place.prev, place
        place.prev.next = link
        place.prev = link

    def __unlink(self, link):
        link.prev.next, link.next.prev = link.next, link.prev
        link.prev = link.next = None

    def __iter__(self):
        root = self.__root
        link = root.next
        while link is not root:
            yield link.key
            link = link.next
            if link is None:
                raise RuntimeError('OrderedDict mutated during iteration')

    def __reversed__(self):
        root = self.__root
        link = root.prev
        while link is not root:
            yield link.key
            link = link.prev
            if link is None:
                raise RuntimeError('OrderedDict mutated during iteration')

    def clear(self):
        'od.clear() -> None.  Remove all items from od.'
        root = self.__root
        root.prev = root.next = root
        self.__map.clear()
        dict.clear(self)

    def popitem(self, last=True):
        """Remove and return the last (key, value) pair, or the first one."""
        if not self:
            raise KeyError('dictionary is empty')
        link = self.__root.prev if last else self.__root.next
        key = link.key
        self.__unlink(link)
        del self.__map[key]
        return key, dict.pop(self, key)

    def move_to_end(self, key, last=True):
        """Move an existing key to the end, or to the beginning."""
        link = self.__map[key]
        self.__unlink(link)
        self.__insert_before(link, self.__root if last else self.__root.next)

    def __sizeof__(self):
        size = _sys.getsizeof
        n = len(self) + 1
        return (dict.__sizeof__(self) + size(self.__map) * 2
                + size(self.__root) * n + size(self.__dict__))

    update = __update = MutableMapping.update

    def keys(self):
        "D.keys() -> a set-like object providing a view on D's keys"
        return _OrderedKeys(self)

    def items(self):
        "D.items() -> a set-like object providing a view on D's items"
        return _OrderedItems(self)

    def values(self):
        "D.values() -> an object providing a view on D's values"
        return _OrderedValues(self)

    __ne__ = MutableMapping.__ne__
    __marker = object()

    def pop(self, key, default=__marker):
        """Remove a key and return its value; a default avoids KeyError."""
        marker = self.__marker
        result = dict.pop(self, key, marker)
        if result is not marker:
            link = self.__map.pop(key, None)
            if link is not None:
                self.__unlink(link)
            return result
        if key in self:
            result = self[key]
            del self[key]
            return result
        if default is not marker:
            return default
        raise KeyError(key)

    def setdefault(self, key, default=None):
        """The value of key, which is set to default if missing."""
        if key in self:
            return self[key]
        self[key] = default
        return default

    @_recursive_repr()
    def __repr__(self):
        if not self:
            return f'{self.__class__.__name__}()'
        return f'{self.__class__.__name__}({list(self.items())!r})'

    def __reduce__(self):
        state = vars(self).copy()
        for name in vars(OrderedDict()):
            state.pop(name, None)
        return self.__class__, (), state or None, None, iter(self.items())

    def copy(self):
        'od.copy() -> a shallow copy of od'
        return self.__class__(self)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        """A new ordered dictionary with keys from iterable and one value."""
        self = cls()
        for key in iterable:
            self[key] = value
        return self

    def __eq__(self, other):
        if isinstance(other, OrderedDict):
            return dict.__eq__(self, other) and all(map(_eq, self, other))
        return dict.__eq__(self, other)

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.__class__(self)
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.__class__(other)
        new.update(self)
        return new


try:
    from _collections import OrderedDict
except ImportError:
    pass


# namedtuple

try:
    from _collections import _tuplegetter
except ImportError:
    def _tuplegetter(index, doc):
        return property(_itemgetter(index), doc=doc)


def namedtuple(typename, field_names, *, verbose=False, rename=False,
               defaults=None, module=None):
    """Make a subclass of tuple with named fields.

    >>> Point = namedtuple('Point', ['x', 'y'])
    >>> p = Point(11, y=22)
    >>> p[0] + p[1]
    33
    >>> x, y = p
    >>> x, y
    (11, 22)
    >>> p.x + p.y
    33
    >>> p._asdict()['x']
    11
    >>> Point(**p._asdict())
    Point(x=11, y=22)
    >>> p._replace(x=100)
    Point(x=100, y=22)
    """
    names = _field_names(str(typename), field_names, rename)
    typename = _sys.intern(str(typename))
    if defaults is not None:
        defaults = tuple(defaults)
        if len(defaults) > len(names):
            raise TypeError('Got more default values than field names')
    cls = _make_namedtuple(typename, names, defaults)
    if verbose:
        print(cls._source)
    # The creating frame's module makes the class picklable.
    if module is None:
        try:
            module = _sys._getframe(1).f_globals.get('__name__', '__main__')
        except (AttributeError, ValueError):
            pass
    if module is not None:
        cls.__module__ = module
    return cls


def _field_names(typename, field_names, rename):
    """Check and return the names of the fields."""
    if isinstance(field_names, str):
        field_names = field_names.replace(',', ' ').split()
    names = [_sys.intern(str(name)) for name in field_names]
    if rename:
        seen = set()
        for i, name in enumerate(names):
            if (not name.isidentifier() or _iskeyword(name)
                    or name.startswith('_') or name in seen):
                names[i] = f'_{i}'
            seen.add(name)
    for name in [typename] + names:
        if not name.isidentifier():
            raise ValueError('Type names and field names must be valid '
                             f'identifiers: {name!r}')
        if _iskeyword(name):
            raise ValueError('Type names and field names cannot be a '
                             f'keyword: {name!r}')
    seen = set()
    for name in names:
        if name.startswith('_') and not rename:
            raise ValueError(f'Field names cannot start with an underscore: {name!r}')
        if name in seen:
            raise ValueError(f'Encountered duplicate field name: {name!r}')
        seen.add(name)
    return tuple(names)


def _make_namedtuple(typename, names, defaults):
    arguments = ', '.join(names) + (',' if len(names) == 1 else '')
    tuple_new = tuple.__new__
    count = len(names)
    # The constructor alone is compiled, so that it has a true signature.
    scope = {'tuple_new': tuple_new, '__builtins__': {},
             '__name__': f'namedtuple_{typename}'}
    __new__ = eval(f'lambda _cls, {arguments}: tuple_new(_cls, ({arguments}))', scope)
    __new__.__name__ = '__new__'
    __new__.__qualname__ = f'{typename}.__new__'
    __new__.__doc__ = f'Create new instance of {typename}({", ".join(names)})'
    if defaults is not None:
        __new__.__defaults__ = defaults

    @classmethod
    def _make(cls, iterable):
        result = tuple_new(cls, iterable)
        if len(result) != count:
            raise TypeError(f'Expected {count} arguments, got {len(result)}')
        return result

    def _replace(self, /, **kwds):
        result = self._make(map(kwds.pop, names, self))
        if kwds:
            error = TypeError if _sys.version_info >= (3, 13) else ValueError
            raise error(f'Got unexpected field names: {list(kwds)!r}')
        return result

    template = '(' + ', '.join(f'{name}=%r' for name in names) + ')'

    def __repr__(self):
        'Return a nicely formatted representation string'
        return self.__class__.__name__ + template % tuple(self)

    def _asdict(self):
        'Return a new dict which maps field names to their values.'
        return _asdict_type(zip(self._fields, self))

    def __getnewargs__(self):
        'Return self as a plain tuple.  Used by copy and pickle.'
        return tuple(self)

    for method in _make.__func__, _replace, __repr__, _asdict, __getnewargs__:
        method.__qualname__ = f'{typename}.{method.__name__}'
    _make.__func__.__doc__ = (f'Make a new {typename} object from a sequence '
                              'or iterable')
    _replace.__doc__ = (f'Return a new {typename} object replacing specified '
                        'fields with new values')

    namespace = {
        '__doc__': f'{typename}({", ".join(names)})',
        '__slots__': (),
        '_fields': names,
        '_field_defaults': (dict(zip(names[count - len(defaults):], defaults))
                            if defaults else {}),
        '__new__': __new__,
        '_make': _make,
        '_replace': _replace,
        '__replace__': _replace,
        '__repr__': __repr__,
        '_asdict': _asdict,
        '__getnewargs__': __getnewargs__,
        '__match_args__': names,
        '_source': _source,
    }
    for index, name in enumerate(names):
        namespace[name] = _tuplegetter(index, f'Alias for field number {index}')
    return type(typename, (tuple,), namespace)


class _Source:
    """The attribute _source of named tuples: a definition that makes the same class, written when it is asked for."""

    def __get__(self, instance, owner):
        cls = next(c for c in owner.__mro__ if '_fields' in vars(c))
        name, fields = cls.__name__, cls._fields
        arguments = ', '.join(fields)
        lines = [
            'from builtins import property as _property, tuple as _tuple',
            'from collections import OrderedDict as _OrderedDict',
            'from operator import itemgetter as _itemgetter',
            '',
            f'class {name}(tuple):',
            f'    {name + "(" + arguments + ")"!r}',
            '    __slots__ = ()',
            f'    _fields = {fields!r}',
            '',
            f'    def __new__({", ".join(("_cls",) + fields)}):',
            f'        return _tuple.__new__(_cls, ({arguments}{"," if len(fields) == 1 else ""}))',
            '',
            '    @classmethod',
            '    def _make(cls, iterable):',
            '        result = _tuple.__new__(cls, iterable)',
            f'        if len(result) != {len(fields)}:',
            f"            raise TypeError('Expected {len(fields)} arguments, got %d' % len(result))",
            '        return result',
            '',
            '    def _replace(_self, **kwds):',
            f'        result = _self._make(map(kwds.pop, {fields!r}, _self))',
            '        if kwds:',
            "            raise ValueError('Got unexpected field names: %r' % list(kwds))",
            '        return result',
            '',
            '    def __repr__(self):',
            f"        return self.__class__.__name__ + '({', '.join([field + '=%r' for field in fields])})' % tuple(self)",
            '',
            '    def _asdict(self):',
            '        return _OrderedDict(zip(self._fields, self))',
            '',
            '    def __getnewargs__(self):',
            '        return tuple(self)',
        ]
        for i, field in enumerate(fields):
            lines += ['', f"    {field} = _property(_itemgetter({i}), doc='Alias for field number {i}')"]
        return '\n'.join(lines) + '\n'


_source = _Source()

# Python 3.2 documents an OrderedDict here; it is a dict as well.
_asdict_type = OrderedDict


# Counter

def _count_elements(mapping, iterable):
    """Count the elements of iterable in mapping."""
    get = mapping.get
    for elem in iterable:
        mapping[elem] = get(elem, 0) + 1


try:
    from _collections import _count_elements
except ImportError:
    pass


class Counter(dict):
    """A dict for counting: elements are keys, their counts are values.

    >>> c = Counter('abcdeabcdabcaba')
    >>> c.most_common(3)
    [('a', 5), ('b', 4), ('c', 3)]
    >>> ''.join(sorted(c.elements()))
    'aaaaabbbbcccdde'
    >>> sum(c.values())
    15
    >>> c['z']
    0
    """

    def __init__(self, iterable=None, /, **kwds):
        """Count an iterable, or take counts from a mapping or keywords.

        >>> Counter()
        Counter()
        >>> Counter('banana') == Counter(a=3, n=2, b=1) == Counter({'a': 3, 'n': 2, 'b': 1})
        True
        """
        super().__init__()
        self.update(iterable, **kwds)

    def __missing__(self, key):
        'The count of elements not in the Counter is zero.'
        return 0

    def total(self):
        """The sum of the counts."""
        return sum(self.values())

    def most_common(self, n=None):
        """The n most common elements and their counts, all if n is None.

        >>> Counter('banana').most_common(2)
        [('a', 3), ('n', 2)]
        """
        if n is None:
            return sorted(self.items(), key=_itemgetter(1), reverse=True)
        from heapq import nlargest
        return nlargest(n, self.items(), key=_itemgetter(1))

    def elements(self):
        """Iterate over elements, each repeated as many times as its count.

        >>> sorted(Counter(x=2, y=1, z=0).elements())
        ['x', 'x', 'y']
        """
        return _chain.from_iterable(_starmap(_repeat, self.items()))

    @classmethod
    def fromkeys(cls, iterable, v=None):
        raise NotImplementedError(
            'Counter.fromkeys() is undefined.  Use Counter(iterable) instead.')

    def update(self, iterable=None, /, **kwds):
        """Like dict.update() but counts are added.

        >>> c = Counter('which')
        >>> c.update('witch')
        >>> c['h'], c['t']
        (3, 1)
        """
        if iterable is not None:
            if isinstance(iterable, Mapping):
                if self:
                    get = self.get
                    for elem, count in iterable.items():
                        self[elem] = count + get(elem, 0)
                else:
                    super().update(iterable)
            else:
                _count_elements(self, iterable)
        if kwds:
            self.update(kwds)

    def subtract(self, iterable=None, /, **kwds):
        """Like update() but counts are subtracted; they may become negative.

        >>> c = Counter('which')
        >>> c.subtract('watch')
        >>> c['h'], c['a']
        (1, -1)
        """
        if iterable is not None:
            get = self.get
            if isinstance(iterable, Mapping):
                for elem, count in iterable.items():
                    self[elem] = get(elem, 0) - count
            else:
                for elem in iterable:
                    self[elem] = get(elem, 0) - 1
        if kwds:
            self.subtract(kwds)

    def copy(self):
        'Return a shallow copy.'
        return self.__class__(self)

    def __reduce__(self):
        return self.__class__, (dict(self),)

    def __delitem__(self, elem):
        'Like dict.__delitem__() but does not raise KeyError for missing values.'
        if elem in self:
            super().__delitem__(elem)

    def __repr__(self):
        if not self:
            return f'{self.__class__.__name__}()'
        try:
            shown = dict(self.most_common())
        except TypeError:           # counts that do not compare
            shown = dict(self)
        return f'{self.__class__.__name__}({shown!r})'

    # A missing element counts as zero, in comparisons too.

    def __eq__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] == other[e] for c in (self, other) for e in c)

    def __ne__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return not self == other

    def __le__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] <= other[e] for c in (self, other) for e in c)

    def __lt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self <= other and self != other

    def __ge__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return all(self[e] >= other[e] for c in (self, other) for e in c)

    def __gt__(self, other):
        if not isinstance(other, Counter):
            return NotImplemented
        return self >= other and self != other

    # Multiset operations; results hold positive counts only.

    def _combined(self, other, operation):
        if not isinstance(other, Counter):
            return NotImplemented
        result = Counter()
        for elem, count in self.items():
            new = operation(count, other[elem])
            if new > 0:
                result[elem] = new
        for elem, count in other.items():
            if elem not in self:
                new = operation(0, count)
                if new > 0:
                    result[elem] = new
        return result

    def __add__(self, other):
        """Add the counts.

        >>> Counter('abbb') + Counter('bcc')
        Counter({'b': 4, 'c': 2, 'a': 1})
        """
        return self._combined(other, lambda a, b: a + b)

    def __sub__(self, other):
        """Subtract the counts, keep the positive ones.

        >>> Counter('abbbc') - Counter('bccd')
        Counter({'b': 2, 'a': 1})
        """
        return self._combined(other, lambda a, b: a - b)

    def __or__(self, other):
        """The greater of the counts.

        >>> Counter('abbb') | Counter('bcc')
        Counter({'b': 3, 'c': 2, 'a': 1})
        """
        return self._combined(other, lambda a, b: b if a < b else a)

    def __and__(self, other):
        """The lesser of the counts.

        >>> Counter('abbb') & Counter('bcc')
        Counter({'b': 1})
        """
        return self._combined(other, lambda a, b: a if a < b else b)

    def __pos__(self):
        'The positive counts.'
        return Counter({elem: count for elem, count in self.items() if count > 0})

    def __neg__(self):
        'The negative counts, with their sign changed.'
        return Counter({elem: -count for elem, count in self.items() if count < 0})

    def _keep_positive(self):
        for elem in [elem for elem, count in self.items() if not count > 0]:
            del self[elem]
        return self

    def __iadd__(self, other):
        """Add the counts in place, keep the positive ones.

        >>> c = Counter('see')
        >>> c += Counter('sea')
        >>> c == Counter(s=2, e=3, a=1)
        True
        """
        for elem, count in other.items():
            self[elem] += count
        return self._keep_positive()

    def __isub__(self, other):
        """Subtract the counts in place, keep the positive ones.

        >>> c = Counter('seesaw')
        >>> c -= Counter('saw')
        >>> c == Counter(s=1, e=2)
        True
        """
        for elem, count in other.items():
            self[elem] -= count
        return self._keep_positive()

    def __ior__(self, other):
        """Keep the greater of the counts.

        >>> c = Counter('see')
        >>> c |= Counter('sea')
        >>> c == Counter(s=1, e=2, a=1)
        True
        """
        for elem, count in other.items():
            if count > self[elem]:
                self[elem] = count
        return self._keep_positive()

    def __iand__(self, other):
        """Keep the smaller of the counts.

        >>> c = Counter('see')
        >>> c &= Counter('sea')
        >>> c == Counter(s=1, e=1)
        True
        """
        for elem, count in self.items():
            if other[elem] < count:
                self[elem] = other[elem]
        return self._keep_positive()


# ChainMap

class ChainMap(MutableMapping):
    """Several mappings seen as one.

    Lookups search the mappings one after the other; everything that changes
    acts on the first only.
    """

    def __init__(self, *maps):
        self.maps = list(maps) or [{}]

    def __missing__(self, key):
        raise KeyError(key)

    def __getitem__(self, key):
        for mapping in self.maps:
            try:
                return mapping[key]     # not `in`, which misses defaultdict
            except KeyError:
                pass
        return self.__missing__(key)

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __len__(self):
        return len(set().union(*self.maps))

    def __iter__(self):
        merged = {}
        for mapping in reversed(self.maps):
            merged.update(dict.fromkeys(mapping))
        return iter(merged)

    def __contains__(self, key):
        return any(key in mapping for mapping in self.maps)

    def __bool__(self):
        return any(self.maps)

    @_recursive_repr()
    def __repr__(self):
        return f'{self.__class__.__name__}({", ".join(map(repr, self.maps))})'

    @classmethod
    def fromkeys(cls, iterable, *args):
        """A ChainMap of one dict made from iterable."""
        return cls(dict.fromkeys(iterable, *args))

    def copy(self):
        """A copy of the first mapping chained to the others themselves."""
        return self.__class__(self.maps[0].copy(), *self.maps[1:])

    __copy__ = copy

    def new_child(self, m=None, **kwargs):
        """A ChainMap with a new mapping in front."""
        if m is None:
            m = kwargs
        elif kwargs:
            m.update(kwargs)
        return self.__class__(m, *self.maps)

    @property
    def parents(self):
        """A ChainMap of all mappings but the first."""
        return self.__class__(*self.maps[1:])

    def __setitem__(self, key, value):
        self.maps[0][key] = value

    def __delitem__(self, key):
        try:
            del self.maps[0][key]
        except KeyError:
            raise KeyError(f'Key not found in the first mapping: {key!r}') from None

    def popitem(self):
        """Remove and return an item of the first mapping."""
        try:
            return self.maps[0].popitem()
        except KeyError:
            raise KeyError('No keys found in the first mapping.') from None

    def pop(self, key, *args):
        """Remove a key from the first mapping and return its value."""
        try:
            return self.maps[0].pop(key, *args)
        except KeyError:
            raise KeyError(f'Key not found in the first mapping: {key!r}') from None

    def clear(self):
        """Clear the first mapping."""
        self.maps[0].clear()

    def __ior__(self, other):
        self.maps[0].update(other)
        return self

    def __or__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        new = self.copy()
        new.maps[0].update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        merged = dict(other)
        for mapping in reversed(self.maps):
            merged.update(mapping)
        return self.__class__(merged)


# The User classes wrap a value in `data`, for subclassing.

class UserDict(MutableMapping):
    """A dictionary made for subclassing; the contents are in `data`."""

    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        if dict is None and 'dict' in kwargs:       # 3.2 took it by name too
            import warnings
            warnings.warn("Passing 'dict' as keyword argument is deprecated",
                          DeprecationWarning, stacklevel=2)
            dict = kwargs.pop('dict')
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        missing = getattr(self.__class__, '__missing__', None)
        if missing is not None:
            return missing(self, key)
        raise KeyError(key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, key):
        return key in self.data

    def get(self, key, default=None):
        return self[key] if key in self else default

    def __repr__(self):
        return repr(self.data)

    def __or__(self, other):
        if isinstance(other, UserDict):
            return self.__class__({**self.data, **other.data})
        if isinstance(other, dict):
            return self.__class__({**self.data, **other})
        return NotImplemented

    def __ror__(self, other):
        if isinstance(other, UserDict):
            return self.__class__({**other.data, **self.data})
        if isinstance(other, dict):
            return self.__class__({**other, **self.data})
        return NotImplemented

    def __ior__(self, other):
        self.data.update(other.data if isinstance(other, UserDict) else other)
        return self

    def __copy__(self):
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        new.__dict__['data'] = self.__dict__['data'].copy()
        return new

    def copy(self):
        """A shallow copy."""
        if self.__class__ is UserDict:
            return UserDict(self.data.copy())
        from copy import copy
        data = self.data
        try:
            self.data = {}
            new = copy(self)
        finally:
            self.data = data
        new.update(self)
        return new

    @classmethod
    def fromkeys(cls, iterable, value=None):
        """A new dictionary with keys from iterable and one value."""
        new = cls()
        for key in iterable:
            new[key] = value
        return new


def _bare(other):
    """The data of a User object; anything else as it is."""
    return other.data if isinstance(other, (UserList, UserString)) else other


class UserList(MutableSequence):
    """A list made for subclassing; the contents are in `data`."""

    def __init__(self, initlist=None):
        self.data = []
        if initlist is None:
            return
        if type(initlist) is type(self.data):
            self.data[:] = initlist
        elif isinstance(initlist, UserList):
            self.data[:] = initlist.data[:]
        else:
            self.data = list(initlist)

    def __repr__(self):
        return repr(self.data)

    def __lt__(self, other):
        return self.data < _bare(other)

    def __le__(self, other):
        return self.data <= _bare(other)

    def __eq__(self, other):
        return self.data == _bare(other)

    def __gt__(self, other):
        return self.data > _bare(other)

    def __ge__(self, other):
        return self.data >= _bare(other)

    def __contains__(self, item):
        return item in self.data

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return self.__class__(self.data[i])
        return self.data[i]

    def __setitem__(self, i, item):
        self.data[i] = item

    def __delitem__(self, i):
        del self.data[i]

    def __add__(self, other):
        if isinstance(other, UserList):
            return self.__class__(self.data + other.data)
        if isinstance(other, type(self.data)):
            return self.__class__(self.data + other)
        return self.__class__(self.data + list(other))

    def __radd__(self, other):
        if isinstance(other, UserList):
            return self.__class__(other.data + self.data)
        if isinstance(other, type(self.data)):
            return self.__class__(other + self.data)
        return self.__class__(list(other) + self.data)

    def __iadd__(self, other):
        if isinstance(other, UserList):
            self.data += other.data
        elif isinstance(other, type(self.data)):
            self.data += other
        else:
            self.data += list(other)
        return self

    def __mul__(self, n):
        return self.__class__(self.data * n)

    __rmul__ = __mul__

    def __imul__(self, n):
        self.data *= n
        return self

    def __copy__(self):
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__dict__)
        new.__dict__['data'] = self.__dict__['data'][:]
        return new

    def append(self, item):
        self.data.append(item)

    def insert(self, i, item):
        self.data.insert(i, item)

    def pop(self, i=-1):
        return self.data.pop(i)

    def remove(self, item):
        self.data.remove(item)

    def clear(self):
        self.data.clear()

    def copy(self):
        return self.__class__(self)

    def count(self, item):
        return self.data.count(item)

    def index(self, item, *args):
        return self.data.index(item, *args)

    def reverse(self):
        self.data.reverse()

    def sort(self, /, *args, **kwds):
        self.data.sort(*args, **kwds)

    def extend(self, other):
        self.data.extend(_bare(other))


class UserString(Sequence):
    """A string made for subclassing; the contents are in `data`."""

    def __init__(self, seq):
        if isinstance(seq, str):
            self.data = seq
        elif isinstance(seq, UserString):
            self.data = seq.data[:]
        else:
            self.data = str(seq)

    def __str__(self):
        return str(self.data)

    def __repr__(self):
        return repr(self.data)

    def __int__(self):
        return int(self.data)

    def __float__(self):
        return float(self.data)

    def __complex__(self):
        return complex(self.data)

    def __hash__(self):
        return hash(self.data)

    def __getnewargs__(self):
        return (self.data[:],)

    def __eq__(self, string):
        return self.data == _bare(string)

    def __lt__(self, string):
        return self.data < _bare(string)

    def __le__(self, string):
        return self.data <= _bare(string)

    def __gt__(self, string):
        return self.data > _bare(string)

    def __ge__(self, string):
        return self.data >= _bare(string)

    def __contains__(self, char):
        return _bare(char) in self.data

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.__class__(self.data[index])

    def __add__(self, other):
        if isinstance(other, (UserString, str)):
            return self.__class__(self.data + _bare(other))
        return self.__class__(self.data + str(other))

    def __radd__(self, other):
        return self.__class__(str(_bare(other)) + self.data)

    def __mul__(self, n):
        return self.__class__(self.data * n)

    __rmul__ = __mul__

    def __mod__(self, args):
        return self.__class__(self.data % args)

    def __rmod__(self, template):
        return self.__class__(str(template) % self)

    # Methods with a string result give an instance of the class.

    def capitalize(self):
        return self.__class__(self.data.capitalize())

    def casefold(self):
        return self.__class__(self.data.casefold())

    def center(self, width, *args):
        return self.__class__(self.data.center(width, *args))

    def expandtabs(self, tabsize=8):
        return self.__class__(self.data.expandtabs(tabsize))

    def ljust(self, width, *args):
        return self.__class__(self.data.ljust(width, *args))

    def lower(self):
        return self.__class__(self.data.lower())

    def lstrip(self, chars=None):
        return self.__class__(self.data.lstrip(_bare(chars)))

    def removeprefix(self, prefix, /):
        return self.__class__(self.data.removeprefix(_bare(prefix)))

    def removesuffix(self, suffix, /):
        return self.__class__(self.data.removesuffix(_bare(suffix)))

    def replace(self, old, new, maxsplit=-1):
        return self.__class__(self.data.replace(_bare(old), _bare(new), maxsplit))

    def rjust(self, width, *args):
        return self.__class__(self.data.rjust(width, *args))

    def rstrip(self, chars=None):
        return self.__class__(self.data.rstrip(_bare(chars)))

    def strip(self, chars=None):
        return self.__class__(self.data.strip(_bare(chars)))

    def swapcase(self):
        return self.__class__(self.data.swapcase())

    def title(self):
        return self.__class__(self.data.title())

    def translate(self, *args):
        return self.__class__(self.data.translate(*args))

    def upper(self):
        return self.__class__(self.data.upper())

    def zfill(self, width):
        return self.__class__(self.data.zfill(width))

    # The others give what str gives.

    maketrans = str.maketrans

    def encode(self, encoding='utf-8', errors='strict'):
        encoding = 'utf-8' if encoding is None else encoding
        errors = 'strict' if errors is None else errors
        return self.data.encode(encoding, errors)

    def count(self, sub, start=0, end=_sys.maxsize):
        return self.data.count(_bare(sub), start, end)

    def endswith(self, suffix, start=0, end=_sys.maxsize):
        return self.data.endswith(suffix, start, end)

    def find(self, sub, start=0, end=_sys.maxsize):
        return self.data.find(_bare(sub), start, end)

    def format(self, /, *args, **kwds):
        return self.data.format(*args, **kwds)

    def format_map(self, mapping):
        return self.data.format_map(mapping)

    def index(self, sub, start=0, end=_sys.maxsize):
        return self.data.index(_bare(sub), start, end)

    def isalpha(self):
        return self.data.isalpha()

    def isalnum(self):
        return self.data.isalnum()

    def isascii(self):
        return self.data.isascii()

    def isdecimal(self):
        return self.data.isdecimal()

    def isdigit(self):
        return self.data.isdigit()

    def isidentifier(self):
        return self.data.isidentifier()

    def islower(self):
        return self.data.islower()

    def isnumeric(self):
        return self.data.isnumeric()

    def isprintable(self):
        return self.data.isprintable()

    def isspace(self):
        return self.data.isspace()

    def istitle(self):
        return self.data.istitle()

    def isupper(self):
        return self.data.isupper()

    def join(self, seq):
        return self.data.join(seq)

    def partition(self, sep):
        return self.data.partition(_bare(sep))

    def rfind(self, sub, start=0, end=_sys.maxsize):
        return self.data.rfind(_bare(sub), start, end)

    def rindex(self, sub, start=0, end=_sys.maxsize):
        return self.data.rindex(_bare(sub), start, end)

    def rpartition(self, sep):
        return self.data.rpartition(_bare(sep))

    def rsplit(self, sep=None, maxsplit=-1):
        return self.data.rsplit(_bare(sep), maxsplit)

    def split(self, sep=None, maxsplit=-1):
        return self.data.split(_bare(sep), maxsplit)

    def splitlines(self, keepends=False):
        return self.data.splitlines(keepends)

    def startswith(self, prefix, start=0, end=_sys.maxsize):
        return self.data.startswith(prefix, start, end)


if _generic is not None:
    Counter.__class_getitem__ = _generic
