"""xrange() -> range(), range() -> list(range()) where a list may be wanted."""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Name, in_special_context


class FixXrange(BaseFix):

    BM_compatible = True
    PATTERN = "power< (name='range'|name='xrange') trailer< '(' args=any ')' > rest=any* >"

    def start_tree(self, tree, filename):
        super().start_tree(tree, filename)
        self.transformed_xranges = set()

    def finish_tree(self, tree, filename):
        self.transformed_xranges = None

    def transform(self, node, results):
        name = results["name"]
        if name.value == "xrange":
            name.replace(Name("range", prefix=name.prefix))
            self.transformed_xranges.add(id(node))      # not to be taken for the old range()
            return None
        if id(node) in self.transformed_xranges or self.in_special_context(node):
            return None
        call = Call(Name("range"), [results["args"].clone()])
        new = Call(Name("list"), [call], prefix=node.prefix)
        for n in results["rest"]:
            new.append_child(n.clone())
        return new

    def in_special_context(self, node):
        if node.parent is None:
            return False
        if in_special_context(node):
            return True
        # x in range(): no list is needed to look into
        before = node.prev_sibling
        return node.parent.type == self.syms.comparison and before is not None and str(before).strip() == "in"
