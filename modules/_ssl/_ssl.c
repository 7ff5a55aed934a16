/* _ssl.c: the module _ssl: TLS by OpenSSL (loaded on demand); lib/ssl.py shows it. This file has the functions beside the types:
 * random numbers, object identifiers, where certificates lie. Manual: ssl. */
#include "modules/_ssl/ssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include "vm/system_call.h"

#include "gen/modules/_ssl/_ssl.h"

/* ---- random numbers ---- */

/** Mix string into the OpenSSL PRNG state.
 *
 * entropy (a float) is a lower bound on the entropy contained in
 * string.  See RFC 4086. */
FUNCTION(_ssl, RAND_add, "(string, entropy: float, /)")
{
    OWN Value data = is_str(a->string) ? str_encode(t, a->string, NULL, NULL) : retain(a->string);
    Buffer b;
    if (is_empty(data) || !buffer_get(t, data, &b, BUFFER_SIMPLE))
        return EMPTY;
    const uint8_t *p = b.data;
    for (ssize left = b.len; left > 0; left -= INT_MAX, p += INT_MAX)
        RAND_add(p, (int)MIN(left, (ssize)INT_MAX), a->entropy);
    buffer_release(&b);
    return NONE;
}

static Value random_bytes(Thread *t, int n)
{
    if (n < 0)
        return raise_value(t, "num must be positive");
    OWN Value v = bytes_new(t, n);
    if (is_empty(v) || n == 0)
        return take(&v);
    ERR_clear_error();
    return RAND_bytes(as_bytes(v)->data, n) == 1 ? take(&v) : tls_raise_noted(t, EMPTY);
}

/** Generate n cryptographically strong pseudo-random bytes. */
FUNCTION(_ssl, RAND_bytes, "(n: int, /)") { return random_bytes(t, a->n); }

/** Generate n pseudo-random bytes.
 *
 * Return a pair (bytes, is_cryptographic).  is_cryptographic is True
 * if the bytes generated are cryptographically strong. */
FUNCTION(_ssl, RAND_pseudo_bytes, "(n: int, /)")
{
    OWN Value v = random_bytes(t, a->n);
    return is_empty(v) ? EMPTY : tuple_pack(t, 2, v, TRUE_VALUE);
}

/** Returns 1 if the OpenSSL PRNG has been seeded with enough data and 0 if not.
 *
 * It is necessary to seed the PRNG with RAND_add() on some platforms before
 * using the ssl() function. */
FUNCTION0(_ssl, RAND_status) { return bool_value(RAND_status() == 1); }

/* ---- object identifiers ---- */

/* (number, short name, long name, dotted numbers) */
static Value object_tuple(Thread *t, const ASN1_OBJECT *object)
{
    char dotted[256];
    int nid = OBJ_obj2nid(object);
    if (nid == NID_undef)
        return raise_value(t, "Unknown object");
    int n = OBJ_obj2txt(dotted, sizeof dotted, object, 1);
    if (n < 0)
        return tls_raise_noted(t, EMPTY);
    OWN Value short_name = tls_text(t, OBJ_nid2sn(nid)), long_name = tls_text(t, OBJ_nid2ln(nid));
    OWN Value numbers = n == 0 ? NONE : tls_text(t, dotted);
    if (is_empty(short_name) || is_empty(long_name) || is_empty(numbers))
        return EMPTY;
    return tuple_pack(t, 4, fixnum(nid), short_name, long_name, numbers);
}

/** Lookup NID, short name, long name and OID of an ASN1_OBJECT.
 *
 * By default objects are looked up by OID. With name=True short and
 * long name are also matched. */
FUNCTION(_ssl, txt2obj, "(txt: str, name: bool=False)")
{
    ssize n;
    const char *text = str_utf8(t, a->txt, &n);
    if (!text)
        return EMPTY;
    if (strlen(text) != (size_t)n)
        return raise_value(t, "embedded null character");
    ASN1_OBJECT *object = OBJ_txt2obj(text, !a->name);
    ERR_clear_error();
    if (!object)
        return raise_value(t, "unknown object '%.100s'", text);
    Value v = object_tuple(t, object);
    ASN1_OBJECT_free(object);
    return v;
}

/** Lookup NID, short name, long name and OID of an ASN1_OBJECT by NID. */
FUNCTION(_ssl, nid2obj, "(nid: int, /)")
{
    if (a->nid < NID_undef)
        return raise_value(t, "NID must be positive.");
    ASN1_OBJECT *object = OBJ_nid2obj(a->nid);
    ERR_clear_error();
    return object ? object_tuple(t, object) : raise_value(t, "unknown NID %d", a->nid);
}

/* ---- files ---- */

/** Return search paths and environment vars that are used by SSLContext's set_default_verify_paths() to load default CAs.
 *
 * The values are 'cert_file_env', 'cert_file', 'cert_dir_env', 'cert_dir'. */
