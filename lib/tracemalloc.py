"""Where memory was allocated (3.4, PEP 454): snapshots of the traces that _tracemalloc keeps, and statistics of them.

A raw trace is a tuple (domain, size, frames), frames being a tuple of (filename, lineno) with the most recent call first. Snapshots
keep raw traces; Trace, Traceback and Frame objects are made when they are looked at.
"""
import fnmatch
import linecache
import os.path
import pickle
from collections.abc import Iterable, Sequence
from functools import total_ordering

from _tracemalloc import *
from _tracemalloc import _get_object_traceback, _get_traces


def _format_size(size, sign):
    for unit in 'B', 'KiB', 'MiB', 'GiB', 'TiB':
        if abs(size) < 10 * 1024 or unit == 'TiB':
            break
        size /= 1024
    if unit == 'B':
        return ('%+d B' if sign else '%d B') % size
    digits = 1 if abs(size) < 100 else 0
    return ('%+.*f %s' if sign else '%.*f %s') % (digits, size, unit)


class Statistic:
    """How much memory was allocated at one place, in how many blocks."""

    __slots__ = ('traceback', 'size', 'count')

    def __init__(self, traceback, size, count):
        self.traceback = traceback
        self.size = size
        self.count = count

    def _values(self):
        return self.traceback, self.size, self.count

    def __hash__(self):
        return hash(self._values())

    def __eq__(self, other):
        if not isinstance(other, Statistic):
            return NotImplemented
        return self._values() == other._values()

    def __str__(self):
        text = '%s: size=%s, count=%d' % (self.traceback, _format_size(self.size, False), self.count)
        if self.count:
            text += ', average=' + _format_size(self.size / self.count, False)
        return text

    def __repr__(self):
        return '<Statistic traceback=%r size=%i count=%i>' % self._values()

    def _sort_key(self):
        return self.size, self.count, self.traceback


class StatisticDiff:
    """How that changed between two snapshots."""

    __slots__ = ('traceback', 'size', 'size_diff', 'count', 'count_diff')

    def __init__(self, traceback, size, size_diff, count, count_diff):
        self.traceback = traceback
        self.size = size
        self.size_diff = size_diff
        self.count = count
        self.count_diff = count_diff

    def _values(self):
        return self.traceback, self.size, self.size_diff, self.count, self.count_diff

    def __hash__(self):
        return hash(self._values())

    def __eq__(self, other):
        if not isinstance(other, StatisticDiff):
            return NotImplemented
        return self._values() == other._values()

    def __str__(self):
        text = '%s: size=%s (%s), count=%d (%+d)' % (
            self.traceback, _format_size(self.size, False), _format_size(self.size_diff, True), self.count, self.count_diff)
        if self.count:
            text += ', average=' + _format_size(self.size / self.count, False)
        return text

    def __repr__(self):
        return '<StatisticDiff traceback=%r size=%i (%+i) count=%i (%+i)>' % self._values()

    def _sort_key(self):
        return abs(self.size_diff), self.size, abs(self.count_diff), self.count, self.traceback


@total_ordering
class Frame:
    """A file name and a line."""

    __slots__ = ('_frame',)

    def __init__(self, frame):
        self._frame = frame

    @property
    def filename(self):
        return self._frame[0]

    @property
    def lineno(self):
        return self._frame[1]

    def __eq__(self, other):
        if not isinstance(other, Frame):
            return NotImplemented
        return self._frame == other._frame

    def __lt__(self, other):
        if not isinstance(other, Frame):
            return NotImplemented
        return self._frame < other._frame

    def __hash__(self):
        return hash(self._frame)

    def __str__(self):
        return '%s:%s' % (self.filename, self.lineno)

    def __repr__(self):
        return '<Frame filename=%r lineno=%r>' % (self.filename, self.lineno)

_Frame = Frame          # its name in 3.4


