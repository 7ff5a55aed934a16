/* _pcre.c: re.Pattern, its scanners, and the module that lib/re.py is built on. lib/re.py reads Python's syntax and hands
 * over the translation; engine.c runs it. Python manual: re, "Regular Expression Objects".
 *
 * Empty matches: after one, the next search starts one character further on. sub() leaves one out where the match before
 * ended, and split() does not split at them.
 */
#include <stdio.h>

#include "modules/_pcre/match.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_pcre/_pcre.h"

extern const ModuleDef module_def__pcre;
extern Type pattern_type, scanner_type, match_iterator_type;

static Pattern *pattern_of(Ref v) { return (Pattern *)object_of(v); }

static void pattern_dealloc(Object *o)
{
    Pattern *p = (Pattern *)o;
    pattern_free_code(p);
    release(p->pattern);
    release(p->group_index);
    mem_free(p->ends);
    mem_free(p->names);
    object_free(o, sizeof(Pattern));
}
static void pattern_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Pattern *)o)->pattern);
    visit(visitor, ((Pattern *)o)->group_index);
    for (int i = 0; i < VARIANTS; i++)
        visit(visitor, ((Pattern *)o)->variant[i].text);
}

/* ---- matching ---- */

static Value match_once(Thread *t, Ref self, Ref string, ssize pos, ssize endpos, Mode mode)
{
    Subject s;
    Pattern *p = pattern_of(self);
    if (!subject_open(t, p, string, pos, endpos, &s))
        return EMPTY;
    Lookup found = subject_match(t, p, &s, mode, s.pos);
    Value result = found == FOUND ? match_new(t, p, &s) : found == MISSING ? NONE : EMPTY;
    subject_close(&s);
    return result;
}

/** Matches zero or more characters at the beginning of the string. */
METHOD(pattern, match, "(self, /, string, pos: index = 0, endpos: index = 9223372036854775807)")
{
    return match_once(t, self, a->string, a->pos, a->endpos, MODE_MATCH);
}

/** Matches against all of the string. */
METHOD(pattern, fullmatch, "(self, /, string, pos: index = 0, endpos: index = 9223372036854775807)")
{
    return match_once(t, self, a->string, a->pos, a->endpos, MODE_FULLMATCH);
}

/** Scan through string looking for a match, and return a corresponding match object instance.
 *
 * Return None if no position in the string matches. */
METHOD(pattern, search, "(self, /, string, pos: index = 0, endpos: index = 9223372036854775807)")
{
    return match_once(t, self, a->string, a->pos, a->endpos, MODE_SEARCH);
}

/* Where to go on after the last match, in 3.2's way. */
static ssize next_start(const Subject *s)
{
    ssize start = (ssize)s->span[0], end = (ssize)s->span[1];
    return start == end ? end + 1 : end;
}

static Value group_or_empty(Thread *t, const Subject *s, int group)
{
    ssize start, end;
    return subject_span(s, group, &start, &end) ? subject_slice(t, s, start, end) : subject_empty(t, s);
}

static Value found_item(Thread *t, Pattern *p, const Subject *s)
{
    if (p->groups <= 1)
        return group_or_empty(t, s, p->groups);
    OWN Value tuple = tuple_new(t, p->groups);
    for (int i = 0; !is_empty(tuple) && i < p->groups; i++)
        if (is_empty(as_tuple(tuple)->item[i] = group_or_empty(t, s, i + 1)))
            return EMPTY;
    return take(&tuple);
}

static bool find_all(Thread *t, Pattern *p, Subject *s, List *list)
{
    ssize start = s->pos;
    Lookup found;
    while ((found = subject_match(t, p, s, MODE_SEARCH, start)) == FOUND) {
        start = next_start(s);
        Value item = found_item(t, p, s);
        if (is_empty(item) || !list_append_take(t, list, item))
            return false;
    }
    return found == MISSING;
}

