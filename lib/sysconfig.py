"""Paths and settings of this installation."""

import os
import sys
from os.path import pardir, realpath

__all__ = ['get_config_h_filename', 'get_config_var', 'get_config_vars',
           'get_makefile_filename', 'get_path', 'get_path_names',
           'get_paths', 'get_platform', 'get_python_version',
           'get_scheme_names', 'parse_config_h', 'get_default_scheme',
           'get_preferred_scheme']


def _unix_scheme(base, platbase, lib='lib'):
    return {
        'stdlib': f'{{installed_base}}/{lib}/python{{py_version_short}}',
        'platstdlib': f'{{{platbase}}}/{lib}/python{{py_version_short}}',
        'purelib': f'{{{base}}}/{lib}/python{{py_version_short}}/site-packages',
        'platlib': f'{{{platbase}}}/{lib}/python{{py_version_short}}/site-packages',
        'include': '{installed_base}/include/python{py_version_short}{abiflags}',
        'platinclude': '{installed_platbase}/include/python{py_version_short}{abiflags}',
        'scripts': f'{{{base}}}/bin',
        'data': f'{{{base}}}',
    }


_INSTALL_SCHEMES = {
    'posix_prefix': _unix_scheme('base', 'platbase'),
    'posix_home': {
        'stdlib': '{installed_base}/lib/python',
        'platstdlib': '{base}/lib/python',
        'purelib': '{base}/lib/python',
        'platlib': '{base}/lib/python',
        'include': '{installed_base}/include/python',
        'platinclude': '{installed_base}/include/python',
        'scripts': '{base}/bin',
        'data': '{base}',
    },
    'posix_user': {
        'stdlib': '{userbase}/lib/python{py_version_short}',
        'platstdlib': '{userbase}/lib/python{py_version_short}',
        'purelib': '{userbase}/lib/python{py_version_short}/site-packages',
        'platlib': '{userbase}/lib/python{py_version_short}/site-packages',
        'include': '{userbase}/include/python{py_version_short}',
        'scripts': '{userbase}/bin',
        'data': '{userbase}',
    },
    'nt': {
        'stdlib': '{installed_base}/Lib',
        'platstdlib': '{base}/Lib',
        'purelib': '{base}/Lib/site-packages',
        'platlib': '{base}/Lib/site-packages',
        'include': '{installed_base}/Include',
        'platinclude': '{installed_base}/Include',
        'scripts': '{base}/Scripts',
        'data': '{base}',
    },
    'nt_user': {
        'stdlib': '{userbase}/Python{py_version_nodot}',
        'platstdlib': '{userbase}/Python{py_version_nodot}',
        'purelib': '{userbase}/Python{py_version_nodot}/site-packages',
        'platlib': '{userbase}/Python{py_version_nodot}/site-packages',
        'include': '{userbase}/Python{py_version_nodot}/Include',
        'scripts': '{userbase}/Scripts',
        'data': '{userbase}',
    },
    'osx_framework_user': {
        'stdlib': '{userbase}/lib/python',
        'platstdlib': '{userbase}/lib/python',
        'purelib': '{userbase}/lib/python/site-packages',
        'platlib': '{userbase}/lib/python/site-packages',
        'include': '{userbase}/include',
        'scripts': '{userbase}/bin',
        'data': '{userbase}',
    },
}

_SCHEME_KEYS = ('stdlib', 'platstdlib', 'purelib', 'platlib', 'include', 'scripts', 'data')

_PY_VERSION = sys.version.split()[0]
_PY_VERSION_SHORT = f'{sys.version_info[0]}.{sys.version_info[1]}'
_PY_VERSION_SHORT_NO_DOT = f'{sys.version_info[0]}{sys.version_info[1]}'
_PREFIX = os.path.normpath(sys.prefix)
_BASE_PREFIX = os.path.normpath(getattr(sys, 'base_prefix', sys.prefix))
_EXEC_PREFIX = os.path.normpath(sys.exec_prefix)
_BASE_EXEC_PREFIX = os.path.normpath(getattr(sys, 'base_exec_prefix', sys.exec_prefix))
_CONFIG_VARS = None
_USER_BASE = None

if sys.executable:
    _PROJECT_BASE = os.path.dirname(os.path.abspath(sys.executable))
else:
    _PROJECT_BASE = realpath(os.getcwd())


def is_python_build(check_home=False):
    """Whether the interpreter runs from the directory it was built in."""
    return os.path.isfile(os.path.join(_PROJECT_BASE, 'pyconfig.h'))


_PYTHON_BUILD = is_python_build()


def _subst_vars(s, local_vars):
    """Fill in variables; those not known may be of the environment."""
    try:
        return s.format(**local_vars)
    except KeyError as var:
        try:
            return s.format(**os.environ)
        except KeyError:
            raise AttributeError(f'{var}') from None


def _extend_dict(target_dict, other_dict):
    for key, value in other_dict.items():
        target_dict.setdefault(key, value)


