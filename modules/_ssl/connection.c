/* connection.c: the type _SSLSocket: a TLS connection over a socket or over two memory BIOs: handshake, reading, writing, closing,
 * and the callbacks that OpenSSL makes meanwhile. What can be asked about it, and the type's table, is in connection_info.c. Manual: ssl, "SSL Sockets".
 *
 * An operation is tried; when OpenSSL says that the socket is not ready, it waits without the lock and the GIL, until the
 * socket's time-out, and tries again. An attempt itself never waits (socket_bio.c). Over a socket it runs without the GIL, for
 * it computes; over memory with it, which protects the memory BIOs.
 */
#include "modules/_ssl/ssl.h"

#include <arpa/inet.h>
#include <openssl/err.h>

#include "modules/_socket/socket.h"
#include "object/weakref.h"
#include "vm/system_call.h"

#include "gen/modules/_ssl/connection.h"

#define LOCKED(t, c) OBJECT_LOCKED(t, &(c)->lock)
/* No record has more. */
#define RECORD_MAX SSL3_RT_MAX_PLAIN_LENGTH

/* ---- making ---- */

static bool is_numeric_address(const char *name)
{
    struct in6_addr any;
    return inet_pton(AF_INET, name, &any) == 1 || inet_pton(AF_INET6, name, &any) == 1;
}

/* Notes the host, and sends its name to the server unless it is an address (RFC 6066). */
static bool set_hostname(Thread *t, TlsConnection *c, Ref hostname)
{
    if (!is_str(hostname) && !is_bytes(hostname))
        return raise_type(t, "server_hostname must be str or None, not %T", hostname), false;
    OWN Value text = is_str(hostname) ? retain(hostname) : str_decode(t, as_bytes(hostname)->data, as_bytes(hostname)->len, "ascii", NULL);
    OWN Value bytes = is_empty(text) ? EMPTY : str_encode(t, text, "idna", NULL);
    if (is_empty(bytes))
        return false;
    const char *name = (char *)as_bytes(bytes)->data;
    if (strlen(name) != (size_t)as_bytes(bytes)->len)
        return raise_value(t, "embedded null character"), false;
    if (!*name || *name == '.')
        return raise_value(t, "server_hostname cannot be an empty string or start with a leading dot."), false;
    c->hostname = take(&text);
    if (!c->server && !is_numeric_address(name) && !SSL_set_tlsext_host_name(c->ssl, name))
        return tls_raise_noted(t, EMPTY), false;
    return true;
}

/* Gives the connection its BIOs: the same one to read and write on a socket. */
static bool set_bios(Thread *t, TlsConnection *c, Ref socket, Ref incoming, Ref outgoing)
{
    if (is_empty(socket)) {
        BIO *in = as_tls_memory_bio(incoming)->bio, *out = as_tls_memory_bio(outgoing)->bio;
        BIO_up_ref(in);
        BIO_up_ref(out);
        SSL_set0_rbio(c->ssl, in);
        SSL_set0_wbio(c->ssl, out);
        return true;
    }
    BIO *bio = BIO_new(tls_state(t)->socket_method);
    if (!bio)
        return raise_memory(t), false;
    SSL_set_bio(c->ssl, bio, bio);
    c->socket = weakref_new(t, socket, EMPTY);
    return !is_empty(c->socket);
}

static void set_role(TlsConnection *c)
{
    bool late = as_tls_context(c->context)->post_handshake_auth;
    if (c->server) {
        SSL_set_accept_state(c->ssl);
        if (late && SSL_get_verify_mode(c->ssl) & SSL_VERIFY_PEER)
            SSL_set_verify(c->ssl, SSL_get_verify_mode(c->ssl) | SSL_VERIFY_POST_HANDSHAKE, NULL);
    } else {
        SSL_set_connect_state(c->ssl);
        SSL_set_post_handshake_auth(c->ssl, late);
    }
}

