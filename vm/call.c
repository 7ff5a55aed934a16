/* call.c: pushing and popping frames, binding arguments to parameters (Reference 6.3.4 "Calls", 8.7 "Function definitions"),
 * calls of Python functions from C, class bodies.
 *
 * A window is a stretch of the value stack: parameters, other locals, temporaries. Above the frame on top the stack holds no
 * counted reference, and there is always room for STACK_MARGIN values, so that arguments can be laid out before the check.
 */
#include "vm/vm.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/frame_inline.h"

/* ---- frames -------------------------------------------------------------------------------------------------- */

static void release_window(Value *p, ssize n)
{
    for (ssize i = 0; i < n; i++)
        release(take(&p[i]));
}

COLD Frame *frame_push_failed(Thread *t, Function *func, Value *window, uint32_t parameters_set)
{
    raise_recursion(t, "");
    release_window(window, parameters_set);
    DROP(func);
    return NULL;
}

Frame *frame_push(Thread *t, Value func_take, Value *window, uint32_t parameters_set)
{
    Frame *f = frame_push_inline(t, as_function(func_take), window, parameters_set, 0);
    if (f)
        f->pc = f->code->instr;
    return f;
}

COLD void frame_pop(Thread *t, Frame *f)
{
    if (f->object)
        frame_detach(t, f);
    release_window(f->regs, f->code->register_count);
    if (f->object)                              /* made by a finalizer just now */
        frame_detach(t, f);
    t->frame = f->previous;
    t->frame_next = f;
    f->flags = 0;
    release(take(&f->construct));
    release(take(&f->locals));
    if (f->func) {
        DROP(f->func);
    } else {
        DROP(f->globals);
        DROP(f->builtins);
        DROP(f->code);
    }
}

/* ---- binding arguments --------------------------------------------------------------------------------------- */

static ssize default_count(const Function *f) { return is_empty(f->defaults) ? 0 : as_tuple(f->defaults)->len; }

static void raise_too_many(Thread *t, Function *f, ssize given, Value *window)
{
    Code *c = f->code;
    ssize defaults = default_count(f), keyword_given = 0;

    for (ssize i = c->arg_count; i < c->arg_count + c->keyword_only_count; i++)
        keyword_given += !is_empty(window[i]);
    const char *plural = c->arg_count == 1 && !defaults ? "" : "s";
    OWN Value range = defaults ? str_format(t, "from %zd to %d", c->arg_count - defaults, c->arg_count) : str_format(t, "%d", c->arg_count);
    OWN Value extra = keyword_given ? str_format(t, " positional argument%s (and %zd keyword-only argument%s)", given == 1 ? "" : "s",
                                                 keyword_given, keyword_given == 1 ? "" : "s") : str_empty(t);
    if (is_empty(range) || is_empty(extra))
        return;
    raise_type(t, "%S() takes %S positional argument%s but %zd%S %s given", f->name, range, plural, given, extra,
               given == 1 && !keyword_given ? "was" : "were");
}

/* "'a', 'b', and 'c'" */
static Value name_list(Thread *t, List *names)
{
    StrBuilder b;
    builder_init(&b, t);
    for (ssize i = 0; i < names->len; i++) {
        if (i)
            builder_text(&b, i < names->len - 1 ? ", " : names->len == 2 ? " and " : ", and ");
        builder_repr(&b, names->item[i]);
    }
    return builder_take(&b);
}

static void raise_missing(Thread *t, Function *f, const char *kind, List *names)
{
    OWN Value text = name_list(t, names);
    if (!is_empty(text))
        raise_type(t, "%S() missing %zd required %s argument%s: %S", f->name, names->len, kind, names->len == 1 ? "" : "s", text);
}

static bool check_missing(Thread *t, Function *f, Value *window, ssize from, ssize to, const char *kind)
{
    OWN Value names = EMPTY;
    for (ssize i = from; i < to; i++) {
        if (!is_empty(window[i]))
            continue;
        if (is_empty(names))
            names = list_new(t, 4);
        if (is_empty(names) || !list_append(t, as_list(names), f->code->local_names[i]))
            return false;
    }
    if (is_empty(names))
        return true;
    raise_missing(t, f, kind, as_list(names));
    return false;
}

