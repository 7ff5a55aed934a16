"""Imports functools.reduce where reduce() is called."""
from ..fixer_base import BaseFix
from ..fixer_util import touch_import


class FixReduce(BaseFix):

    BM_compatible = True
    order = "pre"
    PATTERN = """
    power< 'reduce' trailer< '(' arglist< ( (not(argument<any '=' any>) any ',' not(argument<any '=' any>) any)
                                          | (not(argument<any '=' any>) any ',' not(argument<any '=' any>) any ',' not(argument<any '=' any>) any) ) >
                             ')' > >
    """

    def transform(self, node, results):
        touch_import("functools", "reduce", node)
