/* compile_pattern.c: match statements (Reference 8.6, PEP 634).
 *
 * The subject stays in a temporary for the whole statement. While a pattern is tried, temporaries only pile up: parts of the
 * subject, and among them the values captured, which are bound to their names when the whole pattern has matched. A test
 * that fails jumps to a chain of labels, one for each temporary that may be live then, that drops them and goes on with the next
 * case. Alternatives of an or-pattern have a chain of their own and leave their captures in the same registers.
 */
#include "frontend/compile_internal.h"

#include "object/error.h"
#include "object/str.h"
#include "object/tuple.h"

typedef struct Capture { Ref name; int reg; const Node *at; } Capture;

typedef struct Attempt {            /* one case, or one alternative */
    Compiler *c;
    int base;                       /* first temporary it may drop */
    Label *fail;                    /* fail[i]: drops base + i - 1 ... base */
    ssize nfail, fail_capacity;
    Capture *captures;              /* in the arena */
    ssize ncaptures, captures_capacity;
    bool allow_irrefutable;
} Attempt;

static void match_pattern(Attempt *a, const Node *p, int subject);

/* ---- Failing ---- */

static Label *fail_label(Attempt *a)
{
    ssize n = a->c->unit->top - a->base;
    if (n >= a->fail_capacity) {
        ssize capacity = MAX(n + 1, 2 * a->fail_capacity);
        Label *fail = compilation_alloc(&a->c->common, (size_t)capacity * sizeof *fail);
        for (ssize i = 0; i < capacity; i++)
            fail[i] = i < a->nfail ? a->fail[i] : LABEL;
        a->fail = fail;
        a->fail_capacity = capacity;
    }
    a->nfail = MAX(a->nfail, n + 1);
    return &a->fail[n];
}

/* The pattern fails when the temporary `truth`, the last one, is false. */
static void fail_unless(Attempt *a, int truth)
{
    pop_to(a->c, truth);
    emit_jump(a->c, I_JUMP_IF_FALSE, truth, fail_label(a));
}

/* Where failures of the attempt arrive, with everything dropped. */
static void bind_failures(Attempt *a)
{
    for (ssize i = a->nfail; i-- > 0; ) {
        bind_label(a->c, &a->fail[i]);
        if (i > 0)
            clear(a->c, a->base + (int)i - 1);
    }
    pop_to(a->c, a->base);
}

/* ---- Captures ---- */

static void add_capture(Attempt *a, Ref name, int reg, const Node *at)
{
    Compiler *c = a->c;
    check_store_name(c, at, name);
    for (ssize i = 0; i < a->ncaptures; i++)
        if (same(a->captures[i].name, name))
            fail(c, at, "multiple assignments to name '%s' in pattern", name_text(&c->common, name));
    if (a->ncaptures == a->captures_capacity) {
        ssize capacity = a->captures_capacity ? 2 * a->captures_capacity : 8;
        Capture *captures = compilation_alloc(&c->common, (size_t)capacity * sizeof *captures);
        if (a->ncaptures)
            memcpy(captures, a->captures, (size_t)a->ncaptures * sizeof *captures);
        a->captures = captures;
        a->captures_capacity = capacity;
    }
    a->captures[a->ncaptures++] = (Capture){name, reg, at};
}

static void capture(Attempt *a, Ref name, int subject, const Node *at)
{
    int reg = push_register(a->c);
    emit(a->c, I_COPY, 0, reg, subject, 0);
    add_capture(a, name, reg, at);
}

/* ---- Patterns ---- */

static bool is_wildcard(const Node *p) { return p->kind == AST_MatchAs && is_empty(p->MatchAs.name); }

static void compare_subject(Attempt *a, int op, Operand value, int subject)
{
    Compiler *c = a->c;
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, subject, 0);
    emit(c, op, 0, copy, copy, source(c, value));
    fail_unless(a, copy);
}

static bool is_value_expression(const Node *e)
{
    return e->kind == AST_Constant || e->kind == AST_Attribute || e->kind == AST_UnaryOp || e->kind == AST_BinOp;
}

