"""def f((a, b)) -> def f(xxx_todo_changeme): (a, b) = xxx_todo_changeme; in a lambda the name is subscripted."""
from ..fixer_base import BaseFix
from ..fixer_util import Assign, Name, Newline, Number, Subscript, syms
from ..pgen2 import token
from ..pytree import Leaf, Node


def is_docstring(statement):
    return isinstance(statement, Node) and statement.type == syms.simple_stmt and statement.children[0].type == token.STRING


class FixTupleParams(BaseFix):

    BM_compatible = True
    run_order = 4                           # before others look at names
    PATTERN = """
    funcdef< 'def' any parameters< '(' args=any ')' > ['->' any] ':' suite=any+ >
    |
    lambda=lambdef< 'lambda' args=vfpdef< '(' inner=any ')' > ':' body=any >
    """

    def transform(self, node, results):
        if "lambda" in results:
            return self.transform_lambda(node, results)
        args, suite = results["args"], results["suite"]
        new_lines = []
        if args.type == syms.tfpdef:
            self.name_tuple(args, new_lines, False)
        elif args.type == syms.typedargslist:
            for i, arg in enumerate(list(args.children)):
                if arg.type == syms.tfpdef:
                    self.name_tuple(arg, new_lines, i > 0)
        if new_lines:
            self.insert(suite[0], new_lines)
        return None

    def name_tuple(self, arg, new_lines, keep_prefix):
        """Put a new name where a tuple of parameters is, and note the assignment."""
        name = Name(self.new_name())
        target = arg.clone()
        target.prefix = ""
        statement = Assign(target, name.clone())
        name.prefix = " " if keep_prefix else ""
        arg.replace(name)
        new_lines.append(statement)

    def insert(self, body, new_lines):
        """Put statements at the beginning of a function's body, after its docstring."""
        if body.type != syms.suite:         # def f(a): x = 5; y = 7
            statements = []
            first = body.children[0]
            new_lines[0].prefix = first.prefix
            first.prefix = " "
            for i, line in enumerate(new_lines):
                if i:
                    line.prefix = " "
                statements += [line, Leaf(token.SEMI, ";")]
            for i, statement in enumerate(statements):
                body.insert_child(i, statement)
            return
        indent = body.children[1].value
        place = 2
        if is_docstring(body.children[2]):
            place = 3
            after_docstring = True
        else:
            after_docstring = False
        for i, line in enumerate(new_lines):
            if i or after_docstring:
                line.prefix = indent
            body.insert_child(place + i, Node(syms.simple_stmt, [line, Newline()]))
        following = body.children[place + len(new_lines)]
        if not after_docstring:
            following.prefix = indent if not following.prefix else following.prefix

    def transform_lambda(self, node, results):
        args, body = results["args"], results["body"]
        inner = simplify(results["inner"])
        if inner.type == token.NAME:        # lambda (x): ...
            inner = inner.clone()
            inner.prefix = " "
            args.replace(inner)
            return None
        names = param_names(inner)
        tuple_name = self.new_name("_".join(flatten(names)))
        where = subscripts(names)
        args.replace(Name(tuple_name, prefix=" "))
        for leaf in list(body.post_order()):
            if leaf.type == token.NAME and leaf.value in where and not is_attribute(leaf):
                indexes = [Subscript(Number(i)) for i in where[leaf.value]]
                new = Node(syms.power, [Name(tuple_name)] + indexes)
                new.prefix = leaf.prefix
                leaf.replace(new)
        return None


def is_attribute(leaf):
    before = leaf.prev_sibling
    return before is not None and before.type == token.DOT


def simplify(args):
    """What is in superfluous parentheses."""
    while args.type == syms.vfpdef and len(args.children) == 3 and args.children[0].type == token.LPAR:
        args = args.children[1]
    return args


def param_names(node):
    """The names of a tuple of parameters, as nested lists."""
    if node.type == syms.vfplist:
        return [param_names(child) for child in node.children if child.type != token.COMMA]
    node = simplify(node)
    return node.value if node.type == token.NAME else param_names(node)


def flatten(names):
    for name in names:
        if isinstance(name, list):
            yield from flatten(name)
        else:
            yield name


def subscripts(names, path=()):
    """Name -> the indexes that lead to it."""
    result = {}
    for i, name in enumerate(names):
        if isinstance(name, list):
            result.update(subscripts(name, path + (i,)))
        else:
            result[name] = path + (i,)
    return result
