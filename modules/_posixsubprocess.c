/* _posixsubprocess.c: starting a child process for lib/subprocess.py.
 *
 * Between fork and exec only functions that are safe in signal handlers are called (other threads may have held any lock),
 * unless there is a preexec_fn. Without one the child is made by vfork: it borrows the parent's memory, so it must change
 * nothing that the parent relies on, and no signal handler may run in it.
 *
 * What goes wrong in the child is written to errpipe_write: "OSError:HEX ERRNO:STAGE" or "SubprocessError:0:TEXT".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "object/bytes.h"
#include "object/gc.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/tuple.h"
#include "vm/fork.h"
#include "vm/system_call.h"
#include "gen/modules/_posixsubprocess.h"

typedef struct Strings { char **item; Value *bytes; ssize count; } Strings;

/* All the child needs, in the form it needs it. */
typedef struct Child {
    Strings args, programs, environment;
    bool has_environment;
    const char *directory;          /* NULL: the same */
    int p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, errpipe_read, errpipe_write;
    bool close_fds, restore_signals, start_new_session;
    int *keep;                      /* ascending */
    ssize keep_count;
    const sigset_t *mask;           /* signals are blocked; this mask is to be set. NULL: they are not */
    Thread *thread;                 /* to call preexec with */
    Value preexec;                  /* EMPTY: none */
} Child;

static void strings_release(Strings *s)
{
    for (ssize i = 0; i < s->count; i++)
        release(s->bytes[i]);
    mem_free(s->item);
    mem_free(s->bytes);
}
static void child_release(Child *c)
{
    strings_release(&c->args);
    strings_release(&c->programs);
    strings_release(&c->environment);
    mem_free(c->keep);
}

/* ---- arguments ---- */

static bool read_strings(Thread *t, Ref sequence, Strings *s)
{
    OWN Value items = to_tuple(t, sequence);
    if (is_empty(items))
        return false;
    ssize n = as_tuple(items)->len;
    s->item = mem_alloc_array(t, n + 1, sizeof *s->item);
    s->bytes = s->item ? mem_alloc_array(t, n + 1, sizeof *s->bytes) : NULL;
    if (!s->bytes)
        return false;
    for (ssize i = 0; i < n; i++) {
        Value bytes = to_fs_bytes(t, as_tuple(items)->item[i]);
        if (is_empty(bytes))
            return false;
        s->bytes[i] = bytes;
        s->item[i] = (char *)as_bytes(bytes)->data;
        s->count = i + 1;
    }
    s->item[n] = NULL;
    return true;
}
static bool read_keep(Thread *t, Ref fds, Child *c)
{
    if (!is_tuple(fds))
        return raise_type(t, "fds_to_keep must be a tuple"), false;
    ssize n = as_tuple(fds)->len;
    c->keep = mem_alloc_array(t, n, sizeof *c->keep);
    for (ssize i = 0; c->keep && i < n; i++) {
        Ref v = as_tuple(fds)->item[i];
        int64_t fd;
        if (!is_int(v) || !int_as_int64(v, &fd) || fd < 0 || fd > INT_MAX || (i && fd <= c->keep[i - 1]))
            return raise_value(t, "bad value(s) in fds_to_keep"), false;
        c->keep[c->keep_count++] = (int)fd;
    }
    return c->keep != NULL;
}

/* ---- in the child ---- */

static void write_all(int fd, const char *text)
{
    ssize n = (ssize)strlen(text);
    while (n > 0) {
        ssize written = write(fd, text, (size_t)n);
        if (written < 0 && errno != EINTR)
            return;
        text += MAX(written, (ssize)0);
        n -= MAX(written, (ssize)0);
    }
}
static void NORETURN fail(const Child *c, const char *stage)
{
    unsigned number = (unsigned)errno;
    char text[sizeof number * 2 + 1], *p = text + sizeof text;

    *--p = 0;
    do
        *--p = "0123456789ABCDEF"[number & 15];
    while ((number >>= 4) && p > text);
    write_all(c->errpipe_write, "OSError:");
    write_all(c->errpipe_write, p);
    write_all(c->errpipe_write, ":");
    write_all(c->errpipe_write, stage);
    _exit(255);
}

