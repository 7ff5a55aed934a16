/* type_spec.c: types from a PyType_Spec (C API: "Creating Heap-Allocated Types"; PEP 384, 573, 697).
 *
 * The class is built as one with __slots__ = (), which adds nothing to its instances, and then gets the layout, slots and attributes
 * of the spec. Its dict has slot wrappers first, then methods, members and getsets, each unless the name is taken;
 * METH_COEXIST replaces.
 */
#include <stdlib.h>

#include "capi/function.h"
#include "capi/type.h"
#include "object/attrs.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/tuple.h"

#define ALIGNMENT 16                    /* of what PyObject_GetTypeData() gives */
static ssize round_up(ssize n, ssize to) { return (n + to - 1) / to * to; }

/* ---- reading the spec ---- */

static void *find_in_spec(const PyType_Spec *spec, int id)
{
    for (const PyType_Slot *s = spec->slots; s && s->slot; s++)
        if (s->slot == id)
            return s->pfunc;
    return NULL;
}

/* The tuple of bases: the argument (a tuple or one class), or what the slots say. */
static Value bases_of(Thread *t, const PyType_Spec *spec, Ref given)
{
    if (is_empty(given) || is_none(given)) {
        given = from_c(find_in_spec(spec, Py_tp_bases));
        if (is_empty(given))
            given = from_c(find_in_spec(spec, Py_tp_base));
        if (is_empty(given))
            given = value_of(&object_type);
    }
    if (is_tuple(given))
        return retain(given);
    return is_type(given) ? tuple_pack(t, 1, given) : raise_system(t, "Py_tp_bases is not a tuple");
}

static bool read_slots(Thread *t, const PyType_Spec *spec, CapiType *c)
{
    for (const PyType_Slot *s = spec->slots; s && s->slot; s++) {
        if (s->slot < 0 || s->slot >= SLOT_COUNT)
            return raise_runtime(t, "invalid slot offset"), false;
        c->slot[s->slot] = s->pfunc;
        c->own[s->slot] = s->pfunc;
    }
    return true;
}

/* Members that tell where something lies in instances. */
static void read_offsets(CapiType *c, ssize shift)
{
    for (PyMemberDef *m = c->slot[Py_tp_members]; m && m->name; m++) {
        ssize offset = m->offset + (m->flags & Py_RELATIVE_OFFSET ? shift : 0);
        if (!strcmp(m->name, "__dictoffset__"))
            c->dict_offset = offset;
        else if (!strcmp(m->name, "__vectorcalloffset__"))
            c->vectorcall_offset = offset;
    }
}

static bool is_offset(const char *name)
{
    return !strcmp(name, "__dictoffset__") || !strcmp(name, "__weaklistoffset__") || !strcmp(name, "__vectorcalloffset__");
}

static bool has_weaklist(const CapiType *c)
{
    for (PyMemberDef *m = c->slot[Py_tp_members]; m && m->name; m++)
        if (!strcmp(m->name, "__weaklistoffset__"))
            return true;
    return c->flags & Py_TPFLAGS_MANAGED_WEAKREF;
}

/* ---- layout ---- */

