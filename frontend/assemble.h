/* assemble.h: the code object being made: instructions with their places in the source, constants, caches, exception table.
 *
 * Constants of instructions that take a register or constant have indices that fit an operand; when those run out, constants
 * go to a second pool that only LOAD_CONST (32-bit index) reaches, renumbered at the end. Cache entries are one a site; past
 * CACHE_UNSHARED sites of equal names share one, since the index has 16 bits in most instructions, and those with a 32-bit one
 * (names, globals) use a second pool likewise.
 */
#ifndef KRAIT_FRONTEND_ASSEMBLE_H
#define KRAIT_FRONTEND_ASSEMBLE_H

#include "frontend/symtable.h"
#include "object/code.h"
#include "vm/opcodes.h"

VEC(InstrVec, instr_vec, Instr)
VEC(LocationVec, location_vec, Location)
VEC(HandlerVec, handler_vec, Handler)
VEC(ValueVec, value_vec, Ref)

#define OPERAND_CONSTS  32000       /* constants usable as operands come from this many */
#define CONST_MAX       65535
#define CACHE_UNSHARED  50000
#define CACHE_MAX       65535
#define REGISTER_MAX    32000

typedef struct IndexMap {           /* from the word of a Value to an index, open addressing */
    struct IndexEntry { uint64_t key; int32_t index; } *entry;
    uint32_t size, count;
} IndexMap;

typedef struct Assembler {
    InstrVec code;
    LocationVec locations;
    HandlerVec handlers;
    ValueVec consts, wide_consts, cache_names, wide_cache_names;
    IndexMap const_index, wide_index, shared_caches, wide_caches;
} Assembler;

void assembler_free(Assembler *a);

ALWAYS_INLINE ssize assembler_here(const Assembler *a) { return a->code.len; }
/* Appends; returns its index. */
ssize assembler_emit(Compilation *c, Assembler *a, Instr instr, Location at);
void assembler_handler(Compilation *c, Assembler *a, Handler handler);
/* The index of a constant, added if need be; equal constants are identical (constant_canonical). */
int32_t assembler_const(Compilation *c, Assembler *a, Ref v);
/* False: only LOAD_CONST can have it, with the number from assembler_wide_const. */
bool assembler_const_fits(const Assembler *a, Ref v);
bool assembler_has_room(const Assembler *a);                    /* more constants will fit operands */
int32_t assembler_wide_const(Compilation *c, Assembler *a, Ref v);
/* One that stands behind the others in co_consts, for LOAD_CONST. */
int32_t assembler_last_const(Compilation *c, Assembler *a, Ref v);
int32_t assembler_cache(Compilation *c, Assembler *a, Ref name);        /* EMPTY for calls */
int32_t assembler_wide_cache(Compilation *c, Assembler *a, Ref name);   /* for a 32-bit operand */

/* Completes a spec with the arrays and makes the code object; owned by the arena. */
Ref assembler_finish(Compilation *c, Assembler *a, CodeSpec *spec);

/* Constants of one compilation: structurally equal ones of the same types are the same object. */
typedef struct ConstantTable { Value *item; uint64_t *hash; uint32_t size, count; } ConstantTable;
Ref constant_canonical(Compilation *c, ConstantTable *table, Ref v);
void constant_table_free(ConstantTable *table);

#endif
