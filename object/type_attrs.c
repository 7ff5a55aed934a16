/* type_attrs.c: the class `type` itself: attribute access on classes, calling them, and what classes show of themselves
 * (Reference 3.2 "Custom classes", Library "type"). */
#include "object/type_internal.h"

#include "object/attrs.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/frame.h"
#include "object/function.h"
#include "object/generic_alias.h"
#include "object/list.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "gen/object/type_attrs.h"

/* ---- attributes ---------------------------------------------------------------------------------------------- */

static Value type_getattr(Thread *t, Ref self, Ref name)
{
    Type *type = as_type(self), *meta = type->head.type;

    if (!as_str(name)->interned || object_of(name)->type != &str_type) {
        OWN Value interned = intern_take(t, retain(name));
        return is_empty(interned) ? EMPTY : type_getattr(t, self, interned);
    }
    OWN Value meta_attribute = retain(type_lookup(t, meta, name));
    DescrGetSlot meta_get = NULL;
    if (!is_empty(meta_attribute)) {
        Type *kind = type_of(meta_attribute);
        meta_get = kind->descr_get;
        if (meta_get && kind->descr_set)
            return meta_get(t, meta_attribute, self, value_of(meta));
    }
    OWN Value attribute = retain(type_lookup(t, type, name));
    if (!is_empty(attribute)) {
        DescrGetSlot get = type_of(attribute)->descr_get;
        return get ? get(t, attribute, EMPTY, self) : take(&attribute);
    }
    if (meta_get)
        return meta_get(t, meta_attribute, self, value_of(meta));
    if (!is_empty(meta_attribute))
        return take(&meta_attribute);
    return raise_attribute(t, self, name);
}

static bool type_setattr(Thread *t, Ref self, Ref name, Ref value)
{
    Type *type = as_type(self);

    if (!(type->flags & TYPE_HEAP))
        return raise_type(t, "cannot set '%S' attribute of immutable type '%s'", name, type_display_name(type)), false;
    OWN Value interned = intern_take(t, retain(name));
    if (is_empty(interned))
        return false;
    OWN Value descriptor = retain(type_lookup(t, type->head.type, interned));
    if (!is_empty(descriptor) && type_of(descriptor)->descr_set)
        return type_of(descriptor)->descr_set(t, descriptor, self, value);
    if (is_empty(value)) {
        Lookup r = dict_delete(t, type->dict, interned);
        if (r == MISSING)
            raise_attribute(t, self, interned);
        if (r != FOUND)
            return false;
    } else if (!dict_set(t, type->dict, interned, value)) {
        return false;
    }
    return type_modified(t, type, interned);
}

/* ---- calling ------------------------------------------------------------------------------------------------- */

static Value type_construct(Thread *t UNUSED, Type *cls UNUSED, const Value *args, ssize nargs)
{
    return nargs == 1 ? retain_object(type_of(args[0])) : EMPTY;
}

Value type_initialise_take(Thread *t, Type *type, Value made, const Value *args, ssize nargs, Ref names)
{
    OWN Value object = made;
    if (!type_is_subtype(type_of(object), type))
        return take(&object);
    InitSlot init = type_of(object)->init;
    if (init && !init(t, object, args, nargs, names))
        return EMPTY;
    return take(&object);
}

static Value type_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Type *type = as_type(self);

    if (type->construct && (is_empty(names) || as_tuple(names)->len == 0)) {
        Value made = type->construct(t, type, args, nargs);
        if (!is_empty(made) || is_raised(t))
            return made;
    }
    if (!type->new_)
        return raise_type(t, "cannot create '%s' instances", type->flags & TYPE_HEAP ? type_display_name(type) : type->name);
    Value object = type->new_(t, type, args, nargs, names);
    return is_empty(object) ? EMPTY : type_initialise_take(t, type, object, args, nargs, names);
}

static Value type_new_slot(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    if (nargs != 3)
        return raise_type(t, meta == &type_type ? "type() takes 1 or 3 arguments" : "type.__new__() takes exactly 3 arguments (%zd given)", nargs);
    if (!is_str(args[0]))
        return raise_type(t, "type.__new__() argument 1 must be str, not %T", args[0]);
    if (!is_tuple(args[1]))
        return raise_type(t, "type.__new__() argument 2 must be tuple, not %T", args[1]);
    if (!is_dict(args[2]))
        return raise_type(t, "type.__new__() argument 3 must be dict, not %T", args[2]);
    return type_create(t, meta, args[0], args[1], args[2], args + 3 - nargs, nargs, names);
}

