"""The readers of resources that the loaders give."""

import pathlib

from . import abc

__all__ = ['FileReader', 'MultiplexedPath', 'NamespaceReader', 'ZipReader']


class FileReader(abc.TraversableResources):
    """For packages in folders."""

    def __init__(self, loader):
        self.path = pathlib.Path(loader.path).parent

    def resource_path(self, resource):
        return str(self.path.joinpath(resource))

    def files(self):
        return self.path


class ZipReader(abc.TraversableResources):
    """For packages in zip archives."""

    def __init__(self, loader, module):
        self.prefix = loader.prefix.replace('\\', '/') + module.rpartition('.')[2] + '/'
        self.archive = loader.archive

    def open_resource(self, resource):
        try:
            return super().open_resource(resource)
        except KeyError as e:
            raise FileNotFoundError(e.args[0]) from None

    def is_resource(self, path):
        target = self.files().joinpath(path)
        return target.is_file() and target.exists()

    def files(self):
        from zipfile import Path
        return Path(self.archive, self.prefix)


class MultiplexedPath(abc.Traversable):
    """Several folders as one; of files with one name that of the first folder counts."""

    def __init__(self, *paths):
        self._paths = [pathlib.Path(path) for path in dict.fromkeys(paths)]
        if not self._paths:
            raise FileNotFoundError('MultiplexedPath must contain at least one path')
        if not all(path.is_dir() for path in self._paths):
            raise NotADirectoryError('MultiplexedPath only supports directories')

    def iterdir(self):
        by_name = {}
        for path in self._paths:
            for item in path.iterdir():
                by_name.setdefault(item.name, []).append(item)
        return iter([self._joined(items) for items in by_name.values()])

    @staticmethod
    def _joined(items):
        """What the name of them all means."""
        if len(items) > 1 and all(item.is_dir() for item in items):
            return MultiplexedPath(*items)
        return items[0]

    def read_bytes(self):
        raise FileNotFoundError('%r is not a file' % self)

    def read_text(self, *args, **kwargs):
        raise FileNotFoundError('%r is not a file' % self)

    def is_dir(self):
        return True

    def is_file(self):
        return False

    def joinpath(self, *descendants):
        if not descendants:
            return self
        found = [path.joinpath(*descendants) for path in self._paths]
        there = [path for path in found if path.exists()]
        return self._joined(there) if there else found[0]

    def open(self, *args, **kwargs):
        raise FileNotFoundError('%r is not a file' % self)

    @property
    def name(self):
        return self._paths[0].name

    def __repr__(self):
        return 'MultiplexedPath(%s)' % ', '.join(repr(str(path)) for path in self._paths)


class NamespaceReader(abc.TraversableResources):
    """For namespace packages."""

    def __init__(self, namespace_path):
        if 'NamespacePath' not in str(namespace_path):
            raise ValueError('Invalid path')
        self.path = MultiplexedPath(*namespace_path)

    def resource_path(self, resource):
        return str(self.path.joinpath(resource))

    def files(self):
        return self.path
