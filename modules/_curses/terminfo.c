/* terminfo.c: the terminal's description: setupterm() and the capabilities. Python manual: curses. See curses.h. */
#include "modules/_curses/curses.h"
#include <unistd.h>
#include "object/bytes.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/_curses/terminfo.h"
#include <term.h>               /* last: it defines short names as macros */

static bool need_terminal(Thread *t, Ref module)
{
    const CursesState *s = module_state(t, module);
    return s->has_terminal || (raise_format(t, &curses_error_type, "must call (at least) setupterm() first"), false);
}

static Value raise_setupterm(Thread *t, int reason)
{
    return raise_format(t, &curses_error_type, "%s", reason == 0    ? "setupterm: could not find terminal"
                                                     : reason == -1 ? "setupterm: could not find terminfo database"
                                                                    : "setupterm: unknown error");
}

/* sys.stdout's descriptor. */
static bool output_descriptor(Thread *t, int *fd)
{
    OWN Value out = import_attribute(t, "sys", "stdout");
    if (is_empty(out))
        return false;
    if (is_none(out))
        return raise_format(t, &curses_error_type, "lost sys.stdout"), false;
    return to_descriptor(t, out, fd);
}

/** Initialize the terminal.
 *
 *   term
 *     Terminal name.
 *     If omitted, the value of the TERM environment variable will be used.
 *   fd
 *     File descriptor to which any initialization sequences will be sent.
 *     If not supplied, the file descriptor for sys.stdout will be used. */
FUNCTION(_curses, setupterm, "(term: str? = None, fd: int = -1)")
{
    CursesState *s = module_state(t, self);
    int fd = a->fd, reason;
    const char *term = NULL;
    if (!is_empty(a->term)) {
        ssize n;
        if (!(term = str_utf8(t, a->term, &n)))
            return EMPTY;
        if ((ssize)strlen(term) != n)
            return raise_value(t, "embedded null character");
    }
    if (fd == -1 && !output_descriptor(t, &fd))
        return EMPTY;
    if (!s->has_terminal && setupterm(term, fd, &reason) == ERR)
        return raise_setupterm(t, reason);
    s->has_terminal = true;
    return NONE;
}

/* The name as a C string, borrowed from it. */
static const char *capability(Thread *t, Ref module, Ref name)
{
    return need_terminal(t, module) ? str_utf8(t, name, NULL) : NULL;
}

/** Return the value of the Boolean capability.
 *
 *   capname
 *     The terminfo capability name.
 *
 * The value -1 is returned if capname is not a Boolean capability, or 0 if
 * it is canceled or absent from the terminal description. */
FUNCTION(_curses, tigetflag, "(capname: str, /)")
{
    const char *name = capability(t, self, a->capname);
    return name ? fixnum(tigetflag(name)) : EMPTY;
}
/** Return the value of the numeric capability.
 *
 *   capname
 *     The terminfo capability name.
 *
 * The value -2 is returned if capname is not a numeric capability, or -1 if
 * it is canceled or absent from the terminal description. */
FUNCTION(_curses, tigetnum, "(capname: str, /)")
{
    const char *name = capability(t, self, a->capname);
    return name ? fixnum(tigetnum(name)) : EMPTY;
}
/** Return the value of the string capability.
 *
 *   capname
 *     The terminfo capability name.
 *
 * None is returned if capname is not a string capability, or is canceled or
 * absent from the terminal description. */
FUNCTION(_curses, tigetstr, "(capname: str, /)")
{
    const char *name = capability(t, self, a->capname);
    if (!name)
        return EMPTY;
    const char *value = tigetstr(name);
    return !value || value == (const char *)-1 ? NONE : bytes_from(t, value, (ssize)strlen(value));
}

/* Would the library take a parameter for the address of a string (%s, %l)? A number given there would crash it. */
static bool takes_text(const char *p)
{
    while ((p = strchr(p, '%'))) {
        p++;
        if (*p == '\'' && p[1] && p[2] == '\'') {
            p += 3;
            continue;
        }
        if (*p == '%') {
            p++;
            continue;
        }
        p += strspn(p, ":-+# 0123456789.");
        if (*p == 's' || *p == 'l')
            return true;
    }
    return false;
}
/** Instantiate the specified byte string with the supplied parameters.
 *
 *   str
 *     Parameterized byte string obtained from the terminfo database. */
FUNCTION(_curses, tparm, "(str: bytes, i1: int = 0, i2: int = 0, i3: int = 0, i4: int = 0, i5: int = 0, i6: int = 0, i7: int = 0, i8: int = 0, i9: int = 0, /)")
{
    const char *format = (const char *)as_bytes(a->str)->data;
    if (!need_terminal(t, self))
        return EMPTY;
    if (takes_text(format))
        return raise_format(t, &curses_error_type, "tparm() parameters are numbers, not strings");
    const char *result = tparm(format, (long)a->i1, (long)a->i2, (long)a->i3, (long)a->i4, (long)a->i5, (long)a->i6, (long)a->i7, (long)a->i8, (long)a->i9);
    return result ? bytes_from(t, result, (ssize)strlen(result)) : raise_format(t, &curses_error_type, "tparm() returned NULL");
}
/** Emit the value of a specified terminfo capability for the current terminal.
 *
 * Note that the output of putp() always goes to standard output. */
FUNCTION(_curses, putp, "(string: bytes, /)")
{
    return need_terminal(t, self) ? curses_result(t, putp((const char *)as_bytes(a->string)->data), "putp") : EMPTY;
}
