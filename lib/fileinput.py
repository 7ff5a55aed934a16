"""Reading the lines of several files, one after the other, as one stream.

    import fileinput
    for line in fileinput.input():
        process(line)

goes over the files named in sys.argv[1:], or standard input if there are
none; '-' stands for standard input as well.  With inplace=True each file is
moved to a backup, read from there, and what is printed becomes its content.
"""

import io
import os
import sys

__all__ = ['input', 'close', 'nextfile', 'filename', 'lineno', 'filelineno',
           'fileno', 'isfirstline', 'isstdin', 'FileInput',
           'hook_compressed', 'hook_encoded']

_state = None                   # the FileInput that the functions are about


def input(files=None, inplace=False, backup='', bufsize=0, mode='r',
          openhook=None, *, encoding=None, errors=None):
    """Makes a FileInput, which the functions of this module then are about."""
    global _state
    if _state and _state._file:
        raise RuntimeError('input() already active')
    coding = {}
    if encoding is not None:
        coding['encoding'] = encoding
    if errors is not None:
        coding['errors'] = errors
    _state = FileInput(files=files, inplace=inplace, backup=backup,
                       bufsize=bufsize, mode=mode, openhook=openhook, **coding)
    return _state


def close():
    """Ends the reading."""
    global _state
    state, _state = _state, None
    if state:
        state.close()


def _active():
    if not _state:
        raise RuntimeError('no active input()')
    return _state


def nextfile():
    """Closes the file, so that the next line is the first of the next file.
    No effect before the first line."""
    return _active().nextfile()


def filename():
    """The name of the file of the last line; None before the first line."""
    return _active().filename()


def lineno():
    """How many lines were read."""
    return _active().lineno()


def filelineno():
    """How many lines were read of this file."""
    return _active().filelineno()


def fileno():
    """The number of the open file, -1 if none is open."""
    return _active().fileno()


def isfirstline():
    """Whether the last line is the first of its file."""
    return _active().isfirstline()


def isstdin():
    """Whether the last line is of standard input."""
    return _active().isstdin()


