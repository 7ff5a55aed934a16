/* call.h: what calls and callbacks share. */
#ifndef KRAIT_MODULES_CTYPES_CALL_H
#define KRAIT_MODULES_CTYPES_CALL_H

#include "modules/_ctypes/types.h"

#pragma GCC visibility push(hidden)
extern __thread Thread *outside;    /* the thread state of this C thread while it is in a C function without the GIL, else NULL */
void swap_errno(void);              /* exchanges errno with ctypes's copy */
#pragma GCC visibility pop

#endif
