/* thread.c: thread states and the interpreter's lock (C API: "Initialization, Finalization, and Threads").
 *
 * A PyThreadState is the Thread. Which thread of the interpreter runs on a C thread is current_thread, which stays set while the lock
 * is given up: only what it is found by later is the same. PyGILState_Ensure() on a C thread of another making attaches it to the
 * interpreter of the process's first PyInit function or Py_Initialize(), and PyGILState_Release() detaches it.
 */
#include "capi/convert.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/frame.h"
#include "vm/gil.h"
#include "vm/state.h"

static Thread *thread_from_c(PyThreadState *t)  { return (Thread *)t; }
static PyThreadState *thread_to_c(Thread *t)    { return (PyThreadState *)t; }

/* ---- giving the lock up ---- */

PyThreadState *PyEval_SaveThread(void)
{
    Thread *t = this_thread();
    gil_release(t);
    return thread_to_c(t);
}

void PyEval_RestoreThread(PyThreadState *t)     { gil_acquire(thread_from_c(t)); }
void PyEval_AcquireThread(PyThreadState *t)     { thread_attach(thread_from_c(t)); }
void PyEval_ReleaseThread(PyThreadState *t)     { gil_release(thread_from_c(t)); }
void PyEval_InitThreads(void)                   {}
int PyEval_ThreadsInitialized(void)             { return 1; }
void PyEval_AcquireLock(void)                   { gil_acquire(this_thread()); }
void PyEval_ReleaseLock(void)                   { gil_release(this_thread()); }

PyThreadState *PyThreadState_Get(void)
{
    Thread *t = this_thread();
    if (!t)
        Py_FatalError("PyThreadState_Get: the function must be called with the GIL held, but the GIL is released (the current Python thread state is NULL)");
    return thread_to_c(t);
}

/* ---- what is known of threads ---- */

PyObject *PyThreadState_GetDict(void)
{
    Thread *t = this_thread();
    CapiThread *c = t ? capi_thread(t) : NULL;
    if (!t)
        return NULL;
    if (c && is_empty(c->dict))
        c->dict = dict_new(t);
    if (!c || is_empty(c->dict))
        return raised_clear(t), NULL;
    return (PyObject *)object_of(c->dict);
}

uint64_t PyThreadState_GetID(PyThreadState *t)                                  { return thread_from_c(t)->id; }
PyInterpreterState *PyThreadState_GetInterpreter(PyThreadState *t)              { return (PyInterpreterState *)thread_from_c(t)->interp; }
PyInterpreterState *PyInterpreterState_Get(void)                                { return PyThreadState_GetInterpreter(PyThreadState_Get()); }
int64_t PyInterpreterState_GetID(PyInterpreterState *interp)
{
    (void)interp;
    return 0;
}

PyObject *PyInterpreterState_GetDict(PyInterpreterState *interp)
{
    Thread *t = this_thread();
    CapiInterp *c = capi_interp(t);
    (void)interp;
    if (c && is_empty(c->dict))
        c->dict = dict_new(t);
    if (!c || is_empty(c->dict))
        return raised_clear(t), NULL;
    return (PyObject *)object_of(c->dict);
}

/* Raises `exception` in the thread of that id at its next safe point; NULL takes it back. How many threads that were. */
int PyThreadState_SetAsyncExc(unsigned long id, PyObject *exception)
{
    Thread *t = this_thread();
    for (Thread *other = t->interp->threads; other; other = other->next)
        if (other->id == id) {
            replace_take(&other->async_exception, retain(from_c(exception)));
            if (exception)
                other->interrupt |= INTERRUPT_ASYNC;
            return 1;
        }
    return 0;
}

/* ---- from C threads of any making ---- */

/* These functions have no parameter for the interpreter: it is that of the process, the first to use the C API. */
static Interp *process_interp;

void capi_use_interp(Interp *interp)
{
    if (!process_interp)
        process_interp = interp;
}
void capi_forget_interp(const Interp *interp)
{
    if (process_interp == interp)
        process_interp = NULL;
}

PyGILState_STATE PyGILState_Ensure(void)
{
    Thread *t = this_thread();
    if (!t) {
        if (!process_interp || !(t = thread_adopt(process_interp)) || !capi_thread(t))
            Py_FatalError("PyGILState_Ensure: there is no interpreter, or no memory for a thread state");
        t->capi->ensured = 1;
        return PyGILState_UNLOCKED;
    }
    if (t->capi && t->capi->ensured)
        t->capi->ensured++;
    if (gil_is_held(t))
        return PyGILState_LOCKED;
    gil_acquire(t);
    return PyGILState_UNLOCKED;
}

void PyGILState_Release(PyGILState_STATE state)
{
    Thread *t = this_thread();
    if (!t)
        Py_FatalError("PyGILState_Release: auto-releasing thread-state, but no thread-state for this thread");
    if (t->capi && t->capi->ensured && --t->capi->ensured == 0)
        thread_disown(t);
    else if (state == PyGILState_UNLOCKED)
        gil_release(t);
}

PyThreadState *PyGILState_GetThisThreadState(void)  { return thread_to_c(this_thread()); }
int PyGILState_Check(void)                          { return this_thread() && gil_is_held(this_thread()); }

/* ---- thread states by hand ---- */

PyThreadState *PyThreadState_New(PyInterpreterState *interp)
{
    Thread nobody = {.interp = (Interp *)interp}, *before = this_thread();
    bool held = before && before->interp == nobody.interp && gil_is_held(before);
    if (!held)
        gil_acquire(&nobody);
    Thread *t = thread_create((Interp *)interp);
    if (!held)
        gil_release(&nobody);
    current_thread = before;
    return thread_to_c(t);
}

/* The state must not be the running one; what it holds goes with it. */
void PyThreadState_Clear(PyThreadState *t)  { (void)t; }
void PyThreadState_Delete(PyThreadState *t) { thread_free(thread_from_c(t)); }
void PyThreadState_DeleteCurrent(void)      { thread_disown(this_thread()); }

/* The innermost frame of the thread; NULL, no exception: it runs none. */
PyFrameObject *PyThreadState_GetFrame(PyThreadState *state)
{
    Thread *t = this_thread();
    Frame *f = thread_from_c(state)->frame;
    FrameObject *frame = f ? frame_object(t, f) : NULL;
    return frame ? (PyFrameObject *)object_of(retain_object(frame)) : NULL;
}

PyThreadState *PyThreadState_Swap(PyThreadState *t)
{
    Thread *before = this_thread();
    current_thread = thread_from_c(t);
    return thread_to_c(before);
}
