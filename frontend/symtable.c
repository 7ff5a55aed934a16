/* symtable.c: scopes (symtable.h). The first pass is a generic walk by the field tables of ast.h, with a case for each kind of node
 * that binds, uses or opens something. */
#include "frontend/symtable.h"

#include "object/error.h"

typedef struct {
    Compilation *c;
    SymTable *table;
    Scope *scope;
    struct { const Node **item; ssize len, cap; } spine;        /* in the arena: nodes of left-leaning expressions */
} Builder;

static void visit_node(Builder *b, const Node *n);

/* ---- The compilation ---- */

static void record_error(Compilation *c, const Node *at, const char *format, va_list arguments)
{
    SourceSpan span = {0, 0, 0, 0};
    if (at)
        span = (SourceSpan){at->lineno, at->col_offset, at->end_lineno, at->end_col_offset};
    syntax_error_setv(c->error, SYNTAX_ERROR, span, c->source, c->source_len, format, arguments);
}
void compilation_fail(Compilation *c, const Node *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record_error(c, at, format, arguments);
    va_end(arguments);
    longjmp(*c->on_failure, 1);
}
void compilation_fail_declaration(Compilation *c, const Node *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    record_error(c, at, format, arguments);
    va_end(arguments);
    syntax_error_count_from_0(c->error);
    longjmp(*c->on_failure, 1);
}
void compilation_fail_raised(Compilation *c)
{
    if (c->error->kind == NO_ERROR)
        c->error->kind = RAISED_ERROR;
    longjmp(*c->on_failure, 1);
}
void compilation_fail_memory(Compilation *c)
{
    if (c->error->kind == NO_ERROR)
        c->error->kind = NO_MEMORY_ERROR;
    longjmp(*c->on_failure, 1);
}
void compilation_fail_depth(Compilation *c)
{
    raise_format(c->t, &exc_RecursionError, "maximum recursion depth exceeded during compilation");
    compilation_fail_raised(c);
}
Ref compilation_own(Compilation *c, Value v)
{
    if (is_empty(v))
        compilation_fail_raised(c);
    if (!ast_own_take(c->arena, v))
        compilation_fail_memory(c);
    return v;
}
void *compilation_alloc(Compilation *c, size_t size)
{
    void *p = arena_alloc_zero(&c->arena->memory, size);
    if (!p)
        compilation_fail_memory(c);
    return p;
}
/* Frames of the passes are small; what they call at the leaves (hashing, formatting a message) fits in the margin. */
void compilation_check_depth(Compilation *c)
{
    if (unlikely((char *)__builtin_frame_address(0) < c->t->c_limit + 32768))
        compilation_fail_depth(c);
}

/* ---- Scopes and symbols ---- */

static uint32_t name_hash(Ref name)          { return (uint32_t)(name.bits >> 4) * 2654435761u; }
static uint32_t key_hash(const void *key)    { return (uint32_t)((uintptr_t)key * 0x9E3779B97F4A7C15ull >> 32); }

Symbol *scope_lookup(const Scope *s, Ref name)
{
    if (!s->table_size) {
        for (int32_t i = 0; i < s->nsymbols; i++)
            if (same(s->symbols[i]->name, name))
                return s->symbols[i];
        return NULL;
    }
    for (uint32_t i = name_hash(name);; i++) {
        Symbol *symbol = s->table[i & (s->table_size - 1)];
        if (!symbol || same(symbol->name, name))
            return symbol;
    }
}

static void table_insert(Scope *s, Symbol *symbol)
{
    uint32_t i = name_hash(symbol->name);
    while (s->table[i & (s->table_size - 1)])
        i++;
    s->table[i & (s->table_size - 1)] = symbol;
}

