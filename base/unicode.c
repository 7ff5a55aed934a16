/* unicode.c: case, decomposition, normalisation and names over the tables of unicode_tables.h.
 *
 * Normalisation follows chapter 3.11 of the Unicode standard: decompose fully, sort marks by combining class,
 * and for the composed forms join each mark to its starter if a primary composite exists. Hangul is
 * computed (chapter 3.12). */
#include "base/unicode.h"

#include <stdlib.h>

/* --- Properties --- */

const char *unicode_category(uint32_t c)
{
    static const char names[][3] = {UNICODE_CATEGORIES};
    return names[unicode_record(c)->category];
}

const char *unicode_bidirectional(uint32_t c)
{
    static const char names[][4] = {UNICODE_BIDIRECTIONALS};
    return names[unicode_record(c)->bidirectional];
}

const char *unicode_east_asian_width(uint32_t c)
{
    static const char names[][3] = {UNICODE_WIDTHS};
    return names[unicode_record(c)->width];
}

/* --- Case --- */

static int copy_special(const uint32_t *from, int n, uint32_t *out)
{
    for (int i = 0; i < n; i++)
        out[i] = from[i];
    return n;
}

int unicode_upper_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT])
{
    const UnicodeRecord *r = unicode_record(c);
    const UnicodeSpecial *s = &unicode_specials[r->special];
    if (likely(!r->special)) {
        out[0] = c + (uint32_t)r->upper;
        return 1;
    }
    return copy_special(unicode_special_map + s->at, s->upper, out);
}

int unicode_lower_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT])
{
    const UnicodeRecord *r = unicode_record(c);
    const UnicodeSpecial *s = &unicode_specials[r->special];
    if (likely(!r->special)) {
        out[0] = c + (uint32_t)r->lower;
        return 1;
    }
    return copy_special(unicode_special_map + s->at + s->upper, s->lower, out);
}

int unicode_title_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT])
{
    const UnicodeRecord *r = unicode_record(c);
    const UnicodeSpecial *s = &unicode_specials[r->special];
    if (likely(!r->special)) {
        out[0] = c + (uint32_t)r->title;
        return 1;
    }
    return copy_special(unicode_special_map + s->at + s->upper + s->lower, s->title, out);
}

int unicode_fold_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT])
{
    const UnicodeRecord *r = unicode_record(c);
    const UnicodeSpecial *s = &unicode_specials[r->special];
    if (likely(!r->special)) {          /* where fold and lower differ there is a special */
        out[0] = c + (uint32_t)r->lower;
        return 1;
    }
    return copy_special(unicode_special_map + s->at + s->upper + s->lower + s->title, s->fold, out);
}

/* --- Hangul --- */

enum {
    HANGUL_S = 0xAC00, HANGUL_L = 0x1100, HANGUL_V = 0x1161, HANGUL_T = 0x11A7,
    HANGUL_LS = 19, HANGUL_VS = 21, HANGUL_TS = 28, HANGUL_SS = HANGUL_LS * HANGUL_VS * HANGUL_TS,
};

static inline bool is_hangul_syllable(uint32_t c)
{
    return c - HANGUL_S < (uint32_t)HANGUL_SS;
}

/* --- Decomposition --- */

static const uint16_t *decomposition_of(uint32_t c)
{
    if (c >= UNICODE_LIMIT)
        return unicode_decompositions;
    uint32_t block = unicode_decomposition_block[c >> UNICODE_DECOMPOSITION_SHIFT];
    uint32_t mask = (1u << UNICODE_DECOMPOSITION_SHIFT) - 1;
    return unicode_decompositions + unicode_decomposition_index[block << UNICODE_DECOMPOSITION_SHIFT | (c & mask)];
}

static int read_utf16(const uint16_t *from, int n, uint32_t *out)
{
    for (int i = 0; i < n; i++) {
        uint32_t c = *from++;
        if (c >= 0xD800 && c < 0xDC00)
            c = 0x10000 + ((c - 0xD800) << 10) + (*from++ - 0xDC00u);
        out[i] = c;
    }
    return n;
}

