#!/usr/bin/env python3
"""Follow a program: show its lines as they are executed, count them, or tell which
functions are called, and by which.

    python -m trace --count -C . spam.py eggs

    tracer = trace.Trace(trace=0, count=1)
    tracer.run('main()')
    tracer.results().write_results(show_missing=True, coverdir='.')
"""

__all__ = ['Trace', 'CoverageResults']

import gc
import inspect
import linecache
import os
import pickle
import sys
import sysconfig
import threading
import token
import tokenize
from time import monotonic as _time

PRAGMA_NOCOVER = '#pragma NO COVER'     # in a line: it is not missed


class _Ignore:
    """Which modules are not followed: those of given names, and what lies in packages of
    such names, and those whose file is below given directories."""

    def __init__(self, modules=None, dirs=None):
        self._mods = set() if not modules else set(modules)
        self._dirs = [] if not dirs else [os.path.normpath(d) for d in dirs]
        self._ignore = {'<string>': 1}

    def names(self, filename, modulename):
        """Whether a module is ignored; asked for a name the second time, the same answer."""
        if modulename not in self._ignore:
            self._ignore[modulename] = self._is_ignored(filename, modulename)
        return self._ignore[modulename]

    def _is_ignored(self, filename, modulename):
        if modulename in self._mods:
            return 1
        if any(modulename.startswith(mod + '.') for mod in self._mods):
            return 1
        if filename is None:
            return 1                    # built in
        return int(any(filename.startswith(d + os.sep) for d in self._dirs))


def _modname(path):
    """The name of a file's module, without packages."""
    return os.path.splitext(os.path.basename(path))[0]


def _fullmodname(path):
    """The name of a file's module, with the packages below a directory of sys.path."""
    comparepath = os.path.normcase(path)
    longest = ''
    for dir in sys.path:
        dir = os.path.normcase(dir)
        if comparepath.startswith(dir) and comparepath[len(dir):len(dir) + 1] == os.sep:
            if len(dir) > len(longest):
                longest = dir
    base = path[len(longest) + 1:] if longest else path
    drive, base = os.path.splitdrive(base)
    base = base.replace(os.sep, '.')
    if os.altsep:
        base = base.replace(os.altsep, '.')
    return os.path.splitext(base)[0].lstrip('.')


