"""The part of import that reads files: paths, bytecode, file loaders, finders.

Like _bootstrap it imports nothing; _setup() finds what it needs among the
built-in modules.
"""

# Set by _setup().
_bootstrap = sys = _imp = _os = _io = _warnings = marshal = None

path_sep = '/'
path_separators = '/'
path_sep_tuple = ('/',)


# Paths: os.path cannot be imported yet.

def _path_join(*parts):
    return '/'.join([part.rstrip('/') if part != '/' else '' for part in parts if part])


def _path_split(path):
    front, _, tail = path.rpartition('/')
    return front, tail


def _path_stat(path):
    return _os.stat(path)


def _path_is_mode_type(path, mode):
    try:
        return _path_stat(path).st_mode & 0o170000 == mode
    except (OSError, ValueError):
        return False


def _path_isfile(path):
    return _path_is_mode_type(path, 0o100000)


def _path_isdir(path):
    return _path_is_mode_type(path or _os.getcwd(), 0o040000)


def _path_isabs(path):
    return path.startswith('/')


def _path_abspath(path):
    if _path_isabs(path):
        return path
    return _path_join(_os.getcwd(), path)


def _write_atomic(path, data, mode=0o666):
    """Write a file so that nobody sees it half done: write aside, then rename."""
    path_tmp = f'{path}.{id(path)}'
    fd = _os.open(path_tmp, _os.O_EXCL | _os.O_CREAT | _os.O_WRONLY, mode & 0o666)
    try:
        with _io.FileIO(fd, 'wb') as file:
            if file.write(data) != len(data):
                raise OSError('os.write() did not write the full pyc file')
        _os.replace(path_tmp, path)
    except OSError:
        try:
            _os.unlink(path_tmp)
        except OSError:
            pass
        raise


_code_type = type(_write_atomic.__code__)


# Bytecode files
#
# A .pyc file is: the magic number (4 bytes), the source's time of modification
# and its size (4 bytes each, little-endian, truncated), and the marshalled code.
# The magic number changes with the bytecode.

MAGIC_NUMBER = None             # set by _setup()

_PYCACHE = '__pycache__'
_OPT = 'opt-'

SOURCE_SUFFIXES = ['.py']
BYTECODE_SUFFIXES = ['.pyc']
DEBUG_BYTECODE_SUFFIXES = OPTIMIZED_BYTECODE_SUFFIXES = BYTECODE_SUFFIXES
EXTENSION_SUFFIXES = []         # filled by _setup()


def _pack_uint32(x):
    return (int(x) & 0xffffffff).to_bytes(4, 'little')


def _unpack_uint32(data):
    assert len(data) == 4
    return int.from_bytes(data, 'little')


def _unpack_uint16(data):
    assert len(data) == 2
    return int.from_bytes(data, 'little')


_w_long = _pack_uint32
_r_long = _unpack_uint32


def cache_from_source(path, debug_override=None, *, optimization=None):
    """The path of the .pyc file of a source file, which need not exist.

    The optimization becomes part of the name; by default it is that of the
    interpreter.
    """
    if debug_override is not None:
        _warnings.warn('the debug_override parameter is deprecated; use '
                       "'optimization' instead", DeprecationWarning)
        if optimization is not None:
            raise TypeError('debug_override or optimization must be set to None')
        optimization = '' if debug_override else 1
    path = _os.fspath(path)
    head, tail = _path_split(path)
    base, dot, rest = tail.rpartition('.')
    tag = sys.implementation.cache_tag
    if tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    almost = f'{base if base else rest}{dot}{tag}'
    if optimization is None:
        optimization = '' if sys.flags.optimize == 0 else sys.flags.optimize
    optimization = str(optimization)
    if optimization:
        if not optimization.isalnum():
            raise ValueError(f'{optimization!r} is not alphanumeric')
        almost = f'{almost}.{_OPT}{optimization}'
    filename = almost + BYTECODE_SUFFIXES[0]
    prefix = getattr(sys, 'pycache_prefix', None)
    if prefix is not None:
        # The whole tree is mirrored below the prefix.
        if not _path_isabs(head):
            head = _path_join(_os.getcwd(), head)
        return _path_join(prefix, head.lstrip('/'), filename)
    return _path_join(head, _PYCACHE, filename)


