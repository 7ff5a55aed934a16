/* compile_control.c: loops, try, with, and leaving them (Reference 8).
 *
 * A block that protects has a handler. Shape of try ... except, with d the first free register at its beginning:
 *
 *         body                            exceptions go to H with the exception in d
 *         JUMP end
 *     H:  ENTER_HANDLER d                 it becomes the handled one, the former is kept in d+1
 *         EXC_MATCH d+2, d, class; ...    exceptions from here on go to R, with the exception in d+2
 *         body of the clause; LEAVE_HANDLER d; JUMP end
 *         COPY d+2, d                     no clause matched
 *     R:  LEAVE_HANDLER d; RERAISE d+2
 *
 * finally is compiled once for each way out of its try: falling through, the exception, and every return, break and continue.
 * A way out runs the exits of the blocks being left, innermost first, each protected only by the blocks around it.
 */
#include "frontend/compile_internal.h"

#include "object/str.h"

#define NESTED_BLOCKS_MAX 20

/* ---- Blocks ---- */

void push_block(Compiler *c, Block *b, BlockKind kind, const Node *at)
{
    Unit *u = c->unit;
    b->kind = kind;
    b->outer = u->block;
    b->depth = u->top;
    b->open = -1;
    b->name = EMPTY;
    u->block = b;
    if (++u->block_depth > NESTED_BLOCKS_MAX)
        fail(c, at, "too many statically nested blocks");
}
void pop_block(Compiler *c)
{
    c->unit->block = c->unit->block->outer;
    c->unit->block_depth--;
}

static void open_segment(Compiler *c, Block *b) { b->open = (int32_t)assembler_here(&c->unit->as); }

static void close_segment(Compiler *c, Block *b)
{
    int32_t here = (int32_t)assembler_here(&c->unit->as);
    if (b->kind == BLOCK_LOOP || b->open < 0)
        return;
    if (here > b->open) {
        Segment *s = compilation_alloc(&c->common, sizeof *s);
        *s = (Segment){b->open, here, b->segments};
        b->segments = s;
    }
    b->open = -1;
}

void protect(Compiler *c, Block *b, BlockKind kind, const Node *at)
{
    push_block(c, b, kind, at);
    b->bound = bound_copy(c);
    open_segment(c, b);
}
void end_protection(Compiler *c, Block *b)
{
    close_segment(c, b);
    pop_block(c);
}

/* Entries of inner blocks are there already, so the first that matches is the innermost. Code before it may run into it. */
void begin_handler(Compiler *c, Block *b)
{
    Unit *u = c->unit;
    uint32_t target = (uint32_t)assembler_here(&u->as);
    for (Segment *s = b->segments; s; s = s->next)
        assembler_handler(&c->common, &u->as, (Handler){(uint32_t)s->start, (uint32_t)s->end, target, (uint32_t)b->depth});
    if (b->segments) {
        for (ssize i = 0; i < u->bound_words; i++)
            u->bound[i] = u->dead ? b->bound[i] : u->bound[i] & b->bound[i];
        u->dead = false;
    }
    pop_to(c, b->depth);
    push_register(c);
}

/* ---- Leaving blocks ---- */

static void unbind_handler_name(Compiler *c, Ref name)
{
    int local = local_of_name(c, name);
    if (local >= 0) {
        clear(c, local);
        return;
    }
    store_name(c, name, constant_operand(NONE));
    delete_name(c, name);
}

/* Calls the exit function in register `reg` with three Nones. */
static void call_exit(Compiler *c, int reg, bool is_async)
{
    int base = c->unit->top;
    int function = push_register(c);
    if (function != reg)
        emit(c, I_MOVE, 0, function, reg, 0);
    for (int i = 0; i < 3; i++)
        push_constant(c, NONE);
    emit(c, I_CALL, 3, function, function, cache_of(c, EMPTY));
    pop_to(c, function + 1);
    if (is_async)
        emit_await(c, in_register(function), 2, function, ANY);
    clear(c, function);
    pop_to(c, base);
}

