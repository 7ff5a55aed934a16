/* _lzma.c: the compressor and decompressor of LZMA, over liblzma (loaded on demand). What works on files is lib/lzma.py.
 * Python manual: lzma.
 */
#include <lzma.h>
#include <stdlib.h>

#include "object/call.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/module.h"
#include "object/protocol.h"
#include "object/str.h"
#include "modules/compression.h"
#include "gen/modules/_lzma.h"

#define CHECK_UNKNOWN (LZMA_CHECK_ID_MAX + 1)

enum { FORMAT_AUTO, FORMAT_XZ, FORMAT_ALONE, FORMAT_RAW };

typedef struct Stream {
    Object head;
    lzma_stream z;
    Coder coder;
    int check;                  /* decompressor: what the stream is checked with, CHECK_UNKNOWN until seen */
} Stream;

static Type LZMACompressor_type, LZMADecompressor_type;
static Type LZMAError_type = {EXCEPTION_HEAD("_lzma.LZMAError", &exc_Exception), .doc = "Call to liblzma failed."};
static Stream *as_stream(Ref v) { return (Stream *)object_of(v); }

static bool succeeded(Thread *t, lzma_ret status)
{
    static const struct { lzma_ret status; const char *message; } messages[] = {
        {LZMA_UNSUPPORTED_CHECK, "Unsupported integrity check"}, {LZMA_MEMLIMIT_ERROR, "Memory usage limit exceeded"},
        {LZMA_FORMAT_ERROR, "Input format not supported by decoder"}, {LZMA_OPTIONS_ERROR, "Invalid or unsupported options"},
        {LZMA_DATA_ERROR, "Corrupt input data"}, {LZMA_BUF_ERROR, "Insufficient buffer space"}, {LZMA_PROG_ERROR, "Internal error"},
    };
    if (status == LZMA_OK || status == LZMA_NO_CHECK || status == LZMA_GET_CHECK || status == LZMA_STREAM_END)
        return true;
    if (status == LZMA_MEM_ERROR)
        return raise_memory(t), false;
    for (ssize i = 0; i < COUNT_OF(messages); i++)
        if (messages[i].status == status)
            return raise_format(t, &LZMAError_type, "%s", messages[i].message), false;
    return raise_format(t, &LZMAError_type, "Unrecognized error from liblzma: %d", status), false;
}

/* ---- filters ---- */

typedef union Options {
    lzma_options_lzma lzma;
    lzma_options_delta delta;
    lzma_options_bcj bcj;
} Options;

typedef struct Filters {
    lzma_filter chain[LZMA_FILTERS_MAX + 1];
    Options options[LZMA_FILTERS_MAX];
} Filters;

typedef struct Field { const char *name; size_t offset; } Field;
#define LZMA_FIELD(name) {#name, offsetof(lzma_options_lzma, name)}
static const Field lzma_fields[] = {
    LZMA_FIELD(dict_size), LZMA_FIELD(lc), LZMA_FIELD(lp), LZMA_FIELD(pb), LZMA_FIELD(mode), LZMA_FIELD(nice_len), LZMA_FIELD(mf),
    LZMA_FIELD(depth), {NULL, 0},
};
static const Field delta_fields[] = {{"dist", offsetof(lzma_options_delta, dist)}, {NULL, 0}};
static const Field bcj_fields[] = {{"start_offset", offsetof(lzma_options_bcj, start_offset)}, {NULL, 0}};

/* What options a filter has; NULL for an unknown one. */
static const Field *fields_of(lzma_vli id, const char **kind)
{
    switch (id) {
    case LZMA_FILTER_LZMA1: case LZMA_FILTER_LZMA2:
        *kind = "LZMA";
        return lzma_fields;
    case LZMA_FILTER_DELTA:
        *kind = "delta";
        return delta_fields;
    case LZMA_FILTER_X86: case LZMA_FILTER_POWERPC: case LZMA_FILTER_IA64: case LZMA_FILTER_ARM: case LZMA_FILTER_ARMTHUMB:
    case LZMA_FILTER_SPARC:
        *kind = "BCJ";
        return bcj_fields;
    default:
        return NULL;
    }
}

