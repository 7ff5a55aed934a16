/* match.c: re.Match, the result of a successful match. Groups are kept as positions; their texts are cut out of the string
 * when asked for. Python manual: re, "Match Objects". */
#include "modules/_pcre/match.h"

#include "object/bytes.h"
#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_pcre/match.h"

static Match *match_of(Ref v) { return (Match *)object_of(v); }
static Pattern *pattern_of(const Match *m) { return (Pattern *)object_of(m->pattern); }
static size_t size_of(int count) { return sizeof(Match) + 2 * (size_t)count * sizeof(ssize); }

Value match_new(Thread *t, Pattern *p, const Subject *s)
{
    int count = p->groups + 1;
    Match *m = object_new(t, &match_type, size_of(count));
    if (!m)
        return EMPTY;
    m->pattern = retain_object(p);
    m->string = retain(s->string);
    m->regs = EMPTY;
    m->pos = s->pos;
    m->endpos = s->endpos;
    m->count = count;
    static_assert((ssize)SIZE_MAX == -1, "groups that took no part look alike");
    int told = MIN(s->count, count);
    memcpy(m->span, s->span, 2 * (size_t)told * sizeof *m->span);
    for (int i = 2 * told; i < 2 * count; i++)
        m->span[i] = -1;
    return value_of(m);
}

static void match_dealloc(Object *o)
{
    Match *m = (Match *)o;
    release(m->pattern);
    release(m->string);
    release(m->regs);
    object_free(o, size_of(m->count));
}
static void match_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Match *)o)->pattern);
    visit(visitor, ((Match *)o)->string);
    visit(visitor, ((Match *)o)->regs);
}

/* ---- groups ---- */

/* The text of a group; `missing` if it did not take part. A buffer may have shrunk since. */
static Value group_text(Thread *t, Match *m, int group, Ref missing)
{
    ssize start = m->span[2 * group], end = m->span[2 * group + 1];
    if (start < 0)
        return retain(missing);
    if (is_str(m->string))
        return str_slice(t, m->string, start, end);
    if (is_bytes(m->string)) {
        if (start == 0 && end == as_bytes(m->string)->len && is_exact(m->string, &bytes_type))
            return retain(m->string);
        return bytes_from(t, as_bytes(m->string)->data + start, end - start);
    }
    Buffer b;
    if (!buffer_get(t, m->string, &b, BUFFER_SIMPLE))
        return EMPTY;
    end = MIN(end, b.len);
    start = MIN(start, end);
    Value text = bytes_from(t, (const uint8_t *)b.data + start, end - start);
    buffer_release(&b);
    return text;
}

/* The group whose interned name this very str is, or 0. */
ALWAYS_INLINE int find_name(const Match *m, Ref key)
{
    const Pattern *p = pattern_of(m);
    const Ref *names = p->names;
    if (!names || !is_ptr(key))
        return 0;
    int guess = p->guess[name_guess(key)];
    if (likely(same(names[guess], key)))
        return guess;
    for (int i = 1; i < m->count; i++)
        if (same(names[i], key))
            return i;
    return 0;
}

/* The number of a group given by number or name; IndexError. */
static bool find_group(Thread *t, Match *m, Ref key, int *group)
{
    int64_t i = -1;
    if (is_fixnum(key))
        i = fixnum_value(key);
    else if ((*group = find_name(m, key)))
        return true;
    else if (is_str(key) || !type_of(key)->index) {
        Ref found;
        Lookup r = dict_find(t, as_dict(pattern_of(m)->group_index), key, &found);
        if (r == ERROR)
            raised_clear(t);            /* unhashable */
        else if (r == FOUND)
            i = fixnum_value(found);
    } else {
        OWN Value number = to_index(t, key);
        if (is_empty(number))
            return false;
        if (!int_as_int64(number, &i))
            i = -1;
    }
    if (i < 0 || i >= m->count)
        return raise_index(t, "no such group"), false;
    *group = (int)i;
    return true;
}

static Value match_getitem(Thread *t, Ref self, Ref key)
{
    int group;
    return find_group(t, match_of(self), key, &group) ? group_text(t, match_of(self), group, NONE) : EMPTY;
}

/** group([group1, ...]) -> str or tuple.
 *
 * Return subgroup(s) of the match by indices or names.
 * For 0 returns the entire match. */
METHOD(match, group, "(self, /, *args)")
{
    Match *m = match_of(self);
    if (a->args_count == 0)
        return group_text(t, m, 0, NONE);
    if (a->args_count == 1)
        return match_getitem(t, self, a->args[0]);
    OWN Value result = tuple_new(t, a->args_count);
    if (is_empty(result))
        return EMPTY;
    for (ssize i = 0; i < a->args_count; i++)
        if (is_empty(as_tuple(result)->item[i] = match_getitem(t, self, a->args[i])))
            return EMPTY;
    return take(&result);
}

/** Return a tuple containing all the subgroups of the match, from 1.
 *
 * default is used for groups that did not participate in the match. */
METHOD(match, groups, "(self, /, default=None)")
{
    Match *m = match_of(self);
    OWN Value result = tuple_new(t, m->count - 1);
    for (int i = 1; !is_empty(result) && i < m->count; i++)
        if (is_empty(as_tuple(result)->item[i - 1] = group_text(t, m, i, a->default_)))
            return EMPTY;
    return take(&result);
}

/** Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.
 *
 * default is used for groups that did not participate in the match. */
