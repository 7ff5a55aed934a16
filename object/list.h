/* list.h */
#ifndef KRAIT_OBJECT_LIST_H
#define KRAIT_OBJECT_LIST_H

#include "object/protocol.h"

typedef struct List {
    Object head;
    ssize len;
    Value *item;                /* owned items; mem_alloc'ed, capacity slots */
    ssize capacity;             /* -1 while being sorted, to detect mutation (list.c) */
} List;

ALWAYS_INLINE List *as_list(Ref v) { return (List *)object_of(v); }

#define FETCH_AHEAD 6           /* items that a loop over a list fetches into the cache before it is there: they lie apart in memory */
/* Item i, for a loop; owned. EMPTY in a list that an extension has not filled yet. */
ALWAYS_INLINE Value list_next(const List *l, ssize i)
{
    Value item = retain(l->item[i]);
    if (is_ptr(item) && likely(i + FETCH_AHEAD < l->len))
        __builtin_prefetch(object_of(l->item[i + FETCH_AHEAD]), 1);
    return item;
}

Value list_new(Thread *t, ssize capacity);                      /* empty, with room */
Value list_from_array(Thread *t, const Value *items, ssize n);  /* retains the items */
Value list_from_array_take(Thread *t, Value *items, ssize n);   /* consumes them, also on failure */
bool list_reserve(Thread *t, List *l, ssize capacity) MUST_CHECK;
bool list_append_grow_take(Thread *t, List *l, Value v) MUST_CHECK;
MUST_CHECK ALWAYS_INLINE bool list_append_take(Thread *t, List *l, Value v)     /* consumes v, also on failure */
{
    if (unlikely(l->len >= l->capacity))
        return list_append_grow_take(t, l, v);
    l->item[l->len++] = v;
    return true;
}
ALWAYS_INLINE bool list_append(Thread *t, List *l, Ref v) { return list_append_take(t, l, retain(v)); }
bool list_extend(Thread *t, List *l, Ref iterable) MUST_CHECK;
bool list_insert(Thread *t, List *l, ssize i, Ref v) MUST_CHECK;
bool list_set_slice(Thread *t, List *l, ssize start, ssize end, Ref iterable) MUST_CHECK;   /* iterable EMPTY: delete */
Value list_slice(Thread *t, List *l, ssize start, ssize end);
bool list_sort(Thread *t, List *l, Ref key, bool reverse) MUST_CHECK;       /* key NONE or EMPTY for none */
void list_reverse(List *l);
void list_clear(List *l);                                       /* runs Python code through releases */

typedef struct ListIterator { Object head; Value list; /* EMPTY when exhausted */ ssize index; } ListIterator;
extern Type list_iterator_type, list_reverse_iterator_type;

#endif
