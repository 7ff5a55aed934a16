/* ast.h: the abstract syntax tree.
 *
 * A tree is made of Nodes in an AstArena and dies with it, all at once. Every kind of node of ast_nodes.def is a member of
 * Node's union, named as in Python's `ast` module, and only that member of it is allocated:
 *
 *     switch (e->kind) {
 *     case AST_BinOp:  compile(c, e->BinOp.left); compile(c, e->BinOp.right); emit_binary(c, e->BinOp.op); ...
 *
 * Operators and contexts (AST_Add, AST_Load, ...) are kinds too, kept in a byte where they are used.
 * Values in the tree (names, constants) are owned by the arena: whoever keeps one longer retains it.
 *
 * Depth: nesting is bounded by the parser (PARSE_DEPTH_MAX grammar levels), save along these spines, which the parser builds
 * in a loop and which may be as long as the source; walk them in a loop too, or count:
 *     BinOp.left    Attribute.value    Subscript.value    Call.func    If.orelse when it is one If (elif)
 * ast_spine() steps down the expression ones. BoolOp, Compare and implicit string concatenation are flat.
 */
#ifndef KRAIT_FRONTEND_AST_H
#define KRAIT_FRONTEND_AST_H

#include "base/arena.h"
#include "object/value.h"

/* AST_Module, AST_FunctionDef, ...; the spelling of Python, since `ast` shows these names. */
typedef enum {
#define SUM(sum, attributes)
#define NODE(sum, name, fields) AST_##name,
#define END_SUM(sum)
#include "frontend/ast_nodes.def"
    AST_KIND_COUNT
} AstKind;

/* The types of the grammar: SUM_mod, SUM_stmt, ...; and the types of leaves, for AstField.type. */
typedef enum {
#define SUM(sum, attributes) SUM_##sum,
#define NODE(sum, name, fields)
#define END_SUM(sum)
#include "frontend/ast_nodes.def"
    SUM_COUNT,
    SUM_identifier = SUM_COUNT, SUM_string, SUM_constant, SUM_int
} AstSum;

typedef struct Node Node;
typedef struct { ssize n; Node *item[]; } NodeSeq;
typedef struct { ssize n; Ref item[]; } RefSeq;
typedef struct { ssize n; uint8_t item[]; } KindSeq;       /* AstKinds */

enum NodeFlag {
    NODE_PARENTHESIZED = 1,     /* expressions: written in parentheses of its own (a tuple's own do not count) */
    NODE_BARE = 2,              /* tuples: written without parentheses */
};

/* Every field takes a slot of 8 bytes, so field i of any kind is found by its number alone: ast_field(). */
struct Node {
    uint8_t kind;               /* AstKind */
    uint8_t flags;              /* NodeFlag */
    int32_t lineno, col_offset, end_lineno, end_col_offset;    /* lines from 1, columns in UTF-8 bytes from 0 */
    union {
        uint64_t slot;          /* the first one */
#define SUM(sum, attributes)
#define NODE(sum, name, fields) struct { fields } name;
#define END_SUM(sum)
#define ONE(sum, f)       Node *f;
#define OPT(sum, f)       Node *f;
#define SEQ(sum, f)       NodeSeq *f;
#define SEQ_OPT(sum, f)   NodeSeq *f;
#define ENUM(sum, f)      _Alignas(8) uint8_t f;
#define ENUM_SEQ(sum, f)  KindSeq *f;
#define NAME(f)           Ref f;
#define OPT_NAME(f)       Ref f;
#define NAME_SEQ(f)       RefSeq *f;
#define VALUE(type, f)    Ref f;
#define OPT_VALUE(type, f) Ref f;
#define INT(f)            _Alignas(8) int f;
#define OPT_INT(f)        _Alignas(8) int f;
#include "frontend/ast_nodes.def"
    };
};

/* ---- Field tables: what generic visitors, ast.dump, the `ast` module and conversion work from. ---- */

typedef enum {          /* what lies in a field's slot */
    FIELD_NODE, FIELD_NODE_OPT, FIELD_NODES, FIELD_NODES_OPT, FIELD_KIND, FIELD_KINDS,
    FIELD_NAME, FIELD_NAME_OPT, FIELD_NAMES, FIELD_VALUE, FIELD_VALUE_OPT, FIELD_INT, FIELD_INT_OPT
} FieldStorage;

typedef struct {
    const char *name;
    uint8_t storage;            /* FieldStorage */
    uint8_t type;               /* AstSum */
} AstField;

typedef struct {
    const char *name;
    uint8_t sum;                /* AstSum it belongs to */
    uint8_t nfields;
    uint16_t size;              /* bytes of a Node of this kind */
    const AstField *fields;
} AstKindInfo;

typedef struct {
    const char *name;
    bool attributes;            /* lineno, col_offset, end_lineno, end_col_offset are part of its Python face */
    uint8_t first, count;       /* its AstKinds are consecutive */
} AstSumInfo;

extern const AstKindInfo ast_kinds[AST_KIND_COUNT];
extern const AstSumInfo ast_sums[SUM_int + 1];

/* ---- Making trees ---- */

/* Memory of a tree and the values it owns. */
typedef struct {
    Arena memory;
    Value *owned;               /* malloc'd */
    ssize nowned, owned_capacity;
    char *text;                 /* malloc'd: the decoded source the positions refer to, or NULL */
    ssize text_len;
} AstArena;

void ast_arena_init(AstArena *a);
/* Releases every owned value, then the memory. May run Python code (a constant's destructor: no built-in one does). */
void ast_arena_free(AstArena *a);
/* The arena owns v from here on; NULL-like EMPTY is passed through. False (v released): no memory, nothing raised. */
bool ast_own_take(AstArena *a, Value v) MUST_CHECK;

/* A zeroed node of that kind; NULL when there is no memory. Sequence fields must then be set (ast_no_nodes for empty). */
Node *ast_node(AstArena *a, AstKind kind);
NodeSeq *ast_nodes(AstArena *a, ssize n);
RefSeq *ast_refs(AstArena *a, ssize n);
KindSeq *ast_kind_seq(AstArena *a, ssize n);
/* n == 0; shared, in read-only memory. */
extern const NodeSeq ast_empty_nodes;
extern const RefSeq ast_empty_refs;
#define ast_no_nodes (*(NodeSeq *)&ast_empty_nodes)
#define ast_no_refs  (*(RefSeq *)&ast_empty_refs)

/* ---- Walking ---- */

ALWAYS_INLINE AstSum ast_sum(const Node *n) { return ast_kinds[n->kind].sum; }

/* The slot of field i of n, to be read as its FieldStorage says. */
typedef union { Node *node; NodeSeq *nodes; RefSeq *refs; KindSeq *kinds; Ref value; int number; uint8_t kind; } AstSlot;
ALWAYS_INLINE AstSlot *ast_field(const Node *n, ssize i) { return (AstSlot *)&n->slot + i; }

/* The leftmost operand of an expression whose depth is not bounded by the parser, or NULL. */
static inline Node *ast_spine(const Node *e)
{
    switch (e->kind) {
    case AST_BinOp:     return e->BinOp.left;
    case AST_Attribute: return e->Attribute.value;
    case AST_Subscript: return e->Subscript.value;
    case AST_Call:      return e->Call.func;
    default:            return NULL;
    }
}

#endif
