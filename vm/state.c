/* state.c: making and ending interpreters and threads. Manual: C API "Initialization, Finalization, and Threads".
 *
 * A thread's value stack and frame stack are large reserved mappings that never move; memory comes as they are touched.
 * The start does as little as it can: types are made ready (slots inherited; their attribute dicts are built when
 * somebody looks), the modules builtins and sys are filled from their tables, nothing is imported.
 *
 * The end follows CPython's order: threads, atexit, streams, then the modules: their names are dropped so that what only
 * they kept alive is finalized while sys and builtins still work.
 */
#include "vm/state.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/platform.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/frame.h"
#include "object/gc.h"
#include "object/iter.h"
#include "object/leaks.h"
#include "object/list.h"
#include "object/module.h"
#include "object/range.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/type_internal.h"
#include "object/weakref.h"
#include "object/bytes.h"
#include "vm/gil.h"
#include "vm/import.h"
#include "vm/vm.h"

#define VALUE_STACK_SIZE ((size_t)512 << 20)    /* bytes of address space */
#define FRAME_STACK_SIZE ((size_t)256 << 20)
#define STACK_SLACK      4096                   /* values above stack_end that a call may still write */
#define C_STACK_MARGIN   ((size_t)192 << 10)    /* for leaf functions, and for handling the error */
#define RECURSION_LIMIT  1000

/* ---- types ---- */

#define BUILTIN_TYPES(T) \
    T(object) T(type) T(none) T(not_implemented) T(ellipsis) T(bool) T(int) T(float) T(complex) T(str) T(bytes) T(bytearray) \
    T(list) T(tuple) T(dict) T(set) T(frozenset) T(range) T(slice) T(function) T(code) T(cell) T(module) \
    T(builtin_function) T(method) T(method_descriptor) T(classmethod_descriptor) T(wrapper_descriptor) T(method_wrapper) \
    T(getset_descriptor) T(member_descriptor) T(property) T(classmethod) T(staticmethod) T(super) T(generator) T(coroutine) \
    T(async_generator) T(frame) T(traceback) T(mapping_proxy) T(simple_namespace) T(weakref) T(weakproxy) \
    T(weakcallableproxy) T(generic_alias) T(union) T(enumerate) T(zip) T(map) T(filter) T(reversed) T(str_iterator) \
    T(bytes_iterator) T(bytearray_iterator) T(list_iterator) T(list_reverse_iterator) T(tuple_iterator) T(range_iterator) \
    T(long_range_iterator) T(set_iterator) T(dict_keys) T(dict_values) T(dict_items) T(dict_key_iterator) \
    T(dict_value_iterator) T(dict_item_iterator) T(dict_reverse_key_iterator) T(dict_reverse_value_iterator) \
    T(dict_reverse_item_iterator) T(sequence_iterator) T(callable_iterator) \
    T(coroutine_wrapper) T(async_value) T(async_step)

extern Type dict_reverse_key_iterator_type, dict_reverse_value_iterator_type, dict_reverse_item_iterator_type;

static Type *const builtin_types[] = {
#define ROW(name) &name##_type,
    BUILTIN_TYPES(ROW)
#undef ROW
    &memoryview_type, &exc_BaseException,
#define ROW(name, base) &exc_##name,
    BUILTIN_EXCEPTIONS(ROW)
#undef ROW
};

static bool make_types_ready(Thread *t)
{
    for (ssize i = 0; i < COUNT_OF(builtin_types); i++)
        if (!type_ready(t, builtin_types[i]))
            return false;
    return exception_group_ready(t);
}

/* ---- threads ---- */

/* Reserves size bytes, or half as often as it takes where address space is limited. */
static void *reserve(size_t *size)
{
    for (; *size >= (size_t)1 << 20; *size /= 2) {
        void *p = platform_reserve(*size);
        if (p)
            return p;
    }
    return NULL;
}

/* The sizes really got are kept before the stacks' first items: they are needed to give them back. */
typedef struct Reservation { size_t size; char unused_[56]; } Reservation;

