/* terminating.c: accumulate, chain, compress, dropwhile, takewhile, filterfalse, islice, starmap, pairwise, batched,
 * zip_longest. Iterators are stepped through step(), and owned while they run. */
#include "modules/itertools/types.h"
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/modules/itertools/terminating.h"

/* A fresh instance with its first two parts set (consumed); EMPTY if either is. */
typedef struct Pair { Object head; Value first, second; } Pair;

static Value new_pair_take(Thread *t, Type *cls, Value first, Value second)
{
    Value v = is_empty(first) || is_empty(second) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v)) {
        release(first);
        release(second);
        return EMPTY;
    }
    ((Pair *)object_of(v))->first = first;
    ((Pair *)object_of(v))->second = second;
    return v;
}

static Value reduce_pair(Thread *t, Ref self)
{
    Pair *p = (Pair *)object_of(self);
    OWN Value args = tuple_pack(t, 2, p->first, p->second);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

static Value reduce_pair_with(Thread *t, Ref self, Ref state)
{
    Pair *p = (Pair *)object_of(self);
    OWN Value args = tuple_pack(t, 2, p->first, p->second);
    return is_empty(args) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

ALWAYS_INLINE Value step_owned(Thread *t, Ref iterator)
{
    OWN Value held = retain(iterator);
    return next(t, held);
}

static Test holds(Thread *t, Ref predicate, Ref item)
{
    if (is_none(predicate) || same(predicate, value_of(&bool_type)))
        return test(t, item);
    OWN Value verdict = call1(t, predicate, item);
    return is_empty(verdict) ? TEST_ERROR : test(t, verdict);
}

/* ---- accumulate ---- */

typedef struct Accumulate { Object head; Value iterator, function, total, initial; } Accumulate;
ALWAYS_INLINE Accumulate *as_accumulate(Ref v) { return (Accumulate *)object_of(v); }
OWNS_VALUES(accumulate, Accumulate, iterator, 4)

NEW(accumulate, "(cls, iterable, func=None, *, initial=None)")
{
    Value v = new_pair_take(t, cls, iter(t, a->iterable), retain(a->func));
    if (!is_empty(v) && !is_none(a->initial))
        as_accumulate(v)->initial = retain(a->initial);
    return v;
}

static Value accumulate_next(Thread *t, Ref self)
{
    Accumulate *s = as_accumulate(self);
    if (!is_empty(s->initial)) {
        s->total = take(&s->initial);
        return retain(s->total);
    }
    OWN Value item = step_owned(t, s->iterator);
    if (is_empty(item))
        return EMPTY;
    if (is_empty(s->total)) {
        s->total = retain(item);
        return take(&item);
    }
    OWN Value total = retain(s->total);
    Value sum = is_none(s->function) ? binary_op(t, OP_ADD, total, item) : call2(t, s->function, total, item);
    if (!is_empty(sum))
        replace_take(&s->total, retain(sum));
    return sum;
}

/* chain((value,), iterator) */
static Value prepend(Thread *t, Ref value, Ref iterator)
{
    OWN Value one = tuple_pack(t, 1, value);
    return is_empty(one) ? EMPTY : call2(t, value_of(&chain_type), one, iterator);
}

/** Return state information for pickling. */
METHOD0(accumulate, __reduce__)
{
    Accumulate *s = as_accumulate(self);
    if (!is_empty(s->initial)) {
        OWN Value all = prepend(t, s->initial, s->iterator);
        OWN Value args = is_empty(all) ? EMPTY : tuple_pack(t, 2, all, s->function);
        return is_empty(args) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, NONE);
    }
    if (!is_empty(s->total) && is_none(s->total)) {
        /* a state of None would mean "no total yet" */
        OWN Value all = prepend(t, s->total, s->iterator);
        OWN Value again = is_empty(all) ? EMPTY : call2(t, value_of(type_of(self)), all, s->function);
        OWN Value args = is_empty(again) ? EMPTY : tuple_pack(t, 3, again, fixnum(1), NONE);
        return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(&islice_type), args);
    }
    return reduce_pair_with(t, self, is_empty(s->total) ? NONE : s->total);
}

