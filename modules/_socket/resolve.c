/* resolve.c: hosts, services, protocols, interfaces, byte order (Library "socket", "Other functions"). */
#include "modules/_socket/socket.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <unistd.h>

#include "gen/modules/_socket/resolve.h"

/* ---- hosts ---- */

/** gethostname() -> string
 *
 * Return the current host name. */
FUNCTION0(_socket, gethostname)
{
    char name[1024];
    int result;
    BLOCKING_BEGIN(t)
    result = gethostname(name, sizeof name - 1);
    BLOCKING_END(t)
    name[sizeof name - 1] = 0;
    return result < 0 ? raise_last(t) : str_from_utf8_lossless(t, name, (ssize)strlen(name));
}
/** sethostname(name)
 *
 * Sets the hostname to name. */
FUNCTION1(_socket, sethostname, name)
{
    OWN Value bytes = to_fs_bytes(t, name);
    return is_empty(bytes) ? EMPTY : none_or_last(t, sethostname((char *)as_bytes(bytes)->data, (size_t)as_bytes(bytes)->len));
}
/** gethostbyname(host) -> address
 *
 * Return the IP address (a string of the form '255.255.255.255') for a host. */
FUNCTION1(_socket, gethostbyname, host)
{
    OWN Value name = host_bytes(t, host);
    Address address;
    if (is_empty(name) || !host_read(t, (char *)as_bytes(name)->data, &address, sizeof address.in, AF_INET))
        return EMPTY;
    return host_text(t, &address, sizeof address.in);
}

static bool add_text(Thread *t, Ref list, const char *text)
{
    Value v = str_from_utf8_lossless(t, text, (ssize)strlen(text));
    return !is_empty(v) && list_append_take(t, as_list(list), v);
}
/* (name, aliases, addresses) */
static Value host_entry(Thread *t, const struct hostent *h)
{
    OWN Value aliases = list_new(t, 0), addresses = list_new(t, 0);
    OWN Value name = str_from_utf8_lossless(t, h->h_name, (ssize)strlen(h->h_name));
    if (is_empty(aliases) || is_empty(addresses) || is_empty(name))
        return EMPTY;
    for (char **p = h->h_aliases; p && *p; p++)
        if (!add_text(t, aliases, *p))
            return EMPTY;
    for (char **p = h->h_addr_list; *p; p++) {
        char text[INET6_ADDRSTRLEN];
        if (!inet_ntop(h->h_addrtype, *p, text, sizeof text))
            return raise_format(t, &exc_OSError, "unsupported address family");
        if (!add_text(t, addresses, text))
            return EMPTY;
    }
    return tuple_pack(t, 3, name, aliases, addresses);
}
/* Calls a reentrant look-up with a buffer that grows as it wants. */
typedef int (*HostLookup)(const Address *address, const char *name, struct hostent *entry, char *text, size_t size, struct hostent **found, int *error);
static Value look_up_host(Thread *t, HostLookup look_up, const Address *address, const char *name)
{
    for (size_t size = 8192;; size *= 2) {
        struct hostent entry, *found = NULL;
        int error = 0, result;
        char *text = mem_alloc(t, size);
        if (!text)
            return EMPTY;
        BLOCKING_BEGIN(t)
        result = look_up(address, name, &entry, text, size, &found, &error);
        BLOCKING_END(t)
        Value v = EMPTY;
        bool again = !found && result == ERANGE;
        if (found)
            v = host_entry(t, found);
        else if (!again)
            raise_herror(t, error);
        mem_free(text);
        if (!again)
            return v;
    }
}
static int by_name(const Address *address UNUSED, const char *name, struct hostent *entry, char *text, size_t size, struct hostent **found, int *error)
{
    return gethostbyname_r(name, entry, text, size, found, error);
}
static int by_address(const Address *address, const char *name UNUSED, struct hostent *entry, char *text, size_t size, struct hostent **found, int *error)
{
    bool six = address->any.sa_family == AF_INET6;
    return gethostbyaddr_r(six ? (const void *)&address->in6.sin6_addr : (const void *)&address->in.sin_addr, six ? 16 : 4,
                           address->any.sa_family, entry, text, size, found, error);
}
/** gethostbyname_ex(host) -> (name, aliaslist, addresslist)
 *
 * Return the true host name, a list of aliases, and a list of IP addresses,
 * for a host.  The host argument is a string giving a host name or IP number. */
