/* iso2022.c: the ISO 2022 encodings: escape sequences designate character sets (RFC 1468, 1554, 1557, 2237; JIS X 0213).
 *
 * The state: designations of G0, G1 and G2 as bytes 0 to 2 (0: ASCII resp. none), and SHIFTED while SO is in force. All codes have
 * seven bits; the same with the eighth bit set are those of the EUC sets they come from.
 */
#include "modules/_multibyte/coding.h"

enum { ESC = 0x1B, SO = 0x0E, SI = 0x0F, SHIFTED = 1 << 24, ESCAPE_LIMIT = 16 };
enum { LATIN_1 = 100, GREEK = 101 };        /* designations of G2, which only decoding uses */

/* In the order in which encoding tries them: the first that may be designated and has the character wins. */
static const struct Designation {
    const char *escape;             /* without the ESC */
    uint16_t option;
    uint8_t g;                      /* G0, G1 or G2 */
    uint8_t id;                     /* in the state */
    uint8_t set;                    /* index into the encoding's sets */
    uint32_t plane;                 /* what its codes have beyond seven bits; 0: one byte */
    bool decode_only;
} designations[] = {
    {"$B", HAS_JISX0208, 0, 1, 0, 0x8080, false},
    {"$@", HAS_JISX0208, 0, 2, 0, 0x8080, true},            /* JIS C 6226-1978 */
    {"(J", HAS_JISX0201_ROMAN, 0, 3, 0, 0, false},
    {"$(D", HAS_JISX0212, 0, 4, 0, CODE_PLANE2 | 0x8080, false},
    {"(I", HAS_JISX0201_KANA, 0, 5, 0, 0, false},
    {"$(C", HAS_KSX1001, 0, 6, 1, 0x8080, false},
    {"$A", HAS_GB2312, 0, 7, 2, 0x8080, false},
    {"$(A", HAS_GB2312, 0, 7, 2, 0x8080, true},             /* against RFC 1554, but seen */
    {"$(O", HAS_JISX0213, 0, 8, 1, 0x8080, false},
    {"$(Q", HAS_JISX0213_2004, 0, 9, 1, 0x8080, false},
    {"$(P", HAS_JISX0213_PLANE2, 0, 10, 1, CODE_PLANE2 | 0x8080, false},
    {"$)C", HAS_KSX1001_G1, 1, 11, 0, 0x8080, false},
    {".A", HAS_LATIN, 2, LATIN_1, 0, 0, true},
    {".F", HAS_LATIN, 2, GREEK, 0, 0, true},
    {"(B", 0xFFFF, 0, 0, 0, 0, true},                       /* ASCII */
};
enum { JISX0201_ROMAN = 3, JISX0201_KANA = 5 };

static uint8_t designated(uint64_t state, int g) { return (uint8_t)(state >> 8 * g); }
static void designate(uint64_t *state, int g, uint8_t id) { *state = (*state & ~((uint64_t)0xFF << 8 * g)) | (uint64_t)id << 8 * g; }

static const struct Designation *find_designation(uint8_t id)
{
    for (int i = 0; i < COUNT_OF(designations); i++)
        if (designations[i].id == id)
            return &designations[i];
    return NULL;
}

/* --- Decoding --- */

static Decoded decode_escape(const Encoding *e, uint64_t *state, const uint8_t *p, ssize n)
{
    ssize end = 2;
    while (end < n && end < ESCAPE_LIMIT && !(p[end] >= '@' && p[end] <= 'Z'))
        end++;
    if (end == n && n < ESCAPE_LIMIT)
        return (Decoded){INCOMPLETE, 0, 0, 0};
    if (end < ESCAPE_LIMIT)
        end++;
    if (p[1] == '&' && end >= 3 && p[2] == '@')             /* announces JIS X 0208-1990, whose own escape sequence follows */
        return (Decoded){DECODED_NOTHING, 3, 0, 0};
    for (int i = 0; i < COUNT_OF(designations); i++) {
        const struct Designation *d = &designations[i];
        ssize len = (ssize)strlen(d->escape);
        if ((e->options & d->option) && len == end - 1 && memcmp(p + 1, d->escape, (size_t)len) == 0) {
            designate(state, d->g, d->id);
            return (Decoded){DECODED_NOTHING, (int)end, 0, 0};
        }
    }
    return (Decoded){ILLEGAL, (int)end, 0, 0};
}

/* The right half of ISO 8859-7, as far as it is not in the order of Unicode; 0: undefined. */
static const uint16_t greek[32] = {
    0xA0, 0x2018, 0x2019, 0xA3, 0x20AC, 0x20AF, 0xA6, 0xA7, 0xA8, 0xA9, 0x37A, 0xAB, 0xAC, 0xAD, 0, 0x2015,
    0xB0, 0xB1, 0xB2, 0xB3, 0x384, 0x385, 0x386, 0xB7, 0x388, 0x389, 0x38A, 0xBB, 0x38C, 0xBD, 0x38E, 0x38F,
};
static uint32_t greek_char(uint32_t i)
{
    uint32_t c = i < COUNT_OF(greek) ? greek[i] : 0x390 + (i - COUNT_OF(greek));
    return c == 0x3A2 || c == 0x3CF ? 0 : c;
}

/* After ESC N: one character of G2. */
static Decoded decode_single_shift(uint64_t state, const uint8_t *p, ssize n)
{
    uint8_t set = designated(state, 2);
    if (set != LATIN_1 && set != GREEK)
        return (Decoded){DECODED_NOTHING, 2, 0, 0};
    if (n < 3)
        return (Decoded){INCOMPLETE, 0, 0, 0};
    uint32_t i = p[2] - 0x20u;
    if (i >= 96)
        return (Decoded){ILLEGAL, 1, 0, 0};
    uint32_t c = set == LATIN_1 ? 0xA0 + i : greek_char(i);
    return c ? (Decoded){DECODED, 3, c, CHAR_NONE} : (Decoded){ILLEGAL, 1, 0, 0};
}

