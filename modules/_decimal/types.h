/* types.h: the objects of decimal and what the files of the module share. */
#ifndef KRAIT_MODULES_DECIMAL_TYPES_H
#define KRAIT_MODULES_DECIMAL_TYPES_H

#include "object/int.h"
#include "object/method.h"
#include "object/module.h"
#include "object/str.h"
#include "modules/_decimal/number.h"

/* Immutable. Coefficients of two limbs (38 digits and more) lie in the object. */
typedef struct Decimal {
    Object head;
    Num num;                    /* its first word, limb, is no Shape's address (attrs.h) */
    int64_t hash;               /* -1: not computed */
    mp_limb_t small[2];
} Decimal;

typedef struct State State;

typedef struct DecimalContext {
    Object head;
    Value flags, traps;         /* SignalDicts that show status and enabled */
    State *state;
    int64_t prec, emin, emax;
    uint32_t status, enabled;   /* Conditions; INVALID_CONDITIONS are enabled together */
    uint8_t rounding, capitals, clamp;
} DecimalContext;

/* A mapping of the signals to bits of its context. */
typedef struct SignalDict {
    Object head;
    Value unused;
    DecimalContext *context;    /* borrowed; NULL when it is gone */
    bool traps;                 /* else flags */
} SignalDict;

/* A signal is what has a flag and a trap; a condition may be one of several that raise a signal. */
enum { SIGNALS = 9, CONDITIONS = 4 };
typedef struct SignalRow { const char *name; uint32_t bits; } SignalRow;
extern const SignalRow signal_table[SIGNALS + CONDITIONS];      /* signals by precedence, then InvalidOperation's conditions */
extern const char *const rounding_names[ROUNDINGS];

struct State {
    NumCache cache;
    Value exception[SIGNALS + CONDITIONS];      /* classes, by signal_table */
    Value decimal_exception;
    Value default_context, basic_context, extended_context;
    Value context_var;                  /* contextvars.ContextVar of the current context */
    Value cached_for, cached_context;   /* the thread's contextvars.Context asked last, and what was in it */
    Value tuple_class;                  /* DecimalTuple */
    Value rational_class;               /* numbers.Rational; EMPTY until needed */
};

extern Type Decimal_type, DecimalContext_type, SignalDict_type;
ALWAYS_INLINE Decimal *as_decimal(Ref v)              { return (Decimal *)object_of(v); }
ALWAYS_INLINE const Num *num_of(Ref v)                { return &as_decimal(v)->num; }
ALWAYS_INLINE DecimalContext *as_decimal_context(Ref v) { return (DecimalContext *)object_of(v); }
ALWAYS_INLINE bool is_decimal(Ref v)
{
    return is_ptr(v) && (object_of(v)->type == &Decimal_type || type_is_subtype(object_of(v)->type, &Decimal_type));
}
ALWAYS_INLINE bool is_decimal_context(Ref v) { return is_ptr(v) && type_is_subtype(object_of(v)->type, &DecimalContext_type); }

/* ---- _decimal.c ---- */

State *decimal_state(Thread *t);                        /* NULL: MemoryError */

/* ---- context.c ---- */

DecimalContext *current_decimal_context(Thread *t);     /* borrowed from the cache; NULL: exception */
/* The context of an argument: None or EMPTY means the current one. */
DecimalContext *context_argument(Thread *t, Ref v);
ALWAYS_INLINE Env context_env(Thread *t, const DecimalContext *c)
{
    return (Env){.t = t, .cache = &c->state->cache, .prec = c->prec, .emin = c->emin, .emax = c->emax, .rounding = c->rounding, .clamp = c->clamp};
}
/* Notes conditions in the context; false with the exception of the first trapped one raised. */
bool context_signal_slow(Thread *t, DecimalContext *c, uint32_t status) MUST_CHECK;
MUST_CHECK ALWAYS_INLINE bool context_signal(Thread *t, DecimalContext *c, uint32_t status)
{
    return likely(!status) || context_signal_slow(t, c, status);
}
Value context_new(Thread *t, Type *cls, State *state);
bool rounding_argument(Thread *t, Ref v, uint8_t *rounding) MUST_CHECK;
bool make_contexts(Thread *t, State *state) MUST_CHECK;

/* ---- decimal.c ---- */

/* A Decimal with the number r, whose limbs may move into it; r may only be freed afterwards. */
Value decimal_take(Thread *t, Type *cls, Num *r);
/* The same for the result of an operation: signals e's conditions first. */
Value decimal_result(Env *e, DecimalContext *c, Num *r);
/* The number of a Decimal or an int; *out points into v or at `room`. MISSING: v is neither. */
Lookup decimal_operand(Env *e, Ref v, Num *room, const Num **out);
/* The same, TypeError if it is neither. */
bool decimal_operand_must(Env *e, Ref v, Num *room, const Num **out) MUST_CHECK;
bool num_from_int(Env *e, Num *r, Ref v) MUST_CHECK;
bool num_from_double(Env *e, Num *r, double d) MUST_CHECK;      /* exactly */
/* v converted: exactly (e has the widest limits), or rounded to the context. c is told about conditions. */
Value decimal_from_object(Thread *t, Type *cls, Ref v, DecimalContext *c, bool exact);
Value decimal_to_int(Thread *t, Env *e, const Num *a, uint8_t rounding);
Value decimal_as_tuple(Thread *t, Ref v);

/* ---- text.c ---- */

/* Parses "[sign]digits[.digits][e[sign]digits]", inf, nan; MISSING: no number. Not rounded; an exponent out of all bounds stays so. */
Lookup num_parse(Env *e, Num *r, const char *s, ssize n);
Value num_to_str(Thread *t, Env *e, const Num *a, bool engineering, bool capitals);
Value decimal_format(Thread *t, Ref self, Ref spec, Ref override);
bool num_as_double(Thread *t, Env *e, const Num *a, double *d) MUST_CHECK;

#endif
