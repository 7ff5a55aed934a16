/* _socket.c: the module _socket, on which lib/socket.py is built: pairs, duplicates, the default time-out, exceptions. The type is
 * in socket.c and message.c, addresses in address.c, names in resolve.c.
 */
#include "modules/_socket/socket.h"

#include <fcntl.h>
#include <unistd.h>

#include "gen/modules/_socket/_socket.h"

static Value socket_of_take(Thread *t, int fd, int family, int type, int proto)
{
    Value args[] = {fixnum(family), fixnum(type), fixnum(proto), fixnum(fd)};
    Value v = call(t, value_of(&socket_type), args, 4, EMPTY);
    if (is_empty(v))
        close(fd);
    return v;
}
/** socketpair([family[, type [, proto]]]) -> (socket object, socket object)
 *
 * Create a pair of socket objects from the sockets returned by the platform
 * socketpair() function.
 * The arguments are the same as for socket() except the default family is
 * AF_UNIX if defined on the platform; otherwise, the default is AF_INET. */
FUNCTION(_socket, socketpair, "(family: int=1, type: int=1, proto: int=0, /)")
{
    int fds[2], result;
    BLOCKING_BEGIN(t)
    result = socketpair(a->family, a->type | SOCK_CLOEXEC, a->proto, fds);
    BLOCKING_END(t)
    if (result < 0)
        return raise_last(t);
    OWN Value first = socket_of_take(t, fds[0], a->family, a->type, a->proto);
    if (is_empty(first)) {
        close(fds[1]);
        return EMPTY;
    }
    OWN Value second = socket_of_take(t, fds[1], a->family, a->type, a->proto);
    return is_empty(second) ? EMPTY : tuple_pack(t, 2, first, second);
}
/** dup(integer) -> integer
 *
 * Duplicate an integer socket file descriptor.  This is like os.dup(), but for
 * sockets; on some platforms os.dup() won't work for socket file descriptors. */
FUNCTION(_socket, dup, "(fd: int, /)") 
{
    int fd = fcntl(a->fd, F_DUPFD_CLOEXEC, 0);
    return fd < 0 ? raise_last(t) : fixnum(fd);
}
/** close(integer) -> None
 *
 * Close an integer socket file descriptor.  This is like os.close(), but for
 * sockets; on some platforms os.close() won't work for socket file descriptors. */
FUNCTION(_socket, close, "(fd: int, /)")
{
    int failed;
    BLOCKING_BEGIN(t)
    failed = close(a->fd);
    BLOCKING_END(t)
    return failed && errno != ECONNRESET && errno != EINTR ? raise_last(t) : NONE;
}
/** getdefaulttimeout() -> timeout
 *
 * Returns the default timeout in seconds (float) for new socket objects.
 * A value of None indicates that new socket objects have no timeout.
 * When the socket module is first imported, the default is None. */
FUNCTION0(_socket, getdefaulttimeout) { return timeout_value(t, socket_state(t)->default_timeout - 1); }
/** setdefaulttimeout(timeout)
 *
 * Set the default timeout in seconds (float) for new socket objects.
 * A value of None indicates that new socket objects have no timeout.
 * When the socket module is first imported, the default is None. */
FUNCTION1(_socket, setdefaulttimeout, timeout)
{
    int64_t ns;
    if (!to_timeout(t, timeout, &ns))
        return EMPTY;
    socket_state(t)->default_timeout = ns + 1;
    return NONE;
}

/* A subclass of OSError. */
static Value error_class(Thread *t, const char *name)
{
    OWN Value text = intern_text(t, name), bases = tuple_pack(t, 1, value_of(&exc_OSError)), dict = dict_new(t), module = intern_text(t, "socket");
    if (is_empty(text) || is_empty(bases) || is_empty(dict) || is_empty(module) || !dict_set_text(t, as_dict(dict), "__module__", module))
        return EMPTY;
    return call3(t, value_of(&type_type), text, bases, dict);
}
static bool _socket_exec(Thread *t, Ref module)
{
    SocketState *s = module_state(t, module);
    s->herror = error_class(t, "herror");
    s->gaierror = error_class(t, "gaierror");
    return !is_empty(s->herror) && !is_empty(s->gaierror) && module_add(t, module, "herror", s->herror)
        && module_add(t, module, "gaierror", s->gaierror) && module_add(t, module, "error", value_of(&exc_OSError))
        && module_add(t, module, "timeout", value_of(&exc_TimeoutError)) && module_add_type(t, module, &socket_type)
        && module_add(t, module, "SocketType", value_of(&socket_type)) && module_add(t, module, "has_ipv6", TRUE_VALUE)
        && socket_add_constants(t, module);
}
static void _socket_clear(void *state)
{
    SocketState *s = state;
    release(take(&s->herror));
    release(take(&s->gaierror));
}

MODULE(_socket, .doc = "Implementation module for socket operations.\n\nSee the socket module for documentation.",
       .exec = _socket_exec, .state_size = sizeof(SocketState), .state_clear = _socket_clear);
