/* context.c: the type _SSLContext: settings of connections. Manual: ssl, "SSL Contexts". What is loaded from files (certificates,
 * keys, authorities) is context_load.c's; lib/ssl.py derives SSLContext from it.
 *
 * Connections copy most settings when they are made; of the rest, OpenSSL's own locks protect sessions and certificates, and the
 * callbacks here take the GIL.
 */
#include "modules/_ssl/ssl.h"

#include <openssl/err.h>

#include "object/list.h"

#include "gen/modules/_ssl/context.h"

/* ---- making ---- */

/* The versions a protocol is restricted to; 0: all. */
static bool protocol_method(int protocol, const SSL_METHOD **method, int *version)
{
    *version = 0;
    *method = TLS_method();
    switch (protocol) {
    case PROTOCOL_TLS: break;
    case PROTOCOL_TLSV1: *version = TLS1_VERSION; break;
    case PROTOCOL_TLSV1_1: *version = TLS1_1_VERSION; break;
    case PROTOCOL_TLSV1_2: *version = TLS1_2_VERSION; break;
    case PROTOCOL_TLS_CLIENT: *method = TLS_client_method(); break;
    case PROTOCOL_TLS_SERVER: *method = TLS_server_method(); break;
    default: return false;
    }
    return true;
}

static bool setup(Thread *t, TlsContext *c, int version)
{
    static const unsigned char name[] = "Python";
    SSL_CTX_set_options(c->ctx, SSL_OP_ALL | SSL_OP_NO_SSLv2 | SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE
                                | SSL_OP_SINGLE_DH_USE | SSL_OP_SINGLE_ECDH_USE | SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    /* A program may give the rest of its data from another place when it sends again. */
    SSL_CTX_set_mode(c->ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(c->ctx), X509_V_FLAG_TRUSTED_FIRST);
    if (version && (!SSL_CTX_set_min_proto_version(c->ctx, version) || !SSL_CTX_set_max_proto_version(c->ctx, version)))
        return tls_raise_noted(t, EMPTY), false;
    if (!SSL_CTX_set_session_id_context(c->ctx, name, sizeof name - 1) || !SSL_CTX_set_cipher_list(c->ctx, "HIGH:!aNULL:!eNULL:!MD5"))
        return tls_raise_noted(t, EMPTY), false;
    c->check_hostname = c->protocol == PROTOCOL_TLS_CLIENT;
    SSL_CTX_set_verify(c->ctx, c->check_hostname ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE, NULL);
    return true;
}

NEW(Context, "(protocol: int=2, /)")
{
    const SSL_METHOD *method;
    int version;
    if (!protocol_method(a->protocol, &method, &version))
        return raise_value(t, "invalid protocol version");
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    TlsContext *c = as_tls_context(v);
    ERR_clear_error();
    c->protocol = a->protocol;
    c->ctx = SSL_CTX_new(method);
    if (!c->ctx)
        return tls_raise_noted(t, EMPTY);
    return setup(t, c, version) ? take(&v) : EMPTY;
}

static void Context_clear(Object *o)
{
    TlsContext *c = (TlsContext *)o;
    if (c->ctx)
        SSL_CTX_set_tlsext_servername_callback(c->ctx, NULL);
    release(take(&c->servername));
}
static void Context_dealloc(Object *o)
{
    TlsContext *c = (TlsContext *)o;
    Context_clear(o);
    SSL_CTX_free(c->ctx);
    free(c->alpn);
    object_free(o, object_size(o));
}
static void Context_traverse(Object *o, Visitor *visitor) { visit(visitor, ((TlsContext *)o)->servername); }

static SSL_CTX *ctx_of(Ref self) { return as_tls_context(self)->ctx; }

/* ---- connections ---- */

static bool is_a(Ref v, const Type *type) { return type_is_subtype(type_of(v), type); }

static Value finish_connection(Thread *t, Value made, Ref owner, Ref session)
{
    OWN Value v = made;
    if (is_empty(v) || (!is_none(owner) && !tls_connection_set_owner(t, as_tls_connection(v), owner))
        || (!is_none(session) && !tls_connection_set_session(t, as_tls_connection(v), session)))
        return EMPTY;
    return take(&v);
}

/** A connection over a socket, which it refers to weakly. */
METHOD(Context, _wrap_socket, "(self, sock, server_side: bool, server_hostname=None, *, owner=None, session=None)")
{
    OWN Value base = import_attribute(t, "_socket", "socket");
    if (is_empty(base))
        return EMPTY;
    if (!is_type(base) || !is_a(a->sock, as_type(base)))
        return raise_type(t, "_wrap_socket() argument 'sock' must be _socket.socket, not %T", a->sock);
    return finish_connection(t, tls_connection_new(t, self, a->sock, EMPTY, EMPTY, a->server_side, a->server_hostname), a->owner,
                             a->session);
}

/** A connection over two memory BIOs. */
METHOD(Context, _wrap_bio, "(self, incoming, outgoing, server_side: bool, server_hostname=None, *, owner=None, session=None)")
{
    if (!is_a(a->incoming, &tls_memory_bio_type) || !is_a(a->outgoing, &tls_memory_bio_type))
        return raise_type(t, "_wrap_bio() argument '%s' must be _ssl.MemoryBIO, not %T",
                          is_a(a->incoming, &tls_memory_bio_type) ? "outgoing" : "incoming",
                          is_a(a->incoming, &tls_memory_bio_type) ? a->outgoing : a->incoming);
    return finish_connection(t, tls_connection_new(t, self, EMPTY, a->incoming, a->outgoing, a->server_side, a->server_hostname),
                             a->owner, a->session);
}

/* ---- ciphers and protocols ---- */

METHOD(Context, set_ciphers, "(self, cipherlist: str, /)")
{
    ssize n;
    const char *text = str_utf8(t, a->cipherlist, &n);
    if (!text)
        return EMPTY;
    if (strlen(text) != (size_t)n)
        return raise_value(t, "embedded null character");
    if (!SSL_CTX_set_cipher_list(ctx_of(self), text))
        return tls_raise(t, "No cipher can be selected.");
    return NONE;
}

static bool add_text(Thread *t, Dict *d, const char *key, const char *text)
{
    return dict_set_text_take(t, d, key, text ? tls_text(t, text) : NONE);
}
static bool add_long_name(Thread *t, Dict *d, const char *key, int nid)
{
    return add_text(t, d, key, nid == NID_undef ? NULL : OBJ_nid2ln(nid));
}

static Value cipher_dict(Thread *t, const SSL_CIPHER *cipher)
{
    char description[512];
    int alg_bits, bits = SSL_CIPHER_get_bits(cipher, &alg_bits);
    OWN Value v = dict_new(t);
    if (is_empty(v))
        return EMPTY;
    if (!SSL_CIPHER_description(cipher, description, sizeof description))
        description[0] = 0;
    description[strcspn(description, "\n")] = 0;
    Dict *d = as_dict(v);
    bool good = dict_set_text_take(t, d, "id", int_from_int64(t, SSL_CIPHER_get_id(cipher)))
        && add_text(t, d, "name", SSL_CIPHER_get_name(cipher)) && add_text(t, d, "protocol", SSL_CIPHER_get_version(cipher))
        && add_text(t, d, "description", description) && dict_set_text(t, d, "strength_bits", fixnum(bits))
        && dict_set_text(t, d, "alg_bits", fixnum(alg_bits)) && dict_set_text(t, d, "aead", bool_value(SSL_CIPHER_is_aead(cipher)))
        && add_long_name(t, d, "symmetric", SSL_CIPHER_get_cipher_nid(cipher))
        && add_long_name(t, d, "digest", SSL_CIPHER_get_digest_nid(cipher)) && add_long_name(t, d, "kea", SSL_CIPHER_get_kx_nid(cipher))
        && add_long_name(t, d, "auth", SSL_CIPHER_get_auth_nid(cipher));
    return good ? take(&v) : EMPTY;
}

METHOD0(Context, get_ciphers)
{
    OWN Value list = list_new(t, 0);
    STACK_OF(SSL_CIPHER) *ciphers = SSL_CTX_get_ciphers(ctx_of(self));
    for (int i = 0; !is_empty(list) && ciphers && i < sk_SSL_CIPHER_num(ciphers); i++) {
        Value made = cipher_dict(t, sk_SSL_CIPHER_value(ciphers, i));
        if (is_empty(made) || !list_append_take(t, as_list(list), made))
            return EMPTY;
    }
    return take(&list);
}

/** Protocols of ALPN in wire format: each with its length before it. */
METHOD(Context, _set_alpn_protocols, "(self, protos: buffer, /)")
{
    TlsContext *c = as_tls_context(self);
    const uint8_t *p = a->protos.data;
    if (a->protos.len > UINT16_MAX)
        return raise_overflow(t, "protocols longer than %d bytes", UINT16_MAX);
    for (ssize i = 0; i < a->protos.len; i += 1 + p[i])
        if (p[i] == 0 || i + p[i] >= a->protos.len)
            return raise_value(t, "invalid list of protocols");
    uint8_t *copy = malloc((size_t)a->protos.len + 1);
    if (!copy)
        return raise_memory(t);
    memcpy(copy, p, (size_t)a->protos.len);
    free(c->alpn);
    c->alpn = copy;
    c->alpn_len = (unsigned)a->protos.len;
    if (SSL_CTX_set_alpn_protos(c->ctx, copy, c->alpn_len))
        return raise_memory(t);
    SSL_CTX_set_alpn_select_cb(c->ctx, tls_on_alpn, c);
    return NONE;
}

METHOD(Context, set_ecdh_curve, "(self, name, /)")
{
    OWN Value name = is_str(a->name) ? str_encode(t, a->name, NULL, NULL) : is_bytes(a->name) ? retain(a->name) : EMPTY;
    if (is_empty(name))
        return is_raised(t) ? EMPTY : raise_type(t, "expected str, bytes or os.PathLike object, not %T", a->name);
    const char *text = (char *)as_bytes(name)->data;
    int nid = strlen(text) == (size_t)as_bytes(name)->len ? OBJ_sn2nid(text) : 0;
    if (!nid)
        return raise_value(t, "unknown elliptic curve name %R", a->name);
    return SSL_CTX_set1_groups(ctx_of(self), &nid, 1) ? NONE : tls_raise_noted(t, EMPTY);
}

/* ---- the server's callback for names ---- */

static void set_servername(TlsContext *c, Ref callback, bool raw)
{
    bool none = is_none(callback) || is_empty(callback);
    if (none)
        SSL_CTX_set_tlsext_servername_callback(c->ctx, NULL);
    else
        SSL_CTX_set_tlsext_servername_callback(c->ctx, tls_on_servername);
    SSL_CTX_set_tlsext_servername_arg(c->ctx, c);
    c->servername_raw = raw;
    replace_take(&c->servername, none ? EMPTY : retain(callback));
}

/** Set a callback that will be called when a server name is provided by the SSL/TLS client in the SNI extension.
 *
 * If the argument is None then the callback is disabled. The method is called
 * with the SSLSocket, the server name as a string, and the SSLContext object.
 * See RFC 6066 for details of the SNI extension. */
METHOD(Context, set_servername_callback, "(self, method, /)")
{
    if (!is_none(a->method) && !is_callable(a->method)) {
        set_servername(as_tls_context(self), NONE, false);
        return raise_type(t, "not a callable object");
    }
    set_servername(as_tls_context(self), a->method, false);
    return NONE;
}

/** The callback for server names; it gets them as they are sent (A-labels), and is called without one too. */
GETTER(Context, sni_callback)
{
    Ref callback = as_tls_context(self)->servername;
    return is_empty(callback) ? NONE : retain(callback);
}
SETTER(Context, sni_callback)
{
    if (!is_empty(value) && !is_none(value) && !is_callable(value))
        return raise_type(t, "not a callable object"), false;
    set_servername(as_tls_context(self), value, true);
    return true;
}

/* ---- settings ---- */

/* An int for a setting; deleting is refused. */
static bool setting(Thread *t, Ref value, int64_t *n)
{
    if (is_empty(value))
        return raise_type(t, "cannot delete attribute"), false;
    if (!is_int(value))
        return raise_type(t, "an integer is required (got type %T)", value), false;
    return to_int64(t, value, n);
}

GETTER(Context, options) { return int_from_uint64(t, SSL_CTX_get_options(ctx_of(self))); }
SETTER(Context, options)
{
    int64_t wanted;
    if (!setting(t, value, &wanted))
        return false;
    uint64_t now = SSL_CTX_get_options(ctx_of(self));
    SSL_CTX_clear_options(ctx_of(self), now & ~(uint64_t)wanted);
    SSL_CTX_set_options(ctx_of(self), (uint64_t)wanted & ~now);
    return true;
}

GETTER(Context, verify_flags) { return int_from_uint64(t, X509_VERIFY_PARAM_get_flags(SSL_CTX_get0_param(ctx_of(self)))); }
SETTER(Context, verify_flags)
{
    int64_t wanted;
    if (!setting(t, value, &wanted))
        return false;
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(ctx_of(self));
    unsigned long now = X509_VERIFY_PARAM_get_flags(param), flags = (unsigned long)wanted;
    if ((now & ~flags && !X509_VERIFY_PARAM_clear_flags(param, now & ~flags))
        || (flags & ~now && !X509_VERIFY_PARAM_set_flags(param, flags & ~now)))
        return tls_raise_noted(t, EMPTY), false;
    return true;
}

GETTER(Context, verify_mode)
{
    int mode = SSL_CTX_get_verify_mode(ctx_of(self)) & (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    return fixnum(!(mode & SSL_VERIFY_PEER) ? CERT_NONE : mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT ? CERT_REQUIRED : CERT_OPTIONAL);
}
SETTER(Context, verify_mode)
{
    static const int modes[] = {SSL_VERIFY_NONE, SSL_VERIFY_PEER, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT};
    int64_t wanted;
    if (!setting(t, value, &wanted))
        return false;
    if (wanted < CERT_NONE || wanted > CERT_REQUIRED)
        return raise_value(t, "invalid value for verify_mode"), false;
    if (wanted == CERT_NONE && as_tls_context(self)->check_hostname)
        return raise_value(t, "Cannot set verify_mode to CERT_NONE when check_hostname is enabled."), false;
    SSL_CTX_set_verify(ctx_of(self), modes[wanted], NULL);
    return true;
}

GETTER(Context, check_hostname) { return bool_value(as_tls_context(self)->check_hostname); }
SETTER(Context, check_hostname)
{
    if (is_empty(value))
        return raise_type(t, "cannot delete attribute"), false;
    Test wanted = test(t, value);
    if (wanted == TEST_ERROR)
        return false;
    if (wanted == TEST_TRUE && !(SSL_CTX_get_verify_mode(ctx_of(self)) & SSL_VERIFY_PEER))
        return raise_value(t, "check_hostname needs a SSL context with either CERT_OPTIONAL or CERT_REQUIRED"), false;
    as_tls_context(self)->check_hostname = wanted == TEST_TRUE;
    return true;
}

GETTER(Context, post_handshake_auth) { return bool_value(as_tls_context(self)->post_handshake_auth); }
SETTER(Context, post_handshake_auth)
{
    if (is_empty(value))
        return raise_type(t, "cannot delete attribute"), false;
    Test wanted = test(t, value);
    if (wanted != TEST_ERROR)
        as_tls_context(self)->post_handshake_auth = wanted == TEST_TRUE;
    return wanted != TEST_ERROR;
}

/** The number of the protocol the context was made with. */
GETTER(Context, protocol) { return fixnum(as_tls_context(self)->protocol); }

/* Bounds of the version: 0 is the lowest or highest that is supported; Python says -2 and -1. */
enum { LOWEST_VERSION = -2, HIGHEST_VERSION = -1 };

static bool version_setting(Thread *t, Ref self, Ref value, int *version)
{
    int64_t wanted;
    int protocol = as_tls_context(self)->protocol;
    if (!setting(t, value, &wanted))
        return false;
    if (protocol != PROTOCOL_TLS && protocol != PROTOCOL_TLS_CLIENT && protocol != PROTOCOL_TLS_SERVER)
        return raise_value(t, "The context's protocol doesn't support modification of highest and lowest version."), false;
    if (wanted != LOWEST_VERSION && wanted != HIGHEST_VERSION && (wanted < SSL3_VERSION || wanted > TLS1_3_VERSION))
        return raise_value(t, "Unsupported TLS/SSL version %R", value), false;
    *version = (int)wanted;
    return true;
}

GETTER(Context, minimum_version)
{
    long version = SSL_CTX_get_min_proto_version(ctx_of(self));
    return fixnum(version ? version : LOWEST_VERSION);
}
SETTER(Context, minimum_version)
{
    int version;
    if (!version_setting(t, self, value, &version))
        return false;
    int bound = version == LOWEST_VERSION ? 0 : version == HIGHEST_VERSION ? TLS1_3_VERSION : version;
    return SSL_CTX_set_min_proto_version(ctx_of(self), bound) || (raise_value(t, "Unsupported protocol version 0x%x", version), false);
}

GETTER(Context, maximum_version)
{
    long version = SSL_CTX_get_max_proto_version(ctx_of(self));
    return fixnum(version ? version : HIGHEST_VERSION);
}
SETTER(Context, maximum_version)
{
    int version;
    if (!version_setting(t, self, value, &version))
        return false;
    int bound = version == LOWEST_VERSION ? TLS1_VERSION : version == HIGHEST_VERSION ? 0 : version;
    return SSL_CTX_set_max_proto_version(ctx_of(self), bound) || (raise_value(t, "Unsupported protocol version 0x%x", version), false);
}

/** The level of security, which bounds the sizes of keys; set with ciphers as "@SECLEVEL=2". */
GETTER(Context, security_level) { return fixnum(SSL_CTX_get_security_level(ctx_of(self))); }

/** How many session tickets of TLS 1.3 a server sends. */
GETTER(Context, num_tickets) { return int_from_uint64(t, SSL_CTX_get_num_tickets(ctx_of(self))); }
SETTER(Context, num_tickets)
{
    int64_t n;
    if (!setting(t, value, &n))
        return false;
    if (n < 0)
        return raise_value(t, "value must be non-negative"), false;
    if (as_tls_context(self)->protocol != PROTOCOL_TLS_SERVER)
        return raise_value(t, "SSLContext is not a server context."), false;
    return SSL_CTX_set_num_tickets(ctx_of(self), (size_t)n) || (raise_value(t, "failed to set num tickets."), false);
}

/* ---- statistics ---- */

METHOD0(Context, session_stats)
{
    SSL_CTX *ctx = ctx_of(self);
    const struct { const char *key; long n; } rows[] = {
        {"number", SSL_CTX_sess_number(ctx)}, {"connect", SSL_CTX_sess_connect(ctx)},
        {"connect_good", SSL_CTX_sess_connect_good(ctx)}, {"connect_renegotiate", SSL_CTX_sess_connect_renegotiate(ctx)},
        {"accept", SSL_CTX_sess_accept(ctx)}, {"accept_good", SSL_CTX_sess_accept_good(ctx)},
        {"accept_renegotiate", SSL_CTX_sess_accept_renegotiate(ctx)}, {"hits", SSL_CTX_sess_hits(ctx)},
        {"misses", SSL_CTX_sess_misses(ctx)}, {"timeouts", SSL_CTX_sess_timeouts(ctx)}, {"cache_full", SSL_CTX_sess_cache_full(ctx)},
    };
    OWN Value v = dict_new(t);
    for (ssize i = 0; !is_empty(v) && i < COUNT_OF(rows); i++)
        if (!dict_set_text(t, as_dict(v), rows[i].key, fixnum(rows[i].n)))
            return EMPTY;
    return take(&v);
}

Type tls_context_type = {
    TYPE_HEAD("_ssl._SSLContext", TlsContext), .flags = TYPE_BASE | TYPE_GC, .dealloc = Context_dealloc, .traverse = Context_traverse,
    .clear = Context_clear, .new_ = Context_new_slot, .new_signature = &Context_new_signature, .methods = Context_methods,
    .getset = Context_getset, .doc = "Settings of connections.",
};
