"""asyncio: tasks, waiting, locks, queues, streams."""
import asyncio
import os
import signal
import socket
import tempfile
import threading
import unittest


def run(function):
    """A test method from a coroutine function."""
    def test(self):
        asyncio.run(function(self))
    test.__name__ = function.__name__
    return test


class TaskTest(unittest.TestCase):

    @run
    async def test_gather(self):
        async def give(x):
            await asyncio.sleep(0.001 * (3 - x))
            return x
        self.assertEqual(await asyncio.gather(give(1), give(2), give(3)), [1, 2, 3])

        async def fail():
            raise ValueError('no')
        with self.assertRaises(ValueError):
            await asyncio.gather(give(1), fail())
        results = await asyncio.gather(give(1), fail(), return_exceptions=True)
        self.assertEqual([type(x) for x in results], [int, ValueError])

    @run
    async def test_cancel(self):
        seen = []

        async def long():
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                seen.append('cancelled')
                raise
        task = asyncio.create_task(long())
        await asyncio.sleep(0)
        self.assertTrue(task.cancel())
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertTrue(task.cancelled())
        self.assertEqual(seen, ['cancelled'])
        self.assertFalse(task.cancel())

    @run
    async def test_timeouts(self):
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(asyncio.sleep(60), 0.01)
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        self.assertEqual(await asyncio.wait_for(asyncio.sleep(0, 'x'), 5), 'x')
        done, pending = await asyncio.wait([asyncio.ensure_future(asyncio.sleep(0)), asyncio.ensure_future(asyncio.sleep(60))],
                                           return_when=asyncio.FIRST_COMPLETED)
        self.assertEqual((len(done), len(pending)), (1, 1))

    @run
    async def test_as_completed(self):
        waiting = asyncio.as_completed([asyncio.sleep(.02, 'b'), asyncio.sleep(.001, 'a')])
        self.assertEqual([await x for x in waiting], ['a', 'b'])

    @run
    async def test_shield(self):
        inner = asyncio.create_task(asyncio.sleep(0.01, 'x'))
        outer = asyncio.shield(inner)
        await asyncio.sleep(0)
        outer.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await outer
        self.assertEqual(await inner, 'x')

    @run
    async def test_group(self):
        async def fail():
            raise KeyError(1)
        with self.assertRaises(BaseExceptionGroup) as caught:
            async with asyncio.TaskGroup() as group:
                other = group.create_task(asyncio.sleep(60))
                group.create_task(fail())
        self.assertEqual([type(x) for x in caught.exception.exceptions], [KeyError])
        self.assertTrue(other.cancelled())

    @run
    async def test_threads(self):
        self.assertNotEqual(await asyncio.to_thread(threading.get_ident), threading.get_ident())

    def test_old_coroutines(self):
        @asyncio.coroutine
        def old():
            yield from asyncio.sleep(0)
            return 5

        async def main():
            return await old()
        self.assertEqual(asyncio.run(main()), 5)

    def test_errors(self):
        async def main():
            await asyncio.sleep(0)
        with self.assertRaises(ValueError):
            asyncio.run(main)
        self.assertRaises(RuntimeError, asyncio.get_running_loop)
        loop = asyncio.new_event_loop()
        loop.close()
        self.assertRaises(RuntimeError, loop.call_soon, print)
        coro = main()
        self.assertRaises(RuntimeError, loop.run_until_complete, coro)
        coro.close()

    def test_exception_handler(self):
        seen = []
        loop = asyncio.new_event_loop()
        try:
            loop.set_exception_handler(lambda loop, context: seen.append(context['exception']))
            loop.call_soon(lambda: 1 / 0)
            loop.call_soon(loop.stop)
            loop.run_forever()
        finally:
            loop.close()
        self.assertEqual([type(x) for x in seen], [ZeroDivisionError])

    def test_signal(self):
        async def main():
            event = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, event.set)
            os.kill(os.getpid(), signal.SIGUSR1)
            await asyncio.wait_for(event.wait(), 10)
        asyncio.run(main())

    def test_generators_are_closed(self):
        closed = []

        async def numbers():
            try:
                yield 1
                yield 2
            finally:
                await asyncio.sleep(0)
                closed.append(True)

        async def main():
            async for x in numbers():
                break
        asyncio.run(main())
        self.assertEqual(closed, [True])


