"""A codec that always fails, to turn off implicit conversion."""

from ._factory import codec


def _refuse(input=None, *args, **keywords):
    raise UnicodeError('undefined encoding')


codec(globals(), 'undefined', _refuse, _refuse)
