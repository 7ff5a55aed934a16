"""Mailboxes on disk: Maildir, mbox, MMDF, MH and Babyl, as mappings of keys to
messages.

A mailbox kept in one file (mbox, MMDF, Babyl) has a table of contents, _toc: for
each key the start and the stop of the message in the file. Messages are added at
the end of the file at once; what is removed or replaced takes effect at flush(),
which writes the whole file anew. In the others each message is a file.

Lines end in the file as the system wants it, and with \\n elsewhere.
"""

import calendar
import contextlib
import copy
import email
import email.generator
import email.message
import errno
import io
import os
import socket
import time
import warnings
try:
    import fcntl
except ImportError:
    fcntl = None

__all__ = ['Mailbox', 'Maildir', 'mbox', 'MH', 'Babyl', 'MMDF',
           'Message', 'MaildirMessage', 'mboxMessage', 'MHMessage',
           'BabylMessage', 'MMDFMessage', 'Error', 'NoSuchMailboxError',
           'NotEmptyError', 'ExternalClashError', 'FormatError']

linesep = os.linesep.encode('ascii')


class Error(Exception):
    """What can go wrong with a mailbox."""


class NoSuchMailboxError(Error):
    """The mailbox does not exist, and is not to be created."""


class NotEmptyError(Error):
    """A folder to be removed has messages."""


class ExternalClashError(Error):
    """Another program holds the lock, or has changed the mailbox."""


class FormatError(Error):
    """What is in a file makes no sense."""


# ---- mailboxes ----

class Mailbox:
    """A mapping of keys to messages. Iterating gives the messages, not the keys."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, path, factory=None, create=True):
        """path: of the mailbox; factory: makes a message of a binary file, and
        None makes the mailbox's own kind of messages."""
        self._path = os.path.abspath(os.path.expanduser(path))
        self._factory = factory

    def add(self, message):
        """Add a message; returns its key."""
        raise NotImplementedError('Method must be implemented by subclass')

    def remove(self, key):
        """Remove a message; KeyError where there is none."""
        raise NotImplementedError('Method must be implemented by subclass')

    def __delitem__(self, key):
        self.remove(key)

    def discard(self, key):
        """Remove a message, if it is there."""
        try:
            self.remove(key)
        except KeyError:
            pass

    def __setitem__(self, key, message):
        raise NotImplementedError('Method must be implemented by subclass')

    def get(self, key, default=None):
        """The message, or default where there is none."""
        try:
            return self.__getitem__(key)
        except KeyError:
            return default

    def __getitem__(self, key):
        if not self._factory:
            return self.get_message(key)
        with contextlib.closing(self.get_file(key)) as file:
            return self._factory(file)

    def get_message(self, key):
        """The message as an object of the mailbox's kind; KeyError."""
        raise NotImplementedError('Method must be implemented by subclass')

    def get_string(self, key):
        """The message as text; KeyError."""
        return email.message_from_bytes(self.get_bytes(key)).as_string()

    def get_bytes(self, key):
        """The message as bytes; KeyError."""
        raise NotImplementedError('Method must be implemented by subclass')

    def get_file(self, key):
        """The message as a binary file; KeyError."""
        raise NotImplementedError('Method must be implemented by subclass')

    def iterkeys(self):
        """An iterator over the keys."""
        raise NotImplementedError('Method must be implemented by subclass')

    def keys(self):
        """A list of the keys."""
        return list(self.iterkeys())

    def itervalues(self):
        """An iterator over the messages."""
        for key in self.iterkeys():
            try:
                value = self[key]
            except KeyError:
                continue            # it has gone meanwhile
            yield value

    def __iter__(self):
        return self.itervalues()

    def values(self):
        """A list of the messages, all in memory."""
        return list(self.itervalues())

    def iteritems(self):
        """An iterator over (key, message)."""
        for key in self.iterkeys():
            try:
                value = self[key]
            except KeyError:
                continue
            yield key, value

    def items(self):
        """A list of (key, message)."""
        return list(self.iteritems())

    def __contains__(self, key):
        raise NotImplementedError('Method must be implemented by subclass')

    def __len__(self):
        raise NotImplementedError('Method must be implemented by subclass')

    def clear(self):
        """Remove all messages."""
        for key in self.keys():
            self.discard(key)

    def pop(self, key, default=None):
        """Remove a message and return it; default where there is none."""
        try:
            result = self[key]
        except KeyError:
            return default
        self.discard(key)
        return result

    def popitem(self):
        """Remove any message and return (key, message); KeyError when empty."""
        for key in self.iterkeys():
            return key, self.pop(key)
        raise KeyError('No messages in mailbox')

    def update(self, arg=None):
        """Replace the messages of a mapping, a mailbox or (key, message) pairs.

        All keys must be there: the others end in KeyError, after the rest is done.
        """
        if hasattr(arg, 'iteritems'):
            source = arg.iteritems()
        elif hasattr(arg, 'items'):
            source = arg.items()
        else:
            source = arg
        bad_key = False
        for key, message in source:
            try:
                self[key] = message
            except KeyError:
                bad_key = True
        if bad_key:
            raise KeyError('No message with key(s)')

    def flush(self):
        """Write what is not yet on disk."""
        raise NotImplementedError('Method must be implemented by subclass')

    def lock(self):
        """Lock the mailbox; ExternalClashError where another program has it."""
        raise NotImplementedError('Method must be implemented by subclass')

    def unlock(self):
        """Release the lock, if it is held."""
        raise NotImplementedError('Method must be implemented by subclass')

    def close(self):
        """Flush, unlock, and close files."""
        raise NotImplementedError('Method must be implemented by subclass')

    def _string_to_bytes(self, message):
        # A str message was made by a program, which must have encoded it.
        try:
            return message.encode('ascii')
        except UnicodeError:
            raise ValueError('String input must be ASCII-only; '
                             'use bytes or a Message instead') from None

    # Whether a message must end with a newline in the file.
    _append_newline = False

    def _dump_message(self, message, target, mangle_from_=False):
        """Write a message (of any type add() takes) to a binary file.

        mangle_from_: put > before lines that begin with 'From '.
        """
        if isinstance(message, str):
            data = self._string_to_bytes(message)
        elif isinstance(message, bytes):
            data = message
        elif isinstance(message, email.message.Message):
            buffer = io.BytesIO()
            email.generator.BytesGenerator(buffer, mangle_from_, 0).flatten(message)
            data = buffer.getvalue()
            mangle_from_ = False
        elif isinstance(message, io.StringIO):
            warnings.warn('Use of StringIO input is deprecated, use BytesIO instead',
                          DeprecationWarning, 3)
            data = self._string_to_bytes(message.getvalue())
        elif hasattr(message, 'read'):
            if hasattr(message, 'buffer'):
                warnings.warn('Use of text mode files is deprecated, use a binary mode file '
                              'instead', DeprecationWarning, 3)
                message = message.buffer
            data = message.read().replace(b'\r\n', b'\n')
        else:
            raise TypeError('Invalid message type: %s' % type(message))
        if mangle_from_:
            if data.startswith(b'From '):
                data = b'>' + data
            data = data.replace(b'\nFrom ', b'\n>From ')
        data = data.replace(b'\n', linesep)
        target.write(data)
        if self._append_newline and not data.endswith(linesep):
            target.write(linesep)


