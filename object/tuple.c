/* tuple.c: tuple (Built-in Types, "Tuples"; Common Sequence Operations).
 *
 * The items follow the header. A tuple never changes once anybody else can see it; while it is being filled its items
 * may be EMPTY. There is one empty tuple per interpreter. Instances of subclasses have the same layout, with their
 * attributes after the items. Struct sequences are in structseq.c.
 */
#include <stdarg.h>

#include "base/hash.h"
#include "object/gc.h"
#include "object/generic_alias.h"
#include "object/heap_pages.h"
#include "object/list.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/range.h"
#include "object/sequence.h"
#include "object/tuple.h"
#include "object/str.h"
#include "gen/object/tuple.h"

#define TUPLE_MAX ((ssize)((SSIZE_MAX_ - 4096) / sizeof(Value)))

/* ---- construction, destruction ---- */

ALWAYS_INLINE size_t size_of(ssize len) { return sizeof(Tuple) + (size_t)len * sizeof(Value); }

static Value empty_tuple(Thread *t)
{
    Value *empty = &t->interp->empty_tuple;
    if (unlikely(is_empty(*empty))) {
        Tuple *v = object_new(t, &tuple_type, sizeof *v);
        if (!v)
            return EMPTY;
        v->len = 0;
        *empty = value_of(v);
    }
    return retain(*empty);
}

/* An exact tuple of len > 0 items, not set. */
ALWAYS_INLINE Tuple *new_tuple(Thread *t, ssize len)
{
    if (unlikely(len > TUPLE_MAX))
        return raise_memory(t), NULL;
    size_t size = size_of(len);
    Tuple *v = likely(size <= HEAP_MAX) ? object_new_static(t, &tuple_type, size, true) : object_new(t, &tuple_type, size);
    if (likely(v))
        v->len = len;
    return v;
}

Value tuple_new(Thread *t, ssize len)
{
    if (len == 0)
        return empty_tuple(t);
    Tuple *v = new_tuple(t, len);
    if (v)
        memset(v->item, 0, (size_t)len * sizeof(Value));
    return value_of(v);
}

Value tuple_from_array(Thread *t, const Value *items, ssize n)
{
    if (n == 0)
        return empty_tuple(t);
    Tuple *v = new_tuple(t, n);
    if (v)
        for (ssize i = 0; i < n; i++)
            v->item[i] = retain(items[i]);
    return value_of(v);
}

Value tuple_from_array_take(Thread *t, Value *items, ssize n)
{
    if (n == 0)
        return empty_tuple(t);
    Tuple *v = new_tuple(t, n);
    if (v)
        memcpy(v->item, items, (size_t)n * sizeof *items);
    else
        for (ssize i = 0; i < n; i++)
            release(items[i]);
    return value_of(v);
}

Value tuple_pack(Thread *t, int n, ...)
{
    va_list ap;
    Value v = tuple_new(t, n);
    if (is_empty(v))
        return EMPTY;
    va_start(ap, n);
    for (int i = 0; i < n; i++)
        as_tuple(v)->item[i] = retain(va_arg(ap, Ref));
    va_end(ap);
    return v;
}

static void tuple_dealloc(Object *o)
{
    Tuple *v = (Tuple *)o;
    for (ssize i = v->len; i-- > 0;)
        release(v->item[i]);
    size_t size = size_of(v->len);
    if (likely(o->type == &tuple_type && size <= HEAP_MAX))
        object_free_static(o, size, true);
    else
        object_free(o, o->type == &tuple_type ? size : object_size(o));
}

static void tuple_traverse(Object *o, Visitor *visitor)
{
    Tuple *v = (Tuple *)o;
    for (ssize i = 0; i < v->len; i++)
        visit(visitor, v->item[i]);
}

/* ---- operations other files use ---- */

Value tuple_reuse(const Value *last)
{
    if (is_empty(*last) || object_of(*last)->refcount != 1)
        return EMPTY;
    gc_track(object_of(*last));                 /* a collection may have found the old items harmless */
    return retain(*last);
}

Value tuple_slice(Thread *t, Ref v, ssize start, ssize end)
{
    Tuple *source = as_tuple(v);
    start = MIN(MAX(start, (ssize)0), source->len);
    end = MIN(MAX(end, start), source->len);
    if (start == 0 && end == source->len && is_exact(v, &tuple_type))
        return retain(v);
    return tuple_from_array(t, source->item + start, end - start);
}

Value tuple_concat(Thread *t, Ref a, Ref b)
{
    if (!is_tuple(a))
        return NOT_IMPLEMENTED;
    if (!is_tuple(b))
        return raise_type(t, "can only concatenate tuple (not \"%T\") to tuple", b);
    Tuple *x = as_tuple(a), *y = as_tuple(b);
    if (y->len == 0 && is_exact(a, &tuple_type))
        return retain(a);
    if (x->len == 0 && is_exact(b, &tuple_type))
        return retain(b);
    if (x->len + y->len == 0)
        return empty_tuple(t);
    Tuple *v = new_tuple(t, x->len + y->len);
    if (!v)
        return EMPTY;
    for (ssize i = 0; i < x->len; i++)
        v->item[i] = retain(x->item[i]);
    for (ssize i = 0; i < y->len; i++)
        v->item[x->len + i] = retain(y->item[i]);
    return value_of(v);
}

