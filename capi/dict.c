/* dict.c: dicts and read-only proxies (C API: "Dictionary Objects"). Functions that look into a dict do so themselves: no method of
 * a subclass is called. What they lend, the dict holds. */
#include "object/dict.h"

#include "capi/convert.h"
#include "object/error.h"

/* The dict that o is; NULL with SystemError. */
static Dict *check_dict(Thread *t, PyObject *o)
{
    Ref v = from_c(o);
    if (likely(o && is_dict(v)))
        return as_dict(v);
    return bad_call(t), NULL;
}

PyObject *PyDict_New(void)
{
    Thread *t = this_thread();
    return to_c_take(t, dict_new(t));
}

PyObject *PyDictProxy_New(PyObject *mapping)
{
    Thread *t = this_thread();
    return mapping ? to_c_take(t, call1(t, value_of(&mapping_proxy_type), from_c(mapping))) : bad_call(t);
}

Py_ssize_t PyDict_Size(PyObject *dict)
{
    Dict *d = check_dict(this_thread(), dict);
    return d ? dict_len(d) : -1;
}

/* Does nothing with what is no dict. */
void PyDict_Clear(PyObject *dict)
{
    if (dict && is_dict(from_c(dict)))
        dict_clear(as_dict(from_c(dict)));
}

#define NEW_FROM(Name, function) \
    PyObject *PyDict_##Name(PyObject *dict) \
    { \
        Thread *t = this_thread(); \
        Dict *d = check_dict(t, dict); \
        return d ? to_c_take(t, function(t, d)) : NULL; \
    }
NEW_FROM(Copy, dict_copy)
NEW_FROM(Keys, dict_keys_list)
NEW_FROM(Values, dict_values_list)
NEW_FROM(Items, dict_items_list)

/* ---- looking up ---- */

/* Also of the key, which comparing may make the dict's last user give up. */
static Lookup find(Thread *t, PyObject *dict, PyObject *key, Ref *value)
{
    Dict *d = check_dict(t, dict);
    if (!d)
        return ERROR;
    if (!key)
        return bad_call(t), ERROR;
    return dict_find(t, d, from_c(key), value);
}

int PyDict_Contains(PyObject *dict, PyObject *key)
{
    Ref value;
    return find(this_thread(), dict, key, &value);
}

/* Borrowed; NULL without an exception: absent. */
PyObject *PyDict_GetItemWithError(PyObject *dict, PyObject *key)
{
    Thread *t = this_thread();
    Ref value;
    return find(t, dict, key, &value) == FOUND ? lend_to_c(t, value) : NULL;
}

/* Borrowed; errors are swallowed, and an exception that was there stays. */
PyObject *PyDict_GetItem(PyObject *dict, PyObject *key)
{
    Thread *t = this_thread();
    if (!dict || !key || !is_dict(from_c(dict)))
        return NULL;
    Value raised = raised_take(t);
    PyObject *found = PyDict_GetItemWithError(dict, key);
    raised_restore_take(t, raised);
    return found;
}

PyObject *PyDict_GetItemString(PyObject *dict, const char *key)
{
    Thread *t = this_thread();
    Value raised = raised_take(t);
    OWN Value name = name_from_c(t, key);
    PyObject *found = is_empty(name) ? NULL : PyDict_GetItem(dict, (PyObject *)object_of(name));
    raised_restore_take(t, raised);
    return found;
}

int PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **result)
{
    Thread *t = this_thread();
    Ref value = EMPTY;
    Lookup found = find(t, dict, key, &value);
    return lookup_to_c_take(t, found, found == FOUND ? retain(value) : EMPTY, result);
}

int PyDict_GetItemStringRef(PyObject *dict, const char *key, PyObject **result)
{
    OWN Value name = name_from_c(this_thread(), key);
    *result = NULL;
    return is_empty(name) ? -1 : PyDict_GetItemRef(dict, (PyObject *)object_of(name), result);
}

/* 0 at the end, and of what is no dict. *position begins with 0; key and value may be NULL. */
int PyDict_Next(PyObject *dict, Py_ssize_t *position, PyObject **key, PyObject **value)
{
    Thread *t = this_thread();
    Ref k, v;
    if (!dict || !is_dict(from_c(dict)) || *position < 0 || !dict_next(as_dict(from_c(dict)), position, &k, &v))
        return 0;
    if (key)
        *key = lend_to_c(t, k);
    if (value)
        *value = lend_to_c(t, v);
    return 1;
}

/* ---- changing ---- */

int PyDict_SetItem(PyObject *dict, PyObject *key, PyObject *value)
{
    Thread *t = this_thread();
    Dict *d = check_dict(t, dict);
    if (!d)
        return -1;
    if (!key || !value)
        return bad_call(t), -1;
    return status_to_c(dict_set(t, d, from_c(key), from_c(value)));
}

int PyDict_SetItemString(PyObject *dict, const char *key, PyObject *value)
{
    OWN Value name = name_from_c(this_thread(), key);
    return is_empty(name) ? -1 : PyDict_SetItem(dict, (PyObject *)object_of(name), value);
}

int PyDict_DelItem(PyObject *dict, PyObject *key)
{
    Thread *t = this_thread();
    Dict *d = check_dict(t, dict);
    if (!d)
        return -1;
    if (!key)
        return bad_call(t), -1;
    Lookup found = dict_delete(t, d, from_c(key));
    if (found == MISSING)
        raise_key(t, from_c(key));
    return status_to_c(found == FOUND);
}

int PyDict_DelItemString(PyObject *dict, const char *key)
{
    OWN Value name = name_from_c(this_thread(), key);
    return is_empty(name) ? -1 : PyDict_DelItem(dict, (PyObject *)object_of(name));
}

/* other: a dict, or anything with keys(). */
int PyDict_Merge(PyObject *dict, PyObject *other, int override)
{
    Thread *t = this_thread();
    Dict *d = check_dict(t, dict);
    if (!d)
        return -1;
    if (!other)
        return bad_call(t), -1;
    return status_to_c(dict_merge(t, d, from_c(other), override));
}
int PyDict_Update(PyObject *dict, PyObject *other) { return PyDict_Merge(dict, other, 1); }

int PyDict_MergeFromSeq2(PyObject *dict, PyObject *pairs, int override)
{
    Thread *t = this_thread();
    Dict *d = check_dict(t, dict);
    if (!d)
        return -1;
    if (!pairs)
        return bad_call(t), -1;
    return status_to_c(dict_merge_pairs(t, d, from_c(pairs), override));
}
