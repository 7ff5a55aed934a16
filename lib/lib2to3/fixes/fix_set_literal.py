"""set([1, 2]) -> {1, 2}, when asked for."""
from ..fixer_base import BaseFix
from ..fixer_util import Leaf, Node, syms, token


class FixSetLiteral(BaseFix):

    BM_compatible = True
    explicit = True
    PATTERN = """
    power< 'set' trailer< '(' (atom=atom< '[' (items=listmaker< any ((',' any)* [',']) > | single=any) ']' >
                               | atom< '(' items=testlist_gexp< any ((',' any)* [',']) > ')' >) ')' > >
    """

    def transform(self, node, results):
        single = results.get("single")
        if single is not None:
            items = [single.clone()]
            closing = results["atom"].children[2].prefix
        else:
            items = [child.clone() for child in results["items"].children]
            closing = results["items"].next_sibling.prefix
        # {1,} needs no comma
        if len(items) == 2 and items[1].type == token.COMMA:
            del items[1]
        new = Node(syms.dictsetmaker, [Leaf(token.LBRACE, "{")] + items + [Leaf(token.RBRACE, "}", prefix=closing)])
        new.prefix = node.prefix
        return new
