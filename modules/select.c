/* select.c: waiting for several descriptors at once: select, poll, epoll (Library "select"). Waits interrupted by signals go on
 * with the time that is left, after the Python handlers ran.
 */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#include "base/platform.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/select.h"

/* ---- deadlines ---- */

#define FOR_EVER (-1)

/* The moment when `ns` from now will have passed; FOR_EVER stays that. */
static int64_t deadline_after(int64_t ns)
{
    int64_t deadline;
    if (ns < 0)
        return FOR_EVER;
    return __builtin_add_overflow(clock_monotonic_ns(), ns, &deadline) ? FOR_EVER : deadline;
}
/* Nanoseconds left, at least 0. */
static int64_t time_left(int64_t deadline) { return MAX(deadline - clock_monotonic_ns(), (int64_t)0); }
static int milliseconds_left(int64_t deadline)
{
    if (deadline == FOR_EVER)
        return -1;
    int64_t ms = (time_left(deadline) + 999999) / 1000000;
    return (int)MIN(ms, (int64_t)INT_MAX);
}

/* ---- select ---- */

/* One of the three lists: its objects by position with their descriptors. */
typedef struct Watch { Value objects; int fd[FD_SETSIZE]; fd_set set; } Watch;

static bool watch_fill(Thread *t, Watch *w, Ref iterable, int *highest)
{
    /* a list is read as it is: a fileno() may shorten it */
    OWN Value source = is_list(iterable) ? retain(iterable) : to_list(t, iterable);
    FD_ZERO(&w->set);
    w->objects = is_empty(source) ? EMPTY : list_new(t, 0);
    if (is_empty(w->objects)) {
        if (raised_catch(t, &exc_TypeError))
            raise_type(t, "arguments 1-3 must be sequences");
        return false;
    }
    for (ssize i = 0; i < as_list(source)->len; i++) {
        int fd;
        if (!list_append(t, as_list(w->objects), as_list(source)->item[i])
            || !to_descriptor(t, as_list(w->objects)->item[i], &fd))
            return false;
        if (fd >= FD_SETSIZE)
            return raise_value(t, "filedescriptor out of range in select()"), false;
        if (i >= FD_SETSIZE)
            return raise_value(t, "too many file descriptors in select()"), false;
        FD_SET(fd, &w->set);
        w->fd[i] = fd;
        *highest = MAX(*highest, fd);
    }
    return true;
}
/* The objects whose descriptors are in the set that the call left. */
static Value watch_ready(Thread *t, const Watch *w, const fd_set *ready)
{
    OWN Value list = list_new(t, 0);
    for (ssize i = 0; !is_empty(list) && i < as_list(w->objects)->len; i++)
        if (FD_ISSET(w->fd[i], ready) && !list_append(t, as_list(list), as_list(w->objects)->item[i]))
            return EMPTY;
    return take(&list);
}
static Value select_watches(Thread *t, Watch w[3], int highest, int64_t ns)
{
    int64_t deadline = deadline_after(ns);
    fd_set ready[3];
    int n;
    do {
        for (int i = 0; i < 3; i++)
            ready[i] = w[i].set;
        int64_t left = deadline == FOR_EVER ? -1 : time_left(deadline);
        BLOCKING_BEGIN(t)
        n = interruptible_select(highest + 1, &ready[0], &ready[1], &ready[2], left);
        BLOCKING_END(t)
    } while (n < 0 && errno == EINTR && handle_signals(t));
    if (n < 0)
        return raise_last(t);
    OWN Value r = watch_ready(t, &w[0], &ready[0]), s = watch_ready(t, &w[1], &ready[1]), x = watch_ready(t, &w[2], &ready[2]);
    return is_raised(t) ? EMPTY : tuple_pack(t, 3, r, s, x);
}
/** Wait until one or more file descriptors are ready for some kind of I/O.
 *
 * The first three arguments are iterables of file descriptors to be waited for:
 * rlist -- wait until ready for reading
 * wlist -- wait until ready for writing
 * xlist -- wait for an "exceptional condition"
 * If only one kind of condition is required, pass [] for the other lists.
 *
 * A file descriptor is either a socket or file object, or a small integer
 * gotten from a fileno() method call on one of those.
 *
 * The optional 4th argument specifies a timeout in seconds; it may be
 * a floating point number to specify fractions of seconds.  If it is absent
 * or None, the call will never time out.
 *
 * The return value is a tuple of three lists corresponding to the first three
 * arguments; each contains the subset of the corresponding file descriptors
 * that are ready. */
