"""Enumerations: sets of symbolic names bound to unique constants."""

import sys
from types import MappingProxyType, DynamicClassAttribute

__all__ = ['EnumMeta', 'EnumType', 'Enum', 'IntEnum', 'StrEnum', 'Flag',
           'IntFlag', 'ReprEnum', 'auto', 'unique', 'property', 'verify',
           'member', 'nonmember', 'FlagBoundary', 'STRICT', 'CONFORM', 'EJECT',
           'KEEP', 'global_flag_repr', 'global_enum_repr', 'global_str',
           'global_enum', 'EnumCheck', 'CONTINUOUS', 'NAMED_FLAGS', 'UNIQUE',
           'show_flag_values']

# Set when the classes are made; the metaclass needs to know.
Enum = Flag = EJECT = KEEP = ReprEnum = None


def _is_descriptor(obj):
    return (hasattr(obj, '__get__') or hasattr(obj, '__set__')
            or hasattr(obj, '__delete__'))


def _is_dunder(name):
    return (len(name) > 4 and name[:2] == name[-2:] == '__'
            and name[2] != '_' and name[-3] != '_')


def _is_sunder(name):
    return (len(name) > 2 and name[0] == name[-1] == '_'
            and name[1:2] != '_' and name[-2:-1] != '_')


def _is_private(cls_name, name):
    """Whether a name is a mangled private one of the class."""
    pattern = f'_{cls_name}__'
    return (len(name) > len(pattern) and name.startswith(pattern)
            and (name[-1] != '_' or name[-2] != '_'))


def _make_class_unpicklable(cls):
    """Make pickling the class's members fail."""
    def _break_on_call_reduce(self, proto):
        raise TypeError(f'{self!r} cannot be pickled')
    cls.__reduce_ex__ = _break_on_call_reduce
    cls.__module__ = '<unknown>'


class nonmember:
    """Marks a value that is not to become a member."""

    def __init__(self, value):
        self.value = value


class member:
    """Marks a value that is to become a member."""

    def __init__(self, value):
        self.value = value


_auto_null = object()


class auto:
    """Stands for a value that the enumeration chooses."""

    def __init__(self, value=_auto_null):
        self.value = value

    def __repr__(self):
        return f'auto({self.value!r})'


_plain_property = property


class property(DynamicClassAttribute):
    """A property of members whose name may be a member's name too."""

    member = None
    name = None
    clsname = None

    def __set_name__(self, ownerclass, name):
        self.name = name
        self.clsname = ownerclass.__name__

    def __get__(self, instance, ownerclass=None):
        if instance is None:
            if self.__isabstractmethod__:
                return self
            # The metaclass finds the member of this name.
            raise AttributeError(f'{ownerclass!r} has no attribute {self.name!r}')
        if self.fget is None:
            raise AttributeError(f'{self.clsname!r} object has no attribute {self.name!r}')
        return self.fget(instance)


