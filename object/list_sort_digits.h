/* list_sort_digits.h: the digit sort of list_sort.c, for one type of element. Included once for each, with these defined (and
 * undefined again at the end):
 *     ELEM          the type of an element
 *     F(name)       the name of a function of this instance
 *     RANK(x)       the number by which x is sorted
 */

static void F(insertion_by_rank)(ELEM *a, ssize n)
{
    for (ssize i = 1; i < n; i++) {
        ELEM x = a[i];
        ssize k = i;
        for (; k > 0 && RANK(a[k - 1]) > RANK(x); k--)
            a[k] = a[k - 1];
        a[k] = x;
    }
}

/* Sorts by `width` bits from `shift` on, stably, from `a` to `out`. */
static void F(distribute)(const ELEM *a, ELEM *out, ssize n, int shift, int width)
{
    uint32_t place[1 << DIGIT_MAX], sum = 0, mask = (1u << width) - 1;
    memset(place, 0, sizeof *place << width);
    for (ssize i = 0; i < n; i++)
        place[RANK(a[i]) >> shift & mask]++;
    for (uint32_t v = 0; v <= mask; v++) {
        uint32_t k = place[v];
        place[v] = sum;
        sum += k;
    }
    for (ssize i = 0; i < n; i++)
        out[place[RANK(a[i]) >> shift & mask]++] = a[i];
}

/* Sorts by ranks; `other` is scratch. So many of the highest bits in which they differ are taken, from the lowest of these on, that few elements
 * agree in them all; groups that do are sorted by the rest. O(n) for any input: each step of a group deals with several bits. */
static void F(by_digits)(ELEM *a, ELEM *other, ssize n)
{
    if (n <= INSERTION_MAX) {
        F(insertion_by_rank)(a, n);
        return;
    }
    uint64_t varying = 0;
    for (ssize i = 1; i < n; i++)
        varying |= RANK(a[i]) ^ RANK(a[0]);
    if (varying == 0)
        return;
    int top = 64 - __builtin_clzll(varying), lowest = __builtin_ctzll(varying);
    int digit = n < DIGIT_MAX_FROM ? 8 : DIGIT_MAX;
    int wanted = MIN(top - lowest, 64 - __builtin_clzll((uint64_t)n) + 3);
    int passes = (wanted + digit - 1) / digit, width = (wanted + passes - 1) / passes;
    int shift = MAX(top - passes * width, 0);
    ELEM *from = a, *to = other;
    for (int p = 0; p < passes; p++) {
        F(distribute)(from, to, n, shift + p * width, MIN(width, 64 - (shift + p * width)));
        ELEM *swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, (size_t)n * sizeof *a);
    if (shift <= lowest)
        return;
    for (ssize start = 0, end; start < n; start = end) {
        uint64_t high = RANK(a[start]) >> shift;
        for (end = start + 1; end < n && RANK(a[end]) >> shift == high; end++)
            ;
        if (end - start > 1)
            F(by_digits)(a + start, other, end - start);
    }
}

#undef ELEM
#undef F
#undef RANK
