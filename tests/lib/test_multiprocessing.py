"""multiprocessing and the executor of processes, with each way to start processes."""

import concurrent.futures
import ctypes
import multiprocessing
import multiprocessing.connection
import multiprocessing.heap
import multiprocessing.managers
import multiprocessing.shared_memory
import multiprocessing.sharedctypes
import os
import pickle
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


def fill(name):
    block = multiprocessing.shared_memory.SharedMemory(name)
    block.buf[:5] = b'child'
    block.close()


def replace(items):
    items[1] = 'new'


class SharedMemoryTest(unittest.TestCase):
    def test_blocks(self):
        block = multiprocessing.shared_memory.SharedMemory(create=True, size=100)
        self.assertTrue(block.name.startswith('psm_'))
        self.assertGreaterEqual(block.size, 100)
        self.assertEqual(bytes(block.buf[:3]), bytes(3))
        block.buf[:5] = b'hello'
        other = multiprocessing.shared_memory.SharedMemory(block.name)
        self.assertEqual(bytes(other.buf[:5]), b'hello')
        again = pickle.loads(pickle.dumps(block))
        again.buf[0] = 72
        self.assertEqual((again.name, other.buf[0]), (block.name, 72))
        again.close()
        self.assertIs(again.buf, None)
        self.assertRaises(FileExistsError, multiprocessing.shared_memory.SharedMemory, block.name, True, 10)
        for method in multiprocessing.get_all_start_methods():
            block.buf[:5] = bytes(5)
            p = multiprocessing.get_context(method).Process(target=fill, args=(block.name,))
            p.start()
            p.join()
            self.assertEqual(bytes(block.buf[:5]), b'child')
        other.close()
        block.close()
        block.close()
        block.unlink()
        self.assertRaises(FileNotFoundError, multiprocessing.shared_memory.SharedMemory, block.name)

    def test_arguments(self):
        for args in ('x', False, -1), ('x', True, 0), (None, False, 1), (None, True, -1):
            self.assertRaises(ValueError, multiprocessing.shared_memory.SharedMemory, *args)
        self.assertRaises(FileNotFoundError, multiprocessing.shared_memory.SharedMemory, 'krait_none')

    def test_lists(self):
        values = [1, 'text', b'bytes', None, True, 2.5, -2**63, '\xe4', '', b'']
        items = multiprocessing.shared_memory.ShareableList(values)
        self.addCleanup(lambda: (items.shm.close(), items.shm.unlink()))
        other = multiprocessing.shared_memory.ShareableList(name=items.shm.name)
        self.addCleanup(other.shm.close)
        self.assertEqual((list(other), len(other), other[-4]), (values, 10, -2**63))
        self.assertEqual([type(v) for v in other], [type(v) for v in values])
        other[1] = 'longer'
        other[0] = False
        other[5] = 'a'
        self.assertEqual((items[1], items[0], items[5], items.count(None), items.index(b'bytes')), ('longer', False, 'a', 1, 2))
        self.assertRaisesRegex(ValueError, 'exceeds available storage', items.__setitem__, 1, 'x' * 9)
        self.assertRaisesRegex(IndexError, 'index out of range', items.__getitem__, 10)
        self.assertRaisesRegex(ValueError, 'not in this container', items.index, 99)
        self.assertRaises(TypeError, multiprocessing.shared_memory.ShareableList, [[]])
        again = pickle.loads(pickle.dumps(items))
        self.assertEqual(list(again), list(items))
        again.shm.close()
        p = multiprocessing.get_context('spawn').Process(target=replace, args=(items,))
        p.start()
        p.join()
        self.assertEqual(items[1], 'new')
        empty = multiprocessing.shared_memory.ShareableList()
        self.assertEqual((list(empty), empty.format), ([], ''))
        empty.shm.close()
        empty.shm.unlink()

    def test_manager(self):
        with multiprocessing.managers.SharedMemoryManager() as manager:
            block = manager.SharedMemory(100)
            items = manager.ShareableList(range(5))
            self.assertEqual(sum(items), 10)
            names = block.name, items.shm.name
            block.close()
            items.shm.close()
        for name in names:
            self.assertRaises(FileNotFoundError, multiprocessing.shared_memory.SharedMemory, name)

    def test_what_is_left_is_removed_at_the_end(self):
        source = ('from multiprocessing import shared_memory\nb = shared_memory.SharedMemory(create=True, size=10)\nprint(b.name, flush=True)\n'
                  'import os; os._exit(0)')
        p = subprocess.Popen([sys.executable, '-c', source], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = p.communicate()
        self.assertIn(b'resource_tracker: There appear to be 1 leaked shared_memory objects', err)
        self.assertRaises(FileNotFoundError, multiprocessing.shared_memory.SharedMemory, out.decode().strip())


if __name__ == '__main__':
    unittest.main()
