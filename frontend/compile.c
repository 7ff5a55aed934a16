/* compile.c: the compiler's entry points, and what every part of it uses: units, registers, emitting, labels, names.
 * compile_internal.h tells how it works. */
#include "frontend/compile_internal.h"

#include "object/bytes.h"
#include "object/error.h"
#include "object/str.h"
#include "object/tuple.h"

void fail(Compiler *c, const Node *at, const char *format, ...)
{
    SourceSpan span = {0, 0, 0, 0};
    va_list arguments;
    if (at)
        span = (SourceSpan){at->lineno, at->col_offset, at->end_lineno, at->end_col_offset};
    va_start(arguments, format);
    syntax_error_setv(c->common.error, SYNTAX_ERROR, span, c->common.source, c->common.source_len, format, arguments);
    va_end(arguments);
    longjmp(*c->common.on_failure, 1);
}

Ref canonical(Compiler *c, Ref v)                       { return constant_canonical(&c->common, &c->constants, v); }
Ref text_constant(Compiler *c, const char *text)        { return own(c, intern_text(c->common.t, text)); }
Ref mangled(Compiler *c, Ref name)                      { return name_mangle(&c->common, c->unit->scope->class_name, name); }

/* ---- Units ---- */

static bool is_local_binding(const Unit *u, const Symbol *s)
{
    return scope_is_function(u->scope) && (s->binding == BIND_LOCAL || s->binding == BIND_CELL);
}

static void number_symbols(Unit *u)
{
    const Scope *s = u->scope;
    for (int32_t i = 0; i < s->nsymbols; i++) {
        Symbol *symbol = s->symbols[i];
        if (is_local_binding(u, symbol))
            symbol->index = u->nlocals++;
        else if (symbol->binding == BIND_FREE || symbol->flags & DEF_FREE_CLASS)
            symbol->index = u->nfree++;
    }
    u->class_cell = s->needs_class_closure ? u->nlocals++ : -1;
    u->class_dict = s->needs_class_dict ? u->nlocals++ : -1;
}

/* Cells for the variables that blocks inside share; parameters move into them. */
static void make_cells(Compiler *c)
{
    Unit *u = c->unit;
    for (int32_t i = 0; i < u->scope->nsymbols; i++) {
        Symbol *symbol = u->scope->symbols[i];
        if (scope_is_function(u->scope) && symbol->binding == BIND_CELL)
            emit(c, I_MAKE_CELL, 0, symbol->index, 0, 0);
        else if (scope_is_function(u->scope) && symbol->binding == BIND_LOCAL && symbol->flags & DEF_PARAM)
            mark_bound(c, symbol->index);
    }
    if (u->class_cell >= 0)
        emit(c, I_MAKE_CELL, 0, u->class_cell, 0, 0);
    if (u->class_dict >= 0)
        emit(c, I_MAKE_CELL, 0, u->class_dict, 0, 0);
}

Unit *enter_unit(Compiler *c, Scope *scope, const Node *node, Ref qualname)
{
    compilation_check_depth(&c->common);
    Unit *u = calloc(1, sizeof *u);
    if (!u)
        compilation_fail_memory(&c->common);
    u->outer = c->unit;
    c->unit = u;
    u->scope = scope;
    u->node = node;
    u->qualname = qualname;
    number_symbols(u);
    if (u->nlocals > REGISTER_MAX)
        fail(c, node, "too many local variables");
    u->top = u->max_top = u->nlocals;
    u->spare = INT32_MIN;
    u->bound_words = (u->nlocals + 63) / 64;
    u->bound = compilation_alloc(&c->common, (size_t)MAX(u->bound_words, (ssize)1) * sizeof *u->bound);
    make_cells(c);
    return u;
}

static void free_unit(Compiler *c)
{
    Unit *u = c->unit;
    c->unit = u->outer;
    assembler_free(&u->as);
    value_vec_free(&u->self_attrs);
    free(u);
}

