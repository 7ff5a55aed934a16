/* heap.c: the allocator of objects: pages of equal blocks, large blocks, raw memory.
 *
 * Taking and giving back a block is O(1). See heap_pages.h for the life of a page. A page that runs empty goes to the
 * heap's stock, from which any bin may take it. What the stock holds beyond STOCK_MAX for longer than EXCESS_NS, or while memory
 * of LARGE_SIZE is taken, is returned to the system: at once would be too soon, as most programs that free much take as much
 * again, or end, and every page that is returned costs a system call, part of a huge page, and a fault when it is wanted.
 * Large plain blocks (long strings) are malloc's, so that growing them is cheap; large containers have an aligned page of
 * their own, so that the collector finds their state as it finds any other's.
 */
#include <stdlib.h>

#include "base/platform.h"
#include "object/error.h"
#include "object/heap_pages.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#define QUARANTINE 8192         /* freed blocks kept out of use and poisoned, so that a late access is seen */
#define POISON(p, n)        ASAN_POISON_MEMORY_REGION(p, n)
#define UNPOISON(p, n)      ASAN_UNPOISON_MEMORY_REGION(p, n)
#define ROOT_REGION(p, n)   __lsan_register_root_region(p, n)
#define UNROOT_REGION(p, n) __lsan_unregister_root_region(p, n)
/* A size that cannot be had gives MemoryError here too, not a report. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "allocator_may_return_null=1"; }
/* What libraries allocate once and keep. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libedit.so\nleak:libtinfo.so\nleak:libncursesw.so\n"; }
#else
#define QUARANTINE 0
#define POISON(p, n)        ((void)0)
#define UNPOISON(p, n)      ((void)0)
#define ROOT_REGION(p, n)   ((void)0)
#define UNROOT_REGION(p, n) ((void)0)
#endif

#define ARENA_PAGES 63                          /* of the first arena's 64: alignment may cost one */
#define STOCK_MAX 16
#define EXCESS_NS 10000000
#define LARGE_SIZE ((size_t)1 << 20)
#define CARVE_BYTES 2048

typedef struct HeapArena {
    struct HeapArena *next;
    void *base;
    size_t size;
} HeapArena;

typedef struct LargeBlock {
    struct LargeBlock *next, *previous;
    Heap *heap;
    size_t size;
} LargeBlock;

/* What every bin points at before its first page: no free block, so the slow path runs; never written. */
static const Page no_page = {.full = true, .settle = true};

/* ---- lists ---- */

static void link_room(Heap *h, Page *p)
{
    Page **head = &h->room[p->bin];
    p->previous = NULL;
    p->next = *head;
    if (*head)
        (*head)->previous = p;
    *head = p;
}

static void unlink_room(Heap *h, Page *p)
{
    if (p->previous)
        p->previous->next = p->next;
    else
        h->room[p->bin] = p->next;
    if (p->next)
        p->next->previous = p->previous;
}

static void link_gc(Page *p, Page **head)
{
    p->gc_previous = NULL;
    p->gc_next = *head;
    if (*head)
        (*head)->gc_previous = p;
    *head = p;
}

static void unlink_gc(Page *p)
{
    if (p->gc_previous)
        p->gc_previous->gc_next = p->gc_next;
    else if (p->young)
        p->heap->young = p->gc_next;
    else
        p->heap->old = p->gc_next;
    if (p->gc_next)
        p->gc_next->gc_previous = p->gc_previous;
}

void page_set_young(Page *p, bool young)
{
    if (p->young == young)
        return;
    unlink_gc(p);
    p->young = young;
    link_gc(p, young ? &p->heap->young : &p->heap->old);
}

/* Notes in the map whether `p` is a page of containers. */
static bool map_page(Heap *h, const Page *p, bool container)
{
    uintptr_t page = (uintptr_t)p / PAGE_SIZE_;
    uint64_t **leaf = &h->containers->leaf[page >> 16 & (PAGE_MAP_LEAVES - 1)], bit = (uint64_t)1 << (page & 63);
    if (!*leaf && !(*leaf = calloc(PAGE_MAP_LEAF, sizeof **leaf)))
        return false;
    uint64_t *word = &(*leaf)[page >> 6 & (PAGE_MAP_LEAF - 1)];
    *word = container ? *word | bit : *word & ~bit;
    return true;
}

