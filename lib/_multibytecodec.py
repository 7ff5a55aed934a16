"""Base classes of the codecs of multibyte encodings.

A codec's classes have an attribute codec, a MultibyteCodec, and derive from
these and from the classes of the module codecs.
"""

import _multibyte


class MultibyteCodec:
    """The functions of an encoding."""

    def __init__(self, name):
        self.name = name
        self._number = _multibyte.find(name)

    def encode(self, input, errors='strict'):
        """Return (bytes, number of characters)."""
        data, _, _ = _multibyte.encode(self._number, input, errors or 'strict', 0, True)
        return data, len(input)

    def decode(self, input, errors='strict'):
        """Return (str, number of bytes)."""
        text, consumed, _ = _multibyte.decode(self._number, input, errors or 'strict', 0, True)
        return text, consumed


class _Encoder:
    """Encodes piece by piece.

    The state is the shift state and the characters waiting for the next one.
    It changes only when encoding succeeds.
    """

    def _start_encoder(self):
        self._number = self.codec._number
        self._pending = ''
        self._state = 0

    def _encode(self, input, final):
        if self._pending:
            input = self._pending + input
        data, consumed, self._state = _multibyte.encode(
            self._number, input, self.errors, self._state, final)
        self._pending = input[consumed:]
        return data

    def _reset_encoder(self):
        # The characters waiting and the way back to the initial state.
        data = _multibyte.encode(self._number, self._pending, self.errors, self._state, True)[0]
        self._pending = ''
        self._state = 0
        return data


class _Decoder:
    """Decodes piece by piece: the state is the shift state and incomplete bytes."""

    def _start_decoder(self):
        self._number = self.codec._number
        self._pending = b''
        self._state = 0

    def _decode(self, input, final):
        if self._pending:
            input = self._pending + input
        text, consumed, self._state = _multibyte.decode(
            self._number, input, self.errors, self._state, final)
        self._pending = bytes(input[consumed:]) if consumed < len(input) else b''
        return text


class MultibyteIncrementalEncoder(_Encoder):
    def __init__(self, errors='strict'):
        self.errors = errors
        self._start_encoder()

    def encode(self, input, final=False):
        return self._encode(input, final)

    def reset(self):
        self._pending = ''
        self._state = 0

    def getstate(self):
        pending = self._pending.encode('utf-8', 'surrogatepass')
        return int.from_bytes(self._state.to_bytes(8, 'little') + pending, 'little')

    def setstate(self, state):
        data = state.to_bytes(max(8, (state.bit_length() + 7) // 8), 'little')
        self._state = int.from_bytes(data[:8], 'little')
        self._pending = data[8:].decode('utf-8', 'surrogatepass')


class MultibyteIncrementalDecoder(_Decoder):
    def __init__(self, errors='strict'):
        self.errors = errors
        self._start_decoder()

    def decode(self, input, final=False):
        return self._decode(input, final)

    def reset(self):
        self._start_decoder()

    def getstate(self):
        return self._pending, self._state

    def setstate(self, state):
        self._pending, self._state = state


class MultibyteStreamReader(_Decoder):
    def __init__(self, stream, errors='strict'):
        self._start_decoder()
        self.stream = stream
        self.errors = errors

    def _read(self, method, size):
        if size is None:
            size = -1
        if size == 0:
            return ''
        while True:
            data = method() if size < 0 else method(size)
            end = size < 0 or not data
            text = self._decode(data, end)
            if text or end:
                return text
            size = 1            # so little that nothing came of it

    def read(self, size=None):
        return self._read(self.stream.read, size)

    def readline(self, size=None):
        return self._read(self.stream.readline, size)

    def readlines(self, sizehint=None):
        return self._read(self.stream.read, sizehint).splitlines(True)

    def reset(self):
        self._start_decoder()


class MultibyteStreamWriter(_Encoder):
    def __init__(self, stream, errors='strict'):
        self._start_encoder()
        self.stream = stream
        self.errors = errors

    def write(self, object):
        self.stream.write(self._encode(object, False))

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def reset(self):
        data = self._reset_encoder()
        if data:
            self.stream.write(data)
