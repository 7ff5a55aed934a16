/* import.c: importing modules (C API: "Importing Modules"). */
#include "vm/import.h"

#include "capi/convert.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/vm.h"

static Value text_from_c(Thread *t, const char *s) { return s ? str_from_text(t, s) : (bad_call(t), EMPTY); }

/* ---- the import statement ---- */

PyObject *PyImport_ImportModuleLevelObject(PyObject *name, PyObject *globals, PyObject *locals, PyObject *fromlist, int level)
{
    Thread *t = this_thread();
    (void)locals;                               /* as in __import__() */
    if (!name)
        return raise_value(t, "Empty module name"), NULL;
    Ref space = from_c(globals);
    if (globals && !is_dict(space)) {
        if (level > 0)
            return raise_type(t, "globals must be a dict"), NULL;
        space = EMPTY;
    }
    return to_c_take(t, import_name(t, from_c(name), space, fromlist ? from_c(fromlist) : NONE, fixnum(level)));
}

PyObject *PyImport_ImportModuleLevel(const char *name, PyObject *globals, PyObject *locals, PyObject *fromlist, int level)
{
    Thread *t = this_thread();
    OWN Value text = text_from_c(t, name);
    return is_empty(text) ? NULL : PyImport_ImportModuleLevelObject((PyObject *)object_of(text), globals, locals, fromlist, level);
}

/* By the __import__() that is in force where C was called from; the module of that very name. */
static Value import_by_hook(Thread *t, Ref name)
{
    OWN Value globals = t->frame ? retain_object(t->frame->globals) : dict_new(t);
    Dict *builtins = t->frame ? t->frame->builtins : t->interp->builtins;
    OWN Value hook = retain(dict_peek_text(t, builtins, "__import__"));
    if (is_empty(globals))
        return EMPTY;
    if (is_empty(hook))
        return raise_import(t, "__import__ not found");
    if (import_is_standard(t, hook))
        return import_absolute(t, name);
    OWN Value from = tuple_pack(t, 1, NAME(__doc__));
    Value args[5] = {name, globals, globals, from, fixnum(0)};
    OWN Value result = is_empty(from) ? EMPTY : call(t, hook, args, 5, EMPTY);
    if (is_empty(result))
        return EMPTY;
    Ref module;
    Lookup found = dict_find(t, t->interp->modules, name, &module);
    return found == FOUND ? retain(module) : found == MISSING ? raise_key(t, name) : EMPTY;
}

PyObject *PyImport_Import(PyObject *name)
{
    Thread *t = this_thread();
    if (!name)
        return bad_call(t);
    if (!is_str(from_c(name)))
        return raise_type(t, "module name must be a string"), NULL;
    return to_c_take(t, import_by_hook(t, from_c(name)));
}

PyObject *PyImport_ImportModule(const char *name)
{
    Thread *t = this_thread();
    OWN Value text = text_from_c(t, name);
    return is_empty(text) ? NULL : to_c_take(t, import_by_hook(t, text));
}
PyObject *PyImport_ImportModuleNoBlock(const char *name) { return PyImport_ImportModule(name); }

/* What a function of a library module gives for the argument. */
static PyObject *call_library(const char *module, const char *function, PyObject *argument)
{
    Thread *t = this_thread();
    if (!argument)
        return bad_call(t);
    OWN Value called = import_attribute(t, module, function);
    return is_empty(called) ? NULL : to_c_take(t, call1(t, called, from_c(argument)));
}

PyObject *PyImport_ReloadModule(PyObject *module) { return call_library("importlib", "reload", module); }

/* ---- sys.modules ---- */

PyObject *PyImport_GetModuleDict(void) { return (PyObject *)this_thread()->interp->modules; }

PyObject *PyImport_GetModule(PyObject *name)
{
    Thread *t = this_thread();
    Ref module;
    return name && dict_find(t, t->interp->modules, from_c(name), &module) == FOUND ? to_c(t, module) : NULL;
}

/* The module of that name, made empty and entered if there is none. */
static Value add_module(Thread *t, Ref name)
{
    Ref found;
    if (dict_find(t, t->interp->modules, name, &found) == FOUND && is_module(found))
        return retain(found);
    OWN Value module = is_raised(t) ? EMPTY : module_new(t, name);
    return !is_empty(module) && dict_set(t, t->interp->modules, name, module) ? take(&module) : EMPTY;
}

PyObject *PyImport_AddModuleRef(const char *name)
{
    Thread *t = this_thread();
    OWN Value text = text_from_c(t, name);
    return is_empty(text) ? NULL : to_c_take(t, add_module(t, text));
}

/* Lent by sys.modules. */
PyObject *PyImport_AddModuleObject(PyObject *name)
{
    Thread *t = this_thread();
    if (!name || !is_str(from_c(name)))
        return bad_call(t);
    OWN Value module = add_module(t, from_c(name));
    return (PyObject *)object_of(module);
}

