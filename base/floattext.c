/* floattext.c: double to text and back (see floattext.h).
 *
 * One table of powers of ten to 128 bits, rounded up, serves all three fast paths:
 * - parsing: the first 19 digits times a power give 192 bits of which the first 127 or so are certain; the
 *   rounding is known unless the certain bits stand exactly on the half (after Eisel and Lemire);
 * - printing a given number of digits: the same product read the other way;
 * - printing the shortest: Schubfach (R. Giulietti, "The Schubfach way to render doubles").
 * The few cases left open go to exact arithmetic: GMP for parsing, the C library's exact printf for printing. */
#include "base/floattext.h"

#include <gmp.h>
#include <math.h>
#include <stdio.h>

#include "base/floattext_powers.h"

typedef unsigned __int128 Wide;

enum {
    FRACTION_BITS = 52,
    EXPONENT_BIAS = 1075,       /* x = mantissa * 2**(field - 1075), mantissa with its hidden bit */
    MAX_DIGITS = 768,           /* a number halfway between two doubles has at most 767 significant digits */
};

static const uint64_t small_powers[20] = {
    UINT64_C(1), UINT64_C(10), UINT64_C(100), UINT64_C(1000), UINT64_C(10000), UINT64_C(100000),
    UINT64_C(1000000), UINT64_C(10000000), UINT64_C(100000000), UINT64_C(1000000000), UINT64_C(10000000000),
    UINT64_C(100000000000), UINT64_C(1000000000000), UINT64_C(10000000000000), UINT64_C(100000000000000),
    UINT64_C(1000000000000000), UINT64_C(10000000000000000), UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000), UINT64_C(10000000000000000000),
};

/* The powers of ten that are doubles. */
static const double exact_powers[23] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* Exact for |e| up to some thousands: the constants are log10(2), log10(3/4) and log2(10) in fixed point. */
static inline int floor_log10_pow2(int e) { return (int)((e * INT64_C(1292913986)) >> 32); }
static inline int floor_log10_three_quarters_pow2(int e) { return (int)((e * INT64_C(1292913986) - INT64_C(536607789)) >> 32); }
static inline int floor_log2_pow10(int e) { return (int)((e * INT64_C(14267572527)) >> 32); }

static inline FloatPower power_of_ten(int k)
{
    assert(FLOAT_POWER_MIN <= k && k <= FLOAT_POWER_MAX);
    return float_powers[k - FLOAT_POWER_MIN];
}

static inline bool is_exact_power(int k)
{
    return 0 <= k && k <= 55;
}

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, 8);
    return bits;
}

static inline double double_of(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, 8);
    return x;
}

/* x, finite, as mantissa * 2**exponent. */
static inline void take_apart(double x, uint64_t *mantissa, int *exponent)
{
    uint64_t bits = bits_of(x), fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
    int field = (int)(bits >> FRACTION_BITS & 0x7FF);
    *mantissa = field ? fraction | UINT64_C(1) << FRACTION_BITS : fraction;
    *exponent = (field ? field : 1) - EXPONENT_BIAS;
}

typedef struct {
    uint64_t high, middle, low;
} Product;

static inline Product multiply(uint64_t w, FloatPower p)
{
    Wide below = (Wide)w * p.low, above = (Wide)w * p.high + (uint64_t)(below >> 64);
    return (Product){(uint64_t)(above >> 64), (uint64_t)above, (uint64_t)below};
}

typedef enum { DOWN, UP, UNCERTAIN } Rounding;

/* How to round p at bit 128 + shift (0 < shift <= 64) to whole, its bits above. When p is not exact, the truth
 * lies above p - 2**64 and not above p: only a remainder that agrees with the half down to bit 64 is open.
 * (A remainder of 0 may be a hair below a whole: that still rounds to it.) */
static inline Rounding round_product(Product p, int shift, bool exact, uint64_t whole)
{
    uint64_t half = UINT64_C(1) << (shift - 1);
    uint64_t rest = shift == 64 ? p.high : p.high & (half * 2 - 1);
    if (rest != half || p.middle)
        return rest >= half ? UP : DOWN;
    if (!exact)
        return UNCERTAIN;
    return p.low || (whole & 1) ? UP : DOWN;
}