FUNCTION(select, select, "(rlist, wlist, xlist, timeout=None, /)")
{
    int64_t ns = FOR_EVER;
    if (!is_none(a->timeout)) {
        if (!to_nanoseconds(t, a->timeout, ROUND_TIME_CEILING, &ns)) {
            if (raised_catch(t, &exc_TypeError))
                raise_type(t, "timeout must be a float or None");
            return EMPTY;
        }
        if (ns < 0)
            return raise_value(t, "timeout must be non-negative");
    }
    Watch *w = mem_alloc_array(t, 3, sizeof *w);
    if (!w)
        return EMPTY;
    int highest = -1;
    w[0].objects = w[1].objects = w[2].objects = EMPTY;
    bool good = watch_fill(t, &w[0], a->rlist, &highest) && watch_fill(t, &w[1], a->wlist, &highest) && watch_fill(t, &w[2], a->xlist, &highest);
    Value result = good ? select_watches(t, w, highest, ns) : EMPTY;
    for (int i = 0; i < 3; i++)
        release(w[i].objects);
    mem_free(w);
    return result;
}

/* ---- poll ---- */

typedef struct Poll {
    Object head;
    ssize count, capacity;
    struct pollfd *watch;       /* in order of registration */
    bool polling;               /* another thread is waiting on it */
} Poll;
static Type poll_type;
static Poll *as_poll(Ref v) { return (Poll *)object_of(v); }

static void poll_dealloc(Object *o)
{
    mem_free(((Poll *)o)->watch);
    object_free(o, sizeof(Poll));
}
static struct pollfd *poll_find(Poll *p, int fd)
{
    for (ssize i = 0; i < p->count; i++)
        if (p->watch[i].fd == fd)
            return &p->watch[i];
    return NULL;
}
static bool to_events(Thread *t, Ref v, unsigned short *events)
{
    OWN Value index = to_index(t, v);
    int64_t n;
    if (is_empty(index))
        return false;
    if (int_sign(index) < 0)
        return raise_overflow(t, "can't convert negative value to C unsigned short"), false;
    if (!int_as_int64(index, &n) || n > USHRT_MAX)
        return raise_overflow(t, "Python int too large for C unsigned short"), false;
    *events = (unsigned short)n;
    return true;
}
/** Register a file descriptor with the polling object.
 *
 *   fd
 *     either an integer, or an object with a fileno() method returning an int
 *   eventmask
 *     an optional bitmask describing the type of events to check for */
METHOD(poll, register, "(self, fd, eventmask=?, /)")
{
    Poll *p = as_poll(self);
    unsigned short events = POLLIN | POLLPRI | POLLOUT;
    int fd;
    if (!to_descriptor(t, a->fd, &fd) || (!is_empty(a->eventmask) && !to_events(t, a->eventmask, &events)))
        return EMPTY;
    struct pollfd *known = poll_find(p, fd);
    if (known) {
        known->events = (short)events;
        return NONE;
    }
    if (p->count == p->capacity) {
        ssize capacity = p->capacity ? p->capacity * 2 : 8;
        struct pollfd *watch = mem_realloc(t, p->watch, (size_t)capacity * sizeof *watch);
        if (!watch)
            return EMPTY;
        p->watch = watch;
        p->capacity = capacity;
    }
    p->watch[p->count++] = (struct pollfd){fd, (short)events, 0};
    return NONE;
}
/** Modify an already registered file descriptor. */
METHOD(poll, modify, "(self, fd, eventmask, /)")
{
    unsigned short events;
    int fd;
    if (!to_descriptor(t, a->fd, &fd) || !to_events(t, a->eventmask, &events))
        return EMPTY;
    struct pollfd *known = poll_find(as_poll(self), fd);
    if (!known) {
        errno = ENOENT;
        return raise_last(t);
    }
    known->events = (short)events;
    return NONE;
}
/** Remove a file descriptor being tracked by the polling object. */
METHOD1(poll, unregister, fd)
{
    Poll *p = as_poll(self);
    int number;
    if (!to_descriptor(t, fd, &number))
        return EMPTY;
    struct pollfd *known = poll_find(p, number);
    if (!known)
        return raise_key(t, fixnum(number));
    p->count--;
    memmove(known, known + 1, (size_t)(p->watch + p->count - known) * sizeof *known);
    return NONE;
}

