/* _operator.c: the module _operator: Python's operators as functions; getters and method callers are in getters.c. What
 * lib/operator.py adds is names only. Python manual: operator. */
#include "modules/_operator/types.h"
#include "object/buffer.h"
#include "object/int.h"
#include "object/module.h"
#include "object/sequence.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_operator/_operator.h"

/* ---- comparing and testing ---- */

/** Same as a < b. */
FUNCTION(_operator, lt, "(a, b, /)") { return compare(t, a->a, a->b, CMP_LT); }

/** Same as a <= b. */
FUNCTION(_operator, le, "(a, b, /)") { return compare(t, a->a, a->b, CMP_LE); }

/** Same as a == b. */
FUNCTION(_operator, eq, "(a, b, /)") { return compare(t, a->a, a->b, CMP_EQ); }

/** Same as a != b. */
FUNCTION(_operator, ne, "(a, b, /)") { return compare(t, a->a, a->b, CMP_NE); }

/** Same as a > b. */
FUNCTION(_operator, gt, "(a, b, /)") { return compare(t, a->a, a->b, CMP_GT); }

/** Same as a >= b. */
FUNCTION(_operator, ge, "(a, b, /)") { return compare(t, a->a, a->b, CMP_GE); }

static Value truth_of(Test test) { return test == TEST_ERROR ? EMPTY : bool_value(test); }

/** Return True if a is true, False otherwise. */
FUNCTION1(_operator, truth, a) { return truth_of(test(t, a)); }

/** Same as not a. */
FUNCTION1(_operator, not_, a)
{
    Test truth = test(t, a);
    return truth == TEST_ERROR ? EMPTY : bool_value(!truth);
}

/** Same as a is b. */
FUNCTION(_operator, is_, "(a, b, /)") { return bool_value(same(a->a, a->b)); }

/** Same as a is not b. */
FUNCTION(_operator, is_not, "(a, b, /)") { return bool_value(!same(a->a, a->b)); }

/** Same as a is None. */
FUNCTION1(_operator, is_none, a) { return bool_value(is_none(a)); }

/** Same as a is not None. */
FUNCTION1(_operator, is_not_none, a) { return bool_value(!is_none(a)); }

/** Same as b in a (note reversed operands). */
FUNCTION(_operator, contains, "(a, b, /)") { return truth_of(contains(t, a->a, a->b)); }

/* ---- arithmetic ---- */

/** Same as a + b. */
FUNCTION(_operator, add, "(a, b, /)") { return binary_op(t, OP_ADD, a->a, a->b); }

/** Same as a - b. */
FUNCTION(_operator, sub, "(a, b, /)") { return binary_op(t, OP_SUB, a->a, a->b); }

/** Same as a * b. */
FUNCTION(_operator, mul, "(a, b, /)") { return binary_op(t, OP_MUL, a->a, a->b); }

/** Same as a @ b. */
FUNCTION(_operator, matmul, "(a, b, /)") { return binary_op(t, OP_MATMUL, a->a, a->b); }

/** Same as a / b. */
FUNCTION(_operator, truediv, "(a, b, /)") { return binary_op(t, OP_TRUEDIV, a->a, a->b); }

/** Same as a // b. */
FUNCTION(_operator, floordiv, "(a, b, /)") { return binary_op(t, OP_FLOORDIV, a->a, a->b); }

/** Same as a % b. */
FUNCTION(_operator, mod, "(a, b, /)") { return binary_op(t, OP_MOD, a->a, a->b); }

/** Same as a << b. */
FUNCTION(_operator, lshift, "(a, b, /)") { return binary_op(t, OP_LSHIFT, a->a, a->b); }

/** Same as a >> b. */
FUNCTION(_operator, rshift, "(a, b, /)") { return binary_op(t, OP_RSHIFT, a->a, a->b); }

/** Same as a & b. */
FUNCTION(_operator, and_, "(a, b, /)") { return binary_op(t, OP_AND, a->a, a->b); }

/** Same as a | b. */
FUNCTION(_operator, or_, "(a, b, /)") { return binary_op(t, OP_OR, a->a, a->b); }

/** Same as a ^ b. */
FUNCTION(_operator, xor, "(a, b, /)") { return binary_op(t, OP_XOR, a->a, a->b); }

/** Same as a ** b. */
FUNCTION(_operator, pow, "(a, b, /)") { return power(t, a->a, a->b, NONE); }

/** Same as a += b. */
FUNCTION(_operator, iadd, "(a, b, /)") { return inplace_op(t, OP_ADD, a->a, a->b); }

/** Same as a -= b. */
FUNCTION(_operator, isub, "(a, b, /)") { return inplace_op(t, OP_SUB, a->a, a->b); }

/** Same as a *= b. */
FUNCTION(_operator, imul, "(a, b, /)") { return inplace_op(t, OP_MUL, a->a, a->b); }

/** Same as a @= b. */
FUNCTION(_operator, imatmul, "(a, b, /)") { return inplace_op(t, OP_MATMUL, a->a, a->b); }

/** Same as a /= b. */
FUNCTION(_operator, itruediv, "(a, b, /)") { return inplace_op(t, OP_TRUEDIV, a->a, a->b); }

/** Same as a //= b. */
FUNCTION(_operator, ifloordiv, "(a, b, /)") { return inplace_op(t, OP_FLOORDIV, a->a, a->b); }

/** Same as a %= b. */
FUNCTION(_operator, imod, "(a, b, /)") { return inplace_op(t, OP_MOD, a->a, a->b); }

/** Same as a <<= b. */
FUNCTION(_operator, ilshift, "(a, b, /)") { return inplace_op(t, OP_LSHIFT, a->a, a->b); }

