/* gc.c: the generational collector of reference cycles.
 *
 * An object is kept by references from outside the set examined: its count minus the references that come from inside.
 * So a collection (1) marks the live containers of the generations concerned as candidates and copies their counts to
 * the pages' scratch arrays, (2) visits every reference of every candidate and takes one off the candidate referred to,
 * (3) flood-fills from the candidates with something left: what is not reached is garbage. Nothing runs Python code
 * until then. (4) Weak references to garbage are cleared, (5) finalizers run, once per object (PEP 442), (6) what they
 * brought back to life, with all it reaches, is spared, (7) the rest is cleared, which lets counting free it.
 *
 * Cost: proportional to the containers of the generations examined. A young collection walks the pages in the heap's
 * young list only. Full collections wait until what grew old since the last exceeds a quarter of what survived that one,
 * so that their total cost stays linear in the allocations.
 *
 * Python manual: gc.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/platform.h"
#include "base/vec.h"
#include "object/attrs.h"
#include "object/call.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/gc.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"

VEC(ObjectVec, object_vec, Object *)

/* ---- state ---- */

/* Of the first collection: what a program imports lives on. */
#define FIRST_THRESHOLD 10000

static void update_threshold(GcState *gc, Heap *heap)
{
    ssize threshold = gc->started ? gc->threshold[0] : FIRST_THRESHOLD;
    heap->young_threshold = gc->enabled && threshold > 0 ? threshold : SSIZE_MAX_;
}

GcState *gc_create(Heap *heap)
{
    GcState *gc = calloc(1, sizeof *gc);
    if (!gc)
        return NULL;
    gc->enabled = true;
    gc->threshold[0] = FIRST_THRESHOLD;         /* most containers are dead by then, and need not be looked at */
    gc->threshold[1] = gc->threshold[2] = 10;
    update_threshold(gc, heap);
    return gc;
}

void gc_free(GcState *gc)
{
    release(gc->garbage);
    release(gc->callbacks);
    free(gc);
}

void gc_enable(Thread *t, bool enabled)
{
    t->interp->gc->enabled = enabled;
    update_threshold(t->interp->gc, t->heap);
}

void gc_set_threshold(Thread *t, int generation, ssize threshold)
{
    t->interp->gc->threshold[generation] = threshold;
    t->interp->gc->started = true;
    update_threshold(t->interp->gc, t->heap);
}

ssize gc_get_count(Thread *t, int generation)
{
    return generation == 0 ? t->heap->young_count : t->interp->gc->count[generation];
}

/* ---- objects as the collector sees them ---- */

bool gc_finalized_set(Object *o)
{
    if (!(o->type->flags & TYPE_GC))
        return true;
    uint8_t *state = gc_state(o);
    if (*state & GC_FINALIZED)
        return false;
    *state |= GC_FINALIZED;
    return true;
}

bool gc_refers_to_class_only(const Object *o)
{
    const Type *type = o->type, *base = type;
    while (base->flags & TYPE_HEAP)
        base = base->base;
    return base != type && !(base->flags & TYPE_GC) && !type->attrs_offset && type->size == base->size;
}

static bool is_live(const Page *p, uint32_t i)
{
    return p->large || page_block(p, i)->type;
}

static bool each_in_list(Page *list, int generation, bool (*each)(void *context, Object *o), void *context)
{
    for (Page *p = list; p; p = p->gc_next)
        for (uint32_t i = 0; i < p->carved; i++) {
            Object *o = (Object *)page_block(p, i);
            if (is_live(p, i) && o->refcount > 0 && !(p->state[i] & GC_UNTRACKED) &&
                (generation < 0 || (p->state[i] & GC_GENERATION) == generation) && !each(context, o))
                return false;
        }
    return true;
}

bool gc_each(Heap *heap, int generation, bool (*each)(void *context, Object *o), void *context)
{
    return each_in_list(heap->young, generation, each, context) && each_in_list(heap->old, generation, each, context);
}

