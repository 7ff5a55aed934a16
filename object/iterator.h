/* iterator.h: what iterators of built-in types have in common. */
#ifndef KRAIT_OBJECT_ITERATOR_H
#define KRAIT_OBJECT_ITERATOR_H

#include "object/protocol.h"

/* The `iter` slot of iterators. */
Value iter_self(Thread *t, Ref self);
/* The built-in called `name` (NAME(iter), NAME(reversed), NAME(getattr) ...), for __reduce__. */
Value get_builtin(Thread *t, Ref name);
/* __reduce__ of an iterator by position: (iter or reversed, (container,), index); for an exhausted one, container EMPTY:
 * (iter, (exhausted,)). */
Value iterator_reduce(Thread *t, Ref function_name, Ref container, ssize index, Ref exhausted);

#endif
