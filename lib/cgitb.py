"""Tracebacks with the source around each call and the values of the names in it, as
HTML for web scripts or as text.

    import cgitb; cgitb.enable()
"""

import inspect
import keyword
import linecache
import os
import pydoc
import sys
import tempfile
import time
import tokenize
import traceback

__UNDEF__ = []              # the value of names that have none


def reset():
    """HTML that gets a browser out of whatever the page was in the middle of."""
    return '''<!--: spam
Content-Type: text/html

<body bgcolor="#f0f0f8"><font color="#f0f0f8" size="-5"> -->
<body bgcolor="#f0f0f8"><font color="#f0f0f8" size="-5"> --> -->
</font> </font> </font> </script> </object> </blockquote> </pre>
</table> </table> </table> </table> </table> </font> </font> </font>'''


def small(text):
    return '<small>' + text + '</small>' if text else ''


def strong(text):
    return '<strong>' + text + '</strong>' if text else ''


def grey(text):
    return '<font color="#909090">' + text + '</font>' if text else ''


def lookup(name, frame, locals):
    """(scope, value) of a name; (None, __UNDEF__) where it has none."""
    if name in locals:
        return 'local', locals[name]
    if name in frame.f_globals:
        return 'global', frame.f_globals[name]
    builtins = frame.f_globals.get('__builtins__', {})
    if not isinstance(builtins, dict):
        builtins = vars(builtins)
    if name in builtins:
        return 'builtin', builtins[name]
    return None, __UNDEF__


def scanvars(reader, frame, locals):
    """(name, scope, value) for each name and attribute in a logical line, which reader()
    gives line by line."""
    vars, lasttoken, parent, prefix, value = [], None, None, '', __UNDEF__
    for ttype, token, start, end, line in tokenize.generate_tokens(reader):
        if ttype == tokenize.NEWLINE:
            break
        if ttype == tokenize.NAME and token not in keyword.kwlist:
            if lasttoken == '.':
                if parent is not __UNDEF__:
                    value = getattr(parent, token, __UNDEF__)
                    vars.append((prefix + token, prefix, value))
            else:
                where, value = lookup(token, frame, locals)
                vars.append((token, where, value))
        elif token == '.':
            prefix += lasttoken + '.'
            parent = value
        else:
            parent, prefix = None, ''
        lasttoken = token
    return vars


class _Entry:
    """A call in a traceback: where it is, with which arguments, the lines around it and
    the names in it."""

    def __init__(self, frame, file, lnum, func, lines, index):
        self.file = os.path.abspath(file) if file else None
        self.lnum, self.func, self.index = lnum, func, index
        self.lines = lines or []
        self.frame = frame
        self.args, self.varargs, self.varkw, self.locals = inspect.getargvalues(frame)
        self.highlight = {}
        try:
            self.vars = scanvars(self._reader(), frame, self.locals)
        except (tokenize.TokenError, SyntaxError):
            self.vars = []

    def _reader(self):
        lnum = [self.lnum]

        def reader():
            self.highlight[lnum[0]] = 1
            try:
                return linecache.getline(self.frame.f_code.co_filename, lnum[0])
            finally:
                lnum[0] += 1
        return reader

    def call(self, decorate, formatvalue):
        """func(arguments); nothing for a module."""
        if self.func == '?':
            return ''
        text = 'in ' + decorate(self.func)
        if self.func != '<module>':
            text += inspect.formatargvalues(self.args, self.varargs, self.varkw, self.locals,
                                            formatvalue=formatvalue)
        return text

    def numbered(self):
        """(number, line, is it part of the call)."""
        if self.index is None:
            return []
        start = self.lnum - self.index
        return [(i, line, i in self.highlight) for i, line in enumerate(self.lines, start)]

    def values(self, show_local, show_global, show_undefined, repr):
        """'name = value' for each name, once."""
        done, dump = set(), []
        for name, where, value in self.vars:
            if name in done:
                continue
            done.add(name)
            if value is not __UNDEF__:
                if where in ('global', 'builtin'):
                    shown = show_global(where, name)
                elif where == 'local':
                    shown = show_local(name)
                else:
                    shown = where + show_local(name.split('.')[-1])
                dump.append('%s = %s' % (shown, repr(value)))
            else:
                dump.append(name + ' ' + show_undefined)
        return dump


def _entries(etb, context):
    return [_Entry(*record) for record in inspect.getinnerframes(etb, context)]


def _attributes(evalue):
    """(name, value) of an exception's attributes."""
    return [(name, getattr(evalue, name)) for name in dir(evalue) if name[:1] != '_']


