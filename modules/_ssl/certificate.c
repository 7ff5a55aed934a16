/* certificate.c: X.509 certificates as dicts, as getpeercert() and get_ca_certs() give them. Manual: ssl, "Certificates".
 *
 * Certificates are data of strangers: lengths come from OpenSSL's structures, parts may be missing or of an odd type, and text
 * may have NULs in it, which are kept.
 */
#include "modules/_ssl/ssl.h"

#include <openssl/err.h>

#include "object/list.h"

Value tls_text(Thread *t, const char *s) { return str_from_utf8(t, s, (ssize)strlen(s)); }

Value tls_certificate_der(Thread *t, X509 *certificate)
{
    unsigned char *der = NULL;
    int n = i2d_X509(certificate, &der);
    if (n < 0)
        return tls_raise_noted(t, EMPTY);
    Value v = bytes_from(t, der, n);
    OPENSSL_free(der);
    return v;
}

/* ---- names ---- */

/* The long name of a kind of attribute, or the dotted numbers of one without name (or always: dotted). */
static Value object_text(Thread *t, const ASN1_OBJECT *object, bool dotted)
{
    char small[256];
    int n = OBJ_obj2txt(small, sizeof small, object, dotted);
    if (n < 0)
        return tls_raise_noted(t, EMPTY);
    if (n < (int)sizeof small)
        return str_from_utf8(t, small, n);
    char *text = mem_alloc(t, (size_t)n + 1);
    if (!text)
        return EMPTY;
    n = OBJ_obj2txt(text, n + 1, object, dotted);
    Value v = n < 0 ? tls_raise_noted(t, EMPTY) : tls_text(t, text);
    mem_free(text);
    return v;
}

/* (name, value) of one attribute. */
static Value attribute_value(Thread *t, const X509_NAME_ENTRY *entry)
{
    unsigned char *utf8 = NULL;
    OWN Value name = object_text(t, X509_NAME_ENTRY_get_object(entry), false);
    if (is_empty(name))
        return EMPTY;
    int n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
    if (n < 0)
        return tls_raise_noted(t, EMPTY);
    OWN Value text = str_from_utf8(t, (char *)utf8, n);
    OPENSSL_free(utf8);
    return is_empty(text) ? EMPTY : tuple_pack(t, 2, name, text);
}

/* Consumes `made`, which may be EMPTY: making it failed. */
static bool append_made(Thread *t, Ref list, Value made)
{
    return !is_empty(made) && list_append_take(t, as_list(list), made);
}

/* Ends a part: the list of its items, as a tuple, goes into `out`, and a new list takes its place. */
static bool close_part(Thread *t, Value *part, Ref out)
{
    OWN Value tuple = to_tuple(t, *part);
    replace_take(part, list_new(t, 0));
    return !is_empty(tuple) && !is_empty(*part) && list_append(t, as_list(out), tuple);
}

/* A distinguished name: a tuple of parts, each a tuple of attributes. */
static Value name_value(Thread *t, const X509_NAME *name)
{
    OWN Value parts = list_new(t, 0), part = list_new(t, 0);
    int count = X509_NAME_entry_count(name), set = -1;
    if (is_empty(parts) || is_empty(part))
        return EMPTY;
    for (int i = 0; i < count; i++) {
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        if (i > 0 && X509_NAME_ENTRY_set(entry) != set && !close_part(t, &part, parts))
            return EMPTY;
        set = X509_NAME_ENTRY_set(entry);
        if (!append_made(t, part, attribute_value(t, entry)))
            return EMPTY;
    }
    if (as_list(part)->len && !close_part(t, &part, parts))
        return EMPTY;
    return to_tuple(t, parts);
}

/* ---- alternative names ---- */

static Value string_value(Thread *t, const ASN1_STRING *s)
{
    return str_from_utf8(t, (const char *)ASN1_STRING_get0_data(s), ASN1_STRING_length(s));
}

