/* ast_from_object.c: objects of the classes of `ast` as a tree, for compile(). What a program may have put there is checked by type
 * here, and for sense in ast_validate.c. */
#include "modules/_ast/ast_module.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct {
    Thread *t;
    AstState *state;
    AstArena *arena;
    const Node *outer;          /* the node whose fields are being converted */
} Converter;

static Node *convert(Converter *c, Ref v, int sum);

static void *no_memory(Converter *c) { return raise_memory(c->t), NULL; }

static const char *sum_name(int sum) { return ast_sums[sum].name; }

/* The kind of node an object is, by the first class of ours in its MRO; -1: none, or exception set. */
static int kind_of(Converter *c, Ref v, int sum)
{
    Tuple *mro = type_of(v)->mro;
    for (ssize i = 0; mro && i < mro->len; i++) {
        Ref kind;
        if (dict_find(c->t, as_dict(c->state->kind_of_class), mro->item[i], &kind) == FOUND) {
            int k = (int)fixnum_value(kind);
            if (ast_kinds[k].sum == sum)
                return k;
            break;
        }
        if (is_raised(c->t))
            return -1;
    }
    raise_type(c->t, "expected some sort of %s, but got %R", sum_name(sum), v);
    return -1;
}

static bool own(Converter *c, Value v, Ref *out)
{
    *out = v;
    return ast_own_take(c->arena, v) || no_memory(c);
}

static bool convert_int(Converter *c, Ref v, int *out)
{
    int64_t i;
    if (!is_int(v))
        return raise_value(c->t, "invalid integer value: %R", v), false;
    if (!int_as_int64(v, &i) || i < INT_MIN || i > INT_MAX)
        return raise_overflow(c->t, "Python int too large to convert to C int"), false;
    *out = (int)i;
    return true;
}

static bool convert_name(Converter *c, Ref v, Ref *out)
{
    if (!is_exact(v, &str_type))
        return raise_type(c->t, "AST identifier must be of type str"), false;
    Value name = intern_take(c->t, retain(v));
    return !is_empty(name) && own(c, name, out);
}

static bool convert_value(Converter *c, Ref v, int type, Ref *out)
{
    if (type == SUM_string && !is_str(v) && !is_bytes(v))
        return raise_type(c->t, "AST string must be of type str"), false;
    return own(c, retain(v), out);
}

/* The list in a field, as a snapshot: converting items may run code. */
static Value items_of(Converter *c, Ref v, const AstKindInfo *info, const AstField *field)
{
    if (!is_list(v))
        return raise_type(c->t, "%s field \"%s\" must be a list, not a %.200T", info->name, field->name, v);
    return tuple_from_array(c->t, as_list(v)->item, as_list(v)->len);
}

static bool convert_items(Converter *c, Ref v, const AstKindInfo *info, const AstField *field, AstSlot *slot)
{
    OWN Value items = items_of(c, v, info, field);
    if (is_empty(items))
        return false;
    ssize n = as_tuple(items)->len;
    bool nodes = field->storage == FIELD_NODES || field->storage == FIELD_NODES_OPT;
    if (nodes ? !(slot->nodes = ast_nodes(c->arena, n)) : field->storage == FIELD_NAMES ? !(slot->refs = ast_refs(c->arena, n))
        : !(slot->kinds = ast_kind_seq(c->arena, n)))
        return no_memory(c);
    for (ssize i = 0; i < n; i++) {
        Ref item = as_tuple(items)->item[i];
        if (nodes) {
            slot->nodes->item[i] = NULL;
            if (!is_none(item) && !(slot->nodes->item[i] = convert(c, item, field->type)))
                return false;
        } else if (field->storage == FIELD_NAMES) {
            if (!convert_name(c, item, &slot->refs->item[i]))
                return false;
        } else {
            int kind = kind_of(c, item, field->type);
            if (kind < 0)
                return false;
            slot->kinds->item[i] = (uint8_t)kind;
        }
    }
    return true;
}

static bool is_optional(const AstField *f)
{
    return f->storage == FIELD_NODE_OPT || f->storage == FIELD_NAME_OPT || f->storage == FIELD_VALUE_OPT || f->storage == FIELD_INT_OPT;
}
static bool is_list_field(const AstField *f)
{
    return f->storage == FIELD_NODES || f->storage == FIELD_NODES_OPT || f->storage == FIELD_NAMES || f->storage == FIELD_KINDS;
}

/* A field that is missing, or None where that means so. */
static bool absent_field(Converter *c, const AstKindInfo *info, const AstField *f, bool missing, AstSlot *slot)
{
    if (is_optional(f)) {
        memset(slot, 0, sizeof *slot);
        return true;
    }
    if (missing && is_list_field(f)) {
        if (f->storage == FIELD_NAMES)
            slot->refs = &ast_no_refs;
        else if (f->storage == FIELD_KINDS)
            slot->kinds = ast_kind_seq(c->arena, 0);
        else
            slot->nodes = &ast_no_nodes;
        return slot->nodes || no_memory(c);
    }
    if (missing && f->type == SUM_expr_context) {
        slot->kind = AST_Load;
        return true;
    }
    if (missing)
        return raise_type(c->t, "required field \"%s\" missing from %s", f->name, info->name), false;
    return raise_value(c->t, "field %s is required for %s", f->name, info->name), false;
}

