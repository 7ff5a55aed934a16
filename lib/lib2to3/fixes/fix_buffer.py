"""buffer() -> memoryview(); they differ, so only when asked for."""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixBuffer(BaseFix):

    BM_compatible = True
    explicit = True
    PATTERN = "power< name='buffer' trailer< '(' [any] ')' > any* >"

    def transform(self, node, results):
        name = results["name"]
        name.replace(Name("memoryview", prefix=name.prefix))