class _EnumDict(dict):
    """The namespace of an enumeration's class body.

    It notes the members in order, and refuses to have one defined twice.
    """

    def __init__(self):
        super().__init__()
        self._member_names = []
        self._last_values = []
        self._ignore = []
        self._auto_called = False
        self._cls_name = None

    def __setitem__(self, key, value):
        if self._cls_name is not None and _is_private(self._cls_name, key):
            pass
        elif _is_sunder(key):
            if key not in ('_order_', '_create_pseudo_member_', '_generate_next_value_',
                           '_numeric_repr_', '_missing_', '_ignore_',
                           '_iter_member_', '_iter_member_by_value_',
                           '_iter_member_by_def_', '_add_alias_', '_add_value_alias_',
                           '_use_args_', '_boundary_'):
                raise ValueError('_names_ are reserved for future Enum use')
            if key == '_generate_next_value_':
                if self._auto_called:
                    raise TypeError('_generate_next_value_ must be defined before members')
                setattr(self, '_generate_next_value',
                        getattr(value, '__func__', value))
            elif key == '_ignore_':
                if isinstance(value, str):
                    value = value.replace(',', ' ').split()
                else:
                    value = list(value)
                self._ignore = value
                already = set(value) & set(self._member_names)
                if already:
                    raise ValueError('_ignore_ cannot specify already set names: '
                                     f'{already!r}')
        elif _is_dunder(key):
            if key == '__order__':
                key = '_order_'
        elif key in self._member_names:
            raise TypeError(f'Attempted to reuse key: {key!r}')
        elif key in self._ignore:
            pass
        elif isinstance(value, nonmember):
            value = value.value
        elif isinstance(value, member) or not _is_descriptor(value):
            if isinstance(value, member):
                value = value.value
            if key in self:
                raise TypeError(f'{key!r} already defined as: {self[key]!r}')
            value = self._resolve_auto(key, value)
            self._member_names.append(key)
            self._last_values.append(value)
        super().__setitem__(key, value)

    def _resolve_auto(self, key, value):
        """Choose the value of an auto(), also of those inside a tuple."""
        if isinstance(value, auto):
            if value.value is _auto_null:
                value.value = self._generate_next_value(
                    key, 1, len(self._member_names), self._last_values[:])
                self._auto_called = True
            return value.value
        if type(value) is tuple and any(isinstance(v, auto) for v in value):
            self._auto_called = True
            return tuple(self._resolve_auto(key, v) for v in value)
        return value

    def update(self, members, **more):
        items = members.items() if hasattr(members, 'keys') else members
        for name, value in items:
            self[name] = value
        for name, value in more.items():
            self[name] = value