static void match_value(Attempt *a, const Node *p, int subject)
{
    Compiler *c = a->c;
    if (!is_value_expression(p->MatchValue.value))
        fail(c, p, "patterns may only match literals and attribute lookups");
    Operand value = eval(c, p->MatchValue.value, ANY);
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, subject, 0);
    int truth = is_temporary(c, value) ? value.reg : copy;
    emit(c, I_EQ, 0, truth, copy, source(c, value));
    fail_unless(a, truth);
}

static void match_items(Attempt *a, const NodeSeq *patterns, int first)
{
    for (ssize i = 0; i < patterns->n; i++) {
        const Node *p = patterns->item[i];
        if (p->kind == AST_MatchStar) {
            if (!is_empty(p->MatchStar.name))
                capture(a, p->MatchStar.name, first + (int)i, p);
        } else if (!is_wildcard(p)) {
            a->allow_irrefutable = true;
            match_pattern(a, p, first + (int)i);
        }
    }
}

/* With `*_` only the items that matter are fetched: the subject may be very long, or unable to iterate. */
static void match_by_index(Attempt *a, const NodeSeq *patterns, ssize star, int subject)
{
    Compiler *c = a->c;
    for (ssize i = 0; i < patterns->n; i++) {
        const Node *p = patterns->item[i];
        if (i == star || is_wildcard(p))
            continue;
        int item = push_register(c);
        Operand index = constant_operand(fixnum(i));
        emit(c, I_COPY, 0, item, subject, 0);
        if (i > star) {
            index = in_register(push_register(c));
            emit(c, I_GET_LEN, 0, index.reg, subject, 0);
            emit(c, I_SUB, 0, index.reg, index.reg, source(c, constant_operand(fixnum(patterns->n - i))));
        }
        emit(c, I_GETITEM, 0, item, item, source(c, index));
        pop_to(c, item + 1);
        a->allow_irrefutable = true;
        match_pattern(a, p, item);
    }
}

static void match_sequence(Attempt *a, const Node *p, int subject)
{
    Compiler *c = a->c;
    const NodeSeq *patterns = p->MatchSequence.patterns;
    ssize star = -1, n = patterns->n;
    bool only_wildcards = true;
    for (ssize i = 0; i < n; i++) {
        if (patterns->item[i]->kind == AST_MatchStar) {
            if (star >= 0)
                fail(c, p, "multiple starred names in sequence pattern");
            star = i;
            only_wildcards &= is_empty(patterns->item[i]->MatchStar.name);
        } else
            only_wildcards &= is_wildcard(patterns->item[i]);
    }
    int truth = push_register(c);
    emit(c, I_MATCH_SEQUENCE, 0, truth, subject, 0);
    fail_unless(a, truth);
    if (star < 0 || n > 1) {
        truth = push_register(c);
        emit(c, I_GET_LEN, 0, truth, subject, 0);
        emit(c, star < 0 ? I_EQ : I_GE, 0, truth, truth, source(c, constant_operand(fixnum(star < 0 ? n : n - 1))));
        fail_unless(a, truth);
    }
    if (only_wildcards)
        return;
    if (star >= 0 && is_empty(patterns->item[star]->MatchStar.name)) {
        match_by_index(a, patterns, star, subject);
        return;
    }
    if (star > 255 || n > 30000)
        fail(c, p, "too many expressions in star-unpacking sequence pattern");
    int first = c->unit->top;
    for (ssize i = 0; i < n; i++)
        push_register(c);
    emit(c, I_COPY, 0, first, subject, 0);
    if (star >= 0)
        emit(c, I_UNPACK_STAR, (int)star, first, first, (int)(n - star - 1));
    else
        emit(c, I_UNPACK, 0, first, first, (int)n);
    match_items(a, patterns, first);
}

