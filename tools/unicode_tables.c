/* unicode_tables.c: writes the Unicode tables of base/unicode.c from the Unicode Character Database.
 *
 *     unicode_tables OUT.c [UCD-FOLDER]        the folder is /usr/share/unicode if not given
 *
 * Reads UnicodeData.txt, DerivedCoreProperties.txt, DerivedNormalizationProps.txt, DerivedAge.txt,
 * EastAsianWidth.txt, CaseFolding.txt, SpecialCasing.txt, NameAliases.txt, NamedSequences.txt and
 * extracted/DerivedNumericValues.txt. The shape of the tables is explained in base/unicode_tables.h.
 * Memory is never freed: the program ends soon. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/unicode_tables.h"

#define LIMIT UNICODE_LIMIT

typedef struct {
    int n;
    uint32_t cp[20];
} Mapping;

/* What the files say about one code point. */
typedef struct {
    UnicodeRecord record;
    Mapping upper, lower, title, fold;      /* full mappings; n is 0 where they are the simple ones */
    Mapping decomposition;
    int tag;
    const char *name;                       /* NULL: none, or made by a rule */
    bool excluded;                          /* Full_Composition_Exclusion */
} Character;

static Character characters[LIMIT];
static const char *folder = "/usr/share/unicode";
static FILE *out;

static void fail(const char *format, ...) PRINTF(1, 2) NORETURN;
static void fail(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "unicode_tables: ");
    vfprintf(stderr, format, args);
    fprintf(stderr, "\n");
    va_end(args);
    exit(1);
}

static void *more(void *p, size_t size)
{
    p = realloc(p, size);
    if (!p)
        fail("out of memory");
    return p;
}

static char *copy_text(const char *s)
{
    return strcpy(more(NULL, strlen(s) + 1), s);
}

/* --- Reading the files: lines of fields between semicolons, '#' begins a comment --- */

enum { FIELDS = 16 };

typedef struct {
    FILE *file;
    char path[600], line[4000];
    char *field[FIELDS];
    int count;
} Reader;

static Reader *reader_open(const char *name)
{
    Reader *r = more(NULL, sizeof *r);
    snprintf(r->path, sizeof r->path, "%s/%s", folder, name);
    r->file = fopen(r->path, "r");
    if (!r->file)
        fail("cannot open %s (Debian package unicode-data)", r->path);
    return r;
}

static char *strip(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    char *end = s + strlen(s);
    while (end > s && isspace((unsigned char)end[-1]))
        *--end = 0;
    return s;
}

/* The next line that says something, split into fields. */
static bool reader_next(Reader *r)
{
    while (fgets(r->line, sizeof r->line, r->file)) {
        r->line[strcspn(r->line, "#")] = 0;
        if (!*strip(r->line))
            continue;
        r->count = 0;
        for (char *p = r->line; p && r->count < FIELDS;) {
            char *next = strchr(p, ';');
            if (next)
                *next++ = 0;
            r->field[r->count++] = strip(p);
            p = next;
        }
        for (int i = r->count; i < FIELDS; i++)
            r->field[i] = r->line + strlen(r->line);
        return true;
    }
    fclose(r->file);
    return false;
}

static uint32_t code_point(const char *s)
{
    char *end;
    unsigned long cp = strtoul(s, &end, 16);
    if (end == s || cp >= LIMIT)
        fail("not a code point: %s", s);
    return (uint32_t)cp;
}

/* "XXXX" or "XXXX..YYYY". */
static void range_of(const char *s, uint32_t *first, uint32_t *last)
{
    const char *dots = strstr(s, "..");
    *first = code_point(s);
    *last = dots ? code_point(dots + 2) : *first;
}

static Mapping mapping_of(char *s)
{
    Mapping m = {0};
    for (char *p = strtok(s, " "); p; p = strtok(NULL, " ")) {
        if (m.n == COUNT_OF(m.cp))
            fail("mapping too long");
        m.cp[m.n++] = code_point(p);
    }
    return m;
}

