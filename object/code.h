/* code.h: code objects: what the compiler makes and the interpreter runs. docs/internals/bytecode.md tells how to read it. */
#ifndef KRAIT_OBJECT_CODE_H
#define KRAIT_OBJECT_CODE_H

#include "object/protocol.h"

/* One instruction, 64 bits. `n` is a small operand for some opcodes and the specialisation counter for the others
 * (vm/opcodes.h says which). Operands are registers (>= 0: locals, then temporaries) or constants (negative: ~index) where
 * the opcode allows them; a 32-bit number uses b and c. */
typedef struct Instr {
    uint8_t op, n;
    uint16_t a;
    union {
        struct { uint16_t b, c; };
        int32_t wide;               /* jump distance from the next instruction, or a 32-bit index */
    };
} Instr;
_Static_assert(sizeof(Instr) == 8, "instructions are 64 bits");

/* Inline cache of a site that names something (attributes, globals, methods, calls). Filled by the interpreter. */
typedef struct Cache {
    Value name;                     /* interned str, owned by the code; EMPTY for call sites */
    union { Shape *shape; uint64_t keys_version; Type *type; void *key; };
    union { uint64_t builtins_version; Value *place; /* of a dict's value, while its keys_version holds */ Ref value; /* borrowed while the version holds */ void *pointer; };
    uint32_t version;               /* type version */
    uint16_t index;                 /* slot or dict entry */
    uint8_t counter, misses;
} Cache;

/* An entry of the exception table: for an exception raised at an instruction in [start, end), temporaries from register
 * `depth` up are released, the exception is stored in register `depth`, and execution goes on at `target`.
 * Entries are ordered so that the first match is the innermost. */
typedef struct Handler { uint32_t start, end, target, depth; } Handler;

/* Source position of one instruction; line 0: none (artificial). Columns are UTF-8 bytes, 0-based; 0xFFFF: unknown. */
typedef struct Location { int32_t line, end_line; uint16_t col, end_col; } Location;

enum CodeFlag {         /* co_flags, with CPython's values */
    CODE_OPTIMIZED = 1, CODE_NEWLOCALS = 2, CODE_VARARGS = 4, CODE_VARKEYWORDS = 8, CODE_NESTED = 16, CODE_GENERATOR = 32,
    CODE_NOFREE = 64, CODE_COROUTINE = 128, CODE_ITERABLE_COROUTINE = 256, CODE_ASYNC_GENERATOR = 512,
    CODE_FUTURE_DIVISION = 0x20000, CODE_FUTURE_ABSOLUTE_IMPORT = 0x40000, CODE_FUTURE_WITH = 0x80000,
    CODE_FUTURE_PRINT = 0x100000, CODE_FUTURE_UNICODE = 0x200000, CODE_FUTURE_BARRY = 0x400000,
    CODE_FUTURE_GENERATOR_STOP = 0x800000, CODE_FUTURE_ANNOTATIONS = 0x1000000,
};
enum LocalKind { LOCAL_PLAIN = 0, LOCAL_CELL = 1 };     /* CELL: the register holds a Cell once MAKE_CELL ran */

#define CODE_HEAT 1000              /* Code.heat at first, unless told otherwise */

