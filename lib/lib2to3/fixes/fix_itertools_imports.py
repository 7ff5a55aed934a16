"""from itertools import imap: what is built in now goes, ifilterfalse is filterfalse now."""
from ..fixer_base import BaseFix
from ..fixer_util import BlankLine, Comma, syms, token


class FixItertoolsImports(BaseFix):

    BM_compatible = True
    PATTERN = "import_from< 'from' 'itertools' 'import' imports=any >"

    def transform(self, node, results):
        imports = results["imports"]
        single = imports.type == syms.import_as_name or not imports.children
        children = [imports] if single else imports.children
        kept = []
        gone = False
        for child in children[::2]:
            if child.type == token.STAR:
                return None
            leaf = child if child.type == token.NAME else child.children[0]
            if leaf.value in ("imap", "izip", "ifilter"):
                gone = True
                continue
            if leaf.value in ("ifilterfalse", "izip_longest"):
                leaf.value = leaf.value[1:]
                leaf.changed()
            kept.append(child)
        if not gone:
            return None
        if not kept:
            new = BlankLine()
            new.prefix = node.prefix
            return new
        prefix = children[0].prefix
        for child in list(children):
            if not any(child is item for item in kept):
                child.remove()
        for i, child in enumerate(kept):
            child.remove()
            if i:
                imports.append_child(Comma())
            imports.append_child(child)
        kept[0].prefix = prefix
        return None