static void map_free(PageMap *map)
{
    for (int i = 0; i < PAGE_MAP_LEAVES; i++)
        free(map->leaf[i]);
    UNROOT_REGION(map, sizeof *map);
    platform_release(map, sizeof *map);
}

/* ---- pages ---- */

static Page *new_arena(Heap *h)
{
    size_t pages = h->arenas ? 4 * ARENA_PAGES + 3 : ARENA_PAGES, size = (pages + 1) * PAGE_SIZE_;
    HeapArena *arena = malloc(sizeof *arena);
    if (!arena)
        return NULL;
    char *base = platform_reserve(size);
    if (!base) {
        free(arena);
        return NULL;
    }
    /* A heap of 8 MiB goes on growing, mostly. */
    if (h->arenas)
        platform_expect_use(base + (h->arenas->next ? 0 : size / 4), h->arenas->next ? size : size - size / 4);
    *arena = (HeapArena){h->arenas, base, size};
    h->arenas = arena;
    ROOT_REGION(base, size);
    h->arena_next = (char *)(((uintptr_t)base + PAGE_SIZE_ - 1) & ~(PAGE_SIZE_ - 1));
    h->arena_end = (char *)((uintptr_t)(base + size) & ~(PAGE_SIZE_ - 1));
    Page *p = (Page *)h->arena_next;
    h->arena_next += PAGE_SIZE_;
    return p;
}

/* The stock is a stack: its touched pages, whose memory the system has not got back, are on top of the others. */
static void stock(Heap *h, Page *p)
{
    p->next = h->empty;
    h->empty = p;
    h->touched_count++;
}

void heap_trim(Heap *h)
{
    ssize i = 0;
    for (Page *p = h->empty; i < h->touched_count; p = p->next, i++)
        if (i >= STOCK_MAX)
            platform_discard((char *)p + 4096, PAGE_SIZE_ - 4096);
    h->touched_count = MIN(h->touched_count, STOCK_MAX);
    h->excess_since = 0;
}

/* Before memory outside the pages is taken. */
ALWAYS_INLINE void trim_for(Heap *h, size_t size)
{
    if (unlikely(size >= LARGE_SIZE) && h->touched_count > STOCK_MAX)
        heap_trim(h);
}

static void trim_if_old(Heap *h)
{
    int64_t now = clock_monotonic_ns();
    if (!h->excess_since)
        h->excess_since = now;
    else if (now - h->excess_since >= EXCESS_NS)
        heap_trim(h);
}

static Page *raw_page(Heap *h)
{
    Page *p = h->empty;
    if (p) {
        h->empty = p->next;
        if (h->touched_count && --h->touched_count <= STOCK_MAX)
            h->excess_since = 0;
        return p;
    }
    if (h->arena_next < h->arena_end) {
        p = (Page *)h->arena_next;
        h->arena_next += PAGE_SIZE_;
        return p;
    }
    return new_arena(h);
}

static size_t class_size(int class)
{
    if (class < 32)
        return (size_t)(class + 1) * 16;
    int b = 9 + (class - 32) / 8;
    return ((size_t)1 << b) + ((size_t)((class - 32) % 8 + 1) << (b - 3));
}

static Page *new_page(Heap *h, int bin)
{
    bool gc = bin >= HEAP_CLASSES;
    Page *p = raw_page(h);
    if (!p)
        return NULL;
    if (gc && !map_page(h, p, true)) {
        stock(h, p);
        return NULL;
    }
    size_t size = class_size(bin & (HEAP_CLASSES - 1));
    size_t count = (PAGE_SIZE_ - sizeof(Page) - (gc ? 16 : 0)) / (size + gc);
    size_t first = (sizeof(Page) + (gc ? count : 0) + 15) & ~(size_t)15;
    while (first + count * size > PAGE_SIZE_)
        count--;
    *p = (Page){.bin = (uint8_t)bin, .block_size = (uint32_t)size, .first = (uint32_t)first, .count = (uint32_t)count, .settle = h->watch, .heap = h,
                .reciprocal = (uint32_t)((((uint64_t)1 << 32) + size - 1) / size)};
    if (gc) {
        p->state = (uint8_t *)(p + 1);
        memset(p->state, 0, count);
        p->young = true;
        link_gc(p, &h->young);
    }
    return p;
}

