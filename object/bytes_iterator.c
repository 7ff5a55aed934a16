/* bytes_iterator.c: the iterators over bytes and bytearray: one structure, two types. */
#include "object/bytes_ops.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/bytes_iterator.h"

static ByteIterator *as_iterator(Ref v) { return (ByteIterator *)object_of(v); }

static Value iterator_new(Thread *t, Type *type, Ref v)
{
    ByteIterator *it = object_new(t, type, sizeof *it);
    if (!it)
        return EMPTY;
    it->bytes = retain(v);
    it->index = 0;
    return value_of(it);
}

Value bytes_iter(Thread *t, Ref v)     { return iterator_new(t, &bytes_iterator_type, v); }
Value bytearray_iter(Thread *t, Ref v) { return iterator_new(t, &bytearray_iterator_type, v); }

static void iterator_dealloc(Object *o)
{
    release(((ByteIterator *)o)->bytes);
    object_free(o, sizeof(ByteIterator));
}

static void iterator_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((ByteIterator *)o)->bytes);
}

static Value iterator_next(Thread *t UNUSED, Ref self)
{
    ByteIterator *it = as_iterator(self);
    if (is_empty(it->bytes))
        return EMPTY;
    ByteSpan s = byte_span(it->bytes);
    if (it->index < s.len)
        return fixnum(s.data[it->index++]);
    release(take(&it->bytes));
    return EMPTY;
}

static Value length_hint_of(Ref self)
{
    ByteIterator *it = as_iterator(self);
    return fixnum(is_empty(it->bytes) ? 0 : MAX(byte_span(it->bytes).len - it->index, (ssize)0));
}

static Value reduce(Thread *t, Ref self)
{
    ByteIterator *it = as_iterator(self);
    OWN Value empty = bytes_from(t, NULL, 0);
    return is_empty(empty) ? EMPTY : iterator_reduce(t, NAME(iter), it->bytes, it->index, empty);
}

static Value set_state(Ref self, ssize index)
{
    ByteIterator *it = as_iterator(self);
    if (!is_empty(it->bytes))
        it->index = MIN(MAX(index, (ssize)0), byte_span(it->bytes).len);
    return NONE;
}

/** How many bytes are left. */
METHOD0(bytes_iterator, __length_hint__) { return length_hint_of(self); }
/** What copy and pickle make the iterator from. */
METHOD0(bytes_iterator, __reduce__) { return reduce(t, self); }
/** Goes to the position that __reduce__ told. */
METHOD(bytes_iterator, __setstate__, "(self, state: clamped, /)") { return set_state(self, a->state); }

/** How many bytes are left. */
METHOD0(bytearray_iterator, __length_hint__) { return length_hint_of(self); }
/** What copy and pickle make the iterator from. */
METHOD0(bytearray_iterator, __reduce__) { return reduce(t, self); }
/** Goes to the position that __reduce__ told. */
METHOD(bytearray_iterator, __setstate__, "(self, state: clamped, /)") { return set_state(self, a->state); }

#define BYTE_ITERATOR .flags = TYPE_GC, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iter_self, .next = iterator_next

Type bytes_iterator_type = {TYPE_HEAD("bytes_iterator", ByteIterator), .methods = bytes_iterator_methods, BYTE_ITERATOR};
Type bytearray_iterator_type = {TYPE_HEAD("bytearray_iterator", ByteIterator), .methods = bytearray_iterator_methods, BYTE_ITERATOR};
