/* object_reduce.c: the default pickling protocol of object (Library "pickle", "Pickling Class Instances"; PEP 307). */
#include "object/protocol.h"

#include "object/attrs.h"
#include "object/dict.h"
#include "object/list.h"
#include "object/method.h"
#include "object/state.h"
#include "object/str.h"
#include "object/tuple.h"

static Value import_copyreg(Thread *t)
{
    Ref known = dict_peek_name(t->interp->modules, NAME(copyreg));
    if (!is_empty(known) && !is_none(known))
        return retain(known);
    OWN Value name = str_from_text(t, "copyreg");
    return is_empty(name) ? EMPTY : import_module(t, name);
}

static Value slot_names(Thread *t, Type *cls)
{
    Ref cached = cls->flags & TYPE_HEAP ? dict_peek_name(cls->dict, NAME(__slotnames__)) : EMPTY;
    if (!is_empty(cached))
        return retain(cached);
    OWN Value copyreg = import_copyreg(t);
    return is_empty(copyreg) ? EMPTY : call_method1(t, copyreg, NAME(_slotnames), value_of(cls));
}

/* The attributes: __dict__ or None, or (dict, {slot: value}) when the class has __slots__. */
static Value default_state(Thread *t, Ref self, bool required)
{
    Type *type = type_of(self);
    Value dict = EMPTY;

    if (required && type->item_size)
        return raise_type(t, "cannot pickle '%T' object", self);
    Lookup r = find_attr(t, self, NAME(__dict__), &dict);
    if (r == ERROR)
        return EMPTY;
    OWN Value state = r == FOUND ? dict : NONE;
    if (is_dict(state) && dict_len(as_dict(state)) == 0)
        replace_take(&state, NONE);
    OWN Value names = slot_names(t, type);
    if (is_empty(names))
        return EMPTY;
    if (required && type->flags & TYPE_HEAP) {
        Type *c = type;
        while (c->flags & TYPE_HEAP)
            c = c->base;
        if (c != &object_type && c->size > object_type.size)
            return raise_type(t, "cannot pickle '%T' object", self);
    } else if (required && type->size > object_type.size && !type->dict_offset) {
        return raise_type(t, "cannot pickle '%T' object", self);
    }
    if (!is_list(names) || as_list(names)->len == 0)
        return take(&state);
    OWN Value slots = dict_new(t);
    for (ssize i = 0; !is_empty(slots) && i < as_list(names)->len; i++) {
        Value value;
        OWN Value name = retain(as_list(names)->item[i]);
        r = find_attr(t, self, name, &value);
        if (r == ERROR)
            return EMPTY;
        if (r == FOUND) {
            bool good = dict_set(t, as_dict(slots), name, value);
            release(value);
            if (!good)
                return EMPTY;
        }
    }
    if (is_empty(slots) || dict_len(as_dict(slots)) == 0)
        return is_empty(slots) ? EMPTY : take(&state);
    return tuple_pack(t, 2, state, slots);
}

Value object_getstate(Thread *t, Ref self) { return default_state(t, self, false); }

static Value state_of(Thread *t, Ref self, bool required)
{
    Value method;
    bool unbound;
    Ref own = type_lookup(t, type_of(self), NAME(__getstate__));

    if (same(own, type_lookup(t, &object_type, NAME(__getstate__)))) {
        Lookup r = attr_get(t, self, NAME(__getstate__), &method);
        if (r == MISSING) {             /* 3.2's object has no __getstate__: a class's __getattr__ may have one */
            Ref name = NAME(__getstate__);
            r = call_special(t, self, NAME(__getattr__), &name, 1, &method);
        }
        if (r == ERROR && raised_catch(t, &exc_AttributeError))
            r = MISSING;
        if (r == MISSING)
            return default_state(t, self, required);
        if (r == ERROR)
            return EMPTY;
        OWN Value owned = method;
        return call0(t, method);
    }
    if (find_method(t, self, NAME(__getstate__), &method, &unbound) != FOUND)
        return EMPTY;
    OWN Value owned = method;
    return unbound ? call1(t, method, self) : call0(t, method);
}

