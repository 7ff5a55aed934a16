/* compile_call.c: calls (Reference 6.3.4). Callable and arguments go to consecutive temporaries:
 *
 *     CALL            callable, arguments
 *     CALL_METHOD     function, self or nothing, arguments
 *     CALL_KEYWORDS   as CALL_METHOD, values of keyword arguments last
 *     CALL_SPREAD     callable, list of the positional arguments, dict of the others or nothing: for * and **, or very many
 */
#include "frontend/compile_internal.h"

#include "object/str.h"
#include "object/tuple.h"

#define ARGUMENTS_MAX 200           /* of the calls with arguments in registers */

CallLayout call_layout(const NodeSeq *args, const NodeSeq *keywords, int given)
{
    if (args->n + keywords->n + given > ARGUMENTS_MAX)
        return LAYOUT_SPREAD;
    for (ssize i = 0; i < args->n; i++)
        if (args->item[i]->kind == AST_Starred)
            return LAYOUT_SPREAD;
    for (ssize i = 0; i < keywords->n; i++)
        if (is_empty(keywords->item[i]->keyword.arg))
            return LAYOUT_SPREAD;
    return keywords->n ? LAYOUT_METHOD : LAYOUT_PLAIN;
}

/* Whether two keywords have the same name, in linear time: for long lists. */
static bool has_repeated_keyword(Compiler *c, const NodeSeq *keywords)
{
    size_t size = 64;
    while (size < 2 * (size_t)keywords->n)
        size *= 2;
    Ref *seen = compilation_alloc(&c->common, size * sizeof *seen);
    for (ssize i = 0; i < keywords->n; i++) {
        Ref name = keywords->item[i]->keyword.arg;
        if (is_empty(name))
            continue;
        size_t j = (size_t)(name.bits * 0x9E3779B97F4A7C15ull >> 32) & (size - 1);
        for (; !is_empty(seen[j]); j = (j + 1) & (size - 1))
            if (same(seen[j], name))
                return true;
        seen[j] = name;
    }
    return false;
}

static void check_keywords(Compiler *c, const NodeSeq *keywords)
{
    bool compare = keywords->n <= 32 || has_repeated_keyword(c, keywords);
    for (ssize i = 0; i < keywords->n; i++) {
        Ref name = keywords->item[i]->keyword.arg;
        if (is_empty(name))
            continue;
        check_store_name(c, keywords->item[i], name);
        for (ssize j = i + 1; compare && j < keywords->n; j++)
            if (!is_empty(keywords->item[j]->keyword.arg) && same(keywords->item[j]->keyword.arg, name))
                fail(c, keywords->item[j], "keyword argument repeated");
    }
}

/* ---- CALL_SPREAD ---- */

/* Merges the named keywords [from, to) into the dict at `dict`; the first group becomes the dict. */
static void merge_named(Compiler *c, const NodeSeq *keywords, ssize from, ssize to, int dict, bool first, int callable)
{
    int base = c->unit->top, map = first ? dict : push_register(c);
    emit(c, I_BUILD_MAP, 0, map, map, 0);
    for (ssize i = from; i < to; i++) {
        int top = c->unit->top;
        Operand v = eval(c, keywords->item[i]->keyword.value, ANY);
        emit(c, I_MAP_ADD, 0, map, source(c, constant_operand(keywords->item[i]->keyword.arg)), source(c, v));
        pop_to(c, top);
    }
    if (!first)
        emit(c, I_MAP_MERGE, 0, dict, map, callable);
    pop_to(c, base);
}

/* A parameter *args or **kwargs (`stars`: 1 or 2) that nothing rebinds is a tuple or dict for sure: passed on as it is. Its
 * register, or -1. */
static int starred_parameter(Compiler *c, const Node *e, int stars)
{
    const Scope *s = c->unit->scope;
    if (e->kind != AST_Name || (s->node->kind != AST_FunctionDef && s->node->kind != AST_AsyncFunctionDef))
        return -1;
    const Node *parameters = s->node->FunctionDef.args;
    const Node *parameter = stars == 1 ? parameters->arguments.vararg : parameters->arguments.kwarg;
    Symbol *symbol = scope_lookup(s, mangled(c, e->Name.id));
    if (!parameter || !same(parameter->arg.arg, e->Name.id) || !symbol || symbol->binding != BIND_LOCAL
        || symbol->flags & (DEF_LOCAL | DEF_IMPORT))
        return -1;
    return symbol->index;
}

