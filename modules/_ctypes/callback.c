/* callback.c: C functions that call Python ones (closures of libffi). Manual: ctypes, "Callback functions".
 *
 * A callback may come in on the thread that called C (with or without the GIL) or on a thread that Python does not know; that one
 * gets a thread state for the time of the call. Exceptions cannot go through C: they are reported, and the result is zero.
 */
#include "modules/_ctypes/call.h"

#include "object/error.h"
#include "object/int.h"
#include "object/list.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "vm/state.h"

typedef struct Callback {
    Object head;
    Value callable;
    Value argtypes;             /* tuple of CTypes */
    Value restype;              /* a simple CType, or None */
    Value leaked;               /* list: what results of C types refer to. C may use it for ever */
    Interp *interp;
    int flags;
    ffi_closure *closure;       /* owned; NULL: not made yet */
    ffi_type **types;           /* owned: of the arguments C passes */
    ffi_cif cif;
} Callback;
static Type callback_type;

static void callback_clear(Object *o)
{
    Callback *c = (Callback *)o;
    Value owned[] = {take(&c->callable), take(&c->argtypes), take(&c->restype), take(&c->leaked)};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(owned[i]);
}
static void callback_dealloc(Object *o)
{
    Callback *c = (Callback *)o;
    callback_clear(o);
    if (c->closure)
        ffi_closure_free(c->closure);
    mem_free(c->types);
    object_free(o, object_size(o));
}
static void callback_traverse(Object *o, Visitor *visitor)
{
    Callback *c = (Callback *)o;
    visit(visitor, c->callable);
    visit(visitor, c->argtypes);
    visit(visitor, c->restype);
    visit(visitor, c->leaked);
}
static Type callback_type = {
    TYPE_HEAD("_ctypes.CThunkObject", Callback), .doc = "The C side of a callback function.", .flags = TYPE_GC,
    .dealloc = callback_dealloc, .traverse = callback_traverse, .clear = callback_clear,
};

/* ---- a call coming in ---- */

static Value load_argument(Thread *t, CType *c, void *p)
{
    if (is_plain(c))
        return simple_load(t, c, p);
    if (c->kind == KIND_ARRAY)                  /* C passes its address */
        return data_at(t, c, EMPTY, 0, *(void **)p);
    Value v = data_new(t, c);
    if (!is_empty(v))
        memcpy(as_data(v)->data, p, (size_t)c->size);
    return v;
}

static Value call_python(Thread *t, Callback *c, Ref argtypes, void **args)
{
    OWN Value list = list_new(t, as_tuple(argtypes)->len);
    for (ssize i = 0, at = 0; !is_empty(list) && i < as_tuple(argtypes)->len; i++) {
        CType *type = as_ctype(as_tuple(argtypes)->item[i]);
        bool nothing = is_aggregate(type) && type->size == 0;
        Value v = nothing ? data_new(t, type) : load_argument(t, type, args[at++]);
        if (is_empty(v) || !list_append_take(t, as_list(list), v))
            return EMPTY;
    }
    if (is_empty(list))
        return EMPTY;
    OWN Value callable = retain(c->callable);
    if (is_empty(callable))
        return raise_runtime(t, "the callback function is gone");
    return call(t, callable, as_list(list)->item, as_list(list)->len, EMPTY);
}

/* libffi wants narrow ints in a whole register. */
static void widen(const CType *type, void *result, const void *value)
{
    int64_t n;
    switch (type->code) {
    case 'b': n = *(const int8_t *)value; break;
    case 'h': case 'v': n = *(const int16_t *)value; break;
    case 'i': n = *(const int32_t *)value; break;
    default:
        memcpy(result, value, (size_t)type->size);
        return;
    }
    memcpy(result, &n, sizeof n);
}

static bool store_result(Thread *t, Callback *c, Ref restype, void *result, Ref v)
{
    uint8_t small[16] __attribute__((aligned(16)));
    const CType *type = as_ctype(restype);
    Value keep;
    if (is_data(v) && type_is_subtype(type_of(v), &type->type)) {
        if (!data_check(t, as_data(v), 0, type->size))
            return false;
        widen(type, result, as_data(v)->data);
        return true;
    }
    if (!simple_convert(t, type, small, v, &keep))
        return release(keep), false;
    widen(type, result, small);
    if (is_none(keep) || type->code == 'O')     /* an object goes to C with its reference */
        return true;
    if (is_empty(c->leaked) && is_empty(c->leaked = list_new(t, 1)))
        return release(keep), false;
    return list_append_take(t, as_list(c->leaked), keep) && warn(t, &exc_RuntimeWarning, 1, "memory leak in callback function.");
}

