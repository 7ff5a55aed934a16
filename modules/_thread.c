/* _thread.c: threads, locks and thread-local storage (Library "_thread"); lib/threading.py is built on it.
 *
 * A lock is a word that the kernel waits for (futex), so that waits can be timed and interrupted by signals: a waiting main
 * thread wakes up for them, runs the handlers, and goes on waiting (3.2).
 */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/platform.h"
#include "object/attrs.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/module.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "vm/gil.h"
#include "vm/interruptible.h"
#include "vm/pending.h"
#include "vm/state.h"
#include "gen/modules/_thread.h"

/* ---- the lock below both kinds ------------------------------------------------------------------------------- */

enum { FREE, LOCKED, AWAITED };         /* AWAITED: locked, and a thread may be waiting for it */

typedef struct Lock {
    Object head;
    uint32_t state;             /* FREE, LOCKED or AWAITED; atomic: changed without the GIL */
    uint64_t owner;             /* RLock: thread id while count > 0 */
    ssize count;                /* RLock */
} Lock;
static Type lock_type, rlock_type;
static Lock *as_lock(Ref v) { return (Lock *)object_of(v); }

static Value lock_make(Thread *t, Type *type)
{
    return type_alloc(t, type, 0);
}
static void lock_dealloc(Object *o)
{
    object_free(o, object_size(o));
}

static bool is_locked(Lock *l)
{
    return __atomic_load_n(&l->state, __ATOMIC_RELAXED) != FREE;
}