int unicode_decomposition(uint32_t c, const char **tag, uint32_t out[UNICODE_DECOMPOSITION_LIMIT])
{
    static const char tags[][11] = {UNICODE_DECOMPOSITION_TAGS};
    const uint16_t *d = decomposition_of(c);
    *tag = tags[d[0] >> 8];
    return read_utf16(d + 1, d[0] & 0xFF, out);
}

/* --- Normalisation --- */

static const struct {
    uint32_t no, maybe;                 /* flags of code points that do not, or might not, occur in the form */
    bool compose;
} forms[] = {
    [UNICODE_NFC] = {UNICODE_NFC_NO, UNICODE_NFC_MAYBE, true},
    [UNICODE_NFD] = {UNICODE_NFD_NO, 0, false},
    [UNICODE_NFKC] = {UNICODE_NFKC_NO, UNICODE_NFKC_MAYBE, true},
    [UNICODE_NFKD] = {UNICODE_NFKD_NO, 0, false},
};

static inline uint32_t unit(const void *text, int width, ssize i)
{
    return width == 1 ? ((const uint8_t *)text)[i] : width == 2 ? ((const uint16_t *)text)[i] : ((const uint32_t *)text)[i];
}

UnicodeAnswer unicode_quick_check(UnicodeForm form, const void *text, int width, ssize n)
{
    UnicodeAnswer answer = UNICODE_YES;
    int previous = 0;
    for (ssize i = 0; i < n; i++) {
        uint32_t c = unit(text, width, i);
        if (c < 0x80) {
            previous = 0;
            continue;
        }
        const UnicodeRecord *r = unicode_record(c);
        if (r->flags & forms[form].no || (r->combining && r->combining < previous))
            return UNICODE_NO;
        if (r->flags & forms[form].maybe)
            answer = UNICODE_MAYBE;
        previous = r->combining;
    }
    return answer;
}

/* Code points being decomposed; marks since the last starter are kept in order of their combining class. */
typedef struct {
    uint32_t *item;
    ssize len, cap;
} Buffer;

static bool put(Buffer *b, uint32_t c)
{
    if (b->len == b->cap) {
        if (b->cap > SSIZE_MAX_ / 8)
            return false;
        ssize cap = b->cap + b->cap / 2 + 32;
        uint32_t *item = realloc(b->item, (size_t)cap * sizeof *item);
        if (!item)
            return false;
        b->item = item;
        b->cap = cap;
    }
    b->item[b->len++] = c;
    return true;
}

/* Append the full decomposition of c. Mappings nest at most four deep. */
static bool decompose(Buffer *b, uint32_t c, uint32_t flag)
{
    if (c < 0x80 || !(unicode_record(c)->flags & flag))
        return put(b, c);
    if (is_hangul_syllable(c)) {
        uint32_t s = c - HANGUL_S, t = s % HANGUL_TS;
        return put(b, HANGUL_L + s / (HANGUL_VS * HANGUL_TS)) && put(b, HANGUL_V + s / HANGUL_TS % HANGUL_VS) &&
               (!t || put(b, HANGUL_T + t));
    }
    uint32_t mapping[UNICODE_DECOMPOSITION_LIMIT];
    const uint16_t *d = decomposition_of(c);
    int n = read_utf16(d + 1, d[0] & 0xFF, mapping);
    for (int i = 0; i < n; i++)
        if (!decompose(b, mapping[i], flag))
            return false;
    return true;
}

typedef struct {
    uint32_t cp;
    int class;
} Mark;

