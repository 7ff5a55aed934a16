/* resource.c: limits and use of resources (Library "resource"). */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/resource.h"

typedef struct ResourceState { Value struct_rusage; } ResourceState;

static const StructField usage_fields[] = {
    {"ru_utime", "user time used"}, {"ru_stime", "system time used"}, {"ru_maxrss", "max. resident set size"},
    {"ru_ixrss", "shared memory size"}, {"ru_idrss", "unshared data size"}, {"ru_isrss", "unshared stack size"},
    {"ru_minflt", "page faults not requiring I/O"}, {"ru_majflt", "page faults requiring I/O"}, {"ru_nswap", "number of swap outs"},
    {"ru_inblock", "block input operations"}, {"ru_oublock", "block output operations"}, {"ru_msgsnd", "IPC messages sent"},
    {"ru_msgrcv", "IPC messages received"}, {"ru_nsignals", "signals received"}, {"ru_nvcsw", "voluntary context switches"},
    {"ru_nivcsw", "involuntary context switches"}, {NULL, NULL},
};
static const StructDesc usage_desc = {
    "resource.struct_rusage",
    "struct_rusage: Result from getrusage.\n\n"
    "This object may be accessed either as a tuple of\n"
    "    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n"
    "    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)\n"
    "or via the attributes ru_utime, ru_stime, ru_maxrss, and so on.",
    usage_fields, 16,
};

/** Get the use of resources by the process (RUSAGE_SELF), its children or the thread. */
FUNCTION(resource, getrusage, "(who: int, /)")
{
    struct rusage u;
    if (getrusage((__rusage_who_t)a->who, &u) < 0)
        return errno == EINVAL ? raise_value(t, "invalid who parameter") : raise_last(t);
    return rusage_value(t, ((ResourceState *)module_state(t, self))->struct_rusage, &u);
}

/* RLIM_INFINITY is shown as -1. */
static Value limit_value(Thread *t, rlim_t limit) { return limit == RLIM_INFINITY ? fixnum(-1) : int_from_uint64(t, limit); }
static Value limits_value(Thread *t, const struct rlimit *limits)
{
    OWN Value soft = limit_value(t, limits->rlim_cur), hard = limit_value(t, limits->rlim_max);
    return is_empty(soft) || is_empty(hard) ? EMPTY : tuple_pack(t, 2, soft, hard);
}
static bool to_limit(Thread *t, Ref v, rlim_t *out)
{
    OWN Value index = to_index(t, v);
    if (is_empty(index))
        return false;
    int64_t n;
    if (int_as_int64(index, &n)) {
        *out = (rlim_t)n;           /* -1 is RLIM_INFINITY */
        return true;
    }
    return int_as_uint64(index, out) || (raise_overflow(t, "Python int too large to convert to C rlim_t"), false);
}
static bool read_limits(Thread *t, Ref v, struct rlimit *limits)
{
    OWN Value pair = to_tuple(t, v);
    if (is_empty(pair))
        return false;
    if (as_tuple(pair)->len != 2)
        return raise_value(t, "expected a tuple of 2 integers"), false;
    return to_limit(t, as_tuple(pair)->item[0], &limits->rlim_cur) && to_limit(t, as_tuple(pair)->item[1], &limits->rlim_max);
}
static bool check_resource(Thread *t, int resource)
{
    return (resource >= 0 && resource < RLIM_NLIMITS) || (raise_value(t, "invalid resource specified"), false);
}
/** Return a tuple (soft, hard) with the current limits of resource. */
FUNCTION(resource, getrlimit, "(resource: int, /)")
{
    struct rlimit limits;
    if (!check_resource(t, a->resource))
        return EMPTY;
    return getrlimit((__rlimit_resource_t)a->resource, &limits) < 0 ? raise_last(t) : limits_value(t, &limits);
}
static Value raise_limit(Thread *t)
{
    if (errno == EINVAL)
        return raise_value(t, "current limit exceeds maximum limit");
    if (errno == EPERM)
        return raise_value(t, "not allowed to raise maximum limit");
    return raise_last(t);
}
/** Set new limits of consumption of resource. */
FUNCTION(resource, setrlimit, "(resource: int, limits, /)")
{
    struct rlimit limits;
    if (!check_resource(t, a->resource) || !read_limits(t, a->limits, &limits))
        return EMPTY;
    return setrlimit((__rlimit_resource_t)a->resource, &limits) < 0 ? raise_limit(t) : NONE;
}
/** Set or get resource limits of a process. */
FUNCTION(resource, prlimit, "(pid: int, resource: int, limits=None, /)")
{
    struct rlimit limits, old;
    if (!check_resource(t, a->resource) || (!is_none(a->limits) && !read_limits(t, a->limits, &limits)))
        return EMPTY;
    int result = prlimit(a->pid, (__rlimit_resource_t)a->resource, is_none(a->limits) ? NULL : &limits, &old);
    return result == 0 ? limits_value(t, &old) : errno == EINVAL ? raise_limit(t) : raise_last(t);
}
/** Return the number of bytes in a system page. */
FUNCTION0(resource, getpagesize) { return fixnum(sysconf(_SC_PAGESIZE)); }

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(RLIMIT_CPU), C(RLIMIT_FSIZE), C(RLIMIT_DATA), C(RLIMIT_STACK), C(RLIMIT_CORE), C(RLIMIT_NOFILE), C(RLIMIT_OFILE),
    C(RLIMIT_AS), C(RLIMIT_RSS), C(RLIMIT_NPROC), C(RLIMIT_MEMLOCK), C(RLIMIT_MSGQUEUE), C(RLIMIT_NICE), C(RLIMIT_RTPRIO),
    C(RLIMIT_RTTIME), C(RLIMIT_SIGPENDING), C(RUSAGE_SELF), C(RUSAGE_CHILDREN), C(RUSAGE_THREAD),
#undef C
    {"RLIM_INFINITY", -1},
};
static bool resource_exec(Thread *t, Ref module)
{
    ResourceState *s = module_state(t, module);
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    s->struct_rusage = structseq_type_new(t, &usage_desc);
    return !is_empty(s->struct_rusage) && module_add(t, module, "struct_rusage", s->struct_rusage)
        && module_add(t, module, "error", value_of(&exc_OSError));
}
static void resource_clear(void *state) { release(take(&((ResourceState *)state)->struct_rusage)); }

MODULE(resource, .doc = "Limits and use of system resources.", .exec = resource_exec, .state_size = sizeof(ResourceState),
       .state_clear = resource_clear);
