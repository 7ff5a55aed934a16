/* str_iterator.c: the iterator over the characters of a str. */
#include "object/iterator.h"
#include "object/method.h"
#include "object/str_internal.h"
#include "gen/object/str_iterator.h"

static StrIterator *as_str_iterator(Ref v) { return (StrIterator *)object_of(v); }

Value str_iter(Thread *t, Ref s)
{
    StrIterator *it = object_new(t, &str_iterator_type, sizeof *it);
    if (!it)
        return EMPTY;
    it->str = retain(s);
    it->index = 0;
    return value_of(it);
}

static void iterator_dealloc(Object *o)
{
    release(((StrIterator *)o)->str);
    object_free(o, sizeof(StrIterator));
}

static void iterator_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((StrIterator *)o)->str);
}

static Value iterator_next(Thread *t, Ref self)
{
    StrIterator *it = as_str_iterator(self);
    if (is_empty(it->str))
        return EMPTY;
    const Str *s = as_str(it->str);
    if (it->index < s->len)
        return str_from_char(t, str_at(s, it->index++));
    release(take(&it->str));
    return EMPTY;
}

/** How many characters are left. */
METHOD0(str_iterator, __length_hint__)
{
    StrIterator *it = as_str_iterator(self);
    return fixnum(is_empty(it->str) ? 0 : as_str(it->str)->len - it->index);
}

/** What copy and pickle make the iterator from. */
METHOD0(str_iterator, __reduce__)
{
    StrIterator *it = as_str_iterator(self);
    OWN Value empty = str_empty(t);
    return is_empty(empty) ? EMPTY : iterator_reduce(t, NAME(iter), it->str, it->index, empty);
}

/** Goes to the position that __reduce__ told. */
METHOD(str_iterator, __setstate__, "(self, state: clamped, /)")
{
    StrIterator *it = as_str_iterator(self);
    if (!is_empty(it->str))
        it->index = MIN(MAX(a->state, (ssize)0), as_str(it->str)->len);
    return NONE;
}

Type str_iterator_type = {
    TYPE_HEAD("str_iterator", StrIterator),
    .flags = TYPE_GC,
    .methods = str_iterator_methods,
    .dealloc = iterator_dealloc,
    .traverse = iterator_traverse,
    .iter = iter_self,
    .next = iterator_next,
};
