"""Internationalized domain names (RFC 3490) and their preparation (RFC 3491)."""

import codecs
import re
import stringprep
from unicodedata import ucd_3_2_0 as unicodedata
from ._factory import codec

dots = re.compile('[\u002e\u3002\uff0e\uff61]')     # all stand for the dot
ace_prefix = b'xn--'
sace_prefix = 'xn--'


def nameprep(label):
    """Prepare a label as RFC 3491 says."""
    # Map.
    label = ''.join(stringprep.map_table_b2(c) for c in label
                    if not stringprep.in_table_b1(c))
    label = unicodedata.normalize('NFKC', label)
    # Prohibit.
    for c in label:
        if (stringprep.in_table_c12(c) or stringprep.in_table_c22(c)
                or stringprep.in_table_c3(c) or stringprep.in_table_c4(c)
                or stringprep.in_table_c5(c) or stringprep.in_table_c6(c)
                or stringprep.in_table_c7(c) or stringprep.in_table_c8(c)
                or stringprep.in_table_c9(c)):
            raise UnicodeError(f'Invalid character {c!r}')
    # Check the direction of writing.
    if any(stringprep.in_table_d1(c) for c in label):
        if any(stringprep.in_table_d2(c) for c in label):
            raise UnicodeError('Violation of BIDI requirement 2')
        if not (stringprep.in_table_d1(label[0]) and stringprep.in_table_d1(label[-1])):
            raise UnicodeError('Violation of BIDI requirement 3')
    return label


def ToASCII(label):
    """The ASCII form of a label."""
    try:
        plain = label.encode('ascii')
    except UnicodeError:
        label = nameprep(label)
        try:
            plain = label.encode('ascii')
        except UnicodeError:
            if label.lower().startswith(sace_prefix):
                raise UnicodeError('Label starts with ACE prefix')
            plain = ace_prefix + label.encode('punycode')
    if 0 < len(plain) < 64:
        return plain
    raise UnicodeError('label empty or too long')


def ToUnicode(label):
    """The Unicode form of a label."""
    if len(label) > 1024:
        raise UnicodeError('label way too long')
    if isinstance(label, bytes):
        plain = label
    else:
        try:
            plain = label.encode('ascii')
        except UnicodeError:
            label = nameprep(label)
            try:
                plain = label.encode('ascii')
            except UnicodeError:
                raise UnicodeError('Invalid character in IDN label')
    if not plain.lower().startswith(ace_prefix):
        return str(plain, 'ascii')
    result = plain[len(ace_prefix):].decode('punycode')
    # It must be what encoding it gives.
    label2 = ToASCII(result)
    if str(plain, 'ascii').lower() != str(label2, 'ascii'):
        raise UnicodeError('IDNA does not round-trip', label, label2)
    return result


def _split_end(labels):
    """Take the empty label at the end off: (labels, trailing dot)."""
    if labels and not labels[-1]:
        del labels[-1]
        return labels, True
    return labels, False


def encode(input, errors='strict'):
    if errors != 'strict':
        raise UnicodeError('unsupported error handling ' + errors)
    if not input:
        return b'', 0
    try:
        result = input.encode('ascii')
    except UnicodeEncodeError:
        pass
    else:
        # ASCII needs only its lengths checked.
        labels = result.split(b'.')
        for label in labels[:-1]:
            if not 0 < len(label) < 64:
                raise UnicodeError('label empty or too long')
        if len(labels[-1]) >= 64:
            raise UnicodeError('label too long')
        return result, len(input)
    labels, dot = _split_end(dots.split(input))
    result = b'.'.join(map(ToASCII, labels))
    return result + (b'.' if dot else b''), len(input)


def decode(input, errors='strict'):
    if errors != 'strict':
        raise UnicodeError('Unsupported error handling ' + errors)
    if not input:
        return '', 0
    if not isinstance(input, bytes):
        input = bytes(input)
    if ace_prefix not in input.lower():
        try:
            return input.decode('ascii'), len(input)
        except UnicodeDecodeError:
            pass
    labels, dot = _split_end(input.split(b'.'))
    return '.'.join(map(ToUnicode, labels)) + ('.' if dot else ''), len(input)


class IncrementalEncoder(codecs.BufferedIncrementalEncoder):
    def _buffer_encode(self, input, errors, final):
        if errors != 'strict':
            raise UnicodeError('unsupported error handling ' + errors)
        if not input:
            return b'', 0
        labels = dots.split(input)
        trailing = b''
        if not labels[-1]:
            trailing = b'.'
            del labels[-1]
        elif not final:
            # The last label may go on.
            del labels[-1]
            if labels:
                trailing = b'.'
        result = [ToASCII(label) for label in labels]
        size = sum(map(len, labels)) + max(len(labels) - 1, 0) + len(trailing)
        return b'.'.join(result) + trailing, size


class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input, errors, final):
        if errors != 'strict':
            raise UnicodeError('Unsupported error handling ' + errors)
        if not input:
            return '', 0
        if isinstance(input, str):
            labels = dots.split(input)
        else:
            labels = str(input, 'ascii').split('.')
        trailing = ''
        if not labels[-1]:
            trailing = '.'
            del labels[-1]
        elif not final:
            del labels[-1]
            if labels:
                trailing = '.'
        result = [ToUnicode(label) for label in labels]
        size = sum(map(len, labels)) + max(len(labels) - 1, 0) + len(trailing)
        return '.'.join(result) + trailing, size


codec(globals(), 'idna', encode, decode,
      incrementalencoder=IncrementalEncoder, incrementaldecoder=IncrementalDecoder)
