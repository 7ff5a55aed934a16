/* platform.c: the system behind platform.h, for Linux with glibc. */
#define _GNU_SOURCE
#include "base/platform.h"

#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec ts;
    if (clock_gettime(id, &ts) != 0)
        return 0;
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t clock_monotonic_ns(void) { return read_clock(CLOCK_MONOTONIC); }
int64_t clock_real_ns(void) { return read_clock(CLOCK_REALTIME); }
int64_t clock_process_ns(void) { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }
int64_t clock_thread_ns(void) { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

size_t platform_page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_to_pages(size_t size)
{
    size_t page = platform_page_size();
    return size > SIZE_MAX - page ? 0 : (size + page - 1) & ~(page - 1);
}

/* What MADV_HUGEPAGE works in, on x86-64. */
#define HUGE_PAGE ((size_t)2 << 20)

void *platform_reserve(size_t size)
{
    size = round_to_pages(size);
    if (!size)
        return NULL;
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void platform_release(void *p, size_t size)
{
    if (p)
        munmap(p, round_to_pages(size));
}

void platform_expect_use(void *p, size_t size)
{
    uintptr_t start = ((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    uintptr_t end = ((uintptr_t)p + size) & ~(uintptr_t)(HUGE_PAGE - 1);
    if (start < end)
        madvise((void *)start, end - start, MADV_HUGEPAGE);
}

void platform_discard(void *p, size_t size)
{
    uintptr_t page = platform_page_size();
    uintptr_t start = ((uintptr_t)p + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)p + size) & ~(page - 1);
    if (start < end)
        madvise((void *)start, end - start, MADV_DONTNEED);
}

static bool read_random(char *out, size_t n, unsigned flags)
{
    while (n) {
        ssize_t got = getrandom(out, n, flags);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        out += got;
        n -= (size_t)got;
    }
    return true;
}

bool platform_random(void *out, size_t n) { return read_random(out, n, 0); }
bool platform_random_now(void *out, size_t n) { return read_random(out, n, GRND_NONBLOCK); }

/* The main thread's stack ends behind the name of the executable, which the kernel puts there first; asking the C library for it
 * would read /proc/self/maps. */
static bool main_stack_bounds(char **low, char **high)
{
    const char *name = (const char *)getauxval(AT_EXECFN);
    struct rlimit limit;
    size_t page = platform_page_size();
    if (getpid() != gettid() || !name || getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY
        || limit.rlim_cur < 16 * page)
        return false;
    *high = (char *)(((uintptr_t)name + strlen(name) + page) & ~(page - 1));
    *low = *high - (limit.rlim_cur & ~(rlim_t)(page - 1));
    char here;
    return *low < &here && &here < *high;
}

bool platform_stack_bounds(char **low, char **high)
{
    /* The main thread's stack grows on demand, up to a limit that may be "none" or larger than the address
     * space below it really leaves: promise no more than 64 MiB. */
    const size_t most = (size_t)64 << 20;
    if (main_stack_bounds(low, high)) {
        if ((size_t)(*high - *low) > most)
            *low = *high - most;
        return true;
    }
    pthread_attr_t attr;
    void *base;
    size_t size, guard = 0;
    if (pthread_getattr_np(pthread_self(), &attr) != 0)
        return false;
    bool ok = pthread_attr_getstack(&attr, &base, &size) == 0;
    if (pthread_attr_getguardsize(&attr, &guard) != 0)
        guard = 0;
    pthread_attr_destroy(&attr);
    if (!ok || guard >= size)
        return false;
    *high = (char *)base + size;
    *low = (char *)base + guard;    /* glibc counts the guard pages into the stack */
    if ((size_t)(*high - *low) > most)
        *low = *high - most;
    return true;
}

int platform_cpu_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return MAX(CPU_COUNT(&set), 1);
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (int)MIN(n, (long)INT_MAX) : 1;
}

void platform_text_locale(void)
{
    const char *locale = setlocale(LC_CTYPE, NULL);
    if (locale && strcmp(locale, "C"))
        return;
    setlocale(LC_CTYPE, "");
    if (MB_CUR_MAX == 1)
        setlocale(LC_CTYPE, "C.UTF-8");
}