static void set_generation(Page *p, uint32_t i, int generation)
{
    p->state[i] = (uint8_t)((p->state[i] & ~GC_GENERATION) | generation);
}

static void move_all(Page *list, int from, int to)
{
    for (Page *p = list; p; p = p->gc_next)
        for (uint32_t i = 0; i < p->carved; i++)
            if (is_live(p, i) && (from < 0 || (p->state[i] & GC_GENERATION) == from))
                set_generation(p, i, to);
}

void gc_freeze(Heap *heap)
{
    move_all(heap->young, -1, GC_FROZEN);
    move_all(heap->old, -1, GC_FROZEN);
}

void gc_unfreeze(Heap *heap)
{
    move_all(heap->young, GC_FROZEN, 2);
    move_all(heap->old, GC_FROZEN, 2);
}

/* ---- steps 1 to 3: finding garbage ---- */

typedef struct Collector {
    Visitor visitor;
    Heap *heap;
    int generation;
    bool failed;                                /* out of memory: give up */
    ObjectVec work;                             /* reachable, not yet visited */
    ObjectVec garbage;                          /* each with a reference of ours */
    ssize survivors;
} Collector;

/* The candidate that `child` is, if any. Objects are not read for it: most would not be in the cache. */
ALWAYS_INLINE bool find_candidate(const Visitor *visitor, Ref child, Page **page, uint32_t *index)
{
    Object *o = object_of(child);
    if (!heap_has_container(((const Collector *)visitor)->heap, o))
        return false;
    Page *p = page_of(o);
    uint32_t i = page_index(p, o);
    *page = p;
    *index = i;
    return p->state[i] & GC_CANDIDATE;
}

/* Whether the container is a tuple of finished items none of which is a container, but for other such tuples. It cannot get into
 * a cycle any more, so that collections can pass it over: rows of numbers and text are most of what big programs keep. */
static bool is_inert(const Collector *c, const Object *o)
{
    if (o->type != &tuple_type)
        return false;
    const Tuple *tuple = (const Tuple *)o;
    for (ssize i = 0; i < tuple->len; i++) {
        Ref item = tuple->item[i];
        if (is_empty(item))
            return false;
        if (is_ptr(item) && heap_has_container(c->heap, object_of(item)) && gc_is_tracked(object_of(item)))
            return false;
    }
    return true;
}

static void pass_over(Page *p, uint32_t i)
{
    p->state[i] |= GC_UNTRACKED;
    set_generation(p, i, GC_GENERATIONS - 1);
}

static bool mark_candidates(const Collector *c, Page *list)
{
    for (Page *p = list; p; p = p->gc_next) {
        if (!p->used)
            continue;
        if (!p->scratch && !(p->scratch = malloc(p->count * sizeof *p->scratch)))
            return false;
        for (uint32_t i = 0; i < p->carved; i++) {
            Object *o = (Object *)page_block(p, i);
            if ((p->state[i] & GC_GENERATION) > c->generation || p->state[i] & GC_UNTRACKED || !is_live(p, i) || o->refcount <= 0)
                continue;
            if (is_inert(c, o)) {
                pass_over(p, i);
                continue;
            }
            p->state[i] = (uint8_t)((p->state[i] & ~GC_REACHABLE) | GC_CANDIDATE);
            p->scratch[i] = (int32_t)MIN(o->refcount, (int64_t)INT32_MAX);
        }
    }
    return true;
}

static void subtract(Visitor *visitor, Ref child)
{
    Page *p;
    uint32_t i;
    if (find_candidate(visitor, child, &p, &i) && p->scratch[i] != INT32_MAX)
        p->scratch[i]--;
}

static void reach(Collector *c, Page *p, uint32_t i)
{
    p->state[i] |= GC_REACHABLE;
    if (!object_vec_push(&c->work, (Object *)page_block(p, i)))
        c->failed = true;
}

