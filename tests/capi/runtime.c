/* runtime.c: codecs, import, sys, evaluation, files, the system, locks through the C API (test_runtime.py). */
#include "args.h"

#include <pthread.h>
#include <signal.h>

/* ---- codecs ---- */

FUNCTION(Register, return PyCodec_Register(a.o[0]) ? NULL : done();)
FUNCTION(KnownEncoding, return number(PyCodec_KnownEncoding(text_of(a.o[0])));)
FUNCTION(Encode, return PyCodec_Encode(a.o[0], text_of(a.o[1]), text_of(a.o[2]));)
FUNCTION(Decode, return PyCodec_Decode(a.o[0], text_of(a.o[1]), text_of(a.o[2]));)
FUNCTION(Encoder, return PyCodec_Encoder(text_of(a.o[0]));)
FUNCTION(Decoder, return PyCodec_Decoder(text_of(a.o[0]));)
FUNCTION(IncrementalEncoder, return PyCodec_IncrementalEncoder(text_of(a.o[0]), text_of(a.o[1]));)
FUNCTION(IncrementalDecoder, return PyCodec_IncrementalDecoder(text_of(a.o[0]), text_of(a.o[1]));)
FUNCTION(StreamReader, return PyCodec_StreamReader(text_of(a.o[0]), a.o[1], text_of(a.o[2]));)
FUNCTION(StreamWriter, return PyCodec_StreamWriter(text_of(a.o[0]), a.o[1], text_of(a.o[2]));)
FUNCTION(RegisterError, return PyCodec_RegisterError(text_of(a.o[0]), a.o[1]) ? NULL : done();)
FUNCTION(LookupError, return PyCodec_LookupError(text_of(a.o[0]));)
FUNCTION(StrictErrors, return PyCodec_StrictErrors(a.o[0]);)
FUNCTION(IgnoreErrors, return PyCodec_IgnoreErrors(a.o[0]);)
FUNCTION(ReplaceErrors, return PyCodec_ReplaceErrors(a.o[0]);)
FUNCTION(XMLCharRefReplaceErrors, return PyCodec_XMLCharRefReplaceErrors(a.o[0]);)
FUNCTION(BackslashReplaceErrors, return PyCodec_BackslashReplaceErrors(a.o[0]);)

/* ---- import ---- */

static PyObject *lent(PyObject *o)
{
    if (!o && !PyErr_Occurred())
        return done();
    Py_XINCREF(o);
    return o;
}
FUNCTION(ImportModule, return PyImport_ImportModule(text_of(a.o[0]));)
FUNCTION(Import, return PyImport_Import(a.o[0]);)
FUNCTION(ImportModuleLevel, return PyImport_ImportModuleLevel(text_of(a.o[0]), a.o[1], NULL, a.o[2], (int)number_of(a.o[3]));)
FUNCTION(ReloadModule, return PyImport_ReloadModule(a.o[0]);)
FUNCTION(GetModuleDict, return lent(PyImport_GetModuleDict());)
FUNCTION(AddModule, return lent(PyImport_AddModule(text_of(a.o[0])));)
FUNCTION(ExecCodeModule, return PyImport_ExecCodeModule(text_of(a.o[0]), a.o[1]);)
FUNCTION(ExecCodeModuleEx, return PyImport_ExecCodeModuleEx(text_of(a.o[0]), a.o[1], text_of(a.o[2]));)
FUNCTION(GetImporter, return PyImport_GetImporter(a.o[0]);)
FUNCTION(GetMagicNumber, return number(PyImport_GetMagicNumber());)
FUNCTION(GetMagicTag, return PyUnicode_FromString(PyImport_GetMagicTag());)
FUNCTION(ImportFrozenModule, return number(PyImport_ImportFrozenModule(text_of(a.o[0])));)

/* ---- sys ---- */

FUNCTION(GetObject, return lent(PySys_GetObject(text_of(a.o[0])));)
FUNCTION(SetObject, return PySys_SetObject(text_of(a.o[0]), a.o[1]) ? NULL : done();)
FUNCTION(SetArgvEx,
    wchar_t first[] = L"/nowhere/program";
    wchar_t second[] = L"caf\u00e9";
    wchar_t *argv[] = {first, second};
    PySys_SetArgvEx((int)number_of(a.o[0]), argv, (int)number_of(a.o[1]));
    return done();)