Decoded iso2022_decode(const Encoding *e, Charset *const *set, uint64_t *state, const uint8_t *p, ssize n)
{
    if (p[0] == ESC) {
        if (n < 2)
            return (Decoded){INCOMPLETE, 0, 0, 0};
        if (p[1] == 'N' && (e->options & HAS_LATIN))
            return decode_single_shift(*state, p, n);
        if (strchr("($).&", p[1]) && p[1])
            return decode_escape(e, state, p, n);
        return (Decoded){DECODED, 1, ESC, CHAR_NONE};
    }
    if ((p[0] == SO || p[0] == SI) && (e->options & HAS_KSX1001_G1)) {
        *state = p[0] == SO ? *state | SHIFTED : *state & ~(uint64_t)SHIFTED;
        return (Decoded){DECODED_NOTHING, 1, 0, 0};
    }
    if (p[0] == '\n') {
        *state &= ~(uint64_t)SHIFTED;
        designate(state, 2, 0);
    }
    if (p[0] & 0x80)
        return (Decoded){ILLEGAL, 1, 0, 0};
    uint8_t id = designated(*state, *state & SHIFTED ? 1 : 0);
    if (p[0] <= 0x20 || !id)
        return (Decoded){DECODED, 1, p[0], CHAR_NONE};
    const struct Designation *d = find_designation(id);
    if (!d)
        return (Decoded){ILLEGAL, 1, 0, 0};
    if (id == JISX0201_ROMAN)
        return (Decoded){DECODED, 1, p[0] == '\\' ? 0xA5 : p[0] == '~' ? 0x203E : p[0], CHAR_NONE};
    if (id == JISX0201_KANA)
        return p[0] < 0x60 ? (Decoded){DECODED, 1, 0xFF61 + (p[0] - 0x21u), CHAR_NONE} : (Decoded){ILLEGAL, 1, 0, 0};
    if (n < 2)
        return (Decoded){INCOMPLETE, 0, 0, 0};
    if (p[1] & 0x80)
        return (Decoded){ILLEGAL, 1, 0, 0};
    return decoded_code(set[d->set], d->plane | (uint32_t)p[0] << 8 | p[1], 2);
}

/* --- Encoding --- */

static void add(uint8_t *out, int *n, const char *text)
{
    size_t len = strlen(text);
    memcpy(out + *n, text, len);
    *n += (int)len;
}

static void shift(uint64_t *state, bool on, uint8_t *out, int *n)
{
    if (on == ((*state & SHIFTED) != 0))
        return;
    *state ^= SHIFTED;
    out[(*n)++] = on ? SO : SI;
}

int iso2022_reset(uint64_t *state, uint8_t *out)
{
    int n = 0;
    shift(state, false, out, &n);
    if (designated(*state, 0)) {
        designate(state, 0, 0);
        add(out, &n, "\033(B");
    }
    return n;
}

/* The code of c in one set: as in Encoding.encode. */
static int code_in(const struct Designation *d, Charset *const *set, uint32_t c, uint32_t next, bool final, uint32_t *code)
{
    switch (d->id) {
    case JISX0201_ROMAN:
        *code = c == 0xA5 ? '\\' : '~';
        return c == 0xA5 || c == 0x203E;
    case JISX0201_KANA:
        *code = c - 0xFF61 + 0x21;
        return c - 0xFF61 < 0x3F;
    default: {
        int taken = encoded_code(set[d->set], c, next, final, code);
        /* Only what lies in this plane: the sets have their other plane, ASCII and half-width letters too. */
        return taken > 0 && ((*code & ~0x7F7Fu) != d->plane || (*code & 0x7F00) < 0x2100) ? 0 : taken;
    }
    }
}

/* The set for c: *taken says of it what Encoding.encode does. A pair comes before a first character alone, wherever that is. */
static const struct Designation *choose(const Encoding *e, Charset *const *set, uint32_t c, uint32_t next, bool final, int *taken, uint32_t *code)
{
    for (int i = 0; i < COUNT_OF(designations); i++) {
        const struct Designation *d = &designations[i];
        if ((e->options & d->option & (HAS_JISX0213 | HAS_JISX0213_2004)) && !d->decode_only) {
            *taken = code_in(d, set, c, next, final, code);
            if (*taken == 2 || *taken == NEED_NEXT)
                return d;
        }
    }
    for (int i = 0; i < COUNT_OF(designations); i++) {
        const struct Designation *d = &designations[i];
        if ((e->options & d->option) && !d->decode_only && (*taken = code_in(d, set, c, next, final, code)))
            return d;
    }
    *taken = 0;
    return NULL;
}

int iso2022_encode(const Encoding *e, Charset *const *set, uint64_t *state, uint32_t c, uint32_t next, bool final, uint8_t *out, int *n)
{
    uint32_t code;
    int taken;
    *n = 0;
    if (c < 0x80) {
        *n = iso2022_reset(state, out);
        out[(*n)++] = (uint8_t)c;
        return 1;
    }
    const struct Designation *d = choose(e, set, c, next, final, &taken, &code);
    if (taken <= 0)
        return taken;
    if (designated(*state, d->g) != d->id) {
        designate(state, d->g, d->id);
        out[(*n)++] = ESC;
        add(out, n, d->escape);
    }
    shift(state, d->g == 1, out, n);
    if (d->plane)
        out[(*n)++] = code >> 8 & 0x7F;
    out[(*n)++] = code & 0x7F;
    return taken;
}
