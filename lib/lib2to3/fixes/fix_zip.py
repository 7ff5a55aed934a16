"""zip() -> list(zip()), but not where any iterable will do."""
from ..fixer_base import ConditionalFix
from ..fixer_util import Call, Name, in_special_context
from ..pytree import Node


class FixZip(ConditionalFix):

    BM_compatible = True
    skip_on = "future_builtins.zip"
    PATTERN = "power< 'zip' args=trailer< '(' [any] ')' > trailers=trailer* >"

    def transform(self, node, results):
        if self.should_skip(node):
            return None
        trailers = [n.clone() for n in results["trailers"]]
        if not trailers and in_special_context(node):
            return None
        new = Call(Name("list"), [Node(self.syms.power, [Name("zip"), results["args"].clone()])])
        if trailers:
            new = Node(self.syms.power, [new] + trailers)
        new.prefix = node.prefix
        return new
