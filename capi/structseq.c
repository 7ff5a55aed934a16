/* structseq.c: struct sequences: tuples with named fields (C API: "Struct Sequence Objects"). */
#include "capi/convert.h"
#include "object/error.h"
#include "object/tuple.h"

const char *const PyStructSequence_UnnamedField = structseq_unnamed;

/* What was told of a class, which lives as long as any class may: the extension's own need not. Its texts do, as members' names. */
static const StructDesc *keep_desc(Thread *t, const PyStructSequence_Desc *desc)
{
    ssize n = 0;
    while (desc->fields[n].name)
        n++;
    if (desc->n_in_sequence < 0 || desc->n_in_sequence > n)
        return bad_call(t), NULL;
    StructDesc *kept = capi_keep(t, sizeof *kept + (size_t)(n + 1) * sizeof(StructField));
    if (!kept)
        return NULL;
    StructField *fields = (StructField *)(kept + 1);
    for (ssize i = 0; i <= n; i++)
        fields[i] = (StructField){desc->fields[i].name, desc->fields[i].doc};
    *kept = (StructDesc){desc->name, desc->doc, fields, desc->n_in_sequence};
    return kept;
}

PyTypeObject *PyStructSequence_NewType(PyStructSequence_Desc *desc)
{
    Thread *t = this_thread();
    const StructDesc *kept = desc && desc->name && desc->fields ? keep_desc(t, desc) : (bad_call(t), NULL);
    return kept ? (PyTypeObject *)to_c_take(t, structseq_type_new(t, kept)) : NULL;
}

/* Its fields, also those beyond the sequence, are empty until they are set, before anybody else sees it. */
PyObject *PyStructSequence_New(PyTypeObject *type)
{
    Thread *t = this_thread();
    return type && type_from_c(type)->data ? to_c_take(t, structseq_new(t, value_of(type))) : bad_call(t);
}

/* Steals value. The position is the extension's word, as the manual has it. */
void PyStructSequence_SetItem(PyObject *o, Py_ssize_t i, PyObject *value) { structseq_set_take(from_c(o), i, from_c_take(value)); }

PyObject *PyStructSequence_GetItem(PyObject *o, Py_ssize_t i) { return lend_to_c(this_thread(), as_tuple(from_c(o))->item[i]); }
