"""Disassembler: the instructions of functions, classes and code as text.

Instructions are 8 bytes: opcode, n (a small operand or a counter), and the
operands a, b, c of 16 bits; some join b and c to one number. The table of them,
with the kinds of operands, is in module opcode.
"""

import collections
import io
import sys
import types
from itertools import islice

import _opcode
from opcode import *
from opcode import __all__ as _opcode_names, kinds as _kinds

__all__ = ['code_info', 'dis', 'disassemble', 'distb', 'disco',
           'findlinestarts', 'findlabels', 'show_code', 'get_instructions',
           'Instruction', 'Bytecode'] + _opcode_names

_SIZE = 8
_EXT = opmap["EXT"]
_NO_NAME = 0xFFFF

COMPILER_FLAG_NAMES = {
    1: 'OPTIMIZED', 2: 'NEWLOCALS', 4: 'VARARGS', 8: 'VARKEYWORDS',
    16: 'NESTED', 32: 'GENERATOR', 64: 'NOFREE', 128: 'COROUTINE',
    256: 'ITERABLE_COROUTINE', 512: 'ASYNC_GENERATOR',
}


def pretty_flags(flags):
    """Return the names of the bits of co_flags."""
    names = []
    for i in range(32):
        if flags >> i & 1:
            names.append(COMPILER_FLAG_NAMES.get(1 << i, hex(1 << i)))
    return ', '.join(names) or hex(0)


class Instruction(collections.namedtuple('Instruction', [
        'opname', 'opcode', 'arg', 'argval', 'argrepr', 'offset',
        'starts_line', 'is_jump_target', 'positions'], defaults=[None])):
    """One instruction.

    arg is the tuple (n, a, b, c) of its operands, argval the target of a jump
    or the values as a tuple of str, argrepr these as text.
    """

    __slots__ = ()

    def _text(self, width=3, marked=False):
        line = '' if self.starts_line is None else str(self.starts_line)
        return (f'{line:>{width}} {"-->" if marked else "   "} '
                f'{">>" if self.is_jump_target else "  "} {self.offset:>4} '
                f'{self.opname:<20} {self.argrepr}').rstrip()


