/* unicodedata.c: the Unicode Character Database; the tables and algorithms are in base/unicode.h.
 *
 * The functions of the module are methods of an object of the type UCD; a second one, ucd_3_2_0, shows the database
 * as of Unicode 3.2, which internationalised domain names are defined by: what that version did not have is unassigned;
 * characters it had keep the properties of today (what matters here, decompositions, is stable by Unicode's own policy).
 * Python manual: unicodedata. */
#include <stdio.h>
#include <stdlib.h>

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
    int value = knows(self, a->chr) ? unicode_decimal(a->chr) : -1;
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
    return intern_text(t, knows(self, a->chr) ? unicode_category(a->chr) : "Cn");
}

/** Returns the bidirectional class assigned to the character chr as string.
 *
 * If no such value is defined, an empty string is returned. */
METHOD(UCD, bidirectional, "(self, chr: ordinal, /)")
{
    return intern_text(t, knows(self, a->chr) ? unicode_bidirectional(a->chr) : "");
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
    return fixnum(knows(self, a->chr) && unicode_is_mirrored(a->chr));
}

/** Returns the east asian width assigned to the character chr as string. */
METHOD(UCD, east_asian_width, "(self, chr: ordinal, /)")
{
    return intern_text(t, knows(self, a->chr) ? unicode_east_asian_width(a->chr) : "N");
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
            n = unicode_lookup(str_data(s), s->len, points) && unicode_is_in_3_2(points[0]);
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
