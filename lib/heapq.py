"""Priority queues kept in lists.

A heap is a list with heap[k] <= heap[2*k+1] and heap[k] <= heap[2*k+2] for all
k, so heap[0] is its smallest item.
"""

from operator import index

__all__ = ['heappush', 'heappop', 'heapify', 'heapreplace', 'merge',
           'nlargest', 'nsmallest', 'heappushpop', 'heappush_max',
           'heappop_max', 'heapify_max', 'heapreplace_max', 'heappushpop_max']


def heappush(heap, item):
    """Push item onto heap."""
    heap.append(item)
    _siftdown(heap, 0, len(heap) - 1)


def heappop(heap):
    """Pop the smallest item off the heap."""
    last = heap.pop()               # IndexError if the heap is empty
    if not heap:
        return last
    result = heap[0]
    heap[0] = last
    _siftup(heap, 0)
    return result


def heapreplace(heap, item):
    """Pop the smallest item, then push a new one."""
    result = heap[0]                # IndexError if the heap is empty
    heap[0] = item
    _siftup(heap, 0)
    return result


def heappushpop(heap, item):
    """Push item, then pop the smallest one."""
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _siftup(heap, 0)
    return item


def heapify(x):
    """Turn a list into a heap, in place and in linear time."""
    for i in range(len(x) // 2 - 1, -1, -1):
        _siftup(x, i)


def _siftdown(heap, start, pos):
    """Move heap[pos] towards the root until its parent is no greater."""
    item = heap[pos]
    while pos > start:
        parent = (pos - 1) >> 1
        if not item < heap[parent]:
            break
        heap[pos] = heap[parent]
        pos = parent
    heap[pos] = item


def _siftup(heap, pos):
    """Move the smaller children up to a leaf, then the item to its place.

    A popped heap's last item nearly always belongs near the leaves: this takes
    fewer comparisons than stopping on the way.
    """
    end = len(heap)
    start = pos
    item = heap[pos]
    child = 2 * pos + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[pos] = heap[child]
        pos = child
        child = 2 * pos + 1
    heap[pos] = item
    _siftdown(heap, start, pos)


# The same for heaps with the largest item first.

def heappush_max(heap, item):
    """Push item onto a max-heap."""
    heap.append(item)
    _siftdown_max(heap, 0, len(heap) - 1)


def _heappop_max(heap):
    """Pop the largest item off a max-heap."""
    last = heap.pop()
    if not heap:
        return last
    result = heap[0]
    heap[0] = last
    _siftup_max(heap, 0)
    return result


def _heapreplace_max(heap, item):
    """Pop the largest item, then push a new one."""
    result = heap[0]
    heap[0] = item
    _siftup_max(heap, 0)
    return result


def heappushpop_max(heap, item):
    """Push item, then pop the largest one."""
    if heap and item < heap[0]:
        item, heap[0] = heap[0], item
        _siftup_max(heap, 0)
    return item


def _heapify_max(x):
    """Turn a list into a max-heap."""
    for i in range(len(x) // 2 - 1, -1, -1):
        _siftup_max(x, i)


def _siftdown_max(heap, start, pos):
    item = heap[pos]
    while pos > start:
        parent = (pos - 1) >> 1
        if not heap[parent] < item:
            break
        heap[pos] = heap[parent]
        pos = parent
    heap[pos] = item


def _siftup_max(heap, pos):
    end = len(heap)
    start = pos
    item = heap[pos]
    child = 2 * pos + 1
    while child < end:
        right = child + 1
        if right < end and not heap[right] < heap[child]:
            child = right
        heap[pos] = heap[child]
        pos = child
        child = 2 * pos + 1
    heap[pos] = item
    _siftdown_max(heap, start, pos)


def merge(*iterables, key=None, reverse=False):
    """Merge sorted inputs into one sorted output, lazily.

    >>> list(merge([1,3,5,7], [0,2,4,8], [5,10,15,20], [], [25]))
    [0, 1, 2, 3, 4, 5, 5, 7, 8, 10, 15, 20, 25]
    """
    if reverse:
        make_heap, pop, replace, step = _heapify_max, _heappop_max, _heapreplace_max, -1
    else:
        make_heap, pop, replace, step = heapify, heappop, heapreplace, 1
    # Entries are [key, input's number, next, value]: the number keeps the
    # merge stable and the comparison off the values.
    heap = []
    for number, it in enumerate(map(iter, iterables)):
        try:
            advance = it.__next__
            value = advance()
        except StopIteration:
            continue
        heap.append([value if key is None else key(value), number * step, advance, value])
    make_heap(heap)
    while len(heap) > 1:
        try:
            while True:
                entry = heap[0]
                yield entry[3]
                value = entry[3] = entry[2]()
                entry[0] = value if key is None else key(value)
                replace(heap, entry)
        except StopIteration:
            pop(heap)
    if heap:
        entry = heap[0]
        yield entry[3]
        yield from entry[2].__self__


def _best(n, iterable, key, largest):
    """The n best items, best first; equal items keep their order."""
    it = iter(iterable)
    # The heap holds the best n so far with the worst of them on top; the
    # counter orders equal keys by age.
    if largest:
        make_heap, replace, step = heapify, heapreplace, -1
    else:
        make_heap, replace, step = _heapify_max, _heapreplace_max, 1
    heap = []
    order = 0
    for elem in it:
        heap.append((elem if key is None else key(elem), order, elem))
        order += step
        if len(heap) == n:
            break
    if not heap:
        return []
    make_heap(heap)
    worst = heap[0][0]
    for elem in it:
        k = elem if key is None else key(elem)
        if (worst < k) if largest else (k < worst):
            replace(heap, (k, order, elem))
            worst = heap[0][0]
            order += step
    heap.sort(reverse=largest)
    return [elem for k, order, elem in heap]


def _select(n, iterable, key, largest):
    n = index(n)
    if n == 1:
        nothing = object()
        pick = max if largest else min
        result = pick(iterable, default=nothing, key=key)
        return [] if result is nothing else [result]
    try:
        size = len(iterable)
    except (TypeError, AttributeError):
        pass
    else:
        if n >= size:
            return sorted(iterable, key=key, reverse=largest)[:n]
    if n <= 0:
        return []
    return _best(n, iterable, key, largest)


def nsmallest(n, iterable, key=None):
    """The n smallest items: sorted(iterable, key=key)[:n]."""
    return _select(n, iterable, key, False)


def nlargest(n, iterable, key=None):
    """The n largest items: sorted(iterable, key=key, reverse=True)[:n]."""
    return _select(n, iterable, key, True)


try:
    from _heapq import *
    from _heapq import _heapify_max, _heappop_max, _heapreplace_max
except ImportError:
    pass

heappop_max = _heappop_max
heapreplace_max = _heapreplace_max
heapify_max = _heapify_max
