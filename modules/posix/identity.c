/* identity.c: users and groups of the process (Library "os", "Process Parameters"). */
#include "modules/posix/posix.h"

#include <grp.h>
#include <limits.h>
#include <unistd.h>

#include "object/list.h"
#include "gen/modules/posix/identity.h"

/** Return the current process's user id. */
FUNCTION0(posix, getuid) { return fixnum(getuid()); }
/** Return the current process's effective user id. */
FUNCTION0(posix, geteuid) { return fixnum(geteuid()); }
/** Return the current process's group id. */
FUNCTION0(posix, getgid) { return fixnum(getgid()); }
/** Return the current process's effective group id. */
FUNCTION0(posix, getegid) { return fixnum(getegid()); }
/** Return a tuple of the current process's real, effective, and saved user ids. */
FUNCTION0(posix, getresuid)
{
    uid_t r, e, s;
    return getresuid(&r, &e, &s) < 0 ? raise_last(t) : tuple_pack(t, 3, fixnum(r), fixnum(e), fixnum(s));
}
/** Return a tuple of the current process's real, effective, and saved group ids. */
FUNCTION0(posix, getresgid)
{
    gid_t r, e, s;
    return getresgid(&r, &e, &s) < 0 ? raise_last(t) : tuple_pack(t, 3, fixnum(r), fixnum(e), fixnum(s));
}
/** Set the current process's user id. */
FUNCTION(posix, setuid, "(uid, /)")
{
    uid_t id;
    return to_uid(t, a->uid, &id) ? none_or_last(t, setuid(id)) : EMPTY;
}
/** Set the current process's effective user id. */
FUNCTION(posix, seteuid, "(euid, /)")
{
    uid_t id;
    return to_uid(t, a->euid, &id) ? none_or_last(t, seteuid(id)) : EMPTY;
}
/** Set the current process's group id. */
FUNCTION(posix, setgid, "(gid, /)")
{
    gid_t id;
    return to_gid(t, a->gid, &id) ? none_or_last(t, setgid(id)) : EMPTY;
}
/** Set the current process's effective group id. */
FUNCTION(posix, setegid, "(egid, /)")
{
    gid_t id;
    return to_gid(t, a->egid, &id) ? none_or_last(t, setegid(id)) : EMPTY;
}
/** Set the current process's real and effective user ids. */
FUNCTION(posix, setreuid, "(ruid, euid, /)")
{
    uid_t r, e;
    return to_uid(t, a->ruid, &r) && to_uid(t, a->euid, &e) ? none_or_last(t, setreuid(r, e)) : EMPTY;
}
/** Set the current process's real and effective group ids. */
FUNCTION(posix, setregid, "(rgid, egid, /)")
{
    gid_t r, e;
    return to_gid(t, a->rgid, &r) && to_gid(t, a->egid, &e) ? none_or_last(t, setregid(r, e)) : EMPTY;
}
/** Set the current process's real, effective, and saved user ids. */
FUNCTION(posix, setresuid, "(ruid, euid, suid, /)")
{
    uid_t r, e, s;
    return to_uid(t, a->ruid, &r) && to_uid(t, a->euid, &e) && to_uid(t, a->suid, &s) ? none_or_last(t, setresuid(r, e, s)) : EMPTY;
}
/** Set the current process's real, effective, and saved group ids. */
FUNCTION(posix, setresgid, "(rgid, egid, sgid, /)")
{
    gid_t r, e, s;
    return to_gid(t, a->rgid, &r) && to_gid(t, a->egid, &e) && to_gid(t, a->sgid, &s) ? none_or_last(t, setresgid(r, e, s)) : EMPTY;
}

static Value group_list(Thread *t, const gid_t *group, int n)
{
    OWN Value list = list_new(t, n);
    for (int i = 0; i < n && !is_empty(list); i++)
        if (!list_append_take(t, as_list(list), fixnum(group[i])))
            return EMPTY;
    return take(&list);
}
/** Return list of supplemental group IDs for the process. */
FUNCTION0(posix, getgroups)
{
    for (;;) {
        int n = getgroups(0, NULL);
        gid_t *group = n < 0 ? NULL : mem_alloc_array(t, n, sizeof *group);
        if (!group)
            return raise_last(t);
        int got = n ? getgroups(n, group) : 0;          /* another thread may have added some: ask again */
        Value list = got < 0 ? EMPTY : group_list(t, group, got);
        mem_free(group);
        if (got >= 0 || errno != EINVAL)
            return got < 0 ? raise_last(t) : list;
    }
}
/** Returns a list of groups to which a user belongs. */
FUNCTION(posix, getgrouplist, "(user, group, /)")
{
    OWN Value user = to_fs_bytes(t, a->user);
    gid_t first;
    int room = 64;
    if (is_empty(user) || !to_gid(t, a->group, &first))
        return EMPTY;
    for (;;) {
        gid_t *group = mem_alloc_array(t, room, sizeof *group);
        int n = room;
        if (!group)
            return EMPTY;
        int got = getgrouplist((char *)as_bytes(user)->data, first, group, &n);
        Value list = got < 0 ? EMPTY : group_list(t, group, n);
        mem_free(group);
        if (got >= 0)
            return list;
        room = MAX(n, room * 2);
    }
}
/** Initialize the group access list. */
FUNCTION(posix, initgroups, "(username, gid, /)")
{
    OWN Value user = to_fs_bytes(t, a->username);
    gid_t gid;
    return !is_empty(user) && to_gid(t, a->gid, &gid) ? none_or_last(t, initgroups((char *)as_bytes(user)->data, gid)) : EMPTY;
}
/** Set the groups of the current process to list. */
FUNCTION(posix, setgroups, "(groups, /)")
{
    gid_t group[NGROUPS_MAX];
    if (!is_list(a->groups) && !is_tuple(a->groups) && !type_of(a->groups)->getitem)
        return raise_type(t, "setgroups argument must be a sequence");
    OWN Value items = to_tuple(t, a->groups);
    if (is_empty(items))
        return EMPTY;
    ssize n = as_tuple(items)->len;
    if (n > NGROUPS_MAX)
        return raise_value(t, "too many groups");
    for (ssize i = 0; i < n; i++) {
        Ref v = as_tuple(items)->item[i];
        if (!is_int(v))
            return raise_type(t, "groups must be integers");
        if (!to_gid(t, v, &group[i]))
            return EMPTY;
    }
    return none_or_last(t, setgroups((size_t)n, group));
}
/** Return the actual login name. */
FUNCTION0(posix, getlogin)
{
    char name[LOGIN_NAME_MAX + 1];
    errno = getlogin_r(name, sizeof name);
    return errno ? raise_last(t) : fs_decode(t, name);
}
