/* stringio.c: StringIO, a text file in memory. Manual: io, "Text I/O".
 *
 * The contents are an array of code points of 1, 2 or 4 bytes each, as wide as the widest written so far; so writing at
 * the end is an append, and getvalue() a copy. The position is a plain index. Line ends are translated when written.
 */
#include "modules/io/io.h"

#include "object/int.h"
#include "object/str_internal.h"
#include "object/tuple.h"
#include "gen/modules/io/stringio.h"

#define LEN_MAX ((SSIZE_MAX_ - 4096) / 8)

typedef struct StringIO {
    IoBase base;
    void *data;                     /* mem_alloc'ed: capacity units */
    ssize len, capacity, pos;
    StrKind kind;
    bool initialized, open, universal, translate;
    LineEnd line_end;
    char write_newline[3];          /* what \n becomes; "" when it stays */
    NewlineState newlines;
    Value newline;                  /* the argument: a str or NONE */
} StringIO;
ALWAYS_INLINE StringIO *as_stringio(Ref v) { return (StringIO *)object_of(v); }

static bool check_open(Thread *t, StringIO *s)
{
    if (likely(s->open && s->initialized))
        return true;
    if (!s->initialized)
        raise_uninitialized(t);
    else
        raise_closed_file(t);
    return false;
}

/* ---- the contents ---- */

static void *unit(const StringIO *s, ssize i) { return (char *)s->data + i * s->kind; }

/* Room for `len` units of at least this width. */
static bool reserve(Thread *t, StringIO *s, ssize len, StrKind kind)
{
    if (len > LEN_MAX)
        return raise_overflow(t, "new position too large"), false;
    if (kind <= s->kind && len <= s->capacity)
        return true;
    ssize capacity = len <= s->capacity ? s->capacity : MAX(len + (len >> 2), (ssize)64);
    if (kind <= s->kind) {
        void *data = mem_realloc(t, s->data, (size_t)capacity * s->kind);
        if (!data)
            return false;
        s->data = data;
    } else {
        void *data = mem_alloc(t, (size_t)capacity * kind);
        if (!data)
            return false;
        units_copy(data, kind, s->data, s->kind, s->len);
        mem_free(s->data);
        s->data = data;
        s->kind = kind;
    }
    s->capacity = capacity;
    return true;
}

static bool put(Thread *t, StringIO *s, Ref text)
{
    const Str *from = as_str(text);
    ssize n = from->len;
    if (n == 0)
        return true;
    if (s->pos > LEN_MAX - n)
        return raise_overflow(t, "new position too large"), false;
    if (!reserve(t, s, MAX(s->pos + n, s->len), from->kind))
        return false;
    if (s->pos > s->len)
        memset(unit(s, s->len), 0, (size_t)(s->pos - s->len) * s->kind);
    units_copy(unit(s, s->pos), s->kind, str_data(from), from->kind, n);
    s->pos += n;
    s->len = MAX(s->len, s->pos);
    return true;
}

static bool write_text(Thread *t, StringIO *s, Ref text)
{
    OWN Value translated = s->universal ? newline_decode_take(t, &s->newlines, retain(text), s->translate, true)
                           : s->write_newline[0] ? newline_expand(t, text, s->write_newline) : retain(text);
    return !is_empty(translated) && put(t, s, translated);
}

static Value part(Thread *t, StringIO *s, ssize start, ssize end)
{
    return end > start ? str_from_units(t, unit(s, start), s->kind, end - start) : str_empty(t);
}

/* ---- making ---- */

static Value stringio_new_slot(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    Value v = cls->flags & TYPE_ABSTRACT ? type_raise_abstract(t, cls) : type_alloc(t, cls, 0);
    if (!is_empty(v)) {
        as_stringio(v)->kind = STR_1;
        as_stringio(v)->newline = NONE;
    }
    return v;
}

static bool setup(Thread *t, StringIO *s, Ref value, Ref newline)
{
    if (!check_newline_argument(t, newline))
        return false;
    bool none = is_empty(newline), empty = !none && as_str(newline)->len == 0;
    s->initialized = false;
    s->len = s->pos = 0;
    s->universal = none || empty;
    s->translate = none;
    s->line_end = none ? LINE_LF : empty ? LINE_UNIVERSAL : str_is(newline, "\r\n") ? LINE_CRLF : str_is(newline, "\r") ? LINE_CR : LINE_LF;
    s->write_newline[0] = 0;
    if (s->line_end == LINE_CRLF || s->line_end == LINE_CR)
        strcpy(s->write_newline, s->line_end == LINE_CR ? "\r" : "\r\n");
    s->newlines = (NewlineState){0};
    replace_take(&s->newline, none ? NONE : retain(newline));
    if (!is_empty(value) && !write_text(t, s, value))
        return false;
    s->pos = 0;
    s->initialized = s->open = true;
    return true;
}