def source_from_cache(path):
    """The path of the source of a .pyc file, which need not exist."""
    if sys.implementation.cache_tag is None:
        raise NotImplementedError('sys.implementation.cache_tag is None')
    path = _os.fspath(path)
    head, pycache_filename = _path_split(path)
    prefix = getattr(sys, 'pycache_prefix', None)
    found_in_prefix = False
    if prefix is not None:
        stripped = prefix.rstrip('/')
        if head.startswith(stripped + '/'):
            head = head[len(stripped):]
            found_in_prefix = True
    if not found_in_prefix:
        head, pycache = _path_split(head)
        if pycache != _PYCACHE:
            raise ValueError(f'{_PYCACHE} not bottom-level directory in {path!r}')
    dots = pycache_filename.count('.')
    if dots not in (2, 3):
        raise ValueError(f'expected only 2 or 3 dots in {pycache_filename!r}')
    if dots == 3:
        optimization = pycache_filename.rsplit('.', 2)[-2]
        if not optimization.startswith(_OPT):
            raise ValueError('optimization portion of filename does not start with '
                             f'{_OPT!r}')
        if not optimization[len(_OPT):].isalnum():
            raise ValueError(f'optimization level {optimization!r} is not an '
                             'alphanumeric value')
    base = pycache_filename.partition('.')[0]
    return _path_join(head, base + SOURCE_SUFFIXES[0])


def _get_sourcefile(bytecode_path):
    """The source of a bytecode file if it exists, else the file itself."""
    if not bytecode_path:
        return None
    rest, _, extension = bytecode_path.rpartition('.')
    if not rest or extension.lower()[-3:-1] != 'py':
        return bytecode_path
    try:
        source_path = source_from_cache(bytecode_path)
    except (NotImplementedError, ValueError):
        source_path = bytecode_path[:-1]
    return source_path if _path_isfile(source_path) else bytecode_path


def _get_cached(filename):
    if filename.endswith(tuple(SOURCE_SUFFIXES)):
        try:
            return cache_from_source(filename)
        except NotImplementedError:
            return None
    if filename.endswith(tuple(BYTECODE_SUFFIXES)):
        return filename
    return None


def _calc_mode(path):
    """The permissions of a bytecode file: those of the source, and writable."""
    try:
        mode = _path_stat(path).st_mode
    except OSError:
        mode = 0o666
    return mode | 0o200


def _validate_bytecode_header(data, source_stats=None, name=None, path=None):
    """Check the header of bytecode and return the rest.

    A wrong magic number or being older than the source is an ImportError, a
    truncated header an EOFError.
    """
    exc_details = {}
    if name is not None:
        exc_details['name'] = name
    else:
        name = '<bytecode>'
    if path is not None:
        exc_details['path'] = path
    magic, raw_timestamp, raw_size = data[:4], data[4:8], data[8:12]
    if magic != MAGIC_NUMBER:
        message = f'bad magic number in {name!r}: {magic!r}'
        _bootstrap._verbose_message('{}', message)
        raise ImportError(message, **exc_details)
    if len(raw_timestamp) != 4:
        message = f'reached EOF while reading timestamp in {name!r}'
        _bootstrap._verbose_message('{}', message)
        raise EOFError(message)
    if len(raw_size) != 4:
        message = f'reached EOF while reading size of source in {name!r}'
        _bootstrap._verbose_message('{}', message)
        raise EOFError(message)
    if source_stats is not None:
        mtime = source_stats.get('mtime')
        size = source_stats.get('size')
        if (mtime is not None and _unpack_uint32(raw_timestamp) != int(mtime) & 0xffffffff
                or size is not None and _unpack_uint32(raw_size) != size & 0xffffffff):
            message = f'bytecode is stale for {name!r}'
            _bootstrap._verbose_message('{}', message)
            raise ImportError(message, **exc_details)
    return data[12:]


def _compile_bytecode(data, name=None, bytecode_path=None, source_path=None):
    """The code object of marshalled data."""
    code = marshal.loads(data)
    if not isinstance(code, _code_type):
        raise ImportError(f'Non-code object in {bytecode_path!r}', name=name,
                          path=bytecode_path)
    _bootstrap._verbose_message('code object from {!r}', bytecode_path)
    if source_path is not None:
        _imp._fix_co_filename(code, source_path)
    return code


