/* weakref.c: weak references and proxies.
 *
 * The weak references to an object form a doubly linked list: the shared reference without callback first, then the shared
 * proxy, then the others, newest first. A hash table of the interpreter finds the list by the object's address, so objects
 * have no word for it; a small filter in front of the table answers "none" for nearly every object that dies, and
 * interp->weakref_count (objects in the table) says when there is nothing to ask.
 * A Weakref is in a list exactly while its `referent` is not NULL.
 * Manual: weakref. Death of a referent: first all its references are dead, then the callbacks run.
 */
#include "object/weakref.h"

#include <stdlib.h>

#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"

#include "gen/object/weakref.h"

/* ---- the table ---- */

typedef struct WeakEntry { Object *object; Weakref *first; } WeakEntry;
typedef struct WeakTable {
    WeakEntry *slot;                    /* open addressing, linear probing, at most half full */
    size_t mask;
    uint64_t filter[64];                /* a bit per hash of every object ever put in since the last rebuild */
} WeakTable;

#define FIRST_SLOTS 64

static uint64_t address_hash(const Object *o) { return ((uintptr_t)o >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 20; }
static void filter_add(WeakTable *table, const Object *o)
{
    uint64_t h = address_hash(o) >> 28;
    table->filter[h >> 6 & 63] |= UINT64_C(1) << (h & 63);
}
static bool filter_has(const WeakTable *table, const Object *o)
{
    uint64_t h = address_hash(o) >> 28;
    return table->filter[h >> 6 & 63] >> (h & 63) & 1;
}

/* The entry of o, or the free one where it belongs. */
static WeakEntry *probe(const WeakTable *table, const Object *o)
{
    size_t i = address_hash(o) & table->mask;
    while (table->slot[i].object && table->slot[i].object != o)
        i = (i + 1) & table->mask;
    return &table->slot[i];
}

static WeakEntry *find_entry(Interp *interp, const Object *o)
{
    WeakTable *table = interp->weakrefs;
    if (!interp->weakref_count || !filter_has(table, o))
        return NULL;
    WeakEntry *entry = probe(table, o);
    return entry->object ? entry : NULL;
}

static bool resize(WeakTable *table, size_t slots)
{
    WeakTable fresh = {.slot = calloc(slots, sizeof *fresh.slot), .mask = slots - 1};
    if (!fresh.slot)
        return false;
    for (size_t i = 0; table->slot && i <= table->mask; i++) {
        WeakEntry *entry = &table->slot[i];
        if (entry->object) {
            *probe(&fresh, entry->object) = *entry;
            filter_add(&fresh, entry->object);
        }
    }
    free(table->slot);
    *table = fresh;
    return true;
}

/* The entry of o, made if need be; NULL with MemoryError. */
static WeakEntry *make_entry(Thread *t, Object *o)
{
    Interp *interp = t->interp;
    WeakTable *table = interp->weakrefs;
    if (!table && !(table = interp->weakrefs = calloc(1, sizeof *table)))
        return raise_memory(t), NULL;
    size_t slots = table->slot ? table->mask + 1 : 0;
    if ((size_t)(interp->weakref_count + 1) * 2 > slots && !resize(table, MAX(slots * 2, (size_t)FIRST_SLOTS)))
        return raise_memory(t), NULL;
    WeakEntry *entry = probe(table, o);
    if (!entry->object) {
        entry->object = o;
        filter_add(table, o);
        interp->weakref_count++;
    }
    return entry;
}

/* Removes an entry; later ones of the run move up. An empty table forgets its filter. */
static void remove_entry(Interp *interp, WeakEntry *entry)
{
    WeakTable *table = interp->weakrefs;
    size_t hole = (size_t)(entry - table->slot);
    for (size_t i = (hole + 1) & table->mask; table->slot[i].object; i = (i + 1) & table->mask) {
        size_t home = address_hash(table->slot[i].object) & table->mask;
        if (((i - home) & table->mask) >= ((i - hole) & table->mask)) {
            table->slot[hole] = table->slot[i];
            hole = i;
        }
    }
    table->slot[hole] = (WeakEntry){0};
    if (--interp->weakref_count == 0)
        memset(table->filter, 0, sizeof table->filter);
}

void weakref_table_free(Interp *interp)
{
    WeakTable *table = interp->weakrefs;
    for (size_t i = 0; table && table->slot && i <= table->mask; i++)
        for (Weakref *w = table->slot[i].first; w; w = w->next)
            w->referent = NULL;
    if (table)
        free(table->slot);
    free(table);
    interp->weakrefs = NULL;
    interp->weakref_count = 0;
}

/* ---- the list of one referent ---- */

static bool is_shared(const Weakref *w) { return is_empty(w->callback) && w->head.type == &weakref_type; }
static bool is_proxy_type(const Type *type) { return type == &weakproxy_type || type == &weakcallableproxy_type; }
static bool is_shared_proxy(const Weakref *w) { return is_empty(w->callback) && is_proxy_type(w->head.type); }

/* After the shared ones, or first if it is one (before a shared proxy if it is the shared reference). */
static void link_ref(WeakEntry *entry, Weakref *w)
{
    Weakref *after = NULL, *next = entry->first;
    if (!is_shared(w)) {
        while (next && (is_shared(next) || (is_shared_proxy(next) && !is_shared_proxy(w)))) {
            after = next;
            next = next->next;
        }
    }
    w->previous = after;
    w->next = next;
    if (next)
        next->previous = w;
    if (after)
        after->next = w;
    else
        entry->first = w;
}

static void unlink_ref(Weakref *w)
{
    Interp *interp = current_thread->interp;
    if (!w->referent)
        return;
    if (w->previous) {
        w->previous->next = w->next;
    } else {
        WeakEntry *entry = find_entry(interp, w->referent);
        entry->first = w->next;
        if (!w->next)
            remove_entry(interp, entry);
    }
    if (w->next)
        w->next->previous = w->previous;
    w->referent = NULL;
    w->previous = w->next = NULL;
}

/* ---- making them ---- */

static Object *check_referent(Thread *t, Ref object)
{
    if (!is_ptr(object) || !(object_of(object)->type->flags & TYPE_WEAKREFS))
        return raise_type(t, "cannot create weak reference to '%T' object", object), NULL;
    return object_of(object);
}

/* The shared reference or proxy without a callback, owned; EMPTY when there is none (nothing raised). */
static Value find_shared(Thread *t, Object *o, bool proxy)
{
    WeakEntry *entry = find_entry(t->interp, o);
    for (Weakref *w = entry ? entry->first : NULL; w; w = w->next) {
        if (proxy ? is_shared_proxy(w) : is_shared(w))
            return w->head.refcount ? retain_object(w) : EMPTY;      /* count 0: queued for destruction */
        if (!is_shared(w))
            break;
    }
    return EMPTY;
}

static Value make(Thread *t, Type *type, Object *o, Ref callback)
{
    OWN Value made = type_alloc(t, type, 0);
    if (is_empty(made))
        return EMPTY;
    Weakref *w = as_weakref(made);
    w->hash = -1;
    w->callback = retain(is_none(callback) ? EMPTY : callback);
    WeakEntry *entry = make_entry(t, o);
    if (!entry)
        return EMPTY;
    w->referent = o;
    link_ref(entry, w);
    return take(&made);
}

static Value make_or_share(Thread *t, Type *type, Ref object, Ref callback)
{
    Object *o = check_referent(t, object);
    if (!o)
        return EMPTY;
    bool proxy = is_proxy_type(type);
    if ((is_empty(callback) || is_none(callback)) && (proxy || type == &weakref_type)) {
        Value shared = find_shared(t, o, proxy);
        if (!is_empty(shared))
            return shared;
    }
    return make(t, type, o, callback);
}

Value weakref_new(Thread *t, Ref object, Ref callback) { return make_or_share(t, &weakref_type, object, callback); }

Value weakproxy_new(Thread *t, Ref object, Ref callback)
{
    return make_or_share(t, is_callable(object) ? &weakcallableproxy_type : &weakproxy_type, object, callback);
}

bool is_weakref(Ref v) { return is_ptr(v) && type_is_subtype(object_of(v)->type, &weakref_type); }

ssize weakref_count(Ref object)
{
    ssize n = 0;
    WeakEntry *entry = is_ptr(object) ? find_entry(current_thread->interp, object_of(object)) : NULL;
    for (Weakref *w = entry ? entry->first : NULL; w; w = w->next)
        n += w->head.refcount != 0;
    return n;
}

Value weakref_list(Thread *t, Ref object)
{
    OWN Value list = list_new(t, weakref_count(object));
    if (is_empty(list))
        return EMPTY;
    /* Room is reserved: nothing below runs code. */
    WeakEntry *entry = is_ptr(object) ? find_entry(t->interp, object_of(object)) : NULL;
    for (Weakref *w = entry ? entry->first : NULL; w; w = w->next)
        if (w->head.refcount && !list_append(t, as_list(list), value_of(w)))
            return EMPTY;
    return take(&list);
}

/* ---- death of a referent ---- */

/* References whose callbacks are due, owned, chained by `next`, in order. */
typedef struct CallbackQueue { Weakref *first, **end; } CallbackQueue;

/* Kills all weak references of o; queues those with callbacks. */
static void kill_all(Interp *interp, Object *o, CallbackQueue *queue)
{
    WeakEntry *entry = find_entry(interp, o);
    if (!entry)
        return;
    Weakref *w = entry->first;
    remove_entry(interp, entry);
    for (Weakref *next; w; w = next) {
        next = w->next;
        w->referent = NULL;
        w->previous = w->next = NULL;
        if (is_empty(w->callback) || w->garbage || w->head.refcount == 0)
            continue;
        object_retain(&w->head);
        *queue->end = w;
        queue->end = &w->next;
    }
}

static void run_callbacks(Thread *t, CallbackQueue *queue)
{
    if (!queue->first)
        return;
    Value raised = t->raised;
    t->raised = EMPTY;
    for (Weakref *w = queue->first, *next; w; w = next) {
        next = w->next;
        w->next = NULL;
        OWN Value callback = take(&w->callback);
        OWN Value result = call1(t, callback, value_of(w));
        if (is_empty(result))
            report_unraisable_in(t, callback);
        object_release(&w->head);
    }
    t->raised = raised;
}

void weakrefs_clear(Object *o)
{
    Thread *t = current_thread;
    CallbackQueue queue = {.end = &queue.first};
    kill_all(t->interp, o, &queue);
    run_callbacks(t, &queue);
}

void weakrefs_clear_garbage(Object *const *garbage, ssize n)
{
    Thread *t = current_thread;
    CallbackQueue queue = {.end = &queue.first};
    if (!t->interp->weakref_count)
        return;
    for (ssize i = 0; i < n; i++)
        if (is_weakref(value_of(garbage[i])) || is_proxy_type(garbage[i]->type))
            ((Weakref *)garbage[i])->garbage = true;
    for (ssize i = 0; i < n; i++)
        if (garbage[i]->type->flags & TYPE_WEAKREFS)
            kill_all(t->interp, garbage[i], &queue);
    for (ssize i = 0; i < n; i++)
        if (is_weakref(value_of(garbage[i])) || is_proxy_type(garbage[i]->type))
            ((Weakref *)garbage[i])->garbage = false;
    run_callbacks(t, &queue);
}

/* ---- weakref.ref ---- */

static void weakref_clear(Object *o)
{
    Weakref *w = (Weakref *)o;
    unlink_ref(w);
    release(take(&w->callback));
}

void weakref_detach(Object *o) { unlink_ref((Weakref *)o); }

void weakref_dealloc(Object *o)
{
    weakref_clear(o);
    object_free(o, object_size(o));
}

static void weakref_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Weakref *)o)->callback); }