static void name_registers(Compiler *c, CodeSpec *spec)
{
    Unit *u = c->unit;
    Value *locals = compilation_alloc(&c->common, (size_t)(u->nlocals + 1) * sizeof *locals);
    Value *frees = compilation_alloc(&c->common, (size_t)(u->nfree + 1) * sizeof *frees);
    uint8_t *kinds = compilation_alloc(&c->common, (size_t)u->nlocals + 1);
    for (int32_t i = 0; i < u->scope->nsymbols; i++) {
        Symbol *symbol = u->scope->symbols[i];
        if (is_local_binding(u, symbol)) {
            locals[symbol->index] = symbol->name;
            kinds[symbol->index] = symbol->binding == BIND_CELL ? LOCAL_CELL : LOCAL_PLAIN;
        } else if (symbol->index >= 0)
            frees[symbol->index] = symbol->name;
    }
    if (u->class_cell >= 0) {
        locals[u->class_cell] = NAME(__class__);
        kinds[u->class_cell] = LOCAL_CELL;
    }
    if (u->class_dict >= 0) {
        locals[u->class_dict] = NAME(__classdict__);
        kinds[u->class_dict] = LOCAL_CELL;
    }
    spec->local_names = locals;
    spec->local_kinds = kinds;
    spec->free_names = frees;
    spec->local_count = (uint32_t)u->nlocals;
    spec->free_count = (uint32_t)u->nfree;
    spec->register_count = (uint32_t)u->max_top;
}

uint32_t code_flags_of_futures(uint32_t flags)
{
    return (flags & FUTURE_ALL) << 4;       /* FUTURE_DIVISION 0x2000 is CODE_FUTURE_DIVISION 0x20000, and so on */
}
uint32_t futures_of_code_flags(uint32_t code_flags) { return code_flags >> 4 & FUTURE_ALL; }
_Static_assert(FUTURE_DIVISION << 4 == CODE_FUTURE_DIVISION && FUTURE_ANNOTATIONS << 4 == CODE_FUTURE_ANNOTATIONS, "co_flags of futures");

static bool has_cells(const Unit *u)
{
    for (int32_t i = 0; i < u->scope->nsymbols; i++)
        if (scope_is_function(u->scope) && u->scope->symbols[i]->binding == BIND_CELL)
            return true;
    return u->class_cell >= 0 || u->class_dict >= 0;
}

Ref leave_unit(Compiler *c, CodeSpec *spec)
{
    Unit *u = c->unit;
    name_registers(c, spec);
    spec->flags |= code_flags_of_futures(c->common.flags);
    if (u->outer && scope_is_function(u->outer->scope))
        spec->flags |= CODE_NESTED;
    if (!u->nfree && !has_cells(u))
        spec->flags |= CODE_NOFREE;
    spec->qualname = u->qualname;
    spec->filename = c->common.filename;
    spec->self_attrs = (uint16_t)MIN(u->self_attrs.len, (ssize)UINT16_MAX);
    Ref code = assembler_finish(&c->common, &u->as, spec);
    free_unit(c);
    return code;
}

Ref nested_qualname(Compiler *c, Ref name)
{
    const Unit *u = c->unit;
    Symbol *symbol = scope_lookup(u->scope, mangled(c, name));
    while (u->outer && u->scope->kind > SCOPE_FUNCTION)         /* hidden scopes do not show */
        u = u->outer;
    if (u->scope->kind == SCOPE_MODULE || (symbol && symbol->binding == BIND_GLOBAL_EXPLICIT))
        return name;
    return own(c, str_format(c->common.t, scope_is_function(u->scope) ? "%S.<locals>.%S" : "%S.%S", u->qualname, name));
}

/* ---- Registers ---- */

static void need_registers(Compiler *c, int n)
{
    if (n > c->unit->max_top) {
        if (n > REGISTER_MAX)
            fail(c, NULL, "expression too complex: too many intermediate results");
        c->unit->max_top = n;
    }
}
int push_register(Compiler *c)
{
    need_registers(c, c->unit->top + 1);
    return c->unit->top++;
}
int destination(Compiler *c, int base, int want)
{
    pop_to(c, base);
    if (want == ANY)
        return push_register(c);
    need_registers(c, want + 1);
    return want;
}

/* ---- Emitting ---- */

static uint16_t column(int32_t col) { return col < 0 || col > 0xFFFE ? 0xFFFF : (uint16_t)col; }
Location location_of(const Node *n)
{
    return (Location){n->lineno, n->end_lineno, column(n->col_offset), column(n->end_col_offset)};
}
Location set_place(Compiler *c, const Node *n)
{
    Location former = c->unit->at;
    c->unit->at = location_of(n);
    return former;
}

