/* text.c: TextIOWrapper, text on top of a binary file: making, attributes, the end; text_read.c reads and decodes, text_write.c
 * encodes and writes, text_seek.c knows positions. Manual: io, "Text I/O"; PEP 3116.
 *
 * UTF-8, ASCII and Latin-1 are decoded and encoded here directly; other encodings by the incremental coders of the
 * registry. Text decoded but not handed out yet is chars[chars_used:]; text encoded but not passed on is `pending`.
 */
#include "modules/io/io.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>

#include "object/codec.h"
#include "object/int.h"
#include "gen/modules/io/text.h"

/* ---- checks ---- */

bool text_check(Thread *t, TextFile *f)
{
    if (likely(f->ok))
        return true;
    if (f->detached)
        return raise_value(t, "underlying buffer has been detached"), false;
    raise_uninitialized(t);
    return false;
}

bool text_check_open(Thread *t, Ref self)
{
    if (!text_check(t, as_text(self)))
        return false;
    if (!(type_of(self)->flags & TYPE_HEAP))
        return io_check_closed(t, as_text(self)->buffer);
    return io_check_closed(t, self);
}

/* ---- encodings ---- */

bool locale_is_c(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0;
    }
    return true;
}

/* The locale's encoding is asked of the system only if the variables do not say UTF-8: loading a locale takes time. */
Value locale_encoding(Thread *t)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *value = NULL;
    for (int i = 0; i < 3 && !(value && *value); i++)
        value = getenv(variables[i]);
    const char *dot = value ? strchr(value, '.') : NULL;
    if (!locale_is_c() && !(dot && (!strncasecmp(dot, ".utf-8", 6) || !strncasecmp(dot, ".utf8", 5)))) {
        locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
        if (locale) {
            const char *name = nl_langinfo_l(CODESET, locale);
            Value encoding = str_from_text(t, *name && strcmp(name, "ANSI_X3.4-1968") ? name : "UTF-8");
            freelocale(locale);
            return encoding;
        }
    }
    return intern_text(t, "UTF-8");
}

static TextCodec codec_of(const char *encoding)
{
    static const struct { const char *name; TextCodec codec; } names[] = {
        {"utf-8", CODEC_UTF8}, {"utf8", CODEC_UTF8}, {"u8", CODEC_UTF8}, {"ascii", CODEC_ASCII}, {"us-ascii", CODEC_ASCII},
        {"646", CODEC_ASCII}, {"latin-1", CODEC_LATIN1}, {"latin1", CODEC_LATIN1}, {"iso-8859-1", CODEC_LATIN1},
        {"iso8859-1", CODEC_LATIN1}, {"l1", CODEC_LATIN1},
    };
    char name[16];
    size_t n = 0;
    for (; encoding[n]; n++) {
        char c = encoding[n];
        if (n == sizeof name - 1)
            return CODEC_OTHER;
        name[n] = c == '_' || c == ' ' ? '-' : (uint8_t)(c - 'A') < 26 ? (char)(c + 32) : c;
    }
    name[n] = 0;
    for (int i = 0; i < COUNT_OF(names); i++)
        if (strcmp(name, names[i].name) == 0)
            return names[i].codec;
    return CODEC_OTHER;
}

static bool is_text_codec(Thread *t, Ref codec, const char *encoding)
{
    OWN Value flag = EMPTY;
    Lookup found = find_attr(t, codec, NAME(_is_text_encoding), &flag);
    Test text = found == FOUND ? test(t, flag) : found == MISSING ? TEST_TRUE : TEST_ERROR;
    if (text == TEST_FALSE)
        raise_format(t, &exc_LookupError, "'%.400s' is not a text encoding; use codecs.open() to handle arbitrary codecs", encoding);
    return text == TEST_TRUE;
}

static Value make_coder(Thread *t, Ref codec, Ref attribute, Ref errors)
{
    OWN Value maker = get_attr(t, codec, attribute);
    return is_empty(maker) ? EMPTY : call1(t, maker, errors);
}

