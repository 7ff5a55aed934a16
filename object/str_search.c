/* str_search.c: the methods of str that look for something: find, index, count, startswith, replace, split, strip,
 * partition and their kin. Manual: String Methods.
 *
 * The searching itself is base/search.h on units; a needle narrower than the text is widened once, a wider one cannot occur
 * (strs are as narrow as they can be). All are linear in the length of the text.
 */
#include "object/str_internal.h"

#include <stdlib.h>

#include "base/search.h"
#include "base/unicode.h"
#include "object/list.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/str_search.h"

/* --- Searching --- */

/* What is looked for, in units of the text. */
typedef struct Needle {
    const void *data;
    ssize len;
    StrKind kind;
    void *owned;
    uint32_t small[64];
} Needle;

static void needle_free(Needle *needle) { free(needle->owned); }

/* False: cannot occur in s. When there is no memory to widen, the kind stays below the text's, and find_slowly serves. */
static bool needle_init(Needle *needle, const Str *s, const Str *sub)
{
    needle->owned = NULL;
    if (sub->kind > s->kind || sub->len > s->len || (s->ascii && !sub->ascii))
        return false;
    needle->data = str_data(sub);       /* `small` stays as it is: it is large */
    needle->len = sub->len;
    needle->kind = sub->kind;
    if (sub->kind == s->kind)
        return true;
    void *wide = needle->small;
    if ((size_t)sub->len * s->kind > sizeof needle->small)
        wide = needle->owned = malloc((size_t)sub->len * s->kind);
    if (wide) {
        units_copy(wide, s->kind, str_data(sub), sub->kind, sub->len);
        needle->data = wide;
        needle->kind = s->kind;
    }
    return true;
}

static COLD ssize find_slowly(const Str *s, const Needle *needle, ssize start, ssize end, bool last)
{
    ssize step = last ? -1 : 1;
    for (ssize at = last ? end - needle->len : start; at >= start && at <= end - needle->len; at += step) {
        ssize i = 0;
        while (i < needle->len && str_at(s, at + i) == unit_at(needle->data, needle->kind, i))
            i++;
        if (i == needle->len)
            return at;
    }
    return -1;
}

static ssize find_needle(const Str *s, const Needle *needle, ssize start, ssize end, bool last)
{
    ssize n = end - start, m = needle->len, at;
    if (n < m)
        return -1;
    if (needle->kind != s->kind)
        return find_slowly(s, needle, start, end, last);
    const void *data = str_data(s), *sub = needle->data;
    switch (s->kind) {
    case STR_1: at = (last ? search1_last : search1_first)((const uint8_t *)data + start, n, sub, m); break;
    case STR_2: at = (last ? search2_last : search2_first)((const uint16_t *)data + start, n, sub, m); break;
    default:    at = (last ? search4_last : search4_first)((const uint32_t *)data + start, n, sub, m); break;
    }
    return at < 0 ? -1 : start + at;
}

static ssize find_str(const Str *s, const Str *sub, ssize start, ssize end, bool last)
{
    Needle needle;
    if (start > end)
        return -1;
    if (!needle_init(&needle, s, sub))
        return -1;
    ssize at = find_needle(s, &needle, start, end, last);
    needle_free(&needle);
    return at;
}

ssize str_find(const Str *s, const Str *sub, ssize start, ssize end)
{
    return find_str(s, sub, start, end, false);
}

ssize str_find_last(const Str *s, const Str *sub, ssize start, ssize end)
{
    return find_str(s, sub, start, end, true);
}

ssize str_find_char(const Str *s, uint32_t c, ssize start, ssize end)
{
    ssize at;
    if (start >= end || char_kind(c) > s->kind)
        return -1;
    switch (s->kind) {
    case STR_1: at = search1_unit((uint8_t *)str_data(s) + start, end - start, (uint8_t)c); break;
    case STR_2: at = search2_unit((uint16_t *)str_data(s) + start, end - start, (uint16_t)c); break;
    default:    at = search4_unit((uint32_t *)str_data(s) + start, end - start, c); break;
    }
    return at < 0 ? -1 : start + at;
}

