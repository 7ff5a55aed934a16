/* list_sort.c: list.sort: a stable merge sort that makes use of order already there.
 *
 * The input is cut into runs, ascending or strictly descending (these are reversed), short ones extended by binary
 * insertion. Which runs to merge first is powersort's rule (Munro and Wild, 2018): the boundary between two runs gets
 * the depth it would have in a perfectly balanced merge tree, and deeper boundaries are merged first; so merging costs
 * within a linear term of the best possible for these runs. A merge copies the shorter run aside and switches to
 * exponential search while one side keeps winning. O(n log n) comparisons, O(n) for sorted input, n/2 elements of scratch.
 *
 * While sorting, the list is empty and has capacity -1: code called from comparisons that changes it is noticed. When all
 * keys are small ints, floats or strs, comparing runs no Python code; there is an instance of the merge sort for each.
 * Longer lists of these are sorted by ranks, numbers in the order of the keys, lying beside them: merging when there are long runs, else
 * by the digits of the ranks, in O(n). Python manual: list.sort, Sorting HOW TO.
 */
#include <stdlib.h>

#include "object/float.h"
#include "object/list.h"
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

ALWAYS_INLINE bool float_less(Ref a, Ref b) { return float_value(a) < float_value(b); }

ALWAYS_INLINE bool str_less(Ref a, Ref b)
{
    Str *x = as_str(a), *y = as_str(b);
    if (x->kind == STR_1 && y->kind == STR_1) {
        int order = memcmp(str_data(x), str_data(y), (size_t)MIN(x->len, y->len));
        return order ? order < 0 : x->len < y->len;
    }
    return str_compare(x, y) < 0;
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
            return str_less(a, b);
        if (type == &float_type)
            return float_less(a, b);
        if (type == &tuple_type)
            return tuple_less(t, as_tuple(a), as_tuple(b));
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
#define F(name) name##_int
#define LESS(s, x, y) fixnum_less(x, y)
#include "object/list_sort_merge.h"

#define ELEM Value
#define F(name) name##_float
#define LESS(s, x, y) float_less(x, y)
#include "object/list_sort_merge.h"

#define ELEM Value
#define F(name) name##_str
#define LESS(s, x, y) str_less(x, y)
#include "object/list_sort_merge.h"

#define ELEM Value
#define F(name) name##_any
#define LESS(s, x, y) general_less((s)->t, x, y)
#include "object/list_sort_merge.h"

#define ELEM Keyed
#define F(name) name##_int_keyed
#define LESS(s, x, y) fixnum_less((x).key, (y).key)
#include "object/list_sort_merge.h"

#define ELEM Keyed
#define F(name) name##_float_keyed
#define LESS(s, x, y) float_less((x).key, (y).key)
#include "object/list_sort_merge.h"

#define ELEM Keyed
#define F(name) name##_str_keyed
#define LESS(s, x, y) str_less((x).key, (y).key)
#include "object/list_sort_merge.h"

#define ELEM Keyed
#define F(name) name##_any_keyed
#define LESS(s, x, y) general_less((s)->t, (x).key, (y).key)
#include "object/list_sort_merge.h"

/* ---- by ranks ---- */

/* A key and an item with a number in the order of the keys. Of strs it is eight bytes, so equal ranks say nothing. */
typedef struct Ranked { uint64_t rank; Value key, item; } Ranked;

ALWAYS_INLINE bool ranked_str_less(const Ranked *a, const Ranked *b)
{
    return a->rank != b->rank ? a->rank < b->rank : str_less(a->key, b->key);
}

#define ELEM Ranked
#define F(name) name##_ranked
#define LESS(s, x, y) ((x).rank < (y).rank)
#include "object/list_sort_merge.h"

#define ELEM Ranked
#define F(name) name##_ranked_str
#define LESS(s, x, y) ranked_str_less(&(x), &(y))
#include "object/list_sort_merge.h"


typedef enum { KIND_INT, KIND_FLOAT, KIND_STR, KIND_ANY } KeyKind;

static KeyKind kind_of(Ref v)
{
    if (is_fixnum(v))
        return KIND_INT;
    Type *type = type_of(v);
    return type == &float_type ? KIND_FLOAT : type == &str_type ? KIND_STR : KIND_ANY;
}

/* The kind that all n keys are of, `stride` values apart. */
static KeyKind common_kind(const Value *key, ssize n, ssize stride)
{
    KeyKind kind = kind_of(key[0]);
    for (ssize i = 1; i < n && kind != KIND_ANY; i++)
        if (kind_of(key[i * stride]) != kind)
            kind = KIND_ANY;
    return kind;
}


static bool rank_floats(Ranked *r, ssize n)
{
    for (ssize i = 0; i < n; i++) {
        double d = float_value(r[i].key) + 0.0;         /* -0.0 becomes 0.0, which it equals */
        uint64_t bits;
        if (d != d)
            return false;
        memcpy(&bits, &d, sizeof bits);
        r[i].rank = bits ^ (bits >> 63 ? UINT64_MAX : (uint64_t)1 << 63);
    }
    return true;
}

/* The bytes that all have in front. */
static ssize common_prefix(const Ranked *r, ssize n)
{
    const Str *first = as_str(r[0].key);
    ssize len = first->len;
    for (ssize i = 1; i < n && len; i++) {
        const Str *s = as_str(r[i].key);
        const char *a = str_data(first), *b = str_data(s);
        ssize same_ = 0, limit = MIN(len, s->len);
        while (same_ < limit && a[same_] == b[same_])
            same_++;
        len = same_;
    }
    return len;
}

static bool rank_strs(Ranked *r, ssize n)
{
    for (ssize i = 0; i < n; i++)
        if (as_str(r[i].key)->kind != STR_1)
            return false;
    ssize prefix = common_prefix(r, n);
    for (ssize i = 0; i < n; i++) {
        const Str *s = as_str(r[i].key);
        uint64_t rank = 0;
        memcpy(&rank, (char *)str_data(s) + prefix, (size_t)MIN(s->len - prefix, (ssize)sizeof rank));
        r[i].rank = __builtin_bswap64(rank);
    }
    return true;
}

static bool rank_keys(Ranked *r, ssize n, KeyKind kind)
{
    switch (kind) {
    case KIND_INT:
        for (ssize i = 0; i < n; i++)
            r[i].rank = (uint64_t)fixnum_value(r[i].key) ^ (uint64_t)1 << 63;
        return true;
    case KIND_FLOAT: return rank_floats(r, n);
    case KIND_STR:   return rank_strs(r, n);
    default:         return false;
    }
}

/* Are there long runs, ascending or descending, which merging makes use of? */
static bool has_long_runs(const Ranked *r, ssize n)
{
    ssize descents = 0;
    for (ssize i = 1; i < n; i++)
        descents += r[i].rank < r[i - 1].rank;
    return descents < n / 16 || descents > n - n / 16;
}

/* Sorts by the bytes of the ranks, from the last one; bytes that all have in common cost nothing. The result is in `r`. */
static void sort_by_digits(Ranked *r, Ranked *other, ssize n)
{
    enum { DIGITS = 8, VALUES = 256 };
    ssize count[DIGITS][VALUES];
    Ranked *from = r, *to = other;
    memset(count, 0, sizeof count);
    for (ssize i = 0; i < n; i++)
        for (int d = 0; d < DIGITS; d++)
            count[d][r[i].rank >> 8 * d & 0xFF]++;
    for (int d = 0; d < DIGITS; d++) {
        ssize *place = count[d], sum = 0;
        if (place[from[0].rank >> 8 * d & 0xFF] == n)
            continue;
        for (int v = 0; v < VALUES; v++) {
            ssize k = place[v];
            place[v] = sum;
            sum += k;
        }
        for (ssize i = 0; i < n; i++)
            to[place[from[i].rank >> 8 * d & 0xFF]++] = from[i];
        Ranked *swap = from;
        from = to;
        to = swap;
    }
    if (from != r)
        memcpy(r, from, (size_t)n * sizeof *r);
}

/* Strs of equal ranks, in themselves. */
static bool sort_ties(Sorter *s, Ranked *r, ssize n)
{
    for (ssize start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && r[end].rank == r[start].rank; end++)
            ;
        if (end - start > 1 && !sort_ranked_str(s, r + start, end - start))
            return false;
    }
    return true;
}

