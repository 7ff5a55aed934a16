/* str_mod.c: printf-style formatting, `format % values`, of str and of bytes (manual: "printf-style String Formatting",
 * "printf-style Bytes Formatting").
 *
 *     %[(key)][flags][width][.precision][length modifier]conversion
 *
 * One machine serves both: a Job reads characters from either kind of format, finds the value for each directive, turns it into
 * a Piece (text with its sign and prefix apart) and pads that into either kind of output. What differs is which conversions
 * there are and what %s, %b, %c, %r and %a make. */
#include "base/floattext.h"
#include "base/vec.h"
#include "object/bytes.h"
#include "object/buffer.h"
#include "object/float.h"
#include "object/int_internal.h"
#include "object/str_internal.h"
#include "object/tuple.h"

VEC(ByteVec, byte_vec, uint8_t)

typedef struct Job {
    Thread *t;
    const Str *str;             /* the format: a str, or else bytes */
    const uint8_t *bytes;
    ssize len, at;              /* position after the last character read */
    StrBuilder text;            /* the output, of the same kind */
    ByteVec data;
    Ref args;                   /* the right operand */
    Value mapping;              /* the one that %(key)s looks in, or EMPTY; borrowed */
    ssize used, count;          /* values taken, and how many there are; count -1: args is the one value itself */
    Value value;                /* of the running directive, owned */
    Value sole;                 /* builder_str_noted() */
} Job;

typedef struct Directive {
    bool minus, plus, space, alternate, zero, keyed;
    ssize width;
    int precision;              /* -1: none */
    uint32_t conversion;
} Directive;

/* What a directive prints. */
typedef struct Piece {
    Value owner;                /* whatever keeps the text alive: str, bytes; owned */
    char *owned;                /* or memory */
    const char *text;           /* ASCII (or raw bytes, for bytes); NULL: the first `len` characters of the str `owner` */
    ssize len;
    ssize zeros;                /* before the text, for an int with a precision */
    char sign;
    const char *prefix;
    bool numeric;
} Piece;

ALWAYS_INLINE uint32_t char_at(const Job *j, ssize i)
{
    return j->str ? str_at(j->str, i) : j->bytes[i];
}

/* ---- Output ---- */

static bool no_memory(Job *j)
{
    return raise_memory(j->t), false;
}

static bool put_fill(Job *j, char c, ssize n)
{
    if (n <= 0)
        return true;
    if (j->str)
        return builder_fill(&j->text, (uint32_t)c, n);
    if (n > SSIZE_MAX_ / 2 - j->data.len || !byte_vec_reserve(&j->data, j->data.len + n))
        return no_memory(j);
    memset(j->data.item + j->data.len, c, (size_t)n);
    j->data.len += n;
    return true;
}

static bool put_ascii(Job *j, const char *s, ssize n)
{
    if (j->str)
        return builder_ascii(&j->text, s, n);
    return byte_vec_extend(&j->data, (const uint8_t *)s, n) || no_memory(j);
}

/* Characters of the format itself. */
static bool put_literal(Job *j, ssize start, ssize end)
{
    if (start == end)
        return true;
    if (j->str && end - start == j->len)
        return builder_str_noted(&j->text, value_of(j->str), &j->sole);
    if (j->str)
        return builder_slice(&j->text, value_of(j->str), start, end);
    return byte_vec_extend(&j->data, j->bytes + start, end - start) || no_memory(j);
}