static void *reserve_stack(size_t size, size_t item, void **end)
{
    Reservation *r = reserve(&size);
    if (!r)
        return NULL;
    r->size = size;
    *end = (char *)(r + 1) + (size - sizeof *r) / item * item;
    return r + 1;
}

static void release_stack(void *stack)
{
    if (stack)
        platform_release((Reservation *)stack - 1, ((Reservation *)stack - 1)->size);
}

Thread *thread_create(Interp *interp)
{
    Thread *t = calloc(1, sizeof *t);
    void *stack_end, *frames_end;

    if (!t)
        return NULL;
    bool main_thread = !interp->main_thread;        /* others get less: there may be many of them */
    t->stack = reserve_stack(main_thread ? VALUE_STACK_SIZE : VALUE_STACK_SIZE / 16, sizeof(Value), &stack_end);
    t->frames = t->stack ? reserve_stack(main_thread ? FRAME_STACK_SIZE : FRAME_STACK_SIZE / 16, sizeof(Frame), &frames_end) : NULL;
    if (!t->frames) {
        release_stack(t->stack);
        free(t);
        return NULL;
    }
    t->stack_end = (Value *)stack_end - STACK_SLACK;
    t->frames_end = frames_end;
    t->frame_next = t->frames;
    t->interp = interp;
    t->heap = interp->heap;
    if (heap_watched(t->heap))
        t->interrupt = INTERRUPT_TRACE;
    t->frame_limit = t->frame_next;
    recursion_limit_set(t, interp->main_thread ? interp->main_thread->recursion_limit : RECURSION_LIMIT);
    t->handled = &t->handled_base;
    t->id = (uint64_t)pthread_self();   /* who makes the state for another thread sets that one's */
    t->next = interp->threads;
    if (t->next)
        t->next->previous = t;
    interp->threads = t;
    if (!interp->main_thread)
        interp->main_thread = t;
    return t;
}

void thread_attach(Thread *t)
{
    char *low, *high;

    gil_acquire(t);
    if (platform_stack_bounds(&low, &high)) {
        size_t margin = MIN(C_STACK_MARGIN, (size_t)(high - low) / 4);
        t->c_limit = low + margin;
    }
}

static void release_owned(Thread *t)
{
    Value *owned[] = {
        &t->raised, &t->handled_base.exception, &t->trace_function, &t->profile_function, &t->async_exception, &t->dict,
        &t->context, &t->sentinel, &t->async_hooks[0], &t->async_hooks[1], &t->origin_tracking, &t->coroutine_wrapper, &t->repr_guard,
    };
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(take(owned[i]));
}

void thread_free(Thread *t)
{
    release_owned(t);
    capi_thread_end(t);
    gil_forget(t->interp->gil, t);
    if (t->previous)
        t->previous->next = t->next;
    else
        t->interp->threads = t->next;
    if (t->next)
        t->next->previous = t->previous;
    free(t->trash);
    release_stack(t->stack);
    release_stack(t->frames);
    if (current_thread == t)
        current_thread = NULL;
    free(t);
}

/* The state is made under the GIL, which is taken in the name of nobody. */
Thread *thread_adopt(Interp *interp)
{
    Thread nobody = {.interp = interp};
    gil_acquire(&nobody);
    Thread *t = thread_create(interp);
    gil_release(&nobody);
    current_thread = NULL;
    if (t)
        thread_attach(t);
    return t;
}

void thread_disown(Thread *t)
{
    GilState *gil = t->interp->gil;
    thread_free(t);
    current_thread = NULL;
    gil_drop(gil);
}

/* ---- hashing ---- */

