"""Policies: how messages are parsed, kept and written."""

import abc
from email import charset as _charset
from email import header

__all__ = ['Policy', 'Compat32', 'compat32']


class _PolicyBase:
    """Attributes with defaults in the class, set by keyword and then fixed."""

    def __init__(self, **kw):
        for name, value in kw.items():
            if not hasattr(self, name):
                raise TypeError('{!r} is an invalid keyword argument for {}'
                                .format(name, self.__class__.__name__))
            object.__setattr__(self, name, value)

    def __repr__(self):
        return '{}({})'.format(self.__class__.__name__, ', '.join(
            '{}={!r}'.format(name, value) for name, value in self.__dict__.items()))

    def clone(self, **kw):
        """A copy with other values for some attributes."""
        new = self.__class__.__new__(self.__class__)
        for name, value in self.__dict__.items():
            object.__setattr__(new, name, value)
        for name, value in kw.items():
            if not hasattr(self, name):
                raise TypeError('{!r} is an invalid keyword argument for {}'
                                .format(name, self.__class__.__name__))
            object.__setattr__(new, name, value)
        return new

    def __setattr__(self, name, value):
        if hasattr(self, name):
            msg = '{!r} object attribute {!r} is read-only'
        else:
            msg = '{!r} object has no attribute {!r}'
        raise AttributeError(msg.format(self.__class__.__name__, name))

    def __add__(self, other):
        """A policy with the values of both; other's win."""
        return self.clone(**other.__dict__)


class Policy(_PolicyBase, metaclass=abc.ABCMeta):
    """The base of policies.

    raise_on_defect: raise defects instead of noting them on the message
    linesep, cte_type ('7bit' or '8bit'), max_line_length, mangle_from_: for writing
    message_factory: what makes messages, None for the class the package chooses
    """

    raise_on_defect = False
    linesep = '\n'
    cte_type = '8bit'
    max_line_length = 78
    mangle_from_ = False
    message_factory = None
    verify_generated_headers = True

    def handle_defect(self, obj, defect):
        if self.raise_on_defect:
            raise defect
        self.register_defect(obj, defect)

    def register_defect(self, obj, defect):
        obj.defects.append(defect)

    def header_max_count(self, name):
        """How many headers of that name there may be; None is any number."""
        return None

    @abc.abstractmethod
    def header_source_parse(self, sourcelines):
        """(name, value) to keep for the lines of a header."""
        raise NotImplementedError

    @abc.abstractmethod
    def header_store_parse(self, name, value):
        """(name, value) to keep for a header that the program sets."""
        raise NotImplementedError

    @abc.abstractmethod
    def header_fetch_parse(self, name, value):
        """The value to give to the program."""
        raise NotImplementedError

    @abc.abstractmethod
    def fold(self, name, value):
        """The header as lines of text."""
        raise NotImplementedError

    @abc.abstractmethod
    def fold_binary(self, name, value):
        """The header as lines of bytes."""
        raise NotImplementedError


class Compat32(Policy):
    """As Python 3.2 did it."""

    mangle_from_ = True

    def _sanitize_header(self, name, value):
        # A value with bytes that did not decode becomes a Header of an unknown charset.
        if not isinstance(value, str):
            return value
        if _has_surrogates(value):
            return header.Header(value, charset=_charset.UNKNOWN8BIT, header_name=name)
        return value

    def header_source_parse(self, sourcelines):
        name, value = sourcelines[0].split(':', 1)
        value = value.lstrip(' \t') + ''.join(sourcelines[1:])
        return name, value.rstrip('\r\n')

    def header_store_parse(self, name, value):
        return name, value

    def header_fetch_parse(self, name, value):
        return self._sanitize_header(name, value)

    def fold(self, name, value):
        return self._fold(name, value, sanitize=True)

    def fold_binary(self, name, value):
        folded = self._fold(name, value, sanitize=self.cte_type == '7bit')
        return folded.encode('ascii', 'surrogateescape')

    def _fold(self, name, value, sanitize):
        parts = ['%s: ' % name]
        h = None
        if isinstance(value, str):
            if _has_surrogates(value):
                if sanitize:
                    h = header.Header(value, charset=_charset.UNKNOWN8BIT, header_name=name)
                else:
                    # The bytes as they came, whatever the lines' length.
                    parts.append(value)
            else:
                h = header.Header(value, header_name=name)
        else:
            h = value       # a Header, hopefully
        if h is not None:
            maxlinelen = self.max_line_length if self.max_line_length is not None else 0
            parts.append(h.encode(linesep=self.linesep, maxlinelen=maxlinelen))
        parts.append(self.linesep)
        return ''.join(parts)


def _has_surrogates(s):
    try:
        s.encode()
        return False
    except UnicodeEncodeError:
        return True


compat32 = Compat32()
