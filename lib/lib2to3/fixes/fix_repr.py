"""`x` -> repr(x)"""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Name, parenthesize


class FixRepr(BaseFix):

    BM_compatible = True
    PATTERN = "atom < '`' expr=any '`' >"

    def transform(self, node, results):
        value = results["expr"].clone()
        if value.type == self.syms.testlist1:
            value = parenthesize(value)
        return Call(Name("repr"), [value], prefix=node.prefix)