/* Puts the next few untouched blocks of the page on its free list, in order of address. */
static void carve(Page *p)
{
    uint32_t n = MAX(CARVE_BYTES / p->block_size, 1u);
    n = MIN(n, p->count - p->carved);
    for (uint32_t i = p->carved + n; i-- > p->carved;) {
        Block *b = page_block(p, i);
        UNPOISON(b, sizeof *b);
        b->next = p->free;
        b->type = NULL;
        p->free = b;
        POISON(b + 1, p->block_size - sizeof *b);
    }
    p->carved += n;
}

static void *take_from_page(Heap *h, int bin)
{
    Page *p = h->current[bin];
    while (!p->free) {
        if (p->carved < p->count) {
            carve(p);
            break;
        }
        if (p != &no_page)
            p->full = p->settle = true;
        if (h->room[bin]) {
            p = h->room[bin];
            unlink_room(h, p);
            if (bin >= HEAP_CLASSES)
                page_set_young(p, true);
        } else if (!(p = new_page(h, bin))) {
            h->current[bin] = (Page *)&no_page;
            return NULL;
        }
        h->current[bin] = p;
    }
    Block *b = p->free;
    p->free = b->next;
    p->used++;
    return b;
}

void *heap_take_slow(Heap *h, int bin)
{
    void *block = take_from_page(h, bin);
    if (unlikely(h->watch != NULL) && block)
        h->watch->taken(h->watch, (uintptr_t)block, page_of(block)->block_size);
    return block;
}

static void retire(Heap *h, Page *p)
{
    unlink_room(h, p);
    if (p->bin >= HEAP_CLASSES) {
        unlink_gc(p);
        map_page(h, p, false);
        free(p->scratch);
    }
    UNPOISON(p, PAGE_SIZE_);
    stock(h, p);
    if (h->touched_count > STOCK_MAX)
        trim_if_old(h);
}

NOINLINE void page_settle(Page *p)
{
    Heap *h = p->heap;
    if (h->watch)
        h->watch->given(h->watch, (uintptr_t)p->free);     /* the block that came back */
    if (p->full) {
        p->full = false;
        p->settle = h->watch;
        link_room(h, p);
    }
    if (p->used == 0 && h->current[p->bin] != p)
        retire(h, p);
}

/* Poisons a freed block but for the word that tells the collector it is free; gives the one whose time is over, if any. */
static Block *pass_quarantine(Heap *h, Block *b)
{
    if (!h->quarantine && !(h->quarantine = calloc(QUARANTINE, sizeof *h->quarantine)))
        return b;
    Block **slot = &h->quarantine[h->quarantine_next++ % MAX(QUARANTINE, 1)], *out = *slot;
    *slot = b;
    b->type = NULL;
    POISON(b, sizeof b->next);
    POISON(b + 1, page_of(b)->block_size - sizeof *b);
    if (out)
        UNPOISON(out, sizeof out->next);
    return out;
}

ALWAYS_INLINE void give_back(Page *p, Block *b)
{
    if (QUARANTINE) {
        if (!(b = pass_quarantine(p->heap, b)))
            return;
        p = page_of(b);
    }
    b->next = p->free;
    b->type = NULL;
    p->free = b;
    POISON(b + 1, p->block_size - sizeof *b);
    if (unlikely((--p->used == 0) | p->settle))
        page_settle(p);
}

/* ---- the watch ---- */

/* Calls f for every page with blocks in use, those of a large container included. */
static void each_page(Heap *h, void (*f)(void *context, Page *p), void *context)
{
    for (HeapArena *a = h->arenas; a; a = a->next) {
        char *end = a == h->arenas ? h->arena_next : (char *)((uintptr_t)((char *)a->base + a->size) & ~(PAGE_SIZE_ - 1));
        for (char *p = (char *)(((uintptr_t)a->base + PAGE_SIZE_ - 1) & ~(PAGE_SIZE_ - 1)); p < end; p += PAGE_SIZE_)
            if (((Page *)p)->used)
                f(context, (Page *)p);
    }
    for (int i = 0; i < 2; i++)
        for (Page *p = i ? h->old : h->young; p; p = p->gc_next)
            if (p->large)
                f(context, p);
}

