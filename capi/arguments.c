/* arguments.c: PyArg_ParseTuple() and the others (C API: "Parsing arguments and building values").
 *
 * A format is read along with the arguments. What conversions have taken (memory of `es`, buffers of `*`, what converters want to have
 * cleaned up) is noted, and given back when a later argument fails. Objects and texts that are handed out are borrowed from the
 * arguments: boxes among them are lent.
 */
#include <limits.h>
#include <stdio.h>

#include "capi/convert.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/codec.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- one call ---- */

/* Something to undo when parsing fails. */
typedef struct Undo {
    enum { UNDO_MEMORY, UNDO_BUFFER, UNDO_CONVERTER } kind;
    void *p;
    int (*converter)(PyObject *, void *);
} Undo;

typedef struct Parser {
    Thread *t;
    const char *format;                 /* where we are */
    const char *function;               /* name for messages, ended by `:`; NULL: none */
    const char *message;                /* after `;`: instead of all others */
    char call[100];                     /* "name()" for messages, or "function" */
    Undo local[16], *undo;
    ssize undo_count, undo_capacity;
    char path[128];                     /* "argument 2, item 1" */
} Parser;

static bool note(Parser *p, int kind, void *what, int (*converter)(PyObject *, void *))
{
    if (p->undo_count == p->undo_capacity) {
        ssize capacity = p->undo_capacity * 2;
        Undo *fresh = mem_alloc_array(p->t, capacity, sizeof *fresh);
        if (!fresh)
            return false;
        memcpy(fresh, p->undo, (size_t)p->undo_count * sizeof *fresh);
        if (p->undo != p->local)
            mem_free(p->undo);
        p->undo = fresh;
        p->undo_capacity = capacity;
    }
    p->undo[p->undo_count++] = (Undo){kind, what, converter};
    return true;
}

static void finish(Parser *p, bool good)
{
    if (!good) {
        Value raised = raised_take(p->t);
        for (ssize i = p->undo_count; i-- > 0;) {
            Undo *u = &p->undo[i];
            if (u->kind == UNDO_MEMORY) {
                PyMem_Free(*(void **)u->p);
                *(void **)u->p = NULL;
            } else if (u->kind == UNDO_BUFFER) {
                buffer_release(u->p);
                ((Buffer *)u->p)->object = EMPTY;
            } else {
                u->converter(NULL, u->p);
            }
        }
        raised_clear(p->t);
        p->t->raised = raised;
    }
    if (p->undo != p->local)
        mem_free(p->undo);
}

static void begin(Parser *p, Thread *t, const char *format)
{
    *p = (Parser){.t = t, .format = format, .undo = p->local, .undo_capacity = COUNT_OF(p->local)};
    const char *end = strpbrk(format, ":;");
    if (end && *end == ':') {
        p->function = end + 1;
        snprintf(p->call, sizeof p->call, "%.*s()", (int)MIN(strcspn(end + 1, ";"), (size_t)90), end + 1);
    } else {
        strcpy(p->call, "function");
    }
    const char *semicolon = strchr(format, ';');
    if (semicolon)
        p->message = semicolon + 1;
}

/* ---- messages ---- */

static bool wrong(Parser *p, const char *expected, Ref got)
{
    const char *name = is_none(got) ? "None" : NULL;
    if (p->message)
        return raise_type(p->t, "%s", p->message), false;
    OWN Value kind = name ? str_from_text(p->t, name) : str_format(p->t, "%T", got);
    if (is_empty(kind))
        return false;
    if (p->function)
        raise_type(p->t, "%s %s must be %s, not %S", p->call, p->path, expected, kind);
    else
        raise_type(p->t, "%s must be %s, not %S", p->path, expected, kind);
    return false;
}

static bool complain(Parser *p, const char *text)
{
    if (p->function)
        raise_type(p->t, "%s %s %s", p->call, p->path, text);
    else
        raise_type(p->t, "%s %s", p->path, text);
    return false;
}

