/* ops_call.h: calls, returns and functions.
 *
 * A call's temporaries are callee, (self,) arguments. For a Python function the arguments become the first registers of the
 * callee's window where they are; a generator's registers lie in its object, so there they are moved to the stack.
 * `args`, `nargs`, `callee`, `names` are set by the instruction; I.a is the result register; everything from `base` up is given up.
 */

OP(CALL) {
    dest = A;
    callee = R[B];
    args = &R[B + 1];
    nargs = N;
    SAVE();
    goto call_any;
}
OP(CALL_METHOD) {
    dest = A;
    callee = R[B];
    nargs = N;
    if (is_empty(R[B + 1])) {
        args = &R[B + 2];
    } else {
        args = &R[B + 1];
        nargs++;
    }
    SAVE();
}
call_any:
    if (unlikely(!is_ptr(callee)))
        goto call_generic;
    if (TRACING && trace_is_c_call(t, callee)) {
        result = trace_c_call(t, f, callee, args, nargs, EMPTY);
        goto call_done;
    }
    {
        Type *type = object_of(callee)->type;
        if (likely(type == &function_type)) {
            R[B] = EMPTY;
            if (as_function(callee)->code->exact_args == nargs && !(f->flags & FRAME_GENERATOR) && CACHE()->misses < CALL_MISSES) {
                if (I.op == I_CALL)
                    ((Instr *)pc)[-1].op = I_CALL_FUNCTION;
                else if (nargs > N)
                    ((Instr *)pc)[-1].op = I_CALL_BOUND;
            }
            goto call_python;
        }
        if (type == &builtin_function_type || type == &method_descriptor_type) {
            const MethodDef *def;
            Ref self;
            const Value *rest = args;
            ssize n = nargs;
            if (type == &builtin_function_type) {
                def = ((BuiltinFunction *)object_of(callee))->def;
                self = ((BuiltinFunction *)object_of(callee))->self;
            } else {
                MethodDescriptor *d = (MethodDescriptor *)object_of(callee);
                def = d->def;
                if (unlikely(def->kind != METHOD_INSTANCE || n == 0
                             || (type_of(args[0]) != d->owner && !type_is_subtype(type_of(args[0]), d->owner))))
                    goto call_generic;
                self = args[0];
                rest++;
                n--;
            }
            if (CACHE()->misses < CALL_MISSES)
                SPECIALISE(specialise_call_builtin(t, (Instr *)pc - 1, CACHE(), callee, &R[B], n));
            if (def->arity == ARITY_1 && n == 1)
                result = def->call1(t, self, rest[0]);
            else if (def->arity == ARITY_0 && n == 0)
                result = def->call0(t, self);
            else
                result = method_call(t, def, self, rest, n, EMPTY);
            assert(is_empty(result) == is_raised(t));
            goto call_done;
        }
        if (type == &method_type && nargs == N) {
            BoundMethod *m = (BoundMethod *)object_of(callee);
            if (is_exact(m->function, &function_type)) {        /* self goes in front of the arguments, where there is room */
                Value function = retain(m->function), self = retain(m->self);
                R[B] = EMPTY;
                release(callee);
                callee = function;
                *--args = self;
                nargs++;
                goto call_python;
            }
        }
        if (type->flags & TYPE_HEAP && nargs == N) {            /* __call__ in Python: the object goes in front of the arguments */
            Ref method = type_lookup(t, type, NAME(__call__));
            if (is_exact(method, &function_type)) {
                R[B] = EMPTY;
                *--args = callee;
                nargs++;
                callee = retain(method);
                goto call_python;
            }
        }
        if (type == &type_type && as_type(callee)->construct) {
            result = as_type(callee)->construct(t, as_type(callee), args, nargs);
            if (likely(!is_empty(result) || is_raised(t)))
                goto call_done;
        }
        if (type->call == type_type.call && I.op == I_CALL) {
            if (object_of(callee) == (Object *)&super_type && nargs == 0) {
                result = super_implicit(t);
                goto call_done;
            }
            Cache *k = CACHE();
            if (k->counter < WARM)
                k->counter++;
            else if (k->counter == WARM)
                specialise_call(t, (Instr *)pc - 1, k, callee);
        }
    }
call_generic:
    result = call(t, callee, args, nargs, EMPTY);
call_done:
    for (Value *p = &R[B], *end = args + nargs; p < end; p++) {
        Value v = *p;
        *p = EMPTY;
        release(v);
    }
    ERROR_IF(is_empty(result));
    SET(A, result);
    if (unlikely(t->interrupt & INTERRUPT_SIGNALS))     /* what arrived in a system call is handled before what follows it */
        HANDLE_INTERRUPT();
    NEXT();

