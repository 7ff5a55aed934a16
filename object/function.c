/* function.c: functions made by def and lambda (Reference 3.2 "User-defined functions"). How they are called: vm/call.c. */
#include "object/function.h"

#include "object/attrs.h"
#include "object/list.h"
#include "object/method.h"
#include "object/state.h"
#include "object/str.h"
#include "object/module.h"
#include "gen/object/function.h"

/* The namespace of built-in names a function with these globals uses. */
static Dict *builtins_of(Thread *t, Dict *globals)
{
    Ref found = dict_peek_name(globals, NAME(__builtins__));

    if (!is_empty(found) && is_ptr(found) && type_is_subtype(type_of(found), &module_type))
        return module_dict(found);
    if (!is_empty(found) && is_dict(found))
        return as_dict(found);
    return t->interp->builtins;
}
Dict *globals_builtins(Thread *t, Dict *globals) { return builtins_of(t, globals); }

Value function_new(Thread *t, Ref code, Ref globals)
{
    Function *f = object_new(t, &function_type, sizeof *f);
    if (!f)
        return EMPTY;
    Code *c = as_code(code);
    Dict *builtins = builtins_of(t, as_dict(globals));
    memset(&f->code, 0, sizeof *f - offsetof(Function, code));
    f->code = as_code(retain(code));
    f->globals = as_dict(retain(globals));
    f->builtins = as_dict(retain_object(builtins));
    f->name = retain(c->name);
    f->qualname = retain(c->qualname);
    f->doc = retain(c->doc);
    f->module = retain(dict_peek_name(as_dict(globals), NAME(__name__)));
    return value_of(f);
}

static void function_traverse(Object *o, Visitor *visitor)
{
    Function *f = (Function *)o;
    VISIT_OBJECT(visitor, f->code);
    VISIT_OBJECT(visitor, f->globals);
    VISIT_OBJECT(visitor, f->builtins);
    VISIT_OBJECT(visitor, f->closure);
    for (Value *v = &f->defaults; v <= &f->type_params; v++)
        visit(visitor, *v);
}
static void function_clear(Object *o)
{
    Function *f = (Function *)o;
    for (Value *v = &f->defaults; v <= &f->type_params; v++)
        if (v != &f->name && v != &f->qualname)
            replace_take(v, EMPTY);
    if (f->closure) {                   /* its cells make the cycles; calls need its length */
        for (ssize i = 0; i < f->closure->len; i++)
            if (f->closure->head.refcount == 1 && as_cell(f->closure->item[i])->head.refcount == 1)
                replace_take(&as_cell(f->closure->item[i])->value, EMPTY);
    }
}
static void function_dealloc(Object *o)
{
    Function *f = (Function *)o;
    for (Value *v = &f->defaults; v <= &f->type_params; v++)
        release(take(v));
    DROP(f->closure);
    DROP(f->globals);
    DROP(f->builtins);
    DROP(f->code);
    object_free(o, sizeof *f);
}

static Value function_repr(Thread *t, Ref self)
{
    return str_format(t, "<function %S at %p>", as_function(self)->qualname, (void *)object_of(self));
}

static Value function_descr_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    return is_empty(instance) ? retain(self) : bound_method_new(t, self, instance);
}

/* ---- attributes ---------------------------------------------------------------------------------------------- */

static Value or_none(Ref v) { return is_empty(v) ? NONE : retain(v); }