void set_place_at_name(Compiler *c, const Node *e, const Node *attribute)
{
    ssize len = as_str(attribute->Attribute.attr)->len;
    set_place(c, e);
    if (attribute->lineno == attribute->end_lineno)
        return;
    c->unit->at.line = attribute->end_lineno;
    c->unit->at.col = attribute->end_col_offset >= len ? column((int32_t)(attribute->end_col_offset - len)) : 0xFFFF;
    if (c->unit->at.col == 0xFFFF)
        c->unit->at.end_col = 0xFFFF;
}

static ssize emit_instr(Compiler *c, Instr instr)
{
    Unit *u = c->unit;
    return u->dead ? -1 : assembler_emit(&c->common, &u->as, instr, u->at);
}
ssize emit(Compiler *c, int op, int n, int a, int b, int c3)
{
    if (op == I_RETURN)
        b = c->unit->top - (a >= 0 && a == c->unit->top - 1);     /* what the frame's end has to release: not the result, which is moved */
    return emit_instr(c, (Instr){.op = (uint8_t)op, .n = (uint8_t)n, .a = (uint16_t)a, .b = (uint16_t)b, .c = (uint16_t)c3});
}
ssize emit_wide(Compiler *c, int op, int a, int32_t wide)
{
    return emit_instr(c, (Instr){.op = (uint8_t)op, .a = (uint16_t)a, .wide = wide});
}

int32_t cache_of(Compiler *c, Ref name) { return c->unit->dead ? 0 : assembler_cache(&c->common, &c->unit->as, name); }
int32_t wide_cache_of(Compiler *c, Ref name)
{
    return c->unit->dead ? 0 : assembler_wide_cache(&c->common, &c->unit->as, name);
}
int const_of(Compiler *c, Ref v)        { return c->unit->dead ? 0 : assembler_const(&c->common, &c->unit->as, canonical(c, v)); }

void load_constant(Compiler *c, int reg, Ref v)
{
    if (!c->unit->dead)
        emit_wide(c, I_LOAD_CONST, reg, assembler_wide_const(&c->common, &c->unit->as, canonical(c, v)));
}

/* A constant whose index does not fit an operand goes through a register. Not one at `top`, where other operands of the
 * instruction may lie: one above all that are in use. */
static int spare_constant(Compiler *c, Ref v)
{
    Unit *u = c->unit;
    if (u->max_top - SPARE_REGISTERS != u->spare) {
        u->spare = u->max_top;
        need_registers(c, u->spare + SPARE_REGISTERS);
    }
    int reg = u->spare + u->next_spare++ % SPARE_REGISTERS;
    load_constant(c, reg, v);
    return reg;
}

int source(Compiler *c, Operand o)
{
    if (!is_constant(o))
        return o.reg;
    Ref v = canonical(c, o.constant);
    if (unlikely(!assembler_const_fits(&c->unit->as, v)) && !c->unit->dead)
        return spare_constant(c, v);
    return ~const_of(c, v);
}
void place(Compiler *c, Operand o, int reg)
{
    if (is_constant(o))
        load_constant(c, reg, o.constant);
    else if (o.reg != reg)
        emit(c, I_MOVE, 0, reg, o.reg, 0);
}
int push_operand(Compiler *c, Operand o, int base)
{
    pop_to(c, base);
    int reg = push_register(c);
    place(c, o, reg);
    return reg;
}
int push_constant(Compiler *c, Ref v)
{
    int reg = push_register(c);
    load_constant(c, reg, v);
    return reg;
}
void clear(Compiler *c, int reg) { emit(c, I_CLEAR, 0, reg, 0, 0); }

/* ---- What is surely bound ---- */

void mark_bound(Compiler *c, int local) { c->unit->bound[local / 64] |= 1ull << local % 64; }
bool is_bound(Compiler *c, int local)   { return c->unit->bound[local / 64] >> local % 64 & 1; }
uint64_t *bound_copy(Compiler *c)
{
    Unit *u = c->unit;
    size_t size = (size_t)MAX(u->bound_words, (ssize)1) * sizeof *u->bound;
    return memcpy(compilation_alloc(&c->common, size), u->bound, size);
}

/* ---- Labels ---- */