/* callee is an owned function, no longer in a register. */
call_python: {
        Function *function = as_function(callee);
        if (unlikely(function->code->exact_args != nargs)) {
            names = EMPTY;
            goto call_bind;
        }
        Value *window = args;
        if (unlikely(f->flags & FRAME_GENERATOR))
            window = window_move(t, f, args, nargs);
        Frame *nf = frame_push_inline(t, function, window, (uint32_t)nargs, dest);
        ERROR_IF(unlikely(!nf));
        f = nf;
        ENTER();
    }

/* Warm sites whose callee is a function that takes just these arguments; never in a generator. */
#define CALL_EXACT(NAME_, first, count, guard) \
    OP(NAME_) { \
        Value *at_ = &R[B]; \
        const unsigned n_ = (count), to_ = A; \
        callee = *at_; \
        if (unlikely(!is_ptr(callee)) || unlikely(object_of(callee)->type != &function_type) || unlikely(!(guard))) \
            GUARD_FAILED(despecialise_call); \
        Code *to_code_ = as_function(callee)->code; \
        if (unlikely(to_code_->exact_args != (int)n_)) \
            GUARD_FAILED(despecialise_call); \
        if (unlikely(!frame_fits(t, to_code_, at_ + (first)))) \
            GUARD_FAILED(call_no_room); \
        SAVE(); \
        *at_ = EMPTY; \
        f = frame_push_fitting(t, as_function(callee), at_ + (first), n_, to_); \
        ENTER_CODE(to_code_, at_ + (first)); \
    }
CALL_EXACT(CALL_FUNCTION, 1, N, true)
CALL_EXACT(CALL_BOUND, 1, N + 1, !is_empty(at_[1]))

/* Warm sites that call one function or method in C. The guard is its definition, which lies in a static table. `given`: registers
 * from the callee up. */
#define DROP_OPERAND(k) do { Value v = at_[k]; at_[k] = EMPTY; release(v); } while (0)
#define CALL_IN_C(NAME_, given, same_callee, call_) \
    OP(NAME_) { \
        Value *at_ = &R[B]; \
        Cache *k = CACHE(); \
        const MethodDef *def = k->pointer; \
        callee = *at_; \
        if (TRACING || unlikely(!is_ptr(callee)) || unlikely(!(same_callee))) \
            GUARD_FAILED(despecialise_call); \
        SAVE(); \
        result = (call_); \
        assert(is_empty(result) == is_raised(t)); \
        DROP_OPERAND(0); \
        if ((given) > 1) \
            DROP_OPERAND(1); \
        if ((given) > 2) \
            DROP_OPERAND(2); \
        for (unsigned k_ = 3; k_ < (unsigned)(given); k_++) \
            DROP_OPERAND(k_); \
        ERROR_IF(is_empty(result)); \
        SET(A, result); \
        if (unlikely(t->interrupt & INTERRUPT_SIGNALS)) \
            HANDLE_INTERRUPT(); \
        NEXT(); \
    }
#define SAME_DESCRIPTOR (object_of(callee)->type == &method_descriptor_type && !is_empty(at_[1]) && type_of(at_[1]) == k->type \
                         && ((MethodDescriptor *)object_of(callee))->def == def)
#define SAME_BUILTIN (object_of(callee)->type == &builtin_function_type && ((BuiltinFunction *)object_of(callee))->def == def)
#define BUILTIN_SELF (((BuiltinFunction *)object_of(callee))->self)
CALL_IN_C(CALL_DESCRIPTOR_0, 2, SAME_DESCRIPTOR, def->call0(t, at_[1]))
CALL_IN_C(CALL_DESCRIPTOR_1, 3, SAME_DESCRIPTOR, def->call1(t, at_[1], at_[2]))
CALL_IN_C(CALL_DESCRIPTOR, N + 2, SAME_DESCRIPTOR, def->call(t, at_[1], at_ + 2, N, EMPTY))
CALL_IN_C(CALL_MODULE_0, 2, SAME_BUILTIN && is_empty(at_[1]), def->call0(t, BUILTIN_SELF))
CALL_IN_C(CALL_MODULE_1, 3, SAME_BUILTIN && is_empty(at_[1]), def->call1(t, BUILTIN_SELF, at_[2]))
CALL_IN_C(CALL_MODULE, N + 2, SAME_BUILTIN && is_empty(at_[1]), def->call(t, BUILTIN_SELF, at_ + 2, N, EMPTY))
CALL_IN_C(CALL_BUILTIN_0, 1, SAME_BUILTIN, def->call0(t, BUILTIN_SELF))
CALL_IN_C(CALL_BUILTIN_1, 2, SAME_BUILTIN, def->call1(t, BUILTIN_SELF, at_[1]))
CALL_IN_C(CALL_BUILTIN, N + 1, SAME_BUILTIN, def->call(t, BUILTIN_SELF, at_ + 1, N, EMPTY))

