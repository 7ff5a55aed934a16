/* bind.c: binds call arguments to the parameters of a Signature and converts them; calls functions of method tables.
 *
 * The one place that knows how built-in functions take arguments (Python manual, Expressions, Calls) and how they
 * complain. A frame is the argument struct that the generator made from the signature; params[i].offset says where a field is.
 * Order of work: place every argument, then check that none is missing, then convert from left to right, which may run
 * Python code (__index__, __bool__). Everything in a frame is borrowed from the caller's arguments but buffers and
 * the dict of **kwargs, which bind_release() gives up.
 */
#include <math.h>

#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

#define FIELD(frame, param, T) ((T *)((char *)(frame) + (param)->offset))

static ssize name_count(Ref names) { return is_empty(names) ? 0 : as_tuple(names)->len; }
static const char *plural(ssize n) { return n == 1 ? "" : "s"; }

/* ---- complaints ---- */

static bool is_single(const Signature *s) { return s->count == 1 && s->required == 1 && s->positional_only == 1; }

static COLD bool raise_too_many(Thread *t, const char *function, const Signature *s, ssize given)
{
    ssize most = s->positional;
    if (is_single(s))
        return raise_type(t, "%s() takes exactly one argument (%zd given)", function, given), false;
    if (s->positional_only == s->count && (s->objects_only || most == 0)) {
        if (most == 0)
            return raise_type(t, "%s() takes no arguments (%zd given)", function, given), false;
        return raise_type(t, "%s expected %s%zd argument%s, got %zd", function, s->required < most ? "at most " : "", most,
                          plural(most), given), false;
    }
    /* Some may be given by keyword only: say "positional". */
    bool keyword_only = s->positional < s->count;
    if (most == 0)
        return raise_type(t, "%s() takes no positional arguments", function), false;
    return raise_type(t, "%s() takes %s %zd %sargument%s (%zd given)", function, s->required < most ? "at most" : "exactly", most,
                      keyword_only ? "positional " : "", plural(most), given), false;
}

static COLD bool raise_missing(Thread *t, const char *function, const Signature *s, ssize i, ssize nargs)
{
    if (is_single(s))
        return raise_type(t, "%s() takes exactly one argument (%zd given)", function, nargs), false;
    if (i < s->positional_only && (s->positional_only == s->positional || nargs < s->positional_only)) {
        bool exact = s->required == s->positional && !s->varargs && s->positional == s->count;
        return raise_type(t, "%s expected %s%d argument%s, got %zd", function, exact ? "" : "at least ", s->required,
                          plural(s->required), nargs), false;
    }
    return raise_type(t, "%s() missing required argument '%s' (pos %zd)", function, s->params[i].name, i + 1), false;
}

/* How messages call a parameter: "argument 2", "argument 'x'", or just "argument" if there is only one. */
static Value raise_argument(Thread *t, const char *function, const Signature *s, const Param *p, const char *expected, Ref v)
{
    const char *got = is_none(v) ? "None" : type_display_name(type_of(v));
    if (p->kind != PARAM_POSITIONAL_ONLY)
        return raise_type(t, "%s() argument '%s' must be %s, not %s", function, p->name, expected, got);
    if (s->count == 1)
        return raise_type(t, "%s() argument must be %s, not %s", function, expected, got);
    return raise_type(t, "%s() argument %d must be %s, not %s", function, (int)(p - s->params) + 1, expected, got);
}

/* ---- conversions ---- */

/* The field's value for an argument that is absent, or None where the default is None. */
static void set_none(const Param *p, void *frame)
{
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT: *FIELD(frame, p, Ref) = NONE; break;
    case CONVERT_INDEX:
    case CONVERT_CLAMPED:
    case CONVERT_SIZE: *FIELD(frame, p, ssize) = SSIZE_MIN_; break;
    case CONVERT_INT: *FIELD(frame, p, int) = INT_MIN; break;
    case CONVERT_INT64: *FIELD(frame, p, int64_t) = INT64_MIN; break;
    case CONVERT_UINT64: *FIELD(frame, p, uint64_t) = UINT64_MAX; break;
    case CONVERT_BOOL: *FIELD(frame, p, bool) = false; break;
    case CONVERT_FLOAT: *FIELD(frame, p, double) = NAN; break;
    case CONVERT_ORDINAL: *FIELD(frame, p, uint32_t) = UINT32_MAX; break;
    case CONVERT_BUFFER:
    case CONVERT_WBUFFER: *FIELD(frame, p, Buffer) = (Buffer){0}; break;
    default: *FIELD(frame, p, Ref) = EMPTY; break;
    }
}