NEW(weakref, "(object, callback=None, /, *rest, **kwargs)")
{
    /* More arguments are a subclass's __init__'s affair. */
    if (cls == &weakref_type && !is_empty(a->kwargs))
        return raise_type(t, "ref() takes no keyword arguments");
    if (cls == &weakref_type && a->rest_count)
        return raise_type(t, "ref expected at most 2 arguments, got %zd", a->rest_count + 2);
    return make_or_share(t, cls, a->object, a->callback);
}

INIT(weakref, "(self, object, callback=None, /)") { return true; }

static Value weakref_call(Thread *t, Ref self, const Value *args UNUSED, ssize nargs, Ref names)
{
    if (!is_empty(names))
        return raise_type(t, "__call__() got an unexpected keyword argument");
    if (nargs)
        return raise_type(t, "__call__() takes exactly 0 arguments (%zd given)", nargs);
    Value referent = weakref_get(self);
    return is_empty(referent) ? NONE : referent;
}

static bool weakref_hash(Thread *t, Ref self, int64_t *hash)
{
    Weakref *w = as_weakref(self);
    if (w->hash == -1) {
        OWN Value referent = weakref_get(self);
        if (is_empty(referent))
            return raise_type(t, "weak object has gone away"), false;
        if (!hash_of(t, referent, &w->hash))
            return w->hash = -1, false;
    }
    *hash = w->hash;
    return true;
}

