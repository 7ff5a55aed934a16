/* interruptible.h: the system calls that may wait for ever, ended by a signal whose Python handler has yet to run, even one
 * that came just before the call. For use between BLOCKING_BEGIN and BLOCKING_END, or in BLOCKING_CALL. Arguments, results
 * and errno are those of the C library's function of that name.
 */
#ifndef KRAIT_VM_INTERRUPTIBLE_H
#define KRAIT_VM_INTERRUPTIBLE_H

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/interruptible.h"
#include "object/state.h"

struct epoll_event;
struct iovec;
struct pollfd;
struct rusage;

static inline long interruptible(const long args[7])
{
    long result = interruptible_call(&current_thread->interrupt, INTERRUPT_SIGNALS, args);
    if (likely(result >= 0 || result < -4095))
        return result;
    errno = (int)-result;
    return -1;
}
#define INTERRUPTIBLE(...) interruptible((const long[7]){__VA_ARGS__})

/* ---- files ---- */

static inline int interruptible_openat(int directory, const char *name, int flags, int mode)
{
    return (int)INTERRUPTIBLE(SYS_openat, directory, (long)name, flags, mode);
}
static inline ssize interruptible_read(int fd, void *p, size_t n) { return INTERRUPTIBLE(SYS_read, fd, (long)p, (long)n); }
static inline ssize interruptible_write(int fd, const void *p, size_t n) { return INTERRUPTIBLE(SYS_write, fd, (long)p, (long)n); }
static inline ssize interruptible_readv(int fd, const struct iovec *v, int n) { return INTERRUPTIBLE(SYS_readv, fd, (long)v, n); }
static inline ssize interruptible_writev(int fd, const struct iovec *v, int n) { return INTERRUPTIBLE(SYS_writev, fd, (long)v, n); }
static inline ssize interruptible_sendfile(int out, int in, off_t *offset, size_t n)
{
    return INTERRUPTIBLE(SYS_sendfile, out, in, (long)offset, (long)n);
}
static inline ssize interruptible_splice(int in, off_t *from, int out, off_t *to, size_t n, unsigned flags)
{
    return INTERRUPTIBLE(SYS_splice, in, (long)from, out, (long)to, (long)n, flags);
}
static inline int interruptible_fcntl(int fd, int command, long argument) { return (int)INTERRUPTIBLE(SYS_fcntl, fd, command, argument); }
static inline int interruptible_flock(int fd, int operation) { return (int)INTERRUPTIBLE(SYS_flock, fd, operation); }

/* ---- sockets ---- */

static inline int interruptible_accept4(int fd, struct sockaddr *at, socklen_t *n, int flags)
{
    return (int)INTERRUPTIBLE(SYS_accept4, fd, (long)at, (long)n, flags);
}
static inline int interruptible_connect(int fd, const struct sockaddr *at, socklen_t n) { return (int)INTERRUPTIBLE(SYS_connect, fd, (long)at, n); }
static inline ssize interruptible_recvfrom(int fd, void *p, size_t n, int flags, struct sockaddr *at, socklen_t *length)
{
    return INTERRUPTIBLE(SYS_recvfrom, fd, (long)p, (long)n, flags, (long)at, (long)length);
}
static inline ssize interruptible_sendto(int fd, const void *p, size_t n, int flags, const struct sockaddr *at, socklen_t length)
{
    return INTERRUPTIBLE(SYS_sendto, fd, (long)p, (long)n, flags, (long)at, length);
}
static inline ssize interruptible_recvmsg(int fd, struct msghdr *m, int flags) { return INTERRUPTIBLE(SYS_recvmsg, fd, (long)m, flags); }
static inline ssize interruptible_sendmsg(int fd, const struct msghdr *m, int flags) { return INTERRUPTIBLE(SYS_sendmsg, fd, (long)m, flags); }

/* ---- waiting ---- */

/* For poll() and select(), ns < 0: for ever. */
static inline int interruptible_poll(struct pollfd *watch, size_t n, int64_t ns)
{
    struct timespec left = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    return (int)INTERRUPTIBLE(SYS_ppoll, (long)watch, (long)n, ns < 0 ? 0 : (long)&left);
}
static inline int interruptible_select(int n, fd_set *reading, fd_set *writing, fd_set *special, int64_t ns)
{
    struct timespec left = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
    return (int)INTERRUPTIBLE(SYS_pselect6, n, (long)reading, (long)writing, (long)special, ns < 0 ? 0 : (long)&left);
}
static inline int interruptible_epoll_wait(int fd, struct epoll_event *event, int limit, int milliseconds)
{
    return (int)INTERRUPTIBLE(SYS_epoll_pwait, fd, (long)event, limit, milliseconds);
}
static inline int interruptible_sleep_until(const struct timespec *monotonic)
{
    return (int)INTERRUPTIBLE(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, (long)monotonic);
}
static inline int interruptible_wait4(int pid, int *status, int options, struct rusage *usage)
{
    return (int)INTERRUPTIBLE(SYS_wait4, pid, (long)status, options, (long)usage);
}
static inline int interruptible_waitid(int type, unsigned id, siginfo_t *info, int options)
{
    return (int)INTERRUPTIBLE(SYS_waitid, type, id, (long)info, options);
}
/* left NULL: for ever. */
static inline int interruptible_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *left)
{
    return (int)INTERRUPTIBLE(SYS_rt_sigtimedwait, (long)set, (long)info, (long)left, (_NSIG - 1) / 8);
}
/* While *word is `value`, until `monotonic` (NULL: for ever): EAGAIN, ETIMEDOUT. */
static inline int interruptible_futex_wait(uint32_t *word, uint32_t value, const struct timespec *monotonic)
{
    return (int)INTERRUPTIBLE(SYS_futex, (long)word, FUTEX_WAIT_BITSET_PRIVATE, value, (long)monotonic, 0, FUTEX_BITSET_MATCH_ANY);
}

#endif
