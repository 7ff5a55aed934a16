/* socket.c: the type _socket.socket: making, connecting, sending, receiving, options (Library "socket", "Socket Objects").
 * lib/socket.py derives the class that programs see from it.
 */
#include "modules/_socket/socket.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "gen/modules/_socket/socket.h"

/* ---- making and closing ---- */

static bool set_blocking(int fd, bool blocking)
{
    int on = !blocking;
    return ioctl(fd, FIONBIO, &on) == 0;
}

static Value socket_new_raw(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v)) {
        as_socket(v)->fd = -1;
        as_socket(v)->timeout = NO_TIMEOUT;
    }
    return v;
}

/* Takes over a descriptor; what is not told is asked of the system. */
static bool adopt(Thread *t, Ref fileno, int *fd, int *family, int *type, int *proto)
{
    Address address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    if (is_float(fileno))
        return raise_type(t, "integer argument expected, got float"), false;
    if (!to_c_int(t, fileno, fd))
        return false;
    if (*fd < 0)
        return raise_value(t, "negative file descriptor"), false;
    bool told = *family != -1 && *type != -1;       /* then it is taken as it is */
    if (getsockname(*fd, &address.any, &length) < 0) {
        if (*family == -1 || errno == EBADF || (errno == ENOTSOCK && !told))
            return raise_last(t), false;
    } else if (*family == -1) {
        *family = address.any.sa_family;
    }
    length = sizeof *type;
    if (*type == -1 && getsockopt(*fd, SOL_SOCKET, SO_TYPE, type, &length) < 0)
        return raise_last(t), false;
    length = sizeof *proto;
    if (*proto == -1 && getsockopt(*fd, SOL_SOCKET, SO_PROTOCOL, proto, &length) < 0) {
        if (!told)
            return raise_last(t), false;
        *proto = 0;
    }
    return true;
}
/* As in Python 3.2 to 3.6, the type tells with SOCK_NONBLOCK that there is a time-out. */
static void note_timeout(Socket *s, int64_t timeout)
{
    s->timeout = timeout;
    s->type = timeout == NO_TIMEOUT ? s->type & ~SOCK_NONBLOCK : s->type | SOCK_NONBLOCK;
}
static bool become(Thread *t, Socket *s, int fd, int family, int type, int proto)
{
    int64_t timeout = socket_state(t)->default_timeout - 1;
    s->fd = fd;
    s->family = family;
    s->type = type;
    s->proto = proto;
    note_timeout(s, type & SOCK_NONBLOCK ? 0 : timeout);
    if (s->timeout > 0 || (s->timeout == 0 && !(type & SOCK_NONBLOCK)))
        return set_blocking(fd, false) || (raise_last(t), false);
    return true;
}
INIT(socket, "(self, family: int=-1, type: int=-1, proto: int=-1, fileno=None)")
{
    Socket *s = as_socket(self);
    int fd, family = a->family, type = a->type, proto = a->proto;
    if (!is_none(a->fileno)) {
        if (!adopt(t, a->fileno, &fd, &family, &type, &proto))
            return false;
        return become(t, s, fd, family, type, proto);
    }
    family = family == -1 ? AF_INET : family;
    type = type == -1 ? SOCK_STREAM : type;
    proto = proto == -1 ? 0 : proto;
    BLOCKING_BEGIN(t)
    fd = socket(family, type | SOCK_CLOEXEC, proto);
    BLOCKING_END(t)
    return fd < 0 ? (raise_last(t), false) : become(t, s, fd, family, type, proto);
}

typedef struct Accept { int fd; Address address; socklen_t length; } Accept;
static bool try_accept(Socket *s, void *context)
{
    Accept *c = context;
    c->length = sizeof c->address;
    c->fd = interruptible_accept4(s->fd, &c->address.any, &c->length, SOCK_CLOEXEC);
    return c->fd >= 0;
}
/** _accept() -> (integer, address info)
 *
 * Wait for an incoming connection.  Return a new socket file descriptor
 * representing the connection, and the address of the client.
 * For IP sockets, the address info is a pair (hostaddr, port). */
