/* unicode_tables.h: the shape of the tables that tools/unicode_tables.c writes for base/unicode.c. */
#ifndef KRAIT_BASE_UNICODE_TABLES_H
#define KRAIT_BASE_UNICODE_TABLES_H

#include "base/common.h"

/* Properties that are yes or no, as bits of UnicodeRecord.flags. */
enum {
    UNICODE_ALPHA = 1 << 0,             /* categories Lu Ll Lt Lm Lo */
    UNICODE_DECIMAL = 1 << 1,
    UNICODE_DIGIT = 1 << 2,
    UNICODE_NUMERIC = 1 << 3,
    UNICODE_SPACE = 1 << 4,             /* category Zs, or bidirectional class WS, B or S */
    UNICODE_LINE_BREAK = 1 << 5,        /* where str.splitlines() splits */
    UNICODE_UPPER = 1 << 6,             /* Uppercase */
    UNICODE_LOWER = 1 << 7,             /* Lowercase */
    UNICODE_TITLE = 1 << 8,             /* category Lt */
    UNICODE_PRINTABLE = 1 << 9,         /* not Cc Cf Cs Co Cn Zl Zp Zs, or the space */
    UNICODE_CASED = 1 << 10,
    UNICODE_CASE_IGNORABLE = 1 << 11,
    UNICODE_XID_START = 1 << 12,
    UNICODE_XID_CONTINUE = 1 << 13,
    UNICODE_MIRRORED = 1 << 14,
    UNICODE_NFD_NO = 1 << 15,           /* quick checks: does not occur in that form */
    UNICODE_NFKD_NO = 1 << 16,
    UNICODE_NFC_NO = 1 << 17,
    UNICODE_NFKC_NO = 1 << 18,
    UNICODE_NFC_MAYBE = 1 << 19,        /* may compose with what stands before it */
    UNICODE_NFKC_MAYBE = 1 << 20,
    UNICODE_IN_3_2 = 1 << 21,           /* assigned in Unicode 3.2 (unicodedata.ucd_3_2_0, IDNA) */
};

/* The values of the enumerated properties, in the order of their numbers. */
#define UNICODE_CATEGORIES \
    "Cn", "Lu", "Ll", "Lt", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", \
    "Lm", "Lo", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So"
#define UNICODE_BIDIRECTIONALS \
    "", "L", "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN", "ES", "ET", "AN", "CS", "NSM", "BN", "B", "S", \
    "WS", "ON", "LRI", "RLI", "FSI", "PDI"
#define UNICODE_WIDTHS "N", "F", "H", "W", "Na", "A"
#define UNICODE_DECOMPOSITION_TAGS \
    "", "<noBreak>", "<compat>", "<super>", "<fraction>", "<sub>", "<font>", "<circle>", "<wide>", "<vertical>", \
    "<square>", "<isolated>", "<final>", "<initial>", "<medial>", "<small>", "<narrow>"

/* Everything about a code point but its name and decomposition; many share one. */
typedef struct UnicodeRecord {
    uint32_t flags;
    int32_t upper, lower, title;        /* distance to the simple mapping */
    uint16_t special;                   /* into unicode_specials, or 0: the full mappings are the simple ones */
    uint16_t numeric;                   /* into unicode_numerics, or 0 */
    uint8_t category, bidirectional, combining, width;
    int8_t decimal, digit;              /* or -1 */
} UnicodeRecord;

/* Full case mappings that differ from the simple ones, all four together in unicode_special_map from at:
 * first the upper ones, then lower, title, fold. */
typedef struct UnicodeSpecial {
    uint16_t at;
    uint8_t upper, lower, title, fold;  /* number of code points of each */
} UnicodeSpecial;

typedef struct UnicodePair {
    uint32_t first, second, composite;
} UnicodePair;

enum {
    UNICODE_LIMIT = 0x110000,
    UNICODE_SHIFT = 7,                  /* blocks of 128 in the record index */
    UNICODE_DECOMPOSITION_SHIFT = 7,    /* the same in the decomposition index */
};

extern const char unicode_version[];
extern const uint16_t unicode_record_block[UNICODE_LIMIT >> UNICODE_SHIFT];
extern const uint16_t unicode_record_index[];
extern const UnicodeRecord unicode_records[];
extern const uint32_t unicode_ascii_flags[128];
extern const double unicode_numerics[];
extern const UnicodeSpecial unicode_specials[];
extern const uint32_t unicode_special_map[];

/* unicode_decompositions at the index: tag << 8 | number of code points, then these in UTF-16. Index 0: none. */
extern const uint16_t unicode_decomposition_block[UNICODE_LIMIT >> UNICODE_DECOMPOSITION_SHIFT];
extern const uint16_t unicode_decomposition_index[];
extern const uint16_t unicode_decompositions[];

/* Primary composites, sorted by first, then second. */
extern const UnicodePair unicode_pairs[];
extern const int unicode_pair_count;

/* Names. Every name has an ordinal: first those of code points, in their order, then aliases, then sequences.
 * A name is a string of words. Word numbers go by frequency: those below unicode_word_singles take one byte,
 * others two; 0 ends the name. A word that begins with neither '-' nor ' ' has a space put before it unless it
 * is the first. A word's last character has its high bit set; every 8th word's place is in unicode_word_at.
 * Every 16th name's place is in unicode_name_at. */
typedef struct UnicodeNameRun {
    uint32_t code_point;                /* consecutive code points with consecutive ordinals from here */
    uint32_t ordinal;
} UnicodeNameRun;

/* Names made of a prefix and the code point in hexadecimal. */
typedef struct UnicodeNameRule {
    uint32_t first, last;
    char prefix[32];
} UnicodeNameRule;

enum {
    UNICODE_WORD_STRIDE = 8,
    UNICODE_NAME_STRIDE = 16,
    UNICODE_NAME_BUCKETS = 8192,
    UNICODE_NAME_LIMIT = 128,           /* no name is that long */
    UNICODE_SEQUENCE_LIMIT = 4,
};

extern const int unicode_word_singles;
extern const unsigned char unicode_words[];
extern const uint32_t unicode_word_at[];
extern const unsigned char unicode_names[];
extern const uint32_t unicode_name_at[];
extern const UnicodeNameRun unicode_name_runs[];    /* ends with one that starts at UNICODE_LIMIT */
extern const int unicode_name_run_count;            /* without that */
extern const UnicodeNameRule unicode_name_rules[];
extern const int unicode_name_rule_count;
extern const uint32_t unicode_aliases[];            /* code points, from ordinal unicode_alias_start */
extern const int unicode_alias_start, unicode_sequence_start;
extern const uint32_t unicode_sequences[][UNICODE_SEQUENCE_LIMIT];      /* filled up with zeros */
extern const uint16_t unicode_name_bucket[UNICODE_NAME_BUCKETS + 1];    /* ordinals of names with that hash: */
extern const uint16_t unicode_name_ordinal[];                           /* from bucket[h] to bucket[h + 1] */

/* The hash of a name in capitals, add character by character from 0. */
static inline uint32_t unicode_name_hash_add(uint32_t h, char c)
{
    return (h ^ (unsigned char)c) * 0x01000193u + 0x9E37u;
}

static inline uint32_t unicode_name_hash_end(uint32_t h)
{
    return (h ^ h >> 15) % UNICODE_NAME_BUCKETS;
}

#endif