class EnumMeta(type):
    """Metaclass of enumerations."""

    @classmethod
    def __prepare__(metacls, cls, bases, *, boundary=None, _simple=False, **kwds):
        metacls._check_for_existing_members(cls, bases)
        enum_dict = _EnumDict()
        enum_dict._cls_name = cls
        member_type, first_enum = metacls._get_mixins_(bases)
        if first_enum is not None:
            enum_dict['_generate_next_value_'] = getattr(first_enum, '_generate_next_value_',
                                                         None)
        return enum_dict

    def __new__(metacls, cls, bases, classdict, *, boundary=None, _simple=False, **kwds):
        classdict.setdefault('_ignore_', []).append('_ignore_')
        for key in classdict['_ignore_']:
            classdict.pop(key, None)
        member_type, first_enum = metacls._get_mixins_(bases)
        __new__, save_new, use_args = metacls._find_new_(classdict, member_type, first_enum)
        names = classdict._member_names
        enum_members = {k: classdict[k] for k in names}
        for name in names:
            del classdict[name]
        # The order in which members were defined can be checked.
        _order_ = classdict.pop('_order_', None)
        invalid = set(enum_members) & {'mro', ''}
        if invalid:
            raise ValueError(f'Invalid enum member name: {",".join(invalid)}')
        if '__doc__' not in classdict:
            classdict['__doc__'] = 'An enumeration.'
        if save_new:
            classdict['__new_member__'] = __new__
        # __set_name__ and __init_subclass__ run inside type.__new__, when there
        # are no members yet.
        plain = dict(classdict)
        enum_class = super().__new__(metacls, cls, bases, plain, **kwds)
        enum_class._member_names_ = []          # in order, without aliases
        enum_class._member_map_ = {}
        enum_class._member_type_ = member_type
        enum_class._value2member_map_ = {}
        if boundary is not None:
            enum_class._boundary_ = boundary
        elif '_boundary_' not in classdict:
            enum_class._boundary_ = getattr(first_enum, '_boundary_', None)
        hidden = {name for b in enum_class.__mro__ for name, attr in b.__dict__.items()
                  if isinstance(attr, DynamicClassAttribute)}
        # A mixed-in type with its own way to pickle must say so, else members
        # could not be found again.
        if '__reduce_ex__' not in classdict and member_type is not object:
            methods = ('__getnewargs_ex__', '__getnewargs__', '__reduce_ex__', '__reduce__')
            if not any(m in member_type.__dict__ for m in methods):
                _make_class_unpicklable(enum_class)
        for member_name in names:
            metacls._add_member(enum_class, member_name, enum_members[member_name],
                                __new__, use_args, hidden)
        metacls._restore_methods(enum_class, classdict, member_type, first_enum)
        if Enum is not None:
            if save_new:
                enum_class.__new_member__ = __new__
            enum_class.__new__ = Enum.__new__
        if _order_ is not None:
            metacls._check_order(enum_class, _order_)
        return enum_class

    @staticmethod
    def _add_member(enum_class, member_name, value, __new__, use_args, hidden):
        member_type = enum_class._member_type_
        args = value if isinstance(value, tuple) else (value,)
        if member_type is tuple:
            args = (args,)              # tuple() takes one argument
        if not use_args:
            enum_member = __new__(enum_class)
            if not hasattr(enum_member, '_value_'):
                enum_member._value_ = value
        else:
            enum_member = __new__(enum_class, *args)
            if not hasattr(enum_member, '_value_'):
                if member_type is object:
                    enum_member._value_ = value
                else:
                    enum_member._value_ = member_type(*args)
        value = enum_member._value_
        enum_member._name_ = member_name
        enum_member.__objclass__ = enum_class
        enum_member.__init__(*args)
        # An alias is another name of the member with that value.
        for canonical in enum_class._member_map_.values():
            if canonical._value_ == enum_member._value_:
                enum_member = canonical
                break
        else:
            enum_class._member_names_.append(member_name)
        # A plain attribute is faster than __getattr__, unless it would hide a property.
        if member_name not in hidden:
            setattr(enum_class, member_name, enum_member)
        enum_class._member_map_[member_name] = enum_member
        try:
            enum_class._value2member_map_[value] = enum_member
        except TypeError:
            pass                        # not hashable

    @staticmethod
    def _restore_methods(enum_class, classdict, member_type, first_enum):
        """Prefer the enumeration's methods to those of the mixed-in type."""
        for name in '__repr__', '__str__', '__format__', '__reduce_ex__':
            if name in classdict:
                continue
            class_method = getattr(enum_class, name)
            obj_method = getattr(member_type, name, None)
            enum_method = getattr(first_enum, name, None)
            if obj_method is not None and obj_method is class_method:
                setattr(enum_class, name, enum_method)

    @staticmethod
    def _check_order(enum_class, _order_):
        if isinstance(_order_, str):
            _order_ = _order_.replace(',', ' ').split()
        if _order_ != enum_class._member_names_:
            raise TypeError('member order does not match _order_')

    @staticmethod
    def _check_for_existing_members(class_name, bases):
        for chain in bases:
            for base in chain.__mro__:
                if isinstance(base, EnumMeta) and base._member_names_:
                    raise TypeError('Cannot extend enumerations')

    def __bool__(self):
        return True             # a class, even without members

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None,
                 start=1, boundary=None):
        """Look up a member by value, or make a new enumeration of names."""
        if names is None:
            return cls.__new__(cls, value)
        return cls._create_(value, names, module=module, qualname=qualname, type=type,
                            start=start, boundary=boundary)

    def __contains__(cls, member):
        return isinstance(member, cls) and member._name_ in cls._member_map_

    def __delattr__(cls, attr):
        if attr in cls._member_map_:
            raise AttributeError(f'{cls.__name__}: cannot delete Enum member.')
        super().__delattr__(attr)

    def __dir__(self):
        return (['__class__', '__doc__', '__members__', '__module__']
                + self._member_names_)

    def __getattr__(cls, name):
        if _is_dunder(name):
            raise AttributeError(name)
        try:
            return cls._member_map_[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __iter__(cls):
        return (cls._member_map_[name] for name in cls._member_names_)

    def __len__(cls):
        return len(cls._member_names_)

    @_plain_property
    def __members__(cls):
        """Returns a mapping of member name->value.

        This mapping lists all enum members, including aliases. Note that this
        is a read-only view of the internal mapping.
        """
        return MappingProxyType(cls._member_map_)

    def __repr__(cls):
        return f'<enum {cls.__name__!r}>'

    def __reversed__(cls):
        return (cls._member_map_[name] for name in reversed(cls._member_names_))

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get('_member_map_', {}):
            raise AttributeError('Cannot reassign members.')
        super().__setattr__(name, value)

    def _create_(cls, class_name, names, *, module=None, qualname=None, type=None,
                 start=1, boundary=None):
        """Make an enumeration from names: a string, or names or pairs or a mapping."""
        metacls = cls.__class__
        bases = (cls,) if type is None else (type, cls)
        classdict = metacls.__prepare__(class_name, bases)
        if isinstance(names, str):
            names = names.replace(',', ' ').split()
        if isinstance(names, (tuple, list)) and names and isinstance(names[0], str):
            original, names = names, []
            values = []
            for count, name in enumerate(original):
                value = cls._generate_next_value_(name, start, count, values[:])
                values.append(value)
                names.append((name, value))
        for item in names:
            name, value = (item, names[item]) if isinstance(item, str) else item
            classdict[name] = value
        enum_class = metacls.__new__(metacls, class_name, bases, classdict, boundary=boundary)
        # The module that called makes the members picklable.
        if module is None:
            try:
                module = sys._getframe(2).f_globals['__name__']
            except (AttributeError, ValueError, KeyError):
                pass
        if module is None:
            _make_class_unpicklable(enum_class)
        else:
            enum_class.__module__ = module
        if qualname is not None:
            enum_class.__qualname__ = qualname
        return enum_class

    def _convert_(cls, name, module, filter, source=None, *, boundary=None, as_global=False):
        """Make an enumeration of constants of a module and put it in their place."""
        module_globals = sys.modules[module].__dict__
        source = source.__dict__ if source else module_globals
        members = [(n, source[n]) for n in source if filter(n)]
        try:
            members.sort(key=lambda t: (t[1], t[0]))
        except TypeError:
            members.sort(key=lambda t: t[0])
        new = cls(name, members, module=module, boundary=boundary)
        new.__reduce_ex__ = _reduce_ex_by_name
        module_globals.update(new.__members__)
        module_globals[name] = new
        return new

    _convert = _convert_

    @staticmethod
    def _get_mixins_(bases):
        """(the type of the members' values, the first enumeration)"""
        if not bases:
            return object, Enum
        member_type = first_enum = None
        first_enum = bases[-1]
        if not isinstance(first_enum, EnumMeta):
            raise TypeError('new enumerations should be created as '
                            '`EnumName([mixin_type, ...] [data_type,] enum_type)`')
        if first_enum._member_names_:
            raise TypeError('Cannot extend enumerations')
        for chain in bases:
            candidate = None
            for base in chain.__mro__:
                if base is object:
                    continue
                if isinstance(base, EnumMeta):
                    if base._member_type_ is not object:
                        candidate = base._member_type_
                        break
                elif '__new__' in base.__dict__:
                    candidate = candidate or base
                    break
                else:
                    candidate = candidate or base
            if candidate is not None and EnumMeta._makes_values(candidate):
                if member_type is None:
                    member_type = candidate
                elif candidate is not member_type and not issubclass(candidate, member_type):
                    if issubclass(member_type, candidate):
                        continue
                    raise TypeError(f'too many data types: {{{member_type!r}, {candidate!r}}}')
        return member_type or object, first_enum

    @staticmethod
    def _makes_values(base):
        """Whether a mixed-in class has a value, and not just methods."""
        return any('__new__' in b.__dict__ for b in base.__mro__ if b is not object)

    @staticmethod
    def _find_new_(classdict, member_type, first_enum):
        """(the __new__ that makes members, whether to keep it, whether it takes args)"""
        __new__ = classdict.get('__new__')
        save_new = __new__ is not None
        if __new__ is None:
            for method in '__new_member__', '__new__':
                for possible in member_type, first_enum:
                    target = getattr(possible, method, None)
                    if target not in (None, None.__new__, object.__new__,
                                      getattr(Enum, '__new__', None)):
                        __new__ = target
                        break
                if __new__ is not None:
                    break
            else:
                __new__ = object.__new__
        return __new__, save_new, __new__ is not object.__new__


EnumType = EnumMeta


def _reduce_ex_by_name(self, proto):
    return self.name


class Enum(metaclass=EnumMeta):
    """A generic enumeration: derive from it to define one."""

    def __new__(cls, value):
        # Only lookups come here: members are made by the metaclass.
        if type(value) is cls:
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            # Not hashable: look at all of them.
            for member in cls._member_map_.values():
                if member._value_ == value:
                    return member
        try:
            result = cls._missing_(value)
        except Exception as exc:
            if isinstance(exc, ValueError) and exc.__context__ is None:
                raise
            error = ValueError(f'{value!r} is not a valid {cls.__name__}')
            exc.__context__ = error
            raise
        if isinstance(result, cls):
            return result
        error = ValueError(f'{value!r} is not a valid {cls.__name__}')
        if result is None:
            raise error
        exc = TypeError(f'error in {cls.__name__}._missing_: returned {result!r} instead of '
                        'None or a valid member')
        exc.__context__ = error
        raise exc

    def __init__(self, *args, **kwds):
        pass

    def _generate_next_value_(name, start, count, last_values):
        for last_value in reversed(last_values):
            try:
                return last_value + 1
            except TypeError:
                pass
        return start

    @classmethod
    def _missing_(cls, value):
        raise ValueError(f'{value!r} is not a valid {cls.__name__}')

    def __repr__(self):
        return f'<{self.__class__.__name__}.{self._name_}: {self._value_!r}>'

    def __str__(self):
        return f'{self.__class__.__name__}.{self._name_}'

    def __dir__(self):
        added = [name for cls in self.__class__.mro() for name in cls.__dict__
                 if name[0] != '_' and name not in self._member_map_]
        return ['__class__', '__doc__', '__module__'] + added

    def __format__(self, format_spec):
        # A mixed-in type formats, unless __str__ was overridden.
        if self._member_type_ is object:
            return format(str(self), format_spec)
        if type(self).__str__ not in (Enum.__str__, Flag.__str__ if Flag else None):
            return format(str(self), format_spec)
        return self._member_type_.__format__(self._value_, format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self

    @property
    def name(self):
        """The name of the Enum member."""
        return self._name_

    @property
    def value(self):
        """The value of the Enum member."""
        return self._value_


class ReprEnum(Enum):
    """Changes only the repr() of members: str() and format() are the value's."""

    def __str__(self):
        return str(self._value_)

    def __format__(self, format_spec):
        return format(self._value_, format_spec)


class IntEnum(int, Enum):
    """An enumeration whose members are ints."""


class StrEnum(str, ReprEnum):
    """An enumeration whose members are strings; auto() gives the lower-case name."""

    def __new__(cls, *values):
        if len(values) > 3:
            raise TypeError(f'too many arguments for str(): {values!r}')
        for value, what in zip(values, ('', 'encoding', 'errors')):
            if not isinstance(value, str):
                raise TypeError(f'{what} must be a string, not {value!r}' if what
                                else f'{value!r} is not a string')
        value = str(*values)
        member = str.__new__(cls, value)
        member._value_ = value
        return member

    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __str__(self):
        return str(self._value_)

    def __format__(self, format_spec):
        return format(self._value_, format_spec)


class FlagBoundary(StrEnum):
    """What a flag does with bits that no member has.

    STRICT: error; CONFORM: drop them; EJECT: give an int; KEEP: keep them.
    """

    STRICT = auto()
    CONFORM = auto()
    EJECT = auto()
    KEEP = auto()


STRICT, CONFORM, EJECT, KEEP = FlagBoundary


def _high_bit(value):
    return value.bit_length() - 1


class Flag(Enum):
    """Members that can be combined by &, |, ^ and ~."""

    _boundary_ = STRICT

    def _generate_next_value_(name, start, count, last_values):
        if not count:
            return 1 if start is None else start
        for last_value in reversed(last_values):
            try:
                return 2 ** (_high_bit(last_value) + 1)
            except Exception:
                raise TypeError(f'Invalid Flag value: {last_value!r}') from None

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f'{value!r} is not a valid {cls.__name__}')
        original = value
        if value < 0:
            value = ~value
        member = cls._create_pseudo_member_(value)
        if original < 0 and isinstance(member, cls):
            member = ~member
        return member

    @classmethod
    def _all_bits(cls):
        bits = 0
        for member in cls._member_map_.values():
            bits |= member._value_
        return bits

    @classmethod
    def _create_pseudo_member_(cls, value):
        """The member of a combination of flags, made when it is first wanted."""
        member = cls._value2member_map_.get(value)
        if member is not None:
            return member
        _, extra = _decompose(cls, value)
        if extra:
            if cls._boundary_ is CONFORM:
                return cls(value & cls._all_bits())
            if cls._boundary_ is EJECT:
                return value
            if cls._boundary_ is not KEEP:
                raise ValueError(f'{value!r} is not a valid {cls.__name__}')
        return cls._new_pseudo_member(value)

    @classmethod
    def _new_pseudo_member(cls, value):
        if cls._member_type_ is object:
            member = object.__new__(cls)
        else:
            member = cls._member_type_.__new__(cls, value)
        member._name_ = None
        member._value_ = value
        # Another thread may have made it too: there must be one only.
        return cls._value2member_map_.setdefault(value, member)

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            import warnings
            warnings.warn('using non-Flags in containment checks will raise TypeError in '
                          'Python 3.8', DeprecationWarning, 2)
            return False
        return other._value_ & self._value_ == other._value_

    def __iter__(self):
        for member in self.__class__:
            value = member._value_
            if value and not value & (value - 1) and value & self._value_:
                yield member

    def __len__(self):
        return bin(self._value_).count('1')

    def _names(self):
        """The names of the flags in it, the greatest first."""
        members, extra = _decompose(self.__class__, self._value_)
        return '|'.join(str(m._name_ or m._value_) for m in members)

    def __repr__(self):
        cls = self.__class__
        return f'<{cls.__name__}.{self._name_ or self._names()}: {self._value_!r}>'

    def __str__(self):
        cls = self.__class__
        if self._name_ is not None:
            return f'{cls.__name__}.{self._name_}'
        members, extra = _decompose(cls, self._value_)
        if len(members) == 1 and members[0]._name_ is None:
            return f'{cls.__name__}.{members[0]._value_!r}'
        return f'{cls.__name__}.{self._names()}'

    def __bool__(self):
        return bool(self._value_)

    def __or__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ | other._value_)

    def __and__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ & other._value_)

    def __xor__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ ^ other._value_)

    def __invert__(self):
        inverted = getattr(self, '_inverted_', None)
        if inverted is None:
            members, extra = _decompose(self.__class__, self._value_)
            inverted = self.__class__(0)
            for m in self.__class__:
                if m not in members and not m._value_ & self._value_:
                    inverted = inverted | m
            self._inverted_ = inverted
        return inverted


