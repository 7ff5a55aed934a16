/* ops_attr.h: attributes and method look-up, with inline caches (object/attrs.h has the shape-word invariant). */

#define HAS_SHAPE(v, k) (is_ptr(v) && plain_attrs(object_of(v))->shape == (k)->shape)
/* Of instances of subclasses of built-in classes, files and other objects whose attributes lie behind what their class keeps. */
#define HAS_SHAPE_APART(v, k) \
    (is_ptr(v) && object_of(v)->type->version == (k)->version && attrs_in(object_of(v))->shape == (k)->shape)
/* Finishes a load whose operand v is in B. */
#define LOADED(value_) do { \
        Value r_ = (value_); \
        FINISH(B, v); \
        SET(A, r_); \
        NEXT(); \
    } while (0)

OP(LOAD_ATTR) {
    Value v = READ(B);
    Cache *k = CACHE();
    SAVE();
    WHEN_WARM(specialise_load_attr(t, (Instr *)pc - 1, k, v);)
    Value r = EMPTY;
    if (may_be_special(v) && type_of(v)->getattr != object_generic_getattr) {
        Frame *begun;
        {
            Value found;                /* gone when machine code goes on by a jump */
            begun = special_getattr(t, f, v, k->name, &found);
            r = found;
        }
        IN_FRAME(begun);
        ERROR_IF(is_empty(r) && is_raised(t));
    }
    if (is_empty(r))
        r = type_of(v)->getattr(t, v, k->name);
    ERROR_IF(is_empty(r));
    LOADED(r);
}
OP(LOAD_ATTR_SLOT) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k)))
        GUARD_FAILED(attr_miss);
    Value r = plain_attrs(object_of(v))->slot[k->index];
    if (unlikely(is_empty(r)))
        GUARD_FAILED(attr_miss);
    LOADED(retain(r));
}
OP(LOAD_ATTR_LOCAL) {
    Value v = R[B];
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k)))
        GUARD_FAILED(attr_miss);
    Value r = plain_attrs(object_of(v))->slot[k->index];
    if (unlikely(is_empty(r)))
        GUARD_FAILED(attr_miss);
    retain(r);
    SET(A, r);
    NEXT();
}
OP(LOAD_ATTR_EXTRA) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k)))
        GUARD_FAILED(attr_miss);
    Value r = plain_attrs(object_of(v))->extra->overflow[k->index];
    if (unlikely(is_empty(r)))
        GUARD_FAILED(attr_miss);
    LOADED(retain(r));
}
OP(LOAD_ATTR_DICT) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k) || object_of(v)->type->version != k->version))
        GUARD_FAILED(attr_miss);
    Extra *extra = plain_attrs(object_of(v))->extra;
    if (unlikely(!extra || is_empty(extra->dict)))
        GUARD_FAILED(attr_miss);
    Dict *d = as_dict(extra->dict);
    if (unlikely(!d->str_keys || k->index >= d->entry_count || !same(((StrEntry *)d->entries)[k->index].key, k->name)))
        GUARD_FAILED(attr_miss);
    LOADED(retain(((StrEntry *)d->entries)[k->index].value));
}
OP(LOAD_ATTR_APART) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE_APART(v, k)))
        GUARD_FAILED(attr_miss);
    Value r = *attrs_slot(attrs_in(object_of(v)), k->index);
    if (unlikely(is_empty(r)))
        GUARD_FAILED(attr_miss);
    LOADED(retain(r));
}
OP(LOAD_ATTR_MODULE) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!is_exact(v, &module_type) || module_dict(v)->keys_version != k->keys_version))
        GUARD_FAILED(attr_miss);
    LOADED(retain(*dict_str_entry_value(module_dict(v), k->index)));
}
OP(LOAD_ATTR_CLASS) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v) != (Object *)k->type || k->type->version != k->version))
        GUARD_FAILED(attr_miss);
    LOADED(retain(k->value));
}
OP(LOAD_ATTR_SHAPE_CLASS) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k) || object_of(v)->type->version != k->version))
        GUARD_FAILED(attr_miss);
    LOADED(retain(k->value));
}
OP(LOAD_ATTR_APART_CLASS) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE_APART(v, k)))
        GUARD_FAILED(attr_miss);
    LOADED(retain(k->value));
}
OP(LOAD_ATTR_MEMBER) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(attr_miss);
    Value r = *(Value *)((char *)object_of(v) + k->index);
    if (unlikely(is_empty(r)))
        GUARD_FAILED(attr_miss);
    LOADED(retain(r));
}
OP(LOAD_ATTR_GETTER) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(attr_miss);
    SAVE();
    Value r = ((const GetSetDef *)k->pointer)->get(t, v);
    ERROR_IF(is_empty(r));
    LOADED(r);
}