def html(einfo, context=5):
    """A traceback as HTML, of sys.exc_info(), with so many lines of source for each call."""
    etype, evalue, etb = einfo
    if isinstance(etype, type):
        etype = etype.__name__
    escape = pydoc.html.escape
    pyver = 'Python ' + sys.version.split()[0] + ': ' + sys.executable
    date = time.ctime(time.time())
    head = '<body bgcolor="#f0f0f8">' + pydoc.html.heading(
        '<big><big>%s</big></big>' % strong(escape(str(etype))),
        '#ffffff', '#6622aa', escape(pyver) + '<br>' + date) + '''
<p>A problem occurred in a Python script.  Here is the sequence of
function calls leading up to the error, in the order they occurred.</p>'''
    indent = '<tt>' + small('&nbsp;' * 5) + '&nbsp;</tt>'
    frames = []
    for entry in _entries(etb, context):
        link = '<a href="file://%s">%s</a>' % (entry.file, escape(entry.file)) \
            if entry.file else '?'
        call = entry.call(lambda func: strong(escape(func)),
                          lambda value: '=' + pydoc.html.repr(value))
        rows = ['<tr><td bgcolor="#d8bbff">%s%s %s</td></tr>' % ('<big>&nbsp;</big>', link, call)]
        for i, line, current in entry.numbered():
            num = small('&nbsp;' * (5 - len(str(i))) + str(i)) + '&nbsp;'
            if current:
                line = '<tt>=&gt;%s%s</tt>' % (num, pydoc.html.preformat(line))
                rows.append('<tr><td bgcolor="#ffccee">%s</td></tr>' % line)
            else:
                line = '<tt>&nbsp;&nbsp;%s%s</tt>' % (num, pydoc.html.preformat(line))
                rows.append('<tr><td>%s</td></tr>' % grey(line))
        dump = entry.values(strong, lambda where, name: '<em>%s</em> ' % where + strong(name),
                            '<em>undefined</em>', pydoc.html.repr)
        rows.append('<tr><td>%s</td></tr>' % small(grey(', '.join(dump))))
        frames.append('''
<table width="100%%" cellspacing=0 cellpadding=0 border=0>
%s</table>''' % '\n'.join(rows))
    exception = ['<p>%s: %s' % (strong(escape(str(etype))), escape(str(evalue)))]
    for name, value in _attributes(evalue):
        exception.append('\n<br>%s%s&nbsp;=\n%s' % (indent, name, pydoc.html.repr(value)))
    return head + ''.join(frames) + ''.join(exception) + '''


<!-- The above is a description of an error in a Python program, formatted
     for a web browser because the 'cgitb' module was enabled.  In case you
     are not reading this in a web browser, here is the original traceback:

%s
-->
''' % escape(''.join(traceback.format_exception(*einfo)))


def text(einfo, context=5):
    """A traceback as text, of sys.exc_info(), with so many lines of source for each call."""
    etype, evalue, etb = einfo
    if isinstance(etype, type):
        etype = etype.__name__
    pyver = 'Python ' + sys.version.split()[0] + ': ' + sys.executable
    date = time.ctime(time.time())
    head = '%s\n%s\n%s\n' % (str(etype), pyver, date) + '''
A problem occurred in a Python script.  Here is the sequence of
function calls leading up to the error, in the order they occurred.
'''
    frames = []
    for entry in _entries(etb, context):
        rows = [' %s %s' % (entry.file or '?',
                            entry.call(str, lambda value: '=' + pydoc.text.repr(value)))]
        rows += ['%5d %s' % (i, line.rstrip()) for i, line, current in entry.numbered()]
        rows += entry.values(str, lambda where, name: 'global ' + name if where == 'global'
                             else name, 'undefined', pydoc.text.repr)
        frames.append('\n%s\n' % '\n'.join(rows))
    exception = ['%s: %s' % (str(etype), str(evalue))]
    for name, value in _attributes(evalue):
        exception.append('\n%s%s = %s' % (' ' * 4, name, pydoc.text.repr(value)))
    return head + ''.join(frames) + ''.join(exception) + '''

The above is a description of an error in a Python program.  Here is
the original traceback:

%s
''' % ''.join(traceback.format_exception(*einfo))


class Hook:
    """A sys.excepthook: shows a traceback (display), and writes it to a file of its own in
    a directory (logdir)."""

    def __init__(self, display=1, logdir=None, context=5, file=None, format='html'):
        self.display = display
        self.logdir = logdir
        self.context = context
        self.file = file or sys.stdout
        self.format = format

    def __call__(self, etype, evalue, etb):
        self.handle((etype, evalue, etb))

    def handle(self, info=None):
        """Show an exception, by default the one being handled."""
        info = info or sys.exc_info()
        as_html = self.format == 'html'
        if as_html:
            self.file.write(reset())
        plain = False
        try:
            doc = (html if as_html else text)(info, self.context)
        except:                     # it must not hide the error it is about
            doc = ''.join(traceback.format_exception(*info))
            plain = True
        if self.display:
            if plain and as_html:
                doc = pydoc.html.escape(doc)
                self.file.write('<pre>' + doc + '</pre>\n')
            else:
                self.file.write(doc + '\n')
        else:
            self.file.write('<p>A problem occurred in a Python script.\n' if as_html
                            else 'A problem occurred in a Python script.\n')
        if self.logdir is not None:
            self._log(doc, as_html, '.txt' if plain or not as_html else '.html')
        try:
            self.file.flush()
        except:
            pass

    def _log(self, doc, as_html, suffix):
        try:
            fd, path = tempfile.mkstemp(suffix=suffix, dir=self.logdir)
            with os.fdopen(fd, 'w') as file:
                file.write(doc)
            msg = '%s contains the description of this error.' % path
        except OSError:
            msg = 'Tried to save traceback to %s, but failed.' % self.logdir
        self.file.write('<p>%s</p>\n' % msg if as_html else msg + '\n')


handler = Hook().handle


def enable(display=1, logdir=None, context=5, format='html'):
    """Show exceptions that nobody handles so. display: 0 not to show them; logdir: where to
    write them to files; format: 'html', or anything else for text."""
    sys.excepthook = Hook(display=display, logdir=logdir, context=context, format=format)
