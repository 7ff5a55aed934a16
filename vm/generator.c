/* generator.c: generators, coroutines and async generators (Reference 6.2.9, 3.4; PEP 342, 380, 492, 525).
 *
 * A Generator contains its Frame and registers. Suspended, frame.pc is behind the YIELD, whose operand a is where the sent
 * value goes. A for loop resumes it without C recursion (ops_iter.h); everybody else comes through generator_resume().
 * PEP 479 does not apply: as in 3.2, StopIteration leaves a generator as it is, with a DeprecationWarning (3.6); but it
 * becomes RuntimeError in coroutines and async generators, and under `from __future__ import generator_stop`.
 */
#include "vm/vm.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/opcodes.h"
#include "gen/vm/generator.h"

static bool is_coroutine(Ref v) { return is_exact(v, &coroutine_type); }

/* ---- life ---------------------------------------------------------------------------------------------------- */

Value generator_from_call(Thread *t, Value func_take, Value *window)
{
    Function *func = as_function(func_take);
    Code *c = func->code;
    Type *type = c->flags & CODE_ASYNC_GENERATOR ? &async_generator_type : c->flags & CODE_COROUTINE ? &coroutine_type : &generator_type;
    Generator *g = object_new_zeroed(t, type, sizeof *g + c->register_count * sizeof(Value));

    if (!g) {
        for (uint32_t i = 0; i < c->local_count; i++)
            release(take(&window[i]));
        release(func_take);
        return EMPTY;
    }
    for (uint32_t i = 0; i < c->local_count; i++)
        g->reg[i] = take(&window[i]);
    g->name = retain(func->name);
    g->qualname = retain(func->qualname);
    g->state = GEN_CREATED;
    g->frame = (Frame){.pc = c->instr, .regs = g->reg, .code = c, .func = func, .globals = func->globals,
                       .builtins = func->builtins, .flags = FRAME_GENERATOR};
    if (type == &coroutine_type && unlikely(!is_empty(t->coroutine_wrapper) || !is_empty(t->origin_tracking)))
        return coroutine_observed(t, value_of(g));
    return value_of(g);
}

/* The frame has ended: unlinks it if it was running and lets everything go. */
void generator_finish(Thread *t, Generator *g)
{
    Frame *f = &g->frame;

    if (g->state == GEN_RUNNING) {
        t->frame = f->previous;
        t->handled = f->handled.previous;
    }
    if (g->state == GEN_CLOSED)
        return;
    g->state = GEN_CLOSED;
    if (f->object)
        frame_detach(t, f);
    f->previous = NULL;
    for (uint32_t i = 0; i < f->code->register_count; i++)
        release(take(&g->reg[i]));
    release(take(&f->handled.exception));
}

void generator_refuse(Thread *t, Generator *g)
{
    if (g->state == GEN_CREATED)
        generator_finish(t, g);
}

Value generator_resume(Thread *t, Generator *g, Value value_take, Value *result)
{
    Frame *f = &g->frame;

    *result = EMPTY;
    if (!recursion_enter(t, "")) {
        release(value_take);
        generator_refuse(t, g);
        return EMPTY;
    }
    if (g->state == GEN_SUSPENDED)
        replace_take(&g->reg[f->pc[-1].a], value_take);
    else
        release(value_take);
    g->state = GEN_RUNNING;
    f->previous = t->frame;
    f->top = t->frame ? frame_top(t->frame) : t->stack;
    f->flags = FRAME_GENERATOR | FRAME_ENTRY;
    f->handled.previous = t->handled;
    t->handled = &f->handled;
    t->frame = f;
    Value out = run_frame(t, f);
    recursion_leave(t);
    if (is_empty(out) || g->state != GEN_CLOSED)
        return out;
    *result = out;
    return EMPTY;
}

/* ---- stepping ------------------------------------------------------------------------------------------------ */

static const char *kind_of(Ref self)
{
    return is_coroutine(self) ? "coroutine" : is_exact(self, &async_generator_type) ? "async generator" : "generator";
}

