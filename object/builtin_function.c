/* builtin_function.c: the callables and descriptors over method tables: built-in functions and methods, method and
 * classmethod descriptors, getset and member descriptors (also of __slots__), slot wrappers.
 *
 * A descriptor sits in the attribute dict of the type that owns it and borrows everything else from the static table row
 * (MethodDef, GetSetDef, MemberDef, SlotDef). Binding makes a BuiltinFunction or a MethodWrapper. An owner that is a heap
 * type is counted, so descriptors are containers. Every use checks that the object is an instance of the owner.
 * Manual: Data model, "Built-in functions", "Implementing Descriptors".
 */
#include "object/descriptor.h"

#include "base/hash.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

#include "gen/object/builtin_function.h"

/* ---- shared ---- */

static Value text_or_none(Thread *t, const char *text) { return text ? str_from_text(t, text) : NONE; }

/* What inspect reads. NULL for a function of *args whose docstring begins with its arguments: they are such as no signature of
 * Python's can tell, "addch([y, x,] ch)". */
static const char *shown_signature(const MethodDef *def)
{
    const Signature *s = def->signature;
    size_t n = strlen(def->name);
    bool only_args = s && s->varargs && s->count == 1;
    return !s || (only_args && def->doc && !strncmp(def->doc, def->name, n) && def->doc[n] == '(') ? NULL : s->text;
}

Value reduce_getattr(Thread *t, Ref object, Ref name)
{
    Ref getattr = dict_peek_name(t->interp->builtins, NAME(getattr));
    if (is_empty(getattr))
        return raise_runtime(t, "the builtin getattr is missing");
    OWN Value args = tuple_pack(t, 2, object, name);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, getattr, args);
}

/* "int.__add__": the owner's qualified name and the attribute's. */
static Value qualified_name(Thread *t, Ref owner, Ref name)
{
    OWN Value qualname = get_attr(t, owner, NAME(__qualname__));
    if (is_empty(qualname))
        return EMPTY;
    if (!is_str(qualname))
        return raise_type(t, "<descriptor>.__objclass__.__qualname__ is not a unicode object");
    return str_format(t, "%S.%S", qualname, name);
}

/* ---- built-in functions and methods ---- */

static BuiltinFunction *as_builtin(Ref v) { return (BuiltinFunction *)object_of(v); }

Value builtin_function_new(Thread *t, const MethodDef *def, Ref self, Ref module_name)
{
    BuiltinFunction *f = object_new(t, &builtin_function_type, sizeof *f);
    if (!f)
        return EMPTY;
    f->def = def;
    f->self = retain(self);
    f->module_name = retain(module_name);
    return value_of(f);
}

static void builtin_function_clear(Object *o)
{
    BuiltinFunction *f = (BuiltinFunction *)o;
    release(take(&f->self));
    release(take(&f->module_name));
}

static void builtin_function_dealloc(Object *o)
{
    builtin_function_clear(o);
    object_free(o, sizeof(BuiltinFunction));
}

static void builtin_function_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((BuiltinFunction *)o)->self);
    visit(visitor, ((BuiltinFunction *)o)->module_name);
}

/* A function of a module, not a method of an object or a class. */
static bool is_plain(const BuiltinFunction *f) { return is_empty(f->self) || type_is_subtype(type_of(f->self), &module_type); }

static Value builtin_function_repr(Thread *t, Ref self)
{
    BuiltinFunction *f = as_builtin(self);
    if (is_plain(f))
        return str_format(t, "<built-in function %s>", f->def->name);
    return str_format(t, "<built-in method %s of %T object at %p>", f->def->name, f->self, (void *)f->self.bits);
}

static Value builtin_function_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    BuiltinFunction *f = as_builtin(self);
    return method_call(t, f->def, f->def->kind == METHOD_STATIC ? EMPTY : f->self, args, nargs, names);
}