static void meet(Compiler *c, uint64_t *into)
{
    for (ssize i = 0; i < c->unit->bound_words; i++)
        into[i] &= c->unit->bound[i];
}

void emit_jump(Compiler *c, int op, int a, Label *to)
{
    Unit *u = c->unit;
    if (u->dead)
        return;
    if (to->position >= 0) {
        emit_wide(c, op, a, to->position - (int32_t)assembler_here(&u->as) - 1);
        return;
    }
    to->jumps = (int32_t)emit_wide(c, op, a, to->jumps);
    if (to->bound)
        meet(c, to->bound);
    else
        to->bound = bound_copy(c);
}
void jump(Compiler *c, Label *to)
{
    emit_jump(c, I_JUMP, 0, to);
    c->unit->dead = true;
}
void jump_back(Compiler *c, Label *to)
{
    emit_jump(c, I_JUMP_BACK, 0, to);
    c->unit->dead = true;
}
void bind_back(Compiler *c, Label *label) { label->position = (int32_t)assembler_here(&c->unit->as); }

void bind_label(Compiler *c, Label *label)
{
    Unit *u = c->unit;
    int32_t here = (int32_t)assembler_here(&u->as);
    label->position = here;
    if (label->jumps < 0)
        return;
    for (int32_t i = label->jumps, next; i >= 0; i = next) {
        next = u->as.code.item[i].wide;
        u->as.code.item[i].wide = here - i - 1;
    }
    if (u->dead)
        memcpy(u->bound, label->bound, (size_t)u->bound_words * sizeof *u->bound);
    else
        for (ssize i = 0; i < u->bound_words; i++)
            u->bound[i] &= label->bound[i];
    u->dead = false;
}

/* ---- Names ---- */

/* Hidden scopes in a class see its names through the cell __classdict__. */
static bool sees_class(const Unit *u) { return u->scope->can_see_class; }

static int load_class_dict(Compiler *c)
{
    Symbol *symbol = scope_lookup(c->unit->scope, NAME(__classdict__));
    int reg = push_register(c);
    emit(c, I_LOAD_FREE, 0, reg, symbol->index, 0);
    return reg;
}

/* The symbol, and how the name is reached; comprehensions and such may need names their scope does not mention: global. */
static Binding binding_of(Compiler *c, Ref name, Symbol **symbol)
{
    *symbol = scope_lookup(c->unit->scope, name);
    return *symbol ? (*symbol)->binding : BIND_GLOBAL_IMPLICIT;
}

int local_of_name(Compiler *c, Ref name)
{
    Symbol *symbol;
    return scope_is_function(c->unit->scope) && binding_of(c, mangled(c, name), &symbol) == BIND_LOCAL ? symbol->index : -1;
}

Operand load_name(Compiler *c, Ref name, int want)
{
    Unit *u = c->unit;
    Symbol *symbol;
    name = mangled(c, name);
    Binding binding = binding_of(c, name, &symbol);
    int base = u->top, reg;
    if (scope_is_function(u->scope) && binding == BIND_LOCAL) {
        if (!is_bound(c, symbol->index)) {
            emit(c, I_CHECK_BOUND, 0, symbol->index, 0, 0);
            if (!(symbol->flags & SYMBOL_DELETED))
                mark_bound(c, symbol->index);
        }
        return in_register(symbol->index);
    }
    if (sees_class(u) && (binding == BIND_FREE || binding == BIND_GLOBAL_IMPLICIT) && !same(name, NAME(__classdict__))) {
        int dict = load_class_dict(c);
        reg = destination(c, base, want);
        if (binding == BIND_FREE)
            emit(c, I_LOAD_DICT_OR_FREE, 0, reg, dict, symbol->index);
        else
            emit(c, I_LOAD_DICT_OR_GLOBAL, 0, reg, dict, const_of(c, name));
        if (dict != reg) {
            clear(c, dict);
        }
        return in_register(reg);
    }
    reg = destination(c, base, want);
    if (scope_is_function(u->scope) && binding == BIND_CELL)
        emit(c, I_LOAD_CELL, 0, reg, symbol->index, 0);
    else if (binding == BIND_FREE && u->scope->kind == SCOPE_CLASS)
        emit(c, I_LOAD_CLASS_FREE, 0, reg, symbol->index, const_of(c, name));
    else if (binding == BIND_FREE)
        emit(c, I_LOAD_FREE, 0, reg, symbol->index, 0);
    else if (scope_is_function(u->scope) || binding == BIND_GLOBAL_EXPLICIT)
        emit_wide(c, I_LOAD_GLOBAL, reg, wide_cache_of(c, name));
    else
        emit_wide(c, I_LOAD_NAME, reg, wide_cache_of(c, name));
    return in_register(reg);
}