@total_ordering
class Traceback(Sequence):
    """Frames, the most recent call first."""

    __slots__ = ('_frames', '_total_nframe')

    def __init__(self, frames, total_nframe=None):
        Sequence.__init__(self)
        self._frames = tuple(frames)
        self._total_nframe = total_nframe

    @property
    def total_nframe(self):
        return self._total_nframe

    def __len__(self):
        return len(self._frames)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(Frame(frame) for frame in self._frames[index])
        return Frame(self._frames[index])

    def __contains__(self, frame):
        return isinstance(frame, Frame) and frame._frame in self._frames

    def __hash__(self):
        return hash(self._frames)

    def __eq__(self, other):
        if not isinstance(other, Traceback):
            return NotImplemented
        return self._frames == other._frames

    def __lt__(self, other):
        if not isinstance(other, Traceback):
            return NotImplemented
        return self._frames < other._frames

    def __str__(self):
        return str(self[0])

    def __repr__(self):
        return '<Traceback %r>' % (tuple(self),)

    def format(self, limit=None):
        """The lines of a traceback with the sources, at most `limit` frames of it."""
        if limit is not None and limit < 0:
            return []
        lines = []
        for frame in self[:limit]:
            lines.append('  File "%s", line %s' % (frame.filename, frame.lineno))
            source = linecache.getline(frame.filename, frame.lineno).strip()
            if source:
                lines.append('    ' + source)
        return lines


def get_object_traceback(obj):
    """Get the traceback where the Python object obj was allocated; None if the allocation was not traced."""
    frames = _get_object_traceback(obj)
    return None if frames is None else Traceback(frames)


class Trace:
    """One block of memory."""

    __slots__ = ('_trace',)

    def __init__(self, trace):
        self._trace = trace

    @property
    def domain(self):
        return self._trace[0]

    @property
    def size(self):
        return self._trace[1]

    @property
    def traceback(self):
        return Traceback(self._trace[2])

    def __eq__(self, other):
        if not isinstance(other, Trace):
            return NotImplemented
        return self._trace == other._trace

    def __hash__(self):
        return hash(self._trace)

    def __str__(self):
        return '%s: %s' % (self.traceback, _format_size(self.size, False))

    def __repr__(self):
        return '<Trace domain=%s size=%s, traceback=%r>' % (self.domain, _format_size(self.size, False), self.traceback)


class _Traces(Sequence):
    """Raw traces, shown as Trace objects."""

    def __init__(self, traces):
        Sequence.__init__(self)
        self._traces = traces

    def __len__(self):
        return len(self._traces)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(Trace(trace) for trace in self._traces[index])
        return Trace(self._traces[index])

    def __contains__(self, trace):
        return isinstance(trace, Trace) and trace._trace in self._traces

    def __eq__(self, other):
        if not isinstance(other, _Traces):
            return NotImplemented
        return self._traces == other._traces

    __hash__ = None

    def __repr__(self):
        return '<Traces len=%s>' % len(self)


def _normalize_filename(filename):
    filename = os.path.normcase(filename)
    return filename[:-1] if filename.endswith('.pyc') else filename


class BaseFilter:
    def __init__(self, inclusive):
        self.inclusive = inclusive

    def _match(self, trace):
        raise NotImplementedError


class Filter(BaseFilter):
    """Takes in, or leaves out, blocks allocated in files that match a pattern."""

    def __init__(self, inclusive, filename_pattern, lineno=None, all_frames=False, domain=None):
        super().__init__(inclusive)
        self._filename_pattern = _normalize_filename(filename_pattern)
        self.lineno = lineno
        self.all_frames = all_frames
        self.domain = domain

    @property
    def filename_pattern(self):
        return self._filename_pattern

    def _is_place(self, filename, lineno):
        return (fnmatch.fnmatch(_normalize_filename(filename), self._filename_pattern)
                and (self.lineno is None or lineno == self.lineno))

    def _match_frame(self, filename, lineno):
        return self._is_place(filename, lineno) == bool(self.inclusive)

    def _match_traceback(self, frames):
        if not self.all_frames:
            frames = frames[:1]
        return any(self._is_place(*frame) for frame in frames) == bool(self.inclusive)

    def _match(self, trace):
        domain, size, frames = trace
        if self.domain is None:
            return self._match_traceback(frames)
        here = domain == self.domain
        if self.inclusive:
            return here and self._match_traceback(frames)
        return not here or self._match_traceback(frames)


