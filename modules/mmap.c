/* mmap.c: files mapped into memory (Library "mmap").
 *
 * A map is a mutable sequence of bytes with a file position. While buffers of it are out it can be neither closed nor resized.
 * When the file is made shorter under the map, what is beyond its end reads as zeros in buffers (base/mapped.h), and accesses to
 * the map raise OSError until it is resized.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mapped.h"
#include "base/search.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/module.h"
#include "object/range.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/mmap.h"

enum { ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY };

typedef struct Map {
    Object head;
    uint8_t *data;              /* NULL: closed */
    ssize len, position;
    off_t offset;               /* of the map in the file */
    ssize exports;
    int fd;                     /* our own duplicate; -1: none */
    int access, flags, protection;
    int guard;                  /* of mapped_guard(); -1: none */
} Map;
static Type mmap_type;
static Map *as_map(Ref v) { return (Map *)object_of(v); }

/* The map if it is open. */
static Map *open_map(Thread *t, Ref self)
{
    Map *m = as_map(self);
    if (!m->data)
        return raise_value(t, "mmap closed or invalid"), NULL;
    return m;
}
static Map *writable_map(Thread *t, Ref self)
{
    Map *m = open_map(t, self);
    if (m && m->access == ACCESS_READ)
        return raise_type(t, "mmap can't modify a readonly memory map."), NULL;
    return m;
}

/* Called after each access: its result, or OSError if there was no file at that place any more. */
static bool check_whole(Thread *t, const Map *m)
{
    if (likely(!mapped_is_cut(m->guard)))
        return true;
    return raise_format(t, &exc_OSError, "the mapped file has become shorter than the map"), false;
}
static Value checked_take(Thread *t, const Map *m, Value v)
{
    if (likely(!mapped_is_cut(m->guard)) || is_empty(v) || check_whole(t, m))
        return v;
    release(v);
    return EMPTY;
}

/* ---- making and closing ---- */

typedef struct Request { ssize length; int flags, protection, access; int64_t offset; } Request;

static bool choose_access(Thread *t, Request *r, bool given)
{
    if (r->access != ACCESS_DEFAULT && given)
        return raise_value(t, "mmap can't specify both access and flags, prot."), false;
    switch (r->access) {
    case ACCESS_READ: r->flags = MAP_SHARED, r->protection = PROT_READ; return true;
    case ACCESS_WRITE: r->flags = MAP_SHARED, r->protection = PROT_READ | PROT_WRITE; return true;
    case ACCESS_COPY: r->flags = MAP_PRIVATE, r->protection = PROT_READ | PROT_WRITE; return true;
    case ACCESS_DEFAULT:
        if (!(r->protection & PROT_WRITE))
            r->access = ACCESS_READ;
        else if (!(r->protection & PROT_READ))
            r->access = ACCESS_WRITE;
        return true;
    default: return raise_value(t, "mmap invalid access parameter."), false;
    }
}
/* The length 0 means all of the file; more than there is of a regular file is refused. */
static bool check_length(Thread *t, Request *r, int fd)
{
    struct stat st;
    int result;
    BLOCKING_BEGIN(t)
    result = fstat(fd, &st);
    BLOCKING_END(t)
    if (result < 0)
        return errno != EBADF || (raise_last(t), false);
    if (!S_ISREG(st.st_mode))
        return true;
    if (r->length == 0) {
        if (st.st_size == 0)
            return raise_value(t, "cannot mmap an empty file"), false;
        if (r->offset >= st.st_size)
            return raise_value(t, "mmap offset is greater than file size"), false;
        r->length = st.st_size - r->offset;
    } else if (r->offset > st.st_size || st.st_size - r->offset < r->length) {
        return raise_value(t, "mmap length is greater than file size"), false;
    }
    return true;
}
/** Maps the file with descriptor fileno, or anonymous memory if that is -1. */
NEW(mmap, "(fileno: int, length: index, flags: int=?, prot: int=?, access: int=0, offset: int64=0, *, trackfd: bool=True)")
{
    Request r = {.length = a->length, .flags = a->flags ? a->flags : MAP_SHARED, .protection = a->prot ? a->prot : PROT_READ | PROT_WRITE,
                 .access = a->access, .offset = a->offset};
    bool given = (a->flags && a->flags != MAP_SHARED) || (a->prot && a->prot != (PROT_READ | PROT_WRITE));
    if (r.length < 0)
        return raise_overflow(t, "memory mapped length must be positive");
    if (r.offset < 0)
        return raise_overflow(t, "memory mapped offset must be positive");
    if (!choose_access(t, &r, given) || (a->fileno != -1 && !check_length(t, &r, a->fileno)))
        return EMPTY;
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    Map *m = as_map(v);
    m->fd = m->guard = -1;
    m->access = r.access;
    m->offset = r.offset;
    if (a->fileno == -1)
        r.flags |= MAP_ANONYMOUS;
    else if (a->trackfd && (m->fd = fcntl(a->fileno, F_DUPFD_CLOEXEC, 0)) < 0)
        return raise_last(t);
    m->flags = r.flags;
    m->protection = r.protection;
    void *data;
    BLOCKING_BEGIN(t)
    data = mmap(NULL, (size_t)r.length, r.protection, r.flags, a->fileno, r.offset);
    BLOCKING_END(t)
    if (data == MAP_FAILED)
        return raise_last(t);
    m->data = data;
    m->len = r.length;
    if (!(r.flags & MAP_ANONYMOUS))
        m->guard = mapped_guard(data, (size_t)r.length);
    return take(&v);
}
static void unmap(Map *m)
{
    if (m->data) {
        mapped_release(m->guard);
        munmap(m->data, (size_t)m->len);
    }
    if (m->fd >= 0)
        close(m->fd);
    m->data = NULL;
    m->fd = m->guard = -1;
}
static void mmap_dealloc(Object *o)
{
    unmap((Map *)o);
    object_free(o, object_size(o));
}
METHOD0(mmap, close)
{
    if (as_map(self)->exports)
        return raise_format(t, &exc_BufferError, "cannot close exported pointers exist");
    unmap(as_map(self));
    return NONE;
}
GETTER(mmap, closed) { return bool_value(!as_map(self)->data); }
METHOD0(mmap, __enter__) { return open_map(t, self) ? retain(self) : EMPTY; }
METHOD(mmap, __exit__, "(self, *args)") { return mmap_close_method(t, self); }

