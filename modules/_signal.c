/* _signal.c: handlers for asynchronous events (Library "signal"). How signals reach Python code: vm/pending.c. Numbers are
 * plain ints here; lib/signal.py makes them members of its enumerations. */
#include <errno.h>
#include <math.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "object/error.h"
#include "object/float.h"
#include "object/int.h"
#include "object/method.h"
#include "object/module.h"
#include "object/protocol.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "vm/pending.h"
#include "vm/system_call.h"
#include "gen/modules/_signal.h"

typedef struct State { Value default_int_handler, itimer_error, siginfo_type; } State;

static bool in_range(Thread *t, int number)
{
    if (number >= 1 && number < SIGNAL_COUNT)
        return true;
    return raise_value(t, "signal number out of range"), false;
}

/* The handler as Python code gave it; EMPTY in the slot stands for default_int_handler. */
static Value shown(Thread *t, Ref self, int number)
{
    Ref handler = *signal_handler_slot(t, number);
    State *s = module_state(t, self);
    return retain(is_empty(handler) ? s->default_int_handler : handler);
}

/** The default handler for SIGINT installed by Python.
 *
 * It raises KeyboardInterrupt. */
FUNCTION(_signal, default_int_handler, "(signalnum, frame, /)") { return raise_object(t, value_of(&exc_KeyboardInterrupt), EMPTY); }

/** Set the action for the given signal.
 *
 * The action can be SIG_DFL, SIG_IGN, or a callable Python object.
 * The previous action is returned. */