/* StopIteration may not leave coroutines and async generators (nor StopAsyncIteration the latter). */
static void convert_stop(Thread *t, Ref self)
{
    Generator *g = as_generator(self);
    bool is_async = is_exact(self, &async_generator_type);
    const char *what = raised_matches(t, &exc_StopIteration) ? "StopIteration"
        : is_async && raised_matches(t, &exc_StopAsyncIteration) ? "StopAsyncIteration" : NULL;

    if (!what)
        return;
    OWN Value cause = raised_take(t);
    if (!is_async && !is_coroutine(self) && !(g->frame.code->flags & (CODE_FUTURE_GENERATOR_STOP | CODE_ITERABLE_COROUTINE))) {
        if (warn(t, &exc_DeprecationWarning, 1, "generator '%S' raised StopIteration", g->qualname))
            raise_again_take(t, take(&cause));
        else
            replace_take(&as_exception(t->raised)->context, take(&cause));
        return;
    }
    OWN Value error = exception_new(t, &exc_RuntimeError, "%s raised %s", kind_of(self), what);
    if (is_empty(error))
        return;
    replace_take(&as_exception(error)->context, retain(cause));
    raise_object(t, error, cause);
}

bool generator_stopped(Thread *t, Ref self, Value *value)
{
    convert_stop(t, self);
    if (!raised_matches(t, &exc_StopIteration))
        return false;
    OWN Value stop = raised_take(t);
    *value = stop_iteration_value(t, stop);
    return true;
}

/* FOUND: *out yielded; MISSING: *out returned; ERROR. value_take: NONE or what is sent; with t->raised set: thrown in. */
static Lookup advance(Thread *t, Ref self, Value value_take, Value *out)
{
    Generator *g = as_generator(self);
    bool throwing = is_raised(t);

    if (g->state == GEN_RUNNING) {
        release(value_take);
        OWN Value dropped = raised_take(t);
        raise_value(t, "%s already executing", kind_of(self));
        return ERROR;
    }
    if (g->state == GEN_CLOSED) {
        release(value_take);
        if (throwing && !is_coroutine(self))
            return ERROR;
        if (is_coroutine(self)) {
            OWN Value dropped = raised_take(t);
            raise_runtime(t, "cannot reuse already awaited coroutine");
            return ERROR;
        }
        *out = NONE;
        return MISSING;
    }
    if (g->state == GEN_CREATED && !throwing && !is_none(value_take)) {
        release(value_take);
        raise_type(t, "can't send non-None value to a just-started %s", kind_of(self));
        return ERROR;
    }
    OWN Value keep = retain(self);
    Value result;
    Value yielded = generator_resume(t, g, value_take, &result);
    if (!is_empty(yielded)) {
        *out = yielded;
        return FOUND;
    }
    if (!is_empty(result)) {
        *out = result;
        return MISSING;
    }
    convert_stop(t, self);
    return ERROR;
}

static Value generator_next(Thread *t, Ref self)
{
    Value out;
    Generator *g = as_generator(self);
    if (likely(g->state == GEN_SUSPENDED) && !is_raised(t)) {          /* the usual case of advance() */
        object_retain(&g->head);
        Value yielded = generator_resume(t, g, NONE, &out);
        if (is_empty(yielded) && is_empty(out))
            convert_stop(t, self);
        object_release(&g->head);
        if (!is_empty(yielded) || is_empty(out))
            return yielded;
        if (!is_none(out))
            raise_stop_iteration(t, out);
        release(out);
        return EMPTY;
    }
    switch (advance(t, self, NONE, &out)) {
    case FOUND:
        return out;
    case MISSING:
        if (!is_none(out))
            raise_stop_iteration(t, out);
        release(out);
        return EMPTY;
    default:
        return EMPTY;
    }
}

/* For methods: the end is StopIteration. */
static Value finish_step(Thread *t, Lookup r, Value out)
{
    if (r == FOUND)
        return out;
    if (r == MISSING) {
        raise_stop_iteration(t, is_none(out) ? EMPTY : out);
        release(out);
    }
    return EMPTY;
}
static Value send_method(Thread *t, Ref self, Ref value)
{
    Value out = EMPTY;
    Lookup r = advance(t, self, retain(value), &out);
    return finish_step(t, r, out);
}

Lookup iterator_send(Thread *t, Ref iterator, Ref value, Value *out)
{
    if (is_exact(iterator, &generator_type) || is_exact(iterator, &coroutine_type)) {
        Lookup r = advance(t, iterator, retain(value), out);
        if (r == ERROR && raised_matches(t, &exc_StopIteration) && is_exact(iterator, &generator_type)) {
            OWN Value stop = raised_take(t);
            *out = stop_iteration_value(t, stop);
            return MISSING;
        }
        return r;
    }
    Value item;
    if (is_none(value))
        item = type_of(iterator)->next ? type_of(iterator)->next(t, iterator) : raise_type(t, "'%T' object is not an iterator", iterator);
    else
        item = call_method1(t, iterator, NAME(send), value);
    if (!is_empty(item)) {
        *out = item;
        return FOUND;
    }
    if (!is_raised(t)) {
        *out = NONE;
        return MISSING;
    }
    if (!raised_matches(t, &exc_StopIteration))
        return ERROR;
    OWN Value stop = raised_take(t);
    *out = stop_iteration_value(t, stop);
    return MISSING;
}

