#!/usr/bin/env python3
"""A profiler in Python: how often functions are called, and how much time they take.

    python -m profile [-o output_file] [-s sort] script [arg] ...
    profile.run('main()')

It is slower than cProfile, but can be changed; what it needs itself (bias, see
calibrate()) can be taken off.
"""

import importlib.machinery
import io
import marshal
import sys
import time

__all__ = ['run', 'runctx', 'Profile']


class _Utils:
    """run() and runctx() with a class of profilers."""

    def __init__(self, profiler):
        self.profiler = profiler

    def run(self, statement, filename, sort):
        prof = self.profiler()
        try:
            prof.run(statement)
        except SystemExit:
            pass
        finally:
            self._show(prof, filename, sort)

    def runctx(self, statement, globals, locals, filename, sort):
        prof = self.profiler()
        try:
            prof.runctx(statement, globals, locals)
        except SystemExit:
            pass
        finally:
            self._show(prof, filename, sort)

    def _show(self, prof, filename, sort):
        if filename is not None:
            prof.dump_stats(filename)
        else:
            prof.print_stats(sort)


def run(statement, filename=None, sort=-1):
    """Profile a statement, in the namespace of __main__; show a report, or write what was
    measured to a file."""
    return _Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    """The same, in given namespaces."""
    return _Utils(Profile).runctx(statement, globals, locals, filename, sort)


class _Call:
    """A call that is going on: parent_time is the time of the parent that is not yet
    counted, internal that in the function itself, external that in what it called."""

    __slots__ = 'parent_time', 'internal', 'external', 'function', 'frame', 'parent'

    def __init__(self, parent_time, function, frame, parent):
        self.parent_time = parent_time
        self.internal = self.external = 0
        self.function = function
        self.frame = frame
        self.parent = parent


class _Timing:
    """What was measured of a function; depth: how many calls of it are going on."""

    __slots__ = 'calls', 'depth', 'internal', 'cumulative', 'callers'

    def __init__(self):
        self.calls = self.depth = 0
        self.internal = self.cumulative = 0
        self.callers = {}


class _Results:
    """What one does with a profiler that has create_stats() and then stats."""

    def print_stats(self, sort=-1):
        """Show a report; sort: see pstats."""
        import pstats
        if not isinstance(sort, tuple):
            sort = (sort,)
        pstats.Stats(self).strip_dirs().sort_stats(*sort).print_stats()

    def dump_stats(self, file):
        """Write what was measured to a file, for pstats."""
        with open(file, 'wb') as f:
            self.create_stats()
            marshal.dump(self.stats, f)