/** A text file in memory, with this text in it. newline is as for TextIOWrapper, but \n alone by default. */
INIT(stringio, "(self, initial_value='', newline='\\n')")
{
    if (!is_none(a->newline) && !is_str(a->newline))
        return raise_type(t, "StringIO() argument 'newline' must be str or None, not %T", a->newline), false;
    if (!is_none(a->initial_value) && !is_str(a->initial_value))
        return raise_type(t, "initial_value must be str or None, not %T", a->initial_value), false;
    return setup(t, as_stringio(self), is_none(a->initial_value) ? EMPTY : a->initial_value, is_none(a->newline) ? EMPTY : a->newline);
}

static void stringio_dealloc(Object *o)
{
    StringIO *s = (StringIO *)o;
    mem_free(s->data);
    release(s->newline);
    io_dealloc(o);
}
static void stringio_traverse(Object *o UNUSED, Visitor *visitor UNUSED) {}

/* ---- methods ---- */

/** All text in the file. */
METHOD0(stringio, getvalue) { return check_open(t, as_stringio(self)) ? part(t, as_stringio(self), 0, as_stringio(self)->len) : EMPTY; }

/** Up to size characters; everything if size is negative or None. */
METHOD(stringio, read, "(self, size=-1, /)")
{
    StringIO *s = as_stringio(self);
    ssize n;
    if (!check_open(t, s) || !io_size(t, a->size, &n) || !check_open(t, s))
        return EMPTY;
    ssize left = MAX(s->len - s->pos, (ssize)0), start = s->pos;
    if (n < 0 || n > left)
        n = left;
    s->pos += n;
    return part(t, s, start, start + n);
}

static Value take_line(Thread *t, StringIO *s, ssize limit)
{
    ssize start = s->pos;
    if (start >= s->len || limit == 0)
        return str_empty(t);
    ssize end = limit >= 0 && limit < s->len - start ? start + limit : s->len;
    ssize found = find_line_end(s->data, s->kind, start, end, s->line_end);
    s->pos = found < 0 ? end : found;
    return part(t, s, start, s->pos);
}

/** The next line with its end, of at most size characters if size is not negative; empty at the end. */
METHOD(stringio, readline, "(self, size=-1, /)")
{
    ssize limit;
    return check_open(t, as_stringio(self)) && io_size(t, a->size, &limit) && check_open(t, as_stringio(self)) ? take_line(t, as_stringio(self), limit) : EMPTY;
}

static Value stringio_next(Thread *t, Ref self)
{
    if (!check_open(t, as_stringio(self)))
        return EMPTY;
    OWN Value line = type_of(self)->flags & TYPE_HEAP ? call_method0(t, self, NAME(readline)) : take_line(t, as_stringio(self), -1);
    if (is_empty(line))
        return EMPTY;
    if (!is_str(line))
        return raise_format(t, &exc_OSError, "readline() should have returned a str object, not '%T'", line);
    return as_str(line)->len ? take(&line) : EMPTY;
}

/** Writes the str and returns the number of its characters. */
METHOD1(stringio, write, s)
{
    if (!is_str(s))
        return raise_type(t, "string argument expected, got '%T'", s);
    return check_open(t, as_stringio(self)) && write_text(t, as_stringio(self), s) ? fixnum(as_str(s)->len) : EMPTY;
}

/** The current position. */
METHOD0(stringio, tell) { return check_open(t, as_stringio(self)) ? fixnum(as_stringio(self)->pos) : EMPTY; }

/** Moves to pos characters from the start, or to where we are or to the end (0 with whence 1 or 2). */
METHOD(stringio, seek, "(self, pos: index, whence: int=0, /)")
{
    StringIO *s = as_stringio(self);
    if (!check_open(t, s))
        return EMPTY;
    if (a->whence < 0 || a->whence > 2)
        return raise_value(t, "Invalid whence (%i, should be 0, 1 or 2)", a->whence);
    if (a->pos < 0 && a->whence == 0)
        return raise_value(t, "Negative seek position %zd", a->pos);
    if (a->whence != 0 && a->pos != 0)
        return raise_format(t, &exc_OSError, "Can't do nonzero cur-relative seeks");
    if (a->whence != 1)
        s->pos = a->whence == 0 ? a->pos : s->len;
    return int_from_ssize(t, s->pos);
}

