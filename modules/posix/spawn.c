/* spawn.c: posix_spawn (Library "os", "Process Management"). */
#include "modules/posix/posix.h"

#include <sched.h>
#include <signal.h>
#include <spawn.h>

#include "modules/posix/argv.h"
#include "object/list.h"
#include "gen/modules/posix/spawn.h"

/* The attributes and file actions of one call. */
typedef struct Spawn { posix_spawnattr_t attributes; posix_spawn_file_actions_t actions; bool has_actions; short flags; Value names; } Spawn;

static void spawn_release(Spawn *s)
{
    posix_spawnattr_destroy(&s->attributes);
    posix_spawn_file_actions_destroy(&s->actions);
    release(take(&s->names));
}
#define SPAWN __attribute__((cleanup(spawn_release))) Spawn

static bool check(Thread *t, int error) { return error == 0 || (raise_errno(t, error), false); }

static bool read_signals(Thread *t, Ref iterable, sigset_t *set)
{
    OWN Value items = to_tuple(t, iterable);
    sigemptyset(set);
    if (is_empty(items))
        return false;
    for (ssize i = 0; i < as_tuple(items)->len; i++) {
        int number;
        if (!to_c_int(t, as_tuple(items)->item[i], &number))
            return false;
        if (number <= 0 || number >= NSIG)
            return raise_value(t, "signal number %d out of range [1; %d]", number, NSIG - 1), false;
        sigaddset(set, number);
    }
    return true;
}

static bool read_scheduler(Thread *t, Spawn *s, Ref scheduler)
{
    if (is_none(scheduler) || is_empty(scheduler))
        return true;
    if (!is_tuple(scheduler) || as_tuple(scheduler)->len != 2)
        return raise_type(t, "scheduler must be a tuple of two elements"), false;
    Ref policy = as_tuple(scheduler)->item[0], param = as_tuple(scheduler)->item[1];
    struct sched_param priority;
    int number;
    OWN Value value = get_attr_text(t, param, "sched_priority");
    if (is_empty(value) || !to_c_int(t, value, &priority.sched_priority))
        return false;
    if (!is_none(policy)) {
        if (!to_c_int(t, policy, &number) || !check(t, posix_spawnattr_setschedpolicy(&s->attributes, number)))
            return false;
        s->flags |= POSIX_SPAWN_SETSCHEDULER;
    }
    s->flags |= POSIX_SPAWN_SETSCHEDPARAM;
    return check(t, posix_spawnattr_setschedparam(&s->attributes, &priority));
}

enum { ACTION_OPEN, ACTION_CLOSE, ACTION_DUP2, ACTION_CLOSEFROM };

/* Item i of an action's tuple as an int. */
static bool action_int(Thread *t, Ref action, ssize i, int *out) { return to_c_int(t, as_tuple(action)->item[i], out); }

static bool read_action(Thread *t, Spawn *s, Ref action)
{
    int kind, fd, other;
    if (!is_tuple(action) || as_tuple(action)->len == 0)
        return raise_type(t, "Each file_actions element must be a non-empty tuple"), false;
    if (!action_int(t, action, 0, &kind))
        return false;
    ssize n = as_tuple(action)->len;
    switch (kind) {
    case ACTION_OPEN: {
        int mode;
        if (n != 5)
            return raise_type(t, "A open file_action tuple must have 5 elements"), false;
        OWN Value name = to_fs_bytes(t, as_tuple(action)->item[2]);
        if (is_empty(name) || !action_int(t, action, 1, &fd) || !action_int(t, action, 3, &other) || !action_int(t, action, 4, &mode)
            || !list_append(t, as_list(s->names), name))            /* keeps it in place until the call */
            return false;
        return check(t, posix_spawn_file_actions_addopen(&s->actions, fd, (char *)as_bytes(name)->data, other, (mode_t)mode));
    }
    case ACTION_CLOSE:
        if (n != 2)
            return raise_type(t, "A close file_action tuple must have 2 elements"), false;
        return action_int(t, action, 1, &fd) && check(t, posix_spawn_file_actions_addclose(&s->actions, fd));
    case ACTION_DUP2:
        if (n != 3)
            return raise_type(t, "A dup2 file_action tuple must have 3 elements"), false;
        return action_int(t, action, 1, &fd) && action_int(t, action, 2, &other)
            && check(t, posix_spawn_file_actions_adddup2(&s->actions, fd, other));
    case ACTION_CLOSEFROM:
        if (n != 2)
            return raise_type(t, "A closefrom file_action tuple must have 2 elements"), false;
        return action_int(t, action, 1, &fd) && check(t, posix_spawn_file_actions_addclosefrom_np(&s->actions, fd));
    default:
        return raise_type(t, "Unknown file_actions identifier"), false;
    }
}
static bool read_actions(Thread *t, Spawn *s, Ref actions)
{
    OWN Value items = to_tuple(t, actions);
    if (is_empty(items) || is_empty(s->names = list_new(t, 0)))
        return false;
    for (ssize i = 0; i < as_tuple(items)->len; i++)
        if (!read_action(t, s, as_tuple(items)->item[i]))
            return false;
    return true;
}

