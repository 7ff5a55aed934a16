/* types.h: the classes and objects of ctypes: what the files of _ctypes share.
 *
 * A class of ctypes is a CType: a class that also says how C lays out the memory its instances stand for. Classes are made by
 * metaclasses, one for each kind, which read `_type_`, `_length_`, `_fields_` ... of the class body. An instance is a CData: a
 * piece of memory. It owns the memory, shares that of another instance that it is a part of (`base`), or has been told an
 * address. The size is kept in the instance, and every access is checked against it.
 *
 * Memory holds plain C values; Python objects it refers to (strings, functions, other instances) are kept alive beside it, by
 * the root of the chain of bases, in `keep`: what the attribute `_objects` shows.
 */
#ifndef KRAIT_MODULES_CTYPES_TYPES_H
#define KRAIT_MODULES_CTYPES_TYPES_H

#include <ffi.h>

#include "object/buffer.h"
#include "object/protocol.h"

/* Not to be mixed up with what the executable exports under the same name. */
#pragma GCC visibility push(hidden)

/* ---- classes ---- */

typedef enum Kind { KIND_SIMPLE = 1, KIND_POINTER, KIND_ARRAY, KIND_STRUCT, KIND_UNION, KIND_FUNCTION } Kind;

typedef struct CType {
    Type type;
    uint8_t kind;               /* Kind */
    bool defined;               /* instances can be made; false for the base classes of this module and those with _abstract_ */
    bool final;                 /* something depends on the layout: _fields_ cannot be set any more */
    bool swapped;               /* simple: in the byte order that is not this machine's */
    bool has_pointers;          /* instances cannot be pickled */
    bool in_x87;                /* structures: returned like the long double that is all they hold */
    char code;                  /* simple: the letter of _type_ */
    int flags;                  /* functions: enum FunctionFlag */
    int ndim;                   /* as a buffer */
    ssize size, align;
    ssize length;               /* items of an array, fields of a structure: the number of places whose objects are kept */
    ssize *shape;               /* owned; ndim of them */
    ssize item_size;            /* of the innermost item */
    char *format;               /* of the buffer, owned; NULL: bytes */
    ffi_type *ffi;              /* &own_ffi for structures and unions, else one of libffi's */
    ffi_type own_ffi;
    ffi_type *ffi_elements[3];
    Value item;                 /* pointers and arrays: the class of items; EMPTY: not said yet */
    Value fields;               /* structures and unions: tuple of Field, those of base classes first */
    Value argtypes;             /* functions: tuple of classes, or EMPTY */
    Value converters;           /* functions: for each of argtypes a CType, or a callable that turns arguments to what is passed */
    Value restype;              /* functions: a class, a callable, None, or EMPTY: int */
    Value arrays;               /* dict: length -> weak reference to the class of arrays of so many; EMPTY until used */
} CType;

enum FunctionFlag { FUNCTION_CDECL = 1, FUNCTION_PYTHON = 4, FUNCTION_USE_ERRNO = 8, FUNCTION_USE_LASTERROR = 16 };

extern Type ctype_type, simple_metatype_type, pointer_metatype_type, array_metatype_type, struct_metatype_type,
    union_metatype_type, function_metatype_type;
extern CType data_type, simple_type, pointer_type, array_type, struct_type, aggregate_union_type, function_pointer_type;

ALWAYS_INLINE CType *as_ctype(Ref v)      { return (CType *)object_of(v); }
ALWAYS_INLINE bool is_ctype(Ref v)        { return is_type(v) && type_is_subtype(object_of(v)->type, &ctype_type); }
ALWAYS_INLINE bool is_aggregate(const CType *c) { return c->kind == KIND_STRUCT || c->kind == KIND_UNION; }
/* The class if v is one of ctypes that has a size; else NULL, nothing raised. */
ALWAYS_INLINE CType *defined_ctype(Ref v) { return is_ctype(v) && as_ctype(v)->defined ? as_ctype(v) : NULL; }
/* A direct subclass of _SimpleCData: its values become plain Python objects. Instances of classes derived from it stay instances. */
ALWAYS_INLINE bool is_plain(const CType *c) { return c->kind == KIND_SIMPLE && c->type.base == &simple_type.type; }

