/* compile_stmt.c: simple statements, if, and assignment targets (Reference 7). */
#include "frontend/compile_internal.h"

#include "object/error.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- Targets ---- */

static void count_self_attribute(Compiler *c, const Node *target)
{
    Unit *u = c->unit;
    const Node *object = target->Attribute.value;
    if (is_empty(u->self_name) || object->kind != AST_Name || !same(object->Name.id, u->self_name))
        return;
    for (ssize i = 0; i < u->self_attrs.len; i++)
        if (same(u->self_attrs.item[i], target->Attribute.attr))
            return;
    if (!value_vec_push(&u->self_attrs, target->Attribute.attr))
        compilation_fail_memory(&c->common);
}

static void store_attribute(Compiler *c, const Node *target, Operand v)
{
    check_store_name(c, target, target->Attribute.attr);
    count_self_attribute(c, target);
    v = stable(c, v, target->Attribute.value);
    Operand object = eval(c, target->Attribute.value, ANY);
    set_place_at_name(c, target, target);
    emit(c, I_STORE_ATTR, 0, source(c, object), source(c, v), cache_of(c, mangled(c, target->Attribute.attr)));
}

static void store_subscript(Compiler *c, const Node *target, Operand v)
{
    v = stable(c, v, target);
    Operand container = eval_stable(c, target->Subscript.value, target->Subscript.slice);
    Operand index = eval_slice_index(c, target->Subscript.slice);
    emit(c, I_SETITEM, 0, source(c, container), source(c, index), source(c, v));
}

static void unpack(Compiler *c, const Node *target, Operand v)
{
    const NodeSeq *elts = target->kind == AST_Tuple ? target->Tuple.elts : target->List.elts;
    ssize star = -1;
    for (ssize i = 0; i < elts->n; i++)
        if (elts->item[i]->kind == AST_Starred) {
            if (star >= 0)
                fail(c, target, "two starred expressions in assignment");
            star = i;
        }
    if (star > 255 || elts->n > 30000)
        fail(c, target, "too many expressions in %s", star > 255 ? "star-unpacking assignment" : "assignment");
    int base = is_temporary(c, v) ? v.reg : c->unit->top;
    pop_to(c, base);
    for (ssize i = 0; i < elts->n; i++)
        push_register(c);
    if (star >= 0)
        emit(c, I_UNPACK_STAR, (int)star, base, source(c, v), (int)(elts->n - star - 1));
    else
        emit(c, I_UNPACK, 0, base, source(c, v), (int)elts->n);
    for (ssize i = 0; i < elts->n; i++) {
        const Node *e = elts->item[i];
        int top = c->unit->top;
        store_target(c, e->kind == AST_Starred ? e->Starred.value : e, in_register(base + (int)i));
        pop_to(c, top);
    }
}

/* Consumes v if it is a temporary. */
void store_target(Compiler *c, const Node *target, Operand v)
{
    compilation_check_depth(&c->common);
    Location former = set_place(c, target);
    switch (target->kind) {
    case AST_Name:
        check_store_name(c, target, target->Name.id);
        store_name(c, target->Name.id, v);
        break;
    case AST_Attribute: store_attribute(c, target, v); break;
    case AST_Subscript: store_subscript(c, target, v); break;
    case AST_Tuple: case AST_List: {
        int top = c->unit->top;
        bool above = is_temporary(c, v) && v.reg < top - 1;
        if (above) {                        /* one of several items: unpack above the others */
            int copy = push_register(c);
            emit(c, I_MOVE, 0, copy, v.reg, 0);
            v = in_register(copy);
        }
        unpack(c, target, v);
        break;
    }
    case AST_Starred:
        fail(c, target, "starred assignment target must be in a list or tuple");
    default:
        raise_system(c->common.t, "target kind %d should not be possible", target->kind);
        compilation_fail_raised(&c->common);
    }
    c->unit->at = former;
}