static Value weakref_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_weakref(self) || !is_weakref(other))
        return NOT_IMPLEMENTED;
    OWN Value a = weakref_get(self), b = weakref_get(other);
    if (is_empty(a) || is_empty(b))
        return bool_value(same(self, other) == (op == CMP_EQ));
    return compare(t, a, b, op);
}

/* What there is to say of an object by its __name__; EMPTY, nothing raised, when it has none. */
static Value name_of(Thread *t, Ref object)
{
    Value name = EMPTY;
    if (find_attr(t, object, NAME(__name__), &name) == ERROR)
        return EMPTY;
    if (!is_empty(name) && !is_str(name))
        replace_take(&name, EMPTY);
    return name;
}

static Value weakref_repr(Thread *t, Ref self)
{
    OWN Value referent = weakref_get(self);
    if (is_empty(referent))
        return str_format(t, "<weakref at %p; dead>", (void *)object_of(self));
    OWN Value name = name_of(t, referent);
    if (is_raised(t))
        return EMPTY;
    if (is_empty(name))
        return str_format(t, "<weakref at %p; to '%T' at %p>", (void *)object_of(self), referent, (void *)object_of(referent));
    return str_format(t, "<weakref at %p; to '%T' at %p (%S)>", (void *)object_of(self), referent, (void *)object_of(referent), name);
}

