/* member.c: PyMemberDef and PyGetSetDef: fields and computed attributes of extension types, and the other descriptors (C API: "Common
 * Object Structures", "Descriptor Objects").
 *
 * The descriptors are the ones of built-in types, over rows of ours that begin with a MemberDef or a GetSetDef. A field of
 * objects is the extension's own: it may hold a box, so reading one turns it back and writing one makes it.
 */
#include <float.h>

#include "capi/type.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/tuple.h"

/* ---- fields ---- */

#define FIELD(p, T) (*(T *)(p))

/* EMPTY with an exception: none there. */
static Value read_object(Thread *t, const PyMemberDef *def, const char *p)
{
    PyObject *o = FIELD(p, PyObject *);
    if (o)
        return retain(from_c(o));
    if (def->type == _Py_T_OBJECT)
        return NONE;
    return raise_format(t, &exc_AttributeError, "%s", def->name);
}

static Value read_field(Thread *t, const PyMemberDef *def, const char *p)
{
    const char *text;
    switch (def->type) {
    case Py_T_BOOL: return bool_value(FIELD(p, char));
    case Py_T_BYTE: return fixnum(FIELD(p, signed char));
    case Py_T_UBYTE: return fixnum(FIELD(p, unsigned char));
    case Py_T_SHORT: return fixnum(FIELD(p, short));
    case Py_T_USHORT: return fixnum(FIELD(p, unsigned short));
    case Py_T_INT: return fixnum(FIELD(p, int));
    case Py_T_UINT: return fixnum(FIELD(p, unsigned));
    case Py_T_LONG: case Py_T_LONGLONG: case Py_T_PYSSIZET: return int_from_int64(t, FIELD(p, int64_t));
    case Py_T_ULONG: case Py_T_ULONGLONG: return int_from_uint64(t, FIELD(p, uint64_t));
    case Py_T_FLOAT: return float_from(t, FIELD(p, float));
    case Py_T_DOUBLE: return float_from(t, FIELD(p, double));
    case Py_T_CHAR: return str_from_char(t, FIELD(p, unsigned char));
    case Py_T_STRING:
        text = FIELD(p, const char *);
        return text ? str_from_text(t, text) : NONE;
    case Py_T_STRING_INPLACE: return str_from_text(t, p);
    case _Py_T_NONE: return NONE;
    case _Py_T_OBJECT: case Py_T_OBJECT_EX: return read_object(t, def, p);
    default: return raise_system(t, "bad memberdescr type for %s", def->name);
    }
}

/* Integer fields keep the low bits of what does not fit, with a RuntimeWarning, as ever; but a long must fit. */
static bool write_int(Thread *t, const PyMemberDef *def, char *p, Ref value)
{
    static const struct { int64_t min, max; const char *text; } ranges[] = {
        [Py_T_BYTE] = {SCHAR_MIN, SCHAR_MAX, "Truncation of value to char"}, [Py_T_UBYTE] = {0, UCHAR_MAX, "Truncation of value to unsigned char"},
        [Py_T_SHORT] = {SHRT_MIN, SHRT_MAX, "Truncation of value to short"}, [Py_T_USHORT] = {0, USHRT_MAX, "Truncation of value to unsigned short"},
        [Py_T_INT] = {INT_MIN, INT_MAX, "Truncation of value to int"}, [Py_T_UINT] = {0, UINT_MAX, "Truncation of value to unsigned int"},
    };
    int64_t n;
    if (!to_int64(t, value, &n))
        return false;
    switch (def->type) {
    case Py_T_BYTE: case Py_T_UBYTE: FIELD(p, char) = (char)n; break;
    case Py_T_SHORT: case Py_T_USHORT: FIELD(p, short) = (short)n; break;
    case Py_T_INT: case Py_T_UINT: FIELD(p, int) = (int)n; break;
    default: FIELD(p, int64_t) = n; return true;
    }
    return (n >= ranges[def->type].min && n <= ranges[def->type].max) || warn(t, &exc_RuntimeWarning, 1, "%s", ranges[def->type].text);
}

static bool write_unsigned(Thread *t, char *p, Ref value)
{
    OWN Value i = to_index(t, value);
    int64_t n;
    uint64_t u;
    if (is_empty(i))
        return false;
    if (int_as_uint64(i, &u)) {
        FIELD(p, uint64_t) = u;
        return true;
    }
    if (!int_as_int64(i, &n))
        return raise_overflow(t, "Python int too large to convert to C unsigned long"), false;
    FIELD(p, int64_t) = n;
    return warn(t, &exc_RuntimeWarning, 1, "Writing negative value into unsigned field");
}

static bool write_object(Thread *t, const PyMemberDef *def, char *p, Ref value)
{
    PyObject *old = FIELD(p, PyObject *), *fresh = to_c(t, value);
    if (is_empty(value) && def->type == Py_T_OBJECT_EX && !old)
        return raise_format(t, &exc_AttributeError, "%s", def->name), false;
    if (!fresh && !is_empty(value))
        return false;
    FIELD(p, PyObject *) = fresh;
    Py_XDECREF(old);
    return true;
}

