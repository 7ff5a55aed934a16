/* ast_validate.c: does a tree that a program made mean anything? Trees from the parser always do. */
#include "modules/_ast/ast_module.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct { Thread *t; } Validator;

static bool validate_expr(Validator *v, const Node *e, AstKind ctx);
static bool validate_stmt(Validator *v, const Node *s);
static bool validate_pattern(Validator *v, const Node *p, bool star_allowed);

#define REFUSE(...) return raise_value(v->t, __VA_ARGS__), false

static const char *context_name(AstKind ctx)  { return ast_kinds[ctx].name; }
static const char *kind_name(const Node *n)   { return ast_kinds[n->kind].name; }

static bool validate_name(Validator *v, Ref name)
{
    static const char *const forbidden[] = {"None", "True", "False"};
    for (int i = 0; i < 3; i++)
        if (!is_empty(name) && str_is(name, forbidden[i]))
            REFUSE("identifier field can't represent '%s' constant", forbidden[i]);
    return true;
}

static bool validate_exprs(Validator *v, const NodeSeq *seq, AstKind ctx, bool null_allowed)
{
    for (ssize i = 0; seq && i < seq->n; i++)
        if (seq->item[i] ? !validate_expr(v, seq->item[i], ctx) : !null_allowed)
            return seq->item[i] ? false : (raise_value(v->t, "None disallowed in expression list"), false);
    return true;
}
static bool not_empty(Validator *v, const NodeSeq *seq, const char *what, const Node *owner)
{
    if (seq->n)
        return true;
    REFUSE("empty %s on %s", what, kind_name(owner));
}
static bool validate_stmts(Validator *v, const NodeSeq *seq)
{
    for (ssize i = 0; i < seq->n; i++)
        if (seq->item[i] ? !validate_stmt(v, seq->item[i]) : true)
            return seq->item[i] ? false : (raise_value(v->t, "None disallowed in statement list"), false);
    return true;
}
static bool validate_body(Validator *v, const NodeSeq *body, const Node *owner)
{
    return not_empty(v, body, "body", owner) && validate_stmts(v, body);
}
static bool validate_targets(Validator *v, const NodeSeq *targets, AstKind ctx, const Node *owner)
{
    return not_empty(v, targets, "targets", owner) && validate_exprs(v, targets, ctx, false);
}

static bool validate_opt(Validator *v, const Node *e) { return !e || validate_expr(v, e, AST_Load); }

static bool validate_parameter(Validator *v, const Node *a)
{
    return !a || (validate_name(v, a->arg.arg) && validate_opt(v, a->arg.annotation));
}
static bool validate_arguments(Validator *v, const Node *a)
{
    const NodeSeq *lists[] = {a->arguments.posonlyargs, a->arguments.args, a->arguments.kwonlyargs};
    for (int k = 0; k < 3; k++)
        for (ssize i = 0; i < lists[k]->n; i++) {
            if (!lists[k]->item[i])
                REFUSE("None disallowed in arguments");
            if (!validate_parameter(v, lists[k]->item[i]))
                return false;
        }
    if (!validate_parameter(v, a->arguments.vararg) || !validate_parameter(v, a->arguments.kwarg))
        return false;
    if (a->arguments.defaults->n > a->arguments.posonlyargs->n + a->arguments.args->n)
        REFUSE("more positional defaults than args on arguments");
    if ((a->arguments.kw_defaults ? a->arguments.kw_defaults->n : 0) != a->arguments.kwonlyargs->n)
        REFUSE("length of kwonlyargs is not the same as kw_defaults on arguments");
    return validate_exprs(v, a->arguments.defaults, AST_Load, false) && validate_exprs(v, a->arguments.kw_defaults, AST_Load, true);
}

static bool validate_keywords(Validator *v, const NodeSeq *keywords)
{
    for (ssize i = 0; i < keywords->n; i++) {
        if (!keywords->item[i])
            REFUSE("None disallowed in keywords");
        if (!validate_expr(v, keywords->item[i]->keyword.value, AST_Load))
            return false;
    }
    return true;
}

