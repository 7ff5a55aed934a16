/* zlib.c: the module zlib over the library of that name (loaded on demand). Python manual: zlib. */
#include <zlib.h>

#include "object/exception.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "modules/compression.h"
#include "gen/modules/zlib.h"

#define DEF_BUF_SIZE 16384
#define DEF_MEM_LEVEL 8

/* Compress and Decompress objects. */
typedef struct Stream {
    Object head;
    z_stream z;
    bool live;                  /* z is initialised */
    bool eof;
    Value unused, tail;         /* Decompress: bytes: after the end of the stream; left by max_length */
    Value dictionary;           /* bytes, or EMPTY */
    ObjectLock lock;
} Stream;

static Type zlib_error_type = {EXCEPTION_HEAD("zlib.error", &exc_Exception)};
static Type Compress_type, Decompress_type;
static Stream *as_stream(Ref v) { return (Stream *)object_of(v); }

static Value raise_zlib(Thread *t, const z_stream *z, int error, const char *what)
{
    const char *why = error == Z_VERSION_ERROR ? "library version mismatch" : z->msg;
    if (!why)
        why = error == Z_BUF_ERROR ? "incomplete or truncated stream" : error == Z_STREAM_ERROR ? "inconsistent stream state"
              : error == Z_DATA_ERROR ? "invalid input data" : NULL;
    if (!why)
        return raise_format(t, &zlib_error_type, "Error %d %s", error, what);
    return raise_format(t, &zlib_error_type, "Error %d %s: %.200s", error, what, why);
}

/* ---- running a stream ---- */

/* Input and output lengths are unsigned int to zlib: longer input is given in parts. */
typedef struct Input { const uint8_t *p; size_t n; } Input;

static void input_give(z_stream *z, Input *in)
{
    size_t n = MIN(in->n, (size_t)UINT_MAX);
    z->next_in = (Bytef *)in->p;
    z->avail_in = (uInt)n;
}
static void input_taken(const z_stream *z, Input *in)
{
    in->n -= (size_t)(z->next_in - in->p);
    in->p = z->next_in;
}

/* One call of deflate or inflate, with room for output; *status is zlib's. */
static bool run_once(Thread *t, z_stream *z, int (*step)(z_stream *, int), int flush, Input *in, Output *o, int *status)
{
    uint8_t *p;
    size_t n;
    if (!output_room(t, o, UINT_MAX, &p, &n))
        return false;
    input_give(z, in);
    int mode = in->n > UINT_MAX ? Z_NO_FLUSH : flush;
    z->next_out = p;
    z->avail_out = (uInt)n;
    BLOCKING_BEGIN(t)
    *status = step(z, mode);
    BLOCKING_END(t)
    o->used += z->next_out - p;
    input_taken(z, in);
    return true;
}

/* Deflates all input. */
static bool deflate_all(Thread *t, z_stream *z, int flush, Input in, Output *o, int *status)
{
    do {
        if (!run_once(t, z, deflate, flush, &in, o, status))
            return false;
        if (*status != Z_OK && *status != Z_BUF_ERROR)
            return true;
    } while (in.n || z->avail_out == 0);
    return true;
}

static bool set_dictionary(Thread *t, z_stream *z, Ref dictionary)
{
    Buffer b;
    if (!buffer_get(t, dictionary, &b, BUFFER_SIMPLE))
        return false;
    int status = b.len > UINT_MAX ? Z_MEM_ERROR : inflateSetDictionary(z, b.data, (uInt)b.len);
    buffer_release(&b);
    return status == Z_OK || (raise_zlib(t, z, status, "while setting zdict"), false);
}

/* Inflates until the input or the room ends, or the stream does. */
static bool inflate_all(Thread *t, z_stream *z, int flush, Ref dictionary, Input *in, Output *o, int *status)
{
    do {
        if (!run_once(t, z, inflate, flush, in, o, status))
            return false;
        if (*status == Z_NEED_DICT && !is_empty(dictionary)) {
            if (!set_dictionary(t, z, dictionary))
                return false;
            *status = Z_OK;
            continue;
        }
        if (*status != Z_OK && *status != Z_BUF_ERROR)
            return true;
        if (z->avail_out > 0 && in->n == 0)
            return true;
    } while (!output_is_full(o));
    return true;
}