FUNCTION(_signal, signal, "(signalnum: int, handler, /)")
{
    if (t != t->interp->main_thread)
        return raise_value(t, "signal only works in main thread of the main interpreter");
    if (!in_range(t, a->signalnum))
        return EMPTY;
    SignalAction action = SIGNAL_NOTED;
    if (is_int(a->handler) && (int_compare(a->handler, fixnum(0)) == 0 || int_compare(a->handler, fixnum(1)) == 0))
        action = int_sign(a->handler) ? SIGNAL_IGNORED : SIGNAL_DEFAULT;
    else if (!is_callable(a->handler))
        return raise_type(t, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    if (!handle_signals(t))
        return EMPTY;
    if (!signal_install(t, a->signalnum, action))
        return raise_errno(t, errno);
    Value old = shown(t, self, a->signalnum), *slot = signal_handler_slot(t, a->signalnum), former = *slot;
    *slot = action == SIGNAL_NOTED ? retain(a->handler) : fixnum(action == SIGNAL_IGNORED);
    release(former);
    return old;
}

/** Return the current action for the given signal. */
FUNCTION(_signal, getsignal, "(signalnum: int, /)") { return in_range(t, a->signalnum) ? shown(t, self, a->signalnum) : EMPTY; }

/** Arrange for SIGALRM to arrive after the given number of seconds. */
FUNCTION(_signal, alarm, "(seconds: int, /)") { return fixnum(alarm((unsigned)a->seconds)); }

/** Wait until a signal arrives. */
FUNCTION0(_signal, pause)
{
    BLOCKING_BEGIN(t)
    interruptible_poll(NULL, 0, -1);
    BLOCKING_END(t)
    return handle_signals(t) ? NONE : EMPTY;
}

/** Send a signal to the executing process. */
FUNCTION(_signal, raise_signal, "(signalnum: int, /)")
{
    int failed;
    BLOCKING_BEGIN(t)
    failed = raise(a->signalnum);
    BLOCKING_END(t)
    if (failed)
        return raise_errno(t, errno);
    return handle_signals(t) ? NONE : EMPTY;
}

/** Change system call restart behaviour: if flag is False, system calls are restarted. */
FUNCTION(_signal, siginterrupt, "(signalnum: int, flag: bool, /)")
{
    struct sigaction sa;
    if (!in_range(t, a->signalnum))
        return EMPTY;
    if (sigaction(a->signalnum, NULL, &sa) < 0)
        return raise_errno(t, errno);
    sa.sa_flags = a->flag ? sa.sa_flags & ~SA_RESTART : sa.sa_flags | SA_RESTART;
    signal_set_restart(a->signalnum, !a->flag);
    return sigaction(a->signalnum, &sa, NULL) < 0 ? raise_errno(t, errno) : NONE;
}

/** Sets the fd to be written to (with the signal number) when a signal comes in. */
FUNCTION(_signal, set_wakeup_fd, "(fd: int, /, *, warn_on_full_buffer: bool=True)")
{
    struct stat st;
    if (t != t->interp->main_thread)
        return raise_value(t, "set_wakeup_fd only works in main thread of the main interpreter");
    if (a->fd != -1 && fstat(a->fd, &st) < 0)
        return errno == EBADF ? raise_value(t, "invalid fd") : raise_errno(t, errno);
    int flags = a->fd == -1 ? O_NONBLOCK : fcntl(a->fd, F_GETFL);
    if (flags < 0)
        return raise_errno(t, errno);
    if (!(flags & O_NONBLOCK))          /* the handler writes to it: it must never wait */
        return raise_value(t, "the fd %d must be in non-blocking mode", a->fd);
    return fixnum(signal_set_wakeup_fd(a->fd, a->warn_on_full_buffer));
}

/** Return the system description of the given signal. */
FUNCTION(_signal, strsignal, "(signalnum: int, /)")
{
    if (!in_range(t, a->signalnum))
        return EMPTY;
    const char *text = sigdescr_np(a->signalnum);
    return text ? str_from_text(t, text) : NONE;
}

/* ---- interval timers ---- */

static double seconds(struct timeval tv) { return (double)tv.tv_sec + (double)tv.tv_usec / 1e6; }
static Value timer_value(Thread *t, const struct itimerval *v)
{
    OWN Value value = float_from(t, seconds(v->it_value)), interval = float_from(t, seconds(v->it_interval));
    return is_empty(value) || is_empty(interval) ? EMPTY : tuple_pack(t, 2, value, interval);
}
static struct timeval to_timeval(double s)
{
    struct timeval tv = {.tv_sec = (time_t)floor(s), .tv_usec = (suseconds_t)((s - floor(s)) * 1e6)};
    if (s > 0 && tv.tv_sec == 0 && tv.tv_usec == 0)
        tv.tv_usec = 1;
    return tv;
}
static Value raise_itimer(Thread *t, Ref self)
{
    State *s = module_state(t, self);
    OWN Value text = str_from_text(t, strerror(errno));
    OWN Value error = call2(t, s->itimer_error, fixnum(errno), text);
    return is_empty(error) ? EMPTY : raise_object(t, error, EMPTY);
}
/** Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF). */
FUNCTION(_signal, setitimer, "(which: int, seconds: float, interval: float=0.0, /)")
{
    struct itimerval now = {.it_value = to_timeval(a->seconds), .it_interval = to_timeval(a->interval)}, old;
    return setitimer(a->which, &now, &old) < 0 ? raise_itimer(t, self) : timer_value(t, &old);
}
/** Returns current value of given itimer. */
FUNCTION(_signal, getitimer, "(which: int, /)")
{
    struct itimerval now;
    return getitimer(a->which, &now) < 0 ? raise_itimer(t, self) : timer_value(t, &now);
}

/* ---- masks ---- */

static bool read_set(Thread *t, Ref iterable, sigset_t *set)
{
    OWN Value it = iter(t, iterable);
    Value item;
    Lookup r;

    sigemptyset(set);
    if (is_empty(it))
        return false;
    while ((r = step(t, it, &item)) == FOUND) {
        OWN Value owned = item;
        int number;
        if (!to_c_int(t, item, &number))
            return false;
        if (number < 1 || number >= SIGNAL_COUNT)
            return raise_value(t, "signal number %d out of range [1; %d]", number, SIGNAL_COUNT - 1), false;
        sigaddset(set, number);
    }
    return r == MISSING;
}
static Value set_value(Thread *t, const sigset_t *set)
{
    OWN Value result = set_new(t);
    for (int i = 1; i < SIGNAL_COUNT && !is_empty(result); i++)
        if (sigismember(set, i) == 1 && !set_add(t, as_set(result), fixnum(i)))
            return EMPTY;
    return take(&result);
}
/** Fetch and/or change the signal mask of the calling thread. */
FUNCTION(_signal, pthread_sigmask, "(how: int, mask, /)")
{
    sigset_t set, old;
    if (!read_set(t, a->mask, &set))
        return EMPTY;
    int failed = pthread_sigmask(a->how, &set, &old);
    if (failed)
        return raise_errno(t, failed);
    return handle_signals(t) ? set_value(t, &old) : EMPTY;
}
/** Examine pending signals. */
FUNCTION0(_signal, sigpending)
{
    sigset_t set;
    return sigpending(&set) < 0 ? raise_errno(t, errno) : set_value(t, &set);
}
/** Wait for a signal of the set; the signal number. */
FUNCTION(_signal, sigwait, "(sigset, /)")
{
    sigset_t set;
    int number;
    if (!read_set(t, a->sigset, &set))
        return EMPTY;
    BLOCKING_CALL(t, number, interruptible_sigtimedwait(&set, NULL, NULL));
    return number < 0 ? raise_last(t) : fixnum(number);
}
/* What sigwaitinfo() tells of a signal; sigtimedwait() gives None when the time is over. */
static Value siginfo_value(Thread *t, Ref self, const siginfo_t *info)
{
    static const StructField fields[] = {
        {"si_signo", "signal number"}, {"si_code", "signal code"}, {"si_errno", "errno associated with this signal"},
        {"si_pid", "sending process ID"}, {"si_uid", "real user ID of sending process"}, {"si_status", "exit value or signal"},
        {"si_band", "band event for SIGPOLL"}, {0}};
    static const StructDesc desc = {
        "signal.struct_siginfo", "struct_siginfo: Result from sigwaitinfo or sigtimedwait.\n\n"
        "This object may be accessed either as a tuple of\n(si_signo, si_code, si_errno, si_pid, si_uid, si_status, si_band),\n"
        "or via the attributes si_signo, si_code, and so on.", fields, 7};
    State *s = module_state(t, self);
    if (is_empty(s->siginfo_type) && is_empty(s->siginfo_type = structseq_type_new(t, &desc)))
        return EMPTY;
    const int64_t values[] = {info->si_signo, info->si_code, info->si_errno, info->si_pid, info->si_uid, info->si_status, info->si_band};
    Value result = structseq_new(t, s->siginfo_type);
    for (int i = 0; !is_empty(result) && i < COUNT_OF(values); i++)
        structseq_set_take(result, i, int_from_int64(t, values[i]));
    return result;
}
/** Wait synchronously until one of the signals in sigset is delivered.
 *
 * Returns a struct_siginfo containing information about the signal. */
FUNCTION(_signal, sigwaitinfo, "(sigset, /)")
{
    sigset_t set;
    siginfo_t info;
    int result;
    if (!read_set(t, a->sigset, &set))
        return EMPTY;
    BLOCKING_CALL(t, result, interruptible_sigtimedwait(&set, &info, NULL));
    return result < 0 ? raise_last(t) : siginfo_value(t, self, &info);
}

static int64_t monotonic_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}
/** Like sigwaitinfo(), but with a timeout.
 *
 * The timeout is specified in seconds, with floating point numbers allowed. */
