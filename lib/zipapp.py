"""Programs packed into one zip archive that can be run as it is.

    python -m zipapp myapp -m "myapp.cli:main" -p "/usr/bin/env python3"

makes myapp.pyz of the folder myapp.
"""

import contextlib
import os
import pathlib
import shutil
import stat
import sys
import zipfile

__all__ = ['ZipAppError', 'create_archive', 'get_interpreter']

# What the first line of a program is read as by the system.
shebang_encoding = sys.getfilesystemencoding()

MAIN_TEMPLATE = """\
# -*- coding: utf-8 -*-
import {module}
{module}.{fn}()
"""


class ZipAppError(ValueError):
    """An archive that cannot be made."""


@contextlib.contextmanager
def _opened(archive, mode):
    """A file given by its name, or one that is open already."""
    if isinstance(archive, (str, os.PathLike)):
        with open(archive, mode) as f:
            yield f
    else:
        yield archive


def _write_first_line(f, interpreter):
    if interpreter:
        f.write(b'#!' + interpreter.encode(shebang_encoding) + b'\n')


def _is_path(archive):
    return isinstance(archive, (str, os.PathLike)) and not hasattr(archive, 'write')


def _make_executable(archive):
    os.chmod(archive, os.stat(archive).st_mode | stat.S_IEXEC)


def _copy_archive(archive, target, interpreter):
    """Copies an archive, with another first line or none."""
    with _opened(archive, 'rb') as source:
        start = source.read(2)
        if start == b'#!':
            source.readline()
            start = b''
        with _opened(target, 'wb') as copy:
            _write_first_line(copy, interpreter)
            copy.write(start)
            shutil.copyfileobj(source, copy)
    if interpreter and _is_path(target):
        _make_executable(target)


def _main_program(main):
    """The text of __main__.py that calls 'package.module:function'."""
    module, colon, function = main.partition(':')
    names = module.split('.'), function.split('.')
    if not colon or not all(name.isidentifier() for part in names for name in part):
        raise ZipAppError('Invalid entry point: ' + main)
    return MAIN_TEMPLATE.format(module=module, fn=function)


def create_archive(source, target=None, interpreter=None, main=None, filter=None,
                   compressed=False):
    """Makes an archive of a folder, or copies one with another interpreter.

    source: a folder, or an archive (its name or an open file).  target: its
    name, by default that of the source with .pyz, or an open file.
    interpreter: written to the first line, so that the system can run the
    archive.  main: 'package.module:function' to be called, for a folder that
    has no __main__.py.  filter: called with the path of each file, relative
    to the folder; only those for which it is true are packed."""
    folder = None
    if _is_path(source):
        source = pathlib.Path(source)
        folder = source if source.is_dir() else None
    if folder is None:
        _copy_archive(source, target, interpreter)
        return
    has_main = (folder / '__main__.py').is_file()
    if main is not None and has_main:
        raise ZipAppError('Cannot specify entry point if the source has __main__.py')
    if main is None and not has_main:
        raise ZipAppError('Archive has no entry point')
    program = None if main is None else _main_program(main)
    if target is None:
        target = folder.with_suffix('.pyz')
    elif _is_path(target):
        target = pathlib.Path(target)
    # Found first, for the archive may be made within the folder.
    files = sorted(folder.rglob('*'))
    if isinstance(target, pathlib.Path):
        files = [file for file in files if file != target]
    with _opened(target, 'wb') as f:
        _write_first_line(f, interpreter)
        compression = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        with zipfile.ZipFile(f, 'w', compression=compression) as archive:
            for file in files:
                name = file.relative_to(folder)
                if filter is None or filter(name):
                    archive.write(str(file), name.as_posix())
            if program is not None:
                archive.writestr('__main__.py', program.encode('utf-8'))
    if interpreter and _is_path(target):
        _make_executable(target)


def get_interpreter(archive):
    """The interpreter in the first line; None if there is none."""
    with _opened(archive, 'rb') as f:
        if f.read(2) == b'#!':
            return f.readline().strip().decode(shebang_encoding)
    return None


def main(args=None):
    """The command line."""
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('source', help='Source directory (or existing archive).')
    parser.add_argument('--output', '-o', default=None,
                        help='The name of the output archive. Required if SOURCE is an archive.')
    parser.add_argument('--python', '-p', default=None,
                        help='The name of the Python interpreter to use (default: no shebang line).')
    parser.add_argument('--main', '-m', default=None,
                        help='The main function of the application (default: use an existing __main__.py).')
    parser.add_argument('--compress', '-c', action='store_true',
                        help='Compress files with the deflate method. Files are stored uncompressed by default.')
    parser.add_argument('--info', default=False, action='store_true',
                        help='Display the interpreter from the archive.')
    options = parser.parse_args(args)
    if options.info:
        if not os.path.isfile(options.source):
            raise SystemExit('Can only get info for an archive file')
        print('Interpreter: {}'.format(get_interpreter(options.source) or '<none>'))
        sys.exit(0)
    if os.path.isfile(options.source):
        if options.output is None or (os.path.exists(options.output)
                                      and os.path.samefile(options.source, options.output)):
            raise SystemExit('In-place editing of archives is not supported')
        if options.main:
            raise SystemExit('Cannot change the main function when copying')
    create_archive(options.source, options.output, interpreter=options.python,
                   main=options.main, compressed=options.compress)


if __name__ == '__main__':
    main()
