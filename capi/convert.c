/* convert.c: boxes, and the checks of what extensions' functions return: see convert.h. */
#include "capi/convert.h"

#include <stdlib.h>

#include "object/error.h"
#include "object/heap_pages.h"
#include "object/str.h"

/* ---- boxes ---- */

#define SMALL_MIN (-5)
#define SMALL_MAX 256

/* Ints have a limb array of their own size, which the static ones cannot; this is an Int with one limb. */
typedef struct __attribute__((aligned(16))) BoxedInt { Object head; ssize size; mp_limb_t limb[1]; } BoxedInt;

#define SMALL(i)    {OBJECT_STATIC(&int_type), ((i) > 0) - ((i) < 0), {(i) < 0 ? -(i) : (i)}}
#define SMALL_4(i)  SMALL(i), SMALL((i) + 1), SMALL((i) + 2), SMALL((i) + 3)
#define SMALL_16(i) SMALL_4(i), SMALL_4((i) + 4), SMALL_4((i) + 8), SMALL_4((i) + 12)
#define SMALL_64(i) SMALL_16(i), SMALL_16((i) + 16), SMALL_16((i) + 32), SMALL_16((i) + 48)
static BoxedInt small_int_object[] = {
    SMALL(-5), SMALL_4(-4), SMALL_64(0), SMALL_64(64), SMALL_64(128), SMALL_64(192), SMALL(256),
};
static_assert(COUNT_OF(small_int_object) == SMALL_MAX - SMALL_MIN + 1, "a box for each");

static Object *box_int(Thread *t, int64_t i)
{
    if (i >= SMALL_MIN && i <= SMALL_MAX)
        return &small_int_object[i - SMALL_MIN].head;
    BoxedInt *r = object_new_static(t, &int_type, sizeof *r, false);
    if (!r)
        return NULL;
    r->size = i < 0 ? -1 : 1;
    r->limb[0] = i < 0 ? -(uint64_t)i : (uint64_t)i;
    return &r->head;
}

PyObject *box_new(Thread *t, Ref v)
{
    return (PyObject *)(is_fixnum(v) ? box_int(t, fixnum_value(v)) : object_of(float_box(t, flonum_value(v))));
}

PyObject *box_lend(Thread *t, Ref v)
{
    CapiThread *c = capi_thread(t);
    if (!c)
        return NULL;
    if (c->lent_count == c->lent_capacity) {
        ssize capacity = c->lent_capacity ? c->lent_capacity * 2 : 64;
        Object **lent = realloc(c->lent, (size_t)capacity * sizeof *lent);
        if (!lent)
            return raise_memory(t), NULL;
        c->lent = lent;
        c->lent_capacity = capacity;
    }
    PyObject *box = box_new(t, v);
    if (box && box->ob_refcnt > 0)
        c->lent[c->lent_count++] = (Object *)box;
    return box;
}

void lent_release_slow(Thread *t, ssize mark)
{
    CapiThread *c = t->capi;
    while (c->lent_count > mark)
        object_release(c->lent[--c->lent_count]);       /* an int or a float: runs nothing */
}

Ref unbox(Object *o)
{
    if (o->type == &int_type) {
        const Int *i = (const Int *)o;
        if (i->size == 0)
            return fixnum(0);
        if (i->size == 1 && i->limb[0] <= (uint64_t)FIXNUM_MAX)
            return fixnum((int64_t)i->limb[0]);
        if (i->size == -1 && i->limb[0] <= -(uint64_t)FIXNUM_MIN)
            return fixnum((int64_t)-i->limb[0]);
        return value_of(o);
    }
    Value v;
    return flonum_from(((const Float *)o)->value, &v) ? v : value_of(o);
}

/* ---- results of API functions ---- */

int lookup_to_c_take(Thread *t, Lookup r, Value v, PyObject **result)
{
    *result = r == FOUND ? to_c_take(t, v) : NULL;
    return r == FOUND && !*result ? -1 : (int)r;
}

PyObject *bad_call(Thread *t)
{
    raise_system(t, "bad argument to internal function");
    return NULL;
}

PyObject *null_call(Thread *t)
{
    if (!is_raised(t))
        raise_system(t, "null argument to internal routine");
    return NULL;
}

void raised_restore_take(Thread *t, Value before)
{
    raised_clear(t);
    if (!is_empty(before))
        raise_again_take(t, before);
}

/* ---- results of extensions' functions ---- */

static COLD void raise_unexpected(Thread *t, const char *who)
{
    OWN Value cause = raised_take(t);
    OWN Value error = exception_new(t, &exc_SystemError, "%s returned a result with an exception set", who);
    if (!is_empty(error))
        raise_object(t, error, cause);
}

Value foreign_result_take(Thread *t, PyObject *result, const char *who)
{
    if (likely(result)) {
        if (likely(!is_raised(t)))
            return from_c_take(result);
        object_release((Object *)result);
        raise_unexpected(t, who);
        return EMPTY;
    }
    return is_raised(t) ? EMPTY : raise_system(t, "%s returned NULL without setting an exception", who);
}

bool foreign_status(Thread *t, bool failed, const char *who)
{
    if (likely(failed == is_raised(t)))
        return !failed;
    if (failed)
        raise_system(t, "%s returned -1 without setting an exception", who);
    else
        raise_unexpected(t, who);
    return false;
}

int foreign_visit(PyObject *child, void *arg)
{
    const ForeignVisit *v = arg;
    if (child && (const Object *)child != v->skip)
        visit(v->visitor, from_c(child));
    return 0;
}
