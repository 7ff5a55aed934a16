/* main.c: the executable: options, an interpreter, what is to be run, the end. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "jit/jit.h"
#include "main/options.h"
#include "main/run.h"
#include "vm/pending.h"
#include "vm/state.h"

/* After an uncaught KeyboardInterrupt the process dies of SIGINT, so that a calling shell knows. */
static void die_of_interrupt(void)
{
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
}

int main(int argc, char **argv)
{
    Options options;
    const char *error;

    mallopt(M_ARENA_MAX, 1);            /* the GIL serves one thread at a time anyway: no 64 MiB of address space for each */
    mallopt(M_TRIM_THRESHOLD, 16 << 20);    /* what comes and goes in a loop is not fetched from the system anew each time */
    mallopt(M_MMAP_THRESHOLD, 4 << 20);     /* beyond it growing costs no copying (mremap) */
    mallopt(M_TOP_PAD, 256 << 10);
    options_parse(&options, argc, argv);
    if (options.mode == RUN_NOTHING) {
        options_free(&options);
        return options.status;
    }
    Interp *interp = interp_create(&options.config, &error);
    if (!interp) {
        fprintf(stderr, "Fatal Python error: %s\n", error);
        return 1;
    }
    Thread *t = interp->main_thread;
    jit_init(interp);
    if (!signals_setup(t)) {
        fprintf(stderr, "Fatal Python error: cannot set up signals\n");
        return 1;
    }
    int status = run_options(t, &options);
#ifdef KRAIT_DEBUG
    const bool exiting = false;
#else
    const bool exiting = true;
#endif
    if (!interp_finish(t, exiting) && status != STATUS_INTERRUPTED)
        status = 120;
    if (status == STATUS_INTERRUPTED)
        die_of_interrupt();
#ifdef KRAIT_DEBUG
    if (!interp_free(t) && status == 0)         /* otherwise the system does it quicker */
        status = 99;
    options_free(&options);
    exit(status & 0xFF);                        /* where LeakSanitizer looks at what is left */
#endif
    fflush(NULL);
    _exit(status & 0xFF);
}
