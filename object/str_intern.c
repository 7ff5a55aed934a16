/* str_intern.c: interned strs: for equal texts one object, so that names compare by identity.
 *
 * The names in the C sources, NAME(x), are static strs; the build has made a hash table of them (gen/names.c), shared by
 * all interpreters. The others are in a table per interpreter: open addressing with linear probing, at most half full,
 * deletion by shifting back. It lends its strs: an interned str that dies takes itself out.
 */
#include "object/str_internal.h"

#include <stdlib.h>

#include "base/utf8.h"

/* From gen/names.c: open-addressed by the FNV-1a hash of the text, NULL where free. */
extern void *const static_names[];
extern const uint32_t static_names_mask;
#define STATIC_NAME_MAX 64      /* longer texts are not looked for among them */

typedef struct InternTable {
    Str **slot;                 /* NULL: free */
    size_t mask, count;
    uint64_t key;
} InternTable;

/* Keyed multiply-and-fold over 8 bytes at a time. */
static uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t table_hash(const InternTable *table, const void *data, size_t n)
{
    const uint8_t *p = data;
    uint64_t h = table->key ^ n * UINT64_C(0x9E3779B97F4A7C15), word;
    for (; n >= 8; n -= 8, p += 8) {
        memcpy(&word, p, 8);
        h = fold(h ^ word, UINT64_C(0xD6E8FEB86659FD93));
    }
    if (n) {
        word = 0;
        memcpy(&word, p, n);
        h = fold(h ^ word, UINT64_C(0xA0761D6478BD642F));
    }
    return h ^ h >> 32;
}

static uint64_t str_table_hash(const InternTable *table, const Str *s)
{
    return table_hash(table, str_data(s), (size_t)s->len * s->kind);
}

/* The slot of the equal str, or the free one where it belongs. */
static Str **find_slot(const InternTable *table, const void *data, ssize len, StrKind kind, uint64_t hash)
{
    for (size_t i = hash & table->mask;; i = (i + 1) & table->mask) {
        Str *s = table->slot[i];
        if (!s || (s->len == len && s->kind == kind && memcmp(str_data(s), data, (size_t)len * kind) == 0))
            return &table->slot[i];
    }
}

static bool table_resize(InternTable *table, size_t slots)
{
    Str **old = table->slot, **fresh = calloc(slots, sizeof *fresh);
    size_t n = old ? table->mask + 1 : 0;
    if (!fresh)
        return false;
    table->slot = fresh;
    table->mask = slots - 1;
    for (size_t i = 0; i < n; i++) {
        if (!old[i])
            continue;
        size_t j = str_table_hash(table, old[i]) & table->mask;
        while (fresh[j])
            j = (j + 1) & table->mask;
        fresh[j] = old[i];
    }
    free(old);
    return true;
}

/* The interpreter's table, made on first use; NULL with MemoryError. */
static InternTable *table_of(Thread *t)
{
    InternTable *table = t->interp->interned;
    if (likely(table))
        return table;
    table = calloc(1, sizeof *table);
    if (!table || !table_resize(table, 1024)) {
        free(table);
        raise_memory(t);
        return NULL;
    }
    table->key = t->interp->hash_key[0] ^ t->interp->hash_key[1];
    t->interp->interned = table;
    return table;
}

/* The static name with this ASCII text, or NULL. */
static Str *find_static(const char *p, ssize n)
{
    if (n > STATIC_NAME_MAX)
        return NULL;
    uint32_t h = 2166136261u;
    for (ssize i = 0; i < n; i++)
        h = (h ^ (uint8_t)p[i]) * 16777619u;
    for (uint32_t i = h & static_names_mask;; i = (i + 1) & static_names_mask) {
        Str *s = static_names[i];
        if (!s || (s->len == n && memcmp(str_data(s), p, (size_t)n) == 0))
            return s;
    }
}

void intern_table_free(Interp *interp)
{
    InternTable *table = interp->interned;
    if (table)
        free(table->slot);
    free(table);
    interp->interned = NULL;
}

/* Makes room for one more; may move the slots. */
static bool table_reserve(Thread *t, InternTable *table)
{
    if (likely((table->count + 1) * 2 <= table->mask + 1))
        return true;
    if (table_resize(table, (table->mask + 1) * 4))
        return true;
    raise_memory(t);
    return false;
}

Value intern_take(Thread *t, Value v)
{
    if (is_empty(v) || as_str(v)->interned)
        return v;
    if (!is_exact(v, &str_type)) {
        Value exact = str_exact(t, v);
        release(v);
        return intern_take(t, exact);
    }
    Str *s = as_str(v), *name = s->ascii ? find_static(str_data(s), s->len) : NULL;
    if (name) {
        release(v);
        return value_of(name);
    }
    InternTable *table = table_of(t);
    if (!table || !table_reserve(t, table)) {
        release(v);
        return EMPTY;
    }
    Str **slot = find_slot(table, str_data(s), s->len, s->kind, str_table_hash(table, s));
    if (*slot) {
        Value found = retain_object(*slot);
        release(v);
        return found;
    }
    *slot = s;
    table->count++;
    s->interned = true;
    return v;
}

Value intern_utf8(Thread *t, const char *p, ssize n)
{
    if (utf8_is_ascii(p, n)) {          /* the usual case needs no temporary str when it is there already */
        Str *s = find_static(p, n);
        if (s)
            return value_of(s);
        InternTable *table = table_of(t);
        if (!table || !table_reserve(t, table))
            return EMPTY;
        Str **slot = find_slot(table, p, n, STR_1, table_hash(table, p, (size_t)n));
        if (*slot)
            return retain_object(*slot);
        Value made = str_from_ascii(t, p, n);
        if (is_empty(made) || as_str(made)->interned)       /* empty, or of one character */
            return intern_take(t, made);
        *slot = as_str(made);
        table->count++;
        as_str(made)->interned = true;
        return made;
    }
    return intern_take(t, str_from_utf8(t, p, n));
}

Value intern_text(Thread *t, const char *s)
{
    return intern_utf8(t, s, (ssize)strlen(s));
}

void intern_forget(Str *s)
{
    InternTable *table = current_thread->interp->interned;
    if (!table)
        return;
    Str **slot = find_slot(table, str_data(s), s->len, s->kind, str_table_hash(table, s));
    if (*slot != s)
        return;
    size_t hole = (size_t)(slot - table->slot), i = hole;
    table->slot[hole] = NULL;
    table->count--;
    for (;;) {                          /* move later members of the run back into the hole */
        i = (i + 1) & table->mask;
        Str *next = table->slot[i];
        if (!next)
            return;
        size_t home = str_table_hash(table, next) & table->mask;
        if (((i - home) & table->mask) >= ((i - hole) & table->mask)) {
            table->slot[hole] = next;
            table->slot[i] = NULL;
            hole = i;
        }
    }
}