class IntFlag(int, Flag):
    """Flags that are ints as well."""

    _boundary_ = KEEP

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            raise ValueError(f'{value!r} is not a valid {cls.__name__}')
        return cls._create_pseudo_member_(value)

    @classmethod
    def _create_pseudo_member_(cls, value):
        member = cls._value2member_map_.get(value)
        if member is not None:
            return member
        if cls._boundary_ is not KEEP:
            return super()._create_pseudo_member_(value)
        # The single bits in it become members, too.
        _, extra = _decompose(cls, value)
        while extra:
            bit = _high_bit(extra)
            flag = 2 ** bit
            if flag not in cls._value2member_map_ and flag != value:
                cls._new_pseudo_member(flag)
            if extra == -flag:
                break
            extra = extra ^ flag if extra > 0 else 0
        return cls._new_pseudo_member(value)

    def __or__(self, other):
        if not isinstance(other, (self.__class__, int)):
            return NotImplemented
        return self.__class__(self._value_ | self.__class__(other)._value_)

    def __and__(self, other):
        if not isinstance(other, (self.__class__, int)):
            return NotImplemented
        return self.__class__(self._value_ & self.__class__(other)._value_)

    def __xor__(self, other):
        if not isinstance(other, (self.__class__, int)):
            return NotImplemented
        return self.__class__(self._value_ ^ self.__class__(other)._value_)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        return self.__class__(~self._value_)


