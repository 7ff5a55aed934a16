"""Policies ready for use: compat32 is how 3.2 did it; default, SMTP, SMTPUTF8, HTTP and
strict have headers as objects of headerregistry, and messages with content."""

import re
from email._policybase import Policy, Compat32, compat32
from email.utils import _has_surrogates
from email.headerregistry import HeaderRegistry
from email.contentmanager import raw_data_manager
from email.message import EmailMessage

__all__ = ['Compat32', 'compat32', 'Policy', 'EmailPolicy', 'default', 'strict', 'SMTP',
           'HTTP', 'SMTPUTF8']

_linesep_splitter = re.compile(r'\n|\r')


class EmailPolicy(Policy):
    """The base of the policies with headers as objects.

    utf8: headers may be UTF-8; refold_source: whether headers of parsed messages are folded
    anew, 'none', 'long' (if a line is too long) or 'all'; header_factory: makes headers;
    content_manager: gets and sets content.
    """

    message_factory = EmailMessage
    utf8 = False
    refold_source = 'long'
    header_factory = HeaderRegistry()
    content_manager = raw_data_manager

    def __init__(self, **kw):
        # Each new policy has a factory of its own, to be changed without harm to others.
        if 'header_factory' not in kw:
            object.__setattr__(self, 'header_factory', HeaderRegistry())
        super().__init__(**kw)

    def header_max_count(self, name):
        return self.header_factory[name].max_count

    def header_source_parse(self, sourcelines):
        name, value = sourcelines[0].split(':', 1)
        value = value.lstrip(' \t\r\n') + ''.join(sourcelines[1:])
        return name, value.rstrip('\r\n')

    def header_store_parse(self, name, value):
        if getattr(value, 'name', '').lower() == name.lower():
            return name, value
        if isinstance(value, str) and len(value.splitlines()) > 1:
            raise ValueError('Header values may not contain linefeed or carriage return '
                             'characters')
        return name, self.header_factory(name, value)

    def header_fetch_parse(self, name, value):
        if hasattr(value, 'name'):
            return value
        return self.header_factory(name, ''.join(_linesep_splitter.split(value)))

    def fold(self, name, value):
        return self._fold(name, value, refold_binary=True)

    def fold_binary(self, name, value):
        folded = self._fold(name, value, refold_binary=self.cte_type == '7bit')
        return folded.encode('utf8' if self.utf8 else 'ascii', 'surrogateescape')

    def _fold(self, name, value, refold_binary=False):
        if hasattr(value, 'name'):
            return value.fold(policy=self)
        maxlen = self.max_line_length or float('inf')
        # Lines end with \n, \r or both; other ends of lines are part of the text.
        lines = re.split(r'\r\n|\r|\n', value)
        refold = self.refold_source == 'all'
        if self.refold_source == 'long':
            refold = len(lines[0]) + len(name) + 2 > maxlen or \
                any(len(line) > maxlen for line in lines[1:])
        if refold or refold_binary and _has_surrogates(value):
            return self.header_factory(name, ''.join(lines)).fold(policy=self)
        return name + ': ' + self.linesep.join(lines) + self.linesep


default = EmailPolicy()
# The first policy uses the factory of the class.
del default.__dict__['header_factory']
strict = default.clone(raise_on_defect=True)
SMTP = default.clone(linesep='\r\n')
HTTP = default.clone(linesep='\r\n', max_line_length=None)
SMTPUTF8 = SMTP.clone(utf8=True)
