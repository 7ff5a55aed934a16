"""Versions that can be compared: strictly by a scheme, or loosely."""
import re


class Version:
    """What both kinds have in common: comparison by _cmp()."""

    def __init__(self, vstring=None):
        if vstring:
            self.parse(vstring)

    def __repr__(self):
        return "%s ('%s')" % (self.__class__.__name__, str(self))

    def _compare(self, other, test):
        order = self._cmp(other)
        return order if order is NotImplemented else test(order)

    def __eq__(self, other):
        return self._compare(other, lambda order: order == 0)

    def __lt__(self, other):
        return self._compare(other, lambda order: order < 0)

    def __le__(self, other):
        return self._compare(other, lambda order: order <= 0)

    def __gt__(self, other):
        return self._compare(other, lambda order: order > 0)

    def __ge__(self, other):
        return self._compare(other, lambda order: order >= 0)


class StrictVersion(Version):
    """Two or three numbers, and perhaps a or b with a number for a version before the release: 1.0, 2.4.1, 1.2a1."""

    version_re = re.compile(r"^(\d+) \. (\d+) (\. (\d+))? ([ab](\d+))?$", re.VERBOSE | re.ASCII)

    def parse(self, vstring):
        match = self.version_re.match(vstring)
        if not match:
            raise ValueError("invalid version number '%s'" % vstring)
        major, minor, patch, prerelease, number = match.group(1, 2, 4, 5, 6)
        self.version = (int(major), int(minor), int(patch or 0))
        self.prerelease = (prerelease[0], int(number)) if prerelease else None

    def __str__(self):
        text = ".".join(map(str, self.version if self.version[2] else self.version[:2]))
        return text + self.prerelease[0] + str(self.prerelease[1]) if self.prerelease else text

    def _cmp(self, other):
        if isinstance(other, str):
            other = StrictVersion(other)
        elif not isinstance(other, StrictVersion):
            return NotImplemented
        # a release comes after all that led to it
        mine, its = ((v.version, v.prerelease is None, v.prerelease or ()) for v in (self, other))
        return (mine > its) - (mine < its)


class LooseVersion(Version):
    """Any text: runs of digits and of letters are compared, numbers as numbers."""

    component_re = re.compile(r"(\d+ | [a-z]+ | \.)", re.VERBOSE)

    def parse(self, vstring):
        self.vstring = vstring
        parts = [part for part in self.component_re.split(vstring) if part and part != "."]
        self.version = [int(part) if part.isdigit() else part for part in parts]

    def __str__(self):
        return self.vstring

    def __repr__(self):
        return "LooseVersion ('%s')" % str(self)

    def _cmp(self, other):
        if isinstance(other, str):
            other = LooseVersion(other)
        elif not isinstance(other, LooseVersion):
            return NotImplemented
        if self.version == other.version:
            return 0
        return -1 if self.version < other.version else 1
