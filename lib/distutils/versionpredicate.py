"""Conditions on versions, as `requires` has them: "package (>=1.0, <2.0)".

>>> VersionPredicate('pyepat.abc (>1.0, <3333.3a1, !=1555.1b3)').satisfied_by('1.1')
True
>>> print(VersionPredicate('pyepat.abc ( >  1.0 , != 1555.1b3 )'))
pyepat.abc (> 1.0, != 1555.1b3)
"""
import distutils.version
import operator
import re

_VALID = re.compile(r"(?i)^\s*([a-z_]\w*(?:\.[a-z_]\w*)*)(.*)", re.ASCII)
_PARENS = re.compile(r"^\s*\((.*)\)\s*$")
_CONDITION = re.compile(r"^\s*(<=|>=|<|>|!=|==)\s*([^\s,]+)\s*$")
_COMPARE = {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">": operator.gt, ">=": operator.ge, "!=": operator.ne}
_provision = re.compile(r"([a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*)(?:\s*\(\s*([^)\s]+)\s*\))?$", re.ASCII)


def splitUp(pred):
    """(operator, version) of a condition.

    >>> splitUp(' != 1.2.3')
    ('!=', StrictVersion ('1.2.3'))
    """
    match = _CONDITION.match(pred)
    if not match:
        raise ValueError("bad package restriction syntax: %r" % pred)
    return match.group(1), distutils.version.StrictVersion(match.group(2))


class VersionPredicate:
    """The name of a package, and conditions on its version.

    name   the full name
    pred   list of (operator, StrictVersion)

    >>> VersionPredicate('a.b').name
    'a.b'
    >>> VersionPredicate('a (1.0)')
    Traceback (most recent call last):
      ...
    ValueError: bad package restriction syntax: '1.0'
    """

    def __init__(self, versionPredicateStr):
        text = versionPredicateStr.strip()
        if not text:
            raise ValueError("empty package restriction")
        match = _VALID.match(text)
        if not match:
            raise ValueError("bad package name in %r" % text)
        self.name, rest = match.groups()
        rest = rest.strip()
        self.pred = []
        if rest:
            match = _PARENS.match(rest)
            if not match:
                raise ValueError("expected parenthesized list: %r" % rest)
            self.pred = [splitUp(part) for part in match.group(1).split(",")]
            if not self.pred:
                raise ValueError("empty parenthesized list in %r" % text)

    def __str__(self):
        if not self.pred:
            return self.name
        return self.name + " (" + ", ".join(condition + " " + str(version) for condition, version in self.pred) + ")"

    def satisfied_by(self, version):
        """Does a version meet all conditions?"""
        return all(_COMPARE[condition](version, wanted) for condition, wanted in self.pred)


def split_provision(value):
    """(name, StrictVersion or None) of what `provides` has.

    >>> split_provision('mypkg')
    ('mypkg', None)
    >>> split_provision(' mypkg( 1.2 ) ')
    ('mypkg', StrictVersion ('1.2'))
    """
    value = value.strip()
    match = _provision.match(value)
    if not match:
        raise ValueError("illegal provides specification: %r" % value)
    version = match.group(2)
    return match.group(1), distutils.version.StrictVersion(version) if version else None
