"""The scopes of a program, as the compiler sees them."""

import weakref

import _symtable
from _symtable import (
    CELL, DEF_ANNOT, DEF_BOUND, DEF_COMP_ITER, DEF_FREE_CLASS, DEF_GLOBAL,
    DEF_IMPORT, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, DEF_TYPE_PARAM, FREE,
    GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, LOCAL, SCOPE_MASK, SCOPE_OFF, USE)

__all__ = ['symtable', 'SymbolTableType', 'SymbolTable', 'Class', 'Function',
           'Symbol']


class SymbolTableType:
    """The kinds of scopes; each is a str."""

    MODULE = 'module'
    FUNCTION = 'function'
    CLASS = 'class'
    ANNOTATION = 'annotation'
    TYPE_ALIAS = 'type alias'
    TYPE_PARAMETERS = 'type parameters'
    TYPE_VARIABLE = 'type variable'


_kinds = {getattr(_symtable, 'TYPE_' + name): value
          for name, value in vars(SymbolTableType).items() if name.isupper()}
_tables = weakref.WeakValueDictionary()     # by entry: one table for each


def symtable(code, filename, compile_type):
    """Return the table of the top scope of a source text.

    compile_type is 'exec', 'eval' or 'single' as for compile().
    """
    return _table(_symtable.symtable(code, filename, compile_type), filename)


def _table(entry, filename):
    key = entry.id, id(entry), filename
    table = _tables.get(key)
    if table is None:
        cls = {'function': Function, 'class': Class}.get(
            _kinds[entry.type], SymbolTable)
        table = _tables[key] = cls(entry, filename)
    return table


class SymbolTable:
    """The names of one scope."""

    def __init__(self, raw_table, filename):
        self._table = raw_table
        self._filename = filename
        self._symbols = {}

    def __repr__(self):
        kind = '' if type(self) is SymbolTable else type(self).__name__ + ' '
        if self._table.type == _symtable.TYPE_MODULE:
            return f'<{kind}SymbolTable for module {self._filename}>'
        return (f'<{kind}SymbolTable for {self._table.name} '
                f'in {self._filename}>')

    def get_type(self):
        """Return the kind of scope, such as 'module', 'function', 'class'."""
        return _kinds[self._table.type]

    def get_id(self):
        """Return a number that identifies the table."""
        return self._table.id

    def get_name(self):
        """Return the name of the class or function; 'top' for the module."""
        return self._table.name

    def get_lineno(self):
        """Return the line where the scope begins."""
        return self._table.lineno

    def is_optimized(self):
        """Tell whether local variables are in registers."""
        return self._table.type == _symtable.TYPE_FUNCTION

    def is_nested(self):
        """Tell whether the scope is inside a function."""
        return bool(self._table.nested)

    def has_children(self):
        """Tell whether there are scopes inside."""
        return bool(self._table.children)

    def get_children(self):
        """Return the tables of the scopes directly inside."""
        return [_table(child, self._filename) for child in self._table.children]

    def has_exec(self):
        """Return False: exec is no statement any more."""
        return False

    def has_import_star(self):
        """Tell whether there is a `from module import *`."""
        return bool(self._table.import_star)

    def get_identifiers(self):
        """Return the names in the scope."""
        return self._table.symbols.keys()

    def lookup(self, name):
        """Return the Symbol of a name; KeyError if it is not there."""
        symbol = self._symbols.get(name)
        if symbol is None:
            flags = self._table.symbols[name]
            symbol = self._symbols[name] = Symbol(
                name, flags, self._spaces(name),
                module_scope=self._table.type == _symtable.TYPE_MODULE)
        return symbol

    def get_symbols(self):
        """Return the Symbols of all names in the scope."""
        return [self.lookup(name) for name in self.get_identifiers()]

    def _spaces(self, name):
        return [_table(child, self._filename)
                for child in self._table.children if child.name == name]


