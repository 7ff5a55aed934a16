"""isinstance(x, (int, int)) -> isinstance(x, int): other fixers leave such doubles behind."""
from ..fixer_base import BaseFix
from ..pgen2 import token


class FixIsinstance(BaseFix):

    BM_compatible = True
    PATTERN = "power< 'isinstance' trailer< '(' arglist< any ',' atom< '(' args=testlist_gexp< any+ > ')' > > ')' > >"
    run_order = 6

    def transform(self, node, results):
        classes = results["args"]
        seen = set()
        kept = []
        children = list(classes.children)
        i = 0
        while i < len(children):
            child = children[i]
            if child.type == token.NAME and child.value in seen:
                i += 2                      # with the comma that follows
                continue
            if child.type == token.NAME:
                seen.add(child.value)
            kept.extend(children[i:i + 2])
            i += 2
        if kept and kept[-1].type == token.COMMA and children[-1].type != token.COMMA:
            del kept[-1]
        if len(kept) == len(children):
            node.changed()
            return
        if len(kept) == 1:
            atom = classes.parent
            kept[0].remove()
            kept[0].prefix = atom.prefix
            atom.replace(kept[0])
        else:
            classes.children[:] = kept
            node.changed()
