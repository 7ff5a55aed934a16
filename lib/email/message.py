"""The message: headers in order, and a payload of text or of parts."""

__all__ = ['Message', 'EmailMessage', 'MIMEPart']

import binascii
import quopri
import re
import uu
from io import BytesIO, StringIO

from email import errors
from email import utils
from email._policybase import compat32
from email import charset as _charset

Charset = _charset.Charset

SEMISPACE = '; '
# Characters that a parameter may not have without quotes.
tspecials = re.compile(r'[ \(\)<>@,;:\\"/\[\]\?=]')


def _splitparam(param):
    # 'text/plain; charset=x' -> 'text/plain', 'charset=x'
    value, sep, rest = str(param).partition(';')
    return (value.strip(), rest.strip()) if sep else (value.strip(), None)


def _formatparam(param, value=None, quote=True):
    """'name=value', quoted if need be; (charset, language, text) as RFC 2231 says."""
    if value is None or len(value) == 0:
        return param
    if isinstance(value, tuple):
        param += '*'
        value = utils.encode_rfc2231(value[2], value[0], value[1])
        return '%s=%s' % (param, value)
    try:
        value.encode('ascii')
    except UnicodeEncodeError:
        param += '*'
        value = utils.encode_rfc2231(value, 'utf-8', '')
        return '%s=%s' % (param, value)
    if quote or tspecials.search(value):
        return '%s="%s"' % (param, utils.quote(value))
    return '%s=%s' % (param, value)


def _split_parameters(s):
    """The parts of ';part;part...' that are between semicolons outside of quotes."""
    while s[:1] == ';':
        s = s[1:]
        end = s.find(';')
        while end > 0 and (s.count('"', 0, end) - s.count('\\"', 0, end)) % 2:
            end = s.find(';', end + 1)
        if end < 0:
            end = len(s)
        yield s[:end].strip()
        s = s[end:]


def _parseparam(s):
    """The parameters of ';name=value;...', names in lower case."""
    parts = []
    for part in _split_parameters(';' + str(s)):
        name, equals, value = part.partition('=')
        parts.append(name.strip().lower() + '=' + value.strip() if equals else part)
    return parts


def _unquotevalue(value):
    if isinstance(value, tuple):
        return value[0], value[1], utils.unquote(value[2])
    return utils.unquote(value)


