/* address.c: addresses of the families as Python code has them, and as the system has them. */
#include "modules/_socket/socket.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <sys/ioctl.h>

#include "object/buffer.h"

/* ---- errors of the resolver ---- */

static Value raise_pair(Thread *t, Ref cls, int number, const char *text)
{
    OWN Value message = str_from_text(t, text);
    OWN Value error = is_empty(message) ? EMPTY : call2(t, cls, fixnum(number), message);
    return is_empty(error) ? EMPTY : raise_object(t, error, EMPTY);
}
Value raise_gai(Thread *t, int error)
{
    return error == EAI_SYSTEM ? raise_last(t) : raise_pair(t, socket_state(t)->gaierror, error, gai_strerror(error));
}
Value raise_herror(Thread *t, int error) { return raise_pair(t, socket_state(t)->herror, error, hstrerror(error)); }

/* ---- hosts ---- */

Value host_bytes(Thread *t, Ref v)
{
    OWN Value bytes = EMPTY;
    if (is_bytes(v)) {
        bytes = retain(v);
    } else if (is_str(v)) {
        bytes = str_encode(t, v, as_str(v)->ascii ? "ascii" : "idna", NULL);
        if (is_empty(bytes) && raised_matches(t, &exc_UnicodeError)) {
            raised_clear(t);
            return raise_type(t, "encoding of hostname failed");
        }
    } else if (type_of(v) == &bytearray_type) {
        bytes = bytes_from(t, as_bytearray(v)->data, as_bytearray(v)->len);
    } else {
        return raise_type(t, "str, bytes or bytearray expected, not %T", v);
    }
    if (!is_empty(bytes) && strlen((char *)as_bytes(bytes)->data) != (size_t)as_bytes(bytes)->len)
        return raise_type(t, "host name must not contain null character");
    return take(&bytes);
}

static bool resolve(Thread *t, const char *name, const struct addrinfo *hints, Address *out, socklen_t room)
{
    struct addrinfo *found;
    int error;
    BLOCKING_BEGIN(t)
    error = getaddrinfo(name, name ? NULL : "0", hints, &found);
    BLOCKING_END(t)
    if (error)
        return raise_gai(t, error), false;
    if (!name && found->ai_next) {
        freeaddrinfo(found);
        return raise_format(t, &exc_OSError, "wildcard resolved to multiple address"), false;
    }
    memcpy(out, found->ai_addr, MIN((size_t)found->ai_addrlen, (size_t)room));
    freeaddrinfo(found);
    return true;
}
bool host_read(Thread *t, const char *name, Address *out, socklen_t room, int family)
{
    struct addrinfo hints = {.ai_family = family};

    memset(out, 0, sizeof *out);
    if (!*name) {
        hints.ai_socktype = SOCK_DGRAM;
        hints.ai_flags = AI_PASSIVE;
        return resolve(t, NULL, &hints, out, room);
    }
    if (strcmp(name, "<broadcast>") == 0 || strcmp(name, "255.255.255.255") == 0) {
        if (family != AF_INET && family != AF_UNSPEC)
            return raise_format(t, &exc_OSError, "address family mismatched"), false;
        out->in = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = INADDR_BROADCAST};
        return true;
    }
    /* numbers need no resolver */
    if ((family == AF_UNSPEC || family == AF_INET) && inet_pton(AF_INET, name, &out->in.sin_addr) == 1) {
        out->in.sin_family = AF_INET;
        return true;
    }
    if ((family == AF_UNSPEC || family == AF_INET6) && !strchr(name, '%') && inet_pton(AF_INET6, name, &out->in6.sin6_addr) == 1) {
        out->in6.sin6_family = AF_INET6;
        return true;
    }
    memset(out, 0, sizeof *out);
    return resolve(t, name, &hints, out, room);
}
Value host_text(Thread *t, const Address *address, socklen_t length)
{
    char text[NI_MAXHOST];
    int error = getnameinfo(&address->any, length, text, sizeof text, NULL, 0, NI_NUMERICHOST);
    return error ? raise_gai(t, error) : str_from_text(t, text);
}

/* ---- from the system ---- */

