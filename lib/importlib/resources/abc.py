"""What the resources of a package can do."""

import abc

from importlib.abc import ResourceReader

__all__ = ['ResourceReader', 'Traversable', 'TraversableResources', 'TraversalError']


class TraversalError(Exception):
    """A name leads nowhere."""


class Traversable(metaclass=abc.ABCMeta):
    """A file or a folder, with a part of what pathlib.Path has."""

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is not Traversable:
            return NotImplemented
        return all(any(name in base.__dict__ for base in subclass.__mro__)
                   for name in ('iterdir', 'is_dir', 'is_file', 'open', 'joinpath', 'name', 'read_bytes', 'read_text')) or NotImplemented

    @abc.abstractmethod
    def iterdir(self):
        """What is in the folder, as Traversables."""

    @abc.abstractmethod
    def is_dir(self):
        """Whether it is a folder."""

    @abc.abstractmethod
    def is_file(self):
        """Whether it is a file."""

    @abc.abstractmethod
    def open(self, mode='r', *args, **kwargs):
        """The file, open for reading; the other arguments are those of io.TextIOWrapper."""

    @property
    @abc.abstractmethod
    def name(self):
        """The name without the folders."""

    def read_bytes(self):
        """The contents as bytes."""
        with self.open('rb') as file:
            return file.read()

    def read_text(self, encoding=None):
        """The contents as str."""
        with self.open(encoding=encoding) as file:
            return file.read()

    def joinpath(self, *descendants):
        """What has that name below it; names may have slashes in them."""
        found = self
        for name in '/'.join(map(str, descendants)).split('/'):
            if name in ('', '.'):
                continue
            for item in found.iterdir():
                if item.name == name:
                    found = item
                    break
            else:
                raise TraversalError('Target not found during traversal.', name)
        return found

    def __truediv__(self, child):
        return self.joinpath(child)


class TraversableResources(ResourceReader):
    """A reader of resources over files()."""

    @abc.abstractmethod
    def files(self):
        """The folder of the package, a Traversable."""

    def open_resource(self, resource):
        return self.files().joinpath(resource).open('rb')

    def resource_path(self, resource):
        raise FileNotFoundError(resource)

    def is_resource(self, path):
        return self.files().joinpath(path).is_file()

    def contents(self):
        return (item.name for item in self.files().iterdir())
