/* lexer.c: lines, indentation, names, operators and brackets (manual: reference/lexical_analysis).
 *
 * One pass over the text with one character of lookahead or a few; every token is found in time linear in its length.
 * Indentation is compared twice, with tabs to multiples of 8 and with tabs as one blank: where the two disagree, the
 * meaning would depend on the width of tabs (TabError). Numbers are in lexer_number.c, strings in lexer_string.c.
 */
#include "frontend/lexer.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "frontend/lexer_internal.h"

const char *const token_names[TOK_COUNT] = {
#define TOKEN(name) #name,
#define OPERATOR(name, text) #name,
#define KEYWORD(name, text) #name,
#include "frontend/tokens.def"
};

const char *const token_texts[TOK_COUNT] = {
#define TOKEN(name) NULL,
#define OPERATOR(name, text) text,
#define KEYWORD(name, text) text,
#include "frontend/tokens.def"
};

#define NAME_ CHAR_NAME
#define HEXN  (CHAR_NAME | CHAR_HEX)
#define DIGIT (CHAR_DIGIT | CHAR_HEX)
const uint8_t char_class[256] = {
    [' '] = CHAR_SPACE, ['\t'] = CHAR_SPACE, ['\f'] = CHAR_SPACE,
    ['0' ... '9'] = DIGIT,
    ['A' ... 'F'] = HEXN, ['G' ... 'Z'] = NAME_, ['_'] = NAME_, ['a' ... 'f'] = HEXN, ['g' ... 'z'] = NAME_,
    [0x80 ... 0xFF] = NAME_,
};

void lexer_init(Lexer *lx, const char *text, ssize len, uint32_t flags, SyntaxErrorRecord *error)
{
    memset(lx, 0, offsetof(Lexer, indent));
    lx->text = lx->cur = lx->line = text;
    lx->end = text + len;
    lx->lineno = 1;
    lx->flags = flags;
    lx->error = error;
    lx->line_start = true;
    lx->indent[0] = lx->tab_indent[0] = 0;
    lx->warn = NULL;
    lx->context = NULL;
}

bool lexer_fail(Lexer *lx, SyntaxErrorKind kind, SourceSpan at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    syntax_error_setv(lx->error, kind, at, lx->text, lx->end - lx->text, format, arguments);
    va_end(arguments);
    return false;
}

void lexer_report_unclosed(Lexer *lx)
{
    LexBracket *b = &lx->bracket[lx->nbrackets - 1];
    SourceSpan at = {b->lineno, b->col, b->lineno, -1};
    if (lx->nfstrings > 0 && lx->fstring[lx->nfstrings - 1].has_comment)
        lexer_fail(lx, SYNTAX_ERROR, at, "'%c' was never closed: in one line, f-string expression part cannot include '#'", b->kind);
    else
        lexer_fail(lx, SYNTAX_ERROR, at, "unexpected EOF while parsing: '%c' was never closed", b->kind);
}

/* ---- Indentation ---- */

/* Compares the columns of a line's first token with the open blocks; sets lx->pending. */
static bool compare_indent(Lexer *lx, int col, int tab_col)
{
    int top = lx->nindent;
    SourceSpan line_end = {lx->lineno, 0, lx->lineno, -1};
    if (col == lx->indent[top]) {
        if (tab_col == lx->tab_indent[top])
            return true;
    } else if (col > lx->indent[top]) {
        if (top + 1 >= LEX_MAX_INDENT)
            return lexer_fail(lx, INDENTATION_ERROR, line_end, "too many levels of indentation");
        if (tab_col > lx->tab_indent[top]) {
            lx->pending = 1;
            lx->indent[++lx->nindent] = col;
            lx->tab_indent[lx->nindent] = tab_col;
            return true;
        }
    } else {
        while (top > 0 && col < lx->indent[top])
            top--;
        if (col != lx->indent[top]) {
            const char *newline = strchr(lx->cur, '\n');
            line_end = (SourceSpan){.lineno = lx->lineno, .col = newline ? column_of(lx, newline) : 0};
            return lexer_fail(lx, INDENTATION_ERROR, line_end, "unindent does not match any outer indentation level");
        }
        if (tab_col == lx->tab_indent[top]) {
            lx->pending = top - lx->nindent;
            lx->nindent = top;
            return true;
        }
    }
    return lexer_fail(lx, TAB_ERROR, line_end, "inconsistent use of tabs and spaces in indentation");
}