static bool type_init_slot(Thread *t, Ref self, const Value *args UNUSED, ssize nargs, Ref names)
{
    (void)names;
    if (is_exact(value_of(type_of(self)), &type_type) && nargs != 1 && nargs != 3)
        return raise_type(t, "type.__init__() takes 1 or 3 arguments"), false;
    return true;
}

static Value type_repr(Thread *t, Ref self)
{
    OWN Value module = type_module(t, as_type(self));
    OWN Value qualname = type_qualname(t, as_type(self));

    if (is_empty(qualname))
        return EMPTY;
    if (!is_empty(module) && is_str(module) && !str_is(module, "builtins"))
        return str_format(t, "<class '%S.%S'>", module, qualname);
    return str_format(t, "<class '%S'>", qualname);
}

static void type_traverse(Object *o, Visitor *visitor)
{
    Type *type = (Type *)o;

    if (!(type->flags & TYPE_HEAP))
        return;
    if (type_is_foreign(type))
        capi_type_traverse(type, visitor);
    VISIT_OBJECT(visitor, type->dict);
    VISIT_OBJECT(visitor, type->bases);
    VISIT_OBJECT(visitor, type->mro);
    VISIT_OBJECT(visitor, type->base);
    visit(visitor, type->subclasses);
    visit(visitor, type->slot_names);
    visit(visitor, type->qualname);
    visit(visitor, type->name_value);
}

/* Breaks cycles through the class dict; the rest is needed until the last instance is gone. */
static void type_clear(Object *o)
{
    Type *type = (Type *)o;

    if (!(type->flags & TYPE_HEAP))
        return;
    type_forget(current_thread, type);
    if (type_is_foreign(type))
        capi_type_clear(type);
    dict_clear(type->dict);
    if (type->mro) {
        Tuple *mro = type->mro;                 /* holds the class itself */
        Value only = tuple_new(current_thread, 0);
        type->mro = as_tuple(only);
        DROP(mro);
    }
}

/* ---- what a class shows -------------------------------------------------------------------------------------- */

static bool must_be_heap(Thread *t, Type *type, Ref value, const char *name)
{
    if (!(type->flags & TYPE_HEAP))
        return raise_type(t, "can't set %s.%s", type_display_name(type), name), false;
    if (is_empty(value))
        return raise_type(t, "can't delete %s.%s", type_display_name(type), name), false;
    return true;
}

GETTER(type, __name__)
{
    Type *type = as_type(self);
    return type->flags & TYPE_HEAP ? retain(type->name_value) : intern_text(t, type_display_name(type));
}
SETTER(type, __name__)
{
    Type *type = as_type(self);
    if (!must_be_heap(t, type, value, "__name__"))
        return false;
    if (!is_str(value))
        return raise_type(t, "can only assign string to %N.__name__, not '%T'", type, value), false;
    if (str_find_char(as_str(value), 0, 0, as_str(value)->len) >= 0)
        return raise_value(t, "type name must not contain null characters"), false;
    const char *text = str_utf8(t, value, NULL);
    if (!text)
        return false;
    Value old = type->name_value;
    type->name_value = retain(value);
    type->name = text;
    release(old);
    return true;
}
GETTER(type, __qualname__) { return type_qualname(t, as_type(self)); }
SETTER(type, __qualname__)
{
    Type *type = as_type(self);
    if (!must_be_heap(t, type, value, "__qualname__"))
        return false;
    if (!is_str(value))
        return raise_type(t, "can only assign string to %N.__qualname__, not '%T'", type, value), false;
    replace_take(&type->qualname, retain(value));
    return true;
}
GETTER(type, __module__)
{
    Value module = type_module(t, as_type(self));
    if (is_empty(module) && !is_raised(t))
        return raise_format(t, &exc_AttributeError, "__module__");
    return module;
}
SETTER(type, __module__)
{
    return must_be_heap(t, as_type(self), value, "__module__") && dict_set(t, as_type(self)->dict, NAME(__module__), value)
        && (type_forget(t, as_type(self)), true);
}
GETTER(type, __bases__) { return retain_object(as_type(self)->bases); }
/* Is `type` among the classes that `base` builds on? While mro() runs, MROs may lag behind __bases__. */
static bool inherits(const Type *base, const Type *type)
{
    if (type_is_subtype(base, type))
        return true;
    for (; base; base = base->base)
        if (base == type)
            return true;
    return false;
}

