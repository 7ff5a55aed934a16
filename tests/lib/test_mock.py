import unittest
from unittest import mock
from unittest.mock import AsyncMock, MagicMock, Mock, call, create_autospec, mock_open, patch, seal


class Target:
    attribute = 1

    def method(self, a, b=2):
        return a, b


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as stop:
        return stop.value


class RecordingTest(unittest.TestCase):

    def test_children_report_to_parents(self):
        m = Mock()
        m.a.b(1)
        m(2).c(x=3)
        self.assertEqual(m.mock_calls, [call.a.b(1), call(2), call().c(x=3)])
        self.assertEqual(m.method_calls, [call.a.b(1)])
        self.assertEqual(repr(m.mock_calls[0]), 'call.a.b(1)')

    def test_failure_shows_expected_and_actual(self):
        m = Mock()
        m(1)
        with self.assertRaises(AssertionError) as caught:
            m.assert_called_with(2, k=3)
        self.assertEqual(str(caught.exception), 'Expected call: mock(2, k=3)\nActual call: mock(1)')

    def test_misspelt_assertion_is_refused(self):
        with self.assertRaisesRegex(AttributeError, "'assert_caled' is not a valid assertion"):
            Mock().assert_caled

    def test_adopting_a_mock_sets_its_links_without_watching_them(self):
        parent, child = Mock(), Mock()
        parent.child = child
        child(1)
        self.assertEqual(parent.mock_calls, [call.child(1)])
        self.assertNotIn('_mock_new_parent', child._mock_children)

    def test_special_methods(self):
        m = MagicMock()
        m.__getitem__.return_value = 5
        self.assertEqual(m['k'], 5)
        self.assertEqual(m.mock_calls, [('__getitem__', ('k',), {})])
        self.assertEqual((int(m), len(m), list(m)), (1, 0, []))

    def test_seal(self):
        m = Mock()
        m.a.b = 1
        seal(m)
        self.assertEqual(m.a.b, 1)
        with self.assertRaisesRegex(AttributeError, 'mock.a.c'):
            m.a.c

    def test_any_beside_what_equals_nothing(self):
        class Odd:
            def __eq__(self, other):
                return False
        m = Mock()
        m(Odd(), 1)
        m.assert_any_call(mock.ANY, 1)
        m.assert_called_with(mock.ANY, 1)

    def test_wraps(self):
        m = Mock(wraps=Target())
        self.assertEqual(m.method(1), (1, 2))
        m.method.return_value = 5
        self.assertEqual(m.method(1), 5)

    def test_mock_as_specification_is_refused(self):
        with self.assertRaisesRegex(mock.InvalidSpecError, 'Cannot spec a Mock object'):
            Mock(spec=Mock())


class PatchTest(unittest.TestCase):

    def test_patch_object_restores(self):
        with patch.object(Target, 'attribute', 5):
            self.assertEqual(Target.attribute, 5)
        self.assertEqual(Target.attribute, 1)

    def test_decorators_hand_mocks_from_the_inside(self):
        @patch(__name__ + '.Target.attribute')
        @patch.object(Target, 'method')
        def f(method, attribute):
            self.assertIs(Target.method, method)
            self.assertIs(Target.attribute, attribute)
        f()

    def test_autospec_checks_arguments(self):
        t = create_autospec(Target)()
        t.method(1, b=3)
        t.method.assert_called_with(1, 3)
        self.assertRaises(TypeError, t.method)
        self.assertRaises(AttributeError, getattr, t, 'other')

    def test_dict(self):
        d = {'a': 1}
        with patch.dict(d, {'b': 2}, clear=True):
            self.assertEqual(d, {'b': 2})
        self.assertEqual(d, {'a': 1})

    def test_open(self):
        with patch('builtins.open', mock_open(read_data='one\ntwo\n')) as m:
            with open('x') as f:
                self.assertEqual(f.readline(), 'one\n')
                self.assertEqual(list(f), ['two\n'])
        m.assert_called_once_with('x')


class AsyncTest(unittest.TestCase):

    def test_awaits_are_recorded(self):
        m = AsyncMock(return_value=3)
        self.assertEqual(run(m(1)), 3)
        m.assert_awaited_once_with(1)

    def test_coroutine_function_as_specification(self):
        async def f(a): pass
        m = create_autospec(f, return_value=4)
        self.assertEqual(run(m(1)), 4)
        self.assertRaises(TypeError, run, m())

    def test_asyncmock_is_a_coroutine_function(self):
        import inspect
        self.assertTrue(inspect.iscoroutinefunction(AsyncMock()))
        self.assertTrue(inspect.iscoroutinefunction(MagicMock().__aenter__))

    def test_coroutine_method_of_a_specification(self):
        class C:
            async def f(self): pass
            def g(self): pass
        m = Mock(spec=C)
        self.assertIsInstance(m.f, AsyncMock)
        self.assertNotIsInstance(m.g, AsyncMock)

    def test_async_iteration(self):
        async def f(m):
            return [x async for x in m]
        m = AsyncMock()
        m.__aiter__.return_value = [1, 2]
        self.assertEqual(run(f(m)), [1, 2])

    def test_with_statement(self):
        async def f(m):
            async with m as x:
                return x
        m = MagicMock()
        m.__aenter__.return_value = 7
        self.assertEqual(run(f(m)), 7)


class ThreadingTest(unittest.TestCase):

    def test_wait(self):
        import threading
        m = mock.ThreadingMock(timeout=10)
        thread = threading.Timer(0.01, m.method, (1,))
        thread.start()
        m.method.wait_until_called()
        m.method.wait_until_any_call_with(1)
        thread.join()

    def test_timeout(self):
        m = mock.ThreadingMock()
        with self.assertRaisesRegex(AssertionError, r'mock was not called before timeout\(0.01\)'):
            m.wait_until_called(timeout=0.01)


if __name__ == '__main__':
    unittest.main()