FUNCTION(_signal, sigtimedwait, "(sigset, timeout, /)")
{
    sigset_t set;
    siginfo_t info;
    int64_t left;
    int result;
    if (!read_set(t, a->sigset, &set) || !to_nanoseconds(t, a->timeout, ROUND_TIME_CEILING, &left))
        return EMPTY;
    if (left < 0)
        return raise_value(t, "timeout must be non-negative");
    int64_t end;
    if (__builtin_add_overflow(monotonic_now(), left, &end))
        end = INT64_MAX;
    do {
        struct timespec ts = {.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
        BLOCKING_BEGIN(t)
        result = interruptible_sigtimedwait(&set, &info, &ts);
        BLOCKING_END(t)
        left = MAX(end - monotonic_now(), 0);
    } while (result < 0 && errno == EINTR && handle_signals(t));
    if (result < 0)
        return errno == EAGAIN && !is_raised(t) ? NONE : raise_last(t);
    return siginfo_value(t, self, &info);
}
/** Return a set of all signals this system knows. */
FUNCTION0(_signal, valid_signals)
{
    sigset_t set;
    sigfillset(&set);
    return set_value(t, &set);
}
/** Send a signal to a thread. */
FUNCTION(_signal, pthread_kill, "(thread_id: uint64, signalnum: int, /)")
{
    int failed = ESRCH;                         /* it would follow any other number as an address */
    for (Thread *i = t->interp->threads; i; i = i->next)
        if (i->id == a->thread_id)
            failed = pthread_kill((pthread_t)i->id, a->signalnum);
    if (failed)
        return raise_errno(t, failed);
    return handle_signals(t) ? NONE : EMPTY;
}

/* ---- constants ---- */

static const struct { const char *name; int value; } constants[] = {
#define S(name) {#name, name}
    S(SIGHUP), S(SIGINT), S(SIGQUIT), S(SIGILL), S(SIGTRAP), S(SIGABRT), S(SIGBUS), S(SIGFPE), S(SIGKILL), S(SIGUSR1), S(SIGSEGV),
    S(SIGUSR2), S(SIGPIPE), S(SIGALRM), S(SIGTERM), S(SIGSTKFLT), S(SIGCHLD), S(SIGCONT), S(SIGSTOP), S(SIGTSTP), S(SIGTTIN),
    S(SIGTTOU), S(SIGURG), S(SIGXCPU), S(SIGXFSZ), S(SIGVTALRM), S(SIGPROF), S(SIGWINCH), S(SIGIO), S(SIGPWR), S(SIGSYS),
    S(SIG_BLOCK), S(SIG_UNBLOCK), S(SIG_SETMASK), S(ITIMER_REAL), S(ITIMER_VIRTUAL), S(ITIMER_PROF),
#undef S
    {"SIGIOT", SIGIOT}, {"SIGCLD", SIGCHLD}, {"SIGPOLL", SIGPOLL}, {"SIG_DFL", 0}, {"SIG_IGN", 1}, {"NSIG", SIGNAL_COUNT},
};

static bool signal_exec(Thread *t, Ref module)
{
    State *s = module_state(t, module);

    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    if (!module_add_int(t, module, "SIGRTMIN", SIGRTMIN) || !module_add_int(t, module, "SIGRTMAX", SIGRTMAX))
        return false;
    s->default_int_handler = get_attr_text(t, module, "default_int_handler");
    if (is_empty(s->default_int_handler))
        return false;
    OWN Value name = str_from_text(t, "ItimerError"), bases = tuple_pack(t, 1, value_of(&exc_OSError)), dict = call0(t, value_of(&dict_type));
    if (is_empty(name) || is_empty(bases) || is_empty(dict))
        return false;
    s->itimer_error = call3(t, value_of(&type_type), name, bases, dict);
    return !is_empty(s->itimer_error) && module_add(t, module, "ItimerError", s->itimer_error)
        && module_add(t, module, "itimer_error", s->itimer_error);
}
static void signal_clear(void *state)
{
    State *s = state;
    release(take(&s->default_int_handler));
    release(take(&s->itimer_error));
    release(take(&s->siginfo_type));
}

MODULE(_signal, .doc = "This module provides mechanisms to use signal handlers in Python.", .exec = signal_exec,
       .state_size = sizeof(State), .state_clear = signal_clear);