static bool lock_try(Lock *l)
{
    uint32_t expected = FREE;
    return __atomic_compare_exchange_n(&l->state, &expected, LOCKED, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

/* Waits without the GIL until it got the lock (0) or cannot go on: ETIMEDOUT after the deadline (monotonic ns; negative:
 * none), EINTR when there is a signal to handle. */
static int lock_wait(Lock *l, int64_t deadline)
{
    struct timespec until = {.tv_sec = deadline / 1000000000, .tv_nsec = deadline % 1000000000};
    while (__atomic_exchange_n(&l->state, AWAITED, __ATOMIC_ACQUIRE) != FREE)
        if (interruptible_futex_wait(&l->state, AWAITED, deadline < 0 ? NULL : &until) < 0 && errno != EAGAIN)
            return errno;
    return 0;
}

/* FOUND: acquired; MISSING: timed out; ERROR: a signal handler raised. */
static Lookup lock_acquire(Thread *t, Lock *l, int64_t timeout_ns)
{
    if (lock_try(l))
        return FOUND;
    if (timeout_ns == 0)
        return MISSING;
    int64_t deadline = timeout_ns < 0 ? -1 : clock_monotonic_ns() + timeout_ns;
    OWN Value keep = retain_object(l);
    for (;;) {
        int error;
        BLOCKING_BEGIN(t)
        error = lock_wait(l, deadline);
        BLOCKING_END(t)
        if (error != EINTR)
            return error ? MISSING : FOUND;
        if (!handle_signals(t))
            return ERROR;
    }
}
static void lock_give_up(Lock *l)
{
    if (__atomic_exchange_n(&l->state, FREE, __ATOMIC_RELEASE) == AWAITED)
        syscall(SYS_futex, &l->state, FUTEX_WAKE_PRIVATE, 1);
}

#define TIMEOUT_MAX (INT64_MAX / 1000000000 - 1)

/* blocking and timeout as Lock.acquire takes them -> ns, -1 for ever, 0 not at all. */
static bool read_timeout(Thread *t, bool blocking, double timeout, int64_t *ns)
{
    if (!blocking && timeout != -1)
        return raise_value(t, "can't specify a timeout for a non-blocking call"), false;
    if (timeout < 0 && timeout != -1)
        return raise_value(t, "timeout value must be a non-negative number"), false;
    if (isnan(timeout))
        return raise_value(t, "Invalid value NaN (not a number)"), false;
    if (timeout > (double)TIMEOUT_MAX)
        return raise_overflow(t, "timeout value is too large"), false;
    *ns = !blocking ? 0 : timeout == -1 ? -1 : (int64_t)ceil(timeout * 1e9);
    return true;
}
static Value acquired(Lookup r) { return r == ERROR ? EMPTY : bool_value(r == FOUND); }

/* ---- Lock ---------------------------------------------------------------------------------------------------- */

/** Lock the lock.  Without argument, this blocks if the lock is already
 * locked (even by the same thread), waiting for another thread to release
 * the lock, and return True once the lock is acquired. */
METHOD(lock, acquire, "(self, blocking: bool=True, timeout: float=-1)")
{
    int64_t ns;
    return read_timeout(t, a->blocking, a->timeout, &ns) ? acquired(lock_acquire(t, as_lock(self), ns)) : EMPTY;
}
METHOD(lock, acquire_lock, "(self, blocking: bool=True, timeout: float=-1)")
{
    int64_t ns;
    return read_timeout(t, a->blocking, a->timeout, &ns) ? acquired(lock_acquire(t, as_lock(self), ns)) : EMPTY;
}
/** Release the lock, allowing another thread that is blocked waiting for
 * the lock to acquire the lock. */
METHOD0(lock, release)
{
    if (!is_locked(as_lock(self)))
        return raise_runtime(t, "release unlocked lock");
    lock_give_up(as_lock(self));
    return NONE;
}
METHOD0(lock, release_lock) { return lock_release_method(t, self); }
/** Return whether the lock is in the locked state. */
METHOD0(lock, locked) { return bool_value(is_locked(as_lock(self))); }
METHOD0(lock, locked_lock) { return bool_value(is_locked(as_lock(self))); }
METHOD0(lock, __enter__) { return acquired(lock_acquire(t, as_lock(self), -1)); }
METHOD(lock, __exit__, "(self, *args)") { return lock_release_method(t, self); }
METHOD0(lock, _at_fork_reinit)
{
    Lock *l = as_lock(self);
    l->state = FREE;
    l->count = 0;
    l->owner = 0;
    return NONE;
}
static Value lock_repr(Thread *t, Ref self)
{
    return str_format(t, "<%s %s object at %p>", is_locked(as_lock(self)) ? "locked" : "unlocked", type_of(self)->name, (void *)object_of(self));
}
static Value lock_new_raw(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs, Ref names)
{
    if (nargs || (!is_empty(names) && as_tuple(names)->len))
        return raise_type(t, "lock() takes no arguments");
    return lock_make(t, cls);
}
static Type lock_type = {
    TYPE_HEAD("_thread.lock", Lock), .doc = "A lock object is a synchronization primitive.", .flags = TYPE_WEAKREFS,
    .dealloc = lock_dealloc, .repr = lock_repr, .new_ = lock_new_raw, .methods = lock_methods,
};

/* ---- RLock --------------------------------------------------------------------------------------------------- */

static Lookup rlock_take(Thread *t, Lock *l, int64_t ns)
{
    if (l->count && l->owner == t->id) {
        l->count++;
        return FOUND;
    }
    Lookup r = lock_acquire(t, l, ns);
    if (r == FOUND) {
        l->owner = t->id;
        l->count = 1;
    }
    return r;
}
/** Lock the lock.  If the lock is already owned by the same thread, its count
 * is incremented and True returned at once. */
METHOD(rlock, acquire, "(self, blocking: bool=True, timeout: float=-1)")
{
    int64_t ns;
    return read_timeout(t, a->blocking, a->timeout, &ns) ? acquired(rlock_take(t, as_lock(self), ns)) : EMPTY;
}
/** Release the lock, allowing another thread that is blocked waiting for
 * the lock to acquire the lock. */
METHOD0(rlock, release)
{
    Lock *l = as_lock(self);
    if (l->count == 0 || l->owner != t->id)
        return raise_runtime(t, "cannot release un-acquired lock");
    if (--l->count == 0) {
        l->owner = 0;
        lock_give_up(l);
    }
    return NONE;
}
METHOD0(rlock, __enter__) { return acquired(rlock_take(t, as_lock(self), -1)); }
METHOD(rlock, __exit__, "(self, *args)") { return rlock_release_method(t, self); }
/** For internal use by `threading.Condition`. */
METHOD0(rlock, _is_owned) { return bool_value(as_lock(self)->count && as_lock(self)->owner == t->id); }
/** For internal use by `threading.Condition`. */
METHOD0(rlock, _release_save)
{
    Lock *l = as_lock(self);
    if (l->count == 0)
        return raise_runtime(t, "cannot release un-acquired lock");
    OWN Value owner = int_from_uint64(t, l->owner);
    Value state = tuple_pack(t, 2, fixnum(l->count), owner);
    l->count = 0;
    l->owner = 0;
    lock_give_up(l);
    return state;
}
/** For internal use by `threading.Condition`. */
METHOD1(rlock, _acquire_restore, state)
{
    int64_t count;
    uint64_t owner;
    if (!is_tuple(state) || as_tuple(state)->len != 2 || !is_int(as_tuple(state)->item[0]) || !is_int(as_tuple(state)->item[1])
        || !int_as_int64(as_tuple(state)->item[0], &count) || !int_as_uint64(as_tuple(state)->item[1], &owner))
        return raise_type(t, "_acquire_restore() argument must be a (count, owner) tuple");
    if (lock_acquire(t, as_lock(self), -1) != FOUND)
        return EMPTY;
    as_lock(self)->count = count;
    as_lock(self)->owner = owner;
    return NONE;
}
METHOD0(rlock, _recursion_count)
{
    Lock *l = as_lock(self);
    return fixnum(l->owner == t->id ? l->count : 0);
}
METHOD0(rlock, _at_fork_reinit) { return lock__at_fork_reinit_method(t, self); }
static Value rlock_repr(Thread *t, Ref self)
{
    Lock *l = as_lock(self);
    return str_format(t, "<%s %s object owner=%zd count=%zd at %p>", l->count ? "locked" : "unlocked", type_of(self)->name, (ssize)l->owner,
                      l->count, (void *)l);
}
static Value rlock_new_raw(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return lock_make(t, cls);
}
static Type rlock_type = {
    TYPE_HEAD("_thread.RLock", Lock), .flags = TYPE_WEAKREFS | TYPE_BASE, .dealloc = lock_dealloc, .repr = rlock_repr,
    .new_ = rlock_new_raw, .methods = rlock_methods,
};

/* ---- local --------------------------------------------------------------------------------------------------- */

/* Thread-local data. The local owns a dict per thread, so that the collector sees what it holds; each thread's own dict maps
 * the local (by its key) to a LocalEntry, which takes the dict out of the local when the thread ends. */
typedef struct Local { Object head; Value args, kwargs, key, dicts; /* dict of the threads' dicts by thread id, or EMPTY */ } Local;
typedef struct LocalEntry { Object head; Local *local; /* NULL once it is gone */ Ref dict; /* lent by local->dicts */ Value id; } LocalEntry;
static Type local_type;

static void local_entry_dealloc(Object *o)
{
    LocalEntry *e = (LocalEntry *)o;
    Thread *t = current_thread;
    if (e->local && !is_empty(e->local->dicts)) {
        OWN Value raised = raised_take(t), dicts = retain(e->local->dicts);
        if (dict_delete(t, as_dict(dicts), e->id) == ERROR)
            raised_clear(t);
        t->raised = take(&raised);
    }
    release(e->id);
    object_free(o, sizeof *e);
}
static Type local_entry_type = {TYPE_HEAD("_thread._localentry", LocalEntry), .dealloc = local_entry_dealloc};

static Value thread_dict(Thread *t)
{
    if (is_empty(t->dict))
        t->dict = dict_new(t);
    return t->dict;
}

/* A fresh dict of this thread for the local; borrowed. */
static Ref local_dict_new(Thread *t, Local *l)
{
    Ref all = thread_dict(t);
    OWN Value fresh = is_empty(all) ? EMPTY : dict_new(t);
    OWN Value id = is_empty(fresh) ? EMPTY : int_from_int64(t, (int64_t)t->id);
    if (is_empty(id) || (is_empty(l->dicts) && is_empty(l->dicts = dict_new(t))))
        return EMPTY;
    LocalEntry *e = object_new(t, &local_entry_type, sizeof *e);
    OWN Value entry = e ? value_of(e) : EMPTY;
    if (!e)
        return EMPTY;
    e->local = NULL;
    e->dict = fresh;
    e->id = retain(id);
    if (!dict_set(t, as_dict(all), l->key, entry) || !dict_set(t, as_dict(l->dicts), id, fresh))
        return EMPTY;
    e->local = l;
    return fresh;
}

/* This thread's dict of the local; made, and __init__ called again, when the thread sees it for the first time. Owned. */
static Value local_dict(Thread *t, Ref self)
{
    Local *l = (Local *)object_of(self);
    Ref all = thread_dict(t), found;

    if (is_empty(all))
        return EMPTY;
    Lookup r = dict_find(t, as_dict(all), l->key, &found);
    if (r == FOUND && ((LocalEntry *)object_of(found))->local)
        return retain(((LocalEntry *)object_of(found))->dict);
    OWN Value fresh = r == ERROR ? EMPTY : retain(local_dict_new(t, l));
    if (is_empty(fresh))
        return EMPTY;
    InitSlot init = type_of(self)->init;
    if (init && init != object_init_slot) {
        OWN Value names = EMPTY;
        ssize n = as_tuple(l->args)->len, k = is_empty(l->kwargs) ? 0 : as_dict(l->kwargs)->used;
        Value *args = mem_alloc_array(t, n + k + 1, sizeof *args);
        if (!args)
            return EMPTY;
        memcpy(args, as_tuple(l->args)->item, (size_t)n * sizeof *args);
        if (k) {
            ssize at = 0, i = n;
            Ref key, value;
            names = tuple_new(t, k);
            while (!is_empty(names) && dict_next(as_dict(l->kwargs), &at, &key, &value)) {
                as_tuple(names)->item[i - n] = retain(key);
                args[i++] = value;
            }
        }
        bool good = (!k || !is_empty(names)) && init(t, self, args, n, names);
        mem_free(args);
        if (!good) {
            OWN Value error = raised_take(t);
            if (dict_delete(t, as_dict(all), l->key) == ERROR)
                raised_clear(t);
            return raise_again_take(t, take(&error));
        }
    }
    return take(&fresh);
}

static Value local_new_raw(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    if (cls->init == object_init_slot && (nargs || (!is_empty(names) && as_tuple(names)->len)))
        return raise_type(t, "Initialization arguments are not supported");
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    Local *l = (Local *)object_of(v);
    l->args = tuple_from_array(t, args, nargs);
    l->key = str_format(t, "_thread.local.%p", (void *)l);
    if (is_empty(l->args) || is_empty(l->key))
        return EMPTY;
    if (!is_empty(names) && as_tuple(names)->len) {
        l->kwargs = dict_new(t);
        for (ssize i = 0; i < as_tuple(names)->len && !is_empty(l->kwargs); i++)
            if (!dict_set(t, as_dict(l->kwargs), as_tuple(names)->item[i], args[nargs + i]))
                return EMPTY;
    }
    return is_empty(local_dict_new(t, l)) ? EMPTY : take(&v);
}
static void local_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Local *)o)->args);
    visit(visitor, ((Local *)o)->kwargs);
    visit(visitor, ((Local *)o)->dicts);
}
static void local_clear(Object *o)
{
    Local *l = (Local *)o;
    Thread *t = current_thread;
    if (!is_empty(l->key)) {
        Value raised = raised_take(t);
        for (Thread *other = t->interp->threads; other; other = other->next) {
            Ref entry = is_empty(other->dict) ? EMPTY : dict_peek_name(as_dict(other->dict), l->key);
            if (is_empty(entry))
                continue;
            ((LocalEntry *)object_of(entry))->local = NULL;
            if (dict_delete(t, as_dict(other->dict), l->key) == ERROR)
                raised_clear(t);
        }
        t->raised = raised;
    }
    release(take(&l->dicts));
    release(take(&l->kwargs));
}
static void local_dealloc(Object *o)
{
    Local *l = (Local *)o;
    local_clear(o);
    release(l->args);
    release(l->key);
    object_free(o, object_size(o));
}
static Value local_getattr(Thread *t, Ref self, Ref name)
{
    OWN Value dict = local_dict(t, self);
    OWN Value interned = is_empty(dict) ? EMPTY : intern_take(t, retain(name));
    if (is_empty(interned))
        return EMPTY;
    if (str_is(interned, "__dict__"))
        return take(&dict);
    OWN Value descriptor = retain(type_lookup(t, type_of(self), interned));
    DescrGetSlot get = is_empty(descriptor) ? NULL : type_of(descriptor)->descr_get;
    if (get && type_of(descriptor)->descr_set)
        return get(t, descriptor, self, value_of(type_of(self)));
    Ref found;
    Lookup r = dict_find(t, as_dict(dict), interned, &found);
    if (r != MISSING)
        return r == FOUND ? retain(found) : EMPTY;
    if (get)
        return get(t, descriptor, self, value_of(type_of(self)));
    return is_empty(descriptor) ? raise_attribute(t, self, interned) : take(&descriptor);
}
static bool local_setattr(Thread *t, Ref self, Ref name, Ref value)
{
    OWN Value dict = local_dict(t, self);
    OWN Value interned = is_empty(dict) ? EMPTY : intern_take(t, retain(name));
    if (is_empty(interned))
        return false;
    if (str_is(interned, "__dict__"))
        return raise_format(t, &exc_AttributeError, "'%T' object attribute '__dict__' is read-only", self), false;
    Ref descriptor = type_lookup(t, type_of(self), interned);
    if (!is_empty(descriptor) && type_of(descriptor)->descr_set)
        return type_of(descriptor)->descr_set(t, descriptor, self, value);
    if (!is_empty(value))
        return dict_set(t, as_dict(dict), interned, value);
    Lookup r = dict_delete(t, as_dict(dict), interned);
    if (r == MISSING)
        raise_attribute(t, self, interned);
    return r == FOUND;
}
static Type local_type = {
    TYPE_HEAD("_thread._local", Local), .doc = "Thread-local data", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .dealloc = local_dealloc, .traverse = local_traverse, .clear = local_clear, .new_ = local_new_raw, .getattr = local_getattr, .setattr = local_setattr,
};

