/* types.h: the types of itertools, and what their iterators have in common. */
#ifndef KRAIT_MODULES_ITERTOOLS_TYPES_H
#define KRAIT_MODULES_ITERTOOLS_TYPES_H

#include "object/type.h"

extern Type count_type, cycle_type, repeat_type, accumulate_type, chain_type, compress_type, dropwhile_type, takewhile_type,
    filterfalse_type, islice_type, starmap_type, pairwise_type, batched_type, zip_longest_type, groupby_type, grouper_type,
    tee_type, tee_data_type, product_type, permutations_type, combinations_type, combinations_with_replacement_type;

/* Defines NAME_dealloc and NAME_traverse of a struct whose only owned Values are the n from `first` on. */
#define OWNS_VALUES(NAME, Struct, first, n)                                             \
    static void NAME##_dealloc(Object *o)                                               \
    {                                                                                   \
        Value *part = &((Struct *)o)->first;                                            \
        for (int i = 0; i < (n); i++)                                                   \
            release(take(&part[i]));                                                    \
        object_free(o, object_size(o));                                                 \
    }                                                                                   \
    static void NAME##_traverse(Object *o, Visitor *visitor)                            \
    {                                                                                   \
        Value *part = &((Struct *)o)->first;                                            \
        for (int i = 0; i < (n); i++)                                                   \
            visit(visitor, part[i]);                                                    \
    }

/* The slots every one of them fills in the same way. */
#define ITERATOR_SLOTS(NAME)                                                            \
    .flags = TYPE_GC | TYPE_BASE, .dealloc = NAME##_dealloc, .traverse = NAME##_traverse, \
    .new_ = NAME##_new_slot, .new_signature = &NAME##_new_signature,                    \
    .iter = iter_self, .next = NAME##_next

#endif