static bool bad_format(Parser *p, const char *what)
{
    raise_system(p->t, "%s", what);
    return false;
}

/* ---- integers ---- */

/* The int itself or by __index__; a float is an error here. */
static bool get_int64(Parser *p, Ref v, int64_t *n)
{
    if (!is_int(v) && !type_of(v)->index) {
        if (is_float(v))
            return raise_type(p->t, p->message ? p->message : "integer argument expected, got float"), false;
        OWN Value i = int_argument(p->t, v);            /* by __int__, as 3.2 has it */
        if (is_empty(i) && p->message && raised_catch(p->t, &exc_TypeError))
            raise_type(p->t, "%s", p->message);
        return !is_empty(i) && to_int64(p->t, i, n);
    }
    return to_int64(p->t, v, n);
}

static bool get_ranged(Parser *p, Ref v, int64_t min, int64_t max, const char *low, const char *high, int64_t *n)
{
    if (!get_int64(p, v, n)) {
        if (raised_matches(p->t, &exc_OverflowError)) {
            raised_clear(p->t);
            raise_overflow(p->t, "Python int too large to convert to C %s", max == LONG_MAX ? "long" : "int");
        }
        return false;
    }
    if (*n < min)
        return raise_overflow(p->t, "%s", low), false;
    if (*n > max)
        return raise_overflow(p->t, "%s", high), false;
    return true;
}

/* The low 64 bits of an int of any size: of units without an overflow check. */
static bool get_masked(Parser *p, Ref v, uint64_t *n)
{
    *n = 0;
    if (!is_int(v) && !type_of(v)->index)
        return wrong(p, "int", v);
    OWN Value i = to_index(p->t, v);
    if (is_empty(i))
        return false;
    mp_limb_t small;
    const mp_limb_t *limb;
    bool negative;
    ssize count = int_limbs(i, &limb, &small, &negative);
    *n = count ? (negative ? -limb[0] : limb[0]) : 0;
    return true;
}

static bool convert_int(Parser *p, char unit, Ref v, va_list ap)
{
    void *out = va_arg(ap, void *);
    int64_t n;
    uint64_t u = 0;
    switch (unit) {
    case 'b':
        if (!get_ranged(p, v, 0, UCHAR_MAX, "unsigned byte integer is less than minimum", "unsigned byte integer is greater than maximum", &n))
            return false;
        *(unsigned char *)out = (unsigned char)n;
        return true;
    case 'h':
        if (!get_ranged(p, v, SHRT_MIN, SHRT_MAX, "signed short integer is less than minimum", "signed short integer is greater than maximum", &n))
            return false;
        *(short *)out = (short)n;
        return true;
    case 'i':
        if (!get_ranged(p, v, INT_MIN, INT_MAX, "signed integer is less than minimum", "signed integer is greater than maximum", &n))
            return false;
        *(int *)out = (int)n;
        return true;
    case 'l': case 'L':
        if (!get_ranged(p, v, LONG_MIN, LONG_MAX, "", "", &n))
            return false;
        *(int64_t *)out = n;
        return true;
    case 'n':
        if (!to_ssize(p->t, v, &exc_OverflowError, &n))
            return false;
        *(ssize *)out = n;
        return true;
    default:
        if (!get_masked(p, v, &u))
            return false;
        switch (unit) {
        case 'B': *(unsigned char *)out = (unsigned char)u; break;
        case 'H': *(unsigned short *)out = (unsigned short)u; break;
        case 'I': *(unsigned *)out = (unsigned)u; break;
        default: *(uint64_t *)out = u; break;          /* k, K */
        }
        return true;
    }
}

/* ---- texts and buffers ---- */

/* UTF-8 of a str, lent by it. */
static const char *text_of(Parser *p, Ref v, ssize *n) { return str_utf8(p->t, v, n); }

