/* slot_forward.c: PyType_GetSlot() (C API: "Type Objects"): the C function of a slot, for extension types the extension's own, for others
 * one that does what the slot of ours does.
 *
 * Extensions ask for such functions to go on where their own ends: a tp_dealloc calls that of the built-in type it is based on, a tp_new
 * its. So the function goes to the nearest class of the object, up its line of bases, whose slot is not one of the trampolines
 * into extensions (those it was asked by).
 */
#include "capi/type.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/tuple.h"

/* ---- finding where to go on ---- */

/* Is the slot filled by the extension itself, in this class or one it inherits from? */
static bool is_foreign_slot(const Type *type, int id)
{
    const CapiType *c = type->capi;
    return c && c->slot[id];
}

/* The class of v or above it, where a slot is ours again. */
static Type *nearest(Type *type, int id)
{
    while (type->base && is_foreign_slot(type, id))
        type = type->base;
    return type;
}

#define SLOT_OF(v, field, id) (nearest(type_of(v), id)->field)
#define UNSUPPORTED(t, v) raise_type(t, "this operation is not supported by '%T' objects", v)

/* ---- by signature ---- */

#define UNARY(field, id) \
    static PyObject *forward_##field(PyObject *self) \
    { \
        Thread *t = this_thread(); \
        Ref v = from_c(self); \
        UnarySlot f = SLOT_OF(v, field, id); \
        return to_c_take(t, f ? f(t, v) : UNSUPPORTED(t, v)); \
    }
#define BINARY(field, id) \
    static PyObject *forward_##field(PyObject *a, PyObject *b) \
    { \
        Thread *t = this_thread(); \
        Ref x = from_c(a), y = from_c(b); \
        BinarySlot f = SLOT_OF(x, field, id); \
        if (!f) \
            f = SLOT_OF(y, field, id); \
        return to_c_take(t, f ? f(t, x, y) : NOT_IMPLEMENTED); \
    }
#define TERNARY(field, id) \
    static PyObject *forward_##field(PyObject *a, PyObject *b, PyObject *c) \
    { \
        Thread *t = this_thread(); \
        Ref x = from_c(a); \
        TernarySlot f = SLOT_OF(x, field, id); \
        return to_c_take(t, f ? f(t, x, from_c(b), from_c(c)) : NOT_IMPLEMENTED); \
    }
#define UNARY_SLOTS(X) \
    X(repr, Py_tp_repr) X(str, Py_tp_str) X(iter, Py_tp_iter) X(negative, Py_nb_negative) X(positive, Py_nb_positive) \
    X(absolute, Py_nb_absolute) X(invert, Py_nb_invert) X(int_, Py_nb_int) X(float_, Py_nb_float) X(index, Py_nb_index) \
    X(await, Py_am_await) X(aiter, Py_am_aiter) X(anext, Py_am_anext)
#define BINARY_SLOTS(X) \
    X(add, Py_nb_add) X(sub, Py_nb_subtract) X(mul, Py_nb_multiply) X(mod, Py_nb_remainder) X(divmod, Py_nb_divmod) X(lshift, Py_nb_lshift) \
    X(rshift, Py_nb_rshift) X(and_, Py_nb_and) X(xor_, Py_nb_xor) X(or_, Py_nb_or) X(floordiv, Py_nb_floor_divide) \
    X(truediv, Py_nb_true_divide) X(matmul, Py_nb_matrix_multiply) X(iadd, Py_nb_inplace_add) X(isub, Py_nb_inplace_subtract) \
    X(imul, Py_nb_inplace_multiply) X(imod, Py_nb_inplace_remainder) X(ilshift, Py_nb_inplace_lshift) X(irshift, Py_nb_inplace_rshift) \
    X(iand, Py_nb_inplace_and) X(ixor, Py_nb_inplace_xor) X(ior, Py_nb_inplace_or) X(ifloordiv, Py_nb_inplace_floor_divide) \
    X(itruediv, Py_nb_inplace_true_divide) X(imatmul, Py_nb_inplace_matrix_multiply) X(concat, Py_sq_concat) \
    X(inplace_concat, Py_sq_inplace_concat) X(getitem, Py_mp_subscript)