/* At a backslash: steps over it and the newline that must follow. */
static bool continue_line(Lexer *lx)
{
    if (lx->cur[1] != '\n') {
        SourceSpan at = {lx->lineno, column_of(lx, lx->cur + 1), lx->lineno, -1};
        return lexer_fail(lx, SYNTAX_ERROR, at, "unexpected character after line continuation character");
    }
    lx->cur++;
    if (lx->cur + 1 == lx->end) {
        SourceSpan at = {.lineno = lx->lineno, .col = column_of(lx, lx->cur)};
        lx->at_end = true;
        return lexer_fail(lx, SYNTAX_ERROR, at, "unexpected EOF while parsing");
    }
    next_line(lx);
    return true;
}

/* Reads the indentation of the next line that holds code. With LEX_ALL, stops in front of comments and newlines of lines
 * that hold none. */
static bool start_line(Lexer *lx)
{
    for (;;) {
        int col = 0, tab_col = 0, first_col = -1, first_tab_col = 0;
        for (;;) {
            char c = *lx->cur;
            if (c == ' ') {
                col++;
                tab_col++;
            } else if (c == '\t') {
                col = (col | 7) + 1;
                tab_col++;
            } else if (c == '\f') {
                col = tab_col = 0;
            } else if (c == '\\') {     /* the first of joined lines counts */
                if (first_col < 0) {
                    first_col = col;
                    first_tab_col = tab_col;
                }
                if (!continue_line(lx))
                    return false;
                continue;
            } else {
                break;
            }
            lx->cur++;
        }
        if (*lx->cur == '#' || *lx->cur == '\n') {
            if (lx->flags & LEX_ALL)
                return true;
            lx->cur = memchr(lx->cur, '\n', (size_t)(lx->end - lx->cur));
            next_line(lx);
            continue;
        }
        lx->line_start = false;
        if (lx->cur == lx->end) {
            col = tab_col = 0;
            lx->at_end = true;
        } else if (first_col >= 0) {
            col = first_col;
            tab_col = first_tab_col;
        }
        return compare_indent(lx, col, tab_col);
    }
}

static bool pending_indent(Lexer *lx, Token *token)
{
    bool indent = lx->pending > 0;
    lx->pending += indent ? -1 : 1;
    make_token(lx, token, indent ? TOK_INDENT : TOK_DEDENT, lx->cur);
    if (indent) {
        token->start = lx->line;
        token->col = 0;
    }
    return true;
}

/* ---- Names ---- */

/* Reserved words lie in the order of their first letters; first_keyword[c - 'a'] .. first_keyword[c - 'a' + 1]. */
static TokenKind find_keyword(const char *s, ssize n)
{
    static const uint8_t first_keyword[27] = {
        TOK_AND, TOK_BREAK, TOK_CLASS, TOK_DEF, TOK_ELIF, TOK_FINALLY, TOK_GLOBAL, TOK_IF, TOK_IF, TOK_LAMBDA, TOK_LAMBDA,
        TOK_LAMBDA, TOK_NONLOCAL, TOK_NONLOCAL, TOK_OR, TOK_PASS, TOK_RAISE, TOK_RAISE, TOK_TRY, TOK_TRY, TOK_WHILE,
        TOK_WHILE, TOK_WHILE, TOK_YIELD, TOK_YIELD, TOK_COUNT, TOK_COUNT
    };
    static const uint8_t lengths[] = {
#define TOKEN(name)
#define OPERATOR(name, text)
#define KEYWORD(name, text) sizeof text - 1,
#include "frontend/tokens.def"
    };
    int kind, last;
    if (n < 2 || n > 8)
        return TOK_NAME;
    if (s[0] >= 'a' && s[0] <= 'z') {
        kind = first_keyword[s[0] - 'a'];
        last = first_keyword[s[0] - 'a' + 1];
    } else {
        kind = TOK_FALSE;
        last = TOK_AND;
    }
    for (; kind < last; kind++)
        if (lengths[kind - TOK_FIRST_KEYWORD] == n && memcmp(s, token_texts[kind], (size_t)n) == 0)
            return (TokenKind)kind;
    return TOK_NAME;
}

