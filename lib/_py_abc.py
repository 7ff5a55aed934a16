"""The machinery of abc.ABCMeta in Python, for an interpreter without _abc.

Each abstract class keeps a registry of its virtual subclasses and two caches
of answers.  A negative answer holds until something is registered anywhere,
which a global counter records.
"""

from _weakrefset import WeakSet

_invalidations = 0


class _Data:
    __slots__ = ('registry', 'positive', 'negative', 'version')

    def __init__(self):
        self.registry = WeakSet()
        self.positive = WeakSet()
        self.negative = WeakSet()
        self.version = _invalidations


def _abc_init(cls):
    abstract = {name for name, value in cls.__dict__.items()
                if getattr(value, '__isabstractmethod__', False)}
    for base in cls.__bases__:
        for name in getattr(base, '__abstractmethods__', ()):
            if getattr(getattr(cls, name, None), '__isabstractmethod__', False):
                abstract.add(name)
    cls.__abstractmethods__ = frozenset(abstract)
    cls._abc_impl = _Data()


def _abc_register(cls, subclass):
    global _invalidations
    if not isinstance(subclass, type):
        raise TypeError('Can only register classes')
    if issubclass(subclass, cls):
        return subclass
    if issubclass(cls, subclass):
        raise RuntimeError('Refusing to create an inheritance cycle')
    cls._abc_impl.registry.add(subclass)
    _invalidations += 1
    return subclass


def _abc_instancecheck(cls, instance):
    subclass = instance.__class__
    if subclass in cls._abc_impl.positive:
        return True
    kind = type(instance)
    if kind is subclass:
        return cls.__subclasscheck__(subclass)
    return cls.__subclasscheck__(subclass) or cls.__subclasscheck__(kind)


def _abc_subclasscheck(cls, subclass):
    if not isinstance(subclass, type):
        raise TypeError('issubclass() arg 1 must be a class')
    data = cls._abc_impl
    if subclass in data.positive:
        return True
    if data.version < _invalidations:
        data.negative = WeakSet()
        data.version = _invalidations
    elif subclass in data.negative:
        return False
    answer = _decide(cls, subclass)
    (data.positive if answer else data.negative).add(subclass)
    return answer


def _decide(cls, subclass):
    answer = cls.__subclasshook__(subclass)
    if answer is not NotImplemented:
        assert isinstance(answer, bool)
        return answer
    if cls in getattr(subclass, '__mro__', ()):
        return True
    for registered in cls._abc_impl.registry:
        if issubclass(subclass, registered):
            return True
    for child in type.__subclasses__(cls):
        if issubclass(subclass, child):
            return True
    return False


def get_cache_token():
    """An opaque value that changes with every register() on any class."""
    return _invalidations


def _reset_registry(cls):
    cls._abc_impl.registry.clear()


def _reset_caches(cls):
    cls._abc_impl.positive.clear()
    cls._abc_impl.negative.clear()


def _get_dump(cls):
    """(registry, cache, negative cache, version) as sets of weak references."""
    data = cls._abc_impl
    return (data.registry.data, data.positive.data, data.negative.data,
            data.version)
