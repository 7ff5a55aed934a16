/* str_case.c: the methods of str about kinds of characters: case mappings, and the is...() tests. Manual: String Methods.
 *
 * Mappings are the full ones of Unicode (one character may become three). ASCII text goes by arithmetic on words of
 * eight characters.
 */
#include "object/str_internal.h"

#include "base/unicode.h"
#include "object/method.h"
#include "gen/object/str_case.h"

/* --- Case mappings --- */

enum AsciiCase { ASCII_UPPER, ASCII_LOWER, ASCII_SWAP };

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* 0x20 in each byte of w, eight ASCII characters, that lies between two letters: the bit in which the cases differ. */
ALWAYS_INLINE uint64_t case_bits(uint64_t w, uint8_t first, uint8_t last)
{
    return ((w + EACH_BYTE(0x80 - first)) & ~(w + EACH_BYTE(0x7F - last)) & EACH_BYTE(0x80)) >> 2;
}

ALWAYS_INLINE uint64_t map_word(uint64_t w, enum AsciiCase to)
{
    uint64_t bits = 0;
    if (to != ASCII_LOWER)
        bits |= case_bits(w, 'a', 'z');
    if (to != ASCII_UPPER)
        bits |= case_bits(w, 'A', 'Z');
    return w ^ bits;
}

ALWAYS_INLINE void map_bytes(uint8_t *out, const uint8_t *in, ssize n, enum AsciiCase to)
{
    uint64_t w;
    for (; n >= 8; n -= 8, in += 8, out += 8) {
        memcpy(&w, in, 8);
        w = map_word(w, to);
        memcpy(out, &w, 8);
    }
    w = 0;
    memcpy(&w, in, (size_t)n);
    w = map_word(w, to);
    memcpy(out, &w, (size_t)n);
}

/* An ASCII str mapped character by character. */
static Value map_ascii(Thread *t, const Str *s, enum AsciiCase to)
{
    Value v = str_new(t, s->len, 0x7F);
    if (is_empty(v) || s->len == 0)
        return v;
    const uint8_t *in = str_data(s);
    uint8_t *out = str_data(as_str(v));
    switch (to) {
    case ASCII_UPPER: map_bytes(out, in, s->len, ASCII_UPPER); break;
    case ASCII_LOWER: map_bytes(out, in, s->len, ASCII_LOWER); break;
    case ASCII_SWAP:  map_bytes(out, in, s->len, ASCII_SWAP); break;
    }
    return v;
}

/* Is the capital sigma at i the last letter of a word? Before it comes a cased letter, after it none, not looking at
 * case-ignorable characters (Unicode standard, section 3.13, Final_Sigma). */
static bool is_final_sigma(const Str *s, ssize i)
{
    ssize j = i - 1;
    while (j >= 0 && unicode_is_case_ignorable(str_at(s, j)))
        j--;
    if (j < 0 || !unicode_is_cased(str_at(s, j)))
        return false;
    for (j = i + 1; j < s->len && unicode_is_case_ignorable(str_at(s, j));)
        j++;
    return j == s->len || !unicode_is_cased(str_at(s, j));
}

static void add_lower(StrBuilder *b, const Str *s, ssize i)
{
    uint32_t c = str_at(s, i), out[UNICODE_CASE_LIMIT];
    if (c == 0x3A3) {
        builder_char(b, is_final_sigma(s, i) ? 0x3C2 : 0x3C3);
        return;
    }
    int n = unicode_lower_full(c, out);
    for (int k = 0; k < n; k++)
        builder_char(b, out[k]);
}

static void add_mapped(StrBuilder *b, uint32_t c, int (*map)(uint32_t, uint32_t *))
{
    uint32_t out[UNICODE_CASE_LIMIT];
    int n = map(c, out);
    for (int k = 0; k < n; k++)
        builder_char(b, out[k]);
}

/* The same where every character is mapped to one, without regard to its neighbours, and there are not many: nearly always.
 * False: it is otherwise. */