/* Sort one run of marks by class, stably: insertion for the usual few, counting for a run made to be slow. */
static bool sort_run(uint32_t *item, ssize n)
{
    if (n <= 32) {
        for (ssize i = 1; i < n; i++) {
            uint32_t c = item[i];
            int class = unicode_combining(c);
            ssize j = i;
            for (; j > 0 && unicode_combining(item[j - 1]) > class; j--)
                item[j] = item[j - 1];
            item[j] = c;
        }
        return true;
    }
    ssize start[257] = {0};
    Mark *marks = malloc((size_t)n * sizeof *marks);
    if (!marks)
        return false;
    for (ssize i = 0; i < n; i++) {
        marks[i] = (Mark){item[i], unicode_combining(item[i])};
        start[marks[i].class + 1]++;
    }
    for (int class = 1; class < 257; class++)
        start[class] += start[class - 1];
    for (ssize i = 0; i < n; i++)
        item[start[marks[i].class]++] = marks[i].cp;
    free(marks);
    return true;
}

static bool sort_marks(Buffer *b)
{
    for (ssize i = 0; i < b->len; i++) {
        if (b->item[i] < 0x300 || !unicode_combining(b->item[i]))
            continue;
        ssize start = i;
        while (i < b->len && unicode_combining(b->item[i]))
            i++;
        if (!sort_run(b->item + start, i - start))
            return false;
    }
    return true;
}