/* s*, z*, y*, w*: a buffer that the caller releases. */
static bool convert_buffer(Parser *p, char unit, Ref v, Buffer *out)
{
    if (unit == 'z' && is_none(v)) {
        *out = (Buffer){.object = EMPTY, .item_size = 1, .ndim = 1, .readonly = 1};
        return true;
    }
    if (is_str(v) && unit != 'y' && unit != 'w') {
        ssize n;
        const char *text = text_of(p, v, &n);
        return text && buffer_fill(p->t, out, v, (void *)text, n, true, BUFFER_SIMPLE) && note(p, UNDO_BUFFER, out, NULL);
    }
    const char *expected = unit == 's' ? "str or bytes-like object" : unit == 'z' ? "str, bytes-like object or None" : unit == 'w' ? "read-write bytes-like object" : "bytes-like object";
    if (!has_buffer(v))
        return unit == 'y' && !p->message ? (raise_type(p->t, "a bytes-like object is required, not '%T'", v), false) : wrong(p, expected, v);
    if (!buffer_get(p->t, v, out, unit == 'w' ? BUFFER_WRITABLE : BUFFER_SIMPLE)) {
        raised_clear(p->t);
        return wrong(p, expected, v);
    }
    if (!buffer_is_contiguous(out, false)) {
        buffer_release(out);
        return wrong(p, "contiguous buffer", v);
    }
    return note(p, UNDO_BUFFER, out, NULL);
}

/* The memory of an object that stays as it is while it is borrowed: bytes, and other read-only exporters without a release. */
static bool stable_bytes(Parser *p, Ref v, const char *expected, const char **data, ssize *n)
{
    Buffer b;
    if (is_bytes(v)) {
        *data = (const char *)as_bytes(v)->data;
        *n = as_bytes(v)->len;
        return true;
    }
    if (!has_buffer(v) || type_of(v)->release_buffer)
        return wrong(p, has_buffer(v) ? "read-only bytes-like object" : expected, v);
    if (!buffer_get(p->t, v, &b, BUFFER_SIMPLE))
        return false;
    *data = b.data;
    *n = b.len;
    buffer_release(&b);
    return true;
}

/* s, s#, z, z#, y, y#: a pointer, and with # a length. Without one a NUL inside is an error. */
static bool convert_text(Parser *p, char unit, Ref v, va_list ap)
{
    const char **out = va_arg(ap, const char **), *data = NULL;
    bool sized = *p->format == '#';
    ssize *size = NULL, n = 0;
    if (sized) {
        p->format++;
        size = va_arg(ap, ssize *);
    }
    if (unit == 'z' && is_none(v)) {
        *out = NULL;
        if (size)
            *size = 0;
        return true;
    }
    if (is_str(v) && unit != 'y') {
        if (!(data = text_of(p, v, &n)))
            return false;
    } else if (sized || unit == 'y') {
        if (!stable_bytes(p, v, unit == 'y' ? (sized ? "read-only bytes-like object" : "bytes") : unit == 's' ? "str or read-only bytes-like object" : "str, read-only bytes-like object or None", &data, &n))
            return false;
    } else {
        return wrong(p, unit == 's' ? "str" : "str or None", v);
    }
    if (!sized && (ssize)strlen(data) != n)
        return raise_value(p->t, unit == 'y' ? "embedded null byte" : "embedded null character"), false;
    *out = data;
    if (size)
        *size = n;
    return true;
}

