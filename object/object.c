/* object.c: the life of objects: instance allocation, size, destruction; and the type `object` (Data model 3.3.1).
 *
 * Destruction order, as CPython's: __del__ (once, may resurrect), weak references, attributes and __slots__ members of
 * classes, then the built-in base's dealloc, which frees the block. Chains of containers nested deeper than
 * NESTED_DESTROY_MAX are queued on the thread and destroyed by the outermost call, so that the C stack stays bounded.
 */
#include <stdlib.h>

#include "object/attrs.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/function.h"
#include "object/gc.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str_internal.h"
#include "object/tuple.h"
#include "object/bytes.h"
#include "object/type_internal.h"
#include "object/weakref.h"
#include "gen/object/object.h"

#define NESTED_DESTROY_MAX 40

__thread Thread *current_thread;

/* ---- size and allocation ------------------------------------------------------------------------------------- */

/* Bytes of the variable part of an object of a variable-size type. */
static size_t items_size(Object *o)
{
    Type *type = o->type;

    if (type->flags & TYPE_IS_INT) {
        ssize n = ((Int *)o)->size;
        return (size_t)(n < 0 ? -n : n) * sizeof(mp_limb_t);
    }
    if (type->flags & TYPE_IS_TUPLE)
        return (size_t)((Tuple *)o)->len * sizeof(Value);
    if (type->flags & TYPE_IS_BYTES)
        return (size_t)((Bytes *)o)->len + 1;
    if (type->flags & TYPE_IS_STR) {
        Str *s = (Str *)o;
        return (size_t)(s->len + 1) * s->kind + (s->ascii ? 0 : sizeof(char *));
    }
    if (type->capi && type->item_size) {        /* of an extension module: the number of items comes right after the header */
        ssize n = *(ssize *)(o + 1);
        return (size_t)(n < 0 ? -n : n) * (size_t)type->item_size;
    }
    return 0;
}

static size_t plain_size(Object *o) { return (size_t)o->type->size + items_size(o); }
/* With what aligns Attrs that follow. */
static size_t fixed_size(Object *o) { return (plain_size(o) + 7) & ~(size_t)7; }

size_t object_size(Object *o)
{
    Type *type = o->type;

    if (!type->attrs_offset)
        return plain_size(o);
    if (type->attrs_offset > 0)
        return (size_t)type->attrs_offset + sizeof(Attrs) + plain_attrs_at(o, type->attrs_offset)->shape->inline_slots * sizeof(Value);
    return fixed_size(o) + sizeof(Attrs);
}

Attrs *attrs_of(Ref v)
{
    if (!is_ptr(v))
        return NULL;
    Object *o = object_of(v);
    ssize offset = o->type->attrs_offset;
    if (offset > 0)
        return plain_attrs_at(o, offset);
    return offset == 0 ? NULL : plain_attrs_at(o, (ssize)fixed_size(o));
}

/* `items` counts what item_size measures; for str subclasses the caller passes the bytes of the data instead. */
Value type_alloc(Thread *t, Type *type, ssize items)
{
    size_t size = (size_t)type->size, extra = 0;
    Shape *shape = NULL;

    if (items) {
        size_t item = type->item_size ? (size_t)type->item_size : 1;
        if ((size_t)items > (PTRDIFF_MAX - 4096) / item)
            return raise_memory(t);
        size += (size_t)items * item;
    }
    size = (size + 7) & ~(size_t)7;
    if (type->attrs_offset) {
        shape = shape_root(t, type);
        if (!shape)
            return EMPTY;
        extra = sizeof(Attrs) + shape->inline_slots * sizeof(Value);
    }
    Object *o = object_new_zeroed(t, type, size + extra);
    if (!o)
        return EMPTY;
    if (shape)
        attrs_init((Attrs *)((char *)o + size), shape);
    return value_of(o);
}

/* ---- traversal ----------------------------------------------------------------------------------------------- */

typedef void (*SlotVisit)(Value *slot, void *context);

/* Calls f for each __slots__ member of an instance: those a class adds lie between its base's size and its own. */
static void each_member(Object *o, SlotVisit f, void *context)
{
    for (Type *c = o->type; c->flags & TYPE_HEAP; c = c->base) {
        if (c->base->size >= c->size || is_empty(c->slot_names))
            continue;
        for (char *p = (char *)o + c->base->size; p < (char *)o + c->size; p += sizeof(Value))
            f((Value *)p, context);
    }
}
static void visit_member(Value *slot, void *context) { visit(context, *slot); }
static void drop_member(Value *slot, void *context UNUSED) { replace_take(slot, EMPTY); }

void object_traverse(Object *o, Visitor *visitor)
{
    Type *type = o->type;

    if (type->flags & TYPE_HEAP) {
        if (!(type->flags & TYPE_IS_TYPE))
            each_member(o, visit_member, visitor);
        VISIT_OBJECT(visitor, type);
    }
    if (type->attrs_offset)
        attrs_traverse(attrs_of(value_of(o)), visitor);
    if (type->traverse)
        type->traverse(o, visitor);
}

