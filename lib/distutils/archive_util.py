"""Archives: tar files with any compression, zip files."""
import os
import sys
import tarfile
import zipfile

from distutils import log
from distutils.dir_util import mkpath
from distutils.errors import DistutilsExecError
from distutils.spawn import spawn

try:
    from grp import getgrnam
except ImportError:
    getgrnam = None
try:
    from pwd import getpwnam
except ImportError:
    getpwnam = None


def _get_gid(name):
    """The number of a group; None where it is not known."""
    try:
        return getgrnam(name)[2] if getgrnam is not None and name is not None else None
    except KeyError:
        return None


def _get_uid(name):
    """The number of a user; None where he is not known."""
    try:
        return getpwnam(name)[2] if getpwnam is not None and name is not None else None
    except KeyError:
        return None


_COMPRESSION = {"gzip": ("gz", ".gz"), "bzip2": ("bz2", ".bz2"), "xz": ("xz", ".xz"), None: ("", ""), "compress": ("", ".Z")}


def make_tarball(base_name, base_dir, compress="gzip", verbose=0, dry_run=0, owner=None, group=None):
    """Pack a folder into base_name.tar with the compression's ending; the name of the archive."""
    if compress not in _COMPRESSION:
        raise ValueError("bad value for 'compress': must be None, 'gzip', 'bzip2', 'xz' or 'compress'")
    mode, extension = _COMPRESSION[compress]
    archive_name = base_name + ".tar"
    if compress != "compress":
        archive_name += extension
    mkpath(os.path.dirname(archive_name), dry_run=dry_run)
    log.info("Creating tar archive")
    uid, gid = _get_uid(owner), _get_gid(group)

    def set_owner(info):
        if gid is not None:
            info.gid, info.gname = gid, group
        if uid is not None:
            info.uid, info.uname = uid, owner
        return info

    if not dry_run:
        with tarfile.open(archive_name, "w|" + mode) as tar:
            tar.add(base_dir, filter=set_owner)
    if compress == "compress":
        from warnings import warn
        warn("'compress' will be deprecated.", PendingDeprecationWarning)
        compressed = archive_name + extension
        command = [compress, archive_name, compressed] if sys.platform == "win32" else [compress, "-f", archive_name]
        spawn(command, dry_run=dry_run)
        return compressed
    return archive_name


def make_zipfile(base_name, base_dir, verbose=0, dry_run=0):
    """Pack a folder into base_name.zip; its name."""
    zip_filename = base_name + ".zip"
    mkpath(os.path.dirname(zip_filename), dry_run=dry_run)
    log.info("creating '%s' and adding '%s' to it", zip_filename, base_dir)
    if dry_run:
        return zip_filename
    try:
        archive = zipfile.ZipFile(zip_filename, "w", compression=zipfile.ZIP_DEFLATED)
    except RuntimeError:                    # there is no zlib
        archive = zipfile.ZipFile(zip_filename, "w", compression=zipfile.ZIP_STORED)
    with archive:
        def add(path):
            archive.write(path, path)
            log.info("adding '%s'", path)

        if base_dir != os.curdir:
            add(os.path.normpath(os.path.join(base_dir, "")))
        for folder, folders, files in os.walk(base_dir):
            for name in folders:
                add(os.path.normpath(os.path.join(folder, name, "")))
            for name in files:
                path = os.path.normpath(os.path.join(folder, name))
                if os.path.isfile(path):
                    add(path)
    return zip_filename


ARCHIVE_FORMATS = {
    "gztar": (make_tarball, [("compress", "gzip")], "gzip'ed tar-file"),
    "bztar": (make_tarball, [("compress", "bzip2")], "bzip2'ed tar-file"),
    "xztar": (make_tarball, [("compress", "xz")], "xz'ed tar-file"),
    "ztar": (make_tarball, [("compress", "compress")], "compressed tar file"),
    "tar": (make_tarball, [("compress", None)], "uncompressed tar file"),
    "zip": (make_zipfile, [], "ZIP file"),
}


def check_archive_formats(formats):
    """The first format that is not known; None where all are."""
    for format in formats:
        if format not in ARCHIVE_FORMATS:
            return format
    return None


def make_archive(base_name, format, root_dir=None, base_dir=None, verbose=0, dry_run=0, owner=None, group=None):
    """Pack base_dir, as seen from root_dir, into an archive; its name."""
    before = os.getcwd()
    if root_dir is not None:
        log.debug("changing into '%s'", root_dir)
        base_name = os.path.abspath(base_name)
        if not dry_run:
            os.chdir(root_dir)
    if base_dir is None:
        base_dir = os.curdir
    options = {"dry_run": dry_run}
    try:
        function, arguments, _ = ARCHIVE_FORMATS[format]
    except KeyError:
        raise ValueError("unknown archive format '%s'" % format)
    options.update(arguments)
    if format != "zip":
        options["owner"] = owner
        options["group"] = group
    try:
        return function(base_name, base_dir, **options)
    finally:
        if root_dir is not None:
            log.debug("changing back to '%s'", before)
            os.chdir(before)
