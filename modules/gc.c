/* gc.c: the module gc: the controls of the cycle collector, which is in object/gc.c. Python manual: gc. */
#include "object/dict.h"
#include "object/gc.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/tuple.h"
#include "gen/modules/gc.h"

/** Enable automatic garbage collection. */
FUNCTION0(gc, enable)
{
    gc_enable(t, true);
    return NONE;
}

/** Disable automatic garbage collection. */
FUNCTION0(gc, disable)
{
    gc_enable(t, false);
    return NONE;
}

/** Returns true if automatic garbage collection is enabled. */
FUNCTION0(gc, isenabled) { return bool_value(t->interp->gc->enabled); }

/** Run the garbage collector.
 *
 * With no arguments, run a full collection.  The optional argument
 * may be an integer specifying which generation to collect.  A ValueError
 * is raised if the generation number is invalid.
 *
 * The number of unreachable objects is returned. */
FUNCTION(gc, collect, "(generation: int = 2)")
{
    if (a->generation < 0 || a->generation >= GC_GENERATIONS)
        return raise_value(t, "invalid generation");
    ssize found = gc_collect(t, a->generation);
    heap_trim(t->heap);
    return fixnum(found);
}

/** Set the garbage collection debugging flags.
 *
 *   flags
 *     An integer that can have the following bits turned on:
 *       DEBUG_STATS - Print statistics during collection.
 *       DEBUG_COLLECTABLE - Print collectable objects found.
 *       DEBUG_UNCOLLECTABLE - Print unreachable but uncollectable objects
 *         found.
 *       DEBUG_SAVEALL - Save objects to gc.garbage rather than freeing them.
 *       DEBUG_LEAK - Debug leaking programs (everything but STATS).
 *
 * Debugging information is written to sys.stderr. */
FUNCTION(gc, set_debug, "(flags: int, /)")
{
    t->interp->gc->debug = a->flags;
    return NONE;
}

/** Get the garbage collection debugging flags. */
FUNCTION0(gc, get_debug) { return fixnum(t->interp->gc->debug); }

/** Set the collection thresholds (the collection frequency).
 *
 * Setting 'threshold0' to zero disables collection. */
FUNCTION(gc, set_threshold, "(threshold0: int, threshold1: int = -1, threshold2: int = -1, /)")
{
    gc_set_threshold(t, 0, a->threshold0);
    if (a->threshold1 >= 0)
        gc_set_threshold(t, 1, a->threshold1);
    if (a->threshold2 >= 0)
        gc_set_threshold(t, 2, a->threshold2);
    return NONE;
}

/** Return the current collection thresholds. */
FUNCTION0(gc, get_threshold)
{
    GcState *gc = t->interp->gc;
    return tuple_pack(t, 3, fixnum(gc->threshold[0]), fixnum(gc->threshold[1]), fixnum(gc->threshold[2]));
}

/** Return a three-tuple of the current collection counts. */
FUNCTION0(gc, get_count)
{
    return tuple_pack(t, 3, fixnum(gc_get_count(t, 0)), fixnum(gc_get_count(t, 1)), fixnum(gc_get_count(t, 2)));
}

/* ---- looking at objects ---- */

typedef struct Listing { Thread *t; List *list; const Value *wanted; ssize count; bool found; Visitor visitor; Object *except; } Listing;

static bool list_object(void *context, Object *o)
{
    Listing *listing = context;
    return (void *)o == (void *)listing->list || list_append(listing->t, listing->list, value_of(o));
}

/** Return a list of objects tracked by the collector (excluding the list returned).
 *
 *   generation
 *     Generation to extract the objects from.
 *
 * If generation is not None, return only the objects tracked by the collector
 * that are in that generation. */
FUNCTION(gc, get_objects, "(generation: int = None)")
{
    int generation = a->generation == INT_MIN ? -1 : a->generation;
    if (generation >= GC_GENERATIONS)
        return raise_value(t, "generation parameter must be less than the number of available generations (%d)", GC_GENERATIONS);
    if (generation < 0 && a->generation != INT_MIN)
        return raise_value(t, "generation parameter cannot be negative");
    OWN Value list = list_new(t, 0);
    Listing listing = {.t = t, .list = is_empty(list) ? NULL : as_list(list)};
    return is_empty(list) || !gc_each(t->heap, generation, list_object, &listing) ? EMPTY : take(&list);
}

static void find_wanted(Visitor *visitor, Ref child)
{
    Listing *listing = CONTAINER_OF(visitor, Listing, visitor);
    for (ssize i = 0; i < listing->count; i++)
        listing->found |= same(child, listing->wanted[i]);
}

static bool list_referrer(void *context, Object *o)
{
    Listing *listing = context;
    if ((void *)o == (void *)listing->list || o == listing->except)
        return true;
    listing->found = false;
    object_traverse(o, &listing->visitor);
    return !listing->found || list_append(listing->t, listing->list, value_of(o));
}

