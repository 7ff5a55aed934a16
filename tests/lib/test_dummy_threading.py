import _dummy_thread
import dummy_threading
import sys
import threading
import unittest


class DummyThreadingTest(unittest.TestCase):
    def test_a_thread_has_run_when_started(self):
        done = []
        thread = dummy_threading.Thread(target=done.append, args=(1,))
        thread.start()
        self.assertEqual(done, [1])
        thread.join()

    def test_the_true_module_is_left_alone(self):
        self.assertIs(sys.modules['threading'], threading)
        self.assertIsNot(dummy_threading.Thread, threading.Thread)

    def test_reentrant_lock_counts(self):
        lock = _dummy_thread.RLock()
        with lock, lock:
            self.assertTrue(lock.locked())
        self.assertFalse(lock.locked())
        self.assertRaises(RuntimeError, lock.release)


if __name__ == '__main__':
    unittest.main()