static ssize count_needle(const Str *s, const Needle *needle, ssize start, ssize end, ssize max)
{
    const void *data = str_data(s);
    ssize n = end - start, m = needle->len;
    if (n < m)
        return 0;
    if (needle->kind == s->kind)
        switch (s->kind) {
        case STR_1: return search1_count((const uint8_t *)data + start, n, needle->data, m, max);
        case STR_2: return search2_count((const uint16_t *)data + start, n, needle->data, m, max);
        default:    return search4_count((const uint32_t *)data + start, n, needle->data, m, max);
        }
    ssize count = 0;
    for (ssize at; count < max && (at = find_slowly(s, needle, start, end, false)) >= 0; start = at + m)
        count++;
    return count;
}

/** The lowest index where sub lies within self[start:end], or -1. */
METHOD(str, find, "(self, sub: str, start: clamped = None, end: clamped = None, /)")
{
    ssize start = a->start, end = a->end;
    clamp_bounds(as_str(self)->len, &start, &end);
    return fixnum(str_find(as_str(self), as_str(a->sub), start, end));
}

/** The highest index where sub lies within self[start:end], or -1. */
METHOD(str, rfind, "(self, sub: str, start: clamped = None, end: clamped = None, /)")
{
    ssize start = a->start, end = a->end;
    clamp_bounds(as_str(self)->len, &start, &end);
    return fixnum(str_find_last(as_str(self), as_str(a->sub), start, end));
}

/** Like find(), but ValueError when sub is absent. */
METHOD(str, index, "(self, sub: str, start: clamped = None, end: clamped = None, /)")
{
    ssize start = a->start, end = a->end;
    clamp_bounds(as_str(self)->len, &start, &end);
    ssize at = str_find(as_str(self), as_str(a->sub), start, end);
    return at < 0 ? raise_value(t, "substring not found") : fixnum(at);
}

/** Like rfind(), but ValueError when sub is absent. */
METHOD(str, rindex, "(self, sub: str, start: clamped = None, end: clamped = None, /)")
{
    ssize start = a->start, end = a->end;
    clamp_bounds(as_str(self)->len, &start, &end);
    ssize at = str_find_last(as_str(self), as_str(a->sub), start, end);
    return at < 0 ? raise_value(t, "substring not found") : fixnum(at);
}

/** How often sub occurs in self[start:end] without overlapping. */
METHOD(str, count, "(self, sub: str, start: clamped = None, end: clamped = None, /)")
{
    const Str *s = as_str(self), *sub = as_str(a->sub);
    ssize start = a->start, end = a->end;
    clamp_bounds(s->len, &start, &end);
    if (start > end)
        return fixnum(0);
    if (sub->len == 0)
        return fixnum(end - start + 1);
    Needle needle;
    if (!needle_init(&needle, s, sub))
        return fixnum(0);
    ssize count = count_needle(s, &needle, start, end, SSIZE_MAX_);
    needle_free(&needle);
    return fixnum(count);
}

/* --- Prefixes and suffixes --- */

static bool affix_matches(const Str *s, const Str *affix, ssize start, ssize end, bool at_end)
{
    ssize n = affix->len;
    if (start > end || end - start < n || affix->kind > s->kind)
        return false;
    if (n == 0)
        return true;
    ssize from = at_end ? end - n : start;
    if (str_at(s, from) != str_at(affix, 0))            /* mostly known at once */
        return false;
    if (affix->kind == s->kind)
        return memcmp((char *)str_data(s) + from * s->kind, str_data(affix), (size_t)n * s->kind) == 0;
    for (ssize i = 0; i < n; i++)
        if (str_at(s, from + i) != str_at(affix, i))
            return false;
    return true;
}

static Value affix_test(Thread *t, const Str *s, Ref affix, ssize start, ssize end, bool at_end)
{
    const char *name = at_end ? "endswith" : "startswith";
    clamp_bounds(s->len, &start, &end);
    if (is_str(affix))
        return bool_value(affix_matches(s, as_str(affix), start, end, at_end));
    if (!is_tuple(affix))
        return raise_type(t, "%s first arg must be str or a tuple of str, not %T", name, affix);
    for (ssize i = 0; i < as_tuple(affix)->len; i++) {
        Ref item = as_tuple(affix)->item[i];
        if (!is_str(item))
            return raise_type(t, "tuple for %s must only contain str, not %T", name, item);
        if (affix_matches(s, as_str(item), start, end, at_end))
            return TRUE_VALUE;
    }
    return FALSE_VALUE;
}