UNARY_SLOTS(UNARY)
BINARY_SLOTS(BINARY)
TERNARY(power, Py_nb_power)
TERNARY(ipower, Py_nb_inplace_power)

/* ---- the others ---- */

static PyObject *forward_next(PyObject *self)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    NextSlot f = SLOT_OF(v, next, Py_tp_iternext);
    return to_c_take(t, f ? f(t, v) : UNSUPPORTED(t, v));
}

static Py_hash_t forward_hash(PyObject *self)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    int64_t hash;
    return SLOT_OF(v, hash, Py_tp_hash)(t, v, &hash) ? hash : -1;
}

static PyObject *forward_compare(PyObject *self, PyObject *other, int op)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    return to_c_take(t, SLOT_OF(v, compare, Py_tp_richcompare)(t, v, from_c(other), (CompareOp)op));
}

static int forward_truth(PyObject *self)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    TestSlot f = SLOT_OF(v, truth, Py_nb_bool);
    return test_to_c(f ? f(t, v) : test(t, v));
}

static Py_ssize_t forward_length(PyObject *self, int id)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    ssize n;
    LenSlot f = SLOT_OF(v, len, id);
    return f && f(t, v, &n) ? n : (f ? -1 : (UNSUPPORTED(t, v), -1));
}
static Py_ssize_t forward_mp_length(PyObject *self) { return forward_length(self, Py_mp_length); }
static Py_ssize_t forward_sq_length(PyObject *self) { return forward_length(self, Py_sq_length); }

static PyObject *forward_item(PyObject *self, Py_ssize_t i)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    ItemSlot f = SLOT_OF(v, item, Py_sq_item);
    return to_c_take(t, f ? f(t, v, i) : get_index(t, v, i));
}

static PyObject *forward_repeat(PyObject *self, Py_ssize_t n)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    ItemSlot f = SLOT_OF(v, repeat, Py_sq_repeat);
    return to_c_take(t, f ? f(t, v, n) : UNSUPPORTED(t, v));
}

static int forward_setitem(PyObject *self, PyObject *key, PyObject *value)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    SetItemSlot f = SLOT_OF(v, setitem, Py_mp_ass_subscript);
    return status_to_c(f ? f(t, v, from_c(key), from_c(value)) : (UNSUPPORTED(t, v), false));
}

static int forward_contains(PyObject *self, PyObject *item)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    ContainsSlot f = SLOT_OF(v, contains, Py_sq_contains);
    return test_to_c(f ? f(t, v, from_c(item)) : contains(t, v, from_c(item)));
}

static PyObject *forward_getattr(PyObject *self, PyObject *name)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    return to_c_take(t, SLOT_OF(v, getattr, Py_tp_getattro)(t, v, from_c(name)));
}

static int forward_setattr(PyObject *self, PyObject *name, PyObject *value)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    return status_to_c(SLOT_OF(v, setattr, Py_tp_setattro)(t, v, from_c(name), from_c(value)));
}

static PyObject *forward_descr_get(PyObject *self, PyObject *instance, PyObject *owner)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    DescrGetSlot f = SLOT_OF(v, descr_get, Py_tp_descr_get);
    return to_c_take(t, f ? f(t, v, from_c(instance), from_c(owner)) : UNSUPPORTED(t, v));
}

static int forward_descr_set(PyObject *self, PyObject *instance, PyObject *value)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    DescrSetSlot f = SLOT_OF(v, descr_set, Py_tp_descr_set);
    return status_to_c(f ? f(t, v, from_c(instance), from_c(value)) : (UNSUPPORTED(t, v), false));
}

