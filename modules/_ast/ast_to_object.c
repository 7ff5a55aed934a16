/* ast_to_object.c: a tree as objects of the classes of `ast`. */
#include "modules/_ast/ast_module.h"
#include "object/attrs.h"
#include "object/list.h"

typedef struct { Thread *t; AstState *state; } Converter;

static Value convert(Converter *c, const Node *n);

static Value or_none(Ref v) { return is_empty(v) ? NONE : retain(v); }

static Value convert_nodes(Converter *c, const NodeSeq *seq)
{
    OWN Value list = list_new(c->t, seq ? seq->n : 0);
    for (ssize i = 0; !is_empty(list) && seq && i < seq->n; i++) {
        Value v = seq->item[i] ? convert(c, seq->item[i]) : NONE;
        if (is_empty(v) || !list_append_take(c->t, as_list(list), v))
            return EMPTY;
    }
    return take(&list);
}
static Value convert_kinds(Converter *c, const KindSeq *seq)
{
    OWN Value list = list_new(c->t, seq->n);
    for (ssize i = 0; !is_empty(list) && i < seq->n; i++)
        if (!list_append(c->t, as_list(list), c->state->singletons[seq->item[i]]))
            return EMPTY;
    return take(&list);
}

static Value convert_field(Converter *c, const Node *n, ssize i)
{
    const AstSlot *slot = ast_field(n, i);
    switch ((FieldStorage)ast_kinds[n->kind].fields[i].storage) {
    case FIELD_NODE: case FIELD_NODE_OPT:   return slot->node ? convert(c, slot->node) : NONE;
    case FIELD_NODES: case FIELD_NODES_OPT: return convert_nodes(c, slot->nodes);
    case FIELD_KIND:    return retain(c->state->singletons[slot->kind]);
    case FIELD_KINDS:   return convert_kinds(c, slot->kinds);
    case FIELD_NAMES:   return list_from_array(c->t, slot->refs->item, slot->refs->n);
    case FIELD_NAME: case FIELD_NAME_OPT: case FIELD_VALUE: case FIELD_VALUE_OPT: return or_none(slot->value);
    case FIELD_INT: case FIELD_INT_OPT:     return fixnum(slot->number);
    }
    return NONE;
}

static Value convert_node(Converter *c, const Node *n)
{
    const AstKindInfo *info = &ast_kinds[n->kind];
    if (!info->nfields && !ast_sums[info->sum].attributes)
        return retain(c->state->singletons[n->kind]);
    int literal = n->kind == AST_Constant ? ast_literal_class(n->Constant.value) : LITERAL_CLASSES;
    Ref cls = literal < LITERAL_CLASSES ? c->state->literals[literal] : c->state->classes[n->kind];
    OWN Value v = type_alloc(c->t, as_type(cls), 0);
    for (ssize i = 0; !is_empty(v) && i < info->nfields; i++) {
        OWN Value field = convert_field(c, n, i);
        if (is_empty(field) || !attr_set(c->t, v, c->state->field_names[n->kind][i], field))
            return EMPTY;
    }
    const int32_t positions[POSITIONS] = {n->lineno, n->col_offset, n->end_lineno, n->end_col_offset};
    for (int i = 0; !is_empty(v) && i < POSITIONS && ast_sums[info->sum].attributes; i++)
        if (!attr_set(c->t, v, c->state->position_names[i], fixnum(positions[i])))
            return EMPTY;
    return take(&v);
}

static Value convert(Converter *c, const Node *n)
{
    if (!recursion_enter(c->t, " during ast construction"))
        return EMPTY;
    Value v = convert_node(c, n);
    recursion_leave(c->t);
    return v;
}

Value ast_to_object(Thread *t, const Node *n)
{
    Converter c = {t, ast_state(t)};
    if (!c.state)
        return EMPTY;
    if (is_empty(c.state->literals[0])) {
        OWN Value ast = import_module(t, NAME(ast));        /* tells the classes of literals */
        if (is_empty(ast))
            return EMPTY;
        if (is_empty(c.state->literals[0]))
            return raise_runtime(t, "module ast does not define the classes of literals");
    }
    return convert(&c, n);
}
