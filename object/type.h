/* type.h: Type, the slots through which every operation on an object goes, and attribute look-up in classes.
 *
 * A built-in type is one static initialiser (`Type list_type = {TYPE_HEAD("list", ...), .repr = list_repr, ...}`).
 * Its attribute dict (methods, slot wrappers, getsets) is built on first look-up from `methods`, `getset` and the slots.
 * Classes made by Python code are heap types with the same struct; a special method defined in Python fills its slot with
 * a generic function that calls it (slots.c), and changing the class updates the slots of it and its subclasses.
 * An undefined slot is NULL: type_ready() copies inherited slots down, so `type->len` is right without walking the MRO.
 */
#ifndef KRAIT_OBJECT_TYPE_H
#define KRAIT_OBJECT_TYPE_H

#include "object/heap.h"

typedef struct Str Str;
typedef struct Dict Dict;
typedef struct Tuple Tuple;
typedef struct Shape Shape;
typedef struct MethodDef MethodDef;
typedef struct GetSetDef GetSetDef;
typedef struct MemberDef MemberDef;
typedef struct Buffer Buffer;
typedef struct Signature Signature;

typedef enum { CMP_LT, CMP_LE, CMP_EQ, CMP_NE, CMP_GT, CMP_GE } CompareOp;

/* Slot signatures. Parameters are borrowed, results owned, all may run Python code unless the type says otherwise. */
typedef Value (*UnarySlot)(Thread *t, Ref self);
typedef Value (*BinarySlot)(Thread *t, Ref a, Ref b);       /* either operand may be self: check both; may return NOT_IMPLEMENTED */
typedef Value (*TernarySlot)(Thread *t, Ref a, Ref b, Ref c);
typedef Value (*CompareSlot)(Thread *t, Ref self, Ref other, CompareOp op);      /* may return NOT_IMPLEMENTED */
typedef bool (*LenSlot)(Thread *t, Ref self, ssize *length) MUST_CHECK;
typedef bool (*HashSlot)(Thread *t, Ref self, int64_t *hash) MUST_CHECK;         /* never yields -1 */
typedef Test (*TestSlot)(Thread *t, Ref self);                                  /* truth */
typedef Test (*ContainsSlot)(Thread *t, Ref self, Ref item);
typedef Value (*ItemSlot)(Thread *t, Ref self, ssize index);                    /* index already non-negative or checked by callee */
typedef bool (*SetItemSlot)(Thread *t, Ref self, Ref key, Ref value) MUST_CHECK; /* value EMPTY: delete */
typedef Value (*GetAttrSlot)(Thread *t, Ref self, Ref name);
typedef bool (*SetAttrSlot)(Thread *t, Ref self, Ref name, Ref value) MUST_CHECK; /* value EMPTY: delete */
typedef Value (*DescrGetSlot)(Thread *t, Ref self, Ref instance, Ref owner);     /* instance EMPTY: through the class */
typedef bool (*DescrSetSlot)(Thread *t, Ref self, Ref instance, Ref value) MUST_CHECK; /* value EMPTY: delete */
/* Vectorcall: `nargs` positional values in args[0..nargs), then one value per name of the tuple `names` (or EMPTY). */
typedef Value (*CallSlot)(Thread *t, Ref self, const Value *args, ssize nargs, Ref names);
typedef bool (*InitSlot)(Thread *t, Ref self, const Value *args, ssize nargs, Ref names) MUST_CHECK;
typedef Value (*NewSlot)(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names);
/* EMPTY without an exception: these arguments are for new_ and init. */
typedef Value (*ConstructSlot)(Thread *t, Type *cls, const Value *args, ssize nargs);
/* Steps an iterator: EMPTY with no exception set means exhausted (cheaper than StopIteration); EMPTY with one set, error. */
typedef Value (*NextSlot)(Thread *t, Ref self);
typedef bool (*BufferSlot)(Thread *t, Ref self, Buffer *buffer, int flags) MUST_CHECK;
typedef void (*BufferReleaseSlot)(Ref self, Buffer *buffer);
typedef void (*DeallocSlot)(Object *o);                      /* count is zero: release contents, object_free */
typedef void (*TraverseSlot)(Object *o, Visitor *visitor);   /* visit every owned Value; for heap types not the type itself */
typedef void (*ClearSlot)(Object *o);                        /* drop owned Values to break a cycle; object stays valid */