/* Accessors in Python run in a frame of this loop. */
#define ACCESSOR_FITS(function, count, window) \
    (is_exact(function, &function_type) && as_function(function)->code->exact_args == (count) \
     && frame_fits(t, as_function(function)->code, window))
OP(LOAD_ATTR_PROPERTY) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(attr_miss);
    Ref getter = ((Property *)object_of(k->value))->get;
    Value *window = frame_top(f);
    if (unlikely(!ACCESSOR_FITS(getter, 1, window)))
        GUARD_FAILED(attr_miss);
    SAVE();
    window[0] = OWNED(B);
    retain(getter);
    f = frame_push_fitting(t, as_function(getter), window, 1, A);
    ENTER();
}
OP(LOAD_ATTR_GET) {
    Value v = READ(B);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(attr_miss);
    Ref at = k->value, getter = type_lookup(t, type_of(at), NAME(__get__));
    Value *window = frame_top(f);
    if (unlikely(!type_of(at)->descr_set || !ACCESSOR_FITS(getter, 3, window)))
        GUARD_FAILED(attr_miss);
    SAVE();
    window[0] = retain(at);
    window[2] = retain(value_of(type_of(v)));
    window[1] = OWNED(B);
    retain(getter);
    f = frame_push_fitting(t, as_function(getter), window, 3, A);
    ENTER();
}

/* A guard failed: the general way this time; back to the generic form when it fails often. */
attr_miss: {
    Value v = READ(B);
    Cache *k = CACHE();
    SAVE();
    if (++k->counter >= 8) {
        Instr *at = (Instr *)pc - 1;
        k->counter = 0;
        at->op = I_LOAD_ATTR;
        at->n = ++k->misses > 12 ? COLD_SITE : WARM;
    }
    Value r = type_of(v)->getattr(t, v, k->name);
    ERROR_IF(is_empty(r));
    LOADED(r);
}

