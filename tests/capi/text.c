/* text.c: str, bytes and bytearray through the C API (test_text.py). Functions bear the names of those they call without the prefix. */
#include "args.h"

/* ---- str: creation and access ---- */

FUNCTION(FromStringAndSize, return PyUnicode_FromStringAndSize(text_of(a.o[0]), number_of(a.o[1]));)
FUNCTION(FromString, return PyUnicode_FromString(text_of(a.o[0]));)
FUNCTION(FromObject, return PyUnicode_FromObject(a.o[0]);)
FUNCTION(FromOrdinal, return PyUnicode_FromOrdinal((int)number_of(a.o[0]));)
FUNCTION(wide,
    Py_ssize_t n;
    wchar_t *text = PyUnicode_AsWideCharString(a.o[0], a.o[1] ? &n : NULL);
    if (!text)
        return NULL;
    PyObject *result = PyUnicode_FromWideChar(text, a.o[1] ? n : -1);
    PyMem_Free(text);
    return result;)
FUNCTION(wide_part,                             /* the number copied, and the buffer, which had x's in it */
    wchar_t buffer[] = L"xxxxxxxx";
    Py_ssize_t n = PyUnicode_AsWideChar(a.o[0], buffer, number_of(a.o[1]));
    return n < 0 ? NULL : pair(number(n), PyUnicode_FromWideChar(buffer, 8));)
FUNCTION(bad_wide, wchar_t text[] = {'a', 0x110000, 0}; return PyUnicode_FromWideChar(text, -1);)
FUNCTION(ucs4,
    Py_UCS4 buffer[4] = {'x', 'x', 'x', 'x'};
    int null = a.o[2] != NULL;
    if (!PyUnicode_AsUCS4(a.o[0], buffer, number_of(a.o[1]), null))
        return NULL;
    return PyUnicode_FromWideChar((wchar_t *)buffer, 4);)
FUNCTION(ucs4_copy,
    Py_UCS4 *text = PyUnicode_AsUCS4Copy(a.o[0]);
    PyObject *result = text ? PyUnicode_FromWideChar((wchar_t *)text, -1) : NULL;
    PyMem_Free(text);
    return result;)
FUNCTION(utf8, Py_ssize_t n; const char *s = PyUnicode_AsUTF8AndSize(a.o[0], &n); return s ? PyBytes_FromStringAndSize(s, n + 1) : NULL;)
FUNCTION(interned,                              /* are equal strs one object after interning? */
    PyObject *one = PyUnicode_FromFormat("%s%d", "capi text ", 1), *two = PyUnicode_InternFromString("capi text 1");
    PyUnicode_InternInPlace(&one);
    int same = one == two;
    Py_DECREF(one);
    Py_DECREF(two);
    return number(same);)
FUNCTION(intern, PyObject *s = a.o[0]; Py_INCREF(s); PyUnicode_InternInPlace(&s); return s;)
FUNCTION(GetLength, return number(PyUnicode_GetLength(a.o[0]));)
FUNCTION(ReadChar, return number((long)PyUnicode_ReadChar(a.o[0], number_of(a.o[1])));)
FUNCTION(WriteChar, return PyUnicode_WriteChar(a.o[0], number_of(a.o[1]), (Py_UCS4)number_of(a.o[2])) ? NULL : done();)
FUNCTION(written,                               /* a fresh copy, with characters written */
    PyObject *s = PyUnicode_Substring(a.o[0], 1, PyUnicode_GetLength(a.o[0]));
    if (PyUnicode_WriteChar(s, number_of(a.o[1]), (Py_UCS4)number_of(a.o[2]))) {
        Py_DECREF(s);
        return NULL;
    }
    return s;)
FUNCTION(resized,
    PyObject *s = a.o[0];
    Py_XINCREF(s);
    if (PyUnicode_Resize(&s, number_of(a.o[1]))) {
        Py_XDECREF(s);
        return NULL;
    }
    return s;)

