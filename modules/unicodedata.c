/* unicodedata.c: the Unicode Character Database; the tables and algorithms are in base/unicode.h.
 *
 * The functions of the module are methods of an object of the type UCD; a second one, ucd_3_2_0, shows the database
 * as of Unicode 3.2, which internationalised domain names are defined by: what that version did not have is unassigned;
 * characters it had whose properties have changed since are in the tables `former_...` (decompositions and combining classes are
 * stable by Unicode's own policy), and it has no aliases of names.
 * Python manual: unicodedata. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/unicode.h"
#include "object/float.h"
#include "object/module.h"
#include "object/str.h"
#include "gen/modules/unicodedata.h"

typedef struct Database {
    Object head;
    bool old;                   /* as of 3.2 */
} Database;

static bool is_old(Ref self) { return ((Database *)object_of(self))->old; }
/* Does this database have c? */
static bool knows(Ref self, uint32_t c) { return !is_old(self) || unicode_is_in_3_2(c); }

/* ---- what has changed since 3.2 ---- */

typedef struct Former { uint32_t first, last; const char *value; } Former;      /* sorted */

static const Former former_category[] = {
    {0x00A7, 0x00A7, "So"}, {0x00AA, 0x00AA, "Ll"}, {0x00AD, 0x00AD, "Pd"}, {0x00B6, 0x00B6, "So"}, {0x00BA, 0x00BA, "Ll"},
    {0x0294, 0x0294, "Ll"}, {0x02B9, 0x02BA, "Sk"}, {0x02C6, 0x02CF, "Sk"}, {0x02EC, 0x02EC, "Sk"}, {0x0374, 0x0374, "Sk"},
    {0x05BE, 0x05BE, "Po"}, {0x06DE, 0x06DE, "Me"}, {0x0F14, 0x0F14, "So"}, {0x10D0, 0x10F8, "Lo"}, {0x1369, 0x1371, "Nd"},
    {0x13A0, 0x13F4, "Lo"}, {0x166D, 0x166D, "Po"}, {0x1734, 0x1734, "Mn"}, {0x17B4, 0x17B5, "Mc"}, {0x1885, 0x1886, "Lo"},
    {0x200B, 0x200B, "Zs"}, {0x2071, 0x2071, "Ll"}, {0x207F, 0x207F, "Ll"}, {0x2118, 0x2118, "So"}, {0x2132, 0x2132, "So"},
    {0x2183, 0x2183, "Nl"}, {0x2308, 0x230B, "Sm"}, {0x23B4, 0x23B4, "Ps"}, {0x23B5, 0x23B5, "Pe"}, {0x23B6, 0x23B6, "Po"},
    {0x302E, 0x302F, "Mn"}, {0x30FB, 0x30FB, "Pc"}, {0xA015, 0xA015, "Lo"}, {0xFD3E, 0xFD3E, "Ps"}, {0xFD3F, 0xFD3F, "Pe"},
    {0xFF65, 0xFF65, "Pc"}, {0x10341, 0x10341, "Lo"},
};
static const Former former_bidirectional[] = {
    {0x002B, 0x002B, "ET"}, {0x002D, 0x002D, "ET"}, {0x002F, 0x002F, "ES"}, {0x00AD, 0x00AD, "ON"}, {0x06DD, 0x06DD, "AL"},
    {0x06DE, 0x06DE, "NSM"}, {0x070F, 0x070F, "BN"}, {0x0CBF, 0x0CBF, "NSM"}, {0x0CC6, 0x0CC6, "NSM"},
    {0x1734, 0x1734, "NSM"}, {0x17B4, 0x17B5, "L"}, {0x1885, 0x1886, "L"}, {0x202F, 0x202F, "WS"}, {0x2044, 0x2044, "ON"},
    {0x207A, 0x207B, "ET"}, {0x208A, 0x208B, "ET"}, {0x2132, 0x2132, "ON"}, {0x2212, 0x2212, "ET"}, {0x2460, 0x2487, "EN"},
    {0x24EA, 0x24EA, "EN"}, {0x2800, 0x28FF, "ON"}, {0x302E, 0x302F, "NSM"}, {0xFB29, 0xFB29, "ET"}, {0xFE62, 0xFE63, "ET"},
    {0xFF0B, 0xFF0B, "ET"}, {0xFF0D, 0xFF0D, "ET"}, {0xFF0F, 0xFF0F, "ES"}, {0xFFF9, 0xFFFB, "BN"}, {0x1D6DB, 0x1D6DB, "L"},
    {0x1D715, 0x1D715, "L"}, {0x1D74F, 0x1D74F, "L"}, {0x1D789, 0x1D789, "L"}, {0x1D7C3, 0x1D7C3, "L"},
};
/* The mirrored property in 3.2 was the opposite of today's. */
static const Former former_mirrored[] = {
    {0x0F3A, 0x0F3D, ""}, {0x169B, 0x169C, ""}, {0x29A1, 0x29A1, ""}, {0xFE59, 0xFE5E, ""}, {0xFE64, 0xFE65, ""}, {0x1D6DB, 0x1D6DB, ""},
    {0x1D715, 0x1D715, ""}, {0x1D74F, 0x1D74F, ""}, {0x1D789, 0x1D789, ""}, {0x1D7C3, 0x1D7C3, ""},
};
static const Former former_east_asian_width[] = {
    {0x231A, 0x231B, "N"}, {0x25FD, 0x25FE, "N"}, {0x2648, 0x2653, "N"},
};
/* Superscripts, subscripts and Ethiopic digits were decimals of their digit values. */
static const Former former_decimal[] = {
    {0x00B2, 0x00B3, ""}, {0x00B9, 0x00B9, ""}, {0x1369, 0x1371, ""}, {0x2070, 0x2070, ""}, {0x2074, 0x2079, ""}, {0x2080, 0x2089, ""},
};