/* Milliseconds, or None or negative for ever. */
static bool poll_timeout(Thread *t, Ref v, int64_t *ns)
{
    *ns = FOR_EVER;
    if (is_none(v))
        return true;
    double ms;
    if (is_float(v)) {
        ms = ceil(float_value(v));
        if (isnan(ms))
            return raise_value(t, "Invalid value NaN (not a number)"), false;
    } else {
        if (!is_int(v) && !type_of(v)->index && !type_of(v)->float_)
            return raise_type(t, "timeout must be an integer or None"), false;
        if (!to_double(t, v, &ms))
            return false;
    }
    if (ms > INT_MAX || ms < INT_MIN)
        return raise_overflow(t, "timeout is too large"), false;
    *ns = signbit(ms) ? FOR_EVER : (int64_t)ms * 1000000;       /* -0.5 is rounded to -0.0 */
    return true;
}
static Value poll_results(Thread *t, const struct pollfd *watch, ssize count, int ready)
{
    OWN Value list = list_new(t, ready);
    for (ssize i = 0; i < count && !is_empty(list); i++) {
        if (!watch[i].revents)
            continue;
        Value pair = tuple_pack(t, 2, fixnum(watch[i].fd), fixnum((unsigned short)watch[i].revents));
        if (is_empty(pair) || !list_append_take(t, as_list(list), pair))
            return EMPTY;
    }
    return take(&list);
}
/** Polls the set of registered file descriptors.
 *
 * Returns a list containing any descriptors that have events or errors to
 * report, as a list of (fd, event) 2-tuples. */
METHOD(poll, poll, "(self, timeout=None, /)")
{
    Poll *p = as_poll(self);
    int64_t ns;
    int n;
    if (!poll_timeout(t, a->timeout, &ns))
        return EMPTY;
    if (p->polling)
        return raise_runtime(t, "concurrent poll() invocation");
    /* a copy: handlers and other threads may register while we wait */
    ssize count = p->count;
    struct pollfd *watch = mem_alloc_array(t, count, sizeof *watch);
    if (!watch)
        return EMPTY;
    if (count)
        memcpy(watch, p->watch, (size_t)count * sizeof *watch);
    OWN Value keep = retain(self);
    int64_t deadline = deadline_after(ns);
    p->polling = true;
    do {
        int left = milliseconds_left(deadline);
        BLOCKING_BEGIN(t)
        n = interruptible_poll(watch, (size_t)count, left < 0 ? -1 : left * INT64_C(1000000));
        BLOCKING_END(t)
    } while (n < 0 && errno == EINTR && handle_signals(t));
    p->polling = false;
    Value result = n < 0 ? raise_last(t) : poll_results(t, watch, count, n);
    mem_free(watch);
    return result;
}
static Value no_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create '%s' instances", cls->name);
}
static Type poll_type = {TYPE_HEAD("select.poll", Poll), .dealloc = poll_dealloc, .new_ = no_new, .methods = poll_methods};

/** Returns a polling object.
 *
 * This object supports registering and unregistering file descriptors, and then
 * polling them for I/O events. */
FUNCTION0(select, poll) { return value_of(object_new_zeroed(t, &poll_type, sizeof(Poll))); }

