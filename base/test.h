/* test.h: what the C tests beside the sources share: CHECK reports and goes on, test_result is main's answer. */
#ifndef KRAIT_BASE_TEST_H
#define KRAIT_BASE_TEST_H

#include <stdio.h>
#include <stdlib.h>

static int test_failures;

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);   \
            if (++test_failures > 50)                                                 \
                exit(1);                                                              \
        }                                                                             \
    } while (0)

static inline int test_result(void)
{
    return test_failures != 0;
}

#endif
