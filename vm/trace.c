/* trace.c: the events of trace and profile functions: see trace.h.
 *
 * The trace function set by sys.settrace gets the `call` events; what it returns becomes the frame's f_trace, which gets `line`,
 * `return` and `exception`. The profile function gets `call`, `return`, `c_call`, `c_return` and `c_exception` of all frames.
 * While one of them runs neither is called. One that raises is switched off, and its exception goes on.
 */
#include "vm/trace.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/opcodes.h"

/* ---- on and off ---- */

/* Is there somebody to tell? */
static bool has_function(const Thread *t)
{
    return !t->tracing && (!is_empty(t->trace_function) || !is_empty(t->profile_function));
}

static void update_interrupt(Thread *t)
{
    bool on = has_function(t) || heap_watched(t->heap);
    if (on)
        __atomic_fetch_or(&t->interrupt, INTERRUPT_TRACE, __ATOMIC_RELAXED);
    else
        __atomic_fetch_and(&t->interrupt, ~(uint32_t)INTERRUPT_TRACE, __ATOMIC_RELAXED);
}

/* What runs hands over to the other loop when it is returned to. */
static void flag_frames(Thread *t)
{
    for (Frame *f = t->frame; f; f = f->previous)
        f->flags |= FRAME_TRACED;
}

static void set_function(Thread *t, Value *slot, Ref function)
{
    bool first = is_empty(t->trace_function) && is_empty(t->profile_function);

    replace_take(slot, is_none(function) ? EMPTY : retain(function));
    if (first && !is_none(function))
        flag_frames(t);
    update_interrupt(t);
}

void trace_set(Thread *t, Ref function)   { set_function(t, &t->trace_function, function); }
void profile_set(Thread *t, Ref function) { set_function(t, &t->profile_function, function); }

bool trace_allocations(Thread *t, HeapWatch *watch)
{
    bool first = watch && !heap_watched(t->heap);
    if (!heap_watch(t->heap, watch))
        return false;
    for (Thread *other = t->interp->threads; other; other = other->next) {
        if (first)
            flag_frames(other);
        update_interrupt(other);
    }
    return true;
}

Value trace_call_tracing(Thread *t, Ref func, Ref args)
{
    bool tracing = t->tracing;
    t->tracing = false;
    update_interrupt(t);
    Value result = call_tuple(t, func, args, EMPTY);
    t->tracing = tracing;
    update_interrupt(t);
    return result;
}

/* ---- calling the functions ---- */

/* function(frame, event, arg), with no exception set; EMPTY when it raised. */
static Value call_hook(Thread *t, Ref function, FrameObject *o, Ref event, Ref arg)
{
    OWN Value keep = retain(function), frame = retain_object(o);
    t->tracing = true;
    update_interrupt(t);
    Value result = call3(t, keep, frame, event, arg);
    t->tracing = false;
    update_interrupt(t);
    return result;
}

/* The profile function: its result is ignored. */
static bool profile(Thread *t, Frame *f, Ref event, Ref arg)
{
    FrameObject *o = frame_object(t, f);
    OWN Value result = o ? call_hook(t, t->profile_function, o, event, arg) : EMPTY;
    if (!is_empty(result))
        return true;
    profile_set(t, NONE);
    return false;
}

/* The frame's own trace function, replaced by what it returns unless that is None. */
static bool trace_local(Thread *t, FrameObject *o, Ref event, Ref arg)
{
    OWN Value keep = retain_object(o);
    OWN Value result = call_hook(t, o->trace, o, event, arg);
    if (is_empty(result)) {
        trace_set(t, NONE);
        replace_take(&o->trace, EMPTY);
        return false;
    }
    if (!is_none(result))
        replace_take(&o->trace, take(&result));
    return true;
}

static bool has_local_trace(const Thread *t, const Frame *f)
{
    return !t->tracing && !is_empty(t->trace_function) && f->object && !is_empty(f->object->trace);
}

/* ---- events ---- */

/* A frame starts, or a generator goes on. Its line is that of the `def`, or of the yield. */
static bool trace_call(Thread *t, Frame *f, bool fresh)
{
    FrameObject *o = frame_object(t, f);
    if (!o)
        return false;
    OWN Value keep = retain_object(o);
    bool good = true;
    o->line_override = fresh ? f->code->first_line : 0;
    if (!is_empty(t->trace_function)) {
        OWN Value result = call_hook(t, t->trace_function, o, NAME(call), NONE);
        good = !is_empty(result);
        if (good && !is_none(result))       /* None: a generator that goes on keeps the one it has */
            replace_take(&o->trace, take(&result));
        if (!good) {
            replace_take(&o->trace, EMPTY);
            trace_set(t, NONE);
        }
        frame_trace_from_here(o);
        if (fresh)
            o->traced_line = 0;         /* the first line is an event of its own */
    }
    if (good && !is_empty(t->profile_function))
        good = profile(t, f, NAME(call), NONE);
    o->line_override = 0;
    return good;
}

/* Jumps that only tie a statement's parts together are no lines of their own; `break` and `continue` are. */
static bool is_connective(const Code *c, int32_t instr)
{
    uint8_t op = c->instr[instr].op;
    return (op == I_JUMP || op == I_JUMP_BACK) && instr > 0 && c->locations[instr].line == c->locations[instr - 1].line;
}

