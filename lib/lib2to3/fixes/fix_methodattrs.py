"""m.im_func -> m.__func__, m.im_self -> m.__self__, m.im_class -> m.__self__.__class__"""
from ..fixer_base import BaseFix
from ..fixer_util import Name

MAP = {"im_func": "__func__", "im_self": "__self__", "im_class": "__self__.__class__"}


class FixMethodattrs(BaseFix):

    BM_compatible = True
    PATTERN = "power< any+ trailer< '.' attr=('im_func' | 'im_self' | 'im_class') > any* >"

    def transform(self, node, results):
        attr = results["attr"][0]
        attr.replace(Name(MAP[attr.value], prefix=attr.prefix))
