/* newline.c: universal newlines: \r\n and \r read as \n, the kinds of line ends seen, finding the end of a line; and the class
 * IncrementalNewlineDecoder, which puts this behind any incremental decoder. Manual: io, "Text I/O".
 *
 * Text comes in pieces. A \r at the end of a piece is held back until the next one tells whether \n follows it, so that no
 * \r\n is ever cut in two.
 */
#include "modules/io/io.h"

#include "base/search.h"
#include "object/int.h"
#include "object/str_internal.h"
#include "object/tuple.h"
#include "gen/modules/io/newline.h"

/* ---- pieces of a str as units ---- */

static void *unit_pointer(const Str *s, ssize i) { return (char *)str_data(s) + i * s->kind; }

static ssize find_unit(const void *data, StrKind kind, ssize start, ssize end, uint8_t c)
{
    ssize at;
    switch (kind) {
    case STR_1: at = search1_unit((const uint8_t *)data + start, end - start, c); break;
    case STR_2: at = search2_unit((const uint16_t *)data + start, end - start, c); break;
    default:    at = search4_unit((const uint32_t *)data + start, end - start, c); break;
    }
    return at < 0 ? -1 : start + at;
}

ssize find_line_end(const void *data, StrKind kind, ssize start, ssize end, LineEnd how)
{
    ssize cr, lf;
    switch (how) {
    case LINE_LF:
        lf = find_unit(data, kind, start, end, '\n');
        return lf < 0 ? -1 : lf + 1;
    case LINE_CR:
        cr = find_unit(data, kind, start, end, '\r');
        return cr < 0 ? -1 : cr + 1;
    case LINE_CRLF:
        for (; (cr = find_unit(data, kind, start, end, '\r')) >= 0 && cr + 1 < end; start = cr + 1)
            if (unit_at(data, kind, cr + 1) == '\n')
                return cr + 2;
        return -1;
    case LINE_UNIVERSAL:
        lf = find_unit(data, kind, start, end, '\n');
        cr = find_unit(data, kind, start, lf < 0 ? end : lf, '\r');
        if (cr < 0)
            return lf < 0 ? -1 : lf + 1;
        return cr + 1 == lf ? lf + 1 : cr + 1;
    }
    return -1;
}

/* ---- decoding ---- */

/* Notes the kinds of line ends in s, and counts the \r\n. */
static ssize look(NewlineState *state, const Str *s)
{
    const void *data = str_data(s);
    ssize pairs = 0, start = 0;
    for (;;) {
        ssize cr = find_unit(data, s->kind, start, s->len, '\r');
        ssize end = cr < 0 ? s->len : cr;
        if (!(state->seen & SEEN_LF) && find_unit(data, s->kind, start, end, '\n') >= 0)
            state->seen |= SEEN_LF;
        if (cr < 0)
            return pairs;
        start = cr + 1;
        if (start < s->len && unit_at(data, s->kind, start) == '\n') {
            state->seen |= SEEN_CRLF;
            pairs++;
            start++;
        } else {
            state->seen |= SEEN_CR;
        }
    }
}

static Value translate_newlines(Thread *t, const Str *s, ssize pairs)
{
    Value v = str_new(t, s->len - pairs, str_class(s));
    if (is_empty(v))
        return EMPTY;
    Str *out = as_str(v);
    ssize from = 0, to = 0;
    for (;;) {
        ssize cr = find_unit(str_data(s), s->kind, from, s->len, '\r');
        ssize n = (cr < 0 ? s->len : cr) - from;
        memcpy(unit_pointer(out, to), unit_pointer(s, from), (size_t)n * s->kind);
        to += n;
        if (cr < 0)
            return v;
        unit_put(str_data(out), out->kind, to++, '\n');
        from = cr + 1;
        if (from < s->len && unit_at(str_data(s), s->kind, from) == '\n')
            from++;
    }
}