METHOD0(socket, _accept)
{
    Accept c;
    memset(&c, 0, sizeof c);
    if (!socket_call(t, as_socket(self), false, try_accept, &c))
        return EMPTY;
    OWN Value address = address_value(t, as_socket(self)->fd, &c.address, c.length);
    if (is_empty(address)) {
        close(c.fd);
        return EMPTY;
    }
    return tuple_pack(t, 2, fixnum(c.fd), address);
}
/** close()
 *
 * Close the socket.  It cannot be used after this call. */
METHOD0(socket, close)
{
    Socket *s = as_socket(self);
    int fd = s->fd, failed;
    if (fd < 0)
        return NONE;
    s->fd = -1;
    BLOCKING_BEGIN(t)
    failed = close(fd);
    BLOCKING_END(t)
    return failed && errno != ECONNRESET && errno != EINTR ? raise_last(t) : NONE;
}
/** detach()
 *
 * Close the socket object without closing the underlying file descriptor.
 * The object cannot be used after this call, but the file descriptor
 * can be reused for other purposes.  The file descriptor is returned. */
METHOD0(socket, detach)
{
    int fd = as_socket(self)->fd;
    as_socket(self)->fd = -1;
    return fixnum(fd);
}
/** fileno() -> integer
 *
 * Return the integer file descriptor of the socket. */
METHOD0(socket, fileno) { return fixnum(as_socket(self)->fd); }

/* ---- addresses and connections ---- */

/** bind(address)
 *
 * Bind the socket to a local address.  For IP sockets, the address is a
 * pair (host, port); the host must refer to the local host. For raw packet
 * sockets the address is a tuple (ifname, proto [,pkttype [,hatype [,addr]]]) */
METHOD1(socket, bind, address)
{
    Address at;
    socklen_t length;
    int result;
    if (!address_read(t, as_socket(self), address, &at, &length, "bind"))
        return EMPTY;
    BLOCKING_BEGIN(t)
    result = bind(as_socket(self)->fd, &at.any, length);
    BLOCKING_END(t)
    return none_or_last(t, result);
}
/** listen([backlog])
 *
 * Enable a server to accept connections.  If backlog is specified, it must be
 * at least 0 (if it is lower, it is set to 0); it specifies the number of
 * unaccepted connections that the system will allow before refusing new
 * connections. If not specified, a default reasonable value is chosen. */
METHOD(socket, listen, "(self, backlog: int=128, /)")
{
    int result;
    BLOCKING_BEGIN(t)
    result = listen(as_socket(self)->fd, MAX(a->backlog, 0));
    BLOCKING_END(t)
    return none_or_last(t, result);
}
/* Connects; 0 or the error number. A connection under way is waited for as long as the time-out says; ERROR: a handler raised. */
static Lookup connect_socket(Thread *t, Socket *s, const Address *at, socklen_t length, int *error)
{
    int result;
    socklen_t size = sizeof *error;

    BLOCKING_BEGIN(t)
    result = interruptible_connect(s->fd, &at->any, length);
    BLOCKING_END(t)
    *error = result < 0 ? errno : 0;
    bool under_way = (*error == EINTR && s->timeout != 0) || (s->timeout > 0 && *error == EINPROGRESS);
    if (!under_way)
        return FOUND;
    if (*error == EINTR && !handle_signals(t))
        return ERROR;
    Lookup r = socket_wait(t, s, true, socket_deadline(s));
    if (r == FOUND && getsockopt(s->fd, SOL_SOCKET, SO_ERROR, error, &size) < 0)
        *error = errno;
    if (r == FOUND && *error == EISCONN)
        *error = 0;
    return r;
}
/** connect(address)
 *
 * Connect the socket to a remote address.  For IP sockets, the address
 * is a pair (host, port). */
METHOD1(socket, connect, address)
{
    Socket *s = as_socket(self);
    Address at;
    socklen_t length;
    int error;
    if (!address_read(t, s, address, &at, &length, "connect"))
        return EMPTY;
    switch (connect_socket(t, s, &at, length, &error)) {
    case FOUND: return error ? raise_errno(t, error) : NONE;
    case MISSING: return raise_timeout(t);
    default: return raise_last(t);
    }
}
/** connect_ex(address) -> errno
 *
 * This is like connect(address), but returns an error code (the errno value)
 * instead of raising an exception when an error occurs. */
