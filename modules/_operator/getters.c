/* getters.c: operator.itemgetter, attrgetter and methodcaller: callables that take something out of their argument. */
#include "modules/_operator/types.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/dict.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_operator/getters.h"

/* All three: what to take, one thing or several. */
typedef struct Getter {
    Object head;
    Value items;                /* itemgetter: the keys; attrgetter: for each name a tuple of its parts; methodcaller: name and arguments */
    Value names;                /* attrgetter: the names as given; methodcaller: keywords, a dict or EMPTY */
} Getter;
ALWAYS_INLINE Getter *as_getter(Ref v) { return (Getter *)object_of(v); }

static void clear(Object *o)
{
    Value items = take(&((Getter *)o)->items), names = take(&((Getter *)o)->names);
    release(items);
    release(names);
}

static void getter_dealloc(Object *o)
{
    clear(o);
    object_free(o, object_size(o));
}

static void getter_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Getter *)o)->items);
    visit(visitor, ((Getter *)o)->names);
}

static Value new_getter_take(Thread *t, Type *cls, Value items, Value names)
{
    Value v = is_empty(items) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v)) {
        release(items);
        release(names);
        return EMPTY;
    }
    as_getter(v)->items = items;
    as_getter(v)->names = names;
    return v;
}

static bool one_argument(Thread *t, const char *what, ssize nargs, Ref names)
{
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "%s() takes no keyword arguments", what), false;
    if (nargs != 1)
        return raise_type(t, "%s expected 1 argument, got %zd", what, nargs), false;
    return true;
}

static Value repr_of(Thread *t, Ref self, Tuple *shown)
{
    StrBuilder b;
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : str_format(t, "%s(...)", type_of(self)->name);
    builder_init(&b, t);
    bool ok = builder_text(&b, "operator.") && builder_text(&b, type_display_name(type_of(self))) && builder_char(&b, '(');
    for (ssize i = 0; ok && i < shown->len; i++)
        ok = (i == 0 || builder_ascii(&b, ", ", 2)) && builder_repr(&b, shown->item[i]);
    repr_leave(t, self);
    if (ok && builder_char(&b, ')'))
        return builder_take(&b);
    builder_free(&b);
    return EMPTY;
}

/* ---- itemgetter ---- */

NEW(itemgetter, "(cls, item, /, *items)")
{
    OWN Value keys = tuple_new(t, a->items_count + 1);
    if (is_empty(keys))
        return EMPTY;
    as_tuple(keys)->item[0] = retain(a->item);
    for (ssize i = 0; i < a->items_count; i++)
        as_tuple(keys)->item[i + 1] = retain(a->items[i]);
    return new_getter_take(t, cls, take(&keys), EMPTY);
}

static Value itemgetter_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Tuple *keys = as_tuple(as_getter(self)->items);
    if (!one_argument(t, "itemgetter", nargs, names))
        return EMPTY;
    if (keys->len == 1) {
        /* the commonest use: an exact tuple or list by a small int */
        Ref key = keys->item[0];
        if (is_fixnum(key) && is_exact(args[0], &tuple_type) && (uint64_t)fixnum_value(key) < (uint64_t)as_tuple(args[0])->len)
            return retain(as_tuple(args[0])->item[fixnum_value(key)]);
        return get_item(t, args[0], key);
    }
    OWN Value result = tuple_new(t, keys->len);
    if (is_empty(result))
        return EMPTY;
    for (ssize i = 0; i < keys->len; i++)
        if (is_empty(as_tuple(result)->item[i] = get_item(t, args[0], keys->item[i])))
            return EMPTY;
    return take(&result);
}

static Value itemgetter_repr(Thread *t, Ref self) { return repr_of(t, self, as_tuple(as_getter(self)->items)); }

/** Return state information for pickling */
METHOD0(itemgetter, __reduce__) { return tuple_pack(t, 2, value_of(type_of(self)), as_getter(self)->items); }

