"""Pieces of trees, and questions about them, for fixers."""
from .pgen2 import token
from .pygram import python_symbols as syms
from .pytree import Leaf, Node


# ---- pieces ----

def KeywordArg(keyword, value):
    return Node(syms.argument, [keyword, Leaf(token.EQUAL, "="), value])


def LParen():
    return Leaf(token.LPAR, "(")


def RParen():
    return Leaf(token.RPAR, ")")


def Assign(target, source):
    """target = source; each a node or a list of nodes."""
    target = target if isinstance(target, list) else [target]
    if not isinstance(source, list):
        source.prefix = " "
        source = [source]
    return Node(syms.atom, target + [Leaf(token.EQUAL, "=", prefix=" ")] + source)


def Name(name, prefix=None):
    return Leaf(token.NAME, name, prefix=prefix)


def Attr(obj, attr):
    """The parts of obj.attr."""
    return [obj, Node(syms.trailer, [Dot(), attr])]


def Comma():
    return Leaf(token.COMMA, ",")


def Dot():
    return Leaf(token.DOT, ".")


def ArgList(args, lparen=None, rparen=None):
    """Parentheses with arguments between them."""
    node = Node(syms.trailer, [lparen or LParen(), rparen or RParen()])
    if args:
        node.insert_child(1, Node(syms.arglist, args))
    return node


def Call(func_name, args=None, prefix=None):
    node = Node(syms.power, [func_name, ArgList(args)])
    if prefix is not None:
        node.prefix = prefix
    return node


def Newline():
    return Leaf(token.NEWLINE, "\n")


def BlankLine():
    return Leaf(token.NEWLINE, "")


def Number(n, prefix=None):
    return Leaf(token.NUMBER, n, prefix=prefix)


def Subscript(index_node):
    return Node(syms.trailer, [Leaf(token.LSQB, "["), index_node, Leaf(token.RSQB, "]")])


def String(string, prefix=None):
    return Leaf(token.STRING, string, prefix=prefix)


def ListComp(xp, fp, it, test=None):
    """[xp for fp in it], or [xp for fp in it if test]."""
    xp.prefix = ""
    fp.prefix = it.prefix = " "
    parts = [Leaf(token.NAME, "for", prefix=" "), fp, Leaf(token.NAME, "in", prefix=" "), it]
    if test:
        test.prefix = " "
        parts.append(Node(syms.comp_if, [Leaf(token.NAME, "if", prefix=" "), test]))
    return Node(syms.atom, [Leaf(token.LSQB, "["), Node(syms.listmaker, [xp, Node(syms.comp_for, parts)]), Leaf(token.RSQB, "]")])


def FromImport(package_name, name_leafs):
    """from package_name import name_leafs"""
    for leaf in name_leafs:
        leaf.remove()
    return Node(syms.import_from, [Leaf(token.NAME, "from"), Leaf(token.NAME, package_name, prefix=" "),
                                   Leaf(token.NAME, "import", prefix=" "), Node(syms.import_as_names, name_leafs)])


def ImportAndCall(node, results, names):
    """Import names[0] and make of a call func(args) the call names[0].names[1](args); results of a pattern with func, args, after."""
    args = results["args"].clone()
    if args.type != syms.arglist:
        args = Node(syms.arglist, [args])
    after = [n.clone() for n in results.get("after", ())]
    new = Node(syms.power, Attr(Name(names[0]), Name(names[1])) +
               [Node(syms.trailer, [results["lpar"].clone(), args, results["rpar"].clone()])] + after)
    new.prefix = node.prefix
    return new


# ---- questions ----

def is_tuple(node):
    if isinstance(node, Node) and node.children == [LParen(), RParen()]:
        return True
    return (isinstance(node, Node) and len(node.children) == 3 and isinstance(node.children[0], Leaf) and node.children[0].value == "("
            and isinstance(node.children[1], Node) and node.children[1].type == syms.testlist_gexp
            and any(child.type == token.COMMA for child in node.children[1].children)
            and isinstance(node.children[2], Leaf) and node.children[2].value == ")")


def is_list(node):
    return (isinstance(node, Node) and len(node.children) > 1 and isinstance(node.children[0], Leaf) and node.children[0].value == "["
            and isinstance(node.children[-1], Leaf) and node.children[-1].value == "]")


def parenthesize(node):
    return Node(syms.atom, [LParen(), node, RParen()])


consuming_calls = {"sorted", "list", "set", "any", "all", "tuple", "sum", "min", "max", "enumerate"}


def attr_chain(obj, attr):
    """obj.attr, obj.attr.attr, ..., until it is None."""
    following = getattr(obj, attr)
    while following:
        yield following
        following = getattr(following, attr)


def in_special_context(node, functions=consuming_calls | {"iter"}):
    """Does what stands around node take any iterable (for, a comprehension, list(), x.join() and the like)?"""
    parent = node.parent
    if parent is None:
        return False
    before = node.prev_sibling
    if parent.type in (syms.for_stmt, syms.comp_for):
        return isinstance(before, Leaf) and before.value == "in"
    trailer = parent
    if parent.type == syms.arglist:
        if before is not None:
            return False
        trailer = parent.parent
    if trailer is None or trailer.type != syms.trailer or trailer.children[0].value != "(":
        return False
    called = trailer.prev_sibling
    if called is None or trailer.parent.type != syms.power:
        return False
    if called.type == token.NAME:
        if called.prev_sibling is not None:
            return False
        return called.value in (functions if parent is trailer else {"sorted", "enumerate"})
    return parent is trailer and called.type == syms.trailer and str(called).strip() == ".join"


