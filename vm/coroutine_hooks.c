/* coroutine_hooks.c: what may be told of new coroutines: where they come from (sys.set_coroutine_origin_tracking_depth, shown
 * by cr_origin) and a function that wraps them (sys.set_coroutine_wrapper of Python 3.5 to 3.7). Calls come here only while
 * one of the two is set. */
#include "object/error.h"
#include "object/exception.h"
#include "object/list.h"
#include "object/tuple.h"
#include "vm/vm.h"

/* Tuple of (file name, line, function name) of the frames that call, innermost first. */
static Value find_origin(Thread *t, int64_t depth)
{
    OWN Value rows = list_new(t, 4);
    for (const Frame *f = t->frame; !is_empty(rows) && f && depth > 0; f = f->previous, depth--) {
        OWN Value row = tuple_pack(t, 3, f->code->filename, fixnum(frame_line(f)), f->code->name);
        if (is_empty(row) || !list_append(t, as_list(rows), row))
            return EMPTY;
    }
    return is_empty(rows) ? EMPTY : to_tuple(t, rows);
}

Value coroutine_observed(Thread *t, Value coroutine_take)
{
    OWN Value coroutine = coroutine_take;
    Generator *g = as_generator(coroutine);

    if (!is_empty(t->origin_tracking) && is_empty(g->origin = find_origin(t, fixnum_value(t->origin_tracking))))
        return EMPTY;
    if (is_empty(t->coroutine_wrapper))
        return take(&coroutine);
    OWN Value wrapper = retain(t->coroutine_wrapper);
    if (t->in_coroutine_wrapper)
        return raise_runtime(t, "coroutine wrapper %R attempted to recursively wrap %R", wrapper, g->frame.code);
    t->in_coroutine_wrapper = true;
    Value result = call1(t, wrapper, coroutine);
    t->in_coroutine_wrapper = false;
    return result;
}
