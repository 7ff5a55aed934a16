/* compile_function.c: functions, classes, and the hidden scopes of type parameters (Reference 8.7 - 8.10, PEP 695). */
#include "frontend/compile_internal.h"

#include "object/str.h"
#include "object/tuple.h"

enum { PART_DEFAULTS = 1, PART_KEYWORD_DEFAULTS = 2, PART_ANNOTATIONS = 4, PART_CLOSURE = 8, PART_TYPE_PARAMS = 16 };

/* ---- Function objects ---- */

/* The cell of a variable that code made in this unit uses. */
static void push_cell(Compiler *c, Ref name)
{
    Unit *u = c->unit;
    int reg = push_register(c);
    if (u->scope->kind == SCOPE_CLASS && same(name, NAME(__class__)) && u->class_cell >= 0) {
        emit(c, I_COPY, 0, reg, u->class_cell, 0);
        return;
    }
    if (u->scope->kind == SCOPE_CLASS && same(name, NAME(__classdict__)) && u->class_dict >= 0) {
        emit(c, I_COPY, 0, reg, u->class_dict, 0);
        return;
    }
    Symbol *symbol = scope_lookup(u->scope, name);
    assert(symbol && symbol->index >= 0);
    if (symbol->binding == BIND_CELL)
        emit(c, I_COPY, 0, reg, symbol->index, 0);
    else
        emit(c, I_LOAD_CLOSURE, 0, reg, symbol->index, 0);
}

Operand make_function(Compiler *c, Ref code, int flags, int base, int want)
{
    const Code *made = as_code(code);
    int top = c->unit->top;
    int type_params = flags & PART_TYPE_PARAMS ? top - 1 : -1;
    if (made->free_count) {
        int first = c->unit->top;
        for (uint32_t i = 0; i < made->free_count; i++)
            push_cell(c, made->free_names[i]);
        pop_to(c, first);
        int closure = push_register(c);
        emit(c, I_BUILD_TUPLE, 0, closure, first, (int)made->free_count);
        flags |= PART_CLOSURE;
        if (type_params >= 0) {                     /* they come last */
            int copy = push_register(c);
            emit(c, I_MOVE, 0, copy, type_params, 0);
            emit(c, I_MOVE, 0, type_params, closure, 0);
            emit(c, I_MOVE, 0, closure, copy, 0);
        }
    }
    int index = const_of(c, code), reg = destination(c, base, want);
    emit(c, I_MAKE_FUNCTION, flags, reg, base, index);
    return in_register(reg);
}

/* Defaults that are constants are in co_consts one by one, and the tuple of them at its end: tools that look for what a source
 * spells out, or for a function's code by its place, find it as in CPython (up to 3.12).
 */
static void load_constant_defaults(Compiler *c, Ref defaults, int reg)
{
    const Tuple *items = as_tuple(defaults);
    if (c->unit->dead)
        return;
    for (ssize i = 0; i < items->len; i++)
        const_of(c, items->item[i]);
    emit_wide(c, I_LOAD_CONST, reg, assembler_last_const(&c->common, &c->unit->as, defaults));
}

/* The tuple of positional defaults, and the dict of keyword-only ones, if any, in new temporaries; their bits. */
static int push_defaults(Compiler *c, const Node *a)
{
    const NodeSeq *kw_defaults = a->arguments.kw_defaults;
    int flags = 0, base, n = 0;
    if (a->arguments.defaults->n) {
        base = c->unit->top;
        Ref constant = fold_tuple(c, a->arguments.defaults);
        if (!is_empty(constant))
            load_constant_defaults(c, constant, base);
        else
            place(c, build_sequence(c, a->arguments.defaults, I_BUILD_TUPLE, base), base);
        pop_to(c, base);
        push_register(c);
        flags |= PART_DEFAULTS;
    }
    base = c->unit->top;
    for (ssize i = 0; kw_defaults && i < kw_defaults->n; i++) {
        if (!kw_defaults->item[i])
            continue;
        if (!n++)
            emit(c, I_BUILD_MAP, 0, push_register(c), base, 0);
        Ref name = mangled(c, a->arguments.kwonlyargs->item[i]->arg.arg);
        Operand v = eval(c, kw_defaults->item[i], ANY);
        emit(c, I_MAP_ADD, 0, base, source(c, constant_operand(name)), source(c, v));
        pop_to(c, base + 1);
    }
    return n ? flags | PART_KEYWORD_DEFAULTS : flags;
}