/* A buffer size: an int, or what __int__ makes one of (as 3.2 does). */
static bool get_size(Thread *t, Ref v, int64_t *size)
{
    OWN Value number = is_int(v) || type_of(v)->index || !type_of(v)->int_ || is_float(v) ? to_index(t, v) : to_int(t, v);
    return !is_empty(number) && (int_as_int64(number, size)
                                 || (raise_overflow(t, "Python int too large to convert to C ssize_t"), false));
}

/* ---- functions ---- */

/** Returns a bytes object containing compressed data.
 *
 *   data
 *     Binary data to be compressed.
 *   level
 *     Compression level, in 0-9 or -1.
 *   wbits
 *     The window buffer size and container format. */
FUNCTION(zlib, compress, "(data: buffer, /, level: int=-1, wbits: int=15)")
{
    z_stream z = {0};
    OUTPUT o = {0};
    int status = deflateInit2(&z, a->level, Z_DEFLATED, a->wbits, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY);
    if (status == Z_MEM_ERROR)
        return raise_format(t, &exc_MemoryError, "Out of memory while compressing data");
    if (status == Z_STREAM_ERROR)
        return raise_format(t, &zlib_error_type, "Bad compression level");
    if (status != Z_OK)
        return raise_zlib(t, &z, status, "while compressing data");
    bool good = output_start(t, &o, DEF_BUF_SIZE, -1)
                && deflate_all(t, &z, Z_FINISH, (Input){a->data.data, (size_t)a->data.len}, &o, &status);
    if (good && status != Z_STREAM_END)
        good = (raise_zlib(t, &z, status, "while compressing data"), false);
    deflateEnd(&z);
    return good ? output_take(t, &o) : EMPTY;
}

/** Returns a bytes object containing the uncompressed data.
 *
 *   data
 *     Compressed data.
 *   wbits
 *     The window buffer size and container format.
 *   bufsize
 *     The initial output buffer size. */
FUNCTION(zlib, decompress, "(data: buffer, /, wbits: int=15, bufsize=16384)")
{
    int64_t size;
    z_stream z = {0};
    OUTPUT o = {0};
    if (!get_size(t, a->bufsize, &size))
        return EMPTY;
    if (size < 0)
        return raise_value(t, "bufsize must be non-negative");
    int status = inflateInit2(&z, a->wbits);
    if (status == Z_MEM_ERROR)
        return raise_format(t, &exc_MemoryError, "Out of memory while decompressing data");
    if (status != Z_OK)
        return raise_zlib(t, &z, status, "while preparing to decompress data");
    Input in = {a->data.data, (size_t)a->data.len};
    bool good = output_start(t, &o, MAX(size, (int64_t)1), -1) && inflate_all(t, &z, Z_SYNC_FLUSH, EMPTY, &in, &o, &status);
    if (good && status != Z_STREAM_END)
        good = (raise_zlib(t, &z, status == Z_OK ? Z_BUF_ERROR : status, "while decompressing data"), false);
    inflateEnd(&z);
    return good ? output_take(t, &o) : EMPTY;
}

/* The low 32 bits of an int. */
static bool get_checksum(Thread *t, Ref v, uint32_t *sum)
{
    OWN Value number = to_index(t, v), mask = fixnum(0xffffffff);
    OWN Value low = is_empty(number) ? EMPTY : int_and(t, number, mask);
    if (is_empty(low))
        return false;
    *sum = (uint32_t)fixnum_value(low);
    return true;
}

static Value checksum(Thread *t, const Buffer *b, uint32_t start, uLong (*function)(uLong, const Bytef *, z_size_t))
{
    uLong sum = start;
    if (b->len > 5 * 1024) {
        BLOCKING_BEGIN(t)
        sum = function(sum, b->data, (z_size_t)b->len);
        BLOCKING_END(t)
    } else if (b->len) {
        sum = function(sum, b->data, (z_size_t)b->len);
    }
    return fixnum((int64_t)(sum & 0xffffffff));
}

