/* module.c: extension modules: loading them, PyModuleDef in one or several phases, and the module functions (C API: "Module Objects";
 * PEP 3121, PEP 489, PEP 384).
 *
 * A module made from a PyModuleDef is an ordinary module object with a ForeignModule beside it: the def and the block of m_size
 * bytes. PyState_FindModule() goes by the def's address. PyInit_NAME (PyInitU_ and punycode for names that are not ASCII) either
 * makes the module, or returns its def, initialised by PyModuleDef_Init(), for us to make and execute it.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "capi/function.h"
#include "object/codec.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/protocol.h"
#include "object/tuple.h"
#include "vm/import.h"

typedef struct ExtensionModule {
    ForeignModule hooks;
    PyModuleDef *def;
    void *state;                /* m_size bytes, zeroed; NULL when there are none, or not yet (several phases) */
    bool executed;
} ExtensionModule;

static ExtensionModule *extension_of(Ref module)
{
    return is_module(module) ? (ExtensionModule *)((Module *)object_of(module))->foreign : NULL;
}

/* ---- what the collector and the end of a module want ---- */

/* m_traverse, m_clear and m_free rely on the state being there. */
static bool has_state(const ExtensionModule *e) { return e->def->m_size <= 0 || e->state; }

static void extension_traverse(Module *m, Visitor *visitor)
{
    ExtensionModule *e = (ExtensionModule *)m->foreign;
    ForeignVisit v = {visitor, NULL};
    if (e->def->m_traverse && has_state(e))
        e->def->m_traverse((PyObject *)m, foreign_visit, &v);
}

static void extension_clear(Module *m)
{
    ExtensionModule *e = (ExtensionModule *)m->foreign;
    if (e->def->m_clear && has_state(e))
        e->def->m_clear((PyObject *)m);
}

static void extension_free(Module *m)
{
    ExtensionModule *e = (ExtensionModule *)m->foreign;
    if (e->def->m_free && has_state(e))
        e->def->m_free(m);
    m->foreign = NULL;
    free(e->state);
    free(e);
}

/* ---- making modules ---- */

Type module_def_type = {TYPE_HEAD("moduledef", Object)};

PyObject *PyModuleDef_Init(PyModuleDef *def)
{
    PyObject *head = &def->m_base.ob_base;
    if (!head->ob_type) {
        head->ob_refcnt = IMMORTAL;
        head->ob_type = type_to_c(&module_def_type);
        def->m_base.m_index = 1;
    }
    return head;
}

static bool add_functions(Thread *t, Ref module, PyMethodDef *defs, Ref name)
{
    for (; defs && defs->ml_name; defs++) {
        if (defs->ml_flags & (METH_CLASS | METH_STATIC))
            return raise_value(t, "module functions cannot set METH_CLASS or METH_STATIC"), false;
        if (!module_add_take(t, module, defs->ml_name, foreign_function_new(t, defs, module, name, NULL)))
            return false;
    }
    return true;
}

static bool attach(Thread *t, Ref module, PyModuleDef *def)
{
    ExtensionModule *e = calloc(1, sizeof *e);
    if (!e)
        return raise_memory(t), false;
    *e = (ExtensionModule){{extension_traverse, extension_clear, extension_free}, def, NULL, false};
    ((Module *)object_of(module))->foreign = &e->hooks;
    return true;
}

static bool make_state(Thread *t, ExtensionModule *e)
{
    if (e->def->m_size > 0 && !e->state && !(e->state = calloc(1, (size_t)e->def->m_size)))
        return raise_memory(t), false;
    return true;
}

static bool check_version(Thread *t, const char *name, int version)
{
    if (version == PYTHON_ABI_VERSION || version == PYTHON_API_VERSION)
        return true;
    return warn(t, &exc_RuntimeWarning, 1, "Python C API version mismatch for module %.100s: This Python has API version %d, module %.100s has version %d.",
                name, PYTHON_API_VERSION, name, version);
}

