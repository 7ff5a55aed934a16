/* _bisect.c: the C part of bisect: binary search in sorted sequences. Python manual: bisect. */
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "gen/modules/_bisect.h"

/* The bounds of the search: hi None means the length. */
static bool bounds(Thread *t, Ref sequence, ssize lo, Ref hi, ssize *end)
{
    if (lo < 0)
        return raise_value(t, "lo must be non-negative"), false;
    if (is_none(hi))
        return length(t, sequence, end);
    return to_ssize(t, hi, &exc_OverflowError, end) && (*end >= 0 || length(t, sequence, end));
}

static Value item_at(Thread *t, Ref sequence, ssize i)
{
    if (is_exact(sequence, &list_type) && i < as_list(sequence)->len)
        return retain(as_list(sequence)->item[i]);
    return get_index(t, sequence, i);
}

/* Where x belongs in the sequence: before equal items (`left`) or behind them. -1: error. */
static ssize search(Thread *t, Ref sequence, Ref x, ssize lo, Ref hi, Ref key, bool left)
{
    ssize high;
    if (!bounds(t, sequence, lo, hi, &high))
        return -1;
    while (lo < high) {
        ssize middle = lo + ((high - lo) >> 1);
        OWN Value item = item_at(t, sequence, middle);
        if (!is_empty(item) && !is_none(key))
            replace_take(&item, call1(t, key, item));
        if (is_empty(item))
            return -1;
        Test less = left ? compare_test(t, item, x, CMP_LT) : compare_test(t, x, item, CMP_LT);
        if (less == TEST_ERROR)
            return -1;
        if ((bool)less == left)         /* the item comes before the place for x */
            lo = middle + 1;
        else
            high = middle;
    }
    return lo;
}

static Value position(Thread *t, ssize i) { return i < 0 ? EMPTY : int_from_ssize(t, i); }

static Value insert(Thread *t, Ref sequence, Ref x, ssize lo, Ref hi, Ref key, bool left)
{
    OWN Value wanted = is_none(key) ? retain(x) : call1(t, key, x);
    ssize i = is_empty(wanted) ? -1 : search(t, sequence, wanted, lo, hi, key, left);
    if (i < 0)
        return EMPTY;
    if (is_exact(sequence, &list_type))
        return list_insert(t, as_list(sequence), i, x) ? NONE : EMPTY;
    OWN Value at = position(t, i);
    OWN Value done = is_empty(at) ? EMPTY : call_method2(t, sequence, NAME(insert), at, x);
    return is_empty(done) ? EMPTY : NONE;
}

/** Return the index where to insert item x in list a, assuming a is sorted.
 *
 * The return value i is such that all e in a[:i] have e <= x, and all e in
 * a[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will
 * insert just after the rightmost x already there.
 *
 * Optional args lo (default 0) and hi (default len(a)) bound the
 * slice of a to be searched. A custom key function can be supplied to
 * customize the sort order. */
FUNCTION(_bisect, bisect_right, "(a, x, lo: index = 0, hi=None, *, key=None)")
{
    return position(t, search(t, a->a, a->x, a->lo, a->hi, a->key, false));
}

/** Alias for bisect_right(). */
FUNCTION(_bisect, bisect, "(a, x, lo: index = 0, hi=None, *, key=None)")
{
    return position(t, search(t, a->a, a->x, a->lo, a->hi, a->key, false));
}

/** Return the index where to insert item x in list a, assuming a is sorted.
 *
 * The return value i is such that all e in a[:i] have e < x, and all e in
 * a[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will
 * insert just before the leftmost x already there.
 *
 * Optional args lo (default 0) and hi (default len(a)) bound the
 * slice of a to be searched. A custom key function can be supplied to
 * customize the sort order. */
FUNCTION(_bisect, bisect_left, "(a, x, lo: index = 0, hi=None, *, key=None)")
{
    return position(t, search(t, a->a, a->x, a->lo, a->hi, a->key, true));
}

/** Insert item x in list a, and keep it sorted assuming a is sorted.
 *
 * If x is already in a, insert it to the right of the rightmost x. */
FUNCTION(_bisect, insort_right, "(a, x, lo: index = 0, hi=None, *, key=None)")
{
    return insert(t, a->a, a->x, a->lo, a->hi, a->key, false);
}

/** Alias for insort_right(). */
FUNCTION(_bisect, insort, "(a, x, lo: index = 0, hi=None, *, key=None)")
{
    return insert(t, a->a, a->x, a->lo, a->hi, a->key, false);
}

/** Insert item x in list a, and keep it sorted assuming a is sorted.
 *
 * If x is already in a, insert it to the left of the leftmost x. */
FUNCTION(_bisect, insort_left, "(a, x, lo: index = 0, hi=None, *, key=None)")
{
    return insert(t, a->a, a->x, a->lo, a->hi, a->key, true);
}

MODULE(_bisect, .doc = "Bisection algorithms.");
