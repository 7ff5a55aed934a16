/* lexer_string.c: string literals and f-strings (manual: reference/lexical_analysis, "String and Bytes literals",
 * "Formatted string literals"; PEP 701).
 *
 * An f-string is read in turns: its literal text here, its fields by the main step. A LexFString remembers where we are:
 *     f"text {field!r:spec {nested} spec} text"
 * With no open field we are in literal text. In a field, tokens are read as anywhere, until a colon outside its own brackets
 * (in_spec: literal text again, of the format specification) or the closing brace.
 */
#include "frontend/lexer_internal.h"

/* The line on which the text ends: the empty one after the last newline does not count. */
static int last_line(const Lexer *lx)
{
    return lx->cur == lx->line && lx->lineno > 1 ? lx->lineno - 1 : lx->lineno;
}

/* Reports a literal that begins at the token and does not end. */
static bool unterminated(Lexer *lx, const Token *token, bool triple, bool is_f, const char *hint)
{
    SourceSpan at = {token->lineno, token->col, token->lineno, token->col};
    lx->at_end |= *lx->cur == 0;
    if (is_f || lx->nfstrings > 0)
        return lexer_fail(lx, SYNTAX_ERROR, at, "%sunterminated %s%s literal (detected at line %d)%s", is_f ? "" : "f-string: ",
                          triple ? "triple-quoted " : "", is_f ? "f-string" : "string", last_line(lx), hint);
    return lexer_fail(lx, SYNTAX_ERROR, at, triple ? "EOF while scanning triple-quoted string literal%s"
                      : "EOL while scanning string literal%s", hint);
}

/* Steps over the quotes at lx->cur; true when there are three. */
static bool skip_quotes(Lexer *lx, char quote)
{
    bool triple = lx->cur[1] == quote && lx->cur[2] == quote;
    lx->cur += triple ? 3 : 1;
    return triple;
}

/* ---- Plain strings ---- */

/* A quote that would end the f-string around the field we are in: `f"{"`. */
static bool closes_fstring(const Lexer *lx, char quote, bool triple)
{
    if (lx->nfstrings == 0)
        return false;
    const LexFString *f = &lx->fstring[lx->nfstrings - 1];
    return f->quote == quote && f->triple == triple;
}

bool lex_string(Lexer *lx, Token *token, const char *start)
{
    char quote = *lx->cur;
    make_token(lx, token, TOK_STRING, start);
    bool triple = skip_quotes(lx, quote), escaped_quote = false;
    const char *p = lx->cur;
    if (!triple && *p == quote) {       /* empty */
        lx->cur++;
        token->end = lx->cur;
        token->end_col = column_of(lx, lx->cur);
        return true;
    }
    for (;; p++) {
        bool escaped = *p == '\\';
        if (escaped && *++p != '\n') {
            escaped_quote |= *p == quote;
            continue;
        }
        if (*p == '\n') {
            lx->cur = p;
            if (!triple && !escaped)
                break;
            next_line(lx);
        } else if (*p == quote && (!triple || (p[1] == quote && p[2] == quote))) {
            lx->cur = p + (triple ? 3 : 1);
            token->end = lx->cur;
            token->end_lineno = lx->lineno;
            token->end_col = column_of(lx, lx->cur);
            return true;
        } else if (*p == 0 && p >= lx->end) {
            lx->cur = lx->end;
            lx->at_end = true;
            break;
        }
    }
    if (closes_fstring(lx, quote, triple))
        return lexer_fail(lx, SYNTAX_ERROR, (SourceSpan){token->lineno, token->col, token->lineno, token->col},
                          "f-string: expecting '}'");
    return unterminated(lx, token, triple, false,
                        escaped_quote && !triple ? "; perhaps you escaped the end quote?" : "");
}

/* ---- f-strings ---- */

