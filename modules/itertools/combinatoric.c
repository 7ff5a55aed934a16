/* combinatoric.c: product, permutations, combinations, combinations_with_replacement.
 *
 * Each holds a pool of items, an array of indices into it, and the tuple given out last, which is changed in place for
 * the next step when nobody kept it. All advance the indices as counters of several digits, rightmost fastest.
 */
#include "modules/itertools/types.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/modules/itertools/combinatoric.h"

typedef struct Combinatoric {
    Object head;
    Value pool;                 /* a tuple: of items, for product of tuples of items */
    Value last;                 /* EMPTY before the first step */
    ssize *index;               /* of the items of the result; for permutations a permutation of the whole pool */
    ssize *cycle;               /* permutations: for each place, how many items it has still to take */
    ssize r;                    /* length of the result */
    bool stopped;
} Combinatoric;
ALWAYS_INLINE Combinatoric *as_combinatoric(Ref v) { return (Combinatoric *)object_of(v); }

static void combinatoric_dealloc(Object *o)
{
    Combinatoric *c = (Combinatoric *)o;
    release(c->pool);
    release(c->last);
    mem_free(c->index);
    mem_free(c->cycle);
    object_free(o, object_size(o));
}

static void combinatoric_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Combinatoric *)o)->pool);
    visit(visitor, ((Combinatoric *)o)->last);
}

/* An instance with room for `indices` zeroed indices. */
static Value new_combinatoric(Thread *t, Type *cls, Ref pool, ssize r, ssize indices)
{
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    Combinatoric *c = as_combinatoric(v);
    c->pool = retain(pool);
    c->r = r;
    if (!(c->index = mem_alloc_array(t, indices, sizeof *c->index))) {
        release(v);
        return EMPTY;
    }
    memset(c->index, 0, (size_t)indices * sizeof *c->index);
    return v;
}

ALWAYS_INLINE Value item_at(Combinatoric *c, ssize place, bool product)
{
    Tuple *pool = as_tuple(product ? as_tuple(c->pool)->item[place] : c->pool);
    return pool->item[c->index[place]];
}

/* The result for the indices, of which those before `from` have not changed since the last one. */
static Value result(Thread *t, Combinatoric *c, ssize from, bool product)
{
    Value v = c->r ? tuple_reuse(&c->last) : EMPTY;
    if (is_empty(v)) {
        if (is_empty(v = tuple_new(t, c->r)))
            return EMPTY;
        for (ssize i = 0; i < c->r; i++)
            as_tuple(v)->item[i] = retain(item_at(c, i, product));
        replace_take(&c->last, retain(v));
        return v;
    }
    for (ssize i = from; i < c->r; i++)
        replace_take(&as_tuple(v)->item[i], retain(item_at(c, i, product)));
    return v;
}

static Value stop(Combinatoric *c)
{
    c->stopped = true;
    return EMPTY;
}

static Value index_tuple(Thread *t, const ssize *index, ssize n)
{
    Value v = tuple_new(t, n);
    if (!is_empty(v))
        for (ssize i = 0; i < n; i++)
            as_tuple(v)->item[i] = fixnum(index[i]);
    return v;
}

/* Reads n indices, clamped to [0, limit(i)). */
static bool read_indices(Thread *t, Ref state, ssize *index, ssize n, ssize limit)
{
    if (!is_tuple(state) || as_tuple(state)->len != n)
        return raise_value(t, "invalid arguments"), false;
    for (ssize i = 0; i < n; i++) {
        if (!to_ssize(t, as_tuple(state)->item[i], NULL, &index[i]))
            return false;
        index[i] = MAX(MIN(index[i], limit - 1), (ssize)0);
    }
    return true;
}

/* The state and `last` of an unpickled iterator whose last result is known by its indices. */
static Value set_indices(Thread *t, Ref self, Ref state)
{
    Combinatoric *c = as_combinatoric(self);
    if (!read_indices(t, state, c->index, c->r, as_tuple(c->pool)->len))
        return EMPTY;
    OWN Value given = result(t, c, 0, false);
    return is_empty(given) ? EMPTY : NONE;
}

