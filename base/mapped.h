/* mapped.h: memory mapped from files that may shrink. An access beyond the file's end would end the process by SIGBUS;
 * in a span guarded here it finds zeros instead, and the span is marked as cut.
 */
#ifndef KRAIT_BASE_MAPPED_H
#define KRAIT_BASE_MAPPED_H

#include "base/common.h"

/* Guards a span; the guard, or -1: there are too many, then the system's way it is. */
int mapped_guard(void *start, size_t len);
void mapped_release(int guard);                 /* before the span is unmapped; -1 does nothing */
bool mapped_is_cut(int guard);                  /* whether an access went beyond the file's end */

#endif