static void exit_block(Compiler *c, Block *b, bool is_return)
{
    Location at = c->unit->at;
    switch ((BlockKind)b->kind) {
    case BLOCK_LOOP:
        if (!is_return && b->reg >= 0)
            clear(c, b->reg);
        break;
    case BLOCK_VALUE:
        if (!is_return)
            clear(c, b->reg);
        break;
    case BLOCK_TRY:
        break;
    case BLOCK_FINALLY:
        compile_body(c, b->finalbody, 0);
        break;
    case BLOCK_WITH:
        c->unit->at = b->at;
        call_exit(c, b->reg, b->is_async);
        break;
    case BLOCK_HANDLER:
        if (!is_empty(b->name))
            unbind_handler_name(c, b->name);
        emit(c, I_LEAVE_HANDLER, 0, b->reg, 0, 0);
        break;
    }
    bool has_lines = b->kind == BLOCK_FINALLY || b->kind == BLOCK_WITH;
    c->unit->at = has_lines ? (Location){0} : at;       /* what is left to do after it is no line again */
}

/* Emits the exits of the blocks inside `stop`, for a jump or return that the caller emits before it calls reenter(). value: the
 * temporary that is being returned, or -1: a break or continue in a finally clause drops it. */
static void leave_blocks(Compiler *c, Block *stop, bool is_return, int value)
{
    Unit *u = c->unit;
    Block value_block = {.kind = BLOCK_VALUE, .reg = value};
    Block *innermost = u->block;
    int depth = u->block_depth;
    for (Block *b = innermost; b != stop; b = b->outer) {
        close_segment(c, b);
        value_block.outer = b->outer;
        u->block = value >= 0 ? &value_block : b->outer;
        u->block_depth--;
        exit_block(c, b, is_return);
    }
    u->block = innermost;
    u->block_depth = depth;
}
static void reenter(Compiler *c, Block *stop)
{
    for (Block *b = c->unit->block; b != stop; b = b->outer)
        if (b->kind != BLOCK_LOOP)
            open_segment(c, b);
}

/* The loop that a break or continue is about; NULL: none. An except* clause may not be left that way, nor by return. */
static Block *innermost_loop(Compiler *c, const Node *n)
{
    Block *b = c->unit->block;
    for (; b && b->kind != BLOCK_LOOP; b = b->outer)
        if (b->is_star)
            fail(c, n, "'break', 'continue' and 'return' cannot appear in an except* block");
    return b;
}

/* Leaving runs code that has lines of its own: then the statement's line must come before it. */
static bool leaving_has_lines(Compiler *c, const Block *stop)
{
    for (Block *b = c->unit->block; b != stop; b = b->outer)
        if (b->kind == BLOCK_FINALLY || b->kind == BLOCK_WITH)
            return true;
    return false;
}

static void leave_for_jump(Compiler *c, Block *stop)
{
    if (leaving_has_lines(c, stop))
        emit(c, I_NOP, 0, 0, 0, 0);
    leave_blocks(c, stop, false, -1);
}

void compile_break(Compiler *c, const Node *n)
{
    Block *loop = innermost_loop(c, n);
    if (!loop)
        fail(c, n, "'break' outside loop");
    leave_for_jump(c, loop->outer);
    jump(c, loop->break_label);
    reenter(c, loop->outer);
}

void compile_continue(Compiler *c, const Node *n)
{
    Block *loop = innermost_loop(c, n);
    if (!loop)
        fail(c, n, "'continue' not properly in loop");
    leave_for_jump(c, loop);
    jump_back(c, loop->continue_label);
    reenter(c, loop);
}

/* Whether leaving runs anything that could see or change a local that is being returned. */
static bool leaving_runs_code(Compiler *c)
{
    for (Block *b = c->unit->block; b; b = b->outer)
        if (b->kind == BLOCK_FINALLY || b->kind == BLOCK_WITH || b->kind == BLOCK_HANDLER)
            return true;
    return false;
}