/* ---- formats ---- */

FUNCTION(format,
    PyObject *o = a.o[0];
    return PyUnicode_FromFormat("%c|%d|%5d|%-5d|%05d|%u|%ld|%lu|%zd|%zu|%i|%x|%lx|%s|%.3s|%p|%A|%U|%V|%V|%S|%R|%%", 0x1F40D, -1, 42, 42, 42,
                                4000000000u, -1l, -1l, (Py_ssize_t)-5, (size_t)5, 7, 255, 255l, "s\xc3\xa9", "abcdef", (void *)0x1234,
                                o, o, o, "not", NULL, "text", o, o);)
FUNCTION(format_wide, return PyUnicode_FromFormat("[%10S][%-10S][%.2S][%6.2R][%lld][%llu][%10s]", a.o[0], a.o[0], a.o[0], a.o[0],
                                                  -9000000000000000000ll, 18000000000000000000ull, "abc");)
FUNCTION(format_char, return PyUnicode_FromFormat("%c", (int)number_of(a.o[0]));)
FUNCTION(bytes_format,
    return PyBytes_FromFormat("%c|%d|%u|%ld|%lu|%zd|%zu|%i|%x|%s|%.3s|%p|%%", 'c', -1, 4000000000u, -1l, 5l, (Py_ssize_t)-5, (size_t)5, 7,
                              255, "text", "abcdef", (void *)0x1234);)
FUNCTION(bytes_format_char, return PyBytes_FromFormat("%c", (int)number_of(a.o[0]));)
FUNCTION(bytes_format_rest, const char *format = "a%d %y %d"; return PyBytes_FromFormat(format, 5, 6, 7);)

/* ---- comparison ---- */

FUNCTION(Compare, return number(PyUnicode_Compare(a.o[0], a.o[1]));)
FUNCTION(CompareWithASCIIString, return number(PyUnicode_CompareWithASCIIString(a.o[0], text_of(a.o[1])));)
FUNCTION(RichCompare, return PyUnicode_RichCompare(a.o[0], a.o[1], (int)number_of(a.o[2]));)
FUNCTION(Contains, return number(PyUnicode_Contains(a.o[0], a.o[1]));)
FUNCTION(IsIdentifier, return number(PyUnicode_IsIdentifier(a.o[0]));)
#if defined KRAIT || Py_LIMITED_API >= 0x030d0000
FUNCTION(EqualToUTF8, return number(PyUnicode_EqualToUTF8(a.o[0], text_of(a.o[1])));)
#else
FUNCTION(EqualToUTF8, return number(-1);)
#endif

/* ---- operations ---- */