static bool get_uint(Thread *t, Ref v, uint64_t most, const char *type, uint64_t *n)
{
    OWN Value number = to_index(t, v);
    if (is_empty(number))
        return false;
    if (!int_as_uint64(number, n) || *n > most)
        return raise_overflow(t, "Value too large for %s type", type), false;
    return true;
}

static bool set_preset(Thread *t, lzma_options_lzma *options, uint64_t preset)
{
    if (!lzma_lzma_preset(options, (uint32_t)preset))
        return true;
    return raise_format(t, &LZMAError_type, "Invalid compression preset: %zu", (size_t)preset), false;
}

/* The options of one filter from its specification. */
static bool read_options(Thread *t, Dict *spec, const Field *fields, const char *kind, Options *options)
{
    ssize known = 1;                            /* the id */
    uint64_t n;
    memset(options, 0, sizeof *options);
    if (fields == lzma_fields) {
        Ref preset = dict_peek_text(t, spec, "preset");
        known += !is_empty(preset);
        n = LZMA_PRESET_DEFAULT;
        if ((!is_empty(preset) && !get_uint(t, preset, UINT32_MAX, "uint32_t", &n)) || !set_preset(t, &options->lzma, n))
            return false;
    } else if (fields == delta_fields) {
        options->delta.type = LZMA_DELTA_TYPE_BYTE;
        options->delta.dist = 1;
    }
    for (const Field *f = fields; f->name; f++) {
        Ref v = dict_peek_text(t, spec, f->name);
        if (is_empty(v))
            continue;
        known++;
        if (!get_uint(t, v, UINT32_MAX, "uint32_t", &n))
            return false;
        uint32_t value = (uint32_t)n;
        memcpy((char *)options + f->offset, &value, sizeof value);
    }
    return dict_len(spec) == known || (raise_value(t, "Invalid filter specifier for %s filter", kind), false);
}

static bool read_filter(Thread *t, Ref spec, lzma_filter *filter, Options *options)
{
    const char *kind = NULL;
    uint64_t id;
    if (!type_of(spec)->getitem || is_tuple(spec) || is_str(spec))
        return raise_type(t, "Filter specifier must be a dict or dict-like object"), false;
    OWN Value dict = is_exact(spec, &dict_type) ? retain(spec) : call1(t, value_of(&dict_type), spec);
    if (is_empty(dict)) {
        raised_clear(t);
        return raise_type(t, "Filter specifier must be a dict or dict-like object"), false;
    }
    Ref given = dict_peek_text(t, as_dict(dict), "id");
    if (is_empty(given))
        return raise_value(t, "Filter specifier must have an \"id\" entry"), false;
    if (!get_uint(t, given, UINT64_MAX, "lzma_vli", &id))
        return false;
    const Field *fields = fields_of(id, &kind);
    if (!fields)
        return raise_value(t, "Invalid filter ID: %zu", (size_t)id), false;
    *filter = (lzma_filter){.id = id, .options = options};
    return read_options(t, as_dict(dict), fields, kind, options);
}

static bool read_chain(Thread *t, Ref specs, Filters *f)
{
    ssize n;
    if (!type_of(specs)->getitem || is_dict(specs))
        return raise_type(t, "'%T' object is not a sequence", specs), false;
    if (!length(t, specs, &n))
        return false;
    if (n > LZMA_FILTERS_MAX)
        return raise_value(t, "Too many filters - liblzma supports a maximum of %d", LZMA_FILTERS_MAX), false;
    for (ssize i = 0; i < n; i++) {
        OWN Value spec = get_index(t, specs, i);
        if (is_empty(spec) || !read_filter(t, spec, &f->chain[i], &f->options[i]))
            return false;
    }
    f->chain[n] = (lzma_filter){.id = LZMA_VLI_UNKNOWN};
    return true;
}

