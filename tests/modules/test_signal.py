import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest


class SignalTest(unittest.TestCase):
    def setUp(self):
        self.called = []
        old = signal.signal(signal.SIGALRM, lambda *args: self.called.append(args[0]))
        self.addCleanup(signal.signal, signal.SIGALRM, old)

    def test_handler_runs_before_what_follows_a_call(self):
        signal.setitimer(signal.ITIMER_REAL, 1e-6)
        time.sleep(0.1)
        self.assertEqual(self.called, [signal.SIGALRM])

    def test_a_signal_just_before_a_wait_ends_it(self):
        class Rang(Exception):
            pass
        def ring(*args):
            raise Rang
        signal.signal(signal.SIGALRM, ring)
        r, w = os.pipe()
        locked = threading.Lock()
        locked.acquire()
        left, right = socket.socketpair()
        self.addCleanup(os.close, r)
        self.addCleanup(os.close, w)
        self.addCleanup(left.close)
        self.addCleanup(right.close)
        poll = select.poll()
        poll.register(r, select.POLLIN)
        waits = [lambda: os.read(r, 1), lambda: time.sleep(60), lambda: locked.acquire(), lambda: locked.acquire(timeout=60),
                 lambda: select.select([r], [], []), lambda: select.select([r], [], [], 60), poll.poll, lambda: left.recv(1),
                 lambda: left.sendall(bytes(10000000)), signal.pause, lambda: signal.sigwait([signal.SIGUSR1])]
        slowest = 0
        for wait in waits:
            for i in range(60):
                start = time.perf_counter()
                with self.assertRaises(Rang):
                    signal.setitimer(signal.ITIMER_REAL, (i % 20 + 1) * 1e-6)
                    wait()
                slowest = max(slowest, time.perf_counter() - start)
        self.assertLess(slowest, 10)

    def test_pthread_kill_reaches_the_thread_with_that_identifier(self):
        signal.pthread_kill(threading.get_ident(), signal.SIGALRM)
        self.assertEqual(self.called, [signal.SIGALRM])
        release = threading.Event()
        thread = threading.Thread(target=release.wait)
        thread.start()
        signal.pthread_kill(thread.ident, 0)
        release.set()
        thread.join()

    def test_pthread_kill_of_no_thread(self):
        for ident in (0, 1 << 40, (1 << 64) - 1):
            with self.assertRaises(ProcessLookupError):
                signal.pthread_kill(ident, 0)

    def test_constants_are_members_of_enumerations(self):
        self.assertIs(signal.getsignal(signal.SIGTERM), signal.Handlers.SIG_DFL)
        self.assertIsInstance(signal.SIGINT, signal.Signals)
        self.assertIsInstance(signal.SIG_BLOCK, signal.Sigmasks)
        self.assertEqual(signal.SIGINT, 2)
        self.assertEqual(str(int(signal.SIGKILL)), '9')

    def test_timed_wait(self):
        self.assertRaises(ValueError, signal.sigtimedwait, [signal.SIGUSR1], -1.0)
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        self.addCleanup(signal.pthread_sigmask, signal.SIG_SETMASK, mask)
        self.assertIs(signal.sigtimedwait([signal.SIGUSR1], 0), None)
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        self.assertEqual(signal.sigpending(), {signal.SIGUSR1})
        info = signal.sigtimedwait([signal.SIGUSR1], 5)
        self.assertEqual((info.si_signo, info.si_pid), (signal.SIGUSR1, os.getpid()))
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        self.assertEqual(signal.sigwaitinfo([signal.SIGUSR1])[0], signal.SIGUSR1)

    def test_wakeup_descriptor_must_not_block(self):
        r, w = os.pipe()
        self.addCleanup(os.close, r)
        self.addCleanup(os.close, w)
        with self.assertRaisesRegex(ValueError, 'the fd %d must be in non-blocking mode' % w):
            signal.set_wakeup_fd(w)
        os.set_blocking(w, False)
        old = signal.set_wakeup_fd(w)
        signal.raise_signal(signal.SIGALRM)
        signal.set_wakeup_fd(old)
        self.assertEqual(os.read(r, 9), bytes([signal.SIGALRM]))

    def test_failed_write_to_the_wakeup_descriptor_is_told(self):
        code = ('import os, signal\n'
                'r, w = os.pipe()\n'
                'os.set_blocking(r, False)\n'
                'signal.signal(signal.SIGALRM, lambda *args: print("handled"))\n'
                'signal.set_wakeup_fd(r)\n'
                'signal.raise_signal(signal.SIGALRM)\n')
        process = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate()
        self.assertEqual(out, b'handled\n')
        self.assertIn(b'Exception ignored when trying to write to the signal wakeup fd', err)
        self.assertIn(b'Bad file descriptor', err)


if __name__ == '__main__':
    unittest.main()
