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

/* ---- is there one? ---- */

int Py_IsInitialized(void)  { return this_thread() != NULL; }
int Py_IsFinalizing(void)   { return this_thread() && this_thread()->interp->finalizing; }

/* Inside the executable the interpreter has been there before any extension. */
void Py_InitializeEx(int signals)
{
    (void)signals;
    if (!this_thread())
        Py_FatalError("Py_Initialize: an interpreter of its own in another program is not supported yet");
}
void Py_Initialize(void)    { Py_InitializeEx(1); }

int Py_AtExit(void (*function)(void)) { return atexit(function) ? -1 : 0; }
