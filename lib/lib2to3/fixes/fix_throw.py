"""g.throw(E, V, T) -> g.throw(E(V).with_traceback(T))"""
from ..fixer_base import BaseFix
from ..fixer_util import ArgList, Attr, Call, Name, is_tuple
from ..pgen2 import token
from ..pytree import Node


class FixThrow(BaseFix):

    BM_compatible = True
    PATTERN = """
    power< any trailer< '.' 'throw' > trailer< '(' args=arglist< exc=any ',' val=any [',' tb=any] > ')' > >
    |
    power< any trailer< '.' 'throw' > trailer< '(' exc=any ')' > >
    """

    def transform(self, node, results):
        exc = results["exc"].clone()
        if exc.type == token.STRING:
            self.cannot_convert(node, "Python 3 does not support string exceptions")
            return
        value = results.get("val")
        if value is None:
            return
        value = value.clone()
        if is_tuple(value):
            args = [child.clone() for child in value.children[1:-1]]
        else:
            value.prefix = ""
            args = [value]
        new = Call(exc, args)
        if "tb" in results:
            traceback = results["tb"].clone()
            traceback.prefix = ""
            new = Node(self.syms.power, Attr(new, Name("with_traceback")) + [ArgList([traceback])])
        results["args"].replace(new)