METHOD(match, groupdict, "(self, /, default=None)")
{
    Match *m = match_of(self);
    Ref name, number;
    OWN Value result = dict_new(t);
    if (is_empty(result))
        return EMPTY;
    for (ssize i = 0; dict_next(as_dict(pattern_of(m)->group_index), &i, &name, &number);) {
        OWN Value text = group_text(t, m, (int)fixnum_value(number), a->default_);
        if (is_empty(text) || !dict_set(t, as_dict(result), name, text))
            return EMPTY;
    }
    return take(&result);
}

/** Return index of the start of the substring matched by group. */
METHOD(match, start, "(self, group=0, /)")
{
    int group;
    return find_group(t, match_of(self), a->group, &group) ? fixnum(match_of(self)->span[2 * group]) : EMPTY;
}

/** Return index of the end of the substring matched by group. */
METHOD(match, end, "(self, group=0, /)")
{
    int group;
    return find_group(t, match_of(self), a->group, &group) ? fixnum(match_of(self)->span[2 * group + 1]) : EMPTY;
}

static Value pair(Thread *t, ssize start, ssize end)
{
    Value items[2] = {fixnum(start), fixnum(end)};
    return tuple_from_array_take(t, items, 2);
}

/** For match object m, return the 2-tuple (m.start(group), m.end(group)). */
METHOD(match, span, "(self, group=0, /)")
{
    int group;
    Match *m = match_of(self);
    return find_group(t, m, a->group, &group) ? pair(t, m->span[2 * group], m->span[2 * group + 1]) : EMPTY;
}

/** Return the string obtained by doing backslash substitution on the string template, as done by the sub() method. */
METHOD(match, expand, "(self, template)")
{
    Match *m = match_of(self);
    OWN Value parts = call2(t, pattern_of(m)->engine->template, m->pattern, a->template);
    return is_empty(parts) ? EMPTY : match_expand(t, m, parts);
}

Value match_expand(Thread *t, Match *m, Ref parts)
{
    ssize n = as_tuple(parts)->len;
    OWN Value pieces = tuple_new(t, n);
    if (is_empty(pieces))
        return EMPTY;
    Ref empty = is_str(m->string) ? t->interp->empty_str : t->interp->empty_bytes;
    for (ssize i = 0; i < n; i++) {
        Ref part = as_tuple(parts)->item[i];
        as_tuple(pieces)->item[i] = is_fixnum(part) ? group_text(t, m, (int)fixnum_value(part), empty) : retain(part);
        if (is_empty(as_tuple(pieces)->item[i]))
            return EMPTY;
    }
    return call_method1(t, empty, NAME(join), pieces);
}

METHOD0(match, __copy__) { return retain(self); }

METHOD1(match, __deepcopy__, memo) { return retain(self); }

/** See PEP 585 */
CLASSMETHOD1(match, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/* ---- attributes ---- */

/** The regular expression object. */
GETTER(match, re) { return retain(match_of(self)->pattern); }

/** The string passed to match() or search(). */
GETTER(match, string) { return retain(match_of(self)->string); }

/** The index into the string at which the RE engine started looking for a match. */
GETTER(match, pos) { return fixnum(match_of(self)->pos); }

/** The index into the string beyond which the RE engine will not go. */
GETTER(match, endpos) { return fixnum(match_of(self)->endpos); }

/* The group that was closed last: by the order of the parentheses; in repetitions, where they may come in any order, by
 * where the groups end. 0: no group took part. */
static int last_group(Match *m)
{
    Pattern *p = pattern_of(m);
    int best = 0;
    for (int i = p->groups - 1; i >= 0; i--) {
        int group = p->ends[i];
        if (m->span[2 * group] < 0)
            continue;
        if (!p->repeated)
            return group;
        if (!best || m->span[2 * group + 1] > m->span[2 * best + 1])
            best = group;
    }
    return best;
}

/** The integer index of the last matched capturing group. */
GETTER(match, lastindex)
{
    int group = last_group(match_of(self));
    return group ? fixnum(group) : NONE;
}

/** The name of the last matched capturing group. */
GETTER(match, lastgroup)
{
    Ref name, number;
    int group = last_group(match_of(self));
    for (ssize i = 0; dict_next(as_dict(pattern_of(match_of(self))->group_index), &i, &name, &number);)
        if (fixnum_value(number) == group)
            return retain(name);
    return NONE;
}

GETTER(match, regs)
{
    Match *m = match_of(self);
    if (is_empty(m->regs)) {
        OWN Value regs = tuple_new(t, m->count);
        for (int i = 0; !is_empty(regs) && i < m->count; i++)
            if (is_empty(as_tuple(regs)->item[i] = pair(t, m->span[2 * i], m->span[2 * i + 1])))
                return EMPTY;
        m->regs = take(&regs);
    }
    return retain(m->regs);
}

static Value match_repr(Thread *t, Ref self)
{
    Match *m = match_of(self);
    OWN Value text = group_text(t, m, 0, NONE);
    return is_empty(text) ? EMPTY : str_format(t, "<re.Match object; span=(%zd, %zd), match=%.50R>", m->span[0], m->span[1], text);
}

Type match_type = {
    TYPE_HEAD("re.Match", Match), .doc = "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    .methods = match_methods, .getset = match_getset, .dealloc = match_dealloc, .traverse = match_traverse, .repr = match_repr, .getitem = match_getitem,
};