/* May `value` become the bases of `type`? Yields the one that decides the layout. */
static Type *check_new_bases(Thread *t, Type *type, Ref value)
{
    if (!is_tuple(value))
        return raise_type(t, "can only assign tuple to %N.__bases__, not %T", type, value), NULL;
    if (as_tuple(value)->len == 0)
        return raise_type(t, "can only assign non-empty tuple to %N.__bases__, not ()", type), NULL;
    for (ssize i = 0; i < as_tuple(value)->len; i++) {
        Ref base = as_tuple(value)->item[i];
        if (!is_type(base))
            return raise_type(t, "%N.__bases__ must be tuple of classes, not '%T'", type, base), NULL;
        if (inherits(as_type(base), type))
            return raise_type(t, "a __bases__ item causes an inheritance cycle"), NULL;
    }
    Type *base = best_base(t, as_tuple(value));
    if (base && (solid_base(base) != solid_base(type->base) || base->dealloc != type->base->dealloc
                 || (base->attrs_offset != 0) > (type->attrs_offset != 0)))
        return raise_type(t, "__bases__ assignment: '%N' object layout differs from '%N'", base, type->base), NULL;
    return base;
}

static bool has_base(const Type *type, Ref base)
{
    for (ssize i = 0; i < type->bases->len; i++)
        if (same(type->bases->item[i], base))
            return true;
    return false;
}