static void delete_target(Compiler *c, const Node *target)
{
    compilation_check_depth(&c->common);
    int base = c->unit->top;
    Location former = set_place(c, target);
    switch (target->kind) {
    case AST_Name:
        if (same(target->Name.id, NAME(__debug__)))
            fail(c, target, "can't delete __debug__");
        delete_name(c, target->Name.id);
        break;
    case AST_Attribute: {
        if (same(target->Attribute.attr, NAME(__debug__)))
            fail(c, target, "can't delete __debug__");
        Operand object = eval(c, target->Attribute.value, ANY);
        set_place_at_name(c, target, target);
        emit(c, I_DELETE_ATTR, 0, source(c, object), 0, cache_of(c, mangled(c, target->Attribute.attr)));
        break;
    }
    case AST_Subscript: {
        Operand container = eval_stable(c, target->Subscript.value, target->Subscript.slice);
        Operand index = eval_slice_index(c, target->Subscript.slice);
        emit(c, I_DELITEM, 0, source(c, container), source(c, index), 0);
        break;
    }
    case AST_Tuple: case AST_List: {
        const NodeSeq *elts = target->kind == AST_Tuple ? target->Tuple.elts : target->List.elts;
        for (ssize i = 0; i < elts->n; i++)
            delete_target(c, elts->item[i]);
        break;
    }
    default:
        fail(c, target, "can't delete expression");
    }
    pop_to(c, base);
    c->unit->at = former;
}

/* ---- Assignment ---- */

static bool is_target_of(Compiler *c, const NodeSeq *names, int local)
{
    for (ssize i = 0; i < names->n; i++)
        if (local_of_name(c, names->item[i]->Name.id) == local)
            return true;
    return false;
}

static bool all_names(const NodeSeq *elts)
{
    for (ssize i = 0; i < elts->n; i++)
        if (elts->item[i]->kind != AST_Name)
            return false;
    return true;
}
static bool no_stars(const NodeSeq *elts)
{
    for (ssize i = 0; i < elts->n; i++)
        if (elts->item[i]->kind == AST_Starred)
            return false;
    return true;
}

/* a, b = x, y: no tuple is made. With names on the left, the last value goes straight into its local. */
static bool assign_in_parallel(Compiler *c, const Node *target, const Node *value)
{
    if ((target->kind != AST_Tuple && target->kind != AST_List) || value->kind != AST_Tuple)
        return false;
    const NodeSeq *to = target->kind == AST_Tuple ? target->Tuple.elts : target->List.elts, *from = value->Tuple.elts;
    if (to->n != from->n || to->n == 0 || to->n > 16 || !no_stars(to) || !no_stars(from))
        return false;
    Operand v[16];
    bool names = all_names(to);
    int base = c->unit->top;
    for (ssize i = 0; i < to->n; i++) {
        int local = -1;
        if (i == to->n - 1 && names && !c->unit->scope->has_walrus) {
            local = local_of_name(c, to->item[i]->Name.id);
            for (ssize j = 0; j < i && local >= 0; j++)
                if (local_of_name(c, to->item[j]->Name.id) == local)
                    local = -1;
        }
        if (local >= 0) {
            eval_to(c, from->item[i], local);
            v[i] = in_register(local);
            break;
        }
        v[i] = eval(c, from->item[i], ANY);
        if (is_local(c, v[i]) && (!names || is_target_of(c, to, v[i].reg) || c->unit->scope->has_walrus)) {
            int copy = push_register(c);
            emit(c, I_COPY, 0, copy, v[i].reg, 0);
            v[i] = in_register(copy);
        }
    }
    for (ssize i = 0; i < to->n; i++) {
        int top = c->unit->top;
        store_target(c, to->item[i], v[i]);
        pop_to(c, top);
    }
    pop_to(c, base);
    return true;
}