/** Always returns True for CHECK_NONE and CHECK_CRC32.
 *
 * CHECK_CRC64 and CHECK_SHA256 may be unavailable if liblzma was compiled with
 * a limited feature set. */
FUNCTION(_lzma, is_check_supported, "(check_id: int, /)") { return bool_value(lzma_check_is_supported((lzma_check)a->check_id)); }

/** Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).
 *
 * The result does not include the filter ID itself, only the options. */
FUNCTION(_lzma, _encode_filter_properties, "(filter, /)")
{
    lzma_filter filter;
    Options options;
    uint32_t size;
    if (!read_filter(t, a->filter, &filter, &options) || !succeeded(t, lzma_properties_size(&size, &filter)))
        return EMPTY;
    OWN Value bytes = bytes_new(t, size);
    return !is_empty(bytes) && succeeded(t, lzma_properties_encode(&filter, as_bytes(bytes)->data)) ? take(&bytes) : EMPTY;
}

static bool add_field(Thread *t, Dict *dict, const char *name, uint64_t n)
{
    OWN Value v = int_from_uint64(t, n);
    return !is_empty(v) && dict_set_text(t, dict, name, v);
}

/** Return a dict describing a filter with ID *filter_id*, and options (properties)
 * decoded from the bytes object *encoded_props*. */
FUNCTION(_lzma, _decode_filter_properties, "(filter_id, encoded_props: buffer, /)")
{
    lzma_filter filter = {0};
    const char *kind;
    uint64_t id;
    if (!get_uint(t, a->filter_id, UINT64_MAX, "lzma_vli", &id))
        return EMPTY;
    filter.id = id;
    if (!succeeded(t, lzma_properties_decode(&filter, NULL, a->encoded_props.data, (size_t)a->encoded_props.len)))
        return EMPTY;
    OWN Value dict = dict_new(t);
    bool good = !is_empty(dict) && add_field(t, as_dict(dict), "id", id);
    const Field *fields = fields_of(id, &kind);
    /* The encoded form of LZMA2 has only its first field, that of LZMA1 the first four. */
    ssize n = id == LZMA_FILTER_LZMA1 ? 4 : 1;
    if (!fields) {
        raise_value(t, "Invalid filter ID: %zu", (size_t)id);
        good = false;
    }
    for (ssize i = 0; good && filter.options && i < n; i++) {
        uint32_t value;
        memcpy(&value, (char *)filter.options + fields[i].offset, sizeof value);
        good = add_field(t, as_dict(dict), fields[i].name, value);
    }
    free(filter.options);
    return good ? take(&dict) : EMPTY;
}

/* ---- streams ---- */

static Value stream_new(Thread *t, Type *cls)
{
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    Stream *s = as_stream(v);
    s->z = (lzma_stream)LZMA_STREAM_INIT;
    s->check = CHECK_UNKNOWN;
    return coder_init(t, &s->coder) ? take(&v) : EMPTY;
}

static void stream_dealloc(Object *o)
{
    Stream *s = (Stream *)o;
    lzma_end(&s->z);
    coder_destroy(&s->coder);
    object_free(s, object_size(o));
}

/* One step, with room for output. */
static bool step_stream(Thread *t, Stream *s, lzma_action action, const uint8_t **data, size_t *n, Output *o, lzma_ret *status)
{
    uint8_t *p;
    size_t room;
    if (!output_room(t, o, SIZE_MAX, &p, &room))
        return false;
    s->z.next_in = *data;
    s->z.avail_in = *n;
    s->z.next_out = p;
    s->z.avail_out = room;
    BLOCKING_BEGIN(t)
    *status = lzma_code(&s->z, action);
    BLOCKING_END(t)
    if (*status == LZMA_BUF_ERROR && s->z.avail_in == 0 && s->z.avail_out > 0)
        *status = LZMA_OK;                      /* it wants more input, that is all */
    o->used += (ssize)(room - s->z.avail_out);
    *data = s->z.next_in;
    *n = s->z.avail_in;
    return succeeded(t, *status);
}