FUNCTION(Concat, return PyUnicode_Concat(a.o[0], a.o[1]);)
FUNCTION(Append, PyObject *s = a.o[0]; Py_XINCREF(s); PyUnicode_Append(&s, a.o[1]); return s;)
FUNCTION(AppendAndDel, PyObject *s = a.o[0]; Py_XINCREF(s); Py_XINCREF(a.o[1]); PyUnicode_AppendAndDel(&s, a.o[1]); return s;)
FUNCTION(doubled, PyObject *s = PyUnicode_FromFormat("%S!", a.o[0]); PyUnicode_Append(&s, s); return s;)
FUNCTION(Split, return PyUnicode_Split(a.o[0], a.o[1], number_of(a.o[2]));)
FUNCTION(RSplit, return PyUnicode_RSplit(a.o[0], a.o[1], number_of(a.o[2]));)
FUNCTION(Splitlines, return PyUnicode_Splitlines(a.o[0], (int)number_of(a.o[1]));)
FUNCTION(Partition, return PyUnicode_Partition(a.o[0], a.o[1]);)
FUNCTION(RPartition, return PyUnicode_RPartition(a.o[0], a.o[1]);)
FUNCTION(Translate, return PyUnicode_Translate(a.o[0], a.o[1], text_of(a.o[2]));)
FUNCTION(Join, return PyUnicode_Join(a.o[0], a.o[1]);)
FUNCTION(Tailmatch, return number(PyUnicode_Tailmatch(a.o[0], a.o[1], number_of(a.o[2]), number_of(a.o[3]), (int)number_of(a.o[4])));)
FUNCTION(Find, return number(PyUnicode_Find(a.o[0], a.o[1], number_of(a.o[2]), number_of(a.o[3]), (int)number_of(a.o[4])));)
FUNCTION(FindChar, return number(PyUnicode_FindChar(a.o[0], (Py_UCS4)number_of(a.o[1]), number_of(a.o[2]), number_of(a.o[3]), (int)number_of(a.o[4])));)
FUNCTION(Count, return number(PyUnicode_Count(a.o[0], a.o[1], number_of(a.o[2]), number_of(a.o[3])));)
FUNCTION(Replace, return PyUnicode_Replace(a.o[0], a.o[1], a.o[2], number_of(a.o[3]));)
FUNCTION(Substring, return PyUnicode_Substring(a.o[0], number_of(a.o[1]), number_of(a.o[2]));)
FUNCTION(Format, return PyUnicode_Format(a.o[0], a.o[1]);)

/* ---- encodings: of (bytes, encoding or mapping, errors) and of (str, ...) ---- */

#define SPAN PyBytes_AsString(a.o[0]), PyBytes_Size(a.o[0])
FUNCTION(Decode, return PyUnicode_Decode(SPAN, text_of(a.o[1]), text_of(a.o[2]));)
FUNCTION(FromEncodedObject, return PyUnicode_FromEncodedObject(a.o[0], text_of(a.o[1]), text_of(a.o[2]));)
FUNCTION(DecodeUTF8, return PyUnicode_DecodeUTF8(SPAN, text_of(a.o[1]));)
FUNCTION(DecodeUTF8Stateful, Py_ssize_t n = 0; PyObject *s = PyUnicode_DecodeUTF8Stateful(SPAN, text_of(a.o[1]), &n); return s ? pair(s, number(n)) : NULL;)
FUNCTION(DecodeUTF7, return PyUnicode_DecodeUTF7(SPAN, text_of(a.o[1]));)
FUNCTION(DecodeUTF16, int order = (int)number_of(a.o[1]); PyObject *s = PyUnicode_DecodeUTF16(SPAN, NULL, &order); return s ? pair(s, number(order)) : NULL;)
FUNCTION(DecodeUTF16Stateful, Py_ssize_t n = 0; PyObject *s = PyUnicode_DecodeUTF16Stateful(SPAN, NULL, NULL, &n); return s ? pair(s, number(n)) : NULL;)
FUNCTION(DecodeUTF32, int order = (int)number_of(a.o[1]); PyObject *s = PyUnicode_DecodeUTF32(SPAN, NULL, &order); return s ? pair(s, number(order)) : NULL;)
FUNCTION(DecodeLatin1, return PyUnicode_DecodeLatin1(SPAN, text_of(a.o[1]));)
FUNCTION(DecodeASCII, return PyUnicode_DecodeASCII(SPAN, text_of(a.o[1]));)
FUNCTION(DecodeUnicodeEscape, return PyUnicode_DecodeUnicodeEscape(SPAN, text_of(a.o[1]));)
FUNCTION(DecodeRawUnicodeEscape, return PyUnicode_DecodeRawUnicodeEscape(SPAN, text_of(a.o[1]));)
FUNCTION(DecodeCharmap, return PyUnicode_DecodeCharmap(SPAN, a.o[1], text_of(a.o[2]));)
FUNCTION(DecodeFSDefault, return PyUnicode_DecodeFSDefault(text_of(a.o[0]));)
FUNCTION(DecodeLocale, return PyUnicode_DecodeLocaleAndSize(SPAN, text_of(a.o[1]));)
FUNCTION(AsEncodedString, return PyUnicode_AsEncodedString(a.o[0], text_of(a.o[1]), text_of(a.o[2]));)
FUNCTION(AsUTF8String, return PyUnicode_AsUTF8String(a.o[0]);)
FUNCTION(AsUTF16String, return PyUnicode_AsUTF16String(a.o[0]);)
FUNCTION(AsUTF32String, return PyUnicode_AsUTF32String(a.o[0]);)
FUNCTION(AsUnicodeEscapeString, return PyUnicode_AsUnicodeEscapeString(a.o[0]);)
FUNCTION(AsRawUnicodeEscapeString, return PyUnicode_AsRawUnicodeEscapeString(a.o[0]);)
FUNCTION(AsLatin1String, return PyUnicode_AsLatin1String(a.o[0]);)
FUNCTION(AsASCIIString, return PyUnicode_AsASCIIString(a.o[0]);)
FUNCTION(AsCharmapString, return PyUnicode_AsCharmapString(a.o[0], a.o[1]);)
FUNCTION(BuildEncodingMap, return PyUnicode_BuildEncodingMap(a.o[0]);)
FUNCTION(EncodeFSDefault, return PyUnicode_EncodeFSDefault(a.o[0]);)
FUNCTION(EncodeLocale, return PyUnicode_EncodeLocale(a.o[0], text_of(a.o[1]));)
FUNCTION(FSConverter,
    PyObject *path = NULL;
    int status = PyUnicode_FSConverter(a.o[0], &path);
    return !status ? NULL : status == 0x20000 ? path : number(status);)
