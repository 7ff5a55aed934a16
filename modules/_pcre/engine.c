/* engine.c: running translated patterns with PCRE2, over the memory of the subject.
 *
 * The width of the library follows the subject's kind, never in UTF mode: a code unit is a code point. Patterns are translated
 * and compiled when a subject of the kind first comes. When a pattern needs characters that the kind does not have, or is
 * too large for the library (64K units, but for 32 bits), the subject is widened for the call.
 *
 * PCRE2's JIT has a stack of its own, given to it when the small one it has does not do; where that is not enough, the
 * interpreting matcher works on the heap, and when its limits are reached, RuntimeError is raised.
 */
#include "modules/_pcre/engine.h"

#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>
#include <stdlib.h>

#include "object/bytes.h"
#include "object/str.h"

#define JIT_STACK_MAX   (64u << 20)
#define HEAP_LIMIT_KIB  (1u << 20)
#define NEST_LIMIT      2000

/* ---- the three libraries ---- */

typedef struct Library {
    void *(*compile)(Engine *e, const char *text, size_t n, uint32_t options, const uint8_t *tables,
                     int *error);
    int (*match)(Engine *e, void *code, const void *units, ssize len, ssize start, void *data);
    void *(*data_new)(void *code);
    const size_t *(*spans)(void *data);
    void (*code_free)(void *code);
    void (*data_free)(void *data);
    void (*clear)(Engine *e);
    void (*message)(int error, char *out, size_t n);
} Library;

/* PCRE2 asks, as it recurses for nested parentheses, whether there is stack left. */
static int stack_used_up(uint32_t depth UNUSED, void *unused UNUSED)
{
    char here;
    return &here < current_thread->c_limit;
}

