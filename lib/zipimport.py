"""Importing modules from ZIP archives: the path entry finder for archives on sys.path.

A path entry names an archive, or a folder in one: 'x.zip', 'x.zip/lib'.  The
directory of an archive is read once and kept in _zip_directory_cache until
invalidate_caches(); members are read when they are asked for, stored or deflated.
As this is part of import, it imports nothing that is not in the executable until
a member has to be inflated.
"""

import _frozen_importlib as _bootstrap
import _frozen_importlib_external as _bootstrap_external
import _imp
import _io
import marshal
import sys
import time

__all__ = ['ZipImportError', 'zipimporter']

path_sep = '/'

_END_SIZE = 22
_END_SIGNATURE = b'PK\x05\x06'
_END64_SIZE = 56
_END64_SIGNATURE = b'PK\x06\x06'
_LOCATOR64_SIZE = 20
_LOCATOR64_SIGNATURE = b'PK\x06\x07'
_ENTRY_SIGNATURE = b'PK\x01\x02'
_LOCAL_SIGNATURE = b'PK\x03\x04'
_MAX_COMMENT = (1 << 16) - 1
_FLAG_UTF8 = 0x800

# archive -> {name in the archive: (path, compression, compressed size, size, offset
# of the local header, DOS time, DOS date, CRC)}
_zip_directory_cache = {}

# What a module's name may be followed by: (suffix, is it bytecode, is it a package)
_SEARCH_ORDER = (
    (path_sep + '__init__.pyc', True, True),
    (path_sep + '__init__.py', False, True),
    ('.pyc', True, False),
    ('.py', False, False),
)


class ZipImportError(ImportError):
    """The archive, or a module in it, cannot be used."""


