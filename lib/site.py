"""What happens after start-up: paths of packages, and names for interactive use.

The directories of packages of the installation and of the user go to sys.path,
with what their .pth files say; then sitecustomize and usercustomize are
imported if they exist.
"""

import builtins
import os
import sys

PREFIXES = [sys.prefix, sys.exec_prefix]
ENABLE_USER_SITE = None         # True, False for the user's wish, None for safety
USER_SITE = None
USER_BASE = None


def _trace(message):
    if sys.flags.verbose:
        print(message, file=sys.stderr)


def makepath(*paths):
    """(absolute path, the same for comparison)"""
    dir = os.path.join(*paths)
    try:
        dir = os.path.abspath(dir)
    except OSError:
        pass
    return dir, os.path.normcase(dir)


def abs_paths():
    """Make the __file__ and __cached__ of loaded modules absolute."""
    for m in set(sys.modules.values()):
        loader_module = None
        try:
            loader_module = m.__loader__.__module__
        except AttributeError:
            try:
                loader_module = m.__spec__.loader.__module__
            except AttributeError:
                pass
        if loader_module not in ('_frozen_importlib', '_frozen_importlib_external',
                                 'importlib._bootstrap', 'importlib._bootstrap_external'):
            continue
        for name in '__file__', '__cached__':
            try:
                setattr(m, name, os.path.abspath(getattr(m, name)))
            except (AttributeError, OSError, TypeError):
                pass


def removeduppaths():
    """Remove duplicates from sys.path and make it absolute; returns the set."""
    L = []
    known_paths = set()
    for dir in sys.path:
        dir, dircase = makepath(dir)
        if dircase not in known_paths:
            L.append(dir)
            known_paths.add(dircase)
    sys.path[:] = L
    return known_paths


def _init_pathinfo():
    """The set of the directories on sys.path."""
    d = set()
    for item in sys.path:
        try:
            if os.path.exists(item):
                d.add(makepath(item)[1])
        except TypeError:
            continue
    return d


def addpackage(sitedir, name, known_paths):
    """Process a .pth file: lines are directories, or begin with import."""
    reset = known_paths is None
    if reset:
        known_paths = _init_pathinfo()
    fullname = os.path.join(sitedir, name)
    _trace(f'Processing .pth file: {fullname!r}')
    try:
        with open(fullname, encoding='utf-8-sig', errors='surrogateescape') as f:
            lines = f.read().splitlines()
    except OSError:
        return None
    for n, line in enumerate(lines, 1):
        if line.startswith('#') or not line.strip():
            continue
        try:
            if line.startswith(('import ', 'import\t')):
                exec(line)
                continue
            line = line.rstrip()
            dir, dircase = makepath(sitedir, line)
            if dircase in known_paths:
                continue
            try:
                os.stat(dir)
            except OSError:
                continue
            sys.path.append(dir)
            known_paths.add(dircase)
        except Exception:
            print(f'Error processing line {n:d} of {fullname}:\n', file=sys.stderr)
            import traceback
            for record in traceback.format_exception(*sys.exc_info()):
                for text in record.splitlines():
                    print('  ' + text, file=sys.stderr)
            print('\nRemainder of file ignored', file=sys.stderr)
            break
    return None if reset else known_paths


def addsitedir(sitedir, known_paths=None):
    """Add a directory to sys.path, and what its .pth files say."""
    _trace(f'Adding directory: {sitedir!r}')
    reset = known_paths is None
    if reset:
        known_paths = _init_pathinfo()
    sitedir, sitedircase = makepath(sitedir)
    if sitedircase not in known_paths:
        sys.path.append(sitedir)
        known_paths.add(sitedircase)
    try:
        names = os.listdir(sitedir)
    except OSError:
        return None
    for name in sorted(name for name in names
                       if name.endswith('.pth') and not name.startswith('.')):
        addpackage(sitedir, name, known_paths)
    return None if reset else known_paths


def check_enableusersite():
    """Whether the user's directory is to be used: True, False or None.

    None if the process has other rights than the user, for safety.
    """
    if sys.flags.no_user_site:
        return False
    if hasattr(os, 'getuid') and hasattr(os, 'geteuid'):
        if os.geteuid() != os.getuid():
            return None
    if hasattr(os, 'getgid') and hasattr(os, 'getegid'):
        if os.getegid() != os.getgid():
            return None
    return True


def _version():
    return f'python{sys.version_info[0]}.{sys.version_info[1]}'


