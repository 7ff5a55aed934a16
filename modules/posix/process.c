/* process.c: processes: fork, exec, exit, wait, signals, priorities (Library "os", "Process Management").
 */
#include "modules/posix/posix.h"

#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "modules/posix/argv.h"
#include "vm/fork.h"
#include "object/float.h"
#include "gen/modules/posix/process.h"

/* ---- fork ---- */

static Value forked(Thread *t, pid_t pid)
{
    return pid < 0 ? raise_last(t) : int_from_int64(t, pid);
}
/** Fork a child process.
 *
 * Return 0 to child process and PID of child to parent process. */
FUNCTION0(posix, fork) { return forked(t, fork_interpreter(t)); }
/** Fork a new process with a new pseudo-terminal as controlling tty.
 *
 * Returns a tuple of (pid, master_fd).
 * Like fork(), return pid of 0 to the child process,
 * and pid of child to the parent process. */
FUNCTION0(posix, forkpty)
{
    int master = -1;
    fork_before(t);
    pid_t pid = forkpty(&master, NULL, NULL, NULL);
    int error = errno;
    if (pid == 0)
        fork_in_child(t);
    else
        fork_in_parent(t);
    errno = error;
    return pid < 0 ? raise_last(t) : tuple_pack(t, 2, fixnum(pid), fixnum(master));
}

static bool check_callable(Thread *t, Ref f, const char *name)
{
    return is_empty(f) || is_callable(f) || (raise_type(t, "'%s' must be callable, not %T", name, f), false);
}
/** Register callables to be called when forking a new process.
 *
 * 'before' callbacks are called in reverse order.
 * 'after_in_child' and 'after_in_parent' callbacks are called in order. */
FUNCTION(posix, register_at_fork, "(*, before=?, after_in_child=?, after_in_parent=?)")
{
    if (is_empty(a->before) && is_empty(a->after_in_child) && is_empty(a->after_in_parent))
        return raise_type(t, "At least one argument is required.");
    if (!check_callable(t, a->before, "before") || !check_callable(t, a->after_in_child, "after_in_child")
        || !check_callable(t, a->after_in_parent, "after_in_parent"))
        return EMPTY;
    return fork_register(t, a->before, a->after_in_parent, a->after_in_child) ? NONE : EMPTY;
}

/* ---- exec ---- */

/** Execute an executable path with arguments, replacing current process.
 *
 *   path
 *     Path of executable file.
 *   argv
 *     Tuple or list of strings. */
FUNCTION(posix, execv, "(path, argv, /)")
{
    PATH p;
    ARGV v = {0};
    if (!path_convert(t, &p, a->path, "execv", "path", 0) || !argv_read(t, &v, a->argv, "execv() arg 2"))
        return EMPTY;
    execv(p.name, v.item);
    return raise_path(t, &p);
}
/** Execute an executable path with arguments, replacing current process.
 *
 *   path
 *     Path of executable file.
 *   argv
 *     Tuple or list of strings.
 *   env
 *     Dictionary of strings mapping to strings. */
FUNCTION(posix, execve, "(path, argv, env)")
{
    PATH p;
    ARGV v = {0}, env = {0};
    if (!path_convert(t, &p, a->path, "execve", "path", PATH_FD) || !argv_read(t, &v, a->argv, "execve() arg 2")
        || !environment_read(t, &env, a->env, "execve"))
        return EMPTY;
    if (p.name)
        execve(p.name, v.item, env.item);
    else
        fexecve(p.fd, v.item, env.item);
    return raise_path(t, &p);
}
/** Exit to the system with specified status, without normal exit processing. */
FUNCTION(posix, _exit, "(status: int)") { _exit(a->status); }
/** Abort the interpreter immediately. */
FUNCTION0(posix, abort) { abort(); }
/** Execute the command in a subshell. */
FUNCTION(posix, system, "(command)")
{
    OWN Value command = to_fs_bytes(t, a->command);
    int status;
    if (is_empty(command))
        return EMPTY;
    BLOCKING_BEGIN(t)
    status = system((char *)as_bytes(command)->data);
    BLOCKING_END(t)
    return fixnum(status);
}

/* ---- wait ---- */

static Value waited(Thread *t, pid_t pid, int status) { return pid < 0 ? raise_last(t) : tuple_pack(t, 2, fixnum(pid), fixnum(status)); }

