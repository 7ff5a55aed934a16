/* tuple.h: tuple, and struct sequences on top of it (structseq.c). */
#ifndef KRAIT_OBJECT_TUPLE_H
#define KRAIT_OBJECT_TUPLE_H

#include "object/protocol.h"

struct Tuple {
    Object head;
    ssize len;
    Value item[];
};
ALWAYS_INLINE Tuple *as_tuple(Ref v) { return (Tuple *)object_of(v); }
Value tuple_new(Thread *t, ssize len);                          /* items EMPTY: fill before it escapes; len 0 gives the singleton */
Value tuple_from_array(Thread *t, const Value *items, ssize n); /* retains */
Value tuple_from_array_take(Thread *t, Value *items, ssize n);  /* consumes, also on failure */
Value tuple_pack(Thread *t, int n, ...);                        /* of Refs, retains */
Value tuple_slice(Thread *t, Ref v, ssize start, ssize end);
Value tuple_concat(Thread *t, Ref a, Ref b);

/* For iterators that make a tuple a step: the tuple of the step before in *last, if nobody else kept it, with a new
 * reference and its items still in it for the caller to replace; else EMPTY. */
Value tuple_reuse(const Value *last);

/* Are two keys that are not one object equal, as far as can be told without running Python code: strs, and tuples of small ints and
 * strs? TEST_ERROR: it cannot. */
Test key_equal_plain(Ref a, Ref b);

typedef struct TupleIterator { Object head; Value tuple; ssize index; } TupleIterator;
extern Type tuple_iterator_type;

/* Struct sequences (structseq.c): tuple subclasses with named fields (os.stat_result ...). `fields` ends with a NULL name; a
 * field that is reached by position only is named structseq_unnamed. A StructDesc is static. */
extern const char structseq_unnamed[];
typedef struct StructField { const char *name, *doc; } StructField;
typedef struct StructDesc { const char *name, *doc; const StructField *fields; int visible; } StructDesc;
Value structseq_type_new(Thread *t, const StructDesc *desc);    /* the class, owned */
Value structseq_new(Thread *t, Ref cls);                        /* an instance, items EMPTY, including the invisible ones */
void structseq_set_take(Ref s, ssize i, Value v);

#endif