static bool put_piece(Job *j, const Directive *d, const Piece *p)
{
    ssize content = p->len + p->zeros + (p->sign != 0) + (ssize)strlen(p->prefix), pad = MAX(d->width - content, (ssize)0);
    bool zero = d->zero && p->numeric && !d->minus;
    if (!d->minus && !zero && !put_fill(j, ' ', pad))
        return false;
    if (p->sign && !put_fill(j, p->sign, 1))
        return false;
    if (!put_ascii(j, p->prefix, (ssize)strlen(p->prefix)) || (zero && !put_fill(j, '0', pad)) || !put_fill(j, '0', p->zeros))
        return false;
    bool whole = !p->text && p->len == as_str(p->owner)->len;
    if (!(p->text ? put_ascii(j, p->text, p->len) : whole ? builder_str_noted(&j->text, p->owner, &j->sole) : builder_slice(&j->text, p->owner, 0, p->len)))
        return false;
    return !d->minus || put_fill(j, ' ', pad);
}

/* ---- Values ---- */

/* The next positional value, borrowed from args; EMPTY with TypeError. */
static Ref next_value(Job *j)
{
    if (j->count < 0 && j->used == 0) {
        j->used = 1;
        return j->args;
    }
    if (j->used < j->count)
        return as_tuple(j->args)->item[j->used++];
    return raise_type(j->t, "not enough arguments for format string");
}

static bool is_mapping(const Job *j, Ref v)
{
    if (!type_of(v)->getitem || is_tuple(v) || is_str(v))
        return false;
    return j->str || !(is_bytes(v) || has_flag(v, TYPE_IS_BYTEARRAY));
}

/* ---- Reading a directive ---- */

static bool raise_incomplete(Job *j)
{
    return raise_value(j->t, "incomplete format"), false;
}

/* "(key)", with parentheses balanced inside: looks the value up. */
static bool read_key(Job *j)
{
    if (is_empty(j->mapping))
        return raise_type(j->t, "format requires a mapping"), false;
    ssize start = ++j->at;
    for (int depth = 1; depth; j->at++) {
        if (j->at >= j->len)
            return raise_value(j->t, "incomplete format key"), false;
        uint32_t c = char_at(j, j->at);
        depth += (c == '(') - (c == ')');
    }
    OWN Value key = j->str ? str_slice(j->t, value_of(j->str), start, j->at - 1) : bytes_from(j->t, j->bytes + start, j->at - 1 - start);
    if (is_empty(key))
        return false;
    j->value = get_item(j->t, j->mapping, key);
    return !is_empty(j->value);
}

static void read_flags(Job *j, Directive *d)
{
    for (; j->at < j->len; j->at++) {
        switch (char_at(j, j->at)) {
        case '-': d->minus = true; break;
        case '+': d->plus = true; break;
        case ' ': d->space = true; break;
        case '#': d->alternate = true; break;
        case '0': d->zero = true; break;
        default: return;
        }
    }
}

/* A number in the format, or '*' for the next value. *n stays as it is when there is neither. */
static bool read_number(Job *j, ssize max, const char *what, ssize *n)
{
    if (j->at < j->len && char_at(j, j->at) == '*') {
        j->at++;
        Ref v = next_value(j);
        if (is_empty(v))
            return false;
        if (!is_int(v))
            return raise_type(j->t, "* wants int"), false;
        int64_t i;
        if (!int_as_int64(v, &i) || i > max || i < -max)
            return raise_overflow(j->t, "Python int too large to convert to C %s", max == INT_MAX ? "int" : "ssize_t"), false;
        *n = i;
        return true;
    }
    ssize value = -1;
    for (; j->at < j->len && char_at(j, j->at) >= '0' && char_at(j, j->at) <= '9'; j->at++) {
        int digit = (int)(char_at(j, j->at) - '0');
        if (value > (max - digit) / 10)
            return raise_value(j->t, "%s too big", what), false;
        value = MAX(value, (ssize)0) * 10 + digit;
    }
    if (value >= 0)
        *n = value;
    return true;
}

