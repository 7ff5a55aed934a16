/* repl.c: the interactive loop. Manual: Tutorial "Interactive Mode"; "Command line and environment". */
#include "main/run.h"

#include <stdio.h>

int repl_run(Thread *t UNUSED, Options *o UNUSED)
{
    fprintf(stderr, "krait: interactive mode is not there yet\n");
    return 1;
}
