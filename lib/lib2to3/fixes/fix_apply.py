"""apply(f, args, kwds) -> f(*args, **kwds)"""
from ..fixer_base import BaseFix
from ..fixer_util import ArgList, Comma, Name, parenthesize
from ..pgen2 import token
from ..pytree import Leaf, Node


class FixApply(BaseFix):

    BM_compatible = True
    PATTERN = """
    power< 'apply' trailer< '(' arglist< (not argument<NAME '=' any>) func=any ',' (not argument<NAME '=' any>) args=any
                                         [',' (not argument<NAME '=' any>) kwds=any] [','] > ')' > >
    """

    def transform(self, node, results):
        func, args, kwds = results["func"], results["args"], results.get("kwds")
        for argument in (args, kwds):
            # f(*args) and f(**kwds) are not apply()'s arguments
            if argument is not None and (argument.type == self.syms.star_expr or
                                         (argument.type == self.syms.argument and argument.children[0].value in ("*", "**"))):
                return None
        prefix = node.prefix
        func = func.clone()
        simple = func.type in (token.NAME, self.syms.atom) or (func.type == self.syms.power and func.children[-2].type != token.DOUBLESTAR)
        if not simple:
            func = parenthesize(func)
        func.prefix = ""
        args = args.clone()
        args.prefix = ""
        arguments = [Leaf(token.STAR, "*"), args]
        if kwds is not None:
            kwds = kwds.clone()
            kwds.prefix = ""
            arguments += [Comma(), Leaf(token.DOUBLESTAR, "**", prefix=" "), kwds]
        return Node(self.syms.power, [func, ArgList(arguments)], prefix=prefix)
