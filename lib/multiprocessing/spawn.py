"""In a child started as a fresh interpreter: becoming what the parent wants.

The parent writes two pickles to a pipe: what prepare() needs, and the process
object.  While the second is loaded, the main module of the parent must be
there: its file is run under the name __mp_main__.
"""

import os
import sys
import types

from . import context, process

__all__ = ['_main', 'freeze_support', 'set_executable', 'get_executable',
           'get_preparation_data', 'get_command_line', 'import_main_path']

_executable = sys.executable


def set_executable(executable):
    global _executable
    _executable = executable


def get_executable():
    return _executable


# ---- the command line ----

def is_forking(argv):
    """Whether this is the command line of a child, of a program packed into one file."""
    return len(argv) >= 2 and argv[1] == '--multiprocessing-fork'


def freeze_support():
    """Runs the child, if this is one, and ends."""
    if is_forking(sys.argv):
        arguments = {}
        for argument in sys.argv[2:]:
            name, value = argument.split('=')
            arguments[name] = None if value == 'None' else int(value)
        spawn_main(**arguments)
        sys.exit()


def get_command_line(**kwds):
    """The command line of a child that shall call spawn_main(**kwds)."""
    if getattr(sys, 'frozen', False):
        return [sys.executable, '--multiprocessing-fork'] + ['%s=%r' % item for item in kwds.items()]
    from .util import _args_from_interpreter_flags
    program = 'from multiprocessing.spawn import spawn_main; spawn_main(%s)' % (
        ', '.join('%s=%r' % item for item in kwds.items()))
    return [_executable] + _args_from_interpreter_flags() + ['-c', program, '--multiprocessing-fork']


# ---- the child ----

def spawn_main(pipe_handle, parent_pid=None, tracker_fd=None):
    """The child's whole life."""
    if not is_forking(['', '--multiprocessing-fork']):
        raise AssertionError('Not forking')
    from . import resource_tracker
    resource_tracker._resource_tracker._fd = tracker_fd
    sys.exit(_main(pipe_handle))


def _main(fd):
    from . import reduction
    with os.fdopen(fd, 'rb', closefd=True) as from_parent:
        process.current_process()._inheriting = True
        try:
            prepare(reduction.pickle.load(from_parent))
            self = reduction.pickle.load(from_parent)
        finally:
            del process.current_process()._inheriting
    return self._bootstrap()


def _check_not_importing_main():
    if getattr(process.current_process(), '_inheriting', False):
        raise RuntimeError('''
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...

        The "freeze_support()" line can be omitted if the program
        is not going to be frozen to produce an executable.''')


def get_preparation_data(name):
    """What prepare() needs in a child of that name."""
    _check_not_importing_main()
    from . import util
    data = {'log_to_stderr': util._log_to_stderr,
            'authkey': process.current_process().authkey,
            'name': name, 'sys_argv': sys.argv, 'orig_dir': process.ORIGINAL_DIR,
            'dir': os.getcwd(), 'start_method': context._default_context.get_start_method()}
    if util._logger is not None:
        data['log_level'] = util._logger.getEffectiveLevel()
    path = sys.path.copy()
    if '' in path and process.ORIGINAL_DIR is not None:
        path[path.index('')] = process.ORIGINAL_DIR
    data['sys_path'] = path
    # The main module: by its name if it was run as one (-m), else by its file.
    main = sys.modules['__main__']
    main_name = getattr(getattr(main, '__spec__', None), 'name', None)
    if main_name is not None:
        data['init_main_from_name'] = main_name
    else:
        main_path = getattr(main, '__file__', None)
        if main_path is not None:
            if not os.path.isabs(main_path) and process.ORIGINAL_DIR is not None:
                main_path = os.path.join(process.ORIGINAL_DIR, main_path)
            data['init_main_from_path'] = os.path.normpath(main_path)
    return data


old_main_modules = []


def prepare(data):
    """Makes this process like its parent."""
    if 'name' in data:
        process.current_process().name = data['name']
    if 'authkey' in data:
        process.current_process().authkey = data['authkey']
    if data.get('log_to_stderr'):
        from . import util
        util.log_to_stderr()
    if 'log_level' in data:
        from . import util
        util.get_logger().setLevel(data['log_level'])
    if 'sys_path' in data:
        sys.path = data['sys_path']
    if 'sys_argv' in data:
        sys.argv = data['sys_argv']
    if 'dir' in data:
        os.chdir(data['dir'])
    if 'orig_dir' in data:
        process.ORIGINAL_DIR = data['orig_dir']
    if 'start_method' in data:
        context._default_context.set_start_method(data['start_method'], force=True)
    if 'init_main_from_name' in data:
        _run_main(data['init_main_from_name'], None)
    elif 'init_main_from_path' in data:
        _run_main(None, data['init_main_from_path'])


def _run_main(name, path):
    """Runs the main module of the parent under the name __mp_main__."""
    import runpy
    current = sys.modules['__main__']
    if name is not None:
        # A package's __main__ does its work when imported: it has nothing to share.
        if name == '__main__' or name.endswith('.__main__'):
            return
        if getattr(current.__spec__, 'name', None) == name:
            return                      # it is this program already
        content = runpy.run_module(name, run_name='__mp_main__', alter_sys=True)
    else:
        # ipython's own program is not to be run again.
        if os.path.splitext(os.path.basename(path))[0] == 'ipython':
            return
        if getattr(current, '__file__', None) == path:
            return
        content = runpy.run_path(path, run_name='__mp_main__')
    main = types.ModuleType('__mp_main__')
    main.__dict__.update(content)
    old_main_modules.append(current)
    sys.modules['__main__'] = sys.modules['__mp_main__'] = main


def import_main_path(main_path):
    """Runs a main module by its file."""
    _run_main(None, main_path)
