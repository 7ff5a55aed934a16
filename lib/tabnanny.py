#!/usr/bin/env python3
"""Find indentation that means different things with tabs of different sizes.

    python -m tabnanny [-v] [-q] file_or_directory ...
"""

import getopt
import os
import sys
import tokenize

__all__ = ['check', 'NannyNag', 'process_tokens']

verbose = 0             # tell what is done
filename_only = 0       # print no more than the names of bad files


def errprint(*args):
    sys.stderr.write(' '.join(str(arg) for arg in args) + '\n')
    sys.exit(1)


class NannyNag(Exception):
    """An ambiguous indentation: where, what is wrong, and the line."""

    def __init__(self, lineno, msg, line):
        self.lineno, self.msg, self.line = lineno, msg, line

    def get_lineno(self):
        return self.lineno

    def get_msg(self):
        return self.msg

    def get_line(self):
        return self.line


def check(file):
    """Check a file, or all .py files below a directory, and print what is wrong."""
    if os.path.isdir(file) and not os.path.islink(file):
        if verbose:
            print('%r: listing directory' % (file,))
        for name in os.listdir(file):
            fullname = os.path.join(file, name)
            if os.path.isdir(fullname) and not os.path.islink(fullname) or \
                    os.path.normcase(name[-3:]) == '.py':
                check(fullname)
        return
    try:
        f = tokenize.open(file)
    except OSError as msg:
        errprint('%r: I/O Error: %s' % (file, msg))
        return
    if verbose > 1:
        print('checking %r ...' % file)
    with f:
        try:
            process_tokens(tokenize.generate_tokens(f.readline))
        except tokenize.TokenError as msg:
            errprint('%r: Token Error: %s' % (file, msg))
            return
        except IndentationError as msg:
            errprint('%r: Indentation Error: %s' % (file, msg))
            return
        except NannyNag as nag:
            badline = nag.get_lineno()
            line = nag.get_line()
            if verbose:
                print('%r: *** Line %d: trouble in tab city! ***' % (file, badline))
                print('offending line: %r' % (line,))
                print(nag.get_msg())
            elif filename_only:
                print(file)
            else:
                if ' ' in file:
                    file = '"' + file + '"'
                print(file, badline, repr(line))
            return
    if verbose:
        print('%r: Clean bill of health.' % (file,))


class Whitespace:
    """The blanks and tabs before a line.

    A tab goes to the next column that is a multiple of the size, so k blanks before a
    tab count as k // size * size. With norm = (counts, trailing), counts[k] being the
    runs of k blanks before a tab, the indent for a size is computable without the text.
    """

    S, T = ' \t'

    def __init__(self, ws):
        self.raw = ws
        count = []
        blanks = self.n = self.nt = 0       # n: characters of white space, nt: tabs
        for ch in ws:
            if ch == self.S:
                self.n += 1
                blanks += 1
            elif ch == self.T:
                self.n += 1
                self.nt += 1
                if blanks >= len(count):
                    count += [0] * (blanks - len(count) + 1)
                count[blanks] += 1
                blanks = 0
            else:
                break
        self.norm = tuple(count), blanks
        self.is_simple = len(count) <= 1

    def longest_run_of_spaces(self):
        count, trailing = self.norm
        return max(len(count) - 1, trailing)

    def indent_level(self, tabsize):
        """The column, for a size of tabs."""
        count, trailing = self.norm
        full = sum(n * (k // tabsize) for k, n in enumerate(count))
        return trailing + tabsize * (full + self.nt)

    def equal(self, other):
        """Whether the columns are the same for every size."""
        return self.norm == other.norm

    def not_equal_witness(self, other):
        """(size, column, column) where they are not."""
        n = max(self.longest_run_of_spaces(), other.longest_run_of_spaces()) + 1
        return [(ts, self.indent_level(ts), other.indent_level(ts)) for ts in range(1, n + 1)
                if self.indent_level(ts) != other.indent_level(ts)]

    def less(self, other):
        """Whether the column is less for every size."""
        if self.n >= other.n:
            return False
        if self.is_simple and other.is_simple:
            return self.nt <= other.nt
        n = max(self.longest_run_of_spaces(), other.longest_run_of_spaces()) + 1
        # Sizes beyond the longest run differ no more.
        return all(self.indent_level(ts) < other.indent_level(ts) for ts in range(2, n + 1))

    def not_less_witness(self, other):
        """[(size, column, column)] where it is not less."""
        n = max(self.longest_run_of_spaces(), other.longest_run_of_spaces()) + 1
        return [(ts, self.indent_level(ts), other.indent_level(ts)) for ts in range(1, n + 1)
                if self.indent_level(ts) >= other.indent_level(ts)]


def format_witnesses(w):
    sizes = [str(tup[0]) for tup in w]
    return 'at tab size%s %s' % ('s' if len(w) > 1 else '', ', '.join(sizes))


def process_tokens(tokens):
    """Check tokens, as generate_tokens() gives them; NannyNag."""
    ignored = (tokenize.COMMENT, tokenize.NL)
    indents = [Whitespace('')]
    check_equal = False
    for type, token, start, end, line in tokens:
        if type == tokenize.NEWLINE:
            # A statement comes, or an INDENT or DEDENT, which clear it again.
            check_equal = True
        elif type == tokenize.INDENT:
            check_equal = False
            thisguy = Whitespace(token)
            if not indents[-1].less(thisguy):
                witness = indents[-1].not_less_witness(thisguy)
                raise NannyNag(start[0], 'indent not greater e.g. ' + format_witnesses(witness),
                               line)
            indents.append(thisguy)
        elif type == tokenize.DEDENT:
            # The comparison with the outer block is due now.
            check_equal = True
            del indents[-1]
        elif check_equal and type not in ignored:
            # The first token of a statement.
            check_equal = False
            thisguy = Whitespace(line)
            if not indents[-1].equal(thisguy):
                witness = indents[-1].not_equal_witness(thisguy)
                raise NannyNag(start[0], 'indent not equal e.g. ' + format_witnesses(witness),
                               line)


def main():
    global verbose, filename_only
    try:
        opts, args = getopt.getopt(sys.argv[1:], 'qv')
    except getopt.error as msg:
        errprint(msg)
        return
    for o, a in opts:
        if o == '-q':
            filename_only += 1
        if o == '-v':
            verbose += 1
    if not args:
        errprint('Usage:', sys.argv[0], '[-v] file_or_directory ...')
        return
    for arg in args:
        check(arg)


if __name__ == '__main__':
    main()