/** Return a list of all non-overlapping matches of pattern in string. */
METHOD(pattern, findall, "(self, /, string, pos: index = 0, endpos: index = 9223372036854775807)")
{
    Subject s;
    OWN Value list = list_new(t, 0);
    if (is_empty(list) || !subject_open(t, pattern_of(self), a->string, a->pos, a->endpos, &s))
        return EMPTY;
    bool done = find_all(t, pattern_of(self), &s, as_list(list));
    subject_close(&s);
    return done ? take(&list) : EMPTY;
}

static bool split_all(Thread *t, Pattern *p, Subject *s, ssize most, List *list)
{
    ssize start = 0, last = 0, end;
    Lookup found = MISSING;
    for (ssize n = 0; most <= 0 || n < most;) {
        found = subject_match(t, p, s, MODE_SEARCH, start);
        if (found != FOUND)
            break;
        start = (ssize)s->span[0];
        end = (ssize)s->span[1];
        if (start == end) {
            if (last == s->len)
                break;
            start = end + 1;
            continue;
        }
        Value piece = subject_slice(t, s, last, start);
        if (is_empty(piece) || !list_append_take(t, list, piece))
            return false;
        for (int i = 1; i <= p->groups; i++) {
            ssize from, to;
            piece = subject_span(s, i, &from, &to) ? subject_slice(t, s, from, to) : NONE;
            if (is_empty(piece) || !list_append_take(t, list, piece))
                return false;
        }
        last = start = end;
        n++;
    }
    if (found == ERROR)
        return false;
    Value rest = subject_slice(t, s, last, s->len);
    return !is_empty(rest) && list_append_take(t, list, rest);
}

/** Split string by the occurrences of pattern. */
METHOD(pattern, split, "(self, /, string, maxsplit: clamped = 0)")
{
    Subject s;
    Pattern *p = pattern_of(self);
    if (p->high == 0)
        return raise_value(t, "split() requires a non-empty pattern match.");
    if (p->low == 0 && !warn(t, &exc_FutureWarning, 1, "split() requires a non-empty pattern match."))
        return EMPTY;
    OWN Value list = list_new(t, 0);
    if (is_empty(list) || !subject_open(t, p, a->string, 0, SSIZE_MAX_, &s))
        return EMPTY;
    bool done = split_all(t, p, &s, a->maxsplit, as_list(list));
    subject_close(&s);
    return done ? take(&list) : EMPTY;
}

/* ---- substitution ---- */

/* What is built: a str, or bytes. */
typedef struct Output {
    bool is_str;
    StrBuilder text;
    uint8_t *data;
    ssize len, capacity;
} Output;

static bool output_bytes(Thread *t, Output *o, const void *p, ssize n)
{
    if (n > o->capacity - o->len) {
        ssize capacity = MAX(o->len + n, o->capacity + o->capacity / 2 + 64);
        void *data = mem_realloc(t, o->data, (size_t)capacity);
        if (!data)
            return false;
        o->data = data;
        o->capacity = capacity;
    }
    if (n)
        memcpy(o->data + o->len, p, (size_t)n);
    o->len += n;
    return true;
}

static bool output_slice(Thread *t, Output *o, const Subject *s, ssize start, ssize end)
{
    if (start == end)
        return true;
    if (o->is_str)
        return builder_slice(&o->text, s->string, start, end);
    return output_bytes(t, o, (const uint8_t *)s->data + start, end - start);
}

/* A replacement, of the type of the subject. `n`: how many pieces precede it, for the message. */
static bool output_value(Thread *t, Output *o, Ref v, ssize n)
{
    if (o->is_str) {
        if (!is_str(v))
            return raise_type(t, "sequence item %zd: expected str instance, %T found", n, v), false;
        return builder_str(&o->text, v);
    }
    if (is_bytes(v))
        return output_bytes(t, o, as_bytes(v)->data, as_bytes(v)->len);
    Buffer b;
    if (!has_buffer(v))
        return raise_type(t, "sequence item %zd: expected a bytes-like object, %T found", n, v), false;
    if (!buffer_get(t, v, &b, BUFFER_SIMPLE))
        return false;
    bool done = output_bytes(t, o, b.data, b.len);
    buffer_release(&b);
    return done;
}

