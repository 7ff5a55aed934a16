"""TestSuite: tests run together, with fixtures of classes and modules."""

import sys
from . import case
from . import util

__unittest = True


def _call_if_exists(parent, attr):
    getattr(parent, attr, lambda: None)()


class BaseTestSuite:
    """A suite without fixtures of classes and modules."""

    _cleanup = True

    def __init__(self, tests=()):
        self._tests = []
        self._removed_tests = 0
        self.addTests(tests)

    def __repr__(self):
        return f'<{util.strclass(self.__class__)} tests={list(self)}>'

    def __eq__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return list(self) == list(other)

    __hash__ = object.__hash__

    def __iter__(self):
        return iter(self._tests)

    def countTestCases(self):
        """The number of test cases, nested ones too."""
        return self._removed_tests + sum(test.countTestCases() for test in self if test)

    def addTest(self, test):
        """Add a test or a suite."""
        if not callable(test):
            raise TypeError(f'{test!r} is not callable')
        if isinstance(test, type) and issubclass(test, (case.TestCase, TestSuite)):
            raise TypeError('TestCases and TestSuites must be instantiated '
                            'before passing them to addTest()')
        self._tests.append(test)

    def addTests(self, tests):
        """Add all tests of an iterable."""
        if isinstance(tests, str):
            raise TypeError('tests must be an iterable of tests, not a string')
        for test in tests:
            self.addTest(test)

    def run(self, result):
        for index, test in enumerate(self):
            if result.shouldStop:
                break
            test(result)
            if self._cleanup:
                self._removeTestAtIndex(index)
        return result

    def _removeTestAtIndex(self, index):
        """Let go of a test that has run, it may hold much memory."""
        try:
            test = self._tests[index]
        except TypeError:           # a subclass without a list
            return
        if hasattr(test, 'countTestCases'):
            self._removed_tests += test.countTestCases()
        self._tests[index] = None

    def __call__(self, *args, **kwds):
        return self.run(*args, **kwds)

    def debug(self):
        """Run the tests without collecting errors in a TestResult"""
        for test in self:
            test.debug()