static Symbol *scope_symbol(Compilation *c, Scope *s, Ref name)
{
    Symbol *symbol = scope_lookup(s, name);
    if (symbol)
        return symbol;
    symbol = compilation_alloc(c, sizeof *symbol);
    symbol->name = name;
    symbol->index = -1;
    if (s->nsymbols == s->capacity) {
        int32_t capacity = s->capacity ? 2 * s->capacity : 8;
        Symbol **symbols = compilation_alloc(c, (size_t)capacity * sizeof *symbols);
        if (s->nsymbols)
            memcpy(symbols, s->symbols, (size_t)s->nsymbols * sizeof *symbols);
        s->symbols = symbols;
        s->capacity = capacity;
    }
    s->symbols[s->nsymbols++] = symbol;
    if (s->nsymbols > 12 && (uint32_t)s->nsymbols * 2 > s->table_size) {
        s->table_size = s->table_size ? 2 * s->table_size : 64;
        s->table = compilation_alloc(c, s->table_size * sizeof *s->table);
        for (int32_t i = 0; i < s->nsymbols; i++)
            table_insert(s, s->symbols[i]);
    } else if (s->table_size)
        table_insert(s, symbol);
    return symbol;
}

static void map_insert(SymTable *table, Scope *s)
{
    uint32_t i = key_hash(s->key);
    while (table->map[i & (table->map_size - 1)])
        i++;
    table->map[i & (table->map_size - 1)] = s;
}

Scope *scope_find(const SymTable *table, const void *key)
{
    for (uint32_t i = key_hash(key);; i++) {
        Scope *s = table->map[i & (table->map_size - 1)];
        if (!s || s->key == key)
            return s;
    }
}

static void map_add(Builder *b, Scope *s)
{
    SymTable *table = b->table;
    if (++table->count * 2 > table->map_size) {
        Scope **old = table->map;
        uint32_t n = table->map_size;
        table->map_size = n ? 2 * n : 64;
        table->map = compilation_alloc(b->c, table->map_size * sizeof *table->map);
        for (uint32_t i = 0; i < n; i++)
            if (old[i])
                map_insert(table, old[i]);
    }
    map_insert(table, s);
}

static Scope *enter(Builder *b, ScopeKind kind, Ref name, const void *key, const Node *node)
{
    compilation_check_depth(b->c);
    Scope *s = compilation_alloc(b->c, sizeof *s), *outer = b->scope;
    s->kind = kind;
    s->name = name;
    s->key = key;
    s->node = node;
    s->outer = outer;
    s->class_name = outer ? outer->class_name : EMPTY;
    if (outer) {
        if (outer->last_child)
            outer->last_child->sibling = s;
        else
            outer->child = s;
        outer->last_child = s;
    }
    map_add(b, s);
    b->scope = s;
    return s;
}
static void leave(Builder *b) { b->scope = b->scope->outer; }

Ref name_mangle(Compilation *c, Ref class_name, Ref name)
{
    Str *s = as_str(name);
    if (is_empty(class_name) || s->len < 3 || str_at(s, 0) != '_' || str_at(s, 1) != '_'
        || (str_at(s, s->len - 1) == '_' && str_at(s, s->len - 2) == '_') || str_find_char(s, '.', 0, s->len) >= 0)
        return name;
    ssize start = 0, len = as_str(class_name)->len;
    while (start < len && str_at(as_str(class_name), start) == '_')
        start++;
    if (start == len)
        return name;
    StrBuilder builder;
    builder_init(&builder, c->t);
    builder_char(&builder, '_');
    builder_slice(&builder, class_name, start, len);
    builder_str(&builder, name);
    return compilation_own(c, intern_take(c->t, builder_take(&builder)));
}

static Symbol *define_in(Builder *b, Scope *s, Ref name, uint32_t flags, const Node *at)
{
    name = name_mangle(b->c, s->class_name, name);
    Symbol *symbol = scope_symbol(b->c, s, name);
    if (flags & DEF_PARAM && symbol->flags & DEF_PARAM)
        compilation_fail(b->c, at, "duplicate argument '%s' in function definition", name_text(b->c, name));
    if (flags & DEF_TYPE_PARAM && symbol->flags & DEF_TYPE_PARAM)
        compilation_fail(b->c, at, "duplicate type parameter '%s'", name_text(b->c, name));
    symbol->flags |= flags;
    if (s->iter_target && flags & DEF_LOCAL) {
        if (symbol->flags & (DEF_GLOBAL | DEF_NONLOCAL))
            compilation_fail(b->c, at, "comprehension inner loop cannot rebind assignment expression target '%s'",
                             name_text(b->c, name));
        symbol->flags |= DEF_ITERATION;
    }
    return symbol;
}
static Symbol *define(Builder *b, Ref name, uint32_t flags, const Node *at) { return define_in(b, b->scope, name, flags, at); }

/* ---- Visiting ---- */

