/* internal.h: what the files of _pickle share: opcodes and the module's state. */
#ifndef KRAIT_MODULES_PICKLE_INTERNAL_H
#define KRAIT_MODULES_PICKLE_INTERNAL_H

#include "object/buffer.h"
#include "object/protocol.h"

/* The opcodes, as pickletools describes them. */
enum Opcode {
    OP_MARK = '(', OP_STOP = '.', OP_POP = '0', OP_POP_MARK = '1', OP_DUP = '2', OP_FLOAT = 'F', OP_INT = 'I', OP_BININT = 'J',
    OP_BININT1 = 'K', OP_LONG = 'L', OP_BININT2 = 'M', OP_NONE = 'N', OP_PERSID = 'P', OP_BINPERSID = 'Q', OP_REDUCE = 'R',
    OP_STRING = 'S', OP_BINSTRING = 'T', OP_SHORT_BINSTRING = 'U', OP_UNICODE = 'V', OP_BINUNICODE = 'X', OP_APPEND = 'a',
    OP_BUILD = 'b', OP_GLOBAL = 'c', OP_DICT = 'd', OP_EMPTY_DICT = '}', OP_APPENDS = 'e', OP_GET = 'g', OP_BINGET = 'h',
    OP_INST = 'i', OP_LONG_BINGET = 'j', OP_LIST = 'l', OP_EMPTY_LIST = ']', OP_OBJ = 'o', OP_PUT = 'p', OP_BINPUT = 'q',
    OP_LONG_BINPUT = 'r', OP_SETITEM = 's', OP_TUPLE = 't', OP_EMPTY_TUPLE = ')', OP_SETITEMS = 'u', OP_BINFLOAT = 'G',
    /* protocol 2 */
    OP_PROTO = 0x80, OP_NEWOBJ, OP_EXT1, OP_EXT2, OP_EXT4, OP_TUPLE1, OP_TUPLE2, OP_TUPLE3, OP_NEWTRUE, OP_NEWFALSE, OP_LONG1, OP_LONG4,
    /* protocol 3 */
    OP_BINBYTES = 'B', OP_SHORT_BINBYTES = 'C',
    /* protocol 4 */
    OP_SHORT_BINUNICODE = 0x8c, OP_BINUNICODE8, OP_BINBYTES8, OP_EMPTY_SET, OP_ADDITEMS, OP_FROZENSET, OP_NEWOBJ_EX, OP_STACK_GLOBAL,
    OP_MEMOIZE, OP_FRAME,
    /* protocol 5 */
    OP_BYTEARRAY8, OP_NEXT_BUFFER, OP_READONLY_BUFFER,
};
enum { HIGHEST_PROTOCOL = 5, DEFAULT_PROTOCOL = 3 };

/* What both directions use of other modules: found when the module is made. */
typedef struct PickleState {
    Value dispatch_table, extension_registry, inverted_registry, extension_cache;       /* copyreg's dicts */
    Value name_mapping, import_mapping, reverse_name_mapping, reverse_import_mapping;    /* _compat_pickle's */
} PickleState;
PickleState *pickle_state(Thread *t);

extern Type pickle_buffer_type, pickler_type, unpickler_type, pickle_error_type, pickling_error_type, unpickling_error_type;

/* The object with a dotted name in a module; *parent (owned, may be NULL) is what has the last part. */
Value pickle_getattribute(Thread *t, Ref module, Ref name, Value *parent);
/* sys.modules[name] after importing it. */
Value pickle_module(Thread *t, Ref name);
/* Turns (module, name) of one Python to that of the other by _compat_pickle's tables; both owned in place. */
bool pickle_map_name(Thread *t, Ref names, Ref modules, Value *module, Value *name);

/* What a PickleBuffer views, lent until it is released; NULL: ValueError, it has been. */
const Buffer *pickle_buffer_view(Thread *t, Ref v);

/* dumps() and loads() without a file. */
Value pickle_dumps(Thread *t, Ref object, Ref protocol, bool fix_imports, Ref buffer_callback);
Value pickle_loads(Thread *t, Ref data, bool fix_imports, Ref encoding, Ref errors, Ref buffers);

#endif
