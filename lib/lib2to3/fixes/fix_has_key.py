"""d.has_key(k) -> k in d, with parentheses where they are needed."""
from ..fixer_base import BaseFix
from ..fixer_util import Name, parenthesize
from ..pytree import Node


class FixHasKey(BaseFix):

    BM_compatible = True
    PATTERN = """
    anchor=power< before=any+ trailer< '.' 'has_key' > trailer< '(' ( not(arglist | argument<any '=' any>) arg=any
                  | arglist<(not argument<any '=' any>) arg=any ','> ) ')' > after=any* >
    |
    negation=not_test< 'not' anchor=power< before=any+ trailer< '.' 'has_key' >
                       trailer< '(' ( not(arglist | argument<any '=' any>) arg=any | arglist<(not argument<any '=' any>) arg=any ','> ) ')' > > >
    """

    def transform(self, node, results):
        syms = self.syms
        if node.parent.type == syms.not_test and self.pattern.match(node.parent):
            return None                     # the whole `not d.has_key(k)` will come
        negation = results.get("negation")
        prefix = results["anchor"].prefix if negation is None else negation.prefix
        before = [n.clone() for n in results["before"]]
        arg = results["arg"].clone()
        after = [n.clone() for n in results.get("after") or ()]
        arg.prefix = ""
        if arg.type in (syms.comparison, syms.not_test, syms.and_test, syms.or_test, syms.test, syms.lambdef, syms.argument):
            arg = parenthesize(arg)
        container = before[0] if len(before) == 1 else Node(syms.power, before)
        container.prefix = " "
        operator = Name("in", prefix=" ")
        if negation is not None:
            operator = Node(syms.comp_op, [Name("not", prefix=" "), operator])
        new = Node(syms.comparison, [arg, operator, container])
        if after:
            new = Node(syms.power, [parenthesize(new)] + after)
        if node.parent.type in (syms.comparison, syms.expr, syms.xor_expr, syms.and_expr, syms.shift_expr, syms.arith_expr, syms.term,
                                syms.factor, syms.power):
            new = parenthesize(new)
        new.prefix = prefix
        return new
