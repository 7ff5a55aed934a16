/* dict.c: dict, the table (Built-in Types, "Mapping Types"). The methods are in dict_methods.c, views in dict_view.c.
 *
 * Entries lie in an array in order of insertion; deleting leaves a hole (key and value EMPTY) that growing squeezes out.
 * Up to SMALL entries are searched one by one: first by identity, which finds nearly every name, then by equality. Larger
 * dicts have behind the entries an index of 2**index_bits slots of 8, 16 or 32 bits holding entry numbers, probed by hash
 * (open addressing, at most two thirds full, the upper bits of the hash mixed in on collision).
 * While all keys are exact strs (str_keys) an entry is {key, value}: the hash is in the key, and look-ups by a str neither
 * run Python code nor fail. The first other key turns all entries into {key, value, hash}.
 *
 * Comparing other keys runs __eq__, which may change the dict: when the table is laid out anew, the search starts again.
 * Keys and values are released only when the dict is consistent.
 */
#include "base/hash.h"
#include "object/dict_internal.h"
#include "object/heap_pages.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/raw.h"
#include "object/str.h"
#include "object/tuple.h"

#define SMALL       8
#define CAPACITY_0  4
#define BITS_MIN    5
#define BITS_MAX    31
#define NO_ENTRY    ((ssize)-1)
#define PROBE_ERROR ((ssize)-2)

/* Index slots hold entry numbers or these, in each width all ones and the one below. */
#define SLOT_FREE    UINT32_MAX
#define SLOT_DELETED (UINT32_MAX - 1)

/* ---- the index ---- */

ALWAYS_INLINE void *index_of(const Dict *d) { return (char *)d->entries + (size_t)d->entry_capacity * entry_size(d); }

ALWAYS_INLINE uint32_t slot_get(const void *index, int bits, size_t i)
{
    if (bits < 8)
        return (uint32_t)(int32_t)((const int8_t *)index)[i];
    if (bits < 16)
        return (uint32_t)(int32_t)((const int16_t *)index)[i];
    return ((const uint32_t *)index)[i];
}
ALWAYS_INLINE void slot_set(void *index, int bits, size_t i, uint32_t entry)
{
    if (bits < 8)
        ((int8_t *)index)[i] = (int8_t)entry;
    else if (bits < 16)
        ((int16_t *)index)[i] = (int16_t)entry;
    else
        ((uint32_t *)index)[i] = entry;
}
ALWAYS_INLINE size_t index_bytes(int bits)
{
    return bits == 0 ? 0 : (size_t)(bits < 8 ? 1 : bits < 16 ? 2 : 4) << bits;
}

/* Of the block at d->entries. */
ALWAYS_INLINE size_t table_bytes(const Dict *d) { return d->entry_capacity * entry_size(d) + index_bytes(d->index_bits); }

