/* vec.h: a growable vector of one item type, declared by a macro.
 *
 *     VEC(IntVec, int_vec, int)
 *     IntVec v = {0};
 *     if (!int_vec_push(&v, 7)) return false;      // out of memory; v is unchanged
 *     for (ssize i = 0; i < v.len; i++) use(v.item[i]);
 *     int_vec_free(&v);
 *
 * All zeros is the empty vector. Pushing is amortised O(1) and may move the items. The items are plain data:
 * who owns what they point to is the user's affair. */
#ifndef KRAIT_BASE_VEC_H
#define KRAIT_BASE_VEC_H

#include <stdlib.h>

#include "base/common.h"

/* Room for at least need items of the given size. False: refused, nothing changed. */
MUST_CHECK static inline bool vec_grow(void **item, ssize *cap, ssize need, size_t item_size)
{
    ssize want = *cap + *cap / 2;
    want = MAX(MAX(want, need), (ssize)8);
    if (need < 0 || (size_t)want > (size_t)PTRDIFF_MAX / item_size)
        return false;
    void *p = realloc(*item, (size_t)want * item_size);
    if (!p)
        return false;
    *item = p;
    *cap = want;
    return true;
}

#define VEC(Name, prefix, T)                                                                          \
    typedef struct Name {                                                                             \
        T *item;                                                                                      \
        ssize len, cap;                                                                               \
    } Name;                                                                                           \
    UNUSED MUST_CHECK static inline bool prefix##_reserve(Name *v, ssize need)                        \
    {                                                                                                 \
        if (likely(need <= v->cap))                                                                   \
            return true;                                                                              \
        void *item = v->item;                                                                         \
        if (!vec_grow(&item, &v->cap, need, sizeof(T)))                                               \
            return false;                                                                             \
        v->item = (T *)item;                                                                          \
        return true;                                                                                  \
    }                                                                                                 \
    UNUSED MUST_CHECK static inline bool prefix##_push(Name *v, T x)                                  \
    {                                                                                                 \
        if (!prefix##_reserve(v, v->len + 1))                                                         \
            return false;                                                                             \
        v->item[v->len++] = x;                                                                        \
        return true;                                                                                  \
    }                                                                                                 \
    UNUSED MUST_CHECK static inline bool prefix##_extend(Name *v, const T *x, ssize n)                \
    {                                                                                                 \
        if (n > SSIZE_MAX_ - v->len || !prefix##_reserve(v, v->len + n))                              \
            return false;                                                                             \
        if (n)                                                                                        \
            memcpy(v->item + v->len, x, (size_t)n * sizeof(T));                                       \
        v->len += n;                                                                                  \
        return true;                                                                                  \
    }                                                                                                 \
    UNUSED static inline T prefix##_pop(Name *v)                                                      \
    {                                                                                                 \
        assert(v->len > 0);                                                                           \
        return v->item[--v->len];                                                                     \
    }                                                                                                 \
    UNUSED static inline T *prefix##_last(Name *v)                                                    \
    {                                                                                                 \
        assert(v->len > 0);                                                                           \
        return &v->item[v->len - 1];                                                                  \
    }                                                                                                 \
    UNUSED static inline void prefix##_clear(Name *v) { v->len = 0; }                                 \
    UNUSED static inline void prefix##_free(Name *v)                                                  \
    {                                                                                                 \
        free(v->item);                                                                                \
        *v = (Name){0};                                                                               \
    }

#endif
