"""Child processes with control of their streams, environment and exit status.

Popen makes the pipes, starts the child through _posixsubprocess.fork_exec and
reads from one more pipe, closed by a successful exec, what went wrong otherwise.
Without that module the child is made by os.fork and os.exec.
"""

import errno
import io
import os
import signal
import sys
import threading
import time
import warnings
from time import monotonic as _time

try:
    import _posixsubprocess
except ImportError:
    _posixsubprocess = None

__all__ = ['Popen', 'PIPE', 'STDOUT', 'call', 'check_call', 'getstatusoutput',
           'getoutput', 'check_output', 'run', 'CalledProcessError', 'DEVNULL',
           'SubprocessError', 'TimeoutExpired', 'CompletedProcess']

PIPE = -1
STDOUT = -2
DEVNULL = -3

# What communicate() writes at once: a pipe that polls writable takes as much.
_PIPE_BUF = 512
try:
    import select
    _PIPE_BUF = getattr(select, 'PIPE_BUF', 512)
except ImportError:
    pass
import selectors
_PopenSelector = getattr(selectors, 'PollSelector', selectors.SelectSelector)


class SubprocessError(Exception):
    pass


class CalledProcessError(SubprocessError):
    """A process that was to succeed returned another status than zero."""

    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode = returncode
        self.cmd = cmd
        self.output = output
        self.stderr = stderr

    def __str__(self):
        if self.returncode and self.returncode < 0:
            try:
                return "Command '%s' died with %r." % (
                    self.cmd, signal.Signals(-self.returncode))
            except ValueError:
                return "Command '%s' died with unknown signal %d." % (
                    self.cmd, -self.returncode)
            except AttributeError:
                return "Command '%s' died with signal %d." % (self.cmd, -self.returncode)
        return "Command '%s' returned non-zero exit status %d." % (self.cmd, self.returncode)

    @property
    def stdout(self):
        return self.output

    @stdout.setter
    def stdout(self, value):
        self.output = value


class TimeoutExpired(SubprocessError):
    """A child did not finish in time."""

    def __init__(self, cmd, timeout, output=None, stderr=None):
        self.cmd = cmd
        self.timeout = timeout
        self.output = output
        self.stderr = stderr

    def __str__(self):
        return "Command '%s' timed out after %s seconds" % (self.cmd, self.timeout)

    @property
    def stdout(self):
        return self.output

    @stdout.setter
    def stdout(self, value):
        self.output = value


class CompletedProcess:
    """What run() returns."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr

    def __repr__(self):
        args = ['args=%r' % (self.args,), 'returncode=%r' % (self.returncode,)]
        if self.stdout is not None:
            args.append('stdout=%r' % (self.stdout,))
        if self.stderr is not None:
            args.append('stderr=%r' % (self.stderr,))
        return '%s(%s)' % (type(self).__name__, ', '.join(args))

    def check_returncode(self):
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)


# Children whose Popen was collected before they ended: reaped when the next one starts.
_active = []


def _cleanup():
    for child in _active[:]:
        if child._internal_poll(_deadstate=sys.maxsize) is not None:
            try:
                _active.remove(child)
            except ValueError:
                pass    # another thread was faster


def _args_from_interpreter_flags():
    """Command line options that give a child the interpreter's own settings."""
    options = {
        'debug': 'd', 'dont_write_bytecode': 'B', 'no_site': 'S',
        'verbose': 'v', 'bytes_warning': 'b', 'quiet': 'q', 'optimize': 'O',
    }
    args = []
    for name, letter in options.items():
        count = getattr(sys.flags, name, 0)
        if count > 0:
            args.append('-' + letter * count)
    if getattr(sys.flags, 'isolated', 0):
        args.append('-I')
    else:
        if sys.flags.ignore_environment:
            args.append('-E')
        if sys.flags.no_user_site:
            args.append('-s')
    args.extend('-W' + option for option in sys.warnoptions)
    xoptions = getattr(sys, '_xoptions', {})
    for name in 'dev', 'utf8', 'importtime', 'faulthandler', 'tracemalloc', 'showrefcount', 'showalloccount':
        if name in xoptions:
            value = xoptions[name]
            args.extend(['-X', name if value is True else '%s=%s' % (name, value)])
    return args


