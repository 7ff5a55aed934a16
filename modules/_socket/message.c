/* message.c: sendmsg and recvmsg: several buffers at once, and ancillary data (Library "socket"). */
#include "modules/_socket/socket.h"

#include "vm/buffer_vector.h"
#include "gen/modules/_socket/message.h"

#define CONTROL_MAX ((size_t)INT_MAX)

/* Bytes of a control message with `length` bytes of data, padded to the next one or not; false: too many. */
static bool control_size(size_t length, bool padded, size_t *size)
{
    if (length > CONTROL_MAX - (padded ? CMSG_SPACE(1) : CMSG_LEN(0)))
        return false;
    *size = padded ? CMSG_SPACE(length) : CMSG_LEN(length);
    return true;
}
static Value control_function(Thread *t, Ref v, bool padded, const char *name)
{
    ssize length;
    size_t size;
    if (!to_ssize(t, v, &exc_OverflowError, &length))
        return EMPTY;
    if (length < 0 || !control_size((size_t)length, padded, &size))
        return raise_overflow(t, "%s() argument out of range", name);
    return int_from_uint64(t, size);
}
/** CMSG_LEN(length) -> control message length
 *
 * Return the total length, without trailing padding, of an ancillary
 * data item with associated data of the given length. */
FUNCTION1(_socket, CMSG_LEN, length) { return control_function(t, length, false, "CMSG_LEN"); }
/** CMSG_SPACE(length) -> buffer size
 *
 * Return the buffer size needed for recvmsg() to receive an ancillary
 * data item with associated data of the given length, along with any
 * trailing padding. */
FUNCTION1(_socket, CMSG_SPACE, length) { return control_function(t, length, true, "CMSG_SPACE"); }

typedef struct Message { struct msghdr header; int flags; ssize done; Address address; } Message;

static bool try_sendmsg(Socket *s, void *context)
{
    Message *m = context;
    m->done = interruptible_sendmsg(s->fd, &m->header, m->flags);
    return m->done >= 0;
}
static bool try_recvmsg(Socket *s, void *context)
{
    Message *m = context;
    m->done = interruptible_recvmsg(s->fd, &m->header, m->flags);
    return m->done >= 0;
}

/* ---- sending ---- */

typedef struct Ancillary { int level, type; Buffer data; } Ancillary;
typedef struct AncillaryList { Ancillary *item; ssize count; } AncillaryList;

