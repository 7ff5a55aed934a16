/* unparse.c: source text of an expression, for annotations under `from __future__ import annotations` (PEP 563). */
#include "frontend/compile_internal.h"

#include "object/error.h"
#include "object/float.h"
#include "object/str.h"
#include "object/tuple.h"

/* From loosest to tightest. */
typedef enum {
    P_TUPLE, P_TEST, P_OR, P_AND, P_NOT, P_COMPARE, P_BITOR, P_XOR, P_BITAND, P_SHIFT, P_ARITH, P_TERM, P_FACTOR, P_POWER,
    P_AWAIT, P_ATOM
} Precedence;

typedef struct { StrBuilder b; Compilation *c; } Writer;

static void write_expr(Writer *w, const Node *e, Precedence outer);

static void text(Writer *w, const char *ascii)      { builder_text(&w->b, ascii); }
static void open_if(Writer *w, bool parenthesis)       { if (parenthesis) text(w, "("); }
static void close_if(Writer *w, bool parenthesis)      { if (parenthesis) text(w, ")"); }

static void write_list(Writer *w, const NodeSeq *elts, Precedence outer)
{
    for (ssize i = 0; i < elts->n; i++) {
        if (i)
            text(w, ", ");
        write_expr(w, elts->item[i], outer);
    }
}

static void write_bool(Writer *w, const Node *e, Precedence outer)
{
    Precedence mine = e->BoolOp.op == AST_And ? P_AND : P_OR;
    open_if(w, outer > mine);
    for (ssize i = 0; i < e->BoolOp.values->n; i++) {
        if (i)
            text(w, e->BoolOp.op == AST_And ? " and " : " or ");
        write_expr(w, e->BoolOp.values->item[i], mine + 1);
    }
    close_if(w, outer > mine);
}

static void write_binary(Writer *w, const Node *e, Precedence outer)
{
    static const struct { const char *text; Precedence precedence; } op[] = {
        [AST_Add - AST_Add] = {" + ", P_ARITH}, [AST_Sub - AST_Add] = {" - ", P_ARITH}, [AST_Mult - AST_Add] = {" * ", P_TERM},
        [AST_MatMult - AST_Add] = {" @ ", P_TERM}, [AST_Div - AST_Add] = {" / ", P_TERM}, [AST_Mod - AST_Add] = {" % ", P_TERM},
        [AST_Pow - AST_Add] = {" ** ", P_POWER}, [AST_LShift - AST_Add] = {" << ", P_SHIFT},
        [AST_RShift - AST_Add] = {" >> ", P_SHIFT}, [AST_BitOr - AST_Add] = {" | ", P_BITOR},
        [AST_BitXor - AST_Add] = {" ^ ", P_XOR}, [AST_BitAnd - AST_Add] = {" & ", P_BITAND},
        [AST_FloorDiv - AST_Add] = {" // ", P_TERM},
    };
    Precedence mine = op[e->BinOp.op - AST_Add].precedence;
    bool right_associative = e->BinOp.op == AST_Pow;
    open_if(w, outer > mine);
    write_expr(w, e->BinOp.left, mine + right_associative);
    text(w, op[e->BinOp.op - AST_Add].text);
    write_expr(w, e->BinOp.right, mine + !right_associative);
    close_if(w, outer > mine);
}

static void write_unary(Writer *w, const Node *e, Precedence outer)
{
    static const char *const op[] = {[AST_Invert - AST_Invert] = "~", [AST_Not - AST_Invert] = "not ",
                                     [AST_UAdd - AST_Invert] = "+", [AST_USub - AST_Invert] = "-"};
    Precedence mine = e->UnaryOp.op == AST_Not ? P_NOT : P_FACTOR;
    open_if(w, outer > mine);
    text(w, op[e->UnaryOp.op - AST_Invert]);
    write_expr(w, e->UnaryOp.operand, mine);
    close_if(w, outer > mine);
}

static void write_compare(Writer *w, const Node *e, Precedence outer)
{
    static const char *const op[] = {
        [AST_Eq - AST_Eq] = " == ", [AST_NotEq - AST_Eq] = " != ", [AST_Lt - AST_Eq] = " < ", [AST_LtE - AST_Eq] = " <= ",
        [AST_Gt - AST_Eq] = " > ", [AST_GtE - AST_Eq] = " >= ", [AST_Is - AST_Eq] = " is ", [AST_IsNot - AST_Eq] = " is not ",
        [AST_In - AST_Eq] = " in ", [AST_NotIn - AST_Eq] = " not in ",
    };
    open_if(w, outer > P_COMPARE);
    write_expr(w, e->Compare.left, P_COMPARE + 1);
    for (ssize i = 0; i < e->Compare.ops->n; i++) {
        text(w, op[e->Compare.ops->item[i] - AST_Eq]);
        write_expr(w, e->Compare.comparators->item[i], P_COMPARE + 1);
    }
    close_if(w, outer > P_COMPARE);
}

