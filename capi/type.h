/* type.h: types that extension modules define, and what the API asks of any type.
 *
 * A type made from a PyType_Spec is a heap type like those of classes in Python, with a CapiType that has the C function of each
 * slot; slots of the Type itself are trampolines (slots.c) which find the C function by the type of their object. Classes that
 * inherit from it share the CapiType: `type->capi` is the one of the class itself just where it is not its base's
 * (type_is_foreign(), object/type_internal.h).
 */
#ifndef KRAIT_CAPI_TYPE_H
#define KRAIT_CAPI_TYPE_H

#include "capi/convert.h"
#include "object/method.h"
#include "object/type_internal.h"

#define SLOT_COUNT (Py_am_send + 1)

struct CapiType {
    Type *owner;
    void *slot[SLOT_COUNT];             /* C functions by Py_..., inherited ones filled in */
    bool own[SLOT_COUNT];               /* those that the spec gave */
    Value module;                       /* of PyType_FromModuleAndSpec(); EMPTY: none */
    ssize vectorcall_offset;            /* of a vectorcallfunc in instances; 0: none. Inherited */
    ssize dict_offset;                  /* of its own dict in instances; 0: none */
    unsigned long flags;                /* of the spec, those that we have no flag for */
    struct ForeignMemberRow *members;   /* rows for the descriptors */
    struct ForeignGetSetRow *getset;
    char *doc;                          /* what Py_tp_doc said */
};

/* "module.Qual.Name"; of types of builtins and __main__ without the module. */
Value type_full_name(Thread *t, Type *type);

/* ---- slots.c ---- */
/* A slot's C function, of the class or the next one up its MRO that has one; NULL: none. */
void *foreign_slot(const Type *type, int id);
/* Sets the Type's slot for a C function of its CapiType, and adds its special methods to the dict. */
bool foreign_slots_install(Thread *t, Type *type) MUST_CHECK;
Value foreign_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names);

/* ---- slot_forward.c ---- */
/* A C function that does what the built-in type's slot does; NULL when the type has no such slot. */
void *forward_slot(const Type *type, int id);

/* ---- member.c ---- */
Value foreign_member_new(Thread *t, Type *type, PyMemberDef *def, struct ForeignMemberRow *row);
Value foreign_getset_new(Thread *t, Type *type, PyGetSetDef *def, struct ForeignGetSetRow *row);
typedef struct ForeignMemberRow { ForeignMember member; PyMemberDef def; } ForeignMemberRow;
typedef struct ForeignGetSetRow { ForeignGetSet getset; const PyGetSetDef *def; } ForeignGetSetRow;

#endif
