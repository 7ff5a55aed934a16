"""Managers: processes that keep objects for others, who use them by proxies.

A server thread answers each connection.  A request is (ident, method, args,
kwargs), ident being the number of an object, or None for the server itself; an
answer is (kind, value) with a kind that begins with '#'.
"""

import array
import os
import queue
import signal
import sys
import threading
import traceback
import types

from . import connection, context, pool, process, reduction, resource_tracker, shared_memory, util
from .context import ProcessError, get_spawning_popen

__all__ = ['BaseManager', 'SyncManager', 'BaseProxy', 'Token', 'RemoteError', 'SharedMemoryManager']


# ---- pickling ----

def _reduce_array(a):
    return array.array, (a.typecode, a.tobytes())


reduction.register(array.array, _reduce_array)

_view_types = [type(getattr({}, name)()) for name in ('items', 'keys', 'values')]
for _type in _view_types:
    reduction.register(_type, lambda view: (list, (list(view),)))
del _type


class Token:
    """What names an object of a server: type, address and number."""
    __slots__ = 'typeid', 'address', 'id'

    def __init__(self, typeid, address, id):
        self.typeid, self.address, self.id = typeid, address, id

    def __getstate__(self):
        return self.typeid, self.address, self.id

    def __setstate__(self, state):
        self.typeid, self.address, self.id = state

    def __repr__(self):
        return '%s(typeid=%r, address=%r, id=%r)' % (
            type(self).__name__, self.typeid, self.address, self.id)


# ---- requests and answers ----

class RemoteError(Exception):
    """An error of the server, as text."""

    def __str__(self):
        line = '-' * 75
        return '\n%s\n%s%s' % (line, self.args[0], line)


def dispatch(conn, ident, method, args=(), kwargs={}):
    """Asks the server for a call; its value, or its error raised."""
    conn.send((ident, method, args, kwargs))
    kind, value = conn.recv()
    if kind == '#RETURN':
        return value
    raise convert_to_error(kind, value)


def convert_to_error(kind, value):
    if kind == '#ERROR':
        return value
    if kind in ('#TRACEBACK', '#UNSERIALIZABLE'):
        if not isinstance(value, str):
            raise TypeError('Result {0!r} (kind {1!r}) type is {2}, not str'.format(
                value, kind, type(value)))
        if kind == '#UNSERIALIZABLE':
            value = 'Unserializable message: %s\n' % value
        return RemoteError(value)
    return ValueError('Unrecognized message type {!r}'.format(kind))


def all_methods(obj):
    """The names of what can be called of obj."""
    return [name for name in dir(obj) if callable(getattr(obj, name, None))]


def public_methods(obj):
    """Those that do not begin with '_'."""
    return [name for name in all_methods(obj) if name[0] != '_']


# ---- the server ----

