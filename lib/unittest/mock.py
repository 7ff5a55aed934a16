"""Mock objects and patching.

A mock is an instance of a class of its own, made for it by __new__, so that special methods can be put on one mock
without touching another. Attributes (children) are made when first asked for and kept in _mock_children. What a mock
was called with is recorded in itself (call_args, call_args_list, mock_calls) and in the mocks it hangs from:

  method_calls  along _mock_parent:      attributes of attributes, never through a call;
  mock_calls    along _mock_new_parent:  attributes, return values and special methods alike.

A function made by create_autospec() holds the state itself; its mock reads and writes it there (_mock_delegate).
"""

import builtins
import contextlib
import inspect
import io
import pprint
import sys
import threading
from functools import partial, wraps
from types import FunctionType, MethodType, ModuleType

__all__ = ('Mock', 'MagicMock', 'patch', 'sentinel', 'DEFAULT', 'ANY', 'call', 'create_autospec', 'AsyncMock', 'ThreadingMock', 'FILTER_DIR',
           'NonCallableMock', 'NonCallableMagicMock', 'mock_open', 'PropertyMock', 'seal')

# Whether dir() of a mock leaves out what is there only by inheritance or convention.
FILTER_DIR = True


# ---- sentinels ----

class _SentinelObject(object):
    """A unique, named object."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return 'sentinel.' + self.name

    def __reduce__(self):
        return _sentinel_named, (self.name,)


class _Sentinel(object):
    """sentinel.anything: the same object each time it is asked for."""

    def __init__(self):
        self._sentinels = {}

    def __getattr__(self, name):
        if name == '__bases__':           # asked for by inspect.isclass() in older programs
            raise AttributeError(name)
        return self._sentinels.setdefault(name, _SentinelObject(name))

    def __reduce__(self):
        return 'sentinel'


sentinel = _Sentinel()


def _sentinel_named(name):
    return getattr(sentinel, name)


DEFAULT = sentinel.DEFAULT
_missing = sentinel.MISSING
_deleted = sentinel.DELETED


class _ANY(object):
    "Equal to everything."

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    __hash__ = object.__hash__

    def __repr__(self):
        return '<ANY>'


ANY = _ANY()


class InvalidSpecError(Exception):
    """Raised where a mock is used as the specification of a mock."""


# ---- what a specification tells ----

_FUNCTION_TYPES = (FunctionType, MethodType)
_SLOT_WRAPPER = type(object.__init__)
# State of a mock that is set from outside it: never an attribute to watch.
_links = {'_mock_parent', '_mock_new_parent', '_mock_name', '_mock_new_name', '_mock_wraps', '_mock_return_value',
          '_mock_side_effect', '_mock_sealed', '_mock_delegate', 'method_calls'}


def _is_instance_mock(obj):
    # By type, as a mock may claim any class.
    return issubclass(type(obj), NonCallableMock)


def _is_exception(obj):
    return isinstance(obj, BaseException) or isinstance(obj, type) and issubclass(obj, BaseException)


def _extract_mock(obj):
    """The mock behind a function that create_autospec() made, else obj itself."""
    if isinstance(obj, _FUNCTION_TYPES) and hasattr(obj, 'mock'):
        return obj.mock
    return obj


def _is_list(obj):
    # Exactly: a subclass of list may be wanted as a specification.
    return type(obj) in (list, tuple)


def _is_magic(name):
    return len(name) > 4 and name[:2] == '__' and name[-2:] == '__'


def _callable(obj):
    if isinstance(obj, type):
        return True
    if isinstance(obj, (staticmethod, classmethod, MethodType)):
        return _callable(obj.__func__)
    return getattr(obj, '__call__', None) is not None


def _instance_callable(obj):
    """Whether instances of obj (a class), or obj itself, can be called; a descriptor __call__ counts as it stands."""
    if not isinstance(obj, type):
        return getattr(obj, '__call__', None) is not None
    return any(base.__dict__.get('__call__') is not None for base in obj.__mro__)


def _signature_of(spec, as_instance, eat_self):
    """(function, signature) of calling spec, or None where that cannot be known."""
    if isinstance(spec, type) and not as_instance:
        spec = spec.__init__
        eat_self = True
    elif isinstance(spec, (classmethod, staticmethod)):
        if isinstance(spec, classmethod):
            eat_self = True
        spec = spec.__func__
    elif not isinstance(spec, _FUNCTION_TYPES):
        # An instance, or a class meant as instance.
        try:
            spec = spec.__call__
        except AttributeError:
            return None
        if isinstance(spec, FunctionType) and as_instance:
            eat_self = True
    try:
        return spec, inspect.signature(partial(spec, None) if eat_self else spec)
    except (ValueError, TypeError):
        return None


def _add_signature_check(spec, mock, eat_self, instance=False):
    found = _signature_of(spec, instance, eat_self)
    if found is None:
        return
    func, signature = found

    def check(self, /, *args, **kwargs):
        signature.bind(*args, **kwargs)
    _copy_metadata(func, check)
    type(mock)._mock_check_sig = check
    type(mock).__signature__ = signature


def _copy_metadata(func, funcopy):
    for name in ('__name__', '__doc__', '__text_signature__', '__module__', '__defaults__', '__kwdefaults__'):
        try:
            value = getattr(func, name)
            if name not in ('__defaults__', '__kwdefaults__'):
                setattr(funcopy, name, value)
        except (AttributeError, TypeError):
            pass


def _must_skip(spec, entry, is_type):
    """Whether the first parameter of the method entry of spec is filled by the attribute look-up."""
    if not isinstance(spec, type):
        if entry in getattr(spec, '__dict__', {}):
            return False             # a function in the instance is not bound
        spec = spec.__class__
    for klass in spec.__mro__:
        result = klass.__dict__.get(entry, DEFAULT)
        if result is DEFAULT:
            continue
        if isinstance(result, (staticmethod, classmethod)):
            return False
        if isinstance(result, _FUNCTION_TYPES):
            return is_type           # an instance's method is bound when it is read
        return False
    return is_type


# ---- calls ----

class _CallList(list):
    """A list of calls: `in` also finds a list of calls that follow each other."""

    def __contains__(self, value):
        if not isinstance(value, list):
            return list.__contains__(self, value)
        n = len(value)
        return any(self[i:i + n] == value for i in range(len(self) - n + 1))

    def __repr__(self):
        return pprint.pformat(list(self))


def _format_signature(name, args, kwargs):
    parts = [repr(arg) for arg in args]
    parts += ['%s=%r' % item for item in sorted(kwargs.items())]
    return '%s(%s)' % (name, ', '.join(parts))


def _split_call(value, default_name=''):
    """(name, args, kwargs) of the short forms of a call: (), (name,), (args,), (kwargs,), (name, args), ... None: no call."""
    name, args, kwargs = default_name, (), {}
    if len(value) == 3:
        name, args, kwargs = value
    elif len(value) == 2:
        first, second = value
        if isinstance(first, str):
            name = first
            if isinstance(second, tuple):
                args = second
            else:
                kwargs = second
        else:
            args, kwargs = first, second
    elif len(value) == 1:
        value, = value
        if isinstance(value, str):
            name = value
        elif isinstance(value, tuple):
            args = value
        else:
            kwargs = value
    elif value:
        return None
    return name, args, kwargs


_tuple_methods = {'count', 'index', '__add__', '__contains__', '__ge__', '__getitem__', '__gt__', '__iter__', '__le__', '__len__',
                  '__lt__', '__mul__', '__rmul__'}


class _Call(tuple):
    """A call, as (name, args, kwargs) or (args, kwargs), equal to the shorter tuples that leave out what is empty.

    call.a(1).b(2) makes one call out of another: _mock_name is the path so far, _mock_parent what came before,
    _mock_from_kall whether this step is a call (else an attribute).
    """

    def __new__(cls, value=(), name='', parent=None, two=False, from_kall=True):
        name, args, kwargs = _split_call(value, name or '')
        return tuple.__new__(cls, (args, kwargs) if two else (name, args, kwargs))

    def __init__(self, value=(), name=None, parent=None, two=False, from_kall=True):
        self._mock_name = name
        self._mock_parent = parent
        self._mock_from_kall = from_kall

    def __eq__(self, other):
        try:
            length = len(other)
        except TypeError:
            return NotImplemented
        if isinstance(other, list):
            other = tuple(other)
        if not isinstance(other, tuple) or length > 3:
            return False if isinstance(other, (tuple, str, bytes)) or length > 3 else NotImplemented
        if len(self) == 2:
            own_name, own_args, own_kwargs = '', self[0], self[1]
        else:
            own_name, own_args, own_kwargs = self
        parent = getattr(other, '_mock_parent', None) if isinstance(other, _Call) else None
        if self._mock_parent is not None and parent is not None and self._mock_parent != parent:
            return False
        name, args, kwargs = _split_call(other)
        if own_name and name != own_name:
            return False
        # Both ways: either may hold ANY, beside objects that equal nothing.
        return (args, kwargs) == (own_args, own_kwargs) or (own_args, own_kwargs) == (args, kwargs)

    __ne__ = object.__ne__
    __hash__ = None

    def __call__(self, *args, **kwargs):
        if self._mock_name is None:
            return _Call(('', args, kwargs), name='()')
        return _Call((self._mock_name, args, kwargs), name=self._mock_name + '()', parent=self)

    def __getattr__(self, attr):
        if self._mock_name is None:
            return _Call(name=attr, from_kall=False)
        return _Call(name='%s.%s' % (self._mock_name, attr), parent=self, from_kall=False)

    def __getattribute__(self, attr):
        # Methods of tuple are names of calls here: call.count(), call.__getitem__('key').
        if attr in _tuple_methods:
            return self.__getattr__(attr)
        return tuple.__getattribute__(self, attr)

    @property
    def args(self):
        return self[-2]

    @property
    def kwargs(self):
        return self[-1]

    def __repr__(self):
        if not self._mock_from_kall:
            return _call_path(self._mock_name or '')
        name = '' if len(self) == 2 else self[0]
        return _format_signature(_call_path(name), self[-2], self[-1])

    def call_list(self):
        """The calls that lead to this one, this included."""
        calls = []
        step = self
        while step is not None:
            if step._mock_from_kall:
                calls.append(step)
            step = step._mock_parent
        return _CallList(reversed(calls))


def _call_path(name):
    if not name:
        return 'call'
    return ('call' if name.startswith('()') else 'call.') + name


call = _Call(from_kall=False)


# ---- the mock that cannot be called ----

def _delegating(name):
    """A recorded fact: kept in the mock, or in the function the mock stands behind."""
    own = '_mock_' + name

    def get(self):
        target = self._mock_delegate
        return getattr(self, own) if target is None else getattr(target, name)

    def set(self, value):
        target = self._mock_delegate
        if target is None:
            self.__dict__[own] = value
        else:
            setattr(target, name, value)

    return property(get, set)


def _try_iter(obj):
    """What side_effect becomes: an iterator over an iterable; functions and exceptions as they are."""
    if obj is None or _is_exception(obj) or _callable(obj):
        return obj
    try:
        return iter(obj)
    except TypeError:
        return obj          # odd, but it is asked for only when the mock is called


def _can_adopt(parent, value):
    """Whether value, a mock set as attribute or return value of parent, is to report its calls there."""
    if not _is_instance_mock(value):
        return False
    if (value._mock_name or value._mock_new_name) or value._mock_parent is not None or value._mock_new_parent is not None:
        return False
    while parent is not None:           # a mock that returns itself would report for ever
        if parent is value:
            return False
        parent = parent._mock_new_parent
    return True


def _adopt(parent, value, name, new_name):
    value = _extract_mock(value)
    if not _can_adopt(parent, value):
        return False
    if new_name:
        value._mock_new_parent = parent
        value._mock_new_name = new_name
    if name:
        value._mock_parent = parent
        value._mock_name = name
    return True


class _SpecState(object):
    """An attribute that is specified, not made yet."""

    def __init__(self, spec, spec_set=False, parent=None, name=None, instance=False, wraps=None):
        self.spec = spec
        self.wraps = wraps
        self.spec_set = spec_set
        self.parent = parent
        self.name = name
        self.instance = instance


class Base(object):
    _mock_return_value = DEFAULT
    _mock_side_effect = None

    def __init__(self, /, *args, **kwargs):
        pass


class NonCallableMock(Base):
    """A mock that is no callable."""

    def __new__(cls, /, *args, **kwargs):
        bases = (cls,)
        if not issubclass(cls, AsyncMockMixin):
            # A coroutine function as specification makes an awaitable mock of it.
            spec = kwargs.get('spec_set') or kwargs.get('spec') or (args[0] if args else None)
            if spec is not None and _is_async_obj(spec) and issubclass(cls, CallableMixin):
                bases = (AsyncMockMixin, cls)
        return object.__new__(type(cls.__name__, bases, {'__doc__': cls.__doc__, '__module__': cls.__module__}))

    def __init__(self, spec=None, wraps=None, name=None, spec_set=None, parent=None, _spec_state=None, _new_name='',
                 _new_parent=None, _spec_as_instance=False, _eat_self=None, unsafe=False, **kwargs):
        if spec_set is not None:
            spec = spec_set
        state = self.__dict__
        state['_mock_parent'] = parent
        state['_mock_name'] = name
        state['_mock_new_name'] = _new_name
        state['_mock_new_parent'] = parent if _new_parent is None else _new_parent
        state['_mock_sealed'] = False
        self._mock_add_spec(spec, spec_set is not None, _spec_as_instance, parent is not None if _eat_self is None else _eat_self)
        state['_mock_children'] = {}
        state['_mock_wraps'] = wraps
        state['_mock_delegate'] = None
        state['_mock_called'] = False
        state['_mock_call_args'] = None
        state['_mock_call_count'] = 0
        state['_mock_call_args_list'] = _CallList()
        state['_mock_mock_calls'] = _CallList()
        state['method_calls'] = _CallList()
        state['_mock_unsafe'] = unsafe
        if kwargs:
            self.configure_mock(**kwargs)
        super(NonCallableMock, self).__init__(spec, wraps, name, spec_set, parent, _spec_state)

    called = _delegating('called')
    call_count = _delegating('call_count')
    call_args = _delegating('call_args')
    call_args_list = _delegating('call_args_list')
    mock_calls = _delegating('mock_calls')

    def attach_mock(self, mock, attribute):
        """Make mock an attribute of this one, whatever it hung from before."""
        inner = _extract_mock(mock)
        inner._mock_parent = None
        inner._mock_new_parent = None
        inner._mock_name = ''
        inner._mock_new_name = None
        setattr(self, attribute, mock)

    def mock_add_spec(self, spec, spec_set=False):
        """Allow only the attributes of spec (an object or a list of names); with spec_set, also to be set."""
        self._mock_add_spec(spec, spec_set)

    def _mock_add_spec(self, spec, spec_set, _spec_as_instance=False, _eat_self=False):
        if _is_instance_mock(spec):
            raise InvalidSpecError('Cannot spec a Mock object. [object=%r]' % (spec,))
        spec_class = spec_signature = None
        names = spec
        async_names = ()                # coroutine functions in spec itself; those of its class are found there
        if spec is not None and not _is_list(spec):
            spec_class = spec if isinstance(spec, type) else type(spec)
            found = _signature_of(spec, _spec_as_instance, _eat_self)
            spec_signature = found and found[1]
            names = dir(spec)
            if not isinstance(spec, type):
                async_names = {name for name, value in getattr(spec, '__dict__', {}).items() if _is_async_obj(value)}
        state = self.__dict__
        state['_spec_async_names'] = async_names
        state['_spec_class'] = spec_class
        state['_spec_set'] = spec_set
        state['_spec_signature'] = spec_signature
        state['_mock_methods'] = names

    @property
    def return_value(self):
        """What a call returns."""
        holder = self if self._mock_delegate is None else self._mock_delegate
        value = holder._mock_return_value if holder is self else holder.return_value
        if value is DEFAULT and self._mock_wraps is None:
            value = self._get_child_mock(_new_parent=self, _new_name='()')
            self.return_value = value
        return value

    @return_value.setter
    def return_value(self, value):
        if self._mock_delegate is not None:
            self._mock_delegate.return_value = value
        else:
            self.__dict__['_mock_return_value'] = value
            _adopt(self, value, None, '()')

    @property
    def __class__(self):
        return type(self) if self._spec_class is None else self._spec_class

    @property
    def side_effect(self):
        target = self._mock_delegate
        if target is None:
            return self._mock_side_effect
        effect = target.side_effect
        if effect is not None and not _callable(effect) and not isinstance(effect, _MockIter) and not _is_exception(effect):
            effect = _MockIter(effect)
            target.side_effect = effect
        return effect

    @side_effect.setter
    def side_effect(self, value):
        value = _try_iter(value)
        if self._mock_delegate is None:
            self.__dict__['_mock_side_effect'] = value
        else:
            self._mock_delegate.side_effect = value

    def reset_mock(self, visited=None, *, return_value=False, side_effect=False):
        """Forget all calls, here and in children; on demand return values and side effects too."""
        if visited is None:
            visited = []
        if id(self) in visited:
            return
        visited.append(id(self))
        self.called = False
        self.call_args = None
        self.call_count = 0
        self.mock_calls = _CallList()
        self.call_args_list = _CallList()
        self.__dict__['method_calls'] = _CallList()
        if return_value:
            self.__dict__['_mock_return_value'] = DEFAULT
        if side_effect:
            self.__dict__['_mock_side_effect'] = None
        for name, child in list(self._mock_children.items()):
            if isinstance(child, _SpecState) or child is _deleted:
                continue
            if name in _all_magics:
                child.reset_mock(visited)       # str() and the like go on giving what they must
            else:
                child.reset_mock(visited, return_value=return_value, side_effect=side_effect)
        result = self._mock_return_value
        if _is_instance_mock(result) and result is not self:
            result.reset_mock(visited)

    def configure_mock(self, /, **kwargs):
        """Set attributes; a key may be a path: **{'method.return_value': 3}."""
        for path, value in sorted(kwargs.items(), key=lambda item: item[0].count('.')):
            *steps, last = path.split('.')
            obj = self
            for step in steps:
                obj = getattr(obj, step)
            setattr(obj, last, value)

    # -- attributes --

    def __getattr__(self, name):
        if name in ('_mock_methods', '_mock_unsafe', '_mock_children', '_mock_delegate', '_spec_class', '_spec_async_names'):
            raise AttributeError(name)
        if self._mock_methods is not None:
            if name not in self._mock_methods or name in _all_magics:
                raise AttributeError('Mock object has no attribute %r' % name)
        elif _is_magic(name):
            raise AttributeError(name)
        if not self._mock_unsafe and (not self._mock_methods or name not in self._mock_methods):
            if name.startswith(('assert', 'assret', 'asert', 'aseert', 'assrt')) or name in _ASSERTION_STEMS:
                raise AttributeError('%r is not a valid assertion. Use a spec for the mock if %r is meant to be an attribute.'
                                     % (name, name))
        child = self._mock_children.get(name)
        if child is _deleted:
            raise AttributeError(name)
        if child is None:
            wrapped = self._mock_wraps
            child = self._get_child_mock(parent=self, name=name, _new_name=name, _new_parent=self,
                                         wraps=None if wrapped is None else getattr(wrapped, name))
            self._mock_children[name] = child
        elif isinstance(child, _SpecState):
            if _is_instance_mock(child.spec):
                raise InvalidSpecError('Cannot autospec attr %r from target %r as it has already been mocked out. [target=%r, attr=%r]'
                                       % (name, child.parent, self, child.spec))
            wrapped = child.wraps
            child = create_autospec(child.spec, child.spec_set, child.instance, child.parent, child.name,
                                    **({} if wrapped is None else {'wraps': wrapped}))
            self._mock_children[name] = child
        return child

    def __setattr__(self, name, value):
        if name in _setters:
            return object.__setattr__(self, name, value)
        if name in _links:
            self.__dict__[name] = value
            return
        if self._spec_set and self._mock_methods is not None and name not in self._mock_methods and name not in self.__dict__:
            if name != '__class__':
                raise AttributeError("Mock object has no attribute '%s'" % name)
        if name in _unsupported_magics:
            raise AttributeError("Attempting to set unsupported magic method %r." % name)
        if name in _all_magics:
            value = self._mock_set_magic(name, value)
        elif name == '__class__':
            self.__dict__['_spec_class'] = value
            return
        elif _adopt(self, value, name, name):
            self._mock_children[name] = value
        if self._mock_sealed and not hasattr(self, name):
            raise AttributeError('Cannot set %s.%s' % (self._extract_mock_name(), name))
        if isinstance(value, PropertyMock):
            self.__dict__[name] = value
            return
        return object.__setattr__(self, name, value)

    def _mock_set_magic(self, name, value):
        """Put a special method on this mock's class; what reading it from the mock gives."""
        if self._mock_methods is not None and name not in self._mock_methods:
            raise AttributeError("Mock object has no attribute '%s'" % name)
        if not _is_instance_mock(value):
            function = value

            def method(self, /, *args, **kwargs):
                return function(self, *args, **kwargs)
            method.__name__ = name
            setattr(type(self), name, method)
            return lambda *args, **kwargs: function(self, *args, **kwargs)
        # Only mock_calls tells of special methods, so no name for method_calls.
        _adopt(self, value, None, name)
        setattr(type(self), name, value)
        self._mock_children[name] = value
        return value

    def __delattr__(self, name):
        if name in _all_magics and name in type(self).__dict__:
            delattr(type(self), name)
            if name not in self.__dict__:
                return              # never asked for, so only in the class
        child = self._mock_children.get(name, _missing)
        if name in self.__dict__:
            object.__delattr__(self, name)
        elif child is _deleted:
            raise AttributeError(name)
        if child is not _missing:
            del self._mock_children[name]
        self._mock_children[name] = _deleted

    def __dir__(self):
        """What the specification, the instance and its children have; without FILTER_DIR all there is."""
        if not FILTER_DIR:
            return object.__dir__(self)
        spec = self._mock_methods or []
        own = [name for name in dir(type(self)) if not name.startswith('_') or _is_magic(name)]
        own = [name for name in own if not _is_magic(name) or name not in _magics or name in self.__dict__] if spec is None else own
        instance = [name for name in self.__dict__ if not name.startswith('_') or _is_magic(name)]
        children = [name for name, child in self._mock_children.items() if child is not _deleted]
        return sorted(set(own + list(spec) + instance + children))

    def _extract_mock_name(self):
        """The path to this mock from the first: mock.method().attribute"""
        parts = [self._mock_new_name or '']
        parent = self._mock_new_parent
        last = self
        seen = {id(self)}
        dot = '' if parts == ['()'] else '.'
        if not parts[0]:
            dot = ''
        while parent is not None:
            last = parent
            parts.append((parent._mock_new_name or '') + dot)
            dot = '' if parent._mock_new_name == '()' else '.'
            parent = parent._mock_new_parent
            if id(parent) in seen:
                break               # a loop in the names: show what there is
            seen.add(id(parent))
        parts.reverse()
        first = last._mock_name or 'mock'
        if len(parts) > 1 and parts[1] not in ('()', '().'):
            first += '.'
        parts[0] = first
        return ''.join(parts)

    def __repr__(self):
        name = self._extract_mock_name()
        name_text = '' if name in ('mock', 'mock.') else ' name=%r' % name
        spec_text = ''
        if self._spec_class is not None:
            spec_text = (' spec_set=%r' if self._spec_set else ' spec=%r') % self._spec_class.__name__
        return "<%s%s%s id='%s'>" % (type(self).__name__, name_text, spec_text, id(self))

    def _get_child_mock(self, /, **kw):
        """Make an attribute or return value; override to have children of another kind."""
        if self._mock_sealed:
            name = '.' + kw['name'] if 'name' in kw else '()'
            raise AttributeError(self._extract_mock_name() + name)
        new_name = kw.get('_new_name')
        kind = type(self)
        spec_class = self._spec_class
        if spec_class is not None and new_name and new_name != '()':
            if (new_name in self._spec_async_names
                    or inspect.iscoroutinefunction(_unbound(inspect.getattr_static(spec_class, new_name, None)))):
                return AsyncMock(**kw)
        if issubclass(kind, MagicMock) and new_name in _async_magics:
            klass = AsyncMock
        elif issubclass(kind, AsyncMockMixin):
            is_plain = new_name in _all_sync_magics or new_name in _sync_async_magics or self._mock_methods and new_name in self._mock_methods
            klass = MagicMock if is_plain else AsyncMock
        elif not issubclass(kind, CallableMixin):
            klass = (MagicMock if issubclass(kind, NonCallableMagicMock) else Mock)
        else:
            klass = kind.__mro__[1]
        return klass(**kw)

    # -- matching and assertions --

    def _call_matcher(self, kall):
        """The call in a form that compares by parameter where the signature is known; the TypeError where it does not fit."""
        signature = self._spec_signature
        if isinstance(kall, tuple) and len(kall) > 2 and kall[0]:
            signature = self._signature_by_path(kall[0])
        if signature is None:
            return kall
        if len(kall) == 2:
            name = ''
            args, kwargs = kall
        else:
            name, args, kwargs = kall
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            return error.with_traceback(None)
        # The name as an argument: an empty one must not match all names.
        return call(name, bound.args, bound.kwargs)

    def _signature_by_path(self, path):
        child = self
        signature = self._spec_signature
        for step in path.replace('()', '').split('.'):
            if not step:
                continue
            child = _extract_mock(child._mock_children.get(step))
            if child is None or isinstance(child, _SpecState) or not _is_instance_mock(child):
                return None
            signature = child._spec_signature
        return signature

    def _calls_repr(self):
        return '\nCalls: %r.' % self.mock_calls if self.mock_calls else ''

    def _fail_message(self, args, kwargs, actual, action='call'):
        name = self._mock_name or 'mock'
        expected = _format_signature(name, args, kwargs)
        return 'Expected %s: %s\nActual %s: %s' % (action, expected, action, _format_signature(name, *actual[-2:]))

    def assert_not_called(self):
        """Assert that the mock was never called."""
        if self.call_count:
            raise AssertionError("Expected '%s' to not have been called. Called %s times.%s"
                                 % (self._mock_name or 'mock', self.call_count, self._calls_repr()))

    def assert_called(self):
        """Assert that the mock was called at least once."""
        if not self.call_count:
            raise AssertionError("Expected '%s' to have been called." % (self._mock_name or 'mock'))

    def assert_called_once(self):
        """Assert that the mock was called exactly once."""
        if self.call_count != 1:
            raise AssertionError("Expected '%s' to have been called once. Called %s times.%s"
                                 % (self._mock_name or 'mock', self.call_count, self._calls_repr()))

    def assert_called_with(self, /, *args, **kwargs):
        """Assert that the last call was made with these arguments."""
        if self.call_args is None:
            name = self._mock_name or 'mock'
            raise AssertionError('Expected call: %s\nNot called' % _format_signature(name, args, kwargs))
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        actual = self._call_matcher(self.call_args)
        if actual != expected:
            cause = expected if isinstance(expected, Exception) else None
            raise AssertionError(self._fail_message(args, kwargs, self.call_args)) from cause

    def assert_called_once_with(self, /, *args, **kwargs):
        """Assert that there was one call, made with these arguments."""
        if self.call_count != 1:
            raise AssertionError("Expected '%s' to be called once. Called %s times.%s"
                                 % (self._mock_name or 'mock', self.call_count, self._calls_repr()))
        return self.assert_called_with(*args, **kwargs)

    def assert_has_calls(self, calls, any_order=False):
        """Assert that mock_calls has these calls, following each other; with any_order, all of them somewhere."""
        self._assert_has(calls, self.mock_calls, any_order, 'call', '%s\nExpected: %s\n  Actual: %s')

    def _assert_has(self, calls, all_made, any_order, kind, not_found):
        expected = [self._call_matcher(c) for c in calls]
        cause = next((e for e in expected if isinstance(e, Exception)), None)
        made = _CallList(self._call_matcher(c) for c in all_made)
        if not any_order:
            if expected not in made:
                problem = kind.title() + 's not found.' if cause is None else \
                    'Error processing expected %ss.\nErrors: %s' % (
                        kind, [e if isinstance(e, Exception) else None for e in expected])
                raise AssertionError(not_found % (problem, _CallList(calls), all_made)) from cause
            return
        made = list(made)
        absent = []
        for wanted in expected:
            try:
                made.remove(wanted)
            except ValueError:
                absent.append(wanted)
        if not absent:
            return
        if kind == 'call':
            raise AssertionError('%r does not contain all of %r in its call list, found %r instead'
                                 % (self._mock_name or 'mock', tuple(absent), made)) from cause
        raise AssertionError('%r not all found in await list' % (tuple(absent),)) from cause

    def assert_any_call(self, /, *args, **kwargs):
        """Assert that some call was made with these arguments."""
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        cause = expected if isinstance(expected, Exception) else None
        if cause or not any(expected == self._call_matcher(c) for c in self.call_args_list):
            raise AssertionError('%s call not found' % _format_signature(self._mock_name or 'mock', args, kwargs)) from cause