static void visit_slot(Builder *b, const Node *n, ssize i)
{
    AstSlot *slot = ast_field(n, i);
    switch (ast_kinds[n->kind].fields[i].storage) {
    case FIELD_NODE: case FIELD_NODE_OPT:
        if (slot->node)
            visit_node(b, slot->node);
        break;
    case FIELD_NODES: case FIELD_NODES_OPT:
        for (ssize j = 0; slot->nodes && j < slot->nodes->n; j++)
            if (slot->nodes->item[j])
                visit_node(b, slot->nodes->item[j]);
        break;
    default:
        break;
    }
}
static void visit_fields(Builder *b, const Node *n, ssize from)
{
    for (ssize i = from; i < ast_kinds[n->kind].nfields; i++)
        visit_slot(b, n, i);
}
static void visit_all(Builder *b, const NodeSeq *seq)
{
    for (ssize i = 0; seq && i < seq->n; i++)
        if (seq->item[i])
            visit_node(b, seq->item[i]);
}
static void visit_opt(Builder *b, const Node *n) { if (n) visit_node(b, n); }

static void push_spine(Builder *b, const Node *n)
{
    if (b->spine.len == b->spine.cap) {
        ssize cap = b->spine.cap ? 2 * b->spine.cap : 64;
        const Node **item = compilation_alloc(b->c, (size_t)cap * sizeof *item);
        if (b->spine.len)
            memcpy(item, b->spine.item, (size_t)b->spine.len * sizeof *item);
        b->spine.item = item;
        b->spine.cap = cap;
    }
    b->spine.item[b->spine.len++] = n;
}

/* The leftmost operand, then what hangs on the spine above it, in order; the operand is field 0 of all these kinds. */
static void visit_spine(Builder *b, const Node *e)
{
    ssize base = b->spine.len;
    for (Node *next; (next = ast_spine(e)); e = next)
        push_spine(b, e);
    visit_node(b, e);
    while (b->spine.len > base)
        visit_fields(b, b->spine.item[--b->spine.len], 1);
}

/* A name that is not an identifier in the source, like .0. */
static Ref hidden_name(Builder *b, const char *text) { return compilation_own(b->c, intern_text(b->c->t, text)); }

/* Conditions that a block of evaluation puts on what stands in it. */
static const char *hidden_block(const Scope *s)
{
    switch (s->kind) {
    case SCOPE_TYPE_PARAMS:   return "the definition of a generic";
    case SCOPE_TYPE_VARIABLE: return "a TypeVar bound";
    case SCOPE_TYPE_ALIAS:    return "a type alias";
    default:                  return NULL;
    }
}
static void forbid_in_hidden(Builder *b, const Node *n, const char *what)
{
    const char *where = hidden_block(b->scope);
    if (where)
        compilation_fail(b->c, n, "%s cannot be used within %s", what, where);
}

static void visit_annotation(Builder *b, const Node *annotation)
{
    if (annotation && !(b->c->flags & FUTURE_ANNOTATIONS))
        visit_node(b, annotation);
}

static void define_parameters(Builder *b, const Node *a)
{
    const NodeSeq *lists[] = {a->arguments.posonlyargs, a->arguments.args, a->arguments.kwonlyargs};
    for (int k = 0; k < 3; k++)
        for (ssize i = 0; i < lists[k]->n; i++)
            define(b, lists[k]->item[i]->arg.arg, DEF_PARAM, lists[k]->item[i]);
    if (a->arguments.vararg)
        define(b, a->arguments.vararg->arg.arg, DEF_PARAM, a->arguments.vararg);
    if (a->arguments.kwarg)
        define(b, a->arguments.kwarg->arg.arg, DEF_PARAM, a->arguments.kwarg);
}
static void visit_argument_annotations(Builder *b, const Node *a, const Node *returns)
{
    const NodeSeq *lists[] = {a->arguments.posonlyargs, a->arguments.args, a->arguments.kwonlyargs};
    for (int k = 0; k < 3; k++)
        for (ssize i = 0; i < lists[k]->n; i++)
            visit_annotation(b, lists[k]->item[i]->arg.annotation);
    if (a->arguments.vararg)
        visit_annotation(b, a->arguments.vararg->arg.annotation);
    if (a->arguments.kwarg)
        visit_annotation(b, a->arguments.kwarg->arg.annotation);
    visit_annotation(b, returns);
}

