/* text.c: decimal numbers from text and to text: strings, the format mini-language, floats.
 * General Decimal Arithmetic Specification: "Conversions"; Python manual: string, "Format Specification Mini-Language". */
#include "modules/_decimal/types.h"

#include <limits.h>
#include <math.h>

#include "base/floattext.h"
#include "object/dict.h"
#include "object/format.h"

/* ---- parsing ---- */

ALWAYS_INLINE bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool matches(const char *s, ssize n, const char *word)
{
    ssize length = (ssize)strlen(word);
    if (n < length)
        return false;
    for (ssize i = 0; i < length; i++)
        if ((s[i] | 0x20) != word[i])
            return false;
    return true;
}

static Lookup parse_special(Env *e, Num *r, const char *s, ssize n, bool negative)
{
    if ((n == 3 && matches(s, n, "inf")) || (n == 8 && matches(s, n, "infinity")))
        return num_set_infinity(r, negative), FOUND;
    bool signaling = n && (*s | 0x20) == 's';
    s += signaling;
    n -= signaling;
    if (!matches(s, n, "nan"))
        return MISSING;
    s += 3;
    n -= 3;
    for (ssize i = 0; i < n; i++)
        if (!is_digit(s[i]))
            return MISSING;
    while (n && *s == '0')
        s++, n--;
    num_set_zero(r, negative, 0);
    if (n && !num_from_digits(e, r, s, n))
        return ERROR;
    if (!n)
        r->digits = 0;
    r->kind = signaling ? SIGNALING : QUIET;
    return FOUND;
}

#define EXPONENT_SATURATED (4 * MAX_EMAX)

/* An exponent, saturating far outside of all limits. */
static bool parse_exponent(const char *s, ssize n, int64_t *exp)
{
    bool negative = n && *s == '-';
    if (n && (*s == '-' || *s == '+'))
        s++, n--;
    if (!n)
        return false;
    int64_t x = 0;
    for (ssize i = 0; i < n; i++) {
        if (!is_digit(s[i]))
            return false;
        x = x > EXPONENT_SATURATED / 10 - 1 ? EXPONENT_SATURATED : x * 10 + (s[i] - '0');
    }
    *exp = negative ? -x : x;
    return true;
}

Lookup num_parse(Env *e, Num *r, const char *s, ssize n)
{
    bool negative = n && *s == '-';
    if (n && (*s == '-' || *s == '+'))
        s++, n--;
    if (!n)
        return MISSING;
    if (!is_digit(*s) && *s != '.')
        return parse_special(e, r, s, n, negative);
    const char *end = s + n, *p = s, *point = NULL;
    while (p < end && (is_digit(*p) || (*p == '.' && !point))) {
        if (*p == '.')
            point = p;
        p++;
    }
    ssize length = p - s;
    int64_t exp = 0;
    if (length == (point != NULL))
        return MISSING;
    if (p < end && ((*p | 0x20) != 'e' || !parse_exponent(p + 1, end - p - 1, &exp)))
        return MISSING;
    char local[128], *joined = NULL;
    const char *digits = s;
    if (point) {                                        /* digits without the point */
        ssize before = point - s;
        exp -= length - before - 1;
        joined = length <= COUNT_OF(local) ? local : mem_alloc(e->t, (size_t)length);
        if (!joined)
            return ERROR;
        memcpy(joined, s, (size_t)before);
        memcpy(joined + before, point + 1, (size_t)(length - before - 1));
        length--;
        digits = joined;
    }
    num_set_zero(r, negative, exp);
    bool ok = num_from_digits(e, r, digits, length);
    if (joined && joined != local)
        mem_free(joined);
    return ok ? FOUND : ERROR;
}

/* ---- printing ---- */

/* Text in the making: room is reckoned before. */
typedef struct Text { char *p; ssize n; } Text;