static bool read_attributes(Thread *t, Spawn *s, const char *function, Ref group, bool reset_ids, bool setsid, Ref mask, Ref defaults, Ref scheduler)
{
    sigset_t set;
    if (!is_none(group)) {
        int id;
        if (!to_c_int(t, group, &id) || !check(t, posix_spawnattr_setpgroup(&s->attributes, id)))
            return false;
        s->flags |= POSIX_SPAWN_SETPGROUP;
    }
    s->flags |= reset_ids ? POSIX_SPAWN_RESETIDS : 0;
    s->flags |= setsid ? POSIX_SPAWN_SETSID : 0;
    if (!is_empty(mask)) {
        if (!read_signals(t, mask, &set) || !check(t, posix_spawnattr_setsigmask(&s->attributes, &set)))
            return false;
        s->flags |= POSIX_SPAWN_SETSIGMASK;
    }
    if (!is_empty(defaults)) {
        if (!read_signals(t, defaults, &set) || !check(t, posix_spawnattr_setsigdefault(&s->attributes, &set)))
            return false;
        s->flags |= POSIX_SPAWN_SETSIGDEF;
    }
    (void)function;
    return read_scheduler(t, s, scheduler) && check(t, posix_spawnattr_setflags(&s->attributes, s->flags));
}

extern char **environ;

static Value spawn_path(Thread *t, const struct posix_posix_spawn_args *a, const char *function, bool search)
{
    PATH p = {.fd = -1};
    ARGV v = {0}, env = {0};
    SPAWN s = {0};
    char what[64];
    pid_t pid;
    posix_spawnattr_init(&s.attributes);
    posix_spawn_file_actions_init(&s.actions);
    if (!path_convert(t, &p, a->path, function, "path", 0))
        return EMPTY;
    strcat(strcpy(what, function), ": argv");
    if (!argv_read(t, &v, a->argv, what) || (!is_none(a->env) && !environment_read(t, &env, a->env, function))
        || !read_attributes(t, &s, function, a->setpgroup, a->resetids, a->setsid, a->setsigmask, a->setsigdef, a->scheduler)
        || (!is_none(a->file_actions) && !read_actions(t, &s, a->file_actions)))
        return EMPTY;
    char **variables = is_none(a->env) ? environ : env.item;
    errno = (search ? posix_spawnp : posix_spawn)(&pid, p.name, &s.actions, &s.attributes, v.item, variables);
    return errno ? raise_path(t, &p) : fixnum(pid);
}
/** Execute the program specified by path in a new process.
 *
 *   file_actions
 *     A sequence of file action tuples.
 *   setpgroup
 *     The pgroup to use with the POSIX_SPAWN_SETPGROUP flag.
 *   resetids
 *     If the value is `true` the POSIX_SPAWN_RESETIDS will be activated.
 *   setsid
 *     If the value is `true` the POSIX_SPAWN_SETSID or POSIX_SPAWN_SETSID_NP will be activated.
 *   setsigmask
 *     The sigmask to use with the POSIX_SPAWN_SETSIGMASK flag.
 *   setsigdef
 *     The sigmask to use with the POSIX_SPAWN_SETSIGDEF flag.
 *   scheduler
 *     A tuple with the scheduler policy (optional) and parameters. */
FUNCTION(posix, posix_spawn, "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids: bool=False, setsid: bool=False, setsigmask=?, setsigdef=?, scheduler=None)")
{
    return spawn_path(t, a, "posix_spawn", false);
}
/** Execute the program specified by path, searched along PATH, in a new process. */
FUNCTION(posix, posix_spawnp, "(path, argv, env, /, *, file_actions=(), setpgroup=None, resetids: bool=False, setsid: bool=False, setsigmask=?, setsigdef=?, scheduler=None)")
{
    return spawn_path(t, (const struct posix_posix_spawn_args *)a, "posix_spawnp", true);
}