static void set_settle(void *context, Page *p) { p->settle = *(bool *)context || p->full; }

bool heap_watch(Heap *h, HeapWatch *watch)
{
    bool on = watch;
    if (on == (h->watch != NULL)) {
        h->watch = watch;
        return true;
    }
    if (on) {
        Page **current = malloc(sizeof h->bin);
        if (!current)
            return false;
        memcpy(current, h->bin, sizeof h->bin);
        h->current = current;
        for (int i = 0; i < 2 * HEAP_CLASSES; i++)
            h->bin[i] = (Page *)&no_page;
    } else {
        memcpy(h->bin, h->current, sizeof h->bin);
        free(h->current);
        h->current = h->bin;
    }
    h->watch = watch;
    each_page(h, set_settle, &on);
    for (int i = 0; i < 2 * HEAP_CLASSES; i++)          /* those without a block in use */
        if (h->current[i] != &no_page)
            set_settle(&on, h->current[i]);
    return true;
}

bool heap_watched(const Heap *h) { return h->watch; }

ALWAYS_INLINE void tell_taken(Heap *h, uintptr_t block, size_t size)
{
    if (unlikely(h->watch != NULL))
        h->watch->taken(h->watch, block, size);
}
ALWAYS_INLINE void tell_given(Heap *h, uintptr_t block)
{
    if (unlikely(h->watch != NULL))
        h->watch->given(h->watch, block);
}

/* ---- large blocks ---- */

static void *take_large(Heap *h, size_t size)
{
    if (size > (size_t)SSIZE_MAX_ - sizeof(LargeBlock))
        return NULL;
    trim_for(h, size);
    LargeBlock *l = malloc(sizeof *l + size);
    if (!l)
        return NULL;
    *l = (LargeBlock){h->large, NULL, h, size};
    if (h->large)
        h->large->previous = l;
    h->large = l;
    tell_taken(h, (uintptr_t)(l + 1), size);
    return l + 1;
}

static void free_large(void *block)
{
    LargeBlock *l = (LargeBlock *)block - 1;
    tell_given(l->heap, (uintptr_t)block);
    if (l->previous)
        l->previous->next = l->next;
    else
        l->heap->large = l->next;
    if (l->next)
        l->next->previous = l->previous;
    free(l);
}

static void *take_large_container(Heap *h, size_t size)
{
    size_t whole = sizeof(Page) + 16 + size;
    Page *p;
    if (size > (size_t)SSIZE_MAX_ - 2 * PAGE_SIZE_)
        return NULL;
    if (!(p = aligned_alloc(PAGE_SIZE_, (whole + PAGE_SIZE_ - 1) & ~(PAGE_SIZE_ - 1))))
        return NULL;
    *p = (Page){.used = 1, .full = true, .settle = true, .young = true, .large = true, .first = sizeof(Page) + 16, .count = 1, .carved = 1, .heap = h};
    p->state = (uint8_t *)(p + 1);
    *p->state = 0;
    if (!map_page(h, p, true)) {
        free(p);
        return NULL;
    }
    link_gc(p, &h->young);
    tell_taken(h, (uintptr_t)page_block(p, 0), size);
    return page_block(p, 0);
}

static void free_large_container(void *block)
{
    Page *p = page_of(block);
    tell_given(p->heap, (uintptr_t)block);
    unlink_gc(p);
    map_page(p->heap, p, false);
    free(p->scratch);
    free(p);
}

/* ---- objects ---- */

static void *take_block(Heap *h, size_t size, bool gc)
{
    if (likely(size <= HEAP_MAX)) {
        void *p = heap_take(h, heap_class(size) + (gc ? HEAP_CLASSES : 0));
        if (likely(p))
            UNPOISON(p, size);
        return p;
    }
    return gc ? take_large_container(h, size) : take_large(h, size);
}

void *object_new(Thread *t, Type *type, size_t size)
{
    Heap *h = t->heap;
    bool gc = type->flags & TYPE_GC;
    Object *o = take_block(h, size, gc);
    if (unlikely(!o))
        return raise_memory(t), NULL;
    o->refcount = 1;
    o->type = type;
    if (gc && unlikely(++h->young_count > h->young_threshold))
        t->interrupt |= INTERRUPT_GC;
    if (type->flags & TYPE_HEAP)
        object_retain(&type->head);
    return o;
}

