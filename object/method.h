/* method.h: how C code declares the functions and methods Python sees.
 *
 * A declaration is a macro in front of a body, with the Python signature as text and the docstring as the comment above:
 *
 *     (docstring comment, with two stars) Insert object before index.
 *     METHOD(list, insert, "(self, index: index, object, /)")
 *     {
 *         List *l = as_list(self);
 *         ... a->index ... a->object ...            // a: const struct list_insert_args *, arguments borrowed
 *     }
 *
 * tools/declgen reads these when building object/list.c and writes gen/object/list.h into the build folder, which the file includes
 * after its other includes (#include "gen/object/list.h"): the struct of arguments, prototypes, and const tables
 * `list_methods`, `list_getset` (in order of declaration). The binder (bind.c) interprets the tables.
 *
 * Macro                                     body's parameters
 *   METHOD(type, name, "(self, ...)")         Thread *t, Ref self, const struct type_name_args *a
 *   METHOD0(type, name)                       Thread *t, Ref self
 *   METHOD1(type, name, param)                Thread *t, Ref self, Ref param          (positional-only)
 *   CLASSMETHOD / CLASSMETHOD0 / CLASSMETHOD1 the same; self is the class
 *   STATICMETHOD(type, name, "(...)") / ...1  the same; self is EMPTY
 *   FUNCTION / FUNCTION0 / FUNCTION1(module, name, ...)   self is the module; table `module_functions`
 *   GETTER(type, name)                        Thread *t, Ref self -> Value
 *   SETTER(type, name)                        Thread *t, Ref self, Ref value -> bool  (value EMPTY: delete)
 *   NEW(type, "(...)")                        Thread *t, Type *cls, const struct type_new_args *a -> Value
 *                                             makes `type_new_slot` for .new_, `type_new_signature`, `type_new_doc`
 *   INIT(type, "(self, ...)")                 Thread *t, Ref self, const struct type_init_args *a -> bool
 *                                             makes `type_init_slot` for .init, `type_init_signature`, `type_init_doc`
 * C names: METHOD(list, insert) defines static list_insert_method; GETTER(function, __name__) function___name___get; NEW(list)
 * list_new_body. A prototype (`METHOD0(list, clear);`) declares nothing.
 *
 * One type's methods, or one module's functions, may be spread over several files of a folder: the file that uses
 * `list_methods` (or has the MODULE) owns the table, and the tables of the others are chained to it by the generator.
 * Walk a table with method_first() and method_next(), which follow chains.
 * Names that macros paste together for NAME() are listed in a comment:  declgen: names __add__ __radd__
 *
 * Signature text: Python's, with conversions as annotations. A field's C type by annotation:
 *   (none)      Ref                   any object; a default of `?` or a conversion with `?` default gives EMPTY when absent
 *   index       ssize                 __index__; OverflowError when too large ("cannot fit 'int' into an index-sized integer")
 *   clamped     ssize                 __index__, clamped to the range of ssize (slice bounds); None allowed if default is None
 *                                     (then absent/None gives SSIZE_MIN_ for "none" - the body decides)
 *   int         int                   C int, OverflowError       int64  int64_t      uint64 uint64_t (no sign)    size  ssize >= 0, ValueError if negative
 *   bool        bool                  truth value
 *   float       double                float(x) by __float__/__index__
 *   str         Ref                   checked to be a str ("name() argument 'x' must be str, not int")
 *   str?        Ref                   str or None; None gives EMPTY
 *   bytes, list, tuple, dict, type, callable  Ref   checked
 *   buffer      Buffer                readable contiguous bytes-like object (buffer.h), released after the call
 *   wbuffer     Buffer                writable
 *   ordinal     uint32_t              a str of length 1
 * Defaults are Python literals: None, True, False, a number, '...' ASCII text, (), or `?` (absent: Ref fields EMPTY, numbers 0, bool false).
 * A conversion with the default None accepts None as well, and None gives: EMPTY for checked objects, SSIZE_MIN_ (index, clamped,
 * size), INT_MIN, INT64_MIN, UINT64_MAX, NaN, false, UINT32_MAX, a Buffer whose object is EMPTY.
 * `*args` gives fields `const Value *args; ssize args_count` (borrowed span); `**kwargs` gives `Ref kwargs`, a new dict (or EMPTY
 * when no keyword was given). `/` and `*` as in Python. A field named like a C keyword gets a trailing underscore.
 */
#ifndef KRAIT_OBJECT_METHOD_H
#define KRAIT_OBJECT_METHOD_H

#include "object/buffer.h"
#include "object/call.h"
#include "object/error.h"

