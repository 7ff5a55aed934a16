"""intern(s) -> sys.intern(s)"""
from ..fixer_base import BaseFix
from ..fixer_util import ImportAndCall, touch_import


class FixIntern(BaseFix):

    BM_compatible = True
    order = "pre"
    names = ("sys", "intern")
    PATTERN = """
    power< 'intern' trailer< lpar='(' ( not(arglist | argument<any '=' any>) args=any | args=arglist<(not argument<any '=' any>) any ','> )
                             rpar=')' > after=any* >
    """

    def transform(self, node, results):
        args = results["args"]
        if args.type == self.syms.star_expr or (args.type == self.syms.argument and args.children[0].value in ("*", "**")):
            return None
        new = ImportAndCall(node, results, self.names)
        touch_import(None, self.names[0], node)
        return new
