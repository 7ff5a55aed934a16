"""What machine, system and Python this is, as far as it can be found out."""

__copyright__ = ''
__version__ = '1.0.8'

import collections
import os
import re
import sys

DEV_NULL = os.devnull
_UNIXCONFDIR = '/etc'

# Words in version numbers, in the order in which they precede a release.
_ver_stages = {'dev': 10, 'alpha': 20, 'a': 20, 'beta': 30, 'b': 30,
               'c': 40, 'RC': 50, 'rc': 50, 'pl': 200, 'p': 200}
_component_re = re.compile(r'([0-9]+|[._+-])')


def _comparable_version(version):
    result = []
    for part in _component_re.split(version):
        if part and part not in '._+-':
            try:
                result.extend((100, int(part)))
            except ValueError:
                result.extend((_ver_stages.get(part, 0), part))
    return result


def libc_ver(executable=sys.executable or '/bin/true', lib='', version='', chunksize=16384):
    """(name, version) of the C library an executable is linked with."""
    if not executable:
        return lib, version
    pattern = re.compile(br'(__libc_init)|(GLIBC_([0-9.]+))|(libc(_\w+)?\.so(?:\.(\d[0-9.]*))?)',
                         re.ASCII)
    executable = os.path.realpath(executable)
    with open(executable, 'rb') as f:
        data = f.read(chunksize)
        pos = 0
        while pos < len(data):
            m = None
            if b'libc' in data or b'GLIBC' in data:
                m = pattern.search(data, pos)
            # A match at the very end may go on in the next chunk.
            if not m or m.end() == len(data):
                chunk = f.read(chunksize)
                if chunk:
                    data = data[max(pos, len(data) - 1000):] + chunk
                    pos = 0
                    continue
                if not m:
                    break
            init, glibc, glibcversion, so, threads, soversion = [
                s.decode('latin1') if s is not None else s for s in m.groups()]
            if init and not lib:
                lib = 'libc'
            elif glibc:
                if lib != 'glibc':
                    lib = 'glibc'
                    version = glibcversion
                elif _comparable_version(glibcversion) > _comparable_version(version):
                    version = glibcversion
            elif so and lib != 'glibc':
                lib = 'libc'
                if soversion and (not version or _comparable_version(soversion)
                                  > _comparable_version(version)):
                    version = soversion
                if threads and version[-len(threads):] != threads:
                    version += threads
            pos = m.end()
    return lib, version


# Linux distributions

_supported_dists = (
    'SuSE', 'debian', 'fedora', 'redhat', 'centos',
    'mandrake', 'mandriva', 'rocks', 'slackware', 'yellowdog', 'gentoo',
    'UnitedLinux', 'turbolinux', 'arch', 'mageia')

_release_filename = re.compile(r'(\w+)[-_](release|version)', re.ASCII)
_lsb_release_version = re.compile(r'(.+) release ([\d.]+)[^(]*(?:\((.+)\))?', re.ASCII)
_release_version = re.compile(r'([^0-9]+)(?: release )?([\d.]+)[^(]*(?:\((.+)\))?', re.ASCII)


def _parse_release_file(firstline):
    version = id = ''
    m = _lsb_release_version.match(firstline) or _release_version.match(firstline)
    if m:
        return tuple(m.groups())
    # Name and version, perhaps.
    words = firstline.strip().split()
    if words:
        version = words[0]
        if len(words) > 1:
            id = words[1]
    return '', version, id