void *object_new_zeroed(Thread *t, Type *type, size_t size)
{
    Object *o = object_new(t, type, size);
    if (likely(o))
        memset(o + 1, 0, size - sizeof *o);
    return o;
}

void object_free(void *object, size_t size)
{
    Object *o = object;
    Type *type = o->type;
    if (type->flags & TYPE_GC) {
        Page *p = page_of(o);
        Heap *h = p->heap;
        if (h->young_count > 0)
            h->young_count--;
        if (likely(size <= HEAP_MAX)) {
            assert(type->capi || heap_class(size) + HEAP_CLASSES == p->bin);      /* extensions may change the number of items */
            p->state[page_index(p, o)] = 0;
            give_back(p, (Block *)o);
        } else {
            free_large_container(o);
        }
    } else if (likely(size <= HEAP_MAX)) {
        assert(type->capi || heap_class(size) == page_of(o)->bin);
        give_back(page_of(o), (Block *)o);
    } else {
        free_large(o);
    }
    if (type->flags & TYPE_HEAP)
        object_release(&type->head);
}

size_t heap_room(size_t size)
{
    return size <= HEAP_MAX ? class_size(heap_class(size)) : size;
}

void *object_resize(Thread *t, void *object, size_t old_size, size_t new_size)
{
    if (old_size > HEAP_MAX && new_size > HEAP_MAX) {
        if (new_size > (size_t)SSIZE_MAX_ - sizeof(LargeBlock))
            return raise_memory(t), NULL;
        tell_given(t->heap, (uintptr_t)object);
        trim_for(t->heap, new_size);
        LargeBlock *l = realloc((LargeBlock *)object - 1, sizeof *l + new_size);
        if (!l)
            return raise_memory(t), NULL;
        tell_taken(t->heap, (uintptr_t)(l + 1), new_size);
        l->size = new_size;
        if (l->previous)
            l->previous->next = l;
        else
            l->heap->large = l;
        if (l->next)
            l->next->previous = l;
        return l + 1;
    }
    if (old_size <= HEAP_MAX && new_size <= HEAP_MAX && heap_class(old_size) == heap_class(new_size)) {
        UNPOISON(object, new_size);
        return object;
    }
    void *moved = take_block(t->heap, new_size, false);
    if (!moved)
        return raise_memory(t), NULL;
    memcpy(moved, object, MIN(old_size, new_size));
    if (old_size <= HEAP_MAX)
        give_back(page_of(object), object);
    else
        free_large(object);
    return moved;
}

__attribute__((no_sanitize("address"))) bool heap_owns(Heap *h, const void *p)
{
    if (heap_has_container(h, p))
        return true;
    for (const HeapArena *a = h->arenas; a; a = a->next)
        if ((uintptr_t)p - (uintptr_t)a->base < a->size)
            return true;
    const LargeBlock *l = (const LargeBlock *)p - 1;       /* in malloc's own block of memory the last words of another one, and a size */
    return l->heap == h && l->size > HEAP_MAX && (l->previous ? l->previous->next == l : h->large == l);
}

/* ---- raw memory ---- */

/* The same functions while allocations are watched: apart, so that they cost the others two instructions. A block that moves is
 * told to be given back and taken anew; where it cannot move, its trace is lost. */
static NOINLINE void *watched_realloc(Thread *t, void *p, size_t size)
{
    if (p)
        tell_given(t->heap, (uintptr_t)p);
    void *moved = size <= (size_t)SSIZE_MAX_ ? realloc(p, size ? size : 1) : NULL;
    if (!moved)
        return raise_memory(t), NULL;
    tell_taken(t->heap, (uintptr_t)moved, size);
    return moved;
}

static NOINLINE void watched_free(Heap *h, void *p)
{
    tell_given(h, (uintptr_t)p);
    free(p);
}

/* Whoever frees has no thread at hand; what is freed without one has been told to nobody. */
ALWAYS_INLINE bool is_watched(void) { return unlikely(current_thread && current_thread->heap->watch); }

