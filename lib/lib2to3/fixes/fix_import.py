"""import x -> from . import x, where x lies beside the file."""
from os.path import dirname, exists, join, sep

from ..fixer_base import BaseFix
from ..fixer_util import FromImport, syms
from ..pgen2 import token
from ..pytree import Leaf


def names_in(names):
    """The dotted names in what is imported."""
    if names.type == syms.dotted_as_names:
        return [name for child in names.children[::2] for name in names_in(child)]
    if names.type == syms.dotted_as_name:
        return names_in(names.children[0])
    return [str(names).strip()]


class FixImport(BaseFix):

    BM_compatible = True
    PATTERN = """
    import_from< 'from' imp=any 'import' ['('] any [')'] >
    |
    import_name< 'import' imp=any >
    """

    def start_tree(self, tree, name):
        super().start_tree(tree, name)
        self.skip = "absolute_import" in tree.future_features

    def transform(self, node, results):
        if self.skip:
            return None
        names = results["imp"]
        if node.type == syms.import_from:
            if names.type == token.DOT or not self.is_local(str(names).strip()):
                return None
            leaf = next(names.leaves())
            leaf.value = "." + leaf.value
            leaf.changed()
            return None
        local = [self.is_local(name) for name in names_in(names)]
        if not any(local):
            return None
        if not all(local):
            self.warning(node, "absolute and local imports together")
            return None
        new = FromImport(".", [names])
        new.prefix = node.prefix
        return new

    def is_local(self, name):
        """Is there a module or package of this name beside the file, which is in a package?"""
        if name.startswith("."):
            return False
        folder = dirname(self.filename)
        if not exists(join(folder, "__init__.py")):
            return False
        path = join(folder, name.split(".", 1)[0])
        return any(exists(path + extension) for extension in (".py", sep, ".pyc", ".so", ".sl", ".pyd"))
