/* grp.c: the group database (Library "grp"). */
#include <errno.h>
#include <grp.h>

#include "object/bytes.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/grp.h"

typedef struct GrpState { Value struct_group; } GrpState;
extern const ModuleDef module_def_grp;

static const StructField fields[] = {
    {"gr_name", "group name"}, {"gr_passwd", "password"}, {"gr_gid", "group id"}, {"gr_mem", "group members"}, {NULL, NULL},
};
static const StructDesc desc = {
    "grp.struct_group",
    "grp.struct_group: Results from getgr*() routines.\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (gr_name,gr_passwd,gr_gid,gr_mem)\n"
    "or via the object attributes as named in the above tuple.",
    fields, 4,
};

static Value text_value(Thread *t, const char *text) { return text ? str_from_utf8_lossless(t, text, (ssize)strlen(text)) : NONE; }
static Value entry_value(Thread *t, const struct group *g)
{
    GrpState *s = module_def_state(t, &module_def_grp);
    OWN Value made = structseq_new(t, s->struct_group), members = list_new(t, 0);
    if (is_empty(made) || is_empty(members))
        return EMPTY;
    for (char **p = g->gr_mem; p && *p; p++) {
        Value name = text_value(t, *p);
        if (is_empty(name) || !list_append_take(t, as_list(members), name))
            return EMPTY;
    }
    structseq_set_take(made, 0, text_value(t, g->gr_name));
    structseq_set_take(made, 1, text_value(t, g->gr_passwd));
    structseq_set_take(made, 2, fixnum(g->gr_gid));
    structseq_set_take(made, 3, take(&members));
    return is_raised(t) ? EMPTY : take(&made);
}

/* Looks up by name, or by gid when name is NULL; NONE: no such entry. */
static Value look_up(Thread *t, const char *name, gid_t gid)
{
    for (size_t size = 1024;; size *= 2) {
        struct group entry, *found = NULL;
        char *text = mem_alloc(t, size);
        int error;
        if (!text)
            return EMPTY;
        BLOCKING_BEGIN(t)
        error = name ? getgrnam_r(name, &entry, text, size, &found) : getgrgid_r(gid, &entry, text, size, &found);
        BLOCKING_END(t)
        Value v = found ? entry_value(t, found) : NONE;
        mem_free(text);
        if (found || error != ERANGE)
            return v;
    }
}
/** Return the group database entry for the given numeric group ID.
 *
 * If id is not valid, raise KeyError. */
FUNCTION(grp, getgrgid, "(id)")
{
    OWN Value index = to_index(t, a->id);
    if (is_empty(index)) {                  /* as in 3.2, what int() takes will do */
        if (!raised_catch(t, &exc_TypeError) || !warn(t, &exc_DeprecationWarning, 1, "group id must be int, not %T", a->id))
            return EMPTY;
        replace_take(&index, call1(t, value_of(&int_type), a->id));
    }
    int64_t gid;
    if (is_empty(index))
        return EMPTY;
    bool fits = int_as_int64(index, &gid) && gid >= -1 && gid <= UINT32_MAX;
    OWN Value v = fits ? look_up(t, NULL, (gid_t)gid) : NONE;
    if (!is_none(v))
        return take(&v);
    OWN Value text = str_format(t, "getgrgid(): gid not found: %S", index);
    return is_empty(text) ? EMPTY : raise_key(t, text);
}
/** Return the group database entry for the given group name.
 *
 * If name is not valid, raise KeyError. */
FUNCTION(grp, getgrnam, "(name: str)")
{
    OWN Value name = to_fs_bytes(t, a->name);
    OWN Value v = is_empty(name) ? EMPTY : look_up(t, (char *)as_bytes(name)->data, 0);
    if (!is_none(v))
        return take(&v);
    OWN Value text = str_format(t, "getgrnam(): name not found: %R", a->name);
    return is_empty(text) ? EMPTY : raise_key(t, text);
}
/** Return a list of all available group entries, in arbitrary order.
 *
 * An entry whose name starts with '+' or '-' represents an instruction
 * to use YP/NIS and may not be accessible via getgrnam or getgrgid. */
FUNCTION0(grp, getgrall)
{
    OWN Value list = list_new(t, 0);
    struct group *g;
    setgrent();
    while (!is_empty(list) && (g = getgrent())) {
        Value entry = entry_value(t, g);
        if (is_empty(entry) || !list_append_take(t, as_list(list), entry))
            replace_take(&list, EMPTY);
    }
    endgrent();
    return take(&list);
}

static bool grp_exec(Thread *t, Ref module)
{
    GrpState *s = module_state(t, module);
    s->struct_group = structseq_type_new(t, &desc);
    return !is_empty(s->struct_group) && module_add(t, module, "struct_group", s->struct_group);
}
static void grp_clear(void *state) { release(take(&((GrpState *)state)->struct_group)); }

MODULE(grp, .doc = "Access to the Unix group database.\n\n"
                   "Group entries are reported as 4-tuples containing the following fields\n"
                   "from the group database, in order:\n\n"
                   "  name   - name of the group\n"
                   "  passwd - group password (encrypted); often empty\n"
                   "  gid    - numeric ID of the group\n"
                   "  mem    - list of members\n\n"
                   "The gid is an integer, name and password are strings.  (Note that most\n"
                   "users are not explicitly listed as members of the groups they are in\n"
                   "according to the password database.  Check both databases to get\n"
                   "complete membership information.)",
       .exec = grp_exec, .state_size = sizeof(GrpState), .state_clear = grp_clear);