static void set_zero(const Param *p, void *frame)
{
    switch ((enum Conversion)p->conversion) {
    case CONVERT_INT: *FIELD(frame, p, int) = 0; break;
    case CONVERT_BOOL: *FIELD(frame, p, bool) = false; break;
    case CONVERT_ORDINAL: *FIELD(frame, p, uint32_t) = 0; break;
    case CONVERT_BUFFER:
    case CONVERT_WBUFFER: *FIELD(frame, p, Buffer) = (Buffer){0}; break;
    default: *FIELD(frame, p, uint64_t) = 0; break;     /* EMPTY, 0, 0.0: all bits zero */
    }
}

static void set_int(const Param *p, void *frame)
{
    int64_t i = p->default_int;
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT: *FIELD(frame, p, Ref) = fixnum(i); break;
    case CONVERT_INT: *FIELD(frame, p, int) = (int)i; break;
    case CONVERT_BOOL: *FIELD(frame, p, bool) = i != 0; break;
    case CONVERT_ORDINAL: *FIELD(frame, p, uint32_t) = (uint32_t)i; break;
    default: *FIELD(frame, p, int64_t) = i; break;
    }
}

static void set_bool(const Param *p, void *frame, bool b)
{
    if (p->conversion == CONVERT_BOOL)
        *FIELD(frame, p, bool) = b;
    else
        *FIELD(frame, p, Ref) = bool_value(b);
}

/* A flonum: the generator takes only such defaults for plain objects as the flonum range holds. */
static void set_float(const Param *p, void *frame)
{
    double d;
    Value v;
    memcpy(&d, &p->default_int, sizeof d);
    if (p->conversion == CONVERT_FLOAT)
        *FIELD(frame, p, double) = d;
    else
        *FIELD(frame, p, Ref) = flonum_from(d, &v) ? v : FLONUM_ZERO;
}

static void set_default(Thread *t, const Param *p, void *frame)
{
    switch ((enum DefaultKind)p->default_kind) {
    case DEFAULT_REQUIRED:
    case DEFAULT_ABSENT: set_zero(p, frame); break;
    case DEFAULT_NONE: set_none(p, frame); break;
    case DEFAULT_TRUE: set_bool(p, frame, true); break;
    case DEFAULT_FALSE: set_bool(p, frame, false); break;
    case DEFAULT_INT: set_int(p, frame); break;
    case DEFAULT_FLOAT: set_float(p, frame); break;
    case DEFAULT_TEXT:
        if (p->conversion == CONVERT_ORDINAL)
            *FIELD(frame, p, uint32_t) = str_at(p->default_object, 0);
        else
            *FIELD(frame, p, Ref) = value_of(p->default_object);
        break;
    case DEFAULT_EMPTY_TUPLE: *FIELD(frame, p, Ref) = t->interp->empty_tuple; break;
    }
}

/* An index for slicing: any size, clamped to what a ssize holds (SSIZE_MIN_ itself means None). */
static bool to_clamped(Thread *t, Ref v, ssize *n)
{
    if (likely(is_fixnum(v))) {
        *n = fixnum_value(v);
        return true;
    }
    if (!to_ssize(t, v, NULL, n))
        return false;
    *n = MAX(*n, SSIZE_MIN_ + 1);
    return true;
}

static bool to_size(Thread *t, const char *function, const Param *p, Ref v, ssize *n)
{
    if (!to_ssize(t, v, &exc_OverflowError, n))
        return false;
    if (*n < 0)
        return raise_value(t, "%s() argument '%s' must not be negative", function, p->name), false;
    return true;
}

static bool to_uint64(Thread *t, Ref v, uint64_t *n)
{
    OWN Value i = to_index(t, v);
    if (is_empty(i))
        return false;
    if (int_as_uint64(i, n))
        return true;
    if (int_sign(i) < 0)
        return raise_overflow(t, "can't convert negative value to unsigned int"), false;
    return raise_overflow(t, "Python int too large to convert to C unsigned long"), false;
}