static bool validate_comprehension(Validator *v, const NodeSeq *generators)
{
    if (!generators->n)
        REFUSE("comprehension with no generators");
    for (ssize i = 0; i < generators->n; i++) {
        const Node *g = generators->item[i];
        if (!g)
            REFUSE("None disallowed in comprehension");
        if (!validate_expr(v, g->comprehension.target, AST_Store) || !validate_expr(v, g->comprehension.iter, AST_Load)
            || !validate_exprs(v, g->comprehension.ifs, AST_Load, false))
            return false;
    }
    return true;
}

static bool constant_good(Validator *v, Ref value)
{
    if (is_none(value) || same(value, ELLIPSIS) || is_bool(value))
        return true;
    Type *type = type_of(value);
    if (type == &int_type || type == &float_type || type == &complex_type || type == &str_type || type == &bytes_type)
        return true;
    if (type == &tuple_type || type == &frozenset_type) {
        if (!recursion_enter(v->t, " during compilation"))
            return false;
        OWN Value items = to_tuple(v->t, value);
        bool good = !is_empty(items);
        for (ssize i = 0; good && i < as_tuple(items)->len; i++)
            good = constant_good(v, as_tuple(items)->item[i]);
        recursion_leave(v->t);
        return good;
    }
    return raise_type(v->t, "got an invalid type in Constant: %T", value), false;
}

static bool validate_context(Validator *v, const Node *e, AstKind ctx)
{
    AstKind actual = AST_Load;
    switch (e->kind) {
    case AST_Attribute: actual = e->Attribute.ctx; break;
    case AST_Subscript: actual = e->Subscript.ctx; break;
    case AST_Starred:   actual = e->Starred.ctx; break;
    case AST_Name:      actual = e->Name.ctx; break;
    case AST_List:      actual = e->List.ctx; break;
    case AST_Tuple:     actual = e->Tuple.ctx; break;
    default:
        if (ctx != AST_Load)
            REFUSE("expression which can't be assigned to in %s context", context_name(ctx));
        return true;
    }
    if (actual != ctx)
        REFUSE("expression must have %s context but has %s instead", context_name(ctx), context_name(actual));
    return true;
}

