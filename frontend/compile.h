/* compile.h: from source or tree to code objects.
 *
 * source -> parser -> tree -> symtable -> units of register code (vm/opcodes.h) -> code objects. What the front end finds wrong
 * becomes an exception here, in compile_raise(), and nowhere else.
 */
#ifndef KRAIT_FRONTEND_COMPILE_H
#define KRAIT_FRONTEND_COMPILE_H

#include "frontend/ast.h"
#include "frontend/parser.h"

typedef enum { COMPILE_EXEC, COMPILE_EVAL, COMPILE_SINGLE } CompileMode;

/* A code object, owned; EMPTY: SyntaxError or another exception is set. source[0..n) as read from a file; flags as of
 * ParseOptions; optimize 0, 1 or 2. May run Python code (codecs, warning filters). */
Value compile_source(Thread *t, const char *source, ssize n, Ref filename, CompileMode mode, uint32_t flags, int optimize);
/* The same of a module node made in `arena`, which keeps owning it and what compiling adds. */
Value compile_ast(Thread *t, const Node *module, AstArena *arena, Ref filename, uint32_t flags, int optimize);
/* The scopes of a source, in the arena; NULL: exception set. */
struct SymTable *symtable_of_source(Thread *t, AstArena *arena, const char *source, ssize n, Ref filename, CompileMode mode,
                                    uint32_t flags);
/* Raises what the record says, with the file name; empties it. */
void compile_raise(Thread *t, SyntaxErrorRecord *error, Ref filename);
/* parse_source() with warnings issued and errors raised; NULL: exception set. *flags: in and out as ParseOptions.flags. */
Node *compile_parse(Thread *t, AstArena *arena, const char *source, ssize n, Ref filename, ParseMode mode, uint32_t *flags);

/* co_flags of FUTURE_ bits and back (the values differ: code.h has CPython's). */
uint32_t code_flags_of_futures(uint32_t flags);
uint32_t futures_of_code_flags(uint32_t code_flags);

#endif
