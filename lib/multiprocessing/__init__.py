"""Processes instead of threads, with the interface of threading and more:
pipes, queues, pools, locks and managed objects that processes share.

Who starts where:

    context        what this module offers, for one start method
    process        Process; popen_fork, popen_spawn_posix and popen_forkserver
                   start one; spawn and forkserver run in what is started
    connection     messages over pipes and sockets; reduction, resource_sharer
                   pickle what only the system can pass on
    synchronize    locks of _multiprocessing.SemLock, whose names
                   resource_tracker gives up at the end
    queues, pool, managers      made of these
    heap           shared memory
    dummy          the same interface on threads
"""

import sys
from . import context

_offered = [name for name in dir(context._default_context) if not name.startswith('_')]
globals().update((name, getattr(context._default_context, name)) for name in _offered)
__all__ = _offered
del _offered

# The log levels of multiprocessing's logger.
SUBDEBUG = 5
SUBWARNING = 25

# A child that spawn starts from a script knows the script as __mp_main__.
if '__main__' in sys.modules:
    sys.modules['__mp_main__'] = sys.modules['__main__']