class CoverageResults:
    """What was counted: counts {(file, line): number}, calledfuncs {(file, module,
    function): 1}, callers {(function, function): 1}. infile: of earlier results, which are
    added; outfile: where to write them."""

    def __init__(self, counts=None, calledfuncs=None, infile=None, callers=None, outfile=None):
        self.counts = counts if counts is not None else {}
        self.counter = self.counts.copy()
        self.calledfuncs = calledfuncs if calledfuncs is not None else {}
        self.callers = callers if callers is not None else {}
        self.infile = infile
        self.outfile = outfile
        if self.infile:
            try:
                with open(self.infile, 'rb') as f:
                    counts, calledfuncs, callers = pickle.load(f)
                self.update(self.__class__(counts, calledfuncs, callers=callers))
            except (OSError, EOFError, ValueError) as err:
                print('Skipping counts file %r: %s' % (self.infile, err), file=sys.stderr)

    def is_ignored_filename(self, filename):
        """Whether a name is of no file."""
        return filename.startswith('<') and filename.endswith('>')

    def update(self, other):
        """Add other results."""
        for key, n in other.counts.items():
            self.counts[key] = self.counts.get(key, 0) + n
        self.calledfuncs.update(dict.fromkeys(other.calledfuncs, 1))
        self.callers.update(dict.fromkeys(other.callers, 1))

    def write_results(self, show_missing=True, summary=False, coverdir=None):
        """Write the results: called functions and callers to standard output, counts to a
        file NAME.cover for each module, in coverdir or beside the module.

        show_missing: mark lines that were not executed; summary: show, for each module, how
        much was executed.
        """
        if self.calledfuncs:
            print()
            print('functions called:')
            for filename, modulename, funcname in sorted(self.calledfuncs):
                print('filename: %s, modulename: %s, funcname: %s'
                      % (filename, modulename, funcname))
        if self.callers:
            self._write_callers()
        per_file = {}
        for (filename, lineno), n in self.counts.items():
            per_file.setdefault(filename, {})[lineno] = n
        sums = {}
        for filename, count in per_file.items():
            if self.is_ignored_filename(filename):
                continue
            if filename.endswith('.pyc'):
                filename = filename[:-1]
            if coverdir is None:
                dir = os.path.dirname(os.path.abspath(filename))
                modulename = _modname(filename)
            else:
                dir = coverdir
                os.makedirs(dir, exist_ok=True)
                modulename = _fullmodname(filename)
            # Lines that are to be marked where they were not executed.
            lnotab = _find_executable_linenos(filename) if show_missing else {}
            source = linecache.getlines(filename)
            coverpath = os.path.join(dir, modulename + '.cover')
            with open(filename, 'rb') if os.path.exists(filename) else open(os.devnull, 'rb') \
                    as fp:
                encoding, _ = tokenize.detect_encoding(fp.readline)
            n_hits, n_lines = self.write_results_file(coverpath, source, lnotab, count, encoding)
            if summary and n_lines:
                sums[modulename] = n_lines, int(100 * n_hits / n_lines), modulename, filename
        if summary and sums:
            print('lines   cov%   module   (path)')
            for m in sorted(sums):
                print('%5d   %3d%%   %s   (%s)' % sums[m])
        if self.outfile:
            try:
                with open(self.outfile, 'wb') as f:
                    pickle.dump((self.counts, self.calledfuncs, self.callers), f, 1)
            except OSError as err:
                print("Can't save counts files because %s" % err, file=sys.stderr)

    def _write_callers(self):
        print()
        print('calling relationships:')
        lastfile = lastcfile = ''
        for (pfile, pmod, pfunc), (cfile, cmod, cfunc) in sorted(self.callers):
            if pfile != lastfile:
                print()
                print('***', pfile, '***')
                lastfile = pfile
                lastcfile = ''
            if cfile != pfile and lastcfile != cfile:
                print('  -->', cfile)
                lastcfile = cfile
            print('    %s.%s -> %s.%s' % (pmod, pfunc, cmod, cfunc))

    def write_results_file(self, path, lines, lnotab, lines_hit, encoding=None):
        """Write the lines of a file with their counts; (lines executed, lines to be)."""
        try:
            outfile = open(path, 'w', encoding=encoding)
        except OSError as err:
            print('trace: Could not open %r for writing: %s - skipping' % (path, err),
                  file=sys.stderr)
            return 0, 0
        n_lines = 0
        n_hits = 0
        with outfile:
            for lineno, line in enumerate(lines, 1):
                if lineno in lines_hit:
                    outfile.write('%5d: ' % lines_hit[lineno])
                    n_hits += 1
                    n_lines += 1
                elif lineno in lnotab and PRAGMA_NOCOVER not in line:
                    # Not executed, though it could have been.
                    outfile.write('>>>>>> ')
                    n_lines += 1
                else:
                    outfile.write('       ')
                outfile.write(line.expandtabs(8))
        return n_hits, n_lines


# ---- lines that can be executed ----

def _find_lines_from_code(code, strs):
    """{line: 1} for the lines of code, but those of strings that are statements."""
    import dis
    return {lineno: 1 for _, lineno in dis.findlinestarts(code)
            if lineno and lineno not in strs}


def _find_lines(code, strs):
    """The same, with the code in it."""
    linenos = _find_lines_from_code(code, strs)
    for c in code.co_consts:
        if inspect.iscode(c):
            linenos.update(_find_lines(c, strs))
    return linenos