/* The name of a module in a package is known to the import system only. */
static Value full_name(Thread *t, const char *name)
{
    Ref context = t->capi ? t->capi->package_context : EMPTY;
    if (!is_empty(context)) {
        const char *text = str_text(t, context), *dot = strrchr(text, '.');
        if (dot && !strcmp(dot + 1, name))
            return retain(context);
    }
    return intern_text(t, name);
}

PyObject *PyModule_Create2(PyModuleDef *def, int version)
{
    Thread *t = this_thread();
    PyModuleDef_Init(def);
    if (def->m_slots)
        return raise_system(t, "module %s: PyModule_Create is incompatible with m_slots", def->m_name), NULL;
    if (!check_version(t, def->m_name, version))
        return NULL;
    OWN Value name = full_name(t, def->m_name);
    OWN Value module = is_empty(name) ? EMPTY : module_new(t, name);
    if (is_empty(module) || !attach(t, module, def) || !make_state(t, extension_of(module)) || !add_functions(t, module, def->m_methods, name)
        || (def->m_doc && !module_add_text(t, module, "__doc__", def->m_doc)))
        return NULL;
    extension_of(module)->executed = true;
    return to_c_take(t, take(&module));
}

/* What the slots say; false with SystemError for what they must not. */
typedef struct Phases { PyObject *(*create)(PyObject *spec, PyModuleDef *def); bool execute; } Phases;
static bool read_slots(Thread *t, const PyModuleDef *def, const char *name, Phases *p)
{
    *p = (Phases){NULL, false};
    for (PyModuleDef_Slot *s = def->m_slots; s && s->slot; s++)
        switch (s->slot) {
        case Py_mod_create:
            if (p->create)
                return raise_system(t, "module %s has multiple create slots", name), false;
            p->create = (PyObject *(*)(PyObject *, PyModuleDef *))(uintptr_t)s->value;
            break;
        case Py_mod_exec: p->execute = true; break;
        case Py_mod_multiple_interpreters: case Py_mod_gil: break;         /* there is no choice here */
        default: return raise_system(t, "module %s uses unknown slot ID %d", name, s->slot), false;
        }
    return true;
}

PyObject *PyModule_FromDefAndSpec2(PyModuleDef *def, PyObject *spec, int version)
{
    Thread *t = this_thread();
    Phases phases;
    PyModuleDef_Init(def);
    OWN Value name = get_attr(t, from_c(spec), NAME(name));
    if (is_empty(name))
        return NULL;
    if (!is_str(name))
        return raise_type(t, "module spec's name must be str, not %T", name), NULL;
    const char *text = str_text(t, name);
    if (!check_version(t, text, version))
        return NULL;
    if (def->m_size < 0)
        return raise_system(t, "module %s: m_size may not be negative for multi-phase initialization", text), NULL;
    if (!read_slots(t, def, text, &phases))
        return NULL;
    OWN Value module = phases.create ? foreign_result_take(t, phases.create(spec, def), text) : module_new(t, name);
    if (is_empty(module))
        return NULL;
    if (is_module(module)) {
        if (!((Module *)object_of(module))->foreign && !attach(t, module, def))
            return NULL;
    } else if (def->m_size > 0 || def->m_traverse || def->m_clear || def->m_free || phases.execute) {
        return raise_system(t, phases.execute ? "module %s specifies execution slots, but did not create a ModuleType instance"
                                              : "module %s is not a module object, but requests module state", text), NULL;
    }
    if (is_module(module) && (!add_functions(t, module, def->m_methods, name) || (def->m_doc && !module_add_text(t, module, "__doc__", def->m_doc))))
        return NULL;
    return to_c_take(t, take(&module));
}

int PyModule_ExecDef(PyObject *m, PyModuleDef *def)
{
    Thread *t = this_thread();
    Ref module = from_c(m);
    ExtensionModule *e = extension_of(module);
    const char *name = def->m_name;
    if (e && !make_state(t, e))
        return -1;
    for (PyModuleDef_Slot *s = def->m_slots; s && s->slot; s++)
        if (s->slot == Py_mod_exec) {
            char who[256];
            snprintf(who, sizeof who, "execution of module %s", name);
            int result = ((int (*)(PyObject *))(uintptr_t)s->value)(m);
            if (result && !is_raised(t))
                raise_system(t, "%s failed without setting an exception", who);
            if (result || !foreign_status(t, false, who))
                return -1;
        }
    if (e)
        e->executed = true;
    return 0;
}