def _expand_vars(scheme, vars):
    vars = {} if vars is None else vars
    _extend_dict(vars, get_config_vars())
    return {key: os.path.normpath(_subst_vars(os.path.expanduser(value), vars))
            for key, value in _INSTALL_SCHEMES[scheme].items()}


def get_preferred_scheme(key):
    """The scheme for 'prefix', 'home' or 'user' installations."""
    try:
        return {'prefix': 'posix_prefix', 'home': 'posix_home', 'user': 'posix_user'}[key]
    except KeyError:
        raise ValueError(f'{key!r} is not a valid key') from None


def get_default_scheme():
    """The scheme that is used by default."""
    return 'posix_prefix'


_get_default_scheme = get_default_scheme


def _getuserbase():
    env_base = os.environ.get('PYTHONUSERBASE')
    if env_base:
        return env_base
    return os.path.expanduser(os.path.join('~', '.local'))


def _parse_makefile(filename, vars=None):
    """The variables of a makefile as a dict."""
    import re
    definition = re.compile(r'([a-zA-Z][a-zA-Z0-9_]+)\s*=\s*(.*)')
    reference = re.compile(r'\$\(([A-Za-z][A-Za-z0-9_]*)\)|\$\{([A-Za-z][A-Za-z0-9_]*)\}')
    if vars is None:
        vars = {}
    done, notdone = {}, {}
    with open(filename, encoding='utf-8', errors='surrogateescape') as f:
        lines = f.readlines()
    for line in lines:
        if line.startswith('#') or line.strip() == '':
            continue
        m = definition.match(line)
        if m:
            n, v = m.group(1, 2)
            v = v.strip()
            if '$' in v.replace('$$', ''):
                notdone[n] = v
            else:
                v = v.replace('$$', '$')
                try:
                    done[n] = int(v)
                except ValueError:
                    done[n] = v

    def expand(name, active):
        if name in done:
            return str(done[name])
        if name in active:
            return ''                   # a loop
        if name not in notdone:
            return os.environ.get(name, '')
        return reference.sub(lambda m: expand(m.group(1) or m.group(2), active | {name}),
                             notdone[name])

    for name in notdone:
        value = expand(name, frozenset()).replace('$$', '$')
        try:
            done[name] = int(value)
        except ValueError:
            done[name] = value.strip()
    vars.update(done)
    return vars


def get_makefile_filename():
    """The path of the makefile of the installation, which need not exist."""
    if _PYTHON_BUILD:
        return os.path.join(_PROJECT_BASE, 'Makefile')
    config_dir_name = f'config-{_PY_VERSION_SHORT}{getattr(sys, "abiflags", "")}'
    return os.path.join(get_path('stdlib'), config_dir_name, 'Makefile')


def parse_config_h(fp, vars=None):
    """The definitions of an open config.h file as a dict."""
    if vars is None:
        vars = {}
    import re
    define_rx = re.compile('#define ([A-Z][A-Za-z0-9_]+) (.*)\n')
    undef_rx = re.compile('/[*] #undef ([A-Z][A-Za-z0-9_]+) [*]/\n')
    while True:
        line = fp.readline()
        if not line:
            return vars
        m = define_rx.match(line)
        if m:
            n, v = m.group(1, 2)
            try:
                v = int(v)
            except ValueError:
                pass
            vars[n] = v
        else:
            m = undef_rx.match(line)
            if m:
                vars[m.group(1)] = 0


def get_config_h_filename():
    """The path of pyconfig.h, which need not exist."""
    inc_dir = _PROJECT_BASE if _PYTHON_BUILD else get_path('platinclude')
    return os.path.join(inc_dir, 'pyconfig.h')


def get_scheme_names():
    """The names of the schemes."""
    return tuple(sorted(_INSTALL_SCHEMES))


def get_path_names():
    """The names of the paths in a scheme."""
    return _SCHEME_KEYS


def get_paths(scheme=get_default_scheme(), vars=None, expand=True):
    """The paths of a scheme."""
    if expand:
        return _expand_vars(scheme, vars)
    return _INSTALL_SCHEMES[scheme]


def get_path(name, scheme=get_default_scheme(), vars=None, expand=True):
    """One path of a scheme."""
    return get_paths(scheme, vars, expand)[name]


