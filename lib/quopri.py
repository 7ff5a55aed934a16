"""Quoted-printable, the MIME encoding for text that is mostly ASCII (RFC 1521)."""

__all__ = ['encode', 'decode', 'encodestring', 'decodestring']

ESCAPE = b'='
MAXLINESIZE = 76
HEX = b'0123456789ABCDEF'
EMPTYSTRING = b''

try:
    from binascii import a2b_qp, b2a_qp
except ImportError:
    a2b_qp = None
    b2a_qp = None


def needsquoting(c, quotetabs, header):
    """Must this byte be written as =XX?"""
    assert isinstance(c, bytes)
    if c in b' \t':
        return quotetabs
    if c == b'_':
        return header
    return c == ESCAPE or not (b' ' <= c <= b'~')


def quote(c):
    assert isinstance(c, bytes) and len(c) == 1
    n = ord(c)
    return ESCAPE + bytes((HEX[n // 16], HEX[n % 16]))


def encode(input, output, quotetabs, header=False):
    """Encode a binary file; header writes spaces as underscores."""
    if b2a_qp is not None:
        output.write(b2a_qp(input.read(), quotetabs=quotetabs, header=header))
        return

    def write(s, end=b'\n'):
        # A space at the end of a line, or a lone dot, would not survive the mail.
        if s and s[-1:] in b' \t':
            output.write(s[:-1] + quote(s[-1:]) + end)
        elif s == b'.':
            output.write(quote(s) + end)
        else:
            output.write(s + end)

    previous = None
    while True:
        line = input.readline()
        if not line:
            break
        out = []
        ending = b''
        if line[-1:] == b'\n':
            line = line[:-1]
            ending = b'\n'
        for n in line:
            c = bytes((n,))
            if needsquoting(c, quotetabs, header):
                c = quote(c)
            if header and c == b' ':
                c = b'_'
            out.append(c)
        if previous is not None:
            write(previous)
        text = b''.join(out)
        while len(text) > MAXLINESIZE:
            # Soft break, but not inside an escape.
            cut = MAXLINESIZE - 1
            if text[cut - 1:cut] == ESCAPE:
                cut -= 1
            elif text[cut - 2:cut - 1] == ESCAPE:
                cut -= 2
            write(text[:cut], b'=\n')
            text = text[cut:]
        previous = text
    if previous is not None:
        write(previous, ending)


def encodestring(s, quotetabs=False, header=False):
    if b2a_qp is not None:
        return b2a_qp(s, quotetabs=quotetabs, header=header)
    from io import BytesIO
    output = BytesIO()
    encode(BytesIO(s), output, quotetabs, header)
    return output.getvalue()


def decode(input, output, header=False):
    """Decode a file."""
    if a2b_qp is not None:
        output.write(a2b_qp(input.read(), header=header))
        return
    new = b''
    while True:
        line = input.readline()
        if not line:
            break
        i, n = 0, len(line)
        if n > 0 and line[n - 1:n] == b'\n':
            partial = False
            n -= 1
            while n > 0 and line[n - 1:n] in b' \t\r':
                n -= 1
        else:
            partial = True
        while i < n:
            c = line[i:i + 1]
            if c == b'_' and header:
                new += b' '
                i += 1
            elif c != ESCAPE:
                new += c
                i += 1
            elif i + 1 == n and not partial:
                partial = True
                break
            elif i + 1 < n and line[i + 1:i + 2] == ESCAPE:
                new += ESCAPE
                i += 2
            elif i + 2 < n and ishex(line[i + 1:i + 2]) and ishex(line[i + 2:i + 3]):
                new += bytes((unhex(line[i + 1:i + 3]),))
                i += 3
            else:
                new += c
                i += 1
        if not partial:
            output.write(new + b'\n')
            new = b''
    if new:
        output.write(new)


def decodestring(s, header=False):
    if a2b_qp is not None:
        return a2b_qp(s, header=header)
    from io import BytesIO
    output = BytesIO()
    decode(BytesIO(s), output, header=header)
    return output.getvalue()


def ishex(c):
    assert isinstance(c, bytes)
    return b'0' <= c <= b'9' or b'a' <= c <= b'f' or b'A' <= c <= b'F'


def unhex(s):
    """The number of two hexadecimal digits."""
    return int(s, 16)


def main():
    import sys
    import getopt
    try:
        opts, args = getopt.getopt(sys.argv[1:], 'td')
    except getopt.error as msg:
        sys.stdout = sys.stderr
        print(msg)
        print('usage: quopri [-t | -d] [file] ...')
        print('-t: quote tabs')
        print('-d: decode; default encode')
        sys.exit(2)
    deco = ('-d', '') in opts
    tabs = ('-t', '') in opts
    if tabs and deco:
        sys.stdout = sys.stderr
        print('-t and -d are mutually exclusive')
        sys.exit(2)
    status = 0
    for name in args or ['-']:
        if name == '-':
            f = sys.stdin.buffer
        else:
            try:
                f = open(name, 'rb')
            except OSError as msg:
                sys.stderr.write("%s: can't open (%s)\n" % (name, msg))
                status = 1
                continue
        try:
            if deco:
                decode(f, sys.stdout.buffer)
            else:
                encode(f, sys.stdout.buffer, tabs)
        finally:
            if name != '-':
                f.close()
    if status:
        sys.exit(status)


if __name__ == '__main__':
    main()
