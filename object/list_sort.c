/* list_sort.c: list.sort: a stable sort that makes use of order already there.
 *
 * Merge sort: the input is cut into runs, ascending or strictly descending (these are reversed), short ones extended by binary
 * insertion. Which runs to merge first is powersort's rule (Munro and Wild, 2018): the boundary between two runs gets
 * the depth it would have in a perfectly balanced merge tree, and deeper boundaries are merged first; so merging costs
 * within a linear term of the best possible for these runs. A merge copies the shorter run aside and switches to
 * exponential search while one side keeps winning. O(n log n) comparisons, O(n) for sorted input, n/2 elements of scratch.
 *
 * Keys that are alike are not compared: numbers in their order, their ranks (list_sort_rank.c), are sorted, by merging where there are
 * long runs, else by digits, in O(n). Fixnums and flonums are such numbers themselves. Keys of equal ranks are then sorted
 * by what tells them apart: tuples by ranks of the next items, others by merging.
 *
 * While sorting, the list is empty and has capacity -1: code called from comparisons that changes it is noticed.
 * Python manual: list.sort, Sorting HOW TO.
 */
#include <stdlib.h>

#include "object/bytes.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/list_sort.h"
#include "object/raw.h"
#include "object/sequence.h"
#include "object/str.h"
#include "object/tuple.h"

#define GALLOP   7
#define RUNS_MAX 68             /* powers on the stack increase, and are at most 65 */

typedef struct Keyed { Value key, item; } Keyed;

typedef struct Sorter {
    Thread *t;
    void *scratch;
    size_t scratch_size;
    ssize min_gallop;
} Sorter;

typedef struct Run { ssize start, len; int power; } Run;

static bool sorter_scratch(Sorter *s, ssize n, size_t size)
{
    size_t bytes = (size_t)n * size;
    if (bytes <= s->scratch_size)
        return true;
    mem_free(s->scratch);
    s->scratch_size = 0;
    if (!(s->scratch = mem_alloc(s->t, bytes)))
        return false;
    s->scratch_size = bytes;
    return true;
}

/* Between 16 and 32, so that n divided by it is a power of two or a little less. */
static ssize minimal_run(ssize n)
{
    ssize rest = 0;
    while (n >= 32) {
        rest |= n & 1;
        n >>= 1;
    }
    return n + rest;
}

/* The depth of the boundary between the run at `start` and the next: how many bits the middles of the two, as fractions
 * of n, have in common, plus one. */
