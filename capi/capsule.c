/* capsule.c: capsules: pointers of C in an object, by which one extension offers its functions to another (C API: "Capsules"). */
#include <stdio.h>

#include "capi/convert.h"
#include "object/error.h"
#include "object/protocol.h"

typedef struct Capsule {
    Object head;
    ssize unused_;                      /* keeps the pointer off the shape word (attrs.h) */
    void *pointer;                      /* never NULL */
    const char *name;                   /* the extension's, which outlives the capsule; NULL: none */
    void *context;
    PyCapsule_Destructor destructor;
} Capsule;

extern Type capsule_type;

/* Names are compared as texts; no name only equals no name. */
static bool name_is(const Capsule *c, const char *name) { return c->name == name || (c->name && name && strcmp(c->name, name) == 0); }

/* The destructor may ask for what is in the capsule and count references to it: it has one as long as that lasts. */
static void capsule_dealloc(Object *o)
{
    Capsule *c = (Capsule *)o;
    if (c->destructor) {
        Thread *t = this_thread();
        ssize mark = lent_mark(t);
        o->refcount = 1;
        c->destructor((PyObject *)o);
        o->refcount = 0;
        lent_release(t, mark);
    }
    object_free(o, sizeof *c);
}

static Value capsule_repr(Thread *t, Ref self)
{
    const Capsule *c = (const Capsule *)object_of(self);
    char address[2 + 16 + 1];
    snprintf(address, sizeof address, "%p", (const void *)c);
    return c->name ? str_format(t, "<capsule object \"%s\" at %s>", c->name, address) : str_format(t, "<capsule object NULL at %s>", address);
}

Type capsule_type = {
    TYPE_HEAD("PyCapsule", Capsule),
    .doc = "Capsule objects let you wrap a C \"void *\" pointer in a Python object.\n"
           "They're a way of passing data through the Python interpreter without\ncreating your own custom type.",
    .dealloc = capsule_dealloc, .repr = capsule_repr,
};

PyObject *PyCapsule_New(void *pointer, const char *name, PyCapsule_Destructor destructor)
{
    Thread *t = this_thread();
    if (!pointer)
        return raise_value(t, "PyCapsule_New called with null pointer"), NULL;
    Capsule *c = type_ready(t, &capsule_type) ? object_new_zeroed(t, &capsule_type, sizeof *c) : NULL;
    if (!c)
        return NULL;
    c->pointer = pointer;
    c->name = name;
    c->destructor = destructor;
    return (PyObject *)c;
}

/* ---- reading and changing ---- */

/* The capsule that o is; NULL with ValueError. */
static Capsule *check_capsule(PyObject *o, const char *function)
{
    Capsule *c = (Capsule *)o;
    if (likely(o && c->head.type == &capsule_type))
        return c;
    raise_value(this_thread(), "%s called with invalid PyCapsule object", function);
    return NULL;
}

int PyCapsule_IsValid(PyObject *capsule, const char *name)
{
    const Capsule *c = (const Capsule *)capsule;
    return c && c->head.type == &capsule_type && name_is(c, name);
}

void *PyCapsule_GetPointer(PyObject *capsule, const char *name)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_GetPointer");
    if (!c)
        return NULL;
    if (name_is(c, name))
        return c->pointer;
    raise_value(this_thread(), "PyCapsule_GetPointer called with incorrect name");
    return NULL;
}

/* NULL, also without an exception. */
PyCapsule_Destructor PyCapsule_GetDestructor(PyObject *capsule)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_GetDestructor");
    return c ? c->destructor : NULL;
}
const char *PyCapsule_GetName(PyObject *capsule)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_GetName");
    return c ? c->name : NULL;
}
void *PyCapsule_GetContext(PyObject *capsule)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_GetContext");
    return c ? c->context : NULL;
}

int PyCapsule_SetPointer(PyObject *capsule, void *pointer)
{
    if (!pointer)
        return raise_value(this_thread(), "PyCapsule_SetPointer called with null pointer"), -1;
    Capsule *c = check_capsule(capsule, "PyCapsule_SetPointer");
    if (c)
        c->pointer = pointer;
    return status_to_c(c);
}
int PyCapsule_SetName(PyObject *capsule, const char *name)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_SetName");
    if (c)
        c->name = name;
    return status_to_c(c);
}
int PyCapsule_SetDestructor(PyObject *capsule, PyCapsule_Destructor destructor)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_SetDestructor");
    if (c)
        c->destructor = destructor;
    return status_to_c(c);
}
int PyCapsule_SetContext(PyObject *capsule, void *context)
{
    Capsule *c = check_capsule(capsule, "PyCapsule_SetContext");
    if (c)
        c->context = context;
    return status_to_c(c);
}

/* ---- import ---- */

/* What "module.attribute.attribute" names: the first part is imported, the others are attributes. */
static Value import_path(Thread *t, const char *path)
{
    const char *dot = strchrnul(path, '.');
    OWN Value name = intern_utf8(t, path, dot - path);
    OWN Value found = is_empty(name) ? EMPTY : import_module(t, name);
    if (is_empty(found) && !is_empty(name)) {
        raised_clear(t);
        return raise_import(t, "PyCapsule_Import could not import module \"%S\"", name);
    }
    while (!is_empty(found) && *dot) {
        const char *start = dot + 1;
        dot = strchrnul(start, '.');
        OWN Value attribute = intern_utf8(t, start, dot - start);
        replace_take(&found, is_empty(attribute) ? EMPTY : get_attr(t, found, attribute));
    }
    return take(&found);
}

/* The pointer in the capsule that its name says where to find. */
void *PyCapsule_Import(const char *name, int no_block UNUSED)
{
    Thread *t = this_thread();
    OWN Value found = import_path(t, name);
    if (is_empty(found))
        return NULL;
    if (is_ptr(found) && PyCapsule_IsValid((PyObject *)object_of(found), name))
        return ((Capsule *)object_of(found))->pointer;
    raise_format(t, &exc_AttributeError, "PyCapsule_Import \"%s\" is not valid", name);
    return NULL;
}
