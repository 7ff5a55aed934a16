/* text_read.c: reading text: chunks of bytes decoded to `chars`, from which characters and lines are handed out.
 *
 * For tell(), each chunk's bytes and the state of the decoder before them are kept (text_seek.c), unless the file is being
 * iterated over or cannot seek.
 */
#include "modules/io/io.h"

#include "object/codec.h"
#include "object/int.h"
#include "object/tuple.h"
#include "gen/modules/io/text_read.h"

/* ---- decoded characters ---- */

void text_drop_chars(TextFile *f)
{
    f->chars_used = 0;
    replace_take(&f->chars, EMPTY);
}

ALWAYS_INLINE ssize chars_left(const TextFile *f) { return is_empty(f->chars) ? 0 : as_str(f->chars)->len - f->chars_used; }

/* The next n characters, n < 0 or many: all that are there. */
static Value take_chars(Thread *t, TextFile *f, ssize n)
{
    ssize left = chars_left(f), start = f->chars_used;
    if (left == 0)
        return str_empty(t);
    if (n < 0 || n > left)
        n = left;
    Value text = start == 0 && n == left ? retain(f->chars) : str_slice(t, f->chars, start, start + n);
    if (!is_empty(text))
        f->chars_used += n;
    return text;
}

/* ---- decoding ---- */

/* By UTF-8, with the incomplete character of the chunk before, and leaving the one at the end. */
static Value decode_utf8(Thread *t, TextFile *f, const uint8_t *p, ssize n, bool final)
{
    ssize done = 0;
    Value text;
    if (likely(f->tail_len == 0)) {
        text = utf8_decode(t, p, n, f->errors_text, final ? NULL : &done);
    } else {
        OWN Value all = bytes_new(t, MAX(f->tail_len + n, (ssize)2));
        if (is_empty(all))
            return EMPTY;
        uint8_t *joined = as_bytes(all)->data;
        memcpy(joined, f->tail, (size_t)f->tail_len);
        if (n)
            memcpy(joined + f->tail_len, p, (size_t)n);
        n += f->tail_len;
        text = utf8_decode(t, joined, n, f->errors_text, final ? NULL : &done);
        if (is_empty(text))
            return EMPTY;
        f->tail_len = final ? 0 : (int)MIN(n - done, (ssize)sizeof f->tail);
        memcpy(f->tail, joined + n - f->tail_len, (size_t)f->tail_len);
        return text;
    }
    if (!final && !is_empty(text)) {
        f->tail_len = (int)MIN(n - done, (ssize)sizeof f->tail);
        memcpy(f->tail, p + n - f->tail_len, (size_t)f->tail_len);
    }
    return text;
}

static Value decode_other(Thread *t, TextFile *f, const uint8_t *p, ssize n, bool final)
{
    OWN Value decoder = retain(f->decoder);
    OWN Value method = get_attr(t, decoder, NAME(decode));
    OWN Value input = is_empty(method) ? EMPTY : bytes_from(t, p, n);
    OWN Value text = is_empty(input) ? EMPTY : call2(t, method, input, bool_value(final));
    if (is_empty(text) || is_str(text))
        return take(&text);
    return raise_type(t, "decoder should return a string result, not '%T'", text);
}

Value text_decode(Thread *t, TextFile *f, const uint8_t *p, ssize n, bool final)
{
    Value text;
    switch (f->codec) {
    case CODEC_UTF8:   text = decode_utf8(t, f, p, n, final); break;
    case CODEC_ASCII:  text = ascii_decode(t, p, n, f->errors_text); break;
    case CODEC_LATIN1: text = latin1_decode(t, p, n); break;
    default:           text = decode_other(t, f, p, n, final); break;
    }
    return f->universal && !is_empty(text) ? newline_decode_take(t, &f->newlines, text, f->translate, final) : text;
}

bool text_decoder_getstate(Thread *t, TextFile *f, Value *held, Value *flags)
{
    OWN Value bytes = EMPTY, number = EMPTY;
    if (f->codec != CODEC_OTHER) {
        bytes = bytes_from(t, f->tail, f->tail_len);
        number = fixnum(0);
    } else {
        OWN Value decoder = retain(f->decoder);
        OWN Value state = call_method0(t, decoder, NAME(getstate));
        if (is_empty(state))
            return false;
        if (!is_tuple(state) || as_tuple(state)->len != 2 || !is_int(as_tuple(state)->item[1]))
            return raise_type(t, "illegal decoder state"), false;
        bytes = retain(as_tuple(state)->item[0]);
        number = retain(as_tuple(state)->item[1]);
        if (!is_bytes(bytes))
            return raise_type(t, "illegal decoder state: the first item should be a bytes object, not '%T'", bytes), false;
    }
    if (is_empty(bytes))
        return false;
    if (f->universal) {
        replace_take(&number, int_lshift(t, number, fixnum(1)));
        if (!is_empty(number) && f->newlines.pending_cr)
            replace_take(&number, int_or(t, number, fixnum(1)));
    }
    if (is_empty(number))
        return false;
    *held = take(&bytes);
    *flags = take(&number);
    return true;
}

