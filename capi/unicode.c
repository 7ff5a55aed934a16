/* unicode.c: str: creation, access and operations (C API: "Unicode Objects and Codecs"). Encodings are in unicode_codec.c, formats in
 * format.c.
 *
 * Operations that str has as methods are those methods, found in str itself: what a subclass overrides does not count here.
 */
#include <wchar.h>

#include "capi/unicode.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/str_internal.h"

/* ---- wrong arguments ---- */

bool is_str_of_c(PyObject *o) { return o && is_str(from_c(o)); }

/* "bad argument type for built-in operation" */
bool expect_str(PyObject *o)
{
    if (likely(is_str_of_c(o)))
        return true;
    PyErr_BadArgument();
    return false;
}

/* The operations name what they were given instead. */
static bool operand_is_str(Thread *t, PyObject *o)
{
    if (likely(is_str_of_c(o)))
        return true;
    if (o)
        raise_type(t, "must be str, not %T", from_c(o));
    else
        bad_call(t);
    return false;
}
static bool operands_are_str(Thread *t, PyObject *a, PyObject *b) { return operand_is_str(t, a) && operand_is_str(t, b); }

/* ---- creation ---- */

PyObject *PyUnicode_FromStringAndSize(const char *utf8, Py_ssize_t n)
{
    Thread *t = this_thread();
    if (n < 0)
        return raise_system(t, "Negative size passed to PyUnicode_FromStringAndSize"), NULL;
    if (!utf8 && n)
        return raise_system(t, "NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize"), NULL;
    return to_c_take(t, n ? str_from_utf8(t, utf8, n) : str_empty(t));
}

PyObject *PyUnicode_FromString(const char *utf8)
{
    size_t n = strlen(utf8);
    if (n > (size_t)PY_SSIZE_T_MAX)
        return raise_overflow(this_thread(), "input too long"), NULL;
    return PyUnicode_FromStringAndSize(utf8, (ssize)n);
}

PyObject *PyUnicode_FromObject(PyObject *o)
{
    Thread *t = this_thread();
    if (!o)
        return bad_call(t);
    Ref v = from_c(o);
    if (!is_str(v))
        return raise_type(t, "Can't convert '%T' object to str implicitly", v), NULL;
    return to_c_take(t, str_exact(t, v));
}

PyObject *PyUnicode_FromOrdinal(int c)
{
    Thread *t = this_thread();
    if (c < 0 || c > 0x10FFFF)
        return raise_value(t, "chr() arg not in range(0x110000)"), NULL;
    return to_c_take(t, str_from_char(t, (uint32_t)c));
}

/* n -1: up to the NUL. */
PyObject *PyUnicode_FromWideChar(const wchar_t *text, Py_ssize_t n)
{
    Thread *t = this_thread();
    if (!text && n)
        return bad_call(t);
    if (n < -1)
        return bad_call(t);
    if (n == -1)
        n = (ssize)wcslen(text);
    for (ssize i = 0; i < n; i++)
        if ((uint32_t)text[i] > 0x10FFFF)
            return raise_value(t, "character U+%x is not in range [U+0000; U+10ffff]", (unsigned)text[i]), NULL;
    return to_c_take(t, str_from_points(t, (const uint32_t *)text, n));
}

PyObject *PyUnicode_InternFromString(const char *utf8)
{
    Thread *t = this_thread();
    return to_c_take(t, intern_utf8(t, utf8, (ssize)strlen(utf8)));
}

/* Exact strs only: others stay as they are. No error. */
void PyUnicode_InternInPlace(PyObject **place)
{
    Thread *t = this_thread();
    Ref v = from_c(*place);
    if (!*place || !is_exact(v, &str_type))
        return;
    OWN Value raised = raised_take(t);
    Value interned = intern_take(t, retain(v));
    if (is_empty(interned)) {
        raised_clear(t);
    } else {
        *place = to_c_take(t, interned);
        release(v);
    }
    t->raised = take(&raised);
}
void PyUnicode_InternImmortal(PyObject **place) { PyUnicode_InternInPlace(place); }

/* ---- length and characters ---- */

Py_ssize_t PyUnicode_GetLength(PyObject *s) { return expect_str(s) ? as_str(from_c(s))->len : -1; }
Py_ssize_t PyUnicode_GetSize(PyObject *s)   { return PyUnicode_GetLength(s); }