void check_store_name(Compiler *c, const Node *at, Ref name)
{
    if (same(name, NAME(__debug__)))
        fail(c, at, "cannot assign to __debug__");
}

void store_name(Compiler *c, Ref name, Operand v)
{
    Unit *u = c->unit;
    Symbol *symbol;
    name = mangled(c, name);
    Binding binding = binding_of(c, name, &symbol);
    if (scope_is_function(u->scope) && binding == BIND_LOCAL) {
        place(c, v, symbol->index);
        if (!(symbol->flags & SYMBOL_DELETED))
            mark_bound(c, symbol->index);
    } else if (scope_is_function(u->scope) && binding == BIND_CELL)
        emit(c, I_STORE_CELL, 0, symbol->index, source(c, v), 0);
    else if (binding == BIND_FREE)
        emit(c, I_STORE_FREE, 0, symbol->index, source(c, v), 0);
    else if (scope_is_function(u->scope) || binding == BIND_GLOBAL_EXPLICIT)
        emit_wide(c, I_STORE_GLOBAL, source(c, v), wide_cache_of(c, name));
    else
        emit_wide(c, I_STORE_NAME, source(c, v), wide_cache_of(c, name));
}

void delete_name(Compiler *c, Ref name)
{
    Unit *u = c->unit;
    Symbol *symbol;
    name = mangled(c, name);
    Binding binding = binding_of(c, name, &symbol);
    if (scope_is_function(u->scope) && binding == BIND_LOCAL)
        emit(c, I_DELETE_LOCAL, 0, symbol->index, 0, 0);
    else if (scope_is_function(u->scope) && binding == BIND_CELL)
        emit(c, I_DELETE_CELL, 0, symbol->index, 0, 0);
    else if (binding == BIND_FREE)
        emit(c, I_DELETE_FREE, 0, symbol->index, 0, 0);
    else if (scope_is_function(u->scope) || binding == BIND_GLOBAL_EXPLICIT)
        emit_wide(c, I_DELETE_GLOBAL, 0, wide_cache_of(c, name));
    else
        emit_wide(c, I_DELETE_NAME, 0, wide_cache_of(c, name));
}

/* ---- Modules ---- */

static void compile_module_body(Compiler *c, const NodeSeq *body)
{
    bool has_docstring;
    Ref doc = docstring_of(c, body, &has_docstring);
    if (body_has_annotations(body))
        emit(c, I_SETUP_ANNOTATIONS, 0, 0, 0, 0);
    if (!is_empty(doc)) {
        set_place(c, body->item[0]);
        store_name(c, NAME(__doc__), constant_operand(doc));
    }
    compile_body(c, body, has_docstring);
}

/* The first statement's, as in 3.2: comments before it do not count. */
static int module_first_line(const Node *module)
{
    const NodeSeq *body = module->kind == AST_Module ? module->Module.body
        : module->kind == AST_Interactive ? module->Interactive.body : NULL;
    return body && body->n ? body->item[0]->lineno : 1;
}

static Ref compile_module(Compiler *c, const Node *module)
{
    Ref name = text_constant(c, "<module>");
    Scope *scope = c->table->top;
    Unit *u = enter_unit(c, scope, module, name);
    Operand result = constant_operand(NONE);
    u->at = (Location){1, 1, 0, 0};
    u->is_async_function = c->common.flags & PARSE_TOP_LEVEL_AWAIT && scope->is_coroutine;
    switch (module->kind) {
    case AST_Module:
        compile_module_body(c, module->Module.body);
        break;
    case AST_Interactive:
        if (body_has_annotations(module->Interactive.body))
            emit(c, I_SETUP_ANNOTATIONS, 0, 0, 0, 0);
        compile_body(c, module->Interactive.body, 0);
        break;
    case AST_Expression:
        result = eval(c, module->Expression.body, ANY);
        set_place(c, module->Expression.body);
        break;
    default:
        raise_system(c->common.t, "module kind %d should not be possible", module->kind);
        compilation_fail_raised(&c->common);
    }
    if (module->kind != AST_Expression && assembler_here(&u->as))
        u->at = (Location){0};              /* it belongs to the line that ran last */
    emit(c, I_RETURN, 0, source(c, result), 0, 0);
    CodeSpec spec = {.name = name, .first_line = module_first_line(module), .doc = EMPTY};
    if (u->is_async_function)
        spec.flags |= scope->is_generator ? CODE_ASYNC_GENERATOR : CODE_COROUTINE;
    return leave_unit(c, &spec);
}

