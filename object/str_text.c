/* str_text.c: how a str looks as source text: repr(). Manual: Built-in Functions, repr. */
#include "object/str_internal.h"

#include "base/unicode.h"

static const char hex_digits[] = "0123456789abcdef";

/* \xhh, \uhhhh or \Uhhhhhhhh, the shortest that fits. */
static void add_hex_escape(StrBuilder *b, uint32_t c)
{
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    builder_char(b, '\\');
    builder_char(b, digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
    while (digits-- > 0)
        builder_char(b, (uint32_t)hex_digits[c >> (4 * digits) & 15]);
}

static void add_escape(StrBuilder *b, uint32_t c)
{
    switch (c) {
    case '\t': builder_ascii(b, "\\t", 2); return;
    case '\n': builder_ascii(b, "\\n", 2); return;
    case '\r': builder_ascii(b, "\\r", 2); return;
    }
    if (c == '\\' || c == '\'' || c == '"') {
        builder_char(b, '\\');
        builder_char(b, c);
    } else {
        add_hex_escape(b, c);
    }
}

/* Single quotes, unless there are single and no double ones inside. */
static uint32_t choose_quote(const Str *s)
{
    return str_find_char(s, '\'', 0, s->len) >= 0 && str_find_char(s, '"', 0, s->len) < 0 ? '"' : '\'';
}

/* Appends the characters from i on that need no escape; returns where they end. */
static ssize add_plain_run(StrBuilder *b, Ref v, ssize i, uint32_t quote)
{
    const Str *s = as_str(v);
    ssize start = i;
    for (; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (c == quote || c == '\\' || !unicode_is_printable(c))
            break;
    }
    builder_slice(b, v, start, i);
    return i;
}

Value str_repr(Thread *t, Ref v)
{
    const Str *s = as_str(v);
    uint32_t quote = choose_quote(s);
    StrBuilder b;
    builder_init(&b, t);
    builder_char(&b, quote);
    for (ssize i = add_plain_run(&b, v, 0, quote); i < s->len; i = add_plain_run(&b, v, i + 1, quote))
        add_escape(&b, str_at(s, i));
    builder_char(&b, quote);
    return builder_take(&b);
}