static bool index_is_in(Thread *t, const Str *s, ssize i)
{
    return (i >= 0 && i < s->len) || (raise_index(t, "string index out of range"), false);
}

Py_UCS4 PyUnicode_ReadChar(PyObject *s, Py_ssize_t i)
{
    if (!expect_str(s) || !index_is_in(this_thread(), as_str(from_c(s)), i))
        return (Py_UCS4)-1;
    return str_at(as_str(from_c(s)), i);
}

/* May it be changed: is it new, and nobody else's? */
static bool is_fresh(const Str *s)
{
    return s->head.refcount == 1 && s->head.type == &str_type && !s->interned && s->hash == -1;
}

/* The character must be one that the representation has room for. */
int PyUnicode_WriteChar(PyObject *o, Py_ssize_t i, Py_UCS4 c)
{
    Thread *t = this_thread();
    if (!expect_str(o))
        return -1;
    Str *s = as_str(from_c(o));
    if (!index_is_in(t, s, i))
        return -1;
    if (!is_fresh(s))
        return raise_system(t, "Cannot modify a string currently used"), -1;
    if (c > str_class(s))
        return raise_value(t, "character out of range"), -1;
    unit_put(str_data(s), s->kind, i, c);
    if (!s->ascii) {
        mem_free(s->utf8_or_data[0]);
        s->utf8_or_data[0] = NULL;
    }
    return 0;
}

/* *place becomes a str of n characters, those of the old one as far as they go; added ones are NUL. */
int PyUnicode_Resize(PyObject **place, Py_ssize_t n)
{
    Thread *t = this_thread();
    if (!place || !is_str_of_c(*place) || n < 0)
        return bad_call(t), -1;
    Ref old = from_c(*place);
    const Str *s = as_str(old);
    if (s->len == n)
        return 0;
    Value fresh = n ? str_new(t, n, str_class(s)) : str_empty(t);
    if (is_empty(fresh))
        return -1;
    if (n) {
        Str *r = as_str(fresh);
        ssize kept = MIN(n, s->len);
        units_copy(str_data(r), r->kind, str_data(s), s->kind, kept);
        memset((char *)str_data(r) + kept * r->kind, 0, (size_t)((n - kept) * r->kind));
    }
    *place = to_c_take(t, fresh);
    release(old);
    return 0;
}

/* ---- as arrays ---- */

static void copy_ucs4(uint32_t *to, const Str *s, ssize n) { units_copy(to, STR_4, str_data(s), s->kind, n); }

Py_UCS4 *PyUnicode_AsUCS4(PyObject *o, Py_UCS4 *buffer, Py_ssize_t n, int copy_null)
{
    Thread *t = this_thread();
    if (!buffer || n < 0)
        return bad_call(t), NULL;
    if (!expect_str(o))
        return NULL;
    const Str *s = as_str(from_c(o));
    if (n < s->len + (copy_null != 0)) {
        if (copy_null && n > 0)
            buffer[0] = 0;
        return raise_system(t, "string is longer than the buffer"), NULL;
    }
    copy_ucs4(buffer, s, s->len);
    if (copy_null)
        buffer[s->len] = 0;
    return buffer;
}

/* With a NUL; PyMem_Free() it. */
static uint32_t *ucs4_copy(Thread *t, const Str *s)
{
    uint32_t *p = PyMem_Malloc(((size_t)s->len + 1) * sizeof *p);
    if (!p)
        return raise_memory(t), NULL;
    copy_ucs4(p, s, s->len);
    p[s->len] = 0;
    return p;
}

Py_UCS4 *PyUnicode_AsUCS4Copy(PyObject *o) { return expect_str(o) ? ucs4_copy(this_thread(), as_str(from_c(o))) : NULL; }

static_assert(sizeof(wchar_t) == sizeof(uint32_t), "a wchar_t is a code point");