/* The slots a hash may be in, in order: PROBE(hash, bits, i) { ... use i ... break; } */
#define PROBE(hash, bits, i) \
    for (size_t i##_mask = ((size_t)1 << (bits)) - 1, i##_rest = (size_t)(hash), i = i##_rest & i##_mask;; \
         i##_rest >>= 5, i = (i * 5 + i##_rest + 1) & i##_mask)

static void index_insert(Dict *d, int64_t hash, ssize entry)
{
    void *index = index_of(d);
    int bits = d->index_bits;
    PROBE(hash, bits, i) {
        uint32_t slot = slot_get(index, bits, i);
        if (slot >= SLOT_DELETED) {
            slot_set(index, bits, i, (uint32_t)entry);
            d->filled += slot == SLOT_FREE;
            return;
        }
    }
}

/* The slot that holds `entry`. */
static size_t index_slot(Dict *d, int64_t hash, ssize entry)
{
    void *index = index_of(d);
    int bits = d->index_bits;
    PROBE(hash, bits, i) {
        if (slot_get(index, bits, i) == (uint32_t)entry)
            return i;
    }
}

ALWAYS_INLINE int64_t entry_hash(Dict *d, ssize i)
{
    return d->str_keys ? as_str(str_entries(d)[i].key)->hash : hash_entries(d)[i].hash;
}

static void rebuild_index(Dict *d)
{
    d->filled = 0;
    if (d->index_bits == 0)
        return;
    memset(index_of(d), 0xFF, index_bytes(d->index_bits));
    for (ssize i = 0; i < d->entry_count; i++)
        if (!is_empty(entry_at(d, i)->key))
            index_insert(d, entry_hash(d, i), i);
}

/* ---- construction, growth, destruction ---- */

static void set_empty(Dict *d)
{
    d->used = 0;
    d->keys_version = 0;
    d->str_keys = true;
    d->index_bits = 0;
    d->entry_count = d->entry_capacity = d->first = d->filled = 0;
    d->entries = NULL;
}

Value dict_new(Thread *t)
{
    Dict *d = object_new_static(t, &dict_type, sizeof *d, true);
    if (!d)
        return EMPTY;
    d->generation = 0;
    d->ordered = false;
    set_empty(d);
    return value_of(d);
}

ALWAYS_INLINE ssize capacity_of_bits(int bits) { return (ssize)(((size_t)2 << bits) / 3); }

/* Index bits for room for n entries; 0 for none needed, -1: too many. */
static int bits_for(ssize n)
{
    if (n <= SMALL)
        return 0;
    int bits = BITS_MIN;
    while (capacity_of_bits(bits) < n)
        if (++bits > BITS_MAX)
            return -1;
    return bits;
}

static ssize capacity_for(ssize n, int bits)
{
    return bits ? capacity_of_bits(bits) : n <= CAPACITY_0 ? CAPACITY_0 : SMALL;
}

static void changed_keys(Dict *d)
{
    d->keys_version = 0;
    d->generation++;
}

/* Squeezes out holes. The index is stale afterwards. */
static void compact(Dict *d)
{
    if (d->used == d->entry_count)
        return;
    size_t size = entry_size(d);
    char *to = d->entries, *from = d->entries;
    for (ssize i = 0; i < d->entry_count; i++, from += size) {
        if (is_empty(((StrEntry *)from)->key))
            continue;
        if (to != from)
            memcpy(to, from, size);
        to += size;
    }
    d->entry_count = (uint32_t)d->used;
    d->first = 0;
    changed_keys(d);
}

/* Room for n entries in all (n >= used), without holes. */
static bool resize(Thread *t, Dict *d, ssize n)
{
    int bits = bits_for(n);
    if (bits < 0)
        return raise_memory(t), false;
    ssize capacity = capacity_for(n, bits);
    size_t bytes = (size_t)capacity * entry_size(d) + index_bytes(bits);
    compact(d);
    void *entries = d->entries ? raw_resize(t, d->entries, table_bytes(d), bytes) : raw_alloc(t, bytes);
    if (entries) {
        d->entries = entries;
        d->entry_capacity = (uint32_t)capacity;
        d->index_bits = (uint8_t)bits;
        d->keys_version = 0;                    /* the entries have moved */
    }
    rebuild_index(d);
    return entries;
}

/* Room for one entry more at the end. */
static bool grow(Thread *t, Dict *d)
{
    ssize n = d->used + 1;
    if (d->used > SMALL)
        n = d->used + (d->used >> 1);
    else if (d->used >= CAPACITY_0)
        n = d->used == SMALL ? SMALL + 1 : SMALL;
    return resize(t, d, n);
}

/* From {key, value} to {key, value, hash} entries, with room for one more. */
static bool make_general(Thread *t, Dict *d)
{
    compact(d);
    ssize n = MAX(d->used + 1, (ssize)d->entry_capacity);
    int bits = bits_for(n);
    ssize capacity = bits < 0 ? 0 : capacity_for(n, bits);
    HashEntry *entries = bits < 0 ? (raise_memory(t), NULL) : raw_alloc(t, (size_t)capacity * sizeof *entries + index_bytes(bits));
    if (!entries) {
        rebuild_index(d);
        return false;
    }
    for (ssize i = 0; i < d->used; i++) {
        StrEntry *e = &str_entries(d)[i];
        entries[i] = (HashEntry){e->key, e->value, as_str(e->key)->hash};
    }
    raw_free(d->entries, table_bytes(d));
    d->entries = entries;
    d->entry_capacity = (uint32_t)capacity;
    d->index_bits = (uint8_t)bits;
    d->keys_version = 0;
    d->str_keys = false;
    rebuild_index(d);
    return true;
}

Value dict_new_presized(Thread *t, ssize n)
{
    Value v = dict_new(t);
    if (!is_empty(v) && n > 0 && !resize(t, as_dict(v), n)) {
        release(v);
        return EMPTY;
    }
    return v;
}

/* Keys and values lie all over the memory: what is touched soon is fetched early, if that is beyond the first few. (Not what is no
 * address: the search for its page costs.) */
enum { AHEAD = 8 };
ALWAYS_INLINE void fetch(const void *entries, ssize count, size_t size, ssize i)
{
    if (i + AHEAD < count) {
        const StrEntry *e = (const StrEntry *)((const char *)entries + (size_t)(i + AHEAD) * size);
        if (is_ptr(e->key))
            __builtin_prefetch(object_of(e->key), 1);
        if (is_ptr(e->value))
            __builtin_prefetch(object_of(e->value), 1);
    }
}

ALWAYS_INLINE void release_span(char *p, ssize count, size_t size)
{
    char *entries = p;
    for (ssize i = 0; i < count; i++, p += size) {
        fetch(entries, count, size, i);
        release(((StrEntry *)p)->key);
        release(((StrEntry *)p)->value);
    }
}

static void release_entries(void *entries, ssize count, size_t size, size_t bytes)
{
    if (size == sizeof(StrEntry))
        release_span(entries, count, sizeof(StrEntry));
    else
        release_span(entries, count, sizeof(HashEntry));
    raw_free(entries, bytes);
}

void dict_clear(Dict *d)
{
    void *entries = d->entries;
    ssize count = d->entry_count;
    size_t size = entry_size(d), bytes = table_bytes(d);
    if (!entries)
        return;
    changed_keys(d);
    set_empty(d);
    release_entries(entries, count, size, bytes);
}

void dict_dealloc(Object *o)
{
    Dict *d = (Dict *)o;
    release_entries(d->entries, d->entry_count, entry_size(d), table_bytes(d));
    if (likely(o->type == &dict_type))
        object_free_static(o, sizeof(Dict), true);
    else
        object_free(o, object_size(o));
}

void dict_traverse(Object *o, Visitor *visitor)
{
    Dict *d = (Dict *)o;
    for (ssize i = 0; i < d->entry_count; i++) {
        StrEntry *e = entry_at(d, i);
        visit(visitor, e->key);
        visit(visitor, e->value);
    }
}

/* ---- searching ---- */

ALWAYS_INLINE int64_t hash_of_str(Str *s)
{
    return likely(s->hash != -1) ? s->hash : str_hash(s);
}

static NOINLINE ssize find_str_small(Dict *d, Str *s)
{
    int64_t hash = hash_of_str(s);
    for (ssize i = 0; i < d->entry_count; i++) {
        Ref key = str_entries(d)[i].key;
        if (!is_empty(key) && as_str(key)->hash == hash && str_equal(as_str(key), s))
            return i;
    }
    return NO_ENTRY;
}

/* The entry of an exact str in a dict of exact strs. */
ALWAYS_INLINE ssize find_str(Dict *d, Ref name)
{
    Str *s = as_str(name);
    if (d->index_bits == 0) {
        for (ssize i = 0; i < d->entry_count; i++)
            if (same(str_entries(d)[i].key, name))
                return i;
        return d->used ? find_str_small(d, s) : NO_ENTRY;
    }
    int64_t hash = hash_of_str(s);
    const void *index = index_of(d);
    int bits = d->index_bits;
    PROBE(hash, bits, i) {
        uint32_t e = slot_get(index, bits, i);
        if (e == SLOT_FREE)
            return NO_ENTRY;
        if (e == SLOT_DELETED)
            continue;
        Ref key = str_entries(d)[e].key;
        if (same(key, name) || (as_str(key)->hash == hash && str_equal(as_str(key), s)))
            return e;
    }
}

/* Does entry i have this key? Runs Python code only if neither identity nor exact built-in types decide. RESTART: the
 * entry or the layout of the table changed under the comparison. */
typedef enum { MATCH_ERROR = -1, MATCH_NO, MATCH_YES, MATCH_RESTART } Match;

ALWAYS_INLINE Match match(Thread *t, Dict *d, ssize i, Ref key, int64_t hash)
{
    Ref candidate = entry_at(d, i)->key;
    if (same(candidate, key))
        return MATCH_YES;
    if (is_empty(candidate) || entry_hash(d, i) != hash || both_fixnum(candidate, key))
        return MATCH_NO;
    Test plain = key_equal_plain(candidate, key);
    if (plain != TEST_ERROR)
        return (Match)plain;
    void *entries = d->entries;
    uint32_t generation = d->generation, capacity = d->entry_capacity;
    bool str_keys = d->str_keys;
    OWN Value held = retain(candidate);
    Test alike = compare_test(t, held, key, CMP_EQ);
    if (alike == TEST_ERROR)
        return MATCH_ERROR;
    if (unlikely(d->generation != generation) &&
        (d->entries != entries || d->entry_capacity != capacity || d->str_keys != str_keys || i >= d->entry_count || !same(entry_at(d, i)->key, held)))
        return MATCH_RESTART;
    return (Match)alike;
}

static ssize find_general(Thread *t, Dict *d, Ref key, int64_t hash)
{
restart:
    if (d->index_bits == 0) {
        for (ssize i = 0; i < d->entry_count; i++) {
            Match m = match(t, d, i, key, hash);
            if (m == MATCH_NO)
                continue;
            if (m == MATCH_RESTART)
                goto restart;
            return m == MATCH_YES ? i : PROBE_ERROR;
        }
        return NO_ENTRY;
    }
    const void *index = index_of(d);
    int bits = d->index_bits;
    PROBE(hash, bits, i) {
        uint32_t e = slot_get(index, bits, i);
        if (e == SLOT_FREE)
            return NO_ENTRY;
        if (e == SLOT_DELETED)
            continue;
        Match m = match(t, d, e, key, hash);
        if (m == MATCH_NO)
            continue;
        if (m == MATCH_RESTART)
            goto restart;
        return m == MATCH_YES ? (ssize)e : PROBE_ERROR;
    }
}

#define UNSURE ((ssize)-3)

/* In a dict of {key, value, hash} entries with an index, as far as that is possible without running Python code; else UNSURE. */
ALWAYS_INLINE ssize find_plain(Dict *d, Ref key, int64_t hash, size_t *slot)
{
    const HashEntry *entries = hash_entries(d);
    const void *index = index_of(d);
    int bits = d->index_bits;
    PROBE(hash, bits, i) {
        uint32_t k = slot_get(index, bits, i);
        if (k == SLOT_FREE)
            return NO_ENTRY;
        if (k == SLOT_DELETED)
            continue;
        const HashEntry *e = &entries[k];
        if (same(e->key, key)) {
            *slot = i;
            return k;
        }
        if (e->hash != hash || both_fixnum(e->key, key))
            continue;
        Test alike = key_equal_plain(e->key, key);
        if (alike == TEST_ERROR)
            return UNSURE;
        if (alike == TEST_TRUE) {
            *slot = i;
            return k;
        }
    }
}

ALWAYS_INLINE ssize find_entry(Thread *t, Dict *d, Ref key, int64_t hash)
{
    size_t slot;
    if (d->str_keys && is_exact(key, &str_type))
        return find_str(d, key);
    if (d->index_bits && !d->str_keys) {
        ssize i = find_plain(d, key, hash, &slot);
        if (likely(i != UNSURE))
            return i;
    }
    return find_general(t, d, key, hash);
}

/* Only an exact str's hash and comparison is free of errors, so look-ups of those skip hash_of(). */
ALWAYS_INLINE bool hash_key(Thread *t, Ref key, int64_t *hash)
{
    if (is_exact(key, &str_type)) {
        *hash = hash_of_str(as_str(key));
        return true;
    }
    if (is_fixnum(key)) {
        *hash = hash_int64(fixnum_value(key));
        return true;
    }
    return hash_of(t, key, hash);
}

ALWAYS_INLINE Lookup lend(Dict *d, ssize i, Ref *value)
{
    if (i < 0) {
        *value = EMPTY;
        return i == PROBE_ERROR ? ERROR : MISSING;
    }
    *value = entry_at(d, i)->value;
    return FOUND;
}

Lookup dict_find(Thread *t, Dict *d, Ref key, Ref *value)
{
    int64_t hash;
    if (d->str_keys && is_exact(key, &str_type))
        return lend(d, find_str(d, key), value);
    if (!hash_key(t, key, &hash)) {
        *value = EMPTY;
        return ERROR;
    }
    return lend(d, find_entry(t, d, key, hash), value);
}

Lookup dict_find_hash(Thread *t, Dict *d, Ref key, int64_t hash, Ref *value)
{
    return lend(d, find_entry(t, d, key, hash), value);
}

Lookup dict_find_place(Thread *t, Dict *d, Ref key, int64_t hash, Value **place)
{
    ssize i = find_entry(t, d, key, hash);
    if (i < 0)
        return i == PROBE_ERROR ? ERROR : MISSING;
    *place = &entry_at(d, i)->value;
    return FOUND;
}

/* In a dict with odd keys: only exact strs are compared with the name. */
static ssize find_name_among_others(Dict *d, Ref name)
{
    int64_t hash = hash_of_str(as_str(name));
    if (d->index_bits == 0) {
        for (ssize i = 0; i < d->entry_count; i++) {
            HashEntry *e = &hash_entries(d)[i];
            if (e->hash == hash && !is_empty(e->key) && is_exact(e->key, &str_type) && str_equal(as_str(e->key), as_str(name)))
                return i;
        }
        return NO_ENTRY;
    }
    const void *index = index_of(d);
    int bits = d->index_bits;
    PROBE(hash, bits, i) {
        uint32_t k = slot_get(index, bits, i);
        if (k == SLOT_FREE)
            return NO_ENTRY;
        if (k == SLOT_DELETED)
            continue;
        HashEntry *e = &hash_entries(d)[k];
        if (e->hash == hash && is_exact(e->key, &str_type) && str_equal(as_str(e->key), as_str(name)))
            return k;
    }
}

Ref dict_peek_name(Dict *d, Ref name)
{
    ssize i = d->str_keys ? find_str(d, name) : find_name_among_others(d, name);
    return i < 0 ? EMPTY : entry_at(d, i)->value;
}

Ref dict_peek_text(Thread *t, Dict *d, const char *name)
{
    OWN Value key = str_from_text(t, name);
    if (is_empty(key)) {
        raised_clear(t);
        return EMPTY;
    }
    return dict_peek_name(d, key);
}

Value dict_get(Thread *t, Dict *d, Ref key)
{
    Ref value;
    switch (dict_find(t, d, key, &value)) {
    case FOUND:   return retain(value);
    case MISSING: return raise_key(t, key);
    default:      return EMPTY;
    }
}

/* ---- storing ---- */

/* Deleted slots are not free: when tail entries come and go, slots run out before entries do. Some must stay free, for
 * searches to end. */
ALWAYS_INLINE uint32_t slots_limit(const Dict *d) { return (uint32_t)(((uint64_t)13 << d->index_bits) >> 4); }

/* Appends an entry for a key known to be absent. Runs no Python code. */
static bool append_entry(Thread *t, Dict *d, Ref key, int64_t hash, Ref value)
{
    if (d->str_keys && !is_exact(key, &str_type) && !(d->used == 0 && !d->entries)) {
        if (!make_general(t, d))
            return false;
    } else if (d->str_keys && !is_exact(key, &str_type)) {
        d->str_keys = false;
    }
    if ((d->entry_count == d->entry_capacity || d->filled > slots_limit(d)) && !grow(t, d))
        return false;
    ssize i = d->entry_count++;
    if (d->str_keys)
        str_entries(d)[i] = (StrEntry){retain(key), retain(value)};
    else
        hash_entries(d)[i] = (HashEntry){retain(key), retain(value), hash};
    if (d->index_bits)
        index_insert(d, hash, i);
    d->used++;
    changed_keys(d);
    return true;
}

bool dict_set_hash(Thread *t, Dict *d, Ref key, int64_t hash, Ref value)
{
    ssize i = find_entry(t, d, key, hash);
    if (i >= 0) {
        replace_take(&entry_at(d, i)->value, retain(value));
        return true;
    }
    return i == NO_ENTRY && append_entry(t, d, key, hash, value);
}

bool dict_set(Thread *t, Dict *d, Ref key, Ref value)
{
    int64_t hash;
    return hash_key(t, key, &hash) && dict_set_hash(t, d, key, hash, value);
}

bool dict_set_text(Thread *t, Dict *d, const char *key, Ref value)
{
    OWN Value name = intern_text(t, key);
    return !is_empty(name) && dict_set(t, d, name, value);
}

bool dict_set_text_take(Thread *t, Dict *d, const char *key, Value value)
{
    bool ok = !is_empty(value) && dict_set_text(t, d, key, value);
    release(value);
    return ok;
}

Lookup dict_setdefault(Thread *t, Dict *d, Ref key, Ref value, Value *result)
{
    int64_t hash;
    *result = EMPTY;
    if (!hash_key(t, key, &hash))
        return ERROR;
    ssize i = find_entry(t, d, key, hash);
    if (i >= 0) {
        *result = retain(entry_at(d, i)->value);
        return FOUND;
    }
    if (i == PROBE_ERROR || !append_entry(t, d, key, hash, value))
        return ERROR;
    *result = retain(value);
    return MISSING;
}

/* Takes entry i, which the index has in that slot, out; its key and value are the caller's. */
static void remove_at(Dict *d, ssize i, size_t slot, Value *key, Value *value)
{
    StrEntry *e = entry_at(d, i);
    if (d->index_bits)
        slot_set(index_of(d), d->index_bits, slot, SLOT_DELETED);
    *key = e->key;
    *value = e->value;
    e->key = e->value = EMPTY;
    d->used--;
    if (i == d->first)
        d->first++;
    changed_keys(d);
}

static void remove_entry(Dict *d, ssize i, Value *key, Value *value)
{
    remove_at(d, i, d->index_bits ? index_slot(d, entry_hash(d, i), i) : 0, key, value);
}

Lookup dict_pop(Thread *t, Dict *d, Ref key, Value *value)
{
    int64_t hash;
    Value old_key;
    *value = EMPTY;
    if (!hash_key(t, key, &hash))
        return ERROR;
    size_t slot;
    ssize i = d->index_bits && !d->str_keys ? find_plain(d, key, hash, &slot) : UNSURE;
    if (i >= 0) {
        remove_at(d, i, slot, &old_key, value);
    } else {
        if (i == UNSURE)
            i = find_entry(t, d, key, hash);
        if (i < 0)
            return i == PROBE_ERROR ? ERROR : MISSING;
        remove_entry(d, i, &old_key, value);
    }
    release(old_key);
    return FOUND;
}

Lookup dict_delete(Thread *t, Dict *d, Ref key)
{
    Value value;
    Lookup found = dict_pop(t, d, key, &value);
    release(value);
    return found;
}

/* The first entry there is, in a dict that is not empty. */
static ssize first_entry(Dict *d)
{
    while (is_empty(entry_at(d, d->first)->key))
        d->first++;
    return d->first;
}

bool dict_pop_end(Dict *d, bool last, Value *key, Value *value)
{
    if (d->used == 0)
        return false;
    if (!last) {
        remove_entry(d, first_entry(d), key, value);
        return true;
    }
    while (is_empty(entry_at(d, d->entry_count - 1)->key))
        d->entry_count--;
    remove_entry(d, d->entry_count - 1, key, value);
    d->entry_count--;
    d->first = MIN(d->first, d->entry_count);
    return true;
}

/* ---- order ---- */

/* Opens a gap of holes in front of the entries, as long as the entries are many, so that moves to the front are amortised. */
static bool make_front_gap(Thread *t, Dict *d)
{
    ssize gap = d->used + 1;
    if (!resize(t, d, d->used + gap))
        return false;
    size_t size = entry_size(d);
    memmove((char *)d->entries + (size_t)gap * size, d->entries, (size_t)d->entry_count * size);
    memset(d->entries, 0, (size_t)gap * size);
    d->entry_count += (uint32_t)gap;
    d->first = (uint32_t)gap;
    changed_keys(d);
    rebuild_index(d);
    return true;
}

static void move_entry(Dict *d, ssize from, ssize to)
{
    size_t size = entry_size(d);
    if (d->index_bits)
        slot_set(index_of(d), d->index_bits, index_slot(d, entry_hash(d, from), from), (uint32_t)to);
    memcpy(entry_at(d, to), entry_at(d, from), size);
    entry_at(d, from)->key = entry_at(d, from)->value = EMPTY;
    if (from == d->first)
        d->first++;
    changed_keys(d);
}

Lookup dict_move(Thread *t, Dict *d, Ref key, bool last)
{
    int64_t hash;
    return hash_key(t, key, &hash) ? dict_move_hash(t, d, key, hash, last) : ERROR;
}

Lookup dict_move_hash(Thread *t, Dict *d, Ref key, int64_t hash, bool last)
{
    ssize i = find_entry(t, d, key, hash);
    if (i < 0)
        return i == PROBE_ERROR ? ERROR : MISSING;
    if (d->used == 1)
        return FOUND;
    if (last) {
        if (i == d->entry_count - 1)
            return FOUND;
        if (d->entry_count == d->entry_capacity) {
            if (!grow(t, d))
                return ERROR;
            i = find_entry(t, d, key, hash);
            if (i < 0)
                return i == PROBE_ERROR ? ERROR : MISSING;
            if (d->entry_count == d->entry_capacity)        /* __eq__ played tricks */
                return FOUND;
        }
        move_entry(d, i, d->entry_count++);
        return FOUND;
    }
    ssize first = first_entry(d);
    if (i == first)
        return FOUND;
    if (first == 0) {
        if (!make_front_gap(t, d))
            return ERROR;
        i = find_entry(t, d, key, hash);
        if (i < 0)
            return i == PROBE_ERROR ? ERROR : MISSING;
        first = first_entry(d);
        if (first == 0 || i == first)           /* __eq__ played tricks */
            return FOUND;
    }
    move_entry(d, i, first - 1);
    d->first = (uint32_t)first - 1;
    return FOUND;
}

/* ---- walking, copying, merging ---- */

ssize dict_len(const Dict *d) { return d->used; }

bool dict_next(Dict *d, ssize *position, Ref *key, Ref *value)
{
    StrEntry *e = dict_step(d, position);
    if (!e)
        return false;
    *key = e->key;
    *value = e->value;
    return true;
}

/* Copies entries without the holes; compiled for each size. */
ALWAYS_INLINE void clone_span(char *to, const char *from, ssize count, size_t size)
{
    for (ssize i = 0; i < count; i++) {
        const StrEntry *e = (const StrEntry *)(from + (size_t)i * size);
        fetch(from, count, size, i);
        if (is_empty(e->key))
            continue;
        memcpy(to, e, size);
        retain(e->key);
        retain(e->value);
        to += size;
    }
}

/* Takes the entries of d into c, which is empty and has no table. */
static bool clone_entries(Thread *t, Dict *c, Dict *d)
{
    c->str_keys = d->str_keys;
    if (!resize(t, c, d->used))
        return false;
    if (d->str_keys)
        clone_span(c->entries, d->entries, d->entry_count, sizeof(StrEntry));
    else
        clone_span(c->entries, d->entries, d->entry_count, sizeof(HashEntry));
    c->used = d->used;
    c->entry_count = (uint32_t)d->used;
    if (c->index_bits && c->index_bits == d->index_bits && d->used == d->entry_count)
        memcpy(index_of(c), index_of(d), index_bytes(c->index_bits)), c->filled = d->filled;
    else
        rebuild_index(c);
    changed_keys(c);
    return true;
}

Value dict_copy(Thread *t, Dict *d)
{
    Value v = dict_new(t);
    if (!is_empty(v) && d->used && !clone_entries(t, as_dict(v), d)) {
        release(v);
        return EMPTY;
    }
    return v;
}

Value dict_values_list(Thread *t, Dict *d)
{
    OWN Value v = list_new(t, d->used);
    ssize position = 0;
    for (Ref key, value; !is_empty(v) && dict_next(d, &position, &key, &value);)
        if (!list_append(t, as_list(v), value))
            return EMPTY;
    return take(&v);
}

Value dict_items_list(Thread *t, Dict *d)
{
    OWN Value v = list_new(t, d->used);
    ssize position = 0;
    for (Ref key, value; !is_empty(v) && dict_next(d, &position, &key, &value);) {
        OWN Value pair = tuple_pack(t, 2, key, value);      /* may collect garbage, which runs code: d may change */
        if (is_empty(pair) || !list_append(t, as_list(v), pair))
            return EMPTY;
    }
    return take(&v);
}

Value dict_keys_list(Thread *t, Dict *d)
{
    Value v = list_new(t, d->used);
    if (is_empty(v))
        return EMPTY;
    List *l = as_list(v);
    ssize position = 0;
    for (Ref key, value; dict_next(d, &position, &key, &value);)
        l->item[l->len++] = retain(key);
    return v;
}

/* Both have only strs for keys: finding them runs no Python code, but dropping an old value may. */
static bool merge_names(Thread *t, Dict *d, Dict *other, bool override)
{
    uint32_t generation = other->generation;
    for (ssize i = 0; i < other->entry_count; i++) {
        StrEntry *e = &str_entries(other)[i];
        if (is_empty(e->key))
            continue;
        if (unlikely(!d->str_keys)) {               /* that code has been busy */
            OWN Value key = retain(e->key);
            OWN Value value = retain(e->value);
            if (!dict_set(t, d, key, value))
                return false;
            if (other->generation != generation)
                return raise_runtime(t, "dict mutated during update"), false;
            continue;
        }
        ssize k = find_str(d, e->key);
        if (k == NO_ENTRY) {
            if (!append_entry(t, d, e->key, as_str(e->key)->hash, e->value))
                return false;
        } else if (override) {
            replace_take(&str_entries(d)[k].value, retain(e->value));
            if (unlikely(other->generation != generation))
                return raise_runtime(t, "dict mutated during update"), false;
        }
    }
    return true;
}

static bool merge_dict(Thread *t, Dict *d, Dict *other, bool override)
{
    if (d == other || other->used == 0)
        return true;
    if (!d->entries)
        return clone_entries(t, d, other);
    uint32_t generation = other->generation;
    if (d->str_keys && other->str_keys)
        return merge_names(t, d, other, override);
    for (ssize i = 0; i < other->entry_count; i++) {
        StrEntry *e = entry_at(other, i);
        if (is_empty(e->key))
            continue;
        OWN Value key = retain(e->key);
        OWN Value value = retain(e->value);
        int64_t hash = entry_hash(other, i);
        ssize k = find_entry(t, d, key, hash);
        if (k == PROBE_ERROR)
            return false;
        if (k >= 0) {
            if (override)
                replace_take(&entry_at(d, k)->value, retain(value));
        } else if (!append_entry(t, d, key, hash, value)) {
            return false;
        }
        if (other->generation != generation)
            return raise_runtime(t, "dict mutated during update"), false;
    }
    return true;
}

static bool merge_mapping(Thread *t, Dict *d, Ref mapping, bool override)
{
    OWN Value keys = call_method0(t, mapping, NAME(keys));
    OWN Value it = is_empty(keys) ? EMPTY : iter(t, keys);
    if (is_empty(it))
        return false;
    for (;;) {
        OWN Value key = EMPTY;
        switch (step(t, it, &key)) {
        case ERROR:   return false;
        case MISSING: return true;
        default:      break;
        }
        if (!override) {
            Ref existing;
            Lookup found = dict_find(t, d, key, &existing);
            if (found == ERROR)
                return false;
            if (found == FOUND)
                continue;
        }
        OWN Value value = get_item(t, mapping, key);
        if (is_empty(value) || !dict_set(t, d, key, value))
            return false;
    }
}

bool dict_merge(Thread *t, Dict *d, Ref mapping, bool override)
{
    if (is_dict(mapping) && type_of(mapping)->iter == dict_type.iter)
        return merge_dict(t, d, as_dict(mapping), override);
    return merge_mapping(t, d, mapping, override);
}

static bool add_pair(Thread *t, Dict *d, Ref item, ssize number, bool override)
{
    if (!type_of(item)->iter && !type_of(item)->getitem)
        return raise_type(t, "cannot convert dictionary update sequence element #%zd to a sequence", number), false;
    OWN Value pair = is_exact(item, &list_type) ? retain(item) : to_tuple(t, item);
    if (is_empty(pair))
        return false;
    ssize n = is_list(pair) ? as_list(pair)->len : as_tuple(pair)->len;
    if (n != 2)
        return raise_value(t, "dictionary update sequence element #%zd has length %zd; 2 is required", number, n), false;
    Value *items = is_list(pair) ? as_list(pair)->item : as_tuple(pair)->item;
    OWN Value key = retain(items[0]);
    OWN Value value = retain(items[1]);
    if (override)
        return dict_set(t, d, key, value);
    Value now = EMPTY;
    bool good = dict_setdefault(t, d, key, value, &now) != ERROR;
    release(now);
    return good;
}

/* An empty dict gets room for as many keys as there may be. */
static bool make_room(Thread *t, Dict *d, ssize n)
{
    return d->entries || n <= SMALL || n > 100000 || resize(t, d, n);
}

static bool merge_list(Thread *t, Dict *d, Ref list)
{
    if (!make_room(t, d, as_list(list)->len))
        return false;
    for (ssize i = 0; i < as_list(list)->len; i++) {        /* the list may change meanwhile */
        OWN Value item = retain(as_list(list)->item[i]);
        if (likely(is_exact(item, &tuple_type) && as_tuple(item)->len == 2)) {
            if (!dict_set(t, d, as_tuple(item)->item[0], as_tuple(item)->item[1]))
                return false;
        } else if (!add_pair(t, d, item, i, true)) {
            return false;
        }
    }
    return true;
}

/* zip() of two: without making the pairs. */
static bool merge_zip(Thread *t, Dict *d, Ref zip, bool *is_pairs)
{
    for (;;) {
        Value a, b;
        switch (zip_step_pair(t, zip, &a, &b)) {
        case PAIR_NOT:   return *is_pairs = false, true;
        case PAIR_END:   return true;
        case PAIR_ERROR: return false;
        case PAIR_FOUND: break;
        }
        bool ok = dict_set(t, d, a, b);
        release(a);
        release(b);
        if (!ok)
            return false;
    }
}

bool dict_merge_pairs(Thread *t, Dict *d, Ref pairs, bool override)
{
    OWN Value it = iter(t, pairs);
    if (is_empty(it))
        return false;
    for (ssize number = 0;; number++) {
        OWN Value item = EMPTY;
        switch (step(t, it, &item)) {
        case ERROR:   return false;
        case MISSING: return true;
        default:      break;
        }
        if (!add_pair(t, d, item, number, override))
            return false;
    }
}

static bool merge_pairs(Thread *t, Dict *d, Ref pairs)
{
    bool zipped = is_exact(pairs, &zip_type);
    if (is_exact(pairs, &list_type))
        return merge_list(t, d, pairs);
    if (zipped && !merge_zip(t, d, pairs, &zipped))
        return false;
    return zipped || dict_merge_pairs(t, d, pairs, true);
}

bool dict_update(Thread *t, Dict *d, Ref other)
{
    if (is_exact(other, &dict_type))
        return merge_dict(t, d, as_dict(other), true);
    if (is_exact(other, &list_type) || is_exact(other, &zip_type))      /* which have no keys() */
        return merge_pairs(t, d, other);
    OWN Value keys = EMPTY;
    switch (find_attr(t, other, NAME(keys), &keys)) {
    case ERROR:   return false;
    case MISSING: return merge_pairs(t, d, other);
    default:      return dict_merge(t, d, other, true);
    }
}

Test dict_equal(Thread *t, Dict *a, Dict *b)
{
    if (a->used != b->used)
        return TEST_FALSE;
    for (ssize i = 0; i < a->entry_count; i++) {
        if (is_empty(entry_at(a, i)->key))
            continue;
        if (a->str_keys && b->str_keys) {       /* finding a str runs no Python code, so nothing need be owned for it */
            ssize k = find_str(b, entry_at(a, i)->key);
            if (k == NO_ENTRY)
                return TEST_FALSE;
            if (same(entry_at(a, i)->value, entry_at(b, k)->value))
                continue;
        }
        OWN Value key = retain(entry_at(a, i)->key);
        OWN Value left = retain(entry_at(a, i)->value);
        ssize k = find_entry(t, b, key, entry_hash(a, i));
        if (k < 0)
            return k == PROBE_ERROR ? TEST_ERROR : TEST_FALSE;
        OWN Value right = retain(entry_at(b, k)->value);
        Test alike = equal(t, left, right);
        if (alike != TEST_TRUE)
            return alike;
    }
    return TEST_TRUE;
}

/* ---- inline caches ---- */

uint64_t dict_cache_version(Thread *t, Dict *d)
{
    if (d->keys_version == 0)
        d->keys_version = ++t->interp->next_keys_version;
    return d->keys_version;
}

ssize dict_entry_of_name(Dict *d, Ref name)
{
    return d->str_keys ? find_str(d, name) : NO_ENTRY;
}