static void put(Text *x, const char *s, ssize n)
{
    memcpy(x->p + x->n, s, (size_t)n);
    x->n += n;
}
static void put_char(Text *x, char c) { x->p[x->n++] = c; }
static void put_zeros(Text *x, int64_t n)
{
    memset(x->p + x->n, '0', (size_t)n);
    x->n += n;
}
static void put_exponent(Text *x, int64_t exp, char letter)
{
    char digits[24];
    int n = 0;
    uint64_t u = exp < 0 ? -(uint64_t)exp : (uint64_t)exp;
    put_char(x, letter);
    put_char(x, exp < 0 ? '-' : '+');
    do
        digits[n++] = (char)('0' + u % 10);
    while (u /= 10);
    while (n)
        put_char(x, digits[--n]);
}

/* digits with the point after the first `before` of them (may be <= 0 or past the end). */
static void put_pointed(Text *x, const char *digits, int64_t n, int64_t before)
{
    if (before <= 0) {
        put(x, "0.", 2);
        put_zeros(x, -before);
        put(x, digits, n);
    } else if (before >= n) {
        put(x, digits, n);
        put_zeros(x, before - n);
    } else {
        put(x, digits, before);
        put_char(x, '.');
        put(x, digits + before, n - before);
    }
}

static void put_special(Text *x, const Num *a)
{
    if (a->kind == INFINITE)
        put(x, "Infinity", 8);
    else if (a->kind == SIGNALING)
        put(x, "sNaN", 4);
    else
        put(x, "NaN", 3);
}

/* Where the point goes in scientific (or engineering) notation. */
static int64_t point_place(const Num *a, bool engineering)
{
    int64_t left = a->exp + a->digits;
    if (a->exp <= 0 && left > -6)
        return left;
    if (!engineering)
        return 1;
    if (a->n == 0)
        return ((left + 1) % 3 + 3) % 3 - 1;
    return ((left - 1) % 3 + 3) % 3 + 1;
}

Value num_to_str(Thread *t, Env *e, const Num *a, bool engineering, bool capitals)
{
    char small[48], local[128];
    char *digits = small;
    if (a->n && !(digits = num_digits(e, a, small)))
        return EMPTY;
    if (!a->n)
        small[0] = '0';
    Text x = {local, 0};
    if (a->digits > 64 && !(x.p = mem_alloc(t, (size_t)a->digits + 64))) {
        if (digits != small)
            mem_free(digits);
        return EMPTY;
    }
    if (a->negative)
        put_char(&x, '-');
    if (is_special(a)) {
        put_special(&x, a);
        if (a->n)
            put(&x, digits, a->digits);
    } else {
        int64_t place = point_place(a, engineering), left = a->exp + a->digits;
        put_pointed(&x, digits, a->digits, place);
        if (left != place)
            put_exponent(&x, left - place, capitals ? 'E' : 'e');
    }
    Value s = str_from_ascii(t, x.p, x.n);
    if (digits != small)
        mem_free(digits);
    if (x.p != local)
        mem_free(x.p);
    return s;
}

/* ---- format ---- */

/* A field of the override mapping: a str, or EMPTY when there is none. */
static bool override_text(Thread *t, Ref override, const char *name, Value *text)
{
    Ref found = dict_peek_text(t, as_dict(override), name);
    *text = retain(found);
    if (!is_empty(found) && !is_str(found))
        return raise_value(t, "invalid override dict"), false;
    return true;
}