bool text_find_codec(Thread *t, TextFile *f)
{
    const char *encoding = str_utf8(t, f->encoding, NULL);
    if (!encoding)
        return false;
    TextCodec kind = codec_of(encoding);
    OWN Value encoder = EMPTY, decoder = EMPTY;
    if (kind == CODEC_OTHER) {
        OWN Value codec = codec_lookup(t, encoding);
        if (is_empty(codec) || !is_text_codec(t, codec, encoding))
            return false;
        if (f->readable && is_empty(decoder = make_coder(t, codec, NAME(incrementaldecoder), f->errors)))
            return false;
        if (f->writable && is_empty(encoder = make_coder(t, codec, NAME(incrementalencoder), f->errors)))
            return false;
    }
    f->codec = kind;
    replace_take(&f->decoder, take(&decoder));
    replace_take(&f->encoder, take(&encoder));
    f->tail_len = 0;
    f->newlines = (NewlineState){0};
    f->at_start = true;
    f->errors_text = str_is(f->errors, "strict") ? NULL : str_utf8(t, f->errors, NULL);
    return f->errors_text || !is_raised(t);
}

/* A file that is appended to is not at its start: no byte order mark then. */
static bool set_encoder_start(Thread *t, TextFile *f)
{
    if (!f->seekable || is_empty(f->encoder))
        return true;
    OWN Value position = call_method0(t, f->buffer, NAME(tell));
    if (is_empty(position))
        return false;
    Test zero = equal(t, position, fixnum(0));
    return zero != TEST_ERROR && (zero == TEST_TRUE || text_encoder_reset(t, f, false));
}

/* ---- making ---- */

static void set_newline(TextFile *f, Ref newline)
{
    bool none = is_empty(newline), empty = !none && as_str(newline)->len == 0;
    f->universal = none || empty;
    f->translate = none;
    f->line_end = none ? LINE_LF : empty ? LINE_UNIVERSAL : str_is(newline, "\r\n") ? LINE_CRLF : str_is(newline, "\r") ? LINE_CR : LINE_LF;
    f->write_newline[0] = 0;
    if (f->line_end == LINE_CRLF || f->line_end == LINE_CR)
        strcpy(f->write_newline, f->line_end == LINE_CR ? "\r" : "\r\n");
}

static bool has_nul(Ref s) { return str_find_char(as_str(s), 0, 0, as_str(s)->len) >= 0; }

static bool look_at_buffer(Thread *t, TextFile *f)
{
    if (io_is_plain_buffered(f->buffer) && as_buffered(f->buffer)->ok && io_is_plain(as_buffered(f->buffer)->raw, &fileio_type)) {
        Buffered *b = as_buffered(f->buffer);
        FileIO *raw = as_fileio(b->raw);
        if (raw->fd < 0)
            return raise_value(t, "I/O operation on closed file"), false;
        f->seekable = fileio_is_seekable(t, raw);
        f->readable = b->readable && raw->readable;
        f->writable = b->writable && raw->writable;
        f->has_read1 = b->readable;
        return true;
    }
    OWN Value read1 = EMPTY;
    bool seekable, readable, writable;
    Lookup found = find_attr(t, f->buffer, NAME(read1), &read1);
    if (found == ERROR || !io_test_method(t, f->buffer, NAME(seekable), &seekable)
        || !io_test_method(t, f->buffer, NAME(readable), &readable) || !io_test_method(t, f->buffer, NAME(writable), &writable))
        return false;
    f->has_read1 = found == FOUND;
    f->seekable = seekable;
    f->readable = readable;
    f->writable = writable;
    return true;
}

static bool setup(Thread *t, TextFile *f, Ref buffer, const TextOptions *o)
{
    f->ok = f->detached = false;
    if (!check_newline_argument(t, o->newline))
        return false;
    if ((!is_empty(o->encoding) && has_nul(o->encoding)) || (!is_empty(o->errors) && has_nul(o->errors)))
        return raise_value(t, "embedded null character"), false;
    bool by_locale = is_empty(o->encoding) || str_is(o->encoding, "locale");
    OWN Value encoding = by_locale ? locale_encoding(t) : retain(o->encoding);
    OWN Value errors = is_empty(o->errors) ? intern_text(t, "strict") : retain(o->errors);
    if (is_empty(encoding) || is_empty(errors))
        return false;
    io_unwrap(f->buffer, f);
    text_drop_chars(f);
    replace_take(&f->encoding, take(&encoding));
    replace_take(&f->errors, take(&errors));
    replace_take(&f->buffer, retain(buffer));
    replace_take(&f->snapshot_input, EMPTY);
    set_newline(f, o->newline);
    f->line_buffering = o->line_buffering;
    f->write_through = o->write_through;
    f->chunk_size = DEFAULT_BUFFER_SIZE;
    f->pending_len = 0;
    if (!look_at_buffer(t, f))
        return false;
    f->telling = f->seekable;
    if (!text_find_codec(t, f) || !set_encoder_start(t, f))
        return false;
    io_wrap(buffer, f);
    f->ok = true;
    return true;
}

