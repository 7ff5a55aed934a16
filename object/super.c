/* super.c: super (Library "super"). Without arguments it takes the class from the `__class__` cell and the object from
 * the first parameter of the calling frame. */
#include "object/attrs.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/frame.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/super.h"

typedef struct Super {
    Object head;
    Type *thisclass;            /* owned, as the others */
    Value object;               /* EMPTY: unbound */
    Type *object_class;
} Super;

static void super_traverse(Object *o, Visitor *visitor)
{
    Super *s = (Super *)o;
    VISIT_OBJECT(visitor, s->thisclass);
    visit(visitor, s->object);
    VISIT_OBJECT(visitor, s->object_class);
}
static void super_dealloc(Object *o)
{
    Super *s = (Super *)o;
    DROP(s->thisclass);
    release(s->object);
    DROP(s->object_class);
    object_free(o, object_size(o));
}

/* The class whose MRO is searched: of the object, or the object itself if it is a subclass. Owned; NULL with TypeError. */
static Type *check(Thread *t, Type *type, Ref object)
{
    if (is_type(object) && type_is_subtype(as_type(object), type))
        return (Type *)object_of(retain(object));
    if (type_is_subtype(type_of(object), type))
        return (Type *)object_of(retain_object(type_of(object)));
    Value cls;
    Lookup r = find_attr(t, object, NAME(__class__), &cls);
    if (r == ERROR)
        return NULL;
    if (r == FOUND) {
        if (is_type(cls) && as_type(cls) != type_of(object) && type_is_subtype(as_type(cls), type))
            return as_type(cls);
        release(cls);
    }
    raise_type(t, "super(type, obj): obj must be an instance or subtype of type");
    return NULL;
}

static Lookup super_find(Thread *t, Type *start, Type *object_class, Ref name, Value *descriptor)
{
    Tuple *mro = object_class->mro;
    ssize i = 0;

    if (!mro)
        return MISSING;                 /* a class being made */
    while (i < mro->len && as_type(mro->item[i]) != start)
        i++;
    OWN Value keep = retain_object(mro);
    for (i++; i < mro->len; i++) {
        Dict *d = type_dict(t, as_type(mro->item[i]));
        if (!d)
            return ERROR;
        Ref found = dict_peek_name(d, name);
        if (!is_empty(found)) {
            *descriptor = retain(found);
            return FOUND;
        }
    }
    return MISSING;
}

static Value super_getattr(Thread *t, Ref self, Ref name)
{
    Super *s = (Super *)object_of(self);
    Value descriptor;

    if (s->object_class && !str_is(name, "__class__")) {
        OWN Value interned = intern_take(t, retain(name));
        if (is_empty(interned))
            return EMPTY;
        Lookup r = super_find(t, s->thisclass, s->object_class, interned, &descriptor);
        if (r == ERROR)
            return EMPTY;
        if (r == FOUND) {
            OWN Value owned = descriptor;
            DescrGetSlot get = type_of(descriptor)->descr_get;
            if (!get)
                return take(&owned);
            bool in_class = same(s->object, value_of(s->object_class));
            return get(t, descriptor, in_class ? EMPTY : s->object, value_of(s->object_class));
        }
    }
    return object_generic_getattr(t, self, name);
}

static Value super_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    Super *s = (Super *)object_of(self);
    if (is_empty(instance) || is_none(instance) || !is_empty(s->object))
        return retain(self);
    if (type_of(self) != &super_type)
        return call2(t, value_of(type_of(self)), value_of(s->thisclass), instance);
    return call2(t, value_of(&super_type), value_of(s->thisclass), instance);
}