# What is left of the assertions without their first word: mock.called_once() looks like an assertion and is none.
_ASSERTION_STEMS = frozenset(name[len('assert_'):] for name in dir(NonCallableMock)
                             if name.startswith('assert_') and name != 'assert_called')
_setters = {name for name, value in vars(NonCallableMock).items() if isinstance(value, property) and name != '__class__'}


class _MockIter(object):
    def __init__(self, obj):
        self.obj = iter(obj)

    def __next__(self):
        return next(self.obj)


# ---- the mock that can be called ----

class CallableMixin(Base):

    def __init__(self, spec=None, side_effect=None, return_value=DEFAULT, wraps=None, name=None, spec_set=None, parent=None,
                 _spec_state=None, _new_name='', _new_parent=None, **kwargs):
        self.__dict__['_mock_return_value'] = return_value
        super(CallableMixin, self).__init__(spec, wraps, name, spec_set, parent, _spec_state, _new_name, _new_parent, **kwargs)
        self.side_effect = side_effect

    def _mock_check_sig(self, /, *args, **kwargs):
        pass                        # replaced in the class of a mock with a signature

    def __call__(self, /, *args, **kwargs):
        self._mock_check_sig(*args, **kwargs)
        return self._mock_call(*args, **kwargs)

    def _mock_call(self, /, *args, **kwargs):
        self._increment_mock_call(*args, **kwargs)
        return self._execute_mock_call(*args, **kwargs)

    def _increment_mock_call(self, /, *args, **kwargs):
        """Record a call, here and in all mocks this one hangs from."""
        self.called = True
        self.call_count += 1
        made = _Call((args, kwargs), two=True)
        self.call_args = made
        self.call_args_list.append(made)
        self.mock_calls.append(_Call(('', args, kwargs)))

        method_path = self._mock_name if self._mock_parent is not None else None
        call_path = self._mock_new_name
        after_call = call_path == '()'
        holder = self._mock_new_parent
        while holder is not None:
            if method_path is not None:
                holder.method_calls.append(_Call((method_path, args, kwargs)))
                method_path = None if holder._mock_parent is None else holder._mock_name + '.' + method_path
            holder.mock_calls.append(_Call((call_path, args, kwargs)))
            step = holder._mock_new_name
            if step:
                call_path = step + ('' if after_call else '.') + call_path
                after_call = step == '()'
            holder = holder._mock_new_parent

    def _execute_mock_call(self, /, *args, **kwargs):
        effect = self.side_effect
        if effect is not None:
            if _is_exception(effect):
                raise effect
            if not _callable(effect):
                result = next(effect)
                if _is_exception(result):
                    raise result
            else:
                result = effect(*args, **kwargs)
            if result is not DEFAULT:
                return result
        if self._mock_return_value is not DEFAULT:
            return self.return_value
        if self._mock_delegate is not None and self._mock_delegate.return_value is not DEFAULT:
            return self._mock_delegate.return_value
        if self._mock_wraps is not None:
            return self._mock_wraps(*args, **kwargs)
        return self.return_value


