/* property.c: property, classmethod and staticmethod: descriptors made by Python code.
 *
 * Manual: Built-in Functions (property, classmethod, staticmethod), "Descriptor HowTo Guide". As in later Pythons, a
 * classmethod or staticmethod shows the name, docstring and annotations of its function, and a staticmethod can be called.
 */
#include "object/descriptor.h"

#include "object/attrs.h"
#include "object/protocol.h"
#include "object/str.h"

#include "gen/object/property.h"

/* FOUND when object.__isabstractmethod__ is true; MISSING when absent or false. */
static Lookup is_abstract(Thread *t, Ref object)
{
    OWN Value flag = EMPTY;
    if (is_empty(object))
        return MISSING;
    Lookup found = find_attr(t, object, NAME(__isabstractmethod__), &flag);
    if (found != FOUND)
        return found;
    switch (test(t, flag)) {
    case TEST_TRUE: return FOUND;
    case TEST_FALSE: return MISSING;
    default: return ERROR;
    }
}

/* ---- property ---- */


static void property_clear(Object *o)
{
    Property *p = (Property *)o;
    release(take(&p->get));
    release(take(&p->set));
    release(take(&p->delete));
    release(take(&p->doc));
    release(take(&p->name));
}

static void property_dealloc(Object *o)
{
    property_clear(o);
    object_free(o, object_size(o));
}

static void property_traverse(Object *o, Visitor *visitor)
{
    Property *p = (Property *)o;
    visit(visitor, p->get);
    visit(visitor, p->set);
    visit(visitor, p->delete);
    visit(visitor, p->doc);
    visit(visitor, p->name);
}

/* The docstring is the argument's or the getter's. Instances of a subclass keep it in their own attributes, where the
 * docstring of their class does not hide it. */
static bool set_doc(Thread *t, Ref self, Ref doc)
{
    if (!is_exact(self, &property_type))
        return set_attr(t, self, NAME(__doc__), doc);
    replace_take(&as_property(self)->doc, retain(doc));
    return true;
}

static bool inherit_doc(Thread *t, Ref self, Ref getter)
{
    OWN Value doc = EMPTY;
    Lookup found = find_attr(t, getter, NAME(__doc__), &doc);
    if (found == ERROR)
        return false;
    if (found == MISSING || is_none(doc))
        return is_exact(self, &property_type) || set_doc(t, self, NONE);
    as_property(self)->getter_doc = true;
    return set_doc(t, self, doc);
}

/** Property attribute.
 *
 *   fget
 *     function to be used for getting an attribute value
 *   fset
 *     function to be used for setting an attribute value
 *   fdel
 *     function to be used for del'ing an attribute
 *   doc
 *     docstring
 *
 * Typical use is to define a managed attribute x:
 *
 * class C(object):
 *     def getx(self): return self._x
 *     def setx(self, value): self._x = value
 *     def delx(self): del self._x
 *     x = property(getx, setx, delx, "I'm the 'x' property.")
 */
INIT(property, "(self, fget=None, fset=None, fdel=None, doc=None)")
{
    Property *p = as_property(self);
    replace_take(&p->get, is_none(a->fget) ? EMPTY : retain(a->fget));
    replace_take(&p->set, is_none(a->fset) ? EMPTY : retain(a->fset));
    replace_take(&p->delete, is_none(a->fdel) ? EMPTY : retain(a->fdel));
    replace_take(&p->doc, EMPTY);
    replace_take(&p->name, EMPTY);
    p->getter_doc = false;
    if (!is_none(a->doc))
        return set_doc(t, self, a->doc);
    if (!is_none(a->fget))
        return inherit_doc(t, self, a->fget);
    return is_exact(self, &property_type) || set_doc(t, self, NONE);
}

/* "property 'x' of 'C' object has no setter" */
static Value raise_no_accessor(Thread *t, Ref self, Ref instance, const char *accessor)
{
    Property *p = as_property(self);
    OWN Value qualname = get_attr(t, value_of(type_of(instance)), NAME(__qualname__));
    if (is_empty(qualname))
        return EMPTY;
    if (is_empty(p->name))
        return raise_format(t, &exc_AttributeError, "property of %R object has no %s", qualname, accessor);
    return raise_format(t, &exc_AttributeError, "property %R of %R object has no %s", p->name, qualname, accessor);
}

static Value property_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    if (is_empty(instance) || is_none(instance))
        return retain(self);
    OWN Value get = retain(as_property(self)->get);
    if (is_empty(get))
        return raise_no_accessor(t, self, instance, "getter");
    return call1(t, get, instance);
}

static bool property_descr_set(Thread *t, Ref self, Ref instance, Ref value)
{
    Property *p = as_property(self);
    bool deleting = is_empty(value);
    OWN Value function = retain(deleting ? p->delete : p->set);
    if (is_empty(function))
        return raise_no_accessor(t, self, instance, deleting ? "deleter" : "setter"), false;
    OWN Value result = deleting ? call1(t, function, instance) : call2(t, function, instance, value);
    return !is_empty(result);
}

