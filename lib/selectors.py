"""Waiting for many files at once: a uniform layer over module select.

A selector maps file descriptors to SelectorKey tuples. The classes differ only
in the system call that waits; DefaultSelector is the best one there is.
"""

from abc import ABCMeta, abstractmethod
from collections import namedtuple
from collections.abc import Mapping
import math
import select

EVENT_READ = 1 << 0
EVENT_WRITE = 1 << 1


def _fileobj_to_fd(fileobj):
    """Return the descriptor of an int or of an object with fileno()."""
    if isinstance(fileobj, int):
        fd = fileobj
    else:
        try:
            fd = int(fileobj.fileno())
        except (AttributeError, TypeError, ValueError):
            raise ValueError(f'Invalid file object: {fileobj!r}') from None
    if fd < 0:
        raise ValueError(f'Invalid file descriptor: {fd}')
    return fd


SelectorKey = namedtuple('SelectorKey', ['fileobj', 'fd', 'events', 'data'])
SelectorKey.__doc__ = """SelectorKey(fileobj, fd, events, data)

A registered file object, its descriptor, the events waited for and the data
attached to it.
"""


class _KeysByFile(Mapping):
    """The keys of a selector, looked up by file object."""

    def __init__(self, selector):
        self._selector = selector

    def __len__(self):
        return len(self._selector._keys)

    def __getitem__(self, fileobj):
        try:
            return self._selector._keys[self._selector._fd_of(fileobj)]
        except KeyError:
            raise KeyError(f'{fileobj!r} is not registered') from None

    def __iter__(self):
        return iter(self._selector._keys)


class BaseSelector(metaclass=ABCMeta):
    """What every selector can do."""

    @abstractmethod
    def register(self, fileobj, events, data=None):
        """Start to watch a file object for events; return its key.

        Raises ValueError if events or fileobj is invalid, KeyError if fileobj
        is already registered.
        """
        raise NotImplementedError

    @abstractmethod
    def unregister(self, fileobj):
        """Stop to watch a file object; return the key it had.

        Raises KeyError if it is not registered.
        """
        raise NotImplementedError

    def modify(self, fileobj, events, data=None):
        """Change the events or the data of a registered file object."""
        self.unregister(fileobj)
        return self.register(fileobj, events, data)

    @abstractmethod
    def select(self, timeout=None):
        """Wait until some file is ready; return a list of (key, events).

        A timeout of None waits for ever, one that is not positive not at all.
        """
        raise NotImplementedError

    def close(self):
        """Free what the selector holds; it must not be used any more."""

    def get_key(self, fileobj):
        """Return the key of a registered file object, or raise KeyError."""
        mapping = self.get_map()
        if mapping is None:
            raise RuntimeError('Selector is closed')
        try:
            return mapping[fileobj]
        except KeyError:
            raise KeyError(f'{fileobj!r} is not registered') from None

    @abstractmethod
    def get_map(self):
        """Return a mapping of file objects to keys; None once closed."""
        raise NotImplementedError

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()


class _BaseSelectorImpl(BaseSelector):
    """The bookkeeping of all selectors."""

    def __init__(self):
        self._keys = {}             # descriptor: SelectorKey
        self._map = _KeysByFile(self)

    def _fd_of(self, fileobj):
        """Return the descriptor, also of a file closed while registered."""
        try:
            return _fileobj_to_fd(fileobj)
        except ValueError:
            for key in self._keys.values():
                if key.fileobj is fileobj:
                    return key.fd
            raise

    def register(self, fileobj, events, data=None):
        if not events or events & ~(EVENT_READ | EVENT_WRITE):
            raise ValueError(f'Invalid events: {events!r}')
        key = SelectorKey(fileobj, self._fd_of(fileobj), events, data)
        if key.fd in self._keys:
            raise KeyError(f'{fileobj!r} (FD {key.fd}) is already registered')
        self._keys[key.fd] = key
        return key

    def unregister(self, fileobj):
        try:
            return self._keys.pop(self._fd_of(fileobj))
        except KeyError:
            raise KeyError(f'{fileobj!r} is not registered') from None

    def modify(self, fileobj, events, data=None):
        try:
            key = self._keys[self._fd_of(fileobj)]
        except KeyError:
            raise KeyError(f'{fileobj!r} is not registered') from None
        if events != key.events:
            self.unregister(fileobj)
            key = self.register(fileobj, events, data)
        elif data != key.data:
            key = key._replace(data=data)
            self._keys[key.fd] = key
        return key

    def close(self):
        self._keys.clear()
        self._map = None

    def get_map(self):
        return self._map

    def _ready(self, fd, events):
        """Return [(key, events)], or [] if fd is not watched for these."""
        key = self._keys.get(fd)
        if key is None or not events & key.events:
            return []
        return [(key, events & key.events)]


class SelectSelector(_BaseSelectorImpl):
    """Waits with select()."""

    def __init__(self):
        super().__init__()
        self._readers = set()
        self._writers = set()

    def register(self, fileobj, events, data=None):
        key = super().register(fileobj, events, data)
        if key.events & EVENT_READ:
            self._readers.add(key.fd)
        if key.events & EVENT_WRITE:
            self._writers.add(key.fd)
        return key

    def unregister(self, fileobj):
        key = super().unregister(fileobj)
        self._readers.discard(key.fd)
        self._writers.discard(key.fd)
        return key

    def _select(self, readers, writers, timeout):
        return select.select(readers, writers, [], timeout)

    def select(self, timeout=None):
        timeout = None if timeout is None else max(timeout, 0)
        result = []
        try:
            reading, writing, _ = self._select(self._readers, self._writers,
                                               timeout)
        except InterruptedError:
            return result
        reading, writing = frozenset(reading), frozenset(writing)
        for fd in reading | writing:
            result += self._ready(fd, (EVENT_READ if fd in reading else 0)
                                  | (EVENT_WRITE if fd in writing else 0))
        return result