class TestSuite(BaseTestSuite):
    """Tests run together."""

    def run(self, result, debug=False):
        topLevel = False
        if getattr(result, '_testRunEntered', False) is False:
            result._testRunEntered = topLevel = True
        for index, test in enumerate(self):
            if result.shouldStop:
                break
            if _isnotsuite(test):
                self._tearDownPreviousClass(test, result)
                self._handleModuleFixture(test, result)
                self._handleClassSetUp(test, result)
                result._previousTestClass = test.__class__
                if (getattr(test.__class__, '_classSetupFailed', False)
                        or getattr(result, '_moduleSetUpFailed', False)):
                    continue
            if not debug:
                test(result)
            else:
                test.debug()
            if self._cleanup:
                self._removeTestAtIndex(index)
        if topLevel:
            self._tearDownPreviousClass(None, result)
            self._handleModuleTearDown(result)
            result._testRunEntered = False
        return result

    def debug(self):
        """Run the tests without collecting errors in a TestResult"""
        self.run(_DebugResult(), True)

    def _fixture(self, result, name, parent, function):
        """Call a fixture; report an exception as the error of `name (parent)`."""
        _call_if_exists(result, '_setupStdout')
        try:
            try:
                function()
            except Exception as e:
                if isinstance(result, _DebugResult):
                    raise
                self._createClassOrModuleLevelException(result, e, name, parent)
                return False
            return True
        finally:
            _call_if_exists(result, '_restoreStdout')

    def _handleClassSetUp(self, test, result):
        previousClass = getattr(result, '_previousTestClass', None)
        currentClass = test.__class__
        if currentClass == previousClass or getattr(result, '_moduleSetUpFailed', False):
            return
        if getattr(currentClass, '__unittest_skip__', False):
            return
        try:
            currentClass._classSetupFailed = False
        except TypeError:
            pass                    # no ordinary class
        setUpClass = getattr(currentClass, 'setUpClass', None)
        if setUpClass is None:
            return
        className = util.strclass(currentClass)
        if not self._fixture(result, 'setUpClass', className, setUpClass):
            try:
                currentClass._classSetupFailed = True
            except TypeError:
                pass
            self._doClassCleanups(result, currentClass, 'setUpClass', className)

    def _doClassCleanups(self, result, cls, name, className):
        if not hasattr(cls, 'doClassCleanups'):
            return
        cls.doClassCleanups()
        for exc_info in cls.tearDown_exceptions:
            if isinstance(result, _DebugResult):
                raise exc_info[1]
            self._createClassOrModuleLevelException(result, exc_info[1], name,
                                                    className, info=exc_info)

    def _get_previous_module(self, result):
        previousClass = getattr(result, '_previousTestClass', None)
        return None if previousClass is None else previousClass.__module__

    def _handleModuleFixture(self, test, result):
        previousModule = self._get_previous_module(result)
        currentModule = test.__class__.__module__
        if currentModule == previousModule:
            return
        self._handleModuleTearDown(result)
        result._moduleSetUpFailed = False
        try:
            module = sys.modules[currentModule]
        except KeyError:
            return
        setUpModule = getattr(module, 'setUpModule', None)
        if setUpModule is None:
            return
        if not self._fixture(result, 'setUpModule', currentModule, setUpModule):
            result._moduleSetUpFailed = True
            self._fixture(result, 'setUpModule', currentModule, case.doModuleCleanups)

    def _createClassOrModuleLevelException(self, result, exc, method_name, parent,
                                           info=None):
        self._addClassOrModuleLevelException(result, exc, f'{method_name} ({parent})', info)

    def _addClassOrModuleLevelException(self, result, exception, errorName, info=None):
        error = _ErrorHolder(errorName)
        addSkip = getattr(result, 'addSkip', None)
        if addSkip is not None and isinstance(exception, case.SkipTest):
            addSkip(error, str(exception))
        else:
            result.addError(error, info or sys.exc_info())

    def _handleModuleTearDown(self, result):
        previousModule = self._get_previous_module(result)
        if previousModule is None or result._moduleSetUpFailed:
            return
        try:
            module = sys.modules[previousModule]
        except KeyError:
            return
        tearDownModule = getattr(module, 'tearDownModule', None)
        if tearDownModule is not None:
            self._fixture(result, 'tearDownModule', previousModule, tearDownModule)
        if case._module_cleanups:
            self._fixture(result, 'tearDownModule', previousModule, case.doModuleCleanups)

    def _tearDownPreviousClass(self, test, result):
        previousClass = getattr(result, '_previousTestClass', None)
        currentClass = test.__class__
        if (currentClass == previousClass or previousClass is None
                or getattr(previousClass, '_classSetupFailed', False)
                or getattr(result, '_moduleSetUpFailed', False)
                or getattr(previousClass, '__unittest_skip__', False)):
            return
        className = util.strclass(previousClass)
        tearDownClass = getattr(previousClass, 'tearDownClass', None)
        if tearDownClass is not None:
            self._fixture(result, 'tearDownClass', className, tearDownClass)
        self._doClassCleanups(result, previousClass, 'tearDownClass', className)


class _ErrorHolder:
    """Stands for a test in a result when a fixture fails."""

    failureException = None

    def __init__(self, description):
        self.description = description

    def id(self):
        return self.description

    def shortDescription(self):
        return None

    def __repr__(self):
        return f'<ErrorHolder description={self.description!r}>'

    def __str__(self):
        return self.id()

    def run(self, result):
        pass

    def __call__(self, result):
        return self.run(result)

    def countTestCases(self):
        return 0


def _isnotsuite(test):
    "A crude way to tell apart testcases and suites with duck-typing"
    try:
        iter(test)
    except TypeError:
        return True
    return False


class _DebugResult:
    "Used by the TestSuite to hold previous class when running in debug."
    _previousTestClass = None
    _moduleSetUpFailed = False
    shouldStop = False
