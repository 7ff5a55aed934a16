/* codec.c: encodings by name: short cuts to the codecs in C, and the registry of codecs that programs can extend, in which
 * the package `encodings` puts a search function. Manual: codecs.
 *
 * The registry is three objects of the interpreter: the list of search functions, the dict from normalised names to codecs
 * found, and the dict of error handlers (codec_errors.c).
 */
#include "object/codec_internal.h"

#include "object/dict.h"
#include "object/list.h"
#include "object/method.h"
#include "object/tuple.h"

/* --- Short cuts --- */

typedef enum { BUILTIN_NONE, BUILTIN_UTF8, BUILTIN_LATIN1, BUILTIN_ASCII, BUILTIN_UTF16, BUILTIN_UTF16LE, BUILTIN_UTF16BE,
               BUILTIN_UTF32, BUILTIN_UTF32LE, BUILTIN_UTF32BE } Builtin;

static const struct { const char *name; Builtin builtin; } builtins[] = {
    {"utf-8", BUILTIN_UTF8}, {"utf8", BUILTIN_UTF8}, {"u8", BUILTIN_UTF8},
    {"latin-1", BUILTIN_LATIN1}, {"latin1", BUILTIN_LATIN1}, {"iso-8859-1", BUILTIN_LATIN1}, {"iso8859-1", BUILTIN_LATIN1},
    {"ascii", BUILTIN_ASCII}, {"us-ascii", BUILTIN_ASCII},
    {"utf-16", BUILTIN_UTF16}, {"utf-16-le", BUILTIN_UTF16LE}, {"utf-16-be", BUILTIN_UTF16BE},
    {"utf-32", BUILTIN_UTF32}, {"utf-32-le", BUILTIN_UTF32LE}, {"utf-32-be", BUILTIN_UTF32BE},
};

static Builtin find_builtin(const char *encoding)
{
    char name[16];
    size_t n = 0;
    if (!encoding || strcmp(encoding, "utf-8") == 0)
        return BUILTIN_UTF8;
    for (; encoding[n]; n++) {
        char c = encoding[n];
        if (n == sizeof name - 1)
            return BUILTIN_NONE;
        name[n] = c == '_' ? '-' : (uint8_t)(c - 'A') < 26 ? (char)(c + 32) : c;
    }
    name[n] = 0;
    for (int i = 0; i < (int)COUNT_OF(builtins); i++)
        if (name[0] == builtins[i].name[0] && strcmp(name, builtins[i].name) == 0)
            return builtins[i].builtin;
    return BUILTIN_NONE;
}

bool codec_name(Thread *t, Ref name, const char **text)
{
    ssize n;
    *text = NULL;
    if (is_empty(name))
        return true;
    if (likely(as_str(name)->ascii && as_str(name)->len < 16)) {        /* shorter than a call */
        *text = str_data(as_str(name));
        for (n = 0; (*text)[n];)
            n++;
        if (n == as_str(name)->len)
            return true;
    }
    if (!(*text = str_utf8(t, name, &n)))
        return false;
    if (memchr(*text, 0, (size_t)n))
        return raise_value(t, "embedded null character"), false;
    return true;
}

/* --- The registry --- */

static List *search_path(Thread *t)
{
    Value *slot = &t->interp->codec_search_path;
    if (is_empty(*slot))
        *slot = list_new(t, 2);
    return is_empty(*slot) ? NULL : as_list(*slot);
}

static Dict *cache(Thread *t)
{
    Value *slot = &t->interp->codec_cache;
    if (is_empty(*slot))
        *slot = dict_new(t);
    return is_empty(*slot) ? NULL : as_dict(*slot);
}

bool codec_register(Thread *t, Ref search_function)
{
    if (!is_callable(search_function))
        return raise_type(t, "argument must be callable"), false;
    List *path = search_path(t);
    if (path && path->len == 0) {           /* the package `encodings` comes first; while it is imported, this finds it half made */
        OWN Value package = import_module(t, NAME(encodings));
        if (is_empty(package))
            return false;
    }
    return path && list_append(t, path, search_function);
}

bool codec_unregister(Thread *t, Ref search_function)
{
    List *path = search_path(t);
    if (!path)
        return false;
    for (ssize i = 0; i < path->len; i++)
        if (same(path->item[i], search_function)) {
            if (!is_empty(t->interp->codec_cache))
                dict_clear(as_dict(t->interp->codec_cache));
            return list_set_slice(t, path, i, i + 1, EMPTY);
        }
    return true;
}

