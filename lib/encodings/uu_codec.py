"""uuencode as a codec from bytes to bytes."""

import binascii
from io import BytesIO
from ._factory import codec


def encode(input, errors='strict', filename='<data>', mode=0o666):
    assert errors == 'strict'
    filename = filename.replace('\n', '\\n').replace('\r', '\\r')
    lines = [f'begin {mode & 0o777:o} {filename}\n'.encode('ascii')]
    for i in range(0, len(input), 45):
        lines.append(binascii.b2a_uu(input[i:i + 45]))
    lines.append(b' \nend\n')
    return b''.join(lines), len(input)


def decode(input, errors='strict'):
    assert errors == 'strict'
    infile = BytesIO(input)
    while True:
        line = infile.readline()
        if not line:
            raise ValueError('Missing "begin" line in input data')
        if line[:5] == b'begin':
            break
    result = []
    while True:
        line = infile.readline()
        if not line or line == b'end\n':
            break
        try:
            data = binascii.a2b_uu(line)
        except binascii.Error:
            # Some encoders write too long lines: the first byte knows the length.
            nbytes = (((line[0] - 32) & 63) * 4 + 5) // 3
            data = binascii.a2b_uu(line[:nbytes])
        result.append(data)
    if not line:
        raise ValueError('Truncated input data')
    return b''.join(result), len(input)


codec(globals(), 'uu', encode, decode, binary=True, text=False)
