"""Generators and coroutines: how they end."""

import sys
import unittest
import warnings


def stopping():
    yield 1
    raise StopIteration(7)


class StopIterationInGenerators(unittest.TestCase):
    """As in 3.2, it leaves the generator as it is; later versions' DeprecationWarning tells of it."""

    def collect(self):
        result = []
        for x in stopping():
            result.append(x)
        return result

    def test_ends_a_for_loop(self):
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            self.assertEqual([self.collect() for _ in range(6)], [[1]] * 6)
            self.assertEqual(list(stopping()), [1])

    def test_warns(self):
        for run in self.collect, lambda: list(stopping()):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter('always')
                run()
            self.assertEqual([(w.category, str(w.message)) for w in caught],
                             [(DeprecationWarning, "generator 'stopping' raised StopIteration")])

    def test_warning_made_an_error(self):
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            with self.assertRaises(DeprecationWarning) as caught:
                self.collect()
        self.assertIsInstance(caught.exception.__context__, StopIteration)

    def test_value_reaches_the_caller(self):
        g = stopping()
        next(g)
        with self.assertRaises(StopIteration) as caught:
            next(g)
        self.assertEqual(caught.exception.value, 7)


class Coroutines(unittest.TestCase):
    def test_throw_into_a_finished_one(self):
        async def f():
            return 1
        c = f()
        self.assertRaises(StopIteration, c.send, None)
        with self.assertRaisesRegex(RuntimeError, 'cannot reuse already awaited coroutine'):
            c.throw(KeyError)
        c.close()

    def test_failing_await_of_anext(self):
        class A:
            def __aiter__(self):
                return self

            def __anext__(self):
                return self

            def __await__(self):
                1 / 0

        async def f():
            async for _ in A():
                pass
        with self.assertRaisesRegex(TypeError, 'invalid object from __anext__') as caught:
            f().send(None)
        self.assertIsInstance(caught.exception.__cause__, ZeroDivisionError)


def drive(coroutine):
    """Return what the coroutine yields and returns."""
    yielded = []
    try:
        while True:
            yielded.append(coroutine.send(None))
    except StopIteration as e:
        return yielded, e.value


class LegacyAiter(unittest.TestCase):
    """Until Python 3.6 __aiter__ might be a coroutine; asked for once, before the first item."""

    def setUp(self):
        class Pause:
            def __init__(self, value):
                self.value = value

            def __await__(self):
                yield self.value

        class Items:
            i = asked = 0

            async def __aiter__(self):
                self.asked += 1
                await Pause('aiter')
                return self

            async def __anext__(self):
                await Pause(self.i)
                self.i += 1
                if self.i > 2:
                    raise StopAsyncIteration
                return self.i
        self.items = Items()

    def test_it_is_awaited(self):
        async def f():
            return [x async for x in self.items]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            self.assertEqual(drive(f()), (['aiter', 0, 1, 2], [1, 2]))
        self.assertEqual(self.items.asked, 1)
        self.assertRegex(str(caught[0].message), 'legacy __aiter__ protocol')

    def test_exceptions_thrown_in_reach_it(self):
        async def f():
            async for x in self.items:
                pass
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            c = f()
            self.assertEqual(c.send(None), 'aiter')
            self.assertRaises(KeyError, c.throw, KeyError)

    def test_neither_iterator_nor_awaitable(self):
        class Bad:
            def __aiter__(self):
                return 1

        async def f():
            async for x in Bad():
                pass
        with self.assertRaisesRegex(TypeError, 'invalid object from __aiter__ that does not implement __anext__: int'):
            drive(f())


class CoroutineHooks(unittest.TestCase):
    def test_wrapper(self):
        async def f():
            return 1
        made = []
        self.assertIsNone(sys.get_coroutine_wrapper())
        self.assertRaises(TypeError, sys.set_coroutine_wrapper, 1)
        sys.set_coroutine_wrapper(lambda c: made.append(c) or c)
        try:
            c = f()
        finally:
            sys.set_coroutine_wrapper(None)
        self.assertEqual((made, drive(c)), ([c], ([], 1)))

    def test_origin(self):
        async def f():
            return 1
        self.assertIsNone(self.origin(f))
        sys.set_coroutine_origin_tracking_depth(1)
        try:
            (file, line, name), = self.origin(f)
        finally:
            sys.set_coroutine_origin_tracking_depth(0)
        self.assertEqual((file, name), (__file__, 'origin'))

    def origin(self, f):
        c = f()
        c.close()
        return c.cr_origin

    def test_async_generator_suspended_in_an_await_goes_on(self):
        class Pause:
            def __await__(self):
                yield 'pause'

        async def f():
            await Pause()
            yield 1
        g = f()
        self.assertEqual(g.__anext__().send(None), 'pause')
        with self.assertRaises(StopIteration) as caught:
            g.__anext__().send(None)
        self.assertEqual(caught.exception.value, 1)


class Groups(unittest.TestCase):
    def test_nested_split_keeps_the_kind(self):
        seen = []
        try:
            raise ExceptionGroup('a', [ValueError(1), ExceptionGroup('b', [TypeError(2), ValueError(3)])])
        except* ValueError as e:
            seen.append((type(e).__name__, repr(e.exceptions)))
        except* TypeError as e:
            seen.append((type(e).__name__, repr(e.exceptions)))
        self.assertEqual(seen, [('ExceptionGroup', "(ValueError(1,), ExceptionGroup('b', [ValueError(3,)]))"),
                                ('ExceptionGroup', "(ExceptionGroup('b', [TypeError(2,)]),)")])

    def test_naked_exception_is_wrapped(self):
        try:
            raise ValueError(1)
        except* ValueError as e:
            self.assertIs(type(e), ExceptionGroup)
        self.assertTrue(issubclass(ExceptionGroup, Exception))


if __name__ == '__main__':
    unittest.main()
