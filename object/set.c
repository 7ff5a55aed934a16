/* set.c: the table of set and frozenset, and set algebra (Built-in Types, "Set Types"). The types are in set_methods.c.
 *
 * Open addressing over mask + 1 slots of {key, hash}, at most three fifths filled. A slot without key is free (hash 0) or
 * deleted (hash -1, which no key has). Up to eight slots lie in the object itself.
 * Comparing keys may run __eq__, which may change the set: if its table is another then, the search starts again.
 */
#include "base/hash.h"
#include "object/dict_internal.h"
#include "object/heap_pages.h"
#include "object/list.h"
#include "object/raw.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

#define MINIMUM     COUNT_OF(((Set *)0)->small)
#define DELETED     (-1)
#define NO_SLOT     ((ssize)-1)
#define PROBE_ERROR ((ssize)-2)

/* The slots a hash may be in, in order: a few neighbours, which cost nothing once the first is in the cache, then elsewhere. */
#define NEIGHBOURS 4
#define PROBE(hash, mask, i) \
    for (size_t i##_mask = (size_t)(mask), i##_rest = (size_t)(hash), i##_start = i##_rest, i##_step = 0, i = i##_rest & i##_mask;; \
         i##_step = i##_step < NEIGHBOURS - 1 \
                        ? i##_step + 1 : (i##_rest >>= 5, i##_start = i##_start * 5 + i##_rest + 1, (size_t)0), \
         i = (i##_start + i##_step) & i##_mask)

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

/* The table of a set that has outgrown its own slots. */
ALWAYS_INLINE size_t table_size(ssize mask) { return (size_t)(mask + 1) * sizeof(SetEntry); }

/* Keys lie all over the memory: what is touched soon is fetched early. (A prefetch of what is no address does nothing.) */
enum { AHEAD = 12 };
ALWAYS_INLINE void fetch(const SetEntry *e) { __builtin_prefetch(object_of(e->key), 1); }

/* One condition for the processor to foresee: free slots and those with immediate keys are alike. */
ALWAYS_INLINE bool holds_object(Ref key) { return is_ptr(key) & !is_empty(key); }

static void release_keys(SetEntry *entry, ssize mask)
{
    for (ssize i = 0; i <= mask; i++) {
        if (i + AHEAD <= mask)
            fetch(&entry[i + AHEAD]);
        if (holds_object(entry[i].key))
            release(entry[i].key);
    }
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
        raw_free(entry, table_size(mask));
}

void set_dealloc(Object *o)
{
    Set *s = (Set *)o;
    if (s->used)
        release_keys(s->entry, s->mask);
    if (s->entry != s->small)
        raw_free(s->entry, table_size(s->mask));
    object_free(o, o->type->flags & TYPE_HEAP ? object_size(o) : sizeof(Set));
}

void set_traverse(Object *o, Visitor *visitor)
{
    Set *s = (Set *)o;
    for (ssize i = 0; i <= s->mask; i++)
        visit(visitor, s->entry[i].key);
}

/* ---- searching and storing ---- */

/* What can be told of a key without running Python code: nearly always all. */
typedef enum { PLAIN_MISSING, PLAIN_FOUND, PLAIN_UNSURE } Plain;

/* *slot: where the key is; where it may be stored, if it is missing. */
ALWAYS_INLINE Plain find_plain(const Set *s, Ref key, int64_t hash, size_t *slot)
{
    const SetEntry *table = s->entry;
    ssize deleted = NO_SLOT;
    PROBE(hash, s->mask, i) {
        const SetEntry *e = &table[i];
        if (same(e->key, key)) {
            *slot = i;
            return PLAIN_FOUND;
        }
        if (is_empty(e->key)) {
            if (e->hash != DELETED) {
                *slot = deleted == NO_SLOT ? i : (size_t)deleted;
                return PLAIN_MISSING;
            }
            if (deleted == NO_SLOT)
                deleted = (ssize)i;
        } else if (e->hash == hash && !both_fixnum(e->key, key)) {
            Test alike = key_equal_plain(e->key, key);
            if (alike == TEST_ERROR)
                return PLAIN_UNSURE;
            if (alike == TEST_TRUE) {
                *slot = i;
                return PLAIN_FOUND;
            }
        }
    }
}

/* The slot of key, or NO_SLOT, or PROBE_ERROR; comparing runs Python code. The caller owns the key. */
static NOINLINE ssize find_comparing(Thread *t, Set *s, Ref key, int64_t hash)
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

ALWAYS_INLINE ssize find_slot(Thread *t, Set *s, Ref key, int64_t hash)
{
    size_t slot;
    switch (find_plain(s, key, hash, &slot)) {
    case PLAIN_FOUND:   return (ssize)slot;
    case PLAIN_MISSING: return NO_SLOT;
    default:            return find_comparing(t, s, key, hash);
    }
}

Lookup set_find_hash(Thread *t, Set *s, Ref key, int64_t hash)
{
    ssize i = find_slot(t, s, key, hash);
    return i == PROBE_ERROR ? ERROR : i == NO_SLOT ? MISSING : FOUND;
}

/* As hash_of(), quicker for the commonest keys. */
ALWAYS_INLINE bool hash_key(Thread *t, Ref key, int64_t *hash)
{
    if (is_fixnum(key)) {
        *hash = hash_int64(fixnum_value(key));
        return true;
    }
    if (is_exact(key, &str_type) && likely(as_str(key)->hash != -1)) {
        *hash = as_str(key)->hash;
        return true;
    }
    return hash_of(t, key, hash);
}

Lookup set_contains(Thread *t, Set *s, Ref key)
{
    int64_t hash;
    return hash_key(t, key, &hash) ? set_find_hash(t, s, key, hash) : ERROR;
}

/* Stores a key known to be absent, in a table without deleted slots. */
ALWAYS_INLINE void insert_clean_take(SetEntry *table, ssize mask, Value key, int64_t hash)
{
    PROBE(hash, mask, i) {
        if (is_empty(table[i].key)) {
            table[i] = (SetEntry){key, hash};
            return;
        }
    }
}

/* Large tables come zeroed from the system. */
static SetEntry *new_table(Thread *t, ssize slots)
{
    size_t size = table_size(slots - 1);
    if (!raw_is_small(size))
        return mem_alloc_zeroed(t, slots, sizeof(SetEntry));
    SetEntry *table = raw_alloc(t, size);
    return table ? memset(table, 0, size) : NULL;
}

/* A table for n keys at least, without deleted slots. */
static bool resize(Thread *t, Set *s, ssize n)
{
    ssize slots = MINIMUM;
    while (slots <= n && slots < SSIZE_MAX_ / 64)
        slots <<= 1;
    SetEntry copy[MINIMUM], *old = s->entry, *table = s->small;
    ssize old_mask = s->mask;
    if (slots > MINIMUM && !(table = new_table(t, slots)))
        return false;
    if (old == s->small)
        old = memcpy(copy, s->small, sizeof copy);
    if (table == s->small)
        memset(table, 0, sizeof copy);
    for (ssize i = 0; i <= s->mask; i++)
        if (!is_empty(old[i].key))
            insert_clean_take(table, slots - 1, old[i].key, old[i].hash);
    s->entry = table;
    s->mask = slots - 1;
    s->filled = s->used;
    s->generation++;
    if (old != copy)
        raw_free(old, table_size(old_mask));
    return true;
}

ALWAYS_INLINE bool is_crowded(const Set *s, ssize filled) { return filled * 5 > (s->mask + 1) * 3; }

static NOINLINE bool grow(Thread *t, Set *s) { return resize(t, s, s->used > 50000 ? s->used * 2 : s->used * 4 + 1); }

/* Makes room for n keys in all. */
ALWAYS_INLINE bool reserve(Thread *t, Set *s, ssize n)
{
    return !is_crowded(s, n + (s->filled - s->used)) || resize(t, s, n / 3 * 5 + 2);
}

/* Appends a key known to be absent to a set without deleted slots, such as a new one. */
ALWAYS_INLINE bool append(Thread *t, Set *s, Ref key, int64_t hash)
{
    if (unlikely(is_crowded(s, s->filled + 1)) && !grow(t, s))
        return false;
    insert_clean_take(s->entry, s->mask, retain(key), hash);
    s->filled++;
    s->used++;
    s->generation++;
    return true;
}

/* Stores a key known to be absent where find_plain() said. */
ALWAYS_INLINE bool store(Thread *t, Set *s, size_t slot, Ref key, int64_t hash)
{
    SetEntry *e = &s->entry[slot];
    if (likely(!is_crowded(s, s->filled + 1))) {
        s->filled += e->hash != DELETED;
        *e = (SetEntry){retain(key), hash};
    } else {
        if (!grow(t, s))
            return false;
        insert_clean_take(s->entry, s->mask, retain(key), hash);
        s->filled++;
    }
    s->used++;
    s->generation++;
    return true;
}

/* When comparing was needed: the search has run Python code, so the place is looked for anew. */
static NOINLINE bool add_comparing(Thread *t, Set *s, Ref key_, int64_t hash)
{
    OWN Value key = retain(key_);
    ssize found = find_comparing(t, s, key, hash);
    if (found != NO_SLOT)
        return found != PROBE_ERROR;
    if (is_crowded(s, s->filled + 1) && !grow(t, s))
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

bool set_add_hash(Thread *t, Set *s, Ref key, int64_t hash)
{
    size_t slot;
    switch (find_plain(s, key, hash, &slot)) {
    case PLAIN_FOUND:   return true;
    case PLAIN_MISSING: return store(t, s, slot, key, hash);
    default:            return add_comparing(t, s, key, hash);
    }
}

bool set_add(Thread *t, Set *s, Ref key)
{
    int64_t hash;
    return hash_key(t, key, &hash) && set_add_hash(t, s, key, hash);
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
    return hash_key(t, key, &hash) ? discard_hash(t, s, key, hash) : ERROR;
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

/* A table like that of `from` for s, which is empty. */
static bool clone_table(Thread *t, Set *s, const Set *from)
{
    if (from->mask >= MINIMUM) {
        SetEntry *table = raw_alloc(t, table_size(from->mask));
        if (!table)
            return false;
        if (s->entry != s->small)
            raw_free(s->entry, table_size(s->mask));
        s->entry = table;
        s->mask = from->mask;
    }
    memcpy(s->entry, from->entry, (size_t)(from->mask + 1) * sizeof *s->entry);
    for (ssize i = 0; i <= s->mask; i++) {
        if (i + AHEAD <= s->mask)
            fetch(&s->entry[i + AHEAD]);
        if (holds_object(s->entry[i].key))
            retain(s->entry[i].key);
    }
    return true;
}

/* Takes the keys of `from` into s, which is empty. */
static bool copy_keys(Thread *t, Set *s, const Set *from)
{
    if (from->filled == from->used && (from->mask < MINIMUM || from->used * 8 > from->mask) && s->mask <= from->mask) {
        if (!clone_table(t, s, from))
            return false;
    } else {
        if (!reserve(t, s, from->used))
            return false;
        for (ssize i = 0; i <= from->mask; i++)
            if (!is_empty(from->entry[i].key))
                insert_clean_take(s->entry, s->mask, retain(from->entry[i].key), from->entry[i].hash);
    }
    s->used = s->filled = from->used;
    s->generation++;
    return true;
}

Value set_copy_as(Thread *t, Type *type, Set *s)
{
    OWN Value v = set_new_of(t, type);
    return is_empty(v) || (s->used && !copy_keys(t, as_set(v), s)) ? EMPTY : take(&v);
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

/* For up to so many keys, room is made before it is known how many there will be. */
enum { ROOM_FOR_ALL = 64 };

/* Walking a set whose keys something is done with. Of what find_plain() can tell, no Python code runs, so keys need not be owned. */
#define EACH_ENTRY(s, e) \
    SetEntry e; \
    for (ssize e##_at = 0; next_entry((s), &e##_at, &e);)

/* The key at *at or behind; *at is moved past it. Tables are sparse: what is skipped is skipped in registers. */
ALWAYS_INLINE bool next_entry(const Set *s, ssize *at, SetEntry *e)
{
    const SetEntry *table = s->entry;
    ssize i = *at, mask = s->mask;
    while (i <= mask && is_empty(table[i].key))
        i++;
    if (i > mask)
        return false;
    *e = table[i];
    *at = i + 1;
    return true;
}

static bool each_of_set(Thread *t, Set *s, KeyFunction f, void *context)
{
    EACH_ENTRY(s, e) {
        OWN Value key = retain(e.key);
        if (!f(t, context, key, e.hash))
            return false;
    }
    return true;
}

/* A dict knows the hashes of its keys. */
static bool each_of_dict(Thread *t, Dict *d, KeyFunction f, void *context)
{
    ssize used = d->used;
    for (ssize i = 0; i < d->entry_count; i++) {
        if (is_empty(entry_at(d, i)->key))
            continue;
        int64_t hash = d->str_keys ? as_str(entry_at(d, i)->key)->hash : hash_entries(d)[i].hash;
        OWN Value key = retain(entry_at(d, i)->key);
        if (!f(t, context, key, hash))
            return false;
        if (d->used != used)
            return raise_runtime(t, "dictionary changed size during iteration"), false;
    }
    return true;
}

bool set_each_key(Thread *t, Ref iterable, KeyFunction f, void *context)
{
    if (is_any_set(iterable))
        return each_of_set(t, as_set(iterable), f, context);
    if (is_exact(iterable, &dict_type))
        return each_of_dict(t, as_dict(iterable), f, context);
    OWN Value it = iter(t, iterable);
    if (is_empty(it))
        return false;
    for (;;) {
        int64_t hash;
        OWN Value key = EMPTY;
        Lookup found = step(t, it, &key);
        if (found != FOUND)
            return found == MISSING;
        if (!hash_key(t, key, &hash) || !f(t, context, key, hash))
            return false;
    }
}

static bool add_key(Thread *t, void *context, Ref key, int64_t hash) { return set_add_hash(t, context, key, hash); }

static bool discard_key(Thread *t, void *context, Ref key, int64_t hash)
{
    return discard_hash(t, context, key, hash) != ERROR;
}

static bool update_from_set(Thread *t, Set *s, Set *other)
{
    if (other == s || other->used == 0)
        return true;
    if (s->filled == 0)
        return copy_keys(t, s, other);
    if (!reserve(t, s, s->used + other->used))
        return false;
    EACH_ENTRY(other, e) {
        if (e_at + AHEAD <= other->mask)
            fetch(&other->entry[e_at + AHEAD]);
        if (!set_add_hash(t, s, e.key, e.hash))
            return false;
    }
    return true;
}

/* From a list or tuple. A list may change while keys are compared. */
static bool update_from_items(Thread *t, Set *s, Ref v)
{
    bool list = is_exact(v, &list_type);
    if (!reserve(t, s, s->used + MIN(list ? as_list(v)->len : as_tuple(v)->len, (ssize)ROOM_FOR_ALL)))
        return false;
    for (ssize i = 0; i < (list ? as_list(v)->len : as_tuple(v)->len); i++) {
        Ref key = list ? as_list(v)->item[i] : as_tuple(v)->item[i];
        if (is_fixnum(key) || is_exact(key, &str_type)) {
            if (!set_add(t, s, key))        /* hashing these runs no Python code; comparing holds its key */
                return false;
        } else {
            OWN Value held = retain(key);
            if (!set_add(t, s, held))
                return false;
        }
    }
    return true;
}

bool set_update(Thread *t, Set *s, Ref iterable)
{
    if (is_any_set(iterable))
        return update_from_set(t, s, as_set(iterable));
    if (is_exact(iterable, &list_type) || is_exact(iterable, &tuple_type))
        return update_from_items(t, s, iterable);
    return set_each_key(t, iterable, add_key, s);
}

Value set_union(Thread *t, Set *s, Set *other)
{
    OWN Value result = set_new_of(t, set_base_type(s));
    if (is_empty(result) || (other != s && !reserve(t, as_set(result), s->used + other->used)))
        return EMPTY;
    return update_from_set(t, as_set(result), s) && (other == s || update_from_set(t, as_set(result), other)) ? take(&result) : EMPTY;
}

static bool discard_all(Thread *t, Set *s, Set *other)
{
    EACH_ENTRY(other, e) {
        size_t slot;
        switch (find_plain(s, e.key, e.hash, &slot)) {
        case PLAIN_FOUND: release(remove_slot(s, (ssize)slot)); break;
        case PLAIN_MISSING: break;
        default: {
            OWN Value key = retain(e.key);
            if (discard_hash(t, s, key, e.hash) == ERROR)
                return false;
        }
        }
    }
    return true;
}

bool set_difference_update(Thread *t, Set *s, Ref iterable)
{
    if (same(iterable, value_of(s))) {
        set_clear(s);
        return true;
    }
    return is_any_set(iterable) ? discard_all(t, s, as_set(iterable)) : set_each_key(t, iterable, discard_key, s);
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

static bool filter_set(Thread *t, Set *walked, Filter *f)
{
    if (!reserve(t, f->result, f->result->used + MIN(walked->used / 2, (ssize)ROOM_FOR_ALL)))
        return false;
    EACH_ENTRY(walked, e) {
        if (e_at + AHEAD <= walked->mask)
            fetch(&walked->entry[e_at + AHEAD]);
        size_t slot;
        Plain p = find_plain(f->filter, e.key, e.hash, &slot);
        if (likely(p != PLAIN_UNSURE)) {
            if ((p == PLAIN_FOUND) == f->wanted && !append(t, f->result, e.key, e.hash))
                return false;
        } else {
            OWN Value key = retain(e.key);
            if (!filter_key(t, f, key, e.hash))
                return false;
        }
    }
    return true;
}

Value set_intersection(Thread *t, Set *s, Ref iterable)
{
    OWN Value result = set_new_of(t, set_base_type(s));
    if (is_empty(result))
        return EMPTY;
    Filter f = {s, as_set(result), true};
    if (!is_any_set(iterable))
        return set_each_key(t, iterable, filter_key, &f) ? take(&result) : EMPTY;
    Set *walked = as_set(iterable);
    if (walked == s)
        return copy_keys(t, as_set(result), s) ? take(&result) : EMPTY;
    if (walked->used > s->used) {
        f.filter = walked;
        walked = s;
    }
    return filter_set(t, walked, &f) ? take(&result) : EMPTY;
}

Value set_difference(Thread *t, Set *s, Ref iterable)
{
    if (same(iterable, value_of(s)))
        return set_new_of(t, set_base_type(s));
    if (is_any_set(iterable) && as_set(iterable)->used > s->used / 4) {
        OWN Value result = set_new_of(t, set_base_type(s));
        if (is_empty(result))
            return EMPTY;
        Filter f = {as_set(iterable), as_set(result), false};
        return filter_set(t, s, &f) ? take(&result) : EMPTY;
    }
    OWN Value result = set_copy_as(t, set_base_type(s), s);
    return is_empty(result) || !set_difference_update(t, as_set(result), iterable) ? EMPTY : take(&result);
}

Value set_symmetric_difference(Thread *t, Set *s, Ref iterable)
{
    OWN Value other = is_any_set(iterable) ? retain(iterable) : set_new(t);
    OWN Value result = set_new_of(t, set_base_type(s));
    if (is_empty(other) || is_empty(result) || (!is_any_set(iterable) && !set_update(t, as_set(other), iterable)))
        return EMPTY;
    Filter left = {as_set(other), as_set(result), false}, right = {s, as_set(result), false};
    return same(other, value_of(s)) || (filter_set(t, s, &left) && filter_set(t, as_set(other), &right)) ? take(&result) : EMPTY;
}

static bool toggle_key(Thread *t, void *context, Ref key, int64_t hash)
{
    Lookup found = discard_hash(t, context, key, hash);
    return found == MISSING ? set_add_hash(t, context, key, hash) : found == FOUND;
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

Test set_is_subset(Thread *t, Set *a, Set *b)
{
    if (a->used > b->used)
        return TEST_FALSE;
    EACH_ENTRY(a, e) {
        size_t slot;
        Plain p = find_plain(b, e.key, e.hash, &slot);
        if (p == PLAIN_MISSING)
            return TEST_FALSE;
        if (unlikely(p == PLAIN_UNSURE)) {
            OWN Value key = retain(e.key);
            Lookup found = set_find_hash(t, b, key, e.hash);
            if (found != FOUND)
                return (Test)found;
        }
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
