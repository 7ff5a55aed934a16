/* context.c: Context, the mappings of its flags and traps, and which context is current: a context variable, so one per thread
 * and task. Operations ask for it each time; what the variable held last is kept with the contextvars.Context it was found in.
 * Python manual: decimal, "Context objects", "Signals". */
#include "object/dict.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/tuple.h"
#include "modules/_decimal/types.h"
#include "gen/modules/_decimal/context.h"

const SignalRow signal_table[SIGNALS + CONDITIONS] = {
    {"InvalidOperation", INVALID_CONDITIONS}, {"FloatOperation", FLOAT_OPERATION}, {"DivisionByZero", DIVISION_BY_ZERO},
    {"Overflow", EXPONENT_OVERFLOW}, {"Underflow", EXPONENT_UNDERFLOW}, {"Subnormal", SUBNORMAL}, {"Inexact", INEXACT},
    {"Rounded", ROUNDED}, {"Clamped", CLAMPED},
    {"ConversionSyntax", CONVERSION_SYNTAX}, {"DivisionImpossible", DIVISION_IMPOSSIBLE},
    {"DivisionUndefined", DIVISION_UNDEFINED}, {"InvalidContext", INVALID_CONTEXT},
};
/* The order in which repr() lists signals. */
static const uint8_t repr_order[SIGNALS] = {8, 0, 2, 6, 1, 3, 7, 5, 4};

const char *const rounding_names[ROUNDINGS] = {
    "ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN", "ROUND_05UP",
};

/* What a new context has. The limits of the exponent are those that the default context has always had in 3.2. */
#define DEFAULT_PREC 28
#define DEFAULT_EMAX 999999999
#define DEFAULT_TRAPS (INVALID_CONDITIONS | DIVISION_BY_ZERO | EXPONENT_OVERFLOW)

static SignalDict *as_signals(Ref v) { return (SignalDict *)object_of(v); }

/* ---- the current context ---- */

static DecimalContext *remember(Thread *t, State *state, Value context)
{
    replace_take(&state->cached_for, retain(t->context));
    replace_take(&state->cached_context, context);
    return as_decimal_context(context);
}

static Value context_copy(Thread *t, Ref v);

static bool set_current(Thread *t, State *state, Ref context)
{
    OWN Value token = call_method1(t, state->context_var, NAME(set), context);
    if (is_empty(token))
        return false;
    remember(t, state, retain(context));
    return true;
}

static COLD DecimalContext *find_current(Thread *t, State *state)
{
    if (is_empty(state->context_var))
        return raise_runtime(t, "decimal is not imported"), NULL;
    OWN Value found = call_method1(t, state->context_var, NAME(get), NONE);
    if (is_empty(found))
        return NULL;
    if (is_decimal_context(found))
        return remember(t, state, take(&found));
    OWN Value made = context_copy(t, state->default_context);
    if (is_empty(made) || !set_current(t, state, made))
        return NULL;
    as_decimal_context(made)->status = 0;
    return as_decimal_context(state->cached_context);
}

DecimalContext *current_decimal_context(Thread *t)
{
    State *state = decimal_state(t);
    if (!state)
        return NULL;
    if (likely(!is_empty(t->context) && same(t->context, state->cached_for)))
        return as_decimal_context(state->cached_context);
    return find_current(t, state);
}

DecimalContext *context_argument(Thread *t, Ref v)
{
    if (is_empty(v) || is_none(v))
        return current_decimal_context(t);
    if (is_decimal_context(v))
        return as_decimal_context(v);
    return raise_type(t, "optional argument must be a context"), NULL;
}

/* ---- signals ---- */

/* The classes of the conditions that happened, most specific first. */
static Value condition_list(Thread *t, State *state, uint32_t status)
{
    OWN Value list = list_new(t, 0);
    if (is_empty(list))
        return EMPTY;
    for (int i = SIGNALS; i < SIGNALS + CONDITIONS; i++)
        if (status & signal_table[i].bits && !list_append(t, as_list(list), state->exception[i]))
            return EMPTY;
    for (int i = 0; i < SIGNALS; i++) {
        uint32_t bits = i == 0 ? (uint32_t)INVALID_OPERATION : signal_table[i].bits;
        if (status & bits && !list_append(t, as_list(list), state->exception[i]))
            return EMPTY;
    }
    return take(&list);
}