static const char *former_value(const Former *table, int n, uint32_t c)
{
    for (int i = 0; i < n && table[i].first <= c; i++)
        if (c <= table[i].last)
            return table[i].value;
    return NULL;
}
/* What 3.2 had for c, if that is not what it has today; else NULL. */
#define FORMER(self, name, c) (is_old(self) ? former_value(former_##name, COUNT_OF(former_##name), c) : NULL)

static const char *property(Ref self, uint32_t c, const char *former, const char *(*today)(uint32_t), const char *unknown)
{
    return !knows(self, c) ? unknown : former ? former : today(c);
}

/* ---- normal forms ---- */

static const char *const form_names[] = {
    [UNICODE_NFC] = "NFC", [UNICODE_NFD] = "NFD", [UNICODE_NFKC] = "NFKC", [UNICODE_NFKD] = "NFKD",
};

static bool form_of(Thread *t, Ref name, UnicodeForm *form)
{
    for (int i = 0; i < COUNT_OF(form_names); i++)
        if (str_is(name, form_names[i])) {
            *form = (UnicodeForm)i;
            return true;
        }
    return raise_value(t, "invalid normalization form"), false;
}

static const char *data_at(const Str *s, ssize i) { return (const char *)str_data(s) + i * s->kind; }

/* Adds the normal form of s[start..end) to b. */
static bool normalize_span(StrBuilder *b, UnicodeForm form, const Str *s, ssize start, ssize end)
{
    uint32_t *points;
    ssize n;
    if (start == end)
        return true;
    if (!unicode_normalize(form, data_at(s, start), s->kind, end - start, &points, &n))
        return raise_memory(b->t), false;
    OWN Value part = str_from_points(b->t, points, n);
    free(points);
    return !is_empty(part) && builder_str(b, part);
}

/* Characters the database does not have stay as they are, and keep apart what is around them. */
static Value normalize(Thread *t, Ref self, UnicodeForm form, Ref text)
{
    Str *s = as_str(text);
    StrBuilder b;
    builder_init(&b, t);
    ssize start = 0;
    for (ssize i = 0; is_old(self) && i < s->len; i++)
        if (!knows(self, str_at(s, i))) {
            if (!normalize_span(&b, form, s, start, i) || !builder_char(&b, str_at(s, i)))
                goto failed;
            start = i + 1;
        }
    if (normalize_span(&b, form, s, start, s->len))
        return builder_take(&b);
failed:
    builder_free(&b);
    return EMPTY;
}

static Value plain_str(Thread *t, Ref text)
{
    return is_exact(text, &str_type) ? retain(text) : str_slice(t, text, 0, as_str(text)->len);
}