def _code_to_bytecode(code, mtime=0, source_size=0):
    """The contents of a bytecode file."""
    data = bytearray(MAGIC_NUMBER)
    data += _pack_uint32(mtime)
    data += _pack_uint32(source_size)
    data += marshal.dumps(code)
    return data


def decode_source(source_bytes):
    """Decode source as its encoding declaration says; newlines become \\n."""
    import tokenize
    readline = _io.BytesIO(source_bytes).readline
    encoding = tokenize.detect_encoding(readline)
    newline_decoder = _io.IncrementalNewlineDecoder(None, True)
    return newline_decoder.decode(source_bytes.decode(encoding[0]))


# Specs

_POPULATE = object()


def spec_from_file_location(name, location=None, *, loader=None,
                            submodule_search_locations=_POPULATE):
    """Make a spec of a module in a file; None if no loader is for such a file."""
    if location is None:
        location = '<unknown>'
        if hasattr(loader, 'get_filename'):
            try:
                location = loader.get_filename(name)
            except ImportError:
                pass
    else:
        location = _os.fspath(location)
    spec = _bootstrap.ModuleSpec(name, loader, origin=location)
    spec._set_fileattr = True
    if loader is None:
        for loader_class, suffixes in _get_supported_file_loaders():
            if location.endswith(tuple(suffixes)):
                spec.loader = loader = loader_class(name, location)
                break
        else:
            return None
    if submodule_search_locations is _POPULATE:
        if hasattr(loader, 'is_package'):
            try:
                is_package = loader.is_package(name)
            except ImportError:
                pass
            else:
                if is_package:
                    spec.submodule_search_locations = []
    else:
        spec.submodule_search_locations = submodule_search_locations
    if spec.submodule_search_locations == [] and location:
        spec.submodule_search_locations.append(_path_split(location)[0])
    return spec


# Loaders

def _check_name(method):
    """Decorator: the name given, if any, must be that of the loader."""
    def wrapper(self, name=None, *args, **kwargs):
        if name is None:
            name = self.name
        elif self.name != name:
            raise ImportError(f'loader for {self.name} cannot handle {name}', name=name)
        return method(self, name, *args, **kwargs)
    _bootstrap_copy_names(wrapper, method)
    return wrapper


def _bootstrap_copy_names(new, old):
    # At this point _bootstrap is not set yet.
    for name in ('__module__', '__name__', '__qualname__', '__doc__'):
        if hasattr(old, name):
            setattr(new, name, getattr(old, name))
    new.__dict__.update(old.__dict__)


def _find_module_shim(self, fullname):
    """find_module() in terms of find_loader()."""
    loader, portions = self.find_loader(fullname)
    if loader is None and portions:
        _warnings.warn(f'Not importing directory {portions[0]}: missing __init__',
                       ImportWarning)
    return loader


class _LoaderBasics:
    """What all loaders of files share."""

    def is_package(self, fullname):
        """Whether the file's name is __init__ and that of the module is not."""
        filename = _path_split(self.get_filename(fullname))[1]
        base = filename.rsplit('.', 1)[0]
        return base == '__init__' and fullname.rpartition('.')[2] != '__init__'

    def create_module(self, spec):
        """None: the default will do."""

    def exec_module(self, module):
        """Execute the module."""
        code = self.get_code(module.__name__)
        if code is None:
            raise ImportError(f'cannot load module {module.__name__!r} when get_code() '
                              'returns None')
        _bootstrap._call_with_frames_removed(exec, code, module.__dict__)

    def load_module(self, fullname):
        """Load and return a module; the old form of exec_module()."""
        return _bootstrap._load_module_shim(self, fullname)


