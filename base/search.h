/* search.h: looking for a unit or a sequence of units in an array of 1-, 2- or 4-byte units.
 *
 * One algorithm, compiled for the three widths (search_width.h). Results are indices, -1 when absent. Single units go
 * through memchr and its kin. A sequence is looked for by its first and last units (or another
 * one, that turns out to tell more than the first), 16 bytes of places at a time, and a
 * comparison; when that has cost more than a few steps per unit (periodic texts) the rest is searched by the two-way algorithm (Crochemore and Perrin
 * 1991), which needs O(1) space; so everything here is O(n + m).
 * The empty sequence is found at the start (forwards) or at the end (backwards). */
#ifndef KRAIT_BASE_SEARCH_H
#define KRAIT_BASE_SEARCH_H

#include "base/common.h"

#define SEARCH_FUNCTIONS(K, Unit)                                                                        \
    ssize search##K##_unit(const Unit *s, ssize n, Unit c);                                              \
    ssize search##K##_unit_last(const Unit *s, ssize n, Unit c);                                         \
    ssize search##K##_first(const Unit *s, ssize n, const Unit *sub, ssize m);                           \
    ssize search##K##_last(const Unit *s, ssize n, const Unit *sub, ssize m);                            \
    /* Occurrences that do not overlap, from the left, at most `max`; m > 0. */                          \
    ssize search##K##_count(const Unit *s, ssize n, const Unit *sub, ssize m, ssize max);                \
    /* to[i] = s[i], but b where that is a. */                                                           \
    void search##K##_substitute(Unit *to, const Unit *s, ssize n, Unit a, Unit b);

SEARCH_FUNCTIONS(1, uint8_t)
SEARCH_FUNCTIONS(2, uint16_t)
SEARCH_FUNCTIONS(4, uint32_t)

#endif
