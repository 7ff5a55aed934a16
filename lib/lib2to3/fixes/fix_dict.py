"""d.keys() -> list(d.keys()); d.iterkeys() -> iter(d.keys()); d.viewkeys() -> d.keys(); items and values alike.

Where the result is only gone through (a for loop, sorted() and the like), no list is made.
"""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Dot, Name, consuming_calls, in_special_context
from ..pytree import Node

iter_exempt = consuming_calls | {"iter"}


class FixDict(BaseFix):

    BM_compatible = True
    PATTERN = """
    power< head=any+ trailer< '.' method=('keys'|'items'|'values'|'iterkeys'|'iteritems'|'itervalues'|'viewkeys'|'viewitems'|'viewvalues') >
           parens=trailer< '(' ')' > tail=any* >
    """

    def transform(self, node, results):
        method = results["method"][0]
        tail = results["tail"]
        name = method.value
        iterates, views = name.startswith("iter"), name.startswith("view")
        if iterates or views:
            name = name[4:]
        special = not tail and self.in_special_context(node, iterates)
        head = [n.clone() for n in results["head"]]
        tail = [n.clone() for n in tail]
        parts = head + [Node(self.syms.trailer, [Dot(), Name(name, prefix=method.prefix)]), results["parens"].clone()]
        parts[-2].prefix = method.parent.prefix
        new = Node(self.syms.power, parts)
        if not special and not views:
            new.prefix = ""
            new = Call(Name("iter" if iterates else "list"), [new])
        if tail:
            new = Node(self.syms.power, [new] + tail)
        new.prefix = node.prefix
        return new

    def in_special_context(self, node, iterates):
        if node.parent is None:
            return False
        if iterates:
            return in_special_context(node, iter_exempt)
        # d.keys() in a for loop gave a list, which may change meanwhile: only calls that use it up at once count.
        return node.parent.type in (self.syms.trailer, self.syms.arglist) and in_special_context(node, consuming_calls)
