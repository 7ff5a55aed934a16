/* number_text.c: the text that int(), float() and complex() parse, as ASCII. */
#include "object/number_text.h"

#include "base/unicode.h"
#include "object/str.h"

/* Code points as ASCII: what no number contains becomes '?'. */
static bool map_to_ascii(Thread *t, const Str *s, NumberText *text)
{
    char *out = mem_alloc(t, (size_t)s->len + 1);
    if (!out)
        return false;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        int digit;
        if (c < 0x80)
            out[i] = (char)c;
        else if (unicode_is_space(c))
            out[i] = ' ';
        else
            out[i] = (digit = unicode_decimal(c)) >= 0 ? (char)('0' + digit) : '?';
    }
    text->owned = out;
    text->p = out;
    text->n = s->len;
    return true;
}

Lookup number_text_get(Thread *t, Ref v, NumberText *text)
{
    text->owned = NULL;
    text->has_buffer = false;
    if (is_str(v)) {
        Str *s = as_str(v);
        if (!s->ascii)
            return map_to_ascii(t, s, text) ? FOUND : ERROR;
        text->p = str_data(s);
        text->n = s->len;
        return FOUND;
    }
    if (!has_buffer(v))
        return MISSING;
    if (!buffer_get(t, v, &text->buffer, BUFFER_SIMPLE))
        return ERROR;
    text->has_buffer = true;
    text->p = text->buffer.data;
    text->n = text->buffer.len;
    return FOUND;
}

void number_text_free(NumberText *text)
{
    if (text->has_buffer)
        buffer_release(&text->buffer);
    if (text->owned)
        mem_free(text->owned);
}


Lookup number_text_drop_underscores(Thread *t, NumberText *text)
{
    if (!memchr(text->p, '_', (size_t)text->n))
        return FOUND;
    char *out = mem_alloc(t, (size_t)text->n);
    if (!out)
        return ERROR;
    ssize n = 0;
    bool right = true;
    for (ssize i = 0; right && i < text->n; i++) {
        char c = text->p[i];
        if (c != '_')
            out[n++] = c;
        else
            right = i > 0 && i + 1 < text->n && text->p[i - 1] >= '0' && text->p[i - 1] <= '9' && text->p[i + 1] >= '0' && text->p[i + 1] <= '9';
    }
    if (text->owned)
        mem_free(text->owned);
    text->owned = out;
    text->p = out;
    text->n = n;
    return right ? FOUND : MISSING;
}

void number_text_strip(NumberText *text)
{
    while (text->n && number_is_space((uint8_t)*text->p)) {
        text->p++;
        text->n--;
    }
    while (text->n && number_is_space((uint8_t)text->p[text->n - 1]))
        text->n--;
}
