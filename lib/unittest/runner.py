"""TextTestRunner: run tests and show the results as text."""

import sys
import time
import warnings
from . import result
from .case import _SubTest
from .signals import registerResult

__unittest = True


class _WritelnDecorator:
    """A file with a writeln()."""

    def __init__(self, stream):
        self.stream = stream

    def __getattr__(self, attr):
        if attr in ('stream', '__getstate__'):
            raise AttributeError(attr)
        return getattr(self.stream, attr)

    def writeln(self, arg=None):
        if arg:
            self.write(arg)
        self.write('\n')        # text files translate it as they must


class TextTestResult(result.TestResult):
    """Shows results on a stream: a character, or a line if verbose, for each."""

    separator1 = '=' * 70
    separator2 = '-' * 70

    def __init__(self, stream, descriptions, verbosity, *, durations=None):
        super().__init__(stream, descriptions, verbosity)
        self.stream = stream
        self.showAll = verbosity > 1
        self.dots = verbosity == 1
        self.descriptions = descriptions
        self.durations = durations

    def getDescription(self, test):
        doc_first_line = test.shortDescription()
        if self.descriptions and doc_first_line:
            return '\n'.join((str(test), doc_first_line))
        return str(test)

    def startTest(self, test):
        super().startTest(test)
        if self.showAll:
            self.stream.write(self.getDescription(test))
            self.stream.write(' ... ')
            self.stream.flush()

    def _show(self, word, char):
        if self.showAll:
            self.stream.writeln(word)
        elif self.dots:
            self.stream.write(char)
            self.stream.flush()

    def addSuccess(self, test):
        super().addSuccess(test)
        self._show('ok', '.')

    def addError(self, test, err):
        super().addError(test, err)
        self._show('ERROR', 'E')

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._show('FAIL', 'F')

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._show(f'skipped {reason!r}', 's')

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._show('expected failure', 'x')

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._show('unexpected success', 'u')

    def printErrors(self):
        if self.dots or self.showAll:
            self.stream.writeln()
        self.printErrorList('ERROR', self.errors)
        self.printErrorList('FAIL', self.failures)

    def printErrorList(self, flavour, errors):
        for test, err in errors:
            self.stream.writeln(self.separator1)
            self.stream.writeln(f'{flavour}: {self.getDescription(test)}')
            self.stream.writeln(self.separator2)
            self.stream.writeln('%s' % err)


class TextTestRunner:
    """Runs tests and shows the results on a stream."""

    resultclass = TextTestResult

    def __init__(self, stream=None, descriptions=True, verbosity=1,
                 failfast=False, buffer=False, resultclass=None, warnings=None,
                 *, tb_locals=False, durations=None):
        if stream is None:
            stream = sys.stderr
        self.stream = _WritelnDecorator(stream)
        self.descriptions = descriptions
        self.verbosity = verbosity
        self.failfast = failfast
        self.buffer = buffer
        self.tb_locals = tb_locals
        self.durations = durations
        self.warnings = warnings
        if resultclass is not None:
            self.resultclass = resultclass

    def _makeResult(self):
        try:
            return self.resultclass(self.stream, self.descriptions, self.verbosity,
                                    durations=self.durations)
        except TypeError:           # a class that knows nothing of durations
            return self.resultclass(self.stream, self.descriptions, self.verbosity)

    def run(self, test):
        "Run the given test case or test suite."
        result = self._makeResult()
        registerResult(result)
        result.failfast = self.failfast
        result.buffer = self.buffer
        result.tb_locals = self.tb_locals
        with warnings.catch_warnings():
            if self.warnings:
                warnings.simplefilter(self.warnings)
                if self.warnings in ('default', 'always'):
                    # The old names of assertions would drown everything else.
                    warnings.filterwarnings(
                        'module', category=DeprecationWarning,
                        message=r'Please use assert\w+ instead.')
            start = time.perf_counter() if hasattr(time, 'perf_counter') else time.time()
            startTestRun = getattr(result, 'startTestRun', None)
            if startTestRun is not None:
                startTestRun()
            try:
                test(result)
            finally:
                stopTestRun = getattr(result, 'stopTestRun', None)
                if stopTestRun is not None:
                    stopTestRun()
            stop = time.perf_counter() if hasattr(time, 'perf_counter') else time.time()
        result.printErrors()
        if self.durations is not None:
            self._printDurations(result)
        self._printSummary(result, stop - start)
        return result

    def _printDurations(self, result):
        if not result.collectedDurations:
            return
        entries = sorted(result.collectedDurations, key=lambda e: e[1], reverse=True)
        if self.durations > 0:
            entries = entries[:self.durations]
        self.stream.writeln('Slowest test durations')
        if hasattr(result, 'separator2'):
            self.stream.writeln(result.separator2)
        hidden = False
        for test, elapsed in entries:
            if self.verbosity < 2 and elapsed < 0.001:
                hidden = True
                continue
            self.stream.writeln('%-10s %s' % ('%.3fs' % elapsed, test))
        if hidden:
            self.stream.writeln('\n(durations < 0.001s were hidden; use -v to show '
                                'these durations)')
        else:
            self.stream.writeln('')

    def _printSummary(self, result, seconds):
        if hasattr(result, 'separator2'):
            self.stream.writeln(result.separator2)
        run = result.testsRun
        self.stream.writeln(f'Ran {run} test{"s" if run != 1 else ""} in {seconds:.3f}s')
        self.stream.writeln()
        counts = [(word, len(getattr(result, attr, ()))) for word, attr in (
            ('failures', 'failures'), ('errors', 'errors'), ('skipped', 'skipped'),
            ('expected failures', 'expectedFailures'),
            ('unexpected successes', 'unexpectedSuccesses'))]
        infos = [f'{word}={n}' for word, n in counts if n]
        self.stream.write('OK' if result.wasSuccessful() else 'FAILED')
        if infos:
            self.stream.write(f' ({", ".join(infos)})')
        self.stream.write('\n')
