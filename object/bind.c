/* bind.c: binds call arguments to the parameters of a Signature and converts them; calls functions of method tables.
 *
 * The one place that knows how built-in functions take arguments (Python manual, Expressions, Calls) and how they
 * complain. A frame is the argument struct that the generator made from the signature; params[i].offset says where a field is.
 * Order of work: place every argument, then check that none is missing, then convert from left to right, which may run
 * Python code (__index__, __bool__). Everything in a frame is borrowed from the caller's arguments but buffers and
 * the dict of **kwargs, which bind_release() gives up.
 */
#include "object/bind.h"
#include "object/dict.h"
#include "object/protocol.h"
#include "object/tuple.h"

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
    *BIND_FIELD(frame, p, Ref) = v;
    return true;
}

bool bind_convert(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, void *frame)
{
    if (is_none(v) && (p->default_kind == DEFAULT_NONE || p->conversion == CONVERT_STR_OR_NONE)) {
        bind_none(p, frame);
        return true;
    }
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT: *BIND_FIELD(frame, p, Ref) = v; return true;
    case CONVERT_INDEX: return to_ssize(t, v, &exc_OverflowError, BIND_FIELD(frame, p, ssize));
    case CONVERT_CLAMPED: return to_clamped(t, v, BIND_FIELD(frame, p, ssize));
    case CONVERT_INT: return to_c_int(t, v, BIND_FIELD(frame, p, int));
    case CONVERT_INT64: return to_int64(t, v, BIND_FIELD(frame, p, int64_t));
    case CONVERT_UINT64: return to_uint64(t, v, BIND_FIELD(frame, p, uint64_t));
    case CONVERT_SIZE: return to_size(t, function, p, v, BIND_FIELD(frame, p, ssize));
    case CONVERT_FLOAT: return to_double(t, v, BIND_FIELD(frame, p, double));
    case CONVERT_ORDINAL: return to_ordinal(t, function, s, p, v, BIND_FIELD(frame, p, uint32_t));
    case CONVERT_BUFFER: return buffer_get(t, v, BIND_FIELD(frame, p, Buffer), BUFFER_SIMPLE);
    case CONVERT_WBUFFER: return buffer_get(t, v, BIND_FIELD(frame, p, Buffer), BUFFER_WRITABLE);
    case CONVERT_BOOL: {
        Test truth = test(t, v);
        *BIND_FIELD(frame, p, bool) = truth == TEST_TRUE;
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

void bind_undo(const Signature *s, ssize n, void *frame)
{
    for (ssize i = 0; i < n; i++) {
        const Param *p = &s->params[i];
        if (p->conversion == CONVERT_BUFFER || p->conversion == CONVERT_WBUFFER) {
            Buffer *b = BIND_FIELD(frame, p, Buffer);
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
            *BIND_FIELD(frame, p, const Value *) = rest;
            BIND_FIELD(frame, p, ssize)[1] = rest_count;
        } else if (p->kind == PARAM_VARKEYWORDS) {
            *BIND_FIELD(frame, p, Value) = kwargs;
        } else if (!is_empty(bound[i])) {
            if (unlikely(!bind_convert(t, function, s, p, bound[i], frame))) {
                bind_undo(s, i, frame);
                return false;
            }
        } else if (unlikely(p->default_kind == DEFAULT_REQUIRED)) {
            bind_undo(s, i, frame);
            return raise_missing(t, function, s, i, nargs);
        } else {
            bind_default(t, p, frame);
        }
    }
    return true;
}

bool bind_arguments(Thread *t, const char *function, const Signature *s, const Value *args, ssize nargs, Ref names, void *frame)
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

void bind_release(const Signature *s, void *frame)
{
    if (likely(!s->has_buffers && !s->varkeywords))
        return;
    bind_undo(s, s->count, frame);
    if (s->varkeywords)
        release(*BIND_FIELD(frame, &s->params[s->count - 1], Value));
}

/* ---- calling ---- */

static COLD Value raise_arity(Thread *t, const MethodDef *def, ssize nargs, Ref names)
{
    if (name_count(names))
        return raise_type(t, "%s() takes no keyword arguments", def->name);
    return raise_type(t, "%s() takes %s (%zd given)", def->name, def->arity == ARITY_0 ? "no arguments" : "exactly one argument", nargs);
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
    case ARITY_ARGS: return def->call(t, self, args, nargs, names);
    case ARITY_FOREIGN: return def->foreign(t, def, self, args, nargs, names);
    }
    return raise_system(t, "%s(): bad method table", def->name);
}
