/* charset.c: builds character sets from the tables of the C library's iconv(3), one code at a time, when first used.
 *
 * A set is asked for its characters code by code (some 30,000 questions, a few milliseconds) and from then on lives in arrays,
 * so that coding never calls iconv and errors are found where they are. Where the C library's table is of another edition than
 * the one that Python's encodings follow, a list of corrections says so.
 */
#include "modules/_multibyte/charset.h"

#include <iconv.h>
#include <stdlib.h>

/* Codes first to last stand for the characters from `character` on. */
typedef struct Correction { uint32_t first, last, character; uint8_t what; } Correction;
enum { DROP = 1, DECODE = 2, ENCODE = 4, BOTH = DECODE | ENCODE };

static const Correction gbk_corrections[] = {{0x80, 0x80, 0, DROP}, {0}};

/* The edition of 2000: what later got characters of its own lies in the private use area. */
static const Correction gb18030_corrections[] = {
    {0xA6D9, 0xA6DF, 0xE78D, BOTH}, {0xA6EC, 0xA6ED, 0xE794, BOTH}, {0xA6F3, 0xA6F3, 0xE796, BOTH}, {0xA8BC, 0xA8BC, 0xE7C7, BOTH},
    {0xFE51, 0xFE53, 0xE816, BOTH}, {0xFE59, 0xFE59, 0xE81E, BOTH}, {0xFE61, 0xFE61, 0xE826, BOTH}, {0xFE66, 0xFE67, 0xE82B, BOTH},
    {0xFE6C, 0xFE6D, 0xE831, BOTH}, {0xFE76, 0xFE76, 0xE83B, BOTH}, {0xFE7E, 0xFE7E, 0xE843, BOTH}, {0xFE90, 0xFE91, 0xE854, BOTH},
    {0xFEA0, 0xFEA0, 0xE864, BOTH}, {0}};

/* The rows that ETEN added, in the arrangement of the Unicode consortium's table. */
#define ETEN_ROWS \
    {0x80, 0x80, 0, DROP}, {0xC6A1, 0xC6A1, 0x30FE, BOTH}, {0xC6A2, 0xC6A3, 0x309D, BOTH}, {0xC6A4, 0xC6A4, 0x3005, BOTH}, \
    {0xC6A5, 0xC6F7, 0x3041, BOTH}, {0xC6F8, 0xC6FE, 0x30A1, BOTH}, {0xC740, 0xC77E, 0x30A8, BOTH}, \
    {0xC7A1, 0xC7B0, 0x30E7, BOTH}, {0xC7B1, 0xC7B2, 0x0414, BOTH}, {0xC7B3, 0xC7B3, 0x0401, BOTH}, \
    {0xC7B4, 0xC7BA, 0x0416, BOTH}, {0xC7BB, 0xC7CD, 0x0423, BOTH}, {0xC7CE, 0xC7CE, 0x0451, BOTH}, \
    {0xC7CF, 0xC7E8, 0x0436, BOTH}, {0xC7E9, 0xC7F2, 0x2460, BOTH}, {0xC7F3, 0xC7FC, 0x2474, BOTH}, \
    {0xC7FD, 0xC7FE, 0, DROP}, {0xC840, 0xC87E, 0, DROP}, {0xC8A1, 0xC8FE, 0, DROP}
static const Correction big5_corrections[] = {
    ETEN_ROWS, {0xA145, 0xA145, 0x2022, BOTH}, {0xA14E, 0xA14E, 0xFF64, BOTH}, {0xA1C2, 0xA1C2, 0x203E, BOTH},
    {0xA1E3, 0xA1E3, 0x223C, BOTH}, {0xA1F2, 0xA1F2, 0x2641, BOTH}, {0xA1F3, 0xA1F3, 0x2609, BOTH}, {0xA241, 0xA241, 0xFF0F, BOTH},
    {0xA242, 0xA242, 0xFF3C, BOTH}, {0xA244, 0xA244, 0x00A5, BOTH}, {0xA246, 0xA247, 0x00A2, BOTH}, {0xA3E1, 0xA3E1, 0, DROP},
    {0xF9D6, 0xF9FE, 0, DROP}, {0}};
