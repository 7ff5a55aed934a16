/* compile_internal.h: what the parts of the compiler share.
 *
 * A Unit is a code object being made: module, class body, function, comprehension, hidden scope. Its registers are the locals and,
 * from nlocals up, temporaries in stack discipline: `top` is the first free one.
 *
 * Expressions: eval(c, e, want) computes e. With want ANY the result may be anywhere: a constant (not in any register yet), a local
 * read in place, or a new temporary, which is then the register that was `top`, and counted in it. With want a register (a local,
 * or the temporary that is `top`, which the caller counts afterwards) instructions store there, but the result may still be
 * a constant or a local elsewhere: eval_to() moves it. Results are stored by the last instruction only, so a local that is
 * wanted keeps its value while operands are read.
 *
 * A local read in place must not be rebound before it is used, which only := in a later operand can do: see stable().
 *
 * Code that cannot be reached (`dead`) is compiled for its errors, but nothing is emitted. `bound` has a bit for every local
 * that surely has a value here; it is intersected where paths meet.
 */
#ifndef KRAIT_FRONTEND_COMPILE_INTERNAL_H
#define KRAIT_FRONTEND_COMPILE_INTERNAL_H

#include <stdio.h>

#include "frontend/assemble.h"
#include "frontend/compile.h"

typedef struct Operand { int32_t reg; Ref constant; } Operand;     /* constant EMPTY: register */
#define ANY (-1)
#define SPARE_REGISTERS 4       /* no instruction has more operands that may be constants */
ALWAYS_INLINE Operand in_register(int reg)        { return (Operand){reg, EMPTY}; }
ALWAYS_INLINE Operand constant_operand(Ref v)     { return (Operand){-1, v}; }
ALWAYS_INLINE bool is_constant(Operand o)         { return !is_empty(o.constant); }

typedef struct Label {
    int32_t position;           /* -1: not bound yet */
    int32_t jumps;              /* last jump to it, chained through `wide`; -1 */
    uint64_t *bound;            /* what is bound at all jumps to it */
} Label;
#define LABEL ((Label){-1, -1, NULL})

typedef enum {
    BLOCK_LOOP,                 /* leaving drops the iterator */
    BLOCK_TRY,                  /* protects, needs nothing to leave */
    BLOCK_FINALLY,              /* leaving runs finalbody */
    BLOCK_WITH,                 /* leaving calls the exit function */
    BLOCK_VALUE,                /* finally code on the way out of a return: leaving drops the value */
    BLOCK_HANDLER,              /* code that handles an exception: leaving ends that */
} BlockKind;

typedef struct Segment { int32_t start, end; struct Segment *next; } Segment;

/* Something around the code being compiled that leaving it must respect. Those but LOOP protect: exceptions go to a handler,
 * from the segments of code in which the block is not being left. */
typedef struct Block {
    uint8_t kind;
    bool is_async, is_star;     /* async with; clause of except* */
    struct Block *outer;
    Label *break_label, *continue_label;        /* LOOP */
    int32_t reg;                /* LOOP: iterator or -1; WITH: exit function; HANDLER: exception */
    const NodeSeq *finalbody;
    Ref name;                   /* HANDLER: of `except E as name`, or EMPTY */
    Location at;                /* WITH: the statement */
    int32_t depth;              /* register of the exception in the handler */
    int32_t open;               /* start of the segment being emitted; -1 */
    Segment *segments;
    uint64_t *bound;            /* at the beginning */
} Block;

typedef struct Unit {
    struct Unit *outer;
    Scope *scope;
    const Node *node;
    Ref qualname;
    Assembler as;
    int32_t nlocals, top, max_top;
    int32_t spare, next_spare;                  /* registers for constants that do not fit operands: see source() */
    int32_t nfree;
    int32_t class_cell, class_dict;             /* SCOPE_CLASS: their registers, or -1 */
    Block *block;
    int block_depth;
    uint64_t *bound;
    ssize bound_words;
    bool dead;
    bool is_async_function;                     /* async def, or an async comprehension */
    Location at;
    Ref self_name;                              /* first parameter, to count attributes assigned on it */
    ValueVec self_attrs;
} Unit;