/* es, et, es#, et#: encoded, into memory of PyMem_Malloc() or, with # and *out not NULL, into the caller's. */
static bool convert_encoded(Parser *p, Ref v, va_list ap)
{
    const char *encoding = va_arg(ap, const char *);
    char **out = va_arg(ap, char **), kind = *p->format++;
    bool sized = *p->format == '#';
    if (kind != 's' && kind != 't')
        return bad_format(p, "(unknown parser marker combination)");
    ssize *size = NULL;
    if (sized) {
        p->format++;
        size = va_arg(ap, ssize *);
    }
    OWN Value bytes = kind == 't' && is_bytes(v) ? retain(v) : EMPTY;
    if (kind == 't' && is_exact(v, &bytearray_type))
        bytes = call1(p->t, value_of(&bytes_type), v);
    else if (is_empty(bytes) && !is_str(v))
        return wrong(p, kind == 's' ? "str" : "str, bytes or bytearray", v);
    if (is_empty(bytes) && !is_raised(p->t))
        bytes = codec_encode(p->t, v, encoding ? encoding : "utf-8", NULL);
    if (is_empty(bytes))
        return false;
    if (!is_bytes(bytes))
        return complain(p, "(encoder failed to return bytes)");
    ssize n = as_bytes(bytes)->len;
    if (sized && *out) {
        if (n + 1 > *size)
            return raise_value(p->t, "encoded string too long (%zd, maximum length %zd)", n, *size - 1), false;
    } else {
        if (!sized && (ssize)strlen((const char *)as_bytes(bytes)->data) != n)
            return raise_value(p->t, "embedded null byte"), false;
        if (!(*out = PyMem_Malloc((size_t)n + 1)))
            return raise_memory(p->t), false;
        if (!note(p, UNDO_MEMORY, out, NULL)) {
            PyMem_Free(*out);
            return false;
        }
    }
    memcpy(*out, as_bytes(bytes)->data, (size_t)n);
    (*out)[n] = 0;
    if (size)
        *size = n;
    return true;
}

/* ---- objects ---- */

static bool hand_out(Parser *p, Ref v, va_list ap)
{
    PyObject **out = va_arg(ap, PyObject **), *o = lend_to_c(p->t, v);
    if (!o)
        return false;
    *out = o;
    return true;
}

static bool convert_object(Parser *p, Ref v, va_list ap)
{
    if (*p->format == '!') {
        p->format++;
        Type *type = type_from_c(va_arg(ap, PyTypeObject *));
        if (!type_is_subtype(type_of(v), type))
            return wrong(p, type->flags & TYPE_HEAP ? type_display_name(type) : type->name, v);
        return hand_out(p, v, ap);
    }
    if (*p->format == '&') {
        p->format++;
        int (*converter)(PyObject *, void *) = va_arg(ap, int (*)(PyObject *, void *));
        void *out = va_arg(ap, void *);
        PyObject *o = lend_to_c(p->t, v);
        int result = o ? converter(o, out) : 0;
        if (!result)
            return is_raised(p->t) ? false : complain(p, "(unspecified)");
        return result != Py_CLEANUP_SUPPORTED || note(p, UNDO_CONVERTER, out, converter);
    }
    return hand_out(p, v, ap);
}

static bool convert_number(Parser *p, char unit, Ref v, va_list ap)
{
    double d;
    void *out = va_arg(ap, void *);
    if (unit == 'D') {
        OWN Value c = call1(p->t, value_of(&complex_type), v);
        if (is_empty(c) || is_str(v))
            return is_empty(c) ? false : wrong(p, "complex number", v);
        ((double *)out)[0] = as_complex(c)->real;
        ((double *)out)[1] = as_complex(c)->imag;
        return true;
    }
    if (!to_double(p->t, v, &d))
        return false;
    if (unit == 'f')
        *(float *)out = (float)d;
    else
        *(double *)out = d;
    return true;
}

static bool convert_character(Parser *p, char unit, Ref v, va_list ap)
{
    if (unit == 'C') {
        int *out = va_arg(ap, int *);
        if (!is_str(v) || as_str(v)->len != 1)
            return wrong(p, "a unicode character", v);
        *out = (int)str_at(as_str(v), 0);
        return true;
    }
    char *out = va_arg(ap, char *);
    Buffer b;
    if (!is_bytes(v) && !type_is_subtype(type_of(v), &bytearray_type))
        return wrong(p, "a byte string of length 1", v);
    if (!buffer_get(p->t, v, &b, BUFFER_SIMPLE))
        return false;
    bool one = b.len == 1;
    if (one)
        *out = *(const char *)b.data;
    buffer_release(&b);
    return one || wrong(p, "a byte string of length 1", v);
}

