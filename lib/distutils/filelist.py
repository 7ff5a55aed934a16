"""FileList: the files that a manifest template chooses from those below a folder."""
import os
import re

from distutils import log
from distutils.errors import DistutilsTemplateError
from distutils.util import convert_path


def findall(dir=os.curdir):
    """All files below a folder, without the folder's name where it is the current one."""
    files = []
    for base, folders, names in os.walk(dir, followlinks=True):
        files.extend(os.path.join(base, name) for name in names)
    if dir == os.curdir:
        files = [os.path.relpath(name, start=dir) for name in files]
    return [name for name in files if os.path.isfile(name)]


def glob_to_re(pattern):
    """A regular expression for a pattern; * and ? do not match the separator of folders."""
    import fnmatch
    separator = r"\\\\" if os.sep == "\\" else os.sep
    # fnmatch has `.` for what ? and * match; those that are not quoted become anything but the separator
    return re.sub(r"((?<!\\)(\\\\)*)\.", r"\1[^%s]" % separator, fnmatch.translate(pattern))


def translate_pattern(pattern, anchor=1, prefix=None, is_regex=0):
    """A compiled regular expression for a pattern, which is one itself with is_regex; anchor: match from the start; prefix: a folder above."""
    if is_regex:
        return re.compile(pattern) if isinstance(pattern, str) else pattern
    start, _, end = glob_to_re("_").partition("_")
    text = glob_to_re(pattern) if pattern else ""
    if pattern:
        assert text.startswith(start) and text.endswith(end)
    if prefix is not None:
        folder = glob_to_re(prefix)
        folder = folder[len(start):len(folder) - len(end)]
        separator = r"\\" if os.sep == "\\" else os.sep
        text = text[len(start):len(text) - len(end)]
        text = r"%s\A%s%s.*%s%s" % (start, folder, separator, text, end)
    elif anchor:
        text = r"%s\A%s" % (start, text[len(start):])
    return re.compile(text)


class FileList:
    """files are those chosen, allfiles those to choose from (found in the current folder when first needed)."""

    def __init__(self, warn=None, debug_print=None):
        self.allfiles = None
        self.files = []

    def set_allfiles(self, allfiles):
        self.allfiles = allfiles

    def findall(self, dir=os.curdir):
        self.allfiles = findall(dir)

    def debug_print(self, msg):
        from distutils.debug import DEBUG
        if DEBUG:
            print(msg)

    def append(self, item):
        self.files.append(item)

    def extend(self, items):
        self.files.extend(items)

    def sort(self):
        """By folder first, then by name."""
        self.files = [os.path.join(*pair) for pair in sorted(map(os.path.split, self.files))]

    def remove_duplicates(self):
        """Of a sorted list."""
        self.files = [name for i, name in enumerate(self.files) if i == 0 or name != self.files[i - 1]]

    def _parse_template_line(self, line):
        """(action, patterns, folder, pattern of a folder) of a line."""
        words = line.split()
        action = words[0]
        patterns = dir = dir_pattern = None
        if action in ("include", "exclude", "global-include", "global-exclude"):
            if len(words) < 2:
                raise DistutilsTemplateError("'%s' expects <pattern1> <pattern2> ..." % action)
            patterns = [convert_path(word) for word in words[1:]]
        elif action in ("recursive-include", "recursive-exclude"):
            if len(words) < 3:
                raise DistutilsTemplateError("'%s' expects <dir> <pattern1> <pattern2> ..." % action)
            dir = convert_path(words[1])
            patterns = [convert_path(word) for word in words[2:]]
        elif action in ("graft", "prune"):
            if len(words) != 2:
                raise DistutilsTemplateError("'%s' expects a single <dir_pattern>" % action)
            dir_pattern = convert_path(words[1])
        else:
            raise DistutilsTemplateError("unknown action '%s'" % action)
        return action, patterns, dir, dir_pattern

    _ACTIONS = {                            # method, arguments, what to say where nothing matches
        "include": ("include_pattern", {"anchor": 1}, "no files found matching '%s'"),
        "exclude": ("exclude_pattern", {"anchor": 1}, "no previously-included files found matching '%s'"),
        "global-include": ("include_pattern", {"anchor": 0}, "no files found matching '%s' anywhere in distribution"),
        "global-exclude": ("exclude_pattern", {"anchor": 0}, "no previously-included files matching '%s' found anywhere in distribution"),
        "recursive-include": ("include_pattern", {}, "no files found matching '%s' under directory '%s'"),
        "recursive-exclude": ("exclude_pattern", {}, "no previously-included files matching '%s' found under directory '%s'"),
    }

    def process_template_line(self, line):
        action, patterns, dir, dir_pattern = self._parse_template_line(line)
        if action == "graft":
            self.debug_print("graft " + dir_pattern)
            if not self.include_pattern(None, prefix=dir_pattern):
                log.warn("warning: no directories found matching '%s'", dir_pattern)
        elif action == "prune":
            self.debug_print("prune " + dir_pattern)
            if not self.exclude_pattern(None, prefix=dir_pattern):
                log.warn("no previously-included directories found matching '%s'", dir_pattern)
        else:
            name, arguments, message = self._ACTIONS[action]
            if dir is not None:
                arguments = {"prefix": dir}
            self.debug_print(" ".join([action] + ([dir] if dir is not None else []) + patterns))
            for pattern in patterns:
                if not getattr(self, name)(pattern, **arguments):
                    log.warn("warning: " + message, *([pattern] if dir is None else [pattern, dir]))

    def include_pattern(self, pattern, anchor=1, prefix=None, is_regex=0):
        """Choose the files that match; was there any?"""
        expression = translate_pattern(pattern, anchor, prefix, is_regex)
        self.debug_print("include_pattern: applying regex r'%s'" % expression.pattern)
        if self.allfiles is None:
            self.findall()
        found = [name for name in self.allfiles if expression.search(name)]
        self.files.extend(found)
        return bool(found)

    def exclude_pattern(self, pattern, anchor=1, prefix=None, is_regex=0):
        """Give up the chosen files that match; was there any?"""
        expression = translate_pattern(pattern, anchor, prefix, is_regex)
        self.debug_print("exclude_pattern: applying regex r'%s'" % expression.pattern)
        kept = [name for name in self.files if not expression.search(name)]
        found = len(kept) < len(self.files)
        self.files[:] = kept
        return found
