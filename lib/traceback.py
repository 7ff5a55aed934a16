"""Extract, format and print tracebacks of Python code."""

import sys
import linecache
from itertools import islice

__all__ = ['extract_stack', 'extract_tb', 'format_exception',
           'format_exception_only', 'format_list', 'format_stack',
           'format_tb', 'print_exc', 'format_exc', 'print_exception',
           'print_last', 'print_stack', 'print_tb', 'clear_frames',
           'FrameSummary', 'StackSummary', 'TracebackException',
           'walk_stack', 'walk_tb']


# Printing and formatting lists of entries

def print_list(extracted_list, file=None):
    """Print a list of FrameSummary objects or old-style 4-tuples."""
    if file is None:
        file = sys.stderr
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=file, end='')


def format_list(extracted_list):
    """Format a list of FrameSummary objects or old-style 4-tuples."""
    return StackSummary.from_list(extracted_list).format()


# Tracebacks

def print_tb(tb, limit=None, file=None):
    """Print up to `limit` entries of a traceback."""
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    """format_list(extract_tb(tb, limit))"""
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    """A StackSummary of up to `limit` entries of a traceback."""
    return StackSummary._extract_from_positions(_walk_tb_positions(tb), limit=limit)


# Exceptions

_cause_message = ('\nThe above exception was the direct cause of the following '
                  'exception:\n\n')
_context_message = ('\nDuring handling of the above exception, another exception '
                    'occurred:\n\n')


class _Sentinel:
    def __repr__(self):
        return '<implicit>'


_sentinel = _Sentinel()


def _value_and_tb(exc, value, tb):
    """Sort out the two calling conventions: (exception) or (type, value, tb)."""
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError('Both or neither of value and tb must be given')
    if value is tb is _sentinel:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f'Exception expected for value, {type(exc).__name__} found')
    return value, tb


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None,
                    file=None, chain=True, **kwargs):
    """Print an exception with its traceback and those it is chained to."""
    value, tb = _value_and_tb(exc, value, tb)
    te = TracebackException(type(value), value, tb, limit=limit, compact=True)
    te.print(file=file, chain=chain)


def _print_uncaught(exc, value, tb, limit=None):
    """What sys.excepthook() does; it has words of its own for an exception that cannot be printed."""
    te = TracebackException(type(value), value, tb, limit=limit, compact=True,
                            _unprintable='<exception str() failed>')
    te.print()


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None,
                     chain=True, **kwargs):
    """The strings that print_exception() prints, as a list."""
    value, tb = _value_and_tb(exc, value, tb)
    te = TracebackException(type(value), value, tb, limit=limit, compact=True)
    return list(te.format(chain=chain))


def format_exception_only(exc, /, value=_sentinel, *, show_group=False, **kwargs):
    """The lines that name the exception itself."""
    if value is _sentinel:
        value = exc
    te = TracebackException(type(value), value, None, compact=True)
    return list(te.format_exception_only(show_group=show_group))


def _safe_string(value, what, func=str):
    try:
        return func(value)
    except:
        return f'<{what} {func.__name__}() failed>'


def _some_str(value, unprintable='<unprintable {} object>'):
    try:
        return str(value)
    except:
        return unprintable.format(type(value).__name__)


def _format_final_exc_line(etype, value):
    text = None if value is None else _some_str(value)
    if not text:
        return f'{etype}\n'
    return f'{etype}: {text}\n'


