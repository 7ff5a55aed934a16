/* range.h: range and slice. */
#ifndef KRAIT_OBJECT_RANGE_H
#define KRAIT_OBJECT_RANGE_H

#include "object/protocol.h"

typedef struct Range { Object head; Value start, stop, step, length; } Range;     /* ints of any size, owned */
/* The iterator used when start, stop and step fit: the interpreter steps it inline. */
typedef struct RangeIterator { Object head; uint64_t unused_; /* 0: `next` must not lie on the shape word (attrs.h) */ int64_t next, step; uint64_t remaining; } RangeIterator;
extern Type range_iterator_type, long_range_iterator_type;
Value range_new(Thread *t, Ref start, Ref stop, Ref step);                       /* by __index__; step EMPTY: 1 */

typedef struct Slice { Object head; Value start, stop, step; } Slice;             /* any objects; NONE when absent */
ALWAYS_INLINE Slice *as_slice(Ref v) { return (Slice *)object_of(v); }
Value slice_new(Thread *t, Ref start, Ref stop, Ref step);                        /* EMPTY parts become None */
/* Bounds for a sequence of `len`: *count is the number of items. ValueError for step 0. Runs __index__: take len after? No:
 * slice_unpack first (runs code), then slice_adjust with the length read afterwards. */
bool slice_unpack(Thread *t, Slice *s, ssize *start, ssize *stop, ssize *step) MUST_CHECK;
ssize slice_adjust(ssize len, ssize *start, ssize *stop, ssize step);
/* The same for a length of any size, as ints: start, stop and step owned. */
bool slice_int_bounds(Thread *t, Slice *s, Ref len, Value *start, Value *stop, Value *step) MUST_CHECK;

#endif
