/* system.c: the system and the process's place in it: environment, uname, times, configuration values, random bytes (Library
 * "os", "Process Parameters", "Miscellaneous System Information", "Random numbers").
 */
#include "modules/posix/posix.h"

#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/platform.h"
#include "modules/posix/constants.h"
#include "object/float.h"
#include "gen/modules/posix/system.h"

/* ---- the environment ---- */

extern char **environ;

Value environ_dict(Thread *t)
{
    OWN Value dict = dict_new(t);
    for (char **p = environ; p && *p && !is_empty(dict); p++) {
        const char *equals = strchr(*p + (**p == '='), '=');
        if (!equals)
            continue;
        OWN Value name = bytes_from(t, *p, equals - *p), value = is_empty(name) ? EMPTY : bytes_from(t, equals + 1, (ssize)strlen(equals + 1));
        Value kept;
        /* the first of two equal names counts */
        if (is_empty(value) || dict_setdefault(t, as_dict(dict), name, value, &kept) == ERROR)
            return EMPTY;
        release(kept);
    }
    return take(&dict);
}
FUNCTION0(posix, _create_environ) { return environ_dict(t); }

/** Change or add an environment variable. */
FUNCTION(posix, putenv, "(name, value, /)")
{
    OWN Value name = to_fs_bytes(t, a->name), value = is_empty(name) ? EMPTY : to_fs_bytes(t, a->value);
    if (is_empty(value))
        return EMPTY;
    const char *text = (char *)as_bytes(name)->data;
    if (strchr(text, '='))
        return raise_value(t, "illegal environment variable name");
    return none_or_last(t, setenv(text, (char *)as_bytes(value)->data, 1));
}
/** Delete an environment variable. */
FUNCTION(posix, unsetenv, "(name, /)")
{
    OWN Value name = to_fs_bytes(t, a->name);
    return is_empty(name) ? EMPTY : none_or_last(t, unsetenv((char *)as_bytes(name)->data));
}

/* ---- file names and messages ---- */

/** Return the file system path representation of the object.
 *
 * If the object is str or bytes, then allow it to pass through as-is. If the
 * object defines __fspath__(), then return the result of that method. All other
 * types raise a TypeError. */
FUNCTION(posix, fspath, "(path)") { return to_fs_path(t, a->path); }
/** Translate an error code to a message string. */
FUNCTION(posix, strerror, "(code: int, /)")
{
    char buffer[256];
    return fs_decode(t, strerror_r(a->code, buffer, sizeof buffer));
}
/** Set the current numeric umask and return the previous umask. */
FUNCTION(posix, umask, "(mask: int, /)") { return fixnum(umask((mode_t)a->mask)); }

/* ---- system and times ---- */

static const StructField uname_fields[] = {
    {"sysname", "operating system name"}, {"nodename", "name of machine on network (implementation-defined)"},
    {"release", "operating system release"}, {"version", "operating system version"}, {"machine", "hardware identifier"}, {NULL, NULL},
};
static const StructDesc uname_desc = {
    "posix.uname_result",
    "uname_result: Result from os.uname().\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (sysname, nodename, release, version, machine),\n"
    "or via the attributes sysname, nodename, release, version, and machine.\n\n"
    "See os.uname for more information.",
    uname_fields, 5,
};
static const StructField times_fields[] = {
    {"user", "user time"}, {"system", "system time"}, {"children_user", "user time of children"},
    {"children_system", "system time of children"}, {"elapsed", "elapsed time since an arbitrary point in the past"}, {NULL, NULL},
};
static const StructDesc times_desc = {
    "posix.times_result",
    "times_result: Result from os.times().\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (user, system, children_user, children_system, elapsed),\n"
    "or via the attributes user, system, children_user, children_system,\n"
    "and elapsed.\n\n"
    "See os.times for more information.",
    times_fields, 5,
};
static const StructField waitid_fields[] = {{"si_pid", NULL}, {"si_uid", NULL}, {"si_signo", NULL}, {"si_status", NULL}, {"si_code", NULL}, {NULL, NULL}};
static const StructDesc waitid_desc = {
    "posix.waitid_result",
    "waitid_result: Result from waitid.\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (si_pid, si_uid, si_signo, si_status, si_code),\n"
    "or via the attributes si_pid, si_uid, and so on.\n\n"
    "See os.waitid for more information.",
    waitid_fields, 5,
};

/** Return an object identifying the current operating system.
 *
 * The object behaves like a named tuple with the following fields:
 *   (sysname, nodename, release, version, machine) */
FUNCTION0(posix, uname)
{
    struct utsname u;
    if (uname(&u) < 0)
        return raise_last(t);
    const char *fields[] = {u.sysname, u.nodename, u.release, u.version, u.machine};
    OWN Value made = structseq_new(t, posix_state(t)->uname_result);
    for (int i = 0; i < COUNT_OF(fields) && !is_empty(made); i++)
        structseq_set_take(made, i, fs_decode(t, fields[i]));
    return is_raised(t) ? EMPTY : take(&made);
}
/** Return a collection containing process timing information.
 *
 * The object returned behaves like a named tuple with these fields:
 *   (utime, stime, cutime, cstime, elapsed_time)
 * All fields are floating-point numbers. */