class Mock(CallableMixin, NonCallableMock):
    """A callable object that makes its attributes when they are asked for and records how it is used.

    spec: an object or list of names: other attributes raise AttributeError. spec_set: setting them does too.
    side_effect: a function called with the arguments, an exception to raise, or an iterable of results.
    return_value: the result of a call. wraps: an object calls are passed on to. name: shown in the repr.
    unsafe: allows attributes whose name looks like a misspelt assertion. Other keywords set attributes.
    """


# ---- special methods ----

_numerics = 'add sub mul matmul truediv floordiv mod lshift rshift and xor or pow'.split()
_magics = {'__%s__' % name for name in (
    'lt gt le ge eq ne getitem setitem delitem len contains hash iter str sizeof enter exit divmod rdivmod neg pos abs invert '
    'complex int float index round trunc floor ceil bool next fspath').split()
    + _numerics + ['i' + name for name in _numerics] + ['r' + name for name in _numerics]}
_async_magics = {'__aenter__', '__aexit__', '__anext__'}
_sync_async_magics = {'__aiter__'}
# Supported, but not there until set.
_non_defaults = {'__%s__' % name for name in (
    'get set delete reversed missing reduce reduce_ex getinitargs getnewargs getnewargs_ex getstate setstate getformat repr dir '
    'subclasses format').split()}