enum TypeFlag {
    TYPE_HEAP       = 1 << 0,   /* made at run time, counted, attributes can be set */
    TYPE_GC         = 1 << 1,   /* instances can be part of cycles: has traverse (and clear) */
    TYPE_BASE       = 1 << 2,   /* may be subclassed */
    TYPE_ATTRS      = 1 << 3,   /* instances have attributes in a Shape (attrs.h): __dict__ */
    TYPE_WEAKREFS   = 1 << 4,   /* instances can be weakly referenced */
    TYPE_READY      = 1 << 5,   /* mro and slots inherited */
    TYPE_DICT_READY = 1 << 6,   /* attribute dict built */
    TYPE_ABSTRACT   = 1 << 7,   /* __abstractmethods__ is not empty: cannot be instantiated */
    TYPE_FINALIZED  = 1 << 8,
    /* "is a subclass of", inherited, so that checks need no MRO walk */
    TYPE_IS_INT = 1 << 16, TYPE_IS_FLOAT = 1 << 17, TYPE_IS_STR = 1 << 18, TYPE_IS_BYTES = 1 << 19,
    TYPE_IS_LIST = 1 << 20, TYPE_IS_TUPLE = 1 << 21, TYPE_IS_DICT = 1 << 22, TYPE_IS_TYPE = 1 << 23,
    TYPE_IS_EXCEPTION = 1 << 24, TYPE_IS_SET = 1 << 25, TYPE_IS_FROZENSET = 1 << 26, TYPE_IS_COMPLEX = 1 << 27,
    TYPE_IS_BYTEARRAY = 1 << 28,
    TYPE_IS_MAPPING = 1 << 29, TYPE_IS_SEQUENCE = 1 << 30,      /* for match statements */
    TYPE_INHERITED = 0x7FFF0000,
};

struct Type {
    Object head;
    const char *name;           /* tp_name: "list"; "collections.deque" for types of modules (module before the last dot) */
    const char *doc;            /* for static types */
    ssize size;                 /* bytes of an instance, without items and without Attrs */
    ssize item_size;            /* bytes per item that follows, 0 for fixed size */
    uint32_t flags;
    uint32_t version;           /* changes whenever a look-up in this class could give another answer; 0: not assigned */

    Type *base;                 /* NULL means object for static initialisers (but object_type itself) */
    const MethodDef *methods;   /* ends with a NULL name */
    const GetSetDef *getset;
    const MemberDef *members;

    DeallocSlot dealloc;
    TraverseSlot traverse;
    ClearSlot clear;

    /* construction and calls */
    NewSlot new_;
    InitSlot init;
    CallSlot call;
    ConstructSlot construct;    /* built-in types: a quick type(*args) for the usual arguments; EMPTY with nothing raised: the usual
                                 * way. Inherited by exceptions only */
    UnarySlot finalize;         /* __del__; result ignored */

    /* attributes */
    GetAttrSlot getattr;        /* whole protocol: object_generic_getattr by default */
    SetAttrSlot setattr;
    DescrGetSlot descr_get;
    DescrSetSlot descr_set;

    /* basics */
    UnarySlot repr, str;
    HashSlot hash;              /* hash_unhashable for unhashable types */
    CompareSlot compare;
    UnarySlot iter;
    NextSlot next;

    /* containers */
    LenSlot len;
    BinarySlot getitem;
    SetItemSlot setitem;
    ContainsSlot contains;
    ItemSlot item;              /* optional fast path by position; also what C sequences define */
    BinarySlot concat;          /* sequence + sequence; tried after add */
    Value (*repeat)(Thread *t, Ref self, ssize count);
    BinarySlot inplace_concat;
    Value (*inplace_repeat)(Thread *t, Ref self, ssize count);