METHOD1(socket, connect_ex, address)
{
    Socket *s = as_socket(self);
    Address at;
    socklen_t length;
    int error;
    if (!address_read(t, s, address, &at, &length, "connect_ex"))
        return EMPTY;
    switch (connect_socket(t, s, &at, length, &error)) {
    case FOUND: return fixnum(error);
    case MISSING: return fixnum(EWOULDBLOCK);
    default: return is_raised(t) ? EMPTY : fixnum(errno);
    }
}
static Value name_value(Thread *t, Socket *s, int (*name)(int, struct sockaddr *, socklen_t *))
{
    Address at;
    socklen_t length = sizeof at;
    int result;
    memset(&at, 0, sizeof at);
    BLOCKING_BEGIN(t)
    result = name(s->fd, &at.any, &length);
    BLOCKING_END(t)
    return result < 0 ? raise_last(t) : address_value(t, s->fd, &at, length);
}
static int own_name(int fd, struct sockaddr *at, socklen_t *n) { return getsockname(fd, at, n); }
static int peer_name(int fd, struct sockaddr *at, socklen_t *n) { return getpeername(fd, at, n); }
/** getsockname() -> address info
 *
 * Return the address of the local endpoint. The format depends on the
 * address family. For IPv4 sockets, the address info is a pair
 * (hostaddr, port). For IPv6 sockets, the address info is a 4-tuple
 * (hostaddr, port, flowinfo, scope_id). */
METHOD0(socket, getsockname) { return name_value(t, as_socket(self), own_name); }
/** getpeername() -> address info
 *
 * Return the address of the remote endpoint.  For IP sockets, the address
 * info is a pair (hostaddr, port). */
METHOD0(socket, getpeername) { return name_value(t, as_socket(self), peer_name); }
/** shutdown(flag)
 *
 * Shut down the reading side of the socket (flag == SHUT_RD), the writing side
 * of the socket (flag == SHUT_WR), or both ends (flag == SHUT_RDWR). */
METHOD(socket, shutdown, "(self, how: int, /)")
{
    int result;
    BLOCKING_BEGIN(t)
    result = shutdown(as_socket(self)->fd, a->how);
    BLOCKING_END(t)
    return none_or_last(t, result);
}

/* ---- receiving ---- */

typedef struct Transfer { void *data; size_t size; int flags; ssize done; Address address; socklen_t length; } Transfer;

static bool try_recv(Socket *s, void *context)
{
    Transfer *c = context;
    c->done = interruptible_recvfrom(s->fd, c->data, c->size, c->flags, NULL, NULL);
    return c->done >= 0;
}
static bool try_recvfrom(Socket *s, void *context)
{
    Transfer *c = context;
    c->length = sizeof c->address;
    c->done = interruptible_recvfrom(s->fd, c->data, c->size, c->flags, &c->address.any, &c->length);
    return c->done >= 0;
}
/* Receives into a fresh bytes object of at most size. */
static Value receive(Thread *t, Socket *s, SocketCall call, Transfer *c, ssize size, int flags)
{
    OWN Value bytes = bytes_new(t, size);
    if (is_empty(bytes))
        return EMPTY;
    c->data = as_bytes(bytes)->data;
    c->size = (size_t)size;
    c->flags = flags;
    if (!socket_call(t, s, false, call, c))
        return EMPTY;
    return c->done == size || bytes_shrink_take(t, &bytes, c->done) ? take(&bytes) : EMPTY;
}
/** recv(buffersize[, flags]) -> data
 *
 * Receive up to buffersize bytes from the socket.  For the optional flags
 * argument, see the Unix manual.  When no data is available, block until
 * at least one byte is available or until the remote end is closed.  When
 * the remote end is closed and all data is read, return the empty string. */
METHOD(socket, recv, "(self, buffersize: index, flags: int=0, /)")
{
    Transfer c;
    if (a->buffersize < 0)
        return raise_value(t, "negative buffersize in recv");
    return receive(t, as_socket(self), try_recv, &c, a->buffersize, a->flags);
}
/** recvfrom(buffersize[, flags]) -> (data, address info)
 *
 * Like recv(buffersize, flags) but also return the sender's address info. */
