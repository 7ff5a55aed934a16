"""Concurrent programs with coroutines (PEP 3156, PEP 492).

An event loop runs tasks, each of which steps a coroutine whenever the future it
awaits is done.  Files and sockets are watched with the selectors module.

Not offered: loops that are not based on selectors.
"""

import selectors                        # asyncio.selectors has always been a name for it

from .exceptions import *
from .events import *
from .coroutines import *
from .futures import *
from .tasks import *
from .locks import *
from .queues import *
from .protocols import *
from .transports import *
from .streams import *
from .runners import *
from .timeouts import *
from .taskgroups import *
from .threads import *
from .base_events import BaseEventLoop
from .subprocess import *
from .unix_events import *

from . import base_subprocess, constants, log, selector_events
from . import (exceptions, events, coroutines, futures, tasks, locks, queues, protocols, transports, streams, runners,
               timeouts, taskgroups, threads, subprocess, unix_events)

__all__ = ['BaseEventLoop']
for _module in (exceptions, events, coroutines, futures, tasks, locks, queues, protocols, transports, streams, runners,
                timeouts, taskgroups, threads, subprocess, unix_events):
    __all__ += _module.__all__
del _module