static bool to_ordinal(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, uint32_t *c)
{
    if (!is_str(v) || as_str(v)->len != 1)
        return raise_argument(t, function, s, p, "a unicode character", v), false;
    *c = str_at(as_str(v), 0);
    return true;
}

/* An object checked to be of a kind. */
static bool check_object(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, void *frame)
{
    bool fits = true;
    const char *expected = "";
    switch ((enum Conversion)p->conversion) {
    case CONVERT_STR: fits = is_str(v), expected = "str"; break;
    case CONVERT_STR_OR_NONE: fits = is_str(v), expected = "str or None"; break;
    case CONVERT_BYTES: fits = is_bytes(v), expected = "bytes"; break;
    case CONVERT_LIST: fits = is_list(v), expected = "list"; break;
    case CONVERT_TUPLE: fits = is_tuple(v), expected = "tuple"; break;
    case CONVERT_DICT: fits = is_dict(v), expected = "dict"; break;
    case CONVERT_TYPE: fits = is_type(v), expected = "type"; break;
    case CONVERT_CALLABLE: fits = is_callable(v), expected = "callable"; break;
    default: break;
    }
    if (unlikely(!fits))
        return raise_argument(t, function, s, p, expected, v), false;
    *FIELD(frame, p, Ref) = v;
    return true;
}

static bool convert(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, void *frame)
{
    if (is_none(v) && (p->default_kind == DEFAULT_NONE || p->conversion == CONVERT_STR_OR_NONE)) {
        set_none(p, frame);
        return true;
    }
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT: *FIELD(frame, p, Ref) = v; return true;
    case CONVERT_INDEX: return to_ssize(t, v, &exc_OverflowError, FIELD(frame, p, ssize));
    case CONVERT_CLAMPED: return to_clamped(t, v, FIELD(frame, p, ssize));
    case CONVERT_INT: return to_c_int(t, v, FIELD(frame, p, int));
    case CONVERT_INT64: return to_int64(t, v, FIELD(frame, p, int64_t));
    case CONVERT_UINT64: return to_uint64(t, v, FIELD(frame, p, uint64_t));
    case CONVERT_SIZE: return to_size(t, function, p, v, FIELD(frame, p, ssize));
    case CONVERT_FLOAT: return to_double(t, v, FIELD(frame, p, double));
    case CONVERT_ORDINAL: return to_ordinal(t, function, s, p, v, FIELD(frame, p, uint32_t));
    case CONVERT_BUFFER: return buffer_get(t, v, FIELD(frame, p, Buffer), BUFFER_SIMPLE);
    case CONVERT_WBUFFER: return buffer_get(t, v, FIELD(frame, p, Buffer), BUFFER_WRITABLE);
    case CONVERT_BOOL: {
        Test truth = test(t, v);
        *FIELD(frame, p, bool) = truth == TEST_TRUE;
        return truth != TEST_ERROR;
    }
    default: return check_object(t, function, s, p, v, frame);
    }
}

/* ---- binding ---- */

/* Index of the parameter that can be given by this keyword, or -1. */
static int find_param(const Signature *s, Ref name)
{
    for (int i = s->positional_only; i < s->count; i++)
        if (s->params[i].kind <= PARAM_KEYWORD_ONLY && str_is(name, s->params[i].name))
            return i;
    return -1;
}

static bool takes_keywords(const Signature *s)
{
    return s->varkeywords || s->count > s->positional_only + s->varargs;
}

/* Places keyword arguments in `bound` or in the dict *kwargs. */
static bool place_keywords(Thread *t, const char *function, const Signature *s, const Value *values, Ref names, Ref *bound, Value *kwargs)
{
    Tuple *keys = as_tuple(names);
    if (!takes_keywords(s))
        return raise_type(t, "%s() takes no keyword arguments", function), false;
    for (ssize k = 0; k < keys->len; k++) {
        Ref name = keys->item[k];
        int i = find_param(s, name);
        if (i >= 0) {
            if (!is_empty(bound[i]))
                return raise_type(t, "argument for %s() given by name ('%s') and position (%d)", function, s->params[i].name, i + 1), false;
            bound[i] = values[k];
            continue;
        }
        if (!s->varkeywords)
            return raise_type(t, "%s() got an unexpected keyword argument '%S'", function, name), false;
        if (is_empty(*kwargs) && is_empty(*kwargs = dict_new(t)))
            return false;
        if (!dict_set(t, as_dict(*kwargs), name, values[k]))
            return false;
    }
    return true;
}