/* ---- starting threads ---------------------------------------------------------------------------------------- */

typedef struct Start { Thread *thread; Value function, args, kwargs; } Start;

static void report_thread_error(Thread *t, Ref function)
{
    if (raised_catch(t, &exc_SystemExit))
        return;
    report_unraisable(t, "Exception ignored in thread started by: %R", function);
}

static void release_sentinel(Thread *t)
{
    OWN Value sentinel = take(&t->sentinel);
    if (!is_empty(sentinel) && is_locked(as_lock(sentinel)))
        lock_give_up(as_lock(sentinel));
}

static void *thread_main(void *argument)
{
    Start *s = argument;
    Thread *t = s->thread;

    thread_attach(t);
    Value result = call_tuple(t, s->function, s->args, s->kwargs);
    if (is_empty(result))
        report_thread_error(t, s->function);
    release(result);
    release(s->function);
    release(s->args);
    release(s->kwargs);
    free(s);
    GilState *gil = t->interp->gil;
    release_sentinel(t);                    /* who joins us needs the GIL, which we hold until the state is gone */
    thread_free(t);
    current_thread = NULL;
    gil_drop(gil);
    return NULL;
}

#define STACK_SIZE     ((size_t)16 << 20)
#define STACK_SIZE_MIN ((size_t)1 << 20)        /* what is asked for is meant for Python's calls; our C functions need this much */