/* Parameter with that name that may be given by keyword, or -1. */
static ssize find_parameter(Code *c, Ref name, ssize from)
{
    ssize end = c->arg_count + c->keyword_only_count;
    for (ssize i = from; i < end; i++)
        if (same(c->local_names[i], name))
            return i;
    if (as_str(name)->interned)
        return -1;
    for (ssize i = from; i < end; i++)
        if (str_equal(as_str(c->local_names[i]), as_str(name)))
            return i;
    return -1;
}

static void raise_positional_only(Thread *t, Function *f, Ref names)
{
    OWN Value bad = list_new(t, 2);
    for (ssize k = 0; !is_empty(bad) && k < as_tuple(names)->len; k++)
        for (ssize i = 0; i < f->code->positional_only_count; i++)
            if (str_equal(as_str(f->code->local_names[i]), as_str(as_tuple(names)->item[k]))
                && !list_append(t, as_list(bad), f->code->local_names[i]))
                return;
    if (is_empty(bad))
        return;
    OWN Value comma = str_from_text(t, ", ");
    OWN Value text = is_empty(comma) ? EMPTY : str_join(t, comma, bad);
    if (!is_empty(text))
        raise_type(t, "%S() got some positional-only arguments passed as keyword arguments: '%S'", f->name, text);
}

static bool names_exact(Ref names)
{
    for (ssize k = 0; k < as_tuple(names)->len; k++)
        if (!is_exact(as_tuple(names)->item[k], &str_type))
            return false;
    return true;
}

/* Names of a subclass of str compare in Python, and those calls use the stack where the window will be. So what no parameter
 * takes is put into `rest` before the window holds anything. */
static bool collect_rest(Thread *t, Function *f, Ref names, const Value *values, Ref rest)
{
    for (ssize k = 0; k < as_tuple(names)->len; k++) {
        Ref name = as_tuple(names)->item[k];
        if (is_str(name) && find_parameter(f->code, name, f->code->positional_only_count) < 0
            && !dict_set(t, as_dict(rest), name, values[k]))
            return false;
    }
    return true;
}

/* The keyword arguments: values[k] (owned, taken over) for names[k]. */
static bool bind_keywords(Thread *t, Function *f, Value *window, Ref names, Value *values, Ref rest, bool collected)
{
    Code *c = f->code;

    for (ssize k = 0; k < as_tuple(names)->len; k++) {
        Ref name = as_tuple(names)->item[k];
        if (!is_str(name))
            return raise_type(t, "%S() keywords must be strings", f->name), false;
        ssize i = find_parameter(c, name, c->positional_only_count);
        if (i >= 0) {
            if (!is_empty(window[i]))
                return raise_type(t, "%S() got multiple values for argument '%S'", f->name, name), false;
            window[i] = take(&values[k]);
        } else if (!is_empty(rest)) {
            if (!collected && !dict_set(t, as_dict(rest), name, values[k]))
                return false;
        } else {
            for (ssize p = 0; p < c->positional_only_count; p++)
                if (str_equal(as_str(c->local_names[p]), as_str(name)))
                    return raise_positional_only(t, f, names), false;
            return raise_type(t, "%S() got an unexpected keyword argument '%S'", f->name, name), false;
        }
    }
    return true;
}

/* dict_peek_name() of one name after the other, which mostly are in the dict in that order. */
ALWAYS_INLINE Ref peek_in_order(Dict *d, Ref name, ssize *at)
{
    if (likely(d->str_keys && *at < d->entry_count)) {
        const StrEntry *e = (const StrEntry *)d->entries + (*at)++;
        if (same(e->key, name))
            return e->value;
    }
    return dict_peek_name(d, name);
}

static bool fill_defaults(Thread *t, Function *f, Value *window, ssize given)
{
    Code *c = f->code;
    ssize defaults = default_count(f), first_default = c->arg_count - defaults;

    if (given < c->arg_count) {
        if (!check_missing(t, f, window, given, first_default, "positional"))
            return false;
        for (ssize i = MAX(given, MAX(first_default, (ssize)0)); i < c->arg_count; i++)
            if (is_empty(window[i]))
                window[i] = retain(as_tuple(f->defaults)->item[i - first_default]);
    }
    if (!c->keyword_only_count)
        return true;
    for (ssize i = c->arg_count, at = 0; !is_empty(f->keyword_defaults) && i < c->arg_count + c->keyword_only_count; i++) {
        if (!is_empty(window[i]))
            at++;
        else                                /* the dict may have been made by hand: the search must not run Python code */
            window[i] = retain(peek_in_order(as_dict(f->keyword_defaults), c->local_names[i], &at));
    }
    return check_missing(t, f, window, c->arg_count, c->arg_count + c->keyword_only_count, "keyword-only");
}