/* Returns the value of an expression, or None. Where nothing is left on the way out, `a if c else b` becomes two returns. */
static void return_value(Compiler *c, const Node *value)
{
    Unit *u = c->unit;
    int base = u->top;
    if (value && value->kind == AST_IfExp && !u->block && constant_truth(c, value->IfExp.test) == TEST_ERROR) {
        Label otherwise = LABEL;
        jump_if(c, value->IfExp.test, false, &otherwise);
        return_value(c, value->IfExp.body);
        bind_label(c, &otherwise);
        return_value(c, value->IfExp.orelse);
        return;
    }
    Operand v = value ? eval(c, value, ANY) : constant_operand(NONE);
    if (is_local(c, v) && leaving_runs_code(c)) {
        int copy = push_register(c);
        emit(c, I_COPY, 0, copy, v.reg, 0);
        v = in_register(copy);
    }
    if (is_constant(v) && leaving_has_lines(c, NULL))
        emit(c, I_NOP, 0, 0, 0, 0);
    leave_blocks(c, NULL, true, is_temporary(c, v) ? v.reg : -1);
    emit(c, I_RETURN, 0, source(c, v), 0, 0);
    u->dead = true;
    pop_to(c, base);
    reenter(c, NULL);
}

void compile_return(Compiler *c, const Node *n)
{
    Unit *u = c->unit;
    if (u->scope->kind != SCOPE_FUNCTION)
        fail(c, n, "'return' outside function");
    if (n->Return.value && u->is_async_function && u->scope->is_generator)
        fail(c, n, "'return' with value in async generator");
    for (Block *b = u->block; b; b = b->outer)
        if (b->is_star)
            fail(c, n, "'break', 'continue' and 'return' cannot appear in an except* block");
    return_value(c, n->Return.value);
}

/* ---- Loops ---- */

void compile_while(Compiler *c, const Node *n)
{
    Label loop = LABEL, end = LABEL, otherwise = LABEL;
    Block block = {.reg = -1, .break_label = &end, .continue_label = &loop};
    if (constant_truth(c, n->While.test) == TEST_TRUE)
        emit(c, I_NOP, 0, 0, 0, 0);
    bind_back(c, &loop);
    push_block(c, &block, BLOCK_LOOP, n);
    jump_unless(c, n->While.test, &otherwise);
    compile_body(c, n->While.body, 0);
    jump_back(c, &loop);
    pop_block(c);
    bind_label(c, &otherwise);
    compile_body(c, n->While.orelse, 0);
    bind_label(c, &end);
}

/* The item goes straight into a plain local. */
static int item_register(Compiler *c, const Node *target)
{
    int local = target->kind == AST_Name ? local_of_name(c, target->Name.id) : -1;
    return local >= 0 ? local : push_register(c);
}

void compile_for(Compiler *c, const Node *n)
{
    int base = c->unit->top, iterator;
    Label loop = LABEL, end = LABEL, exhausted = LABEL;
    Block block = {.break_label = &end, .continue_label = &loop};
    Operand iterable = eval(c, n->For.iter, ANY);
    set_place(c, n->For.iter);
    iterator = destination(c, base, ANY);
    emit(c, I_GET_ITER, 0, iterator, source(c, iterable), 0);
    block.reg = iterator;
    push_block(c, &block, BLOCK_LOOP, n);
    bind_back(c, &loop);
    int item = item_register(c, n->For.target);
    emit(c, I_FOR_ITER, 0, item, iterator, 0);
    emit_jump(c, I_JUMP, 0, &exhausted);
    store_target(c, n->For.target, in_register(item));
    pop_to(c, iterator + 1);
    compile_body(c, n->For.body, 0);
    jump_back(c, &loop);
    pop_block(c);
    bind_label(c, &exhausted);
    pop_to(c, base);
    compile_body(c, n->For.orelse, 0);
    bind_label(c, &end);
}

void compile_async_for(Compiler *c, const Node *n)
{
    int base = c->unit->top, iterator;
    Label loop = LABEL, end = LABEL;
    Block block = {.break_label = &end, .continue_label = &loop}, protection = {0};
    if (!c->unit->is_async_function)
        fail(c, n, "'async for' outside async function");
    Operand iterable = eval(c, n->AsyncFor.iter, ANY);
    set_place(c, n->AsyncFor.iter);
    iterator = destination(c, base, ANY);
    emit(c, I_GET_AITER, 0, iterator, source(c, iterable), 0);
    block.reg = iterator;
    push_block(c, &block, BLOCK_LOOP, n);
    bind_back(c, &loop);
    protect(c, &protection, BLOCK_TRY, n);
    int item = async_next(c, iterator);
    end_protection(c, &protection);
    store_target(c, n->AsyncFor.target, in_register(item));
    pop_to(c, iterator + 1);
    compile_body(c, n->AsyncFor.body, 0);
    jump_back(c, &loop);
    pop_block(c);
    begin_handler(c, &protection);
    set_place(c, n->AsyncFor.iter);
    emit(c, I_END_ASYNC_FOR, 0, iterator, protection.depth, 0);
    pop_to(c, base);
    compile_body(c, n->AsyncFor.orelse, 0);
    bind_label(c, &end);
}

