/* slots.h: special methods and the type slots they stand for.
 *
 * One table, slot_defs, says which dunder name goes with which slot of struct Type. Down: a built-in type that fills a
 * slot shows it as a wrapper descriptor (`int.__add__`) in its attribute dict. Up: a class that defines the name in
 * Python gets the slot filled with a generic function which looks the method up and calls it.
 */
#ifndef KRAIT_OBJECT_SLOTS_H
#define KRAIT_OBJECT_SLOTS_H

#include "object/method.h"

typedef struct SlotDef {
    const char *name;                   /* "__add__" */
    const void *interned;               /* the same as an interned str */
    uint16_t offset;                    /* of the slot in struct Type */
    /* Calls the slot function `slot` (cast to the slot's type) as Python calls the special method: args exclude self.
     * Checks the argument count; self is known to be an instance of the owner. */
    Value (*wrapper)(Thread *t, Ref self, const Value *args, ssize nargs, Ref names, void *slot);
    void *generic;                      /* what a class defining the name in Python gets in the slot */
    const char *text;                   /* signature for inspect: "($self, value, /)" */
    const char *doc;
} SlotDef;

/* Some of these generic functions: a slot that holds another one is a built-in type's, inherited. */
Value generic_getitem(Thread *t, Ref self, Ref key);
bool generic_setitem(Thread *t, Ref self, Ref key, Ref value);
Test generic_contains(Thread *t, Ref self, Ref item);
Value generic_compare(Thread *t, Ref self, Ref other, CompareOp op);

extern const SlotDef slot_defs[];       /* ends with a NULL name */

/* `owner.__add__` for a slot filled by C: the descriptor, and what binding it to an object gives (builtin_function.c). */
typedef struct WrapperDescriptor { Object head; Type *owner; const SlotDef *slot; void *function; } WrapperDescriptor;
typedef struct MethodWrapper { Object head; Value descriptor, self; } MethodWrapper;
/* __getattr__ of a class that has object.__getattribute__; EMPTY: another class. Borrowed as from type_lookup(). */
Ref getattr_fallback(Thread *t, Type *type);
/* Attributes of classes of this metaclass are found as type finds them, if they are there at all. */
bool meta_getattr_is_plain(Thread *t, Type *meta);
/* What calling one does that belongs to an extension type, when self is of another class (capi/slots.c). */
Value capi_wrapper_call(Thread *t, const WrapperDescriptor *d, Ref self, const Value *args, ssize nargs, Ref names);
Value wrapper_descriptor_new(Thread *t, Type *owner, const SlotDef *slot, void *function);

#endif
