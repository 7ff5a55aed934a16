/* open.h: open() as a C function. */
#ifndef KRAIT_MODULES_IO_OPEN_H
#define KRAIT_MODULES_IO_OPEN_H

#include "object/value.h"

typedef struct OpenOptions {
    int buffering;                  /* -1: by default */
    bool closefd;
    Ref encoding, errors, newline;  /* strs, or EMPTY for None */
    Ref opener;                     /* NONE: none */
} OpenOptions;
Value io_open(Thread *t, Ref file, Ref mode, const OpenOptions *options);
Ref io_open_function(Thread *t);    /* the built-in function open, borrowed */

#endif