class Server:
    """Keeps objects and answers requests; serve_forever() is all its process does."""
    public = ['shutdown', 'create', 'accept_connection', 'get_methods', 'debug_info',
              'number_of_objects', 'dummy', 'incref', 'decref']

    def __init__(self, registry, address, authkey, serializer):
        if not isinstance(authkey, bytes):
            raise TypeError('Authkey {0!r} is type {1!s}, not bytes'.format(authkey, type(authkey)))
        self.registry = registry
        self.authkey = process.AuthenticationString(authkey)
        Listener, Client = listener_client[serializer]
        self.listener = Listener(address=address, backlog=16)
        self.address = self.listener.address
        self.id_to_obj = {'0': (None, ())}      # number -> object, its methods, method -> type
        self.id_to_refcount = {}
        # Objects nobody refers to any more while somebody is about to again:
        # a proxy may be unpickled after all others are gone.
        self.id_to_local_proxy_obj = {}
        self.mutex = threading.Lock()

    def serve_forever(self):
        """Answers until shutdown."""
        self.stop_event = threading.Event()
        process.current_process()._manager_server = self
        try:
            acceptor = threading.Thread(target=self.accepter, daemon=True)
            acceptor.start()
            try:
                while not self.stop_event.is_set():
                    self.stop_event.wait(1)
            except (KeyboardInterrupt, SystemExit):
                pass
        finally:
            if sys.stdout is not sys.__stdout__:
                util.debug('resetting stdout, stderr')
                sys.stdout = sys.__stdout__
                sys.stderr = sys.__stderr__
            sys.exit(0)

    def accepter(self):
        while True:
            try:
                conn = self.listener.accept()
            except OSError:
                continue
            thread = threading.Thread(target=self.handle_request, args=(conn,), daemon=True)
            thread.start()

    def handle_request(self, conn):
        """The first request of a connection: one for the server."""
        request = None
        try:
            connection.deliver_challenge(conn, self.authkey)
            connection.answer_challenge(conn, self.authkey)
            request = conn.recv()
            ignored, method, args, kwargs = request
            if method not in self.public:
                raise AssertionError('%r unrecognized' % method)
            answer = '#RETURN', getattr(self, method)(conn, *args, **kwargs)
        except Exception:
            answer = '#TRACEBACK', traceback.format_exc()
        try:
            try:
                conn.send(answer)
            except Exception as e:
                try:
                    conn.send(('#TRACEBACK', traceback.format_exc()))
                except Exception:
                    pass
                util.info('Failure to send message: %r', answer)
                util.info(' ... request was %r', request)
                util.info(' ... exception was %r', e)
        finally:
            conn.close()

    def serve_client(self, conn):
        """The requests of a proxy: for objects."""
        util.debug('starting server thread to service %r', threading.current_thread().name)
        while not self.stop_event.is_set():
            try:
                try:
                    request = conn.recv()
                except EOFError:
                    util.debug('got EOF; exiting thread serving %r', threading.current_thread().name)
                    sys.exit(0)
                answer = self._answer(request)
                try:
                    conn.send(answer)
                except Exception:
                    conn.send(('#UNSERIALIZABLE', traceback.format_exc()))
            except Exception as e:
                util.info('exception in thread serving %r', threading.current_thread().name)
                util.info(' ... exception was %r', e)
                conn.close()
                sys.exit(1)

    def _answer(self, request):
        """The answer to a request for an object."""
        method = obj = None
        try:
            ident, method, args, kwargs = request
            try:
                obj, exposed, method_to_typeid = self.id_to_obj[ident]
            except KeyError:
                try:
                    obj, exposed, method_to_typeid = self.id_to_local_proxy_obj[ident]
                except KeyError:
                    raise KeyError(ident) from None
            if method not in exposed:
                raise AttributeError('method %r of %r object is not in exposed=%r'
                                     % (method, type(obj), exposed))
            function = getattr(obj, method)
            try:
                result = function(*args, **kwargs)
            except Exception as e:
                return '#ERROR', e
            typeid = method_to_typeid and method_to_typeid.get(method)
            if typeid:
                number, exposed = self.create(None, typeid, result)
                return '#PROXY', (exposed, Token(typeid, self.address, number))
            return '#RETURN', result
        except AttributeError:
            if method is None:
                return '#TRACEBACK', traceback.format_exc()
            try:
                fallback = self.fallback_mapping[method]
                return '#RETURN', fallback(self, None, ident, obj, *args, **kwargs)
            except Exception:
                return '#TRACEBACK', traceback.format_exc()
        except Exception:
            return '#TRACEBACK', traceback.format_exc()

    fallback_mapping = {
        '__str__': lambda self, conn, ident, obj: str(obj),
        '__repr__': lambda self, conn, ident, obj: repr(obj),
        '#GETVALUE': lambda self, conn, ident, obj: obj,
    }

    # ---- what the server is asked for ----

    def dummy(self, conn):
        pass

    def debug_info(self, conn):
        """The objects, as text."""
        with self.mutex:
            return '\n'.join('  %s:       refcount=%s\n    %s' % (
                ident, self.id_to_refcount[ident], str(self.id_to_obj[ident][0])[:75])
                for ident in sorted(self.id_to_refcount) if ident != '0')

    def number_of_objects(self, conn):
        return len(self.id_to_refcount)

    def shutdown(self, conn):
        try:
            util.debug('manager received shutdown message')
            conn.send(('#RETURN', None))
        except Exception:
            traceback.print_exc()
        finally:
            self.stop_event.set()

    def create(self, *args, **kwds):
        """Makes an object of a registered type; (number, methods it has)."""
        conn, typeid, *args = args
        with self.mutex:
            function, exposed, method_to_typeid, proxytype = self.registry[typeid]
            if function is None:
                if kwds or len(args) != 1:
                    raise ValueError('Without callable, must have one non-keyword argument')
                obj = args[0]
            else:
                obj = function(*args, **kwds)
            if exposed is None:
                exposed = public_methods(obj)
            if method_to_typeid is not None:
                if not isinstance(method_to_typeid, dict):
                    raise TypeError('Method_to_typeid {0!r}: type {1!s}, not dict'.format(
                        method_to_typeid, type(method_to_typeid)))
                exposed = list(exposed) + list(method_to_typeid)
            ident = '%x' % id(obj)
            util.debug('%r callable returned object with id %r', typeid, ident)
            self.id_to_obj[ident] = obj, set(exposed), method_to_typeid
            self.id_to_refcount.setdefault(ident, 0)
        self.incref(conn, ident)
        return ident, tuple(exposed)

    def get_methods(self, conn, token):
        return tuple(self.id_to_obj[token.id][1])

    def accept_connection(self, conn, name):
        """This connection is for a proxy from now on."""
        threading.current_thread().name = name
        conn.send(('#RETURN', None))
        self.serve_client(conn)

    def incref(self, conn, ident):
        with self.mutex:
            if ident not in self.id_to_refcount:
                # Only a proxy within the server refers to it: it comes back.
                if ident not in self.id_to_local_proxy_obj:
                    raise KeyError(ident)
                self.id_to_refcount[ident] = 0
                self.id_to_obj[ident] = self.id_to_local_proxy_obj[ident]
                util.debug('Server re-enabled tracking & INCREF %r', ident)
            self.id_to_refcount[ident] += 1

    def decref(self, conn, ident):
        with self.mutex:
            if ident not in self.id_to_refcount and ident in self.id_to_local_proxy_obj:
                util.debug('Server DECREF skipping %r', ident)
                return
            if self.id_to_refcount[ident] <= 0:
                raise AssertionError('Id {0!s} ({1!r}) has refcount {2:n}, not 1+'.format(
                    ident, self.id_to_obj[ident], self.id_to_refcount[ident]))
            self.id_to_refcount[ident] -= 1
            if self.id_to_refcount[ident] == 0:
                del self.id_to_refcount[ident]
        if ident not in self.id_to_refcount:
            # Two steps: the object's end may call back for others.
            self.id_to_obj[ident] = None, (), None
            util.debug('disposing of obj with id %r', ident)
            with self.mutex:
                del self.id_to_obj[ident]


