"""Subprocesses for coroutines: create_subprocess_exec(), create_subprocess_shell(), Process."""

__all__ = ['create_subprocess_exec', 'create_subprocess_shell']

import subprocess

from . import events, protocols, streams, tasks
from .log import logger

PIPE = subprocess.PIPE
STDOUT = subprocess.STDOUT
DEVNULL = subprocess.DEVNULL


class SubprocessStreamProtocol(streams.FlowControlMixin, protocols.SubprocessProtocol):
    """Gives the pipes of a process as streams."""

    def __init__(self, limit, loop):
        super().__init__(loop=loop)
        self._limit = limit
        self.stdin = self.stdout = self.stderr = None
        self._transport = None
        self._exited = False
        self._open_pipes = set()
        self._stdin_closed = self._loop.create_future()

    def __repr__(self):
        info = [type(self).__name__]
        for name in 'stdin', 'stdout', 'stderr':
            stream = getattr(self, name)
            if stream is not None:
                info.append(f'{name}={stream!r}')
        return f"<{' '.join(info)}>"

    def connection_made(self, transport):
        self._transport = transport
        for fd, name in (1, 'stdout'), (2, 'stderr'):
            pipe = transport.get_pipe_transport(fd)
            if pipe is not None:
                reader = streams.StreamReader(limit=self._limit, loop=self._loop)
                reader.set_transport(pipe)
                setattr(self, name, reader)
                self._open_pipes.add(fd)
        pipe = transport.get_pipe_transport(0)
        if pipe is not None:
            self.stdin = streams.StreamWriter(pipe, protocol=self, reader=None, loop=self._loop)

    @property
    def _closed(self):
        return self._stdin_closed

    def _reader(self, fd):
        return self.stdout if fd == 1 else self.stderr if fd == 2 else None

    def pipe_data_received(self, fd, data):
        reader = self._reader(fd)
        if reader is not None:
            reader.feed_data(data)

    def pipe_connection_lost(self, fd, exc):
        if fd == 0:
            if self.stdin is not None:
                self.stdin.close()
            self.connection_lost(exc)
            if not self._stdin_closed.done():
                if exc is None:
                    self._stdin_closed.set_result(None)
                else:
                    self._stdin_closed.set_exception(exc)
                    self._stdin_closed.exception()      # seen, whoever waits or not
            return
        reader = self._reader(fd)
        if reader is not None:
            if exc is None:
                reader.feed_eof()
            else:
                reader.set_exception(exc)
        self._open_pipes.discard(fd)
        self._maybe_close_transport()

    def process_exited(self):
        self._exited = True
        self._maybe_close_transport()

    def _maybe_close_transport(self):
        if not self._open_pipes and self._exited and self._transport is not None:
            self._transport.close()
            self._transport = None


class Process:
    """A running program."""

    def __init__(self, transport, protocol, loop):
        self._transport = transport
        self._protocol = protocol
        self._loop = loop
        self.stdin = protocol.stdin
        self.stdout = protocol.stdout
        self.stderr = protocol.stderr
        self.pid = transport.get_pid()

    def __repr__(self):
        return f'<{type(self).__name__} {self.pid}>'

    @property
    def returncode(self):
        return self._transport.get_returncode()

    async def wait(self):
        """Wait until the process has ended; its return code."""
        return await self._transport._wait()

    def send_signal(self, signal):
        self._transport.send_signal(signal)

    def terminate(self):
        self._transport.terminate()

    def kill(self):
        self._transport.kill()

    async def _feed_stdin(self, input):
        debug = self._loop.get_debug()
        if input is not None:
            self.stdin.write(input)
        try:
            await self.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            # A process may end without reading everything.
            if debug:
                logger.debug('%r communicate: stdin got %r', self, error)
        self.stdin.close()

    async def _noop(self):
        return None

    async def _read_stream(self, fd):
        transport = self._transport.get_pipe_transport(fd)
        stream = self.stdout if fd == 1 else self.stderr
        output = await stream.read()
        transport.close()
        return output

    async def communicate(self, input=None):
        """Write the input, read all output, wait; returns (stdout, stderr), None where it is no pipe."""
        feed = self._feed_stdin(input) if self.stdin is not None else self._noop()
        out = self._read_stream(1) if self.stdout is not None else self._noop()
        err = self._read_stream(2) if self.stderr is not None else self._noop()
        _, out, err = await tasks.gather(feed, out, err, loop=self._loop)
        await self.wait()
        return out, err


async def create_subprocess_shell(cmd, stdin=None, stdout=None, stderr=None, loop=None, limit=streams._DEFAULT_LIMIT, **kwds):
    """Run a command line of the shell; a Process."""
    loop = events.get_event_loop() if loop is None else loop
    transport, protocol = await loop.subprocess_shell(lambda: SubprocessStreamProtocol(limit=limit, loop=loop), cmd,
                                                      stdin=stdin, stdout=stdout, stderr=stderr, **kwds)
    return Process(transport, protocol, loop)


async def create_subprocess_exec(program, *args, stdin=None, stdout=None, stderr=None, loop=None,
                                 limit=streams._DEFAULT_LIMIT, **kwds):
    """Run a program with arguments; a Process."""
    loop = events.get_event_loop() if loop is None else loop
    transport, protocol = await loop.subprocess_exec(lambda: SubprocessStreamProtocol(limit=limit, loop=loop),
                                                     program, *args, stdin=stdin, stdout=stdout, stderr=stderr, **kwds)
    return Process(transport, protocol, loop)