static bool sort_ranked_keys(Sorter *s, Ranked *r, Ranked *other, ssize n, KeyKind kind)
{
    if (has_long_runs(r, n))
        return kind == KIND_STR ? sort_ranked_str(s, r, n) : sort_ranked(s, r, n);
    sort_by_digits(r, other, n);
    return kind != KIND_STR || sort_ties(s, r, n);
}

/* Strs that are in order or nearly so are merged as they are: looking at all of them for their ranks would cost as much again. */
static bool looks_ordered(const Value *key, ssize stride, ssize n)
{
    enum { SAMPLES = 64 };
    ssize descents = 0;
    for (ssize k = 0; k < SAMPLES; k++) {
        ssize i = k * (n - 1) / SAMPLES;
        descents += str_less(key[(i + 1) * stride], key[i * stride]);
    }
    return descents < SAMPLES / 16 || descents > SAMPLES - SAMPLES / 16;
}

enum { RANKING_MIN = 200 };         /* below that, merging is as fast */

/* Sorts items by keys of one kind (`stride` values apart), if that can be done so; moves only the items. Nothing is raised. */
static bool sort_by_ranks(Sorter *s, const Value *key, ssize stride, Value *item, ssize n, KeyKind kind)
{
    if (n < RANKING_MIN || kind == KIND_ANY || n > SSIZE_MAX_ / 4 / (ssize)sizeof(Ranked))
        return false;
    if (kind == KIND_STR && looks_ordered(key, stride, n))
        return false;
    Ranked *r = malloc((size_t)(2 * n) * sizeof *r);
    if (!r)
        return false;
    for (ssize i = 0; i < n; i++)
        r[i] = (Ranked){0, key[i * stride], item[i * stride]};
    bool done = rank_keys(r, n, kind) && sort_ranked_keys(s, r, r + n, n, kind);
    for (ssize i = 0; done && i < n; i++)
        item[i * stride] = r[i].item;
    free(r);
    return done;
}