PyObject *PyImport_AddModule(const char *name)
{
    Thread *t = this_thread();
    OWN Value text = text_from_c(t, name);
    return is_empty(text) ? NULL : PyImport_AddModuleObject((PyObject *)object_of(text));
}

/* ---- executing code as a module ---- */

/* Runs it in the namespace of the module, which has what tells where it comes from. */
static bool exec_in(Thread *t, Ref module, Ref name, Ref code, Ref path, Ref cached)
{
    Ref space = value_of(module_dict(module));
    if (is_empty(dict_peek_text(t, as_dict(space), "__builtins__"))
        && !dict_set_text(t, as_dict(space), "__builtins__", value_of(t->interp->builtins)))
        return false;
    OWN Value fix_up = import_attribute(t, "importlib._bootstrap_external", "_fix_up_module");
    Value args[4] = {space, name, path, cached};
    OWN Value fixed = is_empty(fix_up) ? EMPTY : call(t, fix_up, args, is_empty(cached) ? 3 : 4, EMPTY);
    OWN Value result = is_empty(fixed) ? EMPTY : run_code(t, code, space, space, EMPTY);
    return !is_empty(result);
}

/* What sys.modules has afterwards: the code may have put something else there. On failure the name is removed. */
PyObject *PyImport_ExecCodeModuleObject(PyObject *name_of_c, PyObject *code_of_c, PyObject *path, PyObject *cached)
{
    Thread *t = this_thread();
    if (!name_of_c || !is_str(from_c(name_of_c)) || !code_of_c || !is_exact(from_c(code_of_c), &code_type))
        return bad_call(t);
    Ref name = from_c(name_of_c), code = from_c(code_of_c), found;
    OWN Value module = add_module(t, name);
    if (is_empty(module))
        return NULL;
    OWN Value file = path ? retain(from_c(path)) : retain(as_code(code)->filename);
    if (!exec_in(t, module, name, code, file, from_c(cached))) {
        OWN Value raised = raised_take(t);
        if (dict_delete(t, t->interp->modules, name) == ERROR)
            raised_clear(t);
        t->raised = take(&raised);
        return NULL;
    }
    Lookup there = dict_find(t, t->interp->modules, name, &found);
    if (there == MISSING)
        raise_import(t, "Loaded module %R not found in sys.modules", name);
    return there == FOUND ? to_c(t, found) : NULL;
}

PyObject *PyImport_ExecCodeModuleWithPathnames(const char *name, PyObject *code, const char *path, const char *cached)
{
    Thread *t = this_thread();
    OWN Value text = text_from_c(t, name);
    OWN Value file = path ? str_from_utf8_lossless(t, path, (ssize)strlen(path)) : EMPTY;
    OWN Value compiled = cached ? str_from_utf8_lossless(t, cached, (ssize)strlen(cached)) : EMPTY;
    if (is_empty(text) || is_raised(t))
        return NULL;
    return PyImport_ExecCodeModuleObject((PyObject *)object_of(text), code, (PyObject *)object_of(file), (PyObject *)object_of(compiled));
}
PyObject *PyImport_ExecCodeModuleEx(const char *name, PyObject *code, const char *path)
{
    return PyImport_ExecCodeModuleWithPathnames(name, code, path, NULL);
}
PyObject *PyImport_ExecCodeModule(const char *name, PyObject *code) { return PyImport_ExecCodeModuleWithPathnames(name, code, NULL, NULL); }

/* ---- finders and formats ---- */

/* Of sys.path_importer_cache, or made by sys.path_hooks; None: no hook takes the path. */
PyObject *PyImport_GetImporter(PyObject *path) { return call_library("pkgutil", "get_importer", path); }

long PyImport_GetMagicNumber(void)      { return (long)KRAIT_MAGIC; }
const char *PyImport_GetMagicTag(void)  { return KRAIT_CACHE_TAG; }

/* A module of the library in the executable: 1 imported anew, 0 there is none. */
int PyImport_ImportFrozenModuleObject(PyObject *name_of_c)
{
    Thread *t = this_thread();
    LibraryModule m;
    if (!name_of_c || !is_str(from_c(name_of_c)))
        return bad_call(t), -1;
    Ref name = from_c(name_of_c);
    const char *text = str_utf8(t, name, NULL);
    if (!text)
        return -1;
    if (!library_find(t, text, &m))
        return 0;
    OWN Value module = library_module_new(t, &m);
    if (is_empty(module) || !dict_set(t, t->interp->modules, name, module))
        return -1;
    return library_exec(t, module, &m) ? 1 : -1;
}

int PyImport_ImportFrozenModule(const char *name)
{
    OWN Value text = text_from_c(this_thread(), name);
    return is_empty(text) ? -1 : PyImport_ImportFrozenModuleObject((PyObject *)object_of(text));
}
