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
    uint8_t flags = f->flags;
    t->frame = caller;
    f->previous = NULL;
    if (flags & FRAME_ENTRY)
        return v;
    uint16_t to = f->result;            /* resumed by a for loop, which goes on with its body */
    t->frame_limit++;
    f = caller;
    LOAD_FRAME();
    pc++;
    SET(to, v);
    DROP(g);
    DISPATCH();
}
OP(SEND) {
    Value it = R[B], sent = READ(C), out;
    SAVE();
    Lookup r = iterator_send(t, it, sent, &out);
    ERROR_IF(r == ERROR);
    FINISH(C, sent);
    if (r == FOUND) {
        SET(A, out);
        pc++;
        NEXT();
    }
    if (A != B)
        SET(B, EMPTY);
    SET(A, out);
    NEXT();
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
WRAPPED(GET_AWAITABLE, get_awaitable(t, v, I.n))
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
        SET(A, EMPTY);
        NEXT();
    }
    raise_again_take(t, exception);
    f->pc = pc;
    goto unwind;
}
