"""sys.exc_type, exc_value, exc_traceback -> sys.exc_info()[0], [1], [2]"""
from ..fixer_base import BaseFix
from ..fixer_util import Attr, Call, Name, Node, Number, Subscript


class FixSysExc(BaseFix):

    BM_compatible = True
    exc_info = ("exc_type", "exc_value", "exc_traceback")
    PATTERN = "power< 'sys' trailer< dot='.' attribute=(%s) > >" % "|".join(map(repr, exc_info))

    def transform(self, node, results):
        attribute = results["attribute"][0]
        index = Number(self.exc_info.index(attribute.value))
        attr = Attr(Name("sys"), Call(Name("exc_info"), prefix=attribute.prefix))
        attr[1].children[0].prefix = results["dot"].prefix
        return Node(self.syms.power, attr + [Subscript(index)], prefix=node.prefix)
