/* list_sort_merge.h: the merge sort of list_sort.c, for one type of element and one way of comparing. Included once for
 * each, with these defined (and undefined again at the end):
 *     ELEM          the type of an element
 *     F(name)       the name of a function of this instance
 *     LESS(s, x, y) x < y: 1, 0, or -1 with an exception set
 */

/* Sorts [0, n) by binary insertion, where [0, sorted) is so already. */
static bool F(insertion)(Sorter *s UNUSED, ELEM *a, ssize sorted, ssize n)
{
    for (ssize i = sorted; i < n; i++) {
        ELEM x = a[i];
        ssize low = 0, high = i;
        while (low < high) {
            ssize middle = (low + high) >> 1;
            int less = LESS(s, x, a[middle]);
            if (unlikely(less < 0))
                return false;
            if (less)
                high = middle;
            else
                low = middle + 1;
        }
        memmove(a + low + 1, a + low, (size_t)(i - low) * sizeof *a);
        a[low] = x;
    }
    return true;
}

/* The length of the run at the start of [0, n); a strictly descending one is reversed. -1: error. */
static ssize F(count_run)(Sorter *s UNUSED, ELEM *a, ssize n)
{
    if (n < 2)
        return n;
    ssize i = 2;
    int less = LESS(s, a[1], a[0]);
    if (unlikely(less < 0))
        return -1;
    if (less) {
        for (; i < n; i++) {
            less = LESS(s, a[i], a[i - 1]);
            if (unlikely(less < 0))
                return -1;
            if (!less)
                break;
        }
        for (ssize low = 0, high = i - 1; low < high; low++, high--) {
            ELEM x = a[low];
            a[low] = a[high];
            a[high] = x;
        }
        return i;
    }
    for (; i < n; i++) {
        less = LESS(s, a[i], a[i - 1]);
        if (unlikely(less < 0))
            return -1;
        if (less)
            break;
    }
    return i;
}

/* How many of the sorted a[0..n) come before x: those less than x (`right` false), or also the equal ones (true). The
 * search starts at `hint` and doubles its steps away from it. -1: error. */