/* After the '%'. */
static bool read_directive(Job *j, Directive *d)
{
    *d = (Directive){.precision = -1};
    if (j->at < j->len && char_at(j, j->at) == '(') {
        d->keyed = true;
        if (!read_key(j))
            return false;
    }
    read_flags(j, d);
    if (!read_number(j, SSIZE_MAX_, "width", &d->width))
        return false;
    if (d->width < 0) {                                     /* from '*' */
        d->minus = true;
        d->width = -d->width;
    }
    if (j->at < j->len && char_at(j, j->at) == '.') {
        ssize precision = 0;
        j->at++;
        if (!read_number(j, INT_MAX, "precision", &precision))
            return false;
        d->precision = (int)MAX(precision, (ssize)0);
    }
    if (j->at < j->len) {
        uint32_t c = char_at(j, j->at);
        j->at += c == 'h' || c == 'l' || c == 'L';
    }
    if (j->at >= j->len)
        return raise_incomplete(j);
    d->conversion = char_at(j, j->at++);
    return true;
}

/* ---- Conversions ---- */

static char shown_sign(const Directive *d, bool negative)
{
    return negative ? '-' : d->plus ? '+' : d->space ? ' ' : 0;
}

/* The int of a value for d, i, u (any number) or o, x, X (an index). */
static Value integer_of(Thread *t, Ref v, char conversion)
{
    if (is_int(v))
        return int_exact(t, v);
    Type *type = type_of(v);
    bool needs_index = conversion == 'o' || conversion == 'x' || conversion == 'X';
    if (type->int_ || type->index || type->float_) {
        Value i = needs_index ? to_index(t, v) : to_int(t, v);
        if (!is_empty(i) || !raised_catch(t, &exc_TypeError))
            return i;
    }
    return raise_type(t, needs_index ? "%%%c format: an integer is required, not %T" : "%%%c format: a number is required, not %T", conversion, v);
}

static bool convert_int(Job *j, const Directive *d, Piece *p)
{
    char c = (char)d->conversion;
    int base = c == 'o' ? 8 : c == 'x' || c == 'X' ? 16 : 10;
    OWN Value i = integer_of(j->t, j->value, !j->str && c == 'i' ? 'd' : c);
    if (is_empty(i))
        return false;
    p->owner = int_to_str(j->t, i, base, false);
    if (is_empty(p->owner))
        return false;
    bool negative = int_sign(i) < 0;
    p->text = (const char *)str_data(as_str(p->owner)) + negative;
    p->len = as_str(p->owner)->len - negative;
    if (c == 'X') {
        p->owned = mem_alloc(j->t, (size_t)p->len);
        if (!p->owned)
            return false;
        for (ssize k = 0; k < p->len; k++)
            p->owned[k] = p->text[k] >= 'a' ? (char)(p->text[k] - 32) : p->text[k];
        p->text = p->owned;
    }
    p->zeros = MAX(d->precision - p->len, (ssize)0);
    p->sign = shown_sign(d, negative);
    p->prefix = !d->alternate ? "" : c == 'o' ? "0o" : c == 'x' ? "0x" : c == 'X' ? "0X" : "";
    p->numeric = true;
    return true;
}

static bool convert_float(Job *j, const Directive *d, Piece *p)
{
    double x;
    int precision = d->precision < 0 ? 6 : d->precision;
    if (!to_double(j->t, j->value, &x)) {
        if (!j->str && raised_catch(j->t, &exc_TypeError))
            raise_type(j->t, "float argument required, not %T", j->value);
        return false;
    }
    p->owned = mem_alloc(j->t, (size_t)double_format_bound((char)d->conversion, precision));
    if (!p->owned)
        return false;
    p->len = double_format(x, (char)d->conversion, precision, d->alternate ? DOUBLE_ALT : 0, p->owned);
    p->text = p->owned;
    bool negative = *p->text == '-';
    p->text += negative;
    p->len -= negative;
    p->sign = shown_sign(d, negative);
    p->numeric = true;
    return true;
}

