"""[i for i in 1, 2] -> [i for i in (1, 2)]"""
from ..fixer_base import BaseFix
from ..fixer_util import LParen, RParen


class FixParen(BaseFix):

    BM_compatible = True
    PATTERN = """
    atom< ('[' | '(')
          (listmaker< any comp_for< 'for' any 'in' target=testlist_safe< any (',' any)* [','] > [any] > >
           | testlist_gexp< any comp_for< 'for' any 'in' target=testlist_safe< any (',' any)* [','] > [any] > >)
          (']' | ')') >
    """

    def transform(self, node, results):
        target = results["target"]
        open_ = LParen()
        open_.prefix = target.prefix
        target.prefix = ""
        target.insert_child(0, open_)
        target.append_child(RParen())