/* The same function of the same object. */
static Value builtin_function_compare(Thread *t UNUSED, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(other, &builtin_function_type))
        return NOT_IMPLEMENTED;
    BuiltinFunction *f = as_builtin(self), *g = as_builtin(other);
    return bool_value((f->def == g->def && same(f->self, g->self)) == (op == CMP_EQ));
}

static bool builtin_function_hash(Thread *t UNUSED, Ref self, int64_t *hash)
{
    BuiltinFunction *f = as_builtin(self);
    *hash = hash_not_minus_one((uint64_t)hash_pointer(f->self) ^ (uint64_t)hash_pointer(value_of(f->def)));
    return true;
}

GETTER(builtin_function, __name__) { return intern_text(t, as_builtin(self)->def->name); }
GETTER(builtin_function, __doc__) { return text_or_none(t, as_builtin(self)->def->doc); }

GETTER(builtin_function, __qualname__)
{
    BuiltinFunction *f = as_builtin(self);
    OWN Value name = intern_text(t, f->def->name);
    if (is_empty(name) || is_plain(f))
        return take(&name);
    return qualified_name(t, is_type(f->self) ? f->self : value_of(type_of(f->self)), name);
}

GETTER(builtin_function, __self__)
{
    BuiltinFunction *f = as_builtin(self);
    return is_empty(f->self) ? NONE : retain(f->self);
}

GETTER(builtin_function, __text_signature__) { return text_or_none(t, shown_signature(as_builtin(self)->def)); }

METHOD0(builtin_function, __reduce__)
{
    BuiltinFunction *f = as_builtin(self);
    OWN Value name = intern_text(t, f->def->name);
    if (is_empty(name) || is_plain(f))
        return take(&name);
    return reduce_getattr(t, f->self, name);
}

static const MemberDef builtin_function_members[] = {
    {.name = "__module__", .kind = MEMBER_OBJECT, .writable = true, .offset = offsetof(BuiltinFunction, module_name)},
    {.name = NULL},
};

Type builtin_function_type = {
    TYPE_HEAD("builtin_function_or_method", BuiltinFunction),
    .flags = TYPE_GC | TYPE_WEAKREFS,
    .dealloc = builtin_function_dealloc,
    .traverse = builtin_function_traverse,
    .clear = builtin_function_clear,
    .repr = builtin_function_repr,
    .hash = builtin_function_hash,
    .compare = builtin_function_compare,
    .call = builtin_function_call,
    .methods = builtin_function_methods,
    .getset = builtin_function_getset,
    .members = builtin_function_members,
};

/* ---- what all descriptors over tables share ---- */

/* The start of every descriptor's struct. */
typedef struct Descriptor { Object head; Type *owner; const void *def; } Descriptor;

static Descriptor *as_descriptor(Ref v) { return (Descriptor *)object_of(v); }

static void *descriptor_alloc(Thread *t, Type *type, Type *owner, const void *def)
{
    Descriptor *d = object_new(t, type, (size_t)type->size);
    if (!d)
        return NULL;
    d->owner = as_type(retain_object(owner));
    d->def = def;
    return d;
}

static void descriptor_clear(Object *o)
{
    Descriptor *d = (Descriptor *)o;
    if (d->owner) {
        Value owner = value_of(d->owner);
        d->owner = &object_type;        /* stays valid: immortal */
        release(owner);
    }
    if (o->type == &member_descriptor_type)
        release(take(&((MemberDescriptor *)o)->name));
}

static void descriptor_dealloc(Object *o)
{
    descriptor_clear(o);
    object_free(o, (size_t)o->type->size);
}

static void descriptor_traverse(Object *o, Visitor *visitor)
{
    VISIT_OBJECT(visitor, ((Descriptor *)o)->owner);
    if (o->type == &member_descriptor_type)
        visit(visitor, ((MemberDescriptor *)o)->name);
}

/* Name, documentation and signature by kind of descriptor; for a slot of __slots__ the name is an object. */
typedef struct Description { const char *name, *doc, *text; } Description;

