/* termios.c: control of terminal lines (Library "termios"). */
#include <asm/ioctls.h>
#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/termios.h"

typedef struct TermiosState { Value error; } TermiosState;

static Value raise_termios(Thread *t, Ref module)
{
    if (is_raised(t))
        return EMPTY;
    TermiosState *s = module_state(t, module);
    int number = errno;
    OWN Value text = str_from_text(t, strerror(number));
    OWN Value error = is_empty(text) ? EMPTY : call2(t, s->error, fixnum(number), text);
    return is_empty(error) ? EMPTY : raise_object(t, error, EMPTY);
}
static Value none_or_raise(Thread *t, Ref module, int result) { return result < 0 ? raise_termios(t, module) : NONE; }

/* The control characters as a list of one-byte bytes; without canonical mode VMIN and VTIME are numbers. */
static Value control_characters(Thread *t, const struct termios *mode)
{
    OWN Value list = list_new(t, NCCS);
    for (int i = 0; i < NCCS && !is_empty(list); i++) {
        bool numeric = !(mode->c_lflag & ICANON) && (i == VMIN || i == VTIME);
        Value v = numeric ? fixnum(mode->c_cc[i]) : bytes_from(t, &mode->c_cc[i], 1);
        if (is_empty(v) || !list_append_take(t, as_list(list), v))
            return EMPTY;
    }
    return take(&list);
}
/** Get the tty attributes for file descriptor fd.
 *
 * Returns a list [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]
 * where cc is a list of the tty special characters (each a string of
 * length 1, except the items with indices VMIN and VTIME, which are
 * integers when these fields are defined).  The interpretation of the
 * flags and the speeds as well as the indexing in the cc array must be
 * done using the symbolic constants defined in this module. */
FUNCTION1(termios, tcgetattr, fd)
{
    struct termios mode;
    int number;
    if (!to_descriptor(t, fd, &number))
        return EMPTY;
    if (tcgetattr(number, &mode) < 0)
        return raise_termios(t, self);
    OWN Value characters = control_characters(t, &mode);
    if (is_empty(characters))
        return EMPTY;
    Value items[] = {fixnum(mode.c_iflag), fixnum(mode.c_oflag), fixnum(mode.c_cflag), fixnum(mode.c_lflag),
                     fixnum(cfgetispeed(&mode)), fixnum(cfgetospeed(&mode)), characters};
    return list_from_array(t, items, COUNT_OF(items));
}
static bool read_characters(Thread *t, Ref list, struct termios *mode)
{
    if (!is_list(list) || as_list(list)->len != NCCS)
        return raise_type(t, "tcsetattr: attributes[6] must be %d element list", NCCS), false;
    for (int i = 0; i < NCCS && i < as_list(list)->len; i++) {
        OWN Value v = retain(as_list(list)->item[i]);
        int64_t n;
        if (is_bytes(v) && as_bytes(v)->len == 1)
            mode->c_cc[i] = as_bytes(v)->data[0];
        else if (!is_int(v))
            return raise_type(t, "tcsetattr: elements of attributes must be characters or integers"), false;
        else if (!to_int64(t, v, &n))
            return false;
        else
            mode->c_cc[i] = (cc_t)n;
    }
    return true;
}
/** Set the tty attributes for file descriptor fd.
 *
 * The attributes to be set are taken from the attributes argument, which
 * is a list like the one returned by tcgetattr(). The when argument
 * determines when the attributes are changed: termios.TCSANOW to
 * change immediately, termios.TCSADRAIN to change after transmitting all
 * queued output, or termios.TCSAFLUSH to change after transmitting all
 * queued output and discarding all queued input. */
FUNCTION(termios, tcsetattr, "(fd, when: int, attributes, /)")
{
    struct termios mode;
    int64_t field[6];
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    if (!is_list(a->attributes) || as_list(a->attributes)->len != 7)
        return raise_type(t, "tcsetattr, arg 3: must be 7 element list");
    OWN Value items = to_tuple(t, a->attributes);
    if (is_empty(items))
        return EMPTY;
    if (tcgetattr(fd, &mode) < 0)           /* what the list does not have stays */
        return raise_termios(t, self);
    for (int i = 0; i < 6; i++)
        if (!to_int64(t, as_tuple(items)->item[i], &field[i]))
            return EMPTY;
    mode.c_iflag = (tcflag_t)field[0];
    mode.c_oflag = (tcflag_t)field[1];
    mode.c_cflag = (tcflag_t)field[2];
    mode.c_lflag = (tcflag_t)field[3];
    if (!read_characters(t, as_tuple(items)->item[6], &mode))
        return EMPTY;
    if (cfsetispeed(&mode, (speed_t)field[4]) < 0 || cfsetospeed(&mode, (speed_t)field[5]) < 0)
        return raise_termios(t, self);
    BLOCKING_CALL(t, result, tcsetattr(fd, a->when, &mode));
    return none_or_raise(t, self, result);
}
/** Send a break on file descriptor fd.
 *
 * A zero duration sends a break for 0.25-0.5 seconds; a nonzero duration
 * has a system dependent meaning. */