# ---- managers ----

listener_client = {
    'pickle': (connection.Listener, connection.Client),
    'xmlrpclib': (connection.XmlListener, connection.XmlClient),
}

INITIAL, STARTED, SHUTDOWN = 'initial', 'started', 'shutdown'


class _State:
    value = INITIAL


class BaseManager:
    """A server process, and what makes objects in it: a method for each
    registered type."""
    _registry = {}
    _Server = Server

    def __init__(self, address=None, authkey=None, serializer='pickle', ctx=None):
        if authkey is None:
            authkey = process.current_process().authkey
        self._address = address
        self._authkey = process.AuthenticationString(authkey)
        self._state = _State()
        self._serializer = serializer
        self._Listener, self._Client = listener_client[serializer]
        self._ctx = ctx or context._default_context.get_context()

    def _check_initial(self):
        if self._state.value != INITIAL:
            if self._state.value == STARTED:
                raise ProcessError('Already started server')
            if self._state.value == SHUTDOWN:
                raise ProcessError('Manager has shut down')
            raise ProcessError('Unknown state {!r}'.format(self._state.value))

    def get_server(self):
        """A server under control of this process: serve_forever() runs it here."""
        self._check_initial()
        return self._Server(self._registry, self._address, self._authkey, self._serializer)

    def connect(self):
        """Uses a server that somebody else has started."""
        conn = self._Client(self._address, authkey=self._authkey)
        with conn:
            dispatch(conn, None, 'dummy')
        self._state.value = STARTED

    def start(self, initializer=None, initargs=()):
        """Starts the server; there initializer(*initargs) is called first."""
        self._check_initial()
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        reader, writer = connection.Pipe(duplex=False)
        self._process = self._ctx.Process(
            target=type(self)._run_server,
            args=(self._registry, self._address, self._authkey, self._serializer,
                  writer, initializer, initargs))
        self._process.name = type(self).__name__ + '-' + ':'.join(map(str, self._process._identity))
        self._process.start()
        writer.close()
        self._address = reader.recv()
        reader.close()
        self._state.value = STARTED
        self.shutdown = util.Finalize(
            self, type(self)._finalize_manager, exitpriority=0,
            args=(self._process, self._address, self._authkey, self._state, self._Client))

    @classmethod
    def _run_server(cls, registry, address, authkey, serializer, writer,
                    initializer=None, initargs=()):
        """In the server's process: all it does."""
        # An interrupt at the keyboard is for the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if initializer is not None:
            initializer(*initargs)
        server = cls._Server(registry, address, authkey, serializer)
        writer.send(server.address)
        writer.close()
        util.info('manager serving at %r', server.address)
        server.serve_forever()

    @staticmethod
    def _finalize_manager(process, address, authkey, state, client):
        """Ends the server: asks it to, and makes it if it does not."""
        if process.is_alive():
            util.info('sending shutdown message to manager')
            try:
                with client(address, authkey=authkey) as conn:
                    dispatch(conn, None, 'shutdown')
            except Exception:
                pass
            process.join(timeout=1.0)
            if process.is_alive():
                util.info('manager still alive')
                if hasattr(process, 'terminate'):
                    util.info('trying to `terminate()` manager process')
                    process.terminate()
                    process.join(timeout=0.1)
                    if process.is_alive():
                        util.info('manager still alive after terminate')
        state.value = SHUTDOWN
        BaseProxy._address_to_local.pop(address, None)

    def join(self, timeout=None):
        """Waits for the server's end."""
        if self._process is not None:
            self._process.join(timeout)
            if not self._process.is_alive():
                self._process = None

    _process = None

    @property
    def address(self):
        return self._address

    def __enter__(self):
        if self._state.value == INITIAL:
            self.start()
        if self._state.value != STARTED:
            raise AssertionError('Unable to start server')
        return self

    def __exit__(self, *error):
        self.shutdown()

    # ---- objects ----

    def _create(self, *args, **kwds):
        """Has an object made; (token, names of its methods)."""
        typeid, *args = args
        if self._state.value != STARTED:
            raise AssertionError('server not yet started')
        conn = self._Client(self._address, authkey=self._authkey)
        with conn:
            ident, exposed = dispatch(conn, None, 'create', (typeid,) + tuple(args), kwds)
        return Token(typeid, self._address, ident), exposed

    def _ask(self, method):
        with self._Client(self._address, authkey=self._authkey) as conn:
            return dispatch(conn, None, method)

    def _debug_info(self):
        return self._ask('debug_info')

    def _number_of_objects(self):
        return self._ask('number_of_objects')

    @classmethod
    def register(cls, typeid, callable=None, proxytype=None, exposed=None,
                 method_to_typeid=None, create_method=True):
        """Lets the managers of this class make objects by callable, under the
        name typeid.  exposed: which of their methods proxies can call;
        method_to_typeid: which of these give objects to be kept, of which type."""
        if '_registry' not in cls.__dict__:
            cls._registry = cls._registry.copy()
        if proxytype is None:
            proxytype = AutoProxy
        exposed = exposed or getattr(proxytype, '_exposed_', None)
        method_to_typeid = method_to_typeid or getattr(proxytype, '_method_to_typeid_', None)
        for key, value in (method_to_typeid or {}).items():
            for text in key, value:
                if type(text) is not str:
                    raise TypeError('%r is not a string' % (text,))
        cls._registry[typeid] = callable, exposed, method_to_typeid, proxytype
        if not create_method:
            return

        def make(self, *args, **kwds):
            util.debug('requesting creation of a shared %r object', typeid)
            token, exposed = self._create(typeid, *args, **kwds)
            proxy = proxytype(token, self._serializer, manager=self,
                              authkey=self._authkey, exposed=exposed)
            # The proxy has counted itself; the server has counted the making.
            with self._Client(token.address, authkey=self._authkey) as conn:
                dispatch(conn, None, 'decref', (token.id,))
            return proxy
        make.__name__ = typeid
        setattr(cls, typeid, make)


