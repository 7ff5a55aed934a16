"""Compiling source files to the files of the bytecode cache."""

import importlib._bootstrap_external
import importlib.machinery
import importlib.util
import os
import os.path
import sys
import traceback

__all__ = ['compile', 'main', 'PyCompileError']


class PyCompileError(Exception):
    """Compiling failed: exc_type, exc_value, file and msg tell how."""

    def __init__(self, exc_type, exc_value, file, msg=''):
        exc_type_name = exc_type.__name__
        if exc_type is SyntaxError:
            text = ''.join(traceback.format_exception_only(exc_type, exc_value))
            errmsg = text.replace('File "<string>"', 'File "%s"' % file)
        else:
            errmsg = 'Sorry: %s: %s' % (exc_type_name, exc_value)
        Exception.__init__(self, msg or errmsg, exc_type_name, exc_value, file)
        self.exc_type_name = exc_type_name
        self.exc_value = exc_value
        self.file = file
        self.msg = msg or errmsg

    def __str__(self):
        return self.msg


def compile(file, cfile=None, dfile=None, doraise=False, optimize=-1):
    """Compile file to cfile (by default the file of the cache) and return its name.

    dfile is the name for messages; with doraise errors are raised, not printed.
    """
    if cfile is None:
        if optimize >= 0:
            cfile = importlib.util.cache_from_source(
                file, optimization=optimize if optimize >= 1 else '')
        else:
            cfile = importlib.util.cache_from_source(file)
    # Links and devices would be replaced by a regular file.
    if os.path.islink(cfile):
        raise FileExistsError('{} is a symlink and will be changed into a regular file if '
                              'import writes a byte-compiled file to it'.format(cfile))
    if os.path.exists(cfile) and not os.path.isfile(cfile):
        raise FileExistsError('{} is a non-regular file and will be changed into a regular one '
                              'if import writes a byte-compiled file to it'.format(cfile))
    loader = importlib.machinery.SourceFileLoader('<py_compile>', file)
    source_bytes = loader.get_data(file)
    try:
        code = loader.source_to_code(source_bytes, dfile or file, _optimize=optimize)
    except Exception as err:
        py_exc = PyCompileError(err.__class__, err, dfile or file)
        if doraise:
            raise py_exc
        sys.stderr.write(py_exc.msg + '\n')
        return
    folder = os.path.dirname(cfile)
    if folder:
        os.makedirs(folder, exist_ok=True)
    source_stats = loader.path_stats(file)
    bootstrap = importlib._bootstrap_external
    make = getattr(bootstrap, '_code_to_timestamp_pyc', None) or bootstrap._code_to_bytecode
    bytecode = make(code, source_stats['mtime'], source_stats['size'])
    mode = bootstrap._calc_mode(file)
    bootstrap._write_atomic(cfile, bytecode, mode)
    return cfile


def main(args=None):
    """Compile the named files; those of standard input after '-'.  Return 1 on an error."""
    if args is None:
        args = sys.argv[1:]
    status = 0
    if args == ['-']:
        names = (line.rstrip('\n') for line in iter(sys.stdin.readline, ''))
    else:
        names = args
    for filename in names:
        try:
            compile(filename, doraise=True)
        except PyCompileError as error:
            status = 1
            sys.stderr.write('%s\n' % error.msg)
        except OSError as error:
            status = 1
            sys.stderr.write('%s\n' % error)
    return status


if __name__ == '__main__':
    sys.exit(main())
