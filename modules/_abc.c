/* _abc.c: module _abc: the machinery of abc.ABCMeta (manual: abc; PEP 3119). lib/abc.py has the classes, lib/_py_abc.py says the same
 * in Python.
 *
 * Each abstract class keeps its virtual subclasses and two caches of answers, as sets of weak references without callbacks:
 * dead ones are dropped when a set has doubled. A negative answer holds until something is registered anywhere.
 */
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/module.h"
#include "object/set.h"
#include "object/tuple.h"
#include "object/weakref.h"

#include "gen/modules/_abc.h"

#define PRUNE_FROM 64                   /* references in a set before dead ones are looked for */

typedef struct AbcState { int64_t registrations; } AbcState;
extern const ModuleDef module_def__abc;
static AbcState *state_of(Thread *t) { return module_def_state(t, &module_def__abc); }

/* ---- what belongs to a class ---- */

typedef struct AbcData {
    Object head;
    Value registry, positive, negative; /* sets of weak references; EMPTY until used */
    int64_t version;                    /* registrations when `negative` was begun */
} AbcData;

static void data_clear(Object *o)
{
    AbcData *d = (AbcData *)o;
    replace_take(&d->registry, EMPTY);
    replace_take(&d->positive, EMPTY);
    replace_take(&d->negative, EMPTY);
}
static void data_dealloc(Object *o)
{
    data_clear(o);
    object_free(o, sizeof(AbcData));
}
static void data_traverse(Object *o, Visitor *visitor)
{
    AbcData *d = (AbcData *)o;
    visit(visitor, d->registry);
    visit(visitor, d->positive);
    visit(visitor, d->negative);
}
static Type abc_data_type = {
    TYPE_HEAD("_abc._abc_data", AbcData), .doc = "Internal state held by ABC machinery.", .flags = TYPE_GC, .dealloc = data_dealloc,
    .traverse = data_traverse, .clear = data_clear,
};

/* Of an abstract class. EMPTY with TypeError. Owned, since the class can lose it to whatever Python code runs next. */
static Value data_of(Thread *t, Ref cls)
{
    Ref found = is_type(cls) ? dict_peek_name(type_dict(t, as_type(cls)), NAME(_abc_impl)) : EMPTY;
    if (!is_exact(found, &abc_data_type))
        return raise_type(t, "_abc_impl is set to a wrong type");
    return retain(found);
}
ALWAYS_INLINE AbcData *as_data(Ref v) { return (AbcData *)object_of(v); }

/* ---- weak sets ---- */

static Test weak_contains(Thread *t, Ref set, Ref cls)
{
    if (is_empty(set) || !as_set(set)->used)
        return TEST_FALSE;
    OWN Value ref = weakref_new(t, cls, EMPTY), keep = retain(set);
    Lookup r = is_empty(ref) ? ERROR : set_contains(t, as_set(keep), ref);
    return r == ERROR ? TEST_ERROR : r == FOUND ? TEST_TRUE : TEST_FALSE;
}

static bool prune(Thread *t, Value *set)
{
    OWN Value fresh = set_new(t), old = retain(*set);
    ssize at = 0;
    Ref ref;
    while (!is_empty(fresh) && set_next(as_set(old), &at, &ref)) {
        OWN Value alive = weakref_get(ref);
        if (!is_empty(alive) && !set_add(t, as_set(fresh), ref))
            return false;
    }
    if (is_empty(fresh))
        return false;
    replace_take(set, take(&fresh));
    return true;
}

static bool weak_add(Thread *t, Value *set, Ref cls)
{
    if (is_empty(*set) && is_empty(*set = set_new(t)))
        return false;
    ssize n = as_set(*set)->used;
    if (n >= PRUNE_FROM && !(n & (n - 1)) && !prune(t, set))
        return false;
    OWN Value ref = weakref_new(t, cls, EMPTY), keep = retain(*set);
    return !is_empty(ref) && set_add(t, as_set(keep), ref);
}

/* ---- abstract methods ---- */

static Test is_abstract(Thread *t, Ref v)
{
    Value flag;
    Lookup r = find_attr(t, v, NAME(__isabstractmethod__), &flag);
    if (r != FOUND)
        return r == ERROR ? TEST_ERROR : TEST_FALSE;
    OWN Value owned = flag;
    return test(t, flag);
}

static bool add_own(Thread *t, Set *abstract, Ref cls)
{
    OWN Value names = dict_copy(t, type_dict(t, as_type(cls)));
    ssize at = 0;
    Ref name, value;
    while (!is_empty(names) && dict_next(as_dict(names), &at, &name, &value)) {
        Test r = is_abstract(t, value);
        if (r == TEST_ERROR || (r == TEST_TRUE && !set_add(t, abstract, name)))
            return false;
    }
    return !is_empty(names);
}