static uint8_t find(const char *what, const char *const *list, ssize n)
{
    for (ssize i = 0; i < n; i++)
        if (!strcmp(what, list[i]))
            return (uint8_t)i;
    fail("unknown property value %s", what);
}

static const char *const categories[] = {UNICODE_CATEGORIES};
static const char *const bidirectionals[] = {UNICODE_BIDIRECTIONALS};
static const char *const widths[] = {UNICODE_WIDTHS};
static const char *const tags[] = {UNICODE_DECOMPOSITION_TAGS};

/* --- Names that are made by rule --- */

static UnicodeNameRule rules[200];
static int rule_count;

static void add_rule(uint32_t first, uint32_t last, const char *prefix)
{
    if (rule_count && rules[rule_count - 1].last + 1 == first && !strcmp(rules[rule_count - 1].prefix, prefix)) {
        rules[rule_count - 1].last = last;
        return;
    }
    if (rule_count == COUNT_OF(rules))
        fail("too many name rules");
    UnicodeNameRule *rule = &rules[rule_count++];
    rule->first = first;
    rule->last = last;
    if (strlen(prefix) >= sizeof rule->prefix)
        fail("prefix too long: %s", prefix);
    strcpy(rule->prefix, prefix);
}

/* The name of one code point: kept, or turned into a rule if it is "PREFIX-" and the code point. */
static void set_name(uint32_t cp, const char *name)
{
    char suffix[16];
    int n = snprintf(suffix, sizeof suffix, "-%04X", cp);
    size_t length = strlen(name);
    if (length >= UNICODE_NAME_LIMIT)
        fail("name too long: %s", name);
    if (length > (size_t)n && !strcmp(name + length - (size_t)n, suffix)) {
        char *prefix = copy_text(name);
        prefix[length - (size_t)n + 1] = 0;
        add_rule(cp, cp, prefix);
    } else if (name[0] != '<') {
        characters[cp].name = copy_text(name);
    }
}

static void name_range(uint32_t first, uint32_t last, const char *label)
{
    if (!strncmp(label, "<CJK Ideograph", 14))
        add_rule(first, last, "CJK UNIFIED IDEOGRAPH-");
    else if (!strncmp(label, "<Tangut Ideograph", 17))
        add_rule(first, last, "TANGUT IDEOGRAPH-");
}

/* --- One function per file --- */

static uint32_t flags_of_category(const char *category, const char *bidirectional, uint32_t cp)
{
    uint32_t flags = 0;
    if (category[0] == 'L')
        flags |= UNICODE_ALPHA;
    if (!strcmp(category, "Lt"))
        flags |= UNICODE_TITLE;
    if ((category[0] != 'C' && category[0] != 'Z') || cp == ' ')
        flags |= UNICODE_PRINTABLE;
    if (!strcmp(category, "Zs") || !strcmp(bidirectional, "WS") || !strcmp(bidirectional, "B") || !strcmp(bidirectional, "S"))
        flags |= UNICODE_SPACE;
    /* Paragraph separators, and what is "BK" in UAX #14 besides: vertical tab, form feed, line separator. */
    if (!strcmp(bidirectional, "B") || cp == 0x0B || cp == 0x0C || cp == 0x2028)
        flags |= UNICODE_LINE_BREAK;
    return flags;
}

