"""The finders and loaders of importlib."""

from ._bootstrap import ModuleSpec, BuiltinImporter, FrozenImporter, LibraryImporter
from ._bootstrap_external import (
    SOURCE_SUFFIXES, DEBUG_BYTECODE_SUFFIXES, OPTIMIZED_BYTECODE_SUFFIXES,
    BYTECODE_SUFFIXES, EXTENSION_SUFFIXES, PathFinder, FileFinder,
    SourceFileLoader, SourcelessFileLoader, ExtensionFileLoader,
    WindowsRegistryFinder, _NamespaceLoader as NamespaceLoader)


def all_suffixes():
    """The suffixes of all kinds of modules."""
    return SOURCE_SUFFIXES + BYTECODE_SUFFIXES + EXTENSION_SUFFIXES


__all__ = ['BYTECODE_SUFFIXES', 'BuiltinImporter', 'DEBUG_BYTECODE_SUFFIXES',
           'EXTENSION_SUFFIXES', 'ExtensionFileLoader', 'FileFinder',
           'FrozenImporter', 'LibraryImporter', 'ModuleSpec', 'NamespaceLoader',
           'OPTIMIZED_BYTECODE_SUFFIXES', 'PathFinder', 'SOURCE_SUFFIXES',
           'SourceFileLoader', 'SourcelessFileLoader', 'WindowsRegistryFinder',
           'all_suffixes']
