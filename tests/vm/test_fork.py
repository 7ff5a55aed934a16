"""Forking while other threads are at work."""

import imp
import os
import signal
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

    def test_objects_that_a_thread_works_on(self):
        import _md5
        import hashlib
        import zlib
        data = bytes(100000000)
        for make, ask in ((_md5.md5, lambda o: o.digest()), (hashlib.sha256, lambda o: o.digest()), (zlib.compressobj, lambda o: o.copy())):
            o = make()
            thread = threading.Thread(target=o.update if hasattr(o, 'update') else o.compress, args=(data,))
            thread.start()
            time.sleep(0.01)
            pid = os.fork()
            if pid == 0:
                ask(o)
                os._exit(7)
            for i in range(1000):
                done, status = os.waitpid(pid, os.WNOHANG)
                if done:
                    break
                time.sleep(0.01)
            else:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            self.assertEqual((done, status), (pid, 7 << 8))
            thread.join()


if __name__ == '__main__':
    unittest.main()
