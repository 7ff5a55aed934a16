"""Asynchronous calls: executors take functions, futures hold what comes of them."""

from concurrent.futures._base import (
    FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED, BrokenExecutor, CancelledError,
    InvalidStateError, TimeoutError, Future, Executor, wait, as_completed)
from concurrent.futures.thread import ThreadPoolExecutor

__all__ = ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED', 'CancelledError',
           'InvalidStateError', 'TimeoutError', 'BrokenExecutor', 'Future', 'Executor',
           'wait', 'as_completed', 'ProcessPoolExecutor', 'ThreadPoolExecutor']


def __getattr__(name):
    # multiprocessing is large: who only uses threads does without.
    if name in ('ProcessPoolExecutor', 'process'):
        from importlib import import_module
        process = import_module('concurrent.futures.process')
        globals()['ProcessPoolExecutor'] = process.ProcessPoolExecutor
        return globals()[name]
    raise AttributeError('module %r has no attribute %r' % (__name__, name))