/* ---- the sort ---- */

static bool sort_plain(Sorter *s, Value *item, ssize n)
{
    KeyKind kind = common_kind(item, n, 1);
    if (sort_by_ranks(s, item, 1, item, n, kind))
        return true;
    switch (kind) {
    case KIND_INT:   return sort_int(s, item, n);
    case KIND_FLOAT: return sort_float(s, item, n);
    case KIND_STR:   return sort_str(s, item, n);
    default:         return sort_any(s, item, n);
    }
}

static bool sort_pairs(Sorter *s, Keyed *pair, ssize n)
{
    KeyKind kind = common_kind(&pair->key, n, 2);
    if (sort_by_ranks(s, &pair->key, 2, &pair->item, n, kind))      /* the keys stay where they are, to be released */
        return true;
    switch (kind) {
    case KIND_INT:   return sort_int_keyed(s, pair, n);
    case KIND_FLOAT: return sort_float_keyed(s, pair, n);
    case KIND_STR:   return sort_str_keyed(s, pair, n);
    default:         return sort_any_keyed(s, pair, n);
    }
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
    bool ok = keys == n && sort_pairs(s, pair, n);
    if (keys == n)
        for (ssize i = 0; i < n; i++)
            item[i] = pair[i].item;
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
    mem_free(intruder.item);
    return ok;
}