/* Pushes name and annotation; returns how many pairs (0 or 1). */
static int push_annotation(Compiler *c, Ref name, const Node *annotation)
{
    if (!annotation)
        return 0;
    push_constant(c, mangled(c, name));
    if (c->future_annotations)
        push_constant(c, canonical(c, own(c, unparse_expression(&c->common, annotation))));
    else if (annotation->kind == AST_Starred) {         /* *args: *Ts: the one item of *Ts */
        int reg = c->unit->top;
        Operand v = eval(c, annotation->Starred.value, ANY);
        emit(c, I_UNPACK, 0, reg, source(c, v), 1);
        pop_to(c, reg);
        push_register(c);
    } else
        push(c, annotation);
    return 1;
}

/* The tuple name, annotation, ... in a new temporary, if there is any annotation. */
static int push_annotations(Compiler *c, const Node *a, const Node *returns)
{
    const NodeSeq *lists[] = {a->arguments.posonlyargs, a->arguments.args, a->arguments.kwonlyargs};
    int base = c->unit->top, n = 0;
    for (int k = 0; k < 3; k++) {
        for (ssize i = 0; i < lists[k]->n; i++)
            n += push_annotation(c, lists[k]->item[i]->arg.arg, lists[k]->item[i]->arg.annotation);
        if (k == 1 && a->arguments.vararg)              /* in the order of the signature */
            n += push_annotation(c, a->arguments.vararg->arg.arg, a->arguments.vararg->arg.annotation);
    }
    if (a->arguments.kwarg)
        n += push_annotation(c, a->arguments.kwarg->arg.arg, a->arguments.kwarg->arg.annotation);
    n += push_annotation(c, NAME(return), returns);
    if (!n)
        return 0;
    pop_to(c, base);
    emit(c, I_BUILD_TUPLE, 0, push_register(c), base, 2 * n);
    return PART_ANNOTATIONS;
}

static int push_decorators(Compiler *c, const NodeSeq *decorators)
{
    for (ssize i = 0; i < decorators->n; i++)
        push(c, decorators->item[i]);
    return c->unit->top;
}
/* Calls the decorators, pushed from base, on what is in the temporary after them; the result is in the temporary base. */
static void apply_decorators(Compiler *c, const NodeSeq *decorators, int base)
{
    for (ssize i = decorators->n; i-- > 0; ) {
        set_place(c, decorators->item[i]);
        int reg = base + (int)i;
        emit(c, I_CALL, 1, reg, reg, cache_of(c, EMPTY));
    }
    pop_to(c, base + 1);
}

static int first_line(const Node *n, const NodeSeq *decorators)
{
    return decorators->n ? decorators->item[0]->lineno : n->lineno;
}

/* ---- Bodies ---- */

static void check_parameters(Compiler *c, const Node *a)
{
    const NodeSeq *lists[] = {a->arguments.posonlyargs, a->arguments.args, a->arguments.kwonlyargs};
    for (int k = 0; k < 3; k++)
        for (ssize i = 0; i < lists[k]->n; i++)
            check_store_name(c, lists[k]->item[i], lists[k]->item[i]->arg.arg);
    if (a->arguments.vararg)
        check_store_name(c, a->arguments.vararg, a->arguments.vararg->arg.arg);
    if (a->arguments.kwarg)
        check_store_name(c, a->arguments.kwarg, a->arguments.kwarg->arg.arg);
}

/* The spec of a function with these parameters. */
static CodeSpec function_spec(const Node *a, uint32_t flags, Ref name, int line)
{
    CodeSpec spec = {.flags = flags | CODE_OPTIMIZED | CODE_NEWLOCALS, .name = name, .first_line = line, .doc = EMPTY};
    if (a) {
        spec.positional_only_count = (int32_t)a->arguments.posonlyargs->n;
        spec.arg_count = (int32_t)(a->arguments.posonlyargs->n + a->arguments.args->n);
        spec.keyword_only_count = (int32_t)a->arguments.kwonlyargs->n;
        spec.flags |= a->arguments.vararg ? CODE_VARARGS : 0;
        spec.flags |= a->arguments.kwarg ? CODE_VARKEYWORDS : 0;
    }
    return spec;
}