Value text_open(Thread *t, Ref buffer, const TextOptions *options)
{
    OWN Value v = type_alloc(t, &text_type, 0);
    return !is_empty(v) && setup(t, as_text(v), buffer, options) ? take(&v) : EMPTY;
}

/** Text on top of the binary file `buffer`.
 *
 * encoding: its name, by default the locale's. errors: the handler of errors in
 * decoding and encoding, by default 'strict'.
 * newline: None: \n, \r and \r\n all end a line and are read as \n; \n is
 * written as such. '': the same, but they are read as they are.
 * '\n', '\r', '\r\n': only this ends a line, and \n is written as this.
 * line_buffering: a \n that is written flushes the file.
 * write_through: nothing written is kept here.
 */
INIT(text, "(self, buffer, encoding: str?=None, errors: str?=None, newline: str?=None, line_buffering: bool=False, write_through: bool=False)")
{
    TextOptions options = {a->encoding, a->errors, a->newline, a->line_buffering, a->write_through};
    return setup(t, as_text(self), a->buffer, &options);
}

static bool flag_argument(Thread *t, Ref v, bool *flag)
{
    int n;
    if (is_none(v))
        return true;
    if (!to_c_int(t, v, &n))
        return false;
    *flag = n != 0;
    return true;
}

/* encoding, errors: EMPTY: as before; but a new encoding comes with strict errors. */
static bool recode_to(Thread *t, TextFile *f, Ref encoding, Ref errors, bool newline_given, Ref newline)
{
    OWN Value old_encoding = retain(f->encoding), old_errors = retain(f->errors);
    if (newline_given)
        set_newline(f, newline);
    if (is_empty(encoding) && is_empty(errors))
        return true;
    OWN Value new_encoding = is_empty(encoding) ? retain(f->encoding) : str_is(encoding, "locale") ? locale_encoding(t) : retain(encoding);
    OWN Value new_errors = !is_empty(errors) ? retain(errors) : intern_text(t, "strict");
    if (is_empty(new_encoding) || is_empty(new_errors))
        return false;
    replace_take(&f->encoding, take(&new_encoding));
    replace_take(&f->errors, take(&new_errors));
    if (text_find_codec(t, f))
        return set_encoder_start(t, f);
    replace_take(&f->encoding, take(&old_encoding));
    replace_take(&f->errors, take(&old_errors));
    return false;
}

/** Changes parameters; those not given stay. Encoding, errors and newline cannot change once something has been read. */
METHOD(text, reconfigure, "(self, *, encoding: str?=None, errors: str?=None, newline=?, line_buffering=None, write_through=None)")
{
    TextFile *f = as_text(self);
    bool newline_given = !is_empty(a->newline) && !same(a->newline, ELLIPSIS), line_buffering = f->line_buffering, write_through = f->write_through;
    if (!text_check(t, f) || !flag_argument(t, a->line_buffering, &line_buffering) || !flag_argument(t, a->write_through, &write_through))
        return EMPTY;
    bool recode = !is_empty(a->encoding) || !is_empty(a->errors) || newline_given;
    if (recode && (!is_empty(f->chars) || !is_empty(f->snapshot_input)))
        return raise_unsupported(t, "It is not possible to set the encoding or newline of stream after the first read");
    if (newline_given && !is_none(a->newline) && !is_str(a->newline))
        return raise_type(t, "reconfigure() argument 'newline' must be str or None, not %T", a->newline);
    Ref newline = newline_given && !is_none(a->newline) ? a->newline : EMPTY;
    if (newline_given && !check_newline_argument(t, newline))
        return EMPTY;
    OWN Value flushed = call_method0(t, self, NAME(flush));
    if (is_empty(flushed) || !text_check(t, f))
        return EMPTY;
    if (recode && !recode_to(t, f, a->encoding, a->errors, newline_given, newline))
        return EMPTY;
    f->line_buffering = line_buffering;
    f->write_through = write_through;
    return NONE;
}

/* ---- the end ---- */

