/* slice.c: slice objects, and the bounds they stand for in a sequence (manual: Data model, "Slice objects").
 *
 * A slice is three arbitrary objects; they mean something only when a sequence asks. slice_unpack clamps indexes to what a
 * sequence in memory can have; slice_int_bounds keeps ints of any size, for range and slice.indices. */
#include "object/int.h"
#include "object/method.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/slice.h"

Value slice_new(Thread *t, Ref start, Ref stop, Ref step)
{
    Slice *s = object_new(t, &slice_type, sizeof(Slice));
    if (!s)
        return EMPTY;
    s->start = is_empty(start) ? NONE : retain(start);
    s->stop = is_empty(stop) ? NONE : retain(stop);
    s->step = is_empty(step) ? NONE : retain(step);
    return value_of(s);
}

static void slice_dealloc(Object *o)
{
    Slice *s = (Slice *)o;
    release(s->start);
    release(s->stop);
    release(s->step);
    object_free(o, sizeof(Slice));
}

static void slice_traverse(Object *o, Visitor *visitor)
{
    Slice *s = (Slice *)o;
    visit(visitor, s->start);
    visit(visitor, s->stop);
    visit(visitor, s->step);
}

/* ---- Bounds ---- */

static bool check_index(Thread *t, Ref v)
{
    if (type_of(v)->index)
        return true;
    return raise_type(t, "slice indices must be integers or None or have an __index__ method"), false;
}

static bool unpack_part(Thread *t, Ref v, ssize absent, ssize *out)
{
    if (likely(is_fixnum(v))) {
        *out = fixnum_value(v);
        return true;
    }
    if (is_none(v)) {
        *out = absent;
        return true;
    }
    OWN Value part = retain(v);             /* __index__ may drop the slice */
    return check_index(t, part) && to_ssize(t, part, NULL, out);
}

bool slice_unpack(Thread *t, Slice *s, ssize *start, ssize *stop, ssize *step)
{
    if (!unpack_part(t, s->step, 1, step))
        return false;
    if (*step == 0)
        return raise_value(t, "slice step cannot be zero"), false;
    *step = MAX(*step, -SSIZE_MAX_);        /* so that it can be negated */
    return unpack_part(t, s->start, *step < 0 ? SSIZE_MAX_ : 0, start) &&
           unpack_part(t, s->stop, *step < 0 ? SSIZE_MIN_ : SSIZE_MAX_, stop);
}

/* A bound as a position: from the end when negative, not outside [low, high]. */
ALWAYS_INLINE ssize adjust_bound(ssize i, ssize len, ssize low, ssize high)
{
    if (i < 0)
        i += len;
    return i < low ? low : i > high ? high : i;
}

ssize slice_adjust(ssize len, ssize *start, ssize *stop, ssize step)
{
    ssize low = step < 0 ? -1 : 0, high = step < 0 ? len - 1 : len;
    *start = adjust_bound(*start, len, low, high);
    *stop = adjust_bound(*stop, len, low, high);
    if (step < 0)
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

static Value int_bound(Thread *t, Ref v, Ref len, Ref low, Ref high, Ref absent)
{
    if (is_none(v))
        return retain(absent);
    OWN Value part = retain(v);
    OWN Value i = check_index(t, part) ? to_index(t, part) : EMPTY;
    if (is_empty(i))
        return EMPTY;
    if (int_sign(i) < 0) {
        Value from_end = int_add(t, i, len);
        if (is_empty(from_end))
            return EMPTY;
        replace_take(&i, from_end);
    }
    return int_compare(i, low) < 0 ? retain(low) : int_compare(i, high) > 0 ? retain(high) : take(&i);
}

bool slice_int_bounds(Thread *t, Slice *s, Ref len, Value *start, Value *stop, Value *step)
{
    OWN Value slice = retain_object(s);
    OWN Value by = is_none(s->step) ? fixnum(1) : check_index(t, s->step) ? to_index(t, s->step) : EMPTY;
    if (is_empty(by))
        return false;
    int sign = int_sign(by);
    if (sign == 0)
        return raise_value(t, "slice step cannot be zero"), false;
    OWN Value low = fixnum(sign < 0 ? -1 : 0);
    OWN Value high = sign < 0 ? int_sub(t, len, fixnum(1)) : retain(len);
    if (is_empty(high))
        return false;
    OWN Value from = int_bound(t, s->start, len, low, high, sign < 0 ? high : low);
    if (is_empty(from))
        return false;
    *stop = int_bound(t, s->stop, len, low, high, sign < 0 ? low : high);
    if (is_empty(*stop))
        return false;
    *start = take(&from);
    *step = take(&by);
    return true;
}

/* ---- Slots and methods ---- */

static Value slice_repr(Thread *t, Ref self)
{
    Slice *s = as_slice(self);
    return str_format(t, "slice(%R, %R, %R)", s->start, s->stop, s->step);
}

static Value slice_compare(Thread *t, Ref a, Ref b, CompareOp op)
{
    if (!is_exact(a, &slice_type) || !is_exact(b, &slice_type))
        return NOT_IMPLEMENTED;
    if (same(a, b))
        return bool_value(op == CMP_EQ || op == CMP_LE || op == CMP_GE);
    OWN Value left = tuple_pack(t, 3, as_slice(a)->start, as_slice(a)->stop, as_slice(a)->step);
    OWN Value right = is_empty(left) ? EMPTY : tuple_pack(t, 3, as_slice(b)->start, as_slice(b)->stop, as_slice(b)->step);
    return is_empty(right) ? EMPTY : compare(t, left, right, op);
}

/** S.indices(len) -> (start, stop, stride)

Assuming a sequence of length len, calculate the start and stop
indices, and the stride length of the extended slice described by
S. Out of bounds indices are clipped in a manner consistent with the
handling of normal slices. */
METHOD1(slice, indices, len)
{
    OWN Value n = to_index(t, len);
    if (is_empty(n))
        return EMPTY;
    if (int_sign(n) < 0)
        return raise_value(t, "length should not be negative");
    Value part[3];
    if (!slice_int_bounds(t, as_slice(self), n, &part[0], &part[1], &part[2]))
        return EMPTY;
    return tuple_from_array_take(t, part, 3);
}

METHOD0(slice, __reduce__)
{
    Slice *s = as_slice(self);
    OWN Value args = tuple_pack(t, 3, s->start, s->stop, s->step);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(&slice_type), args);
}

/** slice(stop)
slice(start, stop[, step])

Create a slice object.  This is used for extended slicing (e.g. a[0:10:2]). */
NEW(slice, "(start, stop=?, step=?, /)")
{
    return is_empty(a->stop) ? slice_new(t, EMPTY, a->start, EMPTY) : slice_new(t, a->start, a->stop, a->step);
}

static const MemberDef slice_members[] = {
    {"start", MEMBER_OBJECT, false, offsetof(Slice, start), NULL},
    {"stop", MEMBER_OBJECT, false, offsetof(Slice, stop), NULL},
    {"step", MEMBER_OBJECT, false, offsetof(Slice, step), NULL},
    {0},
};

Type slice_type = {
    TYPE_HEAD("slice", Slice),
    .doc = slice_new_doc,
    .flags = TYPE_GC,
    .methods = slice_methods, .members = slice_members,
    .dealloc = slice_dealloc, .traverse = slice_traverse,
    .new_ = slice_new_slot, .new_signature = &slice_new_signature,
    .repr = slice_repr, .hash = hash_unhashable, .compare = slice_compare,
};