enum Conversion {
    CONVERT_OBJECT, CONVERT_INDEX, CONVERT_CLAMPED, CONVERT_INT, CONVERT_INT64, CONVERT_UINT64, CONVERT_SIZE, CONVERT_BOOL,
    CONVERT_FLOAT, CONVERT_STR, CONVERT_STR_OR_NONE, CONVERT_BYTES, CONVERT_LIST, CONVERT_TUPLE, CONVERT_DICT, CONVERT_TYPE,
    CONVERT_CALLABLE, CONVERT_BUFFER, CONVERT_WBUFFER, CONVERT_ORDINAL,
};
enum ParamKind { PARAM_POSITIONAL_ONLY, PARAM_POSITIONAL, PARAM_KEYWORD_ONLY, PARAM_VARARGS, PARAM_VARKEYWORDS };
enum DefaultKind { DEFAULT_REQUIRED, DEFAULT_ABSENT, DEFAULT_NONE, DEFAULT_TRUE, DEFAULT_FALSE, DEFAULT_INT, DEFAULT_FLOAT, DEFAULT_TEXT, DEFAULT_EMPTY_TUPLE };

typedef struct Param {
    const char *name;
    uint8_t conversion, kind, default_kind;
    uint16_t offset;                /* of the field in the argument struct */
    int64_t default_int;
    const void *default_object;     /* of a text default: a static str */
} Param;

struct Signature {
    const char *text;               /* as __text_signature__ shows it: "($self, index, object, /)" */
    const Param *params;            /* without self/cls */
    uint8_t count, positional, positional_only, required;   /* positional includes positional_only; required: leading positional without default */
    bool varargs, varkeywords, objects_only;                /* objects_only: all are positional-only plain objects: the binder just copies */
    bool has_buffers;
    uint16_t size;                  /* of the argument struct */
};

enum MethodKind { METHOD_INSTANCE, METHOD_CLASS, METHOD_STATIC, METHOD_FUNCTION };
/* ARITY_ARGS takes vectorcall arguments: the generated function that binds them (bind.h), or one written by hand. ARITY_FOREIGN is given
 * its own row as well, which is part of something larger: functions of extension modules (capi/function.c). */
enum MethodArity { ARITY_0, ARITY_1, ARITY_ARGS, ARITY_FOREIGN };

typedef Value (*Function0)(Thread *t, Ref self);
typedef Value (*Function1)(Thread *t, Ref self, Ref argument);
typedef Value (*FunctionForeign)(Thread *t, const MethodDef *def, Ref self, const Value *args, ssize nargs, Ref names);

struct MethodDef {
    const char *name;
    uint8_t kind, arity;
    union { Function0 call0; Function1 call1; CallSlot call; FunctionForeign foreign; const MethodDef *chain; /* name "" */ };
    const Signature *signature;     /* NULL only for rows written by hand; of ARITY_FOREIGN just its text */
    const char *doc;
};
ALWAYS_INLINE const MethodDef *method_row_(const MethodDef *d)
{
    while (d->name && !*d->name)
        d = d->chain;
    return d->name ? d : NULL;
}
/* for (const MethodDef *d = method_first(table); d; d = method_next(d)); the table may be NULL. */
ALWAYS_INLINE const MethodDef *method_first(const MethodDef *table)  { return table ? method_row_(table) : NULL; }
ALWAYS_INLINE const MethodDef *method_next(const MethodDef *d)       { return method_row_(d + 1); }
struct GetSetDef {
    const char *name;
    Value (*get)(Thread *t, Ref self);
    bool (*set)(Thread *t, Ref self, Ref value);        /* NULL: read-only */
    const char *doc;
};
/* One with more to it than the name tells: `def.get` is getset_foreign, and these are called instead. */
typedef struct ForeignGetSet {
    GetSetDef def;
    Value (*get)(Thread *t, Ref self, const GetSetDef *def);
    bool (*set)(Thread *t, Ref self, Ref value, const GetSetDef *def);
} ForeignGetSet;
Value getset_foreign(Thread *t, Ref self);          /* never called */
/* A plain field shown as a read-only (or writable) attribute. MEMBER_FOREIGN heads a ForeignMember. */
enum MemberKind { MEMBER_OBJECT /* Value; EMPTY reads as None */, MEMBER_OBJECT_OR_MISSING /* AttributeError when EMPTY */, MEMBER_INT /* C int */, MEMBER_SSIZE, MEMBER_DOUBLE, MEMBER_BOOL, MEMBER_TEXT /* const char * */, MEMBER_FOREIGN };
struct MemberDef {
    const char *name;
    uint8_t kind;
    bool writable;
    uint16_t offset;
    const char *doc;
};
typedef struct ForeignMember {
    MemberDef def;
    Value (*get)(Thread *t, Ref self, const MemberDef *def);
    bool (*set)(Thread *t, Ref self, Ref value, const MemberDef *def);     /* value EMPTY: delete */
} ForeignMember;

