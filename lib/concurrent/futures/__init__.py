"""Asynchronous calls: executors take functions, futures hold what comes of them."""

from concurrent.futures._base import (
    FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, BrokenExecutor, CancelledError,
    InvalidStateError, TimeoutError, Future, Executor, wait, as_completed)
from concurrent.futures.thread import ThreadPoolExecutor

__all__ = ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED', 'CancelledError',
           'InvalidStateError', 'TimeoutError', 'BrokenExecutor', 'Future', 'Executor',
           'wait', 'as_completed', 'ThreadPoolExecutor']

try:
    from concurrent.futures.process import ProcessPoolExecutor
    __all__.append('ProcessPoolExecutor')
except ImportError:
    pass
