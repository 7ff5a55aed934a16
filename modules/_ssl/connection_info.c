/* connection_info.c: what can be asked about a connection, and set: certificates, ciphers, protocols, sessions. Manual: ssl, "SSL
 * Sockets". Each look takes the connection's lock, for another thread may be in an operation on it. */
#include "modules/_ssl/ssl.h"

#include <openssl/err.h>

#include "object/list.h"
#include "object/weakref.h"

#include "gen/modules/_ssl/connection_info.h"

#define LOCKED(t, c) OBJECT_LOCKED(t, &(c)->lock)

/* ---- certificates ---- */

/** Returns the certificate for the peer.
 *
 * If no certificate was provided, returns None.  If a certificate was
 * provided, but not validated, returns an empty dictionary.  Otherwise
 * returns a dict containing information about the peer certificate.
 *
 * If the optional argument is True, returns a DER-encoded copy of the
 * peer certificate, or None if no certificate was provided.  This will
 * return the certificate even if it wasn't validated. */
METHOD(Connection, peer_certificate, "(self, der: bool=False, /)")
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    if (!SSL_is_init_finished(c->ssl))
        return raise_value(t, "handshake not done yet");
    X509 *certificate = SSL_get1_peer_certificate(c->ssl);
    if (!certificate)
        return NONE;
    Value v = a->der ? tls_certificate_der(t, certificate)
        : SSL_get_verify_mode(c->ssl) & SSL_VERIFY_PEER ? tls_certificate_dict(t, certificate) : dict_new(t);
    X509_free(certificate);
    return v;
}

/* ---- ciphers ---- */

Value tls_cipher_tuple(Thread *t, const SSL_CIPHER *cipher)
{
    OWN Value name = tls_text(t, SSL_CIPHER_get_name(cipher)), version = tls_text(t, SSL_CIPHER_get_version(cipher));
    if (is_empty(name) || is_empty(version))
        return EMPTY;
    return tuple_pack(t, 3, name, version, fixnum(SSL_CIPHER_get_bits(cipher, NULL)));
}

METHOD0(Connection, cipher)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    const SSL_CIPHER *cipher = SSL_get_current_cipher(c->ssl);
    return cipher ? tls_cipher_tuple(t, cipher) : NONE;
}

/* The ciphers that this end is ready to use; of a server, those that the client offered too. */
METHOD0(Connection, shared_ciphers)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    STACK_OF(SSL_CIPHER) *own = SSL_get_ciphers(c->ssl), *offered = c->server ? SSL_get_client_ciphers(c->ssl) : own;
    if (!own || !offered)
        return NONE;
    OWN Value list = list_new(t, sk_SSL_CIPHER_num(own));
    for (int i = 0; !is_empty(list) && i < sk_SSL_CIPHER_num(own); i++) {
        const SSL_CIPHER *cipher = sk_SSL_CIPHER_value(own, i);
        if (sk_SSL_CIPHER_find(offered, (SSL_CIPHER *)cipher) < 0)
            continue;
        Value made = tls_cipher_tuple(t, cipher);
        if (is_empty(made) || !list_append_take(t, as_list(list), made))
            return EMPTY;
    }
    return take(&list);
}

METHOD0(Connection, compression)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    const COMP_METHOD *method = SSL_get_current_compression(c->ssl);
    const char *name = method ? SSL_COMP_get_name(method) : NULL;
    return name ? tls_text(t, name) : NONE;
}

/* ---- protocols ---- */

METHOD0(Connection, version)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    return SSL_is_init_finished(c->ssl) ? tls_text(t, SSL_get_version(c->ssl)) : NONE;
}

METHOD0(Connection, selected_alpn_protocol)
{
    TlsConnection *c = as_tls_connection(self);
    const unsigned char *name;
    unsigned n;
    LOCKED(t, c);
    SSL_get0_alpn_selected(c->ssl, &name, &n);
    return name ? str_from_utf8(t, (const char *)name, n) : NONE;
}

/** Returns the number of already decrypted bytes available for read, pending on the connection. */
METHOD0(Connection, pending)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    return fixnum(SSL_pending(c->ssl));
}

/** Returns the 'tls-unique' channel binding data, as defined by RFC 5929.
 *
 * If the TLS handshake is not yet complete, None is returned. */
