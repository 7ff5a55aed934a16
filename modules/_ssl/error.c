/* error.c: SSLError and its subclasses: made from what OpenSSL tells. Manual: ssl, "Exceptions".
 *
 * OpenSSL notes errors in a queue of the thread; they are read here, in the same thread, before anything else can use OpenSSL.
 * An SSLError is an OSError whose number is one of SSL_ERROR_*, and whose text alone is its str().
 */
#include "modules/_ssl/ssl.h"

#include <openssl/err.h>

Value tls_no_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create '%s' instances", cls->name);
}

/* ---- names ---- */

static const struct { int number; const char *name; } libraries[] = {
    {ERR_LIB_SSL, "SSL"}, {ERR_LIB_PEM, "PEM"}, {ERR_LIB_X509, "X509"}, {ERR_LIB_X509V3, "X509V3"}, {ERR_LIB_ASN1, "ASN1"},
    {ERR_LIB_EVP, "EVP"}, {ERR_LIB_RSA, "RSA"}, {ERR_LIB_EC, "EC"}, {ERR_LIB_DH, "DH"}, {ERR_LIB_DSA, "DSA"}, {ERR_LIB_BIO, "BIO"},
    {ERR_LIB_CRYPTO, "CRYPTO"}, {ERR_LIB_CONF, "CONF"}, {ERR_LIB_RAND, "RAND"}, {ERR_LIB_PKCS12, "PKCS12"},
    {ERR_LIB_OSSL_DECODER, "OSSL_DECODER"}, {ERR_LIB_PROV, "PROV"},
};

static const char *library_name(unsigned long code)
{
    for (ssize i = 0; i < COUNT_OF(libraries); i++)
        if (libraries[i].number == ERR_GET_LIB(code))
            return libraries[i].name;
    return NULL;
}

/* NO_START_LINE for "no start line": the texts of OpenSSL are the names of its macros in words. False for the reasons that all
 * libraries share ("PEM lib"), which are no names. */
static bool reason_name(unsigned long code, char *name, size_t room)
{
    const char *text = ERR_reason_error_string(code);
    size_t n = 0;
    if (!text || ERR_GET_REASON(code) & ERR_RFLAG_COMMON)
        return false;
    for (; text[n] && n + 1 < room; n++) {
        char c = text[n];
        name[n] = (char)(c - 'a' < 26u ? c - 32 : (c - 'A' < 26u || c - '0' < 10u) ? c : '_');
    }
    name[n] = 0;
    return n > 0;
}

/* ---- raising ---- */

/* cls(number, text) with its library and reason; code 0: none. */
static Value raise_with(Thread *t, Ref cls, int64_t number, Ref text, unsigned long code)
{
    char reason[128];
    const char *library = code ? library_name(code) : NULL;
    OWN Value message = EMPTY, library_text = library ? tls_text(t, library) : NONE, reason_text = NONE;
    if (library && reason_name(code, reason, sizeof reason)) {
        reason_text = tls_text(t, reason);
        message = str_format(t, "[%s: %s] %S", library, reason, text);
    } else {
        message = library ? str_format(t, "[%s] %S", library, text) : retain(text);
    }
    OWN Value n = int_from_int64(t, number);
    if (is_empty(message) || is_empty(library_text) || is_empty(reason_text) || is_empty(n))
        return EMPTY;
    OWN Value error = call2(t, cls, n, message);
    if (is_empty(error) || !set_attr(t, error, NAME(library), library_text) || !set_attr(t, error, NAME(reason), reason_text))
        return EMPTY;
    return raise_object(t, error, EMPTY);
}

static Value raise_text(Thread *t, Ref cls, int number, const char *text)
{
    OWN Value s = tls_text(t, text);
    return is_empty(s) ? EMPTY : raise_with(t, cls, number, s, 0);
}

Value tls_raise(Thread *t, const char *text)
{
    ERR_clear_error();
    return raise_format(t, &tls_error_type, "%s", text);
}

static Value code_text(Thread *t, unsigned long code)
{
    const char *text = ERR_reason_error_string(code);
    return tls_text(t, text ? text : "A failure in the SSL library occurred");
}

Value tls_raise_noted(Thread *t, Ref filename)
{
    unsigned long first = ERR_peek_error(), last = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_SYSTEM_ERROR(first) && !is_empty(filename))
        return raise_errno_path(t, (int)ERR_GET_REASON(first), filename);
    OWN Value text = code_text(t, last);
    return is_empty(text) ? EMPTY : raise_with(t, value_of(&tls_error_type), (int64_t)last, text, last);
}

/* The peer's certificate was refused; says why. */
static Value raise_verification(Thread *t, const TlsFailure *f, unsigned long code)
{
    const char *why = X509_verify_cert_error_string(f->verify_result);
    OWN Value text = str_format(t, "%s: %s", ERR_reason_error_string(code), why);
    if (is_empty(text))
        return EMPTY;
    raise_with(t, tls_state(t)->verification, SSL_ERROR_SSL, text, code);
    OWN Value error = raised_take(t), number = int_from_int64(t, f->verify_result), reason = tls_text(t, why);
    if (!type_is_subtype(type_of(error), &tls_error_type))
        return raise_again_take(t, take(&error));
    if (is_empty(number) || is_empty(reason) || !set_attr(t, error, NAME(verify_code), number)
        || !set_attr(t, error, NAME(verify_message), reason))
        return EMPTY;
    return raise_again_take(t, take(&error));
}

