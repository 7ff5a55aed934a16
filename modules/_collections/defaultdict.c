/* defaultdict.c: collections.defaultdict: a dict that makes missing values by calling a factory. */
#include "modules/_collections/types.h"
#include "object/dict_internal.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_collections/defaultdict.h"

typedef struct DefaultDict {
    Dict dict;
    Value factory;              /* EMPTY: none */
} DefaultDict;
ALWAYS_INLINE DefaultDict *as_defaultdict(Ref v) { return (DefaultDict *)object_of(v); }
ALWAYS_INLINE bool is_defaultdict(Ref v)         { return is_ptr(v) && type_is_subtype(object_of(v)->type, &defaultdict_type); }

/* defaultdict(factory, *what dict takes). */
static bool defaultdict_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Value factory = EMPTY;
    if (nargs) {
        if (!is_none(args[0]) && !is_callable(args[0]))
            return raise_type(t, "first argument must be callable or None"), false;
        factory = is_none(args[0]) ? EMPTY : retain(args[0]);
        args++;
        nargs--;
    }
    replace_take(&as_defaultdict(self)->factory, factory);
    return dict_type.init(t, self, args, nargs, names);
}

static void defaultdict_dealloc(Object *o)
{
    release(take(&((DefaultDict *)o)->factory));
    dict_dealloc(o);
}

static void defaultdict_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((DefaultDict *)o)->factory);
    dict_traverse(o, visitor);
}

static void clear_cycle(Object *o)
{
    release(take(&((DefaultDict *)o)->factory));
    dict_clear((Dict *)o);
}

/* The factory's repr may come back here, when it is a method of the dict. */
static Value factory_repr(Thread *t, Ref self)
{
    Ref factory = as_defaultdict(self)->factory;
    if (is_empty(factory))
        return str_from_text(t, "None");
    Lookup running = repr_enter(t, factory);
    if (running != MISSING)
        return running == ERROR ? EMPTY : str_from_text(t, "...");
    OWN Value held = retain(factory);
    Value text = repr(t, held);
    repr_leave(t, held);
    return text;
}

static Value defaultdict_repr(Thread *t, Ref self)
{
    OWN Value contents = dict_type.repr(t, self);
    OWN Value factory = is_empty(contents) ? EMPTY : factory_repr(t, self);
    return is_empty(factory) ? EMPTY : str_format(t, "defaultdict(%S, %S)", factory, contents);
}

static Value copy_of(Thread *t, Ref self)
{
    Ref factory = as_defaultdict(self)->factory;
    return call2(t, value_of(type_of(self)), is_empty(factory) ? NONE : factory, self);
}

static Value defaultdict_or(Thread *t, Ref a, Ref b)
{
    if (!is_dict(a) || !is_dict(b))
        return NOT_IMPLEMENTED;
    Ref owner = is_defaultdict(a) ? a : b, factory = as_defaultdict(owner)->factory;
    OWN Value result = call2(t, value_of(type_of(owner)), is_empty(factory) ? NONE : factory, a);
    return is_empty(result) || !is_dict(result) || !dict_update(t, as_dict(result), b) ? EMPTY : take(&result);
}

/** __missing__(key) # Called by __getitem__ for missing key; pseudo-code:
 * if self.default_factory is None: raise KeyError((key,))
 * self[key] = value = self.default_factory()
 * return value */
METHOD1(defaultdict, __missing__, key)
{
    if (is_empty(as_defaultdict(self)->factory))
        return raise_key(t, key);
    OWN Value factory = retain(as_defaultdict(self)->factory);
    OWN Value value = call0(t, factory);
    return is_empty(value) || !set_item(t, self, key, value) ? EMPTY : take(&value);
}

/** D.copy() -> a shallow copy of D. */
METHOD0(defaultdict, copy) { return copy_of(t, self); }
/** D.copy() -> a shallow copy of D. */
METHOD0(defaultdict, __copy__) { return copy_of(t, self); }

/** Return state information for pickling. */
METHOD0(defaultdict, __reduce__)
{
    Ref factory = as_defaultdict(self)->factory;
    OWN Value args = is_empty(factory) ? tuple_new(t, 0) : tuple_pack(t, 1, factory);
    OWN Value items = is_empty(args) ? EMPTY : call_method0(t, self, NAME(items));
    OWN Value it = is_empty(items) ? EMPTY : iter(t, items);
    return is_empty(it) ? EMPTY : tuple_pack(t, 5, value_of(type_of(self)), args, NONE, NONE, it);
}

/** Factory for default value called by __missing__(). */
GETTER(defaultdict, default_factory)
{
    Ref factory = as_defaultdict(self)->factory;
    return is_empty(factory) ? NONE : retain(factory);
}

SETTER(defaultdict, default_factory)
{
    replace_take(&as_defaultdict(self)->factory, is_empty(value) || is_none(value) ? EMPTY : retain(value));
    return true;
}

Type defaultdict_type = {
    TYPE_HEAD("collections.defaultdict", DefaultDict), .base = &dict_type, .flags = TYPE_GC | TYPE_BASE | TYPE_IS_DICT | TYPE_IS_MAPPING,
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
           "The default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\n"
           "A defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\n"
           "passed to the dict constructor, including keyword arguments.",
    .dealloc = defaultdict_dealloc, .traverse = defaultdict_traverse, .clear = clear_cycle,
    .init = defaultdict_init, .repr = defaultdict_repr, .or_ = defaultdict_or,
    .methods = defaultdict_methods, .getset = defaultdict_getset,
};
