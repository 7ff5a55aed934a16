/* unicode_codec.c: str from and to bytes (C API: "Unicode Objects and Codecs", "Built-in Codecs"). */
#include <wchar.h>

#include "base/platform.h"
#include "base/utf8.h"
#include "capi/unicode.h"
#include "object/codec.h"
#include "object/error.h"
#include "object/exception.h"
#include "vm/system_call.h"

const char *PyUnicode_GetDefaultEncoding(void) { return "utf-8"; }

static const char *name_or_default(const char *encoding) { return encoding ? encoding : "utf-8"; }

/* ---- any encoding ---- */

PyObject *PyUnicode_Decode(const char *p, Py_ssize_t n, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, str_decode(t, (const uint8_t *)p, n, encoding, errors));
}

PyObject *PyUnicode_FromEncodedObject(PyObject *o, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    Buffer b;
    if (!o)
        return bad_call(t);
    Ref v = from_c(o);
    if (is_str(v))
        return raise_type(t, "decoding str is not supported"), NULL;
    if (!has_buffer(v))
        return raise_type(t, "decoding to str: need a bytes-like object, %T found", v), NULL;
    if (!buffer_get(t, v, &b, BUFFER_SIMPLE))
        return NULL;
    Value text = b.len ? str_decode(t, b.data, b.len, encoding, errors) : str_empty(t);
    buffer_release(&b);
    return to_c_take(t, text);
}

PyObject *PyUnicode_AsEncodedString(PyObject *s, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, str_encode(t, from_c(s), encoding, errors)) : NULL;
}

/* The older ones, which let codecs give anything. */
PyObject *PyUnicode_AsEncodedObject(PyObject *s, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, codec_encode(t, from_c(s), name_or_default(encoding), errors)) : NULL;
}
PyObject *PyUnicode_AsDecodedObject(PyObject *s, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, codec_decode(t, from_c(s), name_or_default(encoding), errors)) : NULL;
}

/* A codec's result that has to be a str. */
static PyObject *only_str(Thread *t, PyObject *result, const char *encoding, const char *what)
{
    if (!result || is_str_of_c(result))
        return result;
    raise_type(t, "'%s' %sr returned '%T' instead of 'str'; use codecs.%s() to %s to arbitrary types", name_or_default(encoding), what,
               from_c(result), what, what);
    release(from_c_take(result));
    return NULL;
}
PyObject *PyUnicode_AsEncodedUnicode(PyObject *s, const char *encoding, const char *errors)
{
    return only_str(this_thread(), PyUnicode_AsEncodedObject(s, encoding, errors), encoding, "encode");
}
PyObject *PyUnicode_AsDecodedUnicode(PyObject *s, const char *encoding, const char *errors)
{
    return only_str(this_thread(), PyUnicode_AsDecodedObject(s, encoding, errors), encoding, "decode");
}

/* ---- UTF-8, UTF-7 ---- */

PyObject *PyUnicode_DecodeUTF8Stateful(const char *p, Py_ssize_t n, const char *errors, Py_ssize_t *consumed)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, utf8_decode(t, (const uint8_t *)p, n, errors, consumed));
}
PyObject *PyUnicode_DecodeUTF8(const char *p, Py_ssize_t n, const char *errors) { return PyUnicode_DecodeUTF8Stateful(p, n, errors, NULL); }

PyObject *PyUnicode_DecodeUTF7Stateful(const char *p, Py_ssize_t n, const char *errors, Py_ssize_t *consumed)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, utf7_decode(t, (const uint8_t *)p, n, errors, consumed));
}
PyObject *PyUnicode_DecodeUTF7(const char *p, Py_ssize_t n, const char *errors) { return PyUnicode_DecodeUTF7Stateful(p, n, errors, NULL); }

PyObject *PyUnicode_AsUTF8String(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, utf8_encode(t, from_c(s), NULL)) : NULL;
}

/* ---- UTF-16, UTF-32: byteorder NULL is 0, by the mark ---- */

typedef Value (*WideDecoder)(Thread *, const uint8_t *, ssize, const char *, int *, ssize *);

static PyObject *decode_wide(WideDecoder decode, const char *p, ssize n, const char *errors, int *byteorder, ssize *consumed)
{
    Thread *t = this_thread();
    int order = byteorder ? (*byteorder > 0) - (*byteorder < 0) : 0;
    if (n < 0)
        return bad_call(t);
    PyObject *text = to_c_take(t, decode(t, (const uint8_t *)p, n, errors, &order, consumed));
    if (byteorder && text)
        *byteorder = order;
    return text;
}

PyObject *PyUnicode_DecodeUTF16Stateful(const char *p, Py_ssize_t n, const char *errors, int *byteorder, Py_ssize_t *consumed)
{
    return decode_wide(utf16_decode, p, n, errors, byteorder, consumed);
}
PyObject *PyUnicode_DecodeUTF16(const char *p, Py_ssize_t n, const char *errors, int *byteorder)
{
    return decode_wide(utf16_decode, p, n, errors, byteorder, NULL);
}
PyObject *PyUnicode_DecodeUTF32Stateful(const char *p, Py_ssize_t n, const char *errors, int *byteorder, Py_ssize_t *consumed)
{
    return decode_wide(utf32_decode, p, n, errors, byteorder, consumed);
}
PyObject *PyUnicode_DecodeUTF32(const char *p, Py_ssize_t n, const char *errors, int *byteorder)
{
    return decode_wide(utf32_decode, p, n, errors, byteorder, NULL);
}