# ---- proxies ----

class _IdSet(set):
    def __init__(self):
        util.register_after_fork(self, lambda obj: obj.clear())

    def __hash__(self):
        return id(self)


class BaseProxy:
    """Stands for an object of a server: its methods are called there.

    Each thread has a connection of its own to each server."""
    _address_to_local = {}          # address -> the threads' connections, numbers in use
    _mutex = util.ForkAwareThreadLock()

    def __init__(self, token, serializer, manager=None, authkey=None, exposed=None,
                 incref=True, manager_owned=False):
        with BaseProxy._mutex:
            local = BaseProxy._address_to_local.get(token.address)
            if local is None:
                local = util.ForkAwareLocal(), _IdSet()
                BaseProxy._address_to_local[token.address] = local
        self._tls, self._idset = local
        self._token = token
        self._id = token.id
        self._manager = manager
        self._serializer = serializer
        self._Client = listener_client[serializer][1]
        # Within the server a proxy that is kept in an object is not counted:
        # else objects that hold each other would never go.
        self._owned_by_manager = manager_owned
        if authkey is not None:
            self._authkey = process.AuthenticationString(authkey)
        elif manager is not None:
            self._authkey = manager._authkey
        else:
            self._authkey = process.current_process().authkey
        if incref:
            self._incref()
        util.register_after_fork(self, BaseProxy._after_fork)

    def _connect(self):
        util.debug('making connection to manager')
        name = process.current_process().name
        if threading.current_thread().name != 'MainThread':
            name += '|' + threading.current_thread().name
        conn = self._Client(self._token.address, authkey=self._authkey)
        dispatch(conn, None, 'accept_connection', (name,))
        self._tls.connection = conn

    def _callmethod(self, methodname, args=(), kwds={}):
        """Calls a method of the object; its value."""
        try:
            conn = self._tls.connection
        except AttributeError:
            util.debug('thread %r does not own a connection', threading.current_thread().name)
            self._connect()
            conn = self._tls.connection
        conn.send((self._id, methodname, args, kwds))
        kind, value = conn.recv()
        if kind == '#RETURN':
            return value
        if kind != '#PROXY':
            raise convert_to_error(kind, value)
        exposed, token = value
        token.address = self._token.address
        proxytype = self._manager._registry[token.typeid][-1]
        proxy = proxytype(token, self._serializer, manager=self._manager,
                          authkey=self._authkey, exposed=exposed)
        with self._Client(token.address, authkey=self._authkey) as conn:
            dispatch(conn, None, 'decref', (token.id,))
        return proxy

    def _getvalue(self):
        """A copy of the object."""
        return self._callmethod('#GETVALUE')

    def _incref(self):
        if self._owned_by_manager:
            util.debug('owned_by_manager skipped INCREF of %r', self._token.id)
            return
        with self._Client(self._token.address, authkey=self._authkey) as conn:
            dispatch(conn, None, 'incref', (self._id,))
        self._idset.add(self._id)
        state = self._manager and self._manager._state
        self._close = util.Finalize(
            self, BaseProxy._decref, exitpriority=10,
            args=(self._token, self._authkey, state, self._tls, self._idset, self._Client))

    @staticmethod
    def _decref(token, authkey, state, tls, idset, client):
        idset.discard(token.id)
        if state is None or state.value == STARTED:
            try:
                util.debug('DECREF %r', token.id)
                with client(token.address, authkey=authkey) as conn:
                    dispatch(conn, None, 'decref', (token.id,))
            except Exception as e:
                util.debug('... decref failed %s', e)
        else:
            util.debug('DECREF %r -- manager already shutdown', token.id)
        # The thread's connection is of no more use without proxies.
        if not idset and hasattr(tls, 'connection'):
            util.debug('thread %r has no more proxies so closing conn',
                       threading.current_thread().name)
            tls.connection.close()
            del tls.connection

    def _after_fork(self):
        self._manager = None
        try:
            self._incref()
        except Exception as e:
            util.info('incref failed: %s' % e)

    def __reduce__(self):
        kwds = {}
        if get_spawning_popen() is not None:
            kwds['authkey'] = self._authkey
        if getattr(self, '_isauto', False):
            kwds['exposed'] = self._exposed_
            return RebuildProxy, (AutoProxy, self._token, self._serializer, kwds)
        return RebuildProxy, (type(self), self._token, self._serializer, kwds)

    def __deepcopy__(self, memo):
        return self._getvalue()

    def __repr__(self):
        return '<%s object, typeid %r at %#x>' % (
            type(self).__name__, self._token.typeid, id(self))

    def __str__(self):
        """The text of the object, not of the proxy."""
        try:
            return self._callmethod('__repr__')
        except Exception:
            return repr(self)[:-1] + "; '__str__()' failed>"


