"""Is a piece of source complete, or does more have to follow?"""

import __future__
import warnings

_features = [getattr(__future__, name) for name in __future__.all_feature_names]

__all__ = ['compile_command', 'Compile', 'CommandCompiler']

# Flags of compile(): keep the indentation open at the end, and tell an end of
# input that comes too early from other errors.
PyCF_DONT_IMPLY_DEDENT = 0x200
PyCF_ALLOW_INCOMPLETE_INPUT = 0x2000000


def _maybe_compile(compiler, source, filename, symbol):
    """The code object, None if the source is incomplete, or the error."""
    for line in source.split('\n'):
        line = line.strip()
        if line and line[0] != '#':
            break
    else:
        if symbol != 'eval':
            source = 'pass'         # nothing but comments
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            compiler(source, filename, symbol)
        except SyntaxError:
            try:
                compiler(source + '\n', filename, symbol)
                return None
            except SyntaxError as e:
                if e.msg == 'incomplete input':
                    return None
    # Once more, for the warnings or the error.
    return compiler(source, filename, symbol, incomplete_input=False)


def _compile(source, filename, symbol, incomplete_input=True):
    flags = PyCF_DONT_IMPLY_DEDENT
    if incomplete_input:
        flags |= PyCF_ALLOW_INCOMPLETE_INPUT
    return compile(source, filename, symbol, flags)


def compile_command(source, filename='<input>', symbol='single'):
    """Compile a command: a code object, or None if more has to follow.

    Invalid source raises SyntaxError, ValueError or OverflowError.
    """
    return _maybe_compile(_compile, source, filename, symbol)


class Compile:
    """compile() that remembers the __future__ statements it has seen."""

    def __init__(self):
        self.flags = PyCF_DONT_IMPLY_DEDENT | PyCF_ALLOW_INCOMPLETE_INPUT

    def __call__(self, source, filename, symbol, *, incomplete_input=True):
        flags = self.flags
        if not incomplete_input:
            flags &= ~PyCF_ALLOW_INCOMPLETE_INPUT
        code = compile(source, filename, symbol, flags, True)
        for feature in _features:
            if code.co_flags & feature.compiler_flag:
                self.flags |= feature.compiler_flag
        return code


class CommandCompiler:
    """compile_command() that remembers __future__ statements."""

    def __init__(self):
        self.compiler = Compile()

    def __call__(self, source, filename='<input>', symbol='single'):
        """Compile a command, as compile_command() does."""
        return _maybe_compile(self.compiler, source, filename, symbol)
