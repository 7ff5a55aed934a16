/* _decimal.c: the module _decimal_core: decimal arithmetic; lib/decimal.py shows it.
 *
 * number.h declares the arithmetic proper: number.c has the representation and rounding, arith.c, digits.c and elementary.c the
 * operations; text.c reads and prints; decimal.c, methods.c, context.c, context_methods.c are the classes. Python manual: decimal. */
#include "object/dict.h"
#include "object/module.h"
#include "object/tuple.h"
#include "modules/_decimal/types.h"
#include "gen/modules/_decimal/_decimal.h"

extern const ModuleDef module_def__decimal_core;

State *decimal_state(Thread *t) { return module_def_state(t, &module_def__decimal_core); }

/* ---- exceptions ---- */

/* class name(bases...) of the module decimal. Consumes bases. */
static Value make_exception(Thread *t, const char *name, Value bases_taken, const char *doc)
{
    OWN Value bases = bases_taken;
    OWN Value dict = dict_new(t);
    OWN Value text = str_from_text(t, name);
    if (is_empty(bases) || is_empty(dict) || is_empty(text) || !dict_set_text_take(t, as_dict(dict), "__module__", str_from_text(t, "decimal"))
        || !dict_set_text_take(t, as_dict(dict), "__doc__", str_from_text(t, doc)))
        return EMPTY;
    return call3(t, value_of(&type_type), text, bases, dict);
}

/* Rows of signal_table. */
enum { ROW_INVALID, ROW_FLOAT, ROW_DIVISION, ROW_OVERFLOW, ROW_UNDERFLOW, ROW_SUBNORMAL, ROW_INEXACT, ROW_ROUNDED, ROW_CLAMPED,
       ROW_SYNTAX, ROW_IMPOSSIBLE, ROW_UNDEFINED, ROW_CONTEXT };

static bool make_exceptions(Thread *t, State *s)
{
    s->decimal_exception = make_exception(t, "DecimalException", tuple_pack(t, 1, value_of(&exc_ArithmeticError)), "Base exception class of decimal.");
    Ref base = s->decimal_exception;
#define MAKE(row, doc, n, ...) \
    (!is_empty(s->exception[row] = make_exception(t, signal_table[row].name, tuple_pack(t, n, __VA_ARGS__), doc)))
    return !is_empty(base)
        && MAKE(ROW_CLAMPED, "Exponent of a 0 changed to fit bounds, or digits added to fit them.", 1, base)
        && MAKE(ROW_INVALID, "An invalid operation was performed.", 1, base)
        && MAKE(ROW_SYNTAX, "Trying to convert badly formed string.", 1, s->exception[ROW_INVALID])
        && MAKE(ROW_DIVISION, "Division by 0.", 2, base, value_of(&exc_ZeroDivisionError))
        && MAKE(ROW_IMPOSSIBLE, "Cannot perform the division adequately.", 1, s->exception[ROW_INVALID])
        && MAKE(ROW_UNDEFINED, "Undefined result of division.", 2, s->exception[ROW_INVALID], value_of(&exc_ZeroDivisionError))
        && MAKE(ROW_INEXACT, "Had to round, losing information.", 1, base)
        && MAKE(ROW_CONTEXT, "Invalid context.  Unknown rounding, for example.", 1, s->exception[ROW_INVALID])
        && MAKE(ROW_ROUNDED, "Number got rounded (not necessarily changed during rounding).", 1, base)
        && MAKE(ROW_SUBNORMAL, "Exponent < Emin before rounding.", 1, base)
        && MAKE(ROW_OVERFLOW, "Numerical overflow.", 2, s->exception[ROW_INEXACT], s->exception[ROW_ROUNDED])
        && MAKE(ROW_UNDERFLOW, "Numerical underflow with result rounded to 0.", 3, s->exception[ROW_INEXACT], s->exception[ROW_ROUNDED],
                s->exception[ROW_SUBNORMAL])
        && MAKE(ROW_FLOAT, "Enable stricter semantics for mixing floats and Decimals.", 2, base, value_of(&exc_TypeError));
#undef MAKE
}

/* ---- the module ---- */

static bool make_context_var(Thread *t, State *s)
{
    OWN Value cls = import_attribute(t, "_contextvars", "ContextVar");
    OWN Value name = is_empty(cls) ? EMPTY : str_from_text(t, "decimal_context");
    if (!is_empty(name))
        s->context_var = call1(t, cls, name);
    return !is_empty(s->context_var);
}

static bool make_tuple_class(Thread *t, State *s)
{
    OWN Value namedtuple = import_attribute(t, "collections", "namedtuple");
    OWN Value name = is_empty(namedtuple) ? EMPTY : str_from_text(t, "DecimalTuple");
    OWN Value fields = is_empty(name) ? EMPTY : str_from_text(t, "sign digits exponent");
    if (is_empty(fields))
        return false;
    s->tuple_class = call2(t, namedtuple, name, fields);
    OWN Value module = str_from_text(t, "decimal");
    return !is_empty(s->tuple_class) && !is_empty(module) && set_attr(t, s->tuple_class, NAME(__module__), module);
}

static bool _decimal_core_exec(Thread *t, Ref module)
{
    State *s = module_state(t, module);
    if (!module_add_type(t, module, &Decimal_type) || !module_add_type(t, module, &DecimalContext_type)
        || !module_add_type(t, module, &SignalDict_type) || (is_empty(s->decimal_exception) && !make_exceptions(t, s))
        || (is_empty(s->default_context) && !make_contexts(t, s)) || (is_empty(s->context_var) && !make_context_var(t, s))
        || (is_empty(s->tuple_class) && !make_tuple_class(t, s)) || !module_add(t, module, "DecimalTuple", s->tuple_class)
        || !module_add(t, module, "DecimalException", s->decimal_exception))
        return false;
    for (int i = 0; i < SIGNALS + CONDITIONS; i++)
        if (!module_add(t, module, signal_table[i].name, s->exception[i]))
            return false;
    for (int i = 0; i < ROUNDINGS; i++)
        if (!module_add_take(t, module, rounding_names[i], intern_text(t, rounding_names[i])))
            return false;
    return module_add(t, module, "DefaultContext", s->default_context) && module_add(t, module, "BasicContext", s->basic_context)
           && module_add(t, module, "ExtendedContext", s->extended_context) && module_add_int(t, module, "MAX_PREC", MAX_PREC)
           && module_add_int(t, module, "MAX_EMAX", MAX_EMAX) && module_add_int(t, module, "MIN_EMIN", MIN_EMIN)
           && module_add_int(t, module, "MIN_ETINY", MIN_ETINY);
}

static void _decimal_core_clear(void *state)
{
    State *s = state;
    num_cache_free(&s->cache);
    Value *const values[] = {&s->decimal_exception, &s->default_context, &s->basic_context, &s->extended_context, &s->context_var,
                             &s->cached_for, &s->cached_context, &s->tuple_class, &s->rational_class};
    for (ssize i = 0; i < COUNT_OF(values); i++)
        release(take(values[i]));
    for (int i = 0; i < SIGNALS + CONDITIONS; i++)
        release(take(&s->exception[i]));
}

MODULE(_decimal_core, .doc = "Decimal arithmetic: the part of decimal that is written in C.", .state_size = sizeof(State),
       .exec = _decimal_core_exec, .state_clear = _decimal_core_clear);