static const Correction cp950_corrections[] = {
    ETEN_ROWS, {0xA145, 0xA145, 0x2022, ENCODE}, {0xA14E, 0xA14E, 0xFF64, ENCODE}, {0xA1C2, 0xA1C2, 0x203E, ENCODE},
    {0xA1E3, 0xA1E3, 0x223C, ENCODE}, {0xA1F2, 0xA1F2, 0x2641, ENCODE}, {0xA1F3, 0xA1F3, 0x2609, ENCODE},
    {0xA244, 0xA244, 0x00A5, ENCODE}, {0xA246, 0xA247, 0x00A2, ENCODE}, {0xA451, 0xA451, 0x5341, ENCODE},
    {0xA4CA, 0xA4CA, 0x5345, ENCODE}, {0}};
static const Correction big5hkscs_corrections[] = {     /* the edition of 2004 */
    {0x80, 0x80, 0, DROP}, {0x877A, 0x877E, 0, DROP}, {0x87A1, 0x87DF, 0, DROP}, {0xA15A, 0xA15A, 0x2574, BOTH},
    {0xA1C3, 0xA1C3, 0xFFE3, BOTH}, {0xA1C5, 0xA1C5, 0x02CD, BOTH}, {0xA1FE, 0xA1FE, 0xFF0F, DECODE}, {0xA240, 0xA240, 0xFF3C, DECODE},
    {0xA2CC, 0xA2CC, 0x5341, DECODE}, {0xA2CE, 0xA2CE, 0x5345, DECODE}, {0}};

static const Correction cp932_corrections[] = {
    {0x80, 0x80, 0x0080, BOTH}, {0xA0, 0xA0, 0xF8F0, BOTH}, {0xFD, 0xFF, 0xF8F1, BOTH}, {0x8191, 0x8192, 0x00A2, ENCODE},
    {0x81CA, 0x81CA, 0x00AC, ENCODE}, {0x8161, 0x8161, 0x2016, ENCODE}, {0x817C, 0x817C, 0x2212, ENCODE},
    {0x8160, 0x8160, 0x301C, ENCODE}, {0}};
static const Correction shift_jis_corrections[] = {
    {0x5C, 0x5C, 0x005C, BOTH}, {0x7E, 0x7E, 0x007E, BOTH}, {0x5C, 0x5C, 0x00A5, ENCODE}, {0x7E, 0x7E, 0x203E, ENCODE}, {0}};
static const Correction euc_jp_corrections[] = {
    {0x80, 0x8D, 0, DROP}, {0x90, 0x9F, 0, DROP}, {0x1A2B7, 0x1A2B7, 0x007E, DECODE}, {0x5C, 0x5C, 0x00A5, ENCODE},
    {0x7E, 0x7E, 0x203E, ENCODE}, {0}};
#define EUC_JISX0213_COMMON {0xA1BD, 0xA1BD, 0x2015, BOTH}, {0xA2D6, 0xA2D7, 0x2985, BOTH}, {0x80, 0x8D, 0, DROP}, {0x90, 0x9F, 0, DROP}
static const Correction euc_jisx0213_corrections[] = {          /* without the ten characters that came in 2004 */
    EUC_JISX0213_COMMON, {0xAEA1, 0xAEA1, 0, DROP}, {0xAFFE, 0xAFFE, 0, DROP}, {0xCFD4, 0xCFD4, 0, DROP}, {0xCFFE, 0xCFFE, 0, DROP},
    {0xF4A7, 0xF4A7, 0, DROP}, {0xFEFA, 0xFEFE, 0, DROP}, {0x1FDBB, 0x1FDBB, 0x9B1D, BOTH}, {0}};
static const Correction euc_jis_2004_corrections[] = {EUC_JISX0213_COMMON, {0}};
#define SHIFT_JISX0213_COMMON \
    {0x815C, 0x815C, 0x2015, BOTH}, {0x815F, 0x815F, 0x005C, BOTH}, {0x81B0, 0x81B0, 0x007E, BOTH}, {0x81D4, 0x81D5, 0x2985, BOTH}
static const Correction shift_jisx0213_corrections[] = {
    SHIFT_JISX0213_COMMON, {0x879F, 0x879F, 0, DROP}, {0x889E, 0x889E, 0, DROP}, {0x9873, 0x9873, 0, DROP}, {0x989E, 0x989E, 0, DROP},
    {0xEAA5, 0xEAA5, 0, DROP}, {0xEFF8, 0xEFFC, 0, DROP}, {0xFC5A, 0xFC5A, 0x9B1D, BOTH}, {0}};
static const Correction shift_jis_2004_corrections[] = {SHIFT_JISX0213_COMMON, {0}};
static const Correction euc_kr_corrections[] = {
    {0x80, 0x9F, 0, DROP}, {0xA2E8, 0xA2E8, 0, DROP}, {0xA4D4, 0xA4D4, 0x3164, ENCODE}, {0}};