static void ancillary_release(AncillaryList *l)
{
    for (ssize i = 0; i < l->count; i++)
        buffer_release(&l->item[i].data);
    mem_free(l->item);
}
static bool read_ancillary(Thread *t, Ref iterable, AncillaryList *l)
{
    OWN Value items = to_tuple(t, iterable);
    if (is_empty(items)) {
        if (raised_catch(t, &exc_TypeError))
            raise_type(t, "sendmsg() argument 2 must be an iterable");
        return false;
    }
    ssize n = as_tuple(items)->len;
    l->item = mem_alloc_array(t, n, sizeof *l->item);
    for (ssize i = 0; l->item && i < n; i++) {
        Ref item = as_tuple(items)->item[i];
        OWN Value triple = is_tuple(item) || is_list(item) ? to_tuple(t, item) : EMPTY;
        if (is_empty(triple) || as_tuple(triple)->len != 3)
            return is_raised(t) ? false : (raise_type(t, "[sendmsg() ancillary data items] must be a sequence of length 3"), false);
        Ancillary *a = &l->item[i];
        if (!to_c_int(t, as_tuple(triple)->item[0], &a->level) || !to_c_int(t, as_tuple(triple)->item[1], &a->type)
            || !buffer_get(t, as_tuple(triple)->item[2], &a->data, BUFFER_SIMPLE))
            return false;
        l->count++;
    }
    return l->item != NULL;
}
/* The control block for the items, allocated; NULL with nothing raised when there are none. */
static bool make_control(Thread *t, const AncillaryList *l, struct msghdr *header)
{
    size_t total = 0, space;
    if (!l->count)
        return true;
    for (ssize i = 0; i < l->count; i++) {
        if (!control_size((size_t)l->item[i].data.len, true, &space))
            return raise_format(t, &exc_OSError, "ancillary data item too large"), false;
        if ((total += space) > CONTROL_MAX)
            return raise_format(t, &exc_OSError, "too much ancillary data"), false;
    }
    header->msg_control = mem_alloc(t, total);
    if (!header->msg_control)
        return false;
    memset(header->msg_control, 0, total);
    header->msg_controllen = total;
    struct cmsghdr *c = NULL;
    for (ssize i = 0; i < l->count; i++) {
        const Ancillary *a = &l->item[i];
        c = c ? CMSG_NXTHDR(header, c) : CMSG_FIRSTHDR(header);
        if (!c)
            return raise_runtime(t, "unexpected NULL result from %s()", i ? "CMSG_NXTHDR" : "CMSG_FIRSTHDR"), false;
        c->cmsg_level = a->level;
        c->cmsg_type = a->type;
        c->cmsg_len = CMSG_LEN((size_t)a->data.len);
        memcpy(CMSG_DATA(c), a->data.data, (size_t)a->data.len);
    }
    return true;
}
/** sendmsg(buffers[, ancdata[, flags[, address]]]) -> count
 *
 * Send normal and ancillary data to the socket, gathering the
 * non-ancillary data from a series of buffers and concatenating it into
 * a single message.  The buffers argument specifies the non-ancillary
 * data as an iterable of bytes-like objects (e.g. bytes objects).
 * The ancdata argument specifies the ancillary data (control messages)
 * as an iterable of zero or more tuples (cmsg_level, cmsg_type,
 * cmsg_data), where cmsg_level and cmsg_type are integers specifying the
 * protocol level and protocol-specific type respectively, and cmsg_data
 * is a bytes-like object holding the associated data.  The flags
 * argument defaults to 0 and has the same meaning as for send().  If
 * address is supplied and not None, it sets a destination address for
 * the message.  The return value is the number of bytes of non-ancillary
 * data sent. */
METHOD(socket, sendmsg, "(self, buffers, ancdata=?, flags: int=0, address=None, /)")
{
    Socket *s = as_socket(self);
    BUFFERS v = {0};
    __attribute__((cleanup(ancillary_release))) AncillaryList ancillary = {0};
    Message m = {.flags = a->flags};
    if (!vector_fill(t, &v, a->buffers, false)) {
        if (!v.part && raised_catch(t, &exc_TypeError))
            raise_type(t, "sendmsg() argument 1 must be an iterable");
        return EMPTY;
    }
    if (!is_empty(a->ancdata) && !read_ancillary(t, a->ancdata, &ancillary))
        return EMPTY;
    if (!is_none(a->address)) {
        if (!address_read(t, s, a->address, &m.address, &m.header.msg_namelen, "sendmsg"))
            return EMPTY;
        m.header.msg_name = &m.address;
    }
    m.header.msg_iov = v.part;
    m.header.msg_iovlen = (size_t)v.count;
    bool good = make_control(t, &ancillary, &m.header) && socket_call(t, s, true, try_sendmsg, &m);
    mem_free(m.header.msg_control);
    return good ? fixnum(m.done) : EMPTY;
}

/* ---- receiving ---- */

