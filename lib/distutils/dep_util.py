"""Is a file out of date? By the times of files."""
import os

from distutils.errors import DistutilsFileError


def newer(source, target):
    """Is source newer than target, or target missing?"""
    if not os.path.exists(source):
        raise DistutilsFileError("file '%s' does not exist" % os.path.abspath(source))
    return not os.path.exists(target) or os.path.getmtime(source) > os.path.getmtime(target)


def newer_pairwise(sources, targets):
    """The sources, and the targets that belong to them, where the source is newer."""
    if len(sources) != len(targets):
        raise ValueError("'sources' and 'targets' must be same length")
    pairs = [(source, target) for source, target in zip(sources, targets) if newer(source, target)]
    return [source for source, _ in pairs], [target for _, target in pairs]


def newer_group(sources, target, missing="error"):
    """Is any of the sources newer than target? What is missing is an error, is left out ("ignore"), or makes it so ("newer")."""
    if not os.path.exists(target):
        return True
    made = os.stat(target).st_mtime
    for source in sources:
        if not os.path.exists(source):
            if missing == "ignore":
                continue
            if missing == "newer":
                return True
        if os.stat(source).st_mtime > made:
            return True
    return False
