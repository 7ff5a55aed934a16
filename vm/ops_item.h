/* ops_item.h: subscription, for exact list, tuple, dict and str inline. */

OP(GETITEM_LIST) {
    Value b = READ(B), c = READ(C);
    if (unlikely(!is_exact(b, &list_type) || !is_fixnum(c)))
        GUARD_FAILED(op_GETITEM);
    List *l = as_list(b);
    int64_t i = fixnum_value(c);
    i += i < 0 ? l->len : 0;
    if (unlikely((uint64_t)i >= (uint64_t)l->len))
        GUARD_FAILED(getitem_slow);
    Value r = retain(l->item[i]);
    FINISH(B, b);
    SET(A, r);
    NEXT();
}
OP(GETITEM) {
    Value b = READ(B), c = READ(C), r;
    if (likely(is_ptr(b))) {
        Type *type = object_of(b)->type;
        if (is_fixnum(c)) {
            int64_t i = fixnum_value(c);
            if (type == &list_type) {
                List *l = as_list(b);
                i += i < 0 ? l->len : 0;
                if ((uint64_t)i < (uint64_t)l->len) {
                    WHEN_WARM(((Instr *)pc)[-1].op = I_GETITEM_LIST;)
                    r = retain(l->item[i]);
                    goto getitem_done;
                }
            } else if (type == &tuple_type) {
                Tuple *l = as_tuple(b);
                i += i < 0 ? l->len : 0;
                if ((uint64_t)i < (uint64_t)l->len) {
                    r = retain(l->item[i]);
                    goto getitem_done;
                }
            } else if (type == &str_type && as_str(b)->kind == STR_1) {
                Str *s = as_str(b);
                i += i < 0 ? s->len : 0;
                if ((uint64_t)i < (uint64_t)s->len) {
                    uint8_t ch = ((uint8_t *)str_data(s))[i];
                    r = t->interp->latin1[ch];
                    if (likely(!is_empty(r))) {
                        retain(r);
                        goto getitem_done;
                    }
                }
            }
        }
        if (type->getitem == dict_getitem) {        /* a subclass may have __missing__ */
            Ref found;
            SAVE();
            Lookup status = dict_find(t, as_dict(b), c, &found);
            if (likely(status == FOUND)) {
                r = retain(found);
                goto getitem_done;
            }
            ERROR_IF(status == ERROR);
            if (type == &dict_type) {
                raise_key(t, c);
                goto error;
            }
        }
    }
getitem_slow:
    b = READ(B);
    c = READ(C);
    SAVE();
    if (may_be_special(b) && type_of(b)->getitem == generic_getitem)
        IN_FRAME(special2(t, f, NAME(__getitem__), b, c));
    r = get_item(t, b, c);
    ERROR_IF(is_empty(r));
getitem_done:
    FINISH(B, b);
    FINISH(C, c);
    SET(A, r);
    NEXT();
}
OP(SETITEM) {
    Value a = READ(A), b = READ(B), c = READ(C);
    if (is_exact(a, &list_type) && is_fixnum(b)) {
        List *l = as_list(a);
        int64_t i = fixnum_value(b);
        i += i < 0 ? l->len : 0;
        if (likely((uint64_t)i < (uint64_t)l->len)) {
            Value value = OWNED(C), old = l->item[i];
            l->item[i] = value;
            if (is_ptr(old)) {
                SAVE();
                release(old);
            }
            FINISH(A, a);
            NEXT();
        }
    }
    SAVE();
    if (may_be_special(a) && type_of(a)->setitem == generic_setitem)
        IN_FRAME(special3(t, f, NAME(__setitem__), a, b, c));
    if (is_exact(a, &dict_type))
        ERROR_IF(!dict_set(t, as_dict(a), b, c));
    else
        ERROR_IF(!set_item(t, a, b, c));
    FINISH(A, a);
    FINISH(B, b);
    FINISH(C, c);
    NEXT();
}
OP(DELITEM) {
    Value a = READ(A), b = READ(B);
    SAVE();
    ERROR_IF(!set_item(t, a, b, EMPTY));
    FINISH(A, a);
    FINISH(B, b);
    NEXT();
}
OP(BUILD_SLICE) {
    Value *p = &R[B];
    Value r = slice_new(t, p[0], p[1], N == 3 ? p[2] : EMPTY);
    ERROR_IF(is_empty(r));
    for (int i = 0; i < N; i++)
        release(take(&p[i]));
    SET(A, r);
    NEXT();
}
