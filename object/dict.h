/* dict.h: dict: compact, insertion-ordered; entries without hashes while all keys are exact str (their hash is in the key). */
#ifndef KRAIT_OBJECT_DICT_H
#define KRAIT_OBJECT_DICT_H

#include "object/protocol.h"

typedef struct StrEntry { Value key, value; } StrEntry;             /* value EMPTY: deleted (key EMPTY too) */
typedef struct HashEntry { Value key, value; int64_t hash; } HashEntry;

struct Dict {
    Object head;
    ssize used;                 /* live entries; at offset 16: never a pointer, see attrs.h */
    uint64_t keys_version;      /* 0, or a number no other dict state has had: unchanged while no key is added or deleted and no entry moves */
    bool ordered;               /* an OrderedDict: iterators mind that keys move */
    bool str_keys;              /* entries are StrEntry, all keys exact str; else HashEntry */
    uint8_t index_bits;         /* log2 of index slots; 0: no index, search entries linearly (at most 8) */
    uint32_t generation;        /* bumped when keys are added, removed or moved: iterators compare it */
    uint32_t entry_count, entry_capacity;       /* entries in use (holes included), allocated */
    uint32_t first;             /* all entries before this one are holes */
    uint32_t filled;            /* index slots that are not free */
    void *entries;              /* StrEntry or HashEntry [entry_capacity], followed by the index (int8/16/32 slots) */
};
ALWAYS_INLINE Dict *as_dict(Ref v) { return (Dict *)object_of(v); }

Value dict_new(Thread *t);
Value dict_new_presized(Thread *t, ssize n);
/* Look-ups. dict_find lends *value until the dict changes. Names: exact interned or other exact str keys: no Python code, no error. */
Value dict_getitem(Thread *t, Ref self, Ref key);               /* the slot: __missing__ of subclasses, KeyError */
Lookup dict_find(Thread *t, Dict *d, Ref key, Ref *value);
Lookup dict_find_hash(Thread *t, Dict *d, Ref key, int64_t hash, Ref *value);
/* The place of the value, until the dict changes: to change a number in it. */
Lookup dict_find_place(Thread *t, Dict *d, Ref key, int64_t hash, Value **place);
Ref dict_peek_name(Dict *d, Ref name);                           /* EMPTY when absent (or when d has odd keys and name is absent) */
Ref dict_peek_text(Thread *t, Dict *d, const char *name);
Value dict_get(Thread *t, Dict *d, Ref key);                     /* owned; KeyError */
bool dict_set(Thread *t, Dict *d, Ref key, Ref value) MUST_CHECK;
bool dict_set_text(Thread *t, Dict *d, const char *key, Ref value) MUST_CHECK;
bool dict_set_text_take(Thread *t, Dict *d, const char *key, Value value) MUST_CHECK;   /* fails if value is EMPTY */
bool dict_set_hash(Thread *t, Dict *d, Ref key, int64_t hash, Ref value) MUST_CHECK;
Lookup dict_setdefault(Thread *t, Dict *d, Ref key, Ref value, Value *result);  /* FOUND existing, MISSING inserted */
Lookup dict_delete(Thread *t, Dict *d, Ref key);
Lookup dict_pop(Thread *t, Dict *d, Ref key, Value *value);
bool dict_update(Thread *t, Dict *d, Ref mapping_or_pairs) MUST_CHECK;
bool dict_merge(Thread *t, Dict *d, Ref mapping, bool override) MUST_CHECK;
bool dict_merge_pairs(Thread *t, Dict *d, Ref pairs, bool override) MUST_CHECK;      /* an iterable of pairs, whatever else it is */
Value dict_copy(Thread *t, Dict *d);
void dict_clear(Dict *d);
ssize dict_len(const Dict *d);
/* Walks in order: *position starts at 0; false at the end. Lends key and value until the dict changes. */
bool dict_next(Dict *d, ssize *position, Ref *key, Ref *value);
Value dict_keys_list(Thread *t, Dict *d), dict_values_list(Thread *t, Dict *d), dict_items_list(Thread *t, Dict *d);

/* For inline caches of names (globals, class-less attributes). dict_cache_version: assigns one; entry index of an exact str key or -1. */
uint64_t dict_cache_version(Thread *t, Dict *d);
ssize dict_entry_of_name(Dict *d, Ref name);
ALWAYS_INLINE Value *dict_str_entry_value(Dict *d, ssize i) { return &((StrEntry *)d->entries)[i].value; }

extern Type dict_keys_type, dict_values_type, dict_items_type, dict_key_iterator_type, dict_value_iterator_type, dict_item_iterator_type;
typedef struct DictIterator { Object head; Value dict; /* EMPTY: exhausted */ ssize position, remaining; uint32_t generation; ssize used; Value reuse; /* the 2-tuple of items(), reused while unshared */ } DictIterator;

Value mapping_proxy_new(Thread *t, Ref mapping);

#endif