/** Return the list of objects that directly refer to any of 'objs'. */
FUNCTION(gc, get_referrers, "(*objs)")
{
    OWN Value list = list_new(t, 0);
    if (is_empty(list))
        return EMPTY;
    Listing listing = {.t = t, .list = as_list(list), .wanted = a->objs, .count = a->objs_count, .visitor = {find_wanted, .immediates = true}};
    return gc_each(t->heap, -1, list_referrer, &listing) ? take(&list) : EMPTY;
}

static void list_child(Visitor *visitor, Ref child)
{
    Listing *listing = CONTAINER_OF(visitor, Listing, visitor);
    listing->found = listing->found && list_append(listing->t, listing->list, child);
}

/** Return the list of objects that are directly referred to by 'objs'. */
FUNCTION(gc, get_referents, "(*objs)")
{
    OWN Value list = list_new(t, 0);
    if (is_empty(list))
        return EMPTY;
    Listing listing = {.t = t, .list = as_list(list), .found = true, .visitor = {list_child, .immediates = true}};
    for (ssize i = 0; i < a->objs_count; i++)
        if (is_ptr(a->objs[i]) && has_flag(a->objs[i], TYPE_GC))
            object_traverse(object_of(a->objs[i]), &listing.visitor);
    return listing.found ? take(&list) : EMPTY;
}

static bool is_container(Ref v) { return is_ptr(v) && has_flag(v, TYPE_GC) && object_of(v)->refcount > 0; }

/** Returns true if the object is tracked by the garbage collector.
 *
 * Simple atomic objects will return false. */
FUNCTION1(gc, is_tracked, obj)
{
    return bool_value(is_container(obj) && gc_is_tracked(object_of(obj)) && !gc_refers_to_class_only(object_of(obj)));
}

/** Returns true if the object has been already finalized by the GC. */
FUNCTION1(gc, is_finalized, obj) { return bool_value(is_container(obj) && gc_is_finalized(object_of(obj))); }

/** Return a list of dictionaries containing per-generation statistics. */
FUNCTION0(gc, get_stats)
{
    OWN Value list = list_new(t, GC_GENERATIONS);
    if (is_empty(list))
        return EMPTY;
    for (int g = 0; g < GC_GENERATIONS; g++) {
        GcStats *s = &t->interp->gc->stats[g];
        Value d = dict_new(t);
        if (is_empty(d) || !dict_set_text(t, as_dict(d), "collections", fixnum(s->collections)) ||
            !dict_set_text(t, as_dict(d), "collected", fixnum(s->collected)) ||
            !dict_set_text(t, as_dict(d), "uncollectable", fixnum(s->uncollectable))) {
            release(d);
            return EMPTY;
        }
        if (!list_append_take(t, as_list(list), d))
            return EMPTY;
    }
    return take(&list);
}

/** Freeze all current tracked objects and ignore them for future collections.
 *
 * This can be used before a POSIX fork() call to make the gc copy-on-write friendly. */
FUNCTION0(gc, freeze)
{
    gc_freeze(t->heap);
    return NONE;
}

/** Unfreeze all objects in the permanent generation.
 *
 * Put all objects in the permanent generation back into oldest generation. */
FUNCTION0(gc, unfreeze)
{
    gc_unfreeze(t->heap);
    return NONE;
}

static bool count_object(void *context, Object *o UNUSED)
{
    ++*(ssize *)context;
    return true;
}

/** Return the number of objects in the permanent generation. */
FUNCTION0(gc, get_freeze_count)
{
    ssize n = 0;
    gc_each(t->heap, GC_FROZEN, count_object, &n);
    return fixnum(n);
}

static bool gc_exec(Thread *t, Ref module)
{
    GcState *gc = t->interp->gc;
    if (is_empty(gc->garbage) && is_empty(gc->garbage = list_new(t, 0)))
        return false;
    if (is_empty(gc->callbacks) && is_empty(gc->callbacks = list_new(t, 0)))
        return false;
    return module_add(t, module, "garbage", gc->garbage) && module_add(t, module, "callbacks", gc->callbacks) &&
           module_add_int(t, module, "DEBUG_STATS", GC_DEBUG_STATS) && module_add_int(t, module, "DEBUG_COLLECTABLE", GC_DEBUG_COLLECTABLE) &&
           module_add_int(t, module, "DEBUG_UNCOLLECTABLE", GC_DEBUG_UNCOLLECTABLE) && module_add_int(t, module, "DEBUG_SAVEALL", GC_DEBUG_SAVEALL) &&
           module_add_int(t, module, "DEBUG_LEAK", GC_DEBUG_LEAK);
}

MODULE(gc, .doc = "This module provides access to the garbage collector for reference cycles.", .exec = gc_exec);
