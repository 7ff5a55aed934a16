/* weakref.h: weak references and proxies. The table of them is weakref.c's. */
#ifndef KRAIT_OBJECT_WEAKREF_H
#define KRAIT_OBJECT_WEAKREF_H

#include "object/protocol.h"

/* Also the struct of proxies. An object's weak references form a list, found by a table in the Interp. */
typedef struct Weakref {
    Object head;
    Object *referent;                   /* borrowed; NULL: dead */
    Value callback;                     /* owned; EMPTY: none */
    int64_t hash;                       /* of the referent, -1: not asked yet */
    struct Weakref *previous, *next;    /* of the same referent, the list of weakref.c */
    bool garbage;                       /* during a collection: is being collected itself */
} Weakref;

ALWAYS_INLINE Weakref *as_weakref(Ref v) { return (Weakref *)object_of(v); }

/* weakref.ref(object, callback), and proxies; callback EMPTY or NONE: none (then one is shared). TypeError for objects that
 * cannot be referred to weakly. */
Value weakref_new(Thread *t, Ref object, Ref callback);
Value weakproxy_new(Thread *t, Ref object, Ref callback);
bool is_weakref(Ref v);                 /* a weakref.ref or of a subclass */
/* A new reference to the referent; EMPTY when it is dead, or about to die (queued for destruction: count 0). */
ALWAYS_INLINE Value weakref_get(Ref ref)
{
    Object *o = as_weakref(ref)->referent;
    return o && o->refcount ? retain_object(o) : EMPTY;
}

ssize weakref_count(Ref object);        /* weak references and proxies to it */
Value weakref_list(Thread *t, Ref object);

/* For object_destroy, when interp->weakref_count is not 0: kills o's weak references, then calls their callbacks, newest
 * first. o has a reference during the call. Runs Python code, keeps t->raised as it was. */
void weakrefs_clear(Object *o);
/* The same for all garbage of a collection at once; callbacks of weak references that are garbage themselves are not called. */
void weakrefs_clear_garbage(Object *const *garbage, ssize n);
/* For object_destroy, before a reference with attributes of its own (an instance of a subclass) loses them. */
void weakref_dealloc(Object *o);
void weakref_detach(Object *o);
void weakref_table_free(Interp *interp);        /* at the interpreter's end */

#endif