/** Compute an Adler-32 checksum of data.
 *
 *   value
 *     Starting value of the checksum.
 *
 * The returned checksum is an integer. */
FUNCTION(zlib, adler32, "(data: buffer, value=1, /)")
{
    uint32_t start;
    return get_checksum(t, a->value, &start) ? checksum(t, &a->data, start, adler32_z) : EMPTY;
}

/** Compute a CRC-32 checksum of data.
 *
 *   value
 *     Starting value of the checksum.
 *
 * The returned checksum is an integer. */
FUNCTION(zlib, crc32, "(data: buffer, value=0, /)")
{
    uint32_t start;
    return get_checksum(t, a->value, &start) ? checksum(t, &a->data, start, crc32_z) : EMPTY;
}

/* ---- streams ---- */

static Value stream_new(Thread *t, Type *type)
{
    Stream *s = object_new_zeroed(t, type, sizeof *s);
    OWN Value v = value_of(s);
    if (!s)
        return EMPTY;
    s->unused = bytes_new(t, 0);
    s->tail = is_empty(s->unused) ? EMPTY : bytes_new(t, 0);
    return is_empty(s->tail) ? EMPTY : take(&v);
}

static void stream_release(Stream *s)
{
    release(s->unused);
    release(s->tail);
    release(s->dictionary);
    object_free(s, sizeof *s);
}

/** Return a compressor object.
 *
 *   level
 *     The compression level (an integer in the range 0-9 or -1; default is
 *     currently equivalent to 6).  Higher compression levels are slower,
 *     but produce smaller results.
 *   method
 *     The compression algorithm.  If given, this must be DEFLATED.
 *   wbits
 *     +9 to +15: The base-two logarithm of the window size.  Include a zlib
 *         container.
 *     -9 to -15: Generate a raw stream.
 *     +25 to +31: Include a gzip container.
 *   memLevel
 *     Controls the amount of memory used for internal compression state.
 *     Valid values range from 1 to 9.  Higher values result in higher memory
 *     usage, faster compression, and smaller output.
 *   strategy
 *     Used to tune the compression algorithm.  Possible values are
 *     Z_DEFAULT_STRATEGY, Z_FILTERED, and Z_HUFFMAN_ONLY.
 *   zdict
 *     The predefined compression dictionary - a sequence of bytes
 *     containing subsequences that are likely to occur in the input data. */
FUNCTION(zlib, compressobj, "(level: int=-1, method: int=8, wbits: int=15, memLevel: int=8, strategy: int=0, zdict: buffer=None)")
{
    if (a->zdict.len > UINT_MAX)
        return raise_overflow(t, "zdict length does not fit in an unsigned int");
    OWN Value v = stream_new(t, &Compress_type);
    if (is_empty(v))
        return EMPTY;
    Stream *s = as_stream(v);
    int status = deflateInit2(&s->z, a->level, a->method, a->wbits, a->memLevel, a->strategy);
    if (status == Z_MEM_ERROR)
        return raise_format(t, &exc_MemoryError, "Can't allocate memory for compression object");
    if (status == Z_STREAM_ERROR)
        return raise_value(t, "Invalid initialization option");
    if (status != Z_OK)
        return raise_zlib(t, &s->z, status, "while creating compression object");
    s->live = true;
    if (!is_empty(a->zdict.object)) {
        status = deflateSetDictionary(&s->z, a->zdict.data, (uInt)a->zdict.len);
        if (status == Z_STREAM_ERROR)
            return raise_value(t, "Invalid dictionary");
        if (status != Z_OK)
            return raise_value(t, "deflateSetDictionary() failed");
    }
    return take(&v);
}

/** Return a decompressor object.
 *
 *   wbits
 *     The window buffer size and container format.
 *   zdict
 *     The predefined compression dictionary.  This must be the same
 *     dictionary as used by the compressor that produced the input data. */
