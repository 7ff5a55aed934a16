/* int_text.c: ints from text and to text.
 *
 * Conversion of large ints is GMP's: subquadratic in both directions. A limit on digits exists only where one was asked for
 * (sys.set_int_max_str_digits). */
#include "object/int_internal.h"

#include "object/bytes.h"
#include "object/number_text.h"
#include "object/str.h"

/* ---- Parsing ---- */

/* By character: its value as a digit plus one; 0: no digit of any base. */
#define LETTER(upper, lower, value) [upper] = (value) + 1, [lower] = (value) + 1
static const uint8_t digit_values[256] = {
    ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
    LETTER('A', 'a', 10), LETTER('B', 'b', 11), LETTER('C', 'c', 12), LETTER('D', 'd', 13), LETTER('E', 'e', 14), LETTER('F', 'f', 15),
    LETTER('G', 'g', 16), LETTER('H', 'h', 17), LETTER('I', 'i', 18), LETTER('J', 'j', 19), LETTER('K', 'k', 20), LETTER('L', 'l', 21),
    LETTER('M', 'm', 22), LETTER('N', 'n', 23), LETTER('O', 'o', 24), LETTER('P', 'p', 25), LETTER('Q', 'q', 26), LETTER('R', 'r', 27),
    LETTER('S', 's', 28), LETTER('T', 't', 29), LETTER('U', 'u', 30), LETTER('V', 'v', 31), LETTER('W', 'w', 32), LETTER('X', 'x', 33),
    LETTER('Y', 'y', 34), LETTER('Z', 'z', 35),
};
#undef LETTER
/* Of a character that is no digit a large number. */
ALWAYS_INLINE unsigned digit_value(char c) { return (uint8_t)(digit_values[(uint8_t)c] - 1); }

/* Takes a prefix 0x, 0o or 0b that goes with *base off the digits, and an underscore after it; decides base 0.
 * False: no literal. */
static bool parse_prefix(const char **s, const char *end, int *base)
{
    const char *p = *s;
    int prefix = 0;
    if (end - p >= 2 && p[0] == '0') {
        char c = p[1] | 0x20;
        prefix = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
    }
    if (*base == 0 && !prefix) {
        *base = 10;
        if (p < end && *p == '0')               /* 0 and 00 are numbers, 01 is none */
            for (const char *q = p; q < end; q++)
                if (*q != '0' && *q != '_')
                    return false;
    } else if (prefix && (*base == 0 || *base == prefix)) {
        *base = prefix;
        p += 2;
        if (p < end && *p == '_')
            p++;
    }
    *s = p;
    return true;
}

/* The number of digits in [s, end), single underscores allowed between them; -1: something else is there. */
static ssize count_digits(const char *s, const char *end, int base)
{
    ssize count = 0;
    bool after_digit = false;
    for (; s < end; s++) {
        if (likely(digit_value(*s) < (unsigned)base)) {
            after_digit = true;
            count++;
        } else {
            if (*s != '_' || !after_digit)
                return -1;
            after_digit = false;
        }
    }
    return after_digit ? count : -1;
}

/* The value of `count` valid digits of base 2**bits: the bits are put together from the last digit on. */
static Value binary_from_digits(Thread *t, const char *s, const char *end, ssize count, int bits, bool negative)
{
    Int *r = int_alloc(t, count / 64 * bits + bits + 1);
    if (!r)
        return EMPTY;
    mp_limb_t limb = 0;
    int shift = 0;
    ssize n = 0;
    while (end-- > s) {
        if (*end == '_')
            continue;
        mp_limb_t digit = digit_value(*end);
        limb |= digit << shift;
        shift += bits;
        if (shift >= 64) {
            r->limb[n++] = limb;
            shift -= 64;
            limb = digit >> (bits - shift);
        }
    }
    r->limb[n++] = limb;
    mpn_zero(r->limb + n, r->size - n);
    return int_finish_take(t, r, negative);
}

/* The value of `count` valid digits that do not fit 64 bits for sure. */
static Value large_from_digits(Thread *t, const char *s, const char *end, ssize count, int base, bool negative)
{
    if (!(base & (base - 1)))
        return binary_from_digits(t, s, end, count, bit_width((uint64_t)base - 1), negative);
    int limit = t->interp->int_max_str_digits;
    if (limit > 0 && count > limit)
        return raise_value(t, "Exceeds the limit (%d digits) for integer string conversion: value has %zd digits; "
                           "use sys.set_int_max_str_digits() to increase the limit", limit, count);
    uint8_t *digits = mem_alloc(t, (size_t)count);
    if (!digits)
        return EMPTY;
    ssize n = 0;
    for (; s < end; s++)
        if (*s != '_' && (n || *s != '0'))
            digits[n++] = (uint8_t)digit_value(*s);
    if (n == 0) {
        mem_free(digits);
        return fixnum(0);
    }
    int bits_per_digit = bit_width((uint64_t)base - 1);
    ssize room = n / 64 * bits_per_digit + bits_per_digit + 1;
    Int *r = gmp_room(t, room) ? int_alloc(t, room) : NULL;
    if (!r) {
        mem_free(digits);
        return EMPTY;
    }
    ssize used = (ssize)mpn_set_str(r->limb, digits, (size_t)n, base);
    mpn_zero(r->limb + used, r->size - used);
    mem_free(digits);
    return int_finish_take(t, r, negative);
}

