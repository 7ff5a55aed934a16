"""Pickling of what is usually not pickled, and passing on descriptors."""

import copyreg
import functools
import io
import os
import pickle
import socket
import sys
from abc import ABCMeta

from . import context

__all__ = ['send_handle', 'recv_handle', 'ForkingPickler', 'register', 'dump',
           'DupFd', 'sendfds', 'recvfds']

HAVE_SEND_HANDLE = hasattr(socket, 'CMSG_LEN') and hasattr(socket, 'SCM_RIGHTS')


class ForkingPickler(pickle.Pickler):
    """A pickler with its own table of functions that reduce objects."""
    _extra_reducers = {}
    _copyreg_dispatch = copyreg.dispatch_table

    def __init__(self, *args):
        super().__init__(*args)
        self.dispatch_table = self._copyreg_dispatch.copy()
        self.dispatch_table.update(self._extra_reducers)

    @classmethod
    def register(cls, type, reduce):
        """Objects of that type are pickled as reduce(object) says."""
        cls._extra_reducers[type] = reduce

    @classmethod
    def dumps(cls, obj, protocol=None):
        buffer = io.BytesIO()
        cls(buffer, protocol).dump(obj)
        return buffer.getbuffer()

    loads = pickle.loads


register = ForkingPickler.register


def dump(obj, file, protocol=None):
    """Like pickle.dump(), by a ForkingPickler."""
    ForkingPickler(file, protocol).dump(obj)


# ---- descriptors ----

def sendfds(sock, fds):
    """Sends descriptors through a Unix socket."""
    data = b''.join(fd.to_bytes(4, sys.byteorder) for fd in fds)
    sock.sendmsg([bytes([len(fds) % 256])], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, data)])
    if sock.recv(1) != b'A':
        raise RuntimeError('did not receive acknowledgement of fd')


def recvfds(sock, size):
    """Receives that many descriptors from a Unix socket."""
    message, ancillary, flags, address = sock.recvmsg(1, socket.CMSG_SPACE(4 * size))
    if not message and not ancillary:
        raise EOFError
    sock.send(b'A')
    if len(ancillary) != 1:
        raise RuntimeError('received %d items of ancdata' % len(ancillary))
    level, kind, data = ancillary[0]
    if level != socket.SOL_SOCKET or kind != socket.SCM_RIGHTS or len(data) % 4:
        raise RuntimeError('Invalid data received')
    fds = [int.from_bytes(data[i:i + 4], sys.byteorder) for i in range(0, len(data), 4)]
    if len(fds) % 256 != message[0]:
        raise AssertionError('Len is {0:n} but msg[0] is {1!r}'.format(len(fds), message[0]))
    return fds


def _socket_of(conn):
    return socket.fromfd(conn.fileno(), socket.AF_UNIX, socket.SOCK_STREAM)


def send_handle(conn, handle, destination_pid):
    """Sends a descriptor through a connection."""
    with _socket_of(conn) as s:
        sendfds(s, [handle])


def recv_handle(conn):
    """Receives a descriptor from a connection."""
    with _socket_of(conn) as s:
        return recvfds(s, 1)[0]


def DupFd(fd):
    """Something to pickle whose detach() gives the receiver the descriptor."""
    popen = context.get_spawning_popen()
    if popen is not None:
        return popen.DupFd(popen.duplicate_for_child(fd))
    if HAVE_SEND_HANDLE:
        from . import resource_sharer
        return resource_sharer.DupFd(fd)
    raise ValueError('SCM_RIGHTS appears not to be available')


# ---- what is pickled how ----

def _rebuild_partial(func, args, keywords):
    return functools.partial(func, *args, **keywords)


register(functools.partial, lambda p: (_rebuild_partial, (p.func, p.args, p.keywords or {})))


class _Methods:
    def method(self):
        pass


def _reduce_method(method):
    name = method.__func__.__name__
    return getattr, (method.__self__, name)


register(type(_Methods().method), _reduce_method)
register(type(list.append), lambda m: (getattr, (m.__objclass__, m.__name__)))
register(type(int.__add__), lambda m: (getattr, (m.__objclass__, m.__name__)))


def _rebuild_socket(handle, family, type, proto):
    return socket.socket(family, type, proto, fileno=handle.detach())


register(socket.socket, lambda s: (_rebuild_socket, (DupFd(s.fileno()), s.family, s.type, s.proto)))
del _Methods
