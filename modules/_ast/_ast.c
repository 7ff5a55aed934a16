/* _ast.c: module _ast: the classes of syntax trees as objects (Library, ast), made from the tables of frontend/ast_nodes.def when the
 * module is first asked for, and the entry points of compile() for them. */
#include "frontend/compile.h"
#include "modules/_ast/ast_module.h"
#include "object/attrs.h"
#include "object/buffer.h"
#include "object/dict.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ast/_ast.h"

/* ---- class AST ---- */

static void ast_dealloc(Object *o) { object_free(o, object_size(o)); }

/* A tuple of str from a class attribute; EMPTY without exception when there is none. */
static Value names_of(Thread *t, Ref v, Ref attribute)
{
    OWN Value names = EMPTY;
    switch (find_attr(t, value_of(type_of(v)), attribute, &names)) {
    case FOUND: return to_tuple(t, names);
    default:    return EMPTY;
    }
}

static bool raise_field_count(Thread *t, Ref v, int kind)
{
    ssize n = ast_kinds[kind].nfields;
    return raise_type(t, "%.400T constructor takes either 0 or %zd positional argument%s", v, n, n == 1 ? "" : "s"), false;
}

static bool is_optional(const AstField *f)
{
    return f->storage == FIELD_NODE_OPT || f->storage == FIELD_NAME_OPT || f->storage == FIELD_VALUE_OPT || f->storage == FIELD_INT_OPT;
}

/* Fields left out: None for what is optional, [] for lists, Load() for a context. Another may be missing only if there were no
 * positional arguments at all. */
static bool set_missing(Thread *t, Ref v, const Type *type, bool positional)
{
    AstState *s = ast_state(t);
    Ref kind_value = EMPTY;
    for (ssize i = 0; s && i < type->mro->len && is_empty(kind_value); i++)
        if (dict_find(t, as_dict(s->kind_of_class), type->mro->item[i], &kind_value) == ERROR)
            return false;
    if (!s || is_empty(kind_value))
        return s;
    int kind = (int)fixnum_value(kind_value);
    for (ssize i = 0; i < ast_kinds[kind].nfields; i++) {
        const AstField *f = &ast_kinds[kind].fields[i];
        OWN Value old = EMPTY, list = EMPTY;
        bool has_default = f->storage == FIELD_NODES || f->storage == FIELD_NODES_OPT || f->storage == FIELD_NAMES
            || f->storage == FIELD_KINDS || f->type == SUM_expr_context;
        if (!has_default && (!positional || is_optional(f)))
            continue;
        Lookup found = find_attr(t, v, s->field_names[kind][i], &old);
        if (found == ERROR)
            return false;
        if (found == FOUND)
            continue;
        if (!has_default)
            return raise_field_count(t, v, kind);
        list = f->type == SUM_expr_context ? retain(s->singletons[AST_Load]) : list_new(t, 0);
        if (is_empty(list) || !set_attr(t, v, s->field_names[kind][i], list))
            return false;
    }
    return true;
}

static Value ast_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED) { return type_alloc(t, cls, 0); }

static bool ast_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    OWN Value fields = names_of(t, self, NAME(_fields));
    if (is_empty(fields) && is_raised(t))
        return false;
    ssize count = is_empty(fields) ? 0 : as_tuple(fields)->len;
    if (nargs > count) {
        raise_type(t, "%.400T constructor takes at most %zd positional argument%s", self, count, count == 1 ? "" : "s");
        return false;
    }
    /* Before 3.8 `arguments` had six fields, all given or none; posonlyargs now comes before them. */
    AstState *s = ast_state(t);
    if (!s)
        return false;
    ssize first = nargs == count - 1 && same(value_of(type_of(self)), s->classes[AST_arguments]);
    for (ssize i = 0; i < nargs; i++)
        if (!set_attr(t, self, as_tuple(fields)->item[first + i], args[i]))
            return false;
    for (ssize i = 0; !is_empty(names) && i < as_tuple(names)->len; i++) {
        Ref name = as_tuple(names)->item[i];
        for (ssize j = 0; j < nargs; j++) {
            Test twice = equal(t, as_tuple(fields)->item[first + j], name);
            if (twice == TEST_TRUE)
                raise_type(t, "%.400T got multiple values for argument %R", self, name);
            if (twice != TEST_FALSE)
                return false;
        }
        if (!set_attr(t, self, name, args[nargs + i]))
            return false;
    }
    return set_missing(t, self, type_of(self), nargs > 0);
}