/** Whether self[start:end] begins with prefix, a str or a tuple of them. */
METHOD(str, startswith, "(self, prefix, start: clamped = None, end: clamped = None, /)")
{
    return affix_test(t, as_str(self), a->prefix, a->start, a->end, false);
}

/** Whether self[start:end] ends with suffix, a str or a tuple of them. */
METHOD(str, endswith, "(self, suffix, start: clamped = None, end: clamped = None, /)")
{
    return affix_test(t, as_str(self), a->suffix, a->start, a->end, true);
}

/** The text without prefix, if it begins with it; else all of it. */
METHOD(str, removeprefix, "(self, prefix: str, /)")
{
    const Str *s = as_str(self), *prefix = as_str(a->prefix);
    return str_slice(t, self, affix_matches(s, prefix, 0, s->len, false) ? prefix->len : 0, s->len);
}

/** The text without suffix, if it ends with it; else all of it. */
METHOD(str, removesuffix, "(self, suffix: str, /)")
{
    const Str *s = as_str(self), *suffix = as_str(a->suffix);
    return str_slice(t, self, 0, s->len - (affix_matches(s, suffix, 0, s->len, true) ? suffix->len : 0));
}

/* --- Replacement --- */

/* A str whose wide characters may all have been replaced, in its narrowest form. */
static Value narrow_take(Thread *t, Value v)
{
    const Str *s = as_str(v);
    if (s->ascii || units_class(str_data(s), s->kind, s->len) == str_class(s))
        return v;
    Value narrow = str_from_units(t, str_data(s), s->kind, s->len);
    release(v);
    return narrow;
}

/* substitute(), where all is one byte a character. */
static void substitute_bytes(uint8_t *to, const Str *s, const Needle *needle, const Str *new_, ssize count)
{
    const uint8_t *from = str_data(s), *end = from + s->len, *sub = needle->data, *put = str_data(new_);
    ssize m = needle->len, n = new_->len;
    for (ssize i = 0; i < count; i++) {
        ssize before = m == 1 ? (const uint8_t *)memchr(from, sub[0], (size_t)(end - from)) - from : search1_first(from, end - from, sub, m);
        memcpy(to, from, (size_t)before);
        to += before;
        memcpy(to, put, (size_t)n);
        to += n;
        from += before + m;
    }
    memcpy(to, from, (size_t)(end - from));
}

/* s with `count` times new_: at every occurrence of the needle, or, if it is NULL, before each of the first characters and
 * at the end. */
static Value substitute(Thread *t, const Str *s, const Needle *needle, const Str *new_, ssize count)
{
    ssize removed = needle ? needle->len : 0, len;
    if (__builtin_mul_overflow(count, new_->len - removed, &len) || __builtin_add_overflow(len, s->len, &len))
        return raise_overflow(t, "replace string is too long");
    Value v = str_new(t, len, MAX(str_class(s), str_class(new_)));
    if (is_empty(v) || len == 0)
        return v;
    Str *r = as_str(v);
    ssize from = 0, to = 0;
    if (needle && r->kind == STR_1 && needle->kind == STR_1) {
        substitute_bytes(str_data(r), s, needle, new_, count);
        return s->ascii ? v : narrow_take(t, v);
    }
    for (ssize i = 0; i < count; i++) {
        ssize at = needle ? find_needle(s, needle, from, s->len, false) : i;
        units_copy_at(str_data(r), r->kind, to, str_data(s), s->kind, from, at - from);
        to += at - from;
        units_copy_at(str_data(r), r->kind, to, str_data(new_), new_->kind, 0, new_->len);
        to += new_->len;
        from = at + removed;
    }
    units_copy_at(str_data(r), r->kind, to, str_data(s), s->kind, from, s->len - from);
    return removed ? narrow_take(t, v) : v;
}