Type itemgetter_type = {
    TYPE_HEAD("operator.itemgetter", Getter), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Return a callable object that fetches the given item(s) from its operand.\nAfter f = itemgetter(2), the call f(r) returns r[2].\n"
           "After g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    .dealloc = getter_dealloc, .traverse = getter_traverse, .clear = clear,
    .new_ = itemgetter_new_slot, .new_signature = &itemgetter_new_signature,
    .call = itemgetter_call, .repr = itemgetter_repr, .methods = itemgetter_methods,
};

/* ---- attrgetter ---- */

/* "a.b.c" as a tuple of interned names. */
static Value parts_of(Thread *t, Ref name)
{
    OWN Value parts = list_new(t, 1);
    Str *s = as_str(name);
    for (ssize start = 0; !is_empty(parts);) {
        ssize dot = str_find_char(s, '.', start, s->len), end = dot < 0 ? s->len : dot;
        Value part = str_slice(t, name, start, end);
        if (!is_empty(part))
            part = intern_take(t, part);
        if (is_empty(part) || !list_append_take(t, as_list(parts), part))
            return EMPTY;
        if (dot < 0)
            return to_tuple(t, parts);
        start = dot + 1;
    }
    return EMPTY;
}

NEW(attrgetter, "(cls, attr, /, *attrs)")
{
    OWN Value names = tuple_new(t, a->attrs_count + 1);
    OWN Value parts = is_empty(names) ? EMPTY : tuple_new(t, a->attrs_count + 1);
    if (is_empty(parts))
        return EMPTY;
    for (ssize i = 0; i <= a->attrs_count; i++) {
        Ref name = i ? a->attrs[i - 1] : a->attr;
        if (!is_str(name))
            return raise_type(t, "attribute name must be a string");
        as_tuple(names)->item[i] = retain(name);
        if (is_empty(as_tuple(parts)->item[i] = parts_of(t, name)))
            return EMPTY;
    }
    return new_getter_take(t, cls, take(&parts), take(&names));
}

static Value dotted_attr(Thread *t, Ref object, Tuple *parts)
{
    Value v = get_attr(t, object, parts->item[0]);
    for (ssize i = 1; i < parts->len && !is_empty(v); i++) {
        Value inner = get_attr(t, v, parts->item[i]);
        release(v);
        v = inner;
    }
    return v;
}

static Value attrgetter_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Tuple *parts = as_tuple(as_getter(self)->items);
    if (!one_argument(t, "attrgetter", nargs, names))
        return EMPTY;
    if (parts->len == 1)
        return dotted_attr(t, args[0], as_tuple(parts->item[0]));
    OWN Value result = tuple_new(t, parts->len);
    if (is_empty(result))
        return EMPTY;
    for (ssize i = 0; i < parts->len; i++)
        if (is_empty(as_tuple(result)->item[i] = dotted_attr(t, args[0], as_tuple(parts->item[i]))))
            return EMPTY;
    return take(&result);
}

static Value attrgetter_repr(Thread *t, Ref self) { return repr_of(t, self, as_tuple(as_getter(self)->names)); }

/** Return state information for pickling */
METHOD0(attrgetter, __reduce__) { return tuple_pack(t, 2, value_of(type_of(self)), as_getter(self)->names); }

Type attrgetter_type = {
    TYPE_HEAD("operator.attrgetter", Getter), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Return a callable object that fetches the given attribute(s) from its operand.\nAfter f = attrgetter('name'), the call f(r) returns r.name.\n"
           "After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\n"
           "After h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    .dealloc = getter_dealloc, .traverse = getter_traverse, .clear = clear,
    .new_ = attrgetter_new_slot, .new_signature = &attrgetter_new_signature,
    .call = attrgetter_call, .repr = attrgetter_repr, .methods = attrgetter_methods,
};

/* ---- methodcaller ---- */

