/* _symtable.c: module _symtable: the compiler's scopes for lib/symtable.py (Library, symtable). */
#include "frontend/compile.h"
#include "frontend/symtable.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/_symtable.h"

#define SCOPE_OFFSET 12             /* in a symbol's flags, above the DEF_ ones: its Binding */
#define SCOPE_MASK   15
#define FLAGS_SHOWN  0xFFF

/* Values of `type`. */
enum { TYPE_FUNCTION_, TYPE_CLASS_, TYPE_MODULE_, TYPE_ANNOTATION_, TYPE_TYPE_ALIAS_, TYPE_TYPE_PARAMETERS_, TYPE_TYPE_VARIABLE_ };

typedef struct Entry {
    Object head;
    Value id, name, symbols, varnames, children;
    int type, nested, lineno, import_star;
} Entry;

static void entry_clear(Object *o)
{
    Entry *e = (Entry *)o;
    Value *owned[] = {&e->id, &e->name, &e->symbols, &e->varnames, &e->children};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(take(owned[i]));
}
static void entry_dealloc(Object *o)
{
    entry_clear(o);
    object_free(o, sizeof(Entry));
}
static void entry_traverse(Object *o, Visitor *visitor)
{
    Entry *e = (Entry *)o;
    visit(visitor, e->symbols);
    visit(visitor, e->varnames);
    visit(visitor, e->children);
}
static Value entry_repr(Thread *t, Ref self)
{
    Entry *e = (Entry *)object_of(self);
    return str_format(t, "<symtable entry %S(%R), line %d>", e->name, e->id, e->lineno);
}

static const MemberDef entry_members[] = {
    {.name = "id", .kind = MEMBER_OBJECT, .offset = offsetof(Entry, id)},
    {.name = "name", .kind = MEMBER_OBJECT, .offset = offsetof(Entry, name)},
    {.name = "symbols", .kind = MEMBER_OBJECT, .offset = offsetof(Entry, symbols)},
    {.name = "varnames", .kind = MEMBER_OBJECT, .offset = offsetof(Entry, varnames)},
    {.name = "children", .kind = MEMBER_OBJECT, .offset = offsetof(Entry, children)},
    {.name = "type", .kind = MEMBER_INT, .offset = offsetof(Entry, type)},
    {.name = "nested", .kind = MEMBER_INT, .offset = offsetof(Entry, nested)},
    {.name = "lineno", .kind = MEMBER_INT, .offset = offsetof(Entry, lineno)},
    {.name = "import_star", .kind = MEMBER_INT, .offset = offsetof(Entry, import_star)},
    {0},
};

static Type entry_type = {
    TYPE_HEAD("symtable entry", Entry), .flags = TYPE_GC, .dealloc = entry_dealloc, .traverse = entry_traverse, .clear = entry_clear,
    .repr = entry_repr, .members = entry_members,
};

static int type_of_scope(const Scope *s)
{
    switch ((ScopeKind)s->kind) {
    case SCOPE_MODULE:        return TYPE_MODULE_;
    case SCOPE_CLASS:         return TYPE_CLASS_;
    case SCOPE_TYPE_PARAMS:   return TYPE_TYPE_PARAMETERS_;
    case SCOPE_TYPE_VARIABLE: return TYPE_TYPE_VARIABLE_;
    case SCOPE_TYPE_ALIAS:    return TYPE_TYPE_ALIAS_;
    default:                  return TYPE_FUNCTION_;
    }
}

/* "<lambda>" is shown as "lambda". */
static Value shown_name(Thread *t, Ref name)
{
    ssize n = as_str(name)->len;
    return n > 2 && str_at(as_str(name), 0) == '<' ? str_slice(t, name, 1, n - 1) : retain(name);
}

static bool in_function(const Scope *s)
{
    for (s = s->outer; s; s = s->outer)
        if (scope_is_function(s))
            return true;
    return false;
}

static bool fill_symbols(Thread *t, Entry *e, const Scope *s)
{
    for (int32_t i = 0; i < s->nsymbols; i++) {
        const Symbol *symbol = s->symbols[i];
        int64_t flags = (symbol->flags & FLAGS_SHOWN) | (int64_t)symbol->binding << SCOPE_OFFSET;
        if (!dict_set(t, as_dict(e->symbols), symbol->name, fixnum(flags)))
            return false;
        if (symbol->flags & DEF_PARAM && !list_append(t, as_list(e->varnames), symbol->name))
            return false;
    }
    return true;
}

