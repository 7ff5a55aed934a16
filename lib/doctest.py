"""Tests in the form of interactive sessions in docstrings and text files.

    >>> def square(x):
    ...     return x * x
    >>> square(4)
    16

`python -m doctest FILE` (or testmod() in a module) runs such examples and reports those whose output is not the one shown. The way of a test: DocTestFinder finds docstrings, DocTestParser makes Examples of one and
a DocTest of those, DocTestRunner runs a DocTest with an OutputChecker; DocTestSuite and DocFileSuite make unittest cases.
"""

import __future__
import difflib
import inspect
import linecache
import os
import re
import sys
import traceback
import unittest
from collections import namedtuple
from io import StringIO

__all__ = [
    'register_optionflag', 'DONT_ACCEPT_TRUE_FOR_1', 'DONT_ACCEPT_BLANKLINE', 'NORMALIZE_WHITESPACE', 'ELLIPSIS', 'SKIP',
    'IGNORE_EXCEPTION_DETAIL', 'COMPARISON_FLAGS', 'REPORT_UDIFF', 'REPORT_CDIFF', 'REPORT_NDIFF',
    'REPORT_ONLY_FIRST_FAILURE', 'REPORTING_FLAGS', 'FAIL_FAST', 'Example', 'DocTest', 'DocTestParser', 'DocTestFinder',
    'DocTestRunner', 'OutputChecker', 'DocTestFailure', 'UnexpectedException', 'DebugRunner', 'testmod', 'testfile',
    'run_docstring_examples', 'DocTestSuite', 'DocFileSuite', 'set_unittest_reportflags', 'script_from_examples',
    'testsource', 'debug_src', 'debug', 'TestResults',
]

TestResults = namedtuple('TestResults', 'failed attempted')

# What stands in expected output for an empty line, which would end it; and for anything.
BLANKLINE_MARKER = '<BLANKLINE>'
ELLIPSIS_MARKER = '...'


# ---- options ----

OPTIONFLAGS_BY_NAME = {}


def register_optionflag(name):
    """The flag of that name; a new one for a new name."""
    return OPTIONFLAGS_BY_NAME.setdefault(name, 1 << len(OPTIONFLAGS_BY_NAME))


DONT_ACCEPT_TRUE_FOR_1 = register_optionflag('DONT_ACCEPT_TRUE_FOR_1')
DONT_ACCEPT_BLANKLINE = register_optionflag('DONT_ACCEPT_BLANKLINE')
NORMALIZE_WHITESPACE = register_optionflag('NORMALIZE_WHITESPACE')
ELLIPSIS = register_optionflag('ELLIPSIS')
SKIP = register_optionflag('SKIP')
IGNORE_EXCEPTION_DETAIL = register_optionflag('IGNORE_EXCEPTION_DETAIL')

COMPARISON_FLAGS = (DONT_ACCEPT_TRUE_FOR_1 | DONT_ACCEPT_BLANKLINE | NORMALIZE_WHITESPACE | ELLIPSIS | SKIP
                    | IGNORE_EXCEPTION_DETAIL)

REPORT_UDIFF = register_optionflag('REPORT_UDIFF')
REPORT_CDIFF = register_optionflag('REPORT_CDIFF')
REPORT_NDIFF = register_optionflag('REPORT_NDIFF')
REPORT_ONLY_FIRST_FAILURE = register_optionflag('REPORT_ONLY_FIRST_FAILURE')
FAIL_FAST = register_optionflag('FAIL_FAST')

REPORTING_FLAGS = REPORT_UDIFF | REPORT_CDIFF | REPORT_NDIFF | REPORT_ONLY_FIRST_FAILURE | FAIL_FAST


# ---- helpers ----

def _extract_future_flags(globs):
    """The compiler flags of the __future__ features imported into a namespace."""
    flags = 0
    for name in __future__.all_feature_names:
        feature = getattr(__future__, name)
        if globs.get(name) is feature:
            flags |= feature.compiler_flag
    return flags


def _normalize_module(module, depth=2):
    """The module meant: itself, by name, or (None) the one that called depth frames above."""
    if inspect.ismodule(module):
        return module
    if isinstance(module, str):
        return __import__(module, globals(), locals(), ['*'])
    if module is None:
        return sys.modules[sys._getframe(depth).f_globals['__name__']]
    raise TypeError('Expected a module, string, or None')


def _module_relative_path(module, path):
    """A path with slashes below the folder of a module, as path of the system."""
    if not inspect.ismodule(module):
        raise TypeError('Expected a module: %r' % module)
    if path.startswith('/'):
        raise ValueError('Module-relative files may not have absolute paths')
    path = os.path.join(*path.split('/'))
    if hasattr(module, '__file__'):
        folder = os.path.dirname(module.__file__)
    elif module.__name__ == '__main__':
        # An interactive session.
        folder = os.path.dirname(sys.argv[0]) if sys.argv and sys.argv[0] else os.curdir
    elif hasattr(module, '__path__'):
        # A namespace package: the first of its folders that has it.
        for folder in module.__path__:
            if os.path.exists(os.path.join(folder, path)):
                break
        else:
            raise ValueError('File %r not found in %r' % (path, list(module.__path__)))
    else:
        raise ValueError("Can't resolve paths relative to the module %r (it has no __file__)" % module.__name__)
    return os.path.join(folder, path)


def _load_testfile(filename, package, module_relative, encoding):
    """(text, path) of a file of tests; a package's loader is asked first."""
    if module_relative:
        package = _normalize_module(package, 3)
        filename = _module_relative_path(package, filename)
        loader = getattr(package, '__loader__', None)
        if hasattr(loader, 'get_data'):
            data = loader.get_data(filename).decode(encoding)
            return data.replace(os.linesep, '\n').replace('\r\n', '\n'), filename
    with open(filename, encoding=encoding) as f:
        return f.read(), filename


def _indent(s, indent=4):
    """s with all lines that are not empty moved to the right."""
    return re.sub('(?m)^(?!$)', indent * ' ', s)


def _exception_traceback(exc_info):
    out = StringIO()
    traceback.print_exception(*exc_info, file=out)
    return out.getvalue()


