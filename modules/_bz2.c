/* _bz2.c: the compressor and decompressor of bzip2, over libbz2 (loaded on demand). What works on files is lib/bz2.py.
 * Python manual: bz2.
 */
#include <bzlib.h>
#include <limits.h>

#include "object/exception.h"
#include "object/module.h"
#include "modules/compression.h"
#include "gen/modules/_bz2.h"

typedef struct Stream {
    Object head;
    bz_stream z;
    bool live;                  /* z is initialised */
    Coder coder;
} Stream;

static Type BZ2Compressor_type, BZ2Decompressor_type;
static Stream *as_stream(Ref v) { return (Stream *)object_of(v); }

static bool raise_bz2(Thread *t, int status)
{
    switch (status) {
    case BZ_PARAM_ERROR:      raise_value(t, "Internal error - invalid parameters passed to libbzip2"); break;
    case BZ_MEM_ERROR:        raise_memory(t); break;
    case BZ_DATA_ERROR:
    case BZ_DATA_ERROR_MAGIC: raise_format(t, &exc_OSError, "Invalid data stream"); break;
    case BZ_IO_ERROR:         raise_format(t, &exc_OSError, "Unknown I/O error"); break;
    case BZ_UNEXPECTED_EOF:
        raise_format(t, &exc_EOFError, "Compressed file ended before the logical end-of-stream was detected");
        break;
    case BZ_SEQUENCE_ERROR:   raise_runtime(t, "Internal error - Invalid sequence of commands sent to libbzip2"); break;
    default:                  raise_format(t, &exc_OSError, "Unrecognized error from libbzip2: %d", status); break;
    }
    return false;
}

/* ---- streams ---- */

static Value stream_new(Thread *t, Type *cls)
{
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    return coder_init(t, &as_stream(v)->coder) ? take(&v) : EMPTY;
}

static void stream_release(Stream *s)
{
    coder_destroy(&s->coder);
    object_free(s, object_size(&s->head));
}

/* Gives libbz2 input, and room for output. Lengths are unsigned int to it: more is given in parts. */
static bool give(Thread *t, bz_stream *z, const uint8_t *data, size_t n, Output *o)
{
    uint8_t *p;
    size_t room;
    if (!output_room(t, o, UINT_MAX, &p, &room))
        return false;
    z->next_in = (char *)data;
    z->avail_in = (unsigned)MIN(n, (size_t)UINT_MAX);
    z->next_out = (char *)p;
    z->avail_out = (unsigned)room;
    return true;
}

/* Accounts for what libbz2 has taken and given. */
static void settle(const bz_stream *z, const uint8_t **data, size_t *n, Output *o)
{
    o->used = (uint8_t *)z->next_out - as_bytes(o->bytes)->data;
    *n -= (size_t)((uint8_t *)z->next_in - *data);
    *data = (uint8_t *)z->next_in;
}

/* ---- BZ2Compressor ---- */

static void BZ2Compressor_dealloc(Object *o)
{
    Stream *s = (Stream *)o;
    if (s->live)
        BZ2_bzCompressEnd(&s->z);
    stream_release(s);
}

/** Create a compressor object for compressing data incrementally.
 *
 *   compresslevel
 *     Compression level, as a number between 1 and 9.
 *
 * For one-shot compression, use the compress() function instead. */
NEW(BZ2Compressor, "(compresslevel: int=9, /)")
{
    if (a->compresslevel < 1 || a->compresslevel > 9)
        return raise_value(t, "compresslevel must be between 1 and 9");
    OWN Value v = stream_new(t, cls);
    if (is_empty(v))
        return EMPTY;
    int status = BZ2_bzCompressInit(&as_stream(v)->z, a->compresslevel, 0, 0);
    if (status != BZ_OK)
        return raise_bz2(t, status), EMPTY;
    as_stream(v)->live = true;
    return take(&v);
}

static bool compress(Thread *t, Object *object, bool finish, const uint8_t **data, size_t *n, Output *o, bool *more)
{
    bz_stream *z = &((Stream *)object)->z;
    int status;
    *more = false;
    if (!finish && *n == 0)
        return true;                            /* which libbz2 takes for an error */
    if (!give(t, z, *data, *n, o))
        return false;
    BLOCKING_BEGIN(t)
    status = BZ2_bzCompress(z, finish ? BZ_FINISH : BZ_RUN);
    BLOCKING_END(t)
    settle(z, data, n, o);
    *more = finish ? status != BZ_STREAM_END : *n > 0;
    return status >= 0 || raise_bz2(t, status);
}

/** Provide data to the compressor object.
 *
 * Returns a chunk of compressed data if possible, or b'' otherwise.
 *
 * When you have finished providing data to the compressor, call the
 * flush() method to finish the compression process. */
METHOD(BZ2Compressor, compress, "(self, data: buffer, /)")
{
    return coder_compress(t, &as_stream(self)->coder, object_of(self), &a->data, compress);
}