def _dist_try_harder(distname, version, id):
    # Distributions without a file of the usual form.
    if os.path.exists('/var/adm/inst-log/info'):
        distname = 'SuSE'
        with open('/var/adm/inst-log/info') as f:
            for line in f:
                words = line.split()
                if len(words) != 2:
                    continue
                if words[0] == 'MIN_DIST_VERSION':
                    version = words[1].strip()
                elif words[0] == 'DIST_IDENT':
                    id = words[1].split('-')[2]
        return distname, version, id
    if os.path.exists('/etc/.installed'):
        with open('/etc/.installed') as f:
            for line in f:
                package = line.split('-')
                if len(package) >= 2 and package[0] == 'OpenLinux':
                    return 'OpenLinux', package[1].strip(), id
    if os.path.isdir('/usr/lib/setup'):
        found = sorted(name for name in os.listdir('/usr/lib/setup')
                       if name.startswith('slack-version-'))
        if found:
            return 'slackware', found[-1][14:], id
    return distname, version, id


def linux_distribution(distname='', version='', id='',
                       supported_dists=_supported_dists, full_distribution_name=1):
    """(name, version, id) of the Linux distribution."""
    import warnings
    warnings.warn('dist() and linux_distribution() functions are deprecated '
                  'in Python 3.5', PendingDeprecationWarning, stacklevel=2)
    return _linux_distribution(distname, version, id, supported_dists,
                               full_distribution_name)


def _linux_distribution(distname, version, id, supported_dists, full_distribution_name):
    try:
        names = sorted(os.listdir(_UNIXCONFDIR))
    except OSError:
        return distname, version, id
    for name in names:
        m = _release_filename.match(name)
        if m is not None and m.group(1) in supported_dists:
            distname = m.group(1)
            break
    else:
        return _dist_try_harder(distname, version, id)
    with open(os.path.join(_UNIXCONFDIR, name), encoding='utf-8',
              errors='surrogateescape') as f:
        found, number, ident = _parse_release_file(f.readline())
    if found and full_distribution_name:
        distname = found
    if number:
        version = number
    if ident:
        id = ident
    return distname, version, id


def dist(distname='', version='', id='', supported_dists=_supported_dists):
    """linux_distribution with the short name."""
    import warnings
    warnings.warn('dist() and linux_distribution() functions are deprecated '
                  'in Python 3.5', PendingDeprecationWarning, stacklevel=2)
    return _linux_distribution(distname, version, id, supported_dists, 0)


def freedesktop_os_release():
    """The fields of os-release."""
    for name in '/etc/os-release', '/usr/lib/os-release':
        try:
            with open(name, encoding='utf-8') as f:
                info = {'NAME': 'Linux', 'ID': 'linux', 'PRETTY_NAME': 'Linux'}
                for line in f:
                    m = re.match('^([a-zA-Z0-9_]+)=(["\']?)(.*)\\2$', line.strip())
                    if m:
                        info[m.group(1)] = re.sub(r'\\([\\$"\'`])', r'\1', m.group(3))
                return info
        except OSError:
            pass
    raise OSError('Unable to read files /etc/os-release, /usr/lib/os-release')


def popen(cmd, mode='r', bufsize=-1):
    """A pipe to or from a command."""
    import warnings
    warnings.warn('use os.popen instead', DeprecationWarning, stacklevel=2)
    return os.popen(cmd, mode, bufsize)


# Other systems' functions return their defaults here.

def system_alias(system, release, version):
    """The names that vendors use in their marketing."""
    if system == 'SunOS':
        if release < '5':
            return system, release, version
        parts = release.split('.')
        try:
            major = int(parts[0]) - 3
        except ValueError:
            pass
        else:
            parts[0] = str(major)
            release = '.'.join(parts)
        system = 'Solaris'
    elif system == 'IRIX64':
        system = 'IRIX'
        version = version + ' (64bit)' if version else '64bit'
    elif system in ('win32', 'win16'):
        system = 'Windows'
    return system, release, version


def win32_ver(release='', version='', csd='', ptype=''):
    return release, version, csd, ptype


def win32_edition():
    return None


def win32_is_iot():
    return False


def mac_ver(release='', versioninfo=('', '', ''), machine=''):
    return release, versioninfo, machine


def ios_ver(system='', release='', model='', is_simulator=False):
    return system, release, model, is_simulator