/* Releases the buffers of the first n parameters. */
static void release_buffers(const Signature *s, ssize n, void *frame)
{
    for (ssize i = 0; i < n; i++) {
        const Param *p = &s->params[i];
        if (p->conversion == CONVERT_BUFFER || p->conversion == CONVERT_WBUFFER) {
            Buffer *b = FIELD(frame, p, Buffer);
            if (!is_empty(b->object))
                buffer_release(b);
        }
    }
}

/* Converts what has been placed. `rest`: the positional arguments left for *args. */
static bool convert_all(Thread *t, const char *function, const Signature *s, const Ref *bound, const Value *rest, ssize rest_count,
                        ssize nargs, Value kwargs, void *frame)
{
    for (int i = 0; i < s->count; i++) {
        const Param *p = &s->params[i];
        if (p->kind == PARAM_VARARGS) {
            *FIELD(frame, p, const Value *) = rest;
            FIELD(frame, p, ssize)[1] = rest_count;
        } else if (p->kind == PARAM_VARKEYWORDS) {
            *FIELD(frame, p, Value) = kwargs;
        } else if (!is_empty(bound[i])) {
            if (unlikely(!convert(t, function, s, p, bound[i], frame))) {
                release_buffers(s, i, frame);
                return false;
            }
        } else if (unlikely(p->default_kind == DEFAULT_REQUIRED)) {
            release_buffers(s, i, frame);
            return raise_missing(t, function, s, i, nargs);
        } else {
            set_default(t, p, frame);
        }
    }
    return true;
}

static bool bind_general(Thread *t, const char *function, const Signature *s, const Value *args, ssize nargs, Ref names, void *frame)
{
    Ref bound[64];              /* the generator allows fewer parameters */
    Value kwargs = EMPTY;
    ssize placed = MIN(nargs, (ssize)s->positional);
    if (nargs > placed && !s->varargs)
        return raise_too_many(t, function, s, nargs);
    for (ssize i = 0; i < s->count; i++)
        bound[i] = i < placed ? args[i] : EMPTY;
    if (name_count(names) && !place_keywords(t, function, s, args + nargs, names, bound, &kwargs)) {
        release(kwargs);
        return false;
    }
    /* A missing argument is reported before any conversion runs code. */
    for (int i = (int)placed; i < s->count; i++) {
        const Param *p = &s->params[i];
        if (p->default_kind == DEFAULT_REQUIRED && p->kind <= PARAM_KEYWORD_ONLY && is_empty(bound[i])) {
            release(kwargs);
            return raise_missing(t, function, s, i, nargs);
        }
    }
    if (!convert_all(t, function, s, bound, args + placed, nargs - placed, nargs, kwargs, frame)) {
        release(kwargs);
        return false;
    }
    return true;
}

/* The commonest defaults and conversions, without a call. */
ALWAYS_INLINE void set_default_quick(Thread *t, const Param *p, void *frame)
{
    if (likely(p->conversion == CONVERT_OBJECT && p->default_kind <= DEFAULT_NONE))
        *FIELD(frame, p, Ref) = p->default_kind == DEFAULT_NONE ? NONE : EMPTY;
    else if (p->conversion == CONVERT_OBJECT && p->default_kind == DEFAULT_INT)
        *FIELD(frame, p, Ref) = fixnum(p->default_int);
    else if (p->default_kind == DEFAULT_TEXT && p->conversion != CONVERT_ORDINAL)
        *FIELD(frame, p, Ref) = value_of(p->default_object);
    else if (p->conversion == CONVERT_CLAMPED && (p->default_kind == DEFAULT_NONE || p->default_kind == DEFAULT_INT))
        *FIELD(frame, p, ssize) = p->default_kind == DEFAULT_NONE ? SSIZE_MIN_ : p->default_int;
    else
        set_default(t, p, frame);
}

