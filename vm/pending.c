/* pending.c: see pending.h. The process has one table of arrived signals: signals are the process's, not an interpreter's. */
#include "vm/pending.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "base/interruptible.h"
#include "object/call.h"
#include "object/error.h"
#include "object/frame.h"
#include "object/gc.h"
#include "object/int.h"
#include "object/object.h"
#include "object/protocol.h"
#include "vm/gil.h"

/* Written by signal handlers, read by the main thread. */
static struct {
    volatile sig_atomic_t arrived[SIGNAL_COUNT];
    volatile sig_atomic_t any_arrived;
    volatile sig_atomic_t restarts[SIGNAL_COUNT];       /* system calls go on after this signal */
    volatile sig_atomic_t wakeup_fd;
    volatile sig_atomic_t wakeup_error;         /* errno of a write that failed, not reported yet */
    bool tell_of_full_buffer;
    Thread *volatile thread;                    /* whose interrupt word a signal sets */
    pthread_mutex_t calls_lock;                 /* of the three that follow; held for moments */
    struct { int (*function)(void *); void *argument; } call[32];
    int first_call, call_count;
    bool in_calls;                              /* the main thread is running them */
} process = {.wakeup_fd = -1};

/* Safe at any moment of any thread. */
static void note(int number)
{
    int saved = errno;

    process.arrived[number] = 1;
    process.any_arrived = 1;
    Thread *t = process.thread;
    if (t)
        __atomic_fetch_or(&t->interrupt, INTERRUPT_SIGNALS, __ATOMIC_RELAXED);
    if (process.wakeup_fd >= 0) {
        unsigned char byte = (unsigned char)number;
        if (write((int)process.wakeup_fd, &byte, 1) < 0 && (process.tell_of_full_buffer || (errno != EAGAIN && errno != EWOULDBLOCK)))
            process.wakeup_error = errno;
    }
    errno = saved;
}

/* The C handler. A call in which the main thread is about to wait is not begun: the Python handler comes first. */
static void on_signal(int number, siginfo_t *info UNUSED, void *context)
{
    note(number);
    if (!process.restarts[number])
        interruptible_leave(context);
}

void signal_simulate(Thread *t UNUSED, int number) { note(number); }

bool signal_take(Thread *t, int number)
{
    bool arrived = t == t->interp->main_thread && process.thread == t && process.arrived[number];
    if (arrived)
        process.arrived[number] = 0;
    return arrived;
}