FUNCTION0(_ssl, get_default_verify_paths)
{
    const char *const texts[] = {X509_get_default_cert_file_env(), X509_get_default_cert_file(), X509_get_default_cert_dir_env(),
                                 X509_get_default_cert_dir()};
    OWN Value v = tuple_new(t, COUNT_OF(texts));
    for (int i = 0; !is_empty(v) && i < COUNT_OF(texts); i++) {
        as_tuple(v)->item[i] = str_from_utf8_lossless(t, texts[i], (ssize)strlen(texts[i]));
        if (is_empty(as_tuple(v)->item[i]))
            return EMPTY;
    }
    return take(&v);
}

/** The first certificate of a PEM file as a dict: for tests. */
FUNCTION(_ssl, _test_decode_cert, "(path, /)")
{
    OWN Value path = to_fs_bytes(t, a->path);
    if (is_empty(path))
        return EMPTY;
    ERR_clear_error();
    BIO *bio = BIO_new_file((char *)as_bytes(path)->data, "r");
    if (!bio)
        return tls_raise(t, "Can't open file");
    X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, "");
    BIO_free(bio);
    if (!certificate)
        return tls_raise(t, "Error decoding PEM-encoded file");
    Value v = tls_certificate_dict(t, certificate);
    X509_free(certificate);
    return v;
}

/* ---- constants ---- */

static const struct { const char *name; uint64_t value; } constants[] = {
    {"PROTOCOL_SSLv23", PROTOCOL_TLS}, {"PROTOCOL_TLS", PROTOCOL_TLS}, {"PROTOCOL_TLS_CLIENT", PROTOCOL_TLS_CLIENT},
    {"PROTOCOL_TLS_SERVER", PROTOCOL_TLS_SERVER}, {"PROTOCOL_TLSv1", PROTOCOL_TLSV1}, {"PROTOCOL_TLSv1_1", PROTOCOL_TLSV1_1},
    {"PROTOCOL_TLSv1_2", PROTOCOL_TLSV1_2},
    {"CERT_NONE", CERT_NONE}, {"CERT_OPTIONAL", CERT_OPTIONAL}, {"CERT_REQUIRED", CERT_REQUIRED},
    {"SSL_ERROR_ZERO_RETURN", SSL_ERROR_ZERO_RETURN}, {"SSL_ERROR_WANT_READ", SSL_ERROR_WANT_READ},
    {"SSL_ERROR_WANT_WRITE", SSL_ERROR_WANT_WRITE}, {"SSL_ERROR_WANT_X509_LOOKUP", SSL_ERROR_WANT_X509_LOOKUP},
    {"SSL_ERROR_SYSCALL", SSL_ERROR_SYSCALL}, {"SSL_ERROR_SSL", SSL_ERROR_SSL}, {"SSL_ERROR_WANT_CONNECT", SSL_ERROR_WANT_CONNECT},
    {"SSL_ERROR_EOF", TLS_ERROR_EOF}, {"SSL_ERROR_INVALID_ERROR_CODE", TLS_ERROR_INVALID},
    {"OP_ALL", SSL_OP_ALL}, {"OP_NO_SSLv2", SSL_OP_NO_SSLv2}, {"OP_NO_SSLv3", SSL_OP_NO_SSLv3}, {"OP_NO_TLSv1", SSL_OP_NO_TLSv1},
    {"OP_NO_TLSv1_1", SSL_OP_NO_TLSv1_1}, {"OP_NO_TLSv1_2", SSL_OP_NO_TLSv1_2}, {"OP_NO_TLSv1_3", SSL_OP_NO_TLSv1_3},
    {"OP_CIPHER_SERVER_PREFERENCE", SSL_OP_CIPHER_SERVER_PREFERENCE}, {"OP_SINGLE_DH_USE", SSL_OP_SINGLE_DH_USE},
    {"OP_NO_TICKET", SSL_OP_NO_TICKET}, {"OP_SINGLE_ECDH_USE", SSL_OP_SINGLE_ECDH_USE}, {"OP_NO_COMPRESSION", SSL_OP_NO_COMPRESSION},
    {"OP_ENABLE_MIDDLEBOX_COMPAT", SSL_OP_ENABLE_MIDDLEBOX_COMPAT}, {"OP_NO_RENEGOTIATION", SSL_OP_NO_RENEGOTIATION},
    {"OP_IGNORE_UNEXPECTED_EOF", SSL_OP_IGNORE_UNEXPECTED_EOF}, {"OP_LEGACY_SERVER_CONNECT", SSL_OP_LEGACY_SERVER_CONNECT},
    {"VERIFY_DEFAULT", 0}, {"VERIFY_CRL_CHECK_LEAF", X509_V_FLAG_CRL_CHECK},
    {"VERIFY_CRL_CHECK_CHAIN", X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL}, {"VERIFY_X509_STRICT", X509_V_FLAG_X509_STRICT},
    {"VERIFY_ALLOW_PROXY_CERTS", X509_V_FLAG_ALLOW_PROXY_CERTS}, {"VERIFY_X509_TRUSTED_FIRST", X509_V_FLAG_TRUSTED_FIRST},
    {"VERIFY_X509_PARTIAL_CHAIN", X509_V_FLAG_PARTIAL_CHAIN},
#define ALERT(name) {"ALERT_DESCRIPTION_" #name, SSL_AD_##name}
    ALERT(CLOSE_NOTIFY), ALERT(UNEXPECTED_MESSAGE), ALERT(BAD_RECORD_MAC), ALERT(RECORD_OVERFLOW), ALERT(DECOMPRESSION_FAILURE),
    ALERT(HANDSHAKE_FAILURE), ALERT(BAD_CERTIFICATE), ALERT(UNSUPPORTED_CERTIFICATE), ALERT(CERTIFICATE_REVOKED),
    ALERT(CERTIFICATE_EXPIRED), ALERT(CERTIFICATE_UNKNOWN), ALERT(ILLEGAL_PARAMETER), ALERT(UNKNOWN_CA), ALERT(ACCESS_DENIED),
    ALERT(DECODE_ERROR), ALERT(DECRYPT_ERROR), ALERT(PROTOCOL_VERSION), ALERT(INSUFFICIENT_SECURITY), ALERT(INTERNAL_ERROR),
    ALERT(USER_CANCELLED), ALERT(NO_RENEGOTIATION), ALERT(UNSUPPORTED_EXTENSION), ALERT(CERTIFICATE_UNOBTAINABLE),
    ALERT(UNRECOGNIZED_NAME), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE), ALERT(BAD_CERTIFICATE_HASH_VALUE), ALERT(UNKNOWN_PSK_IDENTITY),
    {"PROTO_SSLv3", SSL3_VERSION}, {"PROTO_TLSv1", TLS1_VERSION}, {"PROTO_TLSv1_1", TLS1_1_VERSION},
    {"PROTO_TLSv1_2", TLS1_2_VERSION}, {"PROTO_TLSv1_3", TLS1_3_VERSION},
};

