"""Programs as zip files: a directory with a __main__.py in one file that runs.

    python -m zipapp directory [-o output] [-p interpreter] [-m package.module:function]
"""

import contextlib
import os
import pathlib
import shutil
import stat
import sys
import zipfile

__all__ = ['ZipAppError', 'create_archive', 'get_interpreter']

# The first line names the interpreter; Unix reads it in the encoding of file names.
shebang_encoding = 'utf-8' if sys.platform.startswith('win') else sys.getfilesystemencoding()

_MAIN = '''\
# -*- coding: utf-8 -*-
import {module}
{module}.{function}()
'''


class ZipAppError(ValueError):
    """What is wrong with the program."""


@contextlib.contextmanager
def _maybe_open(archive, mode):
    """A file, opened if it is given by its name."""
    if isinstance(archive, (str, os.PathLike)):
        with open(archive, mode) as f:
            yield f
    else:
        yield archive


def _write_file_prefix(f, interpreter):
    if interpreter:
        f.write(b'#!' + interpreter.encode(shebang_encoding) + b'\n')


def _copy_archive(archive, new_archive, interpreter=None):
    """Copy a program, with another interpreter in its first line or none."""
    with _maybe_open(archive, 'rb') as src:
        first_2 = src.read(2)
        if first_2 == b'#!':
            first_2 = b''
            src.readline()
        with _maybe_open(new_archive, 'wb') as dst:
            _write_file_prefix(dst, interpreter)
            dst.write(first_2)
            shutil.copyfileobj(src, dst)
    if interpreter and isinstance(new_archive, (str, os.PathLike)):
        os.chmod(new_archive, os.stat(new_archive).st_mode | stat.S_IEXEC)


def create_archive(source, target=None, interpreter=None, main=None, filter=None,
                   compressed=False):
    """Make a program of a directory, or of another one.

    source, target: names or files; by default the target is source.pyz. interpreter:
    of the first line. main: 'package.module:function' to be called, where the
    directory has no __main__.py. filter(path): whether a file is taken.
    """
    source_is_file = hasattr(source, 'read') and hasattr(source, 'readline')
    if not source_is_file:
        source = pathlib.Path(source)
        source_is_file = source.is_file()
    if source_is_file:
        if main:
            raise ZipAppError('cannot change the main function of an archive')
        _copy_archive(source, target, interpreter)
        return
    if not source.exists():
        raise ZipAppError('Source does not exist')
    has_main = (source / '__main__.py').is_file()
    if main and has_main:
        raise ZipAppError('Cannot specify entry point if the source has __main__.py')
    if not (main or has_main):
        raise ZipAppError('Archive has no entry point')
    main_py = _main_source(main) if main else None

    if target is None:
        target = source.with_suffix('.pyz')
    elif not hasattr(target, 'write'):
        target = pathlib.Path(target)
    # The archive may lie in the directory, but not in itself.
    files = sorted(source.rglob('*'))
    compression = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with _maybe_open(target, 'wb') as fd:
        _write_file_prefix(fd, interpreter)
        with zipfile.ZipFile(fd, 'w', compression=compression) as z:
            for child in files:
                name = child.relative_to(source)
                if filter is None or filter(name):
                    z.write(str(child), name.as_posix())
            if main_py:
                z.writestr('__main__.py', main_py.encode('utf-8'))
    if interpreter and not hasattr(target, 'write'):
        target.chmod(target.stat().st_mode | stat.S_IEXEC)


def _main_source(main):
    module, colon, function = main.partition(':')
    if not (colon and all(part.isidentifier() for part in module.split('.')) and
            all(part.isidentifier() for part in function.split('.'))):
        raise ZipAppError('Invalid entry point: ' + main)
    return _MAIN.format(module=module, function=function)


def get_interpreter(archive):
    """The interpreter in a program's first line, None where there is none."""
    with _maybe_open(archive, 'rb') as f:
        if f.read(2) == b'#!':
            return f.readline().strip().decode(shebang_encoding)


def main(args=None):
    """The command line."""
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('--output', '-o', default=None,
                        help='The name of the output archive. Required if SOURCE is an archive.')
    parser.add_argument('--python', '-p', default=None,
                        help='The name of the Python interpreter to use (default: no shebang line).')
    parser.add_argument('--main', '-m', default=None,
                        help='The main function of the application (default: use an existing '
                             '__main__.py).')
    parser.add_argument('--compress', '-c', action='store_true',
                        help='Compress files with the deflate method. Files are stored '
                             'uncompressed by default.')
    parser.add_argument('--info', default=False, action='store_true',
                        help='Display the interpreter from the archive.')
    parser.add_argument('source', help='Source directory (or existing archive).')
    args = parser.parse_args(args)
    if args.info:
        if not os.path.isfile(args.source):
            raise SystemExit('Can only get info for an archive file')
        print('Interpreter: {}'.format(get_interpreter(args.source) or '<none>'))
        sys.exit(0)
    if os.path.isfile(args.source):
        if args.output is None or (os.path.exists(args.output) and
                                   os.path.samefile(args.source, args.output)):
            raise SystemExit('In-place editing of archives is not supported')
        if args.main:
            raise SystemExit('Cannot change the main function when copying')
    create_archive(args.source, args.output, interpreter=args.python, main=args.main,
                   compressed=args.compress)


if __name__ == '__main__':
    main()