static void text_clear(Object *o)
{
    TextFile *f = (TextFile *)o;
    io_unwrap(f->buffer, f);
    f->ok = false;
    replace_take(&f->buffer, EMPTY);
    replace_take(&f->encoder, EMPTY);
    replace_take(&f->decoder, EMPTY);
    replace_take(&f->mode, EMPTY);
    replace_take(&f->snapshot_flags, EMPTY);
}

static void text_dealloc(Object *o)
{
    TextFile *f = (TextFile *)o;
    text_clear(o);
    text_drop_chars(f);
    replace_take(&f->encoding, EMPTY);
    replace_take(&f->errors, EMPTY);
    replace_take(&f->snapshot_input, EMPTY);
    mem_free(f->pending);
    io_dealloc(o);
}

static void text_traverse(Object *o, Visitor *visitor)
{
    TextFile *f = (TextFile *)o;
    visit(visitor, f->buffer);
    visit(visitor, f->encoder);
    visit(visitor, f->decoder);
    visit(visitor, f->mode);
    visit(visitor, f->snapshot_flags);
}

/** Writes out what is pending. */
METHOD0(text, flush)
{
    TextFile *f = as_text(self);
    if (!text_check_open(t, self))
        return EMPTY;
    f->telling = f->seekable;
    return text_flush_pending(t, f) && f->ok ? call_method0(t, f->buffer, NAME(flush)) : EMPTY;
}

/** Flushes the text and closes the binary file. */
METHOD0(text, close)
{
    TextFile *f = as_text(self);
    bool closed;
    if (!text_check(t, f) || !io_is_closed(t, f->buffer, &closed))
        return EMPTY;
    if (closed)
        return NONE;
    OWN Value buffer = retain(f->buffer);
    if (f->base.finalizing)
        io_dealloc_warn(t, buffer, self);
    OWN Value flushed = call_method0(t, self, NAME(flush));
    Value first = raised_take(t);
    bool failed = !is_empty(first);
    OWN Value done = call_method0(t, buffer, NAME(close));
    io_chain_take(t, first);
    return failed ? EMPTY : take(&done);
}

/** Flushes, separates the binary file from the text file, which is of no use any more, and returns it. */
METHOD0(text, detach)
{
    TextFile *f = as_text(self);
    if (!text_check(t, f))
        return EMPTY;
    OWN Value flushed = call_method0(t, self, NAME(flush));
    if (is_empty(flushed))
        return EMPTY;
    io_unwrap(f->buffer, f);
    f->ok = false;
    f->detached = true;
    return take(&f->buffer);
}

METHOD1(text, _dealloc_warn, source)
{
    if (as_text(self)->ok)
        io_dealloc_warn(t, as_text(self)->buffer, source);
    return NONE;
}
METHOD0(text, __getstate__) { return io_state_error(t, self); }

/* ---- what is passed on ---- */

static Value call_buffer(Thread *t, Ref self, Ref name)
{
    return text_check(t, as_text(self)) ? call_method0(t, as_text(self)->buffer, name) : EMPTY;
}
METHOD0(text, fileno)   { return call_buffer(t, self, NAME(fileno)); }
METHOD0(text, seekable) { return call_buffer(t, self, NAME(seekable)); }
METHOD0(text, readable) { return call_buffer(t, self, NAME(readable)); }
METHOD0(text, writable) { return call_buffer(t, self, NAME(writable)); }
METHOD0(text, isatty)   { return call_buffer(t, self, NAME(isatty)); }

/** Flushes; then cuts or extends the binary file to pos bytes, by default to its current position. */
METHOD(text, truncate, "(self, pos=None, /)")
{
    if (!text_check(t, as_text(self)))
        return EMPTY;
    OWN Value flushed = call_method0(t, self, NAME(flush));
    return is_empty(flushed) || !text_check(t, as_text(self)) ? EMPTY : call_method1(t, as_text(self)->buffer, NAME(truncate), a->pos);
}

/* ---- attributes ---- */