def RebuildProxy(func, token, serializer, kwds):
    """A proxy from its pickle; within the server, one that is not counted."""
    server = getattr(process.current_process(), '_manager_server', None)
    if server is not None and server.address == token.address:
        util.debug('Rebuild a proxy owned by manager, token=%r', token)
        kwds['manager_owned'] = True
        if token.id not in server.id_to_local_proxy_obj:
            server.id_to_local_proxy_obj[token.id] = server.id_to_obj[token.id]
    incref = kwds.pop('incref', True) and not getattr(
        process.current_process(), '_inheriting', False)
    return func(token, serializer, incref=incref, **kwds)


def MakeProxyType(name, exposed, _cache={}):
    """A class of proxies with these methods."""
    exposed = tuple(exposed)
    try:
        return _cache[name, exposed]
    except KeyError:
        pass
    content = {method: _make_method(method) for method in exposed}
    content['_exposed_'] = exposed
    cls = type(name, (BaseProxy,), content)
    _cache[name, exposed] = cls
    return cls


def _make_method(name):
    def method(self, *args, **kwds):
        return self._callmethod(name, args, kwds)
    method.__name__ = name
    return method


def AutoProxy(token, serializer, manager=None, authkey=None, exposed=None,
              incref=True, manager_owned=False):
    """A proxy with the methods the object has."""
    if exposed is None:
        conn = listener_client[serializer][1](token.address, authkey=authkey)
        with conn:
            exposed = dispatch(conn, None, 'get_methods', (token,))
    if authkey is None and manager is not None:
        authkey = manager._authkey
    if authkey is None:
        authkey = process.current_process().authkey
    cls = MakeProxyType('AutoProxy[%s]' % token.typeid, exposed)
    proxy = cls(token, serializer, manager=manager, authkey=authkey, incref=incref,
                manager_owned=manager_owned)
    proxy._isauto = True
    return proxy


