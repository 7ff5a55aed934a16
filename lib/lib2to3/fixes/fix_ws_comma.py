"""Blanks after commas and colons, none before, when asked for."""
from ..fixer_base import BaseFix
from ..pgen2 import token
from ..pytree import Leaf


class FixWsComma(BaseFix):

    explicit = True
    PATTERN = "any<(not(',') any)+ ',' ((not(',') any)+ ',')* [not(',') any]>"
    SEPS = (Leaf(token.COMMA, ","), Leaf(token.COLON, ":"))

    def transform(self, node, results):
        new = node.clone()
        comma = False
        for child in new.children:
            if child in self.SEPS:
                if child.prefix.isspace() and "\n" not in child.prefix:
                    child.prefix = ""
                comma = True
            else:
                if comma and not child.prefix:
                    child.prefix = " "
                comma = False
        return new
