/* range.c: range, arithmetic progressions of ints of any size, and their iterators (manual: Built-in Types, "Ranges").
 *
 * A range holds exact ints: start, stop, step and its length, computed once; it never changes. Every operation but a search for
 * something that is no int takes constant time. When start, stop and step are fixnums all items are, and next + step of the
 * iterator fits 64 bits; so range_iterator counts in machine words. Others use long_range_iterator. */
#include "object/int.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/range.h"

ALWAYS_INLINE Range *as_range(Ref v) { return (Range *)object_of(v); }

/* ---- Construction ---- */

/* The number of items from `start` by `step` before `stop`; the step is not 0. */
static Value count_items(Thread *t, Ref start, Ref stop, Ref step)
{
    bool down = int_sign(step) < 0;
    int order = int_compare(start, stop);
    if (down ? order <= 0 : order >= 0)
        return fixnum(0);
    if (both_fixnum(start, stop) && is_fixnum(step)) {
        int64_t by = fixnum_value(step);
        uint64_t distance = (uint64_t)fixnum_value(stop) - (uint64_t)fixnum_value(start);
        uint64_t size = by < 0 ? -(uint64_t)by : (uint64_t)by;
        return int_from_uint64(t, ((by < 0 ? -distance : distance) - 1) / size + 1);
    }
    OWN Value distance = down ? int_sub(t, start, stop) : int_sub(t, stop, start);
    OWN Value size = down ? int_negative(t, step) : retain(step);
    OWN Value less = is_empty(distance) || is_empty(size) ? EMPTY : int_sub(t, distance, fixnum(1));
    OWN Value steps = is_empty(less) ? EMPTY : int_floordiv(t, less, size);
    return is_empty(steps) ? EMPTY : int_add(t, steps, fixnum(1));
}

/* Of exact ints, all consumed (EMPTY: something failed before); the step is not 0. */
static Value make_take(Thread *t, Value start, Value stop, Value step)
{
    Value length = is_empty(start) || is_empty(stop) || is_empty(step) ? EMPTY : count_items(t, start, stop, step);
    Range *r = is_empty(length) ? NULL : object_new(t, &range_type, sizeof(Range));
    if (!r) {
        release(start);
        release(stop);
        release(step);
        release(length);
        return EMPTY;
    }
    r->start = start;
    r->stop = stop;
    r->step = step;
    r->length = length;
    return value_of(r);
}

Value range_new(Thread *t, Ref start, Ref stop, Ref step)
{
    OWN Value from = to_index(t, start);
    OWN Value to = is_empty(from) ? EMPTY : to_index(t, stop);
    OWN Value by = is_empty(to) ? EMPTY : is_empty(step) ? fixnum(1) : to_index(t, step);
    if (is_empty(by))
        return EMPTY;
    if (!int_sign(by))
        return raise_value(t, "range() arg 3 must not be zero");
    return make_take(t, take(&from), take(&to), take(&by));
}

static void range_dealloc(Object *o)
{
    Range *r = (Range *)o;
    release(r->start);
    release(r->stop);
    release(r->step);
    release(r->length);
    object_free(o, sizeof(Range));
}
static void range_traverse(Object *o, Visitor *visitor)
{
    Range *r = (Range *)o;
    visit(visitor, r->start);
    visit(visitor, r->stop);
    visit(visitor, r->step);
    visit(visitor, r->length);
}

/* ---- Items ---- */

/* start + i * step. */
static Value item_at(Thread *t, Ref start, Ref step, Ref i)
{
    OWN Value offset = int_mul(t, i, step);
    return is_empty(offset) ? EMPTY : int_add(t, start, offset);
}

static Value range_item(Thread *t, Ref self, ssize i)
{
    Range *r = as_range(self);
    OWN Value index = int_from_ssize(t, i);
    if (is_empty(index))
        return EMPTY;
    if (i < 0 || int_compare(index, r->length) >= 0)
        return raise_index(t, "range object index out of range");
    return item_at(t, r->start, r->step, index);
}

static Value range_slice(Thread *t, Range *r, Slice *s)
{
    OWN Value first = EMPTY;
    OWN Value last = EMPTY;
    OWN Value by = EMPTY;
    if (!slice_int_bounds(t, s, r->length, &first, &last, &by))
        return EMPTY;
    OWN Value start = item_at(t, r->start, r->step, first);
    OWN Value stop = is_empty(start) ? EMPTY : item_at(t, r->start, r->step, last);
    OWN Value step = is_empty(stop) ? EMPTY : int_mul(t, r->step, by);
    return make_take(t, take(&start), take(&stop), take(&step));
}