/* The number of characters copied; without a buffer, of those wanted, with the NUL. */
Py_ssize_t PyUnicode_AsWideChar(PyObject *o, wchar_t *buffer, Py_ssize_t n)
{
    Thread *t = this_thread();
    if (!o)
        return bad_call(t), -1;
    if (!expect_str(o))
        return -1;
    const Str *s = as_str(from_c(o));
    if (!buffer)
        return s->len + 1;
    if (n < 0)
        return bad_call(t), -1;
    ssize copied = MIN(n, s->len);
    copy_ucs4((uint32_t *)buffer, s, copied);
    if (n > copied)
        buffer[copied] = 0;
    return copied;
}

wchar_t *PyUnicode_AsWideCharString(PyObject *o, Py_ssize_t *n)
{
    Thread *t = this_thread();
    if (!o)
        return bad_call(t), NULL;
    if (!expect_str(o))
        return NULL;
    const Str *s = as_str(from_c(o));
    if (!n && str_find_char(s, 0, 0, s->len) >= 0)
        return raise_value(t, "embedded null character"), NULL;
    if (n)
        *n = s->len;
    return (wchar_t *)ucs4_copy(t, s);
}

/* Kept in the str, which may be exact or not. */
const char *PyUnicode_AsUTF8AndSize(PyObject *o, Py_ssize_t *n)
{
    ssize size = -1;
    const char *utf8 = expect_str(o) ? str_utf8(this_thread(), from_c(o), &size) : NULL;
    if (n)
        *n = utf8 ? size : -1;
    return utf8;
}
const char *PyUnicode_AsUTF8(PyObject *s) { return PyUnicode_AsUTF8AndSize(s, NULL); }

/* ---- comparison ---- */

int PyUnicode_Compare(PyObject *a, PyObject *b)
{
    Thread *t = this_thread();
    if (is_str_of_c(a) && is_str_of_c(b)) {
        int order = str_compare(as_str(from_c(a)), as_str(from_c(b)));
        return (order > 0) - (order < 0);
    }
    if (a && b)
        raise_type(t, "Can't compare %T and %T", from_c(a), from_c(b));
    else
        bad_call(t);
    return -1;
}

/* text is Latin-1. No error. */
int PyUnicode_CompareWithASCIIString(PyObject *o, const char *text)
{
    const Str *s = as_str(from_c(o));
    for (ssize i = 0; i < s->len; i++) {
        uint32_t a = str_at(s, i), b = (uint8_t)text[i];
        if (a != b)
            return a < b ? -1 : 1;
        if (!b)                                 /* a NUL in it; text is at its end */
            return 1;
    }
    return text[s->len] ? -1 : 0;
}

/* No error: text that is no UTF-8, and a str with lone surrogates, are equal to nothing. */
int PyUnicode_EqualToUTF8AndSize(PyObject *o, const char *text, Py_ssize_t n)
{
    const Str *s = as_str(from_c(o));
    ssize at = 0;
    for (ssize i = 0; i < s->len; i++) {
        char utf8[4];
        uint32_t c = str_at(s, i);
        if (c - 0xD800 < 0x800)
            return 0;
        ssize size = utf8_encode_one(c, utf8);
        if (n - at < size || memcmp(text + at, utf8, (size_t)size))
            return 0;
        at += size;
    }
    return at == n;
}
int PyUnicode_EqualToUTF8(PyObject *s, const char *text) { return PyUnicode_EqualToUTF8AndSize(s, text, (ssize)strlen(text)); }

PyObject *PyUnicode_RichCompare(PyObject *a, PyObject *b, int op)
{
    Thread *t = this_thread();
    if (!is_str_of_c(a) || !is_str_of_c(b))
        return Py_NewRef(Py_NotImplemented);
    int order = op == Py_EQ || op == Py_NE ? !str_equal(as_str(from_c(a)), as_str(from_c(b)))
                                           : str_compare(as_str(from_c(a)), as_str(from_c(b)));
    switch (op) {
    case Py_LT: return to_c(t, bool_value(order < 0));
    case Py_LE: return to_c(t, bool_value(order <= 0));
    case Py_EQ: return to_c(t, bool_value(order == 0));
    case Py_NE: return to_c(t, bool_value(order != 0));
    case Py_GT: return to_c(t, bool_value(order > 0));
    case Py_GE: return to_c(t, bool_value(order >= 0));
    default: return PyErr_BadArgument(), NULL;
    }
}

