/* attr.c: attribute access on any value (Reference 3.3.2, "Descriptor HowTo"): the default look-up of instances, method
 * look-up for calls, and the built-in operations on top of the type's getattr and setattr slots.
 */
#include "object/attrs.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/function.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"

/* Interned version of an attribute name (TypeError for other things than str); owned. */
static Value checked_name(Thread *t, Ref name)
{
    if (!is_str(name))
        return raise_type(t, "attribute name must be string, not '%T'", name);
    if (as_str(name)->interned && object_of(name)->type == &str_type)
        return retain(name);
    return intern_take(t, retain(name));
}

/* The first half of a look-up: a data descriptor of the class, or else an attribute of the instance. If MISSING, *descriptor
 * is what the class has (owned; or EMPTY), and *get its __get__, if it has one. */
static inline Lookup find_before_class(Thread *t, Ref v, Ref name, Value *descriptor, DescrGetSlot *get, Value *value)
{
    Type *type = type_of(v);

    *descriptor = retain(type_lookup(t, type, name));
    *get = NULL;
    if (!is_empty(*descriptor)) {
        Type *kind = type_of(*descriptor);
        *get = kind->descr_get;
        if (*get && kind->descr_set) {
            *value = (*get)(t, *descriptor, v, value_of(type));
            return is_empty(*value) ? ERROR : FOUND;
        }
    }
    return attr_get(t, v, name, value);
}

Lookup object_generic_find(Thread *t, Ref v, Ref name, Value *value)
{
    OWN Value descriptor = EMPTY;
    DescrGetSlot get;
    Lookup r = find_before_class(t, v, name, &descriptor, &get, value);

    if (r != MISSING)
        return r;
    if (get) {
        *value = get(t, descriptor, v, value_of(type_of(v)));
        return is_empty(*value) ? ERROR : FOUND;
    }
    if (is_empty(descriptor))
        return MISSING;
    *value = take(&descriptor);
    return FOUND;
}

Value object_generic_getattr(Thread *t, Ref v, Ref name)
{
    Value value;
    OWN Value interned = checked_name(t, name);

    if (is_empty(interned))
        return EMPTY;
    switch (object_generic_find(t, v, interned, &value)) {
    case FOUND:
        return value;
    case MISSING:
        return raise_attribute(t, v, interned);
    default:
        return EMPTY;
    }
}

static bool raise_cannot_set(Thread *t, Ref v, Ref name, bool in_class, bool deleting)
{
    (void)deleting;
    if (in_class)
        raise_format(t, &exc_AttributeError, "'%T' object attribute '%S' is read-only", v, name);
    else
        raise_attribute(t, v, name);
    return false;
}

bool object_generic_setattr(Thread *t, Ref v, Ref name, Ref value)
{
    OWN Value interned = checked_name(t, name);
    if (is_empty(interned))
        return false;
    OWN Value descriptor = retain(type_lookup(t, type_of(v), interned));

    if (!is_empty(descriptor)) {
        DescrSetSlot set = type_of(descriptor)->descr_set;
        if (set)
            return set(t, descriptor, v, value);
    }
    Type *type = type_of(v);
    if (!type->attrs_offset && !type->dict_offset)
        return raise_cannot_set(t, v, interned, !is_empty(descriptor), is_empty(value));
    if (!is_empty(value))
        return attr_set(t, v, interned, value);
    switch (attr_delete(t, v, interned)) {
    case FOUND:
        return true;
    case MISSING:
        return raise_attribute(t, v, interned), false;
    default:
        return false;
    }
}

Value get_attr(Thread *t, Ref v, Ref name)
{
    GetAttrSlot getattr = type_of(v)->getattr;
    if (unlikely(!is_str(name)))
        return raise_type(t, "attribute name must be string, not '%T'", name);
    return getattr(t, v, name);
}

Lookup find_attr(Thread *t, Ref v, Ref name, Value *value)
{
    GetAttrSlot getattr = type_of(v)->getattr;

    if (getattr == object_generic_getattr && is_str(name)) {
        OWN Value interned = checked_name(t, name);
        if (is_empty(interned))
            return ERROR;
        Lookup r = object_generic_find(t, v, interned, value);
        if (r == ERROR && raised_catch(t, &exc_AttributeError))
            return MISSING;
        return r;
    }
    *value = get_attr(t, v, name);
    if (!is_empty(*value))
        return FOUND;
    return raised_catch(t, &exc_AttributeError) ? MISSING : ERROR;
}

bool set_attr(Thread *t, Ref v, Ref name, Ref value)
{
    if (unlikely(!is_str(name)))
        return raise_type(t, "attribute name must be string, not '%T'", name), false;
    return type_of(v)->setattr(t, v, name, value);
}

Value get_attr_text(Thread *t, Ref v, const char *name)
{
    OWN Value interned = intern_text(t, name);
    return is_empty(interned) ? EMPTY : get_attr(t, v, interned);
}

/* Descriptors that, found in a class, bind by passing the instance first. */
static bool binds_first(Ref descriptor)
{
    return is_exact(descriptor, &function_type) || is_exact(descriptor, &method_descriptor_type)
        || is_exact(descriptor, &wrapper_descriptor_type);
}

Lookup find_method(Thread *t, Ref v, Ref name, Value *method, bool *unbound)
{
    Type *type = type_of(v);

    *unbound = false;
    if (type->getattr != object_generic_getattr) {
        *method = get_attr(t, v, name);
        return is_empty(*method) ? ERROR : FOUND;
    }
    OWN Value descriptor = EMPTY;
    DescrGetSlot get;
    Lookup r = find_before_class(t, v, name, &descriptor, &get, method);
    if (r != MISSING)
        return r;
    if (is_empty(descriptor)) {
        raise_attribute(t, v, name);
        return ERROR;
    }
    if (binds_first(descriptor)) {
        *method = take(&descriptor);
        *unbound = true;
        return FOUND;
    }
    *method = get ? get(t, descriptor, v, value_of(type)) : take(&descriptor);
    return is_empty(*method) ? ERROR : FOUND;
}

Lookup lookup_special(Thread *t, Ref v, Ref name, Value *method, bool *unbound)
{
    Ref found = type_lookup(t, type_of(v), name);

    *unbound = false;
    if (is_empty(found))
        return MISSING;
    *method = retain(found);
    if (binds_first(found)) {
        *unbound = true;
        return FOUND;
    }
    DescrGetSlot get = type_of(found)->descr_get;
    if (get) {
        Value bound = get(t, found, v, value_of(type_of(v)));
        release(*method);
        *method = bound;
    }
    return is_empty(*method) ? ERROR : FOUND;
}

Lookup call_special(Thread *t, Ref v, Ref name, const Value *args, ssize nargs, Value *result)
{
    Ref found = type_lookup(t, type_of(v), name);
    if (is_exact(found, &function_type) && as_function(found)->code->exact_args == nargs + 1) {
        *result = function_call_method(t, as_function(found), v, args, nargs);
        return is_empty(*result) ? ERROR : FOUND;
    }

    Value method;
    bool unbound;
    Lookup r = lookup_special(t, v, name, &method, &unbound);

    *result = EMPTY;
    if (r != FOUND)
        return r;
    if (unbound) {
        Value all[4];
        assert(nargs < COUNT_OF(all));
        all[0] = v;
        for (ssize i = 0; i < nargs; i++)
            all[i + 1] = args[i];
        *result = call(t, method, all, nargs + 1, EMPTY);
    } else {
        *result = call(t, method, args, nargs, EMPTY);
    }
    release(method);
    return is_empty(*result) ? ERROR : FOUND;
}
