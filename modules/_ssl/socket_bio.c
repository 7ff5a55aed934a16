/* socket_bio.c: how OpenSSL reads and writes a socket: never waiting, whatever the mode of the descriptor.
 *
 * So an operation on a connection ends quickly and can hold the connection's lock; waiting, time-outs and signals are
 * connection.c's, and one thread can wait for data while another one sends. SIGPIPE is not raised.
 */
#include "modules/_ssl/ssl.h"

#include <errno.h>
#include <sys/socket.h>

typedef struct Endpoint {
    int fd;
    int error;                  /* errno of the last call; 0: it did not fail */
    bool ended;                 /* the last read met the end */
} Endpoint;

void tls_socket_bio_set(BIO *bio, int fd)
{
    Endpoint *e = BIO_get_data(bio);
    e->fd = fd;
    e->error = 0;
    e->ended = false;
}

void tls_socket_bio_result(BIO *bio, int *error, bool *ended)
{
    Endpoint *e = BIO_get_data(bio);
    *error = e->error;
    *ended = e->ended;
}

/* Notes how a call went; 1 for done, 0 for not done, as the _ex functions of a BIO return. */
static int finish(BIO *bio, ssize_t n, bool reading, size_t *done)
{
    Endpoint *e = BIO_get_data(bio);
    e->error = n < 0 ? errno : 0;
    e->ended = reading && n == 0;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        e->error = 0;
        reading ? BIO_set_retry_read(bio) : BIO_set_retry_write(bio);
    }
    *done = n > 0 ? (size_t)n : 0;
    return n > 0;
}

static int endpoint_read(BIO *bio, char *p, size_t room, size_t *done)
{
    ssize_t n;
    BIO_clear_retry_flags(bio);
    do
        n = recv(((Endpoint *)BIO_get_data(bio))->fd, p, room, MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return finish(bio, n, true, done);
}

static int endpoint_write(BIO *bio, const char *p, size_t size, size_t *done)
{
    ssize_t n;
    BIO_clear_retry_flags(bio);
    do
        n = send(((Endpoint *)BIO_get_data(bio))->fd, p, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return finish(bio, n, false, done);
}

static long endpoint_control(BIO *bio, int command, long number UNUSED, void *p UNUSED)
{
    switch (command) {
    case BIO_CTRL_EOF:                      return ((Endpoint *)BIO_get_data(bio))->ended;
    case BIO_CTRL_FLUSH: case BIO_CTRL_DUP: return 1;
    default:                                return 0;
    }
}

static int endpoint_create(BIO *bio)
{
    Endpoint *e = OPENSSL_zalloc(sizeof *e);
    if (!e)
        return 0;
    e->fd = -1;
    BIO_set_data(bio, e);
    BIO_set_init(bio, 1);
    return 1;
}

static int endpoint_destroy(BIO *bio)
{
    OPENSSL_free(BIO_get_data(bio));
    return 1;
}

BIO_METHOD *tls_socket_method(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "Python socket");
    if (m && BIO_meth_set_read_ex(m, endpoint_read) && BIO_meth_set_write_ex(m, endpoint_write)
        && BIO_meth_set_ctrl(m, endpoint_control) && BIO_meth_set_create(m, endpoint_create)
        && BIO_meth_set_destroy(m, endpoint_destroy))
        return m;
    BIO_meth_free(m);
    return NULL;
}
