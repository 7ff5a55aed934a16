"""Differences between sequences."""

__all__ = ['get_close_matches', 'ndiff', 'restore', 'SequenceMatcher',
           'Differ', 'IS_CHARACTER_JUNK', 'IS_LINE_JUNK', 'context_diff',
           'unified_diff', 'diff_bytes', 'HtmlDiff', 'Match']

from collections import namedtuple
from _collections_abc import _generic

Match = namedtuple('Match', 'a b size')


def _ratio(matches, length):
    if length:
        return 2.0 * matches / length
    return 1.0


class SequenceMatcher:
    """Compares two sequences of hashable elements.

    The method finds the longest contiguous matching block that contains no
    junk, then does the same to the left and right of it: not a minimal edit
    sequence, but one that looks right to people.

    >>> s = SequenceMatcher(lambda c: c == ' ', 'the green tea', 'green tea for the cat')
    >>> print(round(s.ratio(), 3))
    0.529
    >>> for block in s.get_matching_blocks():
    ...     print('a[%d] and b[%d] match for %d elements' % block)
    ...
    a[4] and b[0] match for 9 elements
    a[13] and b[21] match for 0 elements
    """

    def __init__(self, isjunk=None, a='', b='', autojunk=True):
        self.isjunk = isjunk
        self.a = self.b = None
        self.autojunk = autojunk
        self.set_seqs(a, b)

    def set_seqs(self, a, b):
        """Set both sequences.

        >>> s = SequenceMatcher()
        >>> s.set_seqs('spam', 'park')
        >>> s.ratio()
        0.5
        """
        self.set_seq1(a)
        self.set_seq2(b)

    def set_seq1(self, a):
        """Set the first sequence.

        >>> s = SequenceMatcher(None, 'spam', 'park')
        >>> s.set_seq1('lark')
        >>> s.ratio()
        0.75
        """
        if a is self.a:
            return
        self.a = a
        self.matching_blocks = self.opcodes = None

    def set_seq2(self, b):
        """Set the second sequence, about which details are kept.

        >>> s = SequenceMatcher(None, 'spam', 'park')
        >>> s.set_seq2('spat')
        >>> s.ratio()
        0.75
        """
        if b is self.b:
            return
        self.b = b
        self.matching_blocks = self.opcodes = None
        self.fullbcount = None
        self._index_b()

    def _index_b(self):
        """Make b2j: for each element of b that is no junk, where it occurs.

        Elements that are very frequent in a long b are left out as well, they
        say little (the autojunk heuristic).
        """
        b = self.b
        self.b2j = b2j = {}
        for i, elt in enumerate(b):
            b2j.setdefault(elt, []).append(i)
        self.bjunk = junk = set()
        if self.isjunk:
            for elt in b2j:
                if self.isjunk(elt):
                    junk.add(elt)
            for elt in junk:
                del b2j[elt]
        self.bpopular = popular = set()
        n = len(b)
        if self.autojunk and n >= 200:
            limit = n // 100 + 1
            for elt, indices in b2j.items():
                if len(indices) > limit:
                    popular.add(elt)
            for elt in popular:
                del b2j[elt]

    @property
    def isbjunk(self):
        """A function that says whether an element of b is junk (deprecated)."""
        return self.bjunk.__contains__

    @property
    def isbpopular(self):
        """A function that says whether an element of b is popular (deprecated)."""
        return self.bpopular.__contains__

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        """The longest matching block in a[alo:ahi] and b[blo:bhi].

        Of several the first in a, and of those the first in b.

        >>> s = SequenceMatcher(None, 'a river', 'the rivers')
        >>> tuple(s.find_longest_match(0, 7, 0, 10))
        (1, 3, 6)
        >>> tuple(SequenceMatcher(None, 'xy', 'ab').find_longest_match(0, 2, 0, 2))
        (0, 0, 0)
        """
        a, b, b2j, is_junk = self.a, self.b, self.b2j, self.bjunk.__contains__
        if ahi is None:
            ahi = len(a)
        if bhi is None:
            bhi = len(b)
        besti, bestj, bestsize = alo, blo, 0
        # lengths[j]: the length of the match that ends with a[i-1] and b[j]
        lengths = {}
        nothing = []
        for i in range(alo, ahi):
            get = lengths.get
            new = {}
            for j in b2j.get(a[i], nothing):
                if j < blo:
                    continue
                if j >= bhi:
                    break
                k = new[j] = get(j - 1, 0) + 1
                if k > bestsize:
                    besti, bestj, bestsize = i - k + 1, j - k + 1, k
            lengths = new
        # Extend by popular elements, then by junk next to the match.
        for junk in False, True:
            while (besti > alo and bestj > blo and is_junk(b[bestj - 1]) == junk
                   and a[besti - 1] == b[bestj - 1]):
                besti, bestj, bestsize = besti - 1, bestj - 1, bestsize + 1
            while (besti + bestsize < ahi and bestj + bestsize < bhi
                   and is_junk(b[bestj + bestsize]) == junk
                   and a[besti + bestsize] == b[bestj + bestsize]):
                bestsize += 1
        return Match(besti, bestj, bestsize)

    def get_matching_blocks(self):
        """The matching blocks in order; the last is a dummy of size 0.

        >>> s = SequenceMatcher(None, 'karma', 'kama')
        >>> [tuple(block) for block in s.get_matching_blocks()]
        [(0, 0, 2), (3, 2, 2), (5, 4, 0)]
        """
        if self.matching_blocks is not None:
            return self.matching_blocks
        la, lb = len(self.a), len(self.b)
        todo = [(0, la, 0, lb)]
        found = []
        while todo:
            alo, ahi, blo, bhi = todo.pop()
            i, j, k = match = self.find_longest_match(alo, ahi, blo, bhi)
            if k:
                found.append(match)
                if alo < i and blo < j:
                    todo.append((alo, i, blo, j))
                if i + k < ahi and j + k < bhi:
                    todo.append((i + k, ahi, j + k, bhi))
        found.sort()
        # Join blocks that touch.
        blocks = []
        i1 = j1 = k1 = 0
        for i2, j2, k2 in found:
            if i1 + k1 == i2 and j1 + k1 == j2:
                k1 += k2
            else:
                if k1:
                    blocks.append((i1, j1, k1))
                i1, j1, k1 = i2, j2, k2
        if k1:
            blocks.append((i1, j1, k1))
        blocks.append((la, lb, 0))
        self.matching_blocks = list(map(Match._make, blocks))
        return self.matching_blocks

    def get_opcodes(self):
        """How to turn a into b: a list of (tag, i1, i2, j1, j2).

        >>> s = SequenceMatcher(None, 'kitten', 'sitting')
        >>> for code in s.get_opcodes():
        ...     print(*code)
        ...
        replace 0 1 0 1
        equal 1 4 1 4
        replace 4 5 4 5
        equal 5 6 5 6
        insert 6 6 6 7
        """
        if self.opcodes is not None:
            return self.opcodes
        i = j = 0
        self.opcodes = answer = []
        for ai, bj, size in self.get_matching_blocks():
            if i < ai and j < bj:
                answer.append(('replace', i, ai, j, bj))
            elif i < ai:
                answer.append(('delete', i, ai, j, bj))
            elif j < bj:
                answer.append(('insert', i, ai, j, bj))
            i, j = ai + size, bj + size
            if size:
                answer.append(('equal', ai, i, bj, j))
        return answer

    def get_grouped_opcodes(self, n=3):
        """Yield groups of opcodes with up to n equal elements around changes.

        >>> a = [str(i) for i in range(12)]
        >>> b = a[:4] + ['new'] + a[4:]
        >>> for group in SequenceMatcher(None, a, b).get_grouped_opcodes(2):
        ...     print(group)
        ...
        [('equal', 2, 4, 2, 4), ('insert', 4, 4, 4, 5), ('equal', 4, 6, 5, 7)]
        """
        codes = self.get_opcodes()
        if not codes:
            codes = [('equal', 0, 1, 0, 1)]
        if codes[0][0] == 'equal':
            tag, i1, i2, j1, j2 = codes[0]
            codes = [(tag, max(i1, i2 - n), i2, max(j1, j2 - n), j2), *codes[1:]]
        if codes[-1][0] == 'equal':
            tag, i1, i2, j1, j2 = codes[-1]
            codes = [*codes[:-1], (tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n))]
        group = []
        for tag, i1, i2, j1, j2 in codes:
            if tag == 'equal' and i2 - i1 > 2 * n:
                group.append((tag, i1, min(i2, i1 + n), j1, min(j2, j1 + n)))
                yield group
                group = []
                i1, j1 = max(i1, i2 - n), max(j1, j2 - n)
            group.append((tag, i1, i2, j1, j2))
        if group and not (len(group) == 1 and group[0][0] == 'equal'):
            yield group

    def ratio(self):
        """A measure of similarity between 0 and 1.

        >>> SequenceMatcher(None, 'wxyz', 'xyz!').ratio()
        0.75
        """
        matches = sum(block[-1] for block in self.get_matching_blocks())
        return _ratio(matches, len(self.a) + len(self.b))

    def quick_ratio(self):
        """An upper bound of ratio(), from the counts of the elements."""
        if self.fullbcount is None:
            self.fullbcount = counts = {}
            for elt in self.b:
                counts[elt] = counts.get(elt, 0) + 1
        avail = {}
        matches = 0
        for elt in self.a:
            left = avail[elt] if elt in avail else self.fullbcount.get(elt, 0)
            avail[elt] = left - 1
            if left > 0:
                matches += 1
        return _ratio(matches, len(self.a) + len(self.b))

    def real_quick_ratio(self):
        """An upper bound of ratio(), from the lengths alone."""
        la, lb = len(self.a), len(self.b)
        return _ratio(min(la, lb), la + lb)

    if _generic is not None:
        __class_getitem__ = _generic