/** Helper for pickle. */
METHOD0(ast, __reduce__)
{
    OWN Value dict = attrs_dict(t, self);
    OWN Value none = is_empty(dict) ? EMPTY : tuple_new(t, 0);
    return is_empty(none) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), none, dict);
}

GETTER(ast, __dict__) { return attrs_dict(t, self); }
SETTER(ast, __dict__)
{
    if (is_empty(value) || !is_dict(value))
        return raise_type(t, "__dict__ must be set to a dictionary"), false;
    return attrs_set_dict(t, self, value);
}

typedef struct Ast { Object head; } Ast;

static Type ast_type = {
    TYPE_HEAD("ast.AST", Ast), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS, .dealloc = ast_dealloc, .new_ = ast_new, .init = ast_init,
    .methods = ast_methods, .getset = ast_getset,
};

/* ---- The classes ---- */

static Value names_tuple(Thread *t, const Value *names, ssize n) { return tuple_from_array(t, names, n); }

/* "FunctionDef(identifier name, arguments args, stmt* body, ...)" */
static Value class_doc(Thread *t, const AstKindInfo *info)
{
    StrBuilder b;
    builder_init(&b, t);
    builder_text(&b, info->name);
    for (ssize i = 0; i < info->nfields; i++) {
        const AstField *f = &info->fields[i];
        bool many = f->storage == FIELD_NODES || f->storage == FIELD_NODES_OPT || f->storage == FIELD_NAMES || f->storage == FIELD_KINDS;
        bool optional = f->storage == FIELD_NODE_OPT || f->storage == FIELD_NAME_OPT || f->storage == FIELD_VALUE_OPT || f->storage == FIELD_INT_OPT;
        builder_text(&b, i ? ", " : "(");
        builder_text(&b, ast_sums[f->type].name);
        builder_text(&b, many ? "* " : optional ? "? " : " ");
        builder_text(&b, f->name);
    }
    if (info->nfields)
        builder_char(&b, ')');
    return builder_take(&b);
}

static Value make_class(Thread *t, const char *name, Ref base, Ref fields, Ref attributes, Ref doc)
{
    OWN Value dict = dict_new(t), text = intern_text(t, name), bases = tuple_pack(t, 1, base), module = intern_text(t, "_ast");
    if (is_empty(dict) || is_empty(text) || is_empty(bases) || is_empty(module)
        || !dict_set(t, as_dict(dict), NAME(_fields), fields) || !dict_set(t, as_dict(dict), NAME(__match_args__), fields)
        || !dict_set(t, as_dict(dict), NAME(__module__), module) || !dict_set(t, as_dict(dict), NAME(__doc__), doc)
        || (!is_empty(attributes) && !dict_set(t, as_dict(dict), NAME(_attributes), attributes)))
        return EMPTY;
    return type_create(t, &type_type, text, bases, dict, NULL, 0, EMPTY);
}

static bool set_none(Thread *t, Ref cls, Ref name) { return set_attr(t, cls, name, NONE); }

static bool make_kind(Thread *t, AstState *s, int kind, Ref base)
{
    const AstKindInfo *info = &ast_kinds[kind];
    for (ssize i = 0; i < info->nfields; i++)
        if (is_empty(s->field_names[kind][i] = intern_text(t, info->fields[i].name)))
            return false;
    OWN Value fields = names_tuple(t, s->field_names[kind], info->nfields);
    OWN Value doc = class_doc(t, info);
    bool product = ast_is_product(info->sum);
    OWN Value attributes = product && ast_sums[info->sum].attributes ? names_tuple(t, s->position_names, ATTRIBUTES) : EMPTY;
    if (is_empty(fields) || is_empty(doc))
        return false;
    if (product && is_empty(attributes) && is_empty(attributes = tuple_new(t, 0)))
        return false;
    Value cls = s->classes[kind] = make_class(t, info->name, base, fields, attributes, doc);
    if (is_empty(cls))
        return false;
    for (ssize i = 0; i < info->nfields; i++) {
        uint8_t storage = info->fields[i].storage;
        if ((storage == FIELD_NODE_OPT || storage == FIELD_NAME_OPT || storage == FIELD_VALUE_OPT || storage == FIELD_INT_OPT)
            && !set_none(t, cls, s->field_names[kind][i]))
            return false;
    }
    if (product && ast_sums[info->sum].attributes
        && (!set_none(t, cls, s->position_names[POSITION_END_LINENO]) || !set_none(t, cls, s->position_names[POSITION_END_COL])))
        return false;
    if (!info->nfields && !ast_sums[info->sum].attributes && is_empty(s->singletons[kind] = type_alloc(t, as_type(cls), 0)))
        return false;
    return dict_set(t, as_dict(s->kind_of_class), cls, fixnum(kind));
}

