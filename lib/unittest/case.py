"""TestCase: a single test with its fixture, and the assertions."""

import sys
import traceback
import warnings
from collections import Counter, namedtuple
from contextlib import contextmanager
from functools import wraps
from time import time
from .result import TestResult
from .util import (strclass, safe_repr, _count_diff_all_purpose,
                   _count_diff_hashable, _common_shorten_repr)

__unittest = True

_subtest_msg_sentinel = object()

DIFF_OMITTED = '\nDiff is %s characters long. Set self.maxDiff to None to see it.'


class SkipTest(Exception):
    """Raise this in a test to skip it."""


class _ShouldStop(Exception):
    """The test should stop: a subtest failed under failfast."""


class _UnexpectedSuccess(Exception):
    """The test was supposed to fail, but it did not."""


class _Outcome:
    """What has happened to a test so far."""

    def __init__(self, result=None):
        self.expecting_failure = False
        self.result = result
        self.result_supports_subtests = hasattr(result, 'addSubTest')
        self.success = True
        self.skipped = []
        self.expectedFailure = None
        self.errors = []

    @contextmanager
    def testPartExecutor(self, test_case, isTest=False):
        old_success = self.success
        self.success = True
        try:
            yield
        except KeyboardInterrupt:
            raise
        except SkipTest as e:
            self.success = False
            self.skipped.append((test_case, str(e)))
        except _ShouldStop:
            # An expected failure of a subtest ends the test as well.
            self.success = self.expectedFailure is not None
        except:
            exc_info = sys.exc_info()
            if self.expecting_failure:
                self.expectedFailure = exc_info
            else:
                self.success = False
                self.errors.append((test_case, exc_info))
            # The traceback would keep this frame and the test alive.
            exc_info = None
        else:
            if self.result_supports_subtests and self.success:
                self.errors.append((test_case, None))
        finally:
            self.success = self.success and old_success


def _id(obj):
    return obj


_module_cleanups = []


def addModuleCleanup(function, /, *args, **kwargs):
    """Register a function to be called after tearDownModule()."""
    _module_cleanups.append((function, args, kwargs))


def enterModuleContext(cm):
    """Enter a context manager until the end of the module's tests."""
    return _enter_context(cm, addModuleCleanup)


def doModuleCleanups():
    """Call the registered functions, the last one first."""
    exceptions = []
    while _module_cleanups:
        function, args, kwargs = _module_cleanups.pop()
        try:
            function(*args, **kwargs)
        except Exception as exc:
            exceptions.append(exc)
    if exceptions:
        # The first is the one to report.
        raise exceptions[0]


def _enter_context(cm, addcleanup):
    cls = type(cm)
    try:
        enter, exit = cls.__enter__, cls.__exit__
    except AttributeError:
        raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does not "
                        'support the context manager protocol') from None
    result = enter(cm)
    addcleanup(exit, cm, None, None, None)
    return result


def skip(reason):
    """Unconditionally skip a test."""
    def decorator(test_item):
        if not isinstance(test_item, type):
            @wraps(test_item)
            def skip_wrapper(*args, **kwargs):
                raise SkipTest(reason)
            test_item = skip_wrapper
        test_item.__unittest_skip__ = True
        test_item.__unittest_skip_why__ = reason
        return test_item
    if callable(reason) and not isinstance(reason, (str, type)):
        # @skip without parentheses
        test_item = reason
        reason = ''
        return decorator(test_item)
    return decorator


def skipIf(condition, reason):
    """Skip a test if the condition is true."""
    if condition:
        return skip(reason)
    return _id


def skipUnless(condition, reason):
    """Skip a test unless the condition is true."""
    if not condition:
        return skip(reason)
    return _id


def expectedFailure(test_item):
    """The test is expected to fail."""
    test_item.__unittest_expecting_failure__ = True
    return test_item


def _is_subtype(expected, basetype):
    if isinstance(expected, tuple):
        return all(_is_subtype(e, basetype) for e in expected)
    return isinstance(expected, type) and issubclass(expected, basetype)


class _BaseTestCaseContext:
    def __init__(self, test_case):
        self.test_case = test_case

    def _raiseFailure(self, standardMsg):
        msg = self.test_case._formatMessage(self.msg, standardMsg)
        raise self.test_case.failureException(msg)


