/* scanner.c: the JSON decoder's scanner: reads one value, with all in it, at a position of a str.
 *
 * The grammar is in scan_template.h, once for each width of code points. A key is not made anew each time: a small table
 * remembers the last keys by the hash of their text, so that records alike share them. Depth is bounded by the recursion
 * limit. */
#include "base/floattext.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/float.h"
#include "object/heap.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/state.h"
#include "object/tuple.h"
#include "modules/_json/internal.h"
#include "modules/_json/plain.h"
#include "gen/modules/_json/scanner.h"

typedef struct Scanner {
    Object head;
    bool strict;
    bool plain_int, plain_float;        /* parse_int is int, parse_float is float: done here */
    Value object_hook, object_pairs_hook, parse_float, parse_int, parse_constant;
} Scanner;
ALWAYS_INLINE Scanner *as_scanner(Ref v) { return (Scanner *)object_of(v); }

enum { KEYS = 128, KEY_MAX = 48 };

/* One call of a scanner. */
typedef struct Scan {
    Thread *t;
    const Scanner *scanner;             /* kept by the caller, as is the text */
    Ref text;
    Value keys[KEYS];                   /* owned */
} Scan;

static Value no_value(Thread *t, ssize i) { return raise_stop_iteration(t, fixnum(i)); }

static Value constant_value(Scan *s, const char *name)
{
    OWN Value text = str_from_text(s->t, name);
    return is_empty(text) ? EMPTY : call1(s->t, s->scanner->parse_constant, text);
}

static Value number_value(Scan *s, const char *ascii, ssize n, bool is_float)
{
    Thread *t = s->t;
    if (is_float && s->scanner->plain_float) {
        size_t used;
        bool overflow;
        return float_from(t, double_parse(ascii, (size_t)n, &used, &overflow));
    }
    if (!is_float && s->scanner->plain_int)
        return int_from_text(t, ascii, n, 10);
    OWN Value text = str_from_ascii(t, ascii, n);
    return is_empty(text) ? EMPTY : call1(t, is_float ? s->scanner->parse_float : s->scanner->parse_int, text);
}

/* The dict, or the list of pairs, of an object through the hooks; consumes it. */
static Value finish_object(Scan *s, Value object, bool pairs)
{
    Ref hook = pairs ? s->scanner->object_pairs_hook : s->scanner->object_hook;
    if (is_none(hook))
        return object;
    OWN Value held = object;
    return call1(s->t, hook, held);
}

/* ---- strings ---- */

static bool bad_escape(Thread *t, const char *message, Ref text, ssize position)
{
    if (t)
        raise_json(t, message, text, position);
    return false;
}

ALWAYS_INLINE int hex_value(uint32_t c)
{
    return c - '0' < 10 ? (int)(c - '0') : (c | 32) - 'a' < 6 ? (int)((c | 32) - 'a') + 10 : -1;
}

ALWAYS_INLINE void put_char(void *data, int kind, ssize i, uint32_t c)
{
    switch (kind) {
    case STR_1: ((uint8_t *)data)[i] = (uint8_t)c; break;
    case STR_2: ((uint16_t *)data)[i] = (uint16_t)c; break;
    default:    ((uint32_t *)data)[i] = c; break;
    }
}

/* ---- the grammar ---- */

#define CHAR uint8_t
#define SCAN(name) name##_1
#include "modules/_json/scan_template.h"
#define CHAR uint16_t
#define SCAN(name) name##_2
#include "modules/_json/scan_template.h"
#define CHAR uint32_t
#define SCAN(name) name##_4
#include "modules/_json/scan_template.h"

Value json_scan_string(Thread *t, Ref text, ssize begin, bool strict, ssize *end)
{
    const Str *s = as_str(text);
    return s->kind == STR_1 ? string_1(t, text, str_data(s), s->len, begin, strict, end)
         : s->kind == STR_2 ? string_2(t, text, str_data(s), s->len, begin, strict, end)
                            : string_4(t, text, str_data(s), s->len, begin, strict, end);
}

static Value scan(Thread *t, const Scanner *scanner, Ref text, ssize *i)
{
    Scan s = {.t = t, .scanner = scanner, .text = text};
    const Str *str = as_str(text);
    Value result = str->kind == STR_1 ? value_1(&s, str_data(str), str->len, i)
                 : str->kind == STR_2 ? value_2(&s, str_data(str), str->len, i)
                                      : value_4(&s, str_data(str), str->len, i);
    for (int k = 0; k < KEYS; k++)
        release(s.keys[k]);
    return result;
}