class Function(SymbolTable):
    """The scope of a function."""

    def _where(self, test):
        return tuple(name for name, flags in self._table.symbols.items()
                     if test(flags, flags >> SCOPE_OFF & SCOPE_MASK))

    def get_parameters(self):
        """Return the names of the parameters."""
        return tuple(self._table.varnames)

    def get_locals(self):
        """Return the names of local variables."""
        return self._where(lambda flags, scope: flags & DEF_BOUND
                           and scope in (LOCAL, CELL))

    def get_globals(self):
        """Return the names that are global."""
        return self._where(lambda flags, scope: scope in (
            GLOBAL_IMPLICIT, GLOBAL_EXPLICIT))

    def get_nonlocals(self):
        """Return the names declared nonlocal."""
        return self._where(lambda flags, scope: flags & DEF_NONLOCAL)

    def get_frees(self):
        """Return the names of an enclosing function's variables."""
        return self._where(lambda flags, scope: scope == FREE)


class Class(SymbolTable):
    """The scope of a class."""

    def get_methods(self):
        """Return the names of the functions defined in the class."""
        names = {}
        for child in self._table.children:
            inner = [child]
            if child.type == _symtable.TYPE_TYPE_PARAMETERS:
                inner = child.children      # a generic function is in there
            for entry in inner:
                flags = self._table.symbols.get(entry.name, 0)
                if entry.type == _symtable.TYPE_FUNCTION and flags & DEF_LOCAL:
                    names[entry.name] = None
        return tuple(names)


class Symbol:
    """A name in a scope."""

    def __init__(self, name, flags, namespaces=None, *, module_scope=False):
        self._name = name
        self._flags = flags
        self._scope = flags >> SCOPE_OFF & SCOPE_MASK
        self._namespaces = namespaces or ()
        self._module_scope = module_scope

    def __repr__(self):
        return f'<symbol {self._name!r}>'

    def get_name(self):
        """Return the name."""
        return self._name

    def is_referenced(self):
        """Tell whether the value is used in the scope."""
        return bool(self._flags & USE)

    def is_parameter(self):
        """Tell whether it is a parameter."""
        return bool(self._flags & DEF_PARAM)

    def is_type_parameter(self):
        """Tell whether it is a type parameter."""
        return bool(self._flags & DEF_TYPE_PARAM)

    def is_global(self):
        """Tell whether it is global."""
        return (self._scope in (GLOBAL_IMPLICIT, GLOBAL_EXPLICIT)
                or self._module_scope and bool(self._flags & DEF_BOUND))

    def is_nonlocal(self):
        """Tell whether it is declared nonlocal."""
        return bool(self._flags & DEF_NONLOCAL)

    def is_declared_global(self):
        """Tell whether it is declared global."""
        return self._scope == GLOBAL_EXPLICIT

    def is_local(self):
        """Tell whether it is local to the scope."""
        return (self._scope in (LOCAL, CELL)
                or self._module_scope and bool(self._flags & DEF_BOUND))

    def is_annotated(self):
        """Tell whether it is annotated."""
        return bool(self._flags & DEF_ANNOT)

    def is_free(self):
        """Tell whether it is used here, but a variable of an outer function."""
        return self._scope == FREE

    def is_free_class(self):
        """Tell whether a class's name is also a free variable of its body."""
        return bool(self._flags & DEF_FREE_CLASS)

    def is_imported(self):
        """Tell whether it is bound by an import."""
        return bool(self._flags & DEF_IMPORT)

    def is_assigned(self):
        """Tell whether it is bound by an assignment or the like."""
        return bool(self._flags & DEF_LOCAL)

    def is_comp_iter(self):
        """Tell whether it is a loop variable of a comprehension."""
        return bool(self._flags & DEF_COMP_ITER)

    def is_namespace(self):
        """Tell whether it is bound by a class or function statement."""
        return bool(self._namespaces)

    def get_namespaces(self):
        """Return the tables of the scopes that the name is bound to."""
        return self._namespaces

    def get_namespace(self):
        """Return the one such table; ValueError if there are none or several."""
        if not self._namespaces:
            raise ValueError('name is not bound to any namespaces')
        if len(self._namespaces) > 1:
            raise ValueError('name is bound to multiple namespaces')
        return self._namespaces[0]