class _AssertRaisesBaseContext(_BaseTestCaseContext):
    def __init__(self, expected, test_case, expected_regex=None):
        super().__init__(test_case)
        self.expected = expected
        if expected_regex is not None:
            import re
            expected_regex = re.compile(expected_regex)
        self.expected_regex = expected_regex
        self.obj_name = None
        self.msg = None

    def handle(self, name, args, kwargs):
        """Call the callable among the arguments, or return the manager."""
        try:
            if not _is_subtype(self.expected, self._base_type):
                raise TypeError(f'{name}() arg 1 must be {self._base_type_str}')
            if args and args[0] is None:
                # The old way to ask for the manager.
                warnings.warn('callable is None', DeprecationWarning, 3)
                args = ()
            if not args:
                self.msg = kwargs.pop('msg', None)
                if kwargs:
                    warnings.warn(f'{next(iter(kwargs))!r} is an invalid keyword '
                                  'argument for this function', DeprecationWarning, 3)
                return self
            callable_obj, *args = args
            try:
                self.obj_name = callable_obj.__name__
            except AttributeError:
                self.obj_name = str(callable_obj)
            with self:
                callable_obj(*args, **kwargs)
        finally:
            self = None             # break a cycle with the traceback


def _names(expected):
    try:
        return expected.__name__
    except AttributeError:
        return str(expected)


class _AssertRaisesContext(_AssertRaisesBaseContext):
    """The manager of assertRaises() and assertRaisesRegex()."""

    _base_type = BaseException
    _base_type_str = 'an exception type or tuple of exception types'

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, tb):
        if exc_type is None:
            if self.obj_name:
                self._raiseFailure(f'{_names(self.expected)} not raised by {self.obj_name}')
            else:
                self._raiseFailure(f'{_names(self.expected)} not raised')
        else:
            traceback.clear_frames(tb)
        if not issubclass(exc_type, self.expected):
            return False            # let it pass
        self.exception = exc_value.with_traceback(None)
        if self.expected_regex is None:
            return True
        if not self.expected_regex.search(str(exc_value)):
            self._raiseFailure(f'"{self.expected_regex.pattern}" does not match '
                               f'"{exc_value}"')
        return True

    from _collections_abc import _generic
    if _generic is not None:
        __class_getitem__ = _generic
    del _generic


class _AssertWarnsContext(_AssertRaisesBaseContext):
    """The manager of assertWarns() and assertWarnsRegex()."""

    _base_type = Warning
    _base_type_str = 'a warning type or tuple of warning types'

    def __enter__(self):
        # The registries remember what was shown once: forget it.
        for module in list(sys.modules.values()):
            if getattr(module, '__warningregistry__', None):
                module.__warningregistry__ = {}
        self.warnings_manager = warnings.catch_warnings(record=True)
        self.warnings = self.warnings_manager.__enter__()
        warnings.simplefilter('always', self.expected)
        return self

    def __exit__(self, exc_type, exc_value, tb):
        self.warnings_manager.__exit__(exc_type, exc_value, tb)
        if exc_type is not None:
            return
        first_matching = None
        for m in self.warnings:
            w = m.message
            if not isinstance(w, self.expected):
                continue
            if first_matching is None:
                first_matching = w
            if self.expected_regex is not None and not self.expected_regex.search(str(w)):
                continue
            self.warning = w
            self.filename = m.filename
            self.lineno = m.lineno
            return
        if first_matching is not None:
            self._raiseFailure(f'"{self.expected_regex.pattern}" does not match '
                               f'"{first_matching}"')
        if self.obj_name:
            self._raiseFailure(f'{_names(self.expected)} not triggered by {self.obj_name}')
        else:
            self._raiseFailure(f'{_names(self.expected)} not triggered')


class _AssertLogsContext(_BaseTestCaseContext):
    """The manager of assertLogs() and assertNoLogs()."""

    LOGGING_FORMAT = '%(levelname)s:%(name)s:%(message)s'

    def __init__(self, test_case, logger_name, level, no_logs):
        super().__init__(test_case)
        import logging
        self.logger_name = logger_name
        if level:
            self.level = logging._nameToLevel.get(level, level)
        else:
            self.level = logging.INFO
        self.msg = None
        self.no_logs = no_logs

    def _make_handler(self):
        import logging
        watcher = namedtuple('_LoggingWatcher', ['records', 'output'])([], [])

        class CapturingHandler(logging.Handler):
            def flush(self):
                pass

            def emit(self, record):
                self.watcher.records.append(record)
                self.watcher.output.append(self.format(record))

        handler = CapturingHandler()
        handler.watcher = watcher
        handler.setLevel(self.level)
        handler.setFormatter(logging.Formatter(self.LOGGING_FORMAT))
        return handler

    def __enter__(self):
        import logging
        if isinstance(self.logger_name, logging.Logger):
            self.logger = logger = self.logger_name
        else:
            self.logger = logger = logging.getLogger(self.logger_name)
        handler = self._make_handler()
        self.watcher = handler.watcher
        self.old = logger.handlers[:], logger.level, logger.propagate
        logger.handlers = [handler]
        logger.setLevel(self.level)
        logger.propagate = False
        if self.no_logs:
            return None
        return self.watcher

    def __exit__(self, exc_type, exc_value, tb):
        import logging
        self.logger.handlers, level, self.logger.propagate = self.old
        self.logger.setLevel(level)
        if exc_type is not None:
            return False
        records = self.watcher.records
        if self.no_logs:
            if records:
                self._raiseFailure(f'Unexpected logs found: {self.watcher.output!r}')
        elif not records:
            self._raiseFailure(f'no logs of level {logging.getLevelName(self.level)} or '
                               f'higher triggered on {self.logger.name}')


