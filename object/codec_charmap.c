/* codec_charmap.c: encodings of one byte a character, by a mapping: for decoding a str of up to 256 characters (U+FFFE:
 * undefined) or a mapping from bytes to characters; for encoding a mapping from code points to bytes.
 */
#include "object/codec_internal.h"

#include "object/dict.h"
#include "object/int.h"

/* --- Decoding --- */

/* Appends the run of bytes from d->at that the table has characters for, by units of one kind. */
#define ADD_MAPPED(Unit)                                                                        \
    {                                                                                           \
        const Unit *map = str_data(table);                                                      \
        for (; n < room && p[n] < limit && (sizeof(Unit) == 1 || map[p[n]] != 0xFFFE); n++)         \
            all |= map[p[n]];                                                                   \
        if (!n)                                                                                 \
            return true;                                                                        \
        if (!(out = builder_extend(&d->out, n, char_class(all))))                               \
            return false;                                                                       \
        for (ssize i = 0; i < n; i++)                                                           \
            unit_put(out, d->out.kind, i, map[p[i]]);                                           \
        break;                                                                                  \
    }

static bool add_mapped(Decoder *d, const Str *table)
{
    const uint8_t *p = d->p + d->at;
    ssize n = 0, room = d->n - d->at, limit = table->len;
    uint32_t all = 0;
    void *out;
    switch (table->kind) {
    case STR_1: ADD_MAPPED(uint8_t)
    case STR_2: ADD_MAPPED(uint16_t)
    default:    ADD_MAPPED(uint32_t)
    }
    d->at += n;
    return true;
}

static bool decode_by_str(Decoder *d, const Str *table)
{
    while (d->at < d->n)
        if (!add_mapped(d, table)
            || (d->at < d->n && !decoder_error(d, d->at, d->at + 1, "character maps to <undefined>")))
            return false;
    return true;
}

/* One byte through a mapping; TEST_FALSE: undefined. */
static Test decode_by_mapping(Decoder *d, Ref mapping)
{
    OWN Value v = get_item(d->t, mapping, fixnum(d->p[d->at]));
    int64_t c;
    if (is_empty(v))
        return raised_catch(d->t, &exc_LookupError) ? TEST_FALSE : TEST_ERROR;
    if (is_none(v))
        return TEST_FALSE;
    if (is_str(v)) {
        if (as_str(v)->len == 1 && str_at(as_str(v), 0) == 0xFFFE)
            return TEST_FALSE;
        return builder_str(&d->out, v) ? TEST_TRUE : TEST_ERROR;
    }
    if (!is_int(v))
        return raise_type(d->t, "character mapping must return integer, None or str"), TEST_ERROR;
    if (!int_as_int64(v, &c) || c < 0 || c > 0x10FFFF)
        return raise_type(d->t, "character mapping must be in range(0x110000)"), TEST_ERROR;
    if (c == 0xFFFE)
        return TEST_FALSE;
    return builder_char(&d->out, (uint32_t)c) ? TEST_TRUE : TEST_ERROR;
}

Value charmap_decode(Thread *t, const uint8_t *p, ssize n, Ref mapping, const char *errors)
{
    if (is_none(mapping))
        return latin1_decode(t, p, n);
    Decoder d;
    bool ok = true;
    decoder_init(&d, t, "charmap", p, n, errors);
    if (is_str(mapping)) {
        ok = decode_by_str(&d, as_str(mapping));
    } else {
        while (ok && d.at < d.n) {
            Test found = decode_by_mapping(&d, mapping);
            if (found == TEST_TRUE)
                d.at++;
            else
                ok = found == TEST_FALSE && decoder_error(&d, d.at, d.at + 1, "character maps to <undefined>");
        }
    }
    return decoder_finish(&d, ok, NULL);
}

/* --- Encoding --- */

static Test put_mapped(Encoder *e, uint32_t c)
{
    Thread *t = e->t;
    Ref lent;
    OWN Value v = EMPTY;
    int64_t byte;
    if (is_exact(e->mapping, &dict_type)) {
        Lookup found = dict_find(t, as_dict(e->mapping), fixnum(c), &lent);
        if (found != FOUND)
            return found == ERROR ? TEST_ERROR : TEST_FALSE;
        v = retain(lent);
    } else {
        v = get_item(t, e->mapping, fixnum(c));
        if (is_empty(v))
            return raised_catch(t, &exc_LookupError) ? TEST_FALSE : TEST_ERROR;
    }
    if (is_none(v))
        return TEST_FALSE;
    if (is_bytes(v))
        return encoder_bytes(e, as_bytes(v)->data, as_bytes(v)->len) ? TEST_TRUE : TEST_ERROR;
    if (!is_int(v))
        return raise_type(t, "character mapping must return integer, bytes or None, not %T", v), TEST_ERROR;
    if (!int_as_int64(v, &byte) || byte < 0 || byte > 255)
        return raise_type(t, "character mapping must be in range(256)"), TEST_ERROR;
    return encoder_byte(e, (uint8_t)byte) ? TEST_TRUE : TEST_ERROR;
}

/* The end of the run of characters that the mapping lacks, from `start`, which it lacks; -1: raised. What is probed is not
 * kept. */
static ssize undefined_run(Encoder *e, ssize start)
{
    ssize end = start + 1, len = e->len;
    while (end < e->s->len) {
        Test found = put_mapped(e, str_at(e->s, end));
        e->len = len;
        if (found == TEST_ERROR)
            return -1;
        if (found == TEST_TRUE)
            break;
        end++;
    }
    return end;
}

Value charmap_encode(Thread *t, Ref s, const char *errors, Ref mapping)
{
    if (is_none(mapping))
        return latin1_encode(t, s, errors);
    Encoder e;
    bool ok = true;
    encoder_init(&e, t, "charmap", s, errors, put_mapped, as_str(s)->len);
    e.mapping = mapping;
    /* What characters have been found to map to, plus one: looking up in a dict runs no Python code, but a handler may change it. */
    uint16_t found_bytes[256] = {0};
    bool remembers = is_exact(mapping, &dict_type);
    while (ok && e.at < e.s->len) {
        uint32_t c = str_at(e.s, e.at);
        if (c < 256 && found_bytes[c]) {
            ok = encoder_byte(&e, (uint8_t)(found_bytes[c] - 1));
            e.at++;
            continue;
        }
        ssize len = e.len;
        Test found = put_mapped(&e, c);
        if (found == TEST_TRUE) {
            e.at++;
            if (remembers && c < 256 && e.len == len + 1)
                found_bytes[c] = (uint16_t)(e.out[len] + 1);
        } else {
            ssize end = found == TEST_ERROR ? -1 : undefined_run(&e, e.at);
            ok = end >= 0 && encoder_error(&e, e.at, end, "character maps to <undefined>");
            memset(found_bytes, 0, sizeof found_bytes);
        }
    }
    return encoder_finish(&e, ok);
}

Value charmap_build(Thread *t, Ref table)
{
    Value d = dict_new(t);
    for (ssize i = 0; !is_empty(d) && i < as_str(table)->len && i < 256; i++) {
        uint32_t c = str_at(as_str(table), i);
        if (c != 0xFFFE && !dict_set(t, as_dict(d), fixnum(c), fixnum(i)))
            release(take(&d));
    }
    return d;
}
