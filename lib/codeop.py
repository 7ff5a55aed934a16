"""Is a piece of source complete, or does more have to follow?"""

import __future__
import warnings

_features = [getattr(__future__, name) for name in __future__.all_feature_names]

__all__ = ['compile_command', 'Compile', 'CommandCompiler']

# A flag of compile(): keep the indentation open at the end.
PyCF_DONT_IMPLY_DEDENT = 0x200


def _maybe_compile(compiler, source, filename, symbol):
    """The code object, None if the source is incomplete, or the error.

    The source is incomplete if it fails, and with one more newline fails in
    another way than with two.
    """
    for line in source.split('\n'):
        line = line.strip()
        if line and line[0] != '#':
            break
    else:
        if symbol != 'eval':
            source = 'pass'         # nothing but comments
    err = err1 = err2 = None
    code = None
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        try:
            code = compiler(source, filename, symbol)
        except SyntaxError as e:
            err = e
        try:
            compiler(source + '\n', filename, symbol)
        except SyntaxError as e:
            err1 = e
        try:
            compiler(source + '\n\n', filename, symbol)
        except SyntaxError as e:
            err2 = e
    if code is not None:
        # Once more, for the warnings.
        return compiler(source, filename, symbol)
    if err1 is None or repr(err1) != repr(err2) or _is_open(err1, source):
        return None
    raise err1


def _is_open(error, source):
    """Whether it is about a bracket, or a string that goes on in the next line, which more lines can close."""
    message = str(error.msg)
    return message.endswith('was never closed') or source.endswith('\\') and message.startswith('unterminated string literal')


def _compile(source, filename, symbol):
    return compile(source, filename, symbol, PyCF_DONT_IMPLY_DEDENT)


def compile_command(source, filename='<input>', symbol='single'):
    """Compile a command: a code object, or None if more has to follow.

    Invalid source raises SyntaxError, ValueError or OverflowError.
    """
    return _maybe_compile(_compile, source, filename, symbol)


class Compile:
    """compile() that remembers the __future__ statements it has seen."""

    def __init__(self):
        self.flags = PyCF_DONT_IMPLY_DEDENT

    def __call__(self, source, filename, symbol, **kwargs):
        code = compile(source, filename, symbol, self.flags, True)
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
