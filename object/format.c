/* format.c: the format specification mini-language (manual: string, "Format Specification Mini-Language"):
 *
 *     [[fill]align][sign][z][#][0][width][, or _][.precision][type]
 *
 * format_parse reads it into a FormatSpec. Numbers are first printed plainly; a Numeral says which part of that text is sign, prefix,
 * digits and rest; emit_numeral lays it out with grouping and padding. */
#include <locale.h>
#include <stdio.h>

#include "base/floattext.h"
#include "base/unicode.h"
#include "object/float.h"
#include "object/format.h"
#include "object/int.h"

/* ---- Parsing ---- */

ALWAYS_INLINE bool is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

/* Reads decimal digits at *i; *n stays -1 when there are none. */
static bool parse_number(Thread *t, const Str *s, ssize *i, ssize *n)
{
    for (; *i < s->len; ++*i) {
        uint32_t c = str_at(s, *i);
        int digit = c < 0x80 ? (c >= '0' && c <= '9' ? (int)(c - '0') : -1) : unicode_decimal(c);
        if (digit < 0)
            break;
        if (*n > (SSIZE_MAX_ - digit) / 10)
            return raise_value(t, "Too many decimal digits in format string"), false;
        *n = MAX(*n, (ssize)0) * 10 + digit;
    }
    return true;
}

static COLD bool raise_type_code(Thread *t, const char *format, char what, uint32_t type)
{
    char shown[16];
    shown[0] = (char)type;
    shown[1] = 0;
    if (type <= 32 || type >= 128)
        snprintf(shown, sizeof shown, "\\x%x", type);
    return raise_value(t, format, what, shown), false;
}

static bool parse_thousands(Thread *t, const Str *s, ssize *i, FormatSpec *f)
{
    while (*i < s->len && (str_at(s, *i) == ',' || str_at(s, *i) == '_')) {
        char c = (char)str_at(s, *i);
        if (f->thousands && f->thousands != c)
            return raise_value(t, "Cannot specify both ',' and '_'."), false;
        if (f->thousands)
            break;                      /* left to be an unsuitable type */
        f->thousands = c;
        ++*i;
    }
    return true;
}

/* Does grouping go with the type? */
static bool check_thousands(Thread *t, const FormatSpec *f)
{
    switch (f->type) {
    case 'd': case 'e': case 'f': case 'g': case 'E': case 'G': case '%': case 'F': case 0:
        return true;
    case 'b': case 'o': case 'x': case 'X':
        if (f->thousands == '_')
            return true;
    }
    return raise_type_code(t, "Cannot specify '%c' with '%s'.", f->thousands, f->type);
}

bool format_parse(Thread *t, Ref spec, Ref of, uint32_t default_type, char default_align, FormatSpec *f)
{
    const Str *s = as_str(spec);
    ssize i = 0;
    *f = (FormatSpec){.fill = ' ', .type = default_type, .align = default_align, .width = -1, .precision = -1};
    if (s->len >= 2 && is_align(str_at(s, 1))) {
        f->fill = str_at(s, 0);
        f->align = (char)str_at(s, 1);
        f->align_given = true;
        i = 2;
    } else if (s->len >= 1 && is_align(str_at(s, 0))) {
        f->align = (char)str_at(s, 0);
        f->align_given = true;
        i = 1;
    }
    bool fill_given = i == 2;
#define AT(c) (i < s->len && str_at(s, i) == (c))
    if (AT('+') || AT('-') || AT(' '))
        f->sign = (char)str_at(s, i++);
    if (AT('z'))
        f->no_negative_zero = true, i++;
    if (AT('#'))
        f->alternate = true, i++;
    if (!fill_given && AT('0')) {
        f->fill = '0';
        if (!f->align_given && default_align == '>')
            f->align = '=';
        i++;
    }
    if (!parse_number(t, s, &i, &f->width) || !parse_thousands(t, s, &i, f))
        return false;
    if (AT('.')) {
        i++;
        if (!parse_number(t, s, &i, &f->precision))
            return false;
        if (f->precision < 0)
            return raise_value(t, "Format specifier missing precision"), false;
    }
#undef AT
    if (s->len - i > 1)
        return raise_value(t, "Invalid format specifier '%S' for object of type '%T'", spec, of), false;
    if (i < s->len)
        f->type = str_at(s, i);
    return !f->thousands || check_thousands(t, f);
}

