/* text_write.c: writing text: newlines, encoding, and the bytes pending until there are enough of them. */
#include "modules/io/io.h"

#include "base/utf8.h"
#include "object/codec.h"
#include "gen/modules/io/text_write.h"

#define PENDING_MIN 512

/* ---- pending bytes ---- */

/* Hands bytes to the binary file. */
static bool emit(Thread *t, TextFile *f, const void *p, ssize n)
{
    OWN Value buffer = retain(f->buffer);
    if (io_is_plain_buffered(buffer) && as_buffered(buffer)->writable)
        return buffered_write(t, buffer, p, n);
    OWN Value bytes = bytes_from(t, p, n);
    OWN Value done = is_empty(bytes) ? EMPTY : call_method1(t, buffer, NAME(write), bytes);
    return !is_empty(done);
}

/* What is pending is taken out first: meanwhile others may write. */
bool text_flush_pending(Thread *t, TextFile *f)
{
    if (f->pending_len == 0)
        return true;
    uint8_t *p = f->pending;
    ssize n = f->pending_len, capacity = f->pending_capacity;
    f->pending = NULL;
    f->pending_len = f->pending_capacity = 0;
    bool good = emit(t, f, p, n);
    if (f->pending) {
        mem_free(p);
    } else {
        f->pending = p;
        f->pending_capacity = capacity;
    }
    return good;
}

/* Room for n more pending bytes; NULL: MemoryError. */
static uint8_t *reserve(Thread *t, TextFile *f, ssize n)
{
    if (n > f->pending_capacity - f->pending_len) {
        ssize capacity = MAX(f->pending_len + n, MIN(MAX(2 * f->pending_capacity, (ssize)PENDING_MIN), f->chunk_size + PENDING_MIN));
        uint8_t *p = mem_realloc(t, f->pending, (size_t)capacity);
        if (!p)
            return NULL;
        f->pending = p;
        f->pending_capacity = capacity;
    }
    return f->pending + f->pending_len;
}

/* Appends to the pending bytes; many bytes go past them. */
static bool append(Thread *t, TextFile *f, const void *p, ssize n)
{
    if (n >= f->chunk_size)
        return text_flush_pending(t, f) && emit(t, f, p, n);
    if (f->pending_len + n > f->chunk_size && !text_flush_pending(t, f))
        return false;
    uint8_t *to = reserve(t, f, n);
    if (!to)
        return false;
    memcpy(to, p, (size_t)n);
    f->pending_len += n;
    return true;
}

/* ---- encoding ---- */

static bool append_bytes(Thread *t, TextFile *f, Value bytes)
{
    OWN Value own = bytes;
    if (is_empty(own))
        return false;
    if (!is_bytes(own))
        return raise_type(t, "encoder should return a bytes object, not '%T'", own), false;
    return append(t, f, as_bytes(own)->data, as_bytes(own)->len);
}

/* UTF-8 straight into the pending bytes. */
static bool append_utf8(Thread *t, TextFile *f, Ref text)
{
    const Str *s = as_str(text);
    const void *data = str_data(s);
    bool odd = s->kind == STR_2 ? utf8_find_surrogate2(data, 0, s->len) < s->len
                                : s->kind == STR_4 && utf8_find_surrogate4(data, 0, s->len) < s->len;
    ssize n = s->kind == STR_1 ? utf8_size1(data, s->len) : s->kind == STR_2 ? utf8_size2(data, s->len) : utf8_size4(data, s->len);
    if (odd || n >= f->chunk_size)
        return append_bytes(t, f, utf8_encode(t, text, f->errors_text));
    if (f->pending_len + n > f->chunk_size && !text_flush_pending(t, f))
        return false;
    char *to = (char *)reserve(t, f, n);
    if (!to)
        return false;
    if (s->kind == STR_1)
        utf8_encode1(data, s->len, to);
    else if (s->kind == STR_2)
        utf8_encode2(data, s->len, to);
    else
        utf8_encode4(data, s->len, to);
    f->pending_len += n;
    return true;
}

static bool append_text(Thread *t, TextFile *f, Ref text)
{
    const Str *s = as_str(text);
    switch (f->codec) {
    case CODEC_UTF8:
        return s->ascii ? append(t, f, str_data(s), s->len) : append_utf8(t, f, text);
    case CODEC_ASCII:
        return s->ascii ? append(t, f, str_data(s), s->len) : append_bytes(t, f, ascii_encode(t, text, f->errors_text));
    case CODEC_LATIN1:
        return s->kind == STR_1 ? append(t, f, str_data(s), s->len) : append_bytes(t, f, latin1_encode(t, text, f->errors_text));
    case CODEC_OTHER:
        break;
    }
    f->at_start = false;
    OWN Value encoder = retain(f->encoder);
    return append_bytes(t, f, call_method1(t, encoder, NAME(encode), text));
}

bool text_encoder_reset(Thread *t, TextFile *f, bool at_start)
{
    f->at_start = at_start;
    if (is_empty(f->encoder))
        return true;
    OWN Value encoder = retain(f->encoder);
    OWN Value done = at_start ? call_method0(t, encoder, NAME(reset)) : call_method1(t, encoder, NAME(setstate), fixnum(0));
    return !is_empty(done);
}

/* ---- write() ---- */

static bool has_char(Ref s, uint32_t c) { return str_find_char(as_str(s), c, 0, as_str(s)->len) >= 0; }

Value text_write(Thread *t, Ref self, Ref s)
{
    TextFile *f = as_text(self);
    if (!text_check_open(t, self))
        return EMPTY;
    if (!f->writable)
        return raise_unsupported(t, "not writable");
    if (as_str(s)->len == 0)
        return fixnum(0);
    bool flush = f->line_buffering && (has_char(s, '\n') || has_char(s, '\r'));
    OWN Value text = f->write_newline[0] ? newline_expand(t, s, f->write_newline) : retain(s);
    if (is_empty(text) || !append_text(t, f, text))
        return EMPTY;
    if ((f->pending_len >= f->chunk_size || flush || f->write_through) && !text_flush_pending(t, f))
        return EMPTY;
    if (flush) {
        OWN Value buffer = retain(f->buffer);
        OWN Value done = io_is_plain(buffer, &buffered_writer_type) ? buffered_flush(t, buffer) : call_method0(t, buffer, NAME(flush));
        if (is_empty(done))
            return EMPTY;
    }
    if (f->readable) {                      /* what was decoded is behind us */
        text_drop_chars(f);
        replace_take(&f->snapshot_input, EMPTY);
        if (!text_decoder_reset(t, f))
            return EMPTY;
    }
    return fixnum(as_str(s)->len);
}

/** Writes the str, its \n as the file's newline, and returns the number of its characters. */
METHOD1(text, write, s)
{
    if (!is_str(s))
        return raise_type(t, "write() argument must be str, not %T", s);
    return text_write(t, self, s);
}