class _RawCode:
    """Stands for a code object where only the instructions are known."""

    co_name, co_firstlineno = '<bytes>', 1
    co_consts = co_names = co_varnames = co_freevars = ()

    def __init__(self, code):
        self.co_code = bytes(code)

    def co_lines(self):
        return ()

    def co_positions(self):
        return ((None,) * 4 for _ in range(len(self.co_code) // 2))


def _code_of(x, sources=True):
    """Return the code object of a function, method, generator or source text,
    or what stands for one of the bytes of instructions.
    """
    x = getattr(x, '__func__', x)
    for name in ('__code__', 'gi_code', 'ag_code', 'cr_code'):
        if hasattr(x, name):
            x = getattr(x, name)
            break
    if sources and isinstance(x, str):
        try:
            x = compile(x, '<disassembly>', 'eval')
        except SyntaxError:
            x = compile(x, '<disassembly>', 'exec')
    if hasattr(x, 'co_code'):
        return x
    if isinstance(x, (bytes, bytearray)):
        return _RawCode(x)
    raise TypeError(f"don't know how to disassemble {type(x).__name__} objects")


def _unpack(code):
    """Yield (offset, opcode, n, a, b, c) of each instruction.

    The exception table follows them, as EXTs with n from 1.
    """
    data = code.co_code
    for i in range(0, len(data), _SIZE):
        if data[i] == _EXT and data[i + 1]:
            break
        yield (i, _opcode.generic(data[i]), data[i + 1],
               int.from_bytes(data[i + 2:i + 4], 'little'),
               int.from_bytes(data[i + 4:i + 6], 'little'),
               int.from_bytes(data[i + 6:i + 8], 'little'))


def _wide(b, c):
    value = b | c << 16
    return value - (1 << 32) if value >> 31 else value


def _target(offset, kinds, b, c):
    return offset + _SIZE + _wide(b, c) * _SIZE if kinds[2] == 'j' else None


class _Names:
    """Tells what the operands of a code object mean."""

    def __init__(self, code):
        self.locals = () if isinstance(code, _RawCode) else _opcode.locals(code)
        self.free = code.co_freevars
        self.consts = code.co_consts
        self.names = code.co_names

    def constant(self, index):
        if index < len(self.consts):
            return repr(self.consts[index])
        return f'const[{index}]'

    def operand(self, kind, value):
        """Return the text of one operand, or None if there is none."""
        if kind in '- #':
            return None
        if kind in 'sp' and value >> 15:
            return self.constant(0xFFFF - value)
        if kind in 'dsplt':
            if value < len(self.locals):
                return f'r{value} ({self.locals[value]})'
            return f'r{value}'
        if kind == 'f' and value < len(self.free):
            return self.free[value]
        if kind == 'k':
            if value == _NO_NAME:
                return None
            return self.names[value] if value < len(self.names) else f'name[{value}]'
        if kind in 'mw':
            return self.constant(value)
        return str(value)


def findlabels(code):
    """Return the offsets of jump targets in a code object."""
    labels = []
    for offset, op, n, a, b, c in _unpack(_code_of(code)):
        target = _target(offset, _kinds[op], b, c)
        if target is not None and target not in labels:
            labels.append(target)
    return labels


def findlinestarts(code):
    """Yield (offset, line) where the line of the source changes."""
    last = None
    for start, end, line in code.co_lines():
        if line is not None and line != last:
            last = line
            yield start, line


def get_instructions(x, *, first_line=None, show_caches=None, adaptive=False):
    """Yield the Instructions of a function, code object or source text."""
    code = _code_of(x)
    shift = 0 if first_line is None else first_line - code.co_firstlineno
    lines = dict(findlinestarts(code))
    labels = set(findlabels(code))
    names = _Names(code)
    positions = islice(code.co_positions(), 0, None, 4)     # a row for two bytes
    for (offset, op, n, a, b, c), position in zip(_unpack(code), positions):
        kinds = _kinds[op]
        target = _target(offset, kinds, b, c)
        if kinds[3] == ' ':         # b and c are one number
            values = n, a, _wide(b, c)
        else:
            values = n, a, b, c
        texts = [names.operand(kind, value)
                 for kind, value in zip(kinds, values) if kind != 'j']
        texts = [text for text in texts if text is not None]
        if target is not None:
            texts.append(f'to {target}')
        yield Instruction(
            opname[op], op, (n, a, b, c),
            tuple(texts) if target is None else target, ', '.join(texts),
            offset, lines[offset] + shift if offset in lines else None,
            offset in labels, position)


def disassemble(code, lasti=-1, *, file=None):
    """Print the instructions of a code object; lasti is marked."""
    _print_instructions(get_instructions(code), lasti, file)


def _print_instructions(instructions, lasti, file):
    for instruction in instructions:
        if instruction.starts_line is not None and instruction.offset > 0:
            print(file=file)
        print(instruction._text(3, instruction.offset == lasti), file=file)


disco = disassemble


def dis(x=None, *, file=None, depth=None):
    """Print the instructions of a class, function, code, module or source text.

    Functions inside follow, up to the given depth. Without argument: of where
    the last traceback comes from.
    """
    if x is None:
        return distb(file=file)
    if isinstance(x, (type, types.ModuleType)):
        for name, value in sorted(x.__dict__.items()):
            value = getattr(value, '__func__', value)
            if isinstance(value, (types.FunctionType, types.CodeType, type)):
                print(f'Disassembly of {name}:', file=file)
                dis(value, file=file, depth=depth)
                print(file=file)
        return
    _dis_nested(_code_of(x), file, depth)


def _dis_nested(code, file, depth):
    disassemble(code, file=file)
    if depth is not None and depth <= 0:
        return
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            print(f'\nDisassembly of {constant!r}:', file=file)
            _dis_nested(constant, file, None if depth is None else depth - 1)


def distb(tb=None, *, file=None):
    """Print the instructions where a traceback, or the last one, comes from."""
    if tb is None:
        tb = getattr(sys, 'last_traceback', None)
        if tb is None:
            raise RuntimeError('no last traceback to disassemble')
    while tb.tb_next:
        tb = tb.tb_next
    disassemble(tb.tb_frame.f_code, tb.tb_lasti, file=file)


def code_info(x):
    """Return a description of a code object, several lines of text."""
    code = _code_of(x)
    lines = [f'{"Name:":<19}{code.co_name}',
             f'{"Filename:":<19}{code.co_filename}',
             f'{"Argument count:":<19}{code.co_argcount}',
             f'{"Kw-only arguments:":<19}{code.co_kwonlyargcount}',
             f'{"Number of locals:":<19}{code.co_nlocals}',
             f'{"Stack size:":<19}{code.co_stacksize}',
             f'{"Flags:":<19}{pretty_flags(code.co_flags)}']
    if code.co_posonlyargcount:
        lines.insert(3, f'Positional-only arguments: {code.co_posonlyargcount}')
    if code.co_consts:
        lines.append('Constants:')
        lines += [f'{i:4}: {c!r}' for i, c in enumerate(code.co_consts)]
    for title, names in (('Names:', code.co_names),
                         ('Variable names:', code.co_varnames),
                         ('Free variables:', code.co_freevars),
                         ('Cell variables:', code.co_cellvars)):
        if names:
            lines.append(title)
            lines += [f'{i:4}: {name}' for i, name in enumerate(names)]
    return '\n'.join(lines)


def show_code(co, *, file=None):
    """Print what code_info() returns."""
    print(code_info(co), file=file)


class Bytecode:
    """The instructions of something, to iterate over."""

    def __init__(self, x, *, first_line=None, current_offset=None):
        self.codeobj = _code_of(x)
        self.first_line = (self.codeobj.co_firstlineno if first_line is None
                           else first_line)
        self.current_offset = current_offset
        self._original_object = x

    @classmethod
    def from_traceback(cls, tb):
        """Return the Bytecode of where a traceback comes from."""
        while tb.tb_next:
            tb = tb.tb_next
        return cls(tb.tb_frame.f_code, current_offset=tb.tb_lasti)

    def __iter__(self):
        return get_instructions(self.codeobj, first_line=self.first_line)

    def __repr__(self):
        return f'{self.__class__.__name__}({self._original_object!r})'

    def info(self):
        """Return a description of the code object."""
        return code_info(self.codeobj)

    def dis(self):
        """Return the instructions as text."""
        out = io.StringIO()
        _print_instructions(self, -1 if self.current_offset is None
                            else self.current_offset, out)
        return out.getvalue()


def main():
    """Print the instructions of a file."""
    import argparse
    parser = argparse.ArgumentParser(prog='python -m dis')
    parser.add_argument('infile', nargs='?', default='-',
                        help='the file to compile; defaults to stdin')
    args = parser.parse_args()
    if args.infile == '-':
        name, source = '<stdin>', sys.stdin.buffer.read()
    else:
        name = args.infile
        with open(name, 'rb') as f:
            source = f.read()
    dis(compile(source, name, 'exec'))


if __name__ == '__main__':
    main()
