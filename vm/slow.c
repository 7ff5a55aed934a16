/* slow.c: what instructions do when their fast path does not apply. */
#include "vm/vm.h"

#include "object/bytes.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/gc.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/import.h"
#include "vm/opcodes.h"
#include "vm/pending.h"

/* ---- names --------------------------------------------------------------------------------------------------- */

static Value find_global(Thread *t, Dict *globals, Ref name, bool *failed)
{
    Ref found;
    Lookup r = dict_find(t, globals, name, &found);
    *failed = r == ERROR;
    return r == FOUND ? retain(found) : EMPTY;
}

Value slow_load_global(Thread *t, Frame *f, Ref name)
{
    bool failed;
    Value v = find_global(t, f->globals, name, &failed);
    if (is_empty(v) && !failed)
        v = find_global(t, f->builtins, name, &failed);
    if (is_empty(v) && !failed)
        raise_name(t, name, "name '%S' is not defined");
    return v;
}

Value slow_load_name(Thread *t, Frame *f, Ref name)
{
    if (is_empty(f->locals) || object_of(f->locals) == (Object *)f->globals)
        return slow_load_global(t, f, name);
    if (is_exact(f->locals, &dict_type)) {
        bool failed;
        Value v = find_global(t, as_dict(f->locals), name, &failed);
        return is_empty(v) && !failed ? slow_load_global(t, f, name) : v;
    }
    Value v = get_item(t, f->locals, name);
    if (is_empty(v) && raised_catch(t, &exc_KeyError))
        return slow_load_global(t, f, name);
    return v;
}

bool slow_store_name(Thread *t, Frame *f, Ref name, Ref value)
{
    if (is_empty(f->locals))
        return raise_system(t, "no locals when storing %R", name), false;
    if (is_exact(f->locals, &dict_type))
        return dict_set(t, as_dict(f->locals), name, value);
    return set_item(t, f->locals, name, value);
}

bool slow_delete_name(Thread *t, Frame *f, Ref name)
{
    if (is_empty(f->locals))
        return raise_system(t, "no locals when deleting %R", name), false;
    if (set_item(t, f->locals, name, EMPTY))
        return true;
    if (raised_catch(t, &exc_KeyError))
        raise_name(t, name, "name '%S' is not defined");
    return false;
}

bool slow_setup_annotations(Thread *t, Frame *f)
{
    OWN Value old = get_item(t, f->locals, NAME(__annotations__));      /* a mapping of its own kind need not iterate */
    if (!is_empty(old))
        return true;
    if (!raised_catch(t, &exc_KeyError))
        return false;
    OWN Value d = dict_new(t);
    return !is_empty(d) && set_item(t, f->locals, NAME(__annotations__), d);
}

void raise_unbound_local(Thread *t, const Code *code, uint32_t local)
{
    raise_name(t, code->local_names[local], "cannot access local variable '%S' where it is not associated with a value");
}
void raise_unbound_free(Thread *t, const Code *code, uint32_t index)
{
    raise_name(t, code->free_names[index], "cannot access free variable '%S' where it is not associated with a value in enclosing scope");
}

/* ---- unpacking ----------------------------------------------------------------------------------------------- */

/* The targets are set only when all went well. */
bool slow_unpack(Thread *t, Ref v, Value *to, ssize n)
{
    OWN Value it = iter(t, v);
    if (is_empty(it))
        return false;
    OWN Value list = list_new(t, n);
    if (is_empty(list))
        return false;
    Value item;
    Lookup r;
    while ((r = step(t, it, &item)) == FOUND) {
        if (as_list(list)->len == n) {
            release(item);
            return raise_value(t, "too many values to unpack (expected %zd)", n), false;
        }
        if (!list_append_take(t, as_list(list), item))
            return false;
    }
    if (r == ERROR)
        return false;
    if (as_list(list)->len < n)
        return raise_value(t, "not enough values to unpack (expected %zd, got %zd)", n, as_list(list)->len), false;
    for (ssize i = 0; i < n; i++)
        replace_take(&to[i], retain(as_list(list)->item[i]));
    return true;
}

bool slow_unpack_star(Thread *t, Ref v, Value *to, ssize before, ssize after)
{
    OWN Value it = iter(t, v);
    OWN Value list = is_empty(it) ? EMPTY : to_list(t, it);
    if (is_empty(list))
        return false;
    List *l = as_list(list);
    if (l->len < before + after)
        return raise_value(t, "not enough values to unpack (expected at least %zd, got %zd)", before + after, l->len), false;
    OWN Value middle = list_slice(t, l, before, l->len - after);
    if (is_empty(middle))
        return false;
    for (ssize i = 0; i < before; i++)
        replace_take(&to[i], retain(l->item[i]));
    replace_take(&to[before], take(&middle));
    for (ssize i = 0; i < after; i++)
        replace_take(&to[before + 1 + i], retain(l->item[l->len - after + i]));
    return true;
}