static Spelling find_spelling(const char *s, ssize n)
{
#define IS(text) (n == sizeof text - 1 && memcmp(s, text, sizeof text - 1) == 0)
    switch (s[0]) {
    case '_': return n == 1 ? SPELLS_UNDERSCORE : PLAIN_NAME;
    case 'a': return IS("async") ? SPELLS_ASYNC : IS("await") ? SPELLS_AWAIT : PLAIN_NAME;
    case 'c': return IS("case") ? SPELLS_CASE : PLAIN_NAME;
    case 'e': return IS("exec") ? SPELLS_EXEC : PLAIN_NAME;
    case 'm': return IS("match") ? SPELLS_MATCH : PLAIN_NAME;
    case 'p': return IS("print") ? SPELLS_PRINT : PLAIN_NAME;
    case 't': return IS("type") ? SPELLS_TYPE : PLAIN_NAME;
    default:  return PLAIN_NAME;
    }
#undef IS
}

static bool bad_character(Lexer *lx, const char *p)
{
    const char *next = p;
    uint32_t c = utf8_next(&next);
    SourceSpan at = span_in_line(lx, p, p);
    if (c >= 0x80 || unicode_is_printable(c))
        return lexer_fail(lx, SYNTAX_ERROR, at, "invalid character in identifier");
    return lexer_fail(lx, SYNTAX_ERROR, at, "invalid non-printable character U+%04X", c);
}

/* PEP 3131: every character of a name that is not ASCII must be XID_Start or XID_Continue. */
static bool check_identifier(Lexer *lx, const char *start)
{
    const char *p = start;
    while (p < lx->cur) {
        const char *at = p;
        uint32_t c = utf8_next(&p);
        if (c >= 0x80 && !(at == start ? unicode_is_xid_start(c) : unicode_is_xid_continue(c)))
            return bad_character(lx, at);
    }
    return true;
}

/* Whether the n characters at s are a string prefix. */
static bool is_string_prefix(const char *s, ssize n, bool *is_f)
{
    char a = s[0] | 32, b = n == 2 ? s[1] | 32 : 0;
    *is_f = a == 'f' || b == 'f';
    if (n == 1)
        return a == 'r' || a == 'b' || a == 'u' || a == 'f';
    return n == 2 && ((a == 'r' && (b == 'b' || b == 'f')) || (b == 'r' && (a == 'b' || a == 'f')));
}

static bool lex_name(Lexer *lx, Token *token)
{
    const char *start = lx->cur, *p = start;
    unsigned char high = 0;
    while (is_char(*p, CHAR_NAME_PART))
        high |= (unsigned char)*p++;
    lx->cur = p;
    if ((*p == '"' || *p == '\'') && p - start <= 2) {
        bool is_f;
        if (is_string_prefix(start, p - start, &is_f))
            return is_f ? lex_fstring_start(lx, token, start) : lex_string(lx, token, start);
    }
    if (unlikely(high >= 0x80) && !check_identifier(lx, start))
        return false;
    make_token(lx, token, find_keyword(start, p - start), start);
    if (token->kind == TOK_NAME)
        token->spelling = (uint8_t)find_spelling(start, p - start);
    return true;
}

/* ---- Brackets and operators ---- */

bool open_bracket(Lexer *lx, Token *token, char kind, bool is_field)
{
    const char *start = lx->cur;
    if (lx->nbrackets == LEX_MAX_BRACKETS)
        return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, start, start), "too many nested parentheses");
    lx->bracket[lx->nbrackets++] = (LexBracket){kind, is_field, lx->lineno, column_of(lx, start)};
    lx->cur++;
    return make_token(lx, token, kind == '(' ? TOK_LPAR : kind == '[' ? TOK_LSQB : TOK_LBRACE, start);
}

