/* session.c: SSLSession: what a client keeps of a connection to resume it in another one. Manual: ssl, "SSL session". */
#include "modules/_ssl/ssl.h"

#include "gen/modules/_ssl/session.h"

Value tls_session_new_take(Thread *t, SSL_SESSION *session, Ref context)
{
    TlsSession *s = object_new_zeroed(t, &tls_session_type, sizeof *s);
    if (!s) {
        SSL_SESSION_free(session);
        return EMPTY;
    }
    s->session = session;
    s->context = retain(context);
    return value_of(s);
}

static void Session_dealloc(Object *o)
{
    TlsSession *s = (TlsSession *)o;
    SSL_SESSION_free(s->session);
    release(s->context);
    object_free(o, sizeof *s);
}
static void Session_traverse(Object *o, Visitor *visitor) { visit(visitor, ((TlsSession *)o)->context); }

static const unsigned char *session_id(Ref v, unsigned *n) { return SSL_SESSION_get_id(as_tls_session(v)->session, n); }

/* Two sessions are equal when their identifiers are. */
static Value Session_compare(Thread *t UNUSED, Ref self, Ref other, CompareOp op)
{
    unsigned n, m;
    if (!is_exact(other, &tls_session_type) || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    const unsigned char *a = session_id(self, &n), *b = session_id(other, &m);
    bool equal = same(self, other) || (n == m && memcmp(a, b, n) == 0);
    return bool_value(equal == (op == CMP_EQ));
}

static bool Session_hash(Thread *t, Ref self, int64_t *hash)
{
    unsigned n;
    const unsigned char *id = session_id(self, &n);
    OWN Value bytes = bytes_from(t, id, n);
    return !is_empty(bytes) && hash_of(t, bytes, hash);
}

/** Session creation time (seconds since epoch). */
GETTER(Session, time) { return int_from_int64(t, SSL_SESSION_get_time(as_tls_session(self)->session)); }

/** Session timeout (delta in seconds). */
GETTER(Session, timeout) { return int_from_int64(t, SSL_SESSION_get_timeout(as_tls_session(self)->session)); }

/** Ticket life time hint. */
GETTER(Session, ticket_lifetime_hint)
{
    return int_from_uint64(t, SSL_SESSION_get_ticket_lifetime_hint(as_tls_session(self)->session));
}

/** Session id */
GETTER(Session, id)
{
    unsigned n;
    const unsigned char *id = session_id(self, &n);
    return bytes_from(t, id, n);
}

/** Does the session contain a ticket? */
GETTER(Session, has_ticket) { return bool_value(SSL_SESSION_has_ticket(as_tls_session(self)->session)); }

Type tls_session_type = {
    TYPE_HEAD("_ssl.SSLSession", TlsSession), .flags = TYPE_GC, .dealloc = Session_dealloc, .traverse = Session_traverse,
    .new_ = tls_no_new, .compare = Session_compare, .hash = Session_hash, .getset = Session_getset,
    .doc = "What a client keeps of a connection, to resume it in another one.",
};
