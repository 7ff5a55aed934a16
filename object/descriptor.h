/* descriptor.h: the objects that class attributes are: over method tables (builtin_function.c), bound methods (method.c),
 * and property, classmethod, staticmethod (property.c). */
#ifndef KRAIT_OBJECT_DESCRIPTOR_H
#define KRAIT_OBJECT_DESCRIPTOR_H

#include "object/method.h"
#include "object/slots.h"

/* All descriptors over tables start alike. */
typedef struct GetSetDescriptor { Object head; Type *owner; const GetSetDef *def; } GetSetDescriptor;
/* A plain field of instances: `def`, or for __slots__ a Value at `offset` (def NULL). */
typedef struct MemberDescriptor { Object head; Type *owner; const MemberDef *def; Value name; ssize offset; bool readonly; const char *doc; } MemberDescriptor;
/* A read-only field of instances: a Value at `offset`, EMPTY reads as None; name and doc live as long as the type. */
Value field_descriptor_new(Thread *t, Type *owner, Ref name, ssize offset, const char *doc);

typedef struct Property { Object head; Value get, set, delete, doc, name; bool getter_doc; } Property;       /* EMPTY where absent */
ALWAYS_INLINE Property *as_property(Ref v) { return (Property *)object_of(v); }
/* classmethod and staticmethod. */
typedef struct MethodWrap { Object head; Value function; Value dict; } MethodWrap;
Value classmethod_new(Thread *t, Ref function);
Value staticmethod_new(Thread *t, Ref function);

/* Reads or writes the field that a MemberDef says, of an instance known to have it. */
Value member_get(Thread *t, Ref instance, const MemberDef *def);
bool member_set(Thread *t, Ref instance, const MemberDef *def, Ref value) MUST_CHECK;

/* Pickled as getattr(object, name): the pair for __reduce__. */
Value reduce_getattr(Thread *t, Ref object, Ref name);

#endif