void *mem_alloc(Thread *t, size_t size)
{
    if (unlikely(t->heap->watch != NULL))
        return watched_realloc(t, NULL, size);
    trim_for(t->heap, size);
    void *p = size <= (size_t)SSIZE_MAX_ ? malloc(size ? size : 1) : NULL;
    if (unlikely(!p))
        raise_memory(t);
    return p;
}

void *mem_alloc_array(Thread *t, ssize n, size_t item)
{
    size_t size;
    if (unlikely(n < 0 || __builtin_mul_overflow((size_t)n, item, &size)))
        return raise_memory(t), NULL;
    return mem_alloc(t, size);
}

void *mem_alloc_zeroed(Thread *t, ssize n, size_t item)
{
    void *p = NULL;
    if (n >= 0 && (size_t)n <= (size_t)SSIZE_MAX_ / item) {
        trim_for(t->heap, (size_t)n * item);
        p = calloc((size_t)n, item);
    }
    if (unlikely(!p))
        return raise_memory(t), NULL;
    tell_taken(t->heap, (uintptr_t)p, (size_t)n * item);
    return p;
}

void *mem_realloc(Thread *t, void *p, size_t size)
{
    if (unlikely(t->heap->watch != NULL))
        return watched_realloc(t, p, size);
    trim_for(t->heap, size);
    void *moved = size <= (size_t)SSIZE_MAX_ ? realloc(p, size ? size : 1) : NULL;
    if (unlikely(!moved))
        raise_memory(t);
    return moved;
}

void *mem_shrink(void *p, size_t size)
{
    bool watched = is_watched();
    if (watched)
        tell_given(current_thread->heap, (uintptr_t)p);
    void *moved = realloc(p, size);
    if (watched && moved)
        tell_taken(current_thread->heap, (uintptr_t)moved, size);
    return moved;
}

void mem_free(void *p)
{
    if (is_watched())
        watched_free(current_thread->heap, p);
    else
        free(p);
}

/* ---- the heap ---- */

Heap *heap_create(void)
{
    Heap *h = calloc(1, sizeof *h);
    if (!h || !(h->containers = platform_reserve(sizeof *h->containers))) {      /* next to nothing of it will be touched */
        free(h);
        return NULL;
    }
    ROOT_REGION(h->containers, sizeof *h->containers);
    h->current = h->bin;
    for (int i = 0; i < 2 * HEAP_CLASSES; i++)
        h->bin[i] = (Page *)&no_page;
    h->young_threshold = SSIZE_MAX_;
    return h;
}

static void each_in_page(Page *p, void (*f)(void *context, Object *o), void *context)
{
    for (uint32_t i = 0; i < p->carved; i++)
        if (p->large || page_block(p, i)->type)
            f(context, (Object *)page_block(p, i));
}

typedef struct Each { void (*f)(void *context, Object *o); void *context; } Each;
static void each_object_of(void *context, Page *p) { each_in_page(p, ((Each *)context)->f, ((Each *)context)->context); }

void heap_each(Heap *h, void (*f)(void *context, Object *o), void *context)
{
    Each each = {f, context};
    each_page(h, each_object_of, &each);
}

static void count_used(void *context, Page *p) { *(ssize *)context += p->used; }

ssize heap_block_count(Heap *h)
{
    ssize n = 0;
    each_page(h, count_used, &n);
    for (LargeBlock *l = h->large; l; l = l->next)
        n++;
    return n;
}

static void free_large_containers(Page *list)
{
    for (Page *p = list, *next; p; p = next) {
        next = p->gc_next;
        free(p->scratch);
        if (p->large)
            free(p);
    }
}

void heap_free(Heap *h)
{
    free_large_containers(h->young);
    free_large_containers(h->old);
    for (LargeBlock *l = h->large, *next; l; l = next) {
        next = l->next;
        free(l);
    }
    for (HeapArena *a = h->arenas, *next; a; a = next) {
        next = a->next;
        UNPOISON(a->base, a->size);
        UNROOT_REGION(a->base, a->size);
        platform_release(a->base, a->size);
        free(a);
    }
    map_free(h->containers);
    if (h->current != h->bin)
        free(h->current);
    free(h->quarantine);
    free(h);
}