def _decompose(flag, value):
    """The members that make up a value, greatest first, and the bits left over."""
    not_covered = value
    negative = value < 0
    if negative:
        # A negative value has all flags but those missing from it.
        candidates = [(m, v) for v, m in list(flag._value2member_map_.items())
                      if m._name_ is not None]
    else:
        candidates = [(m, v) for v, m in list(flag._value2member_map_.items())
                      if m._name_ is not None or v > 0 and not v & (v - 1)]
    members = []
    for m, v in candidates:
        if v and v & value == v:
            members.append(m)
            not_covered &= ~v
    if not members and value in flag._value2member_map_:
        members.append(flag._value2member_map_[value])
    members.sort(key=lambda m: m._value_, reverse=True)
    if len(members) > 1 and members[0]._value_ == value:
        # A named combination is not part of itself.
        members.pop(0)
    return members, not_covered


def unique(enumeration):
    """Class decorator: no value may have two names."""
    duplicates = [(name, member.name) for name, member in enumeration.__members__.items()
                  if name != member.name]
    if duplicates:
        details = ', '.join(f'{alias} -> {name}' for alias, name in duplicates)
        raise ValueError(f'duplicate values found in {enumeration!r}: {details}')
    return enumeration


class EnumCheck(StrEnum):
    """What verify() can check."""

    CONTINUOUS = 'no skipped integer values'
    NAMED_FLAGS = 'multi-flag aliases may not contain unnamed flags'
    UNIQUE = 'one name per value'


