/* sequence.h: what list, tuple and deque share: subscripts, bounds, and the element-wise operations on spans of values; and the operations
 * on whatever counts as a sequence (protocol_container.c). */
#ifndef KRAIT_OBJECT_SEQUENCE_H
#define KRAIT_OBJECT_SEQUENCE_H

#include "object/protocol.h"
#include "object/str.h"

/* The items of a sequence that may change while Python code runs: both pointers are read again after each step. */
typedef struct Span { Value *const *item; const ssize *len; } Span;

/* The subscript `key` as a number (not adjusted for negatives); TypeError "list indices must be integers or slices, not T". */
MUST_CHECK static inline bool sequence_index(Thread *t, Ref key, const char *what, ssize *i)
{
    if (likely(is_fixnum(key))) {
        *i = fixnum_value(key);
        return true;
    }
    if (!type_of(key)->index)
        return raise_type(t, "%s indices must be integers or slices, not %T", what, key), false;
    return to_ssize(t, key, &exc_IndexError, i);
}
/* A slice bound as insert() and index() take it: negative counts from the end, then clamped to [0, len]. */
ALWAYS_INLINE ssize clamp_bound(ssize i, ssize len)
{
    if (i < 0 && (i += len) < 0)
        return 0;
    return MIN(i, len);
}

Value span_repr(Thread *t, Ref self, Span s, const char *open, const char *close, bool tuple_comma);
Test span_contains(Thread *t, Span s, Ref item);
/* The first position of item in [start, end); FOUND, MISSING, ERROR. */
Lookup span_find(Thread *t, Span s, Ref item, ssize start, ssize end, ssize *position);
bool span_count(Thread *t, Span s, Ref item, ssize *count) MUST_CHECK;
Value span_compare(Thread *t, Span a, Span b, CompareOp op);

/* Does v count as a sequence: by position, or a class with __getitem__ which is no dict? */
bool is_sequence(Ref v);
/* a + b, or a += b, of two sequences: TypeError "'T' object can't be concatenated". */
Value sequence_concat(Thread *t, Ref a, Ref b, bool inplace);
Value sequence_repeat(Thread *t, Ref v, ssize count, bool inplace);
/* By iteration: how many items are or equal `item`; the position of the first one that does (FOUND, MISSING, ERROR). */
bool iterable_count(Thread *t, Ref iterable, Ref item, ssize *count) MUST_CHECK;
Lookup iterable_find(Thread *t, Ref iterable, Ref item, ssize *position);

#endif