FUNCTION(zlib, decompressobj, "(wbits: int=15, zdict=?)")
{
    if (!is_empty(a->zdict) && !has_buffer(a->zdict))
        return raise_type(t, "zdict argument must support the buffer protocol");
    OWN Value v = stream_new(t, &Decompress_type);
    if (is_empty(v))
        return EMPTY;
    Stream *s = as_stream(v);
    int status = inflateInit2(&s->z, a->wbits);
    if (status == Z_MEM_ERROR)
        return raise_format(t, &exc_MemoryError, "Can't allocate memory for decompression object");
    if (status == Z_STREAM_ERROR)
        return raise_value(t, "Invalid initialization option");
    if (status != Z_OK)
        return raise_zlib(t, &s->z, status, "while creating decompression object");
    s->live = true;
    s->dictionary = retain(a->zdict);
    /* A raw stream does not say that it wants a dictionary. */
    if (!is_empty(a->zdict) && a->wbits < 0 && !set_dictionary(t, &s->z, a->zdict))
        return EMPTY;
    return take(&v);
}

/* ---- Compress ---- */

static void Compress_dealloc(Object *o)
{
    Stream *s = (Stream *)o;
    if (s->live)
        deflateEnd(&s->z);
    stream_release(s);
}

/** Returns a bytes object containing compressed data.
 *
 * After calling this function, some of the input data may still
 * be stored in internal buffers for later processing.
 * Call the flush() method to clear these buffers. */
METHOD(Compress, compress, "(self, data: buffer, /)")
{
    Stream *s = as_stream(self);
    OUTPUT o = {0};
    int status;
    OBJECT_LOCKED(t, &s->lock);
    if (!output_start(t, &o, DEF_BUF_SIZE, -1)
        || !deflate_all(t, &s->z, Z_NO_FLUSH, (Input){a->data.data, (size_t)a->data.len}, &o, &status))
        return EMPTY;
    return status == Z_STREAM_ERROR ? raise_zlib(t, &s->z, status, "while compressing data") : output_take(t, &o);
}

/** Return a bytes object containing any remaining compressed data.
 *
 *   mode
 *     One of the constants Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH.
 *     If mode == Z_FINISH, the compressor object can no longer be
 *     used after calling the flush() method.  Otherwise, more data
 *     can still be compressed. */
METHOD(Compress, flush, "(self, mode: int=4, /)")
{
    Stream *s = as_stream(self);
    OUTPUT o = {0};
    int status;
    if (a->mode == Z_NO_FLUSH)
        return bytes_new(t, 0);
    OBJECT_LOCKED(t, &s->lock);
    if (!output_start(t, &o, DEF_BUF_SIZE, -1) || !deflate_all(t, &s->z, a->mode, (Input){NULL, 0}, &o, &status))
        return EMPTY;
    if (status == Z_STREAM_ERROR)
        return raise_zlib(t, &s->z, status, "while flushing");
    if (status == Z_STREAM_END && a->mode == Z_FINISH) {
        status = deflateEnd(&s->z);
        s->live = false;
        if (status != Z_OK)
            return raise_zlib(t, &s->z, status, "while finishing compression");
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return raise_zlib(t, &s->z, status, "while flushing");
    }
    return output_take(t, &o);
}

static Value stream_copy(Thread *t, Ref self, Type *type, int (*copy)(z_stream *, z_stream *))
{
    Stream *s = as_stream(self);
    OBJECT_LOCKED(t, &s->lock);
    OWN Value v = stream_new(t, type);
    if (is_empty(v))
        return EMPTY;
    Stream *made = as_stream(v);
    int status = copy(&made->z, &s->z);
    if (status == Z_STREAM_ERROR)
        return raise_value(t, "Inconsistent stream state");
    if (status == Z_MEM_ERROR)
        return raise_format(t, &exc_MemoryError, "Can't allocate memory for %s object",
                            type == &Compress_type ? "compression" : "decompression");
    if (status != Z_OK)
        return raise_zlib(t, &s->z, status, type == &Compress_type ? "while copying compression object" : "while copying decompression object");
    made->live = true;
    made->eof = s->eof;
    replace_take(&made->unused, retain(s->unused));
    replace_take(&made->tail, retain(s->tail));
    made->dictionary = retain(s->dictionary);
    return take(&v);
}