class Message:
    """A mail message, or a part of one.

    A mapping from header names, whose case does not matter, to values; there may
    be several headers of a name.
    """

    def __init__(self, policy=compat32):
        self.policy = policy
        self._headers = []
        self._unixfrom = None
        self._payload = None
        self._charset = None
        self.preamble = self.epilogue = None
        self.defects = []
        self._default_type = 'text/plain'

    def __str__(self):
        return self.as_string()

    def as_string(self, unixfrom=False, maxheaderlen=0, policy=None):
        """The whole message as text."""
        from email.generator import Generator
        fp = StringIO()
        g = Generator(fp, mangle_from_=False, maxheaderlen=maxheaderlen,
                      policy=self.policy if policy is None else policy)
        g.flatten(self, unixfrom=unixfrom)
        return fp.getvalue()

    def __bytes__(self):
        return self.as_bytes()

    def as_bytes(self, unixfrom=False, policy=None):
        """The whole message as bytes."""
        from email.generator import BytesGenerator
        fp = BytesIO()
        g = BytesGenerator(fp, mangle_from_=False,
                           policy=self.policy if policy is None else policy)
        g.flatten(self, unixfrom=unixfrom)
        return fp.getvalue()

    def is_multipart(self):
        return isinstance(self._payload, list)

    def set_unixfrom(self, unixfrom):
        self._unixfrom = unixfrom

    def get_unixfrom(self):
        return self._unixfrom

    # The payload

    def attach(self, payload):
        """Add a part."""
        if self._payload is None:
            self._payload = [payload]
        else:
            try:
                self._payload.append(payload)
            except AttributeError:
                raise TypeError('Attach is not valid on a message with a '
                                'non-multipart payload') from None

    def get_payload(self, i=None, decode=False):
        """The payload, or its part i; with decode, as bytes without transfer encoding."""
        if self.is_multipart():
            if decode:
                return None
            return self._payload if i is None else self._payload[i]
        if i is not None and not isinstance(self._payload, list):
            raise TypeError('Expected list, got %s' % type(self._payload))
        payload = self._payload
        cte = str(self.get('content-transfer-encoding', '')).lower()
        if isinstance(payload, str):
            if utils._has_surrogates(payload):
                bpayload = payload.encode('ascii', 'surrogateescape')
                if not decode:
                    try:
                        payload = bpayload.decode(self.get_param('charset', 'ascii'),
                                                  'replace')
                    except LookupError:
                        payload = bpayload.decode('ascii', 'replace')
            elif decode:
                try:
                    bpayload = payload.encode('ascii')
                except UnicodeError:
                    # Set by a program: the characters stand for bytes, if they can.
                    bpayload = payload.encode('raw-unicode-escape')
        if not decode:
            return payload
        if cte == 'quoted-printable':
            return quopri.decodestring(bpayload)
        if cte == 'base64':
            return self._decode_base64(bpayload)
        if cte in ('x-uuencode', 'uuencode', 'uue', 'x-uue'):
            out = BytesIO()
            try:
                uu.decode(BytesIO(bpayload), out, quiet=True)
                return out.getvalue()
            except uu.Error:
                return bpayload     # as it is
        if isinstance(payload, str):
            return bpayload
        return payload

    def _decode_base64(self, data):
        # Whatever can be decoded; what is wrong is noted.
        data = b''.join(data.splitlines())
        clean = re.sub(b'[^A-Za-z0-9+/=]', b'', data)
        if clean != data:
            self.policy.handle_defect(self, errors.InvalidBase64CharactersDefect())
        # The data end with the first group that is padded; other signs do not count.
        m = re.match(b'(?:[^=]{4})*(?:[^=]{2}==|[^=]{3}=)', clean)
        padded = m is not None
        body = (m.group() if padded else clean).replace(b'=', b'')
        if not padded and b'=' in clean.rstrip(b'='):
            self.policy.handle_defect(self, errors.InvalidBase64CharactersDefect())
        if len(body) % 4 == 1:
            self.policy.handle_defect(self, errors.InvalidBase64LengthDefect())
            return data
        padding = b'=' * (-len(body) % 4)
        if padding and not padded:
            self.policy.handle_defect(self, errors.InvalidBase64PaddingDefect())
        try:
            return binascii.a2b_base64(body + padding)
        except binascii.Error:
            return data

    def set_payload(self, payload, charset=None):
        """Set the payload, and the character set of the text."""
        if hasattr(payload, 'encode'):
            if charset is None:
                self._payload = payload
                return
            # Kept as the bytes to be written, in surrogates.
            if not isinstance(charset, Charset):
                charset = Charset(charset)
            if utils._has_surrogates(payload):
                payload = payload.encode('ascii', 'surrogateescape')
            else:
                payload = payload.encode(charset.output_charset)
        if hasattr(payload, 'decode'):
            self._payload = payload.decode('ascii', 'surrogateescape')
        else:
            self._payload = payload
        if charset is not None:
            self.set_charset(charset)

    def set_charset(self, charset):
        """Set the character set: encode the payload, and make the headers say so."""
        if charset is None:
            self.del_param('charset')
            self._charset = None
            return
        if not isinstance(charset, Charset):
            charset = Charset(charset)
        self._charset = charset
        if 'MIME-Version' not in self:
            self.add_header('MIME-Version', '1.0')
        if 'Content-Type' not in self:
            self.add_header('Content-Type', 'text/plain', charset=charset.get_output_charset())
        else:
            self.set_param('charset', charset.get_output_charset())
        if 'Content-Transfer-Encoding' in self:
            return
        cte = charset.get_body_encoding()
        payload = self._payload
        if payload:
            try:
                payload = payload.encode('ascii', 'surrogateescape')
            except UnicodeError:
                payload = payload.encode(charset.output_charset)
        if callable(cte):
            if payload:
                self._payload = payload.decode('ascii', 'surrogateescape')
            cte(self)
        else:
            self._payload = charset.body_encode(payload)
            self.add_header('Content-Transfer-Encoding', cte)

    def get_charset(self):
        return self._charset

    # Headers, as a mapping

    def __len__(self):
        return len(self._headers)

    def __getitem__(self, name):
        """The first header of that name, or None."""
        return self.get(name)

    def __setitem__(self, name, val):
        """Add a header; one of that name that exists is not replaced."""
        limit = self.policy.header_max_count(name)
        if limit:
            lname = name.lower()
            found = sum(1 for k, v in self._headers if k.lower() == lname)
            if found >= limit:
                raise ValueError('There may be at most {} {} headers in a message'
                                 .format(limit, name))
        self._headers.append(self.policy.header_store_parse(name, val))

    def __delitem__(self, name):
        """Delete all headers of that name, if any."""
        name = name.lower()
        self._headers = [(k, v) for k, v in self._headers if k.lower() != name]

    def __contains__(self, name):
        return name.lower() in [k.lower() for k, v in self._headers]

    def __iter__(self):
        for field, value in self._headers:
            yield field

    def keys(self):
        return [k for k, v in self._headers]

    def values(self):
        return [self.policy.header_fetch_parse(k, v) for k, v in self._headers]

    def items(self):
        return [(k, self.policy.header_fetch_parse(k, v)) for k, v in self._headers]

    def get(self, name, failobj=None):
        name = name.lower()
        for k, v in self._headers:
            if k.lower() == name:
                return self.policy.header_fetch_parse(k, v)
        return failobj

    def set_raw(self, name, value):
        """Store a header as it is: for parsers."""
        self._headers.append((name, value))

    def raw_items(self):
        """The headers as they are: for generators."""
        return iter(self._headers.copy())

    def get_all(self, name, failobj=None):
        """The values of all headers of that name."""
        name = name.lower()
        values = [self.policy.header_fetch_parse(k, v) for k, v in self._headers
                  if k.lower() == name]
        return values or failobj

    def add_header(self, _name, _value, **_params):
        """Add a header with parameters; underscores in their names become dashes."""
        parts = []
        for k, v in _params.items():
            k = k.replace('_', '-')
            parts.append(k if v is None else _formatparam(k, v))
        if _value is not None:
            parts.insert(0, _value)
        self[_name] = '; '.join(parts)

    def replace_header(self, _name, _value):
        """Replace the first header of that name, in its place."""
        lname = _name.lower()
        for i, (k, v) in enumerate(self._headers):
            if k.lower() == lname:
                self._headers[i] = self.policy.header_store_parse(k, _value)
                break
        else:
            raise KeyError(_name)

    # The type

    def get_content_type(self):
        """maintype/subtype in lower case; the default type if there is none or it is wrong."""
        missing = object()
        value = self.get('content-type', missing)
        if value is missing:
            return self.get_default_type()
        ctype = _splitparam(value)[0].lower()
        return ctype if ctype.count('/') == 1 else 'text/plain'

    def get_content_maintype(self):
        return self.get_content_type().split('/')[0]

    def get_content_subtype(self):
        return self.get_content_type().split('/')[1]

    def get_default_type(self):
        return self._default_type

    def set_default_type(self, ctype):
        self._default_type = ctype

    def _get_params_preserve(self, failobj, header):
        # [(name, value)] with the quotes still on.
        missing = object()
        value = self.get(header, missing)
        if value is missing:
            return failobj
        params = []
        for p in _parseparam(value):
            name, sep, val = p.partition('=')
            params.append((name.strip(), val.strip() if sep else ''))
        return utils.decode_params(params)

    def get_params(self, failobj=None, header='content-type', unquote=True):
        """[(name, value)]; the first is the main value, with an empty value of its own."""
        missing = object()
        params = self._get_params_preserve(missing, header)
        if params is missing:
            return failobj
        if unquote:
            return [(k, _unquotevalue(v)) for k, v in params]
        return params

    def get_param(self, param, failobj=None, header='content-type', unquote=True):
        """The value of a parameter: str, or (charset, language, value)."""
        if header not in self:
            return failobj
        for k, v in self._get_params_preserve(failobj, header):
            if k.lower() == param.lower():
                return _unquotevalue(v) if unquote else v
        return failobj

    def set_param(self, param, value, header='Content-Type', requote=True,
                  charset=None, language='', replace=False):
        """Set a parameter; the header is added if it is not there."""
        if not isinstance(value, tuple) and charset:
            value = charset, language, value
        if header not in self and header.lower() == 'content-type':
            ctype = 'text/plain'
        else:
            ctype = self.get(header)
        if not self.get_param(param, header=header):
            if not ctype:
                ctype = _formatparam(param, value, requote)
            else:
                ctype = '; '.join([ctype, _formatparam(param, value, requote)])
        else:
            ctype = ''
            for old_param, old_value in self.get_params(header=header, unquote=requote):
                if old_param.lower() == param.lower():
                    text = _formatparam(param, value, requote)
                else:
                    text = _formatparam(old_param, old_value, requote)
                ctype = '; '.join([ctype, text]) if ctype else text
        if ctype != self.get(header):
            if replace:
                self.replace_header(header, ctype)
            else:
                del self[header]
                self[header] = ctype

    def del_param(self, param, header='content-type', requote=True):
        """Remove a parameter."""
        if header not in self:
            return
        new = ''
        for p, v in self.get_params(header=header, unquote=requote):
            if p.lower() != param.lower():
                text = _formatparam(p, v, requote)
                new = '; '.join([new, text]) if new else text
        if new != self.get(header):
            del self[header]
            self[header] = new

    def set_type(self, type, header='Content-Type', requote=True):
        """Set the type; the parameters stay."""
        if not type.count('/') == 1:
            raise ValueError
        if header.lower() == 'content-type':
            del self['mime-version']
            self['MIME-Version'] = '1.0'
        if header not in self:
            self[header] = type
            return
        params = self.get_params(header=header, unquote=requote)
        del self[header]
        self[header] = type
        for p, v in params[1:]:
            self.set_param(p, v, header, requote)

    def get_filename(self, failobj=None):
        """The file name in Content-Disposition, or else the name in Content-Type."""
        missing = object()
        filename = self.get_param('filename', missing, 'content-disposition')
        if filename is missing:
            filename = self.get_param('name', missing, 'content-type')
        if filename is missing:
            return failobj
        return utils.collapse_rfc2231_value(filename).strip()

    def get_boundary(self, failobj=None):
        missing = object()
        boundary = self.get_param('boundary', missing)
        if boundary is missing:
            return failobj
        # RFC 2046: white space at its end does not count.
        return utils.collapse_rfc2231_value(boundary).rstrip()

    def set_boundary(self, boundary):
        """Set the boundary; the header keeps its place."""
        missing = object()
        params = self._get_params_preserve(missing, 'content-type')
        if params is missing:
            raise errors.HeaderParseError('No Content-Type header found')
        newparams = []
        found = False
        for name, value in params:
            if name.lower() == 'boundary':
                newparams.append(('boundary', '"%s"' % boundary))
                found = True
            else:
                newparams.append((name, value))
        if not found:
            newparams.append(('boundary', '"%s"' % boundary))
        val = '; '.join(k if v == '' else '%s=%s' % (k, v) for k, v in newparams)
        headers = []
        for k, v in self._headers:
            if k.lower() == 'content-type':
                headers.append(self.policy.header_store_parse(k, val))
            else:
                headers.append((k, v))
        self._headers = headers

    def get_content_charset(self, failobj=None):
        """The charset parameter, in lower case."""
        missing = object()
        charset = self.get_param('charset', missing)
        if charset is missing:
            return failobj
        if isinstance(charset, tuple):
            pcharset = charset[0] or 'us-ascii'
            try:
                charset = str(charset[2].encode('raw-unicode-escape'), pcharset)
            except (LookupError, UnicodeError):
                charset = charset[2]
        try:
            charset.encode('us-ascii')
        except UnicodeError:
            return failobj
        return charset.lower()

    def get_charsets(self, failobj=None):
        """The character sets of all parts."""
        return [part.get_content_charset(failobj) for part in self.walk()]

    def get_content_disposition(self):
        """'inline', 'attachment' or whatever, in lower case; None without the header."""
        value = self.get('content-disposition')
        return None if value is None else _splitparam(value)[0].lower()

    from email.iterators import walk


