/* faulthandler.c: Python tracebacks when the process dies, hangs, or gets a signal (Library "faulthandler").
 *
 * The dump is written with nothing but write(): it may run in a signal handler, or in a watchdog thread without the GIL, on
 * structures that are just being changed; it reads what it needs and no more. Signals are the process's, and so is what
 * their handlers need.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/platform.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/frame.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/faulthandler.h"

#define FRAMES_MAX 100
#define THREADS_MAX 100
#define TEXT_MAX 500

/* ---- writing, safe in signal handlers ---- */

static void put(int fd, const char *text, size_t n)
{
    while (n) {
        ssize written = write(fd, text, n);
        if (written < 0 && errno != EINTR)
            return;
        text += MAX(written, (ssize)0);
        n -= (size_t)MAX(written, (ssize)0);
    }
}
static void put_text(int fd, const char *text) { put(fd, text, strlen(text)); }
static void put_decimal(int fd, unsigned long n)
{
    char text[24], *p = text + sizeof text;
    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    put(fd, p, (size_t)(text + sizeof text - p));
}
static void put_hexadecimal(int fd, uint64_t n, int width)
{
    char text[16];
    for (int i = width; i--; n >>= 4)
        text[i] = "0123456789abcdef"[n & 15];
    put(fd, text, (size_t)width);
}
/* ASCII, the rest escaped, cut at TEXT_MAX. */
static void put_str(int fd, Ref v)
{
    if (is_empty(v) || !is_str(v)) {
        put_text(fd, "???");
        return;
    }
    const Str *s = as_str(v);
    ssize n = MIN(s->len, (ssize)TEXT_MAX);
    for (ssize i = 0; i < n; i++) {
        uint32_t c = str_at(s, i);
        char ascii = (char)c;
        if (c >= ' ' && c < 127) {
            put(fd, &ascii, 1);
        } else {
            put_text(fd, c < 0x100 ? "\\x" : c < 0x10000 ? "\\u" : "\\U");
            put_hexadecimal(fd, c, c < 0x100 ? 2 : c < 0x10000 ? 4 : 8);
        }
    }
    if (n < s->len)
        put_text(fd, "...");
}

static void dump_frames(int fd, const Thread *t)
{
    int depth = 0;
    if (!t->frame)
        put_text(fd, "  <no Python frame>\n");
    for (const Frame *f = t->frame; f; f = f->previous) {
        if (depth++ == FRAMES_MAX) {
            put_text(fd, "  ...\n");
            return;
        }
        put_text(fd, "  File ");
        put_text(fd, "\"");
        put_str(fd, f->code->filename);
        put_text(fd, "\", line ");
        int line = frame_line(f);
        if (line > 0)
            put_decimal(fd, (unsigned long)line);
        else
            put_text(fd, "???");
        put_text(fd, " in ");
        put_str(fd, f->code->name);
        put_text(fd, "\n");
    }
}
static void dump_thread(int fd, const Thread *t, bool current)
{
    put_text(fd, current ? "Current thread 0x" : "Thread 0x");
    put_hexadecimal(fd, t->id, 16);
    put_text(fd, " (most recent call first):\n");
    dump_frames(fd, t);
}
static void dump_all(int fd, const Interp *interp, const Thread *current)
{
    int n = 0;
    for (const Thread *t = interp->threads; t; t = t->next) {
        if (n)
            put_text(fd, "\n");
        if (n++ == THREADS_MAX) {
            put_text(fd, "...\n");
            return;
        }
        dump_thread(fd, t, t == current);
    }
}
static void dump(int fd, bool all_threads, const Interp *interp)
{
    const Thread *t = current_thread;
    if (all_threads && interp) {
        dump_all(fd, interp, t);
    } else if (t) {
        put_text(fd, "Stack (most recent call first):\n");
        dump_frames(fd, t);
    }
}

/* ---- the file to write to ---- */