static ssize F(gallop)(Sorter *s UNUSED, ELEM x, const ELEM *a, ssize n, ssize hint, bool right)
{
    ssize low, high, stride = 1;
/* a[i] comes before x */
#define BEFORE(i) (right ? (less = LESS(s, x, a[i]), less < 0 ? less : !less) : (less = LESS(s, a[i], x)))
    int less, before = BEFORE(hint);
    if (unlikely(before < 0))
        return -1;
    if (before) {
        low = hint + 1;
        for (high = low; high < n; stride <<= 1, high = stride < n - low ? low + stride - 1 : n) {
            before = BEFORE(high);
            if (unlikely(before < 0))
                return -1;
            if (!before)
                break;
            low = high + 1;
        }
        high = MIN(high, n);
    } else {
        high = hint;
        for (low = hint - 1; low >= 0; stride <<= 1, low = high - stride) {
            before = BEFORE(low);
            if (unlikely(before < 0))
                return -1;
            if (before)
                break;
            high = low;
        }
        low = MAX(low + 1, (ssize)0);
    }
    while (low < high) {
        ssize middle = low + ((high - low) >> 1);
        before = BEFORE(middle);
        if (unlikely(before < 0))
            return -1;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
#undef BEFORE
    return low;
}

/* Merges the adjacent sorted runs [0, left) and [left, left + right), the left one being the shorter, copied aside. On
 * error all elements are still there, in some order. */
static bool F(merge_low)(Sorter *s, ELEM *a, ssize left, ssize right)
{
    ELEM *x = memcpy(s->scratch, a, (size_t)left * sizeof *a), *y = a + left, *out = a;
    ssize streak = 0, count;
    bool ok = true;
    *out++ = *y++;                      /* known from trimming: the first of y is less than all of x */
    right--;
    while (left > 1 && right > 0) {
        int less = LESS(s, *y, *x);
        if (unlikely(less < 0)) {
            ok = false;
            break;
        }
        if (less) {
            *out++ = *y++;
            right--;
            streak = streak > 0 ? streak + 1 : 1;
        } else {
            *out++ = *x++;
            left--;
            streak = streak < 0 ? streak - 1 : -1;
        }
        if (likely(streak < s->min_gallop && streak > -s->min_gallop))
            continue;
        /* One side wins again and again: look how far it goes on. */
        ssize gained = 0;
        if (left > 1 && right > 0) {
            count = F(gallop)(s, *y, x, left, 0, true);
            if (unlikely(count < 0)) {
                ok = false;
                break;
            }
            count = MIN(count, left - 1);
            memcpy(out, x, (size_t)count * sizeof *x);
            out += count;
            x += count;
            left -= count;
            gained = count;
        }
        if (left > 1 && right > 0) {
            count = F(gallop)(s, *x, y, right, 0, false);
            if (unlikely(count < 0)) {
                ok = false;
                break;
            }
            memmove(out, y, (size_t)count * sizeof *y);
            out += count;
            y += count;
            right -= count;
            gained = MAX(gained, count);
        }
        s->min_gallop = gained >= GALLOP ? MAX(s->min_gallop - 1, (ssize)2) : s->min_gallop + 2;
        streak = 0;
    }
    if (ok && left == 1) {              /* the last of x is the greatest of all */
        memmove(out, y, (size_t)right * sizeof *y);
        out += right;
    }
    memcpy(out, x, (size_t)left * sizeof *x);
    return ok;
}

/* The same from the other end, the right run being the shorter. */
static bool F(merge_high)(Sorter *s, ELEM *a, ssize left, ssize right)
{
    ELEM *copy = memcpy(s->scratch, a + left, (size_t)right * sizeof *a), *y = copy + right - 1, *x = a + left - 1, *out = a + left + right - 1;
    ssize streak = 0, count;
    bool ok = true;
    *out-- = *x--;                      /* known from trimming: the last of x is greater than all of y */
    left--;
    while (right > 1 && left > 0) {
        int less = LESS(s, *y, *x);
        if (unlikely(less < 0)) {
            ok = false;
            break;
        }
        if (less) {
            *out-- = *x--;
            left--;
            streak = streak > 0 ? streak + 1 : 1;
        } else {
            *out-- = *y--;
            right--;
            streak = streak < 0 ? streak - 1 : -1;
        }
        if (likely(streak < s->min_gallop && streak > -s->min_gallop))
            continue;
        ssize gained = 0;
        if (right > 1 && left > 0) {
            ssize keep = F(gallop)(s, *y, a, left, left - 1, true);
            if (unlikely(keep < 0)) {
                ok = false;
                break;
            }
            count = left - keep;
            out -= count;
            x -= count;
            memmove(out + 1, x + 1, (size_t)count * sizeof *x);
            left -= count;
            gained = count;
        }
        if (right > 1 && left > 0) {
            ssize keep = F(gallop)(s, *x, copy, right, right - 1, false);
            if (unlikely(keep < 0)) {
                ok = false;
                break;
            }
            count = MIN(right - keep, right - 1);
            out -= count;
            y -= count;
            memcpy(out + 1, y + 1, (size_t)count * sizeof *y);
            right -= count;
            gained = MAX(gained, count);
        }
        s->min_gallop = gained >= GALLOP ? MAX(s->min_gallop - 1, (ssize)2) : s->min_gallop + 2;
        streak = 0;
    }
    if (ok && right == 1) {             /* the first of y is the least of all */
        memmove(out + 1 - left, x + 1 - left, (size_t)left * sizeof *x);
        out -= left;
    }
    memcpy(out + 1 - right, copy, (size_t)right * sizeof *y);
    return ok;
}

static bool F(merge)(Sorter *s, ELEM *a, ssize left, ssize right)
{
    /* What is in place already need not be touched. */
    ssize skip = F(gallop)(s, a[left], a, left, 0, true);
    if (skip < 0)
        return false;
    a += skip;
    left -= skip;
    if (left == 0)
        return true;
    right = F(gallop)(s, a[left - 1], a + left, right, right - 1, false);
    if (right <= 0)
        return right == 0;
    if (!sorter_scratch(s, MIN(left, right), sizeof *a))
        return false;
    return left <= right ? F(merge_low)(s, a, left, right) : F(merge_high)(s, a, left, right);
}

static bool F(sort)(Sorter *s, ELEM *a, ssize n)
{
    Run stack[RUNS_MAX];
    int depth = 0;
    ssize min_run = minimal_run(n);
    for (ssize start = 0; start < n;) {
        ssize len = F(count_run)(s, a + start, n - start);
        if (len < 0)
            return false;
        if (len < min_run) {
            ssize wanted = MIN(min_run, n - start);
            if (!F(insertion)(s, a + start, len, wanted))
                return false;
            len = wanted;
        }
        if (depth > 0) {
            int power = boundary_power(stack[depth - 1].start, stack[depth - 1].len, len, n);
            for (; depth > 1 && stack[depth - 2].power > power; depth--) {
                Run *left = &stack[depth - 2], *right = &stack[depth - 1];
                if (!F(merge)(s, a + left->start, left->len, right->len))
                    return false;
                left->len += right->len;
            }
            stack[depth - 1].power = power;
        }
        stack[depth++] = (Run){start, len, 0};
        start += len;
    }
    for (; depth > 1; depth--) {
        Run *left = &stack[depth - 2], *right = &stack[depth - 1];
        if (!F(merge)(s, a + left->start, left->len, right->len))
            return false;
        left->len += right->len;
    }
    return true;
}

#undef ELEM
#undef F
#undef LESS
