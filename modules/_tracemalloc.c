/* _tracemalloc.c: where memory was allocated (Library "tracemalloc", 3.4; PEP 454). lib/tracemalloc.py makes statistics of it.
 *
 * While tracing, the heap tells of every block taken and given back (heap.h), and the interpreter keeps each frame's line exact
 * (vm/trace.h). For each block there is a trace: its size and the traceback, of at most `limit` frames, that was running. Traces are
 * in a hash table by address, with linear probing and without tombstones; equal tracebacks are stored once, and live until all
 * traces are cleared. Both tables are malloc's: the heap must not be touched while it allocates. A trace that finds no memory is
 * left out.
 */
#include <stdlib.h>

#include "object/code.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/vm.h"
#include "gen/modules/_tracemalloc.h"

#define LIMIT_MAX 65535
#define TABLE_MIN 1024

typedef struct Place { Str *filename; int line; } Place;        /* filename owned; NULL: unknown */

typedef struct Trail {          /* a traceback, most recent frame first */
    struct Trail *next;         /* of the same bucket */
    uint64_t hash;
    Value shown;                /* during traces_list(): the tuple, owned; else EMPTY */
    int count;                  /* at least 1 */
    Place place[];
} Trail;

typedef struct Trace { uintptr_t block; size_t size; Trail *trail; } Trace;      /* block 0: free */

typedef struct Tracer {
    HeapWatch watch;            /* must be first */
    Heap *heap;
    bool tracing, paused;
    int limit;
    Trace *trace; size_t trace_count, trace_capacity;           /* capacities are powers of two */
    Trail **trail; size_t trail_count, trail_capacity;
    Trail *scratch;             /* room for `limit` places */
    size_t trail_bytes, traced, peak;
} Tracer;

extern const ModuleDef module_def__tracemalloc;
static Tracer *tracer_here(Thread *t) { return module_def_state(t, &module_def__tracemalloc); }

static uint64_t mix(uint64_t x)
{
    x *= 0x9E3779B97F4A7C15ull;
    return x ^ x >> 29;
}

/* ---- tracebacks ---- */

static size_t trail_size(int count) { return sizeof(Trail) + (size_t)count * sizeof(Place); }

/* The line of a frame that may just be begun, and then has no pc of its own yet. */
static int line_of(const Frame *f)
{
    const Code *code = f->code;
    if (f->pc <= code->instr || f->pc > code->instr + code->instr_count)
        return code->first_line;
    return frame_line(f);
}

/* Fills the scratch trail with what is running. */
static void look_around(Tracer *r)
{
    Trail *s = r->scratch;
    uint64_t hash = 0;
    s->count = 0;
    for (Frame *f = current_thread ? current_thread->frame : NULL; f && s->count < r->limit; f = f->previous) {
        Ref filename = f->code->filename;
        Place p = {is_empty(filename) || !is_str(filename) ? NULL : as_str(filename), line_of(f)};
        s->place[s->count++] = p;
        hash = mix(hash ^ (uintptr_t)p.filename) + (uint64_t)p.line;
    }
    if (!s->count)
        s->place[s->count++] = (Place){NULL, 0};
    s->hash = hash;
}

static bool same_trail(const Trail *a, const Trail *b)
{
    if (a->hash != b->hash || a->count != b->count)
        return false;
    for (int i = 0; i < a->count; i++)
        if (a->place[i].filename != b->place[i].filename || a->place[i].line != b->place[i].line)
            return false;
    return true;
}

static bool grow_trails(Tracer *r)
{
    size_t capacity = r->trail_capacity ? r->trail_capacity * 2 : TABLE_MIN;
    Trail **bucket = calloc(capacity, sizeof *bucket);
    if (!bucket)
        return false;
    for (size_t i = 0; i < r->trail_capacity; i++)
        for (Trail *p = r->trail[i], *next; p; p = next) {
            next = p->next;
            p->next = bucket[p->hash & (capacity - 1)];
            bucket[p->hash & (capacity - 1)] = p;
        }
    free(r->trail);
    r->trail = bucket;
    r->trail_capacity = capacity;
    return true;
}

/* The stored trail of what is running; NULL: out of memory. */
static Trail *trail_here(Tracer *r)
{
    look_around(r);
    const Trail *s = r->scratch;
    if (r->trail_count >= r->trail_capacity && !grow_trails(r))
        return NULL;
    Trail **bucket = &r->trail[s->hash & (r->trail_capacity - 1)];
    for (Trail *p = *bucket; p; p = p->next)
        if (same_trail(p, s))
            return p;
    Trail *p = malloc(trail_size(s->count));
    if (!p)
        return NULL;
    memcpy(p, s, trail_size(s->count));
    p->shown = EMPTY;
    p->next = *bucket;
    *bucket = p;
    for (int i = 0; i < p->count; i++)
        if (p->place[i].filename)
            object_retain(&p->place[i].filename->head);
    r->trail_count++;
    r->trail_bytes += trail_size(s->count);
    return p;
}

