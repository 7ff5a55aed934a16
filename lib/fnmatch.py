"""Matching of file names with the patterns of the shell.

    *       everything
    ?       any single character
    [seq]   any character in seq
    [!seq]  any character not in seq
"""

import os
import posixpath
import re
from functools import lru_cache

__all__ = ['filter', 'filterfalse', 'fnmatch', 'fnmatchcase', 'translate']


def fnmatch(name, pat):
    """Whether a name matches; the system decides whether case matters."""
    return fnmatchcase(os.path.normcase(name), os.path.normcase(pat))


@lru_cache(maxsize=256, typed=True)
def _compile_pattern(pat):
    if isinstance(pat, bytes):
        return re.compile(translate(str(pat, 'ISO-8859-1')).encode('ISO-8859-1')).match
    return re.compile(translate(pat)).match


def filter(names, pat):
    """The list of the names that match."""
    match = _compile_pattern(os.path.normcase(pat))
    if os.path is posixpath:
        return [name for name in names if match(name)]
    return [name for name in names if match(os.path.normcase(name))]


def filterfalse(names, pat):
    """The list of the names that do not match."""
    match = _compile_pattern(os.path.normcase(pat))
    return [name for name in names if not match(os.path.normcase(name))]


def fnmatchcase(name, pat):
    """Whether a name matches; case matters."""
    return _compile_pattern(pat)(name) is not None


def translate(pat):
    """The regular expression of a pattern."""
    result = []
    i, n = 0, len(pat)
    while i < n:
        c = pat[i]
        i += 1
        if c == '*':
            if not result or result[-1] != '.*':
                result.append('.*')
        elif c == '?':
            result.append('.')
        elif c == '[':
            end = i
            if end < n and pat[end] == '!':
                end += 1
            if end < n and pat[end] == ']':
                end += 1
            end = pat.find(']', end)
            if end < 0:
                result.append('\\[')
            else:
                result.append(_translate_set(pat[i:end]))
                i = end + 1
        else:
            result.append(re.escape(c))
    return f'(?s:{_join(result)})\\Z'


def _join(parts):
    """The expression of the parts. Between two stars stands text of a fixed length: the first place where it is found will do, so
    there is no going back into it, which would take a time exponential in the number of stars."""
    if parts.count('.*') < 2:
        return ''.join(parts)
    stars = [i for i, part in enumerate(parts) if part == '.*']
    inner = [''.join(parts[i + 1:end]) for i, end in zip(stars, stars[1:])]
    return ''.join(parts[:stars[0]]) + ''.join([f'(?>.*?{text})' for text in inner]) + ''.join(parts[stars[-1]:])


def _translate_set(stuff):
    """The regular expression of the inside of [...]."""
    if '-' not in stuff:
        stuff = stuff.replace('\\', r'\\')
    else:
        # Find the hyphens that make ranges; empty ranges go.
        chunks = []
        start = 0
        k = 2 if stuff[0] == '!' else 1
        while True:
            k = stuff.find('-', k)
            if k < 0:
                break
            chunks.append(stuff[start:k])
            start = k + 1
            k += 3
        rest = stuff[start:]
        if rest:
            chunks.append(rest)
        else:
            chunks[-1] += '-'
        for k in range(len(chunks) - 1, 0, -1):
            if chunks[k - 1][-1] > chunks[k][0]:
                chunks[k - 1] = chunks[k - 1][:-1] + chunks[k][1:]
                del chunks[k]
        stuff = '-'.join(s.replace('\\', r'\\').replace('-', r'\-') for s in chunks)
    stuff = re.sub(r'([&~|])', r'\\\1', stuff)
    if not stuff:
        return '(?!)'           # an empty range matches nothing
    if stuff == '!':
        return '.'
    if stuff[0] == '!':
        stuff = '^' + stuff[1:]
    elif stuff[0] in '^[':
        stuff = '\\' + stuff
    return f'[{stuff}]'
