"""Class browser support: the classes and functions of a module, read from its source without importing it.

readmodule(module[, path]) gives a dictionary of the module's classes, by name; readmodule_ex() has the functions too, and for a
package the search path of its submodules under '__path__'. Each is described by an object with these attributes:

Class:
    module -- name of the module it is defined in
    name -- its name
    super -- list of base classes: Class objects where they are known, otherwise their text
    methods -- dictionary: the line of each method
    file, lineno, end_lineno -- where it is defined
    parent, children -- what it is nested in, and what is nested in it

Function:
    module, name, file, lineno, end_lineno, parent, children -- as above
    is_async -- defined by async def?
"""

import ast
import importlib.util
import sys

__all__ = ['readmodule', 'readmodule_ex', 'Class', 'Function']

_modules = {}                   # name of a module -> its dictionary


class _Object:
    """What a class and a function have in common."""

    def __init__(self, module, name, file, lineno, end_lineno, parent):
        self.module = module
        self.name = name
        self.file = file
        self.lineno = lineno
        self.end_lineno = end_lineno
        self.parent = parent
        self.children = {}
        if parent is not None:
            parent.children[name] = self


class Class(_Object):
    def __init__(self, module, name, super_, file, lineno, parent=None, *, end_lineno=None):
        super().__init__(module, name, file, lineno, end_lineno, parent)
        self.super = super_ or []
        self.methods = {}

    def _addmethod(self, name, lineno):
        self.methods[name] = lineno


class Function(_Object):
    def __init__(self, module, name, file, lineno, parent=None, is_async=False, *, end_lineno=None):
        super().__init__(module, name, file, lineno, end_lineno, parent)
        self.is_async = is_async
        if isinstance(parent, Class):
            parent._addmethod(name, lineno)


def readmodule(module, path=None):
    """The classes of a module, by name."""
    return {key: value for key, value in _read(module, path or []).items() if isinstance(value, Class)}


def readmodule_ex(module, path=None):
    """The classes and functions of a module, by name."""
    return _read(module, path or [])


def _read(module, path, in_package=None):
    full_name = f'{in_package}.{module}' if in_package is not None else module
    if full_name in _modules:
        return _modules[full_name]
    tree = {}
    if module in sys.builtin_module_names and in_package is None:
        _modules[module] = tree
        return tree
    package, dot, submodule = module.rpartition('.')
    if dot:
        parent = _read(package, path, in_package)
        if in_package is not None:
            package = f'{in_package}.{package}'
        if '__path__' not in parent:
            raise ImportError(f'No package named {package}')
        return _read(submodule, parent['__path__'], package)
    spec = importlib.util._find_spec_from_path(full_name, path if in_package is not None else path + sys.path)
    if spec is None:
        raise ModuleNotFoundError(f'no module named {full_name!r}', name=full_name)
    _modules[full_name] = tree
    if spec.submodule_search_locations is not None:
        tree['__path__'] = spec.submodule_search_locations
    try:
        source = spec.loader.get_source(full_name)
    except (AttributeError, ImportError):
        return tree
    if source is not None:
        _Browser(full_name, spec.origin, tree, in_package).visit(ast.parse(source))
    return tree


class _Browser(ast.NodeVisitor):
    """Fills a module's dictionary from its tree; imported names are looked up for the sake of base classes."""

    def __init__(self, module, file, tree, in_package):
        self.module = module
        self.file = file
        self.tree = tree
        self.in_package = in_package
        self.stack = []

    def _add(self, node, made):
        if not self.stack:
            self.tree[node.name] = made
        self.stack.append(made)
        self.generic_visit(node)
        self.stack.pop()

    def _parent(self):
        return self.stack[-1] if self.stack else None

    def visit_ClassDef(self, node):
        bases = [self._base(base) for base in node.bases]
        self._add(node, Class(self.module, node.name, bases, self.file, node.lineno, self._parent(), end_lineno=node.end_lineno))

    def visit_FunctionDef(self, node, is_async=False):
        self._add(node, Function(self.module, node.name, self.file, node.lineno, self._parent(), is_async,
                                 end_lineno=node.end_lineno))

    def visit_AsyncFunctionDef(self, node):
        self.visit_FunctionDef(node, is_async=True)

    def _base(self, node):
        """The Class that a base expression names, or its text."""
        text = ast.unparse(node)
        if text in self.tree:
            return self.tree[text]
        module, dot, name = text.rpartition('.')
        if dot:
            known = _modules.get(module.rpartition('.')[2]) or _modules.get(module)
            if known and name in known:
                return known[name]
        return text

    def visit_Import(self, node):
        if self.stack:
            return
        for alias in node.names:
            for package in (self.in_package, None) if self.in_package else (None,):
                try:
                    _read(alias.name, [], package)
                    break
                except (ImportError, SyntaxError):
                    continue

    def visit_ImportFrom(self, node):
        if self.stack:
            return
        name = '.' * node.level + (node.module or '')
        try:
            if node.level:
                package = self.module if '__path__' in self.tree else self.in_package
                name = importlib.util.resolve_name(name, package)
            names = _read(name, [])
        except (ImportError, SyntaxError):
            return
        for alias in node.names:
            if alias.name in names:
                self.tree[alias.asname or alias.name] = names[alias.name]
            elif alias.name == '*':
                for key, value in names.items():
                    if not key.startswith('_'):
                        self.tree[key] = value


def _main():
    """Shows the classes and functions of the module that is the argument."""
    import os
    module = sys.argv[1] if len(sys.argv) > 1 else __file__
    path = []
    if os.path.exists(module):
        path = [os.path.dirname(module)]
        module = os.path.basename(module)
        if module.lower().endswith('.py'):
            module = module[:-3]

    def show(objects, indent):
        for made in sorted(objects, key=lambda o: o.lineno):
            if isinstance(made, Class):
                bases = ', '.join(getattr(base, 'name', base) for base in made.super)
                print(f'{indent}class {made.name}({bases}) {made.lineno}')
            else:
                print(f'{indent}def {made.name} {made.lineno}')
            show(made.children.values(), indent + '  ')

    tree = readmodule_ex(module, path)
    show((o for o in tree.values() if isinstance(o, _Object) and o.module == module), '')


if __name__ == '__main__':
    _main()