/* ---- building ------------------------------------------------------------------------------------------------ */

Value slow_build_set(Thread *t, Value *items, ssize n)
{
    OWN Value set = set_new(t);
    for (ssize i = 0; i < n && !is_empty(set); i++) {
        if (!set_add(t, as_set(set), items[i]))
            return EMPTY;
        release(take(&items[i]));
    }
    return take(&set);
}

Value slow_build_map(Thread *t, Value *pairs, ssize n)
{
    OWN Value dict = n ? dict_new_presized(t, n) : dict_new(t);
    for (ssize i = 0; i < n && !is_empty(dict); i++) {
        if (!dict_set(t, as_dict(dict), pairs[2 * i], pairs[2 * i + 1]))
            return EMPTY;
        release(take(&pairs[2 * i]));
        release(take(&pairs[2 * i + 1]));
    }
    return take(&dict);
}

static bool is_iterable(Ref v) { return type_of(v)->iter || type_of(v)->getitem; }

bool slow_list_extend(Thread *t, Ref list, Ref v)
{
    if (list_extend(t, as_list(list), v))
        return true;
    if (raised_matches(t, &exc_TypeError) && !is_iterable(v)) {
        raised_clear(t);
        raise_type(t, "Value after * must be an iterable, not %T", v);
    }
    return false;
}

static Value callable_name(Thread *t, Ref callable)
{
    Value qualname;
    if (find_attr(t, callable, NAME(__qualname__), &qualname) == FOUND) {
        OWN Value owned = qualname;
        return str_format(t, "%S()", qualname);
    }
    raised_clear(t);
    return str_format(t, "%T object", callable);
}

bool slow_list_merge(Thread *t, Ref list, Ref v, Ref callable)
{
    if (list_extend(t, as_list(list), v))
        return true;
    if (raised_matches(t, &exc_TypeError) && !is_iterable(v)) {
        raised_clear(t);
        OWN Value name = callable_name(t, callable);
        if (!is_empty(name))
            raise_type(t, "%S argument after * must be an iterable, not %T", name, v);
    }
    return false;
}

static bool is_mapping(Thread *t, Ref v)
{
    return is_dict(v) || !is_empty(type_lookup(t, type_of(v), NAME(keys)));
}

bool slow_map_update(Thread *t, Ref dict, Ref mapping)
{
    if (!is_mapping(t, mapping)) {
        Value keys;
        Lookup r = find_attr(t, mapping, NAME(keys), &keys);
        if (r != FOUND)
            return r == ERROR ? false : (raise_type(t, "'%T' object is not a mapping", mapping), false);
        release(keys);
    }
    return dict_update(t, as_dict(dict), mapping);
}

bool slow_map_merge(Thread *t, Ref dict, Ref mapping, Ref callable)
{
    OWN Value keys = EMPTY;
    Value method;
    if (is_exact(mapping, &dict_type) && as_dict(mapping)->str_keys && dict_len(as_dict(dict)) == 0)
        return dict_update(t, as_dict(dict), mapping);
    Lookup r = is_dict(mapping) ? MISSING : find_attr(t, mapping, NAME(keys), &method);

    if (r == ERROR)
        return false;
    if (!is_dict(mapping) && r == MISSING) {
        OWN Value name = callable_name(t, callable);
        return is_empty(name) ? false : (raise_type(t, "%S argument after ** must be a mapping, not %T", name, mapping), false);
    }
    if (r == FOUND) {
        OWN Value owned = method;
        OWN Value view = call0(t, method);
        keys = is_empty(view) ? EMPTY : to_list(t, view);
    } else {
        keys = dict_keys_list(t, as_dict(mapping));
    }
    if (is_empty(keys))
        return false;
    for (ssize i = 0; i < as_list(keys)->len; i++) {
        Ref key = as_list(keys)->item[i], existing;
        if (!is_str(key)) {
            OWN Value name = callable_name(t, callable);
            return is_empty(name) ? false : (raise_type(t, "%S keywords must be strings", name), false);
        }
        Lookup seen = dict_find(t, as_dict(dict), key, &existing);
        if (seen == FOUND) {
            OWN Value name = callable_name(t, callable);
            return is_empty(name) ? false : (raise_type(t, "%S got multiple values for keyword argument '%S'", name, key), false);
        }
        OWN Value value = seen == ERROR ? EMPTY : get_item(t, mapping, key);
        if (is_empty(value) || !dict_set(t, as_dict(dict), key, value))
            return false;
    }
    return true;
}

