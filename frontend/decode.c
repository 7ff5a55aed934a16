/* decode.c: source bytes to text: byte order mark, coding cookie, decoding, newlines (decode.h). */
#include "frontend/decode.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/utf8.h"
#include "frontend/constants.h"

#define PEP_URL "http://python.org/dev/peps/pep-0263/"

/* ---- The cookie ---- */

static bool is_cookie_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Matches ^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+) in one line. *blank: the line holds no code. */
static bool cookie_in_line(const char *p, const char *end, char *name, size_t size, bool *blank)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\f'))
        p++;
    *blank = p == end || *p == '#' || *p == '\n' || *p == '\r';
    if (p == end || *p != '#')
        return false;
    for (; end - p > 7; p++) {
        if (memcmp(p, "coding", 6) != 0 || (p[6] != ':' && p[6] != '='))
            continue;
        const char *q = p + 7;
        while (q < end && (*q == ' ' || *q == '\t'))
            q++;
        size_t n = 0;
        for (; q < end && is_cookie_char(*q); q++)
            if (n < size - 1)
                name[n++] = *q;
        name[n] = 0;
        if (n > 0)
            return true;
    }
    return false;
}

bool find_coding_cookie(const char *bytes, ssize len, char *name, size_t size)
{
    const char *p = bytes, *end = bytes + len;
    for (int i = 0; i < 2 && p < end; i++) {
        const char *e = p;
        bool blank;
        while (e < end && *e != '\n' && *e != '\r')
            e++;
        if (cookie_in_line(p, e, name, size, &blank))
            return true;
        if (!blank)
            return false;
        p = e < end ? e + 1 : e;
        if (e + 1 < end && e[0] == '\r' && e[1] == '\n')
            p++;
    }
    return false;
}

static bool has_prefix(const char *s, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(s, prefix, n) == 0 && (s[n] == 0 || s[n] == '-');
}

/* Gives UTF-8 and Latin-1 their one name; others are left as written. */
static void normalise_encoding(char *name)
{
    char low[13];
    size_t i;
    for (i = 0; i < 12 && name[i]; i++)
        low[i] = name[i] == '_' ? '-' : name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i];
    low[i] = 0;
    if (has_prefix(low, "utf-8"))
        strcpy(name, "utf-8");
    else if (has_prefix(low, "latin-1") || has_prefix(low, "iso-8859-1") || has_prefix(low, "iso-latin-1") ||
             strcmp(low, "latin1") == 0)
        strcpy(name, "iso-8859-1");
    else if (strcmp(low, "ascii") == 0 || strcmp(low, "us-ascii") == 0)
        strcpy(name, "ascii");
}

/* ---- Decoding ---- */

static int line_number(const char *bytes, ssize at)
{
    int n = 1;
    for (ssize i = 0; i < at; i++)
        n += bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n');
    return n;
}

static bool no_memory(SyntaxErrorRecord *error)
{
    syntax_error_set(error, NO_MEMORY_ERROR, (SourceSpan){0}, NULL, 0, "out of memory");
    return false;
}

/* Copies bytes that are UTF-8 already, checking them. */
static bool decode_utf8(const char *bytes, ssize len, bool declared, const char *filename, SourceText *out,
                        SyntaxErrorRecord *error)
{
    Utf8Scan scan;
    if (!utf8_scan(bytes, len, 0, &scan)) {
        int line = line_number(bytes, scan.valid);
        unsigned bad = (unsigned char)bytes[scan.valid];
        SourceSpan at = {.lineno = line, .col = -1};
        if (declared)
            syntax_error_set(error, SYNTAX_ERROR, at, NULL, 0,
                             "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %td: %s", bad,
                             scan.valid, utf8_reason(scan.status));
        else
            syntax_error_set(error, SYNTAX_ERROR, at, NULL, 0,
                             "Non-UTF-8 code starting with '\\x%02x' in file %s on line %d, but no encoding declared; "
                             "see " PEP_URL " for details", bad, filename ? filename : "<string>", line);
        return false;
    }
    out->text = malloc((size_t)len + 2);
    if (!out->text)
        return no_memory(error);
    memcpy(out->text, bytes, (size_t)len);
    out->len = len;
    return true;
}