/* The key that str and bytes are hashed with: random, or made from PYTHONHASHSEED (0: always the same zero key). */
static bool make_hash_key(Interp *interp, Config *config, const char **error)
{
    const char *seed = config->hash_seed;

    config->hash_randomization = true;
    if (seed && *seed && strcmp(seed, "random") != 0) {
        char *end;
        errno = 0;
        unsigned long value = strtoul(seed, &end, 10);
        if (*end || errno || value > UINT32_MAX || *seed == '-') {
            *error = "PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]";
            return false;
        }
        if (value == 0) {
            config->hash_randomization = false;
            return true;
        }
        HashKey key = hash_key_from_seed((uint32_t)value);
        interp->hash_key[0] = key.k0;
        interp->hash_key[1] = key.k1;
        return true;
    }
    if (!platform_random_now(interp->hash_key, sizeof interp->hash_key)) {
        interp->hash_key[0] = (uint64_t)clock_real_ns();
        interp->hash_key[1] = (uint64_t)(uintptr_t)interp ^ (uint64_t)clock_monotonic_ns();
    }
    return true;
}

/* ---- the start ---- */

static bool make_singletons(Thread *t)
{
    Interp *interp = t->interp;
    OWN Value tuple = tuple_new(t, 0), str = str_empty(t), bytes = bytes_new(t, 0);
    interp->memory_error = exception_alloc(t, &exc_MemoryError, tuple);
    return !is_empty(tuple) && !is_empty(str) && !is_empty(bytes) && !is_empty(interp->memory_error);
}

static bool make_main_module(Thread *t)
{
    OWN Value module = module_new(t, NAME(__main__));
    Ref builtins;
    return !is_empty(module) && dict_set(t, t->interp->modules, NAME(__main__), module)
           && dict_find(t, t->interp->modules, NAME(builtins), &builtins) == FOUND
           && dict_set(t, module_dict(module), NAME(__builtins__), builtins);
}

static bool fill(Thread *t)
{
    Interp *interp = t->interp;
    Value modules;

    if (!make_types_ready(t) || !make_singletons(t) || is_empty(modules = dict_new(t)))
        return false;
    interp->modules = as_dict(modules);
    if (!import_init(t))
        return false;
    OWN Value builtins = import_builtin(t, "builtins");
    OWN Value sys = is_empty(builtins) ? EMPTY : import_builtin(t, "sys");
    return !is_empty(sys) && make_main_module(t) && io_open_std(t);
}

Interp *interp_create(Config *config, const char **error)
{
    Interp *interp = calloc(1, sizeof *interp);
    Thread *t = NULL;

    *error = "out of memory";
    if (!interp)
        return NULL;
    interp->config = config;
    interp->bytes_warning = config->bytes_warning;
    interp->code_heat = CODE_HEAT;
    if (!make_hash_key(interp, config, error) || !(interp->heap = heap_create()) || !(interp->gc = gc_create(interp->heap))
        || !(interp->type_cache = type_cache_create())
        || !(interp->method_cache = calloc(1, sizeof(struct MethodCache))) || !(interp->gil = gil_create())
        || !(t = thread_create(interp)))
        goto failed;
    thread_attach(t);
    if (!fill(t)) {
        *error = "cannot initialize the built-in modules";
        if (is_raised(t)) {
            OWN Value exception = raised_take(t);
            OWN Value text = to_str(t, exception);
            if (!is_empty(text))
                fprintf(stderr, "%s: %s\n", type_display_name(type_of(exception)), str_text(t, text));
        }
        return NULL;                    /* half-made objects are about: the process is to end */
    }
    gc_enable(t, true);
    return interp;

failed:
    if (interp->gc)
        gc_free(interp->gc);
    if (interp->heap)
        heap_free(interp->heap);
    if (interp->gil)
        gil_free(interp->gil);
    free(interp->type_cache);
    free(interp->method_cache);
    free(interp);
    return NULL;
}

/* ---- the end ---- */

/* modules[module].name() if there is such a module. */
static void call_if_imported(Thread *t, const char *module, const char *name, bool report)
{
    OWN Value m = retain(dict_peek_text(t, t->interp->modules, module));
    OWN Value function = is_empty(m) || is_none(m) ? EMPTY : get_attr_text(t, m, name);
    if (is_empty(function)) {
        raised_clear(t);
        return;
    }
    OWN Value result = call0(t, function);
    if (is_empty(result) && report)
        report_unraisable_in(t, function);
    raised_clear(t);
}