/* ---- as a file ---- */

static ssize rest(const Map *m) { return MAX(m->len - m->position, (ssize)0); }

METHOD(mmap, read, "(self, n=None, /)")
{
    ssize n = -1;
    if (!is_none(a->n) && !to_ssize(t, a->n, &exc_OverflowError, &n))
        return EMPTY;
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    n = n < 0 ? rest(m) : MIN(n, rest(m));
    Value v = checked_take(t, m, bytes_from(t, m->data + m->position, n));
    if (!is_empty(v))
        m->position += n;
    return v;
}
METHOD0(mmap, read_byte)
{
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    if (m->position >= m->len)
        return raise_value(t, "read byte out of range");
    Value v = checked_take(t, m, fixnum(m->data[m->position]));
    if (!is_empty(v))
        m->position++;
    return v;
}
METHOD0(mmap, readline)
{
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    uint8_t *start = m->data + m->position, *end = rest(m) ? memchr(start, '\n', (size_t)rest(m)) : NULL;
    ssize n = end ? end + 1 - start : rest(m);
    Value v = checked_take(t, m, bytes_from(t, start, n));
    if (!is_empty(v))
        m->position += n;
    return v;
}
METHOD(mmap, write, "(self, bytes: buffer, /)")
{
    Map *m = writable_map(t, self);
    if (!m)
        return EMPTY;
    if (m->position > m->len || a->bytes.len > rest(m))
        return raise_value(t, "data out of range");
    memmove(m->data + m->position, a->bytes.data, (size_t)a->bytes.len);
    if (!check_whole(t, m))
        return EMPTY;
    m->position += a->bytes.len;
    return fixnum(a->bytes.len);
}
METHOD1(mmap, write_byte, byte)
{
    int64_t n;
    if (!to_int64(t, byte, &n))
        return EMPTY;
    if (n < 0 || n > 255)
        return raise_overflow(t, n < 0 ? "unsigned byte integer is less than minimum" : "unsigned byte integer is greater than maximum");
    Map *m = writable_map(t, self);
    if (!m)
        return EMPTY;
    if (m->position >= m->len)
        return raise_value(t, "write byte out of range");
    m->data[m->position] = (uint8_t)n;
    if (!check_whole(t, m))
        return EMPTY;
    m->position++;
    return NONE;
}
METHOD(mmap, seek, "(self, dist: index, how: int=0, /)")
{
    Map *m = open_map(t, self);
    ssize to;
    if (!m)
        return EMPTY;
    if (a->how < 0 || a->how > 2)
        return raise_value(t, "unknown seek type");
    ssize base = a->how == 0 ? 0 : a->how == 1 ? m->position : m->len;
    if (__builtin_add_overflow(base, a->dist, &to) || to < 0 || to > m->len)
        return raise_value(t, "seek out of range");
    m->position = to;
    return NONE;
}
METHOD0(mmap, seekable) { return TRUE_VALUE; }
METHOD0(mmap, tell)
{
    Map *m = open_map(t, self);
    return m ? int_from_ssize(t, m->position) : EMPTY;
}
METHOD0(mmap, size)
{
    Map *m = open_map(t, self);
    struct stat st;
    if (!m)
        return EMPTY;
    return fstat(m->fd, &st) < 0 ? raise_last(t) : int_from_int64(t, st.st_size);
}
METHOD(mmap, flush, "(self, offset: index=0, size: index=?, /)")
{
    Map *m = open_map(t, self);
    ssize size = a->size ? a->size : m ? m->len - a->offset : 0;
    int result;
    if (!m)
        return EMPTY;
    if (a->offset < 0 || size < 0 || a->offset > m->len || m->len - a->offset < size)
        return raise_value(t, "flush values out of range");
    if (m->access == ACCESS_READ || m->access == ACCESS_COPY)
        return NONE;
    BLOCKING_CALL(t, result, msync(m->data + a->offset, (size_t)size, MS_SYNC));
    return none_or_last(t, result);
}
METHOD(mmap, resize, "(self, newsize: index, /)")
{
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    if (m->exports)
        return raise_format(t, &exc_BufferError, "mmap can't resize with extant pointers exported.");
    if (m->access == ACCESS_READ || m->access == ACCESS_COPY)
        return raise_type(t, "mmap can't resize a readonly or copy-on-write memory map.");
    if (a->newsize < 0 || __builtin_add_overflow_p(m->offset, a->newsize, (off_t)0))
        return raise_value(t, "new size out of range");
    if (m->fd == -1 && !(m->flags & MAP_PRIVATE) && a->newsize > m->len)
        return raise_value(t, "mmap: can't expand a shared anonymous mapping on Linux");
    if (m->fd != -1 && ftruncate(m->fd, m->offset + a->newsize) < 0)
        return raise_last(t);
    /* a cut map has pages that are not the file's: it is mapped anew */
    bool cut = m->fd != -1 && mapped_is_cut(m->guard);
    void *data = cut ? mmap(NULL, (size_t)a->newsize, m->protection, m->flags, m->fd, m->offset)
                     : mremap(m->data, (size_t)m->len, (size_t)a->newsize, MREMAP_MAYMOVE);
    if (data == MAP_FAILED)
        return raise_last(t);
    bool guarded = m->guard >= 0;
    mapped_release(m->guard);
    if (cut)
        munmap(m->data, (size_t)m->len);
    m->data = data;
    m->len = a->newsize;
    m->guard = guarded ? mapped_guard(data, (size_t)m->len) : -1;
    return NONE;
}
METHOD(mmap, move, "(self, dest: index, src: index, count: index, /)")
{
    Map *m = writable_map(t, self);
    if (!m)
        return EMPTY;
    if (a->dest < 0 || a->src < 0 || a->count < 0 || m->len - a->dest < a->count || m->len - a->src < a->count)
        return raise_value(t, "source, destination, or count out of range");
    memmove(m->data + a->dest, m->data + a->src, (size_t)a->count);
    return check_whole(t, m) ? NONE : EMPTY;
}
METHOD(mmap, madvise, "(self, option: int, start: index=0, length=None, /)")
{
    ssize length = SSIZE_MAX_;
    if (!is_none(a->length) && !to_ssize(t, a->length, &exc_OverflowError, &length))
        return EMPTY;
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    if (a->start < 0 || a->start >= m->len)
        return raise_value(t, "madvise start out of bounds");
    if (length < 0)
        return raise_value(t, "madvise length invalid");
    if (!is_none(a->length) && SSIZE_MAX_ - a->start < length)
        return raise_overflow(t, "madvise length too large");
    length = MIN(length, m->len - a->start);
    return none_or_last(t, madvise(m->data + a->start, (size_t)length, a->option));
}