PyObject *PyUnicode_AsUTF16String(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, utf16_encode(t, from_c(s), NULL, 0)) : NULL;
}
PyObject *PyUnicode_AsUTF32String(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, utf32_encode(t, from_c(s), NULL, 0)) : NULL;
}

/* ---- the others ---- */

PyObject *PyUnicode_DecodeLatin1(const char *p, Py_ssize_t n, const char *errors Py_GCC_ATTRIBUTE((unused)))
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, latin1_decode(t, (const uint8_t *)p, n));
}
PyObject *PyUnicode_DecodeASCII(const char *p, Py_ssize_t n, const char *errors)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, ascii_decode(t, (const uint8_t *)p, n, errors));
}
PyObject *PyUnicode_DecodeUnicodeEscape(const char *p, Py_ssize_t n, const char *errors)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, unicode_escape_decode(t, (const uint8_t *)p, n, errors, NULL));
}
PyObject *PyUnicode_DecodeRawUnicodeEscape(const char *p, Py_ssize_t n, const char *errors)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, raw_unicode_escape_decode(t, (const uint8_t *)p, n, errors, NULL));
}
/* mapping NULL: Latin-1. */
PyObject *PyUnicode_DecodeCharmap(const char *p, Py_ssize_t n, PyObject *mapping, const char *errors)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, charmap_decode(t, (const uint8_t *)p, n, mapping ? from_c(mapping) : NONE, errors));
}

PyObject *PyUnicode_AsLatin1String(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, latin1_encode(t, from_c(s), NULL)) : NULL;
}
PyObject *PyUnicode_AsASCIIString(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, ascii_encode(t, from_c(s), NULL)) : NULL;
}
PyObject *PyUnicode_AsUnicodeEscapeString(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, unicode_escape_encode(t, from_c(s))) : NULL;
}
PyObject *PyUnicode_AsRawUnicodeEscapeString(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, raw_unicode_escape_encode(t, from_c(s))) : NULL;
}
PyObject *PyUnicode_AsCharmapString(PyObject *s, PyObject *mapping)
{
    Thread *t = this_thread();
    if (!mapping)
        return PyErr_BadArgument(), NULL;
    return expect_str(s) ? to_c_take(t, charmap_encode(t, from_c(s), NULL, from_c(mapping))) : NULL;
}

/* The mapping for PyUnicode_AsCharmapString() that reverses a decoding table. */
PyObject *PyUnicode_BuildEncodingMap(PyObject *table)
{
    Thread *t = this_thread();
    if (!expect_str(table))
        return NULL;
    if (!as_str(from_c(table))->len)
        return PyErr_BadArgument(), NULL;
    return to_c_take(t, charmap_build(t, from_c(table)));
}

/* ---- file names: UTF-8 with surrogateescape ---- */

PyObject *PyUnicode_DecodeFSDefaultAndSize(const char *p, Py_ssize_t n)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, str_from_utf8_lossless(t, p, n));
}
PyObject *PyUnicode_DecodeFSDefault(const char *s) { return PyUnicode_DecodeFSDefaultAndSize(s, (ssize)strlen(s)); }

PyObject *PyUnicode_EncodeFSDefault(PyObject *s)
{
    Thread *t = this_thread();
    return expect_str(s) ? to_c_take(t, str_encode_fs(t, from_c(s))) : NULL;
}

/* For "O&": a path object as bytes; o NULL: the clean-up, after another argument has failed. */
int PyUnicode_FSConverter(PyObject *o, void *place)
{
    Thread *t = this_thread();
    PyObject **result = place;
    if (!o) {
        release(from_c_take(*result));
        *result = NULL;
        return 1;
    }
    OWN Value path = to_fs_path(t, from_c(o));
    if (!is_empty(path) && is_str(path))
        replace_take(&path, str_encode_fs(t, path));
    if (is_empty(path))
        return 0;
    if (strlen((char *)as_bytes(path)->data) != (size_t)as_bytes(path)->len)
        return raise_value(t, "embedded null byte"), 0;
    *result = to_c_take(t, take(&path));
    return Py_CLEANUP_SUPPORTED;
}

/* The same as a str. */
int PyUnicode_FSDecoder(PyObject *o, void *place)
{
    Thread *t = this_thread();
    PyObject **result = place;
    if (!o) {
        release(from_c_take(*result));
        *result = NULL;
        return 1;
    }
    OWN Value path = to_fs_path(t, from_c(o));
    if (!is_empty(path) && is_bytes(path))
        replace_take(&path, str_from_utf8_lossless(t, (char *)as_bytes(path)->data, as_bytes(path)->len));
    if (is_empty(path))
        return 0;
    if (str_find_char(as_str(path), 0, 0, as_str(path)->len) >= 0)
        return raise_value(t, "embedded null character"), 0;
    *result = to_c_take(t, take(&path));
    return Py_CLEANUP_SUPPORTED;
}

