/* declgen.c: reads the METHOD, FUNCTION, GETTER ... declarations of the C sources (object/method.h has their syntax) and
 * writes what follows from them into the build folder:
 *
 *   gen/<path>.h    for a source with declarations: argument structs, prototypes, signatures, tables. Included by it.
 *   gen/names.h/.c  the interned static strs for every NAME(identifier), and for texts that are argument defaults.
 *   gen/modules.c   module_registry: every MODULE(...) of modules/.
 *
 *     declgen OUTPUT_FOLDER SOURCE...
 *
 * All sources are read in one run, so a type whose methods are spread over files needs no list of them: a file that
 * uses `X_methods` owns the table, and the tables of other files with METHOD(X, ...) are chained to it. The sources are
 * scanned as tokens, not parsed: a declaration starts in the first column and is followed by its body. A file is
 * written only when its contents change, so that make rebuilds little.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/vec.h"

#define PARAMS_MAX 60

/* ---- what is read ---- */

typedef struct Parameter {
    char *name;
    const char *conversion;     /* key into conversions[] */
    const char *kind;           /* enumerator of ParamKind */
    const char *default_kind;   /* enumerator of DefaultKind */
    char *default_source;       /* as written, for the text shown */
    long long default_int;
    char *default_text;
} Parameter;

typedef struct Declaration {
    const char *macro;          /* key into macros[] */
    int line;
    char *owner, *name;         /* METHOD(owner, name, ...) */
    char *text;                 /* the signature as written; NULL for arity 0 and 1, getters and setters */
    char *doc;                  /* cleaned docstring, or NULL */
    Parameter params[PARAMS_MAX];
    int count;
} Declaration;
VEC(DeclarationVec, declaration_vec, Declaration *)
VEC(TextVec, text_vec, char *)

typedef struct Source {
    char *path;
    char *text;
    DeclarationVec declarations;
    TextVec mentions;           /* identifiers X_methods, X_functions, X_getset used in the file */
    TextVec type_prefixes, type_names;  /* of `Type X_type = {TYPE_HEAD("name"` */
    TextVec modules;
    bool includes_generated;
    TextVec errors;             /* messages: they go into the header as #error, so that one bad file stops only itself */
} Source;
VEC(SourceVec, source_vec, Source *)

static SourceVec sources;
static TextVec names;           /* identifiers in NAME() */
static TextVec texts;           /* texts of defaults */
static const char *output_folder;

static const struct { const char *macro, *arity, *kind, *table; } macros[] = {
    {"METHOD", "ARITY_ARGS", "METHOD_INSTANCE", "methods"},  {"METHOD0", "ARITY_0", "METHOD_INSTANCE", "methods"},
    {"METHOD1", "ARITY_1", "METHOD_INSTANCE", "methods"},     {"CLASSMETHOD", "ARITY_ARGS", "METHOD_CLASS", "methods"},
    {"CLASSMETHOD0", "ARITY_0", "METHOD_CLASS", "methods"},   {"CLASSMETHOD1", "ARITY_1", "METHOD_CLASS", "methods"},
    {"STATICMETHOD", "ARITY_ARGS", "METHOD_STATIC", "methods"}, {"STATICMETHOD0", "ARITY_0", "METHOD_STATIC", "methods"},
    {"STATICMETHOD1", "ARITY_1", "METHOD_STATIC", "methods"}, {"FUNCTION", "ARITY_ARGS", "METHOD_FUNCTION", "functions"},
    {"FUNCTION0", "ARITY_0", "METHOD_FUNCTION", "functions"}, {"FUNCTION1", "ARITY_1", "METHOD_FUNCTION", "functions"},
    {"GETTER", "", "", "getset"}, {"SETTER", "", "", "getset"}, {"NEW", "", "", ""}, {"INIT", "", "", ""},
};

static const struct { const char *annotation, *enumerator, *type; } conversions[] = {
    {"", "OBJECT", "Ref"},          {"index", "INDEX", "ssize"},       {"clamped", "CLAMPED", "ssize"},
    {"int", "INT", "int"},          {"int64", "INT64", "int64_t"},     {"uint64", "UINT64", "uint64_t"},
    {"size", "SIZE", "ssize"},      {"bool", "BOOL", "bool"},          {"float", "FLOAT", "double"},
    {"str", "STR", "Ref"},          {"str?", "STR_OR_NONE", "Ref"},    {"bytes", "BYTES", "Ref"},
    {"list", "LIST", "Ref"},        {"tuple", "TUPLE", "Ref"},         {"dict", "DICT", "Ref"},
    {"type", "TYPE", "Ref"},        {"callable", "CALLABLE", "Ref"},   {"buffer", "BUFFER", "Buffer"},
    {"wbuffer", "WBUFFER", "Buffer"}, {"ordinal", "ORDINAL", "uint32_t"},
};

static const char *const c_keywords[] = {
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
    "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static",
    "struct", "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "true", "false", "errno",
    "stdin", "stdout", "stderr", "assert", "unix", "linux", "asm", "typeof",
};

/* ---- helpers ---- */

NORETURN static void die(const char *what)
{
    perror(what);
    exit(2);
}

static void *must(void *p)
{
    if (!p)
        die("declgen");
    return p;
}

static char *copy(const char *s, size_t n)
{
    char *p = must(malloc(n + 1));
    memcpy(p, s, n);
    p[n] = 0;
    return p;
}

static bool text_has(const TextVec *v, const char *s)
{
    for (ssize i = 0; i < v->len; i++)
        if (!strcmp(v->item[i], s))
            return true;
    return false;
}

static void text_add(TextVec *v, const char *s, size_t n)
{
    char *text = copy(s, n);
    if (!text_vec_push(v, text))
        die("declgen");
}

static void text_add_once(TextVec *v, const char *s, size_t n)
{
    char *text = copy(s, n);
    if (!text_has(v, text))
        text_add(v, text, n);
    free(text);
}

static void fail(Source *s, int line, const char *format, ...) PRINTF(3, 4);
static void fail(Source *s, int line, const char *format, ...)
{
    char message[1024];
    va_list ap;
    va_start(ap, format);
    int n = snprintf(message, sizeof message, "%s:%d: ", s->path, line);
    vsnprintf(message + n, sizeof message - (size_t)n, format, ap);
    va_end(ap);
    text_add(&s->errors, message, strlen(message));
}