def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    """The best matches of word among possibilities, at most n, best first.

    >>> get_close_matches('pithon', ['python', 'piston', 'snake'])
    ['python', 'piston']
    >>> get_close_matches('pithon', ['python', 'piston', 'snake'], n=1)
    ['python']
    """
    if not n > 0:
        raise ValueError(f'n must be > 0: {n!r}')
    if not 0.0 <= cutoff <= 1.0:
        raise ValueError(f'cutoff must be in [0.0, 1.0]: {cutoff!r}')
    from heapq import nlargest
    result = []
    s = SequenceMatcher()
    s.set_seq2(word)
    for x in possibilities:
        s.set_seq1(x)
        if (s.real_quick_ratio() >= cutoff and s.quick_ratio() >= cutoff
                and s.ratio() >= cutoff):
            result.append((s.ratio(), x))
    return [x for score, x in nlargest(n, result)]


class Differ:
    r"""Compares sequences of lines and makes deltas people can read.

    Each line of a delta begins with '- ' (only in the first sequence), '+ '
    (only in the second), '  ' (in both) or '? ' (marks of the differences).

    >>> a = ['one\n', 'two\n', 'three\n']
    >>> b = ['one\n', 'tow\n', 'three\n', 'four\n']
    >>> print(''.join(Differ().compare(a, b)), end='')
      one
    - two
    ?   -
    + tow
    ?  +
      three
    + four
    """

    def __init__(self, linejunk=None, charjunk=None):
        self.linejunk = linejunk
        self.charjunk = charjunk

    def compare(self, a, b):
        r"""Yield the lines of the delta of two sequences of lines.

        >>> print(''.join(Differ().compare(['tea\n', 'milk\n'], ['tea\n', 'silk\n'])), end='')
          tea
        - milk
        ? ^
        + silk
        ? ^
        """
        cruncher = SequenceMatcher(self.linejunk, a, b)
        for tag, alo, ahi, blo, bhi in cruncher.get_opcodes():
            if tag == 'replace':
                yield from self._fancy_replace(a, alo, ahi, b, blo, bhi)
            elif tag == 'delete':
                yield from self._dump('-', a, alo, ahi)
            elif tag == 'insert':
                yield from self._dump('+', b, blo, bhi)
            else:
                yield from self._dump(' ', a, alo, ahi)

    def _dump(self, tag, x, lo, hi):
        for i in range(lo, hi):
            yield f'{tag} {x[i]}'

    def _plain_replace(self, a, alo, ahi, b, blo, bhi):
        # The shorter block first.
        first = self._dump('+', b, blo, bhi)
        second = self._dump('-', a, alo, ahi)
        if bhi - blo >= ahi - alo:
            first, second = second, first
        yield from first
        yield from second

    def _fancy_replace(self, a, alo, ahi, b, blo, bhi):
        r"""Find similar lines in a block and mark how they differ.

        The best pair of lines that are similar but not equal is the anchor;
        what is before and after it is treated in the same way.

        >>> lines = Differ()._fancy_replace(['colour\n'], 0, 1, ['color\n'], 0, 1)
        >>> print(''.join(lines), end='')
        - colour
        ?     -
        + color
        """
        # A list of what is left, so that long blocks need no deep recursion.
        todo = [('block', alo, ahi, blo, bhi)]
        while todo:
            kind, alo, ahi, blo, bhi = todo.pop()
            if kind == 'pair':
                yield from self._show_pair(a[alo], b[blo])
                continue
            if kind == 'equal':
                yield f'  {a[alo]}'
                continue
            if alo >= ahi or blo >= bhi:
                if alo < ahi:
                    yield from self._dump('-', a, alo, ahi)
                elif blo < bhi:
                    yield from self._dump('+', b, blo, bhi)
                continue
            best = self._best_pair(a, alo, ahi, b, blo, bhi)
            if best is None:
                yield from self._plain_replace(a, alo, ahi, b, blo, bhi)
                continue
            kind, i, j = best
            todo.append(('block', i + 1, ahi, j + 1, bhi))
            todo.append((kind, i, i, j, j))
            todo.append(('block', alo, i, blo, j))

    def _best_pair(self, a, alo, ahi, b, blo, bhi):
        best_ratio, cutoff = 0.74, 0.75
        best = equal = None
        cruncher = SequenceMatcher(self.charjunk)
        for j in range(blo, bhi):
            bj = b[j]
            cruncher.set_seq2(bj)
            for i in range(alo, ahi):
                ai = a[i]
                if ai == bj:
                    if equal is None:
                        equal = 'equal', i, j
                    continue
                cruncher.set_seq1(ai)
                # The bounds are much cheaper than the ratio.
                if (cruncher.real_quick_ratio() > best_ratio
                        and cruncher.quick_ratio() > best_ratio
                        and cruncher.ratio() > best_ratio):
                    best_ratio = cruncher.ratio()
                    best = 'pair', i, j
        if best_ratio < cutoff:
            return equal
        return best

    def _show_pair(self, aline, bline):
        atags = btags = ''
        cruncher = SequenceMatcher(self.charjunk, aline, bline)
        for tag, ai1, ai2, bj1, bj2 in cruncher.get_opcodes():
            la, lb = ai2 - ai1, bj2 - bj1
            if tag == 'replace':
                atags += '^' * la
                btags += '^' * lb
            elif tag == 'delete':
                atags += '-' * la
            elif tag == 'insert':
                btags += '+' * lb
            else:
                atags += ' ' * la
                btags += ' ' * lb
        yield from self._qformat(aline, bline, atags, btags)

    def _qformat(self, aline, bline, atags, btags):
        r"""Yield two lines with the lines of marks they need.

        Tabs that both lines begin with stay tabs in the marks, which so stand below what they mark.

        >>> lines = Differ()._qformat('\tfew words\n', '\tnew words\n', ' ^', ' ^')
        >>> for line in lines:
        ...     print(repr(line))
        ...
        '- \tfew words\n'
        '? \t^\n'
        '+ \tnew words\n'
        '? \t^\n'
        """
        tabs = 0
        for column in zip(aline, bline, atags, btags):
            if column != ('\t', '\t', ' ', ' '):
                break
            tabs += 1
        for sign, line, tags in ('-', aline, atags), ('+', bline, btags):
            yield f'{sign} {line}'
            marks = tags[tabs:].rstrip()
            if marks:
                yield '? ' + '\t' * tabs + marks + '\n'