def _optim_args_from_interpreter_flags():
    """The part of those options that is about optimisation."""
    level = sys.flags.optimize
    return ['-' + 'O' * level] if level > 0 else []


def call(*popenargs, timeout=None, **kwargs):
    """Run a command, wait, and return its status."""
    with Popen(*popenargs, **kwargs) as p:
        try:
            return p.wait(timeout=timeout)
        except:
            p.kill()
            raise


def check_call(*popenargs, **kwargs):
    """Run a command and wait; raise CalledProcessError unless it returned zero."""
    status = call(*popenargs, **kwargs)
    if status:
        cmd = kwargs.get('args')
        raise CalledProcessError(status, popenargs[0] if cmd is None else cmd)
    return 0


def check_output(*popenargs, timeout=None, **kwargs):
    """Run a command and return its output; raise CalledProcessError unless it returned zero."""
    for name in 'stdout', 'check':
        if name in kwargs:
            raise ValueError('%s argument not allowed, it will be overridden.' % name)
    if 'input' in kwargs and kwargs['input'] is None:
        # Means the same as an empty input.
        text = (kwargs.get('universal_newlines') or kwargs.get('text')
                or kwargs.get('encoding') or kwargs.get('errors'))
        kwargs['input'] = '' if text else b''
    return run(*popenargs, stdout=PIPE, timeout=timeout, check=True, **kwargs).stdout


def run(*popenargs, input=None, capture_output=False, timeout=None, check=False, **kwargs):
    """Run a command, wait, and return a CompletedProcess."""
    if input is not None:
        if kwargs.get('stdin') is not None:
            raise ValueError('stdin and input arguments may not both be used.')
        kwargs['stdin'] = PIPE
    if capture_output:
        if kwargs.get('stdout') is not None or kwargs.get('stderr') is not None:
            raise ValueError('stdout and stderr arguments may not be used '
                             'with capture_output.')
        kwargs['stdout'] = PIPE
        kwargs['stderr'] = PIPE
    with Popen(*popenargs, **kwargs) as process:
        try:
            stdout, stderr = process.communicate(input, timeout=timeout)
        except TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            raise TimeoutExpired(process.args, timeout, output=stdout, stderr=stderr)
        except:
            process.kill()
            process.wait()
            raise
        status = process.poll()
        if check and status:
            raise CalledProcessError(status, process.args, output=stdout, stderr=stderr)
    return CompletedProcess(process.args, status, stdout, stderr)


def list2cmdline(seq):
    """One string from arguments, quoted as the Microsoft C runtime unquotes."""
    result = []
    for arg in map(os.fsdecode, seq):
        quote = ' ' in arg or '\t' in arg or not arg
        text = ''
        slashes = 0
        for c in arg:
            if c == '\\':
                slashes += 1
            elif c == '"':
                # Backslashes before a quote are doubled, and the quote is escaped.
                text += '\\' * (slashes * 2) + '\\"'
                slashes = 0
            else:
                text += '\\' * slashes + c
                slashes = 0
        text += '\\' * slashes
        if quote:
            text = '"' + text + '\\' * slashes + '"'
        result.append(text)
    return ' '.join(result)


def getstatusoutput(cmd, *, encoding=None, errors=None):
    """(status, output) of a command run by the shell; output has no final newline."""
    try:
        data = check_output(cmd, shell=True, universal_newlines=True, stderr=STDOUT,
                            encoding=encoding, errors=errors)
        status = 0
    except CalledProcessError as e:
        data = e.output
        status = e.returncode
    if data[-1:] == '\n':
        data = data[:-1]
    return status, data


