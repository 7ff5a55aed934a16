"""Keywords of the language.

The list is that of Python 3.2; later keywords are soft, legal as names
wherever 3.2 allowed them.

As a program it puts the keywords of a grammar, the names in the labels of a
parser generator's tables in C ({1, "name"}), between the two marks of a copy
of this file: keyword.py GRAMMAR-FILE KEYWORD-FILE.
"""

__all__ = ['iskeyword', 'issoftkeyword', 'kwlist', 'softkwlist']

kwlist = [
#--start keywords--
        'False',
        'None',
        'True',
        'and',
        'as',
        'assert',
        'break',
        'class',
        'continue',
        'def',
        'del',
        'elif',
        'else',
        'except',
        'finally',
        'for',
        'from',
        'global',
        'if',
        'import',
        'in',
        'is',
        'lambda',
        'nonlocal',
        'not',
        'or',
        'pass',
        'raise',
        'return',
        'try',
        'while',
        'with',
        'yield',
#--end keywords--
        ]

softkwlist = ['_', 'async', 'await', 'case', 'match', 'type']

iskeyword = frozenset(kwlist).__contains__
issoftkeyword = frozenset(softkwlist).__contains__


def main():
    """Update the list in a file from the tables of a grammar."""
    import re
    import sys
    grammar, target = (sys.argv[1:] + ['graminit.c', 'keyword.py'][len(sys.argv) - 1:])[:2]
    with open(grammar, encoding='utf-8') as f:
        labels = [re.search(r'"([^"]+)"', line) for line in f if '{1, "' in line]
    found = {label.group(1) for label in labels if label}
    with open(target, encoding='utf-8', newline='') as f:
        lines = f.read().splitlines(keepends=True)
    marks = [line.strip() for line in lines]
    try:
        start = marks.index('#--start keywords--') + 1
        end = marks.index('#--end keywords--', start)
    except ValueError:
        sys.exit('target does not contain format markers')
    newline = lines[start - 1][len(marks[start - 1]):]
    lines[start:end] = ["        %r,%s" % (name, newline) for name in sorted(found)]
    with open(target, 'w', encoding='utf-8', newline='') as f:
        f.writelines(lines)


if __name__ == '__main__':
    main()
