"""Protocols: what transports tell about their connection.  Subclasses override what they want to hear."""

__all__ = ['BaseProtocol', 'Protocol', 'DatagramProtocol', 'SubprocessProtocol', 'BufferedProtocol']


class BaseProtocol:

    __slots__ = ()

    def connection_made(self, transport):
        """The connection stands; transport is its transport."""

    def connection_lost(self, exc):
        """The connection has ended: regularly (None) or with an exception."""

    def pause_writing(self):
        """The transport's buffer is over its high limit."""

    def resume_writing(self):
        """The transport's buffer has drained to its low limit."""


class Protocol(BaseProtocol):
    """Of streams."""

    __slots__ = ()

    def data_received(self, data):
        """Some bytes came."""

    def eof_received(self):
        """The other end will not send more.  A false result closes the transport."""


class BufferedProtocol(BaseProtocol):
    """Of streams, with a buffer of the protocol's own."""

    __slots__ = ()

    def get_buffer(self, sizehint):
        """The buffer to read into."""

    def buffer_updated(self, nbytes):
        """So many bytes are in the buffer."""

    def eof_received(self):
        """As Protocol.eof_received()."""


class DatagramProtocol(BaseProtocol):

    __slots__ = ()

    def datagram_received(self, data, addr):
        """A datagram came from addr."""

    def error_received(self, exc):
        """Sending or receiving failed with an OSError."""


class SubprocessProtocol(BaseProtocol):

    __slots__ = ()

    def pipe_data_received(self, fd, data):
        """The process wrote bytes to its file `fd`."""

    def pipe_connection_lost(self, fd, exc):
        """A pipe to the process was closed."""

    def process_exited(self):
        """The process has ended."""
