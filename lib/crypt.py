"""Passwords as Unix keeps them: one-way hashes with a salt.

The hash begins with its salt, so that crypt(password, hash) == hash for the right one.
"""

import _crypt
import errno
from collections import namedtuple as _namedtuple
from random import SystemRandom as _SystemRandom

_saltchars = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./'
_sr = _SystemRandom()


class _Method(_namedtuple('_Method', 'name ident salt_chars total_size')):
    """A way to hash: its name, the mark at the beginning of a hash, and sizes."""

    def __repr__(self):
        return '<crypt.METHOD_{}>'.format(self.name)


def mksalt(method=None, *, rounds=None):
    """A salt for a method, by default the strongest there is.

    rounds: of SHA-256 and SHA-512 from 1000 to 999999999, by default 5000; of Blowfish
    a power of two from 16, by default 4096.
    """
    if method is None:
        method = methods[0]
    if rounds is not None and not isinstance(rounds, int):
        raise TypeError(f'{rounds.__class__.__name__} object cannot be interpreted as an integer')
    if not method.ident:                # traditional
        salt = ''
    else:
        salt = f'${method.ident}$'
    if method.ident and method.ident[0] == '2':
        if rounds is None:
            log_rounds = 12
        else:
            log_rounds = int.bit_length(rounds - 1)
            if rounds != 1 << log_rounds:
                raise ValueError('rounds must be a power of 2')
            if not 4 <= log_rounds <= 31:
                raise ValueError('rounds out of the range 2**4 to 2**31')
        salt += f'{log_rounds:02d}$'
    elif method.ident in ('5', '6'):
        if rounds is not None:
            if not 1000 <= rounds <= 999999999:
                raise ValueError('rounds out of the range 1000 to 999_999_999')
            salt += f'rounds={rounds}$'
    elif rounds is not None:
        raise ValueError(f"{method} doesn't support the rounds argument")
    salt += ''.join(_sr.choice(_saltchars) for char in range(method.salt_chars))
    return salt


def crypt(word, salt=None):
    """The hash of a word with a salt, which may be a hash, a method, or by default a new
    one of the strongest method."""
    if salt is None or isinstance(salt, _Method):
        salt = mksalt(salt)
    return _crypt.crypt(word, salt)


# The ways that the C library knows, the strongest first.
methods = []


def _add_method(name, *args, rounds=None):
    method = _Method(name, *args)
    globals()['METHOD_' + name] = method
    try:
        result = crypt('', mksalt(method, rounds=rounds))
    except OSError as e:
        if e.errno in (errno.EINVAL, errno.EPERM, errno.ENOSYS):
            return False
        raise
    if result and len(result) == method.total_size:
        methods.append(method)
        return True
    return False


_add_method('SHA512', '6', 16, 106)
_add_method('SHA256', '5', 16, 63)
# Blowfish: the marks for it have changed as bugs were found.
for _ident in 'b', 'y', 'a', '':
    if _add_method('BLOWFISH', '2' + _ident, 22, 59 + len(_ident), rounds=1 << 4):
        break
_add_method('MD5', '1', 8, 34)
_add_method('CRYPT', None, 2, 13)
del _ident
