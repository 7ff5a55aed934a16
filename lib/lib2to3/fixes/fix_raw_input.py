"""raw_input() -> input()"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixRawInput(BaseFix):

    BM_compatible = True
    PATTERN = "power< name='raw_input' trailer< '(' [any] ')' > any* >"

    def transform(self, node, results):
        name = results["name"]
        name.replace(Name("input", prefix=name.prefix))
