/* codec.h: text encodings: the codecs written in C, the error handlers, the registry behind `codecs`. */
#ifndef KRAIT_OBJECT_CODEC_H
#define KRAIT_OBJECT_CODEC_H

#include "object/bytes.h"
#include "object/str.h"

/* Decoders of n bytes at p into a str. errors NULL means strict. With `consumed`, an incomplete sequence at the end is no
 * error: it is left, and *consumed says how much was decoded. They run Python code only through error handlers. */
Value utf8_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed);
Value utf7_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed);
/* *order: -1 little-endian, 1 big-endian, 0 by the byte order mark (then it tells what was found; native if none). */
Value utf16_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, int *order, ssize *consumed);
Value utf32_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, int *order, ssize *consumed);
Value latin1_decode(Thread *t, const uint8_t *p, ssize n);
Value ascii_decode(Thread *t, const uint8_t *p, ssize n, const char *errors);
Value charmap_decode(Thread *t, const uint8_t *p, ssize n, Ref mapping, const char *errors);       /* mapping NONE: Latin-1 */
Value unicode_escape_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed);
Value raw_unicode_escape_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed);
/* The bytes that the inside of a bytes literal stands for. */
Value bytes_escape_decode(Thread *t, const uint8_t *p, ssize n, const char *errors);

/* Encoders of a str into bytes. */
Value utf8_encode(Thread *t, Ref s, const char *errors);
Value utf7_encode(Thread *t, Ref s);
Value utf16_encode(Thread *t, Ref s, const char *errors, int order);       /* order 0: native, with a mark */
Value utf32_encode(Thread *t, Ref s, const char *errors, int order);
Value latin1_encode(Thread *t, Ref s, const char *errors);
Value ascii_encode(Thread *t, Ref s, const char *errors);
Value charmap_encode(Thread *t, Ref s, const char *errors, Ref mapping);    /* mapping NONE: Latin-1 */
Value charmap_build(Thread *t, Ref table);                                  /* the mapping that reverses a decoding table */
Value unicode_escape_encode(Thread *t, Ref s);
Value raw_unicode_escape_encode(Thread *t, Ref s);
Value bytes_escape_encode(Thread *t, const uint8_t *p, ssize n);

/* The name of a codec or error handler as text for C, lent by `name`; NULL, the default, for EMPTY. False with ValueError or
 * UnicodeEncodeError for what no name can be: what stands behind a NUL would go unseen. */
bool codec_name(Thread *t, Ref name, const char **text) MUST_CHECK;

/* The registry. A codec is the tuple (encoder, decoder, stream reader, stream writer) of codecs.CodecInfo. */
bool codec_register(Thread *t, Ref search_function) MUST_CHECK;
bool codec_unregister(Thread *t, Ref search_function) MUST_CHECK;
Value codec_lookup(Thread *t, const char *encoding);                        /* LookupError */
Value codec_encode(Thread *t, Ref object, const char *encoding, const char *errors);
Value codec_decode(Thread *t, Ref object, const char *encoding, const char *errors);
bool codec_known(Thread *t, const char *encoding);                          /* raises nothing */
bool codec_register_error(Thread *t, const char *name, Ref handler) MUST_CHECK;
Value codec_lookup_error(Thread *t, const char *name);

#endif