/* Bytes of c's data that the received control block really holds; warns nothing: the caller does when it was cut. */
static ssize control_data_length(const struct msghdr *header, struct cmsghdr *c)
{
    ssize room = (ssize)((char *)header->msg_control + header->msg_controllen - (char *)CMSG_DATA(c));
    ssize n = (ssize)c->cmsg_len - (ssize)((char *)CMSG_DATA(c) - (char *)c);
    return MIN(n, room);
}
static Value ancillary_list(Thread *t, struct msghdr *header)
{
    OWN Value list = list_new(t, 0);
    for (struct cmsghdr *c = header->msg_controllen ? CMSG_FIRSTHDR(header) : NULL; c && !is_empty(list); c = CMSG_NXTHDR(header, c)) {
        ssize n = control_data_length(header, c);
        if (n < 0)
            break;
        OWN Value data = bytes_from(t, CMSG_DATA(c), n);
        Value item = is_empty(data) ? EMPTY : tuple_pack(t, 3, fixnum(c->cmsg_level), fixnum(c->cmsg_type), data);
        if (is_empty(item) || !list_append_take(t, as_list(list), item))
            return EMPTY;
    }
    return take(&list);
}
/* Receives into the parts; the results after the first one, as a tuple (ancdata, flags, address). */
static Value receive_message(Thread *t, Socket *s, struct iovec *part, int count, ssize control, int flags, ssize *done)
{
    Message m = {.flags = flags};
    if (control < 0 || control > (ssize)CONTROL_MAX)
        return raise_value(t, "invalid ancillary data buffer length");
    m.header.msg_name = &m.address;
    m.header.msg_namelen = sizeof m.address;
    m.header.msg_iov = part;
    m.header.msg_iovlen = (size_t)count;
    m.header.msg_controllen = (size_t)control;
    if (control && !(m.header.msg_control = mem_alloc(t, (size_t)control)))
        return EMPTY;
    OWN Value result = EMPTY;
    if (socket_call(t, s, false, try_recvmsg, &m)) {
        *done = m.done;
        OWN Value ancillary = ancillary_list(t, &m.header);
        OWN Value address = is_empty(ancillary) ? EMPTY : address_value(t, s->fd, &m.address, m.header.msg_namelen);
        if (!is_empty(address))
            result = tuple_pack(t, 3, ancillary, fixnum(m.header.msg_flags), address);
    }
    mem_free(m.header.msg_control);
    return take(&result);
}
static Value with_first(Thread *t, Ref first, Ref rest)
{
    Value *item = as_tuple(rest)->item;
    return tuple_pack(t, 4, first, item[0], item[1], item[2]);
}
/** recvmsg(bufsize[, ancbufsize[, flags]]) -> (data, ancdata, msg_flags, address)
 *
 * Receive normal data (up to bufsize bytes) and ancillary data from the
 * socket.  The ancbufsize argument sets the size in bytes of the
 * internal buffer used to receive the ancillary data; it defaults to 0,
 * meaning that no ancillary data will be received.  Appropriate buffer
 * sizes for ancillary data can be calculated using CMSG_SPACE() or
 * CMSG_LEN(), and items which do not fit into the buffer might be
 * truncated or discarded.  The flags argument defaults to 0 and has the
 * same meaning as for recv(). */
METHOD(socket, recvmsg, "(self, bufsize: index, ancbufsize: index=0, flags: int=0, /)")
{
    ssize done = 0;
    if (a->bufsize < 0)
        return raise_value(t, "negative buffer size in recvmsg()");
    OWN Value bytes = bytes_new(t, a->bufsize);
    if (is_empty(bytes))
        return EMPTY;
    struct iovec part = {as_bytes(bytes)->data, (size_t)a->bufsize};
    OWN Value rest = receive_message(t, as_socket(self), &part, 1, a->ancbufsize, a->flags, &done);
    if (is_empty(rest) || (done != a->bufsize && !bytes_shrink_take(t, &bytes, done)))
        return EMPTY;
    return with_first(t, bytes, rest);
}
/** recvmsg_into(buffers[, ancbufsize[, flags]]) -> (nbytes, ancdata, msg_flags, address)
 *
 * Receive normal data and ancillary data from the socket, scattering the
 * non-ancillary data into a series of buffers.  The buffers argument
 * must be an iterable of objects that export writable buffers
 * (e.g. bytearray objects); these will be filled with successive chunks
 * of the non-ancillary data until it has all been written or there are
 * no more buffers.  The ancbufsize argument sets the size in bytes of
 * the internal buffer used to receive the ancillary data; it defaults to
 * 0, meaning that no ancillary data will be received. */
METHOD(socket, recvmsg_into, "(self, buffers, ancbufsize: index=0, flags: int=0, /)")
{
    BUFFERS v = {0};
    ssize done = 0;
    if (!vector_fill(t, &v, a->buffers, true)) {
        if (!v.part && raised_catch(t, &exc_TypeError))
            raise_type(t, "recvmsg_into() argument 1 must be an iterable");
        return EMPTY;
    }
    OWN Value rest = receive_message(t, as_socket(self), v.part, v.count, a->ancbufsize, a->flags, &done);
    return is_empty(rest) ? EMPTY : with_first(t, fixnum(done), rest);
}