COLD bool context_signal_slow(Thread *t, DecimalContext *c, uint32_t status)
{
    c->status |= status;
    status &= c->enabled;
    if (!status)
        return true;
    State *state = c->state;
    OWN Value list = condition_list(t, state, status);
    for (int i = 0; i < SIGNALS && !is_empty(list); i++)
        if (status & signal_table[i].bits) {
            raise_value_of(t, as_type(state->exception[i]), list);
            break;
        }
    return false;
}

/* The row of a signal's class; -1: it is none. */
static int find_signal(State *state, Ref v)
{
    for (int i = 0; i < SIGNALS; i++)
        if (same(v, state->exception[i]))
            return i;
    return -1;
}

static uint32_t *signal_bits(SignalDict *d) { return d->traps ? &d->context->enabled : &d->context->status; }

static bool check_alive(Thread *t, SignalDict *d)
{
    return d->context || (raise_value(t, "invalid signal dict"), false);
}

static bool set_bit(Thread *t, SignalDict *d, Ref key, Ref value)
{
    Test on = test(t, value);                           /* runs Python code: the context may be gone after it */
    if (on == TEST_ERROR || !check_alive(t, d))
        return false;
    int i = find_signal(d->context->state, key);
    if (i < 0)
        return raise_key(t, key), false;
    uint32_t *bits = signal_bits(d);
    *bits = on == TEST_TRUE ? *bits | signal_table[i].bits : *bits & ~signal_table[i].bits;
    return true;
}

/* Bits from a list of signals, or from a mapping that has just the signals as keys. */
static bool bits_from_list(Thread *t, State *state, Ref list, uint32_t *bits)
{
    uint32_t result = 0;
    for (ssize i = 0; i < as_list(list)->len; i++) {
        int row = find_signal(state, as_list(list)->item[i]);
        if (row < 0)
            return raise_key(t, as_list(list)->item[i]), false;
        result |= signal_table[row].bits;
    }
    *bits = result;
    return true;
}

static bool bits_from_dict(Thread *t, State *state, Ref dict, uint32_t *bits)
{
    uint32_t result = 0;
    if (dict_len(as_dict(dict)) != SIGNALS)
        return raise_format(t, &exc_KeyError, "invalid signal dict"), false;
    for (int i = 0; i < SIGNALS; i++) {
        Ref value;
        Lookup found = dict_find(t, as_dict(dict), state->exception[i], &value);
        Test on = found == FOUND ? test(t, value) : TEST_ERROR;
        if (found == MISSING)
            return raise_key(t, state->exception[i]), false;
        if (on == TEST_ERROR)
            return false;
        if (on == TEST_TRUE)
            result |= signal_table[i].bits;
    }
    *bits = result;
    return true;
}

static bool bits_from_object(Thread *t, State *state, Ref v, bool lists, uint32_t *bits)
{
    if (is_exact(v, &SignalDict_type)) {
        if (!check_alive(t, as_signals(v)))
            return false;
        *bits = *signal_bits(as_signals(v));
        return true;
    }
    if (is_dict(v))
        return bits_from_dict(t, state, v, bits);
    if (lists && is_list(v))
        return bits_from_list(t, state, v, bits);
    return raise_type(t, "argument must be a signal dict"), false;
}

/* ---- SignalDict ---- */

static Value signals_new(Thread *t, DecimalContext *c, bool traps)
{
    SignalDict *d = object_new(t, &SignalDict_type, sizeof *d);
    if (d) {
        d->unused = EMPTY;
        d->context = c;
        d->traps = traps;
    }
    return value_of(d);
}

static void signals_dealloc(Object *o) { object_free(o, sizeof(SignalDict)); }

static Value signals_type_new(Thread *t, Type *cls UNUSED, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create 'decimal.SignalDict' instances");
}

static bool signals_len(Thread *t UNUSED, Ref self UNUSED, ssize *n)
{
    *n = SIGNALS;
    return true;
}