static Value entry_new(Thread *t, const Scope *s)
{
    if (!recursion_enter(t, " in symtable"))
        return EMPTY;
    Entry *e = object_new_zeroed(t, &entry_type, sizeof *e);
    OWN Value result = value_of(e);
    bool good = e;
    if (good) {
        e->id = int_from_int64(t, (int64_t)(uintptr_t)s);
        e->name = shown_name(t, s->name);
        e->symbols = dict_new(t);
        e->varnames = list_new(t, 0);
        e->children = list_new(t, 0);
        e->type = type_of_scope(s);
        e->nested = in_function(s);
        e->import_star = s->star_import;
        e->lineno = s->kind == SCOPE_MODULE || !s->node ? 0 : s->node->lineno;
        good = !is_empty(e->id) && !is_empty(e->name) && !is_empty(e->symbols) && !is_empty(e->varnames) && !is_empty(e->children)
            && fill_symbols(t, e, s);
    }
    for (const Scope *child = s->child; good && child; child = child->sibling) {
        Value v = entry_new(t, child);
        good = !is_empty(v) && list_append_take(t, as_list(e->children), v);
    }
    recursion_leave(t);
    return good ? take(&result) : EMPTY;
}

/** Return symbol and scope dictionaries used internally by compiler. */
FUNCTION(_symtable, symtable, "(source, filename, startstr: str, /)")
{
    CompileMode mode;
    if (str_is(a->startstr, "exec"))
        mode = COMPILE_EXEC;
    else if (str_is(a->startstr, "eval"))
        mode = COMPILE_EVAL;
    else if (str_is(a->startstr, "single"))
        mode = COMPILE_SINGLE;
    else
        return raise_value(t, "symtable() arg 3 must be 'exec' or 'eval' or 'single'");
    OWN Value filename = to_filename(t, a->filename);
    if (is_empty(filename))
        return EMPTY;
    Buffer b = {0};
    ssize n;
    const char *text;
    if (is_str(a->source)) {
        if (!(text = str_utf8(t, a->source, &n)))
            return EMPTY;
    } else {
        if (!buffer_get(t, a->source, &b, BUFFER_SIMPLE))
            return EMPTY;
        text = b.data;
        n = b.len;
    }
    AstArena arena;
    ast_arena_init(&arena);
    SymTable *table = symtable_of_source(t, &arena, text, n, filename, mode, is_str(a->source) ? PARSE_SOURCE_IS_UTF8 : 0);
    Value result = table ? entry_new(t, table->top) : EMPTY;
    ast_arena_free(&arena);
    if (!is_str(a->source))
        buffer_release(&b);
    return result;
}

static bool symtable_exec(Thread *t, Ref module)
{
    static const struct { const char *name; int value; } constants[] = {
        {"USE", SYMBOL_USED}, {"DEF_GLOBAL", DEF_GLOBAL}, {"DEF_NONLOCAL", DEF_NONLOCAL}, {"DEF_LOCAL", DEF_LOCAL},
        {"DEF_PARAM", DEF_PARAM}, {"DEF_TYPE_PARAM", DEF_TYPE_PARAM}, {"DEF_FREE_CLASS", DEF_FREE_CLASS}, {"DEF_IMPORT", DEF_IMPORT},
        {"DEF_BOUND", DEF_BOUND}, {"DEF_ANNOT", DEF_ANNOTATED}, {"DEF_COMP_ITER", DEF_ITERATION},
        {"TYPE_FUNCTION", TYPE_FUNCTION_}, {"TYPE_CLASS", TYPE_CLASS_}, {"TYPE_MODULE", TYPE_MODULE_},
        {"TYPE_ANNOTATION", TYPE_ANNOTATION_}, {"TYPE_TYPE_ALIAS", TYPE_TYPE_ALIAS_},
        {"TYPE_TYPE_PARAMETERS", TYPE_TYPE_PARAMETERS_}, {"TYPE_TYPE_VARIABLE", TYPE_TYPE_VARIABLE_},
        {"LOCAL", BIND_LOCAL}, {"GLOBAL_EXPLICIT", BIND_GLOBAL_EXPLICIT}, {"GLOBAL_IMPLICIT", BIND_GLOBAL_IMPLICIT},
        {"FREE", BIND_FREE}, {"CELL", BIND_CELL}, {"SCOPE_OFF", SCOPE_OFFSET}, {"SCOPE_MASK", SCOPE_MASK},
    };
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return type_ready(t, &entry_type);
}

MODULE(_symtable, .exec = symtable_exec);
