"""Reports of what profile and cProfile measured.

    p = pstats.Stats('file')
    p.strip_dirs().sort_stats('cumulative').print_stats(10)

stats is a dictionary: for each function, (file, line, name), the tuple (primitive calls,
calls, time in itself, cumulative time, callers). callers maps the functions that called it
to a number of calls (profile), or to such a tuple without callers (cProfile).
"""

import marshal
import os
import re
import sys
import time
from enum import Enum
from functools import cmp_to_key

__all__ = ['Stats', 'SortKey']


class SortKey(str, Enum):
    """What sort_stats() takes besides texts."""

    CALLS = 'calls', 'ncalls'
    CUMULATIVE = 'cumulative', 'cumtime'
    FILENAME = 'filename', 'module'
    LINE = 'line'
    NAME = 'name'
    NFL = 'nfl'
    PCALLS = 'pcalls'
    STDNAME = 'stdname'
    TIME = 'time', 'tottime'

    def __new__(cls, *values):
        obj = str.__new__(cls, values[0])
        obj._value_ = values[0]
        for other in values[1:]:
            cls._value2member_map_[other] = obj
        obj._all_values = values
        return obj


class Stats:
    """What one or more runs measured: each argument is a file's name, a profile, or a
    Stats; they are added up. stream: where reports go, by default standard output.

    Methods that change something return the object, so that calls can be chained.
    """

    def __init__(self, *args, stream=None):
        self.stream = stream or sys.stdout
        arg = args[0] if args else None
        self.init(arg)
        self.add(*args[1:])

    def init(self, arg):
        self.all_callees = None         # made of the callers when it is asked for
        self.files = []
        self.fcn_list = None            # the order; None: not sorted
        self.total_tt = 0
        self.total_calls = 0
        self.prim_calls = 0
        self.max_name_len = 0
        self.top_level = set()
        self.stats = {}
        self.sort_arg_dict = {}
        self.load_stats(arg)
        try:
            self.get_top_level_stats()
        except Exception:
            print('Invalid timing data %s' % (self.files[-1] if self.files else ''),
                  file=self.stream)
            raise

    def load_stats(self, arg):
        if arg is None:
            self.stats = {}
            return
        if isinstance(arg, str):
            with open(arg, 'rb') as f:
                self.stats = marshal.load(f)
            try:
                arg = time.ctime(os.stat(arg).st_mtime) + '    ' + arg
            except OSError:
                pass
            self.files = [arg]
        elif hasattr(arg, 'create_stats'):
            arg.create_stats()
            self.stats = arg.stats
            arg.stats = {}
        if not self.stats:
            raise TypeError('Cannot create or construct a %r object from %r'
                            % (self.__class__, arg))

    def get_top_level_stats(self):
        for func, (cc, nc, tt, ct, callers) in self.stats.items():
            self.total_calls += nc
            self.prim_calls += cc
            self.total_tt += tt
            if ('jprofile', 0, 'profiler') in callers:
                self.top_level.add(func)
            self.max_name_len = max(self.max_name_len, len(func_std_string(func)))

    def add(self, *arg_list):
        """Add what other runs measured."""
        for item in reversed(arg_list):
            if type(self) != type(item):
                item = Stats(item)
            self.files += item.files
            self.total_calls += item.total_calls
            self.prim_calls += item.prim_calls
            self.total_tt += item.total_tt
            self.top_level |= item.top_level
            self.max_name_len = max(self.max_name_len, item.max_name_len)
            self.fcn_list = None
            for func, stat in item.stats.items():
                old = self.stats.get(func, (0, 0, 0, 0, {}))
                self.stats[func] = add_func_stats(old, stat)
        return self

    def dump_stats(self, filename):
        """Write what was measured to a file, for another Stats."""
        with open(filename, 'wb') as f:
            marshal.dump(self.stats, f)

    # What to sort by: columns of the tuples that sort_stats() makes, and 1 or -1.
    sort_arg_dict_default = {
        'calls': (((1, -1),), 'call count'),
        'ncalls': (((1, -1),), 'call count'),
        'cumtime': (((3, -1),), 'cumulative time'),
        'cumulative': (((3, -1),), 'cumulative time'),
        'filename': (((4, 1),), 'file name'),
        'line': (((5, 1),), 'line number'),
        'module': (((4, 1),), 'file name'),
        'name': (((6, 1),), 'function name'),
        'nfl': (((6, 1), (4, 1), (5, 1)), 'name/file/line'),
        'pcalls': (((0, -1),), 'primitive call count'),
        'stdname': (((7, 1),), 'standard name'),
        'time': (((2, -1),), 'internal time'),
        'tottime': (((2, -1),), 'internal time'),
    }

    def get_sort_arg_defs(self):
        """The keys to sort by, with all beginnings that are not ambiguous."""
        if not self.sort_arg_dict:
            result, bad = {}, set()
            for word, definition in self.sort_arg_dict_default.items():
                for i in range(1, len(word) + 1):
                    fragment = word[:i]
                    if fragment in result and result[fragment] != definition:
                        bad.add(fragment)
                    result[fragment] = definition
            for word in bad:
                if word not in self.sort_arg_dict_default:
                    result.pop(word, None)
            result.update(self.sort_arg_dict_default)
            self.sort_arg_dict = result
        return self.sort_arg_dict

    def sort_stats(self, *field):
        """Sort by keys, such as 'cumulative', 'name'; a number is one of the old profiler's."""
        if not field:
            self.fcn_list = 0
            return self
        if len(field) == 1 and isinstance(field[0], int):
            field = [{-1: 'stdname', 0: 'calls', 1: 'time', 2: 'cumulative'}[field[0]]]
        elif len(field) >= 2:
            for arg in field[1:]:
                if type(arg) != type(field[0]):
                    raise TypeError("Can't have mixed argument type")
        sort_arg_defs = self.get_sort_arg_defs()
        sort_tuple = ()
        self.sort_type = ''
        connector = ''
        for word in field:
            if isinstance(word, SortKey):
                word = word.value
            sort_tuple += sort_arg_defs[word][0]
            self.sort_type += connector + sort_arg_defs[word][1]
            connector = ', '
        stats_list = [(cc, nc, tt, ct) + func + (func_std_string(func), func)
                      for func, (cc, nc, tt, ct, callers) in self.stats.items()]
        stats_list.sort(key=cmp_to_key(TupleComp(sort_tuple).compare))
        self.fcn_list = [tuple[-1] for tuple in stats_list]
        return self

    def reverse_order(self):
        """Turn the order around."""
        if self.fcn_list:
            self.fcn_list.reverse()
        return self

    def strip_dirs(self):
        """Take the directories away from the files' names. Functions that are then the same
        are added up."""
        oldstats = self.stats
        self.stats = newstats = {}
        max_name_len = 0
        for func, (cc, nc, tt, ct, callers) in oldstats.items():
            newfunc = func_strip_path(func)
            max_name_len = max(max_name_len, len(func_std_string(newfunc)))
            newcallers = {}
            for func2, caller in callers.items():
                func2 = func_strip_path(func2)
                newcallers = add_callers(newcallers, {func2: caller})
            stat = cc, nc, tt, ct, newcallers
            newstats[newfunc] = add_func_stats(newstats[newfunc], stat) \
                if newfunc in newstats else stat
        self.top_level = {func_strip_path(func) for func in self.top_level}
        self.max_name_len = max_name_len
        self.fcn_list = None
        self.all_callees = None
        return self

    def calc_callees(self):
        if self.all_callees:
            return
        self.all_callees = all_callees = {}
        for func, (cc, nc, tt, ct, callers) in self.stats.items():
            all_callees.setdefault(func, {})
            for func2, caller in callers.items():
                all_callees.setdefault(func2, {})[func] = caller

    # ---- which functions are shown ----

    def eval_print_amount(self, sel, list, msg):
        """What a restriction leaves of a list: a regular expression, a number of functions,
        or a fraction of them. (list, message)."""
        new_list = list
        if isinstance(sel, str):
            try:
                rex = re.compile(sel)
            except re.error:
                msg += '   <Invalid regular expression %r>\n' % sel
                return new_list, msg
            new_list = [func for func in list if rex.search(func_std_string(func))]
        else:
            count = len(list)
            if isinstance(sel, float) and 0.0 <= sel < 1.0:
                count = int(count * sel + .5)
                new_list = list[:count]
            elif isinstance(sel, int) and 0 <= sel < count:
                count = sel
                new_list = list[:count]
        if len(list) != len(new_list):
            msg += '   List reduced from %r to %r due to restriction <%r>\n' % (
                len(list), len(new_list), sel)
        return new_list, msg

    def get_print_list(self, sel_list):
        """(width of the names, functions) to be shown."""
        width = self.max_name_len
        if self.fcn_list:
            stat_list = self.fcn_list[:]
            msg = '   Ordered by: ' + self.sort_type + '\n'
        else:
            stat_list = list(self.stats.keys())
            msg = '   Random listing order was used\n'
        for selection in sel_list:
            stat_list, msg = self.eval_print_amount(selection, stat_list, msg)
        if not stat_list:
            return 0, stat_list
        print(msg, file=self.stream)
        if len(stat_list) < len(self.stats):
            width = max(len(func_std_string(func)) for func in stat_list)
        return width + 2, stat_list

    # ---- reports ----

    def print_stats(self, *amount):
        """Show the functions, restricted as eval_print_amount() says."""
        for filename in self.files:
            print(filename, file=self.stream)
        if self.files:
            print(file=self.stream)
        indent = ' ' * 8
        for func in self.top_level:
            print(indent, func_get_function_name(func), file=self.stream)
        print(indent, self.total_calls, 'function calls', end=' ', file=self.stream)
        if self.total_calls != self.prim_calls:
            print('(%d primitive calls)' % self.prim_calls, end=' ', file=self.stream)
        print('in %.3f seconds' % self.total_tt, file=self.stream)
        print(file=self.stream)
        width, functions = self.get_print_list(amount)
        if functions:
            self.print_title()
            for func in functions:
                self.print_line(func)
            print(file=self.stream)
            print(file=self.stream)
        return self

    def print_callees(self, *amount):
        """Show which functions the functions called."""
        width, functions = self.get_print_list(amount)
        if functions:
            self.calc_callees()
            self.print_call_heading(width, 'called...')
            for func in functions:
                self.print_call_line(width, func, self.all_callees.get(func, {}))
            print(file=self.stream)
            print(file=self.stream)
        return self

    def print_callers(self, *amount):
        """Show by which functions the functions were called."""
        width, functions = self.get_print_list(amount)
        if functions:
            self.print_call_heading(width, 'was called by...')
            for func in functions:
                self.print_call_line(width, func, self.stats[func][4], '<-')
            print(file=self.stream)
            print(file=self.stream)
        return self

    def print_call_heading(self, name_size, column_title):
        print('Function '.ljust(name_size) + column_title, file=self.stream)
        # cProfile tells more than the number of calls.
        for cc, nc, tt, ct, callers in self.stats.values():
            if callers:
                if isinstance(next(iter(callers.values())), tuple):
                    print(' ' * name_size + '    ncalls  tottime  cumtime', file=self.stream)
                break

    def print_call_line(self, name_size, source, call_dict, arrow='->'):
        print(func_std_string(source).ljust(name_size) + arrow, end=' ', file=self.stream)
        if not call_dict:
            print(file=self.stream)
            return
        indent = ''
        for func in sorted(call_dict):
            name = func_std_string(func)
            value = call_dict[func]
            if isinstance(value, tuple):
                nc, cc, tt, ct = value
                calls = '%d/%d' % (nc, cc) if nc != cc else '%d' % nc
                line = '%s %s %s  %s' % (calls.rjust(7 + 2 * len(indent)), f8(tt), f8(ct), name)
                left_width = name_size + 1
            else:
                line = '%s(%r) %s' % (name, value, f8(self.stats[func][3]))
                left_width = name_size + 3
            print(indent * left_width + line, file=self.stream)
            indent = ' '

    def print_title(self):
        print('   ncalls  tottime  percall  cumtime  percall', end=' ', file=self.stream)
        print('filename:lineno(function)', file=self.stream)

    def print_line(self, func):
        cc, nc, tt, ct, callers = self.stats[func]
        c = str(nc)
        if nc != cc:
            c = c + '/' + str(cc)
        print(c.rjust(9), end=' ', file=self.stream)
        print(f8(tt), end=' ', file=self.stream)
        print(' ' * 8 if nc == 0 else f8(tt / nc), end=' ', file=self.stream)
        print(f8(ct), end=' ', file=self.stream)
        print(' ' * 8 if cc == 0 else f8(ct / cc), end=' ', file=self.stream)
        print(func_std_string(func), file=self.stream)