bool text_decoder_setstate(Thread *t, TextFile *f, const uint8_t *held, ssize n, Ref flags)
{
    OWN Value number = retain(flags);
    if (f->universal) {
        OWN Value low = int_and(t, flags, fixnum(1));
        replace_take(&number, int_rshift(t, flags, fixnum(1)));
        if (is_empty(low) || is_empty(number))
            return false;
        f->newlines.pending_cr = same(low, fixnum(1));
    }
    if (f->codec != CODEC_OTHER) {
        f->tail_len = (int)MIN(n, (ssize)sizeof f->tail);
        if (f->tail_len)
            memcpy(f->tail, held, (size_t)f->tail_len);
        return true;
    }
    OWN Value bytes = bytes_from(t, held, n), decoder = retain(f->decoder);
    OWN Value state = is_empty(bytes) ? EMPTY : tuple_pack(t, 2, bytes, number);
    OWN Value done = is_empty(state) ? EMPTY : call_method1(t, decoder, NAME(setstate), state);
    return !is_empty(done);
}

bool text_decoder_reset(Thread *t, TextFile *f)
{
    f->tail_len = 0;
    f->newlines = (NewlineState){0};
    if (is_empty(f->decoder))
        return true;
    OWN Value decoder = retain(f->decoder);
    OWN Value done = call_method0(t, decoder, NAME(reset));
    return !is_empty(done);
}

/* ---- chunks ---- */

/* Bytes from the binary file as a Buffer. */
static bool read_input(Thread *t, TextFile *f, Value *object, Buffer *view)
{
    OWN Value buffer = retain(f->buffer);
    if (f->has_read1 && (io_is_plain(buffer, &buffered_reader_type) || io_is_plain(buffer, &buffered_random_type)))
        *object = buffered_read1(t, buffer, f->chunk_size);
    else
        *object = call_method1(t, buffer, f->has_read1 ? NAME(read1) : NAME(read), fixnum(f->chunk_size));
    if (is_empty(*object))
        return false;
    if (buffer_get(t, *object, view, BUFFER_SIMPLE))
        return true;
    if (raised_matches(t, &exc_TypeError))
        raise_type(t, "underlying %s() should have returned a bytes-like object, not '%T'", f->has_read1 ? "read1" : "read", *object);
    release(take(object));
    return false;
}

/* Notes what the chunk is decoded from: the bytes held by the decoder before it, and its own. */
static bool take_snapshot(Thread *t, TextFile *f, Ref held, Value flags, Ref input, const Buffer *view)
{
    OWN Value all = EMPTY;
    ssize n = as_bytes(held)->len;
    if (n == 0 && is_bytes(input)) {
        all = retain(input);
    } else {
        all = bytes_new(t, MAX(n + view->len, (ssize)1));
        if (!is_empty(all) && n + view->len == 0)
            replace_take(&all, bytes_new(t, 0));
        if (is_empty(all))
            return release(flags), false;
        if (n)
            memcpy(as_bytes(all)->data, as_bytes(held)->data, (size_t)n);
        if (view->len)
            memcpy(as_bytes(all)->data + n, view->data, (size_t)view->len);
    }
    replace_take(&f->snapshot_input, take(&all));
    replace_take(&f->snapshot_flags, flags);
    return true;
}

/* Decodes another chunk into the empty `chars`. FOUND: there may be characters now (not always); MISSING: the end. */
static Lookup read_chunk(Thread *t, TextFile *f)
{
    OWN Value held = EMPTY, flags = EMPTY, input = EMPTY;
    Buffer view;
    if (!f->readable)
        return raise_unsupported(t, "not readable"), ERROR;
    bool note = f->telling;
    if ((note && !text_decoder_getstate(t, f, &held, &flags)) || !text_check(t, f) || !read_input(t, f, &input, &view))
        return ERROR;
    bool end = view.len == 0;
    Value chars = text_decode(t, f, view.data, view.len, end);
    bool good = !is_empty(chars);
    if (good) {
        end = end && as_str(chars)->len == 0;
        f->chars_used = 0;
        replace_take(&f->chars, chars);
        if (note)
            good = take_snapshot(t, f, held, take(&flags), input, &view);
    }
    buffer_release(&view);
    return !good ? ERROR : end ? MISSING : FOUND;
}

