/* text_seek.c: positions in text files.
 *
 * A position is an opaque int. Mostly it is the byte offset at which the decoder can start afresh. When no such offset
 * lies right at the character, the int also holds, above its low 64 bits: the decoder's state there, how many bytes to
 * decode from there, how many characters of that to skip, and whether the file's end was decoded as well.
 *
 * tell() reckons from the chunk's snapshot: with the decoder set to the state before the chunk, it looks by bisection for the
 * fewest bytes that yield the characters handed out (their number grows with the bytes), then goes back from there to
 * a place where the decoder holds nothing back. So it costs some ten decodings of a chunk; single-byte text needs none.
 */
#include "modules/io/io.h"

#include "object/int.h"
#include "gen/modules/io/text_seek.h"

typedef struct Cookie {
    int64_t position;
    Value flags;                    /* an int of at most 64 bits; owned */
    ssize feed, skip;
    bool need_end;
} Cookie;

#define COOKIE_BYTES 25             /* position 8, flags 8, feed 4, skip 4, need_end 1 */

static Value pack(Thread *t, const Cookie *c)
{
    uint8_t bytes[COOKIE_BYTES] = {0};
    uint32_t feed = (uint32_t)c->feed, skip = (uint32_t)c->skip;
    if (!int_to_bytes(t, c->flags, bytes + 8, 8, true, false))
        return EMPTY;
    memcpy(bytes, &c->position, 8);
    memcpy(bytes + 16, &feed, 4);
    memcpy(bytes + 20, &skip, 4);
    bytes[24] = c->need_end;
    return int_from_bytes(t, bytes, COOKIE_BYTES, true, false);
}

static bool unpack(Thread *t, Ref v, Cookie *c)
{
    uint8_t bytes[COOKIE_BYTES];
    uint32_t feed, skip;
    if (!int_to_bytes(t, v, bytes, COOKIE_BYTES, true, false))
        return false;
    memcpy(&c->position, bytes, 8);
    memcpy(&feed, bytes + 16, 4);
    memcpy(&skip, bytes + 20, 4);
    c->feed = feed;
    c->skip = skip;
    c->need_end = bytes[24];
    c->flags = int_from_bytes(t, bytes + 8, 8, true, false);
    if (c->position < 0)
        return raise_overflow(t, "position too large"), false;
    return !is_empty(c->flags);
}

/* ---- tell() ---- */

typedef struct Probe { ssize chars; ssize held; Value flags; } Probe;       /* after decoding some bytes of the chunk */

/* Decodes the first n bytes of the chunk from the state before it. */
static bool probe(Thread *t, TextFile *f, Ref input, Ref start_flags, ssize n, Probe *result)
{
    OWN Value held = EMPTY, flags = EMPTY;
    if (!text_decoder_setstate(t, f, NULL, 0, start_flags))
        return false;
    OWN Value text = text_decode(t, f, as_bytes(input)->data, n, false);
    if (is_empty(text) || !text_decoder_getstate(t, f, &held, &flags))
        return false;
    result->chars = as_str(text)->len;
    result->held = as_bytes(held)->len;
    replace_take(&result->flags, take(&flags));
    return true;
}

/* The fewest bytes of the chunk that yield at least `chars` characters; the whole length if all do not. */
static bool find_bytes(Thread *t, TextFile *f, Ref input, Ref flags, ssize chars, ssize *n, Probe *at)
{
    ssize low = 0, high = as_bytes(input)->len;         /* low yields too few; high enough, or is all */
    ssize guess = chars;                                /* right for one byte a character, else a start */
    while (high - low > 1) {
        ssize middle = guess > low && guess < high ? guess : low + (high - low) / 2;
        guess = middle == guess ? guess - 1 : -1;       /* if it is enough: is one less too few? */
        if (!probe(t, f, input, flags, middle, at))
            return false;
        if (at->chars < chars)
            low = middle;
        else
            high = middle;
    }
    *n = high;
    return probe(t, f, input, flags, high, at);
}

