"""map(f, x) -> list(map(f, x)), or a comprehension for a lambda; not where any iterable will do."""
from ..fixer_base import ConditionalFix
from ..fixer_util import Call, ListComp, Name, in_special_context
from ..pytree import Node


class FixMap(ConditionalFix):

    BM_compatible = True
    skip_on = "future_builtins.map"
    PATTERN = """
    map_none=power< 'map' trailer< '(' arglist< 'None' ',' arg=any [','] > ')' > extra=trailer* >
    |
    map_lambda=power< 'map' trailer< '(' arglist< lambdef< 'lambda' (fp=NAME | vfpdef< '(' fp=NAME ')'> ) ':' xp=any > ',' it=any > ')' >
                      extra=trailer* >
    |
    power< 'map' args=trailer< '(' [any] ')' > extra=trailer* >
    """

    def transform(self, node, results):
        if self.should_skip(node):
            return None
        extra = [n.clone() for n in results["extra"]]
        if node.parent.type == self.syms.simple_stmt:
            self.warning(node, "You should use a for loop here")
            new = self.as_list(node, results["args"]) if "args" in results else Call(Name("list"), [self.bare(node)])
        elif "map_lambda" in results:
            new = ListComp(results["xp"].clone(), results["fp"].clone(), results["it"].clone())
        elif "map_none" in results:
            new = results["arg"].clone()
            new.prefix = ""
            new = Call(Name("list"), [new])
        else:
            args = results["args"]
            inner = args.children[1]
            if inner.type == self.syms.arglist and inner.children[0].type == 1 and inner.children[0].value == "None":
                self.warning(node, "cannot convert map(None, ...) with multiple arguments because map() now truncates "
                             "to the shortest sequence")
                return None
            if not extra and in_special_context(node):
                return None
            new = self.as_list(node, args)
        if extra:
            new = Node(self.syms.power, [new] + extra)
        new.prefix = node.prefix
        return new

    def as_list(self, node, args):
        return Call(Name("list"), [Node(self.syms.power, [Name("map"), args.clone()])])

    def bare(self, node):
        node = node.clone()
        node.prefix = ""
        return node