#define LIBRARY(W, I)                                                                                                            \
    static bool contexts_##W(Engine *e)                                                                                          \
    {                                                                                                                            \
        if (e->match_context[I])                                                                                                 \
            return true;                                                                                                         \
        pcre2_compile_context_##W *compiling = pcre2_compile_context_create_##W(NULL);                                           \
        pcre2_match_context_##W *matching = pcre2_match_context_create_##W(NULL);                                                \
        if (!compiling || !matching) {                                                                                           \
            pcre2_compile_context_free_##W(compiling);                                                                           \
            pcre2_match_context_free_##W(matching);                                                                              \
            return false;                                                                                                        \
        }                                                                                                                        \
        pcre2_set_newline_##W(compiling, PCRE2_NEWLINE_LF);                                                                      \
        pcre2_set_parens_nest_limit_##W(compiling, NEST_LIMIT);                                                                  \
        pcre2_set_compile_recursion_guard_##W(compiling, stack_used_up, NULL);                                                   \
        pcre2_set_match_limit_##W(matching, UINT32_MAX);                                                                         \
        pcre2_set_depth_limit_##W(matching, UINT32_MAX);                                                                         \
        pcre2_set_heap_limit_##W(matching, HEAP_LIMIT_KIB);                                                                      \
        e->compile_context[I] = compiling;                                                                                       \
        e->match_context[I] = matching;                                                                                          \
        return true;                                                                                                             \
    }                                                                                                                            \
    static void *compile_##W(Engine *e, const char *text, size_t n, uint32_t options, const uint8_t *tables, int *error)         \
    {                                                                                                                            \
        *error = PCRE2_ERROR_NOMEMORY;                                                                                           \
        uint##W##_t *units = contexts_##W(e) ? malloc((n + 1) * sizeof *units) : NULL;                                           \
        if (!units)                                                                                                              \
            return NULL;                                                                                                         \
        for (size_t i = 0; i < n; i++)                                                                                           \
            units[i] = (uint8_t)text[i];                                                                                         \
        size_t offset;                                                                                                           \
        pcre2_set_character_tables_##W(e->compile_context[I], tables);                                                           \
        pcre2_code_##W *code = pcre2_compile_##W(units, n, options, error, &offset, e->compile_context[I]);                      \
        free(units);                                                                                                             \
        if (code)                                                                                                                \
            pcre2_jit_compile_##W(code, PCRE2_JIT_COMPLETE);    /* where it can not, matching interprets */                      \
        return code;                                                                                                             \
    }                                                                                                                            \
    /* What was not compiled for the JIT, or needs more stack than it has, takes the longer way. */                              \
    static NOINLINE int match_slow_##W(Engine *e, void *code, const void *units, ssize len, ssize start, void *data)             \
    {                                                                                                                            \
        int n = pcre2_match_##W(code, units, (size_t)len, (size_t)start, 0, data, e->match_context[I]);                          \
        if (n == PCRE2_ERROR_JIT_STACKLIMIT && !e->jit_stack[I]) {                                                               \
            e->jit_stack[I] = pcre2_jit_stack_create_##W(1 << 16, JIT_STACK_MAX, NULL);                                          \
            pcre2_jit_stack_assign_##W(e->match_context[I], NULL, e->jit_stack[I]);                                              \
            n = pcre2_match_##W(code, units, (size_t)len, (size_t)start, 0, data, e->match_context[I]);                          \
        }                                                                                                                        \
        if (n == PCRE2_ERROR_JIT_STACKLIMIT)                                                                                     \
            n = pcre2_match_##W(code, units, (size_t)len, (size_t)start, PCRE2_NO_JIT, data, e->match_context[I]);               \
        return n;                                                                                                                \
    }                                                                                                                            \
    static int match_##W(Engine *e, void *code, const void *units, ssize len, ssize start, void *data)                           \
    {                                                                                                                            \
        int n = pcre2_jit_match_##W(code, units, (size_t)len, (size_t)start, 0, data, e->match_context[I]);                      \
        if (unlikely(n == PCRE2_ERROR_JIT_STACKLIMIT || n == PCRE2_ERROR_JIT_BADOPTION))                                         \
            n = match_slow_##W(e, code, units, len, start, data);                                                                \
        return n;                                                                                                                \
    }                                                                                                                            \
    static void *data_new_##W(void *code) { return pcre2_match_data_create_from_pattern_##W(code, NULL); }                       \
    static const size_t *spans_##W(void *data) { return pcre2_get_ovector_pointer_##W(data); }                                   \
    static void code_free_##W(void *code) { pcre2_code_free_##W(code); }                                                         \
    static void data_free_##W(void *data) { pcre2_match_data_free_##W(data); }                                                   \
    static void clear_##W(Engine *e)                                                                                             \
    {                                                                                                                            \
        pcre2_compile_context_free_##W(e->compile_context[I]);                                                                   \
        pcre2_match_context_free_##W(e->match_context[I]);                                                                       \
        pcre2_jit_stack_free_##W(e->jit_stack[I]);                                                                               \
        e->compile_context[I] = e->match_context[I] = e->jit_stack[I] = NULL;                                                    \
    }                                                                                                                            \
    static void message_##W(int error, char *out, size_t n)                                                                      \
    {                                                                                                                            \
        uint##W##_t text[200] = {0};                                                                                             \
        pcre2_get_error_message_##W(error, text, 200);                                                                           \
        size_t i = 0;                                                                                                            \
        for (; i + 1 < n && i < 199 && text[i]; i++)                                                                             \
            out[i] = (char)text[i];                                                                                              \
        out[i] = 0;                                                                                                              \
    }

LIBRARY(8, 0)
LIBRARY(16, 1)
LIBRARY(32, 2)

#define ROW(W) {compile_##W, match_##W, data_new_##W, spans_##W, code_free_##W, data_free_##W, clear_##W, message_##W}
static const Library libraries[3] = {ROW(8), ROW(16), ROW(32)};

static const Library *library_of(int variant) { return &libraries[variant < VARIANT_16 ? 0 : variant - 1]; }
static const uint32_t limits[VARIANTS] = {0x7F, 0xFF, 0xFFFF, 0x10FFFF};

void engine_clear(void *state)
{
    Engine *e = state;
    release(take(&e->translate));
    release(take(&e->template));
    release(take(&e->compile));
    release(take(&e->error));
    for (int i = 0; i < 3; i++)
        libraries[i].clear(e);
}

static void free_codes(Pattern *p)
{
    for (int i = 0; i < VARIANTS; i++) {
        Variant *v = &p->variant[i];
        for (int mode = 0; mode < MODES; mode++)
            if (v->code[mode])
                library_of(i)->code_free(v->code[mode]);
        memset(v->code, 0, sizeof v->code);
    }
}

