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
    int64_t hash;               /* frozenset's, -1 unknown; set: where pop() looks next */
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
Value set_union(Thread *t, Set *s, Set *other);                 /* new sets */
Value set_intersection(Thread *t, Set *s, Ref iterable);
Value set_symmetric_difference(Thread *t, Set *s, Ref iterable);
bool set_next(Set *s, ssize *position, Ref *key);
void set_clear(Set *s);

extern Type set_iterator_type;

/* set.c for set_methods.c. */
typedef bool (*KeyFunction)(Thread *t, void *context, Ref key, int64_t hash);
Value set_new_of(Thread *t, Type *type);                        /* an empty set of the type, or of a subclass */
Value set_copy_as(Thread *t, Type *type, Set *s);
Lookup set_find_hash(Thread *t, Set *s, Ref key, int64_t hash);
bool set_add_hash(Thread *t, Set *s, Ref key, int64_t hash) MUST_CHECK;
bool set_pop(Set *s, Value *key);                               /* false when empty */
/* Takes over the keys of `other`, which becomes empty. */
void set_swap(Set *s, Set *other);
/* Calls f for the keys of a set or dict, with their hashes, or for the items of any iterable. */
bool set_each_key(Thread *t, Ref iterable, KeyFunction f, void *context) MUST_CHECK;
Value set_difference(Thread *t, Set *s, Ref iterable);          /* of s's base type */
Test set_is_subset(Thread *t, Set *a, Set *b);
Test set_is_disjoint(Thread *t, Set *a, Ref iterable);
void set_dealloc(Object *o);
void set_traverse(Object *o, Visitor *visitor);
/* set_type or frozenset_type, whichever the set is an instance of. */
ALWAYS_INLINE Type *set_base_type(const Set *s) { return s->head.type->flags & TYPE_IS_FROZENSET ? &frozenset_type : &set_type; }

#endif