static Value find(Thread *t, Ref self, const Buffer *sub, ssize start, ssize end, bool last)
{
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    start = start == SSIZE_MIN_ ? m->position : start < 0 ? MAX(start + m->len, (ssize)0) : MIN(start, m->len);
    end = end == SSIZE_MIN_ ? m->len : end < 0 ? MAX(end + m->len, (ssize)0) : MIN(end, m->len);
    if (end - start < sub->len)
        return fixnum(-1);
    ssize i = (last ? search1_last : search1_first)(m->data + start, end - start, sub->data, sub->len);
    return checked_take(t, m, fixnum(i < 0 ? -1 : i + start));
}
METHOD(mmap, find, "(self, sub: buffer, start: clamped=None, end: clamped=None, /)") { return find(t, self, &a->sub, a->start, a->end, false); }
METHOD(mmap, rfind, "(self, sub: buffer, start: clamped=None, end: clamped=None, /)") { return find(t, self, &a->sub, a->start, a->end, true); }

/* ---- as a sequence ---- */

static bool mmap_len(Thread *t, Ref self, ssize *n)
{
    Map *m = open_map(t, self);
    if (m)
        *n = m->len;
    return m;
}
/* The index of an item, checked; the map may have been closed while the key was converted. */
static bool to_position(Thread *t, Ref self, Ref key, ssize *i)
{
    if (!is_int(key) && !type_of(key)->index)
        return raise_type(t, "mmap indices must be integers"), false;
    if (!to_ssize(t, key, &exc_IndexError, i))
        return false;
    Map *m = open_map(t, self);
    if (!m)
        return false;
    if (*i < 0)
        *i += m->len;
    return (*i >= 0 && *i < m->len) || (raise_index(t, "mmap index out of range"), false);
}
static Value get_slice(Thread *t, Ref self, Ref key)
{
    ssize start, stop, step;
    if (!slice_unpack(t, as_slice(key), &start, &stop, &step))
        return EMPTY;
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    ssize n = slice_adjust(m->len, &start, &stop, step);
    if (n <= 0)
        return bytes_from(t, "", 0);
    if (step == 1)
        return checked_take(t, m, bytes_from(t, m->data + start, n));
    Value v = bytes_new(t, n);
    for (ssize i = 0; !is_empty(v) && i < n; i++)
        as_bytes(v)->data[i] = m->data[start + i * step];
    return checked_take(t, m, v);
}
static Value mmap_getitem(Thread *t, Ref self, Ref key)
{
    ssize i;
    if (!open_map(t, self))
        return EMPTY;
    if (is_exact(key, &slice_type))
        return get_slice(t, self, key);
    return to_position(t, self, key, &i) ? checked_take(t, as_map(self), fixnum(as_map(self)->data[i])) : EMPTY;
}
/* Iteration gives bytes of length one. */
static Value mmap_item(Thread *t, Ref self, ssize i)
{
    Map *m = open_map(t, self);
    if (!m)
        return EMPTY;
    return i < 0 || i >= m->len ? raise_index(t, "mmap index out of range") : checked_take(t, m, bytes_from(t, m->data + i, 1));
}
static bool set_slice(Thread *t, Ref self, Ref key, Ref value)
{
    ssize start, stop, step;
    Buffer b;
    if (is_empty(value))
        return raise_type(t, "mmap object doesn't support slice deletion"), false;
    if (!slice_unpack(t, as_slice(key), &start, &stop, &step) || !buffer_get(t, value, &b, BUFFER_SIMPLE))
        return false;
    Map *m = writable_map(t, self);
    ssize n = m ? slice_adjust(m->len, &start, &stop, step) : 0;
    bool fits = m && b.len == n;
    if (m && !fits)
        raise_index(t, "mmap slice assignment is wrong size");
    if (fits && step == 1)
        memmove(m->data + start, b.data, (size_t)n);
    else if (fits)
        for (ssize i = 0; i < n; i++)
            m->data[start + i * step] = ((uint8_t *)b.data)[i];
    buffer_release(&b);
    return fits && check_whole(t, m);
}
static bool mmap_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    ssize i;
    int64_t byte;
    if (!writable_map(t, self))
        return false;
    if (is_exact(key, &slice_type))
        return set_slice(t, self, key, value);
    if (is_empty(value))
        return raise_type(t, "mmap object doesn't support item deletion"), false;
    if (!to_position(t, self, key, &i))
        return false;
    if (!is_int(value) && !type_of(value)->index)
        return raise_type(t, "mmap item value must be an int"), false;
    if (!to_int64(t, value, &byte))
        return false;
    if (byte < 0 || byte > 255)
        return raise_value(t, "mmap item value must be in range(0, 256)"), false;
    if (!to_position(t, self, key, &i))             /* again: __index__ may have closed or resized the map */
        return false;
    as_map(self)->data[i] = (uint8_t)byte;
    return check_whole(t, as_map(self));
}
static bool mmap_get_buffer(Thread *t, Ref self, Buffer *b, int flags)
{
    Map *m = open_map(t, self);
    if (!m || !buffer_fill(t, b, self, m->data, m->len, m->access == ACCESS_READ, flags))
        return false;
    m->exports++;
    return true;
}
static void mmap_release_buffer(Ref self, Buffer *b UNUSED) { as_map(self)->exports--; }

