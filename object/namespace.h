/* namespace.h: types.SimpleNamespace. */
#ifndef KRAIT_OBJECT_NAMESPACE_H
#define KRAIT_OBJECT_NAMESPACE_H

#include "object/protocol.h"

Value namespace_new(Thread *t, Ref dict);       /* whose attributes live in `dict` (EMPTY: none yet) */

#endif
