/* itertools.c: the module itertools. Its iterators are in infinite.c, terminating.c, groupby_tee.c and combinatoric.c.
 * Python manual: itertools. */
#include "modules/itertools/types.h"
#include "object/module.h"
#include "gen/modules/itertools/itertools.h"

static bool itertools_exec(Thread *t, Ref module)
{
    static Type *const types[] = {
        &count_type, &cycle_type, &repeat_type, &accumulate_type, &chain_type, &compress_type, &dropwhile_type, &takewhile_type,
        &filterfalse_type, &islice_type, &starmap_type, &pairwise_type, &batched_type, &zip_longest_type, &groupby_type,
        &grouper_type, &tee_type, &tee_data_type, &product_type, &permutations_type, &combinations_type,
        &combinations_with_replacement_type,
    };
    for (ssize i = 0; i < COUNT_OF(types); i++)
        if (!module_add_type(t, module, types[i]))
            return false;
    return true;
}

MODULE(itertools, .doc = "Functional tools for creating and using iterators.", .exec = itertools_exec);
