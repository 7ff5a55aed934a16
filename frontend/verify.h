/* verify.h: is bytecode safe to run? For code from .pyc files and other untrusted data, and as a test of the compiler. */
#ifndef KRAIT_FRONTEND_VERIFY_H
#define KRAIT_FRONTEND_VERIFY_H

#include "object/code.h"

/* True if running the code can do no worse than raise. False with *problem (a literal) and *at, the instruction, or with
 * *problem NULL and MemoryError set. Code objects among the constants are not looked into: each is verified on its own.
 * strict: also refuses what is only wasteful: a temporary that is live on one of two paths that meet. */
bool code_verify(Thread *t, const CodeSpec *spec, bool strict, const char **problem, uint32_t *at) MUST_CHECK;

#endif
