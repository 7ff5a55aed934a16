/* fork.h: making a child process of an interpreter that may have threads: functions registered with os.register_at_fork, and
 * the child's state, where only the forking thread is left.
 */
#ifndef KRAIT_VM_FORK_H
#define KRAIT_VM_FORK_H

#include <sys/types.h>

#include "object/state.h"

/* Functions to call around a fork; EMPTY: none. */
bool fork_register(Thread *t, Ref before, Ref after_in_parent, Ref after_in_child) MUST_CHECK;

/* Around fork(): before; then one of the others. What the functions raise is reported, not raised. All run Python code. */
void fork_before(Thread *t);
void fork_in_parent(Thread *t);
void fork_in_child(Thread *t);
/* The three together, with fork() in the middle; negative on failure with errno. */
pid_t fork_interpreter(Thread *t);

#endif
