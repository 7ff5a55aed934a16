/* gil.h: the global interpreter lock of an interpreter: only the thread that holds it runs Python code or touches objects.
 *
 * A blocking system call is bracketed so that others can run:
 *     BLOCKING_BEGIN(t)
 *     n = read(fd, p, size);
 *     BLOCKING_END(t)
 * Between the two no Value may be touched and no other function taking a Thread be called. errno is kept.
 * A thread that waits longer than the switch interval asks the holder to hand over; the holder does so at its next backward
 * jump or call (3.2's scheme, by Antoine Pitrou).
 */
#ifndef KRAIT_VM_GIL_H
#define KRAIT_VM_GIL_H

#include "object/state.h"

typedef struct GilState GilState;

GilState *gil_create(void);                 /* NULL: out of memory. Free. */
void gil_free(GilState *gil);
void gil_acquire(Thread *t);                /* waits; t becomes the calling C thread's current thread */
void gil_release(Thread *t);
void gil_forget(GilState *gil, const Thread *t);    /* nobody asks t for it any more: its state is about to be freed */
void gil_drop(GilState *gil);               /* gives it up for a thread whose state is gone */
bool gil_is_held(const Thread *t);          /* by t, which is the calling C thread's */
void gil_yield(Thread *t);                  /* hands over to a waiting thread, and waits for the next turn */
void gil_finish(Thread *t);                 /* t, which holds it, takes the interpreter apart: the other threads park when they want it */
void gil_after_fork(GilState *gil, Thread *t);      /* in the child: t holds it, nobody waits */
double gil_switch_interval(GilState *gil);          /* seconds */
void gil_set_switch_interval(GilState *gil, double seconds);

#define BLOCKING_BEGIN(t) { gil_release(t);
#define BLOCKING_END(t)   gil_acquire(t); }

#endif
