/* compile_comprehension.c: comprehensions and generator expressions (Reference 6.2.4): functions with one argument, ".0", the
 * iterator over the outermost iterable, which is evaluated in the scope around. */
#include "frontend/compile_internal.h"

#include "object/str.h"

typedef struct {
    Compiler *c;
    const NodeSeq *generators;
    const Node *elt, *value;        /* value: of a dict */
    ComprehensionKind kind;
    int result;                     /* register of the collection; -1 */
} Comprehension;

static void produce(Comprehension *m)
{
    Compiler *c = m->c;
    int base = c->unit->top;
    Location former = set_place(c, m->elt);
    if (m->kind == COMPREHENSION_DICT) {
        Operand key = eval_stable(c, m->elt, m->value);
        Operand value = eval(c, m->value, ANY);
        emit(c, I_MAP_ADD, 0, m->result, source(c, key), source(c, value));
    } else if (m->kind == COMPREHENSION_GENERATOR) {
        Operand v = eval(c, m->elt, ANY);
        int reg = destination(c, base, ANY);
        if (c->unit->is_async_function) {
            emit(c, I_ASYNC_GEN_WRAP, 0, reg, source(c, v), 0);
            v = in_register(reg);
        }
        emit(c, I_YIELD, 0, reg, source(c, v), 0);
        clear(c, reg);
    } else {
        Operand v = eval(c, m->elt, ANY);
        emit(c, m->kind == COMPREHENSION_LIST ? I_LIST_APPEND : I_SET_ADD, 0, m->result, source(c, v), 0);
    }
    pop_to(c, base);
    c->unit->at = former;
}

/* `for x in [e]`: just an assignment. */
static const Node *single_item(const Node *iter)
{
    const NodeSeq *elts = iter->kind == AST_List ? iter->List.elts : iter->kind == AST_Tuple ? iter->Tuple.elts : NULL;
    return elts && elts->n == 1 && elts->item[0]->kind != AST_Starred ? elts->item[0] : NULL;
}

static void generate(Comprehension *m, ssize i)
{
    Compiler *c = m->c;
    if (i == m->generators->n) {
        produce(m);
        return;
    }
    const Node *g = m->generators->item[i], *target = g->comprehension.target;
    int base = c->unit->top, iterator = base;
    Label loop = LABEL, next = LABEL, end = LABEL;
    Block protection = {0};
    bool is_async = g->comprehension.is_async, once = false;
    compilation_check_depth(&c->common);
    Location former = set_place(c, g->comprehension.iter);
    if (i == 0) {
        push_register(c);
        emit(c, is_async ? I_COPY : I_CHECK_ITER, 0, iterator, 0, 0);       /* .0: the code may be called with anything */
    } else if (!is_async && single_item(g->comprehension.iter)) {
        store_target(c, target, eval(c, single_item(g->comprehension.iter), ANY));
        pop_to(c, base);
        once = true;
    } else {
        Operand iterable = eval(c, g->comprehension.iter, ANY);
        iterator = destination(c, base, ANY);
        emit(c, is_async ? I_GET_AITER : I_GET_ITER, 0, iterator, source(c, iterable), 0);
    }
    if (is_async) {
        bind_back(c, &loop);
        protect(c, &protection, BLOCK_TRY, g->comprehension.iter);
        int item = async_next(c, iterator);
        end_protection(c, &protection);
        store_target(c, target, in_register(item));
        pop_to(c, iterator + 1);
    } else if (!once) {
        bind_back(c, &loop);
        int local = target->kind == AST_Name ? local_of_name(c, target->Name.id) : -1;
        int item = local >= 0 ? local : push_register(c);
        emit(c, I_FOR_ITER, 0, item, iterator, 0);
        emit_jump(c, I_JUMP, 0, &end);
        store_target(c, target, in_register(item));
        pop_to(c, iterator + 1);
    }
    for (ssize j = 0; j < g->comprehension.ifs->n; j++)
        jump_if(c, g->comprehension.ifs->item[j], false, &next);
    generate(m, i + 1);
    c->unit->at = location_of(m->elt);
    bind_label(c, &next);
    if (!once)
        jump_back(c, &loop);
    if (is_async) {
        begin_handler(c, &protection);
        c->unit->at = location_of(g->comprehension.iter);
        emit(c, I_END_ASYNC_FOR, 0, iterator, protection.depth, 0);
    }
    bind_label(c, &end);
    pop_to(c, base);
    c->unit->at = former;
}

