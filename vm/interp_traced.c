/* interp_traced.c: the interpreter loop that tells trace and profile functions what happens: see trace.h. */
#define TRACING 1
#include "vm/interp.c"
