import threading
import unittest

import extension

threads = extension.load("threads", flags=["-pthread"])


class ThreadTest(unittest.TestCase):
    def test_without_lock(self):
        self.assertEqual(threads.without_lock(), (1, 1))

    def test_others_run_meanwhile(self):
        workers = [threading.Thread(target=threads.without_lock) for i in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def test_threads_of_c(self):
        seen = []
        threads.on_threads(lambda i: seen.append((i, 100000 + i, threading.get_ident())), 8)
        self.assertEqual(sorted(i for i, number, ident in seen), list(range(8)))
        self.assertEqual(sorted(number for i, number, ident in seen), list(range(100000, 100008)))
        self.assertNotIn(threading.get_ident(), [ident for i, number, ident in seen])

    def test_dict_of_the_thread(self):
        self.assertEqual(threads.in_dict(5000), "{5000: 5000}")


if __name__ == "__main__":
    unittest.main()