static bool decode_latin1(const char *bytes, ssize len, SourceText *out, SyntaxErrorRecord *error)
{
    ssize high = 0;
    for (ssize i = 0; i < len; i++)
        high += bytes[i] < 0;
    char *p = out->text = malloc((size_t)(len + high) + 2);
    if (!p)
        return no_memory(error);
    for (ssize i = 0; i < len; i++)
        if (bytes[i] < 0) {
            *p++ = (char)(0xC0 | (unsigned char)bytes[i] >> 6);
            *p++ = (char)(0x80 | (bytes[i] & 0x3F));
        } else {
            *p++ = bytes[i];
        }
    out->len = p - out->text;
    return true;
}

static bool decode_ascii(const char *bytes, ssize len, SourceText *out, SyntaxErrorRecord *error)
{
    ssize n = utf8_ascii_prefix(bytes, len);
    if (n < len) {
        SourceSpan at = {.lineno = line_number(bytes, n), .col = -1};
        syntax_error_set(error, SYNTAX_ERROR, at, NULL, 0,
                         "'ascii' codec can't decode byte 0x%02x in position %td: ordinal not in range(128)",
                         (unsigned char)bytes[n], n);
        return false;
    }
    return decode_latin1(bytes, len, out, error);
}

static bool decode_with_codec(Thread *t, const char *bytes, ssize len, SourceText *out, SyntaxErrorRecord *error)
{
    ssize n;
    char reason[300] = "";
    OWN Value str = decode_source(t, out->encoding, bytes, len, reason, sizeof reason);
    const char *utf8 = is_empty(str) ? NULL : peek_str_utf8(t, str, &n);
    if (!utf8) {
        syntax_error_set(error, reason[0] ? SYNTAX_ERROR : RAISED_ERROR, (SourceSpan){0}, NULL, 0, "%s", reason);
        return false;
    }
    return decode_utf8(utf8, n, true, NULL, out, error);
}

/* ---- Newlines ---- */

/* \r\n and \r become \n, in place; a last newline and the NUL are added (there is room for both). */
static void normalise_newlines(SourceText *s)
{
    char *r = memchr(s->text, '\r', (size_t)s->len), *end = s->text + s->len;
    if (r) {
        char *w = r;
        while (r < end) {
            if (*r == '\r') {
                *w++ = '\n';
                r += r + 1 < end && r[1] == '\n' ? 2 : 1;
            } else {
                *w++ = *r++;
            }
        }
        s->len = w - s->text;
    }
    s->implied_newline = s->len > 0 && s->text[s->len - 1] != '\n';
    if (s->implied_newline)
        s->text[s->len++] = '\n';
    s->text[s->len] = 0;
}

bool source_decode(Thread *t, const char *bytes, ssize len, bool ignore_cookie, const char *filename, SourceText *out,
                   SyntaxErrorRecord *error)
{
    bool bom = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0, ok;
    *out = (SourceText){.encoding = "utf-8"};
    if (bom) {
        bytes += 3;
        len -= 3;
    }
    if (len > INT32_MAX - 2)        /* columns are 32 bits wide */
        return no_memory(error);
    bool declared = !ignore_cookie && find_coding_cookie(bytes, len, out->encoding, sizeof out->encoding);
    if (declared) {
        normalise_encoding(out->encoding);
        if (bom && strcmp(out->encoding, "utf-8") != 0) {
            syntax_error_set(error, SYNTAX_ERROR, (SourceSpan){0}, NULL, 0, "encoding problem: %s with BOM", out->encoding);
            return false;
        }
    }
    if (strcmp(out->encoding, "utf-8") == 0 || strcasecmp(out->encoding, "utf8") == 0)
        ok = decode_utf8(bytes, len, declared || bom, filename, out, error);
    else if (strcmp(out->encoding, "iso-8859-1") == 0)
        ok = decode_latin1(bytes, len, out, error);
    else if (strcmp(out->encoding, "ascii") == 0)
        ok = decode_ascii(bytes, len, out, error);
    else
        ok = decode_with_codec(t, bytes, len, out, error);
    if (ok && memchr(out->text, 0, (size_t)out->len)) {
        syntax_error_set(error, SYNTAX_ERROR, (SourceSpan){0}, NULL, 0, "source code cannot contain null bytes");
        source_free(out);
        ok = false;
    }
    if (ok)
        normalise_newlines(out);
    return ok;
}

void source_free(SourceText *source)
{
    free(source->text);
    source->text = NULL;
}