/* ---- try ---- */

/* The end of handling the exception in register d when another exception, or none of the clauses, ends it: the code R
 * above. `block` protected what can raise. */
static void finish_handler(Compiler *c, Block *block, int d)
{
    Location at = c->unit->at;
    c->unit->at = (Location){0};
    emit(c, I_COPY, 0, d + 2, d, 0);
    begin_handler(c, block);
    emit(c, I_LEAVE_HANDLER, 0, d, 0, 0);
    emit(c, I_RERAISE, 0, d + 2, 0, 0);
    c->unit->dead = true;
    c->unit->at = at;
    pop_to(c, d);
}

/* At the handler's start: the exception in d, counted. */
static void enter_handler(Compiler *c, int d, bool is_finally)
{
    push_register(c);
    emit(c, I_ENTER_HANDLER, is_finally, d, 0, 0);
}

/* Body of `except ... as name`: the name is unbound however it ends. */
static void compile_named_clause(Compiler *c, const Node *handler, int d)
{
    Ref name = handler->ExceptHandler.name;
    Block named = {0};
    Label after = LABEL;
    check_store_name(c, handler, name);
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, d, 0);
    store_name(c, name, in_register(copy));
    pop_to(c, copy);
    protect(c, &named, BLOCK_HANDLER, handler);
    named.reg = d;
    named.name = name;
    compile_body(c, handler->ExceptHandler.body, 0);
    end_protection(c, &named);
    c->unit->at = (Location){0};                    /* from here on there are no lines */
    unbind_handler_name(c, name);
    jump(c, &after);
    begin_handler(c, &named);
    unbind_handler_name(c, name);
    emit(c, I_RERAISE, 0, d + 2, 0, 0);             /* to R */
    c->unit->dead = true;
    pop_to(c, d + 2);
    bind_label(c, &after);
}

static void compile_except(Compiler *c, const Node *n, int d, Label *end)
{
    const NodeSeq *handlers = n->Try.handlers;
    Block handling = {0};
    enter_handler(c, d, false);
    protect(c, &handling, BLOCK_TRY, n);
    for (ssize i = 0; i < handlers->n; i++) {
        const Node *handler = handlers->item[i];
        Label next = LABEL;
        set_place(c, handler);
        if (handler->ExceptHandler.type) {
            Operand type = eval(c, handler->ExceptHandler.type, ANY);
            int match = destination(c, d + 2, ANY);
            emit(c, I_EXC_MATCH, 0, match, d, source(c, type));
            emit_jump(c, I_JUMP_IF_FALSE, match, &next);
            pop_to(c, d + 2);
        } else if (i < handlers->n - 1)
            fail(c, handler, "default 'except:' must be last");
        if (is_empty(handler->ExceptHandler.name)) {
            Block plain = {0};
            push_block(c, &plain, BLOCK_HANDLER, handler);
            plain.reg = d;
            compile_body(c, handler->ExceptHandler.body, 0);
            pop_block(c);
        } else
            compile_named_clause(c, handler, d);
        emit(c, I_LEAVE_HANDLER, 0, d, 0, 0);
        jump(c, end);
        bind_label(c, &next);
    }
    end_protection(c, &handling);
    finish_handler(c, &handling, d);
}

static void compile_try_except(Compiler *c, const Node *n)
{
    Block body = {0};
    Label end = LABEL;
    protect(c, &body, BLOCK_TRY, n);
    compile_body(c, n->Try.body, 0);
    end_protection(c, &body);
    compile_body(c, n->Try.orelse, 0);
    jump(c, &end);
    begin_handler(c, &body);
    compile_except(c, n, body.depth, &end);
    bind_label(c, &end);
}

