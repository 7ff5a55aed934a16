"""sys.maxint -> sys.maxsize"""
from ..fixer_base import BaseFix
from ..fixer_util import Name, attr_chain

MAPPING = {"sys": {"maxint": "maxsize"}}


def build_pattern():
    for module, names in MAPPING.items():
        for old in names:
            yield "import_from< 'from' module_name=%r 'import' ( attr_name=%r | import_as_name< attr_name=%r 'as' any >) >" % (module, old, old)
            yield "power< module_name=%r trailer< '.' attr_name=%r > any* >" % (module, old)


class FixRenames(BaseFix):

    BM_compatible = True
    order = "pre"
    PATTERN = "|".join(build_pattern())

    def match(self, node):
        results = super().match(node)
        if results and any(super(FixRenames, self).match(above) for above in attr_chain(node, "parent")):
            return False
        return results

    def transform(self, node, results):
        module, name = results["module_name"], results["attr_name"]
        name.replace(Name(MAPPING[module.value][name.value], prefix=name.prefix))