void pattern_free_code(Pattern *p)
{
    free_codes(p);
    for (int i = 0; i < VARIANTS; i++) {
        if (p->variant[i].match_data)
            library_of(i)->data_free(p->variant[i].match_data);
        release(take(&p->variant[i].text));
    }
    if (p->tables)
        pcre2_maketables_free_8(NULL, p->tables);
}

/* ---- compiling ---- */

static bool raise_pattern(Thread *t, Pattern *p, int error)
{
    char message[200];
    if (error == PCRE2_ERROR_NOMEMORY || error == PCRE2_ERROR_HEAP_FAILED)
        return raise_memory(t), false;
    libraries[0].message(error, message, sizeof message);
    OWN Value text = str_from_text(t, message);
    OWN Value exception = is_empty(text) ? EMPTY : call2(t, p->engine->error, text, p->pattern);
    if (!is_empty(exception))
        raise_object(t, exception, EMPTY);
    return false;
}

static bool translate(Thread *t, Pattern *p, int variant)
{
    Variant *v = &p->variant[variant];
    OWN Value text = call3(t, p->engine->translate, p->pattern, fixnum(p->flags), fixnum(limits[variant]));
    if (is_empty(text))
        return false;
    if (is_none(text) && variant < VARIANT_32)
        v->instead = (uint8_t)(variant + 1);
    else if (!is_exact(text, &str_type) || !as_str(text)->ascii)
        return raise_type(t, "the translation must be an ASCII str"), false;
    else
        replace_take(&v->text, take(&text));
    return true;
}

/* Compiles the variant for the mode, or says which variant is to be used instead. */
static bool compile(Thread *t, Pattern *p, int variant, Mode mode)
{
    Variant *v = &p->variant[variant];
    if (is_empty(v->text) && (!translate(t, p, variant) || v->instead))
        return !is_raised(t);
    uint32_t options = PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C;
    if (p->flags & FLAG_IGNORECASE)
        options |= PCRE2_CASELESS;
    if (p->flags & FLAG_MULTILINE)
        options |= PCRE2_MULTILINE;
    if (p->flags & FLAG_DOTALL)
        options |= PCRE2_DOTALL;
    if (p->flags & FLAG_UNICODE && variant != VARIANT_ASCII)
        options |= PCRE2_UCP;
    if (mode != MODE_SEARCH)
        options |= PCRE2_ANCHORED | (mode == MODE_FULLMATCH ? PCRE2_ENDANCHORED : 0);
    const Library *library = library_of(variant);
    int error;
    void *code = library->compile(p->engine, str_data(as_str(v->text)), (size_t)as_str(v->text)->len, options,
                                  p->tables, &error);
    if (!code) {
        if (error != PCRE2_ERROR_PATTERN_TOO_LARGE || variant == VARIANT_32)
            return raise_pattern(t, p, error);
        v->instead = VARIANT_32;
        return true;
    }
    if (!v->match_data && !(v->match_data = library->data_new(code)))
        return library->code_free(code), raise_memory(t), false;
    v->code[mode] = code;
    return true;
}

/* ---- subjects ---- */

bool subject_open(Thread *t, Pattern *p, Ref string, ssize pos, ssize endpos, Subject *s)
{
    s->string = string;
    s->buffer.object = EMPTY;
    s->widened = NULL;
    s->is_str = is_str(string);
    if (s->is_str) {
        if (!p->is_str)
            return raise_type(t, "cannot use a bytes pattern on a string-like object"), false;
        const Str *text = as_str(string);
        s->data = str_data(text);
        s->len = text->len;
        s->kind = text->kind;
        s->variant = text->ascii ? VARIANT_ASCII : text->kind == STR_1 ? VARIANT_8 : text->kind == STR_2 ? VARIANT_16 : VARIANT_32;
    } else {
        if (is_bytes(string)) {
            s->data = as_bytes(string)->data;
            s->len = as_bytes(string)->len;
        } else {
            if (!has_buffer(string))
                return raise_type(t, "expected string or bytes-like object"), false;
            if (!buffer_get(t, string, &s->buffer, BUFFER_SIMPLE))
                return false;
            s->data = s->buffer.data;
            s->len = s->buffer.len;
        }
        if (p->is_str) {
            subject_close(s);
            return raise_type(t, "cannot use a string pattern on a bytes-like object"), false;
        }
        s->kind = STR_1;
        s->variant = VARIANT_8;
    }
    s->units = s->data ? s->data : "";
    s->pos = pos < 0 ? 0 : MIN(pos, s->len);
    s->endpos = endpos < 0 ? 0 : MIN(endpos, s->len);
    return true;
}