static bool lay_out(Thread *t, Type *type, const PyType_Spec *spec, CapiType *c)
{
    Type *base = type->base;
    ssize size = spec->basicsize > 0 ? spec->basicsize : base->size;
    if (spec->basicsize < 0)
        size = round_up(base->size, ALIGNMENT) + round_up(-(ssize)spec->basicsize, ALIGNMENT);
    if (size < base->size)
        return raise_type(t, "tp_basicsize for type '%s' (%zd) is too small for base '%N' (%zd)", spec->name, size, base, base->size), false;
    type->size = round_up(size, sizeof(void *));
    if (spec->itemsize)
        type->item_size = spec->itemsize;
    type->slot_names = EMPTY;
    if (c->dict_offset > 0)
        type->dict_offset = c->dict_offset;
    if (c->flags & Py_TPFLAGS_MANAGED_DICT && !type->attrs_offset && !type->dict_offset)
        type->attrs_offset = 1;                         /* wherever that is now */
    if (type->attrs_offset) {
        type->flags |= TYPE_ATTRS;
        type->attrs_offset = type->item_size ? -1 : type->size;
    }
    if (has_weaklist(c))
        type->flags |= TYPE_WEAKREFS;
    if (!(spec->flags & Py_TPFLAGS_BASETYPE))
        type->flags &= ~(uint32_t)TYPE_BASE;
    if (spec->flags & Py_TPFLAGS_HAVE_GC)
        type->flags |= TYPE_GC;
    if (spec->flags & Py_TPFLAGS_SEQUENCE)
        type->flags = (type->flags & ~(uint32_t)TYPE_IS_MAPPING) | TYPE_IS_SEQUENCE;
    if (spec->flags & Py_TPFLAGS_MAPPING)
        type->flags = (type->flags & ~(uint32_t)TYPE_IS_SEQUENCE) | TYPE_IS_MAPPING;
    return true;
}

/* The table of the class: what the base's has where the spec says nothing. */
static void inherit(CapiType *c, const Type *base)
{
    const CapiType *of_base = base->capi;
    for (int i = 0; of_base && i < SLOT_COUNT; i++)
        if (!c->slot[i] && i != Py_tp_methods && i != Py_tp_members && i != Py_tp_getset && i != Py_tp_doc && i != Py_tp_base && i != Py_tp_bases)
            c->slot[i] = of_base->slot[i];
    if (c->own[Py_tp_richcompare] != c->own[Py_tp_hash]) {      /* they are inherited together or not at all */
        if (!c->own[Py_tp_hash])
            c->slot[Py_tp_hash] = NULL;
    }
    if (of_base && !c->vectorcall_offset && !c->own[Py_tp_call])
        c->vectorcall_offset = of_base->vectorcall_offset;
}

/* ---- attributes ---- */

static bool add(Thread *t, Type *type, const char *name, Value v_take, bool replace)
{
    OWN Value v = v_take, key = is_empty(v) ? EMPTY : name_from_c(t, name);
    if (is_empty(key))
        return false;
    return (!replace && !is_empty(dict_peek_name(type->dict, key))) || dict_set(t, type->dict, key, v);
}

static bool add_methods(Thread *t, Type *type, PyMethodDef *m)
{
    for (; m && m->ml_name; m++) {
        const MethodDef *row = foreign_method(t, m, type);
        if (!row || !add(t, type, m->ml_name, method_descriptor_new(t, type, row), m->ml_flags & METH_COEXIST))
            return false;
    }
    return true;
}

static bool add_members(Thread *t, Type *type, CapiType *c, ssize shift)
{
    PyMemberDef *members = c->slot[Py_tp_members];
    ssize n = 0, k = 0;
    while (members && members[n].name)
        n++;
    if (!n)
        return true;
    if (!(c->members = calloc((size_t)n, sizeof *c->members)))
        return raise_memory(t), false;
    for (PyMemberDef *m = members; m->name; m++) {
        if (is_offset(m->name))
            continue;
        PyMemberDef def = *m;
        if (def.flags & Py_RELATIVE_OFFSET) {
            def.flags &= ~Py_RELATIVE_OFFSET;
            def.offset += shift;
        }
        if (!add(t, type, m->name, foreign_member_new(t, type, &def, &c->members[k++]), false))
            return false;
    }
    return true;
}

static bool add_getsets(Thread *t, Type *type, CapiType *c)
{
    PyGetSetDef *getset = c->slot[Py_tp_getset];
    ssize n = 0;
    while (getset && getset[n].name)
        n++;
    if (!n)
        return true;
    if (!(c->getset = calloc((size_t)n, sizeof *c->getset)))
        return raise_memory(t), false;
    for (ssize i = 0; i < n; i++)
        if (!add(t, type, getset[i].name, foreign_getset_new(t, type, &getset[i], &c->getset[i]), false))
            return false;
    return true;
}