class LockTest(unittest.TestCase):

    @run
    async def test_lock(self):
        lock = asyncio.Lock()
        order = []

        async def use(name):
            async with lock:
                order.append(name)
                await asyncio.sleep(0)
                order.append(name)
        await asyncio.gather(use('a'), use('b'), use('c'))
        self.assertEqual(order, list('aabbcc'))
        self.assertRaises(RuntimeError, lock.release)

    @run
    async def test_semaphore(self):
        semaphore = asyncio.Semaphore(2)
        inside = most = 0

        async def use():
            nonlocal inside, most
            async with semaphore:
                inside += 1
                most = max(most, inside)
                await asyncio.sleep(0)
                inside -= 1
        await asyncio.gather(*[use() for _ in range(7)])
        self.assertEqual((inside, most), (0, 2))
        bounded = asyncio.BoundedSemaphore(1)
        self.assertRaises(ValueError, bounded.release)

    @run
    async def test_condition(self):
        condition = asyncio.Condition()
        ready = []

        async def wait():
            async with condition:
                await condition.wait_for(lambda: ready)
                return ready.pop()
        task = asyncio.create_task(wait())
        await asyncio.sleep(0)
        async with condition:
            ready.append(7)
            condition.notify()
        self.assertEqual(await task, 7)

    @run
    async def test_barrier(self):
        barrier = asyncio.Barrier(3)
        self.assertEqual(sorted(await asyncio.gather(*[barrier.wait() for _ in range(3)])), [0, 1, 2])
        self.assertEqual(sorted(await asyncio.gather(*[barrier.wait() for _ in range(3)])), [0, 1, 2])

    @run
    async def test_queues(self):
        queue = asyncio.Queue(2)

        async def produce():
            for i in range(6):
                await queue.put(i)
        task = asyncio.create_task(produce())
        got = []
        for _ in range(6):
            got.append(await queue.get())
            queue.task_done()
        await queue.join()
        await task
        self.assertEqual(got, list(range(6)))
        self.assertRaises(asyncio.QueueEmpty, queue.get_nowait)
        heap = asyncio.PriorityQueue()
        for x in 3, 1, 2:
            heap.put_nowait(x)
        self.assertEqual([heap.get_nowait() for _ in range(3)], [1, 2, 3])


class StreamTest(unittest.TestCase):

    async def talk(self, server, connect):
        async def client(n):
            reader, writer = await connect()
            answers = []
            for i in range(3):
                writer.write(b'%d %d\n' % (n, i))
                await writer.drain()
                answers.append(await reader.readline())
            writer.close()
            await writer.wait_closed()
            return answers
        for n, answers in enumerate(await asyncio.gather(*[client(n) for n in range(4)])):
            self.assertEqual(answers, [b'<%d %d>\n' % (n, i) for i in range(3)])
        server.close()
        await server.wait_closed()

    @staticmethod
    async def answer(reader, writer):
        async for line in reader:
            writer.write(b'<' + line.rstrip() + b'>\n')
            await writer.drain()
        writer.close()

    @run
    async def test_tcp(self):
        server = await asyncio.start_server(self.answer, '127.0.0.1', 0)
        port = server.sockets[0].getsockname()[1]
        await self.talk(server, lambda: asyncio.open_connection('127.0.0.1', port))

    @run
    async def test_unix(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'socket')
            server = await asyncio.start_unix_server(self.answer, path)
            await self.talk(server, lambda: asyncio.open_unix_connection(path))

    @run
    async def test_much(self):
        data = os.urandom(1 << 20)

        async def send(reader, writer):
            writer.write(data)
            await writer.drain()
            writer.close()
        server = await asyncio.start_server(send, '127.0.0.1', 0)
        reader, writer = await asyncio.open_connection('127.0.0.1', server.sockets[0].getsockname()[1])
        self.assertEqual(await reader.readexactly(10), data[:10])
        self.assertEqual(await reader.read(), data[10:])
        with self.assertRaises(asyncio.IncompleteReadError):
            await reader.readexactly(1)
        writer.close()
        server.close()

    @run
    async def test_reader(self):
        reader = asyncio.StreamReader(limit=8)
        reader.feed_data(b'ab\ncd')
        self.assertEqual(await reader.readline(), b'ab\n')
        self.assertEqual(await reader.readexactly(1), b'c')
        reader.feed_data(b'0123456789')
        with self.assertRaises(ValueError):
            await reader.readline()
        reader.feed_eof()
        self.assertEqual(await reader.read(), b'')
        self.assertTrue(reader.at_eof())

    @run
    async def test_refused(self):
        with self.assertRaises(OSError):
            await asyncio.open_connection('127.0.0.1', 1)