/** Set state information for unpickling. */
METHOD1(accumulate, __setstate__, state)
{
    replace_take(&as_accumulate(self)->total, is_none(state) ? EMPTY : retain(state));
    return NONE;
}

Type accumulate_type = {
    TYPE_HEAD("itertools.accumulate", Accumulate), ITERATOR_SLOTS(accumulate), .methods = accumulate_methods,
    .doc = "Return series of accumulated sums (or other binary function results).",
};

/* ---- chain ---- */

typedef struct Chain { Object head; Value source, active; /* iterators; EMPTY: exhausted, none */ } Chain;
ALWAYS_INLINE Chain *as_chain(Ref v) { return (Chain *)object_of(v); }
OWNS_VALUES(chain, Chain, source, 2)

static Value chain_over(Thread *t, Type *cls, Ref iterables)
{
    OWN Value source = iter(t, iterables);
    Value v = is_empty(source) ? EMPTY : type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_chain(v)->source = take(&source);
    return v;
}

NEW(chain, "(cls, /, *iterables)")
{
    OWN Value all = tuple_from_array(t, a->iterables, a->iterables_count);
    return is_empty(all) ? EMPTY : chain_over(t, cls, all);
}

/** Alternative chain() constructor taking a single iterable argument that evaluates lazily. */
CLASSMETHOD1(chain, from_iterable, iterable) { return chain_over(t, as_type(self), iterable); }

static Value chain_next(Thread *t, Ref self)
{
    Chain *c = as_chain(self);
    while (!is_empty(c->source)) {
        if (is_empty(c->active)) {
            OWN Value iterable = step_owned(t, c->source);
            Value active = is_empty(iterable) ? EMPTY : iter(t, iterable);
            if (is_empty(active)) {
                release(take(&c->source));
                return EMPTY;
            }
            replace_take(&c->active, active);
        }
        Value item = step_owned(t, c->active);
        if (!is_empty(item) || is_raised(t))
            return item;
        release(take(&c->active));
    }
    return EMPTY;
}

