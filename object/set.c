/* set.c: the table of set and frozenset, and set algebra (Built-in Types, "Set Types"). The types are in set_methods.c.
 *
 * Open addressing over mask + 1 slots of {key, hash}, at most three fifths filled. A slot without key is free (hash 0) or
 * deleted (hash -1, which no key has). Up to eight slots lie in the object itself.
 * Comparing keys may run __eq__, which may change the set: if its table is another then, the search starts again.
 */
#include "base/hash.h"
#include "object/dict_internal.h"
#include "object/heap_pages.h"
#include "object/set.h"
#include "object/str.h"

#define MINIMUM     COUNT_OF(((Set *)0)->small)
#define DELETED     (-1)
#define NO_SLOT     ((ssize)-1)
#define PROBE_ERROR ((ssize)-2)

#define PROBE(hash, mask, i) \
    for (size_t i##_rest = (size_t)(hash), i = i##_rest & (size_t)(mask);; i##_rest >>= 5, i = (i * 5 + i##_rest + 1) & (size_t)(mask))

/* ---- construction, destruction ---- */

static void set_empty(Set *s)
{
    s->used = s->filled = 0;
    s->mask = MINIMUM - 1;
    s->entry = s->small;
    s->hash = -1;
    memset(s->small, 0, sizeof s->small);
}

Value set_new_of(Thread *t, Type *type)
{
    Value v;
    if (type->flags & TYPE_HEAP) {
        v = type_alloc(t, type, 0);
    } else {
        v = value_of(object_new(t, type, sizeof(Set)));
    }
    if (!is_empty(v)) {
        as_set(v)->generation = 0;
        set_empty(as_set(v));
    }
    return v;
}

Value set_new(Thread *t) { return set_new_of(t, &set_type); }

static void release_keys(SetEntry *entry, ssize mask)
{
    for (ssize i = 0; i <= mask; i++)
        release(entry[i].key);
}

void set_clear(Set *s)
{
    SetEntry copy[MINIMUM], *entry = s->entry;
    ssize mask = s->mask;
    if (s->filled == 0 && entry == s->small)
        return;
    if (entry == s->small)
        entry = memcpy(copy, s->small, sizeof copy);
    set_empty(s);
    s->generation++;
    release_keys(entry, mask);
    if (entry != copy)
        mem_free(entry);
}

void set_dealloc(Object *o)
{
    Set *s = (Set *)o;
    if (s->used)
        release_keys(s->entry, s->mask);
    if (s->entry != s->small)
        mem_free(s->entry);
    object_free(o, o->type->flags & TYPE_HEAP ? object_size(o) : sizeof(Set));
}

void set_traverse(Object *o, Visitor *visitor)
{
    Set *s = (Set *)o;
    for (ssize i = 0; i <= s->mask; i++)
        visit(visitor, s->entry[i].key);
}

/* ---- searching and storing ---- */

/* The slot of key, or NO_SLOT, or PROBE_ERROR. */
static ssize find_slot(Thread *t, Set *s, Ref key, int64_t hash)
{
restart:;
    SetEntry *table = s->entry;
    ssize mask = s->mask;
    PROBE(hash, mask, i) {
        SetEntry *e = &table[i];
        if (is_empty(e->key)) {
            if (e->hash == DELETED)
                continue;
            return NO_SLOT;
        }
        if (same(e->key, key))
            return (ssize)i;
        if (e->hash != hash || both_fixnum(e->key, key))
            continue;
        if (is_exact(e->key, &str_type) && is_exact(key, &str_type)) {
            if (str_equal(as_str(e->key), as_str(key)))
                return (ssize)i;
            continue;
        }
        OWN Value held = retain(e->key);
        Test alike = compare_test(t, held, key, CMP_EQ);
        if (alike == TEST_ERROR)
            return PROBE_ERROR;
        if (s->entry != table || s->mask != mask || !same(e->key, held))
            goto restart;
        if (alike)
            return (ssize)i;
    }
}

Lookup set_find_hash(Thread *t, Set *s, Ref key, int64_t hash)
{
    ssize i = find_slot(t, s, key, hash);
    return i == PROBE_ERROR ? ERROR : i == NO_SLOT ? MISSING : FOUND;
}

Lookup set_contains(Thread *t, Set *s, Ref key)
{
    int64_t hash;
    return hash_of(t, key, &hash) ? set_find_hash(t, s, key, hash) : ERROR;
}

/* Stores a key known to be absent, in a table without deleted slots. */
static void insert_clean_take(SetEntry *table, ssize mask, Value key, int64_t hash)
{
    PROBE(hash, mask, i) {
        if (is_empty(table[i].key)) {
            table[i] = (SetEntry){key, hash};
            return;
        }
    }
}

/* A table for n keys at least, without deleted slots. */
static bool resize(Thread *t, Set *s, ssize n)
{
    ssize slots = MINIMUM;
    while (slots <= n && slots < SSIZE_MAX_ / 64)
        slots <<= 1;
    SetEntry copy[MINIMUM], *old = s->entry, *table = s->small;
    if (slots > MINIMUM && !(table = mem_alloc_array(t, slots, sizeof *table)))
        return false;
    if (old == s->small)
        old = memcpy(copy, s->small, sizeof copy);
    memset(table, 0, (size_t)slots * sizeof *table);
    for (ssize i = 0; i <= s->mask; i++)
        if (!is_empty(old[i].key))
            insert_clean_take(table, slots - 1, old[i].key, old[i].hash);
    s->entry = table;
    s->mask = slots - 1;
    s->filled = s->used;
    s->generation++;
    if (old != copy)
        mem_free(old);
    return true;
}

bool set_add_hash(Thread *t, Set *s, Ref key, int64_t hash)
{
    ssize found = find_slot(t, s, key, hash);
    if (found != NO_SLOT)
        return found != PROBE_ERROR;
    if ((s->filled + 1) * 5 > (s->mask + 1) * 3 && !resize(t, s, s->used > 50000 ? s->used * 2 : s->used * 4 + 1))
        return false;
    PROBE(hash, s->mask, i) {
        SetEntry *e = &s->entry[i];
        if (is_empty(e->key)) {
            s->filled += e->hash != DELETED;
            *e = (SetEntry){retain(key), hash};
            s->used++;
            s->generation++;
            return true;
        }
    }
}

bool set_add(Thread *t, Set *s, Ref key)
{
    int64_t hash;
    return hash_of(t, key, &hash) && set_add_hash(t, s, key, hash);
}

static Value remove_slot(Set *s, ssize i)
{
    Value key = s->entry[i].key;
    s->entry[i] = (SetEntry){EMPTY, DELETED};
    s->used--;
    s->generation++;
    return key;
}

static Lookup discard_hash(Thread *t, Set *s, Ref key, int64_t hash)
{
    ssize i = find_slot(t, s, key, hash);
    if (i < 0)
        return i == PROBE_ERROR ? ERROR : MISSING;
    release(remove_slot(s, i));
    return FOUND;
}

Lookup set_discard(Thread *t, Set *s, Ref key)
{
    int64_t hash;
    return hash_of(t, key, &hash) ? discard_hash(t, s, key, hash) : ERROR;
}

bool set_pop(Set *s, Value *key)
{
    if (s->used == 0)
        return false;
    ssize i = s->hash & s->mask;
    while (is_empty(s->entry[i].key))
        i = (i + 1) & s->mask;
    *key = remove_slot(s, i);
    s->hash = i + 1;
    return true;
}

bool set_next(Set *s, ssize *position, Ref *key)
{
    for (ssize i = *position; i <= s->mask; i++)
        if (!is_empty(s->entry[i].key)) {
            *key = s->entry[i].key;
            *position = i + 1;
            return true;
        }
    *position = s->mask + 1;
    return false;
}

Value set_copy_as(Thread *t, Type *type, Set *s)
{
    Value v = set_new_of(t, type);
    if (is_empty(v))
        return EMPTY;
    Set *c = as_set(v);
    if (s->used * 5 > (c->mask + 1) * 3 && !resize(t, c, s->used * 5 / 3)) {
        release(v);
        return EMPTY;
    }
    for (ssize i = 0; i <= s->mask; i++)
        if (!is_empty(s->entry[i].key))
            insert_clean_take(c->entry, c->mask, retain(s->entry[i].key), s->entry[i].hash);
    c->used = c->filled = s->used;
    return v;
}

void set_swap(Set *s, Set *other)
{
    SetEntry small[MINIMUM];
    memcpy(small, s->small, sizeof small);
    memcpy(s->small, other->small, sizeof small);
    memcpy(other->small, small, sizeof small);
    SetEntry *table = s->entry == s->small ? other->small : s->entry;
    s->entry = other->entry == other->small ? s->small : other->entry;
    other->entry = table;
    ssize n = s->used;
    s->used = other->used;
    other->used = n;
    n = s->filled;
    s->filled = other->filled;
    other->filled = n;
    n = s->mask;
    s->mask = other->mask;
    other->mask = n;
    s->generation++;
    other->generation++;
}

/* ---- algebra ---- */

static bool each_of_set(Thread *t, Set *s, KeyFunction f, void *context)
{
    for (ssize i = 0; i <= s->mask; i++) {
        if (is_empty(s->entry[i].key))
            continue;
        int64_t hash = s->entry[i].hash;
        OWN Value key = retain(s->entry[i].key);
        if (!f(t, context, key, hash))
            return false;
    }
    return true;
}

bool set_each_key(Thread *t, Ref iterable, KeyFunction f, void *context)
{
    if (is_any_set(iterable))
        return each_of_set(t, as_set(iterable), f, context);
    OWN Value it = iter(t, iterable);
    if (is_empty(it))
        return false;
    for (;;) {
        int64_t hash;
        OWN Value key = EMPTY;
        Lookup found = step(t, it, &key);
        if (found != FOUND)
            return found == MISSING;
        if (!hash_of(t, key, &hash) || !f(t, context, key, hash))
            return false;
    }
}

static bool add_key(Thread *t, void *context, Ref key, int64_t hash) { return set_add_hash(t, context, key, hash); }

static bool discard_key(Thread *t, void *context, Ref key, int64_t hash)
{
    return discard_hash(t, context, key, hash) != ERROR;
}

static bool toggle_key(Thread *t, void *context, Ref key, int64_t hash)
{
    Lookup found = discard_hash(t, context, key, hash);
    return found == MISSING ? set_add_hash(t, context, key, hash) : found == FOUND;
}

bool set_update(Thread *t, Set *s, Ref iterable)
{
    if (is_any_set(iterable)) {
        Set *other = as_set(iterable);
        if (other == s)
            return true;
        if ((s->filled + other->used) * 5 > (s->mask + 1) * 3 && !resize(t, s, (s->used + other->used) * 2))
            return false;
    }
    return set_each_key(t, iterable, add_key, s);
}

bool set_difference_update(Thread *t, Set *s, Ref iterable)
{
    if (same(iterable, value_of(s))) {
        set_clear(s);
        return true;
    }
    return set_each_key(t, iterable, discard_key, s);
}

bool set_symmetric_difference_update(Thread *t, Set *s, Ref iterable)
{
    if (same(iterable, value_of(s))) {
        set_clear(s);
        return true;
    }
    if (is_any_set(iterable))
        return set_each_key(t, iterable, toggle_key, s);
    OWN Value other = set_new(t);       /* an item that comes twice toggles once */
    return !is_empty(other) && set_update(t, as_set(other), iterable) && set_each_key(t, other, toggle_key, s);
}

/* Keys walked past `filter` go to `result`, if their being in filter is what is wanted. */
typedef struct Filter { Set *filter, *result; bool wanted; } Filter;

static bool filter_key(Thread *t, void *context, Ref key, int64_t hash)
{
    Filter *f = context;
    Lookup found = set_find_hash(t, f->filter, key, hash);
    if (found == ERROR)
        return false;
    return (found == FOUND) != f->wanted || set_add_hash(t, f->result, key, hash);
}

Value set_intersection(Thread *t, Set *s, Ref iterable)
{
    OWN Value result = set_new_of(t, set_base_type(s));
    if (is_empty(result))
        return EMPTY;
    Ref walked = iterable;
    Filter f = {s, as_set(result), true};
    if (is_any_set(iterable) && as_set(iterable)->used > s->used) {
        walked = value_of(s);
        f.filter = as_set(iterable);
    }
    return set_each_key(t, walked, filter_key, &f) ? take(&result) : EMPTY;
}

Value set_difference(Thread *t, Set *s, Ref iterable)
{
    if (is_any_set(iterable) && as_set(iterable)->used > s->used / 4) {
        OWN Value result = set_new_of(t, set_base_type(s));
        if (is_empty(result))
            return EMPTY;
        Filter f = {as_set(iterable), as_set(result), false};
        return each_of_set(t, s, filter_key, &f) ? take(&result) : EMPTY;
    }
    OWN Value result = set_copy_as(t, set_base_type(s), s);
    return is_empty(result) || !set_difference_update(t, as_set(result), iterable) ? EMPTY : take(&result);
}

Test set_is_subset(Thread *t, Set *a, Set *b)
{
    if (a->used > b->used)
        return TEST_FALSE;
    for (ssize i = 0; i <= a->mask; i++) {
        if (is_empty(a->entry[i].key))
            continue;
        int64_t hash = a->entry[i].hash;
        OWN Value key = retain(a->entry[i].key);
        Lookup found = set_find_hash(t, b, key, hash);
        if (found != FOUND)
            return (Test)found;
    }
    return TEST_TRUE;
}

typedef struct Meeting { Set *set; bool met; } Meeting;

static bool meet(Thread *t, void *context, Ref key, int64_t hash)
{
    Meeting *m = context;
    Lookup found = set_find_hash(t, m->set, key, hash);
    m->met = found == FOUND;
    return found == MISSING;
}

Test set_is_disjoint(Thread *t, Set *a, Ref iterable)
{
    Ref walked = iterable;
    Meeting m = {a, false};
    if (is_any_set(iterable) && as_set(iterable)->used > a->used) {
        walked = value_of(a);
        m.set = as_set(iterable);
    }
    if (set_each_key(t, walked, meet, &m))
        return TEST_TRUE;
    return m.met ? TEST_FALSE : TEST_ERROR;
}
