"""Files when the system refuses, interrupts or is not ready."""

import errno
import io
import os
import signal
import unittest


class Full(unittest.TestCase):
    """A descriptor that leads to /dev/full for a while."""

    def setUp(self):
        self.read, write = os.pipe()
        self.addCleanup(os.close, self.read)
        self.spare = os.dup(write)
        self.full = os.open('/dev/full', os.O_WRONLY)
        self.addCleanup(os.close, self.full)
        self.addCleanup(os.close, self.spare)
        self.write = write

    def test_buffered_data_stays(self):
        for mode, data in ('wb', b'abc'), ('w', 'abc'):
            fd = os.dup(self.write)
            with open(fd, mode) as f:
                f.write(data)
                os.dup2(self.full, fd)
                for attempt in range(2):
                    with self.assertRaises(OSError) as error:
                        f.flush()
                    self.assertEqual(error.exception.errno, errno.ENOSPC)
                os.dup2(self.spare, fd)
                f.flush()
                self.assertEqual(os.read(self.read, 100), b'abc')
        os.close(self.write)

    def test_close_raises_and_closes(self):
        for mode, data in ('wb', b'abc'), ('w', 'abc'):
            f = open('/dev/full', mode)
            f.write(data)
            fd = f.fileno()
            self.assertRaises(OSError, f.close)
            self.assertTrue(f.closed)
            self.assertRaises(OSError, os.fstat, fd)
            f.close()
        os.close(self.write)


class RawFileOfOnesOwn(unittest.TestCase):
    def test_what_it_has_to_define(self):
        raw = io.RawIOBase()
        for operation, name in (lambda: raw.write(b''), 'write'), (lambda: raw.readinto(bytearray()), 'readinto'), (lambda: raw.read(1), 'readinto'):
            with self.assertRaisesRegex(NotImplementedError, name):
                operation()


class Pipes(unittest.TestCase):
    def test_closed_pipe(self):
        r, w = os.pipe()
        os.close(r)
        f = open(w, 'w')
        f.write('x')
        self.assertRaises(BrokenPipeError, f.flush)
        self.assertRaises(BrokenPipeError, f.close)
        self.assertTrue(f.closed)

    def test_not_ready(self):
        r, w = os.pipe()
        os.set_blocking(r, False)
        os.set_blocking(w, False)
        with open(r, 'rb') as reader, open(w, 'wb', buffering=100) as writer:
            self.assertIsNone(reader.read())
            self.assertIsNone(reader.raw.read(10))
            written = 0
            with self.assertRaises(BlockingIOError) as error:
                while True:
                    written += writer.write(b'x' * 1000)
            written += error.exception.characters_written
            received = reader.read()
            writer.flush()
            self.assertEqual(len(received + reader.read()), written)

    def test_interrupted_read_goes_on(self):
        r, w = os.pipe()
        old = signal.signal(signal.SIGALRM, lambda *args: os.write(w, b'later'))
        try:
            with open(r, 'rb') as f:
                signal.setitimer(signal.ITIMER_REAL, 0.05)
                self.assertEqual(f.read(5), b'later')
        finally:
            signal.signal(signal.SIGALRM, old)
            os.close(w)

    def test_handler_that_raises_ends_a_write(self):
        r, w = os.pipe()

        def handler(*args):
            raise InterruptedError('by us')
        data = b'x' * 4000000           # made before the clock runs: the signal is to come while writing
        old = signal.signal(signal.SIGALRM, handler)
        try:
            for write in os.write, lambda fd, data: io.FileIO(fd, 'w', closefd=False).write(data):
                signal.setitimer(signal.ITIMER_REAL, 0.3)
                with self.assertRaises(InterruptedError):
                    write(w, data)
                os.read(r, 4000000)
        finally:
            signal.signal(signal.SIGALRM, old)
            os.close(r)
            os.close(w)


if __name__ == '__main__':
    unittest.main()
