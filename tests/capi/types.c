/* types.c: types from specs (test_types.py). */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

static int live;                        /* instances of Point and Node */

static void drop(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

/* ---- Point: numbers in C, operators, comparison, members, getset ---- */

typedef struct Point { PyObject_HEAD double x, y; int tag; PyObject *note; PyObject *weakrefs; } Point;
static PyTypeObject *point_type;

static PyObject *point_make(double x, double y)
{
    PyObject *o = PyType_GenericAlloc(point_type, 0);
    if (o) {
        ((Point *)o)->x = x;
        ((Point *)o)->y = y;
        live++;
    }
    return o;
}
static PyObject *point_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    PyObject *o = ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    live += o != NULL;
    return o;
}
/* Number i of the arguments. */
static double number_at(PyObject *args, Py_ssize_t i, double absent)
{
    double d = absent;
    PyObject *o = i < PyObject_Size(args) ? PyObject_GetItem(args, i ? Py_True : Py_False) : NULL;
    if (o)
        PyMember_SetOne((char *)&d, &(PyMemberDef){"", T_DOUBLE, 0, 0, NULL}, o);
    Py_XDECREF(o);
    return d;
}
static int point_init(PyObject *self, PyObject *args, PyObject *kwargs)
{
    Point *p = (Point *)self;
    p->x = number_at(args, 0, 0);
    p->y = number_at(args, 1, 0);
    return PyErr_Occurred() ? -1 : 0;
}
static void point_dealloc(PyObject *self)
{
    Py_CLEAR(((Point *)self)->note);
    live--;
    drop(self);
}
static PyObject *point_repr(PyObject *self)
{
    Point *p = (Point *)self;
    return PyUnicode_FromFormat("Point(%d, %d)", (int)p->x, (int)p->y);
}
static PyObject *point_add(PyObject *a, PyObject *b)
{
    if (!PyObject_TypeCheck(a, point_type) || !PyObject_TypeCheck(b, point_type))
        Py_RETURN_NOTIMPLEMENTED;
    return point_make(((Point *)a)->x + ((Point *)b)->x, ((Point *)a)->y + ((Point *)b)->y);
}
static PyObject *point_multiply(PyObject *a, PyObject *b)
{
    PyObject *scale = PyObject_TypeCheck(a, point_type) ? b : a, *p = scale == b ? a : b;
    double d;
    if (!PyFloat_Check(scale) && !PyLong_Check(scale))
        Py_RETURN_NOTIMPLEMENTED;
    if (PyMember_SetOne((char *)&d, &(PyMemberDef){"", T_DOUBLE, 0, 0, NULL}, scale))
        return NULL;
    return point_make(((Point *)p)->x * d, ((Point *)p)->y * d);
}
static PyObject *point_compare(PyObject *a, PyObject *b, int op)
{
    if (!PyObject_TypeCheck(b, point_type) || (op != Py_EQ && op != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    int same = ((Point *)a)->x == ((Point *)b)->x && ((Point *)a)->y == ((Point *)b)->y;
    PyObject *r = same == (op == Py_EQ) ? Py_True : Py_False;
    Py_INCREF(r);
    return r;
}
static Py_hash_t point_hash(PyObject *self) { return (Py_hash_t)(((Point *)self)->x * 31 + ((Point *)self)->y); }
static int point_bool(PyObject *self) { return ((Point *)self)->x != 0 || ((Point *)self)->y != 0; }
static PyObject *point_norm(PyObject *self, void *closure)
{
    double d = ((Point *)self)->x * ((Point *)self)->x + ((Point *)self)->y * ((Point *)self)->y + (closure ? 1 : 0);
    return PyMember_GetOne((char *)&d, &(PyMemberDef){"", T_DOUBLE, 0, 0, NULL});
}
static int point_set_norm(PyObject *self, PyObject *value, void *closure)
{
    PyErr_SetString(PyExc_ValueError, value ? "cannot set" : "cannot delete");
    return -1;
}
static PyObject *point_swapped(PyObject *self, PyObject *nothing) { return point_make(((Point *)self)->y, ((Point *)self)->x); }
static PyObject *point_of(PyObject *cls, PyObject *o) { return PyObject_CallFunctionObjArgs(cls, o, o, NULL); }
static PyObject *point_static(PyObject *self, PyObject *o) { return PyUnicode_FromFormat("%d %R", self == NULL, o); }

static PyMethodDef point_methods[] = {
    {"swapped", point_swapped, METH_NOARGS, "swapped($self)\n--\n\nx and y exchanged."},
    {"of", point_of, METH_O | METH_CLASS, "The point (o, o)."},
    {"static", point_static, METH_O | METH_STATIC, NULL},
    {NULL, NULL, 0, NULL},
};
static PyMemberDef point_members[] = {
    {"x", T_DOUBLE, offsetof(Point, x), 0, "the abscissa"},
    {"y", T_DOUBLE, offsetof(Point, y), READONLY, NULL},
    {"tag", T_INT, offsetof(Point, tag), 0, NULL},
    {"note", T_OBJECT_EX, offsetof(Point, note), 0, NULL},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Point, weakrefs), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyGetSetDef point_getset[] = {
    {"norm", point_norm, point_set_norm, "the square of the length", NULL},
    {"norm1", point_norm, NULL, NULL, "closure"},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyType_Slot point_slots[] = {
    {Py_tp_doc, "Point(x, y)\n--\n\nA point."}, {Py_tp_new, point_new}, {Py_tp_init, point_init}, {Py_tp_dealloc, point_dealloc}, {Py_tp_repr, point_repr},
    {Py_nb_add, point_add}, {Py_nb_multiply, point_multiply}, {Py_tp_richcompare, point_compare}, {Py_tp_hash, point_hash}, {Py_nb_bool, point_bool},
    {Py_tp_methods, point_methods}, {Py_tp_members, point_members}, {Py_tp_getset, point_getset}, {0, NULL},
};
static PyType_Spec point_spec = {"types_.Point", sizeof(Point), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, point_slots};

/* ---- Point3: overrides the representation, and calls Point's ---- */

static PyObject *point3_repr(PyObject *self)
{
    PyObject *two = ((reprfunc)PyType_GetSlot(point_type, Py_tp_repr))(self);
    PyObject *r = two ? PyUnicode_FromFormat("Point3<%U>", two) : NULL;
    Py_XDECREF(two);
    return r;
}
static PyType_Slot point3_slots[] = {{Py_tp_repr, point3_repr}, {0, NULL}};
static PyType_Spec point3_spec = {"types_.Point3", sizeof(Point), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, point3_slots};

/* ---- Node: a container with a dict, of cycles ---- */

typedef struct Node { PyObject_HEAD PyObject *next, *dict; } Node;
static int node_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(((Node *)self)->next);
    Py_VISIT(((Node *)self)->dict);
    Py_VISIT(Py_TYPE(self));
    return 0;
}
static int node_clear(PyObject *self)
{
    Py_CLEAR(((Node *)self)->next);
    Py_CLEAR(((Node *)self)->dict);
    return 0;
}
static void node_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    node_clear(self);
    live--;
    drop(self);
}
static PyObject *node_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    live++;
    return PyType_GenericNew(type, args, kwargs);
}
static PyMemberDef node_members[] = {
    {"next", T_OBJECT, offsetof(Node, next), 0, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(Node, dict), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyType_Slot node_slots[] = {
    {Py_tp_new, node_new}, {Py_tp_dealloc, node_dealloc}, {Py_tp_traverse, node_traverse}, {Py_tp_clear, node_clear}, {Py_tp_members, node_members},
    {Py_tp_getattro, PyObject_GenericGetAttr}, {Py_tp_setattro, PyObject_GenericSetAttr}, {0, NULL},
};
static PyType_Spec node_spec = {"types_.Node", sizeof(Node), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, node_slots};

/* ---- Countdown: an iterator and a sequence; Stack: a subclass of list ---- */

typedef struct Countdown { PyVarObject base; int item[]; } Countdown;
static PyObject *countdown_next(PyObject *self)
{
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0)
        return NULL;
    ((PyVarObject *)self)->ob_size--;
    return PyMember_GetOne((char *)&n, &(PyMemberDef){"", T_PYSSIZET, 0, 0, NULL});
}
static Py_ssize_t countdown_len(PyObject *self) { return Py_SIZE(self); }
static PyObject *countdown_item(PyObject *self, Py_ssize_t i)
{
    if (i < 0 || i >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "out of range");
        return NULL;
    }
    Py_ssize_t n = Py_SIZE(self) - i;
    return PyMember_GetOne((char *)&n, &(PyMemberDef){"", T_PYSSIZET, 0, 0, NULL});
}
static int countdown_set(PyObject *self, Py_ssize_t i, PyObject *value)
{
    PyErr_Format(PyExc_KeyError, "%zd=%R", i, value ? value : Py_None);
    return -1;
}
static PyObject *countdown_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    return ((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, PyObject_Size(args));
}
static PyObject *countdown_call(PyObject *self, PyObject *args, PyObject *kwargs)
{
    return kwargs ? PyObject_Repr(kwargs) : PyObject_Repr(args);
}
static PyType_Slot countdown_slots[] = {
    {Py_tp_new, countdown_new}, {Py_tp_iter, PyObject_SelfIter}, {Py_tp_iternext, countdown_next}, {Py_sq_length, countdown_len},
    {Py_sq_item, countdown_item}, {Py_sq_ass_item, countdown_set}, {Py_tp_call, countdown_call}, {0, NULL},
};
static PyType_Spec countdown_spec = {"types_.Countdown", sizeof(Countdown), sizeof(int), Py_TPFLAGS_DEFAULT, countdown_slots};