class _SpoofOut(StringIO):
    """Takes what examples print."""

    def getvalue(self):
        result = StringIO.getvalue(self)
        # An expected output always ends with a newline, even if what was printed does not.
        if result and not result.endswith('\n'):
            result += '\n'
        return result

    def truncate(self, size=None):
        self.seek(size)
        StringIO.truncate(self)


def _strip_exception_details(msg):
    """The name of the exception, without module and message."""
    name = msg.split('\n', 1)[0].split(':', 1)[0]
    return name.rpartition('.')[2]


def _ellipsis_match(want, got):
    """Whether got is want, where ... in want stands for any text.

    >>> _ellipsis_match('[0, ..., 9]', '[0, 1, 2, 9]')
    True
    >>> _ellipsis_match('ab...bc', 'abc')
    False
    """
    if ELLIPSIS_MARKER not in want:
        return want == got
    first, *middle, last = want.split(ELLIPSIS_MARKER)
    if not (got.startswith(first) and got.endswith(last)):
        return False
    start, end = len(first), len(got) - len(last)
    if start > end:                 # both ends need the same text
        return False
    # The leftmost place of each piece leaves most for the others.
    for piece in middle:
        start = got.find(piece, start, end)
        if start < 0:
            return False
        start += len(piece)
    return True


# ---- examples and tests ----

class Example:
    """One example: source, the output wanted (want), or the message of the exception wanted (exc_msg).

    lineno counts from 0 in the text that holds it; indent is the number of blanks before the prompt; options maps flags to
    whether this example has them on or off.
    """

    def __init__(self, source, want, exc_msg=None, lineno=0, indent=0, options=None):
        if not source.endswith('\n'):
            source += '\n'
        if want and not want.endswith('\n'):
            want += '\n'
        if exc_msg is not None and not exc_msg.endswith('\n'):
            exc_msg += '\n'
        self.source = source
        self.want = want
        self.lineno = lineno
        self.indent = indent
        self.options = {} if options is None else options
        self.exc_msg = exc_msg

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return (self.source == other.source and self.want == other.want and self.lineno == other.lineno
                and self.indent == other.indent and self.options == other.options and self.exc_msg == other.exc_msg)

    def __hash__(self):
        return hash((self.source, self.want, self.lineno, self.indent, self.exc_msg))


class DocTest:
    """Examples to be run one after another in one namespace (globs, a copy), and where they come from."""

    def __init__(self, examples, globs, name, filename, lineno, docstring):
        assert not isinstance(examples, str), 'DocTest no longer accepts str; use DocTestParser instead'
        self.examples = examples
        self.docstring = docstring
        self.globs = globs.copy()
        self.name = name
        self.filename = filename
        self.lineno = lineno

    def __repr__(self):
        n = len(self.examples)
        count = 'no examples' if n == 0 else '1 example' if n == 1 else '%d examples' % n
        return '<%s %s from %s:%s (%s)>' % (self.__class__.__name__, self.name, self.filename, self.lineno, count)

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return (self.examples == other.examples and self.docstring == other.docstring and self.globs == other.globs
                and self.name == other.name and self.filename == other.filename and self.lineno == other.lineno)

    def __hash__(self):
        return hash((self.docstring, self.name, self.filename, self.lineno))

    def __lt__(self, other):
        if not isinstance(other, DocTest):
            return NotImplemented
        return self._place() < other._place()

    def _place(self):
        return self.name, self.filename or '', -1 if self.lineno is None else self.lineno, id(self)


class DocTestParser:
    """Finds the examples in a text."""

    # A line with the first prompt, lines with the second (at any column: checked later), and output up to an empty line
    # or the next prompt.
    _EXAMPLE_RE = re.compile(r'''(?mx)
        ^ (?P<source> (?P<indent> [ ]*) >>> .*
                      (?: \n [ ]* \.\.\. .* )* ) \n?
        (?P<want> (?: (?! [ ]* $ ) (?! [ ]* >>> ) .+ $ \n? )* )''')

    # The stack below the header is of no interest; the message begins at the first line that is not indented.
    _EXCEPTION_RE = re.compile(r'''(?msx)
        ^ Traceback [ ] \( (?: most [ ] recent [ ] call [ ] last | innermost [ ] last ) \) : \s* $
        .*?
        ^ (?P<msg> \w+ .* )''')

    _OPTION_DIRECTIVE_RE = re.compile(r'''(?m)\#\s*doctest:\s*([^\n'"]*)$''')
    _IS_BLANK_OR_COMMENT = re.compile(r'^[ ]*(#.*)?$').match
    _INDENT_RE = re.compile(r'(?m)^([ ]*)(?=\S)')

    def parse(self, string, name='<string>'):
        """The text as list of strings and Examples in turn; name is told in errors."""
        string = string.expandtabs()
        indent = min(map(len, self._INDENT_RE.findall(string)), default=0)
        if indent:
            string = '\n'.join(line[indent:] for line in string.split('\n'))
        output = []
        position = lineno = 0
        for m in self._EXAMPLE_RE.finditer(string):
            output.append(string[position:m.start()])
            lineno += string.count('\n', position, m.start())
            source, options, want, exc_msg = self._parse_example(m, name, lineno)
            if not self._IS_BLANK_OR_COMMENT(source):
                output.append(Example(source, want, exc_msg, lineno=lineno, indent=indent + len(m.group('indent')),
                                      options=options))
            lineno += string.count('\n', m.start(), m.end())
            position = m.end()
        output.append(string[position:])
        return output

    def get_doctest(self, string, globs, name, filename, lineno):
        """A DocTest of all examples."""
        return DocTest(self.get_examples(string, name), globs, name, filename, lineno, string)

    def get_examples(self, string, name='<string>'):
        """The Examples alone. Their line numbers count from 0."""
        return [piece for piece in self.parse(string, name) if isinstance(piece, Example)]

    def _parse_example(self, m, name, lineno):
        indent = len(m.group('indent'))
        source_lines = m.group('source').split('\n')
        self._check_prompt_blank(source_lines, indent, name, lineno)
        self._check_prefix(source_lines[1:], ' ' * indent + '.', name, lineno)
        source = '\n'.join(line[indent + 4:] for line in source_lines)
        want_lines = m.group('want').split('\n')
        if len(want_lines) > 1 and not want_lines[-1].strip(' '):
            del want_lines[-1]
        self._check_prefix(want_lines, ' ' * indent, name, lineno + len(source_lines))
        want = '\n'.join(line[indent:] for line in want_lines)
        exception = self._EXCEPTION_RE.match(want)
        options = self._find_options(source, name, lineno)
        return source, options, want, exception and exception.group('msg')

    def _find_options(self, source, name, lineno):
        options = {}
        for m in self._OPTION_DIRECTIVE_RE.finditer(source):
            for option in m.group(1).replace(',', ' ').split():
                if option[0] not in '+-' or option[1:] not in OPTIONFLAGS_BY_NAME:
                    raise ValueError('line %r of the doctest for %s has an invalid option: %r' % (lineno + 1, name, option))
                options[OPTIONFLAGS_BY_NAME[option[1:]]] = option[0] == '+'
        if options and self._IS_BLANK_OR_COMMENT(source):
            raise ValueError('line %r of the doctest for %s has an option directive on a line with no example: %r'
                             % (lineno, name, source))
        return options

    def _check_prompt_blank(self, lines, indent, name, lineno):
        for i, line in enumerate(lines):
            if len(line) >= indent + 4 and line[indent + 3] != ' ':
                raise ValueError('line %r of the docstring for %s lacks blank after %s: %r'
                                 % (lineno + i + 1, name, line[indent:indent + 3], line))

    def _check_prefix(self, lines, prefix, name, lineno):
        for i, line in enumerate(lines):
            if line and not line.startswith(prefix):
                raise ValueError('line %r of the docstring for %s has inconsistent leading whitespace: %r'
                                 % (lineno + i + 1, name, line))


