/* ops_arith.h: arithmetic. Each instruction tries two fixnums, then two flonums, then the operand types' slots. */

/* b OP c by slots; what all arithmetic instructions end in. */
#define SLOW_BINARY(function, op) do { \
        SAVE(); \
        if (may_be_special(b)) \
            IN_FRAME(special_##function(t, f, op, b, c)); \
        Value r_ = function(t, op, b, c); \
        ERROR_IF(is_empty(r_)); \
        FINISH(B, b); \
        FINISH(C, c); \
        SET(A, r_); \
        NEXT(); \
    } while (0)
#define SET_DOUBLE(d) do { \
        Value r_; \
        if (unlikely(!flonum_from(d, &r_))) { \
            r_ = float_box(t, d); \
            ERROR_IF(is_empty(r_)); \
        } \
        FINISH(B, b); \
        FINISH(C, c); \
        SET(A, r_); \
        NEXT(); \
    } while (0)
#define AS_DOUBLE(v) (is_flonum(v) ? flonum_value(v) : (double)fixnum_value(v))
/* Two numbers without a pointer between them, of which one at least is a float, the int being exact as a double. */
#define MIXED(b, c) (!is_ptr(b) && !is_ptr(c) && !both_fixnum(b, c) \
    && (is_flonum(b) || (fixnum_value(b) >= -(1ll << 53) && fixnum_value(b) <= 1ll << 53)) \
    && (is_flonum(c) || (fixnum_value(c) >= -(1ll << 53) && fixnum_value(c) <= 1ll << 53)))

#define ARITH(NAME_, inplace, op, int_fast, float_expr, specialise, specialise_float) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C), r; \
        if (both_fixnum(b, c)) { \
            if (likely(int_fast(b, c, &r))) { \
                specialise; \
                SET(A, r); \
                NEXT(); \
            } \
        } else if (both_flonum(b, c)) { \
            double x = flonum_value(b), y = flonum_value(c); \
            if (likely(flonum_from(float_expr, &r))) { \
                specialise_float; \
                SET(A, r); \
                NEXT(); \
            } \
            SET_DOUBLE(float_expr); \
        } else if (MIXED(b, c)) { \
            double x = AS_DOUBLE(b), y = AS_DOUBLE(c); \
            SET_DOUBLE(float_expr); \
        } \
        SLOW_BINARY(inplace, op); \
    }

/* A warm site of two fixnums: with a small constant or with registers. */
#define WARM_INT(with_const, with_regs) WHEN_WARM( \
        if ((int16_t)B >= 0 && (int16_t)C < 0) \
            ((Instr *)pc)[-1].op = with_const; \
        else if ((int16_t)B >= 0 && (int16_t)C >= 0) \
            ((Instr *)pc)[-1].op = with_regs; \
        else \
            ((Instr *)pc)[-1].n = COLD_SITE;)
#define WARM_REGS(with_regs) WHEN_WARM( \
        if ((int16_t)B >= 0 && (int16_t)C >= 0) \
            ((Instr *)pc)[-1].op = with_regs;)
/* The same for floats, which may go together with the instruction before. */
#define WARM_FLOAT(with_regs) WHEN_WARM( \
        if ((int16_t)B >= 0 && (int16_t)C >= 0) \
            ((Instr *)pc)[-1].op = with_regs; \
        specialise_float_pair(f->code, (Instr *)pc - 1);)

ARITH(ADD, binary_op, OP_ADD, fixnum_add, x + y, WARM_INT(I_ADD_INT_CONST, I_ADD_INT), WARM_FLOAT(I_ADD_FLOAT))
ARITH(SUB, binary_op, OP_SUB, fixnum_sub, x - y, WARM_INT(I_SUB_INT_CONST, I_SUB_INT), WARM_FLOAT(I_SUB_FLOAT))
ARITH(MUL, binary_op, OP_MUL, fixnum_mul, x * y, WARM_REGS(I_MUL_INT), WARM_FLOAT(I_MUL_FLOAT))
ARITH(ISUB, inplace_op, OP_SUB, fixnum_sub, x - y, (void)0, WARM_FLOAT(I_ISUB_FLOAT))
ARITH(IMUL, inplace_op, OP_MUL, fixnum_mul, x * y, (void)0, WARM_FLOAT(I_IMUL_FLOAT))

/* For `name += text` in a module: the name's dict entry holds a second reference to the text, about to be replaced by the
 * STORE_NAME that follows; it is given up early so that the text can grow in place. (Should memory run out, the name is
 * left as None.) */
OP(IADD) {
    Value b = READ(B), c = READ(C), r;
    if (both_fixnum(b, c)) {
        if (likely(fixnum_add(b, c, &r))) {
            WARM_INT(I_IADD_INT_CONST, I_IADD_INT);
            SET(A, r);
            NEXT();
        }
    } else if (both_flonum(b, c)) {
        double x = flonum_value(b), y = flonum_value(c);
        WARM_FLOAT(I_IADD_FLOAT);
        SET_DOUBLE(x + y);
    } else if (MIXED(b, c)) {
        double x = AS_DOUBLE(b), y = AS_DOUBLE(c);
        SET_DOUBLE(x + y);
    } else if (A == B && is_exact(b, &str_type) && is_exact(c, &str_type)) {
        SAVE();                         /* s += x: in place when the register holds the only reference */
        release_stored_name(f, pc, A, b);
        bool good = str_append(t, &R[A], c);
        ERROR_IF(!good);
        FINISH(C, c);
        NEXT();
    }
    SLOW_BINARY(inplace_op, OP_ADD);
}

