"""Message digests: one interface to the algorithms of _hashlib and of the builtin modules."""

__always_supported = ('md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512',
                      'blake2b', 'blake2s', 'sha3_224', 'sha3_256', 'sha3_384', 'sha3_512',
                      'shake_128', 'shake_256')

algorithms_guaranteed = set(__always_supported)
algorithms_available = set(__always_supported)

__all__ = __always_supported + ('new', 'algorithms_guaranteed', 'algorithms_available',
                                'pbkdf2_hmac', 'file_digest')

# Algorithm -> the module that has it in C without OpenSSL, and its name there.
_builtin = {
    'md5': ('_md5', 'md5'), 'sha1': ('_sha1', 'sha1'),
    'sha224': ('_sha256', 'sha224'), 'sha256': ('_sha256', 'sha256'),
    'sha384': ('_sha512', 'sha384'), 'sha512': ('_sha512', 'sha512'),
    'blake2b': ('_blake2', 'blake2b'), 'blake2s': ('_blake2', 'blake2s'),
    'sha3_224': ('_sha3', 'sha3_224'), 'sha3_256': ('_sha3', 'sha3_256'),
    'sha3_384': ('_sha3', 'sha3_384'), 'sha3_512': ('_sha3', 'sha3_512'),
    'shake_128': ('_sha3', 'shake_128'), 'shake_256': ('_sha3', 'shake_256'),
}
# The constructors of BLAKE2 and the SHA-3 family take arguments that OpenSSL does not.
_prefer_builtin = {name for name in _builtin
                   if name.startswith(('blake2', 'sha3_', 'shake_'))}

__builtin_constructor_cache = {}


def __get_builtin_constructor(name):
    constructor = __builtin_constructor_cache.get(name)
    if constructor is not None:
        return constructor
    key = name.lower() if name in ('MD5', 'SHA1', 'SHA224', 'SHA256', 'SHA384',
                                   'SHA512') else name
    if key in _builtin:
        module, attribute = _builtin[key]
        try:
            constructor = getattr(__import__(module), attribute, None)
        except ImportError:
            pass
        if constructor is not None:
            __builtin_constructor_cache[key] = constructor
            if key in ('md5', 'sha1') or key.startswith(('sha2', 'sha38', 'sha5')):
                __builtin_constructor_cache[key.upper()] = constructor
            return constructor
    raise ValueError('unsupported hash type ' + name)


def __get_openssl_constructor(name):
    if name in _prefer_builtin:
        try:
            return __get_builtin_constructor(name)
        except ValueError:
            pass
    try:
        f = getattr(_hashlib, 'openssl_' + name)
        f()         # a build of OpenSSL may refuse an algorithm
        return f
    except (AttributeError, ValueError):
        return __get_builtin_constructor(name)


def __py_new(name, data=b'', **kwargs):
    """new(name, data=b'') -- a hash object of the named algorithm."""
    return __get_builtin_constructor(name)(data, **kwargs)


def __hash_new(name, data=b'', **kwargs):
    """new(name, data=b'') -- a hash object of the named algorithm."""
    if name in _prefer_builtin:
        try:
            return __get_builtin_constructor(name)(data, **kwargs)
        except ValueError:
            pass
    try:
        return _hashlib.new(name, data)
    except ValueError:
        # OpenSSL does not know it, or is told not to.
        return __get_builtin_constructor(name)(data, **kwargs)


try:
    import _hashlib
    new = __hash_new
    __get_hash = __get_openssl_constructor
    algorithms_available = algorithms_available.union(_hashlib.openssl_md_meth_names)
except ImportError:
    _hashlib = None
    new = __py_new
    __get_hash = __get_builtin_constructor

pbkdf2_hmac = getattr(_hashlib, 'pbkdf2_hmac', None)
if pbkdf2_hmac is None:
    def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
        """A key of dklen bytes from a password (PKCS #5)."""
        if not isinstance(hash_name, str):
            raise TypeError(hash_name)
        password = bytes(memoryview(password))
        salt = bytes(memoryview(salt))
        inner = new(hash_name)
        outer = new(hash_name)
        size = getattr(inner, 'block_size', 64)
        if len(password) > size:
            password = new(hash_name, password).digest()
        password += bytes(size - len(password))
        inner.update(bytes(x ^ 0x36 for x in password))
        outer.update(bytes(x ^ 0x5c for x in password))

        def prf(msg):
            a, b = inner.copy(), outer.copy()
            a.update(msg)
            b.update(a.digest())
            return b.digest()

        if iterations < 1:
            raise ValueError(iterations)
        if dklen is None:
            dklen = outer.digest_size
        if dklen < 1:
            raise ValueError(dklen)
        result = b''
        block = 1
        while len(result) < dklen:
            previous = prf(salt + block.to_bytes(4, 'big'))
            total = int.from_bytes(previous, 'big')
            for _ in range(iterations - 1):
                previous = prf(previous)
                total ^= int.from_bytes(previous, 'big')
            block += 1
            result += total.to_bytes(inner.digest_size, 'big')
        return result[:dklen]

if hasattr(_hashlib, 'scrypt'):
    scrypt = _hashlib.scrypt


def file_digest(fileobj, digest, *, _bufsize=2 ** 18):
    """A hash object fed with all of a binary file."""
    h = new(digest) if isinstance(digest, str) else digest()
    if hasattr(fileobj, 'getbuffer'):
        h.update(fileobj.getbuffer())
        return h
    if not (hasattr(fileobj, 'readinto') and hasattr(fileobj, 'readable')
            and fileobj.readable()):
        raise ValueError("'%r' is not a file-like object in binary reading mode."
                         % (fileobj,))
    buffer = bytearray(_bufsize)
    view = memoryview(buffer)
    while True:
        size = fileobj.readinto(buffer)
        if size is None:
            raise BlockingIOError('I/O operation would block.')
        if size == 0:
            return h
        h.update(view[:size])


for __name in __always_supported:
    try:
        globals()[__name] = __get_hash(__name)
    except ValueError:
        # Named in algorithms_guaranteed: say so loudly, but let the others work.
        import logging
        logging.exception('code for hash %s was not found.', __name)

del __always_supported, __name, __get_hash
del __py_new, __hash_new, __get_openssl_constructor