COLD Value format_raise_unknown(Thread *t, uint32_t type, Ref of)
{
    if (type > 32 && type < 128)
        return raise_value(t, "Unknown format code '%c' for object of type '%T'", (int)type, of);
    return raise_value(t, "Unknown format code '\\x%x' for object of type '%T'", (int)type, of);
}

/* ---- Layout ---- */

/* Where the padding of `n` characters goes: *left before, the result after. */
static ssize split_padding(const FormatSpec *f, ssize n, ssize *left)
{
    ssize pad = MAX(f->width - n, (ssize)0);
    *left = f->align == '<' || f->align == '=' ? 0 : f->align == '^' ? pad / 2 : pad;
    return pad - *left;
}

void grouping_release(Grouping *g)
{
    release(g->separator);
    release(g->point);
}

bool grouping_init(Thread *t, const FormatSpec *f, Grouping *g)
{
    g->sizes = "";
    g->separator = g->point = EMPTY;
    if (f->type == 'n') {
        struct lconv *lc = localeconv();
        g->sizes = lc->grouping;
        g->separator = str_from_utf8_lossless(t, lc->thousands_sep, (ssize)strlen(lc->thousands_sep));
        g->point = is_empty(g->separator) ? EMPTY : str_from_utf8_lossless(t, lc->decimal_point, (ssize)strlen(lc->decimal_point));
        if (is_empty(g->point))
            return grouping_release(g), false;
        if (!as_str(g->separator)->len)
            g->sizes = "";
    } else if (f->thousands) {
        g->sizes = f->type == 'b' || f->type == 'o' || f->type == 'x' || f->type == 'X' ? "\4" : "\3";
        g->separator = str_from_char(t, (uint32_t)f->thousands);
        return !is_empty(g->separator);
    }
    return true;
}

/* One group after the other, from the right; first how many characters they take, then the groups themselves from the left. */
typedef struct Group { ssize digits, zeros; } Group;

/* Splits `count` digits into groups of at least `min_width` characters together with separators; returns the number of groups,
 * groups[0] being the rightmost. When `groups` is NULL only counts. */
static ssize plan_groups(const char *sizes, ssize separator_len, ssize count, ssize min_width, Group *groups, ssize *width)
{
    ssize n = 0, size = 0;
    *width = 0;
    for (;;) {
        if (*sizes == CHAR_MAX)
            size = SSIZE_MAX_;
        else if (*sizes)
            size = (unsigned char)*sizes++;
        else if (!n)
            size = SSIZE_MAX_;
        ssize take = MIN(size, MAX(MAX(count, min_width), (ssize)1));
        Group g = {.digits = MIN(take, count), .zeros = MAX(take - count, (ssize)0)};
        if (groups)
            groups[n] = g;
        n++;
        *width += take;
        count -= g.digits;
        min_width -= take;
        if (count <= 0 && min_width <= 0)
            return n;
        min_width -= separator_len;
        *width += separator_len;
    }
}

static bool emit_groups(StrBuilder *b, const Grouping *g, const Numeral *n, const Group *groups, ssize group_count)
{
    const char *digit = n->digits;
    for (ssize i = group_count; i-- > 0;) {
        builder_fill(b, '0', groups[i].zeros);
        builder_ascii(b, digit, groups[i].digits);
        digit += groups[i].digits;
        if (i && !is_empty(g->separator))
            builder_str(b, g->separator);
    }
    return !b->failed;
}

/* The common case: no groups, and a point that is a point. */
static bool emit_ungrouped(StrBuilder *b, const Numeral *n, ssize len, const FormatSpec *f)
{
    ssize left = 0, right = f ? split_padding(f, len, &left) : 0;
    if (left)
        builder_fill(b, f->fill, left);
    if (n->sign)
        builder_char(b, (uint32_t)n->sign);
    if (*n->prefix)
        builder_text(b, n->prefix);
    if (right && f->align == '=') {
        builder_fill(b, f->fill, right);
        right = 0;
    }
    builder_ascii(b, n->digits, n->digit_count);
    if (n->point)
        builder_char(b, '.');
    builder_ascii(b, n->rest, n->rest_len);
    if (right)
        builder_fill(b, f->fill, right);
    return !b->failed;
}