FUNCTION(FSDecoder,
    PyObject *path = NULL;
    int status = PyUnicode_FSDecoder(a.o[0], &path);
    return !status ? NULL : status == 0x20000 ? path : number(status);)
FUNCTION(clean_up, PyObject *path = PyBytes_FromString("x"); int status = PyUnicode_FSConverter(NULL, &path); return number(path ? -1 : status);)
FUNCTION(locale,                                /* there and back without an interpreter */
    size_t n;
    size_t position;
    wchar_t *text = Py_DecodeLocale(text_of(a.o[0]), &n);
    char *bytes = text ? Py_EncodeLocale(text, &position) : NULL;
    PyObject *result = pair(PyUnicode_FromWideChar(text, (Py_ssize_t)n), PyBytes_FromString(bytes));
    free(text);
    PyMem_Free(bytes);
    return result;)

/* ---- bytes and bytearray ---- */

FUNCTION(bytes_FromStringAndSize, return PyBytes_FromStringAndSize(text_of(a.o[0]), number_of(a.o[1]));)
FUNCTION(bytes_filled, PyObject *b = PyBytes_FromStringAndSize(NULL, number_of(a.o[0])); memset(PyBytes_AsString(b), 'x', (size_t)PyBytes_Size(b)); return b;)
FUNCTION(bytes_FromObject, return PyBytes_FromObject(a.o[0]);)
FUNCTION(bytes_Size, return number(PyBytes_Size(a.o[0]));)
FUNCTION(bytes_AsStringAndSize,
    char *p;
    Py_ssize_t n;
    if (PyBytes_AsStringAndSize(a.o[0], &p, a.o[1] ? &n : NULL))
        return NULL;
    return a.o[1] ? PyBytes_FromStringAndSize(p, n + 1) : PyBytes_FromString(p);)