static void check_keys(Compiler *c, const Node *p)
{
    const NodeSeq *keys = p->MatchMapping.keys;
    for (ssize i = 0; i < keys->n; i++) {
        const Node *key = keys->item[i];
        if (!key || !is_value_expression(key))
            fail(c, p, "mapping pattern keys may only match literals and attribute lookups");
        for (ssize j = 0; j < i && key->kind == AST_Constant; j++)
            if (keys->item[j]->kind == AST_Constant
                && equal(c->common.t, keys->item[j]->Constant.value, key->Constant.value) == TEST_TRUE) {
                OWN Value text = repr(c->common.t, key->Constant.value);
                fail(c, p, "mapping pattern checks duplicate key (%s)",
                     is_empty(text) ? "?" : str_text(c->common.t, compilation_own(&c->common, take(&text))));
            }
    }
}

static void match_mapping(Attempt *a, const Node *p, int subject)
{
    Compiler *c = a->c;
    const NodeSeq *keys = p->MatchMapping.keys, *patterns = p->MatchMapping.patterns;
    bool has_rest = !is_empty(p->MatchMapping.rest);
    if (keys->n != patterns->n)
        fail(c, p, "keys (%zd) / patterns (%zd) length mismatch in mapping pattern", (ssize_t)keys->n, (ssize_t)patterns->n);
    check_keys(c, p);
    int truth = push_register(c);
    emit(c, I_MATCH_MAPPING, 0, truth, subject, 0);
    fail_unless(a, truth);
    if (keys->n) {
        truth = push_register(c);
        emit(c, I_GET_LEN, 0, truth, subject, 0);
        emit(c, I_GE, 0, truth, truth, source(c, constant_operand(fixnum(keys->n))));
        fail_unless(a, truth);
    }
    if (!keys->n && !has_rest)
        return;
    /* The tuple of keys, then the values found, then the items not named. */
    int key_tuple = c->unit->top;
    Ref constant = fold_tuple(c, keys);
    place(c, is_empty(constant) ? build_sequence(c, keys, I_BUILD_TUPLE, key_tuple) : constant_operand(constant), key_tuple);
    pop_to(c, key_tuple);
    push_register(c);
    int first = c->unit->top, values = push_register(c);
    emit(c, I_MATCH_KEYS, 0, values, subject, key_tuple);
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, values, 0);
    pop_to(c, copy);
    emit_jump(c, I_JUMP_IF_NONE, copy, fail_label(a));
    pop_to(c, first);
    for (ssize i = 0; i < keys->n; i++)
        push_register(c);
    if (keys->n)
        emit(c, I_UNPACK, 0, first, values, (int)keys->n);
    else
        clear(c, values);
    if (has_rest) {
        int rest = push_register(c);
        emit(c, I_BUILD_MAP, 0, rest, rest, 0);
        int copied = push_register(c);
        emit(c, I_COPY, 0, copied, subject, 0);
        emit(c, I_MAP_UPDATE, 0, rest, copied, 0);
        pop_to(c, copied);
        for (ssize i = 0; i < keys->n; i++) {
            int key = push_register(c);
            push_register(c);
            emit(c, I_COPY, 0, key + 1, key_tuple, 0);
            emit(c, I_GETITEM, 0, key + 1, key + 1, source(c, constant_operand(fixnum(i))));
            emit(c, I_COPY, 0, key, rest, 0);
            emit(c, I_DELITEM, 0, key, key + 1, 0);
            pop_to(c, key);
        }
        add_capture(a, p->MatchMapping.rest, rest, p);
    }
    match_items(a, patterns, first);
}

static void check_attributes(Compiler *c, const Node *p)
{
    const RefSeq *names = p->MatchClass.kwd_attrs;
    for (ssize i = 0; i < names->n; i++) {
        check_store_name(c, p, names->item[i]);
        for (ssize j = 0; j < i; j++)
            if (same(names->item[i], names->item[j]))
                fail(c, p->MatchClass.kwd_patterns->item[i], "attribute name repeated in class pattern: %s",
                     name_text(&c->common, names->item[i]));
    }
}