class DocTestFinder:
    """Finds the docstrings of an object and of what it contains."""

    def __init__(self, verbose=False, parser=DocTestParser(), recurse=True, exclude_empty=True):
        self._parser = parser
        self._verbose = verbose
        self._recurse = recurse
        self._exclude_empty = exclude_empty

    def find(self, obj, name=None, module=None, globs=None, extraglobs=None):
        """The DocTests of obj and of what belongs to the module (None: obj's own; False: whatever) in it.

        They run in copies of globs (default: the module's namespace) with extraglobs added.
        """
        if name is None:
            name = getattr(obj, '__name__', None)
            if name is None:
                raise ValueError("DocTestFinder.find: name must be given when obj.__name__ doesn't exist: %r" % (type(obj),))
        if module is False:
            module = None
        elif module is None:
            module = inspect.getmodule(obj)
        source_lines = self._source_lines(obj, module)
        if globs is None:
            globs = {} if module is None else module.__dict__.copy()
        else:
            globs = globs.copy()
        if extraglobs is not None:
            globs.update(extraglobs)
        if '__name__' not in globs:
            globs['__name__'] = '__main__'
        tests = []
        self._find(tests, obj, name, module, source_lines, globs, {})
        # In order of names, whatever order the namespaces have.
        tests.sort()
        return tests

    def _source_lines(self, obj, module):
        try:
            file = inspect.getsourcefile(obj)
        except TypeError:
            return None
        if not file:
            # Perhaps a function made by a doctest: the runner gives its source.
            try:
                file = inspect.getfile(obj)
            except TypeError:
                return None
            if not (file.startswith('<') and file.endswith(']>')):
                return None
        lines = linecache.getlines(file) if module is None else linecache.getlines(file, module.__dict__)
        return lines or None

    def _from_module(self, module, object):
        """Whether object was defined in module."""
        if module is None:
            return True
        if inspect.getmodule(object) is not None:
            return module is inspect.getmodule(object)
        if inspect.isfunction(object):
            return module.__dict__ is object.__globals__
        if inspect.ismethoddescriptor(object) or inspect.ismethodwrapper(object):
            if hasattr(object, '__objclass__'):
                return module.__name__ == object.__objclass__.__module__
            if hasattr(object, '__module__'):
                return module.__name__ == object.__module__
            return True             # nothing tells
        if inspect.isclass(object) or hasattr(object, '__module__'):
            return module.__name__ == object.__module__
        if isinstance(object, property):
            return True             # they carry no module
        raise ValueError('object must be a class or function')

    def _is_routine(self, obj):
        try:
            obj = inspect.unwrap(obj)
        except ValueError:
            pass                    # a loop of wrappers
        return inspect.isroutine(obj)

    def _find(self, tests, obj, name, module, source_lines, globs, seen):
        if self._verbose:
            print('Finding tests in %s' % name)
        if id(obj) in seen:         # known by another name too
            return
        seen[id(obj)] = 1
        test = self._get_test(obj, name, module, globs, source_lines)
        if test is not None:
            tests.append(test)
        if not self._recurse:
            return
        if inspect.ismodule(obj):
            for item_name, item in obj.__dict__.items():
                if (self._is_routine(item) or inspect.isclass(item)) and self._from_module(module, item):
                    self._find(tests, item, '%s.%s' % (name, item_name), module, source_lines, globs, seen)
            self._find_in_test_dict(tests, obj, name, module, source_lines, globs, seen)
        elif inspect.isclass(obj):
            for item_name, item in obj.__dict__.items():
                if isinstance(item, (staticmethod, classmethod)):
                    item = item.__func__
                if ((inspect.isroutine(item) or inspect.isclass(item) or isinstance(item, property))
                        and self._from_module(module, item)):
                    self._find(tests, item, '%s.%s' % (name, item_name), module, source_lines, globs, seen)

    def _find_in_test_dict(self, tests, obj, name, module, source_lines, globs, seen):
        """Tests of a module's __test__: docstrings, or objects that have them."""
        for key, item in getattr(obj, '__test__', {}).items():
            if not isinstance(key, str):
                raise ValueError('DocTestFinder.find: __test__ keys must be strings: %r' % (type(key),))
            if not (inspect.isroutine(item) or inspect.isclass(item) or inspect.ismodule(item) or isinstance(item, str)):
                raise ValueError('DocTestFinder.find: __test__ values must be strings, functions, methods, classes, or '
                                 'modules: %r' % (type(item),))
            self._find(tests, item, '%s.__test__.%s' % (name, key), module, source_lines, globs, seen)

    def _get_test(self, obj, name, module, globs, source_lines):
        if isinstance(obj, str):
            docstring = obj
        else:
            docstring = getattr(obj, '__doc__', None)
            docstring = '' if docstring is None else docstring if isinstance(docstring, str) else str(docstring)
        if not docstring and self._exclude_empty:
            return None
        lineno = self._find_lineno(obj, source_lines)
        if module is None:
            filename = None
        else:
            filename = getattr(module, '__file__', None) or module.__name__
            if filename.endswith('.pyc'):
                filename = filename[:-1]
        return self._parser.get_doctest(docstring, globs, name, filename, lineno)

    def _find_lineno(self, obj, source_lines):
        """The line, from 0, where the docstring of obj begins; None if unknown."""
        lineno = None
        if inspect.ismodule(obj):
            lineno = 0
        elif inspect.isclass(obj) and source_lines is not None:
            header = re.compile(r'^\s*class\s*%s\b' % re.escape(getattr(obj, '__name__', '-')))
            lineno = next((i for i, line in enumerate(source_lines) if header.match(line)), None)
        if inspect.ismethod(obj):
            obj = obj.__func__
        if isinstance(obj, property):
            obj = obj.fget
        if inspect.isroutine(obj) and getattr(obj, '__doc__', None):
            try:
                obj = inspect.unwrap(obj)
            except ValueError:
                pass
        if inspect.isfunction(obj) and getattr(obj, '__doc__', None):
            obj = obj.__code__
        if inspect.istraceback(obj):
            obj = obj.tb_frame
        if inspect.isframe(obj):
            obj = obj.f_code
        if inspect.iscode(obj):
            lineno = obj.co_firstlineno - 1
        # The docstring is the first line from there with a quote that begins a string.
        if lineno is not None:
            if source_lines is None:
                return lineno + 1
            begin = re.compile(r'(^|.*:)\s*\w*("|\')')
            for i in range(lineno, len(source_lines)):
                if begin.match(source_lines[i]):
                    return i
        return None


