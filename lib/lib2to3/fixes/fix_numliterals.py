"""0777 -> 0o777, 12L -> 12"""
from ..fixer_base import BaseFix
from ..fixer_util import Number
from ..pgen2 import token


class FixNumliterals(BaseFix):

    _accept_type = token.NUMBER

    def match(self, node):
        return node.value.startswith("0") or node.value[-1] in "Ll"

    def transform(self, node, results):
        value = node.value
        if value[-1] in "Ll":
            value = value[:-1]
        if value.startswith("0") and value.isdigit() and len(set(value)) > 1:
            value = "0o" + value[1:]
        return Number(value, prefix=node.prefix)