    /* numbers */
    TestSlot truth;             /* __bool__ */
    UnarySlot negative, positive, absolute, invert, int_, float_, index;
    BinarySlot add, sub, mul, mod, divmod, lshift, rshift, and_, xor_, or_, floordiv, truediv, matmul;
    TernarySlot power;          /* c is NONE for two-argument pow */
    BinarySlot iadd, isub, imul, imod, ilshift, irshift, iand, ixor, ior, ifloordiv, itruediv, imatmul;
    TernarySlot ipower;

    /* coroutines */
    UnarySlot await, aiter, anext;

    /* buffer protocol (buffer.h) */
    BufferSlot get_buffer;
    BufferReleaseSlot release_buffer;

    /* signatures for inspect, from the generator */
    const Signature *new_signature, *init_signature;

    /* filled at run time */
    ssize attrs_offset;         /* where `Attrs` lies in an instance (attrs.h): its size; 0: none; -1: after the items */
    ssize dict_offset;          /* where a plain `Value dict` lies (functions, modules), 0: none */
    uint16_t inline_slots;      /* attribute slots reserved in new instances, learnt from earlier ones */
    Tuple *bases;               /* owned */
    Tuple *mro;                 /* owned */
    Dict *dict;                 /* owned; for static types built on first use; use type_dict() */
    Shape *root_shape;          /* of new instances, with inline_slots slots; NULL until the first. Heads the list of all roots */
    Value qualname, name_value; /* heap types: str */
    Value subclasses;           /* dict of weak references, or EMPTY */
    Value slot_names;           /* heap types with __slots__: tuple, or EMPTY */
    void *capi;                 /* struct CapiType: the slots that an extension module gave the class or one it inherits from (capi/type.h) */
    const void *data;           /* of whoever made the class: structseq.c */
};

extern Type object_type, type_type, none_type, not_implemented_type, ellipsis_type, bool_type, complex_type, str_type,
    bytes_type, bytearray_type, memoryview_type, list_type, tuple_type, dict_type, set_type, frozenset_type, range_type,
    slice_type, function_type, code_type, cell_type, module_type, builtin_function_type, method_type,
    method_descriptor_type, classmethod_descriptor_type, wrapper_descriptor_type, method_wrapper_type, getset_descriptor_type, member_descriptor_type,
    property_type, classmethod_type, staticmethod_type, super_type, generator_type, coroutine_type, async_generator_type,
    frame_type, traceback_type, mapping_proxy_type, simple_namespace_type, weakref_type, weakproxy_type,
    weakcallableproxy_type, generic_alias_type, union_type, enumerate_type, zip_type, map_type, filter_type, reversed_type;

#define TYPE_HEAD(name_, struct_) .head = OBJECT_STATIC(&type_type), .name = name_, .size = sizeof(struct_)

ALWAYS_INLINE Type *as_type(Ref v) { return (Type *)object_of(v); }
ALWAYS_INLINE bool has_flag(Ref v, uint32_t flag) { return type_of(v)->flags & flag; }
ALWAYS_INLINE bool is_type(Ref v)  { return is_ptr(v) && has_flag(v, TYPE_IS_TYPE); }
ALWAYS_INLINE bool is_str(Ref v)   { return is_ptr(v) && has_flag(v, TYPE_IS_STR); }
ALWAYS_INLINE bool is_bytes(Ref v) { return is_ptr(v) && has_flag(v, TYPE_IS_BYTES); }
ALWAYS_INLINE bool is_tuple(Ref v) { return is_ptr(v) && has_flag(v, TYPE_IS_TUPLE); }
ALWAYS_INLINE bool is_list(Ref v)  { return is_ptr(v) && has_flag(v, TYPE_IS_LIST); }
ALWAYS_INLINE bool is_dict(Ref v)  { return is_ptr(v) && has_flag(v, TYPE_IS_DICT); }
ALWAYS_INLINE bool is_int(Ref v)   { return has_flag(v, TYPE_IS_INT); }
ALWAYS_INLINE bool is_float(Ref v) { return has_flag(v, TYPE_IS_FLOAT); }
ALWAYS_INLINE bool is_exception(Ref v) { return is_ptr(v) && has_flag(v, TYPE_IS_EXCEPTION); }