static bool output_parts(Thread *t, Output *o, const Subject *s, Ref parts, ssize n)
{
    for (ssize i = 0; i < as_tuple(parts)->len; i++) {
        Ref part = as_tuple(parts)->item[i];
        ssize start, end;
        if (!is_fixnum(part)) {
            if (!output_value(t, o, part, n))
                return false;
        } else if (subject_span(s, (int)fixnum_value(part), &start, &end) && !output_slice(t, o, s, start, end))
            return false;
    }
    return true;
}

/* Calls the function for the match and appends its result. The positions of the match are no longer valid after it. */
static bool output_call(Thread *t, Output *o, Pattern *p, const Subject *s, Ref function, ssize n)
{
    OWN Value match = match_new(t, p, s);
    OWN Value result = is_empty(match) ? EMPTY : call1(t, function, match);
    return !is_empty(result) && (is_none(result) || output_value(t, o, result, n));
}

/* How the replacement is given. */
typedef struct Replacement { Ref function, literal; Value parts; } Replacement;

static bool literal_has_backslash(Thread *t, Ref v, bool *has)
{
    if (is_str(v)) {
        *has = str_find_char(as_str(v), '\\', 0, as_str(v)->len) >= 0;
        return true;
    }
    Buffer b;
    if (!buffer_get(t, v, &b, BUFFER_SIMPLE))
        return false;
    *has = b.len && memchr(b.data, '\\', (size_t)b.len);
    buffer_release(&b);
    return true;
}

static bool replacement_init(Thread *t, Pattern *p, Ref self, Ref given, Replacement *r)
{
    *r = (Replacement){EMPTY, EMPTY, EMPTY};
    bool has_backslash = true;
    if ((is_str(given) || has_buffer(given)) && !literal_has_backslash(t, given, &has_backslash))
        return false;
    if (!has_backslash)
        r->literal = given;
    else if (is_callable(given))
        r->function = given;
    else {
        r->parts = call2(t, p->engine->template, self, given);
        if (is_empty(r->parts))
            return false;
        if (!is_tuple(r->parts))
            return raise_type(t, "the template must be a tuple"), false;
    }
    return true;
}

/* Replaces up to `most` matches; *count of them were found. */
static bool substitute(Thread *t, Pattern *p, Subject *s, const Replacement *r, ssize most, Output *o, ssize *count)
{
    ssize done = 0, start = 0, n = 0;           /* done: up to here the string has been copied */
    Lookup found = MISSING;
    while (most <= 0 || n < most) {
        found = subject_match(t, p, s, MODE_SEARCH, start);
        if (found != FOUND)
            break;
        ssize from = (ssize)s->span[0], to = (ssize)s->span[1];
        start = next_start(s);
        if (from == to && from == done && n > 0)
            continue;                           /* empty, where the match before ended */
        if (!output_slice(t, o, s, done, from))
            return false;
        bool ok = !is_empty(r->literal) ? output_value(t, o, r->literal, 2 * n + 1)
                : !is_empty(r->parts)   ? output_parts(t, o, s, r->parts, 2 * n + 1)
                                        : output_call(t, o, p, s, r->function, 2 * n + 1);
        if (!ok)
            return false;
        done = to;
        n++;
    }
    *count = n;
    return found != ERROR && (n == 0 || output_slice(t, o, s, done, s->len));
}

static Value output_take(Thread *t, Output *o)
{
    if (o->is_str)
        return builder_take(&o->text);
    Value v = bytes_from(t, o->data ? o->data : (const uint8_t *)"", o->len);
    mem_free(o->data);
    return v;
}

static void output_free(Output *o)
{
    if (o->is_str)
        builder_free(&o->text);
    else
        mem_free(o->data);
}