/* Statements `from __future__ import ...` that stand where they may, for trees that the parser did not see. */
static uint32_t tree_futures(const Node *module, int *last_line)
{
    const NodeSeq *body = module->kind == AST_Module ? module->Module.body
        : module->kind == AST_Interactive ? module->Interactive.body : NULL;
    uint32_t flags = 0;
    *last_line = -1;
    for (ssize i = 0; body && i < body->n; i++) {
        const Node *s = body->item[i];
        if (s->kind == AST_ImportFrom && same(s->ImportFrom.module, NAME(__future__)) && !s->ImportFrom.level) {
            flags |= future_flags_of(s);
            *last_line = s->lineno;
        } else if (i || s->kind != AST_Expr || s->Expr.value->kind != AST_Constant || !is_str(s->Expr.value->Constant.value))
            break;
    }
    return flags;
}

static Value compile_tree(Thread *t, const Node *module, AstArena *arena, const char *source, ssize n, Ref filename,
                          uint32_t flags, int optimize)
{
    SyntaxErrorRecord error = {0};
    jmp_buf on_failure;
    Compiler *c = calloc(1, sizeof *c);
    if (!c)
        return raise_memory(t);
    flags |= tree_futures(module, &c->last_future_line);
    c->common = (Compilation){.t = t, .arena = arena, .error = &error, .on_failure = &on_failure, .source = source,
                              .source_len = n, .filename = filename, .flags = flags, .optimize = optimize};
    c->mode = module->kind == AST_Interactive ? COMPILE_SINGLE : module->kind == AST_Expression ? COMPILE_EVAL : COMPILE_EXEC;
    c->future_annotations = c->common.flags & FUTURE_ANNOTATIONS;
    Value volatile code = EMPTY;
    if (setjmp(on_failure) == 0) {
        c->table = symtable_build(&c->common, module);
        code = retain(compile_module(c, module));
    }
    else if (error.kind == SYNTAX_ERROR && !error.lineno && c->unit) {       /* a limit was met here */
        Location at = c->unit->at;
        syntax_error_place(&error, (SourceSpan){.lineno = at.line, .col = at.col == 0xFFFF ? 0 : at.col}, source, n);
    }
    while (c->unit)
        free_unit(c);
    constant_table_free(&c->constants);
    free(c);
    if (is_empty(code))
        compile_raise(t, &error, filename);
    return code;
}

Value compile_ast(Thread *t, const Node *module, AstArena *arena, Ref filename, uint32_t flags, int optimize)
{
    return compile_tree(t, module, arena, NULL, 0, filename, flags, optimize);
}

bool warn_at(Thread *t, Type *category, Ref filename, int line, const char *message)
{
    OWN Value warn_explicit = import_attribute(t, "warnings", "warn_explicit");
    OWN Value text = is_empty(warn_explicit) ? EMPTY : str_from_text(t, message);
    if (is_empty(text))
        return false;
    Value args[] = {text, value_of(category), filename, fixnum(line)};
    OWN Value done = call(t, warn_explicit, args, COUNT_OF(args), EMPTY);
    return !is_empty(done);
}

typedef struct { Thread *t; Ref filename; } WarnContext;

static WarnResult issue_warning(void *context, WarningCategory category, const char *message, int lineno)
{
    WarnContext *w = context;
    Thread *t = w->t;
    Type *cls = category == WARN_SYNTAX ? &exc_SyntaxWarning : &exc_DeprecationWarning;
    if (warn_at(t, cls, w->filename, lineno, message))
        return WARN_DONE;
    if (category == WARN_RESERVED || !raised_matches(t, cls))
        return WARN_RAISED;
    raised_clear(t);
    return WARN_AS_ERROR;
}

