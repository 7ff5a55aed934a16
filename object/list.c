/* list.c: list (Built-in Types, "Lists"; Mutable Sequence Types).
 *
 * A list owns a block of `capacity` slots, the first `len` of them filled. It grows by an eighth, so appending is O(1)
 * amortised and a large list wastes little; inserting and deleting move the tail. item may be NULL while capacity is 0.
 * While a list is being sorted it looks empty and its capacity is -1 (list_sort.c).
 * Items are released only after the list is consistent again, since that can run Python code which uses it.
 */
#include <stdlib.h>

#include "object/dict.h"
#include "object/generic_alias.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/list.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/range.h"
#include "object/raw.h"
#include "object/sequence.h"
#include "object/set.h"
#include "object/tuple.h"
#include "gen/object/list.h"

/* ---- construction, growth, destruction ---- */

ALWAYS_INLINE size_t items_size(ssize capacity) { return (size_t)capacity * sizeof(Value); }

/* 0 < capacity. */
ALWAYS_INLINE Value *items_alloc(Thread *t, ssize capacity)
{
    if (unlikely((size_t)capacity > SSIZE_MAX_ / sizeof(Value)))
        return raise_memory(t), NULL;
    return raw_alloc(t, items_size(capacity));
}

Value list_new(Thread *t, ssize capacity)
{
    List *l = object_new_static(t, &list_type, sizeof *l, true);
    if (!l)
        return EMPTY;
    l->len = 0;
    l->item = NULL;
    l->capacity = 0;
    if (capacity && !(l->item = items_alloc(t, capacity))) {
        DROP(l);
        return EMPTY;
    }
    l->capacity = capacity;
    return value_of(l);
}

Value list_from_array(Thread *t, const Value *items, ssize n)
{
    Value v = list_new(t, n);
    if (is_empty(v))
        return EMPTY;
    List *l = as_list(v);
    for (ssize i = 0; i < n; i++)
        l->item[i] = retain(items[i]);
    l->len = n;
    return v;
}

Value list_from_array_take(Thread *t, Value *items, ssize n)
{
    Value v = list_new(t, n);
    if (is_empty(v)) {
        for (ssize i = 0; i < n; i++)
            release(items[i]);
        return EMPTY;
    }
    if (n)
        memcpy(as_list(v)->item, items, (size_t)n * sizeof *items);
    as_list(v)->len = n;
    return v;
}

static bool set_capacity(Thread *t, List *l, ssize capacity)
{
    if ((size_t)capacity > SSIZE_MAX_ / sizeof *l->item)
        return raise_memory(t), false;
    Value *item = l->item ? raw_resize(t, l->item, items_size(l->capacity), items_size(capacity)) : items_alloc(t, capacity);
    if (!item)
        return false;
    l->item = item;
    l->capacity = capacity;
    return true;
}

bool list_reserve(Thread *t, List *l, ssize capacity)
{
    return capacity <= l->capacity || set_capacity(t, l, capacity);
}

/* Room for n items, with some over for more to come. */
static bool grow(Thread *t, List *l, ssize n)
{
    if (n <= l->capacity)
        return true;
    return set_capacity(t, l, (n + (n >> 3) + 6) & ~(ssize)3);
}

NOINLINE bool list_append_grow_take(Thread *t, List *l, Value v)
{
    if (!grow(t, l, l->len + 1)) {
        release(v);
        return false;
    }
    l->item[l->len++] = v;
    return true;
}

/* Gives memory back after the list became much shorter. */
static void trim(Thread *t, List *l)
{
    if (l->len >= l->capacity >> 1 || l->capacity < 8)
        return;
    ssize capacity = l->len ? (l->len + (l->len >> 3) + 6) & ~(ssize)3 : 0;
    Value *item = NULL;
    if (capacity && !(item = raw_shrink(t, l->item, items_size(l->capacity), items_size(capacity))))
        return;
    if (!capacity)
        raw_free(l->item, items_size(l->capacity));
    l->item = item;
    l->capacity = capacity;
}

ALWAYS_INLINE void release_items(Value *item, ssize n)
{
    for (; n > FETCH_AHEAD; n--) {
        __builtin_prefetch(object_of(item[n - 1 - FETCH_AHEAD]), 1);
        release(item[n - 1]);
    }
    while (n-- > 0)
        release(item[n]);
}