Value slow_format(Thread *t, Ref v, Ref spec, int conversion)
{
    OWN Value converted = conversion == 's' ? to_str(t, v) : conversion == 'r' ? repr(t, v) : conversion == 'a' ? ascii(t, v) : retain(v);
    if (is_empty(converted))
        return EMPTY;
    if (is_empty(spec) && is_exact(converted, &str_type))
        return take(&converted);
    return format_value(t, converted, spec);
}

Value slow_make_function(Thread *t, Frame *f, Ref code, unsigned bits, Value *parts)
{
    OWN Value result = function_new(t, code, value_of(f->globals));
    if (is_empty(result))
        return EMPTY;
    Function *fn = as_function(result);
    if (fn->builtins != f->builtins && f->func) {
        Dict *old = fn->builtins;
        fn->builtins = (Dict *)object_of(retain_object(f->builtins));
        DROP(old);
    }
    if (bits & 1)
        fn->defaults = take(parts++);
    if (bits & 2)
        fn->keyword_defaults = take(parts++);
    if (bits & 4)
        fn->annotations = take(parts++);
    if (bits & 8)
        fn->closure = as_tuple(take(parts++));
    if (bits & 16)
        fn->type_params = take(parts++);
    return take(&result);
}

/* ---- with ---------------------------------------------------------------------------------------------------- */

bool slow_with_enter(Thread *t, Ref manager, Value *to, bool async)
{
    Value enter, exit;
    bool enter_unbound, exit_unbound;
    Lookup r = lookup_special(t, manager, async ? NAME(__aenter__) : NAME(__enter__), &enter, &enter_unbound);

    if (r == MISSING && async && is_empty(type_lookup(t, type_of(manager), NAME(__aexit__))))
        raise_format(t, &exc_AttributeError, "__aexit__");
    else if (r == MISSING)
        raise_format(t, &exc_AttributeError, async ? "__aenter__" : "__enter__");
    if (r != FOUND)
        return false;
    OWN Value own_enter = enter;
    r = lookup_special(t, manager, async ? NAME(__aexit__) : NAME(__exit__), &exit, &exit_unbound);
    if (r == MISSING)
        raise_format(t, &exc_AttributeError, async ? "__aexit__" : "__exit__");
    if (r != FOUND)
        return false;
    OWN Value own_exit = exit;
    if (exit_unbound) {
        Value bound = bound_method_new(t, exit, manager);
        if (is_empty(bound))
            return false;
        replace_take(&own_exit, bound);
    }
    Value entered = enter_unbound ? call1(t, enter, manager) : call0(t, enter);
    if (is_empty(entered))
        return false;
    replace_take(&to[0], take(&own_exit));
    replace_take(&to[1], entered);
    return true;
}

Value slow_with_except(Thread *t, Ref exit, Ref exception)
{
    Ref traceback = as_exception(exception)->traceback;
    OWN Value keep = retain(traceback);
    return call3(t, exit, value_of(type_of(exception)), exception, is_empty(traceback) ? NONE : traceback);
}

/* ---- import -------------------------------------------------------------------------------------------------- */

Value slow_import_name(Thread *t, Frame *f, Ref name, Ref level, Ref fromlist)
{
    Ref function = dict_peek_name(f->builtins, NAME(__import__));
    OWN Value locals = is_empty(f->locals) ? NONE : retain(f->locals);

    if (is_empty(function))
        return raise_format(t, &exc_ImportError, "__import__ not found");
    if (import_is_standard(t, function))
        return import_name(t, name, value_of(f->globals), fromlist, level);
    Value args[] = {name, value_of(f->globals), locals, fromlist, level};
    return call(t, function, args, 5, EMPTY);
}

Value slow_import_from(Thread *t, Ref module, Ref name)
{
    Value v;
    Lookup r = find_attr(t, module, name, &v);
    if (r != MISSING)
        return r == FOUND ? v : EMPTY;
    return import_from_missing(t, module, name);
}

