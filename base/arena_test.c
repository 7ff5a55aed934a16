/* arena_test.c: tests of the arena and the vector. */
#include "base/arena.h"
#include "base/test.h"
#include "base/vec.h"

VEC(IntVec, int_vec, int)
VEC(TextVec, text_vec, const char *)

static void test_pieces_are_aligned_and_apart(void)
{
    Arena a;
    arena_init(&a);
    char *previous = NULL;
    size_t previous_size = 0;
    for (size_t size = 0; size < 3000; size++) {
        char *p = arena_alloc(&a, size);
        CHECK(p && (uintptr_t)p % 16 == 0);
        memset(p, 0x5A, size);
        if (previous_size)
            CHECK(previous[0] == 0x5A && previous[previous_size - 1] == 0x5A);
        if (previous)
            memset(previous, 0xA5, previous_size);
        CHECK(!size || (p[0] == 0x5A && p[size - 1] == 0x5A));
        previous = p;
        previous_size = size;
    }
    arena_free(&a);
    CHECK(!a.chunks && !a.total);
}

static void test_large_and_refused(void)
{
    Arena a;
    arena_init(&a);
    char *small = arena_alloc(&a, 16);
    char *large = arena_alloc(&a, 3 << 20);
    CHECK(small && large);
    memset(large, 1, 3 << 20);
    CHECK(arena_alloc(&a, 16) == small + 16);   /* the large one did not waste the current chunk */
    CHECK(!arena_alloc(&a, SIZE_MAX));
    CHECK(!arena_alloc(&a, (size_t)PTRDIFF_MAX - 100));
    CHECK(!arena_new_array(&a, int64_t, SIZE_MAX / 4));
    int64_t *zero = arena_new_array(&a, int64_t, 100);
    CHECK(zero);
    for (int i = 0; i < 100; i++)
        CHECK(zero[i] == 0);
    char *text = arena_copy(&a, "abcdef", 3);
    CHECK(text && !strcmp(text, "abc"));
    arena_free(&a);
}

static void test_vector(void)
{
    IntVec v = {0};
    for (int i = 0; i < 10000; i++)
        CHECK(int_vec_push(&v, i));
    CHECK(v.len == 10000 && v.item[1234] == 1234 && *int_vec_last(&v) == 9999);
    CHECK(int_vec_pop(&v) == 9999 && v.len == 9999);
    CHECK(int_vec_extend(&v, (int[]){1, 2, 3}, 3) && v.item[10001] == 3);
    CHECK(!int_vec_reserve(&v, SSIZE_MAX_));
    CHECK(v.item[5] == 5);
    int_vec_clear(&v);
    CHECK(v.len == 0);
    int_vec_free(&v);

    TextVec t = {0};
    CHECK(text_vec_push(&t, "x") && !strcmp(t.item[0], "x"));
    text_vec_free(&t);
}

int main(void)
{
    test_pieces_are_aligned_and_apart();
    test_large_and_refused();
    test_vector();
    return test_result();
}