static Value buffer_attribute(Thread *t, Ref self, Ref name)
{
    return text_check(t, as_text(self)) ? get_attr(t, as_text(self)->buffer, name) : EMPTY;
}
GETTER(text, closed)   { return buffer_attribute(t, self, NAME(closed)); }
GETTER(text, name)     { return buffer_attribute(t, self, NAME(name)); }
/** The binary file below. */
GETTER(text, buffer)   { return is_empty(as_text(self)->buffer) ? NONE : retain(as_text(self)->buffer); }
/** The name of the encoding. */
GETTER(text, encoding) { return is_empty(as_text(self)->encoding) ? NONE : retain(as_text(self)->encoding); }
/** The name of the error handler. */
GETTER(text, errors)
{
    TextFile *f = as_text(self);
    return f->ok || f->detached ? retain(f->errors) : raise_uninitialized(t);
}
GETTER(text, line_buffering) { return bool_value(as_text(self)->line_buffering); }
GETTER(text, write_through)  { return bool_value(as_text(self)->write_through); }
/** The kinds of line ends seen so far: None, a str or a tuple of strs. */
GETTER(text, newlines)
{
    TextFile *f = as_text(self);
    return !text_check(t, f) ? EMPTY : f->universal ? newline_kinds(t, f->newlines.seen) : NONE;
}
GETTER(text, mode)
{
    return is_empty(as_text(self)->mode) ? raise_attribute(t, self, NAME(mode)) : retain(as_text(self)->mode);
}
SETTER(text, mode)
{
    if (is_empty(value) && is_empty(as_text(self)->mode))
        return raise_attribute(t, self, NAME(mode)), false;
    replace_take(&as_text(self)->mode, retain(value));
    return true;
}
GETTER(text, _CHUNK_SIZE) { return text_check(t, as_text(self)) ? fixnum(as_text(self)->chunk_size) : EMPTY; }
SETTER(text, _CHUNK_SIZE)
{
    ssize n;
    if (!text_check(t, as_text(self)))
        return false;
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "cannot delete attribute"), false;
    if (!to_ssize(t, value, &exc_ValueError, &n))
        return false;
    if (n <= 0)
        return raise_value(t, "a strictly positive integer is required"), false;
    as_text(self)->chunk_size = n;
    return true;
}

/* The attribute for the repr; EMPTY if there is none. */
static bool repr_attribute(Thread *t, Ref self, Ref name, Value *value)
{
    return find_attr(t, self, name, value) != ERROR || raised_catch(t, &exc_ValueError);
}

static Value text_repr(Thread *t, Ref self)
{
    OWN Value name = EMPTY, mode = EMPTY;
    TextFile *f = as_text(self);
    if ((!f->detached && !text_check(t, f)) || !repr_attribute(t, self, NAME(name), &name) || !repr_attribute(t, self, NAME(mode), &mode))
        return EMPTY;
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : raise_runtime(t, "reentrant call inside %s.__repr__", type_of(self)->name);
    StrBuilder b;
    builder_init(&b, t);
    builder_text(&b, "<_io.TextIOWrapper");
    if (!is_empty(name)) {
        builder_text(&b, " name=");
        builder_repr(&b, name);
    }
    if (!is_empty(mode)) {
        builder_text(&b, " mode=");
        builder_repr(&b, mode);
    }
    builder_text(&b, " encoding=");
    builder_repr(&b, f->encoding);
    builder_char(&b, '>');
    repr_leave(t, self);
    return builder_take(&b);
}

/* Iterating makes tell() impossible: it takes no notes, being the quickest way to read. */
static Value text_next(Thread *t, Ref self)
{
    TextFile *f = as_text(self);
    bool ours = !(type_of(self)->flags & TYPE_HEAP);
    if (!text_check(t, f))
        return EMPTY;
    f->telling = false;
    OWN Value line = ours ? text_readline(t, self, -1) : call_method0(t, self, NAME(readline));
    if (is_empty(line))
        return EMPTY;
    if (!is_str(line))
        return raise_format(t, &exc_OSError, "readline() should have returned a str object, not '%T'", line);
    if (as_str(line)->len)
        return take(&line);
    replace_take(&f->snapshot_input, EMPTY);
    f->telling = f->seekable;
    return EMPTY;
}

Type text_type = {
    TYPE_HEAD("_io.TextIOWrapper", TextFile), .flags = IO_FLAGS, .base = &textiobase_type, .doc = text_init_doc,
    .dealloc = text_dealloc, .traverse = text_traverse, .clear = text_clear, .new_ = object_new_slot,
    .init = text_init_slot, .init_signature = &text_init_signature, .repr = text_repr, .next = text_next,
    .methods = text_methods, .getset = text_getset,
};