static Value signals_getitem(Thread *t, Ref self, Ref key)
{
    SignalDict *d = as_signals(self);
    if (!check_alive(t, d))
        return EMPTY;
    int i = find_signal(d->context->state, key);
    return i < 0 ? raise_key(t, key) : bool_value(*signal_bits(d) & signal_table[i].bits);
}

static bool signals_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    if (is_empty(value))
        return raise_value(t, "signal keys cannot be deleted"), false;
    return check_alive(t, as_signals(self)) && set_bit(t, as_signals(self), key, value);
}

static Test signals_contains(Thread *t, Ref self, Ref key)
{
    SignalDict *d = as_signals(self);
    return !check_alive(t, d) ? TEST_ERROR : find_signal(d->context->state, key) >= 0 ? TEST_TRUE : TEST_FALSE;
}

/** D.copy() -> a dict of the signals and whether they are set */
METHOD0(SignalDict, copy)
{
    SignalDict *d = as_signals(self);
    if (!check_alive(t, d))
        return EMPTY;
    OWN Value dict = dict_new(t);
    for (int i = 0; i < SIGNALS && !is_empty(dict); i++)
        if (!dict_set(t, as_dict(dict), d->context->state->exception[i], bool_value(*signal_bits(d) & signal_table[i].bits)))
            return EMPTY;
    return take(&dict);
}

static Value signals_iter(Thread *t, Ref self)
{
    OWN Value dict = SignalDict_copy_method(t, self);
    return is_empty(dict) ? EMPTY : iter(t, dict);
}

static Value signals_repr(Thread *t, Ref self)
{
    OWN Value dict = SignalDict_copy_method(t, self);
    return is_empty(dict) ? EMPTY : repr(t, dict);
}

static Value signals_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (op != CMP_EQ && op != CMP_NE)
        return NOT_IMPLEMENTED;
    OWN Value a = SignalDict_copy_method(t, self);
    OWN Value b = is_exact(other, &SignalDict_type) ? SignalDict_copy_method(t, other) : retain(other);
    return is_empty(a) || is_empty(b) ? EMPTY : compare(t, a, b, op);
}

static Value view_of_copy(Thread *t, Ref self, Ref method)
{
    OWN Value dict = SignalDict_copy_method(t, self);
    return is_empty(dict) ? EMPTY : call_method0(t, dict, method);
}

/** D.keys() -> the signals */
METHOD0(SignalDict, keys) { return view_of_copy(t, self, NAME(keys)); }

/** D.values() -> whether each signal is set */
METHOD0(SignalDict, values) { return view_of_copy(t, self, NAME(values)); }

/** D.items() -> pairs of signal and whether it is set */
METHOD0(SignalDict, items) { return view_of_copy(t, self, NAME(items)); }

/** D.get(k[,d]) -> D[k] if k in D, else d. */
METHOD(SignalDict, get, "(self, key, default=None, /)")
{
    Test there = signals_contains(t, self, a->key);
    return there == TEST_ERROR ? EMPTY : there == TEST_TRUE ? signals_getitem(t, self, a->key) : retain(a->default_);
}

/** D.update(E) -> None.  Update D from a mapping of signals. */
METHOD1(SignalDict, update, other)
{
    OWN Value dict = dict_new(t);
    ssize position = 0;
    Ref key, value;
    if (is_empty(dict) || !dict_update(t, as_dict(dict), other))
        return EMPTY;
    while (dict_next(as_dict(dict), &position, &key, &value))
        if (!signals_setitem(t, self, key, value))
            return EMPTY;
    return NONE;
}

Type SignalDict_type = {
    TYPE_HEAD("decimal.SignalDict", SignalDict), .flags = TYPE_IS_MAPPING, .dealloc = signals_dealloc, .new_ = signals_type_new,
    .len = signals_len, .getitem = signals_getitem, .setitem = signals_setitem, .contains = signals_contains, .iter = signals_iter,
    .repr = signals_repr, .compare = signals_compare, .hash = hash_unhashable, .methods = SignalDict_methods,
};

/* ---- Context: construction ---- */

