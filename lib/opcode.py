"""The instruction set: names and numbers, and which instructions have what
kind of operand.

The table behind it, with the meaning of each, is module _opcode's. Lists named
after what CPython's instructions have keep their names: hasname is of those
that look up a name, hasconst of those that may read a constant, and so on.
"""

import _opcode

__all__ = ['cmp_op', 'hasarg', 'hascompare', 'hasconst', 'hasexc', 'hasfree',
           'hasjabs', 'hasjrel', 'haslocal', 'hasname', 'hasnargs', 'opname',
           'opmap', 'HAVE_ARGUMENT', 'EXTENDED_ARG', 'stack_effect']

_rows = [row.split('\n') for row in _opcode.table()]

# The kinds of the operands n, a, b, c of an instruction, one letter for each.
kinds = [row[1] for row in _rows]

opname = [row[0] for row in _rows]
opname += [f'<{i}>' for i in range(len(opname), 256)]
opmap = {row[0]: i for i, row in enumerate(_rows)}

cmp_op = ('<', '<=', '==', '!=', '>', '>=', 'in', 'not in', 'is', 'is not',
          'exception match', 'BAD')


def _having(letters):
    return [i for i, kind in enumerate(kinds) if not set(letters).isdisjoint(kind)]


hasarg = [i for i, kind in enumerate(kinds) if kind.strip('-')]
hascompare = [opmap[name] for name in ('LT', 'LE', 'EQ', 'NE', 'GT', 'GE')]
hasconst = _having('spmw')
hasexc = []
hasfree = _having('f')
hasjabs = []
hasjrel = _having('j')
haslocal = _having('dsptl')
hasname = _having('k')
hasnargs = [i for i, name in enumerate(opname) if name.startswith('CALL')]

HAVE_ARGUMENT = 1               # all but the first, which does nothing
EXTENDED_ARG = opmap['EXT']     # a second word, with operands of the one before


def stack_effect(opcode, oparg=None, *, jump=None):
    """Return 0: instructions work on registers, there is no stack."""
    if not 0 <= opcode < len(kinds):
        raise ValueError('invalid opcode or oparg')
    return 0
