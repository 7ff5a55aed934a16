/* specialised.h: the forms that instructions rewrite themselves to, and the superinstructions. Same operands as the generic
 * form. A specialised form whose guard fails goes back to the generic one, or does its work the general way. */
#ifndef KRAIT_VM_SPECIALISED_H
#define KRAIT_VM_SPECIALISED_H

#include "vm/opcodes.h"

#define WARM 2                      /* executions before a site is specialised */
#define CALL_MISSES 8               /* failed guards before a call site stays general */
#define COLD_SITE 255               /* n of a site that is not tried again */

/*  SP(NAME, GENERIC, "guard") */
#define SPECIALISED(SP) \
    SP(LOAD_GLOBAL_DICT,    LOAD_GLOBAL, "keys of the globals unchanged: value in entry `index`") \
    SP(LOAD_GLOBAL_BUILTIN, LOAD_GLOBAL, "keys of globals and built-ins unchanged: value in entry `index` of the built-ins") \
    SP(STORE_GLOBAL_DICT,   STORE_GLOBAL, "keys of the globals unchanged") \
    SP(LOAD_NAME_DICT,      LOAD_NAME, "namespace is the globals, keys unchanged") \
    SP(LOAD_NAME_BUILTIN,   LOAD_NAME, "namespace is the globals; keys of globals and built-ins unchanged") \
    SP(STORE_NAME_DICT,     STORE_NAME, "namespace is the globals, keys unchanged") \
    SP(LOAD_ATTR_SLOT,      LOAD_ATTR, "shape: value in inline slot `index`") \
    SP(LOAD_ATTR_LOCAL,     LOAD_ATTR, "as LOAD_ATTR_SLOT, of a local's object") \
    SP(LOAD_ATTR_EXTRA,     LOAD_ATTR, "shape: value in overflow slot `index`") \
    SP(LOAD_ATTR_DICT,      LOAD_ATTR, "dict shape and type version: value in entry `index` of the instance dict if the key matches") \
    SP(LOAD_ATTR_APART,     LOAD_ATTR, "type version and shape, attributes anywhere in the object: value in slot `index`") \
    SP(LOAD_ATTR_MODULE,    LOAD_ATTR, "module whose dict's keys are unchanged: entry `index`") \
    SP(LOAD_ATTR_CLASS,     LOAD_ATTR, "class with `version`: `value`, which needs no binding") \
    SP(LOAD_ATTR_SHAPE_CLASS, LOAD_ATTR, "shape and type version: class attribute `value`, which needs no binding") \
    SP(LOAD_ATTR_APART_CLASS, LOAD_ATTR, "as LOAD_ATTR_SHAPE_CLASS, attributes anywhere in the object") \
    SP(LOAD_ATTR_MEMBER,    LOAD_ATTR, "type version: __slots__ member at offset `index`") \
    SP(LOAD_ATTR_GETTER,    LOAD_ATTR, "type version: built-in attribute with the GetSetDef `pointer`") \
    SP(LOAD_ATTR_PROPERTY,  LOAD_ATTR, "type version: property `value`, whose getter is a Python function") \
    SP(LOAD_ATTR_GET,       LOAD_ATTR, "type version: data descriptor `value`, whose class has __get__ in Python") \
    SP(STORE_ATTR_SLOT,     STORE_ATTR, "shape: inline slot `index`") \
    SP(STORE_ATTR_LOCAL,    STORE_ATTR, "as STORE_ATTR_SLOT, of a local's object") \
    SP(STORE_ATTR_EXTRA,    STORE_ATTR, "shape: overflow slot `index`") \
    SP(STORE_ATTR_ADD,      STORE_ATTR, "shape and type version: becomes shape `pointer`, new value in inline slot `index`") \
    SP(STORE_ATTR_APART,    STORE_ATTR, "type version and shape, attributes anywhere in the object: slot `index`") \
    SP(STORE_ATTR_APART_ADD, STORE_ATTR, "as STORE_ATTR_ADD, attributes anywhere in the object") \
    SP(STORE_ATTR_MEMBER,   STORE_ATTR, "type version: __slots__ member at offset `index`") \
    SP(STORE_ATTR_PROPERTY, STORE_ATTR, "type version: property `value`, whose setter is a Python function") \
    SP(STORE_ATTR_SET,      STORE_ATTR, "type version: descriptor `value`, whose class has __set__ in Python") \
    SP(LOAD_METHOD_SHAPE,   LOAD_METHOD, "shape and type version: function `value` of the class") \
    SP(LOAD_METHOD_APART,   LOAD_METHOD, "as LOAD_METHOD_SHAPE, attributes anywhere in the object") \
    SP(LOAD_METHOD_TYPE,    LOAD_METHOD, "type version, instances without attributes: `value` of the class") \
    SP(LOAD_METHOD_MODULE,  LOAD_METHOD, "as LOAD_ATTR_MODULE, no self") \
    SP(LOAD_METHOD_CLASS,   LOAD_METHOD, "as LOAD_ATTR_CLASS, no self") \
    SP(CALL_NEW,            CALL, "class `type` with `version`: object made here, Python __init__ `pointer`") \
    SP(CALL_NEW_BY,         CALL, "as CALL_NEW, object made by the class's __new__") \
    SP(CALL_FUNCTION,       CALL, "function that takes exactly the arguments") \
    SP(CALL_BOUND,          CALL_METHOD, "function that takes exactly self and the arguments") \
    SP(CALL_DESCRIPTOR_0,   CALL_METHOD, "method in C with the MethodDef `pointer`, of an instance of just `type`: takes no argument") \
    SP(CALL_DESCRIPTOR_1,   CALL_METHOD, "the same that takes one") \
    SP(CALL_DESCRIPTOR,     CALL_METHOD, "the same that takes any") \
    SP(CALL_MODULE_0,       CALL_METHOD, "no self; function in C with the MethodDef `pointer`, takes no argument") \
    SP(CALL_MODULE_1,       CALL_METHOD, "the same that takes one") \
    SP(CALL_MODULE,         CALL_METHOD, "the same that takes any") \
    SP(CALL_BUILTIN_0,      CALL, "function in C with the MethodDef `pointer`, takes no argument") \
    SP(CALL_BUILTIN_1,      CALL, "the same that takes one") \
    SP(CALL_BUILTIN,        CALL, "the same that takes any") \
    SP(FOR_RANGE,           FOR_ITER, "iterator over a range of small ints") \
    SP(FOR_LIST,            FOR_ITER, "list iterator") \
    SP(FOR_GENERATOR,       FOR_ITER, "generator that is not running and has not ended") \
    SP(FOR_PAIR,            FOR_ITER, "dict.items(), enumerate() or zip() whose pairs the UNPACK after the JUMP takes apart: done in one") \
    SP(ADD_INT_CONST,       ADD, "register plus small constant") \
    SP(SUB_INT_CONST,       SUB, "register minus small constant") \
    SP(ADD_INT,             ADD, "two registers with fixnums") \
    SP(SUB_INT,             SUB, "two registers with fixnums") \
    SP(MUL_INT,             MUL, "two registers with fixnums") \
    SP(ADD_FLOAT,           ADD, "two registers with flonums") \
    SP(SUB_FLOAT,           SUB, "two registers with flonums") \
    SP(MUL_FLOAT,           MUL, "two registers with flonums") \
    SP(IADD_INT,            IADD, "two registers with fixnums") \
    SP(IADD_INT_CONST,      IADD, "register plus small constant") \
    SP(IADD_FLOAT,          IADD, "two registers with flonums") \
    SP(ISUB_FLOAT,          ISUB, "two registers with flonums") \
    SP(IMUL_FLOAT,          IMUL, "two registers with flonums") \
    SP(ADD_ADD_LEFT,       ADD, "two registers with flonums; with the ADD after it, of which the result is the left operand") \
    SP(ADD_ADD_RIGHT,      ADD, "two registers with flonums; with the ADD after it, of which the result is the right operand") \
    SP(ADD_SUB_LEFT,       ADD, "two registers with flonums; with the SUB after it, of which the result is the left operand") \
    SP(ADD_SUB_RIGHT,      ADD, "two registers with flonums; with the SUB after it, of which the result is the right operand") \
    SP(ADD_MUL_LEFT,       ADD, "two registers with flonums; with the MUL after it, of which the result is the left operand") \
    SP(ADD_MUL_RIGHT,      ADD, "two registers with flonums; with the MUL after it, of which the result is the right operand") \
    SP(SUB_ADD_LEFT,       SUB, "two registers with flonums; with the ADD after it, of which the result is the left operand") \
    SP(SUB_ADD_RIGHT,      SUB, "two registers with flonums; with the ADD after it, of which the result is the right operand") \
    SP(SUB_SUB_LEFT,       SUB, "two registers with flonums; with the SUB after it, of which the result is the left operand") \
    SP(SUB_SUB_RIGHT,      SUB, "two registers with flonums; with the SUB after it, of which the result is the right operand") \
    SP(SUB_MUL_LEFT,       SUB, "two registers with flonums; with the MUL after it, of which the result is the left operand") \
    SP(SUB_MUL_RIGHT,      SUB, "two registers with flonums; with the MUL after it, of which the result is the right operand") \
    SP(MUL_ADD_LEFT,       MUL, "two registers with flonums; with the ADD after it, of which the result is the left operand") \
    SP(MUL_ADD_RIGHT,      MUL, "two registers with flonums; with the ADD after it, of which the result is the right operand") \
    SP(MUL_SUB_LEFT,       MUL, "two registers with flonums; with the SUB after it, of which the result is the left operand") \
    SP(MUL_SUB_RIGHT,      MUL, "two registers with flonums; with the SUB after it, of which the result is the right operand") \
    SP(MUL_MUL_LEFT,       MUL, "two registers with flonums; with the MUL after it, of which the result is the left operand") \
    SP(MUL_MUL_RIGHT,      MUL, "two registers with flonums; with the MUL after it, of which the result is the right operand") \
    SP(LT_INT_JUMP,         LT, "two fixnums, followed by JUMP_IF_FALSE on the result") \
    SP(LE_INT_JUMP,         LE, "two fixnums, followed by JUMP_IF_FALSE on the result") \
    SP(GT_INT_JUMP,         GT, "two fixnums, followed by JUMP_IF_FALSE on the result") \
    SP(GE_INT_JUMP,         GE, "two fixnums, followed by JUMP_IF_FALSE on the result") \
    SP(EQ_INT_JUMP,         EQ, "two fixnums, followed by JUMP_IF_FALSE on the result") \
    SP(NE_INT_JUMP,         NE, "two fixnums, followed by JUMP_IF_FALSE on the result") \
    SP(GETITEM_LIST,        GETITEM, "exact list, fixnum index")

enum SpecialisedOpcode {
    SPECIALISED_FIRST_ = OPCODE_COUNT - 1,
#define SP(name, generic, guard) I_##name,
    SPECIALISED(SP)
#undef SP
    ALL_OPCODES
};
_Static_assert(ALL_OPCODES <= 256, "opcodes are bytes");

#endif
