/* list_sort.h: what the files of list.sort share: elements with ranks. */
#ifndef KRAIT_OBJECT_LIST_SORT_H
#define KRAIT_OBJECT_LIST_SORT_H

#include "object/protocol.h"

/* A key with a number in the order of the keys: a smaller rank means a smaller key. */
typedef struct Ranked { uint64_t rank; const Value *key; } Ranked;

typedef enum {
    RANK_NONE,                  /* these keys have no ranks: all are 0 */
    RANK_WEAK,                  /* nothing is known of keys of equal ranks */
    RANK_EXACT,                 /* keys of equal ranks are equal */
} RankQuality;

/* What a key is: its exact type, as far as it matters. KEY_OTHER has no ranks. */
typedef enum { KEY_FIXNUM = 1, KEY_FLOAT = 2, KEY_INT = 4, KEY_STR = 8, KEY_BYTES = 16, KEY_TUPLE = 32, KEY_OTHER = 64 } KeyKind;
KeyKind kind_of_key(Ref v);

/* Gives n keys their ranks; of tuples, by their items `level` (the items before are equal). Runs no Python code. */
RankQuality rank_keys(Ranked *r, ssize n, ssize level);

/* The order of floats other than nan and -0.0 as an order of signed words, and back. */
ALWAYS_INLINE uint64_t double_order(uint64_t bits) { return bits ^ (uint64_t)((int64_t)bits >> 63) >> 1; }

#endif
