"""multiprocessing and the executor of processes, with each way to start processes."""

import concurrent.futures
import ctypes
import multiprocessing
import multiprocessing.connection
import multiprocessing.heap
import multiprocessing.sharedctypes
import os
import signal
import subprocess
import sys
import time
import unittest


def double(x):
    return 2 * x


def fail(x):
    raise LookupError(x)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def answer(connection, queue):
    connection.send([connection.recv(), os.getpid()])
    queue.put(multiprocessing.current_process().name)


def count(lock, block, n):
    numbers = block.create_memoryview().cast('q')
    for i in range(n):
        with lock:
            numbers[0] += 1


class Pair(ctypes.Structure):
    _fields_ = [('x', ctypes.c_int), ('y', ctypes.c_double)]


def change(value, raw, array, text, pair):
    for i in range(100):
        with value:
            value.value += 1
    raw.value = 2.5
    array[1:3] = [array[0] + 1, array[0] + 2]
    text.value = b'there'
    pair.y *= 2


class Started:
    """The same for each way to start processes."""

    def setUp(self):
        self.mp = multiprocessing.get_context(self.method)

    def test_process_answers(self):
        ours, theirs = self.mp.Pipe()
        queue = self.mp.Queue()
        p = self.mp.Process(target=answer, args=(theirs, queue), name='Worker')
        p.start()
        ours.send({'a': 1})
        self.assertEqual(ours.recv(), [{'a': 1}, p.pid])
        self.assertEqual(queue.get(timeout=20), 'Worker')
        p.join()
        self.assertEqual(p.exitcode, 0)
        self.assertFalse(p.is_alive())

    def test_lock_keeps_counts_right(self):
        lock, block = self.mp.Lock(), multiprocessing.heap.BufferWrapper(8)
        block.create_memoryview().cast('q')[0] = 0
        workers = [self.mp.Process(target=count, args=(lock, block, 200)) for i in range(3)]
        for p in workers:
            p.start()
        for p in workers:
            p.join()
        self.assertEqual(block.create_memoryview().cast('q')[0], 600)

    def test_shared_c_objects(self):
        value, raw, array = self.mp.Value('i', 7), self.mp.RawValue('d'), self.mp.Array('h', range(4))
        text, pair = self.mp.Array('c', 10), self.mp.Value(Pair, 1, 1.5)
        workers = [self.mp.Process(target=change, args=(value, raw, array, text, pair)) for i in range(2)]
        for p in workers:
            p.start()
        for p in workers:
            p.join()
        self.assertEqual((value.value, raw.value, array[:], text.value, pair.x, pair.y), (207, 2.5, [0, 1, 2, 3], b'there', 1, 6.0))
        self.assertEqual(self.mp.RawArray('i', 3)[:], [0, 0, 0])
        self.assertEqual(len(self.mp.Array('u', 'abc', lock=False)), 3)
        copied = multiprocessing.sharedctypes.copy(pair.get_obj())
        pair.x = 5
        self.assertEqual((copied.x, copied.y), (1, 6.0))

    def test_pool(self):
        with self.mp.Pool(2) as pool:
            self.assertEqual(pool.map(double, range(20)), list(range(0, 40, 2)))
            self.assertEqual(list(pool.imap(double, range(5), chunksize=2)), [0, 2, 4, 6, 8])
            result = pool.apply_async(fail, ('x',))
            with self.assertRaises(LookupError) as error:
                result.get(20)
            self.assertIn('in fail', str(error.exception.__cause__))

    def test_killed_by_a_signal(self):
        p = self.mp.Process(target=time.sleep, args=(60,))
        p.start()
        p.terminate()
        p.join()
        self.assertEqual(p.exitcode, -signal.SIGTERM)

    def test_executor(self):
        with concurrent.futures.ProcessPoolExecutor(2, mp_context=self.mp) as executor:
            self.assertEqual(list(executor.map(double, range(10), chunksize=3)), list(range(0, 20, 2)))
            self.assertRaises(LookupError, executor.submit(fail, 1).result)
            with self.assertRaises(Exception):
                executor.submit(double, lambda: 0).result()
            self.assertEqual(executor.submit(double, 4).result(), 8)


class Fork(Started, unittest.TestCase):
    method = 'fork'

    def test_manager(self):
        with self.mp.Manager() as manager:
            d, l = manager.dict(), manager.list([1, 2])
            d['list'] = l
            d['list'].append(3)
            self.assertEqual(l[:], [1, 2, 3])
            self.assertRaises(KeyError, lambda: d['missing'])

    def test_executor_breaks_when_a_worker_dies(self):
        executor = concurrent.futures.ProcessPoolExecutor(2)
        self.assertRaises(concurrent.futures.BrokenExecutor, executor.submit(die).result)
        self.assertRaises(concurrent.futures.BrokenExecutor, executor.submit, double, 1)
        executor.shutdown()

    def test_full_queue(self):
        queue = self.mp.Queue(1)
        queue.put(1)
        with self.assertRaises(multiprocessing.queues.Full):
            queue.put(2, timeout=0.01)
        self.assertEqual(queue.get(), 1)
        with self.assertRaises(multiprocessing.queues.Empty):
            queue.get(timeout=0.01)
        queue.close()
        queue.join_thread()

    def test_wrong_key_is_refused(self):
        with multiprocessing.connection.Listener(authkey=b'right') as listener:
            p = self.mp.Process(target=self.client, args=(listener.address,))
            p.start()
            self.assertRaises(multiprocessing.AuthenticationError, listener.accept)
            p.join()
            self.assertEqual(p.exitcode, 0)

    @staticmethod
    def client(address):
        try:
            multiprocessing.connection.Client(address, authkey=b'wrong')
        except (multiprocessing.AuthenticationError, EOFError, OSError):
            return
        sys.exit(3)


class Spawn(Started, unittest.TestCase):
    method = 'spawn'


class ForkServer(Started, unittest.TestCase):
    method = 'forkserver'


class End(unittest.TestCase):
    def test_interpreter_waits_for_what_was_submitted(self):
        code = ('import concurrent.futures, time\n'
                'e = concurrent.futures.ProcessPoolExecutor(1)\n'
                'e.submit(time.sleep, 0.2).add_done_callback(lambda f: print("done", flush=True))\n')
        p = subprocess.run([sys.executable, '-c', code], stdout=subprocess.PIPE, timeout=60)
        self.assertEqual((p.returncode, p.stdout), (0, b'done\n'))


if __name__ == '__main__':
    unittest.main()
