"""Limits and helpers of the regular expression engine; for code that asks them from here."""

from re import MAXGROUPS, MAXREPEAT, UNICODE

__all__ = ['CODESIZE', 'MAXGROUPS', 'MAXREPEAT', 'getlower']

CODESIZE = 4                            # bytes; patterns are in code units of up to that size


def getlower(character, flags):
    """Return the number of the lower-case form of a character given by number.

    Without UNICODE among the flags only ASCII letters have one.
    """
    if flags & UNICODE:
        return ord(chr(character).lower()[0])
    if character < 128:
        return ord(chr(character).lower())
    return character