GETTER(weakref, __callback__)
{
    Weakref *w = as_weakref(self);
    return is_empty(w->callback) ? NONE : retain(w->callback);
}

/** See PEP 585 */
CLASSMETHOD1(weakref, __class_getitem__, item)
{
    Ref args[2] = {self, item};
    return call(t, value_of(&generic_alias_type), args, 2, EMPTY);
}

Type weakref_type = {
    TYPE_HEAD("weakref.ReferenceType", Weakref),
    .flags = TYPE_GC | TYPE_BASE,
    .new_ = weakref_new_slot,
    .init = weakref_init_slot,
    .new_signature = &weakref_init_signature,
    .dealloc = weakref_dealloc,
    .traverse = weakref_traverse,
    .clear = weakref_clear,
    .call = weakref_call,
    .hash = weakref_hash,
    .compare = weakref_compare,
    .repr = weakref_repr,
    .methods = weakref_methods,
    .getset = weakref_getset,
};

/* ---- proxies: every operation is the referent's ---- */

static bool is_proxy(Ref v) { return is_ptr(v) && is_proxy_type(object_of(v)->type); }

/* The referent of a proxy, owned; other objects are themselves. EMPTY with ReferenceError. */
static Value unwrap(Thread *t, Ref v)
{
    if (!is_proxy(v))
        return retain(v);
    Value referent = weakref_get(v);
    return is_empty(referent) ? raise_format(t, &exc_ReferenceError, "weakly-referenced object no longer exists") : referent;
}

