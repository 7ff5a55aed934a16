/* search_width.h: the body of search.c for one width. Included with K (1, 2 or 4) and UNIT defined; search.c supplies
 * find_unit(K) and find_unit_last(K) on UNIT arrays. No include guard: it is a template. */

#define JOIN_(a, k, b) a##k##b
#define JOIN(a, k, b)  JOIN_(a, k, b)
#define F(name)        JOIN(search, K, _##name)
#define S(name)        JOIN(name, K, _)

/* Position of the maximal suffix of sub under one of the two orders of units, and its period. */
static ssize S(maximal_suffix)(const UNIT *sub, ssize m, bool reversed_order, ssize *period)
{
    ssize suffix = -1, candidate = 0, k = 1, p = 1;
    while (candidate + k < m) {
        UNIT a = sub[candidate + k], b = sub[suffix + k];
        if (a == b) {
            if (k == p) {
                candidate += p;
                k = 1;
            } else {
                k++;
            }
        } else if ((a < b) != reversed_order) {
            candidate += k;
            k = 1;
            p = candidate - suffix;
        } else {
            suffix = candidate++;
            k = p = 1;
        }
    }
    *period = p;
    return suffix + 1;
}

/* Two-way search, 2 <= m <= n. */
static ssize S(two_way)(const UNIT *s, ssize n, const UNIT *sub, ssize m)
{
    ssize period_a, period_b;
    ssize cut_a = S(maximal_suffix)(sub, m, false, &period_a), cut_b = S(maximal_suffix)(sub, m, true, &period_b);
    ssize cut = cut_a > cut_b ? cut_a : cut_b, period = cut_a > cut_b ? period_a : period_b;

    if (cut + period <= m && memcmp(sub, sub + period, (size_t)cut * sizeof(UNIT)) == 0) {
        /* The needle is periodic: remember how much of its prefix is known to match. */
        ssize memory = 0;
        for (ssize at = 0; at <= n - m;) {
            ssize i = cut > memory ? cut : memory;
            while (i < m && sub[i] == s[at + i])
                i++;
            if (i < m) {
                at += i - cut + 1;
                memory = 0;
                continue;
            }
            for (i = cut; i > memory && sub[i - 1] == s[at + i - 1];)
                i--;
            if (i <= memory)
                return at;
            at += period;
            memory = m - period;
        }
    } else {
        ssize skip = (cut > m - cut ? cut : m - cut) + 1;
        for (ssize at = 0; at <= n - m;) {
            ssize i = cut;
            while (i < m && sub[i] == s[at + i])
                i++;
            if (i < m) {
                at += i - cut + 1;
                continue;
            }
            for (i = cut; i > 0 && sub[i - 1] == s[at + i - 1];)
                i--;
            if (i == 0)
                return at;
            at += skip;
        }
    }
    return -1;
}

ssize F(unit)(const UNIT *s, ssize n, UNIT c)
{
    return n > 0 ? S(find_unit)(s, n, c) : -1;
}

ssize F(unit_last)(const UNIT *s, ssize n, UNIT c)
{
    return n > 0 ? S(find_unit_last)(s, n, c) : -1;
}

enum { JOIN(BLOCK, K, _) = 16 / K };       /* places looked at in one step */

/* How many units agree, at most m. */
static inline ssize S(agreeing)(const UNIT *s, const UNIT *sub, ssize m)
{
    ssize i = 0;
    while (i < m && s[i] == sub[i])
        i++;
    return i;
}

