/* floattext.h: double to decimal text and back, correctly rounded in both directions, whatever the locale. */
#ifndef KRAIT_BASE_FLOATTEXT_H
#define KRAIT_BASE_FLOATTEXT_H

#include "base/common.h"

/* The double nearest to the decimal number that s begins with: [sign] digits [. digits] [e [sign] digits],
 * with digits on at least one side of the point, or [sign] inf, infinity or nan in any case. *used is how
 * many of the n bytes belong to the number, 0 if there is none (the result is then 0). Too large: infinity,
 * and *overflow is true. Ties go to the even neighbour; what is too small becomes a zero of the right sign. */
double double_parse(const char *s, size_t n, size_t *used, bool *overflow);

/* The shortest decimal that reads back as x (finite, not 0; the sign is ignored), and of these the nearest:
 * digits * 10**exponent, digits without trailing zeros and below 10**17. */
void double_shortest(double x, uint64_t *digits, int *exponent);

#define DOUBLE_SIGN       1u    /* a sign even if positive */
#define DOUBLE_ADD_DOT_0  2u    /* ".0" after what would look like an integer */
#define DOUBLE_ALT        4u    /* always a decimal point; 'g' keeps its trailing zeros */
#define DOUBLE_NO_NEG_0   8u    /* no '-' when every digit is 0 */

enum { DOUBLE_REPR_SIZE = 32 };     /* bytes enough for code 'r' */

/* Bytes that double_format may write. */
static inline ssize double_format_bound(char code, int precision)
{
    return (code == 'f' || code == 'F' ? 320 : 32) + (ssize)MAX(precision, 1);
}

/* x as text: code 'r' (repr: shortest digits, exponent when below 1e-4 or from 1e16), 'e', 'f', 'g' as in C's
 * printf with that precision (>= 0), or 'E', 'F', 'G' for capitals. No NUL is written; returns the length.
 * out holds double_format_bound bytes, DOUBLE_REPR_SIZE for 'r'. 'g' with DOUBLE_ADD_DOT_0 turns to an
 * exponent one digit earlier, so that the added digit would not be one too many. */
ssize double_format(double x, char code, int precision, unsigned flags, char *out);

/* repr(x), for speed. out holds DOUBLE_REPR_SIZE bytes. */
ssize double_repr(double x, char *out);

/* round(x, ndigits): x rounded to a multiple of 10**-ndigits, its exact value deciding, ties to even; then to
 * the nearest double. False: the result is out of range. */
bool double_round(double x, int ndigits, double *result) MUST_CHECK;

#endif
