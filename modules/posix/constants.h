/* constants.h: the names of sysconf, confstr and pathconf. */
#ifndef KRAIT_MODULES_POSIX_CONSTANTS_H
#define KRAIT_MODULES_POSIX_CONSTANTS_H

#include "base/common.h"

typedef struct SystemName { const char *name; int value; } SystemName;
extern const SystemName sysconf_table[], confstr_table[], pathconf_table[];
extern const ssize sysconf_count, confstr_count, pathconf_count;

#endif