# ---- running ----

_EXAMPLE_FILENAME = re.compile(r'<doctest (?P<name>.+)\[(?P<examplenum>\d+)\]>$')
_SUCCESS, _FAILURE, _EXCEPTION = range(3)


class DocTestRunner:
    r"""Runs DocTests and reports, through the report_* methods, to a function that writes (default: standard output).

    verbose None: if sys.argv has -v.

    >>> test = DocTestParser().get_doctest('>>> 6 * 7\n42\n>>> 6 * 9\n42\n', {}, 'product', None, None)
    >>> runner = DocTestRunner(verbose=False)
    >>> runner.run(test, out=lambda text: None)
    TestResults(failed=1, attempted=2)
    >>> runner.tries, runner.failures
    (2, 1)
    """

    DIVIDER = '*' * 70

    def __init__(self, checker=None, verbose=None, optionflags=0):
        self._checker = checker or OutputChecker()
        self._verbose = '-v' in sys.argv if verbose is None else verbose
        self.optionflags = optionflags
        self.original_optionflags = optionflags
        self.tries = 0
        self.failures = 0
        self._name2ft = {}          # name of a test: (failures, tries)
        self._fakeout = _SpoofOut()

    # -- reports, to be overridden --

    def report_start(self, out, test, example):
        """Before an example is run."""
        if self._verbose:
            expecting = 'Expecting:\n' + _indent(example.want) if example.want else 'Expecting nothing\n'
            out('Trying:\n' + _indent(example.source) + expecting)

    def report_success(self, out, test, example, got):
        """After an example whose output is the one wanted."""
        if self._verbose:
            out('ok\n')

    def report_failure(self, out, test, example, got):
        """After an example with other output."""
        out(self._failure_header(test, example) + self._checker.output_difference(example, got, self.optionflags))

    def report_unexpected_exception(self, out, test, example, exc_info):
        """After an example that raised what was not wanted."""
        out(self._failure_header(test, example) + 'Exception raised:\n' + _indent(_exception_traceback(exc_info)))

    def _failure_header(self, test, example):
        lines = [self.DIVIDER]
        if test.filename:
            known = test.lineno is not None and example.lineno is not None
            lineno = test.lineno + example.lineno + 1 if known else '?'
            lines.append('File "%s", line %s, in %s' % (test.filename, lineno, test.name))
        else:
            lines.append('Line %s, in %s' % (example.lineno + 1, test.name))
        lines += ['Failed example:', _indent(example.source)]
        return '\n'.join(lines)

    # -- running one test --

    def _run_examples(self, test, compileflags, out):
        failures = tries = 0
        original_flags = self.optionflags
        for number, example in enumerate(test.examples):
            quiet = self.optionflags & REPORT_ONLY_FIRST_FAILURE and failures > 0
            self.optionflags = original_flags
            for flag, on in example.options.items():
                self.optionflags = self.optionflags | flag if on else self.optionflags & ~flag
            if self.optionflags & SKIP:
                continue
            tries += 1
            if not quiet:
                self.report_start(out, test, example)
            got, exc_info = self._run_example(test, number, example, compileflags)
            outcome, got = self._judge(example, got, exc_info, quiet)
            if outcome == _SUCCESS:
                if not quiet:
                    self.report_success(out, test, example, got)
                continue
            failures += 1
            if not quiet:
                if outcome == _FAILURE:
                    self.report_failure(out, test, example, got)
                else:
                    self.report_unexpected_exception(out, test, example, exc_info)
            if self.optionflags & FAIL_FAST:
                break
        self.optionflags = original_flags
        self._record_outcome(test, failures, tries)
        return TestResults(failures, tries)

    def _run_example(self, test, number, example, compileflags):
        """(output, exception information or None)"""
        filename = '<doctest %s[%d]>' % (test.name, number)
        exc_info = None
        try:
            exec(compile(example.source, filename, 'single', compileflags, True), test.globs)
            self.debugger.set_continue()
        except KeyboardInterrupt:
            raise
        except:
            exc_info = sys.exc_info()
            self.debugger.set_continue()
        got = self._fakeout.getvalue()
        self._fakeout.truncate(0)
        return got, exc_info

    def _judge(self, example, got, exc_info, quiet):
        """(_SUCCESS, _FAILURE or _EXCEPTION, what came)"""
        check = self._checker.check_output
        if exc_info is None:
            return _SUCCESS if check(example.want, got, self.optionflags) else _FAILURE, got
        lines = traceback.format_exception_only(*exc_info[:2])
        if issubclass(exc_info[0], SyntaxError):
            # The line of source and the caret are not part of the message.
            names = exc_info[0].__qualname__ + ':', '%s.%s:' % (exc_info[0].__module__, exc_info[0].__qualname__)
            lines = lines[next((i for i, line in enumerate(lines) if line.startswith(names)), -1):]
        message = ''.join(lines)
        if not quiet:
            got += _exception_traceback(exc_info)
        if example.exc_msg is None:
            return _EXCEPTION, got
        if check(example.exc_msg, message, self.optionflags):
            return _SUCCESS, got
        if self.optionflags & IGNORE_EXCEPTION_DETAIL:
            if check(_strip_exception_details(example.exc_msg), _strip_exception_details(message), self.optionflags):
                return _SUCCESS, got
        return _FAILURE, got

    def _record_outcome(self, test, failures, tries):
        f, t = self._name2ft.get(test.name, (0, 0))
        self._name2ft[test.name] = f + failures, t + tries
        self.failures += failures
        self.tries += tries

    def _getlines_for_examples(self, filename, module_globals=None):
        """linecache.getlines() while a test runs: its examples are files too."""
        m = _EXAMPLE_FILENAME.match(filename)
        if m and m.group('name') == self.test.name:
            return self.test.examples[int(m.group('examplenum'))].source.splitlines(keepends=True)
        return self.save_linecache_getlines(filename, module_globals)

    def run(self, test, compileflags=None, out=None, clear_globs=True):
        """Run the examples of a DocTest; the (failed, attempted). out: a function that writes text.

        compileflags default to the __future__ imports of the test's namespace, which is cleared afterwards.
        """
        import builtins
        import pdb

        self.test = test
        if compileflags is None:
            compileflags = _extract_future_flags(test.globs)
        save_stdout = sys.stdout
        if out is None:
            out = self._writer(save_stdout)
        sys.stdout = self._fakeout
        # A debugger started by an example talks to the real standard output.
        save_trace = sys.gettrace()
        save_set_trace = pdb.set_trace
        self.debugger = _redirecting_pdb(save_stdout)
        self.debugger.reset()
        pdb.set_trace = self.debugger.set_trace
        self.save_linecache_getlines = linecache.getlines
        linecache.getlines = self._getlines_for_examples
        save_displayhook = sys.displayhook
        sys.displayhook = sys.__displayhook__
        try:
            return self._run_examples(test, compileflags, out)
        finally:
            sys.stdout = save_stdout
            pdb.set_trace = save_set_trace
            sys.settrace(save_trace)
            linecache.getlines = self.save_linecache_getlines
            sys.displayhook = save_displayhook
            if clear_globs:
                test.globs.clear()
                builtins._ = None

    @staticmethod
    def _writer(stream):
        encoding = stream.encoding
        if encoding is None or encoding.lower() == 'utf-8':
            return stream.write

        def write(s):
            stream.write(s.encode(encoding, 'backslashreplace').decode(encoding))
        return write

    # -- all tests run so far --

    def summarize(self, verbose=None):
        """Print a summary of all tests run; their (failed, attempted)."""
        if verbose is None:
            verbose = self._verbose
        empty, passed, failed = [], [], []
        total_tries = total_failures = 0
        for name, (failures, tries) in sorted(self._name2ft.items()):
            total_tries += tries
            total_failures += failures
            if failures:
                failed.append((name, failures, tries))
            elif tries:
                passed.append((name, tries))
            else:
                empty.append(name)
        if verbose:
            if empty:
                print(len(empty), 'items had no tests:')
                for name in empty:
                    print('   ', name)
            if passed:
                print(len(passed), 'items passed all tests:')
                for name, count in passed:
                    print(' %3d tests in %s' % (count, name))
        if failed:
            print(self.DIVIDER)
            print(len(failed), 'items had failures:')
            for name, failures, tries in failed:
                print(' %3d of %3d in %s' % (failures, tries, name))
        if verbose:
            print(total_tries, 'tests in', len(self._name2ft), 'items.')
            print(total_tries - total_failures, 'passed and', total_failures, 'failed.')
        if total_failures:
            print('***Test Failed***', total_failures, 'failures.')
        elif verbose:
            print('Test passed.')
        return TestResults(total_failures, total_tries)

    def merge(self, other):
        """Add the results of another runner."""
        for name, (failures, tries) in other._name2ft.items():
            f, t = self._name2ft.get(name, (0, 0))
            self._name2ft[name] = f + failures, t + tries


