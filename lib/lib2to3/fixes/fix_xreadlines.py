"""for x in f.xreadlines(): -> for x in f:"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixXreadlines(BaseFix):

    BM_compatible = True
    PATTERN = """
    power< call=any+ trailer< '.' 'xreadlines' > trailer< '(' ')' > >
    |
    power< any+ trailer< '.' no_call='xreadlines' > >
    """

    def transform(self, node, results):
        no_call = results.get("no_call")
        if no_call:
            no_call.replace(Name("__iter__", prefix=no_call.prefix))
        else:
            node.replace([n.clone() for n in results["call"]])
