"""Building and installing Python modules: setup(), its commands, compilers, and helpers for files."""
import sys

__version__ = sys.version[:sys.version.index(" ")]
