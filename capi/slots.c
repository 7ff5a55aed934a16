/* slots.c: the slots of extension types as functions of ours (C API: "Type Object Structures").
 *
 * Each trampoline finds the C function for the class of its object, calls it, and checks the result against the exception state.
 * `A.__repr__(b)`, where b is of a subclass B whose own C function is another one, must still call A's: the slot wrapper says
 * so by a DirectCall, which the trampoline uses up.
 */
#include "capi/function.h"
#include "capi/type.h"
#include "object/buffer.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/protocol.h"
#include "object/slots.h"
#include "object/tuple.h"
#include "vm/gil.h"

/* ---- finding the C function ---- */

void *foreign_slot(const Type *type, int id)
{
    const CapiType *c = type->capi;
    if (likely(c && c->slot[id]))
        return c->slot[id];
    for (ssize i = 0; type->mro && i < type->mro->len; i++) {
        const Type *base = as_type(type->mro->item[i]);
        const CapiType *other = base->capi;
        if (other && other != c && other->slot[id])
            return other->slot[id];
    }
    return NULL;
}

/* The class whose function a slot wrapper wants called, if this call is its own. */
static Type *direct_owner(Thread *t, Ref self, const void *trampoline)
{
    DirectCall *d = t->capi ? t->capi->direct : NULL;
    if (likely(!d) || !d->owner || d->function != trampoline || !same(d->self, self))
        return NULL;
    Type *owner = d->owner;
    d->owner = NULL;
    return owner;
}

static void *find(Thread *t, Ref self, int id, const void *trampoline)
{
    Type *owner = direct_owner(t, self, trampoline);
    return foreign_slot(owner ? owner : type_of(self), id);
}

Value capi_wrapper_call(Thread *t, const WrapperDescriptor *d, Ref self, const Value *args, ssize nargs, Ref names)
{
    CapiThread *c = capi_thread(t);
    if (!c)
        return EMPTY;
    DirectCall direct = {d->owner, self, d->function, c->direct};
    c->direct = &direct;
    Value result = d->slot->wrapper(t, self, args, nargs, names, d->function);
    c->direct = direct.previous;
    return result;
}

Value capi_new_call(Thread *t, Type *owner, Type *cls, const Value *args, ssize nargs, Ref names)
{
    CapiThread *c = capi_thread(t);
    if (!c)
        return EMPTY;
    DirectCall direct = {owner, value_of(cls), (void *)owner->new_, c->direct};
    c->direct = &direct;
    Value result = owner->new_(t, cls, args, nargs, names);
    c->direct = direct.previous;
    return result;
}

/* ---- calling it ---- */

/* The value of `call`, made into one of ours by `finish`; boxes lent for it and by it are taken back. */
#define FOREIGN(t, finish) ({ ssize mark_ = lent_mark(t); __typeof__(finish) result_ = (finish); lent_release(t, mark_); result_; })
#define C_SELF(self) ((PyObject *)object_of(self))

/* A box may be refused for want of memory. */
#define LEND(t, c_name, v) PyObject *c_name = lend_to_c(t, v); if (unlikely(!c_name && !is_empty(v))) return EMPTY