/* metatype.c. type.__new__ for a metaclass: the class, layout still to be filled in. */
Value ctype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names);
Value metatype_repeat(Thread *t, Ref cls, ssize length);        /* the class of arrays: cls * length */
/* An attribute of a class as its own body has it; EMPTY when absent. Borrowed. */
Ref own_attribute(Thread *t, Ref cls, Ref name);
bool format_set(Thread *t, CType *c, const char *format, ...) MUST_CHECK;
CType *require_defined(Thread *t, Ref cls);             /* NULL with TypeError "abstract class" */

/* aggregate.c: own_ffi of a structure or union, so that libffi passes it as C does. */
void aggregate_classify(CType *c);

/* ---- instances ---- */

typedef struct Memory {
    struct Memory *older;       /* from before resize(), which parts may still look at */
    uint64_t unused_;
    uint8_t bytes[];
} Memory;

typedef struct CData {
    Object head;
    Value base;                 /* the instance this one is a part of, or EMPTY; at offset 16: no number that Python code chooses */
    uint8_t *data;
    ssize size;                 /* bytes at data */
    ssize index;                /* which part of base */
    Value keep;                 /* a dict for what has places, else any object; EMPTY: nothing */
    Memory *memory;             /* owned; NULL: small, shared or foreign */
    Buffer *buffer;             /* of from_buffer(), owned */
    int32_t exports;            /* buffers out */
    int32_t parts;              /* instances that have this one as base */
    uint8_t small[16];          /* 16-byte aligned */
} CData;
_Static_assert(offsetof(CData, small) % 16 == 0, "long double is kept there");

ALWAYS_INLINE CData *as_data(Ref v)       { return (CData *)object_of(v); }
ALWAYS_INLINE bool is_data(Ref v)         { return is_ptr(v) && type_is_subtype(object_of(v)->type, &data_type.type); }
ALWAYS_INLINE CType *ctype_of(Ref v)      { return (CType *)object_of(v)->type; }      /* v is a CData */

/* data.c */
Value data_new(Thread *t, CType *c);                                        /* zeroed memory of its own; __init__ does not run */
Value data_new_slot(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names);
/* The one positional argument of an __init__, or none: *argument EMPTY. */
bool data_init_argument(Thread *t, Ref self, const Value *args, ssize nargs, Ref names, Ref *argument) MUST_CHECK;
Value data_at(Thread *t, CType *c, Ref base, ssize index, void *p);         /* memory at p, part of base (EMPTY: foreign memory) */
bool data_check(Thread *t, const CData *d, ssize offset, ssize size) MUST_CHECK;    /* is that within the memory? ValueError */
Ref data_keep(Thread *t, Ref v);            /* the dict of kept objects, made if there is to be one, else None; borrowed; EMPTY: raised */
bool data_keep_take(Thread *t, Ref v, ssize index, Value object) MUST_CHECK;    /* None: nothing to keep */
bool data_resize(Thread *t, Ref v, ssize size) MUST_CHECK;
void data_dealloc(Object *o);
void data_traverse(Object *o, Visitor *visitor);
void data_clear(Object *o);
void data_release_contents(CData *d);
bool data_get_buffer(Thread *t, Ref self, Buffer *b, int flags);
void data_release_buffer(Ref self, Buffer *b);

/* What assigning a Python object to memory of a class comes to, worked out before the memory is touched (it runs Python code). */
typedef struct Stored {
    uint8_t small[16] __attribute__((aligned(16)));
    const void *from;           /* `size` bytes to copy */
    ssize size;
    Value keep;                 /* owned: to be kept with the memory, or None */
    Value hold;                 /* owned: what `from` lies in */
} Stored;
bool stored_make(Thread *t, CType *c, Ref value, Stored *s) MUST_CHECK;
void stored_free(Stored *s);
/* The object for memory at p, which is part `index` of base: a plain value or an instance. */
Value data_load(Thread *t, CType *c, Ref base, ssize index, void *p);
/* self's memory at `offset` = value. */
bool data_store(Thread *t, Ref self, ssize offset, CType *c, Ref value, ssize index) MUST_CHECK;

/* ---- simple values (convert.c) ---- */

