/* sys.h: what the files of the module sys share. */
#ifndef KRAIT_MODULES_SYS_SYS_H
#define KRAIT_MODULES_SYS_SYS_H

#include <stdio.h>

#include "object/module.h"

typedef struct SysState {
    Value hook_args;                /* the class UnraisableHookArgs */
    Value asyncgen_hooks;           /* the class of get_asyncgen_hooks() */
    Value audit_hooks;              /* list, or EMPTY */
    int origin_depth;               /* set_coroutine_origin_tracking_depth() */
    int dlopen_flags;
    int64_t check_interval;         /* setcheckinterval(), which has no effect; plus 1, so that 0 means never set */
} SysState;

SysState *sys_state(Thread *t);
/* Calls the audit hooks with the event, a str, and the tuple. */
bool sys_audit(Thread *t, Ref event, Ref args) MUST_CHECK;

Ref sys_hook_args_type(Thread *t);                           /* hooks.c: UnraisableHookArgs; borrowed */
bool sys_add_info(Thread *t, Ref module) MUST_CHECK;        /* info.c: version, flags, limits */
bool sys_add_paths(Thread *t, Ref module) MUST_CHECK;       /* path.c: argv, path, executable, prefix */

#endif