static Value sub(Thread *t, Ref self, Ref given, Ref string, ssize most, ssize *count)
{
    Pattern *p = pattern_of(self);
    Replacement r;
    Subject s;
    if (!replacement_init(t, p, self, given, &r))
        return release(r.parts), EMPTY;
    OWN Value parts = r.parts;
    if (!subject_open(t, p, string, 0, SSIZE_MAX_, &s))
        return EMPTY;
    Output o = {.is_str = s.is_str};
    if (o.is_str)
        builder_init(&o.text, t);
    Value result = EMPTY;
    if (!substitute(t, p, &s, &r, most, &o, count))
        output_free(&o);
    else if (*count == 0) {
        output_free(&o);
        result = subject_slice(t, &s, 0, s.len);
    } else
        result = output_take(t, &o);
    subject_close(&s);
    return result;
}

/** Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl. */
METHOD(pattern, sub, "(self, /, repl, string, count: clamped = 0)")
{
    ssize n;
    return sub(t, self, a->repl, a->string, a->count, &n);
}

/** Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern
 * with the replacement repl. */
METHOD(pattern, subn, "(self, /, repl, string, count: clamped = 0)")
{
    ssize n;
    Value items[2] = {sub(t, self, a->repl, a->string, a->count, &n)};
    if (is_empty(items[0]))
        return EMPTY;
    items[1] = fixnum(n);
    return tuple_from_array_take(t, items, 2);
}

/* ---- scanners: a subject with a place in it ---- */

typedef struct ScannerObject {
    Object head;
    Value pattern, string;      /* owned */
    ssize start;                /* of the next search */
    Subject subject;
} ScannerObject;

static Value scanner_new(Thread *t, Type *type, Ref self, Ref string, ssize pos, ssize endpos)
{
    Subject s;
    if (!subject_open(t, pattern_of(self), string, pos, endpos, &s))
        return EMPTY;
    ScannerObject *o = object_new(t, type, sizeof(ScannerObject));
    if (!o)
        return subject_close(&s), EMPTY;
    o->pattern = retain(self);
    o->string = retain(string);
    o->start = s.pos;
    o->subject = s;
    return value_of(o);
}

static void scanner_dealloc(Object *o)
{
    ScannerObject *s = (ScannerObject *)o;
    subject_close(&s->subject);
    release(s->pattern);
    release(s->string);
    object_free(o, sizeof(ScannerObject));
}
static void scanner_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((ScannerObject *)o)->pattern);
    visit(visitor, ((ScannerObject *)o)->string);
}

/* The next match; NONE when there is none. */
static Value scan(Thread *t, Ref self, Mode mode)
{
    ScannerObject *o = (ScannerObject *)object_of(self);
    Pattern *p = pattern_of(o->pattern);
    if (o->start < 0)
        return NONE;
    Lookup found = subject_match(t, p, &o->subject, mode, o->start);
    if (found == ERROR)
        return EMPTY;
    o->start = found == FOUND ? next_start(&o->subject) : -1;
    return found == FOUND ? match_new(t, p, &o->subject) : NONE;
}

METHOD0(scanner, match) { return scan(t, self, MODE_MATCH); }

METHOD0(scanner, search) { return scan(t, self, MODE_SEARCH); }

GETTER(scanner, pattern) { return retain(((ScannerObject *)object_of(self))->pattern); }

static Value match_iterator_next(Thread *t, Ref self)
{
    Value match = scan(t, self, MODE_SEARCH);
    return is_none(match) ? EMPTY : match;
}

static Value iter_self(Thread *t UNUSED, Ref self) { return retain(self); }

METHOD(pattern, scanner, "(self, /, string, pos: index = 0, endpos: index = 9223372036854775807)")
{
    return scanner_new(t, &scanner_type, self, a->string, a->pos, a->endpos);
}

/** Return an iterator over all non-overlapping matches for the RE pattern in string.
 *
 * For each match, the iterator returns a match object. */
METHOD(pattern, finditer, "(self, /, string, pos: index = 0, endpos: index = 9223372036854775807)")
{
    return scanner_new(t, &match_iterator_type, self, a->string, a->pos, a->endpos);
}

/* ---- the rest of Pattern ---- */