static uint32_t generator_flags(const Scope *s)
{
    return s->is_coroutine ? s->is_generator ? CODE_ASYNC_GENERATOR : CODE_COROUTINE : s->is_generator ? CODE_GENERATOR : 0;
}

static void return_none(Compiler *c)
{
    if (assembler_here(&c->unit->as))         /* it belongs to the line that ran last: tracing and tracebacks see that */
        c->unit->at = (Location){0};
    emit(c, I_RETURN, 0, source(c, constant_operand(NONE)), 0, 0);
}

static Ref function_code(Compiler *c, const Node *n, int line)
{
    const Node *a = n->FunctionDef.args;
    Scope *scope = scope_find(c->table, n);
    Ref qualname = nested_qualname(c, n->FunctionDef.name);
    Unit *u = enter_unit(c, scope, n, qualname);
    CodeSpec spec = function_spec(a, generator_flags(scope), n->FunctionDef.name, line);
    bool has_docstring;
    spec.doc = docstring_of(c, n->FunctionDef.body, &has_docstring);
    u->is_async_function = n->kind == AST_AsyncFunctionDef;
    const NodeSeq *first = a->arguments.posonlyargs->n ? a->arguments.posonlyargs : a->arguments.args;
    u->self_name = first->n ? first->item[0]->arg.arg : EMPTY;
    check_parameters(c, a);
    u->at = (Location){line, line, 0, 0};
    compile_body(c, n->FunctionDef.body, has_docstring);
    return_none(c);
    return leave_unit(c, &spec);
}

Operand eval_lambda(Compiler *c, const Node *e, int want)
{
    const Node *a = e->Lambda.args;
    int base = c->unit->top, flags = push_defaults(c, a);
    Scope *scope = scope_find(c->table, e);
    Ref name = text_constant(c, "<lambda>");
    Unit *u = enter_unit(c, scope, e, nested_qualname(c, name));
    CodeSpec spec = function_spec(a, generator_flags(scope), name, e->lineno);
    check_parameters(c, a);
    set_place(c, e->Lambda.body);
    Operand v = eval(c, e->Lambda.body, ANY);
    u->at = location_of(e->Lambda.body);
    emit(c, I_RETURN, 0, source(c, v), 0, 0);
    return make_function(c, leave_unit(c, &spec), flags, base, want);
}

/* ---- Type parameters ---- */

/* A function without arguments that evaluates an expression later, in a new temporary. */
static void push_lazy(Compiler *c, const void *key, const Node *e, Ref name)
{
    int base = c->unit->top;
    Unit *u = enter_unit(c, scope_find(c->table, key), e, nested_qualname(c, name));
    CodeSpec spec = function_spec(NULL, 0, name, e->lineno);
    set_place(c, e);
    Operand v;
    if (e->kind == AST_Starred) {                       /* default of a TypeVarTuple: *tuple */
        v = eval(c, e->Starred.value, ANY);
        int reg = destination(c, u->nlocals, ANY);
        emit(c, I_UNPACK, 0, reg, source(c, v), 1);
        v = in_register(reg);
    } else
        v = eval(c, e, ANY);
    emit(c, I_RETURN, 0, source(c, v), 0, 0);
    Ref code = leave_unit(c, &spec);
    make_function(c, code, 0, base, base);
    pop_to(c, base);
    push_register(c);
}

static void emit_intrinsic(Compiler *c, int which, int reg, Operand a, Operand b)
{
    emit(c, I_INTRINSIC, which, reg, source(c, a), source(c, b));
}