/* Those that cls inherits from base and does not define. */
static bool add_inherited(Thread *t, Set *abstract, Ref cls, Ref base)
{
    OWN Value names = EMPTY;
    if (is_type(base) && as_type(base) != &type_type)       /* there it is a descriptor */
        names = retain(dict_peek_name(type_dict(t, as_type(base)), NAME(__abstractmethods__)));
    OWN Value list = is_empty(names) ? EMPTY : to_list(t, names);
    if (is_empty(list))
        return is_empty(names);
    for (ssize i = 0; i < as_list(list)->len; i++) {
        Ref name = as_list(list)->item[i];
        Value v;
        Lookup found = is_str(name) ? find_attr(t, cls, name, &v) : MISSING;
        if (found == ERROR)
            return false;
        if (found == MISSING)
            continue;
        OWN Value owned = v;
        Test r = is_abstract(t, v);
        if (r == TEST_ERROR || (r == TEST_TRUE && !set_add(t, abstract, name)))
            return false;
    }
    return true;
}

/** Internal ABC helper for class set-up. Should be never used outside abc module. */
FUNCTION(_abc, _abc_init, "(self, /)")
{
    AbcState *s = state_of(t);
    if (!s || !is_type(a->self))
        return s ? raise_type(t, "_abc_init() argument must be a class") : EMPTY;
    OWN Value abstract = set_new(t);
    if (is_empty(abstract) || !add_own(t, as_set(abstract), a->self))
        return EMPTY;
    OWN Value bases = retain_object(as_type(a->self)->bases);
    for (ssize i = 0; i < as_tuple(bases)->len; i++)
        if (!add_inherited(t, as_set(abstract), a->self, as_tuple(bases)->item[i]))
            return EMPTY;
    OWN Value frozen = frozenset_from(t, abstract);
    if (is_empty(frozen) || !set_attr(t, a->self, NAME(__abstractmethods__), frozen))
        return EMPTY;
    AbcData *d = object_new_zeroed(t, &abc_data_type, sizeof *d);
    OWN Value data = value_of(d);
    if (!d)
        return EMPTY;
    d->version = s->registrations;
    return set_attr(t, a->self, NAME(_abc_impl), data) ? NONE : EMPTY;
}

/* ---- virtual subclasses ---- */

/** Internal ABC helper for subclasss registration. Should be never used outside abc module. */
FUNCTION(_abc, _abc_register, "(self, subclass, /)")
{
    AbcState *s = state_of(t);
    OWN Value data = s ? data_of(t, a->self) : EMPTY;
    if (is_empty(data))
        return EMPTY;
    if (!is_type(a->subclass))
        return raise_type(t, "Can only register classes");
    Test r = is_subclass(t, a->subclass, a->self);
    if (r != TEST_FALSE)                        /* already */
        return r == TEST_ERROR ? EMPTY : retain(a->subclass);
    r = is_subclass(t, a->self, a->subclass);
    if (r != TEST_FALSE)
        return r == TEST_ERROR ? EMPTY : raise_runtime(t, "Refusing to create an inheritance cycle");
    if (!weak_add(t, &as_data(data)->registry, a->subclass))
        return EMPTY;
    s->registrations++;
    return retain(a->subclass);
}

/* Is subclass one of a class in the list of weak references? */
static Test derives_from_any(Thread *t, Ref subclass, Ref refs)
{
    OWN Value list = is_empty(refs) ? EMPTY : to_list(t, refs);
    if (is_empty(list))
        return is_empty(refs) ? TEST_FALSE : TEST_ERROR;
    for (ssize i = 0; i < as_list(list)->len; i++) {
        OWN Value cls = weakref_get(as_list(list)->item[i]);
        Test r = is_empty(cls) ? TEST_FALSE : is_subclass(t, subclass, cls);
        if (r != TEST_FALSE)
            return r;
    }
    return TEST_FALSE;
}

static Test decide(Thread *t, AbcData *d, Ref cls, Ref subclass)
{
    OWN Value answer = call_method1(t, cls, NAME(__subclasshook__), subclass);
    if (is_empty(answer))
        return TEST_ERROR;
    if (is_bool(answer))
        return same(answer, TRUE_VALUE);
    if (!is_not_implemented(answer))
        return raise_format(t, &exc_AssertionError, "__subclasshook__ must return either False, True, or NotImplemented"), TEST_ERROR;
    if (type_is_subtype(as_type(subclass), as_type(cls)))
        return TEST_TRUE;
    Test r = derives_from_any(t, subclass, d->registry);
    return r == TEST_FALSE ? derives_from_any(t, subclass, as_type(cls)->subclasses) : r;
}