static Value range_getitem(Thread *t, Ref self, Ref key)
{
    Range *r = as_range(self);
    if (is_exact(key, &slice_type))
        return range_slice(t, r, as_slice(key));
    if (!type_of(key)->index)
        return raise_type(t, "range indices must be integers or slices, not %T", key);
    OWN Value i = to_index(t, key);
    if (is_empty(i))
        return EMPTY;
    if (int_sign(i) < 0) {
        Value from_end = int_add(t, i, r->length);
        if (is_empty(from_end))
            return EMPTY;
        replace_take(&i, from_end);
    }
    if (int_sign(i) < 0 || int_compare(i, r->length) >= 0)
        return raise_index(t, "range object index out of range");
    return item_at(t, r->start, r->step, i);
}

/* The position of the int v. */
static Lookup find_int(Thread *t, Range *r, Ref v, Value *position)
{
    bool down = int_sign(r->step) < 0;
    int after_start = int_compare(v, r->start), before_stop = int_compare(r->stop, v);
    if (down ? after_start > 0 || before_stop >= 0 : after_start < 0 || before_stop <= 0)
        return MISSING;
    OWN Value offset = int_sub(t, v, r->start);
    OWN Value rest = EMPTY;
    if (is_empty(offset) || !int_divmod(t, offset, r->step, position, &rest))
        return ERROR;
    if (!int_sign(rest))
        return FOUND;
    release(take(position));
    return MISSING;
}

/* Does v's own comparison not matter, so that arithmetic answers? */
ALWAYS_INLINE bool is_plain_int(Ref v) { return is_fixnum(v) || is_exact(v, &int_type) || is_bool(v); }

static Test range_contains(Thread *t, Ref self, Ref item)
{
    if (is_plain_int(item)) {
        OWN Value position = EMPTY;
        return (Test)find_int(t, as_range(self), item, &position);
    }
    OWN Value it = iter(t, self);
    Value v;
    Lookup more;
    while (!is_empty(it) && (more = step(t, it, &v)) != MISSING) {
        if (more == ERROR)
            return TEST_ERROR;
        Test equals = equal(t, v, item);
        release(v);
        if (equals != TEST_FALSE)
            return equals;
    }
    return is_empty(it) ? TEST_ERROR : TEST_FALSE;
}

static bool range_len(Thread *t, Ref self, ssize *n)
{
    int64_t i;
    if (!int_as_int64(as_range(self)->length, &i))
        return raise_overflow(t, "Python int too large to convert to C ssize_t"), false;
    *n = i;
    return true;
}

static Test range_truth(Thread *t UNUSED, Ref self)
{
    return int_sign(as_range(self)->length) ? TEST_TRUE : TEST_FALSE;
}

/* ---- Comparison: as the sequences they are ---- */

static bool ranges_equal(Range *a, Range *b)
{
    if (a == b)
        return true;
    if (int_compare(a->length, b->length))
        return false;
    if (!int_sign(a->length))
        return true;
    if (int_compare(a->start, b->start))
        return false;
    return same(a->length, fixnum(1)) || !int_compare(a->step, b->step);
}

static Value range_compare(Thread *t UNUSED, Ref a, Ref b, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(a, &range_type) || !is_exact(b, &range_type))
        return NOT_IMPLEMENTED;
    return bool_value(ranges_equal(as_range(a), as_range(b)) == (op == CMP_EQ));
}

static bool range_hash(Thread *t, Ref self, int64_t *hash)
{
    Range *r = as_range(self);
    bool none = !int_sign(r->length), one = same(r->length, fixnum(1));
    OWN Value key = tuple_pack(t, 3, r->length, none ? NONE : r->start, none || one ? NONE : r->step);
    return !is_empty(key) && hash_of(t, key, hash);
}

static Value range_repr(Thread *t, Ref self)
{
    Range *r = as_range(self);
    if (same(r->step, fixnum(1)))
        return str_format(t, "range(%R, %R)", r->start, r->stop);
    return str_format(t, "range(%R, %R, %R)", r->start, r->stop, r->step);
}

/* ---- Iterators ---- */

static Value word_iterator(Thread *t, int64_t start, int64_t step, uint64_t count)
{
    RangeIterator *it = object_new(t, &range_iterator_type, sizeof(RangeIterator));
    if (!it)
        return EMPTY;
    it->unused_ = 0;
    it->next = start;
    it->step = step;
    it->remaining = count;
    return value_of(it);
}

/* For ints of any size: yields start + index * step while index < length. */
typedef struct LongRangeIterator { Object head; Value start, step, length, index; } LongRangeIterator;

static Value long_iterator(Thread *t, Ref start, Ref step, Ref length)
{
    LongRangeIterator *it = object_new(t, &long_range_iterator_type, sizeof(LongRangeIterator));
    if (!it)
        return EMPTY;
    it->start = retain(start);
    it->step = retain(step);
    it->length = retain(length);
    it->index = fixnum(0);
    return value_of(it);
}

