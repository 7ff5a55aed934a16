/* sequence.c: element-wise operations on spans of values: what list, tuple and others have in common. Every step may run
 * Python code that changes the sequence, so items are owned while they are looked at and lengths are read again. */
#include "object/order.h"
#include "object/sequence.h"

Value span_repr(Thread *t, Ref self, Span s, const char *open, const char *close, bool tuple_comma)
{
    StrBuilder b;
    Lookup running = repr_enter(t, self);
    if (running == ERROR)
        return EMPTY;
    builder_init(&b, t);
    builder_text(&b, open);
    if (running == FOUND) {
        builder_text(&b, "...");
        builder_text(&b, close);
        return builder_take(&b);
    }
    bool ok = true;
    for (ssize i = 0; i < *s.len && ok; i++) {
        OWN Value item = retain((*s.item)[i]);
        if (i > 0)
            builder_ascii(&b, ", ", 2);
        ok = builder_repr(&b, item);
    }
    repr_leave(t, self);
    if (tuple_comma && *s.len == 1)
        builder_char(&b, ',');
    builder_text(&b, close);
    return builder_take(&b);
}

Lookup span_find(Thread *t, Span s, Ref item, ssize start, ssize end, ssize *position)
{
    for (ssize i = start; i < end && i < *s.len; i++) {
        Ref candidate = (*s.item)[i];
        if (!same(candidate, item)) {
            if (both_fixnum(candidate, item))
                continue;
            OWN Value held = retain(candidate);
            Test found = equal(t, held, item);
            if (found == TEST_ERROR)
                return ERROR;
            if (!found)
                continue;
        }
        *position = i;
        return FOUND;
    }
    return MISSING;
}

Test span_contains(Thread *t, Span s, Ref item)
{
    ssize position;
    return (Test)span_find(t, s, item, 0, SSIZE_MAX_, &position);
}

bool span_count(Thread *t, Span s, Ref item, ssize *count)
{
    *count = 0;
    for (ssize i = 0;; i++) {
        Lookup found = span_find(t, s, item, i, SSIZE_MAX_, &i);
        if (found != FOUND)
            return found == MISSING;
        ++*count;
    }
}

Value span_compare(Thread *t, Span a, Span b, CompareOp op)
{
    if (*a.len != *b.len && (op == CMP_EQ || op == CMP_NE))
        return bool_value(op == CMP_NE);
    for (ssize i = 0; i < *a.len && i < *b.len; i++) {
        Ref x = (*a.item)[i], y = (*b.item)[i];
        if (same(x, y))
            continue;
        OWN Value left = retain(x);
        OWN Value right = retain(y);
        if (!both_fixnum(x, y)) {
            Test alike = equal(t, left, right);
            if (alike == TEST_ERROR)
                return EMPTY;
            if (alike)
                continue;
        }
        if (op == CMP_EQ || op == CMP_NE)
            return bool_value(op == CMP_NE);
        return compare(t, left, right, op);
    }
    return bool_value(order_holds(*a.len, *b.len, op));
}
