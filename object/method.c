/* method.c: bound methods: a callable and the object it is called on.
 *
 * The interpreter binds and calls without making one; they exist where a program looks at `object.method` as a value.
 * Manual: Data model, "Instance methods". Two are equal when function and object are (3.2: the object by equality).
 */
#include "object/descriptor.h"

#include "base/hash.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

#include "gen/object/method.h"

static BoundMethod *as_method(Ref v) { return (BoundMethod *)object_of(v); }

Value bound_method_new(Thread *t, Ref function, Ref self)
{
    BoundMethod *m = object_new(t, &method_type, sizeof *m);
    if (!m)
        return EMPTY;
    m->function = retain(function);
    m->self = retain(self);
    return value_of(m);
}

static void method_clear(Object *o)
{
    BoundMethod *m = (BoundMethod *)o;
    replace_take(&m->function, NONE);
    replace_take(&m->self, NONE);
}

static void method_dealloc(Object *o)
{
    BoundMethod *m = (BoundMethod *)o;
    release(take(&m->function));
    release(take(&m->self));
    object_free(o, sizeof(BoundMethod));
}

static void method_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((BoundMethod *)o)->function);
    visit(visitor, ((BoundMethod *)o)->self);
}

/** Create a bound instance method object. */
NEW(method, "(function, instance, /)")
{
    if (!is_callable(a->function))
        return raise_type(t, "first argument must be callable");
    if (is_none(a->instance))
        return raise_type(t, "instance must not be None");
    return bound_method_new(t, a->function, a->instance);
}

static Value method_repr(Thread *t, Ref self)
{
    BoundMethod *m = as_method(self);
    OWN Value name = EMPTY;
    Lookup found = find_attr(t, m->function, NAME(__qualname__), &name);
    if (found == MISSING)
        found = find_attr(t, m->function, NAME(__name__), &name);
    if (found == ERROR)
        return EMPTY;
    if (is_empty(name) || !is_str(name))
        return str_format(t, "<bound method ? of %R>", m->self);
    return str_format(t, "<bound method %S of %R>", name, m->self);
}

#define FEW_ARGUMENTS 16

/* A method of a method of a method is called at once, with all their objects before the arguments: level by level, n of them
 * would need memory for n * n / 2. Whoever calls us holds the outermost, which holds the rest. */
static Value method_call_slot(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    ssize count = nargs + (is_empty(names) ? 0 : as_tuple(names)->len), objects = 1;
    Ref innermost = self;
    for (; is_exact(as_method(innermost)->function, &method_type); objects++)
        innermost = as_method(innermost)->function;
    Value few[FEW_ARGUMENTS], *all = few;
    if (objects + count > FEW_ARGUMENTS && !(all = mem_alloc_array(t, objects + count, sizeof *all)))
        return EMPTY;
    Ref m = self;
    for (ssize i = objects; i-- > 0; m = as_method(m)->function)
        all[i] = as_method(m)->self;
    if (count)
        memcpy(all + objects, args, (size_t)count * sizeof *args);
    Value result = call(t, as_method(innermost)->function, all, objects + nargs, names);
    if (all != few)
        mem_free(all);
    return result;
}

static Value method_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(other, &method_type))
        return NOT_IMPLEMENTED;
    BoundMethod *m = as_method(self), *n = as_method(other);
    Test result = equal(t, m->function, n->function);
    if (result == TEST_TRUE)
        result = equal(t, m->self, n->self);
    return result == TEST_ERROR ? EMPTY : bool_value((result == TEST_TRUE) == (op == CMP_EQ));
}

static bool method_hash(Thread *t, Ref self, int64_t *hash)
{
    BoundMethod *m = as_method(self);
    int64_t of_self, of_function;
    if (!hash_of(t, m->self, &of_self) || !hash_of(t, m->function, &of_function))
        return false;
    *hash = hash_not_minus_one((uint64_t)of_self ^ (uint64_t)of_function);
    return true;
}

/* Attributes the method type does not have are the function's. */
static Value method_getattr(Thread *t, Ref self, Ref name)
{
    Value value;
    Lookup found = object_generic_find(t, self, name, &value);
    if (found == MISSING)           /* the function may be a method again */
        return c_stack_left(t) ? get_attr(t, as_method(self)->function, name) : raise_recursion(t, " while getting an attribute");
    return found == FOUND ? value : EMPTY;
}

static Value method_descr_get(Thread *t UNUSED, Ref self, Ref instance UNUSED, Ref owner UNUSED) { return retain(self); }

GETTER(method, __doc__) { return get_attr(t, as_method(self)->function, NAME(__doc__)); }

METHOD0(method, __reduce__)
{
    BoundMethod *m = as_method(self);
    OWN Value name = get_attr(t, m->function, NAME(__name__));
    return is_empty(name) ? EMPTY : reduce_getattr(t, m->self, name);
}

static const MemberDef method_members[] = {
    {.name = "__func__", .kind = MEMBER_OBJECT, .offset = offsetof(BoundMethod, function), .doc = "the function (or other callable) implementing a method"},
    {.name = "__self__", .kind = MEMBER_OBJECT, .offset = offsetof(BoundMethod, self), .doc = "the instance to which a method is bound"},
    {.name = NULL},
};

Type method_type = {
    TYPE_HEAD("method", BoundMethod),
    .doc = method_new_doc,
    .flags = TYPE_GC | TYPE_WEAKREFS,
    .new_ = method_new_slot,
    .new_signature = &method_new_signature,
    .dealloc = method_dealloc,
    .traverse = method_traverse,
    .clear = method_clear,
    .repr = method_repr,
    .hash = method_hash,
    .compare = method_compare,
    .call = method_call_slot,
    .getattr = method_getattr,
    .descr_get = method_descr_get,
    .methods = method_methods,
    .getset = method_getset,
    .members = method_members,
};