SETTER(type, __bases__)
{
    Type *type = as_type(self);
    if (!must_be_heap(t, type, value, "__bases__"))
        return false;
    Type *base = check_new_bases(t, type, value);
    if (!base)
        return false;
    OWN Value new_bases = retain(value), old_bases = value_of(type->bases), old_base = value_of(type->base);
    type->bases = as_tuple(retain(value));
    type->base = (Type *)object_of(retain_object(base));
    bool good = mro_update(t, type);
    bool newest = same(value_of(type->bases), new_bases);      /* unless mro() of the metaclass has assigned others */
    if (!good && newest) {
        Tuple *failed = type->bases;
        Type *failed_base = type->base;
        type->bases = as_tuple(take(&old_bases));
        type->base = as_type(take(&old_base));
        DROP(failed);
        DROP(failed_base);
        return false;
    }
    for (ssize i = 0; i < as_tuple(old_bases)->len; i++)
        if (newest || !has_base(type, as_tuple(old_bases)->item[i]))
            subclass_remove(as_type(as_tuple(old_bases)->item[i]), type);
    for (ssize i = 0; newest && i < as_tuple(new_bases)->len; i++)
        if (!subclass_add(t, as_type(as_tuple(new_bases)->item[i]), type))
            return false;
    type_forget(t, type);
    slots_fill(t, type);
    each_subclass(t, type, slots_fill);
    return good;
}
GETTER(type, __mro__)
{
    Type *type = as_type(self);
    if (!type_ready(t, type))
        return EMPTY;
    return type->mro ? retain_object(type->mro) : NONE;     /* None while the metaclass's mro() is at work */
}
GETTER(type, __base__)
{
    return as_type(self)->base ? retain_object(as_type(self)->base) : NONE;
}
GETTER(type, __dict__)
{
    Dict *d = type_dict(t, as_type(self));
    return d ? mapping_proxy_new(t, value_of(d)) : EMPTY;
}
GETTER(type, __doc__)
{
    Type *type = as_type(self);
    Dict *d = type_dict(t, type);
    Ref doc = d ? dict_peek_name(d, NAME(__doc__)) : EMPTY;

    if (!d)
        return EMPTY;
    if (is_empty(doc))
        return NONE;
    DescrGetSlot get = type_of(doc)->descr_get;
    return get ? get(t, doc, EMPTY, self) : retain(doc);
}
SETTER(type, __doc__)
{
    Type *type = as_type(self);
    return must_be_heap(t, type, value, "__doc__") && dict_set(t, type->dict, NAME(__doc__), value)
        && (type_forget(t, type), true);
}
GETTER(type, __abstractmethods__)
{
    Ref found = same(self, value_of(&type_type)) ? EMPTY : dict_peek_name(type_dict(t, as_type(self)), NAME(__abstractmethods__));
    return is_empty(found) ? raise_format(t, &exc_AttributeError, "__abstractmethods__") : retain(found);
}
SETTER(type, __abstractmethods__)
{
    Type *type = as_type(self);
    Test abstract = TEST_FALSE;

    if (!(type->flags & TYPE_HEAP))
        return raise_type(t, "cannot set '__abstractmethods__' attribute of immutable type '%s'", type_display_name(type)), false;
    if (is_empty(value)) {
        Lookup r = dict_delete(t, type->dict, NAME(__abstractmethods__));
        if (r == MISSING)
            raise_format(t, &exc_AttributeError, "__abstractmethods__");
        if (r != FOUND)
            return false;
    } else {
        abstract = test(t, value);
        if (abstract == TEST_ERROR || !dict_set(t, type->dict, NAME(__abstractmethods__), value))
            return false;
    }
    type->flags = abstract ? type->flags | TYPE_ABSTRACT : type->flags & ~TYPE_ABSTRACT;
    type_forget(t, type);
    return true;
}
GETTER(type, __basicsize__)
{
    return fixnum(as_type(self)->size + (as_type(self)->attrs_offset > 0 ? (ssize)sizeof(Attrs) : 0));
}
GETTER(type, __itemsize__)   { return fixnum(as_type(self)->item_size); }
GETTER(type, __dictoffset__) { return fixnum(as_type(self)->attrs_offset ? as_type(self)->attrs_offset : as_type(self)->dict_offset); }
GETTER(type, __weakrefoffset__) { return fixnum(as_type(self)->flags & TYPE_WEAKREFS ? 1 : 0); }
/* Py_TPFLAGS of CPython, as far as Python code looks at them. */
GETTER(type, __flags__)
{
    uint32_t f = as_type(self)->flags;
    return fixnum((f & TYPE_HEAP ? 1 << 9 : 0) | (f & TYPE_BASE ? 1 << 10 : 0) | (f & TYPE_GC ? 1 << 14 : 0)
                  | (f & TYPE_ABSTRACT ? 1 << 20 : 0) | (f & TYPE_IS_INT ? 1 << 24 : 0) | (f & TYPE_IS_LIST ? 1 << 25 : 0)
                  | (f & TYPE_IS_TUPLE ? 1 << 26 : 0) | (f & TYPE_IS_BYTES ? 1 << 27 : 0) | (f & TYPE_IS_STR ? 1 << 28 : 0)
                  | (f & TYPE_IS_DICT ? 1 << 29 : 0) | (f & TYPE_IS_EXCEPTION ? 1 << 30 : 0) | (f & TYPE_IS_TYPE ? 1ll << 31 : 0)
                  | (f & TYPE_IS_SEQUENCE ? 1 << 5 : 0) | (f & TYPE_IS_MAPPING ? 1 << 6 : 0));
}
GETTER(type, __text_signature__)
{
    Type *type = as_type(self);
    const Signature *s = type->init_signature ? type->init_signature : type->new_signature;
    Ref own = type_is_foreign(type) ? dict_peek_text(t, type->dict, "__text_signature__") : EMPTY;
    if (!is_empty(own))
        return retain(own);
    if (type->flags & TYPE_HEAP || !s)
        return NONE;
    /* a call of the class gives no self: "($self, /, x)" and "($self, x, /)" */
    static const char *const self_texts[] = {"($self, /, ", "($self, /)", "($self, ", "($self)"};
    for (int i = 0; i < COUNT_OF(self_texts); i++)
        if (!strncmp(s->text, self_texts[i], strlen(self_texts[i])))
            return str_format(t, i % 2 ? "()%s" : "(%s", s->text + strlen(self_texts[i]));
    return str_from_text(t, s->text);
}
GETTER(type, __annotations__)
{
    Type *type = as_type(self);
    if (!(type->flags & TYPE_HEAP))
        return raise_attribute(t, self, NAME(__annotations__));
    Ref found = dict_peek_name(type->dict, NAME(__annotations__));
    if (!is_empty(found)) {
        DescrGetSlot get = type_of(found)->descr_get;
        return get ? get(t, found, EMPTY, self) : retain(found);
    }
    OWN Value fresh = dict_new(t);
    if (is_empty(fresh) || !dict_set(t, type->dict, NAME(__annotations__), fresh))
        return EMPTY;
    type_forget(t, type);
    return take(&fresh);
}
SETTER(type, __annotations__)
{
    Type *type = as_type(self);
    if (!(type->flags & TYPE_HEAP))
        return raise_type(t, "cannot set '__annotations__' attribute of immutable type '%s'", type_display_name(type)), false;
    if (is_empty(value)) {
        Lookup r = dict_delete(t, type->dict, NAME(__annotations__));
        if (r == MISSING)
            raise_format(t, &exc_AttributeError, "__annotations__");
        if (r != FOUND)
            return false;
    } else if (!dict_set(t, type->dict, NAME(__annotations__), value)) {
        return false;
    }
    type_forget(t, type);
    return true;
}
GETTER(type, __type_params__)
{
    Dict *d = type_dict(t, as_type(self));
    Ref found = d && as_type(self) != &type_type ? dict_peek_name(d, NAME(__type_params__)) : EMPTY;
    return is_empty(found) ? tuple_new(t, 0) : retain(found);
}
SETTER(type, __type_params__)
{
    return must_be_heap(t, as_type(self), value, "__type_params__")
        && dict_set(t, as_type(self)->dict, NAME(__type_params__), value);
}