def _redirecting_pdb(out):
    """A debugger that talks to a stream while standard output is taken for the examples'."""
    import pdb

    class OutputRedirectingPdb(pdb.Pdb):

        def __init__(self):
            self.__debugger_used = False
            pdb.Pdb.__init__(self, stdout=out)
            # Input by input(), as in a session.
            self.use_rawinput = 1

        def set_trace(self, frame=None):
            self.__debugger_used = True
            if frame is None:
                frame = sys._getframe().f_back
            pdb.Pdb.set_trace(self, frame)

        def set_continue(self):
            # Without this the trace function of somebody else would be lost.
            if self.__debugger_used:
                pdb.Pdb.set_continue(self)

        def trace_dispatch(self, *args):
            save_stdout = sys.stdout
            sys.stdout = out
            try:
                return pdb.Pdb.trace_dispatch(self, *args)
            finally:
                sys.stdout = save_stdout

    return OutputRedirectingPdb()


class OutputChecker:
    """Compares output with the one wanted, and tells the difference."""

    def _toAscii(self, s):
        # Docstrings are compared as a terminal of any kind would show them.
        return s.encode('ascii', 'backslashreplace').decode('ascii')

    def check_output(self, want, got, optionflags):
        """Whether got is what is wanted, as the flags say."""
        got = self._toAscii(got)
        want = self._toAscii(want)
        if got == want:
            return True
        if not optionflags & DONT_ACCEPT_TRUE_FOR_1:
            # Tests older than bool.
            if (got, want) in (('True\n', '1\n'), ('False\n', '0\n')):
                return True
        if not optionflags & DONT_ACCEPT_BLANKLINE:
            want = re.sub(r'(?m)^%s\s*?$' % re.escape(BLANKLINE_MARKER), '', want)
            got = re.sub(r'(?m)^[^\S\n]+$', '', got)
            if got == want:
                return True
        if optionflags & NORMALIZE_WHITESPACE:
            got = ' '.join(got.split())
            want = ' '.join(want.split())
            if got == want:
                return True
        return bool(optionflags & ELLIPSIS) and _ellipsis_match(want, got)

    def _do_a_fancy_diff(self, want, got, optionflags):
        if not optionflags & (REPORT_UDIFF | REPORT_CDIFF | REPORT_NDIFF):
            return False
        # ndiff is of use for single lines too.
        return bool(optionflags & REPORT_NDIFF) or want.count('\n') > 2 and got.count('\n') > 2

    def output_difference(self, example, got, optionflags):
        """A text that tells how got differs from what the example wants."""
        want = example.want
        if not optionflags & DONT_ACCEPT_BLANKLINE:
            got = re.sub('(?m)^[ ]*(?=\n)', BLANKLINE_MARKER, got)
        if self._do_a_fancy_diff(want, got, optionflags):
            want_lines = want.splitlines(keepends=True)
            got_lines = got.splitlines(keepends=True)
            if optionflags & REPORT_UDIFF:
                diff = list(difflib.unified_diff(want_lines, got_lines, n=2))[2:]
                kind = 'unified diff with -expected +actual'
            elif optionflags & REPORT_CDIFF:
                diff = list(difflib.context_diff(want_lines, got_lines, n=2))[2:]
                kind = 'context diff with expected followed by actual'
            else:
                diff = difflib.Differ(charjunk=difflib.IS_CHARACTER_JUNK).compare(want_lines, got_lines)
                kind = 'ndiff with -expected +actual'
            return 'Differences (%s):\n' % kind + _indent(''.join(line.rstrip() + '\n' for line in diff))
        expected = 'Expected:\n' + _indent(want) if want else 'Expected nothing\n'
        return expected + ('Got:\n' + _indent(got) if got else 'Got nothing\n')