typedef struct Compiler {
    Compilation common;
    SymTable *table;
    Unit *unit;
    ConstantTable constants;
    CompileMode mode;
    bool future_annotations;
    int last_future_line;       /* of the `from __future__ import ...` that stand where they may */
} Compiler;

/* A warning about a place in source text (warnings.warn_explicit); false: made an exception. */
bool warn_at(Thread *t, Type *category, Ref filename, int line, const char *message) MUST_CHECK;

/* ---- compile.c: units, registers, emitting ---- */
NORETURN COLD PRINTF(3, 4) void fail(Compiler *c, const Node *at, const char *format, ...);
ALWAYS_INLINE Ref own(Compiler *c, Value v) { return compilation_own(&c->common, v); }
Ref canonical(Compiler *c, Ref v);
Ref text_constant(Compiler *c, const char *text);                           /* interned */
Ref mangled(Compiler *c, Ref name);

Unit *enter_unit(Compiler *c, Scope *scope, const Node *node, Ref qualname);
Ref leave_unit(Compiler *c, CodeSpec *spec);                                /* the code object */
Ref nested_qualname(Compiler *c, Ref name);                                 /* of something defined in the current unit */

ALWAYS_INLINE Unit *unit(Compiler *c) { return c->unit; }
int push_register(Compiler *c);                                             /* a new temporary */
ALWAYS_INLINE void pop_to(Compiler *c, int top) { c->unit->top = top; }
/* Where the result goes: what is wanted, or a new temporary at base; temporaries from base up are free again. */
int destination(Compiler *c, int base, int want);
ALWAYS_INLINE bool is_temporary(Compiler *c, Operand o) { return !is_constant(o) && o.reg >= c->unit->nlocals; }
ALWAYS_INLINE bool is_local(Compiler *c, Operand o)     { return !is_constant(o) && o.reg < c->unit->nlocals; }

Location location_of(const Node *n);
/* Sets the place of what is emitted next; returns the former. */
Location set_place(Compiler *c, const Node *n);
/* Sets it to an attribute or a call of one: where that spans lines, to where it names the attribute. */
void set_place_at_name(Compiler *c, const Node *e, const Node *attribute);
int source(Compiler *c, Operand o);                                         /* as an operand of an instruction */
ssize emit(Compiler *c, int op, int n, int a, int b, int c3);
ssize emit_wide(Compiler *c, int op, int a, int32_t wide);
int32_t cache_of(Compiler *c, Ref name);
int32_t wide_cache_of(Compiler *c, Ref name);               /* for emit_wide() */
int const_of(Compiler *c, Ref v);                                           /* index, for operands m */

void emit_jump(Compiler *c, int op, int a, Label *to);
void jump(Compiler *c, Label *to);                                          /* what follows is dead */
void jump_back(Compiler *c, Label *to);
void bind_label(Compiler *c, Label *label);
void bind_back(Compiler *c, Label *label);                                  /* a loop head */
uint64_t *bound_copy(Compiler *c);
void mark_bound(Compiler *c, int local);
bool is_bound(Compiler *c, int local);

void load_constant(Compiler *c, int reg, Ref v);
void place(Compiler *c, Operand o, int reg);                                /* moves o to a register unless it is there */
int push_operand(Compiler *c, Operand o, int base);                         /* makes the temporary `base` hold o, top after it */
int push_constant(Compiler *c, Ref v);
void clear(Compiler *c, int reg);

/* Names. */
Operand load_name(Compiler *c, Ref name, int want);
int local_of_name(Compiler *c, Ref name);                                   /* register of a plain local, or -1 */
void store_name(Compiler *c, Ref name, Operand v);
void delete_name(Compiler *c, Ref name);
void check_store_name(Compiler *c, const Node *at, Ref name);               /* __debug__ */