/* s with all characters a, of which there are some, turned to b; both are of the kind of s, and b is of its class. */
static Value substitute_char(Thread *t, const Str *s, uint32_t a, uint32_t b)
{
    Value v = str_new(t, s->len, str_class(s));
    if (is_empty(v))
        return v;
    const void *from = str_data(s);
    void *to = str_data(as_str(v));
    switch (s->kind) {
    case STR_1: search1_substitute(to, from, s->len, (uint8_t)a, (uint8_t)b); break;
    case STR_2: search2_substitute(to, from, s->len, (uint16_t)a, (uint16_t)b); break;
    default:    search4_substitute(to, from, s->len, a, b); break;
    }
    return char_kind(a) == s->kind ? narrow_take(t, v) : v;
}

static Value replace(Thread *t, Ref self, const Str *old, const Str *new_, ssize max)
{
    const Str *s = as_str(self);
    if (max < 0)
        max = SSIZE_MAX_;
    if (max == 0 || old == new_)
        return str_exact(t, self);
    if (old->len == 0)
        return substitute(t, s, NULL, new_, MIN(max, s->len + 1));
    if (old->len == 1 && new_->len == 1 && max >= s->len && str_class(new_) <= str_class(s) && str_class(old) <= str_class(s))
        return str_find(s, old, 0, s->len) < 0 ? str_exact(t, self) : substitute_char(t, s, str_at(old, 0), str_at(new_, 0));
    Needle needle;
    if (s->kind == STR_1 && old->len && old->kind == STR_1 && !memchr(str_data(s), *(uint8_t *)str_data(old), (size_t)s->len))
        return str_exact(t, self);
    if (!needle_init(&needle, s, old))
        return str_exact(t, self);
    ssize count = count_needle(s, &needle, 0, s->len, max);
    Value v = count ? substitute(t, s, &needle, new_, count) : str_exact(t, self);
    needle_free(&needle);
    return v;
}

/** A copy in which new stands for old, for the first count occurrences only
unless count is negative. */
METHOD(str, replace, "(self, old: str, new: str, /, count: index = -1)")
{
    return replace(t, self, as_str(a->old), as_str(a->new), a->count);
}

/* --- Splitting --- */

#define SPLIT_GUESS 12          /* items that the list has room for at first */

/* Appends s[start:end]; the result of a splitting loop is released by its caller on failure. */
ALWAYS_INLINE bool add_piece(Thread *t, Value list, Ref self, ssize start, ssize end)
{
    Value piece = str_slice(t, self, start, end);
    return !is_empty(piece) && list_append_take(t, as_list(list), piece);
}

/* The loop over one kind of units, compiled for each. */
ALWAYS_INLINE bool split_words(Thread *t, Ref self, ssize max, Value list, StrKind kind)
{
    const void *data = str_data(as_str(self));
    ssize i = 0, n = as_str(self)->len;
    for (;;) {
        while (i < n && unicode_is_space(unit_at(data, kind, i)))
            i++;
        if (i == n)
            return true;
        ssize start = i;
        if (max-- <= 0)
            return add_piece(t, list, self, start, n);
        while (i < n && !unicode_is_space(unit_at(data, kind, i)))
            i++;
        if (!add_piece(t, list, self, start, i))
            return false;
    }
}

static bool split_on_space(Thread *t, Ref self, ssize max, Value list)
{
    switch (as_str(self)->kind) {
    case STR_1: return split_words(t, self, max, list, STR_1);
    case STR_2: return split_words(t, self, max, list, STR_2);
    default:    return split_words(t, self, max, list, STR_4);
    }
}

static bool rsplit_on_space(Thread *t, Ref self, ssize max, Value list)
{
    const Str *s = as_str(self);
    ssize i = s->len;
    for (;;) {
        while (i > 0 && unicode_is_space(str_at(s, i - 1)))
            i--;
        if (i == 0)
            return true;
        ssize end = i;
        if (max-- <= 0)
            return add_piece(t, list, self, 0, end);
        while (i > 0 && !unicode_is_space(str_at(s, i - 1)))
            i--;
        if (!add_piece(t, list, self, i, end))
            return false;
    }
}

/* The next c at or behind `at`, or n: it is often near, so a call of memchr() has to wait. */
ALWAYS_INLINE ssize next_unit(const uint8_t *p, ssize at, ssize n, uint8_t c)
{
    for (ssize near = MIN(at + 12, n); at < near; at++)
        if (p[at] == c)
            return at;
    const uint8_t *found = at < n ? memchr(p + at, c, (size_t)(n - at)) : NULL;
    return found ? found - p : n;
}