typedef struct Code {
    Object head;
    uint32_t flags;
    int32_t exact_args;             /* positional parameters, when a call with exactly that many positional arguments needs
                                     * nothing else (no *args, **kw, keyword-only, not a generator of any kind); else -1 */
    uint32_t local_count;           /* registers that are locals: parameters first (positional, keyword-only, *args, **kw) */
    uint32_t register_count;        /* locals and temporaries */
    int32_t arg_count, positional_only_count, keyword_only_count;   /* as co_argcount (without *args), ... */
    uint32_t instr_count, const_count, cache_count, handler_count, free_count;
    Instr *instr;
    Value *consts_end;              /* constant ~i is consts_end[i] with i < 0, so operand i reads base[i] */
    Cache *cache;                   /* at the same address as consts_end: one pointer serves the interpreter for both */
    Handler *handlers;
    Location *locations;            /* instr_count of them */
    Value *local_names;             /* local_count interned names; compiler temporaries that are locals have names like ".0" */
    uint8_t *local_kinds;
    Value *free_names;              /* free_count; the closure tuple of a function has one Cell for each */
    Value name, qualname, filename, doc;    /* doc: str or NONE */
    int32_t first_line;
    int32_t class_cell;             /* for super(): index of "__class__" among free names, or -1 */
    uint16_t self_attrs;            /* distinct attributes assigned on the first parameter: hint for inline slots */
    int32_t heat;                   /* entries and backward jumps left until it is worth machine code; see vm/machine.h */
    uint32_t guard_failures;        /* of its machine code */
    uint32_t translations;          /* how often it was translated */
    MachineCode *machine_entry;     /* machine code for a call; NULL when there is none */
    uint32_t *machine_address;      /* with machine_entry: where each instruction's begins; not owned */
    Value weak_extra;               /* co_extra-like, for tools; EMPTY */
    /* Of a function of the library in the executable, the arrays are read when they are first needed: until then they are absent (the
     * counts are right), and exact_args is -1, so that a call comes to bind_call(), which reads them. */
    const uint8_t *unread;          /* what they are read from; NULL: they are there */
    uint32_t unread_size;
} Code;
ALWAYS_INLINE Code *as_code(Ref v) { return (Code *)object_of(v); }
bool code_read(Thread *t, Code *code) MUST_CHECK;           /* modules/marshal.c */
/* Are the arrays there? To be asked before they are looked at, but for code that is running. False with MemoryError. */
ALWAYS_INLINE bool MUST_CHECK code_ready(Thread *t, Code *code) { return likely(!code->unread) || code_read(t, code); }

/* All arrays are copied; Values in it are retained. The compiler and marshal fill a CodeSpec. */
typedef struct CodeSpec {
    uint32_t flags; int32_t arg_count, positional_only_count, keyword_only_count;
    uint32_t local_count, register_count, instr_count, const_count, cache_count, handler_count, free_count;
    const Instr *instr; const Value *consts; const Value *cache_names; const Handler *handlers; const Location *locations;
    const Value *local_names; const uint8_t *local_kinds; const Value *free_names;
    Ref name, qualname, filename, doc; int32_t first_line; uint16_t self_attrs;
} CodeSpec;
Value code_new(Thread *t, const CodeSpec *spec);
/* The two halves of that: without arrays; the arrays. The spec of the latter need not have more. */
Value code_new_unread(Thread *t, const CodeSpec *spec, const uint8_t *data, uint32_t size);
bool code_fill(Thread *t, Code *code, const CodeSpec *spec) MUST_CHECK;
int code_line(const Code *code, ssize instr);               /* line of an instruction: the nearest before it that has one */

/* Whether two constants are one for every program: of the same type, with the same sign of zero. Sets and code objects: by
 * identity. */
bool constants_equal(Ref a, Ref b);

/* Specialised opcodes (vm/specialise.c): the generic opcode of any opcode; undoing all specialisation of a code. */
uint8_t opcode_generic(uint8_t op);
void code_despecialise(Code *code);

/* What the attributes of a code object show, and code() takes (frontend/code_portable.c tells how). All are checked but for
 * the types of `code`, `lnotab` (bytes), `consts` (tuple) and the last three (str). */
typedef struct CodeFields {
    int64_t arg_count, positional_only_count, keyword_only_count, local_count, stack_size, flags, first_line;
    Ref code, consts, names, varnames, lnotab, freevars, cellvars, filename, name, qualname;
    const Code *like;               /* what it is a changed copy of, or NULL */
    bool keep_positions;            /* those of `like` */
} CodeFields;
Value code_from_fields(Thread *t, const CodeFields *fields);
Value code_shown_code(Thread *t, const Code *c);
Value code_shown_consts(Thread *t, const Code *c);
Value code_shown_names(Thread *t, const Code *c);

typedef struct Cell { Object head; Value value; /* EMPTY: unbound */ } Cell;
Value cell_new(Thread *t, Value value_take);
ALWAYS_INLINE Cell *as_cell(Ref v) { return (Cell *)object_of(v); }

#endif