static void read_unicode_data(void)
{
    Reader *r = reader_open("UnicodeData.txt");
    uint32_t first = 0;
    while (reader_next(r)) {
        uint32_t cp = code_point(r->field[0]);
        char *name = r->field[1], **f = r->field;
        bool range = strstr(name, ", Last>") != NULL;
        if (!range)
            first = cp;

        UnicodeRecord record = {.decimal = -1, .digit = -1};
        record.category = find(f[2], categories, COUNT_OF(categories));
        record.combining = (uint8_t)atoi(f[3]);
        record.bidirectional = find(f[4], bidirectionals, COUNT_OF(bidirectionals));
        record.flags = flags_of_category(f[2], f[4], cp);
        if (*f[6]) {
            record.decimal = (int8_t)atoi(f[6]);
            record.flags |= UNICODE_DECIMAL;
        }
        if (*f[7]) {
            record.digit = (int8_t)atoi(f[7]);
            record.flags |= UNICODE_DIGIT;
        }
        if (*f[9] == 'Y')
            record.flags |= UNICODE_MIRRORED;
        if (*f[12])
            record.upper = (int32_t)(code_point(f[12]) - cp);
        if (*f[13])
            record.lower = (int32_t)(code_point(f[13]) - cp);
        record.title = *f[14] ? (int32_t)(code_point(f[14]) - cp) : record.upper;
        for (uint32_t c = first; c <= cp; c++)
            characters[c].record = record;

        if (range)
            name_range(first, cp, name);
        else if (!strstr(name, ", First>"))
            set_name(cp, name);
        if (*f[5]) {
            char *mapping = f[5], *tag_end = strchr(mapping, '>');
            if (tag_end) {
                tag_end[1] = 0;
                characters[cp].tag = find(mapping, tags, COUNT_OF(tags));
                mapping = tag_end + 2;
            }
            characters[cp].decomposition = mapping_of(mapping);
        }
    }
}

typedef struct {
    const char *property, *value;
    uint32_t flag;
} FlagRow;

/* Files of "range ; property [; value]". */
static void read_flags(const char *name, const FlagRow *row, ssize rows)
{
    Reader *r = reader_open(name);
    while (reader_next(r)) {
        for (ssize i = 0; i < rows; i++) {
            if (strcmp(r->field[1], row[i].property) != 0 || strcmp(r->field[2], row[i].value) != 0)
                continue;
            uint32_t first, last;
            range_of(r->field[0], &first, &last);
            for (uint32_t c = first; c <= last; c++)
                characters[c].record.flags |= row[i].flag;
        }
        if (!strcmp(r->field[1], "Full_Composition_Exclusion")) {
            uint32_t first, last;
            range_of(r->field[0], &first, &last);
            for (uint32_t c = first; c <= last; c++)
                characters[c].excluded = true;
        }
    }
}

static void read_properties(void)
{
    static const FlagRow core[] = {
        {"Uppercase", "", UNICODE_UPPER}, {"Lowercase", "", UNICODE_LOWER},
        {"Cased", "", UNICODE_CASED}, {"Case_Ignorable", "", UNICODE_CASE_IGNORABLE},
        {"XID_Start", "", UNICODE_XID_START}, {"XID_Continue", "", UNICODE_XID_CONTINUE},
    };
    static const FlagRow normal[] = {
        {"NFD_QC", "N", UNICODE_NFD_NO}, {"NFKD_QC", "N", UNICODE_NFKD_NO},
        {"NFC_QC", "N", UNICODE_NFC_NO}, {"NFKC_QC", "N", UNICODE_NFKC_NO},
        {"NFC_QC", "M", UNICODE_NFC_MAYBE}, {"NFKC_QC", "M", UNICODE_NFKC_MAYBE},
    };
    static const FlagRow age[] = {
        {"1.1", "", UNICODE_IN_3_2}, {"2.0", "", UNICODE_IN_3_2}, {"2.1", "", UNICODE_IN_3_2},
        {"3.0", "", UNICODE_IN_3_2}, {"3.1", "", UNICODE_IN_3_2}, {"3.2", "", UNICODE_IN_3_2},
    };
    read_flags("DerivedCoreProperties.txt", core, COUNT_OF(core));
    read_flags("DerivedNormalizationProps.txt", normal, COUNT_OF(normal));
    read_flags("DerivedAge.txt", age, COUNT_OF(age));
}

