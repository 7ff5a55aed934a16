/* symtable.h: scopes: which names a block binds, and where each name it mentions is found (Reference 4.1 "Naming and binding").
 *
 * One pass over the tree records in every Scope what is done with each name; a second one resolves every symbol to a Binding,
 * adding free variables to the scopes in between. Errors about names are found here. Everything lies in the arena of the tree.
 * A scope belongs to a node (function, class, lambda, comprehension, the module itself), found again by scope_find(); the
 * scopes of PEP 695 are keyed by what they evaluate: a NodeSeq of type parameters, or TypeVar_bound/default of a parameter.
 */
#ifndef KRAIT_FRONTEND_SYMTABLE_H
#define KRAIT_FRONTEND_SYMTABLE_H

#include <setjmp.h>

#include "base/vec.h"
#include "frontend/ast.h"
#include "frontend/parser.h"
#include "frontend/syntax_error.h"
#include "object/object.h"

/* What the passes over one tree share. Errors do not return: they fill `error` and jump. Whatever is owned lies in `arena`. */
typedef struct Compilation {
    Thread *t;
    AstArena *arena;
    SyntaxErrorRecord *error;
    jmp_buf *on_failure;
    const char *source;         /* UTF-8, for the line an error shows; NULL when there is none */
    ssize source_len;
    Ref filename;
    uint32_t flags;             /* of ParseOptions */
    int optimize;               /* 0; 1: no asserts, __debug__ is False; 2: no docstrings either */
} Compilation;

NORETURN COLD PRINTF(3, 4) void compilation_fail(Compilation *c, const Node *at, const char *format, ...);
/* The same for declarations and future imports: the offset counts from 0 (syntax_error.h). */
NORETURN COLD PRINTF(3, 4) void compilation_fail_declaration(Compilation *c, const Node *at, const char *format, ...);
NORETURN COLD void compilation_fail_raised(Compilation *c);     /* an exception is set on t */
NORETURN COLD void compilation_fail_memory(Compilation *c);
NORETURN COLD void compilation_fail_depth(Compilation *c);      /* RecursionError */
/* The value, owned by the arena from now on; EMPTY: fails with what is raised. */
Ref compilation_own(Compilation *c, Value v);
void *compilation_alloc(Compilation *c, size_t size);           /* zeroed, in the arena */
/* Fails when the C stack is nearly used up: called wherever the passes recurse. */
void compilation_check_depth(Compilation *c);
ALWAYS_INLINE const char *name_text(Compilation *c, Ref name);

typedef enum {
    SCOPE_MODULE, SCOPE_CLASS, SCOPE_FUNCTION,
    SCOPE_TYPE_PARAMS,          /* hidden function around a generic function, class or alias */
    SCOPE_TYPE_VARIABLE,        /* hidden function that evaluates the bound or default of a type parameter */
    SCOPE_TYPE_ALIAS,           /* hidden function that evaluates the value of an alias */
} ScopeKind;

enum SymbolFlag {
    DEF_GLOBAL = 1, DEF_LOCAL = 2, DEF_PARAM = 4, DEF_NONLOCAL = 8, SYMBOL_USED = 16,
    DEF_FREE_CLASS = 64,        /* a class binds the name and a block in it uses the outer variable */
    DEF_IMPORT = 128, DEF_ANNOTATED = 256, DEF_ITERATION = 512 /* target of a comprehension */, DEF_TYPE_PARAM = 1024,
    SYMBOL_DELETED = 4096,      /* some `del`, or the end of an except clause, unbinds it */
    DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM,
};

typedef enum { BIND_UNRESOLVED, BIND_LOCAL, BIND_GLOBAL_EXPLICIT, BIND_GLOBAL_IMPLICIT, BIND_FREE, BIND_CELL } Binding;

typedef struct Symbol {
    Ref name;                   /* mangled */
    uint16_t flags;
    uint8_t binding;
    int32_t index;              /* the compiler's: register, or index among free variables */
    const Node *declaration;    /* of the first global or nonlocal statement */
} Symbol;

typedef enum { COMPREHENSION_NONE, COMPREHENSION_LIST, COMPREHENSION_SET, COMPREHENSION_DICT, COMPREHENSION_GENERATOR } ComprehensionKind;

typedef struct Scope {
    uint8_t kind, comprehension;                /* ScopeKind, ComprehensionKind */
    bool is_generator, is_coroutine;            /* has yield; is async or has await */
    bool is_lambda, has_walrus;
    bool needs_class_closure, needs_class_dict; /* classes: a block inside uses __class__, or sees the class's names */
    bool can_see_class;                         /* a SCOPE_TYPE_* directly in a class */
    bool iter_target;                           /* being visited: targets of a comprehension */
    uint8_t iter_expression;                    /* being visited: in iterables of a comprehension */
    bool returns_value;
    bool star_import;
    const void *key;
    const Node *node;           /* where it begins; NULL for a module made of nothing */
    const Node *return_node;    /* first `return value` */
    Ref name, class_name;       /* class_name: of the innermost class around, for private names; EMPTY */
    Symbol **symbols;           /* in order of appearance, parameters first */
    int32_t nsymbols, capacity;
    uint32_t table_size;        /* of `table`, open addressing by name; 0 while there are few */
    Symbol **table;
    struct Scope *outer, *child, *last_child, *sibling;
} Scope;

typedef struct SymTable {
    Scope *top;
    Scope **map;                /* by key, open addressing */
    uint32_t map_size, count;
} SymTable;

/* Fails through the compilation: compile.h has symtable_of_source() for others. */
SymTable *symtable_build(Compilation *c, const Node *module);
Scope *scope_find(const SymTable *table, const void *key);
Symbol *scope_lookup(const Scope *s, Ref name);                 /* NULL when the scope does not mention the (mangled) name */
Ref name_mangle(Compilation *c, Ref class_name, Ref name);

ALWAYS_INLINE bool scope_is_function(const Scope *s) { return s->kind >= SCOPE_FUNCTION; }
/* Keys of the scopes of a type parameter's expressions. */
ALWAYS_INLINE const void *type_bound_key(const Node *param)   { return (const char *)param + 1; }
ALWAYS_INLINE const void *type_default_key(const Node *param) { return (const char *)param + 2; }

#include "object/str.h"
ALWAYS_INLINE const char *name_text(Compilation *c, Ref name) { return str_text(c->t, name); }

#endif