/* "stmt = FunctionDef(...)\n     | ...", on one line where there are only names. */
static Value sum_doc(Thread *t, int sum)
{
    StrBuilder b;
    bool short_ = true;
    builder_init(&b, t);
    for (int i = 0; i < ast_sums[sum].count; i++)
        short_ = short_ && !ast_kinds[ast_sums[sum].first + i].nfields;
    for (int i = 0; i < ast_sums[sum].count; i++) {
        if (i && short_) {
            builder_text(&b, " | ");
        } else if (i) {
            builder_char(&b, '\n');
            builder_fill(&b, ' ', (ssize)strlen(ast_sums[sum].name) + 1);
            builder_text(&b, "| ");
        } else {
            builder_text(&b, ast_sums[sum].name);
            builder_text(&b, " = ");
        }
        OWN Value doc = class_doc(t, &ast_kinds[ast_sums[sum].first + i]);
        if (!is_empty(doc))
            builder_str(&b, doc);
        else
            b.failed = true;
    }
    return builder_take(&b);
}

static bool make_sum(Thread *t, AstState *s, int sum)
{
    OWN Value empty = tuple_new(t, 0);
    if (is_empty(empty))
        return false;
    if (ast_is_product(sum))
        return make_kind(t, s, ast_sums[sum].first, value_of(&ast_type));
    OWN Value attributes = ast_sums[sum].attributes ? names_tuple(t, s->position_names, ATTRIBUTES) : retain(empty);
    OWN Value doc = sum_doc(t, sum);
    if (is_empty(attributes) || is_empty(doc))
        return false;
    s->sums[sum] = make_class(t, ast_sums[sum].name, value_of(&ast_type), empty, attributes, doc);
    if (is_empty(s->sums[sum]))
        return false;
    if (ast_sums[sum].attributes && (!set_none(t, s->sums[sum], s->position_names[POSITION_END_LINENO])
                                     || !set_none(t, s->sums[sum], s->position_names[POSITION_END_COL])))
        return false;
    for (int i = 0; i < ast_sums[sum].count; i++)
        if (!make_kind(t, s, ast_sums[sum].first + i, s->sums[sum]))
            return false;
    return true;
}

static bool make_classes(Thread *t, AstState *s)
{
    static const char *const positions[POSITIONS] = {"lineno", "col_offset", "end_lineno", "end_col_offset"};
    if (!type_ready(t, &ast_type) || is_empty(s->kind_of_class = dict_new(t)))
        return false;
    OWN Value empty = tuple_new(t, 0);
    if (is_empty(empty))
        return false;
    Dict *dict = type_dict(t, &ast_type);
    if (!dict || !dict_set(t, dict, NAME(_fields), empty) || !dict_set(t, dict, NAME(_attributes), empty)
        || !dict_set(t, dict, NAME(__match_args__), empty))
        return false;
    for (int i = 0; i < POSITIONS; i++)
        if (is_empty(s->position_names[i] = intern_text(t, positions[i])))
            return false;
    for (int sum = 0; sum < SUM_COUNT; sum++)
        if (!make_sum(t, s, sum))
            return false;
    return true;
}

AstState *ast_state(Thread *t)
{
    AstState *s = module_def_state(t, &module_def__ast);
    if (s && is_empty(s->kind_of_class) && !make_classes(t, s))
        return NULL;
    return s;
}

static void ast_state_clear(void *state)
{
    AstState *s = state;
    for (int i = 0; i < AST_KIND_COUNT; i++) {
        release(take(&s->classes[i]));
        release(take(&s->singletons[i]));
        for (int j = 0; j < AST_FIELDS_MAX; j++)
            release(take(&s->field_names[i][j]));
    }
    for (int i = 0; i < SUM_COUNT; i++)
        release(take(&s->sums[i]));
    for (int i = 0; i < POSITIONS; i++)
        release(take(&s->position_names[i]));
    release(take(&s->kind_of_class));
    for (int i = 0; i < LITERAL_CLASSES; i++)
        release(take(&s->literals[i]));
}

/* ---- Literals ---- */

