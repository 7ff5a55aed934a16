"""Asking for a password, and the name of the user."""

import io
import os
import sys
import warnings

__all__ = ['getpass', 'getuser', 'GetPassWarning']


class GetPassWarning(UserWarning):
    """The password may be echoed."""


def unix_getpass(prompt='Password: ', stream=None):
    """Read a line from the terminal, without echo."""
    passwd = None
    with _ExitStack() as stack:
        try:
            # The terminal itself, whatever the standard streams are.
            fd = os.open('/dev/tty', os.O_RDWR | os.O_NOCTTY)
            tty = io.FileIO(fd, 'w+')
            stack.enter_context(tty)
            input = io.TextIOWrapper(tty)
            stack.enter_context(input)
            if not stream:
                stream = input
        except OSError:
            stack.close()
            try:
                fd = sys.stdin.fileno()
            except (AttributeError, ValueError):
                fd = None
                passwd = fallback_getpass(prompt, stream)
            input = sys.stdin
            if not stream:
                stream = sys.stderr
        if fd is None:
            return passwd
        try:
            old = termios.tcgetattr(fd)
            new = old[:]
            new[3] &= ~termios.ECHO
            flags = termios.TCSAFLUSH
            if hasattr(termios, 'TCSASOFT'):
                flags |= termios.TCSASOFT
            try:
                termios.tcsetattr(fd, flags, new)
                passwd = _raw_input(prompt, stream, input=input)
            finally:
                termios.tcsetattr(fd, flags, old)
                stream.flush()
        except termios.error:
            if passwd is not None:
                # It was read, but the terminal could not be restored.
                raise
            # No terminal.
            if stream is not input:
                stack.close()
            passwd = fallback_getpass(prompt, stream)
        stream.write('\n')
        return passwd


def fallback_getpass(prompt='Password: ', stream=None):
    warnings.warn('Can not control echo on the terminal.', GetPassWarning, stacklevel=2)
    if not stream:
        stream = sys.stderr
    print('Warning: Password input may be echoed.', file=stream)
    return _raw_input(prompt, stream)


def _raw_input(prompt='', stream=None, input=None):
    # Not input(): that would keep the line in a history.
    if not stream:
        stream = sys.stderr
    if not input:
        input = sys.stdin
    prompt = str(prompt)
    if prompt:
        try:
            stream.write(prompt)
        except UnicodeEncodeError:
            prompt = prompt.encode(stream.encoding, 'replace').decode(stream.encoding)
            stream.write(prompt)
        stream.flush()
    line = input.readline()
    if not line:
        raise EOFError
    if line[-1] == '\n':
        line = line[:-1]
    return line


def getuser():
    """The user's name: from the environment, else from the password database."""
    for name in 'LOGNAME', 'USER', 'LNAME', 'USERNAME':
        user = os.environ.get(name)
        if user:
            return user
    import pwd
    return pwd.getpwuid(os.getuid())[0]


try:
    import termios
    termios.tcgetattr, termios.tcsetattr
except (ImportError, AttributeError):
    getpass = fallback_getpass
else:
    from contextlib import ExitStack as _ExitStack
    getpass = unix_getpass