static bool validate_expr_inner(Validator *v, const Node *e, AstKind ctx)
{
    if (!validate_context(v, e, ctx))
        return false;
    switch (e->kind) {
    case AST_BoolOp:
        if (e->BoolOp.values->n < 2)
            REFUSE("BoolOp with less than 2 values");
        return validate_exprs(v, e->BoolOp.values, AST_Load, false);
    case AST_BinOp:     return validate_expr(v, e->BinOp.left, AST_Load) && validate_expr(v, e->BinOp.right, AST_Load);
    case AST_UnaryOp:   return validate_expr(v, e->UnaryOp.operand, AST_Load);
    case AST_Lambda:    return validate_arguments(v, e->Lambda.args) && validate_expr(v, e->Lambda.body, AST_Load);
    case AST_IfExp:
        return validate_expr(v, e->IfExp.test, AST_Load) && validate_expr(v, e->IfExp.body, AST_Load)
            && validate_expr(v, e->IfExp.orelse, AST_Load);
    case AST_Dict:
        if ((e->Dict.keys ? e->Dict.keys->n : 0) != e->Dict.values->n)
            REFUSE("Dict doesn't have the same number of keys as values");
        return validate_exprs(v, e->Dict.keys, AST_Load, true) && validate_exprs(v, e->Dict.values, AST_Load, false);
    case AST_Set:       return validate_exprs(v, e->Set.elts, AST_Load, false);
    case AST_ListComp:  return validate_comprehension(v, e->ListComp.generators) && validate_expr(v, e->ListComp.elt, AST_Load);
    case AST_SetComp:   return validate_comprehension(v, e->SetComp.generators) && validate_expr(v, e->SetComp.elt, AST_Load);
    case AST_GeneratorExp:
        return validate_comprehension(v, e->GeneratorExp.generators) && validate_expr(v, e->GeneratorExp.elt, AST_Load);
    case AST_DictComp:
        return validate_comprehension(v, e->DictComp.generators) && validate_expr(v, e->DictComp.key, AST_Load)
            && validate_expr(v, e->DictComp.value, AST_Load);
    case AST_Yield:     return validate_opt(v, e->Yield.value);
    case AST_YieldFrom: return validate_expr(v, e->YieldFrom.value, AST_Load);
    case AST_Await:     return validate_expr(v, e->Await.value, AST_Load);
    case AST_Compare:
        if (!e->Compare.comparators->n)
            REFUSE("Compare with no comparators");
        if (e->Compare.comparators->n != e->Compare.ops->n)
            REFUSE("Compare has a different number of comparators and operands");
        return validate_exprs(v, e->Compare.comparators, AST_Load, false) && validate_expr(v, e->Compare.left, AST_Load);
    case AST_Call:
        return validate_expr(v, e->Call.func, AST_Load) && validate_exprs(v, e->Call.args, AST_Load, false)
            && validate_keywords(v, e->Call.keywords);
    case AST_Constant:  return constant_good(v, e->Constant.value);
    case AST_JoinedStr: return validate_exprs(v, e->JoinedStr.values, AST_Load, false);
    case AST_FormattedValue:
        return validate_expr(v, e->FormattedValue.value, AST_Load) && validate_opt(v, e->FormattedValue.format_spec);
    case AST_Attribute: return validate_expr(v, e->Attribute.value, AST_Load);
    case AST_Subscript: return validate_expr(v, e->Subscript.slice, AST_Load) && validate_expr(v, e->Subscript.value, AST_Load);
    case AST_Starred:   return validate_expr(v, e->Starred.value, ctx);
    case AST_List:      return validate_exprs(v, e->List.elts, ctx, false);
    case AST_Tuple:     return validate_exprs(v, e->Tuple.elts, ctx, false);
    case AST_NamedExpr:
        if (e->NamedExpr.target->kind != AST_Name)
            REFUSE("NamedExpr target must be a Name");
        return validate_expr(v, e->NamedExpr.target, AST_Store) && validate_expr(v, e->NamedExpr.value, AST_Load);
    case AST_Slice:     return validate_opt(v, e->Slice.lower) && validate_opt(v, e->Slice.upper) && validate_opt(v, e->Slice.step);
    case AST_Name:      return validate_name(v, e->Name.id);
    default:            REFUSE("unexpected expression");
    }
}

static bool validate_position(Validator *v, const Node *n)
{
    if (n->lineno > n->end_lineno)
        REFUSE("AST node line range (%d, %d) is not valid", n->lineno, n->end_lineno);
    if ((n->lineno < 0 && n->end_lineno != n->lineno) || (n->col_offset < 0 && n->col_offset != n->end_col_offset))
        REFUSE("AST node column range (%d, %d) for line range (%d, %d) is not valid", n->col_offset, n->end_col_offset, n->lineno,
               n->end_lineno);
    if (n->lineno == n->end_lineno && n->col_offset > n->end_col_offset)
        REFUSE("line %d, column %d-%d is not a valid range", n->lineno, n->col_offset, n->end_col_offset);
    return true;
}

static bool validate_expr(Validator *v, const Node *e, AstKind ctx)
{
    if (!recursion_enter(v->t, " during compilation"))
        return false;
    bool good = validate_position(v, e) && validate_expr_inner(v, e, ctx);
    recursion_leave(v->t);
    return good;
}

/* ---- Patterns ---- */

static bool validate_patterns(Validator *v, const NodeSeq *seq, bool star_allowed)
{
    for (ssize i = 0; i < seq->n; i++) {
        if (!seq->item[i])
            REFUSE("None disallowed in pattern list");
        if (!validate_pattern(v, seq->item[i], star_allowed))
            return false;
    }
    return true;
}

static bool is_number(const Node *e, bool imaginary)
{
    if (e->kind != AST_Constant)
        return false;
    Type *type = type_of(e->Constant.value);
    return imaginary ? type == &complex_type : type == &int_type || type == &float_type;
}
static bool is_signed_number(const Node *e, bool imaginary)
{
    return is_number(e, imaginary) || (e->kind == AST_UnaryOp && e->UnaryOp.op == AST_USub && is_number(e->UnaryOp.operand, imaginary));
}

