/* coding.h: the encodings: how the codes of character sets are put into bytes. One step at a time; _multibyte.c has the loops. */
#ifndef KRAIT_MODULES__MULTIBYTE_CODING_H
#define KRAIT_MODULES__MULTIBYTE_CODING_H

#include "modules/_multibyte/charset.h"

typedef struct Encoding Encoding;

/* The result of decoding at one place. */
typedef struct Decoded {
    enum { DECODED, DECODED_NOTHING, ILLEGAL, INCOMPLETE } what;
    int length;                     /* bytes; of ILLEGAL, those to blame */
    uint32_t c, second;             /* second CHAR_NONE: only one */
} Decoded;

enum { ENCODED_LIMIT = 16, NEED_NEXT = -1 };

struct Encoding {
    const char *name;
    CharsetId sets[7];              /* what it needs, SET_COUNT at the end */
    uint16_t options;               /* of ISO 2022: the designations it knows */
    bool stateless;                 /* the state is always 0 */
    /* One step at p, n > 0 bytes being there. */
    Decoded (*decode)(const Encoding *e, Charset *const *set, uint64_t *state, const uint8_t *p, ssize n);
    /* Encodes c, next (CHAR_NONE: none so far) being at hand; out has room for ENCODED_LIMIT. The number of characters encoded: 0 if
     * c is not in the encoding, NEED_NEXT if next decides and is not known and more may come. */
    int (*encode)(const Encoding *e, Charset *const *set, uint64_t *state, uint32_t c, uint32_t next, bool final, uint8_t *out, int *n);
    /* The bytes that lead back to the initial state. */
    int (*reset)(uint64_t *state, uint8_t *out);
};

extern const Encoding multibyte_encodings[];
enum { ENCODING_COUNT = 24 };

/* iso2022.c */
Decoded iso2022_decode(const Encoding *e, Charset *const *set, uint64_t *state, const uint8_t *p, ssize n);
int iso2022_encode(const Encoding *e, Charset *const *set, uint64_t *state, uint32_t c, uint32_t next, bool final, uint8_t *out, int *n);
int iso2022_reset(uint64_t *state, uint8_t *out);
enum {                              /* the designations: bits of Encoding.options, in the order in which encoding tries them */
    HAS_JISX0208 = 1, HAS_JISX0201_ROMAN = 2, HAS_JISX0212 = 4, HAS_JISX0201_KANA = 8, HAS_KSX1001 = 16, HAS_GB2312 = 32, HAS_LATIN = 64,
    HAS_JISX0213 = 128, HAS_JISX0213_2004 = 256, HAS_JISX0213_PLANE2 = 512, HAS_KSX1001_G1 = 1024,
};

/* What a code means as characters. */
ALWAYS_INLINE Decoded decoded_code(const Charset *s, uint32_t code, int length)
{
    uint32_t c = charset_char(s, code);
    if (c == CHAR_NONE)
        return (Decoded){ILLEGAL, 1, 0, 0};
    if (c >= CHAR_PAIR)
        return (Decoded){DECODED, length, s->pair[c - CHAR_PAIR].first, s->pair[c - CHAR_PAIR].second};
    return (Decoded){DECODED, length, c, CHAR_NONE};
}
/* The code of c, or of c and next together; the number of characters as in Encoding.encode. */
int encoded_code(const Charset *s, uint32_t c, uint32_t next, bool final, uint32_t *code);

#endif