class Maildir(Mailbox):
    """A directory with the subdirectories tmp, new and cur; a message is a file in
    new or cur, and its key the name without what follows the colon."""

    colon = ':'
    _count = 1          # of the messages this process made: part of the names

    def __init__(self, dirname, factory=None, create=True):
        Mailbox.__init__(self, dirname, factory, create)
        self._paths = {name: os.path.join(self._path, name) for name in ('tmp', 'new', 'cur')}
        if not os.path.exists(self._path):
            if not create:
                raise NoSuchMailboxError(self._path)
            os.mkdir(self._path, 0o700)
            for path in self._paths.values():
                os.mkdir(path, 0o700)
        self._toc = {}                              # key: path below the mailbox's
        self._toc_mtimes = {'cur': 0, 'new': 0}
        self._last_read = 0                         # when _toc was read
        self._skewfactor = 0.1                      # how far clocks may differ

    def add(self, message):
        tmp_file = self._create_tmp()
        try:
            self._dump_message(message, tmp_file)
        except BaseException:
            tmp_file.close()
            os.remove(tmp_file.name)
            raise
        _sync_close(tmp_file)
        subdir, suffix = 'new', ''
        if isinstance(message, MaildirMessage):
            subdir = message.get_subdir()
            if message.get_info():
                suffix = self.colon + message.get_info()
        uniq = os.path.basename(tmp_file.name).split(self.colon)[0]
        dest = os.path.join(self._paths[subdir], uniq + suffix)
        if isinstance(message, MaildirMessage):
            os.utime(tmp_file.name, (os.path.getatime(tmp_file.name), message.get_date()))
        # No file may be overwritten, so it is linked rather than renamed where that works.
        try:
            _move_new(tmp_file.name, dest)
        except OSError as e:
            os.remove(tmp_file.name)
            if e.errno == errno.EEXIST:
                raise ExternalClashError('Name clash with existing message: %s' % dest) from None
            raise
        return uniq

    def remove(self, key):
        os.remove(os.path.join(self._path, self._lookup(key)))

    def discard(self, key):
        try:
            self.remove(key)
        except (KeyError, FileNotFoundError):
            pass

    def __setitem__(self, key, message):
        """Replace a message; what the new one does not tell (subdirectory, flags)
        stays as it was."""
        old_subpath = self._lookup(key)
        temp_key = self.add(message)
        temp_subpath = self._lookup(temp_key)
        if isinstance(message, MaildirMessage):
            dominant = temp_subpath
        else:
            dominant = old_subpath
        subdir = os.path.dirname(dominant)
        suffix = ''
        if self.colon in dominant:
            suffix = self.colon + dominant.split(self.colon)[-1]
        self.discard(key)
        tmp_path = os.path.join(self._path, temp_subpath)
        new_path = os.path.join(self._path, subdir, key + suffix)
        if isinstance(message, MaildirMessage):
            os.utime(tmp_path, (os.path.getatime(tmp_path), message.get_date()))
        os.rename(tmp_path, new_path)

    def get_message(self, key):
        subpath = self._lookup(key)
        with open(os.path.join(self._path, subpath), 'rb') as f:
            msg = (self._factory or MaildirMessage)(f)
        subdir, name = os.path.split(subpath)
        msg.set_subdir(subdir)
        if self.colon in name:
            msg.set_info(name.split(self.colon)[-1])
        msg.set_date(os.path.getmtime(os.path.join(self._path, subpath)))
        return msg

    def get_bytes(self, key):
        with open(os.path.join(self._path, self._lookup(key)), 'rb') as f:
            return f.read().replace(linesep, b'\n')

    def get_file(self, key):
        return _ProxyFile(open(os.path.join(self._path, self._lookup(key)), 'rb'))

    def iterkeys(self):
        self._refresh()
        for key in self._toc:
            try:
                self._lookup(key)
            except KeyError:
                continue
            yield key

    def __contains__(self, key):
        self._refresh()
        return key in self._toc

    def __len__(self):
        self._refresh()
        return len(self._toc)

    def flush(self):
        """All changes are on disk already; the table of contents will be read anew."""
        self._last_read = 0

    def lock(self):
        """Maildirs need no lock."""

    def unlock(self):
        """Maildirs need no lock."""

    def close(self):
        """There is nothing to close."""

    def list_folders(self):
        """A list of the folders' names."""
        return [entry[1:] for entry in os.listdir(self._path)
                if len(entry) > 1 and entry[0] == '.' and
                os.path.isdir(os.path.join(self._path, entry))]

    def get_folder(self, folder):
        """The folder, a Maildir; NoSuchMailboxError."""
        return Maildir(os.path.join(self._path, '.' + folder), factory=self._factory, create=False)

    def add_folder(self, folder):
        """Create a folder, and return it."""
        path = os.path.join(self._path, '.' + folder)
        result = Maildir(path, factory=self._factory)
        maildirfolder_path = os.path.join(path, 'maildirfolder')
        if not os.path.exists(maildirfolder_path):
            os.close(os.open(maildirfolder_path, os.O_CREAT | os.O_WRONLY, 0o666))
        return result

    def remove_folder(self, folder):
        """Remove a folder without messages; NotEmptyError."""
        path = os.path.join(self._path, '.' + folder)
        for entry in os.listdir(os.path.join(path, 'new')) + os.listdir(os.path.join(path, 'cur')):
            if len(entry) < 1 or entry[0] != '.':
                raise NotEmptyError('Folder contains message(s): %s' % folder)
        for entry in os.listdir(path):
            if entry not in ('new', 'cur', 'tmp') and os.path.isdir(os.path.join(path, entry)):
                raise NotEmptyError("Folder contains subdirectory '%s': %s" % (folder, entry))
        for root, dirs, files in os.walk(path, topdown=False):
            for entry in files:
                os.remove(os.path.join(root, entry))
            for entry in dirs:
                os.rmdir(os.path.join(root, entry))
        os.rmdir(path)

    def clean(self):
        """Remove files in tmp that nobody has touched for 36 hours."""
        now = time.time()
        for entry in os.listdir(os.path.join(self._path, 'tmp')):
            path = os.path.join(self._path, 'tmp', entry)
            if now - os.path.getatime(path) > 129600:
                os.remove(path)

    def _create_tmp(self):
        """A new file in tmp, by the rules for unique names."""
        now = time.time()
        hostname = socket.gethostname().replace('/', r'\057').replace(':', r'\072')
        uniq = '%s.M%sP%sQ%s.%s' % (int(now), int(now % 1 * 1e6), os.getpid(),
                                    Maildir._count, hostname)
        path = os.path.join(self._path, 'tmp', uniq)
        try:
            file = _create_carefully(path)
        except FileExistsError:
            raise ExternalClashError('Name clash prevented file creation: %s' % path) from None
        Maildir._count += 1
        return file

    def _refresh(self):
        """Bring the table of contents up to date.

        The directories' times tell whether something changed; but they may count in
        steps of two seconds, so what was read just after a change is read again.
        """
        if time.time() - self._last_read > 2 + self._skewfactor:
            changed = False
            for subdir in self._toc_mtimes:
                mtime = os.path.getmtime(self._paths[subdir])
                if mtime > self._toc_mtimes[subdir]:
                    changed = True
                self._toc_mtimes[subdir] = mtime
            if not changed:
                return
        self._toc = {}
        for subdir in self._toc_mtimes:
            path = self._paths[subdir]
            for entry in os.listdir(path):
                if os.path.isdir(os.path.join(path, entry)):
                    continue
                self._toc[entry.split(self.colon)[0]] = os.path.join(subdir, entry)
        self._last_read = time.time()

    def _lookup(self, key):
        """The path of a message below the mailbox's; KeyError."""
        try:
            if os.path.exists(os.path.join(self._path, self._toc[key])):
                return self._toc[key]
        except KeyError:
            pass
        self._refresh()
        try:
            return self._toc[key]
        except KeyError:
            raise KeyError('No message with key: %s' % key) from None

    # This goes back to before there were iterators: next() gives one message a call.
    def next(self):
        """The next message, None at the end."""
        if not hasattr(self, '_onetime_keys'):
            self._onetime_keys = self.iterkeys()
        while True:
            try:
                return self[next(self._onetime_keys)]
            except StopIteration:
                return None
            except KeyError:
                continue


