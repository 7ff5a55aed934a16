/* iter.h: the two iterators made by iter(): over a sequence by position, and over the results of a callable. */
#ifndef KRAIT_OBJECT_ITER_H
#define KRAIT_OBJECT_ITER_H

#include "object/protocol.h"

extern Type sequence_iterator_type, callable_iterator_type;

/* Items sequence[0], sequence[1] ... until IndexError. */
Value sequence_iterator_new(Thread *t, Ref sequence);
/* Results of callable() until one equals the sentinel: iter(callable, sentinel). */
Value callable_iterator_new(Thread *t, Ref callable, Ref sentinel);

#endif
