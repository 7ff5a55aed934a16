#!/usr/bin/env python3
"""Documentation of modules, classes and functions, as text or HTML, from their
docstrings and signatures.

help(thing) shows it; help() asks what to show. As a program:

pydoc <name> ...
    Show text documentation on something: a keyword, topic, function, module, package,
    or what is in a module or class. If <name> contains a '/', it is the path of a file.
pydoc -k <keyword>
    Search for a keyword in the first lines of all modules' documentation.
pydoc -p <port>
    Start an HTTP server on this machine; 0 takes any free port.
pydoc -b
    Start an HTTP server on a free port and open a browser.
pydoc -w <name> ...
    Write the HTML documentation of a module to a file in the current directory. If <name>
    contains a '/', it is the path of a file or a directory, whose modules are all written.
"""

__all__ = ['help']

import builtins
import importlib._bootstrap
import importlib._bootstrap_external
import importlib.machinery
import importlib.util
import inspect
import io
import keyword
import os
import pkgutil
import platform
import re
import sys
import sysconfig
import time
import tokenize
import urllib.parse
import warnings
from collections import deque
from reprlib import Repr
from traceback import format_exception_only

# ---- what is known about an object ----


def pathdirs():
    """The directories of sys.path, each once."""
    dirs = []
    normdirs = []
    for dir in sys.path:
        dir = os.path.abspath(dir or '.')
        normdir = os.path.normcase(dir)
        if normdir not in normdirs and os.path.isdir(dir):
            dirs.append(dir)
            normdirs.append(normdir)
    return dirs


def getdoc(object):
    """The docstring, or else the comments before the source."""
    result = inspect.getdoc(object) or inspect.getcomments(object)
    return result and re.sub('^ *\n', '', result.rstrip()) or ''


def splitdoc(doc):
    """(first line, rest) of a docstring, where an empty line follows the first."""
    lines = doc.strip().split('\n')
    if len(lines) == 1:
        return lines[0], ''
    if not lines[1].rstrip():
        return lines[0], '\n'.join(lines[2:])
    return '', '\n'.join(lines)


def classname(object, modname):
    """A class's name, with its module unless that is modname."""
    name = object.__name__
    if object.__module__ != modname:
        name = object.__module__ + '.' + name
    return name


def isdata(object):
    """Whether something is no module, class, function or other part of a program."""
    return not (inspect.ismodule(object) or inspect.isclass(object) or
                inspect.isroutine(object) or inspect.isframe(object) or
                inspect.istraceback(object) or inspect.iscode(object))


def replace(text, *pairs):
    """A text with pairs of texts replaced, one after the other."""
    while pairs:
        text = pairs[1].join(text.split(pairs[0]))
        pairs = pairs[2:]
    return text