class DocTestFailure(Exception):
    """Raised by DebugRunner: an example gave other output. test, example, got tell more."""

    def __init__(self, test, example, got):
        self.test = test
        self.example = example
        self.got = got

    def __str__(self):
        return str(self.test)


class UnexpectedException(Exception):
    """Raised by DebugRunner: an example raised an exception. test, example, exc_info tell more."""

    def __init__(self, test, example, exc_info):
        self.test = test
        self.example = example
        self.exc_info = exc_info

    def __str__(self):
        return str(self.test)


class DebugRunner(DocTestRunner):
    r"""Raises DocTestFailure or UnexpectedException at the first failure and leaves the namespace as it was then.

    >>> test = DocTestParser().get_doctest('>>> x = 1\n>>> x\n2\n>>> x = 3\n', {}, 'one', None, None)
    >>> try:
    ...     DebugRunner(verbose=False).run(test)
    ... except DocTestFailure as failure:
    ...     failure.example.want, failure.got, failure.test.globs['x']
    ('2\n', '1\n', 1)

    An example that raises what it does not expect:

    >>> test = DocTestParser().get_doctest('>>> {}[1]\n', {}, 'two', None, None)
    >>> try:
    ...     DebugRunner(verbose=False).run(test)
    ... except UnexpectedException as failure:
    ...     failure.exc_info[0]
    <class 'KeyError'>
    """

    def run(self, test, compileflags=None, out=None, clear_globs=True):
        results = DocTestRunner.run(self, test, compileflags, out, False)
        if clear_globs:
            test.globs.clear()
        return results

    def report_unexpected_exception(self, out, test, example, exc_info):
        raise UnexpectedException(test, example, exc_info)

    def report_failure(self, out, test, example, got):
        raise DocTestFailure(test, example, got)


# ---- testing a module or a file ----

# The runner that has the results of all testmod() and testfile() calls.
master = None


def _run_all(tests, verbose, report, optionflags, raise_on_error):
    global master
    if raise_on_error:
        runner = DebugRunner(verbose=verbose, optionflags=optionflags)
    else:
        runner = DocTestRunner(verbose=verbose, optionflags=optionflags)
    for test in tests:
        runner.run(test)
    if report:
        runner.summarize()
    if master is None:
        master = runner
    else:
        master.merge(runner)
    return TestResults(runner.failures, runner.tries)


def testmod(m=None, name=None, globs=None, verbose=None, report=True, optionflags=0, extraglobs=None, raise_on_error=False,
            exclude_empty=False):
    """Test the docstrings in module m (default: __main__) and in its __test__; (failed, attempted).

    name: the module's name in reports; globs: run in copies of this, default m's namespace, with extraglobs added;
    verbose: tell all, default if sys.argv has -v; report: print a summary; raise_on_error: raise at the first failure.
    """
    if m is None:
        m = sys.modules.get('__main__')
    if not inspect.ismodule(m):
        raise TypeError('testmod: module required; %r' % (m,))
    if name is None:
        name = m.__name__
    finder = DocTestFinder(exclude_empty=exclude_empty)
    tests = finder.find(m, name, globs=globs, extraglobs=extraglobs)
    return _run_all(tests, verbose, report, optionflags, raise_on_error)


def testfile(filename, module_relative=True, name=None, package=None, globs=None, verbose=None, report=True, optionflags=0,
             extraglobs=None, raise_on_error=False, parser=DocTestParser(), encoding=None):
    """Test the examples in a text file; (failed, attempted).

    With module_relative the file's name has slashes and is meant below the folder of package (a module or its name;
    default: the caller's). The others as for testmod().
    """
    if package and not module_relative:
        raise ValueError('Package may only be specified for module-relative paths.')
    text, filename = _load_testfile(filename, package, module_relative, encoding or 'utf-8')
    if name is None:
        name = os.path.basename(filename)
    globs = {} if globs is None else globs.copy()
    if extraglobs is not None:
        globs.update(extraglobs)
    if '__name__' not in globs:
        globs['__name__'] = '__main__'
    test = parser.get_doctest(text, globs, name, filename, 0)
    return _run_all([test], verbose, report, optionflags, raise_on_error)


