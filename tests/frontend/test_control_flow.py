"""Leaving loops, try and with in every way: what runs, in which order, and with which exception handled."""
import sys
import unittest

LOG = []


def log(*items):
    LOG.append(" ".join(map(str, items)))


class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        log('enter', self.name)
        return self.name

    def __exit__(self, *error):
        log('exit', self.name, error[0] and error[0].__name__, error[1])
        return self.swallow


def generator():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log('closed')
        raise
    finally:
        log('generator ended')


class ControlFlowTest(unittest.TestCase):
    def check(self, function, *expected):
        del LOG[:]
        log(function())
        self.assertEqual(LOG, list(expected))

    def test_with_and_loop_exits(self):
        def function():
            for i in range(3):
                with Manager(i):
                    if i == 1:
                        continue
                    if i == 2:
                        break
                    log('body', i)
            else:
                log('else')
            return 'done'
        self.check(function,
                   'enter 0',
                   'body 0',
                   'exit 0 None None',
                   'enter 1',
                   'exit 1 None None',
                   'enter 2',
                   'exit 2 None None',
                   'done')

    def test_swallowing_with_in_finally(self):
        def function():
            for i in range(3):
                try:
                    with Manager('a'), Manager('b', True) as b:
                        log(b)
                        if i == 1:
                            raise ValueError(i)
                        if i == 2:
                            return 'ret'
                finally:
                    log('fin', i)
        self.check(function,
                   'enter a',
                   'enter b',
                   'b',
                   'exit b None None',
                   'exit a None None',
                   'fin 0',
                   'enter a',
                   'enter b',
                   'b',
                   'exit b ValueError 1',
                   'exit a None None',
                   'fin 1',
                   'enter a',
                   'enter b',
                   'b',
                   'exit b None None',
                   'exit a None None',
                   'fin 2',
                   'ret')

    def test_break_through_nested_finally(self):
        def function():
            while True:
                try:
                    try:
                        raise KeyError('x')
                    except KeyError as e:
                        log('caught', e)
                        break
                    finally:
                        log('inner fin')
                finally:
                    log('outer fin')
            log('after')
            try:
                e
            except NameError as n:
                log(type(n).__name__)
        self.check(function,
                   "caught 'x'",
                   'inner fin',
                   'outer fin',
                   'after',
                   'UnboundLocalError',
                   'None')

    def test_return_runs_finally(self):
        def function():
            try:
                return 'try'
            finally:
                log('cleanup')
        self.check(function,
                   'cleanup',
                   'try')

    def test_returned_local_is_kept_when_finally_rebinds_it(self):
        def function():
            x = 1
            try:
                return x
            finally:
                x = 2
        self.check(function,
                   '1')

    def test_continue_in_finally_cancels_return(self):
        def function():
            for i in range(5):
                try:
                    return i
                finally:
                    if i < 3:
                        continue
                    log('i', i)
        self.check(function,
                   'i 3',
                   '3')

    def test_explicit_cause(self):
        def function():
            try:
                raise ValueError('a')
            except ValueError as e:
                try:
                    raise KeyError('b') from e
                except KeyError as k:
                    return (repr(k), repr(k.__cause__), repr(k.__context__))
        self.check(function,
                   '("KeyError(\'b\',)", "ValueError(\'a\',)", "ValueError(\'a\',)")')

    def test_exc_info_nests(self):
        def function():
            r = []
            try:
                raise ValueError(1)
            except ValueError:
                r.append(sys.exc_info()[0])
                try:
                    raise KeyError(2)
                except KeyError:
                    r.append(sys.exc_info()[0])
                r.append(sys.exc_info()[0])
            r.append(sys.exc_info()[0])
            return r
        self.check(function,
                   "[<class 'ValueError'>, <class 'KeyError'>, <class 'ValueError'>, None]")

    def test_leaving_a_handler_by_continue_and_break(self):
        def function():
            for i in range(3):
                try:
                    raise ValueError(i)
                except ValueError:
                    if i == 0:
                        continue
                    if i == 1:
                        break
            return sys.exc_info()
        self.check(function,
                   '(None, None, None)')

    def test_else_and_finally(self):
        def function():
            try:
                pass
            except:
                log('no')
            else:
                log('else')
            finally:
                log('fin')
        self.check(function,
                   'else',
                   'fin',
                   'None')

    def test_exc_info_in_finally(self):
        def function():
            try:
                try:
                    1 / 0
                finally:
                    log('fin', sys.exc_info()[0].__name__)
            except ZeroDivisionError:
                log('zde')
            log(sys.exc_info())
        self.check(function,
                   'fin ZeroDivisionError',
                   'zde',
                   '(None, None, None)',
                   'None')

    def test_swallowed_exception_goes_on_after_the_with(self):
        def function():
            try:
                with Manager('x', False):
                    with Manager('y', True):
                        raise OSError('e')
                    log('swallowed')
                    raise KeyError('z')
            except KeyError:
                log('key')
        self.check(function,
                   'enter x',
                   'enter y',
                   'exit y OSError e',
                   'swallowed',
                   "exit x KeyError 'z'",
                   'key',
                   'None')

    def test_return_closes_generators_of_loops(self):
        def function():
            for x in generator():
                for y in generator():
                    if y == 1:
                        break
                return x
        self.check(function,
                   'closed',
                   'generator ended',
                   'closed',
                   'generator ended',
                   '1')

    def test_while_else(self):
        def function():
            i = 0
            while i < 5:
                i += 1
                if i == 2:
                    continue
                if i == 4:
                    break
            else:
                log('no')
            while i:
                i -= 1
            else:
                log('wh else')
            return i
        self.check(function,
                   'wh else',
                   '0')

    def test_reraise_keeps_context(self):
        def function():
            try:
                try:
                    1 / 0
                except ZeroDivisionError:
                    raise
            except ZeroDivisionError as e:
                log('re', e.__context__)
        self.check(function,
                   're None',
                   'None')

    def test_loop_with_finally_in_finally(self):
        def function():
            try:
                pass
            finally:
                for i in range(2):
                    try:
                        break
                    finally:
                        log('nest')
        self.check(function,
                   'nest',
                   'None')

    def test_for_else_with_continue_in_try(self):
        def function():
            for a in [1, 2]:
                for b in [3, 4]:
                    try:
                        if b == 3:
                            continue
                        break
                    finally:
                        log(a, b)
                else:
                    log('E')
            else:
                log('EE')
        self.check(function,
                   '1 3',
                   '1 4',
                   '2 3',
                   '2 4',
                   'EE',
                   'None')

    def test_several_context_managers(self):
        def function():
            with Manager(1) as a, Manager(2) as b:
                return a + b
        self.check(function,
                   'enter 1',
                   'enter 2',
                   'exit 2 None None',
                   'exit 1 None None',
                   '3')

    def test_continue_and_return_through_two_finally(self):
        def function():
            n = 0
            while 1:
                n += 1
                try:
                    try:
                        if n < 3:
                            continue
                        return n
                    finally:
                        log('in', n)
                finally:
                    log('out', n)
        self.check(function,
                   'in 1',
                   'out 1',
                   'in 2',
                   'out 2',
                   'in 3',
                   'out 3',
                   '3')


if __name__ == "__main__":
    unittest.main()
