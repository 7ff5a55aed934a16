/* heap.h: memory of objects.
 *
 * Blocks up to HEAP_MAX bytes come from 64 KiB pages of one size class each (16-byte steps up to 512, then about 12.5 %
 * apart); a page has its own free list, so allocation and release are a few instructions. Containers that the cycle
 * collector must see (TYPE_GC) come from pages of their own kind, where every block's second word is its type or NULL
 * when free, and a side array holds one byte of collector state per block; so objects carry no collector header, and the
 * collector walks pages. Larger blocks have a page of their own. Memory of lists' items and the like is mem_alloc's.
 * heap_pages.h has the representation and the inline allocator.
 */
#ifndef KRAIT_OBJECT_HEAP_H
#define KRAIT_OBJECT_HEAP_H

#include "object/object.h"

typedef struct Heap Heap;

#define HEAP_MAX 8192           /* bytes of the largest block that shares a page */

/* An object of `size` bytes with refcount 1 and its type set; the rest is NOT cleared, except that object_new_zeroed
 * clears it. Kind of page by type's TYPE_GC flag. Heap types are retained by their instances. The object is visible to
 * the collector at once: fill every traversed field before anything that can allocate or run code.
 * EMPTY/NULL with MemoryError set when refused. */
void *object_new(Thread *t, Type *type, size_t size) MUST_CHECK;
void *object_new_zeroed(Thread *t, Type *type, size_t size) MUST_CHECK;
/* Frees the block of an object of that size and kind, and drops the reference to a heap type; its contents have been
 * released by the caller. `size` must be what it was made with. */
void object_free(void *object, size_t size);
/* Bytes a block asked for with `size` really has: an object may grow that far in place. */
size_t heap_room(size_t size);
/* Moves an object that nobody else refers to into a block of `new_size`; object_free takes the new size from then on.
 * NULL with MemoryError set: the old block is as it was. Not for containers (TYPE_GC). */
void *object_resize(Thread *t, void *object, size_t old_size, size_t new_size) MUST_CHECK;

/* Raw memory; NULL with MemoryError set. Size 0 gives a block that can be freed. */
void *mem_alloc(Thread *t, size_t size) MUST_CHECK;
void *mem_alloc_zeroed(Thread *t, ssize n, size_t item) MUST_CHECK;
void *mem_alloc_array(Thread *t, ssize n, size_t item) MUST_CHECK;      /* checks the product */
void *mem_realloc(Thread *t, void *p, size_t size) MUST_CHECK;
/* To a smaller size, which is not 0; NULL, with nothing raised: it stays as it is. */
void *mem_shrink(void *p, size_t size) MUST_CHECK;
void mem_free(void *p);

/* Called for each Value an object owns; the collector and gc.get_referents pass different visitors. */
typedef struct Visitor Visitor;
struct Visitor {
    void (*visit)(Visitor *visitor, Ref child);
    bool immediates;            /* small ints and floats too, which are no objects */
};
ALWAYS_INLINE void visit(Visitor *visitor, Ref child)
{
    if (is_ptr(child) ? !is_empty(child) : visitor->immediates)
        visitor->visit(visitor, child);
}
#define VISIT_OBJECT(visitor, p) visit(visitor, value_of(p))

/* All a container owns: its type's traverse, and for instances of classes also attributes, slots and the class. The
 * collector calls these, never type->traverse and type->clear directly. */
void object_traverse(Object *o, Visitor *visitor);
void object_clear(Object *o);

/* Marks that o's finalizer is about to run: true the first time, false ever after (PEP 442). Objects that are not
 * containers have no such mark: always true. */
bool gc_finalized_set(Object *o);

/* Somebody who is told of each block taken and given back, objects' and raw memory's, with the bytes it has (tracemalloc). Both
 * functions are called in the midst of an allocation: they must not touch the heap or raise. A block that moves or
 * changes its size is given back and taken anew. Blocks from before the watch are given back too. */
typedef struct HeapWatch HeapWatch;
struct HeapWatch {
    void (*taken)(HeapWatch *watch, uintptr_t block, size_t size);
    void (*given)(HeapWatch *watch, uintptr_t block);
};
/* Begins to watch, or ends it (NULL). Unwatched allocation pays nothing for it. False: out of memory. */
bool heap_watch(Heap *heap, HeapWatch *watch) MUST_CHECK;
bool heap_watched(const Heap *heap);

Heap *heap_create(void);
/* Calls f for every object in a page: all but plain blocks above HEAP_MAX. f must not take or give back memory. */
void heap_each(Heap *heap, void (*f)(void *context, Object *o), void *context);
void heap_trim(Heap *heap);                      /* returns what is free of pages to the system, but for a small stock */
ssize heap_block_count(Heap *heap);              /* blocks in use, of all sizes */
void heap_free(Heap *heap);     /* at the interpreter's end: unmaps everything still there */

#endif