/** Return a copy of the compression object. */
METHOD0(Compress, copy) { return stream_copy(t, self, &Compress_type, deflateCopy); }
METHOD0(Compress, __copy__) { return stream_copy(t, self, &Compress_type, deflateCopy); }
METHOD1(Compress, __deepcopy__, memo) { return stream_copy(t, self, &Compress_type, deflateCopy); }

METHOD0(Compress, __reduce__) { return raise_type(t, "cannot pickle '%T' object", self); }

static Type Compress_type = {
    TYPE_HEAD("zlib.Compress", Stream), .dealloc = Compress_dealloc, .methods = Compress_methods,
};

/* ---- Decompress ---- */

static void Decompress_dealloc(Object *o)
{
    Stream *s = (Stream *)o;
    if (s->live)
        inflateEnd(&s->z);
    stream_release(s);
}

/* What was not read: behind the end it is unused data, before it the tail for the next call. */
static bool keep_rest(Thread *t, Stream *s, int status, Input rest)
{
    OWN Value bytes = EMPTY;
    if (status == Z_STREAM_END) {
        if (rest.n) {
            bytes = bytes_from(t, rest.p, (ssize)rest.n);
            replace_take(&bytes, is_empty(bytes) ? EMPTY : bytes_concat(t, s->unused, bytes));
            if (is_empty(bytes))
                return false;
            replace_take(&s->unused, take(&bytes));
        }
        rest.n = 0;
    }
    if (rest.n || as_bytes(s->tail)->len) {
        bytes = bytes_from(t, rest.p, (ssize)rest.n);
        if (is_empty(bytes))
            return false;
        replace_take(&s->tail, take(&bytes));
    }
    return true;
}

/** Return a bytes object containing the decompressed version of the data.
 *
 *   data
 *     The binary data to decompress.
 *   max_length
 *     The maximum allowable length of the decompressed data.
 *     Unconsumed input data will be stored in
 *     the unconsumed_tail attribute.
 *
 * After calling this function, some of the input data may still be stored in
 * internal buffers for later processing.
 * Call the flush() method to clear these buffers. */
METHOD(Decompress, decompress, "(self, data: buffer, /, max_length=0)")
{
    int64_t max_length;
    Stream *s = as_stream(self);
    OUTPUT o = {0};
    int status;
    if (!get_size(t, a->max_length, &max_length))
        return EMPTY;
    if (max_length < 0)
        return raise_value(t, "max_length must be non-negative");
    Input in = {a->data.data, (size_t)a->data.len};
    OBJECT_LOCKED(t, &s->lock);
    if (!output_start(t, &o, DEF_BUF_SIZE, max_length ? max_length : -1)
        || !inflate_all(t, &s->z, Z_SYNC_FLUSH, s->dictionary, &in, &o, &status) || !keep_rest(t, s, status, in))
        return EMPTY;
    if (status == Z_STREAM_END)
        s->eof = true;
    else if (status != Z_OK && status != Z_BUF_ERROR)
        return raise_zlib(t, &s->z, status, "while decompressing data");
    return output_take(t, &o);
}

/** Return a bytes object containing any remaining decompressed data.
 *
 *   length
 *     the initial size of the output buffer. */
METHOD(Decompress, flush, "(self, length=16384, /)")
{
    int64_t length;
    Stream *s = as_stream(self);
    OUTPUT o = {0};
    int status;
    if (!get_size(t, a->length, &length))
        return EMPTY;
    if (length <= 0)
        return raise_value(t, "length must be greater than zero");
    OBJECT_LOCKED(t, &s->lock);
    OWN Value tail = retain(s->tail);
    Input in = {as_bytes(tail)->data, (size_t)as_bytes(tail)->len};
    if (!output_start(t, &o, length, -1) || !inflate_all(t, &s->z, Z_FINISH, s->dictionary, &in, &o, &status)
        || !keep_rest(t, s, status, in))
        return EMPTY;
    if (status == Z_STREAM_END) {
        s->eof = true;
        s->live = false;
        status = inflateEnd(&s->z);
        if (status != Z_OK)
            return raise_zlib(t, &s->z, status, "while finishing decompression");
    }
    return output_take(t, &o);
}

