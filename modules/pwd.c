/* pwd.c: the password database (Library "pwd"). */
#include <errno.h>
#include <pwd.h>

#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/pwd.h"

typedef struct PwdState { Value struct_passwd; } PwdState;
extern const ModuleDef module_def_pwd;

static const StructField fields[] = {
    {"pw_name", "user name"}, {"pw_passwd", "password"}, {"pw_uid", "user id"}, {"pw_gid", "group id"},
    {"pw_gecos", "real name"}, {"pw_dir", "home directory"}, {"pw_shell", "shell program"}, {NULL, NULL},
};
static const StructDesc desc = {
    "pwd.struct_passwd",
    "pwd.struct_passwd: Results from getpw*() routines.\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\n"
    "or via the object attributes as named in the above tuple.",
    fields, 7,
};

static Value text_value(Thread *t, const char *text) { return text ? str_from_utf8_lossless(t, text, (ssize)strlen(text)) : NONE; }
static Value entry_value(Thread *t, const struct passwd *p)
{
    PwdState *s = module_def_state(t, &module_def_pwd);
    OWN Value made = structseq_new(t, s->struct_passwd);
    if (is_empty(made))
        return EMPTY;
    structseq_set_take(made, 0, text_value(t, p->pw_name));
    structseq_set_take(made, 1, text_value(t, p->pw_passwd));
    structseq_set_take(made, 2, fixnum(p->pw_uid));
    structseq_set_take(made, 3, fixnum(p->pw_gid));
    structseq_set_take(made, 4, text_value(t, p->pw_gecos));
    structseq_set_take(made, 5, text_value(t, p->pw_dir));
    structseq_set_take(made, 6, text_value(t, p->pw_shell));
    return is_raised(t) ? EMPTY : take(&made);
}

/* Looks up by name, or by uid when name is NULL; NONE: no such entry. */
static Value look_up(Thread *t, const char *name, uid_t uid)
{
    for (size_t size = 1024;; size *= 2) {
        struct passwd entry, *found = NULL;
        char *text = mem_alloc(t, size);
        int error;
        if (!text)
            return EMPTY;
        BLOCKING_BEGIN(t)
        error = name ? getpwnam_r(name, &entry, text, size, &found) : getpwuid_r(uid, &entry, text, size, &found);
        BLOCKING_END(t)
        Value v = found ? entry_value(t, found) : NONE;
        mem_free(text);
        if (found || error != ERANGE)
            return v;
    }
}
/** Return the password database entry for the given numeric user ID.
 *
 * See `help(pwd)` for more on password database entries. */
FUNCTION1(pwd, getpwuid, uidobj)
{
    OWN Value index = to_index(t, uidobj);
    int64_t uid;
    if (is_empty(index))
        return EMPTY;
    bool fits = int_as_int64(index, &uid) && uid >= -1 && uid <= UINT32_MAX;
    OWN Value v = fits ? look_up(t, NULL, (uid_t)uid) : NONE;
    if (!is_none(v))
        return take(&v);
    OWN Value text = str_format(t, "getpwuid(): uid not found: %S", index);
    return is_empty(text) ? EMPTY : raise_key(t, text);
}
/** Return the password database entry for the given user name.
 *
 * See `help(pwd)` for more on password database entries. */
FUNCTION(pwd, getpwnam, "(name: str, /)")
{
    OWN Value name = to_fs_bytes(t, a->name);
    OWN Value v = is_empty(name) ? EMPTY : look_up(t, (char *)as_bytes(name)->data, 0);
    if (!is_none(v))
        return take(&v);
    OWN Value text = str_format(t, "getpwnam(): name not found: %R", a->name);
    return is_empty(text) ? EMPTY : raise_key(t, text);
}
/** Return a list of all available password database entries, in arbitrary order.
 *
 * See help(pwd) for more on password database entries. */
FUNCTION0(pwd, getpwall)
{
    OWN Value list = list_new(t, 0);
    struct passwd *p;
    setpwent();
    while (!is_empty(list) && (p = getpwent())) {
        Value entry = entry_value(t, p);
        if (is_empty(entry) || !list_append_take(t, as_list(list), entry))
            replace_take(&list, EMPTY);
    }
    endpwent();
    return take(&list);
}

static bool pwd_exec(Thread *t, Ref module)
{
    PwdState *s = module_state(t, module);
    s->struct_passwd = structseq_type_new(t, &desc);
    return !is_empty(s->struct_passwd) && module_add(t, module, "struct_passwd", s->struct_passwd);
}
static void pwd_clear(void *state) { release(take(&((PwdState *)state)->struct_passwd)); }

MODULE(pwd, .doc = "This module provides access to the Unix password database.\n"
                   "It is available on all Unix versions.\n\n"
                   "Password database entries are reported as 7-tuples containing the following\n"
                   "items from the password database (see `<pwd.h>'), in order:\n"
                   "pw_name, pw_passwd, pw_uid, pw_gid, pw_gecos, pw_dir, pw_shell.\n"
                   "The uid and gid items are integers, all others are strings. An\n"
                   "exception is raised if the entry asked for cannot be found.",
       .exec = pwd_exec, .state_size = sizeof(PwdState), .state_clear = pwd_clear);
