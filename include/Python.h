/* Python.h: the C API of Krait: what extension modules and programs that embed it are compiled against.
 *
 * It is the limited API (PEP 384) of Python 3.2 with what later limited APIs up to 3.13 have added, all of it always
 * declared; Py_LIMITED_API may be defined or not. Objects, types and thread states are opaque, but for what is here. A module
 * that is compiled with it loads into Krait; so do *.abi3.so modules that were compiled for CPython.
 *
 * References: a result is a new reference and parameters are borrowed, unless a comment says otherwise: "borrowed" of a
 * result (lent as long as its owner lives and, at most, until the extension's function returns to Python), "steals" of
 * a parameter. A function that fails returns NULL, or -1 where it returns a number, with an exception set, unless told.
 *
 * Manual: Python/C API Reference.
 */
#ifndef Py_PYTHON_H
#define Py_PYTHON_H

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>
#include <wchar.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- version and basic types ---- */

#define PY_VERSION          "3.2.0"
#define PY_MAJOR_VERSION    3
#define PY_MINOR_VERSION    2
#define PY_MICRO_VERSION    0
#define PY_RELEASE_LEVEL    0xF
#define PY_RELEASE_SERIAL   0
#define PY_VERSION_HEX      0x030200F0
#define KRAIT               1
#define PYTHON_API_VERSION  1013
#define PYTHON_ABI_VERSION  3

#define PyAPI_FUNC(type)    extern type
#define PyAPI_DATA(type)    extern type
#ifdef __cplusplus
#define PyMODINIT_FUNC      extern "C" __attribute__((visibility("default"))) PyObject *
#else
#define PyMODINIT_FUNC      __attribute__((visibility("default"))) PyObject *
#endif
#define Py_LOCAL(type)          static type
#define Py_LOCAL_INLINE(type)   static inline type
#define Py_GCC_ATTRIBUTE(x)     __attribute__(x)
#define Py_DEPRECATED(version)
#define Py_UNUSED(name)         _unused_##name __attribute__((unused))
#define Py_MIN(a, b)            ((a) > (b) ? (b) : (a))
#define Py_MAX(a, b)            ((a) > (b) ? (a) : (b))
#define Py_ABS(x)               ((x) < 0 ? -(x) : (x))
#define Py_ARRAY_LENGTH(a)      (sizeof(a) / sizeof((a)[0]))
#define Py_MEMBER_SIZE(type, member) sizeof(((type *)0)->member)
#define Py_STRINGIFY_(x)        #x
#define Py_STRINGIFY(x)         Py_STRINGIFY_(x)
#define Py_CHARMASK(c)          ((unsigned char)((c) & 0xff))
#define Py_UNREACHABLE()        __builtin_unreachable()
#define Py_SAFE_DOWNCAST(value, wide, narrow) ((narrow)(value))
#define Py_ALWAYS_INLINE        __attribute__((always_inline))
#define Py_NO_INLINE            __attribute__((noinline))
#define PyDoc_VAR(name)         static const char name[]
#define PyDoc_STRVAR(name, str) PyDoc_VAR(name) = PyDoc_STR(str)
#define PyDoc_STR(str)          str

typedef ssize_t Py_ssize_t;
typedef Py_ssize_t Py_hash_t;
typedef size_t Py_uhash_t;
typedef uintptr_t Py_uintptr_t;
typedef intptr_t Py_intptr_t;
typedef uint32_t Py_UCS4;
typedef uint16_t Py_UCS2;
typedef uint8_t Py_UCS1;
typedef wchar_t Py_UNICODE;
#define PY_LONG_LONG        long long
#define PY_SSIZE_T_MAX      ((Py_ssize_t)PTRDIFF_MAX)
#define PY_SSIZE_T_MIN      ((Py_ssize_t)PTRDIFF_MIN)
#define SIZEOF_VOID_P       8
#define SIZEOF_SIZE_T       8
#define SIZEOF_LONG         8
#define SIZEOF_INT          4
#define SIZEOF_LONG_LONG    8
#define SIZEOF_WCHAR_T      4
#define PY_FORMAT_SIZE_T    "z"
#define HAVE_LONG_LONG      1
#define WITH_THREAD         1

/* ---- objects and types ---- */

typedef struct _typeobject PyTypeObject;
typedef struct _object {
    Py_ssize_t ob_refcnt;               /* negative: immortal */
    PyTypeObject *ob_type;
} PyObject;
typedef struct {
    PyObject ob_base;
    Py_ssize_t ob_size;                 /* number of items */
} PyVarObject;

typedef struct _ts PyThreadState;
typedef struct _is PyInterpreterState;
typedef struct _frame PyFrameObject;
typedef struct PyCodeObject PyCodeObject;
typedef struct PyLongObject PyLongObject;
typedef struct PyWeakReference PyWeakReference;

#define PyObject_HEAD           PyObject ob_base;
#define PyObject_VAR_HEAD       PyVarObject ob_base;
#define PyObject_HEAD_INIT(type) {1, (type)},
#define PyVarObject_HEAD_INIT(type, size) {{1, (type)}, (size)},

#define _PyObject_CAST(o)       ((PyObject *)(o))
#define Py_REFCNT(o)            (_PyObject_CAST(o)->ob_refcnt)
#define Py_TYPE(o)              (_PyObject_CAST(o)->ob_type)
#define Py_SIZE(o)              (((PyVarObject *)(o))->ob_size)
#define Py_SET_TYPE(o, type)    ((void)(Py_TYPE(o) = (type)))
#define Py_SET_SIZE(o, size)    ((void)(Py_SIZE(o) = (size)))
#define Py_SET_REFCNT(o, n)     _Py_SetRefcnt(_PyObject_CAST(o), (n))
#define Py_IS_TYPE(o, type)     (Py_TYPE(o) == (type))

typedef PyObject *(*unaryfunc)(PyObject *);
typedef PyObject *(*binaryfunc)(PyObject *, PyObject *);
typedef PyObject *(*ternaryfunc)(PyObject *, PyObject *, PyObject *);
typedef int (*inquiry)(PyObject *);
typedef Py_ssize_t (*lenfunc)(PyObject *);
typedef PyObject *(*ssizeargfunc)(PyObject *, Py_ssize_t);
typedef PyObject *(*ssizessizeargfunc)(PyObject *, Py_ssize_t, Py_ssize_t);
typedef int (*ssizeobjargproc)(PyObject *, Py_ssize_t, PyObject *);
typedef int (*ssizessizeobjargproc)(PyObject *, Py_ssize_t, Py_ssize_t, PyObject *);
typedef int (*objobjargproc)(PyObject *, PyObject *, PyObject *);
typedef int (*objobjproc)(PyObject *, PyObject *);
typedef int (*visitproc)(PyObject *, void *);
typedef int (*traverseproc)(PyObject *, visitproc, void *);
typedef void (*freefunc)(void *);
typedef void (*destructor)(PyObject *);
typedef PyObject *(*getattrfunc)(PyObject *, char *);
typedef PyObject *(*getattrofunc)(PyObject *, PyObject *);
typedef int (*setattrfunc)(PyObject *, char *, PyObject *);
typedef int (*setattrofunc)(PyObject *, PyObject *, PyObject *);
typedef PyObject *(*reprfunc)(PyObject *);
typedef Py_hash_t (*hashfunc)(PyObject *);
typedef PyObject *(*richcmpfunc)(PyObject *, PyObject *, int);
typedef PyObject *(*getiterfunc)(PyObject *);
typedef PyObject *(*iternextfunc)(PyObject *);
typedef PyObject *(*descrgetfunc)(PyObject *, PyObject *, PyObject *);
typedef int (*descrsetfunc)(PyObject *, PyObject *, PyObject *);
typedef int (*initproc)(PyObject *, PyObject *, PyObject *);
typedef PyObject *(*newfunc)(PyTypeObject *, PyObject *, PyObject *);
typedef PyObject *(*allocfunc)(PyTypeObject *, Py_ssize_t);
typedef PyObject *(*vectorcallfunc)(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *names);
typedef enum { PYGEN_RETURN = 0, PYGEN_ERROR = -1, PYGEN_NEXT = 1 } PySendResult;
typedef PySendResult (*sendfunc)(PyObject *iterator, PyObject *value, PyObject **result);

typedef struct {
    void *buf;
    PyObject *obj;                      /* owned */
    Py_ssize_t len, itemsize;
    int readonly, ndim;
    char *format;
    Py_ssize_t *shape, *strides, *suboffsets;
    void *internal;
} Py_buffer;
typedef int (*getbufferproc)(PyObject *, Py_buffer *, int);
typedef void (*releasebufferproc)(PyObject *, Py_buffer *);

#define Py_LT 0
#define Py_LE 1
#define Py_EQ 2
#define Py_NE 3
#define Py_GT 4
#define Py_GE 5

/* Flags of types, as PyType_GetFlags() tells and PyType_Spec wants them. */
#define Py_TPFLAGS_MANAGED_WEAKREF      (1UL << 3)
#define Py_TPFLAGS_MANAGED_DICT         (1UL << 4)
#define Py_TPFLAGS_SEQUENCE             (1UL << 5)
#define Py_TPFLAGS_MAPPING              (1UL << 6)
#define Py_TPFLAGS_DISALLOW_INSTANTIATION (1UL << 7)
#define Py_TPFLAGS_IMMUTABLETYPE        (1UL << 8)
#define Py_TPFLAGS_HEAPTYPE             (1UL << 9)
#define Py_TPFLAGS_BASETYPE             (1UL << 10)
#define Py_TPFLAGS_HAVE_VECTORCALL      (1UL << 11)
#define Py_TPFLAGS_READY                (1UL << 12)
#define Py_TPFLAGS_READYING             (1UL << 13)
#define Py_TPFLAGS_HAVE_GC              (1UL << 14)
#define Py_TPFLAGS_METHOD_DESCRIPTOR    (1UL << 17)
#define Py_TPFLAGS_HAVE_VERSION_TAG     (1UL << 18)
#define Py_TPFLAGS_VALID_VERSION_TAG    (1UL << 19)
#define Py_TPFLAGS_IS_ABSTRACT          (1UL << 20)
#define Py_TPFLAGS_ITEMS_AT_END         (1UL << 23)
#define Py_TPFLAGS_LONG_SUBCLASS        (1UL << 24)
#define Py_TPFLAGS_LIST_SUBCLASS        (1UL << 25)
#define Py_TPFLAGS_TUPLE_SUBCLASS       (1UL << 26)
#define Py_TPFLAGS_BYTES_SUBCLASS       (1UL << 27)
#define Py_TPFLAGS_UNICODE_SUBCLASS     (1UL << 28)
#define Py_TPFLAGS_DICT_SUBCLASS        (1UL << 29)
#define Py_TPFLAGS_BASE_EXC_SUBCLASS    (1UL << 30)
#define Py_TPFLAGS_TYPE_SUBCLASS        (1UL << 31)
#define Py_TPFLAGS_HAVE_STACKLESS_EXTENSION 0
#define Py_TPFLAGS_HAVE_FINALIZE        (1UL << 0)
#define Py_TPFLAGS_DEFAULT              Py_TPFLAGS_HAVE_VERSION_TAG

/* Slots of types (PyType_Slot.slot), with the type of the function or pointer. */
#define Py_bf_getbuffer 1
#define Py_bf_releasebuffer 2
#define Py_mp_ass_subscript 3
#define Py_mp_length 4
#define Py_mp_subscript 5
#define Py_nb_absolute 6
#define Py_nb_add 7
#define Py_nb_and 8
#define Py_nb_bool 9
#define Py_nb_divmod 10
#define Py_nb_float 11
#define Py_nb_floor_divide 12
#define Py_nb_index 13
#define Py_nb_inplace_add 14
#define Py_nb_inplace_and 15
#define Py_nb_inplace_floor_divide 16
#define Py_nb_inplace_lshift 17
#define Py_nb_inplace_multiply 18
#define Py_nb_inplace_or 19
#define Py_nb_inplace_power 20
#define Py_nb_inplace_remainder 21
#define Py_nb_inplace_rshift 22
#define Py_nb_inplace_subtract 23
#define Py_nb_inplace_true_divide 24
#define Py_nb_inplace_xor 25
#define Py_nb_int 26
#define Py_nb_invert 27
#define Py_nb_lshift 28
#define Py_nb_multiply 29
#define Py_nb_negative 30
#define Py_nb_or 31
#define Py_nb_positive 32
#define Py_nb_power 33
#define Py_nb_remainder 34
#define Py_nb_rshift 35
#define Py_nb_subtract 36
#define Py_nb_true_divide 37
#define Py_nb_xor 38
#define Py_sq_ass_item 39
#define Py_sq_concat 40
#define Py_sq_contains 41
#define Py_sq_inplace_concat 42
#define Py_sq_inplace_repeat 43
#define Py_sq_item 44
#define Py_sq_length 45
#define Py_sq_repeat 46
#define Py_tp_alloc 47
#define Py_tp_base 48
#define Py_tp_bases 49
#define Py_tp_call 50
#define Py_tp_clear 51
#define Py_tp_dealloc 52
#define Py_tp_del 53
#define Py_tp_descr_get 54
#define Py_tp_descr_set 55
#define Py_tp_doc 56
#define Py_tp_getattr 57
#define Py_tp_getattro 58
#define Py_tp_hash 59
#define Py_tp_init 60
#define Py_tp_is_gc 61
#define Py_tp_iter 62
#define Py_tp_iternext 63
#define Py_tp_methods 64
#define Py_tp_new 65
#define Py_tp_repr 66
#define Py_tp_richcompare 67
#define Py_tp_setattr 68
#define Py_tp_setattro 69
#define Py_tp_str 70
#define Py_tp_traverse 71
#define Py_tp_members 72
#define Py_tp_getset 73
#define Py_tp_free 74
#define Py_nb_matrix_multiply 75
#define Py_nb_inplace_matrix_multiply 76
#define Py_am_await 77
#define Py_am_aiter 78
#define Py_am_anext 79
#define Py_tp_finalize 80
#define Py_am_send 81