static UnicodeAnswer quick_check(Ref self, UnicodeForm form, const Str *s)
{
    if (s->ascii)
        return UNICODE_YES;
    return is_old(self) ? UNICODE_MAYBE : unicode_quick_check(form, str_data(s), s->kind, s->len);
}

/** Return the normal form 'form' for the Unicode string unistr.
 *
 * Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'. */
METHOD(UCD, normalize, "(self, form: str, unistr: str, /)")
{
    UnicodeForm form;
    if (!form_of(t, a->form, &form))
        return EMPTY;
    return quick_check(self, form, as_str(a->unistr)) == UNICODE_YES ? plain_str(t, a->unistr) : normalize(t, self, form, a->unistr);
}

/** Return whether the Unicode string unistr is in the normal form 'form'.
 *
 * Valid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'. */
METHOD(UCD, is_normalized, "(self, form: str, unistr: str, /)")
{
    UnicodeForm form;
    if (!form_of(t, a->form, &form))
        return EMPTY;
    UnicodeAnswer answer = quick_check(self, form, as_str(a->unistr));
    if (answer != UNICODE_MAYBE)
        return bool_value(answer == UNICODE_YES);
    OWN Value normal = normalize(t, self, form, a->unistr);
    return is_empty(normal) ? EMPTY : bool_value(str_equal(as_str(normal), as_str(a->unistr)));
}

/* ---- properties ---- */

/** Converts a Unicode character into its equivalent decimal value.
 *
 * Returns the decimal value assigned to the character chr as integer.
 * If no such value is defined, default is returned, or, if not given,
 * ValueError is raised. */
METHOD(UCD, decimal, "(self, chr: ordinal, default=?, /)")
{
    int value = !knows(self, a->chr) ? -1 : FORMER(self, decimal, a->chr) ? unicode_digit(a->chr) : unicode_decimal(a->chr);
    if (value >= 0)
        return fixnum(value);
    return is_empty(a->default_) ? raise_value(t, "not a decimal") : retain(a->default_);
}

/** Converts a Unicode character into its equivalent digit value.
 *
 * Returns the digit value assigned to the character chr as integer.
 * If no such value is defined, default is returned, or, if not given,
 * ValueError is raised. */
METHOD(UCD, digit, "(self, chr: ordinal, default=?, /)")
{
    int value = knows(self, a->chr) ? unicode_digit(a->chr) : -1;
    if (value >= 0)
        return fixnum(value);
    return is_empty(a->default_) ? raise_value(t, "not a digit") : retain(a->default_);
}

/** Converts a Unicode character into its equivalent numeric value.
 *
 * Returns the numeric value assigned to the character chr as float.
 * If no such value is defined, default is returned, or, if not given,
 * ValueError is raised. */
METHOD(UCD, numeric, "(self, chr: ordinal, default=?, /)")
{
    double value;
    if (knows(self, a->chr) && unicode_numeric(a->chr, &value))
        return float_from(t, value);
    return is_empty(a->default_) ? raise_value(t, "not a numeric character") : retain(a->default_);
}

/** Returns the general category assigned to the character chr as string. */
METHOD(UCD, category, "(self, chr: ordinal, /)")
{
    return intern_text(t, property(self, a->chr, FORMER(self, category, a->chr), unicode_category, "Cn"));
}

/** Returns the bidirectional class assigned to the character chr as string.
 *
 * If no such value is defined, an empty string is returned. */
METHOD(UCD, bidirectional, "(self, chr: ordinal, /)")
{
    return intern_text(t, property(self, a->chr, FORMER(self, bidirectional, a->chr), unicode_bidirectional, ""));
}

/** Returns the canonical combining class assigned to the character chr as integer.
 *
 * Returns 0 if no combining class is defined. */
METHOD(UCD, combining, "(self, chr: ordinal, /)")
{
    return fixnum(knows(self, a->chr) ? unicode_combining(a->chr) : 0);
}

/** Returns the mirrored property assigned to the character chr as integer.
 *
 * Returns 1 if the character has been identified as a "mirrored"
 * character in bidirectional text, 0 otherwise. */
METHOD(UCD, mirrored, "(self, chr: ordinal, /)")
{
    return fixnum(knows(self, a->chr) && unicode_is_mirrored(a->chr) != !!FORMER(self, mirrored, a->chr));
}