/* ---- the type ---- */

static Value scanner_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    static const char *const parameter[] = {"string", "idx"};
    Value given[2] = {EMPTY, EMPTY};
    ssize count = nargs + (is_empty(names) ? 0 : as_tuple(names)->len), i;
    if (nargs > 2)
        return raise_type(t, "scan_once() takes at most 2 arguments (%zd given)", count);
    for (ssize k = 0; k < count; k++) {
        ssize at = k < nargs ? k : str_is(as_tuple(names)->item[k - nargs], parameter[0]) ? 0
                 : str_is(as_tuple(names)->item[k - nargs], parameter[1]) ? 1 : 2;
        if (at == 2 || !is_empty(given[at]))
            return raise_type(t, "scan_once() got an unexpected keyword argument");
        given[at] = args[k];
    }
    if (is_empty(given[0]) || is_empty(given[1]))
        return raise_type(t, "scan_once() takes 2 arguments (%zd given)", count);
    if (!is_str(given[0]))
        return raise_type(t, "first argument must be a string, not %T", given[0]);
    if (!to_ssize(t, given[1], &exc_OverflowError, &i))
        return EMPTY;
    if (i < 0)
        return raise_value(t, "idx cannot be negative");
    OWN Value keep = retain(self), text = retain(given[0]);
    OWN Value value = scan(t, as_scanner(self), text, &i);
    return is_empty(value) ? EMPTY : tuple_pack(t, 2, value, fixnum(i));
}

static void scanner_clear(Object *o)
{
    Scanner *s = (Scanner *)o;
    replace_take(&s->object_hook, EMPTY);
    replace_take(&s->object_pairs_hook, EMPTY);
    replace_take(&s->parse_float, EMPTY);
    replace_take(&s->parse_int, EMPTY);
    replace_take(&s->parse_constant, EMPTY);
}
static void scanner_dealloc(Object *o)
{
    scanner_clear(o);
    object_free(o, object_size(o));
}
static void scanner_traverse(Object *o, Visitor *visitor)
{
    Scanner *s = (Scanner *)o;
    visit(visitor, s->object_hook);
    visit(visitor, s->object_pairs_hook);
    visit(visitor, s->parse_float);
    visit(visitor, s->parse_int);
    visit(visitor, s->parse_constant);
}

/** JSON scanner object */
NEW(json_scanner, "(cls, context)")
{
    OWN Value strict = get_attr(t, a->context, NAME(strict));
    Test is_strict = is_empty(strict) ? TEST_ERROR : test(t, strict);
    OWN Value result = is_strict == TEST_ERROR ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(result))
        return EMPTY;
    Scanner *s = as_scanner(result);
    s->strict = is_strict;
    s->object_hook = s->object_pairs_hook = s->parse_float = s->parse_int = s->parse_constant = EMPTY;
    if (is_empty(s->object_hook = get_attr(t, a->context, NAME(object_hook)))
        || is_empty(s->object_pairs_hook = get_attr(t, a->context, NAME(object_pairs_hook)))
        || is_empty(s->parse_float = get_attr(t, a->context, NAME(parse_float)))
        || is_empty(s->parse_int = get_attr(t, a->context, NAME(parse_int)))
        || is_empty(s->parse_constant = get_attr(t, a->context, NAME(parse_constant))))
        return EMPTY;
    s->plain_int = same(s->parse_int, value_of(&int_type));
    s->plain_float = same(s->parse_float, value_of(&float_type));
    return take(&result);
}

GETTER(json_scanner, strict)            { return bool_value(as_scanner(self)->strict); }
GETTER(json_scanner, object_hook)       { return retain(as_scanner(self)->object_hook); }
GETTER(json_scanner, object_pairs_hook) { return retain(as_scanner(self)->object_pairs_hook); }
GETTER(json_scanner, parse_float)       { return retain(as_scanner(self)->parse_float); }
GETTER(json_scanner, parse_int)         { return retain(as_scanner(self)->parse_int); }
GETTER(json_scanner, parse_constant)    { return retain(as_scanner(self)->parse_constant); }

Type json_scanner_type = {
    TYPE_HEAD("_json.Scanner", Scanner), .flags = TYPE_GC | TYPE_BASE,
    .doc = "JSON scanner object",
    .dealloc = scanner_dealloc, .traverse = scanner_traverse, .clear = scanner_clear,
    .new_ = json_scanner_new_slot, .new_signature = &json_scanner_new_signature, .call = scanner_call,
    .getset = json_scanner_getset,
};