static Description describe(Ref v)
{
    const Descriptor *d = as_descriptor(v);
    const Type *type = type_of(v);
    if (type == &getset_descriptor_type) {
        const GetSetDef *def = d->def;
        return (Description){def->name, def->doc, NULL};
    }
    if (type == &wrapper_descriptor_type) {
        const SlotDef *def = d->def;
        return (Description){def->name, def->doc, def->text};
    }
    if (type == &member_descriptor_type) {
        const MemberDef *def = d->def;
        return (Description){def ? def->name : NULL, ((const MemberDescriptor *)d)->doc, NULL};
    }
    const MethodDef *def = d->def;
    return (Description){def->name, def->doc, shown_signature(def)};
}

/* For messages; lives as long as the descriptor. */
static const char *descriptor_name(Thread *t, Ref v)
{
    const char *name = describe(v).name;
    return name ? name : str_text(t, ((MemberDescriptor *)object_of(v))->name);
}

GETTER(descriptor, __name__)
{
    const char *name = describe(self).name;
    return name ? intern_text(t, name) : retain(((MemberDescriptor *)object_of(self))->name);
}

GETTER(descriptor, __qualname__)
{
    OWN Value name = descriptor___name___get(t, self);
    return is_empty(name) ? EMPTY : qualified_name(t, value_of(as_descriptor(self)->owner), name);
}

GETTER(descriptor, __doc__) { return text_or_none(t, describe(self).doc); }
GETTER(descriptor, __text_signature__) { return text_or_none(t, describe(self).text); }

METHOD0(descriptor, __reduce__)
{
    OWN Value name = descriptor___name___get(t, self);
    return is_empty(name) ? EMPTY : reduce_getattr(t, value_of(as_descriptor(self)->owner), name);
}

static const MemberDef descriptor_members[] = {
    {.name = "__objclass__", .kind = MEMBER_OBJECT, .offset = offsetof(Descriptor, owner)},
    {.name = NULL},
};

/* The instance must be one of the owner. */
static bool check_instance(Thread *t, Ref self, Ref instance)
{
    Descriptor *d = as_descriptor(self);
    if (likely(type_of(instance) == d->owner) || type_is_subtype(type_of(instance), d->owner))
        return true;
    return raise_type(t, "descriptor '%s' for '%N' objects doesn't apply to a '%T' object", descriptor_name(t, self), d->owner, instance), false;
}

/* The first argument of a call through the class. */
static bool check_first(Thread *t, Ref self, const Value *args, ssize nargs)
{
    if (unlikely(nargs == 0))
        return raise_type(t, "descriptor '%s' of '%N' object needs an argument", descriptor_name(t, self), as_descriptor(self)->owner), false;
    return check_instance(t, self, args[0]);
}

/* ---- method descriptors ---- */

Value method_descriptor_new(Thread *t, Type *owner, const MethodDef *def)
{
    if (def->kind == METHOD_STATIC) {
        OWN Value function = builtin_function_new(t, def, value_of(owner), EMPTY);
        return is_empty(function) ? EMPTY : staticmethod_new(t, function);
    }
    Type *type = def->kind == METHOD_CLASS ? &classmethod_descriptor_type : &method_descriptor_type;
    return value_of(descriptor_alloc(t, type, owner, def));
}

static Value method_descriptor_repr(Thread *t, Ref self)
{
    return str_format(t, "<method '%s' of '%N' objects>", descriptor_name(t, self), as_descriptor(self)->owner);
}

static Value method_descriptor_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (unlikely(!check_first(t, self, args, nargs)))
        return EMPTY;
    return method_call(t, as_descriptor(self)->def, args[0], args + 1, nargs - 1, names);
}

static Value method_descriptor_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    if (is_empty(instance))
        return retain(self);
    if (unlikely(!check_instance(t, self, instance)))
        return EMPTY;
    return builtin_function_new(t, as_descriptor(self)->def, instance, EMPTY);
}

