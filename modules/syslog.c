/* syslog.c: the system's log (Library "syslog"). */
#include <stdlib.h>
#include <syslog.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/syslog.h"

/* The C library keeps the pointer to the ident: we keep the bytes. */
typedef struct SyslogState { Value ident; bool open; } SyslogState;

/* The script's name, as openlog() shows it by default; EMPTY without one. */
static Value script_name(Thread *t)
{
    Ref argv = dict_peek_text(t, t->interp->sys_dict, "argv");
    if (is_empty(argv) || !is_list(argv) || as_list(argv)->len == 0 || !is_str(as_list(argv)->item[0]))
        return EMPTY;
    OWN Value script = retain(as_list(argv)->item[0]);
    ssize n = as_str(script)->len, start = n;
    while (start && str_at(as_str(script), start - 1) != '/')
        start--;
    return n ? str_slice(t, script, start, n) : EMPTY;
}
static bool open_log(Thread *t, Ref module, Ref ident, int option, int facility)
{
    SyslogState *s = module_state(t, module);
    OWN Value name = is_empty(ident) ? script_name(t) : retain(ident);
    if (is_raised(t))
        return false;
    OWN Value bytes = is_empty(name) ? EMPTY : to_fs_bytes(t, name);
    if (is_raised(t))
        return false;
    openlog(is_empty(bytes) ? NULL : (char *)as_bytes(bytes)->data, option, facility);
    s->open = true;
    replace_take(&s->ident, take(&bytes));
    return true;
}
/** Set logging options of subsequent syslog() calls. */
FUNCTION(syslog, openlog, "(ident: str=?, logoption: int=0, facility: int=8)")
{
    return open_log(t, self, a->ident, a->logoption, a->facility) ? NONE : EMPTY;
}
/** syslog([priority=LOG_INFO,] message)
 * Send the string message to the system logger. */
FUNCTION(syslog, syslog, "(*args)")
{
    SyslogState *s = module_state(t, self);
    int priority = LOG_INFO;
    if (a->args_count < 1 || a->args_count > 2)
        return raise_type(t, "syslog.syslog requires 1 to 2 arguments");
    if (a->args_count == 2 && !to_c_int(t, a->args[0], &priority))
        return EMPTY;
    Ref message = a->args[a->args_count - 1];
    if (!is_str(message))
        return raise_type(t, "[priority,] message string");
    const char *text = str_utf8(t, message, NULL);
    if (!text || (!s->open && !open_log(t, self, EMPTY, 0, LOG_USER)))
        return EMPTY;
    OWN Value keep = retain(message);
    BLOCKING_BEGIN(t)
    syslog(priority, "%s", text);
    BLOCKING_END(t)
    return NONE;
}
/** Reset the syslog module values and call the system library closelog(). */
FUNCTION0(syslog, closelog)
{
    SyslogState *s = module_state(t, self);
    if (s->open)
        closelog();
    s->open = false;
    release(take(&s->ident));
    return NONE;
}
/** Set the priority mask to maskpri and return the previous mask value. */
FUNCTION(syslog, setlogmask, "(maskpri: int, /)") { return fixnum(setlogmask(a->maskpri)); }
/** Calculates and returns the mask for the individual priority pri. */
FUNCTION(syslog, LOG_MASK, "(pri: int, /)") { return fixnum(LOG_MASK(a->pri)); }
/** Calculates and returns the mask for all priorities up to and including pri. */
FUNCTION(syslog, LOG_UPTO, "(pri: int, /)") { return fixnum(LOG_UPTO(a->pri)); }

static const struct { const char *name; int value; } constants[] = {
#define C(name) {#name, name}
    C(LOG_EMERG), C(LOG_ALERT), C(LOG_CRIT), C(LOG_ERR), C(LOG_WARNING), C(LOG_NOTICE), C(LOG_INFO), C(LOG_DEBUG), C(LOG_PID),
    C(LOG_CONS), C(LOG_NDELAY), C(LOG_ODELAY), C(LOG_NOWAIT), C(LOG_PERROR), C(LOG_KERN), C(LOG_USER), C(LOG_MAIL), C(LOG_DAEMON),
    C(LOG_AUTH), C(LOG_LPR), C(LOG_LOCAL0), C(LOG_LOCAL1), C(LOG_LOCAL2), C(LOG_LOCAL3), C(LOG_LOCAL4), C(LOG_LOCAL5),
    C(LOG_LOCAL6), C(LOG_LOCAL7), C(LOG_SYSLOG), C(LOG_CRON), C(LOG_UUCP), C(LOG_NEWS), C(LOG_AUTHPRIV), C(LOG_FTP),
#undef C
};
static bool syslog_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return true;
}
static void syslog_clear(void *state)
{
    SyslogState *s = state;
    if (s->open)
        closelog();
    release(take(&s->ident));
}

MODULE(syslog, .doc = "An interface to the Unix syslog library routines.", .exec = syslog_exec, .state_size = sizeof(SyslogState),
       .state_clear = syslog_clear);
