/* argv.h: argument lists and environments as exec takes them: NULL-ended arrays of C strings. */
#ifndef KRAIT_MODULES_POSIX_ARGV_H
#define KRAIT_MODULES_POSIX_ARGV_H

#include "object/protocol.h"

typedef struct Argv {
    char **item;                /* count of them, then NULL; they point into the bytes objects that follow */
    Value *bytes;
    ssize count;
} Argv;
/* A tuple or list of at least one path, the first not empty; `what` for messages, as "execv() arg 2". */
bool argv_read(Thread *t, Argv *v, Ref sequence, const char *what) MUST_CHECK;
/* A mapping of paths to paths, as NAME=VALUE. */
bool environment_read(Thread *t, Argv *v, Ref mapping, const char *function) MUST_CHECK;
void argv_release(Argv *v);
#define ARGV __attribute__((cleanup(argv_release))) Argv

#endif