static bool add_doc(Thread *t, Type *type, const CapiType *c)
{
    char *signature;
    const char *doc = c->slot[Py_tp_doc];
    OWN Value text = NONE;
    if (doc) {
        const char *rest = doc_without_signature(type->name, doc, &signature);
        replace_take(&text, str_from_text(t, rest));
        bool good = !is_empty(text) && (!signature || add(t, type, "__text_signature__", str_from_text(t, signature), false));
        free(signature);
        if (!good)
            return false;
    }
    return dict_set(t, type->dict, NAME(__doc__), text);
}

/* ---- making it ---- */

/* "pkg.mod.Name": the name, and a namespace with __module__ and __slots__, which goes again. */
static Value namespace_of(Thread *t, const char *name, Value *last)
{
    const char *dot = strrchr(name, '.');
    OWN Value space = dict_new(t), empty = tuple_new(t, 0);
    *last = str_from_text(t, dot ? dot + 1 : name);
    if (is_empty(space) || is_empty(empty) || is_empty(*last) || !dict_set(t, as_dict(space), NAME(__slots__), empty)
        || (dot && !dict_set_text_take(t, as_dict(space), "__module__", intern_utf8(t, name, dot - name))))
        return EMPTY;
    return take(&space);
}

static bool fill(Thread *t, Type *type, const PyType_Spec *spec, CapiType *c)
{
    ssize shift = spec->basicsize < 0 ? round_up(type->base->size, ALIGNMENT) : 0;
    if (dict_delete(t, type->dict, NAME(__slots__)) == ERROR)
        return false;
    if (spec->flags & Py_TPFLAGS_HAVE_GC && !c->own[Py_tp_traverse] && !(type->base->flags & TYPE_GC) && !type->base->capi)
        return raise_system(t, "type %s has the Py_TPFLAGS_HAVE_GC flag but has no traverse function", spec->name), false;
    c->flags = spec->flags;
    read_offsets(c, shift);
    inherit(c, type->base);
    if (!lay_out(t, type, spec, c))
        return false;
    c->owner = type;
    type->capi = c;
    if (!foreign_slots_install(t, type) || !add_methods(t, type, c->slot[Py_tp_methods]) || !add_members(t, type, c, shift) || !add_getsets(t, type, c)
        || !add_doc(t, type, c))
        return false;
    if (spec->flags & Py_TPFLAGS_DISALLOW_INSTANTIATION) {
        type->new_ = NULL;
        return dict_delete(t, type->dict, NAME(__new__)) != ERROR;
    }
    return true;
}

static Value make_type(Thread *t, Type *meta, Ref module, const PyType_Spec *spec, Ref bases_given)
{
    OWN Value name = EMPTY, space = namespace_of(t, spec->name, &name), bases = is_empty(space) ? EMPTY : bases_of(t, spec, bases_given), own_name = name;
    take(&name);
    if (is_empty(bases))
        return EMPTY;
    Type *base = best_base(t, as_tuple(bases)), *winner = base ? type_calculate_metatype(t, meta ? meta : &type_type, bases) : NULL;
    if (!winner)
        return EMPTY;
    CapiType *c = calloc(1, sizeof *c);
    if (!c)
        return raise_memory(t);
    OWN Value result = type_build(t, winner, own_name, bases, base, space);
    if (is_empty(result) || !read_slots(t, spec, c) || !fill(t, as_type(result), spec, c)) {
        if (is_empty(result) || as_type(result)->capi != c)
            free(c);                    /* else the class frees it */
        return EMPTY;
    }
    c->module = retain(module);
    return take(&result);
}