Value context_new(Thread *t, Type *cls, State *state)
{
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    DecimalContext *c = as_decimal_context(v);
    c->state = state;
    c->prec = DEFAULT_PREC;
    c->emax = DEFAULT_EMAX;
    c->emin = -DEFAULT_EMAX;
    c->enabled = DEFAULT_TRAPS;
    c->rounding = ROUND_HALF_EVEN;
    c->capitals = 1;
    c->flags = signals_new(t, c, false);
    c->traps = is_empty(c->flags) ? EMPTY : signals_new(t, c, true);
    return is_empty(c->traps) ? EMPTY : take(&v);
}

static Value DecimalContext_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    State *state = decimal_state(t);
    if (!state)
        return EMPTY;
    OWN Value v = context_new(t, cls, state);
    if (!is_empty(v) && !is_empty(state->default_context)) {        /* what DefaultContext was changed to counts */
        DecimalContext *c = as_decimal_context(v), *from = as_decimal_context(state->default_context);
        c->prec = from->prec;
        c->emin = from->emin;
        c->emax = from->emax;
        c->enabled = from->enabled;
        c->rounding = from->rounding;
        c->capitals = from->capitals;
        c->clamp = from->clamp;
    }
    return take(&v);
}

static void DecimalContext_dealloc(Object *o)
{
    DecimalContext *c = (DecimalContext *)o;
    if (!is_empty(c->flags))
        as_signals(c->flags)->context = NULL;
    if (!is_empty(c->traps))
        as_signals(c->traps)->context = NULL;
    release(c->flags);
    release(c->traps);
    object_free(o, object_size(o));
}
static void DecimalContext_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((DecimalContext *)o)->flags);
    visit(visitor, ((DecimalContext *)o)->traps);
}

static Value context_copy(Thread *t, Ref v)
{
    DecimalContext *from = as_decimal_context(v);
    Value made = context_new(t, &DecimalContext_type, from->state);
    if (!is_empty(made)) {
        DecimalContext *c = as_decimal_context(made);
        c->prec = from->prec;
        c->emin = from->emin;
        c->emax = from->emax;
        c->status = from->status;
        c->enabled = from->enabled;
        c->rounding = from->rounding;
        c->capitals = from->capitals;
        c->clamp = from->clamp;
    }
    return made;
}

/* ---- Context: settings ---- */

static bool int_in_range(Thread *t, Ref v, int64_t low, int64_t high, const char *message, int64_t *out)
{
    int64_t i;
    if (is_empty(v))
        return raise_format(t, &exc_AttributeError, "context attributes cannot be deleted"), false;
    if (!is_int(v))
        return raise_type(t, "'%T' object cannot be interpreted as an integer", v), false;
    if (!int_as_int64(v, &i))
        return raise_overflow(t, "Python int too large to convert to C ssize_t"), false;
    if (i < low || i > high)
        return raise_value(t, "valid %s", message), false;
    *out = i;
    return true;
}

bool rounding_argument(Thread *t, Ref v, uint8_t *rounding)
{
    for (int i = 0; is_str(v) && i < ROUNDINGS; i++)
        if (str_is(v, rounding_names[i])) {
            *rounding = (uint8_t)i;
            return true;
        }
    return raise_type(t, "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, "
                      "ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]"), false;
}

/** Precision in digits. */
GETTER(DecimalContext, prec) { return int_from_int64(t, as_decimal_context(self)->prec); }
SETTER(DecimalContext, prec)
{
    return int_in_range(t, value, 1, MAX_PREC, "range for prec is [1, MAX_PREC]", &as_decimal_context(self)->prec);
}

/** Largest exponent. */
GETTER(DecimalContext, Emax) { return int_from_int64(t, as_decimal_context(self)->emax); }
SETTER(DecimalContext, Emax)
{
    return int_in_range(t, value, 0, MAX_EMAX, "range for Emax is [0, MAX_EMAX]", &as_decimal_context(self)->emax);
}

/** Smallest exponent. */
GETTER(DecimalContext, Emin) { return int_from_int64(t, as_decimal_context(self)->emin); }
SETTER(DecimalContext, Emin)
{
    return int_in_range(t, value, MIN_EMIN, 0, "range for Emin is [MIN_EMIN, 0]", &as_decimal_context(self)->emin);
}

