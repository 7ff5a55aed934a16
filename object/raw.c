/* raw.c: changing the size of memory of containers' items. */
#include "object/raw.h"

static bool same_class(size_t a, size_t b)
{
    return raw_is_small(a) && raw_is_small(b) && heap_class(sizeof(Block) + a) == heap_class(sizeof(Block) + b);
}

static void *moved_take(void *moved, void *block, size_t old_size, size_t size)
{
    if (likely(moved)) {
        memcpy(moved, block, MIN(old_size, size));
        raw_free(block, old_size);
    }
    return moved;
}

void *raw_resize(Thread *t, void *block, size_t old_size, size_t size)
{
    if (!raw_is_small(old_size) && !raw_is_small(size))
        return mem_realloc(t, block, size);
    if (same_class(old_size, size))
        return block;
    return moved_take(raw_alloc(t, size), block, old_size, size);
}

void *raw_shrink(Thread *t, void *block, size_t old_size, size_t size)
{
    if (!raw_is_small(size))
        return raw_is_small(old_size) ? NULL : mem_shrink(block, size);
    if (same_class(old_size, size))
        return block;
    Block *b = heap_take(t->heap, heap_class(sizeof *b + size));
    if (!b)
        return NULL;
    b->type = NULL;
    return moved_take(b + 1, block, old_size, size);
}