static void write_parameter(Writer *w, const Node *p, const Node *value, bool *first, const char *stars)
{
    if (!*first)
        text(w, ", ");
    *first = false;
    text(w, stars);
    builder_str(&w->b, p->arg.arg);
    if (p->arg.annotation) {
        text(w, ": ");
        write_expr(w, p->arg.annotation, P_TEST);
    }
    if (value) {
        text(w, "=");
        write_expr(w, value, P_TEST);
    }
}

static void write_parameters(Writer *w, const Node *a)
{
    const NodeSeq *posonly = a->arguments.posonlyargs, *args = a->arguments.args, *defaults = a->arguments.defaults;
    ssize without_default = posonly->n + args->n - defaults->n;
    bool first = true;
    for (ssize i = 0; i < posonly->n + args->n; i++) {
        const Node *p = i < posonly->n ? posonly->item[i] : args->item[i - posonly->n];
        write_parameter(w, p, i >= without_default ? defaults->item[i - without_default] : NULL, &first, "");
        if (i + 1 == posonly->n)
            text(w, ", /");
    }
    if (a->arguments.vararg)
        write_parameter(w, a->arguments.vararg, NULL, &first, "*");
    else if (a->arguments.kwonlyargs->n) {
        text(w, first ? "*" : ", *");
        first = false;
    }
    for (ssize i = 0; i < a->arguments.kwonlyargs->n; i++)
        write_parameter(w, a->arguments.kwonlyargs->item[i], a->arguments.kw_defaults->item[i], &first, "");
    if (a->arguments.kwarg)
        write_parameter(w, a->arguments.kwarg, NULL, &first, "**");
}

static void write_lambda(Writer *w, const Node *e, Precedence outer)
{
    const Node *a = e->Lambda.args;
    bool any = a->arguments.posonlyargs->n || a->arguments.args->n || a->arguments.kwonlyargs->n || a->arguments.vararg
        || a->arguments.kwarg;
    open_if(w, outer > P_TEST);
    text(w, any ? "lambda " : "lambda");
    write_parameters(w, a);
    text(w, ": ");
    write_expr(w, e->Lambda.body, P_TEST);
    close_if(w, outer > P_TEST);
}

static void write_clauses(Writer *w, const NodeSeq *generators)
{
    for (ssize i = 0; i < generators->n; i++) {
        const Node *g = generators->item[i];
        text(w, g->comprehension.is_async ? " async for " : " for ");
        write_expr(w, g->comprehension.target, P_TUPLE);
        text(w, " in ");
        write_expr(w, g->comprehension.iter, P_TEST + 1);
        for (ssize j = 0; j < g->comprehension.ifs->n; j++) {
            text(w, " if ");
            write_expr(w, g->comprehension.ifs->item[j], P_TEST + 1);
        }
    }
}

static void write_comprehension(Writer *w, const char *open, const Node *element, const NodeSeq *generators, const char *close)
{
    text(w, open);
    write_expr(w, element, P_TEST);
    write_clauses(w, generators);
    text(w, close);
}

static void write_dict(Writer *w, const Node *e)
{
    text(w, "{");
    for (ssize i = 0; i < e->Dict.values->n; i++) {
        if (i)
            text(w, ", ");
        if (e->Dict.keys->item[i]) {
            write_expr(w, e->Dict.keys->item[i], P_TEST);
            text(w, ": ");
            write_expr(w, e->Dict.values->item[i], P_TEST);
        } else {
            text(w, "**");
            write_expr(w, e->Dict.values->item[i], P_BITOR);
        }
    }
    text(w, "}");
}

static void write_call(Writer *w, const Node *e)
{
    const NodeSeq *args = e->Call.args, *keywords = e->Call.keywords;
    write_expr(w, e->Call.func, P_ATOM);
    if (args->n == 1 && !keywords->n && args->item[0]->kind == AST_GeneratorExp) {      /* it has its own parentheses */
        write_expr(w, args->item[0], P_TUPLE);
        return;
    }
    text(w, "(");
    write_list(w, args, P_TEST);
    for (ssize i = 0; i < keywords->n; i++) {
        if (i || args->n)
            text(w, ", ");
        if (is_empty(keywords->item[i]->keyword.arg))
            text(w, "**");
        else {
            builder_str(&w->b, keywords->item[i]->keyword.arg);
            text(w, "=");
        }
        write_expr(w, keywords->item[i]->keyword.value, P_TEST);
    }
    text(w, ")");
}