/* The implicit arguments of super(). */
static bool from_frame(Thread *t, Type **type, Value *object)
{
    Frame *f = t->frame;

    if (!f)
        return raise_runtime(t, "super(): no current frame"), false;
    Code *c = f->code;
    if (c->arg_count == 0)
        return raise_runtime(t, "super(): no arguments"), false;
    Ref first = f->regs[0];
    if (!is_empty(first) && c->local_kinds[0] == LOCAL_CELL && is_exact(first, &cell_type))
        first = as_cell(first)->value;
    if (is_empty(first))
        return raise_runtime(t, "super(): arg[0] deleted"), false;
    if (c->class_cell < 0 || !f->func)
        return raise_runtime(t, "super(): __class__ cell not found"), false;
    Ref cls = as_cell(f->func->closure->item[c->class_cell])->value;
    if (is_empty(cls))
        return raise_runtime(t, "super(): empty __class__ cell"), false;
    if (!is_type(cls))
        return raise_runtime(t, "super(): __class__ is not a type (%T)", cls), false;
    *type = as_type(cls);
    *object = first;
    return true;
}

Value super_implicit(Thread *t)
{
    Type *type, *object_class;
    Value object;

    if (!from_frame(t, &type, &object) || !(object_class = check(t, type, object)))
        return EMPTY;
    Super *s = object_new(t, &super_type, sizeof *s);
    if (!s) {
        DROP(object_class);
        return EMPTY;
    }
    s->thisclass = (Type *)object_of(retain_object(type));
    s->object = retain(object);
    s->object_class = object_class;
    return value_of(s);
}

Lookup super_find_method(Thread *t, Ref self, Ref name, Value *method, Value *object)
{
    Super *s = (Super *)object_of(self);

    if (!s->object_class || same(s->object, value_of(s->object_class)) || same(name, NAME(__class__)))
        return MISSING;
    Lookup r = super_find(t, s->thisclass, s->object_class, name, method);
    if (r != FOUND)
        return r;
    if (!is_exact(*method, &function_type) && !is_exact(*method, &method_descriptor_type) && !is_exact(*method, &wrapper_descriptor_type)) {
        release(*method);
        return MISSING;
    }
    *object = retain(s->object);
    return FOUND;
}

INIT(super, "(self, type=?, obj=?, /)")
{
    Super *s = (Super *)object_of(self);
    Type *type, *object_class = NULL;
    Value object = a->obj;

    if (is_empty(a->type)) {
        if (!from_frame(t, &type, &object))
            return false;
    } else if (!is_type(a->type)) {
        return raise_type(t, "super() argument 1 must be a type, not %T", a->type), false;
    } else {
        type = as_type(a->type);
    }
    if (!is_empty(object) && is_none(object) && !is_empty(a->type))
        object = EMPTY;
    if (!is_empty(object) && !(object_class = check(t, type, object)))
        return false;
    Type *old_type = s->thisclass, *old_class = s->object_class;
    s->thisclass = (Type *)object_of(retain_object(type));
    s->object_class = object_class;
    replace_take(&s->object, retain(object));
    DROP(old_type);
    DROP(old_class);
    return true;
}
static Value super_new_raw(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return type_alloc(t, cls, 0);
}

static Value super_repr(Thread *t, Ref self)
{
    Super *s = (Super *)object_of(self);
    const char *name = s->thisclass ? s->thisclass->name : "NULL";
    if (s->object_class)
        return str_format(t, "<super: <class '%s'>, <%N object>>", name, s->object_class);
    return str_format(t, "<super: <class '%s'>, NULL>", name);
}

GETTER(super, __thisclass__)  { Type *c = ((Super *)object_of(self))->thisclass; return c ? retain_object(c) : NONE; }
GETTER(super, __self__)       { Ref o = ((Super *)object_of(self))->object; return is_empty(o) ? NONE : retain(o); }
GETTER(super, __self_class__) { Type *c = ((Super *)object_of(self))->object_class; return c ? retain_object(c) : NONE; }

Type super_type = {
    TYPE_HEAD("super", Super),
    .doc = "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\n"
           "super(type, obj) -> bound super object; requires isinstance(obj, type)\n"
           "super(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\n"
           "class C(B):\n    def meth(self, arg):\n        super().meth(arg)",
    .flags = TYPE_BASE | TYPE_GC, .dealloc = super_dealloc, .traverse = super_traverse, .getattr = super_getattr,
    .descr_get = super_descr_get, .new_ = super_new_raw, .init = super_init_slot, .init_signature = &super_init_signature,
    .repr = super_repr, .getset = super_getset,
};
