/* gc.h: the cycle collector: finds groups of containers that only refer to each other, and breaks them up. */
#ifndef KRAIT_OBJECT_GC_H
#define KRAIT_OBJECT_GC_H

#include "object/heap_pages.h"

#define GC_GENERATIONS 3

enum GcDebug { GC_DEBUG_STATS = 1, GC_DEBUG_COLLECTABLE = 2, GC_DEBUG_UNCOLLECTABLE = 4, GC_DEBUG_SAVEALL = 32, GC_DEBUG_LEAK = 38 };

typedef struct GcStats { ssize collections, collected, uncollectable; } GcStats;

typedef struct GcState {
    bool enabled, collecting;
    bool started;                               /* there was a collection, or the thresholds have been set */
    int debug;                                  /* GcDebug bits */
    ssize threshold[GC_GENERATIONS], count[GC_GENERATIONS];     /* count[0] is the heap's young_count */
    ssize long_lived, long_lived_pending;       /* survivors of the last full collection; those grown old since */
    Value garbage, callbacks;                   /* lists, gc.garbage and gc.callbacks; EMPTY until the module is imported */
    GcStats stats[GC_GENERATIONS];
} GcState;

GcState *gc_create(Heap *heap);                 /* NULL: out of memory */
void gc_free(GcState *gc);
void gc_enable(Thread *t, bool enabled);
void gc_set_threshold(Thread *t, int generation, ssize threshold);
ssize gc_get_count(Thread *t, int generation);

/* Collects the generation and the younger ones; the number of unreachable objects found. Runs Python code (finalizers,
 * weakref callbacks), raises nothing. 0 when a collection is already running. */
ssize gc_collect(Thread *t, int generation);
/* At safe points, when INTERRUPT_GC is set: collects what is due. */
void gc_maybe(Thread *t);

/* Whether o's finalizer has run; for containers, which keep it for life. */
/* An instance of a class that adds nothing to a base without references: it refers to its class only. The collector has it for
 * that; programs are told that it has not (as gc.is_tracked() says elsewhere). */
bool gc_refers_to_class_only(const Object *o);
ALWAYS_INLINE bool gc_is_finalized(const Object *o) { return *gc_state(o) & GC_FINALIZED; }

/* Whether collections examine the container; not a tuple that one found to hold nothing that could be in a cycle. Whoever
 * gives new items to a tuple that has been seen by others tracks it again. */
ALWAYS_INLINE bool gc_is_tracked(const Object *o) { return !(*gc_state(o) & GC_UNTRACKED); }
ALWAYS_INLINE void gc_track(const Object *o) { *gc_state(o) &= (uint8_t)~GC_UNTRACKED; }

/* Calls `each` for every live container that is tracked (of a generation, or of all with -1), until it returns false. No Python code
 * may run meanwhile. */
bool gc_each(Heap *heap, int generation, bool (*each)(void *context, Object *o), void *context);
void gc_freeze(Heap *heap);
void gc_unfreeze(Heap *heap);

#endif
