/* set.h: set and frozenset. */
#ifndef KRAIT_OBJECT_SET_H
#define KRAIT_OBJECT_SET_H

#include "object/protocol.h"

typedef struct SetEntry { Value key; int64_t hash; } SetEntry;
typedef struct Set {
    Object head;
    ssize used, filled;         /* live keys; live plus deleted slots */
    ssize mask;                 /* slots - 1 */
    SetEntry *entry;            /* open addressing; points at `small` until it grows */
    uint32_t generation;
    int64_t hash;               /* frozenset's, -1 unknown */
    SetEntry small[8];
} Set;
ALWAYS_INLINE Set *as_set(Ref v) { return (Set *)object_of(v); }
ALWAYS_INLINE bool is_any_set(Ref v) { return is_ptr(v) && has_flag(v, TYPE_IS_SET | TYPE_IS_FROZENSET); }
Value set_new(Thread *t);
Value frozenset_from(Thread *t, Ref iterable);
bool set_add(Thread *t, Set *s, Ref key) MUST_CHECK;
Lookup set_contains(Thread *t, Set *s, Ref key);
Lookup set_discard(Thread *t, Set *s, Ref key);
bool set_update(Thread *t, Set *s, Ref iterable) MUST_CHECK;
/* The operations of the methods, with any iterable. */
bool set_difference_update(Thread *t, Set *s, Ref iterable) MUST_CHECK;
bool set_symmetric_difference_update(Thread *t, Set *s, Ref iterable) MUST_CHECK;
Value set_intersection(Thread *t, Set *s, Ref iterable);        /* a new set */
bool set_next(Set *s, ssize *position, Ref *key);
void set_clear(Set *s);

#endif
