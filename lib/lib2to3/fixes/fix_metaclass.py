"""class X: __metaclass__ = M -> class X(metaclass=M)"""
from ..fixer_base import BaseFix
from ..fixer_util import Name
from ..pgen2 import token
from ..pytree import Leaf, Node


class FixMetaclass(BaseFix):

    BM_compatible = True
    PATTERN = "classdef<any*>"

    def transform(self, node, results):
        found = self.assignments(node)
        if not found:
            return None
        meta = found[-1][1].children[2].clone()     # the last one counts
        for statement, assignment in found:
            self.remove(statement, assignment)
        self.add_argument(node, meta)
        return None

    def assignments(self, node):
        """(simple_stmt, expr_stmt) of each assignment to __metaclass__ right in the body."""
        found = []
        body = node.children[-1]
        statements = body.children if body.type == self.syms.suite else [body]
        for statement in statements:
            if statement.type == self.syms.simple_stmt:
                for small in statement.children:
                    if small.type == self.syms.expr_stmt and len(small.children) == 3 and isinstance(small.children[0], Leaf) \
                            and small.children[0].value == "__metaclass__" and small.children[1].type == token.EQUAL:
                        found.append((statement, small))
        return found

    def remove(self, statement, assignment):
        """Take the assignment out; where it was all there is, `pass` takes its place."""
        after = assignment.next_sibling
        if after is not None and after.type == token.SEMI:
            following = after.next_sibling
            prefix = assignment.prefix
            assignment.remove()
            after.remove()
            following.prefix = prefix
            return
        before = assignment.prev_sibling
        if before is not None and before.type == token.SEMI:
            before.remove()
            assignment.remove()
            return
        suite = statement.parent
        others = [child for child in suite.children if child.type not in (token.NEWLINE, token.INDENT, token.DEDENT) and child is not statement] \
            if suite.type == self.syms.suite else []
        if not others:
            assignment.replace(Leaf(token.NAME, "pass", prefix=assignment.prefix))
            return
        following = statement.next_sibling
        prefix = statement.prefix
        statement.remove()
        if following is not None and following.type != token.DEDENT and suite.children.index(following) == 2:
            following.prefix = prefix       # the first statement stands after INDENT

    def add_argument(self, node, meta):
        meta.prefix = ""
        argument = Node(self.syms.argument, [Name("metaclass"), Leaf(token.EQUAL, "="), meta])
        children = node.children
        if children[2].type == token.COLON:             # class X:
            node.insert_child(2, Leaf(token.LPAR, "("))
            node.insert_child(3, argument)
            node.insert_child(4, Leaf(token.RPAR, ")"))
            return
        if children[3].type == token.RPAR:              # class X():
            node.insert_child(3, argument)
            return
        arguments = children[3]
        argument.prefix = " "
        if arguments.type != self.syms.arglist:
            arguments.remove()
            arguments = Node(self.syms.arglist, [arguments])
            node.insert_child(3, arguments)
        if arguments.children[-1].type != token.COMMA:
            arguments.append_child(Leaf(token.COMMA, ","))
        arguments.append_child(argument)
