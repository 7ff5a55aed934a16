"""Removes imports from __future__."""
from ..fixer_base import BaseFix
from ..fixer_util import BlankLine


class FixFuture(BaseFix):

    BM_compatible = True
    PATTERN = "import_from< 'from' module_name='__future__' 'import' any >"
    run_order = 10                          # others ask what is imported

    def transform(self, node, results):
        new = BlankLine()
        new.prefix = node.prefix
        return new