ALWAYS_INLINE bool map_each(Thread *t, const Str *s, int (*map)(uint32_t, uint32_t *), enum AsciiCase to, Value *result)
{
    uint32_t out[256 + UNICODE_CASE_LIMIT];
    if (s->len > 256)
        return false;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (c < 0x80)
            out[i] = c ^ (uint32_t)((c - (to == ASCII_UPPER ? 'a' : 'A') < 26) << 5);
        else if (c == 0x3A3 || map(c, out + i) != 1)
            return false;
    }
    *result = str_from_points(t, out, s->len);
    return true;
}

static Value map_all(Thread *t, const Str *s, int (*map)(uint32_t, uint32_t *), enum AsciiCase to)
{
    StrBuilder b;
    Value mapped;
    if (map_each(t, s, map, to, &mapped))
        return mapped;
    builder_init(&b, t);
    for (ssize i = 0; i < s->len; i++)
        add_mapped(&b, str_at(s, i), map);
    return builder_take(&b);
}

/** A copy in lower case. */
METHOD0(str, lower)
{
    const Str *s = as_str(self);
    if (s->ascii)
        return map_ascii(t, s, ASCII_LOWER);
    StrBuilder b;
    Value mapped;
    if (map_each(t, s, unicode_lower_full, ASCII_LOWER, &mapped))
        return mapped;
    builder_init(&b, t);
    for (ssize i = 0; i < s->len; i++)
        add_lower(&b, s, i);
    return builder_take(&b);
}

/** A copy in upper case. */
METHOD0(str, upper)
{
    const Str *s = as_str(self);
    return s->ascii ? map_ascii(t, s, ASCII_UPPER) : map_all(t, s, unicode_upper_full, ASCII_UPPER);
}

/** A copy for comparison without regard to case. */
METHOD0(str, casefold)
{
    const Str *s = as_str(self);
    return s->ascii ? map_ascii(t, s, ASCII_LOWER) : map_all(t, s, unicode_fold_full, ASCII_LOWER);
}

/** A copy with upper case turned to lower case and the other way round. */
METHOD0(str, swapcase)
{
    const Str *s = as_str(self);
    if (s->ascii)
        return map_ascii(t, s, ASCII_SWAP);
    StrBuilder b;
    builder_init(&b, t);
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (unicode_is_upper(c))
            add_lower(&b, s, i);
        else if (unicode_is_lower(c))
            add_mapped(&b, c, unicode_upper_full);
        else
            builder_char(&b, c);
    }
    return builder_take(&b);
}

/** A copy with the first character in upper case and the others in lower case. */
METHOD0(str, capitalize)
{
    const Str *s = as_str(self);
    StrBuilder b;
    builder_init(&b, t);
    if (s->len)
        add_mapped(&b, str_at(s, 0), unicode_upper_full);
    for (ssize i = 1; i < s->len; i++)
        add_lower(&b, s, i);
    return builder_take(&b);
}

static Value title_ascii(Thread *t, const Str *s)
{
    Value v = map_ascii(t, s, ASCII_LOWER);
    if (is_empty(v))
        return v;
    uint8_t *p = str_data(as_str(v));
    uint8_t before = 0;                     /* 1 after a letter */
    for (ssize i = 0; i < s->len; i++) {
        uint8_t letter = (uint8_t)(p[i] - 'a') < 26;
        p[i] ^= (uint8_t)((letter & (before ^ 1)) << 5);
        before = letter;
    }
    return v;
}

/** A copy in which words, runs of letters, begin in title case and go on in lower case. */
METHOD0(str, title)
{
    const Str *s = as_str(self);
    if (s->ascii)
        return title_ascii(t, s);
    StrBuilder b;
    builder_init(&b, t);
    bool in_word = false;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (in_word)
            add_lower(&b, s, i);
        else
            add_mapped(&b, c, unicode_title_full);
        in_word = unicode_is_cased(c);
    }
    return builder_take(&b);
}