METHOD(socket, recvfrom, "(self, buffersize: index, flags: int=0, /)")
{
    Transfer c;
    memset(&c, 0, sizeof c);
    if (a->buffersize < 0)
        return raise_value(t, "negative buffersize in recvfrom");
    OWN Value data = receive(t, as_socket(self), try_recvfrom, &c, a->buffersize, a->flags);
    OWN Value address = is_empty(data) ? EMPTY : address_value(t, as_socket(self)->fd, &c.address, c.length);
    return is_empty(address) ? EMPTY : tuple_pack(t, 2, data, address);
}
/** recv_into(buffer, [nbytes[, flags]]) -> nbytes_read
 *
 * A version of recv() that stores its data into a buffer rather than creating
 * a new string.  Receive up to buffersize bytes from the socket.  If buffersize
 * is not specified (or 0), receive up to the size available in the given buffer.
 *
 * See recv() for documentation about the flags. */
METHOD(socket, recv_into, "(self, buffer: wbuffer, nbytes: index=0, flags: int=0)")
{
    if (a->nbytes < 0)
        return raise_value(t, "negative buffersize in recv_into");
    if (a->nbytes > a->buffer.len)
        return raise_value(t, "buffer too small for requested bytes");
    Transfer c = {.data = a->buffer.data, .size = (size_t)(a->nbytes ? a->nbytes : a->buffer.len), .flags = a->flags};
    return socket_call(t, as_socket(self), false, try_recv, &c) ? fixnum(c.done) : EMPTY;
}
/** recvfrom_into(buffer[, nbytes[, flags]]) -> (nbytes, address info)
 *
 * Like recv_into(buffer[, nbytes[, flags]]) but also return the sender's address info. */
METHOD(socket, recvfrom_into, "(self, buffer: wbuffer, nbytes: index=0, flags: int=0)")
{
    if (a->nbytes < 0)
        return raise_value(t, "negative buffersize in recvfrom_into");
    if (a->nbytes > a->buffer.len)
        return raise_value(t, "nbytes is greater than the length of the buffer");
    Transfer c = {.data = a->buffer.data, .size = (size_t)(a->nbytes ? a->nbytes : a->buffer.len), .flags = a->flags};
    if (!socket_call(t, as_socket(self), false, try_recvfrom, &c))
        return EMPTY;
    OWN Value address = address_value(t, as_socket(self)->fd, &c.address, c.length);
    return is_empty(address) ? EMPTY : tuple_pack(t, 2, fixnum(c.done), address);
}

/* ---- sending ---- */

static bool try_send(Socket *s, void *context)
{
    Transfer *c = context;
    c->done = interruptible_sendto(s->fd, c->data, c->size, c->flags, NULL, 0);
    return c->done >= 0;
}
static bool try_sendto(Socket *s, void *context)
{
    Transfer *c = context;
    c->done = interruptible_sendto(s->fd, c->data, c->size, c->flags, &c->address.any, c->length);
    return c->done >= 0;
}
/** send(data[, flags]) -> count
 *
 * Send a data string to the socket.  For the optional flags
 * argument, see the Unix manual.  Return the number of bytes
 * sent; this may be less than len(data) if the network is busy. */
METHOD(socket, send, "(self, data: buffer, flags: int=0, /)")
{
    Transfer c = {.data = a->data.data, .size = (size_t)a->data.len, .flags = a->flags};
    return socket_call(t, as_socket(self), true, try_send, &c) ? fixnum(c.done) : EMPTY;
}
/** sendall(data[, flags])
 *
 * Send a data string to the socket.  For the optional flags
 * argument, see the Unix manual.  This calls send() repeatedly
 * until all data is sent.  If an error occurs, it's impossible
 * to tell how much data has been sent. */