Ref generator_delegate(const Generator *g)
{
    if (g->state != GEN_SUSPENDED)
        return EMPTY;
    Instr i = g->frame.pc[-1];
    return i.op == I_YIELD && i.n == 1 ? g->reg[i.c] : EMPTY;
}

/* ---- throw and close ----------------------------------------------------------------------------------------- */

/* Sets t->raised from the arguments of throw(). */
static bool prepare_throw(Thread *t, Ref type, Ref value, Ref traceback)
{
    OWN Value exception = EMPTY;

    if (!is_empty(traceback) && is_none(traceback))
        traceback = EMPTY;
    if (!is_empty(traceback) && !is_exact(traceback, &traceback_type))
        return raise_type(t, "throw() third argument must be a traceback object"), false;
    if (is_type(type) && type_is_subtype(as_type(type), &exc_BaseException)) {
        if (is_empty(value) || is_none(value))
            exception = call0(t, type);
        else if (is_exception(value) && type_is_subtype(type_of(value), as_type(type)))
            exception = retain(value);
        else if (is_tuple(value))
            exception = call_tuple(t, type, value, EMPTY);
        else
            exception = call1(t, type, value);
    } else if (is_exception(type)) {
        if (!is_empty(value) && !is_none(value))
            return raise_type(t, "instance exception may not have a separate value"), false;
        exception = retain(type);
    } else {
        return raise_type(t, "exceptions must be classes or instances deriving from BaseException, not %T", type), false;
    }
    if (is_empty(exception))
        return false;
    if (!is_exception(exception))
        return raise_type(t, "exceptions must be classes or instances deriving from BaseException, not %T", type), false;
    if (!is_empty(traceback))
        replace_take(&as_exception(exception)->traceback, retain(traceback));
    raise_again_take(t, take(&exception));
    return true;
}

static bool close_iterator(Thread *t, Ref it);

/* After the delegate ended with `value`: resumes g behind its delegation, at the jump that follows SEND. */
static Lookup resume_after_delegate(Thread *t, Ref self, Value value_take, Value *out)
{
    Generator *g = as_generator(self);
    const Instr *yield = g->frame.pc - 1, *send = yield;

    while (send->op != I_SEND || send->b != yield->c)       /* the SEND of this delegation precedes its YIELD */
        send--;
    g->frame.pc = send + 1;
    release(take(&g->reg[send->b]));
    replace_take(&g->reg[send->a], value_take);
    /* generator_resume() stores what is sent into the register of the instruction before pc: that is the SEND's result */
    return advance(t, self, take(&g->reg[send->a]), out);
}

/* The throw protocol with delegation; t->raised is set. */
static Lookup throw_in(Thread *t, Ref self, Value *out)
{
    Generator *g = as_generator(self);
    OWN Value delegate = retain(generator_delegate(g));

    if (is_empty(delegate))
        return advance(t, self, NONE, out);
    if (raised_matches(t, &exc_GeneratorExit)) {
        OWN Value exit = raised_take(t);
        g->state = GEN_RUNNING;
        bool closed = close_iterator(t, delegate);
        g->state = GEN_SUSPENDED;
        if (closed)
            raise_again_take(t, take(&exit));
        return advance(t, self, NONE, out);
    }
    OWN Value exception = raised_take(t);
    Lookup r;
    if (is_exact(delegate, &generator_type) || is_coroutine(delegate)) {
        g->state = GEN_RUNNING;
        raise_again_take(t, retain(exception));
        g->frame.previous = t->frame;               /* so that tracebacks and frames see who delegates */
        r = throw_in(t, delegate, out);
        g->frame.previous = NULL;
        g->state = GEN_SUSPENDED;
        if (r == ERROR && raised_matches(t, &exc_StopIteration) && is_exact(delegate, &generator_type)) {
            OWN Value stop = raised_take(t);
            *out = stop_iteration_value(t, stop);
            r = MISSING;
        }
    } else {
        Value method;
        Lookup has = find_attr(t, delegate, NAME(throw), &method);
        if (has == ERROR)
            return ERROR;
        if (has == MISSING) {
            raise_again_take(t, take(&exception));
            return advance(t, self, NONE, out);
        }
        OWN Value owned = method;
        g->state = GEN_RUNNING;
        Value item = call1(t, method, exception);
        g->state = GEN_SUSPENDED;
        r = is_empty(item) ? ERROR : FOUND;
        *out = item;
        if (r == ERROR && raised_matches(t, &exc_StopIteration)) {
            OWN Value stop = raised_take(t);
            *out = stop_iteration_value(t, stop);
            r = MISSING;
        }
    }
    if (r == FOUND)
        return FOUND;
    if (r == MISSING)
        return resume_after_delegate(t, self, *out, out);
    return advance(t, self, NONE, out);             /* with what the delegate raised */
}