/** 1: 'E' in exponents; 0: 'e'. */
GETTER(DecimalContext, capitals) { return fixnum(as_decimal_context(self)->capitals); }
SETTER(DecimalContext, capitals)
{
    int64_t i;
    if (!int_in_range(t, value, 0, 1, "values for capitals are [0, 1]", &i))
        return false;
    as_decimal_context(self)->capitals = (uint8_t)i;
    return true;
}

/** 1: exponents are at most Etop(). */
GETTER(DecimalContext, clamp) { return fixnum(as_decimal_context(self)->clamp); }
SETTER(DecimalContext, clamp)
{
    int64_t i;
    if (!int_in_range(t, value, 0, 1, "values for clamp are [0, 1]", &i))
        return false;
    as_decimal_context(self)->clamp = (uint8_t)i;
    return true;
}

/** Rounding mode: one of the ROUND_... constants. */
GETTER(DecimalContext, rounding) { return intern_text(t, rounding_names[as_decimal_context(self)->rounding]); }
SETTER(DecimalContext, rounding)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "context attributes cannot be deleted"), false;
    return rounding_argument(t, value, &as_decimal_context(self)->rounding);
}

/** Signals that happened. */
GETTER(DecimalContext, flags) { return retain(as_decimal_context(self)->flags); }
SETTER(DecimalContext, flags)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "context attributes cannot be deleted"), false;
    return bits_from_object(t, as_decimal_context(self)->state, value, false, &as_decimal_context(self)->status);
}

/** Signals that raise their exception. */
GETTER(DecimalContext, traps) { return retain(as_decimal_context(self)->traps); }
SETTER(DecimalContext, traps)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "context attributes cannot be deleted"), false;
    return bits_from_object(t, as_decimal_context(self)->state, value, false, &as_decimal_context(self)->enabled);
}

static bool given(Ref v) { return !is_empty(v) && !is_none(v); }

/** Context(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)
 *
 * The context affects almost all operations and controls rounding,
 * Over/Underflow, raising of exceptions and much more.  A new context
 * has the settings of DefaultContext where no others are given. */
INIT(DecimalContext, "(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)")
{
    DecimalContext *c = as_decimal_context(self);
    return (!given(a->prec) || DecimalContext_prec_set(t, self, a->prec))
           && (!given(a->rounding) || DecimalContext_rounding_set(t, self, a->rounding))
           && (!given(a->Emin) || DecimalContext_Emin_set(t, self, a->Emin))
           && (!given(a->Emax) || DecimalContext_Emax_set(t, self, a->Emax))
           && (!given(a->capitals) || DecimalContext_capitals_set(t, self, a->capitals))
           && (!given(a->clamp) || DecimalContext_clamp_set(t, self, a->clamp))
           && (!given(a->flags) || bits_from_object(t, c->state, a->flags, true, &c->status))
           && (!given(a->traps) || bits_from_object(t, c->state, a->traps, true, &c->enabled));
}

/* ---- Context: text, copies, pickling ---- */

static void append_signals(StrBuilder *b, uint32_t bits)
{
    bool first = true;
    for (int i = 0; i < SIGNALS; i++) {
        if (!(bits & signal_table[repr_order[i]].bits))
            continue;
        if (!first)
            builder_text(b, ", ");
        builder_text(b, signal_table[repr_order[i]].name);
        first = false;
    }
}

static Value DecimalContext_repr(Thread *t, Ref self)
{
    DecimalContext *c = as_decimal_context(self);
    StrBuilder b;
    OWN Value head = str_format(t, "Context(prec=%ld, rounding=%s, Emin=%ld, Emax=%ld, capitals=%d, clamp=%d, flags=[", (long)c->prec,
                                rounding_names[c->rounding], (long)c->emin, (long)c->emax, c->capitals, c->clamp);
    if (is_empty(head))
        return EMPTY;
    builder_init(&b, t);
    builder_str(&b, head);
    append_signals(&b, c->status);
    builder_text(&b, "], traps=[");
    append_signals(&b, c->enabled);
    builder_text(&b, "])");
    return builder_take(&b);
}

/** Return a duplicate of the context, flags included. */
METHOD0(DecimalContext, copy) { return context_copy(t, self); }