/** Wait for completion of a child process.
 *
 * Returns a tuple of information about the child process:
 *     (pid, status) */
FUNCTION0(posix, wait)
{
    pid_t pid;
    int status = 0;
    BLOCKING_CALL(t, pid, interruptible_wait4(-1, &status, 0, NULL));
    return waited(t, pid, status);
}
/** Wait for completion of a given child process.
 *
 * Returns a tuple of information regarding the child process:
 *     (pid, status)
 *
 * The options argument is ignored on Windows. */
FUNCTION(posix, waitpid, "(pid: int, options: int, /)")
{
    pid_t pid;
    int status = 0;
    BLOCKING_CALL(t, pid, interruptible_wait4(a->pid, &status, a->options, NULL));
    return waited(t, pid, status);
}

static Value usage_value(Thread *t, const struct rusage *u)
{
    PosixState *s = posix_state(t);
    if (is_empty(s->rusage) && is_empty(s->rusage = import_attribute(t, "resource", "struct_rusage")))
        return EMPTY;
    return rusage_value(t, s->rusage, u);
}
static Value wait_with_usage(Thread *t, int which, int options)
{
    struct rusage usage = {0};
    pid_t pid;
    int status = 0;
    BLOCKING_CALL(t, pid, interruptible_wait4(which, &status, options, &usage));
    if (pid < 0)
        return raise_last(t);
    OWN Value used = usage_value(t, &usage);
    return is_empty(used) ? EMPTY : tuple_pack(t, 3, fixnum(pid), fixnum(status), used);
}
/** Wait for completion of a child process.
 *
 * Returns a tuple of information about the child process:
 *   (pid, status, rusage) */
FUNCTION(posix, wait3, "(options: int)") { return wait_with_usage(t, -1, a->options); }
/** Wait for completion of a specific child process.
 *
 * Returns a tuple of information about the child process:
 *   (pid, status, rusage) */
FUNCTION(posix, wait4, "(pid: int, options: int)") { return wait_with_usage(t, a->pid, a->options); }
/** Returns the result of waiting for a process or processes. */
FUNCTION(posix, waitid, "(idtype: int, id: int, options: int, /)")
{
    siginfo_t info = {0};
    int result;
    BLOCKING_CALL(t, result, interruptible_waitid(a->idtype, (unsigned)a->id, &info, a->options));
    if (result < 0)
        return raise_last(t);
    if (info.si_pid == 0)
        return NONE;
    Value made = structseq_new(t, posix_state(t)->waitid_result);
    int fields[] = {info.si_pid, (int)info.si_uid, info.si_signo, info.si_status, info.si_code};
    for (int i = 0; i < COUNT_OF(fields) && !is_empty(made); i++)
        structseq_set_take(made, i, fixnum(fields[i]));
    return made;
}

/** Return True if the process returning status was dumped to a core file. */
FUNCTION(posix, WCOREDUMP, "(status: int, /)") { return bool_value(WCOREDUMP(a->status)); }
/** Return True if a particular process was continued from a job control stop. */
FUNCTION(posix, WIFCONTINUED, "(status: int)") { return bool_value(WIFCONTINUED(a->status)); }
/** Return True if the process returning status was stopped. */
FUNCTION(posix, WIFSTOPPED, "(status: int)") { return bool_value(WIFSTOPPED(a->status)); }
/** Return True if the process returning status was terminated by a signal. */
FUNCTION(posix, WIFSIGNALED, "(status: int)") { return bool_value(WIFSIGNALED(a->status)); }
/** Return True if the process returning status exited via the exit() system call. */
FUNCTION(posix, WIFEXITED, "(status: int)") { return bool_value(WIFEXITED(a->status)); }
/** Return the process return code from status. */
FUNCTION(posix, WEXITSTATUS, "(status: int)") { return fixnum(WEXITSTATUS(a->status)); }
/** Return the signal that terminated the process that provided the status value. */
FUNCTION(posix, WTERMSIG, "(status: int)") { return fixnum(WTERMSIG(a->status)); }
/** Return the signal that stopped the process that provided the status value. */
FUNCTION(posix, WSTOPSIG, "(status: int)") { return fixnum(WSTOPSIG(a->status)); }
/** Convert a wait status to an exit code.
 *
 * On Unix: the exit status if the process exited normally, -signum if a signal killed it. */