/* The class a class method is bound to; NULL with TypeError. */
static Type *check_class(Thread *t, Ref self, Ref cls)
{
    Descriptor *d = as_descriptor(self);
    if (is_empty(cls) || !is_type(cls))
        return raise_type(t, "descriptor '%s' for type '%N' needs a type, not a '%N' as arg 2", descriptor_name(t, self), d->owner,
                          is_empty(cls) ? &none_type : type_of(cls)), NULL;
    if (!type_is_subtype(as_type(cls), d->owner))
        return raise_type(t, "descriptor '%s' requires a subtype of '%N' but received '%N'", descriptor_name(t, self), d->owner, as_type(cls)), NULL;
    return as_type(cls);
}

static Value classmethod_descriptor_descr_get(Thread *t, Ref self, Ref instance, Ref owner)
{
    Descriptor *d = as_descriptor(self);
    if (is_empty(owner)) {
        if (is_empty(instance))
            return raise_type(t, "descriptor '%s' for type '%N' needs either an object or a type", descriptor_name(t, self), d->owner);
        owner = value_of(type_of(instance));
    }
    Type *cls = check_class(t, self, owner);
    return cls ? builtin_function_new(t, d->def, value_of(cls), EMPTY) : EMPTY;
}

static Value classmethod_descriptor_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Descriptor *d = as_descriptor(self);
    if (nargs == 0)
        return raise_type(t, "descriptor '%s' of '%N' object needs an argument", descriptor_name(t, self), d->owner);
    Type *cls = check_class(t, self, args[0]);
    return cls ? method_call(t, d->def, value_of(cls), args + 1, nargs - 1, names) : EMPTY;
}

#define DESCRIPTOR_TYPE(name_, struct_) \
    TYPE_HEAD(name_, struct_), .flags = TYPE_GC, .dealloc = descriptor_dealloc, .traverse = descriptor_traverse, .clear = descriptor_clear, \
    .methods = descriptor_methods, .getset = descriptor_getset, .members = descriptor_members

Type method_descriptor_type = {
    DESCRIPTOR_TYPE("method_descriptor", MethodDescriptor),
    .repr = method_descriptor_repr,
    .call = method_descriptor_call,
    .descr_get = method_descriptor_descr_get,
};

Type classmethod_descriptor_type = {
    DESCRIPTOR_TYPE("classmethod_descriptor", MethodDescriptor),
    .repr = method_descriptor_repr,
    .call = classmethod_descriptor_call,
    .descr_get = classmethod_descriptor_descr_get,
};

/* ---- getset descriptors ---- */

Value getset_foreign(Thread *t, Ref self UNUSED) { return raise_system(t, "an attribute of an extension type was read past its descriptor"); }

Value getset_descriptor_new(Thread *t, Type *owner, const GetSetDef *def)
{
    return value_of(descriptor_alloc(t, &getset_descriptor_type, owner, def));
}

static Value getset_descriptor_repr(Thread *t, Ref self)
{
    return str_format(t, "<attribute '%s' of '%N' objects>", descriptor_name(t, self), as_descriptor(self)->owner);
}

static Value raise_not_readable(Thread *t, Ref self)
{
    return raise_format(t, &exc_AttributeError, "attribute '%s' of '%N' objects is not readable", descriptor_name(t, self), as_descriptor(self)->owner);
}

static bool raise_not_writable(Thread *t, Ref self)
{
    return raise_format(t, &exc_AttributeError, "attribute '%s' of '%N' objects is not writable", descriptor_name(t, self),
                        as_descriptor(self)->owner), false;
}

static Value getset_descriptor_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    const GetSetDef *def = as_descriptor(self)->def;
    if (is_empty(instance))
        return retain(self);
    if (unlikely(!check_instance(t, self, instance)))
        return EMPTY;
    if (unlikely(def->get == getset_foreign)) {
        const ForeignGetSet *f = CONTAINER_OF(def, const ForeignGetSet, def);
        return f->get ? f->get(t, instance, def) : raise_not_readable(t, self);
    }
    return def->get ? def->get(t, instance) : raise_not_readable(t, self);
}