static bool write_field(Thread *t, const PyMemberDef *def, char *p, Ref value)
{
    double d;
    if (def->flags & Py_READONLY)
        return raise_format(t, &exc_AttributeError, "readonly attribute"), false;
    if (def->type == _Py_T_OBJECT || def->type == Py_T_OBJECT_EX)
        return write_object(t, def, p, value);
    if (is_empty(value))
        return raise_type(t, "can't delete numeric/char attribute"), false;
    switch (def->type) {
    case Py_T_BOOL:
        if (!is_bool(value))
            return raise_type(t, "attribute value type must be bool"), false;
        FIELD(p, char) = same(value, TRUE_VALUE);
        return true;
    case Py_T_BYTE: case Py_T_UBYTE: case Py_T_SHORT: case Py_T_USHORT: case Py_T_INT: case Py_T_UINT: case Py_T_LONG: case Py_T_LONGLONG:
    case Py_T_PYSSIZET: return write_int(t, def, p, value);
    case Py_T_ULONG: case Py_T_ULONGLONG: return write_unsigned(t, p, value);
    case Py_T_FLOAT:
    case Py_T_DOUBLE:
        if (!to_double(t, value, &d))
            return false;
        if (def->type == Py_T_FLOAT)
            FIELD(p, float) = (float)d;
        else
            FIELD(p, double) = d;
        return true;
    case Py_T_CHAR:
        if (!is_str(value) || as_str(value)->len != 1 || str_at(as_str(value), 0) > 255)
            return raise_type(t, "bad argument type for built-in operation"), false;
        FIELD(p, unsigned char) = (unsigned char)str_at(as_str(value), 0);
        return true;
    case Py_T_STRING: case Py_T_STRING_INPLACE: return raise_type(t, "readonly attribute"), false;
    default: return raise_system(t, "bad memberdescr type for %s", def->name), false;
    }
}

static Value member_get_foreign(Thread *t, Ref self, const MemberDef *row)
{
    const PyMemberDef *def = &CONTAINER_OF(row, const ForeignMemberRow, member.def)->def;
    return read_field(t, def, (char *)object_of(self) + def->offset);
}

static bool member_set_foreign(Thread *t, Ref self, Ref value, const MemberDef *row)
{
    const PyMemberDef *def = &CONTAINER_OF(row, const ForeignMemberRow, member.def)->def;
    return write_field(t, def, (char *)object_of(self) + def->offset, value);
}

Value foreign_member_new(Thread *t, Type *type, PyMemberDef *def, ForeignMemberRow *row)
{
    row->def = *def;
    row->member = (ForeignMember){{.name = def->name, .kind = MEMBER_FOREIGN, .writable = !(def->flags & Py_READONLY), .doc = def->doc},
                                  member_get_foreign, member_set_foreign};
    return member_descriptor_new(t, type, &row->member.def);
}

PyObject *PyMember_GetOne(const char *instance, PyMemberDef *def)
{
    Thread *t = this_thread();
    return to_c_take(t, read_field(t, def, instance + def->offset));
}

int PyMember_SetOne(char *instance, PyMemberDef *def, PyObject *value)
{
    return status_to_c(write_field(this_thread(), def, instance + def->offset, from_c(value)));
}

/* ---- computed attributes ---- */

static Value getset_get_foreign(Thread *t, Ref self, const GetSetDef *row)
{
    const PyGetSetDef *def = CONTAINER_OF(row, const ForeignGetSetRow, getset.def)->def;
    ssize mark = lent_mark(t);
    PyObject *c_self = lend_to_c(t, self);
    Value result = c_self ? foreign_result_take(t, def->get(c_self, def->closure), def->name) : EMPTY;
    lent_release(t, mark);
    return result;
}

static bool getset_set_foreign(Thread *t, Ref self, Ref value, const GetSetDef *row)
{
    const PyGetSetDef *def = CONTAINER_OF(row, const ForeignGetSetRow, getset.def)->def;
    ssize mark = lent_mark(t);
    PyObject *c_self = lend_to_c(t, self), *c_value = lend_to_c(t, value);
    if (!c_self || (!c_value && !is_empty(value)))
        return false;
    bool good = foreign_status(t, def->set(c_self, c_value, def->closure) != 0, def->name);
    lent_release(t, mark);
    return good;
}

Value foreign_getset_new(Thread *t, Type *type, PyGetSetDef *def, ForeignGetSetRow *row)
{
    row->def = def;
    row->getset = (ForeignGetSet){{.name = def->name, .get = getset_foreign, .doc = def->doc}, def->get ? getset_get_foreign : NULL,
                                  def->set ? getset_set_foreign : NULL};
    return getset_descriptor_new(t, type, &row->getset.def);
}

/* ---- descriptors by themselves: their rows live as long as the process, as their defs must ---- */

PyObject *PyDescr_NewMember(PyTypeObject *type, PyMemberDef *def)
{
    Thread *t = this_thread();
    ForeignMemberRow *row = mem_alloc(t, sizeof *row);
    return row ? to_c_take(t, foreign_member_new(t, type_from_c(type), def, row)) : NULL;
}

PyObject *PyDescr_NewGetSet(PyTypeObject *type, PyGetSetDef *def)
{
    Thread *t = this_thread();
    ForeignGetSetRow *row = mem_alloc(t, sizeof *row);
    return row ? to_c_take(t, foreign_getset_new(t, type_from_c(type), def, row)) : NULL;
}
