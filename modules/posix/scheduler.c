/* scheduler.c: how the system schedules processes (Library "os", "Interface to the scheduler"). */
#include "modules/posix/posix.h"

#include <sched.h>
#include <unistd.h>

#include "object/float.h"
#include "object/set.h"
#include "gen/modules/posix/scheduler.h"

static const StructField param_fields[] = {{"sched_priority", "the scheduling priority"}, {NULL, NULL}};
static const StructDesc param_desc = {"posix.sched_param", "Currently has only one field: sched_priority\n\n  sched_priority\n    A scheduling parameter.", param_fields, 1};

/* sched_param(priority), not a sequence. */
static Value sched_param_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    bool keyword = nargs == 0 && !is_empty(names) && as_tuple(names)->len == 1 && str_is(as_tuple(names)->item[0], "sched_priority");
    if (!keyword && (nargs != 1 || (!is_empty(names) && as_tuple(names)->len)))
        return nargs ? raise_type(t, "sched_param() takes exactly 1 argument (%zd given)", nargs)
                     : raise_type(t, "sched_param() missing required argument 'sched_priority' (pos 1)");
    Value made = structseq_new(t, value_of(cls));
    if (!is_empty(made))
        structseq_set_take(made, 0, retain(args[0]));
    return made;
}
METHOD0(sched_param, __reduce__)
{
    OWN Value args = tuple_pack(t, 1, as_tuple(self)->item[0]);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

static bool read_param(Thread *t, Ref v, struct sched_param *out)
{
    if (type_of(v) != as_type(posix_state(t)->sched_param))
        return raise_type(t, "must have a sched_param object"), false;
    int64_t priority;
    Ref item = as_tuple(v)->item[0];
    if (!to_int64(t, item, &priority))
        return false;
    if (priority > INT_MAX || priority < INT_MIN)
        return raise_overflow(t, "sched_priority out of range"), false;
    out->sched_priority = (int)priority;
    return true;
}
static Value param_value(Thread *t, const struct sched_param *param)
{
    Value made = structseq_new(t, posix_state(t)->sched_param);
    if (!is_empty(made))
        structseq_set_take(made, 0, fixnum(param->sched_priority));
    return made;
}

/** Get the maximum scheduling priority for policy. */
FUNCTION(posix, sched_get_priority_max, "(policy: int)") { return int_or_last(t, sched_get_priority_max(a->policy)); }
/** Get the minimum scheduling priority for policy. */
FUNCTION(posix, sched_get_priority_min, "(policy: int)") { return int_or_last(t, sched_get_priority_min(a->policy)); }
/** Get the scheduling policy for the process identified by pid. */
FUNCTION(posix, sched_getscheduler, "(pid: int, /)") { return int_or_last(t, sched_getscheduler(a->pid)); }
/** Set the scheduling policy for the process identified by pid. */
FUNCTION(posix, sched_setscheduler, "(pid: int, policy: int, param, /)")
{
    struct sched_param param;
    return read_param(t, a->param, &param) ? none_or_last(t, sched_setscheduler(a->pid, a->policy, &param)) : EMPTY;
}
/** Returns scheduling parameters for the process identified by pid. */
FUNCTION(posix, sched_getparam, "(pid: int, /)")
{
    struct sched_param param;
    return sched_getparam(a->pid, &param) < 0 ? raise_last(t) : param_value(t, &param);
}
/** Set scheduling parameters for the process identified by pid. */
FUNCTION(posix, sched_setparam, "(pid: int, param, /)")
{
    struct sched_param param;
    return read_param(t, a->param, &param) ? none_or_last(t, sched_setparam(a->pid, &param)) : EMPTY;
}
/** Return the round-robin quantum for the process identified by pid, in seconds. */
FUNCTION(posix, sched_rr_get_interval, "(pid: int, /)")
{
    struct timespec interval;
    return sched_rr_get_interval(a->pid, &interval) < 0 ? raise_last(t)
                                                        : float_from(t, (double)interval.tv_sec + 1e-9 * (double)interval.tv_nsec);
}
/** Voluntarily relinquish the CPU. */
FUNCTION0(posix, sched_yield)
{
    int result;
    BLOCKING_BEGIN(t)
    result = sched_yield();
    BLOCKING_END(t)
    return none_or_last(t, result);
}

/* ---- processors ---- */

#define CPU_LIMIT (1 << 20)         /* more than any system has */

static bool collect_cpus(Thread *t, Ref mask, cpu_set_t *set, size_t size)
{
    OWN Value it = iter(t, mask);
    Value item;
    Lookup r = ERROR;
    while (!is_empty(it) && (r = step(t, it, &item)) == FOUND) {
        OWN Value owned = item;
        int cpu;
        if (!is_int(item))
            return raise_type(t, "expected an iterator of ints, but iterator yielded %R", value_of(type_of(item))), false;
        if (!to_c_int(t, item, &cpu))
            return false;
        if (cpu < 0)
            return raise_value(t, "negative CPU number"), false;
        if (cpu >= CPU_LIMIT)
            return raise_overflow(t, "CPU number too large"), false;
        CPU_SET_S((size_t)cpu, size, set);
    }
    return r == MISSING;
}
/** Set the CPU affinity of the process identified by pid to mask. */
FUNCTION(posix, sched_setaffinity, "(pid: int, mask, /)")
{
    size_t size = CPU_ALLOC_SIZE(CPU_LIMIT);
    cpu_set_t *set = mem_alloc(t, size);
    if (!set)
        return EMPTY;
    CPU_ZERO_S(size, set);
    bool good = collect_cpus(t, a->mask, set, size);
    Value result = good ? none_or_last(t, sched_setaffinity(a->pid, size, set)) : EMPTY;
    mem_free(set);
    return result;
}
/** Return the affinity of the process identified by pid (or the current process if zero). */
FUNCTION(posix, sched_getaffinity, "(pid: int, /)")
{
    size_t size = CPU_ALLOC_SIZE(CPU_LIMIT);
    cpu_set_t *set = mem_alloc(t, size);
    if (!set)
        return EMPTY;
    CPU_ZERO_S(size, set);
    OWN Value result = EMPTY;
    if (sched_getaffinity(a->pid, size, set) < 0) {
        raise_last(t);
    } else {
        int left = CPU_COUNT_S(size, set);
        result = set_new(t);
        for (int cpu = 0; left && !is_empty(result); cpu++) {
            if (!CPU_ISSET_S((size_t)cpu, size, set))
                continue;
            left--;
            if (!set_add(t, as_set(result), fixnum(cpu)))
                replace_take(&result, EMPTY);
        }
    }
    mem_free(set);
    return take(&result);
}
/** Return the number of logical CPUs in the system; None if indeterminable. */
FUNCTION0(posix, cpu_count)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? fixnum(n) : NONE;
}

bool posix_add_scheduler_types(Thread *t, Ref module, PosixState *s)
{
    s->sched_param = structseq_type_new(t, &param_desc);
    if (is_empty(s->sched_param))
        return false;
    Type *type = as_type(s->sched_param);
    type->new_ = sched_param_new;
    type->new_signature = NULL;
    for (const MethodDef *m = method_first(sched_param_methods); m; m = method_next(m))
        if (!dict_set_text_take(t, type->dict, m->name, method_descriptor_new(t, type, m)))
            return false;
    return type_modified(t, type, EMPTY) && module_add(t, module, "sched_param", s->sched_param);
}
