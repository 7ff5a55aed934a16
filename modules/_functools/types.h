/* types.h: the types of functools that are written in C. */
#ifndef KRAIT_MODULES_FUNCTOOLS_TYPES_H
#define KRAIT_MODULES_FUNCTOOLS_TYPES_H

#include "object/type.h"

extern Type partial_type, key_wrapper_type, lru_cache_type;

#endif