/* --- Reading --- */

typedef struct {
    const char *digits;         /* the first significant digit; a point may stand among them */
    const char *end;            /* end of the digits */
    uint64_t leading;           /* value of the first 19 significant digits */
    int exponent;               /* of leading: the number is leading * 10**exponent, plus what was left out */
    bool truncated;             /* there are more digits than 19, not all of them 0 */
} Number;

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* Does s spell word (lower case), in any case? */
static bool spells(const char *s, const char *end, const char *word)
{
    for (; *word; word++, s++)
        if (s >= end || (*s | 0x20) != *word)
            return false;
    return true;
}

/* e[sign]digits at p, if it is there. The value saturates far outside any double's range. */
static const char *read_exponent(const char *p, const char *end, int64_t *value)
{
    const char *q = p;
    *value = 0;
    if (q >= end || (*q | 0x20) != 'e')
        return p;
    q++;
    bool negative = q < end && *q == '-';
    if (q < end && (*q == '-' || *q == '+'))
        q++;
    if (q >= end || !is_digit(*q))
        return p;
    for (; q < end && is_digit(*q); q++)
        if (*value < INT64_C(1) << 50)
            *value = *value * 10 + (*q - '0');
    if (negative)
        *value = -*value;
    return q;
}

/* Read a number at p; NULL if there is none, else its end. */
static const char *read_number(const char *p, const char *end, Number *number)
{
    const char *point = NULL, *digits = p;
    int64_t scale = 0, exponent;        /* scale: of leading, before the exponent is added */
    int taken = 0;
    bool any = false;

    *number = (Number){0};
    for (; p < end; p++) {
        if (*p == '.' && !point) {
            point = p;
            continue;
        }
        if (!is_digit(*p))
            break;
        any = true;
        if (taken < 19) {
            if (!taken)
                digits = p;
            number->leading = number->leading * 10 + (unsigned)(*p - '0');
            taken += number->leading != 0;
            scale -= point != NULL;
        } else {
            number->truncated |= *p != '0';
            scale += point == NULL;
        }
    }
    if (!any)
        return NULL;
    number->digits = digits;
    number->end = p;
    p = read_exponent(p, end, &exponent);
    exponent += scale;
    number->exponent = (int)MIN(MAX(exponent, (int64_t)-100000), (int64_t)100000);
    return p;
}

/* The bits of the double nearest to p, whose highest set bit is bit `leading` (63 or 62) of p.high and counts
 * 2**top; unless that is uncertain because p is not exact. */
static bool round_to_double(Product p, int leading, int top, bool exact, uint64_t *bits)
{
    const uint64_t infinity = UINT64_C(0x7FF) << FRACTION_BITS;
    int keep = top >= -1022 ? 53 : 53 + 1022 + top;     /* subnormals have fewer bits */
    if (top > 1023 || keep < 0) {
        *bits = keep < 0 ? 0 : infinity;
        return true;
    }
    int shift = leading + 1 - keep;
    uint64_t whole = shift == 64 ? 0 : p.high >> shift;
    Rounding rounding = round_product(p, shift, exact, whole);
    whole += rounding == UP;
    /* The hidden bit adds 1 to the exponent field, and so does a carry out of the mantissa. */
    *bits = top >= -1022 ? ((uint64_t)(top + 1022) << FRACTION_BITS) + whole : whole;
    return rounding != UNCERTAIN;
}

/* The bits of the double nearest to w * 10**q (w > 0), unless that is uncertain. */
static bool parse_fast(uint64_t w, int q, uint64_t *bits)
{
    if (q < FLOAT_POWER_MIN || q > 308) {               /* below half the smallest; above the largest */
        *bits = q < 0 ? 0 : UINT64_C(0x7FF) << FRACTION_BITS;
        return true;
    }
    int zeros = __builtin_clzll(w);
    Product p = multiply(w << zeros, power_of_ten(q));
    int leading = p.high >> 63 ? 63 : 62;
    return round_to_double(p, leading, floor_log2_pow10(q) + leading + 1 - zeros, is_exact_power(q), bits);
}

