/* reversed.c: reversed(sequence) (Built-in Functions): what __reversed__ gives, or items by position from the end. */
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/reversed.h"

typedef struct Reversed {
    Object head;
    Value sequence;             /* EMPTY: exhausted */
    ssize index;                /* of the next item */
} Reversed;
ALWAYS_INLINE Reversed *as_reversed(Ref v) { return (Reversed *)object_of(v); }

NEW(reversed, "(cls, sequence, /)")
{
    Type *type = type_of(a->sequence);
    ssize n;
    Value found;
    bool unbound;
    Lookup r = lookup_special(t, a->sequence, NAME(__reversed__), &found, &unbound);
    OWN Value method = r == FOUND ? found : EMPTY;
    if (r == ERROR)
        return EMPTY;
    if (r == FOUND && is_none(method))
        return raise_type(t, "'%T' object is not reversible", a->sequence);
    if (r == FOUND)
        return unbound ? call1(t, method, a->sequence) : call0(t, method);
    if (!(type->item || (type->getitem && type->flags & TYPE_HEAP)) || type->flags & TYPE_IS_DICT)
        return raise_type(t, "'%T' object is not reversible", a->sequence);
    if (!length(t, a->sequence, &n))
        return EMPTY;
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_reversed(v)->sequence = retain(a->sequence);
    as_reversed(v)->index = n - 1;
    return v;
}

static void reversed_dealloc(Object *o)
{
    release(((Reversed *)o)->sequence);
    object_free(o, object_size(o));
}

static void reversed_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Reversed *)o)->sequence); }

static Value reversed_next(Thread *t, Ref self)
{
    Reversed *r = as_reversed(self);
    if (is_empty(r->sequence))
        return EMPTY;
    if (r->index >= 0) {
        OWN Value sequence = retain(r->sequence);
        Value item = get_index(t, sequence, r->index);
        if (!is_empty(item)) {
            r->index--;
            return item;
        }
        if (!raised_catch(t, &exc_IndexError) && !raised_catch(t, &exc_StopIteration))
            return EMPTY;
    }
    r->index = -1;
    release(take(&r->sequence));
    return EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(reversed, __length_hint__)
{
    Reversed *r = as_reversed(self);
    ssize n;
    if (is_empty(r->sequence))
        return fixnum(0);
    if (!length(t, r->sequence, &n))
        return EMPTY;
    return fixnum(n < r->index + 1 ? 0 : r->index + 1);
}

/** Return state information for pickling. */
METHOD0(reversed, __reduce__)
{
    Reversed *r = as_reversed(self);
    OWN Value source = is_empty(r->sequence) ? tuple_new(t, 0) : retain(r->sequence);
    OWN Value args = is_empty(source) ? EMPTY : tuple_pack(t, 1, source);
    if (is_empty(args))
        return EMPTY;
    if (is_empty(r->sequence))
        return tuple_pack(t, 2, value_of(type_of(self)), args);
    return tuple_pack(t, 3, value_of(type_of(self)), args, fixnum(r->index));
}

/** Set state information for unpickling. */
METHOD(reversed, __setstate__, "(self, state: index, /)")
{
    Reversed *r = as_reversed(self);
    ssize n;
    if (is_empty(r->sequence))
        return NONE;
    if (!length(t, r->sequence, &n))
        return EMPTY;
    r->index = MIN(MAX(a->state, (ssize)-1), n - 1);
    return NONE;
}

Type reversed_type = {
    TYPE_HEAD("reversed", Reversed), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Return a reverse iterator over the values of the given sequence.",
    .dealloc = reversed_dealloc, .traverse = reversed_traverse,
    .new_ = reversed_new_slot, .new_signature = &reversed_new_signature,
    .iter = iter_self, .next = reversed_next, .methods = reversed_methods,
};
