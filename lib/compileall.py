"""Compiling all sources below folders to the files of the bytecode cache.

compile_dir(), compile_file() and compile_path() are for programs, main() is
`-m compileall`.  Each returns whether all went well.
"""

import importlib.util
import os
import py_compile
import struct
import sys

from functools import partial

__all__ = ['compile_dir', 'compile_file', 'compile_path']


def _walk_dir(dir, maxlevels, quiet=0):
    """Yield the paths of the sources below a folder."""
    dir = os.fspath(dir)
    if not quiet:
        print('Listing {!r}...'.format(dir))
    try:
        names = os.listdir(dir)
    except OSError:
        if quiet < 2:
            print("Can't list {!r}".format(dir))
        names = []
    names.sort()
    for name in names:
        if name == '__pycache__':
            continue
        path = os.path.join(dir, name)
        if not os.path.isdir(path):
            yield path
        elif maxlevels > 0 and not os.path.islink(path):
            yield from _walk_dir(path, maxlevels - 1, quiet)


def compile_dir(dir, maxlevels=None, ddir=None, force=False, rx=None, quiet=0,
                legacy=False, optimize=-1, workers=1):
    """Compile all sources below a folder.

    maxlevels: how deep to go, by default as deep as functions may call each
    other.  ddir: the folder that messages name instead.  force: compile what is
    up to date too.  rx: skip paths in which this matches.  quiet: 1 for errors
    only, 2 for nothing.  legacy: put the bytecode beside the source.  optimize:
    the level, -1 for the interpreter's.  workers: how many processes, 0 for as
    many as there are processors.
    """
    if workers is not None and workers < 0:
        raise ValueError('workers must be greater or equal to 0')
    if maxlevels is None:
        maxlevels = sys.getrecursionlimit()
    executor = None
    if workers != 1:
        try:
            from concurrent.futures import ProcessPoolExecutor as executor
        except ImportError:
            pass
    files = _walk_dir(dir, maxlevels, quiet)
    if executor is not None:
        workers = workers or None
        with executor(max_workers=workers) as pool:
            results = pool.map(
                partial(_compile_in_tree, os.fspath(dir), ddir=ddir, force=force, rx=rx,
                        quiet=quiet, legacy=legacy, optimize=optimize), files)
            return min(results, default=True)
    good = True
    for file in files:
        shown = _shown_folder(os.fspath(dir), file, ddir)
        if not compile_file(file, shown, force, rx, quiet, legacy, optimize):
            good = False
    return good


def _shown_folder(top, file, ddir):
    """The folder that messages are to name for a file below top, or None."""
    if ddir is None:
        return None
    return os.path.join(ddir, os.path.relpath(os.path.dirname(file), top)
                        if os.path.dirname(file) != top else '')


def _compile_in_tree(top, file, ddir, **options):
    return compile_file(file, _shown_folder(top, file, ddir), **options)


def _is_current(source, bytecode):
    """Is the bytecode that of the source as it is now?"""
    try:
        mtime = int(os.stat(source).st_mtime)
        expected = struct.pack('<4sL', importlib.util.MAGIC_NUMBER, mtime & 0xffffffff)
        with open(bytecode, 'rb') as file:
            return file.read(8) == expected
    except OSError:
        return False


def _print_text(text):
    """Print text even where the encoding of standard output lacks its characters."""
    encoding = getattr(sys.stdout, 'encoding', None) or 'ascii'
    print(text.encode(encoding, errors='backslashreplace').decode(encoding))


