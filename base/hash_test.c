/* hash_test.c: tests of the hash functions. */
#include "base/hash.h"

#include <math.h>

#include "base/test.h"

static void test_siphash(void)
{
    HashKey zero = hash_key_from_seed(0);
    unsigned char bytes[63];
    for (int i = 0; i < 63; i++)
        bytes[i] = (unsigned char)i;
    CHECK(hash_siphash13(zero, "a", 1) == UINT64_C(4644417185603328019));
    CHECK(hash_siphash13(zero, "abcdefgh", 8) == UINT64_C(4574395652268504554));
    CHECK(hash_siphash13(zero, "hello, world!", 13) == UINT64_C(6166252634391379154));
    CHECK(hash_siphash13(zero, bytes, 63) == UINT64_C(4061470857350050649));
    CHECK(hash_siphash24(zero, "abc", 3) == UINT64_C(4596069200710135518));
    CHECK(hash_bytes(zero, "", 0) == 0);

    HashKey known = hash_key_from_seed(42);
    CHECK(hash_bytes(known, "abc", 3) == INT64_C(-4501618152524544106));
    CHECK(hash_bytes(known, "abcdefghijk", 11) == INT64_C(4436719588892876975));

    HashKey one = hash_key_from_seed(1), two = hash_key_from_seed(2);
    CHECK(hash_bytes(one, "a", 1) != hash_bytes(two, "a", 1));
    for (size_t n = 1; n < 63; n++) {   /* every length reads its own bytes only: ASan watches */
        unsigned char *copy = malloc(n);
        memcpy(copy, bytes, n);
        CHECK(hash_siphash13(one, copy, n) != hash_siphash13(two, bytes, n));
        free(copy);
    }
}