/* ---- slots ---- */

ALWAYS_INLINE Span span_of(Tuple *v, Value **item)
{
    *item = v->item;
    return (Span){item, &v->len};
}

NEW(tuple, "(cls, sequence=())")
{
    Value v = to_tuple(t, a->sequence);
    if (cls == &tuple_type || is_empty(v))
        return v;
    OWN Value source = v;
    ssize n = as_tuple(source)->len;
    Value made = type_alloc(t, cls, n);
    if (is_empty(made))
        return EMPTY;
    as_tuple(made)->len = n;
    for (ssize i = 0; i < n; i++)
        as_tuple(made)->item[i] = retain(as_tuple(source)->item[i]);
    return made;
}

static bool tuple_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_tuple(self)->len;
    return true;
}

static Value tuple_repr(Thread *t, Ref self)
{
    Value *item;
    Span s = span_of(as_tuple(self), &item);
    return span_repr(t, self, s, "(", ")", true);
}

Test key_equal_plain(Ref a, Ref b)
{
    if (is_exact(a, &str_type) && is_exact(b, &str_type))
        return (Test)str_equal(as_str(a), as_str(b));
    if (!is_exact(a, &tuple_type) || !is_exact(b, &tuple_type))
        return TEST_ERROR;
    const Tuple *x = as_tuple(a), *y = as_tuple(b);
    if (x->len != y->len)
        return TEST_FALSE;
    for (ssize i = 0; i < x->len; i++) {
        Ref p = x->item[i], q = y->item[i];
        if (same(p, q))
            continue;
        if (both_fixnum(p, q))
            return TEST_FALSE;
        if (!is_exact(p, &str_type) || !is_exact(q, &str_type))
            return TEST_ERROR;
        if (!str_equal(as_str(p), as_str(q)))
            return TEST_FALSE;
    }
    return TEST_TRUE;
}

static bool tuple_hash(Thread *t, Ref self, int64_t *hash)
{
    Tuple *v = as_tuple(self);
    uint64_t acc = hash_sequence_start();
    for (ssize i = 0; i < v->len; i++) {
        Ref item = v->item[i];
        int64_t h;
        if (is_fixnum(item))
            h = hash_int64(fixnum_value(item));
        else if (is_exact(item, &str_type) && as_str(item)->hash != -1)
            h = as_str(item)->hash;
        else if (!hash_of(t, item, &h))
            return false;
        acc = hash_sequence_add(acc, h);
    }
    *hash = hash_sequence_finish(acc, v->len);
    return true;
}

static Value tuple_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    Value *x, *y;
    if (!is_tuple(other))
        return NOT_IMPLEMENTED;
    Span a = span_of(as_tuple(self), &x), b = span_of(as_tuple(other), &y);
    return span_compare(t, a, b, op);
}

static Test tuple_contains(Thread *t, Ref self, Ref item)
{
    Value *items;
    Span s = span_of(as_tuple(self), &items);
    return span_contains(t, s, item);
}

static Value tuple_item(Thread *t, Ref self, ssize i)
{
    Tuple *v = as_tuple(self);
    if ((size_t)i >= (size_t)v->len)
        return raise_index(t, "tuple index out of range");
    return retain(v->item[i]);
}

static Value get_slice(Thread *t, Ref self, Slice *s)
{
    ssize start, stop, step;
    if (!slice_unpack(t, s, &start, &stop, &step))
        return EMPTY;
    Tuple *v = as_tuple(self);
    ssize n = slice_adjust(v->len, &start, &stop, step);
    if (step == 1)
        return tuple_slice(t, self, start, start + n);
    if (n == 0)
        return empty_tuple(t);
    Tuple *r = new_tuple(t, n);
    if (!r)
        return EMPTY;
    for (ssize i = 0; i < n; i++, start += step)
        r->item[i] = retain(v->item[start]);
    return value_of(r);
}

static Value tuple_getitem(Thread *t, Ref self, Ref key)
{
    ssize i;
    if (is_exact(key, &slice_type))
        return get_slice(t, self, as_slice(key));
    if (!sequence_index(t, key, "tuple", &i))
        return EMPTY;
    if (i < 0)
        i += as_tuple(self)->len;
    return tuple_item(t, self, i);
}