static const struct { const char *name; bool value; } features[] = {
    {"HAS_SNI", true}, {"HAS_ECDH", true}, {"HAS_NPN", false}, {"HAS_ALPN", true}, {"HAS_TLS_UNIQUE", true}, {"HAS_SSLv2", false},
    {"HAS_SSLv3", false}, {"HAS_TLSv1", true}, {"HAS_TLSv1_1", true}, {"HAS_TLSv1_2", true}, {"HAS_TLSv1_3", true},
};

/* (major, minor, fix, patch, status) */
static Value version_tuple(Thread *t, unsigned long n)
{
    return tuple_pack(t, 5, fixnum(n >> 28 & 15), fixnum(n >> 20 & 255), fixnum(n >> 12 & 255), fixnum(n >> 4 & 255), fixnum(n & 15));
}

static bool add_constants(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, (int64_t)constants[i].value))
            return false;
    for (ssize i = 0; i < COUNT_OF(features); i++)
        if (!module_add(t, module, features[i].name, bool_value(features[i].value)))
            return false;
    return module_add_int(t, module, "OPENSSL_VERSION_NUMBER", (int64_t)OpenSSL_version_num())
        && module_add_take(t, module, "OPENSSL_VERSION_INFO", version_tuple(t, OpenSSL_version_num()))
        && module_add_text(t, module, "OPENSSL_VERSION", OpenSSL_version(OPENSSL_VERSION))
        && module_add_take(t, module, "_OPENSSL_API_VERSION", version_tuple(t, OPENSSL_VERSION_NUMBER));
}

/* ---- the module ---- */

static bool _ssl_exec(Thread *t, Ref module)
{
    TlsState *s = module_state(t, module);
    s->socket_method = tls_socket_method();
    if (!s->socket_method)
        return raise_memory(t), false;
    return tls_add_errors(t, module) && module_add_type(t, module, &tls_context_type)
        && module_add_type(t, module, &tls_connection_type) && module_add_type(t, module, &tls_memory_bio_type)
        && module_add_type(t, module, &tls_session_type) && add_constants(t, module);
}

static void _ssl_clear(void *state)
{
    TlsState *s = state;
    release(take(&s->zero_return));
    release(take(&s->want_read));
    release(take(&s->want_write));
    release(take(&s->syscall));
    release(take(&s->eof));
    release(take(&s->certificate));
    release(take(&s->verification));
    BIO_meth_free(s->socket_method);
}

MODULE(_ssl, .state_size = sizeof(TlsState), .exec = _ssl_exec, .state_clear = _ssl_clear,
       .doc = "Implementation module for SSL socket operations.  See the socket module\nfor documentation.");
