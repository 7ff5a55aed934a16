"""exec code in ns1, ns2 -> exec(code, ns1, ns2)"""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Comma, Name


class FixExec(BaseFix):

    BM_compatible = True
    PATTERN = """
    exec_stmt< 'exec' a=any 'in' b=any [',' c=any] >
    |
    exec_stmt< 'exec' (not atom<'(' [any] ')'>) a=any >
    """

    def transform(self, node, results):
        args = [results["a"].clone()]
        args[0].prefix = ""
        for name, prefix in ("b", " "), ("c", None):
            if name in results:
                value = results[name].clone()
                if prefix is not None:
                    value.prefix = prefix
                args += [Comma(), value]
        return Call(Name("exec"), args, prefix=node.prefix)
