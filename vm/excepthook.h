/* excepthook.h: what happens to exceptions that nobody has caught. */
#ifndef KRAIT_VM_EXCEPTHOOK_H
#define KRAIT_VM_EXCEPTHOOK_H

#include "object/state.h"

/* The exit status that a SystemExit asks for; if it comes with a text that goes to sys.stderr. */
int exit_status(Thread *t, Ref exception);
/* Shows the exception (the caller keeps it) by sys.excepthook; with set_last, as sys.last_value and so on first. True: the hook has asked
 * to exit, with *status. */
bool exception_show(Thread *t, Ref exception, bool set_last, int *status);

#endif