uint32_t unicode_compose(uint32_t first, uint32_t second)
{
    if (first - HANGUL_L < (uint32_t)HANGUL_LS && second - HANGUL_V < (uint32_t)HANGUL_VS)
        return HANGUL_S + ((first - HANGUL_L) * HANGUL_VS + (second - HANGUL_V)) * HANGUL_TS;
    if (is_hangul_syllable(first) && (first - HANGUL_S) % HANGUL_TS == 0 && second - HANGUL_T - 1 < (uint32_t)HANGUL_TS - 1)
        return first + (second - HANGUL_T);
    int low = 0, high = unicode_pair_count;
    while (low < high) {
        int middle = (low + high) / 2;
        const UnicodePair *p = &unicode_pairs[middle];
        if (p->first == first && p->second == second)
            return p->composite;
        if (p->first < first || (p->first == first && p->second < second))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Join, in place, each code point to the last starter unless something between blocks it. */
static void compose(Buffer *b)
{
    ssize starter = -1, out = 0;
    int previous = -1;          /* class of the last code point kept after the starter, -1 if there is none */
    for (ssize i = 0; i < b->len; i++) {
        uint32_t c = b->item[i];
        const UnicodeRecord *r = unicode_record(c);
        if (starter >= 0 && r->flags & UNICODE_NFC_MAYBE && previous < (int)r->combining) {
            uint32_t composite = unicode_compose(b->item[starter], c);
            if (composite) {
                b->item[starter] = composite;
                continue;
            }
        }
        if (r->combining) {
            previous = r->combining;
        } else {
            starter = out;
            previous = -1;
        }
        b->item[out++] = c;
    }
    b->len = out;
}

bool unicode_normalize(UnicodeForm form, const void *text, int width, ssize n, uint32_t **out, ssize *out_n)
{
    bool compatibility = form == UNICODE_NFKC || form == UNICODE_NFKD, ok = n <= SSIZE_MAX_ / 8;
    Buffer b = {NULL, 0, ok ? n + n / 8 + 8 : 0};
    ok = ok && (b.item = malloc((size_t)b.cap * sizeof *b.item)) != NULL;
    for (ssize i = 0; ok && i < n; i++)
        ok = decompose(&b, unit(text, width, i), compatibility ? UNICODE_NFKD_NO : UNICODE_NFD_NO);
    ok = ok && sort_marks(&b);
    if (!ok) {
        free(b.item);
        return false;
    }
    if (forms[form].compose)
        compose(&b);
    *out = b.item;
    *out_n = b.len;
    return true;
}

/* --- Names --- */

/* The short names of the Jamo, from which those of the syllables are made. */
static const char hangul_l[HANGUL_LS][3] = {
    "G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H",
};
static const char hangul_v[HANGUL_VS][4] = {
    "A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU", "YI", "I",
};
static const char hangul_t[HANGUL_TS][3] = {
    "", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S", "SS", "NG",
    "J", "C", "K", "T", "P", "H",
};
static const char hangul_prefix[] = "HANGUL SYLLABLE ";

static char *put_word(char *out, int number, bool first)
{
    const unsigned char *p = unicode_words + unicode_word_at[(number - 1) / UNICODE_WORD_STRIDE];
    for (int skip = (number - 1) % UNICODE_WORD_STRIDE; skip > 0; skip--)
        while (!(*p++ & 0x80))
            ;
    char begin = (char)(*p & 0x7F);
    if (!first && begin != '-' && begin != ' ')
        *out++ = ' ';
    for (;; p++) {
        *out++ = (char)(*p & 0x7F);
        if (*p & 0x80)
            return out;
    }
}

/* The name with that ordinal. Returns its end. */
static char *put_name(char *out, int ordinal)
{
    const unsigned char *p = unicode_names + unicode_name_at[ordinal / UNICODE_NAME_STRIDE];
    int singles = unicode_word_singles;
    for (int skip = ordinal % UNICODE_NAME_STRIDE; skip > 0; skip--) {
        while (*p)
            p += *p < singles ? 1 : 2;
        p++;
    }
    for (bool first = true; *p; first = false) {
        int number = *p++;
        if (number >= singles)
            number = singles + (number - singles) * 256 + *p++;
        out = put_word(out, number, first);
    }
    return out;
}

static char *put_text(char *out, const char *text)
{
    size_t n = strlen(text);
    memcpy(out, text, n);
    return out + n;
}

static char *put_hex(char *out, uint32_t c)
{
    for (int shift = c >= 0x100000 ? 20 : c >= 0x10000 ? 16 : 12; shift >= 0; shift -= 4)
        *out++ = "0123456789ABCDEF"[c >> shift & 15];
    return out;
}

/* The index of the last run that does not begin after c, or -1. */
static int find_run(uint32_t c)
{
    int low = 0, high = unicode_name_run_count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (unicode_name_runs[middle].code_point <= c)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

int unicode_name(uint32_t c, char out[UNICODE_NAME_LIMIT])
{
    char *p = out;
    if (is_hangul_syllable(c)) {
        uint32_t s = c - HANGUL_S;
        p = put_text(p, hangul_prefix);
        p = put_text(p, hangul_l[s / (HANGUL_VS * HANGUL_TS)]);
        p = put_text(p, hangul_v[s / HANGUL_TS % HANGUL_VS]);
        p = put_text(p, hangul_t[s % HANGUL_TS]);
    } else {
        int i = find_run(c);
        if (i >= 0) {
            const UnicodeNameRun *run = &unicode_name_runs[i];
            if (c - run->code_point < run[1].ordinal - run->ordinal)
                p = put_name(p, (int)(run->ordinal + (c - run->code_point)));
        }
        for (i = 0; i < unicode_name_rule_count && p == out; i++)
            if (unicode_name_rules[i].first <= c && c <= unicode_name_rules[i].last)
                p = put_hex(put_text(p, unicode_name_rules[i].prefix), c);
    }
    *p = 0;
    return (int)(p - out);
}

/* The number of the longest of the texts that s begins with; -1 if none. Advances *s. */
static int longest_match(const char **s, const char *texts, int count, size_t size)
{
    int best = -1;
    size_t best_length = 0;
    for (int i = 0; i < count; i++) {
        const char *text = texts + (size_t)i * size;
        size_t n = strlen(text);
        if (!strncmp(*s, text, n) && (best < 0 || n > best_length)) {
            best = i;
            best_length = n;
        }
    }
    *s += best_length;
    return best;
}

static bool find_hangul(const char *name, uint32_t *c)
{
    if (strncmp(name, hangul_prefix, sizeof hangul_prefix - 1) != 0)
        return false;
    name += sizeof hangul_prefix - 1;
    int l = longest_match(&name, hangul_l[0], HANGUL_LS, sizeof hangul_l[0]);
    int v = longest_match(&name, hangul_v[0], HANGUL_VS, sizeof hangul_v[0]);
    int t = longest_match(&name, hangul_t[0], HANGUL_TS, sizeof hangul_t[0]);
    *c = (uint32_t)(HANGUL_S + (l * HANGUL_VS + v) * HANGUL_TS + t);
    return l >= 0 && v >= 0 && t >= 0 && !*name;
}

/* "PREFIX-" and the code point as put_hex writes it. */
static bool find_by_rule(const char *name, uint32_t *c)
{
    for (int i = 0; i < unicode_name_rule_count; i++) {
        const UnicodeNameRule *rule = &unicode_name_rules[i];
        size_t n = strlen(rule->prefix);
        if (strncmp(name, rule->prefix, n) != 0)
            continue;
        char *end, digits[8];
        unsigned long value = strtoul(name + n, &end, 16);
        if (value < rule->first || value > rule->last)
            continue;
        *put_hex(digits, (uint32_t)value) = 0;
        *c = (uint32_t)value;
        if (!strcmp(name + n, digits))
            return true;
    }
    return false;
}

/* The ordinal of a name in capitals, or -1. */
static int find_ordinal(const char *name, ssize n)
{
    uint32_t h = 0;
    for (ssize i = 0; i < n; i++)
        h = unicode_name_hash_add(h, name[i]);
    h = unicode_name_hash_end(h);
    for (int i = unicode_name_bucket[h]; i < unicode_name_bucket[h + 1]; i++) {
        char candidate[UNICODE_NAME_LIMIT];
        int ordinal = unicode_name_ordinal[i];
        char *end = put_name(candidate, ordinal);
        if (end - candidate == n && !memcmp(candidate, name, (size_t)n))
            return ordinal;
    }
    return -1;
}

static uint32_t code_point_of_ordinal(uint32_t ordinal)
{
    int low = 0, high = unicode_name_run_count;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (unicode_name_runs[middle].ordinal <= ordinal)
            low = middle;
        else
            high = middle;
    }
    return unicode_name_runs[low].code_point + (ordinal - unicode_name_runs[low].ordinal);
}

int unicode_lookup_sequence(const char *name, ssize n, uint32_t out[UNICODE_SEQUENCE_LIMIT])
{
    char capitals[UNICODE_NAME_LIMIT];
    if (n <= 0 || n >= UNICODE_NAME_LIMIT)
        return 0;
    for (ssize i = 0; i < n; i++) {
        if (!name[i])
            return 0;
        capitals[i] = (char)(name[i] - (name[i] >= 'a' && name[i] <= 'z' ? 32 : 0));
    }
    capitals[n] = 0;
    if (find_hangul(capitals, out) || find_by_rule(capitals, out))
        return 1;
    int ordinal = find_ordinal(capitals, n), count = 0;
    if (ordinal < 0)
        return 0;
    if (ordinal < unicode_alias_start) {
        out[0] = code_point_of_ordinal((uint32_t)ordinal);
        return 1;
    }
    if (ordinal < unicode_sequence_start) {
        out[0] = unicode_aliases[ordinal - unicode_alias_start];
        return 1;
    }
    for (const uint32_t *s = unicode_sequences[ordinal - unicode_sequence_start]; count < UNICODE_SEQUENCE_LIMIT && s[count]; count++)
        out[count] = s[count];
    return count;
}

bool unicode_lookup(const char *name, ssize n, uint32_t *c)
{
    uint32_t out[UNICODE_SEQUENCE_LIMIT];
    bool found = unicode_lookup_sequence(name, n, out) == 1;
    if (found)
        *c = out[0];
    return found;
}
