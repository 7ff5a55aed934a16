/* _multibyte.c: the module _multibyte: encoding and decoding in the East Asian encodings, for lib/encodings. Manual: codecs.
 *
 * charset.c has the character sets, coding.c and iso2022.c the encodings step by step; here are the loops, with error handling, and the
 * functions. Coding keeps a state (an int, 0 at the start) from one call to the next.
 */
#include "modules/_multibyte/coding.h"
#include "object/codec_internal.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "gen/modules/_multibyte/_multibyte.h"

typedef struct State { Charset *sets[SET_COUNT]; } State;
enum { SETS_LIMIT = COUNT_OF(((Encoding *)0)->sets) };

/* The encoding of that number with its character sets. */
static const Encoding *prepare(Thread *t, Ref module, int number, Charset *set[SETS_LIMIT])
{
    State *s = module_state(t, module);
    if (number < 0 || number >= ENCODING_COUNT)
        return raise_value(t, "no such encoding"), NULL;
    const Encoding *e = &multibyte_encodings[number];
    for (int i = 0; e->sets[i] != SET_COUNT; i++) {
        Charset **slot = &s->sets[e->sets[i]];
        if (!*slot && !(*slot = charset_new(t, e->sets[i])))
            return NULL;
        set[i] = *slot;
    }
    return e;
}

/* (result, count, state), consuming result. */
static Value triple_take(Thread *t, Value result, ssize count, uint64_t state)
{
    OWN Value v = result;
    if (is_empty(v))
        return EMPTY;
    return tuple_pack(t, 3, v, fixnum(count), fixnum((int64_t)state));
}

/** The number by which the other functions know an encoding; LookupError for an unknown one. */
FUNCTION(_multibyte, find, "(name: str, /)")
{
    const char *name = str_text(t, a->name);
    for (int i = 0; name && i < ENCODING_COUNT; i++)
        if (strcmp(multibyte_encodings[i].name, name) == 0)
            return fixnum(i);
    return name ? raise_format(t, &exc_LookupError, "unknown encoding: %s", name) : EMPTY;
}

/* --- Decoding --- */

static bool decode_all(Decoder *d, const Encoding *e, Charset *const *set, uint64_t *state, bool final)
{
    bool ascii_runs = e->stateless && set[0]->ascii;
    while (d->at < d->n) {
        if (ascii_runs && d->p[d->at] < 0x80) {
            ssize end = d->at + 1;
            while (end < d->n && d->p[end] < 0x80)
                end++;
            if (!builder_ascii(&d->out, (const char *)d->p + d->at, end - d->at))
                return false;
            d->at = end;
            continue;
        }
        Decoded r = e->decode(e, set, state, d->p + d->at, d->n - d->at);
        switch (r.what) {
        case DECODED:
            if (!builder_char(&d->out, r.c) || (r.second != CHAR_NONE && !builder_char(&d->out, r.second)))
                return false;
            /* fall through */
        case DECODED_NOTHING:
            d->at += r.length;
            break;
        case ILLEGAL:
            if (!decoder_error(d, d->at, d->at + r.length, "illegal multibyte sequence"))
                return false;
            break;
        case INCOMPLETE:
            if (!final)
                return true;
            if (!decoder_error(d, d->at, d->n, "incomplete multibyte sequence"))
                return false;
            break;
        }
    }
    return true;
}

/** Decodes data. Returns (str, bytes decoded, state); what is incomplete at the end is left unless final. */
FUNCTION(_multibyte, decode, "(encoding: int, data: buffer, errors: str, state: int64, final: bool, /)")
{
    Charset *set[SETS_LIMIT];
    Decoder d;
    ssize consumed;
    uint64_t state = (uint64_t)a->state;
    const Encoding *e = prepare(t, self, a->encoding, set);
    const char *errors = e ? str_text(t, a->errors) : NULL;
    if (!errors)
        return EMPTY;
    decoder_init(&d, t, e->name, a->data.data, a->data.len, errors);
    bool ok = decode_all(&d, e, set, &state, a->final);
    Value text = decoder_finish(&d, ok, &consumed);
    return triple_take(t, text, consumed, state);
}

/* --- Encoding --- */

typedef struct Writer {
    Encoder e;                      /* first: put_char gets this */
    const Encoding *encoding;
    Charset **set;
    uint64_t state;
} Writer;

/* Of a replacement. */
static Test put_char(Encoder *e, uint32_t c)
{
    Writer *w = (Writer *)e;
    uint8_t out[ENCODED_LIMIT];
    int n;
    if (w->encoding->encode(w->encoding, w->set, &w->state, c, CHAR_NONE, true, out, &n) <= 0)
        return TEST_FALSE;
    return encoder_bytes(e, out, n) ? TEST_TRUE : TEST_ERROR;
}

static bool encode_all(Writer *w, bool final)
{
    Encoder *e = &w->e;
    uint8_t out[ENCODED_LIMIT];
    int n;
    ssize len = e->s->len;
    bool ascii = w->encoding->stateless && w->set[0]->ascii;
    while (e->at < len) {
        uint32_t c = str_at(e->s, e->at);
        if (ascii && c < 0x80) {
            if (!encoder_byte(e, (uint8_t)c))
                return false;
            e->at++;
            continue;
        }
        uint32_t next = e->at + 1 < len ? str_at(e->s, e->at + 1) : CHAR_NONE;
        int taken = w->encoding->encode(w->encoding, w->set, &w->state, c, next, final, out, &n);
        if (taken > 0) {
            if (!encoder_bytes(e, out, n))
                return false;
            e->at += taken;
        } else if (taken == NEED_NEXT) {
            return true;
        } else if (!encoder_error(e, e->at, e->at + 1, "illegal multibyte sequence")) {
            return false;
        }
    }
    return !final || !w->encoding->reset || encoder_bytes(e, out, w->encoding->reset(&w->state, out));
}

/** Encodes text. Returns (bytes, characters encoded, state); unless final, a last character that the next one decides about is left.
 * Being final also goes back to the initial state. */
FUNCTION(_multibyte, encode, "(encoding: int, text: str, errors: str, state: int64, final: bool, /)")
{
    Charset *set[SETS_LIMIT];
    Writer w;
    const Encoding *e = prepare(t, self, a->encoding, set);
    const char *errors = e ? str_text(t, a->errors) : NULL;
    if (!errors)
        return EMPTY;
    encoder_init(&w.e, t, e->name, a->text, errors, put_char, as_str(a->text)->len * 2);
    w.encoding = e;
    w.set = set;
    w.state = (uint64_t)a->state;
    bool ok = encode_all(&w, a->final);
    ssize consumed = w.e.at;
    Value bytes = encoder_finish(&w.e, ok);
    return triple_take(t, bytes, consumed, w.state);
}

static bool _multibyte_exec(Thread *t, Ref module)
{
    OWN Value names = tuple_new(t, ENCODING_COUNT);
    if (is_empty(names))
        return false;
    for (int i = 0; i < ENCODING_COUNT; i++)
        if (is_empty(as_tuple(names)->item[i] = str_from_text(t, multibyte_encodings[i].name)))
            return false;
    return module_add(t, module, "names", names);
}

static void _multibyte_clear(void *state)
{
    State *s = state;
    for (int i = 0; i < SET_COUNT; i++)
        charset_free(s->sets[i]);
}

MODULE(_multibyte, .doc = "East Asian encodings.", .exec = _multibyte_exec, .state_size = sizeof(State), .state_clear = _multibyte_clear);
