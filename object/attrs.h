/* attrs.h: attributes of instances: shapes (hidden classes) and the slots beside them.
 *
 * An instance of a TYPE_ATTRS class contains a struct Attrs at type->attrs_offset (16 for plain classes; after the fixed
 * part of a built-in base; negative: after the items of a variable-size base such as int or tuple). Its shape says which
 * attribute is in which slot; slots below shape->inline_slots lie in the object, the others in extra->overflow.
 * Shapes form a tree: root_shape of the class, one child per attribute added, so objects built alike share a shape, and
 * one comparison `shape == cached shape` tells an inline cache class and slot at once. Deleting an attribute, asking for
 * __dict__, or passing SHAPE_MAX attributes moves the attributes into a real dict (`extra->dict`, shape = the
 * class's dict shape, is_dict true); from then on the dict is the only store.
 *
 * Shape-word invariant: in no other object can the word at offset 16 equal the address of a Shape; so the interpreter may
 * compare it in any heap object without looking at the type first. (Boxed floats keep their double at offset 24.)
 */
#ifndef KRAIT_OBJECT_ATTRS_H
#define KRAIT_OBJECT_ATTRS_H

#include "object/type.h"

#define SHAPE_MAX 1024              /* attributes in slots before an object turns to a dict */
#define INLINE_SLOTS_MAX 30

typedef struct Extra {
    Value dict;                     /* the dict when shape->is_dict, else EMPTY; owned */
    uint32_t capacity;              /* of overflow */
    Value overflow[];
} Extra;

typedef struct Attrs {
    Shape *shape;                   /* counted by the class, not by instances */
    Extra *extra;                   /* NULL until needed */
    Value slot[];                   /* shape->inline_slots of them; EMPTY where unset */
} Attrs;

struct Shape {
    Type *type;                     /* borrowed: the class owns its shapes */
    Shape *parent;
    Value name;                     /* attribute added last, interned; EMPTY in the root */
    uint32_t count;                 /* attributes = slots used */
    uint16_t inline_slots;
    bool is_dict;
    Shape *next;                    /* roots: the class's other roots (older capacities, dict shapes) */
    Shape **children;               /* grown by doubling; searched from the last used */
    uint32_t child_count, child_capacity;
    Value *names;                   /* names by slot, built when first searched */
    uint32_t *index;                /* hash index over names for count > 8 */
};

/* Where v's Attrs are, or NULL when its type has none. */
Attrs *attrs_of(Ref v);
ALWAYS_INLINE Attrs *plain_attrs_at(Object *o, ssize offset) { return (Attrs *)((char *)o + offset); }
/* Of an object whose type has some. */
ALWAYS_INLINE Attrs *attrs_in(Object *o)
{
    ssize offset = o->type->attrs_offset;
    return likely(offset > 0) ? plain_attrs_at(o, offset) : attrs_of(value_of(o));
}
/* May the object have attributes? */
ALWAYS_INLINE bool attrs_any(const Attrs *a) { return a->shape->count || a->shape->is_dict; }
/* For plain instances (attrs_offset == 16). */
ALWAYS_INLINE Attrs *plain_attrs(Object *o) { return (Attrs *)(o + 1); }

ALWAYS_INLINE Value *attrs_slot(Attrs *a, uint32_t i)
{
    return i < a->shape->inline_slots ? &a->slot[i] : &a->extra->overflow[i - a->shape->inline_slots];
}

/* Slot of `name` (interned) in the shape, or -1. */
int shape_find(Shape *shape, Ref name);
/* The child shape with `name` added, made when missing; NULL with MemoryError, or is_dict shape when too many. */
Shape *shape_extend(Thread *t, Shape *shape, Ref name);
Shape *shape_root(Thread *t, Type *type);               /* for new instances */
Shape *shape_dict(Thread *t, Type *type, uint16_t inline_slots);    /* of instances whose attributes live in a dict */
void shapes_free(Type *type);                           /* when the class dies */
void shapes_traverse(Type *type, Visitor *visitor);     /* the names they own */

/* Gives all instances of the class new shapes, so that no inline cache of an instance slot matches any more: called when the
 * class gets a data descriptor or its own attribute access, which such caches do not look for. Walks the heap. */
void shapes_retire(Thread *t, Type *type);

/* Instance attributes only (no class, no descriptors). attr_get borrows: EMPTY when missing; ERROR only in dict mode
 * with odd keys. */
Lookup attr_get(Thread *t, Ref v, Ref name, Value *value);             /* *value owned */
bool attr_set(Thread *t, Ref v, Ref name, Ref value) MUST_CHECK;
Lookup attr_delete(Thread *t, Ref v, Ref name);
/* The __dict__ of v, made on demand; owned. */
Value attrs_dict(Thread *t, Ref v);
bool attrs_set_dict(Thread *t, Ref v, Ref dict) MUST_CHECK;

void attrs_init(Attrs *a, Shape *shape);                /* clears inline slots */
void attrs_release(Attrs *a);                           /* at dealloc and clear; leaves it empty */
void attrs_traverse(Attrs *a, Visitor *visitor);

#endif