static void spread_keywords(Compiler *c, const NodeSeq *keywords, int callable)
{
    int dict = push_register(c), local;
    bool first = true;
    if (keywords->n == 1 && is_empty(keywords->item[0]->keyword.arg)
        && (local = starred_parameter(c, keywords->item[0]->keyword.value, 2)) >= 0) {
        emit(c, I_COPY, 0, dict, local, 0);
        return;
    }
    if (!keywords->n)
        clear(c, dict);
    for (ssize i = 0; i < keywords->n; first = false) {
        ssize end = i;
        while (end < keywords->n && !is_empty(keywords->item[end]->keyword.arg))
            end++;
        if (end > i) {
            merge_named(c, keywords, i, end, dict, first, callable);
            i = end;
            continue;
        }
        if (first)
            emit(c, I_BUILD_MAP, 0, dict, dict, 0);
        int top = c->unit->top;
        Operand v = eval(c, keywords->item[i++]->keyword.value, ANY);
        emit(c, I_MAP_MERGE, 0, dict, source(c, v), callable);
        pop_to(c, top);
    }
}

static Operand call_spread(Compiler *c, int base, int given, const NodeSeq *args, const NodeSeq *keywords, Operand extra, int want)
{
    int list = base + 1, local;
    ssize i = 0;
    if (!given && args->n == 1 && args->item[0]->kind == AST_Starred
        && (local = starred_parameter(c, args->item[0]->Starred.value, 1)) >= 0) {
        emit(c, I_COPY, 0, push_register(c), local, 0);
    } else {
        for (; i < args->n && args->item[i]->kind != AST_Starred && given + i < ARGUMENTS_MAX; i++)
            push(c, args->item[i]);
        pop_to(c, list);
        push_register(c);
        emit(c, I_BUILD_LIST, 0, list, list, given + (int)i);
        for (; i < args->n; i++) {
            bool star = args->item[i]->kind == AST_Starred;
            Operand v = eval(c, star ? args->item[i]->Starred.value : args->item[i], ANY);
            emit(c, star ? I_LIST_MERGE : I_LIST_APPEND, 0, list, source(c, v), star ? base : 0);
            pop_to(c, list + 1);
        }
        if (extra.reg >= 0)
            emit(c, I_LIST_APPEND, 0, list, extra.reg, 0);
    }
    spread_keywords(c, keywords, base);
    int reg = destination(c, base, want);
    emit(c, I_CALL_SPREAD, 0, reg, base, 0);
    return in_register(reg);
}

/* ---- Arguments in registers ---- */

Operand call_with(Compiler *c, CallLayout layout, int base, int given, const NodeSeq *args, const NodeSeq *keywords,
                  Operand extra, int want)
{
    check_keywords(c, keywords);
    if (layout == LAYOUT_SPREAD)
        return call_spread(c, base, given, args, keywords, extra, want);
    for (ssize i = 0; i < args->n; i++)
        push(c, args->item[i]);
    int n = given + (int)args->n;
    if (extra.reg >= 0) {
        emit(c, I_COPY, 0, push_register(c), extra.reg, 0);
        n++;
    }
    if (!keywords->n) {
        int32_t cache = cache_of(c, EMPTY);
        int reg = destination(c, base, want);
        emit(c, layout == LAYOUT_METHOD ? I_CALL_METHOD : I_CALL, n, reg, base, cache);
        return in_register(reg);
    }
    Value *names = compilation_alloc(&c->common, (size_t)keywords->n * sizeof *names);
    for (ssize i = 0; i < keywords->n; i++) {
        push(c, keywords->item[i]->keyword.value);
        names[i] = keywords->item[i]->keyword.arg;      /* private names are not mangled here, as in CPython */
    }
    Ref tuple = own(c, tuple_from_array(c->common.t, names, keywords->n));
    int index = const_of(c, tuple), reg = destination(c, base, want);
    emit(c, I_CALL_KEYWORDS, n, reg, base, (int)keywords->n);
    emit(c, I_EXT, 0, index, 0, 0);
    return in_register(reg);
}

void push_self_gap(Compiler *c, CallLayout layout)
{
    if (layout == LAYOUT_METHOD)
        clear(c, push_register(c));
}