def getuserbase():
    """The directory of the user's installations."""
    global USER_BASE
    if USER_BASE is None:
        USER_BASE = os.environ.get('PYTHONUSERBASE') or os.path.expanduser(
            os.path.join('~', '.local'))
    return USER_BASE


def getusersitepackages():
    """The directory of the user's packages."""
    global USER_SITE
    userbase = getuserbase()
    if USER_SITE is None:
        USER_SITE = os.path.join(userbase, 'lib', _version(), 'site-packages')
    return USER_SITE


def addusersitepackages(known_paths):
    """Add the user's directory of packages, if it exists."""
    _trace('Processing user site-packages')
    user_site = getusersitepackages()
    if ENABLE_USER_SITE and os.path.isdir(user_site):
        addsitedir(user_site, known_paths)
    return known_paths


def getsitepackages(prefixes=None):
    """The directories of packages of the installation."""
    sitepackages = []
    seen = set()
    for prefix in PREFIXES if prefixes is None else prefixes:
        if not prefix or prefix in seen:
            continue
        seen.add(prefix)
        sitepackages.append(os.path.join(prefix, 'lib', _version(), 'site-packages'))
    return sitepackages


def addsitepackages(known_paths, prefixes=None):
    """Add the directories of packages, if they exist."""
    _trace('Processing global site-packages')
    for sitedir in getsitepackages(prefixes):
        if os.path.isdir(sitedir):
            addsitedir(sitedir, known_paths)
    return known_paths


class Quitter:
    """exit and quit."""

    def __init__(self, name, eof='Ctrl-D (i.e. EOF)'):
        self.name = name
        self.eof = eof

    def __repr__(self):
        return f'Use {self.name}() or {self.eof} to exit'

    def __call__(self, code=None):
        # Closing stdin keeps programs around the prompt from going on.
        try:
            sys.stdin.close()
        except:
            pass
        raise SystemExit(code)


def setquit():
    """Define exit and quit."""
    builtins.quit = Quitter('quit')
    builtins.exit = Quitter('exit')


class _Printer:
    """copyright, credits and license: shows a text, page by page."""

    MAXLINES = 23

    def __init__(self, name, data, files=(), dirs=()):
        self.__name = name
        self.__data = data
        self.__lines = None
        self.__filenames = [os.path.join(dir, filename) for dir in dirs for filename in files]

    def __setup(self):
        if self.__lines:
            return
        data = None
        for filename in self.__filenames:
            try:
                with open(filename, encoding='utf-8') as fp:
                    data = fp.read()
                break
            except OSError:
                pass
        if not data:
            data = self.__data
        self.__lines = data.split('\n')
        self.__linecnt = len(self.__lines)

    def __repr__(self):
        self.__setup()
        if len(self.__lines) <= self.MAXLINES:
            return '\n'.join(self.__lines)
        return f'Type {self.__name}() to see the full {self.__name} text'

    def __call__(self):
        self.__setup()
        prompt = 'Hit Return for more, or q (and Return) to quit: '
        lineno = 0
        while True:
            for i in range(lineno, lineno + self.MAXLINES):
                if i >= self.__linecnt:
                    return
                print(self.__lines[i])
            lineno += self.MAXLINES
            key = None
            while key not in ('', 'q'):
                key = input(prompt)
            if key == 'q':
                return


def setcopyright():
    """Define copyright, credits and license."""
    builtins.copyright = _Printer('copyright', getattr(sys, 'copyright', ''))
    builtins.credits = _Printer('credits', 'Krait is written by its contributors.')
    here = os.path.dirname(os.path.abspath(__file__)) if '__file__' in globals() else ''
    builtins.license = _Printer(
        'license', 'See the file LICENSE of the distribution.', ['LICENSE', 'LICENSE.txt'],
        [os.path.join(here, os.pardir), here, os.curdir])


class _Helper:
    """help: imports pydoc when it is used."""

    def __repr__(self):
        return 'Type help() for interactive help, or help(object) for help about object.'

    def __call__(self, *args, **kwds):
        import pydoc
        return pydoc.help(*args, **kwds)


def sethelper():
    """Define help."""
    builtins.help = _Helper()