/* Names are looked for in lower case, with hyphens for spaces. */
static Value normalized_name(Thread *t, const char *encoding)
{
    StrBuilder b;
    builder_init(&b, t);
    OWN Value name = str_from_text(t, encoding);
    if (is_empty(name))
        return EMPTY;
    for (ssize i = 0; i < as_str(name)->len; i++) {
        uint32_t c = str_at(as_str(name), i);
        builder_char(&b, c == ' ' ? '-' : c - 'A' < 26u ? c + 32 : c);
    }
    return intern_take(t, builder_take(&b));
}

/* Asks the search functions, in turn. */
static Value search(Thread *t, Ref name, const char *encoding)
{
    List *path = search_path(t);
    if (!path)
        return EMPTY;
    if (path->len == 0) {       /* the first look-up: the package registers its search function */
        OWN Value package = import_module(t, NAME(encodings));
        if (is_empty(package))
            return EMPTY;
    }
    if (path->len == 0)
        return raise_format(t, &exc_LookupError, "no codec search functions registered: can't find encoding");
    for (ssize i = 0; i < path->len; i++) {
        OWN Value function = retain(path->item[i]);
        Value codec = call1(t, function, name);
        if (is_empty(codec))
            return EMPTY;
        if (is_tuple(codec) && as_tuple(codec)->len == 4)
            return codec;
        bool none = is_none(codec);
        release(codec);
        if (!none)
            return raise_type(t, "codec search functions must return 4-tuples");
    }
    return raise_format(t, &exc_LookupError, "unknown encoding: %s", encoding);
}

Value codec_lookup(Thread *t, const char *encoding)
{
    Dict *d = cache(t);
    Ref found;
    if (!d)
        return EMPTY;
    OWN Value name = normalized_name(t, encoding);
    if (is_empty(name))
        return EMPTY;
    switch (dict_find(t, d, name, &found)) {
    case FOUND: return retain(found);
    case ERROR: return EMPTY;
    case MISSING: break;
    }
    Value codec = search(t, name, encoding);
    if (!is_empty(codec) && !dict_set(t, d, name, codec))
        release(take(&codec));
    return codec;
}

bool codec_known(Thread *t, const char *encoding)
{
    Value codec = codec_lookup(t, encoding);
    bool known = !is_empty(codec);
    release(codec);
    if (!known)
        raised_clear(t);
    return known;
}

/* --- Encoding and decoding through the registry --- */

/* The codec, which must be one between text and bytes if `text`. */
static Value lookup_for(Thread *t, const char *encoding, bool text, const char *alternative)
{
    Value codec = codec_lookup(t, encoding), flag;
    if (is_empty(codec) || !text || is_exact(codec, &tuple_type))
        return codec;
    Lookup found = find_attr(t, codec, NAME(_is_text_encoding), &flag);
    Test is_text = found == FOUND ? test(t, flag) : found == MISSING ? TEST_TRUE : TEST_ERROR;
    if (found == FOUND)
        release(flag);
    if (is_text == TEST_TRUE)
        return codec;
    release(codec);
    if (is_text == TEST_FALSE)
        raise_format(t, &exc_LookupError, "'%.400s' is not a text encoding; use %s to handle arbitrary codecs", encoding, alternative);
    return EMPTY;
}

/* Can an exception of the same class be made with another text, without losing anything? */
static bool is_plain_exception(Ref e)
{
    Type *type = type_of(e);
    Tuple *args = as_tuple(as_exception(e)->args);
    return type->init == exception_init_slot && type->new_ == exception_new_slot && type->size == sizeof(BaseException) && !attrs_any(attrs_of(e))
        && (args->len == 0 || (args->len == 1 && is_str(args->item[0])));
}

/* What a codec raised becomes the cause of an exception of the same class that names the codec, if that is possible. */
static void wrap_error(Thread *t, int which, const char *encoding)
{
    OWN Value cause = raised_take(t);
    OWN Value error = EMPTY;
    if (is_plain_exception(cause))
        error = exception_new(t, type_of(cause), "%s with '%s' codec failed (%N: %S)", which ? "decoding" : "encoding", encoding, type_of(cause), cause);
    raised_clear(t);
    if (is_empty(error))
        raise_again_take(t, take(&cause));
    else
        raise_object(t, error, cause);
}

