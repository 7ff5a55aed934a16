"""Making, copying and removing folders."""
import errno
import os

from distutils import log
from distutils.errors import DistutilsFileError, DistutilsInternalError

_path_created = {}                          # folders made already, by absolute path: they are not asked for again


def mkpath(name, mode=0o777, verbose=1, dry_run=0):
    """Make a folder, with those above it; the folders made."""
    if not isinstance(name, str):
        raise DistutilsInternalError("mkpath: 'name' must be a string (got %r)" % (name,))
    name = os.path.normpath(name)
    created = []
    if name == "" or os.path.isdir(name) or _path_created.get(os.path.abspath(name)):
        return created
    head, tail = os.path.split(name)
    missing = [tail]
    while head and tail and not os.path.isdir(head):
        head, tail = os.path.split(head)
        missing.insert(0, tail)
    for part in missing:
        head = os.path.join(head, part)
        absolute = os.path.abspath(head)
        if _path_created.get(absolute):
            continue
        if verbose >= 1:
            log.info("creating %s", head)
        if not dry_run:
            try:
                os.mkdir(head, mode)
            except OSError as e:
                if not (e.errno == errno.EEXIST and os.path.isdir(head)):
                    raise DistutilsFileError("could not create '%s': %s" % (head, e.args[-1]))
            created.append(head)
        _path_created[absolute] = 1
    return created


def create_tree(base_dir, files, mode=0o777, verbose=1, dry_run=0):
    """Make the folders below base_dir that files need."""
    for folder in sorted({os.path.join(base_dir, os.path.dirname(name)) for name in files}):
        mkpath(folder, mode, verbose=verbose, dry_run=dry_run)


def copy_tree(src, dst, preserve_mode=1, preserve_times=1, preserve_symlinks=0, update=0, verbose=1, dry_run=0):
    """Copy what is in a folder to another; the files copied, or that would be."""
    from distutils.file_util import copy_file
    if not dry_run and not os.path.isdir(src):
        raise DistutilsFileError("cannot copy tree '%s': not a directory" % src)
    try:
        names = os.listdir(src)
    except OSError as e:
        if not dry_run:
            raise DistutilsFileError("error listing files in '%s': %s" % (src, e.strerror))
        names = []
    if not dry_run:
        mkpath(dst, verbose=verbose)
    outputs = []
    for name in names:
        source, target = os.path.join(src, name), os.path.join(dst, name)
        if name.startswith(".nfs"):
            continue                        # a removed file that somebody still has open
        if preserve_symlinks and os.path.islink(source):
            link = os.readlink(source)
            if verbose >= 1:
                log.info("linking %s -> %s", target, link)
            if not dry_run:
                os.symlink(link, target)
            outputs.append(target)
        elif os.path.isdir(source):
            outputs.extend(copy_tree(source, target, preserve_mode, preserve_times, preserve_symlinks, update, verbose=verbose, dry_run=dry_run))
        else:
            copy_file(source, target, preserve_mode, preserve_times, update, verbose=verbose, dry_run=dry_run)
            outputs.append(target)
    return outputs


def _removals(path):
    """(function, path) of all that is to be done to remove a folder."""
    for name in os.listdir(path):
        full = os.path.join(path, name)
        if os.path.isdir(full) and not os.path.islink(full):
            yield from _removals(full)
        else:
            yield os.remove, full
    yield os.rmdir, path


def remove_tree(directory, verbose=1, dry_run=0):
    """Remove a folder with all in it; what cannot be removed is told and left."""
    if verbose >= 1:
        log.info("removing '%s' (and everything under it)", directory)
    if dry_run:
        return
    for remove, path in list(_removals(directory)):
        try:
            remove(path)
            _path_created.pop(os.path.abspath(path), None)
        except OSError as e:
            log.warn("error removing %s: %s", directory, e)


def ensure_relative(path):
    """The path without what makes it absolute."""
    drive, path = os.path.splitdrive(path)
    if path[:1] == os.sep:
        path = drive + path[1:]
    return path