static bool convert_typed(Parser *p, Ref v, Type *type, const char *expected, va_list ap)
{
    return type_is_subtype(type_of(v), type) ? hand_out(p, v, ap) : wrong(p, expected, v);
}

static bool convert_item(Parser *p, Ref v, va_list ap);

/* (items): a sequence of just so many. */
static bool convert_sequence(Parser *p, Ref v, va_list ap)
{
    ssize want = 0;
    int depth = 0;
    for (const char *f = p->format; *f && (depth || *f != ')'); f++) {          /* letters, but e takes the one after it */
        if (*f == '(') {
            want += !depth;
            depth++;
        } else if (*f == ')') {
            depth--;
        } else if (!depth && ((*f >= 'a' && *f <= 'z') || (*f >= 'A' && *f <= 'Z'))) {
            want++;
            f += *f == 'e' && f[1];
        }
    }
    if (!is_tuple(v) && (!is_list(v) || is_str(v)))
        return wrong(p, "sequence", v);
    OWN Value items = to_tuple(p->t, v);
    if (is_empty(items))
        return false;
    if (as_tuple(items)->len != want) {
        raise_type(p->t, "%s%s%s must be sequence of length %zd, not %zd", p->function ? p->call : "", p->function ? " " : "", p->path, want, as_tuple(items)->len);
        return false;
    }
    size_t length = strlen(p->path);
    for (ssize i = 0; i < want; i++) {
        snprintf(p->path + length, sizeof p->path - length, ", item %zd", i);
        if (!convert_item(p, as_tuple(items)->item[i], ap))
            return false;
    }
    p->path[length] = 0;
    if (*p->format != ')')
        return bad_format(p, "missing ')' in getargs format");
    p->format++;
    return true;
}

/* Converts v by the unit at p->format, which is passed. */
static bool convert_item(Parser *p, Ref v, va_list ap)
{
    char unit = *p->format++;
    switch (unit) {
    case '(': return convert_sequence(p, v, ap);
    case 's': case 'z': case 'y':
        if (*p->format == '*') {
            p->format++;
            return convert_buffer(p, unit, v, va_arg(ap, Buffer *));
        }
        return convert_text(p, unit, v, ap);
    case 'w':
        if (*p->format != '*')
            return bad_format(p, "impossible<bad format char>");
        p->format++;
        return convert_buffer(p, unit, v, va_arg(ap, Buffer *));
    case 'e': return convert_encoded(p, v, ap);
    case 'b': case 'B': case 'h': case 'H': case 'i': case 'I': case 'l': case 'k': case 'L': case 'K': case 'n': return convert_int(p, unit, v, ap);
    case 'c': case 'C': return convert_character(p, unit, v, ap);
    case 'f': case 'd': case 'D': return convert_number(p, unit, v, ap);
    case 'S': return convert_typed(p, v, &bytes_type, "bytes", ap);
    case 'Y': return convert_typed(p, v, &bytearray_type, "bytearray", ap);
    case 'U': return convert_typed(p, v, &str_type, "str", ap);
    case 'O': return convert_object(p, v, ap);
    case 'p': {
        int *out = va_arg(ap, int *);
        Test truth = test(p->t, v);
        *out = truth == TEST_TRUE;
        return truth != TEST_ERROR;
    }
    default: return bad_format(p, "impossible<bad format char>");
    }
}

/* Passes the unit at p->format, and its arguments in ap, unconverted. */
static bool skip_item(Parser *p, va_list ap)
{
    char unit = *p->format++;
    switch (unit) {
    case '(':
        while (*p->format && *p->format != ')')
            if (!skip_item(p, ap))
                return false;
        p->format += *p->format == ')';
        return true;
    case 'e':
        (void)va_arg(ap, char *);
        p->format++;
        break;
    case 'O':
        if (*p->format == '!' || *p->format == '&') {
            (void)va_arg(ap, void *);
            p->format++;
        }
        break;
    default:
        if (!strchr("szywbBhHiIlkLKncCfdDSYUp", unit))
            return bad_format(p, "impossible<bad format char>");
        if (*p->format == '*')
            p->format++;
    }
    (void)va_arg(ap, void *);
    if (*p->format == '#') {
        p->format++;
        (void)va_arg(ap, void *);
    }
    return true;
}

