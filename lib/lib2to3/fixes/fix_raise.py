"""raise E, V, T -> raise E(V).with_traceback(T)"""
from ..fixer_base import BaseFix
from ..fixer_util import ArgList, Attr, Call, Name, is_tuple
from ..pgen2 import token
from ..pytree import Node


class FixRaise(BaseFix):

    BM_compatible = True
    PATTERN = "raise_stmt< 'raise' exc=any [',' val=any [',' tb=any]] >"

    def transform(self, node, results):
        exc = results["exc"].clone()
        if exc.type == token.STRING:
            self.cannot_convert(node, "Python 3 does not support string exceptions")
            return None
        # raise (((E1, E2), E3), E4) raises E1
        while is_tuple(exc):
            exc = exc.children[1].children[0].clone()
        exc.prefix = results["exc"].prefix
        if "val" not in results:
            if not is_tuple(results["exc"]):
                return None
            return Node(self.syms.raise_stmt, [Name("raise"), exc], prefix=node.prefix)
        value = results["val"].clone()
        value.prefix = ""
        if is_tuple(value):
            args = [child.clone() for child in value.children[1:-1]]
        else:
            args = [value]
        if "tb" not in results:
            return Node(self.syms.raise_stmt, [Name("raise"), Call(exc, args)], prefix=node.prefix)
        traceback = results["tb"].clone()
        traceback.prefix = ""
        # raise E(...), None, tb: the value is made already
        made = exc if value.type == token.NAME and value.value == "None" else Call(exc, args)
        call = Attr(made, Name("with_traceback")) + [ArgList([traceback])]
        return Node(self.syms.simple_stmt, [Name("raise")] + call, prefix=node.prefix)