static bool in_words(Range *r)
{
    return both_fixnum(r->start, r->stop) && is_fixnum(r->step);
}

static Value range_iter(Thread *t, Ref self)
{
    Range *r = as_range(self);
    uint64_t count;
    if (in_words(r) && int_as_uint64(r->length, &count))
        return word_iterator(t, fixnum_value(r->start), fixnum_value(r->step), count);
    return long_iterator(t, r->start, r->step, r->length);
}

static Value range_iterator_next(Thread *t UNUSED, Ref self)
{
    RangeIterator *it = (RangeIterator *)object_of(self);
    if (!it->remaining)
        return EMPTY;
    it->remaining--;
    int64_t i = it->next;
    it->next += it->step;
    return fixnum(i);
}

static void range_iterator_dealloc(Object *o)
{
    object_free(o, sizeof(RangeIterator));
}

METHOD0(range_iterator, __length_hint__)
{
    return int_from_uint64(t, ((RangeIterator *)object_of(self))->remaining);
}

/* (iter, (range,)) of what is left; consumes the range. */
static Value reduce_rest_take(Thread *t, Value range)
{
    OWN Value rest = range;
    OWN Value args = is_empty(rest) ? EMPTY : tuple_pack(t, 1, rest);
    OWN Value function = is_empty(args) ? EMPTY : get_builtin(t, NAME(iter));
    return is_empty(function) ? EMPTY : tuple_pack(t, 2, function, args);
}

METHOD0(range_iterator, __reduce__)
{
    RangeIterator *it = (RangeIterator *)object_of(self);
    int64_t end = it->next + (int64_t)(it->remaining * (uint64_t)it->step);
    return reduce_rest_take(t, make_take(t, int_from_int64(t, it->next), int_from_int64(t, end), int_from_int64(t, it->step)));
}

METHOD1(range_iterator, __setstate__, state)
{
    RangeIterator *it = (RangeIterator *)object_of(self);
    OWN Value index = to_index(t, state);
    if (is_empty(index))
        return EMPTY;
    uint64_t skip;
    if (int_sign(index) < 0)
        skip = 0;
    else if (!int_as_uint64(index, &skip) || skip > it->remaining)
        skip = it->remaining;
    it->next += (int64_t)(skip * (uint64_t)it->step);
    it->remaining -= skip;
    return NONE;
}

Type range_iterator_type = {
    TYPE_HEAD("range_iterator", RangeIterator),
    .methods = range_iterator_methods,
    .dealloc = range_iterator_dealloc,
    .iter = iter_self, .next = range_iterator_next,
};

static Value long_range_iterator_next(Thread *t, Ref self)
{
    LongRangeIterator *it = (LongRangeIterator *)object_of(self);
    if (int_compare(it->index, it->length) >= 0)
        return EMPTY;
    OWN Value item = item_at(t, it->start, it->step, it->index);
    Value after = is_empty(item) ? EMPTY : int_add(t, it->index, fixnum(1));
    if (is_empty(after))
        return EMPTY;
    replace_take(&it->index, after);
    return take(&item);
}

static void long_range_iterator_dealloc(Object *o)
{
    LongRangeIterator *it = (LongRangeIterator *)o;
    release(it->start);
    release(it->step);
    release(it->length);
    release(it->index);
    object_free(o, sizeof(LongRangeIterator));
}
static void long_range_iterator_traverse(Object *o, Visitor *visitor)
{
    LongRangeIterator *it = (LongRangeIterator *)o;
    visit(visitor, it->start);
    visit(visitor, it->step);
    visit(visitor, it->length);
    visit(visitor, it->index);
}

METHOD0(long_range_iterator, __length_hint__)
{
    LongRangeIterator *it = (LongRangeIterator *)object_of(self);
    return int_sub(t, it->length, it->index);
}

METHOD0(long_range_iterator, __reduce__)
{
    LongRangeIterator *it = (LongRangeIterator *)object_of(self);
    OWN Value start = item_at(t, it->start, it->step, it->index);
    OWN Value stop = is_empty(start) ? EMPTY : item_at(t, it->start, it->step, it->length);
    return reduce_rest_take(t, make_take(t, take(&start), take(&stop), retain(it->step)));
}

METHOD1(long_range_iterator, __setstate__, state)
{
    LongRangeIterator *it = (LongRangeIterator *)object_of(self);
    OWN Value index = to_index(t, state);
    if (is_empty(index))
        return EMPTY;
    if (int_sign(index) < 0)
        replace_take(&index, fixnum(0));
    else if (int_compare(index, it->length) > 0)
        replace_take(&index, retain(it->length));
    replace_take(&it->index, take(&index));
    return NONE;
}