bool emit_numeral(StrBuilder *b, const Numeral *n, const Grouping *g, const FormatSpec *f)
{
    ssize separator_len = is_empty(g->separator) ? 0 : as_str(g->separator)->len, point_len = is_empty(g->point) ? 1 : as_str(g->point)->len;
    ssize fixed = (n->sign != 0) + (ssize)strlen(n->prefix) + (n->point ? point_len : 0) + n->rest_len;
    ssize min_width = f && f->fill == '0' && f->align == '=' ? f->width - fixed : 0, grouped = 0, group_count = 0, left = 0, right = 0;
    Group local[32], *groups = local;
    if (!*g->sizes && is_empty(g->point))
        return emit_ungrouped(b, n, fixed + n->digit_count, f);
    if (min_width > (ssize)1 << 40)             /* before grouping counts that far */
        return raise_memory(b->t), b->failed = true, false;
    if (n->digit_count) {
        group_count = plan_groups(g->sizes, separator_len, n->digit_count, min_width, NULL, &grouped);
        if (group_count > COUNT_OF(local)) {
            groups = mem_alloc_array(b->t, group_count, sizeof(Group));
            if (!groups)
                return b->failed = true, false;
        }
        plan_groups(g->sizes, separator_len, n->digit_count, min_width, groups, &grouped);
    }
    if (f)
        right = split_padding(f, fixed + grouped, &left);
    if (left)
        builder_fill(b, f->fill, left);
    if (n->sign)
        builder_char(b, (uint32_t)n->sign);
    builder_text(b, n->prefix);
    if (right && f->align == '=') {
        builder_fill(b, f->fill, right);
        right = 0;
    }
    emit_groups(b, g, n, groups, group_count);
    if (n->point) {
        if (is_empty(g->point))
            builder_char(b, '.');
        else
            builder_str(b, g->point);
    }
    builder_ascii(b, n->rest, n->rest_len);
    if (right)
        builder_fill(b, f->fill, right);
    if (groups != local)
        mem_free(groups);
    return !b->failed;
}

char shown_sign(bool negative, char option)
{
    return negative ? '-' : option == '+' || option == ' ' ? option : 0;
}

/* ---- str ---- */

static Value pad_str(Thread *t, Ref s, ssize len, const FormatSpec *f)
{
    StrBuilder b;
    ssize left, right = split_padding(f, len, &left);
    builder_init(&b, t);
    builder_fill(&b, f->fill, left);
    builder_slice(&b, s, 0, len);
    builder_fill(&b, f->fill, right);
    return builder_take(&b);
}

Value str_format_spec(Thread *t, Ref s, Ref spec)
{
    FormatSpec f;
    if (is_empty(spec) || !as_str(spec)->len)
        return to_str(t, s);
    if (!format_parse(t, spec, s, 's', '<', &f))
        return EMPTY;
    if (f.type != 's')
        return format_raise_unknown(t, f.type, s);
    if (f.sign == ' ')
        return raise_value(t, "Space not allowed in string format specifier");
    if (f.sign)
        return raise_value(t, "Sign not allowed in string format specifier");
    if (f.no_negative_zero)
        return raise_value(t, "Negative zero coercion (z) not allowed in string format specifier");
    if (f.alternate)
        return raise_value(t, "Alternate form (#) not allowed in string format specifier");
    if (f.align == '=')
        return raise_value(t, "'=' alignment not allowed in string format specifier");
    ssize len = f.precision >= 0 ? MIN(f.precision, as_str(s)->len) : as_str(s)->len;
    if (f.width <= len)
        return len == as_str(s)->len && is_exact(s, &str_type) ? retain(s) : str_slice(t, s, 0, len);
    return pad_str(t, s, len, &f);
}

/* ---- int ---- */

static Value format_char(Thread *t, Ref i, const FormatSpec *f)
{
    if (f->sign)
        return raise_value(t, "Sign not allowed with integer format specifier 'c'");
    if (f->alternate)
        return raise_value(t, "Alternate form (#) not allowed with integer format specifier 'c'");
    int64_t c;
    if (!int_as_int64(i, &c))
        return raise_overflow(t, "Python int too large to convert to C long");
    if (c < 0 || c > 0x10FFFF)
        return raise_overflow(t, "%%c arg not in range(0x110000)");
    OWN Value s = str_from_char(t, (uint32_t)c);
    if (is_empty(s))
        return EMPTY;
    FormatSpec padding = *f;
    if (padding.align == '=')
        padding.align = '>';
    return pad_str(t, s, 1, &padding);
}

static void upper_ascii(char *s, ssize n)
{
    for (ssize i = 0; i < n; i++)
        if (s[i] >= 'a' && s[i] <= 'z')
            s[i] -= 32;
}