static void read_widths(void)
{
    Reader *r = reader_open("EastAsianWidth.txt");
    while (reader_next(r)) {
        uint32_t first, last;
        range_of(r->field[0], &first, &last);
        for (uint32_t c = first; c <= last; c++)
            characters[c].record.width = find(r->field[1], widths, COUNT_OF(widths));
    }
}

static double numerics[1000] = {-1};
static int numeric_count = 1;

static void read_numerics(void)
{
    Reader *r = reader_open("extracted/DerivedNumericValues.txt");
    while (reader_next(r)) {
        uint32_t first, last;
        char *slash = strchr(r->field[3], '/');
        double value = strtod(r->field[3], NULL);
        if (slash)
            value /= strtod(slash + 1, NULL);
        int i = 1;
        while (i < numeric_count && numerics[i] != value)
            i++;
        if (i == COUNT_OF(numerics))
            fail("too many numeric values");
        if (i == numeric_count)
            numerics[numeric_count++] = value;
        range_of(r->field[0], &first, &last);
        for (uint32_t c = first; c <= last; c++) {
            characters[c].record.numeric = (uint16_t)i;
            characters[c].record.flags |= UNICODE_NUMERIC;
        }
    }
}

static void read_casing(void)
{
    Reader *r = reader_open("SpecialCasing.txt");
    while (reader_next(r)) {
        if (*r->field[4])
            continue;                   /* depends on language or context: final sigma is str.lower's affair */
        Character *c = &characters[code_point(r->field[0])];
        c->lower = mapping_of(r->field[1]);
        c->title = mapping_of(r->field[2]);
        c->upper = mapping_of(r->field[3]);
    }
    r = reader_open("CaseFolding.txt");
    while (reader_next(r))
        if (*r->field[1] == 'C' || *r->field[1] == 'F')
            characters[code_point(r->field[0])].fold = mapping_of(r->field[2]);
}

typedef struct {
    const char *name;
    uint32_t cp[UNICODE_SEQUENCE_LIMIT];
} Extra;

static Extra aliases[2000], sequences[2000];
static int alias_count, sequence_count;

static void read_extra_names(void)
{
    Reader *r = reader_open("NameAliases.txt");
    while (reader_next(r)) {
        if (alias_count == COUNT_OF(aliases))
            fail("too many aliases");
        aliases[alias_count++] = (Extra){copy_text(r->field[1]), {code_point(r->field[0])}};
    }
    r = reader_open("NamedSequences.txt");
    while (reader_next(r)) {
        Mapping m = mapping_of(r->field[1]);
        if (sequence_count == COUNT_OF(sequences) || m.n > UNICODE_SEQUENCE_LIMIT)
            fail("too many or too long sequences");
        Extra *e = &sequences[sequence_count++];
        e->name = copy_text(r->field[0]);
        memcpy(e->cp, m.cp, sizeof e->cp);
    }
}

/* --- Writing --- */

static size_t total_bytes;

static void begin(const char *type, const char *name, const char *suffix, size_t bytes)
{
    fprintf(out, "\nconst %s %s[]%s = {", type, name, suffix);
    total_bytes += bytes;
}

static void write_numbers(const char *type, const char *name, const uint32_t *x, ssize n, int size)
{
    begin(type, name, "", (size_t)n * (size_t)size);
    for (ssize i = 0; i < n; i++)
        fprintf(out, "%s%u,", i % 24 ? "" : "\n", x[i]);
    fprintf(out, "\n};\n");
}