static void compile_assign(Compiler *c, const Node *n)
{
    const NodeSeq *targets = n->Assign.targets;
    const Node *value = n->Assign.value, *first = targets->item[0];
    int base = c->unit->top;
    if (targets->n == 1) {
        int local = first->kind == AST_Name ? local_of_name(c, first->Name.id) : -1;
        if (local >= 0) {
            eval_to(c, value, local);
            store_target(c, first, in_register(local));
        } else if (!assign_in_parallel(c, first, value))
            store_target(c, first, eval(c, value, ANY));
        pop_to(c, base);
        return;
    }
    Operand v = eval(c, value, ANY);
    if (is_local(c, v)) {                           /* one of the targets may be it */
        int copy = push_register(c);
        emit(c, I_COPY, 0, copy, v.reg, 0);
        v = in_register(copy);
    }
    for (ssize i = 0; i < targets->n; i++) {
        int top = c->unit->top;
        Operand used = v;
        if (i < targets->n - 1 && is_temporary(c, v)) {
            used = in_register(push_register(c));
            emit(c, I_COPY, 0, used.reg, v.reg, 0);
        }
        store_target(c, targets->item[i], used);
        pop_to(c, top);
    }
    pop_to(c, base);
}

/* A copy of a temporary that is needed once more. */
static Operand copied(Compiler *c, Operand o)
{
    if (!is_temporary(c, o))
        return o;
    int reg = push_register(c);
    emit(c, I_COPY, 0, reg, o.reg, 0);
    return in_register(reg);
}

static Operand augment(Compiler *c, const Node *n, Operand old, int want)
{
    const Node *value = n->AugAssign.value;
    old = stable(c, old, value);
    Operand right = eval(c, value, ANY);
    Location former = set_place(c, n);
    emit(c, binary_opcode(n->AugAssign.op, true), 0, want, source(c, old), source(c, right));
    c->unit->at = former;
    return in_register(want);
}

static void compile_augmented(Compiler *c, const Node *n)
{
    const Node *target = n->AugAssign.target;
    int base = c->unit->top;
    Location former = set_place(c, target);
    switch (target->kind) {
    case AST_Name: {
        check_store_name(c, target, target->Name.id);
        Operand old = load_name(c, target->Name.id, ANY);
        int local = local_of_name(c, target->Name.id);
        Operand sum = augment(c, n, old, local >= 0 ? local : old.reg);
        store_name(c, target->Name.id, sum);
        break;
    }
    case AST_Attribute: {
        check_store_name(c, target, target->Attribute.attr);
        Ref name = mangled(c, target->Attribute.attr);
        Operand object = eval_stable(c, target->Attribute.value, n->AugAssign.value);
        Operand used = copied(c, object);
        int value = is_temporary(c, used) && used.reg != object.reg ? used.reg : push_register(c);
        Location former = c->unit->at;
        set_place_at_name(c, target, target);
        emit(c, I_LOAD_ATTR, 0, value, source(c, used), cache_of(c, name));
        c->unit->at = former;
        augment(c, n, in_register(value), value);
        emit(c, I_STORE_ATTR, 0, source(c, object), value, cache_of(c, name));
        break;
    }
    case AST_Subscript: {
        Operand container = eval_stable(c, target->Subscript.value, target);
        container = stable(c, container, n->AugAssign.value);
        Operand index = eval_slice_index(c, target->Subscript.slice);
        index = stable(c, index, n->AugAssign.value);
        int value = c->unit->top;
        Operand container_copy = copied(c, container), index_copy = copied(c, index);
        if (c->unit->top == value)
            push_register(c);
        emit(c, I_GETITEM, 0, value, source(c, container_copy), source(c, index_copy));
        pop_to(c, value + 1);
        augment(c, n, in_register(value), value);
        emit(c, I_SETITEM, 0, source(c, container), source(c, index), value);
        break;
    }
    default:
        fail(c, target, "illegal expression for augmented assignment");
    }
    pop_to(c, base);
    c->unit->at = former;
}

/* ---- Annotated assignment ---- */

static bool annotations_run(const Unit *u) { return u->scope->kind == SCOPE_MODULE || u->scope->kind == SCOPE_CLASS; }

static void store_annotation(Compiler *c, const Node *n)
{
    Operand value;
    if (c->future_annotations)
        value = constant_operand(canonical(c, own(c, unparse_expression(&c->common, n->AnnAssign.annotation))));
    else
        value = eval(c, n->AnnAssign.annotation, ANY);
    int annotations = push_register(c);
    emit_wide(c, I_LOAD_NAME, annotations, wide_cache_of(c, NAME(__annotations__)));
    emit(c, I_SETITEM, 0, annotations, source(c, constant_operand(canonical(c, mangled(c, n->AnnAssign.target->Name.id)))),
         source(c, value));
}

