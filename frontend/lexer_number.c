/* lexer_number.c: numeric literals (manual: reference/lexical_analysis, "Numeric literals"; PEP 515 underscores).
 *
 * Errors point at the last character that still fitted, as CPython's do.
 */
#include "frontend/lexer_internal.h"

/* The character before lx->cur is the last good one. */
static bool bad_literal(Lexer *lx, const char *kind)
{
    return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, lx->cur - 1, lx->cur - 1), "invalid %s literal", kind);
}

/* `1if x else y`: a number may run into one of these words. */
static bool at_operator_word(const char *p)
{
    static const char *const words[] = {"and", "else", "for", "if", "in", "is", "not", "or"};
    for (int i = 0; i < COUNT_OF(words); i++) {
        size_t n = strlen(words[i]);
        if (strncmp(p, words[i], n) == 0)
            return true;
    }
    return false;
}

static bool end_number(Lexer *lx, Token *token, const char *start, const char *kind)
{
    if (unlikely(is_char(*lx->cur, CHAR_NAME_PART) && *lx->cur > 0)) {
        char message[40] = "invalid ";
        if (!at_operator_word(lx->cur))
            return bad_literal(lx, kind);
        strcat(strcat(message, kind), " literal");
        if (lx->warn && !lx->warn(lx, span_in_line(lx, start, lx->cur), message))
            return false;
    }
    return make_token(lx, token, TOK_NUMBER, start);
}

/* Digits of the class, single underscores between them; at least one digit. */
static bool skip_digits(Lexer *lx, const char *kind)
{
    for (;;) {
        if (!is_char(*lx->cur, CHAR_DIGIT))
            return bad_literal(lx, kind);
        while (is_char(*lx->cur, CHAR_DIGIT))
            lx->cur++;
        if (*lx->cur != '_')
            return true;
        lx->cur++;
    }
}

/* After 0x, 0o or 0b. */
static bool lex_radix(Lexer *lx, Token *token, const char *start, int base, const char *kind)
{
    lx->cur += 2;
    if (*lx->cur == '_')
        lx->cur++;
    for (;;) {
        const char *run = lx->cur;
        if (base == 16)
            while (is_char(*lx->cur, CHAR_HEX))
                lx->cur++;
        else
            while (*lx->cur >= '0' && *lx->cur < '0' + base)
                lx->cur++;
        if (base != 16 && is_char(*lx->cur, CHAR_DIGIT))
            return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, lx->cur, lx->cur), "invalid digit '%c' in %s literal",
                              *lx->cur, kind);
        if (lx->cur == run)
            return bad_literal(lx, kind);
        if (*lx->cur != '_')
            return end_number(lx, token, start, kind);
        lx->cur++;
    }
}

/* Fraction, exponent and j, each optional, after the integer part. */
static bool lex_fraction(Lexer *lx, Token *token, const char *start)
{
    const char *kind = "decimal";
    if (*lx->cur == '.') {
        lx->cur++;
        if (is_char(*lx->cur, CHAR_DIGIT) && !skip_digits(lx, kind))
            return false;
    }
    if ((*lx->cur | 32) == 'e') {
        const char *sign = lx->cur + (lx->cur[1] == '+' || lx->cur[1] == '-');
        if (is_char(sign[1], CHAR_DIGIT)) {
            lx->cur = sign + 1;
            if (!skip_digits(lx, kind))
                return false;
        } else if (sign != lx->cur) {
            lx->cur = sign + 1;
            return bad_literal(lx, kind);
        }
    }
    if ((*lx->cur | 32) == 'j') {
        lx->cur++;
        kind = "imaginary";
    }
    return end_number(lx, token, start, kind);
}

/* A literal with a superfluous leading zero: only floats and imaginaries may have one. */
static bool lex_zeros(Lexer *lx, Token *token, const char *start)
{
    const char *zeros_end;
    for (;;) {
        while (*lx->cur == '0')
            lx->cur++;
        if (*lx->cur != '_')
            break;
        lx->cur++;
        if (!is_char(*lx->cur, CHAR_DIGIT))
            return bad_literal(lx, "decimal");
    }
    zeros_end = lx->cur;
    bool nonzero = is_char(*lx->cur, CHAR_DIGIT);
    if (nonzero && !skip_digits(lx, "decimal"))
        return false;
    char c = *lx->cur | 32;
    if (nonzero && *lx->cur != '.' && c != 'e' && c != 'j')
        return lexer_fail(lx, SYNTAX_ERROR, span_in_line(lx, start, zeros_end),
                          "leading zeros in decimal integer literals are not permitted; "
                          "use an 0o prefix for octal integers");
    return lex_fraction(lx, token, start);
}

bool lex_number(Lexer *lx, Token *token)
{
    const char *start = lx->cur;
    if (*start == '0') {
        switch (start[1] | 32) {
        case 'x': return lex_radix(lx, token, start, 16, "hexadecimal");
        case 'o': return lex_radix(lx, token, start, 8, "octal");
        case 'b': return lex_radix(lx, token, start, 2, "binary");
        }
        return lex_zeros(lx, token, start);
    }
    if (*start != '.' && !skip_digits(lx, "decimal"))
        return false;
    return lex_fraction(lx, token, start);
}