FUNCTION1(_socket, gethostbyname_ex, host)
{
    OWN Value name = host_bytes(t, host);
    Address address;
    if (is_empty(name) || !host_read(t, (char *)as_bytes(name)->data, &address, sizeof address.in, AF_INET))
        return EMPTY;
    return look_up_host(t, by_name, NULL, (char *)as_bytes(name)->data);
}
/** gethostbyaddr(host) -> (name, aliaslist, addresslist)
 *
 * Return the true host name, a list of aliases, and a list of IP addresses,
 * for a host.  The host argument is a string giving a host name or IP number. */
FUNCTION1(_socket, gethostbyaddr, host)
{
    OWN Value name = host_bytes(t, host);
    Address address;
    if (is_empty(name) || !host_read(t, (char *)as_bytes(name)->data, &address, sizeof address, AF_UNSPEC))
        return EMPTY;
    return look_up_host(t, by_address, &address, NULL);
}

/* The port or service argument of getaddrinfo. */
static bool service_bytes(Thread *t, Ref port, Value *out)
{
    *out = EMPTY;
    if (is_none(port))
        return true;
    if (is_int(port) || (!is_str(port) && !is_bytes(port) && type_of(port)->index)) {
        OWN Value index = to_index(t, port);
        int64_t n;
        if (is_empty(index))
            return false;
        if (!int_as_int64(index, &n))
            return raise_overflow(t, "Python int too large to convert to C long"), false;
        OWN Value text = str_format(t, "%ld", (long)n);
        *out = is_empty(text) ? EMPTY : to_fs_bytes(t, text);
    } else if (is_str(port) || is_bytes(port)) {
        *out = to_fs_bytes(t, port);
    } else {
        raise_format(t, &exc_OSError, "Int or String expected");
    }
    return !is_empty(*out);
}
static Value address_info(Thread *t, const struct addrinfo *i)
{
    Address at;
    memset(&at, 0, sizeof at);
    memcpy(&at, i->ai_addr, MIN((size_t)i->ai_addrlen, sizeof at));
    OWN Value address = address_value(t, -1, &at, i->ai_addrlen);
    OWN Value name = is_empty(address) ? EMPTY : str_from_utf8_lossless(t, i->ai_canonname ? i->ai_canonname : "",
                                                                        i->ai_canonname ? (ssize)strlen(i->ai_canonname) : 0);
    return is_empty(name) ? EMPTY : tuple_pack(t, 5, fixnum(i->ai_family), fixnum(i->ai_socktype), fixnum(i->ai_protocol), name, address);
}
/** getaddrinfo(host, port [, family, type, proto, flags])
 *     -> list of (family, type, proto, canonname, sockaddr)
 *
 * Resolve host and port into addrinfo struct. */