class DomainFilter(BaseFilter):
    """Takes in, or leaves out, blocks of an address space."""

    def __init__(self, inclusive, domain):
        super().__init__(inclusive)
        self._domain = domain

    @property
    def domain(self):
        return self._domain

    def _match(self, trace):
        return (trace[0] == self.domain) == bool(self.inclusive)


class Snapshot:
    """The traces of all blocks at one moment."""

    def __init__(self, traces, traceback_limit):
        self.traces = _Traces(traces)
        self.traceback_limit = traceback_limit

    def dump(self, filename):
        """Write the snapshot into a file."""
        with open(filename, 'wb') as file:
            pickle.dump(self, file, pickle.HIGHEST_PROTOCOL)

    @staticmethod
    def load(filename):
        """Load a snapshot from a file."""
        with open(filename, 'rb') as file:
            return pickle.load(file)

    def filter_traces(self, filters):
        """Create a new Snapshot with the traces that an inclusive filter takes in, if there are any, and none leaves out."""
        if not isinstance(filters, Iterable):
            raise TypeError('filters must be a list of filters, not %s' % type(filters).__name__)
        filters = list(filters)
        takers = [filter for filter in filters if filter.inclusive]
        others = [filter for filter in filters if not filter.inclusive]
        traces = [trace for trace in self.traces._traces
                  if (not takers or any(filter._match(trace) for filter in takers))
                  and all(filter._match(trace) for filter in others)]
        return Snapshot(traces, self.traceback_limit)

    def _group(self, key_type, cumulative):
        """A dict of Statistic objects, by Traceback."""
        if key_type not in ('traceback', 'filename', 'lineno'):
            raise ValueError('unknown key_type: %r' % (key_type,))
        if cumulative and key_type == 'traceback':
            raise ValueError('cumulative mode cannot by used with key type %r' % key_type)
        sums = {}               # frames: [size, count]
        keys_of = {}            # of a traceback's frames; many traces share one
        for domain, size, frames in self.traces._traces:
            keys = keys_of.get(frames)
            if keys is None:
                if key_type == 'traceback':
                    keys = [frames]
                else:
                    # A place that recurses counts once.
                    keys = {(frame if key_type == 'lineno' else (frame[0], 0),) for frame in (frames if cumulative else frames[:1])}
                keys_of[frames] = keys
            for key in keys:
                sum = sums.get(key)
                if sum is None:
                    sums[key] = [size, 1]
                else:
                    sum[0] += size
                    sum[1] += 1
        return {key: Statistic(Traceback(key), size, count) for key, (size, count) in sums.items()}

    def statistics(self, key_type, cumulative=False):
        """Statistics by 'filename', 'lineno' or 'traceback', the largest first; cumulative counts a block for each of its frames."""
        return sorted(self._group(key_type, cumulative).values(), key=Statistic._sort_key, reverse=True)

    def compare_to(self, old_snapshot, key_type, cumulative=False):
        """The differences with an old snapshot, the largest first."""
        new, old = self._group(key_type, cumulative), old_snapshot._group(key_type, cumulative)
        differences = []
        for key, stat in new.items():
            before = old.pop(key, None)
            size, count = (before.size, before.count) if before else (0, 0)
            differences.append(StatisticDiff(stat.traceback, stat.size, stat.size - size, stat.count, stat.count - count))
        for stat in old.values():
            differences.append(StatisticDiff(stat.traceback, 0, -stat.size, 0, -stat.count))
        differences.sort(key=StatisticDiff._sort_key, reverse=True)
        return differences


def take_snapshot():
    """Take a snapshot of traces of memory blocks allocated by Python."""
    if not is_tracing():
        raise RuntimeError('the tracemalloc module must be tracing memory allocations to take a snapshot')
    return Snapshot(_get_traces(), get_traceback_limit())