static bool flush_stream(Thread *t, const char *name, bool report)
{
    OWN Value file = retain(dict_peek_text(t, t->interp->sys_dict, name));
    if (is_empty(file) || is_none(file))
        return true;
    OWN Value closed = EMPTY;
    if (find_attr(t, file, NAME(closed), &closed) == FOUND && test(t, closed) == TEST_TRUE)
        return true;
    raised_clear(t);
    OWN Value result = call_method0(t, file, NAME(flush));
    if (!is_empty(result))
        return true;
    if (report)
        report_unraisable_in(t, file);
    raised_clear(t);
    return false;
}

void flush_standard_streams(Thread *t)
{
    flush_stream(t, "stdout", false);
    flush_stream(t, "stderr", false);
}

/* At the end; what stdout cannot take is shown once. */
static bool flush_finally(Thread *t, bool report)
{
    bool good = flush_stream(t, "stdout", report);
    return flush_stream(t, "stderr", false) && good;
}

/* Drops the module's names: those with one underscore first, as the manual says ("__del__"), then all but __builtins__. */
static void clear_module(Thread *t, Dict *d)
{
    Value own = retain_object(d);
    for (int pass = 0; pass < 2; pass++) {
        OWN Value keys = dict_keys_list(t, d);
        for (ssize i = 0; !is_empty(keys) && i < as_list(keys)->len; i++) {
            Ref key = as_list(keys)->item[i];
            if (!is_str(key) || str_is(key, "__builtins__"))
                continue;
            Str *s = as_str(key);
            bool private = s->len > 0 && str_at(s, 0) == '_' && (s->len == 1 || str_at(s, 1) != '_');
            if ((pass || private) && !dict_set(t, d, key, NONE))
                raised_clear(t);
        }
        raised_clear(t);
    }
    release(own);
}

static bool is_core_module(Interp *interp, Dict *d) { return d == interp->sys_dict || d == interp->builtins; }

/* What sys refers to for the program's sake. */
static void reset_sys(Thread *t)
{
    static const char *const special[] = {"path", "argv", "ps1", "ps2", "last_type", "last_value", "last_traceback", "last_exc",
                                          "path_hooks", "path_importer_cache", "meta_path"};
    static const char *const streams[] = {"stdin", "stdout", "stderr"};
    Interp *interp = t->interp;

    release(take(&interp->atexit));
    if (!dict_set_text(t, interp->builtins, "_", NONE))
        raised_clear(t);
    for (ssize i = 0; i < COUNT_OF(special); i++)
        if (!is_empty(dict_peek_text(t, interp->sys_dict, special[i])) && !dict_set_text(t, interp->sys_dict, special[i], NONE))
            raised_clear(t);
    for (ssize i = 0; i < COUNT_OF(streams); i++) {
        char original[16];
        snprintf(original, sizeof original, "__%s__", streams[i]);
        Ref file = dict_peek_text(t, interp->sys_dict, original);
        if (!is_empty(file) && !dict_set_text(t, interp->sys_dict, streams[i], file))
            raised_clear(t);
    }
}

/* Takes all modules out of sys.modules; then clears those that something still refers to, in the reverse order of their
 * making, sys and builtins excepted. */
static void clear_modules(Thread *t)
{
    Interp *interp = t->interp;
    OWN Value list = list_new(t, 0);            /* weak references to the modules */
    ssize position = 0;
    Ref name, module;

    while (!is_empty(list) && dict_next(interp->modules, &position, &name, &module))
        if (is_module(module) && module_dict(module) && !is_core_module(interp, module_dict(module))) {
            OWN Value weak = weakref_new(t, module, EMPTY);
            if (!is_empty(weak) && !list_append(t, as_list(list), weak))
                raised_clear(t);
        }
    OWN Value sys = retain(dict_peek_name(interp->modules, NAME(sys)));
    OWN Value builtins = retain(dict_peek_name(interp->modules, NAME(builtins)));
    dict_clear(interp->modules);
    gc_collect(t, GC_GENERATIONS - 1);
    for (ssize i = is_empty(list) ? 0 : as_list(list)->len; i-- > 0;) {
        OWN Value alive = weakref_get(as_list(list)->item[i]);
        if (!is_empty(alive) && module_dict(alive))
            clear_module(t, module_dict(alive));
    }
    raised_clear(t);
    gc_collect(t, GC_GENERATIONS - 1);
}

