/* ast_module.h: what the parts of _ast share: the classes, and conversion of trees to objects and back. */
#ifndef KRAIT_MODULES_AST_MODULE_H
#define KRAIT_MODULES_AST_MODULE_H

#include "frontend/ast.h"
#include "object/module.h"

#define AST_FIELDS_MAX 8
/* Classes of literals: the face of Python 3.2. */
enum { LITERAL_NUM, LITERAL_STR, LITERAL_BYTES, LITERAL_NAME_CONSTANT, LITERAL_ELLIPSIS, LITERAL_CLASSES };
#define ATTRIBUTES 2            /* of the positions, how many are in _attributes: those that 3.2 has */
enum { POSITION_LINENO, POSITION_COL, POSITION_END_LINENO, POSITION_END_COL, POSITIONS };

typedef struct AstState {
    Value classes[AST_KIND_COUNT];              /* by AstKind; EMPTY for the one node of a product type, whose class is the sum's */
    Value sums[SUM_COUNT];
    Value singletons[AST_KIND_COUNT];           /* of operators and contexts */
    Value field_names[AST_KIND_COUNT][AST_FIELDS_MAX];
    Value position_names[POSITIONS];
    Value kind_of_class;                        /* dict: class -> AstKind */
    Value literals[LITERAL_CLASSES];            /* subclasses of Constant, given by lib/ast.py when it is imported */
} AstState;

extern const ModuleDef module_def__ast;
/* The state, filled; NULL: exception set. */
AstState *ast_state(Thread *t);
ALWAYS_INLINE bool ast_is_product(int sum) { return ast_sums[sum].count == 1 && sum != SUM_type_ignore && sum != SUM_excepthandler; }

/* The class of literals a constant belongs to; LITERAL_CLASSES: none. */
int ast_literal_class(Ref value);
Value ast_to_object(Thread *t, const Node *n);
/* NULL: exception set. The root must be of the sum. */
Node *ast_from_object(Thread *t, AstArena *arena, Ref v, int sum) MUST_CHECK;
/* ValueError or TypeError for what no source could have given. */
bool ast_validate(Thread *t, const Node *root) MUST_CHECK;

#endif