/* ---- epoll ---- */

typedef struct Epoll { Object head; int fd; /* -1: closed */ } Epoll;
static Type epoll_type;
static Epoll *as_epoll(Ref v) { return (Epoll *)object_of(v); }

static void epoll_dealloc(Object *o)
{
    if (((Epoll *)o)->fd >= 0)
        close(((Epoll *)o)->fd);
    object_free(o, object_size(o));
}
static Value epoll_make_take(Thread *t, Type *cls, int fd)
{
    if (fd < 0)
        return raise_last(t);
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        close(fd);
    else
        as_epoll(v)->fd = fd;
    return v;
}
static bool epoll_open(Thread *t, Ref self)
{
    return as_epoll(self)->fd >= 0 || (raise_value(t, "I/O operation on closed epoll object"), false);
}
/** Returns an epolling object.
 *
 *   sizehint
 *     The expected number of events to be registered.  It must be positive,
 *     or -1 to use the default.  It is only used on older systems where
 *     epoll_create1() is not available; otherwise it has no effect (though its
 *     value is still checked).
 *   flags
 *     Deprecated and completely ignored.  However, when supplied, its value
 *     must be 0 or select.EPOLL_CLOEXEC, otherwise OSError is raised. */
NEW(epoll, "(sizehint: int=-1, flags: int=0)")
{
    if (a->sizehint != -1 && a->sizehint <= 0)
        return raise_value(t, "sizehint must be positive or -1");
    if (a->flags && a->flags != EPOLL_CLOEXEC) {
        errno = EINVAL;
        return raise_last(t);
    }
    return epoll_make_take(t, cls, epoll_create1(EPOLL_CLOEXEC));
}
/** Create an epoll object from a given control fd. */
CLASSMETHOD(epoll, fromfd, "(cls, fd: int, /)")
{
    Value v = type_alloc(t, as_type(self), 0);
    if (!is_empty(v))
        as_epoll(v)->fd = a->fd;
    return v;
}
/** Close the epoll control file descriptor.
 *
 * Further operations on the epoll object will raise an exception. */
METHOD0(epoll, close)
{
    int fd = as_epoll(self)->fd, failed = 0;
    as_epoll(self)->fd = -1;
    if (fd >= 0) {
        BLOCKING_BEGIN(t)
        failed = close(fd);
        BLOCKING_END(t)
    }
    return none_or_last(t, failed);
}
/** Return the epoll control file descriptor. */
METHOD0(epoll, fileno) { return epoll_open(t, self) ? fixnum(as_epoll(self)->fd) : EMPTY; }
METHOD0(epoll, __enter__) { return epoll_open(t, self) ? retain(self) : EMPTY; }
METHOD(epoll, __exit__, "(self, *args)") { return epoll_close_method(t, self); }
/** True if the epoll handler is closed. */
GETTER(epoll, closed) { return bool_value(as_epoll(self)->fd < 0); }

static Value control(Thread *t, Ref self, int operation, Ref fd, unsigned events)
{
    struct epoll_event event = {.events = events};
    int number;
    if (!to_descriptor(t, fd, &number) || !epoll_open(t, self))
        return EMPTY;
    event.data.fd = number;
    int result = epoll_ctl(as_epoll(self)->fd, operation, number, &event);
    if (result < 0 && operation == EPOLL_CTL_DEL && errno == EBADF)
        return NONE;                        /* closed: then it is not watched any more */
    return none_or_last(t, result);
}
/** Registers a new fd or raises an OSError if the fd is already registered.
 *
 *   fd
 *     the target file descriptor of the operation
 *   eventmask
 *     a bit set composed of the various EPOLL constants */
METHOD(epoll, register, "(self, fd, eventmask: uint64=7)") { return control(t, self, EPOLL_CTL_ADD, a->fd, (unsigned)a->eventmask); }
/** Modify event mask for a registered file descriptor. */
METHOD(epoll, modify, "(self, fd, eventmask: uint64)") { return control(t, self, EPOLL_CTL_MOD, a->fd, (unsigned)a->eventmask); }
/** Remove a registered file descriptor from the epoll object. */
METHOD(epoll, unregister, "(self, fd)") { return control(t, self, EPOLL_CTL_DEL, a->fd, 0); }

