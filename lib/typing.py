"""Type hints at run time (PEP 484 and its successors).

Nothing here checks types: the objects record what a hint said, so that it can be shown, compared,
parameterised and looked up again.

    TypeVar, ParamSpec, TypeVarTuple    parameters; made by hand or by def f[T], class C[T]
    _SpecialForm                        bare words: Union, ClassVar, Literal ...
    _GenericAlias and subclasses        a form or class with its arguments: List[int], Union[int, str]
    _SpecialGenericAlias                names for classes elsewhere: List, Dict, Callable ...
    Generic, Protocol                   bases of classes of one's own
    get_type_hints                      annotations with the strings in them evaluated

Substitution is shared with types.GenericAlias: a parameter has __typing_prepare_subst__(alias, args),
which brings the arguments of alias[args] into one for each parameter, and __typing_subst__(arg),
which checks one.
"""

import collections
import collections.abc
import functools
import operator
import sys
import types
from abc import ABCMeta, abstractmethod
from types import GenericAlias

__all__ = [
    'Annotated', 'Any', 'Callable', 'ClassVar', 'Concatenate', 'Final', 'ForwardRef', 'Generic',
    'Literal', 'Optional', 'ParamSpec', 'Protocol', 'Tuple', 'Type', 'TypeVar', 'TypeVarTuple',
    'Union',
    'AbstractSet', 'ByteString', 'Container', 'ContextManager', 'Hashable', 'ItemsView',
    'Iterable', 'Iterator', 'KeysView', 'Mapping', 'MappingView', 'MutableMapping',
    'MutableSequence', 'MutableSet', 'Sequence', 'Sized', 'ValuesView', 'Awaitable',
    'AsyncIterator', 'AsyncIterable', 'Coroutine', 'Collection', 'AsyncGenerator',
    'AsyncContextManager',
    'Reversible', 'SupportsAbs', 'SupportsBytes', 'SupportsComplex', 'SupportsFloat',
    'SupportsIndex', 'SupportsInt', 'SupportsRound',
    'ChainMap', 'Counter', 'Deque', 'Dict', 'DefaultDict', 'List', 'OrderedDict', 'Set',
    'FrozenSet', 'NamedTuple', 'TypedDict', 'Generator',
    'BinaryIO', 'IO', 'Match', 'Pattern', 'TextIO',
    'AnyStr', 'assert_type', 'assert_never', 'cast', 'clear_overloads', 'dataclass_transform',
    'final', 'get_args', 'get_origin', 'get_overloads', 'get_protocol_members', 'get_type_hints',
    'is_protocol', 'is_typeddict', 'LiteralString', 'Never', 'NewType', 'no_type_check',
    'no_type_check_decorator', 'NoDefault', 'NoReturn', 'NotRequired', 'overload', 'override',
    'ParamSpecArgs', 'ParamSpecKwargs', 'ReadOnly', 'Required', 'reveal_type',
    'runtime_checkable', 'Self', 'Text', 'TYPE_CHECKING', 'TypeAlias', 'TypeGuard', 'TypeIs',
    'TypeAliasType', 'Unpack',
]

TYPE_CHECKING = False


# Helpers

def _caller(depth=1):
    """The name of the module that called whoever calls this."""
    try:
        return sys._getframe(depth + 1).f_globals.get('__name__', '__main__')
    except ValueError:
        return None


def _cached(function):
    """Remember results; arguments that cannot be hashed go round the memory."""
    memory = functools.lru_cache(typed=True)(function)
    _cleanups.append(memory.cache_clear)

    @functools.wraps(function)
    def wrapper(*args):
        try:
            return memory(*args)
        except TypeError:
            return function(*args)
    return wrapper


_cleanups = []


def _type_repr(obj):
    """How a type shows inside an alias: as one would write it."""
    if isinstance(obj, type) and not isinstance(obj, GenericAlias):
        if obj.__module__ == 'builtins':
            return obj.__qualname__
        return f'{obj.__module__}.{obj.__qualname__}'
    if obj is ...:
        return '...'
    if isinstance(obj, types.FunctionType):
        return obj.__name__
    if isinstance(obj, tuple):
        return '[' + ', '.join(map(_type_repr, obj)) + ']'
    return repr(obj)


def _type_convert(arg, module=None, *, is_class=False):
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        return ForwardRef(arg, module=module, is_class=is_class)
    return arg


def _type_check(arg, message, is_argument=True, module=None, *, allow_special_forms=False):
    """The type an argument stands for; TypeError if it cannot be one."""
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        return ForwardRef(arg, is_argument=is_argument, module=module,
                          is_class=allow_special_forms)
    if isinstance(arg, type) and arg is not Generic and arg is not Protocol:
        return arg
    if type(arg) is tuple:
        raise TypeError(f'{message} Got {arg!r:.100}.')
    if isinstance(arg, _SpecialForm):
        if arg._plain or (allow_special_forms and arg._plain_in_class):
            return arg
        raise TypeError(f'Plain {arg!r} is not valid as type argument')
    if arg is Generic or arg is Protocol:
        raise TypeError(f'Plain {arg!r} is not valid as type argument')
    if isinstance(arg, _GenericAlias):
        origin = arg.__origin__
        if origin is Generic or origin is Protocol or (
                not allow_special_forms and (origin is ClassVar or (origin is Final and is_argument))):
            raise TypeError(f'{arg} is not valid as type argument')
    return arg


def _items(params):
    return params if isinstance(params, tuple) else (params,)


def _unpacked(obj):
    """Whether obj is *Ts, *tuple[...] or Unpack[...]."""
    return bool(getattr(obj, '__typing_is_unpacked_typevartuple__', False)
                or getattr(obj, '__typing_unpacked_tuple_args__', None) is not None)


def _is_unpacked_typevartuple(obj):
    return (not isinstance(obj, type)
            and getattr(obj, '__typing_is_unpacked_typevartuple__', False))


def _is_parameter_list(obj):
    """Whether obj may take the place of a ParamSpec."""
    return (obj is ... or isinstance(obj, (tuple, list, ParamSpec, _ConcatenateGenericAlias)))


def _add_parameters(args, found):
    for arg in args:
        if isinstance(arg, type):
            continue
        if isinstance(arg, (tuple, list)):
            _add_parameters(arg, found)
        elif hasattr(arg, '__typing_subst__'):
            if arg not in found:
                found.append(arg)
        else:
            for parameter in getattr(arg, '__parameters__', ()):
                if parameter not in found:
                    found.append(parameter)


def _collect_parameters(args, *, enforce_default_ordering=True):
    """The type parameters in args, each once, in order of appearance."""
    found = []
    _add_parameters(args, found)
    if enforce_default_ordering:
        previous = None
        for parameter in found:
            if parameter.__default__ is not NoDefault:
                previous = parameter
            elif previous is not None and not isinstance(parameter, TypeVarTuple):
                raise TypeError(f'Type parameter {parameter!r} without a default follows type '
                                'parameter with a default')
    return tuple(found)


def _flat_tuples(args):
    """args with *tuple[int, str] written out."""
    flat = []
    for arg in args:
        inner = getattr(arg, '__typing_unpacked_tuple_args__', None)
        if inner is not None and not (inner and inner[-1] is ...):
            flat.extend(inner)
        else:
            flat.append(arg)
    return flat


def _prepare(alias, parameters, args):
    """One argument for each parameter, or TypeError."""
    for parameter in parameters:
        prepare = getattr(parameter, '__typing_prepare_subst__', None)
        if prepare is not None:
            args = prepare(alias, args)
    given, wanted = len(args), len(parameters)
    if given != wanted:
        expected = wanted
        if given < wanted:
            missing_default = sum(p.has_default() for p in parameters)
            if missing_default:
                expected = f'at least {wanted - missing_default}'
        raise TypeError(f'Too {"many" if given > wanted else "few"} arguments for {alias}; '
                        f'actual {given}, expected {expected}')
    return args


def _substituted(args, values):
    """args with the parameters in them replaced by their values: a list."""
    result = []
    for arg in args:
        if isinstance(arg, type):
            result.append(arg)
            continue
        if isinstance(arg, (tuple, list)):
            result.append(tuple(_substituted(arg, values)))
            continue
        subst = getattr(arg, '__typing_subst__', None)
        if subst is not None:
            new = subst(values[arg])
        else:
            inner = getattr(arg, '__parameters__', ())
            new = arg
            if inner:
                chosen = []
                for parameter in inner:
                    value = values[parameter]
                    if isinstance(parameter, TypeVarTuple):
                        chosen.extend(value)
                    else:
                        chosen.append(value)
                new = arg[tuple(chosen)]
        if isinstance(arg, TypeVarTuple) or (_is_unpacked_typevartuple(arg) and isinstance(new, tuple)):
            result.extend(new)
        else:
            result.append(new)
    return result


# Type parameters

class _NoDefaultType:
    """The type of NoDefault."""

    __slots__ = ()

    def __new__(cls):
        return globals().get('NoDefault') or object.__new__(cls)

    def __repr__(self):
        return 'typing.NoDefault'

    def __reduce__(self):
        return 'NoDefault'


NoDefault = _NoDefaultType()
_UNSET = object()


class _Unionable:
    """Objects that | joins into a Union."""

    __slots__ = ()

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]