static void visit_hidden_expression(Builder *b, ScopeKind kind, Ref name, const void *key, const Node *e)
{
    if (!e)
        return;
    bool in_class = b->scope->kind == SCOPE_CLASS || b->scope->can_see_class;
    Scope *s = enter(b, kind, name, key, e);
    if (in_class) {
        s->can_see_class = true;
        define(b, NAME(__classdict__), SYMBOL_USED, e);
    }
    visit_node(b, e);
    leave(b);
}

static void visit_type_params(Builder *b, const NodeSeq *params)
{
    for (ssize i = 0; i < params->n; i++) {
        const Node *p = params->item[i];
        Ref name = p->TypeVar.name;                 /* the first field of all three kinds */
        define(b, name, DEF_TYPE_PARAM | DEF_LOCAL, p);
        if (p->kind == AST_TypeVar)
            visit_hidden_expression(b, SCOPE_TYPE_VARIABLE, name, type_bound_key(p), p->TypeVar.bound);
        const Node *value = p->kind == AST_TypeVar ? p->TypeVar.default_value
            : p->kind == AST_ParamSpec ? p->ParamSpec.default_value : p->TypeVarTuple.default_value;
        visit_hidden_expression(b, SCOPE_TYPE_VARIABLE, name, type_default_key(p), value);
    }
}

/* Opens the hidden scope around something generic. */
static Scope *enter_type_params(Builder *b, Ref name, const NodeSeq *params, const Node *n)
{
    Scope *outer = b->scope;
    Scope *s = enter(b, SCOPE_TYPE_PARAMS, name, params, n);
    if (outer->kind == SCOPE_CLASS) {
        s->can_see_class = true;
        define(b, NAME(__classdict__), SYMBOL_USED, n);
    }
    if (n->kind == AST_ClassDef) {
        define(b, hidden_name(b, ".type_params"), DEF_LOCAL | SYMBOL_USED, n);
        define(b, hidden_name(b, ".generic_base"), DEF_LOCAL | SYMBOL_USED, n);
    } else if (n->kind != AST_TypeAlias) {
        if (n->FunctionDef.args->arguments.defaults->n)
            define(b, hidden_name(b, ".defaults"), DEF_PARAM, n);
        for (ssize i = 0; n->FunctionDef.args->arguments.kw_defaults && i < n->FunctionDef.args->arguments.kw_defaults->n; i++)
            if (n->FunctionDef.args->arguments.kw_defaults->item[i]) {
                define(b, hidden_name(b, ".kwdefaults"), DEF_PARAM, n);
                break;
            }
    }
    visit_type_params(b, params);
    return s;
}

static void visit_function(Builder *b, const Node *n)
{
    const Node *a = n->FunctionDef.args;
    define(b, n->FunctionDef.name, DEF_LOCAL, n);
    visit_all(b, n->FunctionDef.decorator_list);
    visit_all(b, a->arguments.defaults);
    visit_all(b, a->arguments.kw_defaults);
    bool generic = n->FunctionDef.type_params && n->FunctionDef.type_params->n;
    if (generic)
        enter_type_params(b, n->FunctionDef.name, n->FunctionDef.type_params, n);
    visit_argument_annotations(b, a, n->FunctionDef.returns);
    Scope *s = enter(b, SCOPE_FUNCTION, n->FunctionDef.name, n, n);
    s->is_coroutine = n->kind == AST_AsyncFunctionDef;
    define_parameters(b, a);
    visit_all(b, n->FunctionDef.body);
    if (s->is_coroutine && s->is_generator && s->returns_value)
        compilation_fail(b->c, s->return_node, "'return' with value in async generator");
    leave(b);
    if (generic)
        leave(b);
}

static void visit_lambda(Builder *b, const Node *n)
{
    const Node *a = n->Lambda.args;
    visit_all(b, a->arguments.defaults);
    visit_all(b, a->arguments.kw_defaults);
    Scope *s = enter(b, SCOPE_FUNCTION, hidden_name(b, "<lambda>"), n, n);
    s->is_lambda = true;
    define_parameters(b, a);
    visit_node(b, n->Lambda.body);
    leave(b);
}