static Value throw_method(Thread *t, Ref self, Ref type, Ref value, Ref traceback)
{
    Value out = EMPTY;
    if (as_generator(self)->state == GEN_RUNNING)
        return raise_value(t, "%s already executing", kind_of(self));
    if (!prepare_throw(t, type, value, traceback))
        return EMPTY;
    Lookup r = throw_in(t, self, &out);
    return finish_step(t, r, out);
}

static bool close_generator(Thread *t, Ref self)
{
    Generator *g = as_generator(self);
    Value out = EMPTY;

    if (g->state == GEN_RUNNING)
        return raise_value(t, "%s already executing", kind_of(self)), false;
    if (g->state == GEN_CREATED) {
        OWN Value keep = retain(self);
        generator_finish(t, g);
        return true;
    }
    if (g->state == GEN_CLOSED)
        return true;
    OWN Value keep = retain(self);
    raise_object(t, value_of(&exc_GeneratorExit), EMPTY);
    Lookup r = throw_in(t, self, &out);
    if (r == FOUND) {
        release(out);
        return raise_runtime(t, "%s ignored GeneratorExit", kind_of(self)), false;
    }
    if (r == MISSING) {
        release(out);
        return true;
    }
    return raised_catch(t, &exc_GeneratorExit) || raised_catch(t, &exc_StopIteration);
}

static bool close_iterator(Thread *t, Ref it)
{
    Value method;

    if (is_exact(it, &generator_type) || is_coroutine(it))
        return close_generator(t, it);
    Lookup r = find_attr(t, it, NAME(close), &method);
    if (r == MISSING)
        return true;
    if (r == ERROR) {
        report_unraisable_in(t, it);
        return true;
    }
    OWN Value owned = method;
    OWN Value result = call0(t, method);
    return !is_empty(result);
}

/* ---- generator ----------------------------------------------------------------------------------------------- */

/** send(arg) -> send 'arg' into generator,
 * return next yielded value or raise StopIteration. */
METHOD1(generator, send, value) { return send_method(t, self, value); }
/** throw(value)
 * throw(type[,value[,traceback]])
 *
 * Raise exception in generator, return next yielded value or raise StopIteration. */
METHOD(generator, throw, "(self, type, value=?, traceback=?, /)") { return throw_method(t, self, a->type, a->value, a->traceback); }
/** close() -> raise GeneratorExit inside generator. */
METHOD0(generator, close) { return close_generator(t, self) ? NONE : EMPTY; }

static Value or_none(Ref v) { return is_empty(v) ? NONE : retain(v); }
static Value frame_of(Thread *t, Ref self)
{
    Generator *g = as_generator(self);
    return g->state == GEN_CLOSED ? NONE : retain_object(frame_object(t, &g->frame));
}
static bool set_name(Thread *t, Value *slot, Ref value, const char *name)
{
    if (is_empty(value) || !is_str(value))
        return raise_type(t, "%s must be set to a string object", name), false;
    replace_take(slot, retain(value));
    return true;
}
/** name of the generator */
GETTER(generator, __name__)     { return retain(as_generator(self)->name); }
SETTER(generator, __name__)     { return set_name(t, &as_generator(self)->name, value, "__name__"); }
/** qualified name of the generator */
GETTER(generator, __qualname__) { return retain(as_generator(self)->qualname); }
SETTER(generator, __qualname__) { return set_name(t, &as_generator(self)->qualname, value, "__qualname__"); }
GETTER(generator, gi_frame)     { return frame_of(t, self); }
GETTER(generator, gi_running)   { return bool_value(as_generator(self)->state == GEN_RUNNING); }
GETTER(generator, gi_suspended) { return bool_value(as_generator(self)->state == GEN_SUSPENDED); }
GETTER(generator, gi_code)      { return retain_object(as_generator(self)->frame.code); }
GETTER(generator, gi_yieldfrom) { return or_none(generator_delegate(as_generator(self))); }