/** Return a type's method resolution order. */
METHOD0(type, mro)
{
    OWN Value mro = type_ready(t, as_type(self)) ? mro_compute(t, as_type(self)) : EMPTY;
    return is_empty(mro) ? EMPTY : to_list(t, mro);
}

/** Return a list of immediate subclasses. */
METHOD0(type, __subclasses__)
{
    OWN Value result = list_new(t, 0);
    Ref list = as_type(self)->subclasses;
    if (is_empty(result) || is_empty(list))
        return take(&result);
    for (ssize i = 0; i < as_list(list)->len; i++) {
        OWN Value subclass = weakref_get(as_list(list)->item[i]);
        if (!is_empty(subclass) && !list_append(t, as_list(result), subclass))
            return EMPTY;
    }
    return take(&result);
}

/** Check if an object is an instance. */
METHOD1(type, __instancecheck__, instance)
{
    Test r = is_instance_plain(t, instance, self);
    return r == TEST_ERROR ? EMPTY : bool_value(r);
}

/** Check if a class is a subclass. */
METHOD1(type, __subclasscheck__, subclass)
{
    Test r = is_subclass_plain(t, subclass, self);
    return r == TEST_ERROR ? EMPTY : bool_value(r);
}

/** Used to create the namespace for the class statement. */
CLASSMETHOD(type, __prepare__, "(cls, *args, **kwds)")
{
    return dict_new(t);
}

static bool merge_class_dict(Thread *t, Dict *into, Ref cls)
{
    Value attribute;
    Lookup r = find_attr(t, cls, NAME(__dict__), &attribute);
    if (r == FOUND) {
        bool good = dict_update(t, into, attribute);
        release(attribute);
        if (!good)
            return false;
    }
    if (r != ERROR)
        r = find_attr(t, cls, NAME(__bases__), &attribute);
    if (r != FOUND)
        return r == MISSING;
    OWN Value bases = to_list(t, attribute);
    release(attribute);
    if (is_empty(bases))
        return false;
    for (ssize i = 0; i < as_list(bases)->len; i++)
        if (!merge_class_dict(t, into, as_list(bases)->item[i]))
            return false;
    return true;
}

/** Specialized __dir__ implementation for types. */
METHOD0(type, __dir__)
{
    OWN Value all = dict_new(t);
    if (is_empty(all) || !merge_class_dict(t, as_dict(all), self))
        return EMPTY;
    return dict_keys_list(t, as_dict(all));
}

/** Return memory consumption of the type object. */
METHOD0(type, __sizeof__) { return fixnum(sizeof(Type)); }

Type type_type = {
    TYPE_HEAD("type", Type),
    .doc = "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    .flags = TYPE_BASE | TYPE_GC | TYPE_IS_TYPE | TYPE_WEAKREFS,
    .dict_offset = offsetof(Type, dict),
    .dealloc = type_dealloc, .traverse = type_traverse, .clear = type_clear,
    .new_ = type_new_slot, .init = type_init_slot, .call = type_call, .construct = type_construct,
    .getattr = type_getattr, .setattr = type_setattr, .repr = type_repr, .or_ = union_of,
    .methods = type_methods, .getset = type_getset,
};

/* ---- on instances of classes --------------------------------------------------------------------------------- */

/* A class may get its __dict__ descriptor from a plain class though its instances are built on something with a dict of
 * its own (classes, modules, exceptions): the built-in base's descriptor then decides. EMPTY: no such base. */
static Ref builtin_dict_descriptor(Thread *t, Ref self)
{
    Type *type = type_of(self);
    while (type->flags & TYPE_HEAP)
        type = type->base;
    return type->dict_offset || type->flags & TYPE_IS_EXCEPTION ? type_lookup(t, type, NAME(__dict__)) : EMPTY;
}

