/* pyconfig.c: writes pyconfig.h, which tells C sources (and sysconfig) what the system this was built for has: sizes of C types,
 * headers, functions. Sizes are found out by compiling this file; what Krait itself includes and calls is there for sure.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>
#include <wchar.h>

static void define(const char *name, long value) { printf("#define %s %ld\n", name, value); }

static void size_of_types(void)
{
#define SIZE(NAME, TYPE) define("SIZEOF_" #NAME, (long)sizeof(TYPE));
    SIZE(SHORT, short) SIZE(INT, int) SIZE(LONG, long) SIZE(LONG_LONG, long long) SIZE(VOID_P, void *) SIZE(SIZE_T, size_t)
    SIZE(FLOAT, float) SIZE(DOUBLE, double) SIZE(LONG_DOUBLE, long double) SIZE(WCHAR_T, wchar_t) SIZE(OFF_T, off_t)
    SIZE(TIME_T, time_t) SIZE(PID_T, pid_t) SIZE(UINTPTR_T, uintptr_t) SIZE(_BOOL, _Bool)
    define("ALIGNOF_LONG", (long)_Alignof(long));
    define("ALIGNOF_SIZE_T", (long)_Alignof(size_t));
}

int main(void)
{
    /* Headers that Krait includes, and functions that it calls, without asking. */
    static const char *const have[] = {
        "DIRENT_H", "DLFCN_H", "ERRNO_H", "FCNTL_H", "GRP_H", "LANGINFO_H", "LOCALE_H", "POLL_H", "PTHREAD_H", "PTY_H", "SHADOW_H",
        "SIGNAL_H", "SPAWN_H", "STDINT_H", "STDLIB_H", "STRING_H", "STRINGS_H", "SYS_EPOLL_H", "SYS_EVENTFD_H", "SYS_FILE_H",
        "SYS_IOCTL_H", "SYS_MMAN_H", "SYS_RESOURCE_H", "SYS_SELECT_H", "SYS_SENDFILE_H", "SYS_SOCKET_H", "SYS_STAT_H",
        "SYS_STATVFS_H", "SYS_TIME_H", "SYS_TIMES_H", "SYS_TYPES_H", "SYS_UIO_H", "SYS_UN_H", "SYS_UTSNAME_H", "SYS_WAIT_H",
        "SYS_XATTR_H", "TERMIOS_H", "UNISTD_H", "WCHAR_H", "SCHED_H", "NET_IF_H", "NETINET_IN_H", "ARPA_INET_H", "NETDB_H",
        "SYSLOG_H", "PWD_H",
        "ACCEPT4", "ALARM", "CHOWN", "CHROOT", "CLOCK_GETRES", "CLOCK_GETTIME", "CLOCK_NANOSLEEP", "CONFSTR", "CTERMID", "DUP2", "DUP3",
        "EPOLL", "EXECV", "FACCESSAT", "FCHDIR", "FCHMOD", "FCHMODAT", "FCHOWN", "FCHOWNAT", "FDATASYNC", "FDOPENDIR", "FLOCK", "FORK",
        "FORKPTY", "FPATHCONF", "FSTATAT", "FSTATVFS", "FSYNC", "FTRUNCATE", "FUTIMENS", "GETADDRINFO", "GETCWD", "GETGROUPS", "GETLOADAVG",
        "GETLOGIN", "GETNAMEINFO", "GETPGID", "GETPRIORITY", "GETPWENT", "GETRANDOM", "GETRESUID", "GETSID", "GETSPNAM",
        "INITGROUPS", "KILL", "KILLPG", "LCHOWN", "LINK", "LINKAT", "LOCKF", "LSTAT", "MKDIRAT", "MKFIFO", "MKNOD", "MMAP", "NICE",
        "OPENAT", "OPENPTY", "PAUSE", "PIPE2", "POLL", "POSIX_FADVISE", "POSIX_FALLOCATE", "PREAD", "PWRITE", "READLINK", "READV",
        "REALPATH", "RENAMEAT", "SCHED_SETAFFINITY", "SELECT", "SENDFILE", "SETGROUPS", "SETITIMER", "SETSID", "SIGACTION", "SIGALTSTACK",
        "SIGPENDING", "SIGTIMEDWAIT", "SIGWAIT", "SIGWAITINFO", "SOCKETPAIR", "STATVFS", "STRFTIME", "SYMLINK", "SYNC", "SYSCONF",
        "TCGETPGRP", "TIMES", "TRUNCATE", "TTYNAME", "UMASK", "UNAME", "UNLINKAT", "UTIMENSAT", "WAIT3", "WAIT4", "WAITID", "WAITPID",
        "WRITEV",
    };

    printf("/* What the system has that this was built for. Written when building, by tools/pyconfig.c. */\n"
           "#ifndef Py_PYCONFIG_H\n#define Py_PYCONFIG_H\n\n");
    size_of_types();
    printf("\n");
    for (size_t i = 0; i < sizeof have / sizeof *have; i++)
        printf("#define HAVE_%s 1\n", have[i]);
    printf("\n");
    for (const char *const *p = (const char *const[]){"HAVE_DYNAMIC_LOADING", "STDC_HEADERS", "TANH_PRESERVES_ZERO_SIGN",
                                                      "WITH_DOC_STRINGS", "WITH_THREAD", "ENABLE_IPV6", NULL}; *p; p++)
        define(*p, 1);
    printf("#define %s 1\n/* #undef Py_DEBUG */\n/* #undef WITH_PYMALLOC */\n\n#endif\n",
           __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "DOUBLE_IS_LITTLE_ENDIAN_IEEE754" : "DOUBLE_IS_BIG_ENDIAN_IEEE754");
    return 0;
}