class _Parameter(_Unionable):
    """What type parameters share. A bound or default of the new syntax is a function until asked for."""

    def __init_subclass__(cls, **kwargs):
        if cls.__module__ != __name__:
            raise TypeError(f"type 'typing.{cls.__mro__[1].__name__}' is not an acceptable base type")

    def _start(self, name, default, module):
        if not isinstance(name, str):
            raise TypeError(f"{type(self).__name__}() argument 'name' must be str, "
                            f'not {type(name).__name__}')
        self.__name__ = name
        self.__module__ = module
        self._default = default
        self._lazy_default = None

    @property
    def __default__(self):
        if self._lazy_default is not None:
            self._default = self._lazy_default()
            self._lazy_default = None
        return self._default

    def has_default(self):
        return self._lazy_default is not None or self._default is not NoDefault

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of {type(self).__name__}')

    def __reduce__(self):
        return self.__name__


class _Variant(_Parameter):
    """Type parameters with a variance."""

    def _vary(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError('Bivariant types are not supported.')
        if infer_variance and (covariant or contravariant):
            raise ValueError('Variance cannot be specified with infer_variance.')
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return ('+' if self.__covariant__ else '-' if self.__contravariant__ else '~') + self.__name__


class TypeVar(_Variant):
    """A type variable: TypeVar(name, *constraints, bound=None, covariant=False, contravariant=False)."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False,
                 infer_variance=False, default=NoDefault):
        self._start(name, default, _caller())
        self._vary(covariant, contravariant, infer_variance)
        if constraints and bound is not None:
            raise TypeError('Constraints cannot be combined with bound=...')
        if len(constraints) == 1:
            raise TypeError('A single constraint is not allowed')
        self._constraints = tuple(_type_check(c, 'TypeVar(name, constraint, ...): constraints must be types.')
                                  for c in constraints)
        self._bound = None if bound is None else _type_check(bound, 'Bound must be a type.')
        self._lazy_bound = None

    @property
    def __bound__(self):
        self._evaluate()
        return self._bound

    @property
    def __constraints__(self):
        self._evaluate()
        return self._constraints

    def _evaluate(self):
        """Call the function that a bound is in def f[T: bound]."""
        if self._lazy_bound is None:
            return
        kind, function = self._lazy_bound
        value = function()
        if kind == 'constraints':
            self._constraints = value
        else:
            self._bound = value
        self._lazy_bound = None

    def __typing_subst__(self, arg):
        arg = _type_check(arg, 'Parameters to generic types must be types.')
        if _unpacked(arg):
            raise TypeError(f'{arg} is not valid as type argument')
        return arg

    def __typing_prepare_subst__(self, alias, args):
        i = alias.__parameters__.index(self)
        if i == len(args) and self.has_default():
            return (*args, self.__default__)
        return args


class ParamSpec(_Variant):
    """A parameter specification variable: the parameters of a callable."""

    def __init__(self, name, *, bound=None, covariant=False, contravariant=False,
                 infer_variance=False, default=NoDefault):
        self._start(name, default, _caller())
        self._vary(covariant, contravariant, infer_variance)
        self.__bound__ = None if bound is None else _type_check(bound, 'Bound must be a type.')

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        if isinstance(arg, (list, tuple)):
            return tuple(_type_check(a, 'Expected a type.') for a in arg)
        if not _is_parameter_list(arg):
            raise TypeError('Expected a list of types, an ellipsis, ParamSpec, or Concatenate. '
                            f'Got {arg}')
        return arg

    def __typing_prepare_subst__(self, alias, args):
        parameters = alias.__parameters__
        i = parameters.index(self)
        if i == len(args) and self.has_default():
            args = (*args, self.__default__)
        if i >= len(args):
            raise TypeError(f'Too few arguments for {alias}')
        if len(parameters) == 1 and not _is_parameter_list(args[0]):
            return (tuple(args),)           # Z[int, str] is Z[[int, str]]
        if isinstance(args[i], list):
            return (*args[:i], tuple(args[i]), *args[i + 1:])
        return args


class _ParamSpecPart(_Unionable):
    __slots__ = ('__origin__',)

    def __init__(self, origin):
        self.__origin__ = origin

    def __eq__(self, other):
        return type(self) is type(other) and self.__origin__ == other.__origin__

    def __hash__(self):
        return hash((type(self), self.__origin__))

    def __repr__(self):
        return f'{self.__origin__.__name__}.{self._part}'

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of {type(self).__name__}')


class ParamSpecArgs(_ParamSpecPart):
    """P.args: the positional arguments that a ParamSpec stands for."""
    _part = 'args'


class ParamSpecKwargs(_ParamSpecPart):
    """P.kwargs: the keyword arguments that a ParamSpec stands for."""
    _part = 'kwargs'


class TypeVarTuple(_Parameter):
    """Any number of types: TypeVarTuple(name), used as *Ts."""

    def __init__(self, name, *, default=NoDefault):
        self._start(name, default, _caller())

    def __iter__(self):
        yield Unpack[self]

    def __repr__(self):
        return self.__name__

    def __typing_subst__(self, arg):
        if isinstance(arg, tuple):
            return arg
        raise TypeError('Substitution of bare TypeVarTuple is not supported')

    def __typing_prepare_subst__(self, alias, args):
        """Gather what the parameters on both sides leave over."""
        parameters = alias.__parameters__
        at = parameters.index(self)
        if any(isinstance(p, TypeVarTuple) for p in parameters[at + 1:]):
            raise TypeError(f'More than one TypeVarTuple parameter in {alias}')
        given, before, after = len(args), at, len(parameters) - at - 1
        left = right = 0        # arguments of known position at both ends
        filler = None           # *tuple[int, ...] serves as many as needed
        unbounded = None
        for k, arg in enumerate(args):
            inner = getattr(arg, '__typing_unpacked_tuple_args__', None)
            if inner and len(inner) == 2 and inner[-1] is ...:
                if unbounded is not None:
                    raise TypeError('More than one unpacked arbitrary-length tuple argument')
                unbounded, filler = k, inner[0]
        if unbounded is not None:
            left, right = min(before, unbounded), min(after, given - unbounded - 1)
        elif before + after > given:
            raise TypeError(f'Too few arguments for {alias}; actual {given}, expected at least '
                            f'{len(parameters) - 1}')
        else:
            left, right = before, after
        rest = tuple(args[left:given - right])
        if not rest and self.has_default():
            rest = tuple(_items(self.__default__))
        return (*args[:left], *([filler] * (before - left)), rest,
                *([filler] * (after - right)), *args[given - right:])


# Made by the machine for the type parameters of def, class and type (PEP 695).

def _make_typevar(name):
    var = TypeVar(name, infer_variance=True)
    var.__module__ = _caller()
    return var


def _make_typevar_bound(name, function):
    var = TypeVar(name, infer_variance=True)
    var.__module__ = _caller()
    var._lazy_bound = 'bound', function
    return var


def _make_typevar_constraints(name, function):
    var = TypeVar(name, infer_variance=True)
    var.__module__ = _caller()
    var._lazy_bound = 'constraints', function
    return var


def _make_paramspec(name):
    var = ParamSpec(name, infer_variance=True)
    var.__module__ = _caller()
    return var


def _make_typevartuple(name):
    var = TypeVarTuple(name)
    var.__module__ = _caller()
    return var


def _set_typeparam_default(parameter, function):
    parameter._lazy_default = function
    return parameter


def _subscript_generic(parameters):
    return Generic[tuple(Unpack[p] if isinstance(p, TypeVarTuple) else p for p in parameters)]


def _make_type_alias(parts):
    name, parameters, function = parts
    alias = TypeAliasType.__new__(TypeAliasType)
    alias._start(name, parameters or (), _caller())
    alias._lazy_value = function
    return alias


class TypeAliasType(_Unionable):
    """What the type statement makes: a name for a type, evaluated when __value__ is asked for."""

    _READONLY = ('__name__', '__module__', '__type_params__', '__parameters__', '__value__')

    def __init__(self, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError("typealias() argument 'name' must be str, "
                            f'not {type(name).__name__}')
        if not isinstance(type_params, tuple):
            raise TypeError('type_params must be a tuple')
        self._start(name, type_params, _caller())
        self._value = value

    def __init_subclass__(cls, **kwargs):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")

    def _start(self, name, type_params, module):
        set = object.__setattr__
        set(self, '__name__', name)
        set(self, '__module__', module)
        set(self, '__type_params__', type_params)
        set(self, '__parameters__', tuple(p for q in type_params
                                          for p in (q if isinstance(q, TypeVarTuple) else (q,))))
        set(self, '_lazy_value', None)
        set(self, '_value', None)

    @property
    def __value__(self):
        if self._lazy_value is not None:
            self._value = self._lazy_value()
            self._lazy_value = None
        return self._value

    def __setattr__(self, name, value):
        if name in self._READONLY:
            raise AttributeError('readonly attribute')
        if name not in ('_value', '_lazy_value'):
            raise AttributeError(f"'typing.TypeAliasType' object has no attribute {name!r}")
        object.__setattr__(self, name, value)

    def __repr__(self):
        return self.__name__

    def __getitem__(self, args):
        if not self.__type_params__:
            raise TypeError('Only generic type aliases are subscriptable')
        return GenericAlias(self, args)

    def __iter__(self):
        yield Unpack[self]

    def __reduce__(self):
        return self.__name__

    def __mro_entries__(self, bases):
        raise TypeError('cannot subclass a type alias')


# Special forms

class _Final:
    """No subclasses outside this module."""

    __slots__ = ('__weakref__',)

    def __init_subclass__(cls, **kwargs):
        if cls.__module__ != __name__:
            raise TypeError('Cannot subclass special typing classes')


class _SpecialForm(_Final, _Unionable):
    """A word of the type language; what it means in brackets is a function."""

    def __init__(self, function, *, subscript=True, plain=False, plain_in_class=False):
        self._name = function.__name__
        self.__doc__ = function.__doc__
        self._getitem = function if subscript else None
        self._plain = plain
        self._plain_in_class = plain or plain_in_class

    def __getattr__(self, name):
        if name in ('__name__', '__qualname__'):
            return self._name
        if name == '__module__':
            return 'typing'
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self):
        return 'typing.' + self._name

    def __reduce__(self):
        return self._name

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass {self!r}')

    def __call__(self, *args, **kwargs):
        raise TypeError(f'Cannot instantiate {self!r}')

    def __instancecheck__(self, obj):
        raise TypeError(f'{self} cannot be used with isinstance()')

    def __subclasscheck__(self, cls):
        raise TypeError(f'{self} cannot be used with issubclass()')

    def __getitem__(self, parameters):
        if self._getitem is None:
            raise TypeError(f'{self} is not subscriptable')
        return self._getitem(self, parameters)


def _form(**options):
    return lambda function: _SpecialForm(function, **options)


class _AnyMeta(type):
    def __instancecheck__(self, obj):
        if self is Any:
            raise TypeError('typing.Any cannot be used with isinstance()')
        return super().__instancecheck__(obj)

    def __repr__(self):
        return 'typing.Any' if self is Any else super().__repr__()


class Any(metaclass=_AnyMeta):
    """Any type. As a base class it makes mocks and such acceptable everywhere."""

    def __new__(cls, *args, **kwargs):
        if cls is Any:
            raise TypeError('Any cannot be instantiated')
        return super().__new__(cls)


@_form(subscript=False, plain=True)
def NoReturn(self, parameters):
    """The result of a function that never returns."""


@_form(subscript=False, plain=True)
def Never(self, parameters):
    """The type without values."""


@_form(subscript=False, plain=True)
def Self(self, parameters):
    """The class that the method is called on."""


@_form(subscript=False, plain=True)
def LiteralString(self, parameters):
    """A str made of literals only."""


@_form(subscript=False, plain=True)
def TypeAlias(self, parameters):
    """Marks an assignment as a type alias."""


@_form(plain_in_class=True)
def ClassVar(self, parameters):
    """Marks a class variable: ClassVar[int]."""
    item = _type_check(parameters, f'{self} accepts only single type.', allow_special_forms=True)
    return _GenericAlias(self, (item,))


@_form(plain_in_class=True)
def Final(self, parameters):
    """Marks a name that is bound once: Final[int]."""
    item = _type_check(parameters, f'{self} accepts only single type.', allow_special_forms=True)
    return _GenericAlias(self, (item,))


def _distinct(items):
    result = []
    for item in items:
        if item not in result:
            result.append(item)
    return result


@_form()
@_cached
def Union(self, parameters):
    """One of several types: Union[int, str]."""
    if parameters == ():
        raise TypeError('Cannot take a Union of no types.')
    members = []
    for p in _items(parameters):
        p = _type_check(p, 'Union[arg, ...]: each arg must be a type.')
        if isinstance(p, (_UnionGenericAlias, types.UnionType)):
            members.extend(p.__args__)
        else:
            members.append(p)
    members = _distinct(members)
    if len(members) == 1:
        return members[0]
    name = 'Optional' if len(members) == 2 and type(None) in members else None
    return _UnionGenericAlias(self, tuple(members), name=name)


@_form()
def Optional(self, parameters):
    """Optional[X] is Union[X, None]."""
    return Union[_type_check(parameters, f'{self} requires a single type.'), type(None)]


@_form()
def Literal(self, parameters):
    """One of several values: Literal['r', 'w']."""
    values = []
    for p in _items(parameters):
        if isinstance(p, _LiteralGenericAlias):
            values.extend(p.__args__)
        else:
            values.append(p)
    seen = []
    for value in values:        # Literal[0] and Literal[False] differ
        if not any(type(value) is type(other) and value == other for other in seen):
            seen.append(value)
    return _LiteralGenericAlias(self, tuple(seen))


@_form()
def Concatenate(self, parameters):
    """Parameters in front of those of a ParamSpec: Callable[Concatenate[int, P], str]."""
    if parameters == ():
        raise TypeError('Cannot take a Concatenate of no types.')
    parameters = _items(parameters)
    if not (parameters[-1] is ... or isinstance(parameters[-1], ParamSpec)):
        raise TypeError('The last parameter to Concatenate should be a ParamSpec variable or ellipsis.')
    message = 'Concatenate[arg, ...]: each arg must be a type.'
    return _ConcatenateGenericAlias(
        self, (*(_type_check(p, message) for p in parameters[:-1]), parameters[-1]))


def _single(self, parameters):
    item = _type_check(parameters, f'{self} accepts only single type.')
    return _GenericAlias(self, (item,))


def _single_special(self, parameters):
    item = _type_check(parameters, f'{self} accepts only a single type.', allow_special_forms=True)
    return _GenericAlias(self, (item,))


@_form()
def TypeGuard(self, parameters):
    """The result of a function that tells whether its argument has a type."""
    return _single(self, parameters)


@_form()
def TypeIs(self, parameters):
    """As TypeGuard, telling also when the argument has not the type."""
    return _single(self, parameters)


@_form()
def Required(self, parameters):
    """A key that a TypedDict must have."""
    return _single_special(self, parameters)


@_form()
def NotRequired(self, parameters):
    """A key that a TypedDict may lack."""
    return _single_special(self, parameters)


@_form()
def ReadOnly(self, parameters):
    """A key of a TypedDict that is not to be changed."""
    return _single_special(self, parameters)


@_form()
def Unpack(self, parameters):
    """Unpack[Ts] is *Ts."""
    return _UnpackGenericAlias(self, (_type_check(parameters, f'{self} accepts only single type.'),))


@_form()
def Annotated(self, parameters):
    """A type with notes for somebody else: Annotated[T, note, ...]."""
    if not isinstance(parameters, tuple) or len(parameters) < 2:
        raise TypeError('Annotated[...] should be used with at least two arguments '
                        '(a type and an annotation).')
    if _unpacked(parameters[0]):
        raise TypeError('Annotated[...] should not be used with an unpacked TypeVarTuple')
    origin = _type_check(parameters[0], 'Annotated[t, ...]: t must be a type.',
                         allow_special_forms=True)
    return _AnnotatedAlias(origin, tuple(parameters[1:]))


# Forward references

class ForwardRef(_Final, _Unionable):
    """A type named by a string, for get_type_hints to evaluate."""

    __slots__ = ('__forward_arg__', '__forward_code__', '__forward_evaluated__',
                 '__forward_value__', '__forward_is_argument__', '__forward_is_class__',
                 '__forward_module__')

    def __init__(self, arg, is_argument=True, module=None, *, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f'Forward reference must be a string -- got {arg!r}')
        try:
            # *Ts is no expression by itself: it is compiled as an item of a tuple.
            code = compile(f'({arg},)[0]' if arg.startswith('*') else arg, '<string>', 'eval')
        except SyntaxError:
            raise SyntaxError(f'Forward reference must be an expression -- got {arg!r}') from None
        self.__forward_arg__ = arg
        self.__forward_code__ = code
        self.__forward_evaluated__ = False
        self.__forward_value__ = None
        self.__forward_is_argument__ = is_argument
        self.__forward_is_class__ = is_class
        self.__forward_module__ = module

    def _evaluate(self, globalns, localns, type_params=(), *, recursive_guard=frozenset()):
        if self.__forward_arg__ in recursive_guard:
            return self
        if self.__forward_evaluated__ and localns is globalns:
            return self.__forward_value__
        if globalns is None:
            globalns = {} if localns is None else localns
        if localns is None:
            localns = globalns
        module = sys.modules.get(self.__forward_module__)
        if module is not None:
            globalns = module.__dict__
        if type_params:
            localns = {**{p.__name__: p for p in type_params
                          if p.__name__ not in globalns or p.__name__ not in localns}, **localns}
        value = _type_check(eval(self.__forward_code__, globalns, localns),
                            'Forward references must evaluate to types.',
                            is_argument=self.__forward_is_argument__,
                            allow_special_forms=self.__forward_is_class__)
        value = _evaluated(value, globalns, localns, type_params,
                           recursive_guard | {self.__forward_arg__})
        self.__forward_value__ = value
        self.__forward_evaluated__ = True
        return value

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        if self.__forward_evaluated__ and other.__forward_evaluated__:
            return (self.__forward_arg__ == other.__forward_arg__
                    and self.__forward_value__ == other.__forward_value__)
        return (self.__forward_arg__ == other.__forward_arg__
                and self.__forward_module__ == other.__forward_module__)

    def __hash__(self):
        return hash((self.__forward_arg__, self.__forward_module__))

    def __repr__(self):
        module = self.__forward_module__
        return f'ForwardRef({self.__forward_arg__!r}{f", module={module!r}" if module else ""})'


def _evaluated(hint, globalns, localns, type_params=(), recursive_guard=frozenset()):
    """A hint with the forward references in it evaluated."""
    if isinstance(hint, ForwardRef):
        return hint._evaluate(globalns, localns, type_params, recursive_guard=recursive_guard)
    if not isinstance(hint, (_GenericAlias, GenericAlias, types.UnionType)):
        return hint
    builtin = isinstance(hint, GenericAlias)
    args = hint.__args__
    if builtin:             # list['int'] keeps the string
        args = tuple(ForwardRef(a) if isinstance(a, str) else a for a in args)
    new = tuple(_evaluated(a, globalns, localns, type_params, recursive_guard) for a in args)
    if new == hint.__args__:
        return hint
    if builtin:
        if getattr(hint, '__unpacked__', False):
            return next(iter(GenericAlias(hint.__origin__, new)))
        if hint.__origin__ is collections.abc.Callable and type(hint) is not GenericAlias:
            if len(new) == 2 and _is_parameter_list(new[0]):
                return hint.__origin__[new]
            return hint.__origin__[list(new[:-1]), new[-1]]
        return GenericAlias(hint.__origin__, new)
    if isinstance(hint, types.UnionType):
        return functools.reduce(operator.or_, new)
    return hint.copy_with(new)


# Aliases

class _BaseGenericAlias(_Final):
    """Something that stands for a class: calls and attributes go to __origin__."""

    __slots__ = ('__dict__',)

    def __init__(self, origin, *, inst=True, name=None):
        set = self.__dict__
        set['_inst'] = inst
        set['_name'] = name
        set['__origin__'] = origin

    def __call__(self, *args, **kwargs):
        if not self._inst:
            raise TypeError(f'Type {self._name} cannot be instantiated; use '
                            f'{self.__origin__.__name__}() instead')
        result = self.__origin__(*args, **kwargs)
        try:
            result.__orig_class__ = self
        except Exception:       # slots, or a __setattr__ that refuses
            pass
        return result

    def __mro_entries__(self, bases):
        entries = []
        if self.__origin__ not in bases:
            entries.append(self.__origin__)
        # Generic is added once, by the last alias that needs it.
        after = bases[bases.index(self) + 1:]
        if not any(isinstance(b, _BaseGenericAlias) or (isinstance(b, type) and issubclass(b, Generic))
                   for b in after):
            entries.append(Generic)
        return tuple(entries)

    def __getattr__(self, name):
        if name in ('__origin__', '__args__'):
            raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')
        if '__origin__' in self.__dict__ and not (name[:2] == name[-2:] == '__'):
            return getattr(self.__origin__, name)
        if name in ('__name__', '__qualname__'):
            return self._name or getattr(self.__origin__, name)
        if name == '__module__':
            return self.__origin__.__module__
        raise AttributeError(f'{type(self).__name__!r} object has no attribute {name!r}')

    def __setattr__(self, name, value):
        if name[:2] == name[-2:] == '__' or name in ('_inst', '_name', '_nparams', '_defaults'):
            object.__setattr__(self, name, value)
        else:
            setattr(self.__origin__, name, value)

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError('Subscripted generics cannot be used with class and instance checks')

    def __dir__(self):
        return list({*object.__dir__(self),
                     *(n for n in dir(self.__origin__) if not n[:2] == n[-2:] == '__')})


class _GenericAlias(_BaseGenericAlias, _Unionable):
    """origin[args]."""

    __slots__ = ()

    def __init__(self, origin, args, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name)
        args = _items(args)
        set = self.__dict__
        set['__args__'] = args
        set['__parameters__'] = _collect_parameters(
            args, enforce_default_ordering=origin is Generic or origin is Protocol)
        if not name:
            set['__module__'] = getattr(origin, '__module__', None)

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    @_cached
    def __getitem__(self, args):
        if self.__origin__ is Generic or self.__origin__ is Protocol:
            raise TypeError(f'Cannot subscript already-subscripted {self}')
        if not self.__parameters__:
            raise TypeError(f'{self} is not a generic class')
        args = tuple(_type_convert(a) for a in _flat_tuples(_items(args)))
        args = _prepare(self, self.__parameters__, args)
        values = dict(zip(self.__parameters__, args))
        return self.copy_with(tuple(_substituted(self.__args__, values)))

    def copy_with(self, args):
        return type(self)(self.__origin__, args, name=self._name, inst=self._inst)

    def __repr__(self):
        name = 'typing.' + self._name if self._name else _type_repr(self.__origin__)
        if not self.__args__:
            return name + '[()]'
        return name + '[' + ', '.join(map(_type_repr, self.__args__)) + ']'

    def __reduce__(self):
        origin = globals()[self._name] if self._name else self.__origin__
        args = self.__args__
        if len(args) == 1 and not isinstance(args[0], tuple):
            args = args[0]
        return operator.getitem, (origin, args)

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, _SpecialForm):
            raise TypeError(f'Cannot subclass {self!r}')
        if self._name:
            return super().__mro_entries__(bases)
        if self.__origin__ is Generic:
            if Protocol in bases:
                return ()
            after = bases[bases.index(self) + 1:]
            if any(isinstance(b, _BaseGenericAlias) and b is not self for b in after):
                return ()
        return (self.__origin__,)

    def __iter__(self):
        yield Unpack[self]


class _CallableGenericAlias(_GenericAlias):
    """Callable[[arg, ...], result]; __args__ is flat."""

    __slots__ = ()

    def copy_with(self, args):
        flat = []
        for arg in args[:-1]:
            if isinstance(arg, (tuple, list)):
                flat.extend(arg)
            else:
                flat.append(arg)
        return _CallableGenericAlias(self.__origin__, (*flat, args[-1]), name=self._name,
                                     inst=self._inst)

    def _names_parameters(self):
        return len(self.__args__) == 2 and _is_parameter_list(self.__args__[0])

    def __repr__(self):
        if self._names_parameters():
            return super().__repr__()
        args = self.__args__
        return (f'typing.Callable[[{", ".join(map(_type_repr, args[:-1]))}], '
                f'{_type_repr(args[-1])}]')

    def __reduce__(self):
        args = self.__args__
        if not self._names_parameters():
            args = list(args[:-1]), args[-1]
        return operator.getitem, (Callable, args)


class _UnionGenericAlias(_GenericAlias):
    __slots__ = ()

    def copy_with(self, args):
        return Union[args]

    def __eq__(self, other):
        if not isinstance(other, (_UnionGenericAlias, types.UnionType)):
            return NotImplemented
        try:
            return set(self.__args__) == set(other.__args__)
        except TypeError:       # a member that cannot be hashed
            return (all(a in other.__args__ for a in self.__args__)
                    and all(a in self.__args__ for a in other.__args__))

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __repr__(self):
        if len(self.__args__) == 2 and self._name == 'Optional':
            none = type(None)
            first, second = self.__args__
            return f'typing.Optional[{_type_repr(second if first is none else first)}]'
        return 'typing.Union[' + ', '.join(map(_type_repr, self.__args__)) + ']'

    def __instancecheck__(self, obj):
        return any(isinstance(obj, arg) for arg in self.__args__)

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, arg) for arg in self.__args__)

    def __reduce__(self):
        return operator.getitem, (Union, self.__args__)


class _LiteralGenericAlias(_GenericAlias):
    __slots__ = ()

    def __init__(self, origin, args, **options):
        super().__init__(origin, (), **options)
        self.__dict__['__args__'] = args        # values: nothing in them is a parameter

    def _typed(self):
        return [(value, type(value)) for value in self.__args__]

    def __eq__(self, other):
        if not isinstance(other, _LiteralGenericAlias):
            return NotImplemented
        mine, others = self._typed(), other._typed()
        return len(mine) == len(others) and all(v in others for v in mine)

    def __hash__(self):
        return hash(frozenset(self._typed()))

    def __repr__(self):
        return 'typing.Literal[' + ', '.join(map(repr, self.__args__)) + ']'

    def __reduce__(self):
        return operator.getitem, (Literal, self.__args__)


class _ConcatenateGenericAlias(_GenericAlias):
    __slots__ = ()

    def copy_with(self, args):
        last = args[-1]
        if isinstance(last, (list, tuple)):
            return (*args[:-1], *last)
        if isinstance(last, _ConcatenateGenericAlias):
            args = (*args[:-1], *last.__args__)
        return super().copy_with(args)


class _UnpackGenericAlias(_GenericAlias):
    __slots__ = ()

    def __repr__(self):
        return f'typing.Unpack[{_type_repr(self.__args__[0])}]'

    def __getitem__(self, args):
        if self.__typing_is_unpacked_typevartuple__:
            return _items(args)
        return super().__getitem__(args)

    @property
    def __typing_unpacked_tuple_args__(self):
        inner = self.__args__[0]
        if isinstance(inner, (_GenericAlias, GenericAlias)):
            if inner.__origin__ is tuple:
                return inner.__args__
        return None

    @property
    def __typing_is_unpacked_typevartuple__(self):
        return isinstance(self.__args__[0], TypeVarTuple)


class _AnnotatedAlias(_GenericAlias):
    """__origin__ is the type, __metadata__ the notes."""

    __slots__ = ()

    def __init__(self, origin, metadata):
        if isinstance(origin, _AnnotatedAlias):
            metadata = origin.__metadata__ + metadata
            origin = origin.__origin__
        super().__init__(origin, origin, name='Annotated')
        self.__dict__['__metadata__'] = metadata

    def copy_with(self, args):
        return _AnnotatedAlias(args[0], self.__metadata__)

    def __repr__(self):
        return (f'typing.Annotated[{_type_repr(self.__origin__)}, '
                f'{", ".join(map(repr, self.__metadata__))}]')

    def __eq__(self, other):
        if not isinstance(other, _AnnotatedAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__metadata__ == other.__metadata__

    def __hash__(self):
        return hash((self.__origin__, self.__metadata__))

    def __getattr__(self, name):
        if name in ('__name__', '__qualname__'):
            return 'Annotated'
        return super().__getattr__(name)

    def __mro_entries__(self, bases):
        return (self.__origin__,)

    def __reduce__(self):
        return operator.getitem, (Annotated, (self.__origin__, *self.__metadata__))


class _SpecialGenericAlias(_BaseGenericAlias, _Unionable):
    """A name here for a class elsewhere: List for list. parameters: how many, -1 for any number."""

    __slots__ = ()

    def __init__(self, origin, parameters, *, inst=True, name=None, defaults=()):
        super().__init__(origin, inst=inst, name=name or origin.__name__)
        set = self.__dict__
        set['_nparams'] = parameters
        set['_defaults'] = defaults
        set['__module__'] = 'typing'
        if origin.__module__ == 'builtins':
            set['__doc__'] = f'A generic version of {origin.__qualname__}.'
        else:
            set['__doc__'] = f'A generic version of {origin.__module__}.{origin.__qualname__}.'

    @_cached
    def __getitem__(self, args):
        message = 'Parameters to generic types must be types.'
        args = tuple(_type_check(a, message) for a in _items(args))
        wanted = self._nparams
        if len(args) < wanted <= len(args) + len(self._defaults):
            args += self._defaults[len(args) - wanted:]
        if wanted == 0:
            raise TypeError(f'{self} is not a generic class')
        if len(args) != wanted and not any(_unpacked(a) for a in args):
            expected = (f'at least {wanted - len(self._defaults)}' if self._defaults and len(args) < wanted
                        else wanted)
            raise TypeError(f'Too {"many" if len(args) > wanted else "few"} arguments for {self}; '
                            f'actual {len(args)}, expected {expected}')
        return self.copy_with(args)

    def copy_with(self, args):
        return _GenericAlias(self.__origin__, args, name=self._name, inst=self._inst)

    def __repr__(self):
        return 'typing.' + self._name

    def __subclasscheck__(self, cls):
        if isinstance(cls, _SpecialGenericAlias):
            return issubclass(cls.__origin__, self.__origin__)
        if not isinstance(cls, _GenericAlias):
            return issubclass(cls, self.__origin__)
        return super().__subclasscheck__(cls)

    def __reduce__(self):
        return self._name


class _CallableType(_SpecialGenericAlias):
    __slots__ = ()

    def copy_with(self, args):
        return _CallableGenericAlias(self.__origin__, args, name=self._name, inst=self._inst)

    def __getitem__(self, args):
        if not isinstance(args, tuple) or len(args) != 2:
            raise TypeError('Callable must be used as Callable[[arg, ...], result].')
        arguments, result = args
        if isinstance(arguments, list):
            arguments = tuple(arguments)
        return self._make(arguments, result)

    @_cached
    def _make(self, arguments, result):
        result = _type_check(result, 'Callable[args, result]: result must be a type.')
        if isinstance(arguments, tuple):
            arguments = tuple(_type_convert(a) for a in arguments)
            return self.copy_with((*arguments, result))
        if not _is_parameter_list(arguments):
            raise TypeError('Callable[args, result]: args must be a list. Got '
                            f'{arguments!r}')
        return self.copy_with((arguments, result))


class _TupleType(_SpecialGenericAlias):
    __slots__ = ()

    @_cached
    def __getitem__(self, args):
        args = _items(args)
        if len(args) >= 2 and args[-1] is ...:
            message = 'Tuple[t, ...]: t must be a type.'
            args = (*(_type_check(a, message) for a in args[:-1]), ...)
        else:
            args = tuple(_type_check(a, 'Tuple[t0, t1, ...]: each t must be a type.') for a in args)
        return self.copy_with(args)


# Generic

def _generic_class_getitem(cls, args):
    args = tuple(_type_convert(a) for a in _items(args))
    if cls is Generic or cls is Protocol:
        if not args:
            raise TypeError(f'Parameter list to {cls.__qualname__}[...] cannot be empty')
        for p in args:
            if not (isinstance(p, (TypeVar, ParamSpec)) or _is_unpacked_typevartuple(p)):
                raise TypeError(f'Parameters to {cls.__name__}[...] must all be type variables or '
                                'parameter specification variables.')
        if len(set(args)) != len(args):
            raise TypeError(f'Parameters to {cls.__name__}[...] must all be unique')
        return _GenericAlias(cls, args)
    parameters = cls.__parameters__
    if not parameters:
        raise TypeError(f'{cls} is not a generic class')
    prepared = _prepare(cls, parameters, tuple(_flat_tuples(args)))
    final = []
    for parameter, value in zip(parameters, prepared):
        value = parameter.__typing_subst__(value)
        if isinstance(parameter, TypeVarTuple):
            final.extend(value)
        else:
            final.append(value)
    return _GenericAlias(cls, tuple(final))


def _generic_parameters(cls, bases):
    """The __parameters__ of a class whose bases were written so."""
    parameters = list(_collect_parameters(bases))
    listed = None
    for base in bases:
        if isinstance(base, _GenericAlias) and base.__origin__ in (Generic, Protocol):
            if listed is not None:
                raise TypeError(f'Cannot inherit from {base.__origin__.__name__}[...] multiple times.')
            listed = base
    if listed is None:
        return tuple(parameters)
    missing = [p for p in parameters if p not in listed.__parameters__]
    if missing:
        raise TypeError(f'Some type variables ({", ".join(map(str, missing))}) are not listed in '
                        f'{listed.__origin__.__name__}'
                        f'[{", ".join(map(str, listed.__parameters__))}]')
    return listed.__parameters__


class GenericMeta(type):
    """The metaclass of generic classes in the first versions of typing. None is needed any more: no class has it."""


class Generic:
    """Base of generic classes: class C(Generic[T])."""

    __slots__ = ()
    _is_protocol = False

    @classmethod
    def __class_getitem__(cls, args):
        return _getitem_memory(cls, args)

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if '__orig_bases__' in cls.__dict__:
            plain = Generic in cls.__orig_bases__
        else:
            plain = (Generic in cls.__bases__ and cls.__name__ != 'Protocol'
                     and type(cls) is not _TypedDictMeta)
        if plain:
            raise TypeError('Cannot inherit from plain Generic')
        cls.__parameters__ = _generic_parameters(cls, cls.__dict__.get('__orig_bases__', ()))


_getitem_memory = _cached(_generic_class_getitem)


# Protocol (PEP 544)

_NOT_MEMBERS = frozenset([
    '__parameters__', '__orig_bases__', '__orig_class__', '_is_protocol', '_is_runtime_protocol',
    '__protocol_attrs__', '__non_callable_proto_members__', '__type_params__',
    '__abstractmethods__', '__annotations__', '__dict__', '__doc__', '__init__', '__module__',
    '__new__', '__slots__', '__subclasshook__', '__weakref__', '__class_getitem__',
    '__match_args__', '__static_attributes__', '__firstlineno__', '__qualname__',
])


def _protocol_members(cls):
    members = set()
    for base in cls.__mro__[:-1]:
        if base.__name__ in ('Protocol', 'Generic'):
            continue
        for name in (*base.__dict__, *base.__dict__.get('__annotations__', ())):
            if not name.startswith('_abc_') and name not in _NOT_MEMBERS:
                members.add(name)
    return members


def _static_attribute(obj, name, default=None):
    """An attribute found without running code of obj's."""
    if isinstance(obj, type):
        for base in type.__dict__['__mro__'].__get__(obj):
            if name in base.__dict__:
                return base.__dict__[name]
    else:
        try:
            own = object.__getattribute__(obj, '__dict__')
        except AttributeError:
            own = ()
        if isinstance(own, dict) and name in own:
            return own[name]
    for base in type(obj).__mro__:
        if name in base.__dict__:
            return base.__dict__[name]
    return default


def _protocol_init(self, *args, **kwargs):
    """__init__ of protocols: they have no instances; a subclass finds its own __init__ behind it."""
    cls = type(self)
    if cls._is_protocol:
        raise TypeError('Protocols cannot be instantiated')
    if cls.__init__ is not _protocol_init:
        return
    for base in cls.__mro__:
        init = base.__dict__.get('__init__', _protocol_init)
        if init is not _protocol_init:
            cls.__init__ = init
            break
    else:
        cls.__init__ = object.__init__
    cls.__init__(self, *args, **kwargs)


def _protocol_hook(cls, other):
    """__subclasshook__ of protocols."""
    if not cls.__dict__.get('_is_protocol', False):
        return NotImplemented
    for name in cls.__protocol_attrs__:
        for base in other.__mro__:
            if name in base.__dict__:
                if base.__dict__[name] is None:
                    return NotImplemented
                break
            if (issubclass(other, Generic) and getattr(other, '_is_protocol', False)
                    and name in base.__dict__.get('__annotations__', ())):
                break
        else:
            return NotImplemented
    return True


_MAY_SUBCLASS = {
    'collections.abc': ['Callable', 'Awaitable', 'Iterable', 'Iterator', 'AsyncIterable',
                        'AsyncIterator', 'Hashable', 'Sized', 'Container', 'Collection',
                        'Reversible', 'Buffer'],
    'contextlib': ['AbstractContextManager', 'AbstractAsyncContextManager'],
    'os': ['PathLike'],
}


def _inside_abc():
    """Whether a check comes from abc or functools, which ask about every class."""
    module = _caller(2)
    return module in ('abc', '_py_abc', 'functools', None)


class _ProtocolMeta(ABCMeta):
    def __new__(mcls, name, bases, namespace, /, **kwargs):
        if name == 'Protocol' and bases == (Generic,):
            pass
        elif 'Protocol' in globals() and Protocol in bases:
            for base in bases:
                if not (base in (object, Generic)
                        or base.__name__ in _MAY_SUBCLASS.get(
                            'collections.abc' if base.__module__ == '_collections_abc'
                            else base.__module__, ())
                        or (issubclass(base, Generic) and getattr(base, '_is_protocol', False))):
                    raise TypeError('Protocols can only inherit from other protocols, '
                                    f'got {base!r}')
        return super().__new__(mcls, name, bases, namespace, **kwargs)

    def __init__(cls, *args, **kwargs):
        if getattr(cls, '_is_protocol', False):
            cls.__protocol_attrs__ = _protocol_members(cls)

    def __subclasscheck__(cls, other):
        if cls is Protocol:
            return type.__subclasscheck__(cls, other)
        if getattr(cls, '_is_protocol', False) and not _inside_abc():
            if not isinstance(other, type):
                raise TypeError('issubclass() arg 1 must be a class')
            if not getattr(cls, '_is_runtime_protocol', False):
                raise TypeError('Instance and class checks can only be used with '
                                '@runtime_checkable protocols')
            data = getattr(cls, '__non_callable_proto_members__', None)
            if data and cls.__dict__.get('__subclasshook__') is not None:
                raise TypeError('Protocols with non-method members don\'t support issubclass(). '
                                f'Non-method members: {str(sorted(data))[1:-1]}.')
        return super().__subclasscheck__(other)

    def __instancecheck__(cls, instance):
        if cls is Protocol:
            return type.__instancecheck__(cls, instance)
        if not getattr(cls, '_is_protocol', False):
            return super().__instancecheck__(instance)
        if not getattr(cls, '_is_runtime_protocol', False) and not _inside_abc():
            raise TypeError('Instance and class checks can only be used with '
                            '@runtime_checkable protocols')
        if super().__instancecheck__(instance):
            return True
        missing = object()
        for name in cls.__protocol_attrs__:
            value = _static_attribute(instance, name, missing)
            if value is missing or (value is None and name not in cls.__non_callable_proto_members__):
                return False
        return True


class Protocol(Generic, metaclass=_ProtocolMeta):
    """Base of protocol classes: what has the members is an instance."""

    __slots__ = ()
    _is_protocol = True
    _is_runtime_protocol = False

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        if not cls.__dict__.get('_is_protocol', False):
            cls._is_protocol = any(b is Protocol for b in cls.__bases__)
        if '__subclasshook__' not in cls.__dict__:
            cls.__subclasshook__ = classmethod(_protocol_hook)
        if cls._is_protocol and cls.__init__ is Protocol.__init__:
            cls.__init__ = _protocol_init


_Protocol = Protocol            # what it was called before it was offered


def runtime_checkable(cls):
    """Allow isinstance() and issubclass() with a protocol."""
    if not ((isinstance(cls, type) and issubclass(cls, Generic)) and getattr(cls, '_is_protocol', False)):
        raise TypeError('@runtime_checkable can be only applied to protocol classes, got %r' % cls)
    cls._is_runtime_protocol = True
    cls.__non_callable_proto_members__ = {
        name for name in cls.__protocol_attrs__ if not callable(getattr(cls, name, None))}
    return cls


def is_protocol(tp, /):
    """Whether tp is a protocol class."""
    return isinstance(tp, type) and tp is not Protocol and getattr(tp, '_is_protocol', False)


def get_protocol_members(tp, /):
    """The names that a protocol asks for."""
    if not is_protocol(tp):
        raise TypeError(f'{tp!r} is not a Protocol')
    return frozenset(tp.__protocol_attrs__)


# Names for classes elsewhere

_abc = collections.abc
T = TypeVar('T')
KT = TypeVar('KT')
VT = TypeVar('VT')
T_co = TypeVar('T_co', covariant=True)
V_co = TypeVar('V_co', covariant=True)
VT_co = TypeVar('VT_co', covariant=True)
T_contra = TypeVar('T_contra', contravariant=True)
CT_co = TypeVar('CT_co', covariant=True, bound=type)
AnyStr = TypeVar('AnyStr', bytes, str)
Text = str

Hashable = _SpecialGenericAlias(_abc.Hashable, 0)
Sized = _SpecialGenericAlias(_abc.Sized, 0)
ByteString = _SpecialGenericAlias(_abc.ByteString, 0)
Awaitable = _SpecialGenericAlias(_abc.Awaitable, 1)
Coroutine = _SpecialGenericAlias(_abc.Coroutine, 3)
AsyncIterable = _SpecialGenericAlias(_abc.AsyncIterable, 1)
AsyncIterator = _SpecialGenericAlias(_abc.AsyncIterator, 1)
AsyncGenerator = _SpecialGenericAlias(_abc.AsyncGenerator, 2, defaults=(type(None),))
Generator = _SpecialGenericAlias(_abc.Generator, 3, defaults=(type(None), type(None)))
Iterable = _SpecialGenericAlias(_abc.Iterable, 1)
Iterator = _SpecialGenericAlias(_abc.Iterator, 1)
Reversible = _SpecialGenericAlias(_abc.Reversible, 1)
Container = _SpecialGenericAlias(_abc.Container, 1)
Collection = _SpecialGenericAlias(_abc.Collection, 1)
Callable = _CallableType(_abc.Callable, 2)
AbstractSet = _SpecialGenericAlias(_abc.Set, 1, name='AbstractSet')
MutableSet = _SpecialGenericAlias(_abc.MutableSet, 1)
Mapping = _SpecialGenericAlias(_abc.Mapping, 2)
MutableMapping = _SpecialGenericAlias(_abc.MutableMapping, 2)
Sequence = _SpecialGenericAlias(_abc.Sequence, 1)
MutableSequence = _SpecialGenericAlias(_abc.MutableSequence, 1)
MappingView = _SpecialGenericAlias(_abc.MappingView, 1)
KeysView = _SpecialGenericAlias(_abc.KeysView, 1)
ItemsView = _SpecialGenericAlias(_abc.ItemsView, 2)
ValuesView = _SpecialGenericAlias(_abc.ValuesView, 1)
Tuple = _TupleType(tuple, -1, inst=False, name='Tuple')
List = _SpecialGenericAlias(list, 1, inst=False, name='List')
Set = _SpecialGenericAlias(set, 1, inst=False, name='Set')
FrozenSet = _SpecialGenericAlias(frozenset, 1, inst=False, name='FrozenSet')
Dict = _SpecialGenericAlias(dict, 2, inst=False, name='Dict')
Type = _SpecialGenericAlias(type, 1, inst=False, name='Type')
Deque = _SpecialGenericAlias(collections.deque, 1, name='Deque')
DefaultDict = _SpecialGenericAlias(collections.defaultdict, 2, name='DefaultDict')
OrderedDict = _SpecialGenericAlias(collections.OrderedDict, 2)
Counter = _SpecialGenericAlias(collections.Counter, 1)
ChainMap = _SpecialGenericAlias(collections.ChainMap, 2)


def __getattr__(name):
    """Names whose classes are in modules that few programs need."""
    if name in ('Pattern', 'Match'):
        import re
        alias = _SpecialGenericAlias(getattr(re, name), 1)
    elif name == 'ContextManager':
        import contextlib
        alias = _SpecialGenericAlias(contextlib.AbstractContextManager, 2, name=name,
                                     defaults=(Optional[bool],))
    elif name == 'AsyncContextManager':
        import contextlib
        alias = _SpecialGenericAlias(contextlib.AbstractAsyncContextManager, 2, name=name,
                                     defaults=(Optional[bool],))
    else:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    globals()[name] = alias
    return alias


# Protocols of one method

@runtime_checkable
class SupportsInt(Protocol):
    """What int() takes by __int__."""
    __slots__ = ()

    @abstractmethod
    def __int__(self) -> int:
        pass


@runtime_checkable
class SupportsFloat(Protocol):
    """What float() takes by __float__."""
    __slots__ = ()

    @abstractmethod
    def __float__(self) -> float:
        pass


@runtime_checkable
class SupportsComplex(Protocol):
    """What complex() takes by __complex__."""
    __slots__ = ()

    @abstractmethod
    def __complex__(self) -> complex:
        pass


@runtime_checkable
class SupportsBytes(Protocol):
    """What bytes() takes by __bytes__."""
    __slots__ = ()

    @abstractmethod
    def __bytes__(self) -> bytes:
        pass


@runtime_checkable
class SupportsIndex(Protocol):
    """What serves as an index."""
    __slots__ = ()

    @abstractmethod
    def __index__(self) -> int:
        pass


@runtime_checkable
class SupportsAbs(Protocol[T_co]):
    """What abs() takes."""
    __slots__ = ()

    @abstractmethod
    def __abs__(self) -> T_co:
        pass


@runtime_checkable
class SupportsRound(Protocol[T_co]):
    """What round() takes."""
    __slots__ = ()

    @abstractmethod
    def __round__(self, ndigits: int = 0) -> T_co:
        pass


# Files

class IO(Generic[AnyStr]):
    """A file as open() gives it; use TextIO or BinaryIO where the mode is known."""

    __slots__ = ()

    @property
    @abstractmethod
    def mode(self) -> str: ...

    @property
    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    @abstractmethod
    def closed(self) -> bool: ...

    @abstractmethod
    def fileno(self) -> int: ...

    @abstractmethod
    def flush(self) -> None: ...

    @abstractmethod
    def isatty(self) -> bool: ...

    @abstractmethod
    def read(self, n: int = -1) -> AnyStr: ...

    @abstractmethod
    def readable(self) -> bool: ...

    @abstractmethod
    def readline(self, limit: int = -1) -> AnyStr: ...

    @abstractmethod
    def readlines(self, hint: int = -1) -> List[AnyStr]: ...

    @abstractmethod
    def seek(self, offset: int, whence: int = 0) -> int: ...

    @abstractmethod
    def seekable(self) -> bool: ...

    @abstractmethod
    def tell(self) -> int: ...

    @abstractmethod
    def truncate(self, size: int = None) -> int: ...

    @abstractmethod
    def writable(self) -> bool: ...

    @abstractmethod
    def write(self, s: AnyStr) -> int: ...

    @abstractmethod
    def writelines(self, lines: List[AnyStr]) -> None: ...

    @abstractmethod
    def __enter__(self) -> 'IO[AnyStr]': ...

    @abstractmethod
    def __exit__(self, type, value, traceback) -> None: ...


class BinaryIO(IO[bytes]):
    """A binary file."""

    __slots__ = ()

    @abstractmethod
    def write(self, s: Union[bytes, bytearray]) -> int: ...

    @abstractmethod
    def __enter__(self) -> 'BinaryIO': ...


class TextIO(IO[str]):
    """A text file."""

    __slots__ = ()

    @property
    @abstractmethod
    def buffer(self) -> BinaryIO: ...

    @property
    @abstractmethod
    def encoding(self) -> str: ...

    @property
    @abstractmethod
    def errors(self) -> Optional[str]: ...

    @property
    @abstractmethod
    def line_buffering(self) -> bool: ...

    @property
    @abstractmethod
    def newlines(self) -> Any: ...

    @abstractmethod
    def __enter__(self) -> 'TextIO': ...


# NamedTuple

def _named_tuple(name, fields, defaults, module):
    hints = {n: _type_check(t, f'field {n} annotation must be a type') for n, t in fields}
    cls = collections.namedtuple(name, list(hints), defaults=defaults, module=module)
    cls.__annotations__ = cls.__new__.__annotations__ = hints
    cls._field_types = cls.__annotations__          # gone in 3.9
    return cls


_NAMED_TUPLE_OWN = frozenset(['__new__', '__init__', '__slots__', '__getnewargs__', '_fields',
                              '_field_defaults', '_field_types', '_make', '_replace', '_asdict',
                              '_source'])
_CLASS_BODY = frozenset(['__module__', '__name__', '__annotations__', '__qualname__'])


class _NamedTupleMeta(type):
    """Of a class statement with NamedTuple as base: makes the tuple class instead."""

    def __new__(mcls, typename, bases, ns):
        for base in bases:
            if base is not _NamedTuple and base is not Generic:
                raise TypeError('can only inherit from a NamedTuple type and Generic')
        hints = ns.get('__annotations__', {})
        defaulted = []
        for field in hints:
            if field in ns:
                defaulted.append(field)
            elif defaulted:
                raise TypeError(f'non-default namedtuple field {field} cannot follow default '
                                f'field{"s" if len(defaulted) > 1 else ""} {", ".join(defaulted)}')
        cls = _named_tuple(typename, hints.items(), [ns[n] for n in defaulted], ns['__module__'])
        cls.__bases__ = tuple(tuple if base is _NamedTuple else base for base in bases)
        if Generic in bases:
            cls.__class_getitem__ = classmethod(_generic_class_getitem)
        for key, value in ns.items():
            if key in _NAMED_TUPLE_OWN:
                raise AttributeError('Cannot overwrite NamedTuple attribute ' + key)
            if key in _CLASS_BODY:
                continue
            if key not in cls._fields:
                setattr(cls, key, value)
            set_name = getattr(type(value), '__set_name__', None)
            if set_name is not None:
                set_name(value, cls, key)
        if Generic in bases:
            cls.__init_subclass__()
        return cls


def NamedTuple(typename, fields=_UNSET, /, **kwargs):
    """A named tuple with types: class P(NamedTuple): x: int, or NamedTuple('P', [('x', int)])."""
    if fields is _UNSET or fields is None:
        fields = kwargs.items()
    elif kwargs:
        raise TypeError('Either list of fields or keywords can be provided to NamedTuple, not both')
    cls = _named_tuple(typename, fields, (), _caller())
    cls.__orig_bases__ = (NamedTuple,)
    return cls


_NamedTuple = type.__new__(_NamedTupleMeta, 'NamedTuple', (), {})


def _named_tuple_entries(bases):
    return (_NamedTuple,)


NamedTuple.__mro_entries__ = _named_tuple_entries


# TypedDict

def _key_qualifiers(hint):
    """The words around the type of a key: Required, NotRequired, ReadOnly."""
    while True:
        origin = get_origin(hint)
        if origin is Annotated:
            hint = hint.__origin__
        elif origin in (Required, NotRequired, ReadOnly):
            yield origin
            hint, = hint.__args__
        else:
            return


class _TypedDictMeta(type):
    def __new__(mcls, name, bases, ns, total=True):
        for base in bases:
            if type(base) is not _TypedDictMeta and base is not Generic:
                raise TypeError('cannot inherit from both a TypedDict type '
                                'and a non-TypedDict base class')
        generic = (Generic,) if any(issubclass(b, Generic) for b in bases) else ()
        own = ns.get('__annotations__', {})
        cls = type.__new__(mcls, name, (*generic, dict), ns)
        if not hasattr(cls, '__orig_bases__'):
            cls.__orig_bases__ = bases
        message = "TypedDict('Name', {f0: t0, f1: t1, ...}); each t must be a type"
        own = {n: _type_check(t, message, module=cls.__module__, allow_special_forms=True)
               for n, t in own.items()}
        hints, required, optional, readonly, mutable = {}, set(), set(), set(), set()
        for base in bases:
            known = base.__dict__
            hints.update(known.get('__annotations__', {}))
            for mine, other, theirs in (
                    (required, optional, '__required_keys__'), (optional, required, '__optional_keys__'),
                    (readonly, mutable, '__readonly_keys__'), (mutable, readonly, '__mutable_keys__')):
                keys = known.get(theirs, ())
                mine.update(keys)
                other.difference_update(keys)
        hints.update(own)
        for key, hint in own.items():
            qualifiers = set(_key_qualifiers(hint))
            is_required = Required in qualifiers or (total and NotRequired not in qualifiers)
            (required if is_required else optional).add(key)
            (optional if is_required else required).discard(key)
            if ReadOnly in qualifiers:
                if key in mutable:
                    raise TypeError(f'Cannot override mutable key {key!r} with read-only key')
                readonly.add(key)
            else:
                mutable.add(key)
                readonly.discard(key)
        cls.__annotations__ = hints
        cls.__required_keys__ = frozenset(required)
        cls.__optional_keys__ = frozenset(optional)
        cls.__readonly_keys__ = frozenset(readonly)
        cls.__mutable_keys__ = frozenset(mutable)
        cls.__total__ = total
        return cls

    def __call__(cls, /, *args, **kwargs):
        return dict(*args, **kwargs)

    def __subclasscheck__(cls, other):
        raise TypeError('TypedDict does not support instance and class checks')

    __instancecheck__ = __subclasscheck__


def TypedDict(typename, fields=_UNSET, /, *, total=True, **kwargs):
    """A dict with known keys: class D(TypedDict): x: int, or TypedDict('D', {'x': int})."""
    if fields is _UNSET or fields is None:
        fields = kwargs
    elif kwargs:
        raise TypeError('TypedDict takes either a dict or keyword arguments, but not both')
    ns = {'__annotations__': dict(fields)}
    module = _caller()
    if module is not None:
        ns['__module__'] = module
    cls = _TypedDictMeta(typename, (), ns, total=total)
    cls.__orig_bases__ = (TypedDict,)
    return cls


_TypedDict = type.__new__(_TypedDictMeta, 'TypedDict', (), {})
TypedDict.__mro_entries__ = lambda bases: (_TypedDict,)


def is_typeddict(tp):
    """Whether tp is a TypedDict class."""
    return isinstance(tp, _TypedDictMeta) and tp is not _TypedDict


# NewType

class NewType(_Unionable):
    """A name for a type that checkers keep apart: UserId = NewType('UserId', int)."""

    def __init__(self, name, tp):
        self.__qualname__ = name
        self.__name__ = name.rpartition('.')[2]
        self.__supertype__ = tp
        module = _caller()
        if module != 'typing':
            self.__module__ = module

    def __call__(self, arg, /):
        return arg

    def __repr__(self):
        return f'{self.__module__}.{self.__qualname__}'

    def __reduce__(self):
        return self.__qualname__

    def __mro_entries__(self, bases):
        name = self.__name__

        class Dummy:
            def __init_subclass__(cls):
                raise TypeError(f'Cannot subclass an instance of NewType. Perhaps you were looking '
                                f'for: `{cls.__name__} = NewType({cls.__name__!r}, {name})`')
        return (Dummy,)


# Hints of an object

def _stripped(hint):
    """A hint without Annotated, Required, NotRequired and ReadOnly."""
    if isinstance(hint, _AnnotatedAlias):
        return _stripped(hint.__origin__)
    if getattr(hint, '__origin__', None) in (Required, NotRequired, ReadOnly):
        return _stripped(hint.__args__[0])
    if isinstance(hint, (_GenericAlias, GenericAlias, types.UnionType)):
        args = tuple(_stripped(a) for a in hint.__args__)
        if args == hint.__args__:
            return hint
        if isinstance(hint, GenericAlias):
            return GenericAlias(hint.__origin__, args)
        if isinstance(hint, types.UnionType):
            return functools.reduce(operator.or_, args)
        return hint.copy_with(args)
    return hint


def _class_hints(cls, globalns, localns):
    hints = {}
    for base in reversed(cls.__mro__):
        names = globalns
        if names is None:
            names = getattr(sys.modules.get(base.__module__), '__dict__', {})
        own = base.__dict__.get('__annotations__', {})
        if isinstance(own, types.GetSetDescriptorType):
            own = {}
        local = dict(vars(base)) if localns is None else localns
        if localns is None and globalns is None:
            names, local = local, names     # names of the class hide the module's, not the built-ins
        for name, value in own.items():
            if isinstance(value, str):
                value = ForwardRef(value, is_argument=False, is_class=True)
            hints[name] = _evaluated(_type_convert(value), names, local,
                                     getattr(base, '__type_params__', ()))
    return hints


_WITHOUT_HINTS = (types.BuiltinFunctionType, types.FunctionType, types.MethodType, types.ModuleType,
                  types.WrapperDescriptorType, types.MethodWrapperType, types.MethodDescriptorType)


def _object_hints(obj, globalns, localns):
    if globalns is None:
        if isinstance(obj, types.ModuleType):
            globalns = obj.__dict__
        else:
            inner = obj
            while hasattr(inner, '__wrapped__'):
                inner = inner.__wrapped__
            globalns = getattr(inner, '__globals__', {})
        if localns is None:
            localns = globalns
    elif localns is None:
        localns = globalns
    own = getattr(obj, '__annotations__', None)
    if own is None:
        if isinstance(obj, _WITHOUT_HINTS):
            return {}
        raise TypeError(f'{obj!r} is not a module, class, method, or function.')
    hints = dict(own)
    for name, value in hints.items():
        if isinstance(value, str):
            value = ForwardRef(value, is_argument=not isinstance(obj, types.ModuleType))
        hints[name] = _evaluated(_type_convert(value), globalns, localns,
                                 getattr(obj, '__type_params__', ()))
    return hints


def get_type_hints(obj, globalns=None, localns=None, include_extras=False):
    """The annotations of a function, class or module, with the strings in them evaluated."""
    if getattr(obj, '__no_type_check__', None):
        return {}
    find = _class_hints if isinstance(obj, type) else _object_hints
    hints = find(obj, globalns, localns)
    return hints if include_extras else {name: _stripped(hint) for name, hint in hints.items()}


def get_origin(tp):
    """What stands before the brackets: list for List[int], Union for Union[int, str]."""
    if isinstance(tp, _AnnotatedAlias):
        return Annotated
    if isinstance(tp, (_BaseGenericAlias, GenericAlias, ParamSpecArgs, ParamSpecKwargs)):
        return tp.__origin__
    if tp is Generic:
        return Generic
    if isinstance(tp, types.UnionType):
        return types.UnionType
    return None


def get_args(tp):
    """What stands in the brackets: (int, str) for Dict[int, str]."""
    if isinstance(tp, _AnnotatedAlias):
        return (tp.__origin__, *tp.__metadata__)
    if isinstance(tp, (_GenericAlias, GenericAlias)):
        args = tp.__args__
        if tp.__origin__ is collections.abc.Callable and not (len(args) == 2 and _is_parameter_list(args[0])):
            args = (list(args[:-1]), args[-1])
        return args
    if isinstance(tp, types.UnionType):
        return tp.__args__
    return ()


# Decorators and functions for checkers

def cast(typ, val):
    """val; checkers take it for a typ."""
    return val


def assert_type(val, typ, /):
    """val; checkers make sure that it is a typ."""
    return val


def assert_never(arg, /):
    """Marks a place that cannot be reached."""
    value = repr(arg)
    if len(value) > 100:
        value = value[:100] + '...'
    raise AssertionError(f'Expected code to be unreachable, but got: {value}')


def reveal_type(obj, /):
    """Show the type of obj; the result is obj."""
    print(f'Runtime type is {type(obj).__name__!r}', file=sys.stderr)
    return obj


def no_type_check(arg):
    """Say that annotations of a function, or of a class and its methods, are no type hints."""
    if isinstance(arg, type):
        for name in dir(arg):
            value = getattr(arg, name)
            if (not hasattr(value, '__qualname__')
                    or value.__qualname__ != f'{arg.__qualname__}.{value.__name__}'
                    or getattr(value, '__module__', None) != arg.__module__):
                continue            # inherited
            if isinstance(value, types.FunctionType):
                value.__no_type_check__ = True
            elif isinstance(value, types.MethodType):
                value.__func__.__no_type_check__ = True
            elif isinstance(value, type):
                no_type_check(value)
    try:
        arg.__no_type_check__ = True
    except TypeError:               # a built-in class
        pass
    return arg


def no_type_check_decorator(decorator):
    """Make what decorator decorates be not type checked."""
    @functools.wraps(decorator)
    def wrapped(*args, **kwargs):
        return no_type_check(decorator(*args, **kwargs))
    return wrapped


_overloads = collections.defaultdict(functools.partial(collections.defaultdict, dict))


def _no_overload(*args, **kwargs):
    raise NotImplementedError('You should not call an overloaded function. A series of '
                              '@overload-decorated functions outside a stub module should always '
                              'be followed by an implementation that is not @overload-ed.')


def overload(func):
    """Declare one of several signatures of a function."""
    inner = getattr(func, '__func__', func)
    try:
        _overloads[inner.__module__][inner.__qualname__][inner.__code__.co_firstlineno] = func
    except AttributeError:          # not a function
        pass
    return _no_overload


def get_overloads(func):
    """The overloads declared for a function."""
    func = getattr(func, '__func__', func)
    return list(_overloads.get(func.__module__, {}).get(func.__qualname__, {}).values())


def clear_overloads():
    """Forget the overloads declared."""
    _overloads.clear()


def _mark(obj, name):
    try:
        setattr(obj, name, True)
    except (AttributeError, TypeError):
        pass                        # a property, or a class that takes no attributes
    return obj


def final(f):
    """Declare that a method is not overridden, or a class not subclassed."""
    return _mark(f, '__final__')


def override(method, /):
    """Declare that a method overrides one of a base class."""
    return _mark(method, '__override__')


def dataclass_transform(*, eq_default=True, order_default=False, kw_only_default=False,
                        frozen_default=False, field_specifiers=(), **kwargs):
    """Declare that a function or class makes dataclasses."""
    def decorator(cls_or_fn):
        cls_or_fn.__dataclass_transform__ = {
            'eq_default': eq_default,
            'order_default': order_default,
            'kw_only_default': kw_only_default,
            'frozen_default': frozen_default,
            'field_specifiers': field_specifiers,
            'kwargs': kwargs,
        }
        return cls_or_fn
    return decorator


_ForwardRef = ForwardRef        # its name before 3.7


# Names that 3.5 to 3.12 had in modules of their own

class _Submodule(types.ModuleType):
    def __init__(self, name, names):
        super().__init__(__name__ + '.' + name, f'Names of typing: {", ".join(names)}.')
        self.__all__ = names

    def __getattr__(self, name):
        if name in self.__all__:
            return getattr(sys.modules[__name__], name)
        raise AttributeError(f'module {self.__name__!r} has no attribute {name!r}')


io = sys.modules[__name__ + '.io'] = _Submodule('io', ['IO', 'TextIO', 'BinaryIO'])
re = sys.modules[__name__ + '.re'] = _Submodule('re', ['Pattern', 'Match'])