/* Write index as a table of distinct blocks and a table of where each block is. */
static void write_two_stages(const char *block_name, const char *index_name, const uint32_t *index, int shift)
{
    int size = 1 << shift, count = LIMIT >> shift, distinct = 0;
    uint32_t *block = more(NULL, (size_t)count * sizeof *block), *table = more(NULL, LIMIT * sizeof *table);
    for (int i = 0; i < count; i++) {
        const uint32_t *here = index + ((size_t)i << shift);
        int j = 0;
        while (j < distinct && memcmp(table + ((size_t)j << shift), here, (size_t)size * sizeof *here) != 0)
            j++;
        if (j == distinct)
            memcpy(table + ((size_t)distinct++ << shift), here, (size_t)size * sizeof *here);
        block[i] = (uint32_t)j;
    }
    write_numbers("uint16_t", block_name, block, count, 2);
    write_numbers("uint16_t", index_name, table, (ssize)distinct << shift, 2);
}

static uint32_t *special_map;
static uint32_t special_map_count;
static UnicodeSpecial specials[1000];
static int special_count = 1;

static int add_special_mapping(const Mapping *m)
{
    special_map = more(special_map, (special_map_count + (size_t)m->n) * sizeof *special_map);
    memcpy(special_map + special_map_count, m->cp, (size_t)m->n * sizeof *m->cp);
    special_map_count += (uint32_t)m->n;
    return m->n;
}

/* Fill in the mappings that the files leave out as simple, and note it if they are not all simple. */
static void settle_casing(uint32_t cp)
{
    Character *c = &characters[cp];
    UnicodeRecord *r = &c->record;
    Mapping upper = {1, {cp + (uint32_t)r->upper}}, lower = {1, {cp + (uint32_t)r->lower}}, title = {1, {cp + (uint32_t)r->title}};
    Mapping self = {1, {cp}};
    bool special = false;
    special |= c->upper.n && memcmp(&c->upper, &upper, sizeof upper) != 0;
    special |= c->lower.n && memcmp(&c->lower, &lower, sizeof lower) != 0;
    special |= c->title.n && memcmp(&c->title, &title, sizeof title) != 0;
    Mapping fold = c->fold.n ? c->fold : self;
    special |= memcmp(&fold, &lower, sizeof fold) != 0;
    if (!special)
        return;
    if (special_count == COUNT_OF(specials))
        fail("too many special casings");
    UnicodeSpecial *s = &specials[special_count];
    s->at = (uint16_t)special_map_count;
    s->upper = (uint8_t)add_special_mapping(c->upper.n ? &c->upper : &upper);
    s->lower = (uint8_t)add_special_mapping(c->lower.n ? &c->lower : &lower);
    s->title = (uint8_t)add_special_mapping(c->title.n ? &c->title : &title);
    s->fold = (uint8_t)add_special_mapping(&fold);
    r->special = (uint16_t)special_count++;
}

static void write_record(const UnicodeRecord *r)
{
    fprintf(out, "\n{%u,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,%d},", r->flags, r->upper, r->lower, r->title, r->special,
            r->numeric, r->category, r->bidirectional, r->combining, r->width, r->decimal, r->digit);
}

static void write_records(void)
{
    enum { HASHED = 1 << 15 };
    static UnicodeRecord records[10000];
    static uint16_t table[HASHED];      /* number + 1 of a record with that hash, linear probing */
    uint32_t *index = more(NULL, LIMIT * sizeof *index);
    int count = 0;
    for (uint32_t cp = 0; cp < LIMIT; cp++) {
        const UnicodeRecord *r = &characters[cp].record;
        uint32_t h = 0;
        for (size_t i = 0; i < sizeof *r; i++)
            h = (h ^ ((const unsigned char *)r)[i]) * 0x01000193u;
        for (h %= HASHED; table[h] && memcmp(&records[table[h] - 1], r, sizeof *r) != 0;)
            h = (h + 1) % HASHED;
        if (!table[h]) {
            if (count == COUNT_OF(records))
                fail("too many records");
            records[count++] = *r;
            table[h] = (uint16_t)count;
        }
        index[cp] = table[h] - 1u;
    }
    write_two_stages("unicode_record_block", "unicode_record_index", index, UNICODE_SHIFT);

    begin("UnicodeRecord", "unicode_records", "", (size_t)count * sizeof *records);
    for (int i = 0; i < count; i++)
        write_record(&records[i]);
    fprintf(out, "\n};\n");
    uint32_t ascii[128];
    for (int i = 0; i < 128; i++)
        ascii[i] = characters[i].record.flags;
    write_numbers("uint32_t", "unicode_ascii_flags", ascii, 128, 4);

    begin("double", "unicode_numerics", "", (size_t)numeric_count * sizeof(double));
    for (int i = 0; i < numeric_count; i++)
        fprintf(out, "%.17g,", numerics[i]);
    fprintf(out, "};\n");
    begin("UnicodeSpecial", "unicode_specials", "", (size_t)special_count * sizeof *specials);
    for (int i = 0; i < special_count; i++)
        fprintf(out, "{%d,%d,%d,%d,%d},", specials[i].at, specials[i].upper, specials[i].lower, specials[i].title, specials[i].fold);
    fprintf(out, "};\n");
    write_numbers("uint32_t", "unicode_special_map", special_map, (ssize)special_map_count, 4);
}

