"""Finding the modules that a script uses, without running it.

The imports are read off the code of each module (lib/dis.py); what it imports is
then found and read likewise.
"""

import dis
import importlib.machinery
import importlib.util
import io
import marshal
import os
import sys
import types

__all__ = ['ModuleFinder', 'Module', 'AddPackagePath', 'ReplacePackage']

_PY_SOURCE, _PY_COMPILED, _C_EXTENSION, _PKG_DIRECTORY, _C_BUILTIN = 1, 2, 3, 5, 6

# package -> folders that are to be added to its __path__
packagePathMap = {}
# package -> package that takes its name
replacePackageMap = {}


def AddPackagePath(packagename, path):
    """Have the finder search a further folder for modules of a package."""
    packagePathMap.setdefault(packagename, []).append(path)


def ReplacePackage(oldname, newname):
    """Have the finder treat one package as another."""
    replacePackageMap[oldname] = newname


class Module:
    """A module that was found."""

    def __init__(self, name, file=None, path=None):
        self.__name__ = name
        self.__file__ = file
        self.__path__ = path
        self.__code__ = None
        self.globalnames = {}       # names it binds itself
        self.starimports = {}       # modules it imports * from and that are missing

    def __repr__(self):
        parts = [repr(self.__name__)]
        if self.__file__ is not None:
            parts.append(repr(self.__file__))
        if self.__path__ is not None:
            parts.append(repr(self.__path__))
        return f'Module({", ".join(parts)})'


def _find_module(name, path=None):
    """(open file or None, path, (suffix, mode, type)) of a module on a path."""
    importlib.machinery.PathFinder.invalidate_caches()
    spec = importlib.machinery.PathFinder.find_spec(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f'No module named {name!r}', name=name)
    loader = spec.loader
    if loader.is_package(name):
        return None, os.path.dirname(spec.origin), ('', '', _PKG_DIRECTORY)
    if isinstance(loader, importlib.machinery.ExtensionFileLoader):
        return None, spec.origin, (os.path.splitext(spec.origin)[-1], 'rb', _C_EXTENSION)
    kind = (_PY_COMPILED if isinstance(loader, importlib.machinery.SourcelessFileLoader)
            else _PY_SOURCE)
    data = loader.get_data(spec.origin)
    return io.BytesIO(data), spec.origin, (os.path.splitext(spec.origin)[-1], 'rb', kind)


