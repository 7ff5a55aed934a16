"""long -> int"""
from ..fixer_base import BaseFix
from ..fixer_util import is_probably_builtin


class FixLong(BaseFix):

    BM_compatible = True
    PATTERN = "'long'"

    def transform(self, node, results):
        if is_probably_builtin(node):
            node.value = "int"
            node.changed()
