"""Pseudo-terminals: a process that believes it talks to a terminal."""

import os
import sys
import tty
from select import select

__all__ = ['openpty', 'fork', 'spawn']

STDIN_FILENO = 0
STDOUT_FILENO = 1
STDERR_FILENO = 2

CHILD = 0


def openpty():
    """Open a pseudo-terminal and return its ends (master, slave)."""
    return os.openpty()


def master_open():
    """(descriptor of the master, name of the slave); openpty() is to be preferred."""
    master, slave = os.openpty()
    name = os.ttyname(slave)
    os.close(slave)
    return master, name


def slave_open(tty_name):
    """Open the slave by its name."""
    return os.open(tty_name, os.O_RDWR)


def fork():
    """(pid, descriptor of the master): fork, the child's terminal being the slave.

    In the child the pid is CHILD (0) and the descriptor is of no use.
    """
    pid, fd = os.forkpty()
    return pid, fd


def _write_all(fd, data):
    while data:
        data = data[os.write(fd, data):]


def _read(fd):
    """Read what there is."""
    return os.read(fd, 1024)


def _copy(master_fd, master_read=_read, stdin_read=_read):
    """Copy between the terminal and standard input and output until the child is done."""
    fds = [master_fd, STDIN_FILENO]
    while fds:
        ready = select(fds, [], [])[0]
        if master_fd in ready:
            try:
                data = master_read(master_fd)
            except OSError:
                data = b''              # on Linux: the slave was closed
            if not data:
                return
            _write_all(STDOUT_FILENO, data)
        if STDIN_FILENO in ready:
            data = stdin_read(STDIN_FILENO)
            if data:
                _write_all(master_fd, data)
            else:
                fds.remove(STDIN_FILENO)


def spawn(argv, master_read=_read, stdin_read=_read):
    """Run a program at a pseudo-terminal connected to ours; returns its wait status.

    The functions read from the program and from us, and may change what they read.
    """
    if isinstance(argv, str):
        argv = (argv,)
    sys.audit('pty.spawn', argv)
    pid, master_fd = fork()
    if pid == CHILD:
        os.execlp(argv[0], *argv)
    try:
        mode = tty.tcgetattr(STDIN_FILENO)
        tty.setraw(STDIN_FILENO)
        restore = True
    except tty.error:                   # no terminal
        restore = False
    try:
        _copy(master_fd, master_read, stdin_read)
    finally:
        if restore:
            tty.tcsetattr(STDIN_FILENO, tty.TCSAFLUSH, mode)
    os.close(master_fd)
    return os.waitpid(pid, 0)[1]
