"""The parser of messages, fed piece by piece.

Never fails on a message, however malformed: what is wrong is noted in its
defects.  The parser is a generator that stops where it needs more data, and
pulls lines from a buffer; a part of a multipart ends where a line satisfies a
predicate on a stack.
"""

__all__ = ['FeedParser', 'BytesFeedParser']

import re
from collections import deque
from io import StringIO

from email import errors
from email._policybase import compat32

NLCRE_eol = re.compile(r'(\r\n|\r|\n)\Z')
NLCRE_bol = re.compile(r'(\r\n|\r|\n)')
# A header, its continuation, or an envelope line.
headerRE = re.compile(r'^(From |[\041-\071\073-\176]*:|[\t ])')
NeedMoreData = object()


class BufferedSubFile:
    """Lines of what was fed; readline() gives NeedMoreData where the rest is not there yet."""

    def __init__(self):
        self._partial = StringIO(newline='')
        self._lines = deque()
        self._eofstack = []
        self._closed = False

    def push_eof_matcher(self, matches):
        self._eofstack.append(matches)

    def pop_eof_matcher(self):
        return self._eofstack.pop()

    def close(self):
        self._partial.seek(0)
        self.pushlines(self._partial.readlines())
        self._partial.seek(0)
        self._partial.truncate()
        self._closed = True

    def readline(self):
        if not self._lines:
            return '' if self._closed else NeedMoreData
        line = self._lines.popleft()
        # The end of a part is an end of file to those who read the part.
        for matches in reversed(self._eofstack):
            if matches(line):
                self._lines.appendleft(line)
                return ''
        return line

    def unreadline(self, line):
        assert line is not NeedMoreData
        self._lines.appendleft(line)

    def push(self, data):
        self._partial.write(data)
        if '\n' not in data and '\r' not in data:
            return
        self._partial.seek(0)
        lines = self._partial.readlines()
        self._partial.seek(0)
        self._partial.truncate()
        # The last line may go on; a \r may be the first half of \r\n.
        if not lines[-1].endswith('\n'):
            self._partial.write(lines.pop())
        self.pushlines(lines)

    def pushlines(self, lines):
        self._lines.extend(lines)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if line == '':
            raise StopIteration
        return line