_all_sync_magics = _magics | _non_defaults
_all_magics = _all_sync_magics | _async_magics | _sync_async_magics
_unsupported_magics = {'__getattr__', '__setattr__', '__init__', '__new__', '__prepare__', '__instancecheck__',
                       '__subclasscheck__', '__del__'}

_return_values = {
    '__lt__': NotImplemented, '__gt__': NotImplemented, '__le__': NotImplemented, '__ge__': NotImplemented,
    '__int__': 1, '__contains__': False, '__len__': 0, '__exit__': False, '__complex__': 1j, '__float__': 1.0,
    '__bool__': True, '__index__': 1, '__aexit__': False,
}

# Results that depend on the mock.
_calculated_values = {
    '__hash__': object.__hash__,
    '__str__': object.__str__,
    '__sizeof__': object.__sizeof__,
    '__fspath__': lambda self: '%s/%s/%d' % (type(self).__name__, self._extract_mock_name(), id(self)),
}


def _eq_effect(self):
    def eq(other):
        value = self.__eq__._mock_return_value
        if value is not DEFAULT:
            return value
        return True if self is other else NotImplemented
    return eq


def _ne_effect(self):
    def ne(other):
        if self.__ne__._mock_return_value is not DEFAULT:
            return DEFAULT
        return False if self is other else NotImplemented
    return ne


