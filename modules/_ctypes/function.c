/* function.c: CFuncPtr: foreign functions, and its metaclass. Manual: ctypes, "Foreign functions", "Function prototypes".
 *
 * An instance is the address of a C function. Its class says the types (`_argtypes_`, `_restype_`) and how to call (`_flags_`);
 * attributes of the instance override them. With parameter flags, a function made from a prototype has named, default and
 * output parameters.
 */
#include "modules/_ctypes/types.h"

#include <dlfcn.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ctypes/function.h"

typedef struct Function {
    CData data;
    Value restype;              /* EMPTY: the class's */
    Value argtypes;             /* as it was assigned; EMPTY: the class's */
    Value converters;           /* tuple, if argtypes is there */
    Value errcheck;             /* callable, or EMPTY */
    Value paramflags;           /* tuple of (flag[, name[, default]]), as many as the class's argtypes; or EMPTY */
} Function;

ALWAYS_INLINE Function *as_function_pointer(Ref v) { return (Function *)object_of(v); }

/* ---- the metaclass ---- */

static bool check_restype(Ref v) { return is_none(v) || defined_ctype(v) || is_callable(v); }

/* The class attribute as its own body has it or inherits it; EMPTY without exception when absent. */
static bool class_attribute(Thread *t, Ref cls, Ref name, Value *v)
{
    Lookup r = find_attr(t, cls, name, v);
    if (r == MISSING)
        *v = EMPTY;
    return r != ERROR;
}

static bool fill(Thread *t, CType *c)
{
    Value found;
    int64_t flags;
    Ref cls = value_of(c);
    if (!class_attribute(t, cls, NAME(_flags_), &found))
        return false;
    OWN Value flags_object = found;
    if (is_empty(flags_object) || !is_int(flags_object) || !int_as_int64(flags_object, &flags))
        return raise_type(t, "class must define _flags_ which must be an integer"), false;
    c->flags = (int)flags;
    if (!class_attribute(t, cls, NAME(_argtypes_), &found))
        return false;
    OWN Value argtypes = found;
    if (!is_empty(argtypes)) {
        if (!is_tuple(argtypes))
            return raise_type(t, "_argtypes_ must be a sequence of types"), false;
        c->converters = converters_new(t, argtypes);
        if (is_empty(c->converters))
            return false;
        c->argtypes = take(&argtypes);
    }
    if (!class_attribute(t, cls, NAME(_restype_), &found))
        return false;
    c->restype = found;
    if (!is_empty(found) && !check_restype(found))
        return raise_type(t, "_restype_ must be a type, a callable, or None"), false;
    return true;
}

static Value function_metatype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    OWN Value cls = ctype_new(t, meta, args, nargs, names);
    if (is_empty(cls) || type_of(cls) != meta)
        return take(&cls);
    CType *c = as_ctype(cls);
    c->kind = KIND_FUNCTION;
    c->size = c->align = c->item_size = sizeof(void *);
    c->length = 1;
    c->has_pointers = true;
    c->ffi = &ffi_type_pointer;
    if (!fill(t, c) || !format_set(t, c, "X{}"))
        return EMPTY;
    c->defined = c->final = true;
    return take(&cls);
}

Type function_metatype_type = {
    TYPE_HEAD("_ctypes.PyCFuncPtrType", CType), .doc = "metatype for C function pointers", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &ctype_type, .new_ = function_metatype_new,
};

/* ---- parameter flags ---- */

enum ParamFlag { PARAM_IN = 1, PARAM_OUT = 2, PARAM_LCID = 4, PARAM_KINDS = 7 };

typedef struct ParamSpec { int flag; Ref name, fallback; /* EMPTY: none */ } ParamSpec;

static bool read_spec(Thread *t, Ref v, ParamSpec *spec)
{
    int64_t flag;
    ssize n = is_tuple(v) ? as_tuple(v)->len : 0;
    *spec = (ParamSpec){0};
    bool good = n >= 1 && n <= 3 && is_int(as_tuple(v)->item[0]) && int_as_int64(as_tuple(v)->item[0], &flag)
        && (n < 2 || is_str(as_tuple(v)->item[1]) || is_none(as_tuple(v)->item[1]));
    if (!good)
        return raise_type(t, "paramflags must be a sequence of (int [,string [,value]]) tuples"), false;
    spec->flag = (int)(flag & PARAM_KINDS);
    spec->name = n > 1 && is_str(as_tuple(v)->item[1]) ? as_tuple(v)->item[1] : EMPTY;
    spec->fallback = n > 2 ? as_tuple(v)->item[2] : EMPTY;
    return true;
}