static Value reduce(Thread *t, Ref self)
{
    Combinatoric *c = as_combinatoric(self);
    OWN Value pool = c->stopped ? tuple_new(t, 0) : retain(c->pool);
    OWN Value r = int_from_ssize(t, c->r);
    OWN Value args = is_empty(pool) || is_empty(r) ? EMPTY : tuple_pack(t, 2, pool, r);
    if (is_empty(args))
        return EMPTY;
    if (c->stopped || is_empty(c->last))
        return tuple_pack(t, 2, value_of(type_of(self)), args);
    OWN Value state = index_tuple(t, c->index, c->r);
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

/* ---- product ---- */

NEW(product, "(cls, /, *iterables, repeat: index = 1)")
{
    ssize pools;
    if (a->repeat < 0)
        return raise_value(t, "repeat argument cannot be negative");
    if (__builtin_mul_overflow(a->iterables_count, a->repeat, &pools) || pools > SSIZE_MAX_ / (ssize)sizeof(Value) / 4)
        return raise_overflow(t, "repeat argument too large");
    OWN Value all = tuple_new(t, pools);
    if (is_empty(all))
        return EMPTY;
    for (ssize i = 0; i < pools; i++) {
        Value *slot = &as_tuple(all)->item[i];
        *slot = i < a->iterables_count ? to_tuple(t, a->iterables[i]) : retain(as_tuple(all)->item[i - a->iterables_count]);
        if (is_empty(*slot))
            return EMPTY;
    }
    return new_combinatoric(t, cls, all, pools, pools);
}

static Value product_next(Thread *t, Ref self)
{
    Combinatoric *c = as_combinatoric(self);
    Tuple *pools = as_tuple(c->pool);
    if (c->stopped)
        return EMPTY;
    if (is_empty(c->last)) {
        for (ssize i = 0; i < c->r; i++)
            if (as_tuple(pools->item[i])->len == 0)
                return stop(c);
        return result(t, c, 0, true);
    }
    ssize i = c->r - 1;
    for (; i >= 0; i--) {
        if (++c->index[i] < as_tuple(pools->item[i])->len)
            break;
        c->index[i] = 0;
    }
    return i < 0 ? stop(c) : result(t, c, i, true);
}

/** Return state information for pickling. */
METHOD0(product, __reduce__)
{
    Combinatoric *c = as_combinatoric(self);
    if (c->stopped) {
        OWN Value nothing = tuple_new(t, 0);
        OWN Value args = is_empty(nothing) ? EMPTY : tuple_pack(t, 1, nothing);
        return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
    }
    if (is_empty(c->last))
        return tuple_pack(t, 2, value_of(type_of(self)), c->pool);
    OWN Value state = index_tuple(t, c->index, c->r);
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), c->pool, state);
}

/** Set state information for unpickling. */
METHOD1(product, __setstate__, state)
{
    Combinatoric *c = as_combinatoric(self);
    if (!is_tuple(state) || as_tuple(state)->len != c->r)
        return raise_value(t, "invalid arguments");
    for (ssize i = 0; i < c->r; i++) {
        ssize n = as_tuple(as_tuple(c->pool)->item[i])->len;
        if (n == 0)
            return stop(c), NONE;
        if (!to_ssize(t, as_tuple(state)->item[i], NULL, &c->index[i]))
            return EMPTY;
        c->index[i] = MAX(MIN(c->index[i], n - 1), (ssize)0);
    }
    OWN Value given = result(t, c, 0, true);
    return is_empty(given) ? EMPTY : NONE;
}

#define product_dealloc       combinatoric_dealloc
#define product_traverse      combinatoric_traverse
#define permutations_dealloc  combinatoric_dealloc
#define permutations_traverse combinatoric_traverse
#define combinations_dealloc  combinatoric_dealloc
#define combinations_traverse combinatoric_traverse
#define combinations_with_replacement_dealloc  combinatoric_dealloc
#define combinations_with_replacement_traverse combinatoric_traverse