#define PROXY_UNARY(name, operation) \
    static Value proxy_##name(Thread *t, Ref self) \
    { \
        OWN Value v = unwrap(t, self); \
        return is_empty(v) ? EMPTY : operation(t, v); \
    }
#define PROXY_BINARY(name, function, op) \
    static Value proxy_##name(Thread *t, Ref a, Ref b) \
    { \
        OWN Value x = unwrap(t, a); \
        OWN Value y = is_empty(x) ? EMPTY : unwrap(t, b); \
        return is_empty(y) ? EMPTY : function(t, op, x, y); \
    }

PROXY_UNARY(str, to_str)
PROXY_UNARY(iter, iter)
PROXY_UNARY(negative, negative)
PROXY_UNARY(positive, positive)
PROXY_UNARY(absolute, absolute)
PROXY_UNARY(invert, invert)
PROXY_UNARY(int, to_int)
PROXY_UNARY(index, to_index)
PROXY_BINARY(add, binary_op, OP_ADD)
PROXY_BINARY(sub, binary_op, OP_SUB)
PROXY_BINARY(mul, binary_op, OP_MUL)
PROXY_BINARY(truediv, binary_op, OP_TRUEDIV)
PROXY_BINARY(floordiv, binary_op, OP_FLOORDIV)
PROXY_BINARY(mod, binary_op, OP_MOD)
PROXY_BINARY(divmod, binary_op, OP_DIVMOD)
PROXY_BINARY(lshift, binary_op, OP_LSHIFT)
PROXY_BINARY(rshift, binary_op, OP_RSHIFT)
PROXY_BINARY(and, binary_op, OP_AND)
PROXY_BINARY(or, binary_op, OP_OR)
PROXY_BINARY(xor, binary_op, OP_XOR)
PROXY_BINARY(matmul, binary_op, OP_MATMUL)
PROXY_BINARY(iadd, inplace_op, OP_ADD)
PROXY_BINARY(isub, inplace_op, OP_SUB)
PROXY_BINARY(imul, inplace_op, OP_MUL)
PROXY_BINARY(itruediv, inplace_op, OP_TRUEDIV)
PROXY_BINARY(ifloordiv, inplace_op, OP_FLOORDIV)
PROXY_BINARY(imod, inplace_op, OP_MOD)
PROXY_BINARY(ilshift, inplace_op, OP_LSHIFT)
PROXY_BINARY(irshift, inplace_op, OP_RSHIFT)
PROXY_BINARY(iand, inplace_op, OP_AND)
PROXY_BINARY(ior, inplace_op, OP_OR)
PROXY_BINARY(ixor, inplace_op, OP_XOR)
PROXY_BINARY(imatmul, inplace_op, OP_MATMUL)

static Value proxy_power(Thread *t, Ref a, Ref b, Ref c)
{
    OWN Value x = unwrap(t, a);
    OWN Value y = is_empty(x) ? EMPTY : unwrap(t, b);
    OWN Value z = is_empty(y) ? EMPTY : unwrap(t, c);
    return is_empty(z) ? EMPTY : power(t, x, y, z);
}

static Value proxy_ipower(Thread *t, Ref a, Ref b, Ref c UNUSED)
{
    OWN Value x = unwrap(t, a);
    OWN Value y = is_empty(x) ? EMPTY : unwrap(t, b);
    return is_empty(y) ? EMPTY : inplace_op(t, OP_POW, x, y);
}

static Value proxy_float(Thread *t, Ref self)
{
    double d;
    OWN Value v = unwrap(t, self);
    return is_empty(v) || !to_double(t, v, &d) ? EMPTY : float_from(t, d);
}

static Value proxy_next(Thread *t, Ref self)
{
    OWN Value v = unwrap(t, self);
    if (is_empty(v))
        return EMPTY;
    if (!is_iterator(v))
        return raise_type(t, "Weakref proxy referenced a non-iterator '%T' object", v);
    return next(t, v);
}