Type long_range_iterator_type = {
    TYPE_HEAD("longrange_iterator", LongRangeIterator),
    .methods = long_range_iterator_methods,
    .dealloc = long_range_iterator_dealloc, .traverse = long_range_iterator_traverse,
    .iter = iter_self, .next = long_range_iterator_next,
};

/* ---- Methods ---- */

/** rangeobject.count(value) -> integer -- return number of occurrences of value */
METHOD1(range, count, value)
{
    if (is_plain_int(value)) {
        Test found = range_contains(t, self, value);
        return found == TEST_ERROR ? EMPTY : fixnum(found);
    }
    OWN Value it = iter(t, self);
    if (is_empty(it))
        return EMPTY;
    ssize count = 0;
    for (;;) {
        Value v;
        Lookup more = step(t, it, &v);
        if (more == MISSING)
            return int_from_ssize(t, count);
        Test equals = more == ERROR ? TEST_ERROR : equal(t, v, value);
        if (more == FOUND)
            release(v);
        if (equals == TEST_ERROR)
            return EMPTY;
        count += equals;
    }
}

/** rangeobject.index(value) -> integer -- return index of value.
Raise ValueError if the value is not present. */
METHOD1(range, index, value)
{
    if (is_plain_int(value)) {
        Value position;
        Lookup found = find_int(t, as_range(self), value, &position);
        if (found == MISSING)
            return raise_value(t, "%R is not in range", value);
        return found == FOUND ? position : EMPTY;
    }
    OWN Value it = iter(t, self);
    if (is_empty(it))
        return EMPTY;
    for (ssize i = 0;; i++) {
        Value v;
        Lookup more = step(t, it, &v);
        if (more == MISSING)
            return raise_value(t, "sequence.index(x): x not in sequence");
        Test equals = more == ERROR ? TEST_ERROR : equal(t, v, value);
        if (more == FOUND)
            release(v);
        if (equals == TEST_ERROR)
            return EMPTY;
        if (equals)
            return int_from_ssize(t, i);
    }
}

/** Return a reverse iterator. */
METHOD0(range, __reversed__)
{
    Range *r = as_range(self);
    uint64_t count;
    if (in_words(r) && int_as_uint64(r->length, &count)) {
        int64_t start = fixnum_value(r->start), by = fixnum_value(r->step);
        /* modulo 2^64 on the way, in range at the end */
        return word_iterator(t, count ? (int64_t)((uint64_t)start + (count - 1) * (uint64_t)by) : start, -by, count);
    }
    OWN Value last_index = int_sub(t, r->length, fixnum(1));
    OWN Value last = is_empty(last_index) ? EMPTY : item_at(t, r->start, r->step, last_index);
    OWN Value back = is_empty(last) ? EMPTY : int_negative(t, r->step);
    return is_empty(back) ? EMPTY : long_iterator(t, last, back, r->length);
}

METHOD0(range, __reduce__)
{
    Range *r = as_range(self);
    OWN Value args = tuple_pack(t, 3, r->start, r->stop, r->step);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(&range_type), args);
}

/** range(stop) -> range object
range(start, stop[, step]) -> range object

Return an object that produces a sequence of integers from start (inclusive)
to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.
start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.
These are exactly the valid indices for a list of 4 elements.
When step is given, it specifies the increment (or decrement). */
NEW(range, "(start, stop=?, step=?, /)")
{
    return is_empty(a->stop) ? range_new(t, fixnum(0), a->start, EMPTY) : range_new(t, a->start, a->stop, a->step);
}

/* Of fixnums. */
static Value range_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs)
{
    if (nargs < 1 || nargs > 3)
        return EMPTY;
    for (ssize i = 0; i < nargs; i++)
        if (!is_fixnum(args[i]))
            return EMPTY;
    Value step = nargs == 3 ? args[2] : fixnum(1);
    return same(step, fixnum(0)) ? EMPTY : make_take(t, nargs == 1 ? fixnum(0) : args[0], args[nargs > 1], step);
}

static const MemberDef range_members[] = {
    {"start", MEMBER_OBJECT, false, offsetof(Range, start), NULL},
    {"stop", MEMBER_OBJECT, false, offsetof(Range, stop), NULL},
    {"step", MEMBER_OBJECT, false, offsetof(Range, step), NULL},
    {0},
};

Type range_type = {
    TYPE_HEAD("range", Range),
    .doc = range_new_doc,
    .flags = TYPE_IS_SEQUENCE,
    .methods = range_methods, .members = range_members,
    .dealloc = range_dealloc, .traverse = range_traverse,
    .new_ = range_new_slot, .construct = range_construct, .new_signature = &range_new_signature,
    .repr = range_repr, .hash = range_hash, .compare = range_compare, .iter = range_iter, .truth = range_truth,
    .len = range_len, .getitem = range_getitem, .item = range_item, .contains = range_contains,
};