/* An output parameter's type must be a pointer of some kind. */
static bool check_output(Thread *t, Ref cls, ssize number)
{
    CType *c = defined_ctype(cls);
    if (c && (c->kind == KIND_POINTER || c->kind == KIND_ARRAY || (c->kind == KIND_SIMPLE && strchr("PzZ", c->code))))
        return true;
    return raise_type(t, "'out' parameter %zd must be a pointer type, not %s", number,
                      is_type(cls) ? type_display_name(as_type(cls)) : type_display_name(type_of(cls))), false;
}

static bool set_paramflags(Thread *t, Ref self, Ref given)
{
    Ref types = ctype_of(self)->argtypes;
    ParamSpec spec;
    if (is_none(given))
        return true;
    if (!is_tuple(given))
        return raise_type(t, "paramflags must be a tuple or None"), false;
    if (as_tuple(given)->len != (is_empty(types) ? 0 : as_tuple(types)->len))
        return raise_value(t, "paramflags must have the same length as argtypes"), false;
    for (ssize i = 0; i < as_tuple(given)->len; i++) {
        if (!read_spec(t, as_tuple(given)->item[i], &spec))
            return false;
        switch (spec.flag) {
        case 0: case PARAM_IN: case PARAM_IN | PARAM_LCID: case PARAM_IN | PARAM_OUT: break;
        case PARAM_OUT:
            if (!check_output(t, as_tuple(types)->item[i], i + 1))
                return false;
            break;
        default: return raise_type(t, "paramflag value %d not supported", spec.flag), false;
        }
    }
    as_function_pointer(self)->paramflags = retain(given);
    return true;
}

/* ---- making one ---- */

static void set_address(Ref self, const void *p) { memcpy(as_data(self)->data, &p, sizeof p); }

static bool from_library(Thread *t, Ref self, Ref pair)
{
    uint64_t handle;
    if (as_tuple(pair)->len != 2)
        return raise_type(t, "function takes exactly 2 arguments (%zd given)", as_tuple(pair)->len), false;
    Ref name = as_tuple(pair)->item[0], library = as_tuple(pair)->item[1];
    const char *text = is_bytes(name) ? (char *)as_bytes(name)->data : is_str(name) ? str_utf8(t, name, NULL)
                                      : (raise_type(t, "the first item in the tuple must be a string or bytes object"), NULL);
    OWN Value v = text ? get_attr(t, library, NAME(_handle)) : EMPTY;
    if (is_empty(v))
        return false;
    if (!is_int(v))
        return raise_type(t, "the _handle attribute of the second argument must be an integer"), false;
    if (!int_masked(t, v, &handle))
        return false;
    dlerror();
    void *address = dlsym((void *)handle, text);
    if (!address) {
        const char *why = dlerror();
        return raise_format(t, &exc_AttributeError, "%s", why ? why : "function has no address"), false;
    }
    set_address(self, address);
    return data_keep_take(t, self, 0, retain(library));
}

static bool from_callable(Thread *t, Ref self, Ref callable)
{
    CType *c = ctype_of(self);
    void *code;
    OWN Value callback = callback_new(t, callable, c->argtypes, c->restype, c->flags, &code);
    if (is_empty(callback))
        return false;
    set_address(self, code);
    return data_keep_take(t, self, 0, take(&callback));
}

static bool from_source(Thread *t, Ref self, const Value *args, ssize nargs)
{
    uint64_t address;
    if (nargs > 2)
        return raise_type(t, "function takes at most 2 arguments (%zd given)", nargs), false;
    if (is_tuple(args[0]))
        return from_library(t, self, args[0]) && (nargs < 2 || set_paramflags(t, self, args[1]));
    if (nargs == 1 && is_int(args[0])) {
        if (!int_masked(t, args[0], &address))
            return false;
        set_address(self, (void *)address);
        return true;
    }
    if (nargs == 1 && is_callable(args[0]))
        return from_callable(t, self, args[0]);
    return raise_type(t, "argument must be callable or integer function address"), false;
}

static Value function_new_slot(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "%N() takes no keyword arguments", cls);
    OWN Value self = data_new_slot(t, cls, args, nargs, names);
    return is_empty(self) || (nargs && !from_source(t, self, args, nargs)) ? EMPTY : take(&self);
}
static bool function_init_slot(Thread *t UNUSED, Ref self UNUSED, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return true;
}

