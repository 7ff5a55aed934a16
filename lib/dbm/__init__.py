"""Databases of bytes by key: whichever kind is there."""

__all__ = ['open', 'whichdb', 'error']

import io
import os
import struct


class error(Exception):
    pass


_names = ['dbm.gnu', 'dbm.ndbm', 'dbm.dumb']
_defaultmod = None
_modules = {}

error = error, OSError

try:
    from dbm import ndbm
except ImportError:
    ndbm = None


def open(file, flag='r', mode=0o666):
    """Open a database: 'r' to read, 'w' to write, 'c' make it if need be, 'n' always new."""
    global _defaultmod
    if _defaultmod is None:
        for name in _names:
            try:
                mod = __import__(name, fromlist=['open'])
            except ImportError:
                continue
            if not _defaultmod:
                _defaultmod = mod
            _modules[name] = mod
        if not _defaultmod:
            raise ImportError('no dbm clone found; tried %s' % _names)
    # What is there decides the kind.
    result = whichdb(file) if 'n' not in flag else None
    if result is None:
        if 'c' in flag or 'n' in flag:
            mod = _defaultmod
        else:
            raise error[0]('need \'c\' or \'n\' flag to open new db')
    elif result == '':
        raise error[0]('db type could not be determined')
    elif result not in _modules:
        raise error[0]('db type is {0}, but the module is not available'.format(result))
    else:
        mod = _modules[result]
    return mod.open(file, flag, mode)


def whichdb(filename):
    """The module for a database; None if it is not there, '' if its kind is not known."""
    # ndbm has two files, or one .db that its library knows.
    try:
        with io.open(filename + '.pag', 'rb'), io.open(filename + '.dir', 'rb'):
            return 'dbm.ndbm'
    except OSError:
        try:
            with io.open(filename + '.db', 'rb'):
                pass
            if ndbm is not None:
                ndbm.open(filename).close()
                return 'dbm.ndbm'
        except OSError:
            pass
    # dumb has .dat and .dir, whose first character is a quote.
    try:
        os.stat(filename + '.dat')
        if os.stat(filename + '.dir').st_size == 0:
            return 'dbm.dumb'
        with io.open(filename + '.dir', 'rb') as f:
            if f.read(1) in (b"'", b'"'):
                return 'dbm.dumb'
    except OSError:
        pass
    try:
        with io.open(filename, 'rb') as f:
            s16 = f.read(16)
    except OSError:
        return None
    if len(s16) < 4:
        return ''
    magic, = struct.unpack('=l', s16[:4])
    if magic in (0x13579ace, 0x13579acd, 0x13579acf):
        return 'dbm.gnu'
    return ''


if __name__ == '__main__':
    import sys
    for filename in sys.argv[1:]:
        print(whichdb(filename) or 'UNKNOWN', filename)
