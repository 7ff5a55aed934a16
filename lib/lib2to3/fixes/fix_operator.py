"""Functions of operator that are gone: isCallable, sequenceIncludes, isSequenceType, isMappingType, isNumberType, repeat, irepeat."""
from ..fixer_base import BaseFix
from ..fixer_util import Call, Comma, Name, String, touch_import

RENAMED = {"sequenceIncludes": "contains", "repeat": "mul", "irepeat": "imul"}
CLASSES = {"isSequenceType": ("collections", "Sequence"), "isMappingType": ("collections", "Mapping"), "isNumberType": ("numbers", "Number")}


class FixOperator(BaseFix):

    BM_compatible = True
    order = "pre"
    methods = "|".join(map(repr, ["isCallable"] + list(RENAMED) + list(CLASSES)))
    PATTERN = """
    power< module='operator' trailer< '.' method=(%(m)s) > trailer< '(' args=any ')' > >
    |
    power< method=(%(m)s) trailer< '(' args=any ')' > >
    """ % {"m": methods}

    def transform(self, node, results):
        method, args = results["method"][0], results["args"]
        name = method.value
        if args.type == self.syms.arglist and name not in RENAMED:
            return None
        if "module" not in results:
            if name in RENAMED:
                better = "operator.%s(%s)" % (RENAMED[name], args)
            elif name in CLASSES:
                better = "isinstance(%s, %s.%s)" % ((args,) + CLASSES[name])
            else:
                better = "hasattr(%s, '__call__')" % args
            self.warning(node, "You should use '%s' here." % better)
            return None
        if name in RENAMED:
            method.value = RENAMED[name]
            method.changed()
            return None
        if name in CLASSES:
            module, cls = CLASSES[name]
            touch_import(None, module, node)
            return Call(Name("isinstance"), [args.clone(), Comma(), Name("%s.%s" % (module, cls), prefix=" ")], prefix=node.prefix)
        return Call(Name("hasattr"), [args.clone(), Comma(), String("'__call__'", prefix=" ")], prefix=node.prefix)
