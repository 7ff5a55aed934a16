/* frame.c: frame objects: what sys._getframe, tracebacks and trace functions show of an activation record
 * (Reference 3.2 "Frame objects"). A frame object looks at its Frame while that runs or is suspended, and owns the registers
 * afterwards. */
#include "vm/vm.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/int.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/vm/frame.h"

static FrameObject *as_frame(Ref v) { return (FrameObject *)object_of(v); }

ssize frame_instr(const Frame *f) { return f->pc - f->code->instr - 1; }
int frame_line(const Frame *f)    { return code_line(f->code, frame_instr(f)); }

FrameObject *frame_object(Thread *t, Frame *f)
{
    if (f->object)
        return f->object;
    FrameObject *o = object_new_zeroed(t, &frame_type, sizeof *o);
    if (!o)
        return NULL;
    o->frame = f;
    o->code = (Code *)object_of(retain_object(f->code));
    o->globals = (Dict *)object_of(retain_object(f->globals));
    o->builtins = (Dict *)object_of(retain_object(f->builtins));
    o->func = retain_object(f->func);
    o->locals = retain(f->locals);
    o->trace_lines = true;
    f->flags |= FRAME_OBJECT;
    return f->object = o;
}

void frame_trace_from_here(FrameObject *o)
{
    if (!o->frame)
        return;
    o->traced_instr = (int32_t)frame_instr(o->frame);
    o->traced_line = frame_line(o->frame);
}

/* Takes the registers over, unless nobody else holds the object. */
void frame_detach(Thread *t, Frame *f)
{
    FrameObject *o = f->object;

    o->instr = (int32_t)frame_instr(f);
    o->frame = NULL;
    f->object = NULL;
    f->flags &= (uint8_t)~FRAME_OBJECT;
    if (o->head.refcount > 1) {
        if (f->previous && f->previous->object)
            o->back = retain_object(f->previous->object);
        else if (f->previous && !(f->flags & FRAME_GENERATOR)) {
            Value raised = raised_take(t);
            FrameObject *back = frame_object(t, f->previous);
            if (back)
                o->back = retain_object(back);
            else
                raised_clear(t);
            t->raised = raised;
        }
        ssize n = f->code->local_count;
        o->reg = n ? mem_alloc_array(t, n, sizeof *o->reg) : NULL;
        if (o->reg) {
            for (ssize i = 0; i < n; i++)
                o->reg[i] = take(&f->regs[i]);
            o->reg_count = n;
        }
    }
    DROP(o);
}

static Value *registers(FrameObject *o)
{
    return o->frame ? o->frame->regs : o->reg_count == (ssize)o->code->local_count ? o->reg : NULL;
}

/* The value of a local as Python sees it: through its cell if it has one. */
static Ref local_value(const Code *c, Value *regs, uint32_t i)
{
    Ref v = regs[i];
    if (c->local_kinds[i] == LOCAL_CELL && !is_empty(v) && is_exact(v, &cell_type))
        return as_cell(v)->value;
    return v;
}

static bool put(Thread *t, Dict *d, Ref name, Ref value)
{
    if (!is_empty(value))
        return dict_set(t, d, name, value);
    return dict_delete(t, d, name) != ERROR;
}

/* Fills d with the current values of locals and free variables; removes the unbound. */
static bool snapshot(Thread *t, Code *c, Value *regs, Function *func, Dict *d)
{
    for (uint32_t i = 0; regs && i < c->local_count; i++)
        if (str_at(as_str(c->local_names[i]), 0) != '.' && !put(t, d, c->local_names[i], local_value(c, regs, i)))
            return false;
    if (!func || !func->closure || !(c->flags & CODE_OPTIMIZED))
        return true;
    for (uint32_t i = 0; i < c->free_count; i++)
        if (!put(t, d, c->free_names[i], as_cell(func->closure->item[i])->value))
            return false;
    return true;
}

/* 3.2's rule: one dict per frame, updated at each call of locals(). */
Value frame_locals(Thread *t, Frame *f)
{
    if (!is_empty(f->locals))
        return retain(f->locals);
    FrameObject *o = frame_object(t, f);
    if (!o)
        return EMPTY;
    if (is_empty(o->locals) && is_empty(o->locals = dict_new(t)))
        return EMPTY;
    OWN Value d = retain(o->locals);
    return snapshot(t, f->code, f->regs, f->func, as_dict(d)) ? take(&d) : EMPTY;
}

/* ---- attributes ---------------------------------------------------------------------------------------------- */

