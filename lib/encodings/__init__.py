"""The standard encodings: finds the module of a codec by its name.

A codec's module has a getregentry() that returns its CodecInfo.  Normalized
names have only letters, digits, dots and underscores.
"""

import codecs
import sys
from . import aliases

_cache = {}
_aliases = aliases.aliases


class CodecRegistryError(LookupError, SystemError):
    """A codec's module gives nonsense."""


def normalize_encoding(encoding):
    """Turn every run of characters other than letters, digits and dots into _."""
    if isinstance(encoding, bytes):
        encoding = str(encoding, 'ascii')
    chars = []
    punct = False
    for c in encoding:
        if c.isalnum() or c == '.':
            if punct and chars:
                chars.append('_')
            if c < '\x80':
                chars.append(c)
            punct = False
        else:
            punct = True
    return ''.join(chars)


def search_function(encoding):
    """The CodecInfo of an encoding, or None."""
    entry = _cache.get(encoding, _cache)
    if entry is not _cache:
        return entry
    norm = normalize_encoding(encoding)
    alias = _aliases.get(norm) or _aliases.get(norm.replace('.', '_'))
    names = [alias, norm] if alias is not None else [norm]
    mod = None
    for name in names:
        if not name or '.' in name:
            continue
        try:
            # The prefix keeps out modules from anywhere else.
            mod = __import__('encodings.' + name, fromlist=['*'], level=0)
        except ImportError:
            continue
        break
    getregentry = getattr(mod, 'getregentry', None)
    if getregentry is None:
        if mod is None:
            entry = _generated(names)
        else:
            entry = None
        _cache[encoding] = entry
        return entry
    entry = getregentry()
    if not isinstance(entry, codecs.CodecInfo):
        if not 4 <= len(entry) <= 7:
            raise CodecRegistryError(f'module "{mod.__name__}" ({mod.__file__}) failed to register')
        if not callable(entry[0]) or not callable(entry[1]):
            raise CodecRegistryError('incompatible codecs in module '
                                     f'"{mod.__name__}" ({mod.__file__})')
        entry = codecs.CodecInfo(*entry)
    _cache[encoding] = entry
    # The codec's own names for itself.
    try:
        more = mod.getaliases()
    except AttributeError:
        pass
    else:
        for name in more:
            _aliases.setdefault(name, mod.__name__.rpartition('.')[2])
    return entry


def _generated(names):
    """The codec of an encoding that has no module but a table."""
    from . import _multibyte, _tables
    for name in names:
        if name in _tables.tables:
            from . import _charmap
            return _charmap.codec(name)
        if name in _multibyte.names:
            return _multibyte.codec(name)
    return None


def __getattr__(name):
    """Encodings made from tables look like modules too."""
    entry = None if name.startswith('_') else _generated([name])
    if entry is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from types import ModuleType
    from . import _charmap, _tables
    module = ModuleType(f'{__name__}.{name}', f'The encoding {entry.name}.')
    module.getregentry = lambda: entry
    if name in _tables.tables:
        module.decoding_table = _charmap.table(name)
        module.encoding_table = codecs.charmap_build(module.decoding_table)
    for part in ('StreamReader', 'StreamWriter', 'IncrementalEncoder', 'IncrementalDecoder'):
        setattr(module, part, getattr(entry, part.lower()))
    sys.modules[module.__name__] = globals()[name] = module
    return module


codecs.register(search_function)
