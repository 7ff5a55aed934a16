"""Classes that mainly hold data: the decorator writes their special methods."""

import abc
import copy
import inspect
import keyword
import sys
import types
from reprlib import recursive_repr

__all__ = ['dataclass', 'field', 'Field', 'FrozenInstanceError', 'InitVar',
           'KW_ONLY', 'MISSING', 'fields', 'asdict', 'astuple',
           'make_dataclass', 'replace', 'is_dataclass']


class FrozenInstanceError(AttributeError):
    """Raised by an attempt to change a frozen instance."""


class _HasDefaultFactory:
    """Stands for a default factory in the signature of __init__."""

    def __repr__(self):
        return '<factory>'


_HAS_DEFAULT_FACTORY = _HasDefaultFactory()


class _MISSING_TYPE:
    pass


MISSING = _MISSING_TYPE()


class _KW_ONLY_TYPE:
    pass


KW_ONLY = _KW_ONLY_TYPE()

_EMPTY_METADATA = types.MappingProxyType({})


class _FieldKind:
    """Whether a field is a field proper, or a pseudo-field."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_FIELD = _FieldKind('_FIELD')
_FIELD_CLASSVAR = _FieldKind('_FIELD_CLASSVAR')
_FIELD_INITVAR = _FieldKind('_FIELD_INITVAR')

_FIELDS = '__dataclass_fields__'
_PARAMS = '__dataclass_params__'
_POST_INIT_NAME = '__post_init__'


class InitVar:
    """InitVar[type]: an argument of __init__ that is passed on to __post_init__."""

    __slots__ = ('type',)

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        if isinstance(self.type, type):
            name = self.type.__name__
        else:
            name = repr(self.type)      # of typing
        return f'dataclasses.InitVar[{name}]'

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    """What is known of a field; made by field() only."""

    __slots__ = ('name', 'type', 'default', 'default_factory', 'repr', 'hash',
                 'init', 'compare', 'metadata', 'kw_only', '_field_type')

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata,
                 kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = (_EMPTY_METADATA if metadata is None
                         else types.MappingProxyType(metadata))
        self.kw_only = kw_only
        self._field_type = None

    @recursive_repr()
    def __repr__(self):
        shown = ','.join(f'{name}={getattr(self, name)!r}' for name in (
            'name', 'type', 'default', 'default_factory', 'init', 'repr', 'hash',
            'compare', 'metadata', 'kw_only'))
        return f'Field({shown},_field_type={self._field_type})'

    def __set_name__(self, owner, name):
        func = getattr(type(self.default), '__set_name__', None)
        if func:
            # The default is a descriptor that wants to know its name.
            func(self.default, owner, name)

    try:
        __class_getitem__ = classmethod(types.GenericAlias)
    except AttributeError:
        pass


class _DataclassParams:
    """The arguments of the decorator."""

    __slots__ = ('init', 'repr', 'eq', 'order', 'unsafe_hash', 'frozen', 'match_args',
                 'kw_only', 'slots', 'weakref_slot')

    def __init__(self, *values):
        for name, value in zip(self.__slots__, values):
            setattr(self, name, value)

    def __repr__(self):
        shown = ','.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)
        return f'_DataclassParams({shown})'


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None,
          compare=True, metadata=None, kw_only=MISSING):
    """Describe a field beyond its type and default."""
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError('cannot specify both default and default_factory')
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


# Functions made from source

class _Builder:
    """Collects functions, which are compiled together."""

    def __init__(self, globals):
        self.globals = globals
        self.locals = {}
        self.source = []
        self.names = []

    def add(self, name, args, body, return_annotation=None):
        """Add a function, given as text."""
        self.names.append(name)
        returns = '' if return_annotation is None else ' -> __dataclass_returns_None__'
        self.source.append(f' def {name}({", ".join(args)}){returns}:\n'
                           + ''.join(f'  {line}\n' for line in body))

    def build(self):
        """A dict of the functions; names they use are arguments of a closure."""
        if not self.names:
            return {}
        self.locals['__dataclass_returns_None__'] = None
        text = (f'def __create_fn__({", ".join(self.locals)}):\n' + ''.join(self.source)
                + f' return {", ".join(self.names)},\n')
        namespace = {}
        exec(text, self.globals, namespace)
        functions = namespace['__create_fn__'](**self.locals)
        return dict(zip(self.names, functions))


def _tuple_str(obj_name, fields):
    """The text of a tuple of the attributes."""
    if not fields:
        return '()'
    return f'({",".join(f"{obj_name}.{f.name}" for f in fields)},)'


def _field_init(f, frozen, locals, self_name, slots):
    """The line of __init__ that sets a field, None if there is none."""
    default_name = f'__dataclass_dflt_{f.name}__'
    if f.default_factory is not MISSING:
        locals[default_name] = f.default_factory
        if f.init:
            # A default made by a factory shows a mark in the signature.
            value = (f'{default_name}() if {f.name} is __dataclass_HAS_DEFAULT_FACTORY__ '
                     f'else {f.name}')
        else:
            value = f'{default_name}()'
    elif f.init:
        if f.default is not MISSING:
            locals[default_name] = f.default
        value = f.name
    elif slots and f.default is not MISSING:
        locals[default_name] = f.default
        value = default_name
    else:
        return None             # the default of the class will do
    if f._field_type is _FIELD_INITVAR:
        return None
    if frozen:
        return f'__dataclass_builtins_object__.__setattr__({self_name},{f.name!r},{value})'
    return f'{self_name}.{f.name}={value}'


def _init_param(f):
    """The text of a parameter of __init__."""
    if f.default is MISSING and f.default_factory is MISSING:
        default = ''
    elif f.default is not MISSING:
        default = f'=__dataclass_dflt_{f.name}__'
    else:
        default = '=__dataclass_HAS_DEFAULT_FACTORY__'
    return f'{f.name}:__dataclass_type_{f.name}__{default}'


def _add_init(builder, fields, std_fields, kw_only_fields, frozen, has_post_init,
              self_name, slots):
    seen_default = None
    for f in std_fields:
        if f.init:
            if not (f.default is MISSING and f.default_factory is MISSING):
                seen_default = f
            elif seen_default:
                raise TypeError(f'non-default argument {f.name!r} follows default argument')
    locals = builder.locals
    locals.update({f'__dataclass_type_{f.name}__': f.type for f in fields})
    locals['__dataclass_HAS_DEFAULT_FACTORY__'] = _HAS_DEFAULT_FACTORY
    locals['__dataclass_builtins_object__'] = object
    body = []
    for f in fields:
        line = _field_init(f, frozen, locals, self_name, slots)
        if line:
            body.append(line)
    if has_post_init:
        params = ','.join(f.name for f in fields if f._field_type is _FIELD_INITVAR)
        body.append(f'{self_name}.{_POST_INIT_NAME}({params})')
    params = [_init_param(f) for f in std_fields]
    if kw_only_fields:
        params += ['*'] + [_init_param(f) for f in kw_only_fields]
    builder.add('__init__', [self_name] + params, body or ['pass'], return_annotation=True)


def _add_frozen(builder, cls, fields):
    builder.locals.update(__dataclass_cls__=cls, __dataclass_FrozenInstanceError__=FrozenInstanceError)
    condition = 'type(self) is __dataclass_cls__'
    if fields:
        condition += f' or name in {{{", ".join(repr(f.name) for f in fields)}}}'
    for name, args, what in (('__setattr__', ['self', 'name', 'value'], 'assign to'),
                             ('__delattr__', ['self', 'name'], 'delete')):
        builder.add(name, args, [
            f'if {condition}:',
            f' raise __dataclass_FrozenInstanceError__(f"cannot {what} field {{name!r}}")',
            f'super(__dataclass_cls__, self).{name}({", ".join(args[1:])})'])


# Kinds of annotations

def _is_classvar(a_type):
    typing = sys.modules.get('typing')
    if not typing:
        return False
    return (a_type is typing.ClassVar
            or getattr(a_type, '__origin__', None) is typing.ClassVar)


def _is_initvar(a_type):
    return a_type is InitVar or type(a_type) is InitVar


def _is_kw_only(a_type):
    return a_type is KW_ONLY


_MODULE_IDENTIFIER_RE = None


def _is_type(annotation, cls, a_module, a_type, predicate):
    """Whether a string annotation means a certain type, as far as can be told.

    It is not evaluated: only the name at its beginning is looked up.
    """
    global _MODULE_IDENTIFIER_RE
    if _MODULE_IDENTIFIER_RE is None:
        import re
        _MODULE_IDENTIFIER_RE = re.compile(r'^(?:\s*(\w+)\s*\.)?\s*(\w+)')
    match = _MODULE_IDENTIFIER_RE.match(annotation)
    if not match:
        return False
    ns = None
    module_name = match.group(1)
    if not module_name:
        ns = sys.modules.get(cls.__module__).__dict__
    else:
        module = sys.modules.get(cls.__module__)
        if module and module.__dict__.get(module_name) is a_module:
            ns = sys.modules.get(a_type.__module__).__dict__
    return bool(ns and predicate(ns.get(match.group(2))))


def _get_field(cls, a_name, a_type, default_kw_only):
    """The Field of a name and an annotation of a class."""
    default = getattr(cls, a_name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        if isinstance(default, types.MemberDescriptorType):
            default = MISSING       # of a slot
        f = field(default=default)
    f.name = a_name
    f.type = a_type
    f._field_type = _FIELD
    typing = sys.modules.get('typing')
    if typing:
        if _is_classvar(a_type) or (isinstance(f.type, str) and _is_type(
                f.type, cls, typing, typing.ClassVar, _is_classvar)):
            f._field_type = _FIELD_CLASSVAR
    if f._field_type is _FIELD:
        dataclasses = sys.modules[__name__]
        if _is_initvar(a_type) or (isinstance(f.type, str) and _is_type(
                f.type, cls, dataclasses, dataclasses.InitVar, _is_initvar)):
            f._field_type = _FIELD_INITVAR
    if f._field_type in (_FIELD_CLASSVAR, _FIELD_INITVAR):
        if f.default_factory is not MISSING:
            raise TypeError(f'field {f.name} cannot have a default factory')
    if f._field_type in (_FIELD, _FIELD_INITVAR):
        if f.kw_only is MISSING:
            f.kw_only = default_kw_only
    elif f.kw_only is not MISSING:
        raise TypeError(f'field {f.name} is a ClassVar but specifies kw_only')
    if f._field_type is _FIELD and f.default.__class__.__hash__ is None:
        raise ValueError(f'mutable default {type(f.default)} for field {f.name} is not '
                         'allowed: use default_factory')
    return f


def _set_new_attribute(cls, name, value):
    """Set an attribute unless the class defines it itself; says whether it does."""
    if name in cls.__dict__:
        return True
    if isinstance(value, types.FunctionType):
        value.__qualname__ = f'{cls.__qualname__}.{value.__name__}'
        value.__module__ = cls.__module__
    setattr(cls, name, value)
    return False


def _hash_action(unsafe_hash, eq, frozen, has_explicit_hash, cls):
    """What to do about __hash__: 'add', 'none' (set to None) or nothing."""
    if unsafe_hash:
        if has_explicit_hash:
            raise TypeError(f'Cannot overwrite attribute __hash__ in class {cls.__name__}')
        return 'add'
    if not eq or has_explicit_hash:
        return None
    return 'add' if frozen else 'none'


def _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only,
                   slots, weakref_slot):
    fields = {}
    if cls.__module__ in sys.modules:
        globals = sys.modules[cls.__module__].__dict__
    else:
        globals = {}
    setattr(cls, _PARAMS, _DataclassParams(init, repr, eq, order, unsafe_hash, frozen,
                                           match_args, kw_only, slots, weakref_slot))
    # Fields of the bases come first, in the order of the MRO.
    any_frozen_base = False
    all_frozen_bases = None
    has_dataclass_bases = False
    for b in cls.__mro__[-1:0:-1]:
        base_fields = getattr(b, _FIELDS, None)
        if base_fields is not None:
            has_dataclass_bases = True
            if all_frozen_bases is None:
                all_frozen_bases = True
            for f in base_fields.values():
                fields[f.name] = f
            current_frozen = getattr(b, _PARAMS).frozen
            all_frozen_bases = all_frozen_bases and current_frozen
            any_frozen_base = any_frozen_base or current_frozen
    cls_annotations = inspect.get_annotations(cls)
    cls_fields = []
    KW_ONLY_seen = False
    dataclasses = sys.modules[__name__]
    for name, type in cls_annotations.items():
        if _is_kw_only(type) or (isinstance(type, str) and _is_type(
                type, cls, dataclasses, dataclasses.KW_ONLY, _is_kw_only)):
            if KW_ONLY_seen:
                raise TypeError(f'{name!r} is KW_ONLY, but KW_ONLY has already been specified')
            KW_ONLY_seen = True
            kw_only = True
        else:
            cls_fields.append(_get_field(cls, name, type, kw_only))
    for f in cls_fields:
        fields[f.name] = f
        # The class attribute is the default, not the Field.
        if isinstance(getattr(cls, f.name, None), Field):
            if f.default is MISSING:
                delattr(cls, f.name)
            else:
                setattr(cls, f.name, f.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in cls_annotations:
            raise TypeError(f'{name!r} is a field but has no type annotation')
    if has_dataclass_bases:
        if any_frozen_base and not frozen:
            raise TypeError('cannot inherit non-frozen dataclass from a frozen one')
        if all_frozen_bases is False and frozen:
            raise TypeError('cannot inherit frozen dataclass from a non-frozen one')
    setattr(cls, _FIELDS, fields)
    # A __hash__ of None with an __eq__ is what Python itself puts there.
    class_hash = cls.__dict__.get('__hash__', MISSING)
    has_explicit_hash = not (class_hash is MISSING
                             or class_hash is None and '__eq__' in cls.__dict__)
    if order and not eq:
        raise ValueError('eq must be true if order is true')

    field_list = [f for f in fields.values() if f._field_type is _FIELD]
    builder = _Builder(globals)
    all_init = [f for f in fields.values()
                if f._field_type in (_FIELD, _FIELD_INITVAR)]
    std_init = [f for f in all_init if f.init and not f.kw_only]
    kw_init = [f for f in all_init if f.init and f.kw_only]
    if init:
        self_name = '__dataclass_self__' if 'self' in fields else 'self'
        _add_init(builder, all_init, std_init, kw_init, frozen,
                  hasattr(cls, _POST_INIT_NAME), self_name, slots)
    if repr:
        shown = ', '.join(f'{f.name}={{self.{f.name}!r}}' for f in field_list if f.repr)
        builder.add('__repr__', ['self'],
                    [f'return f"{{self.__class__.__qualname__}}({shown})"'])
    compared = [f for f in field_list if f.compare]
    if eq:
        builder.add('__eq__', ['self', 'other'], [
            'if self is other:', ' return True',
            'if other.__class__ is self.__class__:',
            f' return {_tuple_str("self", compared)}=={_tuple_str("other", compared)}',
            'return NotImplemented'])
    if order:
        for name, op in ('__lt__', '<'), ('__le__', '<='), ('__gt__', '>'), ('__ge__', '>='):
            builder.add(name, ['self', 'other'], [
                'if other.__class__ is self.__class__:',
                f' return {_tuple_str("self", compared)}{op}{_tuple_str("other", compared)}',
                'return NotImplemented'])
    if frozen:
        _add_frozen(builder, cls, field_list)
    hash_action = _hash_action(unsafe_hash, eq, frozen, has_explicit_hash, cls)
    if hash_action == 'add':
        hashed = [f for f in field_list if (f.compare if f.hash is None else f.hash)]
        builder.add('__hash__', ['self'], [f'return hash({_tuple_str("self", hashed)})'])
    functions = builder.build()
    _install(cls, functions, order, frozen, hash_action)
    if match_args:
        _set_new_attribute(cls, '__match_args__', tuple(f.name for f in std_init))
    if not getattr(cls, '__doc__'):
        try:
            text_sig = str(inspect.signature(cls)).replace(' -> None', '')
        except (TypeError, ValueError):
            text_sig = ''
        cls.__doc__ = cls.__name__ + text_sig
    if weakref_slot and not slots:
        raise TypeError('weakref_slot is True but slots is False')
    if slots:
        cls = _add_slots(cls, frozen, weakref_slot)
    _set_new_attribute(cls, '__replace__', _replace)
    if hasattr(abc, 'update_abstractmethods'):
        abc.update_abstractmethods(cls)
    return cls


def _install(cls, functions, order, frozen, hash_action):
    for name, function in functions.items():
        if name == '__repr__':
            function = recursive_repr()(function)
        if name == '__hash__' and hash_action == 'add':
            function.__qualname__ = f'{cls.__qualname__}.__hash__'
            cls.__hash__ = function
            continue
        existed = _set_new_attribute(cls, name, function)
        if existed and order and name in ('__lt__', '__le__', '__gt__', '__ge__'):
            raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}. '
                            'Consider using functools.total_ordering')
        if existed and frozen and name in ('__setattr__', '__delattr__'):
            raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}')
    if hash_action == 'none':
        cls.__hash__ = None


def _dataclass_getstate(self):
    return [getattr(self, f.name) for f in fields(self)]


def _dataclass_setstate(self, state):
    for field, value in zip(fields(self), state):
        # It may be frozen.
        object.__setattr__(self, field.name, value)


def _get_slots(cls):
    slots = cls.__dict__.get('__slots__')
    if slots is None:
        return
    if isinstance(slots, str):
        yield slots
    elif not hasattr(slots, '__next__'):
        yield from slots
    else:
        raise TypeError(f'Slots of {cls.__name__!r} cannot be determined')


def _add_slots(cls, is_frozen, weakref_slot):
    """Slots need a new class, with everything but the defaults."""
    if '__slots__' in cls.__dict__:
        raise TypeError(f'{cls.__name__} already specifies __slots__')
    cls_dict = dict(cls.__dict__)
    field_names = tuple(f.name for f in fields(cls))
    inherited = {slot for c in cls.__mro__[1:-1] for slot in _get_slots(c)}
    slots = [name for name in field_names + (('__weakref__',) if weakref_slot else ())
             if name not in inherited]
    cls_dict['__slots__'] = tuple(slots)
    for name in field_names:
        cls_dict.pop(name, None)
    cls_dict.pop('__dict__', None)
    cls_dict.pop('__weakref__', None)
    qualname = getattr(cls, '__qualname__', None)
    new = type(cls)(cls.__name__, cls.__bases__, cls_dict)
    if qualname is not None:
        new.__qualname__ = qualname
    if is_frozen:
        if '__getstate__' not in cls_dict:
            new.__getstate__ = _dataclass_getstate
        if '__setstate__' not in cls_dict:
            new.__setstate__ = _dataclass_setstate
    # super() without arguments and __class__ must mean the new class.
    for member in cls_dict.values():
        if isinstance(member, (classmethod, staticmethod)):
            member = member.__func__
        functions = [member]
        if isinstance(member, property):
            functions = [member.fget, member.fset, member.fdel]
        for function in functions:
            if not isinstance(function, types.FunctionType):
                continue
            for cell in function.__closure__ or ():
                try:
                    if cell.cell_contents is cls:
                        cell.cell_contents = new
                except (ValueError, AttributeError):
                    pass
    return new


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False,
              unsafe_hash=False, frozen=False, match_args=True, kw_only=False,
              slots=False, weakref_slot=False):
    """Class decorator: add special methods made from the annotated attributes."""
    def wrap(cls):
        return _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args,
                              kw_only, slots, weakref_slot)
    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    """A tuple of the Fields of a dataclass or an instance of one."""
    try:
        fields = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError('must be called with a dataclass type or instance') from None
    return tuple(f for f in fields.values() if f._field_type is _FIELD)


def _is_dataclass_instance(obj):
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    """Whether it is a dataclass or an instance of one."""
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, _FIELDS)


def asdict(obj, *, dict_factory=dict):
    """The fields as a dict of copies, recursively."""
    if not _is_dataclass_instance(obj):
        raise TypeError('asdict() should be called on dataclass instances')
    return _convert(obj, lambda names, values: dict_factory(list(zip(names, values))), dict_factory)


def astuple(obj, *, tuple_factory=tuple):
    """The fields as a tuple of copies, recursively."""
    if not _is_dataclass_instance(obj):
        raise TypeError('astuple() should be called on dataclass instances')
    return _convert(obj, lambda names, values: tuple_factory(values), None)


# Copies of these are themselves.
_ATOMIC = frozenset({type(None), bool, int, float, str, bytes, complex, type, range, type(Ellipsis), type(NotImplemented)})


def _convert(obj, make, dict_factory):
    if type(obj) in _ATOMIC:
        return obj
    if _is_dataclass_instance(obj):
        names = [f.name for f in fields(obj)]
        return make(names, [_convert(getattr(obj, name), make, dict_factory) for name in names])
    if isinstance(obj, tuple) and hasattr(obj, '_fields'):
        return type(obj)(*[_convert(v, make, dict_factory) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)(_convert(v, make, dict_factory) for v in obj)
    if isinstance(obj, dict):
        items = ((_convert(k, make, dict_factory), _convert(v, make, dict_factory))
                 for k, v in obj.items())
        if hasattr(type(obj), 'default_factory'):
            # defaultdict's constructor is another.
            result = type(obj)(obj.default_factory)
            for k, v in items:
                result[k] = v
            return result
        return type(obj)(items)
    return copy.deepcopy(obj)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True, repr=True,
                   eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True,
                   kw_only=False, slots=False, weakref_slot=False, module=None):
    """Make a dataclass of fields given as name, (name, type) or (name, type, Field)."""
    if namespace is None:
        namespace = {}
    seen = set()
    annotations = {}
    defaults = {}
    for item in fields:
        if isinstance(item, str):
            name = item
            tp = 'typing.Any'
        elif len(item) == 2:
            name, tp = item
        elif len(item) == 3:
            name, tp, spec = item
            defaults[name] = spec
        else:
            raise TypeError(f'Invalid field: {item!r}')
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f'Field names must be valid identifiers: {name!r}')
        if keyword.iskeyword(name):
            raise TypeError(f'Field names must not be keywords: {name!r}')
        if name in seen:
            raise TypeError(f'Field name duplicated: {name!r}')
        seen.add(name)
        annotations[name] = tp

    def exec_body(ns):
        ns.update(namespace)
        ns.update(defaults)
        ns['__annotations__'] = annotations

    cls = types.new_class(cls_name, bases, {}, exec_body)
    if module is None:
        try:
            module = sys._getframe(1).f_globals.get('__name__', '__main__')
        except (AttributeError, ValueError):
            pass
    if module is not None:
        cls.__module__ = module
    return dataclass(cls, init=init, repr=repr, eq=eq, order=order,
                     unsafe_hash=unsafe_hash, frozen=frozen, match_args=match_args,
                     kw_only=kw_only, slots=slots, weakref_slot=weakref_slot)


def replace(obj, /, **changes):
    """A copy with some fields replaced; __init__ and __post_init__ run."""
    if not _is_dataclass_instance(obj):
        raise TypeError('replace() should be called on dataclass instances')
    return _replace(obj, **changes)


def _replace(self, /, **changes):
    for f in getattr(self, _FIELDS).values():
        if f._field_type is _FIELD_CLASSVAR:
            continue
        if not f.init:
            if f.name in changes:
                raise ValueError(f'field {f.name} is declared with init=False, it cannot '
                                 'be specified with replace()')
            continue
        if f.name not in changes:
            if f._field_type is _FIELD_INITVAR and f.default is MISSING:
                raise ValueError(f'InitVar {f.name!r} must be specified with replace()')
            changes[f.name] = getattr(self, f.name)
    return self.__class__(**changes)