bool slow_import_star(Thread *t, Frame *f, Ref module)
{
    Value all;
    OWN Value names = EMPTY;
    Lookup r = find_attr(t, module, NAME(__all__), &all);
    bool skip_private = r == MISSING;

    if (r == ERROR)
        return false;
    if (r == FOUND) {
        OWN Value owned = all;
        names = to_list(t, all);
    } else {
        Value dict;
        r = find_attr(t, module, NAME(__dict__), &dict);
        if (r == MISSING)
            return raise_import(t, "from-import-* object has no __dict__ and no __all__"), false;
        if (r == ERROR)
            return false;
        OWN Value owned = dict;
        names = to_list(t, dict);
    }
    for (ssize i = 0; !is_empty(names) && i < as_list(names)->len; i++) {
        Ref name = as_list(names)->item[i];
        if (!is_str(name)) {
            OWN Value module_name = get_attr(t, module, NAME(__name__));
            return is_empty(module_name) ? false : (raise_type(t, "%s in %S.%s must be str, not %T", skip_private ? "Key" : "Item", module_name,
                                                               skip_private ? "__dict__" : "__all__", name), false);
        }
        if (skip_private && as_str(name)->len && str_at(as_str(name), 0) == '_')
            continue;
        OWN Value v = get_attr(t, module, name);
        OWN Value interned = is_empty(v) ? EMPTY : intern_take(t, retain(name));
        if (is_empty(interned) || !slow_store_name(t, f, interned, v))
            return false;
    }
    return !is_empty(names);
}

/* ---- pattern matching (PEP 634) ------------------------------------------------------------------------------ */

Value slow_match_keys(Thread *t, Ref subject, Ref keys)
{
    Tuple *wanted = as_tuple(keys);
    OWN Value seen = set_new(t), values = list_new(t, wanted->len);
    OWN Value get = EMPTY;

    if (is_empty(seen) || is_empty(values))
        return EMPTY;
    if (!is_exact(subject, &dict_type)) {
        get = get_attr_text(t, subject, "get");
        if (is_empty(get))
            return EMPTY;
    }
    OWN Value dummy = is_empty(get) ? EMPTY : call0(t, value_of(&object_type));
    for (ssize i = 0; i < wanted->len; i++) {
        Ref key = wanted->item[i];
        Lookup r = set_contains(t, as_set(seen), key);
        if (r == FOUND)
            return raise_value(t, "mapping pattern checks duplicate key (%R)", key);
        if (r == ERROR || !set_add(t, as_set(seen), key))
            return EMPTY;
        OWN Value v = EMPTY;
        if (is_empty(get)) {
            Ref found;
            r = dict_find(t, as_dict(subject), key, &found);
            if (r == ERROR)
                return EMPTY;
            if (r == MISSING)
                return NONE;
            v = retain(found);
        } else {
            v = call2(t, get, key, dummy);
            if (is_empty(v))
                return EMPTY;
            if (same(v, dummy))
                return NONE;
        }
        if (!list_append(t, as_list(values), v))
            return EMPTY;
    }
    return to_tuple(t, values);
}

/* The attribute for one sub-pattern; MISSING: no match. A name may be used once. */
static Lookup match_attribute(Thread *t, Ref subject, Ref cls, Ref name, Set *seen, List *out)
{
    Value v;
    Lookup r = set_contains(t, seen, name);
    if (r == FOUND) {
        raise_type(t, "%N() got multiple sub-patterns for attribute %R", as_type(cls), name);
        return ERROR;
    }
    if (r == ERROR || !set_add(t, seen, name))
        return ERROR;
    r = find_attr(t, subject, name, &v);
    if (r == FOUND && !list_append_take(t, out, v))
        return ERROR;
    return r;
}

static bool matches_self(Type *type)
{
    Type *const selves[] = {&bool_type, &bytearray_type, &bytes_type, &dict_type, &int_type, &float_type, &frozenset_type,
                            &list_type, &set_type, &str_type, &tuple_type};
    for (ssize i = 0; i < COUNT_OF(selves); i++)
        if (type_is_subtype(type, selves[i]))
            return true;
    return false;
}