def _find_strings(filename, encoding=None):
    """{line: 1} for the lines of strings that are statements, such as docstrings."""
    d = {}
    prev_ttype = token.INDENT           # a string at the beginning is one too
    with open(filename, encoding=encoding) as f:
        for ttype, tstr, start, end, line in tokenize.generate_tokens(f.readline):
            if ttype == token.STRING and prev_ttype == token.INDENT:
                d.update(dict.fromkeys(range(start[0], end[0] + 1), 1))
            prev_ttype = ttype
    return d


def _find_executable_linenos(filename):
    """{line: 1} for the lines of a file that can be executed."""
    try:
        with tokenize.open(filename) as f:
            prog = f.read()
            encoding = f.encoding
    except OSError as err:
        print('Not printing coverage data for %r: %s' % (filename, err), file=sys.stderr)
        return {}
    code = compile(prog, filename, 'exec')
    return _find_lines(code, _find_strings(filename, encoding))


# ---- following a program ----

class Trace:
    """Follows a program.

    count: count lines; trace: show them; countfuncs: list the functions called;
    countcallers: and by which. ignoremods, ignoredirs: what is not followed. infile,
    outfile: see CoverageResults. timing: show the time with each line.
    """

    def __init__(self, count=1, trace=1, countfuncs=0, countcallers=0, ignoremods=(),
                 ignoredirs=(), infile=None, outfile=None, timing=False):
        self.infile = infile
        self.outfile = outfile
        self.ignore = _Ignore(ignoremods, ignoredirs)
        self.counts = {}
        self.pathtobasename = {}
        self.donothing = 0
        self.trace = trace
        self._calledfuncs = {}
        self._callers = {}
        self._caller_cache = {}
        self.start_time = _time() if timing else None
        if countcallers:
            self.globaltrace = self.globaltrace_trackcallers
        elif countfuncs:
            self.globaltrace = self.globaltrace_countfuncs
        elif trace and count:
            self.globaltrace = self.globaltrace_lt
            self.localtrace = self.localtrace_trace_and_count
        elif trace:
            self.globaltrace = self.globaltrace_lt
            self.localtrace = self.localtrace_trace
        elif count:
            self.globaltrace = self.globaltrace_lt
            self.localtrace = self.localtrace_count
        else:
            self.donothing = 1

    def run(self, cmd):
        """Follow a statement, in the namespace of __main__."""
        import __main__
        dict = __main__.__dict__
        self.runctx(cmd, dict, dict)

    def runctx(self, cmd, globals=None, locals=None):
        """Follow a statement in given namespaces."""
        if globals is None:
            globals = {}
        if locals is None:
            locals = {}
        if not self.donothing:
            threading.settrace(self.globaltrace)
            sys.settrace(self.globaltrace)
        try:
            exec(cmd, globals, locals)
        finally:
            if not self.donothing:
                sys.settrace(None)
                threading.settrace(None)

    def runfunc(self, func, *args, **kw):
        """Follow a call; its result."""
        result = None
        if not self.donothing:
            sys.settrace(self.globaltrace)
        try:
            result = func(*args, **kw)
        finally:
            if not self.donothing:
                sys.settrace(None)
        return result

    def file_module_function_of(self, frame):
        """(file, module, function) of a frame, the function with its class if that can be
        found out."""
        code = frame.f_code
        filename = code.co_filename
        modulename = _modname(filename) if filename else None
        funcname = code.co_name
        if code in self._caller_cache:
            clsname = self._caller_cache[code]
        else:
            clsname = self._class_name(code)
            self._caller_cache[code] = clsname
        if clsname is not None:
            funcname = '%s.%s' % (clsname, funcname)
        return filename, modulename, funcname

    def _class_name(self, code):
        """The class that has a function with this code, by who refers to whom; None."""
        funcs = [f for f in gc.get_referrers(code) if inspect.isfunction(f)]
        if len(funcs) == 1:
            dicts = [d for d in gc.get_referrers(funcs[0]) if isinstance(d, dict)]
            if len(dicts) == 1:
                classes = [c for c in gc.get_referrers(dicts[0]) if hasattr(c, '__bases__')]
                if len(classes) == 1:
                    return classes[0].__name__
        # A class's namespace may not be a dictionary that can be seen: the qualified name
        # tells it for what is not defined in a function.
        qualname = getattr(code, 'co_qualname', '') or \
            (funcs[0].__qualname__ if len(funcs) == 1 else '')
        owner, dot, name = qualname.rpartition('.')
        if dot and not owner.endswith('<locals>'):
            return owner.rpartition('.')[2]
        return None

    def globaltrace_trackcallers(self, frame, why, arg):
        """Note which function calls which."""
        if why == 'call':
            this_func = self.file_module_function_of(frame)
            parent_func = self.file_module_function_of(frame.f_back)
            self._callers[parent_func, this_func] = 1

    def globaltrace_countfuncs(self, frame, why, arg):
        """Note which functions are called."""
        if why == 'call':
            self._calledfuncs[self.file_module_function_of(frame)] = 1

    def globaltrace_lt(self, frame, why, arg):
        """Follow the lines of a function, unless its module is ignored."""
        if why == 'call':
            filename = frame.f_globals.get('__file__', None)
            if filename:
                modulename = _modname(filename)
                if modulename is not None:
                    if not self.ignore.names(filename, modulename):
                        if self.trace:
                            print(' --- modulename: %s, funcname: %s'
                                  % (modulename, frame.f_code.co_name))
                        return self.localtrace
            else:
                return None

    def _show(self, frame):
        filename = frame.f_code.co_filename
        lineno = frame.f_lineno
        if self.start_time:
            print('%.2f' % (_time() - self.start_time), end=' ')
        print('%s(%d): %s' % (os.path.basename(filename), lineno,
                              linecache.getline(filename, lineno)), end='')

    def _count(self, frame):
        key = frame.f_code.co_filename, frame.f_lineno
        self.counts[key] = self.counts.get(key, 0) + 1

    def localtrace_trace_and_count(self, frame, why, arg):
        if why == 'line':
            self._count(frame)
            self._show(frame)
        return self.localtrace

    def localtrace_trace(self, frame, why, arg):
        if why == 'line':
            self._show(frame)
        return self.localtrace

    def localtrace_count(self, frame, why, arg):
        if why == 'line':
            self._count(frame)
        return self.localtrace

    def results(self):
        """What was counted, as CoverageResults."""
        return CoverageResults(self.counts, infile=self.infile, outfile=self.outfile,
                               calledfuncs=self._calledfuncs, callers=self._callers)