/** Cuts the file to pos characters, by default to the current position, which stays. Returns the size. */
METHOD(stringio, truncate, "(self, pos=None, /)")
{
    StringIO *s = as_stringio(self);
    ssize size = s->pos;
    if (!check_open(t, s) || (!is_none(a->pos) && (!io_size(t, a->pos, &size) || !check_open(t, s))))
        return EMPTY;
    if (size < 0)
        return raise_value(t, "Negative size value %zd", size);
    s->len = MIN(s->len, size);
    return int_from_ssize(t, size);
}

/** Gives up the contents. */
METHOD0(stringio, close)
{
    StringIO *s = as_stringio(self);
    s->open = false;
    s->len = s->capacity = 0;
    s->kind = STR_1;
    mem_free(s->data);
    s->data = NULL;
    return NONE;
}

METHOD0(stringio, readable) { return check_open(t, as_stringio(self)) ? TRUE_VALUE : EMPTY; }
METHOD0(stringio, writable) { return check_open(t, as_stringio(self)) ? TRUE_VALUE : EMPTY; }
METHOD0(stringio, seekable) { return check_open(t, as_stringio(self)) ? TRUE_VALUE : EMPTY; }

GETTER(stringio, closed)
{
    return as_stringio(self)->initialized ? bool_value(!as_stringio(self)->open) : raise_uninitialized(t);
}
GETTER(stringio, line_buffering) { return check_open(t, as_stringio(self)) ? FALSE_VALUE : EMPTY; }
/** The kinds of line ends seen so far: None, a str or a tuple of strs. */
GETTER(stringio, newlines)
{
    StringIO *s = as_stringio(self);
    return !check_open(t, s) ? EMPTY : s->universal ? newline_kinds(t, s->newlines.seen) : NONE;
}

METHOD0(stringio, __sizeof__)
{
    return fixnum((ssize)object_size(object_of(self)) + as_stringio(self)->capacity * as_stringio(self)->kind);
}

/* ---- pickling ---- */

METHOD0(stringio, __getstate__)
{
    OWN Value value = stringio_getvalue_method(t, self), attributes = is_empty(value) ? EMPTY : io_attributes(t, self);
    if (is_empty(attributes))
        return EMPTY;
    return tuple_pack(t, 4, value, as_stringio(self)->newline, fixnum(as_stringio(self)->pos), attributes);
}

METHOD1(stringio, __setstate__, state)
{
    StringIO *s = as_stringio(self);
    ssize pos;
    if (s->initialized && !check_open(t, s))
        return EMPTY;
    if (!is_tuple(state) || as_tuple(state)->len < 4)
        return raise_type(t, "%T.__setstate__ argument should be 4-tuple, got %T", self, state);
    const Value *item = as_tuple(state)->item;
    struct stringio_init_args init = {.initial_value = NONE, .newline = item[1]};
    if (!stringio_init_body(t, self, &init))
        return EMPTY;
    if (!is_str(item[0]))
        return raise_type(t, "initial_value must be str or None, not %T", item[0]);
    if (!put(t, s, item[0]))                    /* as it is: its line ends have been translated before */
        return EMPTY;
    if (!is_int(item[2]))
        return raise_type(t, "third item of state must be an integer, got %T", item[2]);
    if (!to_ssize(t, item[2], &exc_OverflowError, &pos))
        return EMPTY;
    if (pos < 0)
        return raise_value(t, "position value cannot be negative");
    s->pos = pos;
    return io_set_attributes(t, self, item[3], "fourth") ? NONE : EMPTY;
}

Type stringio_type = {
    TYPE_HEAD("_io.StringIO", StringIO), .flags = IO_FLAGS, .base = &textiobase_type, .doc = stringio_init_doc,
    .dealloc = stringio_dealloc, .traverse = stringio_traverse, .new_ = stringio_new_slot, .init = stringio_init_slot,
    .init_signature = &stringio_init_signature, .next = stringio_next, .methods = stringio_methods, .getset = stringio_getset,
};