enum { LIMBS = 128 };   /* ample: 769 digits times 10**308, or shifted for a division by 5**1100, is 90 */

/* 5**k, k up to 1100; returns the number of limbs. */
static mp_size_t power_of_five(mp_limb_t *limb, int k)
{
    const mp_limb_t five_27 = UINT64_C(7450580596923828125);
    mp_size_t n = 1;
    limb[0] = 1;
    for (; k > 0; k -= 27) {
        mp_limb_t by = five_27;
        if (k < 27) {
            by = 1;
            for (int i = 0; i < k; i++)
                by *= 5;
        }
        mp_limb_t carry = mpn_mul_1(limb, limb, n, by);
        if (carry)
            limb[n++] = carry;
    }
    return n;
}

/* All the digits that matter of number, as an integer; returns the number of limbs. What lies beyond the
 * digits taken only matters by being there: it becomes a last digit 1. */
static mp_size_t gather_digits(const Number *number, mp_limb_t *limb, int *exponent)
{
    if (!number->truncated) {
        limb[0] = number->leading;
        *exponent = number->exponent;
        return 1;
    }
    unsigned char digit[MAX_DIGITS + 1];
    int count = 0;
    const char *p = number->digits;
    for (; p < number->end && count < MAX_DIGITS; p++)
        if (*p != '.')
            digit[count++] = (unsigned char)(*p - '0');
    for (; p < number->end && count == MAX_DIGITS; p++)
        if (*p != '.' && *p != '0')
            digit[count++] = 1;
    *exponent = number->exponent - (count - 19);
    return (mp_size_t)mpn_set_str(limb, digit, (size_t)count, 10);
}

/* The same as parse_fast by exact arithmetic. */
static uint64_t parse_exact(const Number *number)
{
    mp_limb_t digits[LIMBS], power[LIMBS], value[LIMBS], rest[LIMBS];
    int exponent;
    bool sticky = false;
    mp_size_t n = gather_digits(number, digits, &exponent);
    mp_size_t power_n = power_of_five(power, exponent < 0 ? -exponent : exponent);

    if (exponent >= 0) {                /* value = digits * 5**exponent, then * 2**exponent */
        if (n >= power_n)
            mpn_mul(value, digits, n, power, power_n);
        else
            mpn_mul(value, power, power_n, digits, n);
        n += power_n;
    } else {                            /* value = digits * 2**(64*zeros) / 5**-exponent, at least 65 bits */
        mp_size_t zeros = MAX(power_n + 2 - n, (mp_size_t)0);
        memmove(digits + zeros, digits, (size_t)n * sizeof *digits);
        memset(digits, 0, (size_t)zeros * sizeof *digits);
        n += zeros;
        mpn_tdiv_qr(value, rest, 0, digits, n, power, power_n);
        for (mp_size_t i = 0; i < power_n; i++)
            sticky |= rest[i] != 0;
        n -= power_n - 1;
        exponent -= 64 * (int)zeros;
    }
    while (!value[n - 1])
        n--;

    int zeros = __builtin_clzll(value[n - 1]);
    Product p = {value[n - 1] << zeros, 0, 0};
    if (n > 1) {
        p.high |= zeros ? value[n - 2] >> (64 - zeros) : 0;
        p.middle = value[n - 2] << zeros;
    }
    for (mp_size_t i = 0; i < n - 2; i++)
        sticky |= value[i] != 0;
    p.low = sticky;
    uint64_t bits;
    round_to_double(p, 63, exponent + 64 * (int)n - 1 - zeros, true, &bits);
    return bits;
}

static uint64_t nearest_bits(const Number *number)
{
    uint64_t w = number->leading, bits, above;
    int q = number->exponent;
    if (!w)
        return 0;
    if (!number->truncated && w <= UINT64_C(1) << 53 && -22 <= q && q <= 22)     /* both sides exact: one rounding */
        return bits_of(q < 0 ? (double)w / exact_powers[-q] : (double)w * exact_powers[q]);
    if (parse_fast(w, q, &bits) && (!number->truncated || (parse_fast(w + 1, q, &above) && bits == above)))
        return bits;
    return parse_exact(number);
}