# ---- the command line ----

def _parser():
    import argparse
    parser = argparse.ArgumentParser(prog='trace')
    parser.add_argument('--version', action='version', version='trace 2.0')

    grp = parser.add_argument_group('Main options', 'One of these (or --report) must be given')
    grp.add_argument('-c', '--count', action='store_true',
                     help='Count the number of times each line is executed and write the counts '
                          'to <module>.cover for each module executed, in the module\'s '
                          'directory. See also --coverdir, --file, --no-report below.')
    grp.add_argument('-t', '--trace', action='store_true',
                     help='Print each line to sys.stdout before it is executed')
    grp.add_argument('-l', '--listfuncs', action='store_true',
                     help='Keep track of which functions are executed at least once and write '
                          'the results to sys.stdout after the program exits. Cannot be '
                          'specified alongside --trace or --count.')
    grp.add_argument('-T', '--trackcalls', action='store_true',
                     help='Keep track of caller/called pairs and write the results to '
                          'sys.stdout after the program exits.')

    grp = parser.add_argument_group('Modifiers')
    _grp = grp.add_mutually_exclusive_group()
    _grp.add_argument('-r', '--report', action='store_true',
                      help='Generate a report from a counts file; does not execute any code. '
                           '--file must specify the results file to read, which must have been '
                           'created in a previous run with --count --file=FILE')
    _grp.add_argument('-R', '--no-report', action='store_true',
                      help='Do not generate the coverage report files. Useful if you want to '
                           'accumulate over several runs.')
    grp.add_argument('-f', '--file', help='File to accumulate counts over several runs')
    grp.add_argument('-C', '--coverdir',
                     help='Directory where the report files go. The coverage report for '
                          '<package>.<module> will be written to file '
                          '<dir>/<package>/<module>.cover')
    grp.add_argument('-m', '--missing', action='store_true',
                     help='Annotate executable lines that were not executed with ">>>>>> "')
    grp.add_argument('-s', '--summary', action='store_true',
                     help='Write a brief summary for each file to sys.stdout. Can only be used '
                          'with --count or --report')
    grp.add_argument('-g', '--timing', action='store_true',
                     help='Prefix each line with the time since the program started. Only used '
                          'while tracing')

    grp = parser.add_argument_group('Filters', 'Can be specified multiple times')
    grp.add_argument('--ignore-module', action='append', default=[],
                     help='Ignore the given module(s) and its submodules (if it is a package). '
                          'Accepts comma separated list of module names.')
    grp.add_argument('--ignore-dir', action='append', default=[],
                     help='Ignore files in the given directory (multiple directories can be '
                          'joined by os.pathsep).')
    parser.add_argument('filename', nargs='?', help='file to run as main program')
    parser.add_argument('arguments', nargs=argparse.REMAINDER,
                        help='arguments to the program')
    return parser