bool capi_extension_exec(Thread *t, Ref module)
{
    ExtensionModule *e = extension_of(module);
    if (!e || e->executed)
        return true;
    ssize mark = lent_mark(t);
    bool good = PyModule_ExecDef((PyObject *)object_of(module), e->def) == 0;
    lent_release(t, mark);
    return good;
}

/* ---- loading ---- */

/* PyInit_NAME, or PyInitU_NAME with the last part of the name in punycode and - for _. */
static bool init_symbol(Thread *t, Ref name, char *symbol, size_t size)
{
    ssize dot = -1;
    for (ssize at; (at = str_find_char(as_str(name), '.', dot + 1, as_str(name)->len)) >= 0;)
        dot = at;
    OWN Value last = str_slice(t, name, dot + 1, as_str(name)->len);
    if (is_empty(last))
        return false;
    if (as_str(last)->ascii) {
        snprintf(symbol, size, "PyInit_%s", (char *)str_data(as_str(last)));
        return true;
    }
    OWN Value encoded = codec_encode(t, last, "punycode", NULL);
    if (is_empty(encoded) || !is_bytes(encoded))
        return false;
    int n = snprintf(symbol, size, "PyInitU_%.*s", (int)as_bytes(encoded)->len, (char *)as_bytes(encoded)->data);
    for (int i = 0; i < n && i < (int)size; i++)
        symbol[i] = symbol[i] == '-' ? '_' : symbol[i];
    return true;
}

/* Calls PyInit_NAME; its result is no Value: defs are static structs of the extension. */
static PyObject *call_init(Thread *t, PyObject *(*init)(void), Ref name)
{
    CapiThread *c = capi_thread(t);
    if (!c)
        return NULL;
    Value before = c->package_context;
    c->package_context = retain(name);
    PyObject *result = init();
    release(c->package_context);
    c->package_context = before;
    if (!result && !is_raised(t))
        raise_system(t, "initialization of %S failed without raising an exception", name);
    if (result && is_raised(t)) {
        OWN Value cause = raised_take(t);
        OWN Value error = exception_new(t, &exc_SystemError, "initialization of %S raised unreported exception", name);
        if (!is_empty(error))
            raise_object(t, error, cause);
        return NULL;
    }
    return result;
}

/* A module without state of its own cannot be made twice: it is kept. */
static bool keep_single(Thread *t, Ref key, Ref module)
{
    CapiInterp *c = capi_interp(t);
    if (!c)
        return false;
    if (!c->modules_by_path) {
        OWN Value dict = dict_new(t);
        if (is_empty(dict))
            return false;
        c->modules_by_path = as_dict(take(&dict));
    }
    return dict_set(t, c->modules_by_path, key, module);
}

static Value finish_single_phase(Thread *t, Ref module, Ref key, Ref path)
{
    ExtensionModule *e = extension_of(module);
    if (!is_module(module))
        return raise_type(t, "initialization of %R did not return an extension module", key);
    OWN Value file = retain(path);
    if (!module_add(t, module, "__file__", file))
        return EMPTY;
    if (e && PyState_AddModule((PyObject *)object_of(module), e->def))
        return EMPTY;
    return (!e || e->def->m_size < 0) && !keep_single(t, key, module) ? EMPTY : retain(module);
}

