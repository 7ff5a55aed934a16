/* codec_internal.h: the frame that decoders and encoders work in: input, position, output, and what to do about errors. */
#ifndef KRAIT_OBJECT_CODEC_INTERNAL_H
#define KRAIT_OBJECT_CODEC_INTERNAL_H

#include "object/codec.h"
#include "object/exception.h"
#include "object/str_internal.h"

/* The standard handlers, which need no exception object to do their work; all other names are ERRORS_OTHER. */
typedef enum {
    ERRORS_STRICT, ERRORS_IGNORE, ERRORS_REPLACE, ERRORS_XMLCHARREF, ERRORS_BACKSLASH, ERRORS_NAME, ERRORS_SURROGATEESCAPE,
    ERRORS_SURROGATEPASS, ERRORS_OTHER
} ErrorMode;
ErrorMode error_mode(const char *errors);

/* What a standard handler puts for s[start:end] (str or bytes) resp. for p[start:end] (str), and where to go on; EMPTY with
 * nothing raised: it declines, so the error is to be raised. */
Value encode_replacement(Thread *t, ErrorMode mode, const char *encoding, const Str *s, ssize start, ssize end, ssize *resume);
Value decode_replacement(Thread *t, ErrorMode mode, const char *encoding, const uint8_t *p, ssize n, ssize start, ssize end, ssize *resume);

/* Which kinds of error a handler takes. */
typedef enum { ON_ENCODE = 1, ON_DECODE = 2, ON_TRANSLATE = 4 } ErrorKind;
/* What the handler named `errors` (looked up into *handler when that is EMPTY) puts for the exception; *position is where to go on in
 * `input`, absolute and within it. Runs Python code. */
Value call_handler(Thread *t, Value *handler, const char *errors, Ref exception, ErrorKind kind, Ref input, ssize *position);

typedef struct Decoder {
    Thread *t;
    const char *encoding, *errors;
    ErrorMode mode;
    const uint8_t *p;           /* the input: the caller's memory, or that of `object` */
    ssize n, at;                /* its length; what comes next */
    Value object;               /* bytes, once an error handler has seen (and perhaps replaced) the input; owned */
    Value exception, handler;   /* reused from one error to the next; owned */
    StrBuilder out;
} Decoder;

void decoder_init(Decoder *d, Thread *t, const char *encoding, const uint8_t *p, ssize n, const char *errors);
/* p[start:end] is malformed: puts a replacement, moves d->at; may change p and n. False: raised. Runs Python code. */
bool decoder_error(Decoder *d, ssize start, ssize end, const char *reason) MUST_CHECK;
/* The text, or EMPTY when !ok; tells *consumed; frees. */
Value decoder_finish(Decoder *d, bool ok, ssize *consumed);

typedef struct Encoder Encoder;
struct Encoder {
    Thread *t;
    const char *encoding, *errors;
    ErrorMode mode;
    Ref object;                 /* the str; the caller's */
    const Str *s;
    ssize at;
    Value exception, handler;   /* owned */
    uint8_t *out;
    ssize len, capacity;
    /* Encodes one character of a replacement: TEST_FALSE when the encoding lacks it. */
    Test (*put)(Encoder *e, uint32_t c);
    Ref mapping;                /* of charmap */
};

void encoder_init(Encoder *e, Thread *t, const char *encoding, Ref s, const char *errors, Test (*put)(Encoder *, uint32_t), ssize room);
NOINLINE bool encoder_grow(Encoder *e, ssize more) MUST_CHECK;
ALWAYS_INLINE bool encoder_byte(Encoder *e, uint8_t byte)
{
    if (unlikely(e->len == e->capacity) && !encoder_grow(e, 1))
        return false;
    e->out[e->len++] = byte;
    return true;
}
ALWAYS_INLINE bool encoder_bytes(Encoder *e, const void *p, ssize n)
{
    if (unlikely(n > e->capacity - e->len) && !encoder_grow(e, n))
        return false;
    memcpy(e->out + e->len, p, (size_t)n);
    e->len += n;
    return true;
}
/* s[start:end] cannot be encoded: puts a replacement, moves e->at. False: raised. Runs Python code. */
bool encoder_error(Encoder *e, ssize start, ssize end, const char *reason) MUST_CHECK;
Value encoder_finish(Encoder *e, bool ok);

#endif