class TupleComp:
    """Compares tuples by columns, each with 1 or -1 for the direction."""

    def __init__(self, comp_select_list):
        self.comp_select_list = comp_select_list

    def compare(self, left, right):
        for index, direction in self.comp_select_list:
            l = left[index]
            r = right[index]
            if l < r:
                return -direction
            if l > r:
                return direction
        return 0


# ---- functions and their numbers ----

def func_strip_path(func_name):
    filename, line, name = func_name
    return os.path.basename(filename), line, name


def func_get_function_name(func):
    return func[2]


def func_std_string(func_name):
    """A function as reports show it: file:line(name)."""
    if func_name[:2] == ('~', 0):
        # Built in.
        name = func_name[2]
        if name.startswith('<') and name.endswith('>'):
            return '{%s}' % name[1:-1]
        return name
    return '%s:%d(%s)' % func_name


def add_func_stats(target, source):
    """The sum of two functions' numbers."""
    cc, nc, tt, ct, callers = source
    t_cc, t_nc, t_tt, t_ct, t_callers = target
    return cc + t_cc, nc + t_nc, tt + t_tt, ct + t_ct, add_callers(t_callers, callers)


def add_callers(target, source):
    """The callers of two functions together."""
    new_callers = dict(target)
    for func, caller in source.items():
        if func not in new_callers:
            new_callers[func] = caller
        elif isinstance(caller, tuple):
            new_callers[func] = tuple(i + j for i, j in zip(caller, new_callers[func]))
        else:
            new_callers[func] += caller
    return new_callers