Value capi_extension_create(Thread *t, void *handle, Ref spec, Ref name, Ref path)
{
    char symbol[512];
    OWN Value key = tuple_pack(t, 2, path, name);
    CapiInterp *c = capi_interp(t);
    Ref kept = EMPTY;
    if (is_empty(key) || !c || !init_symbol(t, name, symbol, sizeof symbol)
        || (c->modules_by_path && dict_find(t, c->modules_by_path, key, &kept) == ERROR))
        return EMPTY;
    if (!is_empty(kept))
        return retain(kept);
    PyObject *(*init)(void) = (PyObject *(*)(void))(uintptr_t)dlsym(handle, symbol);
    if (!init) {
        OWN Value text = str_format(t, "dynamic module does not define module export function (%s)", symbol);
        return is_empty(text) ? EMPTY : raise_extension_error(t, text, name, path);
    }
    ssize mark = lent_mark(t);
    PyObject *made = call_init(t, init, name);
    OWN Value module = EMPTY;
    if (made && made->ob_type == type_to_c(&module_def_type))
        module = from_c_take(PyModule_FromDefAndSpec2((PyModuleDef *)made, (PyObject *)object_of(spec), PYTHON_ABI_VERSION));
    else if (made && !made->ob_type)
        raise_system(t, "init function of %S returned uninitialized object", name);
    else if (made) {
        module = from_c_take(made);
        replace_take(&module, finish_single_phase(t, module, key, path));
    }
    lent_release(t, mark);
    return take(&module);
}

/* ---- modules by def ---- */

static Dict *by_def(Thread *t)
{
    CapiInterp *c = capi_interp(t);
    if (c && !c->modules_by_def) {
        OWN Value dict = dict_new(t);
        c->modules_by_def = is_empty(dict) ? NULL : as_dict(take(&dict));
    }
    return c ? c->modules_by_def : NULL;
}

static Value def_key(Thread *t, const PyModuleDef *def) { return int_from_uint64(t, (uint64_t)(uintptr_t)def); }

PyObject *PyState_FindModule(PyModuleDef *def)
{
    Thread *t = this_thread();
    Dict *d = def->m_slots || !t->interp->capi ? NULL : t->interp->capi->modules_by_def;
    OWN Value key = d ? def_key(t, def) : EMPTY, raised = raised_take(t);
    Ref found = EMPTY;
    if (d && dict_find(t, d, key, &found) == ERROR)
        raised_clear(t);
    t->raised = take(&raised);
    return (PyObject *)object_of(found);
}

int PyState_AddModule(PyObject *module, PyModuleDef *def)
{
    Thread *t = this_thread();
    if (!def)
        return raise_system(t, "module definition is NULL"), -1;
    if (def->m_slots)
        return raise_system(t, "PyState_AddModule called on module with slots"), -1;
    Dict *d = by_def(t);
    OWN Value key = d ? def_key(t, def) : EMPTY;
    return status_to_c(!is_empty(key) && dict_set(t, d, key, from_c(module)));
}

int _PyState_AddModule(PyObject *module, PyModuleDef *def) { return PyState_AddModule(module, def); }

int PyState_RemoveModule(PyModuleDef *def)
{
    Thread *t = this_thread();
    if (def->m_slots)
        return raise_system(t, "PyState_RemoveModule called on module with slots"), -1;
    Dict *d = by_def(t);
    OWN Value key = d ? def_key(t, def) : EMPTY;
    if (is_empty(key))
        return -1;
    Lookup r = dict_delete(t, d, key);
    if (r == MISSING)
        Py_FatalError("PyState_RemoveModule: Module index out of bounds.");
    return r == ERROR ? -1 : 0;
}

/* ---- module objects ---- */

PyObject *PyModule_NewObject(PyObject *name)
{
    Thread *t = this_thread();
    return to_c_take(t, module_new(t, from_c(name)));
}

PyObject *PyModule_New(const char *name)
{
    Thread *t = this_thread();
    OWN Value text = intern_text(t, name);
    return is_empty(text) ? NULL : to_c_take(t, module_new(t, text));
}

/* The module's dict; NULL with SystemError for something else. */
static Dict *dict_of(Thread *t, PyObject *module)
{
    Ref v = from_c(module);
    if (!module || !is_module(v))
        return bad_call(t), NULL;
    if (!module_dict(v))
        return raise_system(t, "nameless module"), NULL;
    return module_dict(v);
}

