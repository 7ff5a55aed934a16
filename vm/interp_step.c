/* interp_step.c: the interpreter loop that ends after one instruction: see machine.h. */
#define STEPPING 1
#include "vm/interp.c"