class FeedParser:
    """Takes text by feed(); close() returns the message."""

    def __init__(self, _factory=None, *, policy=compat32):
        self.policy = policy
        self._old_style_factory = False
        if _factory is None:
            if policy.message_factory is None:
                from email.message import Message
                self._factory = Message
            else:
                self._factory = policy.message_factory
        else:
            self._factory = _factory
            try:
                _factory(policy=self.policy)
            except TypeError:
                # A class from before there were policies.
                self._old_style_factory = True
        self._input = BufferedSubFile()
        self._msgstack = []
        self._parse = self._parsegen().__next__
        self._cur = None
        self._last = None
        self._headersonly = False

    def _set_headersonly(self):
        self._headersonly = True

    def feed(self, data):
        self._input.push(data)
        self._call_parse()

    def _call_parse(self):
        try:
            self._parse()
        except StopIteration:
            pass

    def close(self):
        """Parse what is left and return the message."""
        self._input.close()
        self._call_parse()
        root = self._pop_message()
        assert not self._msgstack
        if (root.get_content_maintype() == 'multipart' and not root.is_multipart()
                and not self._headersonly):
            self.policy.handle_defect(root, errors.MultipartInvariantViolationDefect())
        return root

    def _new_message(self):
        if self._old_style_factory:
            msg = self._factory()
        else:
            msg = self._factory(policy=self.policy)
        if self._cur and self._cur.get_content_type() == 'multipart/digest':
            msg.set_default_type('message/rfc822')
        if self._msgstack:
            self._msgstack[-1].attach(msg)
        self._msgstack.append(msg)
        self._cur = msg
        self._last = msg

    def _pop_message(self):
        msg = self._msgstack.pop()
        self._cur = self._msgstack[-1] if self._msgstack else None
        return msg

    def _lines(self):
        # The lines up to the end, with NeedMoreData between them; the last item is ''.
        while True:
            line = self._input.readline()
            yield line
            if line == '':
                return

    def _read_rest(self):
        # Yields while data is missing, and returns the rest as one string.
        lines = []
        for line in self._lines():
            if line is NeedMoreData:
                yield NeedMoreData
            else:
                lines.append(line)
        return ''.join(lines)

    def _parsegen(self):
        self._new_message()
        headers = []
        for line in self._lines():
            if line is NeedMoreData:
                yield NeedMoreData
                continue
            if not headerRE.match(line):
                # The end of the headers: an empty line, or else the body has begun.
                if not NLCRE_bol.match(line):
                    if line:
                        self.policy.handle_defect(
                            self._cur, errors.MissingHeaderBodySeparatorDefect())
                        self._input.unreadline(line)
                break
            headers.append(line)
        self._parse_headers(headers)
        msg = self._cur
        if self._headersonly:
            msg.set_payload((yield from self._read_rest()))
        elif msg.get_content_type() == 'message/delivery-status':
            yield from self._parse_delivery_status()
        elif msg.get_content_maintype() == 'message':
            yield from self._parsegen()
            self._pop_message()
        elif msg.get_content_maintype() == 'multipart':
            yield from self._parse_multipart()
        else:
            msg.set_payload((yield from self._read_rest()))

    def _parse_delivery_status(self):
        # Blocks of headers, each a message, separated by empty lines.
        while True:
            self._input.push_eof_matcher(NLCRE_bol.match)
            yield from self._parsegen()
            self._pop_message()
            self._input.pop_eof_matcher()
            # The separator, and what follows it.
            for _ in range(2):
                while True:
                    line = self._input.readline()
                    if line is not NeedMoreData:
                        break
                    yield NeedMoreData
            if line == '':
                return
            self._input.unreadline(line)

    def _parse_multipart(self):
        msg = self._cur
        boundary = msg.get_boundary()
        if boundary is None:
            self.policy.handle_defect(msg, errors.NoBoundaryInMultipartDefect())
            msg.set_payload((yield from self._read_rest()))
            return
        if str(msg.get('content-transfer-encoding', '8bit')).lower() not in (
                '7bit', '8bit', 'binary'):
            self.policy.handle_defect(
                msg, errors.InvalidMultipartContentTransferEncodingDefect())
        separator = '--' + boundary
        match = re.compile('(?P<sep>' + re.escape(separator)
                           + r')(?P<end>--)?(?P<ws>[ \t]*)(?P<linesep>\r\n|\r|\n)?$').match
        in_preamble = True
        preamble = []
        linesep = False
        closed = False
        while True:
            line = self._input.readline()
            if line is NeedMoreData:
                yield NeedMoreData
                continue
            if line == '':
                break
            m = match(line)
            if not m:
                assert in_preamble
                preamble.append(line)
                continue
            if m.group('end'):
                closed = True
                linesep = m.group('linesep')
                break
            if in_preamble:
                # The line end before the boundary belongs to the boundary.
                if preamble:
                    eol = NLCRE_eol.search(preamble[-1])
                    if eol:
                        preamble[-1] = preamble[-1][:-len(eol.group())]
                    msg.preamble = ''.join(preamble)
                in_preamble = False
                self._input.unreadline(line)
                continue
            # Here a part begins; boundaries may be repeated.
            while True:
                line = self._input.readline()
                if line is NeedMoreData:
                    yield NeedMoreData
                    continue
                m = match(line)
                if not m:
                    self._input.unreadline(line)
                    break
            self._input.push_eof_matcher(match)
            yield from self._parsegen()
            # So does the line end at the end of the part.
            if self._last.get_content_maintype() == 'multipart':
                epilogue = self._last.epilogue
                if epilogue == '':
                    self._last.epilogue = None
                elif epilogue is not None:
                    eol = NLCRE_eol.search(epilogue)
                    if eol:
                        self._last.epilogue = epilogue[:-len(eol.group())]
            else:
                payload = self._last._payload
                if isinstance(payload, str):
                    eol = NLCRE_eol.search(payload)
                    if eol:
                        self._last._payload = payload[:-len(eol.group())]
            self._input.pop_eof_matcher()
            self._pop_message()
            self._last = self._cur
        if in_preamble:
            self.policy.handle_defect(msg, errors.StartBoundaryNotFoundDefect())
            msg.set_payload(''.join(preamble))
            msg.epilogue = (yield from self._read_rest()) if closed else ''
            return
        if not closed:
            self.policy.handle_defect(msg, errors.CloseBoundaryNotFoundDefect())
            return
        # The line end after the last boundary is not a part of the epilogue, but without
        # one there is no epilogue at all.
        rest = yield from self._read_rest()
        msg.epilogue = rest if linesep else None

    def _parse_headers(self, lines):
        lastheader = ''
        lastvalue = []

        def store():
            nonlocal lastheader, lastvalue
            if lastheader:
                self._cur.set_raw(*self.policy.header_source_parse(lastvalue))
                lastheader, lastvalue = '', []

        for lineno, line in enumerate(lines):
            if line[0] in ' \t':
                if not lastheader:
                    self.policy.handle_defect(
                        self._cur, errors.FirstHeaderLineIsContinuationDefect(line))
                    continue
                lastvalue.append(line)
                continue
            store()
            if line.startswith('From '):
                if lineno == 0:
                    eol = NLCRE_eol.search(line)
                    if eol:
                        line = line[:-len(eol.group())]
                    self._cur.set_unixfrom(line)
                    continue
                if lineno == len(lines) - 1:
                    # The last line: the body may begin so.
                    self._input.unreadline(line)
                    return
                self.policy.handle_defect(self._cur,
                                          errors.MisplacedEnvelopeHeaderDefect(line))
                continue
            i = line.find(':')
            assert i >= 0
            if i == 0:
                self.policy.handle_defect(self._cur, errors.InvalidHeaderDefect(
                    'Missing header name.'))
                continue
            lastheader = line[:i]
            lastvalue = [line]
        store()


class BytesFeedParser(FeedParser):
    """Takes bytes; those beyond ASCII are kept as surrogates."""

    def feed(self, data):
        super().feed(data.decode('ascii', 'surrogateescape'))
