/* assemble.c: making code objects (assemble.h), and merging equal constants. */
#include "frontend/assemble.h"

#include "base/hash.h"
#include "frontend/opcode_info.h"
#include "object/bytes.h"
#include "object/code.h"
#include "object/float.h"
#include "object/int.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- Index maps ---- */

static struct IndexEntry *map_slot(struct IndexEntry *entry, uint32_t size, uint64_t key)
{
    for (uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15ull >> 32);; i++) {
        struct IndexEntry *e = &entry[i & (size - 1)];
        if (e->index < 0 || e->key == key)
            return e;
    }
}

/* The entry of a key; its index is -1 when the key is new. */
static struct IndexEntry *map_entry(Compilation *c, IndexMap *m, uint64_t key)
{
    if (m->count * 2 >= m->size) {
        uint32_t size = m->size ? 2 * m->size : 16;
        struct IndexEntry *entry = malloc(size * sizeof *entry);
        if (!entry)
            compilation_fail_memory(c);
        for (uint32_t i = 0; i < size; i++)
            entry[i].index = -1;
        for (uint32_t i = 0; i < m->size; i++)
            if (m->entry[i].index >= 0)
                *map_slot(entry, size, m->entry[i].key) = m->entry[i];
        free(m->entry);
        m->entry = entry;
        m->size = size;
    }
    return map_slot(m->entry, m->size, key);
}
static bool map_has(const IndexMap *m, uint64_t key) { return m->size && map_slot(m->entry, m->size, key)->index >= 0; }

/* ---- Appending ---- */

void assembler_free(Assembler *a)
{
    instr_vec_free(&a->code);
    location_vec_free(&a->locations);
    handler_vec_free(&a->handlers);
    value_vec_free(&a->consts);
    value_vec_free(&a->wide_consts);
    value_vec_free(&a->cache_names);
    value_vec_free(&a->wide_cache_names);
    free(a->wide_caches.entry);
    free(a->const_index.entry);
    free(a->wide_index.entry);
    free(a->shared_caches.entry);
    *a = (Assembler){0};
}

ssize assembler_emit(Compilation *c, Assembler *a, Instr instr, Location at)
{
    if (!instr_vec_push(&a->code, instr) || !location_vec_push(&a->locations, at))
        compilation_fail_memory(c);
    if (a->code.len > INT32_MAX / 2)
        compilation_fail(c, NULL, "code block too large");
    return a->code.len - 1;
}

void assembler_handler(Compilation *c, Assembler *a, Handler handler)
{
    if (!handler_vec_push(&a->handlers, handler))
        compilation_fail_memory(c);
}

static int32_t pool_index(Compilation *c, IndexMap *m, ValueVec *pool, Ref v)
{
    struct IndexEntry *e = map_entry(c, m, v.bits);
    if (e->index < 0) {
        if (!value_vec_push(pool, v))
            compilation_fail_memory(c);
        e->key = v.bits;
        e->index = (int32_t)pool->len - 1;
        m->count++;
    }
    return e->index;
}

int32_t assembler_const(Compilation *c, Assembler *a, Ref v)
{
    int32_t index = pool_index(c, &a->const_index, &a->consts, v);
    if (index > CONST_MAX)
        compilation_fail(c, NULL, "too many constants in one block");
    return index;
}
bool assembler_has_room(const Assembler *a) { return a->consts.len < OPERAND_CONSTS; }
bool assembler_const_fits(const Assembler *a, Ref v)
{
    return assembler_has_room(a)
        || (map_has(&a->const_index, v.bits) && map_slot(a->const_index.entry, a->const_index.size, v.bits)->index < OPERAND_CONSTS);
}
/* Marked by a high bit until assembler_finish. */
#define WIDE_BIT 0x40000000
int32_t assembler_wide_const(Compilation *c, Assembler *a, Ref v)
{
    if (assembler_const_fits(a, v))
        return assembler_const(c, a, v);
    return assembler_last_const(c, a, v);
}
int32_t assembler_last_const(Compilation *c, Assembler *a, Ref v)
{
    return pool_index(c, &a->wide_index, &a->wide_consts, v) | WIDE_BIT;
}

int32_t assembler_cache(Compilation *c, Assembler *a, Ref name)
{
    if (a->cache_names.len >= CACHE_UNSHARED) {
        struct IndexEntry *e = map_entry(c, &a->shared_caches, name.bits);
        if (e->index >= 0)
            return e->index;
        e->key = name.bits;
        e->index = (int32_t)a->cache_names.len;
        a->shared_caches.count++;
    }
    if (a->cache_names.len > CACHE_MAX)
        compilation_fail(c, NULL, "too many names in one block");
    if (!value_vec_push(&a->cache_names, name))
        compilation_fail_memory(c);
    return (int32_t)a->cache_names.len - 1;
}

int32_t assembler_wide_cache(Compilation *c, Assembler *a, Ref name)
{
    if (a->cache_names.len < CACHE_UNSHARED)
        return assembler_cache(c, a, name);
    return pool_index(c, &a->wide_caches, &a->wide_cache_names, name) | WIDE_BIT;
}

/* Numbers of the second pools come after those of the first. */
static void renumber(Assembler *a)
{
    if (!a->wide_consts.len && !a->wide_cache_names.len)
        return;
    for (ssize i = 0; i < a->code.len; i++) {
        Instr *instr = &a->code.item[i];
        char kind = opcode_info[instr->op].kinds[2];
        if ((kind == 'w' || (kind == 'k' && opcode_is_wide(instr->op))) && instr->wide & WIDE_BIT)
            instr->wide = (instr->wide & ~WIDE_BIT) + (int32_t)(kind == 'w' ? a->consts.len : a->cache_names.len);
    }
}