static size_t stack_size_of(Thread *t)
{
    size_t asked = t->interp->thread_stack_size;
    return asked ? MAX(asked, STACK_SIZE_MIN) : STACK_SIZE;
}

/** Start a new thread and return its identifier. */
FUNCTION(_thread, start_new_thread, "(function, args, kwargs=?, /)")
{
    if (!is_callable(a->function))
        return raise_type(t, "first arg must be callable");
    if (!is_tuple(a->args))
        return raise_type(t, "2nd arg must be a tuple");
    if (!is_empty(a->kwargs) && !is_dict(a->kwargs))
        return raise_type(t, "optional 3rd arg must be a dictionary");
    Start *s = malloc(sizeof *s);
    Thread *thread = s ? thread_create(t->interp) : NULL;
    if (!thread) {
        free(s);
        return raise_memory(t);
    }
    *s = (Start){.thread = thread, .function = retain(a->function), .args = retain(a->args), .kwargs = retain(a->kwargs)};
    pthread_attr_t attributes;
    pthread_t id;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_size_of(t));
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&id, &attributes, thread_main, s);
    if (!failed)
        thread->id = (uint64_t)id;      /* it waits for the GIL, which is ours */
    pthread_attr_destroy(&attributes);
    if (failed) {
        release(s->function);
        release(s->args);
        release(s->kwargs);
        free(s);
        thread_free(thread);
        return raise_runtime(t, "can't start new thread");
    }
    return int_from_uint64(t, (uint64_t)id);
}
FUNCTION(_thread, start_new, "(function, args, kwargs=?, /)")
{
    struct _thread_start_new_thread_args same_args = {a->function, a->args, a->kwargs};
    return _thread_start_new_thread_method(t, self, &same_args);
}
/** Create a new lock object. */
FUNCTION0(_thread, allocate_lock) { return lock_make(t, &lock_type); }
FUNCTION0(_thread, allocate) { return lock_make(t, &lock_type); }
/** Return a non-zero integer that uniquely identifies the current thread. */
FUNCTION0(_thread, get_ident) { return int_from_uint64(t, t->id); }
/** Return a non-negative integer identifying the thread as reported by the OS. */
FUNCTION0(_thread, get_native_id) { return int_from_int64(t, syscall(SYS_gettid)); }
/** Raise SystemExit: causes the thread to exit silently. */
FUNCTION0(_thread, exit) { return raise_object(t, value_of(&exc_SystemExit), EMPTY); }
FUNCTION0(_thread, exit_thread) { return raise_object(t, value_of(&exc_SystemExit), EMPTY); }
/** Number of threads started by start_new_thread that are running. */
FUNCTION0(_thread, _count)
{
    ssize n = 0;
    for (Thread *other = t->interp->threads; other; other = other->next)
        n += other != t->interp->main_thread;
    return fixnum(n);
}
/** Simulate the arrival of the given signal in the main thread. */
FUNCTION(_thread, interrupt_main, "(signum: int=2, /)")
{
    if (a->signum <= 0 || a->signum >= SIGNAL_COUNT)
        return raise_value(t, "signal number out of range");
    signal_simulate(t, a->signum);
    return NONE;
}
/** Return the thread stack size used when creating new threads; set it. */
FUNCTION(_thread, stack_size, "(size: index=0, /)")
{
    ssize old = (ssize)t->interp->thread_stack_size;
    if (a->size < 0)
        return raise_value(t, "size must be 0 or a positive value");
    if (a->size && a->size < 32768)
        return raise_value(t, "size not valid: %zd bytes", a->size);
    t->interp->thread_stack_size = (size_t)a->size;
    return int_from_ssize(t, old);
}

