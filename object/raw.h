/* raw.h: memory of containers' items: lists, dicts, sets.
 *
 * Blocks whose owner knows their size. Small ones come from the pages of plain objects (heap_pages.h), which costs a third
 * of malloc(); their first two words say that no object is there. Large ones are mem_alloc's. Under AddressSanitizer all are, so
 * that it sees what goes wrong with them. */
#ifndef KRAIT_OBJECT_RAW_H
#define KRAIT_OBJECT_RAW_H

#include "object/heap_pages.h"

#ifdef __SANITIZE_ADDRESS__
ALWAYS_INLINE bool raw_is_small(size_t size UNUSED) { return false; }
#else
ALWAYS_INLINE bool raw_is_small(size_t size) { return size - 1 < 1024; }
#endif

MUST_CHECK ALWAYS_INLINE void *raw_alloc(Thread *t, size_t size)        /* NULL with MemoryError set */
{
    if (!raw_is_small(size))
        return mem_alloc(t, size);
    Block *b = heap_take(t->heap, heap_class(sizeof *b + size));
    if (unlikely(!b))
        return raise_memory(t), NULL;
    b->type = NULL;
    return b + 1;
}

ALWAYS_INLINE void raw_free(void *block, size_t size)                   /* NULL is allowed */
{
    if (!raw_is_small(size)) {
        mem_free(block);
        return;
    }
    if (!block)
        return;
    Block *b = (Block *)block - 1;
    Page *p = page_of(b);
    b->next = p->free;
    p->free = b;
    if (unlikely((--p->used == 0) | p->settle))
        page_settle(p);
}

/* NULL with MemoryError set: the old block is as it was. */
void *raw_resize(Thread *t, void *block, size_t old_size, size_t size) MUST_CHECK;
/* To a smaller size, which is not 0; NULL, with nothing raised: it stays as it is. */
void *raw_shrink(Thread *t, void *block, size_t old_size, size_t size) MUST_CHECK;

#endif