static void clear_own(Function *f)
{
    Value owned[] = {take(&f->restype), take(&f->argtypes), take(&f->converters), take(&f->errcheck), take(&f->paramflags)};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(owned[i]);
}
static void function_dealloc(Object *o)
{
    clear_own((Function *)o);
    data_release_contents((CData *)o);
    object_free(o, object_size(o));
}
static void function_traverse(Object *o, Visitor *visitor)
{
    Function *f = (Function *)o;
    data_traverse(o, visitor);
    visit(visitor, f->restype);
    visit(visitor, f->argtypes);
    visit(visitor, f->converters);
    visit(visitor, f->errcheck);
    visit(visitor, f->paramflags);
}
static void function_clear(Object *o)
{
    clear_own((Function *)o);
    data_clear(o);
}

/* ---- attributes ---- */

/** specify the result type */
GETTER(function_pointer, restype)
{
    Ref own = as_function_pointer(self)->restype, of_class = ctype_of(self)->restype;
    return !is_empty(own) ? retain(own) : is_empty(of_class) ? NONE : retain(of_class);
}
SETTER(function_pointer, restype)
{
    if (!is_empty(value) && !check_restype(value))
        return raise_type(t, "restype must be a type, a callable, or None"), false;
    replace_take(&as_function_pointer(self)->restype, retain(value));
    return true;
}
/** specify the argument types */
GETTER(function_pointer, argtypes)
{
    Ref own = as_function_pointer(self)->argtypes, of_class = ctype_of(self)->argtypes;
    return !is_empty(own) ? retain(own) : is_empty(of_class) ? NONE : retain(of_class);
}
SETTER(function_pointer, argtypes)
{
    Function *f = as_function_pointer(self);
    OWN Value converters = EMPTY, types = EMPTY;
    if (!is_empty(value) && !is_none(value)) {
        types = retain(value);
        converters = converters_new(t, value);
        if (is_empty(converters)) {
            if (!type_of(value)->iter && !type_of(value)->getitem && raised_catch(t, &exc_TypeError))
                raise_type(t, "_argtypes_ must be a sequence of types");
            return false;
        }
    }
    replace_take(&f->converters, take(&converters));
    replace_take(&f->argtypes, take(&types));
    return true;
}
/** a function to check for errors */
GETTER(function_pointer, errcheck)
{
    Ref own = as_function_pointer(self)->errcheck;
    return is_empty(own) ? NONE : retain(own);
}
SETTER(function_pointer, errcheck)
{
    if (!is_empty(value) && !is_callable(value))
        return raise_type(t, "the errcheck attribute must be callable"), false;
    replace_take(&as_function_pointer(self)->errcheck, retain(value));
    return true;
}

/* ---- arguments by parameter flags ---- */

typedef struct Gathered {
    Value args;                 /* list, owned: what is passed */
    ssize taken;                /* of those that the caller gave */
    ssize outputs;
} Gathered;

/* The caller's argument for a parameter. */
static Value gather_input(Thread *t, const ParamSpec *p, const Value *args, ssize nargs, Ref names, Gathered *g)
{
    if (g->taken < nargs)
        return retain(args[g->taken++]);
    for (ssize i = 0; !is_empty(names) && !is_empty(p->name) && i < as_tuple(names)->len; i++)
        if (str_equal(as_str(as_tuple(names)->item[i]), as_str(p->name))) {
            g->taken++;
            return retain(args[nargs + i]);
        }
    if (!is_empty(p->fallback))
        return retain(p->fallback);
    return is_empty(p->name) ? raise_type(t, "not enough arguments") : raise_type(t, "required argument '%S' missing", p->name);
}

/* Fresh memory for an output parameter. */
static Value make_output(Thread *t, Ref cls)
{
    CType *c = as_ctype(cls);
    if (c->kind == KIND_ARRAY)
        return call0(t, cls);
    if (c->kind != KIND_POINTER || is_empty(c->item))
        return raise_type(t, "%N 'out' parameter must be passed as default value", &c->type);
    return call0(t, c->item);
}

static bool gather(Thread *t, Tuple *types, Tuple *flags, const Value *args, ssize nargs, Ref names, Gathered *g)
{
    for (ssize i = 0; i < flags->len && i < types->len; i++) {
        ParamSpec p;
        Value v;
        if (!read_spec(t, flags->item[i], &p))
            return false;
        if (p.flag & PARAM_LCID)
            v = retain(is_empty(p.fallback) ? fixnum(0) : p.fallback);
        else if (p.flag == PARAM_OUT)
            v = is_empty(p.fallback) ? make_output(t, types->item[i]) : retain(p.fallback);
        else
            v = gather_input(t, &p, args, nargs, names, g);
        g->outputs += (p.flag & PARAM_OUT) != 0;
        if (is_empty(v) || !list_append_take(t, as_list(g->args), v))
            return false;
    }
    ssize given = nargs + (is_empty(names) ? 0 : as_tuple(names)->len);
    if (g->taken != given)
        return raise_type(t, "call takes exactly %zd arguments (%zd given)", g->taken, given), false;
    return true;
}