class _PollLikeSelector(_BaseSelectorImpl):
    """What poll, epoll and devpoll objects have in common.

    A subclass names the class of the poller and its event bits. Any event
    that is not one of them (an error, a hang-up) counts as both.
    """

    _selector_cls = None
    _EVENT_READ = None
    _EVENT_WRITE = None

    def __init__(self):
        super().__init__()
        self._selector = self._selector_cls()

    def _bits(self, events):
        return ((self._EVENT_READ if events & EVENT_READ else 0)
                | (self._EVENT_WRITE if events & EVENT_WRITE else 0))

    def register(self, fileobj, events, data=None):
        key = super().register(fileobj, events, data)
        try:
            self._selector.register(key.fd, self._bits(events))
        except:
            super().unregister(fileobj)
            raise
        return key

    def unregister(self, fileobj):
        key = super().unregister(fileobj)
        try:
            self._selector.unregister(key.fd)
        except OSError:
            pass                    # the file was closed meanwhile
        return key

    def modify(self, fileobj, events, data=None):
        try:
            key = self._keys[self._fd_of(fileobj)]
        except KeyError:
            raise KeyError(f'{fileobj!r} is not registered') from None
        if events == key.events and data == key.data:
            return key
        if events != key.events:
            try:
                self._selector.modify(key.fd, self._bits(events))
            except:
                super().unregister(fileobj)
                raise
        key = key._replace(events=events, data=data)
        self._keys[key.fd] = key
        return key

    def _timeout(self, timeout):
        """Return whole milliseconds, rounded up so as not to spin."""
        if timeout is None:
            return None
        return 0 if timeout <= 0 else math.ceil(timeout * 1e3)

    def _wait(self, timeout):
        return self._selector.poll(self._timeout(timeout))

    def select(self, timeout=None):
        result = []
        try:
            ready = self._wait(timeout)
        except InterruptedError:
            return result
        for fd, bits in ready:
            result += self._ready(
                fd, (EVENT_WRITE if bits & ~self._EVENT_READ else 0)
                | (EVENT_READ if bits & ~self._EVENT_WRITE else 0))
        return result


class _DescriptorSelector(_PollLikeSelector):
    """One whose object in the system has a descriptor of its own."""

    def fileno(self):
        """Return the descriptor of the object waited with."""
        return self._selector.fileno()

    def close(self):
        self._selector.close()
        super().close()


if hasattr(select, 'poll'):

    class PollSelector(_PollLikeSelector):
        """Waits with poll()."""

        _selector_cls = select.poll
        _EVENT_READ = select.POLLIN
        _EVENT_WRITE = select.POLLOUT


if hasattr(select, 'epoll'):

    class EpollSelector(_DescriptorSelector):
        """Waits with epoll."""

        _selector_cls = select.epoll
        _EVENT_READ = select.EPOLLIN
        _EVENT_WRITE = select.EPOLLOUT

        def _timeout(self, timeout):
            """Return seconds that are whole milliseconds."""
            if timeout is None:
                return -1
            return 0 if timeout <= 0 else math.ceil(timeout * 1e3) * 1e-3

        def _wait(self, timeout):
            # No event for no file at all is still an event to wait for.
            return self._selector.poll(self._timeout(timeout),
                                       len(self._keys) or 1)


if hasattr(select, 'devpoll'):

    class DevpollSelector(_DescriptorSelector):
        """Waits with /dev/poll."""

        _selector_cls = select.devpoll
        _EVENT_READ = select.POLLIN
        _EVENT_WRITE = select.POLLOUT


if hasattr(select, 'kqueue'):

    class KqueueSelector(_BaseSelectorImpl):
        """Waits with kqueue."""

        def __init__(self):
            super().__init__()
            self._selector = select.kqueue()

        def fileno(self):
            """Return the descriptor of the kqueue object."""
            return self._selector.fileno()

        def _control(self, key, action):
            for event, kind in ((EVENT_READ, select.KQ_FILTER_READ),
                                (EVENT_WRITE, select.KQ_FILTER_WRITE)):
                if key.events & event:
                    self._selector.control(
                        [select.kevent(key.fd, kind, action)], 0, 0)

        def register(self, fileobj, events, data=None):
            key = super().register(fileobj, events, data)
            try:
                self._control(key, select.KQ_EV_ADD)
            except:
                super().unregister(fileobj)
                raise
            return key

        def unregister(self, fileobj):
            key = super().unregister(fileobj)
            try:
                self._control(key, select.KQ_EV_DELETE)
            except OSError:
                pass                # the file was closed meanwhile
            return key

        def select(self, timeout=None):
            timeout = None if timeout is None else max(timeout, 0)
            result = []
            try:
                events = self._selector.control(
                    None, max(2 * len(self._keys), 1), timeout)
            except InterruptedError:
                return result
            ready = {}
            for event in events:
                bit = (EVENT_READ if event.filter == select.KQ_FILTER_READ
                       else EVENT_WRITE)
                ready[event.ident] = ready.get(event.ident, 0) | bit
            for fd, bits in ready.items():
                result += self._ready(fd, bits)
            return result


def _works(name):
    """Tell whether a system that has the call in its headers also has it."""
    cls = globals().get(name + 'Selector')
    if cls is None:
        return False
    try:
        cls().close()
    except OSError:
        return False
    return True


DefaultSelector = SelectSelector
for _name in 'Kqueue', 'Epoll', 'Devpoll', 'Poll':
    if _works(_name):
        DefaultSelector = globals()[_name + 'Selector']
        break
del _name