/* A property of the same class with one function changed. */
static Value copy_with(Thread *t, Ref self, Ref get, Ref set, Ref delete)
{
    Property *p = as_property(self);
    OWN Value doc = EMPTY;
    if (!(p->getter_doc && !is_empty(get)))
        doc = is_exact(self, &property_type) ? retain(p->doc) : get_attr(t, self, NAME(__doc__));
    if (is_raised(t))
        return EMPTY;
#define OR_NONE(v) (is_empty(v) ? NONE : (v))
    Ref args[4] = {OR_NONE(get), OR_NONE(set), OR_NONE(delete), OR_NONE(doc)};
    OWN Value copy = call(t, value_of(type_of(self)), args, 4, EMPTY);
    if (is_empty(copy))
        return EMPTY;
    if (type_is_subtype(type_of(copy), &property_type))
        replace_take(&as_property(copy)->name, retain(p->name));
    return take(&copy);
}

/** Descriptor to obtain a copy of the property with a different getter. */
METHOD1(property, getter, fget) { return copy_with(t, self, is_none(fget) ? as_property(self)->get : fget, as_property(self)->set, as_property(self)->delete); }

/** Descriptor to obtain a copy of the property with a different setter. */
METHOD1(property, setter, fset) { return copy_with(t, self, as_property(self)->get, is_none(fset) ? as_property(self)->set : fset, as_property(self)->delete); }

/** Descriptor to obtain a copy of the property with a different deleter. */
METHOD1(property, deleter, fdel) { return copy_with(t, self, as_property(self)->get, as_property(self)->set, is_none(fdel) ? as_property(self)->delete : fdel); }

/** Method to set name of a property. */
METHOD(property, __set_name__, "(self, owner, name, /)")
{
    replace_take(&as_property(self)->name, retain(a->name));
    return NONE;
}

GETTER(property, __isabstractmethod__)
{
    Property *p = as_property(self);
    Ref functions[3] = {p->get, p->set, p->delete};
    for (int i = 0; i < 3; i++) {
        Lookup found = is_abstract(t, functions[i]);
        if (found != MISSING)
            return found == ERROR ? EMPTY : TRUE_VALUE;
    }
    return FALSE_VALUE;
}

GETTER(property, __name__)
{
    Property *p = as_property(self);
    if (!is_empty(p->name))
        return retain(p->name);
    return is_empty(p->get) ? raise_attribute(t, self, NAME(__name__)) : get_attr(t, p->get, NAME(__name__));
}

SETTER(property, __name__)
{
    replace_take(&as_property(self)->name, retain(value));
    return true;
}

static const MemberDef property_members[] = {
    {.name = "fget", .kind = MEMBER_OBJECT, .offset = offsetof(Property, get)},
    {.name = "fset", .kind = MEMBER_OBJECT, .offset = offsetof(Property, set)},
    {.name = "fdel", .kind = MEMBER_OBJECT, .offset = offsetof(Property, delete)},
    {.name = "__doc__", .kind = MEMBER_OBJECT, .writable = true, .offset = offsetof(Property, doc)},
    {.name = NULL},
};

Type property_type = {
    TYPE_HEAD("property", Property),
    .doc = property_init_doc,
    .flags = TYPE_GC | TYPE_BASE,
    .new_ = object_new_slot,
    .init = property_init_slot,
    .init_signature = &property_init_signature,
    .dealloc = property_dealloc,
    .traverse = property_traverse,
    .clear = property_clear,
    .descr_get = property_descr_get,
    .descr_set = property_descr_set,
    .methods = property_methods,
    .getset = property_getset,
    .members = property_members,
};

/* ---- classmethod and staticmethod ---- */

static MethodWrap *as_wrap(Ref v) { return (MethodWrap *)object_of(v); }

static Value wrap_new(Thread *t, Type *type, Ref function)
{
    MethodWrap *w = object_new(t, type, sizeof *w);
    if (!w)
        return EMPTY;
    w->function = retain(function);
    w->dict = EMPTY;
    return value_of(w);
}

Value classmethod_new(Thread *t, Ref function) { return wrap_new(t, &classmethod_type, function); }
Value staticmethod_new(Thread *t, Ref function) { return wrap_new(t, &staticmethod_type, function); }

static void wrap_clear(Object *o)
{
    MethodWrap *w = (MethodWrap *)o;
    release(take(&w->function));
    release(take(&w->dict));
}

static void wrap_dealloc(Object *o)
{
    wrap_clear(o);
    object_free(o, object_size(o));
}

static void wrap_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((MethodWrap *)o)->function);
    visit(visitor, ((MethodWrap *)o)->dict);
}

