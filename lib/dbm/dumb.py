"""A database in Python: simple, slow, everywhere.

The values are in name.dat, each starting at a block; name.dir has a line for
each key: 'key', (position, size).  The index is in memory and is written when
the database is closed or synchronised; values are not packed.
"""

import ast as _ast
import collections.abc
import io as _io
import os as _os

__all__ = ['error', 'open']

_BLOCKSIZE = 512

error = OSError


class _Database(collections.abc.MutableMapping):
    # For __del__, while the interpreter ends.
    _os = _os
    _io = _io

    def __init__(self, filebasename, mode, flag='c'):
        self._mode = mode
        self._readonly = flag == 'r'
        self._dirfile = filebasename + '.dir'
        self._datfile = filebasename + '.dat'
        self._bakfile = filebasename + '.bak'
        self._index = None
        self._modified = False
        self._create(flag)
        self._update(flag)

    def _create(self, flag):
        if flag == 'n':
            for filename in self._datfile, self._bakfile, self._dirfile:
                try:
                    _os.remove(filename)
                except OSError:
                    pass
        try:
            f = _io.open(self._datfile, 'r', encoding='Latin-1')
        except OSError:
            if flag not in ('c', 'n'):
                import warnings
                warnings.warn("The database file is missing, the semantics of the 'c' flag "
                              'will be used.', DeprecationWarning, stacklevel=4)
            with _io.open(self._datfile, 'w', encoding='Latin-1') as f:
                self._chmod(self._datfile)
        else:
            f.close()

    def _update(self, flag):
        self._modified = False
        self._index = {}
        try:
            f = _io.open(self._dirfile, 'r', encoding='Latin-1')
        except OSError:
            self._modified = not self._readonly
            if flag not in ('c', 'n'):
                import warnings
                warnings.warn("The index file is missing, the semantics of the 'c' flag will "
                              'be used.', DeprecationWarning, stacklevel=4)
        else:
            with f:
                for line in f:
                    key, pos_and_siz_pair = _ast.literal_eval(line.rstrip())
                    self._index[key.encode('Latin-1')] = pos_and_siz_pair

    def _commit(self):
        # Nothing but the arguments may be relied upon: __del__ calls this.
        if self._index is None or not self._modified:
            return
        try:
            self._os.unlink(self._bakfile)
        except OSError:
            pass
        try:
            self._os.rename(self._dirfile, self._bakfile)
        except OSError:
            pass
        with self._io.open(self._dirfile, 'w', encoding='Latin-1') as f:
            self._chmod(self._dirfile)
            for key, pos_and_siz_pair in self._index.items():
                f.write('%r, %r\n' % (key.decode('Latin-1'), pos_and_siz_pair))
        self._modified = False

    sync = _commit

    def _verify_open(self):
        if self._index is None:
            raise error('DBM object has already been closed')

    def __getitem__(self, key):
        if isinstance(key, str):
            key = key.encode('utf-8')
        self._verify_open()
        pos, siz = self._index[key]
        with _io.open(self._datfile, 'rb') as f:
            f.seek(pos)
            return f.read(siz)

    def _addval(self, val):
        # At the end, at the start of a block.
        with _io.open(self._datfile, 'rb+') as f:
            f.seek(0, 2)
            pos = f.tell()
            npos = (pos + _BLOCKSIZE - 1) // _BLOCKSIZE * _BLOCKSIZE
            f.write(b'\0' * (npos - pos))
            f.write(val)
        return npos, len(val)

    def _setval(self, pos, val):
        with _io.open(self._datfile, 'rb+') as f:
            f.seek(pos)
            f.write(val)
        return pos, len(val)

    def _addkey(self, key, pos_and_siz_pair):
        self._index[key] = pos_and_siz_pair
        with _io.open(self._dirfile, 'a', encoding='Latin-1') as f:
            self._chmod(self._dirfile)
            f.write('%r, %r\n' % (key.decode('Latin-1'), pos_and_siz_pair))

    def _check_writable(self):
        if self._readonly:
            import warnings
            warnings.warn('The database is opened for reading only',
                          DeprecationWarning, stacklevel=3)

    def __setitem__(self, key, val):
        self._check_writable()
        if isinstance(key, str):
            key = key.encode('utf-8')
        elif not isinstance(key, (bytes, bytearray)):
            raise TypeError('keys must be bytes or strings')
        if isinstance(val, str):
            val = val.encode('utf-8')
        elif not isinstance(val, (bytes, bytearray)):
            raise TypeError('values must be bytes or strings')
        self._verify_open()
        self._modified = True
        if key not in self._index:
            self._addkey(key, self._addval(val))
            return
        pos, siz = self._index[key]
        oldblocks = (siz + _BLOCKSIZE - 1) // _BLOCKSIZE
        newblocks = (len(val) + _BLOCKSIZE - 1) // _BLOCKSIZE
        if newblocks <= oldblocks:
            self._index[key] = self._setval(pos, val)
        else:
            self._index[key] = self._addval(val)    # the old place is lost

    def __delitem__(self, key):
        self._check_writable()
        if isinstance(key, str):
            key = key.encode('utf-8')
        self._verify_open()
        self._modified = True
        del self._index[key]
        self._commit()

    def keys(self):
        self._verify_open()
        return list(self._index)

    def items(self):
        self._verify_open()
        return [(key, self[key]) for key in self._index.keys()]

    def __contains__(self, key):
        if isinstance(key, str):
            key = key.encode('utf-8')
        self._verify_open()
        return key in self._index

    def iterkeys(self):
        self._verify_open()
        return iter(self._index)

    __iter__ = iterkeys

    def __len__(self):
        self._verify_open()
        return len(self._index)

    def close(self):
        try:
            self._commit()
        finally:
            self._index = self._datfile = self._dirfile = self._bakfile = None

    __del__ = close

    def _chmod(self, file):
        self._os.chmod(file, self._mode)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def open(file, flag='c', mode=0o666):
    """Open a database."""
    # The mode is subject to the umask.
    um = _os.umask(0)
    _os.umask(um)
    mode = mode & ~um
    if flag not in ('r', 'w', 'c', 'n'):
        import warnings
        warnings.warn("Flag must be one of 'r', 'w', 'c', or 'n'", DeprecationWarning, stacklevel=2)
    return _Database(file, mode, flag=flag)