static void test_numbers(void)
{
    static const struct { double x; int64_t hash; } rows[] = {
        {1.5, INT64_C(1152921504606846977)}, {-1.0, -2}, {0x1p61, 1}, {-0x1p61, -2}, {0.0, 0}, {-0.0, 0},
        {0.1, INT64_C(230584300921369408)}, {-0.1, INT64_C(-230584300921369408)},
        {5e-324, 16777216}, {1e308, INT64_C(156575653125701)},
        {INFINITY, 314159}, {-INFINITY, -314159}, {NAN, 0},
    {-0x1.7584a2265b1f5p-740, INT64_C(-13141999784518634)},
    {-0x1.13e30d8f16adfp+215, INT64_C(-204278269953117583)},
    {0x1.7c4d1c386bbc4p-765, INT64_C(1213571116149559747)},
    {0x1.feb89414c343cp-541, INT64_C(1662534803552469502)},
    {-0x1.e6f447ed4d57bp+45, INT64_C(-2215837943145015722)},
    {0x1.510617311d8a3p+911, INT64_C(189727527659050080)},
    {0x1.e7696a6cecc1bp+531, INT64_C(121613937280247654)},
    {0x1.f992dc9e9c616p-164, INT64_C(2062257621419674774)},
    {0x1.42c8218072e8cp+975, INT64_C(1453679819445144576)},
    {-0x1.06ce60741c7a8p+588, INT64_C(-551691518724815374)},
    {0x1.a828dd5f4b3b2p+573, INT64_C(858330883212978397)},
    {-0x1.10e766ec9d286p-583, INT64_C(-908927092723759927)},
    {-0x1.47159c324c985p+71, INT64_C(-778587437858817308)},
    {-0x1.21a58008a05a6p-221, INT64_C(-38849757318271680)},
    {0x1.e3d437204e52dp+67, INT64_C(2207248712551792760)},
    {-0x1.47e35b8b6d8fep+213, INT64_C(-1976093975860795106)},
    {-0x1.5d4c13a902931p-650, INT64_C(-1054979535321934210)},
    {0x1.b8f1ff1fd42a2p-605, INT64_C(272463926223470647)},
    {0x1.31193e6c3f339p+277, INT64_C(1138535504706436312)},
    {0x1.6e6e307d4bedcp-932, INT64_C(1981609016950248638)},
    {-0x1.8a7dd06839eb9p-411, INT64_C(-1877164580170467965)},
    {0x1.b413f8a9a021ep-986, INT64_C(3835782767640847)},
    {-0x1.88ad9f06c144ap+538, INT64_C(-1154648521628648722)},
    {-0x1.d67f9619699cfp-260, INT64_C(-1423202147054595379)},
    {-0x1.30c4237730edfp+898, INT64_C(-2008626377178706702)},
    {-0x1.179e06c0fd4f5p-98, INT64_C(-1738294803694067206)},
    {-0x1.2b8bc076f3787p-910, INT64_C(-1022037683999981605)},
    {-0x1.1e88f38c0c8fdp+57, INT64_C(-161304845894623136)},
    {-0x1.d3fef701966a0p+775, INT64_C(-720592020597902515)},
    {-0x1.8348a7eed8d14p-807, INT64_C(-1441364792286080104)},
    {0x1.fd2803bab6c39p+392, INT64_C(2115391961735405582)},
    {-0x1.5f23d3b1a11dfp-299, INT64_C(-1810057329315381335)},
    {-0x1.d789a380208a9p+45, INT64_C(-738655146530046993)},
    {-0x1.64af775a89294p+829, INT64_C(-1320258474008343976)},
    {-0x1.f89d94a2f20aap+723, INT64_C(-8877290623541418)},
    {0x1.ac4ba05805975p+681, INT64_C(418883155863799473)},
    {-0x1.0a8f0d66b829ep+682, INT64_C(-1084636026428721236)},
    {-0x1.48cb48e73ca47p+706, INT64_C(-2063897718674835257)},
    {0x1.99e3fa46d6753p-614, INT64_C(230747859088894560)},
    {-0x1.d459a2f978d87p-494, INT64_C(-65914422802803768)},
    {-0x1.067edfe175330p-107, INT64_C(-1008269012632634175)},
    {0x1.03db0dc2574bdp+191, INT64_C(1973060743649165571)},
    {-0x1.edc0a1ef2a4f0p-28, INT64_C(-762163884755862494)},
    {-0x1.46dd4552b82f6p+597, INT64_C(-865050519596611631)},
    {-0x1.70f4eb8b333a8p+915, INT64_C(-1017423676207222785)},
    {-0x1.468b6b610a9f7p-1020, INT64_C(-1934369328673754390)},
    {-0x1.b17aeefba91fcp+890, INT64_C(-1314910470065287098)},
    {-0x1.9c1f66c0f3459p-992, INT64_C(-1603338109051215464)},
    {-0x1.1e35cd47d380dp+657, INT64_C(-936906068194486720)},
    {0x1.9fdf5ab99254ap-246, INT64_C(936461568706782464)},
    {0x1.eab134da98f1dp+140, INT64_C(1904262299620190916)},
    {-0x1.41c68966baea1p+916, INT64_C(-1184906683042399234)},
    {0x1.63116e1ea24c4p+1022, INT64_C(144212788448307347)},
    {-0x1.fb4a5d8a064dfp+782, INT64_C(-1731613344079026487)},
    {0x1.2d2bc815a47c5p+588, INT64_C(559854375437339346)},
    {-0x1.1144896c8da19p+424, INT64_C(-307672102657754688)},
    {0x1.027bc08d6af57p+944, INT64_C(1561576716966524945)},
    {-0x1.521cc3e2434e3p-25, INT64_C(-476361304472043044)},
    {0x1.f6cbdcc22af58p+632, INT64_C(437227035085878007)},
    {-0x1.ca1af6a107b75p-349, INT64_C(-2137030512907359285)},
    };
    for (ssize i = 0; i < COUNT_OF(rows); i++)
        CHECK(hash_double(rows[i].x) == rows[i].hash);

    CHECK(hash_int64(-1) == -2 && hash_int64(-2) == -2 && hash_int64(7) == 7);
    CHECK(hash_int64(INT64_MIN) == -4 && hash_int64((INT64_C(1) << 61) - 1) == 0);
    uint64_t big[4] = {12345, 0, 0, UINT64_C(1) << 8};              /* 2**200 + 12345 */
    CHECK(hash_limbs(big, 4, false) == 143417);
    CHECK(hash_limbs(big, 4, true) == -143417);
    CHECK(hash_limbs((uint64_t[]){HASH_MODULUS + 1}, 1, true) == -2);
    for (int i = -1000; i < 1000; i++)
        CHECK(hash_int64(i) == hash_double(i));
    CHECK(hash_multiply(hash_power(10, HASH_MODULUS - 2), 10) == 1);
}

static void test_sequences(void)
{
    uint64_t a = hash_sequence_add(hash_sequence_add(hash_sequence_start(), 1), 2);
    uint64_t b = hash_sequence_add(hash_sequence_add(hash_sequence_start(), 2), 1);
    CHECK(hash_sequence_finish(a, 2) != hash_sequence_finish(b, 2));
    CHECK(hash_address(&a) != hash_address(&b));
}

int main(void)
{
    test_siphash();
    test_numbers();
    test_sequences();
    return test_result();
}
