"""Abstract base classes (PEP 3119)."""

try:
    from _abc import (_abc_init, _abc_register, _abc_instancecheck,
                      _abc_subclasscheck, get_cache_token)
except ImportError:
    from _py_abc import (_abc_init, _abc_register, _abc_instancecheck,
                         _abc_subclasscheck, get_cache_token)

__all__ = ['ABC', 'ABCMeta', 'abstractmethod', 'abstractclassmethod',
           'abstractstaticmethod', 'abstractproperty', 'get_cache_token',
           'update_abstractmethods']


def abstractmethod(funcobj):
    """Mark a method that concrete subclasses must override."""
    funcobj.__isabstractmethod__ = True
    return funcobj


class abstractclassmethod(classmethod):
    """A class method that concrete subclasses must override."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractstaticmethod(staticmethod):
    """A static method that concrete subclasses must override."""

    __isabstractmethod__ = True

    def __init__(self, callable):
        callable.__isabstractmethod__ = True
        super().__init__(callable)


class abstractproperty(property):
    """A property that concrete subclasses must override."""

    __isabstractmethod__ = True


class ABCMeta(type):
    """Metaclass for abstract base classes.

    Such a class can be subclassed directly, and unrelated classes can be
    registered as its "virtual subclasses".
    """

    def __new__(mcls, name, bases, namespace, **kwargs):
        cls = super().__new__(mcls, name, bases, namespace, **kwargs)
        _abc_init(cls)
        return cls

    def register(cls, subclass):
        """Register a virtual subclass; returns it, so it works as a decorator."""
        return _abc_register(cls, subclass)

    def __instancecheck__(cls, instance):
        return _abc_instancecheck(cls, instance)

    def __subclasscheck__(cls, subclass):
        return _abc_subclasscheck(cls, subclass)


def update_abstractmethods(cls):
    """Compute __abstractmethods__ anew after methods were added to a class."""
    if not hasattr(cls, '__abstractmethods__'):
        return cls
    candidates = {name for base in cls.__bases__
                  for name in getattr(base, '__abstractmethods__', ())}
    candidates.update(cls.__dict__)
    cls.__abstractmethods__ = frozenset(
        name for name in candidates
        if getattr(getattr(cls, name, None), '__isabstractmethod__', False))
    return cls


class ABC(metaclass=ABCMeta):
    """Inherit from this to make an abstract base class without naming ABCMeta."""

    __slots__ = ()