static int boundary_power(ssize start, ssize len, ssize next_len, ssize n)
{
    ssize a = 2 * start + len, b = a + len + next_len;      /* twice the middles */
    int power = 1;
    for (;; power++) {
        if (a >= n) {
            a -= n;
            b -= n;
        } else if (b >= n) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

/* ---- ways to compare ---- */

static int bytes_order(const Bytes *a, const Bytes *b)
{
    int order = memcmp(a->data, b->data, (size_t)MIN(a->len, b->len));
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

ALWAYS_INLINE int str_order(const Str *a, const Str *b)
{
    if (a->kind != STR_1 || b->kind != STR_1)
        return str_compare(a, b);
    int order = memcmp(str_data(a), str_data(b), (size_t)MIN(a->len, b->len));
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int tuple_less(Thread *t, Tuple *x, Tuple *y);

/* a < b by the language's rules, taking short cuts where they cannot be told from them. */
static int general_less(Thread *t, Ref a, Ref b)
{
    if (both_fixnum(a, b))
        return fixnum_less(a, b);
    Type *type = type_of(a);
    if (type == type_of(b)) {
        if (type == &str_type)
            return str_order(as_str(a), as_str(b)) < 0;
        if (type == &float_type)
            return float_value(a) < float_value(b);
        if (type == &tuple_type)
            return tuple_less(t, as_tuple(a), as_tuple(b));
        if (type == &int_type)
            return int_compare(a, b) < 0;
        if (type == &bytes_type)
            return bytes_order(as_bytes(a), as_bytes(b)) < 0;
    }
    return compare_test(t, a, b, CMP_LT);
}

static int tuple_less(Thread *t, Tuple *x, Tuple *y)
{
    ssize n = MIN(x->len, y->len);
    for (ssize i = 0; i < n; i++) {
        Ref a = x->item[i], b = y->item[i];
        if (same(a, b))
            continue;
        if (both_fixnum(a, b))
            return fixnum_less(a, b);
        if (is_exact(a, &str_type) && is_exact(b, &str_type)) {
            int order = str_order(as_str(a), as_str(b));
            if (order)
                return order < 0;
            continue;
        }
        if (!recursion_enter(t, " in comparison"))
            return -1;
        int result = equal(t, a, b);
        if (result == TEST_FALSE) {
            result = general_less(t, a, b);
            recursion_leave(t);
            return result;
        }
        recursion_leave(t);
        if (result < 0)
            return -1;
    }
    return x->len < y->len;
}

#define ELEM Value
#define F(name) name##_any
#define LESS(s, x, y) general_less((s)->t, x, y)
#include "object/list_sort_merge.h"

/* Signed words: fixnums as they are, floats by double_order(). */
#define ELEM int64_t
#define F(name) name##_words
#define LESS(s, x, y) ((x) < (y))
#include "object/list_sort_merge.h"

#define ELEM Ranked
#define F(name) name##_ranked
#define LESS(s, x, y) ((x).rank < (y).rank)
#include "object/list_sort_merge.h"

#define ELEM Ranked
#define F(name) name##_ranked_weakly
#define LESS(s, x, y) ((x).rank != (y).rank ? (x).rank < (y).rank : general_less((s)->t, *(x).key, *(y).key))
#include "object/list_sort_merge.h"

/* ---- by digits ---- */

enum {
    INSERTION_MAX = 20,         /* so few elements are sorted by insertion */
    DIGIT_MAX = 11,             /* bits of a digit; so many places keep within the first cache */
    DIGIT_MAX_FROM = 4096,      /* fewer elements have smaller digits */
};

#define ELEM int64_t
#define F(name) name##_words
#define RANK(x) ((uint64_t)(x) ^ (uint64_t)1 << 63)
#include "object/list_sort_digits.h"

#define ELEM Ranked
#define F(name) name##_ranked
#define RANK(x) ((x).rank)
#include "object/list_sort_digits.h"

/* Is merging the better way for n elements, `descents` of which are less than the one before? Long runs make it so. */
static bool merging_pays(ssize n, ssize descents)
{
    return n > UINT32_MAX || descents <= n / 16 || descents >= n - n / 16;
}

/* ---- small ints and floats, as words ---- */

static bool sort_word_array(Sorter *s, int64_t *word, ssize n)
{
    ssize descents = 0;
    for (ssize i = 1; i < n; i++)
        descents += word[i] < word[i - 1];
    if (merging_pays(n, descents))
        return sort_words(s, word, n);
    if (!sorter_scratch(s, n, sizeof *word))
        return false;
    by_digits_words(word, s->scratch, n);
    return true;
}

/* Sorts ints or floats that are all immediate values. MISSING: they are not. */
static Lookup sort_immediate(Sorter *s, Value *item, ssize n)
{
    uint64_t all = ~(uint64_t)0, any = 0;
    for (ssize i = 0; i < n; i++) {
        all &= item[i].bits;
        any |= item[i].bits;
    }
    int64_t *word = (int64_t *)item;
    if (all & 1)
        return sort_word_array(s, word, n) ? FOUND : ERROR;
    if (!(all & 2) || any & 1)
        return MISSING;
    for (ssize i = 0; i < n; i++) {
        double d = flonum_value(item[i]);
        memcpy(&word[i], &d, sizeof d);
        word[i] = (int64_t)double_order((uint64_t)word[i]);
    }
    bool ok = sort_word_array(s, word, n);
    for (ssize i = 0; i < n; i++) {
        uint64_t bits = double_order((uint64_t)word[i]);
        double d;
        memcpy(&d, &bits, sizeof d);
        flonum_from(d, &item[i]);
    }
    return ok ? FOUND : ERROR;
}

/* ---- by ranks ---- */

enum {
    RANKING_FROM = 8,           /* fewer elements are compared */
    LEVELS_MAX = 8,             /* of tuples, so many items have ranks */
};

static bool sort_ranked_keys(Sorter *s, Ranked *r, ssize n, ssize level);

/* Elements of equal ranks, in themselves. They are tuples with equal items before `level`, or level is negative. */
static bool sort_ties(Sorter *s, Ranked *r, ssize n, ssize level)
{
    for (ssize start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && r[end].rank == r[start].rank; end++)
            ;
        ssize ties = end - start;
        if (ties == 1)
            continue;
        if (!(level < 0 || level == LEVELS_MAX || ties < RANKING_FROM ? sort_ranked_weakly(s, r + start, ties)
                                                                     : sort_ranked_keys(s, r + start, ties, level)))
            return false;
    }
    return true;
}

/* Sorts keys by ranks, as far as they have any. Those of tuples are told apart by the items from `level` on. */
static bool sort_ranked_keys(Sorter *s, Ranked *r, ssize n, ssize level)
{
    RankQuality quality = rank_keys(r, n, level);
    if (quality == RANK_NONE)
        return sort_ranked_weakly(s, r, n);
    ssize descents = 0;
    for (ssize i = 1; i < n; i++)
        descents += r[i].rank < r[i - 1].rank;
    if (merging_pays(n, descents)) {
        if (!sort_ranked(s, r, n))
            return false;
    } else {
        if (!sorter_scratch(s, n, sizeof *r))
            return false;
        by_digits_ranked(r, s->scratch, n);
    }
    bool tuples = is_exact(*r->key, &tuple_type);
    return (quality == RANK_EXACT && !tuples) || sort_ties(s, r, n, quality == RANK_EXACT ? level + 1 : -1);
}

/* ---- the sort ---- */

static bool sort_plain(Sorter *s, Value *item, ssize n)
{
    Lookup done = sort_immediate(s, item, n);
    if (done != MISSING)
        return done == FOUND;
    if (n < RANKING_FROM || kind_of_key(item[0]) == KEY_OTHER)
        return sort_any(s, item, n);
    ssize run = count_run_any(s, item, n);      /* ranks of what is in order would cost more than that */
    if (run == n || run < 0)
        return run == n;
    Ranked *r = mem_alloc_array(s->t, n, sizeof *r);
    if (!r)
        return false;
    for (ssize i = 0; i < n; i++)
        r[i] = (Ranked){0, &item[i]};
    bool ok = sort_ranked_keys(s, r, n, 0);
    for (ssize i = 0; i < n; i++)       /* the items are still where they were, to be read through `key` */
        r[i].rank = r[i].key->bits;
    for (ssize i = 0; i < n; i++)
        item[i].bits = r[i].rank;
    mem_free(r);
    return ok;
}

/* Sorts items by the keys of `pair`. */
static bool sort_pairs(Sorter *s, const Keyed *pair, Value *item, ssize n)
{
    Ranked *r = mem_alloc_array(s->t, n, sizeof *r);
    if (!r)
        return false;
    for (ssize i = 0; i < n; i++)
        r[i] = (Ranked){0, &pair[i].key};
    ssize run = count_run_ranked_weakly(s, r, n);
    bool ok = run == n || (run > 0 && sort_ranked_keys(s, r, n, 0));
    for (ssize i = 0; i < n; i++)
        item[i] = ((const Keyed *)r[i].key)->item;      /* the key comes first in it */
    mem_free(r);
    return ok;
}

static bool sort_by_key(Sorter *s, Value *item, ssize n, Ref key)
{
    Keyed *pair = mem_alloc_array(s->t, n, sizeof *pair);
    if (!pair)
        return false;
    ssize keys = 0;
    for (; keys < n; keys++) {
        Value k = call1(s->t, key, item[keys]);
        if (is_empty(k))
            break;
        pair[keys] = (Keyed){k, item[keys]};
    }
    bool ok = keys == n && sort_pairs(s, pair, item, n);
    for (ssize i = 0; i < keys; i++)
        release(pair[i].key);
    mem_free(pair);
    return ok;
}

static void reverse_span(Value *item, ssize n)
{
    for (ssize i = 0, j = n - 1; i < j; i++, j--) {
        Value v = item[i];
        item[i] = item[j];
        item[j] = v;
    }
}

bool list_sort(Thread *t, List *l, Ref key, bool reverse)
{
    Sorter s = {.t = t, .min_gallop = GALLOP};
    bool keyed = !is_empty(key) && !is_none(key);
    List sorting = *l;
    if (sorting.len < 2 && !keyed)
        return true;
    l->item = NULL;
    l->len = 0;
    l->capacity = -1;

    /* Reversing before and after keeps equal elements in their order. */
    if (reverse)
        reverse_span(sorting.item, sorting.len);
    bool ok = sorting.len == 0 || (keyed ? sort_by_key(&s, sorting.item, sorting.len, key) : sort_plain(&s, sorting.item, sorting.len));
    if (reverse)
        reverse_span(sorting.item, sorting.len);
    mem_free(s.scratch);

    if (l->capacity != -1 && ok) {
        raise_value(t, "list modified during sort");
        ok = false;
    }
    List intruder = *l;                 /* what the modification left */
    l->item = sorting.item;
    l->len = sorting.len;
    l->capacity = sorting.capacity;
    for (ssize i = 0; i < intruder.len; i++)
        release(intruder.item[i]);
    raw_free(intruder.item, (size_t)intruder.capacity * sizeof *intruder.item);
    return ok;
}
