"""itertools.imap -> map (filter, zip), itertools.ifilterfalse -> itertools.filterfalse (zip_longest)"""
from ..fixer_base import BaseFix
from ..fixer_util import Name


class FixItertools(BaseFix):

    BM_compatible = True
    functions = "('imap'|'ifilter'|'izip'|'izip_longest'|'ifilterfalse')"
    PATTERN = """
    power< it='itertools' trailer< dot='.' func=%(f)s > trailer< '(' [any] ')' > >
    |
    power< func=%(f)s trailer< '(' [any] ')' > >
    """ % {"f": functions}
    run_order = 6                           # after fix_map and the like

    def transform(self, node, results):
        func = results["func"][0]
        prefix = func.prefix
        if "it" in results and func.value not in ("ifilterfalse", "izip_longest"):
            dot, module = results["dot"], results["it"]
            prefix = module.prefix
            module.remove()
            # the dot goes with it, the name remains
            dot.remove()
            func.parent.replace(func)
        func.replace(Name(func.value[1:], prefix=prefix))