static Ref comprehension_code(Compiler *c, const Node *e, Scope *scope, Comprehension *m)
{
    Ref name = scope->name;
    Unit *u = enter_unit(c, scope, e, nested_qualname(c, name));
    CodeSpec spec = {.flags = CODE_OPTIMIZED | CODE_NEWLOCALS, .name = name, .first_line = e->lineno, .arg_count = 1, .doc = EMPTY};
    spec.flags |= scope->is_coroutine ? m->kind == COMPREHENSION_GENERATOR ? CODE_ASYNC_GENERATOR : CODE_COROUTINE
        : m->kind == COMPREHENSION_GENERATOR ? CODE_GENERATOR : 0;
    u->is_async_function = scope->is_coroutine;
    set_place(c, e);
    m->result = -1;
    if (m->kind != COMPREHENSION_GENERATOR) {
        m->result = push_register(c);
        emit(c, m->kind == COMPREHENSION_LIST ? I_BUILD_LIST : m->kind == COMPREHENSION_SET ? I_BUILD_SET : I_BUILD_MAP, 0,
             m->result, m->result, 0);
    }
    generate(m, 0);
    set_place(c, e);
    emit(c, I_RETURN, 0, m->result >= 0 ? m->result : source(c, constant_operand(NONE)), 0, 0);
    return leave_unit(c, &spec);
}

Operand eval_comprehension(Compiler *c, const Node *e, int want)
{
    Comprehension m = {.c = c};
    Scope *scope = scope_find(c->table, e);
    int base = c->unit->top;
    switch (e->kind) {
    case AST_ListComp:     m.elt = e->ListComp.elt; m.generators = e->ListComp.generators; break;
    case AST_SetComp:      m.elt = e->SetComp.elt; m.generators = e->SetComp.generators; break;
    case AST_GeneratorExp: m.elt = e->GeneratorExp.elt; m.generators = e->GeneratorExp.generators; break;
    default:               m.elt = e->DictComp.key; m.value = e->DictComp.value; m.generators = e->DictComp.generators; break;
    }
    m.kind = scope->comprehension;
    const Node *outermost = m.generators->item[0];
    bool awaited = scope->is_coroutine && m.kind != COMPREHENSION_GENERATOR;
    if (awaited && !c->unit->is_async_function && c->unit->scope->comprehension != COMPREHENSION_GENERATOR)
        fail(c, e, "asynchronous comprehension outside of an asynchronous function");
    if (awaited)
        c->unit->is_async_function |= c->unit->scope->comprehension == COMPREHENSION_GENERATOR;
    Ref code = comprehension_code(c, e, scope, &m);
    int function = c->unit->top;
    make_function(c, code, 0, function, function);
    pop_to(c, function);
    push_register(c);
    int iterator = c->unit->top;
    Operand iterable = eval(c, outermost->comprehension.iter, ANY);
    pop_to(c, iterator);
    push_register(c);
    Location former = set_place(c, outermost->comprehension.iter);
    emit(c, outermost->comprehension.is_async ? I_GET_AITER : I_GET_ITER, 0, iterator, source(c, iterable), 0);
    c->unit->at = former;
    int reg = destination(c, base, awaited ? ANY : want);
    emit(c, I_CALL, 1, reg, base, cache_of(c, EMPTY));
    return awaited ? emit_await(c, in_register(reg), 0, base, want) : in_register(reg);
}