/** Returns size in memory, in bytes. */
METHOD0(product, __sizeof__)
{
    return fixnum((ssize)object_size(object_of(self)) + as_combinatoric(self)->r * (ssize)sizeof(ssize));
}

Type product_type = {
    TYPE_HEAD("itertools.product", Combinatoric), ITERATOR_SLOTS(product), .methods = product_methods,
    .doc = "Cartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\n"
           "The leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\n"
           "To compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).",
};

/* ---- permutations ---- */

NEW(permutations, "(cls, iterable, r=None)")
{
    OWN Value pool = to_tuple(t, a->iterable);
    if (is_empty(pool))
        return EMPTY;
    ssize n = as_tuple(pool)->len, r = n;
    if (!is_none(a->r)) {
        if (!is_int(a->r))
            return raise_type(t, "Expected int as r");
        if (!to_ssize(t, a->r, &exc_OverflowError, &r))
            return EMPTY;
        if (r < 0)
            return raise_value(t, "r must be non-negative");
    }
    Value v = new_combinatoric(t, cls, pool, r, n);
    if (is_empty(v))
        return EMPTY;
    Combinatoric *c = as_combinatoric(v);
    c->stopped = r > n;
    if (!c->stopped && !(c->cycle = mem_alloc_array(t, r, sizeof *c->cycle))) {
        release(v);
        return EMPTY;
    }
    for (ssize i = 0; i < n; i++)
        c->index[i] = i;
    for (ssize i = 0; i < r && !c->stopped; i++)
        c->cycle[i] = n - i;
    return v;
}

static Value permutations_next(Thread *t, Ref self)
{
    Combinatoric *c = as_combinatoric(self);
    ssize n = as_tuple(c->pool)->len;
    if (c->stopped)
        return EMPTY;
    if (is_empty(c->last))
        return result(t, c, 0, false);
    for (ssize i = c->r - 1; i >= 0; i--) {
        if (--c->cycle[i] > 0) {
            ssize j = n - c->cycle[i], index = c->index[i];
            c->index[i] = c->index[j];
            c->index[j] = index;
            return result(t, c, i, false);
        }
        /* this place has had them all: put its index behind the others again */
        ssize index = c->index[i];
        memmove(c->index + i, c->index + i + 1, (size_t)(n - 1 - i) * sizeof *c->index);
        c->index[n - 1] = index;
        c->cycle[i] = n - i;
    }
    return stop(c);
}