static void eval_and_drop(Compiler *c, const Node *e)
{
    int base = c->unit->top;
    if (e) {
        drop(c, eval_slice_index(c, e));
        pop_to(c, base);
    }
}

static void compile_annotated(Compiler *c, const Node *n)
{
    const Node *target = n->AnnAssign.target;
    int base = c->unit->top;
    if (n->AnnAssign.value) {
        int local = target->kind == AST_Name ? local_of_name(c, target->Name.id) : -1;
        if (local >= 0) {
            eval_to(c, n->AnnAssign.value, local);
            store_target(c, target, in_register(local));
        } else
            store_target(c, target, eval(c, n->AnnAssign.value, ANY));
        pop_to(c, base);
    }
    switch (target->kind) {
    case AST_Name:
        check_store_name(c, target, target->Name.id);
        if (n->AnnAssign.simple && annotations_run(c->unit)) {
            store_annotation(c, n);
            pop_to(c, base);
            return;
        }
        break;
    case AST_Attribute:
        check_store_name(c, target, target->Attribute.attr);
        if (!n->AnnAssign.value)
            eval_and_drop(c, target->Attribute.value);
        break;
    default:
        if (!n->AnnAssign.value) {
            eval_and_drop(c, target->Subscript.value);
            eval_and_drop(c, target->Subscript.slice);
        }
        break;
    }
    if (!n->AnnAssign.simple && annotations_run(c->unit) && !c->future_annotations)
        eval_and_drop(c, n->AnnAssign.annotation);
}

/* Only in the block itself: not in functions and classes in it. A chain of elif may be as long as the source: no recursion. */
bool body_has_annotations(const NodeSeq *body)
{
    for (ssize i = 0; i < body->n; i++) {
        const Node *s = body->item[i];
        if (s->kind == AST_AnnAssign)
            return true;
        if (s->kind == AST_FunctionDef || s->kind == AST_AsyncFunctionDef || s->kind == AST_ClassDef || ast_sum(s) == SUM_expr)
            continue;
        if (s->kind == AST_If && s->If.orelse && s->If.orelse->n == 1 && i == body->n - 1) {
            if (body_has_annotations(s->If.body))
                return true;
            body = s->If.orelse;
            i = -1;
            continue;
        }
        for (ssize f = 0; f < ast_kinds[s->kind].nfields; f++) {
            if (ast_kinds[s->kind].fields[f].storage != FIELD_NODES)
                continue;
            const NodeSeq *inner = ast_field(s, f)->nodes;
            if (inner && inner->n && (ast_sum(inner->item[0]) == SUM_stmt || ast_sum(inner->item[0]) == SUM_excepthandler
                                      || ast_sum(inner->item[0]) == SUM_match_case) && body_has_annotations(inner))
                return true;
        }
    }
    return false;
}

/* ---- import ---- */

static int emit_import(Compiler *c, Ref name, int level, Ref fromlist)
{
    int module = push_register(c);
    int level_operand = source(c, constant_operand(fixnum(level))), from = source(c, constant_operand(canonical(c, fromlist)));
    emit(c, I_IMPORT_NAME, 0, module, level_operand, from);
    emit(c, I_EXT, 0, const_of(c, name), 0, 0);
    return module;
}

/* `import a.b.c as d`: a is what the import gives; d is its b's c. */
static void import_as(Compiler *c, const Node *alias)
{
    Thread *t = c->common.t;
    Ref name = alias->alias.name;
    int base = c->unit->top, module = emit_import(c, name, 0, NONE);
    Str *s = as_str(name);
    ssize dot = str_find_char(s, '.', 0, s->len);
    while (dot >= 0) {
        ssize start = dot + 1;
        dot = str_find_char(s, '.', start, s->len);
        Ref part = own(c, intern_take(t, str_slice(t, name, start, dot < 0 ? s->len : dot)));
        int inner = push_register(c);
        emit(c, I_IMPORT_FROM, 0, inner, module, const_of(c, part));
        emit(c, I_MOVE, 0, module, inner, 0);
        pop_to(c, base + 1);
    }
    check_store_name(c, alias, alias->alias.asname);
    store_name(c, alias->alias.asname, in_register(module));
}

