"""What sysconfig has to know about Mac OS X: names of builds for several processors."""

import re
import sys

__all__ = ['get_platform_osx']

_INITIAL = '_OSX_SUPPORT_INITIAL_'      # before a variable's name: what it was

# Builds for several processors and how they are called.
_FAT = {
    ('i386', 'ppc'): 'fat', ('i386', 'x86_64'): 'intel', ('arm64', 'x86_64'): 'universal2',
    ('i386', 'ppc', 'x86_64'): 'fat3', ('ppc64', 'x86_64'): 'fat64',
    ('i386', 'ppc', 'ppc64', 'x86_64'): 'universal',
}


def _remove_original_values(_config_vars):
    """Forgets what variables were before they were changed."""
    for key in [key for key in _config_vars if key.startswith(_INITIAL)]:
        del _config_vars[key]


def get_platform_osx(_config_vars, osname, release, machine):
    """(osname, release, machine) for the name of the platform."""
    release = str(_config_vars.get('MACOSX_DEPLOYMENT_TARGET') or release)
    osname = 'macosx'
    flags = _config_vars.get(_INITIAL + 'CFLAGS', _config_vars.get('CFLAGS', ''))
    processors = tuple(sorted(set(re.findall(r'-arch\s+(\S+)', flags))))
    if len(processors) == 1:
        machine = processors[0]
    elif processors:
        try:
            machine = _FAT[processors]
        except KeyError:
            raise ValueError("Don't know machine value for archs=%r" % (processors,)) from None
    elif machine == 'i386':
        if sys.maxsize >= 2 ** 32:
            machine = 'x86_64'
    elif machine in ('PowerPC', 'Power_Macintosh'):
        machine = 'ppc64' if sys.maxsize >= 2 ** 32 else 'ppc'
    return osname, release, machine