# ---- objects and proxies of SyncManager ----

class Namespace:
    """Something with attributes."""

    def __init__(self, **kwds):
        self.__dict__.update(kwds)

    def __repr__(self):
        items = sorted('%s=%r' % item for item in self.__dict__.items()
                       if not item[0].startswith('_'))
        return '%s(%s)' % (type(self).__name__, ', '.join(items))


class Value:
    def __init__(self, typecode, value, lock=True):
        self._typecode = typecode
        self._value = value

    def get(self):
        return self._value

    def set(self, value):
        self._value = value

    value = property(get, set)

    def __repr__(self):
        return '%s(%r, %r)' % (type(self).__name__, self._typecode, self._value)


def Array(typecode, sequence, lock=True):
    return array.array(typecode, sequence)


class IteratorProxy(BaseProxy):
    _exposed_ = '__next__', 'send', 'throw', 'close'

    def __iter__(self):
        return self

    def __next__(self, *args):
        return self._callmethod('__next__', args)

    def send(self, *args):
        return self._callmethod('send', args)

    def throw(self, *args):
        return self._callmethod('throw', args)

    def close(self, *args):
        return self._callmethod('close', args)


class AcquirerProxy(BaseProxy):
    _exposed_ = 'acquire', 'release'

    def acquire(self, blocking=True, timeout=None):
        args = (blocking,) if timeout is None else (blocking, timeout)
        return self._callmethod('acquire', args)

    def release(self):
        return self._callmethod('release')

    def __enter__(self):
        return self._callmethod('acquire')

    def __exit__(self, *error):
        return self._callmethod('release')