static void reach_child(Visitor *visitor, Ref child)
{
    Page *p;
    uint32_t i;
    if (find_candidate(visitor, child, &p, &i) && !(p->state[i] & GC_REACHABLE))
        reach((Collector *)visitor, p, i);
}

static void flood(Collector *c)
{
    c->visitor.visit = reach_child;
    while (c->work.len && !c->failed)
        object_traverse(object_vec_pop(&c->work), &c->visitor);
}

static void subtract_internal(Collector *c, Page *list)
{
    c->visitor.visit = subtract;
    for (Page *p = list; p; p = p->gc_next)
        for (uint32_t i = 0; i < p->carved; i++)
            if (p->state[i] & GC_CANDIDATE)
                object_traverse((Object *)page_block(p, i), &c->visitor);
}

static void reach_from_outside(Collector *c, Page *list)
{
    for (Page *p = list; p && !c->failed; p = p->gc_next)
        for (uint32_t i = 0; i < p->carved; i++)
            if ((p->state[i] & (GC_CANDIDATE | GC_REACHABLE)) == GC_CANDIDATE && p->scratch[i] > 0) {
                reach(c, p, i);
                flood(c);
            }
}

/* Unmarks the page; survivors grow older by a generation, garbage is gathered. */
static void sort_out(Collector *c, Page *p)
{
    int older = MIN(c->generation + 1, GC_GENERATIONS - 1);
    bool young = p == c->heap->current[p->bin];
    for (uint32_t i = 0; i < p->carved; i++) {
        uint8_t state = p->state[i];
        if (state & GC_CANDIDATE) {
            p->state[i] = state & ~(GC_CANDIDATE | GC_REACHABLE);
            if ((state & GC_REACHABLE) || c->failed) {
                if (is_inert(c, (Object *)page_block(p, i))) {      /* as the tuples in it were found to be */
                    pass_over(p, i);
                } else {
                    set_generation(p, i, older);
                    c->survivors++;
                }
            } else {
                Object *o = (Object *)page_block(p, i);
                if (object_vec_push(&c->garbage, o))
                    o->refcount++;
            }
        }
        young |= (p->state[i] & GC_GENERATION) < 2 && is_live(p, i);
    }
    free(p->scratch);
    p->scratch = NULL;
    if (!young)
        page_set_young(p, false);
}

static void find_garbage(Collector *c)
{
    Heap *h = c->heap;
    Page *old = c->generation == GC_GENERATIONS - 1 ? h->old : NULL;
    c->failed = !mark_candidates(c, h->young) || !mark_candidates(c, old);
    if (!c->failed) {
        subtract_internal(c, h->young);
        subtract_internal(c, old);
        reach_from_outside(c, h->young);
        reach_from_outside(c, old);
    }
    for (Page *p = old, *next; p; p = next) {
        next = p->gc_next;
        sort_out(c, p);
    }
    for (Page *p = h->young, *next; p; p = next) {
        next = p->gc_next;
        sort_out(c, p);
    }
}

/* ---- steps 4 to 7: disposing of it ---- */

/* Classes made in Python go first (`heap`): their __del__ may want to use files and the like, which built-in finalizers close. */
static void finalize_kind(Thread *t, ObjectVec *garbage, uint32_t heap)
{
    for (ssize i = 0; i < garbage->len; i++) {
        Object *o = garbage->item[i];
        if (!o->type->finalize || (o->type->flags & TYPE_HEAP) != heap || !gc_finalized_set(o))
            continue;
        release(o->type->finalize(t, value_of(o)));
        if (is_raised(t))
            report_unraisable(t, "finalizing an object during garbage collection");
    }
}

static void finalize_all(Thread *t, ObjectVec *garbage)
{
    bool granted = recursion_headroom(t);
    finalize_kind(t, garbage, TYPE_HEAP);
    finalize_kind(t, garbage, 0);
    recursion_headroom_end(t, granted);
}