NEW(methodcaller, "(cls, name, /, *args, **kwargs)")
{
    if (!is_str(a->name))
        return raise_type(t, "method name must be a string");
    OWN Value all = tuple_new(t, a->args_count + 1);
    if (is_empty(all))
        return EMPTY;
    as_tuple(all)->item[0] = is_exact(a->name, &str_type) ? intern_take(t, retain(a->name)) : retain(a->name);
    for (ssize i = 0; i < a->args_count; i++)
        as_tuple(all)->item[i + 1] = retain(a->args[i]);
    return new_getter_take(t, cls, take(&all), retain(a->kwargs));
}

static Value methodcaller_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Getter *g = as_getter(self);
    Tuple *all = as_tuple(g->items);
    if (!one_argument(t, "methodcaller", nargs, names))
        return EMPTY;
    OWN Value held = retain(self);
    if (is_empty(g->names))
        return call_method(t, args[0], all->item[0], all->item + 1, all->len - 1);
    OWN Value method = get_attr(t, args[0], all->item[0]);
    OWN Value rest = is_empty(method) ? EMPTY : tuple_slice(t, g->items, 1, all->len);
    return is_empty(rest) ? EMPTY : call_tuple(t, method, rest, g->names);
}

static Value methodcaller_repr(Thread *t, Ref self)
{
    Getter *g = as_getter(self);
    Tuple *all = as_tuple(g->items);
    StrBuilder b;
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : str_from_text(t, "operator.methodcaller(...)");
    builder_init(&b, t);
    bool ok = builder_text(&b, "operator.") && builder_text(&b, type_display_name(type_of(self))) && builder_char(&b, '(');
    for (ssize i = 0; ok && i < all->len; i++)
        ok = (i == 0 || builder_ascii(&b, ", ", 2)) && builder_repr(&b, all->item[i]);
    ssize position = 0;
    for (Ref key, value; ok && !is_empty(g->names) && dict_next(as_dict(g->names), &position, &key, &value);)
        ok = builder_ascii(&b, ", ", 2) && builder_str(&b, key) && builder_char(&b, '=') && builder_repr(&b, value);
    repr_leave(t, self);
    if (ok && builder_char(&b, ')'))
        return builder_take(&b);
    builder_free(&b);
    return EMPTY;
}

/* With keywords: partial(methodcaller, name, **keywords), (args...). */
static Value reduce_with_keywords(Thread *t, Getter *g)
{
    OWN Value module_name = str_from_text(t, "functools");
    OWN Value import = is_empty(module_name) ? EMPTY : get_builtin(t, NAME(__import__));
    OWN Value functools = is_empty(import) ? EMPTY : call1(t, import, module_name);
    OWN Value partial = is_empty(functools) ? EMPTY : get_attr(t, functools, NAME(partial));
    OWN Value name = is_empty(partial) ? EMPTY : tuple_pack(t, 2, value_of(g->head.type), as_tuple(g->items)->item[0]);
    OWN Value constructor = is_empty(name) ? EMPTY : call_tuple(t, partial, name, g->names);
    OWN Value args = is_empty(constructor) ? EMPTY : tuple_slice(t, g->items, 1, as_tuple(g->items)->len);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, constructor, args);
}

/** Return state information for pickling */
METHOD0(methodcaller, __reduce__)
{
    Getter *g = as_getter(self);
    return is_empty(g->names) ? tuple_pack(t, 2, value_of(type_of(self)), g->items) : reduce_with_keywords(t, g);
}

Type methodcaller_type = {
    TYPE_HEAD("operator.methodcaller", Getter), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Return a callable object that calls the given method on its operand.\nAfter f = methodcaller('name'), the call f(r) returns r.name().\n"
           "After g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    .dealloc = getter_dealloc, .traverse = getter_traverse, .clear = clear,
    .new_ = methodcaller_new_slot, .new_signature = &methodcaller_new_signature,
    .call = methodcaller_call, .repr = methodcaller_repr, .methods = methodcaller_methods,
};