static Value unix_value(Thread *t, const struct sockaddr_un *un, socklen_t length)
{
    ssize n = (ssize)length - (ssize)offsetof(struct sockaddr_un, sun_path);
    if (n > 0 && un->sun_path[0] == 0)          /* Linux: an abstract name, which may contain NULs */
        return bytes_from(t, un->sun_path, n);
    return str_from_utf8_lossless(t, un->sun_path, n > 0 ? (ssize)strnlen(un->sun_path, (size_t)n) : 0);
}
static Value host_and_port(Thread *t, const Address *a, socklen_t length, uint16_t port)
{
    OWN Value host = host_text(t, a, length);
    return is_empty(host) ? EMPTY : tuple_pack(t, 2, host, fixnum(ntohs(port)));
}
static Value in6_value(Thread *t, const Address *a, socklen_t length)
{
    char text[INET6_ADDRSTRLEN];
    (void)length;
    /* the scope has a place of its own in the tuple */
    if (!inet_ntop(AF_INET6, &a->in6.sin6_addr, text, sizeof text))
        return raise_last(t);
    OWN Value host = str_from_text(t, text);
    return is_empty(host) ? EMPTY : tuple_pack(t, 4, host, fixnum(ntohs(a->in6.sin6_port)), fixnum(ntohl(a->in6.sin6_flowinfo)),
                                               fixnum(a->in6.sin6_scope_id));
}
static Value interface_name(Thread *t, int fd, int index)
{
    struct ifreq request = {.ifr_ifindex = index};
    const char *name = index && ioctl(fd, SIOCGIFNAME, &request) == 0 ? request.ifr_name : "";
    return str_from_utf8_lossless(t, name, (ssize)strlen(name));
}
static Value packet_value(Thread *t, int fd, const struct sockaddr_ll *p)
{
    OWN Value name = interface_name(t, fd, p->sll_ifindex), hardware = bytes_from(t, p->sll_addr, MIN((int)p->sll_halen, 8));
    if (is_empty(name) || is_empty(hardware))
        return EMPTY;
    return tuple_pack(t, 5, name, fixnum(ntohs(p->sll_protocol)), fixnum(p->sll_pkttype), fixnum(p->sll_hatype), hardware);
}
static Value tipc_value(Thread *t, const struct sockaddr_tipc *a)
{
    if (a->addrtype == TIPC_ADDR_NAMESEQ)
        return tuple_pack(t, 5, fixnum(a->addrtype), fixnum(a->addr.nameseq.type), fixnum(a->addr.nameseq.lower),
                          fixnum(a->addr.nameseq.upper), fixnum(a->scope));
    if (a->addrtype == TIPC_ADDR_NAME)
        return tuple_pack(t, 5, fixnum(a->addrtype), fixnum(a->addr.name.name.type), fixnum(a->addr.name.name.instance),
                          fixnum(a->addr.name.name.instance), fixnum(a->scope));
    if (a->addrtype == TIPC_ADDR_ID)
        return tuple_pack(t, 5, fixnum(a->addrtype), fixnum(a->addr.id.node), fixnum(a->addr.id.ref), fixnum(0), fixnum(a->scope));
    return raise_value(t, "Invalid address type");
}

Value address_value(Thread *t, int fd, const Address *a, socklen_t length)
{
    if (length == 0)
        return NONE;
    switch (a->any.sa_family) {
    case AF_INET: return host_and_port(t, a, length, a->in.sin_port);
    case AF_INET6: return in6_value(t, a, length);
    case AF_UNIX: return unix_value(t, &a->un, length);
    case AF_NETLINK: return tuple_pack(t, 2, fixnum(a->netlink.nl_pid), fixnum(a->netlink.nl_groups));
    case AF_PACKET: return packet_value(t, fd, &a->packet);
    case AF_VSOCK: return tuple_pack(t, 2, fixnum(a->vm.svm_cid), fixnum(a->vm.svm_port));
    case AF_TIPC: return tipc_value(t, &a->tipc);
    case AF_CAN: {
        OWN Value name = interface_name(t, fd, a->can.can_ifindex);
        return is_empty(name) ? EMPTY : tuple_pack(t, 1, name);
    }
    default: {
        OWN Value data = bytes_from(t, a->any.sa_data, MAX((ssize)length - (ssize)offsetof(struct sockaddr, sa_data), (ssize)0));
        return is_empty(data) ? EMPTY : tuple_pack(t, 2, fixnum(a->any.sa_family), data);
    }
    }
}

/* ---- from Python code ---- */

