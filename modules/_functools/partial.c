/* partial.c: functools.partial: a callable with some arguments given beforehand. */
#include "modules/_functools/types.h"
#include "object/attrs.h"
#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_functools/partial.h"

#define ARGS_INLINE 16

typedef struct Partial {
    Object head;
    Value function, args, keywords;     /* args: a tuple; keywords: a dict */
} Partial;
ALWAYS_INLINE Partial *as_partial(Ref v) { return (Partial *)object_of(v); }

static Value copy_or_new_dict(Thread *t, Ref d)
{
    return is_empty(d) || is_none(d) ? dict_new(t) : dict_copy(t, as_dict(d));
}

NEW(partial, "(cls, func, /, *args, **keywords)")
{
    if (!is_callable(a->func))
        return raise_type(t, "the first argument must be callable");
    /* partial(partial(f, x), y) is partial(f, x, y) */
    Partial *inner = is_exact(a->func, &partial_type) && cls == &partial_type ? as_partial(a->func) : NULL;
    OWN Value own_args = tuple_from_array(t, a->args, a->args_count);
    OWN Value args = is_empty(own_args) ? EMPTY : inner ? tuple_concat(t, inner->args, own_args) : retain(own_args);
    OWN Value keywords = is_empty(args) ? EMPTY : copy_or_new_dict(t, inner ? inner->keywords : EMPTY);
    if (is_empty(keywords) || (!is_empty(a->keywords) && !dict_update(t, as_dict(keywords), a->keywords)))
        return EMPTY;
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_partial(v)->function = retain(inner ? inner->function : a->func);
    as_partial(v)->args = take(&args);
    as_partial(v)->keywords = take(&keywords);
    return v;
}

static void clear(Object *o)
{
    Partial *p = (Partial *)o;
    Value function = take(&p->function), args = take(&p->args), keywords = take(&p->keywords);
    release(function);
    release(args);
    release(keywords);
}

static void partial_dealloc(Object *o)
{
    clear(o);
    object_free(o, object_size(o));
}

static void partial_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Partial *)o)->function);
    visit(visitor, ((Partial *)o)->args);
    visit(visitor, ((Partial *)o)->keywords);
}

/* The stored keywords updated by those of the call, as names and values. */
static bool merge_keywords(Thread *t, Partial *p, const Value *values, Ref names, Value *merged_names, List *merged)
{
    OWN Value all = dict_copy(t, as_dict(p->keywords));
    if (is_empty(all))
        return false;
    if (!is_empty(names))
        for (ssize i = 0; i < as_tuple(names)->len; i++)
            if (!dict_set(t, as_dict(all), as_tuple(names)->item[i], values[i]))
                return false;
    OWN Value keys = dict_keys_list(t, as_dict(all));
    if (is_empty(keys) || is_empty(*merged_names = to_tuple(t, keys)))
        return false;
    ssize position = 0;
    for (Ref key, value; dict_next(as_dict(all), &position, &key, &value);)
        if (!list_append(t, merged, value))
            return false;
    return true;
}

static Value call_with_keywords(Thread *t, Partial *p, const Value *args, ssize nargs, Ref names)
{
    OWN Value merged_names = EMPTY;
    OWN Value all = to_list(t, p->args);
    if (is_empty(all))
        return EMPTY;
    for (ssize i = 0; i < nargs; i++)
        if (!list_append(t, as_list(all), args[i]))
            return EMPTY;
    ssize positional = as_list(all)->len;
    if (!merge_keywords(t, p, args + nargs, names, &merged_names, as_list(all)))
        return EMPTY;
    return call(t, p->function, as_list(all)->item, positional, merged_names);
}

static Value partial_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names);

/* The partial object whose function `p` is, if calling it adds nothing but positional arguments. */
static Partial *plain_inner(Partial *p)
{
    if (is_empty(p->function) || type_of(p->function)->call != partial_call)
        return NULL;
    Partial *inner = as_partial(p->function);
    return !is_empty(inner->function) && !as_dict(inner->keywords)->used ? inner : NULL;
}

/* A chain of partial objects (instances of subclasses stay nested) is called at once, with the arguments of all: level by level,
 * n of them would need memory for n * n / 2, and the C stack for n. __setstate__() may change them while the call lasts, so what
 * they hold is held here. */
