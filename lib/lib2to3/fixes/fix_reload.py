"""reload(m) -> imp.reload(m)"""
from .fix_intern import FixIntern


class FixReload(FixIntern):

    names = ("imp", "reload")
    PATTERN = FixIntern.PATTERN.replace("'intern'", "'reload'")