FUNCTION(_socket, getaddrinfo, "(host, port, family: int=0, type: int=0, proto: int=0, flags: int=0)")
{
    struct addrinfo hints = {.ai_family = a->family, .ai_socktype = a->type, .ai_protocol = a->proto, .ai_flags = a->flags}, *found;
    OWN Value host = EMPTY, service = EMPTY;
    int error;
    if (!is_none(a->host)) {
        if (!is_str(a->host) && !is_bytes(a->host))
            return raise_type(t, "getaddrinfo() argument 1 must be string or None");
        host = is_str(a->host) ? str_encode(t, a->host, as_str(a->host)->ascii ? "ascii" : "idna", NULL) : retain(a->host);
        if (is_empty(host))
            return EMPTY;
        if (strlen((char *)as_bytes(host)->data) != (size_t)as_bytes(host)->len)
            return raise_value(t, "embedded null character");
    }
    if (!service_bytes(t, a->port, &service))
        return EMPTY;
    const char *name = is_empty(host) ? NULL : (char *)as_bytes(host)->data, *port = is_empty(service) ? NULL : (char *)as_bytes(service)->data;
    BLOCKING_BEGIN(t)
    error = getaddrinfo(name, port, &hints, &found);
    BLOCKING_END(t)
    if (error)
        return raise_gai(t, error);
    OWN Value list = list_new(t, 0);
    for (struct addrinfo *i = found; i && !is_empty(list); i = i->ai_next) {
        Value item = address_info(t, i);
        if (is_empty(item) || !list_append_take(t, as_list(list), item))
            replace_take(&list, EMPTY);
    }
    freeaddrinfo(found);
    return take(&list);
}
/** getnameinfo(sockaddr, flags) --> (host, port)
 *
 * Get host and port for a sockaddr. */
FUNCTION(_socket, getnameinfo, "(sockaddr, flags: int, /)")
{
    if (!is_tuple(a->sockaddr))
        return raise_type(t, "getnameinfo() argument 1 must be a tuple");
    Tuple *v = as_tuple(a->sockaddr);
    int port;
    uint32_t extra[2] = {0};        /* flowinfo, scope_id */
    if (v->len < 2 || v->len > 4 || !is_str(v->item[0]))
        return raise_type(t, "getnameinfo(): illegal sockaddr argument");
    if (!to_c_int(t, v->item[1], &port))
        return EMPTY;
    for (ssize i = 2; i < v->len; i++) {
        int64_t n;
        if (!to_int64(t, v->item[i], &n))
            return EMPTY;
        if (n < 0 || n > (i == 2 ? 0xfffff : UINT32_MAX))
            return raise_overflow(t, i == 2 ? "getnameinfo(): flowinfo must be 0-1048575." : "getnameinfo(): scope_id out of range");
        extra[i - 2] = (uint32_t)n;
    }
    OWN Value host = host_bytes(t, v->item[0]), service = EMPTY;
    if (is_empty(host) || !service_bytes(t, fixnum(port), &service))
        return EMPTY;
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST}, *found;
    int error;
    BLOCKING_BEGIN(t)
    error = getaddrinfo((char *)as_bytes(host)->data, (char *)as_bytes(service)->data, &hints, &found);
    BLOCKING_END(t)
    if (error)
        return raise_gai(t, error);
    Address at;
    socklen_t length = found->ai_addrlen;
    bool many = found->ai_next;
    memset(&at, 0, sizeof at);
    memcpy(&at, found->ai_addr, MIN((size_t)length, sizeof at));
    freeaddrinfo(found);
    if (many)
        return raise_format(t, &exc_OSError, "sockaddr resolved to multiple addresses");
    if (at.any.sa_family == AF_INET && v->len != 2)
        return raise_format(t, &exc_OSError, "IPv4 sockaddr must be 2 tuple");
    if (at.any.sa_family == AF_INET6) {
        at.in6.sin6_flowinfo = htonl(extra[0]);
        if (v->len > 3)
            at.in6.sin6_scope_id = extra[1];
    }
    char name[NI_MAXHOST], port_name[NI_MAXSERV];
    BLOCKING_BEGIN(t)
    error = getnameinfo(&at.any, length, name, sizeof name, port_name, sizeof port_name, a->flags);
    BLOCKING_END(t)
    if (error)
        return raise_gai(t, error);
    OWN Value first = str_from_utf8_lossless(t, name, (ssize)strlen(name)), second = str_from_text(t, port_name);
    return is_empty(first) || is_empty(second) ? EMPTY : tuple_pack(t, 2, first, second);
}

/* ---- services and protocols ---- */

/** getservbyname(servicename[, protocolname]) -> integer
 *
 * Return a port number from a service name and protocol name.
 * The optional protocol name, if given, should be 'tcp' or 'udp',
 * otherwise any protocol will match. */
