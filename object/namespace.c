/* namespace.c: types.SimpleNamespace: an object that is its attributes (sys.implementation ...). */
#include "object/namespace.h"

#include "object/attrs.h"
#include "object/dict.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"

#include "gen/object/namespace.h"

typedef struct Namespace { Object head; Value dict; } Namespace;        /* dict: EMPTY until used */

Value namespace_new(Thread *t, Ref dict)
{
    Namespace *n = object_new(t, &simple_namespace_type, sizeof *n);
    if (!n)
        return EMPTY;
    n->dict = retain(dict);
    return value_of(n);
}

static void namespace_clear(Object *o) { release(take(&((Namespace *)o)->dict)); }

static void namespace_dealloc(Object *o)
{
    namespace_clear(o);
    object_free(o, object_size(o));
}

static void namespace_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Namespace *)o)->dict); }

/* Attribute names must be strs. */
static bool update(Thread *t, Ref self, Ref mapping)
{
    OWN Value copy = dict_new(t);
    if (is_empty(copy) || !dict_update(t, as_dict(copy), mapping))
        return false;
    ssize position = 0;
    Ref key, value;
    while (dict_next(as_dict(copy), &position, &key, &value))
        if (!is_str(key))
            return raise_type(t, "keywords must be strings"), false;
    OWN Value dict = attrs_dict(t, self);
    return !is_empty(dict) && dict_update(t, as_dict(dict), copy);
}

/** A simple attribute-based namespace. */
INIT(namespace, "(self, mapping_or_iterable=?, /, **kwargs)")
{
    if (!is_empty(a->mapping_or_iterable) && !update(t, self, a->mapping_or_iterable))
        return false;
    return is_empty(a->kwargs) || update(t, self, a->kwargs);
}

static bool build_repr(Thread *t, Ref self, StrBuilder *b)
{
    OWN Value dict = attrs_dict(t, self);
    if (is_empty(dict))
        return false;
    OWN Value keys = dict_keys_list(t, as_dict(dict));
    if (is_empty(keys))
        return false;
    if (!list_sort(t, as_list(keys), EMPTY, false) && !raised_catch(t, &exc_TypeError))      /* by name; what is none is not shown */
        return false;
    builder_text(b, same(value_of(type_of(self)), value_of(&simple_namespace_type)) ? "namespace" : type_display_name(type_of(self)));
    builder_char(b, '(');
    for (ssize i = 0, shown = 0; i < as_list(keys)->len; i++) {
        OWN Value key = retain(as_list(keys)->item[i]);
        Ref found;
        Lookup there = dict_find(t, as_dict(dict), key, &found);
        if (there == ERROR)
            return false;
        if (there == MISSING || !is_str(key) || as_str(key)->len == 0)
            continue;
        OWN Value value = retain(found);
        if (shown++)
            builder_text(b, ", ");
        builder_str(b, key);
        builder_char(b, '=');
        if (!builder_repr(b, value))
            return false;
    }
    return builder_char(b, ')');
}

static Value namespace_repr(Thread *t, Ref self)
{
    switch (repr_enter(t, self)) {
    case ERROR: return EMPTY;
    case FOUND:
        return str_format(t, "%s(...)", type_of(self) == &simple_namespace_type ? "namespace" : type_display_name(type_of(self)));
    default: break;
    }
    StrBuilder b;
    builder_init(&b, t);
    bool ok = build_repr(t, self, &b);
    repr_leave(t, self);
    if (!ok) {
        builder_free(&b);
        return EMPTY;
    }
    return builder_take(&b);
}

static Value namespace_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!type_is_subtype(type_of(self), &simple_namespace_type) || !type_is_subtype(type_of(other), &simple_namespace_type))
        return NOT_IMPLEMENTED;
    OWN Value a = attrs_dict(t, self), b = attrs_dict(t, other);
    return is_empty(a) || is_empty(b) ? EMPTY : compare(t, a, b, op);
}

/** Return state information for pickling */
METHOD0(namespace, __reduce__)
{
    OWN Value dict = attrs_dict(t, self), args = tuple_new(t, 0);
    return is_empty(dict) || is_empty(args) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, dict);
}

/** Return a copy of the namespace object with new values for the specified attributes. */
METHOD(namespace, __replace__, "(self, /, **changes)")
{
    OWN Value copy = call0(t, value_of(type_of(self)));
    if (is_empty(copy))
        return EMPTY;
    OWN Value dict = attrs_dict(t, self);
    if (is_empty(dict) || !update(t, copy, dict) || (!is_empty(a->changes) && !update(t, copy, a->changes)))
        return EMPTY;
    return take(&copy);
}

GETTER(namespace, __dict__) { return attrs_dict(t, self); }

Type simple_namespace_type = {
    TYPE_HEAD("types.SimpleNamespace", Namespace),
    .doc = namespace_init_doc,
    .flags = TYPE_GC | TYPE_BASE,
    .dict_offset = offsetof(Namespace, dict),
    .new_ = object_new_slot,
    .init = namespace_init_slot,
    .init_signature = &namespace_init_signature,
    .dealloc = namespace_dealloc,
    .traverse = namespace_traverse,
    .clear = namespace_clear,
    .repr = namespace_repr,
    .compare = namespace_compare,
    .hash = hash_unhashable,
    .methods = namespace_methods,
    .getset = namespace_getset,
};