/* A module's table, found by the import system through the registry that the build generates. */
typedef struct ModuleDef {
    const char *name, *doc;
    const MethodDef *functions;
    size_t state_size;                          /* zeroed per-interpreter state, module_state(t, module) */
    bool (*exec)(Thread *t, Ref module);        /* adds constants, types; may be NULL */
    void (*state_clear)(void *state);           /* at the interpreter's end: release what the state owns; may be NULL */
} ModuleDef;
/* Last in a module's file: MODULE(math, .doc = "...", .exec = math_exec) with C symbol module_def_math. Functions are
 * `NAME_functions` unless .functions says otherwise. */
#define MODULE(name_, ...) const ModuleDef module_def_##name_ = {.name = #name_, .functions = name_##_functions, __VA_ARGS__}
extern const ModuleDef *const module_registry[];            /* all modules linked in; ends with NULL (gen/modules.c) */

#define PARAMS_0        Thread *t UNUSED, Ref self UNUSED
#define METHOD(type, name, text)       static Value type##_##name##_method(PARAMS_0, const struct type##_##name##_args *a UNUSED)
#define METHOD0(type, name)            static Value type##_##name##_method(PARAMS_0)
#define METHOD1(type, name, param)     static Value type##_##name##_method(PARAMS_0, Ref param UNUSED)
#define CLASSMETHOD(type, name, text)  static Value type##_##name##_method(PARAMS_0, const struct type##_##name##_args *a UNUSED)
#define CLASSMETHOD0(type, name)       static Value type##_##name##_method(PARAMS_0)
#define CLASSMETHOD1(type, name, param) static Value type##_##name##_method(PARAMS_0, Ref param UNUSED)
#define STATICMETHOD(type, name, text) static Value type##_##name##_method(PARAMS_0, const struct type##_##name##_args *a UNUSED)
#define STATICMETHOD0(type, name)      static Value type##_##name##_method(PARAMS_0)
#define STATICMETHOD1(type, name, param) static Value type##_##name##_method(PARAMS_0, Ref param UNUSED)
#define FUNCTION(module, name, text)   static Value module##_##name##_method(PARAMS_0, const struct module##_##name##_args *a UNUSED)
#define FUNCTION0(module, name)        static Value module##_##name##_method(PARAMS_0)
#define FUNCTION1(module, name, param) static Value module##_##name##_method(PARAMS_0, Ref param UNUSED)
#define GETTER(type, name)             static Value type##_##name##_get(PARAMS_0)
#define SETTER(type, name)             static bool type##_##name##_set(PARAMS_0, Ref value UNUSED)
#define NEW(type, text)                static Value type##_new_body(Thread *t UNUSED, Type *cls UNUSED, const struct type##_new_args *a UNUSED)
#define INIT(type, text)               static bool type##_init_body(PARAMS_0, const struct type##_init_args *a UNUSED)

/* `clamped` start and end of a method, as indices with 0 <= *start, *end <= len (start may be past end). */
ALWAYS_INLINE void clamp_bounds(ssize len, ssize *start, ssize *end)
{
    *start = *start == SSIZE_MIN_ ? 0 : *start >= 0 ? *start : MAX(*start + len, (ssize)0);
    *end = *end == SSIZE_MIN_ || *end > len ? len : *end >= 0 ? *end : MAX(*end + len, (ssize)0);
}

#define BIND_FRAME_MAX 1024                                 /* bytes of an argument struct; declgen refuses larger ones */
/* Calls a MethodDef with vectorcall arguments (self apart). */
Value method_call(Thread *t, const MethodDef *def, Ref self, const Value *args, ssize nargs, Ref names);

/* Objects over tables. */
Value builtin_function_new(Thread *t, const MethodDef *def, Ref self, Ref module_name);     /* a bound built-in or module function */
Value method_descriptor_new(Thread *t, Type *owner, const MethodDef *def);                  /* instance, class or static by def->kind */
Value getset_descriptor_new(Thread *t, Type *owner, const GetSetDef *def);
Value member_descriptor_new(Thread *t, Type *owner, const MemberDef *def);
Value slot_descriptor_new(Thread *t, Type *owner, Ref name, ssize offset);                  /* for __slots__: a Value at offset */

typedef struct BuiltinFunction { Object head; const MethodDef *def; Value self, module_name; } BuiltinFunction;
typedef struct MethodDescriptor { Object head; Type *owner; const MethodDef *def; } MethodDescriptor;
typedef struct BoundMethod { Object head; Value function, self; } BoundMethod;
Value bound_method_new(Thread *t, Ref function, Ref self);

#endif