/* ---- compile_expr.c ---- */
Operand eval(Compiler *c, const Node *e, int want);
void eval_to(Compiler *c, const Node *e, int reg);
int push(Compiler *c, const Node *e);                                       /* into a new temporary, which is returned */
void drop(Compiler *c, Operand o);                                          /* a result nobody wants */
/* eval(), such that evaluating `later` (NULL: nothing) does not change the operand. */
Operand eval_stable(Compiler *c, const Node *e, const Node *later);
Operand stable(Compiler *c, Operand o, const Node *later);
void jump_if(Compiler *c, const Node *e, bool condition, Label *to);
void jump_unless(Compiler *c, const Node *e, Label *to);
int binary_opcode(int op, bool in_place);
Operand emit_await(Compiler *c, Operand awaitable, int kind, int base, int want);
int async_next(Compiler *c, int iterator);                  /* the awaited next item, in a new temporary */
Operand eval_slice_index(Compiler *c, const Node *e);
Operand build_sequence(Compiler *c, const NodeSeq *elts, int op, int want);
void warn_syntax(Compiler *c, const Node *at, const char *message);
Operand load_attribute(Compiler *c, Operand object, Ref name, int base, int want);

/* ---- compile_call.c ---- */
Operand eval_call(Compiler *c, const Node *e, int want);
typedef enum { LAYOUT_PLAIN, LAYOUT_METHOD, LAYOUT_SPREAD } CallLayout;
CallLayout call_layout(const NodeSeq *args, const NodeSeq *keywords, int given);
void push_self_gap(Compiler *c, CallLayout layout);         /* after the callable: METHOD has a register for self */
/* Calls what is in the temporary base, with `given` arguments that are pushed already, args, `extra` (reg < 0: none), keywords. */
Operand call_with(Compiler *c, CallLayout layout, int base, int given, const NodeSeq *args, const NodeSeq *keywords,
                  Operand extra, int want);

/* ---- compile_comprehension.c ---- */
Operand eval_comprehension(Compiler *c, const Node *e, int want);

/* ---- compile_function.c ---- */
Operand eval_lambda(Compiler *c, const Node *e, int want);
void compile_function(Compiler *c, const Node *n);
void compile_class(Compiler *c, const Node *n);
void compile_type_alias(Compiler *c, const Node *n);
/* A function object of code; parts named by `flags` are in temporaries from base, the closure is added here. */
Operand make_function(Compiler *c, Ref code, int flags, int base, int want);
Ref finish_function(Compiler *c, uint32_t flags, int args, int posonly, int kwonly, Ref doc, int first_line);

/* ---- compile_stmt.c ---- */
void compile_body(Compiler *c, const NodeSeq *body, ssize from);
void compile_statement(Compiler *c, const Node *n);
void store_target(Compiler *c, const Node *target, Operand v);
Ref docstring_of(Compiler *c, const NodeSeq *body, bool *present);
bool body_has_annotations(const NodeSeq *body);

/* ---- compile_control.c ---- */
void push_block(Compiler *c, Block *b, BlockKind kind, const Node *at);
void pop_block(Compiler *c);
void protect(Compiler *c, Block *b, BlockKind kind, const Node *at);        /* push_block, and the segment begins */
void end_protection(Compiler *c, Block *b);                                 /* pops it; the segment ends */
void begin_handler(Compiler *c, Block *b);                                  /* the code follows; exception in register depth, counted */
void compile_for(Compiler *c, const Node *n);
void compile_async_for(Compiler *c, const Node *n);
void compile_while(Compiler *c, const Node *n);
void compile_break(Compiler *c, const Node *n);
void compile_continue(Compiler *c, const Node *n);
void compile_return(Compiler *c, const Node *n);
void compile_try(Compiler *c, const Node *n);
void compile_with(Compiler *c, const Node *n, ssize item);

/* ---- compile_pattern.c ---- */
void compile_match(Compiler *c, const Node *n);

/* ---- fold.c: constant folding. EMPTY: not foldable (nothing is raised) ---- */
Ref fold_binary(Compiler *c, int op, Ref a, Ref b);
Ref fold_unary(Compiler *c, int op, Ref v);
Ref fold_subscript(Compiler *c, Ref container, Ref index);
Ref fold_tuple(Compiler *c, const NodeSeq *elts);           /* when all are constants */
Ref fold_frozenset(Compiler *c, const NodeSeq *elts);
Ref constant_of(Compiler *c, const Node *e);                /* of a constant expression without operators; EMPTY */
Test constant_truth(Compiler *c, const Node *e);            /* TEST_ERROR: not constant */

/* ---- unparse.c ---- */
Value unparse_expression(Compilation *c, const Node *e);    /* source text, for string annotations; owned */

#endif
