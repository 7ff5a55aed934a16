/* socket.h: what the files of the module _socket share. */
#ifndef KRAIT_MODULES_SOCKET_H
#define KRAIT_MODULES_SOCKET_H

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <linux/can.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/tipc.h>
#include <linux/vm_sockets.h>

#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"

#define NO_TIMEOUT (-1)

typedef struct Socket {
    Object head;
    int fd;                     /* -1: closed */
    int family, type, proto;
    int64_t timeout;            /* ns; NO_TIMEOUT: blocking; 0: not blocking. The descriptor blocks only without time-out */
} Socket;
extern Type socket_type;
ALWAYS_INLINE Socket *as_socket(Ref v) { return (Socket *)object_of(v); }

typedef struct SocketState {
    Value herror, gaierror;     /* the classes */
    int64_t default_timeout;    /* ns + 1, so that 0 means none */
} SocketState;
extern const ModuleDef module_def__socket;
ALWAYS_INLINE SocketState *socket_state(Thread *t) { return module_def_state(t, &module_def__socket); }

/* ---- addresses (address.c) ---- */

typedef union Address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
    struct sockaddr_nl netlink;
    struct sockaddr_ll packet;
    struct sockaddr_can can;
    struct sockaddr_vm vm;
    struct sockaddr_tipc tipc;
    struct sockaddr_storage storage;
} Address;
/* As Python code sees it; None when the system gave none. s may be NULL. */
Value address_value(Thread *t, int fd, const Address *address, socklen_t length);
/* As Python code gives it for a socket; `function` for messages. Runs Python code, may ask the resolver. */
bool address_read(Thread *t, Socket *s, Ref v, Address *out, socklen_t *length, const char *function) MUST_CHECK;
/* An address of a host given by name or number: "" any, "<broadcast>" all. */
bool host_read(Thread *t, const char *name, Address *out, socklen_t room, int family) MUST_CHECK;
/* A host name to a bytes object, international ones by IDNA. */
Value host_bytes(Thread *t, Ref v);
Value host_text(Thread *t, const Address *address, socklen_t length);      /* numeric */
Value raise_gai(Thread *t, int error);
Value raise_herror(Thread *t, int error);

/* ---- calls with time-outs (call.c) ---- */

/* One attempt at a system call on the socket: true when done, false with errno. Runs without the GIL. */
typedef bool (*SocketCall)(Socket *s, void *context);
/* Repeats the attempt until done, until the deadline (monotonic ns, NO_TIMEOUT: none) passed ("timed out"), or it failed. */
bool socket_attempt(Thread *t, Socket *s, bool writing, SocketCall attempt, void *context, int64_t deadline) MUST_CHECK;
/* With the socket's own time-out. */
bool socket_call(Thread *t, Socket *s, bool writing, SocketCall attempt, void *context) MUST_CHECK;
int64_t socket_deadline(const Socket *s);
Value raise_timeout(Thread *t);
/* Waits until the socket is ready. FOUND: ready; MISSING: time is over; ERROR: errno or a handler's exception. */
Lookup socket_wait(Thread *t, Socket *s, bool writing, int64_t deadline);
/* A time-out argument: None, or seconds. */
bool to_timeout(Thread *t, Ref v, int64_t *ns) MUST_CHECK;
Value timeout_value(Thread *t, int64_t ns);

bool socket_add_constants(Thread *t, Ref module) MUST_CHECK;

#endif
