"""The resource tracker, for semaphores only (3.4 to 3.7)."""

from .resource_tracker import _resource_tracker as _semaphore_tracker
from .resource_tracker import ensure_running, getfd

__all__ = ['ensure_running', 'register', 'unregister']


def register(name):
    """Names a semaphore to the tracker."""
    _semaphore_tracker.register(name, 'semaphore')


def unregister(name):
    """The name has been given up."""
    _semaphore_tracker.unregister(name, 'semaphore')