/* Item i of an address tuple, an int between 0 and max. */
static bool number(Thread *t, Ref tuple, ssize i, int64_t max, const char *function, const char *what, uint32_t *out)
{
    OWN Value index = to_index(t, as_tuple(tuple)->item[i]);
    int64_t n;
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &n) || n < 0 || n > max) {
        raise_overflow(t, max == 0xffff ? "%s(): %s must be 0-65535." : max == 0xfffff ? "%s(): %s must be 0-1048575."
                                                                      : "%s(): %s is out of range", function, what);
        return false;
    }
    *out = (uint32_t)n;
    return true;
}
static bool check_tuple(Thread *t, Ref v, const char *function, const char *family)
{
    return is_tuple(v) || (raise_type(t, "%s(): %s address must be tuple, not %T", function, family, v), false);
}
static bool read_host(Thread *t, Ref v, Address *out, socklen_t room, int family)
{
    OWN Value host = host_bytes(t, v);
    return !is_empty(host) && host_read(t, (char *)as_bytes(host)->data, out, room, family);
}
static bool read_in(Thread *t, Ref v, Address *out, const char *function)
{
    uint32_t port;
    if (!check_tuple(t, v, function, "AF_INET"))
        return false;
    if (as_tuple(v)->len != 2)
        return raise_type(t, "%s(): AF_INET address must be a pair (host, port)", function), false;
    if (!read_host(t, as_tuple(v)->item[0], out, sizeof out->in, AF_INET) || !number(t, v, 1, 0xffff, function, "port", &port))
        return false;
    out->in.sin_family = AF_INET;
    out->in.sin_port = htons((uint16_t)port);
    return true;
}
static bool read_in6(Thread *t, Ref v, Address *out, const char *function)
{
    uint32_t port, flow = 0, scope = 0;
    if (!check_tuple(t, v, function, "AF_INET6"))
        return false;
    ssize n = as_tuple(v)->len;
    if (n < 2 || n > 4)
        return raise_type(t, "%s(): AF_INET6 address must be a tuple (host, port[, flowinfo[, scopeid]])", function), false;
    if (!read_host(t, as_tuple(v)->item[0], out, sizeof out->in6, AF_INET6) || !number(t, v, 1, 0xffff, function, "port", &port)
        || (n > 2 && !number(t, v, 2, 0xfffff, function, "flowinfo", &flow))
        || (n > 3 && !number(t, v, 3, UINT32_MAX, function, "scopeid", &scope)))
        return false;
    out->in6.sin6_family = AF_INET6;
    out->in6.sin6_port = htons((uint16_t)port);
    out->in6.sin6_flowinfo = htonl(flow);
    if (n > 3)
        out->in6.sin6_scope_id = scope;
    return true;
}
static bool read_unix(Thread *t, Ref v, Address *out, socklen_t *length)
{
    Buffer b = {0};
    OWN Value encoded = is_str(v) ? str_encode_fs(t, v) : retain(v);
    if (is_empty(encoded) || !buffer_get(t, encoded, &b, BUFFER_SIMPLE))
        return false;
    bool abstract = b.len == 0 || *(char *)b.data == 0;     /* needs no NUL behind it */
    bool fits = b.len + !abstract <= (ssize)sizeof out->un.sun_path;
    if (fits) {
        *out = (Address){.un.sun_family = AF_UNIX};
        memcpy(out->un.sun_path, b.data, (size_t)b.len);
        *length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)b.len + !abstract);
        if (b.len == 0)
            *length = offsetof(struct sockaddr_un, sun_path);
    } else {
        raise_format(t, &exc_OSError, "AF_UNIX path too long");
    }
    buffer_release(&b);
    return fits;
}
static bool read_interface(Thread *t, Socket *s, Ref v, int *index)
{
    struct ifreq request = {0};
    OWN Value name = to_fs_bytes(t, v);
    if (is_empty(name))
        return false;
    *index = 0;
    if (as_bytes(name)->len == 0)
        return true;
    if (as_bytes(name)->len >= (ssize)sizeof request.ifr_name)
        return raise_format(t, &exc_OSError, "interface name too long"), false;
    memcpy(request.ifr_name, as_bytes(name)->data, (size_t)as_bytes(name)->len);
    if (ioctl(s->fd, SIOCGIFINDEX, &request) < 0)
        return raise_last(t), false;
    *index = request.ifr_ifindex;
    return true;
}
static bool read_netlink(Thread *t, Ref v, Address *out, const char *function)
{
    uint32_t pid, groups;
    if (!check_tuple(t, v, function, "AF_NETLINK"))
        return false;
    if (as_tuple(v)->len != 2)
        return raise_type(t, "AF_NETLINK address must be a pair (pid, groups)"), false;
    if (!number(t, v, 0, UINT32_MAX, function, "pid", &pid) || !number(t, v, 1, UINT32_MAX, function, "groups", &groups))
        return false;
    *out = (Address){.netlink = {.nl_family = AF_NETLINK, .nl_pid = pid, .nl_groups = groups}};
    return true;
}
static bool read_vm(Thread *t, Ref v, Address *out, const char *function)
{
    uint32_t cid, port;
    if (!check_tuple(t, v, function, "AF_VSOCK"))
        return false;
    if (as_tuple(v)->len != 2)
        return raise_type(t, "AF_VSOCK address must be a pair (CID, port)"), false;
    if (!number(t, v, 0, UINT32_MAX, function, "CID", &cid) || !number(t, v, 1, UINT32_MAX, function, "port", &port))
        return false;
    *out = (Address){.vm = {.svm_family = AF_VSOCK, .svm_cid = cid, .svm_port = port}};
    return true;
}
static bool read_can(Thread *t, Socket *s, Ref v, Address *out, const char *function)
{
    uint32_t rx = 0, tx = 0;
    int index;
    if (!check_tuple(t, v, function, "AF_CAN"))
        return false;
    ssize n = as_tuple(v)->len, wanted = s->proto == CAN_ISOTP ? 3 : 1;
    if (n != wanted)
        return raise_type(t, wanted == 3 ? "AF_CAN address must be a tuple (interface, rx_addr, tx_addr)" : "AF_CAN address must be a tuple (interface, )"), false;
    if (!read_interface(t, s, as_tuple(v)->item[0], &index)
        || (n == 3 && (!number(t, v, 1, UINT32_MAX, function, "rx_addr", &rx) || !number(t, v, 2, UINT32_MAX, function, "tx_addr", &tx))))
        return false;
    *out = (Address){.can = {.can_family = AF_CAN, .can_ifindex = index, .can_addr.tp = {rx, tx}}};
    return true;
}
static bool read_packet(Thread *t, Socket *s, Ref v, Address *out, const char *function)
{
    uint32_t protocol, kind = 0, hardware = 0;
    int index;
    if (!check_tuple(t, v, function, "AF_PACKET"))
        return false;
    ssize n = as_tuple(v)->len;
    if (n < 2 || n > 5)
        return raise_type(t, "AF_PACKET address must be a tuple of two to five elements"), false;
    if (!read_interface(t, s, as_tuple(v)->item[0], &index) || !number(t, v, 1, 0xffff, function, "proto", &protocol)
        || (n > 2 && !number(t, v, 2, UINT8_MAX, function, "pkttype", &kind))
        || (n > 3 && !number(t, v, 3, UINT16_MAX, function, "hatype", &hardware)))
        return false;
    *out = (Address){.packet = {.sll_family = AF_PACKET, .sll_protocol = htons((uint16_t)protocol), .sll_ifindex = index,
                                .sll_pkttype = (unsigned char)kind, .sll_hatype = (unsigned short)hardware}};
    if (n > 4) {
        Buffer b;
        if (!buffer_get(t, as_tuple(v)->item[4], &b, BUFFER_SIMPLE))
            return false;
        bool fits = b.len <= 8;
        if (fits) {
            memcpy(out->packet.sll_addr, b.data, (size_t)b.len);
            out->packet.sll_halen = (unsigned char)b.len;
        } else {
            raise_value(t, "hardware address must be 8 bytes or less");
        }
        buffer_release(&b);
        return fits;
    }
    return true;
}
static bool read_tipc(Thread *t, Ref v, Address *out, const char *function)
{
    uint32_t field[5] = {[4] = TIPC_CLUSTER_SCOPE};
    if (!check_tuple(t, v, function, "AF_TIPC"))
        return false;
    ssize n = as_tuple(v)->len;
    if (n < 4 || n > 5)
        return raise_type(t, "AF_TIPC address must be a tuple (addr_type, v1, v2, v3[, scope])"), false;
    for (ssize i = 0; i < n; i++)
        if (!number(t, v, i, UINT32_MAX, function, "field", &field[i]))
            return false;
    *out = (Address){.tipc = {.family = AF_TIPC, .scope = (signed char)field[4], .addrtype = (unsigned char)field[0]}};
    switch (field[0]) {
    case TIPC_ADDR_NAMESEQ:
        out->tipc.addr.nameseq.type = field[1];
        out->tipc.addr.nameseq.lower = field[2];
        out->tipc.addr.nameseq.upper = field[3];
        return true;
    case TIPC_ADDR_NAME:
        out->tipc.addr.name.name.type = field[1];
        out->tipc.addr.name.name.instance = field[2];
        return true;
    case TIPC_ADDR_ID:
        out->tipc.addr.id.node = field[1];
        out->tipc.addr.id.ref = field[2];
        return true;
    default:
        return raise_type(t, "Invalid address type"), false;
    }
}

bool address_read(Thread *t, Socket *s, Ref v, Address *out, socklen_t *length, const char *function)
{
    switch (s->family) {
    case AF_INET: *length = sizeof out->in; return read_in(t, v, out, function);
    case AF_INET6: *length = sizeof out->in6; return read_in6(t, v, out, function);
    case AF_UNIX: return read_unix(t, v, out, length);
    case AF_NETLINK: *length = sizeof out->netlink; return read_netlink(t, v, out, function);
    case AF_VSOCK: *length = sizeof out->vm; return read_vm(t, v, out, function);
    case AF_CAN: *length = sizeof out->can; return read_can(t, s, v, out, function);
    case AF_PACKET: *length = sizeof out->packet; return read_packet(t, s, v, out, function);
    case AF_TIPC: *length = sizeof out->tipc; return read_tipc(t, v, out, function);
    default: return raise_format(t, &exc_OSError, "%s(): bad family", function), false;
    }
}