class _singlefileMailbox(Mailbox):
    """A mailbox in one file.

    _toc: None until the file is read; _pending: the file must be written anew;
    _pending_sync: data were added, which only must reach the disk; _file_length: as
    this program left the file.
    """

    def __init__(self, path, factory=None, create=True):
        Mailbox.__init__(self, path, factory, create)
        try:
            f = open(self._path, 'rb+')
        except FileNotFoundError:
            if not create:
                raise NoSuchMailboxError(self._path) from None
            f = open(self._path, 'wb+')
        except OSError as e:
            if e.errno not in (errno.EACCES, errno.EROFS):
                raise
            f = open(self._path, 'rb')
        self._file = f
        self._toc = None
        self._next_key = 0
        self._pending = False
        self._pending_sync = False
        self._locked = False
        self._file_length = None

    def add(self, message):
        self._lookup()
        self._toc[self._next_key] = self._append_message(message)
        self._next_key += 1
        self._pending_sync = True
        return self._next_key - 1

    def remove(self, key):
        self._lookup(key)
        del self._toc[key]
        self._pending = True

    def __setitem__(self, key, message):
        self._lookup(key)
        self._toc[key] = self._append_message(message)
        self._pending = True

    def iterkeys(self):
        self._lookup()
        yield from self._toc.keys()

    def __contains__(self, key):
        self._lookup()
        return key in self._toc

    def __len__(self):
        self._lookup()
        return len(self._toc)

    def lock(self):
        if not self._locked:
            _lock_file(self._file)
            self._locked = True

    def unlock(self):
        if self._locked:
            _unlock_file(self._file)
            self._locked = False

    def flush(self):
        """Write the file anew if messages were removed or replaced."""
        if not self._pending:
            if self._pending_sync:
                _sync_flush(self._file)
                self._pending_sync = False
            return
        # Whoever else has written to the file since would lose it now.
        self._file.seek(0, 2)
        length = self._file.tell()
        if length != self._file_length:
            raise ExternalClashError('Size of mailbox file changed (expected %i, found %i)'
                                     % (self._file_length, length))
        new_file = _create_temporary(self._path)
        try:
            new_toc = self._copy_messages(new_file)
            self._file_length = new_file.tell()
        except:
            new_file.close()
            os.remove(new_file.name)
            raise
        _sync_close(new_file)
        self._file.close()
        os.chmod(new_file.name, os.stat(self._path).st_mode)
        try:
            os.rename(new_file.name, self._path)
        except FileExistsError:
            os.remove(self._path)
            os.rename(new_file.name, self._path)
        self._file = open(self._path, 'rb+')
        self._toc = new_toc
        self._pending = False
        self._pending_sync = False
        if self._locked:
            _lock_file(self._file, dotlock=False)

    def _copy_messages(self, new_file):
        """Write all messages to a new file; their places there."""
        new_toc = {}
        self._pre_mailbox_hook(new_file)
        for key in sorted(self._toc):
            start, stop = self._toc[key]
            self._file.seek(start)
            self._pre_message_hook(new_file)
            new_start = new_file.tell()
            left = stop - start
            while left > 0:
                data = self._file.read(min(65536, left))
                if not data:
                    break
                new_file.write(data)
                left -= len(data)
            new_toc[key] = new_start, new_file.tell()
            self._post_message_hook(new_file)
        return new_toc

    def close(self):
        try:
            self.flush()
        finally:
            try:
                if self._locked:
                    self.unlock()
            finally:
                self._file.close()

    # What stands in the file before the first message, and before and after each.

    def _pre_mailbox_hook(self, f):
        pass

    def _pre_message_hook(self, f):
        pass

    def _post_message_hook(self, f):
        pass

    def _lookup(self, key=None):
        """(start, stop) of a message; without a key, only see that there is a table."""
        if self._toc is None:
            self._generate_toc()
        if key is not None:
            try:
                return self._toc[key]
            except KeyError:
                raise KeyError('No message with key: %s' % key) from None

    def _append_message(self, message):
        """Write a message at the end; (start, stop)."""
        self._file.seek(0, 2)
        before = self._file.tell()
        if len(self._toc) == 0 and not self._pending:
            self._pre_mailbox_hook(self._file)
        try:
            self._pre_message_hook(self._file)
            offsets = self._install_message(message)
            self._post_message_hook(self._file)
        except BaseException:
            self._file.truncate(before)
            raise
        self._file.flush()
        self._file_length = self._file.tell()
        return offsets

    def _set_toc(self, starts, stops):
        self._toc = dict(enumerate(zip(starts, stops)))
        self._next_key = len(self._toc)
        self._file.seek(0, 2)
        self._file_length = self._file.tell()


