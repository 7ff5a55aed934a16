/* argument.c: Python objects as arguments of C functions: from_param() of the classes, and conversion without a declared type.
 *
 * Manual: ctypes, "Specifying the required argument types", "Calling functions with your own custom data types".
 * An object of Python type CArgObject ("cparam") is an argument that is already in C's form; byref() makes one too.
 */
#include "modules/_ctypes/types.h"

#include <stdarg.h>

#include "object/bytes.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ctypes/argument.h"

Type argument_error_type = {EXCEPTION_HEAD("ctypes.ArgumentError", &exc_Exception)};

void extend_error(Thread *t, Type *cls, const char *format, ...)
{
    va_list ap;
    OWN Value error = raised_take(t);
    va_start(ap, format);
    OWN Value prefix = str_vformat(t, format, ap);
    va_end(ap);
    OWN Value text = is_empty(prefix) ? EMPTY : to_str(t, error);
    if (is_empty(text)) {
        if (is_empty(prefix))
            return;
        raised_clear(t);
        text = str_from_text(t, "???");
        if (is_empty(text))
            return;
    }
    raise_format(t, cls, "%S%R: %S", prefix, value_of(type_of(error)), text);
}

/* ---- the Python object ---- */

static Value parameter_new(Thread *t, char tag, ffi_type *ffi, Ref object)
{
    Value v = type_alloc(t, &parameter_type, 0);
    if (is_empty(v))
        return EMPTY;
    as_parameter(v)->tag = (uint8_t)tag;
    as_parameter(v)->argument.ffi = ffi;
    as_parameter(v)->object = retain(object);
    return v;
}
Value parameter_pointer(Thread *t, char tag, void *p, Ref object)
{
    Value v = parameter_new(t, tag, &ffi_type_pointer, object);
    if (!is_empty(v))
        as_parameter(v)->argument.value.p = p;
    return v;
}

static void parameter_clear(Object *o)
{
    release(take(&((Parameter *)o)->object));
    release(take(&((Parameter *)o)->argument.keep));
}
static void parameter_dealloc(Object *o)
{
    parameter_clear(o);
    object_free(o, object_size(o));
}
static void parameter_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Parameter *)o)->object);
    visit(visitor, ((Parameter *)o)->argument.keep);
}

/** the wrapped object */
GETTER(parameter, _obj) { return is_empty(as_parameter(self)->object) ? NONE : retain(as_parameter(self)->object); }

static Value parameter_repr(Thread *t, Ref self)
{
    Parameter *p = as_parameter(self);
    const Argument *a = &p->argument;
    char tag = (char)p->tag;
    OWN Value number = EMPTY;
    switch (tag) {
    case 'c':
        return a->value.bytes[0] >= ' ' && a->value.bytes[0] < 0x7F ? str_format(t, "<cparam 'c' ('%c')>", a->value.bytes[0])
                                                                   : str_format(t, "<cparam 'c' ('\\x%02x')>", a->value.bytes[0]);
    case 'b': case 'B': case 'h': case 'H': case 'i': case 'I': case 'l': case 'L': case 'q': case 'Q': case 'f': case 'd': {
        CType c = {.code = tag};
        number = simple_load(t, &c, &a->value);
        return is_empty(number) ? EMPTY : str_format(t, "<cparam '%c' (%R)>", tag, number);
    }
    case 'z': case 'Z': case 'P':
        return str_format(t, "<cparam '%c' (0x%lx)>", tag, (unsigned long)a->value.u);
    }
    return str_format(t, "<cparam '%c' at 0x%lx>", tag, (unsigned long)p);
}

Type parameter_type = {
    TYPE_HEAD("CArgObject", Parameter), .flags = TYPE_GC, .dealloc = parameter_dealloc, .traverse = parameter_traverse,
    .clear = parameter_clear, .repr = parameter_repr, .getset = parameter_getset,
};

/* ---- from_param() ---- */

