"""Thread-local data in Python: the fallback for a _thread without _local.

Each local object keeps, per thread, one attribute dictionary.  The dictionaries
hang off the Thread objects by the identity of the local, so that they die with
the thread; a weak reference clears them when the local dies first.

An object of the class local has attributes that each thread sees its own of:

  >>> from _threading_local import local
  >>> mine = local()
  >>> mine.number = 1
  >>> mine.__dict__
  {'number': 1}
  >>> seen = []
  >>> def look():
  ...     seen.append(sorted(mine.__dict__.items()))
  ...     mine.number = 2
  ...     seen.append(mine.number)
  >>> import threading
  >>> thread = threading.Thread(target=look)
  >>> thread.start()
  >>> thread.join()
  >>> seen
  [[], 2]
  >>> mine.number
  1

A subclass may give them a start: its __init__() is called in every thread that
uses the object, with the arguments of the call that made it.

  >>> class Counter(local):
  ...     step = 1
  ...     def __init__(self, start):
  ...         self.value = start
  ...     def count(self):
  ...         self.value += self.step
  ...         return self.value
  >>> counter = Counter(10)
  >>> counter.count(), counter.count()
  (11, 12)
  >>> seen = []
  >>> thread = threading.Thread(target=lambda: seen.append(counter.count()))
  >>> thread.start()
  >>> thread.join()
  >>> seen
  [11]
  >>> counter.count()
  13

Slots are not local: all threads share what lies in them.

  >>> class Shared(local):
  ...     __slots__ = 'value'
  >>> shared = Shared()
  >>> shared.value = 'one'
  >>> thread = threading.Thread(target=lambda: setattr(shared, 'value', 'two'))
  >>> thread.start()
  >>> thread.join()
  >>> shared.value
  'two'

  >>> del mine, counter, shared
"""

from weakref import ref

__all__ = ['local']


class _Store:
    """The dictionaries of one local object, by thread."""

    def __init__(self, args):
        self.args = args
        self.dicts = {}        # id(thread) -> (weak reference to the thread, dict)

    def find(self, thread):
        return self.dicts[id(thread)][1]

    def create(self, thread):
        key = id(thread)
        dicts = self.dicts
        values = {}

        def forget(_, key=key, dicts=dicts):
            dicts.pop(key, None)
        dicts[key] = ref(thread, forget), values
        return values


def _enter(self):
    # Make the calling thread's dictionary the instance's __dict__.
    from threading import current_thread
    store = object.__getattribute__(self, '_local__store')
    thread = current_thread()
    try:
        values = store.find(thread)
    except KeyError:
        values = store.create(thread)
        args, kwargs = store.args
        object.__setattr__(self, '__dict__', values)
        self.__init__(*args, **kwargs)
    object.__setattr__(self, '__dict__', values)


def _lock_of(self):
    return object.__getattribute__(self, '_local__lock')


class local:
    """Attributes whose values are each thread's own."""

    __slots__ = '_local__store', '_local__lock', '__dict__', '__weakref__'

    def __new__(cls, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError('Initialization arguments are not supported')
        from threading import RLock, current_thread
        self = object.__new__(cls)
        store = _Store((args, kwargs))
        object.__setattr__(self, '_local__store', store)
        object.__setattr__(self, '_local__lock', RLock())
        # __init__ runs after __new__ for the creating thread: its dictionary exists already.
        store.create(current_thread())
        return self

    def __getattribute__(self, name):
        with _lock_of(self):
            _enter(self)
            return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == '__dict__':
            raise AttributeError("%r object attribute '__dict__' is read-only"
                                 % self.__class__.__name__)
        with _lock_of(self):
            _enter(self)
            object.__setattr__(self, name, value)

    def __delattr__(self, name):
        if name == '__dict__':
            raise AttributeError("%r object attribute '__dict__' is read-only"
                                 % self.__class__.__name__)
        with _lock_of(self):
            _enter(self)
            object.__delattr__(self, name)