static void visit_class(Builder *b, const Node *n)
{
    define(b, n->ClassDef.name, DEF_LOCAL, n);
    visit_all(b, n->ClassDef.decorator_list);
    bool generic = n->ClassDef.type_params && n->ClassDef.type_params->n;
    if (generic)
        enter_type_params(b, n->ClassDef.name, n->ClassDef.type_params, n);
    visit_all(b, n->ClassDef.bases);
    visit_all(b, n->ClassDef.keywords);
    Scope *s = enter(b, SCOPE_CLASS, n->ClassDef.name, n, n);
    s->class_name = n->ClassDef.name;
    if (generic) {
        define(b, hidden_name(b, ".type_params"), SYMBOL_USED, n);
        define(b, NAME(__type_params__), DEF_LOCAL, n);
    }
    visit_all(b, n->ClassDef.body);
    leave(b);
    if (generic)
        leave(b);
}

static void visit_type_alias(Builder *b, const Node *n)
{
    visit_node(b, n->TypeAlias.name);
    Ref name = n->TypeAlias.name->Name.id;
    bool in_class = b->scope->kind == SCOPE_CLASS;
    bool generic = n->TypeAlias.type_params && n->TypeAlias.type_params->n;
    if (generic)
        enter_type_params(b, name, n->TypeAlias.type_params, n);
    Scope *s = enter(b, SCOPE_TYPE_ALIAS, name, n, n);
    if (in_class) {
        s->can_see_class = true;
        define(b, NAME(__classdict__), SYMBOL_USED, n);
    }
    visit_node(b, n->TypeAlias.value);
    leave(b);
    if (generic)
        leave(b);
}

/* elt, and value of a dict's items, last in the scope. */
static void visit_comprehension(Builder *b, const Node *n, ComprehensionKind kind, const char *name, const NodeSeq *generators,
                                const Node *elt, const Node *value)
{
    const Node *outermost = generators->item[0];
    bool is_async = outermost->comprehension.is_async;
    b->scope->iter_expression++;
    visit_node(b, outermost->comprehension.iter);
    b->scope->iter_expression--;
    Scope *s = enter(b, SCOPE_FUNCTION, hidden_name(b, name), n, n);
    s->comprehension = kind;
    define(b, hidden_name(b, ".0"), DEF_PARAM, n);
    for (ssize i = 0; i < generators->n; i++) {
        const Node *g = generators->item[i];
        is_async |= g->comprehension.is_async;
        s->iter_target = true;
        visit_node(b, g->comprehension.target);
        s->iter_target = false;
        if (i) {
            s->iter_expression++;
            visit_node(b, g->comprehension.iter);
            s->iter_expression--;
        }
        visit_all(b, g->comprehension.ifs);
    }
    visit_opt(b, value);
    visit_node(b, elt);
    s->is_coroutine |= is_async;
    s->is_generator = kind == COMPREHENSION_GENERATOR;
    leave(b);
    if (s->is_coroutine && !s->is_generator)
        b->scope->is_coroutine = true;
}

/* The target of := in a comprehension belongs to the first block around that is no comprehension. */
static void extend_walrus_scope(Builder *b, const Node *target)
{
    Ref name = target->Name.id;
    for (Scope *s = b->scope; s; s = s->outer) {
        if (s->comprehension) {
            Symbol *symbol = scope_lookup(s, name_mangle(b->c, s->class_name, name));
            if (symbol && symbol->flags & DEF_ITERATION)
                compilation_fail(b->c, target, "assignment expression cannot rebind comprehension iteration variable '%s'",
                                 name_text(b->c, name));
            continue;
        }
        switch (s->kind) {
        case SCOPE_FUNCTION: {
            s->has_walrus = true;
            Symbol *symbol = define_in(b, s, name, 0, target);
            uint32_t here = symbol->flags & DEF_GLOBAL ? DEF_GLOBAL : DEF_NONLOCAL;
            for (Scope *inner = b->scope; inner != s; inner = inner->outer)
                if (inner == b->scope || here == DEF_GLOBAL)
                    define_in(b, inner, name, here, target)->declaration = target;
            if (here == DEF_NONLOCAL)
                define_in(b, s, name, DEF_LOCAL, target);
            return;
        }
        case SCOPE_MODULE:
            define(b, name, DEF_GLOBAL, target)->declaration = target;
            define_in(b, s, name, DEF_GLOBAL, target);
            return;
        case SCOPE_CLASS:
            compilation_fail(b->c, target, "assignment expression within a comprehension cannot be used in a class body");
        default:
            compilation_fail(b->c, target, "assignment expression within a comprehension cannot be used within %s",
                             hidden_block(s));
        }
    }
}

