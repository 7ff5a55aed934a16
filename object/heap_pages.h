/* heap_pages.h: the pages of the heap, for the collector and for inline allocation. See heap.h.
 *
 * A page is 64 KiB, aligned, so that the page of a block is found by masking its address: a Page, the state bytes (pages
 * of containers only), then `count` blocks. Blocks are carved off in small batches, so that a page's memory is touched
 * only as it is needed. A page is the current one of its bin, or has room and is in the bin's list, or is full and in no
 * list, or is empty and in the heap's stock.
 * Pages of containers are also in one of two lists: young (may hold objects of generations 0 and 1) or old.
 */
#ifndef KRAIT_OBJECT_HEAP_PAGES_H
#define KRAIT_OBJECT_HEAP_PAGES_H

#include "object/state.h"

#define PAGE_SIZE_ ((size_t)65536)
#define HEAP_CLASSES 64                         /* size classes; bin = class, + HEAP_CLASSES for containers */

/* A free block. A live container has its type in the second word. */
typedef struct Block { struct Block *next; Type *type; } Block;

typedef struct Page Page;
struct Page {
    Block *free;                                /* blocks ready to be taken */
    uint32_t used;                              /* blocks in objects' hands */
    uint8_t bin;
    bool settle, young, large;                  /* settle: page_settle() hears of every block that comes back */
    uint32_t block_size, reciprocal;            /* index of a block = offset * reciprocal >> 32 */
    uint32_t first;                             /* offset of block 0 */
    uint32_t count, carved;                     /* blocks that fit; blocks ever handed to the free list */
    bool full;                                  /* in no list; then `settle` is set too */
    Heap *heap;
    Page *next, *previous;                      /* in the list it is in */
    Page *gc_next, *gc_previous;
    uint8_t *state;                             /* containers: GcBlockState bits by block */
    int32_t *scratch;                           /* the collector's, by block */
};

/* State byte of a container. Free and new blocks have 0. */
enum GcBlockState {
    GC_GENERATION = 3,                          /* 0, 1, 2; 3: frozen */
    GC_FROZEN     = 3,
    GC_FINALIZED  = 4,                          /* __del__ has run (PEP 442: at most once) */
    GC_CANDIDATE  = 8,                          /* during a collection: one of the objects examined */
    GC_REACHABLE  = 16,                         /* during a collection */
    GC_UNTRACKED  = 32,                         /* a tuple of nothing that could be in a cycle: never examined again */
};

/* Which 64 KiB pages of the address space are pages of containers: a bit each, in leaves for 4 GiB. It tells what an address is
 * without looking there. */
enum { PAGE_MAP_LEAVES = 1 << 15, PAGE_MAP_LEAF = (1 << 16) / 64 };
typedef struct PageMap { uint64_t *leaf[PAGE_MAP_LEAVES]; } PageMap;

struct Heap {
    Page *bin[2 * HEAP_CLASSES];                /* current pages; never NULL: an empty dummy at first */
    ssize young_count, young_threshold;         /* containers made less freed since the last collection; when to collect */
    Page *room[2 * HEAP_CLASSES];
    Page *young, *old;                          /* pages of containers */
    Page *empty; ssize touched_count;           /* the stock, a stack; how many pages, the ones on top, still hold memory */
    int64_t excess_since;                       /* monotonic ns: when those became too many; 0: they are not */
    PageMap *containers;
    struct HeapArena *arenas;
    char *arena_next, *arena_end;               /* pages of the newest arena not used yet */
    struct LargeBlock *large;                   /* big plain blocks */
    Block **quarantine; size_t quarantine_next; /* under AddressSanitizer only: a ring of freed blocks */
    Page **current;                             /* `bin`; but while allocations are watched the current pages are elsewhere, and
                                                 * `bin` holds the dummy, so that every allocation takes the slow path */
    HeapWatch *watch;                           /* borrowed; NULL: nobody looks */
};

ALWAYS_INLINE Page *page_of(const void *block) { return (Page *)((uintptr_t)block & ~(PAGE_SIZE_ - 1)); }
ALWAYS_INLINE uint32_t page_index(const Page *p, const void *block)
{
    return (uint32_t)(((uintptr_t)block & (PAGE_SIZE_ - 1)) - p->first) * (uint64_t)p->reciprocal >> 32;
}
ALWAYS_INLINE Block *page_block(const Page *p, uint32_t i)
{
    return (Block *)((char *)p + p->first + (size_t)i * p->block_size);
}
/* Is the object a container of this heap? Does not read it. */
ALWAYS_INLINE bool heap_has_container(const Heap *h, const void *object)
{
    uintptr_t page = (uintptr_t)object / PAGE_SIZE_;
    const uint64_t *leaf = h->containers->leaf[page >> 16 & (PAGE_MAP_LEAVES - 1)];
    return leaf && leaf[page >> 6 & (PAGE_MAP_LEAF - 1)] >> (page & 63) & 1;
}
/* The state byte of a live container of ours. */
ALWAYS_INLINE uint8_t *gc_state(const Object *o)
{
    Page *p = page_of(o);
    return &p->state[page_index(p, o)];
}

ALWAYS_INLINE int heap_class(size_t size)       /* 1 <= size <= HEAP_MAX */
{
    if (likely(size <= 512))
        return (int)((size + 15) >> 4) - 1;
    size_t s = size - 1;
    int b = 63 - __builtin_clzl(s);
    return 32 + (b - 9) * 8 + (int)(s >> (b - 3) & 7);
}

/* Whether the address, of malloc() or object_new(), is that of an object of this heap. Reads up to 32 bytes in front of it. */
bool heap_owns(Heap *heap, const void *p);

void *heap_take_slow(Heap *h, int bin);         /* NULL: out of memory */
void page_set_young(Page *p, bool young);       /* moves a page of containers to the other list */

ALWAYS_INLINE void *heap_take(Heap *h, int bin)
{
    Page *p = h->bin[bin];
    Block *b = p->free;
    if (unlikely(!b))
        return heap_take_slow(h, bin);
    p->free = b->next;
    p->used++;
    return b;
}

/* object_new() for a static type and a size known when compiling, <= HEAP_MAX: some ten instructions. `gc` is whether
 * the type has TYPE_GC. NULL with MemoryError set. */
Value raise_memory(Thread *t);
MUST_CHECK ALWAYS_INLINE void *object_new_static(Thread *t, Type *type, size_t size, bool gc)
{
#ifdef __SANITIZE_ADDRESS__
    return (void)gc, object_new(t, type, size);     /* which keeps the poisoning of free blocks in step */
#endif
    Heap *h = t->heap;
    Object *o = heap_take(h, heap_class(size) + (gc ? HEAP_CLASSES : 0));
    if (unlikely(!o))
        return raise_memory(t), NULL;
    o->refcount = 1;
    o->type = type;
    if (gc && unlikely(++h->young_count > h->young_threshold))
        t->interrupt |= INTERRUPT_GC;
    return o;
}

void page_settle(Page *p);                      /* after a block came back to a page with `settle`, or the last one to any */

/* object_free() for the same objects. */
ALWAYS_INLINE void object_free_static(void *object, size_t size, bool gc)
{
#ifdef __SANITIZE_ADDRESS__
    (void)gc;
    object_free(object, size);
    return;
#endif
    (void)size;
    Page *p = page_of(object);
    Block *b = object;
    if (gc) {
        p->state[page_index(p, object)] = 0;
        p->heap->young_count -= p->heap->young_count > 0;
    }
    b->next = p->free;
    b->type = NULL;
    p->free = b;
    if (unlikely((--p->used == 0) | p->settle))
        page_settle(p);
}

#endif