/* args and kwargs spread into vectorcall arguments; span[0..n) borrows from them, *names is owned. NULL: MemoryError. */
static Value *spread(Thread *t, PyObject *args, PyObject *kwargs, ssize *n, Value *names)
{
    Ref tuple = from_c(args);
    Dict *d = kwargs ? as_dict(from_c(kwargs)) : NULL;
    ssize more = d ? dict_len(d) : 0, at = 0, i = *n = is_empty(tuple) ? 0 : as_tuple(tuple)->len;
    *names = more ? tuple_new(t, more) : EMPTY;
    Value *span = mem_alloc_array(t, i + more, sizeof *span);
    if (!span || (more && is_empty(*names)))
        return mem_free(span), NULL;
    if (i)
        memcpy(span, as_tuple(tuple)->item, (size_t)i * sizeof *span);
    Ref key, value;
    while (d && i - *n < more && dict_next(d, &at, &key, &value)) {
        as_tuple(*names)->item[i - *n] = retain(key);
        span[i++] = value;
    }
    return span;
}

static PyObject *forward_new(PyTypeObject *cls, PyObject *args, PyObject *kwargs)
{
    Thread *t = this_thread();
    Type *type = type_from_c(cls);
    NewSlot f = nearest(type, Py_tp_new)->new_;
    ssize n;
    OWN Value names = EMPTY;
    if (!f)
        return raise_type(t, "cannot create '%N' instances", type), NULL;
    Value *span = spread(t, args, kwargs, &n, &names);
    if (!span)
        return NULL;
    /* object.__new__ refuses arguments that a class of ours would not take; tp_new of object is called with any. */
    Value v = f == object_new_slot ? type_alloc(t, type, 0) : f(t, type, span, n, names);
    mem_free(span);
    return to_c_take(t, v);
}

static int forward_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    InitSlot f = SLOT_OF(v, init, Py_tp_init);
    ssize n;
    OWN Value names = EMPTY;
    if (!f || f == object_init_slot)
        return 0;
    Value *span = spread(t, args, kwargs, &n, &names);
    bool good = span && f(t, v, span, n, names);
    mem_free(span);
    return status_to_c(good);
}

static PyObject *forward_call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    CallSlot f = SLOT_OF(v, call, Py_tp_call);
    ssize n;
    OWN Value names = EMPTY;
    if (!f)
        return raise_type(t, "'%T' object is not callable", v), NULL;
    Value *span = spread(t, args, kwargs, &n, &names);
    Value result = span ? f(t, v, span, n, names) : EMPTY;
    mem_free(span);
    return to_c_take(t, result);
}

/* The extension's tp_dealloc goes on to ours, which frees the block and the reference to the type; but the extension gives up that one
 * as well, as it does for each heap type: see memory.c. */
static void forward_dealloc(PyObject *self)
{
    Object *o = (Object *)self;
    Type *type = o->type, *base = nearest(type, Py_tp_dealloc);
    if (base != type && type->flags & TYPE_HEAP)
        object_retain(&type->head);
    base->dealloc(o);
}

/* A visitor that calls the extension's visitproc. */
typedef struct CallingVisitor { Visitor visitor; visitproc visit; void *arg; int result; } CallingVisitor;
static void visit_by_calling(Visitor *visitor, Ref child)
{
    CallingVisitor *v = (CallingVisitor *)visitor;
    if (!v->result)
        v->result = v->visit((PyObject *)object_of(child), v->arg);
}

static int forward_traverse(PyObject *self, visitproc visit, void *arg)
{
    Object *o = (Object *)self;
    TraverseSlot f = nearest(o->type, Py_tp_traverse)->traverse;
    CallingVisitor v = {{visit_by_calling, false}, visit, arg, 0};
    if (f)
        f(o, &v.visitor);
    return v.result;
}

static int forward_clear(PyObject *self)
{
    Object *o = (Object *)self;
    ClearSlot f = nearest(o->type, Py_tp_clear)->clear;
    if (f)
        f(o);
    return 0;
}