FUNCTION(termios, tcsendbreak, "(fd, duration: int, /)")
{
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    BLOCKING_CALL(t, result, tcsendbreak(fd, a->duration));
    return none_or_raise(t, self, result);
}
/** Wait until all output written to file descriptor fd has been transmitted. */
FUNCTION1(termios, tcdrain, fd)
{
    int number, result;
    if (!to_descriptor(t, fd, &number))
        return EMPTY;
    BLOCKING_CALL(t, result, tcdrain(number));
    return none_or_raise(t, self, result);
}
/** Discard queued data on file descriptor fd.
 *
 * The queue selector specifies which queue: termios.TCIFLUSH for the input
 * queue, termios.TCOFLUSH for the output queue, or termios.TCIOFLUSH for
 * both queues. */
FUNCTION(termios, tcflush, "(fd, queue: int, /)")
{
    int fd;
    return to_descriptor(t, a->fd, &fd) ? none_or_raise(t, self, tcflush(fd, a->queue)) : EMPTY;
}
/** Suspend or resume input or output on file descriptor fd.
 *
 * The action argument can be termios.TCOOFF to suspend output,
 * termios.TCOON to restart output, termios.TCIOFF to suspend input,
 * or termios.TCION to restart input. */
FUNCTION(termios, tcflow, "(fd, action: int, /)")
{
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    BLOCKING_CALL(t, result, tcflow(fd, a->action));
    return none_or_raise(t, self, result);
}
/** Get the tty winsize for file descriptor fd.
 *
 * Returns a tuple (ws_row, ws_col). */
FUNCTION1(termios, tcgetwinsize, fd)
{
    struct winsize size;
    int number;
    if (!to_descriptor(t, fd, &number))
        return EMPTY;
    return ioctl(number, TIOCGWINSZ, &size) < 0 ? raise_termios(t, self) : tuple_pack(t, 2, fixnum(size.ws_row), fixnum(size.ws_col));
}
/** Set the tty winsize for file descriptor fd.
 *
 * The winsize to be set is taken from the winsize argument, which
 * is a two-item tuple (ws_row, ws_col) like the one returned by tcgetwinsize(). */
