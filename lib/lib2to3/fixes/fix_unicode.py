"""unicode -> str, unichr -> chr, u"..." -> "..."; backslashes of \\u in what were byte strings are doubled."""
from ..fixer_base import BaseFix
from ..pgen2 import token

_mapping = {"unichr": "chr", "unicode": "str"}


class FixUnicode(BaseFix):

    BM_compatible = True
    PATTERN = "STRING | 'unicode' | 'unichr'"

    def start_tree(self, tree, filename):
        super().start_tree(tree, filename)
        self.unicode_literals = "unicode_literals" in tree.future_features

    def transform(self, node, results):
        new = node.clone()
        if node.type == token.NAME:
            new.value = _mapping[node.value]
            return new
        value = node.value
        if not self.unicode_literals and value[0] in "'\"" and "\\" in value:
            parts = value.split("\\\\")
            value = "\\\\".join(part.replace("\\u", "\\\\u").replace("\\U", "\\\\U") for part in parts)
        if value[0] in "uU":
            value = value[1:]
        new.value = value
        return new