OP(ADD_INT_CONST) {
    Value b = R[B], r;
    if (likely(is_fixnum(b) && fixnum_add(b, K[(int16_t)C], &r))) {
        SET(A, r);
        NEXT();
    }
    GUARD_FAILED(op_ADD);
}
OP(IADD_INT_CONST) {
    Value b = R[B], r;
    if (likely(is_fixnum(b) && fixnum_add(b, K[(int16_t)C], &r))) {
        SET(A, r);
        NEXT();
    }
    GUARD_FAILED(op_IADD);
}
OP(SUB_INT_CONST) {
    Value b = R[B], r;
    if (likely(is_fixnum(b) && fixnum_sub(b, K[(int16_t)C], &r))) {
        SET(A, r);
        NEXT();
    }
    GUARD_FAILED(op_SUB);
}
#define INT_REGS(NAME_, generic, function) \
    OP(NAME_) { \
        Value b = R[B], c = R[C], r; \
        if (likely(both_fixnum(b, c) && function(b, c, &r))) { \
            SET(A, r); \
            NEXT(); \
        } \
        GUARD_FAILED(op_##generic); \
    }
INT_REGS(ADD_INT, ADD, fixnum_add)
INT_REGS(IADD_INT, IADD, fixnum_add)
INT_REGS(SUB_INT, SUB, fixnum_sub)
INT_REGS(MUL_INT, MUL, fixnum_mul)
#define FLOAT_REGS(NAME_, generic, operator) \
    OP(NAME_) { \
        Value b = R[B], c = R[C], r; \
        if (likely(both_flonum(b, c) && flonum_from(flonum_value(b) operator flonum_value(c), &r))) { \
            SET(A, r); \
            NEXT(); \
        } \
        GUARD_FAILED(op_##generic); \
    }
FLOAT_REGS(ADD_FLOAT, ADD, +)
FLOAT_REGS(IADD_FLOAT, IADD, +)
FLOAT_REGS(ISUB_FLOAT, ISUB, -)
FLOAT_REGS(IMUL_FLOAT, IMUL, *)
FLOAT_REGS(SUB_FLOAT, SUB, -)
FLOAT_REGS(MUL_FLOAT, MUL, *)
/* Two of them, the first's result being the second's left or right operand: it is never stored. */
#define FLOAT_PAIR(first, operator, second, LEFT_, RIGHT_) \
    OP(first##_##second##_LEFT) { \
        Value b = R[B], c = R[C], d = NEXT_READ_C, r; \
        if (likely(both_flonum(b, c) && is_flonum(d) \
                   && flonum_from(LEFT_(flonum_value(b) operator flonum_value(c), flonum_value(d)), &r))) { \
            SET_RESULT(NEXT_A, r); \
            NEXT_BUT_ONE(); \
        } \
        GUARD_FAILED(op_##first); \
    } \
    OP(first##_##second##_RIGHT) { \
        Value b = R[B], c = R[C], d = NEXT_READ_B, r; \
        if (likely(both_flonum(b, c) && is_flonum(d) \
                   && flonum_from(RIGHT_(flonum_value(d), flonum_value(b) operator flonum_value(c)), &r))) { \
            SET_RESULT(NEXT_A, r); \
            NEXT_BUT_ONE(); \
        } \
        GUARD_FAILED(op_##first); \
    }
#define PLUS(x, y) ((x) + (y))
#define MINUS(x, y) ((x) - (y))
#define TIMES(x, y) ((x) * (y))
#define FLOAT_PAIRS(first, operator) \
    FLOAT_PAIR(first, operator, ADD, PLUS, PLUS) \
    FLOAT_PAIR(first, operator, SUB, MINUS, MINUS) \
    FLOAT_PAIR(first, operator, MUL, TIMES, TIMES)
FLOAT_PAIRS(ADD, +)
FLOAT_PAIRS(SUB, -)
FLOAT_PAIRS(MUL, *)

#define DIVISION(NAME_, function) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (!is_ptr(b) && !is_ptr(c)) { \
            if (both_fixnum(b, c)) { \
                int64_t x = fixnum_value(b), y = fixnum_value(c); \
                if (y != 0 && x >= -(1ll << 53) && x <= 1ll << 53 && y >= -(1ll << 53) && y <= 1ll << 53) \
                    SET_DOUBLE((double)x / (double)y); \
            } else if (MIXED(b, c)) { \
                double x = AS_DOUBLE(b), y = AS_DOUBLE(c); \
                if (y != 0) \
                    SET_DOUBLE(x / y); \
            } \
        } \
        SLOW_BINARY(function, OP_TRUEDIV); \
    }
DIVISION(TRUEDIV, binary_op)
DIVISION(ITRUEDIV, inplace_op)

#define FLOOR(NAME_, function, op, int_expr, float_function) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (both_fixnum(b, c)) { \
            int64_t x = fixnum_value(b), y = fixnum_value(c); \
            if (likely(y > 0)) { \
                SET(A, fixnum(int_expr)); \
                NEXT(); \
            } \
        } else if (both_flonum(b, c)) { \
            double x = flonum_value(b), y = flonum_value(c); \
            if (y != 0) \
                SET_DOUBLE(float_function(x, y)); \
        } \
        SLOW_BINARY(function, op); \
    }