double double_parse(const char *s, size_t n, size_t *used, bool *overflow)
{
    const char *p = s, *end = s + n;
    Number number;
    uint64_t bits;

    *overflow = false;
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    const char *stop = read_number(p, end, &number);
    if (stop) {
        bits = nearest_bits(&number);
        *overflow = bits >> FRACTION_BITS == 0x7FF;
    } else if (spells(p, end, "inf")) {
        stop = p + (spells(p, end, "infinity") ? 8 : 3);
        bits = bits_of(INFINITY);
    } else if (spells(p, end, "nan")) {
        stop = p + 3;
        bits = bits_of(fabs(NAN));
    } else {
        *used = 0;
        return 0;
    }
    *used = (size_t)(stop - s);
    return double_of(bits | (uint64_t)negative << 63);
}

/* --- Digits for printing --- */

/* 0.d1d2d3... * 10**point; no leading zeros. Zero has no digits. */
typedef struct {
    int count, point;
    char digit[1400];           /* the longest is %.1074f of the largest double */
} Decimal;

static int count_digits(uint64_t x)
{
    int n = x ? ((64 - __builtin_clzll(x)) * 1233) >> 12 : 0;   /* digits, or one too few */
    return n < 20 && x >= small_powers[n] ? n + 1 : n;
}

/* Exactly n digits of x. */
static void write_digits(char *out, uint64_t x, int n)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051"
        "52535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697989900";
    while (n >= 2) {
        n -= 2;
        memcpy(out + n, pairs + x % 100 * 2, 2);
        x /= 100;
    }
    if (n)
        *out = (char)('0' + x);
}

static void set_digits(Decimal *d, uint64_t x, int exponent)
{
    d->count = count_digits(x);
    d->point = d->count + exponent;
    write_digits(d->digit, x, d->count);
}

static void drop_trailing_zeros(uint64_t *digits, int *exponent)
{
    while (*digits % 100 == 0) {
        *digits /= 100;
        *exponent += 2;
    }
    if (*digits % 10 == 0) {
        *digits /= 10;
        ++*exponent;
    }
}

/* The leading 64 bits of p * w, the last one set also if anything below it is ("round to odd"). */
static inline uint64_t scale_to_odd(FloatPower p, uint64_t w)
{
    Product r = multiply(w, p);
    return r.high | (r.middle > 1);
}

void double_shortest(double x, uint64_t *digits, int *exponent)
{
    uint64_t c;
    int q;
    take_apart(x, &c, &q);

    if (-FRACTION_BITS <= q && q <= 0 && !(c & ((UINT64_C(1) << -q) - 1))) {
        *digits = c >> -q;              /* an integer below 2**53 is its own shortest, zeros apart */
        *exponent = 0;
        drop_trailing_zeros(digits, exponent);
        return;
    }

    /* The doubles next to x lie at c - 1 and c + 1 (c - 1/2 below a power of two); what lies between the
     * middles reads back as x, the middles too if c is even. In quarters: */
    bool closer_below = c == UINT64_C(1) << FRACTION_BITS && q > 1 - EXPONENT_BIAS;
    bool odd = c & 1;
    int k = closer_below ? floor_log10_three_quarters_pow2(q) : floor_log10_pow2(q);
    int h = q + floor_log2_pow10(-k) + 1;
    FloatPower power = power_of_ten(-k);
    uint64_t low = scale_to_odd(power, (4 * c - 2 + closer_below) << h) + odd;
    uint64_t here = scale_to_odd(power, 4 * c << h);
    uint64_t high = scale_to_odd(power, (4 * c + 2) << h) - odd;

    uint64_t s = here / 4;              /* x is between s and s + 1 times 10**k, the interval narrower than 10 */
    *exponent = k;
    if (s >= 10) {
        uint64_t tens = s / 10;
        bool below = low <= 40 * tens, above = 40 * tens + 40 <= high;
        if (below != above) {
            *digits = tens + above;
            *exponent = k + 1;
            drop_trailing_zeros(digits, exponent);
            return;
        }
    }
    bool below = low <= 4 * s, above = 4 * s + 4 <= high;
    if (below != above)
        *digits = s + above;
    else                                /* both or neither: the nearer, the even one of a tie */
        *digits = s + (here > 4 * s + 2 || (here == 4 * s + 2 && (s & 1)));
    drop_trailing_zeros(digits, exponent);
}

