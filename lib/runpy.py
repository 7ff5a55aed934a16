"""Running modules that are found like imported ones: the -m option as a library.

run_module() takes the name of a module, run_path() a script, a folder or an
archive; both return the namespace that the code left.
"""

import importlib.machinery
import importlib.util
import io
import os
import sys

__all__ = ['run_module', 'run_path']


class _TempModule:
    """A module put in sys.modules under a name for a while."""

    def __init__(self, name):
        self.name = name
        self.module = type(sys)(name)
        self._saved = []

    def __enter__(self):
        try:
            self._saved.append(sys.modules[self.name])
        except KeyError:
            pass
        sys.modules[self.name] = self.module
        return self

    def __exit__(self, *args):
        if self._saved:
            sys.modules[self.name] = self._saved[0]
        else:
            del sys.modules[self.name]
        self._saved = []


class _ModifiedArgv0:
    """sys.argv[0] set to a value for a while."""

    def __init__(self, value):
        self.value = value

    def __enter__(self):
        self._saved = sys.argv[0]
        sys.argv[0] = self.value

    def __exit__(self, *args):
        sys.argv[0] = self._saved


def _run_code(code, run_globals, init_globals=None, mod_name=None, mod_spec=None,
              pkg_name=None, script_name=None):
    """Run code in a namespace given the attributes of a module."""
    if init_globals is not None:
        run_globals.update(init_globals)
    if mod_spec is None:
        loader = None
        filename = script_name
        cached = None
    else:
        loader = mod_spec.loader
        filename = mod_spec.origin
        cached = mod_spec.cached
        if pkg_name is None:
            pkg_name = mod_spec.parent
    run_globals.update(__name__=mod_name, __file__=filename, __cached__=cached,
                       __doc__=None, __loader__=loader, __package__=pkg_name,
                       __spec__=mod_spec)
    exec(code, run_globals)
    return run_globals


def _run_module_code(code, init_globals=None, mod_name=None, mod_spec=None,
                     pkg_name=None, script_name=None):
    """Run code in a new module that is in sys.modules meanwhile."""
    filename = script_name if mod_spec is None else mod_spec.origin
    with _TempModule(mod_name) as temporary, _ModifiedArgv0(filename):
        namespace = temporary.module.__dict__
        _run_code(code, namespace, init_globals, mod_name, mod_spec, pkg_name,
                  script_name)
        # The module goes, and may take the names with it.
        return namespace.copy()


def _get_module_details(name, error=ImportError):
    """The name, spec and code of a module; of a package, those of its __main__."""
    if name.startswith('.'):
        raise error('Relative module names not supported')
    package, _, _ = name.rpartition('.')
    if package:
        try:
            __import__(package)
        except ImportError as e:
            # Only when it is the package that is missing, not what it imports.
            if e.name is None or (e.name != package
                                  and not package.startswith(e.name + '.')):
                raise
        existing = sys.modules.get(name)
        if existing is not None and not hasattr(existing, '__path__'):
            from warnings import warn
            warn(f'{name!r} found in sys.modules after import of package '
                 f'{package!r}, but prior to execution of {name!r}; '
                 f'this may result in unpredictable behaviour', RuntimeWarning)
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, AttributeError, TypeError, ValueError) as e:
        message = f'Error while finding module specification for {name!r} ({type(e).__name__}: {e})'
        if name.endswith('.py'):
            message += f". Try using '{name[:-3]}' instead of '{name}' as the module name."
        raise error(message) from e
    if spec is None:
        raise error(f'No module named {name}')
    if spec.submodule_search_locations is not None:
        if name == '__main__' or name.endswith('.__main__'):
            raise error('Cannot use package as __main__ module')
        try:
            return _get_module_details(name + '.__main__', error)
        except error as e:
            if name not in sys.modules:
                raise       # no package at all
            raise error(f'{e}; {name!r} is a package and cannot be directly executed')
    loader = spec.loader
    if loader is None:
        raise error(f'{name!r} is a namespace package and cannot be executed')
    try:
        code = loader.get_code(name)
    except ImportError as e:
        raise error(str(e)) from e
    if code is None:
        raise error(f'No code object available for {name}')
    return name, spec, code


class _Error(Exception):
    """What is to be told without a traceback."""


def _run_module_as_main(name, alter_argv=True):
    """Run a module in __main__: what the command line does for -m.

    With alter_argv false the name is __main__, of a folder or archive.
    """
    try:
        if alter_argv or name != '__main__':
            name, spec, code = _get_module_details(name, _Error)
        else:
            name, spec, code = _get_main_module_details(_Error)
    except _Error as e:
        sys.exit(f'{sys.executable}: {e}')
    if alter_argv:
        sys.argv[0] = spec.origin
    return _run_code(code, sys.modules['__main__'].__dict__, None, '__main__', spec)


def run_module(mod_name, init_globals=None, run_name=None, alter_sys=False):
    """Run the code of a module and return the names it leaves.

    init_globals: names to start with.  run_name: what __name__ is, else the
    module's.  alter_sys: whether sys.argv[0] and sys.modules show the module.
    """
    name, spec, code = _get_module_details(mod_name)
    if run_name is None:
        run_name = name
    if alter_sys:
        return _run_module_code(code, init_globals, run_name, spec)
    return _run_code(code, {}, init_globals, run_name, spec)


def _get_main_module_details(error=ImportError):
    """The details of the __main__ that sys.path has, not of the running one."""
    saved = sys.modules['__main__']
    del sys.modules['__main__']
    try:
        return _get_module_details('__main__')
    except ImportError as e:
        if '__main__' in str(e):
            raise error(f"can't find '__main__' module in {sys.path[0]!r}") from e
        raise
    finally:
        sys.modules['__main__'] = saved


def _finder_of(path):
    """The finder for a path entry that is no plain file; else None."""
    try:
        return sys.path_importer_cache[path]
    except KeyError:
        pass
    finder = None
    for hook in sys.path_hooks:
        try:
            finder = hook(path)
            break
        except ImportError:
            continue
    sys.path_importer_cache[path] = finder
    return finder


def _code_of_file(path):
    """The code of a script or of a file with bytecode."""
    with io.open(path, 'rb') as file:
        data = file.read()
    if data[:4] == importlib.util.MAGIC_NUMBER:
        from importlib import _bootstrap_external as external
        body = external._validate_bytecode_header(data, path=path)
        return external._compile_bytecode(body, bytecode_path=path)
    return compile(data, path, 'exec')


def run_path(path_name, init_globals=None, run_name=None):
    """Run a script, or the __main__ of a folder or archive, and return its names."""
    if run_name is None:
        run_name = '<run_path>'
    path = os.fsdecode(path_name)
    package = run_name.rpartition('.')[0]
    finder = _finder_of(path)
    if finder is None:
        code = _code_of_file(path)
        return _run_module_code(code, init_globals, run_name, pkg_name=package,
                                script_name=path)
    sys.path.insert(0, path)
    try:
        name, spec, code = _get_main_module_details()
        with _TempModule(run_name) as temporary, _ModifiedArgv0(path):
            namespace = temporary.module.__dict__
            return _run_code(code, namespace, init_globals, run_name, spec, package).copy()
    finally:
        try:
            sys.path.remove(path)
        except ValueError:
            pass


if __name__ == '__main__':
    if len(sys.argv) < 2:
        print('No module specified for execution', file=sys.stderr)
    else:
        del sys.argv[0]
        _run_module_as_main(sys.argv[0])