/* function(object[, errors])[0] */
static Value call_codec(Thread *t, Ref codec, int which, const char *encoding, Ref object, const char *errors)
{
    static const char *const names[] = {"encoder must return a tuple (object, integer)", "decoder must return a tuple (object,integer)"};
    OWN Value function = retain(as_tuple(codec)->item[which]);
    OWN Value handler = errors ? str_from_text(t, errors) : EMPTY;
    if (errors && is_empty(handler))
        return EMPTY;
    OWN Value result = errors ? call2(t, function, object, handler) : call1(t, function, object);
    if (is_empty(result))
        return wrap_error(t, which, encoding), EMPTY;
    if (!is_tuple(result) || as_tuple(result)->len != 2)
        return raise_type(t, "%s", names[which]);
    return retain(as_tuple(result)->item[0]);
}

Value codec_encode(Thread *t, Ref object, const char *encoding, const char *errors)
{
    OWN Value codec = lookup_for(t, encoding, false, NULL);
    return is_empty(codec) ? EMPTY : call_codec(t, codec, 0, encoding, object, errors);
}

Value codec_decode(Thread *t, Ref object, const char *encoding, const char *errors)
{
    OWN Value codec = lookup_for(t, encoding, false, NULL);
    return is_empty(codec) ? EMPTY : call_codec(t, codec, 1, encoding, object, errors);
}

static Value encode_by_registry(Thread *t, Ref s, const char *encoding, const char *errors)
{
    OWN Value codec = lookup_for(t, encoding, true, "codecs.encode()");
    OWN Value v = is_empty(codec) ? EMPTY : call_codec(t, codec, 0, encoding, s, errors);
    if (is_empty(v) || is_bytes(v))
        return take(&v);
    if (is_ptr(v) && type_is_subtype(type_of(v), &bytearray_type))
        return bytes_from(t, as_bytearray(v)->data, as_bytearray(v)->len);
    return raise_type(t, "'%.400s' encoder returned '%.400T' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
                      encoding, v);
}

static Value decode_by_registry(Thread *t, const uint8_t *p, ssize n, const char *encoding, const char *errors)
{
    OWN Value codec = lookup_for(t, encoding, true, "codecs.decode()");
    if (is_empty(codec))
        return EMPTY;
    OWN Value object = bytes_from(t, p, n);
    OWN Value v = is_empty(object) ? EMPTY : call_codec(t, codec, 1, encoding, object, errors);
    if (is_empty(v) || is_str(v))
        return take(&v);
    return raise_type(t, "'%.400s' decoder returned '%.400T' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                      encoding, v);
}

/* --- str.encode and bytes.decode --- */

Value str_encode(Thread *t, Ref s, const char *encoding, const char *errors)
{
    switch (find_builtin(encoding)) {
    case BUILTIN_UTF8:    return utf8_encode(t, s, errors);
    case BUILTIN_LATIN1:  return latin1_encode(t, s, errors);
    case BUILTIN_ASCII:   return ascii_encode(t, s, errors);
    case BUILTIN_UTF16:   return utf16_encode(t, s, errors, 0);
    case BUILTIN_UTF16LE: return utf16_encode(t, s, errors, -1);
    case BUILTIN_UTF16BE: return utf16_encode(t, s, errors, 1);
    case BUILTIN_UTF32:   return utf32_encode(t, s, errors, 0);
    case BUILTIN_UTF32LE: return utf32_encode(t, s, errors, -1);
    case BUILTIN_UTF32BE: return utf32_encode(t, s, errors, 1);
    case BUILTIN_NONE:    break;
    }
    return encode_by_registry(t, s, encoding, errors);
}

Value str_decode(Thread *t, const uint8_t *p, ssize n, const char *encoding, const char *errors)
{
    int order = 0;
    switch (find_builtin(encoding)) {
    case BUILTIN_UTF8:    return utf8_decode(t, p, n, errors, NULL);
    case BUILTIN_LATIN1:  return latin1_decode(t, p, n);
    case BUILTIN_ASCII:   return ascii_decode(t, p, n, errors);
    case BUILTIN_UTF16:   return utf16_decode(t, p, n, errors, &order, NULL);
    case BUILTIN_UTF16LE: return order = -1, utf16_decode(t, p, n, errors, &order, NULL);
    case BUILTIN_UTF16BE: return order = 1, utf16_decode(t, p, n, errors, &order, NULL);
    case BUILTIN_UTF32:   return utf32_decode(t, p, n, errors, &order, NULL);
    case BUILTIN_UTF32LE: return order = -1, utf32_decode(t, p, n, errors, &order, NULL);
    case BUILTIN_UTF32BE: return order = 1, utf32_decode(t, p, n, errors, &order, NULL);
    case BUILTIN_NONE:    break;
    }
    return decode_by_registry(t, p, n, encoding, errors);
}

Value str_encode_fs(Thread *t, Ref s)
{
    return utf8_encode(t, s, "surrogateescape");
}
