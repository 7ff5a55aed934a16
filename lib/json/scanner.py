"""The scanner of the JSON decoder: reads one value at a position."""

import re

try:
    from _json import make_scanner as c_make_scanner
except ImportError:
    c_make_scanner = None

__all__ = ['make_scanner']

NUMBER_RE = re.compile(r'(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?')


def py_make_scanner(context):
    """scan_once(string, idx) -> value, end for a decoder; StopIteration where no value is."""
    parse_object = context.parse_object
    parse_array = context.parse_array
    parse_string = context.parse_string
    parse_float = context.parse_float
    parse_int = context.parse_int
    parse_constant = context.parse_constant
    strict = context.strict
    object_hook = context.object_hook
    object_pairs_hook = context.object_pairs_hook
    memo = context.memo
    match_number = NUMBER_RE.match

    def scan(string, idx):
        try:
            c = string[idx]
        except IndexError:
            raise StopIteration(idx) from None
        if c == '"':
            return parse_string(string, idx + 1, strict)
        if c == '{':
            return parse_object((string, idx + 1), strict, scan, object_hook,
                                object_pairs_hook, memo)
        if c == '[':
            return parse_array((string, idx + 1), scan)
        if c == 'n' and string[idx:idx + 4] == 'null':
            return None, idx + 4
        if c == 't' and string[idx:idx + 4] == 'true':
            return True, idx + 4
        if c == 'f' and string[idx:idx + 5] == 'false':
            return False, idx + 5
        m = match_number(string, idx)
        if m is not None:
            integer, fraction, exponent = m.groups()
            if fraction or exponent:
                return parse_float(integer + (fraction or '') + (exponent or '')), m.end()
            return parse_int(integer), m.end()
        for name in 'NaN', 'Infinity', '-Infinity':
            if string.startswith(name, idx):
                return parse_constant(name), idx + len(name)
        raise StopIteration(idx)

    def scan_once(string, idx):
        try:
            return scan(string, idx)
        finally:
            memo.clear()

    return scan_once


make_scanner = c_make_scanner or py_make_scanner