/* Read what the C library printed, "d.ddde+xx" or "ddd.ddd", whatever its decimal point looks like. */
static void read_printed(Decimal *d, const char *text)
{
    const char *p = text;
    bool seen_point = false;
    int exponent = 0;
    d->count = d->point = 0;
    for (; *p && *p != 'e'; p++) {
        if (!is_digit(*p)) {
            seen_point = true;
            continue;
        }
        if (*p != '0' || d->count)
            d->digit[d->count++] = *p;
        if (!seen_point)
            d->point += d->count > 0;
        else if (!d->count)
            d->point--;
    }
    if (*p == 'e') {
        bool negative = p[1] == '-';
        for (p += 2; *p; p++)
            exponent = exponent * 10 + (*p - '0');
        d->point += negative ? -exponent : exponent;
    }
}

/* n digits of x by the C library, which computes exactly. n beyond the last nonzero digit is cut. */
static void exact_significant(double x, int n, Decimal *d)
{
    char text[MAX_DIGITS + 32];
    snprintf(text, sizeof text, "%.*e", MIN(n, (int)MAX_DIGITS) - 1, x);
    read_printed(d, text);
}

/* Up to 17 digits of x, unless uncertain. */
static bool fast_significant(double x, int n, Decimal *d)
{
    uint64_t c, digits;
    int q, zeros;
    take_apart(x, &c, &q);
    zeros = __builtin_clzll(c);
    c <<= zeros;
    q -= zeros;
    int ten = floor_log10_pow2(q + 63);         /* 10**ten <= x, and x < 10**(ten + 2) */
    for (;; ten++) {
        int k = n - 1 - ten;
        int shift = 127 - q - floor_log2_pow10(k) - 128;
        Product p = multiply(c, power_of_ten(k));
        digits = shift == 64 ? 0 : p.high >> shift;
        if (digits >= small_powers[n])          /* x >= 10**(ten + 1) */
            continue;
        Rounding rounding = round_product(p, shift, is_exact_power(k), digits);
        if (rounding == UNCERTAIN)
            return false;
        digits += rounding == UP;
        break;
    }
    if (digits == small_powers[n]) {
        digits /= 10;
        ten++;
    }
    d->count = n;
    d->point = ten + 1;
    write_digits(d->digit, digits, n);
    return true;
}

/* x > 0 to n significant digits. */
static void significant_digits(double x, int n, Decimal *d)
{
    if (n > 17 || !fast_significant(x, n, d))
        exact_significant(x, n, d);
}

/* x * 10**n for 0 <= n <= 22, rounded half to even, if 128 bits are enough to do it exactly. */
static bool scale_and_round(double x, int n, Wide *value)
{
    uint64_t c;
    int q;
    take_apart(x, &c, &q);
    if (n < 0 || n > 22 || q >= 0)
        return false;
    *value = c;                                 /* in units of 2**q; 2**53 * 10**22 is below 2**127 */
    for (int left = n; left > 0; left -= 19)
        *value *= small_powers[MIN(left, 19)];
    if (q <= -128) {
        *value = 0;
    } else {
        Wide half = (Wide)1 << (-q - 1), rest = *value & (half * 2 - 1);
        *value >>= -q;
        *value += rest > half || (rest == half && (*value & 1));
    }
    return true;
}

