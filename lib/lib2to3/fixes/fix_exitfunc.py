"""sys.exitfunc = f -> atexit.register(f), with an import of atexit beside that of sys."""
from .. import pytree
from ..fixer_base import BaseFix
from ..fixer_util import Attr, Call, Comma, Name, Newline


class FixExitfunc(BaseFix):

    BM_compatible = True
    keep_line_order = True
    PATTERN = """
    sys_import=import_name<'import' ('sys' | dotted_as_names< (any ',')* 'sys' (',' any)* >) >
    |
    expr_stmt< power< 'sys' trailer< '.' 'exitfunc' > > '=' func=any >
    """

    def start_tree(self, tree, filename):
        super().start_tree(tree, filename)
        self.sys_import = None

    def transform(self, node, results):
        if "sys_import" in results:
            if self.sys_import is None:
                self.sys_import = results["sys_import"]
            return
        func = results["func"].clone()
        func.prefix = ""
        register = pytree.Node(self.syms.power, Attr(Name("atexit"), Name("register")))
        node.replace(Call(register, [func], node.prefix))
        if self.sys_import is None:
            self.warning(node, "Can't find sys import; Please add an atexit import at the top of your file.")
            return
        names = self.sys_import.children[1]
        if names.type == self.syms.dotted_as_names:
            names.append_child(Comma())
            names.append_child(Name("atexit", " "))
            return
        statement = self.sys_import.parent
        place = statement.children.index(self.sys_import)
        block = statement.parent
        where = [i for i, child in enumerate(block.children) if child is statement][0]
        new = pytree.Node(self.syms.import_name, [Name("import"), Name("atexit", " ")])
        # what followed `import sys` on its line follows the new import
        rest = statement.children[place + 1:]
        for child in rest:
            child.remove()
        statement.append_child(Newline())
        block.insert_child(where + 1, pytree.Node(self.syms.simple_stmt, [new] + rest))