void list_clear(List *l)
{
    Value *item = l->item;
    ssize n = l->len;
    size_t size = items_size(l->capacity);
    l->item = NULL;
    l->len = 0;
    l->capacity = 0;
    release_items(item, n);
    raw_free(item, size);
}

static void list_dealloc(Object *o)
{
    List *l = (List *)o;
    release_items(l->item, l->len);
    raw_free(l->item, items_size(l->capacity));
    if (likely(o->type == &list_type))
        object_free_static(o, sizeof(List), true);
    else
        object_free(o, object_size(o));
}

static void list_traverse(Object *o, Visitor *visitor)
{
    List *l = (List *)o;
    for (ssize i = 0; i < l->len; i++)
        visit(visitor, l->item[i]);
}

static void clear_cycle(Object *o) { list_clear((List *)o); }

/* ---- operations other files use ---- */

ALWAYS_INLINE Span span_of(List *l) { return (Span){&l->item, &l->len}; }

/* The items of an exact list or tuple, lent until it changes; false for anything else. */
static bool peek_items(Ref v, Value **item, ssize *n)
{
    if (is_exact(v, &list_type)) {
        *item = as_list(v)->item;
        *n = as_list(v)->len;
    } else if (is_exact(v, &tuple_type)) {
        *item = as_tuple(v)->item;
        *n = as_tuple(v)->len;
    } else {
        return false;
    }
    return true;
}

static bool extend_from_iterator(Thread *t, List *l, Ref iterable)
{
    ssize hint;
    OWN Value it = iter(t, iterable);
    if (is_empty(it) || !length_hint(t, iterable, 8, &hint))
        return false;
    if (hint > SSIZE_MAX_ - l->len)                 /* cannot be meant: let the items tell */
        hint = 0;
    if (hint >= SSIZE_MAX_ / 16 - l->len)           /* more than any memory holds: do not even begin */
        return raise_memory(t), false;
    if (hint > l->capacity - l->len && !list_reserve(t, l, l->len + hint))
        return false;
    NextSlot next = type_of(it)->next;
    for (Value item; !is_empty(item = next(t, it));)
        if (!list_append_take(t, l, item))
            return false;
    if (is_raised(t) && !raised_catch(t, &exc_StopIteration))
        return false;
    trim(t, l);
    return true;
}

/* The keys of a set or dict: walking it runs no Python code. */
static bool extend_from_keys(Thread *t, List *l, Ref keys, ssize n)
{
    Ref key, value;
    if (!list_reserve(t, l, l->len + n))
        return false;
    if (is_exact(keys, &dict_type))
        for (ssize position = 0; dict_next(as_dict(keys), &position, &key, &value);)
            l->item[l->len++] = retain(key);
    else
        for (ssize position = 0; set_next(as_set(keys), &position, &key);)
            l->item[l->len++] = retain(key);
    return true;
}

bool list_extend(Thread *t, List *l, Ref iterable)
{
    Value *item;
    ssize n;
    if (is_exact(iterable, &dict_type))
        return extend_from_keys(t, l, iterable, dict_len(as_dict(iterable)));
    if (is_exact(iterable, &set_type) || is_exact(iterable, &frozenset_type))
        return extend_from_keys(t, l, iterable, as_set(iterable)->used);
    if (!peek_items(iterable, &item, &n)) {
        if (!same(iterable, value_of(l)))
            return extend_from_iterator(t, l, iterable);
        OWN Value copy = to_list(t, iterable);      /* of a subclass: what it iterates over must not grow meanwhile */
        return !is_empty(copy) && list_extend(t, l, copy);
    }
    if (n == 0)
        return true;
    if (l->len ? !grow(t, l, l->len + n) : !list_reserve(t, l, n))
        return false;
    (void)peek_items(iterable, &item, &n);      /* l itself may have moved */
    for (ssize i = 0; i < n; i++)
        l->item[l->len + i] = retain(item[i]);
    l->len += n;
    return true;
}

bool list_insert(Thread *t, List *l, ssize i, Ref v)
{
    if (!grow(t, l, l->len + 1))
        return false;
    i = clamp_bound(i, l->len);
    memmove(l->item + i + 1, l->item + i, (size_t)(l->len - i) * sizeof *l->item);
    l->item[i] = retain(v);
    l->len++;
    return true;
}

Value list_slice(Thread *t, List *l, ssize start, ssize end)
{
    start = clamp_bound(MAX(start, (ssize)0), l->len);
    end = MIN(MAX(end, start), l->len);
    return list_from_array(t, l->item + start, end - start);
}

