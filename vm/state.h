/* state.h: making and ending interpreters and threads (the structs are in object/state.h). */
#ifndef KRAIT_VM_STATE_H
#define KRAIT_VM_STATE_H

#include "object/state.h"
#include "vm/config.h"

/* A new interpreter with its main thread, which becomes the calling C thread's current one: types ready, modules builtins,
 * sys and __main__ there, standard streams open, sys.path set. config is borrowed and outlives the interpreter. NULL: out of
 * memory, or *error says what failed (a literal). */
Interp *interp_create(Config *config, const char **error) MUST_CHECK;

/* What programs can see of an interpreter's end: waits for threads, runs atexit functions, flushes the streams, clears
 * modules, collects garbage; the last two only if that shows where `exiting` says that the process ends. False when standard output
 * could not be flushed (exit status 120). */
bool interp_finish(Thread *t, bool exiting) MUST_CHECK;
bool teardown_shows(Thread *t);     /* teardown.c */
/* Gives up all memory, after interp_finish. Not needed where the process ends. False: a debug build has told of leaked objects. */
bool interp_free(Thread *t) MUST_CHECK;

/* A thread's state with its stacks, linked into the interpreter; not current anywhere yet. NULL: out of memory. */
Thread *thread_create(Interp *interp) MUST_CHECK;
/* To be called on the C thread that is going to run t: takes the GIL, finds the limits of the C stack. */
void thread_attach(Thread *t);
void thread_free(Thread *t);        /* releases what it holds; t must be current or never have run */
/* For a C thread that is not Python's: makes a state of the interpreter for it and takes the GIL. NULL: out of memory. And back. */
Thread *thread_adopt(Interp *interp) MUST_CHECK;
void thread_disown(Thread *t);

/* What the C API holds; defined by capi/state.c. */
void capi_thread_end(Thread *t);
void capi_interp_end(Interp *interp), capi_interp_free(Interp *interp);      /* what refers to objects; the rest, when all are gone */

/* Makes sys.stdin, stdout, stderr and builtins.open; defined by modules/io. */
bool io_open_std(Thread *t) MUST_CHECK;
void flush_standard_streams(Thread *t);         /* what they cannot take is told at the end, once */

#endif
