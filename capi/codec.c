/* codec.c: the registry of codecs and of error handlers (C API: "Codec registry and support functions"). */
#include "capi/convert.h"
#include "object/codec.h"
#include "object/error.h"
#include "object/tuple.h"

int PyCodec_Register(PyObject *search)
{
    Thread *t = this_thread();
    if (!search)
        return PyErr_BadArgument(), -1;
    return status_to_c(codec_register(t, from_c(search)));
}

int PyCodec_Unregister(PyObject *search)
{
    Thread *t = this_thread();
    return search ? status_to_c(codec_unregister(t, from_c(search))) : 0;
}

int PyCodec_KnownEncoding(const char *encoding) { return codec_known(this_thread(), encoding); }

static const char *name_or_default(const char *encoding) { return encoding ? encoding : "utf-8"; }

/* The results may be any objects. */
PyObject *PyCodec_Encode(PyObject *o, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, codec_encode(t, from_c(o), name_or_default(encoding), errors)) : bad_call(t);
}
PyObject *PyCodec_Decode(PyObject *o, const char *encoding, const char *errors)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, codec_decode(t, from_c(o), name_or_default(encoding), errors)) : bad_call(t);
}

/* ---- the parts of a codec ---- */

enum { ENCODER, DECODER, STREAM_READER, STREAM_WRITER };

static Value part_of(Thread *t, const char *encoding, int part)
{
    OWN Value codec = codec_lookup(t, encoding);
    return is_empty(codec) ? EMPTY : retain(as_tuple(codec)->item[part]);
}

PyObject *PyCodec_Encoder(const char *encoding)
{
    Thread *t = this_thread();
    return to_c_take(t, part_of(t, encoding, ENCODER));
}
PyObject *PyCodec_Decoder(const char *encoding)
{
    Thread *t = this_thread();
    return to_c_take(t, part_of(t, encoding, DECODER));
}

static PyObject *incremental(const char *encoding, const char *errors, const char *attribute)
{
    Thread *t = this_thread();
    OWN Value codec = codec_lookup(t, encoding);
    OWN Value factory = is_empty(codec) ? EMPTY : get_attr_text(t, codec, attribute);
    OWN Value mode = is_empty(factory) || !errors ? EMPTY : str_from_text(t, errors);
    if (is_empty(factory) || (errors && is_empty(mode)))
        return NULL;
    return to_c_take(t, errors ? call1(t, factory, mode) : call0(t, factory));
}
PyObject *PyCodec_IncrementalEncoder(const char *encoding, const char *errors) { return incremental(encoding, errors, "incrementalencoder"); }
PyObject *PyCodec_IncrementalDecoder(const char *encoding, const char *errors) { return incremental(encoding, errors, "incrementaldecoder"); }

static PyObject *stream(const char *encoding, PyObject *file, const char *errors, int part)
{
    Thread *t = this_thread();
    OWN Value factory = part_of(t, encoding, part);
    OWN Value mode = is_empty(factory) ? EMPTY : str_from_text(t, errors ? errors : "strict");
    return is_empty(mode) ? NULL : to_c_take(t, call2(t, factory, from_c(file), mode));
}
PyObject *PyCodec_StreamReader(const char *encoding, PyObject *file, const char *errors) { return stream(encoding, file, errors, STREAM_READER); }
PyObject *PyCodec_StreamWriter(const char *encoding, PyObject *file, const char *errors) { return stream(encoding, file, errors, STREAM_WRITER); }

/* ---- error handlers ---- */

int PyCodec_RegisterError(const char *name, PyObject *handler)
{
    Thread *t = this_thread();
    if (!handler)
        return PyErr_BadArgument(), -1;
    return status_to_c(codec_register_error(t, name, from_c(handler)));
}

/* name NULL: "strict". */
PyObject *PyCodec_LookupError(const char *name)
{
    Thread *t = this_thread();
    return to_c_take(t, codec_lookup_error(t, name));
}

static PyObject *handle(const char *name, PyObject *e)
{
    Thread *t = this_thread();
    OWN Value handler = e ? codec_lookup_error(t, name) : EMPTY;
    return e ? is_empty(handler) ? NULL : to_c_take(t, call1(t, handler, from_c(e))) : bad_call(t);
}
PyObject *PyCodec_StrictErrors(PyObject *e)             { return handle("strict", e); }
PyObject *PyCodec_IgnoreErrors(PyObject *e)             { return handle("ignore", e); }
PyObject *PyCodec_ReplaceErrors(PyObject *e)            { return handle("replace", e); }
PyObject *PyCodec_XMLCharRefReplaceErrors(PyObject *e)  { return handle("xmlcharrefreplace", e); }
PyObject *PyCodec_BackslashReplaceErrors(PyObject *e)   { return handle("backslashreplace", e); }
PyObject *PyCodec_NameReplaceErrors(PyObject *e)        { return handle("namereplace", e); }
