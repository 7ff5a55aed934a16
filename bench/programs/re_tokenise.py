"""A tokeniser of one regular expression with named groups over source text."""
import re

TOKEN = re.compile(r"""
    (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
  | (?P<operator>[-+*/%=<>!&|^~]=?|[()\[\]{},:;.])
  | (?P<newline>\n)
  | (?P<space>[ \t]+|\#[^\n]*)
  | (?P<mismatch>.)
""", re.VERBOSE)

LINES = ''.join('def f%d(a, b=%d):\n    # sum of both\n    return a[%d] * 3.5e2 + "x%d\\n" %% b\n' % (i, i, i, i)
                for i in range(400))
KEYWORDS = {'def', 'return'}


def tokens(text):
    line = 1
    for match in TOKEN.finditer(text):
        kind = match.lastgroup
        value = match.group()
        if kind == 'number':
            value = float(value)
        elif kind == 'name' and value in KEYWORDS:
            kind = value
        elif kind == 'newline':
            line += 1
            continue
        elif kind == 'space':
            continue
        elif kind == 'mismatch':
            raise ValueError('line %d: %r' % (line, value))
        yield kind, value, line, match.start()


counts = {}
for _ in range(25):
    for kind, value, line, column in tokens(LINES):
        counts[kind] = counts.get(kind, 0) + 1
print(sorted(counts.items()))