static Value mmap_repr(Thread *t, Ref self)
{
    static const char *const names[] = {"ACCESS_DEFAULT", "ACCESS_READ", "ACCESS_WRITE", "ACCESS_COPY"};
    Map *m = as_map(self);
    const char *name = type_of(self)->flags & TYPE_HEAP ? type_of(self)->name : "mmap.mmap";
    if (!m->data)
        return str_format(t, "<%s closed=True, access=%s>", name, names[m->access]);
    return str_format(t, "<%s closed=False, access=%s, length=%zd, pos=%zd, offset=%ld>", name, names[m->access], m->len, m->position, (long)m->offset);
}

static Type mmap_type = {
    TYPE_HEAD("mmap.mmap", Map),
    .doc = "mmap(fileno, length[, flags[, prot[, access[, offset]]]])\n\n"
           "Maps length bytes from the file specified by the file descriptor fileno,\n"
           "and returns a mmap object.  If length is larger than the current size\n"
           "of the file, an error is raised.  If length is 0, the maximum length of\n"
           "the map will be the current size of the file when mmap is called.\n"
           "To map anonymous memory, pass -1 as the fileno (both version).",
    .flags = TYPE_BASE | TYPE_WEAKREFS, .dealloc = mmap_dealloc, .repr = mmap_repr, .len = mmap_len, .getitem = mmap_getitem,
    .setitem = mmap_setitem, .item = mmap_item, .get_buffer = mmap_get_buffer, .release_buffer = mmap_release_buffer,
    .new_ = mmap_new_slot, .new_signature = &mmap_new_signature, .methods = mmap_methods, .getset = mmap_getset,
};

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(PROT_EXEC), C(PROT_READ), C(PROT_WRITE), C(MAP_SHARED), C(MAP_PRIVATE), C(MAP_DENYWRITE), C(MAP_EXECUTABLE),
    C(MAP_ANONYMOUS), C(MAP_ANON), C(MAP_POPULATE), C(MAP_STACK), C(MAP_NORESERVE), C(ACCESS_DEFAULT), C(ACCESS_READ),
    C(ACCESS_WRITE), C(ACCESS_COPY), C(MADV_NORMAL), C(MADV_RANDOM), C(MADV_SEQUENTIAL), C(MADV_WILLNEED), C(MADV_DONTNEED),
    C(MADV_REMOVE), C(MADV_DONTFORK), C(MADV_DOFORK), C(MADV_HWPOISON), C(MADV_MERGEABLE), C(MADV_UNMERGEABLE),
    C(MADV_HUGEPAGE), C(MADV_NOHUGEPAGE), C(MADV_DONTDUMP), C(MADV_DODUMP), C(MADV_FREE),
#undef C
};
static bool mmap_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    int64_t page = sysconf(_SC_PAGESIZE);
    return module_add_int(t, module, "PAGESIZE", page) && module_add_int(t, module, "ALLOCATIONGRANULARITY", page)
        && module_add(t, module, "error", value_of(&exc_OSError)) && module_add_type(t, module, &mmap_type);
}

MODULE(mmap, .doc = "Memory-mapped files.", .exec = mmap_exec);