class zipimporter(_bootstrap_external._LoaderBasics):
    """The finder and loader for one archive, or for one folder of it.

    archive: the path of the archive.  prefix: the folder in it, '' or with a '/'
    at its end.
    """

    def __init__(self, path):
        if not isinstance(path, str):
            import os
            if isinstance(path, (bytearray, memoryview)):
                import _warnings
                _warnings.warn('path should be string, bytes, or os.PathLike, '
                               f'not {type(path).__name__}', DeprecationWarning, 2)
                path = bytes(path)
            path = os.fsdecode(path)
        if not path:
            raise ZipImportError('archive path is empty', path=path)
        archive, inside = path, []
        while True:
            try:
                st = _bootstrap_external._path_stat(archive)
            except (OSError, ValueError):
                # Not there: perhaps a folder in an archive.
                head, tail = _bootstrap_external._path_split(archive)
                if not head or head == archive:
                    raise ZipImportError(f'not a Zip file: {path!r}', path=path) from None
                archive = head
                inside.append(tail)
            else:
                if st.st_mode & 0o170000 != 0o100000:
                    raise ZipImportError(f'not a Zip file: {path!r}', path=path)
                break
        try:
            files = _zip_directory_cache[archive]
        except KeyError:
            files = _zip_directory_cache[archive] = _read_directory(archive)
        self._files = files
        self.archive = archive
        self.prefix = _bootstrap_external._path_join(*inside[::-1])
        if self.prefix:
            self.prefix += path_sep

    def __repr__(self):
        if self.prefix:
            return f'<zipimporter object "{self.archive}{path_sep}{self.prefix}">'
        return f'<zipimporter object "{self.archive}">'

    # What is in the archive

    def invalidate_caches(self):
        """Read the archive's directory again."""
        try:
            self._files = _read_directory(self.archive)
            _zip_directory_cache[self.archive] = self._files
        except ZipImportError:
            _zip_directory_cache.pop(self.archive, None)
            self._files = {}

    def _inner_path(self, fullname):
        return self.prefix + fullname.rpartition('.')[2]

    def _find(self, fullname):
        """The file of a module: (name in the archive, is it bytecode, is it a package)."""
        path = self._inner_path(fullname)
        for suffix, is_bytecode, is_package in _SEARCH_ORDER:
            if path + suffix in self._files:
                return path + suffix, is_bytecode, is_package
        return None

    def _require(self, fullname):
        found = self._find(fullname)
        if found is None:
            raise ZipImportError(f"can't find module {fullname!r}", name=fullname)
        return found

    def _is_directory(self, path):
        """Is there such a folder?  Archives need not have entries of their own for folders."""
        path += path_sep
        if path in self._files:
            return True
        return any(name.startswith(path) for name in self._files)

    def iter_modules(self, prefix=''):
        """Yield (name, is it a package) of the modules of the folder, for pkgutil."""
        start = len(self.prefix)
        seen = set()
        for name in sorted(self._files):
            if not name.startswith(self.prefix):
                continue
            parts = name[start:].split(path_sep)
            stem, _, suffix = parts[-1].rpartition('.')
            if suffix not in ('py', 'pyc'):
                continue
            if len(parts) == 2 and stem == '__init__':
                module, is_package = parts[0], True
            elif len(parts) == 1 and stem != '__init__':
                module, is_package = stem, False
            else:
                continue
            if module and '.' not in module and module not in seen:
                seen.add(module)
                yield prefix + module, is_package

    # Finding

    def find_spec(self, fullname, target=None):
        """The spec of a module, of a part of a namespace package, or None."""
        found = self._find(fullname)
        if found is not None:
            return _bootstrap.spec_from_loader(fullname, self, is_package=found[2])
        path = self._inner_path(fullname)
        if not self._is_directory(path):
            return None
        spec = _bootstrap.ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations.append(f'{self.archive}{path_sep}{path}')
        return spec

    def find_loader(self, fullname, path=None):
        """(loader, portions of a namespace package); the old form of find_spec()."""
        spec = self.find_spec(fullname)
        if spec is None:
            return None, []
        return spec.loader, spec.submodule_search_locations or [] if spec.loader is None else []

    def find_module(self, fullname, path=None):
        """The loader of a module, or None; the oldest form of find_spec()."""
        return self if self._find(fullname) is not None else None

    # Loading

    def get_filename(self, fullname):
        """The path that __file__ of the module would be."""
        return self._code(fullname)[1]

    def is_package(self, fullname):
        """Is the module a package?"""
        return self._require(fullname)[2]

    def get_data(self, pathname):
        """The bytes of a member, by its path with or without that of the archive."""
        name = pathname
        if name.startswith(self.archive + path_sep):
            name = name[len(self.archive + path_sep):]
        try:
            entry = self._files[name]
        except KeyError:
            raise OSError(0, '', name) from None
        return _read_member(self.archive, entry)

    def get_source(self, fullname):
        """The source text of a module; None if the archive has only its bytecode."""
        _, _, is_package = self._require(fullname)
        path = self._inner_path(fullname) + (path_sep + '__init__.py' if is_package else '.py')
        try:
            entry = self._files[path]
        except KeyError:
            return None
        return _bootstrap_external.decode_source(_read_member(self.archive, entry))

    def get_code(self, fullname):
        """The code object of a module."""
        return self._code(fullname)[0]

    def _code(self, fullname):
        """(code, path) from the first file of the module that is good."""
        path = self._inner_path(fullname)
        problem = None
        for suffix, is_bytecode, is_package in _SEARCH_ORDER:
            entry = self._files.get(path + suffix)
            if entry is None:
                continue
            _bootstrap._verbose_message('trying {}', entry[0], verbosity=2)
            data = _read_member(self.archive, entry)
            if not is_bytecode:
                data = data.replace(b'\r\n', b'\n').replace(b'\r', b'\n')
                return compile(data, entry[0], 'exec', dont_inherit=True), entry[0]
            try:
                code = self._unmarshal(data, path + suffix[:-1], fullname, entry[0])
            except (ImportError, EOFError, ValueError, TypeError) as e:
                problem = e
                continue
            if code is not None:
                return code, entry[0]
        if problem is not None:
            raise ZipImportError(f'module load failed: {problem}', name=fullname,
                                 path=self.archive) from problem
        raise ZipImportError(f"can't find module {fullname!r}", name=fullname)

    def _unmarshal(self, data, source_path, fullname, bytecode_path):
        """The code in bytecode; None if the source in the archive is another one."""
        body = _bootstrap_external._validate_bytecode_header(data, name=fullname,
                                                             path=bytecode_path)
        source = self._files.get(source_path)
        if source is not None:
            written = int.from_bytes(data[4:8], 'little')
            # The archive's times are even.
            if abs(written - _timestamp(source[5], source[6])) > 1:
                _bootstrap._verbose_message('bytecode is stale for {!r}', fullname)
                return None
        return _bootstrap_external._compile_bytecode(body, name=fullname,
                                                     bytecode_path=bytecode_path)

    def load_module(self, fullname):
        """Load a module into sys.modules and return it; the old form of exec_module()."""
        code, path = self._code(fullname)
        is_package = self._require(fullname)[2]
        is_new = fullname not in sys.modules
        module = sys.modules.get(fullname)
        if not isinstance(module, type(sys)):
            module = sys.modules[fullname] = type(sys)(fullname)
        module.__loader__ = self
        try:
            names = module.__dict__
            if is_package:
                module.__path__ = [f'{self.archive}{path_sep}{self._inner_path(fullname)}']
            names.setdefault('__builtins__', __builtins__)
            module.__package__ = fullname if is_package else fullname.rpartition('.')[0]
            _bootstrap_external._fix_up_module(names, fullname, path)
            exec(code, names)
        except:
            if is_new:
                sys.modules.pop(fullname, None)
            raise
        try:
            module = sys.modules[fullname]
        except KeyError:
            raise ImportError(f'Loaded module {fullname!r} not found in sys.modules') from None
        _bootstrap._verbose_message('import {} # loaded from Zip {}', fullname, path)
        return module

    def get_resource_reader(self, fullname):
        """The reader of the files beside a package in the archive; None for a module."""
        try:
            if not self.is_package(fullname):
                return None
        except ZipImportError:
            return None
        from importlib.readers import ZipReader
        return ZipReader(self, fullname)


