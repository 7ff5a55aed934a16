/* object_lock.c: see object_lock.h. */
#include "vm/object_lock.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "vm/gil.h"

#define FINAL_WAIT_S 1          /* for a daemon thread, which may never go on once the interpreter ends */

static bool is_alive(const Thread *t, const Thread *owner)
{
    for (const Thread *other = t->interp->threads; other; other = other->next)
        if (other == owner)
            return true;
    return false;
}

void object_lock_wait(Thread *t, ObjectLock *l)
{
    while (l->owner && l->owner != t && is_alive(t, l->owner)) {
        const struct timespec limit = {.tv_sec = FINAL_WAIT_S};
        bool final = t->interp->finalizing;
        uint32_t seen = l->turn;
        long failed;
        l->waiters++;
        BLOCKING_BEGIN(t)
        failed = syscall(SYS_futex, &l->turn, FUTEX_WAIT_PRIVATE, seen, final ? &limit : NULL, NULL, 0);
        BLOCKING_END(t)
        l->waiters--;
        if (final && failed && errno == ETIMEDOUT)
            break;
    }
    l->owner = NULL;
    l->depth = 0;
}

void object_lock_wake(ObjectLock *l) { syscall(SYS_futex, &l->turn, FUTEX_WAKE_PRIVATE, 1); }
