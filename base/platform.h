/* platform.h: what differs from system to system, behind plain functions. Linux is the one system so far. */
#ifndef KRAIT_BASE_PLATFORM_H
#define KRAIT_BASE_PLATFORM_H

#include "base/common.h"

/* Clocks, in nanoseconds. A clock the system cannot read gives 0. */
int64_t clock_monotonic_ns(void);   /* never goes back; the origin means nothing */
int64_t clock_real_ns(void);        /* since 1970-01-01 UTC */
int64_t clock_process_ns(void);     /* CPU time of the process */
int64_t clock_thread_ns(void);      /* CPU time of the calling thread */

/* Address space of at least size bytes, zero-filled, readable and writable, backed by memory only as it is
 * touched. NULL when refused. */
void *platform_reserve(size_t size) MUST_CHECK;
/* The whole 2 MiB blocks in [p, p + size) will mostly be used: they may be backed by huge pages, a fault each instead of 512. */
void platform_expect_use(void *p, size_t size);
void platform_release(void *p, size_t size);     /* give back what platform_reserve returned */
void platform_discard(void *p, size_t size);     /* forget the whole pages inside: they read as at first, zeros or a file's */
size_t platform_page_size(void);

/* n random bytes from the system, fit for keys. May block early at boot. False: the system refused, see errno. */
bool platform_random(void *out, size_t n) MUST_CHECK;
/* The same, never blocking: false with errno EAGAIN when the pool is not ready. */
bool platform_random_now(void *out, size_t n) MUST_CHECK;

/* The C stack of the calling thread: [low, high). It grows from high down to low. False: unknown. */
bool platform_stack_bounds(char **low, char **high) MUST_CHECK;

/* The C library takes characters for UTF-8, as all text is here, unless the program has chosen a locale: for libraries that ask it
 * what a character is. */
void platform_text_locale(void);

int platform_cpu_count(void);       /* processors this process may use, at least 1 */

#endif