class Profile(_Results):
    """A profiler. timer() gives a time in any unit, or a tuple of times that are added;
    bias, which is taken off at each event, is in the same unit."""

    bias = 0            # for all instances: see calibrate()

    def __init__(self, timer=None, bias=None):
        self.timings = {}
        self.cur = None
        self.cmd = ''
        self.c_func_name = ''
        if bias is None:
            bias = self.bias
        self.bias = bias
        if not timer:
            timer = time.process_time
        elif isinstance(timer(), (tuple, list)):
            parts = timer
            timer = lambda: sum(parts())
        self.timer = self.get_time = timer
        self.dispatcher = self.trace_dispatch
        self.t = self.get_time()
        self.simulate_call('profiler')

    def trace_dispatch(self, frame, event, arg):
        """What sys.setprofile() gets. The time spent in here counts for nobody."""
        timer = self.timer
        t = timer() - self.t - self.bias
        if event == 'c_call':
            self.c_func_name = arg.__name__
        if self.dispatch[event](self, frame, t):
            self.t = timer()
        else:
            self.t = timer() - t        # not counted yet

    def trace_dispatch_exception(self, frame, t):
        call = self.cur
        if call.frame is not frame and call.parent:
            return self.trace_dispatch_return(frame, t)
        call.internal += t
        return 1

    def trace_dispatch_call(self, frame, t):
        if self.cur and frame.f_back is not self.cur.frame:
            # Something ended without an event.
            if not isinstance(self.cur.frame, Profile.fake_frame):
                self.trace_dispatch_return(self.cur.frame, 0)
        code = frame.f_code
        return self._enter((code.co_filename, code.co_firstlineno, code.co_name), frame, t)

    def trace_dispatch_c_call(self, frame, t):
        return self._enter(('', 0, self.c_func_name), frame, t)

    def _enter(self, function, frame, t):
        self.cur = _Call(t, function, frame, self.cur)
        timing = self.timings.get(function)
        if timing is None:
            timing = self.timings[function] = _Timing()
        timing.depth += 1
        return 1

    def trace_dispatch_return(self, frame, t):
        if frame is not self.cur.frame:
            assert frame is self.cur.parent.frame, ('Bad return', self.cur.function)
            self.trace_dispatch_return(self.cur.frame, 0)
        call = self.cur
        call.internal += t
        total = call.internal + call.external
        parent = self.cur = call.parent
        parent.internal += call.parent_time
        parent.external += total
        timing = self.timings[call.function]
        timing.depth -= 1
        if not timing.depth:
            # The outermost call has the time of the others in it.
            timing.cumulative += total
            timing.calls += 1
        timing.callers[parent.function] = timing.callers.get(parent.function, 0) + 1
        timing.internal += call.internal
        return 1

    dispatch = {
        'call': trace_dispatch_call,
        'exception': trace_dispatch_exception,
        'return': trace_dispatch_return,
        'c_call': trace_dispatch_c_call,
        'c_exception': trace_dispatch_return,
        'c_return': trace_dispatch_return,
    }

    # ---- calls that are not there: below the functions that are profiled ----

    def set_cmd(self, cmd):
        """Name what is profiled, in the calls below it."""
        if self.cur.parent:
            return
        self.cmd = cmd
        self.simulate_call(cmd)

    class fake_code:
        def __init__(self, filename, line, name):
            self.co_filename = filename
            self.co_line = line
            self.co_name = name
            self.co_firstlineno = 0

        def __repr__(self):
            return repr((self.co_filename, self.co_line, self.co_name))

    class fake_frame:
        def __init__(self, code, prior):
            self.f_code = code
            self.f_back = prior

    def simulate_call(self, name):
        code = self.fake_code('profile', 0, name)
        frame = self.fake_frame(code, self.cur.frame if self.cur else None)
        self.dispatch['call'](self, frame, 0)

    def simulate_cmd_complete(self):
        """End what is going on: before the times are read."""
        t = self.get_time() - self.t
        while self.cur.parent:
            self.dispatch['return'](self, self.cur.frame, t)
            t = 0
        self.t = self.get_time() - t

    # ---- results ----

    def create_stats(self):
        """Make stats of what was measured."""
        self.simulate_cmd_complete()
        self.snapshot_stats()

    def snapshot_stats(self):
        self.stats = {}
        for function, timing in self.timings.items():
            callers = timing.callers.copy()
            self.stats[function] = (timing.calls, sum(callers.values()), timing.internal,
                                    timing.cumulative, callers)

    # ---- what is profiled ----

    def run(self, cmd):
        """Profile a statement, in the namespace of __main__."""
        import __main__
        dict = __main__.__dict__
        return self.runctx(cmd, dict, dict)

    def runctx(self, cmd, globals, locals):
        """Profile a statement in given namespaces."""
        self.set_cmd(cmd if isinstance(cmd, str) else repr(cmd))
        sys.setprofile(self.dispatcher)
        try:
            exec(cmd, globals, locals)
        finally:
            sys.setprofile(None)
        return self

    def runcall(self, func, *args, **kw):
        """Profile a call; its result."""
        self.set_cmd(repr(func))
        sys.setprofile(self.dispatcher)
        try:
            return func(*args, **kw)
        finally:
            sys.setprofile(None)

    def calibrate(self, m, verbose=0):
        """How much time an event costs that the profiler counts for the program: a value
        for bias. m: how often to try, e.g. 10000."""
        if self.__class__ is not Profile:
            raise TypeError('Subclasses must override .calibrate().')
        saved_bias = self.bias
        self.bias = 0
        try:
            return self._calibrate_inner(m, verbose)
        finally:
            self.bias = saved_bias

    def _calibrate_inner(self, m, verbose):
        get_time = self.get_time

        def f1(n):
            for i in range(n):
                x = 1

        def f(m, f1=f1):
            for i in range(m):
                f1(100)

        f(m)                            # warm
        t0 = get_time()
        f(m)
        elapsed_noprofile = get_time() - t0
        if verbose:
            print('elapsed time without profiling =', elapsed_noprofile)
        # With profiling: the time of all, and what the profiler reports.
        p = Profile()
        t0 = get_time()
        p.runctx('f(m)', globals(), locals())
        elapsed_profile = get_time() - t0
        if verbose:
            print('elapsed time with profiling =', elapsed_profile)
        p.create_stats()
        total_calls = 0.0
        reported_time = 0.0
        for (filename, line, funcname), (cc, ns, tt, ct, callers) in p.stats.items():
            if funcname in ('f', 'f1'):
                total_calls += cc
                reported_time += tt
        if verbose:
            print("'CPU seconds' profiler reported =", reported_time)
            print('total # calls =', total_calls)
        if total_calls != m + 1:
            raise ValueError('internal error: total calls = %d' % total_calls)
        # Each call has two events.
        mean = (reported_time - elapsed_noprofile) / 2.0 / total_calls
        if verbose:
            print('mean stopwatch overhead per profile event =', mean)
        return mean