ssize F(first)(const UNIT *s, ssize n, const UNIT *sub, ssize m)
{
    if (m <= 1)
        return m == 0 ? 0 : F(unit)(s, n, sub[0]);
    const ssize last = n - m, block = JOIN(BLOCK, K, _);
    JOIN(Filter, K, _) head = S(filter)(sub[0]), tail = S(filter)(sub[m - 1]);
    ssize budget = 4 * n + 256, at = 0, head_at = 0, differing = 0, failed = 0;
    for (; at + block - 1 <= last; at += block) {
        unsigned mask = S(block)(s + at + head_at, head, s + at + m - 1, tail);
        while (mask) {
            ssize i = at + __builtin_ctz(mask) / K, agree = S(agreeing)(s + i, sub, m);
            if (agree == m)
                return i;
            if ((budget -= agree + 8) < 0) {
                agree = S(two_way)(s + i + 1, n - i - 1, sub, m);
                return agree < 0 ? -1 : i + 1 + agree;
            }
            differing = agree;
            failed++;
            mask &= ~(((1u << K) - 1) << (i - at) * K);
        }
        if (unlikely(failed >= FAILED_MAX)) {       /* the unit where candidates differ tells more than the first */
            failed = 0;
            head_at = differing;
            head = S(filter)(sub[head_at]);
        }
    }
    for (; at <= last; at++)
        if (s[at] == sub[0] && S(agreeing)(s + at, sub, m) == m)
            return at;
    return -1;
}

/* The rest of a backward search that has become expensive: forwards on reversed copies. *result is set if it could. */
static bool S(search_reversed)(const UNIT *s, ssize n, const UNIT *sub, ssize m, ssize *result)
{
    UNIT *copy = malloc((size_t)(n + m) * sizeof(UNIT));
    if (!copy)
        return false;
    for (ssize i = 0; i < n; i++)
        copy[i] = s[n - 1 - i];
    for (ssize i = 0; i < m; i++)
        copy[n + i] = sub[m - 1 - i];
    ssize at = S(two_way)(copy, n, copy + n, m);
    *result = at < 0 ? -1 : n - m - at;
    free(copy);
    return true;
}

ssize F(last)(const UNIT *s, ssize n, const UNIT *sub, ssize m)
{
    if (m <= 1)
        return m == 0 ? n : F(unit_last)(s, n, sub[0]);
    const ssize block = JOIN(BLOCK, K, _);
    JOIN(Filter, K, _) head = S(filter)(sub[0]), tail = S(filter)(sub[m - 1]);
    ssize budget = 8 * n + 256, end = n - m + 1;            /* places from `end` on are done */
    for (; end >= block; end -= block) {
        const UNIT *p = s + end - block;
        for (unsigned mask = S(block)(p, head, p + m - 1, tail); mask;) {
            ssize i = (31 - __builtin_clz(mask)) / K, agree = S(agreeing)(p + i, sub, m);
            if (agree == m)
                return end - block + i;
            if ((budget -= agree + 8) < 0) {
                ssize result;
                if (S(search_reversed)(s, end - block + i + m - 1, sub, m, &result))
                    return result;
                budget = SSIZE_MAX_;        /* no memory: slow but right */
            }
            mask &= (1u << i * K) - 1;
        }
    }
    while (end-- > 0)
        if (s[end] == sub[0] && S(agreeing)(s + end, sub, m) == m)
            return end;
    return -1;
}

ssize F(count)(const UNIT *s, ssize n, const UNIT *sub, ssize m, ssize max)
{
    ssize count = 0;
    if (m == 1 && max >= n) {
        UNIT c = sub[0];
        for (ssize i = 0; i < n; i++)
            count += s[i] == c;
        return count;
    }
    for (ssize at = 0; count < max; count++) {
        ssize i = F(first)(s + at, n - at, sub, m);
        if (i < 0)
            break;
        at += i + m;
    }
    return count;
}

void F(substitute)(UNIT *to, const UNIT *s, ssize n, UNIT a, UNIT b)
{
    typedef UNIT Units __attribute__((vector_size(16)));
    const ssize block = JOIN(BLOCK, K, _);
    ssize i = 0;
    Units from = a - (Units){0}, into = b - (Units){0};     /* the unit in every place */
    for (; i + block <= n; i += block) {
        Units v;
        memcpy(&v, s + i, sizeof v);
        Units hit = (Units)(v == from);
        v = (v & ~hit) | (into & hit);
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < n; i++)
        to[i] = s[i] == a ? b : s[i];
}

#undef JOIN_
#undef JOIN
#undef F
#undef S
#undef K
#undef UNIT