FUNCTION(_socket, getservbyname, "(servicename: str, protocolname: str=?, /)")
{
    OWN Value name = to_fs_bytes(t, a->servicename), protocol = is_empty(a->protocolname) ? EMPTY : to_fs_bytes(t, a->protocolname);
    if (is_raised(t))
        return EMPTY;
    struct servent *s = getservbyname((char *)as_bytes(name)->data, is_empty(protocol) ? NULL : (char *)as_bytes(protocol)->data);
    return s ? fixnum(ntohs((uint16_t)s->s_port)) : raise_format(t, &exc_OSError, "service/proto not found");
}
/** getservbyport(port[, protocolname]) -> string
 *
 * Return the service name from a port number and protocol name.
 * The optional protocol name, if given, should be 'tcp' or 'udp',
 * otherwise any protocol will match. */
FUNCTION(_socket, getservbyport, "(port: int, protocolname: str=?, /)")
{
    OWN Value protocol = is_empty(a->protocolname) ? EMPTY : to_fs_bytes(t, a->protocolname);
    if (is_raised(t))
        return EMPTY;
    if (a->port < 0 || a->port > 0xffff)
        return raise_overflow(t, "getservbyport: port must be 0-65535.");
    struct servent *s = getservbyport(htons((uint16_t)a->port), is_empty(protocol) ? NULL : (char *)as_bytes(protocol)->data);
    return s ? str_from_text(t, s->s_name) : raise_format(t, &exc_OSError, "port/proto not found");
}
/** getprotobyname(name) -> integer
 *
 * Return the protocol number for the named protocol.  (Rarely used.) */
FUNCTION(_socket, getprotobyname, "(name: str, /)")
{
    OWN Value name = to_fs_bytes(t, a->name);
    if (is_empty(name))
        return EMPTY;
    struct protoent *p = getprotobyname((char *)as_bytes(name)->data);
    return p ? fixnum(p->p_proto) : raise_format(t, &exc_OSError, "protocol not found");
}

/* ---- byte order ---- */

static Value swap16(Thread *t, int n, const char *name)
{
    if (n < 0)
        return raise_overflow(t, "%s: can't convert negative Python int to C 16-bit unsigned integer", name);
    if (n > 0xffff
        && !warn(t, &exc_DeprecationWarning, 1, "%s: Python int too large to convert to C 16-bit unsigned integer "
                                                "(The silent truncation is deprecated)", name))
        return EMPTY;
    return fixnum(htons((uint16_t)n));
}
static Value swap32(Thread *t, Ref v)
{
    int64_t n;
    if (!is_int(v))
        return raise_type(t, "expected int, %T found", v);
    if (!int_as_int64(v, &n))
        return raise_overflow(t, int_sign(v) < 0 ? "can't convert negative value to unsigned int" : "int larger than 32 bits");
    if (n < 0)
        return raise_overflow(t, "can't convert negative value to unsigned int");
    if (n > UINT32_MAX)
        return raise_overflow(t, "int larger than 32 bits");
    return fixnum(htonl((uint32_t)n));
}
/** Convert a 16-bit unsigned integer from network to host byte order. */
FUNCTION(_socket, ntohs, "(x: int, /)") { return swap16(t, a->x, "ntohs"); }
/** Convert a 16-bit unsigned integer from host to network byte order. */
FUNCTION(_socket, htons, "(x: int, /)") { return swap16(t, a->x, "htons"); }
/** Convert a 32-bit integer from network to host byte order. */
FUNCTION1(_socket, ntohl, x) { return swap32(t, x); }
/** Convert a 32-bit integer from host to network byte order. */
FUNCTION1(_socket, htonl, x) { return swap32(t, x); }

/** inet_aton(string) -> bytes giving packed 32-bit IP representation
 *
 * Convert an IP address in string format (123.45.67.89) to the 32-bit packed
 * binary format used in low-level network functions. */