def getoutput(cmd, *, encoding=None, errors=None):
    """The output of a command run by the shell."""
    return getstatusoutput(cmd, encoding=encoding, errors=errors)[1]


_UNSET = object()   # close_fds not given


class Popen:
    """A child process."""

    __class_getitem__ = classmethod(type(list[int]))

    _child_created = False      # for __del__, should __init__ fail early

    def __init__(self, args, bufsize=-1, executable=None, stdin=None, stdout=None,
                 stderr=None, preexec_fn=None, close_fds=_UNSET, shell=False,
                 cwd=None, env=None, universal_newlines=None, startupinfo=None,
                 creationflags=0, restore_signals=True, start_new_session=False,
                 pass_fds=(), *, encoding=None, errors=None, text=None,
                 user=None, group=None, extra_groups=None, umask=-1,
                 pipesize=-1, process_group=None):
        _cleanup()
        self._waitpid_lock = threading.Lock()
        self._input = None
        self._communication_started = False
        if bufsize is None:
            bufsize = -1
        if not isinstance(bufsize, int):
            raise TypeError('bufsize must be an integer')
        if close_fds is _UNSET:
            close_fds = True
        if pass_fds and not close_fds:
            warnings.warn('pass_fds overriding close_fds.', RuntimeWarning)
            close_fds = True
        if startupinfo is not None:
            raise ValueError('startupinfo is only supported on Windows platforms')
        if creationflags != 0:
            raise ValueError('creationflags is only supported on Windows platforms')
        if (text is not None and universal_newlines is not None
                and bool(universal_newlines) != bool(text)):
            raise SubprocessError('Cannot disambiguate when both text and '
                                  'universal_newlines are supplied but different. '
                                  'Pass one or the other.')
        self.args = args
        self.stdin = None
        self.stdout = None
        self.stderr = None
        self.pid = None
        self.returncode = None
        self.encoding = encoding
        self.errors = errors
        self.pipesize = pipesize
        self.text_mode = bool(encoding or errors or text or universal_newlines)
        self._closed_child_pipe_fds = False
        preexec_fn = _identity_change(preexec_fn, user, group, extra_groups,
                                      umask, process_group)

        fds = self._get_handles(stdin, stdout, stderr)
        p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite = fds
        try:
            if p2cwrite != -1:
                self.stdin = io.open(p2cwrite, 'wb', self._buffering(bufsize))
                if self.text_mode:
                    self.stdin = io.TextIOWrapper(self.stdin, write_through=True,
                                                  line_buffering=(bufsize == 1),
                                                  encoding=encoding, errors=errors)
            if c2pread != -1:
                self.stdout = io.open(c2pread, 'rb', self._buffering(bufsize))
                if self.text_mode:
                    self.stdout = io.TextIOWrapper(self.stdout, encoding=encoding,
                                                   errors=errors)
            if errread != -1:
                self.stderr = io.open(errread, 'rb', self._buffering(bufsize))
                if self.text_mode:
                    self.stderr = io.TextIOWrapper(self.stderr, encoding=encoding,
                                                   errors=errors)
            self._execute_child(args, executable, preexec_fn, close_fds, pass_fds,
                                cwd, env, startupinfo, creationflags, shell,
                                p2cread, p2cwrite, c2pread, c2pwrite,
                                errread, errwrite, restore_signals, start_new_session)
        except:
            self._abandon(stdin, stdout, stderr, fds)
            raise

    @staticmethod
    def _buffering(bufsize):
        # Line buffering is for the text layer.
        return -1 if bufsize == 1 else bufsize

    def _abandon(self, stdin, stdout, stderr, fds):
        # The child did not start: nothing of the pipes may stay open.
        for f in self.stdin, self.stdout, self.stderr:
            if f is not None:
                try:
                    f.close()
                except OSError:
                    pass
        if self._closed_child_pipe_fds:
            return
        p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite = fds
        to_close = []
        if stdin == PIPE:
            to_close.append(p2cread)
            if self.stdin is None:
                to_close.append(p2cwrite)
        if stdout == PIPE:
            to_close.append(c2pwrite)
            if self.stdout is None:
                to_close.append(c2pread)
        if stderr == PIPE:
            to_close.append(errwrite)
            if self.stderr is None:
                to_close.append(errread)
        if hasattr(self, '_devnull'):
            to_close.append(self._devnull)
        for fd in to_close:
            try:
                os.close(fd)
            except OSError:
                pass

    def __repr__(self):
        text = '<%s: returncode: %s args: %r>' % (
            self.__class__.__name__, self.returncode, self.args)
        return text[:76] + '...>' if len(text) > 80 else text

    @property
    def universal_newlines(self):
        return self.text_mode

    @universal_newlines.setter
    def universal_newlines(self, value):
        self.text_mode = bool(value)

    def __enter__(self):
        return self

    def __exit__(self, exc_type, value, traceback):
        if self.stdout:
            self.stdout.close()
        if self.stderr:
            self.stderr.close()
        try:
            if self.stdin:
                self.stdin.close()  # flushes: may fail
        finally:
            self.wait()

    def __del__(self, _maxsize=sys.maxsize, _warn=warnings.warn):
        if not self._child_created:
            return
        if self.returncode is None:
            _warn('subprocess %s is still running' % self.pid, ResourceWarning, source=self)
        self._internal_poll(_deadstate=_maxsize)
        if self.returncode is None and _active is not None:
            _active.append(self)

    def _get_devnull(self):
        if not hasattr(self, '_devnull'):
            self._devnull = os.open(os.devnull, os.O_RDWR)
        return self._devnull

    def _given(self, stream):
        """The descriptor that the child is to have as a stream, or -1: ours."""
        if stream is None:
            return -1
        if stream == DEVNULL:
            return self._get_devnull()
        return stream if isinstance(stream, int) else stream.fileno()

    def _get_handles(self, stdin, stdout, stderr):
        """Six descriptors: our and the child's end of each stream, or -1."""
        p2cread, p2cwrite = self._pipe() if stdin == PIPE else (self._given(stdin), -1)
        c2pread, c2pwrite = self._pipe() if stdout == PIPE else (-1, self._given(stdout))
        if stderr == PIPE:
            errread, errwrite = self._pipe()
        elif stderr == STDOUT:
            errread, errwrite = -1, c2pwrite if c2pwrite != -1 else sys.__stdout__.fileno()
        else:
            errread, errwrite = -1, self._given(stderr)
        return p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite

    def _pipe(self):
        r, w = os.pipe()
        if self.pipesize > 0:
            try:
                import fcntl
                fcntl.fcntl(w, fcntl.F_SETPIPE_SZ, self.pipesize)
            except (ImportError, AttributeError):
                pass
        return r, w

    def _execute_child(self, args, executable, preexec_fn, close_fds, pass_fds,
                       cwd, env, startupinfo, creationflags, shell,
                       p2cread, p2cwrite, c2pread, c2pwrite,
                       errread, errwrite, restore_signals, start_new_session):
        if isinstance(args, (str, bytes)):
            args = [args]
        elif hasattr(args, '__fspath__') and not isinstance(args, (list, tuple)):
            if shell:
                raise TypeError('path-like args is not allowed when shell is true')
            args = [args]
        else:
            args = list(args)
        if shell:
            args = ['/bin/sh', '-c'] + args
            if executable:
                args[0] = executable
        if executable is None:
            executable = args[0]
        orig_executable = executable

        errpipe_read, errpipe_write = os.pipe()
        # The child's ends must not be 0, 1 or 2: those are about to be replaced.
        low = []
        while errpipe_write < 3:
            low.append(errpipe_write)
            errpipe_write = os.dup(errpipe_write)
        for fd in low:
            os.close(fd)
        errpipe_data = bytearray()
        try:
            try:
                env_list = _encode_environment(env)
                executable = os.fsencode(executable)
                if os.path.dirname(executable):
                    executable_list = (executable,)
                else:
                    executable_list = tuple(os.path.join(os.fsencode(folder), executable)
                                            for folder in os.get_exec_path(env))
                keep = set(map(int, pass_fds))
                keep.add(errpipe_write)
                fork_exec = (_posixsubprocess.fork_exec if _posixsubprocess
                             else _fork_exec)
                self.pid = fork_exec(
                    args, executable_list, close_fds, tuple(sorted(keep)),
                    cwd if cwd is None or isinstance(cwd, (str, bytes)) else os.fspath(cwd),
                    env_list, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,
                    errpipe_read, errpipe_write, restore_signals, start_new_session,
                    preexec_fn)
                self._child_created = True
            finally:
                os.close(errpipe_write)
            self._close_child_ends(p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite)
            while True:
                part = os.read(errpipe_read, 50000)
                errpipe_data += part
                if not part or len(errpipe_data) > 50000:
                    break
        finally:
            os.close(errpipe_read)
        if errpipe_data:
            self._raise_child_error(errpipe_data, cwd, orig_executable)

    def _close_child_ends(self, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite):
        devnull = getattr(self, '_devnull', None)
        if p2cread != -1 and p2cwrite != -1 and p2cread != devnull:
            os.close(p2cread)
        if c2pwrite != -1 and c2pread != -1 and c2pwrite != devnull:
            os.close(c2pwrite)
        if errwrite != -1 and errread != -1 and errwrite != devnull:
            os.close(errwrite)
        if devnull is not None:
            os.close(devnull)
        self._closed_child_pipe_fds = True

    def _raise_child_error(self, data, cwd, orig_executable):
        # The child sends b'ExceptionName:hex errno:message'.
        try:
            pid, status = os.waitpid(self.pid, 0)
            if pid == self.pid:
                self._handle_exitstatus(status)
            else:
                self.returncode = sys.maxsize
        except ChildProcessError:
            pass
        try:
            name, number, message = data.split(b':', 2)
            message = message.decode()
        except ValueError:
            name = b'SubprocessError'
            number = b'0'
            message = 'Bad exception data from child: {!r}'.format(bytes(data))
        kind = _child_errors.get(name.decode('ascii'), SubprocessError)
        if issubclass(kind, OSError) and number:
            number = int(number, 16)
            before_exec = message == 'noexec'
            if before_exec:
                message = ''
                filename = cwd
            else:
                filename = orig_executable
            if number != 0:
                message = os.strerror(number)
                if number == errno.ENOENT:
                    message += ': ' + repr(filename)
                raise kind(number, message, filename)
            raise kind(number, message)
        raise kind(message)

    def _handle_exitstatus(self, status):
        if os.WIFSIGNALED(status):
            self.returncode = -os.WTERMSIG(status)
        elif os.WIFEXITED(status):
            self.returncode = os.WEXITSTATUS(status)
        elif os.WIFSTOPPED(status):
            self.returncode = -os.WSTOPSIG(status)
        else:
            raise SubprocessError('Unknown child exit status!')

    def poll(self):
        """The status if the child has ended, else None."""
        return self._internal_poll()

    def _internal_poll(self, _deadstate=None, _waitpid=os.waitpid,
                       _WNOHANG=os.WNOHANG, _ECHILD=errno.ECHILD):
        if self.returncode is None:
            if not self._waitpid_lock.acquire(False):
                return None     # another thread is waiting: it will see the end
            try:
                if self.returncode is not None:
                    return self.returncode
                pid, status = _waitpid(self.pid, _WNOHANG)
                if pid == self.pid:
                    self._handle_exitstatus(status)
            except OSError as e:
                if _deadstate is not None:
                    self.returncode = _deadstate
                elif e.errno == _ECHILD:
                    # Somebody else reaped it, or SIGCHLD is ignored: nothing is known.
                    self.returncode = 0
            finally:
                self._waitpid_lock.release()
        return self.returncode

    def _try_wait(self, flags):
        try:
            return os.waitpid(self.pid, flags)
        except ChildProcessError:
            return self.pid, 0

    def wait(self, timeout=None, endtime=None):
        """Wait for the child; return its status."""
        if endtime is not None:
            warnings.warn("'endtime' argument is deprecated; use 'timeout'.",
                          DeprecationWarning, stacklevel=2)
        if self.returncode is not None:
            return self.returncode
        if endtime is not None and timeout is None:
            timeout = self._remaining_time(endtime)
        if timeout is None:
            while self.returncode is None:
                with self._waitpid_lock:
                    if self.returncode is not None:
                        break
                    pid, status = self._try_wait(0)
                    if pid == self.pid:
                        self._handle_exitstatus(status)
            return self.returncode
        # No system call waits for a child with a timeout: ask, at growing intervals.
        if endtime is None:
            endtime = _time() + timeout
        delay = 0.0005
        while True:
            if self._waitpid_lock.acquire(False):
                try:
                    if self.returncode is not None:
                        break
                    pid, status = self._try_wait(os.WNOHANG)
                    assert pid == self.pid or pid == 0
                    if pid == self.pid:
                        self._handle_exitstatus(status)
                        break
                finally:
                    self._waitpid_lock.release()
            remaining = self._remaining_time(endtime)
            if remaining <= 0:
                raise TimeoutExpired(self.args, timeout)
            delay = min(delay * 2, remaining, .05)
            time.sleep(delay)
        return self.returncode

    def _remaining_time(self, endtime):
        return None if endtime is None else endtime - _time()

    def _check_timeout(self, endtime, orig_timeout, stdout=None, stderr=None):
        if endtime is not None and _time() > endtime:
            raise TimeoutExpired(self.args, orig_timeout,
                                 output=b''.join(stdout) if stdout else None,
                                 stderr=b''.join(stderr) if stderr else None)

    def _stdin_write(self, input):
        if input:
            try:
                self.stdin.write(input)
            except BrokenPipeError:
                pass    # the child has had enough
        try:
            self.stdin.close()
        except BrokenPipeError:
            pass

    def communicate(self, input=None, timeout=None):
        """Send input, read all output, wait; return (stdout, stderr)."""
        if self._communication_started and input:
            raise ValueError('Cannot send input after starting communication')
        if timeout is None and not self._communication_started and \
                [self.stdin, self.stdout, self.stderr].count(None) >= 2:
            # One stream at most: nothing can block crosswise.
            stdout = stderr = None
            if self.stdin:
                self._stdin_write(input)
            elif self.stdout:
                stdout = self.stdout.read()
                self.stdout.close()
            elif self.stderr:
                stderr = self.stderr.read()
                self.stderr.close()
            self.wait()
            return stdout, stderr
        endtime = _time() + timeout if timeout is not None else None
        try:
            stdout, stderr = self._communicate(input, endtime, timeout)
        finally:
            self._communication_started = True
        self.wait(timeout=self._remaining_time(endtime))
        return stdout, stderr

    def _communicate(self, input, endtime, orig_timeout):
        if self.stdin and not self._communication_started:
            try:
                self.stdin.flush()
            except BrokenPipeError:
                pass
            if not input:
                try:
                    self.stdin.close()
                except BrokenPipeError:
                    pass
        if not self._communication_started:
            # Kept on the object: after a timeout, communicate() goes on where it was.
            self._fileobj2output = {}
            if self.stdout:
                self._fileobj2output[self.stdout] = []
            if self.stderr:
                self._fileobj2output[self.stderr] = []
        stdout = self._fileobj2output[self.stdout] if self.stdout else None
        stderr = self._fileobj2output[self.stderr] if self.stderr else None
        self._save_input(input)
        view = memoryview(self._input) if self._input else None
        with _PopenSelector() as selector:
            if self.stdin and input:
                selector.register(self.stdin, selectors.EVENT_WRITE)
            elif self.stdin and not self.stdin.closed and self._input:
                selector.register(self.stdin, selectors.EVENT_WRITE)
            for f in self.stdout, self.stderr:
                if f and not f.closed:
                    selector.register(f, selectors.EVENT_READ)
            while selector.get_map():
                remaining = self._remaining_time(endtime)
                if remaining is not None and remaining < 0:
                    self._timed_out(orig_timeout, stdout, stderr)
                ready = selector.select(remaining)
                self._check_timeout(endtime, orig_timeout, stdout, stderr)
                for key, _ in ready:
                    if key.fileobj is self.stdin:
                        self._feed(selector, view)
                    else:
                        data = os.read(key.fd, 32768)
                        if data:
                            self._fileobj2output[key.fileobj].append(data)
                        else:
                            selector.unregister(key.fileobj)
                            key.fileobj.close()
        self.wait(timeout=self._remaining_time(endtime))
        if stdout is not None:
            stdout = b''.join(stdout)
        if stderr is not None:
            stderr = b''.join(stderr)
        if self.text_mode:
            if stdout is not None:
                stdout = self._translate_newlines(stdout, self.stdout.encoding,
                                                  self.stdout.errors)
            if stderr is not None:
                stderr = self._translate_newlines(stderr, self.stderr.encoding,
                                                  self.stderr.errors)
        return stdout, stderr

    def _timed_out(self, timeout, stdout, stderr):
        raise TimeoutExpired(self.args, timeout,
                             output=b''.join(stdout) if stdout else None,
                             stderr=b''.join(stderr) if stderr else None)

    def _feed(self, selector, view):
        chunk = view[self._input_offset:self._input_offset + _PIPE_BUF]
        try:
            self._input_offset += os.write(self.stdin.fileno(), chunk)
        except BrokenPipeError:
            selector.unregister(self.stdin)
            self.stdin.close()
        else:
            if self._input_offset >= len(self._input):
                selector.unregister(self.stdin)
                self.stdin.close()

    def _save_input(self, input):
        if self.stdin and self._input is None:
            self._input_offset = 0
            self._input = input
            if input is not None and self.text_mode:
                self._input = input.encode(self.stdin.encoding, self.stdin.errors)
            elif input is not None and not isinstance(input, (bytes, bytearray)):
                self._input = memoryview(input).cast('B')

    def _translate_newlines(self, data, encoding, errors):
        return data.decode(encoding, errors).replace('\r\n', '\n').replace('\r', '\n')

    def send_signal(self, sig):
        """Send a signal, unless the child is known to have ended."""
        if self.returncode is None:
            os.kill(self.pid, sig)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)