static void visit_named_expression(Builder *b, const Node *n)
{
    forbid_in_hidden(b, n, "named expression");
    if (b->scope->iter_expression)
        compilation_fail(b->c, n, "assignment expression cannot be used in a comprehension iterable expression");
    b->scope->has_walrus = true;
    if (b->scope->comprehension)
        extend_walrus_scope(b, n->NamedExpr.target);
    visit_node(b, n->NamedExpr.value);
    visit_node(b, n->NamedExpr.target);
}

static void visit_declaration(Builder *b, const Node *n, const RefSeq *names, uint32_t flag)
{
    const char *what = flag == DEF_GLOBAL ? "global" : "nonlocal";
    for (ssize i = 0; i < names->n; i++) {
        Ref name = names->item[i];
        Symbol *symbol = scope_lookup(b->scope, name_mangle(b->c, b->scope->class_name, name));
        uint32_t flags = symbol ? symbol->flags : 0;
        const char *text = name_text(b->c, name);
        if (flags & DEF_PARAM)
            compilation_fail_declaration(b->c, n, "name '%s' is parameter and %s", text, what);
        if (flags & SYMBOL_USED)
            compilation_fail_declaration(b->c, n, "name '%s' is used prior to %s declaration", text, what);
        if (flags & DEF_ANNOTATED)
            compilation_fail_declaration(b->c, n, "annotated name '%s' can't be %s", text, what);
        if (flags & DEF_LOCAL)
            compilation_fail_declaration(b->c, n, "name '%s' is assigned to before %s declaration", text, what);
        symbol = define(b, name, flag, n);
        if (!symbol->declaration)
            symbol->declaration = n;
        if (flag == DEF_GLOBAL)             /* so the module, when exec() gives it separate locals, means the same variable */
            scope_symbol(b->c, b->table->top, symbol->name)->flags |= DEF_GLOBAL;
    }
}

static void visit_name(Builder *b, const Node *n)
{
    Ref name = n->Name.id;
    if (n->Name.ctx == AST_Load) {
        define(b, name, SYMBOL_USED, n);
        if (same(name, NAME(super)) && scope_is_function(b->scope))
            define(b, NAME(__class__), SYMBOL_USED, n);
    } else
        define(b, name, n->Name.ctx == AST_Del ? DEF_LOCAL | SYMBOL_DELETED : DEF_LOCAL, n);
}

static void visit_annotated(Builder *b, const Node *n)
{
    const Node *target = n->AnnAssign.target;
    if (target->kind == AST_Name) {
        Symbol *symbol = scope_lookup(b->scope, name_mangle(b->c, b->scope->class_name, target->Name.id));
        if (symbol && symbol->flags & (DEF_GLOBAL | DEF_NONLOCAL) && b->scope != b->table->top && n->AnnAssign.simple)
            compilation_fail_declaration(b->c, n, "annotated name '%s' can't be %s", name_text(b->c, target->Name.id),
                             symbol->flags & DEF_GLOBAL ? "global" : "nonlocal");
        if (n->AnnAssign.simple)
            define(b, target->Name.id, DEF_ANNOTATED | DEF_LOCAL, n);
        else if (n->AnnAssign.value)
            define(b, target->Name.id, DEF_LOCAL, n);
    } else
        visit_node(b, target);
    visit_annotation(b, n->AnnAssign.annotation);
    visit_opt(b, n->AnnAssign.value);
}

static void visit_import(Builder *b, const NodeSeq *names)
{
    for (ssize i = 0; i < names->n; i++) {
        const Node *a = names->item[i];
        Ref name = is_empty(a->alias.asname) ? a->alias.name : a->alias.asname;
        if (str_is(name, "*")) {
            if (b->scope->kind != SCOPE_MODULE)
                compilation_fail(b->c, a, "import * only allowed at module level");
            b->scope->star_import = true;
            continue;
        }
        if (is_empty(a->alias.asname)) {
            ssize dot = str_find_char(as_str(name), '.', 0, as_str(name)->len);
            if (dot >= 0)
                name = compilation_own(b->c, intern_take(b->c->t, str_slice(b->c->t, name, 0, dot)));
        }
        define(b, name, DEF_IMPORT, a);
    }
}