/** Return a duplicate of the context. */
METHOD0(DecimalContext, __copy__) { return context_copy(t, self); }

/** Reset all flags to False. */
METHOD0(DecimalContext, clear_flags)
{
    as_decimal_context(self)->status = 0;
    return NONE;
}

/** Set all traps to False. */
METHOD0(DecimalContext, clear_traps)
{
    as_decimal_context(self)->enabled = 0;
    return NONE;
}

static Value signal_list(Thread *t, State *state, uint32_t bits)
{
    OWN Value list = list_new(t, 0);
    for (int i = 0; i < SIGNALS && !is_empty(list); i++)
        if (bits & signal_table[i].bits && !list_append(t, as_list(list), state->exception[i]))
            return EMPTY;
    return take(&list);
}

METHOD0(DecimalContext, __reduce__)
{
    DecimalContext *c = as_decimal_context(self);
    OWN Value flags = signal_list(t, c->state, c->status);
    OWN Value traps = signal_list(t, c->state, c->enabled);
    OWN Value rounding = intern_text(t, rounding_names[c->rounding]);
    OWN Value prec = int_from_int64(t, c->prec), emin = int_from_int64(t, c->emin), emax = int_from_int64(t, c->emax);
    if (is_empty(flags) || is_empty(traps) || is_empty(rounding) || is_empty(prec) || is_empty(emin) || is_empty(emax))
        return EMPTY;
    OWN Value args = tuple_pack(t, 8, prec, rounding, emin, emax, fixnum(c->capitals), fixnum(c->clamp), flags, traps);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

/** Return a value equal to Emin - prec + 1, which is the minimum exponent value for subnormal results. */
METHOD0(DecimalContext, Etiny)
{
    return int_from_int64(t, as_decimal_context(self)->emin - as_decimal_context(self)->prec + 1);
}

/** Return a value equal to Emax - prec + 1, the largest exponent of a number with all its digits. */
METHOD0(DecimalContext, Etop)
{
    return int_from_int64(t, as_decimal_context(self)->emax - as_decimal_context(self)->prec + 1);
}

Type DecimalContext_type = {
    TYPE_HEAD("decimal.Context", DecimalContext), .flags = TYPE_BASE, .doc = DecimalContext_init_doc, .dealloc = DecimalContext_dealloc, .traverse = DecimalContext_traverse,
    .new_ = DecimalContext_new, .init = DecimalContext_init_slot, .init_signature = &DecimalContext_init_signature,
    .repr = DecimalContext_repr, .hash = hash_unhashable, .methods = DecimalContext_methods, .getset = DecimalContext_getset,
};

bool make_contexts(Thread *t, State *state)
{
    state->default_context = context_new(t, &DecimalContext_type, state);
    state->basic_context = context_new(t, &DecimalContext_type, state);
    state->extended_context = context_new(t, &DecimalContext_type, state);
    if (is_empty(state->default_context) || is_empty(state->basic_context) || is_empty(state->extended_context))
        return false;
    DecimalContext *basic = as_decimal_context(state->basic_context), *extended = as_decimal_context(state->extended_context);
    basic->prec = extended->prec = 9;
    basic->rounding = ROUND_HALF_UP;
    basic->enabled = DEFAULT_TRAPS | CLAMPED | EXPONENT_UNDERFLOW;
    extended->enabled = 0;
    return true;
}

/* ---- functions of the module ---- */

/** Get the current default context. */
FUNCTION0(_decimal_core, getcontext)
{
    DecimalContext *c = current_decimal_context(t);
    return c ? retain_object(c) : EMPTY;
}

/** Set a new default context. */
FUNCTION1(_decimal_core, setcontext, context)
{
    State *state = decimal_state(t);
    if (!is_decimal_context(context))
        return raise_type(t, "optional argument must be a context");
    OWN Value mine = retain(context);
    if (same(context, state->default_context) || same(context, state->basic_context) || same(context, state->extended_context)) {
        replace_take(&mine, context_copy(t, context));
        if (is_empty(mine))
            return EMPTY;
        as_decimal_context(mine)->status = 0;
    }
    return set_current(t, state, mine) ? NONE : EMPTY;
}
