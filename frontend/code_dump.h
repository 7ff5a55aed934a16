/* code_dump.h: code objects as text, for whoever works on the compiler or the interpreter. */
#ifndef KRAIT_FRONTEND_CODE_DUMP_H
#define KRAIT_FRONTEND_CODE_DUMP_H

#include <stdio.h>

#include "object/code.h"

/* The instructions with names of locals and constants, the exception table, and the codes among the constants, nested. */
void code_dump(FILE *f, Thread *t, const Code *code);

#endif