static bool validate_pattern_value(Validator *v, const Node *e)
{
    if (!validate_expr(v, e, AST_Load))
        return false;
    const Node *object = e;
    switch (e->kind) {
    case AST_Constant: {
        Type *type = type_of(e->Constant.value);
        if (type == &int_type || type == &float_type || type == &complex_type || type == &str_type || type == &bytes_type)
            return true;
        if (is_none(e->Constant.value) || is_bool(e->Constant.value))
            break;
        REFUSE("unexpected constant inside of a literal pattern");
    }
    case AST_UnaryOp:
        if (is_signed_number(e, false) || is_signed_number(e, true))
            return true;
        break;
    case AST_BinOp:
        if ((e->BinOp.op == AST_Add || e->BinOp.op == AST_Sub) && is_signed_number(e->BinOp.left, false) && is_number(e->BinOp.right, true))
            return true;
        break;
    case AST_JoinedStr:
        return true;
    case AST_Attribute:
        while (object->kind == AST_Attribute)
            object = object->Attribute.value;
        if (object->kind == AST_Name)
            return true;
        break;
    default:
        break;
    }
    REFUSE("patterns may only match literals and attribute lookups");
}

static bool validate_capture(Validator *v, Ref name)
{
    if (!is_empty(name) && str_is(name, "_"))
        REFUSE("can't capture name '_' in patterns");
    return validate_name(v, name);
}

static bool validate_pattern_inner(Validator *v, const Node *p, bool star_allowed)
{
    switch (p->kind) {
    case AST_MatchValue:     return validate_pattern_value(v, p->MatchValue.value);
    case AST_MatchSingleton:
        if (!is_none(p->MatchSingleton.value) && !is_bool(p->MatchSingleton.value))
            REFUSE("MatchSingleton can only contain True, False and None");
        return true;
    case AST_MatchSequence:  return validate_patterns(v, p->MatchSequence.patterns, true);
    case AST_MatchMapping:
        if (p->MatchMapping.keys->n != p->MatchMapping.patterns->n)
            REFUSE("MatchMapping doesn't have the same number of keys as patterns");
        if (!validate_capture(v, p->MatchMapping.rest))
            return false;
        for (ssize i = 0; i < p->MatchMapping.keys->n; i++) {
            const Node *key = p->MatchMapping.keys->item[i];
            if (!key)
                REFUSE("None disallowed in expression list");
            if (key->kind == AST_Constant && (is_none(key->Constant.value) || is_bool(key->Constant.value)))
                continue;
            if (!validate_pattern_value(v, key))
                return false;
        }
        return validate_patterns(v, p->MatchMapping.patterns, false);
    case AST_MatchClass: {
        if (p->MatchClass.kwd_attrs->n != p->MatchClass.kwd_patterns->n)
            REFUSE("MatchClass doesn't have the same number of keyword attributes as patterns");
        if (!validate_expr(v, p->MatchClass.cls, AST_Load))
            return false;
        const Node *cls = p->MatchClass.cls;
        while (cls->kind == AST_Attribute)
            cls = cls->Attribute.value;
        if (cls->kind != AST_Name)
            REFUSE("MatchClass cls field can only contain Name or Attribute nodes.");
        for (ssize i = 0; i < p->MatchClass.kwd_attrs->n; i++)
            if (!validate_name(v, p->MatchClass.kwd_attrs->item[i]))
                return false;
        return validate_patterns(v, p->MatchClass.patterns, false) && validate_patterns(v, p->MatchClass.kwd_patterns, false);
    }
    case AST_MatchStar:
        if (!star_allowed)
            REFUSE("can't use MatchStar here");
        return validate_capture(v, p->MatchStar.name);
    case AST_MatchAs:
        if (p->MatchAs.pattern && is_empty(p->MatchAs.name))
            REFUSE("MatchAs must specify a target name if a pattern is given");
        return validate_capture(v, p->MatchAs.name) && (!p->MatchAs.pattern || validate_pattern(v, p->MatchAs.pattern, false));
    case AST_MatchOr:
        if (p->MatchOr.patterns->n < 2)
            REFUSE("MatchOr requires at least 2 patterns");
        return validate_patterns(v, p->MatchOr.patterns, false);
    default:
        REFUSE("unexpected pattern");
    }
}

