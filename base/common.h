/* common.h: the few words every file of Krait uses. */
#ifndef KRAIT_BASE_COMMON_H
#define KRAIT_BASE_COMMON_H

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A count or an index of anything in memory; Py_ssize_t at the C API. */
typedef ptrdiff_t ssize;
#define SSIZE_MAX_ PTRDIFF_MAX
#define SSIZE_MIN_ PTRDIFF_MIN

#define likely(x)    __builtin_expect(!!(x), 1)
#define unlikely(x)  __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#define NOINLINE     __attribute__((noinline))
#define COLD         __attribute__((cold, noinline))
#define NORETURN     __attribute__((noreturn))
#define MUST_CHECK   __attribute__((warn_unused_result))
#define UNUSED       __attribute__((unused))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define COUNT_OF(a)  ((ssize)(sizeof(a) / sizeof *(a)))
#define CONTAINER_OF(p, T, field) ((T *)((char *)(p) - offsetof(T, field)))

#define MIN(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define MAX(a, b) ({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })

/* memcpy() for blocks that are mostly short: without a call up to 16 bytes. */
ALWAYS_INLINE void copy_short(void *to_, const void *from_, size_t n)
{
    char *to = to_;
    const char *from = from_;
    if (n > 16) {
        memcpy(to, from, n);
    } else if (n >= 8) {
        uint64_t first, last;
        memcpy(&first, from, 8);
        memcpy(&last, from + n - 8, 8);
        memcpy(to, &first, 8);
        memcpy(to + n - 8, &last, 8);
    } else if (n >= 4) {
        uint32_t first, last;
        memcpy(&first, from, 4);
        memcpy(&last, from + n - 4, 4);
        memcpy(to, &first, 4);
        memcpy(to + n - 4, &last, 4);
    } else if (n) {
        to[0] = from[0];
        to[n / 2] = from[n / 2];
        to[n - 1] = from[n - 1];
    }
}

#endif