/* gc.garbage: what could not be freed is reported, and listed when gc.set_debug() asked for that (Library 3.2 "gc"). */
static void report_garbage(Thread *t)
{
    GcState *gc = t->interp->gc;
    ssize n = is_empty(gc->garbage) ? 0 : as_list(gc->garbage)->len;
    if (!n)
        return;
    bool list = gc->debug & GC_DEBUG_UNCOLLECTABLE;
    OWN Value text = str_format(t, "gc: %zd uncollectable objects at shutdown%s", n,
                                list ? "" : "; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them");
    OWN Value file = str_from_text(t, "gc");
    OWN Value function = is_empty(text) || is_empty(file) ? EMPTY : import_attribute(t, "_warnings", "warn_explicit");
    Value args[] = {text, value_of(&exc_ResourceWarning), file, fixnum(0)};
    OWN Value done = is_empty(function) ? EMPTY : call(t, function, args, 4, EMPTY);
    if (is_empty(done))
        report_unraisable(t, "reporting gc.garbage");
    OWN Value shown = list ? repr(t, gc->garbage) : EMPTY;
    if (list && is_empty(shown))
        report_unraisable_in(t, gc->garbage);
    else if (list)
        fprintf(stderr, "      %s\n", str_text(t, shown));
}

bool interp_finish(Thread *t, bool exiting)
{
    call_if_imported(t, "threading", "_shutdown", true);
    call_if_imported(t, "atexit", "_run_exitfuncs", false);      /* it has shown its errors */
    report_garbage(t);
    bool good = flush_finally(t, true);
    t->interp->finalizing = true;
    gil_finish(t);
    reset_sys(t);
    if (!exiting || teardown_shows(t))
        clear_modules(t);
    return flush_finally(t, good) && good;
}

bool interp_free(Thread *t)
{
    Interp *interp = t->interp;
    bool alone UNUSED = interp->threads == t && !t->next;      /* others may hold what they like */
    Value *owned[] = {
        &interp->codec_search_path, &interp->codec_cache, &interp->codec_errors, &interp->atexit, &interp->warnings_state,
        &interp->abstract_cache,
    };
    BaseException *kept = as_exception(interp->memory_error);  /* as it was raised last */
    release(take(&kept->traceback));
    release(take(&kept->context));
    release(take(&kept->cause));
    module_states_free(interp);
    capi_interp_end(interp);
    import_free(interp);
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(take(owned[i]));
    Dict *namespaces[] = {interp->sys_dict, interp->modules, interp->builtins};     /* finalizers use them to the last */
    clear_module(t, interp->sys_dict);
    gc_collect(t, GC_GENERATIONS - 1);
    for (ssize i = 0; i < COUNT_OF(namespaces); i++)
        dict_clear(namespaces[i]);
    while (interp->threads != t || t->next)
        thread_free(interp->threads != t ? interp->threads : t->next);
    release_owned(t);
    gc_collect(t, GC_GENERATIONS - 1);
    DROP(interp->sys_dict);
    DROP(interp->modules);
    DROP(interp->builtins);
    gc_free(interp->gc);
    capi_interp_free(interp);
#ifdef KRAIT_DEBUG
    bool good = !alone || leaks_report(t);
#else
    bool good = true;
#endif
    weakref_table_free(interp);
    thread_free(t);
    intern_table_free(interp);
    /* The heap stays: the dicts of the static types, which no interpreter owns, are in it. */
    gil_free(interp->gil);
    free(interp->type_cache);
    free(interp->method_cache);
    free(interp->machine_region);
    free(interp);
    return good;
}