/* A str as an argument: the copy in wide characters lives with it. */
static Value wide_parameter(Thread *t, Ref str)
{
    CType wide = {.code = 'Z', .size = sizeof(void *)};
    Value keep;
    void *p;
    if (!simple_convert(t, &wide, &p, str, &keep))
        return EMPTY;
    Value v = parameter_pointer(t, 'Z', p, str);
    if (is_empty(v))
        release(keep);
    else
        as_parameter(v)->argument.keep = keep;
    return v;
}

/* Is v memory of items of the simple type `code`: an array of them, a pointer to them, or byref() of one? */
static bool points_to(Ref v, char code)
{
    if (is_parameter(v)) {
        Ref object = as_parameter(v)->object;
        return as_parameter(v)->tag == 'P' && !is_empty(object) && is_data(object) && ctype_of(object)->kind == KIND_SIMPLE
            && ctype_of(object)->code == code;
    }
    CType *c = is_data(v) ? ctype_of(v) : NULL;
    if (!c || (c->kind != KIND_ARRAY && c->kind != KIND_POINTER) || is_empty(c->item))
        return false;
    return as_ctype(c->item)->kind == KIND_SIMPLE && as_ctype(c->item)->code == code;
}

/* What any pointer parameter takes: FOUND, MISSING, ERROR. */
static Lookup any_pointer(Thread *t, Ref v, Value *result)
{
    uint64_t address;
    if (is_none(v)) {
        *result = NONE;
    } else if (is_int(v)) {
        if (!int_masked(t, v, &address))
            return ERROR;
        *result = parameter_pointer(t, 'P', (void *)address, NONE);
    } else if (is_bytes(v)) {
        *result = parameter_pointer(t, 'z', as_bytes(v)->data, v);
    } else if (is_str(v)) {
        *result = wide_parameter(t, v);
    } else if (is_parameter(v)) {
        if (as_parameter(v)->tag != 'P')
            return MISSING;
        *result = retain(v);
    } else if (is_data(v)) {
        CType *c = ctype_of(v);
        bool address_inside = c->kind == KIND_FUNCTION || (c->kind == KIND_SIMPLE && strchr("zZP", c->code));
        if (!address_inside && c->kind != KIND_ARRAY && c->kind != KIND_POINTER)
            return MISSING;
        if (address_inside) {
            void *p;
            if (!data_check(t, as_data(v), 0, sizeof p))
                return ERROR;
            memcpy(&p, as_data(v)->data, sizeof p);
            *result = parameter_pointer(t, c->kind == KIND_SIMPLE ? c->code : 'P', p, v);
        } else {
            *result = retain(v);
        }
    } else {
        return MISSING;
    }
    return is_empty(*result) ? ERROR : FOUND;
}

static Lookup simple_param(Thread *t, CType *c, Ref v, Value *result)
{
    switch (c->code) {
    case 'P': return any_pointer(t, v, result);
    case 'z': case 'Z':
        if (is_none(v) || (c->code == 'z' ? is_bytes(v) : is_str(v)))
            return any_pointer(t, v, result);
        if (!points_to(v, c->code == 'z' ? 'c' : 'u'))
            return MISSING;
        *result = retain(v);
        return FOUND;
    }
    Value keep;
    Argument a = {.ffi = c->ffi};
    if (!simple_convert(t, c, &a.value, v, &keep)) {
        release(keep);
        return raised_catch(t, &exc_TypeError) ? MISSING : ERROR;
    }
    *result = parameter_new(t, c->code, c->ffi, keep);
    release(keep);
    if (is_empty(*result))
        return ERROR;
    as_parameter(*result)->argument.value = a.value;
    return FOUND;
}

