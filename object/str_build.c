/* str_build.c: StrBuilder, and formatted text for C code (str_format).
 *
 * A builder holds units of the narrowest kind that fits what came so far, in room of its own and then in a malloc'ed block that
 * doubles, so that n pieces cost O(total), plus one copy for each widening (at most two). A failure sticks: builder_take then
 * gives EMPTY.
 */
#define _GNU_SOURCE
#include "object/str_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

void builder_init(StrBuilder *b, Thread *t)
{
    b->t = t;
    b->data = b->small;
    b->len = 0;
    b->capacity = sizeof b->small;
    b->max_char = 0x7F;
    b->kind = STR_1;
    b->failed = false;
}

ALWAYS_INLINE void free_data(StrBuilder *b)
{
    if (b->data != b->small)
        free(b->data);
}

void builder_free(StrBuilder *b)
{
    free_data(b);
    b->data = NULL;
    b->len = b->capacity = 0;
}

/* Room for `more` units of a class of code points: the slow path. */
static NOINLINE bool make_room(StrBuilder *b, ssize more, uint32_t max_char)
{
    if (b->failed)
        return false;
    StrKind kind = MAX(char_kind(max_char), b->kind);
    if (more > SSIZE_MAX_ / 16 - b->len)
        goto no_memory;
    ssize need = b->len + more;
    if (kind == b->kind) {
        ssize capacity = MAX(MAX(need, b->capacity * 2), (ssize)64);
        void *p = realloc(b->data == b->small ? NULL : b->data, (size_t)capacity * kind);
        if (!p)
            goto no_memory;
        if (b->data == b->small)
            memcpy(p, b->small, (size_t)b->len * kind);
        b->data = p;
        b->capacity = capacity;
    } else {
        ssize capacity = MAX(MAX(need + need / 4, b->capacity), (ssize)64);
        void *p = malloc((size_t)capacity * kind);
        if (!p)
            goto no_memory;
        units_copy(p, kind, b->data, b->kind, b->len);
        free_data(b);
        b->data = p;
        b->capacity = capacity;
        b->kind = kind;
    }
    b->max_char = MAX(b->max_char, max_char);
    return true;
no_memory:
    b->failed = true;
    raise_memory(b->t);
    return false;
}

ALWAYS_INLINE bool reserve(StrBuilder *b, ssize more, uint32_t max_char)
{
    if (likely(max_char <= b->max_char && more <= b->capacity - b->len && !b->failed))
        return true;
    return make_room(b, more, max_char);
}

void *builder_extend(StrBuilder *b, ssize n, uint32_t max_char)
{
    if (!reserve(b, n, max_char))
        return NULL;
    void *p = (char *)b->data + b->len * b->kind;
    b->len += n;
    return p;
}

bool builder_char(StrBuilder *b, uint32_t c)
{
    if (!reserve(b, 1, char_class(c)))
        return false;
    unit_put(b->data, b->kind, b->len++, c);
    return true;
}

bool builder_fill(StrBuilder *b, uint32_t c, ssize n)
{
    if (n <= 0)
        return !b->failed;
    if (!reserve(b, n, char_class(c)))
        return false;
    if (b->kind == STR_1)
        memset((char *)b->data + b->len, (int)c, (size_t)n);
    else
        for (ssize i = 0; i < n; i++)
            unit_put(b->data, b->kind, b->len + i, c);
    b->len += n;
    return true;
}

/* n units whose class is known. */
ALWAYS_INLINE bool add_units(StrBuilder *b, const void *data, StrKind kind, ssize start, ssize n, uint32_t max_char)
{
    if (n <= 0)
        return !b->failed;
    if (!reserve(b, n, max_char))
        return false;
    if (likely(kind == b->kind))
        copy_short((char *)b->data + b->len * kind, (const char *)data + start * kind, (size_t)n * kind);
    else
        units_copy_at(b->data, b->kind, b->len, data, kind, start, n);
    b->len += n;
    return true;
}