void object_clear(Object *o)
{
    Type *type = o->type;

    if (type->flags & TYPE_HEAP && !(type->flags & TYPE_IS_TYPE))
        each_member(o, drop_member, NULL);
    if (type->attrs_offset)
        attrs_release(attrs_of(value_of(o)));
    if (type->clear)
        type->clear(o);
}

/* ---- destruction --------------------------------------------------------------------------------------------- */

/* Runs __del__ on a dying object, once in its life (but without a limit where the collector keeps no note of it): true when it
 * came back to life. */
static bool finalize(Object *o)
{
    Thread *t = current_thread;

    if (!gc_finalized_set(o))
        return false;
    Value raised = raised_take(t);
    o->refcount = 1;
    bool granted = recursion_headroom(t);
    Value result = o->type->finalize(t, value_of(o));
    if (is_empty(result)) {
        Ref method = type_lookup(t, o->type, NAME(__del__));
        report_unraisable_in(t, is_empty(method) ? value_of(o) : method);
    }
    release(result);
    recursion_headroom_end(t, granted);
    t->raised = raised;
    if (--o->refcount == 0)
        return false;
    if (o->type->flags & TYPE_GC && gc_refers_to_class_only(o))
        *gc_state(o) &= (uint8_t)~GC_FINALIZED;         /* as of objects that no collector has */
    return true;
}

static void destroy_now(Object *o)
{
    Type *type = o->type;

    if (type->finalize && finalize(o))
        return;
    if (type->flags & TYPE_WEAKREFS && current_thread->interp->weakref_count) {
        o->refcount = 1;
        weakrefs_clear(o);
        if (--o->refcount > 0)
            return;
    }
    if (type->flags & TYPE_HEAP) {
        if (unlikely(type->dealloc == weakref_dealloc))
            weakref_detach(o);  /* what its attributes held may be its referent: no callback then */
        o->refcount = 1;        /* attribute values may look at us while they die */
        if (type->attrs_offset)
            attrs_release(attrs_of(value_of(o)));
        if (!(type->flags & TYPE_IS_TYPE))
            each_member(o, drop_member, NULL);
        o->refcount = 0;
    } else if (type->attrs_offset) {
        attrs_release(attrs_of(value_of(o)));
    }
    type->dealloc(o);
}

static bool queue_destroy(Thread *t, Object *o)
{
    if (t->trash_count == t->trash_capacity) {
        ssize capacity = t->trash_capacity ? t->trash_capacity * 2 : 64;
        Value *trash = realloc(t->trash, (size_t)capacity * sizeof *trash);
        if (!trash)
            return false;
        t->trash = trash;
        t->trash_capacity = capacity;
    }
    t->trash[t->trash_count++] = value_of(o);
    return true;
}

void object_destroy(Object *o)
{
    if (o->type == &str_type) {             /* most of what dies */
        str_dealloc(o);
        return;
    }
    uint32_t flags = o->type->flags;
    if (!(flags & (TYPE_GC | TYPE_HEAP))) {
        if (flags & TYPE_PLAIN_END)
            o->type->dealloc(o);
        else
            destroy_now(o);
        return;
    }
    Thread *t = current_thread;
    if (t->critical >= NESTED_DESTROY_MAX && queue_destroy(t, o))
        return;
    t->critical++;
    if (flags & TYPE_PLAIN_END)
        o->type->dealloc(o);
    else
        destroy_now(o);
    t->critical--;
    while (unlikely(t->critical == 0 && t->trash_count)) {
        Object *queued = object_of(t->trash[--t->trash_count]);
        t->critical++;
        destroy_now(queued);
        t->critical--;
    }
}

/* ---- the type object ----------------------------------------------------------------------------------------- */

static void object_dealloc(Object *o) { object_free(o, object_size(o)); }

static bool takes_no_arguments(Thread *t, Type *type, ssize nargs, Ref names, const char *what)
{
    if (nargs == 0 && (is_empty(names) || as_tuple(names)->len == 0))
        return true;
    if (what)
        return raise_type(t, "object.%s() takes exactly one argument (the %s)", what, what[2] == 'n' ? "type to instantiate" : "instance to initialize"), false;
    return raise_type(t, "%N() takes no arguments", type), false;
}

/* Excess arguments are an error here only if nobody else takes them: the class overrides neither or only this method. */
Value object_new_slot(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs, Ref names)
{
    if (cls->new_ != object_new_slot) {
        if (!takes_no_arguments(t, cls, nargs, names, "__new__"))
            return EMPTY;
    } else if (cls->init == object_init_slot && !takes_no_arguments(t, cls, nargs, names, NULL)) {
        return EMPTY;
    }
    if (cls->flags & TYPE_ABSTRACT)
        return type_raise_abstract(t, cls);
    return type_alloc(t, cls, 0);
}

