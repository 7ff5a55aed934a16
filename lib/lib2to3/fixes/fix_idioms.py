"""Newer idioms, when asked for: isinstance() for comparisons of types, while True, sorted()."""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Comma, Name, Node

COMPARED = "(n='!=' | '==' | 'is' | n=comp_op< 'is' 'not' >)"
TYPE_OF = "power< 'type' trailer< '(' x=any ')' > >"


class FixIdioms(BaseFix):

    explicit = True
    PATTERN = """
    isinstance=comparison< %(type)s %(op)s T=any >
    |
    isinstance=comparison< T=any %(op)s %(type)s >
    |
    while_stmt< 'while' while='1' ':' any+ >
    |
    sorted=any< any* simple_stmt< expr_stmt< id1=any '=' power< list='list' trailer< '(' (not arglist<any+>) any ')' > > > '\\n' >
                sort=simple_stmt< power< id2=any trailer< '.' 'sort' > trailer< '(' ')' > > '\\n' > next=any* >
    |
    sorted=any< any* simple_stmt< expr_stmt< id1=any '=' expr=any > '\\n' >
                sort=simple_stmt< power< id2=any trailer< '.' 'sort' > trailer< '(' ')' > > '\\n' > next=any* >
    """ % {"type": TYPE_OF, "op": COMPARED}

    def match(self, node):
        results = super().match(node)
        if results and "sorted" in results and results["id1"] != results["id2"]:
            return None
        return results

    def transform(self, node, results):
        if "isinstance" in results:
            return self.transform_isinstance(node, results)
        if "while" in results:
            one = results["while"]
            one.replace(Name("True", prefix=one.prefix))
            return None
        return self.transform_sort(node, results)

    def transform_isinstance(self, node, results):
        x, kind = results["x"].clone(), results["T"].clone()
        x.prefix = ""
        kind.prefix = " "
        test = Call(Name("isinstance"), [x, Comma(), kind])
        if "n" in results:
            test.prefix = " "
            test = Node(self.syms.not_test, [Name("not"), test])
        test.prefix = node.prefix
        return test

    def transform_sort(self, node, results):
        sort, following = results["sort"], results["next"]
        if "list" in results:
            name = results["list"]
            name.replace(Name("sorted", prefix=name.prefix))
        else:
            value = results["expr"]
            new = value.clone()
            new.prefix = ""
            value.replace(Call(Name("sorted"), [new], prefix=value.prefix))
        comments = sort.prefix.rpartition("\n")[0]
        sort.remove()
        if comments and following:
            # they go before what follows, which has its own indentation
            following[0].prefix = comments + "\n" + following[0].prefix