METHOD(socket, sendall, "(self, data: buffer, flags: int=0, /)")
{
    Socket *s = as_socket(self);
    Transfer c = {.data = a->data.data, .size = (size_t)a->data.len, .flags = a->flags};
    int64_t deadline = socket_deadline(s);
    do {
        if (!socket_attempt(t, s, true, try_send, &c, deadline) || !handle_signals(t))
            return EMPTY;
        c.data = (char *)c.data + c.done;
        c.size -= (size_t)c.done;
    } while (c.size);
    return NONE;
}
/** sendto(data[, flags], address) -> count
 *
 * Like send(data, flags) but allows specifying the destination address.
 * For IP sockets, the address is a pair (hostaddr, port). */
METHOD(socket, sendto, "(self, *args)")
{
    Socket *s = as_socket(self);
    Transfer c = {0};
    Buffer b;
    if (a->args_count < 2 || a->args_count > 3)
        return raise_type(t, "sendto() takes 2 or 3 arguments (%zd given)", a->args_count);
    if (!buffer_get(t, a->args[0], &b, BUFFER_SIMPLE))
        return EMPTY;
    c.data = b.data;
    c.size = (size_t)b.len;
    bool good = (a->args_count == 2 || to_c_int(t, a->args[1], &c.flags))
             && address_read(t, s, a->args[a->args_count - 1], &c.address, &c.length, "sendto")
             && socket_call(t, s, true, try_sendto, &c);
    buffer_release(&b);
    return good ? fixnum(c.done) : EMPTY;
}

/* ---- blocking ---- */

static Value set_timeout(Thread *t, Socket *s, int64_t ns)
{
    note_timeout(s, ns);
    return set_blocking(s->fd, ns == NO_TIMEOUT) ? NONE : raise_last(t);
}
/** setblocking(flag)
 *
 * Set the socket to blocking (flag is true) or non-blocking (false).
 * setblocking(True) is equivalent to settimeout(None);
 * setblocking(False) is equivalent to settimeout(0.0). */
METHOD(socket, setblocking, "(self, flag: bool, /)") { return set_timeout(t, as_socket(self), a->flag ? NO_TIMEOUT : 0); }
/** getblocking()
 *
 * Returns True if socket is in blocking mode, or False if it
 * is in non-blocking mode. */
METHOD0(socket, getblocking) { return bool_value(as_socket(self)->timeout != 0); }
/** settimeout(timeout)
 *
 * Set a timeout on socket operations.  'timeout' can be a float,
 * giving in seconds, or None.  Setting a timeout of None disables
 * the timeout feature and is equivalent to setblocking(1).
 * Setting a timeout of zero is the same as setblocking(0). */
METHOD1(socket, settimeout, timeout)
{
    int64_t ns;
    return to_timeout(t, timeout, &ns) ? set_timeout(t, as_socket(self), ns) : EMPTY;
}
/** gettimeout() -> timeout
 *
 * Returns the timeout in seconds (float) associated with socket
 * operations. A timeout of None indicates that timeouts on socket
 * operations are disabled. */
METHOD0(socket, gettimeout) { return timeout_value(t, as_socket(self)->timeout); }
/** the socket timeout */
GETTER(socket, timeout) { return timeout_value(t, as_socket(self)->timeout); }

/* ---- options ---- */

/** getsockopt(level, option[, buffersize]) -> value
 *
 * Get a socket option.  See the Unix manual for level and option.
 * If a nonzero buffersize argument is given, the return value is a
 * string of that length; otherwise it is an integer. */
METHOD(socket, getsockopt, "(self, level: int, option: int, buffersize: int=0, /)")
{
    int fd = as_socket(self)->fd;
    if (a->buffersize == 0) {
        int flag = 0;
        socklen_t size = sizeof flag;
        return getsockopt(fd, a->level, a->option, &flag, &size) < 0 ? raise_last(t) : fixnum(flag);
    }
    if (a->buffersize < 0 || a->buffersize > 1024)
        return raise_format(t, &exc_OSError, "getsockopt buflen out of range");
    OWN Value bytes = bytes_new(t, a->buffersize);
    socklen_t size = (socklen_t)a->buffersize;
    if (is_empty(bytes))
        return EMPTY;
    if (getsockopt(fd, a->level, a->option, as_bytes(bytes)->data, &size) < 0)
        return raise_last(t);
    return (int)size == a->buffersize || bytes_shrink_take(t, &bytes, size) ? take(&bytes) : EMPTY;
}
/** setsockopt(level, option, value: int)
 * setsockopt(level, option, value: buffer)
 * setsockopt(level, option, None, optlen: int)
 *
 * Set a socket option.  See the Unix manual for level and option.
 * The value argument can either be an integer, a string buffer, or
 * None, optlen. */
