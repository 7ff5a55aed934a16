"""The files that packages carry: files(package) / 'name'."""

import contextlib
import importlib
import os
import pathlib
import shutil
import sys
import tempfile
import types
import warnings

from importlib.abc import ResourceReader
from importlib.resources.abc import Traversable

__all__ = ['Package', 'Resource', 'Anchor', 'ResourceReader', 'as_file', 'contents', 'files', 'is_resource', 'open_binary',
           'open_text', 'path', 'read_binary', 'read_text']

Package = Anchor = types.ModuleType | str
Resource = str


def _module_of(anchor):
    if isinstance(anchor, str):
        return importlib.import_module(anchor)
    if not isinstance(anchor, types.ModuleType):
        raise TypeError('anchor must be a module or a str, not %s' % type(anchor).__name__)
    return anchor


def _caller():
    """The name of the module that has called into this one."""
    frame = sys._getframe(1)
    while frame.f_globals.get('__name__') == __name__:
        frame = frame.f_back
    return frame.f_globals['__name__']


def files(anchor=None):
    """The folder of a package, or of the package a module is in, as a Traversable.

    anchor: a module or its name; None means the module of the caller.
    """
    spec = _module_of(_caller() if anchor is None else anchor).__spec__
    if spec is None:
        raise TypeError('%r has no __spec__, so its resources are not known' % (anchor,))
    package = spec
    if spec.submodule_search_locations is None and spec.parent:
        package = importlib.import_module(spec.parent).__spec__
    find_reader = getattr(package.loader, 'get_resource_reader', None)
    reader = find_reader(package.name) if find_reader else None
    if reader is not None and hasattr(reader, 'files'):
        return reader.files()
    if reader is not None:
        return _OfReader(reader, package.name)
    if package.origin is None:
        raise FileNotFoundError('the resources of %r cannot be found' % package.name)
    return pathlib.Path(package.origin).parent


# ---- readers that know no folders (3.7) ----

class _OfReader(Traversable):
    """The folder of a ResourceReader, or with a name a file of it."""

    def __init__(self, reader, package, resource=None):
        self._reader = reader
        self._package = package
        self._resource = resource

    def __repr__(self):
        return '<resource %r of %r>' % (self._resource, self._package)

    @property
    def name(self):
        return self._resource or self._package.rpartition('.')[2]

    def iterdir(self):
        if self._resource is not None:
            raise NotADirectoryError(self._resource)
        for name in self._reader.contents():
            yield _OfReader(self._reader, self._package, name)

    def is_dir(self):
        return self._resource is None

    def is_file(self):
        return self._resource is not None and self._reader.is_resource(self._resource)

    def joinpath(self, *names):
        names = '/'.join(names)
        if self._resource is not None or '/' in names:
            raise FileNotFoundError('%r: a %s has no folders' % (names, type(self._reader).__name__))
        return _OfReader(self._reader, self._package, names) if names else self

    def open(self, mode='r', *args, **kwargs):
        import io
        if self._resource is None:
            raise IsADirectoryError(self._package)
        file = self._reader.open_resource(self._resource)
        return io.TextIOWrapper(file, *args, **kwargs) if 'b' not in mode else file


# ---- as files of the system ----

def _write(folder, source):
    """Copy a Traversable into a folder."""
    target = folder / source.name
    if source.is_dir():
        target.mkdir()
        for item in source.iterdir():
            _write(target, item)
    else:
        target.write_bytes(source.read_bytes())
    return target


@contextlib.contextmanager
def as_file(traversable):
    """A path of the file system, for the `with` statement: if need be, of a copy that is removed afterwards."""
    if isinstance(traversable, pathlib.Path):
        yield traversable
        return
    if traversable.is_dir():
        folder = pathlib.Path(tempfile.mkdtemp())
        try:
            yield _write(folder, traversable)
        finally:
            shutil.rmtree(str(folder), ignore_errors=True)
        return
    descriptor, name = tempfile.mkstemp(suffix=traversable.name)
    try:
        with os.fdopen(descriptor, 'wb') as file:
            file.write(traversable.read_bytes())
        yield pathlib.Path(name)
    finally:
        try:
            os.remove(name)
        except FileNotFoundError:
            pass


# ---- by name ----

def _resource(anchor, names):
    if anchor is None:
        raise TypeError('anchor must be module or string, got None')
    return files(anchor).joinpath(*[os.fspath(name) for name in names])


def _encoding_for(encoding, names):
    if encoding is None:
        if len(names) > 1:
            raise TypeError("'encoding' argument required when multiple path names are specified")
        return 'utf-8'
    return encoding


def open_binary(anchor, *path_names):
    """A resource, open for reading of bytes."""
    return _resource(anchor, path_names).open('rb')


def open_text(anchor, *path_names, encoding=None, errors='strict'):
    """A resource, open for reading of text."""
    return _resource(anchor, path_names).open('r', encoding=_encoding_for(encoding, path_names), errors=errors)


def read_binary(anchor, *path_names):
    """The contents of a resource as bytes."""
    return _resource(anchor, path_names).read_bytes()


def read_text(anchor, *path_names, encoding=None, errors='strict'):
    """The contents of a resource as str."""
    with open_text(anchor, *path_names, encoding=encoding, errors=errors) as file:
        return file.read()


def path(anchor, *path_names):
    """A path of the file system for a resource, for the `with` statement."""
    return as_file(_resource(anchor, path_names))


def is_resource(anchor, *path_names):
    """Whether there is a resource of that name; a folder is none."""
    return _resource(anchor, path_names).is_file()


def contents(anchor, *path_names):
    """The names in a package. Deprecated."""
    warnings.warn('contents is deprecated. Use files(anchor).iterdir() instead.', DeprecationWarning, stacklevel=2)
    return (item.name for item in _resource(anchor, path_names).iterdir())
