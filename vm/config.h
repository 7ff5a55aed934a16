/* config.h: what the command line, the environment or an embedding program decides about an interpreter before it starts. */
#ifndef KRAIT_VM_CONFIG_H
#define KRAIT_VM_CONFIG_H

#include "base/common.h"
#include "gen/bytecode.h"

#define KRAIT_CACHE_TAG "krait-32"
/* A .pyc file's first four bytes, little-endian. */
#define KRAIT_MAGIC     ((BYTECODE_CHECKSUM & 0xFFFF) | (uint32_t)'\r' << 16 | (uint32_t)'\n' << 24)

/* Texts are borrowed and outlive the interpreter: arguments, environment, literals; or NULL. File names are bytes as the
 * system gives them. */
typedef struct Config {
    int argc;                   /* sys.argv: script name (or "", "-c", "-m") and what follows */
    char **argv;
    int orig_argc;              /* the whole command line */
    char **orig_argv;
    const char *executable;     /* absolute path, or "" */
    const char *prefix;         /* where the library is, or would be: PREFIX/lib/krait */
    const char *library;        /* a folder with the library that overrides the one in the executable */
    const char *python_path;    /* PYTHONPATH, unless ignored */
    const char *hash_seed;      /* PYTHONHASHSEED, unless ignored */
    const char *io_encoding;    /* PYTHONIOENCODING, unless ignored */
    const char *pycache_prefix; /* PYTHONPYCACHEPREFIX or -X pycache_prefix=: where .pyc files go instead of beside the source */
    const char *breakpoint;     /* PYTHONBREAKPOINT, unless ignored */
    const char *const *warn_options;        /* of PYTHONWARNINGS and -W, in that order */
    int warn_count;
    const char *const *x_options;           /* of -X: "name" or "name=value" */
    int x_count;

    /* sys.flags */
    int debug, inspect, interactive, optimize, verbose, bytes_warning, quiet, dev_mode;
    bool dont_write_bytecode, no_user_site, no_site, ignore_environment, isolated, safe_path;
    bool unbuffered;
    const char *jit;            /* -X jit=, PYTHON_JIT: "off", or what Code.heat is at first; NULL: as always */
    bool perf_map;              /* -X perf, PYTHONPERFSUPPORT: names for machine code, for `perf` */
    bool import_time;           /* -X importtime, PYTHONPROFILEIMPORTTIME */
    bool fault_handler;         /* -X faulthandler, PYTHONFAULTHANDLER */
    int trace_allocations;      /* -X tracemalloc, PYTHONTRACEMALLOC: frames a traceback; 0: no */
    bool hash_randomization;    /* set by interp_create from hash_seed */
} Config;

#endif