/* Makes the type parameters, stores each under its name, and leaves the tuple of them in a new temporary. */
static void push_type_params(Compiler *c, const NodeSeq *params)
{
    int base = c->unit->top;
    bool seen_default = false;
    Operand none = constant_operand(NONE);
    for (ssize i = 0; i < params->n; i++) {
        const Node *p = params->item[i], *bound = p->kind == AST_TypeVar ? p->TypeVar.bound : NULL, *value;
        Ref name = p->TypeVar.name;
        Operand text = constant_operand(canonical(c, mangled(c, name)));
        set_place(c, p);
        int reg = c->unit->top;
        if (bound) {
            push_lazy(c, type_bound_key(p), bound, name);
            emit_intrinsic(c, bound->kind == AST_Tuple ? INTRINSIC_TYPEVAR_CONSTRAINTS : INTRINSIC_TYPEVAR_BOUND, reg, text,
                           in_register(reg));
        } else {
            push_register(c);
            emit_intrinsic(c, p->kind == AST_TypeVar ? INTRINSIC_TYPEVAR : p->kind == AST_ParamSpec ? INTRINSIC_PARAMSPEC
                           : INTRINSIC_TYPEVARTUPLE, reg, text, none);
        }
        value = p->kind == AST_TypeVar ? p->TypeVar.default_value
            : p->kind == AST_ParamSpec ? p->ParamSpec.default_value : p->TypeVarTuple.default_value;
        if (value) {
            seen_default = true;
            push_lazy(c, type_default_key(p), value, name);
            emit_intrinsic(c, INTRINSIC_SET_TYPEPARAM_DEFAULT, reg, in_register(reg), in_register(reg + 1));
            pop_to(c, reg + 1);
        } else if (seen_default)
            fail(c, p, "non-default type parameter '%s' follows default type parameter", name_text(&c->common, name));
        int copy = push_register(c);
        emit(c, I_COPY, 0, copy, reg, 0);
        store_name(c, name, in_register(copy));
        pop_to(c, reg + 1);
    }
    pop_to(c, base);
    emit(c, I_BUILD_TUPLE, 0, push_register(c), base, (int)params->n);
}

/* Opens the hidden function around something generic. */
static CodeSpec enter_generic(Compiler *c, const Node *n, const NodeSeq *params, Ref name, int line)
{
    Ref hidden = own(c, str_format(c->common.t, "<generic parameters of %S>", name));
    Unit *outer = c->unit;
    Unit *u = enter_unit(c, scope_find(c->table, params), n, outer->qualname);
    CodeSpec spec = function_spec(NULL, 0, hidden, line);
    u->at = location_of(n);
    return spec;
}

/* ---- def ---- */

/* .defaults or .kwdefaults, as a tuple and a dict for sure, whatever the hidden function is called with. */
static void push_default_parameter(Compiler *c, int parameter, bool is_tuple)
{
    int reg = push_register(c);
    emit(c, is_tuple ? I_BUILD_LIST : I_BUILD_MAP, 0, reg, reg, 0);
    emit(c, is_tuple ? I_LIST_EXTEND : I_MAP_UPDATE, 0, reg, parameter, 0);
    if (is_tuple)
        emit(c, I_LIST_TO_TUPLE, 0, reg, reg, 0);
}

static void make_generic_function(Compiler *c, const Node *n, int line, int base)
{
    const Node *a = n->FunctionDef.args;
    int defaults = push_defaults(c, a), given = c->unit->top - base;
    CodeSpec spec = enter_generic(c, n, n->FunctionDef.type_params, n->FunctionDef.name, line);
    spec.arg_count = given;
    /* Parts in the order of their bits: defaults, keyword defaults, annotations, (closure,) type parameters. */
    int inner_base = c->unit->top;
    for (int i = 0; i < given; i++)
        push_default_parameter(c, i, i == 0 && defaults & PART_DEFAULTS);
    int params = push_register(c);
    pop_to(c, params);
    push_type_params(c, n->FunctionDef.type_params);
    int flags = defaults | push_annotations(c, a, n->FunctionDef.returns);
    if (flags & PART_ANNOTATIONS) {                     /* they come before the type parameters */
        int copy = push_register(c);
        emit(c, I_MOVE, 0, copy, params, 0);
        emit(c, I_MOVE, 0, params, params + 1, 0);
        emit(c, I_MOVE, 0, params + 1, copy, 0);
        pop_to(c, params + 2);
    }
    Ref code = function_code(c, n, line);
    set_place(c, n);
    Operand function = make_function(c, code, flags | PART_TYPE_PARAMS, inner_base, ANY);
    emit(c, I_RETURN, 0, source(c, function), 0, 0);
    Ref hidden = leave_unit(c, &spec);
    /* Called at once with the defaults, which are moved behind it. */
    int function_reg = c->unit->top;
    make_function(c, hidden, 0, function_reg, function_reg);
    pop_to(c, function_reg);
    push_register(c);
    for (int i = 0; i < given; i++)
        emit(c, I_MOVE, 0, push_register(c), base + i, 0);
    emit(c, I_CALL, given, base, function_reg, cache_of(c, EMPTY));
    pop_to(c, base + 1);
}

