/* dict_internal.h: what dict.c, dict_view.c and ordered_dict.c share about the insides of a dict. */
#ifndef KRAIT_OBJECT_DICT_INTERNAL_H
#define KRAIT_OBJECT_DICT_INTERNAL_H

#include "object/dict.h"

ALWAYS_INLINE StrEntry *str_entries(Dict *d)   { return d->entries; }
ALWAYS_INLINE HashEntry *hash_entries(Dict *d) { return d->entries; }
ALWAYS_INLINE size_t entry_size(const Dict *d) { return d->str_keys ? sizeof(StrEntry) : sizeof(HashEntry); }
/* Key and value come first in both kinds of entry. */
ALWAYS_INLINE StrEntry *entry_at(Dict *d, ssize i) { return (StrEntry *)((char *)d->entries + (size_t)i * entry_size(d)); }

/* dict_next(), inline. */
ALWAYS_INLINE StrEntry *dict_step(Dict *d, ssize *position)
{
    ssize i = MAX(*position, (ssize)d->first), count = d->entry_count;
    size_t size = entry_size(d);
    char *p = (char *)d->entries + (size_t)i * size;
    for (; i < count; i++, p += size)
        if (!is_empty(((StrEntry *)p)->key)) {
            *position = i + 1;
            return (StrEntry *)p;
        }
    *position = i;
    return NULL;
}

typedef struct DictView { Object head; Value dict; } DictView;      /* keys(), values(), items() */
extern Type dict_reverse_key_iterator_type, dict_reverse_value_iterator_type, dict_reverse_item_iterator_type;
Value dict_iterator_new(Thread *t, Type *type, Ref dict);

/* Moves an existing key to the end or the front: FOUND, MISSING, ERROR. Amortised O(1). */
Lookup dict_move(Thread *t, Dict *d, Ref key, bool last);
Lookup dict_move_hash(Thread *t, Dict *d, Ref key, int64_t hash, bool last);
/* Removes the first or last entry and hands it over; false when the dict is empty. Amortised O(1). */
bool dict_pop_end(Dict *d, bool last, Value *key, Value *value);
void dict_dealloc(Object *o);
void dict_traverse(Object *o, Visitor *visitor);
/* Test `a == b` for two dicts. */
Test dict_equal(Thread *t, Dict *a, Dict *b);

#endif