static Value proxy_repr(Thread *t, Ref self)
{
    OWN Value referent = weakref_get(self);
    if (is_empty(referent))
        return str_format(t, "<weakproxy at %p; dead>", (void *)object_of(self));
    return str_format(t, "<weakproxy at %p to %T at %p>", (void *)object_of(self), referent, (void *)object_of(referent));
}

static Value proxy_compare(Thread *t, Ref a, Ref b, CompareOp op)
{
    OWN Value x = unwrap(t, a);
    OWN Value y = is_empty(x) ? EMPTY : unwrap(t, b);
    return is_empty(y) ? EMPTY : compare(t, x, y, op);
}

static Value proxy_getattr(Thread *t, Ref self, Ref name)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? EMPTY : get_attr(t, v, name);
}

static bool proxy_setattr(Thread *t, Ref self, Ref name, Ref value)
{
    OWN Value v = unwrap(t, self);
    return !is_empty(v) && set_attr(t, v, name, value);
}

static bool proxy_len(Thread *t, Ref self, ssize *n)
{
    OWN Value v = unwrap(t, self);
    return !is_empty(v) && length(t, v, n);
}

static Value proxy_getitem(Thread *t, Ref self, Ref key)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? EMPTY : get_item(t, v, key);
}

static bool proxy_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    OWN Value v = unwrap(t, self);
    return !is_empty(v) && set_item(t, v, key, value);
}

static Test proxy_contains(Thread *t, Ref self, Ref item)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? TEST_ERROR : contains(t, v, item);
}

static Test proxy_truth(Thread *t, Ref self)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? TEST_ERROR : test(t, v);
}

static Value proxy_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? EMPTY : call(t, v, args, nargs, names);
}

METHOD0(proxy, __bytes__)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? EMPTY : call_method0(t, v, NAME(__bytes__));
}

METHOD0(proxy, __reversed__)
{
    OWN Value v = unwrap(t, self);
    return is_empty(v) ? EMPTY : call1(t, value_of(&reversed_type), v);
}

#define PROXY_SLOTS \
    .flags = TYPE_GC, .dealloc = weakref_dealloc, .traverse = weakref_traverse, .clear = weakref_clear, .methods = proxy_methods, \
    .repr = proxy_repr, .str = proxy_str, .hash = hash_unhashable, .compare = proxy_compare, .getattr = proxy_getattr, \
    .setattr = proxy_setattr, .iter = proxy_iter, .next = proxy_next, .len = proxy_len, .getitem = proxy_getitem, \
    .setitem = proxy_setitem, .contains = proxy_contains, .truth = proxy_truth, .negative = proxy_negative, \
    .positive = proxy_positive, .absolute = proxy_absolute, .invert = proxy_invert, .int_ = proxy_int, .float_ = proxy_float, \
    .index = proxy_index, .add = proxy_add, .sub = proxy_sub, .mul = proxy_mul, .truediv = proxy_truediv, \
    .floordiv = proxy_floordiv, .mod = proxy_mod, .divmod = proxy_divmod, .lshift = proxy_lshift, .rshift = proxy_rshift, \
    .and_ = proxy_and, .or_ = proxy_or, .xor_ = proxy_xor, .matmul = proxy_matmul, .power = proxy_power, .iadd = proxy_iadd, \
    .isub = proxy_isub, .imul = proxy_imul, .itruediv = proxy_itruediv, .ifloordiv = proxy_ifloordiv, .imod = proxy_imod, \
    .ilshift = proxy_ilshift, .irshift = proxy_irshift, .iand = proxy_iand, .ior = proxy_ior, .ixor = proxy_ixor, \
    .imatmul = proxy_imatmul, .ipower = proxy_ipower

Type weakproxy_type = {TYPE_HEAD("weakref.ProxyType", Weakref), PROXY_SLOTS};
Type weakcallableproxy_type = {TYPE_HEAD("weakref.CallableProxyType", Weakref), PROXY_SLOTS, .call = proxy_call};