# Reading archives

def _number(data, start, size):
    return int.from_bytes(data[start:start + size], 'little')


def _find_end(file, archive):
    """(position of the end record, size of the directory, its offset)"""
    file.seek(0, 2)
    size = file.tell()
    if size < _END_SIZE:
        raise ZipImportError(f'not a Zip file: {archive!r}', path=archive)
    file.seek(size - _END_SIZE)
    end = file.read(_END_SIZE)
    position = size - _END_SIZE
    if end[:4] != _END_SIGNATURE:
        # There may be a comment behind it.
        start = max(size - _MAX_COMMENT - _END_SIZE, 0)
        file.seek(start)
        tail = file.read()
        found = tail.rfind(_END_SIGNATURE)
        end = tail[found:found + _END_SIZE]
        if found < 0 or len(end) != _END_SIZE:
            raise ZipImportError(f'not a Zip file: {archive!r}', path=archive)
        position = start + found
    directory_size, offset = _number(end, 12, 4), _number(end, 16, 4)
    if directory_size == 0xffffffff or offset == 0xffffffff:
        locator_position = position - _LOCATOR64_SIZE
        if locator_position >= _END64_SIZE:
            file.seek(locator_position - _END64_SIZE)
            data = file.read(_END64_SIZE + _LOCATOR64_SIZE)
            if (data[:4] == _END64_SIGNATURE
                    and data[_END64_SIZE:_END64_SIZE + 4] == _LOCATOR64_SIGNATURE):
                directory_size, offset = _number(data, 40, 8), _number(data, 48, 8)
                position = locator_position - _END64_SIZE
    if position < directory_size:
        raise ZipImportError(f'bad central directory size: {archive!r}', path=archive)
    if position < offset:
        raise ZipImportError(f'bad central directory offset: {archive!r}', path=archive)
    if position - directory_size < offset:
        raise ZipImportError(f'bad central directory size or offset: {archive!r}', path=archive)
    return position, directory_size, offset