static Value epoll_results(Thread *t, const struct epoll_event *event, int n)
{
    OWN Value list = list_new(t, n);
    for (int i = 0; i < n && !is_empty(list); i++) {
        Value pair = tuple_pack(t, 2, fixnum(event[i].data.fd), fixnum(event[i].events));
        if (is_empty(pair) || !list_append_take(t, as_list(list), pair))
            return EMPTY;
    }
    return take(&list);
}
/** Wait for events on the epoll file descriptor.
 *
 *   timeout
 *     the maximum time to wait in seconds (as float);
 *     a timeout of None or -1 makes poll wait indefinitely
 *   maxevents
 *     the maximum number of events returned; -1 means no limit
 *
 * Returns a list containing any descriptors that have events to report,
 * as a list of (fd, events) 2-tuples. */
METHOD(epoll, poll, "(self, timeout=None, maxevents: int=-1)")
{
    int64_t ns = FOR_EVER;
    int limit = a->maxevents == -1 ? FD_SETSIZE - 1 : a->maxevents, n;
    if (!epoll_open(t, self))
        return EMPTY;
    if (!is_none(a->timeout) && !to_nanoseconds(t, a->timeout, ROUND_TIME_CEILING, &ns)) {
        if (raised_catch(t, &exc_TypeError))
            raise_type(t, "timeout must be an integer or None");
        return EMPTY;
    }
    if (limit <= 0)
        return raise_value(t, "maxevents must be greater than 0, got %d", a->maxevents);
    struct epoll_event *event = mem_alloc_array(t, limit, sizeof *event);
    if (!event)
        return EMPTY;
    int64_t deadline = deadline_after(ns);
    int fd = as_epoll(self)->fd;
    do {
        int left = milliseconds_left(deadline);
        BLOCKING_BEGIN(t)
        n = interruptible_epoll_wait(fd, event, limit, left);
        BLOCKING_END(t)
    } while (n < 0 && errno == EINTR && handle_signals(t));
    Value result = n < 0 ? raise_last(t) : epoll_results(t, event, n);
    mem_free(event);
    return result;
}
static Type epoll_type = {
    TYPE_HEAD("select.epoll", Epoll), .doc = "select.epoll(sizehint=-1, flags=0)\n\nReturns an epolling object.",
    .dealloc = epoll_dealloc, .new_ = epoll_new_slot, .new_signature = &epoll_new_signature, .methods = epoll_methods,
    .getset = epoll_getset,
};

/* ---- constants ---- */

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(PIPE_BUF), C(POLLIN), C(POLLPRI), C(POLLOUT), C(POLLERR), C(POLLHUP), C(POLLNVAL), C(POLLRDNORM), C(POLLRDBAND),
    C(POLLWRNORM), C(POLLWRBAND), C(POLLMSG), C(POLLRDHUP), C(EPOLL_CLOEXEC), C(EPOLLIN), C(EPOLLOUT), C(EPOLLPRI),
    C(EPOLLERR), C(EPOLLHUP), C(EPOLLRDHUP), C(EPOLLET), C(EPOLLONESHOT), C(EPOLLEXCLUSIVE), C(EPOLLRDNORM), C(EPOLLRDBAND),
    C(EPOLLWRNORM), C(EPOLLWRBAND), C(EPOLLMSG), C(EPOLLWAKEUP),
#undef C
};
static bool select_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return type_ready(t, &poll_type) && module_add_type(t, module, &epoll_type) && module_add(t, module, "error", value_of(&exc_OSError));
}

MODULE(select, .doc = "This module supports asynchronous I/O on multiple file descriptors.\n\n"
                      "*** IMPORTANT NOTICE ***\n"
                      "On Windows, only sockets are supported; on Unix, all file descriptors.",
       .exec = select_exec);