def _iter_effect(self):
    def iterate():
        value = self.__iter__._mock_return_value
        return iter([]) if value is DEFAULT else iter(value)    # an iterator is its own iter()
    return iterate


def _aiter_effect(self):
    def iterate():
        value = self.__aiter__._mock_return_value
        return _AsyncIterator(iter([] if value is DEFAULT else value))
    return iterate


_side_effects = {'__eq__': _eq_effect, '__ne__': _ne_effect, '__iter__': _iter_effect, '__aiter__': _aiter_effect}


class MagicProxy(Base):
    """Stands in a mock's class for a special method until it is used; then a mock takes its place."""

    def __init__(self, name, parent):
        self.name = name
        self.parent = parent

    def create_mock(self):
        name, parent = self.name, self.parent
        mock = parent._get_child_mock(name=name, _new_name=name, _new_parent=parent)
        setattr(parent, name, mock)
        if name in _return_values:
            mock.return_value = _return_values[name]
        elif name in _calculated_values:
            mock.return_value = _calculated_values[name](parent)
        elif name in _side_effects:
            mock.side_effect = _side_effects[name](parent)
        return mock

    def __get__(self, obj, _type=None):
        return self.create_mock()


class MagicMixin(Base):

    def __init__(self, /, *args, **kw):
        self._mock_set_magics()             # so that keywords can configure them
        super(MagicMixin, self).__init__(*args, **kw)
        self._mock_set_magics()             # again: now the specification is known

    def _mock_set_magics(self):
        """Put the special methods into this mock's class; with a specification only those it has."""
        wanted = _magics | _async_magics | _sync_async_magics
        kind = type(self)
        methods = self.__dict__.get('_mock_methods')
        if methods is not None:
            for name in wanted - set(methods):
                if name in kind.__dict__:
                    delattr(kind, name)
                self.__dict__.pop(name, None)
            wanted = wanted.intersection(methods)
        for name in wanted - set(kind.__dict__):
            setattr(kind, name, MagicProxy(name, self))


class NonCallableMagicMock(MagicMixin, NonCallableMock):
    """A mock with all special methods, that is no callable."""

    def mock_add_spec(self, spec, spec_set=False):
        """Allow only the attributes of spec (an object or a list of names); with spec_set, also to be set."""
        self._mock_add_spec(spec, spec_set)
        self._mock_set_magics()


class MagicMock(MagicMixin, Mock):
    """A Mock with all special methods, made when used, with usual results."""

    def mock_add_spec(self, spec, spec_set=False):
        """Allow only the attributes of spec (an object or a list of names); with spec_set, also to be set."""
        self._mock_add_spec(spec, spec_set)
        self._mock_set_magics()


class PropertyMock(Mock):
    """A mock to be put into a class: reading the attribute calls it, setting the attribute calls it with the value."""

    def _get_child_mock(self, /, **kwargs):
        return MagicMock(**kwargs)

    def __get__(self, obj, obj_type=None):
        return self()

    def __set__(self, obj, val):
        self(val)


# ---- coroutines ----

def _unbound(obj):
    return obj.__func__ if isinstance(obj, (staticmethod, classmethod)) else obj


def _is_async_obj(obj):
    if _is_instance_mock(obj) and not isinstance(obj, AsyncMockMixin):
        return False
    if hasattr(obj, '__func__'):
        obj = getattr(obj, '__func__')
    return inspect.iscoroutinefunction(obj) or inspect.isawaitable(obj)


class _AsyncIterator(object):
    def __init__(self, iterator):
        self.iterator = iterator

    def __aiter__(self):
        return self

    async def __anext__(self):
        for value in self.iterator:
            return value
        raise StopAsyncIteration


