/* object_lock.h: one thread at a time works on an object, also while it is without the GIL.
 *
 * The lock is taken and given up under the GIL only; who finds it taken waits without the GIL until it is given up. The thread that
 * has it may take it again. One that a fork did not take along has it no longer. All zeros: free.
 */
#ifndef KRAIT_VM_OBJECT_LOCK_H
#define KRAIT_VM_OBJECT_LOCK_H

#include "object/state.h"

typedef struct ObjectLock {
    Thread *owner;
    int depth, waiters;
    uint32_t turn;              /* changes when it is given up: what those who wait look at */
} ObjectLock;

/* Waits until no other thread has it; at the end of the interpreter not for ever. The caller holds the object. */
void object_lock_wait(Thread *t, ObjectLock *l);
void object_lock_wake(ObjectLock *l);

ALWAYS_INLINE void object_lock(Thread *t, ObjectLock *l)
{
    if (unlikely(l->owner && l->owner != t))
        object_lock_wait(t, l);
    l->owner = t;
    l->depth++;
}
ALWAYS_INLINE void object_unlock(ObjectLock *l)
{
    if (--l->depth)
        return;
    l->owner = NULL;
    l->turn++;
    if (unlikely(l->waiters))
        object_lock_wake(l);
}

static inline void object_unlock_at(ObjectLock **l) { object_unlock(*l); }
/* Locks until the end of the scope. */
#define OBJECT_LOCKED(t, l) \
    __attribute__((cleanup(object_unlock_at))) ObjectLock *locked_ UNUSED = (object_lock((t), (l)), (l))

#endif
