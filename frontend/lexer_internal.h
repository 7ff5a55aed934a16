/* lexer_internal.h: what the parts of the lexer share. */
#ifndef KRAIT_FRONTEND_LEXER_INTERNAL_H
#define KRAIT_FRONTEND_LEXER_INTERNAL_H

#include "frontend/lexer.h"

/* Character classes, one byte each. */
enum {
    CHAR_SPACE = 1,         /* blank, tab, form feed */
    CHAR_NAME = 2,          /* letter, underscore, any byte of a non-ASCII character */
    CHAR_DIGIT = 4,
    CHAR_HEX = 8,
    CHAR_NAME_PART = CHAR_NAME | CHAR_DIGIT
};
extern const uint8_t char_class[256];
ALWAYS_INLINE bool is_char(char c, int classes) { return char_class[(unsigned char)c] & classes; }

/* Byte column of p in the line being read. */
ALWAYS_INLINE int32_t column_of(const Lexer *lx, const char *p) { return (int32_t)(p - lx->line); }
/* From p to q, both in the line being read. */
ALWAYS_INLINE SourceSpan span_in_line(const Lexer *lx, const char *p, const char *q)
{
    return (SourceSpan){lx->lineno, column_of(lx, p), lx->lineno, column_of(lx, q)};
}

/* Sets a token that began at `start` in the line being read, and ends at lx->cur. Returns true. */
ALWAYS_INLINE bool make_token(Lexer *lx, Token *token, TokenKind kind, const char *start)
{
    token->kind = (uint8_t)kind;
    token->level = (uint8_t)lx->nbrackets;
    token->spelling = PLAIN_NAME;
    token->lineno = token->end_lineno = lx->lineno;
    token->col = column_of(lx, start);
    token->end_col = column_of(lx, lx->cur);
    token->start = start;
    token->end = lx->cur;
    return true;
}
/* Steps over a newline at lx->cur. */
ALWAYS_INLINE void next_line(Lexer *lx)
{
    lx->line = ++lx->cur;
    lx->lineno++;
}

bool lex_number(Lexer *lx, Token *token);                       /* at a digit, or a dot and a digit */
/* A literal whose prefix begins at `start` and whose quotes are at lx->cur. */
bool lex_string(Lexer *lx, Token *token, const char *start);
bool lex_fstring_start(Lexer *lx, Token *token, const char *start);
bool lex_fstring_text(Lexer *lx, Token *token);                 /* in literal text of the innermost f-string */
bool open_bracket(Lexer *lx, Token *token, char kind, bool is_field);

#endif