static int compare_pairs(const void *a, const void *b)
{
    const UnicodePair *p = a, *q = b;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    return p->second < q->second ? -1 : p->second > q->second;
}

static void write_decompositions(void)
{
    static uint32_t data[65536], index[LIMIT];
    static UnicodePair pairs[3000];
    int n = 1, pair_count = 0;
    for (uint32_t cp = 0; cp < LIMIT; cp++) {
        const Mapping *m = &characters[cp].decomposition;
        if (!m->n)
            continue;
        if (n + 1 + 2 * m->n > COUNT_OF(data))
            fail("too many decompositions");
        index[cp] = (uint32_t)n;
        data[n++] = (uint32_t)(characters[cp].tag << 8 | m->n);
        for (int i = 0; i < m->n; i++) {
            uint32_t c = m->cp[i];
            if (c >= 0x10000) {
                data[n++] = 0xD800 + ((c - 0x10000) >> 10);
                c = 0xDC00 + (c & 0x3FF);
            }
            data[n++] = c;
        }
        if (!characters[cp].tag && m->n == 2 && !characters[cp].excluded) {
            if (pair_count == COUNT_OF(pairs))
                fail("too many composites");
            pairs[pair_count++] = (UnicodePair){m->cp[0], m->cp[1], cp};
        }
    }
    write_two_stages("unicode_decomposition_block", "unicode_decomposition_index", index, UNICODE_DECOMPOSITION_SHIFT);
    write_numbers("uint16_t", "unicode_decompositions", data, n, 2);

    qsort(pairs, (size_t)pair_count, sizeof *pairs, compare_pairs);
    begin("UnicodePair", "unicode_pairs", "", (size_t)pair_count * sizeof *pairs);
    for (int i = 0; i < pair_count; i++)
        fprintf(out, "{%u,%u,%u},%s", pairs[i].first, pairs[i].second, pairs[i].composite, i % 8 == 7 ? "\n" : "");
    fprintf(out, "};\nconst int unicode_pair_count = %d;\n", pair_count);
}

/* --- Names --- */

typedef struct Word {
    const char *text;
    int uses, number;
    struct Word *next;
} Word;

enum { WORD_TABLE = 1 << 16, NAMES = 65000 };
static Word *word_table[WORD_TABLE], *words[60000];
static int word_count;

static Word *word_of(const char *s, size_t n)
{
    uint32_t h = 0;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 0x01000193u + 7;
    Word **slot = &word_table[(h ^ h >> 16) % WORD_TABLE];
    for (Word *w = *slot; w; w = w->next)
        if (strlen(w->text) == n && !memcmp(w->text, s, n))
            return w;
    Word *w = more(NULL, sizeof *w);
    char *text = more(NULL, n + 1);
    memcpy(text, s, n);
    text[n] = 0;
    *w = (Word){text, 0, 0, *slot};
    if (word_count == COUNT_OF(words))
        fail("too many words");
    return *slot = words[word_count++] = w;
}