/* A descriptor, or a file whose descriptor is asked for; *file keeps the file alive. */
static bool to_file(Thread *t, Ref v, int *fd, Value *file)
{
    *file = EMPTY;
    if (is_empty(v) || is_none(v)) {
        v = dict_peek_text(t, t->interp->sys_dict, "stderr");
        if (is_empty(v))
            return raise_runtime(t, "unable to get sys.stderr"), false;
        if (is_none(v))
            return raise_runtime(t, "sys.stderr is None"), false;
    } else if (is_int(v)) {
        if (!to_c_int(t, v, fd))
            return false;
        return *fd >= 0 || (raise_value(t, "file is not a valid file descripter"), false);
    }
    OWN Value keep = retain(v), number = call_method0(t, keep, NAME(fileno));
    if (is_empty(number))
        return false;
    if (!is_int(number) || !to_c_int(t, number, fd) || *fd < 0) {
        raised_clear(t);
        return raise_runtime(t, "file.fileno() is not a valid file descriptor"), false;
    }
    OWN Value flushed = call_method0(t, keep, NAME(flush));
    if (is_empty(flushed))
        raised_clear(t);
    *file = take(&keep);
    return true;
}

/* ---- state ---- */

static const struct { int number; const char *text; } fatal[] = {
    {SIGBUS, "Bus error"}, {SIGILL, "Illegal instruction"}, {SIGFPE, "Floating point exception"}, {SIGABRT, "Aborted"},
    {SIGSEGV, "Segmentation fault"},
};
typedef struct UserSignal { bool enabled, all_threads, chain; int fd; Value file; struct sigaction previous; Interp *interp; } UserSignal;

static struct {
    bool enabled, all_threads;
    int fd;
    Value file;
    Interp *interp;
    struct sigaction previous[COUNT_OF(fatal)];
    void *stack;                /* signal handlers run on it: the normal one may be what overflowed */
} handler;
static UserSignal user_signals[NSIG];

/* The watchdog of dump_traceback_later: the module's state. */
typedef struct Watchdog {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
    bool running, cancelled;
    int64_t timeout;            /* ns */
    bool repeat, exit;
    int fd;
    Value file;
    Interp *interp;
    char header[64];
} Watchdog;

/* ---- on fatal signals ---- */

static void on_fatal(int number)
{
    int saved = errno, i = 0;
    while (i < COUNT_OF(fatal) - 1 && fatal[i].number != number)
        i++;
    if (!handler.enabled)
        return;
    handler.enabled = false;
    sigaction(number, &handler.previous[i], NULL);
    put_text(handler.fd, "Fatal Python error: ");
    put_text(handler.fd, fatal[i].text);
    put_text(handler.fd, "\n\n");
    dump(handler.fd, handler.all_threads || !current_thread, handler.interp);
    errno = saved;
    raise(number);              /* once more, now with the former action */
}
static bool use_signal_stack(void)
{
    if (handler.stack)
        return true;
    size_t size = (size_t)SIGSTKSZ * 4;
    stack_t stack = {.ss_sp = malloc(size), .ss_size = size};
    if (!stack.ss_sp)
        return false;
    handler.stack = stack.ss_sp;
    return sigaltstack(&stack, NULL) == 0;
}
static void disable(void)
{
    for (int i = 0; handler.enabled && i < COUNT_OF(fatal); i++)
        sigaction(fatal[i].number, &handler.previous[i], NULL);
    handler.enabled = false;
    release(take(&handler.file));
}
/** Enable the fault handler. */
FUNCTION(faulthandler, enable, "(file=?, all_threads: bool=True)")
{
    int fd;
    OWN Value file = EMPTY;
    if (!to_file(t, a->file, &fd, &file))
        return EMPTY;
    if (!use_signal_stack())
        return raise_memory(t);
    replace_take(&handler.file, take(&file));
    handler.fd = fd;
    handler.all_threads = a->all_threads;
    handler.interp = t->interp;
    for (int i = 0; !handler.enabled && i < COUNT_OF(fatal); i++) {
        struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_NODEFER | SA_ONSTACK};
        sigaction(fatal[i].number, &action, &handler.previous[i]);
    }
    handler.enabled = true;
    return NONE;
}
/** Disable the fault handler. */
FUNCTION0(faulthandler, disable)
{
    bool was = handler.enabled;
    disable();
    return bool_value(was);
}
/** Check if the handler is enabled. */
FUNCTION0(faulthandler, is_enabled) { return bool_value(handler.enabled); }

/** Dump the traceback of the current thread, or of all threads if all_threads is True, into file. */
FUNCTION(faulthandler, dump_traceback, "(file=?, all_threads: bool=True)")
{
    int fd;
    OWN Value file = EMPTY;
    if (!to_file(t, a->file, &fd, &file))
        return EMPTY;
    dump(fd, a->all_threads, t->interp);
    return handle_signals(t) ? NONE : EMPTY;
}

