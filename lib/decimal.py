"""Decimal fixed-point and floating-point arithmetic.

This is an implementation of decimal arithmetic as the General Decimal Arithmetic Specification
(http://speleotrove.com/decimal/decarith.html) and IEEE 854-1987 describe it: numbers are exact in decimal, the precision is
what the context says, and what happens to a result is reported by signals.

>>> from decimal import *
>>> Decimal('1.1') + Decimal('2.2')
Decimal('3.3')

The work is done in C, in _decimal_core.
"""

__all__ = [
    'Decimal', 'Context', 'DecimalTuple', 'DefaultContext', 'BasicContext', 'ExtendedContext',
    'DecimalException', 'Clamped', 'InvalidOperation', 'DivisionByZero', 'Inexact', 'Rounded', 'Subnormal', 'Overflow',
    'Underflow', 'FloatOperation', 'DivisionImpossible', 'InvalidContext', 'ConversionSyntax', 'DivisionUndefined',
    'ROUND_DOWN', 'ROUND_HALF_UP', 'ROUND_HALF_EVEN', 'ROUND_CEILING', 'ROUND_FLOOR', 'ROUND_UP', 'ROUND_HALF_DOWN',
    'ROUND_05UP', 'setcontext', 'getcontext', 'localcontext', 'MAX_PREC', 'MAX_EMAX', 'MIN_EMIN', 'MIN_ETINY',
    'HAVE_THREADS', 'HAVE_CONTEXTVAR',
]

__version__ = '1.70'                    # of the specification
__xname__ = __name__
HAVE_THREADS = True
HAVE_CONTEXTVAR = True

import collections.abc as _abc
import numbers as _numbers

from _decimal_core import (
    Decimal, Context, DecimalTuple, DefaultContext, BasicContext, ExtendedContext, DecimalException, Clamped, InvalidOperation,
    DivisionByZero, Inexact, Rounded, Subnormal, Overflow, Underflow, FloatOperation, DivisionImpossible, InvalidContext,
    ConversionSyntax, DivisionUndefined, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING, ROUND_FLOOR, ROUND_UP,
    ROUND_HALF_DOWN, ROUND_05UP, setcontext, getcontext, MAX_PREC, MAX_EMAX, MIN_EMIN, MIN_ETINY, SignalDict as _SignalDict)

_numbers.Number.register(Decimal)
_abc.MutableMapping.register(_SignalDict)

_SETTINGS = ('prec', 'rounding', 'Emin', 'Emax', 'capitals', 'clamp', 'flags', 'traps')


class _ContextManager:
    """Makes a context current for the length of a with statement."""

    def __init__(self, context):
        self.context = context
        self.saved = None

    def __enter__(self):
        self.saved = getcontext()
        setcontext(self.context)
        return self.context

    def __exit__(self, kind, value, traceback):
        setcontext(self.saved)


def localcontext(ctx=None, **kwargs):
    """Return a context manager that makes a copy of ctx (of the current context if there is none) current.

    Keyword arguments change settings of the copy.

    >>> with localcontext(prec=5):
    ...     print(Decimal(1) / 3)
    0.33333
    """
    if ctx is None:
        ctx = getcontext()
    elif not isinstance(ctx, Context):
        raise TypeError('optional argument must be a context')
    context = ctx.copy()
    for name, value in kwargs.items():
        if name not in _SETTINGS:
            raise TypeError("'%s' is an invalid keyword argument for this function" % name)
        if value is not None:
            setattr(context, name, Context(**{name: value}).flags if name == 'flags' else
                    Context(**{name: value}).traps if name == 'traps' else value)
    return _ContextManager(context)