/* ---- positional arguments ---- */

/* How many the format wants at least and at most. */
static bool count_units(Parser *p, ssize *min, ssize *max)
{
    *min = -1;
    *max = 0;
    int depth = 0;
    for (const char *f = p->format; *f && *f != ':' && *f != ';'; f++) {
        if (*f == '(') {
            *max += !depth;
            depth++;
        } else if (*f == ')') {
            if (!depth--)
                return bad_format(p, "excess ')' in getargs format");
        } else if (*f == '|') {
            *min = *max;
        } else if (!depth && ((*f >= 'a' && *f <= 'z') || (*f >= 'A' && *f <= 'Z'))) {
            ++*max;
            f += *f == 'e' && f[1];
        }
    }
    if (depth)
        return bad_format(p, "missing ')' in getargs format");
    if (*min < 0)
        *min = *max;
    return true;
}

static bool wrong_count(Parser *p, ssize min, ssize max, ssize n)
{
    if (p->message)
        return raise_type(p->t, "%s", p->message), false;
    ssize bound = n < min ? min : max;
    const char *how = min == max ? "exactly" : n < min ? "at least" : "at most", *s = bound == 1 ? "" : "s";
    raise_type(p->t, "%s takes %s %zd argument%s (%zd given)", p->call, how, bound, s, n);
    return false;
}

static int parse_tuple(PyObject *args, const char *format, va_list ap_given)
{
    Thread *t = this_thread();
    Parser p;
    Ref tuple = from_c(args);
    ssize min, max;
    va_list ap;
    begin(&p, t, format);
    if (!args || !is_tuple(tuple))
        return raise_system(t, "new style getargs format but argument is not a tuple"), 0;
    if (!count_units(&p, &min, &max))
        return 0;
    ssize n = as_tuple(tuple)->len;
    if (max == 0 && n && !p.message)
        return raise_type(t, "%s takes no arguments", p.call), 0;
    if (n < min || n > max)
        return wrong_count(&p, min, max, n);
    bool good = true;
    va_copy(ap, ap_given);
    for (ssize i = 0; good && i < n; i++) {
        p.format += *p.format == '|';
        snprintf(p.path, sizeof p.path, "argument %zd", i + 1);
        good = convert_item(&p, as_tuple(tuple)->item[i], ap);
    }
    va_end(ap);
    finish(&p, good);
    return good;
}

/* One argument that is no tuple of them; or, for a format in parentheses or of several units, one. */
static int parse_one(PyObject *arg, const char *format, va_list ap_given)
{
    Thread *t = this_thread();
    Parser p;
    ssize min, max;
    va_list ap;
    begin(&p, t, format);
    if (!count_units(&p, &min, &max))
        return 0;
    if (max == 0) {
        if (!arg)
            return 1;
        return raise_type(t, "%s takes no arguments", p.call), 0;
    }
    if (min != 1 || max != 1)
        return raise_system(t, "old style getargs format uses new features"), 0;
    if (!arg)
        return raise_type(t, "%s takes at least one argument", p.call), 0;
    va_copy(ap, ap_given);
    strcpy(p.path, "argument");
    bool good = convert_item(&p, from_c(arg), ap);
    va_end(ap);
    finish(&p, good);
    return good;
}

/* ---- keyword arguments ---- */

typedef struct Keywords { char **names; ssize count, positional_only, min, max_positional; } Keywords;