static void compile_import(Compiler *c, const Node *n)
{
    int base = c->unit->top;
    for (ssize i = 0; i < n->Import.names->n; i++) {
        const Node *alias = n->Import.names->item[i];
        pop_to(c, base);
        if (!is_empty(alias->alias.asname)) {
            import_as(c, alias);
            continue;
        }
        Ref name = alias->alias.name;
        int module = emit_import(c, name, 0, NONE);
        ssize dot = str_find_char(as_str(name), '.', 0, as_str(name)->len);
        if (dot >= 0)
            name = own(c, intern_take(c->common.t, str_slice(c->common.t, name, 0, dot)));
        check_store_name(c, n, name);
        store_name(c, name, in_register(module));
    }
    pop_to(c, base);
}

static void compile_import_from(Compiler *c, const Node *n)
{
    const NodeSeq *names = n->ImportFrom.names;
    int base = c->unit->top;
    Value *items = compilation_alloc(&c->common, (size_t)(names->n + 1) * sizeof *items);
    for (ssize i = 0; i < names->n; i++)
        items[i] = names->item[i]->alias.name;
    Ref fromlist = own(c, tuple_from_array(c->common.t, items, names->n));
    Ref name = is_empty(n->ImportFrom.module) ? text_constant(c, "") : n->ImportFrom.module;
    if (same(name, NAME(__future__)) && !n->ImportFrom.level && (c->unit->scope->kind != SCOPE_MODULE || n->lineno > c->last_future_line))
        compilation_fail_declaration(&c->common, n, "from __future__ imports must occur at the beginning of the file");
    int module = emit_import(c, name, n->ImportFrom.level, fromlist);
    if (str_is(names->item[0]->alias.name, "*")) {
        emit(c, I_IMPORT_STAR, 0, module, 0, 0);
        pop_to(c, base);
        return;
    }
    for (ssize i = 0; i < names->n; i++) {
        const Node *alias = names->item[i];
        Ref as = is_empty(alias->alias.asname) ? alias->alias.name : alias->alias.asname;
        int local = local_of_name(c, as), reg = local >= 0 ? local : push_register(c);
        check_store_name(c, alias, as);
        emit(c, I_IMPORT_FROM, 0, reg, module, const_of(c, alias->alias.name));
        store_name(c, as, in_register(reg));
        pop_to(c, base + 1);
    }
    clear(c, module);
    pop_to(c, base);
}

/* ---- Others ---- */

static void compile_if(Compiler *c, const Node *n)
{
    Label end = LABEL;
    for (;;) {                                      /* an elif chain may be as long as the source */
        Label otherwise = LABEL;
        const NodeSeq *orelse = n->If.orelse;
        jump_unless(c, n->If.test, orelse->n ? &otherwise : &end);
        compile_body(c, n->If.body, 0);
        if (!orelse->n)
            break;
        jump(c, &end);
        bind_label(c, &otherwise);
        if (orelse->n != 1 || orelse->item[0]->kind != AST_If) {
            compile_body(c, orelse, 0);
            break;
        }
        n = orelse->item[0];
        set_place(c, n);
    }
    bind_label(c, &end);
}

static void compile_raise_statement(Compiler *c, const Node *n)
{
    int base = c->unit->top;
    if (!n->Raise.exc)
        emit(c, I_RAISE, 0, 0, 0, 0);
    else {
        Operand exception = eval_stable(c, n->Raise.exc, n->Raise.cause);
        Operand cause = n->Raise.cause ? eval(c, n->Raise.cause, ANY) : constant_operand(NONE);
        emit(c, I_RAISE, n->Raise.cause ? 2 : 1, source(c, exception), n->Raise.cause ? source(c, cause) : 0, 0);
    }
    c->unit->dead = true;
    pop_to(c, base);
}