/* --- Tests --- */

/* Every character has one of the properties in mask, and there is one. */
static bool all_have(const Str *s, uint32_t mask)
{
    if (s->ascii) {
        const uint8_t *p = str_data(s);
        for (ssize i = 0; i < s->len; i++)
            if (!(unicode_ascii_flags[p[i]] & mask))
                return false;
    } else {
        for (ssize i = 0; i < s->len; i++)
            if (!(unicode_flags(str_at(s, i)) & mask))
                return false;
    }
    return s->len > 0;
}

/** Whether all characters are letters, and there is at least one. */
METHOD0(str, isalpha)
{
    return bool_value(all_have(as_str(self), UNICODE_ALPHA));
}

/** Whether all characters are letters or numerals, and there is at least one. */
METHOD0(str, isalnum)
{
    return bool_value(all_have(as_str(self), UNICODE_ALPHA | UNICODE_DECIMAL | UNICODE_DIGIT | UNICODE_NUMERIC));
}

/** Whether all characters are digits of decimal systems, and there is at least one. */
METHOD0(str, isdecimal)
{
    return bool_value(all_have(as_str(self), UNICODE_DECIMAL));
}

/** Whether all characters are digits, superscripts and the like included, and there is at least one. */
METHOD0(str, isdigit)
{
    return bool_value(all_have(as_str(self), UNICODE_DIGIT));
}

/** Whether all characters have a numeric value, and there is at least one. */
METHOD0(str, isnumeric)
{
    return bool_value(all_have(as_str(self), UNICODE_NUMERIC));
}

/** Whether all characters are whitespace, and there is at least one. */
METHOD0(str, isspace)
{
    return bool_value(all_have(as_str(self), UNICODE_SPACE));
}

/** Whether repr() would show all characters as they are. */
METHOD0(str, isprintable)
{
    return bool_value(as_str(self)->len == 0 || all_have(as_str(self), UNICODE_PRINTABLE));
}

/** Whether all characters are ASCII. */
METHOD0(str, isascii)
{
    return bool_value(as_str(self)->ascii);
}

/* A character of `mask` occurs, and none of the other cases. */
static bool all_cased(const Str *s, uint32_t mask, uint32_t others)
{
    bool found = false;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t flags = unicode_flags(str_at(s, i));
        if (flags & others)
            return false;
        found |= (flags & mask) != 0;
    }
    return found;
}

/** Whether all letters that have case are lower case, and there is at least one. */
METHOD0(str, islower)
{
    return bool_value(all_cased(as_str(self), UNICODE_LOWER, UNICODE_UPPER | UNICODE_TITLE));
}

/** Whether all letters that have case are upper case, and there is at least one. */
METHOD0(str, isupper)
{
    return bool_value(all_cased(as_str(self), UNICODE_UPPER, UNICODE_LOWER | UNICODE_TITLE));
}

/** Whether words begin in upper or title case and go on in lower case, and there is at least one. */
METHOD0(str, istitle)
{
    const Str *s = as_str(self);
    bool in_word = false, found = false;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t flags = unicode_flags(str_at(s, i));
        if (flags & (UNICODE_UPPER | UNICODE_TITLE)) {
            if (in_word)
                return FALSE_VALUE;
            in_word = found = true;
        } else if (flags & UNICODE_LOWER) {
            if (!in_word)
                return FALSE_VALUE;
        } else {
            in_word = false;
        }
    }
    return bool_value(found);
}

bool str_is_identifier(const Str *s)
{
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (i == 0 ? !unicode_is_xid_start(c) && c != '_' : !unicode_is_xid_continue(c))
            return false;
    }
    return s->len > 0;
}

/** Whether the text is an identifier of the language; keywords are, too. */
METHOD0(str, isidentifier)
{
    return bool_value(str_is_identifier(as_str(self)));
}