/* The general case: arguments in a copy, parameters in window. */
static bool bind_general(Thread *t, Function *f, Value *window, Value *args, ssize nargs, Ref names)
{
    Code *c = f->code;
    ssize parameters = c->arg_count + c->keyword_only_count, positional = MIN(nargs, (ssize)c->arg_count);
    ssize star = c->flags & CODE_VARARGS ? parameters++ : -1, stars = c->flags & CODE_VARKEYWORDS ? parameters++ : -1;

    OWN Value rest = stars >= 0 ? dict_new(t) : EMPTY;
    bool collected = stars >= 0 && !is_empty(names) && !names_exact(names);
    bool good = stars < 0 || (!is_empty(rest) && (!collected || collect_rest(t, f, names, args + nargs, rest)));
    for (ssize i = 0; i < (ssize)c->local_count; i++)
        window[i] = good && i < positional ? take(&args[i]) : EMPTY;
    if (!good)
        return false;
    if (stars >= 0)
        window[stars] = take(&rest);
    if (star >= 0) {
        ssize n = nargs - positional;
        window[star] = tuple_from_array_take(t, args + positional, n);
        for (ssize i = positional; i < nargs; i++)
            args[i] = EMPTY;
        if (is_empty(window[star]))
            return false;
    }
    if (!is_empty(names) && !bind_keywords(t, f, window, names, args + nargs, stars < 0 ? EMPTY : window[stars], collected))
        return false;
    if (nargs > c->arg_count && star < 0)
        return raise_too_many(t, f, nargs, window), false;
    return fill_defaults(t, f, window, positional);
}

#define SMALL_ARGS 16

/* Few keyword arguments, each for a parameter that lacks one, in place. False: it is not like that, and nothing has changed. */
static bool bind_few_keywords(Function *f, Value *window, ssize nargs, const Tuple *names)
{
    enum { FEW = 6 };
    Code *c = f->code;
    Value values[FEW];
    ssize place[FEW], n = names->len;

    if (n > FEW || nargs > c->arg_count || c->flags & (CODE_VARARGS | CODE_VARKEYWORDS))
        return false;
    for (ssize k = 0; k < n; k++) {
        ssize end = c->arg_count + c->keyword_only_count, i = MAX(nargs, (ssize)c->positional_only_count);
        while (i < end && !same(c->local_names[i], names->item[k]))
            i++;
        for (ssize before = 0; before < k; before++)
            if (place[before] == i)
                return false;
        if (i == end)
            return false;
        place[k] = i;
        values[k] = window[nargs + k];
    }
    for (ssize i = nargs, end = MAX((ssize)c->local_count, nargs + n); i < end; i++)
        window[i] = EMPTY;
    for (ssize k = 0; k < n; k++)
        window[place[k]] = values[k];
    return true;
}

bool bind_call(Thread *t, Function *f, Value *window, Value *args, ssize nargs, Ref names)
{
    Code *c = f->code;
    ssize named = is_empty(names) ? 0 : as_tuple(names)->len, total = nargs + named, i;

    if (!code_ready(t, c)) {
        release_window(args, total);
        return false;
    }
    if (unlikely(window + c->register_count + total >= t->stack_end)) {
        release_window(args, total);
        return raise_recursion(t, ""), false;
    }
    if (!named && !(c->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) && !c->keyword_only_count && window == args
        && nargs <= c->arg_count && nargs >= c->arg_count - default_count(f)) {
        Tuple *defaults = is_empty(f->defaults) ? NULL : as_tuple(f->defaults);
        for (i = nargs; i < c->arg_count; i++)
            window[i] = retain(defaults->item[i - (c->arg_count - defaults->len)]);
        for (; i < (ssize)c->local_count; i++)
            window[i] = EMPTY;
        return true;
    }
    OWN Value keep = retain_object(f);          /* error messages run code */
    if (named && window == args && bind_few_keywords(f, window, nargs, as_tuple(names))) {
        if (likely(fill_defaults(t, f, window, nargs)))
            return true;
        release_window(window, c->local_count);
        return false;
    }
    Value small[SMALL_ARGS], *copy = small;
    if (total > SMALL_ARGS && !(copy = mem_alloc_array(t, total, sizeof *copy))) {
        release_window(args, total);
        return false;
    }
    for (i = 0; i < total; i++)
        copy[i] = take(&args[i]);
    bool good = bind_general(t, f, window, copy, nargs, names);
    release_window(copy, total);
    if (copy != small)
        mem_free(copy);
    if (!good)
        release_window(window, c->local_count);
    return good;
}

