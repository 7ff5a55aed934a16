/* format.c: PyUnicode_FromFormat() and what goes by the same directives (C API: "Unicode Objects and Codecs"). */
#include "capi/format.h"

#include <stdio.h>
#include <stdlib.h>

#include "capi/type.h"
#include "object/codec.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/str.h"

const char *read_directive(const char *p, Directive *d, va_list ap)
{
    *d = (Directive){.width = -1, .precision = -1};
    for (size_t n = 0; *p && strchr("-0+ #", *p); p++)
        if (n + 1 < sizeof d->flags)
            d->flags[n++] = *p;
    if (*p == '*') {
        d->width = va_arg(ap, int);
        p++;
        if (d->width < 0) {
            d->width = -d->width;
            memmove(d->flags + 1, d->flags, sizeof d->flags - 2);
            d->flags[0] = '-';
        }
    } else if (*p >= '0' && *p <= '9') {
        for (d->width = 0; *p >= '0' && *p <= '9'; p++)
            d->width = MIN(d->width * 10 + (*p - '0'), 1 << 20);
    }
    if (*p == '.') {
        p++;
        d->precision = 0;
        if (*p == '*') {
            d->precision = va_arg(ap, int);
            p++;
        } else {
            for (; *p >= '0' && *p <= '9'; p++)
                d->precision = MIN(d->precision * 10 + (*p - '0'), 1 << 20);
        }
    }
    for (; *p == 'l'; p++)
        d->longs++;
    if (*p == 'z' || *p == 't' || *p == 'j') {
        d->longs = 3;
        p++;
    }
    d->kind = *p;
    return *p ? p + 1 : p;
}

/* Texts with width and precision, which count characters. */
static bool put_str(Thread *t, StrBuilder *out, const Directive *d, Value text_take)
{
    OWN Value text = text_take;
    if (!is_empty(text) && d->precision >= 0 && as_str(text)->len > d->precision)
        replace_take(&text, str_slice(t, text, 0, d->precision));
    if (is_empty(text))
        return false;
    ssize pad = d->width - as_str(text)->len;
    bool left = strchr(d->flags, '-');
    for (ssize i = 0; !left && i < pad; i++)
        builder_char(out, ' ');
    builder_str(out, text);
    for (ssize i = 0; left && i < pad; i++)
        builder_char(out, ' ');
    return true;
}

/* A C text, of which no more than `precision` bytes are looked at. */
static Value text_from_c(Thread *t, const char *s, Directive *d)
{
    ssize n = d->precision < 0 ? (ssize)strlen(s) : (ssize)strnlen(s, (size_t)d->precision);
    d->precision = -1;
    return utf8_decode(t, (const uint8_t *)s, n, "replace", NULL);
}

static void put_number(StrBuilder *out, const Directive *d, va_list ap)
{
    char format[48], text[128], *p = text;
    snprintf(format, sizeof format, "%%%s*.*ll%c", d->flags, d->kind == 'i' ? 'd' : d->kind);
    bool is_signed = d->kind == 'd' || d->kind == 'i';
    long long n = d->longs ? va_arg(ap, long long) : is_signed ? (long long)va_arg(ap, int) : (long long)va_arg(ap, unsigned);
    int width = MAX(d->width, 0), size = snprintf(text, sizeof text, format, width, d->precision, n);
    if (size >= (int)sizeof text) {
        if (!(p = malloc((size_t)size + 1)))
            return;
        snprintf(p, (size_t)size + 1, format, width, d->precision, n);
    }
    builder_ascii(out, p, size);
    if (p != text)
        free(p);
}

static bool put_directive(Thread *t, StrBuilder *out, Directive *d, va_list ap)
{
    char pointer[32];
    PyObject *o;
    const char *s;
    switch (d->kind) {
    case '%': builder_char(out, '%'); return true;
    case 'c': {
        int c = va_arg(ap, int);
        if (c < 0 || c > 0x10FFFF)
            return raise_overflow(t, "character argument not in range(0x110000)"), false;
        return put_str(t, out, d, str_from_char(t, (uint32_t)c));
    }
    case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': put_number(out, d, ap); return true;
    case 'p':
        snprintf(pointer, sizeof pointer, "%p", va_arg(ap, void *));
        builder_text(out, strncmp(pointer, "0x", 2) ? "0x0" : pointer);
        return true;
    case 's':
        s = va_arg(ap, const char *);
        return put_str(t, out, d, text_from_c(t, s ? s : "(null)", d));
    case 'A': return put_str(t, out, d, ascii(t, from_c(va_arg(ap, PyObject *))));
    case 'R': return put_str(t, out, d, repr(t, from_c(va_arg(ap, PyObject *))));
    case 'S': return put_str(t, out, d, to_str(t, from_c(va_arg(ap, PyObject *))));
    case 'U': return put_str(t, out, d, retain(from_c(va_arg(ap, PyObject *))));
    case 'V':
        o = va_arg(ap, PyObject *);
        s = va_arg(ap, const char *);
        return put_str(t, out, d, o ? retain(from_c(o)) : text_from_c(t, s, d));
    case 'T': return put_str(t, out, d, type_full_name(t, type_of(from_c(va_arg(ap, PyObject *)))));
    case 'N': return put_str(t, out, d, type_full_name(t, type_from_c(va_arg(ap, PyTypeObject *))));
    default: return raise_system(t, "invalid format string"), false;
    }
}

Value c_format(Thread *t, const char *format, va_list ap_given)
{
    StrBuilder out;
    va_list ap;
    bool good = true;
    builder_init(&out, t);
    va_copy(ap, ap_given);
    for (const char *p = format; good && *p;) {
        const char *percent = strchrnul(p, '%');
        if (percent > p) {
            OWN Value text = utf8_decode(t, (const uint8_t *)p, percent - p, "replace", NULL);
            good = !is_empty(text);
            if (good)
                builder_str(&out, text);
        }
        p = percent;
        if (good && *p) {
            Directive d;
            p = read_directive(p + 1, &d, ap);
            good = put_directive(t, &out, &d, ap);
        }
    }
    va_end(ap);
    OWN Value result = builder_take(&out);
    return good ? take(&result) : EMPTY;
}

PyObject *PyUnicode_FromFormatV(const char *format, va_list ap)
{
    Thread *t = this_thread();
    return to_c_take(t, c_format(t, format, ap));
}

PyObject *PyUnicode_FromFormat(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    PyObject *result = PyUnicode_FromFormatV(format, ap);
    va_end(ap);
    return result;
}
