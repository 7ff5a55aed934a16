#!/usr/bin/env python3
"""A profiler: how often functions are called, and how much time they take.

    python -m cProfile [-o output_file] [-s sort] script [arg] ...
    cProfile.run('main()')
"""

import _lsprof
import profile as _pyprofile

__all__ = ['run', 'runctx', 'Profile']


def run(statement, filename=None, sort=-1):
    """Profile a statement, in the namespace of __main__; show a report, or write what was
    measured to a file."""
    return _pyprofile._Utils(Profile).run(statement, filename, sort)


def runctx(statement, globals, locals, filename=None, sort=-1):
    """The same, in given namespaces."""
    return _pyprofile._Utils(Profile).runctx(statement, globals, locals, filename, sort)


class Profile(_lsprof.Profiler, _pyprofile._Results):
    """Profile(timer=None, timeunit=None, subcalls=True, builtins=True)

    A profiler. timer() gives the time; with a timeunit, in seconds, it may be an integer.
    """

    def create_stats(self):
        """End, and make stats of what was measured."""
        self.disable()
        self.snapshot_stats()

    def snapshot_stats(self):
        entries = self.getstats()
        self.stats = {}
        callersdicts = {}
        for entry in entries:
            nc = entry.callcount
            cc = nc - entry.reccallcount
            callers = {}
            callersdicts[_key(entry.code)] = callers
            self.stats[label(entry.code)] = (cc, nc, entry.inlinetime, entry.totaltime, callers)
        for entry in entries:
            if not entry.calls:
                continue
            func = label(entry.code)
            for subentry in entry.calls:
                callers = callersdicts.get(_key(subentry.code))
                if callers is None:
                    continue
                nc = subentry.callcount
                cc = nc - subentry.reccallcount
                tt = subentry.inlinetime
                ct = subentry.totaltime
                if func in callers:
                    # Two functions may have the same label.
                    prev = callers[func]
                    nc += prev[0]
                    cc += prev[1]
                    tt += prev[2]
                    ct += prev[3]
                callers[func] = nc, cc, tt, ct

    def run(self, cmd):
        """Profile a statement, in the namespace of __main__."""
        import __main__
        dict = __main__.__dict__
        return self.runctx(cmd, dict, dict)

    def runctx(self, cmd, globals, locals):
        """Profile a statement in given namespaces."""
        self.enable()
        try:
            exec(cmd, globals, locals)
        finally:
            self.disable()
        return self

    def runcall(self, func, *args, **kw):
        """Profile a call; its result."""
        self.enable()
        try:
            return func(*args, **kw)
        finally:
            self.disable()

    def __enter__(self):
        self.enable()
        return self

    def __exit__(self, *exc_info):
        self.disable()


def _key(code):
    return code if isinstance(code, str) else id(code)


def label(code):
    """What pstats calls a function: (file, line, name)."""
    if isinstance(code, str):
        return '~', 0, code         # built in
    return code.co_filename, code.co_firstlineno, code.co_name


if __name__ == '__main__':
    _pyprofile._main('cProfile', runctx)
