/* iterator.h: what iterators of built-in types have in common. */
#ifndef KRAIT_OBJECT_ITERATOR_H
#define KRAIT_OBJECT_ITERATOR_H

#include "object/error.h"
#include "object/protocol.h"

/* The `iter` slot of iterators. */
Value iter_self(Thread *t, Ref self);
/* The built-in called `name` (NAME(iter), NAME(reversed), NAME(getattr) ...), for __reduce__. */
Value get_builtin(Thread *t, Ref name);
/* __reduce__ of an iterator by position: (iter or reversed, (container,), index); for an exhausted one, container EMPTY:
 * (iter, (exhausted,)). */
Value iterator_reduce(Thread *t, Ref function_name, Ref container, ssize index, Ref exhausted);

/* The two members that the next item of dict.items(), enumerate() or zip() of two would have, without making the tuple: for loops
 * that take it apart at once. Exact types only; PAIR_NOT: it gives no pairs. *a and *b are owned. */
typedef enum { PAIR_ERROR, PAIR_END, PAIR_FOUND, PAIR_NOT } PairStep;
extern Type enumerate_type, zip_type;
PairStep dict_item_step_pair(Thread *t, Ref self, Value *a, Value *b);
PairStep enumerate_step_pair(Thread *t, Ref self, Value *a, Value *b);
PairStep zip_step_pair(Thread *t, Ref self, Value *a, Value *b);

/* After a next slot gave EMPTY. */
ALWAYS_INLINE PairStep pair_end(Thread *t)
{
    return is_raised(t) && !raised_catch(t, &exc_StopIteration) ? PAIR_ERROR : PAIR_END;
}

#endif
