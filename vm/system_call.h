/* system_call.h: what C modules need to call the system: blocking calls that signals may interrupt (PEP 475), descriptors,
 * and file names as bytes.
 */
#ifndef KRAIT_VM_SYSTEM_CALL_H
#define KRAIT_VM_SYSTEM_CALL_H

#include <errno.h>

#include "object/error.h"
#include "vm/gil.h"
#include "vm/interruptible.h"
#include "vm/pending.h"

/* result = call, without the GIL; when a signal interrupted it, its Python handler runs and the call is made again. A
 * negative result is a failure: raise_last(t). */
#define BLOCKING_CALL(t, result, call) \
    do { \
        BLOCKING_BEGIN(t) \
        (result) = (call); \
        BLOCKING_END(t) \
    } while ((result) < 0 && errno == EINTR && handle_signals(t))

/* OSError from errno, unless a signal handler has raised already. */
Value raise_last(Thread *t);
Value raise_last_path(Thread *t, Ref filename);             /* filename EMPTY: none */
/* None, or the OSError of a failed call. */
ALWAYS_INLINE Value none_or_last(Thread *t, int64_t result) { return result < 0 ? raise_last(t) : NONE; }

/* A descriptor: an int, or what has a fileno(). */
bool to_descriptor(Thread *t, Ref v, int *fd) MUST_CHECK;
/* None gives `none`; otherwise a descriptor given as an int: the dir_fd arguments. */
bool to_directory_descriptor(Thread *t, Ref v, int none, int *fd) MUST_CHECK;

/* os.fspath(): the str or bytes itself, or what __fspath__ gives. */
Value to_fs_path(Thread *t, Ref v);
/* os.fsencode() without NUL bytes in it: a bytes object. */
Value to_fs_bytes(Thread *t, Ref v);
/* A file name for messages: str of a str, bytes or path object, or of another bytes-like object with a DeprecationWarning. */
Value to_filename(Thread *t, Ref v);

/* Makes fd (not) inherited by programs that are executed. False with errno. */
bool descriptor_set_inheritable(int fd, bool inheritable) MUST_CHECK;

/* A time in seconds, int or float, to nanoseconds, rounded away from zero for time-outs; OverflowError, ValueError for NaN. */
typedef enum { ROUND_TIME_FLOOR, ROUND_TIME_CEILING, ROUND_TIME_HALF_EVEN } TimeRounding;
bool to_nanoseconds(Thread *t, Ref v, TimeRounding rounding, int64_t *ns) MUST_CHECK;

/* The fields of a struct_rusage in an instance of that class (of the module resource). */
struct rusage;
Value rusage_value(Thread *t, Ref cls, const struct rusage *u);

#endif
