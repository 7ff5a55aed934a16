/* path.c: arguments that are paths, descriptors, user and group ids. */
#include "modules/posix/posix.h"

#include "object/buffer.h"

static const char *const expected[] = {
    [0] = "string, bytes or os.PathLike",
    [PATH_FD] = "string, bytes, os.PathLike or integer",
    [PATH_NONE] = "string, bytes, os.PathLike or None",
    [PATH_FD | PATH_NONE] = "string, bytes, os.PathLike, integer or None",
};

static bool set_bytes(Thread *t, Path *p, const char *function, const char *parameter)
{
    if (is_empty(p->bytes))
        p->bytes = is_str(p->object) ? str_encode_fs(t, p->object) : retain(p->object);
    if (is_empty(p->bytes))
        return false;
    p->name = (const char *)as_bytes(p->bytes)->data;
    if (strlen(p->name) != (size_t)as_bytes(p->bytes)->len)
        return raise_value(t, "%s: embedded null character in %s", function, parameter), false;
    return true;
}

static bool refuse(Thread *t, Ref v, const char *function, const char *parameter, int allowed)
{
    return raise_type(t, "%s: %s should be %s, not %T", function, parameter, expected[allowed], v), false;
}

/* Other bytes-like objects do, with a warning; an error names the object itself. */
static bool take_buffer(Thread *t, Path *p, Ref v, const char *function, const char *parameter, int allowed)
{
    Buffer b;

    if (!warn(t, &exc_DeprecationWarning, 1, "%s: %s should be %s, not %T", function, parameter, expected[allowed], v)
        || !buffer_get(t, v, &b, BUFFER_SIMPLE))
        return false;
    p->object = retain(v);
    p->bytes = bytes_from(t, b.data, b.len);
    buffer_release(&b);
    return !is_empty(p->bytes);
}

static bool take_fspath(Thread *t, Path *p, Ref v, const char *function, const char *parameter, int allowed)
{
    Value path;
    Lookup r = call_special(t, v, NAME(__fspath__), NULL, 0, &path);
    if (r == ERROR)
        return false;
    if (r == MISSING)
        return refuse(t, v, function, parameter, allowed);
    p->object = path;
    if (!is_str(path) && !is_bytes(path))
        return raise_type(t, "expected %T.__fspath__() to return str or bytes, not %T", v, path), false;
    return true;
}

bool path_convert(Thread *t, Path *p, Ref v, const char *function, const char *parameter, int allowed)
{
    *p = (Path){.fd = -1};
    if (is_str(v) || is_bytes(v)) {
        p->object = retain(v);
    } else if (is_none(v)) {
        return allowed & PATH_NONE ? true : refuse(t, v, function, parameter, allowed);
    } else if (!is_empty(type_lookup(t, type_of(v), NAME(__fspath__)))) {
        if (!take_fspath(t, p, v, function, parameter, allowed))
            return false;
    } else if (allowed & PATH_FD && (is_int(v) || type_of(v)->index)) {
        p->object = to_index(t, v);
        return !is_empty(p->object) && to_c_int(t, p->object, &p->fd);
    } else if (has_buffer(v)) {
        if (!take_buffer(t, p, v, function, parameter, allowed))
            return false;
    } else {
        return refuse(t, v, function, parameter, allowed);
    }
    return set_bytes(t, p, function, parameter);
}

void path_release(Path *p)
{
    release(take(&p->object));
    release(take(&p->bytes));
}

bool path_directory(Thread *t, const Path *p, Ref dir_fd, const char *function, int *fd)
{
    if (!to_directory_descriptor(t, dir_fd, AT_FDCWD, fd))
        return false;
    if (*fd != AT_FDCWD && !p->name)
        return raise_value(t, p->fd >= 0 ? "%s: can't specify both dir_fd and fd" : "%s: can't specify dir_fd without matching path", function), false;
    return true;
}

Value raise_path(Thread *t, const Path *p) { return raise_last_path(t, p->object); }
Value raise_paths(Thread *t, const Path *p, const Path *q)
{
    return is_raised(t) ? EMPTY : raise_errno_paths(t, errno, p->object, q->object);
}

Value fs_decode(Thread *t, const char *name) { return str_from_utf8_lossless(t, name, (ssize)strlen(name)); }
Value path_like(Thread *t, const Path *p, const char *name, ssize n)
{
    return !is_empty(p->bytes) && !is_str(p->object) ? bytes_from(t, name, n) : str_from_utf8_lossless(t, name, n);
}

/* uid_t and gid_t are unsigned; -1 means "do not change". */
static bool to_id(Thread *t, Ref v, const char *kind, uint32_t *id)
{
    if (!is_int(v) && !type_of(v)->index)
        return raise_type(t, "%s should be integer, not %T", kind, v), false;
    OWN Value index = to_index(t, v);
    int64_t n;
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &n))
        n = int_sign(index) < 0 ? -2 : (int64_t)1 << 32;
    if (n < -1)
        return raise_overflow(t, "%s is less than minimum", kind), false;
    if (n > UINT32_MAX)
        return raise_overflow(t, "%s is greater than maximum", kind), false;
    *id = (uint32_t)n;
    return true;
}
bool to_uid(Thread *t, Ref v, uid_t *uid) { return to_id(t, v, "uid", uid); }
bool to_gid(Thread *t, Ref v, gid_t *gid) { return to_id(t, v, "gid", gid); }