/* What a call with output parameters returns: their values, one alone as it is. */
static Value outputs_of(Thread *t, Tuple *flags, Tuple *args, ssize count)
{
    OWN Value list = list_new(t, count);
    for (ssize i = 0; !is_empty(list) && i < flags->len && i < args->len; i++) {
        ParamSpec p;
        if (!read_spec(t, flags->item[i], &p))
            return EMPTY;
        if (!(p.flag & PARAM_OUT))
            continue;
        Value v = p.flag & PARAM_IN ? retain(args->item[i]) : call_method0(t, args->item[i], NAME(__ctypes_from_outparam__));
        if (is_empty(v) || !list_append_take(t, as_list(list), v))
            return EMPTY;
    }
    if (is_empty(list) || as_list(list)->len != 1)
        return is_empty(list) ? EMPTY : to_tuple(t, list);
    return retain(as_list(list)->item[0]);
}

/* ---- calling ---- */

static Value call_address(Thread *t, Ref self, const Value *args, ssize nargs)
{
    Function *f = as_function_pointer(self);
    CType *c = ctype_of(self);
    void *address;
    if (!data_check(t, &f->data, 0, sizeof address))
        return EMPTY;
    memcpy(&address, f->data.data, sizeof address);
    return foreign_call(t, address, c->flags, is_empty(f->restype) ? c->restype : f->restype,
                        is_empty(f->argtypes) ? c->converters : f->converters, args, nargs);
}

/* The result goes through errcheck; true: *result is final. */
static bool check_result(Thread *t, Ref self, Ref args, Value *result)
{
    OWN Value errcheck = retain(as_function_pointer(self)->errcheck);
    if (is_empty(errcheck))
        return false;
    OWN Value old = take(result);
    *result = call3(t, errcheck, old, self, args);
    if (is_empty(*result) || !same(*result, args))
        return true;
    replace_take(result, take(&old));
    return false;
}

static Value call_with_flags(Thread *t, Ref self, Ref flags, const Value *args, ssize nargs, Ref names)
{
    Function *f = as_function_pointer(self);
    Gathered g = {0};
    OWN Value types = is_empty(f->argtypes) ? retain(ctype_of(self)->argtypes) : to_tuple(t, f->argtypes);
    OWN Value list = is_empty(types) ? EMPTY : list_new(t, as_tuple(types)->len);
    g.args = list;
    if (is_empty(list) || !gather(t, as_tuple(types), as_tuple(flags), args, nargs, names, &g))
        return EMPTY;
    OWN Value passed = to_tuple(t, list);
    OWN Value result = is_empty(passed) ? EMPTY : call_address(t, self, as_tuple(passed)->item, as_tuple(passed)->len);
    if (is_empty(result) || check_result(t, self, passed, &result) || !g.outputs)
        return take(&result);
    return outputs_of(t, as_tuple(flags), as_tuple(passed), g.outputs);
}

static Value function_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Function *f = as_function_pointer(self);
    OWN Value flags = retain(f->paramflags), keep = retain(self);
    if (!is_empty(flags) && as_tuple(flags)->len)
        return call_with_flags(t, self, flags, args, nargs, names);
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "this function takes no keyword arguments");
    Value result = call_address(t, self, args, nargs);
    if (is_empty(result) || is_empty(f->errcheck))
        return result;
    OWN Value tuple = tuple_from_array(t, args, nargs);
    if (is_empty(tuple)) {
        release(result);
        return EMPTY;
    }
    (void)check_result(t, self, tuple, &result);
    return result;
}

static Test function_truth(Thread *t, Ref self)
{
    void *p;
    if (!data_check(t, as_data(self), 0, sizeof p))
        return TEST_ERROR;
    memcpy(&p, as_data(self)->data, sizeof p);
    return p ? TEST_TRUE : TEST_FALSE;
}

static Value function_repr(Thread *t, Ref self) { return str_format(t, "<%T object at 0x%lx>", self, (unsigned long)object_of(self)); }

CType function_pointer_type = {.kind = KIND_FUNCTION, .type = {
    .head = OBJECT_STATIC(&function_metatype_type), .name = "_ctypes.CFuncPtr", .size = sizeof(Function), .base = &data_type.type,
    .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS, .doc = "Function Pointer", .new_ = function_new_slot, .init = function_init_slot,
    .dealloc = function_dealloc, .traverse = function_traverse, .clear = function_clear, .call = function_call,
    .truth = function_truth, .repr = function_repr, .getset = function_pointer_getset,
}};