/* ---- LZMACompressor ---- */

static bool start_compressor(Thread *t, lzma_stream *z, int format, int check, uint64_t preset, Ref specs)
{
    Filters filters;
    bool chain = !is_none(specs);
    if (format == FORMAT_RAW && !chain)
        return raise_value(t, "Must specify filters for FORMAT_RAW"), false;
    if (chain && !read_chain(t, specs, &filters))
        return false;
    switch (format) {
    case FORMAT_XZ:
        return succeeded(t, chain ? lzma_stream_encoder(z, filters.chain, (lzma_check)check)
                                  : lzma_easy_encoder(z, (uint32_t)preset, (lzma_check)check));
    case FORMAT_RAW:
        return succeeded(t, lzma_raw_encoder(z, filters.chain));
    default:
        if (!chain)
            return set_preset(t, &filters.options[0].lzma, preset) && succeeded(t, lzma_alone_encoder(z, &filters.options[0].lzma));
        if (filters.chain[0].id != LZMA_FILTER_LZMA1 || filters.chain[1].id != LZMA_VLI_UNKNOWN)
            return raise_value(t, "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter"), false;
        return succeeded(t, lzma_alone_encoder(z, filters.chain[0].options));
    }
}

/** LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)
 *
 * Create a compressor object for compressing data incrementally. */
NEW(LZMACompressor, "(format: int=1, check: int=-1, preset=None, filters=None)")
{
    uint64_t preset = LZMA_PRESET_DEFAULT;
    if (!is_none(a->preset) && !is_none(a->filters))
        return raise_value(t, "Cannot specify both preset and filter chain");
    if (a->format < FORMAT_XZ || a->format > FORMAT_RAW)
        return raise_value(t, "Invalid container format: %d", a->format);
    if (a->format != FORMAT_XZ && a->check != -1 && a->check != LZMA_CHECK_NONE)
        return raise_value(t, "Integrity checks are only supported by FORMAT_XZ");
    if (!is_none(a->preset) && !get_uint(t, a->preset, UINT32_MAX, "uint32_t", &preset))
        return EMPTY;
    OWN Value v = stream_new(t, cls);
    int check = a->check == -1 ? LZMA_CHECK_CRC64 : a->check;
    return !is_empty(v) && start_compressor(t, &as_stream(v)->z, a->format, check, preset, a->filters) ? take(&v) : EMPTY;
}

static bool compress(Thread *t, Object *object, bool finish, const uint8_t **data, size_t *n, Output *o, bool *more)
{
    Stream *s = (Stream *)object;
    lzma_ret status;
    if (!step_stream(t, s, finish ? LZMA_FINISH : LZMA_RUN, data, n, o, &status))
        return false;
    *more = finish ? status != LZMA_STREAM_END : *n || s->z.avail_out == 0;
    return true;
}

/** Provide data to the compressor object.
 *
 * Returns a chunk of compressed data if possible, or b'' otherwise.
 *
 * When you have finished providing data to the compressor, call the
 * flush() method to finish the compression process. */
METHOD(LZMACompressor, compress, "(self, data: buffer, /)")
{
    return coder_compress(t, &as_stream(self)->coder, object_of(self), &a->data, compress);
}

/** Finish the compression process.
 *
 * Returns the compressed data left in internal buffers.
 *
 * The compressor object may not be used after this method is called. */
METHOD0(LZMACompressor, flush)
{
    return coder_flush(t, &as_stream(self)->coder, object_of(self), compress);
}

METHOD0(LZMACompressor, __reduce__) { return raise_type(t, "cannot pickle '%T' object", self); }
METHOD0(LZMACompressor, __getstate__) { return raise_type(t, "cannot pickle '%T' object", self); }