/* ---- Call expressions ---- */

/* super().name in a method, when nothing in sight rebinds `super`: found without making the super object, if `super` then is
 * the built-in class. */
static bool is_plain_super(Compiler *c, const Node *e)
{
    const Unit *u = c->unit;
    const Scope *s = u->scope, *module = c->table->top;
    if (e->kind != AST_Call || e->Call.args->n || e->Call.keywords->n || e->Call.func->kind != AST_Name
        || !same(e->Call.func->Name.id, NAME(super)) || s->kind != SCOPE_FUNCTION || s->comprehension || s->is_lambda)
        return false;
    Symbol *name = scope_lookup(s, NAME(super)), *global = scope_lookup(module, NAME(super));
    Symbol *cell = scope_lookup(s, NAME(__class__));
    if (!name || name->binding != BIND_GLOBAL_IMPLICIT || (global && global->flags & (DEF_BOUND | DEF_GLOBAL)) || module->star_import)
        return false;
    if (!cell || cell->binding != BIND_FREE || cell->flags & (DEF_NONLOCAL | DEF_BOUND))
        return false;
    const Node *a = s->node->FunctionDef.args;
    const NodeSeq *first = a->arguments.posonlyargs->n ? a->arguments.posonlyargs : a->arguments.args;
    if (!first->n)
        return false;
    Symbol *self = scope_lookup(s, mangled(c, first->item[0]->arg.arg));
    return self->binding == BIND_LOCAL && !(self->flags & (DEF_LOCAL | DEF_IMPORT | SYMBOL_DELETED));
}

/* Loads the method of an attribute into base and base + 1. */
static void load_method(Compiler *c, const Node *attribute, int base)
{
    const Node *object = attribute->Attribute.value;
    Ref name = mangled(c, attribute->Attribute.attr);
    Location former = set_place(c, attribute);
    if (is_plain_super(c, object)) {
        int function = push_register(c), cls = push_register(c), self = push_register(c);
        set_place(c, object->Call.func);
        emit_wide(c, I_LOAD_GLOBAL, function, wide_cache_of(c, NAME(super)));
        set_place(c, object);
        emit(c, I_LOAD_FREE, 0, cls, scope_lookup(c->unit->scope, NAME(__class__))->index, 0);
        emit(c, I_COPY, 0, self, 0, 0);                 /* the first parameter is register 0 */
        set_place_at_name(c, attribute, attribute);
        emit(c, I_LOAD_SUPER_METHOD, 0, base, function, cache_of(c, name));
    } else {
        Operand o = eval(c, object, ANY);
        set_place_at_name(c, attribute, attribute);
        emit(c, I_LOAD_METHOD, 0, base, source(c, o), cache_of(c, name));
    }
    c->unit->at = former;
    pop_to(c, base);
    push_register(c);
    push_register(c);
}

static void check_callable(Compiler *c, const Node *func)
{
    const char *type;
    switch (func->kind) {
    case AST_Constant:  type = is_none(func->Constant.value) ? "NoneType" : type_of(func->Constant.value)->name; break;
    case AST_Tuple:     type = "tuple"; break;
    case AST_List: case AST_ListComp:   type = "list"; break;
    case AST_Dict: case AST_DictComp:   type = "dict"; break;
    case AST_Set: case AST_SetComp:     type = "set"; break;
    case AST_GeneratorExp:  type = "generator"; break;
    case AST_JoinedStr: case AST_FormattedValue: type = "str"; break;
    default: return;
    }
    char message[120];
    snprintf(message, sizeof message, "'%.50s' object is not callable; perhaps you missed a comma?", type);
    warn_syntax(c, func, message);
}

Operand eval_call(Compiler *c, const Node *e, int want)
{
    const Node *func = e->Call.func;
    CallLayout layout = call_layout(e->Call.args, e->Call.keywords, 0);
    int base = c->unit->top;
    check_callable(c, func);
    if (func->kind == AST_Attribute && layout != LAYOUT_SPREAD) {
        layout = LAYOUT_METHOD;
        load_method(c, func, base);
        set_place_at_name(c, e, func);
    } else {
        push(c, func);
        push_self_gap(c, layout);
    }
    return call_with(c, layout, base, 0, e->Call.args, e->Call.keywords, in_register(-1), want);
}
