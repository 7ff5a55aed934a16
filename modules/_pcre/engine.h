/* engine.h: compiled patterns and the subjects they run over; between the types of _pcre and PCRE2. */
#ifndef KRAIT_MODULES_PCRE_ENGINE_H
#define KRAIT_MODULES_PCRE_ENGINE_H

#include "object/buffer.h"
#include "object/protocol.h"

/* Flags of Python's patterns that matter here. */
enum { FLAG_IGNORECASE = 2, FLAG_LOCALE = 4, FLAG_MULTILINE = 8, FLAG_DOTALL = 16, FLAG_UNICODE = 32, FLAG_VERBOSE = 64, FLAG_DEBUG = 128,
       FLAG_ASCII = 256 };

typedef enum { MODE_SEARCH, MODE_MATCH, MODE_FULLMATCH, MODES } Mode;

/* A pattern is compiled for each kind of subject that it meets. ASCII subjects need no Unicode properties. */
enum { VARIANT_ASCII, VARIANT_8, VARIANT_16, VARIANT_32, VARIANTS };
typedef struct Variant {
    void *code[MODES];          /* pcre2_code of the variant's width; NULL until needed */
    void *match_data;
    Value text;                 /* the translation, an ASCII str, owned; EMPTY until needed */
    uint8_t instead;            /* the variant to use instead, on a widened subject; 0: this one */
} Variant;

/* The module's state. */
typedef struct Engine {
    Value translate, template, compile, error;      /* of lib/re.py: setup() */
    void *compile_context[3], *match_context[3], *jit_stack[3];     /* by width; one stack serves all: matches do not nest */
} Engine;

enum { NAME_GUESSES = 32 };

typedef struct Pattern {
    Object head;
    Value pattern;              /* str or bytes; owned */
    Value group_index;          /* dict: name -> number; owned */
    uint8_t guess[NAME_GUESSES];/* the group that a name at such an address may be of, by name_guess() */
    Ref *names;                 /* by group number, those of group_index, all interned; EMPTY where there is none. NULL: many groups */
    Engine *engine;
    int64_t flags, low, high;   /* low, high: how many characters a match has */
    bool is_str, repeated;      /* repeated: a repetition contains several groups */
    int groups;
    int *ends;                  /* groups in the order of their closing parentheses */
    const uint8_t *tables;      /* re.LOCALE: of the locale that it was compiled for; malloc'ed by PCRE2 */
    Variant variant[VARIANTS];
} Pattern;

ALWAYS_INLINE unsigned name_guess(Ref name) { return (unsigned)((uintptr_t)object_of(name) >> 4) % NAME_GUESSES; }

/* A subject while it is being searched. The string is borrowed. */
typedef struct Subject {
    Ref string;
    Buffer buffer;              /* of bytes-like objects but bytes; object EMPTY otherwise */
    const void *data;           /* len items of kind bytes */
    ssize len, pos, endpos;
    uint8_t kind, variant;
    bool is_str;
    const void *units;          /* data, or `widened` for the variant */
    void *widened;
    /* of the last match */
    const size_t *span;
    int count;                  /* pairs set in span */
} Subject;

/* TypeError for strings of the wrong type. Close it exactly once when it was opened. */
bool subject_open(Thread *t, Pattern *p, Ref string, ssize pos, ssize endpos, Subject *s) MUST_CHECK;
void subject_close(Subject *s);
/* Matches from `start` on. FOUND: s->span is valid until the next match of the pattern. The first one may run Python code. */
Lookup subject_match(Thread *t, Pattern *p, Subject *s, Mode mode, ssize start);
/* Start and end of a group; false if it did not take part. */
ALWAYS_INLINE bool subject_span(const Subject *s, int group, ssize *start, ssize *end)
{
    if (group >= s->count || s->span[2 * group] == SIZE_MAX)
        return *start = *end = -1, false;
    *start = (ssize)s->span[2 * group];
    *end = (ssize)s->span[2 * group + 1];
    return true;
}
/* string[start:end], a str or bytes. */
Value subject_slice(Thread *t, const Subject *s, ssize start, ssize end);
Value subject_empty(Thread *t, const Subject *s);

void pattern_free_code(Pattern *p);
void engine_clear(void *engine);        /* module.state_clear */

#endif
