/* iterator.c: iterators (C API: "Iterator Protocol", "Iterator Objects"). */
#include "object/iter.h"

#include "capi/convert.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/sequence.h"

int PyIter_Check(PyObject *o)   { return o && is_iterator(from_c(o)); }
int PyAIter_Check(PyObject *o)  { return o && type_of(from_c(o))->aiter && type_of(from_c(o))->anext; }

/* NULL without an exception: exhausted. */
PyObject *PyIter_Next(PyObject *iterator)
{
    Thread *t = this_thread();
    return iterator ? to_c_take(t, next(t, from_c(iterator))) : null_call(t);
}

/* *result: what was yielded, or at the end what was returned. */
PySendResult PyIter_Send(PyObject *iterator, PyObject *value, PyObject **result)
{
    Thread *t = this_thread();
    *result = NULL;
    if (!iterator || !value)
        return bad_call(t), PYGEN_ERROR;
    Ref it = from_c(iterator), sent = from_c(value);
    Value got = is_none(sent) && is_iterator(it) ? next_or_stop(t, it) : call_method1(t, it, NAME(send), sent);
    PySendResult outcome = PYGEN_NEXT;
    if (is_empty(got)) {
        outcome = PYGEN_RETURN;
        if (is_raised(t) && !raised_matches(t, &exc_StopIteration))
            return PYGEN_ERROR;
        OWN Value stop = is_raised(t) ? raised_take(t) : EMPTY;
        got = is_empty(stop) ? NONE : stop_iteration_value(t, stop);
    }
    *result = to_c_take(t, got);
    return *result ? outcome : PYGEN_ERROR;
}

PyObject *PySeqIter_New(PyObject *sequence)
{
    Thread *t = this_thread();
    return PySequence_Check(sequence) ? to_c_take(t, sequence_iterator_new(t, from_c(sequence))) : bad_call(t);
}

PyObject *PyCallIter_New(PyObject *callable, PyObject *sentinel)
{
    Thread *t = this_thread();
    return callable && sentinel ? to_c_take(t, callable_iterator_new(t, from_c(callable), from_c(sentinel))) : bad_call(t);
}