/* The last place before n bytes at which the decoder holds nothing back and has yielded no more than chars. */
static bool find_safe(Thread *t, TextFile *f, Ref input, Ref flags, ssize chars, ssize n, ssize *safe, Probe *at)
{
    for (ssize i = n; i > 0; i--) {
        if (!probe(t, f, input, flags, i, at))
            return false;
        if (at->held == 0 && at->chars <= chars) {
            *safe = i;
            return true;
        }
    }
    *safe = 0;
    at->chars = at->held = 0;
    replace_take(&at->flags, retain(flags));
    return true;
}

static Value position_in_chunk(Thread *t, TextFile *f, int64_t start, Ref input, Ref flags, ssize chars)
{
    Probe at = {0};
    ssize n, safe;
    Value result = EMPTY;
    if (find_bytes(t, f, input, flags, chars, &n, &at)) {
        bool enough = at.chars >= chars;
        if (at.chars == chars && at.held == 0) {
            Cookie c = {.position = start + n, .flags = at.flags};
            result = pack(t, &c);
        } else if (find_safe(t, f, input, flags, chars, n, &safe, &at)) {
            Cookie c = {.position = start + safe, .flags = at.flags, .feed = n - safe, .skip = chars - at.chars, .need_end = !enough};
            result = pack(t, &c);
        }
    }
    release(at.flags);
    return result;
}

/* Nothing but single bytes, each one character: then offsets in characters are offsets in bytes. */
static bool is_bytewise(const TextFile *f, Ref input)
{
    if (is_empty(f->chars) || as_str(f->chars)->len != as_bytes(input)->len || !same(f->snapshot_flags, fixnum(0))
        || f->tail_len || f->newlines.pending_cr)
        return false;
    return f->codec == CODEC_LATIN1 || (f->codec != CODEC_OTHER && as_str(f->chars)->ascii && !f->errors_text);
}

static bool buffer_tell(Thread *t, TextFile *f, int64_t *position)
{
    OWN Value buffer = retain(f->buffer);
    OWN Value at = call_method0(t, buffer, NAME(tell));
    return !is_empty(at) && to_int64(t, at, position);
}

/** The current position, fit for seek(); otherwise it means nothing. */
METHOD0(text, tell)
{
    TextFile *f = as_text(self);
    int64_t position;
    if (!text_check_open(t, self))
        return EMPTY;
    if (!f->seekable)
        return raise_unsupported(t, "underlying stream is not seekable");
    if (!f->telling)
        return raise_format(t, &exc_OSError, "telling position disabled by next() call");
    OWN Value flushed = EMPTY;
    if (!text_flush_pending(t, f) || is_empty(flushed = call_method0(t, self, NAME(flush))) || !buffer_tell(t, f, &position))
        return EMPTY;
    if (!f->readable || is_empty(f->snapshot_input))
        return int_from_int64(t, position);
    OWN Value input = retain(f->snapshot_input), flags = retain(f->snapshot_flags), held = EMPTY, now = EMPTY;
    position -= as_bytes(input)->len;
    ssize chars = is_empty(f->chars) ? 0 : f->chars_used;
    if (chars == 0) {
        Cookie c = {.position = position, .flags = flags};
        return pack(t, &c);
    }
    if (is_bytewise(f, input))
        return int_from_int64(t, position + chars);
    if (!text_decoder_getstate(t, f, &held, &now))
        return EMPTY;
    NewlineState newlines = f->newlines;
    Value result = position_in_chunk(t, f, position, input, flags, chars);
    Value raised = raised_take(t);
    bool restored = text_decoder_setstate(t, f, as_bytes(held)->data, as_bytes(held)->len, now);
    f->newlines = newlines;
    io_chain_take(t, raised);
    if (restored)
        return result;
    release(result);
    return EMPTY;
}

/* ---- seek() ---- */

static bool buffer_seek(Thread *t, TextFile *f, int64_t offset, int whence, Value *position)
{
    OWN Value buffer = retain(f->buffer), target = int_from_int64(t, offset);
    *position = is_empty(target) ? EMPTY : call_method2(t, buffer, NAME(seek), target, fixnum(whence));
    return !is_empty(*position);
}

