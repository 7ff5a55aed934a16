/* types.h: the types of collections that are written in C. */
#ifndef KRAIT_MODULES_COLLECTIONS_TYPES_H
#define KRAIT_MODULES_COLLECTIONS_TYPES_H

#include "object/type.h"

extern Type deque_type, deque_iterator_type, deque_reverse_iterator_type, defaultdict_type, ordered_dict_type, tuplegetter_type;

#endif
