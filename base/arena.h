/* arena.h: bump allocation for things that die together (the AST, a compilation).
 *
 * An Arena hands out 16-aligned zero-cost pieces of large chunks; nothing is freed singly, arena_free
 * returns everything. Allocation is a compare and an add; a refusal by the system is a NULL, never an abort.
 * A piece never moves. Not for sharing between threads. */
#ifndef KRAIT_BASE_ARENA_H
#define KRAIT_BASE_ARENA_H

#include "base/common.h"

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    char *next;          /* first free byte, 16-aligned */
    char *end;           /* end of the chunk being filled */
    ArenaChunk *chunks;  /* every chunk, newest first */
    size_t total;        /* bytes obtained from the system */
} Arena;

void arena_init(Arena *a);
void arena_free(Arena *a);

/* Uninitialised memory, or NULL when the system refuses. Call arena_alloc. */
void *arena_alloc_slow(Arena *a, size_t size) MUST_CHECK;

MUST_CHECK static inline void *arena_alloc(Arena *a, size_t size)
{
    if (unlikely(size >= (size_t)(a->end - a->next)))   /* >=: an empty arena has no address to lend */
        return arena_alloc_slow(a, size);
    void *p = a->next;
    a->next += (size + 15) & ~(size_t)15;   /* chunk ends are 16-aligned too, so this stays inside */
    return p;
}

/* The same, filled with zeros. */
void *arena_alloc_zero(Arena *a, size_t size) MUST_CHECK;

/* A NUL-terminated copy of n bytes. */
char *arena_copy(Arena *a, const char *s, size_t n) MUST_CHECK;

#define arena_new(a, T)          ((T *)arena_alloc_zero((a), sizeof(T)))
#define arena_new_array(a, T, n) ((T *)arena_alloc_array((a), (size_t)(n), sizeof(T)))

/* Zeroed room for count items; NULL also when the product overflows. */
void *arena_alloc_array(Arena *a, size_t count, size_t item_size) MUST_CHECK;

#endif
