"""Copying, moving and writing files."""
import errno
import os
from stat import S_IMODE, ST_ATIME, ST_MODE, ST_MTIME

from distutils import log
from distutils.errors import DistutilsFileError

_copy_action = {None: "copying", "hard": "hard linking", "sym": "symbolically linking"}


def _copy_file_contents(src, dst, buffer_size=16 * 1024):
    try:
        with open(src, "rb") as source:
            if os.path.exists(dst):
                try:
                    os.unlink(dst)          # it may be a link, or not writable
                except OSError as e:
                    raise DistutilsFileError("could not delete '%s': %s" % (dst, e.strerror))
            try:
                with open(dst, "wb") as target:
                    while True:
                        data = source.read(buffer_size)
                        if not data:
                            break
                        target.write(data)
            except OSError as e:
                raise DistutilsFileError("could not write to '%s': %s" % (dst, e.strerror))
    except OSError as e:
        raise DistutilsFileError("could not open '%s': %s" % (src, e.strerror))


def copy_file(src, dst, preserve_mode=1, preserve_times=1, update=0, link=None, verbose=1, dry_run=0):
    """Copy a file to a file or folder; (name of the copy, was it made?). update: only where src is newer. link: "hard" or "sym" instead."""
    from distutils.dep_util import newer
    if not os.path.isfile(src):
        raise DistutilsFileError("can't copy '%s': doesn't exist or not a regular file" % src)
    if os.path.isdir(dst):
        folder = dst
        dst = os.path.join(dst, os.path.basename(src))
    else:
        folder = os.path.dirname(dst)
    if update and not newer(src, dst):
        if verbose >= 1:
            log.debug("not copying %s (output up-to-date)", src)
        return dst, 0
    if link not in _copy_action:
        raise ValueError("invalid value '%s' for 'link' argument" % link)
    if verbose >= 1:
        same = os.path.basename(dst) == os.path.basename(src)
        log.info("%s %s -> %s", _copy_action[link], src, folder if same else dst)
    if dry_run:
        return dst, 1
    if link == "hard":
        if not (os.path.exists(dst) and os.path.samefile(src, dst)):
            try:
                os.link(src, dst)
                return dst, 1
            except OSError:
                pass                        # not on this file system: a copy then
        else:
            return dst, 1
    elif link == "sym":
        if not (os.path.exists(dst) and os.path.samefile(src, dst)):
            os.symlink(src, dst)
        return dst, 1
    _copy_file_contents(src, dst)
    if preserve_mode or preserve_times:
        info = os.stat(src)
        if preserve_times:
            os.utime(dst, (info[ST_ATIME], info[ST_MTIME]))
        if preserve_mode:
            os.chmod(dst, S_IMODE(info[ST_MODE]))
    return dst, 1


def move_file(src, dst, verbose=1, dry_run=0):
    """Move a file to another name, or into a folder; its new name."""
    if verbose >= 1:
        log.info("moving %s -> %s", src, dst)
    if dry_run:
        return dst
    if not os.path.isfile(src):
        raise DistutilsFileError("can't move '%s': not a regular file" % src)
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    elif os.path.exists(dst):
        raise DistutilsFileError("can't move '%s': destination '%s' already exists" % (src, dst))
    if not os.path.isdir(os.path.dirname(dst) or "."):
        raise DistutilsFileError("can't move '%s': destination '%s' not a valid path" % (src, dst))
    try:
        os.rename(src, dst)
    except OSError as e:
        if e.errno != errno.EXDEV:
            raise DistutilsFileError("couldn't move '%s' to '%s': %s" % (src, dst, e.strerror))
        copy_file(src, dst, verbose=verbose)
        try:
            os.unlink(src)
        except OSError as e:
            try:
                os.unlink(dst)
            except OSError:
                pass
            raise DistutilsFileError("couldn't move '%s' to '%s' by copy/delete: delete '%s' failed: %s" % (src, dst, src, e.strerror))
    return dst


def write_file(filename, contents):
    """Make a file of lines without ends."""
    with open(filename, "w") as f:
        for line in contents:
            f.write(line + "\n")