Value slow_match_class(Thread *t, Ref subject, Ref cls, ssize positional, Ref names)
{
    if (!is_type(cls))
        return raise_type(t, "called match pattern must be a class");
    Test fits = is_instance(t, subject, cls);
    if (fits != TEST_TRUE)
        return fits == TEST_ERROR ? EMPTY : NONE;
    OWN Value seen = set_new(t), out = list_new(t, 4);
    if (is_empty(seen) || is_empty(out))
        return EMPTY;
    if (positional) {
        Value args;
        Lookup r = find_attr(t, cls, NAME(__match_args__), &args);
        if (r == ERROR)
            return EMPTY;
        OWN Value match_args = r == FOUND ? args : EMPTY;
        bool self = false;
        if (r == FOUND && !is_tuple(args))
            return raise_type(t, "%N.__match_args__ must be a tuple (got %T)", as_type(cls), args);
        if (r == MISSING)
            self = matches_self(as_type(cls));
        ssize allowed = r == FOUND ? as_tuple(args)->len : self;
        if (positional > allowed)
            return raise_type(t, "%N() accepts %zd positional sub-pattern%s (%zd given)", as_type(cls), allowed, allowed == 1 ? "" : "s", positional);
        if (self && !list_append(t, as_list(out), subject))
            return EMPTY;
        for (ssize i = 0; i < positional && !self; i++) {
            Ref name = as_tuple(match_args)->item[i];
            if (!is_str(name))
                return raise_type(t, "__match_args__ elements must be strings (got %T)", name);
            r = match_attribute(t, subject, cls, name, as_set(seen), as_list(out));
            if (r != FOUND)
                return r == ERROR ? EMPTY : NONE;
        }
    }
    for (ssize i = 0; i < as_tuple(names)->len; i++) {
        Lookup r = match_attribute(t, subject, cls, as_tuple(names)->item[i], as_set(seen), as_list(out));
        if (r != FOUND)
            return r == ERROR ? EMPTY : NONE;
    }
    return to_tuple(t, out);
}

/* ---- the rest ------------------------------------------------------------------------------------------------ */

LoadedMethod slow_load_method(Thread *t, Ref v, Ref name)
{
    Value method, object;
    bool unbound;

    if (is_exact(v, &super_type)) {
        Lookup found = super_find_method(t, v, name, &method, &object);
        if (found != MISSING)
            return found == FOUND ? (LoadedMethod){method, object} : (LoadedMethod){EMPTY, EMPTY};
    }
    if (find_method(t, v, name, &method, &unbound) != FOUND)
        return (LoadedMethod){EMPTY, EMPTY};
    return (LoadedMethod){method, unbound ? retain(v) : EMPTY};
}

Value slow_load_super(Thread *t, Ref function, Ref cls, Ref object, Cache *k, Value *self)
{
    *self = EMPTY;
    if (!same(function, value_of(&super_type))) {           /* somebody's own */
        OWN Value proxy = call0(t, function);
        return is_empty(proxy) ? EMPTY : get_attr(t, proxy, k->name);
    }
    OWN Value super = call2(t, function, cls, object);
    if (is_empty(super))
        return EMPTY;
    Value method;
    Lookup found = super_find_method(t, super, k->name, &method, self);
    if (found != FOUND)
        return found == ERROR ? EMPTY : get_attr(t, super, k->name);
    if (type_is_subtype(type_of(object), as_type(cls))) {   /* else its __class__ says so, today */
        k->version = type_version(t, type_of(object));
        k->key = object_of(cls);
        k->value = method;
    }
    return method;
}

static Value typing_call(Thread *t, const char *name, const Value *args, ssize n)
{
    OWN Value function = import_attribute(t, "typing", name);
    return is_empty(function) ? EMPTY : call(t, function, args, n, EMPTY);
}

/* Type parameters (PEP 695) are made by lib/typing.py. */
Value slow_intrinsic(Thread *t, int id, Ref a, Ref b)
{
    Value args[] = {a, b};
    switch (id) {
    case INTRINSIC_TYPEVAR:             return typing_call(t, "_make_typevar", args, 1);
    case INTRINSIC_TYPEVAR_BOUND:       return typing_call(t, "_make_typevar_bound", args, 2);
    case INTRINSIC_TYPEVAR_CONSTRAINTS: return typing_call(t, "_make_typevar_constraints", args, 2);
    case INTRINSIC_PARAMSPEC:           return typing_call(t, "_make_paramspec", args, 1);
    case INTRINSIC_TYPEVARTUPLE:        return typing_call(t, "_make_typevartuple", args, 1);
    case INTRINSIC_SET_TYPEPARAM_DEFAULT: return typing_call(t, "_set_typeparam_default", args, 2);
    case INTRINSIC_SUBSCRIPT_GENERIC:   return typing_call(t, "_subscript_generic", args, 1);
    case INTRINSIC_TYPE_ALIAS:          return typing_call(t, "_make_type_alias", args, 1);
    case INTRINSIC_SET_FUNCTION_TYPE_PARAMS:
        replace_take(&as_function(a)->type_params, retain(b));
        return retain(a);
    }
    return raise_system(t, "unknown intrinsic %d", id);
}

bool handle_interrupt(Thread *t)
{
    if (t->interrupt & INTERRUPT_GC)
        gc_maybe(t);
    if (t->interrupt & ~(uint32_t)INTERRUPT_GC)
        return handle_pending(t);
    return true;
}
