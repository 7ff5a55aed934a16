/* module.h: module objects, and modules written in C (ModuleDef, method.h). */
#ifndef KRAIT_OBJECT_MODULE_H
#define KRAIT_OBJECT_MODULE_H

#include "object/dict.h"
#include "object/method.h"

typedef struct Module Module;
/* What an extension module has beside its dict, in a larger struct of capi/module.c. */
typedef struct ForeignModule {
    void (*traverse)(Module *m, Visitor *visitor);
    void (*clear)(Module *m);
    void (*free)(Module *m);            /* before the dict goes */
} ForeignModule;
struct Module {
    Object head;
    Dict *dict;                 /* owned; NULL only before __init__ of a module made by __new__ alone; never replaced */
    const ModuleDef *def;       /* NULL for modules written in Python */
    void *state;                /* of def: borrowed from the interpreter, which has one per def */
    ForeignModule *foreign;     /* of the C API; else NULL */
};

ALWAYS_INLINE bool is_module(Ref v) { return is_ptr(v) && type_is_subtype(object_of(v)->type, &module_type); }
/* A module with __name__, __doc__, __package__, __loader__, __spec__; the name interned. */
Value module_new(Thread *t, Ref name);
ALWAYS_INLINE Dict *module_dict(Ref module) { return ((Module *)object_of(module))->dict; }
ALWAYS_INLINE void *module_state(Thread *t UNUSED, Ref module) { return ((Module *)object_of(module))->state; }
/* The state of a C module without the module at hand (methods of its types): made zeroed when first asked for, one per
 * interpreter, alive until the interpreter ends. NULL with MemoryError. */
void *module_def_state(Thread *t, const ModuleDef *def);

/* Makes the module, adds its functions, runs exec. */
Value module_from_def(Thread *t, const ModuleDef *def);
const ModuleDef *module_def_find(const char *name);             /* in the registry; NULL: not built in */

/* For exec: bind names in the module. */
bool module_add(Thread *t, Ref module, const char *name, Ref value) MUST_CHECK;
bool module_add_take(Thread *t, Ref module, const char *name, Value value) MUST_CHECK;  /* false if value is EMPTY */
bool module_add_int(Thread *t, Ref module, const char *name, int64_t value) MUST_CHECK;
bool module_add_text(Thread *t, Ref module, const char *name, const char *value) MUST_CHECK;
bool module_add_type(Thread *t, Ref module, Type *type) MUST_CHECK;     /* makes it ready; by the last part of its name */

void module_states_free(Interp *interp);        /* at the interpreter's end: state_clear of each, then frees */

#endif