/* ---- on signals of the user's choice ---- */

static void on_user_signal(int number)
{
    int saved = errno;
    UserSignal *u = &user_signals[number];
    if (!u->enabled)
        return;
    dump(u->fd, u->all_threads, u->interp);
    if (u->chain) {
        struct sigaction ours;
        sigaction(number, &u->previous, &ours);
        errno = saved;
        raise(number);
        saved = errno;
        sigaction(number, &ours, NULL);
    }
    errno = saved;
}
static bool check_signal(Thread *t, int number)
{
    for (int i = 0; i < COUNT_OF(fatal); i++)
        if (fatal[i].number == number)
            return raise_runtime(t, "signal %i cannot be registered, use enable() instead", number), false;
    return (number >= 1 && number < NSIG) || (raise_value(t, "signal number out of range"), false);
}
/** Register a handler for the signal 'signum': dump the traceback of the current thread, or of all
 * threads if all_threads is True, into file. */
FUNCTION(faulthandler, register, "(signum: int, file=?, all_threads: bool=True, chain: bool=False)")
{
    int fd;
    OWN Value file = EMPTY;
    if (!check_signal(t, a->signum) || !to_file(t, a->file, &fd, &file))
        return EMPTY;
    UserSignal *u = &user_signals[a->signum];
    if (!u->enabled) {
        struct sigaction action = {.sa_handler = on_user_signal, .sa_flags = SA_RESTART | SA_ONSTACK | (a->chain ? SA_NODEFER : 0)};
        if (!use_signal_stack() || sigaction(a->signum, &action, &u->previous) < 0)
            return raise_last(t);
    }
    replace_take(&u->file, take(&file));
    u->fd = fd;
    u->all_threads = a->all_threads;
    u->chain = a->chain;
    u->interp = t->interp;
    u->enabled = true;
    return NONE;
}
static bool forget(int number)
{
    UserSignal *u = &user_signals[number];
    if (!u->enabled)
        return false;
    u->enabled = false;
    sigaction(number, &u->previous, NULL);
    release(take(&u->file));
    return true;
}
/** Unregister the handler of the signal 'signum' registered by register(). */
FUNCTION(faulthandler, unregister, "(signum: int, /)") { return check_signal(t, a->signum) ? bool_value(forget(a->signum)) : EMPTY; }

/* ---- after a time ---- */

static void *watch(void *context)
{
    Watchdog *w = context;
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    pthread_mutex_lock(&w->mutex);
    do {
        int64_t deadline = clock_monotonic_ns() + w->timeout;
        struct timespec until = {deadline / 1000000000, deadline % 1000000000};
        while (!w->cancelled && pthread_cond_timedwait(&w->changed, &w->mutex, &until) != ETIMEDOUT)
            ;
        if (w->cancelled)
            break;
        put_text(w->fd, w->header);
        dump_all(w->fd, w->interp, NULL);
        if (w->exit)
            _exit(1);
    } while (w->repeat);
    pthread_mutex_unlock(&w->mutex);
    return NULL;
}
static void cancel(Watchdog *w)
{
    if (w->running) {
        pthread_mutex_lock(&w->mutex);
        w->cancelled = true;
        pthread_cond_signal(&w->changed);
        pthread_mutex_unlock(&w->mutex);
        pthread_join(w->thread, NULL);
        pthread_cond_destroy(&w->changed);
        w->running = false;
    }
    release(take(&w->file));
}
static void make_header(Watchdog *w, int64_t ns)
{
    unsigned long us = (unsigned long)(ns / 1000 % 1000000), s = (unsigned long)(ns / 1000000000), m = s / 60;
    Thread *t = current_thread;
    OWN Value text = us ? str_format(t, "Timeout (%lu:%02lu:%02lu.%06lu)!\n", m / 60, m % 60, s % 60, us)
                        : str_format(t, "Timeout (%lu:%02lu:%02lu)!\n", m / 60, m % 60, s % 60);
    if (!is_empty(text))
        strncpy(w->header, str_text(t, text), sizeof w->header - 1);
}
/** Dump the traceback of all threads in timeout seconds,
 * or each timeout seconds if repeat is True. If exit is True,
 * call _exit(1) which is not safe. */
