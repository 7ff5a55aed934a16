/* ops_except.h: raising, handling, with. */

OP(RAISE) {
    SAVE();
    if (N == 0) {
        Ref handled = exception_handled(t);
        if (is_empty(handled)) {
            raise_runtime(t, "No active exception to reraise");
            goto error;
        }
        raise_again_take(t, retain(handled));
        goto unwind;
    }
    Value exception = READ(A);
    raise_object(t, exception, N == 2 ? READ(B) : EMPTY);
    goto error;
}
OP(RERAISE) {
    SAVE();
    raise_again_take(t, OWNED(A));
    goto unwind;
}
OP(ENTER_HANDLER) {
    R[A + 1] = t->handled->exception;
    t->handled->exception = retain(R[A]);
    NEXT();
}
OP(LEAVE_HANDLER) {
    SAVE();
    replace_take(&t->handled->exception, take(&R[A + 1]));
    release(take(&R[A]));
    NEXT();
}
OP(EXC_MATCH) {
    Value type = READ(C);
    SAVE();
    Test r = exception_matches(t, R[B], type);
    ERROR_IF(r == TEST_ERROR);
    FINISH(C, type);
    OUTCOME(r);
}
OP(EXC_GROUP_MATCH) {
    Value type = READ(C), match, rest;
    SAVE();
    ERROR_IF(!exception_group_match(t, R[B], type, &match, &rest));
    FINISH(C, type);
    SET(A, match);
    SET(A + 1, rest);
    NEXT();
}
OP(EXC_GROUP_RERAISE) {
    Value original = READ(B), list = READ(C);
    SAVE();
    Value r = exception_group_reraise(t, original, list);
    ERROR_IF(is_empty(r));
    FINISH(B, original);
    FINISH(C, list);
    SET(A, r);
    NEXT();
}
OP(LOAD_ASSERTION_ERROR) {
    SET(A, value_of(&exc_AssertionError));
    NEXT();
}
OP(WITH_ENTER) {
    Value manager = OWNED(B);
    SAVE();
    bool good = slow_with_enter(t, manager, &R[A], false);
    release(manager);
    ERROR_IF(!good);
    NEXT();
}
OP(ASYNC_WITH_ENTER) {
    Value manager = OWNED(B);
    SAVE();
    bool good = slow_with_enter(t, manager, &R[A], true);
    release(manager);
    ERROR_IF(!good);
    NEXT();
}
OP(WITH_EXCEPT) {
    SAVE();
    Value r = slow_with_except(t, READ(B), READ(C));
    ERROR_IF(is_empty(r));
    SET(A, r);
    NEXT();
}