#define UNARY(field, id, who) \
    static Value foreign_##field(Thread *t, Ref self) \
    { \
        unaryfunc f = (unaryfunc)(uintptr_t)find(t, self, id, foreign_##field); \
        return FOREIGN(t, foreign_result_take(t, f(C_SELF(self)), who)); \
    }
UNARY(repr, Py_tp_repr, "__repr__")
UNARY(str, Py_tp_str, "__str__")
UNARY(iter, Py_tp_iter, "__iter__")
UNARY(negative, Py_nb_negative, "__neg__")
UNARY(positive, Py_nb_positive, "__pos__")
UNARY(absolute, Py_nb_absolute, "__abs__")
UNARY(invert, Py_nb_invert, "__invert__")
UNARY(int_, Py_nb_int, "__int__")
UNARY(float_, Py_nb_float, "__float__")
UNARY(index, Py_nb_index, "__index__")
UNARY(await, Py_am_await, "__await__")
UNARY(aiter, Py_am_aiter, "__aiter__")
UNARY(anext, Py_am_anext, "__anext__")

static Value next_finish(Thread *t, PyObject *item)
{
    if (item)
        return foreign_result_take(t, item, "__next__");
    if (is_raised(t))
        raised_catch(t, &exc_StopIteration);        /* both ways of telling the end are allowed */
    return EMPTY;
}
static Value foreign_next(Thread *t, Ref self)
{
    iternextfunc f = (iternextfunc)(uintptr_t)find(t, self, Py_tp_iternext, foreign_next);
    return FOREIGN(t, next_finish(t, f(C_SELF(self))));
}

/* ---- operators ---- */

typedef struct BinaryRow { uint16_t offset; uint8_t id; const void *trampoline; const char *who; } BinaryRow;

static Value call_binary(Thread *t, void *f, Ref a, Ref b, Ref c, const BinaryRow *row)
{
    LEND(t, x, a);
    LEND(t, y, b);
    if (is_empty(c))
        return foreign_result_take(t, ((binaryfunc)(uintptr_t)f)(x, y), row->who);
    LEND(t, z, c);
    return foreign_result_take(t, ((ternaryfunc)(uintptr_t)f)(x, y, z), row->who);
}

/* The operand's C function, if its class has the trampoline in that slot; else the operand is not ours to ask. */
static void *operand_slot(Ref v, const BinaryRow *row)
{
    const Type *type = type_of(v);
    return *(void **)((char *)type + row->offset) == row->trampoline ? foreign_slot(type, row->id) : NULL;
}

/* a OP b, one of which at least is of an extension type: both have the same trampoline then, so both are asked here. c: of pow(). */
static Value binary(Thread *t, Ref a, Ref b, Ref c, const BinaryRow *row)
{
    Type *owner = direct_owner(t, a, row->trampoline);
    if (!owner)
        owner = direct_owner(t, b, row->trampoline);
    if (unlikely(owner != NULL))
        return FOREIGN(t, call_binary(t, foreign_slot(owner, row->id), a, b, c, row));
    void *f = operand_slot(a, row), *g = type_of(a) == type_of(b) ? NULL : operand_slot(b, row);
    if (g == f)
        g = NULL;
    if (f && g && type_is_subtype(type_of(b), type_of(a))) {
        Value result = FOREIGN(t, call_binary(t, g, a, b, c, row));
        if (!is_not_implemented(result))
            return result;
        g = NULL;
    }
    if (f) {
        Value result = FOREIGN(t, call_binary(t, f, a, b, c, row));
        if (!is_not_implemented(result))
            return result;
    }
    return g ? FOREIGN(t, call_binary(t, g, a, b, c, row)) : NOT_IMPLEMENTED;
}

#define BINARY(field, id, who) \
    static Value foreign_##field(Thread *t, Ref a, Ref b) \
    { \
        static const BinaryRow row = {offsetof(Type, field), id, (const void *)foreign_##field, who}; \
        return binary(t, a, b, EMPTY, &row); \
    }
BINARY(add, Py_nb_add, "__add__")
BINARY(sub, Py_nb_subtract, "__sub__")
BINARY(mul, Py_nb_multiply, "__mul__")
BINARY(mod, Py_nb_remainder, "__mod__")
BINARY(divmod, Py_nb_divmod, "__divmod__")
BINARY(lshift, Py_nb_lshift, "__lshift__")
BINARY(rshift, Py_nb_rshift, "__rshift__")
BINARY(and_, Py_nb_and, "__and__")
BINARY(xor_, Py_nb_xor, "__xor__")
BINARY(or_, Py_nb_or, "__or__")
BINARY(floordiv, Py_nb_floor_divide, "__floordiv__")
BINARY(truediv, Py_nb_true_divide, "__truediv__")
BINARY(matmul, Py_nb_matrix_multiply, "__matmul__")

static Value foreign_power(Thread *t, Ref a, Ref b, Ref c)
{
    static const BinaryRow row = {offsetof(Type, power), Py_nb_power, (const void *)foreign_power, "__pow__"};
    return binary(t, a, b, c, &row);
}

static Value inplace_finish(Thread *t, binaryfunc f, Ref a, Ref b, const char *who)
{
    LEND(t, y, b);
    return foreign_result_take(t, f(C_SELF(a), y), who);
}
#define INPLACE(field, id, who) \
    static Value foreign_##field(Thread *t, Ref a, Ref b) \
    { \
        return FOREIGN(t, inplace_finish(t, (binaryfunc)(uintptr_t)find(t, a, id, foreign_##field), a, b, who)); \
    }
INPLACE(iadd, Py_nb_inplace_add, "__iadd__")
INPLACE(isub, Py_nb_inplace_subtract, "__isub__")
INPLACE(imul, Py_nb_inplace_multiply, "__imul__")
INPLACE(imod, Py_nb_inplace_remainder, "__imod__")
INPLACE(ilshift, Py_nb_inplace_lshift, "__ilshift__")
INPLACE(irshift, Py_nb_inplace_rshift, "__irshift__")
INPLACE(iand, Py_nb_inplace_and, "__iand__")
INPLACE(ixor, Py_nb_inplace_xor, "__ixor__")
INPLACE(ior, Py_nb_inplace_or, "__ior__")
INPLACE(ifloordiv, Py_nb_inplace_floor_divide, "__ifloordiv__")
INPLACE(itruediv, Py_nb_inplace_true_divide, "__itruediv__")
INPLACE(imatmul, Py_nb_inplace_matrix_multiply, "__imatmul__")
INPLACE(concat, Py_sq_concat, "__add__")
INPLACE(inplace_concat, Py_sq_inplace_concat, "__iadd__")
INPLACE(getitem, Py_mp_subscript, "__getitem__")

static Value ipower_finish(Thread *t, ternaryfunc f, Ref a, Ref b)
{
    LEND(t, y, b);
    return foreign_result_take(t, f(C_SELF(a), y, Py_None), "__ipow__");
}
static Value foreign_ipower(Thread *t, Ref a, Ref b, Ref c UNUSED)
{
    return FOREIGN(t, ipower_finish(t, (ternaryfunc)(uintptr_t)find(t, a, Py_nb_inplace_power, foreign_ipower), a, b));
}

static Value foreign_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    static const BinaryRow row = {.who = "rich comparison"};
    richcmpfunc f = (richcmpfunc)(uintptr_t)find(t, self, Py_tp_richcompare, foreign_compare);
    ssize mark = lent_mark(t);
    LEND(t, y, other);
    Value result = foreign_result_take(t, f(C_SELF(self), y, op), row.who);
    lent_release(t, mark);
    return result;
}

static bool foreign_hash(Thread *t, Ref self, int64_t *hash)
{
    hashfunc f = (hashfunc)(uintptr_t)find(t, self, Py_tp_hash, foreign_hash);
    return FOREIGN(t, (*hash = f(C_SELF(self)), foreign_status(t, *hash == -1, "__hash__")));
}

/* -1 and an exception, or a truth. */
static Test truth_finish(Thread *t, int r, const char *who)
{
    return foreign_status(t, r < 0, who) ? (r ? TEST_TRUE : TEST_FALSE) : TEST_ERROR;
}
static Test foreign_truth(Thread *t, Ref self)
{
    inquiry f = (inquiry)(uintptr_t)find(t, self, Py_nb_bool, foreign_truth);
    return FOREIGN(t, truth_finish(t, f(C_SELF(self)), "__bool__"));
}

/* ---- containers ---- */

static bool foreign_len(Thread *t, Ref self, ssize *length)
{
    Type *owner = direct_owner(t, self, foreign_len);
    const Type *type = owner ? owner : type_of(self);
    lenfunc f = (lenfunc)(uintptr_t)foreign_slot(type, Py_mp_length);
    if (!f)
        f = (lenfunc)(uintptr_t)foreign_slot(type, Py_sq_length);
    return FOREIGN(t, (*length = f(C_SELF(self)), foreign_status(t, *length < 0, "__len__")));
}

/* For sequences, which count from the end for negative indices. */
static bool index_of(Thread *t, Ref self, Ref key, ssize *i)
{
    ssize n;
    if (!to_ssize(t, key, &exc_IndexError, i))
        return false;
    if (*i >= 0 || !type_of(self)->len)
        return true;
    if (!type_of(self)->len(t, self, &n))
        return false;
    *i += n;
    return true;
}

static bool foreign_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    Type *owner = direct_owner(t, self, foreign_setitem);
    const Type *type = owner ? owner : type_of(self);
    objobjargproc f = (objobjargproc)(uintptr_t)foreign_slot(type, Py_mp_ass_subscript);
    ssizeobjargproc g = (ssizeobjargproc)(uintptr_t)foreign_slot(type, Py_sq_ass_item);
    ssize i = 0, mark = lent_mark(t);
    if (!f && !index_of(t, self, key, &i))
        return false;
    PyObject *c_key = lend_to_c(t, key), *c_value = lend_to_c(t, value);
    if (!c_key || (!c_value && !is_empty(value)))
        return false;
    bool good = foreign_status(t, (f ? f(C_SELF(self), c_key, c_value) : g(C_SELF(self), i, c_value)) < 0, is_empty(value) ? "__delitem__" : "__setitem__");
    lent_release(t, mark);
    return good;
}

static Test foreign_contains(Thread *t, Ref self, Ref item)
{
    objobjproc f = (objobjproc)(uintptr_t)find(t, self, Py_sq_contains, foreign_contains);
    ssize mark = lent_mark(t);
    PyObject *c_item = lend_to_c(t, item);
    Test r = c_item ? truth_finish(t, f(C_SELF(self), c_item), "__contains__") : TEST_ERROR;
    lent_release(t, mark);
    return r;
}

#define BY_INDEX(field, id, who) \
    static Value foreign_##field(Thread *t, Ref self, ssize i) \
    { \
        ssizeargfunc f = (ssizeargfunc)(uintptr_t)find(t, self, id, foreign_##field); \
        return FOREIGN(t, foreign_result_take(t, f(C_SELF(self), i), who)); \
    }
BY_INDEX(item, Py_sq_item, "__getitem__")
BY_INDEX(repeat, Py_sq_repeat, "__mul__")
BY_INDEX(inplace_repeat, Py_sq_inplace_repeat, "__imul__")

/* seq[key] of a type that has just sq_item. */
static Value foreign_getitem_by_index(Thread *t, Ref self, Ref key)
{
    ssizeargfunc f = (ssizeargfunc)(uintptr_t)find(t, self, Py_sq_item, foreign_getitem_by_index);
    ssize i;
    if (!type_of(key)->index)
        return raise_type(t, "sequence index must be integer, not '%T'", key);
    if (!index_of(t, self, key, &i))
        return EMPTY;
    return FOREIGN(t, foreign_result_take(t, f(C_SELF(self), i), "__getitem__"));
}

/* ---- attributes ---- */

static Value foreign_getattr(Thread *t, Ref self, Ref name)
{
    Type *owner = direct_owner(t, self, foreign_getattr);
    const Type *type = owner ? owner : type_of(self);
    getattrofunc f = (getattrofunc)(uintptr_t)foreign_slot(type, Py_tp_getattro);
    if (f)
        return FOREIGN(t, foreign_result_take(t, f(C_SELF(self), C_SELF(name)), "__getattribute__"));
    getattrfunc g = (getattrfunc)(uintptr_t)foreign_slot(type, Py_tp_getattr);
    const char *text = str_utf8(t, name, NULL);
    return text ? FOREIGN(t, foreign_result_take(t, g(C_SELF(self), (char *)text), "__getattribute__")) : EMPTY;
}

static bool foreign_setattr(Thread *t, Ref self, Ref name, Ref value)
{
    Type *owner = direct_owner(t, self, foreign_setattr);
    const Type *type = owner ? owner : type_of(self);
    setattrofunc f = (setattrofunc)(uintptr_t)foreign_slot(type, Py_tp_setattro);
    setattrfunc g = (setattrfunc)(uintptr_t)foreign_slot(type, Py_tp_setattr);
    const char *text = f ? NULL : str_utf8(t, name, NULL);
    ssize mark = lent_mark(t);
    PyObject *c_value = lend_to_c(t, value);
    if ((!f && !text) || (!c_value && !is_empty(value)))
        return false;
    bool good = foreign_status(t, (f ? f(C_SELF(self), C_SELF(name), c_value) : g(C_SELF(self), (char *)text, c_value)) < 0, "__setattr__");
    lent_release(t, mark);
    return good;
}

static Value foreign_descr_get(Thread *t, Ref self, Ref instance, Ref owner)
{
    descrgetfunc f = (descrgetfunc)(uintptr_t)find(t, self, Py_tp_descr_get, foreign_descr_get);
    ssize mark = lent_mark(t);
    LEND(t, c_instance, is_none(instance) && !is_empty(owner) && as_type(owner) != &none_type ? EMPTY : instance);
    Value result = foreign_result_take(t, f(C_SELF(self), c_instance, C_SELF(owner)), "__get__");
    lent_release(t, mark);
    return result;
}

static bool foreign_descr_set(Thread *t, Ref self, Ref instance, Ref value)
{
    descrsetfunc f = (descrsetfunc)(uintptr_t)find(t, self, Py_tp_descr_set, foreign_descr_set);
    ssize mark = lent_mark(t);
    PyObject *c_instance = lend_to_c(t, instance), *c_value = lend_to_c(t, value);
    if (!c_instance || (!c_value && !is_empty(value)))
        return false;
    bool good = foreign_status(t, f(C_SELF(self), c_instance, c_value) < 0, "__set__");
    lent_release(t, mark);
    return good;
}

/* ---- calls, construction ---- */

/* f(x, args, kwargs), for all three functions that are called so. */
static Value call_with_tuple(Thread *t, ternaryfunc f, PyObject *x, const Value *args, ssize nargs, Ref names, const char *who)
{
    OWN Value tuple = tuple_from_array(t, args, nargs), kwargs = is_empty(tuple) ? EMPTY : keywords_dict(t, args + nargs, names);
    if (is_raised(t))
        return EMPTY;
    return FOREIGN(t, foreign_result_take(t, f(x, C_SELF(tuple), C_SELF(kwargs)), who));
}

Value foreign_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    const CapiType *c = type_of(self)->capi;
    Type *owner = direct_owner(t, self, foreign_call);
    vectorcallfunc v = c && c->vectorcall_offset && !owner ? *(vectorcallfunc *)((char *)object_of(self) + c->vectorcall_offset) : NULL;
    if (!v) {
        ternaryfunc f = (ternaryfunc)(uintptr_t)foreign_slot(owner ? owner : type_of(self), Py_tp_call);
        if (!f)
            return raise_type(t, "'%T' object is not callable", self);
        return call_with_tuple(t, f, C_SELF(self), args, nargs, names, "__call__");
    }
    CArgs a;
    ssize more = is_empty(names) ? 0 : as_tuple(names)->len;
    if (!c_args_init(t, &a, args, nargs + more))
        return EMPTY;
    Value result = FOREIGN(t, foreign_result_take(t, v(C_SELF(self), a.item, (size_t)nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, more ? C_SELF(names) : NULL), "__call__"));
    c_args_free(&a);
    return result;
}

static bool foreign_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    initproc f = (initproc)(uintptr_t)find(t, self, Py_tp_init, foreign_init);
    OWN Value tuple = tuple_from_array(t, args, nargs), kwargs = is_empty(tuple) ? EMPTY : keywords_dict(t, args + nargs, names);
    if (is_raised(t))
        return false;
    return FOREIGN(t, foreign_status(t, f(C_SELF(self), C_SELF(tuple), C_SELF(kwargs)) < 0, "__init__"));
}

static Value foreign_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    Type *owner = direct_owner(t, value_of(cls), (void *)foreign_new);
    if (cls->flags & TYPE_ABSTRACT)
        return type_raise_abstract(t, cls);
    ternaryfunc f = (ternaryfunc)(uintptr_t)foreign_slot(owner ? owner : cls, Py_tp_new);
    return call_with_tuple(t, f, (PyObject *)cls, args, nargs, names, "__new__");
}

/* ---- life and death ---- */

static Value foreign_finalize(Thread *t, Ref self)
{
    destructor f = (destructor)(uintptr_t)foreign_slot(type_of(self), Py_tp_finalize);
    if (!f)
        f = (destructor)(uintptr_t)foreign_slot(type_of(self), Py_tp_del);
    FOREIGN(t, (f(C_SELF(self)), 0));
    return is_raised(t) ? EMPTY : NONE;
}

/* Its count is 0. The extension frees the block and gives up the reference to the type: see memory.c. */
static void foreign_dealloc(Object *o)
{
    Thread *t = current_thread;
    destructor f = (destructor)(uintptr_t)foreign_slot(o->type, Py_tp_dealloc);
    FOREIGN(t, (f((PyObject *)o), 0));
}

/* Of a type with a dict of its own and no tp_dealloc: its base's, after the dict. */
static void dict_dealloc(Object *o)
{
    const Type *type = o->type;
    while (type->dealloc == dict_dealloc) {
        const CapiType *c = type->capi;
        if (c && c->dict_offset && c->owner == type)
            release(take((Value *)((char *)o + c->dict_offset)));
        type = type->base;
    }
    type->dealloc(o);
}

static void foreign_traverse(Object *o, Visitor *visitor)
{
    traverseproc f = (traverseproc)(uintptr_t)foreign_slot(o->type, Py_tp_traverse);
    ForeignVisit v = {visitor, &o->type->head};
    f((PyObject *)o, foreign_visit, &v);
}

static void foreign_clear(Object *o)
{
    inquiry f = (inquiry)(uintptr_t)foreign_slot(o->type, Py_tp_clear);
    f((PyObject *)o);
}

/* Buffer and Py_buffer are the same struct. */
static bool foreign_get_buffer(Thread *t, Ref self, Buffer *b, int flags)
{
    getbufferproc f = (getbufferproc)(uintptr_t)foreign_slot(type_of(self), Py_bf_getbuffer);
    *b = (Buffer){.object = EMPTY};
    return FOREIGN(t, foreign_status(t, f(C_SELF(self), (Py_buffer *)b, flags) < 0, "getbuffer"));
}
static_assert(sizeof(Buffer) == sizeof(Py_buffer) && offsetof(Buffer, internal) == offsetof(Py_buffer, internal), "the same struct");

static void foreign_release_buffer(Ref self, Buffer *b)
{
    Thread *t = current_thread;
    releasebufferproc f = (releasebufferproc)(uintptr_t)foreign_slot(type_of(self), Py_bf_releasebuffer);
    FOREIGN(t, (f(C_SELF(self), (Py_buffer *)b), 0));
}

/* ---- installing them ---- */

#define ROW(id, field) {Py_##id, offsetof(Type, field), (void *)foreign_##field}
static const struct { int id; uint16_t offset; void *trampoline; } rows[] = {
    ROW(tp_repr, repr), ROW(tp_str, str), ROW(tp_hash, hash), ROW(tp_call, call), ROW(tp_getattro, getattr), ROW(tp_getattr, getattr),
    ROW(tp_setattro, setattr), ROW(tp_setattr, setattr), ROW(tp_richcompare, compare), ROW(tp_iter, iter), ROW(tp_iternext, next),
    ROW(tp_descr_get, descr_get), ROW(tp_descr_set, descr_set), ROW(tp_init, init), {Py_tp_new, offsetof(Type, new_), (void *)foreign_new}, ROW(tp_finalize, finalize),
    ROW(tp_del, finalize), ROW(tp_dealloc, dealloc), ROW(tp_traverse, traverse), ROW(tp_clear, clear),
    ROW(nb_add, add), ROW(nb_subtract, sub), ROW(nb_multiply, mul), ROW(nb_remainder, mod), ROW(nb_divmod, divmod), ROW(nb_power, power),
    ROW(nb_negative, negative), ROW(nb_positive, positive), ROW(nb_absolute, absolute), ROW(nb_bool, truth), ROW(nb_invert, invert),
    ROW(nb_lshift, lshift), ROW(nb_rshift, rshift), ROW(nb_and, and_), ROW(nb_xor, xor_), ROW(nb_or, or_), ROW(nb_int, int_),
    ROW(nb_float, float_), ROW(nb_inplace_add, iadd), ROW(nb_inplace_subtract, isub), ROW(nb_inplace_multiply, imul),
    ROW(nb_inplace_remainder, imod), ROW(nb_inplace_power, ipower), ROW(nb_inplace_lshift, ilshift), ROW(nb_inplace_rshift, irshift),
    ROW(nb_inplace_and, iand), ROW(nb_inplace_xor, ixor), ROW(nb_inplace_or, ior), ROW(nb_floor_divide, floordiv),
    ROW(nb_true_divide, truediv), ROW(nb_inplace_floor_divide, ifloordiv), ROW(nb_inplace_true_divide, itruediv), ROW(nb_index, index),
    ROW(nb_matrix_multiply, matmul), ROW(nb_inplace_matrix_multiply, imatmul), ROW(mp_length, len), ROW(sq_length, len),
    ROW(mp_subscript, getitem), ROW(mp_ass_subscript, setitem), ROW(sq_ass_item, setitem), ROW(sq_contains, contains),
    ROW(sq_concat, concat), ROW(sq_repeat, repeat), ROW(sq_item, item), {Py_sq_item, offsetof(Type, getitem), (void *)foreign_getitem_by_index}, ROW(sq_inplace_concat, inplace_concat),
    ROW(sq_inplace_repeat, inplace_repeat), ROW(am_await, await), ROW(am_aiter, aiter), ROW(am_anext, anext),
    ROW(bf_getbuffer, get_buffer), ROW(bf_releasebuffer, release_buffer),
};

static Value self_iter(Thread *t UNUSED, Ref self) { return retain(self); }

/* API functions that extensions put into slots: our own do without the way through C. */
static void *known_function(void *f)
{
    if (f == (void *)PyObject_GenericGetAttr)
        return (void *)object_generic_getattr;
    if (f == (void *)PyObject_GenericSetAttr)
        return (void *)object_generic_setattr;
    if (f == (void *)PyObject_SelfIter)
        return (void *)self_iter;
    if (f == (void *)PyObject_HashNotImplemented)
        return (void *)hash_unhashable;
    return NULL;
}

static void **place_of(Type *type, uint16_t offset) { return (void **)((char *)type + offset); }

/* What goes into the Type's slot of that row; NULL: the type has no C function for it. */
static void *wanted(const CapiType *c, ssize i)
{
    if (!c->own[rows[i].id] || (rows[i].trampoline == (void *)foreign_getitem_by_index && c->slot[Py_mp_subscript]))
        return NULL;
    void *known = known_function(c->slot[rows[i].id]);
    return known ? known : rows[i].trampoline;
}

static bool add_wrappers(Thread *t, Type *type, uint16_t offset, void *function)
{
    for (const SlotDef *def = slot_defs; def->name; def++) {
        if (def->offset != offset || !def->wrapper || !is_empty(dict_peek_name(type->dict, value_of(def->interned))))
            continue;
        OWN Value v = function == (void *)hash_unhashable ? NONE : wrapper_descriptor_new(t, type, def, function);
        if (is_empty(v) || !dict_set(t, type->dict, value_of(def->interned), v))
            return false;
    }
    return true;
}

bool foreign_slots_install(Thread *t, Type *type)
{
    const CapiType *c = type->capi;
    for (ssize i = 0; i < COUNT_OF(rows); i++) {
        void *function = wanted(c, i);
        if (!function)
            continue;
        *place_of(type, rows[i].offset) = function;
        if (rows[i].id == Py_tp_new) {
            OWN Value wrapper = new_wrapper_new(t, type);
            if (is_empty(wrapper) || !dict_set(t, type->dict, NAME(__new__), wrapper))
                return false;
        } else if (!add_wrappers(t, type, rows[i].offset, function)) {
            return false;
        }
    }
    if (c->own[Py_tp_richcompare] && !c->own[Py_tp_hash]) {
        type->hash = hash_unhashable;
        if (is_empty(dict_peek_name(type->dict, NAME(__hash__))) && !dict_set(t, type->dict, NAME(__hash__), NONE))
            return false;
    }
    if (c->vectorcall_offset)
        type->call = foreign_call;
    if (c->dict_offset && !c->own[Py_tp_dealloc])
        type->dealloc = dict_dealloc;
    return true;
}

/* Is the special method that goes with a slot still ours? Then so is the slot. */
static bool is_overridden(Type *type, uint16_t offset, const void *function)
{
    for (const SlotDef *def = slot_defs; def->name; def++) {
        if (def->offset != offset || !def->wrapper)
            continue;
        Ref found = dict_peek_name(type->dict, value_of(def->interned));
        if (!is_exact(found, &wrapper_descriptor_type) || ((WrapperDescriptor *)object_of(found))->function != function)
            return true;
    }
    return false;
}

void capi_slots_restore(Thread *t UNUSED, Type *type)
{
    const CapiType *c = type->capi;
    for (ssize i = 0; i < COUNT_OF(rows); i++) {
        void *function = wanted(c, i);
        if (!function)
            continue;
        if (rows[i].id == Py_tp_new ? new_wrapper_owner(dict_peek_name(type->dict, NAME(__new__))) == type
                                    : !is_overridden(type, rows[i].offset, function))
            *place_of(type, rows[i].offset) = function;
    }
    if (c->vectorcall_offset)
        type->call = foreign_call;
    if (c->dict_offset && !c->own[Py_tp_dealloc])
        type->dealloc = dict_dealloc;
}
