/* state.c: making and ending what the C API keeps per thread and per interpreter. */
#include "capi/state.h"

#include <stdlib.h>

#include "capi/convert.h"
#include "capi/function.h"
#include "object/error.h"
#include "vm/state.h"

CapiThread *capi_thread(Thread *t)
{
    if (likely(t->capi))
        return t->capi;
    if (!(t->capi = calloc(1, sizeof *t->capi)))
        raise_memory(t);
    return t->capi;
}

CapiInterp *capi_interp(Thread *t)
{
    CapiInterp *c = t->interp->capi;
    if (likely(c))
        return c;
    if (!(c = t->interp->capi = calloc(1, sizeof *c)))
        return raise_memory(t), NULL;
    capi_use_interp(t->interp);
    return c;
}

typedef struct KeptBlock { struct KeptBlock *next; Value memory[]; } KeptBlock;

void *capi_keep(Thread *t, size_t size)
{
    CapiInterp *c = capi_interp(t);
    KeptBlock *block = c ? malloc(sizeof *block + size) : NULL;
    if (!block)
        return c ? (raise_memory(t), NULL) : NULL;
    block->next = c->kept;
    c->kept = block;
    return block->memory;
}

void capi_thread_end(Thread *t)
{
    CapiThread *c = t->capi;
    if (!c)
        return;
    lent_release(t, 0);
    release(take(&c->dict));
    free(c->lent);
    t->capi = NULL;
    free(c);
}

void capi_interp_end(Interp *interp)
{
    CapiInterp *c = interp->capi;
    if (!c)
        return;
    capi_forget_interp(interp);
    release(take(&c->dict));
    for (Thread *t = interp->threads; t; t = t->next)
        if (t->capi)
            release(take(&t->capi->dict));
    DROP(c->modules_by_path);
    DROP(c->modules_by_def);
    c->modules_by_path = c->modules_by_def = NULL;
}

void capi_interp_free(Interp *interp)
{
    CapiInterp *c = interp->capi;
    if (!c)
        return;
    for (KeptBlock *block = c->kept, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    for (ssize i = 0; i < COUNT_OF(c->texts); i++)
        PyMem_Free(c->texts[i]);
    foreign_table_free(c->functions);
    interp->capi = NULL;
    free(c);
}