/* Puts n items in place of [start, end). */
static bool splice(Thread *t, List *l, ssize start, ssize end, const Value *items, ssize n)
{
    ssize removed = end - start;
    Value few[16], *old = few;
    if (n > removed && !grow(t, l, l->len + n - removed))
        return false;
    if (removed > COUNT_OF(few) && !(old = items_alloc(t, removed)))
        return false;
    if (removed)
        memcpy(old, l->item + start, items_size(removed));
    if (n != removed && l->len > end)
        memmove(l->item + start + n, l->item + end, items_size(l->len - end));
    for (ssize i = 0; i < n; i++)
        l->item[start + i] = retain(items[i]);
    l->len += n - removed;
    if (n < removed)
        trim(t, l);
    release_items(old, removed);
    if (old != few)
        raw_free(old, items_size(removed));
    return true;
}

/* The items of an iterable that is to replace some of l's, lent while the result is held: itself, if it is a list or a tuple, else a list. */
static Value hold_items(Thread *t, const List *l, Ref iterable, Value **item, ssize *n)
{
    Value held = !same(iterable, value_of(l)) && peek_items(iterable, item, n) ? retain(iterable) : to_list(t, iterable);
    if (!is_empty(held))
        (void)peek_items(held, item, n);
    return held;
}

static bool not_iterable(Thread *t, Ref v, const char *message)
{
    if (type_of(v)->iter || type_of(v)->getitem)
        return false;
    raise_type(t, "%s", message);
    return true;
}

bool list_set_slice(Thread *t, List *l, ssize start, ssize end, Ref iterable)
{
    Value *items = NULL;
    ssize n = 0;
    OWN Value held = EMPTY;
    if (!is_empty(iterable) && (not_iterable(t, iterable, "can only assign an iterable")
                                || is_empty(held = hold_items(t, l, iterable, &items, &n))))
        return false;
    start = MIN(MAX(start, (ssize)0), l->len);      /* after iterating, which runs Python code */
    end = MIN(MAX(end, start), l->len);
    return splice(t, l, start, end, items, n);
}

void list_reverse(List *l)
{
    for (ssize i = 0, j = l->len - 1; i < j; i++, j--) {
        Value v = l->item[i];
        l->item[i] = l->item[j];
        l->item[j] = v;
    }
}

/* ---- slots ---- */

static Value list_new_instance(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return cls == &list_type ? list_new(t, 0) : type_alloc(t, cls, 0);
}

INIT(list, "(self, sequence=())")
{
    List *l = as_list(self);
    if (l->len)
        list_clear(l);
    return list_extend(t, l, a->sequence);
}

static bool list_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_list(self)->len;
    return true;
}

static Value list_repr(Thread *t, Ref self)
{
    return span_repr(t, self, span_of(as_list(self)), "[", "]", false);
}

static Value list_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_list(other))
        return NOT_IMPLEMENTED;
    return span_compare(t, span_of(as_list(self)), span_of(as_list(other)), op);
}

static Test list_contains(Thread *t, Ref self, Ref item)
{
    return span_contains(t, span_of(as_list(self)), item);
}

static Value list_item(Thread *t, Ref self, ssize i)
{
    List *l = as_list(self);
    if ((size_t)i >= (size_t)l->len)
        return raise_index(t, "list index out of range");
    return retain(l->item[i]);
}

static Value get_slice(Thread *t, List *l, Slice *s)
{
    ssize start, stop, step;
    if (!slice_unpack(t, s, &start, &stop, &step))
        return EMPTY;
    ssize n = slice_adjust(l->len, &start, &stop, step);
    if (step == 1)
        return list_from_array(t, l->item + start, n);
    Value v = list_new(t, n);
    if (is_empty(v))
        return EMPTY;
    for (ssize i = 0; i < n; i++, start += step)
        as_list(v)->item[i] = retain(l->item[start]);
    as_list(v)->len = n;
    return v;
}

static Value list_getitem(Thread *t, Ref self, Ref key)
{
    List *l = as_list(self);
    ssize i;
    if (is_exact(key, &slice_type))
        return get_slice(t, l, as_slice(key));
    if (!sequence_index(t, key, "list", &i))
        return EMPTY;
    if (i < 0)
        i += l->len;
    return list_item(t, self, i);
}

