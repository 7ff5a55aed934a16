/* parser_string.c: numbers, strings, bytes and f-strings (manual: reference/lexical_analysis, "Literals").
 *
 * Text is decoded into p->bytes as UTF-8 in which an escape like \ud800 stands as the three bytes of its code point, then
 * made a constant. Adjacent literals are one constant; with an f-string among them they are one JoinedStr, in which
 * neighbouring pieces of text are merged and empty ones left out.
 */
#include <stdio.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "frontend/constants.h"
#include "frontend/parser_internal.h"

/* ---- Numbers ---- */

/* Decimal or hexadecimal digits short enough for a fixnum; false: not such. */
static bool small_int(const char *s, const char *end, Value *out)
{
    int64_t n = 0;
    if (end - s > 18)
        return false;
    for (; s < end; s++) {
        if (*s < '0' || *s > '9')
            return false;
        n = 10 * n + (*s - '0');
    }
    *out = fixnum(n);
    return true;
}

static Value number_value(Parser *p, const char *s, ssize n)
{
    if (n > 2 && s[0] == '0')
        switch (s[1] | 32) {
        case 'x': return make_int(p->t, s + 2, n - 2, 16);
        case 'o': return make_int(p->t, s + 2, n - 2, 8);
        case 'b': return make_int(p->t, s + 2, n - 2, 2);
        }
    if ((s[n - 1] | 32) == 'j')
        return make_imaginary(p->t, s, n - 1);
    for (ssize i = 0; i < n; i++)
        if (s[i] < '0' || s[i] > '9')
            return make_float(p->t, s, n);
    return make_int(p->t, s, n, 10);
}

Node *parse_number(Parser *p)
{
    Pos start = here(p);
    Token token = *p->tok;
    Value value;
    if (!small_int(token.start, token.end, &value)) {
        ssize base = p->bytes.len;
        if (!byte_vec_reserve(&p->bytes, base + (token.end - token.start)))
            fail_memory(p);
        for (const char *s = token.start; s < token.end; s++)
            if (*s != '_')
                p->bytes.item[p->bytes.len++] = *s;
        value = number_value(p, p->bytes.item + base, p->bytes.len - base);
        p->bytes.len = base;
    }
    own_value(p, value);                /* before advance(), which may not return */
    advance(p);
    Node *n = make_node(p, AST_Constant, start);
    n->Constant.value = value;
    return n;
}

/* ---- Escapes ---- */

static void put_bytes(Parser *p, const char *s, ssize n)
{
    if (!byte_vec_extend(&p->bytes, s, n))
        fail_memory(p);
}