class TestCase:
    """A test: subclass it and write methods whose names begin with "test".

    An instance runs the one method whose name its constructor gets.
    """

    failureException = AssertionError
    longMessage = True          # messages add to the standard ones
    maxDiff = 80 * 8            # longer diffs are not shown
    _diffThreshold = 2 ** 16    # longer strings are not compared by difflib
    _classSetupFailed = False
    _class_cleanups = []

    def __init_subclass__(cls, *args, **kwargs):
        cls._classSetupFailed = False
        cls._class_cleanups = []
        super().__init_subclass__(*args, **kwargs)

    def __init__(self, methodName='runTest'):
        self._testMethodName = methodName
        self._outcome = None
        self._testMethodDoc = 'No test'
        try:
            testMethod = getattr(self, methodName)
        except AttributeError:
            if methodName != 'runTest':
                # runTest may be missing, for the sake of interactive use.
                raise ValueError(f'no such test method in {self.__class__}: '
                                 f'{methodName}') from None
        else:
            self._testMethodDoc = testMethod.__doc__
        self._cleanups = []
        self._subtest = None
        # How to compare two objects of the same type.
        self._type_equality_funcs = {}
        self.addTypeEqualityFunc(dict, 'assertDictEqual')
        self.addTypeEqualityFunc(list, 'assertListEqual')
        self.addTypeEqualityFunc(tuple, 'assertTupleEqual')
        self.addTypeEqualityFunc(set, 'assertSetEqual')
        self.addTypeEqualityFunc(frozenset, 'assertSetEqual')
        self.addTypeEqualityFunc(str, 'assertMultiLineEqual')

    def addTypeEqualityFunc(self, typeobj, function):
        """Have assertEqual() compare objects of one type by a function."""
        self._type_equality_funcs[typeobj] = function

    def addCleanup(self, function, /, *args, **kwargs):
        """Register a function to be called after tearDown(), the last one first."""
        self._cleanups.append((function, args, kwargs))

    def enterContext(self, cm):
        """Enter a context manager until the end of the test."""
        return _enter_context(cm, self.addCleanup)

    @classmethod
    def addClassCleanup(cls, function, /, *args, **kwargs):
        """Register a function to be called after tearDownClass()."""
        cls._class_cleanups.append((function, args, kwargs))

    @classmethod
    def enterClassContext(cls, cm):
        """Enter a context manager until the end of the class's tests."""
        return _enter_context(cm, cls.addClassCleanup)

    def setUp(self):
        "Hook method for setting up the test fixture before exercising it."

    def tearDown(self):
        "Hook method for deconstructing the test fixture after testing it."

    @classmethod
    def setUpClass(cls):
        "Hook method for setting up class fixture before running tests in the class."

    @classmethod
    def tearDownClass(cls):
        "Hook method for deconstructing the class fixture after running all tests in the class."

    def countTestCases(self):
        return 1

    def defaultTestResult(self):
        return TestResult()

    def shortDescription(self):
        """The first line of the method's docstring, or None."""
        doc = self._testMethodDoc
        return doc.strip().split('\n')[0].strip() if doc else None

    def id(self):
        return f'{strclass(self.__class__)}.{self._testMethodName}'

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return self._testMethodName == other._testMethodName

    def __hash__(self):
        return hash((type(self), self._testMethodName))

    def __str__(self):
        return f'{self._testMethodName} ({strclass(self.__class__)})'

    def __repr__(self):
        return f'<{strclass(self.__class__)} testMethod={self._testMethodName}>'

    # Running

    def _addSkip(self, result, test_case, reason):
        addSkip = getattr(result, 'addSkip', None)
        if addSkip is not None:
            addSkip(test_case, reason)
        else:
            warnings.warn('TestResult has no addSkip method, skips not reported',
                          RuntimeWarning, 2)
            result.addSuccess(test_case)

    @contextmanager
    def subTest(self, msg=_subtest_msg_sentinel, **params):
        """A part of a test that may fail without ending the test.

        The message and the parameters are shown with a failure.
        """
        if self._outcome is None or not self._outcome.result_supports_subtests:
            yield
            return
        parent = self._subtest
        if parent is None:
            params_map = _OrderedChain(params)
        else:
            params_map = parent.params.new_child(params)
        self._subtest = _SubTest(self, msg, params_map)
        try:
            with self._outcome.testPartExecutor(self._subtest, isTest=True):
                yield
            if not self._outcome.success:
                result = self._outcome.result
                if result is not None and result.failfast:
                    raise _ShouldStop
            elif self._outcome.expectedFailure:
                # The test as a whole is done then.
                raise _ShouldStop
        finally:
            self._subtest = parent

    def _feedErrorsToResult(self, result, errors):
        for test, exc_info in errors:
            if isinstance(test, _SubTest):
                result.addSubTest(test.test_case, test, exc_info)
            elif exc_info is not None:
                if issubclass(exc_info[0], self.failureException):
                    result.addFailure(test, exc_info)
                else:
                    result.addError(test, exc_info)

    def _addExpectedFailure(self, result, exc_info):
        try:
            addExpectedFailure = result.addExpectedFailure
        except AttributeError:
            warnings.warn('TestResult has no addExpectedFailure method, reporting as '
                          'passes', RuntimeWarning)
            result.addSuccess(self)
        else:
            addExpectedFailure(self, exc_info)

    def _addUnexpectedSuccess(self, result):
        try:
            addUnexpectedSuccess = result.addUnexpectedSuccess
        except AttributeError:
            warnings.warn('TestResult has no addUnexpectedSuccess method, reporting as '
                          'failure', RuntimeWarning)
            # No exception is at hand: make one.
            try:
                raise _UnexpectedSuccess from None
            except _UnexpectedSuccess:
                result.addFailure(self, sys.exc_info())
        else:
            addUnexpectedSuccess(self)

    def _callSetUp(self):
        self.setUp()

    def _callTestMethod(self, method):
        method()

    def _callTearDown(self):
        self.tearDown()

    def _callCleanup(self, function, /, *args, **kwargs):
        function(*args, **kwargs)

    def run(self, result=None):
        orig_result = result
        if result is None:
            result = self.defaultTestResult()
            startTestRun = getattr(result, 'startTestRun', None)
            if startTestRun is not None:
                startTestRun()
        result.startTest(self)
        testMethod = getattr(self, self._testMethodName)
        try:
            if self._skip_marked(testMethod, result):
                return result
            expecting_failure = (
                getattr(self, '__unittest_expecting_failure__', False)
                or getattr(testMethod, '__unittest_expecting_failure__', False))
            outcome = _Outcome(result)
            start = time()
            try:
                self._outcome = outcome
                with outcome.testPartExecutor(self):
                    self._callSetUp()
                if outcome.success:
                    outcome.expecting_failure = expecting_failure
                    with outcome.testPartExecutor(self, isTest=True):
                        self._callTestMethod(testMethod)
                    outcome.expecting_failure = False
                    with outcome.testPartExecutor(self):
                        self._callTearDown()
                self.doCleanups()
                for test, reason in outcome.skipped:
                    self._addSkip(result, test, reason)
                self._feedErrorsToResult(result, outcome.errors)
                if hasattr(result, 'addDuration'):
                    result.addDuration(self, time() - start)
                if outcome.success:
                    if expecting_failure:
                        if outcome.expectedFailure:
                            self._addExpectedFailure(result, outcome.expectedFailure)
                        else:
                            self._addUnexpectedSuccess(result)
                    else:
                        result.addSuccess(self)
                return result
            finally:
                # The exceptions in it refer to frames that refer to us.
                outcome.errors.clear()
                outcome.expectedFailure = None
                outcome = None
                self._outcome = None
        finally:
            result.stopTest(self)
            if orig_result is None:
                stopTestRun = getattr(result, 'stopTestRun', None)
                if stopTestRun is not None:
                    stopTestRun()

    def _skip_marked(self, testMethod, result):
        """Report a test whose class or method is marked to be skipped."""
        if not (getattr(self.__class__, '__unittest_skip__', False)
                or getattr(testMethod, '__unittest_skip__', False)):
            return False
        why = (getattr(self.__class__, '__unittest_skip_why__', '')
               or getattr(testMethod, '__unittest_skip_why__', ''))
        self._addSkip(result, self, why)
        return True

    def doCleanups(self):
        """Call the cleanup functions; normally done after tearDown()."""
        outcome = self._outcome or _Outcome()
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            with outcome.testPartExecutor(self):
                self._callCleanup(function, *args, **kwargs)
        return outcome.success

    @classmethod
    def doClassCleanups(cls):
        """Call the class's cleanup functions; done after tearDownClass()."""
        cls.tearDown_exceptions = []
        while cls._class_cleanups:
            function, args, kwargs = cls._class_cleanups.pop()
            try:
                function(*args, **kwargs)
            except Exception:
                cls.tearDown_exceptions.append(sys.exc_info())

    def __call__(self, *args, **kwds):
        return self.run(*args, **kwds)

    def debug(self):
        """Run the test without collecting errors in a TestResult"""
        testMethod = getattr(self, self._testMethodName)
        if (getattr(self.__class__, '__unittest_skip__', False)
                or getattr(testMethod, '__unittest_skip__', False)):
            raise SkipTest(getattr(self.__class__, '__unittest_skip_why__', '')
                           or getattr(testMethod, '__unittest_skip_why__', ''))
        self._callSetUp()
        self._callTestMethod(testMethod)
        self._callTearDown()
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            self._callCleanup(function, *args, **kwargs)

    def skipTest(self, reason):
        """Skip this test."""
        raise SkipTest(reason)

    # Assertions

    def fail(self, msg=None):
        """Fail immediately, with the given message."""
        raise self.failureException(msg)

    def assertFalse(self, expr, msg=None):
        """Check that the expression is false."""
        if expr:
            raise self.failureException(
                self._formatMessage(msg, f'{safe_repr(expr)} is not false'))

    def assertTrue(self, expr, msg=None):
        """Check that the expression is true."""
        if not expr:
            raise self.failureException(
                self._formatMessage(msg, f'{safe_repr(expr)} is not true'))

    def _formatMessage(self, msg, standardMsg):
        """Put the standard message and the caller's together."""
        if not self.longMessage:
            return msg or standardMsg
        if msg is None:
            return standardMsg
        try:
            return f'{standardMsg} : {msg}'
        except UnicodeDecodeError:
            return f'{safe_repr(standardMsg)} : {safe_repr(msg)}'

    def assertRaises(self, expected_exception, *args, **kwargs):
        """Check that a call raises an exception, or use it as a manager.

        The manager keeps the exception as its attribute `exception`.
        """
        context = _AssertRaisesContext(expected_exception, self)
        try:
            return context.handle('assertRaises', args, kwargs)
        finally:
            context = None          # break a cycle with the traceback

    def assertWarns(self, expected_warning, *args, **kwargs):
        """Check that a call issues a warning, or use it as a manager."""
        context = _AssertWarnsContext(expected_warning, self)
        return context.handle('assertWarns', args, kwargs)

    def assertLogs(self, logger=None, level=None):
        """A manager that checks that something is logged."""
        return _AssertLogsContext(self, logger, level, no_logs=False)

    def assertNoLogs(self, logger=None, level=None):
        """A manager that checks that nothing is logged."""
        return _AssertLogsContext(self, logger, level, no_logs=True)

    def _getAssertEqualityFunc(self, first, second):
        if type(first) == type(second):
            function = self._type_equality_funcs.get(type(first))
            if function is not None:
                if isinstance(function, str):
                    function = getattr(self, function)
                return function
        return self._baseAssertEqual

    def _baseAssertEqual(self, first, second, msg=None):
        if not first == second:
            standardMsg = '%s != %s' % _common_shorten_repr(first, second)
            raise self.failureException(self._formatMessage(msg, standardMsg))

    def assertEqual(self, first, second, msg=None):
        """Check that first == second."""
        self._getAssertEqualityFunc(first, second)(first, second, msg=msg)

    def assertNotEqual(self, first, second, msg=None):
        """Check that first != second."""
        if not first != second:
            raise self.failureException(self._formatMessage(
                msg, f'{safe_repr(first)} == {safe_repr(second)}'))

    def assertAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        """Check that the difference rounds to zero, or is at most delta."""
        if first == second:
            return
        close, how = self._is_close(first, second, places, delta)
        if not close:
            standardMsg = f'{safe_repr(first)} != {safe_repr(second)} within {how}'
            raise self.failureException(self._formatMessage(msg, standardMsg))

    def assertNotAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        """Check that the difference does not round to zero, or is over delta."""
        if places is not None and delta is not None:
            raise TypeError('specify delta or places not both')
        if first == second:
            close = True
            how = f'{7 if places is None else places} places'
            if delta is not None:
                how = f'{safe_repr(delta)} delta'
        else:
            close, how = self._is_close(first, second, places, delta)
        if close:
            standardMsg = f'{safe_repr(first)} == {safe_repr(second)} within {how}'
            raise self.failureException(self._formatMessage(msg, standardMsg))

    def _is_close(self, first, second, places, delta):
        if delta is not None and places is not None:
            raise TypeError('specify delta or places not both')
        diff = abs(first - second)
        if delta is not None:
            return diff <= delta, f'{safe_repr(delta)} delta'
        if places is None:
            places = 7
        return round(diff, places) == 0, f'{places} places'

    def assertSequenceEqual(self, seq1, seq2, msg=None, seq_type=None):
        """Check that two sequences are equal; types may differ unless given."""
        if seq_type is not None:
            name = seq_type.__name__
            for which, seq in ('First', seq1), ('Second', seq2):
                if not isinstance(seq, seq_type):
                    raise self.failureException(
                        f'{which} sequence is not a {name}: {safe_repr(seq)}')
        else:
            name = 'sequence'
        differing = None
        try:
            len1 = len(seq1)
        except (TypeError, NotImplementedError):
            differing = f'First {name} has no length.    Non-sequence?'
        if differing is None:
            try:
                len2 = len(seq2)
            except (TypeError, NotImplementedError):
                differing = f'Second {name} has no length.    Non-sequence?'
        if differing is None:
            if seq1 == seq2:
                return
            differing = ('%ss differ: %s != %s\n' %
                         ((name.capitalize(),) + _common_shorten_repr(seq1, seq2)))
            differing, done = self._first_difference(seq1, seq2, len1, len2, differing, name,
                                                     seq_type)
            if done:
                return
        import difflib
        import pprint
        diffMsg = '\n' + '\n'.join(difflib.ndiff(pprint.pformat(seq1).splitlines(),
                                                 pprint.pformat(seq2).splitlines()))
        standardMsg = self._truncateMessage(differing, diffMsg)
        self.fail(self._formatMessage(msg, standardMsg))

    def _first_difference(self, seq1, seq2, len1, len2, differing, name, seq_type):
        """Describe where sequences begin to differ: (text, are they equal)."""
        for i in range(min(len1, len2)):
            try:
                item1 = seq1[i]
            except (TypeError, IndexError, NotImplementedError):
                differing += f'\nUnable to index element {i} of first {name}\n'
                break
            try:
                item2 = seq2[i]
            except (TypeError, IndexError, NotImplementedError):
                differing += f'\nUnable to index element {i} of second {name}\n'
                break
            if item1 != item2:
                differing += ('\nFirst differing element %d:\n%s\n%s\n' %
                              ((i,) + _common_shorten_repr(item1, item2)))
                break
        else:
            if len1 == len2 and seq_type is None and type(seq1) != type(seq2):
                return differing, True      # different types, equal elements
        for which, longer, n, other in (('First', seq1, len1, len2),
                                        ('Second', seq2, len2, len1)):
            if n <= other:
                continue
            differing += f'\n{which} {name} contains {n - other} additional elements.\n'
            try:
                differing += f'First extra element {other}:\n{safe_repr(longer[other])}\n'
            except (TypeError, IndexError, NotImplementedError):
                differing += (f'Unable to index element {other} of '
                              f'{which.lower()} {name}\n')
        return differing, False

    def _truncateMessage(self, message, diff):
        max_diff = self.maxDiff
        if max_diff is None or len(diff) <= max_diff:
            return message + diff
        return message + DIFF_OMITTED % len(diff)

    def assertListEqual(self, list1, list2, msg=None):
        """Check that two lists are equal."""
        self.assertSequenceEqual(list1, list2, msg, seq_type=list)

    def assertTupleEqual(self, tuple1, tuple2, msg=None):
        """Check that two tuples are equal."""
        self.assertSequenceEqual(tuple1, tuple2, msg, seq_type=tuple)

    def assertSetEqual(self, set1, set2, msg=None):
        """Check that two sets are equal; any objects with difference() will do."""
        def subtract(a, b, which):
            try:
                return a.difference(b)
            except TypeError as e:
                self.fail(f'invalid type when attempting set difference: {e}')
            except AttributeError as e:
                self.fail(f'{which} argument does not support set difference: {e}')
        only1 = subtract(set1, set2, 'first')
        only2 = subtract(set2, set1, 'second')
        if not (only1 or only2):
            return
        lines = []
        for only, which in (only1, 'first'), (only2, 'second'):
            if only:
                lines.append(f'Items in the {which} set but not the '
                             f'{"second" if which == "first" else "first"}:')
                lines.extend(repr(item) for item in only)
        self.fail(self._formatMessage(msg, '\n'.join(lines)))

    def assertIn(self, member, container, msg=None):
        """Check that member is in container."""
        if member not in container:
            self.fail(self._formatMessage(
                msg, f'{safe_repr(member)} not found in {safe_repr(container)}'))

    def assertNotIn(self, member, container, msg=None):
        """Check that member is not in container."""
        if member in container:
            self.fail(self._formatMessage(
                msg, f'{safe_repr(member)} unexpectedly found in {safe_repr(container)}'))

    def assertIs(self, expr1, expr2, msg=None):
        """Check that expr1 is expr2."""
        if expr1 is not expr2:
            self.fail(self._formatMessage(
                msg, f'{safe_repr(expr1)} is not {safe_repr(expr2)}'))

    def assertIsNot(self, expr1, expr2, msg=None):
        """Check that expr1 is not expr2."""
        if expr1 is expr2:
            self.fail(self._formatMessage(
                msg, f'unexpectedly identical: {safe_repr(expr1)}'))

    def assertDictEqual(self, d1, d2, msg=None):
        """Check that two dicts are equal."""
        self.assertIsInstance(d1, dict, 'First argument is not a dictionary')
        self.assertIsInstance(d2, dict, 'Second argument is not a dictionary')
        if d1 != d2:
            import difflib
            import pprint
            standardMsg = '%s != %s' % _common_shorten_repr(d1, d2)
            diff = '\n' + '\n'.join(difflib.ndiff(pprint.pformat(d1).splitlines(),
                                                  pprint.pformat(d2).splitlines()))
            self.fail(self._formatMessage(msg, self._truncateMessage(standardMsg, diff)))

    def assertDictContainsSubset(self, subset, dictionary, msg=None):
        """Check that a dictionary contains all of subset (deprecated)."""
        _warn('assertDictContainsSubset is deprecated')
        missing, mismatched = [], []
        for key, value in subset.items():
            if key not in dictionary:
                missing.append(key)
            elif value != dictionary[key]:
                mismatched.append(f'{safe_repr(key)}, expected: {safe_repr(value)}, '
                                  f'actual: {safe_repr(dictionary[key])}')
        if not (missing or mismatched):
            return
        standardMsg = ''
        if missing:
            standardMsg = f'Missing: {",".join(map(safe_repr, missing))}'
        if mismatched:
            if standardMsg:
                standardMsg += '; '
            standardMsg += f'Mismatched values: {",".join(mismatched)}'
        self.fail(self._formatMessage(msg, standardMsg))

    def assertCountEqual(self, first, second, msg=None):
        """Check that two iterables have the same elements, in any order."""
        first_seq, second_seq = list(first), list(second)
        try:
            if Counter(first_seq) == Counter(second_seq):
                return
        except TypeError:           # something is not hashable
            differences = _count_diff_all_purpose(first_seq, second_seq)
        else:
            differences = _count_diff_hashable(first_seq, second_seq)
        if differences:
            standardMsg = 'Element counts were not equal:\n'
            lines = ['First has %d, Second has %d:  %r' % diff for diff in differences]
            standardMsg = self._truncateMessage(standardMsg, '\n'.join(lines))
            self.fail(self._formatMessage(msg, standardMsg))

    def assertMultiLineEqual(self, first, second, msg=None):
        """Check that two strings are equal."""
        self.assertIsInstance(first, str, 'First argument is not a string')
        self.assertIsInstance(second, str, 'Second argument is not a string')
        if first == second:
            return
        if len(first) > self._diffThreshold or len(second) > self._diffThreshold:
            self._baseAssertEqual(first, second, msg)
        import difflib
        first_lines = first.splitlines(keepends=True)
        second_lines = second.splitlines(keepends=True)
        if len(first_lines) == 1 and first.strip('\r\n') == first:
            first_lines = [first + '\n']
            second_lines = [second + '\n']
        standardMsg = '%s != %s' % _common_shorten_repr(first, second)
        diff = '\n' + ''.join(difflib.ndiff(first_lines, second_lines))
        self.fail(self._formatMessage(msg, self._truncateMessage(standardMsg, diff)))

    def assertLess(self, a, b, msg=None):
        """Check that a < b."""
        if not a < b:
            self.fail(self._formatMessage(msg, f'{safe_repr(a)} not less than {safe_repr(b)}'))

    def assertLessEqual(self, a, b, msg=None):
        """Check that a <= b."""
        if not a <= b:
            self.fail(self._formatMessage(
                msg, f'{safe_repr(a)} not less than or equal to {safe_repr(b)}'))

    def assertGreater(self, a, b, msg=None):
        """Check that a > b."""
        if not a > b:
            self.fail(self._formatMessage(
                msg, f'{safe_repr(a)} not greater than {safe_repr(b)}'))

    def assertGreaterEqual(self, a, b, msg=None):
        """Check that a >= b."""
        if not a >= b:
            self.fail(self._formatMessage(
                msg, f'{safe_repr(a)} not greater than or equal to {safe_repr(b)}'))

    def assertIsNone(self, obj, msg=None):
        """Check that obj is None."""
        if obj is not None:
            self.fail(self._formatMessage(msg, f'{safe_repr(obj)} is not None'))

    def assertIsNotNone(self, obj, msg=None):
        """Check that obj is not None."""
        if obj is None:
            self.fail(self._formatMessage(msg, 'unexpectedly None'))

    def assertIsInstance(self, obj, cls, msg=None):
        """Check that obj is an instance of cls."""
        if not isinstance(obj, cls):
            self.fail(self._formatMessage(
                msg, f'{safe_repr(obj)} is not an instance of {cls!r}'))

    def assertNotIsInstance(self, obj, cls, msg=None):
        """Check that obj is not an instance of cls."""
        if isinstance(obj, cls):
            self.fail(self._formatMessage(
                msg, f'{safe_repr(obj)} is an instance of {cls!r}'))

    def assertRaisesRegex(self, expected_exception, expected_regex, *args, **kwargs):
        """Check that an exception is raised whose text matches a regex."""
        context = _AssertRaisesContext(expected_exception, self, expected_regex)
        return context.handle('assertRaisesRegex', args, kwargs)

    def assertWarnsRegex(self, expected_warning, expected_regex, *args, **kwargs):
        """Check that a warning is issued whose text matches a regex."""
        context = _AssertWarnsContext(expected_warning, self, expected_regex)
        return context.handle('assertWarnsRegex', args, kwargs)

    def assertRegex(self, text, expected_regex, msg=None):
        """Check that a regex is found in the text."""
        if isinstance(expected_regex, (str, bytes)):
            assert expected_regex, 'expected_regex must not be empty.'
            import re
            expected_regex = re.compile(expected_regex)
        if not expected_regex.search(text):
            raise self.failureException(self._formatMessage(
                msg, f"Regex didn't match: {expected_regex.pattern!r} not found in {text!r}"))

    def assertNotRegex(self, text, unexpected_regex, msg=None):
        """Check that a regex is not found in the text."""
        if isinstance(unexpected_regex, (str, bytes)):
            import re
            unexpected_regex = re.compile(unexpected_regex)
        match = unexpected_regex.search(text)
        if match:
            found = text[match.start():match.end()]
            raise self.failureException(self._formatMessage(
                msg, f'Regex matched: {found!r} matches {unexpected_regex.pattern!r} '
                     f'in {text!r}'))

    def _alias(name, old_names):
        """Old names of an assertion, which warn."""
        def deprecated(self, *args, **kwargs):
            _warn(f'Please use {name} instead.')
            return getattr(self, name)(*args, **kwargs)
        return [(old, deprecated) for old in old_names.split()]

    for _old, _function in [
            *_alias('assertEqual', 'assertEquals failUnlessEqual'),
            *_alias('assertNotEqual', 'assertNotEquals failIfEqual'),
            *_alias('assertTrue', 'assert_ failUnless'),
            *_alias('assertFalse', 'failIf'),
            *_alias('assertAlmostEqual', 'assertAlmostEquals failUnlessAlmostEqual'),
            *_alias('assertNotAlmostEqual', 'assertNotAlmostEquals failIfAlmostEqual'),
            *_alias('assertRaises', 'failUnlessRaises'),
            *_alias('assertRaisesRegex', 'assertRaisesRegexp'),
            *_alias('assertRegex', 'assertRegexpMatches'),
            *_alias('assertNotRegex', 'assertNotRegexpMatches')]:
        locals()[_old] = _function
    del _alias, _old, _function


