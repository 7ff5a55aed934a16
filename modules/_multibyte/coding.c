/* coding.c: the encodings whose codes lie side by side (EUC, Shift JIS, Big5, ...), GB18030's four-byte codes, EUC-KR's composed
 * syllables, HZ; and the table of all encodings. */
#include "modules/_multibyte/coding.h"

static const Decoded illegal = {ILLEGAL, 1, 0, 0}, incomplete = {INCOMPLETE, 0, 0, 0};

int encoded_code(const Charset *s, uint32_t c, uint32_t next, bool final, uint32_t *code)
{
    uint32_t found = charset_code(s, c);
    if (found == CODE_NONE)
        return 0;
    *code = found & CODE_MASK;
    if (!(found & CODE_STARTS_PAIR))
        return 1;
    if (next == CHAR_NONE)
        return final ? 1 : NEED_NEXT;
    uint32_t pair = charset_pair(s, c, next);
    if (pair == CODE_NONE)
        return 1;
    *code = pair;
    return 2;
}

static int put_code(uint32_t code, uint8_t *out)
{
    int n = 0;
    if (code >= CODE_PLANE2)
        out[n++] = 0x8F;
    if (code >= 0x100)
        out[n++] = (uint8_t)(code >> 8);
    out[n++] = (uint8_t)code;
    return n;
}

/* --- Codes side by side --- */

static Decoded plain_decode(const Encoding *e UNUSED, Charset *const *set, uint64_t *state UNUSED, const uint8_t *p, ssize n)
{
    const Charset *s = set[0];
    uint32_t c = s->row[0][0][p[0]];
    if (c != CHAR_NONE)
        return (Decoded){DECODED, 1, c, CHAR_NONE};
    if (p[0] == 0x8F && s->planes) {
        if (n < 3)
            return incomplete;
        return decoded_code(s, CODE_PLANE2 | (uint32_t)p[1] << 8 | p[2], 3);
    }
    if (!s->row[0][p[0]])
        return illegal;
    if (n < 2)
        return incomplete;
    return decoded_code(s, (uint32_t)p[0] << 8 | p[1], 2);
}

static int plain_encode(const Encoding *e UNUSED, Charset *const *set, uint64_t *state UNUSED, uint32_t c, uint32_t next, bool final,
                        uint8_t *out, int *n)
{
    uint32_t code;
    int taken = encoded_code(set[0], c, next, final, &code);
    if (taken > 0)
        *n = put_code(code, out);
    return taken;
}

/* --- GB18030 --- */