/* Names and marks: positional-only parameters have empty names; | begins the optional ones, $ those by keyword only. */
static bool read_keywords(Parser *p, char **names, Keywords *k)
{
    const char *f = p->format;
    ssize units = 0;
    *k = (Keywords){.names = names, .min = -1, .max_positional = -1};
    while (names[k->count]) {
        if (!*names[k->count]) {
            if (k->positional_only != k->count)
                return bad_format(p, "Empty keyword parameter name");
            k->positional_only++;
        }
        k->count++;
    }
    for (int depth = 0; *f && *f != ':' && *f != ';'; f++) {
        if (*f == '(')
            units += !depth++;
        else if (*f == ')')
            depth--;
        else if (*f == '|')
            k->min = units;
        else if (*f == '$')
            k->max_positional = units;
        else if (!depth && ((*f >= 'a' && *f <= 'z') || (*f >= 'A' && *f <= 'Z'))) {
            units++;
            f += *f == 'e' && f[1];
        }
    }
    if (k->min < 0)
        k->min = units;
    if (k->max_positional < 0)
        k->max_positional = units;
    if (units != k->count) {
        raise_system(p->t, "more %s than %s", units > k->count ? "argument specifiers" : "keyword list entries", units > k->count ? "keyword list entries" : "argument specifiers");
        return false;
    }
    return true;
}

/* Is the name of an argument by keyword one of ours? */
static bool check_names(Parser *p, const Keywords *k, Dict *d, ssize positional)
{
    ssize at = 0;
    Ref key, value;
    while (dict_next(d, &at, &key, &value)) {
        bool known = false;
        if (!is_str(key))
            return raise_type(p->t, "keywords must be strings"), false;
        for (ssize i = k->positional_only; !known && i < k->count; i++) {
            if (!str_is(key, k->names[i]))
                continue;
            known = true;
            if (i < positional) {
                raise_type(p->t, "argument for %s given by name ('%s') and position (%zd)", p->call, k->names[i], i + 1);
                return false;
            }
        }
        if (!known) {
            raise_type(p->t, "'%S' is an invalid keyword argument for %s", key, p->function ? p->call : "this function");
            return false;
        }
    }
    return true;
}

static bool parse_parameters(Parser *p, const Keywords *k, Tuple *args, Dict *d, va_list ap)
{
    for (ssize i = 0; i < k->count; i++) {
        while (*p->format == '|' || *p->format == '$')
            p->format++;
        Ref v = i < args->len ? args->item[i] : EMPTY;
        if (i >= args->len && d && i >= k->positional_only)
            v = dict_peek_text(p->t, d, k->names[i]);
        if (is_raised(p->t))
            return false;
        if (is_empty(v)) {
            if (i < k->min) {
                if (i < k->positional_only)
                    return wrong_count(p, k->min, k->count, args->len);
                raise_type(p->t, "%s missing required argument '%s' (pos %zd)", p->call, k->names[i], i + 1);
                return false;
            }
            if (!skip_item(p, ap))
                return false;
            continue;
        }
        snprintf(p->path, sizeof p->path, "argument %zd", i + 1);
        OWN Value held = retain(v);
        if (!convert_item(p, v, ap))
            return false;
    }
    return true;
}

static int parse_keywords(PyObject *args, PyObject *kwargs, const char *format, char **names, va_list ap_given)
{
    Thread *t = this_thread();
    Parser p;
    Keywords k;
    va_list ap;
    Ref tuple = from_c(args);
    if (!args || !is_tuple(tuple) || (kwargs && !is_dict(from_c(kwargs))) || !format || !names)
        return bad_call(t), 0;
    begin(&p, t, format);
    if (!read_keywords(&p, names, &k))
        return 0;
    Dict *d = kwargs && dict_len(as_dict(from_c(kwargs))) ? as_dict(from_c(kwargs)) : NULL;
    ssize n = as_tuple(tuple)->len, given = n + (d ? dict_len(d) : 0);
    if (given > k.count || n > k.max_positional) {
        if (p.message)
            return raise_type(t, "%s", p.message), 0;
        bool by_position = given <= k.count || n > k.max_positional;
        ssize bound = by_position ? k.max_positional : k.count;
        raise_type(t, "%s takes %s %zd %sargument%s (%zd given)", p.call,
                   k.min < k.count ? "at most" : "exactly", bound, by_position && k.max_positional < k.count ? "positional " : n == 0 ? "keyword " : "", bound == 1 ? "" : "s", by_position ? n : given);
        return 0;
    }
    va_copy(ap, ap_given);
    bool good = (!d || check_names(&p, &k, d, n)) && parse_parameters(&p, &k, as_tuple(tuple), d, ap);
    va_end(ap);
    finish(&p, good);
    return good;
}

