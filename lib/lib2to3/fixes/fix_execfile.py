"""execfile(name, ...) -> exec(compile(open(name, "rb").read(), name, 'exec'), ...)"""
from ..fixer_base import BaseFix
from ..fixer_util import ArgList, Call, Comma, Dot, LParen, Name, RParen, String
from ..pytree import Node


class FixExecfile(BaseFix):

    BM_compatible = True
    PATTERN = """
    power< 'execfile' trailer< '(' arglist< filename=any [',' globals=any [',' locals=any ] ] > ')' > >
    |
    power< 'execfile' trailer< '(' filename=any ')' > >
    """

    def transform(self, node, results):
        filename = results["filename"]
        close = node.children[-1].children[-1].clone()
        open_args = ArgList([filename.clone(), Comma(), String('"rb"', " ")], rparen=close)
        source = Node(self.syms.power, [Name("open"), open_args, Node(self.syms.trailer, [Dot(), Name("read")]),
                                        Node(self.syms.trailer, [LParen(), RParen()])])
        name = filename.clone()
        name.prefix = " "
        args = [Call(Name("compile"), [source, Comma(), name, Comma(), String("'exec'", " ")], "")]
        for key in "globals", "locals":
            if key in results:
                args += [Comma(), results[key].clone()]
        return Call(Name("exec"), args, prefix=node.prefix)
