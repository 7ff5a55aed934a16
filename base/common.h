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

#endif
