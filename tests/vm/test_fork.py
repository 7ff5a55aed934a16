"""Forking while other threads are at work."""

import imp
import os
import sys
import threading
import time
import unittest


class Fork(unittest.TestCase):
    def test_waits_for_the_import_lock(self):
        started = threading.Event()

        def importer():
            imp.acquire_lock()
            sys.modules['half made'] = 'half'
            started.set()
            time.sleep(0.05)
            sys.modules['half made'] = 'whole'
            imp.release_lock()
        thread = threading.Thread(target=importer)
        thread.start()
        started.wait()
        pid = os.fork()
        if pid == 0:
            os._exit(sys.modules['half made'] != 'whole' or imp.lock_held())
        thread.join()
        self.assertEqual(os.waitpid(pid, 0), (pid, 0))
        self.assertFalse(imp.lock_held())
        del sys.modules['half made']


if __name__ == '__main__':
    unittest.main()
