/* gil.c: see gil.h. */
#include "vm/gil.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_INTERVAL_NS 5000000     /* 5 ms, as 3.2 */

struct GilState {
    pthread_mutex_t mutex;              /* guards the rest */
    pthread_cond_t freed;               /* signalled when the lock is given up */
    pthread_cond_t taken;               /* signalled when a waiter took it after a request */
    bool held;
    Thread *holder;                     /* whom to ask for it; NULL if nobody holds it or the holder's state is being freed */
    Thread *finisher;                   /* once the interpreter ends: the only thread that may still hold it */
    int waiting;
    uint64_t switches;                  /* times it was taken */
    int64_t interval_ns;
};

static void init_locks(GilState *g)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&g->mutex, NULL);
    pthread_cond_init(&g->freed, &monotonic);
    pthread_cond_init(&g->taken, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

GilState *gil_create(void)
{
    GilState *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    init_locks(g);
    g->interval_ns = DEFAULT_INTERVAL_NS;
    return g;
}

void gil_free(GilState *g)
{
    pthread_mutex_destroy(&g->mutex);
    pthread_cond_destroy(&g->freed);
    pthread_cond_destroy(&g->taken);
    free(g);
}

/* True when `condition` was signalled before the interval was over. */
static bool wait_interval(GilState *g, pthread_cond_t *condition)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += g->interval_ns % 1000000000;
    until.tv_sec += g->interval_ns / 1000000000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_cond_timedwait(condition, &g->mutex, &until) != ETIMEDOUT;
}

/* A daemon thread that wants the lock while the interpreter is taken apart sleeps until the process ends. */
static void park_if_finished(GilState *g, const Thread *t)
{
    if (likely(!g->finisher || g->finisher == t))
        return;
    pthread_cond_signal(&g->taken);
    pthread_mutex_unlock(&g->mutex);
    for (;;)
        pause();
}

static void wait_and_hold(GilState *g, Thread *t)
{
    park_if_finished(g, t);
    while (g->held) {
        uint64_t seen = g->switches;
        g->waiting++;
        bool signalled = wait_interval(g, &g->freed);
        g->waiting--;
        park_if_finished(g, t);
        if (!signalled && g->holder && g->switches == seen)
            __atomic_fetch_or(&g->holder->interrupt, INTERRUPT_GIL, __ATOMIC_RELAXED);
    }
    g->held = true;
    g->holder = t;
    g->switches++;
    pthread_cond_signal(&g->taken);
}

void gil_acquire(Thread *t)
{
    GilState *g = t->interp->gil;
    int saved = errno;

    pthread_mutex_lock(&g->mutex);
    wait_and_hold(g, t);
    pthread_mutex_unlock(&g->mutex);
    current_thread = t;
    errno = saved;
}

void gil_release(Thread *t)
{
    GilState *g = t->interp->gil;
    int saved = errno;

    pthread_mutex_lock(&g->mutex);
    g->held = false;
    g->holder = NULL;
    __atomic_fetch_and(&t->interrupt, ~(uint32_t)INTERRUPT_GIL, __ATOMIC_RELAXED);
    if (g->waiting)
        pthread_cond_signal(&g->freed);
    pthread_mutex_unlock(&g->mutex);
    errno = saved;
}

bool gil_is_held(const Thread *t)
{
    GilState *g = t->interp->gil;
    pthread_mutex_lock(&g->mutex);
    bool held = g->held && g->holder == t;
    pthread_mutex_unlock(&g->mutex);
    return held;
}

void gil_forget(GilState *g, const Thread *t)
{
    pthread_mutex_lock(&g->mutex);
    if (g->holder == t)
        g->holder = NULL;
    pthread_mutex_unlock(&g->mutex);
}

void gil_drop(GilState *g)
{
    pthread_mutex_lock(&g->mutex);
    g->held = false;
    g->holder = NULL;
    if (g->waiting)
        pthread_cond_signal(&g->freed);
    pthread_mutex_unlock(&g->mutex);
}

/* The waiter that asked must get its turn: we wait until somebody took the lock. */
void gil_yield(Thread *t)
{
    GilState *g = t->interp->gil;

    pthread_mutex_lock(&g->mutex);
    __atomic_fetch_and(&t->interrupt, ~(uint32_t)INTERRUPT_GIL, __ATOMIC_RELAXED);
    if (g->waiting && g->finisher != t) {
        uint64_t seen = g->switches;
        g->held = false;
        g->holder = NULL;
        pthread_cond_signal(&g->freed);
        while (g->switches == seen && g->waiting)
            wait_interval(g, &g->taken);
        wait_and_hold(g, t);
    }
    pthread_mutex_unlock(&g->mutex);
}

void gil_finish(Thread *t)
{
    GilState *g = t->interp->gil;
    pthread_mutex_lock(&g->mutex);
    g->finisher = t;
    pthread_mutex_unlock(&g->mutex);
}

void gil_after_fork(GilState *g, Thread *t)
{
    int64_t interval = g->interval_ns;
    init_locks(g);
    g->held = true;
    g->holder = t;
    g->waiting = 0;
    if (g->finisher)
        g->finisher = t;
    g->interval_ns = interval;
}

double gil_switch_interval(GilState *g) { return (double)g->interval_ns / 1e9; }
void gil_set_switch_interval(GilState *g, double seconds) { g->interval_ns = MAX((int64_t)(seconds * 1e9), (int64_t)1000); }