/* Deletes n items from `start` on, `step` > 1 apart. */
static bool delete_stride(Thread *t, List *l, ssize start, ssize step, ssize n)
{
    Value *old = mem_alloc_array(t, n, sizeof *old);
    if (!old)
        return false;
    ssize to = start, k = 0;
    for (ssize from = start; from < l->len; from++) {
        if (k < n && from == start + k * step)
            old[k++] = l->item[from];
        else
            l->item[to++] = l->item[from];
    }
    l->len = to;
    trim(t, l);
    release_items(old, n);
    mem_free(old);
    return true;
}

static bool set_stride(Thread *t, List *l, Ref iterable, Slice *s)
{
    Value *items;
    ssize n, start, stop, step;
    if (not_iterable(t, iterable, "must assign iterable to extended slice"))
        return false;
    OWN Value list = to_list(t, iterable);          /* ours: its items change places with those they replace */
    if (is_empty(list) || !slice_unpack(t, s, &start, &stop, &step))
        return false;
    (void)peek_items(list, &items, &n);
    ssize count = slice_adjust(l->len, &start, &stop, step);
    if (n != count)
        return raise_value(t, "attempt to assign sequence of size %zd to extended slice of size %zd", n, count), false;
    for (ssize i = 0; i < n; i++, start += step) {
        Value old = l->item[start];
        l->item[start] = items[i];
        items[i] = old;
    }
    return true;
}

static bool set_slice(Thread *t, List *l, Slice *s, Ref value)
{
    ssize start, stop, step;
    if (!slice_unpack(t, s, &start, &stop, &step))
        return false;
    if (step != 1 && !is_empty(value))
        return set_stride(t, l, value, s);
    ssize n = slice_adjust(l->len, &start, &stop, step);
    if (step == 1) {
        /* Bounds are taken before the value is iterated, as the language has it; list_set_slice clamps them again. */
        return list_set_slice(t, l, start, start + n, value);
    }
    if (n == 0)
        return true;
    if (step < 0) {
        start += (n - 1) * step;
        step = -step;
    }
    return delete_stride(t, l, start, step, n);
}

static bool list_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    List *l = as_list(self);
    ssize i;
    if (is_exact(key, &slice_type))
        return set_slice(t, l, as_slice(key), value);
    if (!sequence_index(t, key, "list", &i))
        return false;
    if (i < 0)
        i += l->len;
    if ((size_t)i >= (size_t)l->len)
        return raise_index(t, "list assignment index out of range"), false;
    if (is_empty(value))
        return splice(t, l, i, i + 1, NULL, 0);
    replace_take(&l->item[i], retain(value));
    return true;
}

static Value list_concat(Thread *t, Ref a, Ref b)
{
    if (!is_list(a) || !is_list(b)) {
        if (!is_list(a))
            return NOT_IMPLEMENTED;
        return raise_type(t, "can only concatenate list (not \"%T\") to list", b);
    }
    List *x = as_list(a), *y = as_list(b);
    Value v = list_new(t, x->len + y->len);
    if (is_empty(v))
        return EMPTY;
    Value *out = as_list(v)->item;
    for (ssize i = 0; i < x->len; i++)
        *out++ = retain(x->item[i]);
    for (ssize i = 0; i < y->len; i++)
        *out++ = retain(y->item[i]);
    as_list(v)->len = x->len + y->len;
    return v;
}

static Value list_inplace_concat(Thread *t, Ref self, Ref other)
{
    return list_extend(t, as_list(self), other) ? retain(self) : EMPTY;
}

static Value list_repeat(Thread *t, Ref self, ssize count)
{
    List *l = as_list(self);
    ssize n;
    if (count <= 0)
        return list_new(t, 0);
    if (__builtin_mul_overflow(l->len, count, &n))
        return raise_memory(t);
    Value v = list_new(t, n);
    if (is_empty(v))
        return EMPTY;
    List *r = as_list(v);
    for (ssize k = 0; k < l->len; k++) {
        Ref item = l->item[k];
        for (ssize i = k; i < n; i += l->len)
            r->item[i] = retain(item);
    }
    r->len = n;
    return v;
}

static Value list_inplace_repeat(Thread *t, Ref self, ssize count)
{
    List *l = as_list(self);
    ssize n, len = l->len;
    if (count <= 0) {
        list_clear(l);
        return retain(self);
    }
    if (__builtin_mul_overflow(len, count, &n))
        return raise_memory(t);
    if (!list_reserve(t, l, n))
        return EMPTY;
    for (ssize i = len; i < n; i++)
        l->item[i] = retain(l->item[i - len]);
    l->len = n;
    return retain(self);
}

