/* ops_move.h: moving values between registers, constants, cells and free variables. */

OP(NOP)
OP(EXT) {
    NEXT();
}
OP(MOVE) {
    Value v = OWNED(B);
    SET(A, v);
    NEXT();
}
OP(COPY) {
    Value v = retain(READ(B));
    SET(A, v);
    NEXT();
}
OP(LOAD_CONST) {
    Value v = retain(K[~(ssize)WIDE]);
    SET(A, v);
    NEXT();
}
OP(CLEAR) {
    SAVE();
    DROP_REGISTER(A);
    NEXT();
}
OP(CHECK_BOUND) {
    if (unlikely(is_empty(R[A]))) {
        INTERPRET();
        raise_unbound_local(t, f->code, A);
        goto error;
    }
    NEXT();
}
OP(DELETE_LOCAL) {
    SAVE();
    if (unlikely(is_empty(R[A]))) {
        raise_unbound_local(t, f->code, A);
        goto error;
    }
    DROP_REGISTER(A);
    NEXT();
}
OP(MAKE_CELL) {
    Value cell = cell_new(t, take(&R[A]));
    ERROR_IF(is_empty(cell));
    R[A] = cell;
    NEXT();
}
OP(LOAD_CELL) {
    Value v = as_cell(R[B])->value;
    if (unlikely(is_empty(v))) {
        INTERPRET();
        raise_unbound_local(t, f->code, B);
        goto error;
    }
    retain(v);
    SET(A, v);
    NEXT();
}
OP(STORE_CELL) {
    Value v = OWNED(B);
    SAVE();
    replace_take(&as_cell(R[A])->value, v);
    NEXT();
}
OP(DELETE_CELL) {
    Cell *cell = as_cell(R[A]);
    SAVE();
    if (unlikely(is_empty(cell->value))) {
        raise_unbound_local(t, f->code, A);
        goto error;
    }
    replace_take(&cell->value, EMPTY);
    NEXT();
}
OP(LOAD_FREE) {
    Value v = as_cell(f->func->closure->item[B])->value;
    if (unlikely(is_empty(v))) {
        INTERPRET();
        raise_unbound_free(t, f->code, B);
        goto error;
    }
    retain(v);
    SET(A, v);
    NEXT();
}
OP(STORE_FREE) {
    Value v = OWNED(B);
    SAVE();
    replace_take(&as_cell(f->func->closure->item[A])->value, v);
    NEXT();
}
OP(DELETE_FREE) {
    Cell *cell = as_cell(f->func->closure->item[A]);
    SAVE();
    if (unlikely(is_empty(cell->value))) {
        raise_unbound_free(t, f->code, A);
        goto error;
    }
    replace_take(&cell->value, EMPTY);
    NEXT();
}
OP(LOAD_CLOSURE) {
    Value v = retain(f->func->closure->item[B]);
    SET(A, v);
    NEXT();
}
OP(LOAD_CLASS_FREE) {
    SAVE();
    Value v;
    Ref name = K[~(ssize)C];
    Lookup r;
    if (is_exact(f->locals, &dict_type)) {
        Ref found;
        r = dict_find(t, as_dict(f->locals), name, &found);
        v = r == FOUND ? retain(found) : EMPTY;
    } else {
        v = get_item(t, f->locals, name);
        r = !is_empty(v) ? FOUND : raised_catch(t, &exc_KeyError) ? MISSING : ERROR;
    }
    ERROR_IF(r == ERROR);
    if (r == MISSING) {
        v = as_cell(f->func->closure->item[B])->value;
        if (is_empty(v)) {
            raise_unbound_free(t, f->code, B);
            goto error;
        }
        retain(v);
    }
    SET(A, v);
    NEXT();
}
