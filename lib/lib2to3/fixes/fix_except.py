"""except E, V: -> except E as V:"""
from ..fixer_base import BaseFix
from ..fixer_util import Assign, Attr, Name, is_list, is_tuple
from ..pgen2 import token
from ..pytree import Leaf, Node


class FixExcept(BaseFix):

    BM_compatible = True
    PATTERN = "try_stmt< 'try' ':' (simple_stmt | suite) cleanup=(except_clause ':' (simple_stmt | suite))+ tail=any* >"

    def transform(self, node, results):
        children = node.children
        for i, clause in enumerate(children):
            if clause.type == self.syms.except_clause and len(clause.children) == 4:
                self.change(clause, children[i + 2])

    def change(self, clause, body):
        comma, target = clause.children[2:]
        if comma.value == "as":
            return
        comma.replace(Name("as", prefix=" "))
        if target.type == token.NAME:
            if target.prefix == "":
                target.prefix = " "
            return
        # except E, (a, b): the value gets a name of its own, which the body takes apart
        name = Name(self.new_name(), prefix=" ")
        original = target.clone()
        original.prefix = ""
        target.replace(name)
        value = name.clone()
        if is_tuple(original) or is_list(original):
            assign = Assign(original, Attr(value, Name("args")))
        else:
            assign = Assign(original, value)
        statement = Node(self.syms.simple_stmt, [assign, Leaf(token.NEWLINE, "\n")])
        for i, child in enumerate(body.children):
            if isinstance(child, Node):
                # the first statement keeps what stood before it (nothing after INDENT)
                if i and body.children[i - 1].type == token.INDENT:
                    indent = body.children[i - 1].value
                    child.prefix = indent + child.prefix if not child.prefix else child.prefix
                body.insert_child(i, statement)
                return