static Value generator_repr(Thread *t, Ref self)
{
    const char *kind = is_coroutine(self) ? "coroutine" : is_exact(self, &async_generator_type) ? "async_generator" : "generator";
    return str_format(t, "<%s object %S at %p>", kind, as_generator(self)->qualname, (void *)object_of(self));
}

static void generator_traverse(Object *o, Visitor *visitor)
{
    Generator *g = (Generator *)o;
    for (uint32_t i = 0; i < g->frame.code->register_count && g->state != GEN_CLOSED; i++)
        visit(visitor, g->reg[i]);
    VISIT_OBJECT(visitor, g->frame.func);
    visit(visitor, g->frame.handled.exception);
    VISIT_OBJECT(visitor, g->frame.object);
    visit(visitor, g->finalizer);
    visit(visitor, g->origin);
}
static void generator_clear(Object *o)
{
    Generator *g = (Generator *)o;
    if (g->state != GEN_RUNNING)
        generator_finish(current_thread, g);
}
static void generator_dealloc(Object *o)
{
    Generator *g = (Generator *)o;
    size_t size = sizeof *g + g->frame.code->register_count * sizeof(Value);
    Function *func = g->frame.func;

    generator_finish(current_thread, g);
    release(g->name);
    release(g->qualname);
    release(g->finalizer);
    release(g->origin);
    object_free(o, size);
    DROP(func);
}

/* An abandoned generator runs its finally blocks; a coroutine never awaited warns. */
static Value generator_finalize(Thread *t, Ref self)
{
    Generator *g = as_generator(self);

    if (g->state == GEN_CREATED && is_coroutine(self)) {
        if (!warn(t, &exc_RuntimeWarning, 1, "coroutine '%S' was never awaited", g->qualname))
            report_unraisable_in(t, self);
        return NONE;
    }
    if (g->state != GEN_SUSPENDED)
        return NONE;
    if (is_exact(self, &async_generator_type) && !is_empty(g->finalizer) && !g->async_closed)
        return call1(t, g->finalizer, self);
    return close_generator(t, self) ? NONE : EMPTY;
}

#define GENERATOR_SLOTS \
    .flags = TYPE_GC | TYPE_WEAKREFS, .dealloc = generator_dealloc, .traverse = generator_traverse, .clear = generator_clear, \
    .repr = generator_repr, .finalize = generator_finalize

Type generator_type = {
    TYPE_HEAD("generator", Generator), GENERATOR_SLOTS, .iter = iter_self, .next = generator_next,
    .methods = generator_methods, .getset = generator_getset,
};

/* ---- coroutine ----------------------------------------------------------------------------------------------- */

typedef struct CoroutineWrapper { Object head; Value coroutine; } CoroutineWrapper;

/** send(arg) -> send 'arg' into coroutine,
 * return next iterated value or raise StopIteration. */
METHOD1(coroutine, send, value) { return send_method(t, self, value); }
/** throw(value)
 * throw(type[,value[,traceback]])
 *
 * Raise exception in coroutine, return next iterated value or raise StopIteration. */
METHOD(coroutine, throw, "(self, type, value=?, traceback=?, /)") { return throw_method(t, self, a->type, a->value, a->traceback); }
/** close() -> raise GeneratorExit inside coroutine. */
METHOD0(coroutine, close) { return close_generator(t, self) ? NONE : EMPTY; }
/** name of the coroutine */
GETTER(coroutine, __name__)     { return retain(as_generator(self)->name); }
SETTER(coroutine, __name__)     { return set_name(t, &as_generator(self)->name, value, "__name__"); }
/** qualified name of the coroutine */
GETTER(coroutine, __qualname__) { return retain(as_generator(self)->qualname); }
SETTER(coroutine, __qualname__) { return set_name(t, &as_generator(self)->qualname, value, "__qualname__"); }
GETTER(coroutine, cr_frame)     { return frame_of(t, self); }
GETTER(coroutine, cr_running)   { return bool_value(as_generator(self)->state == GEN_RUNNING); }
GETTER(coroutine, cr_suspended) { return bool_value(as_generator(self)->state == GEN_SUSPENDED); }
GETTER(coroutine, cr_code)      { return retain_object(as_generator(self)->frame.code); }
GETTER(coroutine, cr_await)     { return or_none(generator_delegate(as_generator(self))); }
GETTER(coroutine, cr_origin)    { return or_none(as_generator(self)->origin); }