static bool mark_garbage(ObjectVec *garbage)
{
    for (ssize i = 0; i < garbage->len; i++) {
        Object *o = garbage->item[i];
        Page *p = page_of(o);
        if (!p->scratch && !(p->scratch = malloc(p->count * sizeof *p->scratch)))
            return false;
        uint32_t k = page_index(p, o);
        p->state[k] |= GC_CANDIDATE;
        p->scratch[k] = (int32_t)MIN(o->refcount - 1, (int64_t)INT32_MAX);      /* without ours */
    }
    return true;
}

/* After finalizers: takes the objects that are reachable again out of the garbage. */
static void spare_resurrected(Collector *c)
{
    ObjectVec *garbage = &c->garbage;
    c->visitor.visit = subtract;
    c->failed = !mark_garbage(garbage);
    for (ssize i = 0; i < garbage->len && !c->failed; i++)
        object_traverse(garbage->item[i], &c->visitor);
    for (ssize i = 0; i < garbage->len && !c->failed; i++) {
        Page *p = page_of(garbage->item[i]);
        uint32_t k = page_index(p, garbage->item[i]);
        if (!(p->state[k] & GC_REACHABLE) && p->scratch[k] > 0) {
            reach(c, p, k);
            flood(c);
        }
    }
    ObjectVec spared = {0};
    ssize kept = 0;
    for (ssize i = 0; i < garbage->len; i++) {
        Object *o = garbage->item[i];
        Page *p = page_of(o);
        uint8_t *state = gc_state(o);
        bool resurrected = (*state & GC_REACHABLE) || c->failed;
        *state &= (uint8_t)~(GC_CANDIDATE | GC_REACHABLE);
        free(p->scratch);
        p->scratch = NULL;
        if (resurrected) {
            set_generation(p, page_index(p, o), MIN(c->generation + 1, GC_GENERATIONS - 1));
            if (!object_vec_push(&spared, o))
                o->refcount--;                  /* someone else has it */
        } else {
            garbage->item[kept++] = o;
        }
    }
    garbage->len = kept;
    for (ssize i = 0; i < spared.len; i++)
        object_release(spared.item[i]);
    object_vec_free(&spared);
}

/* DEBUG_SAVEALL: keep everything in gc.garbage instead of freeing it. */
static void save_all(Thread *t, GcState *gc, ObjectVec *garbage)
{
    for (ssize i = 0; i < garbage->len; i++)
        if (is_empty(gc->garbage) || !list_append(t, as_list(gc->garbage), value_of(garbage->item[i])))
            raised_clear(t);
}

static void print_garbage(ObjectVec *garbage)
{
    for (ssize i = 0; i < garbage->len; i++)
        fprintf(stderr, "gc: collectable <%s %p>\n", type_display_name(garbage->item[i]->type), (void *)garbage->item[i]);
}

static void dispose(Thread *t, GcState *gc, Collector *c)
{
    ObjectVec *garbage = &c->garbage;
    if (gc->debug & GC_DEBUG_COLLECTABLE)
        print_garbage(garbage);
    weakrefs_clear_garbage(garbage->item, garbage->len);
    finalize_all(t, garbage);
    spare_resurrected(c);
    if (gc->debug & GC_DEBUG_SAVEALL) {
        save_all(t, gc, garbage);
    } else {
        for (ssize i = 0; i < garbage->len; i++)
            object_clear(garbage->item[i]);
    }
    for (ssize i = 0; i < garbage->len; i++)
        object_release(garbage->item[i]);
}

/* ---- collecting ---- */

