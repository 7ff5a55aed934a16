/* arena.c: the slow half of the bump arena (see arena.h).
 *
 * Chunks grow from 8 KiB, doubling to 1 MiB, so that a one-line compile costs one small malloc and a large
 * one few. A request larger than a quarter of the next chunk gets a chunk of its own, behind the current one,
 * so that the room left in the current one is not lost. */
#include "base/arena.h"

#include <stdlib.h>

enum { FIRST_CHUNK = 8 << 10, LAST_CHUNK = 1 << 20 };

struct ArenaChunk {
    ArenaChunk *older;
    size_t size;                        /* of data[], a multiple of 16 */
    _Alignas(16) char data[];
};

void arena_init(Arena *a)
{
    *a = (Arena){0};
}

void arena_free(Arena *a)
{
    for (ArenaChunk *c = a->chunks, *older; c; c = older) {
        older = c->older;
        free(c);
    }
    arena_init(a);
}

static ArenaChunk *chunk_new(Arena *a, size_t size)
{
    ArenaChunk *c = malloc(sizeof *c + size);
    if (!c)
        return NULL;
    c->size = size;
    a->total += sizeof *c + size;
    return c;
}

void *arena_alloc_slow(Arena *a, size_t size)
{
    if (size > PTRDIFF_MAX - 4096)
        return NULL;
    size = (size + 15) & ~(size_t)15;

    size_t standard = MIN(MAX(a->total, (size_t)FIRST_CHUNK), (size_t)LAST_CHUNK) & ~(size_t)15;
    bool alone = size > standard / 4;
    ArenaChunk *c = chunk_new(a, alone ? size : standard);
    if (!c)
        return NULL;
    if (alone && a->chunks) {
        c->older = a->chunks->older;
        a->chunks->older = c;
        return c->data;
    }
    c->older = a->chunks;
    a->chunks = c;
    a->next = c->data + size;
    a->end = c->data + c->size;
    return c->data;
}

void *arena_alloc_zero(Arena *a, size_t size)
{
    void *p = arena_alloc(a, size);
    return p ? memset(p, 0, size) : NULL;
}

void *arena_alloc_array(Arena *a, size_t count, size_t item_size)
{
    size_t size;
    if (__builtin_mul_overflow(count, item_size, &size))
        return NULL;
    return arena_alloc_zero(a, size);
}

char *arena_copy(Arena *a, const char *s, size_t n)
{
    if (n == SIZE_MAX)
        return NULL;
    char *p = arena_alloc(a, n + 1);
    if (!p)
        return NULL;
    if (n)
        memcpy(p, s, n);
    p[n] = 0;
    return p;
}
