/* mapping.c: items by key (C API: "Mapping Protocol"). */
#include "capi/convert.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/set.h"

int PyMapping_Check(PyObject *o) { return o && type_of(from_c(o))->getitem; }

Py_ssize_t PyMapping_Size(PyObject *o)
{
    Thread *t = this_thread();
    ssize n;
    if (!o)
        return null_call(t), -1;
    Ref v = from_c(o);
    if (is_any_set(v))
        return raise_type(t, "%T is not a mapping", v), -1;
    return length(t, v, &n) ? n : -1;
}
Py_ssize_t PyMapping_Length(PyObject *o) { return PyMapping_Size(o); }

/* ---- lists of what is in it ---- */

/* The list of what o.name() gives. */
static PyObject *list_by_method(Thread *t, PyObject *o, Ref name)
{
    OWN Value view = call_method0(t, from_c(o), name);
    if (is_empty(view))
        return NULL;
    OWN Value it = iter(t, view);
    if (is_empty(it)) {
        if (raised_catch(t, &exc_TypeError))
            raise_type(t, "%T.%S() returned a non-iterable (type %T)", from_c(o), name, view);
        return NULL;
    }
    return to_c_take(t, to_list(t, it));
}

#define LIST_OF(Name, name) \
    PyObject *PyMapping_##Name(PyObject *o) \
    { \
        Thread *t = this_thread(); \
        if (!o) \
            return null_call(t); \
        return is_exact(from_c(o), &dict_type) ? PyDict_##Name(o) : list_by_method(t, o, NAME(name)); \
    }
LIST_OF(Keys, keys)
LIST_OF(Values, values)
LIST_OF(Items, items)

/* ---- items ---- */

PyObject *PyMapping_GetItemString(PyObject *o, const char *key)
{
    Thread *t = this_thread();
    if (!o || !key)
        return null_call(t);
    OWN Value name = name_from_c(t, key);
    return is_empty(name) ? NULL : to_c_take(t, get_item(t, from_c(o), name));
}

int PyMapping_SetItemString(PyObject *o, const char *key, PyObject *value)
{
    Thread *t = this_thread();
    if (!o || !key || !value)
        return null_call(t), -1;
    OWN Value name = name_from_c(t, key);
    return status_to_c(!is_empty(name) && set_item(t, from_c(o), name, from_c(value)));
}

/* KeyError becomes MISSING. */
static Lookup find_item(Thread *t, Ref v, Ref key, Value *value)
{
    *value = EMPTY;
    if (is_exact(v, &dict_type)) {
        Ref lent;
        Lookup found = dict_find(t, as_dict(v), key, &lent);
        if (found == FOUND)
            *value = retain(lent);
        return found;
    }
    *value = get_item(t, v, key);
    return !is_empty(*value) ? FOUND : raised_catch(t, &exc_KeyError) ? MISSING : ERROR;
}

static int get_optional(Thread *t, PyObject *o, Ref key, PyObject **result)
{
    Value found = EMPTY;
    *result = NULL;
    if (!o || is_empty(key))
        return null_call(t), -1;
    Lookup r = find_item(t, from_c(o), key, &found);
    return lookup_to_c_take(t, r, found, result);
}

int PyMapping_GetOptionalItem(PyObject *o, PyObject *key, PyObject **result) { return get_optional(this_thread(), o, from_c(key), result); }

int PyMapping_GetOptionalItemString(PyObject *o, const char *key, PyObject **result)
{
    Thread *t = this_thread();
    OWN Value name = key ? name_from_c(t, key) : EMPTY;
    return get_optional(t, o, name, result);
}

static int has_item(Thread *t, PyObject *o, Ref key)
{
    Value found = EMPTY;
    if (!o || is_empty(key))
        return null_call(t), -1;
    Lookup r = find_item(t, from_c(o), key, &found);
    release(found);
    return r;
}

int PyMapping_HasKeyWithError(PyObject *o, PyObject *key) { return has_item(this_thread(), o, from_c(key)); }

int PyMapping_HasKeyStringWithError(PyObject *o, const char *key)
{
    Thread *t = this_thread();
    OWN Value name = key ? name_from_c(t, key) : EMPTY;
    return has_item(t, o, name);
}

/* These two cannot fail: errors are swallowed, and an exception that was there stays. */
int PyMapping_HasKey(PyObject *o, PyObject *key)
{
    Thread *t = this_thread();
    Value raised = raised_take(t);
    int r = PyMapping_HasKeyWithError(o, key);
    raised_restore_take(t, raised);
    return r > 0;
}

int PyMapping_HasKeyString(PyObject *o, const char *key)
{
    Thread *t = this_thread();
    Value raised = raised_take(t);
    int r = PyMapping_HasKeyStringWithError(o, key);
    raised_restore_take(t, raised);
    return r > 0;
}