static Value tuple_repeat(Thread *t, Ref self, ssize count)
{
    Tuple *v = as_tuple(self);
    ssize n;
    if (is_exact(self, &tuple_type) && (count == 1 || v->len == 0))
        return retain(self);
    if (count <= 0 || v->len == 0)
        return empty_tuple(t);
    if (__builtin_mul_overflow(v->len, count, &n))
        return raise_memory(t);
    Tuple *r = new_tuple(t, n);
    if (!r)
        return EMPTY;
    for (ssize i = 0; i < n; i += v->len)
        for (ssize k = 0; k < v->len; k++)
            r->item[i + k] = retain(v->item[k]);
    return value_of(r);
}

/* ---- methods ---- */

/** Return number of occurrences of value. */
METHOD1(tuple, count, value)
{
    Value *items;
    ssize n;
    return span_count(t, span_of(as_tuple(self), &items), value, &n) ? fixnum(n) : EMPTY;
}

/** Return first index of value.
 *
 * Raises ValueError if the value is not present. */
METHOD(tuple, index, "(self, value, start: clamped = 0, stop: clamped = 9223372036854775807, /)")
{
    Tuple *v = as_tuple(self);
    Value *items;
    ssize i;
    switch (span_find(t, span_of(v, &items), a->value, clamp_bound(a->start, v->len), clamp_bound(a->stop, v->len), &i)) {
    case FOUND:   return fixnum(i);
    case MISSING: return raise_value(t, "tuple.index(x): x not in tuple");
    default:      return EMPTY;
    }
}

METHOD0(tuple, __getnewargs__)
{
    OWN Value plain = tuple_from_array(t, as_tuple(self)->item, as_tuple(self)->len);
    return is_empty(plain) ? EMPTY : tuple_pack(t, 1, plain);
}

/** See PEP 585 */
CLASSMETHOD1(tuple, __class_getitem__, item)
{
    return generic_alias_new(t, self, item);
}

/* ---- iterator ---- */

ALWAYS_INLINE TupleIterator *as_iterator(Ref v) { return (TupleIterator *)object_of(v); }

static Value tuple_iter(Thread *t, Ref self)
{
    TupleIterator *it = object_new_static(t, &tuple_iterator_type, sizeof *it, true);
    if (!it)
        return EMPTY;
    it->tuple = retain(self);
    it->index = 0;
    return value_of(it);
}

static void iterator_dealloc(Object *o)
{
    release(((TupleIterator *)o)->tuple);
    object_free_static(o, sizeof(TupleIterator), true);
}

static void iterator_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((TupleIterator *)o)->tuple);
}

static Value tuple_iterator_next(Thread *t UNUSED, Ref self)
{
    TupleIterator *it = as_iterator(self);
    if (is_empty(it->tuple))
        return EMPTY;
    Tuple *v = as_tuple(it->tuple);
    if (it->index < v->len)
        return retain(v->item[it->index++]);
    release(take(&it->tuple));
    return EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(tuple_iterator, __length_hint__)
{
    TupleIterator *it = as_iterator(self);
    return fixnum(is_empty(it->tuple) ? 0 : as_tuple(it->tuple)->len - it->index);
}

/** Return state information for pickling. */
METHOD0(tuple_iterator, __reduce__)
{
    TupleIterator *it = as_iterator(self);
    OWN Value none_left = tuple_new(t, 0);
    return is_empty(none_left) ? EMPTY : iterator_reduce(t, NAME(iter), it->tuple, it->index, none_left);
}

/** Set state information for unpickling. */
METHOD(tuple_iterator, __setstate__, "(self, state: index, /)")
{
    TupleIterator *it = as_iterator(self);
    if (!is_empty(it->tuple))
        it->index = MIN(MAX(a->state, (ssize)0), as_tuple(it->tuple)->len);
    return NONE;
}

/* ---- types ---- */

Type tuple_iterator_type = {
    TYPE_HEAD("tuple_iterator", TupleIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse,
    .iter = iter_self, .next = tuple_iterator_next,
    .methods = tuple_iterator_methods,
};

static Value tuple_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs) { return nargs == 1 ? to_tuple(t, args[0]) : EMPTY; }

Type tuple_type = {
    TYPE_HEAD("tuple", Tuple), .item_size = sizeof(Value),
    .doc = "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\n"
           "If iterable is specified the tuple is initialized from iterable's items.\n\n"
           "If the argument is a tuple, the return value is the same object.",
    .flags = TYPE_GC | TYPE_BASE | TYPE_IS_TUPLE | TYPE_IS_SEQUENCE,
    .dealloc = tuple_dealloc, .traverse = tuple_traverse,
    .new_ = tuple_new_slot, .construct = tuple_construct, .new_signature = &tuple_new_signature,
    .repr = tuple_repr, .hash = tuple_hash, .compare = tuple_compare, .iter = tuple_iter,
    .len = tuple_len, .getitem = tuple_getitem, .contains = tuple_contains, .item = tuple_item,
    .concat = tuple_concat, .repeat = tuple_repeat,
    .methods = tuple_methods,
};