static bool trace_line(Thread *t, Frame *f)
{
    FrameObject *o = f->object;
    int32_t instr = (int32_t)frame_instr(f);
    int line = f->code->locations[instr].line;
    bool back = instr < o->traced_instr && f->code->instr[instr].op != I_SEND;      /* which waits in a loop of its own */

    o->traced_instr = instr;
    if (line > 0 && !is_connective(f->code, instr) && (line != o->traced_line || back)) {
        o->traced_line = line;
        if (o->trace_lines) {
            OWN Value keep = retain_object(o);
            o->in_line_event = true;
            o->jump_to = -1;
            bool good = trace_local(t, o, NAME(line), NONE);
            o->in_line_event = false;
            o->line_override = 0;
            if (!good)
                return false;
            if (o->jump_to >= 0)
                return jump_perform(t, f);
        }
    }
    return !o->trace_opcodes || !has_local_trace(t, f) || trace_local(t, o, NAME(opcode), NONE);
}

bool trace_instruction(Thread *t, Frame *f)
{
    if (!has_function(t))
        return true;
    if (!(f->flags & FRAME_TRACED)) {
        f->flags |= FRAME_TRACED;
        bool fresh = frame_instr(f) == 0;
        if (!fresh)
            f->pc--;                    /* a generator stands at its yield */
        bool good = trace_call(t, f, fresh);
        if (!fresh)
            f->pc++;
        if (!good)
            return false;
    }
    return !has_local_trace(t, f) || trace_line(t, f);
}

void trace_thrown(Thread *t, Frame *f)
{
    if (f->flags & FRAME_TRACED || !has_function(t))
        return;
    f->flags |= FRAME_TRACED;
    OWN Value raised = raised_take(t);
    if (trace_call(t, f, f->pc == f->code->instr))
        raise_again_take(t, take(&raised));
}

bool trace_return(Thread *t, Frame *f, Ref value)
{
    Ref arg = is_empty(value) ? NONE : value;
    bool good = true;

    if (t->tracing)
        return true;
    OWN Value raised = raised_take(t);
    bool implicit = f->object && f->code->locations[frame_instr(f)].line <= 0;
    if (implicit)                       /* the end of the body counts to the line that ran last */
        f->object->line_override = f->object->traced_line;
    if (has_local_trace(t, f))
        good = trace_local(t, f->object, NAME(return), arg);
    if (good && !is_empty(t->profile_function))
        good = profile(t, f, NAME(return), arg);
    if (implicit && f->object)
        f->object->line_override = 0;
    if (good && !is_empty(raised))
        raise_again_take(t, take(&raised));
    return good;
}

void trace_exception(Thread *t, Frame *f)
{
    if (!has_local_trace(t, f))
        return;
    OWN Value raised = raised_take(t);
    Ref traceback = as_exception(raised)->traceback;
    OWN Value arg = tuple_pack(t, 3, value_of(type_of(raised)), raised, is_empty(traceback) ? NONE : traceback);
    if (!is_empty(arg) && trace_local(t, f->object, NAME(exception), arg))
        raise_again_take(t, take(&raised));
}

bool trace_stop(Thread *t, Frame *f, Ref value, bool delegated)
{
    if ((is_none(value) && !delegated) || !has_local_trace(t, f))
        return true;
    raise_stop_iteration(t, is_none(value) ? EMPTY : value);
    trace_exception(t, f);
    return raised_catch(t, &exc_StopIteration);
}

/* ---- built-in functions, for profile functions ---- */

bool trace_is_c_call(Thread *t, Ref callee)
{
    return !t->tracing && !is_empty(t->profile_function) && (is_exact(callee, &builtin_function_type) || is_exact(callee, &method_descriptor_type));
}

/* What the profile function is shown: a method descriptor bound to its first argument, if there is one. */
static Value shown_callee(Thread *t, Ref callee, Ref first)
{
    if (is_exact(callee, &method_descriptor_type) && !is_empty(first)) {
        Value bound = type_of(callee)->descr_get(t, callee, first, EMPTY);
        if (!is_empty(bound))
            return bound;
        raised_clear(t);
    }
    return retain(callee);
}

/* After the call: its result, unless the profile function raises. */
static Value profile_result_take(Thread *t, Frame *f, Ref shown, Value returned)
{
    OWN Value result = returned;
    if (t->tracing || is_empty(t->profile_function))
        return take(&result);
    OWN Value raised = raised_take(t);
    if (!profile(t, f, is_empty(result) ? NAME(c_exception) : NAME(c_return), shown))
        return EMPTY;
    if (is_empty(result))
        raise_again_take(t, take(&raised));
    return take(&result);
}

Value trace_c_call(Thread *t, Frame *f, Ref callee, const Value *args, ssize nargs, Ref names)
{
    OWN Value keep = retain(callee);
    OWN Value shown = shown_callee(t, callee, nargs ? (Ref)args[0] : EMPTY);
    if (!profile(t, f, NAME(c_call), shown))
        return EMPTY;
    return profile_result_take(t, f, shown, call(t, keep, args, nargs, names));
}

Value trace_c_call_spread(Thread *t, Frame *f, Ref callee, Ref positional, Ref keywords)
{
    OWN Value keep = retain(callee);
    OWN Value shown = shown_callee(t, callee, as_tuple(positional)->len ? (Ref)as_tuple(positional)->item[0] : EMPTY);
    if (!profile(t, f, NAME(c_call), shown))
        return EMPTY;
    return profile_result_take(t, f, shown, call_tuple(t, keep, positional, keywords));
}