GETTER(function, __code__) { return retain_object(as_function(self)->code); }
SETTER(function, __code__)
{
    Function *f = as_function(self);
    if (is_empty(value) || !is_exact(value, &code_type))
        return raise_type(t, "__code__ must be set to a code object"), false;
    ssize have = f->closure ? f->closure->len : 0;
    if (have != as_code(value)->free_count)
        return raise_value(t, "%S() requires a code object with %zd free vars, not %zd", f->name, have, (ssize)as_code(value)->free_count), false;
    Code *old = f->code;
    f->code = as_code(retain(value));
    DROP(old);
    return true;
}
GETTER(function, __defaults__) { return or_none(as_function(self)->defaults); }
SETTER(function, __defaults__)
{
    if (!is_empty(value) && !is_none(value) && !is_tuple(value))
        return raise_type(t, "__defaults__ must be set to a tuple object"), false;
    replace_take(&as_function(self)->defaults, is_empty(value) || is_none(value) ? EMPTY : retain(value));
    return true;
}
GETTER(function, __kwdefaults__) { return or_none(as_function(self)->keyword_defaults); }
SETTER(function, __kwdefaults__)
{
    if (!is_empty(value) && !is_none(value) && !is_dict(value))
        return raise_type(t, "__kwdefaults__ must be set to a dict object"), false;
    replace_take(&as_function(self)->keyword_defaults, is_empty(value) || is_none(value) ? EMPTY : retain(value));
    return true;
}
/* MAKE_FUNCTION may leave a tuple (name, annotation, ...): the dict is made when somebody asks. */
GETTER(function, __annotations__)
{
    Function *f = as_function(self);
    if (is_empty(f->annotations) || is_tuple(f->annotations)) {
        OWN Value d = dict_new(t);
        if (is_empty(d))
            return EMPTY;
        if (!is_empty(f->annotations)) {
            Tuple *pairs = as_tuple(f->annotations);
            for (ssize i = 0; i + 1 < pairs->len; i += 2)
                if (!dict_set(t, as_dict(d), pairs->item[i], pairs->item[i + 1]))
                    return EMPTY;
        }
        replace_take(&f->annotations, take(&d));
    }
    return retain(f->annotations);
}
SETTER(function, __annotations__)
{
    if (!is_empty(value) && !is_none(value) && !is_dict(value))
        return raise_type(t, "__annotations__ must be set to a dict object"), false;
    replace_take(&as_function(self)->annotations, is_empty(value) || is_none(value) ? EMPTY : retain(value));
    return true;
}
static bool set_text(Thread *t, Value *slot, Ref value, const char *name)
{
    if (is_empty(value) || !is_str(value))
        return raise_type(t, "%s must be set to a string object", name), false;
    replace_take(slot, retain(value));
    return true;
}
GETTER(function, __name__)     { return retain(as_function(self)->name); }
SETTER(function, __name__)     { return set_text(t, &as_function(self)->name, value, "__name__"); }
GETTER(function, __qualname__) { return retain(as_function(self)->qualname); }
SETTER(function, __qualname__) { return set_text(t, &as_function(self)->qualname, value, "__qualname__"); }
GETTER(function, __doc__)      { return or_none(as_function(self)->doc); }
SETTER(function, __doc__)
{
    replace_take(&as_function(self)->doc, is_empty(value) ? NONE : retain(value));
    return true;
}
GETTER(function, __module__)   { return or_none(as_function(self)->module); }
SETTER(function, __module__)
{
    replace_take(&as_function(self)->module, is_empty(value) ? NONE : retain(value));
    return true;
}
GETTER(function, __globals__)  { return retain_object(as_function(self)->globals); }
GETTER(function, __builtins__) { return retain_object(as_function(self)->builtins); }
GETTER(function, __closure__)  { return as_function(self)->closure ? retain_object(as_function(self)->closure) : NONE; }
GETTER(function, __dict__)     { return attrs_dict(t, self); }
SETTER(function, __dict__)
{
    if (is_empty(value))
        return raise_type(t, "cannot delete __dict__"), false;
    return attrs_set_dict(t, self, value);
}
GETTER(function, __type_params__)
{
    Ref params = as_function(self)->type_params;
    return is_empty(params) ? tuple_new(t, 0) : retain(params);
}
SETTER(function, __type_params__)
{
    if (is_empty(value) || !is_tuple(value))
        return raise_type(t, "__type_params__ must be set to a tuple"), false;
    replace_take(&as_function(self)->type_params, retain(value));
    return true;
}

NEW(function, "(code, globals: dict, name=None, argdefs=None, closure=None, kwdefaults=None)")
{
    if (!is_exact(a->code, &code_type))
        return raise_type(t, "function() argument 'code' must be code, not %T", a->code);
    if (!is_none(a->name) && !is_str(a->name))
        return raise_type(t, "arg 3 (name) must be None or string");
    if (!is_none(a->argdefs) && !is_tuple(a->argdefs))
        return raise_type(t, "arg 4 (defaults) must be None or tuple");
    Code *c = as_code(a->code);
    if (!is_tuple(a->closure) && !(is_none(a->closure) && c->free_count == 0))
        return is_none(a->closure) ? raise_type(t, "arg 5 (closure) must be tuple") : raise_type(t, "arg 5 (closure) must be None or tuple");
    ssize n = is_none(a->closure) ? 0 : as_tuple(a->closure)->len;
    if (n != c->free_count)
        return raise_value(t, "%S requires closure of length %zd, not %zd", c->name, (ssize)c->free_count, n);
    for (ssize i = 0; i < n; i++)
        if (!is_exact(as_tuple(a->closure)->item[i], &cell_type))
            return raise_type(t, "arg 5 (closure) expected cell, found %T", as_tuple(a->closure)->item[i]);
    OWN Value result = function_new(t, a->code, a->globals);
    if (is_empty(result))
        return EMPTY;
    Function *f = as_function(result);
    if (!is_none(a->name))
        replace_take(&f->name, retain(a->name));
    if (!is_none(a->argdefs))
        f->defaults = retain(a->argdefs);
    if (!is_none(a->kwdefaults) && is_dict(a->kwdefaults))
        f->keyword_defaults = retain(a->kwdefaults);
    if (n)
        f->closure = as_tuple(retain(a->closure));
    return take(&result);
}

Type function_type = {
    TYPE_HEAD("function", Function), .doc = "Create a function object.", .flags = TYPE_GC | TYPE_WEAKREFS,
    .dict_offset = offsetof(Function, dict), .dealloc = function_dealloc, .traverse = function_traverse, .clear = function_clear,
    .repr = function_repr, .call = function_call, .descr_get = function_descr_get,
    .new_ = function_new_slot, .new_signature = &function_new_signature, .getset = function_getset,
};