static void put_char(Parser *p, uint32_t c, bool is_bytes)
{
    char s[4];
    if (is_bytes) {
        s[0] = (char)c;
        put_bytes(p, s, 1);
    } else {
        put_bytes(p, s, utf8_encode_one(c, s));
    }
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* A literal being decoded. */
typedef struct {
    const Token *token;         /* for messages: the token, or the whole f-string's piece */
    const char *start, *end;    /* its body */
    bool raw, is_bytes, is_f;
} Literal;

/* Position of s in the body as the escape codec counts it: other characters than ASCII come to it as \UXXXXXXXX. */
static ssize codec_position(const Literal *l, const char *s)
{
    ssize n = 0;
    for (const char *q = l->start; q < s; q++)
        n += (unsigned char)*q < 0x80 ? 1 : (*q & 0xC0) == 0x80 ? 0 : 10;
    return n;
}

NORETURN COLD static void bad_escape(Parser *p, const Literal *l, const char *from, const char *to, const char *reason)
{
    if (l->is_bytes)
        fail_token(p, l->token, "(value error) invalid \\x escape at position %td", from - l->start);
    fail_token(p, l->token, "(unicode error) 'unicodeescape' codec can't decode bytes in position %td-%td: %s",
               codec_position(l, from), codec_position(l, to) - 1, reason);
}

/* n hexadecimal digits at s, after a backslash and a letter; returns what follows. */
static const char *hex_escape(Parser *p, const Literal *l, const char *s, int n, const char *reason)
{
    uint32_t c = 0;
    const char *from = s - 2;
    for (int i = 0; i < n; i++, s++) {
        int digit = s < l->end ? hex_value(*s) : -1;
        if (digit < 0)
            bad_escape(p, l, from, s, reason);
        c = c << 4 | (uint32_t)digit;
    }
    if (c > 0x10FFFF)
        bad_escape(p, l, from, s, "illegal Unicode character");
    put_char(p, c, l->is_bytes);
    return s;
}

/* \N{NAME}; s is after the N. */
static const char *name_escape(Parser *p, const Literal *l, const char *s)
{
    const char *from = s - 2, *close;
    uint32_t c;
    if (s >= l->end || *s != '{' || !(close = memchr(s, '}', (size_t)(l->end - s))) || close == s + 1)
        bad_escape(p, l, from, s < l->end && *s == '{' ? l->end : s, "malformed \\N character escape");
    if (!unicode_lookup(s + 1, close - s - 1, &c))
        bad_escape(p, l, from, close + 1, "unknown Unicode character name");
    put_char(p, c, false);
    return close + 1;
}

static void warn_escape(Parser *p, const Literal *l, const char *s, const char *format, int width)
{
    char message[80];
    int line = l->token->lineno;
    if (p->warned && s <= p->warned)
        return;
    p->warned = s;
    for (const char *q = l->token->start; q < s; q++)
        line += *q == '\n';
    snprintf(message, sizeof message, format, width, s);
    SourceSpan at = token_span(l->token);
    at.lineno = line;
    if (line != l->token->lineno)
        at = (SourceSpan){.lineno = line};
    parser_warn(p, WARN_DEPRECATION, at, message);
}

/* Up to three octal digits; s is at the first. */
static const char *octal_escape(Parser *p, const Literal *l, const char *s)
{
    const char *from = s;
    uint32_t c = 0;
    for (int i = 0; i < 3 && s < l->end && *s >= '0' && *s <= '7'; i++)
        c = c << 3 | (uint32_t)(*s++ - '0');
    if (c > 0377)
        warn_escape(p, l, from, "invalid octal escape sequence '\\%.*s'", 3);
    put_char(p, l->is_bytes ? c & 0xFF : c, l->is_bytes);
    return s;
}

/* The escape whose backslash is before s; returns what follows it. */
static const char *decode_escape(Parser *p, const Literal *l, const char *s)
{
    char c = *s;
    switch (c) {
    case '\n': return s + 1;
    case '\\': case '\'': case '"': put_char(p, (uint32_t)c, true); return s + 1;
    case 'a': put_char(p, '\a', true); return s + 1;
    case 'b': put_char(p, '\b', true); return s + 1;
    case 'f': put_char(p, '\f', true); return s + 1;
    case 'n': put_char(p, '\n', true); return s + 1;
    case 'r': put_char(p, '\r', true); return s + 1;
    case 't': put_char(p, '\t', true); return s + 1;
    case 'v': put_char(p, '\v', true); return s + 1;
    case '0' ... '7': return octal_escape(p, l, s);
    case 'x': return hex_escape(p, l, s + 1, 2, "truncated \\xXX escape");
    }
    if (!l->is_bytes)
        switch (c) {
        case 'u': return hex_escape(p, l, s + 1, 4, "truncated \\uXXXX escape");
        case 'U': return hex_escape(p, l, s + 1, 8, "truncated \\UXXXXXXXX escape");
        case 'N': return name_escape(p, l, s + 1);
        }
    put_char(p, '\\', true);            /* not an escape: both characters stay */
    if ((unsigned char)c < 0x80)
        warn_escape(p, l, s, "invalid escape sequence '\\%.*s'", 1);
    return s;
}

/* Appends the meaning of the body to p->bytes. */
static void decode_literal(Parser *p, const Literal *l)
{
    const char *s = l->start;
    if (l->is_bytes && utf8_ascii_prefix(s, l->end - s) < l->end - s)
        fail_token(p, l->token, "bytes can only contain ASCII literal characters");
    while (s < l->end) {
        const char *run = s;
        while (s < l->end && *s != '\\' && !(l->is_f && (*s == '{' || *s == '}')))
            s++;
        put_bytes(p, run, s - run);
        if (s == l->end)
            break;
        if (*s != '\\') {               /* doubled brace */
            put_bytes(p, s, 1);
            s += 2;
        } else if (l->raw) {
            put_bytes(p, s++, 1);
        } else if (++s == l->end) {
            put_bytes(p, "\\", 1);      /* `\` right before a field */
            warn_escape(p, l, s, "invalid escape sequence '\\%.*s'", 1);
        } else {
            s = decode_escape(p, l, s);
        }
    }
}

/* ---- Strings ---- */

static Literal literal_of(const Token *token)
{
    Literal l = {.token = token, .start = token->start, .end = token->end};
    for (; *l.start != '"' && *l.start != '\''; l.start++) {
        l.raw |= (*l.start | 32) == 'r';
        l.is_bytes |= (*l.start | 32) == 'b';
    }
    int quotes = l.end - l.start >= 6 && l.start[1] == l.start[0] && l.start[2] == l.start[0] ? 3 : 1;
    l.start += quotes;
    l.end -= quotes;
    return l;
}

/* Text collected for the next Constant of a JoinedStr. */
typedef struct {
    ssize base;                 /* where it begins in p->bytes */
    bool any;                   /* a piece came, if an empty one */
    bool u_prefix;              /* the first piece had one */
    Token first, last;          /* the tokens it came from */
} Text;

static void begin_text(Text *text, const Token *token, bool u_prefix)
{
    if (!text->any) {
        text->any = true;
        text->first = *token;
        text->u_prefix = u_prefix;
    }
    text->last = *token;
}

static void set_kind(Parser *p, Node *n, bool u_prefix)
{
    if (u_prefix)
        n->Constant.kind = own_value(p, make_identifier(p->t, "u", 1));
}

/* Pushes the collected text as a Constant. */
static void flush_text(Parser *p, Text *text)
{
    if (p->bytes.len > text->base) {
        Value value = make_str(p->t, p->bytes.item + text->base, p->bytes.len - text->base);
        Node *n = make_constant(p, value, (Pos){text->first.lineno, text->first.col});
        n->end_lineno = text->last.end_lineno;
        n->end_col_offset = text->last.end_col;
        set_kind(p, n, text->u_prefix);
        push_node(p, n);
    }
    p->bytes.len = text->base;
    text->any = false;
}

/* ---- f-strings ---- */

static void parse_fstring_field(Parser *p, Text *text, bool raw);

/* Text and fields up to the closing quotes, or to the brace that ends a format specification. */
static void parse_fstring_pieces(Parser *p, Text *text, bool raw)
{
    for (;;) {
        if (at(p, TOK_FSTRING_MIDDLE)) {
            Token token = *p->tok;
            Literal l = {.token = &token, .start = token.start, .end = token.end, .raw = raw, .is_f = true};
            begin_text(text, &token, false);
            decode_literal(p, &l);
            advance(p);
        } else if (at(p, TOK_LBRACE)) {
            enter(p);
            parse_fstring_field(p, text, raw);
            leave(p);
        } else {
            return;
        }
    }
}

/* `!r`: -1 when there is none. */
static int parse_conversion(Parser *p)
{
    if (!at(p, TOK_EXCLAMATION))
        return -1;
    Token mark = *p->tok;
    advance(p);
    if (at(p, TOK_COLON) || at(p, TOK_RBRACE))
        fail_here(p, "f-string: invalid conversion character: missing");
    if (!at(p, TOK_NAME))
        fail_here(p, "f-string: invalid conversion character");
    Token name = *p->tok;
    if (name.start != mark.end)
        fail_span(p, (SourceSpan){mark.lineno, mark.col, name.end_lineno, name.end_col},
                  "f-string: invalid conversion character: it must come right after the exclamation mark");
    char c = *name.start;
    if (name.end - name.start > 1 && (c == 's' || c == 'r' || c == 'a'))
        fail_token(p, &name, "f-string: expecting '}' or ':' after conversion character '%c'", c);
    if (name.end - name.start != 1 || (c != 's' && c != 'r' && c != 'a'))
        fail_token(p, &name, "f-string: invalid conversion character '%.*s': expected 's', 'r', or 'a'",
                   (int)(name.end - name.start), name.start);
    advance(p);
    return c;
}

/* `:spec` as a JoinedStr, or NULL. */
static Node *parse_format_spec(Parser *p, bool raw)
{
    if (!at(p, TOK_COLON))
        return NULL;
    Pos start = here(p);
    ssize base = p->nodes.len;
    Text text = {.base = p->bytes.len};
    advance(p);
    parse_fstring_pieces(p, &text, raw);
    flush_text(p, &text);
    NodeSeq *values = pop_nodes(p, base);
    Node *n = make_node(p, AST_JoinedStr, start);
    n->JoinedStr.values = values;
    if (!at(p, TOK_RBRACE))
        fail_here(p, "f-string: expecting '}', or format specs");
    return n;
}

NORETURN COLD static void fail_no_expression(Parser *p)
{
    fail_here(p, "invalid syntax. f-string: expecting a valid expression after '{'");
}

bool is_closing_quote(const Parser *p, const Token *token)
{
    const Lexer *lx = &p->lexer;
    if (token->kind != TOK_STRING || lx->nfstrings == 0)
        return false;
    const LexFString *f = &lx->fstring[lx->nfstrings - 1];
    return !f->triple && f->lineno == token->lineno && *token->start == f->quote;
}

/* The expression is read again with a brace put in place of one token after another, from where it went wrong backwards:
 * the longest beginning that makes sense tells which token is the culprit. */
void fail_field(Parser *p)
{
    ssize mark = p->field_mark, k = p->tok - p->tokens.item, first = MAX(mark, k - 100);
    Attempt a;
    p->field_mark = -1;
    for (; k > first; k--) {
        TokenKind kind = p->tokens.item[k].kind;
        p->tok = p->tokens.item + mark;
        p->tokens.item[k].kind = TOK_RBRACE;
        bool ok = attempt(p, &a, parse_yield_or_star_expressions) && p->tok == p->tokens.item + k;
        p->tokens.item[k].kind = (uint8_t)kind;
        if (ok) {
            p->tok = p->tokens.item + k;
            fail_here(p, "f-string: expecting '=', or '!', or ':', or '}'");
        }
    }
    p->tok = p->tokens.item + mark;
    if (at(p, TOK_LBRACE) && p->tok->start[-1] == '{')
        fail_here(p, "f-string: expecting '}': a doubled brace does not mean itself in a format specification");
    fail_no_expression(p);
}

/* The expression of a field, with what is said when there is none. */
static Node *parse_field_expression(Parser *p)
{
    ssize outer = p->field_mark;
    switch (p->tok->kind) {
    case TOK_EQUAL: case TOK_EXCLAMATION: case TOK_COLON: case TOK_RBRACE:
        if (p->tok->lineno != p->prev.lineno && p->lexer.nfstrings > 0 && !p->lexer.fstring[p->lexer.nfstrings - 1].triple)
            fail_here(p, "EOL while scanning string literal (f-string: valid expression required before '%s')",
                      token_texts[p->tok->kind]);
        fail_here(p, "f-string: empty expression not allowed: valid expression required before '%s'", token_texts[p->tok->kind]);
    }
    if (!starts_expression(p->tok) && !at(p, TOK_STAR) && !at(p, TOK_YIELD))
        fail_no_expression(p);
    p->field_mark = p->tok - p->tokens.item;
    Node *e = parse_yield_or_star_expressions(p);
    p->field_mark = outer;
    return e;
}

/* Appends source text without its comments. */
static void put_source(Parser *p, const char *s, const char *end)
{
    char quote = 0;
    for (; s < end; s++) {
        if (!quote && *s == '#') {
            s = memchr(s, '\n', (size_t)(end - s));
            if (!s)
                return;
        }
        if (quote && *s == '\\' && s + 1 < end)
            put_bytes(p, s++, 1);
        else if (*s == quote)
            quote = 0;
        else if (!quote && (*s == '"' || *s == '\''))
            quote = *s;
        put_bytes(p, s, 1);
    }
}

/* {expression[=][!conversion][:spec]}; for `=` the source text goes before it. */
static void parse_fstring_field(Parser *p, Text *text, bool raw)
{
    Token brace = *p->tok, after_equal = brace;
    Pos start = here(p);
    advance(p);
    Node *value = parse_field_expression(p);
    bool debug = at(p, TOK_EQUAL);
    if (debug) {
        advance(p);
        after_equal = *p->tok;
        if (!at(p, TOK_EXCLAMATION) && !at(p, TOK_COLON) && !at(p, TOK_RBRACE))
            fail_here(p, "f-string: expecting '!', or ':', or '}'");
    } else if (!at(p, TOK_EXCLAMATION) && !at(p, TOK_COLON) && !at(p, TOK_RBRACE)) {
        fail_here(p, "f-string: expecting '=', or '!', or ':', or '}'");
    }
    int conversion = parse_conversion(p);
    if (!at(p, TOK_COLON) && !at(p, TOK_RBRACE))
        fail_here(p, "f-string: expecting '}' or ':'");
    if (debug) {
        Token piece = {.lineno = brace.lineno, .col = brace.end_col, .start = brace.end, .end = after_equal.start,
                       .end_lineno = after_equal.lineno, .end_col = after_equal.col};
        begin_text(text, &piece, false);
        put_source(p, brace.end, after_equal.start);
    }
    flush_text(p, text);
    Node *spec = parse_format_spec(p, raw);
    expect(p, TOK_RBRACE);
    Node *n = make_node(p, AST_FormattedValue, start);
    n->FormattedValue.value = value;
    n->FormattedValue.conversion = debug && conversion < 0 && !spec ? 'r' : conversion;
    n->FormattedValue.format_spec = spec;
    push_node(p, n);
}

static void parse_fstring(Parser *p, Text *text)
{
    const char *prefix = p->tok->start;
    bool raw = (prefix[0] | 32) == 'r' || (prefix[1] | 32) == 'r';
    advance(p);
    parse_fstring_pieces(p, text, raw);
    if (!at(p, TOK_FSTRING_END))
        fail_syntax(p);
    advance(p);
}

/* ---- Adjacent literals ---- */

static bool has_u_prefix(const Token *token)
{
    return token->kind == TOK_STRING && (*token->start | 32) == 'u';
}

Node *parse_strings(Parser *p)
{
    Pos start = here(p);
    ssize base = p->nodes.len;
    Text text = {.base = p->bytes.len};
    bool is_bytes = false, is_f = false, u_prefix = has_u_prefix(p->tok);
    for (int i = 0; at(p, TOK_STRING) || at(p, TOK_FSTRING_START); i++) {
        Token token = *p->tok;
        bool f = token.kind == TOK_FSTRING_START;
        Literal l = f ? (Literal){0} : literal_of(&token);
        if (i > 0 && l.is_bytes != is_bytes) {
            while (at(p, TOK_STRING) || at(p, TOK_FSTRING_START)) {
                if (at(p, TOK_FSTRING_START))
                    parse_fstring(p, &text);
                else
                    advance(p);
            }
            fail_here(p, "cannot mix bytes and nonbytes literals");
        }
        is_bytes = l.is_bytes;
        is_f |= f;
        if (f) {
            parse_fstring(p, &text);
        } else {
            begin_text(&text, &token, has_u_prefix(&token));
            decode_literal(p, &l);
            advance(p);
        }
    }
    if (!is_f) {
        const char *s = p->bytes.item + text.base;
        ssize n = p->bytes.len - text.base;
        Value value = is_bytes ? make_bytes(p->t, s, n) : make_str(p->t, s, n);
        p->bytes.len = text.base;
        Node *constant = make_constant(p, value, start);
        set_kind(p, constant, u_prefix);
        return constant;
    }
    flush_text(p, &text);
    NodeSeq *values = pop_nodes(p, base);
    Node *n = make_node(p, AST_JoinedStr, start);
    n->JoinedStr.values = values;
    return n;
}
