/* types.h: the types of operator. */
#ifndef KRAIT_MODULES_OPERATOR_TYPES_H
#define KRAIT_MODULES_OPERATOR_TYPES_H

#include "object/type.h"

extern Type itemgetter_type, attrgetter_type, methodcaller_type;

#endif