static bool getset_descriptor_descr_set(Thread *t, Ref self, Ref instance, Ref value)
{
    const GetSetDef *def = as_descriptor(self)->def;
    if (!check_instance(t, self, instance))
        return false;
    if (unlikely(def->get == getset_foreign)) {
        const ForeignGetSet *f = CONTAINER_OF(def, const ForeignGetSet, def);
        return f->set ? f->set(t, instance, value, def) : raise_not_writable(t, self);
    }
    return def->set ? def->set(t, instance, value) : raise_not_writable(t, self);
}

Type getset_descriptor_type = {
    DESCRIPTOR_TYPE("getset_descriptor", GetSetDescriptor),
    .repr = getset_descriptor_repr,
    .descr_get = getset_descriptor_descr_get,
    .descr_set = getset_descriptor_descr_set,
};

/* ---- member descriptors ---- */

#define MEMBER(instance, offset_, T) ((T *)((char *)object_of(instance) + (offset_)))

Value member_descriptor_new(Thread *t, Type *owner, const MemberDef *def)
{
    MemberDescriptor *d = descriptor_alloc(t, &member_descriptor_type, owner, def);
    if (d) {
        d->name = EMPTY;
        d->offset = def->offset;
        d->readonly = !def->writable;
        d->doc = def->doc;
    }
    return value_of(d);
}

Value slot_descriptor_new(Thread *t, Type *owner, Ref name, ssize offset)
{
    MemberDescriptor *d = descriptor_alloc(t, &member_descriptor_type, owner, NULL);
    if (d) {
        d->name = retain(name);
        d->offset = offset;
        d->readonly = false;
        d->doc = NULL;
    }
    return value_of(d);
}

Value field_descriptor_new(Thread *t, Type *owner, Ref name, ssize offset, const char *doc)
{
    Value v = slot_descriptor_new(t, owner, name, offset);
    if (!is_empty(v)) {
        ((MemberDescriptor *)object_of(v))->readonly = true;
        ((MemberDescriptor *)object_of(v))->doc = doc;
    }
    return v;
}

static Value raise_missing_member(Thread *t, Ref instance, const char *name)
{
    OWN Value text = intern_text(t, name);
    return is_empty(text) ? EMPTY : raise_attribute(t, instance, text);
}

Value member_get(Thread *t, Ref instance, const MemberDef *def)
{
    switch ((enum MemberKind)def->kind) {
    case MEMBER_OBJECT: {
        Value v = *MEMBER(instance, def->offset, Value);
        return is_empty(v) ? NONE : retain(v);
    }
    case MEMBER_OBJECT_OR_MISSING: {
        Value v = *MEMBER(instance, def->offset, Value);
        return is_empty(v) ? raise_missing_member(t, instance, def->name) : retain(v);
    }
    case MEMBER_INT: return fixnum(*MEMBER(instance, def->offset, int));
    case MEMBER_SSIZE: return int_from_ssize(t, *MEMBER(instance, def->offset, ssize));
    case MEMBER_DOUBLE: return float_from(t, *MEMBER(instance, def->offset, double));
    case MEMBER_BOOL: return bool_value(*MEMBER(instance, def->offset, bool));
    case MEMBER_TEXT: return text_or_none(t, *MEMBER(instance, def->offset, const char *));
    case MEMBER_FOREIGN: return CONTAINER_OF(def, const ForeignMember, def)->get(t, instance, def);
    }
    return raise_system(t, "bad member kind for %s", def->name);
}