def _main(name, runctx):
    """The command line of a profiler."""
    import os
    import runpy
    from optparse import OptionParser
    import pstats
    parser = OptionParser(usage='%s.py [-o output_file_path] [-s sort] [-m module | scriptfile] '
                                '[arg] ...' % name)
    parser.allow_interspersed_args = False
    parser.add_option('-o', '--outfile', dest='outfile', help='Save stats to <outfile>',
                      default=None)
    parser.add_option('-m', dest='module', action='store_true', help='Profile a library module.',
                      default=False)
    parser.add_option('-s', '--sort', dest='sort',
                      help='Sort order when printing to stdout, based on pstats.Stats class',
                      default=2 if name == 'cProfile' else -1,
                      choices=sorted(pstats.Stats.sort_arg_dict_default))
    if not sys.argv[1:]:
        parser.print_usage()
        sys.exit(2)
    options, args = parser.parse_args()
    sys.argv[:] = args
    # The program may change the directory.
    if options.outfile is not None:
        options.outfile = os.path.abspath(options.outfile)
    if not args:
        parser.print_usage()
        return parser
    if options.module:
        code = "run_module(modname, run_name='__main__')"
        globs = {'run_module': runpy.run_module, 'modname': args[0]}
    else:
        progname = args[0]
        sys.path.insert(0, os.path.dirname(progname))
        with io.open_code(progname) if hasattr(io, 'open_code') else open(progname, 'rb') as fp:
            code = compile(fp.read(), progname, 'exec')
        spec = importlib.machinery.ModuleSpec(name='__main__', loader=None, origin=progname)
        globs = {'__spec__': spec, '__file__': spec.origin, '__name__': spec.name,
                 '__package__': None, '__cached__': None}
    try:
        runctx(code, globs, None, options.outfile, options.sort)
    except BrokenPipeError as exc:
        # Whoever reads the report may stop early.
        sys.stdout = None
        sys.exit(exc.errno)
    return parser


if __name__ == '__main__':
    _main('profile', runctx)
