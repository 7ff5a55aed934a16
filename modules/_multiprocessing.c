/* _multiprocessing.c: semaphores that processes share; multiprocessing.synchronize makes locks, conditions and the like of
 * them. Python manual: multiprocessing.
 *
 * A SemLock is a POSIX named semaphore and what this process knows of it: how often its threads have taken it, and which did
 * last. A lock that may be taken again by its owner (RECURSIVE_MUTEX) counts here; the semaphore is taken once.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/_multiprocessing.h"

enum Kind { RECURSIVE_MUTEX, SEMAPHORE };

typedef struct SemLock {
    Object head;
    sem_t *handle;
    Value name;                 /* str, or EMPTY: None */
    enum Kind kind;
    int maximum;
    int count;                  /* taken by this process; changes under the GIL */
    uint64_t owner;             /* the thread that took it last */
} SemLock;
static Type SemLock_type;
static SemLock *as_lock(Ref v) { return (SemLock *)object_of(v); }

static void lock_dealloc(Object *o)
{
    SemLock *l = (SemLock *)o;
    if (l->handle)
        sem_close(l->handle);
    release(l->name);
    object_free(o, object_size(o));
}

static Value lock_make(Thread *t, Type *cls, sem_t *handle, int kind, int maximum, Ref name)
{
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v)) {
        sem_close(handle);
        return EMPTY;
    }
    SemLock *l = as_lock(v);
    l->handle = handle;
    l->kind = (enum Kind)kind;
    l->maximum = maximum;
    l->name = retain(name);
    return v;
}

/** A semaphore with a name, made anew.
 *
 * kind: 0 a lock that its owner may take again, 1 any other. unlink: the name is given up at once. */
NEW(SemLock, "(kind: int, value: int, maxvalue: int, name: str, unlink: bool)")
{
    const char *name = str_utf8(t, a->name, NULL);
    if (!name)
        return EMPTY;
    if (a->kind != RECURSIVE_MUTEX && a->kind != SEMAPHORE)
        return raise_value(t, "unrecognized kind");
    sem_t *handle = sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)a->value);
    if (handle == SEM_FAILED)
        return raise_last(t);
    if (a->unlink && sem_unlink(name) < 0) {
        sem_close(handle);
        return raise_last(t);
    }
    return lock_make(t, cls, handle, a->kind, a->maxvalue, a->name);
}
/** The semaphore of that name, which another process made; without a name, that of this address (after a fork). */
CLASSMETHOD(SemLock, _rebuild, "(cls, handle: uint64, kind: int, maxvalue: int, name, /)")
{
    sem_t *handle = (sem_t *)(uintptr_t)a->handle;
    if (is_str(a->name)) {
        const char *name = str_utf8(t, a->name, NULL);
        if (!name)
            return EMPTY;
        handle = sem_open(name, 0);
        if (handle == SEM_FAILED)
            return raise_last(t);
    }
    return lock_make(t, as_type(self), handle, a->kind, a->maxvalue, is_str(a->name) ? a->name : EMPTY);
}

static bool is_mine(Thread *t, const SemLock *l) { return l->count > 0 && l->owner == t->id; }

/* When a wait of that many nanoseconds ends, by the clock that sem_timedwait() goes by. */
static struct timespec moment_after(int64_t ns)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int64_t seconds = ns / 1000000000, rest = ns % 1000000000 + now.tv_nsec;
    now.tv_sec += seconds + rest / 1000000000;
    now.tv_nsec = rest % 1000000000;
    return now;
}