void compile_function(Compiler *c, const Node *n)
{
    const Node *a = n->FunctionDef.args;
    const NodeSeq *decorators = n->FunctionDef.decorator_list;
    int base = c->unit->top, line = first_line(n, decorators), local = local_of_name(c, n->FunctionDef.name);
    check_store_name(c, n, n->FunctionDef.name);
    int function_base = push_decorators(c, decorators);
    set_place(c, n);
    if (n->FunctionDef.type_params && n->FunctionDef.type_params->n)
        make_generic_function(c, n, line, function_base);
    else {
        int flags = push_defaults(c, a);
        flags |= push_annotations(c, a, n->FunctionDef.returns);
        Ref code = function_code(c, n, line);
        set_place(c, n);
        if (!decorators->n && local >= 0) {
            make_function(c, code, flags, function_base, local);
            store_name(c, n->FunctionDef.name, in_register(local));
            pop_to(c, base);
            return;
        }
        make_function(c, code, flags, function_base, function_base);
        pop_to(c, function_base + 1);
    }
    apply_decorators(c, decorators, base);
    set_place(c, n);
    store_name(c, n->FunctionDef.name, in_register(base));
    pop_to(c, base);
}

/* ---- class ---- */

static Ref class_code(Compiler *c, const Node *n, int line)
{
    Scope *scope = scope_find(c->table, n);
    Unit *u = enter_unit(c, scope, n, nested_qualname(c, n->ClassDef.name));
    CodeSpec spec = {.name = n->ClassDef.name, .first_line = line, .doc = EMPTY};
    bool has_docstring;
    Ref doc = docstring_of(c, n->ClassDef.body, &has_docstring);
    u->at = (Location){line, line, 0, 0};
    int reg = push_register(c);
    emit_wide(c, I_LOAD_NAME, reg, wide_cache_of(c, NAME(__name__)));
    emit_wide(c, I_STORE_NAME, reg, wide_cache_of(c, NAME(__module__)));
    store_name(c, NAME(__qualname__), constant_operand(canonical(c, u->qualname)));
    Symbol *type_params = scope_lookup(scope, text_constant(c, ".type_params"));
    if (type_params && type_params->binding == BIND_FREE) {
        emit(c, I_LOAD_FREE, 0, reg, type_params->index, 0);
        store_name(c, NAME(__type_params__), in_register(reg));
    }
    pop_to(c, u->nlocals);
    if (u->class_dict >= 0) {
        emit(c, I_LOAD_LOCALS, 0, push_register(c), 0, 0);
        emit(c, I_STORE_CELL, 0, u->class_dict, u->nlocals, 0);
        pop_to(c, u->nlocals);
    }
    if (body_has_annotations(n->ClassDef.body))
        emit(c, I_SETUP_ANNOTATIONS, 0, 0, 0, 0);
    if (!is_empty(doc)) {
        set_place(c, n->ClassDef.body->item[0]);
        store_name(c, NAME(__doc__), constant_operand(doc));
    }
    compile_body(c, n->ClassDef.body, has_docstring);
    if (u->class_dict >= 0) {
        reg = push_register(c);
        emit(c, I_COPY, 0, reg, u->class_dict, 0);
        emit_wide(c, I_STORE_NAME, reg, wide_cache_of(c, NAME(__classdictcell__)));
        pop_to(c, u->nlocals);
    }
    if (u->class_cell >= 0) {                   /* type() fills it; also what the body returns */
        reg = push_register(c);
        emit(c, I_COPY, 0, reg, u->class_cell, 0);
        emit_wide(c, I_STORE_NAME, reg, wide_cache_of(c, NAME(__classcell__)));
        emit(c, I_COPY, 0, reg, u->class_cell, 0);
        emit(c, I_RETURN, 0, reg, 0, 0);
    } else
        return_none(c);
    return leave_unit(c, &spec);
}

