/* ops_generator.h: generators, coroutines and awaiting. */

OP(YIELD) {
    Value v = OWNED(B);
    Generator *g = CONTAINER_OF(f, Generator, frame);
    SAVE();
    if (TRACING && !trace_return(t, f, v)) {
        release(v);
        goto error;
    }
    g->state = GEN_SUSPENDED;
    t->handled = f->handled.previous;
    Frame *caller = f->previous;
    uint16_t flags = f->flags;
    t->frame = caller;
    f->previous = NULL;
    if (flags & FRAME_ENTRY)
        return v;
    uint16_t to = f->result;            /* resumed by FOR_ITER or SEND: on behind the jump that follows it */
    t->frame_limit++;
    f = caller;
    LOAD_FRAME();
    pc++;
    SET_RESULT(to, v);
    DROP(g);
    RESUME();
}
OP(SEND) {
    Value it = R[B], sent = READ(C), out;
    SAVE();
    if (is_exact(it, &generator_type) || is_exact(it, &coroutine_type)) {
        int state = as_generator(it)->state;
        if (likely(state == GEN_SUSPENDED || (state == GEN_CREATED && is_none(sent)))) {
            callee = it;
            result = OWNED(C);
            goto resume_inline;
        }
    }
    INTERPRET();
    Lookup r = iterator_send(t, it, sent, &out);
    ERROR_IF(r == ERROR);
    FINISH(C, sent);
    if (r == FOUND) {
        SET(A, out);
        NEXT_BUT_ONE();
    }
    if (A != B)
        DROP_REGISTER(B);
    SET(A, out);
    ERROR_IF(TRACING && !trace_stop(t, f, out, false));
    NEXT();
}

/* Resumes the generator or coroutine `callee`, in R[B] of FOR_ITER or SEND, without C recursion; `result` is sent, owned. */
resume_inline: {
        Generator *g = as_generator(callee);
        if (unlikely(t->frame_next >= t->frame_limit)) {
            release(result);
            raise_recursion(t, "");
            generator_refuse(t, g);
            goto error;
        }
        t->frame_limit--;
        Frame *gf = &g->frame;
        if (g->state == GEN_SUSPENDED)
            replace_take(&gf->regs[gf->pc[-1].a], result);      /* what yield evaluates to */
        else
            release(result);
        g->state = GEN_RUNNING;
        gf->previous = f;
        gf->top = frame_top(f);
        gf->result = A;
        gf->flags = FRAME_GENERATOR | FRAME_INLINE;
        gf->handled.previous = t->handled;
        t->handled = &gf->handled;
        object_retain(&g->head);                                /* given up when it yields or ends */
        f = t->frame = gf;
        LOAD_FRAME();
        RESUME();
    }
/* It has ended with `result`: f, pc and the registers are those of the FOR_ITER or SEND again. `callee` is its owned reference. */
ended_inline: {
        Value it = EMPTY;
        const Instr *at = pc - 1;
        bool good = !TRACING || trace_stop(t, f, result, at->op == I_SEND);
        if (at->op == I_SEND) {
            if (at->a != at->b)
                it = take(&R[at->b]);
            SET_RESULT(at->a, result);
        } else {
            it = take(&R[at->b]);
            release(result);
        }
        release(it);
        release(callee);
        ERROR_IF(!good);
        RESUME();
    }
#define WRAPPED(NAME_, expression) \
    OP(NAME_) { \
        Value v = READ(B); \
        SAVE(); \
        Value r = (expression); \
        ERROR_IF(is_empty(r)); \
        FINISH(B, v); \
        SET(A, r); \
        NEXT(); \
    }
WRAPPED(GET_YIELD_FROM, get_yield_from(t, v, f->code))
WRAPPED(GET_AWAITABLE, get_awaitable(t, v, N))
WRAPPED(GET_AITER, slow_get_aiter(t, v))
WRAPPED(ASYNC_GEN_WRAP, async_value_wrap(t, retain(v)))
OP(GET_ANEXT) {
    SAVE();
    Value r = coroutine_wrap_anext(t, R[B]);
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
OP(END_ASYNC_FOR) {
    SAVE();
    Value exception = take(&R[B]);
    if (type_is_subtype(type_of(exception), &exc_StopAsyncIteration)) {
        release(exception);
        DROP_REGISTER(A);
        NEXT();
    }
    raise_again_take(t, exception);
    f->pc = pc;
    goto unwind;
}
