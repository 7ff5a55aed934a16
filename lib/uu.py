"""uuencode and uudecode."""

import binascii
import os
import sys

__all__ = ['Error', 'encode', 'decode']


class Error(Exception):
    pass


def encode(in_file, out_file, name=None, mode=None, *, backtick=False):
    """Encode a file (name, '-' or object) into another; name and mode go into the header."""
    opened = []
    try:
        if in_file == '-':
            in_file = sys.stdin.buffer
        elif isinstance(in_file, str):
            if name is None:
                name = os.path.basename(in_file)
            if mode is None:
                try:
                    mode = os.stat(in_file).st_mode
                except AttributeError:
                    pass
            in_file = open(in_file, 'rb')
            opened.append(in_file)
        if out_file == '-':
            out_file = sys.stdout.buffer
        elif isinstance(out_file, str):
            out_file = open(out_file, 'wb')
            opened.append(out_file)
        if name is None:
            name = '-'
        if mode is None:
            mode = 0o666
        # The name is a part of a line.
        name = name.replace('\n', '\\n').replace('\r', '\\r')
        out_file.write(('begin %o %s\n' % (mode & 0o777, name)).encode('ascii'))
        convert = binascii.b2a_uu
        if backtick:
            def convert(data):
                return binascii.b2a_uu(data, backtick=True)
        data = in_file.read(45)
        while len(data) > 0:
            out_file.write(convert(data))
            data = in_file.read(45)
        out_file.write(b'`\nend\n' if backtick else b' \nend\n')
    finally:
        for f in opened:
            f.close()


def decode(in_file, out_file=None, mode=None, quiet=False):
    """Decode a file; the header names the output unless out_file does."""
    opened = []
    if in_file == '-':
        in_file = sys.stdin.buffer
    elif isinstance(in_file, str):
        in_file = open(in_file, 'rb')
        opened.append(in_file)
    try:
        while True:
            header = in_file.readline()
            if not header:
                raise Error('No valid begin line found in input file')
            if not header.startswith(b'begin'):
                continue
            fields = header.split(b' ', 2)
            if len(fields) == 3 and fields[0] == b'begin':
                try:
                    int(fields[1], 8)
                    break
                except ValueError:
                    pass
        if out_file is None:
            out_file = fields[2].rstrip(b' \t\r\n\f').decode('ascii')
            if os.path.exists(out_file):
                raise Error('Cannot overwrite existing file: %s' % out_file)
            if (out_file.startswith(os.sep) or '..' + os.sep in out_file
                    or (os.altsep and (out_file.startswith(os.altsep)
                                       or '..' + os.altsep in out_file))):
                raise Error('Refusing to write to %s due to directory traversal' % out_file)
        if mode is None:
            mode = int(fields[1], 8)
        if out_file == '-':
            out_file = sys.stdout.buffer
        elif isinstance(out_file, str):
            path = out_file
            out_file = open(path, 'wb')
            os.chmod(path, mode)
            opened.append(out_file)
        s = in_file.readline()
        while s and s.strip(b' \t\r\n\f') != b'end':
            try:
                data = binascii.a2b_uu(s)
            except binascii.Error as v:
                # Some encoders pad lines wrongly: take what the length says.
                count = (((s[0] - 32) & 63) * 4 + 5) // 3
                data = binascii.a2b_uu(s[:count])
                if not quiet:
                    sys.stderr.write('Warning: %s\n' % v)
            out_file.write(data)
            s = in_file.readline()
        if not s:
            raise Error('Truncated input file')
    finally:
        for f in opened:
            f.close()


def test():
    """Encode or decode, from the command line."""
    import optparse
    parser = optparse.OptionParser(usage='usage: %prog [-d] [-t] [input [output]]')
    parser.add_option('-d', '--decode', dest='decode', default=False, action='store_true',
                      help='Decode (instead of encode)?')
    parser.add_option('-t', '--text', dest='text', default=False, action='store_true',
                      help='data is text, encoded format unix-compatible text?')
    options, args = parser.parse_args()
    if len(args) > 2:
        parser.error('incorrect number of arguments')
    source = args[0] if args else sys.stdin.buffer
    dest = args[1] if len(args) > 1 else sys.stdout.buffer
    if options.decode:
        if options.text:
            if isinstance(dest, str):
                dest = open(dest, 'wb')
            else:
                print(sys.argv[0], ': cannot do -t to stdout')
                sys.exit(1)
        decode(source, dest)
    else:
        if options.text:
            if isinstance(source, str):
                source = open(source, 'rb')
            else:
                print(sys.argv[0], ': cannot do -t from stdin')
                sys.exit(1)
        encode(source, dest)


if __name__ == '__main__':
    test()