/* Grouping from a dict like localeconv()'s. `sizes` has room for the group sizes. */
static bool grouping_from_override(Thread *t, Ref override, Grouping *g, char *sizes, ssize room)
{
    OWN Value grouping = EMPTY;
    g->sizes = "";
    if (!is_dict(override))
        return raise_type(t, "optional argument must be a dict"), false;
    if (!override_text(t, override, "decimal_point", &g->point) || !override_text(t, override, "thousands_sep", &g->separator)
        || !override_text(t, override, "grouping", &grouping))
        return false;
    if ((!is_empty(g->point) && as_str(g->point)->len != 1) || (!is_empty(g->separator) && as_str(g->separator)->len > 1))
        return raise_value(t, "invalid override dict"), false;
    if (!is_empty(grouping)) {
        ssize n = as_str(grouping)->len;
        for (ssize i = 0; i < n && i < room - 1; i++) {
            uint32_t c = str_at(as_str(grouping), i);
            if (c > CHAR_MAX)
                return raise_value(t, "invalid override dict"), false;
            sizes[i] = (char)c;
        }
        sizes[MIN(n, room - 1)] = 0;
        g->sizes = sizes;
    }
    if (is_empty(g->separator) || !as_str(g->separator)->len)
        g->sizes = "";
    return true;
}

/* Rounds a copy as the precision of the type asks for, with the context's rounding. */
static bool round_for_format(Env *e, Num *r, uint32_t type, ssize precision, uint8_t rounding)
{
    int rest;
    if (precision < 0)
        return true;
    if (type == 'f' || type == 'F')
        return r->exp >= -(int64_t)precision && r->n == 0 ? true : num_rescale(e, r, -(int64_t)precision, rounding, &rest);
    int64_t keep = type == 'e' || type == 'E' ? (int64_t)precision + 1 : MAX((int64_t)precision, (int64_t)1);
    if (r->n == 0)
        return true;
    if (r->digits > keep) {
        if (!num_rescale(e, r, r->exp + r->digits - keep, rounding, &rest))
            return false;
        if (r->digits > keep && !num_rescale(e, r, r->exp + 1, rounding, &rest))
            return false;
    } else if ((type == 'e' || type == 'E') && r->digits < keep) {
        return num_rescale(e, r, r->exp - (keep - r->digits), rounding, &rest);
    }
    return true;
}

/* The number of digits left of the point. */
static int64_t format_place(const Num *a, uint32_t type, ssize precision)
{
    int64_t left = a->exp + a->digits;
    switch (type) {
    case 'e': case 'E':
        if (a->n == 0 && precision >= 0)
            return 1 - precision;
        return 1;
    case 'f': case 'F':
        return left;
    default:
        return a->exp <= 0 && left > -6 ? left : 1;
    }
}

/* "[-]digits[.digits][e...]" of the rounded number. */
static char *format_text(Env *e, const Num *a, uint32_t type, ssize precision, bool capitals, bool alternate, ssize *length)
{
    char small[48];
    char *digits = small;
    if (a->n && !(digits = num_digits(e, a, small)))
        return NULL;
    if (!a->n)
        small[0] = '0';
    int64_t left = a->exp + a->digits, place = format_place(a, type, precision);
    int64_t room = a->digits + 64 + (place < 0 ? -place : place);
    char *text = room > (int64_t)1 << 40 ? (raise_memory(e->t), NULL) : mem_alloc(e->t, (size_t)room);
    if (text) {
        Text x = {text, 0};
        if (a->negative)
            put_char(&x, '-');
        if (is_special(a)) {
            put_special(&x, a);
            if (a->n)
                put(&x, digits, a->digits);
        } else if (a->n == 0 && (type == 'e' || type == 'E')) {
            put_char(&x, '0');
            if (precision > 0) {
                put_char(&x, '.');
                put_zeros(&x, precision);
            }
            put_exponent(&x, a->exp + MAX(precision, (ssize)0), capitals ? 'E' : 'e');
        } else {
            ssize start = x.n;
            put_pointed(&x, digits, a->digits, place);
            if (alternate && !memchr(x.p + start, '.', (size_t)(x.n - start)))
                put_char(&x, '.');
            if (left != place || type == 'e' || type == 'E')
                put_exponent(&x, left - place, capitals ? 'E' : 'e');
        }
        *length = x.n;
    }
    if (digits != small)
        mem_free(digits);
    return text;
}