/* One clause of except*: takes from `rest` what it matches, runs, and adds what it raises to the list `raised`. */
static void compile_star_clause(Compiler *c, const Node *handler, int rest, int raised)
{
    Block clause = {0};
    Label next = LABEL, done = LABEL;
    set_place(c, handler);
    if (!handler->ExceptHandler.type)
        fail(c, handler, "expected one or more exception types");
    int part = push_register(c), left = push_register(c);
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, rest, 0);
    emit_jump(c, I_JUMP_IF_NONE, copy, &next);
    pop_to(c, copy);
    Operand type = eval(c, handler->ExceptHandler.type, ANY);
    emit(c, I_EXC_GROUP_MATCH, 0, part, rest, source(c, type));
    emit(c, I_MOVE, 0, rest, left, 0);
    pop_to(c, left);
    copy = push_register(c);
    emit(c, I_COPY, 0, copy, part, 0);
    pop_to(c, copy);
    Label matched = LABEL;
    emit_jump(c, I_JUMP_IF_NOT_NONE, copy, &matched);
    clear(c, part);
    jump(c, &next);
    bind_label(c, &matched);
    /* The matched part is the handled exception while the clause runs. */
    (void)push_register(c);                     /* the handler that was current before */
    emit(c, I_ENTER_HANDLER, 0, part, 0, 0);
    protect(c, &clause, BLOCK_HANDLER, handler);
    clause.reg = part;
    clause.is_star = true;
    Ref name = handler->ExceptHandler.name;
    if (!is_empty(name)) {
        check_store_name(c, handler, name);
        copy = push_register(c);
        emit(c, I_COPY, 0, copy, part, 0);
        store_name(c, name, in_register(copy));
        pop_to(c, copy);
        clause.name = name;
    }
    compile_body(c, handler->ExceptHandler.body, 0);
    end_protection(c, &clause);
    c->unit->at = location_of(handler);
    if (!is_empty(name))
        unbind_handler_name(c, name);
    emit(c, I_LEAVE_HANDLER, 0, part, 0, 0);
    jump(c, &done);
    begin_handler(c, &clause);                  /* what the clause raised is in part + 2 */
    if (!is_empty(name))
        unbind_handler_name(c, name);
    emit(c, I_LEAVE_HANDLER, 0, part, 0, 0);
    emit(c, I_LIST_APPEND, 0, raised, part + 2, 0);
    bind_label(c, &done);
    pop_to(c, part);
    bind_label(c, &next);
}

/* except*: the exception in d is matched by clause after clause; what is left of it is in d+2 (None: nothing), what the clauses
 * raise is collected in the list d+3. At the end both are raised together. */
static void compile_except_star(Compiler *c, const Node *n, int d, Label *end)
{
    const NodeSeq *handlers = n->TryStar.handlers;
    Block handling = {0};
    enter_handler(c, d, false);
    protect(c, &handling, BLOCK_TRY, n);
    int rest = push_register(c), raised = push_register(c);
    emit(c, I_COPY, 0, rest, d, 0);
    emit(c, I_BUILD_LIST, 0, raised, raised, 0);
    for (ssize i = 0; i < handlers->n; i++)
        compile_star_clause(c, handlers->item[i], rest, raised);
    /* Nothing is left to raise: None. */
    Label nothing = LABEL;
    c->unit->at = location_of(n);
    int tail = push_register(c), copy = push_register(c);
    emit(c, I_LIST_APPEND, 0, raised, rest, 0);
    emit(c, I_COPY, 0, copy, d, 0);
    emit(c, I_EXC_GROUP_RERAISE, 0, tail, copy, raised);
    emit(c, I_COPY, 0, copy, tail, 0);
    emit_jump(c, I_JUMP_IF_NONE, copy, &nothing);
    end_protection(c, &handling);
    emit(c, I_MOVE, 0, d + 2, tail, 0);
    Label reraise = LABEL;
    jump(c, &reraise);
    bind_label(c, &nothing);
    clear(c, tail);
    emit(c, I_LEAVE_HANDLER, 0, d, 0, 0);
    jump(c, end);
    c->unit->at = (Location){0};
    begin_handler(c, &handling);
    bind_label(c, &reraise);
    emit(c, I_LEAVE_HANDLER, 0, d, 0, 0);
    emit(c, I_RERAISE, 0, d + 2, 0, 0);
    c->unit->dead = true;
    pop_to(c, d);
}

