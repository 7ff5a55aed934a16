/* interruptible_test.c: a signal ends a call at whatever moment it comes. */
#include "base/interruptible.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/test.h"

static volatile uint32_t word;

static void on_alarm(int number UNUSED, siginfo_t *info UNUSED, void *context)
{
    word = 1;
    interruptible_leave(context);
}

static void install(int flags)
{
    struct sigaction sa = {.sa_sigaction = on_alarm, .sa_flags = SA_SIGINFO | flags};
    sigemptyset(&sa.sa_mask);
    sigaction(SIGALRM, &sa, NULL);
}

static long read_pipe(int fd)
{
    char byte;
    return interruptible_call(&word, 1, (const long[7]){SYS_read, fd, (long)&byte, 1});
}

/* The alarm comes at any moment around the call, which would wait for ever. */
static void test_no_signal_is_missed(int fd)
{
    for (int us = 1; us < 400; us++) {
        struct itimerval soon = {.it_value = {0, us % 40 + 1}};
        word = 0;
        setitimer(ITIMER_REAL, &soon, NULL);
        for (volatile int spin = us * 7; spin > 0; spin--)
            ;
        CHECK(read_pipe(fd) == -EINTR);
        CHECK(word == 1);
    }
}

int main(void)
{
    int fd[2];
    CHECK(pipe(fd) == 0);
    word = 0;
    CHECK(write(fd[1], "x", 1) == 1);
    CHECK(read_pipe(fd[0]) == 1);
    CHECK(read_pipe(-1) == -EBADF);
    word = 1;
    CHECK(read_pipe(fd[0]) == -EINTR);
    word = 2;
    CHECK(read_pipe(-1) == -EBADF);
    install(0);
    test_no_signal_is_missed(fd[0]);
    install(SA_RESTART);
    test_no_signal_is_missed(fd[0]);
    return test_result();
}
