"""Modules that have other names in Python 3."""
from ..fixer_base import BaseFix
from ..fixer_util import Name, attr_chain

MAPPING = {
    "StringIO": "io", "cStringIO": "io", "cPickle": "pickle", "__builtin__": "builtins", "copy_reg": "copyreg", "Queue": "queue",
    "SocketServer": "socketserver", "ConfigParser": "configparser", "repr": "reprlib",
    "FileDialog": "tkinter.filedialog", "tkFileDialog": "tkinter.filedialog", "SimpleDialog": "tkinter.simpledialog",
    "tkSimpleDialog": "tkinter.simpledialog", "tkColorChooser": "tkinter.colorchooser", "tkCommonDialog": "tkinter.commondialog",
    "Dialog": "tkinter.dialog", "Tkdnd": "tkinter.dnd", "tkFont": "tkinter.font", "tkMessageBox": "tkinter.messagebox",
    "ScrolledText": "tkinter.scrolledtext", "Tkconstants": "tkinter.constants", "Tix": "tkinter.tix", "ttk": "tkinter.ttk",
    "Tkinter": "tkinter", "markupbase": "_markupbase", "_winreg": "winreg", "thread": "_thread", "dummy_thread": "_dummy_thread",
    "dbhash": "dbm.bsd", "dumbdbm": "dbm.dumb", "dbm": "dbm.ndbm", "gdbm": "dbm.gnu",
    "xmlrpclib": "xmlrpc.client", "DocXMLRPCServer": "xmlrpc.server", "SimpleXMLRPCServer": "xmlrpc.server",
    "httplib": "http.client", "htmlentitydefs": "html.entities", "HTMLParser": "html.parser", "Cookie": "http.cookies",
    "cookielib": "http.cookiejar", "BaseHTTPServer": "http.server", "SimpleHTTPServer": "http.server", "CGIHTTPServer": "http.server",
    "commands": "subprocess", "UserString": "collections", "UserList": "collections", "urlparse": "urllib.parse",
    "robotparser": "urllib.robotparser",
}


def alternates(members):
    return "(" + "|".join(map(repr, members)) + ")"


def build_pattern(mapping=MAPPING):
    """The alternatives of the pattern: the kinds of imports, and uses of the names."""
    modules = alternates(mapping)
    named = "dotted_as_name< module_name=%s 'as' any >" % modules
    item = "(module_name=%s | %s)" % (modules, named)
    yield "name_import=import_name< 'import' %s >" % item
    yield "name_import=import_name< 'import' multiple_imports=dotted_as_names< any* %s any* > >" % item
    yield "import_from< 'from' module_name=%s 'import' ['('] (any | import_as_name< any 'as' any > | import_as_names< any* >) [')'] >" % modules
    yield "power< bare_with_attr=%s trailer<'.' any > any* >" % modules


class FixImports(BaseFix):

    BM_compatible = True
    keep_line_order = True
    mapping = MAPPING
    run_order = 6                           # after local imports were told

    def build_pattern(self):
        return "|".join(build_pattern(self.mapping))

    def compile_pattern(self):
        self.PATTERN = self.build_pattern()
        super().compile_pattern()

    def match(self, node):
        results = super().match(node)
        # Uses in a statement that is an import itself are for the import.
        if results and "bare_with_attr" not in results and any(super(FixImports, self).match(above) for above in attr_chain(node, "parent")):
            return False
        return results

    def start_tree(self, tree, filename):
        super().start_tree(tree, filename)
        self.replace = {}                   # names imported -> names to use

    def transform(self, node, results):
        module = results.get("module_name")
        if module is not None:
            module = module[0]
            old = module.value
            new = self.mapping[old]
            module.replace(Name(new, prefix=module.prefix))
            if "name_import" in results:
                self.replace[old] = new     # import x, not from x: its name is used in the text
            if "multiple_imports" in results:
                # there may be more of them in the same statement
                again = self.match(node)
                if again:
                    self.transform(node, again)
            return
        use = results["bare_with_attr"][0]
        new = self.replace.get(use.value)
        if new:
            use.replace(Name(new, prefix=use.prefix))
