"""basestring -> str"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixBasestring(BaseFix):

    BM_compatible = True
    PATTERN = "'basestring'"

    def transform(self, node, results):
        return Name("str", prefix=node.prefix)
