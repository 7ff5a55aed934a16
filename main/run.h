/* run.h: running what the command line names, in __main__. */
#ifndef KRAIT_MAIN_RUN_H
#define KRAIT_MAIN_RUN_H

#include "main/options.h"
#include "object/protocol.h"

/* An exit status that sys.exit() cannot ask for: of an uncaught KeyboardInterrupt. Its low byte is what shells show for SIGINT. */
#define STATUS_INTERRUPTED (0x100 | 130)

/* Each runs its thing; *status is the exit status of the process so far. False: SystemExit asked to end at once. */
int run_options(Thread *t, Options *o);
/* Shows t->raised by sys.excepthook, or for SystemExit gives its status in *status and returns true. */
bool handle_exception(Thread *t, Options *o, int *status);
Ref main_namespace(Thread *t);              /* the dict of __main__; borrowed; EMPTY with an exception set */
int repl_run(Thread *t, Options *o);        /* the interactive loop on standard input (repl.c) */

#endif