Frame *frame_push_spread(Thread *t, Frame *f, Value *callable, unsigned result)
{
    Function *function = as_function(callable[0]);
    Code *c = function->code;
    bool is_tuple = is_exact(callable[1], &tuple_type);
    const Value *items = is_tuple ? as_tuple(callable[1])->item : as_list(callable[1])->item;
    ssize n = is_tuple ? as_tuple(callable[1])->len : as_list(callable[1])->len;
    ssize named = is_empty(callable[2]) ? 0 : dict_len(as_dict(callable[2]));
    Value *window = frame_top(f);

    if (c->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR) || window + n + named + c->register_count >= t->stack_end
        || t->frame_next >= t->frame_limit || (named && !as_dict(callable[2])->str_keys))
        return NULL;
    OWN Value names = named ? tuple_new(t, named) : EMPTY;
    if (named && is_empty(names))
        return NULL;
    Ref key, value;
    for (ssize i = 0; i < n; i++)
        window[i] = retain(items[i]);
    for (ssize at = 0, i = 0; i < named && dict_next(as_dict(callable[2]), &at, &key, &value); i++) {
        as_tuple(names)->item[i] = retain(key);
        window[n + i] = retain(value);
    }
    uint32_t set = (uint32_t)n;
    if (named || c->exact_args != n) {
        if (!bind_call(t, function, window, window, n, names))
            return NULL;
        set = c->local_count;
    }
    /* These are plain containers, and what was in them is in the window: giving them up runs no code. */
    release(take(&callable[1]));
    release(take(&callable[2]));
    callable[0] = EMPTY;
    return frame_push_fitting(t, function, window, set, result);
}

/* ---- calls from C -------------------------------------------------------------------------------------------- */

static Value *stack_top(Thread *t) { return t->frame ? frame_top(t->frame) : t->stack; }

static Value run_entry(Thread *t, Frame *f)
{
    f->flags |= FRAME_ENTRY;
    return run_frame(t, f);
}

/* Runs a frame whose registers, at `window`, hold the `set` parameters already; there is room for it. */
static Value run_fitting(Thread *t, Function *f, Value *window, uint32_t set)
{
    object_retain(&f->head);
    Frame *frame = frame_push_fitting(t, f, window, set, 0);
    frame->pc = f->code->instr;
    frame->flags = FRAME_ENTRY;
    return run_frame(t, frame);
}

static Value function_call_bind(Thread *t, Ref function, Value *window, const Value *args, ssize nargs, Ref names)
{
    Function *f = as_function(function);
    ssize total = nargs + (is_empty(names) ? 0 : as_tuple(names)->len);

    if (window + total + f->code->register_count >= t->stack_end)
        return raise_recursion(t, "");
    for (ssize i = 0; i < total; i++)
        window[i] = retain(args[i]);
    if (!bind_call(t, f, window, window, nargs, names))
        return EMPTY;
    if (f->code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR))
        return generator_from_call(t, retain(function), window);
    Frame *frame = frame_push(t, retain(function), window, f->code->local_count);
    return frame ? run_entry(t, frame) : EMPTY;
}

Value function_call(Thread *t, Ref function, const Value *args, ssize nargs, Ref names)
{
    Function *f = as_function(function);
    Value *window = stack_top(t);

    if (unlikely(!c_stack_left(t)))
        return raise_recursion(t, "");
    if (unlikely(f->code->exact_args != nargs || !is_empty(names)))
        return function_call_bind(t, function, window, args, nargs, names);
    if (unlikely(!frame_fits(t, f->code, window)))
        return raise_recursion(t, "");
    for (ssize i = 0; i < nargs; i++)
        window[i] = retain(args[i]);
    return run_fitting(t, f, window, (uint32_t)nargs);
}

