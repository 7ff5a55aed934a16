/* type_internal.h: shared by the files that make up classes: type.c, type_create.c, type_attrs.c, slots.c. */
#ifndef KRAIT_OBJECT_TYPE_INTERNAL_H
#define KRAIT_OBJECT_TYPE_INTERNAL_H

#include "object/slots.h"
#include "object/type.h"

/* A flag of static types, beside those of TypeFlag: instances die without __del__, weak references and attributes to see to. */
enum { TYPE_PLAIN_END = 1 << 9 };

Value mro_compute(Thread *t, Type *type);               /* the C3 order of type and type->bases: a tuple */
bool mro_update(Thread *t, Type *type) MUST_CHECK;      /* by the metatype's mro(); of subclasses too */
void type_forget(Thread *t, Type *type);                /* drops cached look-ups of it and its subclasses */
void each_subclass(Thread *t, Type *type, void (*f)(Thread *t, Type *subclass));
bool subclass_add(Thread *t, Type *base, Type *subclass) MUST_CHECK;
void subclass_remove(Type *base, Type *subclass);

/* slots.c */
void slots_inherit(Type *type, const Type *base);       /* copies slots the type does not define */
void slots_fill(Thread *t, Type *type);                 /* all slots of a new class, from its MRO's special methods */
bool slots_add_wrappers(Thread *t, Type *type, Dict *dict) MUST_CHECK;      /* wrapper descriptors for slots filled in C */
const SlotDef *slot_find(Ref name);                     /* NULL: not a special method */
bool slots_update(Thread *t, Type *type, const SlotDef *slot) MUST_CHECK;   /* after a change, in subclasses too */

/* type_new.c: `T.__new__` of a built-in type: a function bound to T that checks its first argument. */
Value new_wrapper_new(Thread *t, Type *type);
Type *new_wrapper_owner(Ref v);                         /* T, or NULL when v is not such a function */
Test contains_by_iteration(Thread *t, Ref container, Ref item);     /* protocol_container.c */

/* Types of extension modules, whose functions are capi/'s. A class that inherits from one shares its CapiType. */
typedef struct CapiType CapiType;
ALWAYS_INLINE bool type_is_foreign(const Type *type) { return type->capi && (!type->base || type->base->capi != type->capi); }
void capi_slots_restore(Thread *t, Type *type);         /* after slots_fill(): what no special method stands for, and what still does */
void capi_type_traverse(Type *type, Visitor *visitor);
void capi_type_clear(Type *type);
void capi_type_free(Type *type);
/* owner->new_(t, cls, ...), by which owner's own C function is meant though cls may have another one. */
Value capi_new_call(Thread *t, Type *owner, Type *cls, const Value *args, ssize nargs, Ref names);

/* type_create.c */
/* The class itself, without __set_name__ and __init_subclass__; base: of best_base(). */
Value type_build(Thread *t, Type *meta, Ref name, Ref bases, Type *base, Ref dict);
Type *solid_base(Type *type);                           /* the class that decides the C layout */
Type *best_base(Thread *t, Tuple *bases);               /* NULL with TypeError "multiple bases have instance lay-out conflict" */
void type_dealloc(Object *o);

#endif
