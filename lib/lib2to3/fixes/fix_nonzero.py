"""def __nonzero__(self) -> def __bool__(self)"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixNonzero(BaseFix):

    BM_compatible = True
    PATTERN = "classdef< 'class' any+ ':' suite< any* funcdef< 'def' name='__nonzero__' parameters< '(' NAME ')' > any+ > any* > >"

    def transform(self, node, results):
        name = results["name"]
        name.replace(Name("__bool__", prefix=name.prefix))
