/* object.h: the object header, reference counting, and the singletons.
 *
 * The header is {int64 refcount; Type *type}, the layout stable-ABI extensions have compiled in. Objects with a negative
 * count are immortal: static types, None, True, False, interned names and code constants; they are never written to, so
 * interpreters can share them. 32-bit increments of newer extensions leave such a count negative.
 */
#ifndef KRAIT_OBJECT_OBJECT_H
#define KRAIT_OBJECT_OBJECT_H

#include "object/value.h"

struct Object {
    int64_t refcount;
    Type *type;
};

#define IMMORTAL ((int64_t)0xC000000080000000ull)
#define OBJECT_STATIC(t) {IMMORTAL, (Type *)(t)}

/* Types are declared here so that a type test compares with a link-time constant; type.h has the struct. */
extern Type int_type, float_type;

ALWAYS_INLINE Type *type_of(Ref v)
{
    if (likely(is_ptr(v)))
        return object_of(v)->type;
    return is_fixnum(v) ? &int_type : &float_type;
}
/* EMPTY is of no type. */
ALWAYS_INLINE bool is_exact(Ref v, const Type *type) { return is_ptr(v) && !is_empty(v) && object_of(v)->type == type; }

/* Destroys an object whose count reached zero; may run Python code (__del__, weakref callbacks). */
void object_destroy(Object *o);
/* Bytes of o's block, from its type and items: what object_free() wants. */
size_t object_size(Object *o);

ALWAYS_INLINE void object_retain(Object *o)
{
    if (likely(o->refcount >= 0))
        o->refcount++;
}
ALWAYS_INLINE void object_release(Object *o)
{
    if (likely(o->refcount > 0) && --o->refcount == 0)
        object_destroy(o);
}
/* A new reference to v; EMPTY is allowed. */
ALWAYS_INLINE Value retain(Ref v)
{
    if (is_ptr(v) && !is_empty(v))
        object_retain(object_of(v));
    return v;
}
/* Gives up an owned reference; EMPTY is allowed. May run Python code when it was the last. */
ALWAYS_INLINE void release(Value v)
{
    if (is_ptr(v) && !is_empty(v))
        object_release(object_of(v));
}
/* As value_of(), with a new reference. */
ALWAYS_INLINE Value retain_object(const void *o) { return retain(value_of(o)); }

/* Empties an owned variable and returns what it held: `return take(&v);` hands ownership on. */
ALWAYS_INLINE Value take(Value *slot)
{
    Value v = *slot;
    *slot = EMPTY;
    return v;
}
/* Stores an owned value in an owned place, then gives up what was there (after the store: releasing may run code). */
ALWAYS_INLINE void replace_take(Value *slot, Value v)
{
    Value old = *slot;
    *slot = v;
    release(old);
}
static inline void release_scoped(Value *slot) { release(*slot); }
/* OWN Value v = ...; is released at the end of the scope. */
#define OWN __attribute__((cleanup(release_scoped)))

/* Gives up `o`'s pointer-typed owner: DROP(list) for struct pointers. */
#define DROP(p) release(value_of(p))

/* The singletons. */
extern Object none_object, not_implemented_object, ellipsis_object;
struct Int;
extern struct Int true_object, false_object;
#define NONE_REF        value_of(&none_object)          /* all are immortal, so borrowed and owned alike */
#define NONE            NONE_REF
#define NOT_IMPLEMENTED value_of(&not_implemented_object)
#define ELLIPSIS        value_of(&ellipsis_object)
#define TRUE_VALUE      value_of(&true_object)
#define FALSE_VALUE     value_of(&false_object)
ALWAYS_INLINE Value bool_value(bool b)        { return b ? TRUE_VALUE : FALSE_VALUE; }
ALWAYS_INLINE bool is_none(Ref v)             { return same(v, NONE); }
ALWAYS_INLINE bool is_not_implemented(Ref v)  { return same(v, NOT_IMPLEMENTED); }
ALWAYS_INLINE bool is_bool(Ref v)             { return same(v, TRUE_VALUE) || same(v, FALSE_VALUE); }

/* Outcome of a look-up that may fail: ERROR means an exception is set. */
typedef enum { ERROR = -1, MISSING = 0, FOUND = 1 } Lookup;
/* Outcome of a test that runs Python code. */
typedef enum { TEST_ERROR = -1, TEST_FALSE = 0, TEST_TRUE = 1 } Test;

#endif
