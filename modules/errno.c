/* errno.c: the numbers of the system's errors by name, and the names by number (Library "errno"). */
#include <errno.h>

#include "object/dict.h"
#include "object/module.h"
#include "object/str.h"

static const MethodDef errno_functions[] = {{NULL}};

/* Where two names have one number, the later one is the name of the number. */
static const struct { const char *name; int number; } errors[] = {
#define E(name) {#name, name}
    E(EWOULDBLOCK), E(EOPNOTSUPP), E(EDEADLK), E(EPERM), E(ENOENT), E(ESRCH), E(EINTR), E(EIO), E(ENXIO), E(E2BIG), E(ENOEXEC),
    E(EBADF), E(ECHILD), E(EAGAIN), E(ENOMEM), E(EACCES), E(EFAULT), E(ENOTBLK), E(EBUSY), E(EEXIST), E(EXDEV), E(ENODEV),
    E(ENOTDIR), E(EISDIR), E(EINVAL), E(ENFILE), E(EMFILE), E(ENOTTY), E(ETXTBSY), E(EFBIG), E(ENOSPC), E(ESPIPE), E(EROFS),
    E(EMLINK), E(EPIPE), E(EDOM), E(ERANGE), E(EDEADLOCK), E(ENAMETOOLONG), E(ENOLCK), E(ENOSYS), E(ENOTEMPTY), E(ELOOP),
    E(ENOMSG), E(EIDRM), E(ECHRNG), E(EL2NSYNC), E(EL3HLT), E(EL3RST), E(ELNRNG), E(EUNATCH), E(ENOCSI), E(EL2HLT),
    E(EBADE), E(EBADR), E(EXFULL), E(ENOANO), E(EBADRQC), E(EBADSLT), E(EBFONT), E(ENOSTR), E(ENODATA), E(ETIME), E(ENOSR),
    E(ENONET), E(ENOPKG), E(EREMOTE), E(ENOLINK), E(EADV), E(ESRMNT), E(ECOMM), E(EPROTO), E(EMULTIHOP), E(EDOTDOT),
    E(EBADMSG), E(EOVERFLOW), E(ENOTUNIQ), E(EBADFD), E(EREMCHG), E(ELIBACC), E(ELIBBAD), E(ELIBSCN), E(ELIBMAX),
    E(ELIBEXEC), E(EILSEQ), E(ERESTART), E(ESTRPIPE), E(EUSERS), E(ENOTSOCK), E(EDESTADDRREQ), E(EMSGSIZE), E(EPROTOTYPE),
    E(ENOPROTOOPT), E(EPROTONOSUPPORT), E(ESOCKTNOSUPPORT), E(ENOTSUP), E(EPFNOSUPPORT), E(EAFNOSUPPORT), E(EADDRINUSE),
    E(EADDRNOTAVAIL), E(ENETDOWN), E(ENETUNREACH), E(ENETRESET), E(ECONNABORTED), E(ECONNRESET), E(ENOBUFS), E(EISCONN),
    E(ENOTCONN), E(ESHUTDOWN), E(ETOOMANYREFS), E(ETIMEDOUT), E(ECONNREFUSED), E(EHOSTDOWN), E(EHOSTUNREACH), E(EALREADY),
    E(EINPROGRESS), E(ESTALE), E(EUCLEAN), E(ENOTNAM), E(ENAVAIL), E(EISNAM), E(EREMOTEIO), E(EDQUOT), E(ENOMEDIUM),
    E(EMEDIUMTYPE), E(ECANCELED), E(ENOKEY), E(EKEYEXPIRED), E(EKEYREVOKED), E(EKEYREJECTED), E(EOWNERDEAD),
    E(ENOTRECOVERABLE), E(ERFKILL),
#undef E
};

static bool errno_exec(Thread *t, Ref module)
{
    OWN Value names = dict_new(t);
    if (is_empty(names))
        return false;
    for (ssize i = 0; i < COUNT_OF(errors); i++) {
        OWN Value name = intern_text(t, errors[i].name);
        if (is_empty(name) || !dict_set(t, module_dict(module), name, fixnum(errors[i].number))
            || !dict_set(t, as_dict(names), fixnum(errors[i].number), name))
            return false;
    }
    return module_add(t, module, "errorcode", names);
}

MODULE(errno, .doc = "This module makes available standard errno system symbols.\n\n"
                     "The value of each symbol is the corresponding integer value,\n"
                     "e.g., on most systems, errno.ENOENT equals the integer 2.\n\n"
                     "The dictionary errno.errorcode maps numeric codes to symbol names,\n"
                     "e.g., errno.errorcode[2] could be the string 'ENOENT'.",
       .exec = errno_exec);