bool builder_slice(StrBuilder *b, Ref v, ssize start, ssize end)
{
    const Str *s = as_str(v);
    uint32_t max_char = str_class(s);
    if (max_char > b->max_char)         /* a slice may be narrower than the whole */
        max_char = units_class((char *)str_data(s) + start * s->kind, s->kind, end - start);
    return add_units(b, str_data(s), s->kind, start, end - start, max_char);
}

bool builder_str(StrBuilder *b, Ref v)
{
    const Str *s = as_str(v);
    return add_units(b, str_data(s), s->kind, 0, s->len, str_class(s));
}

bool builder_str_noted(StrBuilder *b, Ref v, Value *sole)
{
    if (b->len == 0 && is_empty(*sole) && is_exact(v, &str_type) && as_str(v)->len)
        *sole = retain(v);
    return builder_str(b, v);
}

bool builder_ascii(StrBuilder *b, const char *s, ssize n)
{
    return add_units(b, s, STR_1, 0, n, 0x7F);
}

bool builder_text(StrBuilder *b, const char *ascii)
{
    return builder_ascii(b, ascii, (ssize)strlen(ascii));
}

/* Appends an owned str; EMPTY means that making it failed. */
static bool builder_str_take(StrBuilder *b, Value s)
{
    if (is_empty(s)) {
        b->failed = true;
        return false;
    }
    bool ok = builder_str(b, s);
    release(s);
    return ok;
}

bool builder_repr(StrBuilder *b, Ref v)
{
    return !b->failed && builder_str_take(b, repr(b->t, v));
}

Value builder_take(StrBuilder *b)
{
    Value v = EMPTY;
    if (!b->failed)
        v = b->max_char == 0x7F ? str_from_ascii(b->t, b->data, b->len) : str_from_units(b->t, b->data, b->kind, b->len);
    builder_free(b);
    return v;
}

Value builder_take_noted(StrBuilder *b, Value *sole)
{
    OWN Value first = take(sole);
    if (is_empty(first) || as_str(first)->len != b->len || b->failed)
        return builder_take(b);
    builder_free(b);
    return take(&first);
}

/* --- Formatted text --- */

/* UTF-8 from C code, which may be a file name or cut in a character: what is malformed becomes U+FFFD. */
static bool add_utf8(StrBuilder *b, const char *s, ssize n)
{
    while (n > 0) {
        ssize run = utf8_ascii_prefix(s, n);
        if (!builder_ascii(b, s, run))
            return false;
        s += run;
        n -= run;
        if (n > 0) {
            uint32_t c;
            int length;
            if (utf8_decode_one(s, n, 0, &c, &length) != UTF8_OK)
                c = 0xFFFD;
            if (!builder_char(b, c))
                return false;
            s += length;
            n -= length;
        }
    }
    return !b->failed;
}

/* One directive, parsed. */
typedef struct Directive {
    char flags[8];
    int width, precision;       /* -1: none */
    char length;                /* 0, 'l', 'q' (ll), 'z' */
    char conversion;
} Directive;

static const char *parse_directive(const char *f, Directive *d)
{
    int flags = 0;
    *d = (Directive){.width = -1, .precision = -1};
    while (*f && strchr("-+ #0", *f) && flags < 6)
        d->flags[flags++] = *f++;
    for (; *f >= '0' && *f <= '9'; f++)
        d->width = (d->width < 0 ? 0 : d->width) * 10 + (*f - '0');
    if (*f == '.') {
        d->precision = 0;
        for (f++; *f >= '0' && *f <= '9'; f++)
            d->precision = d->precision * 10 + (*f - '0');
    }
    for (; *f == 'l' || *f == 'z'; f++)
        d->length = *f == 'l' && d->length == 'l' ? 'q' : *f;
    d->conversion = *f;
    return *f ? f + 1 : f;
}

