/* call.c: calling a C function through libffi, without the GIL unless it is one of Python's.
 *
 * `outside` tells a callback whether the thread it comes in on is in such a call and must take the GIL first. ctypes's own copy of
 * errno is per thread of C too. Manual: ctypes, "Calling functions", "Return types".
 */
#include "modules/_ctypes/call.h"

#include <errno.h>

#include "object/int.h"
#include "object/method.h"
#include "object/tuple.h"
#include "vm/gil.h"

#define ARGUMENTS_MAX 1024
#define ARGUMENTS_FEW 8

__thread Thread *outside;
static __thread int own_errno;

int *private_errno(void) { return &own_errno; }

void swap_errno(void)
{
    int other = own_errno;
    own_errno = errno;
    errno = other;
}

/* ---- results ---- */

/* What libffi is to give, and how many bytes it writes. */
static ffi_type *result_type(Thread *t, Ref restype)
{
    CType *c = is_empty(restype) ? NULL : defined_ctype(restype);
    if (!is_empty(restype) && is_none(restype))
        return &ffi_type_void;
    if (!c)
        return &ffi_type_sint32;
    if (c->kind == KIND_ARRAY)
        return raise_type(t, "a function cannot return an array"), NULL;
    if (c->in_x87)
        return &ffi_type_longdouble;
    return c->size ? c->ffi : &ffi_type_void;
}

static Value checked_take(Thread *t, CType *c, Value v)
{
    Value checker;
    OWN Value owned = v;
    if (is_empty(v))
        return EMPTY;
    Lookup r = find_attr(t, value_of(c), NAME(_check_retval_), &checker);
    if (r != FOUND)
        return r == ERROR ? EMPTY : take(&owned);
    OWN Value function = checker;
    return call1(t, function, owned);
}

static Value load_result(Thread *t, Ref restype, const void *result)
{
    if (is_empty(restype))
        return fixnum(*(const int32_t *)result);
    if (is_none(restype))
        return NONE;
    CType *c = defined_ctype(restype);
    if (!c)
        return call1(t, restype, fixnum(*(const int32_t *)result));
    if (is_plain(c)) {
        Value v = simple_load(t, c, result);
        if (c->code == 'O' && !is_empty(v))
            release(*(const Value *)result);    /* it was ours already */
        return checked_take(t, c, v);
    }
    Value v = data_new(t, c);
    if (!is_empty(v))
        memcpy(as_data(v)->data, result, (size_t)c->size);
    return checked_take(t, c, v);
}

/* ---- the call ---- */

static Value perform(Thread *t, void *address, int flags, Ref restype, Argument *a, ssize n, ffi_type **types, void **values)
{
    ffi_cif cif;
    ffi_type *result = result_type(t, restype);
    unsigned count = 0;
    if (!result)
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        if (a[i].ffi->type == FFI_TYPE_STRUCT && a[i].ffi->size == 0)
            continue;                           /* C passes nothing for it */
        types[count] = a[i].ffi;
        values[count++] = a[i].copy ? a[i].copy : &a[i].value;
    }
    if (ffi_prep_cif(&cif, FFI_DEFAULT_ABI, count, result, types) != FFI_OK)
        return raise_runtime(t, "ffi_prep_cif failed");
    size_t size = MAX(result->size, sizeof(long double)) + 16;
    uint64_t few[8] __attribute__((aligned(16))) = {0};
    void *room = size <= sizeof few ? (void *)few : mem_alloc_zeroed(t, 1, size);
    if (!room)
        return EMPTY;
    bool python = flags & FUNCTION_PYTHON;
    if (!python) {
        gil_release(t);
        outside = t;
    }
    if (flags & FUNCTION_USE_ERRNO)
        swap_errno();
    ffi_call(&cif, FFI_FN(address), room, values);
    if (flags & FUNCTION_USE_ERRNO)
        swap_errno();
    if (!python) {
        outside = NULL;
        gil_acquire(t);
    }
    Value v = python && is_raised(t) ? EMPTY : load_result(t, restype, room);
    if (room != few)
        mem_free(room);
    return v;
}

static bool convert(Thread *t, Ref converters, const Value *args, ssize nargs, Argument *a, ssize *done)
{
    ssize declared = is_empty(converters) ? 0 : as_tuple(converters)->len;
    for (ssize i = 0; i < nargs; i++) {
        bool good = i < declared ? argument_typed(t, as_tuple(converters)->item[i], args[i], i + 1, &a[i])
                                 : argument_from(t, args[i], i + 1, &a[i]);
        *done = i + 1;
        if (!good) {
            if (raised_matches(t, &exc_Exception))
                extend_error(t, &argument_error_type, "argument %zd: ", i + 1);
            return false;
        }
    }
    return true;
}

Value foreign_call(Thread *t, void *address, int flags, Ref restype, Ref converters, const Value *args, ssize nargs)
{
    struct { Argument a[ARGUMENTS_FEW]; ffi_type *types[ARGUMENTS_FEW]; void *values[ARGUMENTS_FEW]; } few;
    ssize declared = is_empty(converters) ? 0 : as_tuple(converters)->len, done = 0;
    if (!address)
        return raise_value(t, "attempt to call a NULL function pointer");
    if (nargs < declared)
        return raise_type(t, "this function takes at least %zd argument%s (%zd given)", declared, declared == 1 ? "" : "s", nargs);
    if (nargs > ARGUMENTS_MAX)
        return raise_format(t, &argument_error_type, "too many arguments (%zd), maximum is %d", nargs, ARGUMENTS_MAX);
    char *many = nargs <= ARGUMENTS_FEW ? NULL : mem_alloc(t, (size_t)nargs * (sizeof(Argument) + 2 * sizeof(void *)));
    if (nargs > ARGUMENTS_FEW && !many)
        return EMPTY;
    Argument *a = many ? (Argument *)many : few.a;
    ffi_type **types = many ? (ffi_type **)(a + nargs) : few.types;
    void **values = many ? (void **)(types + nargs) : few.values;
    OWN Value held = retain(converters), result_class = retain(restype);    /* conversions run Python code */
    Value v = EMPTY;
    if (convert(t, held, args, nargs, a, &done))
        v = perform(t, address, flags, result_class, a, nargs, types, values);
    for (ssize i = 0; i < done; i++)
        argument_free(&a[i]);
    mem_free(many);
    return v;
}
