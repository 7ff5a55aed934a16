/* syntax_error.c: recording an error found in source text (syntax_error.h). */
#include "frontend/syntax_error.h"

#include <stdio.h>
#include <stdlib.h>

/* The start of line `lineno` of the text, or NULL when there is no such line. O(text), but only on errors. */
static const char *find_line(const char *text, const char *end, int lineno)
{
    for (int i = 1; text && i < lineno; i++) {
        text = memchr(text, '\n', (size_t)(end - text));
        if (text)
            text++;
    }
    return text && (text < end || lineno == 1) ? text : NULL;
}

/* 1-based code point column of byte `col` of the line; past the line's end it goes on counting bytes. */
static int code_point_offset(const char *line, const char *end, int col)
{
    int offset = 1;
    for (int i = 0; i < col; i++)
        offset += line + i >= end || (line[i] & 0xC0) != 0x80;
    return offset;
}

void syntax_error_place(SyntaxErrorRecord *e, SourceSpan at, const char *source, ssize len)
{
    const char *end = source ? source + len : NULL;
    const char *line = find_line(source, end, at.lineno);
    e->lineno = at.lineno;
    e->offset = at.col + 1;
    e->end_lineno = at.end_lineno ? at.end_lineno : at.lineno;
    e->end_offset = at.end_lineno ? at.end_col + 1 : -1;
    if (!line)
        return;
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    const char *line_end = newline ? newline + 1 : end;
    e->offset = at.col < 0 ? 0 : code_point_offset(line, line_end, at.col);
    if (at.end_lineno == at.lineno)
        e->end_offset = at.end_col < 0 ? 0 : code_point_offset(line, line_end, at.end_col);
    else if (at.end_lineno > at.lineno) {
        const char *last = find_line(line, end, at.end_lineno - at.lineno + 1);
        if (last)
            e->end_offset = code_point_offset(last, end, at.end_col);
    }
    e->text = strndup(line, (size_t)(line_end - line));
}

void syntax_error_setv(SyntaxErrorRecord *e, SyntaxErrorKind kind, SourceSpan at, const char *source, ssize len,
                       const char *format, va_list arguments)
{
    if (e->kind != NO_ERROR)
        return;
    e->kind = kind;
    if (vasprintf(&e->message, format, arguments) < 0)
        e->message = NULL;
    if (at.lineno > 0)
        syntax_error_place(e, at, source, len);
}

void syntax_error_set(SyntaxErrorRecord *e, SyntaxErrorKind kind, SourceSpan at, const char *source, ssize len,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    syntax_error_setv(e, kind, at, source, len, format, arguments);
    va_end(arguments);
}

void syntax_error_count_from_0(SyntaxErrorRecord *e)
{
    if (e->offset > 0)
        e->offset--;
}

void syntax_error_free(SyntaxErrorRecord *e)
{
    free(e->message);
    free(e->text);
    *e = (SyntaxErrorRecord){0};
}