FUNCTION(faulthandler, dump_traceback_later, "(timeout, repeat: bool=False, file=?, exit: bool=False)")
{
    int64_t ns;
    int fd;
    OWN Value file = EMPTY;
    Watchdog *w = module_state(t, self);
    if (!to_nanoseconds(t, a->timeout, ROUND_TIME_CEILING, &ns))
        return EMPTY;
    if (ns <= 0)
        return raise_value(t, "timeout must be greater than 0");
    if (ns / 1000000000 > (int64_t)1 << 31)
        return raise_overflow(t, "timeout value is too large");
    if (!to_file(t, a->file, &fd, &file))
        return EMPTY;
    cancel(w);
    make_header(w, ns);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&w->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    w->mutex = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    w->file = take(&file);
    w->fd = fd;
    w->timeout = ns;
    w->repeat = a->repeat;
    w->exit = a->exit;
    w->interp = t->interp;
    w->cancelled = false;
    errno = pthread_create(&w->thread, NULL, watch, w);
    if (errno)
        return raise_runtime(t, "unable to start watchdog thread");
    w->running = true;
    return NONE;
}
/** Cancel the previous call to dump_traceback_later(). */
FUNCTION0(faulthandler, cancel_dump_traceback_later)
{
    cancel(module_state(t, self));
    return NONE;
}

/* ---- for tests: dying on purpose ---- */

static void no_core_file(void)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
}
/** Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform. */
FUNCTION0(faulthandler, _read_null)
{
    no_core_file();
    return fixnum(*(volatile int *)NULL);
}
static _Noreturn void fatal_error(const Interp *interp, const char *message)
{
    put_text(2, "Fatal Python error: ");
    put_text(2, message);
    put_text(2, "\n\n");
    dump_all(2, interp, current_thread);
    signal(SIGABRT, SIG_DFL);       /* all is said */
    abort();
}
/** Ends the process as a fatal error of the interpreter does, with or without the GIL. */
FUNCTION(faulthandler, _fatal_error, "(message: buffer, release_gil: bool=False, /)")
{
    char text[256];
    snprintf(text, sizeof text, "%.*s", (int)MIN(a->message.len, (ssize)sizeof text), (const char *)a->message.data);
    if (!a->release_gil)
        fatal_error(t->interp, text);
    BLOCKING_BEGIN(t)
    fatal_error(t->interp, text);
    BLOCKING_END(t)
    return NONE;
}
static void *fatal_thread(void *interp) { fatal_error(interp, "in new thread"); }
/** The same from a thread that the interpreter knows nothing of. */
FUNCTION0(faulthandler, _fatal_error_c_thread)
{
    pthread_t thread;
    int failed = pthread_create(&thread, NULL, fatal_thread, t->interp);
    if (failed)
        return raise_errno(t, failed);
    BLOCKING_BEGIN(t)
    pthread_join(thread, NULL);
    BLOCKING_END(t)
    return NONE;
}
/** Raise a SIGSEGV signal. */
FUNCTION(faulthandler, _sigsegv, "(release_gil: bool=False, /)")
{
    no_core_file();
    if (a->release_gil) {
        BLOCKING_BEGIN(t)
        raise(SIGSEGV);
        BLOCKING_END(t)
    } else {
        raise(SIGSEGV);
    }
    return NONE;
}
/** Raise a SIGFPE signal. */
FUNCTION0(faulthandler, _sigfpe)
{
    no_core_file();
    raise(SIGFPE);
    return NONE;
}
/** Raise a SIGABRT signal. */
FUNCTION0(faulthandler, _sigabrt)
{
    no_core_file();
    abort();
}
static NOINLINE uintptr_t recurse(uintptr_t low, uintptr_t high, size_t *depth)
{
    volatile unsigned char block[4096];
    uintptr_t here = (uintptr_t)block;
    block[0] = block[sizeof block - 1] = (unsigned char)++*depth;
    return here < low || here > high ? here : recurse(low, high, depth) + block[0];
}
/** Recursive call to raise a stack overflow. */
FUNCTION0(faulthandler, _stack_overflow)
{
    size_t depth = 0;
    no_core_file();
    recurse(1, UINTPTR_MAX, &depth);
    return raise_runtime(t, "unable to raise a stack overflow (allocated %zu bytes on the stack, %zu recursive calls)", depth * 4096, depth);
}

static void faulthandler_clear(void *state)
{
    cancel(state);
    disable();
    for (int i = 1; i < NSIG; i++)
        forget(i);
}

MODULE(faulthandler, .doc = "faulthandler module.", .state_size = sizeof(Watchdog), .state_clear = faulthandler_clear);