FUNCTION(posix, waitstatus_to_exitcode, "(status)")
{
    int status;
    if (is_float(a->status))
        return raise_type(t, "integer argument expected, got float");
    if (!to_c_int(t, a->status, &status))
        return EMPTY;
    if (WIFEXITED(status))
        return WEXITSTATUS(status) < 0 ? raise_value(t, "invalid WEXITSTATUS: %i", WEXITSTATUS(status)) : fixnum(WEXITSTATUS(status));
    if (WIFSIGNALED(status))
        return WTERMSIG(status) <= 0 ? raise_value(t, "invalid WTERMSIG: %i", WTERMSIG(status)) : fixnum(-WTERMSIG(status));
    if (WIFSTOPPED(status))
        return raise_value(t, "process stopped by delivery of signal %i", WSTOPSIG(status));
    return raise_value(t, "invalid wait status: %i", status);
}

/* ---- signals, groups, priorities ---- */

/** Kill a process with a signal. */
FUNCTION(posix, kill, "(pid: int, signal: int, /)")
{
    if (kill(a->pid, a->signal) < 0)
        return raise_last(t);
    return handle_signals(t) ? NONE : EMPTY;        /* it may have been for us */
}
/** Kill a process group with a signal. */
FUNCTION(posix, killpg, "(pgid: int, signal: int, /)")
{
    if (killpg(a->pgid, a->signal) < 0)
        return raise_last(t);
    return handle_signals(t) ? NONE : EMPTY;
}
/** Return a file descriptor referring to the process *pid*. */
FUNCTION(posix, pidfd_open, "(pid: int, flags: int=0)") { return int_or_last(t, syscall(SYS_pidfd_open, a->pid, a->flags)); }
/** Return the current process id. */
FUNCTION0(posix, getpid) { return fixnum(getpid()); }
/** Return the parent's process id. */
FUNCTION0(posix, getppid) { return fixnum(getppid()); }
/** Return the current process group id. */
FUNCTION0(posix, getpgrp) { return fixnum(getpgrp()); }
/** Call the system call getpgid(), and return the result. */
FUNCTION(posix, getpgid, "(pid: int)") { return int_or_last(t, getpgid(a->pid)); }
/** Make the current process the leader of its process group. */
FUNCTION0(posix, setpgrp) { return none_or_last(t, setpgid(0, 0)); }
/** Call the system call setpgid(pid, pgrp). */
FUNCTION(posix, setpgid, "(pid: int, pgrp: int, /)") { return none_or_last(t, setpgid(a->pid, a->pgrp)); }
/** Call the system call getsid(pid) and return the result. */
FUNCTION(posix, getsid, "(pid: int, /)") { return int_or_last(t, getsid(a->pid)); }
/** Call the system call setsid(). */
FUNCTION0(posix, setsid) { return none_or_last(t, setsid()); }

/* -1 is a priority like any other: errno tells. */
/** Add increment to the priority of process and return the new priority. */
FUNCTION(posix, nice, "(increment: int, /)")
{
    errno = 0;
    int value = nice(a->increment);
    return value == -1 && errno ? raise_last(t) : fixnum(value);
}
/** Return program scheduling priority. */
FUNCTION(posix, getpriority, "(which: int, who: int)")
{
    errno = 0;
    int value = getpriority((__priority_which_t)a->which, (id_t)a->who);
    return value == -1 && errno ? raise_last(t) : fixnum(value);
}
/** Set program scheduling priority. */
FUNCTION(posix, setpriority, "(which: int, who: int, priority: int)")
{
    return none_or_last(t, setpriority((__priority_which_t)a->which, (id_t)a->who, a->priority));
}

/* ---- namespaces ---- */

/** Move the calling thread into different namespaces. */
FUNCTION(posix, setns, "(fd, nstype: int=0)")
{
    int fd;
    return to_descriptor(t, a->fd, &fd) ? none_or_last(t, setns(fd, a->nstype)) : EMPTY;
}
/** Disassociate parts of a process (or thread) execution context. */
FUNCTION(posix, unshare, "(flags: int)") { return none_or_last(t, unshare(a->flags)); }