Value tls_connection_new(Thread *t, Ref context, Ref socket, Ref incoming, Ref outgoing, bool server, Ref hostname)
{
    TlsConnection *c = object_new_zeroed(t, &tls_connection_type, sizeof *c);
    OWN Value v = value_of(c);
    if (!c)
        return EMPTY;
    c->context = retain(context);
    c->first_context = retain(context);
    c->server = server;
    ERR_clear_error();
    c->ssl = SSL_new(as_tls_context(context)->ctx);
    if (!c->ssl)
        return tls_raise_noted(t, EMPTY);
    SSL_set_app_data(c->ssl, c);
    if (!set_bios(t, c, socket, incoming, outgoing) || (!is_none(hostname) && !set_hostname(t, c, hostname)))
        return EMPTY;
    set_role(c);
    return take(&v);
}

void tls_connection_dealloc(Object *o)
{
    TlsConnection *c = (TlsConnection *)o;
    if (c->ssl) {
        /* That it was not shut down in due form is no reason to forget its session. */
        SSL_set_shutdown(c->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(c->ssl);
    }
    release(c->context);
    release(c->first_context);
    release(c->socket);
    release(c->owner);
    release(c->hostname);
    object_free(o, sizeof *c);
}

/* There is no clear: what breaks cycles is the context's. */
void tls_connection_traverse(Object *o, Visitor *visitor)
{
    TlsConnection *c = (TlsConnection *)o;
    visit(visitor, c->context);
    visit(visitor, c->first_context);
    visit(visitor, c->socket);
    visit(visitor, c->owner);
}

bool tls_connection_set_owner(Thread *t, TlsConnection *c, Ref owner)
{
    Value ref = is_none(owner) ? EMPTY : weakref_new(t, owner, EMPTY);
    if (is_empty(ref) && !is_none(owner))
        return false;
    replace_take(&c->owner, ref);
    return true;
}

/* ---- callbacks ---- */

/* What the callback for names gets as its connection; owned, EMPTY when it is gone. */
static Value owner_of(TlsConnection *c)
{
    if (!is_empty(c->owner))
        return weakref_get(c->owner);
    return is_empty(c->socket) ? retain_object(c) : weakref_get(c->socket);
}

static Value servername_value(Thread *t, SSL *ssl, bool raw)
{
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    return name ? str_decode(t, (const uint8_t *)name, (ssize)strlen(name), raw ? "ascii" : "idna", NULL) : NONE;
}

static int refuse(Thread *t, int *alert, int reason, Ref callback)
{
    if (is_raised(t))
        report_unraisable_in(t, callback);
    *alert = reason;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int call_servername(Thread *t, TlsConnection *c, TlsContext *context, int *alert)
{
    OWN Value callback = retain(context->servername), self = owner_of(c), holder = retain_object(context);
    int wanted;
    if (is_empty(callback))
        return SSL_TLSEXT_ERR_OK;
    if (is_empty(self))
        return refuse(t, alert, SSL_AD_INTERNAL_ERROR, callback);
    OWN Value name = servername_value(t, c->ssl, context->servername_raw);
    if (is_empty(name))
        return refuse(t, alert, SSL_AD_INTERNAL_ERROR, callback);
    OWN Value answer = call3(t, callback, self, name, holder);
    if (is_empty(answer))
        return refuse(t, alert, SSL_AD_HANDSHAKE_FAILURE, callback);
    if (is_none(answer))
        return SSL_TLSEXT_ERR_OK;
    if (!to_c_int(t, answer, &wanted))
        return refuse(t, alert, SSL_AD_INTERNAL_ERROR, callback);
    return refuse(t, alert, wanted, callback);
}

int tls_on_servername(SSL *ssl, int *alert, void *context)
{
    TlsConnection *c = SSL_get_app_data(ssl);
    if (!c->thread)
        return SSL_TLSEXT_ERR_OK;
    if (c->detached)
        gil_acquire(c->thread);
    int result = call_servername(c->thread, c, context, alert);
    if (c->detached)
        gil_release(c->thread);
    return result;
}

/* The first protocol of the server that the client offers too. What is handed out lies in the client's list, since the server's
 * may be replaced by another thread. */
static int choose_protocol(const TlsContext *context, const unsigned char **out, unsigned char *n, const unsigned char *in, unsigned in_len)
{
    for (unsigned i = 0; i < context->alpn_len; i += 1u + context->alpn[i])
        for (unsigned k = 0; k < in_len && k + in[k] < in_len; k += 1u + in[k])
            if (in[k] == context->alpn[i] && memcmp(in + k + 1, context->alpn + i + 1, in[k]) == 0) {
                *out = in + k + 1;
                *n = in[k];
                return SSL_TLSEXT_ERR_OK;
            }
    return SSL_TLSEXT_ERR_NOACK;
}

int tls_on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len, const unsigned char *in, unsigned in_len, void *context)
{
    TlsConnection *c = SSL_get_app_data(ssl);
    if (!c->thread)
        return SSL_TLSEXT_ERR_NOACK;
    if (c->detached)
        gil_acquire(c->thread);
    int result = choose_protocol(context, out, out_len, in, in_len);
    if (c->detached)
        gil_release(c->thread);
    return result;
}

/* ---- operations ---- */

/* One attempt: positive when done. Must not touch Python's objects. */
typedef int (*Attempt)(SSL *ssl, void *data);

typedef struct Outcome {
    int result, shutdown;
    TlsFailure failure;
} Outcome;

/* Socket EMPTY: over memory. */
static bool attempt_once(Thread *t, TlsConnection *c, Ref socket, Attempt attempt, void *data, Outcome *o)
{
    LOCKED(t, c);
    BIO *bio = is_empty(socket) ? NULL : SSL_get_rbio(c->ssl);
    if (c->thread)
        return raise_value(t, "a callback of the connection cannot use it"), false;
    if (bio && as_socket(socket)->fd < 0) {
        tls_raise(t, "Underlying socket has been closed.");
        return false;
    }
    if (bio)
        tls_socket_bio_set(bio, as_socket(socket)->fd);
    *o = (Outcome){0};
    c->thread = t;
    c->detached = bio != NULL;
    if (c->detached)
        gil_release(t);
    ERR_clear_error();
    o->result = attempt(c->ssl, data);
    if (o->result <= 0)
        o->failure.status = SSL_get_error(c->ssl, o->result);
    o->failure.verify_result = SSL_get_verify_result(c->ssl);
    o->shutdown = SSL_get_shutdown(c->ssl);
    if (bio)
        tls_socket_bio_result(bio, &o->failure.error, &o->failure.ended);
    /* OpenSSL tells it once; after that its operations just fail. */
    c->ended = c->ended || o->failure.ended || tls_is_end(ERR_peek_last_error());
    o->failure.ended = c->ended;
    if (c->detached)
        gil_acquire(t);
    c->thread = NULL;
    return true;
}

/* Waits for what the operation wants; false with the time-out's exception. */
static bool wait_ready(Thread *t, Ref socket, const Outcome *o, int64_t deadline, const char *name)
{
    switch (socket_wait(t, as_socket(socket), o->failure.status == SSL_ERROR_WANT_WRITE, deadline)) {
    case FOUND:   return handle_signals(t);
    case MISSING: return raise_format(t, &exc_TimeoutError, "The %s operation timed out", name), false;
    default:      return raise_last(t), false;
    }
}

/* Runs an operation until it is done (true, o->result > 0), the peer has closed the connection for reading (true, 0), it
 * failed, or the socket's time is over. */
static bool operate(Thread *t, TlsConnection *c, const char *name, Attempt attempt, void *data, Outcome *o)
{
    OWN Value socket = is_empty(c->socket) ? EMPTY : weakref_get(c->socket);
    if (is_empty(socket) && !is_empty(c->socket))
        return tls_raise(t, "Underlying socket connection gone"), false;
    int64_t deadline = is_empty(socket) ? NO_TIMEOUT : socket_deadline(as_socket(socket));
    for (;;) {
        if (!attempt_once(t, c, socket, attempt, data, o))
            return false;
        if (o->result > 0)
            return true;
        int status = o->failure.status;
        if (status == SSL_ERROR_ZERO_RETURN && o->shutdown == SSL_RECEIVED_SHUTDOWN) {
            o->result = 0;
            return true;
        }
        bool waits = status == SSL_ERROR_WANT_READ || status == SSL_ERROR_WANT_WRITE;
        if (!waits || is_empty(socket) || as_socket(socket)->timeout == 0)
            return tls_raise_failure(t, &o->failure), false;
        if (!wait_ready(t, socket, o, deadline, name))
            return false;
    }
}

static int try_handshake(SSL *ssl, void *data UNUSED) { return SSL_do_handshake(ssl); }

METHOD0(Connection, do_handshake)
{
    Outcome o;
    if (!operate(t, as_tls_connection(self), "handshake", try_handshake, NULL, &o))
        return EMPTY;
    return o.result > 0 ? NONE : tls_raise_failure(t, &o.failure);
}

typedef struct Span { void *p; size_t n, done; } Span;

static int try_write(SSL *ssl, void *data)
{
    Span *s = data;
    return SSL_write_ex(ssl, s->p, s->n, &s->done);
}

/** Writes the bytes-like object b into the SSL object.
 *
 * Returns the number of bytes written. */
METHOD(Connection, write, "(self, b: buffer, /)")
{
    Outcome o;
    Span s = {a->b.data, (size_t)a->b.len, 0};
    if (a->b.len == 0)
        return fixnum(0);
    if (!operate(t, as_tls_connection(self), "write", try_write, &s, &o))
        return EMPTY;
    return o.result > 0 ? int_from_ssize(t, (ssize)s.done) : tls_raise_failure(t, &o.failure);
}

static int try_read(SSL *ssl, void *data)
{
    Span *s = data;
    return SSL_read_ex(ssl, s->p, s->n, &s->done);
}

static Value read_into(Thread *t, TlsConnection *c, ssize size, Ref buffer)
{
    Outcome o;
    Buffer b;
    if (!buffer_get(t, buffer, &b, BUFFER_WRITABLE))
        return EMPTY;
    Span s = {b.data, (size_t)(size <= 0 || size > b.len ? b.len : size), 0};
    bool good = s.n == 0 || operate(t, c, "read", try_read, &s, &o);
    buffer_release(&b);
    return good ? int_from_ssize(t, (ssize)s.done) : EMPTY;
}

/** read(size, [buffer])
 * Read up to size bytes from the SSL socket. */
METHOD(Connection, read, "(self, size: index, buffer=None, /)")
{
    Outcome o;
    if (!is_none(a->buffer))
        return read_into(t, as_tls_connection(self), a->size, a->buffer);
    if (a->size < 0)
        return raise_value(t, "size should not be negative");
    /* No more comes at once than a record has. */
    OWN Value v = bytes_new(t, MIN(a->size, (ssize)RECORD_MAX));
    if (is_empty(v) || a->size == 0)
        return take(&v);
    Span s = {as_bytes(v)->data, (size_t)as_bytes(v)->len, 0};
    if (!operate(t, as_tls_connection(self), "read", try_read, &s, &o))
        return EMPTY;
    return bytes_shrink_take(t, &v, (ssize)s.done) ? take(&v) : EMPTY;
}

/* Says goodbye, then waits for the peer's. */
static int try_shutdown(SSL *ssl, void *data UNUSED)
{
    int result = SSL_shutdown(ssl);
    return result == 0 ? SSL_shutdown(ssl) : result;
}

/** Does the SSL shutdown handshake with the remote end.
 *
 * Returns the underlying socket object. */
METHOD0(Connection, shutdown)
{
    TlsConnection *c = as_tls_connection(self);
    Outcome o;
    if (!operate(t, c, "shutdown", try_shutdown, NULL, &o))
        return EMPTY;
    OWN Value socket = is_empty(c->socket) ? NONE : weakref_get(c->socket);
    return is_empty(socket) ? tls_raise(t, "Underlying socket connection gone") : take(&socket);
}

static int try_late_authentication(SSL *ssl, void *data UNUSED) { return SSL_verify_client_post_handshake(ssl); }

/** Initiate TLS 1.3 post-handshake authentication */
METHOD0(Connection, verify_client_post_handshake)
{
    Outcome o;
    if (!operate(t, as_tls_connection(self), "handshake", try_late_authentication, NULL, &o))
        return EMPTY;
    return o.result > 0 ? NONE : tls_raise_failure(t, &o.failure);
}