/** Return state information for pickling. */
METHOD0(chain, __reduce__)
{
    Chain *c = as_chain(self);
    OWN Value args = tuple_new(t, 0);
    if (is_empty(args))
        return EMPTY;
    if (is_empty(c->source))
        return tuple_pack(t, 2, value_of(type_of(self)), args);
    OWN Value state = is_empty(c->active) ? tuple_pack(t, 1, c->source) : tuple_pack(t, 2, c->source, c->active);
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

/** Set state information for unpickling. */
METHOD1(chain, __setstate__, state)
{
    if (!is_tuple(state))
        return raise_type(t, "state is not a tuple");
    Tuple *s = as_tuple(state);
    if (s->len < 1 || s->len > 2)
        return raise_type(t, "function takes at least 1 argument (%zd given)", s->len);
    if (!is_iterator(s->item[0]) || (s->len == 2 && !is_iterator(s->item[1])))
        return raise_type(t, "Arguments must be iterators.");
    replace_take(&as_chain(self)->source, retain(s->item[0]));
    replace_take(&as_chain(self)->active, s->len == 2 ? retain(s->item[1]) : EMPTY);
    return NONE;
}

/** See PEP 585 */
CLASSMETHOD1(chain, __class_getitem__, item) { return generic_alias_new(t, self, item); }

Type chain_type = {
    TYPE_HEAD("itertools.chain", Chain), ITERATOR_SLOTS(chain), .methods = chain_methods,
    .doc = "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\n"
           "iterable, until all of the iterables are exhausted.",
};

/* ---- compress ---- */

OWNS_VALUES(pair, Pair, first, 2)
#define compress_dealloc     pair_dealloc
#define compress_traverse    pair_traverse
#define dropwhile_dealloc    pair_dealloc
#define dropwhile_traverse   pair_traverse
#define takewhile_dealloc    pair_dealloc
#define takewhile_traverse   pair_traverse
#define filterfalse_dealloc  pair_dealloc
#define filterfalse_traverse pair_traverse
#define starmap_dealloc      pair_dealloc
#define starmap_traverse     pair_traverse
ALWAYS_INLINE Pair *as_pair(Ref v) { return (Pair *)object_of(v); }

NEW(compress, "(cls, data, selectors)")
{
    OWN Value data = iter(t, a->data);
    return is_empty(data) ? EMPTY : new_pair_take(t, cls, retain(data), iter(t, a->selectors));
}

static Value compress_next(Thread *t, Ref self)
{
    for (;;) {
        OWN Value item = step_owned(t, as_pair(self)->first);
        OWN Value selector = is_empty(item) ? EMPTY : step_owned(t, as_pair(self)->second);
        if (is_empty(selector))
            return EMPTY;
        Test selected = test(t, selector);
        if (selected != TEST_FALSE)
            return selected == TEST_ERROR ? EMPTY : take(&item);
    }
}

/** Return state information for pickling. */
METHOD0(compress, __reduce__) { return reduce_pair(t, self); }

Type compress_type = {
    TYPE_HEAD("itertools.compress", Pair), ITERATOR_SLOTS(compress), .methods = compress_methods,
    .doc = "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
};

/* ---- dropwhile, takewhile, filterfalse ---- */

typedef struct While { Object head; Value predicate, iterator; bool switched; /* dropping is over; taking is over */ } While;
ALWAYS_INLINE While *as_while(Ref v) { return (While *)object_of(v); }

NEW(dropwhile, "(cls, predicate, iterable, /)")   { return new_pair_take(t, cls, retain(a->predicate), iter(t, a->iterable)); }
NEW(takewhile, "(cls, predicate, iterable, /)")   { return new_pair_take(t, cls, retain(a->predicate), iter(t, a->iterable)); }
NEW(filterfalse, "(cls, function, iterable, /)")  { return new_pair_take(t, cls, retain(a->function), iter(t, a->iterable)); }

static Value dropwhile_next(Thread *t, Ref self)
{
    While *w = as_while(self);
    for (;;) {
        OWN Value item = step_owned(t, w->iterator);
        if (is_empty(item) || w->switched)
            return take(&item);
        OWN Value verdict = call1(t, w->predicate, item);
        Test drop = is_empty(verdict) ? TEST_ERROR : test(t, verdict);
        if (drop == TEST_ERROR)
            return EMPTY;
        if (!drop) {
            w->switched = true;
            return take(&item);
        }
    }
}

static Value takewhile_next(Thread *t, Ref self)
{
    While *w = as_while(self);
    if (w->switched)
        return EMPTY;
    OWN Value item = step_owned(t, w->iterator);
    OWN Value verdict = is_empty(item) ? EMPTY : call1(t, w->predicate, item);
    Test keep = is_empty(verdict) ? TEST_ERROR : test(t, verdict);
    if (keep == TEST_FALSE)
        w->switched = true;
    return keep == TEST_TRUE ? take(&item) : EMPTY;
}

static Value filterfalse_next(Thread *t, Ref self)
{
    for (;;) {
        OWN Value item = step_owned(t, as_pair(self)->second);
        if (is_empty(item))
            return EMPTY;
        Test rejected = holds(t, as_pair(self)->first, item);
        if (rejected != TEST_TRUE)
            return rejected == TEST_ERROR ? EMPTY : take(&item);
    }
}

/** Return state information for pickling. */
METHOD0(dropwhile, __reduce__) { return reduce_pair_with(t, self, fixnum(as_while(self)->switched)); }
/** Set state information for unpickling. */
METHOD(dropwhile, __setstate__, "(self, state: bool, /)")
{
    as_while(self)->switched = a->state;
    return NONE;
}
/** Return state information for pickling. */
METHOD0(takewhile, __reduce__) { return reduce_pair_with(t, self, fixnum(as_while(self)->switched)); }
/** Set state information for unpickling. */
METHOD(takewhile, __setstate__, "(self, state: bool, /)")
{
    as_while(self)->switched = a->state;
    return NONE;
}
/** Return state information for pickling. */
METHOD0(filterfalse, __reduce__) { return reduce_pair(t, self); }

Type dropwhile_type = {
    TYPE_HEAD("itertools.dropwhile", While), ITERATOR_SLOTS(dropwhile), .methods = dropwhile_methods,
    .doc = "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.",
};
Type takewhile_type = {
    TYPE_HEAD("itertools.takewhile", While), ITERATOR_SLOTS(takewhile), .methods = takewhile_methods,
    .doc = "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
};
Type filterfalse_type = {
    TYPE_HEAD("itertools.filterfalse", Pair), ITERATOR_SLOTS(filterfalse), .methods = filterfalse_methods,
    .doc = "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.",
};

/* ---- islice ---- */

typedef struct Islice {
    Object head;
    Value iterator;             /* EMPTY: exhausted */
    ssize next, stop, step;     /* stop -1: no end */
    ssize count;                /* items taken from the iterator */
} Islice;
ALWAYS_INLINE Islice *as_islice(Ref v) { return (Islice *)object_of(v); }
OWNS_VALUES(islice, Islice, iterator, 1)

/* A bound: an int of 0 .. sys.maxsize, or None for `none`. */
static bool islice_bound(Thread *t, Ref v, ssize none, ssize least, ssize *n, const char *message)
{
    if (is_none(v)) {
        *n = none;
        return true;
    }
    if (type_of(v)->index && to_ssize(t, v, &exc_OverflowError, n) && *n >= least)
        return true;
    if (is_raised(t) && !raised_matches(t, &exc_OverflowError) && !raised_matches(t, &exc_TypeError))
        return false;
    if (is_raised(t))
        raised_clear(t);
    return raise_value(t, "%s", message), false;
}

NEW(islice, "(cls, iterable, start, stop=?, step=None, /)")
{
    static const char bad_stop[] = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char bad_index[] = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    static const char bad_step[] = "Step for islice() must be a positive integer or None.";
    ssize start = 0, stop, step = 1;
    if (is_empty(a->stop)) {
        if (!islice_bound(t, a->start, -1, 0, &stop, bad_stop))
            return EMPTY;
    } else if (!islice_bound(t, a->start, 0, 0, &start, bad_index) || !islice_bound(t, a->stop, -1, 0, &stop, bad_stop) ||
               !islice_bound(t, a->step, 1, 1, &step, bad_step)) {
        return EMPTY;
    }
    OWN Value iterator = iter(t, a->iterable);
    Value v = is_empty(iterator) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    Islice *s = as_islice(v);
    s->iterator = take(&iterator);
    s->next = start;
    s->stop = stop;
    s->step = step;
    return v;
}

static Value islice_next(Thread *t, Ref self)
{
    Islice *s = as_islice(self);
    if (is_empty(s->iterator))
        return EMPTY;
    OWN Value iterator = retain(s->iterator);
    Value item = EMPTY;
    ssize stop = s->stop;
    while (s->count < s->next && (stop < 0 || s->count < stop)) {
        if (is_empty(item = next(t, iterator)))
            goto exhausted;
        release(item);
        s->count++;
    }
    if (stop >= 0 && s->count >= stop) {
        item = EMPTY;
        goto exhausted;
    }
    if (is_empty(item = next(t, iterator)))
        goto exhausted;
    s->count++;
    /* Sums are clipped to the stop, or to what can be counted. */
    if (__builtin_add_overflow(s->next, s->step, &s->next) || (stop >= 0 && s->next > stop))
        s->next = stop >= 0 ? stop : SSIZE_MAX_;
    return item;
exhausted:
    release(take(&s->iterator));
    return EMPTY;
}

/** Return state information for pickling. */
METHOD0(islice, __reduce__)
{
    Islice *s = as_islice(self);
    if (is_empty(s->iterator)) {
        OWN Value none_left = list_new(t, 0);
        OWN Value it = is_empty(none_left) ? EMPTY : iter(t, none_left);
        OWN Value args = is_empty(it) ? EMPTY : tuple_pack(t, 2, it, fixnum(0));
        return is_empty(args) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, fixnum(0));
    }
    OWN Value args = tuple_pack(t, 4, s->iterator, fixnum(s->next), s->stop < 0 ? NONE : fixnum(s->stop), fixnum(s->step));
    return is_empty(args) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, fixnum(s->count));
}