class SourceLoader(_LoaderBasics):
    """A loader of source that keeps bytecode beside it."""

    def path_mtime(self, path):
        """When a path was modified."""
        raise OSError

    def path_stats(self, path):
        """A dict with 'mtime' and perhaps 'size' of a path."""
        return {'mtime': self.path_mtime(path)}

    def _cache_bytecode(self, source_path, cache_path, data):
        """Write bytecode; a hook that also knows the source."""
        return self.set_data(cache_path, data)

    def set_data(self, path, data):
        """Write a file, if the loader can."""

    def get_source(self, fullname):
        """The source as text."""
        path = self.get_filename(fullname)
        try:
            source_bytes = self.get_data(path)
        except OSError as exc:
            raise ImportError('source not available through get_data()',
                              name=fullname) from exc
        return decode_source(source_bytes)

    def source_to_code(self, data, path, *, _optimize=-1):
        """Compile source."""
        return _bootstrap._call_with_frames_removed(
            compile, data, path, 'exec', dont_inherit=True, optimize=_optimize)

    def get_code(self, fullname):
        """The code object: from fresh bytecode, else compiled and written back."""
        source_path = self.get_filename(fullname)
        source_mtime = None
        try:
            bytecode_path = cache_from_source(source_path)
        except NotImplementedError:
            bytecode_path = None
        else:
            try:
                st = self.path_stats(source_path)
            except OSError:
                pass
            else:
                source_mtime = int(st['mtime'])
                try:
                    data = self.get_data(bytecode_path)
                except OSError:
                    pass
                else:
                    try:
                        bytes_data = _validate_bytecode_header(
                            data, source_stats=st, name=fullname, path=bytecode_path)
                    except (ImportError, EOFError):
                        pass
                    else:
                        _bootstrap._verbose_message('{} matches {}', bytecode_path,
                                                    source_path)
                        return _compile_bytecode(bytes_data, name=fullname,
                                                 bytecode_path=bytecode_path,
                                                 source_path=source_path)
        source_bytes = self.get_data(source_path)
        code = self.source_to_code(source_bytes, source_path)
        _bootstrap._verbose_message('code object from {}', source_path)
        if (not sys.dont_write_bytecode and bytecode_path is not None
                and source_mtime is not None):
            data = _code_to_bytecode(code, source_mtime, len(source_bytes))
            try:
                self._cache_bytecode(source_path, bytecode_path, data)
                _bootstrap._verbose_message('wrote {!r}', bytecode_path)
            except NotImplementedError:
                pass
        return code


class FileLoader:
    """A loader of the module in one file."""

    def __init__(self, fullname, path):
        self.name = fullname
        self.path = path

    def __eq__(self, other):
        return self.__class__ == other.__class__ and self.__dict__ == other.__dict__

    def __hash__(self):
        return hash(self.name) ^ hash(self.path)

    @_check_name
    def load_module(self, fullname):
        """Load a module from its file."""
        return super(FileLoader, self).load_module(fullname)

    @_check_name
    def get_filename(self, fullname):
        """The path of the file."""
        return self.path

    def get_data(self, path):
        """The contents of a file as bytes."""
        if isinstance(self, (SourceLoader, ExtensionFileLoader)) and hasattr(_io, 'open_code'):
            with _io.open_code(str(path)) as file:
                return file.read()
        with _io.FileIO(path, 'r') as file:
            return file.read()

    @_check_name
    def get_resource_reader(self, module):
        from importlib.readers import FileReader
        return FileReader(self)


class SourceFileLoader(FileLoader, SourceLoader):
    """A loader of a source file."""

    def path_stats(self, path):
        """The dict of time and size of a path."""
        st = _path_stat(path)
        return {'mtime': st.st_mtime, 'size': st.st_size}

    def _cache_bytecode(self, source_path, bytecode_path, data):
        return self.set_data(bytecode_path, data, _mode=_calc_mode(source_path))

    def set_data(self, path, data, *, _mode=0o666):
        """Write bytecode; directories are made, failures are no errors."""
        parent, filename = _path_split(path)
        missing = []
        while parent and not _path_isdir(parent):
            parent, part = _path_split(parent)
            missing.append(part)
        for part in reversed(missing):
            parent = _path_join(parent, part)
            try:
                _os.mkdir(parent)
            except FileExistsError:
                continue            # someone else made it
            except OSError as exc:
                _bootstrap._verbose_message('could not create {!r}: {!r}', parent, exc)
                return
        try:
            _write_atomic(path, data, _mode)
            _bootstrap._verbose_message('created {!r}', path)
        except OSError as exc:
            _bootstrap._verbose_message('could not create {!r}: {!r}', path, exc)


class SourcelessFileLoader(FileLoader, _LoaderBasics):
    """A loader of a bytecode file without source."""

    def get_code(self, fullname):
        path = self.get_filename(fullname)
        data = self.get_data(path)
        bytes_data = _validate_bytecode_header(data, name=fullname, path=path)
        return _compile_bytecode(bytes_data, name=fullname, bytecode_path=path)

    def get_source(self, fullname):
        """None: there is no source."""
        return None