/** classmethod(function) -> method
 *
 * Convert a function to be a class method.
 *
 * A class method receives the class as implicit first argument,
 * just like an instance method receives the instance.
 * To declare a class method, use this idiom:
 *
 *   class C:
 *       @classmethod
 *       def f(cls, arg1, arg2, argN):
 *           ...
 *
 * It can be called either on the class (e.g. C.f()) or on an instance
 * (e.g. C().f()).  The instance is ignored except for its class.
 * If a class method is called for a derived class, the derived class
 * object is passed as the implied first argument.
 *
 * Class methods are different than C++ or Java static methods.
 * If you want those, see the staticmethod builtin.
 */
INIT(classmethod, "(self, function, /)")
{
    replace_take(&as_wrap(self)->function, retain(a->function));
    return true;
}

/** staticmethod(function) -> method
 *
 * Convert a function to be a static method.
 *
 * A static method does not receive an implicit first argument.
 * To declare a static method, use this idiom:
 *
 *      class C:
 *          @staticmethod
 *          def f(arg1, arg2, argN):
 *              ...
 *
 * It can be called either on the class (e.g. C.f()) or on an instance
 * (e.g. C().f()). Both the class and the instance are ignored, and
 * neither is passed implicitly as the first argument to the method.
 *
 * Static methods in Python are similar to those found in Java or C++.
 * For a more advanced concept, see the classmethod builtin.
 */
INIT(staticmethod, "(self, function, /)")
{
    replace_take(&as_wrap(self)->function, retain(a->function));
    return true;
}

static Value raise_uninitialized(Thread *t, Ref self) { return raise_runtime(t, "uninitialized %T object", self); }

static Value classmethod_descr_get(Thread *t, Ref self, Ref instance, Ref owner)
{
    MethodWrap *w = as_wrap(self);
    if (is_empty(w->function))
        return raise_uninitialized(t, self);
    return bound_method_new(t, w->function, is_empty(owner) ? value_of(type_of(instance)) : owner);
}

static Value staticmethod_descr_get(Thread *t, Ref self, Ref instance UNUSED, Ref owner UNUSED)
{
    MethodWrap *w = as_wrap(self);
    return is_empty(w->function) ? raise_uninitialized(t, self) : retain(w->function);
}

static Value staticmethod_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    OWN Value function = retain(as_wrap(self)->function);
    return is_empty(function) ? raise_uninitialized(t, self) : call(t, function, args, nargs, names);
}

static bool is_function_attribute(Ref name)
{
    return same(name, NAME(__name__)) || same(name, NAME(__qualname__)) || same(name, NAME(__doc__)) || same(name, NAME(__module__))
           || same(name, NAME(__annotations__));
}

/* What tells of the function is read from it, unless it has been assigned here. */
static Value wrap_getattr(Thread *t, Ref self, Ref name)
{
    OWN Value interned = intern_take(t, retain(name));
    OWN Value value = EMPTY;
    if (is_empty(interned))
        return EMPTY;
    if (is_function_attribute(interned) && !is_empty(as_wrap(self)->function)) {
        Lookup found = attr_get(t, self, interned, &value);
        if (found == MISSING)
            found = find_attr(t, as_wrap(self)->function, interned, &value);
        if (found != MISSING)
            return found == ERROR ? EMPTY : take(&value);
    }
    return object_generic_getattr(t, self, interned);
}

GETTER(wrap, __isabstractmethod__)
{
    Lookup found = is_abstract(t, as_wrap(self)->function);
    return found == ERROR ? EMPTY : bool_value(found == FOUND);
}

GETTER(wrap, __dict__) { return attrs_dict(t, self); }
SETTER(wrap, __dict__)
{
    if (is_empty(value))
        return raise_type(t, "cannot delete __dict__"), false;
    return attrs_set_dict(t, self, value);
}

static const MemberDef wrap_members[] = {
    {.name = "__func__", .kind = MEMBER_OBJECT, .offset = offsetof(MethodWrap, function)},
    {.name = "__wrapped__", .kind = MEMBER_OBJECT, .offset = offsetof(MethodWrap, function)},
    {.name = NULL},
};

#define WRAP_TYPE(name_) \
    TYPE_HEAD(name_, MethodWrap), .flags = TYPE_GC | TYPE_BASE, .dict_offset = offsetof(MethodWrap, dict), .dealloc = wrap_dealloc, \
    .traverse = wrap_traverse, .clear = wrap_clear, .getattr = wrap_getattr, .getset = wrap_getset, .members = wrap_members

Type classmethod_type = {
    WRAP_TYPE("classmethod"),
    .doc = classmethod_init_doc,
    .new_ = object_new_slot,
    .init = classmethod_init_slot,
    .init_signature = &classmethod_init_signature,
    .descr_get = classmethod_descr_get,
};

Type staticmethod_type = {
    WRAP_TYPE("staticmethod"),
    .doc = staticmethod_init_doc,
    .new_ = object_new_slot,
    .init = staticmethod_init_slot,
    .init_signature = &staticmethod_init_signature,
    .descr_get = staticmethod_descr_get,
    .call = staticmethod_call,
};