def run_docstring_examples(f, globs, verbose=False, name='NoName', compileflags=None, optionflags=0):
    """Run the examples in the docstring of an object (not of what it contains) in a namespace."""
    finder = DocTestFinder(verbose=verbose, recurse=False)
    runner = DocTestRunner(verbose=verbose, optionflags=optionflags)
    for test in finder.find(f, name, globs=globs):
        runner.run(test, compileflags=compileflags)


# ---- unittest ----

_unittest_reportflags = 0


def set_unittest_reportflags(flags):
    """Set the reporting flags of unittest cases that have none of their own; the flags so far.

    >>> old = set_unittest_reportflags(REPORT_NDIFF | REPORT_ONLY_FIRST_FAILURE)
    >>> set_unittest_reportflags(old) == REPORT_NDIFF | REPORT_ONLY_FIRST_FAILURE
    True
    >>> set_unittest_reportflags(ELLIPSIS)
    Traceback (most recent call last):
        ...
    ValueError: ('Only reporting flags allowed', 8)
    """
    global _unittest_reportflags
    if flags & REPORTING_FLAGS != flags:
        raise ValueError('Only reporting flags allowed', flags)
    old = _unittest_reportflags
    _unittest_reportflags = flags
    return old


class DocTestCase(unittest.TestCase):

    def __init__(self, test, optionflags=0, setUp=None, tearDown=None, checker=None):
        unittest.TestCase.__init__(self)
        self._dt_optionflags = optionflags
        self._dt_checker = checker
        self._dt_test = test
        self._dt_setUp = setUp
        self._dt_tearDown = tearDown
        self._dt_globs = test.globs.copy()

    def setUp(self):
        if self._dt_setUp is not None:
            self._dt_setUp(self._dt_test)

    def tearDown(self):
        test = self._dt_test
        if self._dt_tearDown is not None:
            self._dt_tearDown(test)
        # As it was, so that the case can be run again.
        test.globs.clear()
        test.globs.update(self._dt_globs)

    def runTest(self):
        flags = self._dt_optionflags
        if not flags & REPORTING_FLAGS:
            # Its own reporting flags come before those set for all.
            flags |= _unittest_reportflags
        runner = DocTestRunner(optionflags=flags, checker=self._dt_checker, verbose=False)
        runner.DIVIDER = '-' * 70
        out = StringIO()
        save_stdout = sys.stdout
        try:
            failures, tries = runner.run(self._dt_test, out=out.write, clear_globs=False)
        finally:
            sys.stdout = save_stdout
        if failures:
            raise self.failureException(self.format_failure(out.getvalue()))

    def format_failure(self, err):
        test = self._dt_test
        lineno = 'unknown line number' if test.lineno is None else '%s' % test.lineno
        return ('Failed doctest test for %s\n  File "%s", line %s, in %s\n\n%s'
                % (test.name, test.filename, lineno, test.name.rpartition('.')[2], err))

    def debug(self):
        r"""Run without catching: failures raise DocTestFailure or UnexpectedException.

        >>> test = DocTestParser().get_doctest('>>> 1 + 1\n3\n', {}, 'sum', None, None)
        >>> try:
        ...     DocTestCase(test).debug()
        ... except DocTestFailure as failure:
        ...     failure.got
        '2\n'
        """
        self.setUp()
        runner = DebugRunner(optionflags=self._dt_optionflags, checker=self._dt_checker, verbose=False)
        runner.run(self._dt_test, clear_globs=False)
        self.tearDown()

    def id(self):
        return self._dt_test.name

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return (self._dt_test == other._dt_test and self._dt_optionflags == other._dt_optionflags
                and self._dt_setUp == other._dt_setUp and self._dt_tearDown == other._dt_tearDown
                and self._dt_checker == other._dt_checker)

    def __hash__(self):
        return hash((self._dt_optionflags, self._dt_setUp, self._dt_tearDown, self._dt_checker))

    def __repr__(self):
        path = self._dt_test.name.split('.')
        return '%s (%s)' % (path[-1], '.'.join(path[:-1]))

    __str__ = object.__str__

    def shortDescription(self):
        return 'Doctest: ' + self._dt_test.name


class SkipDocTestCase(DocTestCase):

    def __init__(self, module):
        self.module = module
        DocTestCase.__init__(self, DocTest([], {}, module.__name__, None, None, ''))

    def setUp(self):
        self.skipTest('DocTestSuite will not work with -O2 and above')

    def test_skip(self):
        pass

    def shortDescription(self):
        return 'Skipping tests from %s' % self.module.__name__

    __str__ = shortDescription


class _DocTestSuite(unittest.TestSuite):

    def _removeTestAtIndex(self, index):
        pass                        # the cases are kept: they can be run again


def DocTestSuite(module=None, globs=None, extraglobs=None, test_finder=None, **options):
    """A unittest suite with a case for each docstring with examples in a module (or its name; default: the caller).

    options: setUp, tearDown (called with the DocTest), optionflags, checker.
    """
    if test_finder is None:
        test_finder = DocTestFinder()
    module = _normalize_module(module)
    tests = test_finder.find(module, globs=globs, extraglobs=extraglobs)
    suite = _DocTestSuite()
    if not tests and sys.flags.optimize >= 2:
        suite.addTest(SkipDocTestCase(module))
        return suite
    tests.sort()
    for test in tests:
        if not test.examples:
            continue
        if not test.filename:
            filename = module.__file__
            test.filename = filename[:-1] if filename.endswith('.pyc') else filename
        suite.addTest(DocTestCase(test, **options))
    return suite


class DocFileCase(DocTestCase):

    def id(self):
        return '_'.join(self._dt_test.name.split('.'))

    def __repr__(self):
        return self._dt_test.filename

    def format_failure(self, err):
        return 'Failed doctest test for %s\n  File "%s", line 0\n\n%s' % (self._dt_test.name, self._dt_test.filename, err)


