/* coverage.c: what the compiler calls at each edge of a build with MODE=fuzz: it marks the edge in a map that the program run by
 * tests/fuzz/fuzz.py reads back through a file, KRAIT_COVERAGE. Linked into no other build, so its state may be at file scope. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAP_SIZE = 1 << 16 };

void __sanitizer_cov_trace_pc(void);

static uint8_t unread[MAP_SIZE];
static uint8_t *map = unread;
static __thread uintptr_t previous;

void __sanitizer_cov_trace_pc(void)
{
    uintptr_t here = (uintptr_t)__builtin_return_address(0) * 0x9E3779B97F4A7C15u >> 40;
    map[(here ^ previous) % MAP_SIZE] = 1;
    previous = here >> 1;
}

__attribute__((constructor)) static void open_map(void)
{
    const char *path = getenv("KRAIT_COVERAGE");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    if (ftruncate(fd, MAP_SIZE) == 0) {
        void *p = mmap(NULL, MAP_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (p != MAP_FAILED)
            map = p;
    }
    close(fd);
}