/* For y > 0. Unsigned halves are cheaper to divide when both fit 32 bits. */
#define FLOOR_QUOTIENT (((x | y) >> 32) == 0 ? (int64_t)((uint32_t)x / (uint32_t)y) : x / y - (x % y < 0))
#define FLOOR_REMAINDER (((x | y) >> 32) == 0 ? (int64_t)((uint32_t)x % (uint32_t)y) : ({ int64_t m_ = x % y; m_ < 0 ? m_ + y : m_; }))
FLOOR(FLOORDIV, binary_op, OP_FLOORDIV, FLOOR_QUOTIENT, float_floordiv)
FLOOR(IFLOORDIV, inplace_op, OP_FLOORDIV, FLOOR_QUOTIENT, float_floordiv)
FLOOR(MOD, binary_op, OP_MOD, FLOOR_REMAINDER, float_mod)
FLOOR(IMOD, inplace_op, OP_MOD, FLOOR_REMAINDER, float_mod)

#define BITWISE(NAME_, function, op, expression) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (both_fixnum(b, c)) { \
            int64_t x = fixnum_value(b), y = fixnum_value(c); \
            SET(A, fixnum(expression)); \
            NEXT(); \
        } \
        SLOW_BINARY(function, op); \
    }
BITWISE(AND, binary_op, OP_AND, x & y)
BITWISE(OR, binary_op, OP_OR, x | y)
BITWISE(XOR, binary_op, OP_XOR, x ^ y)
BITWISE(IAND, inplace_op, OP_AND, x & y)
BITWISE(IOR, inplace_op, OP_OR, x | y)
BITWISE(IXOR, inplace_op, OP_XOR, x ^ y)

#define SHIFT_LEFT(NAME_, function) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (both_fixnum(b, c)) { \
            int64_t x = fixnum_value(b), y = fixnum_value(c); \
            if (y >= 0 && y < 62 && x >= -(FIXNUM_MAX >> y) && x <= FIXNUM_MAX >> y) { \
                SET(A, fixnum(x << y)); \
                NEXT(); \
            } \
        } \
        SLOW_BINARY(function, OP_LSHIFT); \
    }
SHIFT_LEFT(LSHIFT, binary_op)
SHIFT_LEFT(ILSHIFT, inplace_op)
#define SHIFT_RIGHT(NAME_, function) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (both_fixnum(b, c)) { \
            int64_t x = fixnum_value(b), y = fixnum_value(c); \
            if (likely(y >= 0)) { \
                SET(A, fixnum(x >> MIN(y, (int64_t)63))); \
                NEXT(); \
            } \
        } \
        SLOW_BINARY(function, OP_RSHIFT); \
    }
SHIFT_RIGHT(RSHIFT, binary_op)
SHIFT_RIGHT(IRSHIFT, inplace_op)

#define BINARY(NAME_, function, op) OP(NAME_) { Value b = READ(B), c = READ(C); SLOW_BINARY(function, op); }
#define POWER(NAME_, function) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (MIXED(b, c)) { \
            double x = AS_DOUBLE(b), y = AS_DOUBLE(c); \
            if (x > 0) { \
                double power = pow(x, y); \
                if (likely(isfinite(power))) \
                    SET_DOUBLE(power); \
            } \
        } \
        SLOW_BINARY(function, OP_POW); \
    }
POWER(POW, binary_op)
POWER(IPOW, inplace_op)
BINARY(MATMUL, binary_op, OP_MATMUL)
BINARY(IMATMUL, inplace_op, OP_MATMUL)

OP(NEGATIVE) {
    Value b = READ(B), r;
    if (is_fixnum(b) && fixnum_sub(fixnum(0), b, &r)) {
        SET(A, r);
        NEXT();
    }
    if (is_flonum(b) && flonum_from(-flonum_value(b), &r)) {
        SET(A, r);
        NEXT();
    }
    SAVE();
    r = negative(t, b);
    ERROR_IF(is_empty(r));
    FINISH(B, b);
    SET(A, r);
    NEXT();
}
#define UNARY(NAME_, function) \
    OP(NAME_) { \
        Value b = READ(B); \
        SAVE(); \
        Value r = function(t, b); \
        ERROR_IF(is_empty(r)); \
        FINISH(B, b); \
        SET(A, r); \
        NEXT(); \
    }
UNARY(POSITIVE, positive)
UNARY(INVERT, invert)