OP(STORE_ATTR) {
    Value v = READ(A), value = READ(B);
    Cache *k = CACHE();
    SAVE();
    WHEN_WARM(specialise_store_attr(t, (Instr *)pc - 1, k, v);)
    ERROR_IF(!type_of(v)->setattr(t, v, k->name, value));
    FINISH(A, v);
    FINISH(B, value);
    NEXT();
}
OP(STORE_ATTR_SLOT) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k)))
        GUARD_FAILED(store_attr_miss);
    Value value = OWNED(B);
    Value *slot = &plain_attrs(object_of(v))->slot[k->index];
    Value old = *slot;
    *slot = value;
    if (is_ptr(old)) {
        SAVE();
        release(old);
    }
    FINISH(A, v);
    NEXT();
}
OP(STORE_ATTR_LOCAL) {
    Value v = R[A];
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k)))
        GUARD_FAILED(store_attr_miss);
    Value value = OWNED(B);
    Value *slot = &plain_attrs(object_of(v))->slot[k->index];
    Value old = *slot;
    *slot = value;
    if (is_ptr(old)) {
        SAVE();
        release(old);
    }
    NEXT();
}
OP(STORE_ATTR_EXTRA) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k)))
        GUARD_FAILED(store_attr_miss);
    SAVE();
    Value value = OWNED(B);
    replace_take(&plain_attrs(object_of(v))->extra->overflow[k->index], value);
    FINISH(A, v);
    NEXT();
}
OP(STORE_ATTR_ADD) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE(v, k) || object_of(v)->type->version != k->version))
        GUARD_FAILED(store_attr_miss);
    Attrs *a = plain_attrs(object_of(v));
    a->shape = k->pointer;
    a->slot[k->index] = OWNED(B);
    FINISH(A, v);
    NEXT();
}
OP(STORE_ATTR_APART) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE_APART(v, k)))
        GUARD_FAILED(store_attr_miss);
    SAVE();
    Value value = OWNED(B);
    replace_take(attrs_slot(attrs_in(object_of(v)), k->index), value);
    FINISH(A, v);
    NEXT();
}
OP(STORE_ATTR_APART_ADD) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!HAS_SHAPE_APART(v, k)))
        GUARD_FAILED(store_attr_miss);
    Attrs *a = attrs_in(object_of(v));
    a->shape = k->pointer;
    a->slot[k->index] = OWNED(B);
    FINISH(A, v);
    NEXT();
}
OP(STORE_ATTR_MEMBER) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(store_attr_miss);
    SAVE();
    Value value = OWNED(B);
    replace_take((Value *)((char *)object_of(v) + k->index), value);
    FINISH(A, v);
    NEXT();
}
/* What a setter returns is dropped: FRAME_CONSTRUCT with nothing constructed, which empties a register that is dead by then. */
#define DEAD_REGISTER (IS_TEMPORARY(A) ? A : IS_TEMPORARY(B) ? B : f->code->register_count)
OP(STORE_ATTR_PROPERTY) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(store_attr_miss);
    Ref setter = ((Property *)object_of(k->value))->set;
    Value *window = frame_top(f);
    if (unlikely(!ACCESSOR_FITS(setter, 2, window)))
        GUARD_FAILED(store_attr_miss);
    SAVE();
    window[0] = OWNED(A);
    window[1] = OWNED(B);
    retain(setter);
    f = frame_push_fitting(t, as_function(setter), window, 2, DEAD_REGISTER);
    f->flags = FRAME_CONSTRUCT;
    ENTER();
}
OP(STORE_ATTR_SET) {
    Value v = READ(A);
    Cache *k = CACHE();
    if (unlikely(!is_ptr(v) || object_of(v)->type->version != k->version))
        GUARD_FAILED(store_attr_miss);
    Ref at = k->value, setter = type_lookup(t, type_of(at), NAME(__set__));
    Value *window = frame_top(f);
    if (unlikely(!ACCESSOR_FITS(setter, 3, window)))
        GUARD_FAILED(store_attr_miss);
    SAVE();
    window[0] = retain(at);
    window[1] = OWNED(A);
    window[2] = OWNED(B);
    retain(setter);
    f = frame_push_fitting(t, as_function(setter), window, 3, DEAD_REGISTER);
    f->flags = FRAME_CONSTRUCT;
    ENTER();
}
store_attr_miss: {
    Value v = READ(A), value = READ(B);
    Cache *k = CACHE();
    SAVE();
    if (++k->counter >= 8) {
        Instr *at = (Instr *)pc - 1;
        k->counter = 0;
        at->op = I_STORE_ATTR;
        at->n = ++k->misses > 12 ? COLD_SITE : WARM;
    }
    ERROR_IF(!type_of(v)->setattr(t, v, k->name, value));
    FINISH(A, v);
    FINISH(B, value);
    NEXT();
}
OP(DELETE_ATTR) {
    Value v = READ(A);
    SAVE();
    ERROR_IF(!type_of(v)->setattr(t, v, CACHE()->name, EMPTY));
    FINISH(A, v);
    NEXT();
}

/* ---- methods: R[A] = function, R[A+1] = self (or nothing) ---- */

/* Function found in v's class: the object goes along as first argument, moved if it was a temporary. */
#define METHOD_FOUND(function) do { \
        Value function_ = (function); \
        Value self_ = OWNED(B); \
        R[A] = function_; \
        R[A + 1] = self_; \
        NEXT(); \
    } while (0)