bool member_set(Thread *t, Ref instance, const MemberDef *def, Ref value)
{
    bool is_object = def->kind == MEMBER_OBJECT || def->kind == MEMBER_OBJECT_OR_MISSING;
    if (def->kind == MEMBER_FOREIGN)
        return CONTAINER_OF(def, const ForeignMember, def)->set(t, instance, value, def);
    if (is_empty(value)) {
        if (!is_object)
            return raise_type(t, "can't delete numeric/char attribute"), false;
        if (def->kind == MEMBER_OBJECT_OR_MISSING && is_empty(*MEMBER(instance, def->offset, Value)))
            return raise_missing_member(t, instance, def->name), false;
    }
    switch ((enum MemberKind)def->kind) {
    case MEMBER_OBJECT:
    case MEMBER_OBJECT_OR_MISSING: replace_take(MEMBER(instance, def->offset, Value), retain(value)); return true;
    case MEMBER_INT: return to_c_int(t, value, MEMBER(instance, def->offset, int));
    case MEMBER_SSIZE: return to_ssize(t, value, &exc_OverflowError, MEMBER(instance, def->offset, ssize));
    case MEMBER_BOOL:
        if (!is_bool(value))
            return raise_type(t, "attribute value type must be bool"), false;
        *MEMBER(instance, def->offset, bool) = same(value, TRUE_VALUE);
        return true;
    case MEMBER_DOUBLE: return to_double(t, value, MEMBER(instance, def->offset, double));
    case MEMBER_TEXT: return raise_type(t, "readonly attribute"), false;
    case MEMBER_FOREIGN: break;
    }
    return raise_system(t, "bad member kind for %s", def->name), false;
}

static Value member_descriptor_repr(Thread *t, Ref self)
{
    return str_format(t, "<member '%s' of '%N' objects>", descriptor_name(t, self), as_descriptor(self)->owner);
}

static Value member_descriptor_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    MemberDescriptor *d = (MemberDescriptor *)object_of(self);
    if (is_empty(instance))
        return retain(self);
    if (unlikely(!check_instance(t, self, instance)))
        return EMPTY;
    if (d->def)
        return member_get(t, instance, d->def);
    Value v = *MEMBER(instance, d->offset, Value);
    if (likely(!is_empty(v)))
        return retain(v);
    return d->readonly ? NONE : raise_attribute(t, instance, d->name);
}

static bool member_descriptor_descr_set(Thread *t, Ref self, Ref instance, Ref value)
{
    MemberDescriptor *d = (MemberDescriptor *)object_of(self);
    if (!check_instance(t, self, instance))
        return false;
    if (d->readonly)
        return raise_format(t, &exc_AttributeError, "readonly attribute"), false;
    if (d->def)
        return member_set(t, instance, d->def, value);
    Value *slot = MEMBER(instance, d->offset, Value);
    if (is_empty(value) && is_empty(*slot))
        return raise_attribute(t, instance, d->name), false;
    replace_take(slot, retain(value));
    return true;
}

Type member_descriptor_type = {
    DESCRIPTOR_TYPE("member_descriptor", MemberDescriptor),
    .repr = member_descriptor_repr,
    .descr_get = member_descriptor_descr_get,
    .descr_set = member_descriptor_descr_set,
};

/* ---- slot wrappers ---- */

Value wrapper_descriptor_new(Thread *t, Type *owner, const SlotDef *slot, void *function)
{
    WrapperDescriptor *d = descriptor_alloc(t, &wrapper_descriptor_type, owner, slot);
    if (d)
        d->function = function;
    return value_of(d);
}

static Value call_slot(Thread *t, WrapperDescriptor *d, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (unlikely(d->owner->capi && type_of(self) != d->owner))
        return capi_wrapper_call(t, d, self, args, nargs, names);
    return d->slot->wrapper(t, self, args, nargs, names, d->function);
}

static Value wrapper_descriptor_repr(Thread *t, Ref self)
{
    return str_format(t, "<slot wrapper '%s' of '%N' objects>", descriptor_name(t, self), as_descriptor(self)->owner);
}

static Value wrapper_descriptor_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    WrapperDescriptor *d = (WrapperDescriptor *)object_of(self);
    if (unlikely(!check_first(t, self, args, nargs)))
        return EMPTY;
    return call_slot(t, d, args[0], args + 1, nargs - 1, names);
}

static Value wrapper_descriptor_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    if (is_empty(instance))
        return retain(self);
    if (!check_instance(t, self, instance))
        return EMPTY;
    MethodWrapper *w = object_new(t, &method_wrapper_type, sizeof *w);
    if (!w)
        return EMPTY;
    w->descriptor = retain(self);
    w->self = retain(instance);
    return value_of(w);
}

