"""urllib and urllib2, which were each split into several modules."""
from ..fixer_base import BaseFix
from ..fixer_util import Comma, FromImport, Name, Newline, find_indentation, syms
from ..pytree import Leaf, Node
from .fix_imports import alternates

_REQUEST, _PARSE, _ERROR = "urllib.request", "urllib.parse", "urllib.error"
MAPPING = {
    "urllib": [
        (_REQUEST, ["URLopener", "FancyURLopener", "urlretrieve", "_urlopener", "urlopen", "urlcleanup", "pathname2url", "url2pathname"]),
        (_PARSE, ["quote", "quote_plus", "unquote", "unquote_plus", "urlencode", "splitattr", "splithost", "splitnport", "splitpasswd",
                  "splitport", "splitquery", "splittag", "splittype", "splituser", "splitvalue"]),
        (_ERROR, ["ContentTooShortError"])],
    "urllib2": [
        (_REQUEST, ["urlopen", "install_opener", "build_opener", "Request", "OpenerDirector", "BaseHandler", "HTTPDefaultErrorHandler",
                    "HTTPRedirectHandler", "HTTPCookieProcessor", "ProxyHandler", "HTTPPasswordMgr", "HTTPPasswordMgrWithDefaultRealm",
                    "AbstractBasicAuthHandler", "HTTPBasicAuthHandler", "ProxyBasicAuthHandler", "AbstractDigestAuthHandler",
                    "HTTPDigestAuthHandler", "ProxyDigestAuthHandler", "HTTPHandler", "HTTPSHandler", "FileHandler", "FTPHandler",
                    "CacheFTPHandler", "UnknownHandler"]),
        (_ERROR, ["URLError", "HTTPError"])],
}
MAPPING["urllib2"].append(MAPPING["urllib"][1])


def new_module(old, member):
    """Where a member of an old module is now; None where it is not known."""
    for new, members in MAPPING[old]:
        if member in members:
            return new
    return None


def build_pattern():
    modules = alternates(MAPPING)
    members = alternates({member for parts in MAPPING.values() for _, members in parts for member in members})
    yield "import_name< 'import' (module=%s | dotted_as_names< any* module=%s any* >) >" % (modules, modules)
    yield "import_from< 'from' mod_member=%s 'import' (member=%s | import_as_name< member=%s 'as' any > | members=import_as_names< any* >) >" % (
        modules, members, members)
    yield "import_from< 'from' module_star=%s 'import' star='*' >" % modules
    yield "import_name< 'import' dotted_as_name< module_as=%s 'as' any > >" % modules
    yield "power< bare_with_attr=%s trailer<'.' member=%s > any* >" % (modules, members)


class FixUrllib(BaseFix):

    BM_compatible = True
    keep_line_order = True
    run_order = 6
    PATTERN = "|".join(build_pattern())

    def transform(self, node, results):
        if results.get("module"):
            self.transform_import(node, results)
        elif results.get("mod_member"):
            self.transform_member(node, results)
        elif results.get("bare_with_attr"):
            self.transform_dot(node, results)
        elif results.get("module_star"):
            self.cannot_convert(node, "Cannot handle star imports.")
        elif results.get("module_as"):
            self.cannot_convert(node, "This module is now multiple modules")

    def transform_import(self, node, results):
        """import urllib -> import urllib.request, urllib.parse, urllib.error"""
        module = results["module"][0]
        names = []
        for new, _ in MAPPING[module.value]:
            names += [Name(new, prefix=module.prefix), Comma()]
        module.replace(names[:-1])

    def transform_member(self, node, results):
        """from urllib import a, b: an import for each of the modules they are in."""
        module = results["mod_member"][0]
        prefix = module.prefix
        if results.get("member"):
            member = results["member"][0]
            new = new_module(module.value, member.value)
            if new:
                module.replace(Name(new, prefix=prefix))
            else:
                self.cannot_convert(node, "This is an invalid module element")
            return
        places = {}
        for child in results["members"].children:
            if isinstance(child, Leaf) and child.value == ",":
                continue
            name = child.children[0].value if child.type == syms.import_as_name else child.value
            new = new_module(module.value, name)
            if new:
                places.setdefault(new, []).append(child)
        if not places:
            self.cannot_convert(node, "All module elements are invalid")
            return
        imports = []
        indentation = find_indentation(node)
        for new, members in places.items():
            names = []
            for member in members:
                item = member.clone()
                item.prefix = " "
                names += [item, Comma()]
            statement = FromImport(new, names[:-1])
            statement.prefix = indentation if imports else node.prefix
            imports += [statement, Newline()]
        node.replace(imports[:-1])

    def transform_dot(self, node, results):
        module, member = results["bare_with_attr"][0], results["member"][0]
        new = new_module(module.value, member.value)
        if new:
            module.replace(Name(new, prefix=module.prefix))
        else:
            self.cannot_convert(node, "This is an invalid module element")