/** Return a copy of the decompression object. */
METHOD0(Decompress, copy) { return stream_copy(t, self, &Decompress_type, inflateCopy); }
METHOD0(Decompress, __copy__) { return stream_copy(t, self, &Decompress_type, inflateCopy); }
METHOD1(Decompress, __deepcopy__, memo) { return stream_copy(t, self, &Decompress_type, inflateCopy); }

METHOD0(Decompress, __reduce__) { return raise_type(t, "cannot pickle '%T' object", self); }

GETTER(Decompress, unused_data) { return retain(as_stream(self)->unused); }
GETTER(Decompress, unconsumed_tail) { return retain(as_stream(self)->tail); }
GETTER(Decompress, eof) { return bool_value(as_stream(self)->eof); }

static Type Decompress_type = {
    TYPE_HEAD("zlib.Decompress", Stream), .dealloc = Decompress_dealloc, .methods = Decompress_methods, .getset = Decompress_getset,
};

static const struct { const char *name; int value; } constants[] = {
    {"MAX_WBITS", MAX_WBITS}, {"DEFLATED", Z_DEFLATED}, {"DEF_MEM_LEVEL", DEF_MEM_LEVEL}, {"DEF_BUF_SIZE", DEF_BUF_SIZE},
    {"Z_NO_COMPRESSION", Z_NO_COMPRESSION}, {"Z_BEST_SPEED", Z_BEST_SPEED}, {"Z_BEST_COMPRESSION", Z_BEST_COMPRESSION},
    {"Z_DEFAULT_COMPRESSION", Z_DEFAULT_COMPRESSION}, {"Z_FILTERED", Z_FILTERED}, {"Z_HUFFMAN_ONLY", Z_HUFFMAN_ONLY},
    {"Z_RLE", Z_RLE}, {"Z_FIXED", Z_FIXED}, {"Z_DEFAULT_STRATEGY", Z_DEFAULT_STRATEGY}, {"Z_NO_FLUSH", Z_NO_FLUSH},
    {"Z_PARTIAL_FLUSH", Z_PARTIAL_FLUSH}, {"Z_SYNC_FLUSH", Z_SYNC_FLUSH}, {"Z_FULL_FLUSH", Z_FULL_FLUSH},
    {"Z_FINISH", Z_FINISH}, {"Z_BLOCK", Z_BLOCK}, {"Z_TREES", Z_TREES},
};

static bool zlib_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return type_ready(t, &Compress_type) && type_ready(t, &Decompress_type) && module_add_type(t, module, &zlib_error_type)
           && module_add_text(t, module, "ZLIB_VERSION", ZLIB_VERSION)
           && module_add_text(t, module, "ZLIB_RUNTIME_VERSION", zlibVersion()) && module_add_text(t, module, "__version__", "1.0");
}

MODULE(zlib, .exec = zlib_exec,
       .doc = "The functions in this module allow compression and decompression using the\n"
              "zlib library, which is based on GNU zip.\n\n"
              "adler32(string[, start]) -- Compute an Adler-32 checksum.\n"
              "compress(data[, level]) -- Compress data, with compression level 0-9 or -1.\n"
              "compressobj([level[, ...]]) -- Return a compressor object.\n"
              "crc32(string[, start]) -- Compute a CRC-32 checksum.\n"
              "decompress(string,[wbits],[bufsize]) -- Decompresses a compressed string.\n"
              "decompressobj([wbits[, zdict]]) -- Return a decompressor object.\n\n"
              "'wbits' is window buffer size and container format.\n"
              "Compressor objects support compress() and flush() methods; decompressor\n"
              "objects support decompress() and flush().");