def _warn(message):
    warnings.warn(message, DeprecationWarning, stacklevel=3)


class FunctionTestCase(TestCase):
    """Makes a test of functions: the test itself and perhaps a fixture."""

    def __init__(self, testFunc, setUp=None, tearDown=None, description=None):
        super().__init__()
        self._setUpFunc = setUp
        self._tearDownFunc = tearDown
        self._testFunc = testFunc
        self._description = description

    def setUp(self):
        if self._setUpFunc is not None:
            self._setUpFunc()

    def tearDown(self):
        if self._tearDownFunc is not None:
            self._tearDownFunc()

    def runTest(self):
        self._testFunc()

    def id(self):
        return self._testFunc.__name__

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return (self._setUpFunc == other._setUpFunc
                and self._tearDownFunc == other._tearDownFunc
                and self._testFunc == other._testFunc
                and self._description == other._description)

    def __hash__(self):
        return hash((type(self), self._setUpFunc, self._tearDownFunc,
                     self._testFunc, self._description))

    def __str__(self):
        return f'{strclass(self.__class__)} ({self._testFunc.__name__})'

    def __repr__(self):
        return f'<{strclass(self.__class__)} tec={self._testFunc}>'

    def shortDescription(self):
        if self._description is not None:
            return self._description
        doc = self._testFunc.__doc__
        return doc and doc.split('\n')[0].strip() or None


