/* values.c: values of Tcl from values of Python and back, and the class Tcl_Obj for those that are nothing of Python's. See
 * tkinter.h.
 *
 * Tcl's values have a text always and a type sometimes. The name of the type tells what they are to Python: a number, a truth
 * value, bytes, a list (a tuple here); text if there is none; anything else stays a Tcl_Obj.
 */
#include "modules/_tkinter/tkinter.h"
#include <stdlib.h>
#include "object/bytes.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_tkinter/values.h"

Type tcl_error_type = {EXCEPTION_HEAD("_tkinter.TclError", &exc_Exception), .doc = "An error of Tcl."};

/* ---- text ---- */

static char *put_unit(char *p, uint32_t c)
{
    if (c && c < 0x80) {
        *p++ = (char)c;
    } else if (c < 0x800) {
        *p++ = (char)(0xC0 | c >> 6);
        *p++ = (char)(0x80 | (c & 0x3F));
    } else {
        *p++ = (char)(0xE0 | c >> 12);
        *p++ = (char)(0x80 | (c >> 6 & 0x3F));
        *p++ = (char)(0x80 | (c & 0x3F));
    }
    return p;
}

bool tcl_text_from(Thread *t, Ref str, TclText *text)
{
    const Str *s = as_str(str);
    text->p = text->small;
    if (s->len > INT_MAX / 6)
        return raise_overflow(t, "string is too long"), false;
    size_t room = (size_t)s->len * (s->kind == STR_1 ? 2 : s->kind == STR_2 ? 3 : 6) + 1;
    if (room > sizeof text->small && !(text->p = mem_alloc(t, room))) {
        text->p = text->small;
        return false;
    }
    char *p = text->p;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (c < 0x10000) {
            p = put_unit(p, c);
        } else {
            p = put_unit(p, 0xD800 + ((c - 0x10000) >> 10));
            p = put_unit(p, 0xDC00 + ((c - 0x10000) & 0x3FF));
        }
    }
    *p = 0;
    text->n = p - text->p;
    return true;
}

static bool copy_bytes(Thread *t, const void *from, ssize n, TclText *text)
{
    text->p = text->small;
    if (n >= INT_MAX)
        return raise_overflow(t, "bytes object is too long"), false;
    if (n >= (ssize)sizeof text->small && !(text->p = mem_alloc(t, (size_t)n + 1))) {
        text->p = text->small;
        return false;
    }
    memcpy(text->p, from, (size_t)n);
    text->p[n] = 0;
    text->n = n;
    return true;
}

bool tcl_name_from(Thread *t, Ref v, TclText *name)
{
    name->p = name->small;
    if (is_str(v)) {
        if (str_find_char(as_str(v), 0, 0, as_str(v)->len) >= 0)
            return raise_value(t, "embedded null character"), false;
        return tcl_text_from(t, v, name);
    }
    if (is_bytes(v)) {
        if (memchr(as_bytes(v)->data, 0, (size_t)as_bytes(v)->len))
            return raise_value(t, "embedded null byte"), false;
        return copy_bytes(t, as_bytes(v)->data, as_bytes(v)->len, name);
    }
    if (is_tcl_object(v)) {
        int n;
        const char *p = Tcl_GetStringFromObj(tcl_of(v), &n);
        return copy_bytes(t, p, n, name);
    }
    return raise_type(t, "must be str, bytes or Tcl_Obj, not %T", v), false;
}

/* The code unit at *p, which moves on. What is not UTF-8 is escaped byte by byte. */
static uint32_t take_unit(const uint8_t **p, const uint8_t *end)
{
    const uint8_t *s = *p;
    ssize left = end - s;
    uint32_t c = s[0];
#define TAIL(i) ((s[i] & 0xC0) == 0x80)
    if (c < 0x80)
        return *p += 1, c;
    if (c >= 0xC0 && c < 0xE0 && left >= 2 && TAIL(1) && (c >= 0xC2 || (c == 0xC0 && s[1] == 0x80)))
        return *p += 2, (c & 0x1F) << 6 | (s[1] & 0x3F);
    if (c >= 0xE0 && c < 0xF0 && left >= 3 && TAIL(1) && TAIL(2) && (c > 0xE0 || s[1] >= 0xA0))
        return *p += 3, (c & 0x0F) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3F);
    if (c >= 0xF0 && c < 0xF5 && left >= 4 && TAIL(1) && TAIL(2) && TAIL(3)) {
        uint32_t v = (c & 7) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3F);
        if (v >= 0x10000 && v <= 0x10FFFF)
            return *p += 4, v;
    }
#undef TAIL
    return *p += 1, 0xDC00 + c;
}

