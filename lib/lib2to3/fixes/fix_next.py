"""it.next() -> next(it), def next(self) -> def __next__(self); it.__next__() where the name next has another meaning."""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Name, find_binding
from ..pgen2 import token
from ..pygram import python_symbols as syms

bind_warning = "Calls to builtin next() possibly shadowed by global binding"


class FixNext(BaseFix):

    BM_compatible = True
    order = "pre"
    PATTERN = """
    power< base=any+ trailer< '.' attr='next' > trailer< '(' ')' > >
    |
    power< head=any+ trailer< '.' attr='next' > not trailer< '(' ')' > >
    |
    classdef< 'class' any+ ':' suite< any* funcdef< 'def' name='next' parameters< '(' NAME ')' > any+ > any* > >
    |
    global=global_stmt< 'global' any* 'next' any* >
    """

    def start_tree(self, tree, filename):
        super().start_tree(tree, filename)
        binding = find_binding("next", tree)
        self.shadowed = bool(binding)
        if binding:
            self.warning(binding, bind_warning)

    def transform(self, node, results):
        attr = results.get("attr")
        if "base" in results:
            if self.shadowed:
                attr.replace(Name("__next__", prefix=attr.prefix))
                return
            base = [n.clone() for n in results["base"]]
            base[0].prefix = ""
            node.replace(Call(Name("next", prefix=node.prefix), base))
        elif "name" in results:
            name = results["name"]
            name.replace(Name("__next__", prefix=name.prefix))
        elif attr is not None:
            if is_assign_target(node):
                if "".join(map(str, results["head"])).strip() == "__builtin__":
                    self.warning(node, bind_warning)
                return
            attr.replace(Name("__next__"))
        elif "global" in results:
            self.warning(node, bind_warning)
            self.shadowed = True


def is_assign_target(node):
    """Does this node stand on the left of an assignment?"""
    below = node
    while node is not None and node.type != syms.expr_stmt:
        if node.type == syms.trailer or (node.type == syms.power and node is not below and below not in node.children):
            return False
        node, below = node.parent, node
    if node is None:
        return False
    for child in node.children:
        if child.type == token.EQUAL:
            return False
        if child is below:
            return node.children[1].type == token.EQUAL
    return False
