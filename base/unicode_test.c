/* unicode_test.c: tests of the Unicode tables and of normalisation, the latter against the database's own test
 * file where the system has it (Debian package unicode-data, and bzcat). */
#include "base/unicode.h"

#include "base/test.h"

static void test_properties(void)
{
    CHECK(!strcmp(unicode_category('A'), "Lu") && !strcmp(unicode_category(0x378), "Cn"));
    CHECK(!strcmp(unicode_category(0x10FFFF), "Cn") && !strcmp(unicode_category(UINT32_MAX), "Cn"));
    CHECK(!strcmp(unicode_category(0x4E01), "Lo") && !strcmp(unicode_category(0xD800), "Cs"));
    CHECK(!strcmp(unicode_bidirectional(0x5D0), "R") && !strcmp(unicode_bidirectional(0x378), ""));
    CHECK(!strcmp(unicode_east_asian_width(0xFF21), "F") && !strcmp(unicode_east_asian_width(0x378), "N"));
    CHECK(unicode_combining(0x301) == 230 && unicode_combining('a') == 0);
    CHECK(unicode_is_mirrored('(') && !unicode_is_mirrored('a'));
    CHECK(unicode_decimal('7') == 7 && unicode_decimal(0x663) == 3 && unicode_decimal(0xB2) == -1 && unicode_digit(0xB2) == 2);
    double value;
    CHECK(unicode_numeric(0xBD, &value) && value == 0.5);
    CHECK(unicode_numeric(0x2153, &value) && value == 1.0 / 3);
    CHECK(unicode_numeric(0x4E00, &value) && value == 1);
    CHECK(!unicode_numeric('a', &value));

    CHECK(unicode_is_alpha(0xE9) && unicode_is_alnum('5') && !unicode_is_alpha('5') && unicode_is_digit(0xB2));
    CHECK(unicode_is_space(' ') && unicode_is_space(0x1C) && unicode_is_space(0x3000) && !unicode_is_space(0x200B));
    CHECK(unicode_is_line_break(0x0B) && unicode_is_line_break(0x2028) && unicode_is_line_break(0x85) && !unicode_is_line_break(' '));
    CHECK(unicode_is_upper('A') && unicode_is_lower(0xAA) && unicode_is_title(0x1C5) && !unicode_is_upper(0x1C5));
    CHECK(unicode_is_printable(' ') && !unicode_is_printable(0xA0) && !unicode_is_printable('\n') && !unicode_is_printable(0xD800));
    CHECK(unicode_is_xid_start(0x3B1) && !unicode_is_xid_start('1') && unicode_is_xid_continue('1') && unicode_is_xid_continue('_'));
    CHECK(unicode_is_cased(0x2B0) && unicode_is_case_ignorable('.') && unicode_is_case_ignorable(0x301));
    CHECK(unicode_is_in_3_2(0x41) && !unicode_is_in_3_2(0x221));
    for (uint32_t c = 0; c < 128; c++)
        CHECK(unicode_flags(c) == unicode_record(c)->flags);
}

static void check_case(int (*map)(uint32_t, uint32_t *), uint32_t c, int n, uint32_t a, uint32_t b, uint32_t d)
{
    uint32_t out[UNICODE_CASE_LIMIT] = {0};
    CHECK(map(c, out) == n && out[0] == a && out[1] == b && out[2] == d);
}

static void test_case(void)
{
    for (uint32_t c = 0; c < 128; c++) {
        CHECK(unicode_upper(c) == c + (uint32_t)unicode_record(c)->upper);
        CHECK(unicode_lower(c) == c + (uint32_t)unicode_record(c)->lower);
        CHECK(unicode_title(c) == c + (uint32_t)unicode_record(c)->title);
    }
    CHECK(unicode_upper(0xFF) == 0x178 && unicode_lower(0x178) == 0xFF && unicode_title(0x1C6) == 0x1C5);
    check_case(unicode_upper_full, 0xDF, 2, 'S', 'S', 0);
    check_case(unicode_title_full, 0xDF, 2, 'S', 's', 0);
    check_case(unicode_fold_full, 0xDF, 2, 's', 's', 0);
    check_case(unicode_lower_full, 0xDF, 1, 0xDF, 0, 0);
    check_case(unicode_lower_full, 0x130, 2, 'i', 0x307, 0);
    check_case(unicode_upper_full, 0xFB03, 3, 'F', 'F', 'I');
    check_case(unicode_fold_full, 0x3C2, 1, 0x3C3, 0, 0);
    check_case(unicode_fold_full, 'A', 1, 'a', 0, 0);
    check_case(unicode_fold_full, 0x13A0, 1, 0x13A0, 0, 0);
    check_case(unicode_fold_full, 0xAB70, 1, 0x13A0, 0, 0);
}