/** Finish the compression process.
 *
 * Returns the compressed data left in internal buffers.
 *
 * The compressor object may not be used after this method is called. */
METHOD0(BZ2Compressor, flush)
{
    return coder_flush(t, &as_stream(self)->coder, object_of(self), compress);
}

METHOD0(BZ2Compressor, __reduce__) { return raise_type(t, "cannot pickle '%T' object", self); }
METHOD0(BZ2Compressor, __getstate__) { return raise_type(t, "cannot pickle '%T' object", self); }

static Type BZ2Compressor_type = {
    TYPE_HEAD("_bz2.BZ2Compressor", Stream), .flags = TYPE_BASE, .dealloc = BZ2Compressor_dealloc, .methods = BZ2Compressor_methods,
    .new_ = BZ2Compressor_new_slot, .new_signature = &BZ2Compressor_new_signature,
    .doc = "Create a compressor object for compressing data incrementally.\n\n  compresslevel\n"
           "    Compression level, as a number between 1 and 9.\n\nFor one-shot compression, use the compress() function instead.",
};

/* ---- BZ2Decompressor ---- */

static void BZ2Decompressor_dealloc(Object *o)
{
    Stream *s = (Stream *)o;
    if (s->live)
        BZ2_bzDecompressEnd(&s->z);
    stream_release(s);
}

/** Create a decompressor object for decompressing data incrementally.
 *
 * For one-shot decompression, use the decompress() function instead. */
NEW(BZ2Decompressor, "()")
{
    (void)a;
    OWN Value v = stream_new(t, cls);
    if (is_empty(v))
        return EMPTY;
    int status = BZ2_bzDecompressInit(&as_stream(v)->z, 0, 0);
    if (status != BZ_OK)
        return raise_bz2(t, status), EMPTY;
    as_stream(v)->live = true;
    return take(&v);
}

static bool decompress(Thread *t, Object *object, const uint8_t **data, size_t *n, Output *o, bool *ended, bool *starved)
{
    bz_stream *z = &((Stream *)object)->z;
    int status;
    if (!give(t, z, *data, *n, o))
        return false;
    BLOCKING_BEGIN(t)
    status = BZ2_bzDecompress(z);
    BLOCKING_END(t)
    settle(z, data, n, o);
    *ended = status == BZ_STREAM_END;
    *starved = *n == 0 && z->avail_out > 0;
    return *ended || status == BZ_OK || raise_bz2(t, status);
}

/** Decompress *data*, returning uncompressed data as bytes.
 *
 * If *max_length* is nonnegative, returns at most *max_length* bytes of
 * decompressed data. If this limit is reached and further output can be
 * produced, *self.needs_input* will be set to ``False``. In this case, the next
 * call to *decompress()* may provide *data* as b'' to obtain more of the output.
 *
 * If all of the input data was decompressed and returned (either because this
 * was less than *max_length* bytes, or because *max_length* was negative),
 * *self.needs_input* will be set to True.
 *
 * Attempting to decompress data after the end of stream is reached raises an
 * EOFError.  Any data found after the end of the stream is ignored and saved in
 * the unused_data attribute. */
METHOD(BZ2Decompressor, decompress, "(self, data: buffer, max_length: index=-1)")
{
    return coder_decompress(t, &as_stream(self)->coder, object_of(self), &a->data, a->max_length, decompress,
                            "End of stream already reached");
}

METHOD0(BZ2Decompressor, __reduce__) { return raise_type(t, "cannot pickle '%T' object", self); }
METHOD0(BZ2Decompressor, __getstate__) { return raise_type(t, "cannot pickle '%T' object", self); }

/** True if the end-of-stream marker has been reached. */
GETTER(BZ2Decompressor, eof) { return bool_value(as_stream(self)->coder.ended); }
/** True if more input is needed before more decompressed data can be produced. */
GETTER(BZ2Decompressor, needs_input) { return bool_value(as_stream(self)->coder.needs_input); }
/** Data found after the end of the compressed stream. */
GETTER(BZ2Decompressor, unused_data) { return retain(as_stream(self)->coder.unused); }

static Type BZ2Decompressor_type = {
    TYPE_HEAD("_bz2.BZ2Decompressor", Stream), .flags = TYPE_BASE, .dealloc = BZ2Decompressor_dealloc,
    .methods = BZ2Decompressor_methods, .getset = BZ2Decompressor_getset,
    .new_ = BZ2Decompressor_new_slot, .new_signature = &BZ2Decompressor_new_signature,
    .doc = "Create a decompressor object for decompressing data incrementally.\n\n"
           "For one-shot decompression, use the decompress() function instead.",
};

static bool _bz2_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &BZ2Compressor_type) && module_add_type(t, module, &BZ2Decompressor_type);
}

MODULE(_bz2, .exec = _bz2_exec, .doc = "Compressor and decompressor of bzip2.");