ALWAYS_INLINE bool convert_quick(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, void *frame)
{
    if (p->conversion == CONVERT_OBJECT || (p->conversion == CONVERT_STR && is_exact(v, &str_type))) {
        *FIELD(frame, p, Ref) = v;
        return true;
    }
    if ((p->conversion == CONVERT_CLAMPED || p->conversion == CONVERT_INDEX) && is_fixnum(v)) {
        *FIELD(frame, p, ssize) = fixnum_value(v);
        return true;
    }
    if (p->conversion == CONVERT_FLOAT && is_flonum(v)) {
        *FIELD(frame, p, double) = flonum_value(v);
        return true;
    }
    return convert(t, function, s, p, v, frame);
}

/* All keyword-only parameters have defaults. */
static bool has_all_defaults(const Signature *s)
{
    for (int i = s->positional + s->varargs; i < s->count; i++)
        if (s->params[i].default_kind == DEFAULT_REQUIRED)
            return false;
    return true;
}

bool bind_arguments(Thread *t, const char *function, const Signature *s, const Value *args, ssize nargs, Ref names, void *frame)
{
    if (likely(is_empty(names)) && nargs >= s->required && nargs <= s->positional) {
        if (likely(s->objects_only)) {
            /* The frame is an array of Refs. */
            for (ssize i = 0; i < nargs; i++)
                ((Ref *)frame)[i] = args[i];
            for (ssize i = nargs; i < s->count; i++)
                set_default_quick(t, &s->params[i], frame);
            return true;
        }
        if (s->positional == s->count || (!s->varargs && !s->varkeywords && has_all_defaults(s))) {
            for (ssize i = 0; i < nargs; i++) {
                if (unlikely(!convert_quick(t, function, s, &s->params[i], args[i], frame))) {
                    if (s->has_buffers)
                        release_buffers(s, i, frame);
                    return false;
                }
            }
            for (ssize i = nargs; i < s->count; i++)
                set_default_quick(t, &s->params[i], frame);
            return true;
        }
    }
    if (is_empty(names) && s->varargs && s->positional == 0 && !s->varkeywords && has_all_defaults(s)) {     /* *args, and perhaps keywords */
        *FIELD(frame, s->params, const Value *) = args;
        FIELD(frame, s->params, ssize)[1] = nargs;
        for (int i = 1; i < s->count; i++)
            set_default_quick(t, &s->params[i], frame);
        return true;
    }
    return bind_general(t, function, s, args, nargs, names, frame);
}

void bind_release(const Signature *s, void *frame)
{
    if (likely(!s->has_buffers && !s->varkeywords))
        return;
    release_buffers(s, s->count, frame);
    if (s->varkeywords)
        release(*FIELD(frame, &s->params[s->count - 1], Value));
}

/* ---- calling ---- */

static COLD Value raise_arity(Thread *t, const MethodDef *def, ssize nargs, Ref names)
{
    if (name_count(names))
        return raise_type(t, "%s() takes no keyword arguments", def->name);
    return raise_type(t, "%s() takes %s (%zd given)", def->name, def->arity == ARITY_0 ? "no arguments" : "exactly one argument", nargs);
}

static Value call_bound(Thread *t, const MethodDef *def, Ref self, const Value *args, ssize nargs, Ref names)
{
    uint64_t frame[BIND_FRAME_MAX / sizeof(uint64_t)];
    if (def->signature->objects_only && nargs == def->signature->count && likely(is_empty(names)))
        return def->bound(t, self, args);           /* the arguments lie as they would in the frame */
    if (!bind_arguments(t, def->name, def->signature, args, nargs, names, frame))
        return EMPTY;
    Value result = def->bound(t, self, frame);
    bind_release(def->signature, frame);
    return result;
}

Value method_call(Thread *t, const MethodDef *def, Ref self, const Value *args, ssize nargs, Ref names)
{
    switch ((enum MethodArity)def->arity) {
    case ARITY_0:
        if (likely(nargs == 0 && !name_count(names)))
            return def->call0(t, self);
        return raise_arity(t, def, nargs, names);
    case ARITY_1:
        if (likely(nargs == 1 && !name_count(names)))
            return def->call1(t, self, args[0]);
        return raise_arity(t, def, nargs, names);
    case ARITY_BOUND: return call_bound(t, def, self, args, nargs, names);
    case ARITY_RAW: return def->raw(t, self, args, nargs, names);
    }
    return raise_system(t, "%s(): bad method table", def->name);
}