static void compile_assert(Compiler *c, const Node *n)
{
    if (n->Assert.test->kind == AST_Tuple && n->Assert.test->Tuple.elts->n)
        warn_syntax(c, n, "assertion is always true, perhaps remove parentheses?");
    if (c->common.optimize)
        return;
    Label end = LABEL;
    int base = c->unit->top;
    jump_if(c, n->Assert.test, true, &end);
    int error = push_register(c);
    emit(c, I_LOAD_ASSERTION_ERROR, 0, error, 0, 0);
    if (n->Assert.msg) {
        push(c, n->Assert.msg);
        emit(c, I_CALL, 1, error, error, cache_of(c, EMPTY));
    }
    set_place(c, n->Assert.test);
    emit(c, I_RAISE, 1, error, 0, 0);
    c->unit->dead = true;
    pop_to(c, base);
    bind_label(c, &end);
}

static void compile_expression_statement(Compiler *c, const Node *n)
{
    const Node *e = n->Expr.value;
    int base = c->unit->top;
    if (c->mode == COMPILE_SINGLE && c->unit->scope->kind == SCOPE_MODULE) {
        Operand v = eval(c, e, ANY);
        emit(c, I_PRINT_EXPR, 0, source(c, v), 0, 0);
    } else if (e->kind == AST_Constant)
        emit(c, I_NOP, 0, 0, 0, 0);                 /* a line that can be traced */
    else
        drop(c, eval(c, e, ANY));
    pop_to(c, base);
}

void compile_statement(Compiler *c, const Node *n)
{
    compilation_check_depth(&c->common);
    set_place(c, n);
    switch (n->kind) {
    case AST_FunctionDef: case AST_AsyncFunctionDef: compile_function(c, n); break;
    case AST_ClassDef:      compile_class(c, n); break;
    case AST_Return:        compile_return(c, n); break;
    case AST_Delete:
        for (ssize i = 0; i < n->Delete.targets->n; i++)
            delete_target(c, n->Delete.targets->item[i]);
        break;
    case AST_Assign:        compile_assign(c, n); break;
    case AST_TypeAlias:     compile_type_alias(c, n); break;
    case AST_AugAssign:     compile_augmented(c, n); break;
    case AST_AnnAssign:     compile_annotated(c, n); break;
    case AST_For:           compile_for(c, n); break;
    case AST_AsyncFor:      compile_async_for(c, n); break;
    case AST_While:         compile_while(c, n); break;
    case AST_If:            compile_if(c, n); break;
    case AST_With: case AST_AsyncWith: compile_with(c, n, 0); break;
    case AST_Match:         compile_match(c, n); break;
    case AST_Raise:         compile_raise_statement(c, n); break;
    case AST_Try: case AST_TryStar: compile_try(c, n); break;
    case AST_Assert:        compile_assert(c, n); break;
    case AST_Import:        compile_import(c, n); break;
    case AST_ImportFrom:    compile_import_from(c, n); break;
    case AST_Global: case AST_Nonlocal: break;
    case AST_Expr:          compile_expression_statement(c, n); break;
    case AST_Pass:          emit(c, I_NOP, 0, 0, 0, 0); break;
    case AST_Break:         compile_break(c, n); break;
    case AST_Continue:      compile_continue(c, n); break;
    default:
        raise_system(c->common.t, "statement kind %d should not be possible", n->kind);
        compilation_fail_raised(&c->common);
    }
}

void compile_body(Compiler *c, const NodeSeq *body, ssize from)
{
    for (ssize i = from; i < body->n; i++)
        compile_statement(c, body->item[i]);
}

/* The docstring as it is to be kept: EMPTY without one or under -OO. */
Ref docstring_of(Compiler *c, const NodeSeq *body, bool *present)
{
    *present = body->n && body->item[0]->kind == AST_Expr && body->item[0]->Expr.value->kind == AST_Constant
        && is_exact(body->item[0]->Expr.value->Constant.value, &str_type);
    return *present && c->common.optimize < 2 ? canonical(c, body->item[0]->Expr.value->Constant.value) : EMPTY;
}