bool object_init_slot(Thread *t, Ref self, const Value *args UNUSED, ssize nargs, Ref names)
{
    Type *type = type_of(self);

    if (type->init != object_init_slot)
        return takes_no_arguments(t, type, nargs, names, "__init__");
    if (type->new_ == object_new_slot)
        return takes_no_arguments(t, type, nargs, names, NULL);
    return true;
}

Value object_repr(Thread *t, Ref self)
{
    Type *type = type_of(self);
    OWN Value module = type_module(t, type);
    OWN Value qualname = type_qualname(t, type);

    if (is_empty(qualname))
        return EMPTY;
    if (!is_empty(module) && is_str(module) && !str_is(module, "builtins"))
        return str_format(t, "<%S.%S object at %p>", module, qualname, (void *)object_of(self));
    return str_format(t, "<%S object at %p>", qualname, (void *)object_of(self));
}

static Value object_str(Thread *t, Ref self) { return repr(t, self); }

static bool object_hash(Thread *t UNUSED, Ref self, int64_t *hash)
{
    *hash = hash_pointer(self);
    return true;
}

static Value object_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (op == CMP_EQ)
        return same(self, other) ? TRUE_VALUE : NOT_IMPLEMENTED;
    if (op == CMP_NE) {
        Value result = type_of(self)->compare(t, self, other, CMP_EQ);
        if (is_empty(result) || is_not_implemented(result))
            return result;
        Test truth = test(t, result);
        release(result);
        return truth == TEST_ERROR ? EMPTY : bool_value(!truth);
    }
    return NOT_IMPLEMENTED;
}

GETTER(object, __class__) { return retain_object(type_of(self)); }

/** the object's class */
SETTER(object, __class__)
{
    if (is_empty(value))
        return raise_type(t, "can't delete __class__ attribute"), false;
    if (!is_type(value))
        return raise_type(t, "__class__ must be set to a class, not '%T' object", value), false;
    return object_set_class(t, self, as_type(value));
}

/** Default object formatter.
 *
 * Return str(self) if format_spec is empty. Raise TypeError otherwise. */
METHOD1(object, __format__, format_spec)
{
    if (!is_str(format_spec))
        return raise_type(t, "__format__() argument must be str, not %T", format_spec);
    if (as_str(format_spec)->len)
        return raise_type(t, "unsupported format string passed to %T.__format__", self);
    return to_str(t, self);
}

/** Size of object in memory, in bytes. */
METHOD0(object, __sizeof__)
{
    if (!is_ptr(self))
        return fixnum(type_of(self)->size);     /* what it takes as an object */
    if (is_type(self) || object_of(self)->type->item_size || object_of(self)->type->attrs_offset)
        return int_from_ssize(t, is_type(self) ? (ssize)sizeof(Type) : (ssize)object_size(object_of(self)));
    return int_from_ssize(t, object_of(self)->type->size);
}

/** Default dir() implementation. */
METHOD0(object, __dir__)
{
    return object_dir(t, self);
}

/** Helper for pickle. */
METHOD(object, __reduce__, "(self, protocol: int=0, /)") { return object_reduce(t, self, a->protocol); }

/** Helper for pickle. */
METHOD(object, __reduce_ex__, "(self, protocol: int, /)")
{
    OWN Value reduce = get_attr(t, self, NAME(__reduce__));
    if (is_empty(reduce))
        return EMPTY;
    OWN Value of_class = get_attr(t, value_of(type_of(self)), NAME(__reduce__));
    if (is_empty(of_class))
        return EMPTY;
    Ref plain = type_lookup(t, &object_type, NAME(__reduce__));
    if (!same(of_class, plain))
        return call0(t, reduce);
    return object_reduce(t, self, a->protocol);
}

/** Helper for pickle. */
METHOD0(object, __getstate__) { return object_getstate(t, self); }

/** This method is called when a class is subclassed.
 *
 * The default implementation does nothing. */
CLASSMETHOD0(object, __init_subclass__) { return NONE; }

/** Abstract classes can override this to customize issubclass(). */
CLASSMETHOD1(object, __subclasshook__, subclass)
{
    (void)subclass;
    return NOT_IMPLEMENTED;
}

Type object_type = {
    TYPE_HEAD("object", Object),
    .doc = "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\n"
           "instance that has no instance attributes and cannot be given any.\n",
    .flags = TYPE_BASE,
    .dealloc = object_dealloc,
    .new_ = object_new_slot, .init = object_init_slot,
    .getattr = object_generic_getattr, .setattr = object_generic_setattr,
    .repr = object_repr, .str = object_str, .hash = object_hash, .compare = object_compare,
    .methods = object_methods, .getset = object_getset,
};