static bool all_zero_digits(const char *s, ssize n)
{
    for (ssize i = 0; i < n && (s[i] | 0x20) != 'e'; i++)
        if (s[i] >= '1' && s[i] <= '9')
            return false;
    return true;
}

static Value format_number(Thread *t, Env *e, const Num *a, const FormatSpec *f, Grouping *g, bool capitals)
{
    NUM(r);
    uint32_t type = f->type;
    bool percent = type == '%';
    if (!num_copy(e, &r, a))
        return EMPTY;
    ssize precision = f->precision;
    if (is_special(a)) {
        type = 'g';
    } else {
        if (percent) {
            type = 'f';
            r.exp += 2;
        }
        if (type == 0)
            type = precision < 0 ? 's' : capitals ? 'G' : 'g';
        else if (type == 'n')
            type = 'g';
        if (precision > MAX_PREC || !round_for_format(e, &r, type, precision, e->rounding))
            return is_raised(t) ? EMPTY : raise_value(t, "precision too big");
        if ((type == 'f' || type == 'F') && r.exp > 0 && r.n) {
            if (r.exp > (int64_t)1 << 40)
                return raise_memory(t);
        } else if ((type == 'f' || type == 'F') && r.n == 0 && r.exp > 0) {
            r.exp = 0;
        }
        if ((type == 'f' || type == 'F') && r.n == 0 && precision >= 0)
            r.exp = -(int64_t)precision;
    }
    bool big = type == 's' ? capitals : type == 'E' || type == 'F' || type == 'G';
    ssize n;
    char *text = format_text(e, &r, type, precision, big, f->alternate, &n);
    if (!text)
        return EMPTY;
    if (percent)
        text[n++] = '%';
    Numeral numeral;
    StrBuilder b;
    bool drop_sign = f->no_negative_zero && r.negative && !is_special(a) && all_zero_digits(text + 1, n - 1);
    numeral_of(text + drop_sign, n - drop_sign, f->sign, &numeral);
    FormatSpec layout = *f;
    builder_init(&b, t);
    emit_numeral(&b, &numeral, g, &layout);
    mem_free(text);
    return builder_take(&b);
}

static bool is_decimal_code(uint32_t type)
{
    switch (type) {
    case 0: case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case 'n': case '%':
        return true;
    }
    return false;
}

Value decimal_format(Thread *t, Ref self, Ref spec, Ref override)
{
    FormatSpec f;
    Grouping g = {.sizes = "", .separator = EMPTY, .point = EMPTY};
    char sizes[32];
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = env_exact(&(Env){.t = t, .cache = &c->state->cache});
    e.rounding = c->rounding;
    if (!format_parse(t, spec, self, 0, '>', &f))
        return EMPTY;
    if (!is_decimal_code(f.type))
        return raise_value(t, "invalid format string");
    if ((f.type == 'n' && f.thousands) || f.width > MAX_PREC)
        return raise_value(t, "invalid format string");
    Value result = EMPTY;
    if (is_empty(override) ? grouping_init(t, &f, &g) : grouping_from_override(t, override, &g, sizes, COUNT_OF(sizes)))
        result = format_number(t, &e, num_of(self), &f, &g, c->capitals);
    grouping_release(&g);
    return result;
}

/* ---- floats ---- */

bool num_as_double(Thread *t, Env *e, const Num *a, double *d)
{
    if (is_special(a)) {
        if (a->kind == SIGNALING)
            return raise_value(t, "cannot convert signaling NaN to float"), false;
        *d = copysign(a->kind == INFINITE ? INFINITY : NAN, a->negative ? -1.0 : 1.0);
        return true;
    }
    OWN Value text = num_to_str(t, e, a, false, false);
    ssize n;
    size_t used;
    bool overflow;
    const char *s = is_empty(text) ? NULL : str_utf8(t, text, &n);
    if (!s)
        return false;
    *d = double_parse(s, (size_t)n, &used, &overflow);
    return true;
}