/* ---- methods ---- */

/** Append object to the end of the list. */
METHOD1(list, append, object)
{
    return list_append(t, as_list(self), object) ? NONE : EMPTY;
}

/** Remove all items from list. */
METHOD0(list, clear)
{
    list_clear(as_list(self));
    return NONE;
}

/** Return a shallow copy of the list. */
METHOD0(list, copy)
{
    return list_from_array(t, as_list(self)->item, as_list(self)->len);
}

/** Return number of occurrences of value. */
METHOD1(list, count, value)
{
    ssize n;
    return span_count(t, span_of(as_list(self)), value, &n) ? fixnum(n) : EMPTY;
}

/** Extend list by appending elements from the iterable. */
METHOD1(list, extend, iterable)
{
    return list_extend(t, as_list(self), iterable) ? NONE : EMPTY;
}

/** Return first index of value.
 *
 * Raises ValueError if the value is not present. */
METHOD(list, index, "(self, value, start: clamped = 0, stop: clamped = 9223372036854775807, /)")
{
    List *l = as_list(self);
    ssize i;
    switch (span_find(t, span_of(l), a->value, clamp_bound(a->start, l->len), a->stop < 0 ? clamp_bound(a->stop, l->len) : a->stop, &i)) {
    case FOUND:   return fixnum(i);
    case MISSING: return raise_value(t, "%R is not in list", a->value);
    default:      return EMPTY;
    }
}

/** Insert object before index. */
METHOD(list, insert, "(self, index: index, object, /)")
{
    return list_insert(t, as_list(self), a->index, a->object) ? NONE : EMPTY;
}

/** Remove and return item at index (default last).
 *
 * Raises IndexError if list is empty or index is out of range. */
METHOD(list, pop, "(self, index: index = -1, /)")
{
    List *l = as_list(self);
    ssize i = a->index;
    if (l->len == 0)
        return raise_index(t, "pop from empty list");
    if (i < 0)
        i += l->len;
    if ((size_t)i >= (size_t)l->len)
        return raise_index(t, "pop index out of range");
    Value v = l->item[i];
    l->len--;
    if (i < l->len)
        memmove(l->item + i, l->item + i + 1, (size_t)(l->len - i) * sizeof *l->item);
    trim(t, l);
    return v;
}

/** Remove first occurrence of value.
 *
 * Raises ValueError if the value is not present. */
METHOD1(list, remove, value)
{
    List *l = as_list(self);
    ssize i;
    switch (span_find(t, span_of(l), value, 0, SSIZE_MAX_, &i)) {
    case FOUND:
        /* __eq__ may have shortened the list just when it said yes */
        return i >= l->len || splice(t, l, i, i + 1, NULL, 0) ? NONE : EMPTY;
    case MISSING:
        return raise_value(t, "list.remove(x): x not in list");
    default:
        return EMPTY;
    }
}

/** Reverse *IN PLACE*. */
METHOD0(list, reverse)
{
    list_reverse(as_list(self));
    return NONE;
}

/** Sort the list in ascending order and return None.
 *
 * The sort is in-place (i.e. the list itself is modified) and stable (i.e. the
 * order of two equal elements is maintained).
 *
 * If a key function is given, apply it once to each list item and sort them,
 * ascending or descending, according to their function values.
 *
 * The reverse flag can be set to sort in descending order. */
METHOD(list, sort, "(self, /, *, key=None, reverse: bool = False)")
{
    return list_sort(t, as_list(self), a->key, a->reverse) ? NONE : EMPTY;
}

/** Return a reverse iterator over the list. */
METHOD0(list, __reversed__)
{
    ListIterator *it = object_new_static(t, &list_reverse_iterator_type, sizeof *it, true);
    if (!it)
        return EMPTY;
    it->list = retain(self);
    it->index = as_list(self)->len - 1;
    return value_of(it);
}

/** Return the size of the list in memory, in bytes. */
METHOD0(list, __sizeof__)
{
    List *l = as_list(self);
    return fixnum((ssize)(object_of(self)->type == &list_type ? sizeof *l : object_size(object_of(self))) + MAX(l->capacity, (ssize)0) * (ssize)sizeof(Value));
}

/** See PEP 585 */
CLASSMETHOD1(list, __class_getitem__, item)
{
    return generic_alias_new(t, self, item);
}