static void visit_yield(Builder *b, const Node *n, const char *what)
{
    forbid_in_hidden(b, n, what);
    visit_opt(b, n->Yield.value);
    static const char *const comprehension[] = {NULL, "list comprehension", "set comprehension", "dict comprehension"};
    if (b->scope->comprehension && b->scope->comprehension != COMPREHENSION_GENERATOR)      /* a generator may yield more */
        compilation_fail(b->c, n, "'yield' inside %s", comprehension[b->scope->comprehension]);
    b->scope->is_generator = true;
}

static void visit_node(Builder *b, const Node *n)
{
    compilation_check_depth(b->c);
    switch (n->kind) {
    case AST_FunctionDef: case AST_AsyncFunctionDef:    visit_function(b, n); return;
    case AST_ClassDef:      visit_class(b, n); return;
    case AST_Lambda:        visit_lambda(b, n); return;
    case AST_TypeAlias:     visit_type_alias(b, n); return;
    case AST_ListComp:
        visit_comprehension(b, n, COMPREHENSION_LIST, "<listcomp>", n->ListComp.generators, n->ListComp.elt, NULL); return;
    case AST_SetComp:
        visit_comprehension(b, n, COMPREHENSION_SET, "<setcomp>", n->SetComp.generators, n->SetComp.elt, NULL); return;
    case AST_GeneratorExp:
        visit_comprehension(b, n, COMPREHENSION_GENERATOR, "<genexpr>", n->GeneratorExp.generators, n->GeneratorExp.elt, NULL); return;
    case AST_DictComp:
        visit_comprehension(b, n, COMPREHENSION_DICT, "<dictcomp>", n->DictComp.generators, n->DictComp.key, n->DictComp.value); return;
    case AST_Name:          visit_name(b, n); return;
    case AST_NamedExpr:     visit_named_expression(b, n); return;
    case AST_Global:        visit_declaration(b, n, n->Global.names, DEF_GLOBAL); return;
    case AST_Nonlocal:      visit_declaration(b, n, n->Nonlocal.names, DEF_NONLOCAL); return;
    case AST_AnnAssign:     visit_annotated(b, n); return;
    case AST_Import:        visit_import(b, n->Import.names); return;
    case AST_ImportFrom:    visit_import(b, n->ImportFrom.names); return;
    case AST_Yield:         visit_yield(b, n, "yield expression"); return;
    case AST_YieldFrom:     visit_yield(b, n, "yield expression"); return;
    case AST_Await:
        forbid_in_hidden(b, n, "await expression");
        visit_node(b, n->Await.value);
        b->scope->is_coroutine = true;
        return;
    case AST_Return:
        if (n->Return.value) {
            visit_node(b, n->Return.value);
            if (!b->scope->returns_value)
                b->scope->return_node = n;
            b->scope->returns_value = true;
        }
        return;
    case AST_ExceptHandler:
        visit_opt(b, n->ExceptHandler.type);
        if (!is_empty(n->ExceptHandler.name))
            define(b, n->ExceptHandler.name, DEF_LOCAL | SYMBOL_DELETED, n);
        visit_all(b, n->ExceptHandler.body);
        return;
    case AST_MatchAs:
        visit_opt(b, n->MatchAs.pattern);
        if (!is_empty(n->MatchAs.name))
            define(b, n->MatchAs.name, DEF_LOCAL, n);
        return;
    case AST_MatchStar:
        if (!is_empty(n->MatchStar.name))
            define(b, n->MatchStar.name, DEF_LOCAL, n);
        return;
    case AST_MatchMapping:
        visit_fields(b, n, 0);
        if (!is_empty(n->MatchMapping.rest))
            define(b, n->MatchMapping.rest, DEF_LOCAL, n);
        return;
    case AST_If:            /* elif by elif */
        while (n->If.orelse->n == 1 && n->If.orelse->item[0]->kind == AST_If) {
            visit_node(b, n->If.test);
            visit_all(b, n->If.body);
            n = n->If.orelse->item[0];
        }
        visit_fields(b, n, 0);
        return;
    case AST_BinOp: case AST_Attribute: case AST_Subscript: case AST_Call:
        visit_spine(b, n);
        return;
    default:
        visit_fields(b, n, 0);
        return;
    }
}

