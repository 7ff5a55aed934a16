/* lock.c: threads, locks and thread-local storage of C, which need no interpreter (C API: "Thread Local Storage Support"; and what
 * "pythread.h" has). None of them knows of the GIL.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "capi/convert.h"
#include "object/dict.h"

/* ---- threads ---- */

typedef struct Start { void (*function)(void *); void *argument; } Start;

static void *run(void *start)
{
    Start s = *(Start *)start;
    free(start);
    s.function(s.argument);
    return NULL;
}

/* The identifier, or (unsigned long)-1. Nobody has to join it. */
unsigned long PyThread_start_new_thread(void (*function)(void *), void *argument)
{
    Thread *t = this_thread();
    Start *s = malloc(sizeof *s);
    pthread_attr_t attributes;
    pthread_t id;
    if (!s)
        return (unsigned long)-1;
    *s = (Start){function, argument};
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (t && t->interp->thread_stack_size)
        pthread_attr_setstacksize(&attributes, MAX(t->interp->thread_stack_size, (size_t)PTHREAD_STACK_MIN));
    int failed = pthread_create(&id, &attributes, run, s);
    pthread_attr_destroy(&attributes);
    if (!failed)
        return (unsigned long)id;
    free(s);
    return (unsigned long)-1;
}

void PyThread_init_thread(void)                     { }
void PyThread_exit_thread(void)                     { pthread_exit(NULL); }
unsigned long PyThread_get_thread_ident(void)       { return (unsigned long)pthread_self(); }
unsigned long PyThread_get_thread_native_id(void)   { return (unsigned long)syscall(SYS_gettid); }
size_t PyThread_get_stacksize(void)                 { return this_thread()->interp->thread_stack_size; }

/* Of threads to come; 0: the default. -1: too small. */
int PyThread_set_stacksize(size_t size)
{
    if (size && size < 32768)
        return -1;
    this_thread()->interp->thread_stack_size = size;
    return 0;
}

PyObject *PyThread_GetInfo(void)
{
    Thread *t = this_thread();
    return to_c(t, dict_peek_text(t, t->interp->sys_dict, "thread_info"));
}

/* ---- locks: any thread may release what another holds ---- */

PyThread_type_lock PyThread_allocate_lock(void)
{
    sem_t *lock = malloc(sizeof *lock);
    if (lock && sem_init(lock, 0, 1)) {
        free(lock);
        lock = NULL;
    }
    return lock;
}

void PyThread_free_lock(PyThread_type_lock lock)
{
    if (lock)
        sem_destroy(lock);
    free(lock);
}

/* When that time is over, by the clock that nobody sets; far ones are as good as never. */
static struct timespec deadline(long long microseconds)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)MIN(microseconds / 1000000, 1ll << 40);
    at.tv_nsec += microseconds % 1000000 * 1000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

/* microseconds 0: no waiting; negative: as long as it takes. intr: a signal ends the waiting, with PY_LOCK_INTR. */
PyLockStatus PyThread_acquire_lock_timed(PyThread_type_lock lock, PY_TIMEOUT_T microseconds, int intr)
{
    struct timespec end = microseconds > 0 ? deadline(microseconds) : (struct timespec){0};
    for (;;) {
        int failed = microseconds == 0 ? sem_trywait(lock) : microseconds < 0 ? sem_wait(lock) : sem_clockwait(lock, CLOCK_MONOTONIC, &end);
        if (!failed)
            return PY_LOCK_ACQUIRED;
        if (errno != EINTR)
            return PY_LOCK_FAILURE;
        if (intr)
            return PY_LOCK_INTR;
    }
}

int PyThread_acquire_lock(PyThread_type_lock lock, int wait) { return PyThread_acquire_lock_timed(lock, wait ? -1 : 0, 0) == PY_LOCK_ACQUIRED; }
void PyThread_release_lock(PyThread_type_lock lock)          { sem_post(lock); }

/* ---- thread-local storage: keys that are ints ---- */

/* -1: there are no more. */
int PyThread_create_key(void)
{
    pthread_key_t key;
    return pthread_key_create(&key, NULL) ? -1 : (int)key;
}
void PyThread_delete_key(int key)                   { pthread_key_delete((pthread_key_t)key); }
int PyThread_set_key_value(int key, void *value)    { return pthread_setspecific((pthread_key_t)key, value) ? -1 : 0; }
void *PyThread_get_key_value(int key)               { return pthread_getspecific((pthread_key_t)key); }
void PyThread_delete_key_value(int key)             { pthread_setspecific((pthread_key_t)key, NULL); }
void PyThread_ReInitTLS(void)                       { }

/* ---- and keys in a struct (PEP 539), which may be static: Py_tss_NEEDS_INIT ---- */

Py_tss_t *PyThread_tss_alloc(void)                  { return calloc(1, sizeof(Py_tss_t)); }
int PyThread_tss_is_created(Py_tss_t *key)          { return key->is_initialized; }

/* To create it again changes nothing. */
int PyThread_tss_create(Py_tss_t *key)
{
    pthread_key_t made;
    if (key->is_initialized)
        return 0;
    if (pthread_key_create(&made, NULL))
        return -1;
    key->key = made;
    key->is_initialized = 1;
    return 0;
}

void PyThread_tss_delete(Py_tss_t *key)
{
    if (!key->is_initialized)
        return;
    pthread_key_delete(key->key);
    key->is_initialized = 0;
}

void PyThread_tss_free(Py_tss_t *key)
{
    if (key)
        PyThread_tss_delete(key);
    free(key);
}

int PyThread_tss_set(Py_tss_t *key, void *value)    { return pthread_setspecific(key->key, value) ? -1 : 0; }
void *PyThread_tss_get(Py_tss_t *key)               { return pthread_getspecific(key->key); }