static void match_class(Attempt *a, const Node *p, int subject)
{
    Compiler *c = a->c;
    const NodeSeq *positional = p->MatchClass.patterns, *keyword = p->MatchClass.kwd_patterns;
    ssize n = positional->n + keyword->n;
    check_attributes(c, p);
    if (positional->n > 255 || n > 30000)
        fail(c, p, "too many sub-patterns in class pattern");
    int cls = push(c, p->MatchClass.cls);
    push_constant(c, own(c, tuple_from_array(c->common.t, p->MatchClass.kwd_attrs->item, keyword->n)));
    emit(c, I_MATCH_CLASS, (int)positional->n, cls, subject, cls);
    pop_to(c, cls);
    int attributes = push_register(c), copy = push_register(c);
    emit(c, I_COPY, 0, copy, attributes, 0);
    pop_to(c, copy);
    emit_jump(c, I_JUMP_IF_NONE, copy, fail_label(a));
    pop_to(c, attributes);
    for (ssize i = 0; i < MAX(n, (ssize)1); i++)
        push_register(c);
    if (!n)
        return;
    emit(c, I_UNPACK, 0, attributes, attributes, (int)n);
    match_items(a, positional, attributes);
    match_items(a, keyword, attributes + (int)positional->n);
}

static void match_as(Attempt *a, const Node *p, int subject)
{
    if (!p->MatchAs.pattern) {
        if (!a->allow_irrefutable) {
            if (is_empty(p->MatchAs.name))
                fail(a->c, p, "wildcard makes remaining patterns unreachable");
            fail(a->c, p, "name capture '%s' makes remaining patterns unreachable", name_text(&a->c->common, p->MatchAs.name));
        }
    } else
        match_pattern(a, p->MatchAs.pattern, subject);
    if (!is_empty(p->MatchAs.name))
        capture(a, p->MatchAs.name, subject, p);
}

/* The captures of an alternative, moved to where those of the first one are; then all else of it is dropped. */
static void unify_captures(Attempt *a, Attempt *alternative, const Attempt *first, int to, const Node *p)
{
    Compiler *c = a->c;
    bool same_names = alternative->ncaptures == first->ncaptures;
    for (ssize i = 0; same_names && i < first->ncaptures; i++) {
        ssize j = 0;
        while (j < alternative->ncaptures && !same(alternative->captures[j].name, first->captures[i].name))
            j++;
        same_names = j < alternative->ncaptures;
        if (same_names)
            emit(c, I_MOVE, 0, to + (int)i, alternative->captures[j].reg, 0);
    }
    if (!same_names)
        fail(c, p, "alternative patterns bind different names");
    for (int reg = alternative->base; reg < c->unit->top; reg++) {
        bool moved = false;
        for (ssize j = 0; j < alternative->ncaptures; j++)
            moved |= alternative->captures[j].reg == reg;
        if (!moved)
            clear(c, reg);
    }
}

/* Number of names a pattern binds: room for an or-pattern's captures must be below what its alternatives use. */
static ssize count_captures(Compiler *c, const Node *p)
{
    compilation_check_depth(&c->common);
    ssize n = 0;
    const NodeSeq *lists[2] = {NULL, NULL};
    switch (p->kind) {
    case AST_MatchAs:
        return (p->MatchAs.pattern ? count_captures(c, p->MatchAs.pattern) : 0) + !is_empty(p->MatchAs.name);
    case AST_MatchStar:     return !is_empty(p->MatchStar.name);
    case AST_MatchOr:       return count_captures(c, p->MatchOr.patterns->item[0]);
    case AST_MatchSequence: lists[0] = p->MatchSequence.patterns; break;
    case AST_MatchMapping:  lists[0] = p->MatchMapping.patterns; n = !is_empty(p->MatchMapping.rest); break;
    case AST_MatchClass:    lists[0] = p->MatchClass.patterns; lists[1] = p->MatchClass.kwd_patterns; break;
    default:                return 0;
    }
    for (int k = 0; k < 2; k++)
        for (ssize i = 0; lists[k] && i < lists[k]->n; i++)
            n += count_captures(c, lists[k]->item[i]);
    return n;
}

