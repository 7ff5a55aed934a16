/* groupby_tee.c: groupby and tee. */
#include "modules/itertools/types.h"
#include "object/int.h"
#include "object/generic_alias.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/modules/itertools/groupby_tee.h"

/* ---- groupby ---- */

/* The group being read is known by its key (target); the item read ahead has `key` and `item`. A grouper is stale once
 * groupby has gone on to another group. */
typedef struct GroupBy {
    Object head;
    Value iterator, function, target, key, item;    /* the last three EMPTY at first */
    Object *grouper;                                /* the one that is not stale, borrowed */
} GroupBy;
typedef struct Grouper { Object head; Value parent, target; } Grouper;
ALWAYS_INLINE GroupBy *as_groupby(Ref v) { return (GroupBy *)object_of(v); }
ALWAYS_INLINE Grouper *as_grouper(Ref v) { return (Grouper *)object_of(v); }
OWNS_VALUES(groupby, GroupBy, iterator, 5)

NEW(groupby, "(cls, iterable, key=None)")
{
    OWN Value iterator = iter(t, a->iterable);
    Value v = is_empty(iterator) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_groupby(v)->iterator = take(&iterator);
    as_groupby(v)->function = retain(a->key);
    return v;
}

static Value new_grouper(Thread *t, Ref parent, Ref target)
{
    Grouper *g = object_new(t, &grouper_type, sizeof *g);
    if (!g)
        return EMPTY;
    g->parent = retain(parent);
    g->target = retain(target);
    as_groupby(parent)->grouper = &g->head;
    return value_of(g);
}

NEW(grouper, "(cls, parent, target, /)")
{
    if (!type_is_subtype(type_of(a->parent), &groupby_type))
        return raise_type(t, "_grouper() argument 1 must be itertools.groupby, not %T", a->parent);
    return new_grouper(t, a->parent, a->target);
}

/* Reads the next item and its key ahead. */
static bool read_ahead(Thread *t, GroupBy *g)
{
    OWN Value iterator = retain(g->iterator);
    OWN Value item = next(t, iterator);
    if (is_empty(item))
        return false;
    OWN Value key = is_none(g->function) ? retain(item) : call1(t, g->function, item);
    if (is_empty(key))
        return false;
    replace_take(&g->item, take(&item));
    replace_take(&g->key, take(&key));
    return true;
}

static Test same_key(Thread *t, Ref a, Ref b)
{
    OWN Value x = retain(a);
    OWN Value y = retain(b);
    return equal(t, x, y);
}

static Value groupby_next(Thread *t, Ref self)
{
    GroupBy *g = as_groupby(self);
    g->grouper = NULL;
    for (;;) {
        if (!is_empty(g->key)) {
            if (is_empty(g->target))
                break;
            Test still = same_key(t, g->target, g->key);
            if (still == TEST_ERROR)
                return EMPTY;
            if (!still)
                break;
        }
        if (!read_ahead(t, g))
            return EMPTY;
    }
    replace_take(&g->target, retain(g->key));
    OWN Value grouper = new_grouper(t, self, g->target);
    return is_empty(grouper) ? EMPTY : tuple_pack(t, 2, g->key, grouper);
}

static void grouper_dealloc(Object *o)
{
    Grouper *g = (Grouper *)o;
    if (as_groupby(g->parent)->grouper == o)
        as_groupby(g->parent)->grouper = NULL;
    release(g->parent);
    release(g->target);
    object_free(o, sizeof *g);
}

static void grouper_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Grouper *)o)->parent);
    visit(visitor, ((Grouper *)o)->target);
}

static Value grouper_next(Thread *t, Ref self)
{
    GroupBy *g = as_groupby(as_grouper(self)->parent);
    if (g->grouper != object_of(self))
        return EMPTY;
    if (is_empty(g->item) && !read_ahead(t, g))
        return EMPTY;
    Test ours = same_key(t, as_grouper(self)->target, g->key);
    return ours == TEST_TRUE ? take(&g->item) : EMPTY;
}

/** Return state information for pickling. */
METHOD0(groupby, __reduce__)
{
    GroupBy *g = as_groupby(self);
    OWN Value args = tuple_pack(t, 2, g->iterator, g->function);
    if (is_empty(args))
        return EMPTY;
    if (is_empty(g->item) || is_empty(g->key) || is_empty(g->target))
        return tuple_pack(t, 2, value_of(type_of(self)), args);
    OWN Value state = tuple_pack(t, 3, g->item, g->target, g->key);
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

/** Set state information for unpickling. */
METHOD1(groupby, __setstate__, state)
{
    if (!is_tuple(state) || as_tuple(state)->len != 3)
        return raise_type(t, "state is not a tuple");
    GroupBy *g = as_groupby(self);
    replace_take(&g->item, retain(as_tuple(state)->item[0]));
    replace_take(&g->target, retain(as_tuple(state)->item[1]));
    replace_take(&g->key, retain(as_tuple(state)->item[2]));
    return NONE;
}

/** Return state information for pickling. */
METHOD0(grouper, __reduce__)
{
    Grouper *g = as_grouper(self);
    if (as_groupby(g->parent)->grouper != object_of(self)) {
        OWN Value function = get_builtin(t, NAME(iter));
        OWN Value nothing = is_empty(function) ? EMPTY : tuple_new(t, 0);
        OWN Value args = is_empty(nothing) ? EMPTY : tuple_pack(t, 1, nothing);
        return is_empty(args) ? EMPTY : tuple_pack(t, 2, function, args);
    }
    OWN Value args = tuple_pack(t, 2, g->parent, g->target);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(&grouper_type), args);
}

