/* ops_compare.h: comparisons, truth and conditional jumps. A comparison followed by a conditional jump on its result
 * executes both, without making the bool; not when the result goes to a local, which must be stored. */

/* Ends a comparison whose outcome is known: takes the following jump, or stores the bool. */
#define OUTCOME(truth) do { \
        bool truth_ = (truth); \
        if (likely(FOLLOWED_BY(JUMP_IF_FALSE))) \
            NEXT_JUMP_UNLESS(truth_); \
        if (FOLLOWED_BY(JUMP_IF_TRUE)) \
            NEXT_JUMP_UNLESS(!truth_); \
        SET(A, bool_value(truth_)); \
        NEXT(); \
    } while (0)

/* A warm comparison of fixnums in front of its jump becomes one instruction with it. */
#define WARM_JUMP(fused) WHEN_WARM( \
        if (FOLLOWED_BY(JUMP_IF_FALSE) && (int16_t)B >= 0) \
            ((Instr *)pc)[-1].op = fused; \
        else \
            ((Instr *)pc)[-1].n = COLD_SITE;)
#define FUSED(NAME_, generic, int_expr) \
    OP(NAME_) { \
        Value b = R[B], c = READ(C); \
        if (unlikely(!both_fixnum(b, c))) \
            GUARD_FAILED(op_##generic); \
        NEXT_JUMP_UNLESS(int_expr); \
    }
FUSED(LT_INT_JUMP, LT, fixnum_less(b, c))
FUSED(LE_INT_JUMP, LE, fixnum_less_equal(b, c))
FUSED(GT_INT_JUMP, GT, fixnum_less(c, b))
FUSED(GE_INT_JUMP, GE, fixnum_less_equal(c, b))
FUSED(EQ_INT_JUMP, EQ, same(b, c))
FUSED(NE_INT_JUMP, NE, !same(b, c))

#define COMPARE(NAME_, cmp, int_expr, float_expr) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (both_fixnum(b, c)) { \
            WARM_JUMP(I_##NAME_##_INT_JUMP); \
            OUTCOME(int_expr); \
        } \
        if (both_flonum(b, c)) { \
            double x = flonum_value(b), y = flonum_value(c); \
            OUTCOME(float_expr); \
        } \
        SAVE(); \
        if (may_be_special(b)) \
            IN_FRAME(special_compare(t, f, cmp, b, c)); \
        Value r = compare(t, b, c, cmp); \
        ERROR_IF(is_empty(r)); \
        FINISH(B, b); \
        FINISH(C, c); \
        SET(A, r); \
        NEXT(); \
    }
COMPARE(LT, CMP_LT, fixnum_less(b, c), x < y)
COMPARE(LE, CMP_LE, fixnum_less_equal(b, c), x <= y)
COMPARE(GT, CMP_GT, fixnum_less(c, b), x > y)
COMPARE(GE, CMP_GE, fixnum_less_equal(c, b), x >= y)

#define EQUALITY(NAME_, cmp, truth_of) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        if (both_fixnum(b, c)) { \
            WARM_JUMP(I_##NAME_##_INT_JUMP); \
            OUTCOME(truth_of(same(b, c))); \
        } \
        if (both_flonum(b, c)) \
            OUTCOME(truth_of(flonum_value(b) == flonum_value(c))); \
        if (is_exact(b, &str_type) && is_exact(c, &str_type)) { \
            bool equal_ = str_equal(as_str(b), as_str(c)); \
            FINISH(B, b); \
            FINISH(C, c); \
            OUTCOME(truth_of(equal_)); \
        } \
        SAVE(); \
        if (may_be_special(b)) \
            IN_FRAME(special_compare(t, f, cmp, b, c)); \
        Value r = compare(t, b, c, cmp); \
        ERROR_IF(is_empty(r)); \
        FINISH(B, b); \
        FINISH(C, c); \
        SET(A, r); \
        NEXT(); \
    }
#define PLAIN_TRUTH(x) (x)
#define NEGATED_TRUTH(x) !(x)
EQUALITY(EQ, CMP_EQ, PLAIN_TRUTH)
EQUALITY(NE, CMP_NE, NEGATED_TRUTH)

OP(IS) {
    Value b = READ(B), c = READ(C);
    bool truth = same(b, c);
    FINISH(B, b);
    FINISH(C, c);
    OUTCOME(truth);
}
OP(IS_NOT) {
    Value b = READ(B), c = READ(C);
    bool truth = !same(b, c);
    FINISH(B, b);
    FINISH(C, c);
    OUTCOME(truth);
}
#define MEMBERSHIP(NAME_, truth_of) \
    OP(NAME_) { \
        Value b = READ(B), c = READ(C); \
        SAVE(); \
        if (may_be_special(c) && type_of(c)->contains == generic_contains) \
            IN_FRAME(special2(t, f, NAME(__contains__), c, b)); \
        Test r = contains(t, c, b); \
        ERROR_IF(r == TEST_ERROR); \
        FINISH(B, b); \
        FINISH(C, c); \
        OUTCOME(truth_of(r == TEST_TRUE)); \
    }
MEMBERSHIP(IN, PLAIN_TRUTH)
MEMBERSHIP(NOT_IN, NEGATED_TRUTH)

/* Truth of v, inline for the singletons and small ints. */
#define TRUTH(v) ({ \
        Test r_; \
        if (same(v, TRUE_VALUE)) \
            r_ = TEST_TRUE; \
        else if (same(v, FALSE_VALUE) || is_none(v)) \
            r_ = TEST_FALSE; \
        else if (is_fixnum(v)) \
            r_ = !same(v, fixnum(0)); \
        else { \
            SAVE(); \
            r_ = test(t, v); \
            ERROR_IF(r_ == TEST_ERROR); \
        } \
        r_; \
    })

OP(NOT) {
    Value b = READ(B);
    Test r = TRUTH(b);
    FINISH(B, b);
    OUTCOME(!r);
}
OP(JUMP) {
    JUMP();
}
OP(JUMP_BACK) {
    LOOP();
}
OP(JUMP_IF_FALSE) {
    Value v = READ(A);
    Test r = TRUTH(v);
    FINISH(A, v);
    if (!r)
        JUMP();
    NEXT();
}
OP(JUMP_IF_TRUE) {
    Value v = READ(A);
    Test r = TRUTH(v);
    FINISH(A, v);
    if (r)
        JUMP();
    NEXT();
}
OP(JUMP_IF_FALSE_KEEP) {
    Test r = TRUTH(R[A]);
    if (!r)
        JUMP();
    DROP_REGISTER(A);
    NEXT();
}
OP(JUMP_IF_TRUE_KEEP) {
    Test r = TRUTH(R[A]);
    if (r)
        JUMP();
    DROP_REGISTER(A);
    NEXT();
}
OP(JUMP_IF_NONE) {
    Value v = READ(A);
    bool none = is_none(v);
    FINISH(A, v);
    if (none)
        JUMP();
    NEXT();
}
OP(JUMP_IF_NOT_NONE) {
    Value v = READ(A);
    bool none = is_none(v);
    FINISH(A, v);
    if (!none)
        JUMP();
    NEXT();
}