#define ATTRIBUTE_FOUND(value_) do { \
        Value r_ = (value_); \
        FINISH(B, v); \
        R[A] = r_; \
        R[A + 1] = EMPTY; \
        NEXT(); \
    } while (0)

OP(LOAD_METHOD) {
    Value v = READ(B);
    Cache *k = CACHE();
    SAVE();
    WHEN_WARM(specialise_load_method(t, (Instr *)pc - 1, k, v);)
load_method_slow:
    if (is_ptr(v) && object_of(v)->type->attrs_offset == (ssize)sizeof(Object)) {
        /* an instance at a site of many classes: the interpreter-wide cache */
        Shape *shape = plain_attrs(object_of(v))->shape;
        MethodLine *line = method_line(t->interp->method_cache, shape, k->name);
        if (line->shape == shape && line->name == object_of(k->name) && line->version == object_of(v)->type->version && line->version)
            METHOD_FOUND(retain(line->function));
        Type *class = object_of(v)->type;
        Value function = method_of_shape(t, class, shape, k->name);
        if (!is_empty(function)) {
            *line = (MethodLine){.shape = shape, .name = object_of(k->name), .function = function, .version = class->version};
            METHOD_FOUND(retain(function));
        }
    }
    LoadedMethod found = slow_load_method(t, v, k->name);
    ERROR_IF(is_empty(found.callable));
    FINISH(B, v);
    R[A] = found.callable;
    R[A + 1] = found.self;
    NEXT();

OP(LOAD_METHOD_SHAPE)
    v = READ(B);
    k = CACHE();
    if (likely(HAS_SHAPE(v, k) && object_of(v)->type->version == k->version))
        METHOD_FOUND(retain(k->value));
    GUARD_FAILED(method_miss);
OP(LOAD_METHOD_APART)
    v = READ(B);
    k = CACHE();
    if (likely(HAS_SHAPE_APART(v, k)))
        METHOD_FOUND(retain(k->value));
    GUARD_FAILED(method_miss);
OP(LOAD_METHOD_TYPE)
    v = READ(B);
    k = CACHE();
    if (likely(type_of(v)->version == k->version))
        METHOD_FOUND(retain(k->value));
    GUARD_FAILED(method_miss);
OP(LOAD_METHOD_MODULE)
    v = READ(B);
    k = CACHE();
    if (likely(is_exact(v, &module_type) && module_dict(v)->keys_version == k->keys_version))
        ATTRIBUTE_FOUND(retain(*dict_str_entry_value(module_dict(v), k->index)));
    GUARD_FAILED(method_miss);
OP(LOAD_METHOD_CLASS)
    v = READ(B);
    k = CACHE();
    if (likely(is_ptr(v) && object_of(v) == (Object *)k->type && k->type->version == k->version))
        ATTRIBUTE_FOUND(retain(k->value));
    GUARD_FAILED(method_miss);
method_miss:
    SAVE();
    if (++k->counter >= 8) {
        Instr *at = (Instr *)pc - 1;
        k->counter = 0;
        at->op = I_LOAD_METHOD;
        at->n = ++k->misses > 12 ? COLD_SITE : WARM;
    }
    goto load_method_slow;
}
OP(LOAD_SUPER_METHOD) {
    Value cls = R[B + 1], object = R[B + 2], method, self;
    Cache *k = CACHE();
    if (likely(k->version && k->version == type_of(object)->version && k->key == object_of(cls)
               && same(R[B], value_of(&super_type)))) {
        method = retain(k->value);
        self = object;                              /* moved */
        R[B + 2] = EMPTY;
    } else {
        INTERPRET();
        SAVE();
        method = slow_load_super(t, R[B], cls, object, k, &self);
        ERROR_IF(is_empty(method));
    }
    for (unsigned i = 0; i < 3; i++)
        release(take(&R[B + i]));
    R[A] = method;
    R[A + 1] = self;
    NEXT();
}
