/* type.h: types that extension modules define, and what the API asks of any type. */
#ifndef KRAIT_CAPI_TYPE_H
#define KRAIT_CAPI_TYPE_H

#include "capi/convert.h"

/* "module.Qual.Name"; of types of builtins and __main__ without the module. */
Value type_full_name(Thread *t, Type *type);

#endif