static bool strchr_in_line(const char *s, char c)
{
    while (*s != c && *s != '\n' && *s)
        s++;
    return *s == c;
}

static bool close_bracket(Lexer *lx, Token *token, char kind)
{
    const char *start = lx->cur;
    SourceSpan at = span_in_line(lx, start, start);
    if (lx->nbrackets == 0)
        return lexer_fail(lx, SYNTAX_ERROR, at, "unmatched '%c'", kind);
    LexBracket *top = &lx->bracket[lx->nbrackets - 1];
    if (top->is_field && kind != '}')
        return lexer_fail(lx, SYNTAX_ERROR, at, strchr_in_line(start, '#') ? "f-string: unmatched '%c'; f-string expression part "
                          "cannot include '#'" : "f-string: expecting '}', not unmatched '%c'", kind);
    char opener = kind == ')' ? '(' : kind == ']' ? '[' : '{';
    if (top->kind != opener && lx->nfstrings > 0)
        return lexer_fail(lx, SYNTAX_ERROR, at, "invalid syntax in f-string: mismatched brackets: closing parenthesis '%c' does not "
                          "match opening parenthesis '%c'", kind, top->kind);
    if (top->kind != opener && top->lineno != lx->lineno)
        return lexer_fail(lx, SYNTAX_ERROR, at, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d",
                          kind, top->kind, top->lineno);
    if (top->kind != opener)
        return lexer_fail(lx, SYNTAX_ERROR, at, "closing parenthesis '%c' does not match opening parenthesis '%c'", kind,
                          top->kind);
    if (top->is_field) {
        LexFString *f = &lx->fstring[lx->nfstrings - 1];
        f->fields--;
        f->in_spec = f->fields > 0;
    }
    lx->nbrackets--;
    lx->cur++;
    return make_token(lx, token, kind == ')' ? TOK_RPAR : kind == ']' ? TOK_RSQB : TOK_RBRACE, start);
}

/* Whether lx->cur is in a field of an f-string, outside all brackets within the field. */
static bool at_field_level(const Lexer *lx)
{
    return lx->nbrackets > 0 && lx->bracket[lx->nbrackets - 1].is_field;
}

static bool operator_token(Lexer *lx, Token *token, TokenKind kind, int length)
{
    const char *start = lx->cur;
    lx->cur += length;
    return make_token(lx, token, kind, start);
}

static bool lex_colon(Lexer *lx, Token *token)
{
    if (at_field_level(lx)) {
        lx->fstring[lx->nfstrings - 1].in_spec = true;
        return operator_token(lx, token, TOK_COLON, 1);
    }
    if (lx->cur[1] == '=')
        return operator_token(lx, token, TOK_COLONEQUAL, 2);
    return operator_token(lx, token, TOK_COLON, 1);
}