static Value coroutine_await(Thread *t, Ref self)
{
    CoroutineWrapper *w = object_new(t, &coroutine_wrapper_type, sizeof *w);
    if (!w)
        return EMPTY;
    w->coroutine = retain(self);
    return value_of(w);
}

Type coroutine_type = {
    TYPE_HEAD("coroutine", Generator), GENERATOR_SLOTS, .await = coroutine_await,
    .methods = coroutine_methods, .getset = coroutine_getset,
};

static Ref wrapped(Ref self) { return ((CoroutineWrapper *)object_of(self))->coroutine; }
static void wrapper_traverse(Object *o, Visitor *visitor) { visit(visitor, ((CoroutineWrapper *)o)->coroutine); }
static void wrapper_dealloc(Object *o)
{
    release(((CoroutineWrapper *)o)->coroutine);
    object_free(o, sizeof(CoroutineWrapper));
}
static Value wrapper_next(Thread *t, Ref self) { return send_method(t, wrapped(self), NONE); }
/** send(arg) -> send 'arg' into coroutine */
METHOD1(coroutine_wrapper, send, value) { return send_method(t, wrapped(self), value); }
/** throw(value) -> raise in coroutine */
METHOD(coroutine_wrapper, throw, "(self, type, value=?, traceback=?, /)")
{
    return throw_method(t, wrapped(self), a->type, a->value, a->traceback);
}
/** close() -> raise GeneratorExit inside coroutine. */
METHOD0(coroutine_wrapper, close) { return close_generator(t, wrapped(self)) ? NONE : EMPTY; }
Type coroutine_wrapper_type = {
    TYPE_HEAD("coroutine_wrapper", CoroutineWrapper), .flags = TYPE_GC, .dealloc = wrapper_dealloc,
    .traverse = wrapper_traverse, .iter = iter_self, .next = wrapper_next, .methods = coroutine_wrapper_methods,
};

static bool is_iterable_coroutine(Ref v)
{
    return is_exact(v, &generator_type) && as_generator(v)->frame.code->flags & CODE_ITERABLE_COROUTINE;
}

Value get_awaitable(Thread *t, Ref v, int context)
{
    static const char *const messages[] = {
        "object %T can't be used in 'await' expression",
        "'async with' received an object from __aenter__ that does not implement __await__: %T",
        "'async with' received an object from __aexit__ that does not implement __await__: %T",
    };
    if (is_coroutine(v)) {
        if (!is_empty(generator_delegate(as_generator(v))))
            return raise_runtime(t, "coroutine is being awaited already");
        return retain(v);
    }
    if (is_iterable_coroutine(v))
        return retain(v);
    UnarySlot await = type_of(v)->await;
    if (!await)
        return raise_type(t, messages[context], v);
    OWN Value it = await(t, v);
    if (is_empty(it))
        return EMPTY;
    if (is_coroutine(it) || is_iterable_coroutine(it))
        return raise_type(t, "__await__() returned a coroutine");
    if (!is_iterator(it))
        return raise_type(t, "__await__() returned non-iterator of type '%T'", it);
    return take(&it);
}

Value get_yield_from(Thread *t, Ref v, const Code *code)
{
    if (is_coroutine(v)) {
        if (!(code->flags & (CODE_COROUTINE | CODE_ITERABLE_COROUTINE)))
            return raise_type(t, "cannot 'yield from' a coroutine object in a non-coroutine generator");
        return retain(v);
    }
    return is_exact(v, &generator_type) ? retain(v) : iter(t, v);
}

/* ---- async generator (PEP 525) ------------------------------------------------------------------------------- */

/* What `yield v` in an async generator hands out, to tell it from what awaits inside it yield. */
typedef struct AsyncValue { Object head; Value value; } AsyncValue;
static void async_value_dealloc(Object *o)
{
    release(((AsyncValue *)o)->value);
    object_free(o, sizeof(AsyncValue));
}
static void async_value_traverse(Object *o, Visitor *visitor) { visit(visitor, ((AsyncValue *)o)->value); }
Type async_value_type = {
    TYPE_HEAD("async_generator_wrapped_value", AsyncValue), .flags = TYPE_GC, .dealloc = async_value_dealloc, .traverse = async_value_traverse,
};
Value async_value_wrap(Thread *t, Value v_take)
{
    AsyncValue *w = object_new(t, &async_value_type, sizeof *w);
    if (!w)
        return release(v_take), EMPTY;
    w->value = v_take;
    return value_of(w);
}

enum AsyncMode { ASYNC_SEND, ASYNC_THROW, ASYNC_CLOSE };
enum AsyncState { ASYNC_INIT, ASYNC_ITERATING, ASYNC_DONE };