/* ---- traces ---- */

/* Where the block's trace is, or would be: the table has room. */
static size_t slot_of(const Tracer *r, uintptr_t block)
{
    size_t mask = r->trace_capacity - 1, i = mix(block >> 4) & mask;
    while (r->trace[i].block && r->trace[i].block != block)
        i = (i + 1) & mask;
    return i;
}

static bool grow_traces(Tracer *r)
{
    Tracer larger = {.trace_capacity = r->trace_capacity ? r->trace_capacity * 2 : TABLE_MIN};
    larger.trace = calloc(larger.trace_capacity, sizeof *larger.trace);
    if (!larger.trace)
        return false;
    for (size_t i = 0; i < r->trace_capacity; i++)
        if (r->trace[i].block)
            larger.trace[slot_of(&larger, r->trace[i].block)] = r->trace[i];
    free(r->trace);
    r->trace = larger.trace;
    r->trace_capacity = larger.trace_capacity;
    return true;
}

static const Trace *find_trace(const Tracer *r, uintptr_t block)
{
    if (!r->trace_count)
        return NULL;
    const Trace *found = &r->trace[slot_of(r, block)];
    return found->block ? found : NULL;
}

/* Those behind a hole move up, as far as the place they hash to allows. */
static void close_hole(Tracer *r, size_t hole)
{
    size_t mask = r->trace_capacity - 1;
    for (size_t i = (hole + 1) & mask; r->trace[i].block; i = (i + 1) & mask) {
        size_t home = mix(r->trace[i].block >> 4) & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            r->trace[hole] = r->trace[i];
            hole = i;
        }
    }
    r->trace[hole] = (Trace){0};
}

static void block_given(HeapWatch *watch, uintptr_t block)
{
    Tracer *r = (Tracer *)watch;
    Trace *found = (Trace *)find_trace(r, block);
    if (!found)
        return;
    r->traced -= found->size;
    r->trace_count--;
    close_hole(r, (size_t)(found - r->trace));
}

static void block_taken(HeapWatch *watch, uintptr_t block, size_t size)
{
    Tracer *r = (Tracer *)watch;
    if (r->paused)
        return;
    block_given(watch, block);          /* what was freed unnoticed */
    if (r->trace_count >= r->trace_capacity / 2 && !grow_traces(r))
        return;
    Trail *trail = trail_here(r);
    if (!trail)
        return;
    r->trace[slot_of(r, block)] = (Trace){block, size, trail};
    r->trace_count++;
    r->traced += size;
    r->peak = MAX(r->peak, r->traced);
}

/* Forgets everything. The file names are released last: that may free memory, which is told to us. */
static void clear(Tracer *r)
{
    Trail **trail = r->trail;
    size_t n = r->trail_capacity;
    free(r->trace);
    r->trace = NULL;
    r->trail = NULL;
    r->trace_count = r->trace_capacity = r->trail_count = r->trail_capacity = r->trail_bytes = r->traced = r->peak = 0;
    for (size_t i = 0; i < n; i++)
        for (Trail *p = trail[i], *next; p; p = next) {
            next = p->next;
            for (int k = 0; k < p->count; k++)
                if (p->place[k].filename)
                    object_release(&p->place[k].filename->head);
            free(p);
        }
    free(trail);
}

static void end(Tracer *r)
{
    r->tracing = false;
    clear(r);
    free(r->scratch);
    r->scratch = NULL;
}

/* ---- for Python ---- */

/** Return True if the tracemalloc module is tracing Python memory allocations, False otherwise. */
FUNCTION0(_tracemalloc, is_tracing)
{
    const Tracer *r = module_state(t, self);
    return bool_value(r->tracing);
}

/** Clear traces of memory blocks allocated by Python. */
FUNCTION0(_tracemalloc, clear_traces)
{
    Tracer *r = module_state(t, self);
    clear(r);
    return NONE;
}

static Value trail_shown(Thread *t, const Trail *trail)
{
    OWN Value shown = tuple_new(t, trail->count);
    for (int i = 0; i < trail->count && !is_empty(shown); i++) {
        const Place *p = &trail->place[i];
        OWN Value filename = p->filename ? retain_object(p->filename) : str_from_text(t, "<unknown>");
        Value pair = is_empty(filename) ? EMPTY : tuple_pack(t, 2, filename, fixnum(p->line));
        as_tuple(shown)->item[i] = pair;
        if (is_empty(pair))
            return EMPTY;
    }
    return take(&shown);
}