static void match_or(Attempt *a, const Node *p, int subject)
{
    Compiler *c = a->c;
    const NodeSeq *patterns = p->MatchOr.patterns;
    ssize n = count_captures(c, p);
    int to = c->unit->top;
    Label matched = LABEL;
    Attempt first = {0};
    bool allow_last = a->allow_irrefutable;
    for (ssize i = 0; i < n; i++)
        push_register(c);
    for (ssize i = 0; i < patterns->n; i++) {
        Attempt alternative = {.c = c, .base = c->unit->top, .allow_irrefutable = i == patterns->n - 1 && allow_last};
        set_place(c, patterns->item[i]);
        match_pattern(&alternative, patterns->item[i], subject);
        if (i == 0)
            first = alternative;
        unify_captures(a, &alternative, &first, to, p);
        jump(c, &matched);
        bind_failures(&alternative);
    }
    pop_to(c, to);                                  /* the captures hold nothing here */
    emit_jump(c, I_JUMP, 0, fail_label(a));
    c->unit->dead = true;
    bind_label(c, &matched);
    for (ssize i = 0; i < n; i++) {
        push_register(c);
        add_capture(a, first.captures[i].name, to + (int)i, first.captures[i].at);
    }
}

static void match_pattern(Attempt *a, const Node *p, int subject)
{
    Compiler *c = a->c;
    compilation_check_depth(&c->common);
    set_place(c, p);
    switch (p->kind) {
    case AST_MatchValue:     match_value(a, p, subject); break;
    case AST_MatchSingleton: compare_subject(a, I_IS, constant_operand(p->MatchSingleton.value), subject); break;
    case AST_MatchSequence:  match_sequence(a, p, subject); break;
    case AST_MatchMapping:   match_mapping(a, p, subject); break;
    case AST_MatchClass:     match_class(a, p, subject); break;
    case AST_MatchAs:        match_as(a, p, subject); break;
    case AST_MatchOr:        match_or(a, p, subject); break;
    case AST_MatchStar:      fail(c, p, "can't use starred expression here");
    default:
        raise_system(c->common.t, "pattern kind %d should not be possible", p->kind);
        compilation_fail_raised(&c->common);
    }
}

/* ---- The statement ---- */

/* The whole pattern matched: names are bound, everything else is dropped. */
static void bind_captures(Attempt *a)
{
    Compiler *c = a->c;
    int top = c->unit->top;
    for (ssize i = 0; i < a->ncaptures; i++) {
        set_place(c, a->captures[i].at);
        store_name(c, a->captures[i].name, in_register(a->captures[i].reg));
    }
    for (int reg = a->base; reg < top; reg++) {
        bool captured = false;
        for (ssize i = 0; i < a->ncaptures; i++)
            captured |= a->captures[i].reg == reg;
        if (!captured)
            clear(c, reg);
    }
    pop_to(c, a->base);
}

void compile_match(Compiler *c, const Node *n)
{
    const NodeSeq *cases = n->Match.cases;
    int base = c->unit->top;
    Label end = LABEL;
    Operand v = eval(c, n->Match.subject, ANY);
    int subject = base;
    if (!is_temporary(c, v)) {                      /* a case may rebind the name */
        pop_to(c, base);
        subject = push_register(c);
        if (is_constant(v))
            load_constant(c, subject, v.constant);
        else
            emit(c, I_COPY, 0, subject, v.reg, 0);
    }
    for (ssize i = 0; i < cases->n; i++) {
        const Node *k = cases->item[i], *guard = k->match_case.guard;
        Attempt a = {.c = c, .base = c->unit->top, .allow_irrefutable = guard || i == cases->n - 1};
        match_pattern(&a, k->match_case.pattern, subject);
        bind_captures(&a);
        if (guard) {
            set_place(c, guard);
            jump_if(c, guard, false, fail_label(&a));
        }
        clear(c, subject);
        compile_body(c, k->match_case.body, 0);
        jump(c, &end);
        bind_failures(&a);
    }
    clear(c, subject);
    bind_label(c, &end);
    pop_to(c, base);
}