static bool validate_pattern(Validator *v, const Node *p, bool star_allowed)
{
    if (!recursion_enter(v->t, " during compilation"))
        return false;
    bool good = validate_position(v, p) && validate_pattern_inner(v, p, star_allowed);
    recursion_leave(v->t);
    return good;
}

/* ---- Statements ---- */

static bool validate_type_params(Validator *v, const NodeSeq *params)
{
    for (ssize i = 0; params && i < params->n; i++) {
        const Node *p = params->item[i];
        if (!p)
            continue;
        const Node *value = p->kind == AST_TypeVar ? p->TypeVar.default_value
            : p->kind == AST_ParamSpec ? p->ParamSpec.default_value : p->TypeVarTuple.default_value;
        if (!validate_name(v, p->TypeVar.name) || (p->kind == AST_TypeVar && !validate_opt(v, p->TypeVar.bound)) || !validate_opt(v, value))
            return false;
    }
    return true;
}

static bool validate_handlers(Validator *v, const NodeSeq *handlers)
{
    for (ssize i = 0; i < handlers->n; i++) {
        const Node *h = handlers->item[i];
        if (!h)
            REFUSE("None disallowed in handlers");
        if (!validate_position(v, h) || !validate_opt(v, h->ExceptHandler.type) || !validate_body(v, h->ExceptHandler.body, h))
            return false;
    }
    return true;
}

static bool validate_try(Validator *v, const Node *s)
{
    const char *name = kind_name(s);
    if (!validate_body(v, s->Try.body, s))
        return false;
    if (!s->Try.handlers->n && !s->Try.finalbody->n)
        REFUSE("%s has neither except handlers nor finalbody", name);
    if (!s->Try.handlers->n && s->Try.orelse->n)
        REFUSE("%s has orelse but no except handlers", name);
    return validate_handlers(v, s->Try.handlers) && validate_stmts(v, s->Try.finalbody) && validate_stmts(v, s->Try.orelse);
}

static bool validate_with(Validator *v, const Node *s)
{
    if (!not_empty(v, s->With.items, "items", s))
        return false;
    for (ssize i = 0; i < s->With.items->n; i++) {
        const Node *item = s->With.items->item[i];
        if (!item)
            REFUSE("None disallowed in items");
        if (!validate_expr(v, item->withitem.context_expr, AST_Load)
            || (item->withitem.optional_vars && !validate_expr(v, item->withitem.optional_vars, AST_Store)))
            return false;
    }
    return validate_body(v, s->With.body, s);
}

static bool validate_match(Validator *v, const Node *s)
{
    if (!validate_expr(v, s->Match.subject, AST_Load) || !not_empty(v, s->Match.cases, "cases", s))
        return false;
    for (ssize i = 0; i < s->Match.cases->n; i++) {
        const Node *k = s->Match.cases->item[i];
        if (!k)
            REFUSE("None disallowed in cases");
        if (!validate_pattern(v, k->match_case.pattern, false) || !validate_opt(v, k->match_case.guard) || !validate_body(v, k->match_case.body, k))
            return false;
    }
    return true;
}