FUNCTION(SetPath, PySys_SetPath(L"/one:/two"); return done();)
FUNCTION(WriteStdout, PySys_WriteStdout("%s|%d\n", text_of(a.o[0]), 5); return done();)
FUNCTION(WriteStderr, PySys_WriteStderr("%s|%d\n", text_of(a.o[0]), 5); return done();)
FUNCTION(FormatStdout, PySys_FormatStdout("%R|%S\n", a.o[0], a.o[0]); return done();)
FUNCTION(FormatStderr, PySys_FormatStderr("%R|%S\n", a.o[0], a.o[0]); return done();)
FUNCTION(warn_options,
    PySys_ResetWarnOptions();
    int none = PySys_HasWarnOptions();
    PySys_AddWarnOption(L"ignore::capi");
    PyObject *option = PyUnicode_FromString("error");
    PySys_AddWarnOptionUnicode(option);
    Py_DECREF(option);
    int some = PySys_HasWarnOptions();
    return pair(number(none), number(some));)
FUNCTION(x_options, PySys_AddXOption(L"capi_one"); PySys_AddXOption(L"capi_two=a=b"); return lent(PySys_GetXOptions());)

/* ---- evaluation ---- */

FUNCTION(CompileString, return Py_CompileString(text_of(a.o[0]), text_of(a.o[1]), (int)number_of(a.o[2]));)
FUNCTION(EvalCode, return PyEval_EvalCode(a.o[0], a.o[1], a.o[2]);)
FUNCTION(EvalCodeEx,                            /* code, globals, up to two arguments, a name and value, a default */
    PyObject *args[2] = {a.o[2], a.o[3]};
    PyObject *name = PyUnicode_FromString("k");
    PyObject *kwargs[2] = {name, a.o[4]};
    PyObject *defaults[1] = {a.o[5]};
    PyObject *result = PyEval_EvalCodeEx(a.o[0], a.o[1], NULL, args, a.o[3] ? 2 : a.o[2] ? 1 : 0, kwargs, a.o[4] ? 1 : 0, defaults,
                                         a.o[5] ? 1 : 0, NULL, NULL);
    Py_DECREF(name);
    return result;)
FUNCTION(GetBuiltins, return lent(PyEval_GetBuiltins());)
FUNCTION(GetGlobals, return lent(PyEval_GetGlobals());)
FUNCTION(GetLocals, return lent(PyEval_GetLocals());)
FUNCTION(GetFrame, return lent((PyObject *)PyEval_GetFrame());)
FUNCTION(FuncName, return PyUnicode_FromFormat("%s%s", PyEval_GetFuncName(a.o[0]), PyEval_GetFuncDesc(a.o[0]));)
FUNCTION(Line, return number(PyFrame_GetLineNumber((PyFrameObject *)a.o[0]));)
FUNCTION(TraceBack_Here,
    PyErr_SetString(PyExc_ValueError, "passed through");
    PyTraceBack_Here((PyFrameObject *)a.o[0]);
    return NULL;)
FUNCTION(TraceBack_Print, return PyTraceBack_Print(a.o[0], a.o[1]) ? NULL : done();)
/* Appends to the list, of which the call has a reference; the third time it fails. */
static int on_pending(void *list)
{
    int status = PyList_Append(list, Py_True);
    if (PyList_Size(list) == 3)
        PyErr_SetString(PyExc_KeyError, "pending");
    Py_DECREF((PyObject *)list);
    return PyErr_Occurred() ? -1 : status;
}
static int add_call(PyObject *list)
{
    Py_INCREF(list);
    int status = Py_AddPendingCall(on_pending, list);
    if (status)
        Py_DECREF(list);
    return status;
}
static void *ask(void *list) { return Py_AddPendingCall(on_pending, list) ? NULL : list; }
FUNCTION(AddPendingCall, return number(add_call(a.o[0]));)
FUNCTION(add_in_thread,                         /* without the GIL */
    pthread_t id;
    void *result;
    Py_INCREF(a.o[0]);
    pthread_create(&id, NULL, ask, a.o[0]);
    pthread_join(id, &result);
    return number(result == a.o[0]);)