/** Set state information for unpickling. */
METHOD(islice, __setstate__, "(self, state: index, /)")
{
    as_islice(self)->count = a->state;
    return NONE;
}

Type islice_type = {
    TYPE_HEAD("itertools.islice", Islice), ITERATOR_SLOTS(islice), .methods = islice_methods,
    .doc = "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\n"
           "Return an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\n"
           "otherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
};

/* ---- starmap ---- */

NEW(starmap, "(cls, function, iterable, /)") { return new_pair_take(t, cls, retain(a->function), iter(t, a->iterable)); }

static Value starmap_next(Thread *t, Ref self)
{
    OWN Value item = step_owned(t, as_pair(self)->second);
    OWN Value args = is_empty(item) ? EMPTY : to_tuple(t, item);
    return is_empty(args) ? EMPTY : call(t, as_pair(self)->first, as_tuple(args)->item, as_tuple(args)->len, EMPTY);
}

/** Return state information for pickling. */
METHOD0(starmap, __reduce__) { return reduce_pair(t, self); }

Type starmap_type = {
    TYPE_HEAD("itertools.starmap", Pair), ITERATOR_SLOTS(starmap), .methods = starmap_methods,
    .doc = "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
};

/* ---- pairwise ---- */

typedef struct Pairwise { Object head; Value iterator, previous, last; } Pairwise;
ALWAYS_INLINE Pairwise *as_pairwise(Ref v) { return (Pairwise *)object_of(v); }
OWNS_VALUES(pairwise, Pairwise, iterator, 3)

