"""types.StringType -> bytes and the like"""
from ..fixer_base import BaseFix
from ..fixer_util import Name

_TYPE_MAPPING = {
    "BooleanType": "bool", "BufferType": "memoryview", "ClassType": "type", "ComplexType": "complex", "DictType": "dict",
    "DictionaryType": "dict", "EllipsisType": "type(Ellipsis)", "FloatType": "float", "IntType": "int", "ListType": "list",
    "LongType": "int", "ObjectType": "object", "NoneType": "type(None)", "NotImplementedType": "type(NotImplemented)",
    "SliceType": "slice", "StringType": "bytes", "StringTypes": "(str,)", "TupleType": "tuple", "TypeType": "type",
    "UnicodeType": "str", "XRangeType": "range",
}


class FixTypes(BaseFix):

    BM_compatible = True
    PATTERN = "|".join("power< 'types' trailer< '.' name=%r > any* >" % name for name in _TYPE_MAPPING)

    def transform(self, node, results):
        new = Name(_TYPE_MAPPING[results["name"].value], prefix=node.prefix)
        rest = node.children[2:]
        if not rest:
            return new
        node.children[0].replace(new)
        node.children[1].remove()
        return None