Type groupby_type = {
    TYPE_HEAD("itertools.groupby", GroupBy), ITERATOR_SLOTS(groupby), .methods = groupby_methods,
    .doc = "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n"
           "  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
};
Type grouper_type = {
    TYPE_HEAD("itertools._grouper", Grouper), .flags = TYPE_GC, .dealloc = grouper_dealloc, .traverse = grouper_traverse,
    .new_ = grouper_new_slot, .new_signature = &grouper_new_signature, .iter = iter_self, .next = grouper_next, .methods = grouper_methods,
};

/* ---- tee ---- */

/* The items read so far hang in a chain of blocks that the copies walk; a block dies when the last copy has left it. */
#define BLOCK_ITEMS 57

typedef struct TeeData {
    Object head;
    Value iterator, next;       /* next: the block after this one, or EMPTY */
    int count;
    bool running;               /* the iterator is being stepped */
    Value item[BLOCK_ITEMS];
} TeeData;
typedef struct Tee { Object head; Value data; int index; } Tee;
ALWAYS_INLINE TeeData *as_tee_data(Ref v) { return (TeeData *)object_of(v); }
ALWAYS_INLINE Tee *as_tee(Ref v)          { return (Tee *)object_of(v); }

static Value new_data(Thread *t, Ref iterator)
{
    TeeData *d = object_new(t, &tee_data_type, sizeof *d);
    if (!d)
        return EMPTY;
    d->iterator = retain(iterator);
    d->next = EMPTY;
    d->count = 0;
    d->running = false;
    return value_of(d);
}

/* A long chain is taken apart from here, not from within its own destruction. */
static void release_chain(Value data)
{
    while (!is_empty(data) && is_exact(data, &tee_data_type) && object_of(data)->refcount == 1) {
        Value following = take(&as_tee_data(data)->next);
        release(data);
        data = following;
    }
    release(data);
}

static void tee_data_dealloc(Object *o)
{
    TeeData *d = (TeeData *)o;
    for (int i = 0; i < d->count; i++)
        release(d->item[i]);
    release(d->iterator);
    release_chain(take(&d->next));
    object_free(o, sizeof *d);
}

static void tee_data_traverse(Object *o, Visitor *visitor)
{
    TeeData *d = (TeeData *)o;
    visit(visitor, d->iterator);
    visit(visitor, d->next);
    for (int i = 0; i < d->count; i++)
        visit(visitor, d->item[i]);
}

static void tee_data_clear(Object *o)
{
    TeeData *d = (TeeData *)o;
    int count = d->count;
    d->count = 0;
    for (int i = 0; i < count; i++)
        release(d->item[i]);
    release(take(&d->iterator));
    release_chain(take(&d->next));
}

static Value data_item(Thread *t, TeeData *d, int i)
{
    if (i < d->count)
        return retain(d->item[i]);
    if (d->running)
        return raise_runtime(t, "cannot re-enter the tee iterator");
    if (is_empty(d->iterator))
        return EMPTY;
    OWN Value held = retain_object(d);
    OWN Value iterator = retain(d->iterator);
    d->running = true;
    Value item = next(t, iterator);
    d->running = false;
    if (!is_empty(item) && d->count < BLOCK_ITEMS)
        d->item[d->count++] = retain(item);
    return item;
}

static Value tee_next(Thread *t, Ref self)
{
    Tee *tee = as_tee(self);
    if (is_empty(tee->data))
        return EMPTY;
    if (tee->index >= BLOCK_ITEMS) {
        TeeData *d = as_tee_data(tee->data);
        if (is_empty(d->next) && is_empty(d->next = new_data(t, d->iterator)))
            return EMPTY;
        Value old = tee->data;
        tee->data = retain(d->next);
        tee->index = 0;
        release(old);
    }
    Value item = data_item(t, as_tee_data(tee->data), tee->index);
    if (!is_empty(item))
        tee->index++;
    return item;
}

static void tee_dealloc(Object *o)
{
    release_chain(take(&((Tee *)o)->data));
    object_free(o, sizeof(Tee));
}

static void tee_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Tee *)o)->data); }
static void tee_clear(Object *o)                      { release_chain(take(&((Tee *)o)->data)); }