FUNCTION0(posix, times)
{
    struct tms ticks;
    clock_t now = times(&ticks);
    if (now == (clock_t)-1)
        return raise_last(t);
    clock_t fields[] = {ticks.tms_utime, ticks.tms_stime, ticks.tms_cutime, ticks.tms_cstime, now};
    OWN Value made = structseq_new(t, posix_state(t)->times_result);
    for (int i = 0; i < COUNT_OF(fields) && !is_empty(made); i++)
        structseq_set_take(made, i, float_from(t, (double)fields[i] / (double)sysconf(_SC_CLK_TCK)));
    return is_raised(t) ? EMPTY : take(&made);
}
/** Return average recent system load information. */
FUNCTION0(posix, getloadavg)
{
    double load[3];
    if (getloadavg(load, 3) != 3)
        return raise_format(t, &exc_OSError, "Load averages are unobtainable");
    OWN Value a = float_from(t, load[0]), b = float_from(t, load[1]), c = float_from(t, load[2]);
    return is_raised(t) ? EMPTY : tuple_pack(t, 3, a, b, c);
}

/* ---- configuration values ---- */

/* A name of the table, or the number itself. */
static bool to_configuration_name(Thread *t, Ref v, const SystemName *table, ssize n, int *number)
{
    if (is_int(v))
        return to_c_int(t, v, number);
    if (!is_str(v))
        return raise_type(t, "configuration names must be strings or integers"), false;
    for (ssize i = 0; i < n; i++)
        if (str_is(v, table[i].name)) {
            *number = table[i].value;
            return true;
        }
    return raise_value(t, "unrecognized configuration name"), false;
}
/** Return an integer-valued system configuration variable. */
FUNCTION(posix, sysconf, "(name, /)")
{
    int number;
    if (!to_configuration_name(t, a->name, sysconf_table, sysconf_count, &number))
        return EMPTY;
    errno = 0;
    long value = sysconf(number);
    return value == -1 && errno ? raise_last(t) : int_from_int64(t, value);
}
/** Return a string-valued system configuration variable. */
FUNCTION(posix, confstr, "(name, /)")
{
    int number;
    if (!to_configuration_name(t, a->name, confstr_table, confstr_count, &number))
        return EMPTY;
    errno = 0;
    size_t n = confstr(number, NULL, 0);
    if (n == 0)
        return errno ? raise_last(t) : NONE;
    char *text = mem_alloc(t, n);
    if (!text)
        return EMPTY;
    confstr(number, text, n);
    Value v = str_from_utf8_lossless(t, text, (ssize)n - 1);
    mem_free(text);
    return v;
}
/** Return the configuration limit name for the file or directory path.
 *
 * If there is no limit, return -1. */
FUNCTION(posix, pathconf, "(path, name)")
{
    PATH p;
    int number;
    if (!path_convert(t, &p, a->path, "pathconf", "path", PATH_FD) || !to_configuration_name(t, a->name, pathconf_table, pathconf_count, &number))
        return EMPTY;
    errno = 0;
    long limit = p.name ? pathconf(p.name, number) : fpathconf(p.fd, number);
    if (limit != -1 || !errno)
        return int_from_int64(t, limit);
    return errno == EINVAL ? raise_last(t) : raise_path(t, &p);        /* the name is wrong, not the path */
}
/** Return the configuration limit name for the file descriptor fd.
 *
 * If there is no limit, return -1. */
FUNCTION(posix, fpathconf, "(fd, name, /)")
{
    int fd, number;
    if (!to_descriptor(t, a->fd, &fd) || !to_configuration_name(t, a->name, pathconf_table, pathconf_count, &number))
        return EMPTY;
    errno = 0;
    long limit = fpathconf(fd, number);
    return limit == -1 && errno ? raise_last(t) : int_from_int64(t, limit);
}

/* ---- random bytes ---- */

/** Return a bytes object containing random bytes suitable for cryptographic use. */
FUNCTION(posix, urandom, "(size: index, /)")
{
    if (a->size < 0)
        return raise_value(t, "negative argument not allowed");
    OWN Value bytes = bytes_new(t, a->size);
    if (is_empty(bytes))
        return EMPTY;
    bool good;
    BLOCKING_BEGIN(t)
    good = platform_random(as_bytes(bytes)->data, (size_t)a->size);
    BLOCKING_END(t)
    return good ? take(&bytes) : raise_last(t);
}
/** Obtain a series of random bytes. */
FUNCTION(posix, getrandom, "(size: index, flags: int=0)")
{
    if (a->size < 0) {
        errno = EINVAL;
        return raise_last(t);
    }
    OWN Value bytes = bytes_new(t, a->size);
    ssize n;
    if (is_empty(bytes))
        return EMPTY;
    BLOCKING_CALL(t, n, getrandom(as_bytes(bytes)->data, (size_t)a->size, (unsigned)a->flags));
    if (n < 0)
        return raise_last(t);
    return n == a->size || bytes_shrink_take(t, &bytes, n) ? take(&bytes) : EMPTY;
}

bool posix_add_system_types(Thread *t, Ref module, PosixState *s)
{
    s->uname_result = structseq_type_new(t, &uname_desc);
    s->times_result = structseq_type_new(t, &times_desc);
    s->waitid_result = structseq_type_new(t, &waitid_desc);
    return !is_raised(t) && module_add(t, module, "uname_result", s->uname_result) && module_add(t, module, "times_result", s->times_result)
        && module_add(t, module, "waitid_result", s->waitid_result);
}