typedef struct {
    int slot;                           /* 0: the end */
    void *pfunc;
} PyType_Slot;
typedef struct {
    const char *name;                   /* "package.module.Name" */
    int basicsize;                      /* 0: the base's; negative: so many bytes beside the base's (PyObject_GetTypeData) */
    int itemsize;
    unsigned int flags;
    PyType_Slot *slots;
} PyType_Spec;

typedef PyObject *(*getter)(PyObject *, void *);
typedef int (*setter)(PyObject *, PyObject *, void *);
typedef struct PyGetSetDef {
    const char *name;
    getter get;
    setter set;                         /* value NULL: delete */
    const char *doc;
    void *closure;
} PyGetSetDef;
typedef struct PyMemberDef {
    const char *name;
    int type;                           /* T_... */
    Py_ssize_t offset;
    int flags;
    const char *doc;
} PyMemberDef;
#define Py_T_SHORT      0
#define Py_T_INT        1
#define Py_T_LONG       2
#define Py_T_FLOAT      3
#define Py_T_DOUBLE     4
#define Py_T_STRING     5
#define _Py_T_OBJECT    6               /* NULL reads as None */
#define Py_T_CHAR       7
#define Py_T_BYTE       8
#define Py_T_UBYTE      9
#define Py_T_USHORT     10
#define Py_T_UINT       11
#define Py_T_ULONG      12
#define Py_T_STRING_INPLACE 13
#define Py_T_BOOL       14
#define Py_T_OBJECT_EX  16              /* NULL: AttributeError */
#define Py_T_LONGLONG   17
#define Py_T_ULONGLONG  18
#define Py_T_PYSSIZET   19
#define _Py_T_NONE      20
#define Py_READONLY     1
#define Py_AUDIT_READ   2
#define Py_RELATIVE_OFFSET 8

typedef PyObject *(*PyCFunction)(PyObject *self, PyObject *args);
typedef PyObject *(*PyCFunctionWithKeywords)(PyObject *self, PyObject *args, PyObject *kwargs);
typedef PyObject *(*PyCFunctionFast)(PyObject *self, PyObject *const *args, Py_ssize_t n);
typedef PyObject *(*PyCFunctionFastWithKeywords)(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names);
typedef PyObject *(*PyCMethod)(PyObject *self, PyTypeObject *cls, PyObject *const *args, size_t n, PyObject *names);
typedef PyCFunctionFast _PyCFunctionFast;
typedef PyCFunctionFastWithKeywords _PyCFunctionFastWithKeywords;
typedef struct PyMethodDef {
    const char *ml_name;                /* NULL: the end */
    PyCFunction ml_meth;
    int ml_flags;                       /* METH_... */
    const char *ml_doc;                 /* may begin with a signature: "name($self, a, /)\n--\n\n" */
} PyMethodDef;
#define METH_VARARGS    0x0001
#define METH_KEYWORDS   0x0002
#define METH_NOARGS     0x0004
#define METH_O          0x0008
#define METH_CLASS      0x0010
#define METH_STATIC     0x0020
#define METH_COEXIST    0x0040
#define METH_FASTCALL   0x0080
#define METH_METHOD     0x0200

PyAPI_FUNC(void) Py_IncRef(PyObject *o);                /* NULL is allowed */
PyAPI_FUNC(void) Py_DecRef(PyObject *o);
PyAPI_FUNC(void) _Py_IncRef(PyObject *o);
PyAPI_FUNC(void) _Py_DecRef(PyObject *o);
PyAPI_FUNC(void) _Py_Dealloc(PyObject *o);
PyAPI_FUNC(void) _Py_SetRefcnt(PyObject *o, Py_ssize_t n);
PyAPI_FUNC(PyObject *) Py_NewRef(PyObject *o);
PyAPI_FUNC(PyObject *) Py_XNewRef(PyObject *o);
PyAPI_FUNC(int) Py_Is(PyObject *a, PyObject *b);
PyAPI_FUNC(int) Py_IsNone(PyObject *o);
PyAPI_FUNC(int) Py_IsTrue(PyObject *o);
PyAPI_FUNC(int) Py_IsFalse(PyObject *o);
PyAPI_FUNC(PyObject *) Py_GetConstant(unsigned int id);
PyAPI_FUNC(PyObject *) Py_GetConstantBorrowed(unsigned int id);
#define Py_CONSTANT_NONE 0
#define Py_CONSTANT_FALSE 1
#define Py_CONSTANT_TRUE 2
#define Py_CONSTANT_ELLIPSIS 3
#define Py_CONSTANT_NOT_IMPLEMENTED 4
#define Py_CONSTANT_ZERO 5
#define Py_CONSTANT_ONE 6
#define Py_CONSTANT_EMPTY_STR 7
#define Py_CONSTANT_EMPTY_BYTES 8
#define Py_CONSTANT_EMPTY_TUPLE 9

static inline void Py_INCREF_(PyObject *o)
{
    if (o->ob_refcnt >= 0)
        o->ob_refcnt++;
}
static inline void Py_DECREF_(PyObject *o)
{
    if (o->ob_refcnt > 0 && --o->ob_refcnt == 0)
        _Py_Dealloc(o);
}
static inline void Py_XINCREF_(PyObject *o)
{
    if (o)
        Py_INCREF_(o);
}
static inline void Py_XDECREF_(PyObject *o)
{
    if (o)
        Py_DECREF_(o);
}
#define Py_INCREF(o)    Py_INCREF_(_PyObject_CAST(o))
#define Py_DECREF(o)    Py_DECREF_(_PyObject_CAST(o))
#define Py_XINCREF(o)   Py_XINCREF_(_PyObject_CAST(o))
#define Py_XDECREF(o)   Py_XDECREF_(_PyObject_CAST(o))
#define Py_CLEAR(place) \
    do { \
        PyObject **place_ = (PyObject **)&(place), *old_ = *place_; \
        *place_ = NULL; \
        Py_XDECREF_(old_); \
    } while (0)
#define Py_SETREF(place, value) \
    do { \
        PyObject **place_ = (PyObject **)&(place), *old_ = *place_; \
        *place_ = _PyObject_CAST(value); \
        Py_DECREF_(old_); \
    } while (0)
#define Py_XSETREF(place, value) \
    do { \
        PyObject **place_ = (PyObject **)&(place), *old_ = *place_; \
        *place_ = _PyObject_CAST(value); \
        Py_XDECREF_(old_); \
    } while (0)

/* In tp_traverse: `return`s what visit() returns when that is not 0. */
#define Py_VISIT(o) \
    do { \
        if (o) { \
            int result_ = visit(_PyObject_CAST(o), arg); \
            if (result_) \
                return result_; \
        } \
    } while (0)

PyAPI_DATA(PyObject) _Py_NoneStruct, _Py_NotImplementedStruct, _Py_EllipsisObject;
PyAPI_DATA(PyLongObject) _Py_TrueStruct, _Py_FalseStruct;
#define Py_None             (&_Py_NoneStruct)
#define Py_NotImplemented   (&_Py_NotImplementedStruct)
#define Py_Ellipsis         (&_Py_EllipsisObject)
#define Py_True             ((PyObject *)&_Py_TrueStruct)
#define Py_False            ((PyObject *)&_Py_FalseStruct)
#define Py_RETURN_NONE              return Py_NewRef(Py_None)
#define Py_RETURN_TRUE              return Py_NewRef(Py_True)
#define Py_RETURN_FALSE             return Py_NewRef(Py_False)
#define Py_RETURN_NOTIMPLEMENTED    return Py_NewRef(Py_NotImplemented)
#define Py_RETURN_RICHCOMPARE(a, b, op) \
    do { \
        switch (op) { \
        case Py_EQ: if ((a) == (b)) Py_RETURN_TRUE; Py_RETURN_FALSE; \
        case Py_NE: if ((a) != (b)) Py_RETURN_TRUE; Py_RETURN_FALSE; \
        case Py_LT: if ((a) < (b)) Py_RETURN_TRUE; Py_RETURN_FALSE; \
        case Py_GT: if ((a) > (b)) Py_RETURN_TRUE; Py_RETURN_FALSE; \
        case Py_LE: if ((a) <= (b)) Py_RETURN_TRUE; Py_RETURN_FALSE; \
        default: if ((a) >= (b)) Py_RETURN_TRUE; Py_RETURN_FALSE; \
        } \
    } while (0)

PyAPI_DATA(PyTypeObject) PyType_Type, PyBaseObject_Type, PySuper_Type, PyLong_Type, PyBool_Type, PyFloat_Type, PyComplex_Type,
    PyUnicode_Type, PyBytes_Type, PyByteArray_Type, PyMemoryView_Type, PyTuple_Type, PyList_Type, PyDict_Type, PySet_Type,
    PyFrozenSet_Type, PySlice_Type, PyEllipsis_Type, PyRange_Type, PyEnum_Type, PyReversed_Type, PyZip_Type, PyMap_Type,
    PyFilter_Type, PyModule_Type, PyCFunction_Type, PyMethodDescr_Type, PyClassMethodDescr_Type, PyGetSetDescr_Type,
    PyMemberDescr_Type, PyWrapperDescr_Type, PyProperty_Type, PyDictProxy_Type, PyCapsule_Type, PyCallIter_Type, PySeqIter_Type,
    PyListIter_Type, PyListRevIter_Type, PyTupleIter_Type, PyDictIterKey_Type, PyDictIterValue_Type, PyDictIterItem_Type,
    PyDictRevIterKey_Type, PyDictRevIterValue_Type, PyDictRevIterItem_Type, PyDictKeys_Type, PyDictValues_Type, PyDictItems_Type,
    PySetIter_Type, PyUnicodeIter_Type, PyBytesIter_Type, PyByteArrayIter_Type, PyRangeIter_Type, PyLongRangeIter_Type,
    PyTraceBack_Type, PyModuleDef_Type, Py_GenericAliasType, _PyWeakref_RefType, _PyWeakref_ProxyType, _PyWeakref_CallableProxyType;