/* An integer through printf, with the directive rebuilt for long long. */
static bool add_integer(StrBuilder *b, const Directive *d, unsigned long long value)
{
    char format[32], text[128];
    int n = snprintf(format, sizeof format, "%%%s", d->flags);
    if (d->width >= 0)
        n += snprintf(format + n, sizeof format - (size_t)n, "%d", MIN(d->width, 100));
    if (d->precision >= 0)
        n += snprintf(format + n, sizeof format - (size_t)n, ".%d", MIN(d->precision, 100));
    snprintf(format + n, sizeof format - (size_t)n, "ll%c", d->conversion);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    n = snprintf(text, sizeof text, format, value);
#pragma GCC diagnostic pop
    return builder_ascii(b, text, n);
}

/* An owned str, cut to the precision. */
static bool add_limited_take(StrBuilder *b, const Directive *d, Value s)
{
    if (d->precision < 0 || is_empty(s) || as_str(s)->len <= d->precision)
        return builder_str_take(b, s);
    bool ok = builder_slice(b, s, 0, d->precision);
    release(s);
    return ok;
}

static bool add_text(StrBuilder *b, const Directive *d, const char *s)
{
    if (!s)
        s = "(null)";
    ssize n = d->precision >= 0 ? (ssize)strnlen(s, (size_t)d->precision) : (ssize)strlen(s);
    ssize points = utf8_count(s, n);
    bool left = strchr(d->flags, '-') != NULL;
    return (left || builder_fill(b, ' ', d->width - points)) && add_utf8(b, s, n)
        && (!left || builder_fill(b, ' ', d->width - points));
}

static bool add_directive(StrBuilder *b, const Directive *d, va_list *ap)
{
    Thread *t = b->t;
    switch (d->conversion) {
    case 'd': case 'i':
        return add_integer(b, d, d->length == 'l' ? (unsigned long long)va_arg(*ap, long)
                                : d->length == 'q' ? (unsigned long long)va_arg(*ap, long long)
                                : d->length == 'z' ? (unsigned long long)va_arg(*ap, ssize)
                                                   : (unsigned long long)(long long)va_arg(*ap, int));
    case 'u': case 'x': case 'X': case 'o':
        return add_integer(b, d, d->length == 'l' || d->length == 'z' ? va_arg(*ap, unsigned long)
                                : d->length == 'q' ? va_arg(*ap, unsigned long long) : va_arg(*ap, unsigned));
    case 'g': case 'f': {
        char text[400];
        return builder_ascii(b, text, MIN(snprintf(text, sizeof text, "%.*g", d->precision < 0 ? 6 : MIN(d->precision, 300),
                                                   va_arg(*ap, double)), (int)sizeof text - 1));
    }
    case 'p': {
        char text[32];
        return builder_ascii(b, text, snprintf(text, sizeof text, "%p", va_arg(*ap, void *)));
    }
    case 'c': return builder_char(b, (uint32_t)va_arg(*ap, int));
    case 's': return add_text(b, d, va_arg(*ap, const char *));
    case 'N': return add_text(b, d, type_display_name(va_arg(*ap, const Type *)));
    case 'T': return add_text(b, d, type_display_name(type_of(va_arg(*ap, Ref))));
    case 'R': return add_limited_take(b, d, repr(t, va_arg(*ap, Ref)));
    case 'S': return add_limited_take(b, d, to_str(t, va_arg(*ap, Ref)));
    case 'A': return add_limited_take(b, d, ascii(t, va_arg(*ap, Ref)));
    case '%': return builder_char(b, '%');
    }
    b->failed = true;
    raise_system(t, "invalid format string");
    return false;
}

Value str_vformat(Thread *t, const char *format, va_list ap)
{
    StrBuilder b;
    builder_init(&b, t);
    va_list args;
    va_copy(args, ap);
    for (const char *f = format; *f;) {
        const char *percent = strchrnul(f, '%');
        if (!add_utf8(&b, f, percent - f) || !*percent)
            break;
        Directive d;
        f = parse_directive(percent + 1, &d);
        if (!add_directive(&b, &d, &args))
            break;
    }
    va_end(args);
    return builder_take(&b);
}

Value str_format(Thread *t, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    Value v = str_vformat(t, format, ap);
    va_end(ap);
    return v;
}