static Type LZMACompressor_type = {
    TYPE_HEAD("_lzma.LZMACompressor", Stream), .flags = TYPE_BASE, .dealloc = stream_dealloc, .methods = LZMACompressor_methods,
    .new_ = LZMACompressor_new_slot, .new_signature = &LZMACompressor_new_signature,
    .doc = "LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)\n\n"
           "Create a compressor object for compressing data incrementally.",
};

/* ---- LZMADecompressor ---- */

static bool start_decompressor(Thread *t, Stream *s, int format, uint64_t limit, Ref specs)
{
    const uint32_t tell = LZMA_TELL_ANY_CHECK | LZMA_TELL_NO_CHECK;
    Filters filters;
    switch (format) {
    case FORMAT_AUTO:
        return succeeded(t, lzma_auto_decoder(&s->z, limit, tell));
    case FORMAT_XZ:
        return succeeded(t, lzma_stream_decoder(&s->z, limit, tell));
    case FORMAT_ALONE:
        s->check = LZMA_CHECK_NONE;
        return succeeded(t, lzma_alone_decoder(&s->z, limit));
    default:
        s->check = LZMA_CHECK_NONE;
        return read_chain(t, specs, &filters) && succeeded(t, lzma_raw_decoder(&s->z, filters.chain));
    }
}

/** Create a decompressor object for decompressing data incrementally.
 *
 *   format
 *     Specifies the container format of the input stream.  If this is
 *     FORMAT_AUTO (the default), the decompressor will automatically detect
 *     whether the input is FORMAT_XZ or FORMAT_ALONE.  Streams created with
 *     FORMAT_RAW cannot be autodetected.
 *   memlimit
 *     Limit the amount of memory used by the decompressor.  This will cause
 *     decompression to fail if the input cannot be decompressed within this
 *     limit.
 *   filters
 *     A custom filter chain.  This argument is required for FORMAT_RAW, and
 *     not accepted with any other format.  When provided, this should be a
 *     sequence of dicts, each indicating the ID and options for a single
 *     filter.
 *
 * For one-shot decompression, use the decompress() function instead. */
NEW(LZMADecompressor, "(format: int=0, memlimit=None, filters=None)")
{
    uint64_t limit = UINT64_MAX;
    if (!is_none(a->memlimit)) {
        if (a->format == FORMAT_RAW)
            return raise_value(t, "Cannot specify memory limit with FORMAT_RAW");
        if (!get_uint(t, a->memlimit, UINT64_MAX, "memory limit", &limit))
            return EMPTY;
    }
    if (a->format == FORMAT_RAW && is_none(a->filters))
        return raise_value(t, "Must specify filters for FORMAT_RAW");
    if (a->format != FORMAT_RAW && !is_none(a->filters))
        return raise_value(t, "Cannot specify filters except with FORMAT_RAW");
    if (a->format < FORMAT_AUTO || a->format > FORMAT_RAW)
        return raise_value(t, "Invalid container format: %d", a->format);
    OWN Value v = stream_new(t, cls);
    return !is_empty(v) && start_decompressor(t, as_stream(v), a->format, limit, a->filters) ? take(&v) : EMPTY;
}

