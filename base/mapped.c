/* mapped.c: see mapped.h. The process has one table of guarded spans, for SIGBUS is the process's: its handler only reads the
 * table, puts a page of zeros in the place of the one that is not there, and lets the access be made again.
 */
#include "base/mapped.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define GUARDS 512

/* A slot is free while end is 0, and taken with end 1 until start is written. */
typedef struct Span { uintptr_t start, end; int cut; } Span;
static struct {
    Span span[GUARDS];
    size_t page_size;
    struct sigaction before;                    /* who had SIGBUS until then */
    int installed;
} process;

static Span *find_span(uintptr_t address)
{
    for (int i = 0; i < GUARDS; i++) {
        uintptr_t end = __atomic_load_n(&process.span[i].end, __ATOMIC_ACQUIRE);
        if (address < end && address >= __atomic_load_n(&process.span[i].start, __ATOMIC_RELAXED))
            return &process.span[i];
    }
    return NULL;
}

static void handle_bus_error(int number, siginfo_t *info, void *context)
{
    uintptr_t address = (uintptr_t)info->si_addr;
    Span *span = find_span(address);
    if (span) {
        void *page = (void *)(address & ~(process.page_size - 1));
        __atomic_store_n(&span->cut, 1, __ATOMIC_RELAXED);
        if (mmap(page, process.page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
            return;
    }
    if (process.before.sa_flags & SA_SIGINFO && process.before.sa_sigaction)
        process.before.sa_sigaction(number, info, context);
    else if (process.before.sa_handler != SIG_DFL && process.before.sa_handler != SIG_IGN)
        process.before.sa_handler(number);
    else
        signal(SIGBUS, SIG_DFL);                /* the access is made again, and ends the process */
}

static void install(void)
{
    if (__atomic_exchange_n(&process.installed, 1, __ATOMIC_ACQ_REL))
        return;
    process.page_size = (size_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = {.sa_sigaction = handle_bus_error, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &process.before);
}

int mapped_guard(void *start, size_t len)
{
    install();
    for (int i = 0; i < GUARDS; i++) {
        uintptr_t free_end = 0;
        if (!__atomic_compare_exchange_n(&process.span[i].end, &free_end, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        process.span[i].cut = 0;
        __atomic_store_n(&process.span[i].start, (uintptr_t)start, __ATOMIC_RELAXED);
        __atomic_store_n(&process.span[i].end, (uintptr_t)start + len, __ATOMIC_RELEASE);
        return i;
    }
    return -1;
}

void mapped_release(int guard)
{
    if (guard >= 0)
        __atomic_store_n(&process.span[guard].end, 0, __ATOMIC_RELEASE);
}

bool mapped_is_cut(int guard) { return guard >= 0 && __atomic_load_n(&process.span[guard].cut, __ATOMIC_RELAXED); }