class _mboxMMDF(_singlefileMailbox):
    """Mailboxes in which a message begins with a line 'From sender date'."""

    _mangle_from_ = True

    def get_message(self, key):
        start, stop = self._lookup(key)
        self._file.seek(start)
        from_line = self._file.readline().replace(linesep, b'')
        data = self._file.read(stop - self._file.tell())
        msg = self._message_factory(data.replace(linesep, b'\n'))
        msg.set_from(from_line[5:].decode('ascii'))
        return msg

    def get_string(self, key, from_=False):
        """The message as text, with the line 'From ...' if wanted."""
        return email.message_from_bytes(self.get_bytes(key, from_)).as_string(unixfrom=from_)

    def get_bytes(self, key, from_=False):
        """The message as bytes, with the line 'From ...' if wanted."""
        start, stop = self._lookup(key)
        self._file.seek(start)
        if not from_:
            self._file.readline()
        data = self._file.read(stop - self._file.tell())
        return data.replace(linesep, b'\n')

    def get_file(self, key, from_=False):
        """The message as a binary file, with the line 'From ...' if wanted."""
        start, stop = self._lookup(key)
        self._file.seek(start)
        if not from_:
            self._file.readline()
        return _PartialFile(self._file, self._file.tell(), stop)

    def _install_message(self, message):
        from_line = None
        if isinstance(message, str):
            message = self._string_to_bytes(message)
        if isinstance(message, bytes) and message.startswith(b'From '):
            from_line, _, message = message.partition(b'\n')
        elif isinstance(message, _mboxMMDFMessage):
            from_line = b'From ' + message.get_from().encode('ascii')
        elif isinstance(message, email.message.Message):
            from_line = message.get_unixfrom()
            if from_line is not None:
                from_line = from_line.encode('ascii')
        if from_line is None:
            from_line = b'From MAILER-DAEMON ' + time.asctime(time.gmtime()).encode()
        start = self._file.tell()
        self._file.write(from_line + linesep)
        self._dump_message(message, self._file, self._mangle_from_)
        return start, self._file.tell()


class mbox(_mboxMMDF):
    """The classic mailbox of Unix: messages one after the other, an empty line after each."""

    # Every message ends with a newline, and then the empty line.
    _append_newline = True

    def __init__(self, path, factory=None, create=True):
        self._message_factory = mboxMessage
        _mboxMMDF.__init__(self, path, factory, create)

    def _post_message_hook(self, f):
        f.write(linesep)

    def _generate_toc(self):
        starts, stops = [], []
        last_was_empty = False
        self._file.seek(0)
        line_pos = 0
        while True:
            line = self._file.readline()
            end = line_pos + len(line)
            if not line or line.startswith(b'From '):
                if len(stops) < len(starts):
                    stops.append(line_pos - len(linesep) if last_was_empty else line_pos)
                if not line:
                    break
                starts.append(line_pos)
                last_was_empty = False
            else:
                last_was_empty = line == linesep
            line_pos = end
        self._set_toc(starts, stops)


class MMDF(_mboxMMDF):
    """Messages between lines of four control-A characters."""

    def __init__(self, path, factory=None, create=True):
        self._message_factory = MMDFMessage
        _mboxMMDF.__init__(self, path, factory, create)

    def _pre_message_hook(self, f):
        f.write(b'\001\001\001\001' + linesep)

    def _post_message_hook(self, f):
        f.write(linesep + b'\001\001\001\001' + linesep)

    def _generate_toc(self):
        separator = b'\001\001\001\001' + linesep
        starts, stops = [], []
        self._file.seek(0)
        inside = False
        position = 0
        while True:
            line = self._file.readline()
            line_pos, position = position, position + len(line)
            if not line:
                if inside:
                    stops.append(line_pos)
                break
            if line == separator:
                if inside:
                    stops.append(line_pos - len(linesep))
                else:
                    starts.append(position)
                inside = not inside
        self._set_toc(starts, stops)


