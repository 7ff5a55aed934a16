"""Generators and coroutines: how they end."""

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