Value newline_decode_take(Thread *t, NewlineState *state, Value text, bool translate, bool final)
{
    OWN Value v = text;
    if (is_empty(v))
        return EMPTY;
    if (state->pending_cr && (final || as_str(v)->len > 0)) {
        OWN Value cr = str_from_char(t, '\r');
        replace_take(&v, is_empty(cr) ? EMPTY : str_concat(t, cr, v));
        if (is_empty(v))
            return EMPTY;
        state->pending_cr = false;
    }
    ssize n = as_str(v)->len;
    if (!final && n > 0 && str_at(as_str(v), n - 1) == '\r') {
        replace_take(&v, str_slice(t, v, 0, n - 1));
        if (is_empty(v))
            return EMPTY;
        state->pending_cr = true;
    }
    const Str *s = as_str(v);
    if (!translate && state->seen == (SEEN_CR | SEEN_LF | SEEN_CRLF))
        return take(&v);
    bool any_cr = find_unit(str_data(s), s->kind, 0, s->len, '\r') >= 0;
    if (!any_cr && state->seen & SEEN_LF)
        return take(&v);
    ssize pairs = look(state, s);
    return any_cr && translate ? translate_newlines(t, s, pairs) : take(&v);
}

Value newline_kinds(Thread *t, unsigned seen)
{
    static const struct { unsigned bit; const char *text; } kinds[] = {{SEEN_CR, "\r"}, {SEEN_LF, "\n"}, {SEEN_CRLF, "\r\n"}};
    Value found[3];
    ssize n = 0;
    for (int i = 0; i < 3; i++)
        if (seen & kinds[i].bit) {
            found[n] = str_from_text(t, kinds[i].text);
            if (is_empty(found[n++])) {
                while (n-- > 0)
                    release(found[n]);
                return EMPTY;
            }
        }
    return n == 0 ? NONE : n == 1 ? found[0] : tuple_from_array_take(t, found, n);
}

bool check_newline_argument(Thread *t, Ref newline)
{
    if (is_empty(newline) || as_str(newline)->len == 0 || str_is(newline, "\n") || str_is(newline, "\r") || str_is(newline, "\r\n"))
        return true;
    return raise_value(t, "illegal newline value: %R", newline), false;
}

Value newline_expand(Thread *t, Ref text, const char *newline)
{
    const Str *s = as_str(text);
    StrBuilder b;
    ssize start = 0, lf = find_unit(str_data(s), s->kind, 0, s->len, '\n');
    if (lf < 0)
        return retain(text);
    builder_init(&b, t);
    for (; lf >= 0; lf = find_unit(str_data(s), s->kind, start, s->len, '\n')) {
        builder_slice(&b, text, start, lf);
        builder_text(&b, newline);
        start = lf + 1;
    }
    builder_slice(&b, text, start, s->len);
    return builder_take(&b);
}

/* ---- IncrementalNewlineDecoder ---- */

typedef struct NewlineDecoder {
    Object head;
    Value decoder;                  /* of bytes; NONE: the input is text already. EMPTY: not initialized */
    Value errors;
    bool translate;
    NewlineState state;
} NewlineDecoder;
ALWAYS_INLINE NewlineDecoder *as_decoder(Ref v) { return (NewlineDecoder *)object_of(v); }

static bool check_initialized(Thread *t, Ref self)
{
    return !is_empty(as_decoder(self)->decoder) || (raise_value(t, "IncrementalNewlineDecoder.__init__() not called"), false);
}

/** Translates line ends in what another incremental decoder yields, or in str if the decoder is None. */
INIT(newline_decoder, "(self, decoder, translate: bool, errors=None)")
{
    NewlineDecoder *d = as_decoder(self);
    OWN Value errors = is_none(a->errors) ? intern_text(t, "strict") : retain(a->errors);
    if (is_empty(errors))
        return false;
    replace_take(&d->errors, take(&errors));
    replace_take(&d->decoder, retain(a->decoder));
    d->translate = a->translate;
    d->state = (NewlineState){0};
    return true;
}

/** The text that the input stands for; what is incomplete at its end is kept for the next call, unless this is the last. */
METHOD(newline_decoder, decode, "(self, input, final: bool=False)")
{
    NewlineDecoder *d = as_decoder(self);
    if (!check_initialized(t, self))
        return EMPTY;
    OWN Value text = is_none(d->decoder) ? retain(a->input) : EMPTY;
    if (is_empty(text)) {
        OWN Value decode = get_attr(t, d->decoder, NAME(decode));
        text = is_empty(decode) ? EMPTY : call2(t, decode, a->input, bool_value(a->final));
    }
    if (is_empty(text))
        return EMPTY;
    if (!is_str(text))
        return raise_type(t, "decoder should return a string result, not '%T'", text);
    return newline_decode_take(t, &d->state, take(&text), d->translate, a->final);
}

