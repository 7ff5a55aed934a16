/* streams.c: sys.stdin, stdout and stderr at the start. */
#include "modules/sys/sys.h"

bool sys_add_streams(Thread *t UNUSED, Ref module UNUSED) { return true; }
