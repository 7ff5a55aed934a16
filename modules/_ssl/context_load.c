/* context_load.c: what a context gets from files and memory: its own certificate and key, the authorities it trusts, parameters.
 * Manual: ssl, "SSL Contexts", load_cert_chain() and so on.
 */
#include "modules/_ssl/ssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "object/list.h"
#include "vm/system_call.h"

#include "gen/modules/_ssl/context_load.h"

static SSL_CTX *ctx_of(Ref self) { return as_tls_context(self)->ctx; }

/* A file name as bytes; TypeError "WHAT should be a valid filesystem path". */
static Value path_bytes(Thread *t, Ref v, const char *what)
{
    Value path = to_fs_bytes(t, v);
    if (is_empty(path) && raised_catch(t, &exc_TypeError))
        return raise_type(t, "%s should be a valid filesystem path", what);
    return path;
}
static const char *path_text(Ref path) { return is_empty(path) ? NULL : (char *)as_bytes(path)->data; }

/* ---- passwords of keys ---- */

typedef struct Password {
    Thread *t;
    Value given;                /* str, bytes, bytearray or callable, borrowed; EMPTY: OpenSSL asks at the terminal */
} Password;

/* Copies a password; its length, or -1 with an exception. */
static int copy_password(Thread *t, Ref v, char *out, int room)
{
    OWN Value text = is_str(v) ? str_encode(t, v, NULL, NULL) : retain(v);
    Buffer b;
    if (is_empty(text) || !buffer_get(t, text, &b, BUFFER_SIMPLE))
        return -1;
    int n = b.len <= room ? (int)b.len : -1;
    if (n >= 0)
        memcpy(out, b.data, (size_t)n);
    else
        raise_value(t, "password cannot be longer than %d bytes", room);
    buffer_release(&b);
    return n;
}

static bool is_password(Ref v) { return is_str(v) || is_bytes(v) || has_flag(v, TYPE_IS_BYTEARRAY); }

static int on_password(char *out, int room, int writing UNUSED, void *argument)
{
    Password *p = argument;
    Thread *t = p->t;
    if (is_raised(t))
        return -1;
    if (is_password(p->given))
        return copy_password(t, p->given, out, room);
    OWN Value given = call0(t, p->given);
    if (is_empty(given))
        return -1;
    if (!is_password(given))
        return raise_type(t, "password callback must return a string"), -1;
    return copy_password(t, given, out, room);
}

/* ---- own certificate ---- */

/* What OpenSSL noted, unless a callback raised: then that. */
static bool loaded(Thread *t, int result, Ref filename)
{
    if (result == 1 && !is_raised(t))
        return true;
    if (is_raised(t))
        ERR_clear_error();
    else
        tls_raise_noted(t, filename);
    return false;
}

static bool load_chain(Thread *t, SSL_CTX *ctx, Ref certfile, Ref certname, Ref keyfile, Ref keyname)
{
    ERR_clear_error();
    return loaded(t, SSL_CTX_use_certificate_chain_file(ctx, path_text(certfile)), certname)
        && loaded(t, SSL_CTX_use_PrivateKey_file(ctx, path_text(keyfile), SSL_FILETYPE_PEM), keyname)
        && loaded(t, SSL_CTX_check_private_key(ctx), EMPTY);
}

METHOD(Context, load_cert_chain, "(self, certfile, keyfile=None, password=None)")
{
    SSL_CTX *ctx = ctx_of(self);
    Password p = {t, a->password};
    if (!is_none(a->password) && !is_password(a->password) && !is_callable(a->password))
        return raise_type(t, "password should be a string or callable");
    OWN Value certfile = path_bytes(t, a->certfile, "certfile");
    OWN Value keyfile = is_empty(certfile) ? EMPTY : is_none(a->keyfile) ? retain(certfile) : path_bytes(t, a->keyfile, "keyfile");
    if (is_empty(keyfile))
        return EMPTY;
    /* The callback of another call may be what called this one: it gets its own back. */
    pem_password_cb *callback = SSL_CTX_get_default_passwd_cb(ctx);
    void *data = SSL_CTX_get_default_passwd_cb_userdata(ctx);
    SSL_CTX_set_default_passwd_cb(ctx, is_none(a->password) ? NULL : on_password);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, &p);
    bool good = load_chain(t, ctx, certfile, a->certfile, keyfile, is_none(a->keyfile) ? a->certfile : a->keyfile);
    SSL_CTX_set_default_passwd_cb(ctx, callback);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, data);
    return good ? NONE : EMPTY;
}

