/* call.h: calling Python callables from C. All borrow their arguments, own the result, run Python code. */
#ifndef KRAIT_OBJECT_CALL_H
#define KRAIT_OBJECT_CALL_H

#include "object/state.h"

/* args[0..nargs) positional, then one value for each name in the tuple `names` (EMPTY: none). */
Value call(Thread *t, Ref callable, const Value *args, ssize nargs, Ref names);
Value call0(Thread *t, Ref callable);
Value call1(Thread *t, Ref callable, Ref a);
Value call2(Thread *t, Ref callable, Ref a, Ref b);
Value call3(Thread *t, Ref callable, Ref a, Ref b, Ref c);
/* callable(first, args...) with the rest as in call(). */
Value call_with_first(Thread *t, Ref callable, Ref first, const Value *args, ssize nargs, Ref names);
/* callable(*args, **kwargs): a tuple and a dict (or EMPTY). */
Value call_tuple(Thread *t, Ref callable, Ref args, Ref kwargs);
/* object.name(args...); `name` interned. call_method runs args[0..nargs). */
Value call_method(Thread *t, Ref object, Ref name, const Value *args, ssize nargs);
Value call_method0(Thread *t, Ref object, Ref name);
Value call_method1(Thread *t, Ref object, Ref name, Ref a);
Value call_method2(Thread *t, Ref object, Ref name, Ref a, Ref b);

/* importlib.import_module(name) for C code; owned. Defined by the import system (vm/import.c). */
Value import_module(Thread *t, Ref name);
Value import_attribute(Thread *t, const char *module, const char *attribute);

#endif