class MIMEPart(Message):
    """A message of the newer interface: the content is set and got by managers."""

    def __init__(self, policy=None):
        if policy is None:
            # Needs the policies that parse headers.
            from email.policy import default
            policy = default
        super().__init__(policy)

    def as_string(self, unixfrom=False, maxheaderlen=None, policy=None):
        policy = self.policy if policy is None else policy
        if maxheaderlen is None:
            maxheaderlen = policy.max_line_length
        return super().as_string(unixfrom, maxheaderlen, policy)

    def __str__(self):
        policy = self.policy
        if hasattr(policy, 'utf8'):
            policy = policy.clone(utf8=True)
        return self.as_string(policy=policy)

    def is_attachment(self):
        return self.get_content_disposition() == 'attachment'

    def _find_body(self, part, preferencelist):
        if part.is_attachment():
            return
        maintype, subtype = part.get_content_type().split('/')
        if maintype == 'text':
            if subtype in preferencelist:
                yield preferencelist.index(subtype), part
            return
        if maintype != 'multipart' or not self.is_multipart():
            return
        if subtype != 'related':
            for sub in part.iter_parts():
                yield from self._find_body(sub, preferencelist)
            return
        if 'related' in preferencelist:
            yield preferencelist.index('related'), part
        # The root of the related parts: named by start, or the first.
        candidate = None
        start = part.get_param('start')
        if start:
            for sub in part.iter_parts():
                if sub['content-id'] == start:
                    candidate = sub
                    break
        if candidate is None:
            subparts = part.get_payload()
            candidate = subparts[0] if subparts else None
        if candidate is not None:
            yield from self._find_body(candidate, preferencelist)

    def get_body(self, preferencelist=('related', 'html', 'plain')):
        """The part that is most likely the body, by preference; or None."""
        best = len(preferencelist)
        body = None
        for priority, part in self._find_body(self, preferencelist):
            if priority < best:
                best = priority
                body = part
                if priority == 0:
                    break
        return body

    _body_types = {('text', 'plain'), ('text', 'html'),
                   ('multipart', 'related'), ('multipart', 'alternative')}

    def iter_attachments(self):
        """The parts that are not the body."""
        maintype, subtype = self.get_content_type().split('/')
        if maintype != 'multipart' or subtype == 'alternative':
            return
        payload = self.get_payload()
        try:
            parts = payload.copy()
        except AttributeError:
            return      # not parsed into parts
        if subtype == 'related':
            start = self.get_param('start')
            if start:
                found = False
                attachments = []
                for part in parts:
                    if part.get('content-id') == start:
                        found = True
                    else:
                        attachments.append(part)
                if found:
                    yield from attachments
                    return
            if parts:
                parts.pop(0)
            yield from parts
            return
        # Otherwise the first of each kind of body is the body.
        seen = []
        for part in parts:
            kind = tuple(part.get_content_type().split('/'))
            if kind in self._body_types and not part.is_attachment() and kind not in seen:
                seen.append(kind)
                continue
            yield part

    def iter_parts(self):
        # A message in a message is no part of it.
        if self.is_multipart() and self.get_content_maintype() == 'multipart':
            yield from self.get_payload()

    def get_content(self, *args, content_manager=None, **kw):
        if content_manager is None:
            content_manager = self.policy.content_manager
        return content_manager.get_content(self, *args, **kw)

    def set_content(self, *args, content_manager=None, **kw):
        if content_manager is None:
            content_manager = self.policy.content_manager
        content_manager.set_content(self, *args, **kw)

    def _make_multipart(self, subtype, disallowed_subtypes, boundary):
        if self.get_content_maintype() == 'multipart':
            existing = self.get_content_subtype()
            if existing in disallowed_subtypes + (subtype,):
                raise ValueError('Cannot convert {} to {}'.format(existing, subtype))
        keep = []
        moved = []
        for name, value in self._headers:
            (moved if name.lower().startswith('content-') else keep).append((name, value))
        if moved:
            # What is here becomes the first part.
            part = type(self)(policy=self.policy)
            part._headers = moved
            part._payload = self._payload
            self._payload = [part]
        else:
            self._payload = []
        self._headers = keep
        self['Content-Type'] = 'multipart/' + subtype
        if boundary is not None:
            self.set_param('boundary', boundary)

    def make_related(self, boundary=None):
        self._make_multipart('related', ('alternative', 'mixed'), boundary)

    def make_alternative(self, boundary=None):
        self._make_multipart('alternative', ('mixed',), boundary)

    def make_mixed(self, boundary=None):
        self._make_multipart('mixed', (), boundary)

    def _add_multipart(self, _subtype, *args, _disp=None, **kw):
        if (self.get_content_maintype() != 'multipart'
                or self.get_content_subtype() != _subtype):
            getattr(self, 'make_' + _subtype)()
        part = type(self)(policy=self.policy)
        part.set_content(*args, **kw)
        if _disp and 'content-disposition' not in part:
            part['Content-Disposition'] = _disp
        self.attach(part)

    def add_related(self, *args, **kw):
        self._add_multipart('related', *args, _disp='inline', **kw)

    def add_alternative(self, *args, **kw):
        self._add_multipart('alternative', *args, **kw)

    def add_attachment(self, *args, **kw):
        self._add_multipart('mixed', *args, _disp='attachment', **kw)

    def clear(self):
        self._headers = []
        self._payload = None

    def clear_content(self):
        self._headers = [(n, v) for n, v in self._headers
                         if not n.lower().startswith('content-')]
        self._payload = None


class EmailMessage(MIMEPart):
    def set_content(self, *args, **kw):
        super().set_content(*args, **kw)
        if 'MIME-Version' not in self:
            self['MIME-Version'] = '1.0'