int PyUnicode_Contains(PyObject *s, PyObject *part)
{
    Thread *t = this_thread();
    if (part && !is_str(from_c(part)))
        return raise_type(t, "'in <string>' requires string as left operand, not %T", from_c(part)), -1;
    if (!operands_are_str(t, s, part))
        return -1;
    const Str *text = as_str(from_c(s));
    return str_find(text, as_str(from_c(part)), 0, text->len) >= 0;
}

int PyUnicode_IsIdentifier(PyObject *s) { return str_is_identifier(as_str(from_c(s))); }

/* ---- concatenation ---- */

PyObject *PyUnicode_Concat(PyObject *a, PyObject *b)
{
    Thread *t = this_thread();
    if (!operand_is_str(t, a))
        return NULL;
    if (b && !is_str(from_c(b)))
        return raise_type(t, "can only concatenate str (not \"%T\") to str", from_c(b)), NULL;
    return operand_is_str(t, b) ? to_c_take(t, str_concat(t, from_c(a), from_c(b))) : NULL;
}

/* On failure *place becomes NULL. Errors that went before pass through. */
void PyUnicode_Append(PyObject **place, PyObject *right)
{
    Thread *t = this_thread();
    if (!place || !is_str_of_c(*place) || !is_str_of_c(right)) {
        if (!is_raised(t))
            bad_call(t);
        if (place && *place)
            release(from_c_take(*place));
        if (place)
            *place = NULL;
        return;
    }
    Value left = from_c_take(*place);
    *place = NULL;
    if (same(left, from_c(right)))              /* appending in place would find its tail growing */
        *place = to_c_take(t, str_concat(t, left, left)), release(left);
    else
        *place = str_append(t, &left, from_c(right)) ? to_c_take(t, left) : NULL;
}

void PyUnicode_AppendAndDel(PyObject **place, PyObject *right)
{
    PyUnicode_Append(place, right);
    release(value_of(right));
}

PyObject *PyUnicode_Join(PyObject *separator, PyObject *sequence)
{
    Thread *t = this_thread();
    if (separator && !is_str(from_c(separator)))
        return raise_type(t, "separator: expected str instance, %T found", from_c(separator)), NULL;
    if (!sequence)
        return bad_call(t);
    OWN Value between = separator ? retain(from_c(separator)) : str_from_char(t, ' ');
    return is_empty(between) ? NULL : to_c_take(t, str_join(t, between, from_c(sequence)));
}

PyObject *PyUnicode_Format(PyObject *format, PyObject *args)
{
    Thread *t = this_thread();
    if (!format || !args)
        return bad_call(t);
    return operand_is_str(t, format) ? to_c_take(t, str_mod(t, from_c(format), from_c(args))) : NULL;
}

/* ---- methods of str ---- */

static Value by_method(Thread *t, const char *method, PyObject *s, const Value *args, ssize n)
{
    OWN Value name = intern_text(t, method);
    return is_empty(name) ? EMPTY : call_with_first(t, type_lookup(t, &str_type, name), from_c(s), args, n, EMPTY);
}

/* separator NULL: whitespace. */
static PyObject *split(const char *method, PyObject *s, PyObject *separator, Py_ssize_t max)
{
    Thread *t = this_thread();
    if (!operand_is_str(t, s) || (separator && !operand_is_str(t, separator)))
        return NULL;
    Value args[2] = {separator ? from_c(separator) : NONE, fixnum(MAX(max, (ssize)-1))};
    return to_c_take(t, by_method(t, method, s, args, 2));
}
PyObject *PyUnicode_Split(PyObject *s, PyObject *separator, Py_ssize_t max)     { return split("split", s, separator, max); }
PyObject *PyUnicode_RSplit(PyObject *s, PyObject *separator, Py_ssize_t max)    { return split("rsplit", s, separator, max); }

PyObject *PyUnicode_Splitlines(PyObject *s, int keep_ends)
{
    Thread *t = this_thread();
    Value keep = bool_value(keep_ends);
    return operand_is_str(t, s) ? to_c_take(t, by_method(t, "splitlines", s, &keep, 1)) : NULL;
}