static void test_decomposition(void)
{
    uint32_t out[UNICODE_DECOMPOSITION_LIMIT];
    const char *tag;
    CHECK(unicode_decomposition(0xE9, &tag, out) == 2 && out[0] == 'e' && out[1] == 0x301 && !*tag);
    CHECK(unicode_decomposition(0xBD, &tag, out) == 3 && !strcmp(tag, "<fraction>"));
    CHECK(unicode_decomposition(0xFDFA, &tag, out) == 18 && !strcmp(tag, "<isolated>"));
    CHECK(unicode_decomposition(0x1D400, &tag, out) == 1 && !strcmp(tag, "<font>"));
    CHECK(unicode_decomposition(0x2F800, &tag, out) == 1 && out[0] == 0x4E3D);
    CHECK(unicode_decomposition('a', &tag, out) == 0 && unicode_decomposition(UINT32_MAX, &tag, out) == 0);
    CHECK(unicode_compose('e', 0x301) == 0xE9 && unicode_compose('e', 'e') == 0 && unicode_compose(0x915, 0x93C) == 0);
    CHECK(unicode_compose(0x1100, 0x1161) == 0xAC00 && unicode_compose(0xAC00, 0x11A8) == 0xAC01);
    CHECK(unicode_compose(0xAC00, 0x11A7) == 0 && unicode_compose(0xAC01, 0x11A8) == 0);
}

/* --- Normalisation --- */

static void check_form(UnicodeForm form, const uint32_t *in, ssize n, const uint32_t *expected, ssize expected_n)
{
    uint32_t *out;
    ssize out_n;
    CHECK(unicode_normalize(form, in, 4, n, &out, &out_n));
    CHECK(out_n == expected_n && !memcmp(out, expected, (size_t)out_n * sizeof *out));
    bool same = out_n == n && !memcmp(out, in, (size_t)n * sizeof *in);
    UnicodeAnswer answer = unicode_quick_check(form, in, 4, n);
    CHECK(same ? answer != UNICODE_NO : answer != UNICODE_YES);
    free(out);
}

static ssize read_code_points(char *s, uint32_t *out)
{
    ssize n = 0;
    for (char *end = s; *s == ' ' || !n; s = end)
        out[n++] = (uint32_t)strtoul(s, &end, 16);
    return n;
}

static void test_normalization_file(void)
{
    FILE *f = popen("bzcat /usr/share/unicode/NormalizationTest.txt.bz2 2>/dev/null", "r");
    char line[2000];
    int lines = 0;
    while (f && fgets(line, sizeof line, f)) {
        if (!strchr("0123456789ABCDEF", line[0]))
            continue;
        uint32_t text[6][40];
        ssize n[6];
        char *p = line;
        for (int i = 1; i <= 5; i++) {
            n[i] = read_code_points(p, text[i]);
            p = strchr(p, ';') + 1;
        }
        for (int i = 1; i <= 5; i++) {
            int c = i <= 3 ? 2 : 4, d = i <= 3 ? 3 : 5;
            check_form(UNICODE_NFC, text[i], n[i], text[c], n[c]);
            check_form(UNICODE_NFD, text[i], n[i], text[d], n[d]);
            check_form(UNICODE_NFKC, text[i], n[i], text[4], n[4]);
            check_form(UNICODE_NFKD, text[i], n[i], text[5], n[5]);
        }
        lines++;
    }
    if (f)
        pclose(f);
    if (!lines)
        fprintf(stderr, "unicode_test: no NormalizationTest.txt here: skipped\n");
}

