/* memory.c: raw memory, and the allocation of objects (C API: "Memory Management", "Allocating Objects on the Heap", "Supporting
 * Cyclic Garbage Collection").
 *
 * PyMem_* and PyObject_Malloc() are malloc(): older clients free by libc what they got here. Objects come from the heap, which finds
 * the collector's state of a container by its address. PyObject_Free() is given both and tells them apart by the address.
 *
 * Whose reference to the type: an instance of a heap type counts its type from the start, whichever function made it. It is given up
 * by who frees the instance: by our own deallocation, and by an extension's tp_dealloc, as the API asks of it since 3.8. So freeing an
 * instance from C drops no reference to its type. Extensions that keep to the older rule and do not drop it just make their types
 * immortal.
 */
#include <stdlib.h>

#include "capi/convert.h"
#include "object/attrs.h"
#include "object/error.h"
#include "object/gc.h"

/* ---- raw memory ---- */

static size_t at_least_1(size_t n)              { return n ? n : 1; }

void *PyMem_RawMalloc(size_t n)                 { return n > (size_t)PY_SSIZE_T_MAX ? NULL : malloc(at_least_1(n)); }
void *PyMem_RawCalloc(size_t n, size_t size)    { return n && size > (size_t)PY_SSIZE_T_MAX / n ? NULL : calloc(at_least_1(n), at_least_1(size)); }
void *PyMem_RawRealloc(void *p, size_t n)       { return n > (size_t)PY_SSIZE_T_MAX ? NULL : realloc(p, at_least_1(n)); }
void PyMem_RawFree(void *p)                     { free(p); }
void *PyMem_Malloc(size_t n)                    { return PyMem_RawMalloc(n); }
void *PyMem_Calloc(size_t n, size_t size)       { return PyMem_RawCalloc(n, size); }
void *PyMem_Realloc(void *p, size_t n)          { return PyMem_RawRealloc(p, n); }
void PyMem_Free(void *p)                        { free(p); }
void *PyObject_Malloc(size_t n)                 { return PyMem_RawMalloc(n); }
void *PyObject_Calloc(size_t n, size_t size)    { return PyMem_RawCalloc(n, size); }
void *PyObject_Realloc(void *p, size_t n)       { return PyMem_RawRealloc(p, n); }

/* ---- objects ---- */

/* Frees the block of an object and keeps the type's reference, which is the caller's to give up. */
static void free_object(Object *o)
{
    Type *type = o->type;
    if (type->flags & TYPE_HEAP)
        object_retain(&type->head);
    object_free(o, object_size(o));
}

void PyObject_Free(void *p)
{
    Thread *t = this_thread();
    if (p && t && heap_owns(t->heap, p))
        free_object(p);
    else
        free(p);
}

void PyObject_GC_Del(void *o) { PyObject_Free(o); }

/* What all allocation comes to: a zeroed instance, with the number of items in it if it has any. A container is visible to the
 * collector unless it is to be tracked later. */
static PyObject *allocate(Type *type, Py_ssize_t items, bool gc, bool track)
{
    Thread *t = this_thread();
    if (gc && !(type->flags & TYPE_GC))
        return raise_system(t, "PyObject_GC_New() of '%N', which has no Py_TPFLAGS_HAVE_GC", type), NULL;
    Value v = type_alloc(t, type, items);
    if (is_empty(v))
        return NULL;
    Object *o = object_of(v);
    if (type->item_size && type->capi)
        ((PyVarObject *)o)->ob_size = items;
    if (!track && type->flags & TYPE_GC)
        *gc_state(o) |= GC_UNTRACKED;
    return (PyObject *)o;
}

PyObject *PyType_GenericAlloc(PyTypeObject *type, Py_ssize_t items)         { return allocate(type_from_c(type), items, false, true); }
PyObject *_PyObject_New(PyTypeObject *type)                                 { return allocate(type_from_c(type), 0, false, true); }
PyVarObject *_PyObject_NewVar(PyTypeObject *type, Py_ssize_t items)         { return (PyVarObject *)allocate(type_from_c(type), items, false, true); }
PyObject *_PyObject_GC_New(PyTypeObject *type)                              { return allocate(type_from_c(type), 0, true, false); }
PyVarObject *_PyObject_GC_NewVar(PyTypeObject *type, Py_ssize_t items)      { return (PyVarObject *)allocate(type_from_c(type), items, true, false); }

/* Into memory of the caller's own, for types that are no containers. */
PyObject *PyObject_Init(PyObject *o, PyTypeObject *type)
{
    if (!o)
        return PyErr_NoMemory();
    o->ob_refcnt = 1;
    o->ob_type = type;
    if (type_from_c(type)->flags & TYPE_HEAP)
        object_retain(&type_from_c(type)->head);
    return o;
}

PyVarObject *PyObject_InitVar(PyVarObject *o, PyTypeObject *type, Py_ssize_t items)
{
    if (!PyObject_Init((PyObject *)o, type))
        return NULL;
    o->ob_size = items;
    return o;
}

/* Nobody else may refer to it, and it is not tracked. */
PyVarObject *_PyObject_GC_Resize(PyVarObject *o, Py_ssize_t items)
{
    Object *old = (Object *)o;
    PyObject *moved = allocate(old->type, items, true, false);
    if (!moved)
        return NULL;
    ssize kept = MIN(o->ob_size, items);
    memcpy((Object *)moved + 1, old + 1, (size_t)(old->type->size + kept * old->type->item_size) - sizeof(Object));
    ((PyVarObject *)moved)->ob_size = items;
    object_free(old, object_size(old));
    return (PyVarObject *)moved;
}

/* ---- the cycle collector ---- */

static bool is_container(const void *o) { return ((const Object *)o)->type->flags & TYPE_GC; }

void PyObject_GC_Track(void *o)
{
    if (is_container(o))
        gc_track(o);
}

void PyObject_GC_UnTrack(void *o)
{
    if (is_container(o))
        *gc_state(o) |= GC_UNTRACKED;
}

int PyObject_GC_IsTracked(PyObject *o)      { return is_container(o) && gc_is_tracked((Object *)o); }
int PyObject_GC_IsFinalized(PyObject *o)    { return is_container(o) && gc_is_finalized((Object *)o); }

Py_ssize_t PyGC_Collect(void)
{
    Thread *t = this_thread();
    if (!t->interp->gc->enabled)
        return 0;
    Value raised = raised_take(t);
    ssize n = gc_collect(t, GC_GENERATIONS - 1);
    t->raised = raised;
    return n;
}

int PyGC_IsEnabled(void) { return this_thread()->interp->gc->enabled; }

static int set_enabled(bool enabled)
{
    Thread *t = this_thread();
    bool before = t->interp->gc->enabled;
    gc_enable(t, enabled);
    return before;
}
int PyGC_Enable(void)   { return set_enabled(true); }
int PyGC_Disable(void)  { return set_enabled(false); }
