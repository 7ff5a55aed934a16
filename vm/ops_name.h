/* ops_name.h: global names and the names of class bodies and modules. */

OP(LOAD_GLOBAL) {
    Cache *k = WIDE_CACHE();
    SAVE();
    WHEN_WARM(specialise_load_global(t, f, (Instr *)pc - 1, k);)
    Value v = slow_load_global(t, f, k->name);
    ERROR_IF(is_empty(v));
    SET(A, v);
    NEXT();
}
/* Retains what is a pointer most likely. */
#define RETAIN_POINTER(lent) ({ \
        Value v_ = (lent); \
        if (likely(is_ptr(v_)) && likely(!is_empty(v_))) \
            object_retain(object_of(v_)); \
        v_; \
    })
OP(LOAD_GLOBAL_DICT) {
    Cache *k = WIDE_CACHE();
    Dict *d = f->globals;
    if (unlikely(d->keys_version != k->keys_version))
        GUARD_FAILED(despecialise_name);
    Value v = RETAIN_POINTER(*k->place);
    SET(A, v);
    NEXT();
}
OP(LOAD_GLOBAL_BUILTIN) {
    Cache *k = WIDE_CACHE();
    if (unlikely(f->globals->keys_version != k->keys_version || f->builtins->keys_version != k->builtins_version))
        GUARD_FAILED(despecialise_name);
    Value v = RETAIN_POINTER(*dict_str_entry_value(f->builtins, k->index));
    SET(A, v);
    NEXT();
}
OP(STORE_GLOBAL) {
    Cache *k = WIDE_CACHE();
    SAVE();
    Value v = READ(A);
    ERROR_IF(!dict_set(t, f->globals, k->name, v));
    FINISH(A, v);
    WHEN_WARM(specialise_store_global(t, f, (Instr *)pc - 1, k);)
    NEXT();
}
OP(STORE_GLOBAL_DICT) {
    Cache *k = WIDE_CACHE();
    if (unlikely(f->globals->keys_version != k->keys_version))
        GUARD_FAILED(despecialise_name);
    Value v = OWNED(A);
    SAVE();
    replace_take(k->place, v);
    NEXT();
}
OP(DELETE_GLOBAL) {
    Ref name = WIDE_CACHE()->name;
    SAVE();
    Lookup r = dict_delete(t, f->globals, name);
    if (r == MISSING)
        raise_name(t, name, "name '%S' is not defined");
    ERROR_IF(r != FOUND);
    NEXT();
}
OP(LOAD_NAME) {
    Cache *k = WIDE_CACHE();
    SAVE();
    WHEN_WARM(specialise_load_global(t, f, (Instr *)pc - 1, k);)
    Value v = slow_load_name(t, f, k->name);
    ERROR_IF(is_empty(v));
    SET(A, v);
    NEXT();
}
OP(LOAD_NAME_DICT) {
    Cache *k = WIDE_CACHE();
    Dict *d = f->globals;
    if (unlikely(d->keys_version != k->keys_version || object_of(f->locals) != (Object *)d))
        GUARD_FAILED(despecialise_name);
    Value v = retain(*k->place);
    SET(A, v);
    NEXT();
}
OP(LOAD_NAME_BUILTIN) {
    Cache *k = WIDE_CACHE();
    if (unlikely(f->globals->keys_version != k->keys_version || f->builtins->keys_version != k->builtins_version
                 || object_of(f->locals) != (Object *)f->globals))
        GUARD_FAILED(despecialise_name);
    Value v = retain(*dict_str_entry_value(f->builtins, k->index));
    SET(A, v);
    NEXT();
}
OP(STORE_NAME) {
    Cache *k = WIDE_CACHE();
    SAVE();
    Value v = READ(A);
    ERROR_IF(!slow_store_name(t, f, k->name, v));
    FINISH(A, v);
    WHEN_WARM(specialise_store_global(t, f, (Instr *)pc - 1, k);)
    NEXT();
}
OP(STORE_NAME_DICT) {
    Cache *k = WIDE_CACHE();
    if (unlikely(f->globals->keys_version != k->keys_version || object_of(f->locals) != (Object *)f->globals))
        GUARD_FAILED(despecialise_name);
    Value v = OWNED(A);
    SAVE();
    replace_take(k->place, v);
    NEXT();
}
OP(DELETE_NAME) {
    SAVE();
    ERROR_IF(!slow_delete_name(t, f, WIDE_CACHE()->name));
    NEXT();
}

despecialise_name: {            /* back to the generic form, to be specialised anew unless it keeps failing */
    Instr *at = (Instr *)pc - 1;
    Cache *k = WIDE_CACHE();
    at->op = opcode_generic(at->op);
    at->n = ++k->misses > 20 ? COLD_SITE : 0;
    pc--;
    DISPATCH();
}

OP(LOAD_LOCALS) {
    SAVE();
    Value v = is_empty(f->locals) ? frame_locals(t, f) : retain(f->locals);
    ERROR_IF(is_empty(v));
    SET(A, v);
    NEXT();
}
OP(LOAD_DICT_OR_GLOBAL) {
    SAVE();
    Ref name = K[~(ssize)C];
    Value v = get_item(t, READ(B), name);
    if (is_empty(v)) {
        ERROR_IF(!raised_catch(t, &exc_KeyError));
        v = slow_load_global(t, f, name);
    }
    ERROR_IF(is_empty(v));
    SET(A, v);
    NEXT();
}
OP(LOAD_DICT_OR_FREE) {
    SAVE();
    Value v = get_item(t, READ(B), f->code->free_names[C]);
    if (is_empty(v)) {
        ERROR_IF(!raised_catch(t, &exc_KeyError));
        v = retain(as_cell(f->func->closure->item[C])->value);
        if (is_empty(v)) {
            raise_unbound_free(t, f->code, C);
            goto error;
        }
    }
    SET(A, v);
    NEXT();
}
OP(LOAD_BUILD_CLASS) {
    SAVE();
    Ref found = dict_peek_name(f->builtins, NAME(__build_class__));
    if (is_empty(found)) {
        raise_format(t, &exc_NameError, "__build_class__ not found");
        goto error;
    }
    Value v = retain(found);
    SET(A, v);
    NEXT();
}
OP(SETUP_ANNOTATIONS) {
    SAVE();
    ERROR_IF(!slow_setup_annotations(t, f));
    NEXT();
}