static Lookup pointer_param(Thread *t, CType *c, Ref v, Value *result)
{
    if (is_none(v)) {
        *result = NONE;
        return FOUND;
    }
    Type *item = is_empty(c->item) ? NULL : as_type(c->item);
    if (!item)
        return MISSING;
    CType *from = is_data(v) ? ctype_of(v) : NULL;
    if (from && type_is_subtype(&from->type, item)) {           /* the item itself stands for its address */
        *result = parameter_pointer(t, 'P', as_data(v)->data, v);
        return is_empty(*result) ? ERROR : FOUND;
    }
    bool fits = from && (from->kind == KIND_ARRAY || from->kind == KIND_POINTER) && !is_empty(from->item)
        && type_is_subtype(as_type(from->item), item);
    if (is_parameter(v)) {
        Ref object = as_parameter(v)->object;
        fits = !is_empty(object) && is_ptr(object) && type_is_subtype(type_of(object), item);
        if (!fits)
            return raise_type(t, "expected %N instance instead of pointer to %T", &c->type, is_empty(object) ? NONE : object), ERROR;
    }
    /* bytes and str are accepted for pointers to characters */
    char code = is_plain((CType *)item) ? ((CType *)item)->code : 0;
    if ((code == 'c' && (is_bytes(v) || (from && from->kind == KIND_SIMPLE && from->code == 'z')))
        || (code == 'u' && (is_str(v) || (from && from->kind == KIND_SIMPLE && from->code == 'Z'))))
        return any_pointer(t, v, result);
    if (!fits)
        return MISSING;
    *result = retain(v);
    return FOUND;
}

/* v._as_parameter_, converted in its stead; MISSING when it has none. */
static Lookup by_attribute(Thread *t, Ref cls, Ref v, Value *result)
{
    Value found;
    Lookup r = find_attr(t, v, NAME(_as_parameter_), &found);
    if (r != FOUND)
        return r;
    OWN Value inner = found;
    if (!recursion_enter(t, " while processing _as_parameter_"))
        return ERROR;
    *result = ctype_from_param(t, cls, inner);
    recursion_leave(t);
    return is_empty(*result) ? ERROR : FOUND;
}

Value ctype_from_param(Thread *t, Ref cls, Ref v)
{
    Value result = EMPTY;
    CType *c = require_defined(t, cls);
    if (!c)
        return EMPTY;
    if (is_data(v) && type_is_subtype(type_of(v), &c->type))
        return retain(v);
    Lookup r = c->kind == KIND_SIMPLE ? simple_param(t, c, v, &result) : c->kind == KIND_POINTER ? pointer_param(t, c, v, &result) : MISSING;
    if (r == MISSING && !is_parameter(v))
        r = by_attribute(t, cls, v, &result);
    if (r == FOUND)
        return result;
    if (r == ERROR)
        return EMPTY;
    if (c->kind == KIND_SIMPLE)
        return raise_type(t, "wrong type");
    if (is_parameter(v) && !is_empty(as_parameter(v)->object))
        return raise_type(t, "expected %N instance instead of pointer to %T", &c->type, as_parameter(v)->object);
    return raise_type(t, "expected %N instance instead of %T", &c->type, v);
}

bool address_argument(Thread *t, Ref v, void **p, Value *hold)
{
    Value found;
    *hold = EMPTY;
    Lookup r = any_pointer(t, v, &found);
    if (r == MISSING) {
        Value attribute;
        r = find_attr(t, v, NAME(_as_parameter_), &attribute);
        if (r == FOUND) {
            OWN Value inner = attribute;
            if (!recursion_enter(t, " while processing _as_parameter_"))
                return false;
            bool good = address_argument(t, inner, p, hold);
            recursion_leave(t);
            return good;
        }
        if (r == MISSING)
            raise_type(t, "wrong type");
    }
    if (r != FOUND)
        return false;
    Argument a = {0};
    if (!argument_from(t, found, 1, &a)) {
        release(found);
        return false;
    }
    *p = a.value.p;
    argument_free(&a);
    *hold = found;
    return true;
}

/* ---- arguments of a call ---- */

void argument_free(Argument *a)
{
    release(take(&a->keep));
    mem_free(a->copy);
    a->copy = NULL;
}

static bool data_argument(Thread *t, Ref v, Argument *a)
{
    CData *d = as_data(v);
    CType *c = ctype_of(v);
    a->keep = retain(v);
    a->ffi = c->ffi;
    if (c->kind == KIND_ARRAY) {
        a->value.p = d->data;
        return true;
    }
    if (!data_check(t, d, 0, c->size))
        return false;
    if (!is_aggregate(c)) {
        memcpy(&a->value, d->data, (size_t)c->size);
        return true;
    }
    a->copy = mem_alloc(t, (size_t)MAX(c->size, (ssize)16));
    if (!a->copy)
        return false;
    memcpy(a->copy, d->data, (size_t)c->size);
    return true;
}