def _expand_dir(s):
    """A directory given on the command line; $prefix and $exec_prefix are the library's."""
    s = os.path.expanduser(os.path.expandvars(s))
    for name in 'prefix', 'exec_prefix':
        s = s.replace('$' + name, sysconfig.get_path('stdlib' if name == 'prefix'
                                                     else 'platstdlib') or '')
    return os.path.normpath(s)


def main():
    """The command line."""
    parser = _parser()
    opts = parser.parse_args()
    ignore_dirs = [_expand_dir(dir) for dirs in opts.ignore_dir for dir in dirs.split(os.pathsep)]
    ignore_mods = [mod.strip() for mods in opts.ignore_module for mod in mods.split(',')]
    if opts.report:
        if not opts.file:
            parser.error('-r/--report requires -f/--file')
        results = CoverageResults(infile=opts.file, outfile=opts.file)
        return results.write_results(opts.missing, opts.summary, opts.coverdir)
    if not any([opts.trace, opts.count, opts.listfuncs, opts.trackcalls]):
        parser.error('must specify one of --trace, --count, --report, --listfuncs, or '
                     '--trackcalls')
    if opts.listfuncs and (opts.count or opts.trace):
        parser.error('cannot specify both --listfuncs and (--trace or --count)')
    if opts.summary and not opts.count:
        parser.error('--summary can only be used with --count or --report')
    if opts.filename is None:
        parser.error('filename is missing: required with the main options')

    sys.argv = [opts.filename, *opts.arguments]
    sys.path[0] = os.path.dirname(opts.filename)
    t = Trace(opts.count, opts.trace, countfuncs=opts.listfuncs, countcallers=opts.trackcalls,
              ignoremods=ignore_mods, ignoredirs=ignore_dirs, infile=opts.file,
              outfile=opts.file, timing=opts.timing)
    try:
        with open(opts.filename, 'rb') as fp:
            code = compile(fp.read(), opts.filename, 'exec')
        # As much as runpy gives a program.
        globs = {'__file__': opts.filename, '__name__': '__main__', '__package__': None,
                 '__cached__': None}
        t.runctx(code, globs, globs)
    except OSError as err:
        sys.exit('Cannot run file %r because: %s' % (sys.argv[0], err))
    except SystemExit:
        pass
    results = t.results()
    if not opts.no_report:
        results.write_results(opts.missing, opts.summary, opts.coverdir)


if __name__ == '__main__':
    main()