NEW(pairwise, "(cls, iterable, /)")
{
    OWN Value iterator = iter(t, a->iterable);
    Value v = is_empty(iterator) ? EMPTY : type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_pairwise(v)->iterator = take(&iterator);
    return v;
}

static Value pairwise_next(Thread *t, Ref self)
{
    Pairwise *p = as_pairwise(self);
    if (is_empty(p->iterator))
        return EMPTY;
    if (is_empty(p->previous)) {
        Value first = step_owned(t, p->iterator);
        replace_take(&p->previous, first);
        if (is_empty(first) || is_empty(p->iterator)) {
            release(take(&p->iterator));
            release(take(&p->previous));
            return EMPTY;
        }
    }
    OWN Value previous = retain(p->previous);
    OWN Value item = step_owned(t, p->iterator);
    if (is_empty(item)) {
        release(take(&p->iterator));
        release(take(&p->previous));
        return EMPTY;
    }
    Value result = tuple_reuse(&p->last);
    if (is_empty(result)) {
        result = tuple_pack(t, 2, previous, item);
        if (!is_empty(result) && is_empty(p->last))
            p->last = retain(result);
    } else {
        replace_take(&as_tuple(result)->item[0], retain(previous));
        replace_take(&as_tuple(result)->item[1], retain(item));
    }
    replace_take(&p->previous, take(&item));
    return result;
}

Type pairwise_type = {
    TYPE_HEAD("itertools.pairwise", Pairwise), .flags = TYPE_GC | TYPE_BASE, .dealloc = pairwise_dealloc, .traverse = pairwise_traverse,
    .new_ = pairwise_new_slot, .new_signature = &pairwise_new_signature, .iter = iter_self, .next = pairwise_next,
    .doc = "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
};

/* ---- batched ---- */

typedef struct Batched { Object head; Value iterator; ssize n; bool strict; } Batched;
ALWAYS_INLINE Batched *as_batched(Ref v) { return (Batched *)object_of(v); }
OWNS_VALUES(batched, Batched, iterator, 1)

NEW(batched, "(cls, iterable, n: index, *, strict: bool = False)")
{
    if (a->n < 1)
        return raise_value(t, "n must be at least one");
    OWN Value iterator = iter(t, a->iterable);
    Value v = is_empty(iterator) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_batched(v)->iterator = take(&iterator);
    as_batched(v)->n = a->n;
    as_batched(v)->strict = a->strict;
    return v;
}

