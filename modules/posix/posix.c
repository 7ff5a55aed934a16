/* posix.c: the module posix: the system's functions, as lib/os.py offers them (Library "os"). The functions are in the other
 * files of this folder, by theme.
 */
#include "modules/posix/posix.h"

#include "object/list.h"
#include "gen/modules/posix/posix.h"

/* What the system has, for os.supports_fd, supports_dir_fd, supports_follow_symlinks. */
static const char *const have_functions[] = {
    "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT", "HAVE_FDOPENDIR",
    "HAVE_FEXECVE", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_FUTIMES",
    "HAVE_FUTIMESAT", "HAVE_LCHOWN", "HAVE_LINKAT", "HAVE_LSTAT", "HAVE_LUTIMES", "HAVE_MEMFD_CREATE", "HAVE_MKDIRAT",
    "HAVE_MKFIFOAT", "HAVE_MKNODAT", "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT",
};

static bool posix_exec(Thread *t, Ref module)
{
    PosixState *s = module_state(t, module);
    OWN Value have = list_new(t, COUNT_OF(have_functions));

    for (ssize i = 0; i < COUNT_OF(have_functions) && !is_empty(have); i++) {
        Value name = str_from_text(t, have_functions[i]);
        if (is_empty(name) || !list_append_take(t, as_list(have), name))
            return false;
    }
    return !is_empty(have) && module_add(t, module, "_have_functions", have) && posix_add_constants(t, module)
        && module_add(t, module, "error", value_of(&exc_OSError)) && module_add_take(t, module, "environ", environ_dict(t))
        && posix_add_stat_types(t, module, s) && posix_add_system_types(t, module, s) && posix_add_terminal_types(t, module, s)
        && posix_add_scheduler_types(t, module, s) && posix_add_directory_types(t, module);
}

static void posix_clear(void *state)
{
    PosixState *s = state;
    Value *owned[] = {&s->stat_result, &s->statvfs_result, &s->terminal_size, &s->times_result, &s->uname_result,
                      &s->waitid_result, &s->sched_param, &s->rusage};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(take(owned[i]));
}

MODULE(posix, .doc = "This module provides access to operating system functionality that is\n"
                     "standardized by the C Standard and the POSIX standard (a thinly\n"
                     "disguised Unix interface).  Refer to the library manual and\n"
                     "corresponding Unix manual entries for more information on calls.",
       .exec = posix_exec, .state_size = sizeof(PosixState), .state_clear = posix_clear);
