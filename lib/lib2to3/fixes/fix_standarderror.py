"""StandardError -> Exception"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixStandarderror(BaseFix):

    BM_compatible = True
    PATTERN = "'StandardError'"

    def transform(self, node, results):
        return Name("Exception", prefix=node.prefix)