/* Call a method without arguments that the instance may have, or its class: not one that __getattr__ would make up. */
static Lookup call_optional(Thread *t, Ref self, Ref name, Value *result)
{
    Value method;
    Lookup r = attr_get(t, self, name, &method);
    if (r != FOUND)
        return r == ERROR ? ERROR : call_special(t, self, name, NULL, 0, result);
    OWN Value owned = method;
    *result = call0(t, method);
    return is_empty(*result) ? ERROR : FOUND;
}

/* Arguments for __new__: from __getnewargs_ex__ or __getnewargs__. */
static bool new_arguments(Thread *t, Ref self, Value *args, Value *kwargs)
{
    Value result;
    Lookup r = call_optional(t, self, NAME(__getnewargs_ex__), &result);

    *args = *kwargs = EMPTY;
    if (r == ERROR)
        return false;
    if (r == FOUND) {
        OWN Value owned = result;
        if (!is_tuple(result))
            return raise_type(t, "__getnewargs_ex__ should return a tuple, not '%T'", result), false;
        if (as_tuple(result)->len != 2)
            return raise_value(t, "__getnewargs_ex__ should return a tuple of length 2, not %zd", as_tuple(result)->len), false;
        if (!is_tuple(as_tuple(result)->item[0]))
            return raise_type(t, "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%T'", as_tuple(result)->item[0]), false;
        if (!is_dict(as_tuple(result)->item[1]))
            return raise_type(t, "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%T'", as_tuple(result)->item[1]), false;
        *args = retain(as_tuple(result)->item[0]);
        *kwargs = retain(as_tuple(result)->item[1]);
        return true;
    }
    r = call_optional(t, self, NAME(__getnewargs__), &result);
    if (r == FOUND && !is_tuple(result)) {
        OWN Value owned = result;
        return raise_type(t, "__getnewargs__ should return a tuple, not '%T'", result), false;
    }
    if (r == FOUND)
        *args = result;
    return r != ERROR;
}

static Value reduce_2(Thread *t, Ref self, int protocol)
{
    Value args, kwargs;

    if (!type_of(self)->new_)
        return raise_type(t, "cannot pickle '%T' object", self);
    if (!new_arguments(t, self, &args, &kwargs))
        return EMPTY;
    OWN Value owned_args = args, owned_kwargs = kwargs;
    OWN Value copyreg = import_copyreg(t);
    OWN Value cls = is_empty(copyreg) ? EMPTY : get_attr(t, self, NAME(__class__));
    OWN Value new_args = EMPTY;
    OWN Value newobj = EMPTY;
    if (is_empty(cls))
        return EMPTY;
    bool has_args = !is_empty(args);
    if (!is_empty(kwargs) && dict_len(as_dict(kwargs))) {
        newobj = get_attr(t, copyreg, NAME(__newobj_ex__));
        new_args = tuple_pack(t, 3, cls, args, kwargs);
        (void)protocol;
    } else {
        newobj = get_attr(t, copyreg, NAME(__newobj__));
        ssize n = has_args ? as_tuple(args)->len : 0;
        new_args = tuple_new(t, n + 1);
        if (!is_empty(new_args)) {
            as_tuple(new_args)->item[0] = retain(cls);
            for (ssize i = 0; i < n; i++)
                as_tuple(new_args)->item[i + 1] = retain(as_tuple(args)->item[i]);
        }
    }
    if (is_empty(newobj) || is_empty(new_args))
        return EMPTY;
    OWN Value state = state_of(t, self, !has_args && !is_list(self) && !is_dict(self));
    if (is_empty(state))
        return EMPTY;
    OWN Value items = is_list(self) ? iter(t, self) : NONE;
    OWN Value pairs = NONE;
    if (is_dict(self)) {
        OWN Value view = call_method0(t, self, NAME(items));
        pairs = is_empty(view) ? EMPTY : iter(t, view);
    }
    if (is_empty(items) || is_empty(pairs))
        return EMPTY;
    return tuple_pack(t, 5, newobj, new_args, state, items, pairs);
}

Value object_reduce(Thread *t, Ref self, int protocol)
{
    if (protocol >= 2)
        return reduce_2(t, self, protocol);
    OWN Value copyreg = import_copyreg(t);
    return is_empty(copyreg) ? EMPTY : call_method2(t, copyreg, NAME(_reduce_ex), self, fixnum(protocol));
}