Value function_call_method(Thread *t, Function *f, Ref self, const Value *args, ssize nargs)
{
    Value *window = stack_top(t);

    if (unlikely(!c_stack_left(t) || !frame_fits(t, f->code, window)))
        return raise_recursion(t, "");
    window[0] = retain(self);
    for (ssize i = 0; i < nargs; i++)
        window[i + 1] = retain(args[i]);
    return run_fitting(t, f, window, (uint32_t)nargs + 1);
}

/* A frame for code that is no function's: names live in `locals`. */
static Value run_in_namespace(Thread *t, Code *c, Dict *globals, Ref locals, Function *func)
{
    if (!code_ready(t, c))
        return EMPTY;
    Value *window = stack_top(t);
    Frame *f = t->frame_next;

    if (!c_stack_left(t))
        return raise_recursion(t, "");
    if (window + c->register_count >= t->stack_end || f >= t->frame_limit)
        return raise_recursion(t, "");
    t->frame_next = f + 1;
    for (uint32_t i = 0; i < c->local_count; i++)
        window[i] = EMPTY;
    *f = (Frame){
        .previous = t->frame, .pc = c->instr, .regs = window, .code = c, .func = func,
        .globals = globals, .builtins = func ? func->builtins : globals_builtins(t, globals), .locals = retain(locals),
        .flags = FRAME_CLASS,
    };
    if (func) {
        object_retain(&func->head);
    } else {
        object_retain(&globals->head);
        object_retain(&f->builtins->head);
        object_retain(&c->head);
    }
    t->frame = f;
    return run_entry(t, f);
}

Value run_code(Thread *t, Ref code, Ref globals, Ref locals, Ref closure)
{
    Code *c = as_code(code);

    if (c->free_count || c->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) {
        OWN Value function = function_new(t, code, globals);
        if (is_empty(function))
            return EMPTY;
        if (c->free_count) {
            if (is_empty(closure) || as_tuple(closure)->len != c->free_count)
                return raise_type(t, "code object passed to exec() may not contain free variables");
            as_function(function)->closure = as_tuple(retain(closure));
        }
        if (c->flags & CODE_NEWLOCALS || c->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR))
            return function_call(t, function, NULL, 0, EMPTY);
        return run_in_namespace(t, c, as_dict(globals), locals, as_function(function));
    }
    if (c->flags & CODE_NEWLOCALS && c->flags & CODE_OPTIMIZED) {       /* a function's code: its own locals */
        OWN Value function = function_new(t, code, globals);
        return is_empty(function) ? EMPTY : function_call(t, function, NULL, 0, EMPTY);
    }
    return run_in_namespace(t, c, as_dict(globals), locals, NULL);
}

/* ---- class statements ---------------------------------------------------------------------------------------- */

/* Bases with __mro_entries__ replaced (PEP 560). *changed tells whether there were any. */
static Value resolve_bases(Thread *t, const Value *bases, ssize n, Ref original, bool *changed)
{
    OWN Value list = list_new(t, n);

    *changed = false;
    for (ssize i = 0; i < n && !is_empty(list); i++) {
        Value method;
        Lookup r = is_type(bases[i]) ? MISSING : find_attr(t, bases[i], NAME(__mro_entries__), &method);
        if (r == ERROR)
            return EMPTY;
        if (r == MISSING) {
            if (!list_append(t, as_list(list), bases[i]))
                return EMPTY;
            continue;
        }
        OWN Value owned = method;
        OWN Value entries = call1(t, method, original);
        if (is_empty(entries))
            return EMPTY;
        if (!is_tuple(entries))
            return raise_type(t, "__mro_entries__ must return a tuple");
        if (!list_extend(t, as_list(list), entries))
            return EMPTY;
        *changed = true;
    }
    return is_empty(list) ? EMPTY : to_tuple(t, list);
}