/* Infinity has no literal: 1e309 overflows to it. */
static void write_constant(Writer *w, Ref v)
{
    if (same(v, ELLIPSIS)) {
        text(w, "...");
        return;
    }
    if (is_tuple(v) && as_tuple(v)->len) {
        text(w, "(");
        for (ssize i = 0; i < as_tuple(v)->len; i++) {
            if (i)
                text(w, ", ");
            write_constant(w, as_tuple(v)->item[i]);
        }
        text(w, as_tuple(v)->len == 1 ? ",)" : ")");
        return;
    }
    OWN Value shown = repr(w->c->t, v);
    if (is_empty(shown)) {
        w->b.failed = true;
        return;
    }
    const Str *s = as_str(shown);
    if ((is_float(v) || is_exact(v, &complex_type)) && s->ascii)
        for (ssize i = 0; i < s->len; ) {
            if (s->len - i >= 3 && memcmp((const char *)str_data(s) + i, "inf", 3) == 0) {
                text(w, "1e309");
                i += 3;
            } else
                builder_char(&w->b, str_at(s, i++));
        }
    else
        builder_str(&w->b, shown);
}

/* ---- f-strings: the text is made first, without quotes, then shown as a str literal is. ---- */

static void write_joined_parts(Writer *w, const NodeSeq *values, bool is_spec);

static void write_braced(Writer *w, Ref s, bool double_braces)
{
    for (ssize i = 0; i < as_str(s)->len; i++) {
        uint32_t ch = str_at(as_str(s), i);
        builder_char(&w->b, ch);
        if (double_braces && (ch == '{' || ch == '}'))
            builder_char(&w->b, ch);
    }
}

static void write_field(Writer *w, const Node *e)
{
    Writer inner = {.c = w->c};
    builder_init(&inner.b, w->c->t);
    write_expr(&inner, e->FormattedValue.value, P_TEST + 1);
    OWN Value shown = builder_take(&inner.b);
    if (is_empty(shown)) {
        w->b.failed = true;
        return;
    }
    text(w, as_str(shown)->len && str_at(as_str(shown), 0) == '{' ? "{ " : "{");
    builder_str(&w->b, shown);
    if (e->FormattedValue.conversion > 0) {
        builder_char(&w->b, '!');
        builder_char(&w->b, (uint32_t)e->FormattedValue.conversion);
    }
    if (e->FormattedValue.format_spec) {
        text(w, ":");
        if (e->FormattedValue.format_spec->kind == AST_JoinedStr)
            write_joined_parts(w, e->FormattedValue.format_spec->JoinedStr.values, true);
        else
            write_braced(w, e->FormattedValue.format_spec->Constant.value, false);
    }
    text(w, "}");
}

static void write_joined_parts(Writer *w, const NodeSeq *values, bool is_spec)
{
    for (ssize i = 0; i < values->n; i++) {
        const Node *v = values->item[i];
        if (v->kind == AST_Constant && is_str(v->Constant.value))
            write_braced(w, v->Constant.value, !is_spec);
        else if (v->kind == AST_FormattedValue)
            write_field(w, v);
        else if (v->kind == AST_JoinedStr)
            write_joined_parts(w, v->JoinedStr.values, is_spec);
    }
}

static void write_joined(Writer *w, const NodeSeq *values)
{
    Writer inner = {.c = w->c};
    builder_init(&inner.b, w->c->t);
    write_joined_parts(&inner, values, false);
    OWN Value body = builder_take(&inner.b);
    OWN Value shown = is_empty(body) ? EMPTY : repr(w->c->t, body);
    if (is_empty(shown)) {
        w->b.failed = true;
        return;
    }
    text(w, "f");
    builder_str(&w->b, shown);
}

/* ---- All ---- */

static void write_slice(Writer *w, const Node *e)
{
    if (e->Slice.lower)
        write_expr(w, e->Slice.lower, P_TEST);
    text(w, ":");
    if (e->Slice.upper)
        write_expr(w, e->Slice.upper, P_TEST);
    if (e->Slice.step) {
        text(w, ":");
        write_expr(w, e->Slice.step, P_TEST);
    }
}

static bool is_plain_tuple(const Node *e)
{
    if (e->kind != AST_Tuple || !e->Tuple.elts->n)
        return false;
    return true;
}