/* ---- read() ---- */

static Value read_all(Thread *t, TextFile *f)
{
    OWN Value buffer = retain(f->buffer);
    OWN Value input = call_method0(t, buffer, NAME(read));
    Buffer view;
    if (is_empty(input) || !buffer_get(t, input, &view, BUFFER_SIMPLE))
        return EMPTY;
    OWN Value rest = text_decode(t, f, view.data, view.len, true);
    buffer_release(&view);
    if (is_empty(rest))
        return EMPTY;
    OWN Value head = take_chars(t, f, -1);
    if (is_empty(head))
        return EMPTY;
    text_drop_chars(f);
    replace_take(&f->snapshot_input, EMPTY);
    return as_str(head)->len ? str_concat(t, head, rest) : take(&rest);
}

static bool start_reading(Thread *t, Ref self)
{
    TextFile *f = as_text(self);
    if (!text_check_open(t, self))
        return false;
    if (!f->readable)
        return raise_unsupported(t, "not readable"), false;
    return text_flush_pending(t, f);
}

Value text_read(Thread *t, Ref self, ssize n)
{
    TextFile *f = as_text(self);
    if (!start_reading(t, self))
        return EMPTY;
    if (n < 0)
        return read_all(t, f);
    if (n <= chars_left(f))
        return take_chars(t, f, n);
    StrBuilder b;
    builder_init(&b, t);
    while (n > 0) {
        if (chars_left(f) == 0) {
            Lookup more = read_chunk(t, f);
            if (more == MISSING)
                break;
            if (more == ERROR) {
                builder_free(&b);
                return EMPTY;
            }
        }
        ssize count = MIN(n, chars_left(f)), start = f->chars_used;
        if (count > 0)
            builder_slice(&b, f->chars, start, start + count);
        f->chars_used += count;
        n -= count;
    }
    return builder_take(&b);
}

/** Up to size characters; everything if size is negative or None. */
METHOD(text, read, "(self, size=-1, /)")
{
    ssize n;
    return io_size(t, a->size, &n) ? text_read(t, self, n) : EMPTY;
}

/* ---- lines ---- */

/* Where the line in chars ends, or `limit` characters; -1: not in them. */
static ssize line_end(const TextFile *f, ssize limit)
{
    const Str *s = as_str(f->chars);
    ssize end = limit >= 0 && limit < s->len - f->chars_used ? f->chars_used + limit : s->len;
    ssize found = find_line_end(str_data(s), s->kind, f->chars_used, end, f->line_end);
    return found < 0 && end == f->chars_used + limit ? end : found;
}

static Value read_long_line(Thread *t, TextFile *f, ssize limit)
{
    StrBuilder b;
    bool after_cr = false;                  /* of a \r\n that two chunks share */
    builder_init(&b, t);
    for (;;) {
        ssize left = chars_left(f);
        if (left > 0) {
            ssize start = f->chars_used, end = after_cr && str_at(as_str(f->chars), start) == '\n' ? start + 1 : line_end(f, limit);
            ssize stop = end < 0 ? start + left : end;
            builder_slice(&b, f->chars, start, stop);
            after_cr = f->line_end == LINE_CRLF && str_at(as_str(f->chars), stop - 1) == '\r';
            f->chars_used = stop;
            if (limit >= 0)
                limit -= stop - start;
            if (end >= 0 || limit == 0)
                return builder_take(&b);
        }
        Lookup more = read_chunk(t, f);
        if (more == MISSING)
            return builder_take(&b);
        if (more == ERROR) {
            builder_free(&b);
            return EMPTY;
        }
    }
}

Value text_readline(Thread *t, Ref self, ssize limit)
{
    TextFile *f = as_text(self);
    if (!start_reading(t, self))
        return EMPTY;
    if (chars_left(f) > 0) {
        ssize end = line_end(f, limit);
        if (end >= 0)
            return take_chars(t, f, end - f->chars_used);
    }
    return limit == 0 ? str_empty(t) : read_long_line(t, f, limit);
}

/** The next line with its end, of at most size characters if size is not negative; empty at the end of the file. */
METHOD(text, readline, "(self, size=-1, /)")
{
    ssize limit;
    return io_size(t, a->size, &limit) ? text_readline(t, self, limit) : EMPTY;
}
