"""Transfer encodings: functions that encode the payload of a message."""

__all__ = ['encode_7or8bit', 'encode_base64', 'encode_noop', 'encode_quopri']

from base64 import encodebytes as _bencode
from quopri import encodestring as _encodestring


def _qencode(s):
    # Spaces at the ends of lines are not all that must be quoted.
    return _encodestring(s, quotetabs=True).replace(b' ', b'=20')


def encode_base64(msg):
    """Encode in base64 and say so in a header."""
    msg.set_payload(str(_bencode(msg.get_payload(decode=True)), 'ascii'))
    msg['Content-Transfer-Encoding'] = 'base64'


def encode_quopri(msg):
    """Encode as quoted-printable and say so in a header."""
    msg.set_payload(_qencode(msg.get_payload(decode=True)))
    msg['Content-Transfer-Encoding'] = 'quoted-printable'


def encode_7or8bit(msg):
    """Say in a header whether the payload is 7 or 8 bit."""
    payload = msg.get_payload(decode=True)
    if payload is None:
        msg['Content-Transfer-Encoding'] = '7bit'
        return
    try:
        payload.decode('ascii')
    except UnicodeError:
        msg['Content-Transfer-Encoding'] = '8bit'
    else:
        msg['Content-Transfer-Encoding'] = '7bit'


def encode_noop(msg):
    """Do nothing."""