static bool decompress(Thread *t, Object *object, const uint8_t **data, size_t *n, Output *o, bool *ended, bool *starved)
{
    Stream *s = (Stream *)object;
    lzma_ret status;
    if (!step_stream(t, s, LZMA_RUN, data, n, o, &status))
        return false;
    if (status == LZMA_GET_CHECK || status == LZMA_NO_CHECK)
        s->check = (int)lzma_get_check(&s->z);
    *ended = status == LZMA_STREAM_END;
    *starved = *n == 0 && s->z.avail_out > 0;
    return true;
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
METHOD(LZMADecompressor, decompress, "(self, data: buffer, max_length: index=-1)")
{
    return coder_decompress(t, &as_stream(self)->coder, object_of(self), &a->data, a->max_length, decompress,
                            "Already at end of stream");
}

METHOD0(LZMADecompressor, __reduce__) { return raise_type(t, "cannot pickle '%T' object", self); }
METHOD0(LZMADecompressor, __getstate__) { return raise_type(t, "cannot pickle '%T' object", self); }

/** ID of the integrity check used by the input stream. */
GETTER(LZMADecompressor, check) { return fixnum(as_stream(self)->check); }
/** True if the end-of-stream marker has been reached. */
GETTER(LZMADecompressor, eof) { return bool_value(as_stream(self)->coder.ended); }
/** True if more input is needed before more decompressed data can be produced. */
GETTER(LZMADecompressor, needs_input) { return bool_value(as_stream(self)->coder.needs_input); }
/** Data found after the end of the compressed stream. */
GETTER(LZMADecompressor, unused_data) { return retain(as_stream(self)->coder.unused); }

static Type LZMADecompressor_type = {
    TYPE_HEAD("_lzma.LZMADecompressor", Stream), .flags = TYPE_BASE, .dealloc = stream_dealloc,
    .methods = LZMADecompressor_methods, .getset = LZMADecompressor_getset,
    .new_ = LZMADecompressor_new_slot, .new_signature = &LZMADecompressor_new_signature,
    .doc = "Create a decompressor object for decompressing data incrementally.\n\n"
           "For one-shot decompression, use the decompress() function instead.",
};

static const struct { const char *name; int64_t value; } constants[] = {
    {"FORMAT_AUTO", FORMAT_AUTO}, {"FORMAT_XZ", FORMAT_XZ}, {"FORMAT_ALONE", FORMAT_ALONE}, {"FORMAT_RAW", FORMAT_RAW},
    {"CHECK_NONE", LZMA_CHECK_NONE}, {"CHECK_CRC32", LZMA_CHECK_CRC32}, {"CHECK_CRC64", LZMA_CHECK_CRC64},
    {"CHECK_SHA256", LZMA_CHECK_SHA256}, {"CHECK_ID_MAX", LZMA_CHECK_ID_MAX}, {"CHECK_UNKNOWN", CHECK_UNKNOWN},
    {"FILTER_LZMA1", (int64_t)LZMA_FILTER_LZMA1}, {"FILTER_LZMA2", LZMA_FILTER_LZMA2}, {"FILTER_DELTA", LZMA_FILTER_DELTA},
    {"FILTER_X86", LZMA_FILTER_X86}, {"FILTER_POWERPC", LZMA_FILTER_POWERPC}, {"FILTER_IA64", LZMA_FILTER_IA64},
    {"FILTER_ARM", LZMA_FILTER_ARM}, {"FILTER_ARMTHUMB", LZMA_FILTER_ARMTHUMB}, {"FILTER_SPARC", LZMA_FILTER_SPARC},
    {"MF_HC3", LZMA_MF_HC3}, {"MF_HC4", LZMA_MF_HC4}, {"MF_BT2", LZMA_MF_BT2}, {"MF_BT3", LZMA_MF_BT3}, {"MF_BT4", LZMA_MF_BT4},
    {"MODE_FAST", LZMA_MODE_FAST}, {"MODE_NORMAL", LZMA_MODE_NORMAL}, {"PRESET_DEFAULT", LZMA_PRESET_DEFAULT},
    {"PRESET_EXTREME", LZMA_PRESET_EXTREME},
};

static bool _lzma_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++) {
        OWN Value v = int_from_uint64(t, (uint64_t)constants[i].value);
        if (is_empty(v) || !module_add(t, module, constants[i].name, v))
            return false;
    }
    return module_add_type(t, module, &LZMAError_type) && module_add_type(t, module, &LZMACompressor_type)
           && module_add_type(t, module, &LZMADecompressor_type);
}

MODULE(_lzma, .exec = _lzma_exec, .doc = "Compressor and decompressor of LZMA.");