METHOD(socket, setsockopt, "(self, level: int, option: int, value, optlen=?, /)")
{
    int fd = as_socket(self)->fd, flag, length;
    Buffer b;
    if (!is_empty(a->optlen)) {
        if (!is_none(a->value))
            return raise_type(t, "setsockopt() argument 3 must be None when there is an optlen, not %T", a->value);
        if (!to_c_int(t, a->optlen, &length))
            return EMPTY;
        return none_or_last(t, setsockopt(fd, a->level, a->option, NULL, (socklen_t)length));
    }
    if (is_int(a->value)) {
        if (!to_c_int(t, a->value, &flag))
            return EMPTY;
        return none_or_last(t, setsockopt(fd, a->level, a->option, &flag, sizeof flag));
    }
    if (is_none(a->value))
        return raise_type(t, "setsockopt() takes 4 arguments when the value is None (3 given)");
    if (!buffer_get(t, a->value, &b, BUFFER_SIMPLE))
        return EMPTY;
    int result = setsockopt(fd, a->level, a->option, b.data, (socklen_t)b.len);
    buffer_release(&b);
    return none_or_last(t, result);
}

/* ---- the type ---- */

static Value socket_repr(Thread *t, Ref self)
{
    Socket *s = as_socket(self);
    return str_format(t, "<socket object, fd=%d, family=%d, type=%d, proto=%d>", s->fd, s->family, s->type, s->proto);
}
static Value socket_finalize(Thread *t, Ref self)
{
    Socket *s = as_socket(self);
    if (s->fd >= 0) {
        OWN Value raised = raised_take(t);
        if (!warn_resource(t, self, "unclosed %R", self)) {
            if (raised_matches(t, &exc_Warning))
                report_unraisable_in(t, self);
            raised_clear(t);
        }
        if (s->fd >= 0)
            close(s->fd);
        s->fd = -1;
        t->raised = take(&raised);
    }
    return NONE;
}
static void socket_dealloc(Object *o)
{
    if (((Socket *)o)->fd >= 0)
        close(((Socket *)o)->fd);
    object_free(o, object_size(o));
}
static void socket_traverse(Object *o UNUSED, Visitor *visitor UNUSED) {}

static const MemberDef socket_members[] = {
    {"family", MEMBER_INT, false, offsetof(Socket, family), "the socket family"},
    {"type", MEMBER_INT, false, offsetof(Socket, type), "the socket type"},
    {"proto", MEMBER_INT, false, offsetof(Socket, proto), "the socket protocol"},
    {NULL},
};
Type socket_type = {
    TYPE_HEAD("_socket.socket", Socket),
    .doc = "socket(family=AF_INET, type=SOCK_STREAM, proto=0) -> socket object\n"
           "socket(family=-1, type=-1, proto=-1, fileno=None) -> socket object\n\n"
           "Open a socket of the given type.  The family argument specifies the\n"
           "address family; it defaults to AF_INET.  The type argument specifies\n"
           "whether this is a stream (SOCK_STREAM, this is the default)\n"
           "or datagram (SOCK_DGRAM) socket.  The protocol argument defaults to 0,\n"
           "specifying the default protocol.  Keyword arguments are accepted.\n"
           "The socket is created as non-inheritable.\n\n"
           "When a fileno is passed in, family, type and proto are auto-detected,\n"
           "unless they are explicitly set.",
    .flags = TYPE_BASE | TYPE_GC, .dealloc = socket_dealloc, .traverse = socket_traverse, .finalize = socket_finalize,
    .repr = socket_repr, .new_ = socket_new_raw, .init = socket_init_slot, .init_signature = &socket_init_signature,
    .methods = socket_methods, .getset = socket_getset, .members = socket_members,
};