FUNCTION(bytes_Concat, PyObject *b = a.o[0]; Py_XINCREF(b); PyBytes_Concat(&b, a.o[1]); return b || PyErr_Occurred() ? b : done();)
FUNCTION(bytes_ConcatAndDel, PyObject *b = a.o[0]; Py_XINCREF(b); Py_XINCREF(a.o[1]); PyBytes_ConcatAndDel(&b, a.o[1]); return b || PyErr_Occurred() ? b : done();)
FUNCTION(bytes_Repr, return PyBytes_Repr(a.o[0], a.o[1] != NULL);)
FUNCTION(bytes_DecodeEscape, return PyBytes_DecodeEscape(SPAN, text_of(a.o[1]), 0, NULL);)
FUNCTION(array_FromObject, return PyByteArray_FromObject(a.o[0]);)
FUNCTION(array_FromStringAndSize, return PyByteArray_FromStringAndSize(text_of(a.o[0]), number_of(a.o[1]));)
FUNCTION(array_filled,
    PyObject *b = PyByteArray_FromStringAndSize(NULL, number_of(a.o[0]));
    memset(PyByteArray_AsString(b), 'x', (size_t)PyByteArray_Size(b));
    return b;)
FUNCTION(array_Concat, return PyByteArray_Concat(a.o[0], a.o[1]);)
FUNCTION(array_text, return PyBytes_FromStringAndSize(PyByteArray_AsString(a.o[0]), PyByteArray_Size(a.o[0]) + 1);)
FUNCTION(array_Resize, return PyByteArray_Resize(a.o[0], number_of(a.o[1])) ? NULL : done();)

MODULE(text, ROW(FromStringAndSize), ROW(FromString), ROW(FromObject), ROW(FromOrdinal), ROW(wide), ROW(wide_part), ROW(bad_wide), ROW(ucs4),
       ROW(ucs4_copy), ROW(utf8), ROW(interned), ROW(intern), ROW(GetLength), ROW(ReadChar), ROW(WriteChar), ROW(written), ROW(resized),
       ROW(format), ROW(format_wide), ROW(format_char), ROW(bytes_format), ROW(bytes_format_char), ROW(bytes_format_rest), ROW(Compare),
       ROW(CompareWithASCIIString), ROW(RichCompare), ROW(Contains), ROW(IsIdentifier), ROW(EqualToUTF8), ROW(Concat), ROW(Append),
       ROW(AppendAndDel), ROW(doubled), ROW(Split), ROW(RSplit), ROW(Splitlines), ROW(Partition), ROW(RPartition), ROW(Translate), ROW(Join),
       ROW(Tailmatch), ROW(Find), ROW(FindChar), ROW(Count), ROW(Replace), ROW(Substring), ROW(Format), ROW(Decode), ROW(FromEncodedObject),
       ROW(DecodeUTF8), ROW(DecodeUTF8Stateful), ROW(DecodeUTF7), ROW(DecodeUTF16), ROW(DecodeUTF16Stateful), ROW(DecodeUTF32),
       ROW(DecodeLatin1), ROW(DecodeASCII), ROW(DecodeUnicodeEscape), ROW(DecodeRawUnicodeEscape), ROW(DecodeCharmap), ROW(DecodeFSDefault),
       ROW(DecodeLocale), ROW(AsEncodedString), ROW(AsUTF8String), ROW(AsUTF16String), ROW(AsUTF32String), ROW(AsUnicodeEscapeString),
       ROW(AsRawUnicodeEscapeString), ROW(AsLatin1String), ROW(AsASCIIString), ROW(AsCharmapString), ROW(BuildEncodingMap),
       ROW(EncodeFSDefault), ROW(EncodeLocale), ROW(FSConverter), ROW(FSDecoder), ROW(clean_up), ROW(locale), ROW(bytes_FromStringAndSize),
       ROW(bytes_filled), ROW(bytes_FromObject), ROW(bytes_Size), ROW(bytes_AsStringAndSize), ROW(bytes_Concat), ROW(bytes_ConcatAndDel),
       ROW(bytes_Repr), ROW(bytes_DecodeEscape), ROW(array_FromObject), ROW(array_FromStringAndSize), ROW(array_filled), ROW(array_Concat),
       ROW(array_text), ROW(array_Resize))
