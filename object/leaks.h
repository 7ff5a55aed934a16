/* leaks.h: objects that outlive their interpreter. For debug builds. */
#ifndef KRAIT_OBJECT_LEAKS_H
#define KRAIT_OBJECT_LEAKS_H

#include "object/state.h"

/* Tells on stderr which objects have more references than their owners account for; true if there are none. To be called
 * when nothing but the interpreter itself holds objects any more. */
bool leaks_report(Thread *t);

#endif
