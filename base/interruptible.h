/* interruptible.h: system calls that are not begun once a signal has arrived.
 *
 * A signal that arrives between "has one arrived?" and the call would be noticed only when the call returns, which may be
 * never. So the two are one piece of code with known bounds, and the signal handler asks whether it broke in there: then it
 * makes the call end as if it had been interrupted. Linux, x86-64; elsewhere the gap remains.
 */
#ifndef KRAIT_BASE_INTERRUPTIBLE_H
#define KRAIT_BASE_INTERRUPTIBLE_H

#include "base/common.h"

/* The system call of number args[0] with the six others, or -EINTR when one of the bits is set in *word before it begins.
 * What the kernel returns: -errno for failures. */
long interruptible_call(const volatile uint32_t *word, uint32_t bits, const long args[7]);

/* For a handler installed with SA_SIGINFO, with its third argument, after it set the bits: an interruptible call that has not
 * begun, or that the kernel would begin again, ends with -EINTR. Safe in signal handlers. */
void interruptible_leave(void *context);

#endif