static Decoded gb18030_decode(const Encoding *e, Charset *const *set, uint64_t *state, const uint8_t *p, ssize n)
{
    if (p[0] <= 0x80 || p[0] == 0xFF || (n >= 2 && p[1] - 0x30u > 9))
        return plain_decode(e, set, state, p, n);
    if (n < 2 || (n < 4 && (n < 3 || (p[2] > 0x80 && p[2] < 0xFF))))
        return incomplete;
    if (p[2] - 0x81u > 0x7D || p[3] - 0x30u > 9)
        return illegal;
    uint32_t i = ((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 1260 + (p[2] - 0x81u) * 10 + (p[3] - 0x30u);
    if (i < LINEAR_COUNT)
        return (Decoded){DECODED, 4, set[0]->linear_char[i], CHAR_NONE};
    i -= (0x90 - 0x81) * 12600;
    return i < 0x100000 ? (Decoded){DECODED, 4, 0x10000 + i, CHAR_NONE} : illegal;
}

static int gb18030_encode(const Encoding *e, Charset *const *set, uint64_t *state, uint32_t c, uint32_t next, bool final, uint8_t *out,
                          int *n)
{
    int taken = plain_encode(e, set, state, c, next, final, out, n);
    if (taken)
        return taken;
    uint32_t i;
    if (c >= 0x10000)
        i = c - 0x10000 + (0x90 - 0x81) * 12600;
    else if (set[0]->linear[c])
        i = set[0]->linear[c] - 1u;
    else
        return 0;
    out[0] = (uint8_t)(0x81 + i / 12600);
    out[1] = (uint8_t)(0x30 + i / 1260 % 10);
    out[2] = (uint8_t)(0x81 + i / 10 % 126);
    out[3] = (uint8_t)(0x30 + i % 10);
    *n = 4;
    return 1;
}

/* --- EUC-KR: the syllables that KS X 1001 lacks are made of the filler A4D4 and three letters, A4xx each --- */

static const uint8_t initials[] = {0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xA9, 0xB1, 0xB2, 0xB3, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE};
static const uint8_t finals[] = {0xD4, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB4,
                                 0xB5, 0xB6, 0xB7, 0xB8, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE};
enum { LETTER = 0xA4, FILLER = 0xD4, VOWEL = 0xBF, VOWEL_COUNT = 21, FINAL_COUNT = 28, SYLLABLE = 0xAC00, SYLLABLE_COUNT = 11172 };

static int index_of(const uint8_t *list, int n, uint8_t byte)
{
    for (int i = 0; i < n; i++)
        if (list[i] == byte)
            return i;
    return -1;
}

static Decoded euc_kr_decode(const Encoding *e, Charset *const *set, uint64_t *state, const uint8_t *p, ssize n)
{
    if (n < 2 || p[0] != LETTER || p[1] != FILLER)
        return plain_decode(e, set, state, p, n);
    if (n < 8)
        return incomplete;
    int initial = index_of(initials, COUNT_OF(initials), p[3]), vowel = p[5] - VOWEL, last = index_of(finals, COUNT_OF(finals), p[7]);
    if (p[2] != LETTER || p[4] != LETTER || p[6] != LETTER || initial < 0 || vowel < 0 || vowel >= VOWEL_COUNT || last < 0)
        return illegal;
    return (Decoded){DECODED, 8, (uint32_t)(SYLLABLE + (initial * VOWEL_COUNT + vowel) * FINAL_COUNT + last), CHAR_NONE};
}

static int euc_kr_encode(const Encoding *e, Charset *const *set, uint64_t *state, uint32_t c, uint32_t next, bool final, uint8_t *out, int *n)
{
    int taken = plain_encode(e, set, state, c, next, final, out, n);
    uint32_t i = c - SYLLABLE;
    if (taken || i >= SYLLABLE_COUNT)
        return taken;
    out[0] = out[2] = out[4] = out[6] = LETTER;
    out[1] = FILLER;
    out[3] = initials[i / FINAL_COUNT / VOWEL_COUNT];
    out[5] = (uint8_t)(VOWEL + i / FINAL_COUNT % VOWEL_COUNT);
    out[7] = finals[i % FINAL_COUNT];
    *n = 8;
    return 1;
}

/* --- HZ (RFC 1843): ASCII and, between ~{ and ~}, GB 2312. The state is 1 there. --- */

static Decoded hz_decode(const Encoding *e UNUSED, Charset *const *set, uint64_t *state, const uint8_t *p, ssize n)
{
    if (p[0] == '~') {
        if (n < 2)
            return incomplete;
        if (p[1] == (*state ? '}' : '{')) {
            *state = !*state;
            return (Decoded){DECODED_NOTHING, 2, 0, 0};
        }
        if (*state)
            return illegal;
        if (p[1] == '~')
            return (Decoded){DECODED, 2, '~', CHAR_NONE};
        return p[1] == '\n' ? (Decoded){DECODED_NOTHING, 2, 0, 0} : illegal;
    }
    if (p[0] & 0x80)
        return illegal;
    if (!*state)
        return (Decoded){DECODED, 1, p[0], CHAR_NONE};
    if (n < 2)
        return incomplete;
    return decoded_code(set[0], (p[0] | 0x80u) << 8 | p[1] | 0x80u, 2);
}

static int hz_reset(uint64_t *state, uint8_t *out)
{
    if (!*state)
        return 0;
    *state = 0;
    memcpy(out, "~}", 2);
    return 2;
}

static int hz_encode(const Encoding *e UNUSED, Charset *const *set, uint64_t *state, uint32_t c, uint32_t next UNUSED, bool final UNUSED,
                     uint8_t *out, int *n)
{
    if (c < 0x80) {
        *n = hz_reset(state, out);
        out[(*n)++] = (uint8_t)c;
        if (c == '~')
            out[(*n)++] = '~';
        return 1;
    }
    uint32_t code = charset_code(set[0], c);
    if (code == CODE_NONE)
        return 0;
    *n = 0;
    if (!*state) {
        *state = 1;
        memcpy(out, "~{", 2);
        *n = 2;
    }
    out[(*n)++] = code >> 8 & 0x7F;
    out[(*n)++] = code & 0x7F;
    return 1;
}

/* --- All encodings --- */

#define PLAIN(name, set) {name, {set, SET_COUNT}, 0, true, plain_decode, plain_encode, NULL}
#define ISO2022(name, options, ...) {name, {__VA_ARGS__, SET_COUNT}, options, false, iso2022_decode, iso2022_encode, iso2022_reset}
const Encoding multibyte_encodings[ENCODING_COUNT] = {
    PLAIN("gb2312", SET_GB2312),
    PLAIN("gbk", SET_GBK),
    {"gb18030", {SET_GB18030, SET_COUNT}, 0, true, gb18030_decode, gb18030_encode, NULL},
    {"hz", {SET_GB2312, SET_COUNT}, 0, false, hz_decode, hz_encode, hz_reset},
    PLAIN("big5", SET_BIG5),
    PLAIN("cp950", SET_CP950),
    PLAIN("big5hkscs", SET_BIG5HKSCS),
    PLAIN("cp932", SET_CP932),
    PLAIN("shift_jis", SET_SHIFT_JIS),
    PLAIN("euc_jp", SET_EUC_JP),
    PLAIN("euc_jisx0213", SET_EUC_JISX0213),
    PLAIN("euc_jis_2004", SET_EUC_JIS_2004),
    PLAIN("shift_jisx0213", SET_SHIFT_JISX0213),
    PLAIN("shift_jis_2004", SET_SHIFT_JIS_2004),
    PLAIN("cp949", SET_CP949),
    {"euc_kr", {SET_EUC_KR, SET_COUNT}, 0, true, euc_kr_decode, euc_kr_encode, NULL},
    PLAIN("johab", SET_JOHAB),
    ISO2022("iso2022_jp", HAS_JISX0208 | HAS_JISX0201_ROMAN, SET_EUC_JP),
    ISO2022("iso2022_jp_1", HAS_JISX0208 | HAS_JISX0201_ROMAN | HAS_JISX0212, SET_EUC_JP),
    ISO2022("iso2022_jp_2", HAS_JISX0208 | HAS_JISX0201_ROMAN | HAS_JISX0212 | HAS_KSX1001 | HAS_GB2312 | HAS_LATIN,
            SET_EUC_JP, SET_EUC_KR, SET_GB2312),
    ISO2022("iso2022_jp_ext", HAS_JISX0208 | HAS_JISX0201_ROMAN | HAS_JISX0212 | HAS_JISX0201_KANA, SET_EUC_JP),
    ISO2022("iso2022_jp_3", HAS_JISX0208 | HAS_JISX0213 | HAS_JISX0213_PLANE2, SET_EUC_JP, SET_EUC_JISX0213),
    ISO2022("iso2022_jp_2004", HAS_JISX0208 | HAS_JISX0213_2004 | HAS_JISX0213_PLANE2, SET_EUC_JP, SET_EUC_JIS_2004),
    ISO2022("iso2022_kr", HAS_KSX1001_G1, SET_EUC_KR),
};
