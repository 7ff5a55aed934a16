"""select, poll and epoll."""

import os
import select
import socket
import unittest


class Pipe(unittest.TestCase):
    def setUp(self):
        self.r, self.w = os.pipe()
        self.addCleanup(os.close, self.r)
        self.addCleanup(os.close, self.w)

    def test_list_that_fileno_shortens(self):
        descriptors = []

        class Shrinking:
            def fileno(_):
                del descriptors[-1]
                return self.w
        descriptors[:] = [Shrinking()] * 6
        self.assertEqual(select.select([], descriptors, []), ([], descriptors[:3], []))

    def test_poll_with_a_fraction_below_zero_waits(self):
        poller = select.poll()
        poller.register(self.r, select.POLLIN)
        os.write(self.w, b'x')
        self.assertEqual(poller.poll(-0.5), [(self.r, select.POLLIN)])
        self.assertRaises(OverflowError, poller.register, self.r, -1)

    def test_epoll_forgets_what_was_closed(self):
        with select.epoll() as poller:
            spare = os.dup(self.r)
            poller.register(spare)
            os.close(spare)
            poller.unregister(spare)


class Type(unittest.TestCase):
    def test_type_tells_of_a_timeout(self):
        with socket.socket() as s:
            self.assertEqual(s.type, socket.SOCK_STREAM)
            s.settimeout(2)
            self.assertTrue(s.type & socket.SOCK_NONBLOCK)
            s.setblocking(True)
            self.assertEqual(s.type, socket.SOCK_STREAM)

    def test_what_is_told_is_taken_without_asking(self):
        with open(os.devnull) as file:
            s = socket.socket(4242, 1313, fileno=os.dup(file.fileno()))
            self.assertEqual((s.family, s.type), (4242, 1313))
            s.close()


if __name__ == '__main__':
    unittest.main()