/** Internal ABC helper for subclass checks. Should be never used outside abc module. */
FUNCTION(_abc, _abc_subclasscheck, "(self, subclass, /)")
{
    AbcState *s = state_of(t);
    if (s && !is_type(a->subclass))
        return raise_type(t, "issubclass() arg 1 must be a class");
    OWN Value data = s ? data_of(t, a->self) : EMPTY;
    if (is_empty(data))
        return EMPTY;
    AbcData *d = as_data(data);
    Test r = weak_contains(t, d->positive, a->subclass);
    if (r != TEST_FALSE)
        return r == TEST_ERROR ? EMPTY : TRUE_VALUE;
    if (d->version < s->registrations) {
        replace_take(&d->negative, EMPTY);
        d->version = s->registrations;
    } else if ((r = weak_contains(t, d->negative, a->subclass)) != TEST_FALSE) {
        return r == TEST_ERROR ? EMPTY : FALSE_VALUE;
    }
    r = decide(t, d, a->self, a->subclass);
    if (r == TEST_ERROR || !weak_add(t, r == TEST_TRUE ? &d->positive : &d->negative, a->subclass))
        return EMPTY;
    return bool_value(r == TEST_TRUE);
}

/** Internal ABC helper for instance checks. Should be never used outside abc module. */
FUNCTION(_abc, _abc_instancecheck, "(self, instance, /)")
{
    AbcState *s = state_of(t);
    OWN Value data = s ? data_of(t, a->self) : EMPTY;
    OWN Value subclass = is_empty(data) ? EMPTY : get_attr(t, a->instance, NAME(__class__));
    if (is_empty(subclass))
        return EMPTY;
    AbcData *d = as_data(data);
    OWN Value kind = retain_object(type_of(a->instance));
    Test r = is_type(subclass) ? weak_contains(t, d->positive, subclass) : TEST_FALSE;
    if (r != TEST_FALSE)
        return r == TEST_ERROR ? EMPTY : TRUE_VALUE;
    if (same(subclass, kind) && d->version == s->registrations) {
        r = weak_contains(t, d->negative, subclass);
        if (r != TEST_FALSE)
            return r == TEST_ERROR ? EMPTY : FALSE_VALUE;
    }
    OWN Value answer = call_method1(t, a->self, NAME(__subclasscheck__), subclass);
    if (is_empty(answer) || same(subclass, kind))
        return take(&answer);
    r = test(t, answer);
    if (r != TEST_FALSE)
        return r == TEST_ERROR ? EMPTY : take(&answer);
    return call_method1(t, a->self, NAME(__subclasscheck__), kind);
}

/* ---- for tests and caches elsewhere ---- */

/** Returns the current ABC cache token.
 *
 * The token is an opaque object (supporting equality testing) identifying the current version of the ABC cache for virtual
 * subclasses. The token changes with every call to register() on any ABC.
 */
FUNCTION0(_abc, get_cache_token)
{
    AbcState *s = state_of(t);
    return s ? fixnum(s->registrations) : EMPTY;
}

/** Internal ABC helper to reset registry of a given class. Should be only used by refleak.py */
FUNCTION1(_abc, _reset_registry, cls)
{
    OWN Value data = data_of(t, cls);
    return is_empty(data) ? EMPTY : (replace_take(&as_data(data)->registry, EMPTY), NONE);
}

/** Internal ABC helper to reset both caches of a given class. Should be only used by refleak.py */
FUNCTION1(_abc, _reset_caches, cls)
{
    OWN Value data = data_of(t, cls);
    if (is_empty(data))
        return EMPTY;
    replace_take(&as_data(data)->positive, EMPTY);
    replace_take(&as_data(data)->negative, EMPTY);
    return NONE;
}

static Value copy_of(Thread *t, Ref set)
{
    OWN Value copy = set_new(t), keep = retain(set);
    return is_empty(copy) || (!is_empty(set) && !set_update(t, as_set(copy), set)) ? EMPTY : take(&copy);
}

/** Internal ABC helper for cache and registry debugging. Returns copies of the registry, of both caches, and the negative cache version. */
FUNCTION1(_abc, _get_dump, cls)
{
    OWN Value data = data_of(t, cls);
    AbcData *d = as_data(data);
    OWN Value registry = is_empty(data) ? EMPTY : copy_of(t, d->registry);
    OWN Value positive = is_empty(registry) ? EMPTY : copy_of(t, d->positive);
    OWN Value negative = is_empty(positive) ? EMPTY : copy_of(t, d->negative);
    return is_empty(negative) ? EMPTY : tuple_pack(t, 4, registry, positive, negative, fixnum(d->version));
}

static bool _abc_exec(Thread *t, Ref module UNUSED)
{
    return type_ready(t, &abc_data_type);
}

MODULE(_abc, .doc = "Module contains faster C implementation of abc.ABCMeta", .state_size = sizeof(AbcState), .exec = _abc_exec);