def compile_file(fullname, ddir=None, force=False, rx=None, quiet=0, legacy=False,
                 optimize=-1):
    """Compile one file if it is a source; see compile_dir()."""
    if quiet is True:
        quiet = 1
    fullname = os.fspath(fullname)
    name = os.path.basename(fullname)
    shown = None if ddir is None else os.path.join(ddir, name)
    if rx is not None and rx.search(fullname):
        return True
    if not os.path.isfile(fullname) or not name.endswith('.py'):
        return True
    if legacy:
        bytecode = fullname + 'c'
    elif optimize >= 0:
        bytecode = importlib.util.cache_from_source(fullname, optimization=optimize or '')
    else:
        bytecode = importlib.util.cache_from_source(fullname)
    if not force and _is_current(fullname, bytecode):
        return True
    if not quiet:
        print('Compiling {!r}...'.format(fullname))
    try:
        good = py_compile.compile(fullname, bytecode, shown, True, optimize=optimize)
    except py_compile.PyCompileError as error:
        if quiet < 2:
            _print_text(('*** Error compiling {!r}...\n'.format(fullname) if quiet else '*** ')
                        + str(error.msg))
        return False
    except (SyntaxError, UnicodeError, OSError) as error:
        if quiet < 2:
            _print_text(('*** Error compiling {!r}...\n'.format(fullname) if quiet else '*** ')
                        + f'{type(error).__name__}: {error}')
        return False
    return bool(good)


def compile_path(skip_curdir=1, maxlevels=0, force=False, quiet=0, legacy=False,
                 optimize=-1):
    """Compile all sources in the folders of sys.path."""
    good = True
    for dir in sys.path:
        if (not dir or dir == os.curdir) and skip_curdir:
            if quiet < 2:
                print('Skipping current directory')
        elif not compile_dir(dir, maxlevels, None, force, quiet=quiet, legacy=legacy,
                             optimize=optimize):
            good = False
    return good


def _arguments():
    import argparse
    parser = argparse.ArgumentParser(
        description='Utilities to support installing Python libraries.')
    add = parser.add_argument
    add('-l', action='store_const', const=0, default=None, dest='maxlevels',
        help="don't recurse into subdirectories")
    add('-r', type=int, dest='recursion',
        help='control the maximum recursion level. if `-l` and `-r` options are '
             'specified, then `-r` takes precedence.')
    add('-f', action='store_true', dest='force',
        help='force rebuild even if timestamps are up to date')
    add('-q', action='count', dest='quiet', default=0,
        help='output only error messages; -qq will suppress the error messages as well.')
    add('-b', action='store_true', dest='legacy',
        help='use legacy (pre-PEP3147) compiled file locations')
    add('-d', metavar='DESTDIR', dest='ddir', default=None,
        help='directory to prepend to file paths for use in compile-time tracebacks and '
             'in runtime tracebacks in cases where the source file is unavailable')
    add('-x', metavar='REGEXP', dest='rx', default=None,
        help='skip files matching the regular expression; the regexp is searched for in '
             'the full path of each file considered for compilation')
    add('-i', metavar='FILE', dest='flist',
        help='add all the files and directories listed in FILE to the list considered '
             'for compilation; if "-", names are read from stdin')
    add('compile_dest', metavar='FILE|DIR', nargs='*',
        help='zero or more file and directory names to compile; if no arguments given, '
             'defaults to the equivalent of -l sys.path')
    add('-j', '--workers', default=1, type=int, help='Run compileall concurrently')
    return parser.parse_args()


def _listed_files(name):
    """The lines of the file of -i; None if it cannot be read."""
    if name == '-':
        return [line.rstrip('\n') for line in sys.stdin]
    with open(name) as file:
        return [line.rstrip('\n') for line in file]


def main():
    """Compile what the command line names."""
    args = _arguments()
    destinations = args.compile_dest
    if args.rx:
        import re
        args.rx = re.compile(args.rx)
    maxlevels = args.maxlevels if args.recursion is None else args.recursion
    if args.flist:
        try:
            destinations = destinations + _listed_files(args.flist)
        except OSError as error:
            if args.quiet < 2:
                print(f'Error reading file list {args.flist}: {error}')
            return False
    workers = args.workers or None
    good = True
    try:
        if not destinations:
            return compile_path(legacy=args.legacy, force=args.force, quiet=args.quiet)
        for path in destinations:
            if os.path.isfile(path):
                done = compile_file(path, args.ddir, args.force, args.rx, args.quiet,
                                    args.legacy)
            else:
                done = compile_dir(path, maxlevels, args.ddir, args.force, args.rx,
                                   args.quiet, args.legacy, workers=workers)
            good = done and good
        return good
    except KeyboardInterrupt:
        if args.quiet < 2:
            print('\n[interrupted]')
        return False


if __name__ == '__main__':
    sys.exit(int(not main()))