PyAPI_FUNC(PyObject *) PyObject_Repr(PyObject *o);      /* NULL: "<NULL>" */
PyAPI_FUNC(PyObject *) PyObject_Str(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_ASCII(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_Bytes(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_Format(PyObject *o, PyObject *spec);
PyAPI_FUNC(PyObject *) PyObject_RichCompare(PyObject *a, PyObject *b, int op);
PyAPI_FUNC(int) PyObject_RichCompareBool(PyObject *a, PyObject *b, int op);
PyAPI_FUNC(PyObject *) PyObject_GetAttr(PyObject *o, PyObject *name);
PyAPI_FUNC(PyObject *) PyObject_GetAttrString(PyObject *o, const char *name);
PyAPI_FUNC(int) PyObject_GetOptionalAttr(PyObject *o, PyObject *name, PyObject **result);      /* 1 found, 0 not, -1 error */
PyAPI_FUNC(int) PyObject_GetOptionalAttrString(PyObject *o, const char *name, PyObject **result);
PyAPI_FUNC(int) PyObject_HasAttr(PyObject *o, PyObject *name);
PyAPI_FUNC(int) PyObject_HasAttrString(PyObject *o, const char *name);
PyAPI_FUNC(int) PyObject_HasAttrWithError(PyObject *o, PyObject *name);
PyAPI_FUNC(int) PyObject_HasAttrStringWithError(PyObject *o, const char *name);
PyAPI_FUNC(int) PyObject_SetAttr(PyObject *o, PyObject *name, PyObject *value);
PyAPI_FUNC(int) PyObject_SetAttrString(PyObject *o, const char *name, PyObject *value);
PyAPI_FUNC(int) PyObject_DelAttr(PyObject *o, PyObject *name);
PyAPI_FUNC(int) PyObject_DelAttrString(PyObject *o, const char *name);
PyAPI_FUNC(PyObject *) PyObject_GenericGetAttr(PyObject *o, PyObject *name);
PyAPI_FUNC(int) PyObject_GenericSetAttr(PyObject *o, PyObject *name, PyObject *value);
PyAPI_FUNC(PyObject *) PyObject_GenericGetDict(PyObject *o, void *context);
PyAPI_FUNC(int) PyObject_GenericSetDict(PyObject *o, PyObject *value, void *context);
PyAPI_FUNC(PyObject *) PyObject_SelfIter(PyObject *o);
PyAPI_FUNC(Py_hash_t) PyObject_Hash(PyObject *o);
PyAPI_FUNC(Py_hash_t) PyObject_HashNotImplemented(PyObject *o);
PyAPI_FUNC(int) PyObject_IsTrue(PyObject *o);
PyAPI_FUNC(int) PyObject_Not(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_Type(PyObject *o);
PyAPI_FUNC(int) PyObject_IsInstance(PyObject *o, PyObject *cls);
PyAPI_FUNC(int) PyObject_IsSubclass(PyObject *derived, PyObject *cls);
PyAPI_FUNC(int) PyCallable_Check(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_Dir(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PyObject_Size(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PyObject_Length(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_GetItem(PyObject *o, PyObject *key);
PyAPI_FUNC(int) PyObject_SetItem(PyObject *o, PyObject *key, PyObject *value);
PyAPI_FUNC(int) PyObject_DelItem(PyObject *o, PyObject *key);
PyAPI_FUNC(int) PyObject_DelItemString(PyObject *o, const char *key);
PyAPI_FUNC(PyObject *) PyObject_GetIter(PyObject *o);
PyAPI_FUNC(PyObject *) PyObject_GetAIter(PyObject *o);
PyAPI_FUNC(int) PyObject_AsFileDescriptor(PyObject *o);
PyAPI_FUNC(void) PyObject_ClearWeakRefs(PyObject *o);
PyAPI_FUNC(int) Py_ReprEnter(PyObject *o);
PyAPI_FUNC(void) Py_ReprLeave(PyObject *o);
PyAPI_FUNC(int) Py_EnterRecursiveCall(const char *where);
PyAPI_FUNC(void) Py_LeaveRecursiveCall(void);
PyAPI_FUNC(int) _Py_CheckRecursiveCall(const char *where);
PyAPI_DATA(const int) _Py_SwappedOp[];

/* ---- types ---- */

PyAPI_FUNC(unsigned long) PyType_GetFlags(PyTypeObject *type);
PyAPI_FUNC(int) PyType_IsSubtype(PyTypeObject *a, PyTypeObject *b);
PyAPI_FUNC(PyObject *) PyType_FromSpec(PyType_Spec *spec);
PyAPI_FUNC(PyObject *) PyType_FromSpecWithBases(PyType_Spec *spec, PyObject *bases);
PyAPI_FUNC(PyObject *) PyType_FromModuleAndSpec(PyObject *module, PyType_Spec *spec, PyObject *bases);
PyAPI_FUNC(PyObject *) PyType_FromMetaclass(PyTypeObject *meta, PyObject *module, PyType_Spec *spec, PyObject *bases);
PyAPI_FUNC(void *) PyType_GetSlot(PyTypeObject *type, int slot);
PyAPI_FUNC(PyObject *) PyType_GetModule(PyTypeObject *type);       /* borrowed */
PyAPI_FUNC(void *) PyType_GetModuleState(PyTypeObject *type);
PyAPI_FUNC(PyObject *) PyType_GetName(PyTypeObject *type);
PyAPI_FUNC(PyObject *) PyType_GetQualName(PyTypeObject *type);
PyAPI_FUNC(PyObject *) PyType_GetFullyQualifiedName(PyTypeObject *type);
PyAPI_FUNC(PyObject *) PyType_GetModuleName(PyTypeObject *type);
PyAPI_FUNC(Py_ssize_t) PyType_GetTypeDataSize(PyTypeObject *cls);
PyAPI_FUNC(void *) PyObject_GetTypeData(PyObject *o, PyTypeObject *cls);
PyAPI_FUNC(int) PyType_Ready(PyTypeObject *type);
PyAPI_FUNC(void) PyType_Modified(PyTypeObject *type);
PyAPI_FUNC(unsigned int) PyType_ClearCache(void);
PyAPI_FUNC(PyObject *) PyType_GenericAlloc(PyTypeObject *type, Py_ssize_t items);
PyAPI_FUNC(PyObject *) PyType_GenericNew(PyTypeObject *type, PyObject *args, PyObject *kwargs);
#define PyType_HasFeature(type, flag)   ((PyType_GetFlags(type) & (flag)) != 0)
#define PyType_FastSubclass(type, flag) PyType_HasFeature(type, flag)
#define PyType_Check(o)                 PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_TYPE_SUBCLASS)
#define PyType_CheckExact(o)            Py_IS_TYPE(o, &PyType_Type)
#define PyObject_TypeCheck(o, type)     (Py_IS_TYPE(o, type) || PyType_IsSubtype(Py_TYPE(o), type))
#define PyType_IS_GC(type)              PyType_HasFeature(type, Py_TPFLAGS_HAVE_GC)
PyAPI_FUNC(PyObject *) PyDescr_NewMethod(PyTypeObject *type, PyMethodDef *def);
PyAPI_FUNC(PyObject *) PyDescr_NewClassMethod(PyTypeObject *type, PyMethodDef *def);
PyAPI_FUNC(PyObject *) PyDescr_NewMember(PyTypeObject *type, PyMemberDef *def);
PyAPI_FUNC(PyObject *) PyDescr_NewGetSet(PyTypeObject *type, PyGetSetDef *def);
PyAPI_FUNC(PyObject *) PyWrapper_New(PyObject *descriptor, PyObject *self);
PyAPI_FUNC(PyObject *) PyDictProxy_New(PyObject *mapping);
PyAPI_FUNC(PyObject *) PyMember_GetOne(const char *instance, PyMemberDef *def);
PyAPI_FUNC(int) PyMember_SetOne(char *instance, PyMemberDef *def, PyObject *value);
PyAPI_FUNC(PyObject *) Py_GenericAlias(PyObject *origin, PyObject *args);

/* ---- memory and the cycle collector ---- */

PyAPI_FUNC(void *) PyMem_RawMalloc(size_t n);           /* the Raw functions need no thread state */
PyAPI_FUNC(void *) PyMem_RawCalloc(size_t n, size_t size);
PyAPI_FUNC(void *) PyMem_RawRealloc(void *p, size_t n);
PyAPI_FUNC(void) PyMem_RawFree(void *p);
PyAPI_FUNC(void *) PyMem_Malloc(size_t n);              /* NULL: no memory; sets no exception */
PyAPI_FUNC(void *) PyMem_Calloc(size_t n, size_t size);
PyAPI_FUNC(void *) PyMem_Realloc(void *p, size_t n);
PyAPI_FUNC(void) PyMem_Free(void *p);
PyAPI_FUNC(void *) PyObject_Malloc(size_t n);
PyAPI_FUNC(void *) PyObject_Calloc(size_t n, size_t size);
PyAPI_FUNC(void *) PyObject_Realloc(void *p, size_t n);
PyAPI_FUNC(void) PyObject_Free(void *p);
PyAPI_FUNC(PyObject *) PyObject_Init(PyObject *o, PyTypeObject *type);
PyAPI_FUNC(PyVarObject *) PyObject_InitVar(PyVarObject *o, PyTypeObject *type, Py_ssize_t items);
PyAPI_FUNC(PyObject *) _PyObject_New(PyTypeObject *type);
PyAPI_FUNC(PyVarObject *) _PyObject_NewVar(PyTypeObject *type, Py_ssize_t items);
PyAPI_FUNC(PyObject *) _PyObject_GC_New(PyTypeObject *type);
PyAPI_FUNC(PyVarObject *) _PyObject_GC_NewVar(PyTypeObject *type, Py_ssize_t items);
PyAPI_FUNC(PyVarObject *) _PyObject_GC_Resize(PyVarObject *o, Py_ssize_t items);
PyAPI_FUNC(void) PyObject_GC_Track(void *o);
PyAPI_FUNC(void) PyObject_GC_UnTrack(void *o);
PyAPI_FUNC(void) PyObject_GC_Del(void *o);
PyAPI_FUNC(int) PyObject_GC_IsTracked(PyObject *o);
PyAPI_FUNC(int) PyObject_GC_IsFinalized(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PyGC_Collect(void);
PyAPI_FUNC(int) PyGC_Enable(void);
PyAPI_FUNC(int) PyGC_Disable(void);
PyAPI_FUNC(int) PyGC_IsEnabled(void);
#define PyMem_New(type, n)          ((size_t)(n) > (size_t)PY_SSIZE_T_MAX / sizeof(type) ? NULL : (type *)PyMem_Malloc((size_t)(n) * sizeof(type)))
#define PyMem_Resize(p, type, n)    ((p) = (size_t)(n) > (size_t)PY_SSIZE_T_MAX / sizeof(type) ? NULL : (type *)PyMem_Realloc((p), (size_t)(n) * sizeof(type)))
#define PyMem_Del(p)                PyMem_Free(p)
#define PyMem_MALLOC(n)             PyMem_Malloc(n)
#define PyMem_REALLOC(p, n)         PyMem_Realloc((p), (n))
#define PyMem_FREE(p)               PyMem_Free(p)
#define PyMem_NEW(type, n)          PyMem_New(type, n)
#define PyMem_DEL(p)                PyMem_Free(p)
#define PyObject_New(type, cls)     ((type *)_PyObject_New(cls))
#define PyObject_NewVar(type, cls, n) ((type *)_PyObject_NewVar((cls), (n)))
#define PyObject_NEW(type, cls)     PyObject_New(type, cls)
#define PyObject_NEW_VAR(type, cls, n) PyObject_NewVar(type, cls, n)
#define PyObject_Del(o)             PyObject_Free(o)
#define PyObject_DEL(o)             PyObject_Free(o)
#define PyObject_MALLOC(n)          PyObject_Malloc(n)
#define PyObject_REALLOC(p, n)      PyObject_Realloc((p), (n))
#define PyObject_FREE(p)            PyObject_Free(p)
#define PyObject_INIT(o, cls)       PyObject_Init((PyObject *)(o), (cls))
#define PyObject_INIT_VAR(o, cls, n) PyObject_InitVar((PyVarObject *)(o), (cls), (n))
#define PyObject_GC_New(type, cls)  ((type *)_PyObject_GC_New(cls))
#define PyObject_GC_NewVar(type, cls, n) ((type *)_PyObject_GC_NewVar((cls), (n)))
#define PyObject_GC_Resize(type, o, n) ((type *)_PyObject_GC_Resize((PyVarObject *)(o), (n)))

/* ---- functions, calls ---- */

#define PY_VECTORCALL_ARGUMENTS_OFFSET  ((size_t)1 << (8 * sizeof(size_t) - 1))
PyAPI_FUNC(PyObject *) PyCFunction_New(PyMethodDef *def, PyObject *self);
PyAPI_FUNC(PyObject *) PyCFunction_NewEx(PyMethodDef *def, PyObject *self, PyObject *module);
PyAPI_FUNC(PyObject *) PyCMethod_New(PyMethodDef *def, PyObject *self, PyObject *module, PyTypeObject *cls);
PyAPI_FUNC(PyCFunction) PyCFunction_GetFunction(PyObject *f);
PyAPI_FUNC(PyObject *) PyCFunction_GetSelf(PyObject *f);            /* borrowed; NULL for static methods */
PyAPI_FUNC(int) PyCFunction_GetFlags(PyObject *f);
PyAPI_FUNC(PyObject *) PyCFunction_Call(PyObject *f, PyObject *args, PyObject *kwargs);
#define PyCFunction_Check(o)        PyObject_TypeCheck(o, &PyCFunction_Type)
#define PyCFunction_CheckExact(o)   Py_IS_TYPE(o, &PyCFunction_Type)
PyAPI_FUNC(PyObject *) PyObject_Call(PyObject *callable, PyObject *args, PyObject *kwargs);
PyAPI_FUNC(PyObject *) PyObject_CallNoArgs(PyObject *callable);
PyAPI_FUNC(PyObject *) PyObject_CallObject(PyObject *callable, PyObject *args);
PyAPI_FUNC(PyObject *) PyObject_CallFunction(PyObject *callable, const char *format, ...);
PyAPI_FUNC(PyObject *) PyObject_CallMethod(PyObject *o, const char *name, const char *format, ...);
PyAPI_FUNC(PyObject *) _PyObject_CallFunction_SizeT(PyObject *callable, const char *format, ...);
PyAPI_FUNC(PyObject *) _PyObject_CallMethod_SizeT(PyObject *o, const char *name, const char *format, ...);
PyAPI_FUNC(PyObject *) PyObject_CallFunctionObjArgs(PyObject *callable, ...);               /* ends with NULL */
PyAPI_FUNC(PyObject *) PyObject_CallMethodObjArgs(PyObject *o, PyObject *name, ...);
PyAPI_FUNC(PyObject *) PyObject_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *names);
PyAPI_FUNC(PyObject *) PyObject_VectorcallMethod(PyObject *name, PyObject *const *args, size_t nargsf, PyObject *names);
PyAPI_FUNC(PyObject *) PyVectorcall_Call(PyObject *callable, PyObject *args, PyObject *kwargs);
PyAPI_FUNC(Py_ssize_t) PyVectorcall_NARGS(size_t nargsf);

/* ---- arguments and results ---- */

PyAPI_FUNC(int) PyArg_ParseTuple(PyObject *args, const char *format, ...);       /* true, or false with an exception set */
PyAPI_FUNC(int) PyArg_VaParse(PyObject *args, const char *format, va_list ap);
PyAPI_FUNC(int) PyArg_ParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char **names, ...);
PyAPI_FUNC(int) PyArg_VaParseTupleAndKeywords(PyObject *args, PyObject *kwargs, const char *format, char **names, va_list ap);
PyAPI_FUNC(int) PyArg_Parse(PyObject *arg, const char *format, ...);
PyAPI_FUNC(int) PyArg_UnpackTuple(PyObject *args, const char *name, Py_ssize_t min, Py_ssize_t max, ...);
PyAPI_FUNC(int) PyArg_ValidateKeywordArguments(PyObject *kwargs);
PyAPI_FUNC(PyObject *) Py_BuildValue(const char *format, ...);
PyAPI_FUNC(PyObject *) Py_VaBuildValue(const char *format, va_list ap);
/* Lengths of `#` are Py_ssize_t, whether PY_SSIZE_T_CLEAN is defined or not. These are the names that it selects in older binaries. */
PyAPI_FUNC(int) _PyArg_ParseTuple_SizeT(PyObject *args, const char *format, ...);
PyAPI_FUNC(int) _PyArg_VaParse_SizeT(PyObject *args, const char *format, va_list ap);
PyAPI_FUNC(int) _PyArg_ParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *format, char **names, ...);
PyAPI_FUNC(int) _PyArg_VaParseTupleAndKeywords_SizeT(PyObject *args, PyObject *kwargs, const char *format, char **names, va_list ap);
PyAPI_FUNC(int) _PyArg_Parse_SizeT(PyObject *arg, const char *format, ...);
PyAPI_FUNC(PyObject *) _Py_BuildValue_SizeT(const char *format, ...);
PyAPI_FUNC(PyObject *) _Py_VaBuildValue_SizeT(const char *format, va_list ap);
#define Py_CLEANUP_SUPPORTED 0x20000

/* ---- modules ---- */

typedef struct PyModuleDef_Base {
    PyObject ob_base;
    PyObject *(*m_init)(void);
    Py_ssize_t m_index;
    PyObject *m_copy;
} PyModuleDef_Base;
#define PyModuleDef_HEAD_INIT {{1, NULL}, NULL, 0, NULL}
typedef struct PyModuleDef_Slot {
    int slot;                           /* 0: the end */
    void *value;
} PyModuleDef_Slot;
#define Py_mod_create 1
#define Py_mod_exec 2
#define Py_mod_multiple_interpreters 3
#define Py_mod_gil 4
#define Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED ((void *)0)
#define Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED ((void *)1)
#define Py_MOD_PER_INTERPRETER_GIL_SUPPORTED ((void *)2)
#define Py_MOD_GIL_USED ((void *)0)
#define Py_MOD_GIL_NOT_USED ((void *)1)
typedef struct PyModuleDef {
    PyModuleDef_Base m_base;
    const char *m_name, *m_doc;
    Py_ssize_t m_size;                  /* bytes of state; -1: the module has none of its own and keeps globals */
    PyMethodDef *m_methods;
    PyModuleDef_Slot *m_slots;
    traverseproc m_traverse;
    inquiry m_clear;
    freefunc m_free;
} PyModuleDef;

PyAPI_FUNC(PyObject *) PyModule_New(const char *name);
PyAPI_FUNC(PyObject *) PyModule_NewObject(PyObject *name);
PyAPI_FUNC(PyObject *) PyModule_GetDict(PyObject *module);          /* borrowed */
PyAPI_FUNC(PyObject *) PyModule_GetNameObject(PyObject *module);
PyAPI_FUNC(const char *) PyModule_GetName(PyObject *module);
PyAPI_FUNC(PyObject *) PyModule_GetFilenameObject(PyObject *module);
PyAPI_FUNC(const char *) PyModule_GetFilename(PyObject *module);
PyAPI_FUNC(void *) PyModule_GetState(PyObject *module);
PyAPI_FUNC(PyModuleDef *) PyModule_GetDef(PyObject *module);
PyAPI_FUNC(PyObject *) PyModuleDef_Init(PyModuleDef *def);          /* borrowed */
PyAPI_FUNC(PyObject *) PyModule_Create2(PyModuleDef *def, int api_version);
PyAPI_FUNC(PyObject *) PyModule_FromDefAndSpec2(PyModuleDef *def, PyObject *spec, int api_version);
PyAPI_FUNC(int) PyModule_ExecDef(PyObject *module, PyModuleDef *def);
PyAPI_FUNC(int) PyModule_SetDocString(PyObject *module, const char *doc);
PyAPI_FUNC(int) PyModule_AddFunctions(PyObject *module, PyMethodDef *defs);
PyAPI_FUNC(int) PyModule_AddObject(PyObject *module, const char *name, PyObject *value);        /* steals value, if it succeeds */
PyAPI_FUNC(int) PyModule_AddObjectRef(PyObject *module, const char *name, PyObject *value);
PyAPI_FUNC(int) PyModule_Add(PyObject *module, const char *name, PyObject *value);              /* steals value, always */
PyAPI_FUNC(int) PyModule_AddIntConstant(PyObject *module, const char *name, long value);
PyAPI_FUNC(int) PyModule_AddStringConstant(PyObject *module, const char *name, const char *value);
PyAPI_FUNC(int) PyModule_AddType(PyObject *module, PyTypeObject *type);
PyAPI_FUNC(PyObject *) PyState_FindModule(PyModuleDef *def);        /* borrowed; NULL, no exception: none */
PyAPI_FUNC(int) PyState_AddModule(PyObject *module, PyModuleDef *def);
PyAPI_FUNC(int) _PyState_AddModule(PyObject *module, PyModuleDef *def);
PyAPI_FUNC(int) PyState_RemoveModule(PyModuleDef *def);
PyAPI_FUNC(PyObject *) PyType_GetModuleByDef(PyTypeObject *type, PyModuleDef *def);     /* borrowed */
#define PyModule_Create(def)        PyModule_Create2((def), PYTHON_ABI_VERSION)
#define PyModule_FromDefAndSpec(def, spec) PyModule_FromDefAndSpec2((def), (spec), PYTHON_ABI_VERSION)
#define PyModule_AddIntMacro(m, c)  PyModule_AddIntConstant((m), #c, c)
#define PyModule_AddStringMacro(m, c) PyModule_AddStringConstant((m), #c, c)
#define PyModule_Check(o)           PyObject_TypeCheck(o, &PyModule_Type)
#define PyModule_CheckExact(o)      Py_IS_TYPE(o, &PyModule_Type)

/* ---- exceptions ---- */

#define Py_EXCEPTIONS_(EXC) \
    EXC(BaseException) EXC(Exception) EXC(BaseExceptionGroup) EXC(ArithmeticError) EXC(AssertionError) EXC(AttributeError) \
    EXC(BlockingIOError) EXC(BrokenPipeError) EXC(BufferError) EXC(BytesWarning) EXC(ChildProcessError) \
    EXC(ConnectionAbortedError) EXC(ConnectionError) EXC(ConnectionRefusedError) EXC(ConnectionResetError) \
    EXC(DeprecationWarning) EXC(EOFError) EXC(EncodingWarning) EXC(FileExistsError) EXC(FileNotFoundError) \
    EXC(FloatingPointError) EXC(FutureWarning) EXC(GeneratorExit) EXC(ImportError) EXC(ImportWarning) EXC(IndentationError) \
    EXC(IndexError) EXC(InterruptedError) EXC(IsADirectoryError) EXC(KeyError) EXC(KeyboardInterrupt) EXC(LookupError) \
    EXC(MemoryError) EXC(ModuleNotFoundError) EXC(NameError) EXC(NotADirectoryError) EXC(NotImplementedError) EXC(OSError) \
    EXC(OverflowError) EXC(PendingDeprecationWarning) EXC(PermissionError) EXC(ProcessLookupError) EXC(RecursionError) \
    EXC(ReferenceError) EXC(ResourceWarning) EXC(RuntimeError) EXC(RuntimeWarning) EXC(StopAsyncIteration) \
    EXC(StopIteration) EXC(SyntaxError) EXC(SyntaxWarning) EXC(SystemError) EXC(SystemExit) EXC(TabError) EXC(TimeoutError) \
    EXC(TypeError) EXC(UnboundLocalError) EXC(UnicodeDecodeError) EXC(UnicodeEncodeError) EXC(UnicodeError) \
    EXC(UnicodeTranslateError) EXC(UnicodeWarning) EXC(UserWarning) EXC(ValueError) EXC(Warning) EXC(ZeroDivisionError)
#define Py_DECLARE_EXCEPTION_(name) PyAPI_DATA(PyObject *const) PyExc_##name;
Py_EXCEPTIONS_(Py_DECLARE_EXCEPTION_)
PyAPI_DATA(PyObject *const) PyExc_EnvironmentError;
PyAPI_DATA(PyObject *const) PyExc_IOError;

PyAPI_FUNC(void) PyErr_SetNone(PyObject *type);
PyAPI_FUNC(void) PyErr_SetObject(PyObject *type, PyObject *value);
PyAPI_FUNC(void) PyErr_SetString(PyObject *type, const char *message);
PyAPI_FUNC(PyObject *) PyErr_Format(PyObject *type, const char *format, ...);            /* NULL, as all that return PyObject * here */
PyAPI_FUNC(PyObject *) PyErr_FormatV(PyObject *type, const char *format, va_list ap);
PyAPI_FUNC(PyObject *) PyErr_Occurred(void);                        /* borrowed: the class */
PyAPI_FUNC(void) PyErr_Clear(void);
PyAPI_FUNC(void) PyErr_Fetch(PyObject **type, PyObject **value, PyObject **traceback);
PyAPI_FUNC(void) PyErr_Restore(PyObject *type, PyObject *value, PyObject *traceback);           /* steals */
PyAPI_FUNC(void) PyErr_NormalizeException(PyObject **type, PyObject **value, PyObject **traceback);
PyAPI_FUNC(PyObject *) PyErr_GetRaisedException(void);
PyAPI_FUNC(void) PyErr_SetRaisedException(PyObject *exception);     /* steals */
PyAPI_FUNC(PyObject *) PyErr_GetHandledException(void);
PyAPI_FUNC(void) PyErr_SetHandledException(PyObject *exception);
PyAPI_FUNC(void) PyErr_GetExcInfo(PyObject **type, PyObject **value, PyObject **traceback);
PyAPI_FUNC(void) PyErr_SetExcInfo(PyObject *type, PyObject *value, PyObject *traceback);        /* steals */
PyAPI_FUNC(int) PyErr_ExceptionMatches(PyObject *type);
PyAPI_FUNC(int) PyErr_GivenExceptionMatches(PyObject *exception, PyObject *type);
PyAPI_FUNC(int) PyErr_BadArgument(void);
PyAPI_FUNC(PyObject *) PyErr_NoMemory(void);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrno(PyObject *type);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilename(PyObject *type, const char *filename);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilenameObject(PyObject *type, PyObject *filename);
PyAPI_FUNC(PyObject *) PyErr_SetFromErrnoWithFilenameObjects(PyObject *type, PyObject *filename, PyObject *filename2);
PyAPI_FUNC(PyObject *) PyErr_SetImportError(PyObject *message, PyObject *name, PyObject *path);
PyAPI_FUNC(PyObject *) PyErr_SetImportErrorSubclass(PyObject *type, PyObject *message, PyObject *name, PyObject *path);
PyAPI_FUNC(void) PyErr_BadInternalCall(void);
PyAPI_FUNC(void) _PyErr_BadInternalCall(const char *file, int line);
PyAPI_FUNC(PyObject *) PyErr_NewException(const char *name, PyObject *base, PyObject *dict);
PyAPI_FUNC(PyObject *) PyErr_NewExceptionWithDoc(const char *name, const char *doc, PyObject *base, PyObject *dict);
PyAPI_FUNC(void) PyErr_Print(void);
PyAPI_FUNC(void) PyErr_PrintEx(int set_last);
PyAPI_FUNC(void) PyErr_Display(PyObject *type, PyObject *value, PyObject *traceback);
PyAPI_FUNC(void) PyErr_DisplayException(PyObject *exception);
PyAPI_FUNC(void) PyErr_WriteUnraisable(PyObject *where);
PyAPI_FUNC(int) PyErr_WarnEx(PyObject *category, const char *message, Py_ssize_t stack_level);
PyAPI_FUNC(int) PyErr_WarnFormat(PyObject *category, Py_ssize_t stack_level, const char *format, ...);
PyAPI_FUNC(int) PyErr_ResourceWarning(PyObject *source, Py_ssize_t stack_level, const char *format, ...);
PyAPI_FUNC(int) PyErr_WarnExplicit(PyObject *category, const char *message, const char *filename, int line, const char *module, PyObject *registry);
PyAPI_FUNC(int) PyErr_CheckSignals(void);
PyAPI_FUNC(void) PyErr_SetInterrupt(void);
PyAPI_FUNC(int) PyErr_SetInterruptEx(int signal);
PyAPI_FUNC(void) PyErr_SyntaxLocation(const char *filename, int line);
PyAPI_FUNC(void) PyErr_SyntaxLocationEx(const char *filename, int line, int column);
PyAPI_FUNC(PyObject *) PyErr_ProgramText(const char *filename, int line);
PyAPI_FUNC(int) PyException_SetTraceback(PyObject *e, PyObject *traceback);
PyAPI_FUNC(PyObject *) PyException_GetTraceback(PyObject *e);
PyAPI_FUNC(PyObject *) PyException_GetCause(PyObject *e);
PyAPI_FUNC(void) PyException_SetCause(PyObject *e, PyObject *cause);       /* steals */
PyAPI_FUNC(PyObject *) PyException_GetContext(PyObject *e);
PyAPI_FUNC(void) PyException_SetContext(PyObject *e, PyObject *context);   /* steals */
PyAPI_FUNC(PyObject *) PyException_GetArgs(PyObject *e);
PyAPI_FUNC(void) PyException_SetArgs(PyObject *e, PyObject *args);
PyAPI_FUNC(const char *) PyExceptionClass_Name(PyObject *cls);
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_Create(const char *encoding, const char *object, Py_ssize_t length, Py_ssize_t start, Py_ssize_t end, const char *reason);
#define PY_UNICODE_ERROR_FUNCTIONS_(kind) \
    PyAPI_FUNC(PyObject *) PyUnicode##kind##Error_GetObject(PyObject *e); \
    PyAPI_FUNC(int) PyUnicode##kind##Error_GetStart(PyObject *e, Py_ssize_t *start); \
    PyAPI_FUNC(int) PyUnicode##kind##Error_SetStart(PyObject *e, Py_ssize_t start); \
    PyAPI_FUNC(int) PyUnicode##kind##Error_GetEnd(PyObject *e, Py_ssize_t *end); \
    PyAPI_FUNC(int) PyUnicode##kind##Error_SetEnd(PyObject *e, Py_ssize_t end); \
    PyAPI_FUNC(PyObject *) PyUnicode##kind##Error_GetReason(PyObject *e); \
    PyAPI_FUNC(int) PyUnicode##kind##Error_SetReason(PyObject *e, const char *reason);
PY_UNICODE_ERROR_FUNCTIONS_(Decode)
PY_UNICODE_ERROR_FUNCTIONS_(Encode)
PY_UNICODE_ERROR_FUNCTIONS_(Translate)
PyAPI_FUNC(PyObject *) PyUnicodeDecodeError_GetEncoding(PyObject *e);
PyAPI_FUNC(PyObject *) PyUnicodeEncodeError_GetEncoding(PyObject *e);
PyAPI_FUNC(int) PyTraceBack_Here(PyFrameObject *frame);
PyAPI_FUNC(int) PyTraceBack_Print(PyObject *traceback, PyObject *file);
#define PyErr_BadInternalCall()     _PyErr_BadInternalCall(__FILE__, __LINE__)
#define PyErr_Warn(category, message) PyErr_WarnEx(category, message, 1)
#define PyExceptionClass_Check(o)   (PyType_Check(o) && PyType_FastSubclass((PyTypeObject *)(o), Py_TPFLAGS_BASE_EXC_SUBCLASS))
#define PyExceptionInstance_Check(o) PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_BASE_EXC_SUBCLASS)
#define PyExceptionInstance_Class(o) ((PyObject *)Py_TYPE(o))
#define PyTraceBack_Check(o)        Py_IS_TYPE(o, &PyTraceBack_Type)

/* ---- abstract objects ---- */

PyAPI_FUNC(int) PyNumber_Check(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Add(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Subtract(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Multiply(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_MatrixMultiply(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_FloorDivide(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_TrueDivide(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Remainder(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Divmod(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Power(PyObject *a, PyObject *b, PyObject *modulus);
PyAPI_FUNC(PyObject *) PyNumber_Negative(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Positive(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Absolute(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Invert(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Lshift(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Rshift(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_And(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Xor(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Or(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceAdd(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceSubtract(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceMultiply(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceMatrixMultiply(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceFloorDivide(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceTrueDivide(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceRemainder(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlacePower(PyObject *a, PyObject *b, PyObject *modulus);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceLshift(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceRshift(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceAnd(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceXor(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_InPlaceOr(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PyNumber_Long(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Float(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_Index(PyObject *o);
PyAPI_FUNC(PyObject *) PyNumber_ToBase(PyObject *n, int base);
PyAPI_FUNC(Py_ssize_t) PyNumber_AsSsize_t(PyObject *o, PyObject *error);
PyAPI_FUNC(int) PyIndex_Check(PyObject *o);

PyAPI_FUNC(int) PySequence_Check(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PySequence_Size(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PySequence_Length(PyObject *o);
PyAPI_FUNC(PyObject *) PySequence_Concat(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PySequence_Repeat(PyObject *o, Py_ssize_t count);
PyAPI_FUNC(PyObject *) PySequence_InPlaceConcat(PyObject *a, PyObject *b);
PyAPI_FUNC(PyObject *) PySequence_InPlaceRepeat(PyObject *o, Py_ssize_t count);
PyAPI_FUNC(PyObject *) PySequence_GetItem(PyObject *o, Py_ssize_t i);
PyAPI_FUNC(PyObject *) PySequence_GetSlice(PyObject *o, Py_ssize_t low, Py_ssize_t high);
PyAPI_FUNC(int) PySequence_SetItem(PyObject *o, Py_ssize_t i, PyObject *value);
PyAPI_FUNC(int) PySequence_DelItem(PyObject *o, Py_ssize_t i);
PyAPI_FUNC(int) PySequence_SetSlice(PyObject *o, Py_ssize_t low, Py_ssize_t high, PyObject *value);
PyAPI_FUNC(int) PySequence_DelSlice(PyObject *o, Py_ssize_t low, Py_ssize_t high);
PyAPI_FUNC(Py_ssize_t) PySequence_Count(PyObject *o, PyObject *value);
PyAPI_FUNC(int) PySequence_Contains(PyObject *o, PyObject *value);
PyAPI_FUNC(int) PySequence_In(PyObject *o, PyObject *value);
PyAPI_FUNC(Py_ssize_t) PySequence_Index(PyObject *o, PyObject *value);
PyAPI_FUNC(PyObject *) PySequence_List(PyObject *o);
PyAPI_FUNC(PyObject *) PySequence_Tuple(PyObject *o);
PyAPI_FUNC(PyObject *) PySequence_Fast(PyObject *o, const char *message);
#define PySequence_Fast_GET_SIZE(o)     (PyList_Check(o) ? PyList_Size(o) : PyTuple_Size(o))
#define PySequence_Fast_GET_ITEM(o, i)  (PyList_Check(o) ? PyList_GetItem((o), (i)) : PyTuple_GetItem((o), (i)))

PyAPI_FUNC(int) PyMapping_Check(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PyMapping_Size(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PyMapping_Length(PyObject *o);
PyAPI_FUNC(PyObject *) PyMapping_Keys(PyObject *o);
PyAPI_FUNC(PyObject *) PyMapping_Values(PyObject *o);
PyAPI_FUNC(PyObject *) PyMapping_Items(PyObject *o);
PyAPI_FUNC(PyObject *) PyMapping_GetItemString(PyObject *o, const char *key);
PyAPI_FUNC(int) PyMapping_SetItemString(PyObject *o, const char *key, PyObject *value);
PyAPI_FUNC(int) PyMapping_HasKey(PyObject *o, PyObject *key);
PyAPI_FUNC(int) PyMapping_HasKeyString(PyObject *o, const char *key);
PyAPI_FUNC(int) PyMapping_HasKeyWithError(PyObject *o, PyObject *key);
PyAPI_FUNC(int) PyMapping_HasKeyStringWithError(PyObject *o, const char *key);
PyAPI_FUNC(int) PyMapping_GetOptionalItem(PyObject *o, PyObject *key, PyObject **result);
PyAPI_FUNC(int) PyMapping_GetOptionalItemString(PyObject *o, const char *key, PyObject **result);
#define PyMapping_DelItemString(o, key) PyObject_DelItemString((o), (key))
#define PyMapping_DelItem(o, key)   PyObject_DelItem((o), (key))

PyAPI_FUNC(int) PyIter_Check(PyObject *o);
PyAPI_FUNC(int) PyAIter_Check(PyObject *o);
PyAPI_FUNC(PyObject *) PyIter_Next(PyObject *iterator);             /* NULL, no exception: exhausted */
PyAPI_FUNC(PySendResult) PyIter_Send(PyObject *iterator, PyObject *value, PyObject **result);
PyAPI_FUNC(PyObject *) PySeqIter_New(PyObject *sequence);
PyAPI_FUNC(PyObject *) PyCallIter_New(PyObject *callable, PyObject *sentinel);
#define PySeqIter_Check(o)      Py_IS_TYPE(o, &PySeqIter_Type)
#define PyCallIter_Check(o)     Py_IS_TYPE(o, &PyCallIter_Type)

#define PyBUF_MAX_NDIM          64
#define PyBUF_SIMPLE            0
#define PyBUF_WRITABLE          0x0001
#define PyBUF_WRITEABLE         PyBUF_WRITABLE
#define PyBUF_FORMAT            0x0004
#define PyBUF_ND                0x0008
#define PyBUF_STRIDES           (0x0010 | PyBUF_ND)
#define PyBUF_C_CONTIGUOUS      (0x0020 | PyBUF_STRIDES)
#define PyBUF_F_CONTIGUOUS      (0x0040 | PyBUF_STRIDES)
#define PyBUF_ANY_CONTIGUOUS    (0x0080 | PyBUF_STRIDES)
#define PyBUF_INDIRECT          (0x0100 | PyBUF_STRIDES)
#define PyBUF_CONTIG            (PyBUF_ND | PyBUF_WRITABLE)
#define PyBUF_CONTIG_RO         PyBUF_ND
#define PyBUF_STRIDED           (PyBUF_STRIDES | PyBUF_WRITABLE)
#define PyBUF_STRIDED_RO        PyBUF_STRIDES
#define PyBUF_RECORDS           (PyBUF_STRIDES | PyBUF_WRITABLE | PyBUF_FORMAT)
#define PyBUF_RECORDS_RO        (PyBUF_STRIDES | PyBUF_FORMAT)
#define PyBUF_FULL              (PyBUF_INDIRECT | PyBUF_WRITABLE | PyBUF_FORMAT)
#define PyBUF_FULL_RO           (PyBUF_INDIRECT | PyBUF_FORMAT)
#define PyBUF_READ              0x100
#define PyBUF_WRITE             0x200
PyAPI_FUNC(int) PyObject_CheckBuffer(PyObject *o);
PyAPI_FUNC(int) PyObject_GetBuffer(PyObject *o, Py_buffer *view, int flags);
PyAPI_FUNC(void) PyBuffer_Release(Py_buffer *view);
PyAPI_FUNC(int) PyBuffer_FillInfo(Py_buffer *view, PyObject *o, void *buf, Py_ssize_t len, int readonly, int flags);
PyAPI_FUNC(int) PyBuffer_IsContiguous(const Py_buffer *view, char order);
PyAPI_FUNC(void *) PyBuffer_GetPointer(const Py_buffer *view, const Py_ssize_t *indices);
PyAPI_FUNC(Py_ssize_t) PyBuffer_SizeFromFormat(const char *format);
PyAPI_FUNC(int) PyBuffer_ToContiguous(void *buf, const Py_buffer *view, Py_ssize_t len, char order);
PyAPI_FUNC(int) PyBuffer_FromContiguous(const Py_buffer *view, const void *buf, Py_ssize_t len, char order);
PyAPI_FUNC(void) PyBuffer_FillContiguousStrides(int ndim, Py_ssize_t *shape, Py_ssize_t *strides, int itemsize, char order);
PyAPI_FUNC(int) PyObject_CopyData(PyObject *dest, PyObject *src);
PyAPI_FUNC(int) PyObject_AsCharBuffer(PyObject *o, const char **buffer, Py_ssize_t *len);
PyAPI_FUNC(int) PyObject_AsReadBuffer(PyObject *o, const void **buffer, Py_ssize_t *len);
PyAPI_FUNC(int) PyObject_AsWriteBuffer(PyObject *o, void **buffer, Py_ssize_t *len);
PyAPI_FUNC(int) PyObject_CheckReadBuffer(PyObject *o);
PyAPI_FUNC(PyObject *) PyMemoryView_FromObject(PyObject *o);
PyAPI_FUNC(PyObject *) PyMemoryView_FromMemory(char *p, Py_ssize_t n, int flags);
PyAPI_FUNC(PyObject *) PyMemoryView_FromBuffer(const Py_buffer *view);
PyAPI_FUNC(PyObject *) PyMemoryView_GetContiguous(PyObject *o, int flags, char order);
#define PyMemoryView_Check(o)   Py_IS_TYPE(o, &PyMemoryView_Type)

/* ---- numbers ---- */

#define PyLong_Check(o)         PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_LONG_SUBCLASS)
#define PyLong_CheckExact(o)    Py_IS_TYPE(o, &PyLong_Type)
#define PyBool_Check(o)         Py_IS_TYPE(o, &PyBool_Type)
#define PyFloat_Check(o)        PyObject_TypeCheck(o, &PyFloat_Type)
#define PyFloat_CheckExact(o)   Py_IS_TYPE(o, &PyFloat_Type)
#define PyComplex_Check(o)      PyObject_TypeCheck(o, &PyComplex_Type)
#define PyComplex_CheckExact(o) Py_IS_TYPE(o, &PyComplex_Type)
PyAPI_FUNC(PyObject *) PyLong_FromLong(long i);
PyAPI_FUNC(PyObject *) PyLong_FromUnsignedLong(unsigned long i);
PyAPI_FUNC(PyObject *) PyLong_FromLongLong(long long i);
PyAPI_FUNC(PyObject *) PyLong_FromUnsignedLongLong(unsigned long long i);
PyAPI_FUNC(PyObject *) PyLong_FromSsize_t(Py_ssize_t i);
PyAPI_FUNC(PyObject *) PyLong_FromSize_t(size_t i);
PyAPI_FUNC(PyObject *) PyLong_FromDouble(double d);
PyAPI_FUNC(PyObject *) PyLong_FromString(const char *text, char **end, int base);
PyAPI_FUNC(PyObject *) PyLong_FromVoidPtr(void *p);
PyAPI_FUNC(long) PyLong_AsLong(PyObject *o);
PyAPI_FUNC(int) PyLong_AsInt(PyObject *o);
PyAPI_FUNC(long) PyLong_AsLongAndOverflow(PyObject *o, int *overflow);
PyAPI_FUNC(long long) PyLong_AsLongLong(PyObject *o);
PyAPI_FUNC(long long) PyLong_AsLongLongAndOverflow(PyObject *o, int *overflow);
PyAPI_FUNC(Py_ssize_t) PyLong_AsSsize_t(PyObject *o);
PyAPI_FUNC(size_t) PyLong_AsSize_t(PyObject *o);
PyAPI_FUNC(unsigned long) PyLong_AsUnsignedLong(PyObject *o);
PyAPI_FUNC(unsigned long long) PyLong_AsUnsignedLongLong(PyObject *o);
PyAPI_FUNC(unsigned long) PyLong_AsUnsignedLongMask(PyObject *o);
PyAPI_FUNC(unsigned long long) PyLong_AsUnsignedLongLongMask(PyObject *o);
PyAPI_FUNC(double) PyLong_AsDouble(PyObject *o);
PyAPI_FUNC(void *) PyLong_AsVoidPtr(PyObject *o);
PyAPI_FUNC(PyObject *) PyLong_GetInfo(void);
PyAPI_FUNC(PyObject *) PyBool_FromLong(long i);
PyAPI_FUNC(PyObject *) PyFloat_FromDouble(double d);
PyAPI_FUNC(PyObject *) PyFloat_FromString(PyObject *text);
PyAPI_FUNC(double) PyFloat_AsDouble(PyObject *o);
PyAPI_FUNC(double) PyFloat_GetMax(void);
PyAPI_FUNC(double) PyFloat_GetMin(void);
PyAPI_FUNC(PyObject *) PyFloat_GetInfo(void);
PyAPI_FUNC(PyObject *) PyComplex_FromDoubles(double real, double imag);
PyAPI_FUNC(double) PyComplex_RealAsDouble(PyObject *o);
PyAPI_FUNC(double) PyComplex_ImagAsDouble(PyObject *o);
#define PyLong_FromPid      PyLong_FromLong
#define PyLong_AsPid        PyLong_AsLong

/* ---- str, bytes, bytearray ---- */

#define PyUnicode_Check(o)          PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_UNICODE_SUBCLASS)
#define PyUnicode_CheckExact(o)     Py_IS_TYPE(o, &PyUnicode_Type)
#define PyBytes_Check(o)            PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_BYTES_SUBCLASS)
#define PyBytes_CheckExact(o)       Py_IS_TYPE(o, &PyBytes_Type)
#define PyByteArray_Check(o)        PyObject_TypeCheck(o, &PyByteArray_Type)
#define PyByteArray_CheckExact(o)   Py_IS_TYPE(o, &PyByteArray_Type)
PyAPI_FUNC(PyObject *) PyUnicode_FromString(const char *utf8);
PyAPI_FUNC(PyObject *) PyUnicode_FromStringAndSize(const char *utf8, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyUnicode_FromFormat(const char *format, ...);
PyAPI_FUNC(PyObject *) PyUnicode_FromFormatV(const char *format, va_list ap);
PyAPI_FUNC(PyObject *) PyUnicode_FromObject(PyObject *o);
PyAPI_FUNC(PyObject *) PyUnicode_FromEncodedObject(PyObject *o, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_FromOrdinal(int c);
PyAPI_FUNC(PyObject *) PyUnicode_FromWideChar(const wchar_t *text, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyUnicode_InternFromString(const char *utf8);
PyAPI_FUNC(void) PyUnicode_InternInPlace(PyObject **place);
PyAPI_FUNC(void) PyUnicode_InternImmortal(PyObject **place);
PyAPI_FUNC(Py_ssize_t) PyUnicode_GetLength(PyObject *s);
PyAPI_FUNC(Py_ssize_t) PyUnicode_GetSize(PyObject *s);
PyAPI_FUNC(Py_UCS4) PyUnicode_ReadChar(PyObject *s, Py_ssize_t i);
PyAPI_FUNC(int) PyUnicode_WriteChar(PyObject *s, Py_ssize_t i, Py_UCS4 c);
PyAPI_FUNC(int) PyUnicode_Resize(PyObject **s, Py_ssize_t n);
PyAPI_FUNC(Py_UCS4 *) PyUnicode_AsUCS4(PyObject *s, Py_UCS4 *buffer, Py_ssize_t n, int copy_null);
PyAPI_FUNC(Py_UCS4 *) PyUnicode_AsUCS4Copy(PyObject *s);
PyAPI_FUNC(Py_ssize_t) PyUnicode_AsWideChar(PyObject *s, wchar_t *buffer, Py_ssize_t n);
PyAPI_FUNC(wchar_t *) PyUnicode_AsWideCharString(PyObject *s, Py_ssize_t *n);
PyAPI_FUNC(const char *) PyUnicode_AsUTF8AndSize(PyObject *s, Py_ssize_t *n);
PyAPI_FUNC(const char *) PyUnicode_AsUTF8(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_Decode(const char *p, Py_ssize_t n, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF7(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF7Stateful(const char *p, Py_ssize_t n, const char *errors, Py_ssize_t *consumed);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF8(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF8Stateful(const char *p, Py_ssize_t n, const char *errors, Py_ssize_t *consumed);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF16(const char *p, Py_ssize_t n, const char *errors, int *byteorder);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF16Stateful(const char *p, Py_ssize_t n, const char *errors, int *byteorder, Py_ssize_t *consumed);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF32(const char *p, Py_ssize_t n, const char *errors, int *byteorder);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUTF32Stateful(const char *p, Py_ssize_t n, const char *errors, int *byteorder, Py_ssize_t *consumed);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeUnicodeEscape(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeRawUnicodeEscape(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeLatin1(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeASCII(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeCharmap(const char *p, Py_ssize_t n, PyObject *mapping, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeFSDefault(const char *s);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeFSDefaultAndSize(const char *p, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeLocale(const char *s, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_DecodeLocaleAndSize(const char *p, Py_ssize_t n, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_AsEncodedString(PyObject *s, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_AsEncodedObject(PyObject *s, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_AsEncodedUnicode(PyObject *s, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_AsDecodedObject(PyObject *s, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_AsDecodedUnicode(PyObject *s, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_AsUTF8String(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsUTF16String(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsUTF32String(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsUnicodeEscapeString(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsRawUnicodeEscapeString(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsLatin1String(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsASCIIString(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_AsCharmapString(PyObject *s, PyObject *mapping);
PyAPI_FUNC(PyObject *) PyUnicode_EncodeFSDefault(PyObject *s);
PyAPI_FUNC(PyObject *) PyUnicode_EncodeLocale(PyObject *s, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_BuildEncodingMap(PyObject *s);
PyAPI_FUNC(int) PyUnicode_FSConverter(PyObject *o, void *result);
PyAPI_FUNC(int) PyUnicode_FSDecoder(PyObject *o, void *result);
PyAPI_FUNC(const char *) PyUnicode_GetDefaultEncoding(void);
PyAPI_FUNC(PyObject *) PyUnicode_Concat(PyObject *a, PyObject *b);
PyAPI_FUNC(void) PyUnicode_Append(PyObject **place, PyObject *right);
PyAPI_FUNC(void) PyUnicode_AppendAndDel(PyObject **place, PyObject *right);      /* steals right */
PyAPI_FUNC(PyObject *) PyUnicode_Split(PyObject *s, PyObject *separator, Py_ssize_t max);
PyAPI_FUNC(PyObject *) PyUnicode_RSplit(PyObject *s, PyObject *separator, Py_ssize_t max);
PyAPI_FUNC(PyObject *) PyUnicode_Splitlines(PyObject *s, int keep_ends);
PyAPI_FUNC(PyObject *) PyUnicode_Partition(PyObject *s, PyObject *separator);
PyAPI_FUNC(PyObject *) PyUnicode_RPartition(PyObject *s, PyObject *separator);
PyAPI_FUNC(PyObject *) PyUnicode_Translate(PyObject *s, PyObject *table, const char *errors);
PyAPI_FUNC(PyObject *) PyUnicode_Join(PyObject *separator, PyObject *sequence);
PyAPI_FUNC(Py_ssize_t) PyUnicode_Tailmatch(PyObject *s, PyObject *part, Py_ssize_t start, Py_ssize_t end, int direction);
PyAPI_FUNC(Py_ssize_t) PyUnicode_Find(PyObject *s, PyObject *part, Py_ssize_t start, Py_ssize_t end, int direction);    /* -2: error */
PyAPI_FUNC(Py_ssize_t) PyUnicode_FindChar(PyObject *s, Py_UCS4 c, Py_ssize_t start, Py_ssize_t end, int direction);
PyAPI_FUNC(Py_ssize_t) PyUnicode_Count(PyObject *s, PyObject *part, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(PyObject *) PyUnicode_Replace(PyObject *s, PyObject *old, PyObject *fresh, Py_ssize_t max);
PyAPI_FUNC(PyObject *) PyUnicode_Substring(PyObject *s, Py_ssize_t start, Py_ssize_t end);
PyAPI_FUNC(int) PyUnicode_Compare(PyObject *a, PyObject *b);
PyAPI_FUNC(int) PyUnicode_CompareWithASCIIString(PyObject *s, const char *text);
PyAPI_FUNC(int) PyUnicode_EqualToUTF8(PyObject *s, const char *text);
PyAPI_FUNC(int) PyUnicode_EqualToUTF8AndSize(PyObject *s, const char *text, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyUnicode_RichCompare(PyObject *a, PyObject *b, int op);
PyAPI_FUNC(PyObject *) PyUnicode_Format(PyObject *format, PyObject *args);
PyAPI_FUNC(int) PyUnicode_Contains(PyObject *s, PyObject *part);
PyAPI_FUNC(int) PyUnicode_IsIdentifier(PyObject *s);
PyAPI_FUNC(PyObject *) PyBytes_FromString(const char *s);
PyAPI_FUNC(PyObject *) PyBytes_FromStringAndSize(const char *s, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyBytes_FromFormat(const char *format, ...);
PyAPI_FUNC(PyObject *) PyBytes_FromFormatV(const char *format, va_list ap);
PyAPI_FUNC(PyObject *) PyBytes_FromObject(PyObject *o);
PyAPI_FUNC(Py_ssize_t) PyBytes_Size(PyObject *o);
PyAPI_FUNC(char *) PyBytes_AsString(PyObject *o);
PyAPI_FUNC(int) PyBytes_AsStringAndSize(PyObject *o, char **buffer, Py_ssize_t *n);
PyAPI_FUNC(void) PyBytes_Concat(PyObject **place, PyObject *right);
PyAPI_FUNC(void) PyBytes_ConcatAndDel(PyObject **place, PyObject *right);        /* steals right */
PyAPI_FUNC(PyObject *) PyBytes_Repr(PyObject *o, int smart_quotes);
PyAPI_FUNC(PyObject *) PyBytes_DecodeEscape(const char *s, Py_ssize_t n, const char *errors, Py_ssize_t unicode, const char *recode_encoding);
PyAPI_FUNC(PyObject *) PyByteArray_FromObject(PyObject *o);
PyAPI_FUNC(PyObject *) PyByteArray_FromStringAndSize(const char *s, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyByteArray_Concat(PyObject *a, PyObject *b);
PyAPI_FUNC(Py_ssize_t) PyByteArray_Size(PyObject *o);
PyAPI_FUNC(char *) PyByteArray_AsString(PyObject *o);
PyAPI_FUNC(int) PyByteArray_Resize(PyObject *o, Py_ssize_t n);
#define PyUnicode_GET_LENGTH(s) PyUnicode_GetLength(s)
#define PyBytes_AS_STRING(o)    PyBytes_AsString(o)
#define PyBytes_GET_SIZE(o)     PyBytes_Size(o)

/* ---- containers ---- */

#define PyTuple_Check(o)        PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_TUPLE_SUBCLASS)
#define PyTuple_CheckExact(o)   Py_IS_TYPE(o, &PyTuple_Type)
#define PyList_Check(o)         PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_LIST_SUBCLASS)
#define PyList_CheckExact(o)    Py_IS_TYPE(o, &PyList_Type)
#define PyDict_Check(o)         PyType_FastSubclass(Py_TYPE(o), Py_TPFLAGS_DICT_SUBCLASS)
#define PyDict_CheckExact(o)    Py_IS_TYPE(o, &PyDict_Type)
#define PyAnySet_CheckExact(o)  (Py_IS_TYPE(o, &PySet_Type) || Py_IS_TYPE(o, &PyFrozenSet_Type))
#define PyAnySet_Check(o)       (PySet_Check(o) || PyFrozenSet_Check(o))
#define PySet_Check(o)          PyObject_TypeCheck(o, &PySet_Type)
#define PySet_CheckExact(o)     Py_IS_TYPE(o, &PySet_Type)
#define PyFrozenSet_Check(o)    PyObject_TypeCheck(o, &PyFrozenSet_Type)
#define PyFrozenSet_CheckExact(o) Py_IS_TYPE(o, &PyFrozenSet_Type)
#define PySlice_Check(o)        Py_IS_TYPE(o, &PySlice_Type)
#define PyRange_Check(o)        Py_IS_TYPE(o, &PyRange_Type)
PyAPI_FUNC(PyObject *) PyTuple_New(Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyTuple_Pack(Py_ssize_t n, ...);
PyAPI_FUNC(Py_ssize_t) PyTuple_Size(PyObject *tuple);
PyAPI_FUNC(PyObject *) PyTuple_GetItem(PyObject *tuple, Py_ssize_t i);          /* borrowed */
PyAPI_FUNC(int) PyTuple_SetItem(PyObject *tuple, Py_ssize_t i, PyObject *item); /* steals item */
PyAPI_FUNC(PyObject *) PyTuple_GetSlice(PyObject *tuple, Py_ssize_t low, Py_ssize_t high);
PyAPI_FUNC(PyObject *) PyList_New(Py_ssize_t n);                /* of n places to be filled by PyList_SetItem() before anything else */
PyAPI_FUNC(Py_ssize_t) PyList_Size(PyObject *list);
PyAPI_FUNC(PyObject *) PyList_GetItem(PyObject *list, Py_ssize_t i);            /* borrowed */
PyAPI_FUNC(PyObject *) PyList_GetItemRef(PyObject *list, Py_ssize_t i);
PyAPI_FUNC(int) PyList_SetItem(PyObject *list, Py_ssize_t i, PyObject *item);   /* steals item */
PyAPI_FUNC(int) PyList_Insert(PyObject *list, Py_ssize_t i, PyObject *item);
PyAPI_FUNC(int) PyList_Append(PyObject *list, PyObject *item);
PyAPI_FUNC(PyObject *) PyList_GetSlice(PyObject *list, Py_ssize_t low, Py_ssize_t high);
PyAPI_FUNC(int) PyList_SetSlice(PyObject *list, Py_ssize_t low, Py_ssize_t high, PyObject *items);     /* items NULL: delete */
PyAPI_FUNC(int) PyList_Sort(PyObject *list);
PyAPI_FUNC(int) PyList_Reverse(PyObject *list);
PyAPI_FUNC(PyObject *) PyList_AsTuple(PyObject *list);
PyAPI_FUNC(PyObject *) PyDict_New(void);
PyAPI_FUNC(void) PyDict_Clear(PyObject *dict);
PyAPI_FUNC(int) PyDict_Contains(PyObject *dict, PyObject *key);
PyAPI_FUNC(PyObject *) PyDict_Copy(PyObject *dict);
PyAPI_FUNC(int) PyDict_SetItem(PyObject *dict, PyObject *key, PyObject *value);
PyAPI_FUNC(int) PyDict_SetItemString(PyObject *dict, const char *key, PyObject *value);
PyAPI_FUNC(int) PyDict_DelItem(PyObject *dict, PyObject *key);
PyAPI_FUNC(int) PyDict_DelItemString(PyObject *dict, const char *key);
PyAPI_FUNC(PyObject *) PyDict_GetItem(PyObject *dict, PyObject *key);           /* borrowed; errors are swallowed */
PyAPI_FUNC(PyObject *) PyDict_GetItemString(PyObject *dict, const char *key);   /* the same */
PyAPI_FUNC(PyObject *) PyDict_GetItemWithError(PyObject *dict, PyObject *key);  /* borrowed; NULL, no exception: absent */
PyAPI_FUNC(int) PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **result);            /* 1 found, 0 not, -1 error */
PyAPI_FUNC(int) PyDict_GetItemStringRef(PyObject *dict, const char *key, PyObject **result);
PyAPI_FUNC(PyObject *) PyDict_Items(PyObject *dict);
PyAPI_FUNC(PyObject *) PyDict_Keys(PyObject *dict);
PyAPI_FUNC(PyObject *) PyDict_Values(PyObject *dict);
PyAPI_FUNC(Py_ssize_t) PyDict_Size(PyObject *dict);
PyAPI_FUNC(int) PyDict_Next(PyObject *dict, Py_ssize_t *position, PyObject **key, PyObject **value);    /* borrowed */
PyAPI_FUNC(int) PyDict_Merge(PyObject *dict, PyObject *other, int override);
PyAPI_FUNC(int) PyDict_Update(PyObject *dict, PyObject *other);
PyAPI_FUNC(int) PyDict_MergeFromSeq2(PyObject *dict, PyObject *pairs, int override);
PyAPI_FUNC(PyObject *) PySet_New(PyObject *iterable);
PyAPI_FUNC(PyObject *) PyFrozenSet_New(PyObject *iterable);
PyAPI_FUNC(Py_ssize_t) PySet_Size(PyObject *set);
PyAPI_FUNC(int) PySet_Contains(PyObject *set, PyObject *key);
PyAPI_FUNC(int) PySet_Add(PyObject *set, PyObject *key);
PyAPI_FUNC(int) PySet_Discard(PyObject *set, PyObject *key);
PyAPI_FUNC(PyObject *) PySet_Pop(PyObject *set);
PyAPI_FUNC(int) PySet_Clear(PyObject *set);
PyAPI_FUNC(PyObject *) PySlice_New(PyObject *start, PyObject *stop, PyObject *step);
PyAPI_FUNC(int) PySlice_GetIndices(PyObject *slice, Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step);
PyAPI_FUNC(int) PySlice_GetIndicesEx(PyObject *slice, Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step, Py_ssize_t *count);
PyAPI_FUNC(int) PySlice_Unpack(PyObject *slice, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step);
PyAPI_FUNC(Py_ssize_t) PySlice_AdjustIndices(Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t step);
#define PyTuple_GET_SIZE(o)         PyTuple_Size(o)
#define PyTuple_GET_ITEM(o, i)      PyTuple_GetItem((o), (i))
#define PyTuple_SET_ITEM(o, i, v)   ((void)PyTuple_SetItem((o), (i), (v)))
#define PyList_GET_SIZE(o)          PyList_Size(o)
#define PyList_GET_ITEM(o, i)       PyList_GetItem((o), (i))
#define PyList_SET_ITEM(o, i, v)    ((void)PyList_SetItem((o), (i), (v)))

typedef struct PyStructSequence_Field { const char *name, *doc; } PyStructSequence_Field;
typedef struct PyStructSequence_Desc {
    const char *name, *doc;
    PyStructSequence_Field *fields;     /* ends with a NULL name */
    int n_in_sequence;
} PyStructSequence_Desc;
PyAPI_DATA(const char *const) PyStructSequence_UnnamedField;
PyAPI_FUNC(PyTypeObject *) PyStructSequence_NewType(PyStructSequence_Desc *desc);
PyAPI_FUNC(PyObject *) PyStructSequence_New(PyTypeObject *type);
PyAPI_FUNC(void) PyStructSequence_SetItem(PyObject *o, Py_ssize_t i, PyObject *value);          /* steals value */
PyAPI_FUNC(PyObject *) PyStructSequence_GetItem(PyObject *o, Py_ssize_t i);                     /* borrowed */

/* ---- other objects ---- */

#define PyWeakref_CheckRef(o)       PyObject_TypeCheck(o, &_PyWeakref_RefType)
#define PyWeakref_CheckRefExact(o)  Py_IS_TYPE(o, &_PyWeakref_RefType)
#define PyWeakref_CheckProxy(o)     (Py_IS_TYPE(o, &_PyWeakref_ProxyType) || Py_IS_TYPE(o, &_PyWeakref_CallableProxyType))
#define PyWeakref_Check(o)          (PyWeakref_CheckRef(o) || PyWeakref_CheckProxy(o))
PyAPI_FUNC(PyObject *) PyWeakref_NewRef(PyObject *o, PyObject *callback);
PyAPI_FUNC(PyObject *) PyWeakref_NewProxy(PyObject *o, PyObject *callback);
PyAPI_FUNC(PyObject *) PyWeakref_GetObject(PyObject *ref);          /* borrowed; Py_None when it is dead */
PyAPI_FUNC(int) PyWeakref_GetRef(PyObject *ref, PyObject **object);
typedef void (*PyCapsule_Destructor)(PyObject *);
#define PyCapsule_CheckExact(o)     Py_IS_TYPE(o, &PyCapsule_Type)
PyAPI_FUNC(PyObject *) PyCapsule_New(void *pointer, const char *name, PyCapsule_Destructor destructor);
PyAPI_FUNC(void *) PyCapsule_GetPointer(PyObject *capsule, const char *name);
PyAPI_FUNC(PyCapsule_Destructor) PyCapsule_GetDestructor(PyObject *capsule);
PyAPI_FUNC(const char *) PyCapsule_GetName(PyObject *capsule);
PyAPI_FUNC(void *) PyCapsule_GetContext(PyObject *capsule);
PyAPI_FUNC(int) PyCapsule_IsValid(PyObject *capsule, const char *name);
PyAPI_FUNC(int) PyCapsule_SetPointer(PyObject *capsule, void *pointer);
PyAPI_FUNC(int) PyCapsule_SetDestructor(PyObject *capsule, PyCapsule_Destructor destructor);
PyAPI_FUNC(int) PyCapsule_SetName(PyObject *capsule, const char *name);
PyAPI_FUNC(int) PyCapsule_SetContext(PyObject *capsule, void *context);
PyAPI_FUNC(void *) PyCapsule_Import(const char *name, int no_block);
PyAPI_FUNC(int) PyCodec_Register(PyObject *search);
PyAPI_FUNC(int) PyCodec_Unregister(PyObject *search);
PyAPI_FUNC(int) PyCodec_KnownEncoding(const char *encoding);
PyAPI_FUNC(PyObject *) PyCodec_Encode(PyObject *o, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyCodec_Decode(PyObject *o, const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyCodec_Encoder(const char *encoding);
PyAPI_FUNC(PyObject *) PyCodec_Decoder(const char *encoding);
PyAPI_FUNC(PyObject *) PyCodec_IncrementalEncoder(const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyCodec_IncrementalDecoder(const char *encoding, const char *errors);
PyAPI_FUNC(PyObject *) PyCodec_StreamReader(const char *encoding, PyObject *stream, const char *errors);
PyAPI_FUNC(PyObject *) PyCodec_StreamWriter(const char *encoding, PyObject *stream, const char *errors);
PyAPI_FUNC(int) PyCodec_RegisterError(const char *name, PyObject *handler);
PyAPI_FUNC(PyObject *) PyCodec_LookupError(const char *name);
PyAPI_FUNC(PyObject *) PyCodec_StrictErrors(PyObject *e);
PyAPI_FUNC(PyObject *) PyCodec_IgnoreErrors(PyObject *e);
PyAPI_FUNC(PyObject *) PyCodec_ReplaceErrors(PyObject *e);
PyAPI_FUNC(PyObject *) PyCodec_XMLCharRefReplaceErrors(PyObject *e);
PyAPI_FUNC(PyObject *) PyCodec_BackslashReplaceErrors(PyObject *e);
PyAPI_FUNC(PyObject *) PyCodec_NameReplaceErrors(PyObject *e);
PyAPI_FUNC(PyObject *) PyFile_FromFd(int fd, const char *name, const char *mode, int buffering, const char *encoding, const char *errors, const char *newline, int closefd);
PyAPI_FUNC(PyObject *) PyFile_GetLine(PyObject *file, int n);
PyAPI_FUNC(int) PyFile_WriteObject(PyObject *o, PyObject *file, int flags);
PyAPI_FUNC(int) PyFile_WriteString(const char *s, PyObject *file);
#define Py_PRINT_RAW 1
PyAPI_FUNC(PyCodeObject *) PyFrame_GetCode(PyFrameObject *frame);
PyAPI_FUNC(int) PyFrame_GetLineNumber(PyFrameObject *frame);

/* ---- import, sys, evaluation ---- */

PyAPI_FUNC(PyObject *) PyImport_ImportModule(const char *name);
PyAPI_FUNC(PyObject *) PyImport_ImportModuleNoBlock(const char *name);
PyAPI_FUNC(PyObject *) PyImport_ImportModuleLevel(const char *name, PyObject *globals, PyObject *locals, PyObject *fromlist, int level);
PyAPI_FUNC(PyObject *) PyImport_ImportModuleLevelObject(PyObject *name, PyObject *globals, PyObject *locals, PyObject *fromlist, int level);
PyAPI_FUNC(PyObject *) PyImport_Import(PyObject *name);
PyAPI_FUNC(PyObject *) PyImport_ReloadModule(PyObject *module);
PyAPI_FUNC(PyObject *) PyImport_AddModule(const char *name);        /* borrowed */
PyAPI_FUNC(PyObject *) PyImport_AddModuleObject(PyObject *name);    /* borrowed */
PyAPI_FUNC(PyObject *) PyImport_AddModuleRef(const char *name);
PyAPI_FUNC(PyObject *) PyImport_GetModule(PyObject *name);
PyAPI_FUNC(PyObject *) PyImport_GetModuleDict(void);                /* borrowed */
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModule(const char *name, PyObject *code);
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModuleEx(const char *name, PyObject *code, const char *path);
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModuleWithPathnames(const char *name, PyObject *code, const char *path, const char *cached);
PyAPI_FUNC(PyObject *) PyImport_ExecCodeModuleObject(PyObject *name, PyObject *code, PyObject *path, PyObject *cached);
PyAPI_FUNC(PyObject *) PyImport_GetImporter(PyObject *path);
PyAPI_FUNC(long) PyImport_GetMagicNumber(void);
PyAPI_FUNC(const char *) PyImport_GetMagicTag(void);
PyAPI_FUNC(int) PyImport_ImportFrozenModule(const char *name);
PyAPI_FUNC(int) PyImport_ImportFrozenModuleObject(PyObject *name);
PyAPI_FUNC(int) PyImport_AppendInittab(const char *name, PyObject *(*init)(void));
PyAPI_FUNC(PyObject *) PySys_GetObject(const char *name);           /* borrowed; NULL, no exception: absent */
PyAPI_FUNC(int) PySys_SetObject(const char *name, PyObject *value);
PyAPI_FUNC(void) PySys_SetArgv(int argc, wchar_t **argv);
PyAPI_FUNC(void) PySys_SetArgvEx(int argc, wchar_t **argv, int update_path);
PyAPI_FUNC(void) PySys_SetPath(const wchar_t *path);
PyAPI_FUNC(void) PySys_WriteStdout(const char *format, ...);
PyAPI_FUNC(void) PySys_WriteStderr(const char *format, ...);
PyAPI_FUNC(void) PySys_FormatStdout(const char *format, ...);
PyAPI_FUNC(void) PySys_FormatStderr(const char *format, ...);
PyAPI_FUNC(void) PySys_ResetWarnOptions(void);
PyAPI_FUNC(void) PySys_AddWarnOption(const wchar_t *option);
PyAPI_FUNC(void) PySys_AddWarnOptionUnicode(PyObject *option);
PyAPI_FUNC(int) PySys_HasWarnOptions(void);
PyAPI_FUNC(void) PySys_AddXOption(const wchar_t *option);
PyAPI_FUNC(PyObject *) PySys_GetXOptions(void);                     /* borrowed */
PyAPI_FUNC(int) PySys_Audit(const char *event, const char *format, ...);
PyAPI_FUNC(int) PySys_AuditTuple(const char *event, PyObject *args);
PyAPI_FUNC(PyObject *) PyEval_EvalCode(PyObject *code, PyObject *globals, PyObject *locals);
PyAPI_FUNC(PyObject *) PyEval_EvalCodeEx(PyObject *code, PyObject *globals, PyObject *locals, PyObject *const *args, int argc,
                                         PyObject *const *kwargs, int kwargc, PyObject *const *defaults, int defaultc,
                                         PyObject *kwdefaults, PyObject *closure);
PyAPI_FUNC(PyObject *) PyEval_EvalFrame(PyFrameObject *frame);
PyAPI_FUNC(PyObject *) PyEval_EvalFrameEx(PyFrameObject *frame, int throwflag);
PyAPI_FUNC(PyObject *) PyEval_CallObjectWithKeywords(PyObject *callable, PyObject *args, PyObject *kwargs);
PyAPI_FUNC(PyObject *) PyEval_CallFunction(PyObject *callable, const char *format, ...);
PyAPI_FUNC(PyObject *) PyEval_CallMethod(PyObject *o, const char *name, const char *format, ...);
PyAPI_FUNC(PyObject *) PyEval_GetBuiltins(void);                    /* these are borrowed */
PyAPI_FUNC(PyObject *) PyEval_GetGlobals(void);
PyAPI_FUNC(PyObject *) PyEval_GetLocals(void);
PyAPI_FUNC(PyFrameObject *) PyEval_GetFrame(void);
PyAPI_FUNC(PyObject *) PyEval_GetFrameBuiltins(void);               /* these are not */
PyAPI_FUNC(PyObject *) PyEval_GetFrameGlobals(void);
PyAPI_FUNC(PyObject *) PyEval_GetFrameLocals(void);
PyAPI_FUNC(const char *) PyEval_GetFuncName(PyObject *function);
PyAPI_FUNC(const char *) PyEval_GetFuncDesc(PyObject *function);
PyAPI_FUNC(PyObject *) Py_CompileString(const char *source, const char *filename, int start);
#define Py_single_input 256
#define Py_file_input 257
#define Py_eval_input 258
PyAPI_FUNC(PyObject *) PyMarshal_ReadObjectFromString(const char *p, Py_ssize_t n);
PyAPI_FUNC(PyObject *) PyMarshal_WriteObjectToString(PyObject *o, int version);
PyAPI_FUNC(int) Py_AddPendingCall(int (*function)(void *), void *argument);
PyAPI_FUNC(int) Py_MakePendingCalls(void);
PyAPI_FUNC(int) Py_AtExit(void (*function)(void));
PyAPI_FUNC(void) Py_Exit(int status) __attribute__((noreturn));
PyAPI_FUNC(void) Py_FatalError(const char *message) __attribute__((noreturn));
PyAPI_FUNC(void) Py_SetRecursionLimit(int limit);
PyAPI_FUNC(int) Py_GetRecursionLimit(void);

/* ---- threads, interpreters ---- */

typedef enum { PyGILState_LOCKED, PyGILState_UNLOCKED } PyGILState_STATE;
PyAPI_FUNC(PyGILState_STATE) PyGILState_Ensure(void);
PyAPI_FUNC(void) PyGILState_Release(PyGILState_STATE state);
PyAPI_FUNC(PyThreadState *) PyGILState_GetThisThreadState(void);
PyAPI_FUNC(int) PyGILState_Check(void);
PyAPI_FUNC(PyThreadState *) PyEval_SaveThread(void);
PyAPI_FUNC(void) PyEval_RestoreThread(PyThreadState *t);
PyAPI_FUNC(void) PyEval_AcquireThread(PyThreadState *t);
PyAPI_FUNC(void) PyEval_ReleaseThread(PyThreadState *t);
PyAPI_FUNC(void) PyEval_InitThreads(void);
PyAPI_FUNC(int) PyEval_ThreadsInitialized(void);
PyAPI_FUNC(void) PyEval_AcquireLock(void);
PyAPI_FUNC(void) PyEval_ReleaseLock(void);
#define Py_BEGIN_ALLOW_THREADS  { PyThreadState *_save = PyEval_SaveThread();
#define Py_BLOCK_THREADS        PyEval_RestoreThread(_save);
#define Py_UNBLOCK_THREADS      _save = PyEval_SaveThread();
#define Py_END_ALLOW_THREADS    PyEval_RestoreThread(_save); }
PyAPI_FUNC(PyThreadState *) PyThreadState_Get(void);
PyAPI_FUNC(PyThreadState *) PyThreadState_Swap(PyThreadState *t);
PyAPI_FUNC(PyThreadState *) PyThreadState_New(PyInterpreterState *interp);
PyAPI_FUNC(void) PyThreadState_Clear(PyThreadState *t);
PyAPI_FUNC(void) PyThreadState_Delete(PyThreadState *t);
PyAPI_FUNC(void) PyThreadState_DeleteCurrent(void);
PyAPI_FUNC(PyObject *) PyThreadState_GetDict(void);                 /* borrowed */
PyAPI_FUNC(PyFrameObject *) PyThreadState_GetFrame(PyThreadState *t);
PyAPI_FUNC(uint64_t) PyThreadState_GetID(PyThreadState *t);
PyAPI_FUNC(PyInterpreterState *) PyThreadState_GetInterpreter(PyThreadState *t);
PyAPI_FUNC(int) PyThreadState_SetAsyncExc(unsigned long id, PyObject *exception);
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_New(void);
PyAPI_FUNC(PyInterpreterState *) PyInterpreterState_Get(void);
PyAPI_FUNC(void) PyInterpreterState_Clear(PyInterpreterState *interp);
PyAPI_FUNC(void) PyInterpreterState_Delete(PyInterpreterState *interp);
PyAPI_FUNC(int64_t) PyInterpreterState_GetID(PyInterpreterState *interp);
PyAPI_FUNC(PyObject *) PyInterpreterState_GetDict(PyInterpreterState *interp);                  /* borrowed */
PyAPI_FUNC(PyThreadState *) Py_NewInterpreter(void);
PyAPI_FUNC(void) Py_EndInterpreter(PyThreadState *t);

typedef void *PyThread_type_lock;
typedef struct Py_tss_t { int is_initialized; unsigned int key; } Py_tss_t;
typedef enum { PY_LOCK_FAILURE, PY_LOCK_ACQUIRED, PY_LOCK_INTR } PyLockStatus;
#define Py_tss_NEEDS_INIT {0, 0}
#define WAIT_LOCK 1
#define NOWAIT_LOCK 0
#define PY_TIMEOUT_T long long
PyAPI_FUNC(void) PyThread_init_thread(void);
PyAPI_FUNC(unsigned long) PyThread_start_new_thread(void (*function)(void *), void *argument);
PyAPI_FUNC(void) PyThread_exit_thread(void) __attribute__((noreturn));
PyAPI_FUNC(unsigned long) PyThread_get_thread_ident(void);
PyAPI_FUNC(unsigned long) PyThread_get_thread_native_id(void);
PyAPI_FUNC(PyThread_type_lock) PyThread_allocate_lock(void);
PyAPI_FUNC(void) PyThread_free_lock(PyThread_type_lock lock);
PyAPI_FUNC(int) PyThread_acquire_lock(PyThread_type_lock lock, int wait);
PyAPI_FUNC(PyLockStatus) PyThread_acquire_lock_timed(PyThread_type_lock lock, PY_TIMEOUT_T microseconds, int intr);
PyAPI_FUNC(void) PyThread_release_lock(PyThread_type_lock lock);
PyAPI_FUNC(size_t) PyThread_get_stacksize(void);
PyAPI_FUNC(int) PyThread_set_stacksize(size_t size);
PyAPI_FUNC(PyObject *) PyThread_GetInfo(void);
PyAPI_FUNC(int) PyThread_create_key(void);
PyAPI_FUNC(void) PyThread_delete_key(int key);
PyAPI_FUNC(int) PyThread_set_key_value(int key, void *value);
PyAPI_FUNC(void *) PyThread_get_key_value(int key);
PyAPI_FUNC(void) PyThread_delete_key_value(int key);
PyAPI_FUNC(void) PyThread_ReInitTLS(void);
PyAPI_FUNC(Py_tss_t *) PyThread_tss_alloc(void);
PyAPI_FUNC(void) PyThread_tss_free(Py_tss_t *key);
PyAPI_FUNC(int) PyThread_tss_is_created(Py_tss_t *key);
PyAPI_FUNC(int) PyThread_tss_create(Py_tss_t *key);
PyAPI_FUNC(void) PyThread_tss_delete(Py_tss_t *key);
PyAPI_FUNC(int) PyThread_tss_set(Py_tss_t *key, void *value);
PyAPI_FUNC(void *) PyThread_tss_get(Py_tss_t *key);

/* ---- operating system ---- */

typedef void (*PyOS_sighandler_t)(int);
PyAPI_FUNC(PyObject *) PyOS_FSPath(PyObject *path);
PyAPI_FUNC(int) PyOS_InterruptOccurred(void);
PyAPI_FUNC(PyOS_sighandler_t) PyOS_getsig(int signal);
PyAPI_FUNC(PyOS_sighandler_t) PyOS_setsig(int signal, PyOS_sighandler_t handler);
PyAPI_FUNC(void) PyOS_BeforeFork(void);
PyAPI_FUNC(void) PyOS_AfterFork_Parent(void);
PyAPI_FUNC(void) PyOS_AfterFork_Child(void);
PyAPI_FUNC(void) PyOS_AfterFork(void);
PyAPI_FUNC(int) PyOS_snprintf(char *text, size_t size, const char *format, ...);
PyAPI_FUNC(int) PyOS_vsnprintf(char *text, size_t size, const char *format, va_list ap);
PyAPI_FUNC(int) PyOS_mystricmp(const char *a, const char *b);
PyAPI_FUNC(int) PyOS_mystrnicmp(const char *a, const char *b, Py_ssize_t n);
PyAPI_FUNC(double) PyOS_string_to_double(const char *s, char **end, PyObject *overflow_exception);
PyAPI_FUNC(char *) PyOS_double_to_string(double value, char code, int precision, int flags, int *type);      /* PyMem_Free() it */
PyAPI_FUNC(long) PyOS_strtol(const char *s, char **end, int base);
PyAPI_FUNC(unsigned long) PyOS_strtoul(const char *s, char **end, int base);
PyAPI_DATA(int) (*PyOS_InputHook)(void);
#define Py_DTSF_SIGN        0x01
#define Py_DTSF_ADD_DOT_0   0x02
#define Py_DTSF_ALT         0x04
#define Py_DTST_FINITE      0
#define Py_DTST_INFINITE    1
#define Py_DTST_NAN         2

/* ---- embedding ---- */

PyAPI_FUNC(void) Py_Initialize(void);
PyAPI_FUNC(void) Py_InitializeEx(int signals);
PyAPI_FUNC(int) Py_IsInitialized(void);
PyAPI_FUNC(int) Py_IsFinalizing(void);
PyAPI_FUNC(void) Py_Finalize(void);
PyAPI_FUNC(int) Py_FinalizeEx(void);
PyAPI_FUNC(int) Py_Main(int argc, wchar_t **argv);
PyAPI_FUNC(int) Py_BytesMain(int argc, char **argv);
PyAPI_FUNC(void) Py_SetProgramName(const wchar_t *name);
PyAPI_FUNC(wchar_t *) Py_GetProgramName(void);
PyAPI_FUNC(void) Py_SetPythonHome(const wchar_t *home);
PyAPI_FUNC(wchar_t *) Py_GetPythonHome(void);
PyAPI_FUNC(void) Py_SetPath(const wchar_t *path);
PyAPI_FUNC(wchar_t *) Py_GetPath(void);
PyAPI_FUNC(wchar_t *) Py_GetPrefix(void);
PyAPI_FUNC(wchar_t *) Py_GetExecPrefix(void);
PyAPI_FUNC(wchar_t *) Py_GetProgramFullPath(void);
PyAPI_FUNC(const char *) Py_GetVersion(void);
PyAPI_FUNC(const char *) Py_GetPlatform(void);
PyAPI_FUNC(const char *) Py_GetCopyright(void);
PyAPI_FUNC(const char *) Py_GetCompiler(void);
PyAPI_FUNC(const char *) Py_GetBuildInfo(void);
PyAPI_FUNC(void) Py_GetArgcArgv(int *argc, wchar_t ***argv);
PyAPI_FUNC(wchar_t *) Py_DecodeLocale(const char *s, size_t *n);
PyAPI_FUNC(char *) Py_EncodeLocale(const wchar_t *s, size_t *error_position);
PyAPI_DATA(const unsigned long) Py_Version;
PyAPI_DATA(const char *const) Py_FileSystemDefaultEncoding;
PyAPI_DATA(const char *const) Py_FileSystemDefaultEncodeErrors;
PyAPI_DATA(const int) Py_HasFileSystemDefaultEncoding;
PyAPI_DATA(const int) Py_UTF8Mode;

#ifdef __cplusplus
}
#endif
#endif