def android_ver(release='', api_level=0, manufacturer='', model='', device='',
                is_emulator=False):
    return release, api_level, manufacturer, model, device, is_emulator


def java_ver(release='', vendor='', vminfo=('', '', ''), osinfo=('', '', '')):
    return release, vendor, vminfo, osinfo


def _platform(*args):
    # Parts joined to a name fit for a file.
    text = '-'.join(x.strip() for x in filter(len, args))
    for c, to in ((' ', '_'), ('/', '-'), ('\\', '-'), (':', '-'), (';', '-'),
                  ('"', '-'), ('(', '-'), (')', '-'), ('unknown', '')):
        text = text.replace(c, to)
    while True:
        shorter = text.replace('--', '-')
        if shorter == text:
            break
        text = shorter
    return text.rstrip('-')


def _node(default=''):
    try:
        import socket
        return socket.gethostname()
    except (ImportError, OSError):
        return default


def _follow_symlinks(path):
    path = os.path.abspath(path)
    while os.path.islink(path):
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
    return path


def _command_output(args, default):
    import subprocess
    try:
        proc = subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                env=dict(os.environ, LC_ALL='C'))
        output = proc.communicate()[0]
    except (OSError, subprocess.SubprocessError):
        return default
    if not output or proc.returncode:
        return default
    return output.decode('latin-1').strip() or default


def _syscmd_uname(option, default=''):
    return _command_output(('uname', option), default)


def _syscmd_file(target, default=''):
    return _command_output(('file', '-b', '--', _follow_symlinks(target)), default)


def architecture(executable=sys.executable, bits='', linkage=''):
    """(bits, linkage format) of an executable."""
    if not bits:
        import struct
        bits = '%dbit' % (struct.calcsize('P') * 8)
    output = _syscmd_file(executable, '') if executable else ''
    if not output:
        output = _elf_description(executable)
    if 'executable' not in output and 'shared object' not in output:
        return bits, linkage
    if '32-bit' in output:
        bits = '32bit'
    elif '64-bit' in output:
        bits = '64bit'
    if 'ELF' in output:
        linkage = 'ELF'
    elif 'PE' in output:
        linkage = 'WindowsPE'
    elif 'COFF' in output:
        linkage = 'COFF'
    return bits, linkage


def _elf_description(path):
    # The start of what file(1) would say, where that is not installed.
    try:
        with open(path, 'rb') as f:
            head = f.read(5)
    except (OSError, TypeError, ValueError):
        return ''
    if head[:4] == b'\x7fELF' and len(head) == 5:
        return 'ELF %s executable' % ('64-bit' if head[4] == 2 else '32-bit')
    return ''


_UNAME_FIELDS = 'system node release version machine processor'
uname_result = collections.namedtuple('uname_result', _UNAME_FIELDS)
_uname_cache = None


def uname():
    """(system, node, release, version, machine, processor); '' for what is not known."""
    global _uname_cache
    if _uname_cache is not None:
        return _uname_cache
    try:
        system, node, release, version, machine = os.uname()
    except AttributeError:
        system, node, release, version, machine = sys.platform, _node(), '', '', ''
    processor = _syscmd_uname('-p', '')
    parts = [('' if part == 'unknown' else part)
             for part in (system, node, release, version, machine, processor)]
    _uname_cache = uname_result(*parts)
    return _uname_cache


def system():
    return uname().system


def node():
    return uname().node


def release():
    return uname().release


def version():
    return uname().version


def machine():
    return uname().machine


def processor():
    return uname().processor


# The Python that runs

_sys_version_parser = re.compile(
    r'([\w.+]+)\s*'             # version
    r'\(#?([^,]+)'              # build number
    r'(?:,\s*([\w ]*)'          # date
    r'(?:,\s*([\w :]*))?)?\)\s*'    # time
    r'\[([^\]]+)\]?', re.ASCII)
_ironpython_sys_version_parser = re.compile(
    r'IronPython\s*([\d\.]+)(?: \(([\d\.]+)\))? on (.NET [\d\.]+)', re.ASCII)
