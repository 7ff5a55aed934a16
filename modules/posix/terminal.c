/* terminal.c: terminals and pseudo-terminals (Library "os"). The line discipline is termios' business. */
#include <utmp.h>
#undef EMPTY            /* a kind of record there */

#include "modules/posix/posix.h"

#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "gen/modules/posix/terminal.h"

/** Return True if the fd is connected to a terminal. */
FUNCTION(posix, isatty, "(fd: int, /)")
{
    int result;
    BLOCKING_BEGIN(t)
    result = isatty(a->fd);
    BLOCKING_END(t)
    return bool_value(result);
}
/** Return the name of the terminal device connected to 'fd'. */
FUNCTION(posix, ttyname, "(fd: int, /)")
{
    char name[256];
    errno = ttyname_r(a->fd, name, sizeof name);
    return errno ? raise_last(t) : fs_decode(t, name);
}
/** Return the name of the controlling terminal for this process. */
FUNCTION0(posix, ctermid)
{
    char name[L_ctermid];
    return ctermid(name) ? fs_decode(t, name) : raise_last(t);
}
/** Open a pseudo-terminal.
 *
 * Return a tuple of (master_fd, slave_fd) containing open file descriptors
 * for both the master and slave ends. */
FUNCTION0(posix, openpty)
{
    int master, slave;
    if (openpty(&master, &slave, NULL, NULL, NULL) < 0)
        return raise_last(t);
    if (!descriptor_set_inheritable(master, false) || !descriptor_set_inheritable(slave, false)) {
        int error = errno;
        close(master);
        close(slave);
        errno = error;
        return raise_last(t);
    }
    return tuple_pack(t, 2, fixnum(master), fixnum(slave));
}
/** Prepare the tty of which fd is a file descriptor for a new login session. */
FUNCTION(posix, login_tty, "(fd: int, /)") { return none_or_last(t, login_tty(a->fd)); }
/** Open and return a file descriptor for a master pseudo-terminal device. */
FUNCTION(posix, posix_openpt, "(oflag: int, /)") { return int_or_last(t, posix_openpt(a->oflag)); }
/** Grant access to the slave pseudo-terminal device. */
FUNCTION(posix, grantpt, "(fd: int, /)") { return none_or_last(t, grantpt(a->fd)); }
/** Unlock a pseudo-terminal master/slave pair. */
FUNCTION(posix, unlockpt, "(fd: int, /)") { return none_or_last(t, unlockpt(a->fd)); }
/** Return the name of the slave pseudo-terminal device. */
FUNCTION(posix, ptsname, "(fd: int, /)")
{
    char name[256];
    errno = ptsname_r(a->fd, name, sizeof name);
    return errno ? raise_last(t) : fs_decode(t, name);
}
/** Return the process group associated with the terminal specified by fd. */
FUNCTION(posix, tcgetpgrp, "(fd: int, /)") { return int_or_last(t, tcgetpgrp(a->fd)); }
/** Set the process group associated with the terminal specified by fd. */
FUNCTION(posix, tcsetpgrp, "(fd: int, pgid: int, /)") { return none_or_last(t, tcsetpgrp(a->fd, a->pgid)); }

static const StructField size_fields[] = {
    {"columns", "width of the terminal window in characters"}, {"lines", "height of the terminal window in characters"}, {NULL, NULL},
};
static const StructDesc size_desc = {"os.terminal_size", "A tuple of (columns, lines) for holding terminal window size", size_fields, 2};

/** Return the size of the terminal window as (columns, lines).
 *
 * The optional argument fd (default standard output) specifies
 * which file descriptor should be queried.
 *
 * If the file descriptor is not connected to a terminal, an OSError
 * is thrown. */
FUNCTION(posix, get_terminal_size, "(fd: int=1, /)")
{
    struct winsize size;
    if (ioctl(a->fd, TIOCGWINSZ, &size) < 0)
        return raise_last(t);
    Value made = structseq_new(t, posix_state(t)->terminal_size);
    if (!is_empty(made)) {
        structseq_set_take(made, 0, fixnum(size.ws_col));
        structseq_set_take(made, 1, fixnum(size.ws_row));
    }
    return made;
}
/** Return a string describing the encoding of a terminal's file descriptor.
 *
 * The file descriptor must be attached to a terminal.
 * If the device is not a terminal, return None. */
FUNCTION(posix, device_encoding, "(fd: int)") { return a->fd >= 0 && isatty(a->fd) ? str_from_text(t, "UTF-8") : NONE; }

bool posix_add_terminal_types(Thread *t, Ref module, PosixState *s)
{
    s->terminal_size = structseq_type_new(t, &size_desc);
    return !is_empty(s->terminal_size) && module_add(t, module, "terminal_size", s->terminal_size);
}
