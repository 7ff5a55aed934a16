/* function.h: functions and methods that extension modules define by PyMethodDefs. */
#ifndef KRAIT_CAPI_FUNCTION_H
#define KRAIT_CAPI_FUNCTION_H

#include "capi/convert.h"
#include "object/method.h"

/* The row of ours for a PyMethodDef, which must live on. `owner` is the type it is a method of, or NULL. The row lives as
 * long as the interpreter. NULL with SystemError for flags that cannot be, or MemoryError. */
const MethodDef *foreign_method(Thread *t, PyMethodDef *def, Type *owner);
/* The PyMethodDef that a row of ours was made from; NULL: it was not. */
PyMethodDef *foreign_method_def(const MethodDef *row);

/* A built-in function; module: its __module__, a str, or EMPTY. */
Value foreign_function_new(Thread *t, PyMethodDef *def, Ref self, Ref module, Type *cls);

/* Text of a docstring after its signature ("name(...)\n--\n\n"), and the signature, malloc'ed or NULL. */
const char *doc_without_signature(const char *name, const char *doc, char **signature);

void foreign_table_free(struct ForeignTable *table);

/* Arguments in the forms that C functions have them. A span of n positional arguments as new references, as PyObject *s. */
typedef struct CArgs {
    PyObject *local[8 + 1], **item;     /* item[-1] may be written to by who is called */
    ssize count;
} CArgs;
bool c_args_init(Thread *t, CArgs *a, const Value *args, ssize n) MUST_CHECK;
void c_args_free(CArgs *a);
/* The dict for the values args[0..) of `names`; EMPTY without an exception when there are none. */
Value keywords_dict(Thread *t, const Value *args, Ref names);

#endif