class _OrderedChain:
    """The parameters of nested subtests, the innermost first."""

    def __init__(self, *maps):
        self.maps = maps

    def new_child(self, m):
        return _OrderedChain(m, *self.maps)

    def items(self):
        merged = {}
        for m in self.maps:
            for key, value in m.items():
                merged.setdefault(key, value)
        return merged.items()

    def __bool__(self):
        return any(self.maps)

    def __getitem__(self, key):
        for m in self.maps:
            if key in m:
                return m[key]
        raise KeyError(key)


class _SubTest(TestCase):
    """Stands for a subtest in a result."""

    def __init__(self, test_case, message, params):
        super().__init__()
        self._message = message
        self.test_case = test_case
        self.params = params
        self.failureException = test_case.failureException

    def runTest(self):
        raise NotImplementedError('subtests cannot be run directly')

    def _subDescription(self):
        parts = []
        if self._message is not _subtest_msg_sentinel:
            parts.append(f'[{self._message}]')
        if self.params:
            shown = ', '.join(f'{k}={v!r}' for k, v in sorted(self.params.items()))
            parts.append(f'({shown})')
        return ' '.join(parts) or '(<subtest>)'

    def id(self):
        return f'{self.test_case.id()} {self._subDescription()}'

    def shortDescription(self):
        """The one of the test case."""
        return self.test_case.shortDescription()

    def __str__(self):
        return f'{self.test_case} {self._subDescription()}'