def _decode_name(name, flags):
    if flags & _FLAG_UTF8:
        return name.decode()
    try:
        return name.decode('ascii')
    except UnicodeDecodeError:
        return name.decode('cp437')


def _zip64_fields(extra, sizes):
    """The sizes with those that did not fit replaced from the extra field."""
    while len(extra) > 4:
        kind, length = _number(extra, 0, 2), _number(extra, 2, 2)
        if kind == 1:
            data = extra[4:4 + length]
            result = []
            for value in sizes:
                if value == 0xffffffff and len(data) >= 8:
                    value, data = _number(data, 0, 8), data[8:]
                result.append(value)
            return result
        extra = extra[4 + length:]
    return sizes


def _read_directory(archive):
    """The entries of an archive by name; see _zip_directory_cache."""
    try:
        file = _io.open(archive, 'rb')
    except OSError:
        raise ZipImportError(f"can't open Zip file: {archive!r}", path=archive) from None
    with file:
        try:
            position, directory_size, offset = _find_end(file, archive)
            start = position - directory_size
            before = start - offset         # of the archive in the file
            file.seek(start)
            directory = file.read(directory_size)
        except OSError:
            raise ZipImportError(f"can't read Zip file: {archive!r}", path=archive) from None
    if len(directory) != directory_size:
        raise ZipImportError(f"can't read Zip file: {archive!r}", path=archive)
    files = {}
    at = 0
    while directory[at:at + 4] == _ENTRY_SIGNATURE:
        if at + 46 > directory_size:
            raise EOFError('EOF read where not expected')
        flags, compress, time_, date = (_number(directory, at + i, 2) for i in (8, 10, 12, 14))
        crc = _number(directory, at + 16, 4)
        name_size, extra_size, comment_size = (_number(directory, at + i, 2)
                                               for i in (28, 30, 32))
        sizes = [_number(directory, at + i, 4) for i in (24, 20, 42)]
        name_at = at + 46
        extra_at = name_at + name_size
        at = extra_at + extra_size + comment_size
        if at > directory_size:
            raise ZipImportError(f"can't read Zip file: {archive!r}", path=archive)
        if 0xffffffff in sizes:
            sizes = _zip64_fields(directory[extra_at:extra_at + extra_size], sizes)
        file_size, data_size, file_offset = sizes
        if file_offset > offset:
            raise ZipImportError(f'bad local header offset: {archive!r}', path=archive)
        name = _decode_name(directory[name_at:extra_at], flags)
        files[name] = (_bootstrap_external._path_join(archive, name), compress, data_size,
                       file_size, file_offset + before, time_, date, crc)
    _bootstrap._verbose_message('zipimport: found {} names in {!r}', len(files), archive)
    return files


def _read_member(archive, entry):
    """The contents of a member."""
    path, compress, data_size, _, offset, _, _, _ = entry
    if compress not in (0, 8):
        raise ZipImportError(f'unsupported compression method {compress}', path=archive)
    try:
        file = _io.open(archive, 'rb')
    except OSError:
        raise ZipImportError(f"can't open Zip file: {archive!r}", path=archive) from None
    with file:
        file.seek(offset)
        header = file.read(30)
        if len(header) != 30:
            raise EOFError('EOF read where not expected')
        if header[:4] != _LOCAL_SIGNATURE:
            raise ZipImportError(f'bad local file header: {archive!r}', path=archive)
        file.seek(offset + 30 + _number(header, 26, 2) + _number(header, 28, 2))
        data = file.read(data_size)
    if len(data) != data_size:
        raise OSError("zipimport: can't read data")
    if compress == 0:
        return data
    try:
        from zlib import decompress
    except ImportError:
        raise ZipImportError("can't decompress data; zlib not available") from None
    return decompress(data, -15)


def _timestamp(time_, date):
    """Seconds since the epoch of a DOS time and date, which are local time."""
    return int(time.mktime((
        (date >> 9) + 1980, date >> 5 & 0xf, date & 0x1f,
        time_ >> 11, time_ >> 5 & 0x3f, (time_ & 0x1f) * 2,
        -1, -1, -1)))