/** Same as a >>= b. */
FUNCTION(_operator, irshift, "(a, b, /)") { return inplace_op(t, OP_RSHIFT, a->a, a->b); }

/** Same as a &= b. */
FUNCTION(_operator, iand, "(a, b, /)") { return inplace_op(t, OP_AND, a->a, a->b); }

/** Same as a |= b. */
FUNCTION(_operator, ior, "(a, b, /)") { return inplace_op(t, OP_OR, a->a, a->b); }

/** Same as a ^= b. */
FUNCTION(_operator, ixor, "(a, b, /)") { return inplace_op(t, OP_XOR, a->a, a->b); }

/** Same as a **= b. */
FUNCTION(_operator, ipow, "(a, b, /)") { return inplace_op(t, OP_POW, a->a, a->b); }

/** Same as -a. */
FUNCTION1(_operator, neg, a) { return negative(t, a); }

/** Same as +a. */
FUNCTION1(_operator, pos, a) { return positive(t, a); }

/** Same as ~a. */
FUNCTION1(_operator, invert, a) { return invert(t, a); }

/** Same as ~a. */
FUNCTION1(_operator, inv, a) { return invert(t, a); }

/** Same as abs(a). */
FUNCTION1(_operator, abs, a) { return absolute(t, a); }

/** Same as a.__index__() */
FUNCTION1(_operator, index, a) { return to_index(t, a); }

/* ---- sequences and mappings ---- */

/** Same as a + b, for a and b sequences. */
FUNCTION(_operator, concat, "(a, b, /)")
{
    return sequence_concat(t, a->a, a->b, false);
}

/** Same as a += b, for a and b sequences. */
FUNCTION(_operator, iconcat, "(a, b, /)")
{
    return sequence_concat(t, a->a, a->b, true);
}

/** Same as a[b]. */
FUNCTION(_operator, getitem, "(a, b, /)") { return get_item(t, a->a, a->b); }

/** Same as a[b] = c. */
FUNCTION(_operator, setitem, "(a, b, c, /)") { return set_item(t, a->a, a->b, a->c) ? NONE : EMPTY; }

/** Same as del a[b]. */
FUNCTION(_operator, delitem, "(a, b, /)") { return set_item(t, a->a, a->b, EMPTY) ? NONE : EMPTY; }

/** Return the number of items in a which are, or which equal, b. */
FUNCTION(_operator, countOf, "(a, b, /)")
{
    ssize n;
    return iterable_count(t, a->a, a->b, &n) ? fixnum(n) : EMPTY;
}

/** Return the first index of b in a. */
FUNCTION(_operator, indexOf, "(a, b, /)")
{
    ssize i;
    Lookup found = iterable_find(t, a->a, a->b, &i);
    return found == FOUND ? fixnum(i) : found == ERROR ? EMPTY : raise_value(t, "sequence.index(x): x not in sequence");
}

/** Return an estimate of the number of items in obj.
 *
 * This is useful for presizing containers when building from an iterable.
 *
 * If the object supports len(), the result will be exact.
 * Otherwise, it may over- or under-estimate by an arbitrary amount. */
FUNCTION(_operator, length_hint, "(obj, default=0, /)")
{
    ssize fallback, n;
    if (!to_ssize(t, a->default_, &exc_OverflowError, &fallback) || !length_hint(t, a->obj, fallback, &n))
        return EMPTY;
    return int_from_ssize(t, n);
}

/** Same as obj(*args, **kwargs). */
FUNCTION(_operator, call, "(obj, /, *args, **kwargs)")
{
    OWN Value args = tuple_from_array(t, a->args, a->args_count);
    return is_empty(args) ? EMPTY : call_tuple(t, a->obj, args, a->kwargs);
}

/* Takes a time that depends on the length of b only. */
static bool same_bytes(const uint8_t *a, ssize n, const uint8_t *b, ssize m)
{
    uint8_t difference = n != m;
    const volatile uint8_t *x = n == m ? a : b, *y = b;
    for (ssize i = 0; i < m; i++)
        difference |= x[i] ^ y[i];
    return difference == 0;
}

/** Return 'a == b'.
 *
 * This function uses an approach designed to prevent timing analysis, making it
 * appropriate for cryptography.
 *
 * a and b must both be of the same type: either str (ASCII only), or any
 * bytes-like object.
 *
 * Note: If a and b are of different lengths, or if an error occurs, a timing
 * attack could theoretically reveal information about the types and lengths of a
 * and b--but not their values. */
FUNCTION(_operator, _compare_digest, "(a, b, /)")
{
    if (is_str(a->a) && is_str(a->b)) {
        Str *x = as_str(a->a), *y = as_str(a->b);
        if (!x->ascii || !y->ascii)
            return raise_type(t, "comparing strings with non-ASCII characters is not supported");
        return bool_value(same_bytes(str_data(x), x->len, str_data(y), y->len));
    }
    if (!has_buffer(a->a) || !has_buffer(a->b))
        return raise_type(t, "unsupported operand types(s) or combination of types: '%T' and '%T'", a->a, a->b);
    Buffer x, y;
    if (!buffer_get(t, a->a, &x, BUFFER_SIMPLE))
        return EMPTY;
    if (!buffer_get(t, a->b, &y, BUFFER_SIMPLE)) {
        buffer_release(&x);
        return EMPTY;
    }
    bool same = same_bytes(x.data, x.len, y.data, y.len);
    buffer_release(&x);
    buffer_release(&y);
    return bool_value(same);
}

static bool _operator_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &itemgetter_type) && module_add_type(t, module, &attrgetter_type) &&
           module_add_type(t, module, &methodcaller_type);
}

MODULE(_operator, .doc = "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\n"
                         "to the intrinsic operators of Python.  For example, operator.add(x, y)\n"
                         "is equivalent to the expression x+y.", .exec = _operator_exec);