/* Handlers are of no use to a child that shares our memory. */
static void reset_handlers(const sigset_t *mask)
{
    for (int i = 1; i < NSIG; i++) {
        struct sigaction sa;
        if (i == SIGKILL || i == SIGSTOP || sigismember(mask, i) == 1 || sigaction(i, NULL, &sa) < 0)
            continue;
        if (sa.sa_handler != SIG_IGN && sa.sa_handler != SIG_DFL) {
            sa = (struct sigaction){.sa_handler = SIG_DFL};
            sigaction(i, &sa, NULL);
        }
    }
}
static void close_from(const Child *c, unsigned first)
{
    for (ssize i = 0; i <= c->keep_count; i++) {
        unsigned end = i < c->keep_count ? (unsigned)c->keep[i] : ~0u;
        if (end > first && close_range(first, i < c->keep_count ? end - 1 : ~0u, 0) != 0) {
            long limit = sysconf(_SC_OPEN_MAX);
            for (unsigned fd = first; fd < end && (limit < 0 || fd < (unsigned)limit); fd++)
                close((int)fd);
        }
        if (i < c->keep_count && end >= first)
            first = end + 1;
    }
}
static bool place(int fd, int target)
{
    return fd == target ? descriptor_set_inheritable(fd, true) : fd < 0 || dup2(fd, target) >= 0;
}
static bool place_streams(const Child *c)
{
    int c2pwrite = c->c2pwrite, errwrite = c->errwrite;
    const int parents[] = {c->p2cwrite, c->c2pread, c->errread, c->errpipe_read};

    for (ssize i = 0; i < c->keep_count; i++)
        if (c->keep[i] != c->errpipe_write && !descriptor_set_inheritable(c->keep[i], true) && errno != EBADF)
            return false;
    for (int i = 0; i < COUNT_OF(parents); i++)
        if (parents[i] >= 0 && close(parents[i]) < 0)
            return false;
    /* what sits where another stream is to go moves out of the way */
    if (c2pwrite == 0 && (c2pwrite = dup(c2pwrite)) < 0)
        return false;
    while (errwrite == 0 || errwrite == 1)
        if ((errwrite = dup(errwrite)) < 0)
            return false;
    return place(c->p2cread, 0) && place(c2pwrite, 1) && place(errwrite, 2);
}
static void run_programs(const Child *c)
{
    int saved = 0;
    for (ssize i = 0; i < c->programs.count; i++) {
        if (c->has_environment)
            execve(c->programs.item[i], c->args.item, c->environment.item);
        else
            execv(c->programs.item[i], c->args.item);
        if (errno != ENOENT && errno != ENOTDIR && saved == 0)
            saved = errno;
    }
    if (saved)
        errno = saved;
}
static void NORETURN NOINLINE child_main(const Child *c)
{
    if (c->mask)
        reset_handlers(c->mask);
    if (!place_streams(c) || (c->directory && chdir(c->directory) < 0))
        fail(c, "noexec");
    if (c->restore_signals) {
        struct sigaction standard = {.sa_handler = SIG_DFL};
        sigaction(SIGPIPE, &standard, NULL);
        sigaction(SIGXFSZ, &standard, NULL);
    }
    if (c->mask)
        sigprocmask(SIG_SETMASK, c->mask, NULL);
    if (c->start_new_session)
        setsid();
    if (!is_empty(c->preexec)) {
        Value result = call0(c->thread, c->preexec);
        if (is_empty(result)) {
            write_all(c->errpipe_write, "SubprocessError:0:Exception occurred in preexec_fn.");
            _exit(255);
        }
    }
    if (c->close_fds)
        close_from(c, 3);
    run_programs(c);
    fail(c, "");
}

/* ---- in the parent ---- */

static pid_t start_sharing(Child *c)
{
    sigset_t all, mask;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &mask);
    c->mask = &mask;
    pid_t pid = vfork();
    if (pid == 0)
        child_main(c);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    errno = error;
    return pid;
}
static pid_t start_copy(Thread *t, Child *c)
{
    c->thread = t;
    pid_t pid = fork_interpreter(t);
    if (pid == 0) {
        gc_enable(t, false);        /* a collection could finalize what is the parent's to finalize */
        child_main(c);
    }
    return pid;
}

/** Spawn a fresh new child process.
 *
 * Forks a child process, closes parent file descriptors as appropriate in the
 * child and duplicates the few that are needed before calling exec() in the
 * child process.
 *
 * If close_fds is True, close file descriptors 3 and higher, except those listed
 * in the sorted tuple pass_fds.
 *
 * The preexec_fn, if supplied, will be called immediately before closing file
 * descriptors and exec. */
FUNCTION(_posixsubprocess, fork_exec, "(args, executable_list, close_fds: bool, pass_fds, cwd, env, p2cread: int, p2cwrite: int, c2pread: int, c2pwrite: int, errread: int, errwrite: int, errpipe_read: int, errpipe_write: int, restore_signals: bool, call_setsid: bool, preexec_fn, /)")
{
    __attribute__((cleanup(child_release))) Child c = {
        .p2cread = a->p2cread, .p2cwrite = a->p2cwrite, .c2pread = a->c2pread, .c2pwrite = a->c2pwrite, .errread = a->errread,
        .errwrite = a->errwrite, .errpipe_read = a->errpipe_read, .errpipe_write = a->errpipe_write, .close_fds = a->close_fds,
        .restore_signals = a->restore_signals, .start_new_session = a->call_setsid,
        .preexec = is_none(a->preexec_fn) ? EMPTY : a->preexec_fn, .has_environment = !is_none(a->env),
    };
    OWN Value directory = EMPTY;
    if (c.close_fds && c.errpipe_write < 3)
        return raise_value(t, "errpipe_write must be >= 3");
    if (!read_keep(t, a->pass_fds, &c))
        return EMPTY;
    if (!is_list(a->args) && !is_tuple(a->args))
        return raise_type(t, "expected a sequence of arguments, not %T", a->args);
    if (!read_strings(t, a->args, &c.args) || !read_strings(t, a->executable_list, &c.programs)
        || (c.has_environment && !read_strings(t, a->env, &c.environment)))
        return EMPTY;
    if (!is_none(a->cwd)) {
        directory = to_fs_bytes(t, a->cwd);
        if (is_empty(directory))
            return EMPTY;
        c.directory = (char *)as_bytes(directory)->data;
    }
    pid_t pid = is_empty(c.preexec) ? start_sharing(&c) : start_copy(t, &c);
    return pid < 0 ? raise_last(t) : fixnum(pid);
}

MODULE(_posixsubprocess, .doc = "A POSIX helper for the subprocess module.");