FUNCTION(fill_pending_calls, int n = 0; while (!add_call(a.o[0])) n++; return number(n);)
FUNCTION(MakePendingCalls, return Py_MakePendingCalls() ? NULL : done();)
FUNCTION(recursion_limit, int limit = Py_GetRecursionLimit(); Py_SetRecursionLimit((int)number_of(a.o[0])); return number(limit);)
FUNCTION(InterruptOccurred, raise(SIGINT); return number(PyOS_InterruptOccurred());)

/* ---- files, marshal, version ---- */

FUNCTION(FromFd, return PyFile_FromFd((int)number_of(a.o[0]), NULL, text_of(a.o[1]), -1, text_of(a.o[2]), NULL, NULL, 0);)
FUNCTION(GetLine, return PyFile_GetLine(a.o[0], (int)number_of(a.o[1]));)
FUNCTION(WriteObject, return PyFile_WriteObject(a.o[0], a.o[1], (int)number_of(a.o[2])) ? NULL : done();)
FUNCTION(WriteString, return PyFile_WriteString(text_of(a.o[0]), a.o[1]) ? NULL : done();)
FUNCTION(version, return PyUnicode_FromFormat("%s|%s|%s|%s|%s", Py_GetVersion(), Py_GetPlatform(), Py_GetCopyright(), Py_GetCompiler(), Py_GetBuildInfo());)

static PyObject *wide(const wchar_t *s) { return s ? PyUnicode_FromWideChar(s, -1) : done(); }
FUNCTION(places, return pair(pair(wide(Py_GetPrefix()), wide(Py_GetExecPrefix())), pair(wide(Py_GetProgramFullPath()), wide(Py_GetPath())));)
FUNCTION(thread_frame, PyFrameObject *f = PyThreadState_GetFrame(PyThreadState_Get()); return (PyObject *)f;)
#if defined KRAIT || Py_LIMITED_API >= 0x030d0000
FUNCTION(Audit, return PySys_Audit("capi.event", text_of(a.o[0]), 1000, "text") ? NULL : done();)
#else
FUNCTION(Audit, return number(-1);)
#endif

/* ---- the system ---- */

FUNCTION(FSPath, return PyOS_FSPath(a.o[0]);)
FUNCTION(snprintf, char buffer[8] = "xxxxxxx"; int n = PyOS_snprintf(buffer, 5, "%s", text_of(a.o[0])); return pair(number(n), PyUnicode_FromString(buffer));)
FUNCTION(stricmp, return pair(number(PyOS_mystricmp(text_of(a.o[0]), text_of(a.o[1])) == 0), number(PyOS_mystrnicmp(text_of(a.o[0]), text_of(a.o[1]), 2) == 0));)
static PyObject *float_of(double d)
{
    char *text = PyOS_double_to_string(d, 'r', 0, 0, NULL);
    PyObject *o = text ? PyUnicode_FromString(text) : NULL;
    PyMem_Free(text);
    return o;
}
FUNCTION(string_to_double,                      /* repr and rest; with a second argument all of it has to be a number */
    char *end = "";
    double d = PyOS_string_to_double(text_of(a.o[0]), a.o[1] ? NULL : &end, a.o[2]);
    if (d == -1.0 && PyErr_Occurred())
        return NULL;
    return pair(float_of(d), PyUnicode_FromString(end));)
FUNCTION(double_to_string,
    int type;
    char *text = PyOS_double_to_string(strtod(text_of(a.o[0]), NULL), *text_of(a.o[1]), (int)number_of(a.o[2]), (int)number_of(a.o[3]), &type);
    if (!text)
        return NULL;
    PyObject *result = pair(PyUnicode_FromString(text), number(type));
    PyMem_Free(text);
    return result;)
static void handler(int number) { (void)number; }
FUNCTION(signals,
    PyOS_sighandler_t before = PyOS_setsig(SIGUSR2, handler);
    PyOS_sighandler_t now = PyOS_getsig(SIGUSR2);
    PyOS_sighandler_t old = PyOS_setsig(SIGUSR2, before);
    return number(now == handler && old == handler && before == SIG_DFL);)

/* ---- locks and thread-local storage ---- */

FUNCTION(lock,
    PyThread_type_lock lock = PyThread_allocate_lock();
    int one = PyThread_acquire_lock(lock, WAIT_LOCK);
    int two = PyThread_acquire_lock(lock, NOWAIT_LOCK);
    int three = PyThread_acquire_lock_timed(lock, 1000, 0);
    PyThread_release_lock(lock);
    int four = PyThread_acquire_lock_timed(lock, 1000000, 1);
    PyThread_release_lock(lock);
    PyThread_free_lock(lock);
    return number(one * 1000 + two * 100 + three * 10 + four);)