class FileInput:
    """The lines of several files: an iterator, with readline() and the
    functions of this module as methods."""

    def __init__(self, files=None, inplace=False, backup='', bufsize=0,
                 mode='r', openhook=None, *, encoding=None, errors=None):
        import warnings
        if files is None:
            files = sys.argv[1:]
        if isinstance(files, (str, os.PathLike)):
            files = (files,)
        self._files = tuple(files) or ('-',)
        if bufsize:
            warnings.warn('bufsize is deprecated and ignored', DeprecationWarning, 2)
        if mode not in ('r', 'rU', 'U', 'rb'):
            raise ValueError("FileInput opening mode must be one of 'r', 'rU', 'U' and 'rb'")
        if 'U' in mode:
            warnings.warn("'U' mode is deprecated", DeprecationWarning, 2)
        if openhook:
            if inplace:
                raise ValueError('FileInput cannot use an opening hook in inplace mode')
            if not callable(openhook):
                raise ValueError('FileInput openhook must be callable')
        self._inplace = inplace
        self._backup = backup
        self._mode = mode
        self._openhook = openhook
        self._coding = {name: value for name, value in (('encoding', encoding), ('errors', errors))
                        if value is not None}
        self._filename = None
        self._lines_before = 0      # of the files before this one
        self._filelineno = 0
        self._isstdin = False
        self._file = None
        # In place: the file written, what sys.stdout was, the file read.
        self._output = self._savestdout = self._backupfilename = None

    def __del__(self):
        if hasattr(self, '_output'):
            self.close()

    def close(self):
        """Closes the file and forgets the rest."""
        try:
            self.nextfile()
        finally:
            self._files = ()

    def __enter__(self):
        return self

    def __exit__(self, type, value, traceback):
        self.close()

    # ---- files ----

    def nextfile(self):
        """Closes the file, so that the next line is of the next file."""
        stdout, self._savestdout = self._savestdout, None
        output, self._output = self._output, None
        file, self._file = self._file, None
        backup, self._backupfilename = self._backupfilename, None
        is_stdin, self._isstdin = self._isstdin, False
        try:
            if stdout:
                sys.stdout = stdout
            if output:
                output.close()
        finally:
            try:
                if file and not is_stdin:
                    file.close()
            finally:
                if backup and not self._backup:
                    try:
                        os.unlink(backup)
                    except OSError:
                        pass

    def _open(self):
        """Opens the next of the files."""
        self._filename, self._files = self._files[0], self._files[1:]
        self._lines_before = self.lineno()
        self._filelineno = 0
        if self._filename == '-':
            self._filename = '<stdin>'
            self._file = sys.stdin
            if 'b' in self._mode:
                self._file = getattr(sys.stdin, 'buffer', sys.stdin)
            self._isstdin = True
        elif self._inplace:
            self._open_in_place()
        elif self._openhook:
            self._file = self._openhook(self._filename, self._mode, **self._coding)
        else:
            self._file = open(self._filename, self._mode, **self._coding)

    def _open_in_place(self):
        backup = os.fspath(self._filename) + (self._backup or '.bak')
        try:
            os.unlink(backup)
        except OSError:
            pass
        os.rename(self._filename, backup)
        self._backupfilename = backup
        self._file = open(backup, self._mode, **self._coding)
        binary = 'b' in self._mode
        kind = 'wb' if binary else 'w'
        try:
            permissions = os.fstat(self._file.fileno()).st_mode
        except OSError:
            self._output = open(self._filename, kind, **self._coding)
        else:
            flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC | getattr(os, 'O_BINARY', 0)
            fd = os.open(self._filename, flags, permissions)
            self._output = os.fdopen(fd, kind, **self._coding)
            try:
                os.chmod(self._filename, permissions)
            except OSError:
                pass
        self._savestdout = sys.stdout
        sys.stdout = self._output

    # ---- lines ----

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def __getitem__(self, i):
        if i != self.lineno():
            raise RuntimeError('accessing lines out of order')
        try:
            return self.__next__()
        except StopIteration:
            raise IndexError('end of input reached') from None

    def readline(self):
        """The next line; empty after the last one."""
        while True:
            if self._file is None:
                if not self._files:
                    return b'' if 'b' in self._mode else ''
                self._open()
            line = self._file.readline()
            if line:
                self._filelineno += 1
                return line
            self.nextfile()

    # ---- where we are ----

    def filename(self):
        """The name of the file of the last line."""
        return self._filename

    def lineno(self):
        """How many lines were read."""
        return self._lines_before + self._filelineno

    def filelineno(self):
        """How many lines were read of this file."""
        return self._filelineno

    def fileno(self):
        """The number of the open file, -1 if there is none."""
        if self._file:
            try:
                return self._file.fileno()
            except ValueError:
                pass
        return -1

    def isfirstline(self):
        """Whether the last line is the first of its file."""
        return self._filelineno == 1

    def isstdin(self):
        """Whether the last line is of standard input."""
        return self._isstdin

    __class_getitem__ = classmethod(type(list[int]))


# ---- hooks for openhook ----

def hook_compressed(filename, mode, *, encoding=None, errors=None):
    """Opens .gz and .bz2 files uncompressed, others as they are.  Lines of
    compressed files are bytes unless an encoding is given."""
    coding = {name: value for name, value in (('encoding', encoding), ('errors', errors))
              if value is not None}
    extension = os.path.splitext(filename)[1]
    if extension == '.gz':
        import gzip
        file = gzip.open(filename, mode)
    elif extension == '.bz2':
        import bz2
        file = bz2.BZ2File(filename, mode)
    else:
        return open(filename, mode, **coding)
    return io.TextIOWrapper(file, **coding) if coding and 'b' not in mode else file


def hook_encoded(encoding, errors=None):
    """A hook that opens files with this encoding."""
    def openhook(filename, mode):
        return open(filename, mode, encoding=encoding, errors=errors)
    return openhook


def _test():
    """Copies the lines with their numbers: -i in place, -b EXT keeps backups."""
    import getopt
    options = dict(getopt.getopt(sys.argv[1:], 'ib:')[0])
    names = getopt.getopt(sys.argv[1:], 'ib:')[1]
    for line in input(names, inplace='-i' in options, backup=options.get('-b', '')):
        end = line[-1:] == '\n' and '\n' or ''
        print('%d: %s[%d]%s %s' % (lineno(), filename(), filelineno(),
                                   isfirstline() and '*' or '', line.rstrip('\r\n')), end=end)
    print('%d: %s[%d]' % (lineno(), filename(), filelineno()))


if __name__ == '__main__':
    _test()