/** Returns the east asian width assigned to the character chr as string. */
METHOD(UCD, east_asian_width, "(self, chr: ordinal, /)")
{
    return intern_text(t, property(self, a->chr, FORMER(self, east_asian_width, a->chr), unicode_east_asian_width, "N"));
}

/** Returns the character decomposition mapping assigned to the character chr as string.
 *
 * An empty string is returned in case no such mapping is defined. */
METHOD(UCD, decomposition, "(self, chr: ordinal, /)")
{
    uint32_t points[UNICODE_DECOMPOSITION_LIMIT];
    const char *tag;
    int n = knows(self, a->chr) ? unicode_decomposition(a->chr, &tag, points) : 0;
    StrBuilder b;
    builder_init(&b, t);
    if (n)
        builder_text(&b, tag);
    for (int i = 0; i < n; i++) {
        char hex[16];
        snprintf(hex, sizeof hex, i || *tag ? " %04X" : "%04X", (unsigned)points[i]);
        builder_text(&b, hex);
    }
    return builder_take(&b);
}

/* ---- names ---- */

/** Returns the name assigned to the character chr as a string.
 *
 * If no name is defined, default is returned, or, if not given,
 * ValueError is raised. */
METHOD(UCD, name, "(self, chr: ordinal, default=?, /)")
{
    char name[UNICODE_NAME_LIMIT];
    int n = knows(self, a->chr) ? unicode_name(a->chr, name) : 0;
    if (n)
        return str_from_ascii(t, name, n);
    return is_empty(a->default_) ? raise_value(t, "no such name") : retain(a->default_);
}

/* Is that its name, case apart, not an alias? */
static bool is_name(uint32_t c, const Str *s)
{
    char name[UNICODE_NAME_LIMIT];
    return unicode_name(c, name) == s->len && !strncasecmp(name, str_data(s), (size_t)s->len);
}

/** Look up character by name.
 *
 * If a character with the given name is found, return the
 * corresponding character.  If not found, KeyError is raised. */
METHOD(UCD, lookup, "(self, name: str, /)")
{
    Str *s = as_str(a->name);
    uint32_t points[UNICODE_SEQUENCE_LIMIT];
    int n = 0;
    if (s->ascii) {
        if (!is_old(self))
            n = unicode_lookup_sequence(str_data(s), s->len, points);
        else
            n = unicode_lookup(str_data(s), s->len, points) && unicode_is_in_3_2(points[0]) && is_name(points[0], s);
    }
    if (n)
        return str_from_points(t, points, n);
    OWN Value message = str_format(t, "undefined character name '%S'", a->name);
    return is_empty(message) ? EMPTY : raise_key(t, message);
}

GETTER(UCD, unidata_version)
{
    return str_from_text(t, is_old(self) ? "3.2.0" : unicode_version);
}

static void UCD_dealloc(Object *o) { object_free(o, sizeof(Database)); }

Type UCD_type = {
    TYPE_HEAD("unicodedata.UCD", Database), .dealloc = UCD_dealloc, .methods = UCD_methods, .getset = UCD_getset,
};

static Value database_new(Thread *t, bool old)
{
    Database *d = object_new(t, &UCD_type, sizeof *d);
    if (d)
        d->old = old;
    return value_of(d);
}

/* The methods of the database of today are the functions of the module. */
static bool unicodedata_exec(Thread *t, Ref module)
{
    if (!module_add_type(t, module, &UCD_type) || !module_add_text(t, module, "unidata_version", unicode_version)
        || !module_add_take(t, module, "ucd_3_2_0", database_new(t, true)))
        return false;
    OWN Value database = database_new(t, false);
    for (const MethodDef *m = method_first(UCD_methods); !is_empty(database) && m; m = method_next(m))
        if (!module_add_take(t, module, m->name, builtin_function_new(t, m, database, NAME(unicodedata))))
            return false;
    return !is_empty(database);
}

MODULE(unicodedata, .exec = unicodedata_exec,
       .doc = "This module provides access to the Unicode Character Database which\n"
              "defines character properties for all Unicode characters. The data in\n"
              "this database is based on the UnicodeData.txt file published by the\n"
              "Unicode Consortium.\n\n"
              "The module uses the same names and symbols as defined by the\n"
              "UnicodeData File Format.");
