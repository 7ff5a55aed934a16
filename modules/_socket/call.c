/* call.c: system calls on sockets, repeated until they are done, fail, or time is over. */
#include "modules/_socket/socket.h"

#include <poll.h>

#include "base/platform.h"
#include "object/float.h"

Value raise_timeout(Thread *t) { return raise_format(t, &exc_TimeoutError, "timed out"); }

int64_t socket_deadline(const Socket *s)
{
    int64_t deadline;
    if (s->timeout <= 0)
        return NO_TIMEOUT;
    return __builtin_add_overflow(clock_monotonic_ns(), s->timeout, &deadline) ? NO_TIMEOUT : deadline;
}

Lookup socket_wait(Thread *t, Socket *s, bool writing, int64_t deadline)
{
    for (;;) {
        struct pollfd watch = {.fd = s->fd, .events = writing ? POLLOUT : POLLIN};
        int64_t left = deadline == NO_TIMEOUT ? -1 : deadline - clock_monotonic_ns();
        int n, ms = deadline == NO_TIMEOUT ? -1 : (int)MIN(MAX((left + 999999) / 1000000, (int64_t)0), (int64_t)INT_MAX);
        if (s->fd < 0)
            return FOUND;           /* closed meanwhile: the call itself will tell */
        BLOCKING_BEGIN(t)
        n = interruptible_poll(&watch, 1, ms < 0 ? -1 : ms * INT64_C(1000000));
        BLOCKING_END(t)
        if (n > 0)
            return FOUND;
        if (n == 0) {
            if (ms != INT_MAX)
                return MISSING;
        } else if (errno != EINTR || !handle_signals(t)) {
            return ERROR;
        }
    }
}

bool socket_attempt(Thread *t, Socket *s, bool writing, SocketCall attempt, void *context, int64_t deadline)
{
    for (;;) {
        bool done;
        BLOCKING_BEGIN(t)
        done = attempt(s, context);
        BLOCKING_END(t)
        if (done)
            return true;
        if (errno == EINTR) {
            if (!handle_signals(t))
                return false;
            continue;
        }
        if ((errno != EAGAIN && errno != EWOULDBLOCK) || s->timeout <= 0)
            return raise_last(t), false;
        switch (socket_wait(t, s, writing, deadline)) {
        case FOUND: break;
        case MISSING: return raise_timeout(t), false;
        case ERROR: return raise_last(t), false;
        }
    }
}

bool socket_call(Thread *t, Socket *s, bool writing, SocketCall attempt, void *context)
{
    return socket_attempt(t, s, writing, attempt, context, socket_deadline(s));
}

bool to_timeout(Thread *t, Ref v, int64_t *ns)
{
    *ns = NO_TIMEOUT;
    if (is_none(v))
        return true;
    if (!to_nanoseconds(t, v, ROUND_TIME_CEILING, ns))
        return false;
    if (*ns < 0)
        return raise_value(t, "Timeout value out of range"), false;
    if (*ns / 1000000 > INT_MAX)
        return raise_overflow(t, "timeout doesn't fit into C timeval"), false;
    return true;
}
Value timeout_value(Thread *t, int64_t ns) { return ns < 0 ? NONE : float_from(t, (double)ns / 1e9); }
