/* charset.h: coded character sets: maps between the codes of an East Asian character set and Unicode. */
#ifndef KRAIT_MODULES__MULTIBYTE_CHARSET_H
#define KRAIT_MODULES__MULTIBYTE_CHARSET_H

#include "object/method.h"

typedef enum {
    SET_GB2312, SET_GBK, SET_GB18030, SET_BIG5, SET_CP950, SET_BIG5HKSCS, SET_CP932, SET_SHIFT_JIS, SET_EUC_JP, SET_EUC_JISX0213,
    SET_EUC_JIS_2004, SET_SHIFT_JISX0213, SET_SHIFT_JIS_2004, SET_CP949, SET_EUC_KR, SET_JOHAB, SET_COUNT
} CharsetId;

/* A code is the bytes as a big-endian number; of three bytes with the lead byte 0x8F (EUC), 0x10000 + the other two. */
enum {
    CODE_NONE = 0xFFFFFFFFu, CODE_PLANE2 = 0x10000,
    CODE_MASK = 0x1FFFF, CODE_STARTS_PAIR = 0x20000,            /* in what charset_code gives: see charset_pair */
    CHAR_NONE = 0xFFFFFFFFu, CHAR_PAIR = 0x80000000u,           /* CHAR_PAIR + n: the two characters pair[n] */
};
typedef struct CharPair { uint32_t first, second, code; } CharPair;

/* Characters by lead byte and trail byte, codes by the upper bits and the lower byte of the character. */
typedef struct Charset {
    uint32_t *row[2][256];          /* [0][0] has the codes of one byte; NULL: no code starts so */
    uint32_t *page[0x300];
    bool ascii;                     /* the bytes below 0x80 are ASCII */
    bool planes;                    /* 0x8F begins three-byte codes */
    int pair_count;
    CharPair pair[64];
    uint16_t *linear, *linear_char; /* GB18030: four-byte codes of the BMP, by character (+ 1; 0: none) and back; else NULL */
} Charset;
enum { LINEAR_COUNT = 39420 };

/* Makes the set; NULL with LookupError when the C library has no table for it. */
Charset *charset_new(Thread *t, CharsetId id);
void charset_free(Charset *s);

ALWAYS_INLINE uint32_t charset_char(const Charset *s, uint32_t code)
{
    const uint32_t *row = s->row[code >> 16][code >> 8 & 0xFF];
    return row ? row[code & 0xFF] : CHAR_NONE;
}
ALWAYS_INLINE uint32_t charset_code(const Charset *s, uint32_t c)
{
    const uint32_t *page = c >> 8 < 0x300 ? s->page[c >> 8] : NULL;
    return page ? page[c & 0xFF] : CODE_NONE;
}
/* The code that stands for two characters together, or CODE_NONE. */
uint32_t charset_pair(const Charset *s, uint32_t first, uint32_t second);

#endif