/* Split off the next word: at spaces, which vanish, and before hyphens, which stay. " -A" keeps its space. */
static Word *next_word(const char **name)
{
    const char *s = *name;
    if (s[0] == ' ' && s[1] != '-')
        s++;
    size_t n = s[0] == ' ' ? 2 : 1;
    n += strcspn(s + n, " -");
    *name = s + n;
    return word_of(s, n);
}

static int compare_words(const void *a, const void *b)
{
    const Word *p = *(Word *const *)a, *q = *(Word *const *)b;
    if (p->uses != q->uses)
        return p->uses > q->uses ? -1 : 1;
    return strcmp(p->text, q->text);
}

static const char *names[NAMES];
static int name_count;

static void add_name(const char *name)
{
    if (name_count == NAMES)
        fail("too many names");
    names[name_count++] = name;
    while (*name)
        next_word(&name)->uses++;
}

/* Number the names, note the runs, and write which code points they mean. */
static void write_ordinals(void)
{
    int runs = 0;
    uint32_t previous = LIMIT;
    begin("UnicodeNameRun", "unicode_name_runs", "", 0);
    for (uint32_t cp = 0; cp < LIMIT; cp++) {
        if (!characters[cp].name)
            continue;
        if (cp != previous + 1 || !name_count) {
            fprintf(out, "{%u,%d},", cp, name_count);
            runs++;
        }
        previous = cp;
        add_name(characters[cp].name);
    }
    fprintf(out, "{%u,%d}};\nconst int unicode_name_run_count = %d;\n", LIMIT, name_count, runs);
    total_bytes += (size_t)runs * sizeof(UnicodeNameRun);

    begin("UnicodeNameRule", "unicode_name_rules", "", (size_t)rule_count * sizeof *rules);
    for (int i = 0; i < rule_count; i++)
        fprintf(out, "{%u,%u,\"%s\"},", rules[i].first, rules[i].last, rules[i].prefix);
    fprintf(out, "};\nconst int unicode_name_rule_count = %d;\n", rule_count);

    fprintf(out, "const int unicode_alias_start = %d, unicode_sequence_start = %d;", name_count, name_count + alias_count);
    begin("uint32_t", "unicode_aliases", "", (size_t)alias_count * 4);
    for (int i = 0; i < alias_count; i++) {
        add_name(aliases[i].name);
        fprintf(out, "%u,", aliases[i].cp[0]);
    }
    fprintf(out, "};\n");
    begin("uint32_t", "unicode_sequences", "[UNICODE_SEQUENCE_LIMIT]", (size_t)sequence_count * 16);
    for (int i = 0; i < sequence_count; i++) {
        add_name(sequences[i].name);
        fprintf(out, "{%u,%u,%u,%u},", sequences[i].cp[0], sequences[i].cp[1], sequences[i].cp[2], sequences[i].cp[3]);
    }
    fprintf(out, "};\n");
}

/* Number the words by frequency from 1 and write them. Returns how many numbers fit one byte. */
static int write_words(void)
{
    qsort(words, (size_t)word_count, sizeof *words, compare_words);
    int pages = (word_count + 256) / 256, singles = 256 - pages;
    if (singles < 1)
        fail("too many words");

    uint32_t *text = NULL, *at = more(NULL, ((size_t)word_count + 1) * sizeof *at);
    ssize n = 0, places = 0;
    for (int i = 0; i < word_count; i++) {
        const char *s = words[i]->text;
        words[i]->number = i + 1;
        if (i % UNICODE_WORD_STRIDE == 0)
            at[places++] = (uint32_t)n;
        text = more(text, ((size_t)n + strlen(s)) * sizeof *text);
        for (; *s; s++)
            text[n++] = (unsigned char)*s | (s[1] ? 0 : 0x80u);
    }
    fprintf(out, "const int unicode_word_singles = %d;\n", singles);
    write_numbers("unsigned char", "unicode_words", text, n, 1);
    write_numbers("uint32_t", "unicode_word_at", at, places, 4);
    return singles;
}

