/* ops_misc.h: import, pattern matching, and the rest. */

OP(IMPORT_NAME) {
    Value level = READ(B), fromlist = READ(C);
    Ref name = K[~(ssize)pc->a];
    SAVE();
    Value r = slow_import_name(t, f, name, level, fromlist);
    ERROR_IF(is_empty(r));
    FINISH(B, level);
    FINISH(C, fromlist);
    SET(A, r);
    pc++;
    NEXT();
}
OP(IMPORT_FROM) {
    SAVE();
    Value r = slow_import_from(t, R[B], K[~(ssize)C]);
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
OP(IMPORT_STAR) {
    Value module = READ(A);
    SAVE();
    ERROR_IF(!slow_import_star(t, f, module));
    FINISH(A, module);
    NEXT();
}
OP(MATCH_MAPPING) {
    bool truth = has_flag(READ(B), TYPE_IS_MAPPING);
    OUTCOME(truth);
}
OP(MATCH_SEQUENCE) {
    bool truth = has_flag(READ(B), TYPE_IS_SEQUENCE);
    OUTCOME(truth);
}
OP(MATCH_KEYS) {
    SAVE();
    Value r = slow_match_keys(t, READ(B), READ(C));
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
OP(MATCH_CLASS) {
    SAVE();
    Value r = slow_match_class(t, READ(B), R[C], N, R[C + 1]);
    ERROR_IF(is_empty(r));
    release(take(&R[C]));
    release(take(&R[C + 1]));
    SET(A, r);
    NEXT();
}
OP(GET_LEN) {
    ssize n;
    SAVE();
    ERROR_IF(!length(t, READ(B), &n));
    SET(A, int_from_ssize(t, n));
    NEXT();
}
OP(INTRINSIC) {
    Value b = READ(B), c = READ(C);
    SAVE();
    Value r = slow_intrinsic(t, N, b, c);
    ERROR_IF(is_empty(r));
    FINISH(B, b);
    FINISH(C, c);
    SET(A, r);
    NEXT();
}
OP(PRINT_EXPR) {
    Value v = READ(A);
    SAVE();
    Ref hook = dict_peek_name(t->interp->sys_dict, NAME(displayhook));
    if (is_empty(hook)) {
        raise_runtime(t, "lost sys.displayhook");
        goto error;
    }
    Value r = call1(t, hook, v);
    ERROR_IF(is_empty(r));
    release(r);
    FINISH(A, v);
    NEXT();
}