/* ---- Resolution ---- */

/* The block around s that a free name of s belongs to: the function scope that binds it, or a class for __class__; NULL: global. */
static Scope *find_binder(Scope *s, Ref name, bool *explicit_global)
{
    bool from_function = scope_is_function(s);
    *explicit_global = false;
    for (Scope *o = s->outer; o; o = o->outer) {
        if (o->kind == SCOPE_MODULE)
            return NULL;
        if (o->kind == SCOPE_CLASS) {
            if (from_function && (same(name, NAME(__class__)) || same(name, NAME(__classdict__))))
                return o;
            continue;
        }
        from_function = true;
        Symbol *symbol = scope_lookup(o, name);
        if (!symbol)
            continue;
        if (symbol->flags & DEF_GLOBAL) {
            *explicit_global = true;
            return NULL;
        }
        if (symbol->flags & DEF_BOUND && !(symbol->flags & DEF_NONLOCAL))
            return o;
    }
    return NULL;
}

/* Makes name free in s and every block between it and its binder, and a cell there. */
static void thread_through(Builder *b, Scope *s, Ref name, Scope *binder)
{
    for (Scope *o = s; o != binder; o = o->outer) {
        Symbol *symbol = scope_symbol(b->c, o, name);
        if (o != s && o->kind == SCOPE_CLASS && symbol->flags & (DEF_BOUND | DEF_GLOBAL))
            symbol->flags |= DEF_FREE_CLASS;            /* the class has its own; the cell only passes through */
        else
            symbol->binding = BIND_FREE;
    }
    if (binder->kind == SCOPE_CLASS) {
        if (same(name, NAME(__class__)))
            binder->needs_class_closure = true;
        else
            binder->needs_class_dict = true;
    } else
        scope_symbol(b->c, binder, name)->binding = BIND_CELL;
}

static void resolve_symbol(Builder *b, Scope *s, Symbol *symbol)
{
    Ref name = symbol->name;
    const char *text = name_text(b->c, name);
    bool explicit_global;
    Scope *binder;
    if (symbol->flags & DEF_GLOBAL) {
        if (symbol->flags & DEF_NONLOCAL)
            compilation_fail_declaration(b->c, symbol->declaration, "name '%s' is nonlocal and global", text);
        symbol->binding = BIND_GLOBAL_EXPLICIT;
    } else if (symbol->flags & DEF_NONLOCAL) {
        if (s->kind == SCOPE_MODULE)
            compilation_fail_declaration(b->c, symbol->declaration, "nonlocal declaration not allowed at module level");
        binder = find_binder(s, name, &explicit_global);
        if (!binder)
            compilation_fail_declaration(b->c, symbol->declaration, "no binding for nonlocal '%s' found", text);
        if (binder->kind != SCOPE_CLASS && scope_lookup(binder, name)->flags & DEF_TYPE_PARAM)
            compilation_fail_declaration(b->c, symbol->declaration, "nonlocal binding not allowed for type parameter '%s'", text);
        thread_through(b, s, name, binder);
    } else if (symbol->flags & DEF_BOUND) {
        if (symbol->binding != BIND_CELL)
            symbol->binding = BIND_LOCAL;
    } else if (symbol->binding == BIND_UNRESOLVED) {
        binder = find_binder(s, name, &explicit_global);
        if (binder)
            thread_through(b, s, name, binder);
        else
            symbol->binding = BIND_GLOBAL_IMPLICIT;
    }
}

static void resolve(Builder *b, Scope *s)
{
    compilation_check_depth(b->c);
    for (int32_t i = 0; i < s->nsymbols; i++)
        resolve_symbol(b, s, s->symbols[i]);
    for (Scope *child = s->child; child; child = child->sibling)
        resolve(b, child);
}

SymTable *symtable_build(Compilation *c, const Node *module)
{
    Builder b = {.c = c};
    b.table = compilation_alloc(c, sizeof *b.table);
    b.table->top = enter(&b, SCOPE_MODULE, hidden_name(&b, "top"), module, module);
    visit_node(&b, module);
    resolve(&b, b.table->top);
    return b.table;
}