# What a child may report besides SubprocessError.
_child_errors = {'OSError': OSError, 'ValueError': ValueError, 'RuntimeError': RuntimeError,
                 'MemoryError': MemoryError}


def _encode_environment(env):
    if env is None:
        return None
    result = []
    for key, value in env.items():
        key = os.fsencode(key)
        if b'=' in key:
            raise ValueError('illegal environment variable name')
        result.append(key + b'=' + os.fsencode(value))
    return result


def _identity_change(preexec_fn, user, group, extra_groups, umask, process_group):
    """preexec_fn preceded by what the arguments on identity ask for."""
    if user is None and group is None and extra_groups is None and umask < 0 \
            and process_group is None:
        return preexec_fn

    def find(value, what, lookup):
        if isinstance(value, str):
            return lookup(value)
        if not isinstance(value, int):
            raise TypeError('%s must be a string or an integer, not %s' % (what, type(value)))
        if value < 0:
            raise ValueError('%s ID cannot be negative, got %s' % (what, value))
        return value

    def group_id(name):
        import grp
        return grp.getgrnam(name).gr_gid

    def user_id(name):
        import pwd
        return pwd.getpwnam(name).pw_uid

    gid = None if group is None else find(group, 'Group', group_id)
    gids = None
    if extra_groups is not None:
        gids = [find(g, 'Items in extra_groups', group_id) for g in extra_groups]
    uid = None if user is None else find(user, 'User', user_id)

    def prepare():
        if umask >= 0:
            os.umask(umask)
        if process_group is not None:
            os.setpgid(0, process_group)
        if gids is not None:
            os.setgroups(gids)
        if gid is not None:
            os.setregid(gid, gid)
        if uid is not None:
            os.setreuid(uid, uid)
        if preexec_fn is not None:
            preexec_fn()
    return prepare


