/* convert.c: simple values: between Python objects and C's ints, floats, characters, strings and addresses.
 *
 * Ints are cut to the width of the type, without a check for overflow (manual: ctypes, "Fundamental data types"). c_wchar_p and
 * c_char_p keep the Python object whose memory they point into; py_object keeps the object, whose word is the value.
 */
#include "modules/_ctypes/types.h"

#include <wchar.h>

#include "object/bytes.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"

static const SimpleKind kinds[] = {
    {'c', 1, 'c', false, false, &ffi_type_schar}, {'u', sizeof(wchar_t), 'u', false, false, &ffi_type_sint32},
    {'b', 1, 'b', false, true, &ffi_type_sint8},  {'B', 1, 'B', false, true, &ffi_type_uint8},
    {'h', 2, 'h', true, true, &ffi_type_sint16},  {'H', 2, 'H', true, true, &ffi_type_uint16},
    {'i', 4, 'i', true, true, &ffi_type_sint32},  {'I', 4, 'I', true, true, &ffi_type_uint32},
    {'l', 8, 'q', true, true, &ffi_type_sint64},  {'L', 8, 'Q', true, true, &ffi_type_uint64},
    {'q', 8, 'q', true, true, &ffi_type_sint64},  {'Q', 8, 'Q', true, true, &ffi_type_uint64},
    {'f', 4, 'f', true, false, &ffi_type_float},  {'d', 8, 'd', true, false, &ffi_type_double},
    {'g', 16, 'g', false, false, &ffi_type_longdouble}, {'?', 1, '?', false, true, &ffi_type_uint8},
    {'v', 2, 'h', false, false, &ffi_type_sint16}, {'z', 8, 'z', false, false, &ffi_type_pointer},
    {'Z', 8, 'Z', false, false, &ffi_type_pointer}, {'P', 8, 'P', false, false, &ffi_type_pointer},
    {'O', 8, 'O', false, false, &ffi_type_pointer},
};

const SimpleKind *simple_kind(char code)
{
    for (int i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].code == code)
            return &kinds[i];
    return NULL;
}

static void copy_swapped(void *to, const void *from, ssize n, bool swapped)
{
    if (!swapped) {
        memcpy(to, from, (size_t)n);
        return;
    }
    for (ssize i = 0; i < n; i++)
        ((uint8_t *)to)[i] = ((const uint8_t *)from)[n - 1 - i];
}

/* ---- to Python ---- */

Value text_load(Thread *t, const wchar_t *p, ssize n)
{
    for (ssize i = 0; i < n; i++) {
        uint32_t c;
        memcpy(&c, p + i, sizeof c);
        if (c > 0x10FFFF)
            return raise_value(t, "character U+%x is not in range [U+0000; U+10ffff]", c);
    }
    if ((uintptr_t)p % sizeof *p == 0)
        return str_from_points(t, (const uint32_t *)p, n);
    uint32_t *aligned = mem_alloc_array(t, n, sizeof *aligned);
    if (!aligned)
        return EMPTY;
    memcpy(aligned, p, (size_t)n * sizeof *aligned);
    Value v = str_from_points(t, aligned, n);
    mem_free(aligned);
    return v;
}

Value characters_load(Thread *t, char code, const uint8_t *p, ssize stride, ssize n)
{
    if (code == 'c') {
        Value result = bytes_new(t, n);
        for (ssize i = 0; !is_empty(result) && i < n; i++, p = (uint8_t *)((uintptr_t)p + (uintptr_t)stride))
            as_bytes(result)->data[i] = *p;
        return result;
    }
    wchar_t *text = mem_alloc_array(t, n, sizeof *text);
    if (!text)
        return EMPTY;
    for (ssize i = 0; i < n; i++, p = (uint8_t *)((uintptr_t)p + (uintptr_t)stride))
        memcpy(text + i, p, sizeof *text);
    Value result = text_load(t, text, n);
    mem_free(text);
    return result;
}

#define LOAD(Type_) ({ Type_ x_; copy_swapped(&x_, p, sizeof x_, c->swapped); x_; })

static Value load_pointer(Thread *t, const CType *c, const void *p)
{
    void *address = LOAD(void *);
    if (!address && c->code != 'O')
        return NONE;
    switch (c->code) {
    case 'z': return bytes_from(t, address, (ssize)strlen(address));
    case 'Z': return text_load(t, address, (ssize)wcslen(address));
    case 'O': return address ? retain((Value){(uint64_t)address}) : raise_value(t, "PyObject is NULL");
    }
    return int_from_uint64(t, (uint64_t)address);
}

Value simple_load(Thread *t, const CType *c, const void *p)
{
    switch (c->code) {
    case 'c': return bytes_from(t, p, 1);
    case 'u': return text_load(t, p, 1);
    case 'b': return fixnum(*(const int8_t *)p);
    case 'B': return fixnum(*(const uint8_t *)p);
    case 'h': return fixnum(LOAD(int16_t));
    case 'H': return fixnum(LOAD(uint16_t));
    case 'i': return fixnum(LOAD(int32_t));
    case 'I': return fixnum(LOAD(uint32_t));
    case 'l': case 'q': return int_from_int64(t, LOAD(int64_t));
    case 'L': case 'Q': return int_from_uint64(t, LOAD(uint64_t));
    case 'f': return float_from(t, LOAD(float));
    case 'd': return float_from(t, LOAD(double));
    case 'g': return float_from(t, (double)LOAD(long double));
    case '?': return bool_value(*(const uint8_t *)p != 0);
    case 'v': return bool_value(LOAD(int16_t) != 0);
    }
    return load_pointer(t, c, p);
}