/* The awaitable that __anext__, asend, athrow and aclose return: one step of the generator. */
typedef struct AsyncStep {
    Object head;
    Value generator;
    Value type, value, traceback;       /* what is sent (value) or thrown */
    uint8_t mode, state;
} AsyncStep;
static AsyncStep *as_step(Ref v) { return (AsyncStep *)object_of(v); }

static void async_step_traverse(Object *o, Visitor *visitor)
{
    AsyncStep *s = (AsyncStep *)o;
    visit(visitor, s->generator);
    visit(visitor, s->type);
    visit(visitor, s->value);
    visit(visitor, s->traceback);
}
static void async_step_dealloc(Object *o)
{
    AsyncStep *s = (AsyncStep *)o;
    release(s->generator);
    release(s->type);
    release(s->value);
    release(s->traceback);
    object_free(o, sizeof *s);
}

/* sys.set_asyncgen_hooks: told of the first iteration. */
static bool init_hooks(Thread *t, Ref self)
{
    Generator *g = as_generator(self);

    if (g->async_hooked)
        return true;
    g->async_hooked = true;
    if (!is_empty(t->async_hooks[1]) && !is_none(t->async_hooks[1]))
        g->finalizer = retain(t->async_hooks[1]);
    if (is_empty(t->async_hooks[0]) || is_none(t->async_hooks[0]))
        return true;
    OWN Value result = call1(t, t->async_hooks[0], self);
    return !is_empty(result);
}

static Value async_step_new(Thread *t, Ref self, int mode, Ref type, Ref value, Ref traceback)
{
    if (!init_hooks(t, self))
        return EMPTY;
    AsyncStep *s = object_new(t, &async_step_type, sizeof *s);
    if (!s)
        return EMPTY;
    s->generator = retain(self);
    s->type = retain(type);
    s->value = retain(value);
    s->traceback = retain(traceback);
    s->mode = (uint8_t)mode;
    s->state = ASYNC_INIT;
    return value_of(s);
}

/* Judges what a step of the generator gave: a wrapped value is the step's result (StopIteration(value)). */
static Value async_outcome(Thread *t, AsyncStep *s, Lookup r, Value out)
{
    Generator *g = as_generator(s->generator);

    if (r == FOUND && !is_exact(out, &async_value_type))
        return out;                         /* an await inside it: goes on to the event loop */
    g->async_running = false;
    s->state = ASYNC_DONE;
    if (r == FOUND) {
        OWN Value holder = out;
        if (s->mode == ASYNC_CLOSE)
            return raise_runtime(t, "async generator ignored GeneratorExit");
        return raise_stop_iteration(t, ((AsyncValue *)object_of(holder))->value);
    }
    g->async_closed = true;
    if (r == MISSING) {
        release(out);
        if (s->mode == ASYNC_CLOSE)
            return raise_stop_iteration(t, EMPTY);
        return raise_object(t, value_of(&exc_StopAsyncIteration), EMPTY);
    }
    if (s->mode == ASYNC_CLOSE && (raised_catch(t, &exc_StopAsyncIteration) || raised_catch(t, &exc_GeneratorExit)))
        return raise_stop_iteration(t, EMPTY);
    return EMPTY;
}

static const char *step_name(const AsyncStep *s)
{
    return s->mode == ASYNC_SEND ? "asend()" : s->mode == ASYNC_THROW ? "athrow()" : "aclose()";
}
static const char *step_reused(const AsyncStep *s)
{
    return s->mode == ASYNC_SEND ? "cannot reuse already awaited __anext__()/asend()" : "cannot reuse already awaited aclose()/athrow()";
}

static bool async_begin(Thread *t, AsyncStep *s)
{
    Generator *g = as_generator(s->generator);

    if (g->state == GEN_RUNNING) {
        const char *what = s->mode == ASYNC_SEND ? "anext()" : step_name(s);
        return raise_runtime(t, "%s: asynchronous generator is already running", what), false;
    }
    if (s->mode != ASYNC_SEND && (g->state == GEN_CLOSED || g->async_closed)) {
        s->state = ASYNC_DONE;
        if (s->mode == ASYNC_CLOSE)
            raise_stop_iteration(t, EMPTY);
        else
            raise_object(t, value_of(&exc_StopAsyncIteration), EMPTY);
        return false;
    }
    s->state = ASYNC_ITERATING;
    g->async_running = true;
    return true;
}