static bool validate_stmt_inner(Validator *v, const Node *s)
{
    switch (s->kind) {
    case AST_FunctionDef: case AST_AsyncFunctionDef:
        return validate_body(v, s->FunctionDef.body, s) && validate_type_params(v, s->FunctionDef.type_params)
            && validate_arguments(v, s->FunctionDef.args) && validate_exprs(v, s->FunctionDef.decorator_list, AST_Load, false)
            && validate_opt(v, s->FunctionDef.returns);
    case AST_ClassDef:
        return validate_body(v, s->ClassDef.body, s) && validate_type_params(v, s->ClassDef.type_params)
            && validate_exprs(v, s->ClassDef.bases, AST_Load, false) && validate_keywords(v, s->ClassDef.keywords)
            && validate_exprs(v, s->ClassDef.decorator_list, AST_Load, false);
    case AST_Return:    return validate_opt(v, s->Return.value);
    case AST_Delete:    return validate_targets(v, s->Delete.targets, AST_Del, s);
    case AST_Assign:    return validate_targets(v, s->Assign.targets, AST_Store, s) && validate_expr(v, s->Assign.value, AST_Load);
    case AST_TypeAlias:
        if (s->TypeAlias.name->kind != AST_Name)
            return raise_type(v->t, "TypeAlias with non-Name name"), false;
        return validate_expr(v, s->TypeAlias.name, AST_Store) && validate_type_params(v, s->TypeAlias.type_params)
            && validate_expr(v, s->TypeAlias.value, AST_Load);
    case AST_AugAssign: return validate_expr(v, s->AugAssign.target, AST_Store) && validate_expr(v, s->AugAssign.value, AST_Load);
    case AST_AnnAssign:
        if (s->AnnAssign.target->kind != AST_Name && s->AnnAssign.simple)
            return raise_type(v->t, "AnnAssign with simple non-Name target"), false;
        if (s->AnnAssign.target->kind != AST_Name && s->AnnAssign.target->kind != AST_Attribute && s->AnnAssign.target->kind != AST_Subscript)
            REFUSE("illegal target for annotation");
        return validate_expr(v, s->AnnAssign.target, AST_Store) && validate_opt(v, s->AnnAssign.value)
            && validate_expr(v, s->AnnAssign.annotation, AST_Load);
    case AST_For: case AST_AsyncFor:
        return validate_expr(v, s->For.target, AST_Store) && validate_expr(v, s->For.iter, AST_Load) && validate_body(v, s->For.body, s)
            && validate_stmts(v, s->For.orelse);
    case AST_While:
        return validate_expr(v, s->While.test, AST_Load) && validate_body(v, s->While.body, s) && validate_stmts(v, s->While.orelse);
    case AST_If:
        return validate_expr(v, s->If.test, AST_Load) && validate_body(v, s->If.body, s) && validate_stmts(v, s->If.orelse);
    case AST_With: case AST_AsyncWith: return validate_with(v, s);
    case AST_Match:     return validate_match(v, s);
    case AST_Raise:
        if (!s->Raise.exc && s->Raise.cause)
            REFUSE("Raise with cause but no exception");
        return validate_opt(v, s->Raise.exc) && validate_opt(v, s->Raise.cause);
    case AST_Try: case AST_TryStar: return validate_try(v, s);
    case AST_Assert:    return validate_expr(v, s->Assert.test, AST_Load) && validate_opt(v, s->Assert.msg);
    case AST_Import:    return not_empty(v, s->Import.names, "names", s);
    case AST_ImportFrom:
        if (s->ImportFrom.level < 0)
            REFUSE("Negative ImportFrom level");
        return not_empty(v, s->ImportFrom.names, "names", s);
    case AST_Global: case AST_Nonlocal:
        if (!s->Global.names->n)
            REFUSE("empty names on %s", kind_name(s));
        return true;
    case AST_Expr:      return validate_expr(v, s->Expr.value, AST_Load);
    case AST_Pass: case AST_Break: case AST_Continue: return true;
    default:            REFUSE("unexpected statement");
    }
}

static bool validate_stmt(Validator *v, const Node *s)
{
    if (!recursion_enter(v->t, " during compilation"))
        return false;
    bool good = validate_position(v, s) && validate_stmt_inner(v, s);
    recursion_leave(v->t);
    return good;
}

bool ast_validate(Thread *t, const Node *root)
{
    Validator validator = {t}, *v = &validator;
    switch (root->kind) {
    case AST_Module:        return validate_stmts(v, root->Module.body);
    case AST_Interactive:   return validate_stmts(v, root->Interactive.body);
    case AST_Expression:    return validate_expr(v, root->Expression.body, AST_Load);
    case AST_FunctionType:
        return validate_exprs(v, root->FunctionType.argtypes, AST_Load, false) && validate_expr(v, root->FunctionType.returns, AST_Load);
    default:                REFUSE("impossible module node");
    }
}