def count_calls(callers):
    """The number of calls by all callers."""
    return sum(callers.values())


def f8(x):
    return '%8.3f' % x


# ---- a browser for the terminal ----

def _browser():
    import cmd

    class ProfileBrowser(cmd.Cmd):
        def __init__(self, profile=None):
            cmd.Cmd.__init__(self)
            self.prompt = '% '
            self.stats = None
            self.stream = sys.stdout
            if profile is not None:
                self.do_read(profile)

        def generic(self, fn, line):
            processed = []
            for term in line.split():
                for kind in int, float:
                    try:
                        processed.append(kind(term))
                        break
                    except ValueError:
                        pass
                else:
                    processed.append(term)
            if self.stats:
                getattr(self.stats, fn)(*processed)
            else:
                print('No statistics object is loaded.', file=self.stream)
            return 0

        def generic_help(self):
            print('Arguments may be:', file=self.stream)
            print('* An integer maximum number of entries to print.', file=self.stream)
            print('* A decimal fractional number between 0 and 1, controlling', file=self.stream)
            print('  what fraction of selected entries to print.', file=self.stream)
            print('* A regular expression; only entries with function names', file=self.stream)
            print('  that match it are printed.', file=self.stream)

        def do_add(self, line):
            """Add the profile in a file to what is loaded."""
            if not self.stats:
                print('No statistics object is loaded.', file=self.stream)
                return 0
            try:
                self.stats.add(line)
            except OSError as e:
                print('Failed to load statistics for %s: %s' % (line, e), file=self.stream)
            return 0

        def do_callees(self, line):
            """Print which functions the functions called."""
            return self.generic('print_callees', line)

        def do_callers(self, line):
            """Print by which functions the functions were called."""
            return self.generic('print_callers', line)

        def do_EOF(self, line):
            """Leave."""
            print(file=self.stream)
            return 1

        def do_quit(self, line):
            """Leave."""
            return 1

        def do_read(self, line):
            """Load the profile in a file."""
            if not line:
                if len(self.prompt) > 2:
                    line = self.prompt[:-2]
                    self.do_read(line)
                else:
                    print('No statistics object is current -- cannot reload.',
                          file=self.stream)
                return 0
            try:
                self.stats = Stats(line)
            except OSError as err:
                print(err.args[1], file=self.stream)
                return
            except Exception as err:
                print(err.__class__.__name__ + ':', err, file=self.stream)
                return
            self.prompt = line + '% '
            return 0

        def do_reverse(self, line):
            """Turn the order around."""
            if self.stats:
                self.stats.reverse_order()
            else:
                print('No statistics object is loaded.', file=self.stream)
            return 0

        def do_sort(self, line):
            """Sort by keys; without one the keys are shown."""
            if not self.stats:
                print('No statistics object is loaded.', file=self.stream)
                return
            abbrevs = self.stats.get_sort_arg_defs()
            if line and all(x in abbrevs for x in line.split()):
                self.stats.sort_stats(*line.split())
            else:
                print('Valid sort keys (unique prefixes are accepted):', file=self.stream)
                for key, value in Stats.sort_arg_dict_default.items():
                    print('%s -- %s' % (key, value[1]), file=self.stream)
            return 0

        def complete_sort(self, text, *args):
            return [a for a in Stats.sort_arg_dict_default if a.startswith(text)]

        def do_stats(self, line):
            """Print the functions."""
            return self.generic('print_stats', line)

        help_callees = help_callers = help_stats = generic_help

        def do_strip(self, line):
            """Take the directories away from the files' names."""
            if self.stats:
                self.stats.strip_dirs()
            else:
                print('No statistics object is loaded.', file=self.stream)

        def postcmd(self, stop, line):
            return stop or None

    return ProfileBrowser


if __name__ == '__main__':
    browser = _browser()(sys.argv[1] if len(sys.argv) > 1 else None)
    for name in sys.argv[2:]:
        browser.do_add(name)
    print('Welcome to the profile statistics browser.', file=browser.stream)
    browser.cmdloop()
    print('Goodbye.', file=browser.stream)
