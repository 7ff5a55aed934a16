"""Lines of source files by number, kept in a cache.

An entry of the cache is (size, mtime, lines, full name), with mtime None for
sources that do not come from a file; or a one-element tuple with a function
that fetches the source when it is wanted.
"""

__all__ = ['getline', 'clearcache', 'checkcache', 'lazycache']

cache = {}


def clearcache():
    """Clear the cache."""
    cache.clear()


def getline(filename, lineno, module_globals=None):
    """A line of a file, with its newline; '' if there is none."""
    lines = getlines(filename, module_globals)
    if 1 <= lineno <= len(lines):
        return lines[lineno - 1]
    return ''


def getlines(filename, module_globals=None):
    """All lines of a file, [] if it cannot be read."""
    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        return entry[2]
    try:
        return updatecache(filename, module_globals)
    except MemoryError:
        clearcache()
        return []


def checkcache(filename=None):
    """Discard entries of files that have changed."""
    names = list(cache) if filename is None else [filename]
    for name in names:
        entry = cache.get(name)
        if entry is None or len(entry) == 1:
            continue
        size, mtime, lines, fullname = entry
        if mtime is None:
            continue
        import os
        try:
            stat = os.stat(fullname)
        except (OSError, ValueError):
            cache.pop(name, None)
            continue
        if size != stat.st_size or mtime != stat.st_mtime:
            cache.pop(name, None)


def updatecache(filename, module_globals=None):
    """Read a file into the cache and return its lines, [] if that fails."""
    import os
    import sys
    import tokenize

    entry = cache.get(filename)
    if entry is not None and len(entry) != 1:
        cache.pop(filename, None)
    if not filename or filename.startswith('<') and filename.endswith('>'):
        return []

    fullname = filename
    try:
        stat = os.stat(fullname)
    except (OSError, ValueError):
        # Perhaps a loader has the source, or the file is found along sys.path.
        if lazycache(filename, module_globals):
            try:
                data = cache[filename][0]()
            except (ImportError, OSError):
                pass
            else:
                if data is None:
                    return []       # the loader has no source
                lines = [line + '\n' for line in data.splitlines()]
                cache[filename] = len(data), None, lines, fullname
                return lines
        if os.path.isabs(filename):
            return []
        for dirname in sys.path:
            try:
                fullname = os.path.join(dirname, filename)
            except (TypeError, AttributeError):
                continue            # not a sane entry
            try:
                stat = os.stat(fullname)
                break
            except (OSError, ValueError):
                pass
        else:
            return []
    except ValueError:
        return []
    try:
        with tokenize.open(fullname) as fp:
            lines = fp.readlines()
    except OSError:
        return []
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n'
    cache[filename] = stat.st_size, stat.st_mtime, lines, fullname
    return lines


def lazycache(filename, module_globals):
    """Note how to get the source of a module from its loader, for later.

    Returns whether there is such an entry now.
    """
    if filename in cache:
        return len(cache[filename]) == 1
    if not filename or filename.startswith('<') and filename.endswith('>'):
        return False
    if not module_globals or '__name__' not in module_globals:
        return False
    name = module_globals['__name__']
    loader = module_globals.get('__loader__')
    spec = module_globals.get('__spec__')
    if spec is not None:
        name = getattr(spec, 'name', None) or name
        loader = getattr(spec, 'loader', None) or loader
    get_source = getattr(loader, 'get_source', None)
    if not name or get_source is None:
        return False

    def get_lines(name=name):
        return get_source(name)

    cache[filename] = (get_lines,)
    return True
