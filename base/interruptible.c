/* interruptible.c: see interruptible.h. */
#include "base/interruptible.h"

#include <errno.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifdef __x86_64__

/* The kernel leaves all registers but rax, rcx and r11 alone, and goes back to the `syscall` itself when it restarts a call. */
__asm__(
    ".text\n"
    ".globl interruptible_call, interruptible_test, interruptible_done, interruptible_cut\n"
    ".hidden interruptible_test, interruptible_done, interruptible_cut\n"
    ".type interruptible_call, @function\n"
    "interruptible_call:\n"
    "    .cfi_startproc\n"
    "    mov %rdi, %r11\n"
    "    mov %esi, %ecx\n"
    "    mov 0(%rdx), %rax\n"
    "    mov 8(%rdx), %rdi\n"
    "    mov 16(%rdx), %rsi\n"
    "    mov 32(%rdx), %r10\n"
    "    mov 40(%rdx), %r8\n"
    "    mov 48(%rdx), %r9\n"
    "    mov 24(%rdx), %rdx\n"
    "interruptible_test:\n"
    "    test %ecx, (%r11)\n"
    "    jnz interruptible_cut\n"
    "    syscall\n"
    "interruptible_done:\n"
    "    ret\n"
    "interruptible_cut:\n"
    "    mov $-4, %rax\n"               /* -EINTR */
    "    ret\n"
    "    .cfi_endproc\n"
    ".size interruptible_call, . - interruptible_call\n"
);
static_assert(EINTR == 4, "interruptible_cut");

extern const char interruptible_test[], interruptible_done[], interruptible_cut[];

void interruptible_leave(void *context)
{
    greg_t *at = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
    if (*at >= (greg_t)interruptible_test && *at < (greg_t)interruptible_done)
        *at = (greg_t)interruptible_cut;
}

#else

long interruptible_call(const volatile uint32_t *word, uint32_t bits, const long args[7])
{
    if (*word & bits)
        return -EINTR;
    long result = syscall(args[0], args[1], args[2], args[3], args[4], args[5], args[6]);
    return result < 0 ? -errno : result;
}

void interruptible_leave(void *context UNUSED) {}

#endif