def is_probably_builtin(node):
    """Is a name likely to be the built-in one, not an attribute, a definition or a parameter?"""
    before = node.prev_sibling
    if before is not None and before.type == token.DOT:
        return False
    parent = node.parent
    if parent.type in (syms.funcdef, syms.classdef):
        return False
    if parent.type == syms.expr_stmt and parent.children[0] is node:
        return False
    if parent.type == syms.parameters:
        return False
    return not (parent.type == syms.typedargslist and
                ((before is not None and before.type == token.COMMA) or parent.children[0] is node))


def find_indentation(node):
    """The indentation of the block a node is in."""
    while node is not None:
        if node.type == syms.suite and len(node.children) > 2:
            indent = node.children[1]
            if indent.type == token.INDENT:
                return indent.value
        node = node.parent
    return ""


def make_suite(node):
    if node.type == syms.suite:
        return node
    node = node.clone()
    parent, node.parent = node.parent, None
    suite = Node(syms.suite, [node])
    suite.parent = parent
    return suite


# ---- imports and bindings ----

def find_root(node):
    """The file_input above a node."""
    while node.type != syms.file_input:
        node = node.parent
        if not node:
            raise ValueError("root found before file_input was found.")
    return node


def does_tree_import(package, name, node):
    """Is name imported from package, anywhere at top level? package None: is a module of that name?"""
    return bool(find_binding(name, find_root(node), package))


def is_import(node):
    return node.type in (syms.import_name, syms.import_from)


def _is_import_line(node):
    return node.type == syms.simple_stmt and bool(node.children) and is_import(node.children[0])


def touch_import(package, name, node):
    """Add `import name`, or `from package import name`, to the file of node, after its other imports, unless it is there."""
    root = find_root(node)
    if does_tree_import(package, name, root):
        return
    place = 0
    statements = root.children
    for i, statement in enumerate(statements):
        if _is_import_line(statement):
            place = i
            while place < len(statements) and _is_import_line(statements[place]):
                place += 1
            break
    else:
        for i, statement in enumerate(statements):
            if statement.type == syms.simple_stmt and statement.children and statement.children[0].type == token.STRING:
                place = i + 1
                break
    if package is None:
        new = Node(syms.import_name, [Leaf(token.NAME, "import"), Leaf(token.NAME, name, prefix=" ")])
    else:
        new = FromImport(package, [Leaf(token.NAME, name, prefix=" ")])
    root.insert_child(place, Node(syms.simple_stmt, [new, Newline()]))


_def_syms = {syms.classdef, syms.funcdef}
_block_syms = _def_syms | {syms.trailer}


def find_binding(name, node, package=None):
    """The node that binds name somewhere below node, but not inside definitions; with package, only an import from it."""
    for child in node.children:
        found = None
        if child.type == syms.for_stmt:
            if _find(name, child.children[1]):
                return child
            for suite in child.children[5::3]:
                found = found or find_binding(name, make_suite(suite), package)
        elif child.type in (syms.if_stmt, syms.while_stmt):
            for part in child.children:
                if part.type in (syms.suite, syms.simple_stmt):
                    found = found or find_binding(name, make_suite(part), package)
        elif child.type == syms.try_stmt:
            for part in child.children:
                if part.type in (syms.suite, syms.simple_stmt):
                    found = found or find_binding(name, make_suite(part), package)
        elif child.type in _def_syms and child.children[1].value == name:
            found = child
        elif _is_import_binding(child, name, package):
            found = child
        elif child.type == syms.simple_stmt:
            found = find_binding(name, child, package)
        elif child.type == syms.expr_stmt:
            if any(_find(name, child.children[i - 1]) for i, part in enumerate(child.children) if part.type == token.EQUAL):
                found = child
        if found:
            if not package or is_import(found):
                return found
    return None


def _find(name, node):
    """A leaf with a name, below node but not in trailers or definitions."""
    todo = [node]
    while todo:
        node = todo.pop()
        if node.type > 255 and node.type not in _block_syms:
            # a.b = 1 and a[0] = 1 bind nothing
            if node.type != syms.power:
                todo.extend(node.children)
        elif node.type == token.NAME and node.value == name:
            return node
    return None


def _is_import_binding(node, name, package=None):
    """Does this statement import name?"""
    if node.type == syms.import_name and not package:
        modules = node.children[1]
        for module in modules.children if modules.type == syms.dotted_as_names else [modules]:
            if module.type == syms.dotted_as_name:
                if module.children[2].value == name:
                    return node
            elif module.type == token.NAME and module.value == name:
                return node
    elif node.type == syms.import_from:
        if package and str(node.children[1]).strip() != package:
            return None
        names = node.children[3] if len(node.children) > 3 else node.children[-1]
        if package and _find("as", names):
            return None             # from package import name as other
        if names.type == token.LPAR:
            names = node.children[4]
        items = names.children if names.type == syms.import_as_names else [names]
        for item in items:
            if item.type == syms.import_as_name:
                if item.children[2].value == name:
                    return node
            elif item.type == token.NAME and item.value == name:
                return node
            elif package and item.type == token.STAR:
                return node
    return None