static void forward_finalize(PyObject *self)
{
    Thread *t = this_thread();
    UnarySlot f = SLOT_OF(value_of(self), finalize, Py_tp_finalize);
    if (f)
        release(f(t, value_of(self)));
}

static int forward_get_buffer(PyObject *self, Py_buffer *view, int flags)
{
    Thread *t = this_thread();
    Ref v = from_c(self);
    BufferSlot f = SLOT_OF(v, get_buffer, Py_bf_getbuffer);
    return status_to_c(f ? f(t, v, (Buffer *)view, flags) : (UNSUPPORTED(t, v), false));
}

static void forward_release_buffer(PyObject *self, Py_buffer *view)
{
    Ref v = from_c(self);
    BufferReleaseSlot f = SLOT_OF(v, release_buffer, Py_bf_releasebuffer);
    if (f)
        f(v, (Buffer *)view);
}

/* ---- PyType_GetSlot ---- */

#define ROW(field, id) {id, offsetof(Type, field), (void *)forward_##field},
static const struct { int id; uint16_t offset; void *function; } rows[] = {
    UNARY_SLOTS(ROW) BINARY_SLOTS(ROW) ROW(power, Py_nb_power) ROW(ipower, Py_nb_inplace_power) ROW(next, Py_tp_iternext) ROW(hash, Py_tp_hash)
    ROW(compare, Py_tp_richcompare) ROW(truth, Py_nb_bool) ROW(item, Py_sq_item) ROW(repeat, Py_sq_repeat) ROW(setitem, Py_mp_ass_subscript)
    ROW(contains, Py_sq_contains) ROW(getattr, Py_tp_getattro) ROW(setattr, Py_tp_setattro) ROW(descr_get, Py_tp_descr_get)
    ROW(descr_set, Py_tp_descr_set) ROW(init, Py_tp_init) ROW(call, Py_tp_call) ROW(dealloc, Py_tp_dealloc) ROW(traverse, Py_tp_traverse)
    ROW(clear, Py_tp_clear) ROW(finalize, Py_tp_finalize) ROW(get_buffer, Py_bf_getbuffer) ROW(release_buffer, Py_bf_releasebuffer)
    {Py_tp_new, offsetof(Type, new_), (void *)forward_new}, {Py_mp_length, offsetof(Type, len), (void *)forward_mp_length},
    {Py_sq_length, offsetof(Type, len), (void *)forward_sq_length},
};

void *forward_slot(const Type *type, int id)
{
    bool is_sequence = type->item || type->concat, is_mapping = type->getitem;
    if ((id == Py_sq_length && !is_sequence) || (id == Py_mp_length && !is_mapping))
        return NULL;
    for (ssize i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].id == id)
            return *(void **)((char *)type + rows[i].offset) ? rows[i].function : NULL;
    return NULL;
}

static const char *doc_of(Thread *t, Type *type)
{
    Ref doc = type->dict ? dict_peek_name(type->dict, NAME(__doc__)) : EMPTY;
    return type->doc ? type->doc : is_str(doc) ? str_utf8(t, doc, NULL) : NULL;
}

void *PyType_GetSlot(PyTypeObject *cls, int id)
{
    Thread *t = this_thread();
    Type *type = type_from_c(cls);
    if (id <= 0 || id >= SLOT_COUNT)
        return bad_call(t);
    void *f = type_is_foreign(type) || (id != Py_tp_methods && id != Py_tp_members && id != Py_tp_getset) ? foreign_slot(type, id) : NULL;
    switch (id) {
    case Py_tp_base: return type->base;
    case Py_tp_bases: return type->bases;
    case Py_tp_doc: return (void *)doc_of(t, type);
    case Py_tp_alloc: return f ? f : (void *)PyType_GenericAlloc;
    case Py_tp_free: return f ? f : type->flags & TYPE_GC ? (void *)PyObject_GC_Del : (void *)PyObject_Free;
    case Py_tp_is_gc: case Py_tp_methods: case Py_tp_members: case Py_tp_getset: return f;
    default: return f ? f : forward_slot(type, id);
    }
}