/* __build_class__(function, name, *bases, extra, **keywords), into the temporary base, which is top. */
static void build_class(Compiler *c, const Node *n, Ref code, Operand extra, int base)
{
    CallLayout layout = call_layout(n->ClassDef.bases, n->ClassDef.keywords, 3);
    emit(c, I_LOAD_BUILD_CLASS, 0, push_register(c), 0, 0);
    push_self_gap(c, layout);
    int function = c->unit->top;
    make_function(c, code, 0, function, function);
    pop_to(c, function);
    push_register(c);
    push_constant(c, canonical(c, n->ClassDef.name));
    call_with(c, layout, base, 2, n->ClassDef.bases, n->ClassDef.keywords, extra, base);
    pop_to(c, base + 1);
}

static void make_generic_class(Compiler *c, const Node *n, int line, int base)
{
    CodeSpec spec = enter_generic(c, n, n->ClassDef.type_params, n->ClassDef.name, line);
    Ref type_params = text_constant(c, ".type_params"), generic_base = text_constant(c, ".generic_base");
    int params = c->unit->top;
    push_type_params(c, n->ClassDef.type_params);
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, params, 0);
    store_name(c, type_params, in_register(copy));
    pop_to(c, params + 1);
    emit_intrinsic(c, INTRINSIC_SUBSCRIPT_GENERIC, params, in_register(params), constant_operand(NONE));
    store_name(c, generic_base, in_register(params));
    pop_to(c, params);
    Ref code = class_code(c, n, line);
    set_place(c, n);
    int class_base = c->unit->top;
    Operand extra = load_name(c, generic_base, ANY);
    build_class(c, n, code, extra, c->unit->top);
    (void)class_base;
    emit(c, I_RETURN, 0, c->unit->top - 1, 0, 0);
    Ref hidden = leave_unit(c, &spec);
    make_function(c, hidden, 0, base, base);
    pop_to(c, base);
    push_register(c);
    emit(c, I_CALL, 0, base, base, cache_of(c, EMPTY));
}

void compile_class(Compiler *c, const Node *n)
{
    const NodeSeq *decorators = n->ClassDef.decorator_list;
    int base = c->unit->top, line = first_line(n, decorators);
    check_store_name(c, n, n->ClassDef.name);
    int class_base = push_decorators(c, decorators);
    set_place(c, n);
    if (n->ClassDef.type_params && n->ClassDef.type_params->n)
        make_generic_class(c, n, line, class_base);
    else {
        Ref code = class_code(c, n, line);
        set_place(c, n);
        build_class(c, n, code, in_register(-1), class_base);
    }
    apply_decorators(c, decorators, base);
    set_place(c, n);
    store_name(c, n->ClassDef.name, in_register(base));
    pop_to(c, base);
}

/* ---- type ---- */

/* The alias object of the parameters (or None) in the temporary `params`. */
static void make_alias(Compiler *c, const Node *n, int base)
{
    Ref name = n->TypeAlias.name->Name.id;
    push_lazy(c, n, n->TypeAlias.value, name);
    pop_to(c, base);
    emit(c, I_BUILD_TUPLE, 0, push_register(c), base, 3);
    emit_intrinsic(c, INTRINSIC_TYPE_ALIAS, base, in_register(base), constant_operand(NONE));
}

void compile_type_alias(Compiler *c, const Node *n)
{
    Ref name = n->TypeAlias.name->Name.id;
    int base = c->unit->top;
    if (n->TypeAlias.type_params && n->TypeAlias.type_params->n) {
        CodeSpec spec = enter_generic(c, n, n->TypeAlias.type_params, name, n->lineno);
        int inner = c->unit->top;
        push_constant(c, canonical(c, name));
        push_type_params(c, n->TypeAlias.type_params);
        make_alias(c, n, inner);
        emit(c, I_RETURN, 0, inner, 0, 0);
        Ref hidden = leave_unit(c, &spec);
        make_function(c, hidden, 0, base, base);
        pop_to(c, base);
        push_register(c);
        emit(c, I_CALL, 0, base, base, cache_of(c, EMPTY));
    } else {
        push_constant(c, canonical(c, name));
        push_constant(c, NONE);
        make_alias(c, n, base);
    }
    store_target(c, n->TypeAlias.name, in_register(base));
    pop_to(c, base);
}