static Value format_integer(Thread *t, Ref i, const FormatSpec *f)
{
    uint32_t type = f->type;
    int base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
    char small[FIXNUM_TEXT_MAX];
    OWN Value text = EMPTY;
    Grouping g;
    char *digits = small;
    ssize n;
    if (is_fixnum(i)) {
        n = fixnum_text(fixnum_value(i), base, small);
    } else {
        text = int_to_str(t, i, base, false);
        if (is_empty(text))
            return EMPTY;
        digits = str_data(as_str(text));
        n = as_str(text)->len;
    }
    if (!grouping_init(t, f, &g))
        return EMPTY;
    bool negative = *digits == '-';
    OWN Value upper = EMPTY;
    if (type == 'X') {                          /* digits may belong to a shared str: change a copy */
        upper = str_new(t, n, 0x7F);
        if (is_empty(upper))
            return grouping_release(&g), EMPTY;
        digits = memcpy(str_data(as_str(upper)), digits, (size_t)n);
        upper_ascii(digits, n);
    }
    Numeral numeral = {
        .sign = shown_sign(negative, f->sign),
        .prefix = !f->alternate ? "" : type == 'b' ? "0b" : type == 'o' ? "0o" : type == 'x' ? "0x" : type == 'X' ? "0X" : "",
        .digits = digits + negative, .digit_count = n - negative, .rest = "",
    };
    StrBuilder b;
    builder_init(&b, t);
    emit_numeral(&b, &numeral, &g, f);
    grouping_release(&g);
    return builder_take(&b);
}

static Value format_double(Thread *t, double d, const FormatSpec *f);

/* [0][width][d] with a width below 100, the commonest: *zero, *width. */
static bool is_plain_spec(const Str *s, bool *zero, ssize *width)
{
    if (s->len > 4 || !s->ascii)
        return false;
    const char *p = str_data(s);
    *zero = *p == '0';
    p += *zero;
    *width = 0;
    for (int i = 0; i < 2 && *p >= '0' && *p <= '9'; i++)
        *width = *width * 10 + (*p++ - '0');
    p += *p == 'd';
    return !*p && p == (char *)str_data(s) + s->len;
}

static Value format_plain(Thread *t, int64_t i, bool zero, ssize width)
{
    char text[128], *end = text + sizeof text, *p = decimal_before(i, end);
    ssize pad = width - (end - p);
    if (pad > 0) {
        bool sign = zero && i < 0;
        p -= pad;
        memset(p + sign, zero ? '0' : ' ', (size_t)pad);
        if (sign)
            *p = '-';
    }
    return str_from_ascii(t, p, end - p);
}

Value int_format_spec(Thread *t, Ref i, Ref spec)
{
    FormatSpec f;
    bool zero;
    ssize width;
    if (is_empty(spec) || !as_str(spec)->len)
        return to_str(t, i);
    if (is_fixnum(i) && is_plain_spec(as_str(spec), &zero, &width))
        return format_plain(t, fixnum_value(i), zero, width);
    if (!format_parse(t, spec, i, 'd', '>', &f))
        return EMPTY;
    double d;
    switch (f.type) {
    case 'b': case 'c': case 'd': case 'o': case 'x': case 'X': case 'n':
        if (f.precision >= 0)
            return raise_value(t, "Precision not allowed in integer format specifier");
        if (f.no_negative_zero)
            return raise_value(t, "Negative zero coercion (z) not allowed in integer format specifier");
        return f.type == 'c' ? format_char(t, i, &f) : format_integer(t, i, &f);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case '%':
        return int_as_double(t, i, &d) ? format_double(t, d, &f) : EMPTY;
    default:
        return format_raise_unknown(t, f.type, i);
    }
}

/* ---- float ---- */

#define DOUBLE_TEXT_MAX 512

/* The text of a double by type and precision, in `small` of DOUBLE_TEXT_MAX bytes or in memory; *text is NULL when there is none. */
static ssize print_double(Thread *t, double d, uint32_t type, ssize precision, unsigned flags, char *small, char **text)
{
    if (precision > INT_MAX)
        return raise_value(t, "precision too big"), *text = NULL, 0;
    size_t bound = (size_t)double_format_bound((char)type, (int)precision) + 1;
    *text = bound <= DOUBLE_TEXT_MAX ? small : mem_alloc(t, bound);
    return *text ? double_format(d, (char)type, (int)precision, flags, *text) : 0;
}

static void free_double(char *text, const char *small)
{
    if (text != small)
        mem_free(text);
}

void numeral_of(const char *text, ssize n, char sign_option, Numeral *out)
{
    bool negative = n && *text == '-';
    *out = (Numeral){.sign = shown_sign(negative, sign_option), .prefix = "", .digits = text + negative};
    const char *p = out->digits, *end = text + n;
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    out->digit_count = p - out->digits;
    out->point = p < end && *p == '.';
    out->rest = p + out->point;
    out->rest_len = end - out->rest;
}