CONTINUOUS, NAMED_FLAGS, UNIQUE = EnumCheck


class verify:
    """Class decorator that checks constraints of an enumeration."""

    def __init__(self, *checks):
        self.checks = checks

    def __call__(self, enumeration):
        name = enumeration.__name__
        is_flag = issubclass(enumeration, Flag)
        for check in self.checks:
            if check is UNIQUE:
                aliases = [f'{n} -> {m.name}' for n, m in enumeration.__members__.items()
                           if n != m.name]
                if aliases:
                    raise ValueError(f'aliases found in {enumeration!r}: {", ".join(aliases)}')
            elif check is CONTINUOUS:
                values = {m.value for m in enumeration}
                if len(values) < 2:
                    continue
                low, high = min(values), max(values)
                if is_flag:
                    wanted = (2 ** i for i in range(_high_bit(low) + 1, _high_bit(high)))
                else:
                    wanted = range(low + 1, high)
                missing = [i for i in wanted if i not in values]
                if missing:
                    text = f'invalid {"flag" if is_flag else "enum"} {name!r}: missing values '
                    text += ', '.join(map(str, missing))
                    raise ValueError(text[:256])
            elif check is NAMED_FLAGS:
                single = [m.value for m in enumeration if not m.value & (m.value - 1)]
                for n, alias in enumeration.__members__.items():
                    missing = alias.value
                    for value in single:
                        missing &= ~value
                    if missing and alias.value > 0:
                        raise ValueError(f'invalid Flag {name!r}: alias {n} is missing '
                                         f'combined values of {hex(missing)} [use '
                                         'enum.show_flag_values(value) for details]')
        return enumeration


def show_flag_values(value):
    """The single bits in a value."""
    return [1 << i for i in range(value.bit_length()) if value >> i & 1]


def global_enum_repr(self):
    """A repr() in the form module.NAME."""
    return f'{self.__class__.__module__.split(".")[-1]}.{self._name_}'


def global_flag_repr(self):
    """A repr() in the form module.NAME|module.NAME."""
    module = self.__class__.__module__.split('.')[-1]
    if self._name_ is not None:
        return f'{module}.{self._name_}'
    members, extra = _decompose(self.__class__, self._value_)
    if not members or members == [self]:
        return f'{module}.{self.__class__.__name__}({self._value_})'
    return '|'.join(f'{module}.{m._name_}' for m in members)


def global_str(self):
    """A str() that is the name alone."""
    if self._name_ is None:
        return f'{self.__class__.__name__}({self._value_!r})'
    return self._name_


def global_enum(cls, update_str=False):
    """Class decorator: put the members into the module."""
    cls.__repr__ = global_flag_repr if issubclass(cls, Flag) else global_enum_repr
    if update_str or not issubclass(cls, ReprEnum):
        cls.__str__ = global_str
    sys.modules[cls.__module__].__dict__.update(cls.__members__)
    return cls