FUNCTION(termios, tcsetwinsize, "(fd, winsize, /)")
{
    struct winsize size;
    int fd, rows, columns;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    if (!is_tuple(a->winsize) && !is_list(a->winsize))
        return raise_type(t, "tcsetwinsize, arg 2: must be a two-item sequence");
    OWN Value pair = to_tuple(t, a->winsize);
    if (is_empty(pair))
        return EMPTY;
    if (as_tuple(pair)->len != 2)
        return raise_type(t, "tcsetwinsize, arg 2: must be a two-item sequence");
    if (!to_c_int(t, as_tuple(pair)->item[0], &rows) || !to_c_int(t, as_tuple(pair)->item[1], &columns))
        return EMPTY;
    if (rows < 0 || rows > 0xffff || columns < 0 || columns > 0xffff)
        return raise_overflow(t, "winsize value(s) out of range.");
    if (ioctl(fd, TIOCGWINSZ, &size) < 0)
        return raise_termios(t, self);
    size.ws_row = (unsigned short)rows;
    size.ws_col = (unsigned short)columns;
    return none_or_raise(t, self, ioctl(fd, TIOCSWINSZ, &size));
}

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(B0), C(B1000000), C(B110), C(B115200), C(B1152000), C(B1200), C(B134), C(B150), C(B1500000), C(B1800), C(B19200),
    C(B200), C(B2000000), C(B230400), C(B2400), C(B2500000), C(B300), C(B3000000), C(B3500000), C(B38400), C(B4000000),
    C(B460800), C(B4800), C(B50), C(B500000), C(B57600), C(B576000), C(B600), C(B75), C(B921600), C(B9600), C(BRKINT),
    C(BS0), C(BS1), C(BSDLY), C(CBAUD), C(CBAUDEX), C(CDSUSP), C(CEOF), C(CEOL), C(CEOT), C(CERASE), C(CFLUSH), C(CIBAUD),
    C(CINTR), C(CKILL), C(CLNEXT), C(CLOCAL), C(CQUIT), C(CR0), C(CR1), C(CR2), C(CR3), C(CRDLY), C(CREAD), C(CRPRNT),
    C(CRTSCTS), C(CS5), C(CS6), C(CS7), C(CS8), C(CSIZE), C(CSTART), C(CSTOP), C(CSTOPB), C(CSUSP), C(CWERASE), C(ECHO),
    C(ECHOCTL), C(ECHOE), C(ECHOK), C(ECHOKE), C(ECHONL), C(ECHOPRT), C(EXTA), C(EXTB), C(EXTPROC), C(FF0), C(FF1),
    C(FFDLY), C(FIOASYNC), C(FIOCLEX), C(FIONBIO), C(FIONCLEX), C(FIONREAD), C(FLUSHO), C(HUPCL), C(ICANON), C(ICRNL),
    C(IEXTEN), C(IGNBRK), C(IGNCR), C(IGNPAR), C(IMAXBEL), C(INLCR), C(INPCK), C(IOCSIZE_MASK), C(IOCSIZE_SHIFT), C(ISIG),
    C(ISTRIP), C(IUCLC), C(IUTF8), C(IXANY), C(IXOFF), C(IXON), C(NCC), C(NCCS), C(NL0), C(NL1), C(NLDLY), C(NOFLSH),
    C(N_MOUSE), C(N_PPP), C(N_SLIP), C(N_STRIP), C(N_TTY), C(OCRNL), C(OFDEL), C(OFILL), C(OLCUC), C(ONLCR), C(ONLRET),
    C(ONOCR), C(OPOST), C(PARENB), C(PARMRK), C(PARODD), C(PENDIN), C(TAB0), C(TAB1), C(TAB2), C(TAB3), C(TABDLY),
    C(TCFLSH), C(TCGETA), C(TCGETS), C(TCIFLUSH), C(TCIOFF), C(TCIOFLUSH), C(TCION), C(TCOFLUSH), C(TCOOFF), C(TCOON),
    C(TCSADRAIN), C(TCSAFLUSH), C(TCSANOW), C(TCSBRK), C(TCSBRKP), C(TCSETA), C(TCSETAF), C(TCSETAW), C(TCSETS), C(TCSETSF),
    C(TCSETSW), C(TCXONC), C(TIOCCONS), C(TIOCEXCL), C(TIOCGETD), C(TIOCGICOUNT), C(TIOCGLCKTRMIOS), C(TIOCGPGRP),
    C(TIOCGSERIAL), C(TIOCGSOFTCAR), C(TIOCGWINSZ), C(TIOCINQ), C(TIOCLINUX), C(TIOCMBIC), C(TIOCMBIS), C(TIOCMGET),
    C(TIOCMIWAIT), C(TIOCMSET), C(TIOCM_CAR), C(TIOCM_CD), C(TIOCM_CTS), C(TIOCM_DSR), C(TIOCM_DTR), C(TIOCM_LE),
    C(TIOCM_RI), C(TIOCM_RNG), C(TIOCM_RTS), C(TIOCM_SR), C(TIOCM_ST), C(TIOCNOTTY), C(TIOCNXCL), C(TIOCOUTQ), C(TIOCPKT),
    C(TIOCPKT_DATA), C(TIOCPKT_DOSTOP), C(TIOCPKT_FLUSHREAD), C(TIOCPKT_FLUSHWRITE), C(TIOCPKT_NOSTOP), C(TIOCPKT_START),
    C(TIOCPKT_STOP), C(TIOCSCTTY), C(TIOCSERCONFIG), C(TIOCSERGETLSR), C(TIOCSERGETMULTI), C(TIOCSERGSTRUCT),
    C(TIOCSERGWILD), C(TIOCSERSETMULTI), C(TIOCSERSWILD), C(TIOCSER_TEMT), C(TIOCSETD), C(TIOCSLCKTRMIOS), C(TIOCSPGRP),
    C(TIOCSSERIAL), C(TIOCSSOFTCAR), C(TIOCSTI), C(TIOCSWINSZ), C(TOSTOP), C(VDISCARD), C(VEOF), C(VEOL), C(VEOL2),
    C(VERASE), C(VINTR), C(VKILL), C(VLNEXT), C(VMIN), C(VQUIT), C(VREPRINT), C(VSTART), C(VSTOP), C(VSUSP), C(VSWTC),
    C(VT0), C(VT1), C(VTDLY), C(VTIME), C(VWERASE), C(XCASE), C(XTABS),
#undef C
};
static bool termios_exec(Thread *t, Ref module)
{
    TermiosState *s = module_state(t, module);
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    OWN Value name = intern_text(t, "error"), bases = tuple_pack(t, 1, value_of(&exc_Exception)), dict = dict_new(t);
    OWN Value module_name = intern_text(t, "termios");
    if (is_raised(t) || !dict_set_text(t, as_dict(dict), "__module__", module_name))
        return false;
    s->error = call3(t, value_of(&type_type), name, bases, dict);
    return !is_empty(s->error) && module_add(t, module, "error", s->error);
}
static void termios_clear(void *state) { release(take(&((TermiosState *)state)->error)); }

MODULE(termios, .doc = "This module provides an interface to the Posix calls for tty I/O control.\n\n"
                       "For a complete description of these calls, see the Posix or Unix manual\n"
                       "pages. It is only available for those Unix versions that support Posix\n"
                       "termios style tty I/O control (and then only if configured at installation\n"
                       "time).\n\n"
                       "All functions in this module take a file descriptor fd as their first\n"
                       "argument. This can be an integer file descriptor, such as returned by\n"
                       "sys.stdin.fileno(), or a file object, such as sys.stdin itself.",
       .exec = termios_exec, .state_size = sizeof(TermiosState), .state_clear = termios_clear);