METHOD0(newline_decoder, getstate)
{
    NewlineDecoder *d = as_decoder(self);
    if (!check_initialized(t, self))
        return EMPTY;
    OWN Value held = EMPTY, flags = EMPTY;
    if (is_none(d->decoder)) {
        held = bytes_new(t, 0);
        flags = fixnum(0);
    } else {
        OWN Value state = call_method0(t, d->decoder, NAME(getstate));
        if (is_empty(state))
            return EMPTY;
        if (!is_tuple(state) || as_tuple(state)->len != 2 || !is_int(as_tuple(state)->item[1]))
            return raise_type(t, "illegal decoder state");
        held = retain(as_tuple(state)->item[0]);
        flags = int_lshift(t, as_tuple(state)->item[1], fixnum(1));
    }
    OWN Value all = is_empty(flags) || is_empty(held) ? EMPTY : int_or(t, flags, fixnum(d->state.pending_cr));
    return is_empty(all) ? EMPTY : tuple_pack(t, 2, held, all);
}

METHOD1(newline_decoder, setstate, state)
{
    NewlineDecoder *d = as_decoder(self);
    if (!check_initialized(t, self))
        return EMPTY;
    if (!is_tuple(state))
        return raise_type(t, "state argument must be a tuple");
    if (as_tuple(state)->len != 2 || !is_int(as_tuple(state)->item[1]))
        return raise_type(t, "illegal decoder state");
    OWN Value low = int_and(t, as_tuple(state)->item[1], fixnum(1));
    OWN Value flags = is_empty(low) ? EMPTY : int_rshift(t, as_tuple(state)->item[1], fixnum(1));
    if (is_empty(flags))
        return EMPTY;
    d->state.pending_cr = same(low, fixnum(1));
    if (is_none(d->decoder))
        return NONE;
    OWN Value inner = tuple_pack(t, 2, as_tuple(state)->item[0], flags);
    return is_empty(inner) ? EMPTY : call_method1(t, d->decoder, NAME(setstate), inner);
}

METHOD0(newline_decoder, reset)
{
    NewlineDecoder *d = as_decoder(self);
    if (!check_initialized(t, self))
        return EMPTY;
    d->state = (NewlineState){0};
    return is_none(d->decoder) ? NONE : call_method0(t, d->decoder, NAME(reset));
}

/** The kinds of line ends seen so far: None, a str or a tuple of strs. */
GETTER(newline_decoder, newlines)
{
    return check_initialized(t, self) ? newline_kinds(t, as_decoder(self)->state.seen) : EMPTY;
}
GETTER(newline_decoder, errors) { return is_empty(as_decoder(self)->errors) ? NONE : retain(as_decoder(self)->errors); }

static void newline_decoder_clear(Object *o)
{
    replace_take(&((NewlineDecoder *)o)->decoder, EMPTY);
    replace_take(&((NewlineDecoder *)o)->errors, EMPTY);
}
static void newline_decoder_dealloc(Object *o)
{
    newline_decoder_clear(o);
    object_free(o, object_size(o));
}
static void newline_decoder_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((NewlineDecoder *)o)->decoder);
    visit(visitor, ((NewlineDecoder *)o)->errors);
}

Type newline_decoder_type = {
    TYPE_HEAD("_io.IncrementalNewlineDecoder", NewlineDecoder), .flags = TYPE_GC | TYPE_BASE, .doc = newline_decoder_init_doc,
    .dealloc = newline_decoder_dealloc, .traverse = newline_decoder_traverse, .clear = newline_decoder_clear,
    .new_ = object_new_slot, .init = newline_decoder_init_slot, .init_signature = &newline_decoder_init_signature,
    .methods = newline_decoder_methods, .getset = newline_decoder_getset,
};
