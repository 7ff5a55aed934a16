/* system_call.c: see system_call.h. */
#include "vm/system_call.h"

#include <fcntl.h>
#include <math.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include "object/buffer.h"
#include "object/bytes.h"
#include "object/error.h"
#include "object/float.h"
#include "object/int.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

Value raise_last(Thread *t) { return is_raised(t) ? EMPTY : raise_errno(t, errno); }

Value raise_last_path(Thread *t, Ref filename)
{
    if (is_raised(t))
        return EMPTY;
    return is_empty(filename) || is_none(filename) ? raise_errno(t, errno) : raise_errno_path(t, errno, filename);
}

/* ---- descriptors ---- */

bool to_descriptor(Thread *t, Ref v, int *fd)
{
    if (is_int(v)) {
        if (!to_c_int(t, v, fd))
            return false;
    } else {
        Value method;
        Lookup r = find_attr(t, v, NAME(fileno), &method);
        if (r == ERROR)
            return false;
        if (r == MISSING)
            return raise_type(t, "argument must be an int, or have a fileno() method."), false;
        OWN Value result = call0(t, method);
        release(method);
        if (is_empty(result))
            return false;
        if (!is_int(result))
            return raise_type(t, "fileno() returned a non-integer"), false;
        if (!to_c_int(t, result, fd))
            return false;
    }
    if (*fd < 0)
        return raise_value(t, "file descriptor cannot be a negative integer (%d)", *fd), false;
    return true;
}

bool to_directory_descriptor(Thread *t, Ref v, int none, int *fd)
{
    if (is_empty(v) || is_none(v)) {
        *fd = none;
        return true;
    }
    if (!is_int(v) && !type_of(v)->index)
        return raise_type(t, "argument should be integer or None, not %T", v), false;
    return to_c_int(t, v, fd);
}

bool descriptor_set_inheritable(int fd, bool inheritable)
{
    return ioctl(fd, inheritable ? FIONCLEX : FIOCLEX, NULL) == 0;
}

/* ---- file names ---- */

Value to_fs_path(Thread *t, Ref v)
{
    if (is_str(v) || is_bytes(v))
        return retain(v);
    Value path;
    Lookup r = call_special(t, v, NAME(__fspath__), NULL, 0, &path);
    if (r == ERROR)
        return EMPTY;
    if (r == MISSING)
        return raise_type(t, "expected str, bytes or os.PathLike object, not %T", v);
    if (is_str(path) || is_bytes(path))
        return path;
    raise_type(t, "expected %T.__fspath__() to return str or bytes, not %T", v, path);
    release(path);
    return EMPTY;
}

Value to_fs_bytes(Thread *t, Ref v)
{
    OWN Value path = to_fs_path(t, v);
    OWN Value bytes = is_empty(path) ? EMPTY : is_bytes(path) ? retain(path) : str_encode_fs(t, path);
    if (is_empty(bytes))
        return EMPTY;
    if (strlen((char *)as_bytes(bytes)->data) != (size_t)as_bytes(bytes)->len)
        return is_str(path) ? raise_value(t, "embedded null character") : raise_value(t, "embedded null byte");
    return take(&bytes);
}

Value to_filename(Thread *t, Ref v)
{
    if (!is_str(v) && !is_bytes(v) && has_buffer(v)) {
        Buffer b;
        if (!warn(t, &exc_DeprecationWarning, 1, "path should be string, bytes, or os.PathLike, not %T", v)
            || !buffer_get(t, v, &b, BUFFER_SIMPLE))
            return EMPTY;
        Value text = str_from_utf8_lossless(t, b.data, b.len);
        buffer_release(&b);
        return text;
    }
    OWN Value path = to_fs_path(t, v);
    if (is_empty(path) || is_str(path))
        return take(&path);
    return str_from_utf8_lossless(t, (const char *)as_bytes(path)->data, as_bytes(path)->len);
}

/* ---- times ---- */

static double round_half_even(double d)
{
    double rounded = round(d);
    return fabs(d - rounded) == 0.5 ? 2.0 * round(d / 2.0) : rounded;
}

bool to_nanoseconds(Thread *t, Ref v, TimeRounding rounding, int64_t *ns)
{
    if (is_float(v)) {
        double d = float_value(v);
        if (isnan(d))
            return raise_value(t, "Invalid value NaN (not a number)"), false;
        d *= 1e9;
        d = rounding == ROUND_TIME_FLOOR ? floor(d) : rounding == ROUND_TIME_CEILING ? ceil(d) : round_half_even(d);
        if (!(d >= -0x1p63 && d < 0x1p63))
            return raise_overflow(t, "timestamp too large to convert to C _PyTime_t"), false;
        *ns = (int64_t)d;
        return true;
    }
    if (!is_int(v) && !type_of(v)->index && type_of(v)->float_) {
        OWN Value number = EMPTY;
        double d;
        if (!to_double(t, v, &d) || is_empty(number = float_from(t, d)))
            return false;
        return to_nanoseconds(t, number, rounding, ns);
    }
    OWN Value index = to_index(t, v);
    int64_t seconds;
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &seconds) || __builtin_mul_overflow(seconds, (int64_t)1000000000, ns))
        return raise_overflow(t, "timestamp too large to convert to C _PyTime_t"), false;
    return true;
}

/* ---- resources ---- */

Value rusage_value(Thread *t, Ref cls, const struct rusage *u)
{
    long rest[] = {u->ru_maxrss, u->ru_ixrss, u->ru_idrss, u->ru_isrss, u->ru_minflt, u->ru_majflt, u->ru_nswap,
                   u->ru_inblock, u->ru_oublock, u->ru_msgsnd, u->ru_msgrcv, u->ru_nsignals, u->ru_nvcsw, u->ru_nivcsw};
    OWN Value made = structseq_new(t, cls);
    if (is_empty(made))
        return EMPTY;
    structseq_set_take(made, 0, float_from(t, (double)u->ru_utime.tv_sec + 1e-6 * (double)u->ru_utime.tv_usec));
    structseq_set_take(made, 1, float_from(t, (double)u->ru_stime.tv_sec + 1e-6 * (double)u->ru_stime.tv_usec));
    for (int i = 0; i < COUNT_OF(rest); i++)
        structseq_set_take(made, i + 2, int_from_int64(t, rest[i]));
    return is_raised(t) ? EMPTY : take(&made);
}