Node *compile_parse(Thread *t, AstArena *arena, const char *source, ssize n, Ref filename, ParseMode mode, uint32_t *flags)
{
    SyntaxErrorRecord error = {0};
    WarnContext context = {t, filename};
    ParseOptions options = {.mode = mode, .flags = *flags, .filename = str_text(t, filename), .warn = issue_warning,
                            .warn_context = &context};
    Node *module = parse_source(t, arena, source, n, &options, &error);
    if (!module)
        compile_raise(t, &error, filename);
    *flags = options.flags;
    return module;
}

Value compile_source(Thread *t, const char *source, ssize n, Ref filename, CompileMode mode, uint32_t flags, int optimize)
{
    AstArena arena;
    ast_arena_init(&arena);
    ParseMode parse_mode = mode == COMPILE_EVAL ? PARSE_EVAL : mode == COMPILE_SINGLE ? PARSE_SINGLE : PARSE_EXEC;
    Node *module = compile_parse(t, &arena, source, n, filename, parse_mode, &flags);
    Value code = module ? compile_tree(t, module, &arena, arena.text, arena.text_len, filename, flags, optimize) : EMPTY;
    ast_arena_free(&arena);
    return code;
}

SymTable *symtable_of_source(Thread *t, AstArena *arena, const char *source, ssize n, Ref filename, CompileMode mode, uint32_t flags)
{
    ParseMode parse_mode = mode == COMPILE_EVAL ? PARSE_EVAL : mode == COMPILE_SINGLE ? PARSE_SINGLE : PARSE_EXEC;
    Node *module = compile_parse(t, arena, source, n, filename, parse_mode, &flags);
    if (!module)
        return NULL;
    SyntaxErrorRecord error = {0};
    jmp_buf on_failure;
    Compilation c = {.t = t, .arena = arena, .error = &error, .on_failure = &on_failure, .source = source, .source_len = n,
                     .filename = filename, .flags = flags};
    if (setjmp(on_failure) == 0)
        return symtable_build(&c, module);
    compile_raise(t, &error, filename);
    return NULL;
}

/* ---- Errors ---- */

static Value optional_int(int i) { return i >= 0 ? fixnum(i) : NONE; }

static void raise_syntax_error(Thread *t, const SyntaxErrorRecord *e, Type *cls, Ref filename)
{
    OWN Value message = str_from_text(t, e->message ? e->message : "invalid syntax");
    OWN Value text = e->text ? str_from_utf8_lossless(t, e->text, (ssize)strlen(e->text)) : NONE;
    if (is_empty(message) || is_empty(text))
        return;
    OWN Value detail = tuple_pack(t, 6, filename, e->lineno ? fixnum(e->lineno) : NONE,
                                  e->lineno ? optional_int(e->offset) : NONE, text,
                                  e->lineno ? fixnum(e->end_lineno) : NONE, e->lineno ? optional_int(e->end_offset) : NONE);
    OWN Value args = is_empty(detail) ? EMPTY : tuple_pack(t, 2, message, detail);
    OWN Value exception = is_empty(args) ? EMPTY : call_tuple(t, value_of(cls), args, EMPTY);
    if (!is_empty(exception))
        raise_object(t, exception, EMPTY);
}

void compile_raise(Thread *t, SyntaxErrorRecord *e, Ref filename)
{
    switch (e->kind) {
    case INCOMPLETE_ERROR:
        free(e->message);
        e->message = strdup("incomplete input");
        raise_syntax_error(t, e, &exc_SyntaxError, filename);
        break;
    case SYNTAX_ERROR:       raise_syntax_error(t, e, &exc_SyntaxError, filename); break;
    case INDENTATION_ERROR:  raise_syntax_error(t, e, &exc_IndentationError, filename); break;
    case TAB_ERROR:          raise_syntax_error(t, e, &exc_TabError, filename); break;
    case TOO_COMPLEX_ERROR:  raise_format(t, &exc_MemoryError, "%s", e->message ? e->message : "too complex"); break;
    case RAISED_ERROR:       break;
    case NO_ERROR: case NO_MEMORY_ERROR: raise_memory(t); break;
    }
    syntax_error_free(e);
}
