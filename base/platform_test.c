/* platform_test.c: tests of the platform layer. */
#include "base/platform.h"

#include <pthread.h>

#include "base/test.h"

static void test_clocks(void)
{
    int64_t a = clock_monotonic_ns(), b = clock_monotonic_ns();
    CHECK(a > 0 && b >= a);
    CHECK(clock_real_ns() > INT64_C(1600000000) * 1000000000);
    CHECK(clock_process_ns() > 0 && clock_thread_ns() > 0);
}

static void test_reserve(void)
{
    size_t size = (size_t)1 << 36;
    char *p = platform_reserve(size);
    CHECK(p && (uintptr_t)p % platform_page_size() == 0);
    p[0] = 1;
    p[size - 1] = 2;
    CHECK(p[size / 2] == 0);
    platform_discard(p, platform_page_size());
    CHECK(p[0] == 0 && p[size - 1] == 2);
    platform_release(p, size);
    CHECK(!platform_reserve(0) && !platform_reserve(SIZE_MAX));
}

static void test_random(void)
{
    char a[300], b[300];
    CHECK(platform_random(a, sizeof a) && platform_random(b, sizeof b));
    CHECK(memcmp(a, b, sizeof a) != 0);
    CHECK(platform_random(a, 0));
}

static void *check_stack(void *unused)
{
    char *low, *high, here;
    CHECK(platform_stack_bounds(&low, &high));
    char *p = __builtin_frame_address(0);
    (void)here;
    CHECK(low < p && p < high);
    CHECK(high - low >= 64 << 10);
    return unused;
}

int main(void)
{
    test_clocks();
    test_reserve();
    test_random();
    check_stack(NULL);
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, check_stack, NULL) == 0);
    pthread_join(thread, NULL);
    CHECK(platform_cpu_count() >= 1);
    return test_result();
}