static const Correction johab_corrections[] = {
    {0x5C, 0x5C, 0x005C, BOTH}, {0x8441, 0x8441, 0x3000, DECODE}, {0x8442, 0x8443, 0x3131, DECODE}, {0x8445, 0x8445, 0x3134, DECODE},
    {0x8448, 0x8448, 0x3137, DECODE}, {0x8449, 0x8449, 0x3139, DECODE}, {0x8451, 0x8451, 0x3141, DECODE},
    {0x8453, 0x8453, 0x3142, DECODE}, {0x8455, 0x8458, 0x3145, DECODE}, {0x8459, 0x845D, 0x314A, DECODE},
    {0xD9E8, 0xD9E8, 0, DROP}, {0}};
static const Correction no_corrections[] = {{0}};

typedef struct Source {
    const char *name;               /* iconv's */
    bool planes;                    /* three-byte codes after 0x8F */
    bool last;                      /* of several codes for one character the last one is the right one; else the first */
    const Correction *corrections;
} Source;

static const Source sources[SET_COUNT] = {
    [SET_GB2312] = {"EUC-CN", false, false, no_corrections},
    [SET_GBK] = {"GBK", false, false, gbk_corrections},
    [SET_GB18030] = {"GB18030", false, false, gb18030_corrections},
    [SET_BIG5] = {"BIG5", false, true, big5_corrections},
    [SET_CP950] = {"BIG5", false, false, cp950_corrections},
    [SET_BIG5HKSCS] = {"BIG5-HKSCS", false, true, big5hkscs_corrections},
    [SET_CP932] = {"CP932", false, false, cp932_corrections},
    [SET_SHIFT_JIS] = {"SJIS", false, false, shift_jis_corrections},
    [SET_EUC_JP] = {"EUC-JP", true, false, euc_jp_corrections},
    [SET_EUC_JISX0213] = {"EUC-JISX0213", true, false, euc_jisx0213_corrections},
    [SET_EUC_JIS_2004] = {"EUC-JISX0213", true, false, euc_jis_2004_corrections},
    [SET_SHIFT_JISX0213] = {"SHIFT_JISX0213", false, false, shift_jisx0213_corrections},
    [SET_SHIFT_JIS_2004] = {"SHIFT_JISX0213", false, false, shift_jis_2004_corrections},
    [SET_CP949] = {"UHC", false, false, no_corrections},
    [SET_EUC_KR] = {"EUC-KR", false, false, euc_kr_corrections},
    [SET_JOHAB] = {"JOHAB", false, true, johab_corrections},
};

static bool set_char(Charset *s, uint32_t code, uint32_t c)
{
    uint32_t **row = &s->row[code >> 16][code >> 8 & 0xFF];
    if (!*row) {
        if (c == CHAR_NONE)
            return true;
        if (!(*row = malloc(256 * sizeof **row)))
            return false;
        memset(*row, 0xFF, 256 * sizeof **row);
    }
    (*row)[code & 0xFF] = c;
    return true;
}

static bool set_code(Charset *s, uint32_t c, uint32_t code)
{
    uint32_t **page = &s->page[c >> 8];
    if (!*page) {
        if (!(*page = malloc(256 * sizeof **page)))
            return false;
        memset(*page, 0xFF, 256 * sizeof **page);
    }
    (*page)[c & 0xFF] = code;
    return true;
}

/* What iconv makes of n bytes: the number of characters, 0 for none. */
static int ask(iconv_t cd, const uint8_t *bytes, size_t n, uint32_t c[4])
{
    char *from = (char *)bytes, *to = (char *)c;
    size_t room = 4 * sizeof *c;
    iconv(cd, NULL, NULL, NULL, NULL);
    if (iconv(cd, &from, &n, &to, &room) == (size_t)-1 || n)
        return 0;
    iconv(cd, NULL, NULL, &to, &room);          /* a character kept back, as it might begin a pair */
    return (int)((to - (char *)c) / (ssize)sizeof *c);
}

/* Asks for one code of n bytes, and notes the answer. */
static bool read_code(Charset *s, iconv_t cd, uint32_t code, const uint8_t *bytes, size_t n)
{
    uint32_t c[4];
    switch (ask(cd, bytes, n, c)) {
    case 1:
        return set_char(s, code, c[0]);
    case 2:
        if (s->pair_count == COUNT_OF(s->pair))
            return true;
        s->pair[s->pair_count] = (CharPair){c[0], c[1], code};
        return set_char(s, code, CHAR_PAIR + (uint32_t)s->pair_count++);
    default:
        return true;
    }
}