bool lex_fstring_start(Lexer *lx, Token *token, const char *start)
{
    char quote = *lx->cur;
    bool raw = (start[0] | 32) == 'r' || (start[1] | 32) == 'r';
    int32_t col = column_of(lx, start);
    if (lx->nfstrings == LEX_MAX_FSTRINGS)
        return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, start, start), "too many nested f-strings");
    bool triple = skip_quotes(lx, quote);
    lx->fstring[lx->nfstrings++] = (LexFString){.start = start, .lineno = lx->lineno, .col = col, .quote = quote,
                                                .triple = triple, .raw = raw, .level = (uint8_t)lx->nbrackets};
    return make_token(lx, token, TOK_FSTRING_START, start);
}

static bool at_closing_quotes(const LexFString *f, const char *p)
{
    return *p == f->quote && (!f->triple || (p[1] == f->quote && p[2] == f->quote));
}

static bool unterminated_fstring(Lexer *lx, const LexFString *f)
{
    Token start = {.lineno = f->lineno, .col = f->col};
    if (f->fields > 0) {
        lx->at_end |= *lx->cur == 0;
        lexer_report_unclosed(lx);
        return false;
    }
    return unterminated(lx, &start, f->triple, true, "");
}

/* Steps over the literal text at lx->cur up to a brace that means something, the closing quotes, or (in the specification
 * of a single-quoted string) a newline. */
static bool skip_fstring_text(Lexer *lx, const LexFString *f)
{
    for (;;) {
        char c = *lx->cur;
        if (c == '{') {
            if (lx->cur[1] != '{' || f->in_spec)
                return true;
            lx->cur += 2;
        } else if (c == '}') {
            if (f->in_spec)
                return true;
            if (lx->cur[1] != '}')
                return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, lx->cur, lx->cur), "f-string: single '}' is not allowed");
            lx->cur += 2;
        } else if (c == f->quote && at_closing_quotes(f, lx->cur)) {
            return true;
        } else if (c == '\n') {
            if (!f->triple && f->in_spec)
                return true;
            if (!f->triple)
                return unterminated_fstring(lx, f);
            next_line(lx);
        } else if (c == '\\') {
            lx->cur++;
            if (!f->raw && lx->cur[0] == 'N' && lx->cur[1] == '{') {    /* these braces belong to the escape */
                lx->cur += 2;
                while (*lx->cur != '}' && *lx->cur != f->quote && *lx->cur != '\n' && *lx->cur != 0)
                    lx->cur++;
                if (*lx->cur == '}')
                    lx->cur++;
            } else if (*lx->cur == '\n') {
                next_line(lx);
            } else if (*lx->cur != '{' && *lx->cur != '}' && *lx->cur != 0) {
                lx->cur++;
            }
        } else if (c == 0 && lx->cur >= lx->end) {
            return unterminated_fstring(lx, f);
        } else {
            lx->cur++;
        }
    }
}

/* At the closing quotes. Fields still open (`f"{x:"`) are dropped: the parser reports them. */
static bool end_fstring(Lexer *lx, Token *token, const LexFString *f)
{
    const char *start = lx->cur;
    lx->cur += f->triple ? 3 : 1;
    lx->nbrackets = f->level;
    lx->nfstrings--;
    return make_token(lx, token, TOK_FSTRING_END, start);
}

static bool open_field(Lexer *lx, Token *token, LexFString *f)
{
    if (f->fields == 2)
        return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, lx->cur - 1, lx->cur - 1), "f-string: expressions nested too deeply");
    f->fields++;
    f->in_spec = false;
    return open_bracket(lx, token, '{', true);
}

bool lex_fstring_text(Lexer *lx, Token *token)
{
    LexFString *f = &lx->fstring[lx->nfstrings - 1];
    const char *start = lx->cur;
    make_token(lx, token, TOK_FSTRING_MIDDLE, start);
    if (!skip_fstring_text(lx, f))
        return false;
    if (lx->cur > start) {
        token->end = lx->cur;
        token->end_lineno = lx->lineno;
        token->end_col = column_of(lx, lx->cur);
        return true;
    }
    if (*lx->cur == '{')
        return open_field(lx, token, f);
    f->in_spec = f->in_spec && *lx->cur == f->quote;
    if (*lx->cur == f->quote)
        return end_fstring(lx, token, f);
    return lexer_next(lx, token);       /* the brace or newline that ends a specification */
}