/* ---- authorities ---- */

/* One certificate after the other from memory: text (PEM, with anything between) or DER without gaps. */
static bool add_authorities(Thread *t, SSL_CTX *ctx, const void *data, ssize n, bool text)
{
    int count = 0;
    bool good = true, ended = false;
    if (n == 0)
        return raise_value(t, "Empty certificate data"), false;
    if (n > INT_MAX)
        return raise_overflow(t, "Certificate data is too long."), false;
    BIO *bio = BIO_new_mem_buf(data, (int)n);
    if (!bio)
        return raise_memory(t), false;
    ERR_clear_error();
    while (good && !ended) {
        /* Encrypted certificates are not asked for: an empty password. */
        X509 *certificate = text ? PEM_read_bio_X509(bio, NULL, NULL, "") : d2i_X509_bio(bio, NULL);
        if (!certificate)
            break;
        good = X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), certificate);
        X509_free(certificate);
        count++;
        ended = !text && BIO_eof(bio);
    }
    unsigned long code = ERR_peek_last_error();
    if (text)
        ended = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
    BIO_free(bio);
    if (good && count && ended) {
        ERR_clear_error();
        return true;
    }
    if (good && !count && (ended || !text))
        return tls_raise(t, text ? "no start line: cadata does not contain a certificate"
                                 : "not enough data: cadata does not contain a certificate"), false;
    return tls_raise_noted(t, EMPTY), false;
}

static bool load_memory(Thread *t, SSL_CTX *ctx, Ref cadata)
{
    Buffer b;
    if (is_str(cadata) && as_str(cadata)->ascii)
        return add_authorities(t, ctx, str_data(as_str(cadata)), as_str(cadata)->len, true);
    if (is_str(cadata) || !has_buffer(cadata))
        return raise_type(t, "cadata should be an ASCII string or a bytes-like object"), false;
    if (!buffer_get(t, cadata, &b, BUFFER_SIMPLE))
        return false;
    bool good = add_authorities(t, ctx, b.data, b.len, false);
    buffer_release(&b);
    return good;
}

METHOD(Context, load_verify_locations, "(self, cafile=None, capath=None, cadata=None)")
{
    if (is_none(a->cafile) && is_none(a->capath) && is_none(a->cadata))
        return raise_type(t, "cafile, capath and cadata cannot be all omitted");
    OWN Value cafile = is_none(a->cafile) ? EMPTY : path_bytes(t, a->cafile, "cafile");
    if (is_raised(t))
        return EMPTY;
    OWN Value capath = is_none(a->capath) ? EMPTY : path_bytes(t, a->capath, "capath");
    if (is_raised(t) || (!is_none(a->cadata) && !load_memory(t, ctx_of(self), a->cadata)))
        return EMPTY;
    if (is_empty(cafile) && is_empty(capath))
        return NONE;
    ERR_clear_error();
    if (!SSL_CTX_load_verify_locations(ctx_of(self), path_text(cafile), path_text(capath)))
        return tls_raise_noted(t, is_empty(cafile) ? a->capath : a->cafile);
    return NONE;
}

METHOD0(Context, set_default_verify_paths)
{
    ERR_clear_error();
    return SSL_CTX_set_default_verify_paths(ctx_of(self)) ? NONE : tls_raise_noted(t, EMPTY);
}

/* ---- parameters ---- */