/* ---- iterators ---- */

static Value list_iter(Thread *t, Ref self)
{
    ListIterator *it = object_new_static(t, &list_iterator_type, sizeof *it, true);
    if (!it)
        return EMPTY;
    it->list = retain(self);
    it->index = 0;
    return value_of(it);
}

ALWAYS_INLINE ListIterator *as_iterator(Ref v) { return (ListIterator *)object_of(v); }

static void iterator_dealloc(Object *o)
{
    release(((ListIterator *)o)->list);
    object_free_static(o, sizeof(ListIterator), true);
}

static void iterator_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((ListIterator *)o)->list);
}

static Value list_iterator_next(Thread *t UNUSED, Ref self)
{
    ListIterator *it = as_iterator(self);
    if (is_empty(it->list))
        return EMPTY;
    List *l = as_list(it->list);
    if (it->index < l->len)
        return list_next(l, it->index++);
    release(take(&it->list));
    return EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(list_iterator, __length_hint__)
{
    ListIterator *it = as_iterator(self);
    return fixnum(is_empty(it->list) ? 0 : MAX(as_list(it->list)->len - it->index, (ssize)0));
}

static Value reduce_iterator(Thread *t, ListIterator *it, Ref function_name)
{
    OWN Value none_left = list_new(t, 0);
    return is_empty(none_left) ? EMPTY : iterator_reduce(t, function_name, it->list, it->index, none_left);
}

/** Return state information for pickling. */
METHOD0(list_iterator, __reduce__)
{
    return reduce_iterator(t, as_iterator(self), NAME(iter));
}

/** Set state information for unpickling. */
METHOD(list_iterator, __setstate__, "(self, state: index, /)")
{
    ListIterator *it = as_iterator(self);
    if (!is_empty(it->list))
        it->index = MIN(MAX(a->state, (ssize)0), as_list(it->list)->len);
    return NONE;
}

static Value list_reverse_iterator_next(Thread *t UNUSED, Ref self)
{
    ListIterator *it = as_iterator(self);
    if (is_empty(it->list))
        return EMPTY;
    List *l = as_list(it->list);
    if (it->index >= 0 && it->index < l->len)
        return retain(l->item[it->index--]);
    it->index = -1;
    release(take(&it->list));
    return EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(list_reverse_iterator, __length_hint__)
{
    ListIterator *it = as_iterator(self);
    ssize n = it->index + 1;
    return fixnum(is_empty(it->list) || as_list(it->list)->len < n ? 0 : n);
}

/** Return state information for pickling. */
METHOD0(list_reverse_iterator, __reduce__)
{
    return reduce_iterator(t, as_iterator(self), NAME(reversed));
}

/** Set state information for unpickling. */
METHOD(list_reverse_iterator, __setstate__, "(self, state: index, /)")
{
    ListIterator *it = as_iterator(self);
    if (!is_empty(it->list))
        it->index = MIN(MAX(a->state, (ssize)-1), as_list(it->list)->len - 1);
    return NONE;
}

/* ---- types ---- */

Type list_iterator_type = {
    TYPE_HEAD("list_iterator", ListIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse,
    .iter = iter_self, .next = list_iterator_next,
    .methods = list_iterator_methods,
};

Type list_reverse_iterator_type = {
    TYPE_HEAD("list_reverseiterator", ListIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse,
    .iter = iter_self, .next = list_reverse_iterator_next,
    .methods = list_reverse_iterator_methods,
};

static Value list_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs)
{
    return nargs == 0 ? list_new(t, 0) : nargs == 1 ? to_list(t, args[0]) : EMPTY;
}

Type list_type = {
    TYPE_HEAD("list", List),
    .doc = "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
    .flags = TYPE_GC | TYPE_BASE | TYPE_IS_LIST | TYPE_IS_SEQUENCE,
    .dealloc = list_dealloc, .traverse = list_traverse, .clear = clear_cycle,
    .new_ = list_new_instance, .construct = list_construct, .init = list_init_slot, .init_signature = &list_init_signature,
    .repr = list_repr, .hash = hash_unhashable, .compare = list_compare, .iter = list_iter,
    .len = list_len, .getitem = list_getitem, .setitem = list_setitem, .contains = list_contains, .item = list_item,
    .concat = list_concat, .repeat = list_repeat, .inplace_concat = list_inplace_concat, .inplace_repeat = list_inplace_repeat,
    .methods = list_methods,
};