def IS_LINE_JUNK(line, pat=None):
    r"""Whether a line is blank or has a single #.

    >>> IS_LINE_JUNK('  # \n')
    True
    >>> IS_LINE_JUNK('# comment\n')
    False
    """
    stripped = line.strip()
    if pat is not None:
        return pat(line) is not None
    return stripped == '' or stripped == '#'


def IS_CHARACTER_JUNK(ch, ws=' \t'):
    r"""Whether a character is a space or tab.

    >>> IS_CHARACTER_JUNK('\t')
    True
    >>> IS_CHARACTER_JUNK('x')
    False
    """
    return ch in ws


def _format_range_unified(start, stop):
    beginning = start + 1
    length = stop - start
    if length == 1:
        return f'{beginning}'
    if not length:
        beginning -= 1          # an empty range stands after the line before it
    return f'{beginning},{length}'


def unified_diff(a, b, fromfile='', tofile='', fromfiledate='', tofiledate='',
                 n=3, lineterm='\n'):
    """Yield the lines of a unified diff.

    >>> lines = unified_diff(['bread', 'jam'], ['bread', 'ham'], 'old', 'new', lineterm='')
    >>> for line in lines:
    ...     print(line)
    ...
    --- old
    +++ new
    @@ -1,2 +1,2 @@
     bread
    -jam
    +ham
    """
    _check_types(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            fromdate = f'\t{fromfiledate}' if fromfiledate else ''
            todate = f'\t{tofiledate}' if tofiledate else ''
            yield f'--- {fromfile}{fromdate}{lineterm}'
            yield f'+++ {tofile}{todate}{lineterm}'
        first, last = group[0], group[-1]
        range1 = _format_range_unified(first[1], last[2])
        range2 = _format_range_unified(first[3], last[4])
        yield f'@@ -{range1} +{range2} @@{lineterm}'
        for tag, i1, i2, j1, j2 in group:
            if tag == 'equal':
                for line in a[i1:i2]:
                    yield ' ' + line
                continue
            if tag in ('replace', 'delete'):
                for line in a[i1:i2]:
                    yield '-' + line
            if tag in ('replace', 'insert'):
                for line in b[j1:j2]:
                    yield '+' + line


def _format_range_context(start, stop):
    beginning = start + 1
    length = stop - start
    if not length:
        beginning -= 1
    if length <= 1:
        return f'{beginning}'
    return f'{beginning},{beginning + length - 1}'


def context_diff(a, b, fromfile='', tofile='', fromfiledate='', tofiledate='',
                 n=3, lineterm='\n'):
    """Yield the lines of a context diff.

    >>> lines = context_diff(['bread', 'jam'], ['bread', 'ham'], 'old', 'new', lineterm='')
    >>> for line in lines:
    ...     print(line)
    ...
    *** old
    --- new
    ***************
    *** 1,2 ****
      bread
    ! jam
    --- 1,2 ----
      bread
    ! ham
    """
    _check_types(a, b, fromfile, tofile, fromfiledate, tofiledate, lineterm)
    marks = {'insert': '+ ', 'delete': '- ', 'replace': '! ', 'equal': '  '}
    started = False
    for group in SequenceMatcher(None, a, b).get_grouped_opcodes(n):
        if not started:
            started = True
            fromdate = f'\t{fromfiledate}' if fromfiledate else ''
            todate = f'\t{tofiledate}' if tofiledate else ''
            yield f'*** {fromfile}{fromdate}{lineterm}'
            yield f'--- {tofile}{todate}{lineterm}'
        first, last = group[0], group[-1]
        yield '***************' + lineterm
        yield f'*** {_format_range_context(first[1], last[2])} ****{lineterm}'
        if any(tag in ('replace', 'delete') for tag, *_ in group):
            for tag, i1, i2, _, _ in group:
                if tag != 'insert':
                    for line in a[i1:i2]:
                        yield marks[tag] + line
        yield f'--- {_format_range_context(first[3], last[4])} ----{lineterm}'
        if any(tag in ('replace', 'insert') for tag, *_ in group):
            for tag, _, _, j1, j2 in group:
                if tag != 'delete':
                    for line in b[j1:j2]:
                        yield marks[tag] + line


def _check_types(a, b, *args):
    # Checking the first lines is enough to explain the usual mistake.
    if a and not isinstance(a[0], str):
        raise TypeError('lines to compare must be str, not '
                        f'{type(a[0]).__name__} ({a[0]!r})')
    if b and not isinstance(b[0], str):
        raise TypeError('lines to compare must be str, not '
                        f'{type(b[0]).__name__} ({b[0]!r})')
    for arg in args:
        if not isinstance(arg, str):
            raise TypeError(f'all arguments must be str, not: {arg!r}')


def diff_bytes(dfunc, a, b, fromfile=b'', tofile=b'', fromfiledate=b'',
               tofiledate=b'', n=3, lineterm=b'\n'):
    """Compare lines of bytes of unknown or mixed encoding with a diff function."""
    def decode(s):
        try:
            return s.decode('ascii', 'surrogateescape')
        except AttributeError as err:
            raise TypeError('all arguments must be bytes, not '
                            f'{type(s).__name__} ({s!r})') from err
    lines = dfunc(list(map(decode, a)), list(map(decode, b)), decode(fromfile),
                  decode(tofile), decode(fromfiledate), decode(tofiledate), n,
                  decode(lineterm))
    for line in lines:
        yield line.encode('ascii', 'surrogateescape')


def ndiff(a, b, linejunk=None, charjunk=IS_CHARACTER_JUNK):
    r"""Compare two lists of lines as Differ does.

    >>> print(''.join(ndiff(['tea\n', 'milk\n'], ['tea\n', 'silk\n'])), end='')
      tea
    - milk
    ? ^
    + silk
    ? ^
    """
    return Differ(linejunk, charjunk).compare(a, b)


def restore(delta, which):
    r"""One of the two sequences that a delta was made from.

    >>> delta = list(ndiff(['tea\n', 'milk\n'], ['tea\n', 'silk\n']))
    >>> list(restore(delta, 1))
    ['tea\n', 'milk\n']
    >>> list(restore(delta, 2))
    ['tea\n', 'silk\n']
    """
    try:
        tag = {1: '- ', 2: '+ '}[int(which)]
    except KeyError:
        raise ValueError(f'unknown delta choice (must be 1 or 2): {which!r}') from None
    for line in delta:
        if line[:2] in ('  ', tag):
            yield line[2:]


# Side by side differences, for HtmlDiff

def _mark_changes(line, marks):
    """Put \\0 tag ... \\1 around the parts of a line that marks point at."""
    import re
    pieces = []
    last = 0
    for m in re.finditer(r'\++|-+|\^+', marks):
        start, end = m.span()
        pieces.append(line[last:start] + f'\0{m.group()[0]}{line[start:end]}\1')
        last = end
    pieces.append(line[last:])
    return ''.join(pieces)


def _side_by_side(fromlines, tolines, linejunk, charjunk):
    """Yield ((number, text), (number, text), changed) for each pair of lines.

    A missing line is ('', '\\n'); changes are marked as _mark_changes does.
    """
    diff = ndiff(fromlines, tolines, linejunk, charjunk)
    lines = [line for line in diff]
    count = [0, 0]

    def numbered(side, text):
        count[side] += 1
        return count[side], text

    def whole(line, tag):
        # A line added or removed entirely; an empty one still shows a mark.
        text = line[2:]
        if not text.rstrip('\n'):
            text = ' ' + text
        return f'\0{tag}{text}\1'

    nothing = '', '\n'
    i, n = 0, len(lines)
    # Removed lines wait for added ones to stand beside them.
    while i < n:
        tags = ''.join(line[0] for line in lines[i:i + 4])
        if tags.startswith('-?+?'):
            yield (numbered(0, _mark_changes(lines[i][2:], lines[i + 1][2:])),
                   numbered(1, _mark_changes(lines[i + 2][2:], lines[i + 3][2:])), True)
            i += 4
        elif tags.startswith('-?+'):
            yield (numbered(0, _mark_changes(lines[i][2:], lines[i + 1][2:])),
                   numbered(1, lines[i + 2][2:]), True)
            i += 3
        elif tags.startswith('-+?'):
            yield (numbered(0, lines[i][2:]),
                   numbered(1, _mark_changes(lines[i + 1][2:], lines[i + 2][2:])), True)
            i += 3
        elif tags[0] == ' ':
            text = lines[i][2:]
            yield numbered(0, text), numbered(1, text), False
            i += 1
        else:
            removed, added = [], []
            while i < n and lines[i][0] in '+-':
                tags = ''.join(line[0] for line in lines[i:i + 3])
                if tags.startswith(('-?+', '-+?')):
                    break
                if lines[i][0] == '-':
                    removed.append(lines[i])
                else:
                    added.append(lines[i])
                i += 1
            for k in range(max(len(removed), len(added))):
                left = numbered(0, whole(removed[k], '-')) if k < len(removed) else nothing
                right = numbered(1, whole(added[k], '+')) if k < len(added) else nothing
                yield left, right, True


def _mdiff(fromlines, tolines, context=None, linejunk=None,
           charjunk=IS_CHARACTER_JUNK):
    """Yield side by side pairs; with context only those near a change.

    Groups that are not adjacent are separated by (None, None, None).
    """
    pairs = _side_by_side(fromlines, tolines, linejunk, charjunk)
    if context is None:
        yield from pairs
        return
    from collections import deque
    before = deque(maxlen=context) if context > 0 else []
    after = 0
    skipped = False
    started = False
    for pair in pairs:
        if pair[2]:
            if skipped and started or skipped and not started:
                yield None, None, None
            skipped = False
            started = True
            yield from before
            before.clear()
            yield pair
            after = context
        elif after:
            after -= 1
            yield pair
        else:
            if context > 0:
                if len(before) == context:
                    skipped = True
                before.append(pair)
            else:
                skipped = True


_page = '''
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
          "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">

<html>

<head>
    <meta http-equiv="Content-Type"
          content="text/html; charset=%(charset)s" />
    <title></title>
    <style type="text/css">%(styles)s
    </style>
</head>

<body>
    %(table)s%(legend)s
</body>

</html>'''

_styles = '''
        table.diff {font-family:Courier; border:medium;}
        .diff_header {background-color:#e0e0e0}
        td.diff_header {text-align:right}
        .diff_next {background-color:#c0c0c0}
        .diff_add {background-color:#aaffaa}
        .diff_chg {background-color:#ffff77}
        .diff_sub {background-color:#ffaaaa}'''

_table = '''
    <table class="diff" id="difflib_chg_%(prefix)s_top"
           cellspacing="0" cellpadding="0" rules="groups" >
        <colgroup></colgroup> <colgroup></colgroup> <colgroup></colgroup>
        <colgroup></colgroup> <colgroup></colgroup> <colgroup></colgroup>
        %(header_row)s
        <tbody>
%(data_rows)s        </tbody>
    </table>'''

_legend = '''
    <table class="diff" summary="Legends">
        <tr> <th colspan="2"> Legends </th> </tr>
        <tr> <td> <table border="" summary="Colors">
                      <tr><th> Colors </th> </tr>
                      <tr><td class="diff_add">&nbsp;Added&nbsp;</td></tr>
                      <tr><td class="diff_chg">Changed</td> </tr>
                      <tr><td class="diff_sub">Deleted</td> </tr>
                  </table></td>
             <td> <table border="" summary="Links">
                      <tr><th colspan="2"> Links </th> </tr>
                      <tr><td>(f)irst change</td> </tr>
                      <tr><td>(n)ext change</td> </tr>
                      <tr><td>(t)op</td> </tr>
                  </table></td> </tr>
    </table>'''


class HtmlDiff:
    """Makes side by side HTML tables of differences."""

    _file_template = _page
    _styles = _styles
    _table_template = _table
    _legend = _legend
    _default_prefix = 0

    def __init__(self, tabsize=8, wrapcolumn=None, linejunk=None,
                 charjunk=IS_CHARACTER_JUNK):
        self._tabsize = tabsize
        self._wrapcolumn = wrapcolumn
        self._linejunk = linejunk
        self._charjunk = charjunk

    def make_file(self, fromlines, tolines, fromdesc='', todesc='',
                  context=False, numlines=5, *, charset='utf-8'):
        """A whole HTML page with the table."""
        table = self.make_table(fromlines, tolines, fromdesc, todesc,
                                context=context, numlines=numlines)
        page = self._file_template % dict(styles=self._styles, legend=self._legend,
                                          table=table, charset=charset)
        return page.encode(charset, 'xmlcharrefreplace').decode(charset)

    def make_table(self, fromlines, tolines, fromdesc='', todesc='',
                   context=False, numlines=5):
        """The HTML table alone."""
        self._make_prefix()
        fromlines = list(map(self._expand_tabs, fromlines))
        tolines = list(map(self._expand_tabs, tolines))
        pairs = list(_mdiff(fromlines, tolines, numlines if context else None,
                            self._linejunk, self._charjunk))
        if self._wrapcolumn:
            pairs = list(self._wrap_pairs(pairs))
        return self._render(pairs, fromdesc, todesc, context, numlines)

    def _make_prefix(self):
        """Unique prefixes keep the links of several tables in a page apart."""
        n = HtmlDiff._default_prefix
        HtmlDiff._default_prefix += 1
        self._prefix = [f'from{n}_', f'to{n}_']

    def _expand_tabs(self, line):
        # Tabs become as many \t as they are wide, to be told from spaces.
        line = line.replace(' ', '\0')
        line = line.expandtabs(self._tabsize)
        line = line.replace(' ', '\t')
        return line.replace('\0', ' ').rstrip('\n')

    def _split_line(self, number, text):
        """Split one marked line into parts of at most the wrap column."""
        width = self._wrapcolumn
        rows = []
        while True:
            visible = len(text) - text.count('\0') * 3
            if len(text) <= width or visible <= width:
                rows.append((number, text))
                return rows
            i = n = 0
            mark = ''
            while n < width and i < len(text):
                if text[i] == '\0':
                    mark = text[i + 1]
                    i += 2
                elif text[i] == '\1':
                    mark = ''
                    i += 1
                else:
                    i += 1
                    n += 1
            head, text = text[:i], text[i:]
            if mark:
                head += '\1'
                text = '\0' + mark + text
            rows.append((number, head))
            number = '>'

    def _wrap_pairs(self, pairs):
        for fromdata, todata, flag in pairs:
            if flag is None:
                yield fromdata, todata, flag
                continue
            left = self._split_line(*fromdata)
            right = self._split_line(*todata)
            for k in range(max(len(left), len(right))):
                yield (left[k] if k < len(left) else ('', ' '),
                       right[k] if k < len(right) else ('', ' '), flag)

    def _format_line(self, side, flag, linenum, text):
        try:
            linenum = f'{linenum:d}'
            id = f' id="{self._prefix[side]}{linenum}"'
        except (TypeError, ValueError):
            id = ''             # a blank line or the rest of a wrapped one
        text = text.replace('&', '&amp;').replace('>', '&gt;').replace('<', '&lt;')
        text = text.replace(' ', '&nbsp;').rstrip()
        return (f'<td class="diff_header"{id}>{linenum}</td>'
                f'<td nowrap="nowrap">{text}</td>')

    def _render(self, pairs, fromdesc, todesc, context, numlines):
        prefix = self._prefix[1]
        flags = [flag for _, _, flag in pairs]
        next_id = [''] * len(flags)
        next_href = [''] * len(flags)
        # Each run of changes gets a link to the next one.
        num_change = last = 0
        in_change = False
        for i, flag in enumerate(flags):
            if flag:
                if not in_change:
                    in_change = True
                    last = i
                    # The anchor is a few lines above, for context.
                    i = max(0, i - numlines)
                    next_id[i] = f' id="difflib_chg_{prefix}_{num_change}"'
                    num_change += 1
                    next_href[last] = f'<a href="#difflib_chg_{prefix}_{num_change}">n</a>'
            else:
                in_change = False
        if not any(flags):
            flags, next_id, next_href = [False], [''], ['']
            last = 0
            if context:
                left = ['<td></td><td>&nbsp;No Differences Found&nbsp;</td>']
            else:
                left = ['<td></td><td>&nbsp;Empty File&nbsp;</td>']
            right = left
            if pairs and not context:
                left = right = None
                flags = [flag for _, _, flag in pairs]
                next_id = [''] * len(flags)
                next_href = [''] * len(flags)
        else:
            left = right = None
        if left is None:
            left = [None if flag is None else self._format_line(0, flag, *f)
                    for f, t, flag in pairs]
            right = [None if flag is None else self._format_line(1, flag, *t)
                     for f, t, flag in pairs]
        if not flags[0]:
            next_href[0] = f'<a href="#difflib_chg_{prefix}_0">f</a>'
        next_href[last] = f'<a href="#difflib_chg_{prefix}_top">t</a>'
        rows = []
        for i, flag in enumerate(flags):
            if flag is None:
                # The end of one group of changes and the start of the next.
                if i > 0:
                    rows.append('        </tbody>        \n        <tbody>\n')
            else:
                rows.append(f'            <tr><td class="diff_next"{next_id[i]}>'
                            f'{next_href[i]}</td>{left[i]}<td class="diff_next">'
                            f'{next_href[i]}</td>{right[i]}</tr>\n')
        header = ''
        if fromdesc or todesc:
            header = ('<thead><tr><th class="diff_next"><br /></th>'
                      f'<th colspan="2" class="diff_header">{fromdesc}</th>'
                      '<th class="diff_next"><br /></th>'
                      f'<th colspan="2" class="diff_header">{todesc}</th></tr></thead>')
        table = self._table_template % dict(data_rows=''.join(rows),
                                            header_row=header, prefix=prefix)
        for mark, kind in ('+', 'add'), ('-', 'sub'), ('^', 'chg'):
            table = table.replace('\0' + mark, f'<span class="diff_{kind}">')
        return table.replace('\1', '</span>').replace('\t', '&nbsp;')
