/* ops_iter.h: iteration and unpacking. */

OP(GET_ITER) {
    Value v = READ(B);
    SAVE();
    Value r = iter(t, v);
    ERROR_IF(is_empty(r));
    FINISH(B, v);
    SET(A, r);
    NEXT();
}
OP(CHECK_ITER) {
    Value v = READ(B);
    if (unlikely(!is_iterator(v))) {
        SAVE();
        raise_type(t, "'%T' object is not an iterator", v);
        goto error;
    }
    v = OWNED(B);
    SET(A, v);
    NEXT();
}
/* The instruction after FOR_ITER is the JUMP out of the loop: skipped while there are items. */
OP(FOR_ITER) {
    Value it = R[B], item;
    Type *type = object_of(it)->type;
    if (type == &range_iterator_type) {
        WHEN_WARM(((Instr *)pc)[-1].op = I_FOR_RANGE;)
        goto for_range;
    }
    if (type == &list_iterator_type) {
        WHEN_WARM(((Instr *)pc)[-1].op = I_FOR_LIST;)
        goto for_list;
    }
    SAVE();
    if (type == &generator_type) {
        Generator *g = (Generator *)object_of(it);
        if (likely(g->state == GEN_CREATED || g->state == GEN_SUSPENDED)) {
            WHEN_WARM(((Instr *)pc)[-1].op = I_FOR_GENERATOR;)
            callee = it;
            result = NONE;
            goto resume_inline;
        }
    }
    WHEN_WARM(
        ((Instr *)pc)[-1].n = COLD_SITE;    /* looked at once */
        if ((type == &dict_item_iterator_type || type == &enumerate_type || type == &zip_type)
            && pc[1].op == I_UNPACK && pc[1].b == A && pc[1].c == 2 && A >= temps)
            ((Instr *)pc)[-1].op = I_FOR_PAIR;)
    if (type->flags & TYPE_HEAP)
        IN_FRAME(special1(t, f, NAME(__next__), it));
    if (likely(type->next != NULL)) {
        item = type->next(t, it);
        if (likely(!is_empty(item))) {
            SET(A, item);
            NEXT_BUT_ONE();
        }
        if (is_raised(t))
            ERROR_IF(!raised_catch(t, &exc_StopIteration));
    } else {
        raise_type(t, "'%T' object is not an iterator", it);
        goto error;
    }
for_end:
    SAVE();
    R[B] = EMPTY;
    release(it);
    NEXT();

OP(FOR_RANGE)
    it = R[B];
    if (unlikely(object_of(it)->type != &range_iterator_type))
        GUARD_FAILED(op_FOR_ITER);
for_range: {
        RangeIterator *ri = (RangeIterator *)object_of(it);
        if (unlikely(ri->remaining == 0))
            goto for_end;
        int64_t i = ri->next;
        ri->remaining--;
        ri->next = i + ri->step;
        SET(A, fixnum(i));
        NEXT_BUT_ONE();
    }
OP(FOR_GENERATOR)
    it = R[B];
    if (unlikely(object_of(it)->type != &generator_type || as_generator(it)->state > GEN_SUSPENDED))
        GUARD_FAILED(op_FOR_ITER);
    SAVE();
    callee = it;
    result = NONE;
    goto resume_inline;
OP(FOR_PAIR) {
        it = R[B];
        type = object_of(it)->type;
        if (TRACING)                            /* which shows every line */
            goto op_FOR_ITER;
        Value *to = &R[pc[1].a];
        PairStep found;
        SAVE();
        if (type == &dict_item_iterator_type)
            found = dict_item_step_pair(t, it, &to[0], &to[1]);
        else if (type == &enumerate_type)
            found = enumerate_step_pair(t, it, &to[0], &to[1]);
        else if (type == &zip_type)
            found = zip_step_pair(t, it, &to[0], &to[1]);
        else
            goto op_FOR_ITER;
        if (likely(found == PAIR_FOUND))
            NEXT_BUT_TWO();
        ERROR_IF(found == PAIR_ERROR);
        if (found == PAIR_END)
            goto for_end;
        goto op_FOR_ITER;
    }
OP(FOR_LIST)
    it = R[B];
    if (unlikely(object_of(it)->type != &list_iterator_type))
        GUARD_FAILED(op_FOR_ITER);
for_list: {
        ListIterator *li = (ListIterator *)object_of(it);
        if (unlikely(is_empty(li->list)))
            goto for_end;
        List *l = as_list(li->list);
        if (unlikely(li->index >= l->len)) {
            SAVE();
            release(take(&li->list));
            goto for_end;
        }
        item = list_next(l, li->index++);
        SET(A, item);
        NEXT_BUT_ONE();
    }
}
OP(UNPACK) {
    Value v = READ(B);
    Value *to = &R[A];
    ssize n = C;
    if (is_exact(v, &tuple_type) && as_tuple(v)->len == n) {
        Value items_owner = OWNED(B);
        for (ssize i = 0; i < n; i++)
            to[i] = retain(as_tuple(items_owner)->item[i]);
        release(items_owner);
        NEXT();
    }
    SAVE();
    if (is_exact(v, &list_type) && as_list(v)->len == n) {
        Value items_owner = OWNED(B);
        for (ssize i = 0; i < n; i++)
            to[i] = retain(as_list(items_owner)->item[i]);
        release(items_owner);
        NEXT();
    }
    v = OWNED(B);                       /* the targets may include the operand's register */
    bool good = slow_unpack(t, v, to, n);
    release(v);
    ERROR_IF(!good);
    NEXT();
}
OP(UNPACK_STAR) {
    SAVE();
    Value v = OWNED(B);
    bool good = slow_unpack_star(t, v, &R[A], N, C);
    release(v);
    ERROR_IF(!good);
    NEXT();
}