Value text_from_tcl(Thread *t, const char *text, ssize n)
{
    const uint8_t *p = (const uint8_t *)text, *end = p + n;
    while (p < end && *p < 0x80)
        p++;
    if (p == end)
        return str_from_ascii(t, text, n);
    StrBuilder b;
    builder_init(&b, t);
    builder_ascii(&b, text, (const char *)p - text);
    while (p < end) {
        uint32_t c = take_unit(&p, end);
        if (c >= 0xD800 && c < 0xDC00 && p < end) {
            const uint8_t *after = p;
            uint32_t low = take_unit(&after, end);
            if (low >= 0xDC00 && low < 0xE000 && after - p == 3) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                p = after;
            }
        }
        builder_char(&b, c);
    }
    return builder_take(&b);
}

Value tcl_text_of(Thread *t, Tcl_Obj *value)
{
    int n;
    const char *p = Tcl_GetStringFromObj(value, &n);
    return text_from_tcl(t, p, n);
}

Value raise_tcl(Thread *t, Tcl_Interp *interp)
{
    OWN Value text = tcl_text_of(t, Tcl_GetObjResult(interp));
    return is_empty(text) ? EMPTY : raise_value_of(t, &tcl_error_type, text);
}

/* ---- from Python ---- */

/* An int beyond 64 bits: Tcl makes it of its digits. */
static Tcl_Obj *big_from_value(Thread *t, Tcl_Interp *interp, Ref v)
{
    OWN Value digits = int_to_str(t, v, 10, false);
    ssize n;
    const char *p = is_empty(digits) ? NULL : str_utf8(t, digits, &n);
    if (!p)
        return NULL;
    if (n > INT_MAX)
        return raise_overflow(t, "string is too long"), NULL;
    Tcl_Obj *text = Tcl_NewStringObj(p, (int)n), *number = NULL;
    Tcl_IncrRefCount(text);
    Tcl_InterpState state = Tcl_SaveInterpState(interp, TCL_OK);
    bool ok = Tcl_ExprObj(interp, text, &number) == TCL_OK;
    Tcl_RestoreInterpState(interp, state);
    Tcl_Obj *result = Tcl_DuplicateObj(ok ? number : text);
    if (ok)
        Tcl_DecrRefCount(number);
    Tcl_DecrRefCount(text);
    return result;
}

static Tcl_Obj *list_from_value(Thread *t, Tcl_Interp *interp, Ref v)
{
    OWN Value items = to_tuple(t, v);           /* a list may change while its items are turned to text */
    if (is_empty(items))
        return NULL;
    if (as_tuple(items)->len > INT_MAX)
        return raise_overflow(t, is_tuple(v) ? "tuple is too long" : "list is too long"), NULL;
    if (!recursion_enter(t, " while converting a sequence to Tcl"))
        return NULL;
    Tcl_Obj *list = Tcl_NewListObj(0, NULL);
    for (ssize i = 0; list && i < as_tuple(items)->len; i++) {
        Tcl_Obj *item = tcl_from_value(t, interp, as_tuple(items)->item[i]);
        if (item) {
            Tcl_ListObjAppendElement(NULL, list, item);
        } else {
            Tcl_IncrRefCount(list);
            Tcl_DecrRefCount(list);
            list = NULL;
        }
    }
    recursion_leave(t);
    return list;
}

static Tcl_Obj *str_from_value(Thread *t, Ref v)
{
    static const Tcl_UniChar nothing[1];
    TCL_TEXT(text);
    if (!as_str(v)->len)
        return Tcl_NewUnicodeObj(nothing, 0);       /* Tcl's own empty text would never become a list, even where one is wanted */
    return tcl_text_from(t, v, &text) ? Tcl_NewStringObj(text.p, (int)text.n) : NULL;
}

Tcl_Obj *tcl_from_value(Thread *t, Tcl_Interp *interp, Ref v)
{
    if (is_fixnum(v))
        return Tcl_NewWideIntObj(fixnum_value(v));
    if (is_str(v))
        return str_from_value(t, v);
    if (is_bool(v))
        return Tcl_NewBooleanObj(same(v, TRUE_VALUE));
    if (is_bytes(v)) {
        if (as_bytes(v)->len > INT_MAX)
            return raise_overflow(t, "bytes object is too long"), NULL;
        return Tcl_NewByteArrayObj(as_bytes(v)->data, (int)as_bytes(v)->len);
    }
    if (is_int(v)) {
        int64_t n;
        if (to_int64(t, v, &n))
            return Tcl_NewWideIntObj(n);
        return raised_catch(t, &exc_OverflowError) ? big_from_value(t, interp, v) : NULL;
    }
    if (is_float(v)) {
        double d;
        return to_double(t, v, &d) ? Tcl_NewDoubleObj(d) : NULL;
    }
    if (is_tuple(v) || is_list(v))
        return list_from_value(t, interp, v);
    if (is_tcl_object(v))
        return tcl_of(v);
    OWN Value text = to_str(t, v);
    return is_empty(text) ? NULL : str_from_value(t, text);
}