bool argument_from(Thread *t, Ref v, ssize number, Argument *a)
{
    int64_t n;
    uint64_t u;
    *a = (Argument){.ffi = &ffi_type_pointer, .keep = EMPTY};
    if (is_data(v))
        return data_argument(t, v, a);
    if (is_parameter(v)) {
        a->ffi = as_parameter(v)->argument.ffi;
        a->value = as_parameter(v)->argument.value;
        a->keep = retain(v);
        return true;
    }
    if (is_none(v))
        return true;
    if (is_int(v)) {
        a->ffi = &ffi_type_sint32;
        if (int_as_uint64(v, &u))
            n = (int64_t)u;
        else if (!int_as_int64(v, &n))
            return raise_overflow(t, "int too long to convert"), false;
        a->value.i = (int32_t)n;
        return true;
    }
    if (is_bytes(v)) {
        a->value.p = as_bytes(v)->data;
        a->keep = retain(v);
        return true;
    }
    if (is_str(v)) {
        a->keep = wide_parameter(t, v);
        if (is_empty(a->keep))
            return false;
        a->value = as_parameter(a->keep)->argument.value;
        return true;
    }
    Value found;
    Lookup r = find_attr(t, v, NAME(_as_parameter_), &found);
    if (r == MISSING)
        raise_type(t, "Don't know how to convert parameter %zd", number);
    if (r != FOUND)
        return false;
    OWN Value inner = found;
    if (!recursion_enter(t, " while processing _as_parameter_"))
        return false;
    bool good = argument_from(t, inner, number, a);
    recursion_leave(t);
    return good;
}

/* Plain numbers for plain types, without objects in between. */
static bool quick(const CType *c, Ref v, Argument *a)
{
    if (c->kind != KIND_SIMPLE || c->swapped)
        return false;
    *a = (Argument){.ffi = c->ffi, .keep = EMPTY};
    if (is_fixnum(v) && strchr("bBhHiIlLqQ", c->code)) {
        a->value.i = fixnum_value(v);
        return true;
    }
    if (c->code != 'd' && c->code != 'f')
        return false;
    double d = is_flonum(v) ? flonum_value(v) : is_fixnum(v) ? (double)fixnum_value(v) : 0;
    if (!is_flonum(v) && !is_fixnum(v))
        return false;
    if (c->code == 'd')
        a->value.d = d;
    else
        a->value.f = (float)d;
    return true;
}

bool argument_typed(Thread *t, Ref converter, Ref v, ssize number, Argument *a)
{
    bool direct = is_ctype(converter);
    if (direct && quick(as_ctype(converter), v, a))
        return true;
    *a = (Argument){.keep = EMPTY};
    OWN Value converted = direct ? ctype_from_param(t, converter, v) : call1(t, converter, v);
    return !is_empty(converted) && argument_from(t, converted, number, a);
}

/* Does cls.from_param mean ctype_from_param? */
static bool is_standard(Thread *t, Ref cls)
{
    return is_ctype(cls) && as_ctype(cls)->defined && is_empty(type_lookup(t, as_type(cls), NAME(from_param)))
        && same(type_lookup(t, type_of(cls), NAME(from_param)), type_lookup(t, &ctype_type, NAME(from_param)));
}

Value converters_new(Thread *t, Ref argtypes)
{
    OWN Value types = to_tuple(t, argtypes);
    OWN Value list = is_empty(types) ? EMPTY : list_new(t, as_tuple(types)->len);
    if (is_empty(list))
        return EMPTY;
    for (ssize i = 0; i < as_tuple(types)->len; i++) {
        Ref cls = as_tuple(types)->item[i];
        Value converter;
        Lookup r = is_standard(t, cls) ? (converter = retain(cls), FOUND) : find_attr(t, cls, NAME(from_param), &converter);
        if (r == MISSING)
            return raise_type(t, "item %zd in _argtypes_ has no from_param method", i + 1);
        if (r == ERROR || !list_append_take(t, as_list(list), converter))
            return EMPTY;
    }
    return to_tuple(t, list);
}