static bool split_on(Thread *t, Ref self, const Needle *needle, ssize max, Value list)
{
    const Str *s = as_str(self);
    ssize from = 0;
    if (s->kind == STR_1 && needle->len == 1) {         /* the commonest case, without detours */
        const uint8_t *p = str_data(s);
        uint8_t c = *(const uint8_t *)needle->data;
        for (ssize at, n = s->len; max-- > 0 && (at = next_unit(p, from, n, c)) < n; from = at + 1)
            if (!add_piece(t, list, self, from, at))
                return false;
        return add_piece(t, list, self, from, s->len);
    }
    while (max-- > 0) {
        ssize at = find_needle(s, needle, from, s->len, false);
        if (at < 0)
            break;
        if (!add_piece(t, list, self, from, at))
            return false;
        from = at + needle->len;
    }
    return add_piece(t, list, self, from, s->len);
}

static bool rsplit_on(Thread *t, Ref self, const Needle *needle, ssize max, Value list)
{
    const Str *s = as_str(self);
    ssize end = s->len;
    while (max-- > 0) {
        ssize at = find_needle(s, needle, 0, end, true);
        if (at < 0)
            break;
        if (!add_piece(t, list, self, at + needle->len, end))
            return false;
        end = at;
    }
    return add_piece(t, list, self, 0, end);
}

/* separator NONE: whitespace. */
static Value split(Thread *t, Ref self, Ref separator, ssize max, bool from_right)
{
    bool ok;
    if (max < 0)
        max = SSIZE_MAX_;
    if (!is_none(separator) && !is_str(separator))
        return raise_type(t, "must be str or None, not %T", separator);
    if (!is_none(separator) && as_str(separator)->len == 0)
        return raise_value(t, "empty separator");
    Value list = list_new(t, MIN(max, (ssize)SPLIT_GUESS - 1) + 1);
    if (is_empty(list))
        return list;
    if (is_none(separator)) {
        ok = from_right ? rsplit_on_space(t, self, max, list) : split_on_space(t, self, max, list);
    } else {
        Needle needle;
        if (needle_init(&needle, as_str(self), as_str(separator)))
            ok = (from_right ? rsplit_on : split_on)(t, self, &needle, max, list);
        else
            ok = add_piece(t, list, self, 0, as_str(self)->len);
        needle_free(&needle);
    }
    if (!ok) {
        release(list);
        return EMPTY;
    }
    if (from_right)
        list_reverse(as_list(list));
    return list;
}

/** A list of the pieces between separators, after at most maxsplit splits from the left
(-1: no limit). With sep None the pieces are the words between runs of whitespace. */
METHOD(str, split, "(self, /, sep = None, maxsplit: index = -1)")
{
    return split(t, self, a->sep, a->maxsplit, false);
}

/** Like split(), but splitting from the right. */
METHOD(str, rsplit, "(self, /, sep = None, maxsplit: index = -1)")
{
    return split(t, self, a->sep, a->maxsplit, true);
}

/* The next line break at or after i, or the length. */
static ssize find_line_end(const Str *s, ssize i)
{
    if (s->kind == STR_1) {
        const uint8_t *p = str_data(s);
        while (i < s->len && (p[i] > 0x1E ? p[i] != 0x85 : !unicode_is_line_break(p[i])))
            i++;
    } else {
        while (i < s->len && !unicode_is_line_break(str_at(s, i)))
            i++;
    }
    return i;
}

/** A list of the lines, with their line breaks when keepends is true. */
METHOD(str, splitlines, "(self, /, keepends: bool = False)")
{
    const Str *s = as_str(self);
    Value list = list_new(t, SPLIT_GUESS);
    if (is_empty(list))
        return list;
    for (ssize i = 0; i < s->len;) {
        ssize end = find_line_end(s, i), next = end;
        if (next < s->len)
            next += str_at(s, next) == '\r' && next + 1 < s->len && str_at(s, next + 1) == '\n' ? 2 : 1;
        if (!add_piece(t, list, self, i, a->keepends ? next : end)) {
            release(list);
            return EMPTY;
        }
        i = next;
    }
    return list;
}

