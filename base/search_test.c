/* search_test.c: the three widths against a naive search, on random and on periodic texts. */
#include "base/search.h"

#include <stdlib.h>

#include "base/test.h"

#define NAIVE(K, Unit)                                                                                   \
    static ssize naive##K(const Unit *s, ssize n, const Unit *sub, ssize m, bool last)                   \
    {                                                                                                    \
        ssize found = -1;                                                                                \
        for (ssize i = 0; i + m <= n && (last || found < 0); i++)                                        \
            if (memcmp(s + i, sub, (size_t)m * sizeof(Unit)) == 0)                                       \
                found = i;                                                                               \
        return found;                                                                                    \
    }                                                                                                    \
    static bool agree##K(int letters, ssize n, ssize m)                                                  \
    {                                                                                                    \
        Unit s[400], sub[40];                                                                            \
        for (ssize i = 0; i < n; i++)                                                                    \
            s[i] = (Unit)(rand() % letters + 'a');                                                       \
        for (ssize i = 0; i < m; i++)                                                                    \
            sub[i] = (Unit)(rand() % letters + 'a');                                                     \
        if (n >= m && rand() % 2)                                                                        \
            memcpy(sub, s + rand() % (n - m + 1), (size_t)m * sizeof(Unit));                             \
        return search##K##_first(s, n, sub, m) == naive##K(s, n, sub, m, false)                          \
            && search##K##_last(s, n, sub, m) == naive##K(s, n, sub, m, true);                           \
    }                                                                                                    \
    static bool periodic##K(void)                                                                        \
    {                                                                                                    \
        ssize n = 300000, m = 1001;                                                                      \
        Unit *s = malloc((size_t)(n + m) * sizeof(Unit)), *sub = s + n;                                  \
        for (ssize i = 0; i < n + m; i++)                                                                \
            s[i] = 'a';                                                                                  \
        sub[m / 2] = 'b';                                                                                \
        bool ok = search##K##_first(s, n, sub, m) == -1 && search##K##_last(s, n, sub, m) == -1;         \
        s[1000] = 'b';                                                                                   \
        ok = ok && search##K##_first(s, n, sub, m) == 500 && search##K##_last(s, n, sub, m) == 500;      \
        s[n - 501] = 'b';                                                                                \
        ok = ok && search##K##_last(s, n, sub, m) == n - m;                                              \
        s[1000] = 'a';                                                                                   \
        ok = ok && search##K##_first(s, n, sub, m) == n - m;                                             \
        free(s);                                                                                         \
        return ok;                                                                                       \
    }
NAIVE(1, uint8_t)
NAIVE(2, uint16_t)
NAIVE(4, uint32_t)

int main(void)
{
    for (int round = 0; round < 20000; round++) {
        int letters = 1 + rand() % 4;
        ssize n = rand() % 400, m = 1 + rand() % (rand() % 2 ? 39 : 3);
        CHECK(agree1(letters, n, m));
        CHECK(agree2(letters, n, m));
        CHECK(agree4(letters, n, m));
    }
    CHECK(periodic1());
    CHECK(periodic2());
    CHECK(periodic4());
    CHECK(search1_count((const uint8_t *)"aaaaa", 5, (const uint8_t *)"aa", 2, 99) == 2);
    CHECK(search1_first(NULL, 0, NULL, 0) == 0);
    return test_result();
}