def enablerlcompleter():
    """Have the interactive prompt complete names and keep a history."""
    def register_readline():
        import atexit
        try:
            import readline
            import rlcompleter
        except ImportError:
            return
        if 'libedit' in (readline.__doc__ or ''):
            readline.parse_and_bind('bind ^I rl_complete')
        else:
            readline.parse_and_bind('tab: complete')
        try:
            readline.read_init_file()
        except OSError:
            pass
        if readline.get_current_history_length() == 0:
            history = os.path.join(os.path.expanduser('~'), '.krait_history')
            try:
                readline.read_history_file(history)
            except OSError:
                pass

            def write_history():
                try:
                    readline.write_history_file(history)
                except OSError:
                    pass
            atexit.register(write_history)
    sys.__interactivehook__ = register_readline


def venv(known_paths):
    """In a virtual environment use its packages: pyvenv.cfg tells."""
    global PREFIXES, ENABLE_USER_SITE
    executable = sys.executable
    if not executable:
        return known_paths
    exe_dir = os.path.dirname(os.path.abspath(executable))
    site_prefix = os.path.dirname(exe_dir)
    conf = next((file for file in (os.path.join(exe_dir, 'pyvenv.cfg'),
                                   os.path.join(site_prefix, 'pyvenv.cfg'))
                 if os.path.isfile(file)), None)
    if conf is None:
        return known_paths
    system_site = 'true'
    with open(conf, encoding='utf-8') as f:
        for line in f:
            if '=' in line:
                key, _, value = line.partition('=')
                key, value = key.strip().lower(), value.strip()
                if key == 'include-system-site-packages':
                    system_site = value.lower()
                elif key == 'home':
                    sys._home = value
    sys.prefix = sys.exec_prefix = site_prefix
    # The environment's own packages come first.
    addsitepackages(known_paths, [sys.prefix])
    if system_site == 'true':
        PREFIXES.insert(0, sys.prefix)
    else:
        PREFIXES = [sys.prefix]
        ENABLE_USER_SITE = False
    return known_paths


def _customize(name):
    """Import a module for customization, if there is one."""
    try:
        try:
            __import__(name)
        except ImportError as exc:
            if exc.name != name:
                raise
    except Exception as err:
        if sys.flags.verbose:
            sys.excepthook(*sys.exc_info())
        else:
            sys.stderr.write(f'Error in {name}; set PYTHONVERBOSE for traceback:\n'
                             f'{err.__class__.__name__}: {err}\n')


def execsitecustomize():
    """Import sitecustomize."""
    _customize('sitecustomize')


def execusercustomize():
    """Import usercustomize."""
    _customize('usercustomize')


def main():
    """Do it all; called when the interpreter starts without -S."""
    global ENABLE_USER_SITE
    known_paths = removeduppaths()
    abs_paths()
    known_paths = venv(known_paths)
    if ENABLE_USER_SITE is None:
        ENABLE_USER_SITE = check_enableusersite()
    known_paths = addusersitepackages(known_paths)
    known_paths = addsitepackages(known_paths)
    setquit()
    setcopyright()
    sethelper()
    if not sys.flags.isolated:
        enablerlcompleter()
    execsitecustomize()
    if ENABLE_USER_SITE:
        execusercustomize()


if not sys.flags.no_site:
    main()


_usage = '''\
{} [--user-base] [--user-site]

Without arguments print some useful information
With arguments print the value of USER_BASE and/or USER_SITE separated
by '{}'.

Exit codes with --user-base or --user-site:
  0 - user site directory is enabled
  1 - user site directory is disabled by user
  2 - user site directory is disabled by super user
      or for security reasons
 >2 - unknown error
'''


def _script():
    args = sys.argv[1:]
    if not args:
        user_base = getuserbase()
        user_site = getusersitepackages()
        print('sys.path = [')
        for dir in sys.path:
            print(f'    {dir!r},')
        print(']')

        def exists(path):
            return 'exists' if path is not None and os.path.isdir(path) else "doesn't exist"
        print(f'USER_BASE: {user_base!r} ({exists(user_base)})')
        print(f'USER_SITE: {user_site!r} ({exists(user_site)})')
        print(f'ENABLE_USER_SITE: {ENABLE_USER_SITE!r}')
        sys.exit(0)
    buffer = []
    if '--user-base' in args:
        buffer.append(USER_BASE)
    if '--user-site' in args:
        buffer.append(USER_SITE)
    if not buffer:
        print(_usage.format(sys.argv[0], os.pathsep))
        sys.exit(10)
    print(os.pathsep.join(map(str, buffer)))
    sys.exit(0 if ENABLE_USER_SITE else 1 if ENABLE_USER_SITE is False else 2)


if __name__ == '__main__':
    _script()