Type wrapper_descriptor_type = {
    DESCRIPTOR_TYPE("wrapper_descriptor", WrapperDescriptor),
    .repr = wrapper_descriptor_repr,
    .call = wrapper_descriptor_call,
    .descr_get = wrapper_descriptor_descr_get,
};

static MethodWrapper *as_wrapper(Ref v) { return (MethodWrapper *)object_of(v); }
static WrapperDescriptor *wrapped(Ref v) { return (WrapperDescriptor *)object_of(as_wrapper(v)->descriptor); }

static void method_wrapper_clear(Object *o)
{
    MethodWrapper *w = (MethodWrapper *)o;
    release(take(&w->self));    /* the descriptor stays: calls need it */
}

static void method_wrapper_dealloc(Object *o)
{
    MethodWrapper *w = (MethodWrapper *)o;
    release(take(&w->self));
    release(take(&w->descriptor));
    object_free(o, sizeof(MethodWrapper));
}

static void method_wrapper_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((MethodWrapper *)o)->self);
    visit(visitor, ((MethodWrapper *)o)->descriptor);
}

static Value method_wrapper_repr(Thread *t, Ref self)
{
    Ref instance = as_wrapper(self)->self;
    return str_format(t, "<method-wrapper '%s' of %T object at %p>", wrapped(self)->slot->name, instance, (void *)instance.bits);
}

static Value method_wrapper_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    return call_slot(t, wrapped(self), as_wrapper(self)->self, args, nargs, names);
}

/* As 3.2 has it (until 3.7): equal wrappers of equal objects, so one of an unhashable object has no hash. */
static Value method_wrapper_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_exact(other, &method_wrapper_type))
        return NOT_IMPLEMENTED;
    if (wrapped(self) != wrapped(other))
        return bool_value(op == CMP_NE);
    OWN Value a = retain(as_wrapper(self)->self), b = retain(as_wrapper(other)->self);
    return compare(t, a, b, op);
}

static bool method_wrapper_hash(Thread *t, Ref self, int64_t *hash)
{
    MethodWrapper *w = as_wrapper(self);
    int64_t of_self;
    if (!hash_of(t, w->self, &of_self))
        return false;
    *hash = hash_not_minus_one((uint64_t)of_self ^ (uint64_t)hash_pointer(w->descriptor));
    return true;
}

GETTER(method_wrapper, __name__) { return descriptor___name___get(t, as_wrapper(self)->descriptor); }
GETTER(method_wrapper, __qualname__) { return descriptor___qualname___get(t, as_wrapper(self)->descriptor); }
GETTER(method_wrapper, __doc__) { return descriptor___doc___get(t, as_wrapper(self)->descriptor); }
GETTER(method_wrapper, __text_signature__) { return descriptor___text_signature___get(t, as_wrapper(self)->descriptor); }
GETTER(method_wrapper, __objclass__) { return retain_object(wrapped(self)->owner); }

METHOD0(method_wrapper, __reduce__)
{
    OWN Value name = method_wrapper___name___get(t, self);
    return is_empty(name) ? EMPTY : reduce_getattr(t, as_wrapper(self)->self, name);
}

static const MemberDef method_wrapper_members[] = {
    {.name = "__self__", .kind = MEMBER_OBJECT, .offset = offsetof(MethodWrapper, self)},
    {.name = NULL},
};

Type method_wrapper_type = {
    TYPE_HEAD("method-wrapper", MethodWrapper),
    .flags = TYPE_GC,
    .dealloc = method_wrapper_dealloc,
    .traverse = method_wrapper_traverse,
    .clear = method_wrapper_clear,
    .repr = method_wrapper_repr,
    .hash = method_wrapper_hash,
    .compare = method_wrapper_compare,
    .call = method_wrapper_call,
    .methods = method_wrapper_methods,
    .getset = method_wrapper_getset,
    .members = method_wrapper_members,
};