int ast_literal_class(Ref value)
{
    const Type *type = type_of(value);
    return type == &int_type || type == &float_type || type == &complex_type ? LITERAL_NUM
        : type == &str_type ? LITERAL_STR : type == &bytes_type ? LITERAL_BYTES
        : is_none(value) || is_bool(value) ? LITERAL_NAME_CONSTANT : same(value, ELLIPSIS) ? LITERAL_ELLIPSIS : LITERAL_CLASSES;
}

/** The classes of literals, for the trees that are made from now on. */
FUNCTION(_ast, _set_literal_classes, "(num, str, bytes, name_constant, ellipsis, /)")
{
    AstState *s = ast_state(t);
    const Ref classes[LITERAL_CLASSES] = {a->num, a->str, a->bytes, a->name_constant, a->ellipsis};
    if (!s)
        return EMPTY;
    for (int i = 0; i < LITERAL_CLASSES; i++) {
        if (!is_type(classes[i]) || !type_is_subtype(as_type(classes[i]), as_type(s->classes[AST_Constant])))
            return raise_type(t, "%R is not a subclass of Constant", classes[i]);
        Value old = s->literals[i];
        s->literals[i] = retain(classes[i]);
        release(old);
    }
    return NONE;
}

/* ---- Functions, for compile() ---- */

static AstKind module_kind(Ref mode)
{
    return str_is(mode, "eval") ? AST_Expression : str_is(mode, "single") ? AST_Interactive : AST_Module;
}

/** parse_source(source, filename, mode, flags, optimize): the tree of a source. */
FUNCTION(_ast, parse_source, "(source: buffer, filename: str, mode: str, flags: int, optimize: int, /)")
{
    AstArena arena;
    uint32_t flags = (uint32_t)a->flags;
    AstKind kind = module_kind(a->mode);
    ast_arena_init(&arena);
    Node *module = compile_parse(t, &arena, a->source.data, a->source.len, a->filename,
                                 kind == AST_Expression ? PARSE_EVAL : kind == AST_Interactive ? PARSE_SINGLE : PARSE_EXEC, &flags);
    Value v = module ? ast_to_object(t, module) : EMPTY;
    ast_arena_free(&arena);
    return v;
}

/** compile_tree(tree, filename, mode, flags, optimize): a code object; with PyCF_ONLY_AST the tree itself. */
FUNCTION(_ast, compile_tree, "(tree, filename: str, mode: str, flags: int, optimize: int, /)")
{
    AstState *s = ast_state(t);
    if (!s)
        return EMPTY;
    Test is_tree = is_instance_plain(t, a->tree, value_of(&ast_type));
    if (is_tree == TEST_ERROR)
        return EMPTY;
    if (is_tree == TEST_FALSE)
        return raise_type(t, "compile() arg 1 must be a string, bytes or AST object");
    if (a->flags & 0x400)
        return retain(a->tree);
    AstKind kind = module_kind(a->mode);
    Test right = is_instance_plain(t, a->tree, s->classes[kind]);
    if (right == TEST_ERROR)
        return EMPTY;
    if (right == TEST_FALSE)
        return raise_type(t, "expected %s node, got %.400T", ast_kinds[kind].name, a->tree);
    AstArena arena;
    ast_arena_init(&arena);
    Node *module = ast_from_object(t, &arena, a->tree, SUM_mod);
    Value code = module && ast_validate(t, module) ? compile_ast(t, module, &arena, a->filename, (uint32_t)a->flags, a->optimize) : EMPTY;
    ast_arena_free(&arena);
    return code;
}

static bool ast_exec(Thread *t, Ref module)
{
    AstState *s = ast_state(t);
    if (!s || !module_add(t, module, "AST", value_of(&ast_type)))
        return false;
    for (int i = 0; i < SUM_COUNT; i++)
        if (!is_empty(s->sums[i]) && !module_add(t, module, ast_sums[i].name, s->sums[i]))
            return false;
    for (int i = 0; i < AST_KIND_COUNT; i++)
        if (!module_add(t, module, ast_kinds[i].name, s->classes[i]))
            return false;
    return module_add_int(t, module, "PyCF_ONLY_AST", 0x400) && module_add_int(t, module, "PyCF_TYPE_COMMENTS", 0x1000)
        && module_add_int(t, module, "PyCF_ALLOW_TOP_LEVEL_AWAIT", PARSE_TOP_LEVEL_AWAIT)
        && module_add_int(t, module, "PyCF_OPTIMIZED_AST", 0x8400);
}

MODULE(_ast, .doc = "Classes of abstract syntax trees.", .exec = ast_exec, .state_size = sizeof(AstState), .state_clear = ast_state_clear);
