/* list.c: lists (C API: "List Objects"). The model for the other families: docs/internals/c-api.md. */
#include "object/list.h"

#include "capi/convert.h"
#include "object/error.h"
#include "object/tuple.h"

/* The list that o is; NULL with SystemError. */
static List *check_list(Thread *t, PyObject *o)
{
    Ref v = from_c(o);
    if (likely(o && is_list(v)))
        return as_list(v);
    return bad_call(t), NULL;
}

/* Its places are empty until they are set, which has to be done before anybody else sees the list. */
PyObject *PyList_New(Py_ssize_t n)
{
    Thread *t = this_thread();
    if (n < 0)
        return bad_call(t);
    OWN Value list = list_new(t, n);
    for (ssize i = 0; !is_empty(list) && i < n; i++)
        if (!list_append(t, as_list(list), EMPTY))
            return NULL;
    return to_c_take(t, take(&list));
}

Py_ssize_t PyList_Size(PyObject *list)
{
    List *l = check_list(this_thread(), list);
    return l ? l->len : -1;
}

/* Lent by the list: a box that stands for an int in it lives until the extension's function returns. */
PyObject *PyList_GetItem(PyObject *list, Py_ssize_t i)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    if (!l)
        return NULL;
    if (i < 0 || i >= l->len)
        return raise_index(t, "list index out of range"), NULL;
    return lend_to_c(t, l->item[i]);
}

PyObject *PyList_GetItemRef(PyObject *list, Py_ssize_t i)
{
    Thread *t = this_thread();
    Ref v = from_c(list);
    if (!list || !is_list(v))
        return raise_type(t, "expected a list"), NULL;
    if (i < 0 || i >= as_list(v)->len)
        return raise_index(t, "list index out of range"), NULL;
    return to_c(t, as_list(v)->item[i]);
}

/* Steals item, also on failure. */
int PyList_SetItem(PyObject *list, Py_ssize_t i, PyObject *item)
{
    Thread *t = this_thread();
    OWN Value v = from_c_take(item);
    List *l = check_list(t, list);
    if (!l)
        return -1;
    if (i < 0 || i >= l->len)
        return raise_index(t, "list assignment index out of range"), -1;
    replace_take(&l->item[i], take(&v));
    return 0;
}

int PyList_Insert(PyObject *list, Py_ssize_t i, PyObject *item)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    if (!l)
        return -1;
    if (!item)
        return bad_call(t), -1;
    i = i < 0 ? MAX(i + l->len, (ssize)0) : MIN(i, l->len);
    return status_to_c(list_insert(t, l, i, from_c(item)));
}

int PyList_Append(PyObject *list, PyObject *item)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    if (!l)
        return -1;
    if (!item)
        return bad_call(t), -1;
    return status_to_c(list_append(t, l, from_c(item)));
}

/* 0 <= low <= high <= length, as the slice functions want them. */
static void clip(const List *l, ssize *low, ssize *high)
{
    *low = *low < 0 ? 0 : MIN(*low, l->len);
    *high = *high < *low ? *low : MIN(*high, l->len);
}

PyObject *PyList_GetSlice(PyObject *list, Py_ssize_t low, Py_ssize_t high)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    if (!l)
        return NULL;
    clip(l, &low, &high);
    return to_c_take(t, list_slice(t, l, low, high));
}

int PyList_SetSlice(PyObject *list, Py_ssize_t low, Py_ssize_t high, PyObject *items)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    if (!l)
        return -1;
    clip(l, &low, &high);
    return status_to_c(list_set_slice(t, l, low, high, from_c(items)));
}

int PyList_Sort(PyObject *list)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    return status_to_c(l && list_sort(t, l, EMPTY, false));
}

int PyList_Reverse(PyObject *list)
{
    List *l = check_list(this_thread(), list);
    if (l)
        list_reverse(l);
    return status_to_c(l);
}

PyObject *PyList_AsTuple(PyObject *list)
{
    Thread *t = this_thread();
    List *l = check_list(t, list);
    return l ? to_c_take(t, tuple_from_array(t, l->item, l->len)) : NULL;
}