/* (before, separator, after), or the string and two empty ones on the side where it would have ended. */
static Value partition(Thread *t, Ref self, Ref separator, bool last)
{
    const Str *s = as_str(self), *sep = as_str(separator);
    if (sep->len == 0)
        return raise_value(t, "empty separator");
    ssize at = find_str(s, sep, 0, s->len, last);
    Value parts[3];
    if (at < 0) {
        parts[last ? 2 : 0] = str_exact(t, self);
        parts[last ? 0 : 2] = str_empty(t);
        parts[1] = str_empty(t);
    } else {
        parts[0] = str_slice(t, self, 0, at);
        parts[1] = retain(separator);
        parts[2] = str_slice(t, self, at + sep->len, s->len);
    }
    if (is_empty(parts[0]) || is_empty(parts[2])) {
        for (int i = 0; i < 3; i++)
            release(parts[i]);
        return EMPTY;
    }
    return tuple_from_array_take(t, parts, 3);
}

/** The text before the first sep, sep, and the text after it; (self, "", "") when
sep is absent. */
METHOD(str, partition, "(self, sep: str, /)")
{
    return partition(t, self, a->sep, false);
}

/** The text before the last sep, sep, and the text after it; ("", "", self) when
sep is absent. */
METHOD(str, rpartition, "(self, sep: str, /)")
{
    return partition(t, self, a->sep, true);
}

/* --- Stripping --- */

/* chars NULL: whitespace. */
static bool is_stripped(const Str *chars, uint32_t c)
{
    return chars ? str_find_char(chars, c, 0, chars->len) >= 0 : unicode_is_space(c);
}

static Value strip_ascii_space(Thread *t, Ref self, bool left, bool right)
{
    const uint8_t *p = str_data(as_str(self));
    ssize start = 0, end = as_str(self)->len;
    while (left && start < end && unicode_ascii_flags[p[start]] & UNICODE_SPACE)
        start++;
    while (right && end > start && unicode_ascii_flags[p[end - 1]] & UNICODE_SPACE)
        end--;
    return str_slice(t, self, start, end);
}

/* chars are ASCII: a bit each. What is not ASCII is none of them. */
static Value strip_ascii_set(Thread *t, Ref self, const Str *chars, bool left, bool right)
{
    const uint8_t *p = str_data(as_str(self)), *c = str_data(chars);
    ssize start = 0, end = as_str(self)->len;
    uint64_t set[4] = {0};
    for (ssize i = 0; i < chars->len; i++)
        set[c[i] >> 6] |= (uint64_t)1 << (c[i] & 63);
    while (left && start < end && set[p[start] >> 6] >> (p[start] & 63) & 1)
        start++;
    while (right && end > start && set[p[end - 1] >> 6] >> (p[end - 1] & 63) & 1)
        end--;
    return str_slice(t, self, start, end);
}

ALWAYS_INLINE Value strip(Thread *t, Ref self, const char *method, Ref chars, bool left, bool right)
{
    const Str *s = as_str(self), *set = is_none(chars) ? NULL : as_str(chars);
    ssize start = 0, end = s->len;
    if (!set && s->ascii)
        return strip_ascii_space(t, self, left, right);
    if (set && !is_str(chars))
        return raise_type(t, "%s arg must be None or str", method);
    if (set && s->kind == STR_1 && set->ascii)
        return strip_ascii_set(t, self, set, left, right);
    if (left)
        while (start < end && is_stripped(set, str_at(s, start)))
            start++;
    if (right)
        while (end > start && is_stripped(set, str_at(s, end - 1)))
            end--;
    return str_slice(t, self, start, end);
}

/** A copy without whitespace, or without the characters in chars, at both ends. */
METHOD(str, strip, "(self, chars = None, /)")
{
    return strip(t, self, "strip", a->chars, true, true);
}

/** A copy without whitespace, or without the characters in chars, at the start. */
METHOD(str, lstrip, "(self, chars = None, /)")
{
    return strip(t, self, "lstrip", a->chars, true, false);
}

/** A copy without whitespace, or without the characters in chars, at the end. */
METHOD(str, rstrip, "(self, chars = None, /)")
{
    return strip(t, self, "rstrip", a->chars, false, true);
}