METHOD0(Connection, tls_unique_cb)
{
    TlsConnection *c = as_tls_connection(self);
    unsigned char text[EVP_MAX_MD_SIZE];
    LOCKED(t, c);
    if (!SSL_is_init_finished(c->ssl))
        return NONE;
    /* Of the first message Finished: the client's, but the server's when a session was resumed. */
    bool own = (bool)SSL_session_reused(c->ssl) == c->server;
    size_t n = own ? SSL_get_finished(c->ssl, text, sizeof text) : SSL_get_peer_finished(c->ssl, text, sizeof text);
    return n ? bytes_from(t, text, (ssize)MIN(n, sizeof text)) : NONE;
}

/* ---- context, owner ---- */

/** _setter_context(ctx)
 * This changes the context associated with the SSLSocket. This is typically
 * used from within a callback function set by the set_servername_callback
 * on the SSLContext to change the certificate information associated with the
 * SSLSocket before the cryptographic exchange handshake messages */
GETTER(Connection, context) { return retain(as_tls_connection(self)->context); }
SETTER(Connection, context)
{
    TlsConnection *c = as_tls_connection(self);
    if (is_empty(value) || !type_is_subtype(type_of(value), &tls_context_type))
        return raise_type(t, "The value must be a SSLContext"), false;
    LOCKED(t, c);
    ERR_clear_error();
    if (!SSL_set_SSL_CTX(c->ssl, as_tls_context(value)->ctx))
        return tls_raise_noted(t, EMPTY), false;
    replace_take(&c->context, retain(value));
    return true;
}

/** The Python-level owner of this object.Passed as "self" in servername callback. */
GETTER(Connection, owner)
{
    TlsConnection *c = as_tls_connection(self);
    Value owner = is_empty(c->owner) ? EMPTY : weakref_get(c->owner);
    return is_empty(owner) ? NONE : owner;
}
SETTER(Connection, owner) { return tls_connection_set_owner(t, as_tls_connection(self), is_empty(value) ? NONE : value); }

/** Whether this is a server-side socket. */
GETTER(Connection, server_side) { return bool_value(as_tls_connection(self)->server); }

/** The currently set server hostname (for SNI). */
GETTER(Connection, server_hostname)
{
    Ref name = as_tls_connection(self)->hostname;
    return is_empty(name) ? NONE : retain(name);
}

/* ---- sessions ---- */

bool tls_connection_set_session(Thread *t, TlsConnection *c, Ref session)
{
    if (!is_exact(session, &tls_session_type))
        return raise_type(t, "Value is not a SSLSession."), false;
    if (as_tls_context(as_tls_session(session)->context)->ctx != as_tls_context(c->context)->ctx)
        return raise_value(t, "Session refers to a different SSLContext."), false;
    if (c->server)
        return raise_value(t, "Cannot set session for server-side SSLSocket."), false;
    LOCKED(t, c);
    if (!SSL_in_before(c->ssl))
        return raise_value(t, "Cannot set session after handshake."), false;
    /* A copy: the connection marks it when it ends badly. */
    SSL_SESSION *copy = SSL_SESSION_dup(as_tls_session(session)->session);
    if (!copy)
        return raise_memory(t), false;
    bool good = SSL_set_session(c->ssl, copy);
    SSL_SESSION_free(copy);
    return good || (tls_raise_noted(t, EMPTY), false);
}

/** _setter_session(session)
 * Get / set SSLSession. */
GETTER(Connection, session)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    SSL_SESSION *session = SSL_is_init_finished(c->ssl) ? SSL_get_session(c->ssl) : NULL;
    if (!session)
        return NONE;
    SSL_SESSION *copy = SSL_SESSION_dup(session);
    return copy ? tls_session_new_take(t, copy, c->context) : raise_memory(t);
}
SETTER(Connection, session) { return tls_connection_set_session(t, as_tls_connection(self), is_empty(value) ? NONE : value); }

/** Was the client session reused during handshake? */
GETTER(Connection, session_reused)
{
    TlsConnection *c = as_tls_connection(self);
    LOCKED(t, c);
    return bool_value(SSL_session_reused(c->ssl));
}

Type tls_connection_type = {
    TYPE_HEAD("_ssl._SSLSocket", TlsConnection), .flags = TYPE_GC, .dealloc = tls_connection_dealloc,
    .traverse = tls_connection_traverse, .new_ = tls_no_new, .methods = Connection_methods, .getset = Connection_getset,
    .doc = "A TLS connection.",
};
