/* posix.h: what the files of the module posix share: the module's state, and paths as its functions take them. */
#ifndef KRAIT_MODULES_POSIX_H
#define KRAIT_MODULES_POSIX_H

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "object/bytes.h"
#include "object/error.h"
#include "object/int.h"
#include "object/method.h"
#include "object/module.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"

typedef struct PosixState {
    Value stat_result, statvfs_result, terminal_size, times_result, uname_result, waitid_result, sched_param;
    Value rusage;               /* of the module resource, for wait3 and wait4; EMPTY until needed */
    NewSlot structseq_new;      /* of stat_result, below ours */
    bool int_times;             /* stat_float_times(False) was called */
} PosixState;
extern const ModuleDef module_def_posix;
ALWAYS_INLINE PosixState *posix_state(Thread *t) { return module_def_state(t, &module_def_posix); }

/* ---- paths ---- */

/* A path argument: str, bytes, an object with __fspath__, where allowed an open descriptor or None. */
typedef struct Path {
    Value object;               /* the str, bytes(-like object) or int, for messages; EMPTY when None was given. Owned */
    Value bytes;                /* owned; EMPTY for descriptors and None */
    const char *name;           /* what the system wants; NULL for descriptors and None */
    int fd;                     /* -1: not a descriptor */
} Path;
enum { PATH_FD = 1, PATH_NONE = 2 };
/* Messages name the function and its parameter. */
bool path_convert(Thread *t, Path *p, Ref v, const char *function, const char *parameter, int allowed) MUST_CHECK;
void path_release(Path *p);
#define PATH __attribute__((cleanup(path_release))) Path
/* The directory descriptor that a relative p is to start from; refuses one together with p a descriptor. */
bool path_directory(Thread *t, const Path *p, Ref dir_fd, const char *function, int *fd) MUST_CHECK;
/* OSError from errno with p's (and q's) name. */
Value raise_path(Thread *t, const Path *p);
Value raise_paths(Thread *t, const Path *p, const Path *q);
/* A file name as Python code sees it: bytes if p was bytes, else str. */
Value path_like(Thread *t, const Path *p, const char *name, ssize n);
Value fs_decode(Thread *t, const char *name);

/* ---- parts ---- */

Value stat_value(Thread *t, const struct stat *st);
bool to_uid(Thread *t, Ref v, uid_t *uid) MUST_CHECK;           /* -1: leave as it is */
bool to_gid(Thread *t, Ref v, gid_t *gid) MUST_CHECK;
Value environ_dict(Thread *t);
bool posix_add_constants(Thread *t, Ref module) MUST_CHECK;
bool posix_add_directory_types(Thread *t, Ref module) MUST_CHECK;
bool posix_add_stat_types(Thread *t, Ref module, PosixState *s) MUST_CHECK;
bool posix_add_system_types(Thread *t, Ref module, PosixState *s) MUST_CHECK;
bool posix_add_terminal_types(Thread *t, Ref module, PosixState *s) MUST_CHECK;
bool posix_add_scheduler_types(Thread *t, Ref module, PosixState *s) MUST_CHECK;

ALWAYS_INLINE Value int_or_last(Thread *t, int64_t result) { return result < 0 ? raise_last(t) : int_from_int64(t, result); }

#endif
