"""print x, y -> print(x, y); >>f and a comma at the end become keyword arguments."""
from .. import patcomp
from ..fixer_base import BaseFix
from ..fixer_util import Call, Comma, KeywordArg, Name, String, is_tuple
from ..pgen2 import token

parend_expr = patcomp.compile_pattern("atom< '(' [atom|STRING|NAME] ')' >")


class FixPrint(BaseFix):

    BM_compatible = True
    PATTERN = "simple_stmt< any* bare='print' any* > | print_stmt"

    def transform(self, node, results):
        bare = results.get("bare")
        if bare is not None:
            bare.replace(Call(Name("print"), [], prefix=bare.prefix))
            return None
        args = node.children[1:]
        if len(args) == 1 and parend_expr.match(args[0]):
            return None                     # print(x) is a call already
        keywords = []
        if args and args[-1].type == token.COMMA:
            args = args[:-1]
            keywords.append(("end", String("' '")))
        if args and args[0].type == token.RIGHTSHIFT:
            file = args[1].clone()
            file.prefix = ""
            keywords.append(("file", file))
            args = args[3:]
        args = [arg.clone() for arg in args]
        if args:
            args[0].prefix = ""
        for name, value in keywords:
            keyword = KeywordArg(Name(name), value)
            if args:
                args.append(Comma())
                keyword.prefix = " "
            args.append(keyword)
        return Call(Name("print"), args, prefix=node.prefix)