static void forget_read(TextFile *f)
{
    text_drop_chars(f);
    replace_take(&f->snapshot_input, EMPTY);
}

static Value seek_end(Thread *t, TextFile *f)
{
    OWN Value position = EMPTY;
    forget_read(f);
    if ((f->readable && !text_decoder_reset(t, f)) || !buffer_seek(t, f, 0, 2, &position))
        return EMPTY;
    Test start = equal(t, position, fixnum(0));
    return start != TEST_ERROR && text_encoder_reset(t, f, start == TEST_TRUE) ? take(&position) : EMPTY;
}

/* Decodes the bytes the cookie says and skips its characters. */
static bool restore_chars(Thread *t, TextFile *f, const Cookie *c)
{
    OWN Value buffer = retain(f->buffer);
    OWN Value input = call_method1(t, buffer, NAME(read), fixnum(c->feed));
    if (is_empty(input))
        return false;
    if (!is_bytes(input))
        return raise_type(t, "underlying read() should have returned a bytes object, not '%T'", input), false;
    OWN Value text = text_decode(t, f, as_bytes(input)->data, as_bytes(input)->len, c->need_end);
    if (is_empty(text))
        return false;
    if (as_str(text)->len < c->skip)
        return raise_format(t, &exc_OSError, "can't restore logical file position"), false;
    replace_take(&f->snapshot_input, take(&input));
    replace_take(&f->snapshot_flags, retain(c->flags));
    f->chars_used = c->skip;
    replace_take(&f->chars, take(&text));
    return true;
}

static Value seek_cookie(Thread *t, TextFile *f, Ref cookie)
{
    Cookie c = {0};
    OWN Value flags = EMPTY, position = EMPTY;
    if (!unpack(t, cookie, &c))
        return release(c.flags), EMPTY;
    flags = c.flags;
    if (!buffer_seek(t, f, c.position, 0, &position))
        return EMPTY;
    forget_read(f);
    bool start = c.position == 0 && same(flags, fixnum(0));
    if (f->readable) {
        if (start ? !text_decoder_reset(t, f) : !text_decoder_setstate(t, f, NULL, 0, flags))
            return EMPTY;
        if (c.skip > 0 && !restore_chars(t, f, &c))
            return EMPTY;
        if (c.skip == 0) {
            replace_take(&f->snapshot_input, bytes_new(t, 0));
            replace_take(&f->snapshot_flags, retain(flags));
        }
    }
    return text_encoder_reset(t, f, start) ? retain(cookie) : EMPTY;
}

static Value seek_to(Thread *t, Ref self, Ref cookie, int whence)
{
    TextFile *f = as_text(self);
    OWN Value target = retain(cookie);
    if (whence == 1 || whence == 2) {
        Test zero = equal(t, cookie, fixnum(0));
        if (zero == TEST_ERROR)
            return EMPTY;
        if (zero == TEST_FALSE)
            return raise_unsupported(t, whence == 1 ? "can't do nonzero cur-relative seeks" : "can't do nonzero end-relative seeks");
        if (whence == 1)                    /* to where we are: drops what was read ahead */
            replace_take(&target, call_method0(t, self, NAME(tell)));
        if (is_empty(target))
            return EMPTY;
    } else if (whence != 0) {
        return raise_value(t, "invalid whence (%d, should be 0, 1 or 2)", whence);
    }
    OWN Value flushed = call_method0(t, self, NAME(flush));
    if (is_empty(flushed) || !text_check(t, f))
        return EMPTY;
    if (whence == 2)
        return seek_end(t, f);
    OWN Value index = to_index(t, target);
    if (is_empty(index))
        return EMPTY;
    if (int_sign(index) < 0)
        return raise_value(t, "negative seek position %R", index);
    return seek_cookie(t, f, index);
}

/** Moves to a position that tell() returned, to the start (0), or to where we are or to the end (0 with whence 1 or 2). */
METHOD(text, seek, "(self, cookie, whence: int=0, /)")
{
    if (!text_check_open(t, self))
        return EMPTY;
    return as_text(self)->seekable ? seek_to(t, self, a->cookie, a->whence) : raise_unsupported(t, "underlying stream is not seekable");
}
