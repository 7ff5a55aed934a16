"""The readers of resources, where they were at first (3.10)."""

from .resources.readers import FileReader, MultiplexedPath, NamespaceReader, ZipReader

__all__ = ['FileReader', 'MultiplexedPath', 'NamespaceReader', 'ZipReader']
