/* pending.h: what a thread does between instructions when its interrupt word is set: signal handlers, handing over the GIL,
 * exceptions set by other threads. */
#ifndef KRAIT_VM_PENDING_H
#define KRAIT_VM_PENDING_H

#include "object/state.h"

/* Does all that is pending for the thread; false with an exception set (a signal handler's, or an asynchronous one). */
bool handle_pending(Thread *t) MUST_CHECK;

#endif
