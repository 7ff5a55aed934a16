/* ops_build.h: making containers and strings. */

#define BUILT(expression) do { \
        Value r_ = (expression); \
        ERROR_IF(is_empty(r_)); \
        SET(A, r_); \
        NEXT(); \
    } while (0)
/* The n temporaries at p no longer own what a consuming constructor took. */
#define FORGET(p, n) do { for (ssize i_ = 0; i_ < (n); i_++) (p)[i_] = EMPTY; } while (0)

OP(BUILD_LIST) {
    Value *p = &R[B];
    Value r = list_from_array_take(t, p, C);
    FORGET(p, C);
    BUILT(r);
}
OP(BUILD_TUPLE) {
    Value *p = &R[B];
    Value r = tuple_from_array_take(t, p, C);
    FORGET(p, C);
    BUILT(r);
}
OP(BUILD_SET) {
    Value *p = &R[B];
    SAVE();
    Value r = slow_build_set(t, p, C);
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
OP(BUILD_MAP) {
    Value *p = &R[B];
    SAVE();
    Value r = slow_build_map(t, p, C);
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
OP(BUILD_STRING) {
    Value *p = &R[B];
    SAVE();
    Value r = str_fill_layout_take(t, as_tuple(K[~(ssize)C]), p);
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
OP(LIST_APPEND) {
    Value v = OWNED(B);
    ERROR_IF(!list_append_take(t, as_list(R[A]), v));
    NEXT();
}
OP(SET_ADD) {
    Value v = READ(B);
    SAVE();
    ERROR_IF(!set_add(t, as_set(R[A]), v));
    FINISH(B, v);
    NEXT();
}
OP(MAP_ADD) {
    Value key = READ(B), value = READ(C);
    SAVE();
    ERROR_IF(!dict_set(t, as_dict(R[A]), key, value));
    FINISH(B, key);
    FINISH(C, value);
    NEXT();
}
OP(LIST_EXTEND) {
    Value v = READ(B);
    SAVE();
    ERROR_IF(!slow_list_extend(t, R[A], v));
    FINISH(B, v);
    NEXT();
}
OP(LIST_MERGE) {
    Value v = READ(B);
    SAVE();
    ERROR_IF(!slow_list_merge(t, R[A], v, READ(C)));
    FINISH(B, v);
    NEXT();
}
OP(SET_UPDATE) {
    Value v = READ(B);
    SAVE();
    ERROR_IF(!set_update(t, as_set(R[A]), v));
    FINISH(B, v);
    NEXT();
}
OP(MAP_UPDATE) {
    Value v = READ(B);
    SAVE();
    ERROR_IF(!slow_map_update(t, R[A], v));
    FINISH(B, v);
    NEXT();
}
OP(MAP_MERGE) {
    Value v = READ(B);
    SAVE();
    ERROR_IF(!slow_map_merge(t, R[A], v, READ(C)));
    FINISH(B, v);
    NEXT();
}
OP(LIST_TO_TUPLE) {
    Value v = READ(B);
    SAVE();
    Value r = tuple_from_array(t, as_list(v)->item, as_list(v)->len);
    ERROR_IF(is_empty(r));
    FINISH(B, v);
    SET(A, r);
    NEXT();
}
OP(FORMAT) {
    Value v = READ(B), r;
    if (N == 0 && is_exact(v, &str_type)) {
        r = OWNED(B);
        SET(A, r);
        NEXT();
    }
    SAVE();
    r = slow_format(t, v, EMPTY, N);
    ERROR_IF(is_empty(r));
    FINISH(B, v);
    SET(A, r);
    NEXT();
}
OP(FORMAT_PIECE) {
    Value v = READ(B), r;
    if (is_fixnum(v)) {
        SET(A, v);
        NEXT();
    }
    if (is_exact(v, &str_type)) {
        r = OWNED(B);
        SET(A, r);
        NEXT();
    }
    SAVE();
    r = slow_format(t, v, EMPTY, 0);
    ERROR_IF(is_empty(r));
    FINISH(B, v);
    SET(A, r);
    NEXT();
}
OP(FORMAT_SPEC) {
    Value v = READ(B), spec = READ(C);
    SAVE();
    Value r = is_fixnum(v) && N == 0 && is_exact(spec, &str_type) ? int_format_spec(t, v, spec) : slow_format(t, v, spec, N);
    ERROR_IF(is_empty(r));
    FINISH(B, v);
    FINISH(C, spec);
    SET(A, r);
    NEXT();
}