/* ---- from Python ---- */

static uint64_t low_bits(Ref v)
{
    const mp_limb_t *limb;
    mp_limb_t small;
    bool negative;
    ssize n = int_limbs(v, &limb, &small, &negative);
    uint64_t low = n ? limb[0] : 0;
    return negative ? -low : low;
}

bool int_masked(Thread *t, Ref v, uint64_t *n)
{
    if (likely(is_fixnum(v))) {
        *n = (uint64_t)fixnum_value(v);
        return true;
    }
    OWN Value i = is_int(v) ? retain(v) : int_argument(t, v);
    if (is_empty(i))
        return false;
    *n = low_bits(i);
    return true;
}

void text_store(Ref str, wchar_t *p)
{
    Str *s = as_str(str);
    for (ssize i = 0; i < s->len; i++)
        p[i] = (wchar_t)str_at(s, i);
}

static bool convert_char(Thread *t, void *p, Ref v)
{
    if (is_bytes(v) && as_bytes(v)->len == 1)
        *(uint8_t *)p = as_bytes(v)->data[0];
    else if (has_flag(v, TYPE_IS_BYTEARRAY) && as_bytearray(v)->len == 1)
        *(uint8_t *)p = as_bytearray(v)->data[0];
    else if (is_fixnum(v) && fixnum_value(v) >= 0 && fixnum_value(v) < 256)
        *(uint8_t *)p = (uint8_t)fixnum_value(v);
    else
        return raise_type(t, "one character bytes, bytearray or integer expected"), false;
    return true;
}
static bool convert_wide_char(Thread *t, void *p, Ref v)
{
    if (!is_str(v))
        return raise_type(t, "unicode string expected instead of %T instance", v), false;
    if (as_str(v)->len != 1)
        return raise_type(t, "one character unicode string expected"), false;
    *(wchar_t *)p = (wchar_t)str_at(as_str(v), 0);
    return true;
}

static bool convert_float(Thread *t, const CType *c, void *p, Ref v)
{
    double d;
    if (!to_double(t, v, &d))
        return false;
    if (c->code == 'f')
        copy_swapped(p, &(float){(float)d}, sizeof(float), c->swapped);
    else if (c->code == 'd')
        copy_swapped(p, &d, sizeof d, c->swapped);
    else
        *(long double *)p = d;
    return true;
}

/* A bytes object with the wide characters of a str, ended by a zero. */
static Value wide_copy(Thread *t, Ref str)
{
    ssize n = as_str(str)->len;
    if (n > SSIZE_MAX_ / (ssize)sizeof(wchar_t) - 64)
        return raise_memory(t);
    Value copy = bytes_new(t, (n + 1) * (ssize)sizeof(wchar_t));
    if (!is_empty(copy)) {
        wchar_t *p = (wchar_t *)as_bytes(copy)->data;
        text_store(str, p);
        p[n] = 0;
    }
    return copy;
}

static bool convert_pointer(Thread *t, const CType *c, void *p, Ref v, Value *keep)
{
    uint64_t address = 0;
    if (c->code == 'O') {
        address = v.bits;
        *keep = retain(v);
    } else if (is_int(v)) {
        if (!int_masked(t, v, &address))
            return false;
    } else if (c->code == 'z' && is_bytes(v)) {
        address = (uint64_t)as_bytes(v)->data;
        *keep = retain(v);
    } else if (c->code == 'Z' && is_str(v)) {
        *keep = wide_copy(t, v);
        if (is_empty(*keep))
            return *keep = NONE, false;
        address = (uint64_t)as_bytes(*keep)->data;
    } else if (!is_none(v)) {
        if (c->code == 'P')
            return raise_type(t, "cannot be converted to pointer"), false;
        return raise_type(t, "%s or integer address expected instead of %T instance", c->code == 'z' ? "bytes" : "unicode string", v), false;
    }
    memcpy(p, &address, sizeof address);
    return true;
}

bool simple_convert(Thread *t, const CType *c, void *p, Ref v, Value *keep)
{
    *keep = NONE;
    switch (c->code) {
    case 'c': return convert_char(t, p, v);
    case 'u': return convert_wide_char(t, p, v);
    case 'f': case 'd': case 'g': return convert_float(t, c, p, v);
    case '?': case 'v': {
        Test truth = test(t, v);
        if (c->code == '?')
            *(uint8_t *)p = truth == TEST_TRUE;
        else
            *(int16_t *)p = truth == TEST_TRUE ? -1 : 0;
        return truth != TEST_ERROR;
    }
    case 'z': case 'Z': case 'P': case 'O': return convert_pointer(t, c, p, v, keep);
    }
    uint64_t n;
    if (!int_masked(t, v, &n))
        return false;
    copy_swapped(p, &n, c->size, false);            /* the low bytes come first */
    if (c->swapped) {
        uint64_t plain = n;
        copy_swapped(p, &plain, c->size, true);
    }
    return true;
}
