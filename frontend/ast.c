/* ast.c: the tables of the abstract syntax, and memory for trees (ast.h). */
#include "frontend/ast.h"

#include <stdlib.h>

#include "object/object.h"

/* ---- Field tables ---- */

#define SUM(sum, attributes)
#define NODE(sum, name, fields) static const AstField name##_fields[] = { fields };
#define END_SUM(sum)
#define ONE(sum, f)        {#f, FIELD_NODE, SUM_##sum},
#define OPT(sum, f)        {#f, FIELD_NODE_OPT, SUM_##sum},
#define SEQ(sum, f)        {#f, FIELD_NODES, SUM_##sum},
#define SEQ_OPT(sum, f)    {#f, FIELD_NODES_OPT, SUM_##sum},
#define ENUM(sum, f)       {#f, FIELD_KIND, SUM_##sum},
#define ENUM_SEQ(sum, f)   {#f, FIELD_KINDS, SUM_##sum},
#define NAME(f)            {#f, FIELD_NAME, SUM_identifier},
#define OPT_NAME(f)        {#f, FIELD_NAME_OPT, SUM_identifier},
#define NAME_SEQ(f)        {#f, FIELD_NAMES, SUM_identifier},
#define VALUE(type, f)     {#f, FIELD_VALUE, SUM_##type},
#define OPT_VALUE(type, f) {#f, FIELD_VALUE_OPT, SUM_##type},
#define INT(f)             {#f, FIELD_INT, SUM_int},
#define OPT_INT(f)         {#f, FIELD_INT_OPT, SUM_int},
#include "frontend/ast_nodes.def"

const AstKindInfo ast_kinds[AST_KIND_COUNT] = {
#define SUM(sum, attributes)
#define NODE(sum, name, fields) \
    {#name, SUM_##sum, COUNT_OF(name##_fields), offsetof(Node, slot) + 8 * sizeof name##_fields / sizeof(AstField), \
     name##_fields},
#define END_SUM(sum)
#include "frontend/ast_nodes.def"
};

/* BEGIN and END interleaved with the kinds: since each sum before adds two, kinds are found by subtraction. */
enum {
#define SUM(sum, attributes) BEGIN_##sum,
#define NODE(sum, name, fields) AT_##name,
#define END_SUM(sum) END_##sum,
#include "frontend/ast_nodes.def"
};

const AstSumInfo ast_sums[SUM_int + 1] = {
#define SUM(sum, attributes) {#sum, attributes, BEGIN_##sum - 2 * SUM_##sum, END_##sum - BEGIN_##sum - 1},
#define NODE(sum, name, fields)
#define END_SUM(sum)
#include "frontend/ast_nodes.def"
    [SUM_identifier] = {.name = "identifier"},
    [SUM_string] = {.name = "string"},
    [SUM_constant] = {.name = "constant"},
    [SUM_int] = {.name = "int"},
};

/* The slots of ast_field() are the members of the structs. */
#define SUM(sum, attributes)
#define NODE(sum, name, fields) \
    _Static_assert(sizeof ((Node *)0)->name == 8 * sizeof name##_fields / sizeof(AstField), #name ": a field is not 8 bytes");
#define END_SUM(sum)
#include "frontend/ast_nodes.def"
_Static_assert(sizeof(AstSlot) == 8, "a slot is 8 bytes");

/* ---- Memory ---- */

const NodeSeq ast_empty_nodes;
const RefSeq ast_empty_refs;

void ast_arena_init(AstArena *a)
{
    arena_init(&a->memory);
    a->owned = NULL;
    a->nowned = a->owned_capacity = 0;
    a->text = NULL;
    a->text_len = 0;
}

void ast_arena_free(AstArena *a)
{
    for (ssize i = a->nowned; i-- > 0; )
        release(a->owned[i]);
    free(a->owned);
    free(a->text);
    arena_free(&a->memory);
    ast_arena_init(a);
}

bool ast_own_take(AstArena *a, Value v)
{
    if (is_empty(v) || !is_ptr(v))
        return true;
    if (a->nowned == a->owned_capacity) {
        ssize capacity = a->owned_capacity ? 2 * a->owned_capacity : 64;
        Value *owned = realloc(a->owned, (size_t)capacity * sizeof *owned);
        if (!owned) {
            release(v);
            return false;
        }
        a->owned = owned;
        a->owned_capacity = capacity;
    }
    a->owned[a->nowned++] = v;
    return true;
}

Node *ast_node(AstArena *a, AstKind kind)
{
    size_t size = ast_kinds[kind].size;
    Node *n = arena_alloc(&a->memory, size);
    if (n) {
        memset(n, 0, size);
        n->kind = (uint8_t)kind;
    }
    return n;
}

NodeSeq *ast_nodes(AstArena *a, ssize n)
{
    NodeSeq *seq = arena_alloc(&a->memory, sizeof *seq + (size_t)n * sizeof *seq->item);
    if (seq)
        seq->n = n;
    return seq;
}

RefSeq *ast_refs(AstArena *a, ssize n)
{
    RefSeq *seq = arena_alloc(&a->memory, sizeof *seq + (size_t)n * sizeof *seq->item);
    if (seq)
        seq->n = n;
    return seq;
}

KindSeq *ast_kind_seq(AstArena *a, ssize n)
{
    KindSeq *seq = arena_alloc(&a->memory, sizeof *seq + (size_t)n);
    if (seq)
        seq->n = n;
    return seq;
}