/* The code of a %c value that is an int, below `limit`. */
static bool char_code(Job *j, int64_t limit, const char *wrong_type, const char *range, uint32_t *code)
{
    if (!is_int(j->value) && !type_of(j->value)->index)
        return raise_type(j->t, wrong_type), false;
    OWN Value i = to_index(j->t, j->value);
    int64_t c;
    if (is_empty(i))
        return false;
    if (!int_as_int64(i, &c) || c < 0 || c >= limit)
        return raise_overflow(j->t, "%%c arg not in range(%s)", range), false;
    *code = (uint32_t)c;
    return true;
}

static bool convert_char(Job *j, Piece *p)
{
    uint32_t code;
    Ref v = j->value;
    p->len = 1;
    if (j->str) {
        if (is_str(v) && as_str(v)->len == 1)
            p->owner = retain(v);
        else if (is_str(v))
            return raise_type(j->t, "%%c requires int or char"), false;
        else if (!char_code(j, 0x110000, "%%c requires int or char", "0x110000", &code))
            return false;
        else
            p->owner = str_from_char(j->t, code);
        return !is_empty(p->owner);
    }
    if ((is_bytes(v) && as_bytes(v)->len == 1) || (has_flag(v, TYPE_IS_BYTEARRAY) && as_bytearray(v)->len == 1))
        code = is_bytes(v) ? as_bytes(v)->data[0] : as_bytearray(v)->data[0];
    else if (!char_code(j, 256, "%%c requires an integer in range(256) or a single byte", "256", &code))
        return false;
    uint8_t byte = (uint8_t)code;
    p->owner = bytes_from(j->t, &byte, 1);
    p->text = is_empty(p->owner) ? NULL : (const char *)as_bytes(p->owner)->data;
    return p->text != NULL;
}