/* x > 0 to n digits after the point. */
static void fraction_digits(double x, int n, Decimal *d)
{
    Wide value;
    if (!scale_and_round(x, n, &value)) {
        if (x >= 0x1p53 && x < 0x1p64) {
            set_digits(d, (uint64_t)x, 0);
        } else {
            char text[sizeof d->digit];
            snprintf(text, sizeof text, "%.*f", x >= 0x1p53 ? 0 : MIN(n, 1074), x);
            read_printed(d, text);
        }
        return;
    }
    uint64_t low = (uint64_t)(value % small_powers[19]), high = (uint64_t)(value / small_powers[19]);
    if (!high) {
        set_digits(d, low, -n);
        return;
    }
    d->count = count_digits(high) + 19;
    d->point = d->count - n;
    write_digits(d->digit, high, d->count - 19);
    write_digits(d->digit + d->count - 19, low, 19);
}

/* --- Layout --- */

/* Digits from to to (exclusive) of the decimal, zeros beyond its ends. */
static char *put_digits(char *out, const Decimal *d, ssize from, ssize to)
{
    for (; from < to && from < 0; from++)
        *out++ = '0';
    if (from < to && from < d->count) {
        ssize n = MIN(to, (ssize)d->count) - from;
        memcpy(out, d->digit + from, (size_t)n);
        out += n;
        from += n;
    }
    if (from < to) {
        memset(out, '0', (size_t)(to - from));
        out += to - from;
    }
    return out;
}

static char *put_exponent(char *out, int exponent, char letter)
{
    unsigned magnitude = (unsigned)(exponent < 0 ? -exponent : exponent);
    *out++ = letter;
    *out++ = exponent < 0 ? '-' : '+';
    if (magnitude >= 100)
        *out++ = (char)('0' + magnitude / 100);
    *out++ = (char)('0' + magnitude / 10 % 10);
    *out++ = (char)('0' + magnitude % 10);
    return out;
}

/* d.ddd with fraction digits after the point, then the exponent. */
static char *put_scientific(char *out, const Decimal *d, ssize fraction, unsigned flags, char letter)
{
    out = put_digits(out, d, 0, 1);
    if (fraction > 0 || flags & DOUBLE_ALT)
        *out++ = '.';
    out = put_digits(out, d, 1, 1 + fraction);
    return put_exponent(out, d->count ? d->point - 1 : 0, letter);
}

static char *put_plain(char *out, const Decimal *d, ssize fraction, unsigned flags)
{
    ssize point = d->count ? d->point : 0;
    if (point > 0)
        out = put_digits(out, d, 0, point);
    else
        *out++ = '0';
    if (fraction > 0 || flags & DOUBLE_ALT)
        *out++ = '.';
    if (fraction > 0)
        return put_digits(out, d, point, point + fraction);
    if (flags & DOUBLE_ADD_DOT_0) {
        if (!(flags & DOUBLE_ALT))
            *out++ = '.';
        *out++ = '0';
    }
    return out;
}

static ssize put_special(double x, bool capital, unsigned flags, char *out)
{
    ssize n = 0;
    if (isnan(x) ? flags & DOUBLE_SIGN : signbit(x) || flags & DOUBLE_SIGN)
        out[n++] = isinf(x) && x < 0 ? '-' : '+';
    memcpy(out + n, isnan(x) ? (capital ? "NAN" : "nan") : (capital ? "INF" : "inf"), 3);
    return n + 3;
}

/* The digits of magnitude that the code asks for. */
static void digits_for(double magnitude, char code, int precision, Decimal *d)
{
    uint64_t digits;
    int exponent;
    if (magnitude == 0) {
        d->count = d->point = 0;
    } else if (code == 'r') {
        double_shortest(magnitude, &digits, &exponent);
        set_digits(d, digits, exponent);
    } else if (code == 'f') {
        fraction_digits(magnitude, precision, d);
    } else {
        significant_digits(magnitude, code == 'e' ? (precision < INT_MAX ? precision + 1 : precision) : precision, d);
    }
}