call_no_room: {
        SAVE();
        bool has_self = I.op == I_CALL_BOUND;
        R[B] = EMPTY;
        frame_push_failed(t, as_function(callee), &R[B + 1], N + has_self);
        goto error;
    }
despecialise_call: {
        Instr *at = (Instr *)pc - 1;
        at->op = opcode_generic(at->op);
        CACHE()->misses++;
        pc--;
        DISPATCH();
    }

/* The same where the arguments do not simply lie in the parameters' places. */
call_bind: {
        Function *function = as_function(callee);
        Value *window = args;
        ssize total = nargs + (is_empty(names) ? 0 : as_tuple(names)->len);
        if (f->flags & FRAME_GENERATOR)
            window = window_move(t, f, args, total);
        bool bound = bind_call(t, function, window, window, nargs, names);
        if (unlikely(!bound)) {
            release(callee);
            goto error;
        }
        if (unlikely(function->code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR))) {
            result = generator_from_call(t, callee, window);
            ERROR_IF(is_empty(result));
            SET(dest, result);
            NEXT();
        }
        Frame *nf = frame_push_inline(t, function, window, function->code->local_count, dest);
        ERROR_IF(!nf);
        f = nf;
        ENTER();
    }

/* A class with an __init__ in Python. In CALL_NEW its instances are made by object.__new__, here; in CALL_NEW_BY by another
 * __new__, given the arguments too, which may run Python code: if the class has changed then, or another object came, the rest is
 * done the usual way. */
#define CALL_CLASS(NAME_, make) \
    OP(NAME_) { \
        Cache *k_ = CACHE(); \
        callee = R[B]; \
        SAVE(); \
        Type *type_ = k_->type; \
        if (unlikely(object_of(callee) != (Object *)type_ || type_->version != k_->version || type_->head.type->call != type_type.call)) { \
            INTERPRET(); \
            ((Instr *)pc)[-1].op = I_CALL; \
            if (++k_->misses > 12) \
                k_->counter = 0; \
            pc--; \
            DISPATCH(); \
        } \
        Function *init_ = k_->pointer; \
        args = &R[B]; \
        nargs = N + 1; \
        make \
        *args = retain(made_);                  /* self, in the class's place */ \
        release(callee); \
        Value *window_ = args; \
        if (unlikely(f->flags & FRAME_GENERATOR)) \
            window_ = window_move(t, f, args, nargs); \
        object_retain(&init_->head); \
        uint32_t set_ = (uint32_t)nargs; \
        if (unlikely(init_->code->exact_args != nargs)) { \
            if (!bind_call(t, init_, window_, window_, nargs, EMPTY)) { \
                release(made_); \
                DROP(init_); \
                goto error; \
            } \
            set_ = init_->code->local_count; \
        } \
        Frame *new_ = frame_push_inline(t, init_, window_, set_, A); \
        if (unlikely(!new_)) { \
            release(made_); \
            goto error; \
        } \
        new_->flags = FRAME_CONSTRUCT; \
        new_->construct = made_; \
        f = new_; \
        ENTER(); \
    }
CALL_CLASS(CALL_NEW,
        Value made_ = type_alloc(t, type_, 0);
        ERROR_IF(is_empty(made_));)
CALL_CLASS(CALL_NEW_BY,
        uint32_t version_ = type_->version;
        Value made_ = type_->new_(t, type_, args + 1, N, EMPTY);
        ERROR_IF(is_empty(made_));
        if (unlikely(!is_exact(made_, type_) || type_->version != version_)) {
            made_ = type_initialise_take(t, type_, made_, args + 1, N, EMPTY);
            for (ssize i_ = 0; i_ < nargs; i_++) {
                Value v = args[i_];
                args[i_] = EMPTY;
                release(v);
            }
            ERROR_IF(is_empty(made_));
            SET(A, made_);
            NEXT();
        })