/* The bytes of a %b value: bytes-like, or by __bytes__. */
static Value bytes_of(Job *j)
{
    Ref v = j->value;
    if (is_exact(v, &bytes_type))
        return retain(v);
    if (!is_str(v)) {
        Value made;
        Lookup found = call_special(j->t, v, NAME(__bytes__), NULL, 0, &made);
        if (found == ERROR)
            return EMPTY;
        if (found == FOUND) {
            if (is_bytes(made))
                return made;
            raise_type(j->t, "__bytes__ returned non-bytes (type %T)", made);
            release(made);
            return EMPTY;
        }
        Buffer b;
        if (has_buffer(v)) {
            if (!buffer_get(j->t, v, &b, BUFFER_SIMPLE))
                return EMPTY;
            Value copy = bytes_from(j->t, b.data, b.len);
            buffer_release(&b);
            return copy;
        }
    }
    return raise_type(j->t, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", v);
}

static bool convert_text(Job *j, const Directive *d, Piece *p)
{
    uint32_t c = d->conversion;
    if (!j->str && (c == 's' || c == 'b')) {
        p->owner = bytes_of(j);
        if (is_empty(p->owner))
            return false;
        p->text = (const char *)as_bytes(p->owner)->data;
        p->len = as_bytes(p->owner)->len;
    } else {
        bool as_ascii = c == 'a' || !j->str;
        p->owner = as_ascii ? ascii(j->t, j->value) : c == 'r' ? repr(j->t, j->value) : to_str(j->t, j->value);
        if (is_empty(p->owner))
            return false;
        p->len = as_str(p->owner)->len;
        if (as_ascii)
            p->text = str_data(as_str(p->owner));
    }
    if (d->precision >= 0)
        p->len = MIN(p->len, (ssize)d->precision);
    return true;
}

static bool raise_unsupported(Job *j, uint32_t c)
{
    return raise_value(j->t, "unsupported format character '%c' (0x%x) at index %zd", c > 31 && c < 127 ? (int)c : '?', (int)c, j->at - 1), false;
}

static bool convert(Job *j, const Directive *d, Piece *p)
{
    switch (d->conversion) {
    case 'd': case 'i': case 'u': case 'o': case 'x': case 'X':
        return convert_int(j, d, p);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
        return convert_float(j, d, p);
    case 'c':
        return convert_char(j, p);
    case 's': case 'r': case 'a':
        return convert_text(j, d, p);
    case 'b':
        if (!j->str)
            return convert_text(j, d, p);
    }
    return raise_unsupported(j, d->conversion);
}

/* ---- The whole ---- */

static bool run_directive(Job *j)
{
    Directive d;
    if (!read_directive(j, &d))
        return false;
    if (d.conversion == '%')
        return put_fill(j, '%', 1);
    if (!d.keyed) {
        Ref v = next_value(j);
        if (is_empty(v))
            return false;
        j->value = retain(v);
    }
    Piece p = {.owner = EMPTY, .prefix = ""};
    bool ok = convert(j, &d, &p) && put_piece(j, &d, &p);
    release(p.owner);
    if (p.owned)
        mem_free(p.owned);
    return ok;
}

/* A plain %s or %d of a str whose value is exactly a str or a small int: straight to the output. False: not so, or raised. */
static bool run_plain(Job *j)
{
    uint32_t c = char_at(j, j->at);
    if ((c != 's' && c != 'd') || j->used >= (j->count < 0 ? 1 : j->count))
        return false;
    Ref v = j->count < 0 ? j->args : as_tuple(j->args)->item[j->used];
    char text[FIXNUM_TEXT_MAX];
    if (is_fixnum(v)) {
        if (!builder_ascii(&j->text, text, fixnum_text(fixnum_value(v), 10, text)))
            return false;
    } else if (c != 's' || !is_exact(v, &str_type) || !builder_str_noted(&j->text, v, &j->sole)) {
        return false;
    }
    j->used++;
    j->at++;
    return true;
}

/* Where the next directive is, or the length. */
static ssize next_percent(const Job *j)
{
    if (j->str) {
        ssize at = str_find_char(j->str, '%', j->at, j->len);
        return at < 0 ? j->len : at;
    }
    ssize at = j->at;
    while (at < j->len && j->bytes[at] != '%')
        at++;
    return at;
}

/* All of the format. The outputs are the caller's to free, also on failure. */
static bool run(Job *j, const char *what)
{
    j->count = is_tuple(j->args) ? as_tuple(j->args)->len : -1;
    j->mapping = is_mapping(j, j->args) ? j->args : EMPTY;
    for (;;) {
        ssize start = j->at;
        j->at = next_percent(j);
        if (!put_literal(j, start, j->at))
            return false;
        if (j->at++ == j->len)
            break;
        if (j->str && j->at < j->len && run_plain(j))
            continue;
        bool ok = !is_raised(j->t) && run_directive(j);
        release(take(&j->value));
        if (!ok)
            return false;
    }
    if (is_empty(j->mapping) && j->used < (j->count < 0 ? 1 : j->count))
        return raise_type(j->t, "not all arguments converted during %s formatting", what), false;
    return true;
}

/* All but the format and the output. */
static void job_init(Job *j, Thread *t, Ref args)
{
    memset(j, 0, offsetof(Job, text));
    j->t = t;
    j->args = args;
    j->data = (ByteVec){0};
    j->value = j->mapping = j->sole = EMPTY;
    j->used = 0;
}

Value str_mod(Thread *t, Ref format, Ref args)
{
    Job j;
    job_init(&j, t, args);
    j.str = as_str(format);
    j.len = as_str(format)->len;
    builder_init(&j.text, t);
    if (run(&j, "string"))
        return builder_take_noted(&j.text, &j.sole);
    builder_free(&j.text);
    release(j.sole);
    return EMPTY;
}

Value bytes_mod(Thread *t, const uint8_t *format, ssize n, Ref args)
{
    Job j;
    job_init(&j, t, args);
    j.bytes = format;
    j.len = n;
    Value result = run(&j, "bytes") ? bytes_from(t, j.data.item, j.data.len) : EMPTY;
    byte_vec_free(&j.data);
    return result;
}