class AsyncMockMixin(Base):
    """A call gives a coroutine; what counts is that it is awaited."""

    await_count = _delegating('await_count')
    await_args = _delegating('await_args')
    await_args_list = _delegating('await_args_list')
    # What inspect.markcoroutinefunction() puts on a function.
    _is_coroutine_marker = inspect._is_coroutine_mark

    def __init__(self, /, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._mock_forget_awaits()

    def _mock_forget_awaits(self):
        self.__dict__['_mock_await_count'] = 0
        self.__dict__['_mock_await_args'] = None
        self.__dict__['_mock_await_args_list'] = _CallList()

    async def _execute_mock_call(self, /, *args, **kwargs):
        made = _Call((args, kwargs), two=True)

        def record():
            self.await_count += 1
            self.await_args = made
            self.await_args_list.append(made)

        effect = self.side_effect
        if effect is not None:
            if _is_exception(effect):
                raise effect
            if not _callable(effect):
                try:
                    result = next(effect)
                except StopIteration:
                    # StopIteration cannot leave a coroutine.
                    raise StopAsyncIteration from None
                if _is_exception(result):
                    raise result
            elif inspect.iscoroutinefunction(effect):
                result = await effect(*args, **kwargs)
            else:
                result = effect(*args, **kwargs)
            if result is not DEFAULT:
                record()
                return result
        record()
        if self._mock_return_value is not DEFAULT:
            return self.return_value
        if self._mock_wraps is not None:
            result = self._mock_wraps(*args, **kwargs)
            return await result if inspect.isawaitable(result) else result
        return self.return_value

    def assert_awaited(self):
        """Assert that the mock was awaited at least once."""
        if not self.await_count:
            raise AssertionError('Expected %s to have been awaited.' % (self._mock_name or 'mock'))

    def assert_awaited_once(self):
        """Assert that the mock was awaited exactly once."""
        if self.await_count != 1:
            raise AssertionError('Expected %s to have been awaited once. Awaited %s times.'
                                 % (self._mock_name or 'mock', self.await_count))

    def assert_awaited_with(self, /, *args, **kwargs):
        """Assert that the last await was of a call with these arguments."""
        if self.await_args is None:
            raise AssertionError('Expected await: %s\nNot awaited'
                                 % _format_signature(self._mock_name or 'mock', args, kwargs))
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        if expected != self._call_matcher(self.await_args):
            cause = expected if isinstance(expected, Exception) else None
            raise AssertionError(self._fail_message(args, kwargs, self.await_args, 'await')) from cause

    def assert_awaited_once_with(self, /, *args, **kwargs):
        """Assert that there was one await, of a call with these arguments."""
        self.assert_awaited_once()
        return self.assert_awaited_with(*args, **kwargs)

    def assert_any_await(self, /, *args, **kwargs):
        """Assert that some call awaited was made with these arguments."""
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        cause = expected if isinstance(expected, Exception) else None
        if cause or not any(expected == self._call_matcher(c) for c in self.await_args_list):
            raise AssertionError('%s await not found' % _format_signature(self._mock_name or 'mock', args, kwargs)) from cause

    def assert_has_awaits(self, calls, any_order=False):
        """Assert that await_args_list has these calls, following each other; with any_order, all of them somewhere."""
        self._assert_has(calls, self.await_args_list, any_order, 'await', '%s\nExpected: %s\nActual: %s')

    def assert_not_awaited(self):
        """Assert that the mock was never awaited."""
        if self.await_count:
            raise AssertionError('Expected %s to not have been awaited. Awaited %s times.'
                                 % (self._mock_name or 'mock', self.await_count))

    def reset_mock(self, /, *args, **kwargs):
        """Forget all calls and awaits."""
        super().reset_mock(*args, **kwargs)
        self._mock_forget_awaits()


_setters |= {'await_count', 'await_args', 'await_args_list'}


class AsyncMock(AsyncMockMixin, MagicMixin, Mock):
    """A MagicMock that stands for a coroutine function: a call gives a coroutine with the result."""


# ---- threads ----

_timeout_unset = sentinel.TIMEOUT_UNSET


class ThreadingMixin(Base):
    """Calls come from other threads; they can be waited for."""

    # Seconds to wait; None: for ever.
    DEFAULT_TIMEOUT = None

    def __init__(self, /, *args, timeout=_timeout_unset, **kwargs):
        self.__dict__['_mock_wait_timeout'] = self.DEFAULT_TIMEOUT if timeout is _timeout_unset else timeout
        self.__dict__['_mock_condition'] = threading.Condition()
        super().__init__(*args, **kwargs)

    def _get_child_mock(self, /, **kw):
        return super()._get_child_mock(timeout=self._mock_wait_timeout, **kw)

    def _mock_call(self, /, *args, **kwargs):
        result = super()._mock_call(*args, **kwargs)
        with self._mock_condition:
            self._mock_condition.notify_all()
        return result

    def _mock_wait_for(self, predicate, timeout, what):
        with self._mock_condition:
            if not self._mock_condition.wait_for(predicate, timeout):
                raise AssertionError('%s was not called before timeout(%s)%s.' % (self._mock_name or 'mock', timeout, what))

    def wait_until_called(self, *, timeout=_timeout_unset):
        """Wait until the mock has been called, for the mock's timeout or this one."""
        if timeout is _timeout_unset:
            timeout = self._mock_wait_timeout
        self._mock_wait_for(lambda: self.called, timeout, '')

    def wait_until_any_call_with(self, /, *args, **kwargs):
        """Wait until the mock has been called with these arguments, for the mock's timeout."""
        expected = self._call_matcher(_Call((args, kwargs), two=True))

        def was_called():
            return any(expected == self._call_matcher(c) for c in list(self.call_args_list))
        self._mock_wait_for(was_called, self._mock_wait_timeout, ' with %s' % _format_signature('call', args, kwargs))


class ThreadingMock(ThreadingMixin, MagicMixin, Mock):
    """A MagicMock for code that runs in threads. timeout: seconds to wait for calls, default DEFAULT_TIMEOUT."""


# ---- patching ----

def _importer(target):
    """The object a dotted name means; modules on the way are imported."""
    first, *rest = target.split('.')
    path = first
    thing = __import__(first)
    for name in rest:
        path += '.' + name
        try:
            thing = getattr(thing, name)
        except AttributeError:
            __import__(path)
            thing = getattr(thing, name)
    return thing


def _get_target(target):
    try:
        target, attribute = target.rsplit('.', 1)
    except (TypeError, ValueError, AttributeError):
        raise TypeError('Need a valid target to patch. You supplied: %r' % (target,)) from None
    return partial(_importer, target), attribute


def _check_misspelt_arguments(unsafe, kwargs):
    if not unsafe:
        for name in 'autospect', 'auto_spec', 'set_spec':
            if name in kwargs:
                raise RuntimeError('%r might be a typo; use unsafe=True if this is intended' % name)


class _patch(object):
    """One replacement of an attribute: decorator, context manager, or started and stopped."""

    attribute_name = None
    _active_patches = []

    def __init__(self, getter, attribute, new, spec, create, spec_set, autospec, new_callable, kwargs, *, unsafe=False):
        if new_callable is not None:
            if new is not DEFAULT:
                raise ValueError("Cannot use 'new' and 'new_callable' together")
            if autospec is not None:
                raise ValueError("Cannot use 'autospec' and 'new_callable' together")
        _check_misspelt_arguments(unsafe, kwargs)
        self.getter = getter
        self.attribute = attribute
        self.new = new
        self.new_callable = new_callable
        self.spec = spec
        self.create = create
        self.has_local = False
        self.spec_set = spec_set
        self.autospec = autospec
        self.kwargs = kwargs
        self.additional_patchers = []
        self.is_started = False

    def copy(self):
        patcher = _patch(self.getter, self.attribute, self.new, self.spec, self.create, self.spec_set, self.autospec,
                         self.new_callable, self.kwargs)
        patcher.attribute_name = self.attribute_name
        patcher.additional_patchers = [p.copy() for p in self.additional_patchers]
        return patcher

    # -- as decorator --

    def __call__(self, func):
        if isinstance(func, type):
            return self.decorate_class(func)
        if inspect.iscoroutinefunction(func):
            return self.decorate_async_callable(func)
        return self.decorate_callable(func)

    def decorate_class(self, klass):
        for name in dir(klass):
            if name.startswith(patch.TEST_PREFIX):
                method = getattr(klass, name)
                if hasattr(method, '__call__'):
                    setattr(klass, name, self.copy()(method))
        return klass

    @staticmethod
    @contextlib.contextmanager
    def _entered(patchings, args, kwargs):
        """All patches of one decorated function at work; the arguments it is to get."""
        with contextlib.ExitStack() as stack:
            extra = []
            for patching in patchings:
                value = stack.enter_context(patching)
                if patching.attribute_name is not None:
                    kwargs.update(value)
                elif patching.new is DEFAULT:
                    extra.append(value)
            yield args + tuple(extra), kwargs

    def decorate_callable(self, func):
        if hasattr(func, 'patchings'):
            func.patchings.append(self)
            return func

        @wraps(func)
        def patched(*args, **keywargs):
            with self._entered(patched.patchings, args, keywargs) as (args, keywargs):
                return func(*args, **keywargs)
        patched.patchings = [self]
        return patched

    def decorate_async_callable(self, func):
        if hasattr(func, 'patchings'):
            func.patchings.append(self)
            return func

        @wraps(func)
        async def patched(*args, **keywargs):
            with self._entered(patched.patchings, args, keywargs) as (args, keywargs):
                return await func(*args, **keywargs)
        patched.patchings = [self]
        return patched

    # -- as context manager --

    def get_original(self):
        """(the object replaced, whether the target itself holds it)"""
        target = self.getter()
        name = self.attribute
        local = False
        try:
            original = target.__dict__[name]
        except (AttributeError, KeyError):
            original = getattr(target, name, DEFAULT)
        else:
            local = True
        if name in _builtin_names and isinstance(target, ModuleType):
            self.create = True
        if not self.create and original is DEFAULT:
            raise AttributeError('%s does not have the attribute %r' % (target, name))
        return original, local

    def __enter__(self):
        if self.is_started:
            raise RuntimeError('Patch is already started')
        self.target = self.getter()
        original, local = self.get_original()
        new = self._make_new(original)
        self.temp_original = original
        self.is_local = local
        self._exit_stack = contextlib.ExitStack()
        self.is_started = True
        try:
            setattr(self.target, self.attribute, new)
            if self.attribute_name is None:
                return new
            extra = {}
            if self.new is DEFAULT:
                extra[self.attribute_name] = new
            for patching in self.additional_patchers:
                value = self._exit_stack.enter_context(patching)
                if patching.new is DEFAULT:
                    extra.update(value)
            return extra
        except:
            if not self.__exit__(*sys.exc_info()):
                raise

    def _make_new(self, original):
        """The replacement: what was given, or a mock as spec, autospec and new_callable say."""
        spec, spec_set, autospec = (None if value is False else value for value in (self.spec, self.spec_set, self.autospec))
        if spec is not None and autospec is not None:
            raise TypeError("Can't specify spec and autospec")
        if (spec is not None or autospec is not None) and spec_set not in (True, None):
            raise TypeError("Can't provide explicit spec_set *and* spec or autospec")
        if self.new is DEFAULT and autospec is None:
            return self._make_mock(original, spec, spec_set)
        if autospec is not None:
            if self.new is not DEFAULT:
                raise TypeError("autospec creates the mock for you. Can't specify autospec and new.")
            if original is DEFAULT:
                raise TypeError("Can't use 'autospec' with create=True")
            if autospec is True:
                autospec = original
            if _is_instance_mock(self.target):
                raise InvalidSpecError('Cannot autospec attr %r as the patch target has already been mocked out. [target=%r, attr=%r]'
                                       % (self.attribute, self.target, autospec))
            if _is_instance_mock(autospec):
                raise InvalidSpecError('Cannot autospec attr %r from target %r as it has already been mocked out. [target=%r, attr=%r]'
                                       % (self.attribute, getattr(self.target, '__name__', self.target), self.target, autospec))
            return create_autospec(autospec, spec_set=bool(spec_set), _name=self.attribute, **self.kwargs)
        if self.kwargs:
            raise TypeError("Can't pass kwargs to a mock we aren't creating")
        return self.new

    def _make_mock(self, original, spec, spec_set):
        if spec is True:
            spec = original
            if spec_set is True:
                spec_set, spec = original, None
        elif spec is not None:
            if spec_set is True:
                spec_set, spec = spec, None
        elif spec_set is True:
            spec_set = original
        if (spec is not None or spec_set is not None) and original is DEFAULT:
            raise TypeError("Can't use 'spec' with create=True")
        for what, value in ('spec', spec), ('spec_set', spec_set):
            if _is_instance_mock(value):
                raise InvalidSpecError('Cannot spec attr %r as the %s target has already been mocked out. [%s=%r]'
                                       % (self.attribute, what, what, value))
        model = spec_set if spec is None else spec
        klass = MagicMock
        if self.new_callable is not None:
            klass = self.new_callable
        elif spec is None and _is_async_obj(original):
            klass = AsyncMock
        elif model is not None:
            can_call = '__call__' in model if _is_list(model) else callable(model)
            if _is_async_obj(model):
                klass = AsyncMock
            elif not can_call:
                klass = NonCallableMagicMock
        settings = {}
        if spec is not None:
            settings['spec'] = spec
        if spec_set is not None:
            settings['spec_set'] = spec_set
        options = dict(settings)
        if isinstance(klass, type) and issubclass(klass, NonCallableMock) and self.attribute:
            options['name'] = self.attribute
        options.update(self.kwargs)
        new = klass(**options)
        if isinstance(model, type) and _is_instance_mock(new):
            # The instances a class makes have its specification too.
            klass = MagicMock if _instance_callable(model) else NonCallableMagicMock
            new.return_value = klass(_new_parent=new, _new_name='()', _spec_as_instance=True, **settings)
        return new

    def __exit__(self, *exc_info):
        if not self.is_started:
            return None
        if self.is_local and self.temp_original is not DEFAULT:
            setattr(self.target, self.attribute, self.temp_original)
        else:
            delattr(self.target, self.attribute)
            if not self.create and (not hasattr(self.target, self.attribute) or self.attribute in (
                    '__doc__', '__module__', '__defaults__', '__annotations__', '__kwdefaults__')):
                # Proxies, and attributes that can be deleted but are not inherited, need setting.
                setattr(self.target, self.attribute, self.temp_original)
        del self.temp_original, self.is_local, self.target
        stack = self._exit_stack
        del self._exit_stack
        self.is_started = False
        return stack.__exit__(*exc_info)

    # -- started and stopped --

    def start(self):
        """Put the replacement in place; the result of __enter__."""
        result = self.__enter__()
        self._active_patches.append(self)
        return result

    def stop(self):
        """Take the replacement away again."""
        try:
            self._active_patches.remove(self)
        except ValueError:
            return None
        return self.__exit__(None, None, None)


def patch(target, new=DEFAULT, spec=None, create=False, spec_set=None, autospec=None, new_callable=None, *, unsafe=False, **kwargs):
    """Replace what target ('package.module.name') names while a function, a with statement or a test runs.

    Without new a MagicMock is made (new_callable: by that) and handed to the function, or given by the with statement.
    spec, spec_set, autospec (True: of the object replaced) restrict it; create allows a name that is not there;
    other keywords configure the mock.
    """
    getter, attribute = _get_target(target)
    return _patch(getter, attribute, new, spec, create, spec_set, autospec, new_callable, kwargs, unsafe=unsafe)


def _patch_object(target, attribute, new=DEFAULT, spec=None, create=False, spec_set=None, autospec=None, new_callable=None,
                  *, unsafe=False, **kwargs):
    """Replace the attribute of an object; the other arguments are patch()'s."""
    if type(target) is str:
        raise TypeError('%r must be the actual object to be patched, not a str' % target)
    return _patch(lambda: target, attribute, new, spec, create, spec_set, autospec, new_callable, kwargs, unsafe=unsafe)


def _patch_multiple(target, spec=None, create=False, spec_set=None, autospec=None, new_callable=None, **kwargs):
    """Replace several attributes of one object (or what a dotted name means): name=value, DEFAULT for a mock of its own.

    Mocks made are handed to the function as keywords; the with statement gives a dict.
    """
    getter = partial(_importer, target) if type(target) is str else lambda: target
    if not kwargs:
        raise ValueError('Must supply at least one keyword argument with patch.multiple')
    first = None
    for attribute, new in kwargs.items():
        patcher = _patch(getter, attribute, new, spec, create, spec_set, autospec, new_callable, {})
        patcher.attribute_name = attribute
        if first is None:
            first = patcher
        else:
            first.additional_patchers.append(patcher)
    return first


class _patch_dict(object):
    """Change a dictionary (or mapping, or the name of one) for a while, then restore it.

    values: a mapping or pairs to set, keywords too; clear: begin with it empty.
    """

    def __init__(self, in_dict, values=(), clear=False, **kwargs):
        self.in_dict = in_dict
        self.values = dict(values)
        self.values.update(kwargs)
        self.clear = clear
        self._original = None

    def __call__(self, f):
        if isinstance(f, type):
            return self.decorate_class(f)
        if inspect.iscoroutinefunction(f):
            @wraps(f)
            async def patched(*args, **kw):
                with self:
                    return await f(*args, **kw)
        else:
            @wraps(f)
            def patched(*args, **kw):
                with self:
                    return f(*args, **kw)
        return patched

    def decorate_class(self, klass):
        for name in dir(klass):
            method = getattr(klass, name)
            if name.startswith(patch.TEST_PREFIX) and hasattr(method, '__call__'):
                setattr(klass, name, _patch_dict(self.in_dict, self.values, self.clear)(method))
        return klass

    def __enter__(self):
        self._patch_dict()
        return self.in_dict

    def _patch_dict(self):
        if isinstance(self.in_dict, str):
            self.in_dict = _importer(self.in_dict)
        mapping = self.in_dict
        try:
            original = mapping.copy()
        except AttributeError:              # only __getitem__ and keys are promised
            original = {key: mapping[key] for key in mapping}
        self._original = original
        if self.clear:
            _clear_dict(mapping)
        try:
            mapping.update(self.values)
        except AttributeError:
            for key in self.values:
                mapping[key] = self.values[key]

    def _unpatch_dict(self):
        mapping = self.in_dict
        _clear_dict(mapping)
        try:
            mapping.update(self._original)
        except AttributeError:
            for key in self._original:
                mapping[key] = self._original[key]

    def __exit__(self, *args):
        if self._original is not None:
            self._unpatch_dict()
            self._original = None
        return False

    def start(self):
        """Change the dictionary."""
        result = self.__enter__()
        _patch._active_patches.append(self)
        return result

    def stop(self):
        """Restore the dictionary."""
        try:
            _patch._active_patches.remove(self)
        except ValueError:
            return None
        return self.__exit__(None, None, None)


def _clear_dict(mapping):
    try:
        mapping.clear()
    except AttributeError:
        for key in list(mapping):
            del mapping[key]


def _patch_stopall():
    """Stop all patches started with start(), the latest first."""
    for patcher in reversed(list(_patch._active_patches)):
        patcher.stop()


_builtin_names = set(dir(builtins))
patch.object = _patch_object
patch.dict = _patch_dict
patch.multiple = _patch_multiple
patch.stopall = _patch_stopall
patch.TEST_PREFIX = 'test'


# ---- autospec ----

def create_autospec(spec, spec_set=False, instance=False, _parent=None, _name=None, *, unsafe=False, **kwargs):
    """A mock with the attributes of spec, each specified by spec's in turn; functions and classes check their arguments.

    spec_set: other attributes cannot be set. instance: spec is a class and the mock stands for an instance of it.
    """
    if _is_list(spec):
        spec = type(spec)               # a list of names means something else to Mock
    if _is_instance_mock(spec):
        raise InvalidSpecError('Cannot autospec a Mock object. [object=%r]' % (spec,))
    _check_misspelt_arguments(unsafe, kwargs)
    is_type = isinstance(spec, type)
    is_async = _is_async_obj(spec)
    if is_async and instance and not is_type:
        raise RuntimeError('Instance can not be True when create_autospec is mocking an async function')
    options = {'spec': spec}
    if spec_set:
        options = {'spec_set': spec}
    elif spec is None:
        options = {}                    # None: anything goes
    if options and instance:
        options['_spec_as_instance'] = True
    options['unsafe'] = unsafe
    wrapped = kwargs.get('wraps')
    # A path leads to what is specified below.
    paths = {key: value for key, value in kwargs.items() if '.' in key}
    options.update((key, value) for key, value in kwargs.items() if key not in paths)

    klass = MagicMock
    if inspect.isdatadescriptor(spec):
        # What the descriptor will give is not known.
        options = {}
    elif is_type and instance and not _instance_callable(spec):
        klass = NonCallableMagicMock
    elif is_async:
        klass = AsyncMock
    elif not _callable(spec):
        klass = NonCallableMagicMock

    _name = options.pop('name', _name)
    new_name = _name
    if _parent is None:
        new_name = ''                   # for the repr: this is the first
    mock = klass(parent=_parent, _new_parent=_parent, _new_name=new_name, name=_name, **options)
    if isinstance(spec, _FUNCTION_TYPES):
        # Only a function passes for a function.
        mock = _function_for(mock, spec)
    else:
        _add_signature_check(spec, mock, is_type, instance)
    if _parent is not None and not instance:
        _parent._mock_children[_name] = mock
    if is_type and not instance and 'return_value' not in kwargs:
        mock.return_value = create_autospec(spec, spec_set, instance=True, _name='()', _parent=mock)
    for entry in dir(spec):
        if not _is_magic(entry) and entry not in kwargs:
            _specify_attribute(mock, spec, entry, spec_set, is_type, wrapped)
    if paths:
        _extract_mock(mock).configure_mock(**paths)
    return mock


def _specify_attribute(mock, spec, entry, spec_set, is_type, wrapped):
    wraps = getattr(wrapped, entry, None)
    try:
        original = getattr(spec, entry)
    except AttributeError:
        return
    if not isinstance(original, _FUNCTION_TYPES):
        # Specified when it is asked for: a class may hold itself.
        new = _SpecState(original, spec_set, mock, entry, wraps=wraps)
        mock._mock_children[entry] = new
        return
    parent = _extract_mock(mock)
    skip_first = _must_skip(spec, entry, is_type)
    options = {'spec_set' if spec_set else 'spec': original, 'wraps': wraps}
    klass = AsyncMock if _is_async_obj(original) else MagicMock
    new = klass(parent=parent, name=entry, _new_name=entry, _new_parent=parent, _eat_self=skip_first, **options)
    mock._mock_children[entry] = new
    _add_signature_check(original, new, skip_first)
    if isinstance(mock, _FUNCTION_TYPES):
        setattr(mock, entry, new)


def _function_for(mock, original):
    """A function with the name and signature of original that passes its calls to mock and holds mock's state."""
    found = _signature_of(original, isinstance(original, type), isinstance(original, type))
    if found is None:
        return mock
    func, signature = found
    if isinstance(mock, AsyncMockMixin):
        async def funcopy(*args, **kwargs):
            signature.bind(*args, **kwargs)
            return await mock(*args, **kwargs)
    else:
        def funcopy(*args, **kwargs):
            signature.bind(*args, **kwargs)
            return mock(*args, **kwargs)
    _copy_metadata(original, funcopy)
    name = getattr(original, '__name__', 'funcopy')
    funcopy.__name__ = name if name.isidentifier() else 'funcopy'
    funcopy.__qualname__ = funcopy.__name__
    funcopy.__signature__ = signature
    _delegate_to(funcopy, mock)
    return funcopy


def _delegate_to(funcopy, mock):
    def forget_awaits():
        funcopy.await_count = 0
        funcopy.await_args = None
        funcopy.await_args_list = _CallList()

    def reset_mock():
        funcopy.method_calls = _CallList()
        funcopy.mock_calls = _CallList()
        mock.reset_mock()
        if isinstance(mock, AsyncMockMixin):
            forget_awaits()
        result = funcopy.return_value
        if _is_instance_mock(result) and result is not mock:
            result.reset_mock()

    funcopy.mock = mock
    funcopy.called = False
    funcopy.call_count = 0
    funcopy.call_args = None
    funcopy.call_args_list = _CallList()
    funcopy.method_calls = _CallList()
    funcopy.mock_calls = _CallList()
    funcopy.return_value = mock.return_value
    funcopy.side_effect = mock.side_effect
    funcopy._mock_children = mock._mock_children
    for name in dir(mock):
        if name.startswith('assert_'):
            setattr(funcopy, name, getattr(mock, name))
    if isinstance(mock, AsyncMockMixin):
        forget_awaits()
    funcopy.reset_mock = reset_mock
    mock.__dict__['_mock_delegate'] = funcopy


# ---- helpers ----

def mock_open(mock=None, read_data=''):
    """A mock of open() or of the file it gives: read(), readline(), readlines() and iteration give read_data.

    Each call begins the data anew. read_data: str, or bytes for a binary file.
    """
    text = isinstance(read_data, str)
    make = (lambda: io.StringIO(read_data, newline='')) if text else (lambda: io.BytesIO(read_data))
    data = make()

    def reader(name):
        def effect(*args, **kwargs):
            given = getattr(handle, name).return_value
            if given is not None:
                return given
            return getattr(data, name)(*args, **kwargs)
        return effect

    def iterate():
        if handle.readline.return_value is not None:
            while True:
                yield handle.readline.return_value
        for line in data:
            yield line

    def next_line():
        if handle.readline.return_value is not None:
            return handle.readline.return_value
        return next(data)

    def reset(*args, **kwargs):
        nonlocal data
        data = make()
        return DEFAULT

    if mock is None:
        mock = MagicMock(name='open', spec=io.open)     # builtins.open may be a mock now
    handle = MagicMock(spec=list(set(dir(io.TextIOWrapper)) | set(dir(io.BytesIO))))
    handle.__enter__.return_value = handle
    handle.write.return_value = None
    for name in ('read', 'readline', 'readlines'):
        getattr(handle, name).return_value = None
        getattr(handle, name).side_effect = reader(name)
    handle.__iter__.side_effect = iterate
    handle.__next__.side_effect = next_line
    mock.side_effect = reset
    mock.return_value = handle
    return mock


def seal(mock):
    """Forbid new attributes of mock and of the mocks that hang from it."""
    mock._mock_sealed = True
    for attr in dir(mock):
        try:
            child = getattr(mock, attr)
        except AttributeError:
            continue
        if not _is_instance_mock(child) or isinstance(child._mock_children.get(attr), _SpecState):
            continue
        if child._mock_new_parent is mock:
            if isinstance(child._spec_class, type) and issubclass(child._spec_class, _FUNCTION_TYPES):
                child.return_value          # what a specified method returns may be used
            seal(child)
