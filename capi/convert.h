/* convert.h: Values as extension modules see them, and back.
 *
 * C sees PyObject pointers. A heap object passes as its own address: its header is the one compiled into extensions. An
 * int or float that is held in the Value itself passes as a box: an exact int or float object on the heap, which exists at
 * the C API only. On the way back the box becomes the immediate again, so no box ever gets into a container, a register
 * or an attribute of ours: every PyObject * that comes from C goes through from_c() or from_c_take() before it is
 * stored or handed on. NULL is EMPTY. Boxes of -5 to 256 are static. (The fields of extension types may hold boxes.)
 *
 * Ownership: to_c() and to_c_take() give a new reference. lend_to_c() gives a borrowed one, for API functions that lend:
 * objects as they are, whoever holds the Value keeping them alive; boxes go on the thread's list of lent boxes, which live
 * until the innermost call of an extension's function returns (lent_mark(), lent_release() in each trampoline).
 */
#ifndef KRAIT_CAPI_CONVERT_H
#define KRAIT_CAPI_CONVERT_H

#include "capi/state.h"
#include "object/float.h"
#include "object/int.h"

/* A new reference to a box of the immediate v. NULL: MemoryError. */
PyObject *box_new(Thread *t, Ref v);
/* A box on the list of lent ones. NULL: MemoryError. */
PyObject *box_lend(Thread *t, Ref v);

/* New reference; NULL for EMPTY, or with MemoryError. Consumes v. */
ALWAYS_INLINE PyObject *to_c_take(Thread *t, Value v) { return likely(is_ptr(v)) ? (PyObject *)object_of(v) : box_new(t, v); }
/* The same, v being borrowed. */
ALWAYS_INLINE PyObject *to_c(Thread *t, Ref v) { return likely(is_ptr(v)) ? (PyObject *)object_of(retain(v)) : box_new(t, v); }
/* Borrowed from whoever holds v. NULL for EMPTY, or with MemoryError. */
ALWAYS_INLINE PyObject *lend_to_c(Thread *t, Ref v) { return likely(is_ptr(v)) ? (PyObject *)object_of(v) : box_lend(t, v); }

/* The immediate that an exact int or float object stands for, or the object. */
Ref unbox(Object *o);

/* Borrowed from C, which holds o. */
ALWAYS_INLINE Ref from_c(PyObject *o)
{
    Object *object = (Object *)o;
    if (likely(o) && unlikely(object->type == &int_type || object->type == &float_type))
        return unbox(object);
    return value_of(object);
}
/* Owned: consumes C's reference. */
ALWAYS_INLINE Value from_c_take(PyObject *o)
{
    Value v = from_c(o);
    if (unlikely(!is_ptr(v)))
        object_release((Object *)o);
    return v;
}
ALWAYS_INLINE Type *type_from_c(PyTypeObject *type) { return (Type *)type; }
ALWAYS_INLINE PyTypeObject *type_to_c(Type *type)   { return (PyTypeObject *)type; }

/* What functions that return an int give for a bool or a Test of ours: 0 or -1; 0, 1 or -1. */
ALWAYS_INLINE int status_to_c(bool good) { return good ? 0 : -1; }
ALWAYS_INLINE int test_to_c(Test r)      { return r == TEST_ERROR ? -1 : r == TEST_TRUE; }
/* 1, 0, -1; *result is a new reference or NULL. Consumes v, which is only there if FOUND. */
int lookup_to_c_take(Thread *t, Lookup r, Value v, PyObject **result);

/* A wrong argument to an API function: SystemError "bad argument to internal function". For `return bad_call(t), -1;`. */
PyObject *bad_call(Thread *t);
/* NULL for an operand: SystemError "null argument to internal routine", unless what made it NULL has raised. */
PyObject *null_call(Thread *t);
/* For functions that cannot fail: what was raised since raised_take() gave `before` is forgotten, and `before` is put back. */
void raised_restore_take(Thread *t, Value before);
/* A new str for an attribute or key given as UTF-8, interned. */
ALWAYS_INLINE Value name_from_c(Thread *t, const char *name) { return intern_text(t, name); }

/* Calls from us into an extension: what was lent to it is taken back when it returns. */
ALWAYS_INLINE ssize lent_mark(Thread *t) { return t->capi ? t->capi->lent_count : 0; }
void lent_release_slow(Thread *t, ssize mark);
ALWAYS_INLINE void lent_release(Thread *t, ssize mark)
{
    if (t->capi && t->capi->lent_count > mark)
        lent_release_slow(t, mark);
}

/* The result of an extension's function, owned, after checking it against t->raised: NULL must come with an exception,
 * anything else without. `who` names the function in the SystemError; it is only formatted then: who(t, context) or, without a
 * function, a text. */
Value foreign_result_take(Thread *t, PyObject *result, const char *who);
/* The same for functions that return an int, of which `failed` says that it meant an error. True: all is well. */
bool foreign_status(Thread *t, bool failed, const char *who) MUST_CHECK;

/* For calling tp_traverse and m_traverse of extensions: foreign_visit with the address of one of these. `skip` is not visited: the type
 * of an instance, which we visit ourselves and some extensions do as well. */
typedef struct ForeignVisit { Visitor *visitor; const Object *skip; } ForeignVisit;
int foreign_visit(PyObject *child, void *visit);

#endif