static Value partial_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Partial *p = as_partial(self);
    if (is_empty(p->function))
        return raise_type(t, "partial object is not initialized");
    OWN Value held = retain(self);
    if (as_dict(p->keywords)->used)
        return call_with_keywords(t, p, args, nargs, names);
    ssize values = nargs + (is_empty(names) ? 0 : as_tuple(names)->len), stored = as_tuple(p->args)->len;
    Partial *innermost = p, *seen = p;
    ssize depth = 0, look_again = 1;
    for (Partial *inner; (inner = plain_inner(innermost)); innermost = inner) {
        if (inner == seen)              /* __setstate__() made a ring: it would go on for ever */
            return raise_recursion(t, " while calling a Python object");
        if (++depth == look_again) {
            look_again *= 2;
            seen = inner;
        }
        stored += as_tuple(inner->args)->len;
    }
    OWN Value function = retain(innermost->function);
    if (stored == 0)
        return call(t, function, args, nargs, names);
    Value few[ARGS_INLINE], *all = few;
    if (stored + values > COUNT_OF(few) && !(all = mem_alloc_array(t, stored + values, sizeof *all)))
        return EMPTY;
    ssize at = stored;
    for (Partial *each = p;; each = as_partial(each->function)) {
        for (ssize i = as_tuple(each->args)->len; i-- > 0;)
            all[--at] = retain(as_tuple(each->args)->item[i]);
        if (each == innermost)
            break;
    }
    if (values)
        memcpy(all + stored, args, (size_t)values * sizeof *all);
    Value result = call(t, function, all, stored + nargs, names);
    for (ssize i = 0; i < stored; i++)
        release(all[i]);
    if (all != few)
        mem_free(all);
    return result;
}

static bool append_arguments(Thread *t, StrBuilder *b, Partial *p)
{
    Tuple *args = as_tuple(p->args);
    for (ssize i = 0; i < args->len; i++)
        if (!builder_ascii(b, ", ", 2) || !builder_repr(b, args->item[i]))
            return false;
    ssize position = 0;
    OWN Value keywords = retain(p->keywords);
    for (Ref k, v; dict_next(as_dict(keywords), &position, &k, &v);) {
        OWN Value value = retain(v);
        OWN Value key = to_str(t, k);
        if (is_empty(key) || !builder_ascii(b, ", ", 2) || !builder_str(b, key) || !builder_char(b, '=') || !builder_repr(b, value))
            return false;
    }
    return true;
}

static Value partial_repr(Thread *t, Ref self)
{
    Partial *p = as_partial(self);
    StrBuilder b;
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : str_from_text(t, "...");
    OWN Value args = retain(p->args);
    builder_init(&b, t);
    builder_text(&b, is_exact(self, &partial_type) ? "functools.partial" : type_display_name(type_of(self)));
    bool ok = builder_char(&b, '(') && builder_repr(&b, p->function) && append_arguments(t, &b, p) && builder_char(&b, ')');
    repr_leave(t, self);
    if (ok)
        return builder_take(&b);
    builder_free(&b);
    return EMPTY;
}

/** Return state information for pickling. */
METHOD0(partial, __reduce__)
{
    Partial *p = as_partial(self);
    OWN Value attributes = object_getstate(t, self);
    OWN Value args = is_empty(attributes) ? EMPTY : tuple_pack(t, 1, p->function);
    OWN Value state = is_empty(args) ? EMPTY : tuple_pack(t, 4, p->function, p->args, p->keywords, attributes);
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

/** Set state information for unpickling. */
METHOD1(partial, __setstate__, state)
{
    if (!is_tuple(state) || as_tuple(state)->len != 4)
        return raise_type(t, "invalid partial state");
    Value *part = as_tuple(state)->item;
    if (!is_callable(part[0]) || !is_tuple(part[1]) || (!is_none(part[2]) && !is_dict(part[2])))
        return raise_type(t, "invalid partial state");
    OWN Value args = is_exact(part[1], &tuple_type) ? retain(part[1])
                                                    : tuple_from_array(t, as_tuple(part[1])->item, as_tuple(part[1])->len);
    OWN Value keywords = is_empty(args) ? EMPTY : is_exact(part[2], &dict_type) ? retain(part[2]) : copy_or_new_dict(t, part[2]);
    OWN Value attributes = is_none(part[3]) ? dict_new(t) : retain(part[3]);
    if (is_empty(keywords) || is_empty(attributes) || !attrs_set_dict(t, self, attributes))
        return EMPTY;
    Partial *p = as_partial(self);
    replace_take(&p->function, retain(part[0]));
    replace_take(&p->args, take(&args));
    replace_take(&p->keywords, take(&keywords));
    return NONE;
}

/** See PEP 585 */
CLASSMETHOD1(partial, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/** function object to use in future partial calls */
GETTER(partial, func)     { return retain(as_partial(self)->function); }
/** tuple of arguments to future partial calls */
GETTER(partial, args)     { return retain(as_partial(self)->args); }
/** dictionary of keyword arguments to future partial calls */
GETTER(partial, keywords) { return retain(as_partial(self)->keywords); }

GETTER(partial, __dict__) { return attrs_dict(t, self); }
SETTER(partial, __dict__)
{
    return is_empty(value) ? (raise_type(t, "cannot delete __dict__"), false) : attrs_set_dict(t, self, value);
}

Type partial_type = {
    TYPE_HEAD("functools.partial", Partial), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS,
    .doc = "Create a new function with partial application of the given arguments and keywords.",
    .dealloc = partial_dealloc, .traverse = partial_traverse, .clear = clear,
    .new_ = partial_new_slot, .new_signature = &partial_new_signature,
    .repr = partial_repr, .call = partial_call,
    .methods = partial_methods, .getset = partial_getset,
};