class ConditionProxy(AcquirerProxy):
    _exposed_ = 'acquire', 'release', 'wait', 'notify', 'notify_all'

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def notify(self, n=1):
        return self._callmethod('notify', (n,))

    def notify_all(self):
        return self._callmethod('notify_all')

    wait_for = threading.Condition.wait_for     # in terms of wait()


class EventProxy(BaseProxy):
    _exposed_ = 'is_set', 'set', 'clear', 'wait'

    def is_set(self):
        return self._callmethod('is_set')

    def set(self):
        return self._callmethod('set')

    def clear(self):
        return self._callmethod('clear')

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))


class BarrierProxy(BaseProxy):
    _exposed_ = '__getattribute__', 'wait', 'abort', 'reset'

    def wait(self, timeout=None):
        return self._callmethod('wait', (timeout,))

    def abort(self):
        return self._callmethod('abort')

    def reset(self):
        return self._callmethod('reset')

    @property
    def parties(self):
        return self._callmethod('__getattribute__', ('parties',))

    @property
    def n_waiting(self):
        return self._callmethod('__getattribute__', ('n_waiting',))

    @property
    def broken(self):
        return self._callmethod('__getattribute__', ('broken',))


class NamespaceProxy(BaseProxy):
    _exposed_ = '__getattribute__', '__setattr__', '__delattr__'

    def __getattr__(self, key):
        if key[0] == '_':
            return object.__getattribute__(self, key)
        return object.__getattribute__(self, '_callmethod')('__getattribute__', (key,))

    def __setattr__(self, key, value):
        if key[0] == '_':
            return object.__setattr__(self, key, value)
        return object.__getattribute__(self, '_callmethod')('__setattr__', (key, value))

    def __delattr__(self, key):
        if key[0] == '_':
            return object.__delattr__(self, key)
        return object.__getattribute__(self, '_callmethod')('__delattr__', (key,))


class ValueProxy(BaseProxy):
    _exposed_ = 'get', 'set'

    def get(self):
        return self._callmethod('get')

    def set(self, value):
        return self._callmethod('set', (value,))

    value = property(get, set)

    __class_getitem__ = classmethod(types.GenericAlias)


_BaseListProxy = MakeProxyType('BaseListProxy', (
    '__add__', '__contains__', '__delitem__', '__getitem__', '__len__', '__mul__',
    '__reversed__', '__rmul__', '__setitem__', 'append', 'count', 'extend', 'index',
    'insert', 'pop', 'remove', 'reverse', 'sort', '__imul__'))


class ListProxy(_BaseListProxy):
    def __iadd__(self, value):
        self._callmethod('extend', (value,))
        return self

    def __imul__(self, value):
        self._callmethod('__imul__', (value,))
        return self


DictProxy = MakeProxyType('DictProxy', (
    '__contains__', '__delitem__', '__getitem__', '__iter__', '__len__', '__setitem__',
    'clear', 'copy', 'get', 'items', 'keys', 'pop', 'popitem', 'setdefault', 'update',
    'values'))