Lookup int_parse(Thread *t, const char *s, ssize n, int base, Value *out)
{
    const char *end = s + n;
    while (s < end && number_is_space((uint8_t)*s))
        s++;
    while (s < end && number_is_space((uint8_t)end[-1]))
        end--;
    bool negative = false;
    if (s < end && (*s == '+' || *s == '-'))
        negative = *s++ == '-';
    if (!parse_prefix(&s, end, &base))
        return MISSING;
    ssize count = count_digits(s, end, base);
    if (count < 0)
        return MISSING;
    if (count <= (base <= 10 ? 18 : 12)) {          /* 10**18 and 36**12 are below 2**63 */
        int64_t i = 0;
        for (; s < end; s++)
            if (*s != '_')
                i = i * base + (int64_t)digit_value(*s);
        *out = int_from_int64(t, negative ? -i : i);
    } else {
        *out = large_from_digits(t, s, end, count, base, negative);
    }
    return is_empty(*out) ? ERROR : FOUND;
}

static Value raise_invalid(Thread *t, int base, Ref literal)
{
    return raise_value(t, "invalid literal for int() with base %d: %.200R", base, literal);
}

Value int_from_text(Thread *t, const char *ascii, ssize n, int base)
{
    Value v;
    Lookup found = int_parse(t, ascii, n, base, &v);
    if (found == FOUND)
        return v;
    if (found == MISSING) {
        OWN Value literal = str_from_latin1(t, (const uint8_t *)ascii, n);
        if (!is_empty(literal))
            raise_invalid(t, base, literal);
    }
    return EMPTY;
}

Value int_from_text_object(Thread *t, Ref x, int base)
{
    if (!is_str(x) && !is_bytes(x) && !is_exact(x, &bytearray_type) && !has_flag(x, TYPE_IS_BYTEARRAY))
        return raise_type(t, "int() can't convert non-string with explicit base");
    NumberText text;
    if (number_text_get(t, x, &text) != FOUND)
        return EMPTY;
    Value v = EMPTY;
    if (int_parse(t, text.p, text.n, base, &v) == MISSING)
        raise_invalid(t, base, x);
    number_text_free(&text);
    return v;
}

/* A text of nothing but a few decimal digits, as most are. */
static bool plain_digits(Ref v, int64_t *i)
{
    if (!is_exact(v, &str_type) || !as_str(v)->ascii || as_str(v)->len > 18 || as_str(v)->len == 0)
        return false;
    const char *p = str_data(as_str(v)), *end = p + as_str(v)->len;
    uint64_t sum = 0;
    for (; p < end; p++) {
        unsigned digit = (unsigned char)*p - '0';
        if (digit > 9)
            return false;
        sum = sum * 10 + digit;
    }
    *i = (int64_t)sum;
    return true;
}