def _build_vars():
    """What is known of every build; the files written when building say the rest."""
    cache_tag = sys.implementation.cache_tag
    ext_suffix = '.so'
    try:
        import _imp
        ext_suffix = _imp.extension_suffixes()[0]
    except (ImportError, IndexError):
        pass
    return {
        'EXT_SUFFIX': ext_suffix,
        'SO': ext_suffix,
        'SHLIB_SUFFIX': '.so',
        'SOABI': cache_tag,
        'CC': 'gcc -pthread',
        'CXX': 'g++ -pthread',
        'AR': 'ar',
        'ARFLAGS': 'rcs',
        'CFLAGS': '-Wall -O2',
        'OPT': '-O2 -Wall',
        'CCSHARED': '-fPIC',
        'LDSHARED': 'gcc -pthread -shared',
        'LDCXXSHARED': 'g++ -pthread -shared',
        'LDFLAGS': '',
        'LIBS': '-lpthread -ldl -lm',
        'EXE': '',
        'VERSION': _PY_VERSION_SHORT,
        'VPATH': '',
        'HAVE_FORK': 1,
        'WITH_DOC_STRINGS': 1,
        'WITH_THREAD': 1,
        'Py_DEBUG': 0,
        'Py_ENABLE_SHARED': 0,
        'SIZEOF_VOID_P': 8,
        'MACHDEP': sys.platform,
        'LIBDEST': os.path.join(_PREFIX, 'lib', f'python{_PY_VERSION_SHORT}'),
        'LIBDIR': os.path.join(_PREFIX, 'lib'),
        'BINDIR': os.path.join(_PREFIX, 'bin'),
        'BINLIBDEST': os.path.join(_EXEC_PREFIX, 'lib', f'python{_PY_VERSION_SHORT}'),
        'INCLUDEPY': os.path.join(_PREFIX, 'include', f'python{_PY_VERSION_SHORT}'),
        'CONFINCLUDEPY': os.path.join(_PREFIX, 'include', f'python{_PY_VERSION_SHORT}'),
    }


def _add_installed_vars(vars):
    """Add what the makefile and pyconfig.h of the installation say, if they are there.

    An executable that was copied alone does without.
    """
    makefile, config_h = get_makefile_filename(), get_config_h_filename()
    if os.path.isfile(makefile):
        _parse_makefile(makefile, vars)
        vars['srcdir'] = realpath(os.path.dirname(makefile))
    if os.path.isfile(config_h):
        with open(config_h, encoding='utf-8') as f:
            parse_config_h(f, vars)


def get_config_vars(*args):
    """All configuration variables as a dict, or the values of those named."""
    global _CONFIG_VARS, _USER_BASE
    if _CONFIG_VARS is None:
        _CONFIG_VARS = _build_vars()
        _USER_BASE = _getuserbase()
        _CONFIG_VARS.update({
            'prefix': _PREFIX,
            'exec_prefix': _EXEC_PREFIX,
            'py_version': _PY_VERSION,
            'py_version_short': _PY_VERSION_SHORT,
            'py_version_nodot': _PY_VERSION_SHORT_NO_DOT,
            'base': _PREFIX,
            'platbase': _EXEC_PREFIX,
            'projectbase': _PROJECT_BASE,
            'installed_base': _BASE_PREFIX,
            'installed_platbase': _BASE_EXEC_PREFIX,
            'platlibdir': getattr(sys, 'platlibdir', 'lib'),
            'abiflags': getattr(sys, 'abiflags', ''),
            'userbase': _USER_BASE,
            'srcdir': _PROJECT_BASE,
        })
        _add_installed_vars(_CONFIG_VARS)
    if args:
        return [_CONFIG_VARS.get(name) for name in args]
    return _CONFIG_VARS


def get_config_var(name):
    """One configuration variable, None if it is not known."""
    if name == 'SO':
        import warnings
        warnings.warn('SO is deprecated, use EXT_SUFFIX', DeprecationWarning, 2)
    return get_config_vars().get(name)


def get_platform():
    """A name of the platform, to tell builds apart: like 'linux-x86_64'."""
    if os.name == 'nt':
        # The compiler tells in the version: "... [MSC v.1310 64 bit (AMD64)]"
        processor = sys.version.lower().partition(' bit (')[2].partition(')')[0]
        return {'amd64': 'win-amd64', 'itanium': 'win-ia64', 'arm64': 'win-arm64'}.get(
            processor, sys.platform)
    if os.name != 'posix' or not hasattr(os, 'uname'):
        return sys.platform
    osname, host, release, version, machine = os.uname()
    osname = osname.lower().replace('/', '')
    machine = machine.replace(' ', '_').replace('/', '-')
    if osname[:5] == 'linux':
        return f'{osname}-{machine}'
    if osname[:6] == 'darwin':
        import _osx_support
        osname, release, machine = _osx_support.get_platform_osx(
            get_config_vars(), osname, release, machine)
    return f'{osname}-{release}-{machine}'


def get_python_version():
    """The version as major.minor."""
    return _PY_VERSION_SHORT


def _print_dict(title, data):
    for index, (key, value) in enumerate(sorted(data.items())):
        if index == 0:
            print(f'{title}: ')
        print(f'\t{key} = "{value}"')


def _main():
    """The command line: show everything."""
    print(f'Platform: "{get_platform()}"')
    print(f'Python version: "{get_python_version()}"')
    print(f'Current installation scheme: "{get_default_scheme()}"')
    print()
    _print_dict('Paths', get_paths())
    print()
    _print_dict('Variables', get_config_vars())


if __name__ == '__main__':
    _main()