_ironpython26_sys_version_parser = re.compile(
    r'([\d.]+)\s*\(IronPython\s*[\d.]+\s*\(([\d.]+)\) on ([\w.]+ [\d.]+(?: \(\d+-bit\))?)\)',
    re.ASCII)
_pypy_sys_version_parser = re.compile(
    r'([\w.+]+)\s*\(#?([^,]+),\s*([\w ]+),\s*([\w :]+)\)\s*\[PyPy [^\]]+\]?', re.ASCII)
_sys_version_cache = {}


def _sys_version(sys_version=None):
    """(name, version, branch, revision, buildno, builddate, compiler)"""
    if sys_version is None:
        sys_version = sys.version
    key = sys_version, sys.platform, getattr(sys, '_git', None)
    result = _sys_version_cache.get(key)
    if result is not None:
        return result
    if 'IronPython' in sys_version:
        name = 'IronPython'
        if sys_version.startswith('IronPython'):
            m = _ironpython_sys_version_parser.match(sys_version)
        else:
            m = _ironpython26_sys_version_parser.match(sys_version)
        if m is None:
            raise ValueError('failed to parse IronPython sys.version: %s' % repr(sys_version))
        version, alt_version, compiler = m.groups()
        buildno = builddate = ''
    elif sys.platform.startswith('java'):
        name = 'Jython'
        m = _sys_version_parser.match(sys_version)
        if m is None:
            raise ValueError('failed to parse Jython sys.version: %s' % repr(sys_version))
        version, buildno, builddate, buildtime, _ = m.groups()
        if builddate is None:
            builddate = ''
        compiler = sys.platform
    elif 'PyPy' in sys_version:
        name = 'PyPy'
        m = _pypy_sys_version_parser.match(sys_version)
        if m is None:
            raise ValueError('failed to parse PyPy sys.version: %s' % repr(sys_version))
        version, buildno, builddate, buildtime = m.groups()
        compiler = ''
    else:
        m = _sys_version_parser.match(sys_version)
        if m is None:
            raise ValueError('failed to parse CPython sys.version: %s' % repr(sys_version))
        version, buildno, builddate, buildtime, compiler = m.groups()
        name = 'Krait' if 'Krait' in sys_version else 'CPython'
        if builddate is None:
            builddate = ''
        elif buildtime:
            builddate = builddate + ' ' + buildtime
    git = getattr(sys, '_git', None)
    branch, revision = (git[1], git[2]) if git else ('', '')
    # Always three numbers.
    parts = version.split('.')
    if len(parts) == 2:
        parts.append('0')
        version = '.'.join(parts)
    result = name, version, branch, revision, buildno, builddate, compiler
    _sys_version_cache[key] = result
    return result


def python_implementation():
    return _sys_version()[0]


def python_version():
    return _sys_version()[1]


def python_version_tuple():
    return tuple(_sys_version()[1].split('.'))


def python_branch():
    return _sys_version()[2]


def python_revision():
    return _sys_version()[3]


def python_build():
    return _sys_version()[4:6]


def python_compiler():
    return _sys_version()[6]


_platform_cache = {}


def platform(aliased=0, terse=0):
    """One string with all that is useful to a human."""
    key = bool(aliased), bool(terse)
    result = _platform_cache.get(key)
    if result is not None:
        return result
    system, node, release, version, machine, processor = uname()
    if machine == processor:
        processor = ''
    if aliased:
        system, release, version = system_alias(system, release, version)
    if system == 'Linux':
        libcname, libcversion = libc_ver(sys.executable)
        result = _platform(system, release, machine, processor, 'with',
                           libcname + libcversion)
    elif terse:
        result = _platform(system, release)
    else:
        bits, linkage = architecture(sys.executable)
        result = _platform(system, release, machine, processor, bits, linkage)
    _platform_cache[key] = result
    return result
