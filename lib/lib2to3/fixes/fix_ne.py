"""<> -> !="""
from ..fixer_base import BaseFix
from ..pgen2 import token
from ..pytree import Leaf


class FixNe(BaseFix):

    _accept_type = token.NOTEQUAL

    def match(self, node):
        return node.value == "<>"

    def transform(self, node, results):
        return Leaf(token.NOTEQUAL, "!=", prefix=node.prefix)