static Value async_step_send(Thread *t, Ref self, Ref value)
{
    AsyncStep *s = as_step(self);
    OWN Value generator = retain(s->generator);
    Value out = EMPTY;
    Lookup r;

    if (s->state == ASYNC_DONE)
        return raise_runtime(t, "%s", step_reused(s));
    if (s->state == ASYNC_ITERATING) {
        r = advance(t, generator, retain(value), &out);
        return async_outcome(t, s, r, out);
    }
    if (s->mode != ASYNC_SEND && !is_none(value))
        return raise_runtime(t, "can't send non-None value to a just-started coroutine");
    if (!async_begin(t, s))
        return EMPTY;
    if (s->mode == ASYNC_SEND) {
        r = advance(t, generator, retain(is_none(value) ? s->value : value), &out);
    } else if (s->mode == ASYNC_CLOSE && as_generator(generator)->state == GEN_CREATED) {
        generator_finish(t, as_generator(generator));
        out = NONE;
        r = MISSING;
    } else {
        if (s->mode == ASYNC_CLOSE)
            raise_object(t, value_of(&exc_GeneratorExit), EMPTY);
        else if (!prepare_throw(t, s->type, s->value, s->traceback)) {
            as_generator(generator)->async_running = false;
            s->state = ASYNC_DONE;
            return EMPTY;
        }
        r = throw_in(t, generator, &out);
    }
    return async_outcome(t, s, r, out);
}
static Value async_step_next(Thread *t, Ref self) { return async_step_send(t, self, NONE); }

METHOD1(async_step, send, value) { return async_step_send(t, self, value); }
METHOD(async_step, throw, "(self, type, value=?, traceback=?, /)")
{
    AsyncStep *s = as_step(self);
    OWN Value generator = retain(s->generator);
    Value out = EMPTY;

    if (s->state == ASYNC_DONE)
        return raise_runtime(t, "%s", step_reused(s));
    if (s->state == ASYNC_INIT && !async_begin(t, s))
        return EMPTY;
    if (!prepare_throw(t, a->type, a->value, a->traceback))
        return EMPTY;
    Lookup r = throw_in(t, generator, &out);
    return async_outcome(t, s, r, out);
}
METHOD0(async_step, close)
{
    AsyncStep *s = as_step(self);
    Generator *g = as_generator(s->generator);
    if (s->state == ASYNC_ITERATING)
        g->async_running = false;
    s->state = ASYNC_DONE;
    return NONE;
}
Type async_step_type = {
    TYPE_HEAD("async_generator_asend", AsyncStep), .flags = TYPE_GC, .dealloc = async_step_dealloc, .traverse = async_step_traverse,
    .iter = iter_self, .await = iter_self, .next = async_step_next, .methods = async_step_methods,
};

static Value async_generator_anext(Thread *t, Ref self) { return async_step_new(t, self, ASYNC_SEND, EMPTY, NONE, EMPTY); }
/** asend(v) -> send 'v' in generator. */
METHOD1(async_generator, asend, value) { return async_step_new(t, self, ASYNC_SEND, EMPTY, value, EMPTY); }
/** athrow(value)
 * athrow(type[,value[,tb]])
 *
 * raise exception in generator. */
METHOD(async_generator, athrow, "(self, type, value=?, traceback=?, /)")
{
    return async_step_new(t, self, ASYNC_THROW, a->type, a->value, a->traceback);
}
/** aclose() -> raise GeneratorExit inside generator. */
METHOD0(async_generator, aclose) { return async_step_new(t, self, ASYNC_CLOSE, EMPTY, EMPTY, EMPTY); }
GETTER(async_generator, __name__)     { return retain(as_generator(self)->name); }
SETTER(async_generator, __name__)     { return set_name(t, &as_generator(self)->name, value, "__name__"); }
GETTER(async_generator, __qualname__) { return retain(as_generator(self)->qualname); }
SETTER(async_generator, __qualname__) { return set_name(t, &as_generator(self)->qualname, value, "__qualname__"); }
GETTER(async_generator, ag_frame)     { return frame_of(t, self); }
GETTER(async_generator, ag_running)   { return bool_value(as_generator(self)->async_running); }
GETTER(async_generator, ag_code)      { return retain_object(as_generator(self)->frame.code); }
GETTER(async_generator, ag_await)     { return or_none(generator_delegate(as_generator(self))); }

Type async_generator_type = {
    TYPE_HEAD("async_generator", Generator), GENERATOR_SLOTS, .aiter = iter_self, .anext = async_generator_anext,
    .methods = async_generator_methods, .getset = async_generator_getset,
};