void subject_close(Subject *s)
{
    mem_free(s->widened);
    s->widened = NULL;
    if (!is_empty(s->buffer.object))
        buffer_release(&s->buffer);
    s->buffer.object = EMPTY;
}

/* The subject in the width of the variant. */
static bool widen(Thread *t, Subject *s, int variant)
{
    int width = variant == VARIANT_16 ? 2 : variant == VARIANT_32 ? 4 : 1;
    void *units = NULL;
    if (width != s->kind) {
        units = mem_alloc_array(t, s->len + 1, (size_t)width);
        if (!units)
            return false;
        for (ssize i = 0; i < s->len; i++) {
            uint32_t c = s->kind == STR_1 ? ((const uint8_t *)s->data)[i] : ((const uint16_t *)s->data)[i];
            if (width == 2)
                ((uint16_t *)units)[i] = (uint16_t)c;
            else
                ((uint32_t *)units)[i] = c;
        }
    }
    mem_free(s->widened);
    s->widened = units;
    s->units = units ? units : s->data;
    s->variant = (uint8_t)variant;
    return true;
}

/* re.LOCALE: a pattern compiled for another locale is compiled anew. */
static bool follow_locale(Thread *t, Pattern *p)
{
    uint32_t size;
    const uint8_t *tables = pcre2_maketables_8(NULL);
    if (!tables)
        return raise_memory(t), false;
    pcre2_config_8(PCRE2_CONFIG_TABLES_LENGTH, &size);
    if (p->tables && memcmp(tables, p->tables, size) == 0)
        return pcre2_maketables_free_8(NULL, tables), true;
    free_codes(p);
    if (p->tables)
        pcre2_maketables_free_8(NULL, p->tables);
    p->tables = tables;
    return true;
}

static NOINLINE bool prepare(Thread *t, Pattern *p, Subject *s, Mode mode)
{
    if (p->flags & FLAG_LOCALE && !follow_locale(t, p))
        return false;
    for (;;) {
        Variant *v = &p->variant[s->variant];
        if (v->instead) {
            if (!widen(t, s, v->instead))
                return false;
        } else if (v->code[mode])
            return true;
        else if (!compile(t, p, s->variant, mode))
            return false;
    }
}

static COLD Lookup raise_match(Thread *t, int error)
{
    char message[200];
    if (error == PCRE2_ERROR_NOMEMORY)
        return raise_memory(t), ERROR;
    libraries[0].message(error, message, sizeof message);
    return raise_runtime(t, "regular expression: %s", message), ERROR;
}

Lookup subject_match(Thread *t, Pattern *p, Subject *s, Mode mode, ssize start)
{
    if (start > s->endpos)
        return MISSING;
    Variant *v = &p->variant[s->variant];
    if (unlikely(v->instead || !v->code[mode] || p->flags & FLAG_LOCALE)) {
        if (!prepare(t, p, s, mode))
            return ERROR;
        v = &p->variant[s->variant];
    }
    const Library *library = library_of(s->variant);
    int n = library->match(p->engine, v->code[mode], s->units, s->endpos, start, v->match_data);
    if (n == PCRE2_ERROR_NOMATCH)
        return MISSING;
    if (unlikely(n <= 0))
        return raise_match(t, n);
    s->span = library->spans(v->match_data);
    s->count = n;
    return FOUND;
}

Value subject_slice(Thread *t, const Subject *s, ssize start, ssize end)
{
    if (s->is_str)
        return str_slice(t, s->string, start, end);
    if (start == 0 && end == s->len && is_exact(s->string, &bytes_type))
        return retain(s->string);
    return bytes_from(t, (const uint8_t *)s->data + start, end - start);
}

Value subject_empty(Thread *t, const Subject *s)
{
    return retain(s->is_str ? t->interp->empty_str : t->interp->empty_bytes);
}