ssize double_format(double x, char code, int precision, unsigned flags, char *out)
{
    bool capital = code >= 'A' && code <= 'Z';
    char *start = out, lower = (char)(code | 0x20);
    Decimal d;

    assert(precision >= 0);
    if (!isfinite(x))
        return put_special(x, capital, flags, out);
    if (lower == 'g')
        precision = MAX(precision, 1);
    digits_for(fabs(x), lower, precision, &d);
    if (signbit(x) && !(flags & DOUBLE_NO_NEG_0 && !d.count))
        *out++ = '-';
    else if (flags & DOUBLE_SIGN)
        *out++ = '+';

    if (lower == 'f')
        return put_plain(out, &d, precision, flags) - start;
    if (lower == 'e')
        return put_scientific(out, &d, precision, flags, (char)('E' | (code & 0x20))) - start;

    ssize digits = d.count, limit = 16, point = d.count ? d.point : 1;
    if (lower == 'g') {
        while (digits > 0 && d.digit[digits - 1] == '0')
            digits--;
        d.count = (int)digits;
        limit = precision - (flags & DOUBLE_ADD_DOT_0 ? 1 : 0);
        if (flags & DOUBLE_ALT)
            digits = precision;
    }
    if (point <= -4 || point > limit)
        out = put_scientific(out, &d, digits - 1, flags, capital ? 'E' : 'e');
    else
        out = put_plain(out, &d, digits - point, flags);
    return out - start;
}

ssize double_repr(double x, char *out)
{
    return double_format(x, 'r', 0, DOUBLE_ADD_DOT_0, out);
}

/* --- Rounding --- */

/* Cut d, exact, to its first n digits (0 <= n < d->count), rounding half to even. */
static void round_decimal(Decimal *d, int n)
{
    bool up = d->digit[n] > '5';
    if (d->digit[n] == '5') {
        bool more = false;
        for (int i = n + 1; i < d->count; i++)
            more |= d->digit[i] != '0';
        up = more || (n > 0 && (d->digit[n - 1] & 1));
    }
    d->count = n;
    if (!up)
        return;
    while (d->count > 0 && d->digit[d->count - 1] == '9')
        d->count--;
    if (d->count > 0) {
        d->digit[d->count - 1]++;
    } else {
        d->digit[d->count++] = '1';
        d->point++;
    }
}

/* x, below 2**63, to a multiple of 10**n. */
static double round_to_multiple(double x, int n)
{
    uint64_t power = small_powers[n], whole = (uint64_t)x, rest = whole % power, half = power / 2;
    bool fraction = x != (double)whole;     /* only below 2**53, where the conversion is exact */
    uint64_t multiple = whole - rest;
    if (rest > half || (rest == half && (fraction || (whole / power & 1))))
        multiple += power;
    return (double)multiple;
}

bool double_round(double x, int ndigits, double *result)
{
    Decimal d;
    Wide scaled;
    *result = x;
    if (!isfinite(x) || x == 0 || ndigits > 323)    /* doubles have no digits that far: nothing to round */
        return true;
    if (scale_and_round(fabs(x), ndigits, &scaled) && scaled <= UINT64_C(1) << 53) {
        *result = copysign((double)(uint64_t)scaled / exact_powers[ndigits], x);     /* both exact: one rounding */
        return true;
    }
    if (-18 <= ndigits && ndigits < 0 && fabs(x) < 0x1p63) {
        *result = copysign(round_to_multiple(fabs(x), -ndigits), x);
        return true;
    }
    *result = copysign(0.0, x);
    if (ndigits < -309)
        return true;
    exact_significant(fabs(x), MAX_DIGITS, &d);
    int keep = d.point + ndigits;
    if (keep < 0)
        return true;
    if (keep >= d.count) {
        *result = x;
        return true;
    }
    round_decimal(&d, keep);
    if (!d.count)
        return true;
    char text[MAX_DIGITS + 16];
    memcpy(text, d.digit, (size_t)d.count);
    char *end = put_exponent(text + d.count, d.point - d.count, 'e');
    size_t used;
    bool overflow;
    double magnitude = double_parse(text, (size_t)(end - text), &used, &overflow);
    *result = copysign(magnitude, x);
    return !overflow;
}
