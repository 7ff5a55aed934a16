"""filter(f, x) -> list(filter(f, x)), or a comprehension for a lambda or None; not where any iterable will do."""
from ..fixer_base import ConditionalFix
from ..fixer_util import ArgList, Call, ListComp, Name, in_special_context, parenthesize
from ..pytree import Node


class FixFilter(ConditionalFix):

    BM_compatible = True
    skip_on = "future_builtins.filter"
    PATTERN = """
    power< 'filter' trailer< '(' arglist< lambdef< 'lambda' (fp=NAME | vfpdef< '(' fp=NAME ')'> ) ':' xp=any > ',' it=any > ')' > extra=trailer* >
    |
    power< 'filter' trailer< '(' arglist< none='None' ',' seq=any > ')' > extra=trailer* >
    |
    power< 'filter' args=trailer< '(' [any] ')' > extra=trailer* >
    """

    def transform(self, node, results):
        if self.should_skip(node):
            return None
        extra = [n.clone() for n in results["extra"]]
        if "xp" in results:
            test = results["xp"].clone()
            if test.type == self.syms.test:
                test.prefix = ""
                test = parenthesize(test)
            new = ListComp(results["fp"].clone(), results["fp"].clone(), results["it"].clone(), test)
        elif "none" in results:
            new = ListComp(Name("_f"), Name("_f"), results["seq"].clone(), Name("_f"))
        else:
            if not extra and in_special_context(node):
                return None
            new = Call(Name("list"), [Node(self.syms.power, [Name("filter"), results["args"].clone()])])
        if extra:
            new = Node(self.syms.power, [new] + extra)
        new.prefix = node.prefix
        return new