static void write_names(int singles)
{
    uint32_t *data = NULL, *at = more(NULL, NAMES * sizeof *at);
    ssize n = 0, places = 0;
    for (int i = 0; i < name_count; i++) {
        if (i % UNICODE_NAME_STRIDE == 0)
            at[places++] = (uint32_t)n;
        data = more(data, ((size_t)n + 2 * UNICODE_NAME_LIMIT + 1) * sizeof *data);
        for (const char *name = names[i]; *name;) {
            int number = next_word(&name)->number;
            if (number < singles) {
                data[n++] = (uint32_t)number;
            } else {
                data[n++] = (uint32_t)(singles + (number - singles) / 256);
                data[n++] = (uint32_t)((number - singles) % 256);
            }
        }
        data[n++] = 0;
    }
    write_numbers("unsigned char", "unicode_names", data, n, 1);
    write_numbers("uint32_t", "unicode_name_at", at, places, 4);
}

static void write_name_buckets(void)
{
    static uint32_t bucket[UNICODE_NAME_BUCKETS + 1], ordinals[NAMES], hashes[NAMES];
    for (int i = 0; i < name_count; i++) {
        uint32_t h = 0;
        for (const char *s = names[i]; *s; s++)
            h = unicode_name_hash_add(h, *s);
        hashes[i] = unicode_name_hash_end(h);
        bucket[hashes[i]]++;
    }
    for (uint32_t h = 0, sum = 0; h <= UNICODE_NAME_BUCKETS; h++) {
        sum += bucket[h];
        bucket[h] = sum;                    /* end of bucket h, lowered to its start below */
    }
    for (int i = name_count; i-- > 0;)
        ordinals[--bucket[hashes[i]]] = (uint32_t)i;
    write_numbers("uint16_t", "unicode_name_bucket", bucket, UNICODE_NAME_BUCKETS + 1, 2);
    write_numbers("uint16_t", "unicode_name_ordinal", ordinals, name_count, 2);
}

/* "# DerivedAge-15.0.0.txt" heads that file. */
static void write_version(void)
{
    char path[600], line[200], version[20];
    snprintf(path, sizeof path, "%s/DerivedAge.txt", folder);
    FILE *f = fopen(path, "r");
    if (!f || !fgets(line, sizeof line, f) || sscanf(line, "# DerivedAge-%19[0-9.]", version) != 1)
        fail("no version in %s", path);
    fclose(f);
    version[strlen(version) - 1] = 0;       /* the point before "txt" */
    fprintf(out, "const char unicode_version[] = \"%s\";\n", version);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: unicode_tables OUT.c [UCD-FOLDER]\n");
        return 2;
    }
    if (argc == 3)
        folder = argv[2];
    for (uint32_t cp = 0; cp < LIMIT; cp++)
        characters[cp].record = (UnicodeRecord){.decimal = -1, .digit = -1};
    read_unicode_data();
    read_properties();
    read_widths();
    read_numerics();
    read_casing();
    read_extra_names();
    for (uint32_t cp = 0; cp < LIMIT; cp++)
        settle_casing(cp);

    out = fopen(argv[1], "w");
    if (!out)
        fail("cannot write %s", argv[1]);
    fprintf(out, "/* Written by tools/unicode_tables.c. */\n#include \"base/unicode_tables.h\"\n\n");
    write_version();
    write_records();
    write_decompositions();
    write_ordinals();
    write_names(write_words());
    write_name_buckets();
    fprintf(out, "\n/* %zu bytes of tables. */\n", total_bytes);
    if (ferror(out) || fclose(out) != 0) {
        remove(argv[1]);
        fail("cannot write %s", argv[1]);
    }
    return 0;
}