METHOD0(pattern, __copy__) { return retain(self); }

METHOD1(pattern, __deepcopy__, memo) { return retain(self); }

/** See PEP 585 */
CLASSMETHOD1(pattern, __class_getitem__, item) { return generic_alias_new(t, self, item); }

METHOD0(pattern, __reduce__)
{
    Pattern *p = pattern_of(self);
    OWN Value arguments = tuple_pack(t, 2, p->pattern, fixnum(p->flags));
    return is_empty(arguments) ? EMPTY : tuple_pack(t, 2, p->engine->compile, arguments);
}

/** The pattern string from which the RE object was compiled. */
GETTER(pattern, pattern) { return retain(pattern_of(self)->pattern); }

/** The regex matching flags. */
GETTER(pattern, flags) { return fixnum(pattern_of(self)->flags); }

/** The number of capturing groups in the pattern. */
GETTER(pattern, groups) { return fixnum(pattern_of(self)->groups); }

/** A dictionary mapping group names to group numbers. */
GETTER(pattern, groupindex) { return mapping_proxy_new(t, pattern_of(self)->group_index); }

static const struct { int flag; const char *name; } flag_names[] = {
    {1, "re.TEMPLATE"}, {FLAG_IGNORECASE, "re.IGNORECASE"}, {FLAG_LOCALE, "re.LOCALE"}, {FLAG_MULTILINE, "re.MULTILINE"},
    {FLAG_DOTALL, "re.DOTALL"}, {FLAG_VERBOSE, "re.VERBOSE"}, {FLAG_DEBUG, "re.DEBUG"}, {FLAG_ASCII, "re.ASCII"},
};

static Value pattern_repr(Thread *t, Ref self)
{
    Pattern *p = pattern_of(self);
    StrBuilder b;
    OWN Value text = repr(t, p->pattern);
    if (is_empty(text))
        return EMPTY;
    builder_init(&b, t);
    builder_text(&b, "re.compile(");
    builder_slice(&b, text, 0, MIN(as_str(text)->len, (ssize)200));
    int64_t rest = p->flags & ~(int64_t)(p->is_str ? FLAG_UNICODE : 0);
    const char *separator = ", ";
    for (ssize i = 0; i < COUNT_OF(flag_names); i++)
        if (rest & flag_names[i].flag) {
            builder_text(&b, separator);
            builder_text(&b, flag_names[i].name);
            separator = "|";
            rest &= ~(int64_t)flag_names[i].flag;
        }
    if (rest) {
        char number[40];
        snprintf(number, sizeof number, "%s0x%llx", separator, (unsigned long long)rest);
        builder_text(&b, number);
    }
    builder_text(&b, ")");
    return builder_take(&b);
}

static bool pattern_hash(Thread *t, Ref self, int64_t *hash)
{
    Pattern *p = pattern_of(self);
    if (!hash_of(t, p->pattern, hash))
        return false;
    *hash ^= p->flags;
    if (*hash == -1)
        *hash = -2;
    return true;
}

static Value pattern_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(other, &pattern_type))
        return NOT_IMPLEMENTED;
    Pattern *p = pattern_of(self), *q = pattern_of(other);
    Test same_ = p == q;
    if (p != q && p->flags == q->flags && p->is_str == q->is_str && (same_ = equal(t, p->pattern, q->pattern)) == TEST_ERROR)
        return EMPTY;
    return bool_value((bool)same_ == (op == CMP_EQ));
}

Type pattern_type = {
    TYPE_HEAD("re.Pattern", Pattern), .doc = "Compiled regular expression object.", .flags = TYPE_WEAKREFS, .methods = pattern_methods,
    .getset = pattern_getset, .dealloc = pattern_dealloc, .traverse = pattern_traverse, .repr = pattern_repr, .hash = pattern_hash, .compare = pattern_compare,
};

Type scanner_type = {
    TYPE_HEAD("re.Scanner", ScannerObject), .methods = scanner_methods, .getset = scanner_getset, .dealloc = scanner_dealloc, .traverse = scanner_traverse,
};

