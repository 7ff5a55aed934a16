/* protocol.h: the operations of Python on any value, by slots: what `operator`, the interpreter's slow paths and C code
 * use. Results owned; all may raise and run Python code.
 */
#ifndef KRAIT_OBJECT_PROTOCOL_H
#define KRAIT_OBJECT_PROTOCOL_H

#include "object/call.h"
#include "object/error.h"

/* Attributes (attr.c). `name` is a str; interned names are fastest. */
Value get_attr(Thread *t, Ref v, Ref name);
Lookup find_attr(Thread *t, Ref v, Ref name, Value *value);              /* AttributeError becomes MISSING, cheaply */
bool set_attr(Thread *t, Ref v, Ref name, Ref value) MUST_CHECK;         /* value EMPTY: delete */
Value object_generic_getattr(Thread *t, Ref v, Ref name);               /* the default getattr slot */
Lookup object_generic_find(Thread *t, Ref v, Ref name, Value *value);   /* same, MISSING instead of AttributeError */
bool object_generic_setattr(Thread *t, Ref v, Ref name, Ref value) MUST_CHECK;
/* For a call v.name(...): FOUND with *method owned; *unbound true when v is to be passed first (no bound method made). */
Lookup find_method(Thread *t, Ref v, Ref name, Value *method, bool *unbound);
/* super() with its implicit arguments; and super().name for a call: FOUND with the function (owned) and the object to pass first
 * (owned) when no binding is needed. */
Value super_implicit(Thread *t);
Lookup super_find_method(Thread *t, Ref super, Ref name, Value *method, Value *object);
Value get_attr_text(Thread *t, Ref v, const char *name);                /* interns; for rare paths */

/* Text and identity */
Value repr(Thread *t, Ref v);                   /* a str */
Value to_str(Thread *t, Ref v);                 /* str(v) */
Value ascii(Thread *t, Ref v);
Value format_value(Thread *t, Ref v, Ref spec); /* format(v, spec); spec EMPTY or a str */
bool hash_of(Thread *t, Ref v, int64_t *hash) MUST_CHECK;      /* fast for fixnum, flonum, str */
bool hash_unhashable(Thread *t, Ref v, int64_t *hash);          /* the slot of unhashable types: TypeError */
int64_t hash_pointer(Ref v);                                      /* of the address: the default hash */
/* Marks that v's repr is running, for '[...]': FOUND when it already is; MISSING: go on and call repr_leave. */
Lookup repr_enter(Thread *t, Ref v);
void repr_leave(Thread *t, Ref v);

/* Comparison and truth */
Value compare(Thread *t, Ref a, Ref b, CompareOp op);
Test test(Thread *t, Ref v);                                    /* truth */
Test equal(Thread *t, Ref a, Ref b);                            /* identical or a == b */
Test compare_test(Thread *t, Ref a, Ref b, CompareOp op);
Test contains(Thread *t, Ref container, Ref item);
Test is_instance(Thread *t, Ref v, Ref cls);                    /* isinstance(), __instancecheck__ honoured */
Test is_subclass(Thread *t, Ref v, Ref cls);
Test is_instance_plain(Thread *t, Ref v, Ref cls);               /* by MRO and __class__/__bases__ only */
Test is_subclass_plain(Thread *t, Ref v, Ref cls);

/* Containers */
bool length(Thread *t, Ref v, ssize *n) MUST_CHECK;
bool length_hint(Thread *t, Ref v, ssize fallback, ssize *n) MUST_CHECK;  /* PEP 424 */
Value get_item(Thread *t, Ref v, Ref key);
bool set_item(Thread *t, Ref v, Ref key, Ref value) MUST_CHECK; /* value EMPTY: delete */
Value get_index(Thread *t, Ref v, ssize i);
Value iter(Thread *t, Ref v);                                   /* TypeError "'T' object is not iterable" */
Value next(Thread *t, Ref iterator);                            /* EMPTY, nothing raised: exhausted */
/* As next(), for an iterator known to be one; the end may also be told by StopIteration. */
ALWAYS_INLINE Value next_or_stop(Thread *t, Ref iterator)
{
    return c_stack_left(t) ? type_of(iterator)->next(t, iterator) : raise_recursion(t, "");
}
/* Steps an iterator: FOUND with an owned item, MISSING at the end, ERROR. */
Lookup step(Thread *t, Ref iterator, Value *item);
bool is_iterator(Ref v);
Value to_list(Thread *t, Ref iterable);                         /* a new list */
Value to_tuple(Thread *t, Ref iterable);                        /* the tuple itself if it is exactly one */

/* Numbers */
typedef enum {
    OP_ADD, OP_SUB, OP_MUL, OP_TRUEDIV, OP_FLOORDIV, OP_MOD, OP_POW, OP_LSHIFT, OP_RSHIFT, OP_AND, OP_OR, OP_XOR, OP_MATMUL,
    OP_DIVMOD, BINARY_OPS
} BinaryOp;
Value binary_op(Thread *t, BinaryOp op, Ref a, Ref b);
Value inplace_op(Thread *t, BinaryOp op, Ref a, Ref b);
BinarySlot inplace_slot(const Type *type, BinaryOp op);         /* what `a OP= b` asks first; NULL: none (** has one of another type) */
/* What comes of it when a's own method, which is the first to be asked, has returned NotImplemented; b is not derived from it. */
Value binary_op_refused(Thread *t, BinaryOp op, Ref a, Ref b, bool inplace);
Value compare_refused(Thread *t, CompareOp op, Ref a, Ref b);
Value power(Thread *t, Ref a, Ref b, Ref modulus);              /* modulus NONE for two arguments */
Value negative(Thread *t, Ref v);
Value positive(Thread *t, Ref v);
Value invert(Thread *t, Ref v);
Value absolute(Thread *t, Ref v);
Value to_int(Thread *t, Ref v);                                 /* int(v) for numbers: __int__, __index__, __trunc__ */
Value to_index(Thread *t, Ref v);                               /* operator.index: an int */
/* operator.index as a ssize; out of range raises `error` (IndexError, OverflowError), or clamps when error is NULL. */
bool to_ssize(Thread *t, Ref v, Type *error, ssize *n) MUST_CHECK;
bool to_int64(Thread *t, Ref v, int64_t *n) MUST_CHECK;         /* by __index__; OverflowError */
bool to_c_int(Thread *t, Ref v, int *n) MUST_CHECK;
bool to_double(Thread *t, Ref v, double *d) MUST_CHECK;         /* float(v) for numbers: __float__, __index__ */

bool is_callable(Ref v);

/* Interned names used from C: NAME(__init__) is an immortal interned str, static storage; the set is collected at build
 * time by scanning the sources for NAME(...). */
#define NAME(identifier) value_of(&name_##identifier)
#include "gen/names.h"

#endif