METHOD(Context, load_dh_params, "(self, path, /)")
{
    OWN Value path = to_fs_bytes(t, a->path);
    if (is_empty(path))
        return EMPTY;
    ERR_clear_error();
    BIO *bio = BIO_new_file(path_text(path), "r");
    if (!bio)
        return tls_raise_noted(t, a->path);
    unsigned char *der = NULL;
    long n = 0;
    const unsigned char *p;
    EVP_PKEY *key = NULL;
    /* In two steps, so that a file without parameters is told as such. */
    if (PEM_bytes_read_bio(&der, &n, NULL, PEM_STRING_DHPARAMS, bio, NULL, NULL)) {
        p = der;
        key = d2i_KeyParams(EVP_PKEY_DH, NULL, &p, n);
        OPENSSL_free(der);
    }
    BIO_free(bio);
    if (!key)
        return tls_raise_noted(t, EMPTY);
    if (!SSL_CTX_set0_tmp_dh_pkey(ctx_of(self), key)) {
        EVP_PKEY_free(key);
        return tls_raise_noted(t, EMPTY);
    }
    return NONE;
}

/* ---- the store ---- */

/** Returns quantities of loaded X.509 certificates.
 *
 * X.509 certificates with a CA extension and certificate revocation lists
 * inside the context's cert store.
 *
 * NOTE: Certificates in a capath directory aren't loaded unless they have
 * been used at least once. */
METHOD0(Context, cert_store_stats)
{
    int certificates = 0, lists = 0, authorities = 0;
    X509_STORE *store = SSL_CTX_get_cert_store(ctx_of(self));
    X509_STORE_lock(store);
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
    for (int i = 0; i < sk_X509_OBJECT_num(objects); i++) {
        X509_OBJECT *o = sk_X509_OBJECT_value(objects, i);
        X509 *certificate = X509_OBJECT_get0_X509(o);
        certificates += certificate != NULL;
        authorities += certificate && X509_check_ca(certificate);
        lists += X509_OBJECT_get_type(o) == X509_LU_CRL;
    }
    X509_STORE_unlock(store);
    OWN Value v = dict_new(t);
    if (is_empty(v) || !dict_set_text(t, as_dict(v), "x509", fixnum(certificates))
        || !dict_set_text(t, as_dict(v), "crl", fixnum(lists)) || !dict_set_text(t, as_dict(v), "x509_ca", fixnum(authorities)))
        return EMPTY;
    return take(&v);
}

/* The certificates of authorities in the store, each with a reference; NULL: out of memory. */
static STACK_OF(X509) *authorities_of(X509_STORE *store)
{
    STACK_OF(X509) *found = sk_X509_new_null();
    X509_STORE_lock(store);
    STACK_OF(X509_OBJECT) *objects = X509_STORE_get0_objects(store);
    for (int i = 0; found && i < sk_X509_OBJECT_num(objects); i++) {
        X509 *certificate = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
        if (!certificate || !X509_check_ca(certificate))
            continue;
        if (!sk_X509_push(found, certificate)) {
            sk_X509_pop_free(found, X509_free);
            found = NULL;
            break;
        }
        X509_up_ref(certificate);
    }
    X509_STORE_unlock(store);
    return found;
}

/** Returns a list of dicts with information of loaded CA certs.
 *
 * If the optional argument is True, returns a DER-encoded copy of the CA
 * certificate.
 *
 * NOTE: Certificates in a capath directory aren't loaded unless they have
 * been used at least once. */
METHOD(Context, get_ca_certs, "(self, binary_form: bool=False)")
{
    OWN Value list = list_new(t, 0);
    STACK_OF(X509) *found = is_empty(list) ? NULL : authorities_of(SSL_CTX_get_cert_store(ctx_of(self)));
    bool good = found != NULL;
    for (int i = 0; good && i < sk_X509_num(found); i++) {
        X509 *certificate = sk_X509_value(found, i);
        Value made = a->binary_form ? tls_certificate_der(t, certificate) : tls_certificate_dict(t, certificate);
        good = !is_empty(made) && list_append_take(t, as_list(list), made);
    }
    if (!found)
        return is_raised(t) ? EMPTY : raise_memory(t);
    sk_X509_pop_free(found, X509_free);
    return good ? take(&list) : EMPTY;
}
