"""Is there a display to show windows on?  For tests of what uses Tk."""
import os


def display(make_root):
    """Can make_root() make a window?  make_root None: the module it is in is not there."""
    if make_root is None or not os.environ.get('DISPLAY'):
        return False
    try:
        root = make_root()
    except Exception:
        return False
    root.update()
    root.destroy()
    return True