static Value new_tee(Thread *t, Ref data, int index)
{
    Tee *tee = object_new(t, &tee_type, sizeof *tee);
    if (!tee)
        return EMPTY;
    tee->data = retain(data);
    tee->index = index;
    return value_of(tee);
}

static Value tee_from_iterable(Thread *t, Ref iterable)
{
    OWN Value iterator = iter(t, iterable);
    if (is_empty(iterator))
        return EMPTY;
    if (is_exact(iterator, &tee_type))
        return new_tee(t, as_tee(iterator)->data, as_tee(iterator)->index);
    OWN Value data = new_data(t, iterator);
    return is_empty(data) ? EMPTY : new_tee(t, data, 0);
}

NEW(tee, "(cls, iterable, /)") { return tee_from_iterable(t, a->iterable); }

/** Returns an independent iterator. */
METHOD0(tee, __copy__) { return new_tee(t, as_tee(self)->data, as_tee(self)->index); }

/** Return state information for pickling. */
METHOD0(tee, __reduce__)
{
    OWN Value nothing = tuple_new(t, 0);
    OWN Value args = is_empty(nothing) ? EMPTY : tuple_pack(t, 1, nothing);
    OWN Value state = is_empty(args) ? EMPTY : tuple_pack(t, 2, as_tee(self)->data, fixnum(as_tee(self)->index));
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(&tee_type), args, state);
}

/** Set state information for unpickling. */
METHOD1(tee, __setstate__, state)
{
    int64_t index;
    if (!is_tuple(state))
        return raise_type(t, "state is not a tuple");
    if (as_tuple(state)->len != 2 || !is_exact(as_tuple(state)->item[0], &tee_data_type))
        return raise_type(t, "state must be a tuple of a _tee_dataobject and an int");
    if (!to_int64(t, as_tuple(state)->item[1], &index))
        return EMPTY;
    if (index < 0 || index > BLOCK_ITEMS)
        return raise_value(t, "Index out of range");
    replace_take(&as_tee(self)->data, retain(as_tuple(state)->item[0]));
    as_tee(self)->index = (int)index;
    return NONE;
}

NEW(tee_data, "(cls, iterator, values: list, next, /)")
{
    List *values = as_list(a->values);
    if (values->len > BLOCK_ITEMS)
        return raise_value(t, "Invalid arguments");
    if (!is_none(a->next) && (values->len != BLOCK_ITEMS || !is_exact(a->next, &tee_data_type)))
        return raise_value(t, "_tee_dataobject shouldn't have a next");
    Value v = new_data(t, a->iterator);
    if (is_empty(v))
        return EMPTY;
    for (ssize i = 0; i < values->len; i++)
        as_tee_data(v)->item[as_tee_data(v)->count++] = retain(values->item[i]);
    if (!is_none(a->next))
        as_tee_data(v)->next = retain(a->next);
    return v;
}

/** Return state information for pickling. */
METHOD0(tee_data, __reduce__)
{
    TeeData *d = as_tee_data(self);
    OWN Value values = list_from_array(t, d->item, d->count);
    OWN Value args = is_empty(values) ? EMPTY : tuple_pack(t, 3, d->iterator, values, is_empty(d->next) ? NONE : d->next);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(&tee_data_type), args);
}

/** Returns a tuple of n independent iterators. */
FUNCTION(itertools, tee, "(iterable, n: index = 2, /)")
{
    if (a->n < 0)
        return raise_value(t, "n must be >= 0");
    OWN Value result = tuple_new(t, a->n);
    if (is_empty(result) || a->n == 0)
        return take(&result);
    Value *item = as_tuple(result)->item;
    /* a tee is its own first copy */
    if (is_empty(item[0] = is_exact(a->iterable, &tee_type) ? retain(a->iterable) : tee_from_iterable(t, a->iterable)))
        return EMPTY;
    for (ssize i = 1; i < a->n; i++)
        if (is_empty(item[i] = new_tee(t, as_tee(item[0])->data, as_tee(item[0])->index)))
            return EMPTY;
    return take(&result);
}

Type tee_type = {
    TYPE_HEAD("itertools._tee", Tee), .flags = TYPE_GC | TYPE_WEAKREFS, .dealloc = tee_dealloc, .traverse = tee_traverse, .clear = tee_clear,
    .doc = "Iterator wrapped to make it copyable.",
    .new_ = tee_new_slot, .new_signature = &tee_new_signature, .iter = iter_self, .next = tee_next, .methods = tee_methods,
};
Type tee_data_type = {
    TYPE_HEAD("itertools._tee_dataobject", TeeData), .flags = TYPE_GC, .dealloc = tee_data_dealloc, .traverse = tee_data_traverse, .clear = tee_data_clear,
    .doc = "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
    .new_ = tee_data_new_slot, .new_signature = &tee_data_new_signature, .methods = tee_data_methods,
};