class ExtensionFileLoader(FileLoader, _LoaderBasics):
    """A loader of an extension module."""

    def create_module(self, spec):
        module = _bootstrap._call_with_frames_removed(_imp.create_dynamic, spec)
        _bootstrap._verbose_message('extension module {!r} loaded from {!r}', spec.name,
                                    self.path)
        return module

    def exec_module(self, module):
        _bootstrap._call_with_frames_removed(_imp.exec_dynamic, module)
        _bootstrap._verbose_message('extension module {!r} executed from {!r}', self.name,
                                    self.path)

    def is_package(self, fullname):
        """Whether the file is an __init__."""
        file_name = _path_split(self.path)[1]
        return any(file_name == '__init__' + suffix for suffix in EXTENSION_SUFFIXES)

    def get_code(self, fullname):
        """None: there is no code object."""
        return None

    def get_source(self, fullname):
        """None: there is no source."""
        return None

    @_check_name
    def get_filename(self, fullname):
        """The path of the file."""
        return self.path


# Namespace packages

class _NamespacePath:
    """The __path__ of a namespace package, which follows its parent's path."""

    def __init__(self, name, path, path_finder):
        self._name = name
        self._path = path
        self._last_parent_path = tuple(self._get_parent_path())
        self._path_finder = path_finder

    def _find_parent_path_names(self):
        """(name of the parent module, name of its attribute with the path)"""
        parent, dot, me = self._name.rpartition('.')
        if dot == '':
            return 'sys', 'path'
        return parent, '__path__'

    def _get_parent_path(self):
        module_name, attribute = self._find_parent_path_names()
        return getattr(sys.modules[module_name], attribute)

    def _recalculate(self):
        parent_path = tuple(self._get_parent_path())
        if parent_path != self._last_parent_path:
            spec = self._path_finder(self._name, parent_path)
            # A loader would mean that it is an ordinary package now.
            if spec is not None and spec.loader is None:
                if spec.submodule_search_locations:
                    self._path = spec.submodule_search_locations
            self._last_parent_path = parent_path
        return self._path

    def __iter__(self):
        return iter(self._recalculate())

    def __getitem__(self, index):
        return self._recalculate()[index]

    def __setitem__(self, index, path):
        self._path[index] = path

    def __len__(self):
        return len(self._recalculate())

    def __repr__(self):
        return f'_NamespacePath({self._path!r})'

    def __contains__(self, item):
        return item in self._recalculate()

    def append(self, item):
        self._path.append(item)


class NamespaceLoader:
    """The loader of a namespace package."""

    def __init__(self, name, path, path_finder):
        self._path = _NamespacePath(name, path, path_finder)

    @classmethod
    def module_repr(cls, module):
        return f'<module {module.__name__!r} (namespace)>'

    def is_package(self, fullname):
        return True

    def get_source(self, fullname):
        return ''

    def get_code(self, fullname):
        return compile('', '<string>', 'exec', dont_inherit=True)

    def create_module(self, spec):
        """None: the default will do."""

    def exec_module(self, module):
        pass

    def load_module(self, fullname):
        """Load a namespace package."""
        _bootstrap._verbose_message('namespace module loaded with path {!r}', self._path)
        return _bootstrap._load_module_shim(self, fullname)

    def get_resource_reader(self, module):
        from importlib.readers import NamespaceReader
        return NamespaceReader(self._path)


_NamespaceLoader = NamespaceLoader


# Finders