static PyObject *stack_push(PyObject *self, PyObject *o)
{
    if (PyList_Append(self, o))
        return NULL;
    Py_RETURN_NONE;
}
static PyMethodDef stack_methods[] = {{"push", stack_push, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static PyType_Slot stack_slots[] = {{Py_tp_methods, stack_methods}, {Py_tp_base, &PyList_Type}, {0, NULL}};
static PyType_Spec stack_spec = {"types_.Stack", 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, stack_slots};

/* ---- the module ---- */

static PyObject *live_count(PyObject *self, PyObject *nothing) { return PyMember_GetOne((char *)&live, &(PyMemberDef){"", T_INT, 0, 0, NULL}); }
static PyMethodDef functions[] = {{"live", live_count, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};

static int execute(PyObject *m)
{
    PyObject *bases[2] = {PyType_FromSpec(&point_spec), NULL};
    point_type = (PyTypeObject *)bases[0];
    if (!point_type || PyModule_AddObject(m, "Point", bases[0]))
        return -1;
    return PyModule_AddObject(m, "Point3", PyType_FromSpecWithBases(&point3_spec, bases[0]))
        || PyModule_AddObject(m, "Node", PyType_FromSpec(&node_spec)) || PyModule_AddObject(m, "Countdown", PyType_FromSpec(&countdown_spec))
        || PyModule_AddObject(m, "Stack", PyType_FromSpec(&stack_spec)) ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};
static PyModuleDef def = {PyModuleDef_HEAD_INIT, "types_", "Types.", 0, functions, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_types_(void) { return PyModuleDef_Init(&def); }