static void call_callbacks(Thread *t, GcState *gc, const char *phase, int generation, ssize collected)
{
    if (is_empty(gc->callbacks) || as_list(gc->callbacks)->len == 0)
        return;
    OWN Value info = dict_new(t);
    OWN Value text = str_from_text(t, phase);
    if (is_empty(info) || is_empty(text) || !dict_set_text(t, as_dict(info), "generation", fixnum(generation)) ||
        !dict_set_text(t, as_dict(info), "collected", fixnum(collected)) ||
        !dict_set_text(t, as_dict(info), "uncollectable", fixnum(0))) {
        raised_clear(t);
        return;
    }
    for (ssize i = 0; i < as_list(gc->callbacks)->len; i++) {
        OWN Value callback = retain(as_list(gc->callbacks)->item[i]);
        OWN Value result = call2(t, callback, text, info);
        if (is_empty(result))
            report_unraisable(t, "calling a garbage collection callback");
    }
}

/* How many objects were found, as the manual of 3.2 has them: an instance with attributes and the dictionary of these are two,
 * though here the attributes lie in the instance until somebody asks for the dictionary. */
static ssize count_objects(const ObjectVec *garbage)
{
    ssize n = garbage->len;
    for (ssize i = 0; i < garbage->len; i++) {
        const Attrs *a = garbage->item[i]->type->attrs_offset ? attrs_of(value_of(garbage->item[i])) : NULL;
        n += a && !a->shape->is_dict && a->shape->count;
    }
    return n;
}

static void count_collection(GcState *gc, Heap *heap, int generation)
{
    heap->young_count = 0;
    gc->started = true;
    update_threshold(gc, heap);
    for (int g = 1; g <= generation; g++)
        gc->count[g] = 0;
    if (generation + 1 < GC_GENERATIONS)
        gc->count[generation + 1]++;
    gc->stats[generation].collections++;
}

ssize gc_collect(Thread *t, int generation)
{
    GcState *gc = t->interp->gc;
    if (gc->collecting)
        return 0;
    gc->collecting = true;
    Value raised = take(&t->raised);
    int64_t start = gc->debug & GC_DEBUG_STATS ? clock_monotonic_ns() : 0;
    if (gc->debug & GC_DEBUG_STATS)
        fprintf(stderr, "gc: collecting generation %d...\n", generation);
    call_callbacks(t, gc, "start", generation, 0);

    Collector c = {.heap = t->heap, .generation = generation};
    count_collection(gc, t->heap, generation);
    find_garbage(&c);
    ssize found = count_objects(&c.garbage);
    if (generation == GC_GENERATIONS - 1) {
        gc->long_lived = c.survivors;
        gc->long_lived_pending = 0;
    } else if (generation == GC_GENERATIONS - 2) {
        gc->long_lived_pending += c.survivors;
    }
    if (found)
        dispose(t, gc, &c);
    gc->stats[generation].collected += found;
    object_vec_free(&c.work);
    object_vec_free(&c.garbage);

    call_callbacks(t, gc, "stop", generation, found);
    if (gc->debug & GC_DEBUG_STATS)
        fprintf(stderr, "gc: done, %td unreachable, 0 uncollectable, %.4fs elapsed\n", found, (double)(clock_monotonic_ns() - start) * 1e-9);
    gc->collecting = false;
    if (is_raised(t))
        raised_clear(t);
    t->raised = raised;
    return found;
}

/* The oldest generation that is due; -1 for none. */
static int due_generation(GcState *gc, Heap *heap)
{
    for (int g = GC_GENERATIONS - 1; g >= 0; g--) {
        ssize count = g == 0 ? heap->young_count : gc->count[g];
        if (gc->threshold[g] <= 0 || count <= gc->threshold[g])
            continue;
        if (g == GC_GENERATIONS - 1 && gc->long_lived_pending < gc->long_lived / 4)
            continue;
        return g;
    }
    return -1;
}

void gc_maybe(Thread *t)
{
    GcState *gc = t->interp->gc;
    t->interrupt &= ~(uint32_t)INTERRUPT_GC;
    if (!gc->enabled || gc->collecting || t->heap->young_count <= t->heap->young_threshold)
        return;
    int generation = due_generation(gc, t->heap);
    if (generation >= 0)
        gc_collect(t, generation);
}
