/* utf8_test.c: tests of the UTF-8 functions. */
#include "base/utf8.h"

#include "base/test.h"

static char *copy(const char *s, ssize n)   /* exactly n bytes, so that ASan sees a read past them */
{
    char *p = malloc((size_t)n);
    memcpy(p, s, (size_t)n);
    return p;
}

static void check_error(const char *s, ssize n, ssize valid, int length, Utf8Status status)
{
    char *p = copy(s, n);
    Utf8Scan scan;
    CHECK(!utf8_scan(p, n, 0, &scan));
    CHECK(scan.valid == valid && scan.error_length == length && scan.status == status);
    free(p);
}
#define BAD(text, valid, length, status) check_error(text, sizeof text - 1, valid, length, status)

static void test_errors_cover_the_maximal_subpart(void)
{
    BAD("\x80", 0, 1, UTF8_BAD_START);
    BAD("abc\xff", 3, 1, UTF8_BAD_START);
    BAD("\xc0\x80", 0, 1, UTF8_BAD_START);
    BAD("\xc1\xbf", 0, 1, UTF8_BAD_START);
    BAD("\xc3", 0, 1, UTF8_TRUNCATED);
    BAD("\xc3(", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xe0\x9f\xbf", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xe2\x82", 0, 2, UTF8_TRUNCATED);
    BAD("\xe2\x82(", 0, 2, UTF8_BAD_CONTINUATION);
    BAD("\xe2(\xa1", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xed\xa0\x80", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xed\xa0", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xed", 0, 1, UTF8_TRUNCATED);
    BAD("\xf0\x90\x8d", 0, 3, UTF8_TRUNCATED);
    BAD("\xf0\x90\x8d!", 0, 3, UTF8_BAD_CONTINUATION);
    BAD("\xf0\x90(", 0, 2, UTF8_BAD_CONTINUATION);
    BAD("\xf0\x8f\xbf\xbf", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xf4\x90\x80\x80", 0, 1, UTF8_BAD_CONTINUATION);
    BAD("\xf4\x8f", 0, 2, UTF8_TRUNCATED);
    BAD("\xf5\x80\x80\x80", 0, 1, UTF8_BAD_START);
    BAD("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xfe", 9, 1, UTF8_BAD_START);
    CHECK(!strcmp(utf8_reason(UTF8_TRUNCATED), "unexpected end of data"));
}

static void test_every_code_point_there_and_back(void)
{
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        char bytes[4], *exact;
        int n = utf8_encode_one(cp, bytes), length;
        uint32_t back;
        Utf8Scan scan;
        bool surrogate = cp >= 0xD800 && cp < 0xE000;
        exact = copy(bytes, n);
        CHECK(n == utf8_length(cp));
        CHECK((utf8_decode_one(exact, n, 0, &back, &length) == UTF8_OK) == !surrogate);
        CHECK(utf8_decode_one(exact, n, UTF8_SURROGATES, &back, &length) == UTF8_OK);
        CHECK(back == cp && length == n);
        CHECK(utf8_scan(exact, n, UTF8_SURROGATES, &scan) && scan.count == 1 && scan.valid == n);
        CHECK(scan.max == (cp < 0x80 ? 0x7F : cp < 0x100 ? 0xFF : cp < 0x10000 ? 0xFFFF : 0x10FFFF));
        CHECK(utf8_scan(exact, n, 0, &scan) == !surrogate);
        free(exact);
    }
}

static void test_ascii_prefix(void)
{
    for (ssize n = 0; n < 100; n++) {
        char *p = malloc((size_t)n + 1);
        memset(p, 'x', (size_t)n);
        char *exact = copy(p, n);
        CHECK(utf8_ascii_prefix(exact, n) == n && utf8_is_ascii(exact, n));
        for (ssize i = 0; i < n; i++) {
            exact[i] = (char)0x80;
            CHECK(utf8_ascii_prefix(exact, n) == i);
            exact[i] = 'x';
        }
        free(exact);
        free(p);
    }
}

static void test_spans(void)
{
    uint32_t wide[] = {'a', 0xE9, 0x20AC, 0x1F600, 'b', 0x7FF, 0x800, 0xFFFF, 0x10FFFF};
    uint16_t medium[] = {'a', 'b', 0xE9, 0x7FF, 0x800, 0xFFFF};
    uint8_t narrow[] = {'a', 0x7F, 0x80, 0xFF, 'z'};
    char out[64];
    uint32_t wide_back[9];
    uint16_t medium_back[6];
    uint8_t narrow_back[5];

    ssize n = utf8_encode4(wide, 9, out) - out;
    CHECK(n == utf8_size4(wide, 9) && n == 23 && utf8_count(out, n) == 9);
    utf8_decode4(out, n, wide_back);
    CHECK(!memcmp(wide, wide_back, sizeof wide));
    n = utf8_encode2(medium, 6, out) - out;
    CHECK(n == utf8_size2(medium, 6));
    utf8_decode2(out, n, medium_back);
    CHECK(!memcmp(medium, medium_back, sizeof medium));
    n = utf8_encode1(narrow, 5, out) - out;
    CHECK(n == utf8_size1(narrow, 5) && n == 7);
    utf8_decode1(out, n, narrow_back);
    CHECK(!memcmp(narrow, narrow_back, sizeof narrow));

    CHECK(utf8_find_surrogate4(wide, 0, 9) == 9);
    wide[3] = 0xDFFF;
    CHECK(utf8_find_surrogate4(wide, 0, 9) == 3 && utf8_find_surrogate4(wide, 4, 9) == 9);
    medium[0] = 0xD800;
    CHECK(utf8_find_surrogate2(medium, 0, 6) == 0);
}

/* Runs of two-byte characters are done four at a time: all lengths, with something else at each place. */
static void test_runs_of_two(void)
{
    static const uint16_t others[] = {'x', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD};
    for (ssize n = 1; n < 14; n++)
        for (ssize at = 0; at < n; at++)
            for (int k = 0; k < 6; k++) {
                uint16_t *units = malloc((size_t)n * 2), *back = malloc((size_t)n * 2);
                for (ssize i = 0; i < n; i++)
                    units[i] = (uint16_t)(i == at ? others[k] : 0x416 + i);
                ssize size = utf8_size2(units, n);
                char *out = malloc((size_t)size);
                Utf8Scan scan;
                CHECK(utf8_encode2(units, n, out) == out + size);
                CHECK(utf8_scan(out, size, 0, &scan) && scan.count == n && scan.valid == size && (n == 1 || scan.max == 0xFFFF));
                utf8_decode2(out, size, back);
                CHECK(!memcmp(units, back, (size_t)n * 2));
                out[0] = (char)0xC1;
                CHECK(!utf8_scan(out, size, 0, &scan) && scan.valid == 0);
                free(out);
                free(units);
                free(back);
            }
}

int main(void)
{
    test_runs_of_two();
    test_errors_cover_the_maximal_subpart();
    test_every_code_point_there_and_back();
    test_ascii_prefix();
    test_spans();
    return test_result();
}
