"""sys.settrace, sys.setprofile: the events that trace and profile functions get."""

import sys
import threading
import unittest


def record(function, *args):
    """The (line relative to the function's def, event) pairs while function runs."""
    events = []
    first = function.__code__.co_firstlineno

    def tracer(frame, event, arg):
        events.append((frame.f_lineno - first, event))
        return tracer
    sys.settrace(tracer)
    try:
        function(*args)
    except ZeroDivisionError:
        pass
    finally:
        sys.settrace(None)
    return events


def straight():
    a = 1
    return a


def looping():
    for i in range(2):
        if i:
            continue
        i += 1


def failing():
    try:
        1 / 0
    finally:
        x = 1


def generating():
    yield 1
    yield 2


def for_loop():
    for x in generating():
        pass


def with_defaults(a, b=2, *, c=3):
    return a + b + c


class Point:
    def __init__(self, x):
        self.x = x


class Trace(unittest.TestCase):
    def test_call_line_return(self):
        self.assertEqual(record(straight), [(0, 'call'), (1, 'line'), (2, 'line'), (2, 'return')])

    def test_loop_with_continue(self):
        self.assertEqual(record(looping), [(0, 'call'), (1, 'line'), (2, 'line'), (4, 'line'), (1, 'line'), (2, 'line'), (3, 'line'),
                                           (1, 'line'), (1, 'return')])

    def test_constant_tests_have_no_lines(self):
        def function():
            x = 1
            while 0:
                pass
            if 0:
                x = 2
            x = 3
        self.assertEqual([line for line, event in record(function) if event == 'line'], [1, 6])

    def test_leaving_by_a_finally_clause(self):
        def returns():
            try:
                return 1
            finally:
                x = 2
        self.assertEqual(record(returns), [(0, 'call'), (1, 'line'), (2, 'line'), (4, 'line'), (4, 'return')])

        def breaks():
            for i in 1, 2:
                try:
                    break
                finally:
                    x = 2
            return x
        self.assertEqual([line for line, event in record(breaks) if event == 'line'], [1, 2, 3, 5, 6])

    def test_exception_passes_through(self):
        self.assertEqual(record(failing), [(0, 'call'), (1, 'line'), (2, 'line'), (2, 'exception'), (4, 'line'), (4, 'return')])

    def test_generator_resumed_by_a_for_loop(self):
        line = for_loop.__code__.co_firstlineno - generating.__code__.co_firstlineno
        self.assertEqual([(a, e) for a, e in record(for_loop) if a < 0],
                         [(-line, 'call'), (1 - line, 'line'), (1 - line, 'return'), (1 - line, 'call'), (2 - line, 'line'),
                          (2 - line, 'return'), (2 - line, 'call'), (2 - line, 'return')])

    def test_value_of_a_generator_is_an_exception_event(self):
        def generator():
            yield 1
            return 5

        def loops():
            for x in generator():
                pass
        self.assertIn((1, 'exception'), [e for e in record(loops)])

    def test_warm_call_sites_are_traced(self):
        def calls():
            straight()
            with_defaults(1, c=4)
            Point(1)
        for _ in range(50):
            calls()
        names = []

        def tracer(frame, event, arg):
            names.append(frame.f_code.co_name)
        sys.settrace(tracer)
        calls()
        sys.settrace(None)
        self.assertEqual(names, ['calls', 'straight', 'with_defaults', '__init__'])
        names.clear()
        calls()
        self.assertEqual(names, [])

    def test_error_in_the_trace_function_ends_tracing(self):
        def tracer(frame, event, arg):
            raise KeyError(event)
        sys.settrace(tracer)
        try:
            straight()
        except KeyError:
            pass
        else:
            self.fail('the error was lost')
        self.assertIsNone(sys.gettrace())

    def test_frame_traced_from_inside(self):
        lines = []

        def tracer(frame, event, arg):
            lines.append((frame.f_lineno, event))
            return tracer

        def start():
            sys._getframe(1).f_trace = tracer
            sys.settrace(tracer)

        def function():
            start()
            a = 1
            sys.settrace(None)
        function()
        first = function.__code__.co_firstlineno
        self.assertEqual([(n - first, e) for n, e in lines if n >= first], [(2, 'line'), (3, 'line')])

    def test_switched_on_and_off_often(self):
        """Each change of the interpreter loop took C stack."""
        def tracer(frame, event, arg):
            return tracer
        for _ in range(50000):
            sys.settrace(tracer)
            straight()
            sys.settrace(None)
            straight()

    def test_threads(self):
        names = []
        threading.settrace(lambda frame, event, arg: names.append(frame.f_code.co_name))
        try:
            thread = threading.Thread(target=straight)
            thread.start()
            thread.join()
        finally:
            threading.settrace(None)
        self.assertIn('straight', names)

    def test_end_of_what_is_delegated_to(self):
        # The end of a generator or coroutine is a StopIteration for yield from and await, and none for a for loop.
        def delegating():
            yield from generating()
            for x in generating():
                pass

        async def nothing():
            pass

        async def awaiting():
            await nothing()

        def function():
            list(delegating())
            awaiting().close()
            try:
                awaiting().send(None)
            except StopIteration:
                pass
        exceptions = []

        def tracer(frame, event, arg):
            if event == 'exception':
                exceptions.append((frame.f_code.co_name, arg[0]))
            return tracer
        sys.settrace(tracer)
        try:
            function()
        finally:
            sys.settrace(None)
        self.assertEqual(exceptions, [('delegating', StopIteration), ('awaiting', StopIteration), ('function', StopIteration)])