typedef struct SimpleKind {
    char code;
    uint8_t size;
    char format;                /* in buffers */
    bool swappable, integer;
    ffi_type *ffi;
} SimpleKind;
const SimpleKind *simple_kind(char code);       /* NULL: unknown */
Value simple_load(Thread *t, const CType *c, const void *p);
/* Writes v in C's form to p (c->size bytes, maximally aligned); *keep: an owned object the memory refers to, or None. */
bool simple_convert(Thread *t, const CType *c, void *p, Ref v, Value *keep) MUST_CHECK;
bool int_masked(Thread *t, Ref v, uint64_t *n) MUST_CHECK;      /* the low 64 bits of an int, or of what has __int__ or __index__ */
Value text_load(Thread *t, const wchar_t *p, ssize n);          /* str of wide characters */
Value characters_load(Thread *t, char code, const uint8_t *p, ssize stride, ssize n);    /* n of them, as bytes or str */
void text_store(Ref str, wchar_t *p);                           /* without an end */
bool address_argument(Thread *t, Ref v, void **p, Value *hold) MUST_CHECK;      /* what c_void_p.from_param() accepts (argument.c) */

/* ---- structure fields (field.c) ---- */

typedef struct Field {
    Object head;
    Value name;                 /* str */
    Value type;                 /* a CType */
    ssize offset, index;
    int bits, bit_offset;       /* bits 0: no bit field */
    Value outer, inner;         /* a field of an anonymous member: the member's field and the field in it; else EMPTY */
} Field;
extern Type field_type;
ALWAYS_INLINE Field *as_field(Ref v) { return (Field *)object_of(v); }
Value field_new(Thread *t, Ref name, Ref cls, ssize offset, ssize index);

/* ---- arguments, calls, callbacks ---- */

/* What is passed to C for one parameter. Also the payload of the objects that from_param() and byref() make. */
typedef struct Argument {
    ffi_type *ffi;
    void *copy;                 /* a structure passed by value: owned copy */
    union { int64_t i; uint64_t u; float f; double d; long double g; void *p; uint8_t bytes[16]; } value;
    Value keep;                 /* owned: alive during the call */
} Argument;
typedef struct Parameter {      /* Python object "CArgObject" */
    Object head;
    uint64_t tag;               /* the letter of its type; 'V' for a structure */
    Value object;               /* what it refers to, shown as _obj */
    Argument argument;
} Parameter;
extern Type parameter_type;
ALWAYS_INLINE bool is_parameter(Ref v)         { return is_exact(v, &parameter_type); }
ALWAYS_INLINE Parameter *as_parameter(Ref v)   { return (Parameter *)object_of(v); }

Value parameter_pointer(Thread *t, char tag, void *p, Ref object);
Value ctype_from_param(Thread *t, Ref cls, Ref v);              /* cls.from_param(v) as defined here */
bool argument_from(Thread *t, Ref v, ssize number, Argument *a) MUST_CHECK;             /* by what v itself is */
bool argument_typed(Thread *t, Ref converter, Ref v, ssize number, Argument *a) MUST_CHECK; /* by an item of `converters` */
void argument_free(Argument *a);
/* The tuple of converters for argtypes; EMPTY with TypeError. */
Value converters_new(Thread *t, Ref argtypes);

/* Calls the C function at address; restype as in CType. */
Value foreign_call(Thread *t, void *address, int flags, Ref restype, Ref converters, const Value *args, ssize nargs);
int *private_errno(void);                   /* this thread's ctypes.get_errno() */

/* A C function that calls a Python one: its address is where `*code` says. */
Value callback_new(Thread *t, Ref callable, Ref argtypes, Ref restype, int flags, void **code);

extern Type argument_error_type;
/* Makes the raised exception a `cls` with the message "<prefix><class of it>: <its message>". */
void extend_error(Thread *t, Type *cls, const char *prefix, ...);

typedef struct CtypesState {
    Value pointer_types;        /* dict: class -> class of pointers to it */
} CtypesState;
CtypesState *ctypes_state(Thread *t);       /* NULL: raised */
Value pointer_class_of(Thread *t, Ref cls); /* POINTER(cls) */

#pragma GCC visibility pop
#endif