static Value address_value(Thread *t, const ASN1_OCTET_STRING *s)
{
    const unsigned char *p = ASN1_STRING_get0_data(s);
    switch (ASN1_STRING_length(s)) {
    case 4:
        return str_format(t, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
    case 16: {
        char text[48];
        size_t n = 0;
        for (int i = 0; i < 16; i += 2)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%X", i ? ":" : "", p[i] << 8 | p[i + 1]);
        return str_from_ascii(t, text, (ssize)n);
    }
    default:
        return tls_text(t, "<invalid>");
    }
}

/* (kind, value) of one alternative name. */
static Value general_name_value(Thread *t, const GENERAL_NAME *name)
{
    const char *kind;
    Value found;
    switch (name->type) {
    case GEN_DIRNAME:   kind = "DirName"; found = name_value(t, name->d.directoryName); break;
    case GEN_EMAIL:     kind = "email"; found = string_value(t, name->d.rfc822Name); break;
    case GEN_DNS:       kind = "DNS"; found = string_value(t, name->d.dNSName); break;
    case GEN_URI:       kind = "URI"; found = string_value(t, name->d.uniformResourceIdentifier); break;
    case GEN_RID:       kind = "Registered ID"; found = object_text(t, name->d.registeredID, true); break;
    case GEN_IPADD:     kind = "IP Address"; found = address_value(t, name->d.iPAddress); break;
    case GEN_OTHERNAME: kind = "othername"; found = tls_text(t, "<unsupported>"); break;
    case GEN_X400:      kind = "X400Name"; found = tls_text(t, "<unsupported>"); break;
    case GEN_EDIPARTY:  kind = "EdiPartyName"; found = tls_text(t, "<unsupported>"); break;
    default:            kind = "unknown"; found = tls_text(t, "<unsupported>"); break;
    }
    OWN Value value = found, label = tls_text(t, kind);
    return is_empty(value) || is_empty(label) ? EMPTY : tuple_pack(t, 2, label, value);
}

/* Adds a non-empty list to the dict, as a tuple. */
static bool add_tuple(Thread *t, Dict *d, const char *key, Ref list)
{
    return as_list(list)->len == 0 || dict_set_text_take(t, d, key, to_tuple(t, list));
}

static bool add_alternative_names(Thread *t, Dict *d, X509 *certificate)
{
    OWN Value list = list_new(t, 0);
    GENERAL_NAMES *names = is_empty(list) ? NULL : X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    bool good = !is_empty(list);
    for (int i = 0; good && names && i < sk_GENERAL_NAME_num(names); i++)
        good = append_made(t, list, general_name_value(t, sk_GENERAL_NAME_value(names, i)));
    GENERAL_NAMES_free(names);
    return good && add_tuple(t, d, "subjectAltName", list);
}

/* ---- addresses of certificates and lists ---- */

static bool add_access(Thread *t, Dict *d, X509 *certificate, int method, const char *key)
{
    OWN Value list = list_new(t, 0);
    AUTHORITY_INFO_ACCESS *info = is_empty(list) ? NULL : X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL);
    bool good = !is_empty(list);
    for (int i = 0; good && info && i < sk_ACCESS_DESCRIPTION_num(info); i++) {
        const ACCESS_DESCRIPTION *access = sk_ACCESS_DESCRIPTION_value(info, i);
        if (OBJ_obj2nid(access->method) == method && access->location && access->location->type == GEN_URI)
            good = append_made(t, list, string_value(t, access->location->d.uniformResourceIdentifier));
    }
    AUTHORITY_INFO_ACCESS_free(info);
    return good && add_tuple(t, d, key, list);
}

static bool add_revocation_points(Thread *t, Dict *d, X509 *certificate)
{
    OWN Value list = list_new(t, 0);
    CRL_DIST_POINTS *points = is_empty(list) ? NULL : X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
    bool good = !is_empty(list);
    for (int i = 0; good && points && i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT_NAME *point = sk_DIST_POINT_value(points, i)->distpoint;
        if (!point || point->type != 0)     /* none, or one relative to the issuer */
            continue;
        for (int k = 0; good && k < sk_GENERAL_NAME_num(point->name.fullname); k++) {
            const GENERAL_NAME *name = sk_GENERAL_NAME_value(point->name.fullname, k);
            if (name->type == GEN_URI)
                good = append_made(t, list, string_value(t, name->d.uniformResourceIdentifier));
        }
    }
    CRL_DIST_POINTS_free(points);
    return good && add_tuple(t, d, "crlDistributionPoints", list);
}

/* ---- the dict ---- */

static Value serial_value(Thread *t, const ASN1_INTEGER *serial)
{
    const unsigned char *p = ASN1_STRING_get0_data(serial);
    int n = ASN1_STRING_length(serial);
    StrBuilder b;
    builder_init(&b, t);
    if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
        builder_char(&b, '-');
    if (n == 0)
        builder_ascii(&b, "00", 2);
    for (int i = 0; i < n; i++) {
        builder_char(&b, (uint32_t)"0123456789ABCDEF"[p[i] >> 4]);
        builder_char(&b, (uint32_t)"0123456789ABCDEF"[p[i] & 15]);
    }
    return builder_take(&b);
}

/* "Aug 26 14:23:15 2028 GMT" */
static Value time_value(Thread *t, const ASN1_TIME *time)
{
    char *text;
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio)
        return raise_memory(t);
    ASN1_TIME_print(bio, time);         /* "Bad time value" when it is one */
    long n = BIO_get_mem_data(bio, &text);
    Value v = str_from_utf8(t, text, n);
    BIO_free(bio);
    ERR_clear_error();
    return v;
}

Value tls_certificate_dict(Thread *t, X509 *c)
{
    OWN Value v = dict_new(t);
    if (is_empty(v))
        return EMPTY;
    Dict *d = as_dict(v);
    bool good = dict_set_text_take(t, d, "subject", name_value(t, X509_get_subject_name(c)))
        && dict_set_text_take(t, d, "issuer", name_value(t, X509_get_issuer_name(c)))
        && dict_set_text_take(t, d, "version", int_from_int64(t, X509_get_version(c) + 1))
        && dict_set_text_take(t, d, "serialNumber", serial_value(t, X509_get0_serialNumber(c)))
        && dict_set_text_take(t, d, "notBefore", time_value(t, X509_get0_notBefore(c)))
        && dict_set_text_take(t, d, "notAfter", time_value(t, X509_get0_notAfter(c)))
        && add_alternative_names(t, d, c) && add_access(t, d, c, NID_ad_OCSP, "OCSP")
        && add_access(t, d, c, NID_ad_ca_issuers, "caIssuers") && add_revocation_points(t, d, c);
    ERR_clear_error();          /* of extensions that cannot be read, which are left out */
    return good ? take(&v) : EMPTY;
}