static void test_normalize_widths_and_long_runs(void)
{
    uint32_t *out;
    ssize n;
    CHECK(unicode_normalize(UNICODE_NFD, (uint8_t[]){'a', 0xE9, 0xBD}, 1, 3, &out, &n) && n == 4 && out[1] == 'e');
    free(out);
    CHECK(unicode_normalize(UNICODE_NFKC, (uint16_t[]){0xFB03, 0x1100, 0x1161}, 2, 3, &out, &n) && n == 4 && out[3] == 0xAC00);
    free(out);
    CHECK(unicode_normalize(UNICODE_NFC, "", 1, 0, &out, &n) && n == 0);
    free(out);

    enum { MARKS = 200000 };
    uint32_t *text = malloc(MARKS * sizeof *text);
    for (int i = 0; i < MARKS; i++)
        text[i] = i % 2 ? 0x31B : 0x301;        /* classes 216 and 230 */
    CHECK(unicode_normalize(UNICODE_NFD, text, 4, MARKS, &out, &n) && n == MARKS);
    CHECK(out[0] == 0x31B && out[MARKS / 2 - 1] == 0x31B && out[MARKS / 2] == 0x301);
    free(out);
    free(text);
}

/* --- Names --- */

static void check_name(uint32_t c, const char *name)
{
    char out[UNICODE_NAME_LIMIT];
    uint32_t back;
    CHECK(unicode_name(c, out) == (int)strlen(name) && !strcmp(out, name));
    CHECK(unicode_lookup(name, (ssize)strlen(name), &back) && back == c);
}

static bool no_such(const char *name)
{
    uint32_t out[UNICODE_SEQUENCE_LIMIT];
    return !unicode_lookup_sequence(name, (ssize)strlen(name), out);
}

static void test_names(void)
{
    char out[UNICODE_NAME_LIMIT];
    uint32_t c, sequence[UNICODE_SEQUENCE_LIMIT];
    check_name('a', "LATIN SMALL LETTER A");
    check_name(' ', "SPACE");
    check_name(0xF0A, "TIBETAN MARK BKA- SHOG YIG MGO");
    check_name(0xF60, "TIBETAN LETTER -A");
    check_name(0x1F600, "GRINNING FACE");
    check_name(0xAC00, "HANGUL SYLLABLE GA");
    check_name(0xD7A3, "HANGUL SYLLABLE HIH");
    check_name(0xC544, "HANGUL SYLLABLE A");
    check_name(0x4E00, "CJK UNIFIED IDEOGRAPH-4E00");
    check_name(0x2A6D6, "CJK UNIFIED IDEOGRAPH-2A6D6");
    check_name(0xF900, "CJK COMPATIBILITY IDEOGRAPH-F900");
    check_name(0xE01EF, "VARIATION SELECTOR-256");
    CHECK(!unicode_name('\n', out) && !unicode_name(0xE000, out) && !unicode_name(0x378, out) && !unicode_name(UINT32_MAX, out));
    int named = 0;
    for (c = 0; c < UNICODE_LIMIT; c++) {
        uint32_t back = UNICODE_LIMIT;
        int n = unicode_name(c, out);
        CHECK(!n || (unicode_lookup(out, n, &back) && back == c));
        named += n != 0;
    }
    CHECK(named > 140000);

    CHECK(unicode_lookup("greek small letter alpha", 24, &c) && c == 0x3B1);
    CHECK(unicode_lookup("LF", 2, &c) && c == '\n' && unicode_lookup("LATIN CAPITAL LETTER GHA", 24, &c) && c == 0x1A2);
    CHECK(unicode_lookup_sequence("KEYCAP DIGIT ONE", 16, sequence) == 3 && sequence[0] == '1' && sequence[2] == 0x20E3);
    CHECK(!unicode_lookup("KEYCAP DIGIT ONE", 16, &c));
    CHECK(no_such("") && no_such("NO SUCH NAME") && no_such("HANGUL SYLLABLE ") && no_such("HANGUL SYLLABLE GAX"));
    CHECK(no_such("CJK UNIFIED IDEOGRAPH-") && no_such("CJK UNIFIED IDEOGRAPH-04E00") && no_such("CJK UNIFIED IDEOGRAPH-F900"));
    CHECK(no_such("CJK UNIFIED IDEOGRAPH-FFFFFFFFFFFFFFFFFFFFFF") && no_such("CJK UNIFIED IDEOGRAPH-4E00 "));
    CHECK(!unicode_lookup("SPACE\0", 6, &c));
}

int main(void)
{
    test_properties();
    test_case();
    test_decomposition();
    test_normalization_file();
    test_normalize_widths_and_long_runs();
    test_names();
    return test_result();
}