static bool convert_field(Converter *c, Ref v, Node *n, ssize i)
{
    const AstKindInfo *info = &ast_kinds[n->kind];
    const AstField *f = &info->fields[i];
    AstSlot *slot = ast_field(n, i);
    OWN Value field = EMPTY;
    Lookup found = find_attr(c->t, v, c->state->field_names[n->kind][i], &field);
    if (found == ERROR)
        return false;
    if (found == MISSING || (is_none(field) && !(f->storage == FIELD_VALUE && f->type == SUM_constant)))
        return absent_field(c, info, f, found == MISSING, slot);
    switch ((FieldStorage)f->storage) {
    case FIELD_NODE: case FIELD_NODE_OPT:
        return (slot->node = convert(c, field, f->type));
    case FIELD_KIND: {
        int kind = kind_of(c, field, f->type);
        slot->kind = (uint8_t)kind;
        return kind >= 0;
    }
    case FIELD_NAME: case FIELD_NAME_OPT:   return convert_name(c, field, &slot->value);
    case FIELD_VALUE: case FIELD_VALUE_OPT: return convert_value(c, field, f->type, &slot->value);
    case FIELD_INT: case FIELD_INT_OPT:     return convert_int(c, field, &slot->number);
    default:                                return convert_items(c, field, info, f, slot);
    }
}

/* In 3.2 these had no positions: that of the node around them will do. */
static bool may_lack_position(int kind) { return kind == AST_alias || kind == AST_keyword || kind == AST_arg; }

static bool convert_positions(Converter *c, Ref v, Node *n)
{
    int32_t *const to[POSITIONS] = {&n->lineno, &n->col_offset, &n->end_lineno, &n->end_col_offset};
    for (int i = 0; i < POSITIONS; i++) {
        OWN Value field = EMPTY;
        int number;
        Lookup found = find_attr(c->t, v, c->state->position_names[i], &field);
        if (found == ERROR)
            return false;
        if (found == MISSING && i < POSITION_END_LINENO && may_lack_position(n->kind) && c->outer) {
            *to[i] = i == POSITION_LINENO ? c->outer->lineno : c->outer->col_offset;
            continue;
        }
        if (found == MISSING && i < POSITION_END_LINENO)
            return raise_type(c->t, "required field \"%s\" missing from %s", i == POSITION_LINENO ? "lineno" : "col_offset",
                              sum_name(ast_kinds[n->kind].sum)), false;
        if (i >= POSITION_END_LINENO && (found == MISSING || is_none(field))) {
            *to[i] = *to[i - POSITION_END_LINENO];
            continue;
        }
        if (!convert_int(c, field, &number))
            return false;
        *to[i] = number;
    }
    return true;
}

/* A literal's value must be what its class says. */
static bool check_literal(Converter *c, Ref v, Ref value)
{
    int wanted = 0;
    while (wanted < LITERAL_CLASSES && (is_empty(c->state->literals[wanted])
                                        || !type_is_subtype(type_of(v), as_type(c->state->literals[wanted]))))
        wanted++;
    if (wanted == LITERAL_CLASSES || ast_literal_class(value) == wanted)
        return true;
    switch (wanted) {
    case LITERAL_NUM:   raise_type(c->t, "non-numeric type in Num"); break;
    case LITERAL_STR:   raise_type(c->t, "AST string must be of type str"); break;
    case LITERAL_BYTES: raise_type(c->t, "AST bytes must be of type bytes"); break;
    default:            raise_value(c->t, "singleton must be True, False, or None"); break;
    }
    return false;
}

static Node *convert_node(Converter *c, Ref v, int sum)
{
    int kind = kind_of(c, v, sum);
    if (kind < 0)
        return NULL;
    Node *n = ast_node(c->arena, kind);
    if (!n)
        return no_memory(c);
    if (ast_sums[sum].attributes && !convert_positions(c, v, n))
        return NULL;
    const Node *outer = c->outer;
    if (ast_sums[sum].attributes)
        c->outer = n;
    for (ssize i = 0; i < ast_kinds[kind].nfields; i++)
        if (!convert_field(c, v, n, i))
            return NULL;
    if (kind == AST_Constant && !check_literal(c, v, n->Constant.value))
        return NULL;
    c->outer = outer;
    return n;
}

static Node *convert(Converter *c, Ref v, int sum)
{
    if (!recursion_enter(c->t, " during  ast construction"))
        return NULL;
    Node *n = convert_node(c, v, sum);
    recursion_leave(c->t);
    return n;
}

Node *ast_from_object(Thread *t, AstArena *arena, Ref v, int sum)
{
    Converter c = {t, ast_state(t), arena};
    return c.state ? convert(&c, v, sum) : NULL;
}