static bool read_codes(Charset *s, iconv_t cd, bool planes)
{
    for (int i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        if (!read_code(s, cd, byte, &byte, 1))
            return false;
    }
    for (uint32_t lead = 0x80; lead < 0x100; lead++)
        for (uint32_t trail = 0x21; trail < 0xFF && charset_char(s, lead) == CHAR_NONE; trail++) {
            uint8_t bytes[3] = {0x8F, (uint8_t)lead, (uint8_t)trail};
            if (!read_code(s, cd, lead << 8 | trail, bytes + 1, 2))
                return false;
            if (planes && lead > 0xA0 && trail > 0xA0 && !read_code(s, cd, CODE_PLANE2 | lead << 8 | trail, bytes, 3))
                return false;
        }
    return true;
}

static bool correct(Charset *s, const Correction *c)
{
    for (; c->what; c++)
        for (uint32_t code = c->first; code <= c->last; code++)
            if ((c->what & (DROP | DECODE)) && !set_char(s, code, c->what == DROP ? CHAR_NONE : c->character + (code - c->first)))
                return false;
    return true;
}

/* The other direction, from the characters of all codes. */
static bool invert(Charset *s, bool last, const Correction *correction)
{
    for (uint32_t code = 0; code < 2 * CODE_PLANE2; code++) {
        uint32_t c = charset_char(s, code);
        if (c < 0x30000 && (last || charset_code(s, c) == CODE_NONE) && !set_code(s, c, code))
            return false;
    }
    for (const Correction *c = correction; c->what; c++)
        for (uint32_t code = c->first; c->what == ENCODE && code <= c->last; code++)
            if (!set_code(s, c->character + (code - c->first), code))
                return false;
    for (int i = 0; i < s->pair_count; i++) {
        uint32_t code = charset_code(s, s->pair[i].first);
        if (code != CODE_NONE && !set_code(s, s->pair[i].first, code | CODE_STARTS_PAIR))
            return false;
    }
    return true;
}

/* GB18030's four-byte codes number the characters of the BMP that have no shorter code. */
static bool number_rest(Charset *s)
{
    uint16_t n = 0;
    s->linear = calloc(0x10000, sizeof *s->linear);
    s->linear_char = calloc(LINEAR_COUNT, sizeof *s->linear_char);
    if (!s->linear || !s->linear_char)
        return false;
    for (uint32_t c = 0x80; c < 0x10000 && n < LINEAR_COUNT; c++)
        if ((c & 0xF800) != 0xD800 && charset_code(s, c) == CODE_NONE) {
            s->linear_char[n++] = (uint16_t)c;
            s->linear[c] = n;
        }
    return true;
}

Charset *charset_new(Thread *t, CharsetId id)
{
    const Source *source = &sources[id];
    iconv_t cd = iconv_open("UTF-32LE", source->name);
    if (cd == (iconv_t)-1)
        return raise_format(t, &exc_LookupError, "the C library has no table of the character set %s", source->name), NULL;
    Charset *s = calloc(1, sizeof *s);
    bool ok = s && read_codes(s, cd, source->planes) && correct(s, source->corrections)
              && invert(s, source->last, source->corrections) && (id != SET_GB18030 || number_rest(s));
    iconv_close(cd);
    if (!ok) {
        charset_free(s);
        return raise_memory(t), NULL;
    }
    s->planes = source->planes;
    s->ascii = true;
    for (uint32_t c = 0; c < 0x80; c++)
        s->ascii &= charset_char(s, c) == c && charset_code(s, c) == c;
    return s;
}

void charset_free(Charset *s)
{
    if (!s)
        return;
    for (int plane = 0; plane < 2; plane++)
        for (int i = 0; i < 256; i++)
            free(s->row[plane][i]);
    for (int i = 0; i < COUNT_OF(s->page); i++)
        free(s->page[i]);
    free(s->linear);
    free(s->linear_char);
    free(s);
}

uint32_t charset_pair(const Charset *s, uint32_t first, uint32_t second)
{
    for (int i = 0; i < s->pair_count; i++)
        if (s->pair[i].first == first && s->pair[i].second == second)
            return s->pair[i].code;
    return CODE_NONE;
}