class PathFinder:
    """The finder of sys.path and of the __path__ of packages."""

    @classmethod
    def invalidate_caches(cls):
        """Have all finders look anew."""
        for name, finder in list(sys.path_importer_cache.items()):
            if finder is None:              # no hook wanted it; by now one may
                sys.path_importer_cache[name] = cls._path_hooks(name)
            elif hasattr(finder, 'invalidate_caches'):
                finder.invalidate_caches()

    @staticmethod
    def find_distributions(*args, **kwargs):
        """The distributions of a context (importlib.metadata)."""
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)

    @classmethod
    def _path_hooks(cls, path):
        """Ask sys.path_hooks for a finder of a path entry."""
        if sys.path_hooks is not None and not sys.path_hooks:
            _warnings.warn('sys.path_hooks is empty', ImportWarning)
        for hook in sys.path_hooks or ():
            try:
                return hook(path)
            except ImportError:
                continue
        return None

    @classmethod
    def _path_importer_cache(cls, path):
        """The finder of a path entry, from the cache if it is there."""
        if path == '':
            try:
                path = _os.getcwd()
            except FileNotFoundError:
                # Do not cache: the directory may come back.
                return None
        try:
            finder = sys.path_importer_cache[path]
        except KeyError:
            finder = cls._path_hooks(path)
            sys.path_importer_cache[path] = finder
        return finder

    @classmethod
    def _legacy_get_spec(cls, fullname, finder):
        if hasattr(finder, 'find_loader'):
            loader, portions = finder.find_loader(fullname)
        else:
            loader = finder.find_module(fullname)
            portions = []
        if loader is not None:
            return _bootstrap.spec_from_loader(fullname, loader)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = portions
        return spec

    @classmethod
    def _get_spec(cls, fullname, path, target=None):
        """The spec, or one without a loader for a namespace package."""
        namespace_path = []
        for entry in path:
            if not isinstance(entry, (str, bytes)):
                continue
            finder = cls._path_importer_cache(entry)
            if finder is None:
                continue
            if hasattr(finder, 'find_spec'):
                spec = finder.find_spec(fullname, target)
            else:
                spec = cls._legacy_get_spec(fullname, finder)
            if spec is None:
                continue
            if spec.loader is not None:
                return spec
            portions = spec.submodule_search_locations
            if portions is None:
                raise ImportError('spec missing loader')
            # A part of a namespace package, unless something better follows.
            namespace_path.extend(portions)
        spec = _bootstrap.ModuleSpec(fullname, None)
        spec.submodule_search_locations = namespace_path
        return spec

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        """Find a spec on a path, by default sys.path."""
        if path is None:
            path = sys.path
        spec = cls._get_spec(fullname, path, target)
        if spec is None:
            return None
        if spec.loader is None:
            namespace_path = spec.submodule_search_locations
            if not namespace_path:
                return None
            spec.origin = None
            spec.submodule_search_locations = _NamespacePath(fullname, namespace_path,
                                                             cls._get_spec)
        return spec

    @classmethod
    def find_module(cls, fullname, path=None):
        """Find the loader; the old form of find_spec()."""
        spec = cls.find_spec(fullname, path)
        return None if spec is None else spec.loader

    @staticmethod
    def find_distributions(*args, **kwargs):
        """Find the distributions of packages, for importlib.metadata."""
        from importlib.metadata import MetadataPathFinder
        return MetadataPathFinder.find_distributions(*args, **kwargs)


class FileFinder:
    """The finder of one directory, whose contents it remembers.

    loader_details are pairs of a loader class and the suffixes of its files.
    """

    def __init__(self, path, *loader_details):
        self._loaders = [(suffix, loader) for loader, suffixes in loader_details
                         for suffix in suffixes]
        self.path = path or '.'
        self._path_mtime = -1
        self._path_cache = set()

    def invalidate_caches(self):
        """Look at the directory again next time."""
        self._path_mtime = -1

    find_module = _find_module_shim

    def find_loader(self, fullname):
        """(loader, portions of a namespace package); the old form of find_spec()."""
        spec = self.find_spec(fullname)
        if spec is None:
            return None, []
        return spec.loader, spec.submodule_search_locations or []

    def _get_spec(self, loader_class, fullname, path, smsl, target):
        loader = loader_class(fullname, path)
        return spec_from_file_location(fullname, path, loader=loader,
                                       submodule_search_locations=smsl)

    def find_spec(self, fullname, target=None):
        """Find a spec of a module in the directory."""
        tail_module = fullname.rpartition('.')[2]
        try:
            mtime = _path_stat(self.path or _os.getcwd()).st_mtime
        except OSError:
            mtime = -1
        if mtime != self._path_mtime:
            self._fill_cache()
            self._path_mtime = mtime
        cache = self._path_cache
        is_namespace = False
        if tail_module in cache:
            base_path = _path_join(self.path, tail_module)
            for suffix, loader_class in self._loaders:
                full_path = _path_join(base_path, '__init__' + suffix)
                if _path_isfile(full_path):
                    return self._get_spec(loader_class, fullname, full_path, [base_path],
                                          target)
            # Without an __init__ a directory may be part of a namespace package.
            is_namespace = _path_isdir(base_path)
        for suffix, loader_class in self._loaders:
            try:
                full_path = _path_join(self.path, tail_module + suffix)
            except ValueError:
                return None
            _bootstrap._verbose_message('trying {}', full_path, verbosity=2)
            if tail_module + suffix in cache and _path_isfile(full_path):
                return self._get_spec(loader_class, fullname, full_path, None, target)
        if is_namespace:
            _bootstrap._verbose_message('possible namespace for {}', base_path)
            spec = _bootstrap.ModuleSpec(fullname, None)
            spec.submodule_search_locations = [base_path]
            return spec
        return None

    def _fill_cache(self):
        try:
            contents = _os.listdir(self.path or _os.getcwd())
        except (FileNotFoundError, PermissionError, NotADirectoryError):
            contents = []           # it went away; it is no error of the importer
        self._path_cache = set(contents)

    @classmethod
    def path_hook(cls, *loader_details):
        """A hook for sys.path_hooks that makes finders of directories."""
        def path_hook_for_FileFinder(path):
            if not _path_isdir(path):
                raise ImportError('only directories are supported', path=path)
            return cls(path, *loader_details)
        return path_hook_for_FileFinder

    def __repr__(self):
        return f'FileFinder({self.path!r})'