static bool is_word(int c) { return isalnum(c) || c == '_'; }

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    size_t n = 0, room = 1 << 16;
    char *text = must(malloc(room));
    for (size_t got; (got = fread(text + n, 1, room - n - 1, f)) > 0;) {
        n += got;
        if (room - n < 2)
            text = must(realloc(text, room *= 2));
    }
    text[n] = 0;
    fclose(f);
    return text;
}

/* Output collects in memory, to be compared with what is there. */
static char *out_text;
static size_t out_len;
static FILE *out;

static void out_open(void) { out = must(open_memstream(&out_text, &out_len)); }

static void make_folders(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')); p++) {
        *p = 0;
        if (mkdir(path, 0777) && errno != EEXIST)
            die(path);
        *p = '/';
    }
}

static void out_close(const char *relative)
{
    char path[4096];
    fclose(out);
    snprintf(path, sizeof path, "%s/%s", output_folder, relative);
    char *old = read_file(path);
    if (!old || strlen(old) != out_len || memcmp(old, out_text, out_len)) {
        make_folders(path);
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(out_text, 1, out_len, f) != out_len || fclose(f))
            die(path);
    }
    free(old);
    free(out_text);
}

static void put_string(const char *s)
{
    fputc('"', out);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", out);
        else if (c < 32 || c > 126)
            fprintf(out, "\\%03o", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

/* ---- scanning ---- */

typedef struct Scanner {
    Source *source;
    const char *p;
    int line;
    const char *doc, *doc_end;      /* pending docstring comment */
} Scanner;

static void skip_space(Scanner *s)
{
    for (;;) {
        if (isspace((unsigned char)*s->p)) {
            s->line += *s->p++ == '\n';
        } else if (s->p[0] == '\\' && s->p[1] == '\n') {
            s->p += 2;
            s->line++;
        } else if (s->p[0] == '/' && s->p[1] == '*') {
            const char *end = strstr(s->p + 2, "*/");
            end = end ? end + 2 : s->p + strlen(s->p);
            for (; s->p < end; s->p++)
                s->line += *s->p == '\n';
        } else if (s->p[0] == '/' && s->p[1] == '/') {
            s->p += strcspn(s->p, "\n");
        } else {
            return;
        }
    }
}

static void skip_literal(Scanner *s)
{
    char quote = *s->p++;
    while (*s->p && *s->p != quote && *s->p != '\n')
        s->p += s->p[0] == '\\' && s->p[1] ? 2 : 1;
    if (*s->p == quote)
        s->p++;
}

/* A macro argument that is an identifier; NULL with a message when it is not. */
static char *scan_identifier(Scanner *s)
{
    skip_space(s);
    const char *start = s->p;
    while (is_word((unsigned char)*s->p))
        s->p++;
    if (s->p == start) {
        fail(s->source, s->line, "identifier expected");
        return NULL;
    }
    return copy(start, (size_t)(s->p - start));
}

/* Adjacent string literals, with their simplest escapes undone. */
static char *scan_string(Scanner *s)
{
    char *text = copy("", 0);
    size_t n = 0;
    skip_space(s);
    if (*s->p != '"')
        fail(s->source, s->line, "signature text expected");
    while (*s->p == '"') {
        const char *start = s->p + 1;
        skip_literal(s);
        text = must(realloc(text, n + (size_t)(s->p - start) + 1));
        for (const char *p = start; p < s->p - 1; p++) {
            if (*p == '\\')
                p++;
            text[n++] = *p;
        }
        text[n] = 0;
        skip_space(s);
    }
    return text;
}

static bool scan_char(Scanner *s, char c)
{
    skip_space(s);
    if (*s->p != c)
        return false;
    s->p++;
    return true;
}

/* The text of a docstring comment without its stars and common indentation. */
static char *clean_doc(const char *p, const char *end)
{
    char *doc = must(malloc((size_t)(end - p) + 2)), *o = doc;
    bool first = true;
    while (p < end) {
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        line_end = line_end ? line_end : end;
        const char *q = p;
        while (q < line_end && (*q == ' ' || *q == '\t'))
            q++;
        if (!first && q < line_end && *q == '*') {
            q++;
            if (q < line_end && *q == ' ')
                q++;
        }
        if (!first)
            *o++ = '\n';
        memcpy(o, q, (size_t)(line_end - q));
        o += line_end - q;
        while (o > doc && (o[-1] == ' ' || o[-1] == '\t' || o[-1] == '\r'))
            o--;
        first = false;
        p = line_end + 1;
    }
    while (o > doc && isspace((unsigned char)o[-1]))
        o--;
    *o = 0;
    return doc;
}

/* ---- signatures ---- */

/* Reads "(self, index: index, object, /)" into d->params. */
typedef struct SignatureReader {
    Source *source;
    Declaration *d;
    const char *p;
} SignatureReader;

static void skip_blanks(SignatureReader *r)
{
    while (isspace((unsigned char)*r->p))
        r->p++;
}

static char *read_word(SignatureReader *r)
{
    skip_blanks(r);
    const char *start = r->p;
    while (is_word((unsigned char)*r->p))
        r->p++;
    return copy(start, (size_t)(r->p - start));
}

static const char *find_conversion(const char *annotation)
{
    for (int i = 0; i < COUNT_OF(conversions); i++)
        if (!strcmp(conversions[i].annotation, annotation))
            return conversions[i].annotation;
    return NULL;
}

static int conversion_index(const Parameter *p)
{
    int i = 0;
    while (conversions[i].annotation != p->conversion)
        i++;
    return i;
}

static void read_quoted(SignatureReader *r, Parameter *p)
{
    char quote = *r->p++, *o = p->default_text = must(malloc(strlen(r->p) + 1));
    while (*r->p && *r->p != quote) {
        char c = *r->p++;
        if (c == '\\' && *r->p) {
            c = *r->p++;
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
        *o++ = c;
    }
    *o = 0;
    if (*r->p == quote)
        r->p++;
}

static void read_number(SignatureReader *r, Parameter *p)
{
    char *end_int, *end_float;
    errno = 0;
    p->default_int = strtoll(r->p, &end_int, 0);
    double d = strtod(r->p, &end_float);
    if (end_int == r->p)
        fail(r->source, r->d->line, "unknown default at '%s'", r->p);
    if (end_float > end_int || !strcmp(p->conversion, "float")) {
        p->default_kind = "DEFAULT_FLOAT";
        memcpy(&p->default_int, &d, sizeof d);
        r->p = end_float;
    } else {
        if (errno)
            fail(r->source, r->d->line, "default of %s is too large", p->name);
        p->default_kind = "DEFAULT_INT";
        r->p = end_int;
    }
    if (end_int == end_float && end_int == r->p && !isdigit((unsigned char)r->p[-1]))
        r->p += strlen(r->p);
}

static void read_default(SignatureReader *r, Parameter *p)
{
    skip_blanks(r);
    const char *start = r->p;
    if (*r->p == '?') {
        p->default_kind = "DEFAULT_ABSENT";
        r->p++;
    } else if (*r->p == '\'' || *r->p == '"') {
        p->default_kind = "DEFAULT_TEXT";
        read_quoted(r, p);
        text_add_once(&texts, p->default_text, strlen(p->default_text));
    } else if (!strncmp(r->p, "()", 2)) {
        p->default_kind = "DEFAULT_EMPTY_TUPLE";
        r->p += 2;
    } else if (isalpha((unsigned char)*r->p)) {
        char *word = read_word(r);
        if (!strcmp(word, "None"))
            p->default_kind = "DEFAULT_NONE";
        else if (!strcmp(word, "True"))
            p->default_kind = "DEFAULT_TRUE";
        else if (!strcmp(word, "False"))
            p->default_kind = "DEFAULT_FALSE";
        else
            fail(r->source, r->d->line, "unknown default '%s'", word);
    } else {
        read_number(r, p);
    }
    p->default_source = copy(start, (size_t)(r->p - start));
}

static void read_parameter(SignatureReader *r, const char *kind)
{
    Declaration *d = r->d;
    if (d->count == PARAMS_MAX) {
        fail(r->source, d->line, "too many parameters");
        r->p += strlen(r->p);
        return;
    }
    Parameter *p = &d->params[d->count++];
    *p = (Parameter){.kind = kind, .default_kind = "DEFAULT_REQUIRED", .conversion = conversions[0].annotation};
    p->name = read_word(r);
    if (!*p->name) {
        fail(r->source, d->line, "parameter expected at '%s'", r->p);
        r->p += strlen(r->p);
    }
    skip_blanks(r);
    if (*r->p == ':') {
        r->p++;
        skip_blanks(r);
        const char *start = r->p;
        while (is_word((unsigned char)*r->p))
            r->p++;
        if (*r->p == '?')
            r->p++;
        char *annotation = copy(start, (size_t)(r->p - start));
        const char *conversion = find_conversion(annotation);
        if (conversion)
            p->conversion = conversion;
        else
            fail(r->source, d->line, "unknown conversion '%s' of parameter %s", annotation, p->name);
        skip_blanks(r);
    }
    if (*r->p == '=') {
        r->p++;
        read_default(r, p);
        skip_blanks(r);
    }
}

static void read_signature(Source *source, Declaration *d)
{
    SignatureReader r = {source, d, d->text};
    const char *kind = "PARAM_POSITIONAL";
    skip_blanks(&r);
    if (*r.p++ != '(') {
        fail(source, d->line, "a signature starts with '('");
        return;
    }
    skip_blanks(&r);
    while (*r.p && *r.p != ')') {
        if (r.p[0] == '*' && r.p[1] == '*') {
            r.p += 2;
            read_parameter(&r, "PARAM_VARKEYWORDS");
        } else if (*r.p == '*') {
            r.p++;
            skip_blanks(&r);
            if (is_word((unsigned char)*r.p))
                read_parameter(&r, "PARAM_VARARGS");
            kind = "PARAM_KEYWORD_ONLY";
        } else if (*r.p == '/') {
            r.p++;
            for (int i = 0; i < d->count; i++)
                d->params[i].kind = "PARAM_POSITIONAL_ONLY";
        } else {
            if (*r.p == '$')
                r.p++;
            read_parameter(&r, kind);
        }
        skip_blanks(&r);
        if (*r.p == ',') {
            r.p++;
            skip_blanks(&r);
        } else if (*r.p != ')') {
            fail(source, d->line, "',' or ')' expected at '%s'", r.p);
            return;
        }
    }
}

static bool starts(const char *s, const char *prefix) { return !strncmp(s, prefix, strlen(prefix)); }

/* Methods name their self first; it is not among the parameters bound. */
static void drop_self(Source *source, Declaration *d)
{
    bool class_method = starts(d->macro, "CLASSMETHOD") || !strcmp(d->macro, "NEW");
    const char *first = d->count ? d->params[0].name : "";
    bool named = !strcmp(first, "self") || (class_method && (!strcmp(first, "cls") || !strcmp(first, "type")));
    if (starts(d->macro, "STATICMETHOD") || starts(d->macro, "FUNCTION"))
        named = !strcmp(first, "module");
    else if (!named && strcmp(d->macro, "NEW") && strcmp(d->macro, "INIT"))
        fail(source, d->line, "the first parameter of %s(%s, %s) must be self", d->macro, d->owner, d->name);
    if (named) {
        d->count--;
        memmove(d->params, d->params + 1, (size_t)d->count * sizeof *d->params);
    }
}

static void check_parameters(Source *source, Declaration *d)
{
    bool optional = false;
    for (int i = 0; i < d->count; i++) {
        Parameter *p = &d->params[i];
        bool required = !strcmp(p->default_kind, "DEFAULT_REQUIRED");
        if (starts(p->kind, "PARAM_POSITIONAL")) {
            if (required && optional)
                fail(source, d->line, "parameter %s without a default follows one with a default", p->name);
            optional |= !required;
        }
        for (int j = 0; j < i; j++)
            if (!strcmp(d->params[j].name, p->name))
                fail(source, d->line, "parameter %s occurs twice", p->name);
    }
}

/* ---- declarations ---- */

static const char *find_macro(const char *word, size_t n)
{
    for (int i = 0; i < COUNT_OF(macros); i++)
        if (strlen(macros[i].macro) == n && !memcmp(macros[i].macro, word, n))
            return macros[i].macro;
    return NULL;
}

static int macro_index(const Declaration *d)
{
    int i = 0;
    while (macros[i].macro != d->macro)
        i++;
    return i;
}

/* At the "(" of a declaration. A prototype (followed by ";") declares nothing. */
static void scan_declaration(Scanner *s, const char *macro)
{
    Declaration *d = must(calloc(1, sizeof *d));
    bool unnamed = !strcmp(macro, "NEW") || !strcmp(macro, "INIT");
    d->macro = macro;
    d->line = s->line;
    if (s->doc)
        d->doc = clean_doc(s->doc, s->doc_end);
    s->p++;
    d->owner = scan_identifier(s);
    d->name = unnamed ? copy(!strcmp(macro, "NEW") ? "new" : "init", strcmp(macro, "NEW") ? 4 : 3)
                      : scan_char(s, ',') ? scan_identifier(s) : NULL;
    if (!d->owner || !d->name) {
        fail(s->source, d->line, "%s(type, name, ...) expected", macro);
        return;
    }
    const char *arity = macros[macro_index(d)].arity;
    if (unnamed || !strcmp(arity, "ARITY_ARGS")) {
        if (!scan_char(s, ','))
            fail(s->source, d->line, "%s needs a signature", macro);
        d->text = scan_string(s);
        read_signature(s->source, d);
        drop_self(s->source, d);
        check_parameters(s->source, d);
    } else if (!strcmp(arity, "ARITY_1")) {
        if (!scan_char(s, ','))
            fail(s->source, d->line, "%s needs a parameter", macro);
        d->count = 1;
        d->params[0] = (Parameter){.name = scan_identifier(s), .kind = "PARAM_POSITIONAL_ONLY", .default_kind = "DEFAULT_REQUIRED",
                                   .conversion = conversions[0].annotation};
    }
    if (!scan_char(s, ')')) {
        fail(s->source, s->line, "')' expected after %s(%s, %s", macro, d->owner, d->name);
        return;
    }
    skip_space(s);
    if (*s->p == ';')
        return;
    if (!declaration_vec_push(&s->source->declarations, d))
        die("declgen");
}

/* After the word `Type`: notes the Python name of a static type, for messages of its constructor. */
static void scan_type(Scanner *s)
{
    const char *p = s->p + strspn(s->p, " ");
    size_t n = 0;
    while (is_word((unsigned char)p[n]))
        n++;
    if (n < 6 || memcmp(p + n - 5, "_type", 5))
        return;
    const char *q = p + n;
    q += strspn(q, " \n=");
    if (!starts(q, "{"))
        return;
    q += 1 + strspn(q + 1, " \n");
    if (!starts(q, "TYPE_HEAD(\""))
        return;
    q += strlen("TYPE_HEAD(\"");
    const char *end = strchr(q, '"');
    for (const char *dot; end && (dot = memchr(q, '.', (size_t)(end - q)));)
        q = dot + 1;
    if (end) {
        text_add(&s->source->type_prefixes, p, n - 5);
        text_add(&s->source->type_names, q, (size_t)(end - q));
    }
}

/* After the word NAME: collects NAME(identifier). */
static void scan_name(Scanner *s)
{
    if (*s->p != '(')
        return;
    const char *p = s->p + 1 + strspn(s->p + 1, " ");
    size_t n = 0;
    while (is_word((unsigned char)p[n]))
        n++;
    if (n && p[n + strspn(p + n, " ")] == ')')
        text_add_once(&names, p, n);
}

/* A comment of the form "declgen: names a b c" lists names that macros paste together. */
static void scan_comment(Scanner *s, const char *end)
{
    static const char mark[] = "declgen: names";
    const char *p = s->p + 2 + strspn(s->p + 2, " ");
    if (starts(p, mark)) {
        for (p += strlen(mark); p < end - 2; p++) {
            const char *start = p;
            while (is_word((unsigned char)*p))
                p++;
            if (p > start)
                text_add_once(&names, start, (size_t)(p - start));
        }
    }
    bool doc = s->p[2] == '*' && s->p[3] != '/' && s->p[3] != '*';
    if (doc) {
        s->doc = s->p + 3;
        s->doc_end = end - 2;
    }
    for (; s->p < end; s->p++)
        s->line += *s->p == '\n';
}

static bool ends(const char *s, size_t n, const char *suffix)
{
    size_t k = strlen(suffix);
    return n > k && !memcmp(s + n - k, suffix, k);
}

static void scan_word(Scanner *s, bool first_column, bool in_directive)
{
    const char *start = s->p;
    while (is_word((unsigned char)*s->p))
        s->p++;
    size_t n = (size_t)(s->p - start);
    const char *macro = first_column && !in_directive && *s->p == '(' ? find_macro(start, n) : NULL;
    if (macro) {
        scan_declaration(s, macro);
    } else if (n == 4 && !memcmp(start, "NAME", 4)) {
        scan_name(s);
    } else if (n == 4 && !memcmp(start, "Type", 4)) {
        scan_type(s);
    } else if (n == 6 && first_column && !in_directive && !memcmp(start, "MODULE", 6) && *s->p == '(') {
        const char *p = s->p + 1;
        size_t k = 0;
        while (is_word((unsigned char)p[k]))
            k++;
        text_add(&s->source->modules, p, k);
    } else if (ends(start, n, "_methods") || ends(start, n, "_functions") || ends(start, n, "_getset")) {
        text_add_once(&s->source->mentions, start, n);
    }
    s->doc = NULL;
}

static void scan_source(Source *source)
{
    Scanner s = {.source = source, .p = source->text, .line = 1};
    bool in_directive = false, first_column = true;
    while (*s.p) {
        if (*s.p == '\n') {
            in_directive = in_directive && s.p > source->text && s.p[-1] == '\\';
            first_column = true;
            s.line++;
            s.p++;
            continue;
        }
        if (*s.p == '#' && first_column) {
            in_directive = true;
            if (starts(s.p, "#include \"gen/") && !starts(s.p, "#include \"gen/names.h"))
                source->includes_generated = true;
            s.p += starts(s.p, "#define NAME(") ? strcspn(s.p, "\n") : starts(s.p, "#include") ? strcspn(s.p, "\n") : 1;
        } else if (s.p[0] == '/' && s.p[1] == '*') {
            const char *end = strstr(s.p + 2, "*/");
            scan_comment(&s, end ? end + 2 : s.p + strlen(s.p));
        } else if (s.p[0] == '/' && s.p[1] == '/') {
            s.p += strcspn(s.p, "\n");
        } else if (*s.p == '"' || *s.p == '\'') {
            skip_literal(&s);
            s.doc = NULL;
        } else if (isalpha((unsigned char)*s.p) || *s.p == '_') {
            scan_word(&s, first_column, in_directive);
        } else if (isdigit((unsigned char)*s.p)) {
            while (is_word((unsigned char)*s.p))
                s.p++;
        } else {
            if (!isspace((unsigned char)*s.p))
                s.doc = NULL;
            s.p++;
        }
        first_column = false;
    }
}

/* ---- writing a source's header ---- */

static const char *field_name(const Parameter *p)
{
    static char name[256];
    bool keyword = false;
    for (int i = 0; i < COUNT_OF(c_keywords); i++)
        keyword |= !strcmp(c_keywords[i], p->name);
    snprintf(name, sizeof name, "%s%s", p->name, keyword ? "_" : "");
    return name;
}

/* The static str of a default's text is named by its bytes. */
static const char *text_symbol(const char *text)
{
    static char name[512];
    int n = snprintf(name, sizeof name, "text_");
    for (const char *p = text; *p && n < 500; p++)
        n += snprintf(name + n, sizeof name - (size_t)n, "%02x", (unsigned char)*p);
    return name;
}

static bool is_kind(const Parameter *p, const char *kind) { return !strcmp(p->kind, kind); }
static bool has_args(const Declaration *d) { return d->text != NULL; }

static void put_struct(const Declaration *d)
{
    fprintf(out, "struct %s_%s_args {\n", d->owner, d->name);
    for (int i = 0; i < d->count; i++) {
        const Parameter *p = &d->params[i];
        const char *field = field_name(p);
        if (is_kind(p, "PARAM_VARARGS"))
            fprintf(out, "    const Value *%s;\n    ssize %s_count;\n", field, p->name);
        else
            fprintf(out, "    %s %s;\n", is_kind(p, "PARAM_VARKEYWORDS") ? "Ref" : conversions[conversion_index(p)].type, field);
    }
    if (!d->count)
        fputs("    char unused_;\n", out);
    fprintf(out, "};\nstatic_assert(sizeof(struct %s_%s_args) <= BIND_FRAME_MAX, \"too many parameters\");\n", d->owner, d->name);
}

/* The signature as __text_signature__ shows it: without conversions, self as $self. */
static void put_text(const Declaration *d)
{
    const char *self = starts(d->macro, "METHOD") ? "$self" : starts(d->macro, "CLASSMETHOD") ? "$type"
                     : starts(d->macro, "FUNCTION") ? "$module" : starts(d->macro, "INIT") ? "$self" : NULL;
    char *text;
    size_t n;
    FILE *f = must(open_memstream(&text, &n)), *saved = out;
    fputc('(', f);
    const char *separator = "";
    bool star = false;
    if (self) {
        bool alone = !d->count || !is_kind(&d->params[0], "PARAM_POSITIONAL_ONLY");
        fprintf(f, "%s%s", self, alone ? ", /" : "");
        separator = ", ";
    }
    for (int i = 0; i < d->count; i++) {
        const Parameter *p = &d->params[i];
        if (is_kind(p, "PARAM_KEYWORD_ONLY") && !star) {
            fprintf(f, "%s*", separator);
            separator = ", ";
            star = true;
        }
        star |= is_kind(p, "PARAM_VARARGS");
        fprintf(f, "%s%s%s", separator, is_kind(p, "PARAM_VARARGS") ? "*" : is_kind(p, "PARAM_VARKEYWORDS") ? "**" : "", p->name);
        separator = ", ";
        if (!strcmp(p->default_kind, "DEFAULT_ABSENT"))
            fputs("=<unrepresentable>", f);
        else if (p->default_source)
            fprintf(f, "=%s", p->default_source);
        bool last = i + 1 == d->count || !is_kind(&d->params[i + 1], "PARAM_POSITIONAL_ONLY");
        if (is_kind(p, "PARAM_POSITIONAL_ONLY") && last)
            fputs(", /", f);
    }
    fputc(')', f);
    fclose(f);
    out = saved;
    put_string(text);
    free(text);
}

static void put_params(const Declaration *d)
{
    fprintf(out, "static const Param %s_%s_params[] UNUSED = {\n", d->owner, d->name);
    for (int i = 0; i < d->count; i++) {
        const Parameter *p = &d->params[i];
        fprintf(out, "    {.name = \"%s\", .conversion = CONVERT_%s, .kind = %s, .default_kind = %s", p->name,
                conversions[conversion_index(p)].enumerator, p->kind, p->default_kind);
        if (has_args(d))
            fprintf(out, ", .offset = offsetof(struct %s_%s_args, %s)", d->owner, d->name, field_name(p));
        if (p->default_int)
            fprintf(out, ", .default_int = %lldLL", p->default_int);
        if (p->default_text)
            fprintf(out, ", .default_object = &%s", text_symbol(p->default_text));
        fputs("},\n", out);
    }
    fputs("};\n", out);
}

static void put_signature(const Declaration *d)
{
    int positional = 0, positional_only = 0, required = 0;
    bool varargs = false, varkeywords = false, objects_only = true, has_buffers = false;
    for (int i = 0; i < d->count; i++) {
        const Parameter *p = &d->params[i];
        positional_only += is_kind(p, "PARAM_POSITIONAL_ONLY");
        positional += starts(p->kind, "PARAM_POSITIONAL");
        required += starts(p->kind, "PARAM_POSITIONAL") && !strcmp(p->default_kind, "DEFAULT_REQUIRED");
        varargs |= is_kind(p, "PARAM_VARARGS");
        varkeywords |= is_kind(p, "PARAM_VARKEYWORDS");
        objects_only &= is_kind(p, "PARAM_POSITIONAL_ONLY") && !*p->conversion;
        has_buffers |= !strcmp(p->conversion, "buffer") || !strcmp(p->conversion, "wbuffer");
    }
    if (d->count)
        put_params(d);
    fprintf(out, "static const Signature %s_%s_signature UNUSED = {.text = ", d->owner, d->name);
    put_text(d);
    fprintf(out, ", .params = ");
    if (d->count)
        fprintf(out, "%s_%s_params", d->owner, d->name);
    else
        fputs("NULL", out);
    fprintf(out, ",\n    .count = %d, .positional = %d, .positional_only = %d, .required = %d, .varargs = %d, .varkeywords = %d, "
            ".objects_only = %d, .has_buffers = %d", d->count, positional, positional_only, required, varargs, varkeywords,
            objects_only, has_buffers);
    if (has_args(d))
        fprintf(out, ", .size = sizeof(struct %s_%s_args)", d->owner, d->name);
    fputs("};\n", out);
}

static const char *python_type_name(const Source *s, const char *prefix)
{
    for (ssize i = 0; i < s->type_prefixes.len; i++)
        if (!strcmp(s->type_prefixes.item[i], prefix))
            return s->type_names.item[i];
    return prefix;
}

/* Binds one parameter of a call without keywords. */
static void put_bind_one(const Declaration *d, const char *function, int i, bool has_buffers, const char *failure)
{
    const Parameter *p = &d->params[i];
    char params[600];
    snprintf(params, sizeof params, "%s_%s_params", d->owner, d->name);
    if (is_kind(p, "PARAM_VARARGS")) {
        fprintf(out, "        a.%s = args + %d;\n        a.%s_count = nargs > %d ? nargs - %d : 0;\n", field_name(p), i, p->name, i, i);
    } else if (is_kind(p, "PARAM_VARKEYWORDS")) {
        fprintf(out, "        a.%s = EMPTY;\n", field_name(p));
    } else if (is_kind(p, "PARAM_KEYWORD_ONLY")) {
        fprintf(out, "        bind_default(t, &%s[%d], &a);\n", params, i);
    } else {
        if (strcmp(p->default_kind, "DEFAULT_REQUIRED"))
            fprintf(out, "        if (nargs <= %d)\n            bind_default(t, &%s[%d], &a);\n        else ", i, params, i);
        else
            fputs("        ", out);
        fprintf(out, "if (unlikely(!bind_one(t, \"%s\", &%s_%s_signature, &%s[%d], args[%d], &a)))\n            ", function,
                d->owner, d->name, params, i, i);
        if (has_buffers && i)
            fprintf(out, "return bind_undo(&%s_%s_signature, %d, &a), %s;\n", d->owner, d->name, i, failure);
        else
            fprintf(out, "return %s;\n", failure);
    }
}

/* The body of a function of vectorcall's shape that binds its arguments to struct `a`, calls `callee` and releases. */
static void put_bound_call(const Declaration *d, const char *function, const char *result, const char *callee, const char *self)
{
    const char *failure = !strcmp(result, "Value") ? "EMPTY" : "false";
    int positional = 0, required = 0;
    bool varargs = false, varkeywords = false, has_buffers = false, needs_keyword = false;
    for (int i = 0; i < d->count; i++) {
        const Parameter *p = &d->params[i];
        bool is_required = !strcmp(p->default_kind, "DEFAULT_REQUIRED");
        positional += starts(p->kind, "PARAM_POSITIONAL");
        required += starts(p->kind, "PARAM_POSITIONAL") && is_required;
        varargs |= is_kind(p, "PARAM_VARARGS");
        varkeywords |= is_kind(p, "PARAM_VARKEYWORDS");
        needs_keyword |= is_kind(p, "PARAM_KEYWORD_ONLY") && is_required;
        has_buffers |= !strcmp(p->conversion, "buffer") || !strcmp(p->conversion, "wbuffer");
    }
    fprintf(out, "{\n    struct %s_%s_args a;\n    ", d->owner, d->name);
    if (!needs_keyword) {
        fputs("if (likely(is_empty(names))", out);
        if (required)
            fprintf(out, " && likely(nargs >= %d)", required);
        if (!varargs)
            fprintf(out, " && likely(nargs <= %d)", positional);
        fputs(") {\n", out);
        for (int i = 0; i < d->count; i++)
            put_bind_one(d, function, i, has_buffers, failure);
        fputs("    } else ", out);
    }
    fprintf(out, "if (!bind_arguments(t, \"%s\", &%s_%s_signature, args, nargs, names, &a)) {\n        return %s;\n    }\n", function,
            d->owner, d->name, failure);
    fprintf(out, "    %s result = %s(t, %s, &a);\n", result, callee, self);
    if (has_buffers || varkeywords)
        fprintf(out, "    bind_release(&%s_%s_signature, &a);\n", d->owner, d->name);
    fputs("    return result;\n}\n", out);
}

/* The slot function around the body of NEW or INIT. */
static void put_slot(const Source *s, const Declaration *d)
{
    bool is_new = !strcmp(d->macro, "NEW");
    const char *self = is_new ? "Type *cls" : "Ref self", *result = is_new ? "Value" : "bool";
    char callee[600];
    snprintf(callee, sizeof callee, "%s_%s_body", d->owner, d->name);
    fprintf(out, "static %s %s(Thread *t, %s, const struct %s_%s_args *a);\n", result, callee, self, d->owner, d->name);
    fprintf(out, "static UNUSED %s %s_%s_slot(Thread *t, %s, const Value *args, ssize nargs, Ref names)\n", result, d->owner, d->name, self);
    put_bound_call(d, python_type_name(s, d->owner), result, callee, is_new ? "cls" : "self");
    if (d->doc) {
        fprintf(out, "static const char %s_%s_doc[] UNUSED = ", d->owner, d->name);
        put_string(d->doc);
        fputs(";\n", out);
    }
}

/* The function around the body of a method or function with a signature. */
static void put_call(const Declaration *d)
{
    char callee[600];
    snprintf(callee, sizeof callee, "%s_%s_method", d->owner, d->name);
    fprintf(out, "static Value %s(Thread *t, Ref self, const struct %s_%s_args *a);\n", callee, d->owner, d->name);
    fprintf(out, "static UNUSED Value %s_%s_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)\n", d->owner, d->name);
    put_bound_call(d, d->name, "Value", callee, "self");
}

static void put_declaration(const Source *s, const Declaration *d)
{
    const char *arity = macros[macro_index(d)].arity;
    if (!strcmp(d->macro, "GETTER")) {
        fprintf(out, "static Value %s_%s_get(Thread *t, Ref self);\n", d->owner, d->name);
        return;
    }
    if (!strcmp(d->macro, "SETTER")) {
        fprintf(out, "static bool %s_%s_set(Thread *t, Ref self, Ref value);\n", d->owner, d->name);
        return;
    }
    if (has_args(d))
        put_struct(d);
    put_signature(d);
    if (!*arity)
        put_slot(s, d);
    else if (!strcmp(arity, "ARITY_ARGS"))
        put_call(d);
    else
        fprintf(out, "static Value %s_%s_method(Thread *t, Ref self%s);\n", d->owner, d->name, !strcmp(arity, "ARITY_1") ? ", Ref argument" : "");
}

static void put_method_row(const Declaration *d)
{
    int m = macro_index(d);
    const char *arity = macros[m].arity;
    fprintf(out, "    {.name = \"%s\", .kind = %s, .arity = %s, ", d->name, macros[m].kind, arity);
    if (!strcmp(arity, "ARITY_ARGS"))
        fprintf(out, ".call = %s_%s_call", d->owner, d->name);
    else
        fprintf(out, ".call%c = %s_%s_method", arity[6], d->owner, d->name);
    fprintf(out, ", .signature = &%s_%s_signature, .doc = ", d->owner, d->name);
    if (d->doc)
        put_string(d->doc);
    else
        fputs("NULL", out);
    fputs("},\n", out);
}

static bool in_table(const Declaration *d, const char *owner, const char *table)
{
    return !strcmp(d->owner, owner) && !strcmp(macros[macro_index(d)].table, table);
}

static bool has_rows(const Source *s, const char *owner, const char *table)
{
    for (ssize i = 0; i < s->declarations.len; i++)
        if (in_table(s->declarations.item[i], owner, table))
            return true;
    return false;
}

/* True when the file holds the table itself: it uses `owner_table`, or has the MODULE. */
static bool owns_table(const Source *s, const char *owner, const char *table)
{
    char name[512];
    snprintf(name, sizeof name, "%s_%s", owner, table);
    return text_has(&s->mentions, name) || (!strcmp(table, "functions") && text_has(&s->modules, owner));
}

/* "object/str_search.c" -> "str_search" */
static const char *base_name(const Source *s)
{
    static char name[256];
    const char *slash = strrchr(s->path, '/');
    snprintf(name, sizeof name, "%s", slash ? slash + 1 : s->path);
    name[strcspn(name, ".")] = 0;
    return name;
}

static bool in_same_folder(const Source *a, const Source *b)
{
    const char *p = strrchr(a->path, '/'), *q = strrchr(b->path, '/');
    return p && q && p - a->path == q - b->path && !memcmp(a->path, b->path, (size_t)(p - a->path));
}

/* The file whose part of the table follows that of `s`: the next in order among the folder's files that do not own it. */
static const Source *next_part(const Source *s, const char *owner, const char *table)
{
    bool owner_file = owns_table(s, owner, table), passed = owner_file;
    for (ssize i = 0; i < sources.len; i++) {
        const Source *other = sources.item[i];
        if (other == s)
            passed = true;
        else if (passed && in_same_folder(s, other) && has_rows(other, owner, table) && !owns_table(other, owner, table))
            return other;
    }
    return NULL;
}

static void put_method_table(const Source *s, const char *owner, const char *table)
{
    bool own = owns_table(s, owner, table);
    const Source *next = next_part(s, owner, table);
    if (next)
        fprintf(out, "extern const MethodDef %s_%s_%s[];\n", owner, table, base_name(next));
    if (own)
        fprintf(out, "static const MethodDef %s_%s[] UNUSED = {\n", owner, table);
    else
        fprintf(out, "extern const MethodDef %s_%s_%s[];\nconst MethodDef %s_%s_%s[] = {\n", owner, table, base_name(s), owner, table, base_name(s));
    for (ssize i = 0; i < s->declarations.len; i++)
        if (in_table(s->declarations.item[i], owner, table))
            put_method_row(s->declarations.item[i]);
    if (next)
        fprintf(out, "    {.name = \"\", .chain = %s_%s_%s},\n", owner, table, base_name(next));
    else
        fputs("    {.name = NULL},\n", out);
    fputs("};\n", out);
}

static const Declaration *find_declaration(const Source *s, const char *macro, const char *owner, const char *name)
{
    for (ssize i = 0; i < s->declarations.len; i++) {
        const Declaration *d = s->declarations.item[i];
        if (!strcmp(d->macro, macro) && !strcmp(d->owner, owner) && !strcmp(d->name, name))
            return d;
    }
    return NULL;
}

static void put_getset_table(Source *s, const char *owner)
{
    fprintf(out, "static const GetSetDef %s_getset[] UNUSED = {\n", owner);
    for (ssize i = 0; i < s->declarations.len; i++) {
        const Declaration *d = s->declarations.item[i];
        if (!in_table(d, owner, "getset"))
            continue;
        if (strcmp(d->macro, "GETTER"))
            continue;
        const Declaration *setter = find_declaration(s, "SETTER", owner, d->name);
        fprintf(out, "    {.name = \"%s\", .get = %s_%s_get", d->name, owner, d->name);
        if (setter)
            fprintf(out, ", .set = %s_%s_set", owner, d->name);
        if (d->doc) {
            fputs(", .doc = ", out);
            put_string(d->doc);
        }
        fputs("},\n", out);
    }
    fputs("    {.name = NULL},\n};\n", out);
}

static void check_declarations(Source *s)
{
    for (ssize i = 0; i < s->declarations.len; i++) {
        const Declaration *d = s->declarations.item[i];
        const char *table = macros[macro_index(d)].table;
        if (!strcmp(d->macro, "SETTER") && !find_declaration(s, "GETTER", d->owner, d->name))
            fail(s, d->line, "SETTER(%s, %s) without a GETTER", d->owner, d->name);
        for (ssize j = 0; j < i; j++) {
            const Declaration *e = s->declarations.item[j];
            bool same_macro = !strcmp(d->macro, e->macro) || (*table && strcmp(table, "getset") && !strcmp(table, macros[macro_index(e)].table));
            if (same_macro && !strcmp(d->owner, e->owner) && !strcmp(d->name, e->name))
                fail(s, d->line, "%s(%s, %s) is declared twice (before: line %d)", d->macro, d->owner, d->name, e->line);
        }
        if ((strcmp(table, "methods") && strcmp(table, "functions")) || owns_table(s, d->owner, table))
            continue;
        bool found = false;
        for (ssize k = 0; k < sources.len && !found; k++)
            found = in_same_folder(sources.item[k], s) && owns_table(sources.item[k], d->owner, table);
        if (!found)
            fprintf(stderr, "%s:%d: note: %s(%s, %s): no file in this folder uses %s_%s yet\n", s->path, d->line, d->macro, d->owner,
                    d->name, d->owner, table);
    }
}

static void write_source_header(Source *s)
{
    TextVec done[3] = {{0}};
    static const char *const tables[] = {"methods", "functions", "getset"};
    check_declarations(s);
    out_open();
    fprintf(out, "/* Made by declgen from %s. */\n#include <object/bind.h>\n", s->path);
    for (ssize i = 0; i < s->errors.len; i++)
        fprintf(out, "#error %s\n", s->errors.item[i]);
    for (ssize i = 0; i < s->declarations.len; i++) {
        const Declaration *d = s->declarations.item[i];
        for (int k = 0; k < d->count; k++)
            if (d->params[k].default_text)
                fprintf(out, "extern struct StaticName %s;\n", text_symbol(d->params[k].default_text));
        put_declaration(s, d);
    }
    for (ssize i = 0; i < s->declarations.len; i++) {
        const Declaration *d = s->declarations.item[i];
        for (int k = 0; k < 3; k++) {
            if (strcmp(macros[macro_index(d)].table, tables[k]) || text_has(&done[k], d->owner))
                continue;
            text_add(&done[k], d->owner, strlen(d->owner));
            if (k == 2)
                put_getset_table(s, d->owner);
            else
                put_method_table(s, d->owner, tables[k]);
        }
    }
    /* A module may have no functions here: it still has a table. */
    for (ssize i = 0; i < s->modules.len; i++)
        if (!text_has(&done[1], s->modules.item[i]))
            put_method_table(s, s->modules.item[i], "functions");
    char path[4096];
    snprintf(path, sizeof path, "gen/%.*s.h", (int)(strrchr(s->path, '.') - s->path), s->path);
    out_close(path);
}

/* ---- names and modules ---- */

static int compare_texts(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static uint32_t fnv(const char *s)
{
    uint32_t h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

static void write_names_header(void)
{
    out_open();
    fputs("/* Made by declgen: the interned static strs of NAME(). */\nstruct StaticName;\n", out);
    for (ssize i = 0; i < names.len; i++)
        fprintf(out, "extern struct StaticName name_%s;\n", names.item[i]);
    out_close("gen/names.h");
}

/* The strs themselves and an open-addressed table over them by the FNV-1a hash of their text, so that interning finds
 * them without any work at start. A text that is also a name is an alias of it. */
static void write_names_source(void)
{
    size_t slots = 64;
    while (slots < (size_t)(names.len + texts.len) * 2)
        slots *= 2;
    char **symbols = must(calloc(slots, sizeof *symbols));
    out_open();
    fputs("/* Made by declgen: the interned static strs of NAME() and of argument defaults. */\n"
          "#include <object/object.h>\n\nextern Type str_type;\n\n"
          "#define STATIC_NAME(symbol, n, text) \\\n"
          "    struct __attribute__((aligned(16))) { \\\n"
          "        Object head; ssize len; int64_t hash; uint8_t kind; bool ascii, interned; uint8_t unused_; uint32_t utf8_len; char data[n + 1]; \\\n"
          "    } symbol = {OBJECT_STATIC(&str_type), n, -1, 1, true, true, 0, n, text}\n\n", out);
    for (int pass = 0; pass < 2; pass++) {
        const TextVec *v = pass ? &texts : &names;
        for (ssize i = 0; i < v->len; i++) {
            const char *text = v->item[i];
            char symbol[600];
            if (pass && text_has(&names, text)) {
                fprintf(out, "extern __typeof__(name_%s) %s __attribute__((alias(\"name_%s\")));\n", text, text_symbol(text), text);
                continue;
            }
            if (pass)
                snprintf(symbol, sizeof symbol, "%s", text_symbol(text));
            else
                snprintf(symbol, sizeof symbol, "name_%s", text);
            fprintf(out, "STATIC_NAME(%s, %zu, ", symbol, strlen(text));
            put_string(text);
            fputs(");\n", out);
            size_t slot = fnv(text) & (slots - 1);
            while (symbols[slot])
                slot = (slot + 1) & (slots - 1);
            symbols[slot] = copy(symbol, strlen(symbol));
        }
    }
    fprintf(out, "\nvoid *const static_names[%zu] = {\n", slots);
    for (size_t i = 0; i < slots; i++)
        if (symbols[i])
            fprintf(out, "    [%zu] = &%s,\n", i, symbols[i]);
    fprintf(out, "};\nconst uint32_t static_names_mask = %zu;\n", slots - 1);
    out_close("gen/names.c");
}

static void write_modules(void)
{
    out_open();
    fputs("/* Made by declgen: every MODULE() of the sources. */\n#include <object/bind.h>\n\n", out);
    for (ssize i = 0; i < sources.len; i++)
        for (ssize k = 0; k < sources.item[i]->modules.len; k++)
            fprintf(out, "extern const ModuleDef module_def_%s;\n", sources.item[i]->modules.item[k]);
    fputs("\nconst ModuleDef *const module_registry[] = {\n", out);
    for (ssize i = 0; i < sources.len; i++)
        for (ssize k = 0; k < sources.item[i]->modules.len; k++)
            fprintf(out, "    &module_def_%s,\n", sources.item[i]->modules.item[k]);
    fputs("    NULL,\n};\n", out);
    out_close("gen/modules.c");
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: declgen OUTPUT_FOLDER SOURCE...\n", stderr);
        return 2;
    }
    output_folder = argv[1];
    /* `-` in front of a path: compiled apart (a module loaded on demand), so not in the registry. */
    for (int i = 2; i < argc; i++) {
        Source *s = must(calloc(1, sizeof *s));
        bool apart = argv[i][0] == '-';
        s->path = argv[i] + apart;
        s->text = read_file(s->path);
        if (!s->text)
            die(s->path);
        scan_source(s);
        if (!source_vec_push(&sources, s))
            die("declgen");
    }
    qsort(names.item, (size_t)names.len, sizeof *names.item, compare_texts);
    qsort(texts.item, (size_t)texts.len, sizeof *texts.item, compare_texts);
    for (ssize i = 0; i < sources.len; i++) {
        Source *s = sources.item[i];
        if (s->declarations.len || s->modules.len || s->includes_generated)
            write_source_header(s);
    }
    write_names_header();
    write_names_source();
    for (int i = 2; i < argc; i++)
        if (argv[i][0] == '-')
            sources.item[i - 2]->modules.len = 0;
    write_modules();
    return 0;
}