/* ---- to Python ---- */

Value int_from_tcl(Thread *t, Tcl_Obj *value, bool *is_int)
{
    Tcl_WideInt n;
    int length;
    *is_int = true;
    bool fits = Tcl_GetWideIntFromObj(NULL, value, &n) == TCL_OK;
    if (!value->typePtr || strcmp(value->typePtr->name, "bignum")) {        /* which may seem to fit, without sign */
        *is_int = fits;
        return fits ? int_from_int64(t, n) : EMPTY;
    }
    Tcl_Obj *decimal = Tcl_DuplicateObj(value);         /* its own text may be of another base */
    Tcl_InvalidateStringRep(decimal);
    const char *digits = Tcl_GetStringFromObj(decimal, &length);
    Value result = int_from_text(t, digits, length, 10);
    Tcl_DecrRefCount(decimal);
    return result;
}

static Value tuple_from_tcl(Thread *t, Tcl_Obj *value)
{
    int n;
    Tcl_Obj **items;
    if (Tcl_ListObjGetElements(NULL, value, &n, &items) != TCL_OK)
        return tcl_text_of(t, value);
    OWN Value tuple = tuple_new(t, n);
    if (is_empty(tuple) || !recursion_enter(t, " while converting a list of Tcl"))
        return EMPTY;
    bool ok = true;
    for (int i = 0; ok && i < n; i++)
        ok = !is_empty(as_tuple(tuple)->item[i] = value_from_tcl(t, items[i]));
    recursion_leave(t);
    return ok ? take(&tuple) : EMPTY;
}

Value value_from_tcl(Thread *t, Tcl_Obj *value)
{
    const char *name = value->typePtr ? value->typePtr->name : "string";
    int n;
    if (!strcmp(name, "string"))
        return tcl_text_of(t, value);
    if (!strcmp(name, "int") || !strcmp(name, "wideInt") || !strcmp(name, "bignum")) {
        bool is_int;
        Value v = int_from_tcl(t, value, &is_int);
        return is_int ? v : tcl_text_of(t, value);
    }
    if (!strcmp(name, "booleanString") || !strcmp(name, "boolean"))
        return Tcl_GetBooleanFromObj(NULL, value, &n) == TCL_OK ? bool_value(n) : tcl_text_of(t, value);
    if (!strcmp(name, "double"))
        return float_from(t, value->internalRep.doubleValue);        /* the function refuses NaN */
    if (!strcmp(name, "bytearray")) {
        const unsigned char *p = Tcl_GetByteArrayFromObj(value, &n);
        return bytes_from(t, p, n);
    }
    if (!strcmp(name, "list"))
        return tuple_from_tcl(t, value);
    TclObject *o = object_new_zeroed(t, &tcl_object_type, sizeof *o);
    if (!o)
        return EMPTY;
    Tcl_IncrRefCount(value);
    o->value = value;
    return value_of(o);
}

/* ---- Tcl_Obj ---- */

static void tcl_object_dealloc(Object *o)
{
    Tcl_DecrRefCount(((TclObject *)o)->value);
    object_free(o, sizeof(TclObject));
}
static Value tcl_object_str(Thread *t, Ref self) { return tcl_text_of(t, tcl_of(self)); }
static Value tcl_object_repr(Thread *t, Ref self)
{
    OWN Value text = tcl_text_of(t, tcl_of(self));
    const Tcl_ObjType *type = tcl_of(self)->typePtr;
    return is_empty(text) ? EMPTY : str_format(t, "<%s object: %R>", type ? type->name : "string", text);
}
static Value tcl_object_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_tcl_object(other))
        return NOT_IMPLEMENTED;
    OWN Value a = tcl_text_of(t, tcl_of(self));
    OWN Value b = is_empty(a) ? EMPTY : tcl_text_of(t, tcl_of(other));
    return is_empty(b) ? EMPTY : compare(t, a, b, op);
}
/** name of the Tcl type */
GETTER(tcl_object, typename)
{
    const Tcl_ObjType *type = tcl_of(self)->typePtr;
    return str_from_text(t, type ? type->name : "string");
}
/** the string representation of this object, either as str or bytes */
GETTER(tcl_object, string) { return tcl_text_of(t, tcl_of(self)); }

Type tcl_object_type = {
    TYPE_HEAD("_tkinter.Tcl_Obj", TclObject), .doc = "A value of Tcl.", .dealloc = tcl_object_dealloc, .str = tcl_object_str,
    .repr = tcl_object_repr, .compare = tcl_object_compare, .hash = hash_unhashable, .getset = tcl_object_getset,
};
