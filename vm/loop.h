/* loop.h: what the instructions' bodies (ops_*.h) share wherever they are compiled: in the interpreter and as templates of machine
 * code (jit/). */
#ifndef KRAIT_VM_LOOP_H
#define KRAIT_VM_LOOP_H

#include <math.h>

#include "object/attrs.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/module.h"
#include "object/range.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/frame_inline.h"
#include "vm/machine.h"
#include "vm/specialised.h"
#include "vm/vm.h"

#define OP(name)     op_##name:
#define ERROR_IF(x)  do { if (unlikely(x)) goto error; } while (0)

/* Begins the frame f; ENTER_CODE() where its code and registers are known without a look at it. */
#define ENTER() ENTER_CODE(f->code, f->regs)
/* Goes on in the frame that a function has begun, if it has; f->pc is saved. */
#define IN_FRAME(begun) do { \
        Frame *frame_ = (begun); \
        if (frame_) { \
            f = frame_; \
            ENTER(); \
        } \
    } while (0)

/* See IADD. */
ALWAYS_INLINE void release_stored_name(Frame *f, const Instr *next, unsigned from, Ref text)
{
    if ((next->op != I_STORE_NAME_DICT && next->op != I_STORE_GLOBAL_DICT) || next->a != from || object_of(text)->refcount != 2)
        return;
    Cache *k = &f->code->cache[next->wide];
    if (f->globals->keys_version != k->keys_version || (next->op == I_STORE_NAME_DICT && object_of(f->locals) != (Object *)f->globals))
        return;
    Value *entry = k->place;
    if (same(*entry, text)) {
        *entry = NONE;
        object_of(text)->refcount--;
    }
}

#endif
