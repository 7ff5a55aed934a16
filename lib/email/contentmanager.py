"""The content of messages, as objects of Python: what get_content() and set_content() of
EmailMessage do."""

import binascii
import email.charset
import email.errors
import email.message
from email import quoprimime

__all__ = ['ContentManager', 'raw_data_manager']


class ContentManager:
    """Functions that get content, by its type, and that set it, by the object's type."""

    def __init__(self):
        self.get_handlers = {}
        self.set_handlers = {}

    def add_get_handler(self, key, handler):
        """handler(message, ...) gets content of a type: 'text/plain', 'text', or '' for all."""
        self.get_handlers[key] = handler

    def get_content(self, msg, *args, **kw):
        """The content; KeyError where nothing knows its type."""
        content_type = msg.get_content_type()
        for key in content_type, msg.get_content_maintype(), '':
            if key in self.get_handlers:
                return self.get_handlers[key](msg, *args, **kw)
        raise KeyError(content_type)

    def add_set_handler(self, typekey, handler):
        """handler(message, object, ...) sets content: of a class, or of one with a name, with
        or without its module; None for all."""
        self.set_handlers[typekey] = handler

    def set_content(self, msg, obj, *args, **kw):
        """Make an object the content; KeyError where nothing knows its type."""
        if msg.get_content_maintype() == 'multipart':
            # What it has in it would be lost.
            raise TypeError('set_content not valid on multipart')
        handler = self._find_set_handler(obj)
        msg.clear_content()
        handler(msg, obj, *args, **kw)

    def _find_set_handler(self, obj):
        missing = None
        for typ in type(obj).__mro__:
            qualname, module = typ.__qualname__, getattr(typ, '__module__', '')
            path = '.'.join((module, qualname)) if module else qualname
            missing = missing or path
            for key in typ, path, qualname, typ.__name__:
                if key in self.set_handlers:
                    return self.set_handlers[key]
        if None in self.set_handlers:
            return self.set_handlers[None]
        raise KeyError(missing)


raw_data_manager = ContentManager()


# ---- getting ----

def get_text_content(msg, errors='replace'):
    """The text, decoded."""
    content = msg.get_payload(decode=True)
    return content.decode(msg.get_param('charset', 'ASCII'), errors=errors)


def get_non_text_content(msg):
    """The bytes."""
    return msg.get_payload(decode=True)


def get_message_content(msg):
    """The message in it."""
    return msg.get_payload(0)


def get_and_fixup_unknown_message_content(msg):
    """What is said to be a message of a kind that nobody parses, as bytes."""
    return bytes(msg.get_payload(0))


raw_data_manager.add_get_handler('text', get_text_content)
for _maintype in 'audio', 'image', 'video', 'application':
    raw_data_manager.add_get_handler(_maintype, get_non_text_content)
for _subtype in 'rfc822', 'external-body':
    raw_data_manager.add_get_handler('message/' + _subtype, get_message_content)
raw_data_manager.add_get_handler('message', get_and_fixup_unknown_message_content)
del _maintype, _subtype


# ---- setting ----

def _prepare_set(msg, maintype, subtype, headers):
    """Set the type, and further headers: texts, or objects of headerregistry."""
    msg['Content-Type'] = '/'.join((maintype, subtype))
    if not headers:
        return
    if not hasattr(headers[0], 'name'):
        policy = msg.policy
        headers = [policy.header_factory(*policy.header_source_parse([header]))
                   for header in headers]
    for header in headers:
        if header.defects:
            raise ValueError('Invalid header: {}'.format(header.fold(policy=msg.policy))) \
                from header.defects[0]
        msg[header.name] = header


def _finalize_set(msg, disposition, filename, cid, params):
    """Set what describes the content."""
    if disposition is None and filename is not None:
        disposition = 'attachment'
    if disposition is not None:
        msg['Content-Disposition'] = disposition
    if filename is not None:
        msg.set_param('filename', filename, header='Content-Disposition', replace=True)
    if cid is not None:
        msg['Content-ID'] = cid
    if params is not None:
        for key, value in params.items():
            msg.set_param(key, value)


def _encode_base64(data, max_line_length):
    step = max_line_length // 4 * 3
    return ''.join(binascii.b2a_base64(data[i:i + step]).decode('ascii')
                   for i in range(0, len(data), step))


