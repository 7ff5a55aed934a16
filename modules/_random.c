/* _random.c: the generator under random.Random: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) with their
 * initialisation by array (2002), so that sequences from a given seed are the ones every Python gives. The
 * distributions are in lib/random.py. Python manual: random. */
#include "base/platform.h"
#include "object/float.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "gen/modules/_random.h"

#define N 624
#define M 397

typedef struct Random {
    Object head;
    int index;                  /* next word of state; N: all used up */
    uint32_t state[N];
} Random;
ALWAYS_INLINE Random *as_random(Ref v) { return (Random *)object_of(v); }

/* ---- the generator ---- */

static uint32_t twist(uint32_t high, uint32_t low)
{
    uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
    return y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
}

static void refill(Random *r)
{
    uint32_t *s = r->state;
    for (int i = 0; i < N; i++)
        s[i] = s[i + M < N ? i + M : i + M - N] ^ twist(s[i], s[i + 1 < N ? i + 1 : 0]);
    r->index = 0;
}

static uint32_t next_word(Random *r)
{
    if (r->index >= N)
        refill(r);
    uint32_t y = r->state[r->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

static void seed_word(Random *r, uint32_t seed)
{
    r->state[0] = seed;
    for (uint32_t i = 1; i < N; i++)
        r->state[i] = 1812433253u * (r->state[i - 1] ^ r->state[i - 1] >> 30) + i;
    r->index = N;
}

/* key[0..n), n > 0: 32-bit words, the least significant first. */
static void seed_array(Random *r, const uint32_t *key, size_t n)
{
    uint32_t *s = r->state;
    size_t i = 1, j = 0;
    seed_word(r, 19650218u);
    for (size_t k = MAX((size_t)N, n); k; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
        if (++i >= N) {
            s[0] = s[N - 1];
            i = 1;
        }
        if (++j >= n)
            j = 0;
    }
    for (int k = N - 1; k; k--) {
        s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i >= N) {
            s[0] = s[N - 1];
            i = 1;
        }
    }
    s[0] = 0x80000000u;
}

/* ---- seeding ---- */

static void seed_from_system(Random *r)
{
    uint32_t key[N];
    ssize n = N;
    if (!platform_random(key, sizeof key)) {
        int64_t now = clock_real_ns(), clock = clock_process_ns();
        n = 4;
        key[0] = (uint32_t)now;
        key[1] = (uint32_t)(now >> 32);
        key[2] = (uint32_t)clock;
        key[3] = (uint32_t)(uintptr_t)r;
    }
    seed_array(r, key, (size_t)n);
}

/* An int's magnitude is the key; anything else is seeded by its hash. */
static bool seed_from(Thread *t, Random *r, Ref seed)
{
    OWN Value number = retain(seed);
    if (is_none(seed))
        return seed_from_system(r), true;
    if (!is_int(seed)) {
        int64_t hash;
        if (!hash_of(t, seed, &hash))
            return false;
        replace_take(&number, int_from_uint64(t, (uint64_t)hash));
        if (is_empty(number))
            return false;
    }
    const mp_limb_t *limb;
    mp_limb_t small;
    bool negative;
    ssize n = int_limbs(number, &limb, &small, &negative);
    if (n == 0)
        return seed_array(r, (const uint32_t[]){0}, 1), true;
    uint32_t *key = mem_alloc_array(t, n, sizeof *limb);
    if (!key)
        return false;
    for (ssize i = 0; i < n; i++) {
        key[2 * i] = (uint32_t)limb[i];
        key[2 * i + 1] = (uint32_t)(limb[i] >> 32);
    }
    seed_array(r, key, (size_t)(2 * n - (key[2 * n - 1] == 0)));
    mem_free(key);
    return true;
}

static Value random_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names UNUSED)
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v) && !seed_from(t, as_random(v), nargs == 1 ? args[0] : NONE)) {
        release(v);
        return EMPTY;
    }
    return v;
}

static bool random_init(Thread *t UNUSED, Ref self UNUSED, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return true;
}

static void random_dealloc(Object *o) { object_free(o, object_size(o)); }

/* ---- methods ---- */

/** random() -> x in the interval [0, 1). */
METHOD0(random, random)
{
    Random *r = as_random(self);
    uint32_t high = next_word(r) >> 5, low = next_word(r) >> 6;
    return float_from(t, (high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

/** seed([n]) -> None.
 *
 * Defaults to use urandom and falls back to a combination
 * of the current time and the process identifier. */
METHOD(random, seed, "(self, n=None, /)")
{
    return seed_from(t, as_random(self), a->n) ? NONE : EMPTY;
}

/** getrandbits(k) -> x.  Generates an int with k random bits. */
METHOD(random, getrandbits, "(self, k: int, /)")
{
    Random *r = as_random(self);
    if (a->k <= 0)
        return raise_value(t, "number of bits must be greater than zero");
    if (a->k <= 32)
        return fixnum(next_word(r) >> (32 - a->k));
    ssize words = (a->k - 1) / 32 + 1;
    uint32_t *word = mem_alloc_array(t, words, sizeof *word);
    if (!word)
        return EMPTY;
    for (ssize i = 0; i < words; i++)
        word[i] = next_word(r);
    if (a->k % 32)
        word[words - 1] >>= 32 - a->k % 32;
    Value v = int_from_bytes(t, (const uint8_t *)word, words * (ssize)sizeof *word, true, false);
    mem_free(word);
    return v;
}

/** getstate() -> tuple containing the current state. */
METHOD0(random, getstate)
{
    Random *r = as_random(self);
    Value v = tuple_new(t, N + 1);
    if (is_empty(v))
        return EMPTY;
    for (int i = 0; i < N; i++)
        as_tuple(v)->item[i] = fixnum(r->state[i]);
    as_tuple(v)->item[N] = fixnum(r->index);
    return v;
}

/** setstate(state) -> None.  Restores generator state. */
METHOD1(random, setstate, state)
{
    uint32_t words[N];
    int64_t index;
    if (!is_tuple(state))
        return raise_type(t, "state vector must be a tuple");
    if (as_tuple(state)->len != N + 1)
        return raise_value(t, "state vector is the wrong size");
    for (int i = 0; i < N; i++) {
        Ref item = as_tuple(state)->item[i];
        uint64_t word;
        if (!is_int(item))
            return raise_type(t, "an integer is required (got type %T)", item);
        if (!int_as_uint64(item, &word))
            return raise_overflow(t, "can't convert negative value to unsigned int");
        words[i] = (uint32_t)word;
    }
    if (!to_int64(t, as_tuple(state)->item[N], &index))
        return EMPTY;
    if (index < 0 || index > N)
        return raise_value(t, "invalid state");
    memcpy(as_random(self)->state, words, sizeof words);
    as_random(self)->index = (int)index;
    return NONE;
}

Type random_type = {
    TYPE_HEAD("_random.Random", Random), .flags = TYPE_BASE,
    .doc = "Random() -> create a random number generator with its own internal state.",
    .dealloc = random_dealloc, .new_ = random_new, .init = random_init, .methods = random_methods,
};

static bool _random_exec(Thread *t, Ref module) { return module_add_type(t, module, &random_type); }

MODULE(_random, .doc = "Module implements the Mersenne Twister random number generator.", .exec = _random_exec);
