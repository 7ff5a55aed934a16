/* function.h: Python functions. */
#ifndef KRAIT_OBJECT_FUNCTION_H
#define KRAIT_OBJECT_FUNCTION_H

#include "object/code.h"
#include "object/dict.h"
#include "object/tuple.h"

typedef struct Function {
    Object head;
    Code *code;                     /* owned, as all that follow */
    Dict *globals, *builtins;
    Tuple *closure;                 /* NULL when code->free_count is 0 */
    Value defaults;                 /* tuple or EMPTY */
    Value keyword_defaults;         /* dict or EMPTY */
    Value annotations;              /* dict or EMPTY (made when asked for) */
    Value name, qualname, module, doc, dict, type_params;     /* dict: EMPTY until used; module: EMPTY means from globals['__name__'] */
} Function;
ALWAYS_INLINE Function *as_function(Ref v) { return (Function *)object_of(v); }
Value function_new(Thread *t, Ref code, Ref globals);       /* closure set by the caller */
Dict *globals_builtins(Thread *t, Dict *globals);              /* the built-in names code with these globals sees; borrowed */
/* The function's call slot lives in vm/call.c: */
Value function_call(Thread *t, Ref function, const Value *args, ssize nargs, Ref names);
/* The same for a function that takes just self and the arguments (exact_args). */
Value function_call_method(Thread *t, Function *f, Ref self, const Value *args, ssize nargs);

#endif