/** Return state information for pickling. */
METHOD0(permutations, __reduce__)
{
    Combinatoric *c = as_combinatoric(self);
    if (c->stopped || is_empty(c->last))
        return reduce(t, self);
    OWN Value indices = index_tuple(t, c->index, as_tuple(c->pool)->len);
    OWN Value cycles = is_empty(indices) ? EMPTY : index_tuple(t, c->cycle, c->r);
    OWN Value state = is_empty(cycles) ? EMPTY : tuple_pack(t, 2, indices, cycles);
    OWN Value args = is_empty(state) ? EMPTY : tuple_pack(t, 2, c->pool, fixnum(c->r));
    return is_empty(args) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

/** Set state information for unpickling. */
METHOD1(permutations, __setstate__, state)
{
    Combinatoric *c = as_combinatoric(self);
    ssize n = as_tuple(c->pool)->len;
    if (!is_tuple(state) || as_tuple(state)->len != 2)
        return raise_value(t, "invalid arguments");
    if (c->stopped)
        return NONE;
    if (!read_indices(t, as_tuple(state)->item[0], c->index, n, n) || !read_indices(t, as_tuple(state)->item[1], c->cycle, c->r, n + 1))
        return EMPTY;
    for (ssize i = 0; i < c->r; i++)
        c->cycle[i] = MAX(MIN(c->cycle[i], n - i), (ssize)1);
    OWN Value given = result(t, c, 0, false);
    return is_empty(given) ? EMPTY : NONE;
}

Type permutations_type = {
    TYPE_HEAD("itertools.permutations", Combinatoric), ITERATOR_SLOTS(permutations), .methods = permutations_methods,
    .doc = "Return successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
};

/* ---- combinations ---- */

static Value new_choice(Thread *t, Type *cls, Ref iterable, ssize r)
{
    if (r < 0)
        return raise_value(t, "r must be non-negative");
    OWN Value pool = to_tuple(t, iterable);
    return is_empty(pool) ? EMPTY : new_combinatoric(t, cls, pool, r, r);
}

NEW(combinations, "(cls, iterable, r: index)")
{
    Value v = new_choice(t, cls, a->iterable, a->r);
    if (is_empty(v))
        return EMPTY;
    Combinatoric *c = as_combinatoric(v);
    for (ssize i = 0; i < c->r; i++)
        c->index[i] = i;
    c->stopped = c->r > as_tuple(c->pool)->len;
    return v;
}

static Value combinations_next(Thread *t, Ref self)
{
    Combinatoric *c = as_combinatoric(self);
    ssize n = as_tuple(c->pool)->len, i = c->r - 1;
    if (c->stopped)
        return EMPTY;
    if (is_empty(c->last))
        return result(t, c, 0, false);
    while (i >= 0 && c->index[i] == i + n - c->r)
        i--;
    if (i < 0)
        return stop(c);
    c->index[i]++;
    for (ssize j = i + 1; j < c->r; j++)
        c->index[j] = c->index[j - 1] + 1;
    return result(t, c, i, false);
}

/** Return state information for pickling. */
METHOD0(combinations, __reduce__) { return reduce(t, self); }

/** Set state information for unpickling. */
METHOD1(combinations, __setstate__, state)
{
    Combinatoric *c = as_combinatoric(self);
    ssize n = as_tuple(c->pool)->len;
    if (c->stopped)
        return NONE;
    if (!read_indices(t, state, c->index, c->r, n))
        return EMPTY;
    for (ssize i = 0; i < c->r; i++)
        c->index[i] = MAX(MIN(c->index[i], i + n - c->r), (ssize)0);
    OWN Value given = result(t, c, 0, false);
    return is_empty(given) ? EMPTY : NONE;
}

Type combinations_type = {
    TYPE_HEAD("itertools.combinations", Combinatoric), ITERATOR_SLOTS(combinations), .methods = combinations_methods,
    .doc = "Return successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
};

/* ---- combinations_with_replacement ---- */

NEW(combinations_with_replacement, "(cls, iterable, r: index)")
{
    Value v = new_choice(t, cls, a->iterable, a->r);
    if (!is_empty(v))
        as_combinatoric(v)->stopped = as_tuple(as_combinatoric(v)->pool)->len == 0 && a->r > 0;
    return v;
}

static Value combinations_with_replacement_next(Thread *t, Ref self)
{
    Combinatoric *c = as_combinatoric(self);
    ssize n = as_tuple(c->pool)->len, i = c->r - 1;
    if (c->stopped)
        return EMPTY;
    if (is_empty(c->last))
        return result(t, c, 0, false);
    while (i >= 0 && c->index[i] == n - 1)
        i--;
    if (i < 0)
        return stop(c);
    ssize index = c->index[i] + 1;
    for (ssize j = i; j < c->r; j++)
        c->index[j] = index;
    return result(t, c, i, false);
}

/** Return state information for pickling. */
METHOD0(combinations_with_replacement, __reduce__) { return reduce(t, self); }

/** Set state information for unpickling. */
METHOD1(combinations_with_replacement, __setstate__, state)
{
    return as_combinatoric(self)->stopped ? NONE : set_indices(t, self, state);
}

Type combinations_with_replacement_type = {
    TYPE_HEAD("itertools.combinations_with_replacement", Combinatoric), ITERATOR_SLOTS(combinations_with_replacement),
    .methods = combinations_with_replacement_methods,
    .doc = "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\n"
           "combinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')\"",
};