/* ---- the API ---- */

int PyArg_VaParse(PyObject *args, const char *format, va_list ap)           { return parse_tuple(args, format, ap); }
int _PyArg_VaParse_SizeT(PyObject *args, const char *format, va_list ap)    { return parse_tuple(args, format, ap); }
int PyArg_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char **names, va_list ap)
{
    return parse_keywords(args, kwargs, format, names, ap);
}
int _PyArg_VaParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *format, char **names, va_list ap)
{
    return parse_keywords(args, kwargs, format, names, ap);
}

#define VARIADIC(result, name, parameters, last, call) \
    result name parameters \
    { \
        va_list ap; \
        va_start(ap, last); \
        int r = call; \
        va_end(ap); \
        return r; \
    }
VARIADIC(int, PyArg_ParseTuple, (PyObject *args, const char *format, ...), format, parse_tuple(args, format, ap))
VARIADIC(int, _PyArg_ParseTuple_SizeT, (PyObject *args, const char *format, ...), format, parse_tuple(args, format, ap))
VARIADIC(int, PyArg_Parse, (PyObject *arg, const char *format, ...), format, parse_one(arg, format, ap))
VARIADIC(int, _PyArg_Parse_SizeT, (PyObject *arg, const char *format, ...), format, parse_one(arg, format, ap))
VARIADIC(int, PyArg_ParseTupleAndKeywords, (PyObject *args, PyObject *kwargs, const char *format, char **names, ...), names, parse_keywords(args, kwargs, format, names, ap))
VARIADIC(int, _PyArg_ParseTupleAndKeywords_SizeT, (PyObject *args, PyObject *kwargs, const char *format, char **names, ...), names, parse_keywords(args, kwargs, format, names, ap))

int PyArg_UnpackTuple(PyObject *args, const char *name, Py_ssize_t min, Py_ssize_t max, ...)
{
    Thread *t = this_thread();
    Ref tuple = from_c(args);
    va_list ap;
    if (!args || !is_tuple(tuple))
        return raise_system(t, "PyArg_UnpackTuple() argument list is not a tuple"), 0;
    ssize n = as_tuple(tuple)->len;
    if (n < min || n > max) {
        ssize bound = n < min ? min : max;
        const char *how = min == max ? "" : n < min ? "at least " : "at most ", *s = bound == 1 ? "" : "s";
        if (name)
            raise_type(t, "%s expected %s%zd argument%s, got %zd", name, how, bound, s, n);
        else
            raise_type(t, "unpacked tuple should have %s%zd element%s, but has %zd", how, bound, s, n);
        return 0;
    }
    bool good = true;
    va_start(ap, max);
    for (ssize i = 0; good && i < n; i++) {
        PyObject **out = va_arg(ap, PyObject **);
        good = (*out = lend_to_c(t, as_tuple(tuple)->item[i]));
    }
    va_end(ap);
    return good;
}

int PyArg_ValidateKeywordArguments(PyObject *kwargs)
{
    Thread *t = this_thread();
    ssize at = 0;
    Ref key, value;
    if (!is_dict(from_c(kwargs)))
        return bad_call(t), 0;
    while (dict_next(as_dict(from_c(kwargs)), &at, &key, &value))
        if (!is_str(key))
            return raise_type(t, "keywords must be strings"), 0;
    return 1;
}
