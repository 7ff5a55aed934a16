/* memory_bio.c: MemoryBIO: bytes in memory between OpenSSL and a program that does the input and output itself.
 * Manual: ssl, "Memory BIO Support". OpenSSL uses it only while the thread holds the GIL, so it needs no lock. */
#include "modules/_ssl/ssl.h"

#include "gen/modules/_ssl/memory_bio.h"

NEW(MemoryBIO, "()")
{
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio)
        return tls_raise(t, "failed to allocate BIO");
    /* Empty means "not yet" to OpenSSL, until write_eof(). */
    BIO_set_retry_read(bio);
    BIO_set_mem_eof_return(bio, -1);
    as_tls_memory_bio(v)->bio = bio;
    return take(&v);
}

static void MemoryBIO_dealloc(Object *o)
{
    BIO_free(((TlsMemoryBio *)o)->bio);
    object_free(o, object_size(o));
}

static size_t pending(Ref self) { return BIO_ctrl_pending(as_tls_memory_bio(self)->bio); }

/** Read up to size bytes from the memory BIO.
 *
 * If size is not specified, read the entire buffer.
 * If the return value is an empty bytes instance, this means either
 * EOF or that no data is available. Use the "eof" property to
 * distinguish between the two. */
METHOD(MemoryBIO, read, "(self, size: int=-1, /)")
{
    int n = (int)MIN(pending(self), (size_t)INT_MAX);
    if (a->size >= 0 && a->size < n)
        n = a->size;
    OWN Value v = bytes_new(t, n);
    if (is_empty(v) || n == 0)
        return take(&v);
    int done = BIO_read(as_tls_memory_bio(self)->bio, as_bytes(v)->data, n);
    if (done < 0)
        return tls_raise_noted(t, EMPTY);
    return bytes_shrink_take(t, &v, done) ? take(&v) : EMPTY;
}

/** Writes the bytes b into the memory BIO.
 *
 * Returns the number of bytes written. */
METHOD(MemoryBIO, write, "(self, b: buffer, /)")
{
    if (a->b.len > INT_MAX)
        return raise_overflow(t, "string longer than %d bytes", INT_MAX);
    if (as_tls_memory_bio(self)->ended)
        return tls_raise(t, "cannot write() after write_eof()");
    if (a->b.len == 0)
        return fixnum(0);
    int done = BIO_write(as_tls_memory_bio(self)->bio, a->b.data, (int)a->b.len);
    return done < 0 ? tls_raise_noted(t, EMPTY) : fixnum(done);
}

/** Write an EOF marker to the memory BIO.
 *
 * When all data has been read, the "eof" property will be True. */
METHOD0(MemoryBIO, write_eof)
{
    TlsMemoryBio *b = as_tls_memory_bio(self);
    b->ended = true;
    BIO_clear_retry_flags(b->bio);
    BIO_set_mem_eof_return(b->bio, 0);
    return NONE;
}

/** The number of bytes pending in the memory BIO. */
GETTER(MemoryBIO, pending) { return int_from_ssize(t, (ssize)pending(self)); }

/** Whether the memory BIO is at EOF. */
GETTER(MemoryBIO, eof) { return bool_value(as_tls_memory_bio(self)->ended && pending(self) == 0); }

Type tls_memory_bio_type = {
    TYPE_HEAD("_ssl.MemoryBIO", TlsMemoryBio), .flags = TYPE_BASE, .dealloc = MemoryBIO_dealloc, .new_ = MemoryBIO_new_slot,
    .new_signature = &MemoryBIO_new_signature, .methods = MemoryBIO_methods, .getset = MemoryBIO_getset,
    .doc = "Bytes in memory that a connection reads from or writes to.",
};