Type match_iterator_type = {
    TYPE_HEAD("re.match_iterator", ScannerObject), .dealloc = scanner_dealloc, .traverse = scanner_traverse, .iter = iter_self, .next = match_iterator_next,
};

/* ---- the module ---- */

/** The functions that patterns call back: translate(pattern, flags, limit), template(pattern, source), compile, error. */
FUNCTION(_pcre, setup, "(translate, template, compile, error, /)")
{
    Engine *e = module_state(t, self);
    replace_take(&e->translate, retain(a->translate));
    replace_take(&e->template, retain(a->template));
    replace_take(&e->compile, retain(a->compile));
    replace_take(&e->error, retain(a->error));
    return NONE;
}

static bool set_ends(Thread *t, Pattern *p, Ref ends)
{
    OWN Value list = to_list(t, ends);
    if (is_empty(list) || !(p->ends = mem_alloc_array(t, p->groups, sizeof *p->ends)))
        return false;
    if (as_list(list)->len != p->groups)
        return raise_value(t, "one end per group is needed"), false;
    for (int i = 0; i < p->groups; i++) {
        if (!to_c_int(t, as_list(list)->item[i], &p->ends[i]))
            return false;
        if (p->ends[i] < 1 || p->ends[i] > p->groups)
            return raise_value(t, "no such group"), false;
    }
    return true;
}

#define NAMES_MAX 32            /* groups up to which a name is looked for by comparing it with all */

static bool set_names(Thread *t, Pattern *p)
{
    if (p->groups > NAMES_MAX || !as_dict(p->group_index)->used)
        return true;
    if (!(p->names = mem_alloc_array(t, p->groups + 1, sizeof *p->names)))
        return false;
    for (int i = 0; i <= p->groups; i++)
        p->names[i] = EMPTY;
    Ref name, number;
    for (ssize i = 0; dict_next(as_dict(p->group_index), &i, &name, &number);) {
        int64_t group = is_fixnum(number) ? fixnum_value(number) : -1;
        if (group < 0 || group > p->groups || !is_exact(name, &str_type))
            return raise_value(t, "no such group"), false;
        if (as_str(name)->interned) {
            p->names[group] = name;
            p->guess[name_guess(name)] = (uint8_t)group;
        }
    }
    return true;
}

/** A Pattern.
 *
 * ends: the groups in the order of their closing parentheses. text: the translation for ASCII subjects (str) or bytes,
 * or None. */
FUNCTION(_pcre, compile, "(pattern, flags: int64, groups: int, names: dict, ends, repeated: bool, low: int64, high: int64, text: str?, /)")
{
    if (!is_str(a->pattern) && !is_bytes(a->pattern))
        return raise_type(t, "first argument must be string or compiled pattern");
    if (a->groups < 0)
        return raise_value(t, "negative number of groups");
    Pattern *p = object_new_zeroed(t, &pattern_type, sizeof(Pattern));
    if (!p)
        return EMPTY;
    OWN Value result = value_of(p);
    p->pattern = retain(a->pattern);
    p->group_index = retain(a->names);
    p->engine = module_state(t, self);
    p->flags = a->flags;
    p->low = a->low;
    p->high = a->high;
    p->is_str = is_str(a->pattern);
    p->repeated = a->repeated;
    p->groups = a->groups;
    if (!is_empty(a->text) && as_str(a->text)->ascii)
        p->variant[p->is_str ? VARIANT_ASCII : VARIANT_8].text = retain(a->text);
    return set_ends(t, p, a->ends) && set_names(t, p) ? take(&result) : EMPTY;
}

static bool pcre_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &pattern_type) && module_add_type(t, module, &match_type)
        && module_add_type(t, module, &scanner_type) && type_ready(t, &match_iterator_type);
}

MODULE(_pcre, .doc = "Regular expressions by PCRE2; lib/re.py is their face.", .exec = pcre_exec, .state_size = sizeof(Engine),
       .state_clear = engine_clear);