DictProxy._method_to_typeid_ = {'__iter__': 'Iterator'}

ArrayProxy = MakeProxyType('ArrayProxy', ('__len__', '__getitem__', '__setitem__'))

_BasePoolProxy = MakeProxyType('PoolProxy', (
    'apply', 'apply_async', 'close', 'imap', 'imap_unordered', 'join', 'map',
    'map_async', 'starmap', 'starmap_async', 'terminate'))
_BasePoolProxy._method_to_typeid_ = {
    'apply_async': 'AsyncResult', 'map_async': 'AsyncResult', 'starmap_async': 'AsyncResult',
    'imap': 'Iterator', 'imap_unordered': 'Iterator'}


class PoolProxy(_BasePoolProxy):
    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.terminate()


class SyncManager(BaseManager):
    """A manager of the usual objects: locks, queues, lists, dicts and so on."""


def _register_usual():
    register = SyncManager.register
    for name in 'Queue', 'JoinableQueue':
        register(name, queue.Queue)
    for name, make, proxytype in (
            ('Event', threading.Event, EventProxy), ('Lock', threading.Lock, AcquirerProxy),
            ('RLock', threading.RLock, AcquirerProxy),
            ('Semaphore', threading.Semaphore, AcquirerProxy),
            ('BoundedSemaphore', threading.BoundedSemaphore, AcquirerProxy),
            ('Condition', threading.Condition, ConditionProxy),
            ('Barrier', threading.Barrier, BarrierProxy), ('Pool', pool.Pool, PoolProxy),
            ('list', list, ListProxy), ('dict', dict, DictProxy), ('Value', Value, ValueProxy),
            ('Array', Array, ArrayProxy), ('Namespace', Namespace, NamespaceProxy)):
        register(name, make, proxytype)
    # What methods of these give.
    register('Iterator', proxytype=IteratorProxy, create_method=False)
    register('AsyncResult', create_method=False)


_register_usual()


# ---- shared memory ----

class SharedMemoryServer(Server):
    """A server that removes the blocks of shared memory it was told of when it ends."""
    public = Server.public + ['track_segment', 'release_segment', 'list_segments']

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.segments = []

    def shutdown(self, conn):
        with self.mutex:
            names, self.segments = self.segments, []
        for name in names:
            try:
                segment = shared_memory.SharedMemory(name)
                segment.close()
                segment.unlink()
            except FileNotFoundError:
                pass                        # somebody has done it
        super().shutdown(conn)

    def track_segment(self, conn, name):
        with self.mutex:
            self.segments.append(name)

    def release_segment(self, conn, name):
        with self.mutex:
            self.segments.remove(name)

    def list_segments(self, conn):
        with self.mutex:
            return list(self.segments)


class SharedMemoryManager(BaseManager):
    """A manager of blocks of shared memory: they go when it ends."""
    _Server = SharedMemoryServer

    def __init__(self, *args, **kwargs):
        # The tracker must be there before the server's process, which shares it.
        resource_tracker.ensure_running()
        super().__init__(*args, **kwargs)

    def __repr__(self):
        return '%s(address=%r)' % (type(self).__name__, self._address)

    def _tell(self, method, *args):
        if self._state.value != STARTED:
            raise AssertionError('server not yet started')
        with self._Client(self._address, authkey=self._authkey) as conn:
            return dispatch(conn, None, method, args)

    def _kept(self, made, segment):
        """What was made, once the server knows of its block."""
        try:
            self._tell('track_segment', segment.name)
        except BaseException:
            segment.close()
            segment.unlink()
            raise
        return made

    def SharedMemory(self, size):
        """A new block of at least `size` bytes."""
        segment = shared_memory.SharedMemory(None, create=True, size=size)
        return self._kept(segment, segment)

    def ShareableList(self, sequence):
        """A list in a new block."""
        made = shared_memory.ShareableList(sequence)
        return self._kept(made, made.shm)