FUNCTION(_socket, inet_aton, "(ip_addr: str, /)")
{
    OWN Value text = to_fs_bytes(t, a->ip_addr);
    struct in_addr in;
    if (is_empty(text))
        return EMPTY;
    return inet_aton((char *)as_bytes(text)->data, &in) ? bytes_from(t, &in, sizeof in)
                                                        : raise_format(t, &exc_OSError, "illegal IP address string passed to inet_aton");
}
/** inet_ntoa(packed_ip) -> ip_address_string
 *
 * Convert an IP address from 32-bit packed binary format to string format */
FUNCTION(_socket, inet_ntoa, "(packed_ip: buffer, /)")
{
    char text[INET_ADDRSTRLEN];
    if (a->packed_ip.len != 4)
        return raise_format(t, &exc_OSError, "packed IP wrong length");
    return inet_ntop(AF_INET, a->packed_ip.data, text, sizeof text) ? str_from_text(t, text) : raise_last(t);
}
/** inet_pton(af, ip) -> packed IP address string
 *
 * Convert an IP address from string format to a packed string suitable
 * for use with low-level network functions. */
FUNCTION(_socket, inet_pton, "(af: int, ip: str, /)")
{
    OWN Value text = to_fs_bytes(t, a->ip);
    uint8_t packed[16];
    if (is_empty(text))
        return EMPTY;
    int result = inet_pton(a->af, (char *)as_bytes(text)->data, packed);
    if (result < 0)
        return raise_last(t);
    return result ? bytes_from(t, packed, a->af == AF_INET6 ? 16 : 4) : raise_format(t, &exc_OSError, "illegal IP address string passed to inet_pton");
}
/** inet_ntop(af, packed_ip) -> string formatted IP address
 *
 * Convert a packed IP address of the given family to string format. */
FUNCTION(_socket, inet_ntop, "(af: int, packed_ip: buffer, /)")
{
    char text[INET6_ADDRSTRLEN];
    if (a->af != AF_INET && a->af != AF_INET6)
        return raise_value(t, "unknown address family %d", a->af);
    if (a->packed_ip.len != (a->af == AF_INET ? 4 : 16))
        return raise_value(t, "invalid length of packed IP address string");
    return inet_ntop(a->af, a->packed_ip.data, text, sizeof text) ? str_from_text(t, text) : raise_last(t);
}

/* ---- interfaces ---- */

/** if_nameindex()
 *
 * Returns a list of network interface information (index, name) tuples. */
FUNCTION0(_socket, if_nameindex)
{
    struct if_nameindex *all = if_nameindex();
    if (!all)
        return raise_last(t);
    OWN Value list = list_new(t, 0);
    for (struct if_nameindex *i = all; i->if_index && i->if_name && !is_empty(list); i++) {
        OWN Value name = str_from_utf8_lossless(t, i->if_name, (ssize)strlen(i->if_name));
        Value pair = is_empty(name) ? EMPTY : tuple_pack(t, 2, fixnum(i->if_index), name);
        if (is_empty(pair) || !list_append_take(t, as_list(list), pair))
            replace_take(&list, EMPTY);
    }
    if_freenameindex(all);
    return take(&list);
}
/** Returns the interface index corresponding to the interface name if_name. */
FUNCTION(_socket, if_nametoindex, "(oname, /)")
{
    OWN Value name = to_fs_bytes(t, a->oname);
    if (is_empty(name))
        return EMPTY;
    unsigned index = if_nametoindex((char *)as_bytes(name)->data);
    return index ? fixnum(index) : raise_format(t, &exc_OSError, "no interface with this name");
}
/** Returns the interface name corresponding to the interface index if_index. */
FUNCTION(_socket, if_indextoname, "(if_index: int, /)")
{
    char name[IF_NAMESIZE];
    return if_indextoname((unsigned)a->if_index, name) ? str_from_utf8_lossless(t, name, (ssize)strlen(name)) : raise_last(t);
}
