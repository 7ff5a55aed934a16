/* unwind.c: tracebacks and the search for exception handlers (Reference 4.3; 3.2 "Traceback objects"). */
#include "vm/vm.h"

#include "object/error.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "gen/vm/unwind.h"

/* Innermost first: the compiler orders the table so. */
const Handler *handler_find(const Code *code, uint32_t at)
{
    for (uint32_t i = 0; i < code->handler_count; i++)
        if (at >= code->handlers[i].start && at < code->handlers[i].end)
            return &code->handlers[i];
    return NULL;
}

Value traceback_new(Thread *t, Ref next, FrameObject *frame, int32_t instr, int32_t line)
{
    Traceback *tb = object_new(t, &traceback_type, sizeof *tb);
    if (!tb)
        return EMPTY;
    tb->next = retain(next);
    tb->frame = retain_object(frame);
    tb->instr = instr;
    tb->line = line;
    return value_of(tb);
}

void traceback_add(Thread *t, Frame *f)
{
    Value raised = raised_take(t);
    FrameObject *frame = frame_object(t, f);
    Value tb = frame ? traceback_new(t, as_exception(raised)->traceback, frame, (int32_t)frame_instr(f), frame_line(f)) : EMPTY;

    if (is_empty(tb)) {
        release(raised);                    /* MemoryError takes its place */
        return;
    }
    replace_take(&as_exception(raised)->traceback, tb);
    t->raised = raised;
}

static Traceback *as_traceback(Ref v) { return (Traceback *)object_of(v); }

static void traceback_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Traceback *)o)->next);
    visit(visitor, ((Traceback *)o)->frame);
}
static void traceback_clear(Object *o)
{
    replace_take(&((Traceback *)o)->next, EMPTY);
    replace_take(&((Traceback *)o)->frame, EMPTY);
}
static void traceback_dealloc(Object *o)
{
    release(take(&((Traceback *)o)->next));
    release(take(&((Traceback *)o)->frame));
    object_free(o, sizeof(Traceback));
}
GETTER(traceback, tb_next)
{
    Ref next = as_traceback(self)->next;
    return is_empty(next) ? NONE : retain(next);
}
SETTER(traceback, tb_next)
{
    if (is_empty(value))
        return raise_type(t, "can't delete tb_next attribute"), false;
    if (is_none(value)) {
        replace_take(&as_traceback(self)->next, EMPTY);
        return true;
    }
    if (!is_exact(value, &traceback_type))
        return raise_type(t, "expected traceback object, got '%T'", value), false;
    for (Ref v = value; !is_empty(v); v = as_traceback(v)->next)
        if (same(v, self))
            return raise_value(t, "traceback loop detected"), false;
    replace_take(&as_traceback(self)->next, retain(value));
    return true;
}
GETTER(traceback, tb_frame)  { return retain(as_traceback(self)->frame); }
GETTER(traceback, tb_lineno) { return fixnum(as_traceback(self)->line); }
GETTER(traceback, tb_lasti)  { return fixnum(as_traceback(self)->instr * (int64_t)sizeof(Instr)); }
METHOD0(traceback, __dir__)
{
    OWN Value list = list_new(t, 4);
    static const char *const names[] = {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"};
    for (int i = 0; i < 4 && !is_empty(list); i++)
        if (!list_append_take(t, as_list(list), str_from_text(t, names[i])))
            return EMPTY;
    return take(&list);
}
NEW(traceback, "(tb_next, tb_frame, tb_lasti: int, tb_lineno: int)")
{
    if (!is_none(a->tb_next) && !is_exact(a->tb_next, &traceback_type))
        return raise_type(t, "expected traceback object or None, got '%T'", a->tb_next);
    if (!is_exact(a->tb_frame, &frame_type))
        return raise_type(t, "traceback() argument 'tb_frame' must be frame, not %T", a->tb_frame);
    return traceback_new(t, is_none(a->tb_next) ? EMPTY : a->tb_next, (FrameObject *)object_of(a->tb_frame),
                         a->tb_lasti / (int)sizeof(Instr), a->tb_lineno);
}

Type traceback_type = {
    TYPE_HEAD("traceback", Traceback), .doc = "Create a new traceback object.", .flags = TYPE_GC, .dealloc = traceback_dealloc,
    .traverse = traceback_traverse, .clear = traceback_clear, .new_ = traceback_new_slot,
    .new_signature = &traceback_new_signature, .getset = traceback_getset, .methods = traceback_methods,
};
