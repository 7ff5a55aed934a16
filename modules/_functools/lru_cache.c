/* lru_cache.c: the wrapper that functools.lru_cache puts round a function.
 *
 * Results are kept in a dict in order of use: a hit moves its entry to the end, a miss that exceeds maxsize drops the first.
 * Keys are hashed once per call. A key is the argument itself if there is one and it is an exact int or str, else a tuple
 * of the positional arguments, a mark, keywords and values, and with `typed` the types of all.
 */
#include "modules/_functools/types.h"
#include "object/attrs.h"
#include "object/dict_internal.h"
#include "object/int.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/modules/_functools/lru_cache.h"

typedef struct LruCache {
    Object head;
    Value function, cache, info_type;   /* cache: a dict */
    ssize maxsize;                      /* -1: unbounded; 0: nothing is kept */
    ssize hits, misses;
    bool typed;
} LruCache;
ALWAYS_INLINE LruCache *as_cache(Ref v) { return (LruCache *)object_of(v); }

static const Object keyword_mark = OBJECT_STATIC(&object_type);

NEW(lru_cache, "(cls, user_function, maxsize, typed: bool, cache_info_type)")
{
    ssize maxsize = -1;
    if (!is_callable(a->user_function))
        return raise_type(t, "the first argument must be callable");
    if (!is_none(a->maxsize)) {
        if (!type_of(a->maxsize)->index)
            return raise_type(t, "maxsize should be integer or None");
        if (!to_ssize(t, a->maxsize, &exc_OverflowError, &maxsize))
            return EMPTY;
        maxsize = MAX(maxsize, (ssize)0);
    }
    OWN Value cache = dict_new(t);
    Value v = is_empty(cache) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    LruCache *c = as_cache(v);
    c->function = retain(a->user_function);
    c->cache = take(&cache);
    c->info_type = retain(a->cache_info_type);
    c->maxsize = maxsize;
    c->typed = a->typed;
    return v;
}

static void clear(Object *o)
{
    LruCache *c = (LruCache *)o;
    Value function = take(&c->function), cache = take(&c->cache), info_type = take(&c->info_type);
    release(function);
    release(cache);
    release(info_type);
}

static void lru_cache_dealloc(Object *o)
{
    clear(o);
    object_free(o, object_size(o));
}

static void lru_cache_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((LruCache *)o)->function);
    visit(visitor, ((LruCache *)o)->cache);
    visit(visitor, ((LruCache *)o)->info_type);
}

static Value make_key(Thread *t, bool typed, const Value *args, ssize nargs, Ref names)
{
    ssize keywords = is_empty(names) ? 0 : as_tuple(names)->len;
    if (!typed && !keywords && nargs == 1 && (is_fixnum(args[0]) || is_exact(args[0], &str_type)))
        return retain(args[0]);
    ssize n = nargs + (keywords ? 1 + 2 * keywords : 0) + (typed ? nargs + keywords : 0);
    Value key = tuple_new(t, n);
    if (is_empty(key))
        return EMPTY;
    Value *out = as_tuple(key)->item;
    for (ssize i = 0; i < nargs; i++)
        *out++ = retain(args[i]);
    if (keywords)
        *out++ = value_of(&keyword_mark);
    for (ssize i = 0; i < keywords; i++) {
        *out++ = retain(as_tuple(names)->item[i]);
        *out++ = retain(args[nargs + i]);
    }
    if (typed)
        for (ssize i = 0; i < nargs + keywords; i++)
            *out++ = retain_object(type_of(args[i]));
    return key;
}

/* Keeps a new result, dropping the one longest not used. */
static bool store(Thread *t, LruCache *c, Ref key, int64_t hash, Ref result)
{
    Ref existing;
    Dict *d = as_dict(c->cache);
    Lookup found = dict_find_hash(t, d, key, hash, &existing);
    if (found != MISSING)               /* the call itself has stored it: leave that */
        return found == FOUND;
    if (c->maxsize > 0 && d->used >= c->maxsize) {
        OWN Value old_key = EMPTY;
        OWN Value old_result = EMPTY;
        dict_pop_end(d, false, &old_key, &old_result);
        return dict_set_hash(t, d, key, hash, result);
    }
    return dict_set_hash(t, d, key, hash, result);
}

static Value lru_cache_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    LruCache *c = as_cache(self);
    Ref known;
    int64_t hash;
    OWN Value held = retain(self);
    if (c->maxsize == 0) {
        c->misses++;
        return call(t, c->function, args, nargs, names);
    }
    OWN Value key = make_key(t, c->typed, args, nargs, names);
    if (is_empty(key) || !hash_of(t, key, &hash))
        return EMPTY;
    OWN Value cache = retain(c->cache);
    switch (dict_find_hash(t, as_dict(cache), key, hash, &known)) {
    case ERROR:
        return EMPTY;
    case FOUND: {
        OWN Value result = retain(known);
        if (c->maxsize > 0 && dict_move_hash(t, as_dict(cache), key, hash, true) == ERROR)
            return EMPTY;
        c->hits++;
        return take(&result);
    }
    default:
        break;
    }
    c->misses++;
    OWN Value result = call(t, c->function, args, nargs, names);
    return is_empty(result) || !store(t, c, key, hash, result) ? EMPTY : take(&result);
}

static Value lru_cache_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    return is_empty(instance) || is_none(instance) ? retain(self) : bound_method_new(t, self, instance);
}

/** Report cache statistics */
METHOD0(lru_cache, cache_info)
{
    LruCache *c = as_cache(self);
    Value values[4] = {fixnum(c->hits), fixnum(c->misses), c->maxsize < 0 ? NONE : fixnum(c->maxsize), fixnum(as_dict(c->cache)->used)};
    return call(t, c->info_type, values, 4, EMPTY);
}

/** Clear the cache and cache statistics */
METHOD0(lru_cache, cache_clear)
{
    LruCache *c = as_cache(self);
    c->hits = c->misses = 0;
    dict_clear(as_dict(c->cache));
    return NONE;
}

METHOD0(lru_cache, __reduce__)            { return get_attr(t, self, NAME(__qualname__)); }
METHOD0(lru_cache, __copy__)              { return retain(self); }
METHOD1(lru_cache, __deepcopy__, memo)    { return retain(self); }

GETTER(lru_cache, __dict__) { return attrs_dict(t, self); }
SETTER(lru_cache, __dict__)
{
    return is_empty(value) ? (raise_type(t, "cannot delete __dict__"), false) : attrs_set_dict(t, self, value);
}

Type lru_cache_type = {
    TYPE_HEAD("functools._lru_cache_wrapper", LruCache), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS,
    .doc = "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\n"
           "maxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\n"
           "typed:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\n"
           "cache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
    .dealloc = lru_cache_dealloc, .traverse = lru_cache_traverse, .clear = clear,
    .new_ = lru_cache_new_slot, .new_signature = &lru_cache_new_signature,
    .call = lru_cache_call, .descr_get = lru_cache_get, .methods = lru_cache_methods, .getset = lru_cache_getset,
};
