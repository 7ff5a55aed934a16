"""The module threading on top of _dummy_thread, for an interpreter without threads.

    try:
        import threading
    except ImportError:
        import dummy_threading as threading
"""

from sys import modules as _modules

import _dummy_thread


def _load():
    """A threading module of its own that takes _dummy_thread for _thread; sys.modules is left as it was."""
    names = '_thread', 'threading', '_threading_local'
    saved = {name: _modules.pop(name) for name in names if name in _modules}
    _modules['_thread'] = _dummy_thread
    try:
        import threading
        import _threading_local
        threading.local = _threading_local.local
        return threading
    finally:
        for name in names:
            _modules.pop(name, None)
        _modules.update(saved)


_threading = _load()
__all__ = _threading.__all__
globals().update({_name: getattr(_threading, _name) for _name in __all__})