static Value format_double(Thread *t, double d, const FormatSpec *f)
{
    uint32_t type = f->type;
    ssize precision = f->precision;
    unsigned flags = (f->alternate ? DOUBLE_ALT : 0) | (f->no_negative_zero ? DOUBLE_NO_NEG_0 : 0);
    if (type == 0) {                            /* as repr, or as 'g' that always shows a fraction */
        flags |= DOUBLE_ADD_DOT_0;
        type = precision < 0 ? 'r' : 'g';
    }
    if (type == 'n')
        type = 'g';
    bool percent = type == '%';
    if (percent) {
        type = 'f';
        d *= 100;
    }
    if (precision < 0)
        precision = type == 'r' ? 0 : 6;
    char small[DOUBLE_TEXT_MAX], *text;
    ssize n = print_double(t, d, type, precision, flags, small, &text);
    if (!text)
        return EMPTY;
    if (percent)
        text[n++] = '%';
    Grouping g;
    Value result = EMPTY;
    if (grouping_init(t, f, &g)) {
        Numeral numeral;
        StrBuilder b;
        numeral_of(text, n, f->sign, &numeral);
        builder_init(&b, t);
        emit_numeral(&b, &numeral, &g, f);
        grouping_release(&g);
        result = builder_take(&b);
    }
    free_double(text, small);
    return result;
}

static bool is_float_type(uint32_t type)
{
    switch (type) {
    case 0: case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case 'n':
        return true;
    }
    return false;
}

Value float_format_spec(Thread *t, Ref v, Ref spec)
{
    FormatSpec f;
    if (is_empty(spec) || !as_str(spec)->len)
        return to_str(t, v);
    if (!format_parse(t, spec, v, 0, '>', &f))
        return EMPTY;
    if (!is_float_type(f.type) && f.type != '%')
        return format_raise_unknown(t, f.type, v);
    return format_double(t, float_value(v), &f);
}

/* ---- complex ---- */

static bool emit_part(StrBuilder *b, double d, const FormatSpec *f, const Grouping *g, uint32_t type, ssize precision, char sign)
{
    char small[DOUBLE_TEXT_MAX], *text;
    unsigned flags = (f->alternate ? DOUBLE_ALT : 0) | (f->no_negative_zero ? DOUBLE_NO_NEG_0 : 0);
    ssize n = print_double(b->t, d, type, precision, flags, small, &text);
    if (!text)
        return false;
    Numeral numeral;
    numeral_of(text, n, sign, &numeral);
    bool ok = emit_numeral(b, &numeral, g, NULL);
    free_double(text, small);
    return ok;
}

Value complex_format_spec(Thread *t, Ref v, Ref spec)
{
    FormatSpec f;
    if (is_empty(spec) || !as_str(spec)->len)
        return to_str(t, v);
    if (!format_parse(t, spec, v, 0, '>', &f))
        return EMPTY;
    if (!is_float_type(f.type))
        return format_raise_unknown(t, f.type, v);
    if (f.fill == '0')
        return raise_value(t, "Zero padding is not allowed in complex format specifier");
    if (f.align == '=')
        return raise_value(t, "'=' alignment flag is not allowed in complex format specifier");
    double real = as_complex(v)->real, imag = as_complex(v)->imag;
    bool like_repr = f.type == 0, bare = like_repr && real == 0 && !__builtin_signbit(real);
    uint32_t type = like_repr ? (f.precision < 0 ? 'r' : 'g') : f.type == 'n' ? 'g' : f.type;
    ssize precision = f.precision >= 0 ? f.precision : type == 'r' ? 0 : 6;
    Grouping g;
    if (!grouping_init(t, &f, &g))
        return EMPTY;
    StrBuilder b;
    builder_init(&b, t);
    if (like_repr && !bare)
        builder_char(&b, '(');
    bool ok = (bare || emit_part(&b, real, &f, &g, type, precision, f.sign)) &&
              emit_part(&b, imag, &f, &g, type, precision, bare ? f.sign : '+');
    grouping_release(&g);
    if (!ok)
        return builder_free(&b), EMPTY;
    builder_char(&b, 'j');
    if (like_repr && !bare)
        builder_char(&b, ')');
    OWN Value text = builder_take(&b);
    return is_empty(text) || f.width <= as_str(text)->len ? take(&text) : pad_str(t, text, as_str(text)->len, &f);
}