PyObject *PyType_FromMetaclass(PyTypeObject *meta, PyObject *module, PyType_Spec *spec, PyObject *bases)
{
    Thread *t = this_thread();
    return to_c_take(t, make_type(t, type_from_c(meta), from_c(module), spec, from_c(bases)));
}
PyObject *PyType_FromModuleAndSpec(PyObject *module, PyType_Spec *spec, PyObject *bases)    { return PyType_FromMetaclass(NULL, module, spec, bases); }
PyObject *PyType_FromSpecWithBases(PyType_Spec *spec, PyObject *bases)                      { return PyType_FromMetaclass(NULL, NULL, spec, bases); }
PyObject *PyType_FromSpec(PyType_Spec *spec)                                                { return PyType_FromMetaclass(NULL, NULL, spec, NULL); }

/* ---- for the collector, and the end ---- */

void capi_type_traverse(Type *type, Visitor *visitor) { visit(visitor, ((CapiType *)type->capi)->module); }
void capi_type_clear(Type *type)                      { release(take(&((CapiType *)type->capi)->module)); }

void capi_type_free(Type *type)
{
    CapiType *c = type->capi;
    capi_type_clear(type);
    free(c->members);
    free(c->getset);
    type->capi = NULL;
    free(c);
}

/* ---- data of a class in an instance ---- */

Py_ssize_t PyType_GetTypeDataSize(PyTypeObject *cls)
{
    const Type *type = type_from_c(cls);
    ssize n = type->size - round_up(type->base->size, ALIGNMENT);
    return MAX(n, (ssize)0);
}

void *PyObject_GetTypeData(PyObject *o, PyTypeObject *cls) { return (char *)o + round_up(type_from_c(cls)->base->size, ALIGNMENT); }

/* ---- construction ---- */

PyObject *PyType_GenericNew(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)args, (void)kwargs;
    allocfunc alloc = (allocfunc)(uintptr_t)foreign_slot(type_from_c(type), Py_tp_alloc);
    return (alloc ? alloc : PyType_GenericAlloc)(type, 0);
}

/* ---- names and modules ---- */

PyObject *PyType_GetName(PyTypeObject *type)                { Thread *t = this_thread(); return to_c_take(t, intern_text(t, type_display_name(type_from_c(type)))); }
PyObject *PyType_GetQualName(PyTypeObject *type)            { Thread *t = this_thread(); return to_c_take(t, type_qualname(t, type_from_c(type))); }
PyObject *PyType_GetFullyQualifiedName(PyTypeObject *type)  { Thread *t = this_thread(); return to_c_take(t, type_full_name(t, type_from_c(type))); }
PyObject *PyType_GetModuleName(PyTypeObject *type)          { Thread *t = this_thread(); return to_c_take(t, get_attr(t, value_of(type), NAME(__module__))); }

PyObject *PyType_GetModule(PyTypeObject *cls)
{
    Thread *t = this_thread();
    Type *type = type_from_c(cls);
    if (!(type->flags & TYPE_HEAP))
        return raise_type(t, "PyType_GetModule: Type '%N' is not a heap type", type), NULL;
    if (!type_is_foreign(type) || is_empty(((CapiType *)type->capi)->module))
        return raise_type(t, "PyType_GetModule: Type '%N' has no associated module", type), NULL;
    return lend_to_c(t, ((CapiType *)type->capi)->module);
}

void *PyType_GetModuleState(PyTypeObject *cls)
{
    PyObject *module = PyType_GetModule(cls);
    return module ? PyModule_GetState(module) : NULL;
}

PyObject *PyType_GetModuleByDef(PyTypeObject *cls, PyModuleDef *def)
{
    Thread *t = this_thread();
    Type *type = type_from_c(cls);
    for (ssize i = 0; type->mro && i < type->mro->len; i++) {
        Type *base = as_type(type->mro->item[i]);
        Ref module = type_is_foreign(base) ? ((CapiType *)base->capi)->module : EMPTY;
        if (!is_empty(module) && PyModule_GetDef((PyObject *)object_of(module)) == def)
            return lend_to_c(t, module);
    }
    return raise_type(t, "PyType_GetModuleByDef: No superclass of '%N' has the given module", type), NULL;
}
