/* spwd.c: the shadow password database (Library "spwd"). */
#include <errno.h>
#include <shadow.h>

#include "object/bytes.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/spwd.h"

typedef struct SpwdState { Value struct_spwd; } SpwdState;
extern const ModuleDef module_def_spwd;

static const StructField fields[] = {
    {"sp_namp", "login name"}, {"sp_pwdp", "encrypted password"}, {"sp_lstchg", "date of last change"},
    {"sp_min", "min #days between changes"}, {"sp_max", "max #days between changes"},
    {"sp_warn", "#days before pw expires to warn user about it"}, {"sp_inact", "#days after pw expires until account is disabled"},
    {"sp_expire", "#days since 1970-01-01 when account expires"}, {"sp_flag", "reserved"},
    {"sp_nam", "login name; deprecated"}, {"sp_pwd", "encrypted password; deprecated"}, {NULL, NULL},
};
static const StructDesc desc = {
    "spwd.struct_spwd",
    "spwd.struct_spwd: Results from getsp*() routines.\n\n"
    "This object may be accessed either as a 9-tuple of\n"
    "  (sp_namp,sp_pwdp,sp_lstchg,sp_min,sp_max,sp_warn,sp_inact,sp_expire,sp_flag)\n"
    "or via the object attributes as named in the above tuple.",
    fields, 9,
};

static Value entry_value(Thread *t, const struct spwd *p)
{
    SpwdState *s = module_def_state(t, &module_def_spwd);
    long numbers[] = {p->sp_lstchg, p->sp_min, p->sp_max, p->sp_warn, p->sp_inact, p->sp_expire, (long)p->sp_flag};
    OWN Value made = structseq_new(t, s->struct_spwd), name = str_from_utf8_lossless(t, p->sp_namp, (ssize)strlen(p->sp_namp));
    OWN Value password = str_from_utf8_lossless(t, p->sp_pwdp, (ssize)strlen(p->sp_pwdp));
    if (is_empty(made) || is_empty(name) || is_empty(password))
        return EMPTY;
    for (int i = 0; i < COUNT_OF(numbers); i++)
        structseq_set_take(made, i + 2, int_from_int64(t, numbers[i]));
    structseq_set_take(made, 0, retain(name));
    structseq_set_take(made, 1, retain(password));
    structseq_set_take(made, 9, retain(name));
    structseq_set_take(made, 10, retain(password));
    return is_raised(t) ? EMPTY : take(&made);
}
/** Return the shadow password database entry for the given user name.
 *
 * See `help(spwd)` for more on shadow password database entries. */
FUNCTION(spwd, getspnam, "(arg: str, /)")
{
    OWN Value name = to_fs_bytes(t, a->arg);
    if (is_empty(name))
        return EMPTY;
    errno = 0;
    struct spwd *p = getspnam((char *)as_bytes(name)->data);
    if (p)
        return entry_value(t, p);
    if (errno)
        return raise_last(t);
    OWN Value text = str_from_text(t, "getspnam(): name not found");
    return is_empty(text) ? EMPTY : raise_key(t, text);
}
/** Return a list of all available shadow password database entries, in arbitrary order.
 *
 * See `help(spwd)` for more on shadow password database entries. */
FUNCTION0(spwd, getspall)
{
    OWN Value list = list_new(t, 0);
    struct spwd *p;
    setspent();
    while (!is_empty(list) && (p = getspent())) {
        Value entry = entry_value(t, p);
        if (is_empty(entry) || !list_append_take(t, as_list(list), entry))
            replace_take(&list, EMPTY);
    }
    endspent();
    return take(&list);
}
static bool spwd_exec(Thread *t, Ref module)
{
    SpwdState *s = module_state(t, module);
    s->struct_spwd = structseq_type_new(t, &desc);
    return !is_empty(s->struct_spwd) && module_add(t, module, "struct_spwd", s->struct_spwd);
}
static void spwd_clear(void *state) { release(take(&((SpwdState *)state)->struct_spwd)); }

MODULE(spwd, .doc = "This module provides access to the Unix shadow password database.\n"
                    "It is available on various Unix versions.\n\n"
                    "Shadow password database entries are reported as 9-tuples of type struct_spwd,\n"
                    "containing the following items from the password database (see `<shadow.h>'):\n"
                    "sp_namp, sp_pwdp, sp_lstchg, sp_min, sp_max, sp_warn, sp_inact, sp_expire, sp_flag.\n"
                    "The sp_namp and sp_pwdp are strings, the rest are integers.\n"
                    "An exception is raised if the entry asked for cannot be found.\n"
                    "You have to be root to be able to use this module.",
       .exec = spwd_exec, .state_size = sizeof(SpwdState), .state_clear = spwd_clear);
