/* threads.c: giving up the interpreter's lock, and calls from threads of C's own making (test_threads.py). */
#include <pthread.h>
#include <Python.h>

static PyObject *without_lock(PyObject *self, PyObject *nothing)
{
    PyGILState_STATE state;
    PyThreadState *here = PyThreadState_Get();
    Py_BEGIN_ALLOW_THREADS
    usleep(1000);
    state = PyGILState_Ensure();        /* on a thread that is Python's, and has given it up */
    PyObject *o = Py_BuildValue("i", 7);
    Py_XDECREF(o);
    PyGILState_Release(state);
    Py_END_ALLOW_THREADS
    return Py_BuildValue("ii", here == PyThreadState_Get(), state == PyGILState_UNLOCKED);
}

typedef struct Job { PyObject *function; int number; } Job;

static void *run(void *argument)
{
    Job *job = argument;
    PyGILState_STATE outer = PyGILState_Ensure(), inner = PyGILState_Ensure();
    PyObject *result = PyObject_CallFunction(job->function, "i", job->number);
    if (!result)
        PyErr_WriteUnraisable(job->function);
    Py_XDECREF(result);
    PyGILState_Release(inner);
    PyGILState_Release(outer);
    return NULL;
}

/* function(0), ... function(n - 1), each on a thread of its own. */
static PyObject *on_threads(PyObject *self, PyObject *args)
{
    pthread_t threads[16];
    Job jobs[16];
    PyObject *function;
    int n;
    if (!PyArg_ParseTuple(args, "Oi", &function, &n))
        return NULL;
    Py_BEGIN_ALLOW_THREADS
    for (int i = 0; i < n; i++) {
        jobs[i] = (Job){function, i};
        pthread_create(&threads[i], NULL, run, &jobs[i]);
    }
    for (int i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    Py_END_ALLOW_THREADS
    Py_INCREF(Py_None);
    return Py_None;
}

static PyObject *in_dict(PyObject *self, PyObject *o)
{
    PyObject *dict = PyThreadState_GetDict();
    if (!dict || PyObject_SetItem(dict, o, o))
        return NULL;
    return PyObject_Repr(dict);
}

static PyMethodDef functions[] = {
    {"without_lock", without_lock, METH_NOARGS, NULL}, {"on_threads", on_threads, METH_VARARGS, NULL}, {"in_dict", in_dict, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyModuleDef def = {PyModuleDef_HEAD_INIT, "threads", NULL, 0, functions, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_threads(void) { return PyModule_Create(&def); }