# The fallback for _posixsubprocess.

def _fork_exec(args, executable_list, close_fds, fds_to_keep, cwd, env_list,
               p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,
               errpipe_read, errpipe_write, restore_signals, start_new_session,
               preexec_fn):
    import gc
    args = [os.fsencode(arg) for arg in args]
    env = None
    if env_list is not None:
        env = dict(item.split(b'=', 1) for item in env_list)
    # A collection in the child could run finalisers of objects of the parent.
    collecting = gc.isenabled()
    gc.disable()
    try:
        pid = os.fork()
    except:
        if collecting:
            gc.enable()
        raise
    if pid:
        if collecting:
            gc.enable()
        return pid
    stage = 'noexec'
    try:
        for fd in p2cwrite, c2pread, errread, errpipe_read:
            if fd != -1:
                os.close(fd)
        _place_streams(p2cread, c2pwrite, errwrite)
        if cwd is not None:
            os.chdir(cwd)
        if restore_signals:
            for name in 'SIGPIPE', 'SIGXFZ', 'SIGXFSZ':
                if hasattr(signal, name):
                    signal.signal(getattr(signal, name), signal.SIG_DFL)
        if start_new_session:
            os.setsid()
        for fd in fds_to_keep:
            if fd != errpipe_write:
                os.set_inheritable(fd, True)
        stage = ''
        if preexec_fn is not None:
            try:
                preexec_fn()
            except:
                os.write(errpipe_write, b'SubprocessError:0:Exception occurred in preexec_fn.')
                os._exit(255)
        if close_fds:
            _close_others(fds_to_keep)
        saved = None
        for path in executable_list:
            try:
                if env is None:
                    os.execv(path, args)
                else:
                    os.execve(path, args, env)
            except OSError as e:
                if e.errno not in (errno.ENOENT, errno.ENOTDIR) and saved is None:
                    saved = e
                last = e
        raise saved or last
    except OSError as e:
        os.write(errpipe_write, ('OSError:%x:%s' % (e.errno or 0, stage)).encode())
    except BaseException as e:
        os.write(errpipe_write, ('%s:0:%s' % (type(e).__name__, e)).encode())
    finally:
        os._exit(255)


def _place_streams(p2cread, c2pwrite, errwrite):
    # Descriptors in the range to be replaced move out of the way first.
    if c2pwrite == 0:
        c2pwrite = os.dup(c2pwrite)
    while errwrite == 0 or errwrite == 1:
        errwrite = os.dup(errwrite)
    for fd, target in (p2cread, 0), (c2pwrite, 1), (errwrite, 2):
        if fd == target:
            os.set_inheritable(fd, True)
        elif fd != -1:
            os.dup2(fd, target)


def _close_others(keep):
    try:
        limit = os.sysconf('SC_OPEN_MAX')
    except (AttributeError, ValueError):
        limit = 256
    low = 3
    for fd in sorted(keep):
        if fd >= low:
            os.closerange(low, fd)
            low = fd + 1
    if low < limit:
        os.closerange(low, limit)