Ref assembler_finish(Compilation *c, Assembler *a, CodeSpec *spec)
{
    renumber(a);
    if (!value_vec_extend(&a->consts, a->wide_consts.item, a->wide_consts.len)
        || !value_vec_extend(&a->cache_names, a->wide_cache_names.item, a->wide_cache_names.len))
        compilation_fail_memory(c);
    spec->instr = a->code.item;
    spec->locations = a->locations.item;
    spec->instr_count = (uint32_t)a->code.len;
    spec->consts = a->consts.item;
    spec->const_count = (uint32_t)a->consts.len;
    spec->cache_names = a->cache_names.item;
    spec->cache_count = (uint32_t)a->cache_names.len;
    spec->handlers = a->handlers.item;
    spec->handler_count = (uint32_t)a->handlers.len;
    return compilation_own(c, code_new(c->t, spec));
}

/* ---- Equal constants ---- */

static bool constant_hash(Ref v, uint64_t *hash)
{
    uint64_t acc;
    if (!is_ptr(v))
        return *hash = v.bits * 0x9E3779B97F4A7C15ull, true;
    Type *type = type_of(v);
    if (type == &str_type) {
        *hash = (uint64_t)str_hash(as_str(v));
    } else if (type == &bytes_type) {
        acc = (uint64_t)as_bytes(v)->len + 77;
        for (ssize i = 0; i < as_bytes(v)->len; i++)
            acc = (acc ^ as_bytes(v)->data[i]) * 1099511628211ull;
        *hash = acc;
    } else if (type == &int_type) {
        *hash = (uint64_t)int_hash(v);
    } else if (type == &float_type || type == &complex_type) {
        *hash = 12345;                              /* rare: boxed floats, imaginary literals */
    } else if (type == &tuple_type) {
        acc = hash_sequence_start();
        for (ssize i = 0; i < as_tuple(v)->len; i++) {
            uint64_t h;
            if (!constant_hash(as_tuple(v)->item[i], &h))
                return false;
            acc = hash_sequence_add(acc, (int64_t)h);
        }
        *hash = (uint64_t)hash_sequence_finish(acc, as_tuple(v)->len);
    } else
        return false;                               /* by identity: singletons, frozensets, code */
    *hash *= 0x9E3779B97F4A7C15ull;
    return true;
}

/* Strings that look like names are interned, so that look-ups with them are by identity. */
static bool looks_like_name(const Str *s)
{
    if (!s->ascii)
        return false;
    const char *p = str_data(s);
    for (ssize i = 0; i < s->len; i++)
        if (!((p[i] | 32) >= 'a' && (p[i] | 32) <= 'z') && !(p[i] >= '0' && p[i] <= '9') && p[i] != '_')
            return false;
    return true;
}

static Ref prepared(Compilation *c, ConstantTable *table, Ref v)
{
    if (is_exact(v, &str_type) && !as_str(v)->interned && looks_like_name(as_str(v)))
        return compilation_own(c, intern_take(c->t, retain(v)));
    if (is_exact(v, &tuple_type) && as_tuple(v)->len) {
        Tuple *old = as_tuple(v);
        Ref fresh = compilation_own(c, tuple_new(c->t, old->len));
        for (ssize i = 0; i < old->len; i++)
            as_tuple(fresh)->item[i] = NONE;
        for (ssize i = 0; i < old->len; i++)
            as_tuple(fresh)->item[i] = retain(constant_canonical(c, table, old->item[i]));
        return fresh;
    }
    return v;
}

static uint32_t table_find(const ConstantTable *table, Ref v, uint64_t hash)
{
    uint32_t i = (uint32_t)(hash >> 32) & (table->size - 1);
    while (!is_empty(table->item[i]) && !(table->hash[i] == hash && constants_equal(table->item[i], v)))
        i = (i + 1) & (table->size - 1);
    return i;
}

static void table_grow(Compilation *c, ConstantTable *table)
{
    ConstantTable bigger = {.size = table->size ? 2 * table->size : 128, .count = table->count};
    bigger.item = calloc(bigger.size, sizeof *bigger.item);
    bigger.hash = calloc(bigger.size, sizeof *bigger.hash);
    if (!bigger.item || !bigger.hash) {
        constant_table_free(&bigger);
        compilation_fail_memory(c);
    }
    for (uint32_t i = 0; i < table->size; i++)
        if (!is_empty(table->item[i])) {
            uint32_t j = table_find(&bigger, table->item[i], table->hash[i]);
            bigger.item[j] = table->item[i];
            bigger.hash[j] = table->hash[i];
        }
    constant_table_free(table);
    *table = bigger;
}

/* The table borrows: the arena owns its items. */
Ref constant_canonical(Compilation *c, ConstantTable *table, Ref v)
{
    uint64_t hash;
    if (!is_ptr(v) || !constant_hash(v, &hash))
        return v;
    if (table->count * 2 >= table->size)
        table_grow(c, table);
    uint32_t i = table_find(table, v, hash);
    if (!is_empty(table->item[i]))
        return table->item[i];
    v = prepared(c, table, v);
    if (table->count * 2 >= table->size)            /* items of a tuple were added */
        table_grow(c, table);
    i = table_find(table, v, hash);
    if (is_empty(table->item[i])) {
        table->item[i] = v;
        table->hash[i] = hash;
        table->count++;
    }
    return table->item[i];
}

void constant_table_free(ConstantTable *table)
{
    free(table->item);
    free(table->hash);
    *table = (ConstantTable){0};
}