bool pending_call_add(int (*function)(void *), void *argument)
{
    Thread *t = process.thread;
    pthread_mutex_lock(&process.calls_lock);
    bool room = t && process.call_count < COUNT_OF(process.call);
    if (room) {
        int at = (process.first_call + process.call_count++) % (int)COUNT_OF(process.call);
        process.call[at].function = function;
        process.call[at].argument = argument;
        process.any_arrived = 1;
        __atomic_fetch_or(&t->interrupt, INTERRUPT_SIGNALS, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&process.calls_lock);
    return room;
}

/* Those that are there now: one that adds itself again waits for the next turn. */
static bool run_pending_calls(Thread *t)
{
    bool good = true;
    if (process.in_calls)                       /* a call that runs Python code */
        return true;
    process.in_calls = true;
    for (int left = process.call_count; good && left > 0; left--) {
        pthread_mutex_lock(&process.calls_lock);
        int at = process.first_call;
        process.first_call = (at + 1) % (int)COUNT_OF(process.call);
        process.call_count--;
        int (*function)(void *) = process.call[at].function;
        void *argument = process.call[at].argument;
        pthread_mutex_unlock(&process.calls_lock);
        good = function(argument) == 0;
        if (!good && !is_raised(t))
            raise_system(t, "pending call returned -1 without setting an exception");
    }
    process.in_calls = false;
    return good;
}
void signal_set_restart(int number, bool restart) { process.restarts[number] = restart; }

int signal_set_wakeup_fd(int fd, bool tell_of_full_buffer)
{
    int old = (int)process.wakeup_fd;
    process.wakeup_fd = fd;
    process.tell_of_full_buffer = tell_of_full_buffer;
    return old;
}

Value *signal_handler_slot(Thread *t, int number) { return &t->interp->signal_handlers[number]; }

bool signal_install(Thread *t, int number, SignalAction action)
{
    struct sigaction sa = {.sa_handler = action == SIGNAL_IGNORED ? SIG_IGN : SIG_DFL};

    if (action == SIGNAL_NOTED) {
        sa.sa_sigaction = on_signal;
        sa.sa_flags = SA_SIGINFO;
    }
    process.thread = t->interp->main_thread;
    process.restarts[number] = false;
    sigemptyset(&sa.sa_mask);
    return sigaction(number, &sa, NULL) == 0;
}

bool signals_setup(Thread *t)
{
    for (int i = 1; i < SIGNAL_COUNT; i++) {
        struct sigaction sa;
        Value handler = NONE;
        if (sigaction(i, NULL, &sa) == 0 && !(sa.sa_flags & SA_SIGINFO))
            handler = sa.sa_handler == SIG_DFL ? fixnum(0) : sa.sa_handler == SIG_IGN ? fixnum(1) : NONE;
        t->interp->signal_handlers[i] = handler;
    }
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    t->interp->signal_handlers[SIGPIPE] = fixnum(1);
#ifdef SIGXFSZ
    sigaction(SIGXFSZ, &ignore, NULL);
    t->interp->signal_handlers[SIGXFSZ] = fixnum(1);
#endif
    process.thread = t;
    /* SIGINT: EMPTY stands for signal.default_int_handler until the module is imported */
    if (same(t->interp->signal_handlers[SIGINT], fixnum(0))) {
        t->interp->signal_handlers[SIGINT] = EMPTY;
        return signal_install(t, SIGINT, SIGNAL_NOTED);
    }
    return true;
}

void signals_finish(Thread *t)
{
    for (int i = 1; i < SIGNAL_COUNT; i++) {
        Value *slot = &t->interp->signal_handlers[i];
        bool ours = is_empty(*slot) || !(is_fixnum(*slot) || is_none(*slot));
        if (ours)
            signal(i, SIG_DFL);
        release(take(slot));
        *slot = fixnum(0);
    }
    process.thread = NULL;
}

void signals_after_fork(Thread *t)
{
    for (int i = 0; i < SIGNAL_COUNT; i++)
        process.arrived[i] = 0;
    process.any_arrived = 0;
    pthread_mutex_init(&process.calls_lock, NULL);      /* another thread may have held it */
    process.call_count = 0;
    process.in_calls = false;
    if (process.thread)
        process.thread = t;
}

static void report_wakeup_error(Thread *t)
{
    OWN Value raised = raised_take(t);
    raise_errno(t, process.wakeup_error);
    process.wakeup_error = 0;
    report_unraisable(t, "Exception ignored when trying to write to the signal wakeup fd");
    if (!is_empty(raised))
        raise_again_take(t, take(&raised));
}

/* After a handler raised: other signals may have arrived with its own. */
static void look_again_later(Thread *t)
{
    bool more = process.call_count > 0;
    for (int i = 1; i < SIGNAL_COUNT; i++)
        more = more || process.arrived[i];
    if (more) {
        process.any_arrived = 1;
        __atomic_fetch_or(&t->interrupt, INTERRUPT_SIGNALS, __ATOMIC_RELAXED);
    }
}

bool handle_signals(Thread *t)
{
    __atomic_fetch_and(&t->interrupt, ~(uint32_t)INTERRUPT_SIGNALS, __ATOMIC_RELAXED);
    if (t != t->interp->main_thread || process.thread != t || !process.any_arrived)
        return true;
    process.any_arrived = 0;
    if (process.wakeup_error)
        report_wakeup_error(t);
    for (int i = 1; i < SIGNAL_COUNT; i++) {
        if (!process.arrived[i])
            continue;
        process.arrived[i] = 0;
        OWN Value handler = retain(*signal_handler_slot(t, i));
        if (is_empty(handler)) {
            look_again_later(t);
            raise_object(t, value_of(&exc_KeyboardInterrupt), EMPTY);
            return false;
        }
        if (is_fixnum(handler) || is_none(handler))
            continue;
        FrameObject *frame = t->frame ? frame_object(t, t->frame) : NULL;
        OWN Value frame_value = frame ? retain_object(frame) : NONE;
        OWN Value result = call2(t, handler, fixnum(i), frame_value);
        if (is_empty(result)) {
            look_again_later(t);
            return false;
        }
    }
    if (process.call_count && !run_pending_calls(t)) {
        look_again_later(t);
        return false;
    }
    return true;
}

bool handle_pending(Thread *t)
{
    if (t->interrupt & INTERRUPT_GC)
        gc_maybe(t);
    if (t->interrupt & INTERRUPT_SIGNALS && !handle_signals(t))
        return false;
    if (t->interrupt & INTERRUPT_GIL)
        gil_yield(t);
    if (t->interrupt & INTERRUPT_ASYNC) {
        __atomic_fetch_and(&t->interrupt, ~(uint32_t)INTERRUPT_ASYNC, __ATOMIC_RELAXED);
        OWN Value exception = take(&t->async_exception);
        if (!is_empty(exception)) {
            raise_object(t, exception, EMPTY);
            return false;
        }
    }
    return true;
}
