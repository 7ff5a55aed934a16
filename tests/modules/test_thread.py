"""_thread: thread-local data."""

import gc
import sys
import threading
import unittest
import weakref


def in_thread(function):
    thread = threading.Thread(target=function)
    thread.start()
    thread.join()


class Local(unittest.TestCase):
    def test_each_thread_has_its_own(self):
        local = threading.local()
        local.a = 1
        seen = []

        def other():
            seen.append(hasattr(local, 'a'))
            local.a = 2
        in_thread(other)
        self.assertEqual((seen, local.a), ([False], 1))

    def test_values_die_with_their_thread(self):
        class Value:
            def __del__(self):
                died.append(True)
        died = []
        local = threading.local()

        def other():
            local.value = Value()
        in_thread(other)
        self.assertEqual(died, [True])

    def test_cycle_through_it_is_collected(self):
        class X:
            pass
        x = X()
        x.local = threading.local()
        x.local.x = x
        weak = weakref.ref(x)
        del x
        gc.collect()
        self.assertIsNone(weak())

    def test_init_runs_in_each_thread(self):
        class Sub(threading.local):
            def __init__(self, value):
                self.value = value
        local = Sub(3)
        seen = []
        in_thread(lambda: seen.append(local.__dict__))
        self.assertEqual(seen, [{'value': 3}])


class Ending(unittest.TestCase):
    def test_nobody_asks_a_thread_whose_state_is_gone_for_the_lock(self):
        """Threads that want the lock often ask its holder, which may be just ending."""
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(1e-5)
        stop = []

        def busy():
            while not stop:
                pass
        threads = [threading.Thread(target=busy) for i in range(2)]
        for thread in threads:
            thread.start()
        try:
            for i in range(100):
                thread = threading.Thread(target=stop.copy)
                thread.start()
                thread.join()
        finally:
            stop.append(1)
            for thread in threads:
                thread.join()


if __name__ == '__main__':
    unittest.main()