static bool lex_operator(Lexer *lx, Token *token)
{
    char c = lx->cur[0], d = lx->cur[1];
#define ONE_OF(k1)                    return operator_token(lx, token, TOK_##k1, 1)
#define WITH_EQUAL(k1, k2)            return d == '=' ? operator_token(lx, token, TOK_##k2, 2) \
                                                      : operator_token(lx, token, TOK_##k1, 1)
#define DOUBLED(ch, k1, k1eq, k2, k2eq)                                                      \
    if (d == ch)                                                                             \
        return lx->cur[2] == '=' ? operator_token(lx, token, TOK_##k2eq, 3)                  \
                                 : operator_token(lx, token, TOK_##k2, 2);                   \
    WITH_EQUAL(k1, k1eq)
    switch (c) {
    case '(': case '[': case '{': return open_bracket(lx, token, c, false);
    case ')': case ']': case '}': return close_bracket(lx, token, c);
    case ':': return lex_colon(lx, token);
    case ',': ONE_OF(COMMA);
    case ';': ONE_OF(SEMI);
    case '~': ONE_OF(TILDE);
    case '=': WITH_EQUAL(EQUAL, EQEQUAL);
    case '+': WITH_EQUAL(PLUS, PLUSEQUAL);
    case '|': WITH_EQUAL(VBAR, VBAREQUAL);
    case '&': WITH_EQUAL(AMPER, AMPEREQUAL);
    case '%': WITH_EQUAL(PERCENT, PERCENTEQUAL);
    case '^': WITH_EQUAL(CIRCUMFLEX, CIRCUMFLEXEQUAL);
    case '@': WITH_EQUAL(AT, ATEQUAL);
    case '!': WITH_EQUAL(EXCLAMATION, NOTEQUAL);
    case '*': DOUBLED('*', STAR, STAREQUAL, DOUBLESTAR, DOUBLESTAREQUAL);
    case '/': DOUBLED('/', SLASH, SLASHEQUAL, DOUBLESLASH, DOUBLESLASHEQUAL);
    case '>': DOUBLED('>', GREATER, GREATEREQUAL, RIGHTSHIFT, RIGHTSHIFTEQUAL);
    case '<':
        if (d == '>')
            return operator_token(lx, token, TOK_NOTEQUAL, 2);
        DOUBLED('<', LESS, LESSEQUAL, LEFTSHIFT, LEFTSHIFTEQUAL);
    case '-':
        if (d == '>')
            return operator_token(lx, token, TOK_RARROW, 2);
        WITH_EQUAL(MINUS, MINEQUAL);
    case '.':
        if (d == '.' && lx->cur[2] == '.')
            return operator_token(lx, token, TOK_ELLIPSIS, 3);
        ONE_OF(DOT);
    case '$': case '?': case '`':
        ONE_OF(BAD);
    default:
        return bad_character(lx, lx->cur);
    }
#undef ONE_OF
#undef WITH_EQUAL
#undef DOUBLED
}

/* ---- The main step ---- */

/* At a newline: NEWLINE when it ends a logical line, else it is passed over. True when there is a token. */
static bool newline_token(Lexer *lx, Token *token)
{
    const char *start = lx->cur++;
    bool logical = lx->nbrackets == 0 && !lx->line_start;
    if (logical || lx->flags & LEX_ALL)
        make_token(lx, token, logical ? TOK_NEWLINE : TOK_NL, start);
    lx->cur--;
    next_line(lx);
    if (lx->nbrackets == 0)
        lx->line_start = true;
    return logical || lx->flags & LEX_ALL;
}

static bool comment_token(Lexer *lx, Token *token)
{
    const char *start = lx->cur;
    lx->cur = memchr(start, '\n', (size_t)(lx->end - start));
    if (lx->nfstrings > 0)
        lx->fstring[lx->nfstrings - 1].has_comment = true;
    return lx->flags & LEX_ALL && make_token(lx, token, TOK_COMMENT, start);
}

bool lexer_next(Lexer *lx, Token *token)
{
    if (unlikely(lx->nfstrings)) {
        LexFString *f = &lx->fstring[lx->nfstrings - 1];
        if (f->fields == 0 || f->in_spec)
            return lex_fstring_text(lx, token);
    }
    if (unlikely(lx->line_start)) {
        if (!start_line(lx))
            return false;
    }
    if (unlikely(lx->pending))
        return pending_indent(lx, token);
    for (;;) {
        char c = *lx->cur;
        if (is_char(c, CHAR_SPACE)) {
            lx->cur++;
            continue;
        }
        if (is_char(c, CHAR_NAME))
            return lex_name(lx, token);
        if (is_char(c, CHAR_DIGIT) || (c == '.' && is_char(lx->cur[1], CHAR_DIGIT)))
            return lex_number(lx, token);
        switch (c) {
        case '"': case '\'':
            return lex_string(lx, token, lx->cur);
        case '\n':
            if (newline_token(lx, token))
                return true;
            break;
        case '#':
            if (comment_token(lx, token))
                return true;
            break;
        case '\\':
            if (!continue_line(lx))
                return false;
            break;
        case 0:
            if (lx->cur == lx->end) {
                lx->at_end = true;
                return make_token(lx, token, TOK_ENDMARKER, lx->cur);
            }
            return bad_character(lx, lx->cur);
        default:
            return lex_operator(lx, token);
        }
    }
}