def print_exc(limit=None, file=None, chain=True):
    """Print the exception being handled."""
    print_exception(*sys.exc_info(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    """Like print_exc() but return a string."""
    return ''.join(format_exception(*sys.exc_info(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    """Print the last exception that ended at the interactive prompt."""
    if not hasattr(sys, 'last_type') and not hasattr(sys, 'last_exc'):
        raise ValueError('no last exception')
    if hasattr(sys, 'last_exc'):
        print_exception(sys.last_exc, limit=limit, file=file, chain=chain)
    else:
        print_exception(sys.last_type, sys.last_value, sys.last_traceback,
                        limit, file, chain)


# Stacks

def print_stack(f=None, limit=None, file=None):
    """Print the stack from its invocation point, or from a frame."""
    if f is None:
        f = sys._getframe().f_back
    print_list(extract_stack(f, limit=limit), file=file)


def format_stack(f=None, limit=None):
    """format_list(extract_stack(f, limit))"""
    if f is None:
        f = sys._getframe().f_back
    return format_list(extract_stack(f, limit=limit))


def extract_stack(f=None, limit=None):
    """A StackSummary of the stack, the oldest frame first."""
    if f is None:
        f = sys._getframe().f_back
    stack = StackSummary.extract(walk_stack(f), limit=limit)
    stack.reverse()
    return stack


def clear_frames(tb):
    """Clear the local variables of all frames of a traceback."""
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:        # still running
            pass
        tb = tb.tb_next


def walk_stack(f):
    """Yield (frame, line number) from a frame, or the caller, outwards."""
    if f is None:
        f = sys._getframe().f_back.f_back.f_back.f_back
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    """Yield (frame, line number) along a traceback."""
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _walk_tb_positions(tb):
    """Yield (frame, (line, end line, column, end column)) along a traceback."""
    while tb is not None:
        yield tb.tb_frame, _positions(tb)
        tb = tb.tb_next


def _positions(tb):
    lineno = tb.tb_lineno
    try:
        positions = tb.tb_frame.f_code.co_positions()
        lasti = tb.tb_lasti
    except AttributeError:          # not a real one, or without columns
        return lineno, None, None, None
    if lasti < 0:
        return lineno, None, None, None
    position = next(islice(positions, lasti // 2, None), (None,) * 4)
    return (lineno, *position[1:]) if position[0] is None else position


class FrameSummary:
    """One entry of a traceback or stack.

    The line of source is looked up when first asked for, unless the caller
    wants it at once.
    """

    __slots__ = ('filename', 'lineno', 'end_lineno', 'colno', 'end_colno',
                 'name', '_line', 'locals')

    def __init__(self, filename, lineno, name, *, lookup_line=True,
                 locals=None, line=None, end_lineno=None, colno=None,
                 end_colno=None, **kwargs):
        self.filename = filename
        self.lineno = lineno
        self.name = name
        self._line = line
        if lookup_line:
            self.line
        self.locals = {k: _safe_string(v, 'local', repr)
                       for k, v in locals.items()} if locals else None
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno = colno
        self.end_colno = end_colno

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return (self.filename == other.filename and self.lineno == other.lineno
                    and self.name == other.name and self.locals == other.locals)
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __len__(self):
        return 4

    def __repr__(self):
        return f'<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>'

    @property
    def _original_line(self):
        """The line with its indentation."""
        self.line
        if self.lineno is None:
            return self._line
        return linecache.getline(self.filename, self.lineno) or self._line

    @property
    def line(self):
        """The line of source without surrounding space."""
        if self._line is None:
            if self.lineno is None:
                return None
            self._line = linecache.getline(self.filename, self.lineno).strip()
        return self._line.strip()


_RECURSIVE_CUTOFF = 3       # also in the interpreter's own display


class StackSummary(list):
    """A list of FrameSummary objects."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True,
                capture_locals=False):
        """Make a summary from a generator of (frame, line number)."""
        def with_positions():
            for frame, lineno in frame_gen:
                yield frame, (lineno, None, None, None)
        return klass._extract_from_positions(
            with_positions(), limit=limit, lookup_lines=lookup_lines,
            capture_locals=capture_locals)

    @classmethod
    def _extract_from_positions(klass, frame_gen, *, limit=None,
                                lookup_lines=True, capture_locals=False):
        if limit is None:
            limit = getattr(sys, 'tracebacklimit', None)
            if limit is not None and limit < 0:
                limit = 0
        if limit is not None:
            if limit >= 0:
                frame_gen = islice(frame_gen, limit)
            else:
                from collections import deque
                frame_gen = deque(frame_gen, maxlen=-limit)
        result = klass()
        filenames = set()
        for f, (lineno, end_lineno, colno, end_colno) in frame_gen:
            code = f.f_code
            filename = code.co_filename
            filenames.add(filename)
            linecache.lazycache(filename, f.f_globals)
            result.append(FrameSummary(
                filename, lineno, code.co_name, lookup_line=False,
                locals=f.f_locals if capture_locals else None,
                end_lineno=end_lineno, colno=colno, end_colno=end_colno))
        for filename in filenames:
            linecache.checkcache(filename)
        if lookup_lines:
            for summary in result:
                summary.line
        return result

    @classmethod
    def from_list(klass, a_list):
        """Make a summary from FrameSummary objects or old-style tuples."""
        result = StackSummary()
        for frame in a_list:
            if not isinstance(frame, FrameSummary):
                filename, lineno, name, line = frame
                frame = FrameSummary(filename, lineno, name, line=line)
            result.append(frame)
        return result

    def format_frame_summary(self, frame_summary, **kwargs):
        """The text of one entry; None leaves it out."""
        filename = frame_summary.filename
        if filename.startswith('<stdin-') and filename.endswith('>'):
            filename = '<stdin>'
        rows = [f'  File "{filename}", line {frame_summary.lineno}, '
                f'in {frame_summary.name}\n']
        if frame_summary.line:
            rows.append(f'    {frame_summary.line.strip()}\n')
            marks = _caret_line(frame_summary)
            if marks:
                rows.append(f'    {marks}\n')
        if frame_summary.locals:
            for name, value in sorted(frame_summary.locals.items()):
                rows.append(f'    {name} = {value}\n')
        return ''.join(rows)

    def format(self, **kwargs):
        """A list of strings, one per entry; long repetitions are cut short."""
        result = []
        last = None
        count = 0

        def note_repetition():
            if count > _RECURSIVE_CUTOFF:
                more = count - _RECURSIVE_CUTOFF
                result.append(f'  [Previous line repeated {more} more '
                              f'time{"s" if more > 1 else ""}]\n')

        for frame in self:
            text = self.format_frame_summary(frame)
            if text is None:
                continue
            key = frame.filename, frame.lineno, frame.name
            if key != last:
                note_repetition()
                last = key
                count = 0
            count += 1
            if count > _RECURSIVE_CUTOFF:
                continue
            result.append(text)
        note_repetition()
        return result


# Marks under the part of the line that failed

def _caret_line(summary):
    """The line of marks for an entry, without indentation; '' if not useful."""
    if summary.colno is None or summary.end_colno is None:
        return ''
    original = summary._original_line.rstrip('\n')
    stripped = original.lstrip()
    indent = len(original) - len(stripped)
    stripped = stripped.rstrip()
    start = _char_offset(original, summary.colno) - indent
    multiline = summary.end_lineno != summary.lineno
    if multiline:
        end = len(stripped)
    else:
        end = min(_char_offset(original, summary.end_colno) - indent, len(stripped))
    if start < 0 or end <= start:
        return ''
    whole = start == 0 and stripped[end:].lstrip()[:1] in ('', '#')
    anchors = None
    if not multiline:
        try:
            anchors = _anchors(stripped[start:end], whole)
        except Exception:
            pass
    if anchors is None and whole:
        return ''               # a line that does one thing: marks would say nothing
    marks = []
    for col in range(end):
        if col < start:
            mark = ' '
        elif anchors and not anchors[0] <= col - start < anchors[1]:
            mark = '~'
        else:
            mark = '^'
        marks.append(mark * _width(stripped[col]))
    return ''.join(marks)


def _char_offset(line, byte_offset):
    """Columns count bytes of UTF-8."""
    if line.isascii() if hasattr(line, 'isascii') else False:
        return byte_offset
    return len(line.encode('utf-8', 'surrogatepass')[:byte_offset].decode('utf-8', 'replace'))


def _width(char):
    """How many cells a character takes on a terminal."""
    if char < '\x80':
        return 1
    from unicodedata import east_asian_width
    return 2 if east_asian_width(char) in 'WF' else 1


def _is_operation(expr):
    import ast
    return isinstance(expr, (ast.BinOp, ast.Subscript, ast.Call))


def _anchors(segment, nested):
    """The (start, end) of the operator, brackets or call in an expression.

    With `nested` only if parts of it are operations themselves, so that there is a choice.
    """
    import ast
    # In parentheses an expression may span lines and needs no statement.
    tree = ast.parse(f'(\n{segment}\n)')
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return None
    expr = tree.body[0].value
    if nested and not any(_is_operation(node) for node in ast.walk(expr) if node is not expr):
        return None
    if isinstance(expr, ast.BinOp):
        start = _char_offset(segment, expr.left.end_col_offset)
        end = _char_offset(segment, expr.right.col_offset)
        while start < end and (segment[start].isspace() or segment[start] in ')'):
            start += 1
        stop = start + 1
        if stop < end and not segment[stop].isspace() and segment[stop] not in '(':
            stop += 1
        return start, stop
    if isinstance(expr, ast.Subscript):
        start = _char_offset(segment, expr.value.end_col_offset)
        while segment[start] != '[':
            start += 1
        return start, _char_offset(segment, expr.end_col_offset)
    if isinstance(expr, ast.Call):
        start = _char_offset(segment, expr.func.end_col_offset)
        while segment[start] != '(':
            start += 1
        return start, _char_offset(segment, expr.end_col_offset)
    return None


class _GroupPrinter:
    """State while formatting: how deep in exception groups we are."""

    def __init__(self):
        self.seen = set()
        self.depth = 0
        self.need_close = False

    def indent(self):
        return ' ' * (2 * self.depth)

    def emit(self, text, margin='|'):
        prefix = ''
        if self.depth:
            prefix = self.indent() + f'{margin} '
        if isinstance(text, str):
            text = [text]
        for piece in text:
            if not prefix:
                yield piece
                continue
            lines = piece.splitlines(True)
            yield ''.join(prefix + line for line in lines)


class TracebackException:
    """An exception captured for formatting later.

    It keeps no reference to frames or to the exception, only to what is
    needed for the text.
    """

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None,
                 lookup_lines=True, capture_locals=False, compact=False,
                 max_group_width=15, max_group_depth=10, save_exc_type=True,
                 _seen=None, _unprintable='<unprintable {} object>'):
        root = _seen is None
        if root:
            _seen = set()
        _seen.add(id(exc_value))
        self.max_group_width = max_group_width
        self.max_group_depth = max_group_depth
        self.stack = StackSummary._extract_from_positions(
            _walk_tb_positions(exc_traceback), limit=limit,
            lookup_lines=lookup_lines, capture_locals=capture_locals)
        self._exc_type = self.exc_type = exc_type if save_exc_type else None
        self._str = _some_str(exc_value, _unprintable)
        if exc_value is None:
            self._str = 'None'
        self.__notes__ = _notes(exc_value)
        self._is_syntax_error = False
        self._have_exc_type = exc_type is not None
        self.exc_type_qualname = self.exc_type_module = None
        if exc_type is not None:
            self.exc_type_qualname = getattr(exc_type, '__qualname__', exc_type.__name__)
            self.exc_type_module = getattr(exc_type, '__module__', None)
            self._take_details(exc_type, exc_value, exc_traceback)
        if lookup_lines:
            self._load_lines()
        self.__suppress_context__ = (exc_value.__suppress_context__
                                     if exc_value is not None else False)
        self.__cause__ = self.__context__ = None
        self.exceptions = None
        if root:
            self._capture_chain(exc_value, _seen, dict(
                limit=limit, lookup_lines=lookup_lines,
                capture_locals=capture_locals, compact=compact,
                max_group_width=max_group_width, max_group_depth=max_group_depth,
                save_exc_type=save_exc_type, _unprintable=_unprintable), compact)

    def _take_details(self, exc_type, exc_value, exc_traceback):
        if exc_value is not None and issubclass(exc_type, SyntaxError):
            self.filename = exc_value.filename
            lineno = exc_value.lineno
            self.lineno = str(lineno) if lineno is not None else None
            end_lineno = getattr(exc_value, 'end_lineno', None)
            self.end_lineno = str(end_lineno) if end_lineno is not None else None
            self.text = exc_value.text
            self.offset = exc_value.offset
            self.end_offset = getattr(exc_value, 'end_offset', None)
            self.msg = exc_value.msg
            self._is_syntax_error = True
            return
        name = _wrong_name(exc_type, exc_value)
        if name is None:
            return
        suggestion = _suggest(exc_value, exc_traceback, name)
        if suggestion:
            self._str += f". Did you mean: '{suggestion}'?"
        if issubclass(exc_type, NameError):
            if name in getattr(sys, 'stdlib_module_names', ()):
                if suggestion:
                    self._str += f" Or did you forget to import '{name}'?"
                else:
                    self._str += f". Did you forget to import '{name}'?"

    def _capture_chain(self, exc_value, _seen, options, compact):
        """Capture causes, contexts and group members without recursion."""
        queue = [(self, exc_value)]
        while queue:
            te, e = queue.pop()

            def capture(other):
                # Each exception appears once, so cycles end.
                if other is None or id(other) in _seen:
                    return None
                new = TracebackException(type(other), other, other.__traceback__,
                                         _seen=_seen, **options)
                queue.append((new, other))
                return new

            if e is None:
                continue
            te.__cause__ = capture(e.__cause__)
            if compact:
                need_context = te.__cause__ is None and not e.__suppress_context__
            else:
                need_context = True
            if need_context:
                te.__context__ = capture(e.__context__)
            if _is_group(e):
                te.exceptions = []
                for member in e.exceptions:
                    new = TracebackException(type(member), member, member.__traceback__,
                                             _seen=_seen, **options)
                    te.exceptions.append(new)
                    queue.append((new, member))

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        """Capture an exception."""
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    @property
    def exc_type_str(self):
        """The name of the type, with its module unless that is obvious."""
        if not self._have_exc_type:
            return None
        if self.exc_type_module in ('__main__', 'builtins'):
            return self.exc_type_qualname
        module = self.exc_type_module
        if not isinstance(module, str):
            module = '<unknown>'
        return f'{module}.{self.exc_type_qualname}'

    def _load_lines(self):
        for frame in self.stack:
            frame.line

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    __hash__ = None

    def __str__(self):
        return self._str

    def format_exception_only(self, *, show_group=False, _depth=0, **kwargs):
        """Yield the lines that name the exception.

        That is one line, but several for a SyntaxError and with notes.
        """
        indent = 3 * _depth * ' '
        if not self._have_exc_type:
            yield indent + _format_final_exc_line(None, None if self._str == 'None'
                                                  else self._str)
            return
        stype = self.exc_type_str
        if self._is_syntax_error:
            for line in self._format_syntax_error(stype):
                yield indent + line
        elif _depth:
            for line in _format_final_exc_line(stype, self._str).splitlines(True):
                yield indent + line
        else:
            yield _format_final_exc_line(stype, self._str)
        notes = self.__notes__
        if isinstance(notes, (list, tuple)):
            for note in notes:
                for line in _safe_string(note, 'note').split('\n'):
                    yield indent + line + '\n'
        elif notes is not None:
            yield indent + _safe_string(notes, '__notes__', repr) + '\n'
        if self.exceptions and show_group:
            for ex in self.exceptions:
                yield from ex.format_exception_only(show_group=True, _depth=_depth + 1)

    def _format_syntax_error(self, stype):
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
        elif self.filename is not None:
            yield f'  File "{self.filename}"\n'
        text = self.text
        if isinstance(text, str):
            # Columns count from the unstripped text, starting with 1.
            rtext = text.rstrip('\n')
            ltext = rtext.lstrip(' \n\f\t')
            spaces = len(rtext) - len(ltext)
            ltext = ltext.rstrip()
            yield f'    {ltext}\n'
            if self.offset is not None and self.lineno is not None:
                offset = self.offset
                if self.lineno == self.end_lineno:
                    end_offset = self.end_offset if self.end_offset not in (None, 0) else offset
                elif self.end_lineno is None:
                    end_offset = offset
                else:
                    end_offset = len(rtext) + 1
                offset = min(offset, max(len(rtext), 1))      # an error at the end of the line
                if offset == end_offset or end_offset == -1 or end_offset < offset:
                    end_offset = offset + 1
                colno = max(offset - 1 - spaces, 0)
                end_colno = max(min(end_offset - 1 - spaces, len(ltext)), colno + 1)
                # Keep tabs, so that the mark is in the right place.
                blank = ''.join(c if c.isspace() else ' ' for c in ltext[:colno])
                blank += ' ' * (colno - len(blank))
                yield f'    {blank}{"^" * (end_colno - colno)}\n'
        yield f'{stype}: {self.msg or "<no detail available>"}\n'

    def format(self, *, chain=True, _ctx=None, **kwargs):
        """Yield the lines of the whole display, each ending with a newline."""
        ctx = _GroupPrinter() if _ctx is None else _ctx
        # The chain is printed oldest first.
        output = []
        exc = self
        if chain:
            while exc is not None:
                if exc.__cause__ is not None:
                    output.append((_cause_message, exc))
                    exc = exc.__cause__
                elif exc.__context__ is not None and not exc.__suppress_context__:
                    output.append((_context_message, exc))
                    exc = exc.__context__
                else:
                    output.append((None, exc))
                    exc = None
        else:
            output.append((None, exc))
        for message, exc in reversed(output):
            if message is not None:
                yield from ctx.emit(message)
            if exc.exceptions is None:
                if exc.stack:
                    yield from ctx.emit('Traceback (most recent call last):\n')
                    yield from ctx.emit(exc.stack.format())
                yield from ctx.emit(exc.format_exception_only())
            elif ctx.depth > self.max_group_depth:
                yield from ctx.emit(f'... (max_group_depth is {self.max_group_depth})\n')
            else:
                yield from exc._format_group(ctx, chain)

    def _format_group(self, ctx, chain):
        """Yield the display of an exception group, as a tree."""
        is_top = ctx.depth == 0
        if is_top:
            ctx.depth += 1
        if self.stack:
            yield from ctx.emit('Exception Group Traceback (most recent call last):\n',
                                margin='+' if is_top else '|')
            yield from ctx.emit(self.stack.format())
        yield from ctx.emit(self.format_exception_only())
        n = len(self.exceptions)
        shown = min(n, self.max_group_width)
        total = shown if n <= self.max_group_width else shown + 1
        ctx.need_close = False
        for i in range(total):
            last = i == total - 1
            if last:
                ctx.need_close = True
            truncated = i >= self.max_group_width
            title = '...' if truncated else f'{i + 1}'
            yield (ctx.indent() + ('+-' if i == 0 else '  ')
                   + f'+---------------- {title} ----------------\n')
            ctx.depth += 1
            if truncated:
                more = n - self.max_group_width
                yield from ctx.emit(f'and {more} more exception{"s" if more > 1 else ""}\n')
            else:
                yield from self.exceptions[i].format(chain=chain, _ctx=ctx)
            if last and ctx.need_close:
                yield ctx.indent() + '+------------------------------------\n'
                ctx.need_close = False
            ctx.depth -= 1
        if is_top:
            ctx.depth -= 1

    def print(self, *, file=None, chain=True, **kwargs):
        """Print the display to a file, by default sys.stderr."""
        if file is None:
            file = sys.stderr
        colored = _can_color(file)
        for line in self.format(chain=chain):
            print(_color(line) if colored else line, file=file, end='')


# Colours, for a terminal

_RESET = '\x1b[0m'
_PLACE = '\x1b[35m'                     # magenta
_NAME = '\x1b[1;35m'
_RANGE = '\x1b[31m'                     # red
_ANCHOR = '\x1b[1;31m'


def _can_color(file):
    """Is colour wanted: PYTHON_COLORS, NO_COLOR, FORCE_COLOR, or a terminal that has it?"""
    import os
    get = os.environ.get
    if not sys.flags.ignore_environment:
        if get('PYTHON_COLORS') == '0':
            return False
        if get('PYTHON_COLORS') == '1':
            return True
    if get('NO_COLOR'):
        return False
    if get('FORCE_COLOR'):
        return True
    if get('TERM') in (None, '', 'dumb'):
        return False
    try:
        return os.isatty(file.fileno())
    except (AttributeError, OSError, ValueError):
        return False


def _color_place(line):
    """A line that begins with File: the name, the number and the function."""
    front, quote, rest = line.partition('"')
    name, _, rest = rest.rpartition('", line ')
    if not name:
        return line
    number, within, function = rest.partition(', in ')
    colored = (f'{front}{_PLACE}"{name}"{_RESET}, line {_PLACE}{number}{_RESET}')
    return f'{colored}{within}{_PLACE}{function}{_RESET}' if within else colored


def _color_marked(text, marks):
    """Text, with the parts in colour that stand over ~ and ^."""
    parts = []
    last = None
    for character, mark in zip(text, marks.ljust(len(text))):
        if mark != last:
            if last in ('~', '^'):
                parts.append(_RESET)
            if mark in ('~', '^'):
                parts.append(_RANGE if mark == '~' else _ANCHOR)
            last = mark
        parts.append(character)
    if last in ('~', '^'):
        parts.append(_RESET)
    return ''.join(parts)


def _color(entry):
    """A piece of the display with colours in it."""
    lines = entry.split('\n')
    for i, line in enumerate(lines):
        stripped = line.strip()
        if line.startswith('  File "'):
            lines[i] = _color_place(line)
        elif line.startswith('    ') and stripped and not stripped.strip('~^ '):
            if i and lines[i - 1].startswith('    '):
                lines[i - 1] = _color_marked(lines[i - 1], line)
            lines[i] = _color_marked(line, line)
    # The exception itself: its name, and what it says.
    name, colon, message = lines[0].partition(': ')
    if name and all(part.isidentifier() for part in name.split('.')):
        lines[0] = f'{_NAME}{name}{_RESET}{colon}'
        if colon:
            lines[0] += f'{_PLACE}{message}{_RESET}'
    return '\n'.join(lines)


try:
    _exception_groups = BaseExceptionGroup
except NameError:
    _exception_groups = ()


def _is_group(e):
    return isinstance(e, _exception_groups)


def _notes(exc):
    try:
        return getattr(exc, '__notes__', None)
    except Exception as e:
        return [f"Ignored error getting __notes__: {_safe_string(e, '__notes__', repr)}"]


# Suggestions for misspelt names

_MAX_CANDIDATES = 750
_MAX_NAME = 40
_MOVE = 2           # cost of inserting, deleting or replacing a character
_CASE = 1           # cost of changing the case of one


def _wrong_name(exc_type, exc_value):
    """The name an exception says is not there."""
    if exc_value is None:
        return None
    if issubclass(exc_type, ImportError):
        name = getattr(exc_value, 'name_from', None)
    elif issubclass(exc_type, (NameError, AttributeError)):
        name = getattr(exc_value, 'name', None)
    else:
        return None
    return name if isinstance(name, str) else None


def _suggest(exc_value, tb, wrong_name):
    """The name that was probably meant, or None."""
    try:
        candidates = _candidates(exc_value, tb, wrong_name)
    except Exception:
        return None
    if isinstance(candidates, str) or candidates is None:
        return candidates
    if len(candidates) > _MAX_CANDIDATES or len(wrong_name) > _MAX_NAME:
        return None
    best = None
    best_distance = len(wrong_name) * _MOVE
    for candidate in candidates:
        if not isinstance(candidate, str) or candidate == wrong_name:
            continue
        # No more than about a third of the characters may differ.
        limit = (len(candidate) + len(wrong_name) + 3) * _MOVE // 6
        limit = min(limit, best_distance - 1 if best is not None else best_distance)
        distance = _distance(wrong_name, candidate, limit)
        if distance <= limit and (best is None or distance < best_distance):
            best, best_distance = candidate, distance
    return best


def _candidates(exc_value, tb, wrong_name):
    if isinstance(exc_value, AttributeError):
        obj = exc_value.obj
        names = [name for name in dir(obj) if isinstance(name, str)]
        if wrong_name[:1] != '_':
            names = [name for name in names if name[:1] != '_']
        return sorted(names)
    if isinstance(exc_value, ImportError):
        names = dir(__import__(exc_value.name, fromlist=['*']))
        if wrong_name[:1] != '_':
            names = [name for name in names if name[:1] != '_']
        return sorted(names)
    if tb is None:
        return None
    while tb.tb_next is not None:
        tb = tb.tb_next
    frame = tb.tb_frame
    if 'self' in frame.f_locals:
        try:
            if hasattr(frame.f_locals['self'], wrong_name):
                return f'self.{wrong_name}'
        except Exception:
            pass
    return [*frame.f_locals, *frame.f_globals, *frame.f_builtins]


def _distance(a, b, limit):
    """The edit distance of two names, or limit + 1 if it is greater."""
    if a == b:
        return 0
    # Common ends do not matter.
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    a, b = a[start:], b[start:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return _MOVE * (len(a) + len(b))
    if abs(len(a) - len(b)) * _MOVE > limit:
        return limit + 1
    row = list(range(0, _MOVE * (len(a) + 1), _MOVE))
    for j, bc in enumerate(b, 1):
        diagonal, row[0] = row[0], j * _MOVE
        for i, ac in enumerate(a, 1):
            if ac == bc:
                cost = 0
            elif ac.lower() == bc.lower():
                cost = _CASE
            else:
                cost = _MOVE
            diagonal, row[i] = row[i], min(diagonal + cost, row[i] + _MOVE,
                                           row[i - 1] + _MOVE)
        if min(row) > limit:
            return limit + 1
    return row[-1]