PyObject *PyModule_GetDict(PyObject *module) { return (PyObject *)dict_of(this_thread(), module); }

static PyObject *get_text(PyObject *module, Ref name, const char *message)
{
    Thread *t = this_thread();
    Ref v = from_c(module);
    if (!is_module(v))
        return PyErr_BadArgument(), NULL;
    Ref found = module_dict(v) ? dict_peek_name(module_dict(v), name) : EMPTY;
    return is_empty(found) || !is_str(found) ? (raise_system(t, "%s", message), NULL) : to_c(t, found);
}
PyObject *PyModule_GetNameObject(PyObject *module)     { return get_text(module, NAME(__name__), "nameless module"); }
PyObject *PyModule_GetFilenameObject(PyObject *module) { return get_text(module, NAME(__file__), "module filename missing"); }

/* The text is the module's own str's, which the module's dict keeps. */
static const char *lend_text(PyObject *text)
{
    if (!text)
        return NULL;
    const char *utf8 = str_utf8(this_thread(), from_c(text), NULL);
    Py_DECREF(text);
    return utf8;
}
const char *PyModule_GetName(PyObject *module)     { return lend_text(PyModule_GetNameObject(module)); }
const char *PyModule_GetFilename(PyObject *module) { return lend_text(PyModule_GetFilenameObject(module)); }

void *PyModule_GetState(PyObject *module)
{
    Ref v = from_c(module);
    if (!is_module(v))
        return PyErr_BadArgument(), NULL;
    ExtensionModule *e = extension_of(v);
    return e ? e->state : NULL;
}

PyModuleDef *PyModule_GetDef(PyObject *module)
{
    Ref v = from_c(module);
    if (!is_module(v))
        return PyErr_BadArgument(), NULL;
    ExtensionModule *e = extension_of(v);
    return e ? e->def : NULL;
}

int PyModule_SetDocString(PyObject *module, const char *doc)
{
    Thread *t = this_thread();
    OWN Value text = str_from_text(t, doc);
    return status_to_c(!is_empty(text) && set_attr(t, from_c(module), NAME(__doc__), text));
}

int PyModule_AddFunctions(PyObject *module, PyMethodDef *defs)
{
    Thread *t = this_thread();
    OWN Value name = from_c_take(PyModule_GetNameObject(module));
    return status_to_c(!is_empty(name) && add_functions(t, from_c(module), defs, name));
}

int PyModule_AddObjectRef(PyObject *module, const char *name, PyObject *value)
{
    Thread *t = this_thread();
    Ref m = from_c(module);
    if (!is_module(m))
        return raise_type(t, "PyModule_AddObjectRef() first argument must be a module"), -1;
    if (!value) {
        if (!is_raised(t))
            raise_system(t, "PyModule_AddObjectRef() must be called with an exception raised if value is NULL");
        return -1;
    }
    return status_to_c(dict_of(t, module) && module_add(t, m, name, from_c(value)));
}

int PyModule_Add(PyObject *module, const char *name, PyObject *value)
{
    int status = PyModule_AddObjectRef(module, name, value);
    release(from_c_take(value));
    return status;
}

int PyModule_AddObject(PyObject *module, const char *name, PyObject *value)
{
    int status = PyModule_AddObjectRef(module, name, value);
    if (!status)
        release(from_c_take(value));
    return status;
}

int PyModule_AddIntConstant(PyObject *module, const char *name, long value)
{
    return PyModule_Add(module, name, to_c_take(this_thread(), int_from_int64(this_thread(), value)));
}

int PyModule_AddStringConstant(PyObject *module, const char *name, const char *value)
{
    return PyModule_Add(module, name, to_c_take(this_thread(), str_from_text(this_thread(), value)));
}

int PyModule_AddType(PyObject *module, PyTypeObject *type)
{
    Thread *t = this_thread();
    if (PyType_Ready(type))
        return -1;
    return PyModule_AddObjectRef(module, type_display_name(type_from_c(type)), (PyObject *)type) ? -1 : ((void)t, 0);
}