class WindowsRegistryFinder:
    """The finder of modules declared in the Windows registry: finds none here."""

    @classmethod
    def find_spec(cls, fullname, path=None, target=None):
        return None

    @classmethod
    def find_module(cls, fullname, path=None):
        return None


def _fix_up_module(ns, name, pathname, cpathname=None):
    """Set the attributes of a namespace that the C API executed code in."""
    loader = ns.get('__loader__')
    spec = ns.get('__spec__')
    if not loader:
        if spec:
            loader = spec.loader
        elif pathname == cpathname:
            loader = SourcelessFileLoader(name, pathname)
        else:
            loader = SourceFileLoader(name, pathname)
    if not spec:
        spec = spec_from_file_location(name, pathname, loader=loader)
        if cpathname:
            spec.cached = _path_abspath(cpathname)
    try:
        ns['__spec__'] = spec
        ns['__loader__'] = loader
        ns['__file__'] = pathname
        ns['__cached__'] = cpathname
    except Exception:
        pass                        # not important


def _get_supported_file_loaders():
    """The pairs of loader class and suffixes, in the order of preference."""
    return [(ExtensionFileLoader, _imp.extension_suffixes()),
            (SourceFileLoader, SOURCE_SUFFIXES),
            (SourcelessFileLoader, BYTECODE_SUFFIXES)]


def _setup(_bootstrap_module):
    """Find the modules needed."""
    global _bootstrap, sys, _imp, MAGIC_NUMBER
    _bootstrap = _bootstrap_module
    sys = _bootstrap.sys
    _imp = _bootstrap._imp
    MAGIC_NUMBER = _imp.pyc_magic_number_token.to_bytes(4, 'little')
    namespace = globals()
    for alias, name in (('_io', '_io'), ('_warnings', '_warnings'),
                        ('marshal', 'marshal'), ('_os', 'posix')):
        if name in sys.modules:
            namespace[alias] = sys.modules[name]
        else:
            namespace[alias] = _bootstrap._builtin_from_name(name)
    EXTENSION_SUFFIXES[:] = _imp.extension_suffixes()


def _set_bootstrap_module(_bootstrap_module):
    global _bootstrap
    _bootstrap = _bootstrap_module


def _install(_bootstrap_module):
    """Install the importers of files."""
    _setup(_bootstrap_module)
    sys.path_hooks.append(FileFinder.path_hook(*_get_supported_file_loaders()))
    sys.meta_path.append(PathFinder)
    # A script was started without a loader: nobody had asked for it.
    main = sys.modules.get('__main__')
    filename = getattr(main, '__file__', None)
    if filename is not None and main.__loader__ is None:
        loader_class = (SourcelessFileLoader if filename.endswith(tuple(BYTECODE_SUFFIXES))
                        else SourceFileLoader)
        main.__loader__ = loader_class('__main__', filename)