Value int_from_object(Thread *t, Ref v)
{
    Value result;
    int64_t plain;
    if (plain_digits(v, &plain))
        return fixnum(plain);
    Lookup found = int_find(t, v, &result);
    if (found == FOUND)
        return result;
    if (found == ERROR)
        return EMPTY;
    NumberText text;
    found = number_text_get(t, v, &text);
    if (found == ERROR)
        return EMPTY;
    if (found == MISSING)
        return raise_type(t, "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
    result = EMPTY;
    if (int_parse(t, text.p, text.n, 10, &result) == MISSING) {
        OWN Value bytes = is_str(v) || is_bytes(v) || has_flag(v, TYPE_IS_BYTEARRAY) ? retain(v) : bytes_from(t, text.p, text.n);
        if (!is_empty(bytes))
            raise_invalid(t, 10, bytes);
    }
    number_text_free(&text);
    return result;
}

/* ---- Printing ---- */

/* Writes the decimal digits of m so that they end before `end`, two at a time. Returns where they start. */
static char *uint64_digits(uint64_t m, char *end)
{
    static const char pairs[201] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263"
        "646566676869707172737475767778798081828384858687888990919293949596979899";
    char *p = end;
    while (m >= 100) {
        p -= 2;
        memcpy(p, pairs + 2 * (m % 100), 2);
        m /= 100;
    }
    if (m >= 10) {
        p -= 2;
        memcpy(p, pairs + 2 * m, 2);
    } else {
        *--p = (char)('0' + m);
    }
    return p;
}

char *decimal_before(int64_t i, char *end)
{
    char *p = uint64_digits(i < 0 ? -(uint64_t)i : (uint64_t)i, end);
    if (i < 0)
        *--p = '-';
    return p;
}

int decimal_width(int64_t i)
{
    static const uint64_t power[] = {
        0, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
        10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
        10000000000000000000u,
    };
    uint64_t m = i < 0 ? -(uint64_t)i : (uint64_t)i;
    int below = bit_width(m) * 1233 >> 12;      /* floor(bits * log10(2)): the digits, or one fewer */
    return below + (m >= power[below]) + (i < 0);
}

/* A large int in base 2**bits. */
static Value binary_to_str(Thread *t, const Int *r, int bits, const char *prefix)
{
    ssize n = r->size < 0 ? -r->size : r->size, all_bits = (n - 1) * 64 + bit_width(r->limb[n - 1]);
    ssize before = (r->size < 0) + (ssize)strlen(prefix), count = (all_bits + bits - 1) / bits;
    Value s = str_new(t, before + count, 0x7F);
    if (is_empty(s))
        return EMPTY;
    char *start = str_data(as_str(s)), *p = start + before + count;
    if (r->size < 0)
        *start++ = '-';
    memcpy(start, prefix, strlen(prefix));
    const unsigned mask = (1u << bits) - 1;
    mp_limb_t pending = 0;                          /* bits left over from the limb before */
    int pending_bits = 0;
    for (ssize i = 0; i < n && count > 0; i++) {
        mp_limb_t limb = r->limb[i];
        int have = 64;
        if (pending_bits) {
            *--p = "0123456789abcdef"[(pending | limb << pending_bits) & mask];
            limb >>= bits - pending_bits;
            have -= bits - pending_bits;
            count--;
        }
        for (; have >= bits && count > 0; have -= bits, limb >>= bits, count--)
            *--p = "0123456789abcdef"[limb & mask];
        pending = limb;
        pending_bits = have;
    }
    if (count > 0)
        *--p = "0123456789abcdef"[pending & mask];
    return s;
}

/* Writes i so that it ends before `end`; returns where it starts. */
static char *number_text_before(int64_t i, int base, const char *prefix, char *end)
{
    char *p = end;
    uint64_t m = i < 0 ? -(uint64_t)i : (uint64_t)i;
    if (base == 10) {
        p = uint64_digits(m, p);
    } else {
        int bits = bit_width((uint64_t)base - 1);
        do
            *--p = "0123456789abcdef"[m & ((unsigned)base - 1)];
        while (m >>= bits);
    }
    for (ssize k = (ssize)strlen(prefix); k-- > 0;)
        *--p = prefix[k];
    if (i < 0)
        *--p = '-';
    return p;
}

ssize fixnum_text(int64_t i, int base, char *text)
{
    char buffer[FIXNUM_TEXT_MAX], *end = buffer + sizeof buffer, *p = number_text_before(i, base, "", end);
    memcpy(text, p, (size_t)(end - p));
    return end - p;
}

static Value fixnum_to_str(Thread *t, int64_t i, int base, const char *prefix)
{
    char text[FIXNUM_TEXT_MAX], *end = text + sizeof text, *p = number_text_before(i, base, prefix, end);
    return str_from_ascii(t, p, end - p);
}

static Value raise_too_many_digits(Thread *t, int limit)
{
    return raise_value(t, "Exceeds the limit (%d digits) for integer string conversion; "
                       "use sys.set_int_max_str_digits() to increase the limit", limit);
}

Value int_to_str(Thread *t, Ref v, int base, bool with_prefix)
{
    const char *prefix = !with_prefix ? "" : base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    int64_t i;
    if (int_as_int64(v, &i) && i != INT64_MIN)
        return fixnum_to_str(t, i, base, prefix);
    Int *r = (Int *)object_of(v);
    if (!(base & (base - 1)))
        return binary_to_str(t, r, bit_width((uint64_t)base - 1), prefix);
    ssize n = r->size < 0 ? -r->size : r->size;
    int limit = t->interp->int_max_str_digits;
    bool limited = limit > 0;
    if (limited && n * 64 / 4 > limit && (double)(n - 1) * 64 * 0.30102999566398 > limit)
        return raise_too_many_digits(t, limit);
    LIMBS(copy);                                    /* mpn_get_str destroys its input */
    if (!gmp_room(t, n) || !limbs_init(t, &copy, n + 1))
        return EMPTY;
    mpn_copyi(copy.p, r->limb, n);
    size_t room = mpn_sizeinbase(r->limb, n, base) + 1;
    unsigned char *text = mem_alloc(t, room + 3);
    if (!text)
        return EMPTY;
    ssize start = 0;
    if (r->size < 0)
        text[start++] = '-';
    while (*prefix)
        text[start++] = (unsigned char)*prefix++;
    unsigned char *digit = text + start;
    ssize count = (ssize)mpn_get_str(digit, base, copy.p, n), zeros = 0;
    while (zeros < count - 1 && digit[zeros] == 0)
        zeros++;
    count -= zeros;
    for (ssize k = 0; k < count; k++)
        digit[k] = (unsigned char)"0123456789abcdefghijklmnopqrstuvwxyz"[digit[k + zeros]];
    Value s = limited && count > limit ? raise_too_many_digits(t, limit) : str_from_ascii(t, (char *)text, start + count);
    mem_free(text);
    return s;
}
