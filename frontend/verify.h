/* verify.h: is bytecode safe to run? For code from .pyc files and other untrusted data, and as a test of the compiler. */
#ifndef KRAIT_FRONTEND_VERIFY_H
#define KRAIT_FRONTEND_VERIFY_H

#include "object/code.h"

/* What a register holds. From IS_VALUE on it can be read as a value. */
typedef enum {
    HOLDS_NOTHING,              /* EMPTY, or an immediate nobody counts */
    HOLDS_UNKNOWN,              /* depends on the path: only to be overwritten, cleared or checked */
    HOLDS_SELF,                 /* of LOAD_METHOD: a value or EMPTY */
    HOLDS_FORMER,               /* the formerly handled exception or EMPTY: only for LEAVE_HANDLER */
    IS_VALUE,
    IS_CELL, IS_LIST, IS_DICT, IS_SET, IS_STR, IS_PIECE /* of BUILD_STRING */, IS_TUPLE, IS_CLOSURE /* tuple of cells */, IS_ITERATOR, IS_EXCEPTION,
    IS_EXCEPTION_OR_NONE,
} RegisterState;

/* The RegisterState of each register before instruction `at`. MISSING: no path leads there, or the code is bad. */
Lookup code_states(Thread *t, const CodeSpec *spec, uint32_t at, uint8_t *states);

/* True if running the code can do no worse than raise. False with *problem (a literal) and *at, the instruction, or with
 * *problem NULL and MemoryError set. Code objects among the constants are not looked into: each is verified on its own.
 * strict: also refuses what is only wasteful: a temporary that is live on one of two paths that meet. */
bool code_verify(Thread *t, const CodeSpec *spec, bool strict, const char **problem, uint32_t *at) MUST_CHECK;

#endif