class MH(Mailbox):
    """A directory with a file for each message, named by a number, which is the key.
    The file .mh_sequences names sets of messages. Folders are subdirectories."""

    def __init__(self, path, factory=None, create=True):
        Mailbox.__init__(self, path, factory, create)
        if not os.path.exists(self._path):
            if not create:
                raise NoSuchMailboxError(self._path)
            os.mkdir(self._path, 0o700)
            os.close(os.open(os.path.join(self._path, '.mh_sequences'),
                             os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        self._locked = False

    def _message_path(self, key):
        return os.path.join(self._path, str(key))

    @contextlib.contextmanager
    def _open_message(self, key, mode):
        """The message's file, locked if the mailbox is; KeyError."""
        try:
            f = open(self._message_path(key), mode)
        except FileNotFoundError:
            raise KeyError('No message with key: %s' % key) from None
        with f:
            if not self._locked:
                yield f
                return
            _lock_file(f)
            try:
                yield f
            finally:
                _unlock_file(f)

    def add(self, message):
        keys = self.keys()
        new_key = max(keys) + 1 if keys else 1
        path = self._message_path(new_key)
        f = _create_carefully(path)
        try:
            if self._locked:
                _lock_file(f)
            try:
                try:
                    self._dump_message(message, f)
                except BaseException:
                    os.remove(path)
                    raise
                if isinstance(message, MHMessage):
                    self._dump_sequences(message, new_key)
            finally:
                if self._locked:
                    _unlock_file(f)
        finally:
            _sync_close(f)
        return new_key

    def remove(self, key):
        with self._open_message(key, 'rb+'):
            pass
        os.remove(self._message_path(key))

    def __setitem__(self, key, message):
        with self._open_message(key, 'rb+') as f:
            os.close(os.open(self._message_path(key), os.O_WRONLY | os.O_TRUNC))
            self._dump_message(message, f)
            if isinstance(message, MHMessage):
                self._dump_sequences(message, key)
            _sync_flush(f)

    def get_message(self, key):
        with self._open_message(key, 'rb+' if self._locked else 'rb') as f:
            msg = MHMessage(f)
        for name, key_list in self.get_sequences().items():
            if key in key_list:
                msg.add_sequence(name)
        return msg

    def get_bytes(self, key):
        with self._open_message(key, 'rb+' if self._locked else 'rb') as f:
            return f.read().replace(linesep, b'\n')

    def get_file(self, key):
        try:
            return _ProxyFile(open(self._message_path(key), 'rb'))
        except FileNotFoundError:
            raise KeyError('No message with key: %s' % key) from None

    def iterkeys(self):
        return iter(sorted(int(entry) for entry in os.listdir(self._path) if entry.isdigit()))

    def __contains__(self, key):
        return os.path.exists(self._message_path(key))

    def __len__(self):
        return len(list(self.iterkeys()))

    def lock(self):
        if not self._locked:
            self._file = open(os.path.join(self._path, '.mh_sequences'), 'rb+')
            _lock_file(self._file)
            self._locked = True

    def unlock(self):
        if self._locked:
            _unlock_file(self._file)
            _sync_close(self._file)
            del self._file
            self._locked = False

    def flush(self):
        """All changes are on disk already."""

    def close(self):
        if self._locked:
            self.unlock()

    def list_folders(self):
        """A list of the folders' names."""
        return [entry for entry in os.listdir(self._path)
                if os.path.isdir(os.path.join(self._path, entry))]

    def get_folder(self, folder):
        """The folder, an MH; NoSuchMailboxError."""
        return MH(os.path.join(self._path, folder), factory=self._factory, create=False)

    def add_folder(self, folder):
        """Create a folder, and return it."""
        return MH(os.path.join(self._path, folder), factory=self._factory)

    def remove_folder(self, folder):
        """Remove a folder without messages; NotEmptyError."""
        path = os.path.join(self._path, folder)
        entries = os.listdir(path)
        if entries == ['.mh_sequences']:
            os.remove(os.path.join(path, '.mh_sequences'))
        elif entries:
            raise NotEmptyError('Folder not empty: %s' % self._path)
        os.rmdir(path)

    def get_sequences(self):
        """{name: sorted list of keys}, of the messages that there are."""
        results = {}
        with open(os.path.join(self._path, '.mh_sequences'), 'r', encoding='ASCII') as f:
            all_keys = set(self.keys())
            for line in f:
                try:
                    name, contents = line.split(':')
                    keys = set()
                    for spec in contents.split():
                        if spec.isdigit():
                            keys.add(int(spec))
                        else:
                            start, stop = (int(x) for x in spec.split('-'))
                            keys.update(range(start, stop + 1))
                except ValueError:
                    raise FormatError('Invalid sequence specification: %s'
                                      % line.rstrip()) from None
                keys = sorted(keys & all_keys)
                if keys:
                    results[name] = keys
        return results

    def set_sequences(self, sequences):
        """Write the sequences, as get_sequences() gives them."""
        with open(os.path.join(self._path, '.mh_sequences'), 'r+', encoding='ASCII') as f:
            os.close(os.open(f.name, os.O_WRONLY | os.O_TRUNC))
            for name, keys in sequences.items():
                if keys:
                    f.write(name + ':' + _ranges(sorted(set(keys))) + '\n')
            _sync_flush(f)

    def pack(self):
        """Rename the messages so that the numbers have no gaps. Keys change."""
        sequences = self.get_sequences()
        changes = []
        for new, key in enumerate(self.iterkeys(), 1):
            if key == new:
                continue
            changes.append((key, new))
            _move_new(self._message_path(key), self._message_path(new))
        if not changes:
            return
        for keys in sequences.values():
            for old, new in changes:
                if old in keys:
                    keys[keys.index(old)] = new
        self.set_sequences(sequences)

    def _dump_sequences(self, message, key):
        """Put a message into its sequences, and out of all others."""
        pending = message.get_sequences()
        sequences = self.get_sequences()
        for name, keys in sequences.items():
            if name in pending:
                keys.append(key)
            elif key in keys:
                keys.remove(key)
        for name in pending:
            if name not in sequences:
                sequences[name] = [key]
        self.set_sequences(sequences)


def _ranges(keys):
    """Sorted numbers as MH writes them: ' 1 3-5'."""
    text = ''
    i = 0
    while i < len(keys):
        start = i
        while i + 1 < len(keys) and keys[i + 1] == keys[i] + 1:
            i += 1
        text += ' %s' % keys[start] if start == i else ' %s-%s' % (keys[start], keys[i])
        i += 1
    return text


class Babyl(_singlefileMailbox):
    """The mailbox of Emacs' Rmail.

    The file begins with a section of options; each message with control-underscore,
    control-L, a line of labels, the original headers, a line of asterisks and EOOH, the
    headers that Rmail shows, and the body.
    """

    _special_labels = frozenset({'unseen', 'deleted', 'filed', 'answered',
                                 'forwarded', 'edited', 'resent'})
    _EOOH = b'*** EOOH ***'

    def __init__(self, path, factory=None, create=True):
        _singlefileMailbox.__init__(self, path, factory, create)
        self._labels = {}           # key: the labels that users made

    def add(self, message):
        key = _singlefileMailbox.add(self, message)
        if isinstance(message, BabylMessage):
            self._labels[key] = message.get_labels()
        return key

    def remove(self, key):
        _singlefileMailbox.remove(self, key)
        self._labels.pop(key, None)

    def __setitem__(self, key, message):
        _singlefileMailbox.__setitem__(self, key, message)
        if isinstance(message, BabylMessage):
            self._labels[key] = message.get_labels()

    def _parts(self, key):
        """The original headers, the visible ones, and the body."""
        start, stop = self._lookup(key)
        self._file.seek(start)
        self._file.readline()       # the labels
        original = []
        while True:
            line = self._file.readline()
            if not line or line == self._EOOH + linesep:
                break
            original.append(line)
        visible = []
        while True:
            line = self._file.readline()
            if not line or line == linesep:
                break
            visible.append(line)
        body = self._file.read(max(0, stop - self._file.tell()))
        return [part.replace(linesep, b'\n')
                for part in (b''.join(original), b''.join(visible), body)]

    def get_message(self, key):
        original, visible, body = self._parts(key)
        msg = BabylMessage(original + body)
        msg.set_visible(visible)
        if key in self._labels:
            msg.set_labels(self._labels[key])
        return msg

    def get_bytes(self, key):
        original, _, body = self._parts(key)
        return original + body

    def get_file(self, key):
        return io.BytesIO(self.get_bytes(key).replace(b'\n', linesep))

    def get_labels(self):
        """The labels in use that users made."""
        self._lookup()
        labels = set()
        for label_list in self._labels.values():
            labels.update(label_list)
        return list(labels - self._special_labels)

    def _generate_toc(self):
        starts, stops, label_lists = [], [], []
        self._file.seek(0)
        position = 0
        while True:
            line = self._file.readline()
            line_pos, position = position, position + len(line)
            if not line:
                if len(stops) < len(starts):
                    stops.append(line_pos)
                break
            if line == b'\037\014' + linesep:
                if len(stops) < len(starts):
                    stops.append(line_pos - len(linesep))
                starts.append(position)
                line = self._file.readline()
                position += len(line)
                labels = [label.strip() for label in line[1:].split(b',')]
                label_lists.append([label.decode('ascii') for label in labels if label])
            elif line in (b'\037', b'\037' + linesep):
                if len(stops) < len(starts):
                    stops.append(line_pos - len(linesep))
        self._labels = dict(enumerate(label_lists))
        self._set_toc(starts, stops)

    def _pre_mailbox_hook(self, f):
        options = b'BABYL OPTIONS:', b'Version: 5', \
            b'Labels:' + b','.join(label.encode() for label in self.get_labels()), b'\037'
        f.write(linesep.join(options))

    def _pre_message_hook(self, f):
        f.write(b'\014' + linesep)

    def _post_message_hook(self, f):
        f.write(linesep + b'\037')

    def _install_message(self, message):
        start = self._file.tell()
        attributes = labels = ()
        if isinstance(message, BabylMessage):
            attributes = [name for name in message.get_labels() if name in self._special_labels]
            labels = [name for name in message.get_labels() if name not in self._special_labels]
        self._file.write(b'1,')
        for name in attributes:
            self._file.write(b' ' + name.encode() + b',')
        self._file.write(b',')
        for name in labels:
            self._file.write(b' ' + name.encode() + b',')
        self._file.write(linesep)

        buffer = io.BytesIO()
        self._dump_message(message, buffer)
        headers, blank, body = buffer.getvalue().partition(linesep + linesep)
        headers += blank
        if isinstance(message, BabylMessage):
            visible = io.BytesIO()
            email.generator.BytesGenerator(visible, False, 0).flatten(message.get_visible())
            shown = visible.getvalue().replace(b'\n', linesep)
        else:
            shown = headers
        shown = shown.partition(linesep + linesep)[0].rstrip(linesep)
        if not blank and not headers.endswith(linesep):
            headers += linesep
        self._file.write(headers + self._EOOH + linesep)
        self._file.write((shown + linesep if shown else b'') + linesep)
        self._file.write(body)
        return start, self._file.tell()


# ---- messages ----

class Message(email.message.Message):
    """A message; the subclasses know what their mailboxes keep besides."""

    _type_specific_attributes = ()

    def __init__(self, message=None):
        """message: of email.message, or a str, bytes or file to be parsed."""
        if isinstance(message, email.message.Message):
            self._become_message(copy.deepcopy(message))
            if isinstance(message, Message):
                message._explain_to(self)
        elif isinstance(message, bytes):
            self._become_message(email.message_from_bytes(message))
        elif isinstance(message, str):
            self._become_message(email.message_from_string(message))
        elif isinstance(message, io.TextIOBase):
            self._become_message(email.message_from_file(message))
        elif hasattr(message, 'read'):
            self._become_message(email.message_from_binary_file(message))
        elif message is None:
            email.message.Message.__init__(self)
        else:
            raise TypeError('Invalid message type: %s' % type(message))

    def _become_message(self, message):
        """Take over a message's state, but what only its own type has."""
        specific = getattr(message, '_type_specific_attributes', ())
        for name, value in message.__dict__.items():
            if name not in specific:
                self.__dict__[name] = value

    def _explain_to(self, message):
        """Set in a message of another type what this one knows."""
        if not isinstance(message, Message):
            raise TypeError('Cannot convert to specified type')


class _FlagsMixin:
    """Flags, as letters: get_flags() and set_flags() are a subclass's."""

    def add_flag(self, flag):
        """Set flags, given as letters."""
        self.set_flags(''.join(set(self.get_flags()) | set(flag)))

    def remove_flag(self, flag):
        """Clear flags, given as letters."""
        if self.get_flags():
            self.set_flags(''.join(set(self.get_flags()) - set(flag)))


def _convert_flags(source, target, pairs):
    """Set in target the flag that means the same as one set in source."""
    flags = set(source.get_flags())
    for flag, other in pairs:
        if flag in flags:
            target.add_flag(other)


class MaildirMessage(_FlagsMixin, Message):
    """A message with a subdirectory ('new' or 'cur'), a delivery date and info, which
    holds the flags: D draft, F flagged, P passed, R replied, S seen, T trashed."""

    _type_specific_attributes = '_subdir', '_info', '_date'

    def __init__(self, message=None):
        self._subdir = 'new'
        self._info = ''
        self._date = time.time()
        Message.__init__(self, message)

    def get_subdir(self):
        """'new' or 'cur'."""
        return self._subdir

    def set_subdir(self, subdir):
        """'new' or 'cur'; cur is for messages that a program has seen."""
        if subdir not in ('new', 'cur'):
            raise ValueError("subdir must be 'new' or 'cur': %s" % subdir)
        self._subdir = subdir

    def get_flags(self):
        """The flags that are set, as letters."""
        return self._info[2:] if self._info.startswith('2,') else ''

    def set_flags(self, flags):
        """Set just these flags."""
        self._info = '2,' + ''.join(sorted(flags))

    def get_date(self):
        """The delivery date, in seconds since the epoch."""
        return self._date

    def set_date(self, date):
        """Set the delivery date, in seconds since the epoch."""
        try:
            self._date = float(date)
        except ValueError:
            raise TypeError("can't convert to float: %s" % date) from None

    def get_info(self):
        """What follows the colon in the file's name."""
        return self._info

    def set_info(self, info):
        """Set what follows the colon in the file's name."""
        if not isinstance(info, str):
            raise TypeError('info must be a string: %s' % type(info))
        self._info = info

    def _explain_to(self, message):
        flags = set(self.get_flags())
        if isinstance(message, MaildirMessage):
            message.set_flags(self.get_flags())
            message.set_subdir(self.get_subdir())
            message.set_date(self.get_date())
        elif isinstance(message, _mboxMMDFMessage):
            _convert_flags(self, message, ('SR', 'TD', 'FF', 'RA'))
            if self.get_subdir() == 'cur':
                message.add_flag('O')
            message.set_from('MAILER-DAEMON', time.gmtime(self.get_date()))
        elif isinstance(message, MHMessage):
            if 'S' not in flags:
                message.add_sequence('unseen')
            if 'R' in flags:
                message.add_sequence('replied')
            if 'F' in flags:
                message.add_sequence('flagged')
        elif isinstance(message, BabylMessage):
            if 'S' not in flags:
                message.add_label('unseen')
            for flag, label in ('T', 'deleted'), ('R', 'answered'), ('P', 'forwarded'):
                if flag in flags:
                    message.add_label(label)
        elif not isinstance(message, Message):
            raise TypeError('Cannot convert to specified type: %s' % type(message))


class _mboxMMDFMessage(_FlagsMixin, Message):
    """A message with a line 'From ...' and flags, which are kept in the headers Status
    and X-Status: R read, O old, D deleted, F flagged, A answered."""

    _type_specific_attributes = '_from',

    def __init__(self, message=None):
        self.set_from('MAILER-DAEMON', True)
        if isinstance(message, email.message.Message):
            unixfrom = message.get_unixfrom()
            if unixfrom is not None and unixfrom.startswith('From '):
                self.set_from(unixfrom[5:])
        Message.__init__(self, message)
        if isinstance(message, (str, bytes)) or hasattr(message, 'read'):
            unixfrom = self.get_unixfrom()
            if unixfrom is not None and unixfrom.startswith('From '):
                self.set_from(unixfrom[5:])

    def get_from(self):
        """What follows 'From ' in the first line."""
        return self._from

    def set_from(self, from_, time_=None):
        """Set what follows 'From '; time_, a time tuple or True for now, is added."""
        if time_ is not None:
            if time_ is True:
                time_ = time.gmtime()
            from_ += ' ' + time.asctime(time_)
        self._from = from_

    def get_flags(self):
        """The flags that are set, as letters."""
        return self.get('Status', '') + self.get('X-Status', '')

    def set_flags(self, flags):
        """Set just these flags."""
        flags = set(flags)
        status = ''.join(flag for flag in 'RO' if flag in flags)
        xstatus = ''.join(flag for flag in 'DFA' if flag in flags)
        xstatus += ''.join(sorted(flags - set('RODFA')))
        for header, value in ('Status', status), ('X-Status', xstatus):
            if header in self:
                self.replace_header(header, value)
            else:
                self.add_header(header, value)

    def _explain_to(self, message):
        flags = set(self.get_flags())
        if isinstance(message, MaildirMessage):
            if 'O' in flags:
                message.set_subdir('cur')
            _convert_flags(self, message, ('FF', 'AR', 'RS', 'DT'))
            date = ' '.join(self.get_from().split()[-5:])
            try:
                message.set_date(calendar.timegm(time.strptime(date, '%a %b %d %H:%M:%S %Y')))
            except (ValueError, OverflowError):
                pass
        elif isinstance(message, _mboxMMDFMessage):
            message.set_flags(self.get_flags())
            message.set_from(self.get_from())
            return                  # it keeps the two headers
        elif isinstance(message, MHMessage):
            if 'R' not in flags:
                message.add_sequence('unseen')
            if 'A' in flags:
                message.add_sequence('replied')
            if 'F' in flags:
                message.add_sequence('flagged')
        elif isinstance(message, BabylMessage):
            if 'R' not in flags:
                message.add_label('unseen')
            if 'D' in flags:
                message.add_label('deleted')
            if 'A' in flags:
                message.add_label('answered')
        elif not isinstance(message, Message):
            raise TypeError('Cannot convert to specified type: %s' % type(message))
        del message['status']
        del message['x-status']


class mboxMessage(_mboxMMDFMessage):
    """A message of an mbox."""


class MMDFMessage(_mboxMMDFMessage):
    """A message of an MMDF mailbox."""


class MHMessage(Message):
    """A message with the names of the sequences it is in; of meaning to programs are
    unseen, replied and flagged."""

    _type_specific_attributes = '_sequences',

    def __init__(self, message=None):
        self._sequences = []
        Message.__init__(self, message)

    def get_sequences(self):
        """A list of the sequences' names."""
        return self._sequences[:]

    def set_sequences(self, sequences):
        """Set the sequences' names."""
        self._sequences = list(sequences)

    def add_sequence(self, sequence):
        """Add the message to a sequence."""
        if not isinstance(sequence, str):
            raise TypeError('sequence type must be str: %s' % type(sequence))
        if sequence not in self._sequences:
            self._sequences.append(sequence)

    def remove_sequence(self, sequence):
        """Remove the message from a sequence, if it is in it."""
        if sequence in self._sequences:
            self._sequences.remove(sequence)

    def _explain_to(self, message):
        sequences = set(self.get_sequences())
        if isinstance(message, MaildirMessage):
            message.set_subdir('cur')
            if 'unseen' not in sequences:
                message.add_flag('S')
            if 'flagged' in sequences:
                message.add_flag('F')
            if 'replied' in sequences:
                message.add_flag('R')
        elif isinstance(message, _mboxMMDFMessage):
            message.add_flag('O' if 'unseen' in sequences else 'RO')
            if 'flagged' in sequences:
                message.add_flag('F')
            if 'replied' in sequences:
                message.add_flag('A')
        elif isinstance(message, MHMessage):
            for sequence in self.get_sequences():
                message.add_sequence(sequence)
        elif isinstance(message, BabylMessage):
            if 'unseen' in sequences:
                message.add_label('unseen')
            if 'replied' in sequences:
                message.add_label('answered')
        elif not isinstance(message, Message):
            raise TypeError('Cannot convert to specified type: %s' % type(message))


class BabylMessage(Message):
    """A message with labels, and the headers that Rmail shows instead of its own."""

    _type_specific_attributes = '_labels', '_visible'

    def __init__(self, message=None):
        self._labels = []
        self._visible = Message()
        Message.__init__(self, message)

    def get_labels(self):
        """A list of the labels."""
        return self._labels[:]

    def set_labels(self, labels):
        """Set the labels."""
        self._labels = list(labels)

    def add_label(self, label):
        """Add a label."""
        if not isinstance(label, str):
            raise TypeError('label must be a string: %s' % type(label))
        if label not in self._labels:
            self._labels.append(label)

    def remove_label(self, label):
        """Remove a label, if it is there."""
        if label in self._labels:
            self._labels.remove(label)

    def get_visible(self):
        """A Message with a copy of the visible headers, and no body."""
        return Message(self._visible)

    def set_visible(self, visible):
        """Set the visible headers: those of a message of any kind."""
        self._visible = Message(visible)

    def update_visible(self):
        """Make the visible headers what the message's own are."""
        for header in self._visible.keys():
            if header in self:
                self._visible.replace_header(header, self[header])
            else:
                del self._visible[header]
        for header in 'Date', 'From', 'Reply-To', 'To', 'CC', 'Subject':
            if header in self and header not in self._visible:
                self._visible[header] = self[header]

    def _explain_to(self, message):
        labels = set(self.get_labels())
        if isinstance(message, MaildirMessage):
            message.set_subdir('cur')
            if 'unseen' not in labels:
                message.add_flag('S')
            if labels & {'forwarded', 'resent'}:
                message.add_flag('P')
            if 'answered' in labels:
                message.add_flag('R')
            if 'deleted' in labels:
                message.add_flag('T')
        elif isinstance(message, _mboxMMDFMessage):
            message.add_flag('O' if 'unseen' in labels else 'RO')
            if 'deleted' in labels:
                message.add_flag('D')
            if 'answered' in labels:
                message.add_flag('A')
        elif isinstance(message, MHMessage):
            if 'unseen' in labels:
                message.add_sequence('unseen')
            if 'answered' in labels:
                message.add_sequence('replied')
        elif isinstance(message, BabylMessage):
            message.set_visible(self.get_visible())
            for label in self.get_labels():
                message.add_label(label)
        elif not isinstance(message, Message):
            raise TypeError('Cannot convert to specified type: %s' % type(message))


# ---- files within files ----

class _ProxyFile:
    """A reader of a file with a position of its own."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, f, pos=None):
        self._file = f
        self._pos = f.tell() if pos is None else pos

    def read(self, size=None):
        """At most size bytes."""
        return self._read(size, self._file.read)

    def read1(self, size=None):
        """At most size bytes, with at most one read of the file below."""
        return self._read(size, self._file.read1)

    def readline(self, size=None):
        """A line."""
        return self._read(size, self._file.readline)

    def readlines(self, sizehint=None):
        """Lines, until they have sizehint bytes together."""
        result = []
        for line in self:
            result.append(line)
            if sizehint is not None:
                sizehint -= len(line)
                if sizehint <= 0:
                    break
        return result

    def __iter__(self):
        while True:
            line = self.readline()
            if not line:
                return
            yield line

    def tell(self):
        return self._pos

    def seek(self, offset, whence=0):
        if whence == 1:
            self._file.seek(self._pos)
        self._file.seek(offset, whence)
        self._pos = self._file.tell()

    def close(self):
        """Close the file below too."""
        if hasattr(self, '_file'):
            try:
                if hasattr(self._file, 'close'):
                    self._file.close()
            finally:
                del self._file

    def _read(self, size, read_method):
        if size is None:
            size = -1
        self._file.seek(self._pos)
        result = read_method(size)
        self._pos = self._file.tell()
        return result

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def readable(self):
        return self._file.readable()

    def writable(self):
        return self._file.writable()

    def seekable(self):
        return self._file.seekable()

    def flush(self):
        return self._file.flush()

    @property
    def closed(self):
        if not hasattr(self, '_file'):
            return True
        return getattr(self._file, 'closed', False)


class _PartialFile(_ProxyFile):
    """A reader of a part of a file, which stays open when this is closed."""

    def __init__(self, f, start=None, stop=None):
        _ProxyFile.__init__(self, f, start)
        self._start = start
        self._stop = stop

    def tell(self):
        return _ProxyFile.tell(self) - self._start

    def seek(self, offset, whence=0):
        if whence == 0:
            self._pos = self._start
            whence = 1
        elif whence == 2:
            self._pos = self._stop
            whence = 1
        _ProxyFile.seek(self, offset, whence)

    def _read(self, size, read_method):
        left = self._stop - self._pos
        if left <= 0:
            return b''
        if size is None or size < 0 or size > left:
            size = left
        return _ProxyFile._read(self, size, read_method)

    def close(self):
        if hasattr(self, '_file'):
            del self._file


# ---- files and locks ----

def _lock_file(f, dotlock=True):
    """Lock a file, by lockf and with a file NAME.lock; ExternalClashError."""
    dotlock_done = False
    try:
        if fcntl:
            try:
                fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as e:
                if e.errno in (errno.EAGAIN, errno.EACCES, errno.EROFS):
                    raise ExternalClashError('lockf: lock unavailable: %s' % f.name) from None
                raise
        if dotlock:
            try:
                pre_lock = _create_temporary(f.name + '.lock')
                pre_lock.close()
            except OSError as e:
                if e.errno in (errno.EACCES, errno.EROFS):
                    return              # without leave to write, lockf must do
                raise
            try:
                _move_new(pre_lock.name, f.name + '.lock')
                dotlock_done = True
            except FileExistsError:
                os.remove(pre_lock.name)
                raise ExternalClashError('dot lock unavailable: %s' % f.name) from None
    except:
        if fcntl:
            fcntl.lockf(f, fcntl.LOCK_UN)
        if dotlock_done:
            os.remove(f.name + '.lock')
        raise


def _unlock_file(f):
    """Undo _lock_file()."""
    if fcntl:
        fcntl.lockf(f, fcntl.LOCK_UN)
    try:
        os.remove(f.name + '.lock')
    except FileNotFoundError:
        pass


def _move_new(source, target):
    """Rename a file; FileExistsError where the new name is taken."""
    try:
        os.link(source, target)
    except (AttributeError, PermissionError):
        if os.path.exists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target) from None
        os.rename(source, target)
    else:
        os.unlink(source)


def _create_carefully(path):
    """A new file, open for reading and writing; FileExistsError."""
    fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666)
    try:
        return open(path, 'rb+')
    finally:
        os.close(fd)


def _create_temporary(path):
    """A new file whose name begins with a path."""
    return _create_carefully('%s.%s.%s.%s' % (path, int(time.time()), socket.gethostname(),
                                              os.getpid()))


def _sync_flush(f):
    """See that a file's data reach the disk."""
    f.flush()
    if hasattr(os, 'fsync'):
        os.fsync(f.fileno())


def _sync_close(f):
    _sync_flush(f)
    f.close()