OP(CALL_KEYWORDS) {
    dest = A;
    callee = R[B];
    names = K[~(ssize)pc->a];
    nargs = N;
    args = &R[B + 2];
    ssize total = nargs + C;
    if (!is_empty(R[B + 1])) {
        args--;
        nargs++;
        total++;
    }
    Value *base = &R[B];
    pc++;                               /* over the EXT */
    SAVE();
    if (is_exact(callee, &function_type)) {
        *base = EMPTY;
        goto call_bind;
    }
    result = TRACING && trace_is_c_call(t, callee) ? trace_c_call(t, f, callee, args, nargs, names) : call(t, callee, args, nargs, names);
    for (Value *end = args + total; base < end; base++) {
        Value v = *base;
        *base = EMPTY;
        release(v);
    }
    ERROR_IF(is_empty(result));
    SET(dest, result);
    NEXT();
}
OP(CALL_SPREAD) {
    SAVE();
    callee = R[B];
    if (!TRACING && is_exact(callee, &function_type)) {
        IN_FRAME(frame_push_spread(t, f, &R[B], A));
        ERROR_IF(is_raised(t));
    }
    Value positional;
    if (is_exact(R[B + 1], &tuple_type))
        positional = retain(R[B + 1]);
    else
        positional = tuple_from_array(t, as_list(R[B + 1])->item, as_list(R[B + 1])->len);
    ERROR_IF(is_empty(positional));
    result = TRACING && trace_is_c_call(t, callee) ? trace_c_call_spread(t, f, callee, positional, R[B + 2]) : call_tuple(t, callee, positional, R[B + 2]);
    release(positional);
    for (int i = 0; i < 3; i++)
        release(take(&R[B + i]));
    ERROR_IF(is_empty(result));
    SET(A, result);
    NEXT();
}

OP(RETURN) {
    result = READ(A);
    if (TRACING)
        goto return_flagged;
    uint16_t flags = f->flags;
    if (flags == FRAME_CONSTRUCT && is_none(result)) {
        result = take(&f->construct);
        f->flags = 0;
    } else {
        if (unlikely(flags & ~(FRAME_ENTRY | FRAME_OPERATOR))) {
            INTERPRET();
            goto return_flagged;
        }
        if (IS_CONSTANT(A))
            retain(result);
        else
            R[A] = EMPTY;           /* the frame ends: its register gives up the value */
        if (unlikely(flags)) {
            SAVE();
            f->flags = 0;
            Frame *caller = f->previous;
            frame_pop_plain(t, f, B);
            if (flags & FRAME_ENTRY)
                return result;
            f = caller;
            goto return_special;
        }
    }
    SAVE();
return_plain: {
        Frame *caller = f->previous;
        uint16_t to = f->result;
        frame_pop_plain(t, f, B);
        f = caller;
        LOAD_FRAME();
        SET_RESULT(to, result);
        RESUME();
    }
}
return_flagged: {
        if (!TRACING && f->flags & FRAME_TRACED && t->interrupt & INTERRUPT_TRACE) {    /* the traced loop shall do it */
            f->pc = pc - 1;
            goto run_traced;
        }
        if (IS_CONSTANT(A))
            retain(result);
        else
            R[A] = EMPTY;
        SAVE();
        if (TRACING && !trace_return(t, f, result)) {
            release(result);
            goto error;
        }
        f->flags &= (uint16_t)~(FRAME_TRACED | FRAME_OVERFLOWED);
        uint16_t flags = f->flags;
        Frame *caller = f->previous;
        if (flags & FRAME_GENERATOR) {
            Generator *g = CONTAINER_OF(f, Generator, frame);
            generator_finish(t, g);
            if (flags & FRAME_ENTRY)
                return result;
            t->frame_limit++;
            f = caller;
            LOAD_FRAME();
            callee = value_of(g);
            goto ended_inline;
        }
        if (flags & FRAME_CONSTRUCT) {
            if (unlikely(!is_none(result)) && !is_empty(f->construct)) {
                raise_type(t, "__init__() should return None, not '%T'", result);
                release(result);
                goto error;
            }
            release(result);
            result = take(&f->construct);
            if (likely(flags == FRAME_CONSTRUCT)) {
                f->flags = 0;
                goto return_plain;
            }
        }
        if (flags == FRAME_ENTRY) {
            f->flags = 0;
            frame_pop_plain(t, f, B);
            return result;
        }
        uint16_t to = f->result;
        frame_pop(t, f);
        if (flags & FRAME_ENTRY)
            return result;
        f = caller;
        if (flags & FRAME_OPERATOR)
            goto return_special;
        LOAD_FRAME();
        SET_RESULT(to, result);
        RESUME();
    }
return_special: {
        bool completed = special_return(t, f, result);
        LOAD_FRAME();
        ERROR_IF(!completed);
        RESUME();
    }
OP(MAKE_FUNCTION) {
    SAVE();
    Value r = slow_make_function(t, f, K[~(ssize)C], N, &R[B]);
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