/* As sem_timedwait(), end NULL: for ever. It ends each second as if interrupted: a signal may have come just before it. */
static int wait_until(sem_t *handle, const struct timespec *end)
{
    struct timespec slice = moment_after(1000000000);
    bool last = end && (end->tv_sec < slice.tv_sec || (end->tv_sec == slice.tv_sec && end->tv_nsec <= slice.tv_nsec));
    int failed = sem_timedwait(handle, last ? end : &slice);
    if (failed && errno == ETIMEDOUT && !last)
        errno = EINTR;
    return failed;
}
static Value acquire(Thread *t, SemLock *l, bool block, Ref timeout)
{
    int64_t ns = 0;
    int failed;
    if (l->kind == RECURSIVE_MUTEX && is_mine(t, l)) {
        l->count++;
        return bool_value(true);
    }
    if (block && !is_none(timeout) && !to_nanoseconds(t, timeout, ROUND_TIME_CEILING, &ns))
        return EMPTY;
    do
        failed = sem_trywait(l->handle);
    while (failed && errno == EINTR);
    if (failed && errno == EAGAIN && block && (is_none(timeout) || ns > 0)) {
        struct timespec end = moment_after(ns);
        OWN Value keep = retain_object(l);
        BLOCKING_CALL(t, failed, wait_until(l->handle, is_none(timeout) ? NULL : &end));
    }
    if (failed)
        return !is_raised(t) && (errno == EAGAIN || errno == ETIMEDOUT) ? bool_value(false) : raise_last(t);
    l->count++;
    l->owner = t->id;
    return bool_value(true);
}
static Value give_back(Thread *t, SemLock *l)
{
    if (l->kind == RECURSIVE_MUTEX) {
        if (!is_mine(t, l))
            return raise_format(t, &exc_AssertionError, "attempt to release recursive lock not owned by thread");
        if (l->count > 1) {
            l->count--;
            return NONE;
        }
    } else {
        int value;
        if (sem_getvalue(l->handle, &value) < 0)
            return raise_last(t);
        if (value >= l->maximum)
            return raise_value(t, "semaphore or lock released too many times");
    }
    if (sem_post(l->handle) < 0)
        return raise_last(t);
    l->count--;
    return NONE;
}

/** Take it. False if it is not free: at once, or with block, after timeout seconds. */
METHOD(SemLock, acquire, "(self, block: bool=True, timeout=None)") { return acquire(t, as_lock(self), a->block, a->timeout); }
/** Give it back. */
METHOD0(SemLock, release)   { return give_back(t, as_lock(self)); }
METHOD0(SemLock, __enter__) { return acquire(t, as_lock(self), true, NONE); }
METHOD(SemLock, __exit__, "(self, *args)") { return give_back(t, as_lock(self)); }
/** How often this process has taken it. */
METHOD0(SemLock, _count)    { return fixnum(as_lock(self)->count); }
/** Whether this thread has it. */
METHOD0(SemLock, _is_mine)  { return bool_value(is_mine(t, as_lock(self))); }
/** How many times it can be taken now. */
METHOD0(SemLock, _get_value)
{
    int value;
    if (sem_getvalue(as_lock(self)->handle, &value) < 0)
        return raise_last(t);
    return fixnum(MAX(value, 0));
}
/** Whether it can not be taken now. */
METHOD0(SemLock, _is_zero)
{
    int value;
    if (sem_getvalue(as_lock(self)->handle, &value) < 0)
        return raise_last(t);
    return bool_value(value <= 0);
}
/** In the child of a fork: its thread has not taken it. */
METHOD0(SemLock, _after_fork)
{
    as_lock(self)->count = 0;
    return NONE;
}
GETTER(SemLock, handle)   { return int_from_uint64(t, (uint64_t)(uintptr_t)as_lock(self)->handle); }
GETTER(SemLock, kind)     { return fixnum(as_lock(self)->kind); }
GETTER(SemLock, maxvalue) { return fixnum(as_lock(self)->maximum); }
GETTER(SemLock, name)     { return is_empty(as_lock(self)->name) ? NONE : retain(as_lock(self)->name); }

static Type SemLock_type = {
    TYPE_HEAD("_multiprocessing.SemLock", SemLock), .flags = TYPE_BASE, .doc = SemLock_new_doc, .dealloc = lock_dealloc,
    .new_ = SemLock_new_slot, .new_signature = &SemLock_new_signature, .methods = SemLock_methods, .getset = SemLock_getset,
};

/** Give up the name of a semaphore; it lives on while somebody has it open. */
FUNCTION(_multiprocessing, sem_unlink, "(name: str, /)")
{
    const char *name = str_utf8(t, a->name, NULL);
    return name ? none_or_last(t, sem_unlink(name)) : EMPTY;
}

static bool _multiprocessing_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &SemLock_type) && module_add_int(t, module, "SEM_VALUE_MAX", SEM_VALUE_MAX);
}

MODULE(_multiprocessing, .doc = "Semaphores that processes share.", .exec = _multiprocessing_exec);