static Value batched_next(Thread *t, Ref self)
{
    Batched *b = as_batched(self);
    if (is_empty(b->iterator))
        return EMPTY;
    OWN Value iterator = retain(b->iterator);
    OWN Value items = list_new(t, 0);
    for (ssize i = 0; !is_empty(items) && i < b->n; i++) {
        Value item = next(t, iterator);
        if (is_empty(item)) {
            release(take(&b->iterator));
            if (is_raised(t) || as_list(items)->len == 0)
                return EMPTY;
            return b->strict ? raise_value(t, "batched(): incomplete batch") : to_tuple(t, items);
        }
        if (!list_append_take(t, as_list(items), item))
            return EMPTY;
    }
    return is_empty(items) ? EMPTY : to_tuple(t, items);
}

Type batched_type = {
    TYPE_HEAD("itertools.batched", Batched), .flags = TYPE_GC | TYPE_BASE, .dealloc = batched_dealloc, .traverse = batched_traverse,
    .new_ = batched_new_slot, .new_signature = &batched_new_signature, .iter = iter_self, .next = batched_next,
    .doc = "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\n"
           "up to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.",
};

/* ---- zip_longest ---- */

typedef struct ZipLongest {
    Object head;
    Value iterators, fill;      /* a list, with None for the exhausted ones */
    ssize active;
} ZipLongest;
ALWAYS_INLINE ZipLongest *as_zip_longest(Ref v) { return (ZipLongest *)object_of(v); }
OWNS_VALUES(zip_longest, ZipLongest, iterators, 2)

NEW(zip_longest, "(cls, /, *iterables, fillvalue=None)")
{
    OWN Value iterators = list_new(t, a->iterables_count);
    for (ssize i = 0; !is_empty(iterators) && i < a->iterables_count; i++) {
        Value it = iter(t, a->iterables[i]);
        if (is_empty(it) || !list_append_take(t, as_list(iterators), it))
            return EMPTY;
    }
    Value v = is_empty(iterators) ? EMPTY : new_pair_take(t, cls, take(&iterators), retain(a->fillvalue));
    if (!is_empty(v))
        as_zip_longest(v)->active = a->iterables_count;
    return v;
}

static Value zip_longest_next(Thread *t, Ref self)
{
    ZipLongest *z = as_zip_longest(self);
    ssize n = as_list(z->iterators)->len;
    if (z->active == 0)
        return EMPTY;
    OWN Value result = tuple_new(t, n);
    for (ssize i = 0; !is_empty(result) && i < n; i++) {
        OWN Value iterator = retain(as_list(z->iterators)->item[i]);
        Value item = EMPTY;
        if (!is_none(iterator) && is_empty(item = next(t, iterator))) {
            if (is_raised(t)) {
                z->active = 0;
                return EMPTY;
            }
            if (z->active > 0)
                z->active--;
            replace_take(&as_list(z->iterators)->item[i], NONE);
            if (z->active == 0)
                return EMPTY;
        }
        as_tuple(result)->item[i] = is_empty(item) ? retain(z->fill) : item;
    }
    return take(&result);
}

/** Return state information for pickling. */
METHOD0(zip_longest, __reduce__)
{
    ZipLongest *z = as_zip_longest(self);
    List *iterators = as_list(z->iterators);
    OWN Value args = tuple_new(t, iterators->len);
    if (is_empty(args))
        return EMPTY;
    for (ssize i = 0; i < iterators->len; i++)
        if (is_empty(as_tuple(args)->item[i] = is_none(iterators->item[i]) ? tuple_new(t, 0) : retain(iterators->item[i])))
            return EMPTY;
    return tuple_pack(t, 3, value_of(type_of(self)), args, z->fill);
}

/** Set state information for unpickling. */
METHOD1(zip_longest, __setstate__, state)
{
    replace_take(&as_zip_longest(self)->fill, retain(state));
    return NONE;
}

Type zip_longest_type = {
    TYPE_HEAD("itertools.zip_longest", ZipLongest), ITERATOR_SLOTS(zip_longest), .methods = zip_longest_methods,
    .doc = "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\n"
           "method continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\n"
           "are exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.",
};
