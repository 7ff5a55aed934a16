"""What cProfile stands on: a Profiler that counts calls and times as they happen."""

import sys
import time
from collections import namedtuple

# code: a code object, or a text for what is built in. Calls include the recursive ones,
# times are in seconds. calls: a list of profiler_subentry, one for each function called.
profiler_entry = namedtuple('profiler_entry',
                            'code callcount reccallcount totaltime inlinetime calls')
profiler_subentry = namedtuple('profiler_subentry',
                               'code callcount reccallcount totaltime inlinetime')


class _Entry:
    """What was counted of a function, or of its calls by one function; depth: how many of
    these calls are going on."""

    __slots__ = 'key', 'calls', 'recursive', 'total', 'inline', 'depth', 'callees'

    def __init__(self, key):
        self.key = key
        self.calls = self.recursive = self.depth = 0
        self.total = self.inline = 0
        self.callees = None

    def count(self, total, inline):
        """The end of a call."""
        self.depth -= 1
        if self.depth == 0:
            self.total += total
        else:
            self.recursive += 1
        self.inline += inline
        self.calls += 1


def _builtin_name(function):
    """The name of what is built in, as a text in angles."""
    owner = getattr(function, '__objclass__', None)
    bound = getattr(function, '__self__', None)
    if owner is None and bound is not None and type(bound) is not type(sys):
        # A method of a built-in type; the class itself, of a class method.
        owner = bound if isinstance(bound, type) else type(bound)
        for base in owner.__mro__:
            if function.__name__ in base.__dict__:
                owner = base
                break
    if owner is not None:
        name = owner.__name__
        if owner.__module__ not in ('builtins', None):
            name = '%s.%s' % (owner.__module__, name)
        return '<method %r of %r objects>' % (function.__name__, name)
    module = getattr(function, '__module__', None)
    if module is not None:
        return '<built-in method %s.%s>' % (module, function.__name__)
    return '<built-in method %s>' % function.__name__


class Profiler:
    """Counts from enable() to disable().

    timer: gives the time; if it is an integer it counts units of timeunit seconds.
    subcalls: count the calls of each function by each other; builtins: and of what is
    built in.
    """

    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        self._timer = timer
        self._unit = timeunit
        self._subcalls = subcalls
        self._builtins = builtins
        self.clear()

    def clear(self):
        """Forget what was counted."""
        self._entries = {}
        self._stack = []            # of [entry, entry of the calls by the caller, start, time in callees]

    def enable(self, subcalls=True, builtins=True):
        """Begin."""
        self._subcalls = subcalls
        self._builtins = builtins
        sys.setprofile(self._make_hook())

    def disable(self):
        """End; calls that are going on end too."""
        sys.setprofile(None)
        self._flush()

    def _now(self):
        try:
            return self._timer() + 0
        except Exception as exc:
            # The program that is profiled must not fail for the timer.
            sys.stderr.write('Exception ignored in: %r\n%s: %s\n'
                             % (self._timer, type(exc).__name__, exc))
            return 0

    def _make_hook(self):
        now = self._now if self._timer is not None else time.perf_counter
        entries, stack = self._entries, self._stack
        subcalls, builtins = self._subcalls, self._builtins
        # The functions of this module are not the program's, but that it ends is seen.
        own = {method.__code__ for method in (Profiler.enable, Profiler.disable,
                                              Profiler._flush, Profiler.clear)}
        disable = Profiler.disable.__code__

        def enter(key):
            entry = entries.get(key)
            if entry is None:
                entry = entries[key] = _Entry(key)
            entry.depth += 1
            sub = None
            if subcalls and stack:
                callees = stack[-1][0].callees
                if callees is None:
                    callees = stack[-1][0].callees = {}
                sub = callees.get(key)
                if sub is None:
                    sub = callees[key] = _Entry(entry)
                sub.depth += 1
            stack.append([entry, sub, now(), 0])

        def leave():
            if not stack:
                return              # of a call that began before enable()
            end = now()
            entry, sub, start, in_callees = stack.pop()
            total = end - start
            inline = total - in_callees
            if stack:
                stack[-1][3] += total
            entry.count(total, inline)
            if sub is not None:
                sub.count(total, inline)

        def hook(frame, event, arg):
            if event == 'call':
                code = frame.f_code
                if code is disable:
                    enter("<method 'disable' of '_lsprof.Profiler' objects>")
                elif code not in own:
                    enter(code)
            elif event == 'return':
                if frame.f_code not in own:
                    leave()
            elif builtins and frame.f_code not in own:
                if event == 'c_call':
                    enter(_builtin_name(arg))
                else:
                    leave()

        self._leave = leave
        return hook

    def _flush(self):
        while self._stack:
            self._leave()

    def getstats(self):
        """A list of profiler_entry."""
        self_unit = self._unit if self._timer is not None and self._unit else 1
        result = []
        for entry in self._entries.values():
            calls = None
            if entry.callees:
                calls = [profiler_subentry(sub.key.key, sub.calls, sub.recursive,
                                           sub.total * self_unit, sub.inline * self_unit)
                         for sub in entry.callees.values()]
            result.append(profiler_entry(entry.key, entry.calls, entry.recursive,
                                         entry.total * self_unit, entry.inline * self_unit,
                                         calls))
        return result