static void release_lock(void *lock) { PyThread_release_lock(lock); }
FUNCTION(thread,
    PyThread_type_lock lock = PyThread_allocate_lock();
    PyThread_acquire_lock(lock, WAIT_LOCK);
    unsigned long id = PyThread_start_new_thread(release_lock, lock);
    PyThread_acquire_lock(lock, WAIT_LOCK);
    PyThread_free_lock(lock);
    return number(id != (unsigned long)-1 && id != PyThread_get_thread_ident());)
FUNCTION(ident, return number((long)PyThread_get_thread_ident());)
FUNCTION(info, return PyThread_GetInfo();)
FUNCTION(stack_size, size_t before = PyThread_get_stacksize(); int bad = PyThread_set_stacksize(100); int good = PyThread_set_stacksize(1 << 20);
    PyThread_set_stacksize(before); return pair(number(bad), number(good));)
FUNCTION(keys,
    int value = 5;
    int key = PyThread_create_key();
    int empty = PyThread_get_key_value(key) == NULL;
    PyThread_set_key_value(key, &value);
    int there = PyThread_get_key_value(key) == &value;
    PyThread_delete_key_value(key);
    int gone = PyThread_get_key_value(key) == NULL;
    PyThread_delete_key(key);
    return number(key >= 0 && empty && there && gone);)
FUNCTION(tss,
    Py_tss_t *key = PyThread_tss_alloc();
    Py_tss_t *other = PyThread_tss_alloc();
    int value = 5;
    int before = PyThread_tss_is_created(key) || PyThread_tss_is_created(other);
    int made = !PyThread_tss_create(key) && !PyThread_tss_create(key) && !PyThread_tss_create(other);
    int good = made && !PyThread_tss_get(key) && !PyThread_tss_set(key, &value) && PyThread_tss_get(key) == &value && !PyThread_tss_get(other);
    PyThread_tss_delete(key);
    good = good && !PyThread_tss_is_created(key);
    PyThread_tss_free(key);
    PyThread_tss_free(other);
    PyThread_tss_free(NULL);
    return number(!before && good);)

MODULE(runtime, ROW(Register), ROW(KnownEncoding), ROW(Encode), ROW(Decode), ROW(Encoder), ROW(Decoder), ROW(IncrementalEncoder),
       ROW(IncrementalDecoder), ROW(StreamReader), ROW(StreamWriter), ROW(RegisterError), ROW(LookupError), ROW(StrictErrors), ROW(IgnoreErrors),
       ROW(ReplaceErrors), ROW(XMLCharRefReplaceErrors), ROW(BackslashReplaceErrors), ROW(ImportModule), ROW(Import), ROW(ImportModuleLevel),
       ROW(ReloadModule), ROW(GetModuleDict), ROW(AddModule), ROW(ExecCodeModule), ROW(ExecCodeModuleEx), ROW(GetImporter), ROW(GetMagicNumber),
       ROW(GetMagicTag), ROW(ImportFrozenModule), ROW(GetObject), ROW(SetObject), ROW(SetArgvEx), ROW(SetPath), ROW(WriteStdout),
       ROW(WriteStderr), ROW(FormatStdout), ROW(FormatStderr), ROW(warn_options), ROW(x_options), ROW(CompileString), ROW(EvalCode),
       ROW(EvalCodeEx), ROW(GetBuiltins), ROW(GetGlobals), ROW(GetLocals), ROW(GetFrame), ROW(FuncName), ROW(Line), ROW(TraceBack_Here),
       ROW(TraceBack_Print), ROW(AddPendingCall), ROW(add_in_thread), ROW(fill_pending_calls), ROW(MakePendingCalls), ROW(recursion_limit),
       ROW(InterruptOccurred), ROW(FromFd), ROW(GetLine), ROW(WriteObject), ROW(WriteString), ROW(version), ROW(places), ROW(thread_frame), ROW(Audit), ROW(FSPath), ROW(snprintf),
       ROW(stricmp), ROW(string_to_double), ROW(double_to_string), ROW(signals), ROW(lock), ROW(thread), ROW(ident), ROW(info), ROW(stack_size),
       ROW(keys), ROW(tss))
