/* parser_target.c: what can be assigned to or deleted, and the statements that begin with an expression (manual:
 * reference/simple_stmts, "Assignment statements", "The del statement").
 *
 * Targets are read as expressions and then turned: their contexts are set to Store or Del, or the part that cannot be a
 * target is reported.
 */
#include "frontend/parser_internal.h"

bool set_context(Node *e, AstKind ctx, Node **culprit)
{
    NodeSeq *elts = NULL;
    switch (e->kind) {
    case AST_Name:      e->Name.ctx = (uint8_t)ctx; return true;
    case AST_Attribute: e->Attribute.ctx = (uint8_t)ctx; return true;
    case AST_Subscript: e->Subscript.ctx = (uint8_t)ctx; return true;
    case AST_Starred:
        if (ctx == AST_Del)
            break;
        e->Starred.ctx = (uint8_t)ctx;
        return set_context(e->Starred.value, ctx, culprit);
    case AST_Tuple:
        e->Tuple.ctx = (uint8_t)ctx;
        elts = e->Tuple.elts;
        break;
    case AST_List:
        e->List.ctx = (uint8_t)ctx;
        elts = e->List.elts;
        break;
    }
    if (!elts) {
        *culprit = e;
        return false;
    }
    for (ssize i = 0; i < elts->n; i++)
        if (!set_context(elts->item[i], ctx, culprit))
            return false;
    return true;
}

static void to_target(Parser *p, Node *e)
{
    Node *culprit;
    if (!set_context(e, AST_Store, &culprit))
        fail_node(p, culprit, "can't assign to %s", expression_name(culprit));
}

/* ['*'] bitwise_or, not yet made a target. */
static Node *parse_target_expression(Parser *p)
{
    Pos start = here(p);
    if (!accept(p, TOK_STAR))
        return parse_bitwise_or(p);
    Node *value = parse_bitwise_or(p);
    Node *n = make_node(p, AST_Starred, start);
    n->Starred.value = value;
    return n;
}

Node *parse_target(Parser *p)
{
    Node *e = parse_target_expression(p);
    to_target(p, e);
    return e;
}

Node *parse_for_targets(Parser *p, const char *no_in)
{
    Pos start = here(p);
    Node *e = parse_target_expression(p);
    if (at(p, TOK_COMMA))
        e = parse_expressions_as_tuple(p, e, start, parse_target_expression);
    if (!at(p, TOK_IN) && no_in)
        fail_here(p, "%s", no_in);
    to_target(p, e);
    expect(p, TOK_IN);
    return e;
}

/* ---- Assignments ---- */

static bool is_single_target(const Node *e)
{
    return e->kind == AST_Name || e->kind == AST_Attribute || e->kind == AST_Subscript;
}

static Node *parse_annotation_rule(Parser *p)
{
    advance(p);
    return parse_expression(p);
}

/* At the colon after e. */
static Node *parse_annotated(Parser *p, Node *target, Pos start)
{
    Node *value = NULL;
    Attempt a;
    if (!is_single_target(target)) {
        if (p->on_failure || !attempt(p, &a, parse_annotation_rule))
            fail_syntax(p);
        if (target->kind == AST_Tuple || target->kind == AST_List)
            fail_node(p, target->flags & NODE_BARE ? target->Tuple.elts->item[0] : target, "only single target (not %s) can be annotated", expression_name(target));
        fail_node(p, target, "illegal target for annotation");
    }
    advance(p);
    Node *annotation = parse_expression(p);
    if (accept(p, TOK_EQUAL))
        value = parse_yield_or_star_expressions(p);
    to_target(p, target);
    Node *n = make_node(p, AST_AnnAssign, start);
    n->AnnAssign.target = target;
    n->AnnAssign.annotation = annotation;
    n->AnnAssign.value = value;
    n->AnnAssign.simple = target->kind == AST_Name && !(target->flags & NODE_PARENTHESIZED);
    return n;
}

/* The operand that an expression in an assignment begins with, when something else than = comes after it. */
static Node *leading_operand(Node *e)
{
    if (e->flags & NODE_PARENTHESIZED)
        return NULL;
    switch (e->kind) {
    case AST_Tuple:   return e->flags & NODE_BARE ? e->Tuple.elts->item[0] : NULL;
    case AST_Compare: return e->Compare.left;
    case AST_BoolOp:  return e->BoolOp.values->item[0];
    case AST_IfExp:   return e->IfExp.body;
    default:          return NULL;
    }
}

