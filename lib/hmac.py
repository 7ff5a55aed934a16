"""Keyed hashing for message authentication (RFC 2104)."""

import hashlib as _hashlib
import warnings as _warnings
try:
    from _operator import _compare_digest as compare_digest
except ImportError:
    try:
        from _hashlib import compare_digest
    except ImportError:
        def compare_digest(a, b):
            """a == b, in a time that does not tell where they differ."""
            if isinstance(a, str) and isinstance(b, str):
                try:
                    a, b = a.encode('ascii'), b.encode('ascii')
                except UnicodeEncodeError:
                    raise TypeError('comparing strings with non-ASCII characters '
                                    'is not supported') from None
            elif isinstance(a, str) or isinstance(b, str):
                raise TypeError('unsupported operand types(s) or combination of types: '
                                "'%s' and '%s'" % (type(a).__name__, type(b).__name__))
            a, b = bytes(memoryview(a)), bytes(memoryview(b))
            result = len(a) ^ len(b)
            if result:
                a = b
            for x, y in zip(a, b):
                result |= x ^ y
            return result == 0

trans_5C = bytes(x ^ 0x5C for x in range(256))
trans_36 = bytes(x ^ 0x36 for x in range(256))

# The size of a digest depends on the algorithm.
digest_size = None


class HMAC:
    """A hash object that needs the key to be made again."""

    blocksize = 64

    def __init__(self, key, msg=None, digestmod=None):
        if not isinstance(key, (bytes, bytearray)):
            raise TypeError('key: expected bytes or bytearray, but got %r'
                            % type(key).__name__)
        if digestmod is None:
            _warnings.warn('HMAC() without an explicit digestmod argument is deprecated.',
                           PendingDeprecationWarning, 2)
            digestmod = _hashlib.md5
        if callable(digestmod):
            self.digest_cons = digestmod
        elif isinstance(digestmod, str):
            self.digest_cons = lambda d=b'': _hashlib.new(digestmod, d)
        else:
            self.digest_cons = lambda d=b'': digestmod.new(d)
        self.outer = self.digest_cons()
        self.inner = self.digest_cons()
        self.digest_size = self.inner.digest_size
        blocksize = getattr(self.inner, 'block_size', None)
        if blocksize is None:
            _warnings.warn('No block_size attribute on given digest object; '
                           'Assuming %d.' % self.blocksize, RuntimeWarning, 2)
            blocksize = self.blocksize
        elif blocksize < 16:
            _warnings.warn('block_size of %d seems too small; using our default of %d.'
                           % (blocksize, self.blocksize), RuntimeWarning, 2)
            blocksize = self.blocksize
        self.block_size = blocksize
        if len(key) > blocksize:
            key = self.digest_cons(key).digest()
        key = key.ljust(blocksize, b'\0')
        self.outer.update(key.translate(trans_5C))
        self.inner.update(key.translate(trans_36))
        if msg is not None:
            self.update(msg)

    @property
    def name(self):
        return 'hmac-' + self.inner.name

    def update(self, msg):
        self.inner.update(msg)

    def copy(self):
        # Not by the constructor: the key is not kept.
        other = self.__class__.__new__(self.__class__)
        other.digest_cons = self.digest_cons
        other.digest_size = self.digest_size
        other.block_size = self.block_size
        other.inner = self.inner.copy()
        other.outer = self.outer.copy()
        return other

    def _current(self):
        h = self.outer.copy()
        h.update(self.inner.digest())
        return h

    def digest(self):
        return self._current().digest()

    def hexdigest(self):
        return self._current().hexdigest()


def new(key, msg=None, digestmod=None):
    """A HMAC object with key, fed with msg."""
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    """The HMAC of msg, at once."""
    return HMAC(key, msg, digest).digest()