/* (domain, size, frames) for each trace; equal tracebacks are one tuple. Nothing that is allocated here is traced. */
static Value traces_list(Thread *t, Tracer *r)
{
    OWN Value list = list_new(t, (ssize)r->trace_count);
    for (size_t i = 0; i < r->trace_capacity && !is_empty(list); i++) {
        const Trace *trace = &r->trace[i];
        if (!trace->block)
            continue;
        Trail *trail = trace->trail;
        if (is_empty(trail->shown) && is_empty(trail->shown = trail_shown(t, trail)))
            return EMPTY;
        Value row = tuple_pack(t, 3, fixnum(0), fixnum((int64_t)trace->size), trail->shown);
        if (is_empty(row) || !list_append_take(t, as_list(list), row))
            return EMPTY;
    }
    return take(&list);
}

/** Get traces of all memory blocks allocated by Python.
 *
 * Return a list of (domain: int, size: int, traceback: tuple) tuples;
 * traceback is a tuple of (filename: str, lineno: int) tuples.
 * Return an empty list if the tracemalloc module is disabled.
 */
FUNCTION0(_tracemalloc, _get_traces)
{
    Tracer *r = module_state(t, self);
    r->paused = true;
    Value list = traces_list(t, r);
    r->paused = false;
    for (size_t i = 0; i < r->trail_capacity; i++)
        for (Trail *p = r->trail[i]; p; p = p->next)
            release(take(&p->shown));           /* the list's rows have theirs: nothing dies but where they could not be made */
    return list;
}

/** Get the traceback where the Python object obj was allocated.
 *
 * Return a tuple of (filename: str, lineno: int) tuples, or None if the
 * tracemalloc module is disabled or did not trace the allocation of the object.
 */
FUNCTION1(_tracemalloc, _get_object_traceback, obj)
{
    const Tracer *r = module_state(t, self);
    const Trace *found = is_ptr(obj) ? find_trace(r, (uintptr_t)object_of(obj)) : NULL;
    return found ? trail_shown(t, found->trail) : NONE;
}

/** Start tracing Python memory allocations: set the maximum number of frames stored in the traceback of a trace to nframe. */
FUNCTION(_tracemalloc, start, "(nframe: int=1, /)")
{
    Tracer *r = tracer_here(t);
    if (!r)
        return EMPTY;
    if (a->nframe < 1 || a->nframe > LIMIT_MAX)
        return raise_value(t, "the number of frames must be in range [1; %d]", LIMIT_MAX);
    if (r->tracing)
        return NONE;
    if (!(r->scratch = malloc(trail_size(a->nframe))))
        return raise_memory(t);
    r->watch = (HeapWatch){block_taken, block_given};
    r->heap = t->heap;
    r->limit = a->nframe;
    r->tracing = true;
    if (!trace_allocations(t, &r->watch)) {
        end(r);
        return raise_memory(t);
    }
    return NONE;
}

/** Stop tracing Python memory allocations and clear traces of memory blocks allocated by Python. */
FUNCTION0(_tracemalloc, stop)
{
    Tracer *r = module_state(t, self);
    if (!r->tracing || !trace_allocations(t, NULL))
        return NONE;
    end(r);
    return NONE;
}

/** Get the maximum number of frames stored in the traceback of a trace: by default, only the most recent frame. */
FUNCTION0(_tracemalloc, get_traceback_limit)
{
    const Tracer *r = module_state(t, self);
    return fixnum(MAX(r->limit, 1));
}

/** Get the memory usage in bytes of the tracemalloc module used internally to trace memory allocations. */
FUNCTION0(_tracemalloc, get_tracemalloc_memory)
{
    const Tracer *r = module_state(t, self);
    return fixnum((int64_t)(r->trace_capacity * sizeof *r->trace + r->trail_capacity * sizeof *r->trail + r->trail_bytes));
}

/** Get the current size and peak size of memory blocks traced by tracemalloc, as a tuple: (current: int, peak: int). */
FUNCTION0(_tracemalloc, get_traced_memory)
{
    const Tracer *r = module_state(t, self);
    return tuple_pack(t, 2, fixnum((int64_t)r->traced), fixnum((int64_t)r->peak));
}

/** Set the peak size of memory blocks traced by tracemalloc to the current size. */
FUNCTION0(_tracemalloc, reset_peak)
{
    Tracer *r = module_state(t, self);
    r->peak = r->traced;
    return NONE;
}

static void _tracemalloc_clear(void *state)
{
    Tracer *r = state;
    if (r->tracing && heap_watch(r->heap, NULL))
        end(r);
}

MODULE(_tracemalloc, .doc = "Debug module to trace memory blocks allocated by Python.", .state_size = sizeof(Tracer),
       .state_clear = _tracemalloc_clear);