/* _set_sentinel(): a lock that is released when the thread's state ends, for Thread.join(). */
FUNCTION0(_thread, _set_sentinel)
{
    Value lock = lock_make(t, &lock_type);
    if (!is_empty(lock))
        replace_take(&t->sentinel, retain(lock));
    return lock;
}
/** Handle uncaught Thread.run() exception. */
FUNCTION1(_thread, _excepthook, args)
{
    OWN Value type = get_index(t, args, 0), value = get_index(t, args, 1), traceback = get_index(t, args, 2), thread = get_index(t, args, 3);
    if (is_empty(type) || is_empty(value) || is_empty(traceback) || is_empty(thread))
        return EMPTY;
    if (same(type, value_of(&exc_SystemExit)))
        return NONE;
    OWN Value stream = get_attr_text(t, value_of(t->interp->sys_dict), "get");
    release(take(&stream));
    Ref stderr_ = dict_peek_text(t, t->interp->sys_dict, "stderr");
    if (is_empty(stderr_) || is_none(stderr_))
        return NONE;
    stream = retain(stderr_);
    OWN Value name = is_none(thread) ? int_from_uint64(t, t->id) : get_attr_text(t, thread, "name");
    OWN Value head = is_empty(name) ? EMPTY : str_format(t, "Exception in thread %S:\n", name);
    OWN Value written = is_empty(head) ? EMPTY : call_method1(t, stream, NAME(write), head);
    OWN Value hook = is_empty(written) ? EMPTY : import_attribute(t, "traceback", "print_exception");
    Value hook_args[] = {type, value, traceback, NONE, stream};
    OWN Value result = is_empty(hook) ? EMPTY : call(t, hook, hook_args, 5, EMPTY);
    return is_empty(result) ? EMPTY : NONE;
}

static bool _thread_exec(Thread *t, Ref module)
{
    return module_add(t, module, "error", value_of(&exc_RuntimeError)) && module_add_type(t, module, &lock_type)
        && module_add(t, module, "LockType", value_of(&lock_type)) && module_add_type(t, module, &rlock_type)
        && module_add_type(t, module, &local_type) && module_add_take(t, module, "TIMEOUT_MAX", float_from(t, (double)TIMEOUT_MAX));
}

MODULE(_thread, .doc = "This module provides primitive operations to write multi-threaded programs.\n"
                       "The 'threading' module provides a more convenient interface.", .exec = _thread_exec);