GETTER(frame, f_code)     { return retain_object(as_frame(self)->code); }
GETTER(frame, f_globals)  { return retain_object(as_frame(self)->globals); }
GETTER(frame, f_builtins) { return retain_object(as_frame(self)->builtins); }
GETTER(frame, f_locals)
{
    FrameObject *o = as_frame(self);
    if (o->frame)
        return frame_locals(t, o->frame);
    if (!is_empty(o->locals) && !(o->code->flags & CODE_OPTIMIZED))
        return retain(o->locals);
    if (is_empty(o->locals) && is_empty(o->locals = dict_new(t)))
        return EMPTY;
    OWN Value d = retain(o->locals);
    Function *func = is_empty(o->func) ? NULL : as_function(o->func);
    if (registers(o) && !snapshot(t, o->code, registers(o), func, as_dict(d)))
        return EMPTY;
    return take(&d);
}
GETTER(frame, f_back)
{
    FrameObject *o = as_frame(self);
    if (!o->frame)
        return is_empty(o->back) ? NONE : retain(o->back);
    Frame *previous = o->frame->previous;
    if (!previous)
        return NONE;
    return retain_object(frame_object(t, previous));
}
GETTER(frame, f_lasti)
{
    FrameObject *o = as_frame(self);
    ssize i = o->frame ? frame_instr(o->frame) : o->instr;
    return fixnum(i < 0 ? -1 : i * (ssize)sizeof(Instr));
}
GETTER(frame, f_lineno)
{
    FrameObject *o = as_frame(self);
    if (o->line_override)
        return fixnum(o->line_override);
    return fixnum(code_line(o->code, o->frame ? frame_instr(o->frame) : o->instr));
}
SETTER(frame, f_lineno)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "cannot delete attribute"), false;
    return jump_prepare(t, as_frame(self), value);
}
GETTER(frame, f_trace) { Ref v = as_frame(self)->trace; return is_empty(v) ? NONE : retain(v); }
SETTER(frame, f_trace)
{
    replace_take(&as_frame(self)->trace, is_empty(value) || is_none(value) ? EMPTY : retain(value));
    frame_trace_from_here(as_frame(self));
    return true;
}
GETTER(frame, f_trace_lines) { return bool_value(as_frame(self)->trace_lines); }
SETTER(frame, f_trace_lines)
{
    if (is_empty(value) || !is_bool(value))
        return raise_type(t, "attribute value type must be bool"), false;
    as_frame(self)->trace_lines = same(value, TRUE_VALUE);
    return true;
}
GETTER(frame, f_trace_opcodes) { return bool_value(as_frame(self)->trace_opcodes); }
SETTER(frame, f_trace_opcodes)
{
    if (is_empty(value) || !is_bool(value))
        return raise_type(t, "attribute value type must be bool"), false;
    as_frame(self)->trace_opcodes = same(value, TRUE_VALUE);
    return true;
}

static bool is_suspended_generator(const FrameObject *o)
{
    if (!o->frame || !(o->frame->flags & FRAME_GENERATOR))
        return false;
    const Generator *g = CONTAINER_OF(o->frame, Generator, frame);
    return g->state == GEN_SUSPENDED || g->state == GEN_CREATED;
}

/** F.clear(): clear most references held by the frame */
METHOD0(frame, clear)
{
    FrameObject *o = as_frame(self);
    if (o->frame) {
        if (!is_suspended_generator(o))
            return raise_runtime(t, "cannot clear an executing frame");
        Generator *g = CONTAINER_OF(o->frame, Generator, frame);
        OWN Value keep = retain_object(g);
        if (g->state == GEN_CREATED) {
            generator_finish(t, g);
            return NONE;
        }
        OWN Value result = call_method0(t, keep, NAME(close));
        return is_empty(result) ? EMPTY : NONE;
    }
    while (o->reg_count)
        release(take(&o->reg[--o->reg_count]));
    replace_take(&o->trace, EMPTY);
    if (o->code->flags & CODE_OPTIMIZED)
        replace_take(&o->locals, EMPTY);
    return NONE;
}

static Value frame_repr(Thread *t, Ref self)
{
    FrameObject *o = as_frame(self);
    int line = code_line(o->code, o->frame ? frame_instr(o->frame) : o->instr);
    return str_format(t, "<frame at %p, file %R, line %d, code %S>", (void *)o, o->code->filename, line, o->code->name);
}

static void frame_traverse(Object *o, Visitor *visitor)
{
    FrameObject *f = (FrameObject *)o;
    visit(visitor, f->back);
    VISIT_OBJECT(visitor, f->globals);
    VISIT_OBJECT(visitor, f->builtins);
    visit(visitor, f->func);
    visit(visitor, f->locals);
    visit(visitor, f->trace);
    for (ssize i = 0; i < f->reg_count; i++)
        visit(visitor, f->reg[i]);
}
static void frame_clear_slot(Object *o)
{
    FrameObject *f = (FrameObject *)o;
    replace_take(&f->back, EMPTY);
    replace_take(&f->locals, EMPTY);
    replace_take(&f->trace, EMPTY);
    while (f->reg_count)
        release(take(&f->reg[--f->reg_count]));
}
static void frame_dealloc(Object *o)
{
    FrameObject *f = (FrameObject *)o;
    frame_clear_slot(o);
    mem_free(f->reg);
    release(f->func);
    DROP(f->code);
    DROP(f->globals);
    DROP(f->builtins);
    object_free(o, sizeof *f);
}

Type frame_type = {
    TYPE_HEAD("frame", FrameObject), .flags = TYPE_GC, .dealloc = frame_dealloc, .traverse = frame_traverse,
    .clear = frame_clear_slot, .repr = frame_repr, .methods = frame_methods, .getset = frame_getset,
};