class ModuleFinder:
    """Finds modules: run_script() or load_file(), then report() or the attributes.

    modules: name -> Module.  badmodules: name -> names of those that import it.
    path: where to search.  debug: how much to tell.  excludes: names not to look
    for.  replace_paths: pairs (old, new) for the file names in code.
    """

    def __init__(self, path=None, debug=0, excludes=None, replace_paths=None):
        self.path = sys.path if path is None else path
        self.modules = {}
        self.badmodules = {}
        self.debug = debug
        self.indent = 0
        self.excludes = excludes if excludes is not None else []
        self.replace_paths = replace_paths if replace_paths is not None else []
        self.processed_paths = []

    # Messages

    def msg(self, level, text, *args):
        """Print a message if so much is wanted."""
        if level <= self.debug:
            print('   ' * self.indent, text, *map(repr, args))

    def msgin(self, *args):
        """A message that begins a step."""
        if args[0] <= self.debug:
            self.indent += 1
            self.msg(*args)

    def msgout(self, *args):
        """A message that ends a step."""
        if args[0] <= self.debug:
            self.indent -= 1
            self.msg(*args)

    # Beginning

    def run_script(self, pathname):
        """Find what a script imports; it becomes the module __main__."""
        self.msg(2, 'run_script', pathname)
        with open(pathname, 'rb') as file:
            self.load_module('__main__', file, pathname, ('.py', 'rb', _PY_SOURCE))

    def load_file(self, pathname):
        """Find what a file imports; it becomes a module named like the file."""
        name, extension = os.path.splitext(os.path.basename(pathname))
        with open(pathname, 'rb') as file:
            self.load_module(name, file, pathname, (extension, 'rb', _PY_SOURCE))

    # Import, after the fashion of the import statement

    def import_hook(self, name, caller=None, fromlist=None, level=-1):
        """What __import__() would import."""
        self.msg(3, 'import_hook', name, caller, fromlist, level)
        parent = self.determine_parent(caller, level=level)
        package, tail = self.find_head_package(parent, name)
        module = self.load_tail(package, tail)
        if not fromlist:
            return package
        if module.__path__:
            self.ensure_fromlist(module, fromlist)
        return None

    def determine_parent(self, caller, level=-1):
        """The package that a relative name starts from, or None."""
        self.msgin(4, 'determine_parent', caller, level)
        if not caller or level == 0:
            self.msgout(4, 'determine_parent -> None')
            return None
        name = caller.__name__
        if level >= 1:
            up = level - 1 if caller.__path__ else level
            if up:
                parts = name.split('.')
                if len(parts) <= up:
                    raise ImportError('relative importpath too deep')
                name = '.'.join(parts[:-up])
            parent = caller if up == 0 else self.modules[name]
        elif caller.__path__:
            parent = self.modules[name]
        else:
            name = name.rpartition('.')[0]
            parent = self.modules.get(name) if name else None
        self.msgout(4, 'determine_parent ->', parent)
        return parent

    def find_head_package(self, parent, name):
        """(module of the first part of a name, the other parts)"""
        self.msgin(4, 'find_head_package', parent, name)
        head, _, tail = name.partition('.')
        found = None
        if not head and parent is not None:         # from . import x
            found = parent
        else:
            fullname = f'{parent.__name__}.{head}' if parent else head
            found = self.import_module(head, fullname, parent)
            if not found and parent:
                fullname = head
                found = self.import_module(head, head, None)
        if found:
            self.msgout(4, 'find_head_package ->', (found, tail))
            return found, tail
        self.msgout(4, 'raise ImportError: No module named', fullname)
        raise ImportError('No module named ' + fullname)

    def load_tail(self, package, tail):
        """The module that the other parts of a name lead to."""
        self.msgin(4, 'load_tail', package, tail)
        module = package
        while tail:
            head, _, tail = tail.partition('.')
            fullname = f'{module.__name__}.{head}'
            module = self.import_module(head, fullname, module)
            if not module:
                self.msgout(4, 'raise ImportError: No module named', fullname)
                raise ImportError('No module named ' + fullname)
        self.msgout(4, 'load_tail ->', module)
        return module

    def ensure_fromlist(self, module, fromlist, recursive=0):
        """Import the submodules that `from module import` names."""
        self.msg(4, 'ensure_fromlist', module, fromlist, recursive)
        for name in fromlist:
            if name == '*':
                if not recursive:
                    everything = self.find_all_submodules(module)
                    if everything:
                        self.ensure_fromlist(module, everything, 1)
            elif not hasattr(module, name):
                fullname = f'{module.__name__}.{name}'
                if not self.import_module(name, fullname, module):
                    raise ImportError('No module named ' + fullname)

    def find_all_submodules(self, module):
        """The names of the modules in a package."""
        if not module.__path__:
            return None
        suffixes = (importlib.machinery.EXTENSION_SUFFIXES
                    + importlib.machinery.SOURCE_SUFFIXES
                    + importlib.machinery.BYTECODE_SUFFIXES)
        names = {}
        for folder in module.__path__:
            try:
                files = os.listdir(folder)
            except OSError:
                self.msg(2, "can't list directory", folder)
                continue
            for file in files:
                for suffix in suffixes:
                    if file.endswith(suffix) and file != '__init__' + suffix:
                        names[file[:-len(suffix)]] = True
                        break
        return list(names)

    def import_module(self, partname, fqname, parent):
        """A module by the last part of its name in its package; None if missing."""
        self.msgin(3, 'import_module', partname, fqname, parent)
        if fqname in self.modules:
            self.msgout(3, 'import_module ->', self.modules[fqname])
            return self.modules[fqname]
        if fqname in self.badmodules or (parent and parent.__path__ is None):
            self.msgout(3, 'import_module -> None')
            return None
        try:
            file, pathname, details = self.find_module(partname, parent and parent.__path__,
                                                       parent)
        except ImportError:
            self.msgout(3, 'import_module ->', None)
            return None
        try:
            module = self.load_module(fqname, file, pathname, details)
        finally:
            if file:
                file.close()
        if parent:
            setattr(parent, partname, module)
        self.msgout(3, 'import_module ->', module)
        return module

    # Loading

    def load_module(self, fqname, file, pathname, file_info):
        """Read a module that was found, and what it imports."""
        suffix, mode, kind = file_info
        self.msgin(2, 'load_module', fqname, file and 'fp', pathname)
        if kind == _PKG_DIRECTORY:
            module = self.load_package(fqname, pathname)
            self.msgout(2, 'load_module ->', module)
            return module
        code = None
        if kind == _PY_SOURCE:
            code = compile(file.read(), pathname, 'exec')
        elif kind == _PY_COMPILED:
            try:
                data = importlib._bootstrap_external._validate_bytecode_header(file.read())
            except ImportError as error:
                self.msgout(2, 'raise ImportError: ' + str(error), pathname)
                raise
            code = marshal.loads(data)
        module = self.add_module(fqname)
        module.__file__ = pathname
        if code:
            if self.replace_paths:
                code = self.replace_paths_in_code(code)
            module.__code__ = code
            self.scan_code(code, module)
        self.msgout(2, 'load_module ->', module)
        return module

    def load_package(self, fqname, pathname):
        """Read a package: its __init__."""
        self.msgin(2, 'load_package', fqname, pathname)
        fqname = replacePackageMap.get(fqname, fqname)
        module = self.add_module(fqname)
        module.__file__ = pathname
        module.__path__ = [pathname] + packagePathMap.get(fqname, [])
        file, pathname, details = self.find_module('__init__', module.__path__)
        try:
            self.load_module(fqname, file, pathname, details)
        finally:
            if file:
                file.close()
        self.msgout(2, 'load_package ->', module)
        return module

    def add_module(self, fqname):
        """The Module of a name, made if need be."""
        if fqname not in self.modules:
            self.modules[fqname] = Module(fqname)
        return self.modules[fqname]

    def find_module(self, name, path, parent=None):
        """What _find_module() returns, the built-in modules too."""
        fullname = f'{parent.__name__}.{name}' if parent is not None else name
        if fullname in self.excludes:
            self.msgout(3, 'find_module -> Excluded', fullname)
            raise ImportError(name)
        if path is None:
            if name in sys.builtin_module_names:
                return None, None, ('', '', _C_BUILTIN)
            path = self.path
        return _find_module(name, path)

    # Reading code

    def scan_opcodes(self, code):
        """Yield the imports in code, and the names that it stores.

        ('store', (name,)), ('absolute_import', (fromlist, name)) or
        ('relative_import', (level, fromlist, name)).
        """
        consts = code.co_consts
        names = code.co_names
        level = fromlist = None
        for instruction in dis.get_instructions(code):
            op = instruction.opname
            n, a, b, c = instruction.arg
            if op in ('STORE_NAME', 'STORE_GLOBAL'):
                yield 'store', (names[b | c << 16],)
            elif op == 'IMPORT_NAME':
                level, fromlist = consts[0xFFFF - b], consts[0xFFFF - c]
            elif op == 'EXT' and level is not None:
                name = consts[a]
                if level == 0:
                    yield 'absolute_import', (fromlist, name)
                else:
                    yield 'relative_import', (level, fromlist, name)
                level = None

    def scan_code(self, code, module):
        """Import what code imports, and the code in it."""
        for what, args in self.scan_opcodes(code):
            if what == 'store':
                module.globalnames[args[0]] = 1
            elif what == 'absolute_import':
                self._scan_absolute(module, *args)
            else:
                self._scan_relative(module, *args)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.scan_code(constant, module)

    def _scan_absolute(self, module, fromlist, name):
        have_star = False
        if fromlist is not None:
            have_star = '*' in fromlist
            fromlist = [item for item in fromlist if item != '*']
        self._safe_import_hook(name, module, fromlist, level=0)
        if have_star:
            # What * brings becomes names of this module.
            imported = None
            if module.__path__:
                imported = self.modules.get(f'{module.__name__}.{name}')
            if imported is None:
                imported = self.modules.get(name)
            if imported is not None:
                module.globalnames.update(imported.globalnames)
                module.starimports.update(imported.starimports)
                if imported.__code__ is None:
                    module.starimports[name] = 1
            else:
                module.starimports[name] = 1

    def _scan_relative(self, module, level, fromlist, name):
        if name:
            self._safe_import_hook(name, module, fromlist, level=level)
        else:
            parent = self.determine_parent(module, level=level)
            self._safe_import_hook(parent.__name__, None, fromlist, level=0)

    def _add_badmodule(self, name, caller):
        callers = self.badmodules.setdefault(name, {})
        callers[caller.__name__ if caller else '-'] = 1

    def _safe_import_hook(self, name, caller, fromlist, level=-1):
        """import_hook(), but what is missing is noted."""
        if name in self.badmodules:
            self._add_badmodule(name, caller)
            return
        try:
            self.import_hook(name, caller, level=level)
        except ImportError as error:
            self.msg(2, 'ImportError:', str(error))
            self._add_badmodule(name, caller)
            return
        except SyntaxError as error:
            self.msg(2, 'SyntaxError:', str(error))
            self._add_badmodule(name, caller)
            return
        for item in fromlist or ():
            fullname = f'{name}.{item}'
            if fullname in self.badmodules:
                self._add_badmodule(fullname, caller)
                continue
            try:
                self.import_hook(name, caller, [item], level=level)
            except ImportError as error:
                self.msg(2, 'ImportError:', str(error))
                self._add_badmodule(fullname, caller)

    # Results

    def report(self):
        """Print the modules found, and those missing."""
        print()
        print(f"  {'Name':<25} File")
        print(f"  {'----':<25} ----")
        for key in sorted(self.modules):
            module = self.modules[key]
            print('P' if module.__path__ else 'm', f'{key:<25}', module.__file__ or '')
        missing, maybe = self.any_missing_maybe()
        if missing:
            print()
            print('Missing modules:')
            for name in missing:
                print('?', name, 'imported from', ', '.join(sorted(self.badmodules[name])))
        if maybe:
            print()
            print('Submodules that appear to be missing, but could also be', end=' ')
            print('global names in the parent package:')
            for name in maybe:
                print('?', name, 'imported from', ', '.join(sorted(self.badmodules[name])))

    def any_missing(self):
        """All names that may be missing."""
        missing, maybe = self.any_missing_maybe()
        return missing + maybe

    def any_missing_maybe(self):
        """(names that are missing, names that perhaps are)"""
        missing, maybe = [], []
        for name in self.badmodules:
            if name in self.excludes:
                continue
            package_name, dot, item = name.rpartition('.')
            if not dot:
                missing.append(name)
                continue
            package = self.modules.get(package_name)
            if package is None:
                missing.append(name)
            elif package_name in self.badmodules[name]:
                # The package itself tried to import its submodule.
                missing.append(name)
            elif item in package.globalnames:
                pass                            # a name, not a module
            elif package.starimports:
                maybe.append(name)              # * may have brought it
            else:
                missing.append(name)
        return sorted(missing), sorted(maybe)

    def replace_paths_in_code(self, code):
        """The code with the file names changed as replace_paths says."""
        new = original = os.path.normpath(code.co_filename)
        for old_prefix, new_prefix in self.replace_paths:
            if original.startswith(old_prefix):
                new = new_prefix + original[len(old_prefix):]
                break
        if self.debug and original not in self.processed_paths:
            if new != original:
                self.msgout(2, f'co_filename {original!r} changed to {new!r}')
            else:
                self.msgout(2, f'co_filename {original!r} remains unchanged')
            self.processed_paths.append(original)
        consts = tuple(self.replace_paths_in_code(constant)
                       if isinstance(constant, types.CodeType) else constant
                       for constant in code.co_consts)
        return code.replace(co_consts=consts, co_filename=new)


def _test():
    import getopt
    try:
        options, args = getopt.getopt(sys.argv[1:], 'dmp:qx:')
    except getopt.error as error:
        print(error)
        return
    debug, modules, path, excludes = 1, False, [], []
    for option, value in options:
        if option == '-d':
            debug += 1
        elif option == '-m':
            modules = True
        elif option == '-p':
            path += value.split(os.pathsep)
        elif option == '-q':
            debug = 0
        elif option == '-x':
            excludes.append(value)
    script = args[0] if args else 'hello.py'
    finder = ModuleFinder([os.path.dirname(script)] + path + sys.path[1:], debug, excludes)
    for argument in args[1:]:
        if argument == '-m':
            modules = True
        elif not modules:
            finder.load_file(argument)
        elif argument.endswith('.*'):
            finder.import_hook(argument[:-2], None, ['*'])
        else:
            finder.import_hook(argument)
    finder.run_script(script)
    finder.report()
    return finder


if __name__ == '__main__':
    try:
        _test()
    except KeyboardInterrupt:
        print('\n[interrupted]')
