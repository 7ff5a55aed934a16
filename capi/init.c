/* init.c: the life of the interpreter as C programs see it (C API: "Initialization, Finalization, and Threads"). */
#include <stdio.h>
#include <stdlib.h>

#include "capi/convert.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/str.h"
#include "vm/state.h"

/* ---- the end ---- */

void Py_Exit(int status)
{
    Thread *t = this_thread();
    if (t && !t->interp->finalizing && !interp_finish(t, true))
        status = 120;
    exit(status);
}

void Py_FatalError(const char *message)
{
    fflush(stdout);
    fprintf(stderr, "Fatal Python error: %s\n", message);
    fflush(stderr);
    abort();
}

/* ---- is there one? ---- */

int Py_IsInitialized(void)  { return this_thread() != NULL; }
int Py_IsFinalizing(void)   { return this_thread() && this_thread()->interp->finalizing; }

/* Inside the executable the interpreter has been there before any extension. */
void Py_InitializeEx(int signals)
{
    (void)signals;
    if (!this_thread())
        Py_FatalError("Py_Initialize: an interpreter of its own in another program is not supported yet");
}
void Py_Initialize(void)    { Py_InitializeEx(1); }

int Py_AtExit(void (*function)(void)) { return atexit(function) ? -1 : 0; }

/* What programs see of the end happens; the process goes on without an interpreter that could be used. */
int Py_FinalizeEx(void)
{
    Thread *t = this_thread();
    return t && !t->interp->finalizing && !interp_finish(t, true) ? -1 : 0;
}
void Py_Finalize(void)      { Py_FinalizeEx(); }

/* ---- where things are ---- */

/* A text as wide characters, made once and kept. v: owned, or EMPTY with an exception, which is dropped. */
static wchar_t *keep_wide_take(Thread *t, int i, Value v)
{
    OWN Value text = v;
    CapiInterp *c = capi_interp(t);
    if (c && !is_empty(text) && is_str(text) && !c->texts[i])
        c->texts[i] = PyUnicode_AsWideCharString((PyObject *)object_of(text), NULL);
    raised_clear(t);
    return c ? c->texts[i] : NULL;
}

static wchar_t *wide_of_sys(int i, const char *name)
{
    Thread *t = this_thread();
    return keep_wide_take(t, i, retain(dict_peek_text(t, t->interp->sys_dict, name)));
}
wchar_t *Py_GetPrefix(void)             { return wide_of_sys(0, "prefix"); }
wchar_t *Py_GetExecPrefix(void)         { return wide_of_sys(1, "exec_prefix"); }
wchar_t *Py_GetProgramFullPath(void)    { return wide_of_sys(2, "executable"); }
wchar_t *Py_GetProgramName(void)        { return Py_GetProgramFullPath(); }

/* The first sys.path, joined by colons. */
wchar_t *Py_GetPath(void)
{
    Thread *t = this_thread();
    OWN Value colon = str_from_ascii(t, ":", 1), path = retain(dict_peek_text(t, t->interp->sys_dict, "path"));
    return keep_wide_take(t, 3, is_empty(colon) || is_empty(path) ? EMPTY : str_join(t, colon, path));
}