/* At an = after what may not be a target; those before it lie on p->nodes from `base`. */
static void check_assigned(Parser *p, Node *e, ssize base)
{
    Node *culprit;
    if (e->kind == AST_Yield || e->kind == AST_YieldFrom)
        if (!(e->flags & NODE_PARENTHESIZED))
            fail_node(p, e, "assignment to yield expression not possible");
    if (set_context(e, AST_Store, &culprit))
        return;
    if (p->nodes.len == base) {
        diagnose_equal(p, e->flags & NODE_BARE ? e->Tuple.elts->item[e->Tuple.elts->n - 1] : e);
    } else {            /* `a = b, c = d` is more likely a comparison or two statements */
        Node *first = p->nodes.item[base], *second = p->nodes.len > base + 1 ? p->nodes.item[base + 1] : e;
        Node *value = leading_operand(second);
        if (value)
            report_equal(p, first->flags & NODE_BARE ? first->Tuple.elts->item[first->Tuple.elts->n - 1] : first, value);
    }
    fail_node(p, culprit, "can't assign to %s", expression_name(culprit));
}

/* At the first = after e. */
static Node *parse_assignment(Parser *p, Node *e, Pos start)
{
    ssize base = p->nodes.len;
    while (at(p, TOK_EQUAL)) {
        check_assigned(p, e, base);
        push_node(p, e);
        advance(p);
        e = parse_yield_or_star_expressions(p);
    }
    NodeSeq *targets = pop_nodes(p, base);
    Node *n = make_node(p, AST_Assign, start);
    n->Assign.targets = targets;
    n->Assign.value = e;
    return n;
}

static const uint8_t augmented_operators[TOK_COUNT] = {
    [TOK_PLUSEQUAL] = AST_Add, [TOK_MINEQUAL] = AST_Sub, [TOK_STAREQUAL] = AST_Mult, [TOK_ATEQUAL] = AST_MatMult,
    [TOK_SLASHEQUAL] = AST_Div, [TOK_PERCENTEQUAL] = AST_Mod, [TOK_DOUBLESTAREQUAL] = AST_Pow,
    [TOK_LEFTSHIFTEQUAL] = AST_LShift, [TOK_RIGHTSHIFTEQUAL] = AST_RShift, [TOK_VBAREQUAL] = AST_BitOr,
    [TOK_CIRCUMFLEXEQUAL] = AST_BitXor, [TOK_AMPEREQUAL] = AST_BitAnd, [TOK_DOUBLESLASHEQUAL] = AST_FloorDiv,
};

static Node *parse_augmented_value(Parser *p)
{
    advance(p);
    return parse_yield_or_star_expressions(p);
}

static Node *parse_augmented(Parser *p, Node *target, Pos start)
{
    Attempt a;
    AstKind op = augmented_operators[p->tok->kind];
    if (!is_single_target(target) && (p->on_failure || !attempt(p, &a, parse_augmented_value)))
        fail_syntax(p);
    if (target->kind == AST_Tuple || target->kind == AST_List)
        fail_node(p, target, "'%s' is an illegal expression for augmented assignment", expression_name(target));
    if (!is_single_target(target))
        fail_node(p, target, "can't assign to %s", expression_name(target));
    advance(p);
    Node *value = parse_yield_or_star_expressions(p);
    to_target(p, target);
    Node *n = make_node(p, AST_AugAssign, start);
    n->AugAssign.target = target;
    n->AugAssign.op = (uint8_t)op;
    n->AugAssign.value = value;
    return n;
}

Node *parse_assignment_or_expression(Parser *p)
{
    Pos start = here(p);
    Node *e = parse_yield_or_star_expressions(p);
    if (at(p, TOK_EQUAL))
        return parse_assignment(p, e, start);
    if (at(p, TOK_COLON))
        return parse_annotated(p, e, start);
    if (augmented_operators[p->tok->kind])
        return parse_augmented(p, e, start);
    if (at(p, TOK_COLONEQUAL) && e->kind != AST_Name)
        fail_named_target(p, e);
    Node *n = make_node(p, AST_Expr, start);
    n->Expr.value = e;
    return n;
}

Node *parse_delete(Parser *p)
{
    Pos start = here(p);
    Node *culprit;
    advance(p);
    Node *e = parse_star_expressions(p);
    NodeSeq *targets = e->flags & NODE_BARE ? e->Tuple.elts : single_node(p, e);
    for (ssize i = 0; i < targets->n; i++)
        if (!set_context(targets->item[i], AST_Del, &culprit))
            fail_node(p, culprit, "can't delete %s", expression_name(culprit));
    Node *n = make_node(p, AST_Delete, start);
    n->Delete.targets = targets;
    return n;
}