class Jump(unittest.TestCase):
    """Assigning frame.f_lineno."""

    def jump(self, function, start, end, event='line'):
        """Runs function, jumping once from line to line; what it logged, or the error's text."""
        log, first, done = [], function.__code__.co_firstlineno, []

        def tracer(frame, what, arg):
            if frame.f_code is function.__code__ and what == event and frame.f_lineno == first + start and not done:
                done.append(True)
                frame.f_lineno = first + end
            return tracer
        sys.settrace(tracer)
        try:
            function(log)
        except ValueError as e:
            return str(e)
        finally:
            sys.settrace(None)
        return log

    def blocks(log):
        log.append(1)
        for i in 1, 2:
            log.append(i)
            log.append(-i)
        try:
            log.append('try')
            1 / 0
        except ZeroDivisionError:
            log.append('except')
            log.append(sys.exc_info()[0])
        log.append(sys.exc_info()[0])

    def test_forwards_and_backwards(self):
        def function(log):
            log.append(1)
            log.append(2)
            log.append(3)
        self.assertEqual(self.jump(function, 2, 3), [1, 3])
        self.assertEqual(self.jump(function, 2, 1), [1, 1, 2, 3])

    def test_out_of_blocks(self):
        blocks = Jump.blocks
        self.assertEqual(self.jump(blocks, 3, 5), [1, 'try', 'except', ZeroDivisionError, None])
        self.assertEqual(self.jump(blocks, 4, 2)[:5], [1, 1, 1, -1, 2])
        self.assertEqual(self.jump(blocks, 10, 11), [1, 1, -1, 2, -2, 'try', 'except', None])

    def test_not_into_blocks(self):
        blocks = Jump.blocks
        self.assertEqual(self.jump(blocks, 1, 3), "can't jump into the middle of a block")
        self.assertEqual(self.jump(blocks, 1, 6), "can't jump into the middle of a block")
        self.assertEqual(self.jump(blocks, 6, 9), "can't jump to 'except' line as there's no exception")
        self.assertIn('before the current', self.jump(blocks, 1, -1))
        self.assertIn('after the current', self.jump(blocks, 1, 1000))
        self.assertEqual(self.jump(blocks, 0, 1, 'call'), "can't jump from the 'call' trace event of a new frame")
        self.assertEqual(self.jump(blocks, 11, 1, 'return'), "can only jump from a 'line' trace event")

    def test_neither_into_nor_out_of_finally(self):
        def function(log):
            log.append(1)
            try:
                log.append(3)
            finally:
                log.append(5)
                log.append(6)
            log.append(7)
        for start, end in (1, 5), (3, 6), (5, 7), (6, 1), (7, 5):
            self.assertEqual(self.jump(function, start, end), "can't jump into or out of a 'finally' block")
        self.assertEqual(self.jump(function, 5, 6), [1, 3, 6, 7])

    def test_while_is_a_block(self):
        def function(log):
            log.append(1)
            while len(log) < 3:
                log.append(3)
            log.append(4)
        for start in 1, 4:
            self.assertEqual(self.jump(function, start, 3), "can't jump into the middle of a block")
        self.assertEqual(self.jump(function, 3, 4), [1, 4])
        self.assertEqual(self.jump(function, 1, 2), [3, 3, 3, 4])

    def test_between_except_clauses(self):
        def function(log):
            try:
                1 / 0
            except ZeroDivisionError:
                log.append(4)
            except ValueError as e:
                log.append(6)
            log.append(7)
        self.assertEqual(self.jump(function, 4, 6), "can't jump into the middle of a block")

    def test_not_from_a_yield(self):
        def function(log):
            for x in generator():
                log.append(x)
        def generator():
            yield 1
        def tracer(frame, event, arg):
            if event == 'return' and frame.f_code is generator.__code__:
                frame.f_lineno = frame.f_lineno
            return tracer
        sys.settrace(tracer)
        try:
            with self.assertRaisesRegex(ValueError, "can't jump from a yield statement"):
                function([])
        finally:
            sys.settrace(None)

    def test_into_a_statement(self):
        def function(log):
            log.append(1)
            log.extend([
                len(log),
                2])
        self.assertEqual(self.jump(function, 1, 3), "can't jump into the middle of a statement")

    def test_unbound_locals_become_none(self):
        import warnings

        def function(log):
            x = 1
            log.append(x)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            self.assertEqual(self.jump(function, 1, 2), [None])
        self.assertEqual([str(w.message) for w in caught], ['assigning None to 1 unbound local'])

    def test_only_a_trace_function_may(self):
        with self.assertRaisesRegex(ValueError, 'trace function'):
            sys._getframe().f_lineno = 1


class Profile(unittest.TestCase):
    def profile(self, function):
        events = []

        def profiler(frame, event, arg):
            events.append((event, getattr(arg, '__name__', None) if event[:2] == 'c_' else frame.f_code.co_name))
        sys.setprofile(profiler)
        try:
            function()
        except ValueError:
            pass
        finally:
            sys.setprofile(None)
        return [e for e in events if e != ('c_call', 'setprofile')]

    def test_built_in_functions(self):
        def function():
            len([])
            [].append(1)
            int_of('x')

        def int_of(x):
            raise ValueError
        self.assertEqual(self.profile(function),
                         [('call', 'function'), ('c_call', 'len'), ('c_return', 'len'), ('c_call', 'append'), ('c_return', 'append'),
                          ('call', 'int_of'), ('return', 'int_of'), ('return', 'function')])

    def test_failing_built_in(self):
        def function():
            'a'.index('b')
        self.assertEqual(self.profile(function), [('call', 'function'), ('c_call', 'index'), ('c_exception', 'index'), ('return', 'function')])


if __name__ == '__main__':
    unittest.main()
