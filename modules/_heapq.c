/* _heapq.c: the C part of heapq: binary heaps in lists. Comparing may run code that changes the list: its length is checked
 * after each comparison. The rest (merge, nsmallest ...) is lib/heapq.py. Python manual: heapq. */
#include "object/list.h"
#include "object/module.h"
#include "gen/modules/_heapq.h"

/* Does a come before b in the heap's order? `max` heaps have the greatest first. */
static Test before(Thread *t, Ref a, Ref b, bool max)
{
    if (both_fixnum(a, b))
        return max ? fixnum_less(b, a) : fixnum_less(a, b);
    OWN Value x = retain(a);
    OWN Value y = retain(b);
    return max ? compare_test(t, y, x, CMP_LT) : compare_test(t, x, y, CMP_LT);
}

static bool check_size(Thread *t, List *heap, ssize n)
{
    return heap->len == n || (raise_runtime(t, "list changed size during iteration"), false);
}

static void swap(List *heap, ssize i, ssize j)
{
    Value v = heap->item[i];
    heap->item[i] = heap->item[j];
    heap->item[j] = v;
}

/* Moves the item at `i` up, not above `top`, to where its parent comes first. */
static bool rise(Thread *t, List *heap, ssize top, ssize i, bool max)
{
    ssize n = heap->len;
    while (i > top) {
        ssize parent = (i - 1) >> 1;
        Test first = before(t, heap->item[i], heap->item[parent], max);
        if (first == TEST_ERROR || !check_size(t, heap, n))
            return false;
        if (!first)
            break;
        swap(heap, i, parent);
        i = parent;
    }
    return true;
}

/* Moves the item at `i` all the way down, the better child up each time, then up again to its place: a leaf's item
 * mostly belongs near the leaves, so this compares less. */
static bool sink(Thread *t, List *heap, ssize i, bool max)
{
    ssize top = i, n = heap->len;
    while (2 * i + 1 < n) {
        ssize child = 2 * i + 1;
        if (child + 1 < n) {
            Test left = before(t, heap->item[child], heap->item[child + 1], max);
            if (left == TEST_ERROR || !check_size(t, heap, n))
                return false;
            child += !left;
        }
        swap(heap, i, child);
        i = child;
    }
    return rise(t, heap, top, i, max);
}

static Value pop(Thread *t, List *heap, bool max)
{
    if (heap->len == 0)
        return raise_index(t, "index out of range");
    OWN Value last = heap->item[--heap->len];
    if (heap->len == 0)
        return take(&last);
    Value first = heap->item[0];
    heap->item[0] = take(&last);
    if (sink(t, heap, 0, max))
        return first;
    release(first);
    return EMPTY;
}

static Value replace(Thread *t, List *heap, Ref item, bool max)
{
    if (heap->len == 0)
        return raise_index(t, "index out of range");
    Value first = heap->item[0];
    heap->item[0] = retain(item);
    if (sink(t, heap, 0, max))
        return first;
    release(first);
    return EMPTY;
}

static bool heapify(Thread *t, List *heap, bool max)
{
    ssize n = heap->len;
    for (ssize i = n / 2 - 1; i >= 0; i--)
        if (!sink(t, heap, i, max))
            return false;
    return true;
}

/** Push item onto heap, maintaining the heap invariant. */
FUNCTION(_heapq, heappush, "(heap: list, item, /)")
{
    List *heap = as_list(a->heap);
    return list_append(t, heap, a->item) && rise(t, heap, 0, heap->len - 1, false) ? NONE : EMPTY;
}

/** Push item on the heap, then pop and return the smallest item from the heap.
 *
 * The combined action runs more efficiently than heappush() followed by
 * a separate call to heappop(). */
FUNCTION(_heapq, heappushpop, "(heap: list, item, /)")
{
    List *heap = as_list(a->heap);
    if (heap->len == 0)
        return retain(a->item);
    Test first = before(t, heap->item[0], a->item, false);
    if (first == TEST_ERROR)
        return EMPTY;
    return first ? replace(t, heap, a->item, false) : retain(a->item);
}

/** Pop the smallest item off the heap, maintaining the heap invariant. */
FUNCTION(_heapq, heappop, "(heap: list, /)") { return pop(t, as_list(a->heap), false); }

/** Pop and return the current smallest value, and add the new item.
 *
 * This is more efficient than heappop() followed by heappush(), and can be
 * more appropriate when using a fixed-size heap.  Note that the value
 * returned may be larger than item!  That constrains reasonable uses of
 * this routine unless written as part of a conditional replacement:
 *
 *     if item > heap[0]:
 *         item = heapreplace(heap, item) */
FUNCTION(_heapq, heapreplace, "(heap: list, item, /)") { return replace(t, as_list(a->heap), a->item, false); }

/** Transform list into a heap, in-place, in O(len(heap)) time. */
FUNCTION(_heapq, heapify, "(heap: list, /)") { return heapify(t, as_list(a->heap), false) ? NONE : EMPTY; }

/** Maxheap variant of heappop. */
FUNCTION(_heapq, _heappop_max, "(heap: list, /)") { return pop(t, as_list(a->heap), true); }

/** Maxheap variant of heapreplace. */
FUNCTION(_heapq, _heapreplace_max, "(heap: list, item, /)") { return replace(t, as_list(a->heap), a->item, true); }

/** Maxheap variant of heapify. */
FUNCTION(_heapq, _heapify_max, "(heap: list, /)") { return heapify(t, as_list(a->heap), true) ? NONE : EMPTY; }

MODULE(_heapq, .doc = "Heap queue algorithm (a.k.a. priority queue).");