class OlderInterfaceTest(unittest.TestCase):
    """What programs for Python 3.4 to 3.6 do."""

    def setUp(self):
        self.loop = asyncio.new_event_loop()
        self.addCleanup(self.loop.close)

    def test_with_await_lock(self):
        lock = asyncio.Lock(loop=self.loop)

        async def use():
            with await lock:
                self.assertTrue(lock.locked())
        self.loop.run_until_complete(use())
        self.assertFalse(lock.locked())
        with self.assertRaises(RuntimeError):
            with lock:
                pass

    def test_loop_is_given_to_everything(self):
        async def one(x):
            await asyncio.sleep(0, loop=self.loop)
            return x

        async def all_of_them():
            done = [await f for f in asyncio.as_completed([one(1), one(2)], loop=self.loop)]
            return sorted(done), await asyncio.wait_for(one(3), 5, loop=self.loop)
        self.assertEqual(self.loop.run_until_complete(all_of_them()), ([1, 2], 3))

    def test_representations(self):
        future = asyncio.Future(loop=self.loop)
        self.assertEqual(repr(future), '<Future pending>')
        future.add_done_callback(print)
        self.assertEqual(repr(future), '<Future pending cb=[print()]>')
        future.remove_done_callback(print)
        future.set_result(1)
        self.assertEqual(repr(future), '<Future finished result=1>')

        async def f():
            pass
        task = self.loop.create_task(f())
        self.assertRegex(repr(task), r'<Task pending coro=<.*f\(\) running at .*:\d+>>')
        self.loop.run_until_complete(task)
        self.assertRegex(repr(task), r'<Task finished coro=<.*f\(\) done, defined at .*:\d+> result=None>')
        self.assertRegex(repr(self.loop.call_soon(f)), r'<Handle .*f\(\) at .*:\d+>')

    def test_debug_mode_tells_where_things_were_made(self):
        self.loop.set_debug(True)
        self.assertRegex(repr(asyncio.Future(loop=self.loop)), r'<Future pending created at .*test_asyncio.py:\d+>')

    def test_cancelled_task_of_another_thread_ends_the_waiting(self):
        async def cancel_itself():
            asyncio.Task.current_task(self.loop).cancel()
            await asyncio.sleep(0)

        def wait():
            return asyncio.run_coroutine_threadsafe(cancel_itself(), self.loop).result(10)
        with self.assertRaises(asyncio.CancelledError):
            self.loop.run_until_complete(self.loop.run_in_executor(None, wait))

    def test_wrong_kind_of_socket(self):
        with socket.socket() as stream, socket.socket(type=socket.SOCK_DGRAM) as datagram:
            with self.assertRaises(ValueError):
                self.loop.run_until_complete(self.loop.create_datagram_endpoint(asyncio.DatagramProtocol, sock=stream))
            with self.assertRaises(ValueError):
                self.loop.run_until_complete(self.loop.create_connection(asyncio.Protocol, sock=datagram))

    def test_error_of_connection_made_does_not_hang(self):
        class Bad(asyncio.DatagramProtocol):
            def connection_made(self, transport):
                raise ZeroDivisionError
        self.loop.set_exception_handler(lambda loop, context: None)
        transport, _ = self.loop.run_until_complete(self.loop.create_datagram_endpoint(Bad, local_addr=('127.0.0.1', 0)))
        transport.close()
        self.loop.run_until_complete(asyncio.sleep(0, loop=self.loop))


if __name__ == '__main__':
    unittest.main()