static void compile_try_star(Compiler *c, const Node *n)
{
    Block body = {0};
    Label end = LABEL;
    protect(c, &body, BLOCK_TRY, n);
    compile_body(c, n->TryStar.body, 0);
    end_protection(c, &body);
    compile_body(c, n->TryStar.orelse, 0);
    jump(c, &end);
    begin_handler(c, &body);
    compile_except_star(c, n, body.depth, &end);
    bind_label(c, &end);
}

static void compile_handlers(Compiler *c, const Node *n)
{
    if (n->kind == AST_TryStar)
        compile_try_star(c, n);
    else if (n->Try.handlers->n)
        compile_try_except(c, n);
    else
        compile_body(c, n->Try.body, 0);
}

/* finally after an exception, which is in d. */
static void compile_finally_handler(Compiler *c, const Node *n, int d)
{
    Block handling = {0};
    enter_handler(c, d, true);
    protect(c, &handling, BLOCK_HANDLER, n);
    handling.reg = d;
    compile_body(c, n->Try.finalbody, 0);
    end_protection(c, &handling);
    finish_handler(c, &handling, d);
}

void compile_try(Compiler *c, const Node *n)
{
    emit(c, I_NOP, 0, 0, 0, 0);         /* a line that can be traced */
    if (!n->Try.finalbody->n) {
        compile_handlers(c, n);
        return;
    }
    Block body = {.finalbody = n->Try.finalbody};
    Label end = LABEL;
    protect(c, &body, BLOCK_FINALLY, n);
    compile_handlers(c, n);
    end_protection(c, &body);
    compile_body(c, n->Try.finalbody, 0);
    jump(c, &end);
    begin_handler(c, &body);
    compile_finally_handler(c, n, body.depth);
    bind_label(c, &end);
}

/* ---- with ---- */

void compile_with(Compiler *c, const Node *n, ssize item)
{
    bool is_async = n->kind == AST_AsyncWith;
    const Node *with = n->With.items->item[item];
    const Node *target = with->withitem.optional_vars;
    int base = c->unit->top;
    Block body = {.is_async = is_async}, handling = {0};
    Label end = LABEL, swallow = LABEL;
    if (is_async && !c->unit->is_async_function)
        fail(c, n, "'async with' outside async function");
    Operand manager = eval(c, with->withitem.context_expr, ANY);
    set_place(c, with->withitem.context_expr);
    Location at = c->unit->at;
    int source_register = source(c, manager);
    pop_to(c, base);
    int exit = push_register(c), entered = push_register(c);
    emit(c, is_async ? I_ASYNC_WITH_ENTER : I_WITH_ENTER, 0, exit, source_register, 0);
    if (is_async)
        emit_await(c, in_register(entered), 1, entered, ANY);
    pop_to(c, entered);                             /* where an exception will be, too */
    protect(c, &body, BLOCK_WITH, n);
    body.reg = exit;
    body.at = at;
    push_register(c);
    if (target)
        store_target(c, target, in_register(entered));
    else
        clear(c, entered);
    pop_to(c, entered);
    if (item + 1 < n->With.items->n)
        compile_with(c, n, item + 1);
    else
        compile_body(c, n->With.body, 0);
    end_protection(c, &body);
    c->unit->at = at;
    pop_to(c, base);
    call_exit(c, exit, is_async);
    jump(c, &end);
    pop_to(c, exit + 1);
    begin_handler(c, &body);
    int d = body.depth;
    enter_handler(c, d, false);
    protect(c, &handling, BLOCK_TRY, n);
    int answer = push_register(c);
    emit(c, I_WITH_EXCEPT, 0, answer, exit, d);
    if (is_async)
        emit_await(c, in_register(answer), 2, answer, ANY);
    emit_jump(c, I_JUMP_IF_TRUE, answer, &swallow);
    pop_to(c, answer);
    end_protection(c, &handling);
    finish_handler(c, &handling, d);
    c->unit->at = at;
    bind_label(c, &swallow);
    emit(c, I_LEAVE_HANDLER, 0, d, 0, 0);
    clear(c, exit);
    pop_to(c, base);
    bind_label(c, &end);
}
