"""Paths of the classic Mac OS and the paths of URLs: url2pathname() and pathname2url()."""
import urllib.parse

__all__ = ["url2pathname", "pathname2url"]


def url2pathname(pathname):
    """The path for a file URL or its part after the scheme: 'file:///a/b' -> 'a:b', relative ones begin with a colon."""
    scheme = urllib.parse.splittype(pathname)[0]
    if scheme and scheme != "file":
        raise RuntimeError("Cannot convert non-local URL to pathname")
    # an empty host before the path
    if pathname[:3] == "///":
        pathname = pathname[2:]
    elif pathname[:2] == "//":
        raise RuntimeError("Cannot convert non-local URL to pathname")
    parts = pathname.split("/")
    i = 0
    while i < len(parts):
        if parts[i] == ".":
            del parts[i]
        elif parts[i] == ".." and i > 0 and parts[i - 1] not in ("", ".."):
            del parts[i - 1:i + 1]
            i -= 1
        elif parts[i] == "" and i > 0 and parts[i - 1] != "":
            del parts[i]
        else:
            i += 1
    if not parts[0]:                        # absolute: the volume comes first
        path = ":".join(parts[1:])
    else:                                   # relative: '..' is one more colon
        i = 0
        while i < len(parts) and parts[i] == "..":
            parts[i] = ""
            i += 1
        path = ":" + ":".join(parts)
    return urllib.parse.unquote(path)


def pathname2url(pathname):
    """The part of a file URL for a path."""
    if "/" in pathname:
        raise RuntimeError("Cannot convert pathname containing slashes")
    parts = pathname.split(":")
    if parts[0] == "":
        del parts[0]
    if parts[-1] == "":
        del parts[-1]
    parts = [".." if part == "" else part for part in parts]
    return "/".join(urllib.parse.quote(part, safe="")[:31] if part != ".." else part for part in parts)