static Value instance_dict_get(Thread *t, Ref self)
{
    Ref builtin = builtin_dict_descriptor(t, self);
    return is_empty(builtin) ? attrs_dict(t, self) : type_of(builtin)->descr_get(t, builtin, self, value_of(type_of(self)));
}
static bool instance_dict_set(Thread *t, Ref self, Ref value)
{
    Ref builtin = builtin_dict_descriptor(t, self);
    if (!is_empty(builtin))
        return type_of(builtin)->descr_set(t, builtin, self, value);
    if (is_empty(value)) {
        OWN Value fresh = dict_new(t);
        return !is_empty(fresh) && attrs_set_dict(t, self, fresh);
    }
    return attrs_set_dict(t, self, value);
}
const GetSetDef instance_dict_getset = {"__dict__", instance_dict_get, instance_dict_set, "dictionary for instance variables (if defined)"};

static Value instance_weakref_get(Thread *t, Ref self)
{
    OWN Value all = weakref_list(t, self);
    if (is_empty(all))
        return EMPTY;
    return as_list(all)->len ? retain(as_list(all)->item[0]) : NONE;
}
const GetSetDef instance_weakref_getset = {"__weakref__", instance_weakref_get, NULL, "list of weak references to the object (if defined)"};

Value object_dir(Thread *t, Ref self)
{
    OWN Value all = dict_new(t);
    Value own;

    if (is_empty(all))
        return EMPTY;
    Lookup r = find_attr(t, self, NAME(__dict__), &own);
    if (r == ERROR)
        return EMPTY;
    if (r == FOUND) {
        bool good = !is_dict(own) || dict_update(t, as_dict(all), own);
        release(own);
        if (!good)
            return EMPTY;
    }
    OWN Value cls = EMPTY;
    r = find_attr(t, self, NAME(__class__), &cls);
    if (r == ERROR || (r == FOUND && !merge_class_dict(t, as_dict(all), cls)))
        return EMPTY;
    return dict_keys_list(t, as_dict(all));
}

static ssize slot_count(const Type *c) { return is_empty(c->slot_names) ? 0 : as_tuple(c->slot_names)->len; }

/* The nearest of a class and its bases that changes what instances look like. */
static Type *layout_class(Type *c)
{
    while (c->base && !slot_count(c) && c->size == c->base->size && c->item_size == c->base->item_size
           && !c->attrs_offset == !c->base->attrs_offset && !((c->flags ^ c->base->flags) & TYPE_WEAKREFS))
        c = c->base;
    return c;
}

/* Do instances look alike: built on the same class, or on two that add the same slots to the same base? */
static bool same_layout(Type *a, Type *b)
{
    a = layout_class(a);
    b = layout_class(b);
    if (a == b)
        return true;
    if (!(a->flags & b->flags & TYPE_HEAP) || a->base != b->base || !a->attrs_offset != !b->attrs_offset
        || (a->flags ^ b->flags) & TYPE_WEAKREFS || slot_count(a) != slot_count(b))
        return false;
    for (ssize i = 0; i < slot_count(a); i++)
        if (!same(as_tuple(a->slot_names)->item[i], as_tuple(b->slot_names)->item[i]))
            return false;
    return true;
}

bool object_set_class(Thread *t, Ref self, Type *cls)
{
    Type *old = type_of(self);
    Object *o = object_of(self);

    if (old == cls)
        return true;
    bool modules = type_is_subtype(old, &module_type) && type_is_subtype(cls, &module_type);
    if (!is_ptr(self) || !(cls->flags & TYPE_HEAP) || !(old->flags & TYPE_HEAP)) {
        if (!modules)
            return raise_type(t, "__class__ assignment only supported for mutable types or ModuleType subclasses"), false;
    }
    if (!same_layout(old, cls) || (old->flags ^ cls->flags) & TYPE_GC || old->dealloc != cls->dealloc || (old->attrs_offset > 0 && old->attrs_offset != cls->attrs_offset))
        return raise_type(t, "__class__ assignment: '%N' object layout differs from '%N'", cls, old), false;
    if (old->attrs_offset) {            /* shapes belong to a class: the attributes move to a dict */
        OWN Value dict = attrs_dict(t, self);
        Attrs *a = attrs_of(self);
        Shape *shape = is_empty(dict) ? NULL : shape_dict(t, cls, a->shape->inline_slots);
        if (!shape)
            return false;
        a->shape = shape;
    }
    if (cls->flags & TYPE_HEAP)
        object_retain(&cls->head);
    o->type = cls;
    if (old->flags & TYPE_HEAP)
        DROP(old);
    return true;
}