static void run(Thread *t, Callback *c, void *result, void **args)
{
    OWN Value self = retain_object(c), argtypes = retain(c->argtypes), restype = retain(c->restype), raised = raised_take(t);
    OWN Value v = is_empty(argtypes) ? EMPTY : call_python(t, c, argtypes, args);
    if (is_empty(v)) {
        if (is_raised(t))
            report_unraisable(t, "Exception ignored on calling ctypes callback function %R", is_empty(c->callable) ? NONE : c->callable);
    } else if (!is_none(restype) && !store_result(t, c, restype, result, v)) {
        report_unraisable(t, "Exception ignored on converting result of ctypes callback function %R", is_empty(c->callable) ? NONE : c->callable);
    }
    if (!is_empty(raised))
        raise_again_take(t, take(&raised));
}

/* On a thread that is not Python's. */
static void run_foreign(Callback *c, void *result, void **args)
{
    Thread *t = thread_adopt(c->interp);
    if (!t)
        return;
    run(t, c, result, args);
    thread_disown(t);
}

static void come_in(ffi_cif *cif, void *result, void **args, void *user)
{
    Callback *c = user;
    Thread *t = outside;
    if (cif->rtype->type != FFI_TYPE_VOID)
        memset(result, 0, MAX(cif->rtype->size, sizeof(ffi_arg)));
    if (c->flags & FUNCTION_USE_ERRNO)
        swap_errno();
    if (t) {
        outside = NULL;
        gil_acquire(t);
        run(t, c, result, args);
        gil_release(t);
        outside = t;
    } else if (current_thread) {
        run(current_thread, c, result, args);
    } else {
        run_foreign(c, result, args);
    }
    if (c->flags & FUNCTION_USE_ERRNO)
        swap_errno();
}

/* ---- making one ---- */

static bool prepare(Thread *t, Callback *c, void **code)
{
    ssize n = as_tuple(c->argtypes)->len;
    unsigned count = 0;
    c->types = mem_alloc_array(t, n + 1, sizeof *c->types);
    if (!c->types)
        return false;
    for (ssize i = 0; i < n; i++) {
        CType *type = defined_ctype(as_tuple(c->argtypes)->item[i]);
        if (!type)
            return raise_type(t, "cannot build parameter %zd of a callback function: its type is no C data type", i + 1), false;
        if (!is_aggregate(type) || type->size)
            c->types[count++] = type->ffi;
        type->final = true;
    }
    ffi_type *result = is_none(c->restype) ? &ffi_type_void : as_ctype(c->restype)->ffi;
    c->closure = ffi_closure_alloc(sizeof *c->closure, code);
    if (!c->closure)
        return raise_memory(t), false;
    if (ffi_prep_cif(&c->cif, FFI_DEFAULT_ABI, count, result, c->types) != FFI_OK
        || ffi_prep_closure_loc(c->closure, &c->cif, come_in, c, *code) != FFI_OK)
        return raise_runtime(t, "ffi_prep_closure failed"), false;
    return true;
}

Value callback_new(Thread *t, Ref callable, Ref argtypes, Ref restype, int flags, void **code)
{
    CType *type = is_empty(restype) ? NULL : defined_ctype(restype);
    if (!type || type->kind != KIND_SIMPLE)
        if (is_empty(restype) || !is_none(restype))
            return raise_type(t, "invalid result type for callback function");
    if (!type_ready(t, &callback_type))
        return EMPTY;
    OWN Value v = type_alloc(t, &callback_type, 0);
    if (is_empty(v))
        return EMPTY;
    Callback *c = (Callback *)object_of(v);
    c->callable = retain(callable);
    c->restype = retain(restype);
    c->interp = t->interp;
    c->flags = flags;
    c->argtypes = is_empty(argtypes) ? tuple_new(t, 0) : retain(argtypes);
    return !is_empty(c->argtypes) && prepare(t, c, code) ? take(&v) : EMPTY;
}
