/* order.h: what a comparison operator says about two values whose order is known. */
#ifndef KRAIT_OBJECT_ORDER_H
#define KRAIT_OBJECT_ORDER_H

#include "object/type.h"

/* `a op b` of numbers; with b 0, a is what a three-way comparison gave. */
ALWAYS_INLINE bool order_holds(int64_t a, int64_t b, CompareOp op)
{
    switch (op) {
    case CMP_LT: return a < b;
    case CMP_LE: return a <= b;
    case CMP_EQ: return a == b;
    case CMP_NE: return a != b;
    case CMP_GT: return a > b;
    default:     return a >= b;
    }
}

#endif