/* ---- the locale's encoding (LC_CTYPE), which may be another than that of file names ---- */

static bool locale_errors(Thread *t, const char *errors, bool *escape)
{
    *escape = errors && !strcmp(errors, "surrogateescape");
    platform_text_locale();                     /* that of the environment; of "C" nobody has texts */
    if (!errors || *escape || !strcmp(errors, "strict"))
        return true;
    raise_value(t, "only 'strict' and 'surrogateescape' error handlers are supported, not '%s'", errors);
    return false;
}

PyObject *PyUnicode_DecodeLocaleAndSize(const char *p, Py_ssize_t n, const char *errors)
{
    Thread *t = this_thread();
    bool escape;
    if (!locale_errors(t, errors, &escape))
        return NULL;
    if (n < 0 || p[n] || strlen(p) != (size_t)n)
        return raise_value(t, "embedded null byte"), NULL;
    StrBuilder out;
    mbstate_t state = {0};
    builder_init(&out, t);
    for (ssize i = 0; i < n;) {
        wchar_t c;
        size_t size = mbrtowc(&c, p + i, (size_t)(n - i), &state);
        if (size > (size_t)n || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
            if (!escape || (uint8_t)p[i] < 128) {
                builder_free(&out);
                return raise_unicode_decode(t, "locale", (const uint8_t *)p, n, i, i + 1, "decoding error"), NULL;
            }
            c = 0xDC00 + (uint8_t)p[i];
            size = 1;
            state = (mbstate_t){0};
        }
        builder_char(&out, (uint32_t)c);
        i += (ssize)size;
    }
    return to_c_take(t, builder_take(&out));
}
PyObject *PyUnicode_DecodeLocale(const char *s, const char *errors) { return PyUnicode_DecodeLocaleAndSize(s, (ssize)strlen(s), errors); }

PyObject *PyUnicode_EncodeLocale(PyObject *o, const char *errors)
{
    Thread *t = this_thread();
    bool escape;
    if (!expect_str(o) || !locale_errors(t, errors, &escape))
        return NULL;
    const Str *s = as_str(from_c(o));
    if (str_find_char(s, 0, 0, s->len) >= 0)
        return raise_value(t, "embedded null character"), NULL;
    OWN Value out = bytes_new(t, s->len * MB_LEN_MAX);
    mbstate_t state = {0};
    ssize n = 0;
    for (ssize i = 0; !is_empty(out) && i < s->len; i++) {
        uint32_t c = str_at(s, i);
        char *to = (char *)as_bytes(out)->data + n;
        size_t size;
        if (escape && c >= 0xDC80 && c <= 0xDCFF) {
            *to = (char)(c - 0xDC00);
            size = 1;
        } else if ((size = wcrtomb(to, (wchar_t)c, &state)) == (size_t)-1) {
            return raise_unicode_encode(t, "locale", from_c(o), i, i + 1, "encoding error"), NULL;
        }
        n += (ssize)size;
    }
    return !is_empty(out) && bytes_shrink_take(t, &out, n) ? to_c_take(t, take(&out)) : NULL;
}

/* ---- without an interpreter: as file names, in memory of PyMem_RawMalloc() ---- */

/* *n: the length; without memory (size_t)-1. Bytes that are no UTF-8 become lone surrogates. */
wchar_t *Py_DecodeLocale(const char *s, size_t *n)
{
    size_t size = strlen(s);
    wchar_t *text = PyMem_RawMalloc((size + 1) * sizeof *text), *p = text;
    if (n)
        *n = (size_t)-1;
    for (const char *end = s + size; text && s < end;) {
        uint32_t c;
        int length;
        if (utf8_decode_one(s, end - s, 0, &c, &length) != UTF8_OK) {
            c = 0xDC00 + (uint8_t)*s;
            length = 1;
        }
        *p++ = (wchar_t)c;
        s += length;
    }
    if (!text)
        return NULL;
    *p = 0;
    if (n)
        *n = (size_t)(p - text);
    return text;
}

/* *position: of the character that has no bytes, or without memory (size_t)-1. PyMem_Free() it. */
char *Py_EncodeLocale(const wchar_t *s, size_t *position)
{
    char *text = PyMem_Malloc(wcslen(s) * 4 + 1), *p = text;
    if (position)
        *position = (size_t)-1;
    for (size_t i = 0; text && s[i]; i++) {
        uint32_t c = (uint32_t)s[i];
        if (c >= 0xDC80 && c <= 0xDCFF) {
            *p++ = (char)(c - 0xDC00);
        } else if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
            PyMem_Free(text);
            if (position)
                *position = i;
            return NULL;
        } else {
            p += utf8_encode_one(c, p);
        }
    }
    if (text)
        *p = 0;
    return text;
}