bool tls_is_end(unsigned long code)
{
    return ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

/* SSL_ERROR_SSL, or a system call that failed with a note of OpenSSL's. */
static Value raise_protocol(Thread *t, const TlsFailure *f, unsigned long code)
{
    if (tls_is_end(code))
        return raise_text(t, tls_state(t)->eof, TLS_ERROR_EOF, "EOF occurred in violation of protocol");
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return raise_verification(t, f, code);
    OWN Value text = code_text(t, code);
    return is_empty(text) ? EMPTY : raise_with(t, value_of(&tls_error_type), f->status, text, code);
}

Value tls_raise_failure(Thread *t, const TlsFailure *f)
{
    TlsState *s = tls_state(t);
    unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    switch (f->status) {
    case SSL_ERROR_ZERO_RETURN:
        return raise_text(t, s->zero_return, f->status, "TLS/SSL connection has been closed (EOF)");
    case SSL_ERROR_WANT_READ:
        return raise_text(t, s->want_read, f->status, "The operation did not complete (read)");
    case SSL_ERROR_WANT_WRITE:
        return raise_text(t, s->want_write, f->status, "The operation did not complete (write)");
    case SSL_ERROR_WANT_X509_LOOKUP:
        return raise_text(t, value_of(&tls_error_type), f->status, "The operation did not complete (X509 lookup)");
    case SSL_ERROR_WANT_CONNECT:
        return raise_text(t, value_of(&tls_error_type), f->status, "The operation did not complete (connect)");
    case SSL_ERROR_SYSCALL:
        if (code)
            return raise_protocol(t, f, code);
        if (f->error)
            return raise_errno(t, f->error);
        if (f->ended)
            return raise_text(t, s->eof, TLS_ERROR_EOF, "EOF occurred in violation of protocol");
        return raise_text(t, s->syscall, SSL_ERROR_SYSCALL, "Some I/O error occurred");
    case SSL_ERROR_SSL:
        return raise_protocol(t, f, code);
    default:
        return raise_text(t, value_of(&tls_error_type), TLS_ERROR_INVALID, "Invalid error code");
    }
}

/* ---- the classes ---- */

/* str(): the text without the number. */
static Value SSLError_str(Thread *t, Ref self)
{
    OSErrorObject *e = (OSErrorObject *)object_of(self);
    if (is_empty(e->strerror) || !is_str(e->strerror))
        return to_str(t, e->base.args);
    OWN Value text = retain(e->strerror);
    return to_str(t, text);
}

Type tls_error_type = {
    TYPE_HEAD("ssl.SSLError", OSErrorObject), .base = &exc_OSError, .doc = "An error occurred in the SSL implementation.",
    EXCEPTION_SLOTS, .str = SSLError_str,
};

/* A class in Python's sense, of the module ssl, with one or two bases (second EMPTY). */
static Value error_class(Thread *t, const char *name, Ref base, Ref second, const char *doc)
{
    OWN Value text = intern_text(t, name), dict = dict_new(t);
    OWN Value bases = is_empty(second) ? tuple_pack(t, 1, base) : tuple_pack(t, 2, base, second);
    if (is_empty(text) || is_empty(dict) || is_empty(bases) || !dict_set_text_take(t, as_dict(dict), "__module__", intern_text(t, "ssl"))
        || !dict_set_text_take(t, as_dict(dict), "__doc__", tls_text(t, doc)))
        return EMPTY;
    return call3(t, value_of(&type_type), text, bases, dict);
}

static bool add_class(Thread *t, Ref module, Value *place, const char *name, Ref base, Ref second, const char *doc)
{
    replace_take(place, error_class(t, name, base, second, doc));
    return !is_empty(*place) && module_add(t, module, name, *place);
}

bool tls_add_errors(Thread *t, Ref module)
{
    TlsState *s = module_state(t, module);
    Ref error = value_of(&tls_error_type);
    return module_add_type(t, module, &tls_error_type)
        && add_class(t, module, &s->zero_return, "SSLZeroReturnError", error, EMPTY, "SSL/TLS session closed cleanly.")
        && add_class(t, module, &s->want_read, "SSLWantReadError", error, EMPTY,
                     "Non-blocking SSL socket needs to read more data\nbefore the requested operation can be completed.")
        && add_class(t, module, &s->want_write, "SSLWantWriteError", error, EMPTY,
                     "Non-blocking SSL socket needs to write more data\nbefore the requested operation can be completed.")
        && add_class(t, module, &s->syscall, "SSLSyscallError", error, EMPTY, "System error when attempting SSL operation.")
        && add_class(t, module, &s->eof, "SSLEOFError", error, EMPTY, "SSL/TLS connection terminated abruptly.")
        && add_class(t, module, &s->certificate, "CertificateError", value_of(&exc_ValueError), EMPTY,
                     "A certificate does not belong to the host.")
        && add_class(t, module, &s->verification, "SSLCertVerificationError", error, s->certificate,
                     "A certificate could not be verified.");
}