/* Makes inherited slots, base, bases and MRO of a static type right; idempotent, cheap when done. Called for all built-in
 * types once at start; modules' own types are made ready when the module is created. */
bool type_ready(Thread *t, Type *type) MUST_CHECK;

/* The class's attribute dict, borrowed, built on first use; NULL with an exception set. */
Dict *type_dict(Thread *t, Type *type);

bool type_is_subtype(const Type *type, const Type *base);     /* by MRO */

/* The attribute `name` (interned str) of the class by its MRO, borrowed until the class changes; EMPTY when there is
 * none. Raises nothing, runs no code. Cached per interpreter by (version, name). */
Ref type_lookup(Thread *t, Type *type, Ref name);
/* type_lookup() on the type of v, bound as the interpreter binds special methods; FOUND with *method owned and *self_bound
 * true when the caller must pass v itself as first argument. */
Lookup lookup_special(Thread *t, Ref v, Ref name, Value *method, bool *unbound);
/* Calls v's special method with args (beyond self); MISSING when there is none. */
Lookup call_special(Thread *t, Ref v, Ref name, const Value *args, ssize nargs, Value *result);

/* Tells caches that the class changed: new version for it and all subclasses; updates slots if `name` is special. */
bool type_modified(Thread *t, Type *type, Ref name) MUST_CHECK;
/* A fresh non-zero version for an inline cache; 0 when they have run out. */
uint32_t type_version(Thread *t, Type *type);
struct TypeCache *type_cache_create(void);            /* of an interpreter; NULL: out of memory */

/* type(name, bases, dict): the work of type.__new__; kwargs go to __init_subclass__. */
Value type_create(Thread *t, Type *metatype, Ref name, Ref bases, Ref dict, const Value *args, ssize nargs, Ref names);
/* The most derived metatype of `bases` for metaclass `meta`; NULL with TypeError on conflict. Borrowed. */
Type *type_calculate_metatype(Thread *t, Type *meta, Ref bases);

/* Allocates a zeroed instance of `type` (with `items` items), attributes set up; what object.__new__ does. */
Value type_alloc(Thread *t, Type *type, ssize items);
/* What is left of type(*args) when __new__ gave `made`, which is consumed: __init__, if it is an instance of the type. */
Value type_initialise_take(Thread *t, Type *type, Value made, const Value *args, ssize nargs, Ref names);

/* object's own slots and helpers (object.c, object_reduce.c, type_attrs.c). */
Value object_new_slot(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names);
bool object_init_slot(Thread *t, Ref self, const Value *args, ssize nargs, Ref names) MUST_CHECK;
Value object_repr(Thread *t, Ref self);
Value object_dir(Thread *t, Ref self);                  /* list of names */
Value object_reduce(Thread *t, Ref self, int protocol);
Value object_getstate(Thread *t, Ref self);
bool object_set_class(Thread *t, Ref self, Type *cls) MUST_CHECK;
extern const GetSetDef instance_dict_getset, instance_weakref_getset;     /* __dict__ and __weakref__ of classes */
Value type_module(Thread *t, Type *type);               /* __module__; EMPTY, nothing raised, when it has none */
Value type_qualname(Thread *t, Type *type);
Value type_raise_abstract(Thread *t, Type *cls);        /* "Can't instantiate abstract class ..." */

/* The name as shown in messages: "list", "deque", "MyClass" (last part); static storage or the type's. */
const char *type_display_name(const Type *type);

#endif
