/* init.c: the life of the interpreter as C programs see it (C API: "Initialization, Finalization, and Threads"). */
#include <stdio.h>
#include <stdlib.h>

#include "capi/convert.h"
#include "vm/state.h"

/* ---- the end ---- */

void Py_Exit(int status)
{
    Thread *t = this_thread();
    if (t && !t->interp->finalizing && !interp_finish(t, true))
        status = 120;
    exit(status);
}

void Py_FatalError(const char *message)
{
    fflush(stdout);
    fprintf(stderr, "Fatal Python error: %s\n", message);
    fflush(stderr);
    abort();
}