/* The namespace for the class body, from meta.__prepare__. */
static Value prepare(Thread *t, Ref meta, Ref name, Ref bases, const Value *values, Ref names)
{
    Value method;
    if (same(meta, value_of(&type_type)))
        return dict_new(t);
    Lookup r = find_attr(t, meta, NAME(__prepare__), &method);
    if (r != FOUND)
        return r == ERROR ? EMPTY : dict_new(t);
    OWN Value owned = method;
    ssize k = is_empty(names) ? 0 : as_tuple(names)->len;
    Value *args = mem_alloc_array(t, 2 + k, sizeof *args);
    if (!args)
        return EMPTY;
    args[0] = name;
    args[1] = bases;
    memcpy(args + 2, values, (size_t)k * sizeof *args);
    OWN Value space = call(t, method, args, 2, names);
    mem_free(args);
    if (!is_empty(space) && !is_dict(space) && !type_of(space)->getitem)
        return is_type(meta) ? raise_type(t, "%N.__prepare__() must return a mapping, not %T", as_type(meta), space)
                             : raise_type(t, "<metaclass>.__prepare__() must return a mapping, not %T", space);
    return take(&space);
}

static bool set_class_cell_check(Thread *t, Ref cls, Ref cell, Ref name)
{
    if (is_empty(cell) || !is_exact(cell, &cell_type))
        return true;
    Ref in_cell = as_cell(cell)->value;
    if (is_empty(in_cell)) {                /* a metaclass that does not hand its namespace on: 3.2 knows no __classcell__ */
        as_cell(cell)->value = retain(cls);
        return warn(t, &exc_DeprecationWarning, 1, "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", name, cls);
    }
    if (!same(in_cell, cls))
        return raise_type(t, "__class__ set to %R defining %R as %R", in_cell, name, cls), false;
    return true;
}

Value build_class(Thread *t, const Value *args, ssize nargs, Ref names)
{
    if (nargs < 2)
        return raise_type(t, "__build_class__: not enough arguments");
    if (!is_exact(args[0], &function_type))
        return raise_type(t, "__build_class__: func must be a function");
    if (!is_str(args[1]))
        return raise_type(t, "__build_class__: name is not a string");
    Ref func = args[0], name = args[1];
    bool changed;
    OWN Value original = tuple_from_array(t, args + 2, nargs - 2);
    OWN Value bases = is_empty(original) ? EMPTY : resolve_bases(t, args + 2, nargs - 2, original, &changed);
    if (is_empty(bases))
        return EMPTY;
    /* the metaclass keyword is ours, the others are the metaclass's */
    ssize k = is_empty(names) ? 0 : as_tuple(names)->len;
    OWN Value list = list_new(t, k);
    Value *values = mem_alloc_array(t, k + 3, sizeof *values);
    Ref meta = EMPTY;
    if (is_empty(list) || !values)
        return mem_free(values), EMPTY;
    for (ssize i = 0, n = 0; i < k; i++) {
        if (str_is(as_tuple(names)->item[i], "metaclass")) {
            meta = args[nargs + i];
            continue;
        }
        values[3 + n++] = args[nargs + i];
        if (!list_append(t, as_list(list), as_tuple(names)->item[i]))
            return mem_free(values), EMPTY;
    }
    OWN Value rest = to_tuple(t, list);
    OWN Value space = EMPTY, cell = EMPTY, cls = EMPTY;
    if (is_empty(rest))
        goto done;
    if (is_empty(meta))
        meta = as_tuple(bases)->len ? value_of(type_of(as_tuple(bases)->item[0])) : value_of(&type_type);
    if (is_type(meta)) {
        Type *winner = type_calculate_metatype(t, as_type(meta), bases);
        if (!winner)
            goto done;
        meta = value_of(winner);
    }
    space = prepare(t, meta, name, bases, values + 3, rest);
    if (is_empty(space))
        goto done;
    Function *f = as_function(func);
    Value body = run_in_namespace(t, f->code, f->globals, space, f);
    if (is_empty(body))
        goto done;
    release(body);
    if (is_exact(space, &dict_type))
        cell = retain(dict_peek_name(as_dict(space), NAME(__classcell__)));
    if (changed && !set_item(t, space, NAME(__orig_bases__), original))
        goto done;
    values[0] = name;
    values[1] = bases;
    values[2] = space;
    cls = call(t, meta, values, 3, rest);
    if (!is_empty(cls) && is_type(cls) && !set_class_cell_check(t, cls, cell, name))
        release(take(&cls));
done:
    mem_free(values);
    return take(&cls);
}