static PyObject *partition(const char *method, PyObject *s, PyObject *separator)
{
    Thread *t = this_thread();
    if (!operands_are_str(t, s, separator))
        return NULL;
    Value arg = from_c(separator);
    return to_c_take(t, by_method(t, method, s, &arg, 1));
}
PyObject *PyUnicode_Partition(PyObject *s, PyObject *separator)     { return partition("partition", s, separator); }
PyObject *PyUnicode_RPartition(PyObject *s, PyObject *separator)    { return partition("rpartition", s, separator); }

PyObject *PyUnicode_Replace(PyObject *s, PyObject *old, PyObject *fresh, Py_ssize_t max)
{
    Thread *t = this_thread();
    if (!operands_are_str(t, s, old) || !operand_is_str(t, fresh))
        return NULL;
    Value args[3] = {from_c(old), from_c(fresh), fixnum(max < 0 ? -1 : MIN(max, FIXNUM_MAX))};
    return to_c_take(t, by_method(t, "replace", s, args, 3));
}

PyObject *PyUnicode_Translate(PyObject *s, PyObject *table, const char *errors)
{
    Thread *t = this_thread();
    if (!table)
        return PyErr_BadArgument(), NULL;
    return operand_is_str(t, s) ? to_c_take(t, str_translate(t, from_c(s), from_c(table), errors)) : NULL;
}

/* Bounds as slices have them, but not clipped at the front of the other. */
static void adjust(const Str *s, ssize *start, ssize *end)
{
    *end = *end > s->len ? s->len : *end < 0 ? MAX(*end + s->len, (ssize)0) : *end;
    *start = *start < 0 ? MAX(*start + s->len, (ssize)0) : *start;
}

/* direction: 1 or more for the first, 0 or less for the last. -2: error. */
Py_ssize_t PyUnicode_Find(PyObject *s, PyObject *part, Py_ssize_t start, Py_ssize_t end, int direction)
{
    if (!operands_are_str(this_thread(), s, part))
        return -2;
    const Str *text = as_str(from_c(s)), *sub = as_str(from_c(part));
    adjust(text, &start, &end);
    return direction > 0 ? str_find(text, sub, start, end) : str_find_last(text, sub, start, end);
}

Py_ssize_t PyUnicode_FindChar(PyObject *s, Py_UCS4 c, Py_ssize_t start, Py_ssize_t end, int direction)
{
    Thread *t = this_thread();
    if (!operand_is_str(t, s))
        return -2;
    const Str *text = as_str(from_c(s));
    adjust(text, &start, &end);
    if (direction > 0)
        return str_find_char(text, c, start, end);
    while (--end >= start)
        if (str_at(text, end) == c)
            return end;
    return -1;
}

Py_ssize_t PyUnicode_Count(PyObject *s, PyObject *part, Py_ssize_t start, Py_ssize_t end)
{
    Thread *t = this_thread();
    if (!operands_are_str(t, s, part))
        return -1;
    adjust(as_str(from_c(s)), &start, &end);
    Value args[3] = {from_c(part), fixnum(MIN(start, FIXNUM_MAX)), fixnum(end)};
    OWN Value count = by_method(t, "count", s, args, 3);
    return is_empty(count) ? -1 : fixnum_value(count);
}

/* direction: -1 or less for the beginning, otherwise the end. */
Py_ssize_t PyUnicode_Tailmatch(PyObject *s, PyObject *part, Py_ssize_t start, Py_ssize_t end, int direction)
{
    Thread *t = this_thread();
    if (!operands_are_str(t, s, part))
        return -1;
    adjust(as_str(from_c(s)), &start, &end);
    Value args[3] = {from_c(part), fixnum(MIN(start, FIXNUM_MAX)), fixnum(end)};
    OWN Value matches = by_method(t, direction > 0 ? "endswith" : "startswith", s, args, 3);
    return is_empty(matches) ? -1 : same(matches, TRUE_VALUE);
}

PyObject *PyUnicode_Substring(PyObject *s, Py_ssize_t start, Py_ssize_t end)
{
    Thread *t = this_thread();
    if (!expect_str(s))
        return NULL;
    if (start < 0 || end < 0)
        return raise_index(t, "string index out of range"), NULL;
    end = MIN(end, as_str(from_c(s))->len);
    return to_c_take(t, start < end ? str_slice(t, from_c(s), start, end) : str_empty(t));
}