def _encode_text(string, charset, cte, policy):
    """(encoding, payload) of a text. By default the encoding is the simplest that does: as
    it is, or the shorter of the two others, by the first ten lines."""
    lines = string.encode(charset).splitlines()
    linesep = policy.linesep.encode('ascii')
    # Encoded, the line ends are part of the data; else they are the generator's affair.
    embedded = linesep.join(lines) + linesep
    plain = b'\n'.join(lines) + b'\n'
    maxlen = policy.max_line_length
    if cte is None:
        if not maxlen or all(len(line) <= maxlen for line in lines):
            try:
                return '7bit', plain.decode('ascii')
            except UnicodeDecodeError:
                if policy.cte_type == '8bit':
                    return '8bit', plain.decode('ascii', 'surrogateescape')
        sample = linesep.join(lines[:10]) + linesep
        qp = quoprimime.body_encode(sample.decode('latin-1'), maxlen or 76)
        # A little more length is worth being readable.
        cte = 'base64' if len(qp) > len(binascii.b2a_base64(sample)) else 'quoted-printable'
    if cte == '7bit':
        return cte, plain.decode('ascii')
    if cte == '8bit':
        return cte, plain.decode('ascii', 'surrogateescape')
    if cte == 'quoted-printable':
        return cte, quoprimime.body_encode(plain.decode('latin-1'), maxlen or 76)
    if cte == 'base64':
        return cte, _encode_base64(embedded, maxlen or 76)
    raise ValueError('Unknown content transfer encoding {}'.format(cte))


def set_text_content(msg, string, subtype='plain', charset='utf-8', cte=None,
                     disposition=None, filename=None, cid=None, params=None, headers=None):
    """Make a text the content."""
    _prepare_set(msg, 'text', subtype, headers)
    cte, payload = _encode_text(string, charset, cte, msg.policy)
    msg.set_payload(payload)
    msg.set_param('charset', email.charset.ALIASES.get(charset, charset), replace=True)
    msg['Content-Transfer-Encoding'] = cte
    _finalize_set(msg, disposition, filename, cid, params)


def set_message_content(msg, message, subtype='rfc822', cte=None,
                        disposition=None, filename=None, cid=None, params=None, headers=None):
    """Make a message the content."""
    if subtype == 'partial':
        raise ValueError('message/partial is not supported for Message objects')
    if subtype == 'rfc822':
        # What is in it must stay readable.
        if cte not in (None, '7bit', '8bit', 'binary'):
            raise ValueError('message/rfc822 parts do not support cte={}'.format(cte))
        cte = '8bit' if cte is None else cte
    elif subtype == 'external-body':
        if cte not in (None, '7bit'):
            raise ValueError('message/external-body parts do not support cte={}'.format(cte))
        cte = '7bit'
    elif cte is None:
        cte = '7bit'
    _prepare_set(msg, 'message', subtype, headers)
    msg.set_payload([message])
    msg['Content-Transfer-Encoding'] = cte
    _finalize_set(msg, disposition, filename, cid, params)


def set_bytes_content(msg, data, maintype, subtype, cte='base64',
                      disposition=None, filename=None, cid=None, params=None, headers=None):
    """Make bytes the content."""
    _prepare_set(msg, maintype, subtype, headers)
    if cte == 'base64':
        data = _encode_base64(data, max_line_length=msg.policy.max_line_length or 76)
    elif cte == 'quoted-printable':
        # Line ends are data too.
        data = binascii.b2a_qp(data, istext=False, header=False, quotetabs=True).decode('ascii')
    elif cte == '7bit':
        data = data.decode('ascii')
    elif cte in ('8bit', 'binary'):
        data = data.decode('ascii', 'surrogateescape')
    msg.set_payload(data)
    msg['Content-Transfer-Encoding'] = cte
    _finalize_set(msg, disposition, filename, cid, params)


raw_data_manager.add_set_handler(str, set_text_content)
raw_data_manager.add_set_handler(email.message.Message, set_message_content)
for _type in bytes, bytearray, memoryview:
    raw_data_manager.add_set_handler(_type, set_bytes_content)
del _type