def cram(text, maxlen):
    """A text with its middle left out where it is longer than maxlen."""
    if len(text) > maxlen:
        pre = max(0, (maxlen - 3) // 2)
        post = max(0, maxlen - 3 - pre)
        return text[:pre] + '...' + text[len(text) - post:]
    return text


_re_stripid = re.compile(r' at 0x[0-9a-f]{6,16}(>+)$', re.IGNORECASE)


def stripid(text):
    """A repr without the address in it, which differs from run to run."""
    return _re_stripid.sub(r'\1', text)


def _is_some_method(obj):
    return inspect.isfunction(obj) or inspect.ismethod(obj) or inspect.isbuiltin(obj) or \
        inspect.ismethoddescriptor(obj)


def _is_bound_method(obj):
    return inspect.ismethod(obj) or inspect.isbuiltin(obj) and \
        not inspect.ismodule(obj.__self__) and obj.__self__ is not None


def allmethods(cl):
    """{name: method} of a class and its bases."""
    methods = {key: 1 for key, value in inspect.getmembers(cl, _is_some_method)}
    for base in cl.__bases__:
        methods.update(allmethods(base))
    return {key: getattr(cl, key) for key in methods}


def _split_list(s, predicate):
    """(the items for which a predicate holds, the others)."""
    yes, no = [], []
    for x in s:
        (yes if predicate(x) else no).append(x)
    return yes, no


_HIDDEN = frozenset({'__author__', '__builtins__', '__cached__', '__credits__', '__date__',
                     '__doc__', '__docformat__', '__file__', '__loader__', '__module__',
                     '__name__', '__package__', '__path__', '__qualname__', '__slots__',
                     '__spec__', '__static_attributes__', '__firstlineno__', '__version__'})


def visiblename(name, all=None, obj=None):
    """Whether something is to be documented, by its name. all: __all__, if there is one."""
    if name in _HIDDEN:
        return 0
    if name.startswith('__') and name.endswith('__'):
        return 1
    # Named tuples have public methods that begin with _.
    if name.startswith('_') and hasattr(obj, '_fields'):
        return True
    if all is not None:
        return name in all
    return not name.startswith('_')


def classify_class_attrs(object):
    """inspect's classification, with data descriptors told apart from data."""
    results = []
    for name, kind, cls, value in inspect.classify_class_attrs(object):
        if inspect.isdatadescriptor(value):
            kind = 'data descriptor'
        results.append((name, kind, cls, value))
    return results


def sort_attributes(attrs, object):
    """Sort attributes in place: a named tuple's fields in their order, then by name."""
    fields = getattr(object, '_fields', [])
    try:
        order = {name: i - len(fields) for i, name in enumerate(fields)}
    except TypeError:
        order = {}
    attrs.sort(key=lambda attr: (order.get(attr[0], 0), attr[0]))


# ---- modules ----

def ispackage(path):
    """Whether a path is a directory with an __init__ file."""
    if os.path.isdir(path):
        for ext in '.py', '.pyc':
            if os.path.isfile(os.path.join(path, '__init__' + ext)):
                return True
    return False


def source_synopsis(file):
    """The first line of the docstring in an open source file; None."""
    line = file.readline()
    while line[:1] == '#' or not line.strip():
        line = file.readline()
        if not line:
            break
    line = line.strip()
    if line[:4] == 'r"""':
        line = line[1:]
    if line[:3] != '"""':
        return None
    line = line[3:]
    if line[-1:] == '\\':
        line = line[:-1]
    while not line.strip():
        line = file.readline()
        if not line:
            break
    return line.split('"""')[0].strip()


def synopsis(filename, cache={}):
    """The first line of a module's docstring; None where there is none."""
    mtime = os.stat(filename).st_mtime
    lastupdate, result = cache.get(filename, (None, None))
    if lastupdate is None or lastupdate < mtime:
        if filename.endswith(tuple(importlib.machinery.BYTECODE_SUFFIXES)):
            loader_cls = importlib.machinery.SourcelessFileLoader
        elif filename.endswith(tuple(importlib.machinery.EXTENSION_SUFFIXES)):
            loader_cls = importlib.machinery.ExtensionFileLoader
        else:
            loader_cls = None
        if loader_cls is None:
            # The text is enough.
            try:
                file = tokenize.open(filename)
            except OSError:
                return None
            with file:
                result = source_synopsis(file)
        else:
            # It must be loaded.
            loader = loader_cls('__temp__', filename)
            spec = importlib.util.spec_from_file_location('__temp__', filename, loader=loader)
            try:
                module = importlib._bootstrap._load(spec)
            except Exception:
                return None
            sys.modules.pop('__temp__', None)
            result = module.__doc__.splitlines()[0] if module.__doc__ else None
        cache[filename] = mtime, result
    return result


class ErrorDuringImport(Exception):
    """A module was found, but could not be imported."""

    def __init__(self, filename, exc_info):
        self.filename = filename
        self.exc, self.value, self.tb = exc_info

    def __str__(self):
        return 'problem in %s - %s: %s' % (self.filename, self.exc.__name__, self.value)


def importfile(path):
    """The module in a file of source or bytecode, which is run."""
    magic = importlib.util.MAGIC_NUMBER
    with open(path, 'rb') as file:
        is_bytecode = magic == file.read(len(magic))
    name, ext = os.path.splitext(os.path.basename(path))
    finder = pkgutil.get_importer(os.path.dirname(path))        # the library's has loaders of its own
    spec = finder.find_spec(name) if finder is not None else None
    if spec is None or spec.origin != path:
        loaders = importlib._bootstrap_external
        loader = (loaders.SourcelessFileLoader if is_bytecode else loaders.SourceFileLoader)(name, path)
        spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    try:
        return importlib._bootstrap._load(spec)
    except BaseException:
        raise ErrorDuringImport(path, sys.exc_info()) from None


def safeimport(path, forceload=0, cache={}):
    """The module of a name, None where it is not found; ErrorDuringImport where it fails.

    forceload: import a module that is not built in anew, with its submodules.
    """
    try:
        if forceload and path in sys.modules and path not in sys.builtin_module_names:
            for key in [key for key in sys.modules if key.startswith(path + '.')] + [path]:
                # They are kept, as otherwise they would lose their globals.
                cache[key] = sys.modules[key]
                del sys.modules[key]
        module = __import__(path)
    except BaseException:
        exc, value, tb = info = sys.exc_info()
        if path in sys.modules:
            raise ErrorDuringImport(sys.modules[path].__file__, info) from None
        if exc is SyntaxError:
            raise ErrorDuringImport(value.filename, info) from None
        if issubclass(exc, ImportError) and value.name == path:
            return None
        raise ErrorDuringImport(path, info) from None
    for part in path.split('.')[1:]:
        try:
            module = getattr(module, part)
        except AttributeError:
            return None
    return module


# ---- documents ----

class Doc:
    """Makes a document of an object: document() calls the method for its kind."""

    PYTHONDOCS = os.environ.get('PYTHONDOCS', 'https://docs.python.org/%d.%d/library'
                                % sys.version_info[:2])

    def document(self, object, name=None, *args):
        """The document."""
        args = (object, name) + args
        # Getsets and members are neither routines nor properties.
        if inspect.isgetsetdescriptor(object) or inspect.ismemberdescriptor(object):
            return self.docdata(*args)
        # Odd objects may fail here.
        try:
            if inspect.ismodule(object):
                return self.docmodule(*args)
            if inspect.isclass(object):
                return self.docclass(*args)
            if inspect.isroutine(object):
                return self.docroutine(*args)
        except AttributeError:
            pass
        if isinstance(object, property):
            return self.docproperty(*args)
        return self.docother(*args)

    def fail(self, object, name=None, *args):
        """What a kind is that a subclass does not know."""
        raise TypeError("don't know how to document object%s of type %s"
                        % (name and ' ' + repr(name), type(object).__name__))

    docmodule = docclass = docroutine = docother = docproperty = docdata = fail

    def docmethods(self, object, attrs, tag, mod, rule, push, end, *context):
        """Push the documents of a class's methods and data descriptors, by kinds, each with
        end after it; return the other attributes."""
        for title, kind in _METHOD_KINDS:
            ok, attrs = _split_list(attrs, lambda t: t[1] == kind)
            if ok:
                rule()
                push(title % tag)
                for name, _, homecls, value in ok:
                    try:
                        value = getattr(object, name)
                    except Exception:
                        # Some descriptors work with instances only.
                        push(self.docdata(value, name, mod))
                    else:
                        push(self.document(value, name, mod, *context, object))
                    if end:
                        push(end)
        ok, attrs = _split_list(attrs, lambda t: t[1] == 'data descriptor')
        if ok:
            rule()
            push('Data descriptors %s' % tag)
            for name, _, homecls, value in ok:
                push(self.docdata(value, name, mod))
        return attrs

    def getdocloc(self, object, basedir=sysconfig.get_path('stdlib')):
        """Where the manual documents a module of the library; None for others."""
        try:
            file = inspect.getabsfile(object)
        except TypeError:
            file = '(built-in)'
        if not inspect.ismodule(object) or object.__name__ in ('xml.etree', 'test.pydoc_mod'):
            return None
        dirs = [os.path.normcase(os.path.abspath(dir)) for dir in
                (basedir, os.path.dirname(os.__file__))]
        in_library = any(file.startswith(dir) and
                         not file.startswith(os.path.join(dir, 'site-packages')) for dir in dirs)
        if not (in_library or object.__name__ in sys.builtin_module_names):
            return None
        docloc = os.environ.get('PYTHONDOCS', self.PYTHONDOCS)
        if docloc.startswith(('http://', 'https://')):
            return '%s/%s' % (docloc.rstrip('/'), object.__name__.lower())
        return os.path.join(docloc, object.__name__.lower() + '.html')


def _signature_text(object):
    """The signature; '(...)' where it is not known."""
    try:
        signature = inspect.signature(object)
    except (ValueError, TypeError):
        signature = None
    return str(signature) if signature else '(...)'


class _Attributes:
    """What docclass() goes through: the attributes of a class by the class they come
    from, in the order of the MRO."""

    def __init__(self, object):
        self.object = object
        self.attrs = [(name, kind, cls, value)
                      for name, kind, cls, value in classify_class_attrs(object)
                      if visiblename(name, obj=object)]

    def groups(self):
        """(class, its attributes), the attributes sorted."""
        object = self.object
        attrs = self.attrs
        mro = deque(inspect.getmro(object))
        while attrs:
            thisclass = mro.popleft() if mro else attrs[0][2]
            attrs, inherited = _split_list(attrs, lambda t: t[2] is thisclass)
            # What every class has is no news, but for object itself.
            if object is builtins.object or thisclass is not builtins.object:
                sort_attributes(attrs, object)
                yield thisclass, attrs
            attrs = inherited


# ---- HTML ----

class HTMLRepr(Repr):
    """repr() as HTML, of limited size."""

    def __init__(self):
        Repr.__init__(self)
        self.maxlist = self.maxtuple = 20
        self.maxdict = 10
        self.maxstring = self.maxother = 100

    def escape(self, text):
        return replace(text, '&', '&amp;', '<', '&lt;', '>', '&gt;')

    def repr(self, object):
        return Repr.repr(self, object)

    def repr1(self, x, level):
        method = getattr(self, 'repr_' + '_'.join(type(x).__name__.split()), None)
        if method:
            return method(x, level)
        return self.escape(cram(stripid(repr(x)), self.maxother))

    def repr_string(self, x, level):
        test = cram(x, self.maxstring)
        testrepr = repr(test)
        if '\\' in test and '\\' not in replace(testrepr, r'\\', ''):
            # All backslashes were doubled: show it as a raw string.
            return 'r' + testrepr[0] + self.escape(test) + testrepr[0]
        return re.sub(r'((\\[\\abfnrtv\'"]|\\[0-9]..|\\x..|\\u....)+)',
                      r'<font color="#c040c0">\1</font>', self.escape(testrepr))

    repr_str = repr_string

    def repr_instance(self, x, level):
        try:
            return self.escape(cram(stripid(repr(x)), self.maxstring))
        except Exception:
            return self.escape('<%s instance>' % x.__class__.__name__)

    repr_unicode = repr_string


class HTMLDoc(Doc):
    """Documents as HTML."""

    _repr_instance = HTMLRepr()
    repr = _repr_instance.repr
    escape = _repr_instance.escape

    def page(self, title, contents):
        """A whole page."""
        return '''\
<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<html><head><title>Python: %s</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
</head><body bgcolor="#f0f0f8">
%s
</body></html>''' % (title, contents)

    def heading(self, title, fgcol, bgcol, extras=''):
        """The bar at the top of a page."""
        return '''
<table width="100%%" cellspacing=0 cellpadding=2 border=0 summary="heading">
<tr bgcolor="%s">
<td valign=bottom>&nbsp;<br>
<font color="%s" face="helvetica, arial">&nbsp;<br>%s</font></td
><td align=right valign=bottom
><font color="%s" face="helvetica, arial">%s</font></td></tr></table>
    ''' % (bgcol, fgcol, title, fgcol, extras or '&nbsp;')

    def section(self, title, fgcol, bgcol, contents, width=6, prelude='', marginalia=None,
                gap='&nbsp;'):
        """A section with a title bar."""
        if marginalia is None:
            marginalia = '<tt>' + '&nbsp;' * width + '</tt>'
        result = '''<p>
<table width="100%%" cellspacing=0 cellpadding=2 border=0 summary="section">
<tr bgcolor="%s">
<td colspan=3 valign=bottom>&nbsp;<br>
<font color="%s" face="helvetica, arial">%s</font></td></tr>
    ''' % (bgcol, fgcol, title)
        if prelude:
            result += '''
<tr bgcolor="%s"><td rowspan=2>%s</td>
<td colspan=2>%s</td></tr>
<tr><td>%s</td>''' % (bgcol, marginalia, prelude, gap)
        else:
            result += '''
<tr><td bgcolor="%s">%s</td><td>%s</td>''' % (bgcol, marginalia, gap)
        return result + '\n<td width="100%%">%s</td></tr></table>' % contents

    def bigsection(self, title, *args):
        """A section with a large title."""
        return self.section('<big><strong>%s</strong></big>' % title, *args)

    def preformat(self, text):
        """A text whose lines and blanks are kept."""
        text = self.escape(text.expandtabs())
        return replace(text, '\n\n', '\n \n', '\n\n', '\n \n', ' ', '&nbsp;', '\n', '<br>\n')

    def multicolumn(self, list, format, cols=4):
        """Items in columns."""
        result = ''
        rows = (len(list) + cols - 1) // cols
        for col in range(cols):
            result += '<td width="%d%%" valign=top>' % (100 // cols)
            for item in list[rows * col:rows * (col + 1)]:
                result += format(item) + '<br>\n'
            result += '</td>'
        return '<table width="100%%" summary="list"><tr>%s</tr></table>' % result

    def grey(self, text):
        return '<font color="#909090">%s</font>' % text

    def namelink(self, name, *dicts):
        """A link for a name, if one of the dictionaries has it."""
        for dict in dicts:
            if name in dict:
                return '<a href="%s">%s</a>' % (dict[name], name)
        return name

    def classlink(self, object, modname):
        """A link for a class."""
        name, module = object.__name__, sys.modules.get(object.__module__)
        if hasattr(module, name) and getattr(module, name) is object:
            return '<a href="%s.html#%s">%s</a>' % (module.__name__, name,
                                                    classname(object, modname))
        return classname(object, modname)

    def modulelink(self, object):
        """A link for a module."""
        return '<a href="%s.html">%s</a>' % (object.__name__, object.__name__)

    def modpkglink(self, modpkginfo):
        """A link for a module of a package: (name, path, is a package, is shadowed)."""
        name, path, ispackage, shadowed = modpkginfo
        if shadowed:
            return self.grey(name)
        url = '%s.%s.html' % (path, name) if path else '%s.html' % name
        text = '<strong>%s</strong>&nbsp;(package)' % name if ispackage else name
        return '<a href="%s">%s</a>' % (url, text)

    def filelink(self, url, path):
        """A link for a source file."""
        return '<a href="file:%s">%s</a>' % (url, path)

    _markup_pattern = re.compile(r'\b((http|https|ftp)://\S+[\w/]|RFC[- ]?(\d+)|'
                                 r'PEP[- ]?(\d+)|(self\.)?(\w+))')

    def markup(self, text, escape=None, funcs={}, classes={}, methods={}):
        """A text with links for addresses, RFCs, PEPs and the names that are known."""
        escape = escape or self.escape
        results = []
        here = 0
        for match in self._markup_pattern.finditer(text):
            start, end = match.span()
            results.append(escape(text[here:start]))
            all, scheme, rfc, pep, selfdot, name = match.groups()
            called = text[end:end + 1] == '('
            if scheme:
                url = escape(all).replace('"', '&quot;')
                results.append('<a href="%s">%s</a>' % (url, url))
            elif rfc:
                results.append('<a href="http://www.rfc-editor.org/rfc/rfc%d.txt">%s</a>'
                               % (int(rfc), escape(all)))
            elif pep:
                results.append('<a href="http://www.python.org/dev/peps/pep-%04d/">%s</a>'
                               % (int(pep), escape(all)))
            elif selfdot:
                # An attribute, or a method if it is called.
                if called:
                    results.append('self.' + self.namelink(name, methods))
                else:
                    results.append('self.<strong>%s</strong>' % name)
            elif called:
                results.append(self.namelink(name, methods, funcs, classes))
            else:
                results.append(self.namelink(name, classes))
            here = end
        results.append(escape(text[here:]))
        return ''.join(results)

    def formattree(self, tree, modname, parent=None):
        """A tree of classes, as inspect.getclasstree() gives it."""
        result = ''
        for entry in tree:
            if isinstance(entry, tuple):
                c, bases = entry
                result += '<dt><font face="helvetica, arial">' + self.classlink(c, modname)
                if bases and bases != (parent,):
                    result += '(' + ', '.join(self.classlink(base, modname)
                                              for base in bases) + ')'
                result += '\n</font></dt>'
            elif isinstance(entry, list):
                result += '<dd>\n%s</dd>\n' % self.formattree(entry, modname, c)
        return '<dl>\n%s</dl>\n' % result

    def docmodule(self, object, name=None, mod=None, *ignored):
        """A module."""
        name = object.__name__
        all = getattr(object, '__all__', None)
        parts = name.split('.')
        links = ['<a href="%s.html"><font color="#ffffff">%s</font></a>'
                 % ('.'.join(parts[:i + 1]), part) for i, part in enumerate(parts[:-1])]
        head = '<big><big><strong>%s</strong></big></big>' % '.'.join(links + parts[-1:])
        try:
            path = inspect.getabsfile(object)
            filelink = self.filelink(urllib.parse.quote(path), path)
        except TypeError:
            filelink = '(built-in)'
        info = []
        if hasattr(object, '__version__'):
            info.append('version %s' % self.escape(_version(object)))
        if hasattr(object, '__date__'):
            info.append(self.escape(str(object.__date__)))
        if info:
            head += ' (%s)' % ', '.join(info)
        docloc = self.getdocloc(object)
        docloc = '<br><a href="%s">Module Reference</a>' % docloc if docloc is not None else ''
        result = self.heading(head, '#ffffff', '#7799ee',
                              '<a href=".">index</a><br>' + filelink + docloc)
        members = _ModuleMembers(object, all)
        cdict = self._class_links(members.classes, name)
        fdict = {}
        for key, value in members.functions:
            fdict[key] = '#-' + key
            if inspect.isfunction(value):
                fdict[value] = fdict[key]
        doc = self.markup(getdoc(object), self.preformat, fdict, cdict)
        result += '<p>%s</p>\n' % (doc and '<tt>%s</tt>' % doc)
        if hasattr(object, '__path__'):
            modpkgs = sorted((modname, name, ispkg, 0) for _, modname, ispkg
                             in pkgutil.iter_modules(object.__path__))
            result += self.bigsection('Package Contents', '#ffffff', '#aa55cc',
                                      self.multicolumn(modpkgs, self.modpkglink))
        elif members.modules:
            result += self.bigsection('Modules', '#ffffff', '#aa55cc', self.multicolumn(
                members.modules, lambda item: self.modulelink(item[1])))
        if members.classes:
            tree = inspect.getclasstree([value for key, value in members.classes], 1)
            contents = [self.formattree(tree, name)]
            contents += [self.document(value, key, name, fdict, cdict)
                         for key, value in members.classes]
            result += self.bigsection('Classes', '#ffffff', '#ee77aa', ' '.join(contents))
        if members.functions:
            result += self.bigsection('Functions', '#ffffff', '#eeaa77', ' '.join(
                self.document(value, key, name, fdict, cdict)
                for key, value in members.functions))
        if members.data:
            result += self.bigsection('Data', '#ffffff', '#55aa55', '<br>\n'.join(
                self.document(value, key) for key, value in members.data))
        for attribute, title in ('__author__', 'Author'), ('__credits__', 'Credits'):
            if hasattr(object, attribute):
                contents = self.markup(str(getattr(object, attribute)), self.preformat)
                result += self.bigsection(title, '#ffffff', '#7799ee', contents)
        return result

    def _class_links(self, classes, name):
        """Where the classes of a module are, and their bases."""
        cdict = {}
        for key, value in classes:
            cdict[key] = cdict[value] = '#' + key
        for key, value in classes:
            for base in value.__bases__:
                key, modname = base.__name__, base.__module__
                module = sys.modules.get(modname)
                if modname != name and module and getattr(module, key, None) is base and \
                        key not in cdict:
                    cdict[key] = cdict[base] = modname + '.html#' + key
        return cdict

    def docclass(self, object, name=None, mod=None, funcs={}, classes={}, *ignored):
        """A class."""
        realname = object.__name__
        name = name or realname
        bases = object.__bases__
        contents = []
        push = contents.append
        needone = False

        def rule():
            nonlocal needone
            if needone:
                push('<hr>\n')
            needone = True

        mro = inspect.getmro(object)
        if len(mro) > 2:
            rule()
            push('<dl><dt>Method resolution order:</dt>\n')
            for base in mro:
                push('<dd>%s</dd>\n' % self.classlink(base, object.__module__))
            push('</dl>\n')

        attributes = _Attributes(object)
        mdict = {}
        for key, kind, homecls, value in attributes.attrs:
            mdict[key] = anchor = '#' + name + '-' + key
            try:
                value = getattr(object, name)
            except Exception:
                pass                # some say they have what they have not
            try:
                mdict[value] = anchor
            except TypeError:
                pass

        for thisclass, attrs in attributes.groups():
            if thisclass is object:
                tag = 'defined here'
            else:
                tag = 'inherited from %s' % self.classlink(thisclass, object.__module__)
            tag += ':<br>\n'
            attrs = self.docmethods(object, attrs, tag, mod, rule, push, '\n',
                                    funcs, classes, mdict)
            ok, attrs = _split_list(attrs, lambda t: t[1] == 'data')
            if ok:
                rule()
                push('Data and other attributes %s' % tag)
                for name_, _, homecls, value in ok:
                    base = self.docother(_attribute(object, name_, homecls, value), name_, mod)
                    doc = getdoc(value) if callable(value) or inspect.isdatadescriptor(value) \
                        else None
                    if doc:
                        doc = self.markup(doc, self.preformat, funcs, classes, mdict)
                        base += '<dd><tt>%s</tt>' % doc
                    push('<dl><dt>%s</dl>\n' % base)
                    push('\n')

        contents = ''.join(contents)
        if name == realname:
            title = '<a name="%s">class <strong>%s</strong></a>' % (name, realname)
        else:
            title = '<strong>%s</strong> = <a name="%s">class %s</a>' % (name, name, realname)
        if bases:
            title += '(%s)' % ', '.join(self.classlink(base, object.__module__)
                                        for base in bases)
        doc = self.markup(getdoc(object), self.preformat, funcs, classes, mdict)
        doc = doc and '<tt>%s<br>&nbsp;</tt>' % doc
        return self.section(title, '#000000', '#ffc8d8', contents, 3, doc)

    def formatvalue(self, object):
        """A parameter's default."""
        return self.grey('=' + self.repr(object))

    def docroutine(self, object, name=None, mod=None, funcs={}, classes={}, methods={},
                   cl=None):
        """A function or method."""
        realname = object.__name__
        name = name or realname
        anchor = (cl and cl.__name__ or '') + '-' + name
        note = ''
        skipdocs = 0
        if _is_bound_method(object):
            imclass = object.__self__.__class__
            if cl:
                if imclass is not cl and not inspect.isclass(object.__self__):
                    note = ' from ' + self.classlink(imclass, mod)
            elif inspect.isclass(object.__self__):
                note = ' method of %s' % self.classlink(object.__self__, mod)
            else:
                note = ' method of %s instance' % self.classlink(imclass, mod)
        if name == realname:
            title = '<a name="%s"><strong>%s</strong></a>' % (anchor, realname)
        else:
            if cl and inspect.getattr_static(cl, realname, []) is object:
                reallink = '<a href="#%s">%s</a>' % (cl.__name__ + '-' + realname, realname)
                skipdocs = 1
            else:
                reallink = realname
            title = '<a name="%s"><strong>%s</strong></a> = %s' % (anchor, name, reallink)
        argspec = _signature_text(object)
        if realname == '<lambda>':
            title = '<strong>%s</strong> <em>lambda</em> ' % name
            argspec = argspec[1:-1]
        decl = title + self.escape(argspec)
        if note:
            decl += self.grey('<font face="helvetica, arial">%s</font>' % note)
        if skipdocs:
            return '<dl><dt>%s</dt></dl>\n' % decl
        doc = self.markup(getdoc(object), self.preformat, funcs, classes, methods)
        doc = doc and '<dd><tt>%s</tt></dd>' % doc
        return '<dl><dt>%s</dt>%s</dl>\n' % (decl, doc)

    def docdata(self, object, name=None, mod=None, cl=None):
        """A data descriptor."""
        results = ['<dl>']
        if name:
            results.append('<dt><strong>%s</strong></dt>\n' % name)
        if getdoc(object):
            results.append('<dd><tt>%s</tt></dd>\n' % self.markup(getdoc(object), self.preformat))
        results.append('</dl>\n')
        return ''.join(results)

    docproperty = docdata

    def docother(self, object, name=None, mod=None, *ignored):
        """Anything else: its value."""
        return (name and '<strong>%s</strong> = ' % name or '') + self.repr(object)

    def index(self, dir, shadowed=None):
        """The modules in a directory, with those greyed that are shadowed by others."""
        modpkgs = []
        if shadowed is None:
            shadowed = {}
        for importer, name, ispkg in pkgutil.iter_modules([dir]):
            if any(0xD800 <= ord(ch) <= 0xDFFF for ch in name):
                continue            # its name cannot be shown
            modpkgs.append((name, '', ispkg, name in shadowed))
            shadowed[name] = 1
        modpkgs.sort()
        return self.bigsection(dir, '#ffffff', '#ee77aa',
                               self.multicolumn(modpkgs, self.modpkglink))


_METHOD_KINDS = (('Methods %s', 'method'), ('Class methods %s', 'class method'),
                 ('Static methods %s', 'static method'))


def _version(object):
    """A module's version, without the marks of old version control."""
    version = str(object.__version__)
    if version[:11] == '$' + 'Revision: ' and version[-1:] == '$':
        version = version[11:-1].strip()
    return version


def _attribute(object, name, homecls, value):
    """The value of a class's attribute."""
    try:
        return getattr(object, name)
    except AttributeError:
        return homecls.__dict__.get(name, value)


class _ModuleMembers:
    """The classes, functions, data and modules of a module that are to be documented,
    as lists of (name, value)."""

    def __init__(self, object, all):
        def own(value):
            return all is not None or (inspect.getmodule(value) or object) is object
        self.classes = [(key, value) for key, value
                        in inspect.getmembers(object, inspect.isclass)
                        if own(value) and visiblename(key, all, object)]
        self.functions = [(key, value) for key, value
                          in inspect.getmembers(object, inspect.isroutine)
                          if (all is not None or inspect.isbuiltin(value) or
                              inspect.getmodule(value) is object) and
                          visiblename(key, all, object)]
        self.data = [(key, value) for key, value in inspect.getmembers(object, isdata)
                     if visiblename(key, all, object)]
        self.modules = [(key, value) for key, value
                        in inspect.getmembers(object, inspect.ismodule) if key != '__builtins__']


# ---- text ----

class TextRepr(Repr):
    """repr() of limited size."""

    def __init__(self):
        Repr.__init__(self)
        self.maxlist = self.maxtuple = 20
        self.maxdict = 10
        self.maxstring = self.maxother = 100

    def repr1(self, x, level):
        method = getattr(self, 'repr_' + '_'.join(type(x).__name__.split()), None)
        if method:
            return method(x, level)
        return cram(stripid(repr(x)), self.maxother)

    def repr_string(self, x, level):
        test = cram(x, self.maxstring)
        testrepr = repr(test)
        if '\\' in test and '\\' not in replace(testrepr, r'\\', ''):
            return 'r' + testrepr[0] + test + testrepr[0]
        return testrepr

    repr_str = repr_string

    def repr_instance(self, x, level):
        try:
            return cram(stripid(repr(x)), self.maxstring)
        except Exception:
            return '<%s instance>' % x.__class__.__name__


class TextDoc(Doc):
    """Documents as text, with bold letters overstruck."""

    _repr_instance = TextRepr()
    repr = _repr_instance.repr

    def bold(self, text):
        """Overstrike each letter with itself."""
        return ''.join(ch + '\b' + ch for ch in text)

    def indent(self, text, prefix='    '):
        """A text with a prefix before each line."""
        if not text:
            return ''
        lines = [prefix + line for line in text.split('\n')]
        lines[-1] = lines[-1].rstrip()
        return '\n'.join(lines)

    def section(self, title, contents):
        """A section: a bold title and indented contents."""
        return self.bold(title) + '\n' + self.indent(contents).rstrip() + '\n\n'

    def formattree(self, tree, modname, parent=None, prefix=''):
        """A tree of classes, as inspect.getclasstree() gives it."""
        result = ''
        for entry in tree:
            if isinstance(entry, tuple):
                c, bases = entry
                result += prefix + classname(c, modname)
                if bases and bases != (parent,):
                    result += '(%s)' % ', '.join(classname(base, modname) for base in bases)
                result += '\n'
            elif isinstance(entry, list):
                result += self.formattree(entry, modname, c, prefix + '    ')
        return result

    def docmodule(self, object, name=None, mod=None, *ignored):
        """A module."""
        name = object.__name__
        synop, desc = splitdoc(getdoc(object))
        result = self.section('NAME', name + (synop and ' - ' + synop))
        all = getattr(object, '__all__', None)
        docloc = self.getdocloc(object)
        if docloc is not None:
            result += self.section('MODULE REFERENCE', docloc + '''

The following is made from the module's source. The manual, which says what can be
relied on, is at the address above.
''')
        if desc:
            result += self.section('DESCRIPTION', desc)
        if hasattr(object, '__path__'):
            result += self._package_contents(object)
        members = _ModuleMembers(object, all)
        if members.classes:
            tree = inspect.getclasstree([value for key, value in members.classes], 1)
            contents = [self.formattree(tree, name)]
            contents += [self.document(value, key, name) for key, value in members.classes]
            result += self.section('CLASSES', '\n'.join(contents))
        if members.functions:
            result += self.section('FUNCTIONS', '\n'.join(
                self.document(value, key, name) for key, value in members.functions))
        if members.data:
            result += self.section('DATA', '\n'.join(
                self.docother(value, key, name, maxlen=70) for key, value in members.data))
        if hasattr(object, '__version__'):
            result += self.section('VERSION', _version(object))
        for attribute in '__date__', '__author__', '__credits__':
            if hasattr(object, attribute):
                result += self.section(attribute.strip('_').upper(),
                                       str(getattr(object, attribute)))
        try:
            file = inspect.getabsfile(object)
        except TypeError:
            file = '(built-in)'
        return result + self.section('FILE', file)

    def _package_contents(self, object):
        modpkgs = []
        names = set()
        for importer, modname, ispkg in pkgutil.iter_modules(object.__path__):
            names.add(modname)
            modpkgs.append(modname + ' (package)' if ispkg else modname)
        modpkgs.sort()
        result = self.section('PACKAGE CONTENTS', '\n'.join(modpkgs))
        # What the package imports into itself without being a file of it.
        submodules = [key for key, value in inspect.getmembers(object, inspect.ismodule)
                      if value.__name__.startswith(object.__name__ + '.') and key not in names]
        if submodules:
            result += self.section('SUBMODULES', '\n'.join(sorted(submodules)))
        return result

    def docclass(self, object, name=None, mod=None, *ignored):
        """A class."""
        realname = object.__name__
        name = name or realname
        bases = object.__bases__

        def makename(c):
            return classname(c, object.__module__)

        if name == realname:
            title = 'class ' + self.bold(realname)
        else:
            title = self.bold(name) + ' = class ' + realname
        if bases:
            title += '(%s)' % ', '.join(makename(base) for base in bases)
        doc = getdoc(object)
        contents = [doc + '\n'] if doc else []
        push = contents.append
        needone = False

        def rule():
            nonlocal needone
            if needone:
                push('-' * 70)
            needone = True

        mro = inspect.getmro(object)
        if len(mro) > 2:
            push('Method resolution order:')
            for base in mro:
                push('    ' + makename(base))
            push('')

        for thisclass, attrs in _Attributes(object).groups():
            if thisclass is object:
                tag = 'defined here:\n'
            else:
                tag = 'inherited from %s:\n' % classname(thisclass, object.__module__)
            attrs = self.docmethods(object, attrs, tag, mod, rule, push, '')
            ok, attrs = _split_list(attrs, lambda t: t[1] == 'data')
            if ok:
                rule()
                push('Data and other attributes %s' % tag)
                for name_, _, homecls, value in ok:
                    doc = getdoc(value) if callable(value) or inspect.isdatadescriptor(value) \
                        else None
                    push(self.docother(_attribute(object, name_, homecls, value), name_, mod,
                                       maxlen=70, doc=doc) + '\n')
        contents = '\n'.join(contents)
        if not contents:
            return title + '\n'
        return title + '\n' + self.indent(contents.rstrip(), ' |  ') + '\n'

    def formatvalue(self, object):
        """A parameter's default."""
        return '=' + self.repr(object)

    def docroutine(self, object, name=None, mod=None, cl=None):
        """A function or method."""
        realname = object.__name__
        name = name or realname
        note = ''
        skipdocs = 0
        if _is_bound_method(object):
            imclass = object.__self__.__class__
            if cl:
                if imclass is not cl and not inspect.isclass(object.__self__):
                    note = ' from ' + classname(imclass, mod)
            elif inspect.isclass(object.__self__):
                note = ' method of %s' % classname(object.__self__, mod)
            else:
                note = ' method of %s instance' % classname(imclass, mod)
        if name == realname:
            title = self.bold(realname)
        else:
            if cl and inspect.getattr_static(cl, realname, []) is object:
                skipdocs = 1
            title = self.bold(name) + ' = ' + realname
        argspec = _signature_text(object)
        if realname == '<lambda>':
            title = self.bold(name) + ' lambda '
            argspec = argspec[1:-1]
        decl = title + argspec + note
        if skipdocs:
            return decl + '\n'
        doc = getdoc(object) or ''
        return decl + '\n' + (doc and self.indent(doc).rstrip() + '\n')

    def docdata(self, object, name=None, mod=None, cl=None):
        """A data descriptor."""
        results = []
        if name:
            results.append(self.bold(name) + '\n')
        doc = getdoc(object) or ''
        if doc:
            results.append(self.indent(doc) + '\n')
        return ''.join(results)

    docproperty = docdata

    def docother(self, object, name=None, mod=None, parent=None, maxlen=None, doc=None):
        """Anything else: its value."""
        text = self.repr(object)
        if maxlen:
            line = (name and name + ' = ' or '') + text
            chop = maxlen - len(line)
            if chop < 0:
                text = text[:chop] + '...'
        line = (name and self.bold(name) + ' = ' or '') + text
        if doc:
            line += '\n' + self.indent(str(doc))
        return line


class _PlainTextDoc(TextDoc):
    """Text without overstriking."""

    def bold(self, text):
        return text


# ---- showing text page by page ----

def pager(text):
    """Show a text; the first time this finds out how."""
    global pager
    pager = getpager()
    pager(text)


def getpager():
    """The function that shows a text, as the terminal and $PAGER want it."""
    if not hasattr(sys.stdin, 'isatty') or not hasattr(sys.stdout, 'isatty') or \
            not sys.stdin.isatty() or not sys.stdout.isatty():
        return plainpager
    command = os.environ.get('MANPAGER') or os.environ.get('PAGER')
    if command:
        if os.environ.get('TERM') in ('dumb', 'emacs'):
            return lambda text: pipepager(plain(text), command)
        return lambda text: pipepager(text, command)
    if os.environ.get('TERM') in ('dumb', 'emacs'):
        return plainpager
    import shutil
    for command in 'less', 'more':
        if shutil.which(command):
            return lambda text: pipepager(text, command)
    return ttypager


def plain(text):
    """A text without overstruck letters."""
    return re.sub('.\b', '', text)


def pipepager(text, cmd):
    """Show a text by a command."""
    import subprocess
    proc = subprocess.Popen(cmd, shell=True, stdin=subprocess.PIPE)
    try:
        with io.TextIOWrapper(proc.stdin, errors='backslashreplace') as pipe:
            try:
                pipe.write(text)
            except KeyboardInterrupt:
                pass                # the command goes on
    except OSError:
        pass                        # it was left early
    while True:
        try:
            proc.wait()
            break
        except KeyboardInterrupt:
            pass                    # it is for the command


def _escape_stdout(text):
    # What the terminal cannot show is escaped.
    encoding = getattr(sys.stdout, 'encoding', None) or 'utf-8'
    return text.encode(encoding, 'backslashreplace').decode(encoding)


def ttypager(text):
    """Show a text in pages, on a terminal without a better pager."""
    lines = plain(_escape_stdout(text)).split('\n')
    try:
        import tty
        import termios
        fd = sys.stdin.fileno()
        old = termios.tcgetattr(fd)
        tty.setcbreak(fd)
        getchar = lambda: sys.stdin.read(1)
    except (ImportError, AttributeError, OSError, io.UnsupportedOperation):
        termios = None
        getchar = lambda: sys.stdin.readline()[:-1][:1]
    try:
        try:
            height = int(os.environ.get('LINES', 0))
        except ValueError:
            height = 0
        page = inc = (height if height > 1 else 25) - 1
        sys.stdout.write('\n'.join(lines[:inc]) + '\n')
        while inc < len(lines):
            sys.stdout.write('-- more --')
            sys.stdout.flush()
            c = getchar()
            if c in ('q', 'Q'):
                sys.stdout.write('\r          \r')
                break
            if c in ('\r', '\n'):
                sys.stdout.write('\r          \r' + lines[inc] + '\n')
                inc += 1
                continue
            if c in ('b', 'B', '\x1b'):
                inc = max(0, inc - page - page)
            sys.stdout.write('\n' + '\n'.join(lines[inc:inc + page]) + '\n')
            inc += page
    finally:
        if termios:
            termios.tcsetattr(fd, termios.TCSAFLUSH, old)


def plainpager(text):
    """Show a text as it is."""
    sys.stdout.write(plain(_escape_stdout(text)))


# ---- finding and showing things ----

def describe(thing):
    """What a thing is, in a few words."""
    if inspect.ismodule(thing):
        if thing.__name__ in sys.builtin_module_names:
            return 'built-in module ' + thing.__name__
        if hasattr(thing, '__path__'):
            return 'package ' + thing.__name__
        return 'module ' + thing.__name__
    if inspect.isbuiltin(thing):
        return 'built-in function ' + thing.__name__
    for test, word in ((inspect.isgetsetdescriptor, 'getset descriptor'),
                       (inspect.ismemberdescriptor, 'member descriptor')):
        if test(thing):
            return '%s %s.%s.%s' % (word, thing.__objclass__.__module__,
                                    thing.__objclass__.__name__, thing.__name__)
    if inspect.isclass(thing):
        return 'class ' + thing.__name__
    if inspect.isfunction(thing):
        return 'function ' + thing.__name__
    if inspect.ismethod(thing):
        return 'method ' + thing.__name__
    return type(thing).__name__


def locate(path, forceload=0):
    """The object of a dotted name, whose module is imported as far as need be; None."""
    parts = [part for part in path.split('.') if part]
    module, n = None, 0
    while n < len(parts):
        nextmodule = safeimport('.'.join(parts[:n + 1]), forceload)
        if not nextmodule:
            break
        module, n = nextmodule, n + 1
    object = module if module else builtins
    for part in parts[n:]:
        try:
            object = getattr(object, part)
        except AttributeError:
            return None
    return object


text = TextDoc()
plaintext = _PlainTextDoc()
html = HTMLDoc()


def resolve(thing, forceload=0):
    """(object, name) of a thing or the name of one; ImportError."""
    if isinstance(thing, str):
        object = locate(thing, forceload)
        if object is None:
            raise ImportError('''\
No Python documentation found for %r.
Use help() to get the interactive help utility.
Use help(str) for help on the str class.''' % thing)
        return object, thing
    name = getattr(thing, '__name__', None)
    return thing, name if isinstance(name, str) else None


def render_doc(thing, title='Python Library Documentation: %s', forceload=0, renderer=None):
    """The document of a thing, or of the thing with a name."""
    if renderer is None:
        renderer = text
    object, name = resolve(thing, forceload)
    desc = describe(object)
    module = inspect.getmodule(object)
    if name and '.' in name:
        desc += ' in ' + name[:name.rfind('.')]
    elif module and module is not object:
        desc += ' in module ' + module.__name__
    if not (inspect.ismodule(object) or inspect.isclass(object) or inspect.isroutine(object) or
            inspect.isgetsetdescriptor(object) or inspect.ismemberdescriptor(object) or
            isinstance(object, property)):
        # Of an instance its class tells more.
        object = type(object)
        desc += ' object'
    return title % desc + '\n\n' + renderer.document(object, name)


def doc(thing, title='Python Library Documentation: %s', forceload=0, output=None):
    """Show the document of a thing, or write it to a file."""
    try:
        if output is None:
            pager(render_doc(thing, title, forceload))
        else:
            output.write(render_doc(thing, title, forceload, plaintext))
    except (ImportError, ErrorDuringImport) as value:
        print(value)


def writedoc(thing, forceload=0):
    """Write a thing's document to a file NAME.html in the current directory."""
    try:
        object, name = resolve(thing, forceload)
        page = html.page(describe(object), html.document(object, name))
        with open(name + '.html', 'w', encoding='utf-8') as file:
            file.write(page)
        print('wrote', name + '.html')
    except (ImportError, ErrorDuringImport) as value:
        print(value)


def writedocs(dir, pkgpath='', done=None):
    """Write the documents of all modules in a directory."""
    for importer, modname, ispkg in pkgutil.walk_packages([dir], pkgpath):
        writedoc(modname)


# ---- interactive help ----

class Helper:
    """help: shows what it is called with, or asks."""

    # Each keyword: where it is explained, and related topics.
    _keyword_topics = {
        'False': '', 'None': '', 'True': '',
        'and': 'BOOLEAN', 'as': 'with', 'assert': '', 'async': '', 'await': '',
        'break': 'while for', 'class': 'CLASSES SPECIALMETHODS', 'continue': 'while for',
        'def': 'FUNCTIONS', 'del': 'BASICMETHODS', 'elif': 'if', 'else': 'if while for',
        'except': 'try', 'finally': 'try', 'for': 'break continue while', 'from': 'import',
        'global': 'nonlocal NAMESPACES', 'if': 'TRUTHVALUE', 'import': 'MODULES',
        'in': 'SEQUENCEMETHODS', 'is': 'COMPARISON', 'lambda': 'FUNCTIONS',
        'nonlocal': 'global NAMESPACES', 'not': 'BOOLEAN', 'or': 'BOOLEAN', 'pass': '',
        'raise': 'EXCEPTIONS', 'return': 'FUNCTIONS', 'try': 'EXCEPTIONS',
        'while': 'break continue if TRUTHVALUE',
        'with': 'CONTEXTMANAGERS EXCEPTIONS yield', 'yield': '',
    }
    keywords = {name: topics for name, topics in _keyword_topics.items()
                if name in keyword.kwlist}

    # What operators and marks are explained by.
    _strprefixes = [p + q for p in ('b', 'r', 'u') for q in ("'", '"')]
    _symbols_inverse = {
        'STRINGS': ("'", "'''", '"', '"""', *_strprefixes),
        'OPERATORS': ('+', '-', '*', '**', '/', '//', '%', '<<', '>>', '&', '|', '^', '~',
                      '<', '>', '<=', '>=', '==', '!='),
        'COMPARISON': ('<', '>', '<=', '>=', '==', '!='),
        'UNARY': ('-', '~'),
        'AUGMENTEDASSIGNMENT': ('+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=',
                                '**=', '//='),
        'BITWISE': ('<<', '>>', '&', '|', '^', '~'),
        'COMPLEX': ('j', 'J'),
    }
    symbols = {
        '%': 'OPERATORS FORMATTING', '**': 'POWER',
        ',': 'TUPLES LISTS FUNCTIONS', '.': 'ATTRIBUTES FLOAT MODULES OBJECTS',
        '...': 'ELLIPSIS', ':': 'SLICINGS DICTIONARYLITERALS', '@': 'def class',
        '\\': 'STRINGS', '_': 'PRIVATENAMES', '__': 'PRIVATENAMES SPECIALMETHODS',
        '`': 'BACKQUOTES', '(': 'TUPLES FUNCTIONS CALLS', ')': 'TUPLES FUNCTIONS CALLS',
        '[': 'LISTS SUBSCRIPTS SLICINGS', ']': 'LISTS SUBSCRIPTS SLICINGS',
    }
    for _topic, _marks in _symbols_inverse.items():
        for _symbol in _marks:
            _topics = symbols.get(_symbol, _topic)
            if _topic not in _topics.split():
                _topics = _topics + ' ' + _topic
            symbols[_symbol] = _topics
    del _topic, _marks, _symbol, _topics

    def __init__(self, input=None, output=None):
        self._input = input
        self._output = output

    @property
    def input(self):
        return self._input or sys.stdin

    @property
    def output(self):
        return self._output or sys.stdout

    @property
    def topics(self):
        """{name: related names} of the topics."""
        from _pydoc_topics import RELATED
        return RELATED

    def __repr__(self):
        if inspect.stack()[1][3] == '?':
            self()
            return ''
        return '<%s.%s instance>' % (self.__class__.__module__, self.__class__.__qualname__)

    _GoInteractive = object()

    def __call__(self, request=_GoInteractive):
        if request is not self._GoInteractive:
            self.help(request)
            return
        self.intro()
        self.interact()
        self.output.write('''
You are now leaving help and returning to the Python interpreter.
If you want to ask for help on a particular object directly from the
interpreter, you can type "help(object)".  Executing "help('string')"
has the same effect as typing a particular string at the help> prompt.
''')

    def interact(self):
        """Ask what to show until there is enough."""
        self.output.write('\n')
        while True:
            try:
                request = self.getline('help> ')
                if not request:
                    break
            except (KeyboardInterrupt, EOFError):
                break
            request = request.strip()
            # Quotes around a word are allowed.
            if len(request) > 2 and request[0] == request[-1] in ("'", '"') and \
                    request[0] not in request[1:-1]:
                request = request[1:-1]
            if request.lower() in ('q', 'quit', 'exit'):
                break
            if request == 'help':
                self.intro()
            else:
                self.help(request)

    def getline(self, prompt):
        """A line of input, with a prompt before it."""
        if self.input is sys.stdin:
            return input(prompt)
        self.output.write(prompt)
        self.output.flush()
        return self.input.readline()

    def help(self, request):
        """Show what a request asks for: a text, or an object."""
        if isinstance(request, str):
            request = request.strip()
            if request == 'keywords':
                self.listkeywords()
            elif request == 'symbols':
                self.listsymbols()
            elif request == 'topics':
                self.listtopics()
            elif request == 'modules':
                self.listmodules()
            elif request[:8] == 'modules ':
                self.listmodules(request.split()[1])
            elif request in self.symbols:
                self.showsymbol(request)
            elif request in ('True', 'False', 'None'):
                doc(eval(request), 'Help on %s:', output=self._output)
            elif request in self.keywords or request in self.topics:
                self.showtopic(request)
            elif request:
                doc(request, 'Help on %s:', output=self._output)
            else:
                doc(str, 'Help on %s:', output=self._output)
        elif isinstance(request, Helper):
            self()
        else:
            doc(request, 'Help on %s:', output=self._output)
        self.output.write('\n')

    def intro(self):
        self.output.write('''
Welcome to Python %d.%d!  This is the interactive help utility.

If this is your first time using Python, you should definitely check out
the tutorial on the Internet at https://docs.python.org/%d.%d/tutorial/.

Enter the name of any module, keyword, or topic to get help on writing
Python programs and using Python modules.  To quit this help utility and
return to the interpreter, just type "quit".

To get a list of available modules, keywords, symbols, or topics, type
"modules", "keywords", "symbols", or "topics".  Each module also comes
with a one-line summary of what it does; to list the modules whose name
or summary contain a given string such as "spam", type "modules spam".
''' % (sys.version_info[:2] * 2))

    def list(self, items, columns=4, width=80):
        """Show names in columns."""
        items = sorted(items)
        colw = width // columns
        rows = (len(items) + columns - 1) // columns
        for row in range(rows):
            for col in range(columns):
                i = col * rows + row
                if i < len(items):
                    self.output.write(items[i])
                    if col < columns - 1:
                        self.output.write(' ' + ' ' * (colw - 1 - len(items[i])))
            self.output.write('\n')

    def listkeywords(self):
        self.output.write('''
Here is a list of the Python keywords.  Enter any keyword to get more help.

''')
        self.list(self.keywords.keys())

    def listsymbols(self):
        self.output.write('''
Here is a list of the punctuation symbols which Python assigns special meaning
to. Enter any symbol to get more help.

''')
        self.list(self.symbols.keys())

    def listtopics(self):
        self.output.write('''
Here is a list of available topics.  Enter any topic name to get more help.

''')
        self.list(self.topics.keys())

    def showtopic(self, topic, more_xrefs=''):
        """Show the text about a keyword or topic."""
        found = self._gettopic(topic, more_xrefs)
        if found is None:
            self.output.write('no documentation found for %s\n' % repr(topic))
            return
        text, xrefs = found
        if xrefs:
            import textwrap
            related = 'Related help topics: ' + ', '.join(xrefs.split())
            text += '\n' + '\n'.join(textwrap.wrap(related, 72)) + '\n'
        if self._output is None:
            pager(text.strip() + '\n')
        else:
            self.output.write(text.strip() + '\n')

    def _gettopic(self, topic, more_xrefs=''):
        """(text, related names) of a keyword or topic; None."""
        from _pydoc_topics import TEXTS, RELATED
        if topic not in TEXTS:
            return None
        xrefs = self.keywords.get(topic) or RELATED.get(topic, '')
        if more_xrefs:
            xrefs = (xrefs or '') + ' ' + more_xrefs
        return TEXTS[topic].strip() + '\n', xrefs.strip()

    def showsymbol(self, symbol):
        """Show the text about the first topic of a symbol."""
        topic, _, xrefs = self.symbols[symbol].partition(' ')
        self.showtopic(topic, xrefs)

    def listmodules(self, key=''):
        if key:
            self.output.write('''
Here is a list of modules whose name or summary contains '{}'.
If there are any, enter a module name to get more help.

'''.format(key))
            apropos(key)
            return
        self.output.write('''
Please wait a moment while I gather a list of all available modules...

''')
        modules = {}

        def callback(path, modname, desc, modules=modules):
            if modname and modname[-9:] == '.__init__':
                modname = modname[:-9] + ' (package)'
            if modname.find('.') < 0:
                modules[modname] = 1

        def onerror(modname):
            callback(None, modname, None)

        ModuleScanner().run(callback, onerror=onerror)
        self.list(modules.keys())
        self.output.write('''
Enter any module name to get more help.  Or, type "modules spam" to search
for modules whose name or summary contain the string "spam".
''')


help = Helper()


# ---- searching ----

class ModuleScanner:
    """Goes through all modules; a search for a word in their first lines."""

    def run(self, callback, key=None, completer=None, onerror=None):
        """callback(path, name, first line) for each module, or with a key those whose
        name or first line has it; at the end completer()."""
        if key:
            key = key.lower()
        self.quit = False
        seen = {}
        for modname in sys.builtin_module_names:
            if modname == '__main__':
                continue
            seen[modname] = 1
            if key is None:
                callback(None, modname, '')
            else:
                name = __import__(modname).__doc__ or ''
                desc = name.split('\n')[0]
                if (modname + ' - ' + desc).lower().find(key) >= 0:
                    callback(None, modname, desc)
        for importer, modname, ispkg in pkgutil.walk_packages(onerror=onerror):
            if self.quit:
                break
            if modname in seen:
                continue
            seen[modname] = 1
            if key is None:
                callback(None, modname, '')
                continue
            found = self._summary(importer, modname, onerror)
            if found is None:
                continue
            desc, path = found
            if (modname + ' - ' + desc).lower().find(key) >= 0:
                callback(path, modname, desc)
        if completer:
            completer()

    def _summary(self, importer, modname, onerror):
        """(first line, path) of a module, without running it where its source is there;
        None where it fails."""
        try:
            spec = pkgutil._get_spec(importer, modname) if hasattr(pkgutil, '_get_spec') \
                else importer.find_spec(modname)
        except Exception:
            spec = None
        if spec is None or spec.loader is None:
            return '', None
        loader = spec.loader
        if hasattr(loader, 'get_source'):
            try:
                source = loader.get_source(modname)
            except Exception:
                if onerror:
                    onerror(modname)
                return None
            desc = source_synopsis(io.StringIO(source or '')) or ''
            path = loader.get_filename(modname) if hasattr(loader, 'get_filename') else None
            return desc, path
        try:
            module = importlib._bootstrap._load(spec)
        except Exception:
            if onerror:
                onerror(modname)
            return None
        return (module.__doc__ or '').partition('\n')[0], getattr(module, '__file__', None)


def apropos(key):
    """Print the modules whose name or first line has a word."""
    def callback(path, modname, desc):
        if modname[-9:] == '.__init__':
            modname = modname[:-9] + ' (package)'
        print(modname, desc and '- ' + desc)

    def onerror(modname):
        pass

    with warnings.catch_warnings():
        warnings.filterwarnings('ignore')       # of modules that are imported
        ModuleScanner().run(callback, key, onerror=onerror)


# ---- the server ----

def _start_server(urlhandler, hostname='localhost', port=None):
    """Start an HTTP server in a thread, which is returned once it serves or failed.

    urlhandler(url, content_type) gives the texts. The thread has serving, error, url,
    docserver and stop(). Called with two arguments, the second is the port.
    """
    import email.message
    import http.server
    import select
    import threading
    if port is None:
        hostname, port = 'localhost', hostname

    class DocHandler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content_type = 'text/css' if self.path.endswith('.css') else 'text/html'
            self.send_response(200)
            self.send_header('Content-Type', '%s; charset=UTF-8' % content_type)
            self.end_headers()
            self.wfile.write(self.urlhandler(self.path, content_type).encode('utf-8'))

        def log_message(self, *args):
            pass

    class DocServer(http.server.HTTPServer):
        def __init__(self, host, port, callback):
            self.host = host
            self.address = self.host, port
            self.callback = callback
            self.base.__init__(self, self.address, self.handler)
            self.quit = False

        def serve_until_quit(self):
            while not self.quit:
                rd, wr, ex = select.select([self.socket.fileno()], [], [], 1)
                if rd:
                    self.handle_request()
            self.server_close()

        def server_activate(self):
            self.base.server_activate(self)
            if self.callback:
                self.callback(self)

    class ServerThread(threading.Thread):
        def __init__(self, urlhandler, host, port):
            self.urlhandler = urlhandler
            self.host = host
            self.port = int(port)
            threading.Thread.__init__(self)
            self.serving = False
            self.error = None
            self.docserver = None

        def run(self):
            try:
                DocServer.base = http.server.HTTPServer
                DocServer.handler = DocHandler
                DocHandler.MessageClass = email.message.Message
                DocHandler.urlhandler = staticmethod(self.urlhandler)
                docsvr = DocServer(self.host, self.port, self.ready)
                self.docserver = docsvr
                docsvr.serve_until_quit()
            except Exception as e:
                self.error = e

        def ready(self, server):
            self.serving = True
            self.host = server.host
            self.port = server.server_port
            self.url = 'http://%s:%d/' % (self.host, self.port)

        def stop(self):
            """Stop the server and wait for its end."""
            self.docserver.quit = True
            self.join()
            # The cycle of thread and server would keep both.
            self.docserver = None
            self.serving = False
            self.url = None

    thread = ServerThread(urlhandler, hostname, port)
    thread.start()
    while not thread.error and not (thread.serving and thread.docserver):
        time.sleep(.01)
    return thread


def _url_handler(url, content_type='text/html'):
    """The page for an address within the server."""
    if content_type == 'text/css':
        path = os.path.join(os.path.dirname(os.path.realpath(__file__)), url.lstrip('/'))
        with open(path) as fp:
            return ''.join(fp.readlines())
    if content_type == 'text/html':
        return _Pages().get(url)
    raise TypeError('unknown content type %r for url %s' % (content_type, url))


class _HTMLDoc(HTMLDoc):
    """Pages with a bar of links at the top, and sources served."""

    def page(self, title, contents):
        return '''\
<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<html><head><title>Pydoc: %s</title>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
</head><body bgcolor="#f0f0f8">%s<div style="clear:both;padding-top:.5em;">%s</div>
</body></html>''' % (title, self.navbar(), contents)

    def filelink(self, url, path):
        return '<a href="getfile?key=%s">%s</a>' % (url, path)

    def navbar(self):
        version = self.escape('%s [%s, %s]' % (platform.python_version(),
                                               platform.python_build()[0],
                                               platform.python_compiler()))
        return '''
            <div style='float:left'>
                Python %s<br>%s
            </div>
            <div style='float:right'>
                <div style='text-align:center'>
                  <a href="index.html">Module Index</a>
                  : <a href="topics.html">Topics</a>
                  : <a href="keywords.html">Keywords</a>
                </div>
                <div>
                    <form action="get" style='display:inline;'>
                      <input type=text name=key size=15>
                      <input type=submit value="Get">
                    </form>&nbsp;
                    <form action="search" style='display:inline;'>
                      <input type=text name=key size=15>
                      <input type=submit value="Search">
                    </form>
                </div>
            </div>
            ''' % (version, self.escape(platform.platform(terse=True)))


class _Pages:
    """The pages of the server: each method gives (title, contents)."""

    def __init__(self):
        self.html = _HTMLDoc()

    def _heading(self, title, extras=''):
        return self.html.heading('<big><big><strong>%s</strong></big></big>' % title,
                                 '#ffffff', '#7799ee', extras)

    def index(self):
        def bltinlink(name):
            return '<a href="%s.html">%s</a>' % (name, name)

        names = [name for name in sys.builtin_module_names if name != '__main__']
        contents = [self._heading('Index of Modules') + '<p>' + self.html.bigsection(
            'Built-in Modules', '#ffffff', '#ee77aa', self.html.multicolumn(names, bltinlink))]
        seen = {}
        for dir in sys.path:
            contents.append(self.html.index(dir, seen))
        return 'Index of Modules', ''.join(contents)

    def search(self, key):
        results = []

        def callback(path, modname, desc):
            if modname[-9:] == '.__init__':
                modname = modname[:-9] + ' (package)'
            results.append((modname, desc and '- ' + desc))

        with warnings.catch_warnings():
            warnings.filterwarnings('ignore')

            def onerror(modname):
                pass
            ModuleScanner().run(callback, key, onerror=onerror)
        lines = ['<a href="%s.html">%s</a> %s' % (name, name, self.html.escape(desc))
                 for name, desc in results]
        contents = self._heading('Search Results') + self.html.bigsection(
            'key = %s' % self.html.escape(key), '#ffffff', '#ee77aa', '<br>'.join(lines))
        return 'Search Results', contents

    def getfile(self, path):
        path = urllib.parse.unquote(path)
        # Only what a module came from: the server is no way to other files.
        files = {getattr(module, '__file__', None) for module in list(sys.modules.values())}
        if path not in files:
            raise ValueError('not the source of a module: %s' % path)
        with tokenize.open(path) as fp:
            lines = self.html.escape(fp.read())
        body = '<pre>%s</pre>' % lines
        contents = self._heading('getfile %s' % path) + self.html.bigsection(
            'File: %s' % path, '#ffffff', '#ee77aa', body)
        return 'getfile %s' % path, contents

    def _name_list(self, title, names):
        def link(name):
            return '<a href="topic?key=%s">%s</a>' % (name, name)

        contents = self._heading('Index') + self.html.bigsection(
            title, '#ffffff', '#ee77aa', self.html.multicolumn(sorted(names), link))
        return title, contents

    def topics(self):
        return self._name_list('Topics', Helper().topics)

    def keywords(self):
        return self._name_list('Keywords', Helper.keywords)

    def topic(self, topic):
        found = Helper()._gettopic(topic)
        if found is None:
            raise ValueError('no documentation found for %r' % topic)
        text, xrefs = found
        title = 'KEYWORD' if topic in Helper.keywords else 'TOPIC'
        contents = self.html.markup(text)
        contents = '<pre>%s</pre>' % contents
        if xrefs:
            links = ', '.join('<a href="topic?key=%s">%s</a>' % (name, name)
                              for name in sorted(xrefs.split()))
            contents += self.html.section('Related help topics: ', '#ffffff', '#ee77aa', links)
        heading = self._heading(title)
        return '%s %s' % (title, topic), heading + self.html.bigsection(
            topic, '#ffffff', '#ee77aa', contents)

    def object(self, url):
        obj = locate(url, forceload=1)
        if obj is None and url != 'None':
            raise ValueError('could not find object')
        title = describe(obj)
        return title, self.html.document(obj, url)

    def error(self, url, exc):
        heading = self._heading('Error')
        text = '<br>'.join(self.html.escape(line)
                           for line in format_exception_only(type(exc), exc))
        return 'Error - %s' % self.html.escape(url), heading + self.html.bigsection(
            self.html.escape(url), '#ffffff', '#bb0000', text)

    def get(self, url):
        """The page for an address."""
        complete_url = url
        if url.endswith('.html'):
            url = url[:-5]
        url = url.lstrip('/')
        try:
            if url in ('', 'index'):
                title, contents = self.index()
            elif url == 'topics':
                title, contents = self.topics()
            elif url == 'keywords':
                title, contents = self.keywords()
            elif '=' in url:
                op, _, key = url.partition('=')
                key = urllib.parse.unquote_plus(key)
                if op == 'search?key':
                    title, contents = self.search(key)
                elif op == 'getfile?key':
                    title, contents = self.getfile(key)
                elif op == 'topic?key':
                    title, contents = self.topic(key)
                elif op == 'get?key':
                    title, contents = self.lookup(key)
                else:
                    raise ValueError('bad pydoc url')
            else:
                title, contents = self.object(url)
        except Exception as exc:
            title, contents = self.error(complete_url, exc)
        return self.html.page(title, contents)

    def lookup(self, key):
        """A topic, a keyword, or an object."""
        if key == '':
            return self.index()
        if key in Helper.keywords or key in Helper().topics:
            return self.topic(key)
        return self.object(key)


def browse(port=0, *, open_browser=True, hostname='localhost'):
    """Serve pages, and show them in a browser, until told to stop."""
    import webbrowser
    serverthread = _start_server(_url_handler, hostname, port)
    if serverthread.error:
        print(serverthread.error)
        return
    if serverthread.serving:
        server_help_msg = 'Server commands: [b]rowser, [q]uit'
        if open_browser:
            webbrowser.open(serverthread.url)
        try:
            print('Server ready at', serverthread.url)
            print(server_help_msg)
            while serverthread.serving:
                cmd = input('server> ').lower()
                if cmd == 'q':
                    break
                if cmd == 'b':
                    webbrowser.open(serverthread.url)
                else:
                    print(server_help_msg)
        except (KeyboardInterrupt, EOFError):
            print()
        finally:
            if serverthread.serving:
                serverthread.stop()
                print('Server stopped')


# ---- the program ----

def ispath(x):
    return isinstance(x, str) and x.find(os.sep) >= 0


def cli():
    """The command line."""
    import getopt

    class BadUsage(Exception):
        pass

    # The directory of this file must not hide other modules; the current one is searched.
    scriptdir = os.path.dirname(sys.argv[0])
    if scriptdir in sys.path:
        sys.path.remove(scriptdir)
    sys.path.insert(0, '.')
    try:
        opts, args = getopt.getopt(sys.argv[1:], 'bk:n:p:w')
        writing = False
        start_server = False
        open_browser = False
        port = 0
        hostname = 'localhost'
        for opt, val in opts:
            if opt == '-b':
                start_server = True
                open_browser = True
            if opt == '-k':
                apropos(val)
                return
            if opt == '-p':
                start_server = True
                port = val
            if opt == '-w':
                writing = True
            if opt == '-n':
                start_server = True
                hostname = val
        if start_server:
            browse(port, hostname=hostname, open_browser=open_browser)
            return
        if not args:
            raise BadUsage
        for arg in args:
            if ispath(arg) and not os.path.exists(arg):
                print('file %r does not exist' % arg)
                sys.exit(1)
            try:
                if ispath(arg) and os.path.isfile(arg):
                    arg = importfile(arg)
                if writing:
                    if ispath(arg) and os.path.isdir(arg):
                        writedocs(arg)
                    else:
                        writedoc(arg)
                else:
                    help.help(arg)
            except (ImportError, ErrorDuringImport) as value:
                print(value)
                sys.exit(1)
    except (getopt.error, BadUsage):
        cmd = os.path.splitext(os.path.basename(sys.argv[0]))[0]
        print(__doc__.partition('As a program:\n\n')[2].replace('pydoc', cmd))


if __name__ == '__main__':
    cli()