static void write_tuple(Writer *w, const Node *e, Precedence outer)
{
    bool parenthesis = outer > P_TUPLE || !e->Tuple.elts->n;
    open_if(w, parenthesis);
    write_list(w, e->Tuple.elts, P_TEST);
    if (e->Tuple.elts->n == 1)
        text(w, ",");
    close_if(w, parenthesis);
}

static void write_attribute(Writer *w, const Node *e)
{
    const Node *value = e->Attribute.value;
    write_expr(w, value, P_ATOM);
    text(w, value->kind == AST_Constant && is_fixnum(value->Constant.value) ? " ." : ".");
    builder_str(&w->b, e->Attribute.attr);
}

static void write_expr(Writer *w, const Node *e, Precedence outer)
{
    compilation_check_depth(w->c);
    switch (e->kind) {
    case AST_BoolOp:    write_bool(w, e, outer); break;
    case AST_BinOp:     write_binary(w, e, outer); break;
    case AST_UnaryOp:   write_unary(w, e, outer); break;
    case AST_Compare:   write_compare(w, e, outer); break;
    case AST_Lambda:    write_lambda(w, e, outer); break;
    case AST_IfExp:
        open_if(w, outer > P_TEST);
        write_expr(w, e->IfExp.body, P_TEST + 1);
        text(w, " if ");
        write_expr(w, e->IfExp.test, P_TEST + 1);
        text(w, " else ");
        write_expr(w, e->IfExp.orelse, P_TEST);
        close_if(w, outer > P_TEST);
        break;
    case AST_Dict:      write_dict(w, e); break;
    case AST_Set:
        text(w, "{");
        write_list(w, e->Set.elts, P_TEST);
        text(w, "}");
        break;
    case AST_ListComp:     write_comprehension(w, "[", e->ListComp.elt, e->ListComp.generators, "]"); break;
    case AST_SetComp:      write_comprehension(w, "{", e->SetComp.elt, e->SetComp.generators, "}"); break;
    case AST_GeneratorExp: write_comprehension(w, "(", e->GeneratorExp.elt, e->GeneratorExp.generators, ")"); break;
    case AST_DictComp:
        text(w, "{");
        write_expr(w, e->DictComp.key, P_TEST);
        text(w, ": ");
        write_expr(w, e->DictComp.value, P_TEST);
        write_clauses(w, e->DictComp.generators);
        text(w, "}");
        break;
    case AST_Yield:
        text(w, e->Yield.value ? "(yield " : "(yield");
        if (e->Yield.value)
            write_expr(w, e->Yield.value, P_TUPLE);
        text(w, ")");
        break;
    case AST_YieldFrom:
        text(w, "(yield from ");
        write_expr(w, e->YieldFrom.value, P_TEST);
        text(w, ")");
        break;
    case AST_Await:
        open_if(w, outer > P_AWAIT);
        text(w, "await ");
        write_expr(w, e->Await.value, P_ATOM);
        close_if(w, outer > P_AWAIT);
        break;
    case AST_NamedExpr:
        open_if(w, outer > P_TUPLE);
        write_expr(w, e->NamedExpr.target, P_ATOM);
        text(w, " := ");
        write_expr(w, e->NamedExpr.value, P_ATOM);
        close_if(w, outer > P_TUPLE);
        break;
    case AST_Call:      write_call(w, e); break;
    case AST_JoinedStr: write_joined(w, e->JoinedStr.values); break;
    case AST_FormattedValue: write_joined(w, &(NodeSeq){0}); break;
    case AST_Constant:
        if (!is_empty(e->Constant.kind))
            builder_str(&w->b, e->Constant.kind);
        write_constant(w, e->Constant.value);
        break;
    case AST_Attribute: write_attribute(w, e); break;
    case AST_Subscript:
        write_expr(w, e->Subscript.value, P_ATOM);
        text(w, "[");
        write_expr(w, e->Subscript.slice, is_plain_tuple(e->Subscript.slice) ? P_TUPLE : P_TEST);
        text(w, "]");
        break;
    case AST_Starred:
        text(w, "*");
        write_expr(w, e->Starred.value, P_BITOR);
        break;
    case AST_Name:      builder_str(&w->b, e->Name.id); break;
    case AST_List:
        text(w, "[");
        write_list(w, e->List.elts, P_TEST);
        text(w, "]");
        break;
    case AST_Tuple:     write_tuple(w, e, outer); break;
    case AST_Slice:     write_slice(w, e); break;
    default:            break;
    }
}

Value unparse_expression(Compilation *c, const Node *e)
{
    Writer w = {.c = c};
    builder_init(&w.b, c->t);
    write_expr(&w, e, P_TEST);
    return builder_take(&w.b);
}