def DocFileTest(path, module_relative=True, package=None, globs=None, parser=DocTestParser(), encoding=None, **options):
    """A unittest case of the examples in a text file; its namespace has __file__."""
    globs = {} if globs is None else globs.copy()
    if package and not module_relative:
        raise ValueError('Package may only be specified for module-relative paths.')
    doc, path = _load_testfile(path, package, module_relative, encoding or 'utf-8')
    if '__file__' not in globs:
        globs['__file__'] = path
    test = parser.get_doctest(doc, globs, os.path.basename(path), path, 0)
    return DocFileCase(test, **options)


def DocFileSuite(*paths, **kw):
    """A unittest suite with a case for each text file.

    Keywords: module_relative, package, encoding as for testfile(); globs, parser; setUp, tearDown, optionflags, checker.
    """
    suite = _DocTestSuite()
    # The caller's module, not this one's, is where the files are.
    if kw.get('module_relative', True):
        kw['package'] = _normalize_module(kw.get('package'))
    for path in paths:
        suite.addTest(DocFileTest(path, **kw))
    return suite


# ---- debugging ----

def script_from_examples(s):
    """The examples of a text as program; all else, and the output expected, as comments.

    >>> print(script_from_examples('''A sum
    ... and a loop:
    ...
    ...     >>> 1 + 1
    ...     2
    ...     >>> for i in ():
    ...     ...     print(i)
    ... '''), end='')
    # A sum
    # and a loop:
    #
    1 + 1
    # Expected:
    ## 2
    for i in ():
        print(i)
    """
    lines = []
    for piece in DocTestParser().parse(s):
        if isinstance(piece, Example):
            lines.append(piece.source[:-1])
            if piece.want:
                lines.append('# Expected:')
                lines += ['## ' + line for line in piece.want.split('\n')[:-1]]
        else:
            lines += [('# ' + line).rstrip() for line in piece.split('\n')[:-1]]
    # Comments at both ends that say nothing.
    while lines and lines[-1] == '#':
        lines.pop()
    while lines and lines[0] == '#':
        lines.pop(0)
    return '\n'.join(lines) + '\n'


def testsource(module, name):
    """The examples in the docstring of an object, named with its module, as program."""
    module = _normalize_module(module)
    for test in DocTestFinder().find(module):
        if test.name == name:
            return script_from_examples(test.docstring)
    raise ValueError(name, 'not found in tests')


def debug_src(src, pm=False, globs=None):
    """Debug the examples in a docstring."""
    debug_script(script_from_examples(src), pm, globs)


def debug_script(src, pm=False, globs=None):
    """Debug a program; pm: only after an exception."""
    import pdb

    globs = globs.copy() if globs else {}
    if not pm:
        pdb.Pdb(nosigint=True).run('exec(%r)' % src, globs, globs)
        return
    try:
        exec(src, globs, globs)
    except:
        print(sys.exc_info()[1])
        p = pdb.Pdb(nosigint=True)
        p.reset()
        p.interaction(None, sys.exc_info()[2])


def debug(module, name, pm=False):
    """Debug the examples in the docstring of an object, named with its module."""
    module = _normalize_module(module)
    debug_script(testsource(module, name), pm, module.__dict__)


# ---- examples that test this module ----

class _TestClass:
    """A class whose docstrings are examples, here and in its methods.

    >>> _TestClass(3).get() + _TestClass(4).get()
    7
    """

    def __init__(self, value):
        """
        >>> _TestClass(5).value
        5
        """
        self.value = value

    def square(self):
        """Square the value; the object itself.

        >>> _TestClass(-4).square().get()
        16
        """
        self.value **= 2
        return self

    def get(self):
        """Return the value.

        >>> _TestClass('text').get()
        'text'
        """
        return self.value


# Texts in __test__ are tested like docstrings.
__test__ = {
    '_TestClass': _TestClass,
    'string': """
        >>> x = 1; y = 2
        >>> x + y, x * y
        (3, 2)
        """,
    'bool-int equivalence': """
        True and False are wanted as such; 1 and 0 stand for them unless a flag forbids it.

        >>> 2 > 1
        1
        >>> 2 < 1
        0
        """,
    'blank lines': r"""
        A blank line in the output is written so:

        >>> print('above\n\nbelow')
        above
        <BLANKLINE>
        below
        """,
    'ellipsis': """
        >>> list(range(1000)) #doctest: +ELLIPSIS
        [0, 1, 2, ..., 999]
        """,
    'whitespace normalization': """
        >>> list(range(12)) #doctest: +NORMALIZE_WHITESPACE
        [0, 1, 2,  3,  4,  5,
         6, 7, 8,  9, 10, 11]
        """,
}


# ---- command line ----

def _test():
    import argparse

    parser = argparse.ArgumentParser(description='doctest runner')
    parser.add_argument('-v', '--verbose', action='store_true', default=False,
                        help='print very verbose output for all tests')
    parser.add_argument('-o', '--option', action='append', choices=OPTIONFLAGS_BY_NAME.keys(), default=[],
                        help='specify a doctest option flag to apply to the test run; may be specified more than once to '
                             'apply multiple options')
    parser.add_argument('-f', '--fail-fast', action='store_true',
                        help='stop running tests after first failure (this is a shorthand for -o FAIL_FAST, and is in '
                             'addition to any other -o options)')
    parser.add_argument('file', nargs='+', help='file containing the tests to run')
    args = parser.parse_args()
    options = 0
    for option in args.option:
        options |= OPTIONFLAGS_BY_NAME[option]
    if args.fail_fast:
        options |= FAIL_FAST
    for filename in args.file:
        if filename.endswith('.py'):
            # As module, imported from its folder.
            folder, filename = os.path.split(filename)
            sys.path.insert(0, folder)
            m = __import__(filename[:-3])
            del sys.path[0]
            failures, _ = testmod(m, verbose=args.verbose, optionflags=options)
        else:
            failures, _ = testfile(filename, module_relative=False, verbose=args.verbose, optionflags=options)
        if failures:
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(_test())
