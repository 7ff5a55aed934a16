/* ssl.h: what the files of the module _ssl share.
 *
 * A context (context.c) owns an SSL_CTX: the settings, certificates and keys of connections. A connection (connection.c)
 * owns an SSL, and works either over a socket or over two memory BIOs. The C names begin with tls_, because the names of an
 * extension module of our own must not be those of the executable.
 */
#ifndef KRAIT_MODULES_SSL_H
#define KRAIT_MODULES_SSL_H

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "object/exception.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "modules/compression.h"

/* PROTOCOL_*: the numbers of Python. */
enum { PROTOCOL_TLS = 2, PROTOCOL_TLSV1, PROTOCOL_TLSV1_1, PROTOCOL_TLSV1_2, PROTOCOL_TLS_CLIENT = 16, PROTOCOL_TLS_SERVER };
/* CERT_* */
enum { CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED };
/* Codes of SSLError beside OpenSSL's own SSL_ERROR_*. */
enum { TLS_ERROR_EOF = 8, TLS_ERROR_NO_SOCKET, TLS_ERROR_INVALID };

typedef struct TlsContext {
    Object head;
    SSL_CTX *ctx;
    int protocol;
    bool check_hostname;        /* lib/ssl.py does it after the handshake */
    bool post_handshake_auth;
    Value servername;           /* the callback, or EMPTY */
    bool servername_raw;        /* it gets the name as it was sent, not decoded by IDNA */
    uint8_t *alpn;              /* protocols a server chooses from, in wire format; malloc'ed */
    unsigned alpn_len;
} TlsContext;

typedef struct TlsMemoryBio {
    Object head;
    BIO *bio;
    bool ended;                 /* write_eof() was called */
} TlsMemoryBio;

typedef struct TlsConnection {
    Object head;
    SSL *ssl;
    Value context;              /* TlsContext, as SSL_get_SSL_CTX() */
    Value first_context;        /* the one it was made with: OpenSSL goes on using its callbacks */
    Value socket;               /* weak reference to the socket (the socket owns the connection); EMPTY: over memory */
    Value owner;                /* weak reference to what programs know it by, or EMPTY */
    Value hostname;             /* str, or EMPTY */
    bool server;
    bool ended;                 /* the peer is gone without a goodbye */
    Thread *thread;             /* that runs an operation of OpenSSL, NULL outside: callbacks run in it */
    bool detached;              /* that operation runs without the GIL */
    ObjectLock lock;       /* recursive: one thread at a time works on ssl; its callbacks may ask about it */
} TlsConnection;

typedef struct TlsSession {
    Object head;
    SSL_SESSION *session;
    Value context;              /* TlsContext: a session is of use for it only */
} TlsSession;

extern Type tls_context_type, tls_connection_type, tls_memory_bio_type, tls_session_type, tls_error_type;

ALWAYS_INLINE TlsContext *as_tls_context(Ref v)       { return (TlsContext *)object_of(v); }
ALWAYS_INLINE TlsConnection *as_tls_connection(Ref v) { return (TlsConnection *)object_of(v); }
ALWAYS_INLINE TlsMemoryBio *as_tls_memory_bio(Ref v)  { return (TlsMemoryBio *)object_of(v); }
ALWAYS_INLINE TlsSession *as_tls_session(Ref v)       { return (TlsSession *)object_of(v); }

typedef struct TlsState {
    Value zero_return, want_read, want_write, syscall, eof, certificate, verification;      /* subclasses of SSLError; CertificateError */
    BIO_METHOD *socket_method;
} TlsState;
extern const ModuleDef module_def__ssl;
ALWAYS_INLINE TlsState *tls_state(Thread *t) { return module_def_state(t, &module_def__ssl); }

/* ---- errors (error.c) ---- */

bool tls_add_errors(Thread *t, Ref module) MUST_CHECK;
/* SSLError(text). */
Value tls_raise(Thread *t, const char *text);
/* An SSLError from what OpenSSL noted last in this thread; OSError if the system refused a file of that name. Empties the notes. */
Value tls_raise_noted(Thread *t, Ref filename);
/* What became of an operation on a connection that was not done. */
typedef struct TlsFailure {
    int status;                 /* of SSL_get_error() */
    int error;                  /* errno of the last system call on the socket; 0: it did not fail */
    bool ended;                 /* the peer is gone */
    long verify_result;
} TlsFailure;
bool tls_is_end(unsigned long code);                /* does OpenSSL note that the peer is gone? */
Value tls_raise_failure(Thread *t, const TlsFailure *failure);

/* ---- BIO over a socket (socket_bio.c) ---- */

BIO_METHOD *tls_socket_method(void);                /* NULL: out of memory */
void tls_socket_bio_set(BIO *bio, int fd);          /* before each operation; forgets the last error */
void tls_socket_bio_result(BIO *bio, int *error, bool *ended);

/* ---- objects ---- */

/* A connection of the context over a socket, or, when that is EMPTY, over two memory BIOs. */
Value tls_connection_new(Thread *t, Ref context, Ref socket, Ref incoming, Ref outgoing, bool server, Ref hostname);
void tls_connection_dealloc(Object *o);
void tls_connection_traverse(Object *o, Visitor *visitor);
bool tls_connection_set_owner(Thread *t, TlsConnection *c, Ref owner) MUST_CHECK;
bool tls_connection_set_session(Thread *t, TlsConnection *c, Ref session) MUST_CHECK;
Value tls_session_new_take(Thread *t, SSL_SESSION *session, Ref context);   /* consumes the session, also on failure */
/* The callbacks of connections: the server name, and the choice of an ALPN protocol. Their argument is the context. */
int tls_on_servername(SSL *ssl, int *alert, void *context);
int tls_on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in, unsigned in_len, void *context);
Value tls_cipher_tuple(Thread *t, const SSL_CIPHER *cipher);            /* (name, protocol, bits) */

/* ---- certificates (certificate.c) ---- */

Value tls_certificate_dict(Thread *t, X509 *certificate);
Value tls_certificate_der(Thread *t, X509 *certificate);
/* UTF-8 as OpenSSL gives it. */
Value tls_text(Thread *t, const char *s);

/* A type that Python code cannot make: the slot .new_. */
Value tls_no_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names);

#endif
